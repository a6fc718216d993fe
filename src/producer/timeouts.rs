//! `message.timeout.ms` for messages that wait: the main thread looks through them once a second while there are any.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::client::{Main, MainTimer};
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::topic::Topic;

use super::topics;

const SCAN_INTERVAL: Duration = Duration::from_secs(1);

impl Main {
    pub fn arm_timeout_scan(&mut self) {
        self.timers.set_sooner(MainTimer::MessageTimeouts, Instant::now() + self.scan_interval());
    }

    /// Short timeouts are kept more exactly.
    fn scan_interval(&self) -> Duration {
        let shortest = self.client.topics.all().iter().filter_map(|topic| topic.message_timeout()).min();
        shortest
            .map_or(SCAN_INTERVAL, |timeout| (timeout / 4).clamp(Duration::from_millis(10), SCAN_INTERVAL))
    }

    pub fn scan_message_timeouts(&mut self) {
        let producer = &self.client.producer;
        if producer.limits.messages() == 0 {
            producer.scan_armed.store(false, Ordering::SeqCst);
            // A message may have come between the look and the store, and found the scan armed. One that comes after this
            // second look finds it disarmed: see `Limits`.
            if producer.limits.messages() == 0 || producer.scan_armed.swap(true, Ordering::SeqCst) {
                return;
            }
        }
        if producer.idempotence.is_some() && self.client.has_fatal_error() {
            // What came while the fatal error was being raised.
            producer.fail_all_queued(&self.client);
        }
        for topic in self.client.topics.all() {
            self.scan_topic(&topic);
        }
        self.arm_timeout_scan();
    }

    fn scan_topic(&self, topic: &Arc<Topic>) {
        let Some(timeout) = topic.message_timeout() else { return };
        let now = Instant::now();
        let expired = |since: Instant| now.saturating_duration_since(since) >= timeout;
        let unassigned = topic.unassigned.lock().take_expired(expired);
        let mut failed = unassigned.len();
        topics::fail(topic, unassigned, ErrorCode::_MSG_TIMED_OUT);
        for partition in topic.partitions.every().iter() {
            failed +=
                topics::fail_partition(&self.client, topic, partition, ErrorCode::_MSG_TIMED_OUT, expired);
        }
        if failed > 0 {
            crate::debug!(
                self.client.log,
                Debug::MSG,
                "TIMEOUT",
                "{}: {failed} message(s) timed out",
                topic.name
            );
        }
    }
}
