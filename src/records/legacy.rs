//! Messages of formats 0 and 1, which brokers keep in logs written before Kafka 0.11.
//!
//! ```text
//! offset i64 | size i32 | crc u32 | magic i8 | attributes i8 | timestamp i64 (format 1) | key | value
//! ```
//! A compressed message set is one such message, the wrapper, whose value unpacks to more of them. The wrapper has the
//! offset of its last message; inner offsets are absolute in format 0 and count from the set's start in format 1.

use super::{Attributes, Codec, Field, RecordError, TimestampType};

/// Bytes of offset and size, before what the size counts.
pub(super) const PREFIX: usize = 12;
const MAGIC_AT: usize = 16;
const CRC_FROM: usize = 16;

/// One message, its fields relative to the area it was decoded from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message {
    pub offset: i64,
    pub crc: u32,
    pub magic: i8,
    pub attributes: Attributes,
    /// -1 in format 0.
    pub timestamp: i64,
    pub key: Field,
    pub value: Field,
    /// Position after the message.
    pub end: usize,
}

impl Message {
    /// Decodes the message at `pos`, which must be all there.
    pub fn decode(area: &[u8], pos: usize) -> Result<Self, RecordError> {
        let offset = i64::from_be_bytes(get(area, pos, "message offset")?);
        let size = i32::from_be_bytes(get(area, pos + 8, "message size")?);
        let size = usize::try_from(size).map_err(|_| RecordError::malformed("message size", pos + 8))?;
        let end = pos + PREFIX + size;
        let body = area.get(..end).ok_or(RecordError::truncated("message", pos))?;

        let crc = u32::from_be_bytes(get(body, pos + PREFIX, "message checksum")?);
        let [magic, attributes] = get::<2>(body, pos + MAGIC_AT, "message attributes")?;
        let magic = magic as i8;
        let (timestamp, at) = match magic {
            0 => (-1, pos + 18),
            1 => (i64::from_be_bytes(get(body, pos + 18, "message timestamp")?), pos + 26),
            _ => return Err(RecordError::UnknownMagic { magic, at: pos + MAGIC_AT }),
        };
        let (key, at) = get_field(body, at, "message key")?;
        let (value, at) = get_field(body, at, "message value")?;
        if at != end {
            return Err(RecordError::malformed("end of message", at));
        }
        let attributes = Attributes(attributes as i16);
        Ok(Message { offset, crc, magic, attributes, timestamp, key, value, end })
    }

    pub fn timestamp_type(&self) -> TimestampType {
        if self.magic == 0 { TimestampType::NotAvailable } else { self.attributes.timestamp_type() }
    }

    /// The codec of a wrapper; zstd came after these formats.
    pub fn codec(&self) -> Result<Codec, RecordError> {
        match self.attributes.codec()? {
            Codec::Zstd => Err(RecordError::UnknownCodec(Codec::Zstd as u8)),
            codec => Ok(codec),
        }
    }

    /// Compares the stored checksum with that of the message at `pos`, where this one was decoded.
    pub fn check_crc(&self, area: &[u8], pos: usize) -> Result<(), RecordError> {
        let covered = area.get(pos + CRC_FROM..self.end).ok_or(RecordError::truncated("message", pos))?;
        let computed = crc32fast::hash(covered);
        if computed == self.crc {
            Ok(())
        } else {
            Err(RecordError::Crc { offset: self.offset, stored: self.crc, computed })
        }
    }
}

/// What a walk over an unpacked message set finds.
pub(super) struct InnerSet {
    pub count: u32,
    /// Offset of the last message as it is stored; 0 for an empty set.
    pub last_offset: i64,
}

/// Walks the messages that a wrapper of format `magic` held. They must be of its format and not compressed again.
pub(super) fn walk_inner(area: &[u8], magic: i8) -> Result<InnerSet, RecordError> {
    let mut set = InnerSet { count: 0, last_offset: 0 };
    let mut pos = 0;
    while pos < area.len() {
        let message = Message::decode(area, pos)?;
        if message.magic != magic {
            return Err(RecordError::malformed("inner message format", pos + MAGIC_AT));
        }
        if message.codec()? != Codec::None {
            return Err(RecordError::malformed("inner message compression", pos + MAGIC_AT + 1));
        }
        set.count += 1;
        set.last_offset = message.offset;
        pos = message.end;
    }
    Ok(set)
}

fn get_field(body: &[u8], pos: usize, what: &'static str) -> Result<(Field, usize), RecordError> {
    let len = i32::from_be_bytes(get(body, pos, what)?);
    let at = pos + 4;
    if len < -1 {
        return Err(RecordError::malformed(what, pos));
    }
    let bytes = len.max(0) as usize;
    if bytes > body.len() - at {
        return Err(RecordError::truncated(what, pos));
    }
    Ok((Field::new(at, len), at + bytes))
}

pub(super) fn get<const N: usize>(
    bytes: &[u8],
    pos: usize,
    what: &'static str,
) -> Result<[u8; N], RecordError> {
    bytes.get(pos..).and_then(|b| b.first_chunk()).copied().ok_or(RecordError::truncated(what, pos))
}
