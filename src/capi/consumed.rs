//! What stands behind a consumed message, and the memory that such messages are made in.
//!
//! Payload and key point into the fetched buffer, which the message keeps alive. The structs come from a list that each
//! thread keeps of the ones that were freed in it.

use std::cell::RefCell;
use std::ffi::CString;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::Arc;

use libc::{c_char, c_void};

use super::handle::topic_ptr;
use super::message::{CMessage, Private};
use super::types::*;
use super::util::c_string;
use crate::consumer::{ConsumerError, FetchedMessage, NextMessage, Subject};
use crate::error::ErrorCode;
use crate::headers::Headers;
use crate::records::TimestampType;

/// A message out of a fetched batch.
pub(crate) struct Consumed {
    message: FetchedMessage,
    headers: Option<Box<Headers>>,
    /// `headers` says what there are; else they are still to be decoded, when they are asked for.
    decoded: bool,
}

/// An error or the end of a partition in a message's place.
pub(crate) struct Failed {
    error: Box<ConsumerError>,
    text: CString,
}

impl Consumed {
    pub(crate) fn timestamp(&self) -> (i64, rd_kafka_timestamp_type_t) {
        let (timestamp, kind) = self.message.timestamp();
        let kind = match kind {
            TimestampType::NotAvailable => rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE,
            TimestampType::CreateTime => rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_CREATE_TIME,
            TimestampType::LogAppendTime => rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME,
        };
        (timestamp, kind)
    }

    pub(crate) fn broker_id(&self) -> i32 {
        self.message.broker_id()
    }

    pub(crate) fn fetched(&self) -> &FetchedMessage {
        &self.message
    }

    pub(crate) fn leader_epoch(&self) -> i32 {
        self.message.leader_epoch()
    }

    pub(crate) fn headers(&mut self) -> Result<&mut Option<Box<Headers>>, ErrorCode> {
        if !self.decoded && self.message.has_headers() {
            self.headers = Some(Box::new(self.message.headers().map_err(|_| ErrorCode::_BAD_MSG)?));
        }
        self.decoded = true;
        Ok(&mut self.headers)
    }

    /// Hands the headers over; asked for again, they are decoded anew, for programs rely on that.
    pub(crate) fn detach_headers(&mut self) -> Result<Option<Box<Headers>>, ErrorCode> {
        let detached = self.headers()?.take();
        self.decoded = false;
        Ok(detached)
    }

    /// Another message has taken its place.
    fn set_undecoded(&mut self) {
        if self.decoded {
            (self.headers, self.decoded) = (None, false);
        }
    }

    pub(crate) fn set_headers(&mut self, headers: Option<Box<Headers>>) {
        (self.headers, self.decoded) = (headers, true);
    }
}

impl Failed {
    pub(crate) fn is_stale(&self) -> bool {
        self.error.is_stale()
    }

    /// `None`: the error has no words but its code's.
    pub(crate) fn text(&self) -> Option<*const c_char> {
        (!self.text.is_empty()).then(|| self.text.as_ptr())
    }

    pub(crate) fn broker_id(&self) -> i32 {
        self.error.broker_id
    }

    pub(crate) fn leader_epoch(&self) -> i32 {
        self.error.leader_epoch
    }
}

/// Pointer and length of a key or payload; NULL for null, which an empty one is not.
#[inline]
fn parts(bytes: Option<&[u8]>) -> (*mut c_void, usize) {
    bytes.map_or((ptr::null_mut(), 0), |bytes| (bytes.as_ptr().cast_mut().cast(), bytes.len()))
}

/// What C sees of `next`.
#[inline(always)]
fn public(next: &NextMessage<'_>) -> rd_kafka_message_t {
    let partition = next.partition();
    let ((payload, len), (key, key_len)) = (parts(next.value()), parts(next.key()));
    rd_kafka_message_t {
        err: ErrorCode::NO_ERROR,
        rkt: topic_ptr(&partition.topic),
        partition: partition.id,
        payload,
        len,
        key,
        key_len,
        offset: next.offset(),
        // Programs only look whether there is something.
        _private: Arc::as_ptr(partition).cast_mut().cast(),
    }
}

