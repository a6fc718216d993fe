//! The simple consumer, and the offsets of partitions.

use std::ptr;
use std::sync::Arc;

use libc::{c_char, c_int, c_void, size_t, ssize_t};

use super::consumed;
use super::error::{clear_last_error, errno_of, legacy_status, set_last_error};
use super::handle;
use super::message::{Private, borrow};
use super::partition_list;
use super::queue::QueueHandle;
use super::serve;
use super::sink::{Many, One, Shown};
use super::types::*;
use super::util::{errno, set_errno, text_or_null};
use crate::callback::ConsumeCb;
use crate::callback::interceptor::on_consume;
use crate::client::Client;
use crate::client::ClientKind;
use crate::consumer::{self, BufferAccount, Counted, OFFSET_BEGINNING, OFFSET_END, OffsetWanted, take};
use crate::error::ErrorCode;
use crate::queue::{Deadline, Op, Popped, Queue};

/// # Safety
/// `rkt` is a live topic handle, `rkqu` a live queue reference or NULL.
unsafe fn start(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    offset: i64,
    rkqu: *mut rd_kafka_queue_t,
) -> c_int {
    // SAFETY: as promised.
    let topic = unsafe { handle::topic(rkt) };
    // SAFETY: as promised.
    let queue = (!rkqu.is_null()).then(|| Arc::clone(&unsafe { QueueHandle::borrow(rkqu) }.queue));
    legacy_status(match topic.client.kind {
        _ if topic.client.fork.is_inherited() => Err(ErrorCode::_STATE),
        ClientKind::Consumer => consumer::start(&topic, partition, offset, queue),
        ClientKind::Producer => Err(ErrorCode::_INVALID_ARG),
    })
}

/// Begins to fetch `partition` of `rkt` at `offset`: an absolute one, or RD_KAFKA_OFFSET_BEGINNING, _END, _STORED, or
/// RD_KAFKA_OFFSET_TAIL(n). Messages are taken with `rd_kafka_consume()` and its like. For consumers without a group
/// only. Starting a partition again moves it. Returns 0, or -1 with errno and `rd_kafka_last_error()` set
/// (_INVALID_ARG, _UNKNOWN_PARTITION...).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_start(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    offset: i64,
) -> c_int {
    // SAFETY: passed on.
    unsafe { start(rkt, partition, offset, ptr::null_mut()) }
}

/// As `rd_kafka_consume_start()`, with the messages sent to `rkqu`, where many partitions may come together: take
/// them with `rd_kafka_consume_queue()` and its like. The queue reference stays the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_start_queue(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    offset: i64,
    rkqu: *mut rd_kafka_queue_t,
) -> c_int {
    // SAFETY: passed on.
    unsafe { start(rkt, partition, offset, rkqu) }
}

/// Stops consuming `partition` of `rkt`. Messages already handed out stay valid, fetched ones that were not are
/// dropped. Any thread. Returns 0, or -1 with errno set (`rd_kafka_last_error()` has the code).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_stop(rkt: *mut rd_kafka_topic_t, partition: i32) -> c_int {
    // SAFETY: a live topic handle.
    let topic = unsafe { handle::topic(rkt) };
    legacy_status(not_inherited(&topic.client).and_then(|()| consumer::stop(&topic, partition)))
}

/// Moves the position of a partition that is being consumed to `offset` (absolute, BEGINNING, END or TAIL). It is done
/// when the call returns, whatever `timeout_ms`: messages from before it are not delivered afterwards. Returns
/// NO_ERROR, _INVALID_ARG, _UNKNOWN_PARTITION (never started) or _STATE (not being consumed).
/// `rd_kafka_seek_partitions()` does many at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_seek(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    offset: i64,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    let _ = timeout_ms;
    // SAFETY: a live topic handle.
    let topic = unsafe { handle::topic(rkt) };
    let outcome = not_inherited(&topic.client).and_then(|()| consumer::seek(&topic, partition, offset));
    outcome.err().unwrap_or(ErrorCode::NO_ERROR)
}

