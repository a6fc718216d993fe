//! Asking leaders for offsets (ListOffsets): where partitions begin, and for applications. On the main thread.
//!
//! Questions wait here for their leader to be known and reachable. Those of one leader go in one request, but for two
//! about one partition, which a broker does not take together.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use crossbeam_channel::{Sender, bounded};

use crate::broker::{Broker, Reply, Request, RequestError};
use crate::client::{Client, Main, MainTimer};
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::metadata::TopicMetadata;
use crate::protocol::Message;
use crate::protocol::messages::ListOffsetsRequest;
use crate::protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use crate::queue::Deadline;
use crate::topic::partition_list::by_topic;

use super::{FetchPartition, OFFSET_BEGINNING};

/// A question: the offset of the first message that is not older than `timestamp`, or of the end or the beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetWanted {
    pub topic: Arc<str>,
    pub partition: i32,
    /// Milliseconds since the epoch, or `OFFSET_BEGINNING` or `OFFSET_END`.
    pub timestamp: i64,
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedOffset {
    /// -1 if there is no such message.
    pub offset: i64,
    pub leader_epoch: i32,
}

type Outcome = Result<ListedOffset, ErrorCode>;

/// Who asks.
enum Asker {
    /// A partition that must know where to begin, under this version.
    Partition(Arc<FetchPartition>, i32),
    /// An application's call; the number says which of its questions this is.
    Call { index: usize, reply: Sender<(usize, Outcome)>, deadline: Deadline, since: Instant },
}

struct OffsetQuery {
    wanted: OffsetWanted,
    asker: Asker,
    /// After a failure: not before then.
    not_before: Option<Instant>,
}

/// Questions for one request, each with the leader epoch to ask under.
type Questions = Vec<(OffsetQuery, i32)>;

/// Questions that were not put to a broker yet.
#[derive(Default)]
pub struct OffsetQueries {
    waiting: Vec<OffsetQuery>,
    /// Topics of which a broker has said that it does not lead them, and when: what metadata told before that does not count.
    doubted: HashMap<Arc<str>, Instant>,
    /// The main thread will look after them when it has done what it is doing.
    scheduled: bool,
}

/// Puts `wanted` to the leaders and waits for their answers, in the same order, until `deadline`: then `_TIMED_OUT`. Not
/// from the main thread.
pub fn list_offsets(client: &Arc<Client>, wanted: Vec<OffsetWanted>, deadline: Deadline) -> Vec<Outcome> {
    let mut outcomes = vec![Err(ErrorCode::_TIMED_OUT); wanted.len()];
    let (reply, answers) = bounded(wanted.len().max(1));
    let since = Instant::now();
    client.on_main(move |main| {
        for (index, wanted) in wanted.into_iter().enumerate() {
            let asker = Asker::Call { index, reply: reply.clone(), deadline, since };
            main.offset_queries.waiting.push(OffsetQuery { wanted, asker, not_before: None });
        }
        main.serve_offset_queries();
    });
    for _ in 0..outcomes.len() {
        let answer = match deadline.instant() {
            Some(at) => answers.recv_deadline(at).ok(),
            None => answers.recv().ok(),
        };
        let Some((index, outcome)) = answer else { break };
        if let Some(place) = outcomes.get_mut(index) {
            *place = outcome;
        }
    }
    outcomes
}

/// Where a question can go.
enum Route {
    Leader(Arc<Broker>, i32),
    /// Metadata must tell first.
    Unknown,
    /// Metadata knows of no leader, for now.
    Leaderless,
    Fail(ErrorCode),
}

impl Main {
    /// Asks where `partition` begins, together with others that are placed now.
    pub(super) fn query_start_offset(
        &mut self,
        partition: &Arc<FetchPartition>,
        version: i32,
        timestamp: i64,
    ) {
        let wanted =
            OffsetWanted { topic: Arc::clone(&partition.topic.name), partition: partition.id, timestamp };
        let asker = Asker::Partition(Arc::clone(partition), version);
        self.offset_queries.waiting.push(OffsetQuery { wanted, asker, not_before: None });
        if !std::mem::replace(&mut self.offset_queries.scheduled, true) {
            self.client.on_main(|main| {
                main.offset_queries.scheduled = false;
                main.serve_offset_queries();
            });
        }
    }

