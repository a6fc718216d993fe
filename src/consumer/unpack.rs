//! From the bytes of a partition in a Fetch response to batches for its queue: checks, isolation, decompression.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use bytes::Bytes;

use crate::protocol::messages::fetch_response::AbortedTransaction;
use crate::records::{
    Batches, Codec, ControlMarker, ControlType, Decompressor, RawBatch, RecordCursor, RecordError,
};

use super::batch::Segment;
use super::{BufferAccount, Charge, Settings};

/// No batch may decompress to more: what the format's lengths can say.
const MAX_UNPACKED: usize = i32::MAX as usize;
/// Segments share an op until they come to this size: small batches of a slow producer do not need one each, and large
/// ones are given back one by one.
const OP_BYTES: usize = 64 * 1024;

/// Segments for one op, each with a cursor.
#[derive(Default)]
pub struct Group {
    pub segments: Vec<Segment>,
    pub cursors: Vec<RecordCursor>,
    bytes: usize,
}

/// What was made of a partition's part of a response.
#[derive(Default)]
pub struct Unpacked {
    pub groups: Vec<Group>,
    /// Batches that had to be passed over: (first offset, why).
    pub bad: Vec<(i64, RecordError)>,
    /// Where to go on.
    pub next_offset: i64,
    /// The leader epoch of the last batch before that; `None` if there is no batch.
    pub last_epoch: Option<i32>,
    /// Nothing more could be found: the data is damaged at its outermost level, or holds no whole batch.
    pub stuck: Option<Stuck>,
    /// The bytes of the first batch if that is not complete; 0 if it does not say. Apart, so that each response has it:
    /// memcheck does not see that what is compared ahead of its condition is dropped.
    pub needed: usize,
    /// The last batch is not complete.
    pub partial: bool,
}

#[derive(Debug)]
pub enum Stuck {
    Damaged(RecordError),
    /// The first batch is not complete.
    Incomplete,
}

/// Where plain records lie and what their buffer counts for.
pub struct Source {
    pub records: Bytes,
    /// The charge for the whole response, if records may stay in it; else they are copied.
    pub shared: Option<Arc<Charge>>,
}

/// The transactions whose records a reader of committed ones must not see.
struct Aborted {
    /// By the offset at which they begin.
    upcoming: VecDeque<(i64, i64)>,
    active: HashSet<i64>,
}

impl Aborted {
    fn new(list: &[AbortedTransaction]) -> Self {
        let mut upcoming: Vec<_> =
            list.iter().map(|aborted| (aborted.first_offset, aborted.producer_id)).collect();
        upcoming.sort_unstable();
        Aborted { upcoming: upcoming.into(), active: HashSet::new() }
    }

    /// Transactions that have begun by the end of `batch` are under way.
    fn enter(&mut self, batch: &RawBatch) {
        while let Some(&(first, producer)) = self.upcoming.front()
            && first <= batch.last_offset
        {
            self.upcoming.pop_front();
            self.active.insert(producer);
        }
    }

    fn marker(&mut self, marker: Option<ControlMarker>) {
        if let Some(ControlMarker { producer_id, kind: ControlType::Abort, .. }) = marker {
            self.active.remove(&producer_id);
        }
    }

    fn hides(&self, batch: &RawBatch) -> bool {
        batch.transactional && self.active.contains(&batch.producer_id)
    }
}

/// Unpacks batches from `offset` on, as far as `account` has room for.
pub fn unpack(
    source: &Source,
    offset: i64,
    aborted: &[AbortedTransaction],
    settings: &Settings,
    account: &Arc<BufferAccount>,
    decompressor: &mut Decompressor,
) -> Unpacked {
    let mut unpacker = Unpacker {
        source,
        aborted: settings.read_committed.then(|| Aborted::new(aborted)),
        check_crcs: settings.check_crcs,
        account,
        decompressor,
        out: Unpacked { next_offset: offset, ..Default::default() },
    };
    unpacker.run();
    unpacker.out
}

struct Unpacker<'a> {
    source: &'a Source,
    aborted: Option<Aborted>,
    check_crcs: bool,
    account: &'a Arc<BufferAccount>,
    decompressor: &'a mut Decompressor,
    out: Unpacked,
}

