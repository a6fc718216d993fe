//! A broker's thread: takes what others send it, connects when there is a reason to, moves bytes, and sleeps until its
//! socket, its inbox or its next deadline.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::callback::interceptor;
use crate::client::{Client, ThreadKind};
use crate::consumer::Fetcher;
use crate::error::ErrorCode;
use crate::interceptor::ResponseSeen;
use crate::log::{Debug, Level};
use crate::producer::Sender;
use crate::protocol::messages::ApiVersionsRequest;
use crate::protocol::versions::{BrokerVersions, decode_response};
use crate::protocol::{ApiKey, Writer, frame};
use crate::transport::{OutFrame, Segment, wait};

use super::backoff::Backoff;
use super::connection::{ConnectSettings, Connection, Established, Failure, Progress, UnsentRequest};
use super::in_flight::{InFlight, Pending};
use super::{Broker, BrokerOp, BrokerState, ConnectionEnd, Reply, Request, RequestError};

/// The name and version that we introduce ourselves with (KIP-511).
const SOFTWARE_NAME: &str = "librdkafka";

/// Bytes with which each response begins.
const CORRELATION_ID: usize = 4;

/// Starts the thread of `broker`.
pub(super) fn spawn(client: &Arc<Client>, broker: &Arc<Broker>) -> io::Result<()> {
    let own = Arc::clone(broker);
    let name = format!("rdk:broker{}", broker.node_id());
    client.threads.spawn(client, ThreadKind::Broker, name, broker.name(), move |client| {
        let closing = ClosesInbox(own);
        BrokerThread::new(client, &closing.0).run();
    })
}

/// Nobody shall wait for an answer of a thread that is gone, however it went.
struct ClosesInbox(Arc<Broker>);

impl Drop for ClosesInbox {
    fn drop(&mut self) {
        self.0.close_inbox();
    }
}

struct BrokerThread {
    client: Arc<Client>,
    broker: Arc<Broker>,
    connection: Connection,
    /// Requests that wait for the connection, oldest first.
    waiting: VecDeque<Box<Request>>,
    sender: Sender,
    fetcher: Fetcher,
    /// Someone wants a connection, whether or not there is something to send.
    connect_wanted: bool,
    /// Not before then is the next attempt to connect.
    connect_after: Option<Instant>,
    backoff: Backoff,
    /// The version of ApiVersions to ask with.
    api_versions_version: i16,
    reported: Reported,
    terminate: bool,
}

/// The last failure that the application was told of, so that it is not told the same again and again.
#[derive(Default)]
struct Reported {
    text: String,
    at: Option<Instant>,
}

/// In place of a socket that may be gone.
const NO_SOCKET: i32 = -1;

/// How long the same failure is not repeated.
const REPEAT_AFTER: Duration = Duration::from_secs(30);

/// A request that had at least this time to be answered, and was not, tells against its connection.
const FAIR_TIME: Duration = Duration::from_secs(1);

/// What the sending and the fetching side see of the connection while they are served.
pub struct Link<'a> {
    pub client: &'a Arc<Client>,
    pub broker: &'a Arc<Broker>,
    connection: &'a mut Established,
    max_in_flight: usize,
}

impl Link<'_> {
    /// The version to use for `api` out of those we know; `None` if the broker speaks none of them.
    pub fn version(&self, api: ApiKey, ours: (i16, i16)) -> Option<i16> {
        self.connection.versions.as_ref()?.negotiate(api, ours)
    }

    /// Requests not answered yet, and those not even sent.
    pub fn in_flight(&self) -> usize {
        self.connection.in_flight.len()
    }

    /// Requests that the socket has not taken completely.
    pub fn unsent(&self) -> usize {
        self.connection.out.len()
    }

    pub fn may_send(&self) -> bool {
        self.in_flight() < self.max_in_flight
    }

    pub fn next_correlation_id(&mut self) -> i32 {
        self.connection.next_correlation_id()
    }

    /// Sends a frame; `pending` is told of the response, unless there will be none (`None`).
    pub fn send(
        &mut self,
        api: ApiKey,
        version: i16,
        correlation_id: i32,
        segments: Vec<Segment>,
        timeout: Duration,
        pending: Option<Pending>,
    ) {
        let now = Instant::now();
        let frame = OutFrame::new(correlation_id, segments);
        let size = frame.wire_len();
        self.connection.out.push(frame);
        self.broker.stats.count_request(api);
        if self.broker.stats.is_on() || self.client.interceptors.watch_requests() {
            let answered = pending.is_some();
            let unsent =
                UnsentRequest { api, version, correlation_id, size, since: now, messages: 0, answered };
            self.connection.unsent.push_back(unsent);
        }
        crate::debug!(
            self.client.log,
            Debug::PROTOCOL,
            "SEND",
            "Sent {api}Request (v{version}, CorrId {correlation_id})"
        );
        if let Some(pending) = pending {
            let deadline = now + timeout;
            self.connection.in_flight.push(InFlight {
                correlation_id,
                api,
                version,
                sent_at: now,
                written_at: None,
                deadline,
                pending,
            });
        }
    }

    /// Says for the statistics how many messages the request carries that was just sent.
    pub fn carries(&mut self, messages: usize) {
        if let Some(unsent) = self.connection.unsent.back_mut() {
            unsent.messages = messages;
        }
    }
}

