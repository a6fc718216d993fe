//! Functions of the ABI that are not built yet, each with the documentation that it keeps when it moves to its room.
//!
//! They fail with [`ErrorCode::_NOT_IMPLEMENTED`] or their type's equivalent, and leave outputs empty. The order is
//! the header's. This file ends empty.
#![allow(unused_variables, clippy::missing_safety_doc, clippy::too_many_arguments)]

use std::ptr;

use libc::{FILE, c_char, c_int, c_uchar, c_void, size_t, ssize_t};

use super::types::*;
use crate::error::ErrorCode;

unsafe extern "C" {
    fn rdk_error_new(code: rd_kafka_resp_err_t, text: *const c_char) -> *mut rd_kafka_error_t;
}

/// The error object of a function that is not built yet.
fn not_implemented() -> *mut rd_kafka_error_t {
    // SAFETY: a NULL text asks for the code's own label.
    unsafe { rdk_error_new(ErrorCode::_NOT_IMPLEMENTED, ptr::null()) }
}

/// Empties an output argument: zero or NULL.
unsafe fn clear<T>(out: *mut T) {
    if !out.is_null() {
        // SAFETY: the caller passes a valid output of a type for which all-zero is a value.
        unsafe { ptr::write_bytes(out, 0, 1) };
    }
}

/// Says in the caller's buffer why the call fails.
unsafe fn explain(errstr: *mut c_char, size: size_t) {
    if !errstr.is_null() && size > 0 {
        // SAFETY: the caller passes a buffer of `size` bytes.
        unsafe { libc::snprintf(errstr, size, c"%s".as_ptr(), c"Not implemented".as_ptr()) };
    }
}

