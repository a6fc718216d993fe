//! What the fate of a batch means for the sequence that it stands in, with an idempotent producer.

use std::sync::Arc;

use crate::broker::Broker;
use crate::error::ErrorCode;

use super::super::Partition;
use super::super::delivery::{Persistence, Report, report};
use super::super::idempotence::Stamp;
use super::retry::Remedy;
use super::{Sender, Sent};

impl Sender {
    /// The batch is in the log.
    pub(super) fn accepted(&mut self, sent: Sent, outcome: Report) {
        let Sent { topic, partition, batch: sealed, .. } = sent;
        if self.client.producer.idempotence.is_some() {
            for proven in partition.settle(sealed.batch.number()) {
                report(&self.client, &topic, partition.id, proven.batch, unknown_offset(outcome.broker_id));
            }
        }
        report(&self.client, &topic, partition.id, sealed.batch, outcome);
    }

    /// Refusals that concern a batch's place in the sequence are dealt with here; others are handed back.
    pub(super) fn refused_number(
        &mut self,
        broker: &Arc<Broker>,
        sent: Sent,
        code: ErrorCode,
    ) -> Option<Sent> {
        if self.client.producer.idempotence.is_none() {
            return Some(sent);
        }
        let sent = self.still_open(broker, sent)?;
        match code {
            // An earlier attempt got there; the broker does not remember at which offset.
            ErrorCode::DUPLICATE_SEQUENCE_NUMBER => {
                self.accepted(sent, unknown_offset(broker.last_node_id()));
            }
            ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER => self.out_of_order(broker, sent),
            ErrorCode::UNKNOWN_PRODUCER_ID => self.unknown_producer(broker, sent),
            _ => return Some(sent),
        }
        None
    }

    /// Hands back a batch that has failed, unless it is known to be in the log.
    pub(super) fn still_open(&mut self, broker: &Arc<Broker>, sent: Sent) -> Option<Sent> {
        if !sent.partition.is_proven(sent.batch.batch.number()) {
            return Some(sent);
        }
        self.accepted(sent, unknown_offset(broker.last_node_id()));
        None
    }

    /// One before it was not in the log: that is being tried again, or was given up. If there was none such, the broker has
    /// lost what it had acknowledged.
    ///
    /// What counts is how it was when the batch was sent. The answer of a leader that has lost the partition can come late:
    /// A refuses 1 for want of replicas and 2 as out of order, B becomes the leader and takes 1, then A's second answer is
    /// read.
    fn out_of_order(&mut self, broker: &Arc<Broker>, mut sent: Sent) {
        let code = ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER;
        if sent.batch.is_next && sent.partition.broken().is_none() {
            self.desynchronized(broker, sent, code, "due to sequence desynchronization with");
        } else {
            // Brokers know the batches again that may have been sent before: neither was this one appended then.
            sent.batch.uncertain = false;
            self.try_again(broker, sent, code, Persistence::No, Remedy::Follow);
        }
    }

    /// The broker has forgotten the producer (its records there were deleted): counting begins anew, unless this batch may
    /// have been among what was forgotten.
    fn unknown_producer(&mut self, broker: &Arc<Broker>, sent: Sent) {
        let code = ErrorCode::UNKNOWN_PRODUCER_ID;
        if sent.batch.uncertain {
            let why = "as its producer is unknown, after an attempt whose outcome is not known, to";
            return self.desynchronized(broker, sent, code, why);
        }
        let broken = sent.partition.break_numbering();
        self.try_again(broker, sent, code, Persistence::No, Remedy::Retry);
        if let Some(broken) = broken {
            self.client.replace_producer_id(broken, code);
        }
    }

    fn desynchronized(&mut self, broker: &Arc<Broker>, sent: Sent, code: ErrorCode, why: &str) {
        let text = format!("{} failed {why} broker {}", describe(&sent), broker.node_id());
        self.client.set_fatal(code, text);
        self.give_up(broker, sent, code, Persistence::Possibly);
    }

    /// A batch that was sent is given up.
    pub(super) fn left_gap(&mut self, broker: &Arc<Broker>, sent: &Sent, code: ErrorCode) {
        let Some(idempotence) = &self.client.producer.idempotence else { return };
        if idempotence.gapless && breaks_guarantee(code) {
            let text = format!(
                "{} failed: {code} (broker {}): unable to satisfy gap-less guarantee",
                describe(sent),
                broker.node_id()
            );
            self.client.set_fatal(ErrorCode::_GAPLESS_GUARANTEE, text);
        }
        self.forget(&sent.partition, sent.batch.batch.number(), None, code);
    }

    /// A batch will not be sent (again); with a `stamp`, it never was.
    pub(super) fn forget(
        &self,
        partition: &Arc<Partition>,
        batch: u64,
        stamp: Option<Stamp>,
        code: ErrorCode,
    ) {
        let broken = match stamp {
            Some(stamp) => partition.retract(stamp, batch),
            None => partition.give_up(batch),
        };
        if let Some(broken) = broken {
            self.client.replace_producer_id(broken, code);
        }
    }
}

/// A batch is in the log, but nobody says where.
pub(super) fn unknown_offset(broker_id: i32) -> Report {
    Report { broker_id, ..Report::failed(ErrorCode::NO_ERROR, Persistence::Yes) }
}

fn describe(sent: &Sent) -> String {
    let (topic, id) = (&sent.topic.name, sent.partition.id);
    format!("ProduceRequest for {topic} [{id}] with {} message(s)", sent.batch.batch.len())
}

/// Neither time nor the application's own will counts against `enable.gapless.guarantee`.
fn breaks_guarantee(code: ErrorCode) -> bool {
    !matches!(
        code,
        ErrorCode::_MSG_TIMED_OUT
            | ErrorCode::_DESTROY
            | ErrorCode::_PURGE_INFLIGHT
            | ErrorCode::_PURGE_QUEUE
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_a_gap_that_was_not_asked_for() {
        assert!(breaks_guarantee(ErrorCode::MSG_SIZE_TOO_LARGE));
        assert!(
            !breaks_guarantee(ErrorCode::_MSG_TIMED_OUT) && !breaks_guarantee(ErrorCode::_PURGE_INFLIGHT)
        );
    }
}