/// An error in a child process that inherited the instance: no lock of it may be touched.
pub(super) fn not_inherited(client: &Client) -> Result<(), ErrorCode> {
    if client.fork.is_inherited() { Err(ErrorCode::_STATE) } else { Ok(()) }
}

/// Serves what is not a message, as `rd_kafka_poll` would.
fn serve_other(client: &Arc<Client>, op: Op) {
    serve::begin();
    if let Some(rest) = serve::serve(client, op) {
        // A callback has yielded: the rest waits for the next poll.
        client.replies.push_front(rest);
    }
}

/// The next message of `queue`, NULL with the last error set when none came in time.
fn consume_one(client: &Arc<Client>, queue: &Arc<Queue>, timeout_ms: c_int) -> *mut rd_kafka_message_t {
    consume_one_waiting(client, queue, timeout_ms, || ())
}

/// As [`consume_one`]; what `waits` returns is kept while the thread waits.
pub(super) fn consume_one_waiting<W>(
    client: &Arc<Client>,
    queue: &Arc<Queue>,
    timeout_ms: c_int,
    waits: impl FnOnce() -> W,
) -> *mut rd_kafka_message_t {
    // Mostly there is something, and then no clock need be read.
    let mut deadline = Deadline::Now;
    let (mut waits, mut waiting) = (Some(waits), None);
    loop {
        let mut taken = One::default();
        match take(queue, deadline, 1, Counted::AtOnce, &|| false, &mut taken) {
            Popped::TimedOut if timeout_ms != 0 && matches!(deadline, Deadline::Now) => {
                deadline = Deadline::from_timeout_ms(timeout_ms);
                waiting = waits.take().map(|waits| waits());
                continue;
            }
            Popped::Got(_) => {}
            Popped::TimedOut | Popped::Yielded => {
                set_last_error(ErrorCode::_TIMED_OUT, libc::ETIMEDOUT);
                return ptr::null_mut();
            }
        }
        match taken.0 {
            Some(Ok(message)) => {
                // SAFETY: just made, and nobody else's.
                unsafe { on_consume(client, message) };
                clear_last_error();
                drop(waiting);
                return message;
            }
            Some(Err(op)) => {
                serve_other(client, op);
                if serve::yielded() {
                    set_last_error(ErrorCode::_TIMED_OUT, libc::ETIMEDOUT);
                    return ptr::null_mut();
                }
            }
            None => {}
        }
    }
}

/// Fills `out` until it is full, the time is over, or nothing more can come because the messages in it hold all the memory
/// that fetched data may take. What becomes stale while others are waited for is dropped, and was never consumed.
fn consume_many(
    client: &Arc<Client>,
    queue: &Arc<Queue>,
    deadline: Deadline,
    out: &mut [*mut rd_kafka_message_t],
) -> ssize_t {
    let errno_before = errno();
    let (mut settled, mut count) = (0, 0);
    while settled < out.len() {
        let room = out.len() - count;
        // SAFETY: made by the rounds before, and nobody else's yet.
        let account = out.first().filter(|_| count > 0).and_then(|first| unsafe { account_of(*first) });
        let hopeless = || account.is_some_and(|account| account.is_exhausted());
        let mut many = Many::new(out.get_mut(count..).unwrap_or_default());
        let popped = take(queue, deadline, room, Counted::Later, &hopeless, &mut many);
        let Many { filled, other, .. } = many;
        count += filled;
        let over = other.is_none() && popped.got().is_none();
        if let Some(op) = other {
            serve_other(client, op);
        }
        if over || count == out.len() {
            let unsettled = out.get_mut(settled..count).unwrap_or_default();
            let kept = settle(queue, unsettled);
            for message in unsettled.get(..kept).unwrap_or_default() {
                // SAFETY: just made, and nobody else's.
                unsafe { on_consume(client, *message) };
            }
            settled += kept;
            count = settled;
        }
        if over {
            break;
        }
    }
    // Waiting in vain is no error here, though the system call for it says so.
    set_errno(errno_before);
    clear_last_error();
    ssize_t::try_from(count).unwrap_or(ssize_t::MAX)
}

