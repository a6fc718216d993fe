//! Functions of the ABI that are not built yet, each with the documentation that it keeps when it moves to its room.
//!
//! They fail with [`ErrorCode::_NOT_IMPLEMENTED`] or their type's equivalent, and leave outputs empty. The order is
//! the header's. This file ends empty.
#![allow(unused_variables, clippy::too_many_arguments)]

use std::ptr;

use libc::{c_char, c_int, c_uchar, c_void, size_t};

use super::error::rdk_error_new;
use super::types::*;
use crate::error::ErrorCode;

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

// -------------------- Messages --------------------

/// The number of messages in a batch from `rd_kafka_share_poll()`, 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_messages_count(messages: *const rd_kafka_messages_t) -> size_t {
    0
}

/// Message `index` (from 0) of a batch from `rd_kafka_share_poll()`. It is owned by the batch and must not be
/// destroyed on its own. Returns NULL when `index` is out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_messages_get(
    messages: *const rd_kafka_messages_t,
    index: size_t,
) -> *mut rd_kafka_message_t {
    ptr::null_mut()
}

/// Frees a batch from `rd_kafka_share_poll()` with all its messages. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_messages_destroy(messages: *mut rd_kafka_messages_t) {}

/// How often a share consumer's group has been given this message, the present delivery included (KIP-932).
/// Returns -1 for messages of other consumers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_message_delivery_count(rkmessage: *const rd_kafka_message_t) -> i16 {
    -1
}

// -------------------- Configuration --------------------

// -------------------- Topic configuration --------------------

// -------------------- Partitioners --------------------

// -------------------- Instances --------------------

/// The queue on which token refresh requests of a share consumer arrive once
/// `rd_kafka_conf_enable_sasl_queue()` was set, else NULL. See `rd_kafka_queue_get_sasl()`. The caller frees
/// the reference with `rd_kafka_queue_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_queue_get_sasl(
    rkshare: *mut rd_kafka_share_t,
) -> *mut rd_kafka_queue_t {
    ptr::null_mut()
}

/// `rd_kafka_oauthbearer_set_token()` for a share consumer.
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

/// `rd_kafka_oauthbearer_set_token_failure()` for a share consumer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_oauthbearer_set_token_failure(
    rkshare: *mut rd_kafka_share_t,
    errstr: *const c_char,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Topic handles --------------------

// -------------------- Serving callbacks --------------------

// -------------------- Pausing, and looking up offsets --------------------

// -------------------- Queues --------------------

/// A reference to the queue of SASL callbacks (OAUTHBEARER token refresh), when
/// `rd_kafka_conf_enable_sasl_queue()` was set; NULL otherwise. Serving it apart from the main queue lets a
/// token be refreshed while the application does not poll. Free it with `rd_kafka_queue_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_queue_get_sasl(rk: *mut rd_kafka_t) -> *mut rd_kafka_queue_t {
    ptr::null_mut()
}

/// Has the library's background thread serve the SASL queue, so that token refresh callbacks run without the
/// application polling. Needs `rd_kafka_conf_enable_sasl_queue()`. Returns NULL on success, else an error
/// object that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_sasl_background_callbacks_enable(
    rk: *mut rd_kafka_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// Changes user name and password of SASL PLAIN and SCRAM. Both strings are copied. Connections that are up
/// stay; new ones, also to brokers that had refused the old credentials, use the new ones. Any thread.
/// Returns NULL on success, else an error object (_INVALID_ARG) that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_sasl_set_credentials(
    rk: *mut rd_kafka_t,
    username: *const c_char,
    password: *const c_char,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

// -------------------- Simple consumer --------------------

// -------------------- Storing offsets --------------------

// -------------------- Group consumer --------------------

// -------------------- Consumer group metadata --------------------

// -------------------- Producer --------------------

// -------------------- Share consumer (KIP-932) --------------------

/// The number of partitions in a list that the acknowledgement callback was given, 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_list_count(
    list: *const rd_kafka_share_partition_offsets_list_t,
) -> size_t {
    0
}

/// Element `index` (from 0) of the list, owned by the list. Returns NULL when `index` is out of range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_list_get(
    list: *const rd_kafka_share_partition_offsets_list_t,
    index: size_t,
) -> *const rd_kafka_share_partition_offsets_t {
    ptr::null()
}

/// Frees a list that the application owns, with its elements. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_list_destroy(
    list: *mut rd_kafka_share_partition_offsets_list_t,
) {
}

/// Topic and partition of an element; `err` is the outcome for that partition. Owned by the element.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_partition(
    partition_offsets: *const rd_kafka_share_partition_offsets_t,
) -> *const rd_kafka_topic_partition_t {
    ptr::null()
}

/// The offsets that were acknowledged, an array of `rd_kafka_share_partition_offsets_offsets_cnt()` elements,
/// owned by the element.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_offsets(
    partition_offsets: *const rd_kafka_share_partition_offsets_t,
) -> *const i64 {
    ptr::null()
}

/// The number of offsets of an element.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_partition_offsets_offsets_cnt(
    partition_offsets: *const rd_kafka_share_partition_offsets_t,
) -> size_t {
    0
}

/// Creates a consumer of the share group `group.id` (KIP-932): its members share the partitions, and
/// acknowledge messages one by one. `conf` is owned by the consumer when the call succeeds, and stays with
/// the caller when it fails. On failure the reason is written to `errstr` (`errstr_size` bytes) and NULL is
/// returned. Free it with `rd_kafka_share_destroy()`.
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

/// Sets the callback for the outcome of acknowledgements, with `opaque` as its last argument; NULL removes
/// it. It runs in the thread that polls, commits or closes, once per request; the list it is given belongs to
/// the library and is valid during the call. Returns NULL, or an error object that the caller frees.
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

