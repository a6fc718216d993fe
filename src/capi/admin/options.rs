//! `rd_kafka_AdminOptions_t`: a box of [`AdminOptions`].

use std::ptr;

use libc::{c_char, c_int, c_void, size_t};

use super::super::error::error_or_null;
use super::super::types::*;
use super::super::util::write_errstr;
use super::{destroy, into_raw};
use crate::admin::{AdminOptions, Operation, Setting};
use crate::callback::Opaque;
use crate::error::{Error, ErrorCode};

/// # Safety
/// Live options, which one thread at a time changes.
unsafe fn borrow<'a>(options: *mut rd_kafka_AdminOptions_t) -> &'a mut AdminOptions {
    // SAFETY: as promised.
    unsafe { &mut *options.cast() }
}

/// The code of `result`, with its reason in the caller's buffer, which success leaves alone.
///
/// # Safety
/// `errstr` is NULL or has `size` writable bytes.
pub(super) unsafe fn explain(
    result: Result<(), Error>,
    errstr: *mut c_char,
    size: size_t,
) -> rd_kafka_resp_err_t {
    match result {
        Ok(()) => ErrorCode::NO_ERROR,
        Err(error) => {
            // SAFETY: as promised.
            unsafe { write_errstr(errstr, size, &error.reason) };
            error.code
        }
    }
}

/// Makes options for one kind of admin operation, or for all (RD_KAFKA_ADMIN_OP_ANY, which leaves checks to
/// the operation). They may be used for several operations. Returns NULL when `for_api` is not known. Free
/// them with `rd_kafka_AdminOptions_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_new(
    rk: *mut rd_kafka_t,
    for_api: rd_kafka_admin_op_t,
) -> *mut rd_kafka_AdminOptions_t {
    // Options are the same for every instance.
    let _ = rk;
    Operation::from_number(for_api.0)
        .map_or(ptr::null_mut(), |operation| into_raw(AdminOptions::new(operation)))
}

/// Frees options. Operations that were started with them have taken copies.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_destroy(options: *mut rd_kafka_AdminOptions_t) {
    // SAFETY: the caller gives back what it got, for the last time.
    unsafe { destroy::<AdminOptions, _>(options) };
}

/// How long the operation may take in all, from its start to its result: 0 to 3600000 milliseconds. The
/// default is `socket.timeout.ms`. Returns NO_ERROR, or _INVALID_ARG with the reason in `errstr`
/// (`errstr_size` bytes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_request_timeout(
    options: *mut rd_kafka_AdminOptions_t,
    timeout_ms: c_int,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: live options; the buffer has that size.
    unsafe { explain(borrow(options).set(Setting::RequestTimeout, timeout_ms), errstr, errstr_size) }
}

/// How long brokers wait for the change to reach the cluster, up to 3600000 milliseconds: for creating and
/// deleting topics, adding partitions, deleting records, electing leaders. 0, the default, means they do not
/// wait; -1 leaves it to them. Returns NO_ERROR, or _INVALID_ARG with the reason in `errstr`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_operation_timeout(
    options: *mut rd_kafka_AdminOptions_t,
    timeout_ms: c_int,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: live options; the buffer has that size.
    unsafe { explain(borrow(options).set(Setting::OperationTimeout, timeout_ms), errstr, errstr_size) }
}

/// Lets brokers check the request and change nothing: for creating topics, adding partitions, and changing
/// configurations. Returns NO_ERROR, or _INVALID_ARG with the reason in `errstr`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_validate_only(
    options: *mut rd_kafka_AdminOptions_t,
    true_or_false: c_int,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: live options; the buffer has that size.
    unsafe { explain(borrow(options).set(Setting::ValidateOnly, true_or_false), errstr, errstr_size) }
}

