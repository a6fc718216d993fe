//! What is measured of brokers, topics and partitions. Each lives in what it measures.

use std::time::Instant;

use crate::protocol::ApiKey;

use super::counter::{Counter, Gauge, Moment};
use super::window::Recorder;

/// API keys are below this.
const API_KEYS: usize = 128;

/// Of one broker: by its thread, but for what other threads count in flight.
pub struct BrokerStats {
    /// When its state last changed.
    pub state_since: Moment,
    pub connects: Counter,
    pub disconnects: Counter,
    pub wakeups: Counter,
    pub sent: Traffic,
    pub received: Traffic,
    pub retries: Counter,
    pub timeouts: Counter,
    /// Responses to nothing that waits for one.
    pub unknown_responses: Counter,
    /// Parts of responses that ended within a batch.
    pub partial_batches: Counter,
    /// By API key: requests handed to the connection.
    requests: [Counter; API_KEYS],
    /// Requests that the socket has not taken completely, and their messages.
    pub unsent_requests: Gauge,
    pub unsent_messages: Gauge,
    /// Requests that were sent and wait for their response.
    pub awaited_requests: Gauge,
    /// Messages in requests, sent or not, whose fate is not known.
    pub messages_in_flight: Gauge,
    /// From a message's acceptance until it goes into a request.
    pub queueing: Recorder,
    /// From a request's making until the socket has taken it.
    pub sending: Recorder,
    /// From there until its response.
    pub round_trip: Recorder,
    /// Milliseconds that the broker says it has delayed a response.
    pub throttle: Recorder,
}

/// Frames in one direction.
#[derive(Default)]
pub struct Traffic {
    pub frames: Counter,
    pub bytes: Counter,
    pub errors: Counter,
    pub last: Moment,
}

impl BrokerStats {
    /// Without statistics nothing that takes time is measured.
    pub fn new(enabled: bool) -> Self {
        BrokerStats {
            state_since: Moment::new(Instant::now()),
            connects: Counter::default(),
            disconnects: Counter::default(),
            wakeups: Counter::default(),
            sent: Traffic::default(),
            received: Traffic::default(),
            retries: Counter::default(),
            timeouts: Counter::default(),
            unknown_responses: Counter::default(),
            partial_batches: Counter::default(),
            requests: [const { Counter::new() }; API_KEYS],
            unsent_requests: Gauge::default(),
            unsent_messages: Gauge::default(),
            awaited_requests: Gauge::default(),
            messages_in_flight: Gauge::default(),
            queueing: Recorder::new(enabled),
            sending: Recorder::new(enabled),
            round_trip: Recorder::new(enabled),
            throttle: Recorder::new(enabled),
        }
    }

    /// Whether statistics are wanted: asked before a clock is read or a list is gone through for them.
    #[inline]
    pub fn is_on(&self) -> bool {
        self.sending.is_on()
    }

    /// A connection is begun: nothing has moved on it yet.
    pub fn connection_begins(&self) {
        self.connects.increment();
        self.sent.last.forget();
        self.received.last.forget();
    }

    /// There is no connection.
    pub fn nothing_on_its_way(&self) {
        self.unsent_requests.set(0);
        self.unsent_messages.set(0);
        self.awaited_requests.set(0);
    }

    pub fn count_request(&self, api: ApiKey) {
        if let Some(counter) = usize::try_from(api.0).ok().and_then(|key| self.requests.get(key)) {
            counter.increment();
        }
    }

    /// Requests so far, by API key.
    pub fn requests(&self) -> impl Iterator<Item = (ApiKey, u64)> {
        (0i16..).zip(&self.requests).map(|(key, counter)| (ApiKey(key), counter.get()))
    }
}

impl Traffic {
    pub fn count(&self, bytes: usize) {
        self.frames.increment();
        self.bytes.add(bytes);
    }
}

/// Of one topic.
pub struct TopicStats {
    pub created: Instant,
    /// Of batches as they go on the wire.
    pub batch_bytes: Recorder,
    pub batch_messages: Recorder,
}

impl TopicStats {
    pub fn new(enabled: bool) -> Self {
        TopicStats {
            created: Instant::now(),
            batch_bytes: Recorder::new(enabled),
            batch_messages: Recorder::new(enabled),
        }
    }
}

/// Of one partition, in one direction.
#[derive(Default)]
pub struct MessageStats {
    pub messages: Counter,
    pub bytes: Counter,
}

impl MessageStats {
    pub fn count(&self, messages: usize, bytes: usize) {
        self.messages.add(messages);
        self.bytes.add(bytes);
    }
}

/// Of one partition that is read.
#[derive(Default)]
pub struct FetchStats {
    pub received: MessageStats,
    /// Bytes of the messages that wait in the queue.
    pub queued_bytes: Gauge,
    /// Messages that nobody wanted any more when they were queued.
    pub dropped: Counter,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_their_key() {
        let stats = BrokerStats::new(false);
        stats.count_request(ApiKey::METADATA);
        stats.count_request(ApiKey::METADATA);
        stats.count_request(ApiKey::SHARE_FETCH);
        stats.count_request(ApiKey(-3));
        stats.count_request(ApiKey(i16::MAX));
        let counted: Vec<_> = stats.requests().filter(|(_, count)| *count > 0).collect();
        assert_eq!(counted, [(ApiKey::METADATA, 2), (ApiKey::SHARE_FETCH, 1)]);
    }
}
