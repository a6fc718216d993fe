//! `rd_kafka_event_t`: ops in the hands of an application that polls queues instead of having its callbacks run.

use std::ffi::CString;
use std::ptr;
use std::sync::Arc;

use libc::{c_char, c_int, c_void, size_t};

use super::admin::AdminEvent;
use super::error::rd_kafka_err2str;
use super::message::CMessage;
use super::types::*;
use super::util::{c_string, write_errstr};
use super::{consumed, delivered, handle, partition_list};
use crate::callback::interceptor::on_consume;
use crate::client::event_bit;
use crate::consumer::{ConsumerError, Counted, NextMessage, Sink, Subject, take};
use crate::error::ErrorCode;
use crate::group::Rebalance;
use crate::log::Debug;
use crate::producer::DeliveryReport;
use crate::queue::{CommitReport, Deadline, Op, OpKind, Popped, Queue};
use crate::topic::partition_list::TopicPartition;

/// What `rd_kafka_event_t` points to.
pub(crate) enum Event {
    Delivery(DeliveryEvent),
    Fetch(FetchEvent),
    /// An error, or the end, of one partition.
    Consumer {
        error: Box<ConsumerError>,
        reason: CString,
    },
    Error {
        code: ErrorCode,
        reason: CString,
        fatal: bool,
    },
    Stats(CString),
    /// A commit's outcome.
    OffsetCommit(CommitEvent),
    Rebalance(RebalanceEvent),
    /// An admin operation's result.
    Admin(AdminEvent),
    Log {
        level: c_int,
        contexts: Debug,
        facility: CString,
        text: CString,
    },
}

/// The partitions are C's to look at, and the event's to free.
pub(crate) struct CommitEvent {
    report: Box<CommitReport>,
    offsets: *mut rd_kafka_topic_partition_list_t,
}

impl CommitEvent {
    fn new(report: Box<CommitReport>) -> Self {
        let offsets = partition_list::to_c(&report.offsets);
        CommitEvent { report, offsets }
    }
}

impl Drop for CommitEvent {
    fn drop(&mut self) {
        // SAFETY: made above, for this event.
        unsafe { partition_list::rd_kafka_topic_partition_list_destroy(self.offsets) };
    }
}

/// The application answers it with one of the assign functions, while it has it or later.
pub(crate) struct RebalanceEvent {
    rebalance: Box<Rebalance>,
    partitions: *mut rd_kafka_topic_partition_list_t,
}

impl RebalanceEvent {
    fn new(rebalance: Box<Rebalance>) -> Self {
        let partitions = partition_list::to_c(&rebalance.partitions);
        RebalanceEvent { rebalance, partitions }
    }
}

impl Drop for RebalanceEvent {
    fn drop(&mut self) {
        // SAFETY: made above, for this event.
        unsafe { partition_list::rd_kafka_topic_partition_list_destroy(self.partitions) };
        self.rebalance.served();
    }
}

/// One consumed message: programs take no more than one from each such event.
pub(crate) struct FetchEvent {
    message: *mut rd_kafka_message_t,
    taken: bool,
}

/// The next event of a consumer's, or an op that may be another one.
struct TakenEvent(Option<Result<Box<Event>, Op>>);

impl Sink for TakenEvent {
    fn message(&mut self, next: NextMessage<'_>) {
        let message = consumed::message(&next);
        self.0 = Some(Ok(Box::new(Event::Fetch(FetchEvent { message, taken: false }))));
    }

    fn error(&mut self, error: Box<ConsumerError>) {
        let reason = c_string(&error.text);
        self.0 = Some(Ok(Box::new(Event::Consumer { error, reason })));
    }

    fn other(&mut self, op: Op) {
        self.0 = Some(Err(op));
    }
}

impl Drop for FetchEvent {
    fn drop(&mut self) {
        // SAFETY: made by `consumed::message` for this event, which alone owns it.
        unsafe { consumed::free(self.message.cast()) };
    }
}

/// The messages of a batch whose fate is known.
pub(crate) struct DeliveryEvent {
    /// All messages, made when the first one is asked for: each stays where it is as long as the event. They refer to
    /// `report`, which is not changed any more.
    messages: Vec<CMessage>,
    /// How many of them were taken.
    taken: usize,
    /// Holds the messages' place in the producer's queue as long as the event.
    report: Box<DeliveryReport>,
}

