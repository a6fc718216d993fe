//! `rd_kafka_message_t`: what the application sees of it, and what stands behind it.

use std::ptr;

use libc::c_char;

use super::consumed::{self, Consumed, Failed};
use super::delivered::Delivered;
use super::error::rd_kafka_err2str;
use super::headers;
use super::sending::Sending;
use super::types::*;
use crate::error::ErrorCode;
use crate::headers::Headers;

/// A message that the library made. C has a pointer to the public part, which comes first.
#[repr(C)]
pub(crate) struct CMessage {
    pub(crate) public: rd_kafka_message_t,
    pub(crate) private: Private,
}

/// What stands behind a message.
pub(crate) enum Private {
    /// An interceptor sees it on its way into the producer.
    Sending(Sending),
    /// A delivery report shows what became of it.
    Delivered(Delivered),
    /// It was consumed.
    Consumed(Consumed),
    /// A consumer's error in a message's place.
    Failed(Failed),
}

// Two cache lines: a program that takes messages by the thousand touches all of them twice.
const _: () = assert!(size_of::<CMessage>() <= 128);

impl CMessage {
    /// The pointer for C, as long as the message stays where it is.
    pub(crate) fn as_ptr(&self) -> *const rd_kafka_message_t {
        ptr::from_ref(self).cast()
    }

    /// As [`CMessage::as_ptr`], for interceptors, which may change headers.
    pub(crate) fn as_mut_ptr(&mut self) -> *mut rd_kafka_message_t {
        ptr::from_mut(self).cast()
    }
}

/// # Safety
/// `rkmessage` was made by the library and lives for `'a`.
pub(crate) unsafe fn borrow<'a>(rkmessage: *const rd_kafka_message_t) -> &'a CMessage {
    // SAFETY: as promised; all such messages are the first member of a `CMessage`.
    unsafe { &*rkmessage.cast::<CMessage>() }
}

/// # Safety
/// As for [`borrow`], and nobody else uses the message meanwhile.
unsafe fn borrow_mut<'a>(rkmessage: *const rd_kafka_message_t) -> &'a mut CMessage {
    // SAFETY: as promised; the library only hands out messages in memory of its own.
    unsafe { &mut *rkmessage.cast_mut().cast::<CMessage>() }
}

/// Frees a message that a consume or poll call returned; payload, key and headers go with it. Messages shown to
/// callbacks, and those inside events, are not the application's to destroy. Any thread, also after the consumer was
/// closed, but not after its instance was destroyed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_destroy(rkmessage: *mut rd_kafka_message_t) {
    if rkmessage.is_null() {
        return;
    }
    // SAFETY: a live message; delivered ones belong to their report and are left alone.
    if let Private::Consumed(_) | Private::Failed(_) = &unsafe { borrow(rkmessage) }.private {
        // SAFETY: the caller gives back what a consume call returned.
        unsafe { consumed::free(rkmessage.cast()) };
    }
}

/// The text of a message's error: what the broker or client said where that is known (a consumer error
/// carries it as its payload), else the code's description. Returns NULL when the message has no error. The
/// string is owned by the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_errstr(rkmessage: *const rd_kafka_message_t) -> *const c_char {
    // SAFETY: a live message.
    let message = unsafe { borrow(rkmessage) };
    if !message.public.err.is_err() {
        return ptr::null();
    }
    let own = match &message.private {
        Private::Failed(failed) => failed.text(),
        Private::Delivered(delivered) => delivered.broker_text(),
        _ => None,
    };
    // SAFETY: takes any code.
    own.unwrap_or_else(|| unsafe { rd_kafka_err2str(message.public.err) })
}

/// The broker's own words on a delivery failure, where it sent any (such as why a record was rejected). Returns NULL
/// when the message was delivered, or there are none: `rd_kafka_err2str()` has the text of the message's `err` then. The
/// string is valid as long as the message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_produce_errstr(
    rkmessage: *const rd_kafka_message_t,
) -> *const c_char {
    // SAFETY: a live message.
    match &unsafe { borrow(rkmessage) }.private {
        Private::Delivered(delivered) => delivered.broker_text().unwrap_or(ptr::null()),
        _ => ptr::null(),
    }
}

/// The message's timestamp in milliseconds since the epoch, -1 when it has none. `tstype`, when not NULL,
/// receives whether it is the producer's (CREATE_TIME), the broker's (LOG_APPEND_TIME) or not available, as for a message
/// that was not delivered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_timestamp(
    rkmessage: *const rd_kafka_message_t,
    tstype: *mut rd_kafka_timestamp_type_t,
) -> i64 {
    // SAFETY: a live message.
    let (timestamp, kind) = match &unsafe { borrow(rkmessage) }.private {
        Private::Sending(sending) => sending.timestamp(),
        Private::Delivered(delivered) => delivered.timestamp(),
        Private::Consumed(consumed) => consumed.timestamp(),
        Private::Failed(_) => (-1, rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE),
    };
    if !tstype.is_null() {
        // SAFETY: not NULL, so the caller's.
        unsafe { tstype.write(kind) };
    }
    timestamp
}

