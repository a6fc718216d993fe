//! A partition's log: batches as they came, from a start offset to an end offset.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::error::ErrorCode;
use crate::protocol::messages::fetch_response::AbortedTransaction;
use crate::records::{
    BatchHeader, Batches, Codec, ControlMarker, Decompressor, ProducerId, RawBatch, RecordCursor, RecordError,
};

use super::producers::{Producers, Sequence};

/// What a partition keeps at most: older batches go when newer ones come.
pub const RETENTION_BYTES: usize = 5 * 1024 * 1024;

/// Where the leader epoch stands in a batch: after base offset and length.
const LEADER_EPOCH_AT: usize = 12;

/// What a client sends for an epoch that it does not know.
const UNKNOWN_EPOCH: i32 = -1;

/// A stored batch that unpacks to more is not searched record by record.
const MAX_UNPACKED: usize = 100 * 1024 * 1024;

#[derive(Clone, Debug)]
pub struct Batch {
    pub base_offset: i64,
    pub last_offset: i64,
    pub leader_epoch: i32,
    pub max_timestamp: i64,
    /// With base offset and leader epoch filled in.
    pub bytes: Bytes,
}

impl Batch {
    /// What it costs in memory.
    fn cost(&self) -> usize {
        self.bytes.len() + size_of::<Batch>()
    }

    /// The first record for which `wanted` holds.
    fn find(&self, wanted: impl Fn(TimedOffset) -> bool) -> Result<Option<TimedOffset>, RecordError> {
        let Some(batch) = Batches::new(&self.bytes).next().transpose()? else { return Ok(None) };
        let unpacked;
        let area = match batch.codec {
            Codec::None => batch.records_in(&self.bytes),
            codec => {
                let packed = batch.records_in(&self.bytes);
                unpacked = Decompressor::default().decompress(codec, packed, MAX_UNPACKED)?;
                &unpacked
            }
        };
        find_record(&batch, area, self.leader_epoch, wanted)
    }
}

fn find_record(
    batch: &RawBatch,
    area: &[u8],
    leader_epoch: i32,
    wanted: impl Fn(TimedOffset) -> bool,
) -> Result<Option<TimedOffset>, RecordError> {
    let mut cursor = RecordCursor::new(batch, area)?;
    while let Some(record) = cursor.next(area)? {
        let found = TimedOffset { offset: record.offset, timestamp: record.timestamp, leader_epoch };
        if wanted(found) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// A record found by its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOffset {
    pub offset: i64,
    pub timestamp: i64,
    pub leader_epoch: i32,
}

/// From which offset on a leader epoch's records are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochStart {
    pub epoch: i32,
    pub offset: i64,
}

/// What became of a client's batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    pub base_offset: i64,
    /// The time of the same batch that was there already; nothing was added.
    pub duplicate_of: Option<i64>,
}

#[derive(Debug)]
pub struct PartitionLog {
    batches: VecDeque<Batch>,
    /// What the batches cost in memory.
    bytes: usize,
    start: i64,
    end: i64,
    /// Ascending by epoch and by offset; never empty.
    epochs: VecDeque<EpochStart>,
    producers: Producers,
}

impl Default for PartitionLog {
    fn default() -> Self {
        PartitionLog {
            batches: VecDeque::new(),
            bytes: 0,
            start: 0,
            end: 0,
            epochs: VecDeque::from([EpochStart { epoch: 0, offset: 0 }]),
            producers: Producers::default(),
        }
    }
}

impl PartitionLog {
    /// The oldest offset that can be read.
    pub fn start_offset(&self) -> i64 {
        self.start
    }

    /// The offset that the next record gets. Every replica has all, so this is the high watermark too.
    pub fn end_offset(&self) -> i64 {
        self.end
    }

    /// Where the first record stands that belongs to an open transaction; the end if there is none.
    pub fn last_stable_offset(&self) -> i64 {
        self.producers.first_open_offset().map_or(self.end, |offset| offset.max(self.start))
    }

