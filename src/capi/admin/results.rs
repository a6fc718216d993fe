//! Results: from the event that brought them to the outcomes for single items.

use std::ffi::CString;
use std::ptr;

use libc::{c_char, size_t};

use super::super::event::{self, Event};
use super::super::types::*;
use super::super::util::c_string;
use super::event::{AdminEvent, COutcome};
use super::nothing;
use crate::admin::{Operation, TopicResult};
use crate::error::ErrorCode;

/// What `rd_kafka_topic_result_t` points to.
pub(crate) struct CTopicResult {
    name: CString,
    code: ErrorCode,
    /// With an error.
    text: Option<CString>,
}

impl CTopicResult {
    pub(super) fn new(result: &TopicResult) -> Self {
        CTopicResult {
            name: c_string(&result.name),
            code: result.code,
            text: result.code.is_err().then(|| c_string(&result.text)),
        }
    }
}

/// The result of `operation` that `rkev` brings: it stands for the event's own part. NULL when the event is another.
///
/// # Safety
/// A live event or NULL.
pub(super) unsafe fn result_of<C>(rkev: *mut rd_kafka_event_t, operation: Operation) -> *const C {
    // SAFETY: as promised.
    match unsafe { event::borrow(rkev) } {
        Some(Event::Admin(event)) if event.operation() == operation => ptr::from_ref(event).cast(),
        _ => ptr::null(),
    }
}

/// What a result holds; nothing if its operation failed as a whole.
///
/// # Safety
/// `result` came from [`result_of`] and its event lives for `'a`, or is NULL.
pub(super) unsafe fn outcome_of<'a, C>(result: *const C) -> Option<&'a COutcome> {
    // SAFETY: as promised.
    unsafe { result.cast::<AdminEvent>().as_ref() }.and_then(AdminEvent::outcome)
}

/// # Safety
/// As [`outcome_of`]; `cntp` is writable or NULL.
unsafe fn topics_of<C>(result: *const C, cntp: *mut size_t) -> *mut *const rd_kafka_topic_result_t {
    // SAFETY: as promised.
    unsafe {
        match outcome_of(result) {
            Some(COutcome::Topics(topics)) => topics.to_c(cntp),
            _ => nothing(cntp),
        }
    }
}

/// The result of `rd_kafka_CreateTopics()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_CreateTopics_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_CreateTopics_result_t {
    // SAFETY: a live event or NULL.
    unsafe { result_of(rkev, Operation::CreateTopics) }
}

/// The result of `rd_kafka_DeleteTopics()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DeleteTopics_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DeleteTopics_result_t {
    // SAFETY: a live event or NULL.
    unsafe { result_of(rkev, Operation::DeleteTopics) }
}

/// The result of `rd_kafka_CreatePartitions()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_CreatePartitions_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_CreatePartitions_result_t {
    // SAFETY: a live event or NULL.
    unsafe { result_of(rkev, Operation::CreatePartitions) }
}

/// The outcomes for the topics, `*cntp` in number, in the order of the request. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreateTopics_result_topics(
    result: *const rd_kafka_CreateTopics_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_topic_result_t {
    // SAFETY: a result of a live event.
    unsafe { topics_of(result, cntp) }
}

/// The outcomes for the topics, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteTopics_result_topics(
    result: *const rd_kafka_DeleteTopics_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_topic_result_t {
    // SAFETY: a result of a live event.
    unsafe { topics_of(result, cntp) }
}

/// The outcomes for the topics, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreatePartitions_result_topics(
    result: *const rd_kafka_CreatePartitions_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_topic_result_t {
    // SAFETY: a result of a live event.
    unsafe { topics_of(result, cntp) }
}

/// # Safety
/// A topic's result of an event that lives for `'a`.
unsafe fn topic_result<'a>(topicres: *const rd_kafka_topic_result_t) -> &'a CTopicResult {
    // SAFETY: as promised.
    unsafe { &*topicres.cast() }
}

/// The outcome of an admin operation for one topic.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_result_error(
    topicres: *const rd_kafka_topic_result_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a result of a live event.
    unsafe { topic_result(topicres) }.code
}

/// The text of the topic's error, NULL when it has none. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_result_error_string(
    topicres: *const rd_kafka_topic_result_t,
) -> *const c_char {
    // SAFETY: a result of a live event.
    unsafe { topic_result(topicres) }.text.as_ref().map_or(ptr::null(), |text| text.as_ptr())
}

/// The topic's name. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_result_name(
    topicres: *const rd_kafka_topic_result_t,
) -> *const c_char {
    // SAFETY: a result of a live event.
    unsafe { topic_result(topicres) }.name.as_ptr()
}
