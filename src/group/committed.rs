//! Asking for the group's committed offsets (OffsetFetch): where assigned partitions begin, and for applications. On the
//! main thread.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use crate::broker::{Backoff, Reply, RequestError};
use crate::client::Main;
use crate::conf::{Conf, IsolationLevel};
use crate::consumer::{CommittedTaken, FetchPartition};
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::protocol::Message;
use crate::protocol::messages::OffsetFetchRequest;
use crate::protocol::messages::offset_fetch_request::{
    OffsetFetchRequestGroup, OffsetFetchRequestTopic, OffsetFetchRequestTopics,
};
use crate::topic::partition_list::{OFFSET_INVALID, PartitionList};
use crate::uuid::Uuid;

use super::{CoordinatorRequest, TopicIds, commit};

/// From this version on several groups are asked for at once (KIP-709).
const FIRST_BATCHED: i16 = 8;
/// From this version on topics are named by id.
const FIRST_BY_ID: i16 = 10;

type Key = (Arc<str>, i32);

/// A partition's committed offset: `OFFSET_INVALID` without one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Committed {
    offset: i64,
    leader_epoch: i32,
    metadata: Vec<u8>,
}

type Answers = HashMap<Key, Result<Committed, ErrorCode>>;
type AnswersDone = Box<dyn FnOnce(&mut Main, Result<Answers, ErrorCode>) + Send>;
type CallDone = Box<dyn FnOnce(Result<PartitionList, ErrorCode>) + Send>;

/// An application's question.
struct Call {
    list: PartitionList,
    deadline: Instant,
    done: CallDone,
}

/// Questions that wait, and when they may be asked.
pub struct CommittedQueries {
    /// Partitions that do not know where to begin, each with its version.
    partitions: Vec<(Arc<FetchPartition>, i32)>,
    calls: Vec<Call>,
    /// The main thread will look after `partitions` when it has done what it is doing.
    scheduled: bool,
    not_before: Option<Instant>,
    backoff: Backoff,
    /// A broker did not know a topic by its id.
    by_name: bool,
}

impl CommittedQueries {
    pub fn new(conf: &Conf) -> Self {
        let (base, max) = conf.retry_backoff();
        CommittedQueries {
            partitions: Vec::new(),
            calls: Vec::new(),
            scheduled: false,
            not_before: None,
            backoff: Backoff::new(base, max),
            by_name: false,
        }
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        let waits = !self.partitions.is_empty() || !self.calls.is_empty();
        self.calls.iter().map(|call| call.deadline).chain(self.not_before.filter(|_| waits)).min()
    }
}

impl Main {
    /// Asks where the group is in `partition`, together with others that are placed now.
    pub fn query_committed(&mut self, partition: &Arc<FetchPartition>, version: i32) {
        let queries = &mut self.group.committed;
        queries.partitions.push((Arc::clone(partition), version));
        if !std::mem::replace(&mut queries.scheduled, true) {
            self.client.on_main(|main| {
                main.group.committed.scheduled = false;
                // What was committed a moment ago is what is asked for.
                main.when_committed(Main::serve_group_offsets);
            });
        }
    }

    /// Asks for the committed offsets of `list`. `done` gets them in the list's elements, each with its own error, or
    /// why there is no answer: `_TIMED_OUT` at `deadline`.
    pub fn ask_committed(&mut self, list: PartitionList, deadline: Instant, done: CallDone) {
        self.group.committed.calls.push(Call { list, deadline, done });
        self.serve_group_offsets();
    }

    pub(super) fn serve_committed(&mut self) {
        let now = Instant::now();
        let queries = &mut self.group.committed;
        for call in queries.calls.extract_if(.., |call| call.deadline <= now).collect::<Vec<_>>() {
            (call.done)(Err(ErrorCode::_TIMED_OUT));
        }
        if self.group.committed.not_before.is_some_and(|at| at > now) {
            return;
        }
        self.group.committed.not_before = None;
        for call in std::mem::take(&mut self.group.committed.calls) {
            self.send_call(call);
        }
        let commits_idle = self.group.commits.is_idle();
        let queries = &mut self.group.committed;
        if commits_idle && !queries.scheduled && !queries.partitions.is_empty() {
            let partitions = std::mem::take(&mut queries.partitions);
            self.send_partitions(partitions, now);
        }
    }