    /// What is kept, in bytes of memory.
    pub fn kept_bytes(&self) -> usize {
        self.bytes
    }

    /// The batches that have records from `offset` on.
    pub fn batches_from(&self, offset: i64) -> impl Iterator<Item = &Batch> {
        let first = self.batches.partition_point(|batch| batch.last_offset < offset);
        self.batches.range(first..)
    }

    /// Adds the batch of a client, whose header has been decoded and checked, unless its producer's sequence forbids
    /// that, or it is there already.
    pub fn produce(
        &mut self,
        header: &BatchHeader,
        batch: &[u8],
        leader_epoch: i32,
    ) -> Result<Appended, ErrorCode> {
        if let Sequence::Duplicate { base_offset, timestamp } = self.producers.check(header)? {
            return Ok(Appended { base_offset, duplicate_of: Some(timestamp) });
        }
        let base_offset = self.append(header, batch, leader_epoch);
        self.producers.appended(header, base_offset);
        Ok(Appended { base_offset, duplicate_of: None })
    }

    /// A producer that is told that its batch is there already, true or not, goes on after it.
    pub fn count_as_appended(&mut self, header: &BatchHeader) {
        let next = self.producers.check(header) == Ok(Sequence::Next);
        if next && !header.attributes.is_transactional() {
            self.producers.appended(header, self.end);
        }
    }

    /// Ends a producer's transaction with a mark in the log, as its coordinator wants it; the mark's offset.
    pub fn end_transaction(
        &mut self,
        marker: &ControlMarker,
        coordinator_epoch: i32,
        leader_epoch: i32,
        now_ms: i64,
    ) -> Result<i64, ErrorCode> {
        let id = ProducerId { id: marker.producer_id, epoch: marker.producer_epoch };
        self.producers.check_marker(id, coordinator_epoch)?;
        let batch = marker.to_batch(coordinator_epoch, now_ms).map_err(|_| ErrorCode::UNKNOWN)?;
        let header = BatchHeader::decode(&batch).map_err(|_| ErrorCode::UNKNOWN)?;
        let offset = self.append(&header, &batch, leader_epoch);
        self.producers.ended(id, marker.kind, coordinator_epoch, offset);
        Ok(offset)
    }

    /// Whether the producer has written to the partition in a transaction that has not ended.
    pub fn has_open_transaction(&self, producer_id: i64) -> bool {
        self.producers.open_offset(producer_id).is_some()
    }

    /// The aborted transactions that have records from `from` on and before `to`.
    pub fn aborted_transactions(&self, from: i64, to: i64) -> Vec<AbortedTransaction> {
        self.producers.aborted(from, to)
    }

    /// Adds one batch; returns the offset of its first record. The CRC does not cover what is filled in here.
    fn append(&mut self, header: &BatchHeader, batch: &[u8], leader_epoch: i32) -> i64 {
        self.begin_epoch(leader_epoch);
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
        let (bytes, max_timestamp) = (Bytes::from(bytes), header.max_timestamp);
        let batch = Batch { base_offset, last_offset, leader_epoch, max_timestamp, bytes };
        self.bytes += batch.cost();
        self.batches.push_back(batch);
        while self.bytes > RETENTION_BYTES && self.drop_oldest() {}
        base_offset
    }

    /// Frees the oldest batch; false if it is the only one, which is kept however large it is.
    pub fn drop_oldest(&mut self) -> bool {
        let Some(next) = self.batches.get(1).map(|batch| batch.base_offset) else { return false };
        self.delete_before(next);
        true
    }

