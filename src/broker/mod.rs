//! Brokers: one thread each, which owns its socket and its requests in flight.
//!
//! [`Broker`] is what every other thread holds: an address, a state to look at and an inbox. Its thread is started by the
//! first thing that is sent to it, so that a broker nobody needs costs no thread. `thread.rs` is the thread's loop
//! and `thread/` what it does, `connection.rs` the connection's states, `in_flight.rs` the requests that wait for a response.

mod backoff;
mod connection;
mod in_flight;
mod registry;
mod request;
mod thread;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU8, Ordering};
use std::sync::{Arc, Weak};
use std::time::Instant;

use parking_lot::Mutex;

use crate::client::Client;
use crate::consumer::FetchCommand;
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::producer::Partition;
use crate::stats::BrokerStats;
use crate::transport::{Endpoint, Waker};

pub use backoff::Backoff;
pub use connection::UnsentRequest;
pub use in_flight::Pending;
pub use registry::{BrokerRegistry, parse_broker_list};
pub use request::{Reply, Request, RequestError};
pub use thread::Link;

/// Node id of a broker that is known by its address only.
pub const NO_NODE_ID: i32 = -1;

/// Where a connection stands; the names appear in logs and statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum BrokerState {
    Init,
    Down,
    Resolve,
    Connect,
    ApiVersionQuery,
    Up,
}

impl BrokerState {
    pub fn name(self) -> &'static str {
        match self {
            BrokerState::Init => "INIT",
            BrokerState::Down => "DOWN",
            BrokerState::Resolve => "TRY_CONNECT",
            BrokerState::Connect => "CONNECT",
            BrokerState::ApiVersionQuery => "APIVERSION_QUERY",
            BrokerState::Up => "UP",
        }
    }

    fn from_u8(raw: u8) -> Self {
        match raw {
            0 => BrokerState::Init,
            2 => BrokerState::Resolve,
            3 => BrokerState::Connect,
            4 => BrokerState::ApiVersionQuery,
            5 => BrokerState::Up,
            _ => BrokerState::Down,
        }
    }
}

/// How a connection, or the attempt at one, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionEnd {
    /// It was not needed any more, or its broker has moved: nobody's fault.
    Quiet,
    /// It was in use.
    Lost,
    /// It never came to be.
    Failed,
}

/// What other threads ask of a broker's thread.
pub enum BrokerOp {
    Request(Box<Request>),
    /// Connect even though nothing waits to be sent.
    Connect,
    /// This partition has messages for this broker.
    Produce(Arc<Partition>),
    Fetch(FetchCommand),
    /// The address changed: connect anew.
    AddressChanged,
    /// Lingering batches are to be looked at again.
    Attention,
    /// Fail the messages in flight, then say so.
    PurgeInFlight(crossbeam_channel::Sender<()>),
    Terminate,
}

#[derive(Default)]
struct Inbox {
    ops: VecDeque<BrokerOp>,
    thread_started: bool,
    closed: bool,
}

impl Inbox {
    fn close(&mut self) -> VecDeque<BrokerOp> {
        self.closed = true;
        std::mem::take(&mut self.ops)
    }
}

/// The shared face of a broker.
pub struct Broker {
    client: Weak<Client>,
    node_id: AtomicI32,
    last_node_id: AtomicI32,
    address: Mutex<Endpoint>,
    /// The address under which bootstrap.servers or brokers_add named it; none if it is known from metadata only.
    bootstrap: Option<Endpoint>,
    /// What the connection is for, if not for whatever the cluster's node is asked.
    purpose: Option<&'static str>,
    state: AtomicU8,
    /// It was asked to connect, for the sake of having some connection, and has neither managed nor failed.
    asked: AtomicBool,
    /// Its last attempt at a connection failed.
    failed: AtomicBool,
    /// Guards `ops` and the thread's start. Taken alone.
    inbox: Mutex<Inbox>,
    waker: Arc<Waker>,
    pub stats: BrokerStats,
}