/// Counts `messages` as consumed, but for those that have become stale since they were taken out of `queue`: these are freed.
/// Returns how many are left; they stand first, and NULL behind them.
fn settle(queue: &Arc<Queue>, messages: &mut [*mut rd_kafka_message_t]) -> usize {
    let mut stale = Vec::new();
    queue.undisturbed(|| {
        let mut at = 0;
        // SAFETY: made by the call that asks, and nobody else's yet.
        for run in messages.chunk_by(|one, next| unsafe { came_together(*one, *next) }) {
            let end = at + run.len();
            // SAFETY: as before.
            if !run.last().is_some_and(|last| unsafe { settle_run(*last) }) {
                stale.push(at..end);
            }
            at = end;
        }
    });
    if stale.is_empty() {
        return messages.len();
    }
    let mut kept = 0;
    for at in 0..messages.len() {
        let Some(message) = messages.get_mut(at).map(|place| std::mem::replace(place, ptr::null_mut()))
        else {
            break;
        };
        if stale.iter().any(|range| range.contains(&at)) {
            // SAFETY: as before; it is not used afterwards.
            unsafe { consumed::free(message.cast()) };
        } else if let Some(place) = messages.get_mut(kept) {
            *place = message;
            kept += 1;
        }
    }
    kept
}

/// # Safety
/// Both are live messages.
unsafe fn came_together(one: *const rd_kafka_message_t, next: *const rd_kafka_message_t) -> bool {
    // SAFETY: as promised.
    match unsafe { (&borrow(one).private, &borrow(next).private) } {
        (Private::Consumed(one), Private::Consumed(next)) => one.fetched().came_with(next.fetched()),
        _ => false,
    }
}

/// Settles the messages that came with `last`, up to it; false if they are stale.
///
/// # Safety
/// `last` is a live message.
unsafe fn settle_run(last: *const rd_kafka_message_t) -> bool {
    // SAFETY: as promised.
    let message = unsafe { borrow(last) };
    match &message.private {
        Private::Consumed(consumed) => consumed.fetched().settle(message.public.offset),
        Private::Failed(failed) => !failed.is_stale(),
        _ => true,
    }
}

/// What the memory of a message counts against.
///
/// # Safety
/// `message` was made by the library and lives for `'a`.
unsafe fn account_of<'a>(message: *const rd_kafka_message_t) -> Option<&'a BufferAccount> {
    // SAFETY: as promised.
    match &unsafe { borrow(message) }.private {
        Private::Consumed(consumed) => Some(consumed.fetched().partition().account()),
        _ => None,
    }
}

/// Waits for something to be there and calls `callback` for as much as there is then, until the callback yields or `max`
/// messages (0: any number) were shown. What comes meanwhile is for the next call: this one ends however fast it comes.
fn consume_callbacks(
    client: &Arc<Client>,
    queue: &Arc<Queue>,
    mut deadline: Deadline,
    max: usize,
    callback: ConsumeCb,
    opaque: *mut c_void,
) -> c_int {
    serve::begin();
    let mut served: c_int = 0;
    let mut left = None;
    let mut shown = Shown::default();
    while left != Some(0) {
        if take(queue, deadline, 1, Counted::AtOnce, &|| false, &mut shown).got().is_none() {
            break;
        }
        shown.free_spent();
        left = Some(left.map_or_else(|| queue.len(), |left| left - 1));
        deadline = Deadline::Now;
        if let Some(op) = shown.take_other() {
            if let Some(rest) = serve::serve(client, op) {
                // A callback has yielded: the rest waits for the next poll.
                client.replies.push_front(rest);
            }
        } else {
            let message = shown.message();
            // SAFETY: made by the library, and lives until the next one is taken.
            unsafe { on_consume(client, message) };
            // SAFETY: the application's function, which leaves the message to us.
            unsafe { callback(message, opaque) };
            served = served.saturating_add(1);
        }
        if serve::yielded() || (max > 0 && usize::try_from(served).is_ok_and(|served| served >= max)) {
            break;
        }
    }
    served
}

