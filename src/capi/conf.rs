//! Configuration: `rd_kafka_conf_t` is a `Box<Conf>`, `rd_kafka_topic_conf_t` a `Box<TopicConf>`.

use std::mem::size_of;
use std::ptr;

use libc::{FILE, addrinfo, c_char, c_int, c_void, mode_t, size_t, sockaddr};

use super::types::*;
use super::util::{c_str_or_null, malloc_or_abort, malloc_string, text_or_null, write_errstr};
use crate::callback::{Opaque, UtHandleProduceResponse};
use crate::conf::{Certificate, CertificateEncoding, Conf, SetError, TopicConf, properties_show};

/// The property whose "text" is the address of a function.
const UT_HANDLE_PRODUCE_RESPONSE: &str = "ut_handle_ProduceResponse";

/// The configuration behind a handle, `None` for NULL.
///
/// # Safety
/// `conf` is NULL or a live handle that no other thread uses meanwhile.
unsafe fn conf_mut<'a>(conf: *mut rd_kafka_conf_t) -> Option<&'a mut Conf> {
    // SAFETY: a handle is the address of a `Conf`.
    unsafe { conf.cast::<Conf>().as_mut() }
}

/// As [`conf_mut`], for a configuration that is only read.
///
/// # Safety
/// `conf` is NULL or a live handle that nobody changes meanwhile.
unsafe fn conf_ref<'a>(conf: *const rd_kafka_conf_t) -> Option<&'a Conf> {
    // SAFETY: a handle is the address of a `Conf`.
    unsafe { conf.cast::<Conf>().as_ref() }
}

/// The topic configuration behind a handle, `None` for NULL.
///
/// # Safety
/// As [`conf_mut`].
unsafe fn topic_conf_mut<'a>(conf: *mut rd_kafka_topic_conf_t) -> Option<&'a mut TopicConf> {
    // SAFETY: a handle is the address of a `TopicConf`.
    unsafe { conf.cast::<TopicConf>().as_mut() }
}

/// As [`topic_conf_mut`], for a configuration that is only read.
///
/// # Safety
/// As [`conf_ref`].
unsafe fn topic_conf_ref<'a>(conf: *const rd_kafka_topic_conf_t) -> Option<&'a TopicConf> {
    // SAFETY: a handle is the address of a `TopicConf`.
    unsafe { conf.cast::<TopicConf>().as_ref() }
}

fn conf_into_raw(conf: Conf) -> *mut rd_kafka_conf_t {
    Box::into_raw(Box::new(conf)).cast()
}

fn topic_conf_into_raw(conf: TopicConf) -> *mut rd_kafka_topic_conf_t {
    Box::into_raw(Box::new(conf)).cast()
}

/// Sets what a function of its own sets, and notes that the application did so.
///
/// # Safety
/// As [`conf_mut`].
unsafe fn set_dedicated(conf: *mut rd_kafka_conf_t, name: &str, set: impl FnOnce(&mut Conf)) {
    // SAFETY: passed on.
    if let Some(conf) = unsafe { conf_mut(conf) } {
        set(conf);
        conf.mark_set(name);
    }
}

/// As [`set_dedicated`], for a topic configuration.
///
/// # Safety
/// As [`conf_mut`].
unsafe fn set_dedicated_topic(
    conf: *mut rd_kafka_topic_conf_t,
    name: &str,
    set: impl FnOnce(&mut TopicConf),
) {
    // SAFETY: passed on.
    if let Some(conf) = unsafe { topic_conf_mut(conf) } {
        set(conf);
        conf.mark_set(name);
    }
}

/// Takes name and value of a property from C and hands them to `set`.
///
/// # Safety
/// `name` and `value` are NULL or strings, `errstr` is NULL or `errstr_size` writable bytes.
unsafe fn set_text(
    name: *const c_char,
    value: *const c_char,
    errstr: *mut c_char,
    errstr_size: size_t,
    set: impl FnOnce(&str, Option<&str>) -> Result<(), SetError>,
) -> rd_kafka_conf_res_t {
    // SAFETY: passed on.
    let (name, value) = unsafe { (text_or_null(name).unwrap_or_default(), c_str_or_null(value)) };
    let outcome = match value.map(|value| value.to_str()).transpose() {
        Ok(value) => set(&name, value),
        Err(_) => Err(SetError::Invalid(format!(
            "Invalid value for configuration property \"{name}\": it is not UTF-8 text"
        ))),
    };
    // SAFETY: passed on.
    unsafe { conf_result(outcome, errstr, errstr_size) }
}

