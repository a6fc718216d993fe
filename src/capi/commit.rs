//! The group's offsets: storing, committing, asking for them.

use std::ptr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::bounded;
use libc::{c_int, c_void};

use super::consume::not_inherited;
use super::consumer::need_group;
use super::error::error_or_null;
use super::handle;
use super::message::{Private, borrow};
use super::partition_list::{copy_results, from_c};
use super::queue::QueueHandle;
use super::serve;
use super::types::*;
use crate::callback::{OffsetCommitCb, Opaque};
use crate::client::{Client, Main};
use crate::consumer::FetchedMessage;
use crate::error::{Error, ErrorCode};
use crate::group::CommitDone;
use crate::queue::{CommitReport, Deadline, Op, Queue};
use crate::topic::partition_list::{NO_LEADER_EPOCH, OFFSET_INVALID, PartitionList, TopicPartition};

/// What is to be committed.
enum What {
    /// What was stored for the assigned partitions.
    Stored,
    These(PartitionList),
}

impl What {
    /// # Safety
    /// `offsets` is NULL or a live list.
    unsafe fn from_c(offsets: *const rd_kafka_topic_partition_list_t) -> Self {
        // SAFETY: as promised.
        if offsets.is_null() { What::Stored } else { What::These(unsafe { from_c(offsets) }) }
    }

    /// Commits on the main thread; a closed consumer commits nothing.
    fn commit(self, main: &mut Main, done: CommitDone) {
        match self {
            _ if main.client.consumer.closing.is_closed() => {
                done(main, ErrorCode::_DESTROY, PartitionList::new());
            }
            What::Stored => main.commit_stored(done),
            What::These(list) => main.commit(list, done),
        }
    }
}

/// Commits, and tells the instance's commit callback. Waits for the outcome unless `is_async`.
fn commit(client: &Client, what: What, is_async: bool) -> Result<(), ErrorCode> {
    need_group(client)?;
    if client.has_fatal_error() {
        return Err(ErrorCode::_FATAL);
    }
    let (outcome, committed) = bounded(1);
    client.on_main(move |main| {
        let done = move |main: &mut Main, code: ErrorCode, offsets: PartitionList| {
            main.report_commit(code, offsets);
            // Nobody waits for it if this is asynchronous.
            let _ = outcome.send(code);
        };
        what.commit(main, Box::new(done));
    });
    if is_async {
        return Ok(());
    }
    committed.recv().unwrap_or(ErrorCode::_DESTROY).into_result()
}

fn code_of(outcome: Result<(), ErrorCode>) -> ErrorCode {
    outcome.err().unwrap_or(ErrorCode::NO_ERROR)
}

/// Commits `offsets` for the group: each element's offset is the next one to read. NULL commits the stored
/// offsets of the assignment. The list is copied.
///
/// With `is_async` 0 it waits for the broker and serves no callbacks; otherwise it returns at once and the
/// outcome goes to the commit callback or event. Returns NO_ERROR, _INVALID_ARG, _UNKNOWN_GROUP, or, when
/// waiting, the commit's own error: _NO_OFFSET when there was nothing to commit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_commit(
    rk: *mut rd_kafka_t,
    offsets: *const rd_kafka_topic_partition_list_t,
    is_async: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle, and a list or NULL.
    let (client, what) = unsafe { (handle::client(rk), What::from_c(offsets)) };
    code_of(commit(&client, what, is_async != 0))
}

/// Commits the offset after `rkmessage` for its partition. As `rd_kafka_commit()` otherwise; a message with
/// an error is refused with _INVALID_ARG.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_commit_message(
    rk: *mut rd_kafka_t,
    rkmessage: *const rd_kafka_message_t,
    is_async: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a live message.
    let (client, message) = unsafe { (handle::client(rk), borrow(rkmessage)) };
    let Private::Consumed(consumed) = &message.private else { return ErrorCode::_INVALID_ARG };
    // The application may have marked it.
    if message.public.err.is_err() {
        return ErrorCode::_INVALID_ARG;
    }
    let next = std::iter::once(after(consumed.fetched(), message.public.offset)).collect();
    code_of(commit(&client, What::These(next), is_async != 0))
}

