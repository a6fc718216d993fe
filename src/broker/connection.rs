//! One connection's life: resolve, connect, ask for versions, up, gone. Belongs to the broker's thread; knows sockets and
//! frames, but not what requests mean.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use parking_lot::Mutex;

use crate::broker::BrokerState;
use crate::error::ErrorCode;
use crate::protocol::versions::BrokerVersions;
use crate::stats::BrokerStats;
use crate::transport::{
    Endpoint, Family, Flushed, FrameError, FrameReader, Interest, OptionError, OutFrame, OutQueue, Ready,
    ResolveError, Resolver, SocketHooks, SocketOptions, Started, Tcp, Waker, address_text, error_text,
};

use super::in_flight::InFlightQueue;

/// How this client connects.
pub struct ConnectSettings {
    pub hooks: SocketHooks,
    pub options: SocketOptions,
    pub family: Family,
    /// From the start of resolving until the broker has told its versions.
    pub setup_timeout: Duration,
    /// How long resolved addresses are used before the name is asked for again.
    pub address_ttl: Duration,
    pub max_response: usize,
}

/// Why a connection ended, or never came to be.
#[derive(Debug)]
pub struct Failure {
    pub code: ErrorCode,
    pub text: String,
}

impl Failure {
    pub fn new(code: ErrorCode, text: impl Into<String>) -> Self {
        Failure { code, text: text.into() }
    }

    fn transport(text: impl Into<String>) -> Self {
        Failure::new(ErrorCode::_TRANSPORT, text)
    }
}

impl From<ResolveError> for Failure {
    fn from(error: ResolveError) -> Self {
        Failure::new(ErrorCode::_RESOLVE, error.to_string())
    }
}

/// An answer of the resolver on its way from its thread.
type ResolvedSlot = Arc<Mutex<Option<Result<Vec<SocketAddr>, ResolveError>>>>;

/// A connection's stages; `Idle` is none at all.
enum Stage {
    Idle,
    Resolving(ResolvedSlot),
    Connecting(Tcp),
    Established(Box<Established>),
}

/// A connected socket with what is on its way in both directions.
pub struct Established {
    tcp: Tcp,
    reader: FrameReader,
    pub out: OutQueue,
    pub in_flight: InFlightQueue,
    /// The requests in `out`, for statistics; without them empty.
    pub unsent: VecDeque<UnsentRequest>,
    /// What the broker speaks; `None` until it has said so.
    pub versions: Option<BrokerVersions>,
    blocked: bool,
    next_correlation_id: i32,
    /// When something was last sent or received.
    pub active_at: Instant,
}

/// A request that the socket has not taken completely.
pub struct UnsentRequest {
    pub correlation_id: i32,
    pub since: Instant,
    pub messages: usize,
    /// There will be a response.
    pub answered: bool,
}

/// The addresses that a name resolved to, and which of them to try next.
#[derive(Default)]
struct Addresses {
    list: Vec<SocketAddr>,
    next: usize,
    /// How many were tried in this attempt.
    tried: usize,
    resolved_at: Option<Instant>,
}

pub struct Connection {
    settings: ConnectSettings,
    resolver: Resolver,
    stage: Stage,
    addresses: Addresses,
    /// When this attempt, or this stage of it, began.
    since: Instant,
    started: Instant,
}

/// What a step of connecting led to.
pub enum Progress {
    /// Wait for the socket, the resolver or the setup timeout.
    Waiting,
    /// The socket is connected.
    Connected,
}

impl Connection {
    pub fn new(settings: ConnectSettings) -> Self {
        let now = Instant::now();
        Connection {
            resolver: Resolver::new(settings.hooks),
            settings,
            stage: Stage::Idle,
            addresses: Addresses::default(),
            since: now,
            started: now,
        }
    }

    pub fn is_idle(&self) -> bool {
        matches!(self.stage, Stage::Idle)
    }

    pub fn state(&self) -> BrokerState {
        match &self.stage {
            Stage::Idle => BrokerState::Down,
            Stage::Resolving(_) => BrokerState::Resolve,
            Stage::Connecting(_) => BrokerState::Connect,
            Stage::Established(established) if established.versions.is_none() => BrokerState::ApiVersionQuery,
            Stage::Established(_) => BrokerState::Up,
        }
    }

    /// The state to name when it ends in failure: an attempt that fails at once has left none.
    pub fn failing_state(&self) -> BrokerState {
        match self.state() {
            BrokerState::Init | BrokerState::Down | BrokerState::Resolve => BrokerState::Connect,
            state => state,
        }
    }

    /// The connection, if requests can be sent on it.
    pub fn up(&mut self) -> Option<&mut Established> {
        self.established().filter(|established| established.versions.is_some())
    }

    pub fn established(&mut self) -> Option<&mut Established> {
        match &mut self.stage {
            Stage::Established(established) => Some(established),
            _ => None,
        }
    }

