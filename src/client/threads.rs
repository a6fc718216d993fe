//! The core's OS threads: starting, naming, counting and joining them.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread::JoinHandle;

use parking_lot::Mutex;

use crate::callback::interceptor;
use crate::client::Client;
use crate::error::ErrorCode;

/// Threads of all instances of this process, for `rd_kafka_thread_cnt`.
static RUNNING: AtomicI32 = AtomicI32::new(0);

pub fn running_threads() -> i32 {
    RUNNING.load(Ordering::Acquire)
}

/// Counts a thread from just before its start until it ends, however it ends.
struct Counted;

impl Counted {
    fn new() -> Self {
        RUNNING.fetch_add(1, Ordering::AcqRel);
        Counted
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::AcqRel);
    }
}

/// What a thread is there for, as interceptors are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadKind {
    Main,
    Background,
    Broker,
}

/// One instance's threads.
#[derive(Default)]
pub struct Threads {
    handles: Mutex<Vec<JoinHandle<()>>>,
}

impl Threads {
    /// Starts `body` in a thread named `os_name` (as `top -H` shows it) which logs as `log_name`. A panic in it puts the
    /// instance into its fatal state and leaves the process alone.
    pub fn spawn(
        &self,
        client: &Arc<Client>,
        kind: ThreadKind,
        os_name: String,
        log_name: String,
        body: impl FnOnce(&Arc<Client>) + Send + 'static,
    ) -> io::Result<()> {
        self.join_finished();
        let counted = Counted::new();
        let client = Arc::clone(client);
        let thread = std::thread::Builder::new().name(os_name);
        let handle = thread.spawn(move || {
            let _counted = counted;
            crate::os::block_signals(client.conf.internal_termination_signal);
            crate::log::set_thread_name(&log_name);
            interceptor::on_thread_start(&client, kind, &log_name);
            if catch_unwind(AssertUnwindSafe(|| body(&client))).is_err() {
                let reason = format!("Thread {log_name} panicked: this is a bug, please report it");
                client.set_fatal(ErrorCode::_CRIT_SYS_RESOURCE, reason);
            }
            interceptor::on_thread_exit(&client, kind, &log_name);
        })?;
        self.handles.lock().push(handle);
        Ok(())
    }

    /// Brokers come and go with the cluster's metadata: frees the stacks of those gone. Joined, not only forgotten: a
    /// thread that has finished its work still runs a few instructions of a library that could be unloaded.
    fn join_finished(&self) {
        let finished: Vec<_> = self.handles.lock().extract_if(.., |handle| handle.is_finished()).collect();
        finished.into_iter().for_each(|handle| drop(handle.join()));
    }

    /// Waits for all threads to end, also for those started meanwhile. Not from one of them.
    pub fn join_all(&self) {
        loop {
            let handle = self.handles.lock().pop();
            match handle {
                // A panic was dealt with inside the thread.
                Some(handle) => drop(handle.join()),
                None => return,
            }
        }
    }

    /// Threads that were started.
    pub fn count(&self) -> usize {
        self.handles.lock().len()
    }

    /// True if the calling thread is one of these.
    pub fn contains_current(&self) -> bool {
        let current = std::thread::current().id();
        self.handles.lock().iter().any(|handle| handle.thread().id() == current)
    }
}