    /// Sends what can be sent, and gives up what nobody waits for any more.
    pub fn serve_offset_queries(&mut self) {
        let now = Instant::now();
        self.end_doubts();
        let mut requests: Vec<(Arc<Broker>, Questions)> = Vec::new();
        let mut unknown = Vec::new();
        for mut query in std::mem::take(&mut self.offset_queries.waiting) {
            if query.is_abandoned() {
                continue;
            }
            if query.not_before.is_some_and(|at| at > now) {
                self.offset_queries.waiting.push(query);
                continue;
            }
            match self.route(&query) {
                Route::Leader(broker, epoch) => add(&mut requests, broker, query, epoch),
                Route::Fail(code) => query.finish(self, Err(code)),
                Route::Unknown => {
                    unknown.push(Arc::clone(&query.wanted.topic));
                    // It is metadata that is waited for now, not the time of an earlier attempt, which is past.
                    query.not_before = None;
                    self.offset_queries.waiting.push(query);
                }
                Route::Leaderless => {
                    unknown.push(Arc::clone(&query.wanted.topic));
                    query.not_before = Some(now + self.client.consumer.settings().retry_backoff);
                    self.offset_queries.waiting.push(query);
                }
            }
        }
        for (broker, queries) in requests {
            self.ask_offsets(&broker, queries);
        }
        if let Some(at) = self.offset_queries.waiting.iter().filter_map(|query| query.not_before).min() {
            self.timers.set_sooner(MainTimer::OffsetRetry, at);
        }
        if !unknown.is_empty() {
            self.need_topics(unknown);
        }
    }

    fn end_doubts(&mut self) {
        if !self.offset_queries.doubted.is_empty() {
            let metadata = self.client.metadata.read();
            self.offset_queries
                .doubted
                .retain(|topic, since| metadata.topic_fetched_at(topic) <= Some(*since));
        }
    }

    fn route(&self, query: &OffsetQuery) -> Route {
        let metadata = self.client.metadata.read();
        let Some(topic) = metadata.topic(&query.wanted.topic) else { return Route::Unknown };
        if self.offset_queries.doubted.contains_key(&query.wanted.topic) {
            return Route::Unknown;
        }
        // What metadata says of a missing topic counts for a call if it was said after the call was made.
        let fresh = |since: Instant| metadata.fresh_topic(&query.wanted.topic, since.elapsed()).is_some();
        match self.leader(&topic, query.wanted.partition) {
            Some(Ok((broker, epoch))) => Route::Leader(broker, epoch),
            Some(Err(code)) => match &query.asker {
                Asker::Call { since, .. } if fresh(*since) => Route::Fail(code),
                _ => Route::Unknown,
            },
            None => Route::Leaderless,
        }
    }

    /// The partition's leader and its epoch; `Some(Err)` if there is no such partition, `None` if it has no leader.
    pub(super) fn leader(
        &self,
        topic: &TopicMetadata,
        partition: i32,
    ) -> Option<Result<(Arc<Broker>, i32), ErrorCode>> {
        if topic.err.is_err() && topic.err != ErrorCode::LEADER_NOT_AVAILABLE {
            return Some(Err(topic.err));
        }
        let Some(partition) = topic.partition(partition) else {
            return Some(Err(ErrorCode::_UNKNOWN_PARTITION));
        };
        let broker = self.client.brokers.by_id(partition.leader)?;
        Some(Ok((broker, partition.leader_epoch)))
    }

