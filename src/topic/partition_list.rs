//! Lists of partitions with what is known or wanted about each: an offset, metadata, an error.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::error::ErrorCode;

/// "No offset": what a partition has until one is set.
pub const OFFSET_INVALID: i64 = -1001;
/// "No leader epoch known."
pub const NO_LEADER_EPOCH: i32 = -1;

/// What there is to say of partitions, put together by their topics, as requests have it: topics and what belongs to each in
/// the order in which they come.
pub fn by_topic<'a, T>(partitions: impl IntoIterator<Item = (&'a str, T)>) -> IndexMap<&'a str, Vec<T>> {
    let mut topics: IndexMap<&str, Vec<T>> = IndexMap::new();
    for (topic, partition) in partitions {
        topics.entry(topic).or_default().push(partition);
    }
    topics
}

/// A partition in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicPartition {
    pub topic: Arc<str>,
    pub partition: i32,
    pub offset: i64,
    /// The leader epoch that the offset belongs to (KIP-320).
    pub leader_epoch: i32,
    /// What the application commits beside the offset.
    pub metadata: Option<Vec<u8>>,
    pub err: ErrorCode,
    /// The application's pointer, carried along and never followed.
    pub opaque: usize,
}

impl TopicPartition {
    pub fn new(topic: impl Into<Arc<str>>, partition: i32) -> Self {
        TopicPartition {
            topic: topic.into(),
            partition,
            offset: OFFSET_INVALID,
            leader_epoch: NO_LEADER_EPOCH,
            metadata: None,
            err: ErrorCode::NO_ERROR,
            opaque: 0,
        }
    }

    pub fn is(&self, topic: &str, partition: i32) -> bool {
        self.partition == partition && *self.topic == *topic
    }
}

/// Partitions in the order in which they were added. The same partition may occur twice: that is for whoever
/// takes the list to judge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartitionList {
    list: Vec<TopicPartition>,
}

impl PartitionList {
    pub fn new() -> Self {
        PartitionList::default()
    }

    pub fn with_capacity(count: usize) -> Self {
        PartitionList { list: Vec::with_capacity(count) }
    }

    pub fn push(&mut self, partition: TopicPartition) {
        self.list.push(partition);
    }

    pub fn add(&mut self, topic: impl Into<Arc<str>>, partition: i32) -> &mut TopicPartition {
        let at = self.list.len();
        self.list.push(TopicPartition::new(topic, partition));
        &mut self.list[at]
    }

    pub fn find(&self, topic: &str, partition: i32) -> Option<&TopicPartition> {
        self.list.iter().find(|element| element.is(topic, partition))
    }

    pub fn find_mut(&mut self, topic: &str, partition: i32) -> Option<&mut TopicPartition> {
        self.list.iter_mut().find(|element| element.is(topic, partition))
    }

    /// Sorts by topic, byte by byte, then by partition number. Equal ones keep their order.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| (&a.topic, a.partition).cmp(&(&b.topic, b.partition)));
    }

    pub fn iter(&self) -> std::slice::Iter<'_, TopicPartition> {
        self.list.iter()
    }

    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, TopicPartition> {
        self.list.iter_mut()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl FromIterator<TopicPartition> for PartitionList {
    fn from_iter<I: IntoIterator<Item = TopicPartition>>(partitions: I) -> Self {
        PartitionList { list: partitions.into_iter().collect() }
    }
}

impl IntoIterator for PartitionList {
    type Item = TopicPartition;
    type IntoIter = std::vec::IntoIter<TopicPartition>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a PartitionList {
    type Item = &'a TopicPartition;
    type IntoIter = std::slice::Iter<'a, TopicPartition>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_come_in_the_order_of_their_first_partitions() {
        let topics = by_topic([("b", 1), ("a", 2), ("b", 0)]);
        assert_eq!(topics.into_iter().collect::<Vec<_>>(), [("b", vec![1, 0]), ("a", vec![2])]);
    }

    #[test]
    fn a_new_partition_has_nothing_set() {
        let mut list = PartitionList::with_capacity(1);
        let added = list.add("t", 3);
        assert_eq!((added.offset, added.leader_epoch, added.opaque), (-1001, -1, 0));
        assert_eq!((added.err, &added.metadata), (ErrorCode::NO_ERROR, &None));
    }

    #[test]
    fn sorting_is_by_bytes_and_stable() {
        let mut list = PartitionList::new();
        for (at, (topic, partition)) in
            [("b", 2), ("b", -1), ("a", 9), ("B", 0), ("b", 2)].into_iter().enumerate()
        {
            list.add(topic, partition).offset = at as i64;
        }
        list.sort();
        let sorted: Vec<_> = list.iter().map(|p| (&*p.topic, p.partition, p.offset)).collect();
        assert_eq!(sorted, [("B", 0, 3), ("a", 9, 2), ("b", -1, 1), ("b", 2, 0), ("b", 2, 4)]);
    }

    #[test]
    fn finding_takes_the_first() {
        let mut list: PartitionList =
            [TopicPartition::new("t", 0), TopicPartition::new("t", 0)].into_iter().collect();
        list.find_mut("t", 0).expect("added above").offset = 5;
        assert_eq!(list.find("t", 0).map(|p| p.offset), Some(5));
        assert_eq!(list.iter().map(|p| p.offset).collect::<Vec<_>>(), [5, OFFSET_INVALID]);
        assert_eq!(list.find("t", 1), None);
        assert_eq!((list.len(), list.is_empty()), (2, false));
    }
}
