//! How many bytes of fetched data an instance, or a queue of it, holds: `queued.max.messages.kbytes` as a ceiling on
//! memory and not on what happens to lie in a queue.
//!
//! A fetched buffer counts from the moment it is asked for until the last message in it is destroyed, a decompressed
//! one from the moment it is made. A broker thread that finds no room leaves its name, and is woken by the release that
//! makes some.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use parking_lot::Mutex;

use crate::broker::Broker;

/// The bytes held against one ceiling.
pub struct BufferAccount {
    limit: usize,
    held: AtomicUsize,
    /// Partitions that are being asked for.
    underway: AtomicUsize,
    /// Somebody is in `waiting`.
    awaited: AtomicBool,
    /// Brokers whose threads want to know of room. Taken alone.
    waiting: Mutex<Vec<Arc<Broker>>>,
}

impl BufferAccount {
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(BufferAccount {
            limit,
            held: AtomicUsize::new(0),
            underway: AtomicUsize::new(0),
            awaited: AtomicBool::new(false),
            waiting: Mutex::default(),
        })
    }

    pub fn held(&self) -> usize {
        self.held.load(Ordering::SeqCst)
    }

    pub fn limit(&self) -> usize {
        self.limit
    }

    pub fn room(&self) -> usize {
        self.limit.saturating_sub(self.held())
    }

    /// Bytes that a fetch may ask for, when it would like `wanted`: less if there is less room, none if that would be too
    /// little to be worth a request. An empty account always has room for something, however low its ceiling.
    pub fn grant(&self, wanted: usize) -> Option<usize> {
        let room = self.room();
        let worthwhile = wanted.min(self.limit / 2).max(1);
        if room >= worthwhile {
            return Some(wanted.min(room));
        }
        (self.held() == 0).then_some(wanted)
    }

    /// As [`grant`](Self::grant); without room, `broker` is nudged when there is some.
    pub fn grant_or_wait(&self, wanted: usize, broker: &Arc<Broker>) -> Option<usize> {
        if let Some(granted) = self.grant(wanted) {
            return Some(granted);
        }
        let mut waiting = self.waiting.lock();
        if !waiting.iter().any(|known| Arc::ptr_eq(known, broker)) {
            waiting.push(Arc::clone(broker));
        }
        self.awaited.store(true, Ordering::SeqCst);
        drop(waiting);
        // What was released before the flag stood was released without a word.
        self.grant(wanted)
    }

    /// A partition is asked for until what this returns is dropped.
    pub fn underway(self: &Arc<Self>) -> Underway {
        self.underway.fetch_add(1, Ordering::SeqCst);
        Underway(Arc::clone(self))
    }

    /// Nothing more will come until something is released: there is no room, and nothing is being asked for.
    pub fn is_exhausted(&self) -> bool {
        self.awaited.load(Ordering::SeqCst) && self.underway.load(Ordering::SeqCst) == 0
    }

    pub fn charge(self: &Arc<Self>, bytes: usize) -> Charge {
        self.held.fetch_add(bytes, Ordering::SeqCst);
        Charge { account: Arc::clone(self), bytes }
    }

    fn release(&self, bytes: usize) {
        let left = self.held.fetch_sub(bytes, Ordering::SeqCst) - bytes;
        if left <= self.limit / 2 && self.awaited.load(Ordering::SeqCst) {
            self.wake();
        }
    }

    #[cold]
    fn wake(&self) {
        let waiting = {
            let mut waiting = self.waiting.lock();
            self.awaited.store(false, Ordering::SeqCst);
            std::mem::take(&mut *waiting)
        };
        waiting.iter().for_each(Broker::nudge);
    }

    /// Lets go of brokers that wait.
    pub fn close(&self) {
        self.waiting.lock().clear();
    }
}

/// A partition that is being asked for.
pub struct Underway(Arc<BufferAccount>);

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.underway.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Bytes of an account, given back when this is dropped.
pub struct Charge {
    account: Arc<BufferAccount>,
    bytes: usize,
}

impl Charge {
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.account.release(self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_what_there_is_room_for() {
        let account = BufferAccount::new(1000);
        assert_eq!(account.grant(400), Some(400));
        assert_eq!(account.grant(4000), Some(1000));
        let first = account.charge(600);
        assert_eq!((account.held(), account.room(), first.bytes()), (600, 400, 600));
        // Less than half of the ceiling, and less than what was asked for: not worth a request.
        assert_eq!(account.grant(4000), None);
        assert_eq!(account.grant(300), Some(300));
        let second = account.charge(500);
        assert_eq!((account.room(), account.grant(1)), (0, None));
        drop(first);
        assert_eq!(account.grant(4000), Some(500));
        drop(second);
        assert_eq!(account.held(), 0);
    }

    #[test]
    fn an_empty_account_lets_something_through() {
        let account = BufferAccount::new(0);
        assert_eq!(account.grant(100), Some(100));
        let _held = account.charge(1);
        assert_eq!(account.grant(100), None);
    }
}
