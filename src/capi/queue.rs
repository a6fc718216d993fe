//! `rd_kafka_queue_t`: queues in the hands of the application.

use std::ptr;
use std::sync::Arc;

use libc::{c_int, c_void, size_t};

use super::event::Event;
use super::handle::{self, client_ptr};
use super::serve;
use super::types::*;
use super::util::bytes_or_empty;
use crate::callback::{Opaque, QueueEventCb};
use crate::client::Client;
use crate::consumer::Waiting;
use crate::error::ErrorCode;
use crate::queue::{Deadline, Popped, Queue, QueueWake};

/// What `rd_kafka_queue_t` points to: a reference to a queue, and to the instance whose callbacks serve it.
pub(crate) struct QueueHandle {
    pub(crate) queue: Arc<Queue>,
    pub(crate) client: Arc<Client>,
    /// Polling it counts for `max.poll.interval.ms`.
    of_consumer: bool,
}

impl QueueHandle {
    /// A new reference for C, which `rd_kafka_queue_destroy` ends.
    pub(crate) fn into_raw(client: &Arc<Client>, queue: Arc<Queue>) -> *mut rd_kafka_queue_t {
        Self::boxed(client, queue, false)
    }

    /// As [`into_raw`](Self::into_raw), for a queue by which a group's consumer takes its messages.
    pub(crate) fn of_consumer(client: &Arc<Client>, queue: Arc<Queue>) -> *mut rd_kafka_queue_t {
        Self::boxed(client, queue, true)
    }

    fn boxed(client: &Arc<Client>, queue: Arc<Queue>, of_consumer: bool) -> *mut rd_kafka_queue_t {
        Box::into_raw(Box::new(QueueHandle { queue, client: Arc::clone(client), of_consumer })).cast()
    }

    /// The application polls the queue until the result is dropped. A poll of a queue that the consumer's is forwarded to, or
    /// the other way round, is one of the consumer's.
    pub(crate) fn polling(&self) -> Option<Waiting<'_>> {
        let of_consumer =
            self.of_consumer || Arc::ptr_eq(&self.queue.target(), &self.client.consumer.queue.target());
        of_consumer.then(|| {
            self.client.tell_of_poll();
            self.client.consumer.polls.wait()
        })
    }

    /// True in a child process: the queue's lock may be held for ever.
    pub(crate) fn is_inherited(&self) -> bool {
        self.client.fork.is_inherited()
    }

    /// # Safety
    /// `rkqu` came from [`QueueHandle::into_raw`] and lives for `'a`.
    pub(crate) unsafe fn borrow<'a>(rkqu: *const rd_kafka_queue_t) -> &'a QueueHandle {
        // SAFETY: as promised.
        unsafe { &*rkqu.cast::<QueueHandle>() }
    }
}

/// Makes a queue that belongs to no one yet: for results of admin operations, for partitions to consume from
/// together, or to forward others to. Free it with `rd_kafka_queue_destroy()` before the instance.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_new(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    QueueHandle::into_raw(&client, Queue::new())
}

/// Gives a queue reference back. A queue of the instance itself lives on; one from `rd_kafka_queue_new()`
/// goes with what it holds once nothing else refers to it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_destroy(rkqu: *mut rd_kafka_queue_t) {
    if !rkqu.is_null() {
        // SAFETY: the caller gives its reference back, for the last time.
        let handle = unsafe { Box::<QueueHandle>::from_raw(rkqu.cast()) };
        if handle.is_inherited() {
            // What is in the queue may lock when it goes.
            std::mem::forget(handle);
        }
    }
}

/// A reference to the queue that `rd_kafka_poll()` serves, for use with `rd_kafka_queue_poll()`. Free it with
/// `rd_kafka_queue_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_get_main(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    QueueHandle::into_raw(&client, Arc::clone(&client.replies))
}

/// A reference to the background queue. With `rd_kafka_conf_set_background_event_cb()` the background thread serves it:
/// what is sent or forwarded there is handled without polling. Without that callback it is a queue as any other, for the
/// application to poll. Free it with `rd_kafka_queue_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_get_background(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    QueueHandle::into_raw(&client, Arc::clone(&client.background))
}

/// Sends everything that is in `src` or comes to it later on to `dst`; NULL ends the forwarding. Both
/// references stay the caller's. A destination must not lead back to its source: such a call is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_forward(src: *mut rd_kafka_queue_t, dst: *mut rd_kafka_queue_t) {
    // SAFETY: live references.
    let src = unsafe { QueueHandle::borrow(src) };
    if src.is_inherited() {
        return;
    }
    // SAFETY: a live reference, if not NULL.
    let dst = (!dst.is_null()).then(|| Arc::clone(&unsafe { QueueHandle::borrow(dst) }.queue));
    src.queue.forward_pinned(dst);
}

