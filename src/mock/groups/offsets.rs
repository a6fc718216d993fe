//! The offsets that a group has committed, and those that transactions are about to.

use std::collections::BTreeMap;

type Partitions = BTreeMap<String, BTreeMap<i32, Committed>>;

/// What a consumer commits for a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    pub offset: i64,
    pub leader_epoch: i32,
    pub metadata: String,
}

#[derive(Debug, Default)]
pub struct Offsets {
    committed: Partitions,
    /// By producer id: theirs when their transaction commits.
    pending: BTreeMap<i64, Partitions>,
}

impl Offsets {
    pub fn commit(&mut self, topic: &str, partition: i32, committed: Committed) {
        self.committed.entry(topic.to_owned()).or_default().insert(partition, committed);
    }

    /// Keeps an offset for when the producer's transaction commits.
    pub fn stage(&mut self, producer_id: i64, topic: &str, partition: i32, committed: Committed) {
        let pending = self.pending.entry(producer_id).or_default();
        pending.entry(topic.to_owned()).or_default().insert(partition, committed);
    }

    /// The producer's transaction has ended.
    pub fn end_transaction(&mut self, producer_id: i64, commit: bool) {
        let pending = self.pending.remove(&producer_id).filter(|_| commit);
        for (topic, partitions) in pending.into_iter().flatten() {
            self.committed.entry(topic).or_default().extend(partitions);
        }
    }

    pub fn get(&self, topic: &str, partition: i32) -> Option<&Committed> {
        self.committed.get(topic)?.get(&partition)
    }

    /// A transaction that has not ended may change the partition's offset.
    pub fn is_unstable(&self, topic: &str, partition: i32) -> bool {
        let touches = |pending: &Partitions| pending.get(topic).is_some_and(|of| of.contains_key(&partition));
        self.pending.values().any(touches)
    }

    /// The partitions with an offset, topic by topic.
    pub fn topics(&self) -> impl Iterator<Item = (&str, Vec<i32>)> {
        self.committed.iter().map(|(topic, of)| (topic.as_str(), of.keys().copied().collect()))
    }

    pub fn delete(&mut self, topic: &str, partition: i32) {
        if let Some(partitions) = self.committed.get_mut(topic) {
            partitions.remove(&partition);
            if partitions.is_empty() {
                self.committed.remove(topic);
            }
        }
    }

    pub fn delete_topic(&mut self, topic: &str) {
        self.committed.remove(topic);
        self.pending.values_mut().for_each(|pending| drop(pending.remove(topic)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(offset: i64) -> Committed {
        Committed { offset, leader_epoch: -1, metadata: String::new() }
    }

    #[test]
    fn a_transactions_offsets_count_when_it_commits() {
        let mut offsets = Offsets::default();
        offsets.commit("t", 0, at(1));
        offsets.stage(7, "t", 0, at(5));
        offsets.stage(8, "t", 1, at(6));
        assert_eq!(offsets.get("t", 0), Some(&at(1)));
        assert!(offsets.is_unstable("t", 0) && offsets.is_unstable("t", 1) && !offsets.is_unstable("t", 2));
        offsets.end_transaction(7, true);
        offsets.end_transaction(8, false);
        assert_eq!((offsets.get("t", 0), offsets.get("t", 1)), (Some(&at(5)), None));
        assert!(!offsets.is_unstable("t", 0) && !offsets.is_unstable("t", 1));
    }

    #[test]
    fn a_deleted_topic_leaves_nothing_behind() {
        let mut offsets = Offsets::default();
        offsets.commit("t", 0, at(1));
        offsets.commit("u", 2, at(1));
        offsets.stage(7, "t", 1, at(5));
        offsets.delete_topic("t");
        offsets.end_transaction(7, true);
        assert_eq!(offsets.topics().collect::<Vec<_>>(), [("u", vec![2])]);
        offsets.delete("u", 2);
        assert_eq!(offsets.topics().count(), 0);
    }
}
