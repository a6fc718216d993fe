//! A record batch as it is being filled, and as it is sent.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::headers::Headers;
use crate::payload::Offered;
use crate::rarely::rarely;
use crate::records::{
    BatchHeader, Codec, Compressor, NewRecord, RecordError, RecordLayout, Sum, decode_at, key_before,
    record_overhead,
};
use crate::transport::Gather;

use super::Settings;
use super::pool::{Pool, Storage};
use super::produce::{NewMessage, Value, wall_clock_ms};

/// Payloads that stay the application's memory are copied into the batch all the same if they are no longer than this:
/// a copy costs less than a slice of its own in every writev and checksum.
pub const INLINE_MAX: usize = 512;
/// The CRC of so many bytes is computed when they have been written, while they are in the writer's cache.
const SUM_EVERY: usize = 8192;

/// When a message was accepted.
#[derive(Clone, Copy, Debug)]
pub enum Accepted {
    /// Just now, at that time of the coarse clock.
    Now { tick: i64 },
    /// It has waited elsewhere since then.
    At(Instant),
}

impl Accepted {
    fn instant(self) -> Instant {
        match self {
            Accepted::Now { .. } => Instant::now(),
            Accepted::At(at) => at,
        }
    }

    /// The wall clock at that time, in milliseconds.
    fn wall_ms(self) -> i64 {
        match self {
            Accepted::Now { .. } => wall_clock_ms(),
            Accepted::At(at) => wall_clock_ms() - at.elapsed().as_millis() as i64,
        }
    }
}

/// What the delivery report needs of one message, beside its encoded record.
#[derive(Debug)]
pub struct Entry {
    pub opaque: usize,
    content: Content,
    /// Where the record begins in the batch's records.
    record_at: u32,
    /// Microseconds from the batch's opening to the message's.
    delay_us: u32,
}

/// Where a message's payload is.
#[derive(Debug)]
enum Content {
    /// Among the batch's records. A report finds it, and the key before it, without a look at the record. Lengths are -1 for
    /// null.
    Encoded { at: u32, len: i32, key_len: i32 },
    /// The application's own memory, kept for the report. It is ours: the batch accepts it when it goes, and with that
    /// frees it. Not a `Payload`, so that entries without one need not be looked at to be dropped.
    Kept(Offered),
}

// One of these waits with each message.
const _: () = assert!(size_of::<Entry>() == 32);

impl Entry {
    fn kept(&self) -> Option<&Offered> {
        match &self.content {
            Content::Encoded { .. } => None,
            Content::Kept(payload) => Some(payload),
        }
    }

    fn is_external(&self) -> bool {
        self.kept().is_some_and(|payload| payload.len() > INLINE_MAX)
    }
}

/// What a delivery report shows of a message.
pub struct Shown<'a> {
    pub opaque: usize,
    /// The application's own memory if it gave that.
    pub payload: Option<&'a Offered>,
    /// The payload, if it was copied.
    pub value: Option<&'a [u8]>,
    pub key: Option<&'a [u8]>,
}

/// Time since a batch was opened, in both units that its messages want.
#[derive(Clone, Copy, Debug, Default)]
pub struct Elapsed {
    pub us: u64,
    ms: i64,
}

impl Elapsed {
    fn between(from: Instant, to: Instant) -> Self {
        let us = u64::try_from(to.saturating_duration_since(from).as_micros()).unwrap_or(u64::MAX);
        Elapsed { us, ms: (us / 1000) as i64 }
    }
}

/// The length of what is not longer than an i32 can say; -1 for null.
#[inline(always)]
fn null_or_len(bytes: Option<&[u8]>) -> i32 {
    bytes.map_or(-1, |bytes| bytes.len() as i32)
}

/// How long a batch has been open, by a clock that is read as seldom as can be: it costs more than encoding a small record.
///
/// A batch that fills slowly has each message's time taken. In one that fills fast so many messages share a reading, and none
/// as soon as the system's coarse clock has moved on, which costs little to see.
#[derive(Debug, Default)]
struct OpenFor {
    elapsed: Elapsed,
    /// The coarse clock when that was read.
    tick: i64,
    reused: u32,
}