/// Sends log lines to `rkqu` as events (with `log.queue` set to true), NULL sends them to the main queue. Lines from
/// before the first call were kept, and come first. The queue reference stays the caller's. Returns NO_ERROR, or
/// _NOT_CONFIGURED when `log.queue` is off.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_set_log_queue(
    rk: *mut rd_kafka_t,
    rkqu: *mut rd_kafka_queue_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if !client.conf.log_queue {
        return ErrorCode::_NOT_CONFIGURED;
    }
    if client.fork.is_inherited() {
        return ErrorCode::_STATE;
    }
    let target = if rkqu.is_null() {
        Arc::clone(&client.replies)
    } else {
        // SAFETY: a live reference.
        Arc::clone(&unsafe { QueueHandle::borrow(rkqu) }.queue)
    };
    client.logs.forward_to(Some(target));
    ErrorCode::NO_ERROR
}

/// The number of entries waiting in the queue, or in the one it is forwarded to. A batch of consumed messages counts
/// as its messages, a batch of delivery reports as one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_length(rkqu: *mut rd_kafka_queue_t) -> size_t {
    // SAFETY: a live reference.
    let handle = unsafe { QueueHandle::borrow(rkqu) };
    if handle.is_inherited() { 0 } else { handle.queue.len() }
}

/// Writes the `size` bytes at `payload` (copied by this call) to `fd` whenever the queue goes from empty to
/// not empty, to wake an application that waits in poll() or an event loop. What is in the queue already is not
/// signalled, and a queue that is forwarded signals nothing: enable it on the destination. The write does not block the
/// library when `fd` is non-blocking. The application then polls the queue until it is empty. `fd` -1 turns
/// it off. It excludes the callback of `rd_kafka_queue_cb_event_enable()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_io_event_enable(
    rkqu: *mut rd_kafka_queue_t,
    fd: c_int,
    payload: *const c_void,
    size: size_t,
) {
    // SAFETY: a live reference, and `size` bytes.
    let (handle, payload) = unsafe { (QueueHandle::borrow(rkqu), bytes_or_empty(payload, size)) };
    if handle.is_inherited() {
        return;
    }
    handle.queue.set_wake((fd >= 0).then(|| QueueWake::Fd { fd, payload: payload.into() }));
}

/// Calls `event_cb` with `qev_opaque` whenever the queue goes from empty to not empty; NULL turns it off. What is in the
/// queue already is not signalled, and a queue that is forwarded signals nothing: enable it on the destination. The
/// callback runs in a thread of the library and must return soon: it may wake the application but call
/// nothing of the library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_cb_event_enable(
    rkqu: *mut rd_kafka_queue_t,
    event_cb: Option<unsafe extern "C" fn(rk: *mut rd_kafka_t, qev_opaque: *mut c_void)>,
    qev_opaque: *mut c_void,
) {
    // SAFETY: a live reference.
    let handle = unsafe { QueueHandle::borrow(rkqu) };
    if handle.is_inherited() {
        return;
    }
    // Without a reference: an instance's queues must not keep it alive.
    let rk = Opaque(client_ptr(&handle.client).cast());
    let wake = event_cb.map(|callback: QueueEventCb| wake_by(callback, rk, Opaque(qev_opaque)));
    handle.queue.set_wake(wake);
}

fn wake_by(callback: QueueEventCb, rk: Opaque, opaque: Opaque) -> QueueWake {
    QueueWake::Callback(Arc::new(move || {
        // SAFETY: the application gave the function for this, and keeps it and its opaque until it disables the signal or
        // the queue is gone. Queues are served no longer than their instance.
        unsafe { callback(rk.as_ptr(), opaque.as_ptr()) };
    }))
}

/// Makes threads that wait in a poll or consume call of this queue return at once, or the next one that
/// would wait. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_yield(rkqu: *mut rd_kafka_queue_t) {
    // SAFETY: a live reference.
    let handle = unsafe { QueueHandle::borrow(rkqu) };
    if !handle.is_inherited() {
        handle.queue.yield_waiters();
    }
}