/// The place after the message at `offset`, to be committed.
fn after(message: &FetchedMessage, offset: i64) -> TopicPartition {
    let partition = message.partition();
    TopicPartition {
        offset: offset.saturating_add(1),
        leader_epoch: message.leader_epoch(),
        ..TopicPartition::new(Arc::clone(&partition.topic.name), partition.id)
    }
}

/// Commits `offsets` (NULL: the stored ones) and returns at once. The outcome comes to `rkqu`: polled, it
/// calls `cb` with `commit_opaque` where `cb` is set, or else is an event of type OFFSET_COMMIT. With `rkqu`
/// NULL the call serves a queue of its own until the commit is done. Returns NO_ERROR or _INVALID_ARG,
/// _CONFLICT, _UNKNOWN_GROUP.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_commit_queue(
    rk: *mut rd_kafka_t,
    offsets: *const rd_kafka_topic_partition_list_t,
    rkqu: *mut rd_kafka_queue_t,
    cb: Option<
        unsafe extern "C" fn(
            rk: *mut rd_kafka_t,
            err: rd_kafka_resp_err_t,
            offsets: *mut rd_kafka_topic_partition_list_t,
            commit_opaque: *mut c_void,
        ),
    >,
    commit_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle, and a list or NULL.
    let (client, what) = unsafe { (handle::client(rk), What::from_c(offsets)) };
    if let Err(code) = need_group(&client) {
        return code;
    }
    if rkqu.is_null() && cb.is_none() {
        return code_of(commit(&client, what, false));
    }
    let callback = (cb, Opaque(commit_opaque));
    if rkqu.is_null() {
        return commit_and_serve(&client, what, callback);
    }
    // SAFETY: a live reference.
    let queue = Arc::clone(&unsafe { QueueHandle::borrow(rkqu) }.queue);
    client.on_main(move |main| what.commit(main, report_to(queue, callback)));
    ErrorCode::NO_ERROR
}

/// Has the outcome go to `queue`.
fn report_to(queue: Arc<Queue>, callback: (Option<OffsetCommitCb>, Opaque)) -> CommitDone {
    Box::new(move |_, code, offsets| {
        queue.push(Op::OffsetCommit(Box::new(CommitReport { code, offsets, callback: Some(callback) })));
    })
}

/// Commits, waits, and runs the callback.
fn commit_and_serve(
    client: &Arc<Client>,
    what: What,
    callback: (Option<OffsetCommitCb>, Opaque),
) -> ErrorCode {
    let (outcome, committed) = bounded(1);
    client.on_main(move |main| {
        what.commit(main, Box::new(move |_, code, offsets| drop(outcome.send((code, offsets)))));
    });
    let Ok((code, offsets)) = committed.recv() else { return ErrorCode::_DESTROY };
    serve::begin();
    let report = CommitReport { code, offsets, callback: Some(callback) };
    serve::serve(client, Op::OffsetCommit(Box::new(report)));
    code
}

/// Asks the coordinator for the group's committed offsets of `partitions` and puts them into the elements,
/// with leader epoch and metadata, or RD_KAFKA_OFFSET_INVALID where there is none; each `err` is set. Waits
/// up to `timeout_ms`. Returns NO_ERROR, or _TIMED_OUT, _UNKNOWN_GROUP...
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_committed(
    rk: *mut rd_kafka_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and the caller's list.
    let (client, list) = unsafe { (handle::client(rk), from_c(partitions)) };
    match need_group(&client).and_then(|()| ask_committed(&client, list, timeout_ms)) {
        Ok(results) => {
            // SAFETY: as above.
            unsafe { copy_results(partitions, &results) };
            let refused = |element: &TopicPartition| element.err.is_err();
            results.iter().find(|element| refused(element)).map_or(ErrorCode::NO_ERROR, |element| element.err)
        }
        Err(code) => {
            // SAFETY: as above; an offset that is left there would be taken for a committed one.
            unsafe { forget_offsets(partitions) };
            code
        }
    }
}

/// # Safety
/// `partitions` is NULL or a live list that nobody else uses meanwhile.
unsafe fn forget_offsets(partitions: *mut rd_kafka_topic_partition_list_t) {
    // SAFETY: as promised.
    let mut list = unsafe { from_c(partitions) };
    for element in list.iter_mut() {
        element.offset = OFFSET_INVALID;
    }
    // SAFETY: as promised.
    unsafe { copy_results(partitions, &list) };
}