/// The result code of `outcome`; an error's text goes to `errstr`.
///
/// # Safety
/// `errstr` is NULL or `errstr_size` writable bytes.
unsafe fn conf_result(
    outcome: Result<(), SetError>,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_conf_res_t {
    let Err(error) = outcome else { return rd_kafka_conf_res_t::RD_KAFKA_CONF_OK };
    // SAFETY: passed on.
    unsafe { write_errstr(errstr, errstr_size, &error.to_string()) };
    match error {
        SetError::Unknown(_) => rd_kafka_conf_res_t::RD_KAFKA_CONF_UNKNOWN,
        SetError::Invalid(_) => rd_kafka_conf_res_t::RD_KAFKA_CONF_INVALID,
    }
}

/// Hands a property's value to C: its size with the final zero byte always, its text as far as there is room.
///
/// # Safety
/// `dest` is NULL or `*dest_size` writable bytes; `dest_size` is NULL, with room for any value then, or valid.
unsafe fn get_text(value: Option<String>, dest: *mut c_char, dest_size: *mut size_t) -> rd_kafka_conf_res_t {
    let Some(value) = value else { return rd_kafka_conf_res_t::RD_KAFKA_CONF_UNKNOWN };
    // SAFETY: as promised.
    unsafe {
        let room = dest_size.as_ref().copied().unwrap_or(value.len() + 1);
        write_errstr(dest, room, &value);
        if let Some(size) = dest_size.as_mut() {
            *size = value.len() + 1;
        }
    }
    rd_kafka_conf_res_t::RD_KAFKA_CONF_OK
}

/// Names and values, alternating, in libc's memory.
///
/// # Safety
/// `cntp` is NULL or writable.
unsafe fn dump(properties: &[(&'static str, String)], cntp: *mut size_t) -> *mut *const c_char {
    let texts = properties.iter().flat_map(|(name, value)| [*name, value.as_str()]);
    let count = properties.len() * 2;
    let array: *mut *const c_char = malloc_or_abort(count * size_of::<*const c_char>()).cast();
    for (at, text) in texts.enumerate() {
        // SAFETY: the array has room for `count` pointers, which is how many texts there are.
        unsafe { array.add(at).write(malloc_string(text.as_bytes())) };
    }
    // SAFETY: as promised.
    if let Some(cnt) = unsafe { cntp.as_mut() } {
        *cnt = count;
    }
    array
}

/// A new configuration with every property at its default. Free it with `rd_kafka_conf_destroy()` unless
/// `rd_kafka_new()` has taken it over. A configuration is not locked: use it from one thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_new() -> *mut rd_kafka_conf_t {
    conf_into_raw(Conf::default())
}

/// Frees a configuration, its default topic configuration included. Not for one that `rd_kafka_new()` has taken
/// over. NULL is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_destroy(conf: *mut rd_kafka_conf_t) {
    if !conf.is_null() {
        // SAFETY: made by `conf_into_raw`, and the caller gives it up.
        drop(unsafe { Box::from_raw(conf.cast::<Conf>()) });
    }
}

/// A copy of the configuration, callbacks, opaque pointer and default topic configuration included. The caller owns
/// it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_dup(conf: *const rd_kafka_conf_t) -> *mut rd_kafka_conf_t {
    // SAFETY: NULL or a live configuration of the caller's.
    conf_into_raw(unsafe { conf_ref(conf) }.cloned().unwrap_or_default())
}

/// A copy of the configuration in which all properties whose names begin with one of the `filter_cnt` strings of
/// `filter` are at their defaults. The names are those that `rd_kafka_conf_dump()` shows. The caller owns the copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_dup_filter(
    conf: *const rd_kafka_conf_t,
    filter_cnt: size_t,
    filter: *mut *const c_char,
) -> *mut rd_kafka_conf_t {
    let count = if filter.is_null() { 0 } else { filter_cnt };
    // SAFETY: `filter` holds so many strings, by the caller's promise.
    let prefixes = (0..count).filter_map(|at| unsafe { text_or_null(*filter.add(at)) });
    let prefixes: Vec<_> = prefixes.collect();
    let prefixes: Vec<&str> = prefixes.iter().map(AsRef::as_ref).collect();
    // SAFETY: NULL or a live configuration of the caller's.
    let copy = unsafe { conf_ref(conf) }.map(|conf| conf.dup_filter(&prefixes));
    conf_into_raw(copy.unwrap_or_default())
}

