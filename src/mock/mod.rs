//! A Kafka cluster within the process: for tests, for demos, for injecting faults.
//!
//! It listens on loopback sockets and speaks Kafka's protocol as brokers do, so that any client can use it. One thread
//! (`rdk:mock`, [`server`]) serves all of its brokers' connections; one lock guards [`State`], which the thread holds while
//! it serves a request and the application's calls hold while they change something. Nothing ticks: what is to happen
//! later is a timer.
//!
//! A request travels so: [`connection`] cuts frames, [`request`] opens one, [`fault`] has its say, and the
//! handler of its API key ([`api`], a file each) answers at once, never, or later through its [`Responder`].

mod api;
mod broker;
mod connection;
mod fault;
mod groups;
mod partition_log;
mod request;
mod server;
mod state;
mod topics;
mod tracking;
mod transactions;

use std::sync::Arc;
use std::thread::JoinHandle;

use parking_lot::{Mutex, MutexGuard};

use crate::error::ErrorCode;
use crate::log::Logger;
use crate::protocol::ApiKey;
use crate::transport::Waker;

pub use fault::{Fault, Tamper};
pub use state::State;
pub use topics::{DEFAULT_PARTITIONS, MAX_REPLICAS};
pub use tracking::TrackedRequest;


/// What the application's threads and the cluster's thread share.
struct Shared {
    state: Mutex<State>,
    waker: Waker,
    log: Arc<Logger>,
}

/// A running cluster; it ends when dropped.
pub struct MockCluster {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// A call's changes: the cluster's thread looks at them when this is dropped.
pub struct Change<'a> {
    state: Option<MutexGuard<'a, State>>,
    waker: &'a Waker,
}

impl std::ops::Deref for Change<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        self.state.as_ref().expect("present until dropped")
    }
}

impl std::ops::DerefMut for Change<'_> {
    fn deref_mut(&mut self) -> &mut State {
        self.state.as_mut().expect("present until dropped")
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        // Released first: the thread that is woken wants the lock.
        self.state = None;
        self.waker.wake();
    }
}

impl MockCluster {
    /// Starts a cluster with brokers 1 to `brokers`, each on a free port.
    pub fn start(log: Arc<Logger>, brokers: i32) -> std::io::Result<MockCluster> {
        let mut state = State::new();
        for id in 1..=brokers {
            state.add_broker(id)?;
        }
        let shared = Arc::new(Shared { state: Mutex::new(state), waker: Waker::new()?, log });
        let thread = server::spawn(Arc::clone(&shared))?;
        Ok(MockCluster { shared, thread: Some(thread) })
    }

    /// The cluster's state, to look at and to change. Short: the brokers stand still meanwhile.
    pub fn change(&self) -> Change<'_> {
        Change { state: Some(self.shared.state.lock()), waker: &self.shared.waker }
    }

    /// `host:port` of the brokers, separated by commas.
    pub fn bootstraps(&self) -> String {
        self.change().bootstraps()
    }

    /// Queues what shall befall the coming requests of a type, whichever broker gets them.
    pub fn push_errors(&self, api: ApiKey, errors: impl IntoIterator<Item = ErrorCode>) {
        self.change().faults.push(None, api, errors.into_iter().map(Fault::from));
    }

    /// Queues what shall befall the answers to coming requests of a type.
    pub fn push_tampers(&self, api: ApiKey, tampers: impl IntoIterator<Item = Tamper>) {
        self.change().faults.push(None, api, tampers.into_iter().map(Fault::from));
    }
}

impl Drop for MockCluster {
    fn drop(&mut self) {
        self.change().terminating = true;
        if let Some(thread) = self.thread.take() {
            // A panic was dealt with inside the thread.
            let _ = thread.join();
        }
    }
}