impl Event {
    /// `op` as an event, or the op itself if it is of no kind that has events.
    pub(crate) fn from_op(op: Op) -> Result<Box<Event>, Op> {
        let event = match op {
            Op::Delivery(report) => Event::Delivery(DeliveryEvent { messages: Vec::new(), taken: 0, report }),
            Op::Error(report) => {
                Event::Error { code: report.code, reason: c_string(&report.reason), fatal: report.fatal }
            }
            Op::Stats(text) => Event::Stats(c_string(&text.json)),
            Op::OffsetCommit(report) => Event::OffsetCommit(CommitEvent::new(report)),
            Op::Log(line) => Event::Log {
                level: line.level,
                contexts: line.contexts,
                facility: c_string(&line.facility),
                text: c_string(&line.text),
            },
            Op::Rebalance(rebalance) if rebalance.take() => Event::Rebalance(RebalanceEvent::new(rebalance)),
            Op::Admin(result) => Event::Admin(AdminEvent::new(*result)),
            // One that was withdrawn is nothing to anybody. Batches of messages are taken apart by `pop`, and throttling has no event.
            other @ (Op::Rebalance(_) | Op::Throttle(_) | Op::Fetched(_) | Op::ConsumerError(_)) => {
                return Err(other);
            }
        };
        Ok(Box::new(event))
    }

    /// Takes the next event out of `queue`, waiting until `deadline`. An op of a kind that has no events comes out as it
    /// is.
    pub(crate) fn pop(queue: &Arc<Queue>, deadline: Deadline) -> Popped<Result<Box<Event>, Op>> {
        let mut taken = TakenEvent(None);
        match take(queue, deadline, 1, Counted::AtOnce, &|| false, &mut taken) {
            Popped::TimedOut => return Popped::TimedOut,
            Popped::Yielded => return Popped::Yielded,
            Popped::Got(_) => {}
        }
        match taken.0 {
            Some(Ok(event)) => Popped::Got(Ok(event)),
            Some(Err(op)) => Popped::Got(Event::from_op(op)),
            None => Popped::TimedOut,
        }
    }

    pub(crate) fn into_raw(self: Box<Self>) -> *mut rd_kafka_event_t {
        Box::into_raw(self).cast()
    }

    fn kind(&self) -> OpKind {
        match self {
            Event::Delivery(_) => OpKind::Delivery,
            Event::Fetch(_) => OpKind::Fetch,
            Event::Consumer { .. } | Event::Error { .. } => OpKind::Error,
            Event::Stats(_) => OpKind::Stats,
            Event::OffsetCommit(_) => OpKind::OffsetCommit,
            Event::Rebalance(_) => OpKind::Rebalance,
            Event::Admin(event) => OpKind::Admin(event.operation()),
            Event::Log { .. } => OpKind::Log,
        }
    }

    fn error(&self) -> ErrorCode {
        match self {
            Event::Delivery(delivery) => delivery.report.report.err,
            Event::Error { code, .. } => *code,
            Event::Consumer { error, .. } => error.code,
            Event::OffsetCommit(commit) => commit.report.code,
            Event::Rebalance(event) => event.rebalance.change.code(),
            Event::Admin(event) => event.error(),
            Event::Fetch(_) | Event::Stats(_) | Event::Log { .. } => ErrorCode::NO_ERROR,
        }
    }
}

impl DeliveryEvent {
    /// The messages that were not taken yet, to take them one after the other.
    fn left(&mut self) -> &[CMessage] {
        if self.messages.is_empty() {
            let mut messages = Vec::with_capacity(self.report.remaining());
            while let Some(index) = self.report.next_index() {
                // SAFETY: the report is boxed, and nothing but its count of messages to come changes, a cell that messages
                // do not look at.
                messages.push(unsafe { delivered::message(&self.report, index) });
            }
            self.messages = messages;
        }
        &self.messages[self.taken..]
    }

    fn count(&self) -> usize {
        if self.messages.is_empty() { self.report.remaining() } else { self.messages.len() - self.taken }
    }
}