/// The time from the produce call to now in microseconds, that is to the delivery report when called from within its
/// callback. Only for messages of delivery reports; returns -1 for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_latency(rkmessage: *const rd_kafka_message_t) -> i64 {
    // SAFETY: a live message.
    match &unsafe { borrow(rkmessage) }.private {
        Private::Sending(sending) => sending.latency_us(),
        Private::Delivered(delivered) => delivered.latency_us(),
        _ => -1,
    }
}

/// The id of the broker that the message was produced to or fetched from, -1 when that is not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_broker_id(rkmessage: *const rd_kafka_message_t) -> i32 {
    // SAFETY: a live message.
    match &unsafe { borrow(rkmessage) }.private {
        Private::Delivered(delivered) => delivered.broker_id(),
        Private::Consumed(consumed) => consumed.broker_id(),
        Private::Failed(failed) => failed.broker_id(),
        Private::Sending(_) => -1,
    }
}

/// The message's headers, decoded if they were not yet.
///
/// # Safety
/// As for [`borrow_mut`].
unsafe fn headers_of<'a>(
    rkmessage: *const rd_kafka_message_t,
) -> Result<&'a mut Option<Box<Headers>>, ErrorCode> {
    // SAFETY: passed on. The type is const in C, which knows nothing of the decoding.
    match &mut unsafe { borrow_mut(rkmessage) }.private {
        Private::Sending(sending) => Ok(sending.headers()),
        Private::Delivered(delivered) => delivered.headers(),
        Private::Consumed(consumed) => consumed.headers(),
        Private::Failed(_) => Err(ErrorCode::_NOENT),
    }
}

/// Gives the message's headers in `*hdrsp`. They stay owned by the message, and are decoded at the first
/// call. Returns NO_ERROR, _NOENT when the message has none, or an error when they cannot be decoded;
/// `*hdrsp` is NULL then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_headers(
    rkmessage: *const rd_kafka_message_t,
    hdrsp: *mut *mut rd_kafka_headers_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live message, which only one thread uses at a time.
    let (found, code) = match unsafe { headers_of(rkmessage) } {
        Ok(Some(headers)) => (ptr::from_mut(&mut **headers).cast(), ErrorCode::NO_ERROR),
        Ok(None) => (ptr::null_mut(), ErrorCode::_NOENT),
        Err(code) => (ptr::null_mut(), code),
    };
    // SAFETY: the caller passes a place to write to.
    unsafe { hdrsp.write(found) };
    code
}

/// As `rd_kafka_message_headers()`, the same pointer, but hands the headers over to the caller, who frees them with
/// `rd_kafka_headers_destroy()`. A consumed message decodes its headers anew if it is asked again, others have none from
/// then on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_detach_headers(
    rkmessage: *mut rd_kafka_message_t,
    hdrsp: *mut *mut rd_kafka_headers_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live message, which only one thread uses at a time.
    let detached = unsafe {
        match &mut borrow_mut(rkmessage).private {
            Private::Consumed(consumed) => consumed.detach_headers(),
            _ => headers_of(rkmessage).map(Option::take),
        }
    };
    let (found, code) = match detached {
        Ok(Some(detached)) => (headers::into_raw(detached), ErrorCode::NO_ERROR),
        Ok(None) => (ptr::null_mut(), ErrorCode::_NOENT),
        Err(code) => (ptr::null_mut(), code),
    };
    // SAFETY: the caller passes a place to write to.
    unsafe { hdrsp.write(found) };
    code
}

/// Replaces the message's headers by `hdrs`, which the message owns from then on; the old ones are freed.
/// NULL removes them. Meant for interceptors of the producer (`on_send`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_set_headers(
    rkmessage: *mut rd_kafka_message_t,
    hdrs: *mut rd_kafka_headers_t,
) {
    // SAFETY: the caller gives its headers away, if any.
    let new = (!hdrs.is_null()).then(|| unsafe { headers::from_raw(hdrs) });
    // SAFETY: a live message, which only one thread uses at a time.
    match &mut unsafe { borrow_mut(rkmessage) }.private {
        Private::Sending(sending) => *sending.headers() = new,
        Private::Delivered(delivered) => delivered.set_headers(new),
        Private::Consumed(consumed) => consumed.set_headers(new),
        // Nothing that could have headers: they go.
        Private::Failed(_) => {}
    }
}

/// Tells from a delivery report whether the message is in the log: PERSISTED (acknowledged), NOT_PERSISTED
/// (never sent, or refused), or POSSIBLY_PERSISTED (sent, but its acknowledgement was not received).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_status(
    rkmessage: *const rd_kafka_message_t,
) -> rd_kafka_msg_status_t {
    // SAFETY: a live message.
    match &unsafe { borrow(rkmessage) }.private {
        Private::Delivered(delivered) => delivered.status(),
        // What can be read is in the log.
        Private::Consumed(_) => rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_PERSISTED,
        Private::Sending(_) | Private::Failed(_) => rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_NOT_PERSISTED,
    }
}

/// The partition leader's epoch that a consumed message was written in, -1 when not known. Storing or
/// committing it along with the offset lets the consumer notice a truncated log (KIP-320).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_leader_epoch(rkmessage: *const rd_kafka_message_t) -> i32 {
    // SAFETY: a live message.
    match &unsafe { borrow(rkmessage) }.private {
        Private::Consumed(consumed) => consumed.leader_epoch(),
        Private::Failed(failed) => failed.leader_epoch(),
        Private::Sending(_) | Private::Delivered(_) => -1,
    }
}
