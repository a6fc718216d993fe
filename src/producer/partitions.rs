//! A topic's partitions, as every produced message looks them up.

use std::sync::{Arc, OnceLock};

use super::Partition;

/// A list that is read without a lock or a count, and replaced by others.
///
/// Earlier lists stay until the topic goes: they cost a pointer a partition, and a topic grows a few times in a process's
/// life at most.
#[derive(Default)]
pub struct Partitions {
    list: Box<[Arc<Partition>]>,
    newer: OnceLock<Box<Partitions>>,
}

impl Partitions {
    /// The partitions by id; none as long as the topic is not known.
    #[inline]
    pub fn load(&self) -> &[Arc<Partition>] {
        &self.newest().list
    }

    /// All partitions that there ever were: messages may wait in one that is gone.
    pub fn every(&self) -> &[Arc<Partition>] {
        let (mut at, mut longest) = (self, &self.list);
        while let Some(newer) = at.newer.get() {
            at = newer;
            if at.list.len() > longest.len() {
                longest = &at.list;
            }
        }
        longest
    }

    #[inline]
    fn newest(&self) -> &Partitions {
        let mut at = self;
        while let Some(newer) = at.newer.get() {
            at = newer;
        }
        at
    }

    /// Publishes `list` in the place of what is there.
    pub fn store(&self, list: Vec<Arc<Partition>>) {
        let mut newer = Box::new(Partitions { list: list.into(), newer: OnceLock::new() });
        while let Err(refused) = self.newest().newer.set(newer) {
            newer = refused;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Weak;

    use super::*;

    #[test]
    fn the_latest_list_is_seen() {
        let partitions = Partitions::default();
        assert!(partitions.load().is_empty());
        let ids = |list: &[Arc<Partition>]| list.iter().map(|partition| partition.id).collect::<Vec<_>>();
        for (count, most) in [(1, 1), (4, 4), (4, 4), (7, 7), (2, 7), (0, 7)] {
            partitions.store((0..count).map(|id| Partition::new(Weak::new(), id)).collect());
            assert_eq!(ids(partitions.load()), (0..count).collect::<Vec<_>>());
            assert_eq!(ids(partitions.every()), (0..most).collect::<Vec<_>>());
        }
    }
}
