//! What we know of the cluster: brokers, topics, leaders. The cache here is read by every thread; `refresh.rs` keeps it
//! fresh on the main thread.

mod hints;
mod query;
mod refresh;
mod wire;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::ErrorCode;
use crate::transport::Endpoint;
use crate::uuid::Uuid;

pub use hints::{NamedLeader, named_broker};
pub use query::{MetadataQuery, QueryReply, QueryTopics, query};
pub use refresh::Refresher;
use wire::from_wire;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokerMetadata {
    pub id: i32,
    pub address: Endpoint,
    pub rack: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionMetadata {
    pub id: i32,
    pub err: ErrorCode,
    pub leader: i32,
    pub leader_epoch: i32,
    pub replicas: Vec<i32>,
    pub isrs: Vec<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicMetadata {
    pub name: Arc<str>,
    pub id: Uuid,
    pub err: ErrorCode,
    /// Ascending by partition id.
    pub partitions: Vec<PartitionMetadata>,
}

impl TopicMetadata {
    /// The broker cannot tell now: it is to be asked again, and what it told before holds.
    pub fn is_uncertain(&self) -> bool {
        match self.err {
            ErrorCode::NO_ERROR => self.partitions.is_empty(),
            ErrorCode::UNKNOWN_TOPIC_OR_PART
            | ErrorCode::UNKNOWN_TOPIC_ID
            | ErrorCode::TOPIC_EXCEPTION
            | ErrorCode::TOPIC_AUTHORIZATION_FAILED => false,
            _ => true,
        }
    }

    pub fn partition(&self, id: i32) -> Option<&PartitionMetadata> {
        let at = self.partitions.binary_search_by_key(&id, |partition| partition.id).ok()?;
        self.partitions.get(at)
    }
}

/// One response, in our terms.
#[derive(Clone, Debug, Default)]
pub struct ClusterMetadata {
    pub cluster_id: Option<String>,
    pub controller_id: i32,
    pub brokers: Vec<BrokerMetadata>,
    pub topics: Vec<TopicMetadata>,
    /// The broker that answered.
    pub origin_id: i32,
    pub origin_name: String,
}

struct CachedTopic {
    metadata: Arc<TopicMetadata>,
    fetched_at: Instant,
}

/// The latest of each.
#[derive(Default)]
pub struct MetadataCache {
    pub cluster_id: Option<String>,
    pub controller_id: Option<i32>,
    brokers: BTreeMap<i32, BrokerMetadata>,
    topics: HashMap<Arc<str>, CachedTopic>,
    /// When a response last came, whatever it was about.
    pub updated_at: Option<Instant>,
}

impl MetadataCache {
    /// Takes in a response. Topics that a response about all topics no longer lists are forgotten.
    pub fn update(&mut self, response: &ClusterMetadata, all_topics: bool, now: Instant) {
        self.updated_at = Some(now);
        self.cluster_id = response.cluster_id.clone().or_else(|| self.cluster_id.take());
        self.controller_id = Some(response.controller_id);
        self.brokers = response.brokers.iter().map(|broker| (broker.id, broker.clone())).collect();
        if all_topics {
            self.topics.clear();
        }
        for topic in &response.topics {
            if topic.is_uncertain() && self.topics.contains_key(&topic.name) {
                continue;
            }
            let cached = CachedTopic { metadata: Arc::new(topic.clone()), fetched_at: now };
            self.topics.insert(Arc::clone(&topic.name), cached);
        }
    }

    pub fn topic(&self, name: &str) -> Option<Arc<TopicMetadata>> {
        self.topics.get(name).map(|cached| Arc::clone(&cached.metadata))
    }

    /// The topic, if it was heard of no longer than `max_age` ago.
    pub fn fresh_topic(&self, name: &str, max_age: Duration) -> Option<Arc<TopicMetadata>> {
        let cached = self.topics.get(name).filter(|cached| cached.fetched_at.elapsed() < max_age)?;
        Some(Arc::clone(&cached.metadata))
    }

    /// When the topic was last heard of.
    pub fn topic_fetched_at(&self, name: &str) -> Option<Instant> {
        self.topics.get(name).map(|cached| cached.fetched_at)
    }

    pub fn topic_count(&self) -> usize {
        self.topics.len()
    }

    pub fn broker(&self, id: i32) -> Option<&BrokerMetadata> {
        self.brokers.get(&id)
    }

    pub fn brokers(&self) -> impl Iterator<Item = &BrokerMetadata> {
        self.brokers.values()
    }
}
