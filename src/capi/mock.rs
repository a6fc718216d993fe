//! The mock cluster: a cluster within the process.

use std::ptr;

use libc::{c_char, c_int, size_t};

use crate::error::ErrorCode;
use crate::mock::{Change, CoordinatorOf, Fault, LeaderResponse, MockCluster, TrackedRequest};
use crate::protocol::ApiKey;
use crate::timer::millis;
use crate::transport::Endpoint;

use super::handle;
use super::types::*;
use super::util::text_or_null;

/// Names all brokers in the calls that take a broker's id.
const ALL_BROKERS: i32 = -1;

/// The cluster behind a handle.
///
/// # Safety
/// `mcluster` is a live cluster.
unsafe fn cluster<'a>(mcluster: *const rd_kafka_mock_cluster_t) -> &'a MockCluster {
    // SAFETY: as promised; the pointer is the object's address.
    unsafe { &*mcluster.cast::<MockCluster>() }
}

/// What a call changes of the cluster.
///
/// # Safety
/// As for [`cluster`].
unsafe fn change<'a>(mcluster: *mut rd_kafka_mock_cluster_t) -> Change<'a> {
    // SAFETY: passed on.
    unsafe { cluster(mcluster) }.change()
}

/// # Safety
/// `text` is NULL or a C string.
unsafe fn owned(text: *const c_char) -> String {
    // SAFETY: as promised.
    unsafe { text_or_null(text) }.unwrap_or_default().into_owned()
}

fn code(result: Result<(), ErrorCode>) -> rd_kafka_resp_err_t {
    result.err().unwrap_or_default()
}

/// # Safety
/// `errors` has `cnt` codes.
unsafe fn codes<'a>(errors: *const rd_kafka_resp_err_t, cnt: size_t) -> &'a [ErrorCode] {
    if cnt == 0 || errors.is_null() {
        return &[];
    }
    // SAFETY: as promised; rd_kafka_resp_err_t is ErrorCode.
    unsafe { std::slice::from_raw_parts(errors, cnt) }
}

/// Starts a cluster of `broker_cnt` brokers within the process, on free ports of the loopback interface, with
/// ids from 1. `rk` is any instance and must outlive it. The property `test.mock.num.brokers` does the same
/// for an instance of its own. Meant for tests; storage is in memory and small. Free it with
/// `rd_kafka_mock_cluster_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cluster_new(
    rk: *mut rd_kafka_t,
    broker_cnt: c_int,
) -> *mut rd_kafka_mock_cluster_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if client.fork.is_inherited() {
        return ptr::null_mut();
    }
    match MockCluster::start(std::sync::Arc::downgrade(&client), client.log.clone(), broker_cnt) {
        Ok(cluster) => Box::into_raw(Box::new(cluster)).cast(),
        Err(error) => {
            crate::log!(
                client.log,
                crate::log::Level::Error,
                "MOCK",
                "Failed to start a mock cluster: {error}"
            );
            ptr::null_mut()
        }
    }
}

/// Stops the cluster and frees it: its connections are closed, its messages are gone. Not for the cluster of
/// `test.mock.num.brokers`, which ends with its instance.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cluster_destroy(mcluster: *mut rd_kafka_mock_cluster_t) {
    if mcluster.is_null() {
        return;
    }
    // SAFETY: the application's own cluster, from `rd_kafka_mock_cluster_new`, not destroyed before.
    drop(unsafe { Box::from_raw(mcluster.cast::<MockCluster>()) });
}

/// The instance that the cluster belongs to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cluster_handle(
    mcluster: *const rd_kafka_mock_cluster_t,
) -> *mut rd_kafka_t {
    // SAFETY: a live cluster. An instance's handle is its address.
    unsafe { cluster(mcluster) }.owner().as_ptr().cast_mut().cast()
}

/// The cluster that the property `test.mock.num.brokers` has started for `rk`, NULL without that. Owned by
/// the instance.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_handle_mock_cluster(rk: *const rd_kafka_t) -> *mut rd_kafka_mock_cluster_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    client.mock.as_ref().map_or(ptr::null_mut(), |mock| ptr::from_ref(mock).cast_mut().cast())
}

