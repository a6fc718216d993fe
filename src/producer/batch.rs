//! A record batch as it is being filled, and as it is sent.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::payload::Payload;
use crate::records::{
    BatchHeader, Codec, Compressor, NewRecord, RecordError, RecordLayout, Sum, decode_at, record_overhead,
};

use super::pool::{Pool, Storage};
use super::produce::{NewMessage, Value, wall_clock_ms};

/// Payloads that stay the application's memory are copied into the batch all the same if they are no longer than this:
/// a copy costs less than a slice of its own in every writev and checksum.
pub const INLINE_MAX: usize = 4096;
/// The CRC of so many bytes is computed when they have been written, while they are in the writer's cache.
const SUM_EVERY: usize = 8192;

/// What the delivery report needs of one message beside its encoded record.
#[derive(Debug)]
pub struct Entry {
    pub opaque: usize,
    /// Kept for the report when the application gave its own memory; `None` when the payload was copied or null.
    pub payload: Option<Payload>,
    /// Where the record begins in the batch's records.
    record_at: u32,
    /// Microseconds from the batch's opening to the message's.
    pub delay_us: u32,
}

impl Entry {
    fn is_external(&self) -> bool {
        self.payload.as_ref().is_some_and(|payload| payload.len() > INLINE_MAX)
    }
}

/// Where an external payload belongs among the records.
#[derive(Debug)]
struct External {
    at: usize,
    entry: usize,
}

/// The messages of one partition that travel together.
#[derive(Debug)]
pub struct Batch {
    storage: Storage,
    /// Where the storage goes back to.
    pool: Arc<Pool>,
    externals: Vec<External>,
    external_bytes: usize,
    /// The checksum of the records so far; `None` when they will be compressed.
    sum: Option<Sum>,
    base_timestamp: i64,
    max_timestamp: i64,
    opened_at: Instant,
    /// The wall clock at `opened_at`, in ms: later messages' timestamps are counted from it, so that each costs one reading
    /// of one clock.
    opened_wall: i64,
    /// Grows with each batch of the partition: the order of sending.
    number: u64,
    /// Payload and key bytes as the queue limits count them.
    user_bytes: usize,
}

