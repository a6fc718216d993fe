//! Topics to create, to delete, to give more partitions.

use std::ptr;

use libc::{c_char, c_int, size_t};

use super::super::types::*;
use super::super::util::{text_or_null, write_errstr};
use super::options::{explain, numbers};
use super::{begin, destroy, destroy_array, elements, into_raw};
use crate::admin::{self, NewPartitions, NewTopic, Operation};
use crate::error::{Error, ErrorCode};

/// A box for C, or NULL with the reason in the caller's buffer.
///
/// # Safety
/// `errstr` is NULL or has `size` writable bytes.
unsafe fn made<T, C>(made: Result<T, Error>, errstr: *mut c_char, size: size_t) -> *mut C {
    made.map_or_else(
        |error| {
            // SAFETY: as promised.
            unsafe { write_errstr(errstr, size, &error.reason) };
            ptr::null_mut()
        },
        into_raw,
    )
}

// ---- creating

/// Describes a topic to create: its number of partitions (-1: the broker's default; also with a replica
/// assignment) and its replication factor (-1: the broker's default, or given by
/// `rd_kafka_NewTopic_set_replica_assignment()`). Returns NULL with the reason in `errstr` (`errstr_size`
/// bytes) when the arguments are out of range. Free it with `rd_kafka_NewTopic_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewTopic_new(
    topic: *const c_char,
    num_partitions: c_int,
    replication_factor: c_int,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> *mut rd_kafka_NewTopic_t {
    // SAFETY: a string or NULL; the buffer has that size.
    unsafe {
        let name = text_or_null(topic).unwrap_or_default();
        made(NewTopic::new(&name, num_partitions, replication_factor), errstr, errstr_size)
    }
}

/// Frees the description of a new topic. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewTopic_destroy(new_topic: *mut rd_kafka_NewTopic_t) {
    // SAFETY: the caller gives back what it got, for the last time, or NULL.
    unsafe { destroy::<NewTopic, _>(new_topic) };
}

/// Frees the `new_topic_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewTopic_destroy_array(
    new_topics: *mut *mut rd_kafka_NewTopic_t,
    new_topic_cnt: size_t,
) {
    // SAFETY: the caller gives back what it got, for the last time.
    unsafe { destroy_array::<NewTopic, _>(new_topics, new_topic_cnt) };
}

/// Places the replicas of `partition` on the `broker_id_cnt` brokers of `broker_ids`, the first being the
/// preferred leader. Call it for partitions 0, 1, 2... in that order, for all of them, with as many brokers
/// each; the topic must have been made with replication factor -1. The array is copied. Returns NO_ERROR, or
/// _INVALID_ARG with the reason in `errstr`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewTopic_set_replica_assignment(
    new_topic: *mut rd_kafka_NewTopic_t,
    partition: i32,
    broker_ids: *mut i32,
    broker_id_cnt: size_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live new topic, an array of so many numbers, a buffer of that size.
    unsafe {
        let topic = &mut *new_topic.cast::<NewTopic>();
        explain(topic.assign_replicas(partition, numbers(broker_ids, broker_id_cnt)), errstr, errstr_size)
    }
}

/// Sets a property of the new topic; the broker checks it. Both strings are copied. Returns NO_ERROR or
/// _INVALID_ARG.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewTopic_set_config(
    new_topic: *mut rd_kafka_NewTopic_t,
    name: *const c_char,
    value: *const c_char,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live new topic; strings or NULL.
    let (topic, name, value) =
        unsafe { (&mut *new_topic.cast::<NewTopic>(), text_or_null(name), text_or_null(value)) };
    match name {
        Some(name) => topic.set_config(&name, value.as_deref()),
        None => return ErrorCode::_INVALID_ARG,
    }
    ErrorCode::NO_ERROR
}

/// Creates `new_topic_cnt` topics by the cluster's controller. Returns at once: the result comes to `rkqu` as
/// an event of type CREATETOPICS_RESULT, for `rd_kafka_event_CreateTopics_result()`, with an outcome for each
/// topic. `options` may be NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreateTopics(
    rk: *mut rd_kafka_t,
    new_topics: *mut *mut rd_kafka_NewTopic_t,
    new_topic_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
    // SAFETY: live handles; an array of so many live elements.
    unsafe {
        if let Some((client, call)) = begin(rk, Operation::CreateTopics, options, rkqu) {
            let topics = elements::<NewTopic, _>(new_topics, new_topic_cnt).cloned().collect();
            admin::create_topics(&client, call, topics);
        }
    }
}

