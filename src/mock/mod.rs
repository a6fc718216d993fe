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
#[cfg(test)]
mod log_tests;
mod partition_log;
mod producers;
mod request;
mod server;
mod state;
#[cfg(test)]
mod testing;
mod topics;
mod tracking;
mod transactions;

use std::ffi::{CStr, CString};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;

use parking_lot::{Mutex, MutexGuard};

use crate::client::Client;
use crate::error::ErrorCode;
use crate::log::Logger;
use crate::protocol::ApiKey;
use crate::transport::Waker;

pub use broker::Broker;
pub use fault::Fault;
pub use state::{CoordinatorOf, State};
pub use topics::LeaderResponse;
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
    owner: Weak<Client>,
    /// The brokers' addresses when it was started.
    bootstraps: CString,
    thread: Mutex<Option<JoinHandle<()>>>,
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
        // What waits may have got its answer by the change: another leader, data that is gone.
        if let Some(state) = &mut self.state {
            state.wake_parked(|_| true);
        }
        // Released first: the thread that is woken wants the lock.
        self.state = None;
        self.waker.wake();
    }
}

impl MockCluster {
    /// Starts a cluster with brokers 1 to `brokers`, each on a free port. It logs as `owner` does.
    pub fn start(owner: Weak<Client>, log: Arc<Logger>, brokers: i32) -> std::io::Result<MockCluster> {
        let mut state = State::new();
        for id in 1..=brokers {
            state.add_broker(id)?;
        }
        let bootstraps = CString::new(state.bootstraps()).unwrap_or_default();
        let shared = Arc::new(Shared { state: Mutex::new(state), waker: Waker::new()?, log });
        let thread = Mutex::new(Some(server::spawn(Arc::clone(&shared))?));
        Ok(MockCluster { shared, owner, bootstraps, thread })
    }

    /// The cluster's state, to look at and to change. Short: the brokers stand still meanwhile.
    pub fn change(&self) -> Change<'_> {
        Change { state: Some(self.shared.state.lock()), waker: &self.shared.waker }
    }

    /// `host:port` of the brokers that it was started with, separated by commas.
    pub fn bootstraps(&self) -> &CStr {
        &self.bootstraps
    }

    /// The instance that it was started with.
    pub fn owner(&self) -> &Weak<Client> {
        &self.owner
    }

    /// Queues what shall befall the coming requests of a type, whichever broker gets them.
    pub fn push_errors(&self, api: ApiKey, errors: impl IntoIterator<Item = ErrorCode>) {
        self.change().faults.push(None, api, errors.into_iter().map(Fault::from));
    }

    /// Ends the cluster: its thread and its sockets are gone when this returns.
    pub fn stop(&self) {
        self.change().terminating = true;
        if let Some(thread) = self.thread.lock().take() {
            // A panic was dealt with inside the thread.
            let _ = thread.join();
        }
    }
}

impl Drop for MockCluster {
    fn drop(&mut self) {
        self.stop();
    }
}
