//! Logging: levels, debug contexts, and where lines go.
//!
//! A line that nobody wants is not formatted: use the [`log!`](crate::log!) and [`debug!`](crate::debug!) macros.

use std::cell::RefCell;
use std::fmt;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use parking_lot::RwLock;

/// A line's severity, numbered as syslog(3) does: the smaller, the graver.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Emergency = 0,
    Alert = 1,
    Critical = 2,
    Error = 3,
    Warning = 4,
    Notice = 5,
    Info = 6,
    Debug = 7,
}

bitflags::bitflags! {
    /// What the property `debug` selects; the numbers are shown in the INIT line.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Debug: u32 {
        const GENERIC = 0x1;
        const BROKER = 0x2;
        const TOPIC = 0x4;
        const METADATA = 0x8;
        const FEATURE = 0x10;
        const QUEUE = 0x20;
        const MSG = 0x40;
        const PROTOCOL = 0x80;
        const CGRP = 0x100;
        const SECURITY = 0x200;
        const FETCH = 0x400;
        const INTERCEPTOR = 0x800;
        const PLUGIN = 0x1000;
        const CONSUMER = 0x2000;
        const ADMIN = 0x4000;
        const EOS = 0x8000;
        const MOCK = 0x10000;
        const ASSIGNOR = 0x20000;
        const CONF = 0x40000;
        const TELEMETRY = 0x80000;
    }
}

/// One line on its way out.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// A [`Level`], or any number that an application logs with.
    pub level: i32,
    /// Which debug contexts the line belongs to; empty for lines that are always of interest.
    pub contexts: Debug,
    /// The facility: a short name in capitals, such as `FAIL`.
    pub facility: &'a str,
    /// The text, with the thread's name in front if that is wanted.
    pub text: &'a str,
}

/// A line kept for later.
#[derive(Clone, Debug)]
pub struct LogLine {
    pub level: i32,
    pub contexts: Debug,
    pub facility: String,
    pub text: String,
}

impl From<Line<'_>> for LogLine {
    fn from(line: Line<'_>) -> Self {
        let Line { level, contexts, facility, text } = line;
        LogLine { level, contexts, facility: facility.to_owned(), text: text.to_owned() }
    }
}

/// Where lines go.
#[derive(Clone, Default)]
pub enum Sink {
    /// Standard error, in the format of [`stderr_line`].
    #[default]
    Stderr,
    /// A function: the application's log callback, or the log queue. Called on the thread that logs, with no lock held.
    Call(Arc<dyn Fn(Line<'_>) + Send + Sync>),
    /// Nowhere.
    Silent,
}

/// One client's log.
pub struct Logger {
    client: String,
    level: AtomicI32,
    debug: Debug,
    thread_names: bool,
    sink: RwLock<Sink>,
}

impl Logger {
    /// A log for the client of that name (`rdkafka#producer-1`). Debug contexts raise the level to debug, whatever
    /// `level` is. `thread_names` is the property `log.thread.name`.
    pub fn new(
        client: impl Into<String>,
        level: i32,
        debug: Debug,
        thread_names: bool,
        sink: Sink,
    ) -> Logger {
        let level = if debug.is_empty() { level } else { Level::Debug as i32 };
        let (level, sink) = (AtomicI32::new(level), RwLock::new(sink));
        Logger { client: client.into(), level, debug, thread_names, sink }
    }

    /// Lines above this level are dropped. Any thread, at any time.
    pub fn set_level(&self, level: i32) {
        self.level.store(level, Ordering::Relaxed);
    }

    /// Sends all further lines elsewhere. Any thread, at any time.
    pub fn set_sink(&self, sink: Sink) {
        *self.sink.write() = sink;
    }

    /// The debug contexts that are on.
    pub fn debug_contexts(&self) -> Debug {
        self.debug
    }

    /// Whether a line of this level goes anywhere.
    pub fn logs(&self, level: Level) -> bool {
        level as i32 <= self.level.load(Ordering::Relaxed)
    }

    /// Whether a debug line goes anywhere that belongs to any of `contexts`.
    pub fn debugs(&self, contexts: Debug) -> bool {
        self.debug.intersects(contexts) && self.logs(Level::Debug)
    }

    /// Logs a line if its level is wanted.
    pub fn log(&self, level: Level, facility: &str, text: fmt::Arguments<'_>) {
        if self.logs(level) {
            self.write(level as i32, Debug::empty(), facility, text);
        }
    }

    /// Logs a debug line if any of its contexts is wanted.
    pub fn debug(&self, contexts: Debug, facility: &str, text: fmt::Arguments<'_>) {
        if self.debugs(contexts) {
            self.write(Level::Debug as i32, contexts, facility, text);
        }
    }

    fn write(&self, level: i32, contexts: Debug, facility: &str, text: fmt::Arguments<'_>) {
        let text = match self.thread_names {
            true => with_thread_name(|thread| format!("[thrd:{thread}]: {text}")),
            false => text.to_string(),
        };
        let line = Line { level, contexts, facility, text: &text };
        let sink = self.sink.read().clone();
        match sink {
            Sink::Stderr => print(&self.client, line),
            Sink::Call(call) => call(line),
            Sink::Silent => {}
        }
    }
}

impl fmt::Debug for Logger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logger")
            .field("client", &self.client)
            .field("debug", &self.debug)
            .finish_non_exhaustive()
    }
}

