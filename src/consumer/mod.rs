//! Reading: from a partition's start offset to the message in the application's hands.
//!
//! A [`FetchPartition`] is one partition that is being read, for the simple consumer (`simple.rs`) as for a group's
//! assignment (`assignment.rs`). The
//! main thread places it (`placement.rs`): finds its start offset (`offsets.rs`) and hands it to its leader's broker
//! thread. That thread's [`Fetcher`] asks for data, turns a response into batches (`unpack.rs`) and queues them. The
//! application takes messages out of the first batch of a queue one by one (`take.rs`).
//!
//! What is stale after a seek or a stop is told by the partition's version: each fetch and each op carries the one it
//! was made under, and is dropped where it meets a newer one.
//!
//! Locks: a partition's state is locked for a few loads and stores, and nothing is locked under it. Accounts and queues
//! have locks of their own, taken alone.

mod account;
mod assignment;
mod batch;
mod closing;
mod fetcher;
mod offset_file;
mod offsets;
mod partition;
mod placement;
mod polls;
mod simple;
mod simple_commit;
mod take;
mod truncation;
mod unpack;

use std::sync::Arc;
use std::time::Duration;

use crate::conf::{Conf, IsolationLevel};
use crate::queue::Queue;
use crate::stats::Counter;
use crate::timer::millis;

pub use account::{BufferAccount, Charge, Underway};
pub use assignment::{Assignment, Progress};
pub use batch::{ConsumerError, FetchedBatch, FetchedMessage, FetchedRecords, NextMessage, Subject};
pub use closing::{Closing, begin_close, close};
pub use fetcher::{FetchCommand, FetchInFlight, Fetcher};
pub use offsets::{ListedOffset, OffsetQueries, OffsetWanted, list_offsets};
pub use partition::{CommittedTaken, FetchPartition, Standing, Watermarks};
pub use placement::metadata_changed;
pub use polls::{Polls, Waiting};
pub use simple::{get_watermarks, seek, start, stop, store_offset, topic_closed};
pub use simple_commit::SimpleCommits;
pub use take::{Counted, Sink, take};
pub use truncation::EpochQueries;

/// A logical offset: the oldest one that the partition has.
pub const OFFSET_BEGINNING: i64 = -2;
/// A logical offset: the one that the next message will get.
pub const OFFSET_END: i64 = -1;
/// A logical offset: the one stored for the group.
pub const OFFSET_STORED: i64 = -1000;
/// This and everything below it counts back from the end.
pub const OFFSET_TAIL_BASE: i64 = -2000;

/// What one instance's consuming has in common.
pub struct Consumer {
    settings: Settings,
    /// What partitions hold that share a queue.
    shared_account: Arc<BufferAccount>,
    /// How often the simple consumer has started a partition.
    pub simple_starts: Counter,
    /// Where the messages of assigned partitions come, and all else that `rd_kafka_consumer_poll` serves.
    pub queue: Arc<Queue>,
    /// When the application last asked for messages.
    pub polls: Polls,
    pub closing: Closing,
}

/// The properties that fetching reads, as it wants them.
#[derive(Clone, Debug)]
pub struct Settings {
    pub wait_max: Duration,
    pub min_bytes: i32,
    pub max_bytes: usize,
    pub partition_max_bytes: usize,
    pub error_backoff: Duration,
    pub queued_min_messages: usize,
    pub queued_max_bytes: usize,
    pub read_committed: bool,
    pub partition_eof: bool,
    pub check_crcs: bool,
    pub store_offsets: bool,
    pub retry_backoff: Duration,
    pub socket_timeout: Duration,
}

impl Settings {
    fn new(conf: &Conf) -> Self {
        let size = |bytes: i32| usize::try_from(bytes).unwrap_or(0);
        Settings {
            wait_max: millis(conf.fetch_wait_max_ms),
            min_bytes: conf.fetch_min_bytes,
            max_bytes: size(conf.fetch_max_bytes),
            partition_max_bytes: size(conf.max_partition_fetch_bytes),
            error_backoff: millis(conf.fetch_error_backoff_ms),
            queued_min_messages: size(conf.queued_min_messages),
            queued_max_bytes: size(conf.queued_max_messages_kbytes).saturating_mul(1024),
            read_committed: conf.isolation_level == IsolationLevel::ReadCommitted,
            partition_eof: conf.enable_partition_eof,
            check_crcs: conf.check_crcs,
            store_offsets: conf.enable_auto_offset_store,
            retry_backoff: millis(conf.retry_backoff_ms),
            socket_timeout: millis(conf.socket_timeout_ms),
        }
    }

    /// For ListOffsets and Fetch.
    pub fn isolation_level(&self) -> i8 {
        i8::from(self.read_committed)
    }
}

impl Consumer {
    pub fn new(conf: &Conf) -> Self {
        let settings = Settings::new(conf);
        Consumer {
            shared_account: BufferAccount::new(settings.queued_max_bytes),
            simple_starts: Counter::default(),
            queue: Queue::new(),
            polls: Polls::default(),
            closing: Closing::default(),
            settings,
        }
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The account of partitions whose messages come together in one queue.
    pub fn shared_account(&self) -> &Arc<BufferAccount> {
        &self.shared_account
    }

    /// The instance has ended.
    pub fn shut_down(&self) {
        self.queue.close();
        self.shared_account.close();
    }
}