/// The queue of a partition, or `None` with the last error set.
fn partition_queue(topic: &crate::topic::Topic, partition: i32) -> Option<Arc<Queue>> {
    match not_inherited(&topic.client).and_then(|()| topic.consumer_queue(partition)) {
        Ok(queue) => Some(queue),
        Err(code) => {
            set_last_error(code, errno_of(code));
            None
        }
    }
}

/// The caller's array; an empty one for NULL.
///
/// # Safety
/// `rkmessages` is NULL or has room for `size` pointers, which it need not have yet.
unsafe fn array<'a>(
    rkmessages: *mut *mut rd_kafka_message_t,
    size: size_t,
) -> &'a mut [*mut rd_kafka_message_t] {
    if rkmessages.is_null() {
        return &mut [];
    }
    // SAFETY: the caller's memory for `size` pointers, made NULL before it is read as such.
    unsafe {
        ptr::write_bytes(rkmessages, 0, size);
        std::slice::from_raw_parts_mut(rkmessages, size)
    }
}

/// Takes the next message of a partition started with `rd_kafka_consume_start()`, waiting up to `timeout_ms`. The
/// caller frees it with `rd_kafka_message_destroy()`.
///
/// A message whose `err` is set is not a message but an event: _PARTITION_EOF (with `enable.partition.eof`), or an
/// error with its text in the payload. Returns NULL on timeout (errno ETIMEDOUT) or when the partition was never
/// started (ESRCH).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    timeout_ms: c_int,
) -> *mut rd_kafka_message_t {
    // SAFETY: a live topic handle.
    let topic = unsafe { handle::topic(rkt) };
    let Some(queue) = partition_queue(&topic, partition) else { return ptr::null_mut() };
    consume_one(&topic.client, &queue, timeout_ms)
}

/// Takes up to `rkmessages_size` messages of a partition into the array `rkmessages`, and returns when it is full or
/// `timeout_ms` is over. The caller frees each message. Returns their number, 0 on timeout, or -1 with errno set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_batch(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    timeout_ms: c_int,
    rkmessages: *mut *mut rd_kafka_message_t,
    rkmessages_size: size_t,
) -> ssize_t {
    // SAFETY: a live topic handle and the caller's array.
    let (topic, out) = unsafe { (handle::topic(rkt), array(rkmessages, rkmessages_size)) };
    let Some(queue) = partition_queue(&topic, partition) else { return -1 };
    consume_many(&topic.client, &queue, Deadline::from_timeout_ms(timeout_ms), out)
}

/// Waits up to `timeout_ms` for messages of the partition and calls `consume_cb` with `commit_opaque` for each
/// that is there then. The messages are owned by the library and valid during the callback. `rd_kafka_yield()`
/// ends it early, and so does the topic's `consume.callback.max.messages`. Returns the number of messages, or -1
/// with errno set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_callback(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    timeout_ms: c_int,
    consume_cb: Option<unsafe extern "C" fn(rkmessage: *mut rd_kafka_message_t, commit_opaque: *mut c_void)>,
    commit_opaque: *mut c_void,
) -> c_int {
    // SAFETY: a live topic handle.
    let topic = unsafe { handle::topic(rkt) };
    let Some(queue) = partition_queue(&topic, partition) else { return -1 };
    let Some(callback) = consume_cb else { return legacy_status(Err(ErrorCode::_INVALID_ARG)) };
    let max = usize::try_from(topic.conf.consume_callback_max_messages).unwrap_or(0);
    let deadline = Deadline::from_timeout_ms(timeout_ms);
    consume_callbacks(&topic.client, &queue, deadline, max, callback, commit_opaque)
}

