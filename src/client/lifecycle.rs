//! Making and ending an instance.

use std::ffi::CString;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::{Condvar, Mutex, RwLock};

use crate::broker::BrokerRegistry;
use crate::callback::interceptor;
use crate::client::{ClientKind, ThreadKind};
use crate::conf::{Conf, SecurityProtocol};
use crate::error::{Error, ErrorCode};
use crate::log::{Level, Logger};
use crate::mock::MockCluster;
use crate::queue::{Deadline, Mailbox, Queue};
use crate::stats::Statistics;
use crate::timer::millis;

use super::main_thread::{Main, MainOp};
use super::{Client, FatalState, ForkGuard, Threads};

/// Numbers the instances of the process, for their names.
static NEXT: AtomicU32 = AtomicU32::new(1);

/// Instances that exist, for `rd_kafka_wait_destroyed`.
static ALIVE: Mutex<usize> = Mutex::new(0);
static ALIVE_CHANGED: Condvar = Condvar::new();

/// Waits until no instance is left; false when the deadline came first.
pub fn wait_destroyed(deadline: Deadline) -> bool {
    let mut alive = ALIVE.lock();
    while *alive > 0 {
        match deadline {
            Deadline::Never => ALIVE_CHANGED.wait(&mut alive),
            _ if deadline.passed() => return false,
            Deadline::Now => return false,
            Deadline::At(at) => drop(ALIVE_CHANGED.wait_until(&mut alive, at)),
        }
    }
    true
}

impl Client {
    /// An instance with its threads running. `conf` must have been finalised for `kind`; `make_logger` gets the
    /// instance itself, which is being made and may not be looked at yet, its name and configuration.
    pub fn new(
        kind: ClientKind,
        mut conf: Conf,
        make_logger: impl FnOnce(&Weak<Client>, &str, &Conf) -> Logger,
    ) -> Result<Arc<Client>, Error> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}#{}-{number}", conf.client_id, kind.name());
        let mut failure = None;
        let client = Arc::new_cyclic(|weak| {
            let log = Arc::new(make_logger(weak, &name, &conf));
            let mock = start_mock(weak, &log, &mut conf).unwrap_or_else(|error| {
                failure = Some(error);
                None
            });
            Client {
                kind,
                log,
                mock,
                interceptors: Default::default(),
                application_log: Mutex::new(conf.callbacks.log),
                logs: Queue::new(),
                replies: Queue::new(),
                background: Queue::new(),
                main: Mailbox::default(),
                brokers: BrokerRegistry::new(weak.clone(), &conf),
                metadata: RwLock::default(),
                topics: Default::default(),
                producer: crate::producer::Producer::new(&conf),
                consumer: crate::consumer::Consumer::new(&conf),
                member: Default::default(),
                stats: Statistics::new(&conf),
                fork: ForkGuard::here(),
                threads: Threads::default(),
                fatal: FatalState::default(),
                terminating: AtomicBool::new(false),
                c_name: CString::new(name.replace('\0', "")).unwrap_or_default(),
                name,
                conf,
            }
        });
        if let Some(error) = failure {
            return Err(error);
        }
        interceptor::on_new(&client);
        client.start().inspect_err(|_| interceptor::on_destroy(&client))?;
        *ALIVE.lock() += 1;
        Ok(client)
    }

    fn start(self: &Arc<Self>) -> Result<(), Error> {
        self.add_configured_brokers()?;
        self.start_main()
    }

    fn start_main(self: &Arc<Self>) -> Result<(), Error> {
        self.threads
            .spawn(self, ThreadKind::Main, "rdk:main".to_owned(), "main".to_owned(), |client| {
                Main::new(Arc::clone(client)).run()
            })
            .map_err(|error| {
                Error::new(
                    ErrorCode::_CRIT_SYS_RESOURCE,
                    format!("Failed to create thread: {error} ({})", error.kind()),
                )
            })
    }

    /// Ends the instance: its threads are gone when this returns. Not from one of its threads.
    pub fn shut_down(self: &Arc<Self>) {
        if self.terminating.swap(true, Ordering::AcqRel) {
            return;
        }
        self.brokers.terminate_all();
        let _ = self.main.send(MainOp::Terminate);
        self.background.yield_waiters();
        self.threads.join_all();
        self.brokers.clear();
        self.replies.close();
        self.background.close();
        self.logs.close();
        // Topics refer to the client and the client to its topics: this ends the circle.
        self.topics.clear(self);
        self.consumer.shut_down();
        if let Some(mock) = &self.mock {
            mock.stop();
        }
        interceptor::on_destroy(self);
        let mut alive = ALIVE.lock();
        *alive -= 1;
        ALIVE_CHANGED.notify_all();
    }
}

/// The cluster that `test.mock.num.brokers` asks for; it takes the place of the brokers that were configured.
fn start_mock(
    owner: &Weak<Client>,
    log: &Arc<Logger>,
    conf: &mut Conf,
) -> Result<Option<MockCluster>, Error> {
    if conf.test_mock_num_brokers == 0 {
        return Ok(None);
    }
    let started = MockCluster::start(owner.clone(), Arc::clone(log), conf.test_mock_num_brokers);
    let cluster = started.map_err(|error| {
        Error::new(ErrorCode::_CRIT_SYS_RESOURCE, format!("Failed to start the mock cluster: {error}"))
    })?;
    let rtt = millis(conf.test_mock_broker_rtt_ms);
    cluster.change().brokers.values_mut().for_each(|broker| broker.rtt = rtt);
    let bootstraps = cluster.bootstraps().to_string_lossy().into_owned();
    crate::log!(
        log,
        Level::Notice,
        "MOCK",
        "Mock cluster started: it replaces `bootstrap.servers` (now {bootstraps}) and `security.protocol`"
    );
    conf.bootstrap_servers = Some(bootstraps);
    conf.security_protocol = SecurityProtocol::Plaintext;
    Ok(Some(cluster))
}
