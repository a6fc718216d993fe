//! Requests that were handed to the socket and wait for their responses, in the order of sending: a broker answers a
//! connection's requests in that order.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::error::ErrorCode;
use crate::interceptor::ResponseSeen;
use crate::protocol::ApiKey;

use super::Request;

/// Who gets a response.
pub enum Pending {
    /// Our own question about the broker's versions.
    ApiVersions,
    Request(Box<Request>),
    Produce(Box<crate::producer::ProduceInFlight>),
    Fetch(Box<crate::consumer::FetchInFlight>),
}

pub struct InFlight {
    pub correlation_id: i32,
    pub api: ApiKey,
    pub version: i16,
    pub sent_at: Instant,
    /// When the socket had taken all of it; noted only for statistics and interceptors.
    pub written_at: Option<Instant>,
    pub deadline: Instant,
    pub pending: Pending,
}

/// The requests in flight on one connection.
#[derive(Default)]
pub struct InFlightQueue {
    queue: VecDeque<InFlight>,
    /// No deadline in `queue` is before this: a lower bound, made exact when it has passed.
    earliest: Option<Instant>,
}

impl InFlightQueue {
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    pub fn push(&mut self, entry: InFlight) {
        self.earliest = Some(self.earliest.map_or(entry.deadline, |earliest| earliest.min(entry.deadline)));
        self.queue.push_back(entry);
    }

    /// The socket has taken all of a request.
    pub fn written(&mut self, correlation_id: i32, at: Instant) {
        // The newest are written last.
        let entry = self.queue.iter_mut().rev().find(|entry| entry.correlation_id == correlation_id);
        if let Some(entry) = entry {
            entry.written_at = Some(at);
        }
    }

    /// Takes the request that `correlation_id` answers; `None` if nobody asked.
    pub fn take(&mut self, correlation_id: i32) -> Option<InFlight> {
        let at = self.queue.iter().position(|entry| entry.correlation_id == correlation_id)?;
        let entry = self.queue.remove(at);
        if self.queue.is_empty() {
            self.earliest = None;
        }
        entry
    }

    /// When the next request may time out.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.earliest
    }

    /// Lets `later` put off what is due at `now`: it says until when, if at all.
    pub fn put_off(&mut self, now: Instant, mut later: impl FnMut(&mut Pending) -> Option<Instant>) {
        if self.earliest.is_none_or(|earliest| now < earliest) {
            return;
        }
        for entry in self.queue.iter_mut().filter(|entry| entry.deadline <= now) {
            entry.deadline = later(&mut entry.pending).unwrap_or(entry.deadline);
        }
    }

    /// Takes the requests whose time is over.
    pub fn take_expired(&mut self, now: Instant) -> Vec<InFlight> {
        if self.earliest.is_none_or(|earliest| now < earliest) {
            return Vec::new();
        }
        let (expired, left): (VecDeque<_>, VecDeque<_>) =
            std::mem::take(&mut self.queue).into_iter().partition(|entry| entry.deadline <= now);
        self.queue = left;
        self.earliest = self.queue.iter().map(|entry| entry.deadline).min();
        expired.into()
    }

    /// Takes the requests that `chosen` picks; their responses will be ignored.
    pub fn abandon(&mut self, chosen: impl Fn(&Pending) -> bool) -> Vec<Pending> {
        let (taken, left): (VecDeque<_>, VecDeque<_>) =
            std::mem::take(&mut self.queue).into_iter().partition(|entry| chosen(&entry.pending));
        self.queue = left;
        taken.into_iter().map(|entry| entry.pending).collect()
    }

    /// Takes all of them: the connection is gone.
    pub fn drain(&mut self) -> Vec<InFlight> {
        self.earliest = None;
        std::mem::take(&mut self.queue).into()
    }
}

impl InFlight {
    /// How long ago it was sent, counted from when the socket had taken it, if that is known.
    pub fn round_trip(&self) -> Duration {
        self.written_at.unwrap_or(self.sent_at).elapsed()
    }

    /// What interceptors are told, of a request without a response so far.
    pub fn unanswered(&self, err: ErrorCode) -> ResponseSeen {
        let InFlight { api, version, correlation_id, .. } = *self;
        ResponseSeen { api, version, correlation_id, size: 0, round_trip: None, err }
    }

    pub fn rtt(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.sent_at)
    }
}
