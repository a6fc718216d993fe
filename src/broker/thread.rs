//! A broker's thread: takes what others send it, connects when there is a reason to, moves bytes, and sleeps until its
//! socket, its inbox or its next deadline.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::callback::interceptor;
use crate::client::{Client, ThreadKind};
use crate::consumer::Fetcher;
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::producer::Sender;
use crate::protocol::frame;
use crate::transport::{Ready, wait};

use super::backoff::Backoff;
use super::connection::{ConnectSettings, Connection, Failure, Progress};
use super::in_flight::Pending;
use super::{Broker, BrokerOp, BrokerState, Request, RequestError};

mod expiry;
mod failure;
mod handshake;
mod link;
mod requests;

use failure::Reported;
pub use link::Link;

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
            api_versions_version: handshake::NEWEST_VERSION,
            reported: Reported::default(),
            terminate: false,
            client: Arc::clone(client),
            broker: Arc::clone(broker),
        }
    }

    fn run(mut self) {
        let mut ready = Ready::default();
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

    fn serve_socket(&mut self, ready: Ready) {
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

    /// To send on the connection, which need not be up yet.
    fn link(&mut self) -> Option<Link<'_>> {
        Some(Link::new(&self.client, &self.broker, self.connection.established()?))
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
        let connection = self.connection.up()?;
        let mut link = Link::new(&self.client, &self.broker, connection);
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

    fn sleep(&mut self, deadline: Option<Instant>) -> Ready {
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