/// The addresses of the brokers that the cluster began with, for `bootstrap.servers`. Owned by the cluster.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_cluster_bootstraps(
    mcluster: *const rd_kafka_mock_cluster_t,
) -> *const c_char {
    // SAFETY: a live cluster.
    unsafe { cluster(mcluster) }.bootstraps().as_ptr()
}

/// Drops the errors that wait for requests of type `api_key`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_clear_request_errors(
    mcluster: *mut rd_kafka_mock_cluster_t,
    api_key: i16,
) {
    // SAFETY: a live cluster.
    unsafe { change(mcluster) }.faults.clear(ApiKey(api_key));
}

/// As `rd_kafka_mock_push_request_errors()`, with the `cnt` codes in an array, which is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_push_request_errors_array(
    mcluster: *mut rd_kafka_mock_cluster_t,
    api_key: i16,
    cnt: size_t,
    errors: *const rd_kafka_resp_err_t,
) {
    // SAFETY: a live cluster and an array of that many codes.
    let (cluster, errors) = unsafe { (cluster(mcluster), codes(errors, cnt)) };
    cluster.push_errors(ApiKey(api_key), errors.iter().copied());
}

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
    // SAFETY: a live cluster and arrays of that many elements.
    let (mut state, errors) = unsafe { (change(mcluster), codes(errors, cnt)) };
    let faults = errors.iter().enumerate().map(|(at, error)| {
        // SAFETY: `at` is below `cnt`.
        let rtt = millis(unsafe { *rtts_ms.add(at) });
        Fault { error: *error, rtt: Some(rtt) }
    });
    if state.push_broker_faults(broker_id, ApiKey(api_key), faults.collect()) {
        ErrorCode::NO_ERROR
    } else {
        ErrorCode::_UNKNOWN_BROKER
    }
}

/// An argument of which -1 stands for none.
fn unless_minus_one<T: PartialEq + From<i8>>(value: T) -> Option<T> {
    (value != T::from(-1)).then_some(value)
}

/// How many errors wait for requests of type `api_key` at broker `broker_id`, into `*cntp`. Returns NO_ERROR
/// or _UNKNOWN_BROKER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_error_stack_cnt(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
    api_key: i16,
    cntp: *mut size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster.
    let state = unsafe { change(mcluster) };
    if !state.brokers.contains_key(&broker_id) {
        return ErrorCode::_UNKNOWN_BROKER;
    }
    if !cntp.is_null() {
        // SAFETY: a valid output.
        unsafe { *cntp = state.faults.count(broker_id, ApiKey(api_key)) };
    }
    ErrorCode::NO_ERROR
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
    // SAFETY: a live cluster, a string, and an array of that many codes.
    let (mut state, topic, errors) = unsafe { (change(mcluster), owned(topic), codes(errors, cnt)) };
    let found = state.partition_or_new(&topic, partition);
    code(found.map(|partition| partition.push_errors(ApiKey(api_key), errors)))
}

/// Has metadata answer with `err` for `topic`, created when it does not exist; NO_ERROR ends that.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_topic_set_error(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    err: rd_kafka_resp_err_t,
) {
    // SAFETY: a live cluster and a string.
    let (mut state, topic) = unsafe { (change(mcluster), owned(topic)) };
    if let Ok(topic) = state.topic_or_new(&topic) {
        topic.error = err;
    }
}

/// Creates a topic of 1 to 10,000 partitions; a replication factor beyond the number of brokers counts as that
/// number. Topics are also created by being asked for, with 4 partitions and up to 3 replicas. Returns NO_ERROR,
/// TOPIC_ALREADY_EXISTS or INVALID_PARTITIONS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_topic_create(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition_cnt: c_int,
    replication_factor: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster and a string.
    let (mut state, topic) = unsafe { (change(mcluster), owned(topic)) };
    if partition_cnt < 1 {
        return ErrorCode::INVALID_PARTITIONS;
    }
    // More replicas than brokers are cut to those there are, so that a test runs on a cluster of any size.
    let replicas = replication_factor.min(state.brokers.len() as i32).max(1);
    code(state.create_topic(&topic, partition_cnt, replicas).map(drop))
}

/// Deletes a topic with its messages. Returns NO_ERROR or UNKNOWN_TOPIC_OR_PART.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_topic_delete(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster and a string.
    let (mut state, topic) = unsafe { (change(mcluster), owned(topic)) };
    code(state.delete_topic(&topic).map(drop).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART))
}

