//! Messages for a topic whose partitions are not known yet, in the order in which they came.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::headers::Headers;
use crate::payload::{Offered, Payload};

use super::batch::{Accepted, Batch, Expected};
use super::pool::{Pool, Storage};
use super::produce::{NewMessage, Value, wall_clock_ms};

enum Kept {
    Null,
    Copied(Box<[u8]>),
    Own(Payload),
}

/// A message kept whole, since it cannot be encoded before its partition is known.
pub struct PendingMessage {
    pub partition: i32,
    key: Option<Box<[u8]>>,
    value: Kept,
    headers: Option<Headers>,
    timestamp: i64,
    opaque: usize,
    pub accepted_at: Instant,
}

/// The messages, packed. They are taken out in the order in which they came.
pub struct Unassigned {
    /// None is empty.
    chunks: VecDeque<Chunk>,
    /// Where the chunks' memory comes from, and goes to as they are emptied: to the batches that their messages are put into.
    pool: Arc<Pool>,
    /// Messages that wait.
    messages: usize,
    /// What the entries' times count from.
    began: Option<Instant>,
    /// Messages that have come so far.
    accepted: u64,
    /// Payloads and keys of those that wait.
    user_bytes: usize,
}

/// Messages that came one after the other: what they have copied lies together, and each has a small entry.
struct Chunk {
    entries: VecDeque<Entry>,
    /// Of each message key, value and headers.
    copied: Storage,
    /// How far those have been taken out.
    taken: usize,
    pool: Arc<Pool>,
}

struct Entry {
    opaque: usize,
    timestamp: i64,
    value: PackedValue,
    partition: i32,
    /// Milliseconds from `began`.
    delay_ms: u32,
    /// -1: null.
    key_len: i32,
    header_len: u32,
}

impl Entry {
    fn accepted_at(&self, began: Instant) -> Instant {
        began + Duration::from_millis(self.delay_ms.into())
    }
}

// One of these waits with each message.
const _: () = assert!(size_of::<Entry>() == 48);

enum PackedValue {
    Null,
    Copied(u32),
    Own(Payload),
}

/// Of a chunk, unless one message alone takes more.
const CHUNK: usize = 1 << 20;

impl Chunk {
    fn new(bytes: usize, pool: &Arc<Pool>) -> Self {
        Chunk { entries: VecDeque::new(), copied: pool.take(bytes, 0), taken: 0, pool: Arc::clone(pool) }
    }

    /// The next so many bytes of what was copied.
    fn take(&mut self, len: usize) -> &[u8] {
        let start = self.taken;
        self.taken += len;
        self.copied.records.get(start..start + len).unwrap_or_default()
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.pool.give_back(std::mem::take(&mut self.copied));
    }
}

