//! `rd_kafka_headers_t`: lists of message headers.

use libc::{c_char, c_void, size_t, ssize_t};

use super::types::{rd_kafka_headers_t, rd_kafka_resp_err_t};
use super::util::{bytes_or_empty, c_str_or_null};
use crate::error::ErrorCode;
use crate::headers::{Header, Headers};

/// A handle that rd_kafka_headers_destroy() frees.
pub(crate) fn into_raw(headers: Box<Headers>) -> *mut rd_kafka_headers_t {
    Box::into_raw(headers).cast()
}

/// Takes a handle back, as calls do that take over the caller's headers.
///
/// # Safety
/// `hdrs` came from [`into_raw`] and is not used afterwards.
pub(crate) unsafe fn from_raw(hdrs: *mut rd_kafka_headers_t) -> Box<Headers> {
    // SAFETY: as promised, it points to boxed headers.
    unsafe { Box::from_raw(hdrs.cast()) }
}

/// # Safety
/// `hdrs` is NULL, or came from [`into_raw`] and lives for `'a`.
pub(crate) unsafe fn borrow<'a>(hdrs: *const rd_kafka_headers_t) -> Option<&'a Headers> {
    // SAFETY: as promised, it points to headers if not NULL.
    unsafe { hdrs.cast::<Headers>().as_ref() }
}

/// The caller's name or value, whose negative size means that it is a C string. `None` for NULL.
///
/// # Safety
/// `start` is NULL, a C string if `size` is negative, or points to `size` bytes, and outlives `'a`.
unsafe fn sized<'a>(start: *const c_void, size: ssize_t) -> Option<&'a [u8]> {
    match size_t::try_from(size) {
        _ if start.is_null() => None,
        // SAFETY: `size` bytes, as promised.
        Ok(size) => Some(unsafe { bytes_or_empty(start, size) }),
        // SAFETY: a C string, as promised.
        Err(_) => unsafe { c_str_or_null(start.cast()) }.map(|text| text.to_bytes()),
    }
}

/// Points `*valuep` and `*sizep` to the value of `header`: NULL and 0 for one without a value.
///
/// # Safety
/// Both are writable.
unsafe fn return_value(
    header: Option<&Header>,
    valuep: *mut *const c_void,
    sizep: *mut size_t,
) -> rd_kafka_resp_err_t {
    let Some(header) = header else { return ErrorCode::_NOENT };
    let with_nul = header.value_with_nul();
    // SAFETY: writable, as promised.
    unsafe {
        valuep.write(with_nul.map_or(std::ptr::null(), |bytes| bytes.as_ptr().cast()));
        sizep.write(header.value().map_or(0, <[u8]>::len));
    }
    ErrorCode::NO_ERROR
}

/// A new list of headers with room for `initial_count` at first. It is the caller's: either a produce call takes it
/// over, or rd_kafka_headers_destroy() frees it. One thread at a time may use it (KIP-82).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_headers_new(initial_count: size_t) -> *mut rd_kafka_headers_t {
    // A hint and not a promise: a wild one must not exhaust memory.
    into_raw(Box::new(Headers::with_capacity(initial_count.min(1024))))
}

/// Frees `hdrs` and with it every name and value that was read from it. NULL is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_headers_destroy(hdrs: *mut rd_kafka_headers_t) {
    if !hdrs.is_null() {
        // SAFETY: the caller passes its own headers, for the last time.
        drop(unsafe { from_raw(hdrs) });
    }
}

/// A copy of `src` that is the caller's own, or NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_headers_copy(src: *const rd_kafka_headers_t) -> *mut rd_kafka_headers_t {
    // SAFETY: the caller passes live headers or NULL.
    unsafe { borrow(src) }.map_or(std::ptr::null_mut(), |headers| into_raw(Box::new(headers.clone())))
}

/// Adds a header behind the others; names may repeat. Name and value are copied. A size of -1 takes the length of a C
/// string, and a NULL `value` adds a header without a value, whatever its size.
/// Returns `RD_KAFKA_RESP_ERR__INVALID_ARG` for NULL headers, and for a NULL name whose size is not 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_header_add(
    hdrs: *mut rd_kafka_headers_t,
    name: *const c_char,
    name_size: ssize_t,
    value: *const c_void,
    value_size: ssize_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes its own headers, with no other user at the moment, or NULL.
    let headers = unsafe { hdrs.cast::<Headers>().as_mut() };
    // SAFETY: the caller passes memory of these sizes, or C strings.
    let (name, value) = unsafe { (sized(name.cast(), name_size), sized(value, value_size)) };
    match (headers, name.or((name_size == 0).then_some(&[]))) {
        (Some(headers), Some(name)) => {
            headers.push(name, value);
            ErrorCode::NO_ERROR
        }
        _ => ErrorCode::_INVALID_ARG,
    }
}

/// Removes all headers of this name. Returns `RD_KAFKA_RESP_ERR__NOENT` if there is none. Pointers to the values of
/// other headers stay valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_header_remove(
    hdrs: *mut rd_kafka_headers_t,
    name: *const c_char,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes its own headers, with no other user at the moment, and a C string, or NULL.
    let (headers, name) = unsafe { (hdrs.cast::<Headers>().as_mut(), c_str_or_null(name)) };
    let removed = headers.zip(name).map_or(0, |(headers, name)| headers.remove(name.to_bytes()));
    if removed == 0 { ErrorCode::_NOENT } else { ErrorCode::NO_ERROR }
}

/// Finds the last header of this name. Sets `*valuep` to its value, which belongs to `hdrs` and is followed by a zero
/// byte that `*sizep` does not count, or to NULL if it has no value. Returns `RD_KAFKA_RESP_ERR__NOENT`, and sets
/// nothing, if there is no such header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_header_get_last(
    hdrs: *const rd_kafka_headers_t,
    name: *const c_char,
    valuep: *mut *const c_void,
    sizep: *mut size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes live headers, a C string, and places to write to.
    unsafe {
        let found = borrow(hdrs).zip(c_str_or_null(name));
        return_value(found.and_then(|(headers, name)| headers.last_named(name.to_bytes())), valuep, sizep)
    }
}

/// As rd_kafka_header_get_last(), for the header of this name that has `idx` others of the same name before it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_header_get(
    hdrs: *const rd_kafka_headers_t,
    idx: size_t,
    name: *const c_char,
    valuep: *mut *const c_void,
    sizep: *mut size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes live headers, a C string, and places to write to.
    unsafe {
        let found = borrow(hdrs).zip(c_str_or_null(name));
        return_value(found.and_then(|(headers, name)| headers.nth_named(name.to_bytes(), idx)), valuep, sizep)
    }
}

/// As rd_kafka_header_get_last(), for the header at position `idx` whatever its name, which `*namep` is set to. The
/// name belongs to `hdrs` too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_header_get_all(
    hdrs: *const rd_kafka_headers_t,
    idx: size_t,
    namep: *mut *const c_char,
    valuep: *mut *const c_void,
    sizep: *mut size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes live headers, and places to write to.
    unsafe {
        let header = borrow(hdrs).and_then(|headers| headers.get(idx));
        if let Some(header) = header {
            namep.write(header.name_with_nul().as_ptr().cast());
        }
        return_value(header, valuep, sizep)
    }
}

/// The number of headers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_header_cnt(hdrs: *const rd_kafka_headers_t) -> size_t {
    // SAFETY: the caller passes live headers or NULL.
    unsafe { borrow(hdrs) }.map_or(0, Headers::len)
}
