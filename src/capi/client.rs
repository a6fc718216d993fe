//! Instances: making them, ending them, asking about them.

use std::ptr;
use std::sync::Arc;

use libc::{c_char, c_int, c_void, size_t};

use crate::client::ClientKind;
use crate::client::{Client, running_threads};
use crate::conf::Conf;
use crate::error::{Error, ErrorCode};
use crate::metadata::{QueryTopics, query};
use crate::queue::Deadline;

use super::error::set_last_error;
use super::handle;
use super::types::*;
use super::util::{malloc_string, text_or_null, write_errstr};

/// Creates an instance: a producer or a consumer with its threads. It connects to brokers in the background;
/// a broker that is down is not an error here.
///
/// `conf` may be NULL for the defaults. It is owned by the instance when the call succeeds and stays with the
/// caller when it fails; it must not be used for two instances. On failure the reason is written to `errstr`
/// (`errstr_size` bytes), NULL is returned, and `rd_kafka_last_error()` and errno have the code. Free the
/// instance with `rd_kafka_destroy()`.
///
/// One instance serves any number of topics and partitions, and all its functions may be called from any
/// thread. It does not survive a fork(): create it in the child.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_new(
    client_type: rd_kafka_type_t,
    conf: *mut rd_kafka_conf_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> *mut rd_kafka_t {
    let kind = match client_type {
        rd_kafka_type_t::RD_KAFKA_CONSUMER => ClientKind::Consumer,
        // Any other value makes a producer, as in the reference.
        _ => ClientKind::Producer,
    };
    // SAFETY: `conf` is NULL or a live configuration, which stays with the caller unless the call succeeds.
    match unsafe { new_client(kind, conf.cast::<Conf>()) } {
        Ok(client) => {
            set_last_error(ErrorCode::NO_ERROR, 0);
            handle::client_into_raw(client)
        }
        Err(error) => {
            // SAFETY: the caller passes a buffer of that size, or NULL.
            unsafe { write_errstr(errstr, errstr_size, &error.reason) };
            set_last_error(error.code, libc::EINVAL);
            ptr::null_mut()
        }
    }
}

/// # Safety
/// `conf` is NULL or a live configuration; it is freed on success.
unsafe fn new_client(kind: ClientKind, conf: *mut Conf) -> Result<Arc<Client>, Error> {
    // SAFETY: as promised; the caller's own is only copied, so that it is as before if the call fails.
    let mut own = unsafe { conf.as_ref() }.cloned().unwrap_or_default();
    let warnings = own.finalize(kind).map_err(|text| Error::new(ErrorCode::_INVALID_ARG, text))?;
    let client = Client::new(kind, own, super::log::make_logger)?;
    client.announce(&warnings);
    if let Err(error) = super::log::start_background(&client) {
        client.shut_down();
        return Err(error);
    }
    if !conf.is_null() {
        // SAFETY: from `rd_kafka_conf_new`, and the instance's from now on: the copy took its place.
        drop(unsafe { Box::from_raw(conf) });
    }
    Ok(client)
}

/// `RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE`.
const NO_CONSUMER_CLOSE: c_int = 0x8;

/// Frees the instance: closes a consumer (leaving its group) unless that was done, waits for its threads, and
/// drops messages that are still queued, without delivery reports: call `rd_kafka_flush()` first.
///
/// All messages, events, queues and topic handles taken from the instance must have been given back before.
/// Blocks until done. Must not be called from one of the instance's own callbacks.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_destroy(rk: *mut rd_kafka_t) {
    // SAFETY: passed on.
    unsafe { rd_kafka_destroy_flags(rk, 0) };
}