    /// How long the connection has been in its present state.
    pub fn time_in_state(&self) -> Duration {
        self.since.elapsed()
    }

    /// When the attempt to connect is given up.
    pub fn setup_deadline(&self) -> Option<Instant> {
        match self.state() {
            BrokerState::Resolve | BrokerState::Connect | BrokerState::ApiVersionQuery => {
                Some(self.started + self.settings.setup_timeout)
            }
            _ => None,
        }
    }

    /// Begins to connect to `endpoint`; `waker` is woken when the resolver has answered.
    pub fn start(&mut self, endpoint: &Endpoint, waker: &Arc<Waker>) -> Result<Progress, Failure> {
        self.started = Instant::now();
        self.since = self.started;
        self.addresses.tried = 0;
        let fresh = self.addresses.resolved_at.is_some_and(|at| at.elapsed() < self.settings.address_ttl);
        if fresh && !self.addresses.list.is_empty() {
            return self.connect_next(endpoint);
        }
        let slot = ResolvedSlot::default();
        let (answer, wake) = (Arc::clone(&slot), Arc::clone(waker));
        let started = self.resolver.resolve(endpoint, self.settings.family, move |result| {
            *answer.lock() = Some(result);
            wake.wake();
        });
        match started {
            Started::Done(result) => self.resolved(endpoint, result),
            Started::Pending => {
                self.stage = Stage::Resolving(slot);
                Ok(Progress::Waiting)
            }
            Started::Busy => {
                let text = format!("Failed to resolve '{endpoint}': an earlier lookup has not returned yet");
                Err(Failure::new(ErrorCode::_RESOLVE, text))
            }
        }
    }

    fn resolved(
        &mut self,
        endpoint: &Endpoint,
        result: Result<Vec<SocketAddr>, ResolveError>,
    ) -> Result<Progress, Failure> {
        let list = result?;
        // Clients with the same name to resolve should not all meet at the first address.
        let next = fastrand::usize(..list.len().max(1));
        self.addresses = Addresses { list, next, tried: 0, resolved_at: Some(Instant::now()) };
        self.connect_next(endpoint)
    }

    /// Starts connecting to the next address that this attempt has not tried.
    fn connect_next(&mut self, endpoint: &Endpoint) -> Result<Progress, Failure> {
        self.since = Instant::now();
        let mut failure =
            Failure::new(ErrorCode::_RESOLVE, format!("Failed to resolve '{endpoint}': no address"));
        while let Some(address) = self.addresses.take_next() {
            match Tcp::connect(address, &endpoint.to_string(), &self.settings.options, &self.settings.hooks) {
                Ok((tcp, refused)) => {
                    self.stage = Stage::Connecting(tcp);
                    drop::<Vec<OptionError>>(refused);
                    return Ok(Progress::Waiting);
                }
                Err(error) => failure = Failure::transport(error.to_string()),
            }
        }
        self.none_answered();
        Err(failure)
    }

    /// What the name resolved to is of no use: the next attempt asks anew, as the name may stand for others by then.
    fn none_answered(&mut self) {
        self.addresses.resolved_at = None;
    }

    /// Goes on after a wait. `ready` says what the socket is ready for.
    pub fn advance(&mut self, endpoint: &Endpoint, ready: Ready) -> Result<Progress, Failure> {
        match &mut self.stage {
            Stage::Resolving(slot) => {
                let answer = slot.lock().take();
                match answer {
                    Some(result) => self.resolved(endpoint, result),
                    None => Ok(Progress::Waiting),
                }
            }
            Stage::Connecting(tcp) if ready.writable => {
                let (outcome, peer) = (tcp.finish_connect(), tcp.peer());
                match outcome {
                    Ok(()) => {
                        self.connected();
                        Ok(Progress::Connected)
                    }
                    Err(error) => self.try_another(endpoint, connect_refused(&peer, &error)),
                }
            }
            _ => Ok(Progress::Waiting),
        }
    }

    fn try_another(&mut self, endpoint: &Endpoint, failure: Failure) -> Result<Progress, Failure> {
        if self.addresses.tried < self.addresses.list.len() {
            // A name with several addresses is down only when all of them are.
            return self.connect_next(endpoint).or(Err(failure));
        }
        self.none_answered();
        Err(failure)
    }

    fn connected(&mut self) {
        let now = Instant::now();
        self.since = now;
        let Stage::Connecting(tcp) = std::mem::replace(&mut self.stage, Stage::Idle) else { return };
        self.stage = Stage::Established(Box::new(Established {
            tcp,
            reader: FrameReader::new(),
            out: OutQueue::new(),
            in_flight: InFlightQueue::default(),
            unsent: VecDeque::new(),
            versions: None,
            blocked: false,
            next_correlation_id: 1,
            active_at: now,
        }));
    }