/// Subscribes to `topics`, names only and no patterns; replaces the present subscription. The list is copied.
/// Returns NO_ERROR, _INVALID_ARG or _STATE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_subscribe(
    rkshare: *mut rd_kafka_share_t,
    topics: *const rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

/// Ends the subscription; messages that were not acknowledged are given to other members. Returns NO_ERROR or
/// _STATE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_unsubscribe(rkshare: *mut rd_kafka_share_t) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

/// Gives a copy of the present subscription in `*topics`. The caller frees it with
/// `rd_kafka_topic_partition_list_destroy()`. Returns NO_ERROR or _STATE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_subscription(
    rkshare: *mut rd_kafka_share_t,
    topics: *mut *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(topics) };
    ErrorCode::_NOT_IMPLEMENTED
}

/// Takes the next batch of messages into `*rkmessages`, waiting up to `timeout_ms` for the first. The caller
/// frees the batch with `rd_kafka_messages_destroy()`. Each message has to be acknowledged, explicitly or,
/// with implicit acknowledgement, by this call for those of the previous batch. One thread at a time. Returns
/// NULL, or an error object that the caller frees; `*rkmessages` is NULL then or when nothing came.
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

/// Acknowledges `rkmessage` as processed (ACCEPT). It is sent to the broker with the next poll or commit. The
/// message stays the caller's. Returns NO_ERROR, INVALID_RECORD_STATE (not given to this consumer, or
/// acknowledged already), _INVALID_ARG or _STATE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_acknowledge(
    rkshare: *mut rd_kafka_share_t,
    rkmessage: *const rd_kafka_message_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

/// As `rd_kafka_share_acknowledge()`, with the choice: ACCEPT, RELEASE (to be delivered again) or REJECT
/// (never again).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_acknowledge_type(
    rkshare: *mut rd_kafka_share_t,
    rkmessage: *const rd_kafka_message_t,
    ack_type: rd_kafka_share_AcknowledgeType_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

/// As `rd_kafka_share_acknowledge_type()`, for the message that topic, partition and offset name: also one
/// that could not be decoded and was reported as an error.
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

/// Sends the acknowledgements made so far and returns at once; the callback of
/// `rd_kafka_share_set_acknowledgement_commit_cb()` tells the outcome. Returns NULL, or an error object that
/// the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_commit_async(
    rkshare: *mut rd_kafka_share_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// Sends the acknowledgements made so far and waits up to `timeout_ms` for the brokers. `*partitions`
/// receives the partitions with their outcomes in `err`, NULL when there was nothing to send; the caller
/// frees the list. Returns NULL, or an error object that the caller frees.
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

/// Sends pending acknowledgements, releases what was not acknowledged, and leaves the share group. Blocks
/// until done; callbacks run within. Returns NULL, or an error object that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_consumer_close(
    rkshare: *mut rd_kafka_share_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// Begins closing and returns at once: what has to be served for that comes to `rkqu`, which the application
/// polls until `rd_kafka_share_consumer_closed()` says so. Returns NULL, or an error object that the caller
/// frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_consumer_close_queue(
    rkshare: *mut rd_kafka_share_t,
    rkqu: *mut rd_kafka_queue_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// Returns 1 once the share consumer is closed, 0 before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_consumer_closed(rkshare: *mut rd_kafka_share_t) -> c_int {
    0
}

/// Frees the share consumer, closing it first unless that was done. Messages taken from it must have been
/// freed before. Blocks until its threads have ended. Returns NULL, or an error object that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_destroy(rkshare: *mut rd_kafka_share_t) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// As `rd_kafka_share_destroy()`, steered by RD_KAFKA_DESTROY_F_* flags.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_destroy_flags(
    rkshare: *mut rd_kafka_share_t,
    flags: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// `rd_kafka_set_log_queue()` for a share consumer. Returns NULL, or an error object that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_set_log_queue(
    rkshare: *mut rd_kafka_share_t,
    rkqu: *mut rd_kafka_queue_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// `rd_kafka_sasl_background_callbacks_enable()` for a share consumer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_sasl_background_callbacks_enable(
    rkshare: *mut rd_kafka_share_t,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// `rd_kafka_sasl_set_credentials()` for a share consumer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_share_sasl_set_credentials(
    rkshare: *mut rd_kafka_share_t,
    username: *const c_char,
    password: *const c_char,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

// -------------------- Cluster metadata --------------------

/// The broker's id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Node_id(node: *const rd_kafka_Node_t) -> c_int {
    -1
}

/// The broker's host name. Owned by the node.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Node_host(node: *const rd_kafka_Node_t) -> *const c_char {
    ptr::null()
}

/// The broker's port.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Node_port(node: *const rd_kafka_Node_t) -> u16 {
    0
}

/// The broker's rack, NULL when none is configured. Owned by the node.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Node_rack(node: *const rd_kafka_Node_t) -> *const c_char {
    ptr::null()
}

// -------------------- Brokers and logging --------------------

// -------------------- Instance state --------------------

// -------------------- Events --------------------

/// The value of `sasl.oauthbearer.config` in an OAUTHBEARER_TOKEN_REFRESH event, NULL when it is not set or
/// the event is another. Owned by the event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_config_string(rkev: *mut rd_kafka_event_t) -> *const c_char {
    ptr::null()
}

/// The result of `rd_kafka_ListConsumerGroups()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_ListConsumerGroups_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_ListConsumerGroups_result_t {
    ptr::null()
}

/// The result of `rd_kafka_DescribeConsumerGroups()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeConsumerGroups_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeConsumerGroups_result_t {
    ptr::null()
}

