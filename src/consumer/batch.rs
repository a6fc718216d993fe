//! What a fetch brings to a queue: batches of which messages are taken one by one, and errors.

use std::sync::Arc;

use bytes::Bytes;

use crate::error::ErrorCode;
use crate::headers::Headers;
use crate::records::{HeaderArea, Record, RecordCursor, RecordError, TimestampType};

use crate::topic::Topic;
use crate::topic::partition_list::{NO_LEADER_EPOCH, OFFSET_INVALID};

use super::{Charge, Counted, FetchPartition, Sink};

/// Records of one batch, decompressed, and what is known of all of them.
pub struct Segment {
    pub area: Bytes,
    pub leader_epoch: i32,
    /// What the buffer behind `area` counts for.
    pub charge: Arc<Charge>,
}

/// The buffers of one op, shared by it and every message that was taken out of it: the memory lives until the last of
/// them is gone.
pub struct FetchedRecords {
    pub partition: Arc<FetchPartition>,
    pub broker_id: i32,
    /// The partition's, when they were fetched.
    pub version: i32,
    pub segments: Box<[Segment]>,
}

/// Consecutive records of a partition, as an op.
pub struct FetchedBatch {
    records: Arc<FetchedRecords>,
    /// One for each segment.
    cursors: Box<[RecordCursor]>,
    /// The segment that the next message is in.
    at: usize,
    left: usize,
    /// Messages that it came with, which count as queued until the last one is taken.
    count: usize,
    /// Of their keys and payloads, if statistics are wanted.
    bytes: usize,
}

/// A message that the application has. Key, payload and headers lie in the shared buffer. Kept small: a program may hold
/// thousands, and reads each one's memory but once.
pub struct FetchedMessage {
    records: Arc<FetchedRecords>,
    timestamp: i64,
    headers: HeaderArea,
    segment: u32,
    timestamp_type: TimestampType,
}

/// The next message of a batch, before anybody has it.
pub struct NextMessage<'a> {
    records: &'a Arc<FetchedRecords>,
    area: &'a [u8],
    segment: u32,
    record: Record,
}

/// What an error is about.
pub enum Subject {
    Partition(Arc<FetchPartition>),
    Topic(Arc<Topic>),
    /// The consumer as a member of its group.
    Group,
}

impl Subject {
    pub fn topic(&self) -> Option<&Arc<Topic>> {
        match self {
            Subject::Partition(partition) => Some(&partition.topic),
            Subject::Topic(topic) => Some(topic),
            Subject::Group => None,
        }
    }
}

/// What the application is told in a message's place.
pub struct ConsumerError {
    pub subject: Subject,
    /// The partition's, when the error came to be.
    pub version: i32,
    pub code: ErrorCode,
    pub offset: i64,
    pub leader_epoch: i32,
    /// The broker that it came from, or -1.
    pub broker_id: i32,
    pub text: String,
}

impl FetchedRecords {
    #[inline]
    fn is_stale(&self) -> bool {
        self.version != self.partition.version()
    }
}

impl FetchedBatch {
    /// `cursors` has the place in each segment where reading begins. Counts the messages as queued.
    pub(super) fn new(records: FetchedRecords, cursors: Vec<RecordCursor>) -> Self {
        let count = cursors.iter().map(RecordCursor::remaining).sum();
        let bytes =
            if records.partition.topic.client.stats.is_on() { bytes_of(&records, &cursors) } else { 0 };
        records.partition.note_queued(count, bytes);
        FetchedBatch {
            records: Arc::new(records),
            cursors: cursors.into_boxed_slice(),
            at: 0,
            left: count,
            count,
            bytes,
        }
    }

    /// Messages not taken yet.
    pub fn remaining(&self) -> usize {
        self.left
    }

    pub fn partition(&self) -> &Arc<FetchPartition> {
        &self.records.partition
    }

    /// True after a seek or a stop: nothing of it may be delivered.
    #[inline]
    pub fn is_stale(&self) -> bool {
        self.records.is_stale()
    }

    /// Gives up to `max` messages to `sink`, and moves on; returns how many. After a record that cannot be read, of which
    /// `sink` is told, the rest of its batch is skipped.
    #[inline(always)]
    pub fn hand_out(&mut self, max: usize, counted: Counted, sink: &mut impl Sink) -> usize {
        let (mut taken, mut last) = (0, None);
        while taken < max
            && let Some(segment) = self.records.segments.get(self.at)
            && let Some(cursor) = self.cursors.get_mut(self.at)
        {
            let before = cursor.remaining();
            let next = cursor.next(&segment.area);
            self.left -= before - cursor.remaining();
            match next {
                Ok(Some(record)) => {
                    last = Some((record.offset, segment.leader_epoch));
                    let (records, segment, area) = (&self.records, self.at as u32, &*segment.area);
                    sink.message(NextMessage { records, area, segment, record });
                }
                Ok(None) => {
                    self.at += 1;
                    continue;
                }
                Err(error) => {
                    self.note_consumed(counted, last.take());
                    sink.error(self.unreadable(&error));
                }
            }
            taken += 1;
        }
        self.note_consumed(counted, last);
        taken
    }

