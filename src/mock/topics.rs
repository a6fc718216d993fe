//! Topics and their partitions: who leads them, what they hold, what befalls their requests.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::error::ErrorCode;
use crate::protocol::{ApiKey, Uuid};
use crate::records::{ControlMarker, ControlType};

use super::partition_log::PartitionLog;

/// Of a topic that is created by being asked for.
pub const DEFAULT_PARTITIONS: i32 = 4;
/// A topic has this many replicas unless it says so, or as many as there are brokers.
pub const MAX_REPLICAS: usize = 3;
/// More would be a mistake, and this one would be paid in memory.
pub const MAX_PARTITIONS: i32 = 10_000;

/// What all partitions together keep at most.
const RETENTION_BYTES: usize = 256 * 1024 * 1024;

/// What the next answers say of a partition's leader, instead of the truth.
#[derive(Clone, Copy, Debug)]
pub struct LeaderResponse {
    pub leader: Option<i32>,
    pub epoch: i32,
}

/// A replica that consumers are told to fetch from (KIP-392), and how far it has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Follower {
    pub broker: Option<i32>,
    pub start_offset: Option<i64>,
    pub end_offset: Option<i64>,
}

pub struct Partition {
    pub index: i32,
    pub leader: Option<i32>,
    pub leader_epoch: i32,
    pub replicas: Vec<i32>,
    pub follower: Follower,
    pub leader_responses: VecDeque<LeaderResponse>,
    /// The epoch that clients were told last instead of the truth: they are not fenced for believing it.
    pub pretended_epoch: Option<i32>,
    pub log: PartitionLog,
    errors: HashMap<ApiKey, VecDeque<ErrorCode>>,
}

impl Partition {
    fn new(index: i32, replicas: Vec<i32>) -> Self {
        Partition {
            index,
            leader: replicas.first().copied(),
            leader_epoch: 0,
            replicas,
            follower: Follower::default(),
            leader_responses: VecDeque::new(),
            pretended_epoch: None,
            log: PartitionLog::default(),
            errors: HashMap::new(),
        }
    }

    /// Elects a leader, which begins an epoch, be it the same one.
    pub fn set_leader(&mut self, leader: Option<i32>) {
        self.leader = leader;
        self.leader_epoch += 1;
        self.log.begin_epoch(self.leader_epoch);
    }

    /// Marks the end of a producer's transaction in the log, as its coordinator wants it; the mark's offset. It is the
    /// caller's to [wake](super::State::wake_fetches) who waits for data.
    pub fn end_transaction(
        &mut self,
        producer_id: i64,
        producer_epoch: i16,
        commit: bool,
        coordinator_epoch: i32,
        now_ms: i64,
    ) -> Result<i64, ErrorCode> {
        let kind = if commit { ControlType::Commit } else { ControlType::Abort };
        let marker = ControlMarker { producer_id, producer_epoch, kind };
        self.log.end_transaction(&marker, coordinator_epoch, self.leader_epoch, now_ms)
    }

    /// Gives the partition of a new topic its replicas, the first of which leads it.
    pub fn assign(&mut self, replicas: Vec<i32>) {
        self.leader = replicas.first().copied();
        self.replicas = replicas;
    }

    pub fn push_errors(&mut self, api: ApiKey, errors: &[ErrorCode]) {
        self.errors.entry(api).or_default().extend(errors);
    }

    /// The error that a request of this type is to be given for this partition.
    pub fn next_error(&mut self, api: ApiKey) -> ErrorCode {
        self.errors.get_mut(&api).and_then(VecDeque::pop_front).unwrap_or_default()
    }

    /// The leader and epoch that the next answer shows.
    pub fn shown_leader(&mut self) -> (Option<i32>, i32) {
        let pushed = self.leader_responses.pop_front();
        self.pretended_epoch = pushed.map(|pushed| pushed.epoch);
        match pushed {
            Some(pushed) => (pushed.leader, pushed.epoch),
            None => (self.leader, self.leader_epoch),
        }
    }
}

pub struct Topic {
    pub name: String,
    pub id: Uuid,
    pub partitions: Vec<Partition>,
    /// What metadata says of the topic.
    pub error: ErrorCode,
}