/// The result of `rd_kafka_DescribeTopics()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeTopics_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeTopics_result_t {
    ptr::null()
}

/// The result of `rd_kafka_DescribeCluster()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeCluster_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeCluster_result_t {
    ptr::null()
}

/// The result of `rd_kafka_DeleteGroups()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DeleteGroups_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DeleteGroups_result_t {
    ptr::null()
}

/// The result of `rd_kafka_DeleteConsumerGroupOffsets()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DeleteConsumerGroupOffsets_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DeleteConsumerGroupOffsets_result_t {
    ptr::null()
}

/// The result of `rd_kafka_CreateAcls()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_CreateAcls_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_CreateAcls_result_t {
    ptr::null()
}

/// The result of `rd_kafka_DescribeAcls()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeAcls_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeAcls_result_t {
    ptr::null()
}

/// The result of `rd_kafka_DeleteAcls()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DeleteAcls_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DeleteAcls_result_t {
    ptr::null()
}

/// The result of `rd_kafka_ListConsumerGroupOffsets()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_ListConsumerGroupOffsets_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_ListConsumerGroupOffsets_result_t {
    ptr::null()
}

/// The result of `rd_kafka_AlterConsumerGroupOffsets()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_AlterConsumerGroupOffsets_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_AlterConsumerGroupOffsets_result_t {
    ptr::null()
}

/// The result of `rd_kafka_DescribeUserScramCredentials()`, owned by the event; NULL when the event is
/// another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DescribeUserScramCredentials_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DescribeUserScramCredentials_result_t {
    ptr::null()
}

/// The result of `rd_kafka_AlterUserScramCredentials()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_AlterUserScramCredentials_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_AlterUserScramCredentials_result_t {
    ptr::null()
}

/// The result of `rd_kafka_ElectLeaders()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_ElectLeaders_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_ElectLeaders_result_t {
    ptr::null()
}

// -------------------- Results of admin operations --------------------

/// The outcome of an admin operation for one group: NULL when it succeeded, else an error object that the
/// result's event owns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_group_result_error(
    groupres: *const rd_kafka_group_result_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

/// The group's id. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_group_result_name(
    groupres: *const rd_kafka_group_result_t,
) -> *const c_char {
    ptr::null()
}

/// The partitions of a group's result with offsets and their own `err`, NULL where the operation has none.
/// Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_group_result_partitions(
    groupres: *const rd_kafka_group_result_t,
) -> *const rd_kafka_topic_partition_list_t {
    ptr::null()
}

/// Topic and partition of one result. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_result_partition(
    partition_result: *const rd_kafka_topic_partition_result_t,
) -> *const rd_kafka_topic_partition_t {
    ptr::null()
}

/// The outcome for the partition: its code is NO_ERROR when it succeeded. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_partition_result_error(
    partition_result: *const rd_kafka_topic_partition_result_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

// -------------------- Options of admin operations --------------------

// -------------------- Creating topics --------------------

// -------------------- Deleting topics --------------------

// -------------------- Adding partitions --------------------

// -------------------- Reading and changing configurations --------------------

// -------------------- Deleting records --------------------

// -------------------- Describing topics --------------------

/// Makes a collection of `topics_cnt` topic names, which are copied. Free it with
/// `rd_kafka_TopicCollection_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicCollection_of_topic_names(
    topics: *mut *const c_char,
    topics_cnt: size_t,
) -> *mut rd_kafka_TopicCollection_t {
    ptr::null_mut()
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicCollection_destroy(topics: *mut rd_kafka_TopicCollection_t) {}

/// Describes topics with their partitions, leaders and replicas. Returns at once: the result comes to `rkqu`
/// as an event of type DESCRIBETOPICS_RESULT. `options` may be NULL. All arguments are copied and stay the
/// caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeTopics(
    rk: *mut rd_kafka_t,
    topics: *const rd_kafka_TopicCollection_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The descriptions of the topics, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeTopics_result_topics(
    result: *const rd_kafka_DescribeTopics_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_TopicDescription_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// The topic's partitions, `*cntp` in number. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_partitions(
    topicdesc: *const rd_kafka_TopicDescription_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_TopicPartitionInfo_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// The partition's id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicPartitionInfo_partition(
    partition: *const rd_kafka_TopicPartitionInfo_t,
) -> c_int {
    -1
}

/// The partition's leader, NULL when it has none. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicPartitionInfo_leader(
    partition: *const rd_kafka_TopicPartitionInfo_t,
) -> *const rd_kafka_Node_t {
    ptr::null()
}

/// The replicas that are in sync, `*cntp` in number. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicPartitionInfo_isr(
    partition: *const rd_kafka_TopicPartitionInfo_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_Node_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// All replicas of the partition, `*cntp` in number. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicPartitionInfo_replicas(
    partition: *const rd_kafka_TopicPartitionInfo_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_Node_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// What the client may do with the topic, `*cntp` operations; NULL unless it was asked for by
/// `rd_kafka_AdminOptions_set_include_authorized_operations()`. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_authorized_operations(
    topicdesc: *const rd_kafka_TopicDescription_t,
    cntp: *mut size_t,
) -> *const rd_kafka_AclOperation_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null()
}

/// The topic's name. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_name(
    topicdesc: *const rd_kafka_TopicDescription_t,
) -> *const c_char {
    ptr::null()
}

/// The topic's id. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_topic_id(
    topicdesc: *const rd_kafka_TopicDescription_t,
) -> *const rd_kafka_Uuid_t {
    ptr::null()
}

/// Returns 1 when the topic is one of Kafka's own, else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_is_internal(
    topicdesc: *const rd_kafka_TopicDescription_t,
) -> c_int {
    0
}

