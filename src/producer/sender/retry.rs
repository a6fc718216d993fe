//! What is done about batches that could not be delivered: try again, or give up.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::broker::{Broker, RequestError};
use crate::conf::Conf;
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::topic::{Topic, TopicState};

use super::super::delivery::{Persistence, Report, report};
use super::super::produce::has_timed_out;
use super::numbered::unknown_offset;
use super::{ProduceInFlight, Sender, Sent};

/// What is done about a batch that was not acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// It goes to the partition's leader, which is elsewhere, or not known yet: no attempt at a delivery was that.
    Redirect,
    /// It failed because one before it did, and is sent again behind that: no attempt of its own either.
    Follow,
    /// It is sent again, up to `retries` times.
    Retry,
    /// As `Retry`, and metadata may say where to.
    RetryAndRefresh,
    GiveUp,
}

/// What a broker's error code means for a batch: what to do, and whether it may be in the log.
fn verdict(code: ErrorCode) -> (Remedy, Persistence) {
    match code {
        ErrorCode::LEADER_NOT_AVAILABLE
        | ErrorCode::NOT_LEADER_FOR_PARTITION
        | ErrorCode::UNKNOWN_TOPIC_OR_PART
        | ErrorCode::UNKNOWN_TOPIC_ID
        | ErrorCode::FENCED_LEADER_EPOCH
        | ErrorCode::UNKNOWN_LEADER_EPOCH
        | ErrorCode::REPLICA_NOT_AVAILABLE
        | ErrorCode::BROKER_NOT_AVAILABLE => (Remedy::Redirect, Persistence::No),
        ErrorCode::KAFKA_STORAGE_ERROR => (Remedy::RetryAndRefresh, Persistence::No),
        ErrorCode::NOT_ENOUGH_REPLICAS | ErrorCode::INVALID_MSG | ErrorCode::THROTTLING_QUOTA_EXCEEDED => {
            (Remedy::Retry, Persistence::No)
        }
        ErrorCode::REQUEST_TIMED_OUT
        | ErrorCode::NOT_ENOUGH_REPLICAS_AFTER_APPEND
        | ErrorCode::NETWORK_EXCEPTION => (Remedy::Retry, Persistence::Possibly),
        // About messages that were sent before: those, or others under the same numbers, are in the log.
        ErrorCode::DUPLICATE_SEQUENCE_NUMBER | ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER => {
            (Remedy::GiveUp, Persistence::Possibly)
        }
        _ => (Remedy::GiveUp, Persistence::No),
    }
}

impl Sender {
    /// The broker refused a batch.
    pub(super) fn refused(&mut self, broker: &Arc<Broker>, sent: Sent, code: ErrorCode, text: Option<&str>) {
        let Some(sent) = self.refused_number(broker, sent, code) else { return };
        let (remedy, persistence) = verdict(code);
        crate::debug!(
            self.client.log,
            Debug::MSG,
            "MSGSET",
            "{}: {} [{}]: MessageSet with {} message(s) refused: {code}{}{}",
            broker.name(),
            sent.topic.name,
            sent.partition.id,
            sent.batch.batch.len(),
            if text.is_some() { ": " } else { "" },
            text.unwrap_or_default()
        );
        if matches!(remedy, Remedy::Redirect | Remedy::RetryAndRefresh) {
            self.refresh([Arc::clone(&sent.topic.name)]);
        }
        match remedy {
            Remedy::GiveUp => self.give_up(broker, sent, code, persistence),
            remedy => self.try_again(broker, sent, code, persistence, remedy),
        }
    }

