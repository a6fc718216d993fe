//! A group's consumer: its queues, polling, and its end.

use std::ptr;
use std::sync::Arc;

use libc::{c_char, c_int};

use super::consume::{consume_one_waiting, not_inherited};
use super::consumed::error_message;
use super::error::{error_or_null, set_last_error};
use super::handle;
use super::queue::QueueHandle;
use super::serve;
use super::types::*;
use super::util::text_or_null;
use crate::client::{Client, ClientKind};
use crate::consumer::{self, ConsumerError, Subject};
use crate::error::{Error, ErrorCode};

pub(super) fn is_group_consumer(client: &Client) -> bool {
    client.kind == ClientKind::Consumer && client.conf.group().is_some()
}

/// Why group calls fail on this instance, if they do.
pub(super) fn need_group(client: &Client) -> Result<(), ErrorCode> {
    not_inherited(client)?;
    if is_group_consumer(client) { Ok(()) } else { Err(ErrorCode::_UNKNOWN_GROUP) }
}

/// Closes the consumer, serving its callbacks meanwhile.
pub(super) fn close(client: &Arc<Client>) -> Result<(), ErrorCode> {
    consumer::close(client, |op| {
        serve::begin();
        // A callback that yields in here ends nothing: the rest of what it was about goes on.
        let mut rest = serve::serve(client, op);
        while let Some(op) = rest {
            rest = serve::serve(client, op);
        }
    })
}

/// Sends the main queue's events (errors, statistics, commit callbacks, logs) to the consumer queue, so that
/// `rd_kafka_consumer_poll()` serves everything and `rd_kafka_poll()` is not needed. Returns NO_ERROR, or _UNKNOWN_GROUP for
/// other instances.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_poll_set_consumer(rk: *mut rd_kafka_t) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if let Err(code) = need_group(&client) {
        return code;
    }
    client.replies.forward_to(Some(Arc::clone(&client.consumer.queue)));
    ErrorCode::NO_ERROR
}

/// Takes the next message of a group consumer, waiting up to `timeout_ms` (-1: forever), and serves its
/// callbacks (rebalance, commit, errors) while it does. The caller frees the message with
/// `rd_kafka_message_destroy()`.
///
/// A message whose `err` is set is an event, see `rd_kafka_consume()`. It must be called at least every
/// `max.poll.interval.ms`, also with all partitions paused, or the consumer loses its place in the group.
/// Returns NULL when nothing came in time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_poll(
    rk: *mut rd_kafka_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_message_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if let Err(code) = need_group(&client) {
        return error_message(ConsumerError::general(Subject::Group, code, String::new()));
    }
    let polls = &client.consumer.polls;
    polls.note();
    client.tell_of_poll();
    consume_one_waiting(&client, &client.consumer.queue, timeout_ms, || polls.wait())
}

/// A reference to the queue that `rd_kafka_consumer_poll()` serves, NULL when the instance is no group
/// consumer. Polling it counts as polling for `max.poll.interval.ms`. Free it with
/// `rd_kafka_queue_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_get_consumer(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    match need_group(&client) {
        Ok(()) => QueueHandle::of_consumer(&client, Arc::clone(&client.consumer.queue)),
        Err(_) => ptr::null_mut(),
    }
}

/// A reference to the queue of one partition of a consumer, NULL when the partition is not known. Its
/// messages normally flow to the consumer queue: forward it to NULL (`rd_kafka_queue_forward()`) before the
/// assignment to poll it alone. Free it with `rd_kafka_queue_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_get_partition(
    rk: *mut rd_kafka_t,
    topic: *const c_char,
    partition: i32,
) -> *mut rd_kafka_queue_t {
    // SAFETY: a live handle and a string.
    let (client, name) = unsafe { (handle::client(rk), text_or_null(topic)) };
    if client.kind == ClientKind::Producer || client.fork.is_inherited() {
        return ptr::null_mut();
    }
    let Ok(topic) = client.topics.get_or_create(&client, &name.unwrap_or_default(), None) else {
        set_last_error(ErrorCode::_INVALID_ARG, libc::EINVAL);
        return ptr::null_mut();
    };
    let partition = topic.consumer_partition(partition);
    if is_group_consumer(&client) && !partition.is_started() {
        // Unless the application says otherwise before it is assigned.
        partition.queue.forward_by_default(&client.consumer.queue);
    }
    QueueHandle::of_consumer(&client, Arc::clone(&partition.queue))
}

/// Closes a group consumer: revokes its partitions (running the rebalance callback within this call), commits
/// stored offsets when `enable.auto.commit` is set, and leaves the group. Blocks until done. Nothing may be
/// polled afterwards; `rd_kafka_destroy()` comes next. A coordinator that cannot be reached holds it up for ten seconds
/// at most. Returns NO_ERROR, _UNKNOWN_GROUP, _DESTROY if it was closed already, or _FATAL if the instance has a fatal
/// error: it is closed all the same.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_close(rk: *mut rd_kafka_t) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    let closed = need_group(&client).and_then(|()| close(&client));
    let fatal = if client.has_fatal_error() { Err(ErrorCode::_FATAL) } else { Ok(()) };
    closed.and(fatal).err().unwrap_or(ErrorCode::NO_ERROR)
}

/// Begins closing the consumer and returns at once: what has to be served for that (rebalance, commit) comes
/// to `rkqu`, which the application polls until `rd_kafka_consumer_closed()` says so. Returns NULL, or an
/// error object that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_close_queue(
    rk: *mut rd_kafka_t,
    rkqu: *mut rd_kafka_queue_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if let Err(code) = need_group(&client) {
        return error_or_null(Err(Error::new(code, "Consume close called on non-group consumer")));
    }
    if rkqu.is_null() {
        return error_or_null(Err(Error::new(ErrorCode::_INVALID_ARG, "Queue must be specified")));
    }
    // SAFETY: a live reference.
    let queue = unsafe { QueueHandle::borrow(rkqu) };
    let begun = consumer::begin_close(&client, &queue.queue);
    error_or_null(begun.map_err(|code| Error::new(code, "Consumer already closed")))
}

/// Returns 1 once the consumer is closed, 0 before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_closed(rk: *mut rd_kafka_t) -> c_int {
    // SAFETY: a live handle.
    unsafe { handle::client(rk) }.consumer.closing.is_closed().into()
}