/// The outcome for the topic: its code is NO_ERROR when it was described. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_TopicDescription_error(
    topicdesc: *const rd_kafka_TopicDescription_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

// -------------------- Describing the cluster --------------------

/// Describes the cluster: id, controller, brokers. Returns at once: the result comes to `rkqu` as an event of
/// type DESCRIBECLUSTER_RESULT. `options` may be NULL and stays the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeCluster(
    rk: *mut rd_kafka_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The cluster's brokers, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeCluster_result_nodes(
    result: *const rd_kafka_DescribeCluster_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_Node_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// What the client may do with the cluster, `*cntp` operations; NULL unless it was asked for. Owned by the
/// result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeCluster_result_authorized_operations(
    result: *const rd_kafka_DescribeCluster_result_t,
    cntp: *mut size_t,
) -> *const rd_kafka_AclOperation_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null()
}

/// The controller, NULL when it is not known. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeCluster_result_controller(
    result: *const rd_kafka_DescribeCluster_result_t,
) -> *const rd_kafka_Node_t {
    ptr::null()
}

/// The cluster's id. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeCluster_result_cluster_id(
    result: *const rd_kafka_DescribeCluster_result_t,
) -> *const c_char {
    ptr::null()
}

// -------------------- Listing consumer groups --------------------

/// Lists the consumer groups of all brokers, by state or type when the options say so. Returns at once: the
/// result comes to `rkqu` as an event of type LISTCONSUMERGROUPS_RESULT, with groups and errors side by side
/// when some broker failed. `options` may be NULL and stays the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroups(
    rk: *mut rd_kafka_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The group's id. Owned by the listing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupListing_group_id(
    grplist: *const rd_kafka_ConsumerGroupListing_t,
) -> *const c_char {
    ptr::null()
}

/// Returns 1 when the group only stores offsets and has no members that share partitions, else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupListing_is_simple_consumer_group(
    grplist: *const rd_kafka_ConsumerGroupListing_t,
) -> c_int {
    0
}

/// The group's state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupListing_state(
    grplist: *const rd_kafka_ConsumerGroupListing_t,
) -> rd_kafka_consumer_group_state_t {
    rd_kafka_consumer_group_state_t::RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN
}

/// The group's type: classic, or consumer (KIP-848).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupListing_type(
    grplist: *const rd_kafka_ConsumerGroupListing_t,
) -> rd_kafka_consumer_group_type_t {
    rd_kafka_consumer_group_type_t::RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN
}

/// The groups found, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroups_result_valid(
    result: *const rd_kafka_ListConsumerGroups_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConsumerGroupListing_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// The errors met, `*cntp` in number: one for each broker that failed. Owned by the result's event.
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

/// Describes `groups_cnt` groups with their members and assignments, by their coordinators. Returns at once:
/// the result comes to `rkqu` as an event of type DESCRIBECONSUMERGROUPS_RESULT. `options` may be NULL. All
/// arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeConsumerGroups(
    rk: *mut rd_kafka_t,
    groups: *mut *const c_char,
    groups_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The descriptions of the groups, `*cntp` in number, in the order of the request. Owned by the result's
/// event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeConsumerGroups_result_groups(
    result: *const rd_kafka_DescribeConsumerGroups_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ConsumerGroupDescription_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// The group's id. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_group_id(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> *const c_char {
    ptr::null()
}

/// The outcome for the group: NULL when it was described. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_error(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

/// Returns 1 when the group only stores offsets and has no members that share partitions, else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_is_simple_consumer_group(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> c_int {
    0
}

/// The name of the assignor that the group uses. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_partition_assignor(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> *const c_char {
    ptr::null()
}

/// What the client may do with the group, `*cntp` operations; NULL unless it was asked for. Owned by the
/// description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_authorized_operations(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
    cntp: *mut size_t,
) -> *const rd_kafka_AclOperation_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null()
}

/// The group's state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_state(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> rd_kafka_consumer_group_state_t {
    rd_kafka_consumer_group_state_t::RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN
}

/// The broker that coordinates the group. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_coordinator(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> *const rd_kafka_Node_t {
    ptr::null()
}

/// The group's type: classic, or consumer (KIP-848).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_type(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> rd_kafka_consumer_group_type_t {
    rd_kafka_consumer_group_type_t::RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN
}

/// The number of the group's members.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_member_count(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
) -> size_t {
    0
}

/// Member `idx` (from 0) of the group, NULL when `idx` is out of range. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ConsumerGroupDescription_member(
    grpdesc: *const rd_kafka_ConsumerGroupDescription_t,
    idx: size_t,
) -> *const rd_kafka_MemberDescription_t {
    ptr::null()
}

/// The member's `client.id`. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_client_id(
    member: *const rd_kafka_MemberDescription_t,
) -> *const c_char {
    ptr::null()
}

/// The member's `group.instance.id`, NULL when it has none. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_group_instance_id(
    member: *const rd_kafka_MemberDescription_t,
) -> *const c_char {
    ptr::null()
}

/// The member's id. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_consumer_id(
    member: *const rd_kafka_MemberDescription_t,
) -> *const c_char {
    ptr::null()
}

/// The address that the member connects from. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_host(
    member: *const rd_kafka_MemberDescription_t,
) -> *const c_char {
    ptr::null()
}

/// The partitions that the member has. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_assignment(
    member: *const rd_kafka_MemberDescription_t,
) -> *const rd_kafka_MemberAssignment_t {
    ptr::null()
}

/// The partitions of an assignment. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberAssignment_partitions(
    assignment: *const rd_kafka_MemberAssignment_t,
) -> *const rd_kafka_topic_partition_list_t {
    ptr::null()
}

