//! Which partitions a consumer reads, and where in them it is.

use std::ptr;

use libc::c_int;

use super::consume::not_inherited;
use super::consumer::need_group;
use super::error::error_or_null;
use super::handle;
use super::partition_list::{copy_results, from_c, to_c};
use super::types::*;
use crate::client::{Client, ClientKind, Main};
use crate::error::{Error, ErrorCode};
use crate::group::assignor::RebalanceProtocol;
use crate::topic::partition_list::{NO_LEADER_EPOCH, OFFSET_INVALID, PartitionList};

/// After a fatal error nothing can be added any more.
fn not_fatal(client: &Client, added: &PartitionList) -> Result<(), Error> {
    match client.fatal_error() {
        Some((code, reason)) if !added.is_empty() => {
            Err(Error::new(ErrorCode::_FATAL, format!("{code}: {reason}")).fatal())
        }
        _ => Ok(()),
    }
}

/// Has the main thread change the assignment in this `way`. A closed consumer has none, and changing it does nothing.
fn change(
    client: &Client,
    way: RebalanceProtocol,
    task: impl FnOnce(&mut Main) -> Result<(), Error> + Send + 'static,
) -> Result<(), Error> {
    let unless_closed = move |main: &mut Main| {
        if main.client.consumer.closing.is_closed() {
            return Ok(());
        }
        // No answer to a rebalance: the application may try the other way.
        main.check_way_to_assign(way)?;
        let outcome = task(main);
        main.rebalance_answered();
        outcome
    };
    need_group(client).map_err(|code| Error::new(code, "Requires a consumer with group.id configured"))?;
    client.call_main(unless_closed).unwrap_or_else(|| Err(ErrorCode::_DESTROY.into()))
}

/// Replaces the set of partitions that are consumed: by the group's assignment from within a rebalance
/// callback, or by the application's own choice without a subscription. An element's `offset` says where to
/// begin, RD_KAFKA_OFFSET_INVALID or _STORED at the committed one. NULL or an empty list removes all. The
/// list is copied. Returns NO_ERROR, _INVALID_ARG, _UNKNOWN_GROUP, _FATAL, or _STATE when the group rebalances
/// cooperatively: then only what changes is to be added and removed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_assign(
    rk: *mut rd_kafka_t,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a list, or NULL.
    let (client, list) = unsafe { (handle::client(rk), from_c(partitions)) };
    let assigned = not_fatal(&client, &list)
        .and_then(|()| change(&client, RebalanceProtocol::Eager, move |main| main.assign(&list)));
    assigned.map_or_else(|error| error.code, |()| ErrorCode::NO_ERROR)
}

/// Adds `partitions` to the assignment, in a cooperative rebalance. An element's `offset` says where to
/// begin, RD_KAFKA_OFFSET_INVALID or _STORED at the committed one. The list is copied. Returns NULL, or an
/// error object (_CONFLICT when one is assigned already, _STATE when the group rebalances eagerly, _INVALID_ARG,
/// _UNKNOWN_GROUP) that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_incremental_assign(
    rk: *mut rd_kafka_t,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: a live handle and a list.
    let (client, list) = unsafe { (handle::client(rk), from_c(partitions)) };
    let assigned = not_fatal(&client, &list).and_then(|()| {
        change(&client, RebalanceProtocol::Cooperative, move |main| main.incremental_assign(&list))
    });
    error_or_null(assigned)
}

/// Removes `partitions` from the assignment, in a cooperative rebalance. Offsets stored for them are
/// committed by automatic commit. The list is copied. Returns NULL, or an error object (_INVALID_ARG when one
/// is not assigned, _STATE when the group rebalances eagerly) that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_incremental_unassign(
    rk: *mut rd_kafka_t,
    partitions: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: a live handle and a list.
    let (client, list) = unsafe { (handle::client(rk), from_c(partitions)) };
    error_or_null(change(&client, RebalanceProtocol::Cooperative, move |main| {
        let progress = main.progress_of_removed();
        main.incremental_unassign(&list, progress)
    }))
}

/// Gives a copy of the present assignment in `*partitions`, sorted, with the offsets that it was to begin at
/// (`rd_kafka_position()` has those where it is). The caller frees it with `rd_kafka_topic_partition_list_destroy()`. Returns
/// NO_ERROR, or _UNKNOWN_GROUP or _DESTROY (closed) with `*partitions` NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_assignment(
    rk: *mut rd_kafka_t,
    partitions: *mut *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    let assigned = need_group(&client).and_then(|()| {
        let list =
            |main: &mut Main| (!main.client.consumer.closing.is_closed()).then(|| main.assignment.list());
        client.call_main(list).flatten().ok_or(ErrorCode::_DESTROY)
    });
    let (list, code) = match assigned {
        Ok(list) => (to_c(&list), ErrorCode::NO_ERROR),
        Err(code) => (ptr::null_mut(), code),
    };
    // SAFETY: the caller's place to write to.
    unsafe { partitions.write(list) };
    code
}