/// Takes the next event from a queue, waiting up to `timeout_ms` (-1: forever, 0: not at all). The caller
/// frees it with `rd_kafka_event_destroy()`. Everything that has an event type is returned as an event, whether it
/// was enabled and whatever callbacks are set; the callbacks of other things (throttling) run within this call. Returns
/// NULL when nothing came in time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_poll(
    rkqu: *mut rd_kafka_queue_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_event_t {
    // SAFETY: a live reference.
    let handle = unsafe { QueueHandle::borrow(rkqu) };
    if handle.is_inherited() {
        return ptr::null_mut();
    }
    let _polling = handle.polling();
    let deadline = Deadline::from_timeout_ms(timeout_ms);
    serve::begin();
    while let Popped::Got(next) = Event::pop(&handle.queue, deadline) {
        match next {
            Ok(event) => return event.into_raw(),
            Err(op) => drop(serve::serve(&handle.client, op)),
        }
        if serve::yielded() {
            break;
        }
    }
    ptr::null_mut()
}

/// As `rd_kafka_poll()`, for any queue: serves its callbacks, waiting up to `timeout_ms` for the first.
/// Returns the number of events served, a batch of delivery reports being one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_poll_callback(
    rkqu: *mut rd_kafka_queue_t,
    timeout_ms: c_int,
) -> c_int {
    // SAFETY: a live reference.
    let handle = unsafe { QueueHandle::borrow(rkqu) };
    let _polling = handle.polling();
    poll(&handle.client, &handle.queue, timeout_ms)
}

/// Serves the instance's callbacks: delivery reports, errors, statistics, throttling, logs (with
/// `log.queue`), commits, rebalances of a group consumer, token refreshes. Waits up to `timeout_ms` for the
/// first (-1: forever, 0: not at all), and serves all that is there then.
///
/// Callbacks run in the calling thread. A producer must call it regularly, for messages only leave the queue
/// once their delivery report was served. Group consumers use `rd_kafka_consumer_poll()` instead. Returns the
/// number of events served, a batch of delivery reports being one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_poll(rk: *mut rd_kafka_t, timeout_ms: c_int) -> c_int {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    poll(&client, &client.replies, timeout_ms)
}