    /// A request has no response: the connection broke, or time was up.
    pub fn failed(&mut self, broker: &Arc<Broker>, in_flight: ProduceInFlight, error: &RequestError) {
        let persistence = if error.sent { Persistence::Possibly } else { Persistence::No };
        for sent in in_flight.sent {
            let Some(sent) = self.still_open(broker, sent) else { continue };
            match error.code {
                // Requests that will not do better elsewhere, and the end.
                ErrorCode::_DESTROY | ErrorCode::_INVALID_ARG | ErrorCode::_UNSUPPORTED_FEATURE => {
                    self.give_up(broker, sent, error.code, persistence);
                }
                // However a connection was lost.
                code => self.try_again(broker, sent, code, persistence, Remedy::Retry),
            }
        }
    }

    pub(super) fn try_again(
        &mut self,
        broker: &Arc<Broker>,
        mut sent: Sent,
        code: ErrorCode,
        persistence: Persistence,
        remedy: Remedy,
    ) {
        if self.client.is_terminating() {
            return self.give_up(broker, sent, ErrorCode::_DESTROY, persistence);
        }
        sent.batch.uncertain |= persistence != Persistence::No;
        if self.client.producer.idempotence.is_some() && self.client.has_fatal_error() {
            return self.give_up(broker, sent, ErrorCode::_PURGE_QUEUE, persistence);
        }
        let now = Instant::now();
        if has_timed_out(&sent.topic, sent.batch.batch.age_of(0, now)) {
            return self.give_up(broker, sent, ErrorCode::_MSG_TIMED_OUT, persistence);
        }
        if let state @ TopicState::Failed(missing) = sent.topic.info().state
            && state.is_missing()
        {
            return self.give_up(broker, sent, missing, persistence);
        }
        sent.batch.failures += u32::from(matches!(remedy, Remedy::Retry | Remedy::RetryAndRefresh));
        if sent.batch.failures > self.client.max_retries() {
            return self.give_up(broker, sent, code, persistence);
        }
        let wait = retry_backoff(&self.client.conf, sent.batch.attempts);
        sent.batch.attempts += 1;
        broker.stats.retries.increment();
        let Sent { topic, partition, batch, refusal, _underway } = sent;
        if let Some(batch) = partition.retry(batch, now + wait) {
            let sent = Sent { topic, partition, batch, refusal, _underway };
            self.accepted(sent, unknown_offset(broker.last_node_id()));
        }
    }

    /// The application gave a request's messages up.
    pub fn purged(&mut self, broker: &Arc<Broker>, in_flight: ProduceInFlight) {
        for sent in in_flight.sent {
            self.give_up(broker, sent, ErrorCode::_PURGE_INFLIGHT, Persistence::Possibly);
        }
    }

    pub(super) fn give_up(
        &mut self,
        broker: &Arc<Broker>,
        sent: Sent,
        code: ErrorCode,
        persistence: Persistence,
    ) {
        let persistence = if sent.batch.uncertain { Persistence::Possibly } else { persistence };
        self.left_gap(broker, &sent, code);
        let mut outcome = Report::failed(code, persistence);
        outcome.broker_id = broker.last_node_id();
        // Not what it said of another fault.
        outcome.refusal = sent.refusal.filter(|refusal| refusal.code == code);
        report(&self.client, &sent.topic, sent.partition.id, sent.batch.batch, outcome);
    }

    fn refresh(&self, topics: impl IntoIterator<Item = Arc<str>> + Send + 'static) {
        self.client.on_main(move |main| main.need_topics(topics));
    }
}

/// How long to wait after so many attempts: `retry.backoff.ms`, doubling with each up to `retry.backoff.max.ms`, with
/// jitter.
pub fn retry_backoff(conf: &Conf, attempts: u32) -> Duration {
    let (base, max) = conf.retry_backoff();
    let doubled = base.saturating_mul(1u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX));
    doubled.min(max).mul_f64(0.8 + 0.4 * fastrand::f64())
}

impl Topic {
    /// True if batches of both may travel in one Produce request.
    pub fn same_acknowledgement(&self, other: &Topic) -> bool {
        std::ptr::eq(self, other)
            || (self.acks() == other.acks() && self.request_timeout() == other.request_timeout())
    }
}
