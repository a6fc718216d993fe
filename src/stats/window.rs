//! How a quantity was distributed since the last report: smallest, largest, mean, percentiles.

use std::time::Duration;

use hdrhistogram::Histogram;
use parking_lot::Mutex;
use serde::Serialize;

/// Significant decimal digits of the percentiles. A histogram grows with its largest value, so that none is out of range;
/// with a minute in microseconds it takes 10 KB.
const DIGITS: u8 = 2;

/// Takes values in, from any thread, until they are [`take`](Recorder::take)n. Without statistics it takes nothing and
/// costs a look.
pub struct Recorder(Option<Mutex<Window>>);

impl Recorder {
    pub fn new(enabled: bool) -> Self {
        Recorder(enabled.then(Mutex::default))
    }

    /// Whether it is worth finding out what to record.
    #[inline]
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    pub fn record(&self, value: usize) {
        self.record_all([value as u64]);
    }

    pub fn record_time(&self, time: Duration) {
        self.record_all([micros(time)]);
    }

    pub fn record_all(&self, values: impl IntoIterator<Item = u64>) {
        let Some(window) = &self.0 else { return };
        let mut window = window.lock();
        values.into_iter().for_each(|value| window.record(value));
    }

    /// What was recorded since the last call.
    pub fn take(&self) -> Summary {
        self.0.as_ref().map_or_else(Summary::default, |window| window.lock().take())
    }
}

pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Values of one span of time.
#[derive(Default)]
struct Window {
    /// Made by the first value: most brokers of a large cluster never get one.
    histogram: Option<Box<Histogram<u32>>>,
    min: u64,
    max: u64,
    sum: u64,
    count: u64,
    /// Values that the histogram could not grow for.
    out_of_range: u64,
}

impl Window {
    fn record(&mut self, value: u64) {
        self.min = if self.count == 0 { value } else { self.min.min(value) };
        self.max = self.max.max(value);
        self.sum = self.sum.saturating_add(value);
        self.count += 1;
        if self.histogram.is_none() {
            self.histogram = Histogram::new(DIGITS).ok().map(Box::new);
        }
        let recorded = self.histogram.as_mut().map(|histogram| histogram.record(value));
        if !matches!(recorded, Some(Ok(()))) {
            self.out_of_range += 1;
        }
    }

    fn take(&mut self) -> Summary {
        let histogram = self.histogram.as_deref();
        let at = |quantile| histogram.map_or(0, |histogram| histogram.value_at_quantile(quantile));
        let summary = Summary {
            min: self.min,
            max: self.max,
            avg: self.sum.checked_div(self.count).unwrap_or(0),
            sum: self.sum,
            stddev: histogram.map_or(0, |histogram| histogram.stdev() as u64),
            p50: at(0.50),
            p75: at(0.75),
            p90: at(0.90),
            p95: at(0.95),
            p99: at(0.99),
            p99_99: at(0.9999),
            outofrange: self.out_of_range,
            hdrsize: histogram.map_or(0, |histogram| histogram.distinct_values() * size_of::<u32>()),
            cnt: self.count,
        };
        let mut histogram = self.histogram.take();
        if let Some(histogram) = &mut histogram {
            histogram.reset();
        }
        *self = Window { histogram, ..Window::default() };
        summary
    }
}

/// A window as it is reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub min: u64,
    pub max: u64,
    pub avg: u64,
    pub sum: u64,
    pub stddev: u64,
    pub p50: u64,
    pub p75: u64,
    pub p90: u64,
    pub p95: u64,
    pub p99: u64,
    pub p99_99: u64,
    /// Values that are not in the percentiles.
    pub outofrange: u64,
    /// Bytes that the histogram takes.
    pub hdrsize: usize,
    pub cnt: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_when_it_is_taken() {
        let recorder = Recorder::new(true);
        recorder.record_all(1..=1000);
        let first = recorder.take();
        assert_eq!((first.min, first.max, first.avg, first.sum, first.cnt), (1, 1000, 500, 500_500, 1000));
        for (found, exact) in [(first.p50, 500), (first.p75, 750), (first.p95, 950), (first.p99_99, 1000u64)]
        {
            assert!(found >= exact && found - exact <= exact / 100, "{found} for {exact}");
        }
        assert!(first.stddev.abs_diff(288) <= 3, "{}", first.stddev);
        recorder.record(7);
        let second = recorder.take();
        assert_eq!((second.min, second.max, second.p50, second.stddev, second.cnt), (7, 7, 7, 0, 1));
        let third = recorder.take();
        assert_eq!((third.min, third.max, third.p99, third.cnt), (0, 0, 0, 0));
        assert_eq!(third.hdrsize, second.hdrsize, "the memory is kept");
    }

    #[test]
    fn no_value_is_out_of_range() {
        let recorder = Recorder::new(true);
        recorder.record_time(Duration::from_secs(300));
        recorder.record(0);
        let summary = recorder.take();
        assert_eq!((summary.min, summary.max, summary.outofrange, summary.cnt), (0, 300_000_000, 0, 2));
        assert!(summary.p99.abs_diff(300_000_000) <= 3_000_000, "{}", summary.p99);
        assert!(summary.hdrsize < 16 * 1024, "{}", summary.hdrsize);
    }

    #[test]
    fn without_statistics_nothing_is_kept() {
        let recorder = Recorder::new(false);
        recorder.record(5);
        assert!(!recorder.is_on());
        assert_eq!(recorder.take(), Summary::default());
    }
}