    // ---- for applications ----

    fn send_call(&mut self, call: Call) {
        let keys = call.list.iter().map(|element| (Arc::clone(&element.topic), element.partition)).collect();
        let deadline = call.deadline;
        self.fetch_offsets(keys, deadline, Box::new(move |main, answers| main.call_answered(call, answers)));
    }

    fn call_answered(&mut self, mut call: Call, answers: Result<Answers, ErrorCode>) {
        let retriable = match &answers {
            Err(code) => is_retriable(*code),
            Ok(answers) => answers.values().any(|answer| matches!(answer, Err(code) if is_retriable(*code))),
        };
        if retriable && call.deadline > Instant::now() {
            self.group.committed.calls.push(call);
            return self.retry_committed();
        }
        let answers = match answers {
            Ok(answers) => answers,
            Err(code) => return (call.done)(Err(code)),
        };
        self.group.committed.backoff.reset();
        for element in call.list.iter_mut() {
            let key = (Arc::clone(&element.topic), element.partition);
            match answers.get(&key) {
                Some(Ok(committed)) => {
                    element.offset = committed.offset;
                    element.leader_epoch = committed.leader_epoch;
                    element.metadata = Some(committed.metadata.clone());
                    element.err = ErrorCode::NO_ERROR;
                }
                Some(Err(code)) => {
                    element.offset = OFFSET_INVALID;
                    element.err = *code;
                }
                None => element.err = ErrorCode::_BAD_MSG,
            }
        }
        (call.done)(Ok(call.list));
    }

    // ---- for partitions ----

    fn send_partitions(&mut self, mut partitions: Vec<(Arc<FetchPartition>, i32)>, now: Instant) {
        partitions.retain(|(partition, version)| partition.awaits_committed(*version));
        if partitions.is_empty() {
            return;
        }
        let keys = partitions
            .iter()
            .map(|(partition, _)| (Arc::clone(&partition.topic.name), partition.id))
            .collect();
        let deadline = now + self.client.conf.socket_timeout();
        let done: AnswersDone = Box::new(move |main, answers| main.partitions_answered(partitions, answers));
        self.fetch_offsets(keys, deadline, done);
    }

    fn partitions_answered(
        &mut self,
        partitions: Vec<(Arc<FetchPartition>, i32)>,
        answers: Result<Answers, ErrorCode>,
    ) {
        let mut failed = false;
        for (partition, version) in partitions {
            let key = (Arc::clone(&partition.topic.name), partition.id);
            let answer = match &answers {
                Ok(answers) => answers.get(&key).cloned().unwrap_or(Err(ErrorCode::_BAD_MSG)),
                Err(code) => Err(*code),
            };
            match answer {
                Ok(committed) => self.begin_at_committed(&partition, version, &committed),
                Err(code) => {
                    failed = true;
                    if !is_retriable(code) && partition.first_time(version, code) {
                        let text = format!("Failed to fetch committed offset: {code}");
                        partition.report(version, code, OFFSET_INVALID, -1, text);
                    }
                    self.group.committed.partitions.push((partition, version));
                }
            }
        }
        if failed {
            self.retry_committed();
        } else {
            self.group.committed.backoff.reset();
        }
    }

    fn begin_at_committed(&mut self, partition: &Arc<FetchPartition>, version: i32, committed: &Committed) {
        let place = (committed.offset >= 0).then_some((committed.offset, committed.leader_epoch));
        match partition.committed_is(version, place) {
            CommittedTaken::Stale => {}
            CommittedTaken::Yes => {
                partition.note_committed(partition.tenure(), committed.offset, committed.leader_epoch);
                self.place_fetch(partition);
            }
            CommittedTaken::NoOffset => {
                let text = format!("no previously committed offset available: {}", ErrorCode::_NO_OFFSET);
                partition.report(version, ErrorCode::_AUTO_OFFSET_RESET, OFFSET_INVALID, -1, text);
            }
        }
    }

    fn retry_committed(&mut self) {
        let queries = &mut self.group.committed;
        queries.not_before = Some(Instant::now() + queries.backoff.next());
        self.serve_group_offsets();
    }

    // ---- the request ----