impl Topic {
    pub fn partition(&mut self, index: i32) -> Option<&mut Partition> {
        self.partitions.get_mut(usize::try_from(index).ok()?)
    }

    /// Adds partitions up to `count`; their leaders are dealt out over `brokers`.
    pub fn grow(&mut self, count: i32, replicas: usize, brokers: &[i32]) {
        for index in self.partitions.len() as i32..count {
            let first = index as usize % brokers.len().max(1);
            let replicas = brokers.iter().cycle().skip(first).take(replicas.min(brokers.len()));
            self.partitions.push(Partition::new(index, replicas.copied().collect()));
        }
    }
}

#[derive(Default)]
pub struct Topics {
    by_name: BTreeMap<String, Topic>,
    created: u64,
}

impl Topics {
    pub fn get(&mut self, name: &str) -> Option<&mut Topic> {
        self.by_name.get_mut(name)
    }

    pub fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    pub fn by_id(&mut self, id: Uuid) -> Option<&mut Topic> {
        self.by_name.values_mut().find(|topic| topic.id == id)
    }

    /// The topic that a request names, by `id` if that is given.
    pub fn named(&mut self, name: &str, id: Uuid) -> Option<&mut Topic> {
        if id.is_zero() { self.get(name) } else { self.by_id(id) }
    }

    pub fn partition(&mut self, topic: &str, index: i32) -> Option<&mut Partition> {
        self.get(topic)?.partition(index)
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Topic> {
        self.by_name.values_mut()
    }

    /// Drops the oldest batches of the largest partitions until all of them together keep no more than they may.
    pub fn retain(&mut self) {
        self.retain_within(RETENTION_BYTES);
    }

    fn retain_within(&mut self, limit: usize) {
        let partitions = || self.by_name.values().flat_map(|topic| &topic.partitions);
        let mut kept: usize = partitions().map(|partition| partition.log.kept_bytes()).sum();
        while kept > limit {
            let partitions = self.by_name.values_mut().flat_map(|topic| &mut topic.partitions);
            let Some(largest) = partitions.max_by_key(|partition| partition.log.kept_bytes()) else { return };
            let before = largest.log.kept_bytes();
            if !largest.log.drop_oldest() {
                return;
            }
            kept -= before - largest.log.kept_bytes();
        }
    }

    pub fn names(&self) -> Vec<String> {
        self.by_name.keys().cloned().collect()
    }

    /// Creates a topic that does not exist.
    pub fn create(&mut self, name: &str, partitions: i32, replicas: usize, brokers: &[i32]) -> &mut Topic {
        self.created += 1;
        // Random enough to differ from another cluster's, and never the same for a topic made anew.
        let id = Uuid::from_halves(fastrand::i64(1..), self.created as i64);
        let (name, error) = (name.to_owned(), ErrorCode::NO_ERROR);
        let mut topic = Topic { name: name.clone(), id, partitions: Vec::new(), error };
        topic.grow(partitions, replicas, brokers);
        self.by_name.entry(name).insert_entry(topic).into_mut()
    }

    pub fn delete(&mut self, name: &str) -> Option<Topic> {
        self.by_name.remove(name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{NewBatch, header_of};
    use super::*;

    #[test]
    fn all_partitions_together_are_bounded() {
        let mut topics = Topics::default();
        topics.create("t", 2, 1, &[1]);
        let bytes = NewBatch::default().encode();
        let batch = |topics: &mut Topics, index| {
            let log = &mut topics.partition("t", index).unwrap().log;
            log.produce(&header_of(&bytes), &bytes, 0).unwrap();
            log.kept_bytes()
        };
        let one = batch(&mut topics, 0);
        (0..3).for_each(|_| assert!(batch(&mut topics, 0) > one));
        batch(&mut topics, 1);
        topics.retain_within(3 * one);
        let mut starts = |index| topics.partition("t", index).unwrap().log.start_offset();
        assert_eq!([starts(0), starts(1)], [2, 0]);
        // The newest batch of each stays.
        topics.retain_within(0);
        let mut starts = |index| topics.partition("t", index).unwrap().log.start_offset();
        assert_eq!([starts(0), starts(1)], [3, 0]);
    }
}