/// The partitions that the member will have once its rebalance is done (KIP-848), NULL for groups of the
/// classic type. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_MemberDescription_target_assignment(
    member: *const rd_kafka_MemberDescription_t,
) -> *const rd_kafka_MemberAssignment_t {
    ptr::null()
}

// -------------------- Deleting groups --------------------

/// Names a group to delete. Free it with `rd_kafka_DeleteGroup_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteGroup_new(group: *const c_char) -> *mut rd_kafka_DeleteGroup_t {
    ptr::null_mut()
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteGroup_destroy(del_group: *mut rd_kafka_DeleteGroup_t) {}

/// Frees the `del_group_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteGroup_destroy_array(
    del_groups: *mut *mut rd_kafka_DeleteGroup_t,
    del_group_cnt: size_t,
) {
}

/// Deletes `del_group_cnt` groups, which must have no members, by their coordinators. Returns at once: the
/// result comes to `rkqu` as an event of type DELETEGROUPS_RESULT. `options` may be NULL. All arguments are
/// copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteGroups(
    rk: *mut rd_kafka_t,
    del_groups: *mut *mut rd_kafka_DeleteGroup_t,
    del_group_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The outcomes for the groups, `*cntp` in number. Owned by the result's event.
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

/// Names a group whose committed offsets are asked for: those of `partitions`, or all when it is NULL. The
/// list is copied. Free it with `rd_kafka_ListConsumerGroupOffsets_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroupOffsets_new(
    group_id: *const c_char,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_ListConsumerGroupOffsets_t {
    ptr::null_mut()
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroupOffsets_destroy(
    list_grpoffsets: *mut rd_kafka_ListConsumerGroupOffsets_t,
) {
}

/// Frees the `list_grpoffset_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroupOffsets_destroy_array(
    list_grpoffsets: *mut *mut rd_kafka_ListConsumerGroupOffsets_t,
    list_grpoffset_cnt: size_t,
) {
}

/// Reads the committed offsets of a group from its coordinator; `list_grpoffsets_cnt` must be one. Returns at
/// once: the result comes to `rkqu` as an event of type LISTCONSUMERGROUPOFFSETS_RESULT. `options` may be
/// NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListConsumerGroupOffsets(
    rk: *mut rd_kafka_t,
    list_grpoffsets: *mut *mut rd_kafka_ListConsumerGroupOffsets_t,
    list_grpoffsets_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The groups with their partitions and offsets, `*cntp` in number. Owned by the result's event.
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

/// Describes offsets to commit for a group: each element of `partitions` with its `offset`, optionally its
/// leader epoch and metadata. The list is copied. Free it with
/// `rd_kafka_AlterConsumerGroupOffsets_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConsumerGroupOffsets_new(
    group_id: *const c_char,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_AlterConsumerGroupOffsets_t {
    ptr::null_mut()
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConsumerGroupOffsets_destroy(
    alter_grpoffsets: *mut rd_kafka_AlterConsumerGroupOffsets_t,
) {
}

/// Frees the `alter_grpoffset_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConsumerGroupOffsets_destroy_array(
    alter_grpoffsets: *mut *mut rd_kafka_AlterConsumerGroupOffsets_t,
    alter_grpoffset_cnt: size_t,
) {
}

/// Commits offsets for a group that has no active members, by its coordinator; `alter_grpoffsets_cnt` must be
/// one. Returns at once: the result comes to `rkqu` as an event of type ALTERCONSUMERGROUPOFFSETS_RESULT.
/// `options` may be NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterConsumerGroupOffsets(
    rk: *mut rd_kafka_t,
    alter_grpoffsets: *mut *mut rd_kafka_AlterConsumerGroupOffsets_t,
    alter_grpoffsets_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The groups with their partitions and outcomes, `*cntp` in number. Owned by the result's event.
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

/// Names the partitions whose committed offsets are to be deleted from `group`. The list is copied. Free it
/// with `rd_kafka_DeleteConsumerGroupOffsets_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteConsumerGroupOffsets_new(
    group: *const c_char,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_DeleteConsumerGroupOffsets_t {
    ptr::null_mut()
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteConsumerGroupOffsets_destroy(
    del_grpoffsets: *mut rd_kafka_DeleteConsumerGroupOffsets_t,
) {
}

/// Frees the `del_grpoffset_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteConsumerGroupOffsets_destroy_array(
    del_grpoffsets: *mut *mut rd_kafka_DeleteConsumerGroupOffsets_t,
    del_grpoffset_cnt: size_t,
) {
}

/// Deletes committed offsets of a group that is not subscribed to their topics, by its coordinator;
/// `del_grpoffsets_cnt` must be one. Returns at once: the result comes to `rkqu` as an event of type
/// DELETECONSUMERGROUPOFFSETS_RESULT. `options` may be NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteConsumerGroupOffsets(
    rk: *mut rd_kafka_t,
    del_grpoffsets: *mut *mut rd_kafka_DeleteConsumerGroupOffsets_t,
    del_grpoffsets_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The groups with their partitions and outcomes, `*cntp` in number. Owned by the result's event.
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

// -------------------- SCRAM credentials --------------------

/// The credential's mechanism.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ScramCredentialInfo_mechanism(
    scram_credential_info: *const rd_kafka_ScramCredentialInfo_t,
) -> rd_kafka_ScramMechanism_t {
    rd_kafka_ScramMechanism_t::RD_KAFKA_SCRAM_MECHANISM_UNKNOWN
}

/// The number of iterations that the credential's hash was made with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ScramCredentialInfo_iterations(
    scram_credential_info: *const rd_kafka_ScramCredentialInfo_t,
) -> i32 {
    -1
}

/// The user's name. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialsDescription_user(
    description: *const rd_kafka_UserScramCredentialsDescription_t,
) -> *const c_char {
    ptr::null()
}

