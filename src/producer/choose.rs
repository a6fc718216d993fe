//! The choice of a partition for messages that name none.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::conf::TopicConf;
use crate::os::coarse_millis;
use crate::topic::Topic;

use super::Partition;

/// One topic's partitioner with what it remembers.
pub struct TopicPartitioner {
    /// When the sticky partition was chosen, as milliseconds since `start` by the coarse clock (upper half), and which it is (lower half).
    /// `u64::MAX`: none yet.
    sticky: AtomicU64,
    start: i64,
}

impl Default for TopicPartitioner {
    fn default() -> Self {
        TopicPartitioner { sticky: AtomicU64::new(u64::MAX), start: coarse_millis() }
    }
}

impl TopicPartitioner {
    /// The partition for a message with `key`, at `tick` of the coarse clock. The application's own partitioner, if there is one, runs on this thread; it may name a
    /// partition that does not exist.
    #[inline(always)]
    pub fn choose(
        &self,
        topic: &Arc<Topic>,
        partitions: &[Arc<Partition>],
        key: Option<&[u8]>,
        opaque: usize,
        tick: i64,
    ) -> i32 {
        let conf: &TopicConf = &topic.conf;
        let count = partitions.len() as u32;
        if conf.partitioner_cb.is_some() {
            return crate::callback::partition(topic, key, count as i32, opaque);
        }
        match conf.partitioner.hash(key) {
            Some(hash) => (hash % count) as i32,
            None => self.stick(topic, partitions, tick),
        }
    }

    /// Messages left to chance go to one partition for `sticky.partitioning.linger.ms`, so that they make larger batches.
    #[inline(always)]
    fn stick(&self, topic: &Topic, partitions: &[Arc<Partition>], tick: i64) -> i32 {
        let linger = topic.client.producer.settings().sticky_linger_ms;
        if linger == 0 {
            return pick(partitions);
        }
        let elapsed = (tick - self.start).unsigned_abs();
        let stuck = self.sticky.load(Ordering::Relaxed);
        let (since, partition) = (stuck >> 32, stuck as u32);
        if stuck != u64::MAX
            && elapsed.wrapping_sub(since) < linger
            && (partition as usize) < partitions.len()
        {
            return partition as i32;
        }
        self.stick_anew(elapsed, partitions)
    }

    #[cold]
    fn stick_anew(&self, elapsed: u64, partitions: &[Arc<Partition>]) -> i32 {
        let partition = pick(partitions);
        // Two threads may both choose anew: the later one stays, and nothing is wrong with the other.
        self.sticky.store((elapsed & 0xffff_ffff) << 32 | partition as u64, Ordering::Relaxed);
        partition
    }
}

/// A partition at random, one with a leader if the first throw finds one without.
fn pick(partitions: &[Arc<Partition>]) -> i32 {
    let first = fastrand::usize(..partitions.len());
    if partitions.get(first).is_some_and(|partition| partition.leader().is_some()) {
        return first as i32;
    }
    let available: Vec<_> = partitions.iter().filter(|partition| partition.leader().is_some()).collect();
    fastrand::choice(available).map_or(first as i32, |partition| partition.id)
}
