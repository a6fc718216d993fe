//! Serving a queue with the application's callbacks: what `rd_kafka_poll` does.
//!
//! Callbacks run on the thread that polls, with no lock of ours held: the ops that are there when the poll begins are
//! taken out of the queue at once, and served one after the other. What comes meanwhile is for the next poll.

use std::cell::Cell;
use std::ptr;
use std::sync::Arc;

use libc::c_int;

use super::delivered;
use super::handle::client_ptr;
use super::log::call_log;
use super::message::CMessage;
use super::partition_list;
use super::types::{rd_kafka_message_t, rd_kafka_t};
use super::util::{c_string, malloc_string};
use crate::callback::{DrCb, DrMsgCb};
use crate::client::Client;
use crate::error::ErrorCode;
use crate::group::Rebalance;
use crate::log::Level;
use crate::producer::DeliveryReport;
use crate::queue::{CommitReport, Deadline, ErrorReport, Op, Ops, Popped, Queue, Throttle};

/// While a batch's reports are served, room in the producer's queue is given back each time so many messages were: a
/// callback may want to produce.
const SETTLE_EVERY: usize = 32;

thread_local!(
    /// The application has called `rd_kafka_yield` since this thread began to serve.
    static YIELDED: Cell<bool> = const { Cell::new(false) }
);

/// Called from within a callback, makes the poll call that runs it return after that callback, even if more
/// is waiting: what was not served yet stays for the next one. Outside of callbacks it does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_yield(rk: *mut rd_kafka_t) {
    // The instance does not matter: the thread runs one poll at a time, or they are nested.
    let _ = rk;
    YIELDED.set(true);
}

/// True if the callback that just returned wants its poll to end.
pub(crate) fn yielded() -> bool {
    YIELDED.get()
}

/// A poll begins: an older yield is not meant for it.
pub(crate) fn begin() {
    YIELDED.set(false);
}

/// Waits until `deadline` for `queue` to have something, and serves what it has then by callbacks. Consumed messages stay
/// where they are. Returns how many ops that were, a batch of delivery reports being one.
pub(crate) fn serve_callbacks(client: &Arc<Client>, queue: &Arc<Queue>, deadline: Deadline) -> c_int {
    let Popped::Got(mut ops) = queue.pop_with(deadline, &mut Ops::take_events) else {
        return 0;
    };
    begin();
    let mut served: c_int = 0;
    while let Some(op) = ops.pop_front() {
        let rest = serve(client, op);
        served = served.saturating_add(1);
        if yielded() {
            put_back(queue, ops, rest);
            break;
        }
    }
    served
}

/// The poll ends early: the others come next time, first of all what is left of the op under way.
fn put_back(queue: &Queue, mut ops: Ops, rest: Option<Op>) {
    if let Some(op) = rest {
        ops.push_front(op);
    }
    queue.put_back(ops);
}

/// Serves `op` by the callback for its kind; without one, errors are logged and everything else is dropped. Returns what
/// is left of it when the application yields.
pub(crate) fn serve(client: &Arc<Client>, op: Op) -> Option<Op> {
    match op {
        Op::Delivery(report) => return serve_delivery(client, report).map(Op::Delivery),
        Op::Error(report) => serve_error(client, &report),
        Op::Throttle(throttle) => serve_throttle(client, &throttle),
        Op::Stats(text) => serve_stats(client, &text.json),
        Op::OffsetCommit(report) => serve_commit(client, &report),
        Op::Log(line) => {
            let callback = *client.application_log.lock();
            call_log(callback, client_ptr(client), line.level, &line.facility, &line.text);
        }
        Op::Rebalance(rebalance) => serve_rebalance(client, &rebalance),
        // Only the consume calls, or who takes events, can do something with these.
        Op::Fetched(_) | Op::ConsumerError(_) | Op::Admin(_) => {}
    }
    None
}

/// Reports the messages of a batch one by one.
fn serve_delivery(client: &Arc<Client>, report: Box<DeliveryReport>) -> Option<Box<DeliveryReport>> {
    let callbacks = &client.conf.callbacks;
    match (callbacks.dr_msg, callbacks.dr) {
        (Some(callback), _) => serve_each(report, |message| call_dr_msg(client, callback, message)),
        (None, Some(callback)) => serve_each(report, |message| call_dr(client, callback, &message.public)),
        (None, None) => None,
    }
}

