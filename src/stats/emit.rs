//! When statistics are made, and their way to the application.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::client::{Main, MainTimer};
use crate::conf::Conf;
use crate::log::Level;
use crate::queue::{Op, OpKind};

/// What an instance knows of its own statistics.
pub struct Statistics {
    pub created: Instant,
    /// `None`: nobody wants them.
    interval: Option<Duration>,
    /// Some were made and not taken yet.
    waiting: Arc<AtomicBool>,
}

impl Statistics {
    pub fn new(conf: &Conf) -> Self {
        Statistics { created: Instant::now(), interval: conf.statistics_interval(), waiting: Arc::default() }
    }

    /// Someone wants them.
    pub fn is_on(&self) -> bool {
        self.interval.is_some()
    }
}

impl Conf {
    /// `statistics.interval.ms`, if the application takes statistics by callback or event.
    pub fn statistics_interval(&self) -> Option<Duration> {
        let wanted = self.callbacks.stats.is_some() || self.wants_event(OpKind::Stats);
        let interval = u64::try_from(self.statistics_interval_ms).unwrap_or(0);
        (wanted && interval > 0).then(|| Duration::from_millis(interval))
    }

    pub fn wants_statistics(&self) -> bool {
        self.statistics_interval().is_some()
    }
}

/// One report on its way to the application. At most one is: an application that does not poll must not pay for it in
/// memory. The next one then covers the whole time since.
pub struct StatsText {
    pub json: String,
    waiting: Arc<AtomicBool>,
}

impl StatsText {
    /// `None` if one is on its way already.
    fn claim(waiting: &Arc<AtomicBool>, make: impl FnOnce() -> String) -> Option<Self> {
        if waiting.swap(true, Ordering::AcqRel) {
            return None;
        }
        // From here on the claim is given back however this ends.
        let mut text = StatsText { json: String::new(), waiting: Arc::clone(waiting) };
        text.json = make();
        Some(text)
    }
}

impl Drop for StatsText {
    fn drop(&mut self) {
        self.waiting.store(false, Ordering::Release);
    }
}

impl Main {
    /// Sets the first report's time: one interval after the start.
    pub fn start_statistics(&mut self) {
        if let Some(interval) = self.client.stats.interval {
            self.timers.set(MainTimer::Statistics, Instant::now() + interval);
        }
    }

    /// Reports, and sets the next time. `due` was this one's.
    pub fn emit_statistics(&mut self, due: Instant) {
        let Some(interval) = self.client.stats.interval else { return };
        self.timers.set(MainTimer::Statistics, next_time(due, interval, Instant::now()));
        let text = StatsText::claim(&self.client.stats.waiting, || match self.client.statistics_json() {
            Ok(json) => json,
            Err(error) => {
                crate::log!(self.client.log, Level::Error, "STATS", "Statistics cannot be written: {error}");
                String::new()
            }
        });
        if let Some(text) = text.filter(|text| !text.json.is_empty()) {
            self.client.replies.push(Op::Stats(Box::new(text)));
        }
    }
}

/// One interval after `due`, so that lateness does not add up; intervals that are over already are left out.
fn next_time(due: Instant, interval: Duration, now: Instant) -> Instant {
    let next = due + interval;
    if next > now {
        return next;
    }
    let over = now.saturating_duration_since(due).as_nanos() / interval.as_nanos().max(1);
    due + interval.saturating_mul(u32::try_from(over).unwrap_or(u32::MAX).saturating_add(1))
}

#[cfg(test)]
pub(crate) fn text_of(json: &str) -> Box<StatsText> {
    Box::new(StatsText { json: json.to_owned(), waiting: Arc::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_to_the_grid() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let interval = Duration::from_millis(100);
        assert_eq!(next_time(at(100), interval, at(103)), at(200));
        assert_eq!(next_time(at(100), interval, at(199)), at(200));
        assert_eq!(next_time(at(100), interval, at(200)), at(300));
        assert_eq!(next_time(at(100), interval, at(456)), at(500));
    }

    #[test]
    fn one_text_waits_at_a_time() {
        let waiting = Arc::default();
        let first = StatsText::claim(&waiting, || "{}".to_owned());
        assert!(first.is_some());
        assert!(StatsText::claim(&waiting, || unreachable!("nobody would take it")).is_none());
        drop(first);
        assert!(StatsText::claim(&waiting, String::new).is_some());
    }

    #[test]
    fn who_takes_none_gets_none() {
        let mut conf = Conf::default();
        conf.statistics_interval_ms = 50;
        assert!(!conf.wants_statistics());
        conf.enabled_events = crate::client::event_bit(OpKind::Stats);
        assert_eq!(conf.statistics_interval(), Some(Duration::from_millis(50)));
        conf.statistics_interval_ms = 0;
        assert!(!conf.wants_statistics());
    }
}