/// Sends the request to one broker instead of the controller or coordinator. Meant for tests: DescribeConfigs
/// and AlterConfigs of a broker find their way on their own. Returns NO_ERROR, or _INVALID_ARG with the
/// reason in `errstr`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_broker(
    options: *mut rd_kafka_AdminOptions_t,
    broker_id: i32,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: live options; the buffer has that size.
    unsafe { explain(borrow(options).set(Setting::Broker, broker_id), errstr, errstr_size) }
}

/// Has `rd_kafka_ListConsumerGroupOffsets()` leave out offsets of transactions that are not finished
/// (KIP-447). Returns NULL, or an error object that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_require_stable_offsets(
    options: *mut rd_kafka_AdminOptions_t,
    true_or_false: c_int,
) -> *mut rd_kafka_error_t {
    // SAFETY: live options.
    error_or_null(unsafe { borrow(options) }.set(Setting::RequireStableOffsets, true_or_false))
}

/// Asks a describe operation for what the client may do with the resource (KIP-430). Returns NULL, or an
/// error object that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_include_authorized_operations(
    options: *mut rd_kafka_AdminOptions_t,
    true_or_false: c_int,
) -> *mut rd_kafka_error_t {
    // SAFETY: live options.
    error_or_null(unsafe { borrow(options) }.set(Setting::IncludeAuthorizedOperations, true_or_false))
}

/// Has `rd_kafka_ListConsumerGroups()` return groups in one of the given states only (KIP-518). The array is
/// copied. Returns NULL, or an error object (_INVALID_ARG for UNKNOWN or doubled states) that the caller
/// frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_match_consumer_group_states(
    options: *mut rd_kafka_AdminOptions_t,
    consumer_group_states: *const rd_kafka_consumer_group_state_t,
    consumer_group_states_cnt: size_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: live options; an array of so many numbers.
    let (options, states) =
        unsafe { (borrow(options), numbers(consumer_group_states.cast(), consumer_group_states_cnt)) };
    let known = rd_kafka_consumer_group_state_t::RD_KAFKA_CONSUMER_GROUP_STATE__CNT.0;
    error_or_null(options.match_states(states, known))
}

/// Has `rd_kafka_ListConsumerGroups()` return groups of one of the given types only (KIP-848). The array is
/// copied. Returns NULL, or an error object (_INVALID_ARG for UNKNOWN or doubled types) that the caller
/// frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_match_consumer_group_types(
    options: *mut rd_kafka_AdminOptions_t,
    consumer_group_types: *const rd_kafka_consumer_group_type_t,
    consumer_group_types_cnt: size_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: live options; an array of so many numbers.
    let (options, types) =
        unsafe { (borrow(options), numbers(consumer_group_types.cast(), consumer_group_types_cnt)) };
    let known = rd_kafka_consumer_group_type_t::RD_KAFKA_CONSUMER_GROUP_TYPE__CNT.0;
    error_or_null(options.match_types(types, known))
}

/// Whether `rd_kafka_ListOffsets()` counts messages of unfinished transactions (READ_UNCOMMITTED, the
/// default) or stops before them. Returns NULL, or an error object that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_isolation_level(
    options: *mut rd_kafka_AdminOptions_t,
    value: rd_kafka_IsolationLevel_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: live options.
    error_or_null(unsafe { borrow(options) }.set(Setting::IsolationLevel, value.0))
}

/// A pointer that `rd_kafka_event_opaque()` gives back with the result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_AdminOptions_set_opaque(
    options: *mut rd_kafka_AdminOptions_t,
    ev_opaque: *mut c_void,
) {
    // SAFETY: live options.
    unsafe { borrow(options) }.opaque = Opaque(ev_opaque);
}

/// The numbers of a caller's array, which may be NULL if there are none.
///
/// # Safety
/// `start` points to `count` numbers that outlive `'a`.
pub(super) unsafe fn numbers<'a>(start: *const i32, count: size_t) -> &'a [i32] {
    if start.is_null() || count == 0 {
        return &[];
    }
    // SAFETY: as promised.
    unsafe { std::slice::from_raw_parts(start, count) }
}
