//! Topic handles.

use std::ptr;

use libc::{c_char, c_int, c_void};

use crate::conf::TopicConf;
use crate::error::ErrorCode;

use super::error::{errno_of, set_last_error};
use super::handle;
use super::types::*;
use super::util::text_or_null;

/// Makes a handle for `topic`, for the legacy produce and consume calls. Nothing is created on the cluster by
/// that.
///
/// `conf` may be NULL; else it is consumed by this call, whatever its outcome, and cannot be used again. When
/// a handle for this topic exists already, that one is returned with one more reference, and `conf` has no
/// effect. Free it with `rd_kafka_topic_destroy()` before the instance. Returns NULL on error;
/// `rd_kafka_last_error()` and errno have the code.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_new(
    rk: *mut rd_kafka_t,
    topic: *const c_char,
    conf: *mut rd_kafka_topic_conf_t,
) -> *mut rd_kafka_topic_t {
    // SAFETY: a live handle and a string; `conf` is NULL or the caller's, who gives it away.
    let (client, name, conf) = unsafe {
        let conf = (!conf.is_null()).then(|| *Box::from_raw(conf.cast::<TopicConf>()));
        (handle::client(rk), text_or_null(topic), conf)
    };
    if client.fork.is_inherited() {
        set_last_error(ErrorCode::_STATE, libc::EINVAL);
        return ptr::null_mut();
    }
    let created = client.topics.get_or_create(&client, &name.unwrap_or_default(), conf);
    match created {
        Ok(topic) => {
            topic.handle_added();
            handle::topic_into_raw(topic)
        }
        Err(code) => {
            set_last_error(code, errno_of(code));
            ptr::null_mut()
        }
    }
}

/// Gives a reference from `rd_kafka_topic_new()` back. Messages that are still on their way keep what they
/// need.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_destroy(rkt: *mut rd_kafka_topic_t) {
    if rkt.is_null() {
        return;
    }
    // SAFETY: the caller gives a handle back.
    let topic = unsafe { handle::take_topic(rkt) };
    topic.handle_released();
}

/// The topic's name. Owned by the handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_name(rkt: *const rd_kafka_topic_t) -> *const c_char {
    // SAFETY: a live handle; the name lives as long as it.
    unsafe { handle::topic(rkt) }.c_name.as_ptr()
}

/// The pointer set with `rd_kafka_topic_conf_set_opaque()` for this topic.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_opaque(rkt: *const rd_kafka_topic_t) -> *mut c_void {
    // SAFETY: a live handle.
    unsafe { handle::topic(rkt) }.conf.opaque.0
}

/// For partitioner callbacks only: returns 1 when `partition` of `rkt` has a leader and can be produced to
/// now, else 0. Calling it from anywhere else is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_available(
    rkt: *const rd_kafka_topic_t,
    partition: i32,
) -> c_int {
    // SAFETY: a live handle.
    let topic = unsafe { handle::topic(rkt) };
    c_int::from(topic.partition_available(partition))
}

/// A copy of the instance's default topic configuration, for topics that differ from it in a few properties.
/// The caller owns it, until it is passed to `rd_kafka_topic_new()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_default_topic_conf_dup(rk: *mut rd_kafka_t) -> *mut rd_kafka_topic_conf_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    let conf = client.conf.default_topic.as_deref().cloned().unwrap_or_default();
    Box::into_raw(Box::new(conf)).cast()
}
