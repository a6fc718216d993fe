//! Where one stands in a log: an offset and a leader epoch, set by one thread and read by others.

use std::sync::atomic::{AtomicI32, AtomicI64, Ordering};

use crate::topic::partition_list::{NO_LEADER_EPOCH, OFFSET_INVALID};

/// An offset with the leader epoch of the message before it. One thread writes at a time, any thread reads.
pub(super) struct Marked {
    offset: AtomicI64,
    leader_epoch: AtomicI32,
}

impl Default for Marked {
    fn default() -> Self {
        Marked { offset: AtomicI64::new(OFFSET_INVALID), leader_epoch: AtomicI32::new(NO_LEADER_EPOCH) }
    }
}

impl Marked {
    /// The epoch goes first, and is read last: a reader may see a later epoch than that of the offset, which is harmless,
    /// but no earlier one, which would look like a truncated log.
    #[inline]
    pub(super) fn set(&self, offset: i64, leader_epoch: i32) {
        if self.leader_epoch.load(Ordering::Relaxed) != leader_epoch {
            self.leader_epoch.store(leader_epoch, Ordering::Relaxed);
        }
        self.offset.store(offset, Ordering::Release);
    }

    pub(super) fn get(&self) -> (i64, i32) {
        let offset = self.offset.load(Ordering::Acquire);
        (offset, self.leader_epoch.load(Ordering::Relaxed))
    }

    pub(super) fn clear(&self) {
        self.set(OFFSET_INVALID, NO_LEADER_EPOCH);
    }

    /// True if this is later in the log than `other`: of two leader epochs that are known the later one decides, whatever
    /// the offsets are, since a log that was truncated goes on at a lower offset.
    pub(super) fn is_ahead_of(&self, other: &Marked) -> bool {
        let ((offset, epoch), (other_offset, other_epoch)) = (self.get(), other.get());
        if epoch >= 0 && other_epoch >= 0 && epoch != other_epoch {
            return epoch > other_epoch;
        }
        offset > other_offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_epoch_is_ahead_of_a_higher_offset() {
        let is_ahead = |one: (i64, i32), other: (i64, i32)| {
            let (marked, committed) = (Marked::default(), Marked::default());
            marked.set(one.0, one.1);
            committed.set(other.0, other.1);
            marked.is_ahead_of(&committed)
        };
        assert!(is_ahead((7, 1), (6, 1)) && !is_ahead((6, 1), (6, 1)) && !is_ahead((5, 1), (6, 1)));
        assert!(is_ahead((5, 2), (6, 1)) && !is_ahead((7, 0), (6, 1)));
        assert!(is_ahead((7, NO_LEADER_EPOCH), (6, 1)) && is_ahead((7, 1), (6, NO_LEADER_EPOCH)));
        assert!(is_ahead((0, 3), (OFFSET_INVALID, NO_LEADER_EPOCH)));
    }
}