/// The outcome for the user: its code is NO_ERROR when it was described. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialsDescription_error(
    description: *const rd_kafka_UserScramCredentialsDescription_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

/// How many credentials the user has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialsDescription_scramcredentialinfo_count(
    description: *const rd_kafka_UserScramCredentialsDescription_t,
) -> size_t {
    0
}

/// Credential `idx` (from 0) of the user. Owned by the description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialsDescription_scramcredentialinfo(
    description: *const rd_kafka_UserScramCredentialsDescription_t,
    idx: size_t,
) -> *const rd_kafka_ScramCredentialInfo_t {
    ptr::null()
}

/// The descriptions of the users, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeUserScramCredentials_result_descriptions(
    result: *const rd_kafka_DescribeUserScramCredentials_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_UserScramCredentialsDescription_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// Tells which SCRAM credentials the `user_cnt` users have, all users when that is 0 (KIP-554). Returns at
/// once: the result comes to `rkqu` as an event of type DESCRIBEUSERSCRAMCREDENTIALS_RESULT. `options` may be
/// NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeUserScramCredentials(
    rk: *mut rd_kafka_t,
    users: *mut *const c_char,
    user_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// Describes a SCRAM credential to create or replace. Password and salt (`salt_size` bytes at `salt`; NULL
/// lets the library draw a random one) are copied; only the salted hash is sent. `iterations` must be at
/// least 4096 for brokers to accept it. Free it with `rd_kafka_UserScramCredentialAlteration_destroy()`.
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

/// Describes a SCRAM credential to delete. Free it with `rd_kafka_UserScramCredentialAlteration_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialDeletion_new(
    username: *const c_char,
    mechanism: rd_kafka_ScramMechanism_t,
) -> *mut rd_kafka_UserScramCredentialAlteration_t {
    ptr::null_mut()
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialAlteration_destroy(
    alteration: *mut rd_kafka_UserScramCredentialAlteration_t,
) {
}

/// Frees the `alteration_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_UserScramCredentialAlteration_destroy_array(
    alterations: *mut *mut rd_kafka_UserScramCredentialAlteration_t,
    alteration_cnt: size_t,
) {
}

/// The user's name. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterUserScramCredentials_result_response_user(
    response: *const rd_kafka_AlterUserScramCredentials_result_response_t,
) -> *const c_char {
    ptr::null()
}

/// The outcome for the user: its code is NO_ERROR when it succeeded. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterUserScramCredentials_result_response_error(
    response: *const rd_kafka_AlterUserScramCredentials_result_response_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

/// The outcomes for the users, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AlterUserScramCredentials_result_responses(
    result: *const rd_kafka_AlterUserScramCredentials_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_AlterUserScramCredentials_result_response_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// Creates, replaces and deletes SCRAM credentials (KIP-554). Returns at once: the result comes to `rkqu` as
/// an event of type ALTERUSERSCRAMCREDENTIALS_RESULT. `options` may be NULL. All arguments are copied and
/// stay the caller's.
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

/// The outcome for one ACL: NULL when it was created, else an error object that the result's event owns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_acl_result_error(
    aclres: *const rd_kafka_acl_result_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

/// Describes an access control entry: `principal` may, or may not, do `operation` with the resource from
/// `host`. All fields are required; ANY and MATCH are for filters. The strings are copied. Returns NULL with
/// the reason in `errstr` (`errstr_size` bytes) when an argument is not valid. Free it with
/// `rd_kafka_AclBinding_destroy()`.
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

/// Describes which access control entries to find: NULL strings and the ANY values match everything, pattern
/// type MATCH all patterns that apply to a name. The strings are copied. Returns NULL with the reason in
/// `errstr` when an argument is not valid. Free it with `rd_kafka_AclBinding_destroy()`.
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

/// The resource's type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_restype(
    acl: *const rd_kafka_AclBinding_t,
) -> rd_kafka_ResourceType_t {
    rd_kafka_ResourceType_t::RD_KAFKA_RESOURCE_UNKNOWN
}

/// The resource's name. Owned by the binding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_name(acl: *const rd_kafka_AclBinding_t) -> *const c_char {
    ptr::null()
}

/// The principal, such as `User:name`. Owned by the binding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_principal(acl: *const rd_kafka_AclBinding_t) -> *const c_char {
    ptr::null()
}

/// The host, `*` for all. Owned by the binding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_host(acl: *const rd_kafka_AclBinding_t) -> *const c_char {
    ptr::null()
}

/// The operation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_operation(
    acl: *const rd_kafka_AclBinding_t,
) -> rd_kafka_AclOperation_t {
    rd_kafka_AclOperation_t::RD_KAFKA_ACL_OPERATION_UNKNOWN
}

/// Whether the operation is allowed or denied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_permission_type(
    acl: *const rd_kafka_AclBinding_t,
) -> rd_kafka_AclPermissionType_t {
    rd_kafka_AclPermissionType_t::RD_KAFKA_ACL_PERMISSION_TYPE_UNKNOWN
}

/// How the name is matched: literally or as a prefix.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_resource_pattern_type(
    acl: *const rd_kafka_AclBinding_t,
) -> rd_kafka_ResourcePatternType_t {
    rd_kafka_ResourcePatternType_t::RD_KAFKA_RESOURCE_PATTERN_UNKNOWN
}

/// The outcome for the binding in a result, NULL when it has no error. Owned by the binding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_error(
    acl: *const rd_kafka_AclBinding_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

/// Frees a binding or a filter. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_destroy(acl_binding: *mut rd_kafka_AclBinding_t) {}