// -------------------- Errors --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_fatal_error(
    rk: *mut rd_kafka_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ErrorCode::NO_ERROR
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_test_fatal_error(
    rk: *mut rd_kafka_t,
    err: rd_kafka_resp_err_t,
    reason: *const c_char,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Messages --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_messages_count(messages: *const rd_kafka_messages_t) -> size_t {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_messages_get(
    messages: *const rd_kafka_messages_t,
    index: size_t,
) -> *mut rd_kafka_message_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_messages_destroy(messages: *mut rd_kafka_messages_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_destroy(rkmessage: *mut rd_kafka_message_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_errstr(rkmessage: *const rd_kafka_message_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_produce_errstr(
    rkmessage: *const rd_kafka_message_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_timestamp(
    rkmessage: *const rd_kafka_message_t,
    tstype: *mut rd_kafka_timestamp_type_t,
) -> i64 {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(tstype) };
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_latency(rkmessage: *const rd_kafka_message_t) -> i64 {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_broker_id(rkmessage: *const rd_kafka_message_t) -> i32 {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_headers(
    rkmessage: *const rd_kafka_message_t,
    hdrsp: *mut *mut rd_kafka_headers_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(hdrsp) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_detach_headers(
    rkmessage: *mut rd_kafka_message_t,
    hdrsp: *mut *mut rd_kafka_headers_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(hdrsp) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_set_headers(
    rkmessage: *mut rd_kafka_message_t,
    hdrs: *mut rd_kafka_headers_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_status(
    rkmessage: *const rd_kafka_message_t,
) -> rd_kafka_msg_status_t {
    rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_NOT_PERSISTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_leader_epoch(rkmessage: *const rd_kafka_message_t) -> i32 {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_delivery_count(rkmessage: *const rd_kafka_message_t) -> i16 {
    -1
}

// -------------------- Configuration --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf(rk: *mut rd_kafka_t) -> *const rd_kafka_conf_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_opaque(rk: *const rd_kafka_t) -> *mut c_void {
    ptr::null_mut()
}

// -------------------- Topic configuration --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_default_topic_conf_dup(rk: *mut rd_kafka_t) -> *mut rd_kafka_topic_conf_t {
    ptr::null_mut()
}

// -------------------- Partitioners --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_available(
    rkt: *const rd_kafka_topic_t,
    partition: i32,
) -> c_int {
    0
}

// -------------------- Instances --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_new(
    client_type: rd_kafka_type_t,
    conf: *mut rd_kafka_conf_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> *mut rd_kafka_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_destroy(rk: *mut rd_kafka_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_destroy_flags(rk: *mut rd_kafka_t, flags: c_int) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_queue_get_sasl(
    rkshare: *mut rd_kafka_share_t,
) -> *mut rd_kafka_queue_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_oauthbearer_set_token(
    rkshare: *mut rd_kafka_share_t,
    token_value: *const c_char,
    md_lifetime_ms: i64,
    md_principal_name: *const c_char,
    extensions: *mut *const c_char,
    extension_size: size_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_oauthbearer_set_token_failure(
    rkshare: *mut rd_kafka_share_t,
    errstr: *const c_char,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_name(rk: *const rd_kafka_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_type(rk: *const rd_kafka_t) -> rd_kafka_type_t {
    rd_kafka_type_t::RD_KAFKA_PRODUCER
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_memberid(rk: *const rd_kafka_t) -> *mut c_char {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_clusterid(rk: *mut rd_kafka_t, timeout_ms: c_int) -> *mut c_char {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_controllerid(rk: *mut rd_kafka_t, timeout_ms: c_int) -> i32 {
    -1
}

// -------------------- Topic handles --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_new(
    rk: *mut rd_kafka_t,
    topic: *const c_char,
    conf: *mut rd_kafka_topic_conf_t,
) -> *mut rd_kafka_topic_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_destroy(rkt: *mut rd_kafka_topic_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_name(rkt: *const rd_kafka_topic_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_opaque(rkt: *const rd_kafka_topic_t) -> *mut c_void {
    ptr::null_mut()
}

// -------------------- Serving callbacks --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_poll(rk: *mut rd_kafka_t, timeout_ms: c_int) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_yield(rk: *mut rd_kafka_t) {}

// -------------------- Pausing, and looking up offsets --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_pause_partitions(
    rk: *mut rd_kafka_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_resume_partitions(
    rk: *mut rd_kafka_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_query_watermark_offsets(
    rk: *mut rd_kafka_t,
    topic: *const c_char,
    partition: i32,
    low: *mut i64,
    high: *mut i64,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe {
        clear(low);
        clear(high);
    }
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_get_watermark_offsets(
    rk: *mut rd_kafka_t,
    topic: *const c_char,
    partition: i32,
    low: *mut i64,
    high: *mut i64,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe {
        clear(low);
        clear(high);
    }
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_offsets_for_times(
    rk: *mut rd_kafka_t,
    offsets: *mut rd_kafka_topic_partition_list_t,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Queues --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_new(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_destroy(rkqu: *mut rd_kafka_queue_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_get_main(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_get_sasl(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_sasl_background_callbacks_enable(
    rk: *mut rd_kafka_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_sasl_set_credentials(
    rk: *mut rd_kafka_t,
    username: *const c_char,
    password: *const c_char,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_get_consumer(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_get_partition(
    rk: *mut rd_kafka_t,
    topic: *const c_char,
    partition: i32,
) -> *mut rd_kafka_queue_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_get_background(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_forward(src: *mut rd_kafka_queue_t, dst: *mut rd_kafka_queue_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_set_log_queue(
    rk: *mut rd_kafka_t,
    rkqu: *mut rd_kafka_queue_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_length(rkqu: *mut rd_kafka_queue_t) -> size_t {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_io_event_enable(
    rkqu: *mut rd_kafka_queue_t,
    fd: c_int,
    payload: *const c_void,
    size: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_cb_event_enable(
    rkqu: *mut rd_kafka_queue_t,
    event_cb: Option<unsafe extern "C" fn(rk: *mut rd_kafka_t, qev_opaque: *mut c_void)>,
    qev_opaque: *mut c_void,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_yield(rkqu: *mut rd_kafka_queue_t) {}

// -------------------- Simple consumer --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_start(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    offset: i64,
) -> c_int {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_start_queue(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    offset: i64,
    rkqu: *mut rd_kafka_queue_t,
) -> c_int {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_stop(rkt: *mut rd_kafka_topic_t, partition: i32) -> c_int {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_seek(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    offset: i64,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_seek_partitions(
    rk: *mut rd_kafka_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    timeout_ms: c_int,
) -> *mut rd_kafka_message_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_batch(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    timeout_ms: c_int,
    rkmessages: *mut *mut rd_kafka_message_t,
    rkmessages_size: size_t,
) -> ssize_t {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_callback(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    timeout_ms: c_int,
    consume_cb: Option<unsafe extern "C" fn(rkmessage: *mut rd_kafka_message_t, commit_opaque: *mut c_void)>,
    commit_opaque: *mut c_void,
) -> c_int {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_queue(
    rkqu: *mut rd_kafka_queue_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_message_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_batch_queue(
    rkqu: *mut rd_kafka_queue_t,
    timeout_ms: c_int,
    rkmessages: *mut *mut rd_kafka_message_t,
    rkmessages_size: size_t,
) -> ssize_t {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consume_callback_queue(
    rkqu: *mut rd_kafka_queue_t,
    timeout_ms: c_int,
    consume_cb: Option<unsafe extern "C" fn(rkmessage: *mut rd_kafka_message_t, commit_opaque: *mut c_void)>,
    commit_opaque: *mut c_void,
) -> c_int {
    -1
}

// -------------------- Storing offsets --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_offset_store(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    offset: i64,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_offsets_store(
    rk: *mut rd_kafka_t,
    offsets: *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_offset_store_message(
    rkmessage: *mut rd_kafka_message_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

// -------------------- Group consumer --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_subscribe(
    rk: *mut rd_kafka_t,
    topics: *const rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_unsubscribe(rk: *mut rd_kafka_t) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_subscription(
    rk: *mut rd_kafka_t,
    topics: *mut *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(topics) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_poll(
    rk: *mut rd_kafka_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_message_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_close(rk: *mut rd_kafka_t) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_close_queue(
    rk: *mut rd_kafka_t,
    rkqu: *mut rd_kafka_queue_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_closed(rk: *mut rd_kafka_t) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_incremental_assign(
    rk: *mut rd_kafka_t,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_incremental_unassign(
    rk: *mut rd_kafka_t,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_rebalance_protocol(rk: *mut rd_kafka_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_assign(
    rk: *mut rd_kafka_t,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_assignment(
    rk: *mut rd_kafka_t,
    partitions: *mut *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(partitions) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_assignment_lost(rk: *mut rd_kafka_t) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_commit(
    rk: *mut rd_kafka_t,
    offsets: *const rd_kafka_topic_partition_list_t,
    is_async: c_int,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_commit_message(
    rk: *mut rd_kafka_t,
    rkmessage: *const rd_kafka_message_t,
    is_async: c_int,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_commit_queue(
    rk: *mut rd_kafka_t,
    offsets: *const rd_kafka_topic_partition_list_t,
    rkqu: *mut rd_kafka_queue_t,
    cb: Option<
        unsafe extern "C" fn(
            rk: *mut rd_kafka_t,
            err: rd_kafka_resp_err_t,
            offsets: *mut rd_kafka_topic_partition_list_t,
            commit_opaque: *mut c_void,
        ),
    >,
    commit_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_committed(
    rk: *mut rd_kafka_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_position(
    rk: *mut rd_kafka_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Consumer group metadata --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata(
    rk: *mut rd_kafka_t,
) -> *mut rd_kafka_consumer_group_metadata_t {
    ptr::null_mut()
}

// -------------------- Producer --------------------

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
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_produceva(
    rk: *mut rd_kafka_t,
    vus: *const rd_kafka_vu_t,
    cnt: size_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_produce_batch(
    rkt: *mut rd_kafka_topic_t,
    partition: i32,
    msgflags: c_int,
    rkmessages: *mut rd_kafka_message_t,
    message_cnt: c_int,
) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_flush(rk: *mut rd_kafka_t, timeout_ms: c_int) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_purge(rk: *mut rd_kafka_t, purge_flags: c_int) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Share consumer (KIP-932) --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_list_count(
    list: *const rd_kafka_share_partition_offsets_list_t,
) -> size_t {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_list_get(
    list: *const rd_kafka_share_partition_offsets_list_t,
    index: size_t,
) -> *const rd_kafka_share_partition_offsets_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_list_destroy(
    list: *mut rd_kafka_share_partition_offsets_list_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_partition(
    partition_offsets: *const rd_kafka_share_partition_offsets_t,
) -> *const rd_kafka_topic_partition_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_offsets(
    partition_offsets: *const rd_kafka_share_partition_offsets_t,
) -> *const i64 {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_offsets_cnt(
    partition_offsets: *const rd_kafka_share_partition_offsets_t,
) -> size_t {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_consumer_new(
    conf: *mut rd_kafka_conf_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> *mut rd_kafka_share_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_set_acknowledgement_commit_cb(
    rkshare: *mut rd_kafka_share_t,
    share_acknowledgement_commit_cb: Option<
        unsafe extern "C" fn(
            rkshare: *mut rd_kafka_share_t,
            partitions: *mut rd_kafka_share_partition_offsets_list_t,
            err: rd_kafka_resp_err_t,
            opaque: *mut c_void,
        ),
    >,
    opaque: *mut c_void,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_subscribe(
    rkshare: *mut rd_kafka_share_t,
    topics: *const rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_unsubscribe(rkshare: *mut rd_kafka_share_t) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_subscription(
    rkshare: *mut rd_kafka_share_t,
    topics: *mut *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(topics) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_poll(
    rkshare: *mut rd_kafka_share_t,
    timeout_ms: c_int,
    rkmessages: *mut *mut rd_kafka_messages_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(rkmessages) };
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_acknowledge(
    rkshare: *mut rd_kafka_share_t,
    rkmessage: *const rd_kafka_message_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_acknowledge_type(
    rkshare: *mut rd_kafka_share_t,
    rkmessage: *const rd_kafka_message_t,
    ack_type: rd_kafka_share_AcknowledgeType_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_acknowledge_offset(
    rkshare: *mut rd_kafka_share_t,
    topic: *const c_char,
    partition: i32,
    offset: i64,
    ack_type: rd_kafka_share_AcknowledgeType_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_commit_async(
    rkshare: *mut rd_kafka_share_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_commit_sync(
    rkshare: *mut rd_kafka_share_t,
    timeout_ms: c_int,
    partitions: *mut *mut rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(partitions) };
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_consumer_close(
    rkshare: *mut rd_kafka_share_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_consumer_close_queue(
    rkshare: *mut rd_kafka_share_t,
    rkqu: *mut rd_kafka_queue_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_consumer_closed(rkshare: *mut rd_kafka_share_t) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_destroy(rkshare: *mut rd_kafka_share_t) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_destroy_flags(
    rkshare: *mut rd_kafka_share_t,
    flags: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_set_log_queue(
    rkshare: *mut rd_kafka_share_t,
    rkqu: *mut rd_kafka_queue_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_sasl_background_callbacks_enable(
    rkshare: *mut rd_kafka_share_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_sasl_set_credentials(
    rkshare: *mut rd_kafka_share_t,
    username: *const c_char,
    password: *const c_char,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

// -------------------- Cluster metadata --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_metadata(
    rk: *mut rd_kafka_t,
    all_topics: c_int,
    only_rkt: *mut rd_kafka_topic_t,
    metadatap: *mut *const rd_kafka_metadata,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(metadatap) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_metadata_destroy(metadata: *const rd_kafka_metadata) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Node_id(node: *const rd_kafka_Node_t) -> c_int {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Node_host(node: *const rd_kafka_Node_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Node_port(node: *const rd_kafka_Node_t) -> u16 {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Node_rack(node: *const rd_kafka_Node_t) -> *const c_char {
    ptr::null()
}

// -------------------- Listing groups --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_list_groups(
    rk: *mut rd_kafka_t,
    group: *const c_char,
    grplistp: *mut *const rd_kafka_group_list,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(grplistp) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_group_list_destroy(grplist: *const rd_kafka_group_list) {}

// -------------------- Brokers and logging --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_brokers_add(rk: *mut rd_kafka_t, brokerlist: *const c_char) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_brokers_learned_ids(rk: *mut rd_kafka_t, cntp: *mut size_t) -> *mut i32 {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_set_logger(
    rk: *mut rd_kafka_t,
    func: Option<
        unsafe extern "C" fn(rk: *const rd_kafka_t, level: c_int, fac: *const c_char, buf: *const c_char),
    >,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_set_log_level(rk: *mut rd_kafka_t, level: c_int) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_log_print(
    rk: *const rd_kafka_t,
    level: c_int,
    fac: *const c_char,
    buf: *const c_char,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_log_syslog(
    rk: *const rd_kafka_t,
    level: c_int,
    fac: *const c_char,
    buf: *const c_char,
) {
}

// -------------------- Instance state --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_outq_len(rk: *mut rd_kafka_t) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_dump(fp: *mut FILE, rk: *mut rd_kafka_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_thread_cnt() -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_wait_destroyed(timeout_ms: c_int) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_unittest() -> c_int {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_poll_set_consumer(rk: *mut rd_kafka_t) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Events --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_type(rkev: *const rd_kafka_event_t) -> rd_kafka_event_type_t {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_name(rkev: *const rd_kafka_event_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_destroy(rkev: *mut rd_kafka_event_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_message_next(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_message_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_message_array(
    rkev: *mut rd_kafka_event_t,
    rkmessages: *mut *const rd_kafka_message_t,
    size: size_t,
) -> size_t {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_message_count(rkev: *mut rd_kafka_event_t) -> size_t {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_config_string(rkev: *mut rd_kafka_event_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_error(rkev: *mut rd_kafka_event_t) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_error_string(rkev: *mut rd_kafka_event_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_error_is_fatal(rkev: *mut rd_kafka_event_t) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_opaque(rkev: *mut rd_kafka_event_t) -> *mut c_void {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_log(
    rkev: *mut rd_kafka_event_t,
    fac: *mut *const c_char,
    str: *mut *const c_char,
    level: *mut c_int,
) -> c_int {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe {
        clear(fac);
        clear(str);
        clear(level);
    }
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_debug_contexts(
    rkev: *mut rd_kafka_event_t,
    dst: *mut c_char,
    dstsize: size_t,
) -> c_int {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_stats(rkev: *mut rd_kafka_event_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_topic_partition_list(
    rkev: *mut rd_kafka_event_t,
) -> *mut rd_kafka_topic_partition_list_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_topic_partition(
    rkev: *mut rd_kafka_event_t,
) -> *mut rd_kafka_topic_partition_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_CreateTopics_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_CreateTopics_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DeleteTopics_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DeleteTopics_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_CreatePartitions_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_CreatePartitions_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_AlterConfigs_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_AlterConfigs_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_IncrementalAlterConfigs_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_IncrementalAlterConfigs_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeConfigs_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeConfigs_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DeleteRecords_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DeleteRecords_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_ListConsumerGroups_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_ListConsumerGroups_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeConsumerGroups_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeConsumerGroups_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeTopics_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeTopics_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeCluster_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeCluster_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DeleteGroups_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DeleteGroups_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DeleteConsumerGroupOffsets_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DeleteConsumerGroupOffsets_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_CreateAcls_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_CreateAcls_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeAcls_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeAcls_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DeleteAcls_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DeleteAcls_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_ListConsumerGroupOffsets_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_ListConsumerGroupOffsets_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_AlterConsumerGroupOffsets_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_AlterConsumerGroupOffsets_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_ListOffsets_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_ListOffsets_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeUserScramCredentials_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeUserScramCredentials_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_AlterUserScramCredentials_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_AlterUserScramCredentials_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_ElectLeaders_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_ElectLeaders_result_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_poll(
    rkqu: *mut rd_kafka_queue_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_event_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_poll_callback(
    rkqu: *mut rd_kafka_queue_t,
    timeout_ms: c_int,
) -> c_int {
    0
}

// -------------------- Interceptors --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_interceptor_add_on_conf_set(
    conf: *mut rd_kafka_conf_t,
    ic_name: *const c_char,
    on_conf_set: rd_kafka_interceptor_f_on_conf_set_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_interceptor_add_on_conf_dup(
    conf: *mut rd_kafka_conf_t,
    ic_name: *const c_char,
    on_conf_dup: rd_kafka_interceptor_f_on_conf_dup_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_interceptor_add_on_conf_destroy(
    conf: *mut rd_kafka_conf_t,
    ic_name: *const c_char,
    on_conf_destroy: rd_kafka_interceptor_f_on_conf_destroy_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_interceptor_add_on_new(
    conf: *mut rd_kafka_conf_t,
    ic_name: *const c_char,
    on_new: rd_kafka_interceptor_f_on_new_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_destroy(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_destroy: rd_kafka_interceptor_f_on_destroy_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_send(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_send: rd_kafka_interceptor_f_on_send_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_acknowledgement(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_acknowledgement: rd_kafka_interceptor_f_on_acknowledgement_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_consume(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_consume: rd_kafka_interceptor_f_on_consume_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_commit(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_commit: rd_kafka_interceptor_f_on_commit_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_request_sent(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_request_sent: rd_kafka_interceptor_f_on_request_sent_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_response_received(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_response_received: rd_kafka_interceptor_f_on_response_received_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_thread_start(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_thread_start: rd_kafka_interceptor_f_on_thread_start_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_thread_exit(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_thread_exit: rd_kafka_interceptor_f_on_thread_exit_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_interceptor_add_on_broker_state_change(
    rk: *mut rd_kafka_t,
    ic_name: *const c_char,
    on_broker_state_change: rd_kafka_interceptor_f_on_broker_state_change_t,
    ic_opaque: *mut c_void,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Results of admin operations --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_result_error(
    topicres: *const rd_kafka_topic_result_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_result_error_string(
    topicres: *const rd_kafka_topic_result_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_result_name(
    topicres: *const rd_kafka_topic_result_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_group_result_error(
    groupres: *const rd_kafka_group_result_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_group_result_name(
    groupres: *const rd_kafka_group_result_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_group_result_partitions(
    groupres: *const rd_kafka_group_result_t,
) -> *const rd_kafka_topic_partition_list_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_result_partition(
    partition_result: *const rd_kafka_topic_partition_result_t,
) -> *const rd_kafka_topic_partition_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_result_error(
    partition_result: *const rd_kafka_topic_partition_result_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

// -------------------- Options of admin operations --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_new(
    rk: *mut rd_kafka_t,
    for_api: rd_kafka_admin_op_t,
) -> *mut rd_kafka_AdminOptions_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_destroy(options: *mut rd_kafka_AdminOptions_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_request_timeout(
    options: *mut rd_kafka_AdminOptions_t,
    timeout_ms: c_int,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_operation_timeout(
    options: *mut rd_kafka_AdminOptions_t,
    timeout_ms: c_int,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_validate_only(
    options: *mut rd_kafka_AdminOptions_t,
    true_or_false: c_int,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_broker(
    options: *mut rd_kafka_AdminOptions_t,
    broker_id: i32,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_require_stable_offsets(
    options: *mut rd_kafka_AdminOptions_t,
    true_or_false: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_include_authorized_operations(
    options: *mut rd_kafka_AdminOptions_t,
    true_or_false: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_match_consumer_group_states(
    options: *mut rd_kafka_AdminOptions_t,
    consumer_group_states: *const rd_kafka_consumer_group_state_t,
    consumer_group_states_cnt: size_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_match_consumer_group_types(
    options: *mut rd_kafka_AdminOptions_t,
    consumer_group_types: *const rd_kafka_consumer_group_type_t,
    consumer_group_types_cnt: size_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_isolation_level(
    options: *mut rd_kafka_AdminOptions_t,
    value: rd_kafka_IsolationLevel_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_opaque(
    options: *mut rd_kafka_AdminOptions_t,
    ev_opaque: *mut c_void,
) {
}

// -------------------- Creating topics --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewTopic_new(
    topic: *const c_char,
    num_partitions: c_int,
    replication_factor: c_int,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> *mut rd_kafka_NewTopic_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewTopic_destroy(new_topic: *mut rd_kafka_NewTopic_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewTopic_destroy_array(
    new_topics: *mut *mut rd_kafka_NewTopic_t,
    new_topic_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewTopic_set_replica_assignment(
    new_topic: *mut rd_kafka_NewTopic_t,
    partition: i32,
    broker_ids: *mut i32,
    broker_id_cnt: size_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewTopic_set_config(
    new_topic: *mut rd_kafka_NewTopic_t,
    name: *const c_char,
    value: *const c_char,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreateTopics(
    rk: *mut rd_kafka_t,
    new_topics: *mut *mut rd_kafka_NewTopic_t,
    new_topic_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreateTopics_result_topics(
    result: *const rd_kafka_CreateTopics_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_topic_result_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

// -------------------- Deleting topics --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteTopic_new(topic: *const c_char) -> *mut rd_kafka_DeleteTopic_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteTopic_destroy(del_topic: *mut rd_kafka_DeleteTopic_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteTopic_destroy_array(
    del_topics: *mut *mut rd_kafka_DeleteTopic_t,
    del_topic_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteTopics(
    rk: *mut rd_kafka_t,
    del_topics: *mut *mut rd_kafka_DeleteTopic_t,
    del_topic_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteTopics_result_topics(
    result: *const rd_kafka_DeleteTopics_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_topic_result_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

// -------------------- Adding partitions --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewPartitions_new(
    topic: *const c_char,
    new_total_cnt: size_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> *mut rd_kafka_NewPartitions_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewPartitions_destroy(new_parts: *mut rd_kafka_NewPartitions_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewPartitions_destroy_array(
    new_parts: *mut *mut rd_kafka_NewPartitions_t,
    new_parts_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_NewPartitions_set_replica_assignment(
    new_parts: *mut rd_kafka_NewPartitions_t,
    new_partition_idx: i32,
    broker_ids: *mut i32,
    broker_id_cnt: size_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreatePartitions(
    rk: *mut rd_kafka_t,
    new_parts: *mut *mut rd_kafka_NewPartitions_t,
    new_parts_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreatePartitions_result_topics(
    result: *const rd_kafka_CreatePartitions_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_topic_result_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

// -------------------- Reading and changing configurations --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_name(entry: *const rd_kafka_ConfigEntry_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_value(entry: *const rd_kafka_ConfigEntry_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_source(
    entry: *const rd_kafka_ConfigEntry_t,
) -> rd_kafka_ConfigSource_t {
    rd_kafka_ConfigSource_t::RD_KAFKA_CONFIG_SOURCE_UNKNOWN_CONFIG
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_is_read_only(entry: *const rd_kafka_ConfigEntry_t) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_is_default(entry: *const rd_kafka_ConfigEntry_t) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_is_sensitive(entry: *const rd_kafka_ConfigEntry_t) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_is_synonym(entry: *const rd_kafka_ConfigEntry_t) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigEntry_synonyms(
    entry: *const rd_kafka_ConfigEntry_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConfigEntry_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_new(
    restype: rd_kafka_ResourceType_t,
    resname: *const c_char,
) -> *mut rd_kafka_ConfigResource_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_destroy(config: *mut rd_kafka_ConfigResource_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_destroy_array(
    config: *mut *mut rd_kafka_ConfigResource_t,
    config_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_set_config(
    config: *mut rd_kafka_ConfigResource_t,
    name: *const c_char,
    value: *const c_char,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_add_incremental_config(
    config: *mut rd_kafka_ConfigResource_t,
    name: *const c_char,
    op_type: rd_kafka_AlterConfigOpType_t,
    value: *const c_char,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_configs(
    config: *const rd_kafka_ConfigResource_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConfigEntry_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_type(
    config: *const rd_kafka_ConfigResource_t,
) -> rd_kafka_ResourceType_t {
    rd_kafka_ResourceType_t::RD_KAFKA_RESOURCE_UNKNOWN
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_name(
    config: *const rd_kafka_ConfigResource_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_error(
    config: *const rd_kafka_ConfigResource_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConfigResource_error_string(
    config: *const rd_kafka_ConfigResource_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConfigs(
    rk: *mut rd_kafka_t,
    configs: *mut *mut rd_kafka_ConfigResource_t,
    config_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConfigs_result_resources(
    result: *const rd_kafka_AlterConfigs_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConfigResource_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_IncrementalAlterConfigs(
    rk: *mut rd_kafka_t,
    configs: *mut *mut rd_kafka_ConfigResource_t,
    config_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_IncrementalAlterConfigs_result_resources(
    result: *const rd_kafka_IncrementalAlterConfigs_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConfigResource_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeConfigs(
    rk: *mut rd_kafka_t,
    configs: *mut *mut rd_kafka_ConfigResource_t,
    config_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeConfigs_result_resources(
    result: *const rd_kafka_DescribeConfigs_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConfigResource_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

// -------------------- Deleting records --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteRecords_new(
    before_offsets: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_DeleteRecords_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteRecords_destroy(del_records: *mut rd_kafka_DeleteRecords_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteRecords_destroy_array(
    del_records: *mut *mut rd_kafka_DeleteRecords_t,
    del_record_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteRecords(
    rk: *mut rd_kafka_t,
    del_records: *mut *mut rd_kafka_DeleteRecords_t,
    del_record_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteRecords_result_offsets(
    result: *const rd_kafka_DeleteRecords_result_t,
) -> *const rd_kafka_topic_partition_list_t {
    ptr::null()
}

// -------------------- Describing topics --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicCollection_of_topic_names(
    topics: *mut *const c_char,
    topics_cnt: size_t,
) -> *mut rd_kafka_TopicCollection_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicCollection_destroy(topics: *mut rd_kafka_TopicCollection_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeTopics(
    rk: *mut rd_kafka_t,
    topics: *const rd_kafka_TopicCollection_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeTopics_result_topics(
    result: *const rd_kafka_DescribeTopics_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_TopicDescription_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_partitions(
    topicdesc: *const rd_kafka_TopicDescription_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_TopicPartitionInfo_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicPartitionInfo_partition(
    partition: *const rd_kafka_TopicPartitionInfo_t,
) -> c_int {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicPartitionInfo_leader(
    partition: *const rd_kafka_TopicPartitionInfo_t,
) -> *const rd_kafka_Node_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicPartitionInfo_isr(
    partition: *const rd_kafka_TopicPartitionInfo_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_Node_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicPartitionInfo_replicas(
    partition: *const rd_kafka_TopicPartitionInfo_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_Node_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_authorized_operations(
    topicdesc: *const rd_kafka_TopicDescription_t,
    cntp: *mut size_t,
) -> *const rd_kafka_AclOperation_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_name(
    topicdesc: *const rd_kafka_TopicDescription_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_topic_id(
    topicdesc: *const rd_kafka_TopicDescription_t,
) -> *const rd_kafka_Uuid_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_is_internal(
    topicdesc: *const rd_kafka_TopicDescription_t,
) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_error(
    topicdesc: *const rd_kafka_TopicDescription_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

// -------------------- Describing the cluster --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeCluster(
    rk: *mut rd_kafka_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeCluster_result_nodes(
    result: *const rd_kafka_DescribeCluster_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_Node_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeCluster_result_authorized_operations(
    result: *const rd_kafka_DescribeCluster_result_t,
    cntp: *mut size_t,
) -> *const rd_kafka_AclOperation_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeCluster_result_controller(
    result: *const rd_kafka_DescribeCluster_result_t,
) -> *const rd_kafka_Node_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeCluster_result_cluster_id(
    result: *const rd_kafka_DescribeCluster_result_t,
) -> *const c_char {
    ptr::null()
}

// -------------------- Listing consumer groups --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroups(
    rk: *mut rd_kafka_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupListing_group_id(
    grplist: *const rd_kafka_ConsumerGroupListing_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupListing_is_simple_consumer_group(
    grplist: *const rd_kafka_ConsumerGroupListing_t,
) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupListing_state(
    grplist: *const rd_kafka_ConsumerGroupListing_t,
) -> rd_kafka_consumer_group_state_t {
    rd_kafka_consumer_group_state_t::RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupListing_type(
    grplist: *const rd_kafka_ConsumerGroupListing_t,
) -> rd_kafka_consumer_group_type_t {
    rd_kafka_consumer_group_type_t::RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroups_result_valid(
    result: *const rd_kafka_ListConsumerGroups_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConsumerGroupListing_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroups_result_errors(
    result: *const rd_kafka_ListConsumerGroups_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_error_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

// -------------------- Describing consumer groups --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeConsumerGroups(
    rk: *mut rd_kafka_t,
    groups: *mut *const c_char,
    groups_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeConsumerGroups_result_groups(
    result: *const rd_kafka_DescribeConsumerGroups_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConsumerGroupDescription_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_group_id(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_error(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_is_simple_consumer_group(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> c_int {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_partition_assignor(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_authorized_operations(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
    cntp: *mut size_t,
) -> *const rd_kafka_AclOperation_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_state(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> rd_kafka_consumer_group_state_t {
    rd_kafka_consumer_group_state_t::RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_coordinator(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> *const rd_kafka_Node_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_type(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> rd_kafka_consumer_group_type_t {
    rd_kafka_consumer_group_type_t::RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_member_count(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> size_t {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_member(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
    idx: size_t,
) -> *const rd_kafka_MemberDescription_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_client_id(
    member: *const rd_kafka_MemberDescription_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_group_instance_id(
    member: *const rd_kafka_MemberDescription_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_consumer_id(
    member: *const rd_kafka_MemberDescription_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_host(
    member: *const rd_kafka_MemberDescription_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_assignment(
    member: *const rd_kafka_MemberDescription_t,
) -> *const rd_kafka_MemberAssignment_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberAssignment_partitions(
    assignment: *const rd_kafka_MemberAssignment_t,
) -> *const rd_kafka_topic_partition_list_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_target_assignment(
    member: *const rd_kafka_MemberDescription_t,
) -> *const rd_kafka_MemberAssignment_t {
    ptr::null()
}

// -------------------- Deleting groups --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteGroup_new(group: *const c_char) -> *mut rd_kafka_DeleteGroup_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteGroup_destroy(del_group: *mut rd_kafka_DeleteGroup_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteGroup_destroy_array(
    del_groups: *mut *mut rd_kafka_DeleteGroup_t,
    del_group_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteGroups(
    rk: *mut rd_kafka_t,
    del_groups: *mut *mut rd_kafka_DeleteGroup_t,
    del_group_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteGroups_result_groups(
    result: *const rd_kafka_DeleteGroups_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_group_result_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

// -------------------- Reading the offsets of groups --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroupOffsets_new(
    group_id: *const c_char,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_ListConsumerGroupOffsets_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroupOffsets_destroy(
    list_grpoffsets: *mut rd_kafka_ListConsumerGroupOffsets_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroupOffsets_destroy_array(
    list_grpoffsets: *mut *mut rd_kafka_ListConsumerGroupOffsets_t,
    list_grpoffset_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroupOffsets(
    rk: *mut rd_kafka_t,
    list_grpoffsets: *mut *mut rd_kafka_ListConsumerGroupOffsets_t,
    list_grpoffsets_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroupOffsets_result_groups(
    result: *const rd_kafka_ListConsumerGroupOffsets_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_group_result_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

// -------------------- Changing the offsets of groups --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConsumerGroupOffsets_new(
    group_id: *const c_char,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_AlterConsumerGroupOffsets_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConsumerGroupOffsets_destroy(
    alter_grpoffsets: *mut rd_kafka_AlterConsumerGroupOffsets_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConsumerGroupOffsets_destroy_array(
    alter_grpoffsets: *mut *mut rd_kafka_AlterConsumerGroupOffsets_t,
    alter_grpoffset_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConsumerGroupOffsets(
    rk: *mut rd_kafka_t,
    alter_grpoffsets: *mut *mut rd_kafka_AlterConsumerGroupOffsets_t,
    alter_grpoffsets_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConsumerGroupOffsets_result_groups(
    result: *const rd_kafka_AlterConsumerGroupOffsets_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_group_result_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

// -------------------- Deleting the offsets of groups --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteConsumerGroupOffsets_new(
    group: *const c_char,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_DeleteConsumerGroupOffsets_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteConsumerGroupOffsets_destroy(
    del_grpoffsets: *mut rd_kafka_DeleteConsumerGroupOffsets_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteConsumerGroupOffsets_destroy_array(
    del_grpoffsets: *mut *mut rd_kafka_DeleteConsumerGroupOffsets_t,
    del_grpoffset_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteConsumerGroupOffsets(
    rk: *mut rd_kafka_t,
    del_grpoffsets: *mut *mut rd_kafka_DeleteConsumerGroupOffsets_t,
    del_grpoffsets_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteConsumerGroupOffsets_result_groups(
    result: *const rd_kafka_DeleteConsumerGroupOffsets_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_group_result_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

// -------------------- Listing offsets --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListOffsetsResultInfo_topic_partition(
    result_info: *const rd_kafka_ListOffsetsResultInfo_t,
) -> *const rd_kafka_topic_partition_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListOffsetsResultInfo_timestamp(
    result_info: *const rd_kafka_ListOffsetsResultInfo_t,
) -> i64 {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListOffsets_result_infos(
    result: *const rd_kafka_ListOffsets_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ListOffsetsResultInfo_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListOffsets(
    rk: *mut rd_kafka_t,
    topic_partitions: *mut rd_kafka_topic_partition_list_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

// -------------------- SCRAM credentials --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ScramCredentialInfo_mechanism(
    scram_credential_info: *const rd_kafka_ScramCredentialInfo_t,
) -> rd_kafka_ScramMechanism_t {
    rd_kafka_ScramMechanism_t::RD_KAFKA_SCRAM_MECHANISM_UNKNOWN
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ScramCredentialInfo_iterations(
    scram_credential_info: *const rd_kafka_ScramCredentialInfo_t,
) -> i32 {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialsDescription_user(
    description: *const rd_kafka_UserScramCredentialsDescription_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialsDescription_error(
    description: *const rd_kafka_UserScramCredentialsDescription_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialsDescription_scramcredentialinfo_count(
    description: *const rd_kafka_UserScramCredentialsDescription_t,
) -> size_t {
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialsDescription_scramcredentialinfo(
    description: *const rd_kafka_UserScramCredentialsDescription_t,
    idx: size_t,
) -> *const rd_kafka_ScramCredentialInfo_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeUserScramCredentials_result_descriptions(
    result: *const rd_kafka_DescribeUserScramCredentials_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_UserScramCredentialsDescription_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeUserScramCredentials(
    rk: *mut rd_kafka_t,
    users: *mut *const c_char,
    user_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialUpsertion_new(
    username: *const c_char,
    mechanism: rd_kafka_ScramMechanism_t,
    iterations: i32,
    password: *const c_uchar,
    password_size: size_t,
    salt: *const c_uchar,
    salt_size: size_t,
) -> *mut rd_kafka_UserScramCredentialAlteration_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialDeletion_new(
    username: *const c_char,
    mechanism: rd_kafka_ScramMechanism_t,
) -> *mut rd_kafka_UserScramCredentialAlteration_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialAlteration_destroy(
    alteration: *mut rd_kafka_UserScramCredentialAlteration_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialAlteration_destroy_array(
    alterations: *mut *mut rd_kafka_UserScramCredentialAlteration_t,
    alteration_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterUserScramCredentials_result_response_user(
    response: *const rd_kafka_AlterUserScramCredentials_result_response_t,
) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterUserScramCredentials_result_response_error(
    response: *const rd_kafka_AlterUserScramCredentials_result_response_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterUserScramCredentials_result_responses(
    result: *const rd_kafka_AlterUserScramCredentials_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_AlterUserScramCredentials_result_response_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterUserScramCredentials(
    rk: *mut rd_kafka_t,
    alterations: *mut *mut rd_kafka_UserScramCredentialAlteration_t,
    alteration_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

// -------------------- Access control lists --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_acl_result_error(
    aclres: *const rd_kafka_acl_result_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_new(
    restype: rd_kafka_ResourceType_t,
    name: *const c_char,
    resource_pattern_type: rd_kafka_ResourcePatternType_t,
    principal: *const c_char,
    host: *const c_char,
    operation: rd_kafka_AclOperation_t,
    permission_type: rd_kafka_AclPermissionType_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> *mut rd_kafka_AclBinding_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBindingFilter_new(
    restype: rd_kafka_ResourceType_t,
    name: *const c_char,
    resource_pattern_type: rd_kafka_ResourcePatternType_t,
    principal: *const c_char,
    host: *const c_char,
    operation: rd_kafka_AclOperation_t,
    permission_type: rd_kafka_AclPermissionType_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> *mut rd_kafka_AclBindingFilter_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_restype(
    acl: *const rd_kafka_AclBinding_t,
) -> rd_kafka_ResourceType_t {
    rd_kafka_ResourceType_t::RD_KAFKA_RESOURCE_UNKNOWN
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_name(acl: *const rd_kafka_AclBinding_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_principal(acl: *const rd_kafka_AclBinding_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_host(acl: *const rd_kafka_AclBinding_t) -> *const c_char {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_operation(
    acl: *const rd_kafka_AclBinding_t,
) -> rd_kafka_AclOperation_t {
    rd_kafka_AclOperation_t::RD_KAFKA_ACL_OPERATION_UNKNOWN
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_permission_type(
    acl: *const rd_kafka_AclBinding_t,
) -> rd_kafka_AclPermissionType_t {
    rd_kafka_AclPermissionType_t::RD_KAFKA_ACL_PERMISSION_TYPE_UNKNOWN
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_resource_pattern_type(
    acl: *const rd_kafka_AclBinding_t,
) -> rd_kafka_ResourcePatternType_t {
    rd_kafka_ResourcePatternType_t::RD_KAFKA_RESOURCE_PATTERN_UNKNOWN
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_error(
    acl: *const rd_kafka_AclBinding_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_destroy(acl_binding: *mut rd_kafka_AclBinding_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_destroy_array(
    acl_bindings: *mut *mut rd_kafka_AclBinding_t,
    acl_bindings_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreateAcls_result_acls(
    result: *const rd_kafka_CreateAcls_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_acl_result_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreateAcls(
    rk: *mut rd_kafka_t,
    new_acls: *mut *mut rd_kafka_AclBinding_t,
    new_acls_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeAcls_result_acls(
    result: *const rd_kafka_DescribeAcls_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_AclBinding_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeAcls(
    rk: *mut rd_kafka_t,
    acl_filter: *mut rd_kafka_AclBindingFilter_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteAcls_result_responses(
    result: *const rd_kafka_DeleteAcls_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_DeleteAcls_result_response_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteAcls_result_response_error(
    result_response: *const rd_kafka_DeleteAcls_result_response_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteAcls_result_response_matching_acls(
    result_response: *const rd_kafka_DeleteAcls_result_response_t,
    matching_acls_cntp: *mut size_t,
) -> *mut *const rd_kafka_AclBinding_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(matching_acls_cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteAcls(
    rk: *mut rd_kafka_t,
    del_acls: *mut *mut rd_kafka_AclBindingFilter_t,
    del_acls_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

// -------------------- Electing leaders --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ElectLeaders_new(
    election_type: rd_kafka_ElectionType_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_ElectLeaders_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ElectLeaders_destroy(elect_leaders: *mut rd_kafka_ElectLeaders_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ElectLeaders(
    rk: *mut rd_kafka_t,
    elect_leaders: *mut rd_kafka_ElectLeaders_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ElectLeaders_result_partitions(
    result: *const rd_kafka_ElectLeaders_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_topic_partition_result_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

// -------------------- SASL OAUTHBEARER --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_oauthbearer_set_token(
    rk: *mut rd_kafka_t,
    token_value: *const c_char,
    md_lifetime_ms: i64,
    md_principal_name: *const c_char,
    extensions: *mut *const c_char,
    extension_size: size_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { explain(errstr, errstr_size) };
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_oauthbearer_set_token_failure(
    rk: *mut rd_kafka_t,
    errstr: *const c_char,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Transactions --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_init_transactions(
    rk: *mut rd_kafka_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_begin_transaction(rk: *mut rd_kafka_t) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_send_offsets_to_transaction(
    rk: *mut rd_kafka_t,
    offsets: *const rd_kafka_topic_partition_list_t,
    cgmetadata: *const rd_kafka_consumer_group_metadata_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_commit_transaction(
    rk: *mut rd_kafka_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_abort_transaction(
    rk: *mut rd_kafka_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

// -------------------- Mock cluster --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cluster_new(
    rk: *mut rd_kafka_t,
    broker_cnt: c_int,
) -> *mut rd_kafka_mock_cluster_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cluster_destroy(mcluster: *mut rd_kafka_mock_cluster_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cluster_handle(
    mcluster: *const rd_kafka_mock_cluster_t,
) -> *mut rd_kafka_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_handle_mock_cluster(rk: *const rd_kafka_t) -> *mut rd_kafka_mock_cluster_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cluster_bootstraps(
    mcluster: *const rd_kafka_mock_cluster_t,
) -> *const c_char {
    ptr::null()
}

// -------------------- Mock cluster: errors to inject --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_clear_request_errors(
    mcluster: *mut rd_kafka_mock_cluster_t,
    api_key: i16,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_push_request_errors_array(
    mcluster: *mut rd_kafka_mock_cluster_t,
    api_key: i16,
    cnt: size_t,
    errors: *const rd_kafka_resp_err_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_group_initial_rebalance_delay_ms(
    mcluster: *mut rd_kafka_mock_cluster_t,
    delay_ms: i32,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_error_stack_cnt(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
    api_key: i16,
    cntp: *mut size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Mock cluster: topics and partitions --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_topic_set_error(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    err: rd_kafka_resp_err_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_topic_create(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition_cnt: c_int,
    replication_factor: c_int,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_topic_delete(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_partition_delete_records(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: i32,
    before_offset: i64,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_partition_set_leader(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: i32,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_partition_set_follower(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: i32,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_partition_set_follower_wmarks(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: i32,
    lo: i64,
    hi: i64,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_partition_push_leader_response(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: c_int,
    leader_id: i32,
    leader_epoch: i32,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Mock cluster: brokers --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_set_down(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_set_host_port(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
    host: *const c_char,
    port: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_set_up(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_set_rtt(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
    rtt_ms: c_int,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_set_rack(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
    rack: *const c_char,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_decommission(
    cluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_remove_from_metadata(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_add(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_coordinator_set(
    mcluster: *mut rd_kafka_mock_cluster_t,
    key_type: *const c_char,
    key: *const c_char,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_set_apiversion(
    mcluster: *mut rd_kafka_mock_cluster_t,
    api_key: i16,
    min_version: i16,
    max_version: i16,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Mock cluster: requests seen --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_start_request_tracking(mcluster: *mut rd_kafka_mock_cluster_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_stop_request_tracking(mcluster: *mut rd_kafka_mock_cluster_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_request_destroy(mreq: *mut rd_kafka_mock_request_t) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_request_destroy_array(
    mreqs: *mut *mut rd_kafka_mock_request_t,
    mreq_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_request_id(mreq: *mut rd_kafka_mock_request_t) -> i32 {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_request_api_key(mreq: *mut rd_kafka_mock_request_t) -> i16 {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_request_timestamp(mreq: *mut rd_kafka_mock_request_t) -> i64 {
    -1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_get_requests(
    mcluster: *mut rd_kafka_mock_cluster_t,
    cntp: *mut size_t,
) -> *mut *mut rd_kafka_mock_request_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_clear_requests(mcluster: *mut rd_kafka_mock_cluster_t) {}

// -------------------- Mock cluster: telemetry and groups --------------------

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_telemetry_set_requested_metrics(
    mcluster: *mut rd_kafka_mock_cluster_t,
    metrics: *mut *mut c_char,
    metrics_cnt: size_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_telemetry_set_push_interval(
    mcluster: *mut rd_kafka_mock_cluster_t,
    push_interval_ms: i64,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cgrp_consumer_target_assignment_new(
    member_ids: *mut *mut c_char,
    member_cnt: c_int,
    assignment: *mut *mut rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_mock_cgrp_consumer_target_assignment_t {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cgrp_consumer_target_assignment_destroy(
    target_assignment: *mut rd_kafka_mock_cgrp_consumer_target_assignment_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cgrp_consumer_target_assignment(
    mcluster: *mut rd_kafka_mock_cluster_t,
    group_id: *const c_char,
    target_assignment: *mut rd_kafka_mock_cgrp_consumer_target_assignment_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_set_group_consumer_session_timeout_ms(
    mcluster: *mut rd_kafka_mock_cluster_t,
    group_consumer_session_timeout_ms: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_set_group_consumer_heartbeat_interval_ms(
    mcluster: *mut rd_kafka_mock_cluster_t,
    group_consumer_heartbeat_interval_ms: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_session_timeout(
    mcluster: *mut rd_kafka_mock_cluster_t,
    session_timeout_ms: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_heartbeat_interval(
    mcluster: *mut rd_kafka_mock_cluster_t,
    heartbeat_interval_ms: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_max_delivery_attempts(
    mcluster: *mut rd_kafka_mock_cluster_t,
    max_attempts: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_record_lock_duration(
    mcluster: *mut rd_kafka_mock_cluster_t,
    lock_duration_ms: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_isolation_level(
    mcluster: *mut rd_kafka_mock_cluster_t,
    level: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_max_size(
    mcluster: *mut rd_kafka_mock_cluster_t,
    max_size: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_max_fetch_sessions(
    mcluster: *mut rd_kafka_mock_cluster_t,
    max_fetch_sessions: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_max_record_locks(
    mcluster: *mut rd_kafka_mock_cluster_t,
    max_record_locks: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_auto_offset_reset(
    mcluster: *mut rd_kafka_mock_cluster_t,
    auto_offset_reset: c_int,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_target_assignment(
    mcluster: *mut rd_kafka_mock_cluster_t,
    group_id: *const c_char,
    member_ids: *mut *const c_char,
    assignments: *mut *mut rd_kafka_topic_partition_list_t,
    member_cnt: size_t,
) {
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_get_member_ids(
    mcluster: *mut rd_kafka_mock_cluster_t,
    group_id: *const c_char,
    member_ids_out: *mut *mut *mut c_char,
    member_cnt_out: *mut size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe {
        clear(member_ids_out);
        clear(member_cnt_out);
    }
    ErrorCode::_NOT_IMPLEMENTED
}

// What the variadic functions of shim.c pass on.

/// `rd_kafka_mock_broker_push_request_error_rtts()` with its pairs in two arrays of `cnt` elements.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rdk_mock_broker_push_request_error_rtts(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
    api_key: i16,
    errors: *const rd_kafka_resp_err_t,
    rtts_ms: *const c_int,
    cnt: size_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

/// `rd_kafka_mock_partition_push_request_errors()` with its errors in an array of `cnt` elements.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rdk_mock_partition_push_request_errors(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: i32,
    api_key: i16,
    errors: *const rd_kafka_resp_err_t,
    cnt: size_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}
