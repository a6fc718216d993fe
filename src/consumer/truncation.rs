//! Asking leaders whether their logs still lead up to where we are (OffsetForLeaderEpoch, KIP-320), and what follows when
//! one does not. On the main thread.
//!
//! A question goes to the partition's leader, together with others for the same broker, and is asked again until it is
//! answered. While there is no leader the partition waits for metadata to name one, and is placed again then.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use crate::broker::{Broker, Reply, Request, RequestError};
use crate::client::{Main, MainTimer};
use crate::error::ErrorCode;
use crate::log::{Debug, Level};
use crate::protocol::Message;
use crate::protocol::messages::OffsetForLeaderEpochRequest;
use crate::protocol::messages::offset_for_leader_epoch_request::{
    OffsetForLeaderPartition, OffsetForLeaderTopic,
};
use crate::topic::partition_list::{OFFSET_INVALID, by_topic};

use super::FetchPartition;
use super::partition::{EpochQuestion, Reset, Validated, drop_stale};

/// A client is no replica.
const NO_REPLICA: i32 = -1;

struct EpochQuery {
    partition: Arc<FetchPartition>,
    question: EpochQuestion,
    /// After a failure: not before then.
    not_before: Option<Instant>,
}

/// Questions that were not put to a broker yet.
#[derive(Default)]
pub struct EpochQueries {
    waiting: Vec<EpochQuery>,
    /// The main thread will look after them when it has done what it is doing.
    scheduled: bool,
}

/// Where an epoch ended, and the epoch that it is about.
type Answers = HashMap<(Arc<str>, i32), Result<(i64, i32), ErrorCode>>;

impl Main {
    /// Asks `partition`'s leader, together with others that are placed now.
    pub(super) fn query_epoch(&mut self, partition: &Arc<FetchPartition>, question: EpochQuestion) {
        let query = EpochQuery { partition: Arc::clone(partition), question, not_before: None };
        self.epoch_queries.waiting.push(query);
        if !std::mem::replace(&mut self.epoch_queries.scheduled, true) {
            self.client.on_main(|main| {
                main.epoch_queries.scheduled = false;
                main.serve_epoch_queries();
            });
        }
    }

    /// Sends what can be sent.
    pub fn serve_epoch_queries(&mut self) {
        let now = Instant::now();
        let mut requests: Vec<(Arc<Broker>, Vec<EpochQuery>)> = Vec::new();
        for query in std::mem::take(&mut self.epoch_queries.waiting) {
            if !query.partition.awaits_epoch(query.question) {
                continue;
            }
            if query.not_before.is_some_and(|at| at > now) {
                self.epoch_queries.waiting.push(query);
                continue;
            }
            let Some(leader) = self.leader_of(&query.partition) else {
                query.partition.epoch_not_asked(query.question);
                self.need_topics([Arc::clone(&query.partition.topic.name)]);
                continue;
            };
            match requests.iter_mut().find(|(broker, _)| Arc::ptr_eq(broker, &leader)) {
                Some((_, queries)) => queries.push(query),
                None => requests.push((leader, vec![query])),
            }
        }
        for (broker, queries) in requests {
            self.ask_epochs(&broker, queries);
        }
        if let Some(at) = self.epoch_queries.waiting.iter().filter_map(|query| query.not_before).min() {
            self.timers.set_sooner(MainTimer::EpochRetry, at);
        }
    }

    fn leader_of(&self, partition: &FetchPartition) -> Option<Arc<Broker>> {
        let topic = self.client.metadata.read().topic(&partition.topic.name)?;
        let (broker, _) = self.leader(&topic, partition.id)?.ok()?;
        Some(broker)
    }

