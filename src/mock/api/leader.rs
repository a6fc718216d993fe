//! Who leads a partition: what a request may ask of which broker, and what a client is told that asked the wrong one.

use std::collections::BTreeSet;

use crate::error::ErrorCode;

use super::super::broker::Broker;
use super::super::state::State;
use super::super::topics::Partition;

/// Whether `broker` leads the partition, in the epoch that the client believes in (-1: none in particular).
pub fn check(partition: &Partition, broker: i32, client_epoch: i32) -> Result<(), ErrorCode> {
    if partition.leader != Some(broker) {
        return Err(ErrorCode::NOT_LEADER_FOR_PARTITION);
    }
    check_epoch(partition, client_epoch)
}

/// Whether the client believes in the partition's leader epoch (KIP-320).
pub fn check_epoch(partition: &Partition, client_epoch: i32) -> Result<(), ErrorCode> {
    match client_epoch {
        ..0 => Ok(()),
        told if partition.pretended_epoch == Some(told) => Ok(()),
        older if older < partition.leader_epoch => Err(ErrorCode::FENCED_LEADER_EPOCH),
        newer if newer > partition.leader_epoch => Err(ErrorCode::UNKNOWN_LEADER_EPOCH),
        _ => Ok(()),
    }
}

/// The leaders that an answer names (KIP-951).
#[derive(Default)]
pub struct Hints {
    leaders: BTreeSet<i32>,
}

impl Hints {
    /// Leader and epoch to name beside `error`; -1 for both if it calls for none.
    pub fn for_error(&mut self, error: ErrorCode, partition: &mut Partition) -> (i32, i32) {
        if !matches!(error, ErrorCode::NOT_LEADER_FOR_PARTITION | ErrorCode::FENCED_LEADER_EPOCH) {
            return (-1, -1);
        }
        let (leader, epoch) = partition.shown_leader();
        self.leaders.extend(leader);
        (leader.unwrap_or(-1), epoch)
    }

    /// The brokers named, whose addresses go with the answer.
    pub fn brokers<'s>(&self, state: &'s State) -> impl Iterator<Item = &'s Broker> {
        self.leaders.iter().filter_map(|leader| state.brokers.get(leader))
    }
}
