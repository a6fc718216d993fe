//! The group's coordinator: finding it, keeping it, and requests to it. On the main thread.
//!
//! It has a connection of its own, since a broker answers a connection's requests one after the other: a commit must not
//! wait behind a fetch that waits for data, nor a fetch behind a member that waits for its group.
//!
//! A request waits here until the coordinator is known, and from then on in the connection until that is up. When the
//! coordinator moves, the connection is pointed at the new one, and with it go the requests that were not sent yet.
//! Each request has one deadline for all of this. While anybody is interested, the coordinator is asked for again with
//! backoff whenever it turns out not to be one, or cannot be reached.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::broker::{Backoff, Broker, Reply, Request, RequestError};
use crate::client::{Client, Main, MainTimer};
use crate::conf::Conf;
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::protocol::messages::FindCoordinatorRequest;
use crate::protocol::{EncodeError, Message, Request as ProtocolRequest, Writer};
use crate::timer::millis;
use crate::transport::Endpoint;

/// `FindCoordinatorRequest.KeyType`.
const GROUP: i8 = 0;
/// From this version on several keys are asked for at once (KIP-699).
const FIRST_BATCHED: i16 = 4;

/// What becomes of a request, on the main thread.
type Done = Box<dyn FnOnce(&mut Main, Result<Reply, RequestError>) + Send>;

/// A request to whichever broker is the coordinator when it is sent.
pub struct CoordinatorRequest {
    deadline: Instant,
    /// Makes the request for the broker, from the time that is left and what is to be done with the outcome.
    make: Box<dyn FnOnce(Duration, BrokerHandler) -> Request + Send>,
    done: Done,
}

type BrokerHandler = Box<dyn FnOnce(&Broker, Result<Reply, RequestError>) + Send>;

impl CoordinatorRequest {
    /// A request of type `M` in a version within `versions`, as far as the codec knows those. `done` runs on the main
    /// thread, unless the instance ends first: with the answer, or `_TIMED_OUT` at `deadline`, or why there is none.
    pub fn new<M: ProtocolRequest>(
        deadline: Instant,
        versions: (i16, i16),
        encode: impl Fn(i16, &mut Writer) -> Result<(), EncodeError> + Send + 'static,
        done: impl FnOnce(&mut Main, Result<Reply, RequestError>) + Send + 'static,
    ) -> Self {
        CoordinatorRequest {
            deadline,
            make: Box::new(move |timeout, handler| {
                Request::new::<M>(timeout, encode, handler).within(versions.0, versions.1)
            }),
            done: Box::new(done),
        }
    }

    fn send(self, client: &Arc<Client>, broker: &Arc<Broker>) {
        let (client, done) = (Arc::clone(client), self.done);
        let handler: BrokerHandler = Box::new(move |_, outcome| {
            client.on_main(move |main| {
                main.group.coordinator.outstanding -= 1;
                if let Err(error) = &outcome
                    && error.code == ErrorCode::_TRANSPORT
                {
                    main.coordinator_lost();
                }
                done(main, outcome);
            });
        });
        broker.request((self.make)(self.deadline.saturating_duration_since(Instant::now()), handler));
    }
}

/// Where the coordinator is, and who waits for it.
pub struct Coordinator {
    /// The connection, while it is believed to lead to the coordinator.
    broker: Option<Arc<Broker>>,
    /// FindCoordinator is in flight.
    asking: bool,
    /// When to ask next: after a failure, or because it was long ago.
    ask_at: Option<Instant>,
    backoff: Backoff,
    waiting: VecDeque<CoordinatorRequest>,
    /// Requests in the connection.
    outstanding: usize,
    /// The group has a member here: the coordinator is wanted, whether or not there is a request.
    held: bool,
    /// It will soon be needed, and is looked for already.
    expected: bool,
    /// The error that the application was last told of.
    reported: ErrorCode,
    refresh_interval: Duration,
}