/// Puts the position of each of `partitions` into its element: the offset after the last message that the
/// application was given, RD_KAFKA_OFFSET_INVALID before the first. Each `err` is set. Asks no broker.
/// Returns NO_ERROR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_position(
    rk: *mut rd_kafka_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and the caller's list.
    let (client, mut list) = unsafe { (handle::client(rk), from_c(partitions)) };
    if let Err(code) = not_inherited(&client) {
        return code;
    }
    for element in list.iter_mut() {
        let partition = client.consumer_partition(&element.topic, element.partition);
        let position = partition.map_or((OFFSET_INVALID, NO_LEADER_EPOCH), |partition| partition.position());
        (element.offset, element.leader_epoch) = position;
        element.err = ErrorCode::NO_ERROR;
    }
    // SAFETY: as above.
    unsafe { copy_results(partitions, &list) };
    ErrorCode::NO_ERROR
}

/// Runs `task` on the caller's list on the main thread, and copies the results back.
///
/// # Safety
/// `partitions` is a live list that nobody else uses meanwhile.
unsafe fn with_list(
    client: &Client,
    partitions: *mut rd_kafka_topic_partition_list_t,
    task: impl FnOnce(&mut Main, &mut PartitionList) + Send + 'static,
) -> Result<(), ErrorCode> {
    not_inherited(client)?;
    // SAFETY: as promised.
    let mut list = unsafe { from_c(partitions) };
    let results = client.call_main(move |main| {
        task(main, &mut list);
        list
    });
    // SAFETY: as promised.
    unsafe { copy_results(partitions, &results.ok_or(ErrorCode::_DESTROY)?) };
    Ok(())
}

/// Holds back the producer's messages for the partitions of `list`, or lets them go; the outcomes are in the elements.
fn pause_producing(main: &Main, list: &mut PartitionList, paused: bool) {
    for element in list.iter_mut() {
        let topic = main.client.topics.get(&element.topic);
        let id = usize::try_from(element.partition).ok();
        let partition = topic.zip(id).and_then(|(topic, id)| topic.partitions.load().get(id).cloned());
        element.err = match partition {
            Some(partition) => {
                partition.set_paused(paused);
                ErrorCode::NO_ERROR
            }
            None => ErrorCode::_UNKNOWN_PARTITION,
        };
    }
}

/// Stops fetching for the listed partitions until `rd_kafka_resume_partitions()`; messages fetched before are
/// dropped and will be fetched again. A pause outlives a new assignment of the partition. Pausing does not keep a consumer
/// from having to poll. Each element's `err` has the partition's own result: _UNKNOWN_PARTITION for one that is not known.
/// On a producer, messages for the partition are still accepted, and wait. Returns NO_ERROR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_pause_partitions(
    rk: *mut rd_kafka_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    // SAFETY: the caller's list.
    let done = unsafe {
        with_list(&client, partitions, |main, list| match main.client.kind {
            ClientKind::Consumer => main.pause(list),
            ClientKind::Producer => pause_producing(main, list, true),
        })
    };
    done.err().unwrap_or(ErrorCode::NO_ERROR)
}

/// Ends the pause of the listed partitions. Each element's `err` has the partition's own result. Returns
/// NO_ERROR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_resume_partitions(
    rk: *mut rd_kafka_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    // SAFETY: the caller's list.
    let done = unsafe {
        with_list(&client, partitions, |main, list| match main.client.kind {
            ClientKind::Consumer => main.resume(list),
            ClientKind::Producer => pause_producing(main, list, false),
        })
    };
    done.err().unwrap_or(ErrorCode::NO_ERROR)
}

/// Moves the positions of the listed partitions to their elements' `offset` (absolute or logical, but not STORED). No message
/// from before it is delivered after it. The results are in the elements' `err`: _STATE for a partition that is not read,
/// _INVALID_ARG. With `timeout_ms` 0 those that succeed have _IN_PROGRESS there. Returns NULL, or an error object
/// (_INVALID_ARG on a producer and for an empty list) that the caller frees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_seek_partitions(
    rk: *mut rd_kafka_t,
    partitions: *mut rd_kafka_topic_partition_list_t,
    timeout_ms: c_int,
) -> *mut rd_kafka_error_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    let refusal = |text| error_or_null(Err(Error::new(ErrorCode::_INVALID_ARG, text)));
    if client.kind != ClientKind::Consumer {
        return refusal("Must only be used on consumer instance");
    }
    // SAFETY: the caller's list, or NULL.
    if unsafe { partitions.as_ref() }.is_none_or(|list| list.cnt <= 0) {
        return refusal("partitions must be specified");
    }
    let seek = move |main: &mut Main, list: &mut PartitionList| {
        main.seek_assigned(list);
        for element in list.iter_mut().filter(|element| timeout_ms == 0 && !element.err.is_err()) {
            // Done it is; but this is what a call that does not wait says.
            element.err = ErrorCode::_IN_PROGRESS;
        }
    };
    // SAFETY: the caller's list.
    let done = unsafe { with_list(&client, partitions, seek) };
    error_or_null(done.map_err(Error::from))
}