impl Broker {
    fn new(
        client: Weak<Client>,
        node_id: i32,
        address: Endpoint,
        bootstrap: bool,
        statistics: bool,
    ) -> std::io::Result<Arc<Self>> {
        let bootstrap = bootstrap.then(|| address.clone());
        Broker::with(client, node_id, address, bootstrap, None, statistics)
    }

    /// A second connection to a node, for requests that must not wait behind others: a broker answers a connection's
    /// requests one after the other.
    fn dedicated(
        client: Weak<Client>,
        node_id: i32,
        address: Endpoint,
        purpose: &'static str,
        statistics: bool,
    ) -> std::io::Result<Arc<Self>> {
        Broker::with(client, node_id, address, None, Some(purpose), statistics)
    }

    fn with(
        client: Weak<Client>,
        node_id: i32,
        address: Endpoint,
        bootstrap: Option<Endpoint>,
        purpose: Option<&'static str>,
        statistics: bool,
    ) -> std::io::Result<Arc<Self>> {
        Ok(Arc::new(Broker {
            client,
            node_id: AtomicI32::new(node_id),
            last_node_id: AtomicI32::new(node_id),
            address: Mutex::new(address),
            bootstrap,
            purpose,
            state: AtomicU8::new(BrokerState::Init as u8),
            asked: AtomicBool::new(false),
            failed: AtomicBool::new(false),
            inbox: Mutex::default(),
            waker: Arc::new(Waker::new()?),
            stats: BrokerStats::new(statistics),
        }))
    }

    pub fn node_id(&self) -> i32 {
        self.node_id.load(Ordering::Relaxed)
    }

    /// The node id that it has, or had before metadata was to be learned anew.
    pub fn last_node_id(&self) -> i32 {
        self.last_node_id.load(Ordering::Relaxed)
    }

    pub fn address(&self) -> Endpoint {
        self.address.lock().clone()
    }

    pub fn is_bootstrap(&self) -> bool {
        self.bootstrap.is_some()
    }

    pub fn state(&self) -> BrokerState {
        BrokerState::from_u8(self.state.load(Ordering::Acquire))
    }

    pub fn is_up(&self) -> bool {
        self.state() == BrokerState::Up
    }

    fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    fn set_asked(&self, asked: bool) {
        self.asked.store(asked, Ordering::Relaxed);
    }

    fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// The last attempt at a connection failed, and no other has succeeded since.
    pub fn is_unreachable(&self) -> bool {
        self.has_failed() && !self.is_up()
    }

    fn forget_failure(&self) {
        self.set_asked(false);
        self.failed.store(false, Ordering::Relaxed);
    }

    /// An attempt at a connection failed, or a connection did. Main thread.
    pub fn note_failure(&self) {
        self.set_asked(false);
        self.failed.store(true, Ordering::Relaxed);
    }

    /// `host:port/id`, as logs, errors and statistics name it; a connection with a purpose has that before it.
    pub fn name(&self) -> String {
        let address = self.address();
        match (self.purpose, self.node_id()) {
            (Some(purpose), id) => format!("{purpose}: {address}/{id}"),
            (None, NO_NODE_ID) => format!("{address}/bootstrap"),
            (None, id) => format!("{address}/{id}"),
        }
    }

    /// True for a second connection to a node: what is said of it says nothing of the node's place in the cluster.
    pub fn is_dedicated(&self) -> bool {
        self.purpose.is_some()
    }

    /// Queues `op` for the broker's thread, starting it if this is its first work. A request that the thread cannot take
    /// any more comes back failed; the rest needs no answer.
    pub fn send(self: &Arc<Self>, op: BrokerOp) {
        let mut inbox = self.inbox.lock();
        if inbox.closed {
            drop(inbox);
            self.refuse(op);
            return;
        }
        inbox.ops.push_back(op);
        if !inbox.thread_started {
            inbox.thread_started = true;
            drop(inbox);
            self.start_thread();
            return;
        }
        drop(inbox);
        self.waker.wake();
    }