/// Calls `serve_one` with each message until the application yields; returns the report if messages are left.
#[inline]
fn serve_each(report: Box<DeliveryReport>, serve_one: impl Fn(&mut CMessage)) -> Option<Box<DeliveryReport>> {
    // Where the flag is does not change while this thread is here.
    YIELDED.with(|yielded| serve_messages(&report, serve_one, yielded));
    report.settle();
    (report.remaining() > 0).then_some(report)
}

/// One message, made once, turns from each of the batch's messages to the next.
#[inline]
fn serve_messages(report: &DeliveryReport, serve_one: impl Fn(&mut CMessage), yielded: &Cell<bool>) {
    let Some(mut index) = report.next_index() else { return };
    // SAFETY: the report outlives the message; what changes of it are cells that messages do not look at.
    let mut message = unsafe { delivered::message(report, index) };
    loop {
        serve_one(&mut message);
        if yielded.get() {
            return;
        }
        if (index + 1) % SETTLE_EVERY == 0 {
            report.settle();
        }
        let Some(next) = report.next_index() else { return };
        index = next;
        delivered::turn_to(&mut message, report, index);
    }
}

#[inline(always)]
fn call_dr_msg(client: &Arc<Client>, callback: DrMsgCb, message: &mut CMessage) {
    // SAFETY: the application gave the function for this; message and opaque are what its documentation says.
    unsafe { callback(client_ptr(client), message.as_mut_ptr(), client.conf.opaque.0) };
}

#[inline(always)]
fn call_dr(client: &Arc<Client>, callback: DrCb, message: &rd_kafka_message_t) {
    // SAFETY: as for `call_dr_msg`.
    unsafe {
        callback(
            client_ptr(client),
            message.payload,
            message.len,
            message.err,
            client.conf.opaque.0,
            message._private,
        );
    }
}

fn serve_error(client: &Arc<Client>, report: &ErrorReport) {
    let (code, reason) = if report.fatal {
        (ErrorCode::_FATAL, format!("Fatal error: {}: {}", report.code, report.reason))
    } else {
        (report.code, report.reason.clone())
    };
    let Some(callback) = client.conf.callbacks.error else {
        crate::log!(client.log, Level::Error, "ERROR", "{}: {reason}", client.name);
        return;
    };
    let reason = c_string(&reason);
    // SAFETY: the application gave the function for this; the text lives for the call.
    unsafe { callback(client_ptr(client), code.0, reason.as_ptr(), client.conf.opaque.0) };
}

fn serve_rebalance(client: &Arc<Client>, rebalance: &Rebalance) {
    let Some(callback) = client.conf.callbacks.rebalance else { return rebalance.follow() };
    if !rebalance.take() {
        return;
    }
    let partitions = partition_list::to_c(&rebalance.partitions);
    // SAFETY: the application gave the function for this; the list lives for the call.
    unsafe { callback(client_ptr(client), rebalance.change.code(), partitions, client.conf.opaque.0) };
    // SAFETY: made above.
    unsafe { partition_list::rd_kafka_topic_partition_list_destroy(partitions) };
    rebalance.served();
}

fn serve_throttle(client: &Arc<Client>, throttle: &Throttle) {
    let Some(callback) = client.conf.callbacks.throttle else { return };
    let name = c_string(&throttle.broker_name);
    // SAFETY: the application gave the function for this; the name lives for the call.
    unsafe {
        callback(
            client_ptr(client),
            name.as_ptr(),
            throttle.broker_id,
            throttle.throttle_ms,
            client.conf.opaque.0,
        );
    }
}

fn serve_stats(client: &Arc<Client>, json: &str) {
    let Some(callback) = client.conf.callbacks.stats else { return };
    let text = malloc_string(json.as_bytes());
    // SAFETY: the application gave the function for this. The text is zero-terminated; the length does not count that.
    let kept = unsafe { callback(client_ptr(client), text, json.len(), client.conf.opaque.0) };
    if kept == 0 {
        // SAFETY: malloc'ed above, and the application did not keep it.
        unsafe { libc::free(text.cast()) };
    }
}

