//! What metadata means for the producer's side of a topic.

use std::sync::Arc;
use std::time::Instant;

use crate::client::Client;
use crate::error::ErrorCode;
use crate::metadata::TopicMetadata;
use crate::os::coarse_millis;
use crate::topic::{Topic, TopicState};

use super::Partition;
use super::batch::Accepted;
use super::delivery::{Persistence, Report, report};
use super::produce::UNASSIGNED;
use super::unassigned::{PendingMessage, into_batch};

/// Takes in partitions and leaders, and sends what waited for them on its way. A topic that was `recreated` may have fewer
/// than before. False if the metadata is out of date. Main thread.
pub fn update_partitions(topic: &Arc<Topic>, metadata: &TopicMetadata, recreated: bool) -> bool {
    let client = &topic.client;
    let known = topic.partitions.load();
    let kept = if recreated { 0 } else { known.len() };
    let partitions = list_of(topic, kept.max(metadata.partitions.len()));
    let (count, same) = (partitions.len(), partitions.len() == known.len());
    let mut up_to_date = true;
    for partition in &partitions {
        if recreated {
            partition.made_anew();
        }
        let (leader, epoch) = match metadata.partition(partition.id) {
            Some(metadata) => (client.brokers.by_id(metadata.leader), metadata.leader_epoch),
            None => (None, -1),
        };
        up_to_date &=
            if same { partition.set_leader(leader, epoch) } else { partition.set_leader_held(leader, epoch) };
    }
    if !same {
        publish(topic, &partitions);
        partitions.iter().for_each(Partition::release);
    }
    for gone in topic.partitions.every().iter().skip(count) {
        gone.set_leader(None, -1);
        fail_partition(client, topic, gone, ErrorCode::_UNKNOWN_PARTITION, |_| true);
    }
    up_to_date
}

/// Has new messages find `partitions`, behind those that waited for them.
fn publish(topic: &Arc<Topic>, partitions: &[Arc<Partition>]) {
    let mut refused = Vec::new();
    loop {
        let mut unassigned = topic.unassigned.lock();
        let waiting = unassigned.take_all();
        if waiting.is_empty() {
            // Published under the lock, and only when nothing waits: later messages cannot overtake earlier ones.
            topic.partitions.store(partitions.to_vec());
            break;
        }
        // Not under the lock: the application's partitioner may run.
        drop(unassigned);
        for message in waiting {
            assign(topic, partitions, message, &mut refused);
        }
    }
    fail(topic, refused, ErrorCode::_UNKNOWN_PARTITION);
}

/// `count` partitions: those that there ever were, and new ones.
fn list_of(topic: &Arc<Topic>, count: usize) -> Vec<Arc<Partition>> {
    let known = topic.partitions.every();
    let added = (known.len()..count).map(|id| Partition::new(Arc::downgrade(topic), id as i32));
    known.iter().take(count).cloned().chain(added).collect()
}

/// Appends a message that has waited to its partition; back to `refused` if that does not exist.
fn assign(
    topic: &Arc<Topic>,
    partitions: &[Arc<Partition>],
    message: PendingMessage,
    refused: &mut Vec<PendingMessage>,
) {
    let accepted = Accepted::At(message.accepted_at);
    let chosen = match message.partition {
        UNASSIGNED => {
            topic.partitioner.choose(topic, partitions, message.key(), message.opaque(), coarse_millis())
        }
        id => id,
    };
    let Some(partition) = usize::try_from(chosen).ok().and_then(|at| partitions.get(at)) else {
        return refused.push(message);
    };
    let bytes = message.user_bytes();
    let appended = message.submit(|message| partition.append(&topic.client.producer, message, accepted));
    if appended.is_err() {
        // Sizes were checked when the message was accepted; its place must not stay taken all the same.
        topic.client.producer.limits.release(1, bytes);
    }
}

/// The topic's state changed: what waits for a topic that will not come fails.
pub fn topic_changed(topic: &Arc<Topic>, state: TopicState) {
    let TopicState::Failed(code) = state else { return };
    if state.is_missing() {
        // It has no partitions any more: what comes from now on is refused.
        let unassigned = topic.unassigned.lock();
        if !topic.partitions.load().is_empty() {
            topic.partitions.store(Vec::new());
        }
        drop(unassigned);
        for partition in topic.partitions.every() {
            partition.set_leader(None, -1);
        }
        fail_queued(&topic.client, topic, code);
    } else {
        // What is wrong with a known topic, the leaders say as well.
        fail_unassigned(topic, code);
    }
}

pub fn fail_unassigned(topic: &Arc<Topic>, code: ErrorCode) {
    let waiting = topic.unassigned.lock().take_all();
    fail(topic, waiting, code);
}

/// So many messages that never had a partition are taken out of where they waited at a time, to be put into a report.
const REPORTED_TOGETHER: usize = 10_000;

/// Reports messages that never had a partition as failed, under the partition that each one names.
pub fn fail(topic: &Arc<Topic>, messages: impl IntoIterator<Item = PendingMessage>, code: ErrorCode) {
    let mut messages = messages.into_iter().peekable();
    while let Some(first) = messages.next() {
        let partition = first.partition;
        let mut together = vec![first];
        while together.len() < REPORTED_TOGETHER
            && let Some(next) = messages.next_if(|next| next.partition == partition)
        {
            together.push(next);
        }
        if let Some(batch) = into_batch(together, &topic.client.producer.pool) {
            report(&topic.client, topic, partition, Arc::new(batch), Report::failed(code, Persistence::No));
        }
    }
}

/// Fails all messages of the topic that are not in flight.
pub fn fail_queued(client: &Client, topic: &Arc<Topic>, code: ErrorCode) {
    fail_unassigned(topic, code);
    for partition in topic.partitions.every() {
        fail_partition(client, topic, partition, code, |_| true);
    }
}

/// Fails the partition's batches, not in flight, that were opened at a time for which `fails` holds.
pub fn fail_partition(
    client: &Client,
    topic: &Arc<Topic>,
    partition: &Arc<Partition>,
    code: ErrorCode,
    fails: impl Fn(Instant) -> bool,
) -> usize {
    let mut failed = 0;
    for (batch, persistence) in partition.take_failed(fails) {
        failed += batch.len();
        report(client, topic, partition.id, batch, Report::failed(code, persistence));
    }
    if let Some(broken) = partition.broken() {
        client.replace_producer_id(broken, code);
    }
    failed
}

/// The instance ends: what still waits is given back unreported.
pub fn topic_closed(client: &Client, topic: &Arc<Topic>) {
    fail_queued(client, topic, ErrorCode::_DESTROY);
    for partition in topic.partitions.every() {
        partition.set_leader(None, i32::MAX);
    }
}
