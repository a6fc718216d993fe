//! Messages for a topic whose partitions are not known yet, in the order in which they came.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use crate::headers::Headers;
use crate::payload::{Offered, Payload};

use super::batch::{Accepted, Batch, Expected};
use super::pool::Pool;
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

#[derive(Default)]
pub struct Unassigned {
    messages: VecDeque<PendingMessage>,
    /// Messages that have come so far.
    accepted: u64,
}

impl Unassigned {
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    pub fn push(&mut self, message: &NewMessage<'_>) {
        self.accepted += 1;
        self.messages.push_back(PendingMessage {
            partition: message.partition,
            key: message.key.map(Box::from),
            value: match message.value {
                Value::Null => Kept::Null,
                Value::Copy(bytes) => Kept::Copied(bytes.into()),
                Value::Keep(offered) => Kept::Own(offered.accept()),
            },
            headers: message.headers.cloned(),
            timestamp: if message.timestamp == 0 { wall_clock_ms() } else { message.timestamp },
            opaque: message.opaque,
            accepted_at: Instant::now(),
        });
    }

    /// Messages that have come so far, for the statistics.
    pub fn accepted(&self) -> u64 {
        self.accepted
    }

    /// Messages that wait, and their bytes.
    pub fn level(&self) -> (usize, usize) {
        (self.messages.len(), self.messages.iter().map(PendingMessage::user_bytes).sum())
    }

    pub fn take_all(&mut self) -> VecDeque<PendingMessage> {
        std::mem::take(&mut self.messages)
    }

    /// Takes the messages, oldest first, up to the first that `expired` spares.
    pub fn take_expired(&mut self, expired: impl Fn(Instant) -> bool) -> Vec<PendingMessage> {
        let mut taken = Vec::new();
        while let Some(message) = self.messages.pop_front_if(|message| expired(message.accepted_at)) {
            taken.push(message);
        }
        taken
    }
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
