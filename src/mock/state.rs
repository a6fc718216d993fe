//! The cluster's state: everything that its brokers know, in one place, under one lock.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::time::{Duration, Instant};

use crate::error::ErrorCode;
use crate::protocol::ApiKey;
use crate::timer::Timers;
use crate::transport::Endpoint;

use super::broker::Broker;
use super::fault::{Fault, Faults};
use super::groups::{GroupTimer, Groups, INITIAL_REBALANCE_DELAY};
use super::request::{Answer, Parked};
use super::topics::{
    DEFAULT_PARTITIONS, LeaderResponse, MAX_PARTITIONS, MAX_REPLICAS, Partition, Topic, Topics,
};
use super::tracking::Tracking;
use super::transactions::Transactions;

/// Which kind of thing a coordinator coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoordinatorOf {
    Group,
    Transaction,
}

/// What happens later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// A parked request has waited long enough.
    Parked(u64),
    Group(GroupTimer),
    /// The transaction of this id has gone on for too long.
    Transaction(String),
}

pub struct State {
    pub cluster_id: String,
    pub controller: i32,
    pub brokers: BTreeMap<i32, Broker>,
    pub topics: Topics,
    pub faults: Faults,
    pub tracking: Tracking,
    /// The range offered for an API instead of all that is spoken; `None`: not offered.
    pub versions: HashMap<ApiKey, Option<(i16, i16)>>,
    pub default_partitions: i32,
    pub groups: Groups,
    /// How long the first members of a group wait for others.
    pub group_initial_rebalance_delay: Duration,
    pub transactions: Transactions,
    pub timers: Timers<Timer>,
    /// Requests that wait for something to happen, by number.
    pub parked: BTreeMap<u64, Parked>,
    /// Answers that the thread is to send.
    pub answers: Vec<Answer>,
    pub terminating: bool,
    coordinators: HashMap<(CoordinatorOf, String), i32>,
    numbers: u64,
}

impl State {
    pub(super) fn new() -> Self {
        State {
            cluster_id: format!("mockCluster{:012x}", fastrand::u64(..1 << 48)),
            controller: 1,
            brokers: BTreeMap::new(),
            topics: Topics::default(),
            faults: Faults::default(),
            tracking: Tracking::default(),
            versions: HashMap::new(),
            default_partitions: DEFAULT_PARTITIONS,
            groups: Groups::default(),
            group_initial_rebalance_delay: INITIAL_REBALANCE_DELAY,
            transactions: Transactions::default(),
            timers: Timers::default(),
            parked: BTreeMap::new(),
            answers: Vec::new(),
            terminating: false,
            coordinators: HashMap::new(),
            numbers: 0,
        }
    }

    /// A number not given before.
    pub fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    pub fn add_broker(&mut self, id: i32) -> io::Result<()> {
        self.brokers.insert(id, Broker::new(id)?);
        Ok(())
    }

    /// The brokers that a new partition may be given to.
    fn broker_ids(&self) -> Vec<i32> {
        self.brokers.keys().copied().collect()
    }

    pub fn bootstraps(&self) -> String {
        let addresses = self.brokers.values().map(|broker| {
            let Endpoint { host, port } = &broker.advertised;
            format!("{host}:{port}")
        });
        addresses.collect::<Vec<_>>().join(",")
    }

    /// Takes a broker out for good; what it led goes to the next replica.
    pub fn remove_broker(&mut self, id: i32) -> bool {
        if self.brokers.remove(&id).is_none() {
            return false;
        }
        let left = self.broker_ids();
        for partition in self.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
            partition.replicas.retain(|replica| *replica != id);
            if partition.leader == Some(id) {
                let heir = partition.replicas.first().or(left.first()).copied();
                partition.set_leader(heir);
            }
        }
        self.coordinators.retain(|_, broker| *broker != id);
        if self.controller == id {
            self.controller = left.first().copied().unwrap_or(-1);
        }
        true
    }

    /// Creates a topic; `partitions` and `replicas` may be -1 for the cluster's defaults.
    pub fn create_topic(
        &mut self,
        name: &str,
        partitions: i32,
        replicas: i32,
    ) -> Result<&mut Topic, ErrorCode> {
        if self.topics.get(name).is_some() {
            return Err(ErrorCode::TOPIC_ALREADY_EXISTS);
        }
        let brokers = self.broker_ids();
        let partitions = if partitions == -1 { self.default_partitions } else { partitions };
        let replicas = match usize::try_from(replicas) {
            Ok(replicas) => replicas,
            Err(_) => brokers.len().min(MAX_REPLICAS),
        };
        if !(1..=MAX_PARTITIONS).contains(&partitions) {
            return Err(ErrorCode::INVALID_PARTITIONS);
        }
        if replicas == 0 || replicas > brokers.len() {
            return Err(ErrorCode::INVALID_REPLICATION_FACTOR);
        }
        Ok(self.topics.create(name, partitions, replicas, &brokers))
    }

    /// Deletes a topic, with what groups have committed for it.
    pub fn delete_topic(&mut self, name: &str) -> Option<Topic> {
        self.groups.delete_topic(name);
        self.topics.delete(name)
    }

    /// The topic, created with defaults if it does not exist.
    pub fn topic_or_new(&mut self, name: &str) -> Result<&mut Topic, ErrorCode> {
        if self.topics.get(name).is_none() {
            return self.create_topic(name, -1, -1);
        }
        self.topics.get(name).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART)
    }

    /// A partition of a topic that is created if it does not exist.
    pub fn partition_or_new(&mut self, topic: &str, index: i32) -> Result<&mut Partition, ErrorCode> {
        self.topic_or_new(topic)?.partition(index).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART)
    }

    pub fn push_leader_response(
        &mut self,
        topic: &str,
        index: i32,
        response: LeaderResponse,
    ) -> Result<(), ErrorCode> {
        self.partition_or_new(topic, index)?.leader_responses.push_back(response);
        Ok(())
    }

    pub fn push_broker_faults(&mut self, broker: i32, api: ApiKey, faults: Vec<Fault>) -> bool {
        let known = self.brokers.contains_key(&broker);
        if known {
            self.faults.push(Some(broker), api, faults.into_iter());
        }
        known
    }

    pub fn set_coordinator(&mut self, of: CoordinatorOf, key: &str, broker: i32) {
        self.coordinators.insert((of, key.to_owned()), broker);
    }

    /// The broker that coordinates a group or a transactional producer: as set, or by the key's hash.
    pub fn coordinator(&self, of: CoordinatorOf, key: &str) -> Option<i32> {
        if let Some(set) = self.coordinators.get(&(of, key.to_owned())) {
            return Some(*set);
        }
        let hash = key.bytes().fold(0u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)));
        let at = hash as usize % self.brokers.len().max(1);
        self.brokers.keys().nth(at).copied()
    }

    /// Has the parked requests looked at again that wait for `wanted`.
    pub fn wake_parked(&mut self, wanted: impl Fn(&Parked) -> bool) {
        let now = Instant::now();
        let woken: Vec<u64> =
            self.parked.iter().filter(|(_, parked)| wanted(parked)).map(|(n, _)| *n).collect();
        for number in woken {
            self.timers.set(Timer::Parked(number), now);
        }
    }
}