impl Unassigned {
    pub fn new(pool: &Arc<Pool>) -> Self {
        Unassigned {
            chunks: VecDeque::new(),
            pool: Arc::clone(pool),
            messages: 0,
            began: None,
            accepted: 0,
            user_bytes: 0,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.messages == 0
    }

    pub fn push(&mut self, message: &NewMessage<'_>) {
        let now = Instant::now();
        let began = *self.began.get_or_insert(now);
        let mut headers = Vec::new();
        message.headers.iter().for_each(|list| pack_headers(list, &mut headers));
        let copied = match message.value {
            Value::Copy(bytes) => bytes,
            Value::Null | Value::Keep(_) => &[],
        };
        let key = message.key.unwrap_or_default();
        self.accepted += 1;
        self.messages += 1;
        self.user_bytes += message.user_bytes();
        let chunk = self.chunk_for(key.len() + copied.len() + headers.len());
        chunk.copied.records.extend_from_slice(key);
        chunk.copied.records.extend_from_slice(copied);
        chunk.copied.records.extend_from_slice(&headers);
        chunk.entries.push_back(Entry {
            opaque: message.opaque,
            timestamp: if message.timestamp == 0 { wall_clock_ms() } else { message.timestamp },
            value: match message.value {
                Value::Null => PackedValue::Null,
                Value::Copy(bytes) => PackedValue::Copied(bytes.len() as u32),
                Value::Keep(offered) => PackedValue::Own(offered.accept()),
            },
            partition: message.partition,
            delay_ms: u32::try_from(now.saturating_duration_since(began).as_millis()).unwrap_or(u32::MAX),
            // message.max.bytes keeps all lengths far below what fits.
            key_len: message.key.map_or(-1, |key| key.len() as i32),
            header_len: headers.len() as u32,
        });
    }

    /// The chunk that takes so many bytes more. The first one of all grows as it is filled: most topics never have a second.
    fn chunk_for(&mut self, bytes: usize) -> &mut Chunk {
        let fits = self.chunks.back().is_some_and(|last| last.copied.records.len() + bytes <= CHUNK);
        if !fits {
            let size = if self.chunks.is_empty() { bytes } else { bytes.max(CHUNK) };
            self.chunks.push_back(Chunk::new(size, &self.pool));
        }
        let last = self.chunks.len().saturating_sub(1);
        &mut self.chunks[last]
    }

    /// Messages that have come so far, for the statistics.
    pub fn accepted(&self) -> u64 {
        self.accepted
    }

    /// Messages that wait, and their bytes.
    pub fn level(&self) -> (usize, usize) {
        (self.messages, self.user_bytes)
    }

    /// Takes out all that waits, for the caller to [`pop`](Self::pop).
    pub fn take_all(&mut self) -> Unassigned {
        let left = Unassigned { accepted: self.accepted, ..Unassigned::new(&self.pool) };
        std::mem::replace(self, left)
    }

    /// Takes the messages, oldest first, up to the first that `expired` spares.
    pub fn take_expired(&mut self, expired: impl Fn(Instant) -> bool) -> Vec<PendingMessage> {
        let mut taken = Vec::new();
        while self.oldest().is_some_and(&expired) {
            taken.extend(self.pop());
        }
        taken
    }

    /// When the message came that has waited longest.
    fn oldest(&self) -> Option<Instant> {
        let entry = self.chunks.front()?.entries.front()?;
        Some(entry.accepted_at(self.began?))
    }

    /// Takes out the message that has waited longest.
    pub fn pop(&mut self) -> Option<PendingMessage> {
        let began = self.began?;
        let chunk = self.chunks.front_mut()?;
        let entry = chunk.entries.pop_front()?;
        let accepted_at = entry.accepted_at(began);
        let key = usize::try_from(entry.key_len).ok().map(|len| chunk.take(len).into());
        let value = match entry.value {
            PackedValue::Null => Kept::Null,
            PackedValue::Copied(len) => Kept::Copied(chunk.take(len as usize).into()),
            PackedValue::Own(payload) => Kept::Own(payload),
        };
        let headers = match entry.header_len {
            0 => None,
            len => Some(unpack_headers(chunk.take(len as usize))),
        };
        if chunk.entries.is_empty() {
            self.chunks.pop_front();
        }
        let message = PendingMessage {
            partition: entry.partition,
            key,
            value,
            headers,
            timestamp: entry.timestamp,
            opaque: entry.opaque,
            accepted_at,
        };
        self.messages -= 1;
        self.user_bytes -= message.user_bytes();
        if self.messages == 0 {
            self.began = None;
        }
        Some(message)
    }
}

impl Iterator for Unassigned {
    type Item = PendingMessage;

    fn next(&mut self) -> Option<PendingMessage> {
        self.pop()
    }
}

/// Each header as the length and bytes of its name, and those of its value, with a length of `u32::MAX` for null.
fn pack_headers(headers: &Headers, out: &mut Vec<u8>) {
    for header in headers.iter() {
        for bytes in [Some(header.name()), header.value()] {
            let len = bytes.map_or(u32::MAX, |bytes| bytes.len() as u32);
            out.extend_from_slice(&len.to_ne_bytes());
            out.extend_from_slice(bytes.unwrap_or_default());
        }
    }
}

fn unpack_headers(mut packed: &[u8]) -> Headers {
    let mut headers = Headers::new();
    while let Some(name) = unpack_bytes(&mut packed) {
        headers.push(name.unwrap_or_default(), unpack_bytes(&mut packed).flatten());
    }
    headers
}

/// The next bytes, or null; `None` at the end.
fn unpack_bytes<'a>(packed: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let (len, rest) = packed.split_first_chunk()?;
    let bytes = match u32::from_ne_bytes(*len) {
        u32::MAX => None,
        len => Some(rest.get(..len as usize)?),
    };
    *packed = rest.get(bytes.map_or(0, <[u8]>::len)..)?;
    Some(bytes)
}

impl PendingMessage {
    pub fn key(&self) -> Option<&[u8]> {
        self.key.as_deref()
    }

    pub fn opaque(&self) -> usize {
        self.opaque
    }