/// # Safety
/// `rkev` is NULL, or came from [`Event::into_raw`] and lives for `'a`.
pub(super) unsafe fn borrow<'a>(rkev: *const rd_kafka_event_t) -> Option<&'a Event> {
    // SAFETY: as promised, it points to an event if not NULL.
    unsafe { rkev.cast::<Event>().as_ref() }
}

/// The event's type, one of RD_KAFKA_EVENT_*; NONE for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_type(rkev: *const rd_kafka_event_t) -> rd_kafka_event_type_t {
    // SAFETY: a live event or NULL.
    unsafe { borrow(rkev) }.map_or(0, |event| event_bit(event.kind()))
}

/// The name of the event's type, such as "DeliveryReport"; "(NONE)" for NULL. Static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_name(rkev: *const rd_kafka_event_t) -> *const c_char {
    // SAFETY: a live event or NULL.
    let name = match unsafe { borrow(rkev) } {
        None => c"(NONE)",
        Some(Event::Delivery(_)) => c"DeliveryReport",
        Some(Event::Fetch(_)) => c"Fetch",
        Some(Event::Consumer { .. } | Event::Error { .. }) => c"Error",
        Some(Event::Stats(_)) => c"Stats",
        Some(Event::OffsetCommit(_)) => c"OffsetCommit",
        Some(Event::Rebalance(_)) => c"Rebalance",
        Some(Event::Admin(event)) => event.name(),
        Some(Event::Log { .. }) => c"Log",
    };
    name.as_ptr()
}

/// Frees an event with the messages and other values in it. The messages of a DR event leave the producer's queue with
/// it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_destroy(rkev: *mut rd_kafka_event_t) {
    if !rkev.is_null() {
        // SAFETY: the caller gives back what into_raw() made, for the last time.
        drop(unsafe { Box::<Event>::from_raw(rkev.cast()) });
    }
}

/// Takes the next message out of a FETCH or DR event; call it until NULL. Messages are owned by the event and
/// valid as long as that.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_message_next(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_message_t {
    let mut message = ptr::null();
    // SAFETY: passed on, with room for one.
    unsafe { rd_kafka_event_message_array(rkev, &mut message, 1) };
    message
}

/// Takes up to `size` messages out of a FETCH or DR event into the array `rkmessages`. They are owned by the
/// event. Returns their number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_message_array(
    rkev: *mut rd_kafka_event_t,
    rkmessages: *mut *const rd_kafka_message_t,
    size: size_t,
) -> size_t {
    // SAFETY: a live event or NULL, which only one thread uses at a time.
    match unsafe { rkev.cast::<Event>().as_mut() } {
        Some(Event::Delivery(delivery)) => {
            let mut count = 0;
            for message in delivery.left().iter().take(size) {
                // SAFETY: the caller's array has room for `size` messages.
                unsafe { rkmessages.add(count).write(message.as_ptr()) };
                count += 1;
            }
            delivery.taken += count;
            count
        }
        Some(Event::Fetch(fetch)) if size > 0 && !fetch.taken => {
            // SAFETY: the event's own message, with a live topic; the caller's array has room for one at least.
            unsafe {
                on_consume(&handle::topic((*fetch.message).rkt).client, fetch.message);
                rkmessages.write(fetch.message);
            }
            fetch.taken = true;
            1
        }
        _ => 0,
    }
}

/// How many messages are still to be taken out of a FETCH or DR event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_message_count(rkev: *mut rd_kafka_event_t) -> size_t {
    // SAFETY: a live event or NULL.
    match unsafe { borrow(rkev) } {
        Some(Event::Delivery(delivery)) => delivery.count(),
        Some(Event::Fetch(fetch)) => usize::from(!fetch.taken),
        _ => 0,
    }
}

/// The event's error code: of an ERROR event (the original code of a fatal one), the messages of a DR event, a commit, a
/// rebalance (_ASSIGN_PARTITIONS or _REVOKE_PARTITIONS), or an admin operation that has failed as a whole. NO_ERROR
/// otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_error(rkev: *mut rd_kafka_event_t) -> rd_kafka_resp_err_t {
    // SAFETY: a live event or NULL.
    unsafe { borrow(rkev) }.map_or(ErrorCode::NO_ERROR, Event::error)
}

