//! What the core hands to the application through a [`Queue`](super::Queue).

use crate::admin::{AdminResult, Operation};
use crate::callback::{OffsetCommitCb, Opaque};
use crate::consumer::{ConsumerError, FetchedBatch};
use crate::error::ErrorCode;
use crate::group::Rebalance;
use crate::log::LogLine;
use crate::producer::DeliveryReport;
use crate::stats::StatsText;
use crate::topic::partition_list::PartitionList;

/// One thing for the application to see, by callback or as an event.
pub enum Op {
    /// Consumed messages of one partition batch, taken one by one.
    Fetched(FetchedBatch),
    /// A consumer's error or partition EOF, which the application sees as a message with `err` set.
    ConsumerError(Box<ConsumerError>),
    /// Messages of one batch whose fate is known, reported one by one.
    Delivery(Box<DeliveryReport>),
    /// An instance-wide error; a fatal one is wrapped as `_FATAL` for the application.
    Error(Box<ErrorReport>),
    Stats(Box<StatsText>),
    Throttle(Box<Throttle>),
    Log(Box<LogLine>),
    /// What became of a commit.
    OffsetCommit(Box<CommitReport>),
    /// Partitions come or go, which the application is to answer.
    Rebalance(Box<Rebalance>),
    /// What came of an admin operation.
    Admin(Box<AdminResult>),
}

/// Which queue op the application is told of, for choosing between callback, event and drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpKind {
    Fetch,
    Delivery,
    Error,
    Stats,
    Throttle,
    Log,
    OffsetCommit,
    Rebalance,
    Admin(Operation),
}

#[derive(Debug)]
pub struct ErrorReport {
    pub code: ErrorCode,
    pub reason: String,
    pub fatal: bool,
}

/// A broker told us to slow down (KIP-219); for the application's information.
#[derive(Debug)]
pub struct Throttle {
    pub broker_name: String,
    pub broker_id: i32,
    pub throttle_ms: i32,
}

/// A commit's outcome.
#[derive(Debug)]
pub struct CommitReport {
    pub code: ErrorCode,
    /// With each partition's own error.
    pub offsets: PartitionList,
    /// The function that this commit was given, with its opaque; `None`: the instance's.
    pub callback: Option<(Option<OffsetCommitCb>, Opaque)>,
}

impl Op {
    pub fn kind(&self) -> OpKind {
        match self {
            Op::Fetched(_) | Op::ConsumerError(_) => OpKind::Fetch,
            Op::Delivery(_) => OpKind::Delivery,
            Op::Error(_) => OpKind::Error,
            Op::Stats(_) => OpKind::Stats,
            Op::Throttle(_) => OpKind::Throttle,
            Op::Log(_) => OpKind::Log,
            Op::OffsetCommit(_) => OpKind::OffsetCommit,
            Op::Rebalance(_) => OpKind::Rebalance,
            Op::Admin(result) => OpKind::Admin(result.operation),
        }
    }

    /// What the op adds to a queue's length: messages still to be taken out of it.
    pub fn weight(&self) -> usize {
        match self {
            Op::Fetched(batch) => batch.remaining(),
            _ => 1,
        }
    }
}