impl BrokerThread {
    fn new(client: &Arc<Client>, broker: &Arc<Broker>) -> Self {
        let conf = &client.conf;
        let settings = ConnectSettings {
            hooks: crate::callback::socket_hooks(conf),
            options: conf.socket_options(),
            family: conf.address_family(),
            setup_timeout: conf.connection_setup_timeout(),
            address_ttl: conf.broker_address_ttl(),
            max_response: conf.receive_message_max_bytes as usize,
        };
        BrokerThread {
            connection: Connection::new(settings),
            waiting: VecDeque::new(),
            sender: Sender::new(client),
            fetcher: Fetcher::new(client),
            connect_wanted: false,
            connect_after: None,
            backoff: Backoff::new(conf.reconnect_backoff().0, conf.reconnect_backoff().1),
            api_versions_version: <ApiVersionsRequest as crate::protocol::Message>::VERSIONS.1,
            reported: Reported::default(),
            terminate: false,
            client: Arc::clone(client),
            broker: Arc::clone(broker),
        }
    }

    fn run(mut self) {
        let mut ready = crate::transport::Ready::default();
        interceptor::on_broker_state_change(&self.client, &self.broker, self.broker.state());
        loop {
            self.broker.stats.wakeups.increment();
            self.take_inbox();
            if self.terminate {
                break;
            }
            self.serve_socket(ready);
            self.serve_connection();
            let now = Instant::now();
            self.expire(now);
            self.serve_requests();
            let next_work = self.serve_data_and_flush(now);
            let deadline = self.next_deadline(next_work);
            self.publish_levels();
            ready = self.sleep(deadline);
        }
        self.shut_down();
    }

    fn take_inbox(&mut self) {
        let ops = std::mem::take(&mut self.broker.inbox.lock().ops);
        for op in ops {
            match op {
                BrokerOp::Request(request) => self.accept(request),
                BrokerOp::Connect => self.connect_wanted = true,
                BrokerOp::Produce(partition) => self.sender.announce(partition),
                BrokerOp::Fetch(command) => self.fetcher.command(&self.broker, command),
                BrokerOp::AddressChanged => self.address_changed(),
                BrokerOp::Attention => self.sender.look_again(),
                BrokerOp::PurgeInFlight(done) => {
                    self.purge_in_flight();
                    // Nobody waits for a purge that does not block.
                    let _ = done.send(());
                }
                BrokerOp::Terminate => self.begin_end(),
            }
        }
    }

    fn begin_end(&mut self) {
        let (name, state) = (self.broker.name(), self.broker.state().name());
        crate::debug!(self.client.log, Debug::BROKER, "TERM", "{name}: Handle terminates in state {state}");
        self.terminate = true;
    }

    fn purge_in_flight(&mut self) {
        let produce = |pending: &Pending| matches!(pending, Pending::Produce(_));
        let taken = self.connection.established().map(|up| up.in_flight.abandon(produce)).unwrap_or_default();
        self.sender.purge(&self.broker, taken);
    }

    fn accept(&mut self, request: Box<Request>) {
        if request.only_if_up && self.connection.up().is_none() {
            let error = RequestError::new(ErrorCode::_TRANSPORT, "Broker is not connected");
            return request.finish(&self.broker, Err(error));
        }
        self.waiting.push_back(request);
    }

