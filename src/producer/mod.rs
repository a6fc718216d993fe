//! The producer: from `rd_kafka_produce` to the delivery report.
//!
//! Application threads encode records straight into the open batch of a partition (`accumulator.rs`, `batch.rs`); the
//! leader's broker thread takes batches that are due, compresses and sends them, retries them and learns their fate
//! (`sender.rs`); the application collects it from the reply queue (`delivery.rs`). Messages for a topic whose
//! partitions are not known yet wait in `unassigned.rs`.

mod accumulator;
mod batch;
mod choose;
mod delivery;
mod idempotence;
mod limits;
mod partitioner;
mod partitions;
mod pool;
mod produce;
mod purge;
mod refusal;
mod sender;
mod timeouts;
mod topics;
mod unassigned;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::client::Client;
use crate::conf::Conf;
use crate::error::ErrorCode;
use crate::queue::Deadline;

pub use accumulator::{Levels, Partition};
pub use batch::Batch;
pub use choose::TopicPartitioner;
pub use delivery::{DeliveryReport, Persistence, Report};
pub use idempotence::{Idempotence, Stamp};
pub use limits::Limits;
pub use partitions::Partitions;
pub use pool::Pool;
pub use produce::{BLOCK, NewMessage, Value, accept, produce};
pub use purge::{purge_in_flight, purge_queued};
pub use refusal::Refusal;
pub use sender::{ProduceInFlight, Sender};
pub use topics::{topic_changed, topic_closed, update_partitions};
pub use unassigned::Unassigned;

/// What one instance's producing has in common.
pub struct Producer {
    pub limits: Limits,
    pub pool: Arc<Pool>,
    /// `None` unless `enable.idempotence`.
    pub idempotence: Option<Idempotence>,
    /// Calls of flush under way: batches do not linger meanwhile.
    flushing: AtomicUsize,
    /// The main thread's scan for messages that time out before they are sent is set.
    scan_armed: AtomicBool,
    settings: Settings,
}

/// The properties that the hot path reads, as it wants them.
#[derive(Clone, Debug)]
pub struct Settings {
    pub message_max_bytes: usize,
    pub batch_max_bytes: usize,
    pub batch_max_messages: usize,
    pub linger: Duration,
    pub sticky_linger_ms: u64,
    pub reports: Reports,
}

/// Which delivery reports the application wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reports {
    None,
    Errors,
    All,
}

impl Producer {
    pub fn new(conf: &Conf) -> Self {
        let message_max_bytes = conf.message_max_bytes as usize;
        Producer {
            limits: Limits::new(
                conf.queue_buffering_max_messages as usize,
                (conf.queue_buffering_max_kbytes as usize).saturating_mul(1024),
            ),
            pool: Pool::new(),
            idempotence: Idempotence::new(conf),
            flushing: AtomicUsize::new(0),
            scan_armed: AtomicBool::new(false),
            settings: Settings {
                message_max_bytes,
                batch_max_bytes: (conf.batch_size as usize).min(message_max_bytes),
                batch_max_messages: conf.batch_num_messages as usize,
                linger: conf.linger(),
                sticky_linger_ms: conf.sticky_partitioning_linger_ms as u64,
                reports: match (conf.wants_delivery_reports(), conf.delivery_report_only_error) {
                    (false, _) => Reports::None,
                    (true, true) => Reports::Errors,
                    (true, false) => Reports::All,
                },
            },
        }
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn is_flushing(&self) -> bool {
        self.flushing.load(Ordering::Relaxed) > 0
    }

    /// How long an open batch waits for more messages.
    pub fn linger(&self) -> Duration {
        if self.is_flushing() { Duration::ZERO } else { self.settings.linger }
    }

    /// Sends what lingers, and has nothing linger until the returned guard is dropped.
    pub fn begin_flush<'a>(&'a self, client: &Client) -> Flushing<'a> {
        self.flushing.fetch_add(1, Ordering::SeqCst);
        for broker in client.brokers.all() {
            broker.nudge();
        }
        Flushing(self)
    }

    /// Waits until no message is queued or in flight and none waits for its report; false when time is up first.
    pub fn wait_drained(&self, deadline: Deadline) -> bool {
        self.limits.wait_empty(deadline)
    }

    /// A fatal error was raised: nothing that still waits may be sent.
    pub fn fail_all_queued(&self, client: &Client) {
        self.idempotence.iter().for_each(Idempotence::stop);
        for topic in client.topics.all() {
            topics::fail_queued(client, &topic, ErrorCode::_PURGE_QUEUE);
        }
    }
}

/// While this lives, linger.ms counts as zero.
pub struct Flushing<'a>(&'a Producer);

impl Drop for Flushing<'_> {
    fn drop(&mut self) {
        self.0.flushing.fetch_sub(1, Ordering::SeqCst);
    }
}
