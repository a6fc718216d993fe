//! Finding the batches in the bytes that a Fetch returned.

use super::crc;
use super::legacy::{self, Message};
use super::{BatchHeader, Codec, RecordError, TimestampType};
use std::ops::Range;

/// Walks the batches in a partition's part of a Fetch response, whatever their format.
///
/// Brokers cut the response at a size limit, so the last batch is often incomplete: the walk ends before it, and
/// [`rest`](Self::rest) tells. After an error the walk is over, for no later batch can be found.
#[derive(Debug, Clone)]
pub struct Batches<'a> {
    data: &'a [u8],
    pos: usize,
    failed: bool,
}

impl<'a> Batches<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Batches { data, pos: 0, failed: false }
    }

    /// Bytes after the last complete batch returned so far.
    pub fn rest(&self) -> usize {
        self.data.len() - self.pos
    }

    /// Bytes that the batch at the current position needs, as far as its length is there to be read: more than
    /// [`rest`](Self::rest) once the walk has ended before an incomplete batch.
    pub fn needed(&self) -> Option<usize> {
        let length = self.length_at(self.pos)?;
        usize::try_from(length).ok()?.checked_add(legacy::PREFIX)
    }

    fn length_at(&self, pos: usize) -> Option<i32> {
        Some(i32::from_be_bytes(*self.data.get(pos + 8..)?.first_chunk()?))
    }

    /// The format of the batch or message at `pos` and the position after it; `None` when it is incomplete. Both are
    /// in the same place in every format.
    fn entry_at(&self, pos: usize) -> Result<Option<(i8, usize)>, RecordError> {
        let Some(length) = self.length_at(pos) else { return Ok(None) };
        let length = usize::try_from(length).map_err(|_| RecordError::malformed("batch length", pos + 8))?;
        let end = pos + legacy::PREFIX + length;
        if end > self.data.len() {
            return Ok(None);
        }
        match self.data.get(pos + 16) {
            Some(&magic) if pos + 16 < end => Ok(Some((magic as i8, end))),
            _ => Err(RecordError::malformed("batch length", pos + 8)),
        }
    }

    fn decode_next(&mut self) -> Result<Option<RawBatch>, RecordError> {
        let start = self.pos;
        let Some((magic, end)) = self.entry_at(start)? else { return Ok(None) };
        let batch = match magic {
            BatchHeader::MAGIC => RawBatch::from_v2(self.data, start..end)?,
            0 | 1 => self.legacy_batch(start)?,
            _ => return Err(RecordError::UnknownMagic { magic, at: start + 16 }),
        };
        self.pos = batch.range.end;
        Ok(Some(batch))
    }

    /// A compressed wrapper alone, or the run of plain messages that starts at `start`.
    fn legacy_batch(&self, start: usize) -> Result<RawBatch, RecordError> {
        let first = Message::decode(self.data, start)?;
        let mut batch = RawBatch::from_message(&first, start)?;
        if batch.codec != Codec::None {
            return Ok(batch);
        }
        while let Some(message) = self.continues(&batch) {
            batch.extend_with(&message);
        }
        Ok(batch)
    }

    /// The plain message after `run`, if it belongs to it. A bad one does not: it is reported when the walk comes to it.
    fn continues(&self, run: &RawBatch) -> Option<Message> {
        self.entry_at(run.range.end).ok()??;
        let message = Message::decode(self.data, run.range.end).ok()?;
        let belongs = message.magic == run.magic
            && message.codec() == Ok(Codec::None)
            && message.offset > run.last_offset;
        belongs.then_some(message)
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<RawBatch, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.decode_next();
        self.failed = next.is_err();
        next.transpose()
    }
}

/// What a batch says about itself, and where it lies in the fetched bytes. A run of plain messages of an old format
/// counts as one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawBatch {
    pub magic: i8,
    /// For a compressed message set of an old format this is `last_offset`: its first offset is inside.
    pub base_offset: i64,
    pub last_offset: i64,
    /// -1 when the format or the broker has none.
    pub leader_epoch: i32,
    pub timestamp_type: TimestampType,
    pub base_timestamp: i64,
    pub max_timestamp: i64,
    pub codec: Codec,
    pub transactional: bool,
    pub control: bool,
    /// -1 when the producer was not idempotent.
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
    /// Declared number of records; `None` for a compressed message set of an old format.
    pub count: Option<u32>,
    /// The whole batch in the fetched bytes.
    pub range: Range<usize>,
    /// Its records there: as they are, or compressed.
    pub records: Range<usize>,
}