/// Sets the property `name` to the text `value`. Topic properties are set on the default topic configuration.
///
/// NULL or an empty text sets text properties to their default and is refused for all others. Numbers may be
/// decimal, hexadecimal (`0x`) or octal (`0`); names of values are case-insensitive. CONFIGURATION.md describes all
/// properties.
///
/// Returns CONF_OK; CONF_UNKNOWN when there is no such property; or CONF_INVALID when the value is not allowed or the
/// property has a function of its own. Then `errstr`, which may be NULL, holds the reason, cut to `errstr_size`
/// bytes, and the property is as before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set(
    conf: *mut rd_kafka_conf_t,
    name: *const c_char,
    value: *const c_char,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_conf_res_t {
    // SAFETY: a live configuration and strings of the caller's; the value is text unless the name says otherwise.
    unsafe {
        let Some(conf) = conf_mut(conf) else { return rd_kafka_conf_res_t::RD_KAFKA_CONF_INVALID };
        if c_str_or_null(name).is_some_and(|name| name.to_bytes() == UT_HANDLE_PRODUCE_RESPONSE.as_bytes()) {
            conf.callbacks.ut_handle_produce_response = produce_response_handler(value);
            return rd_kafka_conf_res_t::RD_KAFKA_CONF_OK;
        }
        set_text(name, value, errstr, errstr_size, |name, value| conf.set(name, value))
    }
}

/// # Safety
/// `value` is NULL or the address of a function of this type.
unsafe fn produce_response_handler(value: *const c_char) -> Option<UtHandleProduceResponse> {
    // SAFETY: as promised; NULL is the `None` of a function pointer.
    unsafe { std::mem::transmute::<*const c_char, Option<UtHandleProduceResponse>>(value) }
}

/// Sets a topic property; see `rd_kafka_conf_set()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_conf_set(
    conf: *mut rd_kafka_topic_conf_t,
    name: *const c_char,
    value: *const c_char,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_conf_res_t {
    // SAFETY: a live configuration and strings of the caller's.
    unsafe {
        let Some(conf) = topic_conf_mut(conf) else { return rd_kafka_conf_res_t::RD_KAFKA_CONF_INVALID };
        set_text(name, value, errstr, errstr_size, |name, value| conf.set(name, value))
    }
}

/// Enables events: `events` is a mask of `RD_KAFKA_EVENT_..` bits. What is enabled is put on queues, to be taken with
/// `rd_kafka_queue_poll()`; callbacks for the same things are not called then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_events(conf: *mut rd_kafka_conf_t, events: c_int) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "enabled_events", |conf| conf.enabled_events = events.max(0)) }
}

/// Sets a callback that takes the instance's events on a thread of the library's own, `rdk:bg`, which is started for
/// it. What to get is chosen with `rd_kafka_conf_set_events()`. The callback owns each event and destroys it with
/// `rd_kafka_event_destroy()`. It must not destroy the instance.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_background_event_cb(
    conf: *mut rd_kafka_conf_t,
    event_cb: Option<
        unsafe extern "C" fn(rk: *mut rd_kafka_t, rkev: *mut rd_kafka_event_t, opaque: *mut c_void),
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe {
        set_dedicated(conf, "background_event_cb", |conf| conf.callbacks.background_event = event_cb);
    }
}

/// Sets the older delivery report callback, called once for each message from `rd_kafka_poll()` or
/// `rd_kafka_flush()`: payload, length, error and the message's opaque. Use `rd_kafka_conf_set_dr_msg_cb()` instead.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_dr_cb(
    conf: *mut rd_kafka_conf_t,
    dr_cb: Option<
        unsafe extern "C" fn(
            rk: *mut rd_kafka_t,
            payload: *mut c_void,
            len: size_t,
            err: rd_kafka_resp_err_t,
            opaque: *mut c_void,
            msg_opaque: *mut c_void,
        ),
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "dr_cb", |conf| conf.callbacks.dr = dr_cb) }
}

