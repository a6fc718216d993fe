//! Operations on partitions: deleting records, listing offsets.

use std::ptr;

use libc::size_t;

use super::super::partition_list::{
    self, rd_kafka_topic_partition_destroy, rd_kafka_topic_partition_list_destroy,
};
use super::super::types::*;
use super::event::COutcome;
use super::results::{outcome_of, result_of};
use super::{begin, destroy, destroy_array, into_raw, nothing};
use crate::admin::{self, Operation, PartitionResult};
use crate::topic::partition_list::PartitionList;

/// A list for C to look at.
pub(super) struct CPartitionList(*mut rd_kafka_topic_partition_list_t);

impl CPartitionList {
    pub(super) fn new(results: &[PartitionResult]) -> Self {
        let mut list = PartitionList::with_capacity(results.len());
        results.iter().for_each(|result| list.push(result.partition.clone()));
        CPartitionList(partition_list::to_c(&list))
    }
}

impl Drop for CPartitionList {
    fn drop(&mut self) {
        // SAFETY: made above, for this alone.
        unsafe { rd_kafka_topic_partition_list_destroy(self.0) };
    }
}

/// What `rd_kafka_ListOffsetsResultInfo_t` points to.
pub(super) struct CListedOffset {
    partition: *mut rd_kafka_topic_partition_t,
    timestamp: i64,
}

impl CListedOffset {
    pub(super) fn new(result: &PartitionResult) -> Self {
        CListedOffset {
            partition: partition_list::element_to_c(&result.partition),
            timestamp: result.timestamp,
        }
    }
}

impl Drop for CListedOffset {
    fn drop(&mut self) {
        // SAFETY: made above, for this alone.
        unsafe { rd_kafka_topic_partition_destroy(self.partition) };
    }
}

// ---- deleting records

/// Describes records to delete: in each partition of the list those before the element's `offset`,
/// RD_KAFKA_OFFSET_END meaning all. The list is copied. Free it with `rd_kafka_DeleteRecords_destroy()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteRecords_new(
    before_offsets: *const rd_kafka_topic_partition_list_t,
) -> *mut rd_kafka_DeleteRecords_t {
    // SAFETY: the caller's list.
    into_raw(unsafe { partition_list::from_c(before_offsets) })
}

/// Frees it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteRecords_destroy(del_records: *mut rd_kafka_DeleteRecords_t) {
    // SAFETY: the caller gives back what it got, for the last time, or NULL.
    unsafe { destroy::<PartitionList, _>(del_records) };
}

/// Frees the `del_record_cnt` elements of an array, not the array itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteRecords_destroy_array(
    del_records: *mut *mut rd_kafka_DeleteRecords_t,
    del_record_cnt: size_t,
) {
    // SAFETY: the caller gives back what it got, for the last time.
    unsafe { destroy_array::<PartitionList, _>(del_records, del_record_cnt) };
}

/// Deletes records by the partitions' leaders. `del_record_cnt` must be one; that one may list any number of
/// partitions. Returns at once: the result comes to `rkqu` as an event of type DELETERECORDS_RESULT.
/// `options` may be NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteRecords(
    rk: *mut rd_kafka_t,
    del_records: *mut *mut rd_kafka_DeleteRecords_t,
    del_record_cnt: size_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
    // SAFETY: live handles.
    let Some((client, call)) = (unsafe { begin(rk, Operation::DeleteRecords, options, rkqu) }) else {
        return;
    };
    if del_record_cnt != 1 {
        return call.refuse("Exactly one DeleteRecords must be passed");
    }
    // SAFETY: an array with one live element.
    let before = unsafe { &*(*del_records).cast::<PartitionList>() };
    admin::delete_records(&client, call, before.clone());
}

/// The result of `rd_kafka_DeleteRecords()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_DeleteRecords_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_DeleteRecords_result_t {
    // SAFETY: a live event or NULL.
    unsafe { result_of(rkev, Operation::DeleteRecords) }
}

/// The partitions, with the oldest offset that is left in `offset` and the outcome in `err`. Owned by the
/// result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_DeleteRecords_result_offsets(
    result: *const rd_kafka_DeleteRecords_result_t,
) -> *const rd_kafka_topic_partition_list_t {
    // SAFETY: a result of a live event.
    match unsafe { outcome_of(result) } {
        Some(COutcome::Partitions(list)) => list.0,
        _ => ptr::null(),
    }
}

// ---- listing offsets

/// Asks the partitions' leaders for offsets. Each element's `offset` says which: one of
/// `rd_kafka_OffsetSpec_t` (earliest, latest, the message with the highest timestamp), or a timestamp in
/// milliseconds, for the first message not before it. Returns at once: the result comes to `rkqu` as an event
/// of type LISTOFFSETS_RESULT. `options` may be NULL. All arguments are copied and stay the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListOffsets(
    rk: *mut rd_kafka_t,
    topic_partitions: *mut rd_kafka_topic_partition_list_t,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) {
    // SAFETY: live handles; the caller's list.
    unsafe {
        if let Some((client, call)) = begin(rk, Operation::ListOffsets, options, rkqu) {
            admin::list_offsets(&client, call, partition_list::from_c(topic_partitions));
        }
    }
}

/// The result of `rd_kafka_ListOffsets()`, owned by the event; NULL when the event is another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_event_ListOffsets_result(
    rkev: *mut rd_kafka_event_t,
) -> *const rd_kafka_ListOffsets_result_t {
    // SAFETY: a live event or NULL.
    unsafe { result_of(rkev, Operation::ListOffsets) }
}

/// What was found for the partitions, `*cntp` in number. Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListOffsets_result_infos(
    result: *const rd_kafka_ListOffsets_result_t,
    cntp: *mut size_t,
) -> *mut *const rd_kafka_ListOffsetsResultInfo_t {
    // SAFETY: a result of a live event.
    unsafe {
        match outcome_of(result) {
            Some(COutcome::Offsets(offsets)) => offsets.to_c(cntp),
            _ => nothing(cntp),
        }
    }
}

/// The partition with the offset that was found in `offset`, its leader epoch, and the outcome in `err`.
/// Owned by the result's event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListOffsetsResultInfo_topic_partition(
    result_info: *const rd_kafka_ListOffsetsResultInfo_t,
) -> *const rd_kafka_topic_partition_t {
    // SAFETY: an element of a live event's result.
    unsafe { &*result_info.cast::<CListedOffset>() }.partition
}

/// The timestamp of the message at the offset in milliseconds since the epoch, -1 when the question was not
/// about one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_ListOffsetsResultInfo_timestamp(
    result_info: *const rd_kafka_ListOffsetsResultInfo_t,
) -> i64 {
    // SAFETY: an element of a live event's result.
    unsafe { &*result_info.cast::<CListedOffset>() }.timestamp
}
