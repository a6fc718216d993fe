//! How much may be queued: `queue.buffering.max.messages` and `queue.buffering.max.kbytes`.

use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::{Condvar, Mutex};

use crate::queue::Deadline;

/// Counts messages and payload bytes from the time they are accepted until their report has been served.
pub struct Limits {
    max_messages: usize,
    max_bytes: usize,
    messages: AtomicUsize,
    bytes: AtomicUsize,
    /// Threads that wait for room or for emptiness; guards nothing but their sleep.
    waiters: AtomicUsize,
    lock: Mutex<()>,
    changed: Condvar,
}

impl Limits {
    /// Zero messages means that only the bytes are limited.
    pub fn new(max_messages: usize, max_bytes: usize) -> Self {
        Limits {
            max_messages: if max_messages == 0 { usize::MAX } else { max_messages },
            max_bytes,
            messages: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            waiters: AtomicUsize::new(0),
            lock: Mutex::new(()),
            changed: Condvar::new(),
        }
    }

    pub fn messages(&self) -> usize {
        self.messages.load(Ordering::Acquire)
    }

    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Acquire)
    }

    /// Takes room for one message of `bytes`; `Ok(true)` if the queue was empty before, `Err` if it is full. One message
    /// always fits an empty queue, whatever its size.
    #[inline]
    pub fn reserve(&self, bytes: usize) -> Result<bool, QueueFull> {
        let messages_before = self.messages.fetch_add(1, Ordering::AcqRel);
        let bytes_before = self.bytes.fetch_add(bytes, Ordering::AcqRel);
        let full = messages_before >= self.max_messages
            || (bytes_before > 0 && bytes_before.saturating_add(bytes) > self.max_bytes);
        if full {
            // Nobody is woken for this: the queue that was full for us holds messages whose release will.
            self.messages.fetch_sub(1, Ordering::AcqRel);
            self.bytes.fetch_sub(bytes, Ordering::AcqRel);
            return Err(QueueFull);
        }
        Ok(messages_before == 0)
    }

    /// Like `reserve`, waiting for room until `deadline`; gives up when `abort` says so.
    pub fn reserve_waiting(
        &self,
        bytes: usize,
        deadline: Deadline,
        abort: impl Fn() -> bool,
    ) -> Result<bool, QueueFull> {
        self.wait_until(deadline, || match self.reserve(bytes) {
            Ok(first) => Some(Ok(first)),
            Err(full) if abort() => Some(Err(full)),
            Err(_) => None,
        })
        .unwrap_or(Err(QueueFull))
    }

    /// Gives room back.
    #[inline]
    pub fn release(&self, messages: usize, bytes: usize) {
        self.bytes.fetch_sub(bytes, Ordering::AcqRel);
        self.messages.fetch_sub(messages, Ordering::SeqCst);
        if self.waiters.load(Ordering::SeqCst) > 0 {
            self.wake();
        }
    }

    /// Has every waiter look again.
    pub fn wake(&self) {
        // With the lock taken, a waiter has either not looked yet or is asleep already.
        drop(self.lock.lock());
        self.changed.notify_all();
    }

    pub fn wait_empty(&self, deadline: Deadline) -> bool {
        self.wait_until(deadline, || (self.messages() == 0).then_some(())).is_some()
    }

    fn wait_until<T>(&self, deadline: Deadline, attempt: impl Fn() -> Option<T>) -> Option<T> {
        if let Some(result) = attempt() {
            return Some(result);
        }
        let mut guard = self.lock.lock();
        self.waiters.fetch_add(1, Ordering::SeqCst);
        let result = loop {
            if let Some(result) = attempt() {
                break Some(result);
            }
            match deadline {
                Deadline::Never => self.changed.wait(&mut guard),
                _ if deadline.passed() => break None,
                Deadline::Now => break None,
                Deadline::At(at) => drop(self.changed.wait_until(&mut guard, at)),
            }
        };
        self.waiters.fetch_sub(1, Ordering::SeqCst);
        result
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueFull;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_messages_and_bytes() {
        let limits = Limits::new(2, 100);
        assert_eq!(limits.reserve(500), Ok(true), "one message fits an empty queue");
        assert_eq!(limits.reserve(1), Err(QueueFull));
        limits.release(1, 500);
        assert_eq!(limits.reserve(60), Ok(true));
        assert_eq!(limits.reserve(40), Ok(false));
        assert_eq!(limits.reserve(0), Err(QueueFull));
        assert_eq!((limits.messages(), limits.bytes()), (2, 100));
    }

    #[test]
    fn a_release_wakes_those_who_wait() {
        let limits = Limits::new(1, 100);
        limits.reserve(1).unwrap();
        std::thread::scope(|scope| {
            let waiter = scope.spawn(|| limits.reserve_waiting(1, Deadline::Never, || false));
            while limits.waiters.load(Ordering::SeqCst) == 0 {
                std::thread::yield_now();
            }
            limits.release(1, 1);
            assert_eq!(waiter.join().unwrap(), Ok(true));
        });
        assert!(!limits.wait_empty(Deadline::from_timeout_ms(0)));
        limits.release(1, 1);
        assert!(limits.wait_empty(Deadline::Never));
    }
}