/// Sets the delivery report callback, called once for each message from `rd_kafka_poll()` or `rd_kafka_flush()`.
/// `rkmessage->err` is 0 for a message that was written; `rkmessage->_private` is the opaque given when it was
/// produced. The message is the library's and valid during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_dr_msg_cb(
    conf: *mut rd_kafka_conf_t,
    dr_msg_cb: Option<
        unsafe extern "C" fn(rk: *mut rd_kafka_t, rkmessage: *const rd_kafka_message_t, opaque: *mut c_void),
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "dr_msg_cb", |conf| conf.callbacks.dr_msg = dr_msg_cb) }
}

/// Sets a callback for consumed messages, called from `rd_kafka_consumer_poll()` with each instead of it being
/// returned. The message is the library's and valid during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_consume_cb(
    conf: *mut rd_kafka_conf_t,
    consume_cb: Option<unsafe extern "C" fn(rkmessage: *mut rd_kafka_message_t, opaque: *mut c_void)>,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "consume_cb", |conf| conf.callbacks.consume = consume_cb) }
}

/// Sets the rebalance callback, called from `rd_kafka_consumer_poll()` or `rd_kafka_consumer_close()` when the group
/// assigns or revokes partitions. `err` is `ERR__ASSIGN_PARTITIONS`, `ERR__REVOKE_PARTITIONS`, or an error after
/// which the assignment is to be given up. The callback must answer with `rd_kafka_assign()`, or with
/// `rd_kafka_incremental_assign()` and `rd_kafka_incremental_unassign()` when the protocol is cooperative. The list is
/// the library's and valid during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_rebalance_cb(
    conf: *mut rd_kafka_conf_t,
    rebalance_cb: Option<
        unsafe extern "C" fn(
            rk: *mut rd_kafka_t,
            err: rd_kafka_resp_err_t,
            partitions: *mut rd_kafka_topic_partition_list_t,
            opaque: *mut c_void,
        ),
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "rebalance_cb", |conf| conf.callbacks.rebalance = rebalance_cb) }
}

/// Sets a callback for the outcome of offset commits, called from `rd_kafka_consumer_poll()`. `offsets` holds an error
/// for each partition; `err` is `ERR__NO_OFFSET` when there was nothing to commit. The list is the library's and
/// valid during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_offset_commit_cb(
    conf: *mut rd_kafka_conf_t,
    offset_commit_cb: Option<
        unsafe extern "C" fn(
            rk: *mut rd_kafka_t,
            err: rd_kafka_resp_err_t,
            offsets: *mut rd_kafka_topic_partition_list_t,
            opaque: *mut c_void,
        ),
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "offset_commit_cb", |conf| conf.callbacks.offset_commit = offset_commit_cb) }
}

/// Sets a callback for errors of the instance as a whole, called from `rd_kafka_poll()` and the like; without one they
/// are logged. Most tell of a condition that the library keeps working on; on `ERR__FATAL` ask
/// `rd_kafka_fatal_error()`. `reason` is the library's and valid during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_error_cb(
    conf: *mut rd_kafka_conf_t,
    error_cb: Option<
        unsafe extern "C" fn(rk: *mut rd_kafka_t, err: c_int, reason: *const c_char, opaque: *mut c_void),
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "error_cb", |conf| conf.callbacks.error = error_cb) }
}

/// Sets a callback for throttling by brokers, called from `rd_kafka_poll()` and the like when a broker has delayed the
/// client (`throttle_time_ms` > 0), and once when it no longer does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_throttle_cb(
    conf: *mut rd_kafka_conf_t,
    throttle_cb: Option<
        unsafe extern "C" fn(
            rk: *mut rd_kafka_t,
            broker_name: *const c_char,
            broker_id: i32,
            throttle_time_ms: c_int,
            opaque: *mut c_void,
        ),
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "throttle_cb", |conf| conf.callbacks.throttle = throttle_cb) }
}

/// Sets where log lines go; standard error if it was never called, nowhere for NULL. Unless `log.queue` is set, the
/// callback runs on the library's own threads, several at once: it must be quick, thread-safe, and call nothing of
/// this library but `rd_kafka_name()` and `rd_kafka_opaque()`. `level` is syslog's, `rk` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_log_cb(
    conf: *mut rd_kafka_conf_t,
    log_cb: Option<
        unsafe extern "C" fn(rk: *const rd_kafka_t, level: c_int, fac: *const c_char, buf: *const c_char),
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "log_cb", |conf| conf.callbacks.log = log_cb) }
}

