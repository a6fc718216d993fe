//! New leaders, as a broker names them that is the leader no longer (KIP-951): what is in a metadata response about them is
//! known at once.

use std::sync::Arc;

use crate::client::Main;
use crate::error::ErrorCode;
use crate::protocol::messages::fetch_response::NodeEndpoint;
use crate::transport::Endpoint;

use super::{BrokerMetadata, MetadataCache, TopicMetadata};

/// A partition's leader, as the response to another request named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLeader {
    pub topic: Arc<str>,
    pub partition: i32,
    pub leader: i32,
    pub epoch: i32,
}

impl NamedLeader {
    /// `None` if the broker named nobody: -1 for both.
    pub fn of(topic: &Arc<str>, partition: i32, leader: i32, epoch: i32) -> Option<Self> {
        (leader >= 0 && epoch >= 0).then(|| NamedLeader {
            topic: Arc::clone(topic),
            partition,
            leader,
            epoch,
        })
    }
}

/// Where a leader that was named can be reached.
pub fn named_broker(node: &NodeEndpoint<'_>) -> BrokerMetadata {
    BrokerMetadata {
        id: node.node_id,
        // As in a metadata response: zero makes the connection fail with a clear error.
        address: Endpoint::new(node.host, u16::try_from(node.port).unwrap_or(0)),
        rack: node.rack.map(str::to_owned),
    }
}

impl MetadataCache {
    /// Takes in a leader of a later epoch than the one that is known. Returns the topic as it is now; `None` if that was
    /// no news.
    fn new_leader(&mut self, named: &NamedLeader) -> Option<Arc<TopicMetadata>> {
        let cached = self.topics.get_mut(&named.topic)?;
        let known = cached.metadata.partition(named.partition)?;
        if named.epoch <= known.leader_epoch || !self.brokers.contains_key(&named.leader) {
            return None;
        }
        let topic = Arc::make_mut(&mut cached.metadata);
        let at = topic.partitions.binary_search_by_key(&named.partition, |partition| partition.id).ok()?;
        let partition = topic.partitions.get_mut(at)?;
        (partition.leader, partition.leader_epoch) = (named.leader, named.epoch);
        partition.err = ErrorCode::NO_ERROR;
        Some(Arc::clone(&cached.metadata))
    }

    fn add_brokers(&mut self, brokers: &[BrokerMetadata]) {
        self.brokers.extend(brokers.iter().map(|broker| (broker.id, broker.clone())));
    }
}

impl Main {
    /// Moves partitions to the leaders that `named` says they have now, at the addresses in `brokers`. Of those that it
    /// says nothing new of, metadata is asked for.
    pub fn leaders_named(&mut self, named: Vec<NamedLeader>, brokers: Vec<BrokerMetadata>) {
        if let Err(error) = self.client.brokers.update(&brokers) {
            let text = format!("Unable to set up a broker that leads a partition: {error}");
            return self.client.raise_error(ErrorCode::_CRIT_SYS_RESOURCE, text);
        }
        let (mut changed, mut unclear) = (Vec::<Arc<TopicMetadata>>::new(), Vec::new());
        let mut metadata = self.client.metadata.write();
        metadata.add_brokers(&brokers);
        for leader in named {
            match metadata.new_leader(&leader) {
                Some(topic) => {
                    changed.retain(|other| other.name != topic.name);
                    changed.push(topic);
                }
                None => unclear.push(leader.topic),
            }
        }
        drop(metadata);
        for metadata in &changed {
            if let Some(topic) = self.client.topics.get(&metadata.name) {
                topic.apply_metadata(&self.client, metadata);
            }
        }
        if !changed.is_empty() {
            crate::consumer::metadata_changed(self);
        }
        if !unclear.is_empty() {
            self.need_topics(unclear);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::super::{CachedTopic, PartitionMetadata};
    use super::*;
    use crate::uuid::Uuid;

    fn cache() -> MetadataCache {
        let partition = |id| PartitionMetadata {
            id,
            err: ErrorCode::LEADER_NOT_AVAILABLE,
            leader: 1,
            leader_epoch: 5,
            replicas: vec![1, 2],
            isrs: vec![1, 2],
        };
        let topic = TopicMetadata {
            name: Arc::from("t"),
            id: Uuid::default(),
            err: ErrorCode::NO_ERROR,
            partitions: vec![partition(0), partition(3)],
        };
        let mut cache = MetadataCache::default();
        let cached = CachedTopic { metadata: Arc::new(topic), fetched_at: Instant::now() };
        cache.topics.insert(Arc::from("t"), cached);
        cache
    }

    fn named(partition: i32, epoch: i32) -> NamedLeader {
        NamedLeader { topic: Arc::from("t"), partition, leader: 2, epoch }
    }

    #[test]
    fn only_a_later_epoch_is_news() {
        let mut cache = cache();
        cache.add_brokers(&[BrokerMetadata { id: 2, address: Endpoint::new("h", 9092), rack: None }]);
        assert!(cache.new_leader(&named(3, 5)).is_none());
        assert!(cache.new_leader(&named(1, 6)).is_none());
        let topic = cache.new_leader(&named(3, 6)).unwrap();
        let moved = topic.partition(3).unwrap();
        assert_eq!((moved.leader, moved.leader_epoch, moved.err), (2, 6, ErrorCode::NO_ERROR));
        assert_eq!(topic.partition(0).unwrap().leader, 1);
        assert!(cache.new_leader(&named(3, 6)).is_none());
    }

    #[test]
    fn a_leader_without_an_address_is_asked_for() {
        assert!(cache().new_leader(&named(3, 6)).is_none());
    }

    #[test]
    fn nobody_is_named_by_negative_numbers() {
        let topic = Arc::from("t");
        assert_eq!(NamedLeader::of(&topic, 0, -1, -1), None);
        assert_eq!(NamedLeader::of(&topic, 3, 2, 6), Some(named(3, 6)));
    }
}
