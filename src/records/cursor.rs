//! Decoding the records of one batch, one at a time.

use super::legacy::{self, Message};
use super::{BatchHeader, Codec, HeaderArea, RawBatch, Record, RecordError, RecordLayout, TimestampType};

/// A place among the records of a batch. It owns nothing and is small: an op keeps it beside the shared buffer that
/// holds the records area, and advances it at each poll.
///
/// Every call must be given the area the cursor was made for: the batch's plain records, or their unpacked form.
#[derive(Debug, Clone, Copy)]
pub struct RecordCursor {
    /// Of the batch, or what inner offsets of an old compressed set count from; 0 when offsets are absolute.
    base_offset: i64,
    /// What timestamp deltas count from; with `LogAppendTime` the time of every record of the batch.
    timestamp: i64,
    pos: u32,
    left: u32,
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Records {
        timestamp_type: TimestampType,
    },
    /// A message's own timestamp and type count, unless its wrapper was stamped by the broker.
    Messages {
        stamped_by_wrapper: bool,
    },
}

impl RecordCursor {
    /// A cursor before the first record of `batch`, whose records are `area`. Fails for an old compressed set that is
    /// not well-formed, since its offsets cannot be known without walking it.
    pub fn new(batch: &RawBatch, area: &[u8]) -> Result<Self, RecordError> {
        if area.len() > i32::MAX as usize {
            return Err(RecordError::TooLarge { limit: i32::MAX as usize });
        }
        if batch.magic == BatchHeader::MAGIC {
            return Ok(Self::over_records(batch));
        }
        Self::over_messages(batch, area)
    }

    fn over_records(batch: &RawBatch) -> Self {
        let timestamp_type = batch.timestamp_type;
        let stamped = timestamp_type == TimestampType::LogAppendTime;
        RecordCursor {
            base_offset: batch.base_offset,
            timestamp: if stamped { batch.max_timestamp } else { batch.base_timestamp },
            pos: 0,
            left: batch.count.unwrap_or(0),
            format: Format::Records { timestamp_type },
        }
    }

    fn over_messages(batch: &RawBatch, area: &[u8]) -> Result<Self, RecordError> {
        let mut cursor = RecordCursor {
            base_offset: 0,
            timestamp: batch.max_timestamp,
            pos: 0,
            left: batch.count.unwrap_or(0),
            format: Format::Messages { stamped_by_wrapper: false },
        };
        if batch.codec != Codec::None {
            let inner = legacy::walk_inner(area, batch.magic)?;
            cursor.left = inner.count;
            if batch.magic == 1 {
                cursor.base_offset = batch
                    .last_offset
                    .checked_sub(inner.last_offset)
                    .ok_or(RecordError::malformed("inner message offset", 0))?;
            }
            let stamped_by_wrapper = batch.timestamp_type == TimestampType::LogAppendTime;
            cursor.format = Format::Messages { stamped_by_wrapper };
        }
        Ok(cursor)
    }

    /// Records not yet returned, as far as the batch is to be believed.
    #[inline]
    pub fn remaining(&self) -> usize {
        self.left as usize
    }

    /// The next record. After the last one, and after an error, there are no more.
    #[inline(always)]
    pub fn next(&mut self, area: &[u8]) -> Result<Option<Record>, RecordError> {
        if self.left == 0 {
            return Ok(None);
        }
        let record = match self.format {
            Format::Records { timestamp_type } => self.next_record(area, timestamp_type),
            Format::Messages { stamped_by_wrapper } => self.next_message(area, stamped_by_wrapper),
        };
        match record {
            Ok((record, end)) => {
                self.left -= 1;
                self.pos = end as u32;
                Ok(Some(record))
            }
            Err(error) => {
                self.left = 0;
                Err(error)
            }
        }
    }

    #[inline(always)]
    fn next_record(
        &self,
        area: &[u8],
        timestamp_type: TimestampType,
    ) -> Result<(Record, usize), RecordError> {
        let pos = self.pos as usize;
        let layout = RecordLayout::decode::<false>(area, pos)?;
        if self.left == 1 && layout.end != area.len() {
            return Err(RecordError::malformed("end of batch", layout.end));
        }
        let offset = self
            .base_offset
            .checked_add(layout.offset_delta as i64)
            .filter(|_| layout.offset_delta >= 0)
            .ok_or(RecordError::malformed("offset delta", pos))?;
        let timestamp = match timestamp_type {
            TimestampType::LogAppendTime => self.timestamp,
            _ => self
                .timestamp
                .checked_add(layout.timestamp_delta)
                .ok_or(RecordError::malformed("timestamp delta", pos))?,
        };
        let RecordLayout { key, value, headers, end, .. } = layout;
        Ok((Record { offset, timestamp, timestamp_type, key, value, headers }, end))
    }

    fn next_message(&self, area: &[u8], stamped_by_wrapper: bool) -> Result<(Record, usize), RecordError> {
        let pos = self.pos as usize;
        let message = Message::decode(area, pos)?;
        let offset = self
            .base_offset
            .checked_add(message.offset)
            .ok_or(RecordError::malformed("inner message offset", pos))?;
        let (timestamp, timestamp_type) = if stamped_by_wrapper {
            (self.timestamp, TimestampType::LogAppendTime)
        } else {
            (message.timestamp, message.timestamp_type())
        };
        let Message { key, value, end, .. } = message;
        Ok((Record { offset, timestamp, timestamp_type, key, value, headers: HeaderArea::EMPTY }, end))
    }
}