/// Sets the callback for statistics, called from `rd_kafka_poll()` and the like every `statistics.interval.ms` with a
/// JSON text of `json_len` bytes. It returns 0, and the text is freed then; or 1, and the text is the application's to
/// free with `rd_kafka_mem_free()`.
///
/// Counters go on for ever; the windows `int_latency`, `outbuf_latency`, `rtt` (microseconds), `throttle`
/// (milliseconds), `batchsize` (bytes) and `batchcnt` (messages) cover the time since the statistics before. While
/// statistics wait to be served no others are made: those of an application that did not poll cover all of that time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_stats_cb(
    conf: *mut rd_kafka_conf_t,
    stats_cb: Option<
        unsafe extern "C" fn(
            rk: *mut rd_kafka_t,
            json: *mut c_char,
            json_len: size_t,
            opaque: *mut c_void,
        ) -> c_int,
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "stats_cb", |conf| conf.callbacks.stats = stats_cb) }
}

/// Sets the callback that provides OAUTHBEARER tokens (KIP-255), called from `rd_kafka_poll()` and the like, or from
/// the SASL queue, when one is needed. It answers with `rd_kafka_oauthbearer_set_token()` or
/// `rd_kafka_oauthbearer_set_token_failure()`. `oauthbearer_config` is the value of `sasl.oauthbearer.config`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_oauthbearer_token_refresh_cb(
    conf: *mut rd_kafka_conf_t,
    oauthbearer_token_refresh_cb: Option<
        unsafe extern "C" fn(rk: *mut rd_kafka_t, oauthbearer_config: *const c_char, opaque: *mut c_void),
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe {
        set_dedicated(conf, "oauthbearer_token_refresh_cb", |conf| {
            conf.callbacks.oauthbearer_token_refresh = oauthbearer_token_refresh_cb;
        });
    }
}

/// Serves SASL callbacks and events on a queue of their own, `rd_kafka_queue_get_sasl()`, instead of the main one, so
/// that another thread than the one that polls can provide tokens. `enable` is 0 or 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_enable_sasl_queue(conf: *mut rd_kafka_conf_t, enable: c_int) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "enable_sasl_queue", |conf| conf.enable_sasl_queue = enable != 0) }
}

/// Sets a function that opens sockets, as socket(2) does; it returns the descriptor or -1 with errno set. Called from
/// the library's own threads, several at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_socket_cb(
    conf: *mut rd_kafka_conf_t,
    socket_cb: Option<
        unsafe extern "C" fn(domain: c_int, type_: c_int, protocol: c_int, opaque: *mut c_void) -> c_int,
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "socket_cb", |conf| conf.callbacks.socket = socket_cb) }
}

/// Sets a function that connects sockets, as connect(2) does without blocking; it returns 0 (connected or under way) or
/// an errno. `id` names the broker. Called from the library's own threads, several at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_connect_cb(
    conf: *mut rd_kafka_conf_t,
    connect_cb: Option<
        unsafe extern "C" fn(
            sockfd: c_int,
            addr: *const sockaddr,
            addrlen: c_int,
            id: *const c_char,
            opaque: *mut c_void,
        ) -> c_int,
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "connect_cb", |conf| conf.callbacks.connect = connect_cb) }
}

/// Sets a function that closes sockets, as close(2) does. Called from the library's own threads, several at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_closesocket_cb(
    conf: *mut rd_kafka_conf_t,
    closesocket_cb: Option<unsafe extern "C" fn(sockfd: c_int, opaque: *mut c_void) -> c_int>,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "closesocket_cb", |conf| conf.callbacks.closesocket = closesocket_cb) }
}

/// Sets a function that opens files, as open(2) does; it returns the descriptor or -1 with errno set. Called from the
/// library's own threads, several at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_open_cb(
    conf: *mut rd_kafka_conf_t,
    open_cb: Option<
        unsafe extern "C" fn(
            pathname: *const c_char,
            flags: c_int,
            mode: mode_t,
            opaque: *mut c_void,
        ) -> c_int,
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "open_cb", |conf| conf.callbacks.open = open_cb) }
}

