//! Statistics: a JSON object about the instance, its brokers, topics and partitions, handed to the application every
//! `statistics.interval.ms`.
//!
//! What is measured lives in what it measures (`measures.rs`): a broker's thread counts its requests and batches in
//! relaxed counters (`counter.rs`), and records times and sizes in windows (`window.rs`), a batch or a request at a time,
//! only when someone wants statistics. Nothing is measured message by message on the application's side; the sizes of
//! fetched messages and the ages of sent ones are, on the broker's thread, if someone wants them. The main thread's timer
//! (`emit.rs`) reads it all (`collect.rs`), which ends the windows, and writes it down (`report.rs` has the fields).
//!
//! Locks: a window's is taken alone; collecting takes the locks of what it reads one after the other.

mod collect;
mod counter;
mod emit;
mod measures;
mod report;
mod window;

pub use counter::{Counter, Gauge, Moment};
#[cfg(test)]
pub(crate) use emit::text_of;
pub use emit::{Statistics, StatsText};
pub use measures::{BrokerStats, FetchStats, MessageStats, TopicStats, Traffic};
pub use report::{EosReport, GroupReport};
pub use window::{Recorder, Summary, micros};