fn poll(client: &Arc<Client>, queue: &Arc<Queue>, timeout_ms: c_int) -> c_int {
    if client.fork.is_inherited() {
        return 0;
    }
    serve::serve_callbacks(client, queue, Deadline::from_timeout_ms(timeout_ms))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use super::super::event::*;
    use super::super::testing::{Producer, text};
    use super::*;

    /// A reference that is given back when dropped.
    struct Owned(*mut rd_kafka_queue_t);

    impl Drop for Owned {
        fn drop(&mut self) {
            // SAFETY: for the only time.
            unsafe { rd_kafka_queue_destroy(self.0) };
        }
    }

    fn main_queue(producer: &Producer) -> Owned {
        // SAFETY: a live handle.
        Owned(unsafe { rd_kafka_queue_get_main(producer.rk) })
    }

    fn new_queue(producer: &Producer) -> Owned {
        // SAFETY: a live handle.
        Owned(unsafe { rd_kafka_queue_new(producer.rk) })
    }

    const EVENT_DR: i32 = 0x1;

    #[test]
    fn a_report_event_gives_its_messages_once() {
        let producer = Producer::new(|conf| conf.enabled_events = EVENT_DR);
        let queue = main_queue(&producer);
        producer.report(5);
        // SAFETY: live references, and an array of the size given.
        unsafe {
            let event = rd_kafka_queue_poll(queue.0, 1000);
            assert_eq!(
                (rd_kafka_event_type(event), text(rd_kafka_event_name(event))),
                (1, "DeliveryReport".into())
            );
            assert_eq!(rd_kafka_event_error(event), ErrorCode::_PURGE_QUEUE);
            assert_eq!(text(rd_kafka_event_error_string(event)), ErrorCode::_PURGE_QUEUE.to_string());
            assert_eq!(rd_kafka_event_message_count(event), 5);
            let first = rd_kafka_event_message_next(event);
            let mut others = [ptr::null(); 3];
            assert_eq!(rd_kafka_event_message_array(event, others.as_mut_ptr(), 3), 3);
            assert_eq!(rd_kafka_event_message_count(event), 1);
            let last = rd_kafka_event_message_next(event);
            let opaques = [first, others[0], others[2], last].map(|message| (*message)._private as usize);
            assert_eq!(opaques, [1, 2, 4, 5]);
            assert!(rd_kafka_event_message_next(event).is_null());
            assert_eq!(rd_kafka_event_message_count(event), 0);
            // The event holds the messages' place until it goes.
            assert_eq!(producer.client().outq_len(), 5);
            rd_kafka_event_destroy(event);
            assert_eq!(producer.client().outq_len(), 0);
            assert!(rd_kafka_queue_poll(queue.0, 0).is_null());
        }
    }

    #[test]
    fn a_forwarded_queue_is_empty_and_polled_through() {
        let producer = Producer::new(|conf| conf.enabled_events = EVENT_DR);
        let (queue, own) = (main_queue(&producer), new_queue(&producer));
        producer.report(1);
        // SAFETY: live references.
        unsafe {
            rd_kafka_queue_forward(queue.0, own.0);
            rd_kafka_queue_forward(own.0, queue.0);
            assert_eq!((rd_kafka_queue_length(own.0), rd_kafka_queue_length(queue.0)), (1, 1));
            rd_kafka_event_destroy(rd_kafka_queue_poll(queue.0, 0));
            assert_eq!(rd_kafka_queue_length(own.0), 0);
            rd_kafka_queue_forward(queue.0, ptr::null_mut());
            producer.report(1);
            assert_eq!((rd_kafka_queue_length(own.0), rd_kafka_queue_length(queue.0)), (0, 1));
        }
    }

    unsafe extern "C" fn count(_: *mut rd_kafka_t, opaque: *mut c_void) {
        // SAFETY: the counter that the tests pass, which outlives their instances.
        unsafe { &*opaque.cast::<AtomicUsize>() }.fetch_add(1, Ordering::SeqCst);
    }

    #[test]
    fn a_queue_signals_when_it_is_no_longer_empty() {
        let signals = AtomicUsize::new(0);
        let producer = Producer::new(|conf| conf.enabled_events = EVENT_DR);
        let (queue, own) = (main_queue(&producer), new_queue(&producer));
        let mut told = Vec::new();
        let mut tell = || told.push(signals.load(Ordering::SeqCst));
        producer.report(1);
        // SAFETY: live references; the counter lives.
        unsafe {
            rd_kafka_queue_cb_event_enable(queue.0, Some(count), ptr::from_ref(&signals).cast_mut().cast());
            tell(); // What is there already is not signalled,
            producer.report(1);
            tell(); // nor is more of it.
            for _ in 0..2 {
                rd_kafka_event_destroy(rd_kafka_queue_poll(queue.0, 0));
            }
            producer.report(1);
            tell(); // Empty before.
            rd_kafka_queue_yield(queue.0);
            tell(); // It was told of what is there.
            rd_kafka_event_destroy(rd_kafka_queue_poll(queue.0, 0));
            rd_kafka_queue_yield(queue.0);
            tell();
            rd_kafka_queue_forward(queue.0, own.0);
            producer.report(1);
            tell(); // Forwarded: the other one's matter.
        }
        assert_eq!(told, [0, 0, 1, 1, 2, 2]);
    }

    #[test]
    fn a_yield_that_nobody_waits_for_is_kept_for_the_next() {
        let producer = Producer::new(|_| ());
        let own = new_queue(&producer);
        // SAFETY: live references.
        unsafe {
            rd_kafka_queue_yield(own.0);
            let begun = Instant::now();
            assert!(rd_kafka_queue_poll(own.0, 60_000).is_null());
            assert_eq!(rd_kafka_queue_poll_callback(own.0, 30), 0);
            assert!(begun.elapsed() >= Duration::from_millis(30));
        }
    }

    struct Background {
        reports: AtomicUsize,
        threads: parking_lot::Mutex<Vec<String>>,
    }

    unsafe extern "C" fn on_background(
        _: *mut rd_kafka_t,
        event: *mut rd_kafka_event_t,
        opaque: *mut c_void,
    ) {
        // SAFETY: what the test passes, and an event that is this function's to destroy.
        unsafe {
            let seen = &*opaque.cast::<Background>();
            seen.threads.lock().push(std::thread::current().name().unwrap_or_default().to_owned());
            let count = rd_kafka_event_message_count(event);
            rd_kafka_event_destroy(event);
            seen.reports.fetch_add(count, Ordering::SeqCst);
        }
    }

    #[test]
    fn the_background_thread_gets_events() {
        let seen = Background { reports: AtomicUsize::new(0), threads: Default::default() };
        let producer = Producer::new(|conf| {
            conf.callbacks.background_event = Some(on_background);
            conf.enabled_events = EVENT_DR;
            conf.opaque = Opaque(ptr::from_ref(&seen).cast_mut().cast());
        });
        // SAFETY: a live handle.
        let background = Owned(unsafe { rd_kafka_queue_get_background(producer.rk) });
        let queue = main_queue(&producer);
        // SAFETY: live references.
        unsafe { rd_kafka_queue_forward(queue.0, background.0) };
        producer.report(2);
        let begun = Instant::now();
        while seen.reports.load(Ordering::SeqCst) < 2 && begun.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(seen.reports.load(Ordering::SeqCst), 2);
        assert_eq!(*seen.threads.lock(), ["rdk:bg"]);
    }
}
