//! Membership of a group: subscribing, and where the member stands.

use std::ffi::CStr;
use std::ptr;
use std::sync::Arc;

use libc::{c_char, c_int};

use super::partition_list::{self, from_c};
use super::types::*;
use super::util::malloc_string;
use super::{group_metadata, handle};
use crate::client::{Client, ClientKind};
use crate::error::ErrorCode;
use crate::group::assignor::RebalanceProtocol;
use crate::group::metadata::GroupMetadata;
use crate::group::{MemberView, Wanted};
use crate::topic::partition_list::PartitionList;

/// The membership of a consumer with a group.
fn member(client: &Arc<Client>) -> Result<&MemberView, ErrorCode> {
    match client.kind {
        _ if client.fork.is_inherited() => Err(ErrorCode::_STATE),
        ClientKind::Consumer if client.conf.group().is_some() => Ok(&client.member),
        ClientKind::Consumer | ClientKind::Producer => Err(ErrorCode::_UNKNOWN_GROUP),
    }
}

/// Joins the consumer's group (`group.id`) with a subscription to `topics`, which replaces the present one.
/// Only the topic names of the list count; a name that begins with `^` is a regular expression over the
/// cluster's topics. The list is copied.
///
/// Returns at once; partitions come by the rebalance callback or event, or on their own. Topics that do not
/// exist are reported by the poll call as UNKNOWN_TOPIC_OR_PART. Returns NO_ERROR, _INVALID_ARG (empty list,
/// empty or doubled name, bad expression), _UNKNOWN_GROUP (no `group.id`), _FATAL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_subscribe(
    rk: *mut rd_kafka_t,
    topics: *const rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if let Err(code) = member(&client) {
        return code;
    }
    // SAFETY: the caller's list.
    let list = unsafe { from_c(topics) };
    subscribe(&client, &list).err().unwrap_or(ErrorCode::NO_ERROR)
}

fn subscribe(client: &Arc<Client>, list: &PartitionList) -> Result<(), ErrorCode> {
    let member = member(client)?;
    let wanted = Wanted::parse(list).map_err(|error| error.code)?;
    if client.has_fatal_error() {
        return Err(ErrorCode::_FATAL);
    }
    let plain = |topic: &Arc<str>| crate::topic::partition_list::TopicPartition::new(Arc::clone(topic), -1);
    let subscription = list.iter().map(|element| plain(&element.topic)).collect();
    client
        .call_main(move |main| main.subscribe(wanted))
        .map(|()| member.set_subscription(subscription))
        .ok_or(ErrorCode::_DESTROY)
}

/// Leaves the group: partitions are revoked, by the rebalance callback where one is set. Returns at once.
/// Returns NO_ERROR, or _UNKNOWN_GROUP.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_unsubscribe(rk: *mut rd_kafka_t) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    match member(&client) {
        Err(code) => code,
        Ok(member) => {
            member.set_subscription(PartitionList::new());
            let done = client.call_main(|main| main.unsubscribe());
            done.map_or(ErrorCode::_DESTROY, |()| ErrorCode::NO_ERROR)
        }
    }
}

/// Gives a copy of the present subscription in `*topics`, empty when there is none. The caller frees it with
/// `rd_kafka_topic_partition_list_destroy()`. Returns NO_ERROR or _UNKNOWN_GROUP.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_subscription(
    rk: *mut rd_kafka_t,
    topics: *mut *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    match member(&client) {
        Err(code) => code,
        Ok(member) => {
            // SAFETY: the caller's place for the list.
            unsafe { topics.write(partition_list::to_c(&member.get().subscription)) };
            ErrorCode::NO_ERROR
        }
    }
}

/// The consumer's current member id in its group, "" before it has joined. Returns NULL for a producer or
/// without a group. The caller frees it with `rd_kafka_mem_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_memberid(rk: *const rd_kafka_t) -> *mut c_char {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    member(&client).map_or(ptr::null_mut(), |member| malloc_string(member.get().member_id.as_bytes()))
}

/// Tells, in a rebalance callback, whether the partitions to revoke belong to another member already:
/// committing them would fail. Returns 1 or 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_assignment_lost(rk: *mut rd_kafka_t) -> c_int {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    c_int::from(member(&client).is_ok_and(MemberView::is_lost))
}

/// How the group hands partitions over: "NONE" (not in a group yet), "EAGER" (all are revoked first) or
/// "COOPERATIVE" (differences only). A rebalance callback picks the assign functions by it. Returns NULL for
/// instances without a group. The string is static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_rebalance_protocol(rk: *mut rd_kafka_t) -> *const c_char {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    member(&client).map_or(ptr::null(), |member| protocol_name(member.protocol()).as_ptr())
}

fn protocol_name(protocol: Option<RebalanceProtocol>) -> &'static CStr {
    match protocol {
        None => c"NONE",
        Some(RebalanceProtocol::Eager) => c"EAGER",
        Some(RebalanceProtocol::Cooperative) => c"COOPERATIVE",
    }
}

/// The consumer's group id, member id, generation and instance id as they are now, for
/// `rd_kafka_send_offsets_to_transaction()`. The caller frees it with
/// `rd_kafka_consumer_group_metadata_destroy()`. Returns NULL when the instance is no group consumer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata(
    rk: *mut rd_kafka_t,
) -> *mut rd_kafka_consumer_group_metadata_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    let Ok(member) = member(&client) else { return ptr::null_mut() };
    let now = member.get();
    group_metadata::into_raw(GroupMetadata {
        group_id: client.conf.group().unwrap_or_default().to_owned(),
        generation_id: now.generation,
        member_id: now.member_id,
        group_instance_id: client.conf.group_instance_id.clone(),
    })
}
