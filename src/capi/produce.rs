//! Producing.

use std::ptr::NonNull;
use std::sync::Arc;
use std::time::{Duration, Instant};

use libc::{c_int, c_void, size_t, ssize_t};

use crate::client::Client;
use crate::client::ClientKind;
use crate::error::{Error, ErrorCode};
use crate::headers::Headers;
use crate::payload::Offered;
use crate::producer::{BLOCK, NewMessage, Value, accept, produce, purge_in_flight, purge_queued};
use crate::queue::Deadline;
use crate::topic::Topic;

use super::error::{error_or_null, legacy_status};
use super::types::*;
use super::util::{bytes_or_empty, c_str_or_null, text_or_null};
use super::{handle, headers, serve};

const F_FREE: c_int = 0x1;
const F_COPY: c_int = 0x2;
const F_BLOCK: c_int = 0x4;
const F_PARTITION: c_int = 0x8;

const PARTITION_UA: i32 = -1;

/// The payload as `msgflags` says it is given.
///
/// # Safety
/// `payload` is NULL or points to `len` bytes; without F_COPY they stay as they are until the delivery report, and with
/// F_FREE they came from malloc.
#[inline]
unsafe fn value<'a>(msgflags: c_int, payload: *mut c_void, len: size_t) -> Result<Value<'a>, ErrorCode> {
    let Some(start) = NonNull::new(payload.cast::<u8>()) else { return Ok(Value::Null) };
    // Longer than any message may be, and than a slice: not even to be looked at.
    let short = u32::try_from(len).map_err(|_| ErrorCode::MSG_SIZE_TOO_LARGE)?;
    if msgflags & F_COPY != 0 {
        // SAFETY: as promised.
        return Ok(Value::Copy(unsafe { std::slice::from_raw_parts(start.as_ptr(), len) }));
    }
    // SAFETY: as promised.
    Ok(Value::Keep(unsafe { Offered::new(start, short, msgflags & F_FREE != 0) }))
}

/// # Safety
/// `key` is NULL or points to `len` bytes.
#[inline]
unsafe fn key<'a>(key: *const c_void, len: size_t) -> Result<Option<&'a [u8]>, ErrorCode> {
    if key.is_null() {
        return Ok(None);
    }
    if u32::try_from(len).is_err() {
        return Err(ErrorCode::MSG_SIZE_TOO_LARGE);
    }
    // SAFETY: as promised.
    Ok(Some(unsafe { bytes_or_empty(key, len) }))
}

fn block(msgflags: c_int) -> Option<Deadline> {
    if msgflags & F_BLOCK != 0 { BLOCK } else { None }
}

/// Queues one message for `partition` of `rkt` (RD_KAFKA_PARTITION_UA: the partitioner chooses). `msgflags`
/// say what becomes of the `len` bytes at `payload`: copied (RD_KAFKA_MSG_F_COPY), freed by the library after
/// delivery (RD_KAFKA_MSG_F_FREE), or left to the caller, who keeps them until the delivery report. A NULL
/// payload is a tombstone. The `keylen` bytes at `key` are always copied. `msg_opaque` comes back with the
/// delivery report.
///
/// Returns 0 when queued; the outcome is known by the delivery report only. Returns -1 otherwise, with the
/// payload left to the caller and errno and `rd_kafka_last_error()` set: ENOBUFS and _QUEUE_FULL (poll, then
/// retry), EMSGSIZE and MSG_SIZE_TOO_LARGE, ESRCH and _UNKNOWN_PARTITION, ENOENT and _UNKNOWN_TOPIC,
/// ECANCELED and _FATAL or _STATE. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_produce(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    msgflags: c_int,
    payload: *mut c_void,
    len: size_t,
    key: *const c_void,
    keylen: size_t,
    msg_opaque: *mut c_void,
) -> c_int {
    let outcome = if msgflags == F_COPY && !payload.is_null() {
        // SAFETY: a live handle; payload and key as documented.
        unsafe { produce_copy(rkt, partition, payload, len, key, keylen, msg_opaque) }
    } else {
        // SAFETY: as above.
        unsafe { produce_any(rkt, partition, msgflags, (payload, len), (key, keylen), msg_opaque) }
    };
    legacy_status(outcome)
}