/// As `rd_kafka_consume()`, for a queue that partitions are sent to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_queue(
    rkqu: *mut rd_kafka_queue_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_message_t {
    // SAFETY: a live queue reference.
    let handle = unsafe { QueueHandle::borrow(rkqu) };
    if handle.is_inherited() {
        set_last_error(ErrorCode::_STATE, errno_of(ErrorCode::_STATE));
        return ptr::null_mut();
    }
    let _polling = handle.polling();
    consume_one(&handle.client, &handle.queue, timeout_ms)
}

/// As `rd_kafka_consume_batch()`, for a queue that partitions are sent to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_batch_queue(
    rkqu: *mut rd_kafka_queue_t,
    timeout_ms: c_int,
    rkmessages: *mut *mut rd_kafka_message_t,
    rkmessages_size: size_t,
) -> ssize_t {
    // SAFETY: a live queue reference and the caller's array.
    let (handle, out) = unsafe { (QueueHandle::borrow(rkqu), array(rkmessages, rkmessages_size)) };
    if let Err(code) = not_inherited(&handle.client) {
        return legacy_status(Err(code)) as ssize_t;
    }
    let _polling = handle.polling();
    consume_many(&handle.client, &handle.queue, Deadline::from_timeout_ms(timeout_ms), out)
}

/// As `rd_kafka_consume_callback()`, for a queue that partitions are sent to, and without a limit on messages.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_callback_queue(
    rkqu: *mut rd_kafka_queue_t,
    timeout_ms: c_int,
    consume_cb: Option<unsafe extern "C" fn(rkmessage: *mut rd_kafka_message_t, commit_opaque: *mut c_void)>,
    commit_opaque: *mut c_void,
) -> c_int {
    // SAFETY: a live queue reference.
    let handle = unsafe { QueueHandle::borrow(rkqu) };
    let Some(callback) = consume_cb else { return legacy_status(Err(ErrorCode::_INVALID_ARG)) };
    if let Err(code) = not_inherited(&handle.client) {
        return legacy_status(Err(code));
    }
    let _polling = handle.polling();
    let deadline = Deadline::from_timeout_ms(timeout_ms);
    consume_callbacks(&handle.client, &handle.queue, deadline, 0, callback, commit_opaque)
}

// ---- offsets of partitions

/// Notes that the message at `offset` was processed: `offset` + 1 is what the next automatic commit, or one without
/// explicit offsets, commits. Needs `enable.auto.offset.store` set to false, else the next message taken moves it.
/// Returns NO_ERROR, or _UNKNOWN_PARTITION when the partition was never started.
/// `rd_kafka_offsets_store()` is the better choice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_offset_store(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    offset: i64,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live topic handle.
    let topic = unsafe { handle::topic(rkt) };
    let outcome =
        not_inherited(&topic.client).and_then(|()| consumer::store_offset(&topic, partition, offset));
    outcome.err().unwrap_or(ErrorCode::NO_ERROR)
}

/// Asks the partition's leader for the oldest offset (`*low`) and the next one to be written (`*high`), waiting up to
/// `timeout_ms`. Blocks, so not from a callback. Returns NO_ERROR, or _TIMED_OUT, _UNKNOWN_PARTITION and the like,
/// with the outputs untouched.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_query_watermark_offsets(
    rk: *mut rd_kafka_t,
    topic: *const c_char,
    partition: i32,
    low: *mut i64,
    high: *mut i64,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string.
    let (client, topic) = unsafe { (handle::client(rk), text_or_null(topic)) };
    let Some(topic) = topic.map(|topic| Arc::<str>::from(&*topic)) else { return ErrorCode::_INVALID_ARG };
    if let Err(code) = not_inherited(&client) {
        return code;
    }
    let wanted = [OFFSET_BEGINNING, OFFSET_END]
        .map(|timestamp| OffsetWanted { topic: Arc::clone(&topic), partition, timestamp })
        .to_vec();
    let deadline = Deadline::from_timeout_ms(timeout_ms);
    let answers = consumer::list_offsets(&client, wanted, deadline);
    match answers.as_slice() {
        [Ok(first), Ok(last)] => {
            // SAFETY: the caller's places to write to.
            unsafe {
                low.write(first.offset);
                high.write(last.offset);
            }
            ErrorCode::NO_ERROR
        }
        [Err(code), _] | [_, Err(code)] => unknown_as_local(*code),
        _ => ErrorCode::_FAIL,
    }
}