/// Frees the `acl_bindings_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AclBinding_destroy_array(
    acl_bindings: *mut *mut rd_kafka_AclBinding_t,
    acl_bindings_cnt: size_t,
) {
}

/// The outcomes for the bindings, `*cntp` in number, in the order of the request. Owned by the result's
/// event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreateAcls_result_acls(
    result: *const rd_kafka_CreateAcls_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_acl_result_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// Creates `new_acls_cnt` access control entries. Returns at once: the result comes to `rkqu` as an event of
/// type CREATEACLS_RESULT. `options` may be NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_CreateAcls(
    rk: *mut rd_kafka_t,
    new_acls: *mut *mut rd_kafka_AclBinding_t,
    new_acls_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The entries that match the filter, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeAcls_result_acls(
    result: *const rd_kafka_DescribeAcls_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_AclBinding_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// Finds the access control entries that match `acl_filter`. Returns at once: the result comes to `rkqu` as
/// an event of type DESCRIBEACLS_RESULT. `options` may be NULL. All arguments are copied and stay the
/// caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DescribeAcls(
    rk: *mut rd_kafka_t,
    acl_filter: *mut rd_kafka_AclBindingFilter_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The outcomes for the filters, `*cntp` in number, in the order of the request. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteAcls_result_responses(
    result: *const rd_kafka_DeleteAcls_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_DeleteAcls_result_response_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(cntp) };
    ptr::null_mut()
}

/// The outcome for one filter: NULL when it was applied. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteAcls_result_response_error(
    result_response: *const rd_kafka_DeleteAcls_result_response_t,
) -> *const rd_kafka_error_t {
    ptr::null()
}

/// The entries that the filter has matched, `*matching_acls_cntp` in number, each with its own error. Owned
/// by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteAcls_result_response_matching_acls(
    result_response: *const rd_kafka_DeleteAcls_result_response_t,
    matching_acls_cntp: *mut size_t,
) -> *mut *const rd_kafka_AclBinding_t {
    // SAFETY: the caller passes output arguments that are valid or NULL.
    unsafe { clear(matching_acls_cntp) };
    ptr::null_mut()
}

/// Deletes the access control entries that match any of the `del_acls_cnt` filters. Returns at once: the
/// result comes to `rkqu` as an event of type DELETEACLS_RESULT. `options` may be NULL. All arguments are
/// copied and stay the caller's.
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

/// Describes an election: of the preferred replica, or, when no replica is in sync, of any (UNCLEAN, which
/// may lose messages), for `partitions`, or for all when it is NULL (KIP-460). The list is copied. Free it
/// with `rd_kafka_ElectLeaders_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ElectLeaders_new(
    election_type: rd_kafka_ElectionType_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_ElectLeaders_t {
    ptr::null_mut()
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ElectLeaders_destroy(elect_leaders: *mut rd_kafka_ElectLeaders_t) {}

/// Has the controller elect partition leaders. Returns at once: the result comes to `rkqu` as an event of
/// type ELECTLEADERS_RESULT. `options` may be NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ElectLeaders(
    rk: *mut rd_kafka_t,
    elect_leaders: *mut rd_kafka_ElectLeaders_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
}

/// The outcomes for the partitions, `*cntp` in number. Owned by the result's event.
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

/// Supplies a SASL OAUTHBEARER token (KIP-255), usually from within the refresh callback or after its event.
/// `md_lifetime_ms` is when it expires, in milliseconds since the epoch; a refresh is asked for when 80 % of
/// that have passed. `extensions` is an array of `extension_size` strings, names and values in turn. All
/// strings are copied. Any thread.
///
/// Returns NO_ERROR; _INVALID_ARG with the reason in `errstr` (`errstr_size` bytes) when token, lifetime or
/// an extension is not valid; _STATE when the instance does not use OAUTHBEARER; _NOT_IMPLEMENTED when it is
/// not built in.
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

/// Says that no token could be had, and why: raises an _AUTHENTICATION error with `errstr`, and asks for a
/// refresh again after ten seconds. Any thread. Returns NO_ERROR, _STATE, _NOT_IMPLEMENTED, or _INVALID_ARG
/// for an empty text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_oauthbearer_set_token_failure(
    rk: *mut rd_kafka_t,
    errstr: *const c_char,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

// -------------------- Transactions --------------------

/// Prepares a transactional producer (`transactional.id`): gets its producer id, fences off older producers
/// of the same id, and waits for their transactions to end. Called once, before the first transaction. Waits
/// up to `timeout_ms` (-1: twice `transaction.timeout.ms` at most); after a timeout it may be called again to
/// go on.
///
/// Returns NULL on success, else an error object that the caller frees: retriable (call again), or fatal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_init_transactions(
    rk: *mut rd_kafka_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// Begins a transaction: all messages produced until `rd_kafka_commit_transaction()` or
/// `rd_kafka_abort_transaction()` belong to it. Asks no broker. Returns NULL, or an error object (_STATE,
/// _FATAL) that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_begin_transaction(rk: *mut rd_kafka_t) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// Makes consumed offsets part of the transaction: they are committed for the consumer's group when the
/// transaction is. `cgmetadata` comes from `rd_kafka_consumer_group_metadata()`; the elements' offsets are
/// those of the next messages to read. The consumer must not commit on its own. Both arguments are copied.
/// Waits up to `timeout_ms` (-1: the rest of the transaction's time).
///
/// Returns NULL, or an error object that the caller frees: retriable, fatal, or asking for
/// `rd_kafka_abort_transaction()` (`rd_kafka_error_txn_requires_abort()`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_send_offsets_to_transaction(
    rk: *mut rd_kafka_t,
    offsets: *const rd_kafka_topic_partition_list_t,
    cgmetadata: *const rd_kafka_consumer_group_metadata_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// Commits the transaction: waits until all its messages are delivered and the coordinator has written the