    fn fetch_offsets(&mut self, keys: Vec<Key>, deadline: Instant, done: AnswersDone) {
        let Some(group) = self.group.id.clone() else { return done(self, Err(ErrorCode::_UNKNOWN_GROUP)) };
        let by_topic = by_topic(keys);
        let ids =
            if self.group.committed.by_name { None } else { TopicIds::of(&self.client, by_topic.keys()) };
        let newest = if ids.is_some() { i16::MAX } else { FIRST_BY_ID - 1 };
        // Offsets of transactions that are not over yet may still be taken back (KIP-447).
        let stable = self.client.conf.isolation_level == IsolationLevel::ReadCommitted;
        let sent_ids = ids.clone();
        let request = CoordinatorRequest::new::<OffsetFetchRequest<'_>>(
            deadline,
            (0, newest),
            move |version, writer| {
                request_of(&group, &by_topic, sent_ids.as_ref(), stable, version).encode(writer, version)
            },
            move |main, outcome| {
                let answers = outcome.and_then(|reply| decode(&reply, ids.as_ref()));
                main.offsets_fetched(answers, done);
            },
        );
        self.ask_coordinator(request);
    }

    fn offsets_fetched(&mut self, answers: Result<Answers, RequestError>, done: AnswersDone) {
        let unknown_id = |answer: &Result<Committed, ErrorCode>| answer == &Err(ErrorCode::UNKNOWN_TOPIC_ID);
        self.group.committed.by_name = answers.as_ref().is_ok_and(|answers| answers.values().any(unknown_id));
        if let Err(error) = &answers {
            crate::debug!(
                self.client.log,
                Debug::CGRP,
                "OFFSETFETCH",
                "Fetching committed offsets failed: {}: {}",
                error.code,
                error.reason
            );
            self.note_coordinator_error(error.code);
        }
        done(self, answers.map_err(|error| error.code));
    }
}

/// Errors that another try may not meet.
fn is_retriable(code: ErrorCode) -> bool {
    code == ErrorCode::UNSTABLE_OFFSET_COMMIT || commit::is_retriable(code)
}

fn by_topic(keys: Vec<Key>) -> BTreeMap<Arc<str>, Vec<i32>> {
    let mut topics: BTreeMap<Arc<str>, Vec<i32>> = BTreeMap::new();
    for (topic, partition) in keys {
        let partitions = topics.entry(topic).or_default();
        if !partitions.contains(&partition) {
            partitions.push(partition);
        }
    }
    topics
}

fn request_of<'a>(
    group: &'a str,
    topics: &'a BTreeMap<Arc<str>, Vec<i32>>,
    ids: Option<&TopicIds>,
    stable: bool,
    version: i16,
) -> OffsetFetchRequest<'a> {
    let mut request = OffsetFetchRequest { require_stable: stable && version >= 7, ..Default::default() };
    if version < FIRST_BATCHED {
        request.group_id = group;
        let topics = topics.iter().map(|(name, partitions)| OffsetFetchRequestTopic {
            name,
            partition_indexes: partitions.clone(),
        });
        request.topics = Some(topics.collect());
        return request;
    }
    let topics = topics.iter().map(|(name, partitions)| OffsetFetchRequestTopics {
        name,
        topic_id: ids.map_or(Uuid::default(), |ids| ids.id(name)),
        partition_indexes: partitions.clone(),
    });
    request.groups = vec![OffsetFetchRequestGroup {
        group_id: group,
        topics: Some(topics.collect()),
        ..Default::default()
    }];
    request
}

/// One partition of an answer, in whichever form it came.
fn answer_of(
    code: i16,
    offset: i64,
    leader_epoch: i32,
    metadata: Option<&str>,
) -> Result<Committed, ErrorCode> {
    ErrorCode::from(code).into_result()?;
    let offset = if offset < 0 { OFFSET_INVALID } else { offset };
    Ok(Committed { offset, leader_epoch, metadata: metadata.unwrap_or_default().as_bytes().to_vec() })
}