    /// The broker has told what it speaks: requests may be sent.
    pub fn set_versions(&mut self, versions: BrokerVersions) {
        self.since = Instant::now();
        if let Some(established) = self.established() {
            established.versions = Some(versions);
        }
    }

    /// Closes whatever there is; what was in flight comes back.
    pub fn close(&mut self) -> InFlightQueue {
        self.since = Instant::now();
        match std::mem::replace(&mut self.stage, Stage::Idle) {
            Stage::Established(established) => established.in_flight,
            _ => InFlightQueue::default(),
        }
    }

    /// The address is another one now.
    pub fn forget_addresses(&mut self) {
        self.addresses = Addresses::default();
    }

    /// What to poll for.
    pub fn interest(&self) -> Option<(BorrowedFd<'_>, Interest)> {
        match &self.stage {
            Stage::Connecting(tcp) => Some((tcp.as_fd(), Interest::WRITE)),
            Stage::Established(established) => {
                let interest = if established.blocked { Interest::BOTH } else { Interest::READ };
                Some((established.tcp.as_fd(), interest))
            }
            Stage::Idle | Stage::Resolving(_) => None,
        }
    }

    /// Text for a setup that took too long; programs search the log for its beginning.
    pub fn setup_timed_out(&self) -> Failure {
        let (state, limit) = (self.state().name(), self.settings.setup_timeout.as_millis());
        Failure::transport(format!(
            "Connection setup timed out in state {state} (socket.connection.setup.timeout.ms is {limit})"
        ))
    }

    pub fn max_response(&self) -> usize {
        self.settings.max_response
    }
}

impl Addresses {
    fn take_next(&mut self) -> Option<SocketAddr> {
        if self.tried >= self.list.len() {
            return None;
        }
        let address = self.list.get(self.next % self.list.len()).copied();
        self.next = self.next.wrapping_add(1);
        self.tried += 1;
        address
    }
}

impl Established {
    pub fn next_correlation_id(&mut self) -> i32 {
        let id = self.next_correlation_id;
        self.next_correlation_id = id.wrapping_add(1).max(1);
        id
    }

    /// Reads all complete responses that are there. Those before a failure are delivered.
    pub fn receive(&mut self, max_response: usize, frames: &mut VecDeque<Bytes>) -> Result<(), Failure> {
        loop {
            match self.reader.read(&mut self.tcp, max_response) {
                Ok(Some(frame)) => {
                    self.active_at = Instant::now();
                    frames.push_back(frame);
                }
                Ok(None) => return Ok(()),
                Err(error) => return Err(read_failure(&error)),
            }
        }
    }

    /// Notes in the statistics that the socket has taken the first `count` of the unsent requests.
    pub fn note_written(&mut self, count: usize, stats: &BrokerStats) {
        if count == 0 || !stats.is_on() {
            return;
        }
        let now = Instant::now();
        for request in self.unsent.drain(..count.min(self.unsent.len())) {
            stats.sending.record_time(now.saturating_duration_since(request.since));
            self.in_flight.written(request.correlation_id, now);
        }
    }

    /// Tells the statistics what is on its way.
    pub fn publish_levels(&self, stats: &BrokerStats) {
        let unanswered = self.unsent.iter().filter(|request| request.answered).count();
        stats.unsent_requests.set(self.unsent.len());
        stats.unsent_messages.set(self.unsent.iter().map(|request| request.messages).sum());
        stats.awaited_requests.set(self.in_flight.len().saturating_sub(unanswered));
    }

    /// Sends what waits, as far as the socket takes it.
    pub fn flush(&mut self, finished: impl FnMut(OutFrame)) -> Result<(), Failure> {
        if self.out.is_empty() {
            return Ok(());
        }
        self.active_at = Instant::now();
        match self.out.flush(&mut self.tcp, finished) {
            Ok(flushed) => {
                self.blocked = flushed == Flushed::Blocked;
                Ok(())
            }
            Err(error) => Err(Failure::transport(format!("Send failed: {}", error_text(&error)))),
        }
    }
}

fn read_failure(error: &FrameError) -> Failure {
    match error {
        FrameError::Closed { mid_frame: false } => Failure::transport("Disconnected"),
        FrameError::Closed { mid_frame: true } => {
            Failure::transport("Disconnected in the middle of a response")
        }
        FrameError::Io(error) => Failure::transport(format!("Receive failed: {}", error_text(error))),
        FrameError::OutOfMemory { .. } => {
            Failure::new(ErrorCode::_CRIT_SYS_RESOURCE, format!("Receive failed: {error}"))
        }
        invalid => Failure::new(ErrorCode::_BAD_MSG, format!("Receive failed: {invalid}")),
    }
}

fn connect_refused(address: &SocketAddr, error: &std::io::Error) -> Failure {
    Failure::transport(format!("Connect to {} failed: {}", address_text(address), error_text(error)))
}
