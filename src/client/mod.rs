//! One instance: what `rd_kafka_new` makes and every other room refers to.
//!
//! [`Client`] is shared by all threads. Its fields guard themselves; where two locks are held at a time, the order is the
//! order of DESIGN.md, section "Locks".

mod announce;
mod background;
mod bootstrap;
mod dump;
mod fatal;
mod fork;
mod lifecycle;
mod main_thread;
mod settings;
mod threads;

use std::ffi::CString;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, RwLock};

use crate::broker::{Broker, BrokerRegistry};
use crate::callback::LogCb;
use crate::conf::Conf;
use crate::consumer::Consumer;
use crate::error::ErrorCode;
use crate::group::MemberView;
use crate::interceptor::Interceptors;
use crate::log::{Level, Logger};
use crate::metadata::MetadataCache;
use crate::mock::MockCluster;
use crate::producer::Producer;
use crate::queue::{ErrorReport, Mailbox, Op, Queue, Throttle};
use crate::stats::Statistics;
use crate::topic::TopicRegistry;

pub use fatal::FatalState;
pub use fork::ForkGuard;
pub use lifecycle::wait_destroyed;
pub use main_thread::{Main, MainOp, MainTimer};
pub use settings::event_bit;
pub use threads::{ThreadKind, Threads, running_threads};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientKind {
    Producer,
    Consumer,
}

impl ClientKind {
    pub fn name(self) -> &'static str {
        match self {
            ClientKind::Producer => "producer",
            ClientKind::Consumer => "consumer",
        }
    }
}

/// An instance.
pub struct Client {
    pub kind: ClientKind,
    /// `client.id#producer-N`, unique in the process.
    pub name: String,
    /// The name as C wants it.
    pub c_name: CString,
    /// As finalised by `rd_kafka_new`; never changes.
    pub conf: Conf,
    /// What interceptors have registered.
    pub interceptors: Interceptors,
    pub log: Arc<Logger>,
    /// Where the application has lines go that it takes by function; `None`: nowhere. Taken alone.
    pub application_log: Mutex<Option<LogCb>>,
    /// Lines of log, with `log.queue`; kept here until the application says where it takes them.
    pub logs: Arc<Queue>,
    /// What `rd_kafka_poll` serves.
    pub replies: Arc<Queue>,
    /// Served by the background thread when there is one.
    pub background: Arc<Queue>,
    pub main: Mailbox<MainOp>,
    pub brokers: BrokerRegistry,
    pub metadata: RwLock<MetadataCache>,
    pub topics: TopicRegistry,
    pub producer: Producer,
    pub consumer: Consumer,
    pub stats: Statistics,
    pub member: MemberView,
    pub fork: ForkGuard,
    pub threads: Threads,
    /// The cluster that this instance brought along (`test.mock.num.brokers`).
    pub mock: Option<MockCluster>,
    fatal: FatalState,
    terminating: AtomicBool,
}

impl Client {
    pub fn is_terminating(&self) -> bool {
        self.terminating.load(Ordering::Acquire)
    }

    /// Messages not delivered or not reported yet, and what else waits for the application to poll.
    pub fn outq_len(&self) -> usize {
        self.producer.limits.messages() + self.replies.len()
    }

    /// Says in the log what the end of the instance throws away.
    pub fn warn_of_unsent(&self) {
        let (messages, bytes) = (self.producer.limits.messages(), self.producer.limits.bytes());
        if messages > 0 {
            crate::log!(
                self.log,
                Level::Warning,
                "TERMINATE",
                "Producer terminating with {messages} message{} ({bytes} byte{}) still in queue or transit: \
                 use flush() to wait for outstanding message delivery",
                plural(messages),
                plural(bytes)
            );
        }
    }

    /// Runs `task` on the main thread; dropped when that has ended.
    pub fn on_main(&self, task: impl FnOnce(&mut Main) + Send + 'static) {
        // A refused task is dropped: with it go its senders, which is what its waiters see.
        let _ = self.main.send(MainOp::Run(Box::new(task)));
    }

    /// Runs `task` on the main thread and waits for its result; `None` when that thread has ended. Not from it.
    pub fn call_main<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Main) -> T + Send + 'static,
    ) -> Option<T> {
        let (reply, answer) = crossbeam_channel::bounded(1);
        self.on_main(move |main| {
            // Whoever asked waits for this.
            let _ = reply.send(task(main));
        });
        answer.recv().ok()
    }

    /// The application polls: a member that has left its group because it did not comes back.
    #[inline]
    pub fn tell_of_poll(&self) {
        if self.consumer.polls.take_awaited() {
            self.on_main(|main| main.polled_again());
        }
    }

    /// Tells the application of an instance-wide error: by callback or event if it asked for one, else in the log.
    pub fn raise_error(&self, code: ErrorCode, reason: String) {
        if self.is_terminating() {
            return;
        }
        if self.conf.wants_errors() {
            self.replies.push(Op::Error(Box::new(ErrorReport { code, reason, fatal: false })));
        } else {
            crate::log!(self.log, Level::Error, "ERROR", "{reason}");
        }
    }

    /// A connection failed; the log has it already. The application is told if it asked for errors.
    pub fn raise_connection_error(&self, code: ErrorCode, reason: String) {
        if self.conf.wants_errors() && !self.is_terminating() {
            self.replies.push(Op::Error(Box::new(ErrorReport { code, reason, fatal: false })));
        }
    }

    /// A broker said how long it will keep us waiting.
    pub fn note_throttle(&self, broker: &Broker, throttle_ms: i32) {
        if throttle_ms > 0 {
            broker.stats.throttle.record(throttle_ms as usize);
        }
        if throttle_ms > 0 && self.conf.callbacks.throttle.is_some() {
            let (broker_name, broker_id) = (broker.address().to_string(), broker.node_id());
            self.replies.push(Op::Throttle(Box::new(Throttle { broker_name, broker_id, throttle_ms })));
        }
    }

    /// The first fatal error, if one was raised.
    pub fn fatal_error(&self) -> Option<(ErrorCode, String)> {
        self.fatal.get()
    }

    #[inline]
    pub fn has_fatal_error(&self) -> bool {
        self.fatal.is_set()
    }

    /// Puts the instance into its fatal state; false if it was there already. The application is told once.
    pub fn set_fatal(&self, code: ErrorCode, reason: String) -> bool {
        if !self.fatal.set(code, &reason) {
            return false;
        }
        crate::log!(self.log, Level::Emergency, "FATAL", "Fatal error: {code}: {reason}");
        if self.conf.wants_errors() {
            self.replies.push(Op::Error(Box::new(ErrorReport { code, reason, fatal: true })));
        }
        self.producer.fail_all_queued(self);
        true
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
