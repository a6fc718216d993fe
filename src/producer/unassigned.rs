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

/// Messages packed one behind the other.
struct Chunk {
    /// Of each message a [`Prefix`], and its key, value and headers.
    packed: Storage,
    /// How far those have been taken out.
    taken: usize,
    /// The payloads that are not packed, as they are the application's.
    own: VecDeque<Payload>,
    pool: Arc<Pool>,
}

/// What comes before a packed message's bytes. Lengths are -1 for null.
struct Prefix {
    opaque: usize,
    timestamp: i64,
    partition: i32,
    /// Milliseconds from `began`.
    delay_ms: u32,
    key_len: i32,
    /// [`OWN`]: it is among the chunk's own payloads.
    value_len: i32,
    header_len: u32,
}

const NULL: i32 = -1;
const OWN: i32 = -2;

impl Prefix {
    const SIZE: usize = 36;

    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.opaque as u64).to_ne_bytes());
        out.extend_from_slice(&self.timestamp.to_ne_bytes());
        out.extend_from_slice(&self.partition.to_ne_bytes());
        out.extend_from_slice(&self.delay_ms.to_ne_bytes());
        out.extend_from_slice(&self.key_len.to_ne_bytes());
        out.extend_from_slice(&self.value_len.to_ne_bytes());
        out.extend_from_slice(&self.header_len.to_ne_bytes());
    }

    fn read(mut packed: &[u8]) -> Option<Prefix> {
        let from = &mut packed;
        Some(Prefix {
            opaque: u64::from_ne_bytes(next(from)?) as usize,
            timestamp: i64::from_ne_bytes(next(from)?),
            partition: i32::from_ne_bytes(next(from)?),
            delay_ms: u32::from_ne_bytes(next(from)?),
            key_len: i32::from_ne_bytes(next(from)?),
            value_len: i32::from_ne_bytes(next(from)?),
            header_len: u32::from_ne_bytes(next(from)?),
        })
    }

    fn accepted_at(&self, began: Instant) -> Instant {
        began + Duration::from_millis(self.delay_ms.into())
    }
}

/// Takes the next bytes.
fn next<const N: usize>(packed: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, rest) = packed.split_first_chunk()?;
    *packed = rest;
    Some(*bytes)
}

/// Of a chunk, unless one message alone takes more.
const CHUNK: usize = 1 << 20;

impl Chunk {
    fn new(bytes: usize, pool: &Arc<Pool>) -> Self {
        Chunk { packed: pool.take(bytes, 0), taken: 0, own: VecDeque::new(), pool: Arc::clone(pool) }
    }

    fn is_empty(&self) -> bool {
        self.taken == self.packed.records.len()
    }

    /// Of the message that is next.
    fn prefix(&self) -> Option<Prefix> {
        Prefix::read(self.packed.records.get(self.taken..)?)
    }

    /// The next so many bytes; `None` for a length of null.
    fn take(&mut self, len: i32) -> Option<&[u8]> {
        let start = self.taken;
        self.taken += usize::try_from(len).ok()?;
        self.packed.records.get(start..self.taken)
    }

    /// Takes out the next message.
    fn pop(&mut self, began: Instant) -> Option<PendingMessage> {
        let prefix = self.prefix()?;
        self.taken += Prefix::SIZE;
        let key = self.take(prefix.key_len).map(Into::into);
        let value = match prefix.value_len {
            OWN => self.own.pop_front().map_or(Kept::Null, Kept::Own),
            len => self.take(len).map_or(Kept::Null, |bytes| Kept::Copied(bytes.into())),
        };
        let headers = match prefix.header_len {
            0 => None,
            len => self.take(len as i32).map(unpack_headers),
        };
        Some(PendingMessage {
            partition: prefix.partition,
            key,
            value,
            headers,
            timestamp: prefix.timestamp,
            opaque: prefix.opaque,
            accepted_at: prefix.accepted_at(began),
        })
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.pool.give_back(std::mem::take(&mut self.packed));
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
        let prefix = Prefix {
            opaque: message.opaque,
            timestamp: if message.timestamp == 0 { wall_clock_ms() } else { message.timestamp },
            partition: message.partition,
            delay_ms: u32::try_from(now.saturating_duration_since(began).as_millis()).unwrap_or(u32::MAX),
            // message.max.bytes keeps all lengths far below what fits.
            key_len: message.key.map_or(NULL, |key| key.len() as i32),
            value_len: match message.value {
                Value::Null => NULL,
                Value::Copy(bytes) => bytes.len() as i32,
                Value::Keep(_) => OWN,
            },
            header_len: headers.len() as u32,
        };
        let chunk = self.chunk_for(Prefix::SIZE + key.len() + copied.len() + headers.len());
        let packed = &mut chunk.packed.records;
        prefix.put(packed);
        packed.extend_from_slice(key);
        packed.extend_from_slice(copied);
        packed.extend_from_slice(&headers);
        if let Value::Keep(offered) = message.value {
            chunk.own.push_back(offered.accept());
        }
    }

    /// The chunk that takes so many bytes more. The first one of all grows as it is filled: most topics never have a second.
    fn chunk_for(&mut self, bytes: usize) -> &mut Chunk {
        let fits = self.chunks.back().is_some_and(|last| last.packed.records.len() + bytes <= CHUNK);
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
        Some(self.chunks.front()?.prefix()?.accepted_at(self.began?))
    }

    /// Takes out the message that has waited longest.
    pub fn pop(&mut self) -> Option<PendingMessage> {
        let chunk = self.chunks.front_mut()?;
        let message = chunk.pop(self.began?)?;
        if chunk.is_empty() {
            self.chunks.pop_front();
        }
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
    let len = u32::from_ne_bytes(next(packed)?);
    if len == u32::MAX {
        return Some(None);
    }
    let (bytes, rest) = packed.split_at_checked(len as usize)?;
    *packed = rest;
    Some(Some(bytes))
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
        let packed: usize = waiting.chunks.iter().map(|chunk| chunk.packed.records.len()).sum();
        assert!(packed < 10_000 * 140, "{packed}");
    }
}