/// For a wait that has no end: as long as anything can take.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

fn ask_committed(
    client: &Client,
    list: PartitionList,
    timeout_ms: c_int,
) -> Result<PartitionList, ErrorCode> {
    if list.is_empty() {
        return Ok(list);
    }
    let deadline =
        Deadline::from_timeout_ms(timeout_ms).instant().unwrap_or_else(|| Instant::now() + FOREVER);
    let (reply, answer) = bounded(1);
    client.on_main(move |main| {
        if main.client.consumer.closing.is_closed() {
            let _ = reply.send(Err(ErrorCode::_DESTROY));
        } else {
            main.ask_committed(list, deadline, Box::new(move |outcome| drop(reply.send(outcome))));
        }
    });
    answer.recv().unwrap_or(Err(ErrorCode::_DESTROY))
}

/// Notes for each partition of `offsets` the offset to commit next: that of the next message to read, the
/// last processed one's plus 1. Needs `enable.auto.offset.store` set to false (_INVALID_ARG otherwise).
/// An element whose offset is negative takes back what was stored. Each element's `err` is set. Returns NO_ERROR when one at
/// least was stored, else the last error (_UNKNOWN_PARTITION; _STATE: not assigned to this consumer).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_offsets_store(
    rk: *mut rd_kafka_t,
    offsets: *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and the caller's list.
    let (client, mut list) = unsafe { (handle::client(rk), from_c(offsets)) };
    if let Err(code) = not_inherited(&client) {
        return code;
    }
    if client.conf.enable_auto_offset_store {
        return ErrorCode::_INVALID_ARG;
    }
    let (mut stored, mut failure) = (list.is_empty(), ErrorCode::NO_ERROR);
    for element in list.iter_mut() {
        let outcome = store(&client, element);
        element.err = code_of(outcome);
        match outcome {
            Ok(()) => stored = true,
            Err(code) => failure = code,
        }
    }
    // SAFETY: as above.
    unsafe { copy_results(offsets, &list) };
    if stored { ErrorCode::NO_ERROR } else { failure }
}

fn store(client: &Client, element: &TopicPartition) -> Result<(), ErrorCode> {
    let partition = client.consumer_partition(&element.topic, element.partition);
    if element.offset < 0 {
        // No place to go on at: what was stored is taken back.
        partition.inspect(|partition| partition.store(OFFSET_INVALID, NO_LEADER_EPOCH, None));
        return Ok(());
    }
    match partition {
        Some(partition) if partition.is_assigned() => {
            partition.store(element.offset, element.leader_epoch, element.metadata.clone());
            Ok(())
        }
        Some(_) => Err(ErrorCode::_STATE),
        None => {
            let known = client.metadata.read().topic(&element.topic);
            let exists = known.is_some_and(|topic| topic.partition(element.partition).is_some());
            Err(if exists { ErrorCode::_STATE } else { ErrorCode::_UNKNOWN_PARTITION })
        }
    }
}

/// Stores the offset after `rkmessage`, with its leader epoch, to be committed next. The message stays the
/// caller's. Returns NULL, or an error object (_STATE, _INVALID_ARG) that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_offset_store_message(
    rkmessage: *mut rd_kafka_message_t,
) -> *mut rd_kafka_error_t {
    let refuse = |code, text| error_or_null(Err(Error::new(code, text)));
    if rkmessage.is_null() {
        return refuse(ErrorCode::_INVALID_ARG, "Message object is required");
    }
    // SAFETY: a live message.
    let message = unsafe { borrow(rkmessage) };
    if message.public.err.is_err() {
        return refuse(ErrorCode::_INVALID_ARG, "Message object must not have an error set");
    }
    let Private::Consumed(consumed) = &message.private else {
        return refuse(ErrorCode::_INVALID_ARG, "Message was not consumed");
    };
    let fetched = consumed.fetched();
    if !fetched.partition().is_assigned() {
        return refuse(ErrorCode::_STATE, "Partition is not assigned");
    }
    let next = after(fetched, message.public.offset);
    fetched.partition().store(next.offset, next.leader_epoch, None);
    ptr::null_mut()
}
