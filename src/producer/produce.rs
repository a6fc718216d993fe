//! Accepting a message: checks, limits, the choice of a partition.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::callback::interceptor;
use crate::client::Client;
use crate::error::ErrorCode;
use crate::headers::Headers;
use crate::os::coarse_millis;
use crate::payload::Offered;
use crate::queue::Deadline;
use crate::records::record_overhead;
use crate::topic::{Topic, TopicState};

use super::Partition;
use super::batch::{Accepted, INLINE_MAX};
use super::limits::QueueFull;
use crate::rarely::rarely;

/// What a message counts beyond its payload and key when it is held against message.max.bytes: the reference's figure, so
/// that the same message is refused by both.
const MESSAGE_OVERHEAD: usize = 36;

/// `RD_KAFKA_PARTITION_UA`: the partitioner chooses.
pub const UNASSIGNED: i32 = -1;

/// A message's payload as the application passes it.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    Null,
    /// To be copied before the call returns.
    Copy(&'a [u8]),
    /// The application's own memory, to be kept until the delivery report.
    Keep(Offered),
}

impl Value<'_> {
    pub fn len(&self) -> usize {
        match self {
            Value::Null => 0,
            Value::Copy(bytes) => bytes.len(),
            Value::Keep(offered) => offered.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A message that the application wants produced.
#[derive(Clone, Copy)]
pub struct NewMessage<'a> {
    pub partition: i32,
    pub key: Option<&'a [u8]>,
    pub value: Value<'a>,
    pub headers: Option<&'a Headers>,
    /// Milliseconds since the epoch; 0 is now.
    pub timestamp: i64,
    pub opaque: usize,
}

impl NewMessage<'_> {
    /// Bytes as the queue limits count them.
    #[inline(always)]
    pub fn user_bytes(&self) -> usize {
        self.value.len() + self.key.map_or(0, <[u8]>::len)
    }

    /// Bytes of the message's record that lie in its batch, at most.
    pub fn record_bytes(&self) -> usize {
        let value = match self.value {
            Value::Keep(offered) if offered.len() > INLINE_MAX => 0,
            other => other.len(),
        };
        value + self.key.map_or(0, <[u8]>::len) + self.header_bytes() + record_overhead(self.header_count())
    }

    #[inline(always)]
    pub fn header_count(&self) -> usize {
        self.headers.map_or(0, Headers::len)
    }

    #[inline(always)]
    pub fn header_bytes(&self) -> usize {
        let size =
            |header: &crate::headers::Header| header.name().len() + header.value().map_or(0, <[u8]>::len);
        self.headers.map_or(0, |headers| headers.iter().map(size).sum())
    }
}

/// Milliseconds since the epoch.
pub fn wall_clock_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// Queues `message`; with `block`, waits for room in the queue as long as `block` says. An error leaves all ownership with
/// the caller. Any thread.
#[inline(never)]
pub fn produce(
    topic: &Arc<Topic>,
    message: NewMessage<'_>,
    block: Option<Deadline>,
) -> Result<(), ErrorCode> {
    accept(topic, message, block)
}

/// [`produce`] as it is compiled into its caller: where that knows what kind of message it has, the questions about it go.
#[inline(always)]
pub fn accept(topic: &Arc<Topic>, message: NewMessage<'_>, block: Option<Deadline>) -> Result<(), ErrorCode> {
    let client = &*topic.client;
    let producer = &client.producer;
    if client.fork.is_inherited() {
        return refuse(ErrorCode::_STATE);
    }
    if client.conf.enable_idempotence && client.has_fatal_error() {
        return refuse(ErrorCode::_FATAL);
    }
    let bytes = message.user_bytes();
    if bytes + message.header_bytes() + MESSAGE_OVERHEAD > producer.settings().message_max_bytes {
        return refuse(ErrorCode::MSG_SIZE_TOO_LARGE);
    }
    let first = match block {
        None => producer.limits.reserve(bytes),
        Some(deadline) => reserve_waiting(client, bytes, deadline),
    };
    let Ok(first) = first else { return refuse(ErrorCode::_QUEUE_FULL) };
    if first {
        producer.arm_timeouts(client);
    }
    let queued = if client.interceptors.chains().on_send.is_empty() {
        queue(topic, message)
    } else {
        rarely(move || queue_shown(topic, message))
    };
    if queued.is_err() {
        producer.limits.release(1, bytes);
    }
    queued
}