    /// Deletes the records before `offset`; whole batches are freed. A batch in which `offset` lies is kept as it came:
    /// clients skip the records before the offset that they asked for.
    pub fn delete_before(&mut self, offset: i64) {
        self.start = self.start.max(offset.min(self.end));
        while let Some(first) = self.batches.front()
            && first.last_offset < self.start
        {
            self.bytes -= first.cost();
            self.batches.pop_front();
        }
        // The epoch at the start stays known, from the start on.
        while self.epochs.get(1).is_some_and(|next| next.offset <= self.start) {
            self.epochs.pop_front();
        }
        if let Some(first) = self.epochs.front_mut() {
            first.offset = first.offset.max(self.start);
        }
        self.producers.forget_before(self.start);
    }

    /// A leader's term begins at the log's end. Terms in which nothing was written leave no trace.
    pub fn begin_epoch(&mut self, epoch: i32) {
        if self.latest_epoch() >= epoch {
            return;
        }
        while self.epochs.back().is_some_and(|last| last.offset >= self.end) {
            self.epochs.pop_back();
        }
        self.epochs.push_back(EpochStart { epoch, offset: self.end });
    }

    pub fn latest_epoch(&self) -> i32 {
        self.epochs.back().map_or(0, |last| last.epoch)
    }

    /// The epoch that wrote the record at `offset`, or would have.
    pub fn epoch_at(&self, offset: i64) -> i32 {
        let after = self.epochs.partition_point(|start| start.offset <= offset);
        let at = self.epochs.get(after.saturating_sub(1));
        at.map_or(0, |start| start.epoch)
    }

    /// Where `epoch` ended, with the greatest epoch known that is not above it (KIP-101, KIP-320); `None` for an epoch
    /// that has not been yet.
    pub fn epoch_end(&self, epoch: i32) -> Option<EpochStart> {
        if epoch == UNKNOWN_EPOCH {
            return None;
        }
        if epoch == self.latest_epoch() {
            return Some(EpochStart { epoch, offset: self.end });
        }
        let above = self.epochs.partition_point(|start| start.epoch <= epoch);
        let end = self.epochs.get(above)?.offset;
        let floor = above.checked_sub(1).and_then(|at| self.epochs.get(at));
        Some(EpochStart { epoch: floor.map_or(epoch, |start| start.epoch), offset: end })
    }