/// What most calls ask for, compiled for itself: nothing but a copy, with no wait for room.
///
/// # Safety
/// As `rd_kafka_produce` wants it; `payload` is not NULL.
#[inline(always)]
unsafe fn produce_copy(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    payload: *mut c_void,
    len: size_t,
    key: *const c_void,
    keylen: size_t,
    msg_opaque: *mut c_void,
) -> Result<(), ErrorCode> {
    // SAFETY: passed on.
    let (topic, key) = unsafe { (handle::topic(rkt), self::key(key, keylen)?) };
    u32::try_from(len).map_err(|_| ErrorCode::MSG_SIZE_TOO_LARGE)?;
    // SAFETY: passed on; no longer than a slice may be.
    let value = Value::Copy(unsafe { std::slice::from_raw_parts(payload.cast::<u8>(), len) });
    let opaque = msg_opaque.expose_provenance();
    accept(&topic, NewMessage { partition, key, value, headers: None, timestamp: 0, opaque }, None)
}

/// # Safety
/// As `rd_kafka_produce` wants it.
#[inline(never)]
unsafe fn produce_any(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    msgflags: c_int,
    (payload, len): (*mut c_void, size_t),
    (key, keylen): (*const c_void, size_t),
    msg_opaque: *mut c_void,
) -> Result<(), ErrorCode> {
    // SAFETY: passed on.
    let (topic, value, key) =
        unsafe { (handle::topic(rkt), value(msgflags, payload, len)?, self::key(key, keylen)?) };
    let opaque = msg_opaque.expose_provenance();
    let message = NewMessage { partition, key, value, headers: None, timestamp: 0, opaque };
    produce(&topic, message, block(msgflags))
}

/// Queues the `message_cnt` messages of `rkmessages`, with `payload`, `len`, `key`, `key_len`, `_private`
/// (the opaque), and `partition` when RD_KAFKA_MSG_F_PARTITION is set, for `rkt`. Flags and ownership are as
/// with `rd_kafka_produce()`; the array stays the caller's. Each message's `err` says whether it was queued.
/// Returns the number of queued ones.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_produce_batch(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    msgflags: c_int,
    rkmessages: *mut rd_kafka_message_t,
    message_cnt: c_int,
) -> c_int {
    let count = usize::try_from(message_cnt).unwrap_or(0);
    if rkmessages.is_null() || count == 0 {
        return 0;
    }
    // SAFETY: a live handle and an array of `count` messages, nobody else's during the call.
    let (topic, messages) =
        unsafe { (handle::topic(rkt), std::slice::from_raw_parts_mut(rkmessages, count)) };
    let mut queued = 0;
    for message in messages {
        let partition = if msgflags & F_PARTITION != 0 { message.partition } else { partition };
        // SAFETY: the message's payload and key are as documented.
        let outcome = unsafe { produce_one(&topic, partition, msgflags, message) };
        message.err = outcome.err().unwrap_or(ErrorCode::NO_ERROR);
        queued += c_int::from(outcome.is_ok());
    }
    queued
}

/// # Safety
/// The message's payload and key are as `rd_kafka_produce` wants them.
unsafe fn produce_one(
    topic: &Arc<Topic>,
    partition: i32,
    msgflags: c_int,
    message: &rd_kafka_message_t,
) -> Result<(), ErrorCode> {
    // SAFETY: passed on.
    let (value, key) =
        unsafe { (value(msgflags, message.payload, message.len)?, key(message.key, message.key_len)?) };
    let opaque = message._private.expose_provenance();
    let new = NewMessage { partition, key, value, headers: None, timestamp: 0, opaque };
    produce(topic, new, block(msgflags))
}

/// A message as the tags of producev describe it, later ones overriding earlier ones.
struct Described<'a> {
    topic: Option<Arc<Topic>>,
    partition: i32,
    payload: (*mut c_void, size_t),
    key: Option<&'a [u8]>,
    opaque: *mut c_void,
    msgflags: c_int,
    timestamp: i64,
    headers: Option<Headers>,
    /// Headers that become ours if the message is accepted.
    given_headers: *mut rd_kafka_headers_t,
}

impl<'a> Described<'a> {
    fn new() -> Self {
        Described {
            topic: None,
            partition: PARTITION_UA,
            payload: (std::ptr::null_mut(), 0),
            key: None,
            opaque: std::ptr::null_mut(),
            msgflags: 0,
            timestamp: 0,
            headers: None,
            given_headers: std::ptr::null_mut(),
        }
    }