    fn ask_offsets(&mut self, broker: &Arc<Broker>, queries: Questions) {
        let settings = self.client.consumer.settings();
        let timeout = queries.iter().map(|(query, _)| query.patience()).min().flatten();
        let timeout = timeout.unwrap_or(settings.socket_timeout).min(settings.socket_timeout);
        let isolation_level = settings.isolation_level();
        let asked: Vec<(OffsetWanted, i32)> =
            queries.iter().map(|(query, epoch)| (query.wanted.clone(), *epoch)).collect();
        let client = Arc::clone(&self.client);
        broker.request(Request::new::<ListOffsetsRequest<'_>>(
            timeout,
            move |version, writer| {
                let topics = asked_topics(&asked);
                let request = ListOffsetsRequest {
                    replica_id: -1,
                    isolation_level: if version >= 2 { isolation_level } else { 0 },
                    topics,
                    timeout_ms: i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX),
                };
                request.encode(writer, version)
            },
            move |broker, outcome| {
                let answers = outcome.and_then(|reply| decode(&reply));
                let broker_id = broker.node_id();
                client.on_main(move |main| main.offsets_answered(broker_id, queries, &answers));
            },
        ));
    }

    fn offsets_answered(
        &mut self,
        broker_id: i32,
        queries: Questions,
        answers: &Result<HashMap<(Arc<str>, i32), Outcome>, RequestError>,
    ) {
        let mut moved = Vec::new();
        for (mut query, _) in queries {
            let key = (Arc::clone(&query.wanted.topic), query.wanted.partition);
            let outcome = match answers {
                Ok(answers) => answers.get(&key).copied().unwrap_or(Err(ErrorCode::_BAD_MSG)),
                Err(error) => Err(error.code),
            };
            if matches!(outcome, Err(ErrorCode::NOT_LEADER_FOR_PARTITION | ErrorCode::FENCED_LEADER_EPOCH)) {
                self.offset_queries.doubted.insert(Arc::clone(&key.0), Instant::now());
            }
            match outcome {
                Err(code) if query.tells_at_once(code) => {
                    moved.push(Arc::clone(&query.wanted.topic));
                    query.finish(self, Err(code));
                }
                Err(code) if is_retriable(code) || query.is_partitions() => {
                    crate::debug!(
                        self.client.log,
                        Debug::TOPIC,
                        "OFFREQ",
                        "{} [{}]: offset query failed: {code}",
                        query.wanted.topic,
                        query.wanted.partition
                    );
                    moved.push(Arc::clone(&query.wanted.topic));
                    query.not_before = Some(Instant::now() + self.client.consumer.settings().retry_backoff);
                    query.refused(code, broker_id);
                    self.offset_queries.waiting.push(query);
                }
                outcome => query.finish(self, outcome),
            }
        }
        if !moved.is_empty() {
            self.need_topics(moved);
        }
        self.serve_offset_queries();
    }
}

impl OffsetQuery {
    /// True if nobody waits for the answer.
    fn is_abandoned(&self) -> bool {
        match &self.asker {
            Asker::Partition(partition, version) => !partition.is_resolving(*version),
            Asker::Call { deadline, .. } => deadline.passed(),
        }
    }

    /// The broker was reached, and would answer another time: whether to ask again is the application's decision.
    fn tells_at_once(&self, code: ErrorCode) -> bool {
        let by_call = matches!(&self.asker, Asker::Call { .. });
        by_call && is_retriable(code) && !matches!(code, ErrorCode::_TRANSPORT | ErrorCode::_TIMED_OUT)
    }

    fn is_partitions(&self) -> bool {
        matches!(self.asker, Asker::Partition(..))
    }

    fn patience(&self) -> Option<std::time::Duration> {
        match &self.asker {
            Asker::Partition(..) => None,
            Asker::Call { deadline, .. } => {
                deadline.instant().map(|at| at.saturating_duration_since(Instant::now()))
            }
        }
    }

    /// A broker refused to say where the partition begins: the application is told of what only it can mend. With
    /// `auto.offset.reset=error` that is the end of it.
    fn refused(&self, code: ErrorCode, broker_id: i32) {
        let Asker::Partition(partition, version) = &self.asker else { return };
        if is_retriable(code) {
            return;
        }
        let place = self.wanted.timestamp;
        if partition.first_time(*version, code) {
            let name = if place == OFFSET_BEGINNING { "BEGINNING" } else { "END" };
            let text = format!("Failed to query logical offset {name}: {code}");
            partition.report(*version, code, place, broker_id, text);
        }
        if partition.give_up_resolving(*version) {
            let text = format!("failed to query logical offset: {code} (broker {broker_id})");
            partition.report(*version, ErrorCode::_AUTO_OFFSET_RESET, place, broker_id, text);
        }
    }