    /// The first of the records that have the greatest time.
    pub fn find_latest_time(&self) -> Option<TimedOffset> {
        let latest = self.batches.iter().map(|batch| batch.max_timestamp).max()?;
        let candidates = self.batches.iter().filter(|batch| batch.max_timestamp == latest);
        let start = self.start;
        let wanted = |record: TimedOffset| record.timestamp >= latest && record.offset >= start;
        // A batch that cannot be read is passed over, as its readers will do.
        candidates.filter_map(|batch| batch.find(wanted).ok().flatten()).next()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{NewBatch, header_of};
    use super::*;

    fn log_of(batches: &[NewBatch<'_>]) -> PartitionLog {
        let mut log = PartitionLog::default();
        for batch in batches {
            append(&mut log, batch, 0);
        }
        log
    }

    fn append(log: &mut PartitionLog, batch: &NewBatch<'_>, epoch: i32) -> i64 {
        let bytes = batch.encode();
        log.produce(&header_of(&bytes), &bytes, epoch).unwrap().base_offset
    }

    fn three() -> NewBatch<'static> {
        NewBatch { timestamps: &[10, 30, 20], ..NewBatch::default() }
    }

    #[test]
    fn a_batch_is_kept_as_it_came_but_for_offset_and_epoch() {
        let mut log = log_of(&[three()]);
        let bytes = three().encode();
        append(&mut log, &three(), 7);
        let stored = log.batches_from(4).next().unwrap();
        assert_eq!((stored.base_offset, stored.last_offset, stored.leader_epoch), (3, 5, 7));
        assert_eq!(stored.bytes[..8], 3i64.to_be_bytes());
        assert_eq!(stored.bytes[12..16], 7i32.to_be_bytes());
        assert_eq!((&stored.bytes[8..12], &stored.bytes[16..]), (&bytes[8..12], &bytes[16..]));
        let raw = Batches::new(&stored.bytes).next().unwrap().unwrap();
        raw.check_crc(&stored.bytes).unwrap();
    }

    #[test]
    fn deleting_in_the_middle_of_a_batch_keeps_the_batch_and_moves_the_start() {
        let mut log = log_of(&[three(), three()]);
        log.delete_before(4);
        assert_eq!((log.start_offset(), log.end_offset()), (4, 6));
        assert_eq!(log.batches_from(4).map(|batch| batch.base_offset).collect::<Vec<_>>(), [3]);
        log.delete_before(2);
        assert_eq!(log.start_offset(), 4);
        log.delete_before(100);
        assert_eq!((log.start_offset(), log.end_offset(), log.kept_bytes()), (6, 6, 0));
        assert_eq!(append(&mut log, &three(), 0), 6);
    }

    #[test]
    fn retention_drops_the_oldest_and_never_the_newest() {
        let value = vec![b'x'; RETENTION_BYTES / 3];
        let large = NewBatch { value: &value, ..NewBatch::default() };
        let mut log = log_of(&[large.clone(), large.clone(), large.clone()]);
        assert_eq!((log.start_offset(), log.end_offset()), (1, 3));
        assert!(log.kept_bytes() <= RETENTION_BYTES);
        let value = vec![b'x'; RETENTION_BYTES + 1];
        append(&mut log, &NewBatch { value: &value, ..NewBatch::default() }, 0);
        assert_eq!((log.start_offset(), log.end_offset()), (3, 4));
        assert!(!log.drop_oldest());
    }

    #[test]
    fn small_batches_are_bounded_by_their_memory() {
        let mut log = PartitionLog::default();
        let bytes = NewBatch::default().encode();
        let header = header_of(&bytes);
        let batches = RETENTION_BYTES / bytes.len();
        for _ in 0..batches {
            log.append(&header, &bytes, 0);
        }
        assert!(log.kept_bytes() <= RETENTION_BYTES);
        assert!(log.start_offset() > batches as i64 / 3);
    }

    #[test]
    fn the_greatest_time_is_that_of_a_record() {
        for codec in [Codec::None, Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd] {
            let later = NewBatch { timestamps: &[40, 35], codec, ..NewBatch::default() };
            let mut log = log_of(&[NewBatch { codec, ..three() }, later]);
            let found = |log: &PartitionLog| log.find_latest_time().map(|at| (at.offset, at.timestamp));
            assert_eq!(found(&log), Some((3, 40)), "{codec}");
            log = log_of(&[NewBatch { codec, ..three() }]);
            assert_eq!(found(&log), Some((1, 30)));
            log.delete_before(2);
            assert_eq!(found(&log), None);
        }
        assert_eq!(PartitionLog::default().find_latest_time(), None);
    }

    #[test]
    fn epochs_are_found_by_offset_and_by_number() {
        let mut log = log_of(&[three()]);
        log.begin_epoch(2);
        log.begin_epoch(4);
        append(&mut log, &three(), 4);
        let end = |log: &PartitionLog, epoch| log.epoch_end(epoch).map(|end| (end.epoch, end.offset));
        // Epoch 2 wrote nothing.
        assert_eq!(end(&log, 0), Some((0, 3)));
        assert_eq!(end(&log, 2), Some((0, 3)));
        assert_eq!(end(&log, 4), Some((4, 6)));
        assert_eq!((end(&log, 5), end(&log, -1)), (None, None));
        assert_eq!(end(&log, -5), Some((-5, 0)));
        assert_eq!([0, 2, 3, 6].map(|offset| log.epoch_at(offset)), [0, 0, 4, 4]);
        log.delete_before(4);
        assert_eq!((end(&log, 0), log.epoch_at(4)), (Some((0, 4)), 4));
    }
}
