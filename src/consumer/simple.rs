//! The simple consumer: partitions that the application starts, moves and stops one by one.

use std::sync::Arc;

use crate::client::Client;
use crate::error::ErrorCode;
use crate::queue::Queue;
use crate::topic::Topic;
use crate::topic::partition_list::{NO_LEADER_EPOCH, OFFSET_INVALID};

use super::partition::Begin;
use super::simple_commit::{has_stored_offsets, offset_file, write_to_file};
use super::{FetchPartition, Watermarks};

/// The partition, if it was ever started.
fn find(topic: &Topic, partition: i32) -> Result<Arc<FetchPartition>, ErrorCode> {
    if partition < 0 {
        return Err(ErrorCode::_INVALID_ARG);
    }
    topic.consumers.lock().get(&partition).cloned().ok_or(ErrorCode::_UNKNOWN_PARTITION)
}

impl Client {
    /// The partition, if it was ever heard of as one to read.
    pub fn consumer_partition(&self, topic: &str, partition: i32) -> Option<Arc<FetchPartition>> {
        self.topics.get(topic)?.consumers.lock().get(&partition).cloned()
    }
}

impl Topic {
    /// The partition, made if it was never heard of.
    pub fn consumer_partition(self: &Arc<Self>, partition: i32) -> Arc<FetchPartition> {
        let mut consumers = self.consumers.lock();
        Arc::clone(consumers.entry(partition).or_insert_with(|| FetchPartition::new(self, partition)))
    }

    /// The queue of a partition that was started.
    pub fn consumer_queue(&self, partition: i32) -> Result<Arc<Queue>, ErrorCode> {
        find(self, partition)
            .map(|partition| Arc::clone(&partition.queue))
            .map_err(|_| ErrorCode::_UNKNOWN_PARTITION)
    }
}

/// Begins to fetch `partition` at `offset`, absolute or logical, for its own queue or for `queue`. Starting it again moves
/// it.
pub fn start(
    topic: &Arc<Topic>,
    partition: i32,
    offset: i64,
    queue: Option<Arc<Queue>>,
) -> Result<(), ErrorCode> {
    if partition < 0 {
        return Err(ErrorCode::_UNKNOWN_PARTITION);
    }
    let begin = Begin::parse(offset).ok_or(ErrorCode::_INVALID_ARG)?;
    if begin == Begin::Committed && !has_stored_offsets(topic) {
        return Err(ErrorCode::_INVALID_ARG);
    }
    let partition = topic.consumer_partition(partition);
    if partition.is_assigned() {
        return Err(ErrorCode::_CONFLICT);
    }
    *partition.offset_file.lock() = offset_file(topic, partition.id);
    partition.begin_at(begin);
    topic.client.consumer.simple_starts.increment();
    partition.drop_stale();
    partition.set_shares_queue(queue.is_some());
    if !partition.queue.forward_to(queue) {
        return Err(ErrorCode::_INVALID_ARG);
    }
    let started = Arc::clone(&partition);
    topic.client.on_main(move |main| main.keep_offset(&started));
    place(partition);
    Ok(())
}

fn place(partition: Arc<FetchPartition>) {
    let client = Arc::clone(&partition.topic.client);
    client.on_main(move |main| {
        let known = main.client.metadata.read().topic(&partition.topic.name);
        if known.is_none_or(|topic| topic.partition(partition.id).is_none()) {
            main.need_topics([Arc::clone(&partition.topic.name)]);
        }
        main.place_fetch(&partition);
    });
}

/// Ends fetching. Messages that the application has stay valid, those it has not are dropped. The stored offset is saved:
/// whoever starts there goes on where this left off.
pub fn stop(topic: &Topic, partition: i32) -> Result<(), ErrorCode> {
    let partition = find(topic, partition)?;
    if partition.is_assigned() {
        return Err(ErrorCode::_CONFLICT);
    }
    partition.stop();
    partition.queue.forward_to(None);
    // Waits, so that a file is written when this returns.
    topic.client.call_main(move |main| main.save_stopped(&partition));
    Ok(())
}

/// Goes on at `offset`, absolute or logical. Nothing from before the call is delivered after it.
pub fn seek(topic: &Topic, partition: i32, offset: i64) -> Result<(), ErrorCode> {
    let partition = find(topic, partition)?;
    let begin = match Begin::parse(offset) {
        None | Some(Begin::Committed) => return Err(ErrorCode::_INVALID_ARG),
        Some(begin) => begin,
    };
    if !partition.is_started() {
        return Err(ErrorCode::_STATE);
    }
    partition.seek_to(begin);
    partition.drop_stale();
    place(partition);
    Ok(())
}

/// The message at `offset` was processed.
pub fn store_offset(topic: &Topic, partition: i32, offset: i64) -> Result<(), ErrorCode> {
    let partition = find(topic, partition).map_err(|_| ErrorCode::_UNKNOWN_PARTITION)?;
    partition.store(offset.saturating_add(1), NO_LEADER_EPOCH, None);
    Ok(())
}

/// The instance ends. Queued batches refer to their partition, and it to its queue: this ends the circle.
pub fn topic_closed(topic: &Topic) {
    let partitions = std::mem::take(&mut *topic.consumers.lock());
    for partition in partitions.into_values() {
        if partition.halt().is_some() {
            write_to_file(&partition);
        }
        partition.account().close();
        partition.queue.close();
    }
}

/// The partition's ends as the last fetch had them.
pub fn get_watermarks(client: &Client, topic: &str, partition: i32) -> Watermarks {
    let unknown = Watermarks { low: OFFSET_INVALID, high: OFFSET_INVALID, last_stable: OFFSET_INVALID };
    let Some(topic) = client.topics.get(topic) else { return unknown };
    find(&topic, partition).map_or(unknown, |partition| partition.watermarks())
}