/// A refusal. It is rare, and so is what leads to it: the compiler is to make the way past it the short one.
#[cold]
#[inline(never)]
fn refuse(code: ErrorCode) -> Result<(), ErrorCode> {
    Err(code)
}

#[inline(never)]
fn reserve_waiting(client: &Client, bytes: usize, deadline: Deadline) -> Result<bool, QueueFull> {
    client.producer.limits.reserve_waiting(bytes, deadline, || client.is_terminating())
}

#[inline(always)]
fn queue(topic: &Arc<Topic>, message: NewMessage<'_>) -> Result<(), ErrorCode> {
    let partitions = topic.partitions.load();
    if partitions.is_empty() {
        return rarely(move || queue_unassigned(topic, message));
    }
    append(topic, partitions, message)
}

/// Queues a message with the headers that interceptors leave it with.
fn queue_shown(topic: &Arc<Topic>, mut message: NewMessage<'_>) -> Result<(), ErrorCode> {
    if message.timestamp == 0 {
        message.timestamp = wall_clock_ms();
    }
    let headers = interceptor::on_send(topic, &message);
    let message = NewMessage { headers: headers.as_deref(), ..message };
    queue(topic, message).inspect_err(|code| interceptor::on_refused(topic, &message, *code))
}

/// Appends to a partition, which the partitioner chooses unless the message names one.
#[inline(always)]
fn append(
    topic: &Arc<Topic>,
    partitions: &[Arc<Partition>],
    message: NewMessage<'_>,
) -> Result<(), ErrorCode> {
    let tick = coarse_millis();
    let chosen = match message.partition {
        UNASSIGNED => topic.partitioner.choose(topic, partitions, message.key, message.opaque, tick),
        id => id,
    };
    // Below zero it is no index either.
    let Some(partition) = partitions.get(chosen as usize) else {
        return refuse(ErrorCode::_UNKNOWN_PARTITION);
    };
    match partition.append(&topic.client.producer, message, Accepted::Now { tick }) {
        Ok(()) => Ok(()),
        Err(_) => refuse(ErrorCode::MSG_SIZE_TOO_LARGE),
    }
}

fn queue_unassigned(topic: &Arc<Topic>, message: NewMessage<'_>) -> Result<(), ErrorCode> {
    let mut unassigned = topic.unassigned.lock();
    // The partitions are published under this lock: what comes after them must not overtake what waited.
    let partitions = topic.partitions.load();
    if !partitions.is_empty() {
        drop(unassigned);
        return append(topic, partitions, message);
    }
    let state = topic.info().state;
    match state {
        TopicState::Failed(code) => {
            topic.doubt();
            // There is none by a name that is not allowed either.
            let missing = state.is_missing() || code == ErrorCode::TOPIC_EXCEPTION;
            Err(if missing { ErrorCode::_UNKNOWN_TOPIC } else { code })
        }
        TopicState::Unknown { .. } | TopicState::Exists => {
            unassigned.push(&message);
            Ok(())
        }
    }
}

/// How long `RD_KAFKA_MSG_F_BLOCK` waits for room: for ever, or until the instance ends.
pub const BLOCK: Option<Deadline> = Some(Deadline::Never);

/// Whether a message accepted `age` ago has timed out.
pub fn has_timed_out(topic: &Topic, age: Duration) -> bool {
    topic.message_timeout().is_some_and(|timeout| age >= timeout)
}

impl super::Producer {
    /// Has the main thread look after messages that cannot be sent, as long as there are any.
    #[cold]
    fn arm_timeouts(&self, client: &Client) {
        use std::sync::atomic::Ordering;
        // In one order with the reservation that came before: see `Limits`.
        if !self.scan_armed.load(Ordering::SeqCst) && !self.scan_armed.swap(true, Ordering::SeqCst) {
            client.on_main(|main| main.arm_timeout_scan());
        }
    }
}
