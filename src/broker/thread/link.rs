//! The way in for everything that sends on a connection.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::broker::Broker;
use crate::broker::connection::{Established, UnsentRequest};
use crate::broker::in_flight::{InFlight, Pending};
use crate::client::Client;
use crate::log::Debug;
use crate::protocol::ApiKey;
use crate::transport::{OutFrame, Segment};

/// What the sending and the fetching side see of the connection while they are served.
pub struct Link<'a> {
    pub client: &'a Arc<Client>,
    pub broker: &'a Arc<Broker>,
    connection: &'a mut Established,
    max_in_flight: usize,
}

impl<'a> Link<'a> {
    pub(super) fn new(
        client: &'a Arc<Client>,
        broker: &'a Arc<Broker>,
        connection: &'a mut Established,
    ) -> Self {
        Link { client, broker, connection, max_in_flight: client.conf.max_in_flight as usize }
    }

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
