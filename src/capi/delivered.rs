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
    timestamp: i64,
    area: HeaderArea,
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
    let batch = &*report.batch;
    let records = batch.records();
    let layout = batch.layout(index);
    let entry = batch.entries().get(index);
    let (key, value, area, delta) = match &layout {
        Some(layout) => (layout.key.of(records), layout.value, layout.headers, layout.timestamp_delta),
        None => (None, crate::records::Field::NULL, HeaderArea::EMPTY, 0),
    };
    let (payload, len) = match entry.and_then(|entry| entry.payload.as_ref()) {
        // The application's own memory, as it gave it.
        Some(payload) => (payload.as_ptr().cast(), payload.len()),
        None => pointer_to(value.of(records)),
    };
    let (key, key_len) = pointer_to(key);
    CMessage {
        public: rd_kafka_message_t {
            err: report.err_of(index),
            rkt: topic_ptr(&report.topic),
            partition: report.partition,
            payload,
            len,
            key,
            key_len,
            offset: report.offset_of(index),
            _private: entry.map_or(ptr::null_mut(), |entry| entry.opaque as *mut c_void),
        },
        private: Private::Delivered(Delivered {
            report: NonNull::from(report),
            index: index as u32,
            timestamp: batch.base_timestamp().wrapping_add(delta),
            area,
            headers: DeliveredHeaders::Encoded,
        }),
    }
}

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
            None => (self.timestamp, rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_CREATE_TIME),
        }
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
        if self.area.count() == 0 {
            return Ok(None);
        }
        let mut headers = Headers::with_capacity(self.area.count());
        for header in self.area.iter(self.report().batch.records()) {
            let (name, value) = header.map_err(|_| ErrorCode::_BAD_MSG)?;
            headers.push(name, value);
        }
        Ok(Some(Box::new(headers)))
    }

    pub(crate) fn set_headers(&mut self, headers: Option<Box<Headers>>) {
        self.headers = DeliveredHeaders::Known(headers);
    }
}