    fn finish(self, main: &mut Main, outcome: Outcome) {
        match (self.asker, outcome) {
            (Asker::Partition(partition, version), Ok(answer)) => {
                if partition.resolved(version, answer) {
                    main.place_fetch(&partition);
                }
            }
            (Asker::Partition(..), Err(_)) => {}
            (Asker::Call { index, reply, .. }, outcome) => {
                // Whoever asked may have given up.
                let _ = reply.send((index, outcome));
            }
        }
    }
}

/// Adds `query` to a request to `broker` that does not ask about the same partition.
fn add(requests: &mut Vec<(Arc<Broker>, Questions)>, broker: Arc<Broker>, query: OffsetQuery, epoch: i32) {
    let same = |other: &OffsetQuery| {
        other.wanted.partition == query.wanted.partition && other.wanted.topic == query.wanted.topic
    };
    let fitting = requests
        .iter_mut()
        .find(|(to, queries)| Arc::ptr_eq(to, &broker) && !queries.iter().any(|(other, _)| same(other)));
    match fitting {
        Some((_, queries)) => queries.push((query, epoch)),
        None => requests.push((broker, vec![(query, epoch)])),
    }
}

fn asked_topics(asked: &[(OffsetWanted, i32)]) -> Vec<ListOffsetsTopic<'_>> {
    let partitions = asked.iter().map(|(wanted, epoch)| {
        let partition = ListOffsetsPartition {
            partition_index: wanted.partition,
            current_leader_epoch: *epoch,
            timestamp: wanted.timestamp,
        };
        (&*wanted.topic, partition)
    });
    by_topic(partitions).into_iter().map(|(name, partitions)| ListOffsetsTopic { name, partitions }).collect()
}

fn decode(reply: &Reply) -> Result<HashMap<(Arc<str>, i32), Outcome>, RequestError> {
    let response = reply.decode::<ListOffsetsRequest<'_>>()?;
    let mut answers = HashMap::new();
    for topic in &response.topics {
        let name: Arc<str> = Arc::from(topic.name);
        for partition in &topic.partitions {
            let answer = ListedOffset { offset: partition.offset, leader_epoch: partition.leader_epoch };
            let outcome = ErrorCode::from(partition.error_code).into_result().map(|()| answer);
            answers.insert((Arc::clone(&name), partition.partition_index), outcome);
        }
    }
    Ok(answers)
}

/// Errors that pass, perhaps with other metadata.
pub(super) fn is_retriable(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NOT_LEADER_FOR_PARTITION
            | ErrorCode::LEADER_NOT_AVAILABLE
            | ErrorCode::REPLICA_NOT_AVAILABLE
            | ErrorCode::FENCED_LEADER_EPOCH
            | ErrorCode::UNKNOWN_LEADER_EPOCH
            | ErrorCode::OFFSET_NOT_AVAILABLE
            | ErrorCode::KAFKA_STORAGE_ERROR
            | ErrorCode::REQUEST_TIMED_OUT
            | ErrorCode::UNKNOWN_TOPIC_OR_PART
            | ErrorCode::_TRANSPORT
            | ErrorCode::_TIMED_OUT
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_lists_each_topic_once() {
        let wanted = |topic: &str, partition, timestamp| {
            (OffsetWanted { topic: Arc::from(topic), partition, timestamp }, 7)
        };
        let asked = [wanted("a", 0, -1), wanted("b", 1, -2), wanted("a", 3, 99)];
        let topics = asked_topics(&asked);
        let flat: Vec<_> = topics
            .iter()
            .flat_map(|topic| topic.partitions.iter().map(|p| (topic.name, p.partition_index, p.timestamp)))
            .collect();
        assert_eq!(flat, [("a", 0, -1), ("a", 3, 99), ("b", 1, -2)]);
        assert!(topics.iter().all(|topic| topic.partitions.iter().all(|p| p.current_leader_epoch == 7)));
    }
}