impl Coordinator {
    pub fn new(conf: &Conf) -> Self {
        let (base, max) = conf.retry_backoff();
        Coordinator {
            broker: None,
            asking: false,
            ask_at: None,
            backoff: Backoff::new(base, max),
            waiting: VecDeque::new(),
            outstanding: 0,
            held: false,
            expected: false,
            reported: ErrorCode::NO_ERROR,
            refresh_interval: millis(conf.coordinator_query_interval_ms),
        }
    }

    /// The node that coordinates the group, while that is known.
    pub fn node_id(&self) -> Option<i32> {
        self.broker.as_ref().map(|broker| broker.node_id())
    }

    pub fn is_known(&self) -> bool {
        self.broker.is_some()
    }

    /// Known, and connected to.
    pub fn is_up(&self) -> bool {
        self.broker.as_ref().is_some_and(|broker| broker.is_up())
    }

    /// The connection, if it can be used at once.
    pub fn connection(&self) -> Option<&Arc<Broker>> {
        self.broker.as_ref().filter(|broker| broker.is_up())
    }

    fn is_wanted(&self) -> bool {
        self.held || self.expected || self.outstanding > 0 || !self.waiting.is_empty()
    }

    /// Takes the requests whose time is over.
    fn take_expired(&mut self, now: Instant) -> VecDeque<CoordinatorRequest> {
        let (expired, left) =
            std::mem::take(&mut self.waiting).into_iter().partition(|request| request.deadline <= now);
        self.waiting = left;
        expired
    }

    /// The coordinator is not where it was thought to be: ask again after the backoff.
    fn forget(&mut self, now: Instant) {
        self.broker = None;
        let at = now + self.backoff.next();
        self.ask_at = Some(self.ask_at.filter(|set| *set > now && *set < at).unwrap_or(at));
    }
}

impl Main {
    /// Sends `request` to the coordinator as soon as there is one.
    pub fn ask_coordinator(&mut self, request: CoordinatorRequest) {
        self.group.coordinator.waiting.push_back(request);
        self.serve_coordinator();
    }

    /// Whether the coordinator is to be known, and found again when it is lost, also while there is no request to it.
    pub fn hold_coordinator(&mut self, held: bool) {
        self.group.coordinator.held = held;
        self.serve_coordinator();
    }

    /// The coordinator will be needed soon: finds it, once.
    pub fn expect_coordinator(&mut self) {
        self.group.coordinator.expected = !self.group.coordinator.is_known();
        self.serve_coordinator();
    }

    /// An answer came with `code`: true if that says the broker is not, or cannot be, the coordinator. It is looked for again
    /// then; what was asked is to be asked again. (COORDINATOR_LOAD_IN_PROGRESS is no such code: the same one is to be
    /// asked again a little later.)
    pub fn note_coordinator_error(&mut self, code: ErrorCode) -> bool {
        let moved = matches!(code, ErrorCode::NOT_COORDINATOR | ErrorCode::COORDINATOR_NOT_AVAILABLE);
        if moved {
            self.group.coordinator.forget(Instant::now());
            self.serve_coordinator();
        }
        moved
    }

    /// The connection to the coordinator was lost, or could not be made: it may be that another one takes its place.
    pub fn coordinator_lost(&mut self) {
        let now = Instant::now();
        let coordinator = &mut self.group.coordinator;
        if coordinator.is_known() {
            // Requests in the connection stay there: it is pointed elsewhere, or connects again.
            coordinator.forget(now);
        }
        self.serve_coordinator();
    }

    /// Does what can be done now, and sets the timer for the rest.
    pub fn serve_coordinator(&mut self) {
        let now = Instant::now();
        for request in self.group.coordinator.take_expired(now) {
            let error =
                RequestError::new(ErrorCode::_TIMED_OUT, "The group's coordinator was not found in time");
            (request.done)(self, Err(error));
        }
        self.send_to_coordinator();
        let coordinator = &self.group.coordinator;
        if !coordinator.is_wanted() {
            return self.timers.cancel(&MainTimer::Coordinator);
        }
        if !coordinator.asking && coordinator.ask_at.is_none_or(|at| at <= now) {
            self.find_coordinator();
        }
        self.set_coordinator_timer();
    }

