//! The application's log: its function, its queue, or standard error.

use std::ffi::CStr;
use std::sync::{Arc, Weak};

use libc::{FILE, c_char, c_int};

use super::event::Event;
use super::handle::{self, client_ptr};
use super::serve;
use super::types::*;
use super::util::{c_str_or_null, c_string};
use crate::callback::{LogCb, Opaque};
use crate::client::Client;
use crate::conf::Conf;
use crate::error::Error;
use crate::log::{Debug, Line, Logger, Sink, print, syslog_message};
use crate::queue::Op;

/// The log of the instance that `client` is going to be.
pub(crate) fn make_logger(client: &Weak<Client>, name: &str, conf: &Conf) -> Logger {
    let debug = Debug::from_bits_truncate(conf.debug.bits());
    let sink = sink(client, conf.callbacks.log, conf.log_queue);
    Logger::new(name, conf.log_level, debug, conf.log_thread_name, sink)
}

/// Where lines go, given the application's function.
fn sink(client: &Weak<Client>, callback: Option<LogCb>, to_queue: bool) -> Sink {
    let Some(callback) = callback else { return Sink::Silent };
    if to_queue {
        let client = Weak::clone(client);
        return Sink::Call(Arc::new(move |line| {
            if let Some(client) = client.upgrade() {
                client.logs.push(Op::Log(Box::new(line.into())));
            }
        }));
    }
    if is_default(callback) {
        return Sink::Stderr;
    }
    // The handle's address is known before the instance is; lines come when it is there.
    let rk = Opaque(client.as_ptr().cast_mut().cast());
    Sink::Call(Arc::new(move |line: Line<'_>| {
        call_log(Some(callback), rk.as_ptr(), line.level, line.facility, line.text);
    }))
}

fn is_default(callback: LogCb) -> bool {
    std::ptr::fn_addr_eq(callback, rd_kafka_log_print as LogCb)
}

/// Hands a line to the application's function.
pub(crate) fn call_log(
    callback: Option<LogCb>,
    rk: *const rd_kafka_t,
    level: c_int,
    facility: &str,
    text: &str,
) {
    let Some(callback) = callback else { return };
    let (facility, text) = (c_string(facility), c_string(text));
    // SAFETY: the application gave the function for this; the strings live for the call.
    unsafe { callback(rk, level, facility.as_ptr(), text.as_ptr()) };
}

/// Starts the background thread if the application has a function for its events.
pub(crate) fn start_background(client: &Arc<Client>) -> Result<(), Error> {
    let Some(callback) = client.conf.callbacks.background_event else { return Ok(()) };
    client.start_background(move |client, op| match Event::from_op(op) {
        // SAFETY: the application gave the function for this, and destroys the event.
        Ok(event) => unsafe { callback(client_ptr(client), event.into_raw(), client.conf.opaque.0) },
        Err(op) => {
            serve::begin();
            drop(serve::serve(client, op));
        }
    })
}

/// Replaces the log callback of a running instance, NULL turns logging off. Use `rd_kafka_conf_set_log_cb()`
/// instead, which sees the first lines as well.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_set_logger(
    rk: *mut rd_kafka_t,
    func: Option<
        unsafe extern "C" fn(rk: *const rd_kafka_t, level: c_int, fac: *const c_char, buf: *const c_char),
    >,
) {
    // SAFETY: a live handle.
    let client = unsafe { handle::client(rk) };
    *client.application_log.lock() = func;
    client.log.set_sink(sink(&Arc::downgrade(&client), func, client.conf.log_queue));
}

/// Sets the highest level that is logged, by syslog's numbers: 0 (emergency) to 7 (debug). The property
/// `log_level` sets it from the beginning; enabling `debug` raises it to 7.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_set_log_level(rk: *mut rd_kafka_t, level: c_int) {
    // SAFETY: a live handle.
    unsafe { handle::client(rk) }.log.set_level(level);
}

/// A line as the C interface has it.
///
/// # Safety
/// `rk` is a live handle or NULL, `fac` and `buf` are strings or NULL.
unsafe fn with_line<T>(
    rk: *const rd_kafka_t,
    level: c_int,
    fac: *const c_char,
    buf: *const c_char,
    then: impl FnOnce(&str, Line<'_>) -> T,
) -> T {
    // SAFETY: as promised.
    let (facility, text) = unsafe { (lossy(fac), lossy(buf)) };
    let line = Line { level, contexts: Debug::empty(), facility: &facility, text: &text };
    if rk.is_null() {
        return then("", line);
    }
    // SAFETY: as promised.
    then(&unsafe { handle::client(rk) }.name, line)
}

/// # Safety
/// A string or NULL.
unsafe fn lossy<'a>(text: *const c_char) -> std::borrow::Cow<'a, str> {
    // SAFETY: as promised.
    unsafe { c_str_or_null(text) }.map(CStr::to_string_lossy).unwrap_or_default()
}

/// A log callback that prints to stderr. It is the default. `rk` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_log_print(
    rk: *const rd_kafka_t,
    level: c_int,
    fac: *const c_char,
    buf: *const c_char,
) {
    // SAFETY: passed on.
    unsafe { with_line(rk, level, fac, buf, print) };
}

/// A log callback that writes to syslog, with the line's level as its priority. `rk` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_log_syslog(
    rk: *const rd_kafka_t,
    level: c_int,
    fac: *const c_char,
    buf: *const c_char,
) {
    // SAFETY: passed on.
    let message = c_string(&unsafe { with_line(rk, level, fac, buf, syslog_message) });
    // SAFETY: a format for one string, and the string.
    unsafe { libc::syslog(level, c"%s".as_ptr(), message.as_ptr()) };
}

/// Prints the instance's inner state to `fp`, for people: brokers, topics, partitions, queues. The format may
/// change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_dump(fp: *mut FILE, rk: *mut rd_kafka_t) {
    // SAFETY: a live handle.
    let text = unsafe { handle::client(rk) }.dump();
    // SAFETY: an open stream, and as many bytes as there are.
    unsafe { libc::fwrite(text.as_ptr().cast(), 1, text.len(), fp) };
}