impl Unpacker<'_> {
    fn run(&mut self) {
        let mut batches = Batches::new(&self.source.records);
        let mut found = false;
        for batch in batches.by_ref() {
            match batch {
                Ok(batch) => {
                    found = true;
                    if !self.batch(&batch) {
                        return;
                    }
                }
                Err(error) => {
                    self.out.stuck = Some(Stuck::Damaged(error));
                    return;
                }
            }
        }
        self.out.partial = batches.rest() > 0;
        if !found && batches.rest() > 0 {
            self.out.stuck = Some(Stuck::Incomplete);
            self.out.needed = batches.needed().unwrap_or(0);
        }
    }

    /// Takes one batch in. False when there is no room for it now.
    fn batch(&mut self, batch: &RawBatch) -> bool {
        if let Some(aborted) = &mut self.aborted {
            aborted.enter(batch);
        }
        if batch.last_offset < self.out.next_offset {
            // The broker sends whole batches: this one ends before where we want to begin.
            self.note_marker(batch);
            return true;
        }
        let outcome = self.readable(batch);
        match outcome {
            Ok(Some(Room::Full)) => return false,
            Ok(Some(Room::Taken) | None) => {}
            Err(error) => self.out.bad.push((batch.base_offset.max(self.out.next_offset), error)),
        }
        self.out.next_offset = batch.last_offset.saturating_add(1);
        self.out.last_epoch = Some(batch.leader_epoch);
        true
    }

    /// `None` if the batch has nothing for the application.
    fn readable(&mut self, batch: &RawBatch) -> Result<Option<Room>, RecordError> {
        if self.check_crcs {
            batch.check_crc(&self.source.records)?;
        }
        if batch.control {
            self.note_marker(batch);
            return Ok(None);
        }
        let hidden = self.aborted.as_ref().is_some_and(|aborted| aborted.hides(batch));
        if hidden || batch.count == Some(0) {
            return Ok(None);
        }
        let Some((area, charge)) = self.area(batch)? else { return Ok(Some(Room::Full)) };
        let cursor = self.cursor(batch, &area)?;
        if cursor.remaining() > 0 {
            self.push(Segment { area, leader_epoch: batch.leader_epoch, charge }, cursor);
        }
        Ok(Some(Room::Taken))
    }

    fn note_marker(&mut self, batch: &RawBatch) {
        let Some(aborted) = &mut self.aborted else { return };
        let area = batch.records_in(&self.source.records);
        // A mark that cannot be read ends nothing: what it was to end stays hidden.
        aborted.marker(ControlMarker::read(batch, area).ok().flatten());
    }

    /// The batch's records, unpacked; `None` if there is no room for them.
    fn area(&mut self, batch: &RawBatch) -> Result<Option<(Bytes, Arc<Charge>)>, RecordError> {
        let packed = batch.records_in(&self.source.records);
        if batch.codec == Codec::None {
            return Ok(Some(match &self.source.shared {
                Some(charge) => (self.source.records.slice_ref(packed), Arc::clone(charge)),
                None => (Bytes::copy_from_slice(packed), Arc::new(self.account.charge(packed.len()))),
            }));
        }
        // The first one must get through, whatever its size; those after it wait until there is room.
        let first = self.out.groups.is_empty() && self.account.room() > 0;
        let limit = if first { MAX_UNPACKED } else { self.account.room().min(MAX_UNPACKED) };
        match self.decompressor.decompress(batch.codec, packed, limit) {
            Ok(mut unpacked) => {
                // Codecs guess how much will come out; what they guessed too much would be held as long as the data.
                if unpacked.capacity() - unpacked.len() > unpacked.len() / 8 {
                    unpacked.shrink_to_fit();
                }
                let charge = Arc::new(self.account.charge(unpacked.capacity()));
                Ok(Some((Bytes::from(unpacked), charge)))
            }
            Err(RecordError::TooLarge { .. }) if limit < MAX_UNPACKED => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A cursor before the first record that was asked for.
    fn cursor(&self, batch: &RawBatch, area: &[u8]) -> Result<RecordCursor, RecordError> {
        let mut cursor = RecordCursor::new(batch, area)?;
        // The base offset of an old compressed set is not in its header: then the records tell.
        if batch.base_offset >= self.out.next_offset && batch.count.is_some() {
            return Ok(cursor);
        }
        let mut ahead = cursor;
        while let Some(record) = ahead.next(area)? {
            if record.offset >= self.out.next_offset {
                break;
            }
            cursor = ahead;
        }
        Ok(cursor)
    }

    fn push(&mut self, segment: Segment, cursor: RecordCursor) {
        if self.out.groups.last().is_none_or(|group| group.bytes >= OP_BYTES) {
            self.out.groups.push(Group::default());
        }
        if let Some(group) = self.out.groups.last_mut() {
            group.bytes += segment.area.len();
            group.segments.push(segment);
            group.cursors.push(cursor);
        }
    }
}

enum Room {
    Taken,
    Full,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{Attributes, BatchHeader, Compressor, NewRecord};

    /// A batch of the records at `offsets`, each with its offset as its value.
    fn batch(offsets: &[i64], change: impl FnOnce(&mut BatchHeader), codec: Codec) -> Vec<u8> {
        let base = offsets[0];
        let mut body = Vec::new();
        for offset in offsets {
            let record = NewRecord {
                offset_delta: (offset - base) as i32,
                timestamp_delta: 0,
                key: None,
                headers: std::iter::empty(),
            };
            // Long enough for compression to be worth it.
            record.encode(&mut body, Some(&[*offset as u8; 100])).unwrap();
        }
        let mut compressor = Compressor::default();
        let packed = compressor.compress(codec, -1, &[&body]).unwrap().map(<[u8]>::to_vec);
        let codec = if packed.is_some() { codec } else { Codec::None };
        let mut header = BatchHeader {
            base_offset: base,
            last_offset_delta: (offsets[offsets.len() - 1] - base) as i32,
            count: offsets.len() as i32,
            base_timestamp: 0,
            max_timestamp: 0,
            ..BatchHeader::default()
        };
        change(&mut header);
        header.attributes = header.attributes.with_codec(codec);
        let body = packed.unwrap_or(body);
        let mut whole = header.seal(&[&body]).unwrap().to_vec();
        whole.extend_from_slice(&body);
        whole
    }

    fn plain(offsets: &[i64]) -> Vec<u8> {
        batch(offsets, |_| {}, Codec::None)
    }

    fn transactional(offsets: &[i64], producer: i64) -> Vec<u8> {
        let change = |header: &mut BatchHeader| {
            header.producer_id = producer;
            header.attributes = Attributes(0).with_transactional(true);
        };
        batch(offsets, change, Codec::None)
    }

    /// The mark that ends a transaction: version 0, type 0 (abort) or 1 (commit).
    fn mark(offset: i64, producer: i64, kind: u8) -> Vec<u8> {
        let mut body = Vec::new();
        let record = NewRecord {
            offset_delta: 0,
            timestamp_delta: 0,
            key: Some(&[0, 0, 0, kind][..]),
            headers: std::iter::empty(),
        };
        record.encode(&mut body, Some(b"")).unwrap();
        let header = BatchHeader {
            base_offset: offset,
            count: 1,
            producer_id: producer,
            attributes: Attributes(0x30),
            ..BatchHeader::default()
        };
        let mut whole = header.seal(&[&body]).unwrap().to_vec();
        whole.extend_from_slice(&body);
        whole
    }

    struct Setup {
        account: Arc<BufferAccount>,
        settings: Settings,
    }

    impl Setup {
        fn new(limit: usize) -> Self {
            let mut settings = Settings::new(&crate::conf::Conf::default());
            settings.check_crcs = true;
            settings.read_committed = true;
            Setup { account: BufferAccount::new(limit), settings }
        }

        fn unpack(&self, data: Vec<u8>, offset: i64, aborted: &[AbortedTransaction]) -> Unpacked {
            let source = Source { records: Bytes::from(data), shared: None };
            unpack(&source, offset, aborted, &self.settings, &self.account, &mut Decompressor::default())
        }
    }

    fn offsets(unpacked: &mut Unpacked) -> Vec<i64> {
        let mut found = Vec::new();
        for group in &mut unpacked.groups {
            for (segment, cursor) in group.segments.iter().zip(&mut group.cursors) {
                while let Some(record) = cursor.next(&segment.area).unwrap() {
                    assert_eq!(record.value.of(&segment.area), Some(&[record.offset as u8; 100][..]));
                    found.push(record.offset);
                }
            }
        }
        found
    }

    #[test]
    fn begins_inside_a_batch_and_ends_before_a_partial_one() {
        let setup = Setup::new(1 << 20);
        let mut data = [plain(&[0, 1]), plain(&[2, 3, 5]), plain(&[6])].concat();
        data.extend_from_slice(&plain(&[7])[..70]);
        let mut unpacked = setup.unpack(data, 3, &[]);
        assert_eq!(offsets(&mut unpacked), [3, 5, 6]);
        assert_eq!((unpacked.next_offset, unpacked.bad.len(), unpacked.stuck.is_none()), (7, 0, true));
        assert!(unpacked.partial);
        drop(unpacked);
        assert_eq!(setup.account.held(), 0);
    }

    #[test]
    fn small_batches_share_an_op() {
        let setup = Setup::new(1 << 20);
        let data: Vec<u8> = (0..50).flat_map(|offset| plain(&[offset])).collect();
        let mut unpacked = setup.unpack(data, 0, &[]);
        assert_eq!(unpacked.groups.len(), 1);
        assert!(!unpacked.partial);
        assert_eq!(offsets(&mut unpacked), (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn aborted_transactions_and_marks_are_not_delivered() {
        let setup = Setup::new(1 << 20);
        let data = [
            transactional(&[0, 1], 7),
            transactional(&[2], 8),
            mark(3, 7, 0),
            transactional(&[4], 7),
            mark(5, 8, 1),
            mark(6, 7, 1),
        ]
        .concat();
        let aborted = [AbortedTransaction { producer_id: 7, first_offset: 0 }];
        let mut unpacked = setup.unpack(data.clone(), 0, &aborted);
        assert_eq!((offsets(&mut unpacked), unpacked.next_offset), (vec![2, 4], 7));
        // The mark is behind us, but the transaction that it ended must not hide the next one.
        let mut unpacked = setup.unpack(data.clone(), 4, &aborted);
        assert_eq!(offsets(&mut unpacked), [4]);
        let mut uncommitted = Setup::new(1 << 20);
        uncommitted.settings.read_committed = false;
        let mut unpacked = uncommitted.unpack(data, 0, &aborted);
        assert_eq!(offsets(&mut unpacked), [0, 1, 2, 4]);
    }

    #[test]
    fn a_damaged_batch_is_passed_over() {
        let setup = Setup::new(1 << 20);
        let mut bad = plain(&[1, 2]);
        let last = bad.len() - 5;
        bad[last] ^= 1;
        let mut unpacked = setup.unpack([plain(&[0]), bad, plain(&[3])].concat(), 0, &[]);
        assert_eq!(offsets(&mut unpacked), [0, 3]);
        assert!(matches!(unpacked.bad.as_slice(), [(1, RecordError::Crc { .. })]), "{:?}", unpacked.bad);
    }

    #[test]
    fn what_is_no_batch_leads_nowhere() {
        let setup = Setup::new(1 << 20);
        let mut unknown = plain(&[0]);
        unknown[16] = 9;
        let unpacked = setup.unpack(unknown, 0, &[]);
        assert!(matches!(unpacked.stuck, Some(Stuck::Damaged(_))), "{:?}", unpacked.stuck);
        let whole = plain(&[0]);
        let unpacked = setup.unpack(whole[..80].to_vec(), 0, &[]);
        assert!(matches!(unpacked.stuck, Some(Stuck::Incomplete)));
        assert_eq!(unpacked.needed, whole.len());
    }

    #[test]
    fn unpacking_ends_where_the_ceiling_is() {
        let records: Vec<Vec<i64>> = (0..10).map(|at| (at * 10..at * 10 + 10).collect()).collect();
        let data: Vec<u8> = records.iter().flat_map(|offsets| batch(offsets, |_| {}, Codec::Lz4)).collect();
        let setup = Setup::new(4000);
        let mut unpacked = setup.unpack(data.clone(), 0, &[]);
        let first = offsets(&mut unpacked);
        assert!(!first.is_empty() && first.len() < 100, "{}", first.len());
        assert_eq!(unpacked.next_offset, first.len() as i64);
        assert!(setup.account.held() <= 4000, "{}", setup.account.held());
        drop(unpacked);
        // One batch gets through, though it alone is more than the ceiling.
        let tiny = Setup::new(10);
        let mut unpacked = tiny.unpack(data, 0, &[]);
        assert_eq!(offsets(&mut unpacked).len(), 10);
    }
}