    fn address_changed(&mut self) {
        self.connection.forget_addresses();
        crate::log::set_thread_name(&self.broker.name());
        if !self.connection.is_idle() {
            self.fail(
                Failure::new(ErrorCode::_TRANSPORT, "Closing connection: the broker's address has changed"),
                true,
            );
        }
        self.connect_after = None;
    }

    // ---- connection ----

    /// Whether there is a reason to be connected.
    fn wants_connection(&self) -> bool {
        self.connect_wanted || !self.waiting.is_empty() || self.sender.has_work() || self.fetcher.has_work()
    }

    fn serve_connection(&mut self) {
        if !self.connection.is_idle() || !self.wants_connection() {
            return;
        }
        if self.connect_after.is_some_and(|at| Instant::now() < at) {
            return;
        }
        let endpoint = self.broker.address();
        self.broker.stats.connection_begins();
        self.show_state(BrokerState::Resolve);
        let started = self.connection.start(&endpoint, &self.broker.waker);
        self.publish_state();
        self.progress(started);
    }

    fn progress(&mut self, outcome: Result<Progress, Failure>) {
        match outcome {
            Ok(Progress::Waiting) => {}
            Ok(Progress::Connected) => {
                self.publish_state();
                self.learn_versions();
            }
            Err(failure) => self.fail(failure, false),
        }
        self.publish_state();
    }

    fn publish_state(&mut self) {
        self.show_state(self.connection.state());
    }

    fn show_state(&mut self, state: BrokerState) {
        let before = self.broker.state();
        if before != state && !(before == BrokerState::Init && state == BrokerState::Down) {
            self.broker.set_state(state);
            interceptor::on_broker_state_change(&self.client, &self.broker, state);
            crate::debug!(
                self.client.log,
                Debug::BROKER,
                "STATE",
                "{}: Broker changed state {} -> {}",
                self.broker.name(),
                before.name(),
                state.name()
            );
        }
    }

    fn serve_socket(&mut self, ready: crate::transport::Ready) {
        if self.connection.is_idle() {
            return;
        }
        if self.connection.established().is_none() {
            let endpoint = self.broker.address();
            let outcome = self.connection.advance(&endpoint, ready);
            return self.progress(outcome);
        }
        if ready.readable {
            self.receive();
        }
    }

    fn receive(&mut self) {
        let max = self.connection.max_response();
        let Some(established) = self.connection.established() else { return };
        let mut frames = VecDeque::new();
        let outcome = established.receive(max, &mut frames);
        let received = &self.broker.stats.received;
        if !frames.is_empty() {
            received.last.set(established.active_at);
        }
        for frame in frames {
            self.broker.stats.received.count(frame::LENGTH_PREFIX + frame.len());
            if let Err(failure) = self.response(frame) {
                self.broker.stats.received.errors.increment();
                return self.fail(failure, false);
            }
        }
        if let Err(failure) = outcome {
            let quiet = self.is_quiet_close();
            if !quiet {
                self.broker.stats.received.errors.increment();
            }
            self.fail(failure, quiet);
        }
    }

    /// Brokers close connections that were not used for a while: not worth an error when nothing was under way.
    fn is_quiet_close(&mut self) -> bool {
        self.connection.up().is_some_and(|up| up.in_flight.is_empty() && up.out.is_empty())
    }

    /// Asks the broker what it speaks, unless it is said to be too old to know the question.
    fn learn_versions(&mut self) {
        match self.client.conf.presumed_versions() {
            Some(versions) => {
                self.connection.set_versions(versions);
                self.came_up();
            }
            None => self.ask_versions(),
        }
    }

    fn ask_versions(&mut self) {
        let version = self.api_versions_version;
        let request = ApiVersionsRequest {
            client_software_name: SOFTWARE_NAME,
            client_software_version: crate::VERSION,
        };
        let client_id = Some(self.client.conf.client_id.as_str());
        let Some(established) = self.connection.established() else { return };
        let correlation_id = established.next_correlation_id();
        match frame::encode_request(&request, version, correlation_id, client_id) {
            Ok(bytes) => {
                let timeout =
                    self.client.conf.api_version_request_timeout().min(self.client.conf.socket_timeout());
                let mut link = self.link_raw();
                if let Some(link) = &mut link {
                    let segments = vec![Segment::Bytes(bytes.into())];
                    link.send(
                        ApiKey::API_VERSIONS,
                        version,
                        correlation_id,
                        segments,
                        timeout,
                        Some(Pending::ApiVersions),
                    );
                }
                self.flush();
            }
            Err(error) => self.fail(Failure::new(ErrorCode::_BAD_MSG, error.to_string()), false),
        }
    }