fn serve_commit(client: &Arc<Client>, report: &CommitReport) {
    let (callback, opaque) = match &report.callback {
        Some((callback, opaque)) => (*callback, *opaque),
        None => (client.conf.callbacks.offset_commit, client.conf.opaque),
    };
    let Some(callback) = callback else { return };
    // Without a partition there is no list.
    let offsets =
        if report.offsets.is_empty() { ptr::null_mut() } else { partition_list::to_c(&report.offsets) };
    // SAFETY: the application gave the function for this; the list lives for the call, and is freed after it.
    unsafe {
        callback(client_ptr(client), report.code, offsets, opaque.0);
        partition_list::rd_kafka_topic_partition_list_destroy(offsets);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use libc::{c_char, c_void, size_t};

    use super::super::message::*;
    use super::super::queue::rd_kafka_poll;
    use super::super::testing::{Producer, text};
    use super::super::types::*;
    use super::*;
    use crate::callback::Opaque;
    use crate::stats::text_of;

    /// What callbacks have seen: the opaque of the tests' instances.
    #[derive(Default)]
    struct Seen {
        lines: Mutex<Vec<String>>,
        yields: bool,
    }

    impl Seen {
        fn opaque(&self) -> Opaque {
            Opaque(std::ptr::from_ref(self).cast_mut().cast())
        }

        fn take(&self) -> Vec<String> {
            std::mem::take(&mut *self.lines.lock().unwrap())
        }
    }

    fn note(rk: *mut rd_kafka_t, opaque: *mut c_void, line: String) {
        // SAFETY: the opaque that the tests set, which outlives their instances.
        let seen = unsafe { &*opaque.cast::<Seen>() };
        seen.lines.lock().unwrap().push(line);
        if seen.yields {
            // SAFETY: takes any handle.
            unsafe { rd_kafka_yield(rk) };
        }
    }

    unsafe extern "C" fn on_report(
        rk: *mut rd_kafka_t,
        message: *const rd_kafka_message_t,
        opaque: *mut c_void,
    ) {
        let mut kind = rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_CREATE_TIME;
        let mut headers = std::ptr::null_mut();
        // SAFETY: the message lives for the call; so do its strings.
        unsafe {
            let public = &*message;
            let value = std::slice::from_raw_parts(public.payload.cast::<u8>(), public.len);
            let key = std::slice::from_raw_parts(public.key.cast::<u8>(), public.key_len);
            assert_eq!((value, key, public.offset), (&b"value"[..], &b"key"[..], -1001));
            assert_eq!((rd_kafka_message_timestamp(message, &mut kind), kind.0), (-1, 0));
            assert!(rd_kafka_message_latency(message) >= 0);
            assert_eq!(rd_kafka_message_broker_id(message), -1);
            assert_eq!(rd_kafka_message_status(message).0, 0);
            assert_eq!(rd_kafka_message_headers(message, &mut headers), ErrorCode::_NOENT);
            assert_eq!(text(rd_kafka_message_errstr(message)), public.err.to_string());
            note(rk, opaque, format!("{:?} {}", public.err, public._private as usize));
        }
    }

    unsafe extern "C" fn on_report_of_old(
        rk: *mut rd_kafka_t,
        payload: *mut c_void,
        len: size_t,
        err: rd_kafka_resp_err_t,
        opaque: *mut c_void,
        message_opaque: *mut c_void,
    ) {
        // SAFETY: as the interface says.
        let value = unsafe { std::slice::from_raw_parts(payload.cast::<u8>(), len) };
        assert_eq!(value, b"value");
        note(rk, opaque, format!("old {err:?} {}", message_opaque as usize));
    }

    #[test]
    fn reports_come_message_by_message_and_count_as_one() {
        let seen = Seen::default();
        let producer = Producer::new(|conf| {
            conf.callbacks.dr_msg = Some(on_report);
            conf.callbacks.dr = Some(on_report_of_old);
            conf.opaque = seen.opaque();
        });
        producer.report(3);
        producer.report_from(c"other", 1);
        let client = producer.client();
        assert_eq!((client.outq_len(), client.replies.len()), (6, 2));
        // SAFETY: a live handle.
        unsafe { assert_eq!((rd_kafka_poll(producer.rk, 1000), rd_kafka_poll(producer.rk, 0)), (2, 0)) };
        assert_eq!(seen.take(), ["_PURGE_QUEUE 1", "_PURGE_QUEUE 2", "_PURGE_QUEUE 3", "_PURGE_QUEUE 1"]);
        assert_eq!(client.outq_len(), 0);
    }

    #[test]
    fn the_old_callback_serves_alone() {
        let seen = Seen::default();
        let producer = Producer::new(|conf| {
            conf.callbacks.dr = Some(on_report_of_old);
            conf.opaque = seen.opaque();
        });
        producer.report(2);
        // SAFETY: a live handle.
        assert_eq!(unsafe { rd_kafka_poll(producer.rk, 1000) }, 1);
        assert_eq!(seen.take(), ["old _PURGE_QUEUE 1", "old _PURGE_QUEUE 2"]);
    }

    #[test]
    fn a_yield_ends_the_poll_and_loses_nothing() {
        let seen = Seen { yields: true, ..Seen::default() };
        let producer = Producer::new(|conf| {
            conf.callbacks.dr_msg = Some(on_report);
            conf.opaque = seen.opaque();
        });
        producer.report(2);
        producer.report_from(c"other", 1);
        let client = producer.client();
        // A yield from outside of any callback is for nobody.
        // SAFETY: takes any handle.
        unsafe { rd_kafka_yield(producer.rk) };
        let mut left = Vec::new();
        for _ in 0..4 {
            // SAFETY: a live handle.
            let served = unsafe { rd_kafka_poll(producer.rk, 0) };
            left.push((served, seen.take().len(), client.outq_len()));
        }
        assert_eq!(left, [(1, 1, 4), (1, 1, 2), (1, 1, 0), (0, 0, 0)]);
    }

    #[test]
    fn what_nobody_wants_is_dropped() {
        let producer = Producer::new(|conf| conf.enabled_events = 0x1);
        producer.report(3);
        let client = producer.client();
        client.replies.push(Op::Stats(text_of("{}")));
        // SAFETY: a live handle.
        assert_eq!(unsafe { rd_kafka_poll(producer.rk, 0) }, 2);
        assert_eq!(client.outq_len(), 0);
    }

    unsafe extern "C" fn on_error(
        rk: *mut rd_kafka_t,
        err: c_int,
        reason: *const c_char,
        opaque: *mut c_void,
    ) {
        note(rk, opaque, format!("{:?} {}", ErrorCode(err), text(reason)));
    }

    unsafe extern "C" fn on_throttle(
        rk: *mut rd_kafka_t,
        broker: *const c_char,
        id: i32,
        ms: c_int,
        opaque: *mut c_void,
    ) {
        note(rk, opaque, format!("{} {id} {ms}", text(broker)));
    }

    unsafe extern "C" fn on_stats(
        rk: *mut rd_kafka_t,
        json: *mut c_char,
        len: size_t,
        opaque: *mut c_void,
    ) -> c_int {
        note(rk, opaque, format!("{} {len}", text(json)));
        if len == 2 {
            return 0;
        }
        // SAFETY: kept, and so the application's to free.
        unsafe { libc::free(json.cast()) };
        1
    }

    #[test]
    fn errors_throttles_and_statistics_reach_their_callbacks() {
        let seen = Seen::default();
        let producer = Producer::new(|conf| {
            conf.callbacks.error = Some(on_error);
            conf.callbacks.throttle = Some(on_throttle);
            conf.callbacks.stats = Some(on_stats);
            conf.opaque = seen.opaque();
        });
        let client = producer.client();
        client.raise_error(ErrorCode::_TRANSPORT, "broken".into());
        client.set_fatal(ErrorCode::_FAIL, "dead".into());
        let throttle = Throttle { broker_name: "b:1/1".into(), broker_id: 1, throttle_ms: 7 };
        client.replies.push(Op::Throttle(Box::new(throttle)));
        client.replies.push(Op::Stats(text_of("{}")));
        client.replies.push(Op::Stats(text_of("{ }")));
        // SAFETY: a live handle.
        assert_eq!(unsafe { rd_kafka_poll(producer.rk, 0) }, 5);
        let fatal = format!("_FATAL Fatal error: {}: dead", ErrorCode::_FAIL);
        assert_eq!(seen.take(), ["_TRANSPORT broken", &fatal, "b:1/1 1 7", "{} 2", "{ } 3"]);
    }
}
