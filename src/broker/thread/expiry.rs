//! What has waited too long, and when that will next be so.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::broker::RequestError;
use crate::broker::connection::Failure;
use crate::broker::in_flight::Pending;
use crate::error::ErrorCode;

use super::BrokerThread;

/// A request that had at least this time to be answered, and was not, tells against its connection.
const FAIR_TIME: Duration = Duration::from_secs(1);

impl BrokerThread {
    /// Fails what has waited too long, for the connection or for an answer.
    pub(super) fn expire(&mut self, now: Instant) {
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

    pub(super) fn next_deadline(&mut self, work: Option<Instant>) -> Option<Instant> {
        let waiting = self.waiting.iter().map(|request| request.deadline).min();
        let idle = self.idle_deadline();
        let setup = self.connection.setup_deadline();
        let in_flight =
            self.connection.established().and_then(|connection| connection.in_flight.next_deadline());
        let connect =
            if self.connection.is_idle() && self.wants_connection() { self.connect_after } else { None };
        [work, waiting, idle, setup, in_flight, connect].into_iter().flatten().min()
    }
}
