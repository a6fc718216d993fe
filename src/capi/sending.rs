//! The message of `on_send`: one on its way into the producer, as C sees it.

use std::ptr;
use std::sync::Arc;
use std::time::Instant;

use libc::c_void;

use super::handle::topic_ptr;
use super::message::{CMessage, Private};
use super::types::*;
use crate::error::ErrorCode;
use crate::headers::Headers;
use crate::producer::{NewMessage, Value};
use crate::topic::Topic;

const OFFSET_INVALID: i64 = -1001;

/// What stands behind such a message.
pub(crate) struct Sending {
    timestamp: i64,
    headers: Option<Box<Headers>>,
    accepted_at: Instant,
}

/// The message that C gets for one of `topic`, which was refused if `err` is an error. Points into `message`.
pub(crate) fn message(
    topic: &Arc<Topic>,
    message: &NewMessage<'_>,
    err: ErrorCode,
    accepted_at: Instant,
) -> CMessage {
    let (payload, len) = match &message.value {
        Value::Null => (ptr::null_mut(), 0),
        Value::Copy(bytes) => pointer_to(bytes),
        Value::Keep(offered) => pointer_to(offered.bytes()),
    };
    let (key, key_len) = message.key.map_or((ptr::null_mut(), 0), pointer_to);
    CMessage {
        public: rd_kafka_message_t {
            err,
            rkt: topic_ptr(topic),
            partition: message.partition,
            payload,
            len,
            key,
            key_len,
            offset: OFFSET_INVALID,
            _private: ptr::with_exposed_provenance_mut(message.opaque),
        },
        private: Private::Sending(Sending {
            timestamp: if err.is_err() { -1 } else { message.timestamp },
            headers: message.headers.map(|headers| Box::new(headers.clone())),
            accepted_at,
        }),
    }
}

fn pointer_to(bytes: &[u8]) -> (*mut c_void, usize) {
    (bytes.as_ptr().cast_mut().cast(), bytes.len())
}

/// The headers that the message has been left with.
pub(crate) fn into_headers(message: CMessage) -> Option<Box<Headers>> {
    match message.private {
        Private::Sending(sending) => sending.headers,
        _ => None,
    }
}

impl Sending {
    pub(crate) fn timestamp(&self) -> (i64, rd_kafka_timestamp_type_t) {
        let kind = match self.timestamp {
            -1 => rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE,
            _ => rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_CREATE_TIME,
        };
        (self.timestamp, kind)
    }

    pub(crate) fn latency_us(&self) -> i64 {
        i64::try_from(self.accepted_at.elapsed().as_micros()).unwrap_or(i64::MAX)
    }

    pub(crate) fn headers(&mut self) -> &mut Option<Box<Headers>> {
        &mut self.headers
    }
}