/// A topic that the cluster does not have counts as a partition that it does not have.
fn unknown_as_local(code: ErrorCode) -> ErrorCode {
    match code {
        ErrorCode::UNKNOWN_TOPIC_OR_PART => ErrorCode::_UNKNOWN_PARTITION,
        other => other,
    }
}

/// The partition's offsets as its last fetch reported them, without asking a broker: RD_KAFKA_OFFSET_INVALID where
/// none is known yet. Only partitions that are being consumed have them. Returns NO_ERROR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_get_watermark_offsets(
    rk: *mut rd_kafka_t,
    topic: *const c_char,
    partition: i32,
    low: *mut i64,
    high: *mut i64,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string.
    let (client, topic) = unsafe { (handle::client(rk), text_or_null(topic)) };
    let Some(topic) = topic else { return ErrorCode::_INVALID_ARG };
    if let Err(code) = not_inherited(&client) {
        return code;
    }
    let watermarks = consumer::get_watermarks(&client, &topic, partition);
    // SAFETY: the caller's places to write to.
    unsafe {
        low.write(watermarks.low);
        high.write(watermarks.high);
    }
    ErrorCode::NO_ERROR
}

/// Finds, for each partition of `offsets`, the first message whose timestamp is not before the one given in the
/// element's `offset` (milliseconds since the epoch), and puts its offset there, or RD_KAFKA_OFFSET_END when there is
/// none. Each element's `err` is set too.
///
/// Waits up to `timeout_ms` for the leaders. Not from a callback. Returns NO_ERROR when at least one partition was
/// answered, else _TIMED_OUT, _INVALID_ARG (empty list), _UNKNOWN_PARTITION, LEADER_NOT_AVAILABLE, or
/// NOT_LEADER_FOR_PARTITION when the leader has just changed: a second call asks the new one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_offsets_for_times(
    rk: *mut rd_kafka_t,
    offsets: *mut rd_kafka_topic_partition_list_t,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a list of the caller's, which nobody else uses meanwhile.
    let (client, mut list) = unsafe { (handle::client(rk), partition_list::from_c(offsets)) };
    if let Err(code) = not_inherited(&client) {
        return code;
    }
    if list.is_empty() {
        return ErrorCode::_INVALID_ARG;
    }
    let wanted = list.iter().map(|element| OffsetWanted {
        topic: Arc::clone(&element.topic),
        partition: element.partition,
        timestamp: element.offset,
    });
    let deadline = Deadline::from_timeout_ms(timeout_ms);
    let answers = consumer::list_offsets(&client, wanted.collect(), deadline);
    let failure = answers.iter().find_map(|answer| answer.as_ref().err().copied());
    let mut result = failure.map_or(ErrorCode::NO_ERROR, unknown_as_local);
    for (element, answer) in list.iter_mut().zip(answers) {
        match answer {
            Ok(listed) => {
                element.offset = listed.offset;
                element.leader_epoch = listed.leader_epoch;
                element.err = ErrorCode::NO_ERROR;
                result = ErrorCode::NO_ERROR;
            }
            Err(code) => element.err = code,
        }
    }
    // SAFETY: as above.
    unsafe { partition_list::copy_results(offsets, &list) };
    result
}
