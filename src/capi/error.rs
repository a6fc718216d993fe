//! Error codes as C sees them, and `rd_kafka_error_t`.

use std::cell::Cell;
use std::ffi::CString;
use std::fmt::{self, Write as _};
use std::ptr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use libc::{c_char, c_int, size_t};

use super::types::{rd_kafka_err_desc, rd_kafka_error_t, rd_kafka_resp_err_t};
use super::util::{self, c_str_or_null, c_string};
use crate::error::{Error, ErrorCode};

// ---- codes, names and labels

/// A table of [`rd_kafka_err_desc`], which the type system takes for thread-bound because of its pointers.
struct Descriptions(Box<[rd_kafka_err_desc]>);

// SAFETY: nobody changes the table once it is made, and its strings live as long as the process.
unsafe impl Send for Descriptions {}
// SAFETY: as above.
unsafe impl Sync for Descriptions {}

/// One entry for every code from `_BEGIN` to the last one, in order: an unused code has an entry of zeros.
static DESCRIPTIONS: LazyLock<Descriptions> = LazyLock::new(|| {
    let known = ErrorCode::all();
    let codes = known.first().map_or(0, |row| row.0)..=known.last().map_or(0, |row| row.0);
    let of_process = |text: &str| c_string(text).into_raw().cast_const();
    let describe = |code: i32| {
        let code = ErrorCode(code);
        let Some(name) = code.name() else {
            return rd_kafka_err_desc { code: ErrorCode::NO_ERROR, name: ptr::null(), desc: ptr::null() };
        };
        rd_kafka_err_desc { code, name: of_process(name), desc: code.label().map_or(ptr::null(), of_process) }
    };
    Descriptions(codes.map(describe).collect())
});

/// The entry of a code that an application can meet. The codes that merely delimit the local ones have no label.
fn description(code: ErrorCode) -> Option<&'static rd_kafka_err_desc> {
    let at = code.0.checked_sub(ErrorCode::_BEGIN.0)?;
    DESCRIPTIONS.0.get(usize::try_from(at).ok()?).filter(|entry| !entry.desc.is_null())
}

/// Sets `*errdescs` to the table of all error codes, and `*cntp` to its number of entries. The table belongs to the
/// library and lives as long as the process. Entries for unused codes have a NULL name, and entries that delimit a
/// range of codes have a NULL `desc`. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_get_err_descs(errdescs: *mut *const rd_kafka_err_desc, cntp: *mut size_t) {
    // SAFETY: the caller passes two places to write to.
    unsafe {
        errdescs.write(DESCRIPTIONS.0.as_ptr());
        cntp.write(DESCRIPTIONS.0.len());
    }
}

/// The human-readable label of `err`. The string is static; that of a code that is not known ("Err-%i?") lasts until
/// the same thread asks for another one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_err2str(err: rd_kafka_resp_err_t) -> *const c_char {
    thread_local!(static UNKNOWN: UnknownText = const { UnknownText::new() });
    description(err)
        .map_or_else(|| UNKNOWN.with(|text| text.set(format_args!("Err-{}?", err.0))), |entry| entry.desc)
}

/// The name of `err` without its prefix `RD_KAFKA_RESP_ERR_`. The string is static; that of a code that is not known
/// ("ERR_%i?") lasts until the same thread asks for another one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_err2name(err: rd_kafka_resp_err_t) -> *const c_char {
    thread_local!(static UNKNOWN: UnknownText = const { UnknownText::new() });
    description(err)
        .map_or_else(|| UNKNOWN.with(|text| text.set(format_args!("ERR_{}?", err.0))), |entry| entry.name)
}

/// The text of an unknown code, in memory of the thread that asked.
struct UnknownText(Cell<[u8; 24]>);

impl UnknownText {
    const fn new() -> Self {
        UnknownText(Cell::new([0; 24]))
    }

