//! When the application last asked for messages: a group's member that does not for `max.poll.interval.ms` counts as gone.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use crate::os::coarse_millis as now;

/// Written by each poll, so with the coarse clock and without a lock.
#[derive(Default)]
pub struct Polls {
    /// Milliseconds of the coarse clock; 0 before the first poll.
    last: AtomicI64,
    /// Threads that wait in a poll.
    waiting: AtomicUsize,
    /// The main thread wants to know of the next poll.
    awaited: AtomicBool,
}

/// A thread that waits in a poll.
pub struct Waiting<'a>(&'a Polls);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.note();
        self.0.waiting.fetch_sub(1, Ordering::Release);
    }
}

impl Polls {
    /// The application polls.
    #[inline]
    pub fn note(&self) {
        self.last.store(now(), Ordering::Relaxed);
    }

    /// The next poll is to be told of.
    pub fn await_next(&self) {
        self.awaited.store(true, Ordering::SeqCst);
    }

    /// True for the poll that is to be told of.
    #[inline]
    pub fn take_awaited(&self) -> bool {
        self.awaited.load(Ordering::Relaxed) && self.awaited.swap(false, Ordering::SeqCst)
    }

    /// The application waits in a poll until the guard is dropped.
    pub fn wait(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::Acquire);
        Waiting(self)
    }

    /// How long ago the last poll ended: nothing while one waits, `None` before the first.
    pub fn idle_for(&self) -> Option<Duration> {
        if self.waiting.load(Ordering::Acquire) > 0 {
            return Some(Duration::ZERO);
        }
        let last = self.last.load(Ordering::Relaxed);
        let ago = u64::try_from(now().saturating_sub(last)).unwrap_or(0);
        (last != 0).then(|| Duration::from_millis(ago))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_counts_from_the_end_of_the_last_poll() {
        let polls = Polls::default();
        assert_eq!(polls.idle_for(), None);
        polls.note();
        assert!(polls.idle_for().is_some_and(|idle| idle < Duration::from_secs(5)));
        polls.last.store(now() - 30_000, Ordering::Relaxed);
        assert!(polls.idle_for().is_some_and(|idle| idle >= Duration::from_secs(30)));
        let waiting = polls.wait();
        assert_eq!(polls.idle_for(), Some(Duration::ZERO));
        polls.await_next();
        assert!(polls.take_awaited() && !polls.take_awaited());
        drop(waiting);
        assert!(polls.idle_for().is_some_and(|idle| idle < Duration::from_secs(5)));
    }
}