/// The message that C gets for `next`; freed with [`free`].
#[inline(always)]
pub(crate) fn message(next: &NextMessage<'_>) -> *mut rd_kafka_message_t {
    let place = allocate();
    let private = Private::Consumed(Consumed { message: next.keep(), headers: None, decoded: false });
    // SAFETY: memory for a message, and nobody else's.
    unsafe { place.write(CMessage { public: public(next), private }) };
    place.cast()
}

/// Makes `shown` the message that C gets for `next`, if it was one of the same buffer; false if it was not, and is as before.
///
/// # Safety
/// `shown` came from [`message`] or [`error_message`], and C is done with it.
#[inline(always)]
pub(crate) unsafe fn show_instead(shown: *mut rd_kafka_message_t, next: &NextMessage<'_>) -> bool {
    // SAFETY: as promised.
    let shown = unsafe { &mut *shown.cast::<CMessage>() };
    let Private::Consumed(consumed) = &mut shown.private else { return false };
    if !next.replace(&mut consumed.message) {
        return false;
    }
    consumed.set_undecoded();
    shown.public = public(next);
    true
}

/// The message that C gets for `error`, with the text as its payload; freed with [`free`].
pub(crate) fn error_message(error: Box<ConsumerError>) -> *mut rd_kafka_message_t {
    let text = c_string(&error.text);
    let payload = if error.text.is_empty() { ptr::null_mut() } else { text.as_ptr().cast_mut().cast() };
    let (partition, private) = match &error.subject {
        Subject::Partition(partition) => (partition.id, Arc::as_ptr(partition).cast_mut().cast()),
        Subject::Topic(_) => (0, ptr::null_mut()),
        Subject::Group => (0, ptr::null_mut()),
    };
    let public = rd_kafka_message_t {
        err: error.code,
        rkt: error.subject.topic().map_or(ptr::null_mut(), topic_ptr),
        partition,
        payload,
        len: text.as_bytes().len(),
        key: ptr::null_mut(),
        key_len: 0,
        offset: error.offset,
        _private: private,
    };
    let place = allocate();
    // SAFETY: memory for a message, and nobody else's.
    unsafe { place.write(CMessage { public, private: Private::Failed(Failed { error, text }) }) };
    place.cast()
}

/// Structs that a thread keeps for its next messages.
const KEPT: usize = 1024;

/// Freed structs, each a leaked box with nothing in it that is to be dropped.
struct Kept(Vec<*mut CMessage>);

thread_local!(static FREE: RefCell<Kept> = const { RefCell::new(Kept(Vec::new())) });

impl Drop for Kept {
    fn drop(&mut self) {
        for message in self.0.drain(..) {
            // SAFETY: a leaked box that nobody else knows of.
            drop(unsafe { Box::from_raw(message.cast::<MaybeUninit<CMessage>>()) });
        }
    }
}

/// Memory for a message; freed with [`free`].
#[inline(always)]
fn allocate() -> *mut CMessage {
    // A thread that is ending has no list any more.
    let kept = FREE.try_with(|free| free.borrow_mut().0.pop()).ok().flatten();
    kept.unwrap_or_else(|| Box::into_raw(Box::<CMessage>::new_uninit()).cast())
}

/// # Safety
/// `message` came from [`message`] or [`error_message`] and is not used afterwards.
#[inline]
pub(crate) unsafe fn free(message: *mut CMessage) {
    // SAFETY: as promised; from now on this is memory for a message, and nothing else.
    unsafe { message.drop_in_place() };
    let left = FREE.try_with(|free| {
        let kept = &mut free.borrow_mut().0;
        let room = kept.len() < KEPT;
        if room {
            kept.push(message);
        }
        room
    });
    if left != Ok(true) {
        // SAFETY: as promised, the box's last user.
        drop(unsafe { Box::from_raw(message.cast::<MaybeUninit<CMessage>>()) });
    }
}
