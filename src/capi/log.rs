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
use crate::queue::{Deadline, Op, Popped};

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
    client.start_background(move |client| match Event::pop(&client.background, Deadline::Never) {
        // SAFETY: the application gave the function for this, and destroys the event.
        Popped::Got(Ok(event)) => unsafe {
            callback(client_ptr(client), event.into_raw(), client.conf.opaque.0);
        },
        Popped::Got(Err(op)) => {
            serve::begin();
            drop(serve::serve(client, op));
        }
        Popped::TimedOut | Popped::Yielded => {}
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

#[cfg(test)]
mod tests {
    use std::ptr;

    use parking_lot::Mutex;

    use super::super::event::*;
    use super::super::queue::*;
    use super::super::testing::{Producer, text};
    use super::*;
    use crate::conf::DebugContexts;
    use crate::error::ErrorCode;

    static SEEN: Mutex<Vec<(usize, String)>> = Mutex::new(Vec::new());

    /// Notes facility and text of a line, by the instance's address: other tests' instances do not come here.
    unsafe extern "C" fn collect(
        rk: *const rd_kafka_t,
        _: c_int,
        facility: *const c_char,
        said: *const c_char,
    ) {
        SEEN.lock().push((rk as usize, format!("{} {}", text(facility), text(said))));
    }

    fn seen_by(producer: &Producer) -> Vec<String> {
        let mut seen = SEEN.lock();
        let (own, others) = seen.drain(..).partition(|(rk, _)| *rk == producer.rk as usize);
        *seen = others;
        let own: Vec<(usize, String)> = own;
        own.into_iter().map(|(_, line)| line).collect()
    }

    #[test]
    fn the_function_sees_the_first_lines_with_the_handle() {
        let producer = Producer::new(|conf| {
            conf.callbacks.log = Some(collect);
            conf.debug = DebugContexts::GENERIC;
        });
        let lines = seen_by(&producer);
        let name = &producer.client().name;
        let start = format!(
            "INIT [thrd:app]: librdkafka v{} (0x20f00ff) {name} initialized (builtin.features gzip,",
            crate::VERSION
        );
        assert!(lines[0].starts_with(&start), "{lines:?}");
        assert!(lines[0].ends_with(", debug 0x1)"), "{lines:?}");
        assert!(lines[1].starts_with("CONFWARN [thrd:app]: No `bootstrap.servers`"), "{lines:?}");

        let client = producer.client();
        // SAFETY: a live handle.
        unsafe {
            rd_kafka_set_log_level(producer.rk, 2);
            crate::log!(client.log, crate::log::Level::Error, "TEST", "too much");
            rd_kafka_set_log_level(producer.rk, 3);
            crate::log!(client.log, crate::log::Level::Error, "TEST", "wanted");
            rd_kafka_set_logger(producer.rk, None);
            crate::log!(client.log, crate::log::Level::Error, "TEST", "silenced");
        }
        assert_eq!(seen_by(&producer), ["TEST [thrd:app]: wanted"]);
    }

    #[test]
    fn lines_wait_for_their_queue() {
        let producer = Producer::new(|conf| {
            conf.callbacks.log = Some(collect);
            conf.log_queue = true;
            conf.debug = DebugContexts::GENERIC;
        });
        assert_eq!(seen_by(&producer), [""; 0]);
        // SAFETY: live handles, and each event is destroyed once.
        unsafe {
            let queue = rd_kafka_queue_new(producer.rk);
            assert_eq!(rd_kafka_set_log_queue(producer.rk, queue), ErrorCode::NO_ERROR);
            let event = rd_kafka_queue_poll(queue, 1000);
            let (mut facility, mut level) = (ptr::null(), 0);
            assert_eq!(rd_kafka_event_log(event, &mut facility, ptr::null_mut(), &mut level), 0);
            assert_eq!((text(facility), level), ("INIT".to_owned(), 7));
            rd_kafka_event_destroy(event);
            rd_kafka_queue_forward(queue, ptr::null_mut());
            rd_kafka_queue_destroy(queue);

            // On the main queue the function serves them, in the thread that polls.
            assert_eq!(rd_kafka_set_log_queue(producer.rk, ptr::null_mut()), ErrorCode::NO_ERROR);
            crate::log!(producer.client().log, crate::log::Level::Error, "TEST", "polled");
            assert_eq!(seen_by(&producer), [""; 0]);
            assert_eq!(rd_kafka_poll(producer.rk, 1000), 1);
        }
        assert_eq!(seen_by(&producer), ["TEST [thrd:app]: polled"]);
    }

    #[test]
    fn without_the_property_there_is_no_log_queue() {
        let producer = Producer::new(|_| ());
        // SAFETY: a live handle.
        let code = unsafe { rd_kafka_set_log_queue(producer.rk, ptr::null_mut()) };
        assert_eq!(code, ErrorCode::_NOT_CONFIGURED);
    }

    #[test]
    fn a_dump_names_what_there_is() {
        let producer = Producer::new(|conf| {
            conf.bootstrap_servers = Some("127.0.0.1:1".into());
            conf.enabled_events = 0x1;
        });
        producer.report_from(c"dumped", 2);
        let text = producer.client().dump();
        for part in
            [producer.client().name.as_str(), "2 message(s)", "127.0.0.1:1/bootstrap", "dumped with 0"]
        {
            assert!(text.contains(part), "{text}");
        }
    }
}