    fn send_to_coordinator(&mut self) {
        let coordinator = &mut self.group.coordinator;
        let Some(broker) = coordinator.broker.clone() else { return };
        while let Some(request) = coordinator.waiting.pop_front() {
            coordinator.outstanding += 1;
            request.send(&self.client, &broker);
        }
    }

    fn set_coordinator_timer(&mut self) {
        let coordinator = &self.group.coordinator;
        let ask = if coordinator.asking { None } else { coordinator.ask_at };
        let expiry = coordinator.waiting.iter().map(|request| request.deadline).min();
        match ask.into_iter().chain(expiry).min() {
            Some(at) => self.timers.set(MainTimer::Coordinator, at),
            None => self.timers.cancel(&MainTimer::Coordinator),
        }
    }

    /// Asks any broker. Without one, asks for a connection: when that is up, this is called again.
    fn find_coordinator(&mut self) {
        let Some(group) = self.group.id.clone() else { return };
        let Some(broker) = self.client.brokers.any_up() else {
            self.group.coordinator.ask_at = None;
            return self.want_connection();
        };
        self.group.coordinator.asking = true;
        let key = Arc::clone(&group);
        let client = Arc::clone(&self.client);
        broker.request(Request::new::<FindCoordinatorRequest<'_>>(
            self.client.conf.socket_timeout(),
            move |version, writer| {
                let request = if version >= FIRST_BATCHED {
                    FindCoordinatorRequest { key: "", key_type: GROUP, coordinator_keys: vec![&key] }
                } else {
                    FindCoordinatorRequest { key: &key, key_type: GROUP, coordinator_keys: Vec::new() }
                };
                request.encode(writer, version)
            },
            move |_, outcome| {
                let found = outcome.and_then(|reply| decode(&reply, &group));
                client.on_main(move |main| main.coordinator_answered(found));
            },
        ));
    }

    fn coordinator_answered(&mut self, found: Result<(i32, Endpoint), RequestError>) {
        self.group.coordinator.asking = false;
        let connected = found.and_then(|(node_id, address)| {
            self.client.brokers.coordinator(node_id, address).map_err(|error| {
                RequestError::new(
                    ErrorCode::_CRIT_SYS_RESOURCE,
                    format!("Unable to set up a broker: {error}"),
                )
            })
        });
        match connected {
            Ok(broker) => self.coordinator_is(broker),
            Err(error) => self.coordinator_not_found(&error),
        }
        self.serve_coordinator();
    }

    fn coordinator_is(&mut self, broker: Arc<Broker>) {
        crate::debug!(self.client.log, Debug::CGRP, "CGRPCOORD", "{} is the coordinator", broker.name());
        let coordinator = &mut self.group.coordinator;
        // Being told the same address again is no reason to think that it can be reached: the backoff goes on until it is.
        if broker.is_up() {
            coordinator.backoff.reset();
        }
        coordinator.reported = ErrorCode::NO_ERROR;
        coordinator.expected = false;
        coordinator.ask_at = Some(Instant::now() + coordinator.refresh_interval);
        coordinator.broker = Some(broker);
        self.send_to_coordinator();
    }

    fn coordinator_not_found(&mut self, error: &RequestError) {
        crate::debug!(
            self.client.log,
            Debug::CGRP,
            "CGRPCOORD",
            "The group's coordinator was not found: {}: {}",
            error.code,
            error.reason
        );
        self.group.coordinator.forget(Instant::now());
        if is_passing(error.code) {
            return;
        }
        if std::mem::replace(&mut self.group.coordinator.reported, error.code) != error.code {
            self.client.raise_error(error.code, format!("FindCoordinator response error: {}", error.reason));
        }
        for request in std::mem::take(&mut self.group.coordinator.waiting) {
            (request.done)(self, Err(error.clone()));
        }
    }

    /// The connection to the coordinator is ready.
    pub fn coordinator_up(&mut self) {
        self.group.coordinator.backoff.reset();
        self.serve_coordinator();
    }
}

/// Errors of looking the coordinator up that another try may not meet.
fn is_passing(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::COORDINATOR_NOT_AVAILABLE
            | ErrorCode::COORDINATOR_LOAD_IN_PROGRESS
            | ErrorCode::NOT_COORDINATOR
            | ErrorCode::REQUEST_TIMED_OUT
            | ErrorCode::_TRANSPORT
            | ErrorCode::_TIMED_OUT
            | ErrorCode::_DESTROY
    )
}