    /// Takes one tag in.
    ///
    /// # Safety
    /// The union's field for `vtype` is set, and what it points to lives for the call.
    unsafe fn apply(&mut self, client: &Arc<Client>, vu: &rd_kafka_vu_t) -> Result<(), Error> {
        // SAFETY: each field is read under the type that says it is set.
        unsafe {
            match vu.vtype {
                rd_kafka_vtype_t::RD_KAFKA_VTYPE_TOPIC => {
                    let name = text_or_null(vu.u.cstr).unwrap_or_default();
                    let topic = client.topics.get_or_create(client, &name, None);
                    self.topic = Some(topic.map_err(|code| failed(code, "Failed to create topic object"))?);
                }
                rd_kafka_vtype_t::RD_KAFKA_VTYPE_RKT => {
                    self.topic = (!vu.u.rkt.is_null()).then(|| Arc::clone(&handle::topic(vu.u.rkt)));
                }
                rd_kafka_vtype_t::RD_KAFKA_VTYPE_PARTITION => self.partition = vu.u.i32,
                rd_kafka_vtype_t::RD_KAFKA_VTYPE_VALUE => self.payload = (vu.u.mem.ptr, vu.u.mem.size),
                rd_kafka_vtype_t::RD_KAFKA_VTYPE_KEY => {
                    let key = key(vu.u.mem.ptr, vu.u.mem.size);
                    self.key = key.map_err(|code| failed(code, "Failed to produce message"))?;
                }
                rd_kafka_vtype_t::RD_KAFKA_VTYPE_OPAQUE => self.opaque = vu.u.ptr,
                rd_kafka_vtype_t::RD_KAFKA_VTYPE_MSGFLAGS => self.msgflags = vu.u.i,
                rd_kafka_vtype_t::RD_KAFKA_VTYPE_TIMESTAMP => self.timestamp = vu.u.i64,
                rd_kafka_vtype_t::RD_KAFKA_VTYPE_HEADER => self.add_header(&vu.u.header)?,
                rd_kafka_vtype_t::RD_KAFKA_VTYPE_HEADERS => self.set_headers(vu.u.headers)?,
                other => {
                    let text = format!("Unsupported VTYPE {}", other.0);
                    return Err(Error::new(ErrorCode::_INVALID_ARG, text));
                }
            }
        }
        Ok(())
    }

    /// # Safety
    /// The header's name is a string, its value NULL or as long as it says.
    unsafe fn add_header(&mut self, header: &rd_kafka_vu_header) -> Result<(), Error> {
        if !self.given_headers.is_null() {
            return Err(conflict());
        }
        // SAFETY: as promised; a negative size says that the value is a string.
        let (name, value) = unsafe {
            let name = c_str_or_null(header.name).map_or(&b""[..], |name| name.to_bytes());
            let size = match usize::try_from(header.size as ssize_t) {
                Ok(size) => size,
                Err(_) => c_str_or_null(header.val.cast()).map_or(0, |text| text.count_bytes()),
            };
            (name, (!header.val.is_null()).then(|| bytes_or_empty(header.val, size)))
        };
        self.headers.get_or_insert_with(Headers::new).push(name, value);
        Ok(())
    }

    /// # Safety
    /// NULL or a live list.
    unsafe fn set_headers(&mut self, given: *mut rd_kafka_headers_t) -> Result<(), Error> {
        if self.headers.is_some() {
            return Err(conflict());
        }
        self.given_headers = given;
        Ok(())
    }

    /// # Safety
    /// Payload and key are as `rd_kafka_produce` wants them.
    unsafe fn produce(self) -> Result<(), Error> {
        let Some(topic) = &self.topic else {
            return Err(Error::new(ErrorCode::_INVALID_ARG, "Topic name or object required"));
        };
        // SAFETY: as promised; given headers are a live list.
        let (value, given) = unsafe {
            let given = headers::borrow(self.given_headers);
            (value(self.msgflags, self.payload.0, self.payload.1), given)
        };
        let outcome = value.and_then(|value| {
            let message = NewMessage {
                partition: self.partition,
                key: self.key,
                value,
                headers: given.or(self.headers.as_ref()),
                timestamp: self.timestamp,
                opaque: self.opaque.expose_provenance(),
            };
            produce(topic, message, block(self.msgflags))
        });
        outcome.map_err(|code| failed(code, "Failed to produce message"))?;
        if !self.given_headers.is_null() {
            // SAFETY: accepted with the message, and so ours: the batch has its own encoding of them.
            drop(unsafe { headers::from_raw(self.given_headers) });
        }
        Ok(())
    }
}

fn failed(code: ErrorCode, what: &str) -> Error {
    Error::new(code, format!("{what}: {code}"))
}

fn conflict() -> Error {
    Error::new(ErrorCode::_CONFLICT, "VTYPE_HEADER and VTYPE_HEADERS are mutually exclusive")
}