fn decode(reply: &Reply, ids: Option<&TopicIds>) -> Result<Answers, RequestError> {
    let refused = |code: i16| {
        let code = ErrorCode::from(code);
        code.into_result().map_err(|code| RequestError::new(code, code.to_string()))
    };
    let response = reply.decode::<OffsetFetchRequest<'_>>()?;
    let mut answers = Answers::new();
    if reply.version < FIRST_BATCHED {
        refused(response.error_code)?;
        for topic in &response.topics {
            let name: Arc<str> = Arc::from(topic.name);
            for p in &topic.partitions {
                let answer =
                    answer_of(p.error_code, p.committed_offset, p.committed_leader_epoch, p.metadata);
                // Before version 2 the whole request's error stands with each partition.
                if reply.version < 2
                    && let Err(code) = &answer
                    && is_retriable(*code)
                {
                    return Err(RequestError::new(*code, code.to_string()));
                }
                answers.insert((Arc::clone(&name), p.partition_index), answer);
            }
        }
        return Ok(answers);
    }
    let group = response
        .groups
        .first()
        .ok_or_else(|| RequestError::new(ErrorCode::_BAD_MSG, "The answer is about no group".to_owned()))?;
    refused(group.error_code)?;
    for topic in &group.topics {
        let name = match ids.filter(|_| reply.version >= FIRST_BY_ID) {
            None => Some(Arc::from(topic.name)),
            Some(ids) => ids.name(topic.topic_id),
        };
        let Some(name) = name else { continue };
        for p in &topic.partitions {
            let answer = answer_of(p.error_code, p.committed_offset, p.committed_leader_epoch, p.metadata);
            answers.insert((Arc::clone(&name), p.partition_index), answer);
        }
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Writer;
    use crate::protocol::messages::OffsetFetchResponse;
    use crate::protocol::messages::offset_fetch_response::{
        OffsetFetchResponseGroup, OffsetFetchResponsePartitions, OffsetFetchResponseTopics,
    };

    fn reply(response: &OffsetFetchResponse<'_>, version: i16) -> Reply {
        let mut writer = Writer::new();
        response.encode(&mut writer, version).unwrap();
        Reply { version, body: writer.into_vec().into() }
    }

    #[test]
    fn every_version_can_be_asked() {
        let keys = vec![(Arc::from("a"), 1), (Arc::from("b"), 0), (Arc::from("a"), 1)];
        let topics = by_topic(keys);
        assert_eq!(topics.get("a"), Some(&vec![1]));
        let ids = TopicIds::from_pairs([("a", Uuid::from_bytes([1; 16])), ("b", Uuid::from_bytes([2; 16]))]);
        for version in 1..=10 {
            let mut writer = Writer::new();
            let request = request_of("g", &topics, Some(&ids), true, version);
            assert!(request.encode(&mut writer, version).is_ok(), "version {version}");
        }
    }

    #[test]
    fn an_answer_by_id_is_one_by_name() {
        let id = Uuid::from_bytes([1; 16]);
        let partition = |partition_index, committed_offset, error_code| OffsetFetchResponsePartitions {
            partition_index,
            committed_offset,
            committed_leader_epoch: 4,
            metadata: Some("m"),
            error_code,
        };
        let topic = OffsetFetchResponseTopics {
            name: "",
            topic_id: id,
            partitions: vec![partition(0, 9, 0), partition(1, -1, 0), partition(2, -1, 88)],
        };
        let mut group = OffsetFetchResponseGroup { group_id: "g", topics: vec![topic], error_code: 0 };
        let ids = TopicIds::from_pairs([("a", id)]);
        let response = OffsetFetchResponse { groups: vec![group.clone()], ..Default::default() };
        let answers = decode(&reply(&response, 10), Some(&ids)).unwrap();
        let at = |partition| answers.get(&(Arc::from("a"), partition)).cloned();
        let committed = |offset| Committed { offset, leader_epoch: 4, metadata: b"m".to_vec() };
        assert_eq!((at(0), at(1)), (Some(Ok(committed(9))), Some(Ok(committed(OFFSET_INVALID)))));
        assert_eq!(at(2), Some(Err(ErrorCode::UNSTABLE_OFFSET_COMMIT)));
        group.error_code = 16;
        let response = OffsetFetchResponse { groups: vec![group], ..Default::default() };
        let refused = decode(&reply(&response, 8), None).map_err(|error| error.code);
        assert_eq!(refused, Err(ErrorCode::NOT_COORDINATOR));
    }
}
