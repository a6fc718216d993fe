//! `rd_kafka_Uuid_t`.

use std::ffi::CString;

use libc::c_char;

use super::types::rd_kafka_Uuid_t;
use super::util::c_string;
use crate::uuid::Uuid;

/// What `rd_kafka_Uuid_t` points to: a value and its text.
pub(crate) struct UuidHandle {
    uuid: Uuid,
    base64: CString,
}

/// A handle that rd_kafka_Uuid_destroy() frees.
pub(crate) fn into_raw(uuid: Uuid) -> *mut rd_kafka_Uuid_t {
    let base64 = c_string(&uuid.to_standard_base64());
    Box::into_raw(Box::new(UuidHandle { uuid, base64 })).cast()
}

/// # Safety
/// `uuid` came from [`into_raw`] and lives for `'a`.
pub(crate) unsafe fn borrow<'a>(uuid: *const rd_kafka_Uuid_t) -> &'a UuidHandle {
    // SAFETY: as promised, it points to a boxed UuidHandle.
    unsafe { &*uuid.cast() }
}

/// A new identifier from its two halves; it is the caller's to destroy with rd_kafka_Uuid_destroy().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Uuid_new(
    most_significant_bits: i64,
    least_significant_bits: i64,
) -> *mut rd_kafka_Uuid_t {
    into_raw(Uuid::from_halves(most_significant_bits, least_significant_bits))
}

/// A copy that is the caller's to destroy with rd_kafka_Uuid_destroy().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Uuid_copy(uuid: *const rd_kafka_Uuid_t) -> *mut rd_kafka_Uuid_t {
    // SAFETY: the caller passes a live identifier.
    into_raw(unsafe { borrow(uuid) }.uuid)
}

/// The identifier as 22 characters of unpadded base64, in the standard alphabet. The string belongs to `uuid` and
/// lives as long. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Uuid_base64str(uuid: *const rd_kafka_Uuid_t) -> *const c_char {
    // SAFETY: the caller passes a live identifier.
    unsafe { borrow(uuid) }.base64.as_ptr()
}

/// The lower 64 bits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Uuid_least_significant_bits(uuid: *const rd_kafka_Uuid_t) -> i64 {
    // SAFETY: the caller passes a live identifier.
    unsafe { borrow(uuid) }.uuid.least_significant()
}

/// The upper 64 bits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Uuid_most_significant_bits(uuid: *const rd_kafka_Uuid_t) -> i64 {
    // SAFETY: the caller passes a live identifier.
    unsafe { borrow(uuid) }.uuid.most_significant()
}

/// Frees `uuid`, which may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_Uuid_destroy(uuid: *mut rd_kafka_Uuid_t) {
    if !uuid.is_null() {
        // SAFETY: the caller passes what into_raw() made, for the last time.
        drop(unsafe { Box::<UuidHandle>::from_raw(uuid.cast()) });
    }
}
