//! When each partition of a broker is to be asked for what is due: now, or at a time. A partition stands here once,
//! however often it announces itself: a second timer would set itself anew whenever it is due, for ever.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use super::Partition;

/// The number keeps equal times apart.
type Timer = (Instant, u64);

#[derive(Default)]
pub struct Schedule {
    /// Partitions that may have something due now.
    ready: VecDeque<Arc<Partition>>,
    /// Partitions that will have something due later.
    later: BTreeMap<Timer, Arc<Partition>>,
    /// Where each partition stands, by the address of the object: its timer, or `None` in `ready`.
    places: HashMap<usize, Option<Timer>>,
    next_timer: u64,
}

fn key(partition: &Arc<Partition>) -> usize {
    Arc::as_ptr(partition).addr()
}

impl Schedule {
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    pub fn ready_count(&self) -> usize {
        self.ready.len()
    }

    /// The partition is to be asked as soon as possible.
    pub fn add_ready(&mut self, partition: Arc<Partition>) {
        match self.places.insert(key(&partition), None) {
            Some(None) => return,
            Some(Some(timer)) => drop(self.later.remove(&timer)),
            None => {}
        }
        self.ready.push_back(partition);
    }

    /// The partition, which was taken, is to be asked at `at`.
    pub fn add_later(&mut self, partition: Arc<Partition>, at: Instant) {
        let timer = (at, self.next_timer);
        self.next_timer += 1;
        self.places.insert(key(&partition), Some(timer));
        self.later.insert(timer, partition);
    }

    /// Takes the partition that has waited longest to be asked.
    pub fn take_ready(&mut self) -> Option<Arc<Partition>> {
        let partition = self.ready.pop_front()?;
        self.places.remove(&key(&partition));
        Some(partition)
    }

    /// Partitions whose time has come by `now` are ready.
    pub fn advance(&mut self, now: Instant) {
        while self.next_time().is_some_and(|at| at <= now) {
            let Some((_, partition)) = self.later.pop_first() else { return };
            self.add_ready_again(partition);
        }
    }

    /// All are to be asked now.
    pub fn hurry(&mut self) {
        for partition in std::mem::take(&mut self.later).into_values() {
            self.add_ready_again(partition);
        }
    }

    fn add_ready_again(&mut self, partition: Arc<Partition>) {
        self.places.insert(key(&partition), None);
        self.ready.push_back(partition);
    }

    /// Drops the partitions that `keep` does not want.
    pub fn retain(&mut self, keep: impl Fn(&Arc<Partition>) -> bool) {
        self.ready.retain(&keep);
        self.later.retain(|_, partition| keep(partition));
        self.places.clear();
        self.places.extend(self.ready.iter().map(|partition| (key(partition), None)));
        self.places.extend(self.later.iter().map(|(timer, partition)| (key(partition), Some(*timer))));
    }

    pub fn next_time(&self) -> Option<Instant> {
        self.later.first_key_value().map(|((at, _), _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Weak;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_partition_stands_in_it_once() {
        let partition = Partition::new(Weak::new(), 0);
        let now = Instant::now();
        let mut schedule = Schedule::default();
        schedule.add_later(Arc::clone(&partition), now + Duration::from_secs(1));
        schedule.add_ready(Arc::clone(&partition));
        schedule.add_ready(Arc::clone(&partition));
        assert_eq!((schedule.ready_count(), schedule.next_time()), (1, None));
        let taken = schedule.take_ready().unwrap();
        assert!(schedule.is_empty());
        schedule.add_later(taken, now + Duration::from_secs(1));
        schedule.advance(now);
        assert_eq!(schedule.ready_count(), 0);
        schedule.advance(now + Duration::from_secs(1));
        schedule.hurry();
        assert_eq!((schedule.ready_count(), schedule.next_time()), (1, None));
        schedule.retain(|_| false);
        assert!(schedule.is_empty() && schedule.take_ready().is_none());
    }
}