    /// Hands the message on as a new one to `f`, which takes its payload over if, and only if, it succeeds.
    pub fn submit<T, E>(self, f: impl FnOnce(NewMessage<'_>) -> Result<T, E>) -> Result<T, E> {
        let copied;
        let mut kept = None;
        let value = match self.value {
            Kept::Null => Value::Null,
            Kept::Copied(bytes) => {
                copied = bytes;
                Value::Copy(&copied)
            }
            Kept::Own(payload) => Value::Keep(*kept.insert(payload.offer_again())),
        };
        let result = f(NewMessage {
            partition: self.partition,
            key: self.key.as_deref(),
            value,
            headers: self.headers.as_ref(),
            timestamp: self.timestamp,
            opaque: self.opaque,
        });
        if result.is_err() {
            drop(kept.map(Offered::accept));
        }
        result
    }

    pub fn user_bytes(&self) -> usize {
        let value = match &self.value {
            Kept::Null => 0,
            Kept::Copied(bytes) => bytes.len(),
            Kept::Own(payload) => payload.len(),
        };
        value + self.key.as_deref().map_or(0, <[u8]>::len)
    }
}

/// Messages that end without ever having had a partition, as a batch that can be reported.
pub fn into_batch(messages: Vec<PendingMessage>, pool: &Arc<Pool>) -> Option<Batch> {
    let first = Accepted::At(messages.first()?.accepted_at);
    let mut batch = Batch::open(0, first, Expected::default(), true, pool);
    for message in messages {
        let elapsed = batch.elapsed_at(Accepted::At(message.accepted_at));
        // Encoding can only fail for sizes that were refused when the message was accepted.
        let _ = message.submit(|message| batch.append(&message, elapsed));
    }
    Some(batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(
        waiting: &mut Unassigned,
        number: usize,
        key: Option<&[u8]>,
        value: Value<'_>,
        headers: Option<&Headers>,
    ) {
        let timestamp = 1000 + number as i64;
        waiting.push(&NewMessage {
            partition: number as i32,
            key,
            value,
            headers,
            timestamp,
            opaque: number,
        });
    }

    /// Key, value and headers.
    type Seen = (Option<Vec<u8>>, Option<Vec<u8>>, Vec<(Vec<u8>, Option<Vec<u8>>)>);

    fn seen(message: PendingMessage) -> Seen {
        let seen = |message: NewMessage<'_>| -> Result<Seen, ()> {
            assert_eq!(message.timestamp, 1000 + message.opaque as i64);
            let value = match message.value {
                Value::Null => None,
                Value::Copy(bytes) => Some(bytes.to_vec()),
                Value::Keep(offered) => Some(offered.bytes().to_vec()),
            };
            let header = |header: &crate::headers::Header| {
                (header.name().to_vec(), header.value().map(<[u8]>::to_vec))
            };
            let headers = message.headers.iter().flat_map(|list| list.iter().map(header)).collect();
            Ok((message.key.map(<[u8]>::to_vec), value, headers))
        };
        message.submit(seen).unwrap()
    }

    #[test]
    fn messages_come_out_as_they_went_in() {
        let mut headers = Headers::new();
        headers.push(b"name", Some(b"value"));
        headers.push(b"", None);
        headers.push(b"empty", Some(b""));
        let large = vec![7; 3 * CHUNK];
        let values = [Value::Null, Value::Copy(b""), Value::Copy(b"value"), Value::Copy(&large)];
        let mut waiting = Unassigned::new(&Pool::new());
        let mut expected = Vec::new();
        let mut bytes = 0;
        for number in 0..2000 {
            let value = if number % 500 == 3 { values[3] } else { values[number % 3] };
            let key = [None, Some(&b""[..]), Some(b"the key")][number / 3 % 3];
            let headers = (number % 5 == 0).then_some(&headers);
            push(&mut waiting, number, key, value, headers);
            bytes += value.len() + key.map_or(0, <[u8]>::len);
            let value = match value {
                Value::Copy(bytes) => Some(bytes.to_vec()),
                _ => None,
            };
            let listed = headers.iter().flat_map(|list| list.iter());
            let listed = listed.map(|header| (header.name().to_vec(), header.value().map(<[u8]>::to_vec)));
            expected.push((key.map(<[u8]>::to_vec), value, listed.collect::<Vec<_>>()));
        }
        assert_eq!((waiting.level(), waiting.accepted()), ((2000, bytes), 2000));
        let expired = waiting.take_expired(|_| true);
        assert_eq!(
            expired.iter().map(|message| message.partition).collect::<Vec<_>>(),
            (0..2000).collect::<Vec<_>>()
        );
        assert!(expired.into_iter().map(seen).eq(expected));
        assert_eq!((waiting.level(), waiting.accepted(), waiting.chunks.len()), ((0, 0), 2000, 0));
    }

    #[test]
    fn what_is_taken_and_what_comes_then_are_apart() {
        let mut waiting = Unassigned::new(&Pool::new());
        (0..3).for_each(|number| push(&mut waiting, number, None, Value::Copy(&[number as u8; 10]), None));
        assert!(waiting.take_expired(|_| false).is_empty());
        assert_eq!(waiting.pop().map(seen), Some((None, Some(vec![0; 10]), vec![])));
        push(&mut waiting, 3, None, Value::Copy(&[3; 10]), None);
        let taken = waiting.take_all();
        push(&mut waiting, 4, None, Value::Copy(&[4; 10]), None);
        let values: Vec<_> = taken.map(|message| seen(message).1.unwrap()[0]).collect();
        assert_eq!((values, waiting.level(), waiting.accepted()), (vec![1, 2, 3], (1, 10), 5));
    }

    #[test]
    fn a_small_message_takes_little_room() {
        let mut waiting = Unassigned::new(&Pool::new());
        (0..10_000).for_each(|number| push(&mut waiting, number, None, Value::Copy(&[1; 100]), None));
        let copied: usize = waiting.chunks.iter().map(|chunk| chunk.copied.records.capacity()).sum();
        assert!(size_of::<Entry>() * 10_000 + copied < 10_000 * 160, "{copied}");
    }
}