/// As `rd_kafka_destroy()`, steered by RD_KAFKA_DESTROY_F_* flags: NO_CONSUMER_CLOSE skips the orderly
/// closing of the consumer, so that no rebalance callback is run.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_destroy_flags(rk: *mut rd_kafka_t, flags: c_int) {
    if rk.is_null() {
        return;
    }
    // SAFETY: the caller gives its handle back.
    let client = unsafe { handle::take_client(rk) };
    if client.fork.is_inherited() {
        // The threads to wait for are the parent's, and so may be any lock: the memory is left as it is.
        std::mem::forget(client);
        return;
    }
    if client.threads.contains_current() {
        crate::log!(
            client.log,
            crate::log::Level::Emergency,
            "BGQUEUE",
            "Application bug: rd_kafka_destroy() called from an rdkafka-owned thread"
        );
        std::mem::forget(client);
        return;
    }
    if flags & NO_CONSUMER_CLOSE == 0 && super::consumer::is_group_consumer(&client) {
        // Closed already, if it was.
        let _ = super::consumer::close(&client);
    }
    client.warn_of_unsent();
    client.shut_down();
    crate::callback::interceptor::on_conf_destroy(&client.conf);
}

/// The instance's name, `<client.id>#producer-<n>` or `<client.id>#consumer-<n>`, as log lines show it. Owned
/// by the instance.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_name(rk: *const rd_kafka_t) -> *const c_char {
    // SAFETY: a live handle.
    unsafe { handle::client(rk) }.c_name.as_ptr()
}

/// Whether the instance is a producer or a consumer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_type(rk: *const rd_kafka_t) -> rd_kafka_type_t {
    // SAFETY: a live handle.
    match unsafe { handle::client(rk) }.kind {
        ClientKind::Producer => rd_kafka_type_t::RD_KAFKA_PRODUCER,
        ClientKind::Consumer => rd_kafka_type_t::RD_KAFKA_CONSUMER,
    }
}

/// The pointer that was set with `rd_kafka_conf_set_opaque()`, as callbacks receive it. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_opaque(rk: *const rd_kafka_t) -> *mut c_void {
    // SAFETY: a live handle.
    unsafe { handle::client(rk) }.conf.opaque.0
}

/// The instance's own configuration, to read with `rd_kafka_conf_get()` and `rd_kafka_conf_dump()`. It is
/// owned by the instance, valid as long as that, and must not be changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf(rk: *mut rd_kafka_t) -> *const rd_kafka_conf_t {
    // SAFETY: a live handle, which the configuration lives in.
    let client = unsafe { handle::client(rk) };
    ptr::from_ref(&client.conf).cast()
}

/// The cluster's id as the brokers report it, waiting up to `timeout_ms` (-1: forever; 0: only what is known
/// already) for the first metadata. Returns NULL when it did not arrive in time. The caller frees it with
/// `rd_kafka_mem_free()`. Any thread, but not from a callback unless `timeout_ms` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_clusterid(rk: *mut rd_kafka_t, timeout_ms: c_int) -> *mut c_char {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if client.fork.is_inherited() {
        return ptr::null_mut();
    }
    let cached = client.metadata.read().cluster_id.clone();
    let id = cached.or_else(|| fresh(&client, timeout_ms, |metadata| metadata.cluster_id.clone()));
    id.map_or(ptr::null_mut(), |id| malloc_string(id.as_bytes()))
}

/// The id of the broker that is the cluster's controller, waiting up to `timeout_ms` (-1: forever; 0: only
/// what is known already) for the first metadata. Returns -1 when it is not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_controllerid(rk: *mut rd_kafka_t, timeout_ms: c_int) -> i32 {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if client.fork.is_inherited() {
        return -1;
    }
    let cached = client.metadata.read().controller_id;
    cached.or_else(|| fresh(&client, timeout_ms, |metadata| Some(metadata.controller_id))).unwrap_or(-1)
}

/// Asks the cluster, since the cache knows nothing yet.
fn fresh<T>(
    client: &Arc<Client>,
    timeout_ms: c_int,
    field: impl FnOnce(&crate::metadata::ClusterMetadata) -> Option<T>,
) -> Option<T> {
    if timeout_ms == 0 {
        return None;
    }
    let response =
        query(client, QueryTopics::Named(Vec::new()), Deadline::from_timeout_ms(timeout_ms)).ok()?;
    field(&response)
}

