//! The messages of delivery reports, as C sees them.

use std::ffi::CStr;
use std::ptr::{self, NonNull};
use std::time::Instant;

use libc::{c_char, c_void};

use super::handle::topic_ptr;
use super::message::{CMessage, Private};
use super::types::*;
use crate::error::ErrorCode;
use crate::headers::Headers;
use crate::producer::{DeliveryReport, Persistence};
use crate::records::HeaderArea;

/// What stands behind a message whose fate is reported: a view into its batch.
pub(crate) struct Delivered {
    /// Outlives the view, as [`message`] asks.
    report: NonNull<DeliveryReport>,
    index: u32,
    headers: DeliveredHeaders,
}

/// Headers are decoded when they are asked for.
enum DeliveredHeaders {
    Encoded,
    Known(Option<Box<Headers>>),
}

/// The message at `index` of the report's batch.
///
/// # Safety
/// The report stays where it is, and is not changed but for what was reported, as long as the message.
#[inline]
pub(crate) unsafe fn message(report: &DeliveryReport, index: usize) -> CMessage {
    let mut message = CMessage {
        public: rd_kafka_message_t {
            err: report.err_of(index),
            rkt: topic_ptr(&report.topic),
            partition: report.partition,
            payload: ptr::null_mut(),
            len: 0,
            key: ptr::null_mut(),
            key_len: 0,
            offset: report.offset_of(index),
            _private: ptr::null_mut(),
        },
        private: Private::Delivered(Delivered {
            report: NonNull::from(report),
            index: index as u32,
            headers: DeliveredHeaders::Encoded,
        }),
    };
    show(&mut message.public, report, index);
    message
}

/// Makes `message`, which is of the same report, the one at `index`. What all messages of a batch have in common stays.
#[inline]
pub(crate) fn turn_to(message: &mut CMessage, report: &DeliveryReport, index: usize) {
    if let Private::Delivered(delivered) = &mut message.private {
        delivered.index = index as u32;
        if !matches!(delivered.headers, DeliveredHeaders::Encoded) {
            delivered.headers = DeliveredHeaders::Encoded;
        }
    }
    message.public.err = report.err_of(index);
    message.public.offset = report.offset_of(index);
    show(&mut message.public, report, index);
}

#[inline(always)]
fn show(public: &mut rd_kafka_message_t, report: &DeliveryReport, index: usize) {
    let Some(shown) = report.batch.shown(index) else { return };
    (public.payload, public.len) = match shown.payload {
        // The application's own memory, as it gave it.
        Some(payload) => (payload.as_ptr().cast(), payload.len()),
        None => pointer_to(shown.value),
    };
    (public.key, public.key_len) = pointer_to(shown.key);
    public._private = ptr::with_exposed_provenance_mut(shown.opaque);
}

#[inline(always)]
fn pointer_to(bytes: Option<&[u8]>) -> (*mut c_void, usize) {
    bytes.map_or((ptr::null_mut(), 0), |bytes| (bytes.as_ptr().cast_mut().cast(), bytes.len()))
}

impl Delivered {
    fn report(&self) -> &DeliveryReport {
        // SAFETY: it outlives the message, as promised to `message`.
        unsafe { self.report.as_ref() }
    }

    /// What the broker said of the failure, if it said anything.
    pub(crate) fn broker_text(&self) -> Option<*const c_char> {
        self.report().text_of(self.index as usize).map(CStr::as_ptr)
    }

    pub(crate) fn timestamp(&self) -> (i64, rd_kafka_timestamp_type_t) {
        let report = &self.report().report;
        match report.log_append_time {
            _ if report.err.is_err() => (-1, rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE),
            Some(at) => (at, rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME),
            None => (self.create_time(), rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_CREATE_TIME),
        }
    }

    fn create_time(&self) -> i64 {
        let batch = &self.report().batch;
        let delta = batch.layout(self.index as usize).map_or(0, |layout| layout.timestamp_delta);
        batch.base_timestamp().wrapping_add(delta)
    }

    pub(crate) fn latency_us(&self) -> i64 {
        let age = self.report().batch.age_of(self.index as usize, Instant::now());
        i64::try_from(age.as_micros()).unwrap_or(i64::MAX)
    }

    pub(crate) fn broker_id(&self) -> i32 {
        self.report().report.broker_id
    }

    pub(crate) fn status(&self) -> rd_kafka_msg_status_t {
        match self.report().report.persistence {
            Persistence::No => rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_NOT_PERSISTED,
            Persistence::Possibly => rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED,
            Persistence::Yes => rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_PERSISTED,
        }
    }

    /// The headers, decoded now if they were not yet.
    pub(crate) fn headers(&mut self) -> Result<&mut Option<Box<Headers>>, ErrorCode> {
        if let DeliveredHeaders::Encoded = self.headers {
            self.headers = DeliveredHeaders::Known(self.decode_headers()?);
        }
        match &mut self.headers {
            DeliveredHeaders::Known(headers) => Ok(headers),
            DeliveredHeaders::Encoded => Err(ErrorCode::_BAD_MSG),
        }
    }

    fn decode_headers(&self) -> Result<Option<Box<Headers>>, ErrorCode> {
        let batch = &self.report().batch;
        let area = batch.layout(self.index as usize).map_or(HeaderArea::EMPTY, |layout| layout.headers);
        if area.count() == 0 {
            return Ok(None);
        }
        let mut headers = Headers::with_capacity(area.count());
        for header in area.iter(batch.records()) {
            let (name, value) = header.map_err(|_| ErrorCode::_BAD_MSG)?;
            headers.push(name, value);
        }
        Ok(Some(Box::new(headers)))
    }

    pub(crate) fn set_headers(&mut self, headers: Option<Box<Headers>>) {
        self.headers = DeliveredHeaders::Known(headers);
    }
}