/// commit, up to `timeout_ms` (-1: the rest of the transaction's time). Delivery reports must be served by
/// another thread meanwhile unless they are events of a queue of their own. After a timeout it may be called
/// again to go on.
///
/// Returns NULL, or an error object that the caller frees: retriable, fatal, or asking for
/// `rd_kafka_abort_transaction()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_commit_transaction(
    rk: *mut rd_kafka_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

/// Aborts the transaction: drops messages that are queued, with delivery reports of _PURGE_QUEUE, and has the
/// coordinator discard the others. Waits up to `timeout_ms` (-1: the rest of the transaction's time); after a
/// timeout it may be called again to go on. Returns NULL, or an error object (retriable or fatal) that the
/// caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_abort_transaction(
    rk: *mut rd_kafka_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_error_t {
    not_implemented()
}

// -------------------- Mock cluster --------------------

// -------------------- Mock cluster: errors to inject --------------------

// -------------------- Mock cluster: topics and partitions --------------------

// -------------------- Mock cluster: brokers --------------------

// -------------------- Mock cluster: requests seen --------------------

// -------------------- Mock cluster: telemetry and groups --------------------

/// Which metrics the brokers ask clients for (KIP-714), `metrics_cnt` name prefixes, which are copied.
/// Returns NO_ERROR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_telemetry_set_requested_metrics(
    mcluster: *mut rd_kafka_mock_cluster_t,
    metrics: *mut *mut c_char,
    metrics_cnt: size_t,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

/// How often clients shall push metrics, in milliseconds (KIP-714). Returns NO_ERROR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_telemetry_set_push_interval(
    mcluster: *mut rd_kafka_mock_cluster_t,
    push_interval_ms: i64,
) -> rd_kafka_resp_err_t {
    ErrorCode::_NOT_IMPLEMENTED
}

/// Describes an assignment for a group of the consumer protocol (KIP-848): for each of the `member_cnt`
/// members, by its id, the list of its partitions. All arguments are copied. Free it with
/// `rd_kafka_mock_cgrp_consumer_target_assignment_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cgrp_consumer_target_assignment_new(
    member_ids: *mut *mut c_char,
    member_cnt: c_int,
    assignment: *mut *mut rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_mock_cgrp_consumer_target_assignment_t {
    ptr::null_mut()
}

/// Frees it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cgrp_consumer_target_assignment_destroy(
    target_assignment: *mut rd_kafka_mock_cgrp_consumer_target_assignment_t,
) {
}

/// Has the group assign partitions as `target_assignment` says from now on, NULL ends that. It is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cgrp_consumer_target_assignment(
    mcluster: *mut rd_kafka_mock_cluster_t,
    group_id: *const c_char,
    target_assignment: *mut rd_kafka_mock_cgrp_consumer_target_assignment_t,
) {
}

/// The session timeout of groups of the consumer protocol (KIP-848), in milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_set_group_consumer_session_timeout_ms(
    mcluster: *mut rd_kafka_mock_cluster_t,
    group_consumer_session_timeout_ms: c_int,
) {
}

/// The heartbeat interval of groups of the consumer protocol (KIP-848), in milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_set_group_consumer_heartbeat_interval_ms(
    mcluster: *mut rd_kafka_mock_cluster_t,
    group_consumer_heartbeat_interval_ms: c_int,
) {
}

/// The session timeout of share groups (KIP-932), in milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_session_timeout(
    mcluster: *mut rd_kafka_mock_cluster_t,
    session_timeout_ms: c_int,
) {
}

/// The heartbeat interval of share groups, in milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_heartbeat_interval(
    mcluster: *mut rd_kafka_mock_cluster_t,
    heartbeat_interval_ms: c_int,
) {
}

/// How often share groups deliver a message before they give it up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_max_delivery_attempts(
    mcluster: *mut rd_kafka_mock_cluster_t,
    max_attempts: c_int,
) {
}

/// How long a member of a share group has to acknowledge a message, in milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_record_lock_duration(
    mcluster: *mut rd_kafka_mock_cluster_t,
    lock_duration_ms: c_int,
) {
}

/// The isolation level of share groups, see `rd_kafka_IsolationLevel_t`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_isolation_level(
    mcluster: *mut rd_kafka_mock_cluster_t,
    level: c_int,
) {
}

/// How many members a share group may have.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_max_size(
    mcluster: *mut rd_kafka_mock_cluster_t,
    max_size: c_int,
) {
}

/// How many share sessions a broker keeps.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_max_fetch_sessions(
    mcluster: *mut rd_kafka_mock_cluster_t,
    max_fetch_sessions: c_int,
) {
}

/// How many messages of a partition may be out for acknowledgement at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_max_record_locks(
    mcluster: *mut rd_kafka_mock_cluster_t,
    max_record_locks: c_int,
) {
}

/// Where a share group begins in a partition that it is new to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_set_auto_offset_reset(
    mcluster: *mut rd_kafka_mock_cluster_t,
    auto_offset_reset: c_int,
) {
}

/// Has the share group assign to each of the `member_cnt` members, by its id, the partitions of its list. All
/// arguments are copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_sharegroup_target_assignment(
    mcluster: *mut rd_kafka_mock_cluster_t,
    group_id: *const c_char,
    member_ids: *mut *const c_char,
    assignments: *mut *mut rd_kafka_topic_partition_list_t,
    member_cnt: size_t,
) {
}

/// Gives the ids of the share group's members in `*member_ids_out`, `*member_cnt_out` in number. The caller
/// frees each string and the array with free(). Returns NO_ERROR, or GROUP_ID_NOT_FOUND.
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
