//! Timers of a thread: what is due when. The thread asks for the next deadline before it sleeps and takes what is due
//! after it woke; nothing ticks.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// A time as properties, calls and the protocol give it, in milliseconds. There is none below zero.
pub fn millis(ms: i32) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}

/// Timers named by `K`, at most one each.
#[derive(Debug)]
pub struct Timers<K> {
    due: BTreeSet<(Instant, K)>,
}

impl<K> Default for Timers<K> {
    fn default() -> Self {
        Timers { due: BTreeSet::new() }
    }
}

impl<K: Ord + Clone> Timers<K> {
    /// Sets the timer `key`, replacing an earlier setting.
    pub fn set(&mut self, key: K, at: Instant) {
        self.cancel(&key);
        self.due.insert((at, key));
    }

    /// Sets the timer unless it is set for an earlier time.
    pub fn set_sooner(&mut self, key: K, at: Instant) {
        match self.get(&key) {
            Some(set) if set <= at => {}
            _ => self.set(key, at),
        }
    }

    pub fn get(&self, key: &K) -> Option<Instant> {
        self.due.iter().find(|(_, set)| set == key).map(|(at, _)| *at)
    }

    pub fn cancel(&mut self, key: &K) {
        self.due.retain(|(_, set)| set != key);
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Takes the first timer that is due at `now`, with the time that it was set for.
    pub fn pop_due(&mut self, now: Instant) -> Option<(Instant, K)> {
        if self.next_deadline()? > now {
            return None;
        }
        self.due.pop_first()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn pops_in_order_of_time_and_keeps_one_of_a_kind() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut timers = Timers::default();
        timers.set("b", at(20));
        timers.set("a", at(10));
        timers.set_sooner("b", at(30));
        timers.set("a", at(25));
        assert_eq!(timers.next_deadline(), Some(at(20)));
        assert_eq!(timers.pop_due(at(19)), None);
        assert_eq!(timers.pop_due(at(40)), Some((at(20), "b")));
        assert_eq!(timers.pop_due(at(40)), Some((at(25), "a")));
        assert_eq!(timers.next_deadline(), None);
    }
}