    fn link_raw(&mut self) -> Option<Link<'_>> {
        let max_in_flight = self.client.conf.max_in_flight as usize;
        let connection = self.connection.established()?;
        Some(Link { client: &self.client, broker: &self.broker, connection, max_in_flight })
    }

    fn versions_answered(&mut self, version: i16, frame: &Bytes) -> Result<(), Failure> {
        let response = decode_response(frame, version).map_err(|error| {
            Failure::new(ErrorCode::_BAD_MSG, format!("ApiVersionRequest failed: {error}"))
        })?;
        let code = ErrorCode::from(response.error_code);
        let versions = BrokerVersions::from_response(&response);
        if code == ErrorCode::UNSUPPORTED_VERSION && version > 0 {
            // The broker is older than this version of the request, and says which ones it knows, or only that.
            let known = versions.range(ApiKey::API_VERSIONS).map_or(0, |(_, max)| max);
            self.api_versions_version = known.clamp(0, version - 1);
            self.ask_versions();
            return Ok(());
        }
        if code.is_err() {
            return Err(Failure::new(ErrorCode::_TRANSPORT, format!("ApiVersionRequest failed: {code}")));
        }
        self.connection.set_versions(versions);
        self.came_up();
        Ok(())
    }

    fn came_up(&mut self) {
        self.connect_wanted = false;
        self.connect_after = None;
        self.backoff.reset();
        self.reported = Reported::default();
        self.publish_state();
        crate::debug!(self.client.log, Debug::BROKER, "CONNECTED", "{}: Connected", self.broker.name());
        let broker = Arc::clone(&self.broker);
        self.client.on_main(move |main| main.broker_up(&broker));
    }

    /// The connection, or the attempt at one, is over. A `quiet` end is nobody's fault and nobody is told.
    fn fail(&mut self, failure: Failure, quiet: bool) {
        let state = self.connection.failing_state();
        let took = self.connection.time_in_state().as_millis();
        if self.connection.established().is_some() {
            self.broker.stats.disconnects.increment();
        }
        let mut in_flight = self.connection.close();
        self.publish_state();
        let text =
            format!("{}: {} (after {took}ms in state {})", self.broker.name(), failure.text, state.name());
        // Also after a quiet end: a broker that takes connections only to close them must not be called again at once.
        self.connect_after = Some(Instant::now() + self.backoff.next());
        if quiet {
            crate::debug!(self.client.log, Debug::BROKER, "CLOSE", "{text}");
        } else {
            self.connect_wanted = false;
            self.report(failure.code, &text);
        }
        for entry in in_flight.drain() {
            self.undelivered(entry, failure.code, &text);
        }
        self.turn_away(failure.code, &text);
        self.sender.disconnected(&self.broker);
        self.fetcher.disconnected();
        let broker = Arc::clone(&self.broker);
        let end = match state {
            _ if quiet => ConnectionEnd::Quiet,
            BrokerState::Up => ConnectionEnd::Lost,
            _ => ConnectionEnd::Failed,
        };
        self.client.on_main(move |main| main.broker_down(&broker, end));
    }

    /// Gives back the requests that would not wait for another connection.
    fn turn_away(&mut self, code: ErrorCode, text: &str) {
        let waiting = std::mem::take(&mut self.waiting).into_iter();
        let (impatient, patient): (VecDeque<_>, VecDeque<_>) =
            waiting.partition(|request| request.only_if_up);
        self.waiting = patient;
        for request in impatient {
            request.finish(&self.broker, Err(RequestError::new(code, text)));
        }
    }

    /// Logs the failure and tells the application, but the same one only once in a while.
    fn report(&mut self, code: ErrorCode, text: &str) {
        // The time differs each time; what counts is what happened.
        let essence = text.split(" (after ").next().unwrap_or(text);
        let repeated =
            self.reported.text == essence && self.reported.at.is_some_and(|at| at.elapsed() < REPEAT_AFTER);
        if repeated || self.client.is_terminating() {
            crate::debug!(self.client.log, Debug::BROKER, "FAIL", "{text}");
            return;
        }
        self.reported = Reported { text: essence.to_owned(), at: Some(Instant::now()) };
        crate::log!(self.client.log, Level::Error, "FAIL", "{text}");
        self.client.raise_connection_error(code, text.to_owned());
    }

    /// An answer that will not come.
    fn undelivered(&mut self, entry: InFlight, code: ErrorCode, text: &str) {
        // The socket may be closed by now, or even be another one.
        interceptor::on_response_received(&self.client, &self.broker, NO_SOCKET, &entry.unanswered(code));
        let error = RequestError { code, reason: text.to_owned(), sent: true };
        match entry.pending {
            Pending::ApiVersions => {}
            Pending::Request(request) => request.finish(&self.broker, Err(error)),
            Pending::Produce(produce) => self.sender.failed(&self.broker, *produce, &error),
            Pending::Fetch(fetch) => self.fetcher.failed(&self.broker, *fetch, &error),
        }
    }

    // ---- requests and responses ----

    fn response(&mut self, frame: Bytes) -> Result<(), Failure> {
        let bad = |error: crate::protocol::DecodeError| {
            Failure::new(ErrorCode::_BAD_MSG, format!("Receive failed: {error}"))
        };
        let id = frame::correlation_id(&frame).map_err(bad)?;
        let Some(established) = self.connection.established() else { return Ok(()) };
        let Some(entry) = established.in_flight.take(id) else {
            self.broker.stats.unknown_responses.increment();
            if established.has_given(id) {
                crate::debug!(
                    self.client.log,
                    Debug::PROTOCOL,
                    "RECV",
                    "Late or repeated response (CorrId {id}) ignored"
                );
                return Ok(());
            }
            let text = format!("Receive failed: response with unknown correlation id {id}");
            return Err(Failure::new(ErrorCode::_BAD_MSG, text));
        };
        crate::debug!(
            self.client.log,
            Debug::PROTOCOL,
            "RECV",
            "Received {}Response (v{}, {} bytes, CorrId {id}, rtt {:.2}ms)",
            entry.api,
            entry.version,
            frame.len(),
            entry.rtt(Instant::now()).as_secs_f64() * 1000.0
        );
        if self.broker.stats.is_on() {
            self.broker.stats.round_trip.record_time(entry.round_trip());
        }
        if self.client.interceptors.watch_requests() {
            let seen = ResponseSeen {
                size: frame.len() - CORRELATION_ID,
                round_trip: Some(entry.round_trip()),
                ..entry.unanswered(ErrorCode::NO_ERROR)
            };
            interceptor::on_response_received(&self.client, &self.broker, established.socket(), &seen);
        }
        let InFlight { api, version, pending, .. } = entry;
        if matches!(pending, Pending::ApiVersions) {
            return self.versions_answered(version, &frame);
        }
        let header = frame::open_response(&frame, api, version).map(|(_, reader)| reader.position());
        let body = match header {
            Ok(at) => frame.slice(at..),
            Err(error) => {
                let failure = bad(error);
                let error = RequestError { code: failure.code, reason: failure.text.clone(), sent: true };
                match pending {
                    Pending::ApiVersions => {}
                    Pending::Request(request) => request.finish(&self.broker, Err(error)),
                    Pending::Produce(produce) => self.sender.failed(&self.broker, *produce, &error),
                    Pending::Fetch(fetch) => self.fetcher.failed(&self.broker, *fetch, &error),
                }
                return Err(failure);
            }
        };
        match pending {
            Pending::ApiVersions => {}
            Pending::Request(request) => request.finish(&self.broker, Ok(Reply { version, body })),
            Pending::Produce(produce) => {
                self.sender.response(&self.broker, *produce, version, &body).map_err(bad)?
            }
            Pending::Fetch(fetch) => {
                self.fetcher.response(&self.broker, *fetch, version, body).map_err(bad)?
            }
        }
        Ok(())
    }

    /// Sends the requests that waited.
    fn serve_requests(&mut self) {
        let max_in_flight = self.client.conf.max_in_flight as usize;
        loop {
            let Some(up) = self.connection.up() else { return };
            if up.in_flight.len() >= max_in_flight {
                return;
            }
            let Some(request) = self.waiting.pop_front() else { return };
            self.send_request(request);
        }
    }

    fn send_request(&mut self, request: Box<Request>) {
        let client_id = self.client.conf.client_id.as_str();
        let Some(up) = self.connection.up() else { return };
        let version =
            up.versions.as_ref().and_then(|versions| versions.negotiate(request.api, request.versions));
        let Some(version) = version else {
            let text = format!(
                "{} is not supported by broker {} in a version that both know",
                request.api,
                self.broker.name()
            );
            return request
                .finish(&self.broker, Err(RequestError::new(ErrorCode::_UNSUPPORTED_FEATURE, text)));
        };
        let correlation_id = up.next_correlation_id();
        let encoded = frame::encode_with(
            request.api,
            version,
            correlation_id,
            Some(client_id),
            |writer: &mut Writer| (request.encode)(version, writer),
        );
        match encoded {
            Ok(bytes) => {
                let (api, deadline) = (request.api, request.deadline);
                let timeout = deadline.saturating_duration_since(Instant::now());
                if let Some(mut link) = self.link_raw() {
                    let segments = vec![Segment::Bytes(bytes.into())];
                    link.send(
                        api,
                        version,
                        correlation_id,
                        segments,
                        timeout,
                        Some(Pending::Request(request)),
                    );
                }
            }
            Err(error) => {
                request
                    .finish(&self.broker, Err(RequestError::new(ErrorCode::_INVALID_ARG, error.to_string())));
            }
        }
    }

    /// Serves as long as the socket takes all that comes of it: only what does not fit waits for it to become writable.
    fn serve_data_and_flush(&mut self, now: Instant) -> Option<Instant> {
        loop {
            let next = self.serve_data(now);
            self.flush();
            let max_in_flight = self.client.conf.max_in_flight as usize;
            let takes_more = self
                .connection
                .up()
                .is_some_and(|up| up.out.is_empty() && up.in_flight.len() < max_in_flight);
            if !(takes_more && self.sender.has_ready()) {
                return next;
            }
        }
    }

    /// Lets the producing and the fetching side send. Returns when they want to be served again.
    fn serve_data(&mut self, now: Instant) -> Option<Instant> {
        let max_in_flight = self.client.conf.max_in_flight as usize;
        let (client, broker) = (&self.client, &self.broker);
        let connection = self.connection.up()?;
        let mut link = Link { client, broker, connection, max_in_flight };
        let produce_at = self.sender.serve(&mut link, now);
        let fetch_at = self.fetcher.serve(&mut link, now);
        produce_at.into_iter().chain(fetch_at).min()
    }

    fn flush(&mut self) {
        let Some(established) = self.connection.established() else { return };
        let sender = &mut self.sender;
        let broker = &self.broker;
        if established.out.is_empty() {
            return;
        }
        let mut written = 0;
        let outcome = established.flush(|frame| {
            written += 1;
            broker.stats.sent.count(frame.wire_len());
            sender.written(broker, frame.id);
        });
        broker.stats.sent.last.set(established.active_at);
        let (client, socket) = (&self.client, established.socket());
        established.note_written(written, &broker.stats, |request| {
            interceptor::on_request_sent(client, broker, socket, request);
        });
        if let Err(failure) = outcome {
            broker.stats.sent.errors.increment();
            self.fail(failure, false);
        }
    }

    /// Fails what has waited too long, for the connection or for an answer.
    fn expire(&mut self, now: Instant) {
        self.expire_waiting(now);
        if self.connection.setup_deadline().is_some_and(|deadline| deadline <= now) {
            let failure = self.connection.setup_timed_out();
            return self.fail(failure, false);
        }
        self.expire_in_flight(now);
        self.close_idle(now);
    }

    fn expire_waiting(&mut self, now: Instant) {
        if self.waiting.iter().all(|request| request.deadline > now) {
            return;
        }
        let (expired, left): (VecDeque<_>, VecDeque<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|request| request.deadline <= now);
        self.waiting = left;
        self.broker.stats.timeouts.add(expired.len());
        for request in expired {
            let reason = format!("{}: {} timed out before it could be sent", self.broker.name(), request.api);
            request.finish(&self.broker, Err(RequestError::new(ErrorCode::_TIMED_OUT, reason)));
        }
    }

    fn expire_in_flight(&mut self, now: Instant) {
        let Some(established) = self.connection.established() else { return };
        let (sender, broker) = (&mut self.sender, &self.broker);
        established.in_flight.put_off(now, |pending| match pending {
            Pending::Produce(produce) => sender.expire(broker, produce, now),
            Pending::ApiVersions | Pending::Request(_) | Pending::Fetch(_) => None,
        });
        let expired = established.in_flight.take_expired(now);
        if expired.is_empty() {
            return;
        }
        let count = expired.len();
        self.broker.stats.timeouts.add(count);
        let asked_versions = expired.iter().any(|entry| matches!(entry.pending, Pending::ApiVersions));
        // Messages that are nearly too old, and impatient callers, leave a broker little time: that is not its fault.
        let fair = (self.client.conf.socket_timeout() / 2).min(FAIR_TIME);
        let silent = expired.iter().any(|entry| entry.rtt(now) >= fair);
        for entry in expired {
            let text = format!("{}: {} timed out", self.broker.name(), entry.api);
            self.undelivered(entry, ErrorCode::_TIMED_OUT, &text);
        }
        // A broker that leaves requests unanswered is not trusted with more: socket.max.fails is 1 by default.
        if asked_versions || (silent && self.client.conf.socket_max_fails == 1) {
            let text = format!("{count} request(s) timed out: disconnect");
            self.fail(Failure::new(ErrorCode::_TIMED_OUT, text), false);
        }
    }

    /// `connections.max.idle.ms`.
    fn close_idle(&mut self, now: Instant) {
        if self.idle_deadline().is_some_and(|deadline| deadline <= now) {
            let text =
                "Connection max idle time exceeded: nothing was sent or received for connections.max.idle.ms";
            self.fail(Failure::new(ErrorCode::_TRANSPORT, text), true);
        }
    }

    fn idle_deadline(&mut self) -> Option<Instant> {
        let max_idle = self.client.conf.connections_max_idle()?;
        let up = self.connection.up()?;
        (up.in_flight.is_empty() && up.out.is_empty()).then(|| up.active_at + max_idle)
    }

    // ---- sleep and end ----

    fn next_deadline(&mut self, work: Option<Instant>) -> Option<Instant> {
        let waiting = self.waiting.iter().map(|request| request.deadline).min();
        let idle = self.idle_deadline();
        let setup = self.connection.setup_deadline();
        let in_flight =
            self.connection.established().and_then(|connection| connection.in_flight.next_deadline());
        let connect =
            if self.connection.is_idle() && self.wants_connection() { self.connect_after } else { None };
        [work, waiting, idle, setup, in_flight, connect].into_iter().flatten().min()
    }

    /// Tells the statistics what is on its way.
    fn publish_levels(&mut self) {
        let stats = &self.broker.stats;
        if stats.is_on() {
            match self.connection.established() {
                Some(established) => established.publish_levels(stats),
                None => stats.nothing_on_its_way(),
            }
        }
    }

    fn sleep(&mut self, deadline: Option<Instant>) -> crate::transport::Ready {
        let waker = &self.broker.waker;
        waker.prepare_sleep();
        if !self.broker.inbox.lock().ops.is_empty() {
            waker.cancel_sleep();
            // Something came meanwhile. The socket is looked at all the same, so that a stream of ops cannot starve it.
            return wait(waker, self.connection.interest(), Some(Duration::ZERO)).unwrap_or_default();
        }
        let timeout = deadline.map(|at| at.saturating_duration_since(Instant::now()));
        match wait(waker, self.connection.interest(), timeout) {
            Ok(ready) => ready,
            Err(error) => {
                let text = format!("Polling failed: {error}");
                self.fail(Failure::new(ErrorCode::_CRIT_SYS_RESOURCE, text), false);
                Default::default()
            }
        }
    }

    fn shut_down(mut self) {
        self.broker.close_inbox();
        let mut in_flight = self.connection.close();
        self.show_state(BrokerState::Down);
        let RequestError { code, reason, .. } = self.broker.ended();
        for entry in in_flight.drain() {
            self.undelivered(entry, code, &reason);
        }
        self.sender.disconnected(&self.broker);
        self.fetcher.disconnected();
        for request in std::mem::take(&mut self.waiting) {
            request.finish(&self.broker, Err(RequestError::new(code, reason.as_str())));
        }
    }
}