    /// The message at `last`, an offset and its leader epoch, and those before it were handed out.
    #[inline(always)]
    fn note_consumed(&self, counted: Counted, last: Option<(i64, i32)>) {
        if counted == Counted::AtOnce
            && let Some((offset, leader_epoch)) = last
        {
            self.records.partition.consumed(offset, leader_epoch);
        }
    }

    /// What to tell the application of a record that cannot be read.
    #[cold]
    fn unreadable(&self, error: &RecordError) -> Box<ConsumerError> {
        let partition = Arc::clone(&self.records.partition);
        let (offset, _) = partition.position();
        Box::new(ConsumerError {
            version: self.records.version,
            code: ErrorCode::_BAD_MSG,
            offset,
            leader_epoch: -1,
            broker_id: self.records.broker_id,
            text: format!("Record after offset {offset} cannot be read: {error}"),
            subject: Subject::Partition(partition),
        })
    }
}

impl Drop for FetchedBatch {
    fn drop(&mut self) {
        if self.left > 0 {
            self.records.partition.note_dropped(self.left);
        }
        self.records.partition.note_taken(self.count, self.bytes);
    }
}

/// Bytes of the keys and payloads from `cursors` on. Every record is looked at.
fn bytes_of(records: &FetchedRecords, cursors: &[RecordCursor]) -> usize {
    let mut bytes = 0;
    for (segment, mut cursor) in records.segments.iter().zip(cursors.iter().copied()) {
        while let Ok(Some(record)) = cursor.next(&segment.area) {
            bytes += record.key.len() + record.value.len();
        }
    }
    bytes
}

impl<'a> NextMessage<'a> {
    pub fn partition(&self) -> &'a Arc<FetchPartition> {
        &self.records.partition
    }

    pub fn offset(&self) -> i64 {
        self.record.offset
    }

    /// Where it lies in the shared buffer; `None` is null.
    pub fn key(&self) -> Option<&'a [u8]> {
        self.record.key.of(self.area)
    }

    /// As [`key`](Self::key).
    pub fn value(&self) -> Option<&'a [u8]> {
        self.record.value.of(self.area)
    }

    /// Keeps the buffer for as long as the application has the message.
    #[inline(always)]
    pub fn keep(&self) -> FetchedMessage {
        let NextMessage { records, segment, record, .. } = self;
        FetchedMessage {
            records: Arc::clone(records),
            timestamp: record.timestamp,
            headers: record.headers,
            segment: *segment,
            timestamp_type: record.timestamp_type,
        }
    }

    /// Makes `message` this one if both are of the same buffer, which it keeps anyway; false if they are not.
    #[inline(always)]
    pub fn replace(&self, message: &mut FetchedMessage) -> bool {
        let NextMessage { records, segment, record, .. } = self;
        let same = Arc::ptr_eq(records, &message.records);
        if same {
            (message.timestamp, message.timestamp_type) = (record.timestamp, record.timestamp_type);
            (message.headers, message.segment) = (record.headers, *segment);
        }
        same
    }
}

impl FetchedMessage {
    pub fn partition(&self) -> &Arc<FetchPartition> {
        &self.records.partition
    }

    pub fn timestamp(&self) -> (i64, TimestampType) {
        (self.timestamp, self.timestamp_type)
    }

    pub fn leader_epoch(&self) -> i32 {
        self.records.segments.get(self.segment as usize).map_or(-1, |segment| segment.leader_epoch)
    }

    pub fn broker_id(&self) -> i32 {
        self.records.broker_id
    }

    /// True if this and `other` were fetched together: they become stale together.
    pub fn came_with(&self, other: &FetchedMessage) -> bool {
        Arc::ptr_eq(&self.records, &other.records)
    }

    /// Counts this message, which is at `offset`, and those before it as consumed; false if they have become stale since they
    /// were taken, and may not be handed out. While nobody takes from the queue that they came from.
    pub fn settle(&self, offset: i64) -> bool {
        self.records.partition.settle(self.records.version, offset, self.leader_epoch())
    }

    pub fn has_headers(&self) -> bool {
        self.headers.count() > 0
    }

    /// Decodes the headers.
    pub fn headers(&self) -> Result<Headers, RecordError> {
        let area: &[u8] =
            self.records.segments.get(self.segment as usize).map_or(&[], |segment| &segment.area);
        let mut headers = Headers::with_capacity(self.headers.count());
        for header in self.headers.iter(area) {
            let (name, value) = header?;
            headers.push(name, value);
        }
        Ok(headers)
    }
}

impl ConsumerError {
    /// An error of the consumer as a whole, or with one topic.
    pub fn general(subject: Subject, code: ErrorCode, text: String) -> Box<Self> {
        let (offset, leader_epoch) = (OFFSET_INVALID, NO_LEADER_EPOCH);
        Box::new(ConsumerError { subject, version: 0, code, offset, leader_epoch, broker_id: -1, text })
    }

    pub fn is_stale(&self) -> bool {
        matches!(&self.subject, Subject::Partition(partition) if self.version != partition.version())
    }
}