/// From how many messages on a batch counts as filling fast.
const FAST_AFTER: usize = 64;
/// How many messages share a reading of the clock.
const SHARED_BY: u32 = 16;

/// Where an external payload belongs among the records. Positions fit, as an entry's do.
#[derive(Debug)]
struct External {
    /// In what was encoded.
    at: u32,
    /// In what goes on the wire, external payloads included.
    wire_at: u32,
    entry: u32,
}

/// What a batch should have room for without growing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Expected {
    /// Of records.
    pub bytes: usize,
    pub messages: usize,
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
    /// The wall clock at `opened_at`, in ms: later messages' timestamps are counted from it, so that one clock is enough.
    opened_wall: i64,
    open_for: OpenFor,
    /// Some message has a key.
    has_keys: bool,
    /// Some message's payload is the application's own memory.
    keeps: bool,
    /// Grows with each batch of the partition: the order of sending.
    number: u64,
    /// Payload and key bytes as the queue limits count them.
    user_bytes: usize,
}

impl Batch {
    /// An empty batch with room for about as much as is `expected`, which will be `compressed` or not.
    pub fn open(
        number: u64,
        first: Accepted,
        expected: Expected,
        compressed: bool,
        pool: &Arc<Pool>,
    ) -> Self {
        Batch {
            storage: pool.take(expected.bytes, expected.messages),
            pool: Arc::clone(pool),
            externals: Vec::new(),
            external_bytes: 0,
            sum: (!compressed).then(Sum::default),
            base_timestamp: 0,
            max_timestamp: 0,
            opened_at: first.instant(),
            opened_wall: first.wall_ms(),
            open_for: OpenFor::default(),
            has_keys: false,
            keeps: false,
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

    /// True if `message` may be added. The first one always may.
    #[inline(always)]
    pub fn has_room_for(&self, message: &NewMessage<'_>, settings: &Settings) -> bool {
        let entries = self.storage.entries.len();
        let more = message.user_bytes() + message.header_bytes() + record_overhead(message.header_count());
        entries == 0
            || (entries < settings.batch_max_messages && self.wire_bytes() + more <= settings.batch_max_bytes)
    }

    /// From the batch's opening to when a message was `accepted`.
    #[inline(always)]
    pub fn elapsed_at(&mut self, accepted: Accepted) -> Elapsed {
        match accepted {
            Accepted::At(at) => Elapsed::between(self.opened_at, at),
            Accepted::Now { tick } => {
                let open_for = &mut self.open_for;
                let fast = self.storage.entries.len() >= FAST_AFTER;
                if fast && open_for.reused < SHARED_BY && open_for.tick == tick {
                    open_for.reused += 1;
                } else {
                    let elapsed = Elapsed::between(self.opened_at, Instant::now());
                    *open_for = OpenFor { elapsed, tick, reused: 1 };
                }
                open_for.elapsed
            }
        }
    }

    /// Encodes `message`, accepted so long after the batch was opened, at the end.
    #[inline(always)]
    pub fn append(&mut self, message: &NewMessage<'_>, elapsed: Elapsed) -> Result<(), RecordError> {
        match message.headers {
            None => self.append_with(message, elapsed, std::iter::empty()),
            Some(headers) => {
                let message = *message;
                rarely(move || self.append_with_headers(&message, elapsed, headers))
            }
        }
    }

    fn append_with_headers(
        &mut self,
        message: &NewMessage<'_>,
        elapsed: Elapsed,
        headers: &Headers,
    ) -> Result<(), RecordError> {
        let headers = headers.iter().map(|header| (header.name(), header.value()));
        self.append_with(message, elapsed, headers)
    }

    #[inline(always)]
    fn append_with<'h>(
        &mut self,
        message: &NewMessage<'h>,
        elapsed: Elapsed,
        headers: impl ExactSizeIterator<Item = (&'h [u8], Option<&'h [u8]>)> + Clone,
    ) -> Result<(), RecordError> {
        let timestamp = match message.timestamp {
            0 => self.opened_wall + elapsed.ms,
            given => given,
        };
        if self.storage.entries.is_empty() {
            self.base_timestamp = timestamp;
            self.max_timestamp = timestamp;
        }
        let record = NewRecord {
            offset_delta: self.storage.entries.len() as i32,
            timestamp_delta: timestamp.wrapping_sub(self.base_timestamp),
            key: message.key,
            headers,
        };
        let records = &mut self.storage.records;
        let record_at = records.len();
        let content = match message.value {
            Value::Copy(bytes) => {
                let at = record.encode(records, Some(bytes))? as u32;
                // Encoding refuses what is longer than an i32 can say.
                Content::Encoded { at, len: bytes.len() as i32, key_len: null_or_len(message.key) }
            }
            Value::Null => {
                let at = record.encode(records, None)? as u32;
                Content::Encoded { at, len: -1, key_len: null_or_len(message.key) }
            }
            Value::Keep(offered) => {
                if offered.len() <= INLINE_MAX {
                    record.encode(records, Some(offered.bytes()))?;
                } else {
                    let at = record.encode_external(records, offered.len())?;
                    self.externals.push(External {
                        at: at as u32,
                        wire_at: (at + self.external_bytes) as u32,
                        entry: self.storage.entries.len() as u32,
                    });
                    self.external_bytes += offered.len();
                }
                self.keeps = true;
                Content::Kept(offered)
            }
        };
        self.note(message, record_at, elapsed, content);
        self.max_timestamp = self.max_timestamp.max(timestamp);
        self.user_bytes += message.user_bytes();
        self.sum_up();
        Ok(())
    }

    #[inline(always)]
    fn note(&mut self, message: &NewMessage<'_>, record_at: usize, elapsed: Elapsed, content: Content) {
        self.has_keys |= message.key.is_some();
        self.storage.entries.push(Entry {
            opaque: message.opaque,
            content,
            // A batch is far smaller than 4 GB: batch.size and message.max.bytes see to that.
            record_at: record_at as u32,
            delay_us: u32::try_from(elapsed.us).unwrap_or(u32::MAX),
        });
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

    /// It takes nothing in any more.
    pub fn close(&mut self) {
        self.pool.trim(&mut self.storage);
    }

    /// What a report shows of the message at `index`.
    #[inline]
    pub fn shown(&self, index: usize) -> Option<Shown<'_>> {
        let entry = self.storage.entries.get(index)?;
        let records = self.records();
        let opaque = entry.opaque;
        Some(match &entry.content {
            Content::Encoded { at, len, key_len } => {
                let at = *at as usize;
                let end = usize::try_from(*len).ok().map(|len| at + len);
                let value = end.and_then(|end| records.get(at..end));
                let key = if *key_len < 0 { None } else { key_before(at, *len, *key_len).of(records) };
                Shown { opaque, payload: None, value, key }
            }
            Content::Kept(payload) => {
                let key = if self.has_keys { self.layout(index) } else { None };
                let key = key.and_then(|layout| layout.key.of(records));
                Shown { opaque, payload: Some(payload), value: None, key }
            }
        })
    }

    /// Where the parts of the message at `index` lie in [`Batch::records`]; its value only if that was copied.
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

    /// What was encoded, from one external payload's place, or the beginning, to the next.
    fn encoded(&self, from: Option<&External>, to: Option<&External>) -> &[u8] {
        let start = from.map_or(0, |external| external.at as usize);
        let end = to.map_or(self.storage.records.len(), |external| external.at as usize);
        self.storage.records.get(start..end).unwrap_or_default()
    }

    /// The external payloads from the one at `first` on, each with what was encoded behind it.
    fn pieces_from(&self, first: usize) -> impl Iterator<Item = &[u8]> {
        (first..self.externals.len()).flat_map(|at| {
            let external = &self.externals[at];
            let payload = self.storage.entries[external.entry as usize].kept().map(Offered::bytes);
            [payload.unwrap_or_default(), self.encoded(Some(external), self.externals.get(at + 1))]
        })
    }

    /// The uncompressed records as they go on the wire: what was encoded, with the external payloads in between.
    fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        std::iter::once(self.encoded(None, self.externals.first())).chain(self.pieces_from(0))
    }

