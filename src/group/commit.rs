//! Committing offsets (OffsetCommit). On the main thread.
//!
//! One request at a time is in flight, and takes all commits that have come until it is sent: a later commit of a partition
//! replaces an earlier one, and a retry never undoes what was committed meanwhile. Each commit is told what became of its
//! own partitions.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use crate::broker::{Backoff, Reply, RequestError};
use crate::callback::interceptor;
use crate::client::{Main, MainTimer};
use crate::conf::Conf;
use crate::consumer::FetchPartition;
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::protocol::Message;
use crate::protocol::messages::OffsetCommitRequest;
use crate::protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use crate::queue::{CommitReport, Op, OpKind};
use crate::timer::millis;
use crate::topic::partition_list::{PartitionList, TopicPartition};
use crate::uuid::Uuid;

use super::{CoordinatorRequest, Member, TopicIds};

/// From this version on topics are named by id.
const FIRST_BY_ID: i16 = 10;

/// What became of a commit as a whole, and of each partition.
pub type CommitDone = Box<dyn FnOnce(&mut Main, ErrorCode, PartitionList) + Send>;

/// Something that waits until no commit is under way.
type Task = Box<dyn FnOnce(&mut Main) + Send>;

type Key = (Arc<str>, i32);

/// Offsets to be committed, and who wants to know.
struct Commit {
    offsets: PartitionList,
    deadline: Instant,
    done: CommitDone,
}

/// Commits that wait, and those under way.
pub struct Commits {
    /// In the order of their deadlines, which all are as far away when a commit comes.
    waiting: VecDeque<Commit>,
    in_flight: Vec<Commit>,
    /// After a failure: not before then.
    not_before: Option<Instant>,
    backoff: Backoff,
    /// A broker did not know a topic by its id: topics are named by their names until a commit has succeeded.
    by_name: bool,
    when_idle: Vec<Task>,
}

impl Commits {
    pub fn new(conf: &Conf) -> Self {
        let (base, max) = conf.retry_backoff();
        Commits {
            waiting: VecDeque::new(),
            in_flight: Vec::new(),
            not_before: None,
            backoff: Backoff::new(base, max),
            by_name: false,
            when_idle: Vec::new(),
        }
    }

    /// No commit waits or is under way.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.in_flight.is_empty()
    }

    /// Whether `element`'s offset is what will be committed for its partition when all this is done.
    fn end_with(&self, element: &TopicPartition) -> bool {
        let commits = self.in_flight.iter().chain(&self.waiting);
        let mut offsets = commits.rev().flat_map(|commit| commit.offsets.iter().rev());
        let last = offsets.find(|other| other.partition == element.partition && other.topic == element.topic);
        last.is_some_and(|last| last.offset == element.offset)
    }

    fn take_expired(&mut self, now: Instant) -> Option<Commit> {
        self.waiting.pop_front_if(|commit| commit.deadline <= now)
    }

    /// When something is to be done without being asked.
    pub fn next_deadline(&self) -> Option<Instant> {
        let retry =
            if self.in_flight.is_empty() && !self.waiting.is_empty() { self.not_before } else { None };
        self.waiting.front().map(|commit| commit.deadline).into_iter().chain(retry).min()
    }
}

/// What one request commits.
struct Merged {
    partitions: BTreeMap<Key, TopicPartition>,
    /// Partitions that are read here, and under which assignment.
    tenures: Vec<(Key, Arc<FetchPartition>, i32)>,
}

impl Merged {
    fn of(commits: &[Commit], main: &Main) -> Self {
        let mut partitions = BTreeMap::new();
        for element in commits.iter().flat_map(|commit| &commit.offsets).filter(|element| element.offset >= 0)
        {
            partitions.insert((Arc::clone(&element.topic), element.partition), element.clone());
        }
        let tenures = partitions.keys().filter_map(|key| {
            let partition = main.assignment.find(&key.0, key.1)?;
            Some((key.clone(), Arc::clone(partition), partition.tenure()))
        });
        Merged { tenures: tenures.collect(), partitions }
    }
}

impl Main {
    /// Commits the offsets of `list` that are absolute; `done` is told `_NO_OFFSET` if there are none.
    pub fn commit(&mut self, list: PartitionList, done: CommitDone) {
        if list.iter().all(|element| element.offset < 0) {
            return done(self, ErrorCode::_NO_OFFSET, list);
        }
        let patience = millis(self.client.conf.session_timeout_ms);
        let commit = Commit { offsets: list, deadline: Instant::now() + patience, done };
        self.group.commits.waiting.push_back(commit);
        self.serve_group_offsets();
    }