    /// The pointer is valid until the next call in this thread, or its end.
    fn set(&self, text: fmt::Arguments<'_>) -> *const c_char {
        let mut buffer = StackText { bytes: [0; 24], len: 0 };
        // What does not fit is cut; "ERR_-2147483648?" does.
        let _ = buffer.write_fmt(text);
        self.0.set(buffer.bytes);
        self.0.as_ptr().cast_const().cast()
    }
}

/// A text of 23 bytes at most, followed by zeros.
struct StackText {
    bytes: [u8; 24],
    len: usize,
}

impl fmt::Write for StackText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = &mut self.bytes[self.len..23];
        let fitting = text.len().min(room.len());
        room[..fitting].copy_from_slice(&text.as_bytes()[..fitting]);
        self.len += fitting;
        Ok(())
    }
}

// ---- the last error of legacy calls

thread_local!(static LAST_ERROR: Cell<ErrorCode> = const { Cell::new(ErrorCode::NO_ERROR) });

/// Threads whose last error is one. While there is none, a success has nothing to clear, and need not look for its thread's
/// variable: in a shared library that is a call, a noticeable part of what producing a small message costs.
///
/// A thread sees its own error counted, whatever it sees of others'. One that ends with an error stays counted.
static FAILED_THREADS: AtomicUsize = AtomicUsize::new(0);

/// Notes the outcome of a legacy call for rd_kafka_last_error() in this thread, and sets errno unless it is 0.
pub(crate) fn set_last_error(code: ErrorCode, errno: c_int) {
    match (LAST_ERROR.replace(code).is_err(), code.is_err()) {
        (false, true) => drop(FAILED_THREADS.fetch_add(1, Ordering::Relaxed)),
        (true, false) => drop(FAILED_THREADS.fetch_sub(1, Ordering::Relaxed)),
        _ => {}
    }
    if errno != 0 {
        util::set_errno(errno);
    }
}

/// Notes a success.
#[inline(always)]
pub(crate) fn clear_last_error() {
    if FAILED_THREADS.load(Ordering::Relaxed) != 0 {
        set_last_error(ErrorCode::NO_ERROR, 0);
    }
}

/// How a legacy call reports: 0, or -1 with last_error and errno set. Success clears last_error and leaves errno.
#[inline(always)]
pub(crate) fn legacy_status(result: Result<(), ErrorCode>) -> c_int {
    match result {
        Ok(()) => {
            clear_last_error();
            0
        }
        Err(code) => failed_status(code),
    }
}

#[cold]
#[inline(never)]
fn failed_status(code: ErrorCode) -> c_int {
    set_last_error(code, errno_of(code));
    -1
}

/// The errno by which legacy calls tell of `code`.
pub(crate) fn errno_of(code: ErrorCode) -> c_int {
    match code {
        ErrorCode::NO_ERROR => 0,
        ErrorCode::_UNKNOWN_TOPIC => libc::ENOENT,
        ErrorCode::_UNKNOWN_PARTITION => libc::ESRCH,
        ErrorCode::_TIMED_OUT => libc::ETIMEDOUT,
        ErrorCode::_QUEUE_FULL => libc::ENOBUFS,
        ErrorCode::MSG_SIZE_TOO_LARGE => libc::EMSGSIZE,
        ErrorCode::_CONFLICT => libc::EBUSY,
        ErrorCode::_STATE => libc::ENOEXEC,
        ErrorCode::_FATAL => libc::ECANCELED,
        ErrorCode::_NOT_IMPLEMENTED => libc::ENOTSUP,
        _ => libc::EINVAL,
    }
}

/// The outcome of the calling thread's latest legacy call: one that reports failure by -1 or NULL and errno. Other
/// calls do not change it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_last_error() -> rd_kafka_resp_err_t {
    LAST_ERROR.get()
}

