//! `rd_kafka_consumer_group_metadata_t`.

use std::ffi::CString;
use std::ptr;

use libc::{c_char, c_void, size_t};

use super::error::into_raw as error_into_raw;
use super::types::{rd_kafka_consumer_group_metadata_t, rd_kafka_error_t};
use super::util::{bytes_or_empty, c_string, malloc_bytes, text_or_null};
use crate::error::{Error, ErrorCode};
use crate::group::metadata::GroupMetadata;

/// What `rd_kafka_consumer_group_metadata_t` points to: the metadata, and its texts as C reads them.
pub(crate) struct GroupMetadataHandle {
    metadata: GroupMetadata,
    group_id: CString,
    member_id: CString,
    group_instance_id: Option<CString>,
}

/// A handle that rd_kafka_consumer_group_metadata_destroy() frees.
pub(crate) fn into_raw(metadata: GroupMetadata) -> *mut rd_kafka_consumer_group_metadata_t {
    let handle = GroupMetadataHandle {
        group_id: c_string(&metadata.group_id),
        member_id: c_string(&metadata.member_id),
        group_instance_id: metadata.group_instance_id.as_deref().map(c_string),
        metadata,
    };
    Box::into_raw(Box::new(handle)).cast()
}

/// # Safety
/// `metadata` is NULL, or came from [`into_raw`] and lives for `'a`.
unsafe fn handle<'a>(metadata: *const rd_kafka_consumer_group_metadata_t) -> Option<&'a GroupMetadataHandle> {
    // SAFETY: as promised, it points to a boxed handle if not NULL.
    unsafe { metadata.cast::<GroupMetadataHandle>().as_ref() }
}

/// The metadata behind the caller's handle, or `None` for NULL.
///
/// # Safety
/// `metadata` is NULL, or came from [`into_raw`] and lives for `'a`.
pub(crate) unsafe fn borrow<'a>(
    metadata: *const rd_kafka_consumer_group_metadata_t,
) -> Option<&'a GroupMetadata> {
    // SAFETY: passed on.
    unsafe { handle(metadata) }.map(|handle| &handle.metadata)
}

/// New metadata that names a group and no member, for applications that keep no consumer. `group_id` is copied. The
/// caller frees the result with rd_kafka_consumer_group_metadata_destroy(). Returns NULL if `group_id` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata_new(
    group_id: *const c_char,
) -> *mut rd_kafka_consumer_group_metadata_t {
    // SAFETY: the caller passes a C string or NULL.
    match unsafe { text_or_null(group_id) } {
        Some(group_id) => into_raw(GroupMetadata::new(group_id)),
        None => ptr::null_mut(),
    }
}

/// New metadata that names a group's member at a generation. `group_instance_id` is NULL for a dynamic member. All
/// strings are copied. The caller frees the result with rd_kafka_consumer_group_metadata_destroy(). Returns NULL if
/// `group_id` or `member_id` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata_new_with_genid(
    group_id: *const c_char,
    generation_id: i32,
    member_id: *const c_char,
    group_instance_id: *const c_char,
) -> *mut rd_kafka_consumer_group_metadata_t {
    // SAFETY: the caller passes C strings or NULL.
    let (group_id, member_id, group_instance_id) =
        unsafe { (text_or_null(group_id), text_or_null(member_id), text_or_null(group_instance_id)) };
    let (Some(group_id), Some(member_id)) = (group_id, member_id) else { return ptr::null_mut() };
    into_raw(GroupMetadata {
        group_id: group_id.into_owned(),
        generation_id,
        member_id: member_id.into_owned(),
        group_instance_id: group_instance_id.map(|id| id.into_owned()),
    })
}

/// The group's id. The string belongs to `group_metadata`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata_group_id(
    group_metadata: *const rd_kafka_consumer_group_metadata_t,
) -> *const c_char {
    // SAFETY: the caller passes live metadata.
    unsafe { handle(group_metadata) }.map_or(ptr::null(), |handle| handle.group_id.as_ptr())
}

/// The member's static instance id, or NULL for a dynamic member. The string belongs to `group_metadata` (KIP-345).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata_group_instance_id(
    group_metadata: *const rd_kafka_consumer_group_metadata_t,
) -> *const c_char {
    // SAFETY: the caller passes live metadata.
    unsafe { handle(group_metadata) }
        .and_then(|handle| handle.group_instance_id.as_ref())
        .map_or(ptr::null(), |id| id.as_ptr())
}

/// The member's id, empty where none is known. The string belongs to `group_metadata`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata_member_id(
    group_metadata: *const rd_kafka_consumer_group_metadata_t,
) -> *const c_char {
    // SAFETY: the caller passes live metadata.
    unsafe { handle(group_metadata) }.map_or(ptr::null(), |handle| handle.member_id.as_ptr())
}

/// The group's generation, -1 where none is known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata_generation_id(
    group_metadata: *const rd_kafka_consumer_group_metadata_t,
) -> i32 {
    // SAFETY: the caller passes live metadata.
    unsafe { handle(group_metadata) }
        .map_or(crate::group::metadata::NO_GENERATION, |handle| handle.metadata.generation_id)
}

/// Frees the metadata and its strings. NULL is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata_destroy(
    group_metadata: *mut rd_kafka_consumer_group_metadata_t,
) {
    if !group_metadata.is_null() {
        // SAFETY: the caller passes what into_raw() made, for the last time.
        drop(unsafe { Box::<GroupMetadataHandle>::from_raw(group_metadata.cast()) });
    }
}

/// Serialises the metadata, so that another process on the same kind of machine can read it. Sets `*bufferp` to memory
/// that the caller frees with rd_kafka_mem_free(), and `*sizep` to its size. Returns NULL, or an error that the caller
/// destroys with rd_kafka_error_destroy().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata_write(
    cgmd: *const rd_kafka_consumer_group_metadata_t,
    bufferp: *mut *mut c_void,
    sizep: *mut size_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: the caller passes live metadata or NULL.
    let Some(metadata) = (unsafe { borrow(cgmd) }) else {
        return error_into_raw(Error::new(
            ErrorCode::_INVALID_ARG,
            "No consumer group metadata to serialize",
        ));
    };
    let bytes = metadata.encode();
    // SAFETY: the caller passes two places to write to.
    unsafe {
        bufferp.write(malloc_bytes(&bytes));
        sizep.write(bytes.len());
    }
    ptr::null_mut()
}

/// Reads what rd_kafka_consumer_group_metadata_write() wrote. Sets `*cgmdp` to new metadata that the caller frees with
/// rd_kafka_consumer_group_metadata_destroy(). Returns NULL, or an error that the caller destroys with
/// rd_kafka_error_destroy(): `RD_KAFKA_RESP_ERR__BAD_MSG` if the buffer holds anything else; `*cgmdp` is then left
/// alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_consumer_group_metadata_read(
    cgmdp: *mut *mut rd_kafka_consumer_group_metadata_t,
    buffer: *const c_void,
    size: size_t,
) -> *mut rd_kafka_error_t {
    // SAFETY: the caller passes a buffer of this size.
    match GroupMetadata::decode(unsafe { bytes_or_empty(buffer, size) }) {
        Ok(metadata) => {
            // SAFETY: the caller passes a place to write to.
            unsafe { cgmdp.write(into_raw(metadata)) };
            ptr::null_mut()
        }
        Err(error) => error_into_raw(error),
    }
}