    fn ask_epochs(&mut self, broker: &Arc<Broker>, queries: Vec<EpochQuery>) {
        let timeout = self.client.consumer.settings().socket_timeout;
        let asked: Vec<_> = queries
            .iter()
            .map(|query| (Arc::clone(&query.partition.topic.name), query.partition.id, query.question))
            .collect();
        let client = Arc::clone(&self.client);
        broker.request(Request::new::<OffsetForLeaderEpochRequest<'_>>(
            timeout,
            move |version, writer| {
                let request =
                    OffsetForLeaderEpochRequest { replica_id: NO_REPLICA, topics: asked_topics(&asked) };
                request.encode(writer, version)
            },
            move |broker, outcome| {
                let answers = outcome.and_then(|reply| decode(&reply));
                let broker_id = broker.node_id();
                client.on_main(move |main| main.epochs_answered(broker_id, queries, &answers));
            },
        ));
    }

    fn epochs_answered(
        &mut self,
        broker_id: i32,
        queries: Vec<EpochQuery>,
        answers: &Result<Answers, RequestError>,
    ) {
        let mut moved = Vec::new();
        for mut query in queries {
            let key = (Arc::clone(&query.partition.topic.name), query.partition.id);
            let outcome = match answers {
                Ok(answers) => answers.get(&key).copied().unwrap_or(Err(ErrorCode::_BAD_MSG)),
                Err(error) => Err(error.code),
            };
            match outcome {
                Ok(end) => self.epoch_ended(&query, Some(end), broker_id),
                Err(ErrorCode::_UNSUPPORTED_FEATURE) => self.epoch_ended(&query, None, broker_id),
                Err(code) => {
                    crate::debug!(
                        self.client.log,
                        Debug::FETCH,
                        "VALIDATE",
                        "{} [{}]: validation of offset {} (leader epoch {}) failed: {code}",
                        key.0,
                        key.1,
                        query.question.offset,
                        query.question.offset_epoch
                    );
                    moved.push(key.0);
                    let backoff = self.client.consumer.settings().retry_backoff;
                    query.not_before = Some(Instant::now() + backoff);
                    self.epoch_queries.waiting.push(query);
                }
            }
        }
        if !moved.is_empty() {
            self.need_topics(moved);
        }
        self.serve_epoch_queries();
    }

    /// The leader has said where the epoch ended in its log; `None` if it cannot say.
    fn epoch_ended(&mut self, query: &EpochQuery, end: Option<(i64, i32)>, broker_id: i32) {
        let EpochQuery { partition, question, .. } = query;
        let EpochQuestion { offset, offset_epoch, .. } = *question;
        let (end_offset, end_epoch) = end.unwrap_or((OFFSET_INVALID, -1));
        let truncated = |outcome: &str| {
            format!(
                "Partition log truncation detected at offset {offset} (leader epoch {offset_epoch}): broker end offset \
                 is {end_offset} (offset leader epoch {end_epoch}). {outcome}"
            )
        };
        match partition.validated(*question, end) {
            Validated::Stale => {}
            Validated::Yes => partition.nudge_broker(),
            Validated::Truncated => {
                drop_stale(&partition.queue);
                partition.forget_position();
                let outcome = format!("Reset to offset {end_offset} (leader epoch {end_epoch}).");
                crate::debug!(
                    self.client.log,
                    Debug::FETCH,
                    "TRUNCATION",
                    "{} [{}]: {}",
                    partition.topic.name,
                    partition.id,
                    truncated(&outcome)
                );
                self.place_fetch(partition);
            }
            Validated::Refused => {
                partition.refuse_truncation(OFFSET_INVALID, &truncated("Reset to INVALID."), broker_id);
            }
            Validated::Unknown(reset) => {
                let reason = format!(
                    "No epoch found less or equal to offset {offset} (leader epoch {offset_epoch}): broker end offset is \
                     {end_offset} (offset leader epoch {offset_epoch}). Reset using configured policy."
                );
                match reset {
                    Reset::Stale => {}
                    Reset::To(place) => {
                        crate::log!(
                            self.client.log,
                            Level::Warning,
                            "OFFSET",
                            "{} [{}]: offset reset (at offset {offset} (leader epoch {offset_epoch}), broker {broker_id}) \
                             to offset {place} (leader epoch -1): {reason}: {}",
                            partition.topic.name,
                            partition.id,
                            ErrorCode::_LOG_TRUNCATION
                        );
                        self.place_fetch(partition);
                    }
                    Reset::Refused => partition.refuse_truncation(offset, &reason, broker_id),
                }
            }
        }
    }
}

impl FetchPartition {
    /// Fetching has ended: what is to be done about a truncated log is the application's decision.
    fn refuse_truncation(self: &Arc<Self>, offset: i64, reason: &str, broker_id: i32) {
        let text = format!("{reason}: {} (broker {broker_id})", ErrorCode::_LOG_TRUNCATION);
        self.report(self.version(), ErrorCode::_AUTO_OFFSET_RESET, offset, broker_id, text);
    }
}

fn asked_topics(asked: &[(Arc<str>, i32, EpochQuestion)]) -> Vec<OffsetForLeaderTopic<'_>> {
    let partitions = asked.iter().map(|(topic, partition, question)| {
        let partition = OffsetForLeaderPartition {
            partition: *partition,
            current_leader_epoch: question.leader_epoch,
            leader_epoch: question.offset_epoch,
        };
        (&**topic, partition)
    });
    by_topic(partitions)
        .into_iter()
        .map(|(topic, partitions)| OffsetForLeaderTopic { topic, partitions })
        .collect()
}

fn decode(reply: &Reply) -> Result<Answers, RequestError> {
    let response = reply.decode::<OffsetForLeaderEpochRequest<'_>>()?;
    let mut answers = HashMap::new();
    for topic in &response.topics {
        let name: Arc<str> = Arc::from(topic.topic);
        for partition in &topic.partitions {
            let outcome = ErrorCode::from(partition.error_code).into_result();
            let end = outcome.map(|()| (partition.end_offset, partition.leader_epoch));
            answers.insert((Arc::clone(&name), partition.partition), end);
        }
    }
    Ok(answers)
}
