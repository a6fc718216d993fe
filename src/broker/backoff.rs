//! How long to wait before trying again: doubling, capped, with jitter (KIP-580), so that a restarted broker is not met by
//! all its clients at once.

use std::time::Duration;

/// An exponential backoff between `base` and `max`.
#[derive(Clone, Debug)]
pub struct Backoff {
    base: Duration,
    max: Duration,
    attempts: u32,
}

impl Backoff {
    pub fn new(base: Duration, max: Duration) -> Self {
        Backoff { base, max: max.max(base), attempts: 0 }
    }

    pub fn reset(&mut self) {
        self.attempts = 0;
    }

    /// The next wait: `base * 2^attempts`, capped, -25% to +50%.
    #[expect(clippy::should_implement_trait, reason = "a wait, and never the last one")]
    pub fn next(&mut self) -> Duration {
        let doubled = self.base.saturating_mul(1u32.checked_shl(self.attempts).unwrap_or(u32::MAX));
        self.attempts = (self.attempts + 1).min(31);
        doubled.min(self.max).mul_f64(0.75 + 0.75 * fastrand::f64()).min(self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_to_its_maximum_and_starts_over() {
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(1));
        let first = backoff.next();
        assert!((Duration::from_millis(75)..=Duration::from_millis(150)).contains(&first), "{first:?}");
        let last = (0..40).map(|_| backoff.next()).last().unwrap();
        assert!((Duration::from_millis(750)..=Duration::from_secs(1)).contains(&last), "{last:?}");
        backoff.reset();
        assert!(backoff.next() <= Duration::from_millis(150));
    }
}