/// The error code for an errno that a legacy call set, or `RD_KAFKA_RESP_ERR__FAIL` for one that none of them sets.
/// Deprecated for rd_kafka_last_error(), which knows more codes than errno can tell apart.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_errno2err(errnox: c_int) -> rd_kafka_resp_err_t {
    match errnox {
        libc::EINVAL => ErrorCode::_INVALID_ARG,
        libc::EBUSY => ErrorCode::_CONFLICT,
        libc::ENOENT => ErrorCode::_UNKNOWN_TOPIC,
        libc::ESRCH => ErrorCode::_UNKNOWN_PARTITION,
        libc::ETIMEDOUT => ErrorCode::_TIMED_OUT,
        libc::EMSGSIZE => ErrorCode::MSG_SIZE_TOO_LARGE,
        libc::ENOBUFS => ErrorCode::_QUEUE_FULL,
        libc::ECANCELED => ErrorCode::_FATAL,
        _ => ErrorCode::_FAIL,
    }
}

/// The calling thread's errno as the library's C runtime sees it. Deprecated for rd_kafka_last_error().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_errno() -> c_int {
    util::errno()
}

// ---- rd_kafka_error_t

/// What `rd_kafka_error_t` points to.
pub(crate) struct ErrorHandle {
    error: Error,
    text: CString,
}

/// A handle that rd_kafka_error_destroy() frees. Without a reason its text is the code's label.
pub(crate) fn into_raw(error: Error) -> *mut rd_kafka_error_t {
    let text =
        if error.reason.is_empty() { c_string(&error.code.to_string()) } else { c_string(&error.reason) };
    Box::into_raw(Box::new(ErrorHandle { error, text })).cast()
}

/// How most newer calls report: NULL, or an error that the caller destroys.
pub(crate) fn error_or_null(result: Result<(), Error>) -> *mut rd_kafka_error_t {
    result.map_or_else(into_raw, |()| ptr::null_mut())
}

/// # Safety
/// `error` is NULL, or came from [`into_raw`] and lives for `'a`.
unsafe fn borrow<'a>(error: *const rd_kafka_error_t) -> Option<&'a ErrorHandle> {
    // SAFETY: as promised, it points to a boxed ErrorHandle if not NULL.
    unsafe { error.cast::<ErrorHandle>().as_ref() }
}

/// Behind rd_kafka_error_new(): `text` is its formatted message, or NULL if its format is NULL or empty. The message
/// keeps the caller's own bytes, whatever their encoding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rdk_error_new(
    code: rd_kafka_resp_err_t,
    text: *const c_char,
) -> *mut rd_kafka_error_t {
    // SAFETY: the caller passes a C string or NULL.
    let Some(text) = (unsafe { c_str_or_null(text) }) else { return into_raw(Error::from(code)) };
    let error = Error::new(code, text.to_string_lossy());
    Box::into_raw(Box::new(ErrorHandle { error, text: text.to_owned() })).cast()
}

/// The error code, or `RD_KAFKA_RESP_ERR_NO_ERROR` for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_error_code(error: *const rd_kafka_error_t) -> rd_kafka_resp_err_t {
    // SAFETY: the caller passes a live error or NULL.
    unsafe { borrow(error) }.map_or(ErrorCode::NO_ERROR, |handle| handle.error.code)
}

/// The name of the error's code as rd_kafka_err2name() gives it, or an empty string for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_error_name(error: *const rd_kafka_error_t) -> *const c_char {
    // SAFETY: the caller passes a live error or NULL.
    unsafe { borrow(error).map_or(c"".as_ptr(), |handle| rd_kafka_err2name(handle.error.code)) }
}

/// What went wrong, for people: the error's own message, or else the label of its code. The string belongs to
/// `error`. An empty string for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_error_string(error: *const rd_kafka_error_t) -> *const c_char {
    // SAFETY: the caller passes a live error or NULL.
    unsafe { borrow(error) }.map_or(c"", |handle| &handle.text).as_ptr()
}

/// 1 if the client instance cannot be used any further and the application must destroy it; 0 otherwise, and for
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_error_is_fatal(error: *const rd_kafka_error_t) -> c_int {
    // SAFETY: the caller passes a live error or NULL.
    unsafe { borrow(error) }.is_some_and(|handle| handle.error.fatal).into()
}