impl Batch {
    /// An empty batch with room for about `expected` bytes of records, which will be `compressed` or not.
    pub fn open(number: u64, now: Instant, expected: usize, compressed: bool, pool: &Arc<Pool>) -> Self {
        Batch {
            storage: pool.take(expected),
            pool: Arc::clone(pool),
            externals: Vec::new(),
            external_bytes: 0,
            sum: (!compressed).then(Sum::default),
            base_timestamp: 0,
            max_timestamp: 0,
            opened_at: now,
            opened_wall: wall_clock_ms(),
            number,
            user_bytes: 0,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.storage.entries.is_empty()
    }

    pub fn len(&self) -> usize {
        self.storage.entries.len()
    }

    pub fn entries(&self) -> &[Entry] {
        &self.storage.entries
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    pub fn opened_at(&self) -> Instant {
        self.opened_at
    }

    pub fn user_bytes(&self) -> usize {
        self.user_bytes
    }

    /// Bytes on the wire before compression, batch header included.
    pub fn wire_bytes(&self) -> usize {
        BatchHeader::SIZE + self.storage.records.len() + self.external_bytes
    }

    /// True if `message` may be added to a batch of at most `max_bytes` and `max_messages`. The first one always may.
    #[inline]
    pub fn has_room_for(&self, message: &NewMessage<'_>, max_bytes: usize, max_messages: usize) -> bool {
        self.storage.entries.is_empty()
            || (self.storage.entries.len() < max_messages
                && self.wire_bytes()
                    + message.user_bytes()
                    + message.header_bytes()
                    + record_overhead(message.header_count())
                    <= max_bytes)
    }

    /// Encodes `message`, accepted `now`, at the end.
    #[inline]
    pub fn append(&mut self, message: NewMessage<'_>, now: Instant) -> Result<(), RecordError> {
        let elapsed = now.saturating_duration_since(self.opened_at);
        let timestamp = match message.timestamp {
            0 => self.opened_wall + elapsed.as_millis() as i64,
            given => given,
        };
        if self.storage.entries.is_empty() {
            self.base_timestamp = timestamp;
            self.max_timestamp = timestamp;
        }
        let record_at = self.storage.records.len();
        let user_bytes = message.user_bytes();
        let payload = match message.headers {
            None => self.encode(&message, timestamp, std::iter::empty())?,
            Some(headers) => {
                let headers = headers.iter().map(|header| (header.name(), header.value()));
                self.encode(&message, timestamp, headers)?
            }
        };
        self.max_timestamp = self.max_timestamp.max(timestamp);
        self.user_bytes += user_bytes;
        self.storage.entries.push(Entry {
            opaque: message.opaque,
            payload,
            // A batch is far smaller than 4 GB: batch.size and message.max.bytes see to that.
            record_at: record_at as u32,
            delay_us: u32::try_from(elapsed.as_micros()).unwrap_or(u32::MAX),
        });
        self.sum_up();
        Ok(())
    }

    #[inline]
    fn encode<'h>(
        &mut self,
        message: &NewMessage<'h>,
        timestamp: i64,
        headers: impl ExactSizeIterator<Item = (&'h [u8], Option<&'h [u8]>)> + Clone,
    ) -> Result<Option<Payload>, RecordError> {
        let record = NewRecord {
            offset_delta: self.storage.entries.len() as i32,
            timestamp_delta: timestamp.wrapping_sub(self.base_timestamp),
            key: message.key,
            headers,
        };
        match message.value {
            Value::Null => record.encode(&mut self.storage.records, None)?,
            Value::Copy(bytes) => record.encode(&mut self.storage.records, Some(bytes))?,
            Value::Keep(offered) if offered.len() <= INLINE_MAX => {
                record.encode(&mut self.storage.records, Some(offered.bytes()))?;
                return Ok(Some(offered.accept()));
            }
            Value::Keep(offered) => {
                let at = record.encode_external(&mut self.storage.records, offered.len())?;
                self.externals.push(External { at, entry: self.storage.entries.len() });
                self.external_bytes += offered.len();
                return Ok(Some(offered.accept()));
            }
        }
        Ok(None)
    }

    /// Brings the checksum nearer to the end of the records.
    #[inline]
    fn sum_up(&mut self) {
        let Some(sum) = &mut self.sum else { return };
        // From the first external payload on, bytes come in between that are not here.
        if self.storage.records.len() - sum.bytes() >= SUM_EVERY && self.externals.is_empty() {
            sum.extend_to(&self.storage.records);
        }
    }

    /// Where the parts of the message at `index` lie in [`Batch::records`]; its value only if the entry has no payload.
    pub fn layout(&self, index: usize) -> Option<RecordLayout> {
        let entry = self.storage.entries.get(index)?;
        decode_at(&self.storage.records, entry.record_at as usize, entry.is_external()).ok()
    }

    pub fn records(&self) -> &[u8] {
        &self.storage.records
    }

    pub fn base_timestamp(&self) -> i64 {
        self.base_timestamp
    }

    /// How long ago, at `now`, the message at `index` was accepted.
    pub fn age_of(&self, index: usize, now: Instant) -> Duration {
        let delay = self.storage.entries.get(index).map_or(0, |entry| entry.delay_us);
        now.saturating_duration_since(self.opened_at).saturating_sub(Duration::from_micros(delay.into()))
    }

    /// The uncompressed records as they go on the wire: what was encoded, with the external payloads in between.
    pub fn slices<'a>(&'a self, out: &mut Vec<&'a [u8]>) {
        let mut from = 0;
        for external in &self.externals {
            out.push(&self.storage.records[from..external.at]);
            from = external.at;
            out.extend(self.storage.entries[external.entry].payload.as_ref().map(Payload::bytes));
        }
        out.push(&self.storage.records[from..]);
    }

    /// Compresses (unless that does not pay) and computes the header.
    pub fn seal(
        &self,
        codec: Codec,
        level: i32,
        compressor: &mut Compressor,
    ) -> io::Result<([u8; BatchHeader::SIZE], Option<Vec<u8>>)> {
        let mut slices = Vec::with_capacity(1 + 2 * self.externals.len());
        self.slices(&mut slices);
        let compressed = match codec {
            Codec::None => None,
            codec => {
                compressor.compress(codec, level, &slices).map_err(io::Error::other)?.map(<[u8]>::to_vec)
            }
        };
        let codec = if compressed.is_some() { codec } else { Codec::None };
        let header = BatchHeader {
            attributes: crate::records::Attributes::default().with_codec(codec),
            last_offset_delta: self.storage.entries.len() as i32 - 1,
            base_timestamp: self.base_timestamp,
            max_timestamp: self.max_timestamp,
            count: self.storage.entries.len() as i32,
            ..BatchHeader::default()
        };
        let sealed = match &compressed {
            Some(bytes) => header.seal(&[bytes]),
            None => header.seal_summed(&slices, self.sum.unwrap_or_default()),
        };
        Ok((sealed.map_err(io::Error::other)?, compressed))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.pool.give_back(std::mem::take(&mut self.storage));
    }
}
