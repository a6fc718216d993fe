//! How a connection comes up and ends, and who is told.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::broker::connection::Failure;
use crate::broker::in_flight::InFlight;
use crate::broker::{BrokerState, ConnectionEnd, RequestError};
use crate::callback::interceptor;
use crate::error::ErrorCode;
use crate::log::{Debug, Level};

use super::BrokerThread;

/// The last failure that the application was told of, so that it is not told the same again and again.
#[derive(Default)]
pub(super) struct Reported {
    text: String,
    at: Option<Instant>,
}

/// In place of a socket that may be gone.
const NO_SOCKET: i32 = -1;

/// How long the same failure is not repeated.
const REPEAT_AFTER: Duration = Duration::from_secs(30);

impl BrokerThread {
    pub(super) fn came_up(&mut self) {
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
    pub(super) fn fail(&mut self, failure: Failure, quiet: bool) {
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
    pub(super) fn undelivered(&mut self, entry: InFlight, code: ErrorCode, text: &str) {
        // The socket may be closed by now, or even be another one.
        interceptor::on_response_received(&self.client, &self.broker, NO_SOCKET, &entry.unanswered(code));
        self.unanswered(entry.pending, RequestError { code, reason: text.to_owned(), sent: true });
    }
}