/// Prints a line to standard error in one write, so that lines of several threads do not mix.
pub fn print(client: &str, line: Line<'_>) {
    let line = stderr_line(SystemTime::now(), client, line);
    // A log that cannot be written has nobody to tell.
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}

/// The line as standard error gets it: `%3|1700000000.123|FAIL|rdkafka#producer-1| text`.
pub fn stderr_line(now: SystemTime, client: &str, line: Line<'_>) -> String {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let Line { level, facility, text, .. } = line;
    format!("%{level}|{}.{:03}|{facility}|{client}| {text}\n", now.as_secs(), now.subsec_millis())
}

/// The message that syslog(3) is given, with the line's level as priority and the ident `rdkafka`.
pub fn syslog_message(client: &str, line: Line<'_>) -> String {
    format!("{}: {client}: {}", line.facility, line.text)
}

thread_local! {
    static THREAD_NAME: RefCell<String> = RefCell::new("app".to_owned());
}

/// Names this thread in log lines: `main`, a broker's name; `app` where nothing was set.
pub fn set_thread_name(name: &str) {
    THREAD_NAME.with_borrow_mut(|current| name.clone_into(current));
}

fn with_thread_name<T>(mut then: impl FnMut(&str) -> T) -> T {
    // A thread that is ending may have lost its name. The copy lets a text's own formatting log in turn.
    let name = THREAD_NAME.try_with(|name| name.borrow().clone());
    then(name.as_deref().unwrap_or("app"))
}

/// `log!(logger, Level::Error, "FAIL", "text {}", value)`: formats the text only if it is wanted.
#[macro_export]
macro_rules! log {
    ($logger:expr, $level:expr, $facility:expr, $($text:tt)+) => {{
        let (logger, level): (&$crate::log::Logger, _) = (&$logger, $level);
        if logger.logs(level) {
            logger.log(level, $facility, format_args!($($text)+));
        }
    }};
}

/// `debug!(logger, Debug::BROKER, "CONNECT", "text {}", value)`: formats the text only if it is wanted.
#[macro_export]
macro_rules! debug {
    ($logger:expr, $contexts:expr, $facility:expr, $($text:tt)+) => {{
        let (logger, contexts): (&$crate::log::Logger, _) = (&$logger, $contexts);
        if logger.debugs(contexts) {
            logger.debug(contexts, $facility, format_args!($($text)+));
        }
    }};
}

#[cfg(test)]
mod tests {
    use super::*;
    use parking_lot::Mutex;
    use std::time::Duration;

    type Lines = Arc<Mutex<Vec<(i32, String, String)>>>;

