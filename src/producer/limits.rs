//! How much may be queued: `queue.buffering.max.messages` and `queue.buffering.max.kbytes`.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use parking_lot::{Condvar, Mutex};

use crate::queue::Deadline;
use crate::rarely::rarely;

/// Bits of [`Limits::held`] that count bytes; those above them count messages.
const BYTE_BITS: u32 = 36;
const BYTES: u64 = (1 << BYTE_BITS) - 1;
const ONE_MESSAGE: u64 = 1 << BYTE_BITS;
/// What can be counted: 268 million messages, 64 GB. Higher limits come to these.
const MOST_MESSAGES: usize = (u64::MAX >> BYTE_BITS) as usize;
const MOST_BYTES: usize = BYTES as usize;

/// Counts messages and payload bytes from the time they are accepted until their report has been served.
///
/// Both stand in one word, which changes only from one permitted value to another: nobody ever sees the limits exceeded, not
/// even while several threads find the queue full.
///
/// All accesses are sequentially consistent, as two agreements rest on their order. A thread that waits raises `waiters`
/// and then looks at `held`; one that gives room back changes `held` and then looks at `waiters`: at least one of them sees the
/// other. So it is with the scan for timeouts, which is disarmed before `held` is found to be nothing.
pub struct Limits {
    max_messages: usize,
    max_bytes: usize,
    /// On a cache line of its own: every message changes it.
    held: Aligned,
    /// Threads that wait for room or for emptiness; guards nothing but their sleep.
    waiters: AtomicUsize,
    lock: Mutex<()>,
    changed: Condvar,
}

#[repr(align(64))]
struct Aligned(AtomicU64);

fn messages_of(held: u64) -> usize {
    (held >> BYTE_BITS) as usize
}

fn bytes_of(held: u64) -> usize {
    (held & BYTES) as usize
}

impl Limits {
    /// Zero messages means that only the bytes are limited.
    pub fn new(max_messages: usize, max_bytes: usize) -> Self {
        Limits {
            max_messages: if max_messages == 0 { MOST_MESSAGES } else { max_messages.min(MOST_MESSAGES) },
            max_bytes: max_bytes.min(MOST_BYTES),
            held: Aligned(AtomicU64::new(0)),
            waiters: AtomicUsize::new(0),
            lock: Mutex::new(()),
            changed: Condvar::new(),
        }
    }

    fn held(&self) -> u64 {
        self.held.0.load(Ordering::SeqCst)
    }

    pub fn messages(&self) -> usize {
        messages_of(self.held())
    }

    pub fn bytes(&self) -> usize {
        bytes_of(self.held())
    }

    /// Takes room for one message of `bytes`; `Ok(true)` if the queue was empty before, `Err` if it is full. One message
    /// always fits an empty queue, whatever its size.
    #[inline(always)]
    pub fn reserve(&self, bytes: usize) -> Result<bool, QueueFull> {
        let mut held = self.held();
        loop {
            let Some(after) = self.with_one_more(held, bytes) else { return rarely(|| Err(QueueFull)) };
            match self.held.0.compare_exchange_weak(held, after, Ordering::SeqCst, Ordering::SeqCst) {
                Ok(_) => return Ok(messages_of(held) == 0),
                Err(current) => held = current,
            }
        }
    }

    /// What is held after one more message, if that may be.
    #[inline(always)]
    fn with_one_more(&self, held: u64, bytes: usize) -> Option<u64> {
        let bytes_before = bytes_of(held);
        let bytes_after = bytes_before.checked_add(bytes)?;
        let fits = messages_of(held) < self.max_messages
            && (bytes_after <= self.max_bytes || bytes_before == 0)
            && bytes_after <= MOST_BYTES;
        fits.then(|| held + ONE_MESSAGE + bytes as u64)
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
        self.held.0.fetch_sub(messages as u64 * ONE_MESSAGE + bytes as u64, Ordering::SeqCst);
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
    fn counts_up_to_what_it_can_count() {
        let limits = Limits::new(0, usize::MAX);
        assert_eq!((limits.max_messages, limits.max_bytes), (MOST_MESSAGES, MOST_BYTES));
        assert_eq!(limits.reserve(usize::MAX), Err(QueueFull));
        assert_eq!(limits.reserve(MOST_BYTES), Ok(true));
        assert_eq!((limits.reserve(1), limits.reserve(0)), (Err(QueueFull), Ok(false)));
        assert_eq!((limits.messages(), limits.bytes()), (2, MOST_BYTES));
        limits.release(2, MOST_BYTES);
        limits.held.0.store(ONE_MESSAGE * MOST_MESSAGES as u64, Ordering::SeqCst);
        assert_eq!(limits.reserve(0), Err(QueueFull));
    }

    #[test]
    fn several_threads_never_exceed_it() {
        const THREADS: usize = 4;
        let limits = Limits::new(3, 100);
        let taken: usize = std::thread::scope(|scope| {
            let work = || {
                let mut taken = 0;
                for _ in 0..2000 {
                    if limits.reserve(40).is_ok() {
                        assert!(limits.messages() <= 2 && limits.bytes() <= 80);
                        limits.release(1, 40);
                        taken += 1;
                    }
                }
                taken
            };
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert!(taken > 0);
        assert_eq!((limits.messages(), limits.bytes()), (0, 0));
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
