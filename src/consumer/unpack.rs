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
    /// Nothing more could be found: the data is damaged at its outermost level, or holds no whole batch.
    pub stuck: Option<Stuck>,
}

#[derive(Debug)]
pub enum Stuck {
    Damaged(RecordError),
    /// The first batch is not complete.
    Incomplete {
        needed: Option<usize>,
    },
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
        while let Some(batch) = batches.next() {
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
        if !found && batches.rest() > 0 {
            self.out.stuck = Some(Stuck::Incomplete { needed: batches.needed() });
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
            Ok(unpacked) => {
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