    pub fn request(self: &Arc<Self>, request: Request) {
        self.send(BrokerOp::Request(Box::new(request)));
    }

    pub fn has_thread(&self) -> bool {
        let inbox = self.inbox.lock();
        inbox.thread_started && !inbox.closed
    }

    /// Has a look taken at a running thread's own lists; starts none.
    pub fn nudge(self: &Arc<Self>) {
        let mut inbox = self.inbox.lock();
        if inbox.closed || !inbox.thread_started {
            return;
        }
        inbox.ops.push_back(BrokerOp::Attention);
        drop(inbox);
        self.waker.wake();
    }

    fn refuse(&self, op: BrokerOp) {
        if let BrokerOp::Request(request) = op {
            request.finish(self, Err(self.ended()));
        }
    }

    /// Why the broker's thread has ended. That may be because the cluster is being found anew: then what it held is to be
    /// tried elsewhere.
    fn ended(&self) -> RequestError {
        if self.client.upgrade().is_none_or(|client| client.is_terminating()) {
            RequestError::new(ErrorCode::_DESTROY, "The client is terminating")
        } else {
            RequestError::new(ErrorCode::_TRANSPORT, "The broker is no longer part of the cluster")
        }
    }

    fn start_thread(self: &Arc<Self>) {
        let Some(client) = self.client.upgrade() else { return self.close_inbox() };
        if let Err(error) = thread::spawn(&client, self) {
            client.raise_error(
                ErrorCode::_CRIT_SYS_RESOURCE,
                format!("{}: Unable to create broker thread: {error}", self.name()),
            );
            // What waits stays: the next thing that is sent tries again.
            self.inbox.lock().thread_started = false;
            let broker = Arc::clone(self);
            client.on_main(move |main| main.broker_down(&broker, ConnectionEnd::Failed));
        }
    }

    /// From now on nobody can send; what waits is refused.
    fn close_inbox(&self) {
        let ops = self.inbox.lock().close();
        ops.into_iter().for_each(|op| self.refuse(op));
    }

    /// Ends the thread, if there is one; it closes its connection and fails what it holds.
    pub fn terminate(self: &Arc<Self>) {
        let mut inbox = self.inbox.lock();
        if inbox.closed {
            return;
        }
        if !inbox.thread_started {
            // Under the same lock: a thread that was started in between would have nobody to end it.
            let ops = inbox.close();
            drop(inbox);
            return ops.into_iter().for_each(|op| self.refuse(op));
        }
        inbox.ops.push_back(BrokerOp::Terminate);
        drop(inbox);
        self.waker.wake();
    }

    /// Metadata has the broker elsewhere, or has its node id.
    fn update(self: &Arc<Self>, node_id: i32, address: Endpoint) {
        self.node_id.store(node_id, Ordering::Relaxed);
        if node_id != NO_NODE_ID {
            self.last_node_id.store(node_id, Ordering::Relaxed);
        }
        let old = std::mem::replace(&mut *self.address.lock(), address.clone());
        if old == address {
            return;
        }
        if let Some(client) = self.client.upgrade() {
            let name = self.name();
            crate::debug!(
                client.log,
                Debug::BROKER,
                "UPDATE",
                "{name}: Nodename changed from {old} to {address}"
            );
        }
        if self.inbox.lock().thread_started {
            self.send(BrokerOp::AddressChanged);
        }
    }

    /// Where the configuration has it, if it does.
    fn bootstrap_address(&self) -> Option<&Endpoint> {
        self.bootstrap.as_ref()
    }

    /// Metadata is to be learned anew: a bootstrap broker is again what the configuration says of it.
    fn forget_metadata(self: &Arc<Self>) {
        if let Some(address) = self.bootstrap.clone() {
            self.update(NO_NODE_ID, address);
        }
    }

    fn set_state(&self, state: BrokerState) {
        self.state.store(state as u8, Ordering::Release);
        self.stats.state_since.set(Instant::now());
    }
}
