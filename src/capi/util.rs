//! Strings, memory and errno on their way across the boundary.

use std::alloc::{Layout, handle_alloc_error};
use std::borrow::Cow;
use std::ffi::{CStr, CString};
use std::ptr;

use libc::{c_char, c_int, c_void, size_t};

/// Writes `text` to the caller's buffer as snprintf would: cut to fit, always with a zero byte at its end.
/// A NULL buffer or one of size 0 takes nothing.
///
/// # Safety
/// `buf` is NULL or points to `size` writable bytes.
pub(crate) unsafe fn write_errstr(buf: *mut c_char, size: size_t, text: &str) {
    if buf.is_null() || size == 0 {
        return;
    }
    let len = text.len().min(size - 1);
    // SAFETY: len + 1 <= size bytes are writable, by the caller's promise.
    unsafe {
        ptr::copy_nonoverlapping(text.as_ptr().cast(), buf, len);
        buf.add(len).write(0);
    }
}

/// The caller's string, or `None` for NULL.
///
/// # Safety
/// `text` is NULL or a zero-terminated string that outlives `'a` unchanged.
pub(crate) unsafe fn c_str_or_null<'a>(text: *const c_char) -> Option<&'a CStr> {
    // SAFETY: not NULL, so zero-terminated by the caller's promise.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) })
}

/// The caller's string as text, or `None` for NULL. Bytes that are not UTF-8 are replaced.
///
/// # Safety
/// As [`c_str_or_null`].
pub(crate) unsafe fn text_or_null<'a>(text: *const c_char) -> Option<Cow<'a, str>> {
    // SAFETY: passed on.
    unsafe { c_str_or_null(text) }.map(CStr::to_string_lossy)
}

/// The caller's memory, or nothing for NULL.
///
/// # Safety
/// `start` is NULL or points to `len` bytes that outlive `'a` unchanged.
pub(crate) unsafe fn bytes_or_empty<'a>(start: *const c_void, len: size_t) -> &'a [u8] {
    if start.is_null() {
        return &[];
    }
    // SAFETY: not NULL, so `len` readable bytes by the caller's promise.
    unsafe { std::slice::from_raw_parts(start.cast(), len) }
}

/// `text` as a C string; a zero byte inside ends it, as C would see it.
pub(crate) fn c_string(text: &str) -> CString {
    let end = memchr::memchr(0, text.as_bytes()).unwrap_or(text.len());
    CString::new(&text.as_bytes()[..end]).unwrap_or_default()
}

/// A copy in libc's memory, which the caller of the API frees. Never NULL.
pub(crate) fn malloc_bytes(bytes: &[u8]) -> *mut c_void {
    let copy = malloc_or_abort(bytes.len());
    // SAFETY: freshly allocated for as many bytes.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), copy.cast(), bytes.len()) };
    copy
}

/// A zero-terminated copy in libc's memory, which the caller of the API frees. Never NULL.
pub(crate) fn malloc_string(text: &[u8]) -> *mut c_char {
    let copy: *mut c_char = malloc_or_abort(text.len() + 1).cast();
    // SAFETY: freshly allocated for one byte more.
    unsafe {
        ptr::copy_nonoverlapping(text.as_ptr().cast(), copy, text.len());
        copy.add(text.len()).write(0);
    }
    copy
}

/// malloc that ends the process when memory has run out, like every allocation of the core.
pub(crate) fn malloc_or_abort(size: usize) -> *mut c_void {
    // SAFETY: any size may be asked for; 0 is rounded up so that NULL only means failure.
    let memory = unsafe { libc::malloc(size.max(1)) };
    if memory.is_null() {
        handle_alloc_error(Layout::from_size_align(size, 1).unwrap_or(Layout::new::<u8>()));
    }
    memory
}

/// This thread's errno.
pub(crate) fn errno() -> c_int {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

pub(crate) fn set_errno(value: c_int) {
    #[cfg(any(target_os = "linux", target_os = "emscripten", target_os = "redox"))]
    use libc::__errno_location as location;
    #[cfg(any(target_vendor = "apple", target_os = "freebsd"))]
    use libc::__error as location;
    // SAFETY: libc gives every thread its own errno, at an address that is valid as long as the thread.
    unsafe { *location() = value };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errstr_is_cut_to_its_buffer() {
        let mut buf = [b'x' as c_char; 8];
        // SAFETY: the size is the buffer's, or less.
        unsafe {
            write_errstr(buf.as_mut_ptr(), 4, "overlong");
            assert_eq!(CStr::from_ptr(buf.as_ptr()), c"ove");
            write_errstr(buf.as_mut_ptr(), 0, "nothing");
            assert_eq!(CStr::from_ptr(buf.as_ptr()), c"ove");
            write_errstr(ptr::null_mut(), 8, "nowhere");
            write_errstr(buf.as_mut_ptr(), buf.len(), "all");
            assert_eq!(CStr::from_ptr(buf.as_ptr()), c"all");
        }
        assert_eq!(buf[4..], [b'x' as c_char; 4]);
    }

    #[test]
    fn copies_belong_to_libc() {
        let (string, bytes) = (malloc_string(b"abc"), malloc_bytes(b"ab\0c"));
        // SAFETY: both were just made, of these sizes.
        unsafe {
            assert_eq!(c_str_or_null(string), Some(c"abc"));
            assert_eq!(text_or_null(string).as_deref(), Some("abc"));
            assert_eq!(bytes_or_empty(bytes, 4), b"ab\0c");
            assert_eq!((c_str_or_null(ptr::null()), bytes_or_empty(ptr::null(), 7)), (None, &b""[..]));
            libc::free(string.cast());
            libc::free(bytes);
        }
        assert_eq!(c_string("ab\0c").as_c_str(), c"ab");
    }

    #[test]
    fn errno_is_kept() {
        set_errno(libc::ENOBUFS);
        assert_eq!(errno(), libc::ENOBUFS);
    }
}