    fn collecting() -> (Sink, Lines) {
        let lines = Lines::default();
        let into = lines.clone();
        let call = move |line: Line<'_>| {
            into.lock().push((line.level, line.facility.to_owned(), line.text.to_owned()));
        };
        (Sink::Call(Arc::new(call)), lines)
    }

    fn texts(lines: &Lines) -> Vec<String> {
        lines.lock().drain(..).map(|(_, _, text)| text).collect()
    }

    /// A value whose formatting is noticed.
    struct Costly<'a>(&'a Mutex<u32>);

    impl fmt::Display for Costly<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            *self.0.lock() += 1;
            f.write_str("costly")
        }
    }

    #[test]
    fn formats() {
        let now = UNIX_EPOCH + Duration::from_millis(1_700_000_000_007);
        let line = Line { level: 3, contexts: Debug::empty(), facility: "FAC", text: "some text\nline2" };
        assert_eq!(
            stderr_line(now, "cid#producer-1", line),
            "%3|1700000000.007|FAC|cid#producer-1| some text\nline2\n"
        );
        let odd = Line { level: -1, contexts: Debug::empty(), facility: "", text: "" };
        assert_eq!(stderr_line(now, "", odd), "%-1|1700000000.007||| \n");
        assert_eq!(syslog_message("cid#producer-1", line), "FAC: cid#producer-1: some text\nline2");
    }

    #[test]
    fn levels_filter_and_change_at_run_time() {
        let (sink, lines) = collecting();
        let logger = Logger::new("c", Level::Info as i32, Debug::empty(), false, sink);
        log!(logger, Level::Info, "A", "one {}", 1);
        log!(logger, Level::Debug, "A", "two");
        logger.set_level(2);
        log!(logger, Level::Error, "A", "three");
        log!(logger, Level::Critical, "A", "four");
        assert_eq!(texts(&lines), ["one 1", "four"]);
    }

    #[test]
    fn debug_lines_need_one_of_their_contexts_and_raise_the_level() {
        let (sink, lines) = collecting();
        let logger = Logger::new("c", 3, Debug::BROKER | Debug::MSG, false, sink);
        debug!(logger, Debug::BROKER, "B", "broker");
        debug!(logger, Debug::TOPIC | Debug::MSG, "B", "either");
        debug!(logger, Debug::TOPIC, "B", "topic");
        debug!(logger, Debug::all(), "INIT", "any");
        assert_eq!(texts(&lines), ["broker", "either", "any"]);
        logger.set_level(6);
        debug!(logger, Debug::BROKER, "B", "too much");
        assert_eq!(texts(&lines), [""; 0]);
    }

    #[test]
    fn what_is_not_wanted_is_not_formatted() {
        let count = Mutex::new(0);
        let (sink, _lines) = collecting();
        let logger = Logger::new("c", 3, Debug::empty(), true, sink);
        debug!(logger, Debug::all(), "A", "{}", Costly(&count));
        log!(logger, Level::Info, "A", "{}", Costly(&count));
        assert_eq!(*count.lock(), 0);
        log!(logger, Level::Error, "A", "{}", Costly(&count));
        assert_eq!(*count.lock(), 1);
    }

    #[test]
    fn the_threads_name_stands_in_front() {
        let (sink, lines) = collecting();
        let logger = Logger::new("c", 7, Debug::empty(), true, sink);
        std::thread::scope(|scope| {
            scope.spawn(|| log!(logger, Level::Error, "A", "unnamed")).join().unwrap();
            scope.spawn(|| {
                set_thread_name("localhost:9092/bootstrap");
                log!(logger, Level::Error, "A", "named");
            });
        });
        assert_eq!(texts(&lines), ["[thrd:app]: unnamed", "[thrd:localhost:9092/bootstrap]: named"]);
    }

    #[test]
    fn a_sink_may_change_the_sink() {
        let logger = Arc::new(Logger::new("c", 7, Debug::empty(), false, Sink::Silent));
        let (sink, lines) = collecting();
        let (inner, next) = (Arc::downgrade(&logger), Mutex::new(Some(sink)));
        let once = move |_: Line<'_>| {
            inner.upgrade().unwrap().set_sink(next.lock().take().unwrap());
        };
        log!(logger, Level::Error, "A", "silent");
        logger.set_sink(Sink::Call(Arc::new(once)));
        log!(logger, Level::Error, "A", "switches");
        log!(logger, Level::Error, "A", "collected");
        assert_eq!(texts(&lines), ["collected"]);
    }

    #[test]
    fn the_contexts_are_those_of_the_property() {
        let row =
            include_str!("../abi/config.tsv").lines().find(|row| row.starts_with("global\tdebug\t")).unwrap();
        let names: Vec<_> = row.split('\t').nth(3).unwrap().split(", ").collect();
        let (all, named) = names.split_last().unwrap();
        assert_eq!(*all, "all");
        let flags: Vec<_> = Debug::all().iter_names().map(|(name, _)| name.to_lowercase()).collect();
        assert_eq!(flags, named);
        assert_eq!(Debug::all().bits(), 0xfffff);
    }
}
