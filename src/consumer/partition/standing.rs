//! How a partition's reading stands at one moment, for the statistics.

use std::sync::atomic::Ordering;

use super::{FetchPartition, Phase, Watermarks};

/// Offsets are `OFFSET_INVALID` where there is none.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub phase: &'static str,
    pub started: bool,
    /// The node that it is fetched from.
    pub broker: Option<i32>,
    pub leader_epoch: i32,
    /// The logical offset that reading begins, or began, at.
    pub queried: i64,
    pub next_offset: i64,
    pub position: i64,
    /// With its leader epoch, as is `committed`.
    pub stored: (i64, i32),
    pub committed: (i64, i32),
    pub eof_at: i64,
    pub watermarks: Watermarks,
    pub queued: usize,
    pub queued_bytes: usize,
    pub received: u64,
    pub received_bytes: u64,
    pub dropped: u64,
}

impl FetchPartition {
    pub fn standing(&self) -> Standing {
        let (queued, queued_bytes) = self.level();
        let state = self.state.lock();
        Standing {
            phase: state.phase.name(),
            started: state.phase != Phase::Stopped,
            broker: state.broker.as_ref().map(|broker| broker.node_id()),
            leader_epoch: state.leader_epoch,
            queried: match state.phase {
                Phase::Resolving { start, .. } => start.logical(),
                _ => state.queried,
            },
            next_offset: state.next_offset,
            position: self.position().0,
            stored: self.stored(),
            committed: self.committed.get(),
            eof_at: state.eof_at,
            watermarks: state.watermarks,
            queued,
            queued_bytes,
            received: self.stats.received.messages.get(),
            received_bytes: self.stats.received.bytes.get(),
            dropped: self.stats.dropped.get(),
        }
    }

    /// Messages that wait in the queue, and their bytes in proportion: a batch counts as a whole until its last message is
    /// taken, but the queue knows better, unless others share it.
    fn level(&self) -> (usize, usize) {
        let (whole, bytes) = (self.queued.load(Ordering::Relaxed), self.stats.queued_bytes.get());
        let messages = whole.min(self.queue.len());
        (messages, (bytes * messages).checked_div(whole).unwrap_or(0))
    }
}

impl Phase {
    fn name(self) -> &'static str {
        match self {
            Phase::Stopped => "stopped",
            Phase::Committed { asked: false } | Phase::Resolving { asked: false, .. } => "offset-query",
            Phase::Committed { asked: true } | Phase::Resolving { asked: true, .. } => "offset-wait",
            Phase::Validating { .. } => "validate-epoch-wait",
            Phase::Fetching => "active",
        }
    }
}
