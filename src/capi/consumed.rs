//! What stands behind a consumed message, and the memory that such messages are made in.
//!
//! Payload and key point into the fetched buffer, which the message keeps alive. The structs come from a list that each
//! thread keeps of the ones that were freed in it.

use std::cell::RefCell;
use std::ffi::CString;
use std::ptr;
use std::sync::Arc;

use libc::{c_char, c_void};

use super::handle::topic_ptr;
use super::message::{CMessage, Private};
use super::types::*;
use super::util::c_string;
use crate::consumer::{ConsumerError, FetchedMessage, Subject, Taken};
use crate::error::ErrorCode;
use crate::headers::Headers;
use crate::queue::Op;
use crate::records::TimestampType;

/// A message out of a fetched batch.
pub(crate) struct Consumed {
    message: FetchedMessage,
    headers: Parsed,
}

/// A message's headers, which are decoded when they are asked for.
enum Parsed {
    NotYet,
    Done(Option<Box<Headers>>),
}

/// An error or the end of a partition in a message's place.
pub(crate) struct Failed {
    error: Box<ConsumerError>,
    text: CString,
}

impl Consumed {
    pub(crate) fn timestamp(&self) -> (i64, rd_kafka_timestamp_type_t) {
        let record = self.message.record();
        let kind = match record.timestamp_type {
            TimestampType::NotAvailable => rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE,
            TimestampType::CreateTime => rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_CREATE_TIME,
            TimestampType::LogAppendTime => rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME,
        };
        (record.timestamp, kind)
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
        if let Parsed::NotYet = self.headers {
            let decoded = if self.message.has_headers() {
                Some(Box::new(self.message.headers().map_err(|_| ErrorCode::_BAD_MSG)?))
            } else {
                None
            };
            self.headers = Parsed::Done(decoded);
        }
        match &mut self.headers {
            Parsed::Done(headers) => Ok(headers),
            Parsed::NotYet => Err(ErrorCode::_FAIL),
        }
    }

    /// Hands the headers over; asked for again, they are decoded anew, for programs rely on that.
    pub(crate) fn detach_headers(&mut self) -> Result<Option<Box<Headers>>, ErrorCode> {
        let detached = self.headers()?.take();
        self.headers = Parsed::NotYet;
        Ok(detached)
    }

    pub(crate) fn set_headers(&mut self, headers: Option<Box<Headers>>) {
        self.headers = Parsed::Done(headers);
    }
}

impl Failed {
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

/// The message that C gets for `message`; freed with [`free`].
#[inline(always)]
pub(crate) fn message(message: FetchedMessage) -> *mut rd_kafka_message_t {
    let partition = message.partition();
    let ((payload, len), (key, key_len)) = (parts(message.value()), parts(message.key()));
    let public = rd_kafka_message_t {
        err: ErrorCode::NO_ERROR,
        rkt: topic_ptr(&partition.topic),
        partition: partition.id,
        payload,
        len,
        key,
        key_len,
        offset: message.record().offset,
        // Programs only look whether there is something.
        _private: Arc::as_ptr(partition).cast_mut().cast(),
    };
    allocate(CMessage { public, private: Private::Consumed(Consumed { message, headers: Parsed::NotYet }) })
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
    allocate(CMessage { public, private: Private::Failed(Failed { error, text }) })
}

/// What was taken out of a queue, as a message; an op that is none comes back.
#[inline(always)]
pub(crate) fn from_taken(taken: Taken) -> Result<*mut rd_kafka_message_t, Op> {
    match taken {
        Taken::Message(fetched) => Ok(message(fetched)),
        Taken::Error(error) => Ok(error_message(error)),
        Taken::Other(op) => Err(op),
    }
}

/// Structs that a thread keeps for its next messages.
const KEPT: usize = 1024;

/// Freed structs, each a leaked box with nothing behind its message.
struct Kept(Vec<*mut CMessage>);

thread_local!(static FREE: RefCell<Kept> = const { RefCell::new(Kept(Vec::new())) });

impl Drop for Kept {
    fn drop(&mut self) {
        for message in self.0.drain(..) {
            // SAFETY: a leaked box that nobody else knows of.
            drop(unsafe { Box::from_raw(message) });
        }
    }
}

#[inline(always)]
fn allocate(message: CMessage) -> *mut rd_kafka_message_t {
    // A thread that is ending has no list any more.
    let kept = FREE.try_with(|free| free.borrow_mut().0.pop()).ok().flatten();
    match kept {
        Some(place) => {
            // SAFETY: a leaked box whose former message was dropped.
            unsafe { place.write(message) };
            place.cast()
        }
        None => Box::into_raw(Box::new(message)).cast(),
    }
}

/// # Safety
/// `message` came from [`allocate`] and is not used afterwards.
#[inline]
pub(crate) unsafe fn free(message: *mut CMessage) {
    // SAFETY: as promised; what stands behind the message goes, and the struct is left with an empty one.
    unsafe { (*message).private = Private::None };
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
        drop(unsafe { Box::from_raw(message) });
    }
}