    /// Puts the uncompressed records into `out`, for a send.
    pub fn gather<'a>(&'a self, out: &mut Gather<'a>) {
        // Sends go on where the one before has ended: what lies before that is not looked at again.
        let begun = self.externals.partition_point(|external| external.wire_at as usize <= out.sent());
        let first = match begun.checked_sub(1) {
            Some(last) => {
                out.pass(self.externals[last].wire_at as usize);
                last
            }
            None => {
                out.push(self.encoded(None, self.externals.first()));
                0
            }
        };
        for piece in self.pieces_from(first) {
            if out.is_full() {
                break;
            }
            out.push(piece);
        }
    }

    /// Compresses (unless that does not pay) and computes the header.
    pub fn seal(
        &self,
        codec: Codec,
        level: i32,
        compressor: &mut Compressor,
    ) -> io::Result<([u8; BatchHeader::SIZE], Option<Vec<u8>>)> {
        let compressed = match codec {
            Codec::None => None,
            codec => {
                let pieces: Vec<_> = self.pieces().collect();
                compressor.compress(codec, level, &pieces).map_err(io::Error::other)?.map(<[u8]>::to_vec)
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
            None => header.seal_summed(self.pieces(), self.sum.unwrap_or_default()),
        };
        Ok((sealed.map_err(io::Error::other)?, compressed))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if self.keeps {
            let payloads = self.storage.entries.iter().filter_map(Entry::kept);
            payloads.for_each(|payload| drop(payload.accept()));
        }
        self.pool.give_back(std::mem::take(&mut self.storage));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch() -> Batch {
        Batch::open(1, Accepted::Now { tick: 1 }, Expected::default(), false, &Pool::new())
    }

    fn message<'a>(key: Option<&'a [u8]>, value: Value<'a>, opaque: usize) -> NewMessage<'a> {
        NewMessage { partition: 0, key, value, headers: None, timestamp: 0, opaque }
    }

    #[test]
    fn a_report_shows_what_was_encoded() {
        let mut batch = batch();
        let (long_key, long_value) = (vec![b'k'; 100], vec![b'v'; 20_000]);
        let keys = [None, Some(&b""[..]), Some(b"key"), Some(&long_key)];
        let values = [None, Some(&b""[..]), Some(b"value"), Some(&long_value)];
        let pairs: Vec<_> = keys.iter().flat_map(|key| values.iter().map(|value| (*key, *value))).collect();
        for (opaque, (key, value)) in pairs.iter().enumerate() {
            let value = value.map_or(Value::Null, Value::Copy);
            batch.append(&message(*key, value, opaque), Elapsed::default()).unwrap();
        }
        for (index, (key, value)) in pairs.iter().enumerate() {
            let shown = batch.shown(index).unwrap();
            assert_eq!((shown.opaque, shown.key, shown.value), (index, *key, *value));
            assert!(shown.payload.is_none());
            let layout = batch.layout(index).unwrap();
            assert_eq!((layout.key.of(batch.records()), layout.value.of(batch.records())), (*key, *value));
        }
        assert!(batch.shown(pairs.len()).is_none());
    }

    #[test]
    fn messages_that_come_fast_share_a_reading_of_the_clock() {
        let mut batch = batch();
        let now = Accepted::Now { tick: 1 };
        for _ in 0..FAST_AFTER {
            let before = batch.opened_at.elapsed();
            let elapsed = batch.elapsed_at(now);
            assert!(u128::from(elapsed.us) >= before.as_micros(), "each has its own");
            batch.append(&message(None, Value::Null, 0), elapsed).unwrap();
        }
        let first = batch.elapsed_at(Accepted::Now { tick: 2 });
        std::thread::sleep(Duration::from_millis(2));
        for _ in 1..SHARED_BY {
            assert_eq!(batch.elapsed_at(Accepted::Now { tick: 2 }).us, first.us);
        }
        let next = batch.elapsed_at(Accepted::Now { tick: 2 });
        assert!(next.us >= first.us + 2000, "so many share it, and no more");
        std::thread::sleep(Duration::from_millis(2));
        assert!(
            batch.elapsed_at(Accepted::Now { tick: 3 }).us >= next.us + 2000,
            "the coarse clock has moved"
        );
        let earlier = batch.opened_at - Duration::from_secs(1);
        assert_eq!(batch.elapsed_at(Accepted::At(earlier)).us, 0);
    }
}