    /// Commits what is stored for the assigned partitions and was not committed yet. The list that `done` gets has all
    /// assigned partitions.
    pub fn commit_stored(&mut self, done: CommitDone) {
        let all = self.assignment.partitions().map(|partition| {
            let nothing = || TopicPartition::new(Arc::clone(&partition.topic.name), partition.id);
            partition.to_commit().unwrap_or_else(nothing)
        });
        let all = all.collect();
        self.commit(all, done);
    }

    /// Commits what is not under way yet, if there is anything; the application is told if it wants to be.
    pub fn commit_in_background(&mut self, offsets: PartitionList) {
        let commits = &self.group.commits;
        let offsets: PartitionList =
            offsets.into_iter().filter(|element| !commits.end_with(element)).collect();
        if !offsets.is_empty() {
            self.commit(offsets, Box::new(|main, code, offsets| main.report_commit(code, offsets)));
        }
    }

    /// Tells the application's commit callback, or whoever takes events.
    pub fn report_commit(&mut self, code: ErrorCode, offsets: PartitionList) {
        let conf = &self.client.conf;
        if conf.callbacks.offset_commit.is_some() || conf.wants_event(OpKind::OffsetCommit) {
            let report = CommitReport { code, offsets, callback: None };
            self.client.replies.push(Op::OffsetCommit(Box::new(report)));
        }
    }

    /// `auto.commit.interval.ms` has passed.
    pub fn auto_commit(&mut self) {
        let offsets = self.assignment.partitions().filter_map(|partition| partition.to_commit()).collect();
        self.commit_in_background(offsets);
        self.set_auto_commit_timer();
    }

    /// Commits come at intervals as long as there is something assigned.
    pub fn set_auto_commit_timer(&mut self) {
        let conf = &self.client.conf;
        let interval = millis(conf.auto_commit_interval_ms);
        if self.assignment.is_empty() || !conf.enable_auto_commit || interval.is_zero() {
            self.timers.cancel(&MainTimer::AutoCommit);
        } else {
            self.timers.set_sooner(MainTimer::AutoCommit, Instant::now() + interval);
        }
    }

    /// Runs `task` as soon as no commit is under way, now if none is. For whatever may only happen when what was read is
    /// committed: handing partitions over, leaving the group, asking for committed offsets.
    pub fn when_committed(&mut self, task: impl FnOnce(&mut Main) + Send + 'static) {
        if self.group.commits.is_idle() {
            task(self);
        } else {
            self.group.commits.when_idle.push(Box::new(task));
        }
    }

    pub(super) fn serve_commits(&mut self) {
        let now = Instant::now();
        while let Some(commit) = self.group.commits.take_expired(now) {
            let known = self.group.coordinator.is_known();
            self.finish_commit(commit, if known { ErrorCode::_TIMED_OUT } else { ErrorCode::_WAIT_COORD });
        }
        let commits = &mut self.group.commits;
        let held_back = commits.not_before.is_some_and(|at| at > now);
        if commits.in_flight.is_empty() && !commits.waiting.is_empty() && !held_back {
            commits.not_before = None;
            commits.in_flight = std::mem::take(&mut commits.waiting).into();
            self.send_commits(now);
        }
        if self.group.commits.is_idle() {
            for task in std::mem::take(&mut self.group.commits.when_idle) {
                task(self);
            }
        }
    }

