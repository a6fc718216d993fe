//! A typed inbox of one of the core's own threads.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use parking_lot::{Condvar, Mutex};

/// Messages for a thread that sleeps on a condition variable (the main thread). Many senders, one receiver.
pub struct Mailbox<T> {
    inner: Mutex<Inner<T>>,
    ready: Condvar,
    closed: AtomicBool,
}

struct Inner<T> {
    items: VecDeque<T>,
    sleeping: bool,
}

impl<T> Default for Mailbox<T> {
    fn default() -> Self {
        Mailbox {
            inner: Mutex::new(Inner { items: VecDeque::new(), sleeping: false }),
            ready: Condvar::new(),
            closed: AtomicBool::new(false),
        }
    }
}

impl<T> Mailbox<T> {
    /// Sends `item`; gives it back when the receiving thread has ended.
    pub fn send(&self, item: T) -> Result<(), T> {
        let mut guard = self.inner.lock();
        if self.closed.load(Ordering::Relaxed) {
            return Err(item);
        }
        guard.items.push_back(item);
        let wake = std::mem::replace(&mut guard.sleeping, false);
        drop(guard);
        if wake {
            self.ready.notify_one();
        }
        Ok(())
    }

    /// Takes everything that has come, waiting until `deadline` (`None`: forever) for at least one item.
    pub fn receive(&self, deadline: Option<Instant>) -> VecDeque<T> {
        let mut guard = self.inner.lock();
        while guard.items.is_empty() {
            guard.sleeping = true;
            let timed_out = match deadline {
                None => {
                    self.ready.wait(&mut guard);
                    false
                }
                Some(at) => self.ready.wait_until(&mut guard, at).timed_out(),
            };
            guard.sleeping = false;
            if timed_out {
                break;
            }
        }
        std::mem::take(&mut guard.items)
    }

    /// False when the receiving thread has ended.
    pub fn is_open(&self) -> bool {
        !self.closed.load(Ordering::Acquire)
    }

    /// Refuses everything from now on and returns what was waiting.
    pub fn close(&self) -> VecDeque<T> {
        let mut guard = self.inner.lock();
        self.closed.store(true, Ordering::Release);
        std::mem::take(&mut guard.items)
    }
}
