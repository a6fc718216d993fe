//! What the group's leader has assigned by: the topics of all members as they were then. When they have changed in a way
//! that would have changed the assignment, the group is to rebalance.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::metadata::{ClusterMetadata, PartitionMetadata};

/// The racks that have a replica of a partition; `None` if not all of its brokers are known.
type Racks = Option<BTreeSet<String>>;

pub struct Led {
    /// Some member has said which rack it is in (KIP-881).
    with_racks: bool,
    topics: BTreeMap<Arc<str>, Vec<Racks>>,
}

impl Led {
    pub fn by(metadata: &ClusterMetadata, with_racks: bool) -> Self {
        let rack_of = RackOf::new(metadata);
        let racks = |partition| if with_racks { rack_of.partition(partition) } else { None };
        let topics = metadata.topics.iter().filter(|topic| !topic.partitions.is_empty());
        let topics = topics
            .map(|topic| (Arc::clone(&topic.name), topic.partitions.iter().map(racks).collect()))
            .collect();
        Led { with_racks, topics }
    }

    pub fn topics(&self) -> impl Iterator<Item = &Arc<str>> {
        self.topics.keys()
    }

    /// What has changed, if something has. Racks of brokers that are gone for a while are no change.
    pub fn change(&self, metadata: &ClusterMetadata) -> Option<&'static str> {
        let now: BTreeMap<_, _> =
            metadata.topics.iter().map(|topic| (&topic.name, &*topic.partitions)).collect();
        let rack_of = RackOf::new(metadata);
        let mut change = None;
        for (name, before) in &self.topics {
            let partitions = now.get(name).copied().unwrap_or_default();
            if partitions.len() != before.len() {
                return Some("partitions of the group's topics have changed");
            }
            let moved = |(before, partition): (&Racks, _)| {
                before.is_some()
                    && rack_of.partition(partition).is_some_and(|now| before.as_ref() != Some(&now))
            };
            if self.with_racks && before.iter().zip(partitions).any(moved) {
                change = Some("replicas of the group's topics are in other racks");
            }
        }
        change
    }
}

/// The rack of each broker, if it has one.
struct RackOf<'a>(BTreeMap<i32, Option<&'a str>>);

impl<'a> RackOf<'a> {
    fn new(metadata: &'a ClusterMetadata) -> Self {
        RackOf(metadata.brokers.iter().map(|broker| (broker.id, broker.rack.as_deref())).collect())
    }

    fn partition(&self, partition: &PartitionMetadata) -> Racks {
        let mut racks = BTreeSet::new();
        for id in &partition.replicas {
            racks.extend(self.0.get(id)?.map(str::to_owned));
        }
        Some(racks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;
    use crate::metadata::{BrokerMetadata, TopicMetadata};
    use crate::transport::Endpoint;
    use crate::uuid::Uuid;

    /// One topic, with a partition for each list of replicas.
    fn cluster(racks: &[(i32, &str)], replicas: &[&[i32]]) -> ClusterMetadata {
        let broker = |(id, rack): &(i32, &str)| BrokerMetadata {
            id: *id,
            address: Endpoint::new("h", 9),
            rack: Some((*rack).to_owned()).filter(|rack| !rack.is_empty()),
        };
        let partition = |(id, replicas): (usize, &&[i32])| PartitionMetadata {
            id: id as i32,
            err: ErrorCode::NO_ERROR,
            leader: 1,
            leader_epoch: 0,
            replicas: replicas.to_vec(),
            isrs: Vec::new(),
        };
        let topic = TopicMetadata {
            name: "t".into(),
            id: Uuid::default(),
            err: ErrorCode::NO_ERROR,
            partitions: replicas.iter().enumerate().map(partition).collect(),
        };
        let brokers = racks.iter().map(broker).collect();
        ClusterMetadata { brokers, topics: vec![topic], ..ClusterMetadata::default() }
    }

    #[test]
    fn more_partitions_are_a_change_and_so_is_a_topic_that_is_gone() {
        let led = Led::by(&cluster(&[], &[&[1]]), false);
        assert_eq!(led.topics().map(|name| &**name).collect::<Vec<_>>(), ["t"]);
        assert_eq!(led.change(&cluster(&[], &[&[2]])), None);
        assert!(led.change(&cluster(&[], &[&[1], &[1]])).is_some());
        assert!(led.change(&ClusterMetadata::default()).is_some());
    }

    #[test]
    fn other_racks_are_a_change_where_a_member_has_one() {
        let before = cluster(&[(1, "a"), (2, "b"), (3, "")], &[&[1, 3], &[1, 2]]);
        let change = |racks: &[(i32, &str)], replicas: &[&[i32]]| {
            assert_eq!(Led::by(&before, false).change(&cluster(racks, replicas)), None);
            Led::by(&before, true).change(&cluster(racks, replicas)).is_some()
        };
        assert!(change(&[(1, "a"), (2, "c"), (3, "")], &[&[1, 3], &[1, 2]]));
        assert!(change(&[(1, "a"), (2, "b"), (3, "b")], &[&[1, 3], &[1, 2]]));
        // The same racks in another order, and a broker that is down.
        assert!(!change(&[(1, "a"), (2, "b"), (3, "")], &[&[3, 1], &[2, 1]]));
        assert!(!change(&[(1, "a"), (3, "")], &[&[1, 3], &[1, 2]]));
        // Two brokers that swap their racks, with both holding a replica.
        assert!(!change(&[(1, "b"), (2, "a"), (3, "")], &[&[2, 3], &[1, 2]]));
    }
}