/// Produces one message that is described by the `cnt` values of `vus`, see `rd_kafka_vu_t`; a topic is
/// required. Ownership of payload and headers is as with `rd_kafka_producev()`, the array stays the caller's.
/// Any thread. Returns NULL when the message is queued, else an error object that says why and that the
/// caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_produceva(
    rk: *mut rd_kafka_t,
    vus: *const rd_kafka_vu_t,
    cnt: size_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: a live handle and an array of `cnt` tags.
    error_or_null(unsafe {
        let client = handle::client(rk);
        let vus = if vus.is_null() { &[] } else { std::slice::from_raw_parts(vus, cnt) };
        produce_described(&client, vus)
    })
}

/// # Safety
/// The tags' values live for the call, and payload and key are as `rd_kafka_produce` wants them.
unsafe fn produce_described(client: &Arc<Client>, vus: &[rd_kafka_vu_t]) -> Result<(), Error> {
    if client.fork.is_inherited() {
        return Err(Error::new(ErrorCode::_STATE, "The instance was inherited through fork()"));
    }
    let mut message = Described::new();
    for vu in vus {
        // SAFETY: as promised.
        unsafe { message.apply(client, vu)? };
    }
    // SAFETY: as promised.
    unsafe { message.produce() }
}

/// Waits up to `timeout_ms` until all queued messages have been delivered or have failed, and serves their
/// delivery reports. `linger.ms` is ignored meanwhile. With delivery reports as events, another thread has to
/// take those. Returns NO_ERROR, _TIMED_OUT, or _NOT_IMPLEMENTED for a consumer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_flush(rk: *mut rd_kafka_t, timeout_ms: c_int) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if client.kind != ClientKind::Producer {
        return ErrorCode::_NOT_IMPLEMENTED;
    }
    if client.fork.is_inherited() {
        return ErrorCode::_STATE;
    }
    if flush(&client, Deadline::from_timeout_ms(timeout_ms)) {
        ErrorCode::NO_ERROR
    } else {
        ErrorCode::_TIMED_OUT
    }
}

/// How long one wait for a report lasts: reports that nobody asked for wake no poll.
const FLUSH_SLICE: Duration = Duration::from_millis(10);

/// Serves reports until nothing is queued; where reports come as events, only waits for others to serve them.
fn flush(client: &Arc<Client>, deadline: Deadline) -> bool {
    let producer = &client.producer;
    let _flushing = producer.begin_flush(client);
    if client.conf.reports_by_event() || !client.conf.wants_delivery_reports() {
        return producer.wait_drained(deadline);
    }
    loop {
        if producer.limits.messages() == 0 && client.replies.is_empty() {
            return true;
        }
        let slice = Instant::now() + FLUSH_SLICE;
        let until = deadline.instant().map_or(slice, |at| at.min(slice));
        serve::serve_callbacks(client, &client.replies, Deadline::At(until));
        if deadline.passed() {
            return producer.limits.messages() == 0;
        }
    }
}

const PURGE_F_QUEUE: c_int = 0x1;
const PURGE_F_INFLIGHT: c_int = 0x2;
const PURGE_F_NON_BLOCKING: c_int = 0x4;

/// Drops messages of a producer: those in queues (RD_KAFKA_PURGE_F_QUEUE) and those sent but not acknowledged
/// (RD_KAFKA_PURGE_F_INFLIGHT). Delivery reports with _PURGE_QUEUE and _PURGE_INFLIGHT follow and have to be
/// polled. Waits until the broker threads are done unless RD_KAFKA_PURGE_F_NON_BLOCKING is given. Not from a
/// callback. Returns NO_ERROR, or _NOT_IMPLEMENTED for a consumer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_purge(rk: *mut rd_kafka_t, purge_flags: c_int) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if client.kind != ClientKind::Producer {
        return ErrorCode::_NOT_IMPLEMENTED;
    }
    if purge_flags & !(PURGE_F_QUEUE | PURGE_F_INFLIGHT | PURGE_F_NON_BLOCKING) != 0 {
        return ErrorCode::_INVALID_ARG;
    }
    if client.fork.is_inherited() {
        return ErrorCode::_STATE;
    }
    if purge_flags & PURGE_F_QUEUE != 0 {
        purge_queued(&client);
    }
    if purge_flags & PURGE_F_INFLIGHT != 0 {
        purge_in_flight(&client, purge_flags & PURGE_F_NON_BLOCKING == 0);
    }
    ErrorCode::NO_ERROR
}
