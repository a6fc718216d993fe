//! Memory that passes between library and application.

use libc::{c_void, size_t};

use super::types::rd_kafka_t;

/// Allocates `num` zeroed elements of `size` bytes with the library's allocator, which is libc's. Needed where
/// the application's C runtime may differ from the library's. `rk` may be NULL. Free with rd_kafka_mem_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mem_calloc(_rk: *mut rd_kafka_t, num: size_t, size: size_t) -> *mut c_void {
    // SAFETY: calloc takes any arguments.
    unsafe { libc::calloc(num, size) }
}

/// Allocates `size` bytes with the library's allocator, which is libc's. `rk` may be NULL. Free with
/// rd_kafka_mem_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mem_malloc(_rk: *mut rd_kafka_t, size: size_t) -> *mut c_void {
    // SAFETY: malloc takes any argument.
    unsafe { libc::malloc(size) }
}

/// Frees memory that a function of this API returned with the demand to free it, or that rd_kafka_mem_malloc() or
/// rd_kafka_mem_calloc() allocated. `rk` may be NULL, and so may `ptr`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_mem_free(_rk: *mut rd_kafka_t, ptr: *mut c_void) {
    // SAFETY: the caller passes what came from libc's allocator, or NULL.
    unsafe { libc::free(ptr) }
}
