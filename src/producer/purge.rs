//! Purging: failing messages at once, because the application says so.

use std::sync::Arc;

use crossbeam_channel::unbounded;

use crate::broker::{BrokerOp, Pending};
use crate::client::Client;
use crate::error::ErrorCode;

use super::{Sender, topics};

/// Fails messages that wait to be sent.
pub fn purge_queued(client: &Client) {
    for topic in client.topics.all() {
        topics::fail_queued(client, &topic, ErrorCode::_PURGE_QUEUE);
    }
}

/// Fails messages whose Produce request is under way; whether they reach the log nobody will tell. With `wait`, returns
/// when that is done.
pub fn purge_in_flight(client: &Arc<Client>, wait: bool) {
    let (done, all_done) = unbounded();
    for broker in client.brokers.all() {
        if broker.has_thread() {
            broker.send(BrokerOp::PurgeInFlight(done.clone()));
        }
    }
    drop(done);
    if wait {
        // Ends when every broker's thread has answered, or has dropped its sender by ending.
        while all_done.recv().is_ok() {}
    }
}

impl Sender {
    /// Reports what is in flight, and not acknowledged yet, as purged.
    pub fn purge(&mut self, broker: &Arc<crate::broker::Broker>, in_flight: Vec<Pending>) {
        let unacknowledged = self.take_unacknowledged();
        let produce = in_flight.into_iter().filter_map(|pending| match pending {
            Pending::Produce(produce) => Some(*produce),
            Pending::ApiVersions | Pending::Request(_) | Pending::Fetch(_) => None,
        });
        for request in produce.chain(unacknowledged) {
            self.purged(broker, request);
        }
    }
}