/// Sets a function that resolves host names, as getaddrinfo(3) does and with its results. It is called with `node` and
/// `service` NULL to free the list in `*res`, as freeaddrinfo(3) does. Called from the library's own threads, several
/// at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_resolve_cb(
    conf: *mut rd_kafka_conf_t,
    resolve_cb: Option<
        unsafe extern "C" fn(
            node: *const c_char,
            service: *const c_char,
            hints: *const addrinfo,
            res: *mut *mut addrinfo,
            opaque: *mut c_void,
        ) -> c_int,
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "resolve_cb", |conf| conf.callbacks.resolve = resolve_cb) }
}

/// Sets a function that has the last word on each certificate of a broker's chain. `buf` is the certificate in DER,
/// `depth` its place in the chain from the broker's own (0) up, `*x509_error` OpenSSL's verdict, which the function may
/// change. It returns 1 to accept the certificate, or 0 with a reason in `errstr`. Called from the library's own
/// threads, several at once. Returns CONF_OK.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_ssl_cert_verify_cb(
    conf: *mut rd_kafka_conf_t,
    ssl_cert_verify_cb: Option<
        unsafe extern "C" fn(
            rk: *mut rd_kafka_t,
            broker_name: *const c_char,
            broker_id: i32,
            x509_error: *mut c_int,
            depth: c_int,
            buf: *const c_char,
            size: size_t,
            errstr: *mut c_char,
            errstr_size: size_t,
            opaque: *mut c_void,
        ) -> c_int,
    >,
) -> rd_kafka_conf_res_t {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe {
        set_dedicated(conf, "ssl.certificate.verify_cb", |conf| {
            conf.callbacks.ssl_cert_verify = ssl_cert_verify_cb;
        });
    }
    rd_kafka_conf_res_t::RD_KAFKA_CONF_OK
}

/// Sets the client's certificate, its key, or the authorities to trust, from `size` bytes at `buffer`, which are copied.
/// A private key's password is taken from `ssl.key.password`, which is set before. A NULL `buffer` clears what was set.
///
/// Returns CONF_OK, or CONF_INVALID with a reason in `errstr` when type or encoding are not known or the bytes are
/// not of that encoding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_ssl_cert(
    conf: *mut rd_kafka_conf_t,
    cert_type: rd_kafka_cert_type_t,
    cert_enc: rd_kafka_cert_enc_t,
    buffer: *const c_void,
    size: size_t,
    errstr: *mut c_char,
    errstr_size: size_t,
) -> rd_kafka_conf_res_t {
    // SAFETY: a live configuration, and `size` bytes at `buffer`, by the caller's promise.
    unsafe {
        let Some(conf) = conf_mut(conf) else { return rd_kafka_conf_res_t::RD_KAFKA_CONF_INVALID };
        let bytes = (!buffer.is_null()).then(|| std::slice::from_raw_parts(buffer.cast::<u8>(), size));
        let outcome = set_certificate(conf, cert_type, cert_enc, bytes);
        conf_result(outcome, errstr, errstr_size)
    }
}

fn set_certificate(
    conf: &mut Conf,
    cert_type: rd_kafka_cert_type_t,
    cert_enc: rd_kafka_cert_enc_t,
    bytes: Option<&[u8]>,
) -> Result<(), SetError> {
    let (slot, what) = match cert_type {
        rd_kafka_cert_type_t::RD_KAFKA_CERT_PUBLIC_KEY => (&mut conf.certificates.public_key, "CERTIFICATE"),
        rd_kafka_cert_type_t::RD_KAFKA_CERT_PRIVATE_KEY => {
            (&mut conf.certificates.private_key, "PRIVATE KEY")
        }
        rd_kafka_cert_type_t::RD_KAFKA_CERT_CA => (&mut conf.certificates.ca, "CERTIFICATE"),
        rd_kafka_cert_type_t(other) => {
            return Err(SetError::Invalid(format!("Invalid certificate type {other}")));
        }
    };
    let Some(bytes) = bytes else {
        *slot = None;
        return Ok(());
    };
    let encoding = match cert_enc {
        rd_kafka_cert_enc_t::RD_KAFKA_CERT_ENC_PKCS12 => CertificateEncoding::Pkcs12,
        rd_kafka_cert_enc_t::RD_KAFKA_CERT_ENC_DER => CertificateEncoding::Der,
        rd_kafka_cert_enc_t::RD_KAFKA_CERT_ENC_PEM => CertificateEncoding::Pem,
        rd_kafka_cert_enc_t(other) => {
            return Err(SetError::Invalid(format!("Invalid certificate encoding {other}")));
        }
    };
    *slot = Some(Certificate::new(encoding, what, bytes).map_err(SetError::Invalid)?);
    Ok(())
}