/// Tells whether the instance has met an error that it cannot recover from (an idempotent or transactional
/// producer that can no longer keep its guarantees, a fenced static consumer), and which one first.
///
/// `errstr`, when not NULL, receives its text, cut to `errstr_size` bytes. Any thread. Returns the original
/// error code, or NO_ERROR when there is none. After a fatal error the only thing left is to destroy the
/// instance.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_fatal_error(
    rk: *mut rd_kafka_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if client.fork.is_inherited() {
        return ErrorCode::NO_ERROR;
    }
    let Some((code, reason)) = client.fatal_error() else { return ErrorCode::NO_ERROR };
    // SAFETY: the caller passes a buffer of that size, or NULL.
    unsafe { write_errstr(errstr, errstr_size, &reason) };
    code
}

/// Puts the instance into the fatal state as if `err` had happened, with `reason` in the error text, to let
/// an application test its handling: the error callback or event is raised with _FATAL, and produce calls
/// fail from then on.
///
/// Any thread. Returns NO_ERROR, or _PREV_IN_PROGRESS when a fatal error had been raised before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_test_fatal_error(
    rk: *mut rd_kafka_t,
    err: rd_kafka_resp_err_t,
    reason: *const c_char,
) -> rd_kafka_resp_err_t {
    // SAFETY: a live handle and a string.
    let (client, reason) = unsafe { (handle::client(rk), text_or_null(reason)) };
    if client.fork.is_inherited() {
        return ErrorCode::_STATE;
    }
    let text = format!("test_fatal_error: {}", reason.unwrap_or_default());
    if client.set_fatal(err, text) { ErrorCode::NO_ERROR } else { ErrorCode::_PREV_IN_PROGRESS }
}

/// For a producer, the number of messages that are queued, in flight, or waiting for their delivery report to
/// be served, plus other events that wait; for a consumer the number of events that wait. 0 tells a producer
/// that all is delivered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_outq_len(rk: *mut rd_kafka_t) -> c_int {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    if client.fork.is_inherited() {
        return 0;
    }
    c_int::try_from(client.outq_len()).unwrap_or(c_int::MAX)
}

/// The number of threads that the library runs in this process, over all instances.
#[unsafe(no_mangle)]
pub extern "C" fn rd_kafka_thread_cnt() -> c_int {
    running_threads()
}

/// Waits up to `timeout_ms` until all instances in the process have ended. Needed only where the library is
/// unloaded or leak checks run. Returns 0, or -1 when some are left.
#[unsafe(no_mangle)]
pub extern "C" fn rd_kafka_wait_destroyed(timeout_ms: c_int) -> c_int {
    if crate::client::wait_destroyed(Deadline::from_timeout_ms(timeout_ms)) {
        return 0;
    }
    set_last_error(ErrorCode::_TIMED_OUT, libc::ETIMEDOUT);
    -1
}

/// Adds bootstrap brokers at run time, a list as in `bootstrap.servers`, to those configured. Any thread.
/// Returns how many were added; those that are known already count too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_brokers_add(rk: *mut rd_kafka_t, brokerlist: *const c_char) -> c_int {
    // SAFETY: a live handle and a string.
    let (client, list) = unsafe { (handle::client(rk), text_or_null(brokerlist)) };
    if client.fork.is_inherited() {
        return 0;
    }
    match client.add_brokers(&list.unwrap_or_default()) {
        Ok(named) => c_int::try_from(named).unwrap_or(c_int::MAX),
        Err(error) => {
            let text = format!("Failed to add brokers: {error}");
            client.raise_error(ErrorCode::_CRIT_SYS_RESOURCE, text);
            0
        }
    }
}

/// The ids of the brokers that metadata has told of, sorted; `*cntp` receives their number. The caller frees
/// the array with `rd_kafka_mem_free()`. Returns NULL when none is known yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_brokers_learned_ids(rk: *mut rd_kafka_t, cntp: *mut size_t) -> *mut i32 {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    let ids = if client.fork.is_inherited() { Vec::new() } else { client.brokers.learned_ids() };
    if !cntp.is_null() {
        // SAFETY: not NULL, so the caller's.
        unsafe { *cntp = ids.len() };
    }
    if ids.is_empty() {
        return ptr::null_mut();
    }
    let bytes: Vec<u8> = ids.iter().flat_map(|id| id.to_ne_bytes()).collect();
    super::util::malloc_bytes(&bytes).cast()
}