impl RawBatch {
    fn from_v2(data: &[u8], range: Range<usize>) -> Result<Self, RecordError> {
        let header = BatchHeader::decode(&data[range.clone()]).map_err(|e| shift(e, range.start))?;
        let records = range.start + BatchHeader::SIZE..range.end;
        let attributes = header.attributes;
        let codec = attributes.codec()?;
        // The shortest record has seven bytes; compressed ones show only when unpacked.
        if codec == Codec::None && header.count as usize > records.len() / MIN_RECORD {
            return Err(RecordError::malformed("record count", range.start + 57));
        }
        Ok(RawBatch {
            magic: BatchHeader::MAGIC,
            base_offset: header.base_offset,
            last_offset: header.last_offset(),
            leader_epoch: header.leader_epoch,
            timestamp_type: attributes.timestamp_type(),
            base_timestamp: header.base_timestamp,
            max_timestamp: header.max_timestamp,
            codec,
            transactional: attributes.is_transactional(),
            control: attributes.is_control(),
            producer_id: header.producer_id,
            producer_epoch: header.producer_epoch,
            base_sequence: header.base_sequence,
            count: Some(header.count as u32),
            range,
            records,
        })
    }

    fn from_message(message: &Message, start: usize) -> Result<Self, RecordError> {
        let codec = message.codec()?;
        let (count, records) = match (codec, message.value.range()) {
            (Codec::None, _) => (Some(1), start..message.end),
            (_, Some(value)) => (None, value),
            (_, None) => return Err(RecordError::malformed("compressed message without a value", start)),
        };
        Ok(RawBatch {
            magic: message.magic,
            base_offset: message.offset,
            last_offset: message.offset,
            leader_epoch: -1,
            timestamp_type: message.timestamp_type(),
            base_timestamp: message.timestamp,
            max_timestamp: message.timestamp,
            codec,
            transactional: false,
            control: false,
            producer_id: -1,
            producer_epoch: -1,
            base_sequence: -1,
            count,
            range: start..message.end,
            records,
        })
    }

    fn extend_with(&mut self, message: &Message) {
        self.last_offset = message.offset;
        self.max_timestamp = self.max_timestamp.max(message.timestamp);
        self.count = self.count.map(|n| n + 1);
        self.range.end = message.end;
        self.records.end = message.end;
    }

    /// The records in `data`, the fetched bytes: ready for a cursor when there is no codec, else compressed.
    pub fn records_in<'a>(&self, data: &'a [u8]) -> &'a [u8] {
        data.get(self.records.clone()).unwrap_or_default()
    }

    /// Compares the stored checksums with the bytes in `data`, the fetched bytes.
    pub fn check_crc(&self, data: &[u8]) -> Result<(), RecordError> {
        let bytes = data.get(self.range.clone()).ok_or(RecordError::truncated("batch", self.range.start))?;
        if self.magic == BatchHeader::MAGIC {
            return self.check_crc_v2(bytes);
        }
        let mut pos = 0;
        while pos < bytes.len() {
            let message = Message::decode(bytes, pos)?;
            message.check_crc(bytes, pos)?;
            pos = message.end;
        }
        Ok(())
    }

    fn check_crc_v2(&self, bytes: &[u8]) -> Result<(), RecordError> {
        let stored = u32::from_be_bytes(legacy::get(bytes, 17, "batch checksum")?);
        let computed = crc::crc32c(bytes.get(21..).unwrap_or_default());
        if stored == computed {
            Ok(())
        } else {
            Err(RecordError::Crc { offset: self.base_offset, stored, computed })
        }
    }
}

/// Length, attributes, two deltas, key length, value length, header count: a byte each.
const MIN_RECORD: usize = 7;

/// Moves an error's position from a part of the data to the whole.
fn shift(error: RecordError, by: usize) -> RecordError {
    match error {
        RecordError::Truncated { what, at } => RecordError::Truncated { what, at: at + by },
        RecordError::Malformed { what, at } => RecordError::Malformed { what, at: at + by },
        RecordError::UnknownMagic { magic, at } => RecordError::UnknownMagic { magic, at: at + by },
        other => other,
    }
}
