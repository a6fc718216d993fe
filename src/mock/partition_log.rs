//! A partition's log: batches as they came, from a start offset to an end offset.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::records::BatchHeader;

/// What a partition keeps at most: older batches go when newer ones come.
pub const RETENTION_BYTES: usize = 5 * 1024 * 1024;

/// Where the leader epoch stands in a batch: after base offset and length.
const LEADER_EPOCH_AT: usize = 12;

#[derive(Clone, Debug)]
pub struct Batch {
    pub base_offset: i64,
    pub last_offset: i64,
    pub leader_epoch: i32,
    pub max_timestamp: i64,
    /// With base offset and leader epoch filled in.
    pub bytes: Bytes,
}

#[derive(Debug, Default)]
pub struct PartitionLog {
    batches: VecDeque<Batch>,
    bytes: usize,
    start: i64,
    end: i64,
}

impl PartitionLog {
    /// The oldest offset that can be read.
    pub fn start_offset(&self) -> i64 {
        self.start
    }

    /// The offset that the next record gets.
    pub fn end_offset(&self) -> i64 {
        self.end
    }

    /// The batches that have records from `offset` on.
    pub fn batches_from(&self, offset: i64) -> impl Iterator<Item = &Batch> {
        let first = self.batches.partition_point(|batch| batch.last_offset < offset);
        self.batches.range(first..)
    }

    /// Adds one batch, whose header has been decoded and checked; returns the offset of its first record. The CRC
    /// does not cover what is filled in here.
    pub fn append(&mut self, header: &BatchHeader, batch: &[u8], leader_epoch: i32) -> i64 {
        let base_offset = self.end;
        let last_offset = base_offset.saturating_add(i64::from(header.last_offset_delta.max(0)));
        let mut bytes = batch.to_vec();
        if let Some(place) = bytes.first_chunk_mut::<8>() {
            *place = base_offset.to_be_bytes();
        }
        if let Some(place) = bytes.get_mut(LEADER_EPOCH_AT..).and_then(|rest| rest.first_chunk_mut::<4>()) {
            *place = leader_epoch.to_be_bytes();
        }
        self.end = last_offset.saturating_add(1);
        self.bytes += bytes.len();
        let (bytes, max_timestamp) = (Bytes::from(bytes), header.max_timestamp);
        self.batches.push_back(Batch { base_offset, last_offset, leader_epoch, max_timestamp, bytes });
        self.retain();
        base_offset
    }

    /// Keeps the newest batch, however large it is.
    fn retain(&mut self) {
        while self.bytes > RETENTION_BYTES && self.batches.len() > 1 {
            if let Some(next) = self.batches.get(1).map(|batch| batch.base_offset) {
                self.delete_before(next);
            }
        }
    }

    /// Deletes the records before `offset`; whole batches are freed.
    pub fn delete_before(&mut self, offset: i64) {
        self.start = self.start.max(offset.min(self.end));
        while let Some(first) = self.batches.front()
            && first.last_offset < self.start
        {
            self.bytes -= first.bytes.len();
            self.batches.pop_front();
        }
    }
}