    fn send_commits(&mut self, now: Instant) {
        let Some(group) = self.group.id.clone() else { return };
        let member = self.group.member.clone();
        let merged = Merged::of(&self.group.commits.in_flight, self);
        let names = merged.partitions.keys().map(|(topic, _)| topic);
        let ids = if self.group.commits.by_name { None } else { TopicIds::of(&self.client, names) };
        let newest = if ids.is_some() { i16::MAX } else { FIRST_BY_ID - 1 };
        let last = self.group.commits.in_flight.iter().map(|commit| commit.deadline).max();
        let deadline = last.unwrap_or(now).min(now + self.client.conf.socket_timeout());
        let (to_send, sent_ids, sent_as) = (merged.partitions.clone(), ids.clone(), member.clone());
        let request = CoordinatorRequest::new::<OffsetCommitRequest<'_>>(
            deadline,
            (0, newest),
            move |version, writer| {
                request_of(&group, &member, &to_send, sent_ids.as_ref(), version).encode(writer, version)
            },
            move |main, outcome| {
                let answers = outcome.and_then(|reply| decode(&reply, ids.as_ref()));
                main.commit_answered(&merged, &sent_as, answers);
            },
        );
        self.ask_coordinator(request);
    }

    fn commit_answered(
        &mut self,
        merged: &Merged,
        sent_as: &Member,
        answers: Result<HashMap<Key, ErrorCode>, RequestError>,
    ) {
        let commits = std::mem::take(&mut self.group.commits.in_flight);
        let outcomes: HashMap<Key, ErrorCode> = match answers {
            Ok(answers) => merged
                .partitions
                .keys()
                .map(|key| (key.clone(), answers.get(key).copied().unwrap_or(ErrorCode::_BAD_MSG)))
                .collect(),
            Err(error) => merged.partitions.keys().map(|key| (key.clone(), error.code)).collect(),
        };
        let errors = || outcomes.values().copied().filter(|code| code.is_err());
        if let Some(code) = errors().next() {
            crate::debug!(self.client.log, Debug::CGRP, "COMMIT", "Offset commit failed: {code}");
        }
        let moved = errors()
            .find(|code| matches!(*code, ErrorCode::NOT_COORDINATOR | ErrorCode::COORDINATOR_NOT_AVAILABLE));
        let refused = errors().find(|code| concerns_membership(*code));
        self.group.commits.by_name = errors().any(|code| code == ErrorCode::UNKNOWN_TOPIC_ID);
        if self.group.commits.by_name {
            self.need_topics(
                merged.partitions.keys().map(|(topic, _)| Arc::clone(topic)).collect::<Vec<_>>(),
            );
        }
        self.note_committed(merged, &outcomes);
        // First of all what is tried again is put in its place: others commit from within what follows.
        let over = self.requeue(commits, &outcomes);
        for commit in over {
            self.finish_commit_with(commit, &outcomes);
        }
        if let Some(code) = moved {
            self.note_coordinator_error(code);
        }
        if let Some(code) = refused {
            self.membership_refused(sent_as, code);
        }
        self.serve_group_offsets();
    }

    fn note_committed(&mut self, merged: &Merged, outcomes: &HashMap<Key, ErrorCode>) {
        for (key, partition, tenure) in &merged.tenures {
            if let (Some(&ErrorCode::NO_ERROR), Some(committed)) =
                (outcomes.get(key), merged.partitions.get(key))
            {
                partition.note_committed(*tenure, committed.offset, committed.leader_epoch);
            }
        }
    }

    /// Puts what is to be tried again before what has come meanwhile, so that this is not overtaken by what it would undo.
    /// Returns the others.
    fn requeue(&mut self, commits: Vec<Commit>, outcomes: &HashMap<Key, ErrorCode>) -> Vec<Commit> {
        let now = Instant::now();
        let may_pass = |element: &TopicPartition| {
            let key = (Arc::clone(&element.topic), element.partition);
            outcomes.get(&key).is_some_and(|code| is_retriable(*code))
        };
        let (again, over): (Vec<_>, Vec<_>) = commits
            .into_iter()
            .partition(|commit| commit.deadline > now && commit.offsets.iter().any(may_pass));
        let commits = &mut self.group.commits;
        if again.is_empty() {
            commits.backoff.reset();
        } else {
            let later = std::mem::replace(&mut commits.waiting, again.into());
            commits.waiting.extend(later);
            commits.not_before = Some(now + commits.backoff.next());
        }
        over
    }

    fn finish_commit(&mut self, mut commit: Commit, code: ErrorCode) {
        for element in commit.offsets.iter_mut() {
            element.err = code;
        }
        interceptor::on_commit(&self.client, &commit.offsets, code);
        (commit.done)(self, code, commit.offsets);
    }

    /// Tells each partition's own outcome, and as the commit's the first error.
    fn finish_commit_with(&mut self, mut commit: Commit, outcomes: &HashMap<Key, ErrorCode>) {
        let coordinator_known = self.group.coordinator.is_known();
        let mut code = ErrorCode::NO_ERROR;
        for element in commit.offsets.iter_mut() {
            let outcome = outcomes.get(&(Arc::clone(&element.topic), element.partition));
            element.err = match outcome.copied().unwrap_or(ErrorCode::NO_ERROR) {
                ErrorCode::_TIMED_OUT | ErrorCode::_TRANSPORT if !coordinator_known => ErrorCode::_WAIT_COORD,
                // By name this is how it is called, and applications know it by that.
                ErrorCode::UNKNOWN_TOPIC_ID => ErrorCode::UNKNOWN_TOPIC_OR_PART,
                outcome => outcome,
            };
            code = if code.is_err() { code } else { element.err };
        }
        interceptor::on_commit(&self.client, &commit.offsets, code);
        (commit.done)(self, code, commit.offsets);
    }
}

/// Errors that another try may not meet.
pub(super) fn is_retriable(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NOT_COORDINATOR
            | ErrorCode::COORDINATOR_NOT_AVAILABLE
            | ErrorCode::COORDINATOR_LOAD_IN_PROGRESS
            | ErrorCode::REQUEST_TIMED_OUT
            | ErrorCode::UNKNOWN_TOPIC_ID
            | ErrorCode::_TRANSPORT
            | ErrorCode::_TIMED_OUT
    )
}

