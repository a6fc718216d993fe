//! What application threads see of the membership, and what the membership sees of them.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use rustix::time::{ClockId, clock_gettime};

use crate::topic::partition_list::PartitionList;

use super::assignor::RebalanceProtocol;
use super::metadata::NO_GENERATION;

/// A copy of what the main thread knows, for calls that answer at once.
#[derive(Default)]
pub struct MemberView {
    /// Taken alone.
    state: Mutex<MemberState>,
    pub polls: PollClock,
}

#[derive(Clone, Debug)]
pub struct MemberState {
    /// As the application gave it.
    pub subscription: PartitionList,
    pub member_id: String,
    pub generation: i32,
    /// Of the assignor that the group last agreed on.
    pub protocol: Option<RebalanceProtocol>,
    /// The partitions that are assigned may belong to somebody else by now.
    pub lost: bool,
    /// The rebalance that the application is to serve, and whether it has begun to.
    offer: Option<(u64, bool)>,
}

impl Default for MemberState {
    fn default() -> Self {
        MemberState {
            subscription: PartitionList::new(),
            member_id: String::new(),
            generation: NO_GENERATION,
            protocol: None,
            lost: false,
            offer: None,
        }
    }
}

impl MemberView {
    pub fn get(&self) -> MemberState {
        self.state.lock().clone()
    }

    pub fn is_lost(&self) -> bool {
        self.state.lock().lost
    }

    pub fn protocol(&self) -> Option<RebalanceProtocol> {
        self.state.lock().protocol
    }

    pub fn set_subscription(&self, subscription: PartitionList) {
        self.state.lock().subscription = subscription;
    }

    /// The application begins to serve the rebalance `serial`; false if that was withdrawn.
    pub fn take_offer(&self, serial: u64) -> bool {
        let mut state = self.state.lock();
        let stands = state.offer == Some((serial, false));
        if stands {
            state.offer = Some((serial, true));
        }
        stands
    }

    pub(super) fn offer(&self, serial: u64) {
        self.state.lock().offer = Some((serial, false));
    }

    /// Takes the offer back; false if the application has begun to serve it.
    pub(super) fn withdraw_offer(&self) -> bool {
        let mut state = self.state.lock();
        let withdrawn = !is_taken(state.offer);
        if withdrawn {
            state.offer = None;
        }
        withdrawn
    }

    pub(super) fn is_offer_taken(&self) -> bool {
        is_taken(self.state.lock().offer)
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut MemberState)) {
        change(&mut self.state.lock());
    }
}

fn is_taken(offer: Option<(u64, bool)>) -> bool {
    offer.is_some_and(|(_, taken)| taken)
}

/// When the application last polled, for `max.poll.interval.ms`. A poll stores one number; the clock is the coarse one,
/// which costs a few nanoseconds.
#[derive(Debug)]
pub struct PollClock {
    /// Milliseconds of the coarse clock, or [`WAITING`].
    last: AtomicI64,
    /// The main thread wants to know of the next poll.
    awaited: AtomicBool,
}

/// A thread waits in a poll.
const WAITING: i64 = i64::MAX;

impl Default for PollClock {
    fn default() -> Self {
        PollClock { last: AtomicI64::new(now_ms()), awaited: AtomicBool::new(false) }
    }
}

fn now_ms() -> i64 {
    let now = clock_gettime(ClockId::MonotonicCoarse);
    now.tv_sec * 1000 + now.tv_nsec / 1_000_000
}

impl PollClock {
    /// The application polls, and is going to wait if nothing is there. True if the main thread is to be told.
    #[inline]
    pub fn waits(&self) -> bool {
        self.note(WAITING)
    }

    /// The application polls, or returns from it. True if the main thread is to be told.
    #[inline]
    pub fn polled(&self) -> bool {
        self.note(now_ms())
    }

    #[inline]
    fn note(&self, at: i64) -> bool {
        self.last.store(at, Ordering::SeqCst);
        self.awaited.load(Ordering::SeqCst) && self.awaited.swap(false, Ordering::SeqCst)
    }

    /// The next poll tells.
    pub(super) fn await_poll(&self) {
        self.awaited.store(true, Ordering::SeqCst);
    }

    /// How long ago that was.
    pub fn idle_for(&self) -> Duration {
        let last = self.last.load(Ordering::Relaxed);
        Duration::from_millis(u64::try_from(now_ms().saturating_sub(last)).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_taken_once_or_withdrawn() {
        let view = MemberView::default();
        view.offer(1);
        assert!(!view.take_offer(2));
        assert!(view.take_offer(1) && !view.take_offer(1));
        assert!(view.is_offer_taken() && !view.withdraw_offer());
        view.offer(2);
        assert!(view.withdraw_offer() && !view.take_offer(2));
    }

    #[test]
    fn who_waits_is_not_idle() {
        let clock = PollClock::default();
        assert!(!clock.waits());
        assert_eq!(clock.idle_for(), Duration::ZERO);
        clock.await_poll();
        assert!(clock.polled() && !clock.polled());
        assert!(clock.idle_for() < Duration::from_secs(5));
        clock.last.store(now_ms() - 7000, Ordering::Relaxed);
        assert!(clock.idle_for() >= Duration::from_secs(7));
    }
}
