//! The cluster of one that the broker claims to be: topics that exist as soon as somebody names them.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::batch::Batch;

pub struct Cluster {
    pub host: String,
    pub port: u16,
    pub partitions: i32,
    /// Records of each partition; `i64::MAX` for an endless one.
    pub records: i64,
    /// What is produced; otherwise such requests have no answer.
    pub acknowledges: bool,
    pub batch: Batch,
    topics: Mutex<HashMap<Vec<u8>, [u8; 16]>>,
    /// Next offset by topic (name or id) and partition, for what is produced.
    produced: Mutex<HashMap<(Vec<u8>, i32), i64>>,
}

impl Cluster {
    pub fn new(host: String, port: u16, partitions: i32, records: i64, batch: Batch) -> Cluster {
        let (topics, produced) = Default::default();
        Cluster { host, port, partitions, records, acknowledges: true, batch, topics, produced }
    }

    /// The id of a topic, which is made if need be.
    pub fn topic_id(&self, name: &[u8]) -> [u8; 16] {
        let mut topics = lock(&self.topics);
        let next = topics.len() as u128 + 1;
        *topics.entry(name.to_vec()).or_insert(next.to_be_bytes())
    }

    pub fn topic_name(&self, id: [u8; 16]) -> Option<Vec<u8>> {
        lock(&self.topics).iter().find(|(_, known)| **known == id).map(|(name, _)| name.clone())
    }

    pub fn topic_names(&self) -> Vec<Vec<u8>> {
        lock(&self.topics).keys().cloned().collect()
    }

    /// Takes `count` records into a partition; returns the offset of the first.
    pub fn append(&self, topic: &[u8], partition: i32, count: i64) -> i64 {
        let mut produced = lock(&self.produced);
        let next = produced.entry((topic.to_vec(), partition)).or_insert(0);
        *next += count;
        *next - count
    }

    /// What a fetch from `offset` gets: the base offset of the first batch, and how many batches. The first one comes
    /// whole, however small `max_bytes` is.
    pub fn batches(&self, offset: i64, max_bytes: usize) -> (i64, usize) {
        let base = offset.max(0) / self.batch.records * self.batch.records;
        let left = (self.records - base).max(0) / self.batch.records;
        let fitting = (max_bytes / self.batch.bytes.len()).max(usize::from(max_bytes > 0));
        (base, fitting.min(usize::try_from(left).unwrap_or(usize::MAX)))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What these locks guard is whole at any time.
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