/// Deletes the messages of a partition before `before_offset`, all of them for -1. Returns NO_ERROR,
/// UNKNOWN_TOPIC_OR_PART, or OFFSET_OUT_OF_RANGE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_partition_delete_records(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: i32,
    before_offset: i64,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster and a string.
    let (mut state, topic) = unsafe { (change(mcluster), owned(topic)) };
    let Some(partition) = state.topics.partition(&topic, partition) else {
        return ErrorCode::UNKNOWN_TOPIC_OR_PART;
    };
    // Kafka's DeleteRecords: -1 means all there are.
    let before = if before_offset == -1 { partition.log.end_offset() } else { before_offset };
    if before > partition.log.end_offset() {
        return ErrorCode::OFFSET_OUT_OF_RANGE;
    }
    partition.log.delete_before(before);
    ErrorCode::NO_ERROR
}

/// Makes broker `broker_id` the partition's leader, -1 leaves it without one. The topic is created when it
/// does not exist. Returns NO_ERROR, BROKER_NOT_AVAILABLE (no such broker) or UNKNOWN_TOPIC_OR_PART (no such
/// partition).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_partition_set_leader(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: i32,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster and a string.
    let (mut state, topic) = unsafe { (change(mcluster), owned(topic)) };
    let leader = unless_minus_one(broker_id);
    if leader.is_some_and(|id| !state.brokers.contains_key(&id)) {
        return ErrorCode::BROKER_NOT_AVAILABLE;
    }
    code(state.partition_or_new(&topic, partition).map(|partition| partition.set_leader(leader)))
}

/// Makes broker `broker_id` the replica that consumers are told to fetch from (KIP-392), -1 ends that. The
/// topic is created when it does not exist. Returns NO_ERROR, or UNKNOWN_TOPIC_OR_PART (no such partition).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_partition_set_follower(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: i32,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster and a string.
    let (mut state, topic) = unsafe { (change(mcluster), owned(topic)) };
    let follower = unless_minus_one(broker_id);
    code(state.partition_or_new(&topic, partition).map(|partition| partition.follower.broker = follower))
}

/// Sets the oldest and the next offset that the follower knows, to let it lag behind; -1 leaves one as the
/// leader has it. Returns NO_ERROR, or UNKNOWN_TOPIC_OR_PART (no such partition).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_partition_set_follower_wmarks(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: i32,
    lo: i64,
    hi: i64,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster and a string.
    let (mut state, topic) = unsafe { (change(mcluster), owned(topic)) };
    code(state.partition_or_new(&topic, partition).map(|partition| {
        partition.follower.start_offset = unless_minus_one(lo);
        partition.follower.end_offset = unless_minus_one(hi);
    }))
}

/// Queues a leader and epoch for the partition that coming answers (metadata, and the leader hints of Produce
/// and Fetch, KIP-951) take one by one: -1 for no leader, or no epoch. Returns NO_ERROR, or
/// UNKNOWN_TOPIC_OR_PART (no such partition).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_partition_push_leader_response(
    mcluster: *mut rd_kafka_mock_cluster_t,
    topic: *const c_char,
    partition: c_int,
    leader_id: i32,
    leader_epoch: i32,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster and a string.
    let (mut state, topic) = unsafe { (change(mcluster), owned(topic)) };
    let response = LeaderResponse { leader: unless_minus_one(leader_id), epoch: leader_epoch };
    code(state.push_leader_response(&topic, partition, response))
}

/// Closes the broker's connections and refuses new ones, until `rd_kafka_mock_broker_set_up()`; what it leads
/// keeps it as leader. -1 as `broker_id` means all brokers. Returns NO_ERROR or BROKER_NOT_AVAILABLE (no such
/// broker).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_set_down(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster.
    unsafe { with_brokers(mcluster, broker_id, |broker| broker.stop_listening()) }
}

/// Lets the broker accept connections again, on the port that it had; -1 as `broker_id` means all brokers.
/// Returns NO_ERROR or BROKER_NOT_AVAILABLE (no such broker).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_set_up(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster.
    unsafe { with_brokers(mcluster, broker_id, |broker| broker.listen()) }
}

