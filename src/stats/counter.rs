//! What counts. Numbers that one thread writes and another reads now and then: no order between them is promised.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Something that happened so often, since its owner came to be.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub const fn new() -> Self {
        Counter(AtomicU64::new(0))
    }

    #[inline]
    pub fn add(&self, count: usize) {
        self.0.fetch_add(count as u64, Ordering::Relaxed);
    }

    #[inline]
    pub fn increment(&self) {
        self.add(1);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How much there is of something now.
#[derive(Debug, Default)]
pub struct Gauge(AtomicUsize);

impl Gauge {
    pub fn set(&self, value: usize) {
        self.0.store(value, Ordering::Relaxed);
    }

    pub fn add(&self, count: usize) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    pub fn sub(&self, count: usize) {
        self.0.fetch_sub(count, Ordering::Relaxed);
    }

    pub fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// When something last happened, to the microsecond.
#[derive(Debug, Default)]
pub struct Moment(AtomicU64);

/// What moments are counted from: they are kept as microseconds since this, plus one; zero is never.
static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Moment {
    pub fn new(at: Instant) -> Self {
        let moment = Moment::default();
        moment.set(at);
        moment
    }

    pub fn set(&self, at: Instant) {
        let since = at.saturating_duration_since(*ORIGIN).as_micros() as u64;
        self.0.store(since + 1, Ordering::Relaxed);
    }

    /// It never was.
    pub fn forget(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// How long ago it was; `None` if it never was.
    pub fn age(&self, now: Instant) -> Option<Duration> {
        let at = self.0.load(Ordering::Relaxed).checked_sub(1)?;
        let now = now.saturating_duration_since(*ORIGIN);
        Some(now.saturating_sub(Duration::from_micros(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_an_age_once_it_was() {
        let moment = Moment::default();
        // The first look fixes the origin.
        let start = Instant::now().max(*ORIGIN);
        assert_eq!(moment.age(start), None);
        moment.set(start);
        let age = moment.age(start + Duration::from_millis(5)).unwrap();
        assert!(age.abs_diff(Duration::from_millis(5)) <= Duration::from_micros(1), "{age:?}");
        assert!(moment.age(start - Duration::from_millis(1)).unwrap() <= Duration::from_micros(1));
        moment.forget();
        assert_eq!(moment.age(start), None);
    }

    #[test]
    fn counters_grow_and_gauges_move() {
        let (counter, gauge) = (Counter::default(), Gauge::default());
        counter.add(3);
        counter.increment();
        gauge.set(7);
        gauge.add(2);
        gauge.sub(4);
        assert_eq!((counter.get(), gauge.get()), (4, 5));
    }
}