/// Errors that say that this consumer is not, or not now, the member that it takes itself for.
fn concerns_membership(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::ILLEGAL_GENERATION
            | ErrorCode::UNKNOWN_MEMBER_ID
            | ErrorCode::REBALANCE_IN_PROGRESS
            | ErrorCode::FENCED_INSTANCE_ID
    )
}

fn request_of<'a>(
    group: &'a str,
    member: &'a Member,
    partitions: &'a BTreeMap<Key, TopicPartition>,
    ids: Option<&TopicIds>,
    version: i16,
) -> OffsetCommitRequest<'a> {
    let mut topics: Vec<OffsetCommitRequestTopic<'_>> = Vec::new();
    for ((topic, partition), element) in partitions {
        let partition = OffsetCommitRequestPartition {
            partition_index: *partition,
            committed_offset: element.offset,
            committed_leader_epoch: element.leader_epoch,
            // What was decoded from C or from the wire may be any bytes; on the wire it is a string.
            committed_metadata: Some(element.metadata.as_deref().map_or("", |bytes| {
                std::str::from_utf8(bytes).unwrap_or_else(|error| {
                    bytes
                        .get(..error.valid_up_to())
                        .and_then(|valid| std::str::from_utf8(valid).ok())
                        .unwrap_or("")
                })
            })),
        };
        match topics.last_mut() {
            Some(last) if last.name == &**topic => last.partitions.push(partition),
            _ => topics.push(OffsetCommitRequestTopic {
                name: topic,
                topic_id: ids.map_or(Uuid::default(), |ids| ids.id(topic)),
                partitions: vec![partition],
            }),
        }
    }
    OffsetCommitRequest {
        group_id: group,
        generation_id_or_member_epoch: member.generation,
        member_id: &member.id,
        group_instance_id: member.instance_id.as_deref().filter(|_| version >= 7),
        topics,
        ..Default::default()
    }
}

fn decode(reply: &Reply, ids: Option<&TopicIds>) -> Result<HashMap<Key, ErrorCode>, RequestError> {
    let response = reply.decode::<OffsetCommitRequest<'_>>()?;
    let mut answers = HashMap::new();
    for topic in &response.topics {
        let name = match ids.filter(|_| reply.version >= FIRST_BY_ID) {
            None => Arc::from(topic.name),
            Some(ids) => match ids.name(topic.topic_id) {
                Some(name) => name,
                None => continue,
            },
        };
        for partition in &topic.partitions {
            let key = (Arc::clone(&name), partition.partition_index);
            answers.insert(key, ErrorCode::from(partition.error_code));
        }
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partitions() -> BTreeMap<Key, TopicPartition> {
        let mut partitions = BTreeMap::new();
        for (topic, partition, offset) in [("a", 1, 5), ("b", 0, 6), ("a", 0, 7)] {
            let element = TopicPartition { offset, ..TopicPartition::new(topic, partition) };
            partitions.insert((Arc::from(topic), partition), element);
        }
        partitions
    }

    #[test]
    fn a_request_names_each_topic_once_and_fits_every_version() {
        let mut partitions = partitions();
        partitions.values_mut().for_each(|element| element.metadata = Some(b"m\xffx".to_vec()));
        let member = Member { id: "m".to_owned(), generation: 3, instance_id: Some("i".to_owned()) };
        let ids = TopicIds::from_pairs([("a", Uuid::from_bytes([1; 16])), ("b", Uuid::from_bytes([2; 16]))]);
        for version in 2..=10 {
            let request = request_of("g", &member, &partitions, Some(&ids), version);
            let flat: Vec<_> = request
                .topics
                .iter()
                .flat_map(|topic| {
                    topic.partitions.iter().map(|p| (topic.name, p.partition_index, p.committed_offset))
                })
                .collect();
            assert_eq!(flat, [("a", 0, 7), ("a", 1, 5), ("b", 0, 6)]);
            assert_eq!(request.topics.first().map(|topic| topic.topic_id), Some(Uuid::from_bytes([1; 16])));
            assert!(
                request.topics.iter().all(|t| t.partitions.iter().all(|p| p.committed_metadata == Some("m")))
            );
            let mut writer = crate::protocol::Writer::new();
            assert!(request.encode(&mut writer, version).is_ok(), "version {version}");
        }
    }

    #[test]
    fn what_may_pass_is_tried_again_and_what_concerns_the_member_is_not() {
        assert!(is_retriable(ErrorCode::NOT_COORDINATOR) && !is_retriable(ErrorCode::REBALANCE_IN_PROGRESS));
        assert!(concerns_membership(ErrorCode::REBALANCE_IN_PROGRESS));
        assert!(!concerns_membership(ErrorCode::UNKNOWN_TOPIC_OR_PART));
    }
}