/// Has the broker answer each request `rtt_ms` milliseconds late. -1 as `broker_id` means all brokers.
/// Returns NO_ERROR or BROKER_NOT_AVAILABLE (no such broker).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_set_rtt(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
    rtt_ms: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster.
    unsafe {
        with_brokers(mcluster, broker_id, |broker| {
            broker.rtt = millis(rtt_ms);
            Ok(())
        })
    }
}

/// Sets the broker's rack, NULL for none; -1 as `broker_id` means all brokers. Returns NO_ERROR or
/// BROKER_NOT_AVAILABLE (no such broker).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_set_rack(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
    rack: *const c_char,
) -> rd_kafka_resp_err_t {
    // SAFETY: NULL or a string, and a live cluster.
    unsafe {
        let rack = text_or_null(rack).map(|rack| rack.into_owned());
        with_brokers(mcluster, broker_id, |broker| {
            broker.rack.clone_from(&rack);
            Ok(())
        })
    }
}

/// Takes the broker out of metadata while it goes on answering; -1 as `broker_id` means all brokers. Returns
/// NO_ERROR or BROKER_NOT_AVAILABLE (no such broker).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_remove_from_metadata(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster.
    unsafe {
        with_brokers(mcluster, broker_id, |broker| {
            broker.listed = false;
            Ok(())
        })
    }
}

/// Does something to one broker or to all.
///
/// # Safety
/// `mcluster` is a live cluster.
unsafe fn with_brokers(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
    act: impl Fn(&mut crate::mock::Broker) -> std::io::Result<()>,
) -> rd_kafka_resp_err_t {
    // SAFETY: as promised.
    let mut state = unsafe { change(mcluster) };
    if broker_id != ALL_BROKERS && !state.brokers.contains_key(&broker_id) {
        return ErrorCode::BROKER_NOT_AVAILABLE;
    }
    let mut chosen =
        state.brokers.values_mut().filter(|broker| broker_id == ALL_BROKERS || broker.id == broker_id);
    if chosen.try_for_each(act).is_ok() { ErrorCode::NO_ERROR } else { ErrorCode::_TRANSPORT }
}

/// Sets the address that metadata gives for the broker; it goes on listening where it did.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_set_host_port(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
    host: *const c_char,
    port: c_int,
) {
    // SAFETY: a live cluster and a string.
    let (mut state, host) = unsafe { (change(mcluster), owned(host)) };
    if let Some(broker) = state.brokers.get_mut(&broker_id) {
        broker.advertised = Endpoint::new(host, u16::try_from(port).unwrap_or(0));
    }
}

/// Takes the broker out of the cluster for good: from metadata, and from the network. Its partitions go to
/// others. Returns NO_ERROR or BROKER_NOT_AVAILABLE (no such broker).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_decommission(
    cluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster.
    let gone = unsafe { change(cluster) }.remove_broker(broker_id);
    if gone { ErrorCode::NO_ERROR } else { ErrorCode::BROKER_NOT_AVAILABLE }
}

/// Adds a broker with id `broker_id`. Returns NO_ERROR, or _INVALID_ARG when the id is taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_broker_add(
    mcluster: *mut rd_kafka_mock_cluster_t,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster.
    let mut state = unsafe { change(mcluster) };
    if broker_id < 0 || state.brokers.contains_key(&broker_id) {
        return ErrorCode::_INVALID_ARG;
    }
    state.add_broker(broker_id).map_or(ErrorCode::_TRANSPORT, |()| ErrorCode::NO_ERROR)
}

/// Makes broker `broker_id` the coordinator of a group (`key_type` "group", `key` its id) or of a producer
/// ("transaction", its `transactional.id`). Returns NO_ERROR, or _INVALID_ARG for another type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_coordinator_set(
    mcluster: *mut rd_kafka_mock_cluster_t,
    key_type: *const c_char,
    key: *const c_char,
    broker_id: i32,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster and two strings.
    let (mut state, key_type, key) = unsafe { (change(mcluster), owned(key_type), owned(key)) };
    let of = match key_type.as_str() {
        "group" => CoordinatorOf::Group,
        "transaction" => CoordinatorOf::Transaction,
        _ => return ErrorCode::_INVALID_ARG,
    };
    state.set_coordinator(of, &key, broker_id);
    ErrorCode::NO_ERROR
}