/// 1 if the same call may succeed when it is made again; 0 otherwise, and for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_error_is_retriable(error: *const rd_kafka_error_t) -> c_int {
    // SAFETY: the caller passes a live error or NULL.
    unsafe { borrow(error) }.is_some_and(|handle| handle.error.retriable).into()
}

/// 1 if the current transaction must be aborted with rd_kafka_abort_transaction() before a new one can begin; 0
/// otherwise, and for NULL. Only errors of the transactional API have it (KIP-360).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_error_txn_requires_abort(error: *const rd_kafka_error_t) -> c_int {
    // SAFETY: the caller passes a live error or NULL.
    unsafe { borrow(error) }.is_some_and(|handle| handle.error.txn_requires_abort).into()
}

/// Frees `error`, which may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_error_destroy(error: *mut rd_kafka_error_t) {
    if !error.is_null() {
        // SAFETY: the caller passes what into_raw() made, for the last time.
        drop(unsafe { Box::<ErrorHandle>::from_raw(error.cast()) });
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    fn text<'a>(pointer: *const c_char) -> &'a CStr {
        // SAFETY: the tests pass strings that the functions above returned.
        unsafe { c_str_or_null(pointer) }.expect("a string")
    }

    #[test]
    fn legacy_calls_leave_their_outcome_behind() {
        assert_eq!(legacy_status(Err(ErrorCode::_QUEUE_FULL)), -1);
        assert_eq!((LAST_ERROR.get(), util::errno()), (ErrorCode::_QUEUE_FULL, libc::ENOBUFS));
        assert_eq!(legacy_status(Ok(())), 0);
        assert_eq!((LAST_ERROR.get(), util::errno()), (ErrorCode::NO_ERROR, libc::ENOBUFS));
    }

    #[test]
    fn errno_tells_the_code_where_it_can() {
        for code in [
            ErrorCode::_UNKNOWN_TOPIC,
            ErrorCode::_UNKNOWN_PARTITION,
            ErrorCode::_TIMED_OUT,
            ErrorCode::_QUEUE_FULL,
            ErrorCode::MSG_SIZE_TOO_LARGE,
            ErrorCode::_CONFLICT,
            ErrorCode::_FATAL,
            ErrorCode::_INVALID_ARG,
        ] {
            // SAFETY: takes any value.
            assert_eq!(unsafe { rd_kafka_errno2err(errno_of(code)) }, code);
        }
    }

    #[test]
    fn flags_and_texts_reach_c() {
        assert!(error_or_null(Ok(())).is_null());
        let error = error_or_null(Err(Error::new(ErrorCode::_STATE, "").retriable().txn_requires_abort()));
        // SAFETY: `error` was just made and is destroyed once.
        unsafe {
            assert_eq!(text(rd_kafka_error_string(error)), c"Local: Erroneous state");
            assert_eq!(text(rd_kafka_error_name(error)), c"_STATE");
            assert_eq!(rd_kafka_error_is_fatal(error), 0);
            assert_eq!(
                (rd_kafka_error_is_retriable(error), rd_kafka_error_txn_requires_abort(error)),
                (1, 1)
            );
            rd_kafka_error_destroy(error);
        }
    }

    #[test]
    fn messages_keep_their_bytes() {
        // SAFETY: C strings in, an error out that is destroyed once.
        unsafe {
            let error = rdk_error_new(ErrorCode::_FAIL, c"caf\xe9".as_ptr());
            assert_eq!(text(rd_kafka_error_string(error)), c"caf\xe9");
            rd_kafka_error_destroy(error);
            let error = rdk_error_new(ErrorCode(-9999), ptr::null());
            assert_eq!(text(rd_kafka_error_string(error)), c"Err--9999?");
            rd_kafka_error_destroy(error);
            assert_eq!(text(rd_kafka_err2name(ErrorCode(i32::MIN))), c"ERR_-2147483648?");
        }
    }
}