// ---- deleting

/// Names a topic to delete. Free it with `rd_kafka_DeleteTopic_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteTopic_new(topic: *const c_char) -> *mut rd_kafka_DeleteTopic_t {
    // SAFETY: a string or NULL.
    into_raw(unsafe { text_or_null(topic) }.unwrap_or_default().into_owned())
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteTopic_destroy(del_topic: *mut rd_kafka_DeleteTopic_t) {
    // SAFETY: the caller gives back what it got, for the last time, or NULL.
    unsafe { destroy::<String, _>(del_topic) };
}

/// Frees the `del_topic_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteTopic_destroy_array(
    del_topics: *mut *mut rd_kafka_DeleteTopic_t,
    del_topic_cnt: size_t,
) {
    // SAFETY: the caller gives back what it got, for the last time.
    unsafe { destroy_array::<String, _>(del_topics, del_topic_cnt) };
}

/// Deletes `del_topic_cnt` topics by the cluster's controller. Returns at once: the result comes to `rkqu` as
/// an event of type DELETETOPICS_RESULT. `options` may be NULL. All arguments are copied and stay the
/// caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteTopics(
    rk: *mut rd_kafka_t,
    del_topics: *mut *mut rd_kafka_DeleteTopic_t,
    del_topic_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
    // SAFETY: live handles; an array of so many live elements.
    unsafe {
        if let Some((client, call)) = begin(rk, Operation::DeleteTopics, options, rkqu) {
            let topics = elements::<String, _>(del_topics, del_topic_cnt).cloned().collect();
            admin::delete_topics(&client, call, topics);
        }
    }
}

// ---- adding partitions

/// Describes the growth of a topic to `new_total_cnt` partitions in all. Returns NULL with the reason in
/// `errstr` (`errstr_size` bytes) when the number is out of range. Free it with
/// `rd_kafka_NewPartitions_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewPartitions_new(
    topic: *const c_char,
    new_total_cnt: size_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> *mut rd_kafka_NewPartitions_t {
    // SAFETY: a string or NULL; the buffer has that size.
    unsafe {
        let name = text_or_null(topic).unwrap_or_default();
        made(NewPartitions::new(&name, new_total_cnt), errstr, errstr_size)
    }
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewPartitions_destroy(new_parts: *mut rd_kafka_NewPartitions_t) {
    // SAFETY: the caller gives back what it got, for the last time, or NULL.
    unsafe { destroy::<NewPartitions, _>(new_parts) };
}

/// Frees the `new_parts_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewPartitions_destroy_array(
    new_parts: *mut *mut rd_kafka_NewPartitions_t,
    new_parts_cnt: size_t,
) {
    // SAFETY: the caller gives back what it got, for the last time.
    unsafe { destroy_array::<NewPartitions, _>(new_parts, new_parts_cnt) };
}

/// Places the replicas of a new partition on the `broker_id_cnt` brokers of `broker_ids`. `new_partition_idx`
/// counts the new partitions from 0, not the topic's; call it for all of them in that order. The array is
/// copied. Returns NO_ERROR, or _INVALID_ARG with the reason in `errstr`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewPartitions_set_replica_assignment(
    new_parts: *mut rd_kafka_NewPartitions_t,
    new_partition_idx: i32,
    broker_ids: *mut i32,
    broker_id_cnt: size_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: live new partitions, an array of so many numbers, a buffer of that size.
    unsafe {
        let topic = &mut *new_parts.cast::<NewPartitions>();
        let brokers = numbers(broker_ids, broker_id_cnt);
        explain(topic.assign_replicas(new_partition_idx, brokers), errstr, errstr_size)
    }
}

/// Adds partitions to topics by the cluster's controller. Returns at once: the result comes to `rkqu` as an
/// event of type CREATEPARTITIONS_RESULT. `options` may be NULL. All arguments are copied and stay the
/// caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreatePartitions(
    rk: *mut rd_kafka_t,
    new_parts: *mut *mut rd_kafka_NewPartitions_t,
    new_parts_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
    // SAFETY: live handles; an array of so many live elements.
    unsafe {
        if let Some((client, call)) = begin(rk, Operation::CreatePartitions, options, rkqu) {
            let topics = elements::<NewPartitions, _>(new_parts, new_parts_cnt).cloned().collect();
            admin::create_partitions(&client, call, topics);
        }
    }
}