/// The text of the event's error: its own where it has one, else the description of its code ("Success" without an
/// error). Owned by the event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_error_string(rkev: *mut rd_kafka_event_t) -> *const c_char {
    // SAFETY: a live event or NULL.
    match unsafe { borrow(rkev) } {
        Some(Event::Error { reason, .. } | Event::Consumer { reason, .. }) => reason.as_ptr(),
        Some(Event::Admin(event)) if event.error().is_err() => event.error_text().as_ptr(),
        // SAFETY: takes any code.
        other => unsafe { rd_kafka_err2str(other.map_or(ErrorCode::NO_ERROR, Event::error)) },
    }
}

/// Returns 1 when an ERROR event reports a fatal error; `rd_kafka_fatal_error()` has the cause. 0 otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_error_is_fatal(rkev: *mut rd_kafka_event_t) -> c_int {
    // SAFETY: a live event or NULL.
    matches!(unsafe { borrow(rkev) }, Some(Event::Error { fatal: true, .. })).into()
}

fn partition_of(error: &ConsumerError) -> Option<TopicPartition> {
    let id = if let Subject::Partition(partition) = &error.subject { partition.id } else { -1 };
    error.subject.topic().map(|topic| TopicPartition::new(Arc::clone(&topic.name), id))
}

/// Topic and partition that an ERROR event is about, NULL when it is about none. The caller frees it with
/// `rd_kafka_topic_partition_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_topic_partition(
    rkev: *mut rd_kafka_event_t,
) -> *mut rd_kafka_topic_partition_t {
    // SAFETY: a live event or NULL.
    match unsafe { borrow(rkev) } {
        Some(Event::Consumer { error, .. }) => {
            partition_of(error).map_or(ptr::null_mut(), |mut partition| {
                partition.offset = error.offset;
                partition.err = error.code;
                partition_list::element_to_c(&partition)
            })
        }
        _ => ptr::null_mut(),
    }
}

/// The application's pointer that belongs to the event: the one given with a commit, with the options of an
/// admin operation, or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_opaque(rkev: *mut rd_kafka_event_t) -> *mut c_void {
    // SAFETY: a live event or NULL.
    match unsafe { borrow(rkev) } {
        Some(Event::OffsetCommit(commit)) => {
            commit.report.callback.map_or(ptr::null_mut(), |(_, opaque)| opaque.0)
        }
        Some(Event::Admin(event)) => event.opaque(),
        _ => ptr::null_mut(),
    }
}

/// The partitions of a REBALANCE or OFFSET_COMMIT event, NULL for others. Owned by the event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_topic_partition_list(
    rkev: *mut rd_kafka_event_t,
) -> *mut rd_kafka_topic_partition_list_t {
    // SAFETY: a live event or NULL.
    match unsafe { borrow(rkev) } {
        Some(Event::OffsetCommit(commit)) => commit.offsets,
        Some(Event::Rebalance(event)) => event.partitions,
        _ => ptr::null_mut(),
    }
}

/// The parts of a LOG event: facility in `*fac`, text in `*str`, syslog level in `*level`. The strings are
/// owned by the event. Returns 0, or -1 for other events, which leaves the outputs alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_log(
    rkev: *mut rd_kafka_event_t,
    fac: *mut *const c_char,
    str: *mut *const c_char,
    level: *mut c_int,
) -> c_int {
    // SAFETY: a live event or NULL.
    let Some(Event::Log { level: number, facility, text, .. }) = (unsafe { borrow(rkev) }) else {
        return -1;
    };
    // SAFETY: the outputs are valid or NULL.
    unsafe {
        write_if(fac, facility.as_ptr());
        write_if(str, text.as_ptr());
        write_if(level, *number);
    }
    0
}

/// # Safety
/// `out` is writable or NULL.
unsafe fn write_if<T>(out: *mut T, value: T) {
    if !out.is_null() {
        // SAFETY: not NULL, so writable.
        unsafe { out.write(value) };
    }
}

/// Writes the names of the debug contexts that a LOG event belongs to into `dst` (`dstsize` bytes), separated
/// by commas; what does not fit ends in "..". Returns 0, or -1 for other events.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_debug_contexts(
    rkev: *mut rd_kafka_event_t,
    dst: *mut c_char,
    dstsize: size_t,
) -> c_int {
    // SAFETY: a live event or NULL.
    let Some(Event::Log { contexts, .. }) = (unsafe { borrow(rkev) }) else { return -1 };
    // SAFETY: the caller's buffer has that size.
    unsafe { write_errstr(dst, dstsize, &context_names(*contexts, dstsize)) };
    0
}