/// Sets the data that is handed to the OpenSSL engine at `ssl.engine.location`. It must stay valid as long as the
/// instance.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_engine_callback_data(
    conf: *mut rd_kafka_conf_t,
    callback_data: *mut c_void,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe {
        set_dedicated(conf, "ssl_engine_callback_data", |conf| {
            conf.ssl_engine_callback_data = Opaque(callback_data);
        });
    }
}

/// Sets the pointer that all callbacks are handed and `rd_kafka_opaque()` returns. The library does nothing else with
/// it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_opaque(conf: *mut rd_kafka_conf_t, opaque: *mut c_void) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated(conf, "opaque", |conf| conf.opaque = Opaque(opaque)) }
}

/// Sets the configuration of topics that are not given one of their own, in place of any that was set before, topic
/// properties set with `rd_kafka_conf_set()` included. `conf` takes `tconf` over: do not use it any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_set_default_topic_conf(
    conf: *mut rd_kafka_conf_t,
    tconf: *mut rd_kafka_topic_conf_t,
) {
    // SAFETY: a live configuration, and a topic configuration that the caller gives away; or the one that is already
    // there, as `rd_kafka_conf_get_default_topic_conf()` returns it, which stays.
    unsafe {
        let Some(conf) = conf_mut(conf) else { return };
        let tconf = tconf.cast::<TopicConf>();
        let current = conf.default_topic.as_deref().map_or(ptr::null(), ptr::from_ref);
        if !ptr::eq(current, tconf) {
            conf.default_topic = (!tconf.is_null()).then(|| Box::from_raw(tconf));
        }
        conf.mark_set("default_topic_conf");
    }
}

/// The configuration of topics that are not given one of their own, or NULL if nothing was set on it yet. It is the
/// configuration's: changes count, but it must not be destroyed, and is valid until another is set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_get_default_topic_conf(
    conf: *mut rd_kafka_conf_t,
) -> *mut rd_kafka_topic_conf_t {
    // SAFETY: NULL or a live configuration of the caller's.
    let topic = unsafe { conf_mut(conf) }.and_then(|conf| conf.default_topic.as_deref_mut());
    topic.map_or(ptr::null_mut(), |topic| ptr::from_mut(topic).cast())
}

/// Copies the text of property `name` to `dest`, cut to `*dest_size` bytes with its final zero byte, and sets
/// `*dest_size` to the bytes that the whole text takes. A NULL `dest` only asks for the size. Topic properties are
/// looked up in the default topic configuration.
///
/// Returns CONF_OK, or CONF_UNKNOWN when there is no such property or it has no value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_get(
    conf: *const rd_kafka_conf_t,
    name: *const c_char,
    dest: *mut c_char,
    dest_size: *mut size_t,
) -> rd_kafka_conf_res_t {
    // SAFETY: a live configuration, a string, and a buffer of that size, by the caller's promise.
    unsafe {
        let name = text_or_null(name).unwrap_or_default();
        get_text(conf_ref(conf).and_then(|conf| conf.get(&name)), dest, dest_size)
    }
}

/// Copies the text of a topic property; see `rd_kafka_conf_get()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_conf_get(
    conf: *const rd_kafka_topic_conf_t,
    name: *const c_char,
    dest: *mut c_char,
    dest_size: *mut size_t,
) -> rd_kafka_conf_res_t {
    // SAFETY: a live configuration, a string, and a buffer of that size, by the caller's promise.
    unsafe {
        let name = text_or_null(name).unwrap_or_default();
        get_text(topic_conf_ref(conf).and_then(|conf| conf.get(&name)), dest, dest_size)
    }
}

/// All properties that have a value: an array of names and values, alternating. `*cntp` is the number of strings, twice
/// that of the properties. Free it with `rd_kafka_conf_dump_free()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_dump(
    conf: *mut rd_kafka_conf_t,
    cntp: *mut size_t,
) -> *mut *const c_char {
    // SAFETY: NULL or a live configuration, and a place for the count, by the caller's promise.
    unsafe { dump(&conf_ref(conf).map(Conf::dump).unwrap_or_default(), cntp) }
}