/// Limits the versions of requests of type `api_key` that the brokers offer; -1 for both takes the type away.
/// Returns NO_ERROR, or _INVALID_ARG for an unknown type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_set_apiversion(
    mcluster: *mut rd_kafka_mock_cluster_t,
    api_key: i16,
    min_version: i16,
    max_version: i16,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live cluster.
    let mut state = unsafe { change(mcluster) };
    let versions = (min_version >= 0 && max_version >= 0).then_some((min_version, max_version));
    let spoken = state.offer(ApiKey(api_key), versions);
    if spoken { ErrorCode::NO_ERROR } else { ErrorCode::_INVALID_ARG }
}

/// Begins to keep the requests that the brokers receive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_start_request_tracking(mcluster: *mut rd_kafka_mock_cluster_t) {
    // SAFETY: a live cluster.
    unsafe { change(mcluster) }.tracking.start();
}

/// Ends that, and drops the requests kept.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_stop_request_tracking(mcluster: *mut rd_kafka_mock_cluster_t) {
    // SAFETY: a live cluster.
    unsafe { change(mcluster) }.tracking.stop();
}

/// Drops the requests kept so far.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_clear_requests(mcluster: *mut rd_kafka_mock_cluster_t) {
    // SAFETY: a live cluster.
    unsafe { change(mcluster) }.tracking.clear();
}

/// Copies of the requests kept so far, `*cntp` in number, in the order of their arrival. The caller frees the
/// array with `rd_kafka_mock_request_destroy_array()`. Returns NULL when there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_get_requests(
    mcluster: *mut rd_kafka_mock_cluster_t,
    cntp: *mut size_t,
) -> *mut *mut rd_kafka_mock_request_t {
    // SAFETY: a live cluster.
    let state = unsafe { change(mcluster) };
    let copies = state.tracking.requests().iter().map(|request| Box::into_raw(Box::new(*request)).cast());
    let copies: Box<[*mut rd_kafka_mock_request_t]> = copies.collect();
    if !cntp.is_null() {
        // SAFETY: a valid output.
        unsafe { *cntp = copies.len() };
    }
    if copies.is_empty() { ptr::null_mut() } else { Box::into_raw(copies).cast() }
}

/// Frees an array from `rd_kafka_mock_get_requests()` with its `mreq_cnt` requests.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_request_destroy_array(
    mreqs: *mut *mut rd_kafka_mock_request_t,
    mreq_cnt: size_t,
) {
    if mreqs.is_null() {
        return;
    }
    // SAFETY: from `rd_kafka_mock_get_requests`, with the count that it gave.
    let requests = unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(mreqs, mreq_cnt)) };
    for request in requests {
        // SAFETY: each is the caller's.
        unsafe { rd_kafka_mock_request_destroy(request) };
    }
}

/// Frees one request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_request_destroy(mreq: *mut rd_kafka_mock_request_t) {
    if !mreq.is_null() {
        // SAFETY: from `rd_kafka_mock_get_requests`, and the caller's to free.
        drop(unsafe { Box::from_raw(mreq.cast::<TrackedRequest>()) });
    }
}

/// # Safety
/// `mreq` is a live request.
unsafe fn request<'a>(mreq: *mut rd_kafka_mock_request_t) -> &'a TrackedRequest {
    // SAFETY: as promised.
    unsafe { &*mreq.cast::<TrackedRequest>() }
}

/// The id of the broker that received the request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_request_id(mreq: *mut rd_kafka_mock_request_t) -> i32 {
    // SAFETY: a live request.
    unsafe { request(mreq) }.broker
}

/// The request's type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_request_api_key(mreq: *mut rd_kafka_mock_request_t) -> i16 {
    // SAFETY: a live request.
    unsafe { request(mreq) }.api.0
}

/// When the request was received, in microseconds of a monotonic clock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_request_timestamp(mreq: *mut rd_kafka_mock_request_t) -> i64 {
    // SAFETY: a live request.
    unsafe { request(mreq) }.timestamp_us
}

/// How long a rebalance takes at least, and how long a new group waits for more members before its first one, in
/// milliseconds (3000 by default).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mock_group_initial_rebalance_delay_ms(
    mcluster: *mut rd_kafka_mock_cluster_t,
    delay_ms: i32,
) {
    // SAFETY: a live cluster.
    unsafe { change(mcluster) }.group_initial_rebalance_delay = millis(delay_ms);
}