/// The names of `contexts` for a buffer of `size` bytes, marked where they are cut.
fn context_names(contexts: Debug, size: usize) -> String {
    let names: Vec<_> = contexts.iter_names().map(|(name, _)| name.to_ascii_lowercase()).collect();
    let mut text = names.join(",");
    if text.len() >= size {
        text.truncate(size.saturating_sub(3));
        text.push_str("..");
    }
    text
}

/// The JSON text of a STATS event, NULL for others. Owned by the event. What it says: see
/// `rd_kafka_conf_set_stats_cb()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_stats(rkev: *mut rd_kafka_event_t) -> *const c_char {
    // SAFETY: a live event or NULL.
    match unsafe { borrow(rkev) } {
        Some(Event::Stats(json)) => json.as_ptr(),
        _ => ptr::null(),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;
    use crate::log::LogLine;
    use crate::queue::ErrorReport;

    fn text<'a>(pointer: *const c_char) -> Option<&'a CStr> {
        // SAFETY: the tests pass strings of events that are alive.
        unsafe { super::super::util::c_str_or_null(pointer) }
    }

    #[test]
    fn an_error_event_has_the_original_code() {
        let report = ErrorReport { code: ErrorCode::_FAIL, reason: "why".into(), fatal: true };
        let event = Event::from_op(Op::Error(Box::new(report))).ok().expect("an event").into_raw();
        // SAFETY: a live event, destroyed once.
        unsafe {
            assert_eq!((rd_kafka_event_type(event), text(rd_kafka_event_name(event))), (8, Some(c"Error")));
            assert_eq!(rd_kafka_event_error(event), ErrorCode::_FAIL);
            assert_eq!(text(rd_kafka_event_error_string(event)), Some(c"why"));
            assert_eq!(rd_kafka_event_error_is_fatal(event), 1);
            assert!(rd_kafka_event_stats(event).is_null());
            assert!(rd_kafka_event_message_next(event).is_null());
            assert_eq!(rd_kafka_event_log(event, ptr::null_mut(), ptr::null_mut(), ptr::null_mut()), -1);
            rd_kafka_event_destroy(event);
        }
    }

    #[test]
    fn a_log_event_names_its_contexts() {
        let contexts = Debug::BROKER | Debug::PROTOCOL;
        let line = LogLine { level: 7, contexts, facility: "SEND".into(), text: "some text".into() };
        let event = Event::from_op(Op::Log(Box::new(line))).ok().expect("an event").into_raw();
        let (mut facility, mut said, mut level) = (ptr::null(), ptr::null(), 0);
        let mut names = [0 as c_char; 32];
        // SAFETY: a live event, destroyed once; outputs of the sizes given.
        unsafe {
            assert_eq!(rd_kafka_event_log(event, &mut facility, &mut said, &mut level), 0);
            assert_eq!((text(facility), text(said), level), (Some(c"SEND"), Some(c"some text"), 7));
            assert_eq!(rd_kafka_event_debug_contexts(event, names.as_mut_ptr(), names.len()), 0);
            assert_eq!(text(names.as_ptr()), Some(c"broker,protocol"));
            assert_eq!(rd_kafka_event_debug_contexts(event, names.as_mut_ptr(), 8), 0);
            assert_eq!(text(names.as_ptr()), Some(c"broke.."));
            assert_eq!(rd_kafka_event_debug_contexts(event, names.as_mut_ptr(), 2), 0);
            assert_eq!(text(names.as_ptr()), Some(c"."));
            assert_eq!(text(rd_kafka_event_error_string(event)), Some(c"Success"));
            rd_kafka_event_destroy(event);
        }
    }

    #[test]
    fn no_event_is_none() {
        // SAFETY: NULL is allowed everywhere.
        unsafe {
            assert_eq!(
                (rd_kafka_event_type(ptr::null()), text(rd_kafka_event_name(ptr::null()))),
                (0, Some(c"(NONE)"))
            );
            assert_eq!(rd_kafka_event_message_count(ptr::null_mut()), 0);
            rd_kafka_event_destroy(ptr::null_mut());
        }
    }
}