/// All topic properties that have a value; see `rd_kafka_conf_dump()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_conf_dump(
    conf: *mut rd_kafka_topic_conf_t,
    cntp: *mut size_t,
) -> *mut *const c_char {
    // SAFETY: NULL or a live configuration, and a place for the count, by the caller's promise.
    unsafe { dump(&topic_conf_ref(conf).map(TopicConf::dump).unwrap_or_default(), cntp) }
}

/// Frees an array from `rd_kafka_conf_dump()` or `rd_kafka_topic_conf_dump()` and its `cnt` strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_dump_free(arr: *mut *const c_char, cnt: size_t) {
    if arr.is_null() {
        return;
    }
    // SAFETY: made by `dump`: so many strings, all from libc's malloc, as is the array.
    unsafe {
        for at in 0..cnt {
            libc::free((*arr.add(at)).cast_mut().cast());
        }
        libc::free(arr.cast());
    }
}

/// Prints a table of all properties to `fp`, with range, default and description, in Markdown.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_conf_properties_show(fp: *mut FILE) {
    if fp.is_null() {
        return;
    }
    let text = properties_show();
    // SAFETY: an open stream, by the caller's promise. If it cannot be written, its error flag says so.
    unsafe { libc::fwrite(text.as_ptr().cast(), 1, text.len(), fp) };
}

/// A new topic configuration with every property at its default. Free it with `rd_kafka_topic_conf_destroy()` unless
/// `rd_kafka_topic_new()` or `rd_kafka_conf_set_default_topic_conf()` has taken it over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_conf_new() -> *mut rd_kafka_topic_conf_t {
    topic_conf_into_raw(TopicConf::default())
}

/// A copy of the topic configuration, callbacks and opaque pointer included. The caller owns it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_conf_dup(
    conf: *const rd_kafka_topic_conf_t,
) -> *mut rd_kafka_topic_conf_t {
    // SAFETY: NULL or a live configuration of the caller's.
    topic_conf_into_raw(unsafe { topic_conf_ref(conf) }.cloned().unwrap_or_default())
}

/// Frees a topic configuration. Not for one that was taken over. NULL is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_conf_destroy(topic_conf: *mut rd_kafka_topic_conf_t) {
    if !topic_conf.is_null() {
        // SAFETY: made by `topic_conf_into_raw`, and the caller gives it up.
        drop(unsafe { Box::from_raw(topic_conf.cast::<TopicConf>()) });
    }
}

/// Sets the pointer that `rd_kafka_topic_opaque()` returns and the partitioner is handed. The library does nothing else
/// with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_conf_set_opaque(
    conf: *mut rd_kafka_topic_conf_t,
    rkt_opaque: *mut c_void,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated_topic(conf, "opaque", |conf| conf.opaque = Opaque(rkt_opaque)) }
}

/// Sets a function that chooses each message's partition. It returns a number from 0 to `partition_cnt` - 1, or
/// `RD_KAFKA_PARTITION_UA` if it cannot. It may ask `rd_kafka_topic_partition_available()`, must not block, and may be
/// called from any thread, several at once. `rkt_opaque` is the topic's pointer, `msg_opaque` the message's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_conf_set_partitioner_cb(
    topic_conf: *mut rd_kafka_topic_conf_t,
    partitioner: Option<
        unsafe extern "C" fn(
            rkt: *const rd_kafka_topic_t,
            keydata: *const c_void,
            keylen: size_t,
            partition_cnt: i32,
            rkt_opaque: *mut c_void,
            msg_opaque: *mut c_void,
        ) -> i32,
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated_topic(topic_conf, "partitioner_cb", |conf| conf.partitioner_cb = partitioner) }
}

/// Sets a function that compares two messages to order the producer's queue. It has no effect: messages are sent in the
/// order in which they were produced.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_topic_conf_set_msg_order_cmp(
    topic_conf: *mut rd_kafka_topic_conf_t,
    msg_order_cmp: Option<
        unsafe extern "C" fn(a: *const rd_kafka_message_t, b: *const rd_kafka_message_t) -> c_int,
    >,
) {
    // SAFETY: NULL or a live configuration of the caller's.
    unsafe { set_dedicated_topic(topic_conf, "msg_order_cmp", |conf| conf.msg_order_cmp = msg_order_cmp) }
}