/// Node and address of `group`'s coordinator.
fn decode(reply: &Reply, group: &str) -> Result<(i32, Endpoint), RequestError> {
    let response = reply.decode::<FindCoordinatorRequest<'_>>()?;
    let (code, text, node_id, host, port) = if reply.version >= FIRST_BATCHED {
        let found = response.coordinators.iter().find(|coordinator| coordinator.key == group);
        let found = found
            .ok_or_else(|| RequestError::new(ErrorCode::_BAD_MSG, "The answer is about other groups"))?;
        (found.error_code, found.error_message, found.node_id, found.host, found.port)
    } else {
        (response.error_code, response.error_message, response.node_id, response.host, response.port)
    };
    let code = ErrorCode::from(code);
    if code.is_err() {
        let text = text.filter(|text| !text.is_empty()).map_or_else(|| code.to_string(), str::to_owned);
        return Err(RequestError::new(code, text));
    }
    let port = u16::try_from(port)
        .map_err(|_| RequestError::new(ErrorCode::_BAD_MSG, format!("{port} is not a port")))?;
    Ok((node_id, Endpoint::new(host, port)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::messages::FindCoordinatorResponse;
    use crate::protocol::messages::find_coordinator_response::Coordinator as Found;

    fn reply(response: &FindCoordinatorResponse<'_>, version: i16) -> Reply {
        let mut writer = Writer::new();
        response.encode(&mut writer, version).unwrap();
        Reply { version, body: writer.into_vec().into() }
    }

    fn found(key: &'static str, error_code: i16) -> Found<'static> {
        Found { key, node_id: 7, host: "h", port: 99, error_code, error_message: None }
    }

    #[test]
    fn the_answer_is_read_in_both_forms() {
        let old = FindCoordinatorResponse { node_id: 3, host: "a", port: 5, ..Default::default() };
        assert_eq!(decode(&reply(&old, 0), "g"), Ok((3, Endpoint::new("a", 5))));
        let new = FindCoordinatorResponse {
            coordinators: vec![found("other", 15), found("g", 0)],
            ..Default::default()
        };
        assert_eq!(decode(&reply(&new, 4), "g"), Ok((7, Endpoint::new("h", 99))));
        assert_eq!(decode(&reply(&new, 4), "x").map_err(|error| error.code), Err(ErrorCode::_BAD_MSG));
    }

    #[test]
    fn refusals_and_nonsense_are_errors() {
        let refused = FindCoordinatorResponse { coordinators: vec![found("g", 30)], ..Default::default() };
        let error = decode(&reply(&refused, 6), "g").unwrap_err();
        assert_eq!(error.code, ErrorCode::GROUP_AUTHORIZATION_FAILED);
        assert!(!is_passing(error.code) && is_passing(ErrorCode::COORDINATOR_NOT_AVAILABLE));
        let nonsense = FindCoordinatorResponse { port: 70_000, ..Default::default() };
        assert_eq!(decode(&reply(&nonsense, 2), "g").map_err(|error| error.code), Err(ErrorCode::_BAD_MSG));
    }

    #[test]
    fn requests_expire_while_they_wait() {
        let conf = Conf::default();
        let mut coordinator = Coordinator::new(&conf);
        let now = Instant::now();
        for ms in [10, 30] {
            let encode = |_, _: &mut Writer| Ok(());
            let deadline = now + Duration::from_millis(ms);
            let request = CoordinatorRequest::new::<FindCoordinatorRequest<'_>>(
                deadline,
                (0, i16::MAX),
                encode,
                |_, _| (),
            );
            coordinator.waiting.push_back(request);
        }
        assert_eq!(coordinator.take_expired(now + Duration::from_millis(20)).len(), 1);
        assert!(coordinator.is_wanted() && !coordinator.is_known());
        assert_eq!(coordinator.take_expired(now + Duration::from_millis(30)).len(), 1);
        assert!(!coordinator.is_wanted());
    }
}
