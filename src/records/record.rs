//! Where the parts of one record lie: positions, not copies.

use super::{RecordError, TimestampType, varint};
use std::ops::Range;

/// Position of a key or a value in the records area it was decoded from; may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    start: u32,
    /// -1 for null, as on the wire.
    len: i32,
}

impl Field {
    pub const NULL: Field = Field { start: 0, len: -1 };

    #[inline]
    pub(super) fn new(start: usize, len: i32) -> Self {
        Field { start: start as u32, len }
    }

    #[inline]
    pub fn is_null(self) -> bool {
        self.len < 0
    }

    /// Bytes; 0 for null.
    #[inline]
    pub fn len(self) -> usize {
        self.len.max(0) as usize
    }

    #[inline]
    pub fn is_empty(self) -> bool {
        self.len <= 0
    }

    #[inline]
    pub fn range(self) -> Option<Range<usize>> {
        let start = self.start as usize;
        (self.len >= 0).then(|| start..start + self.len as usize)
    }

    /// The bytes in `area`, which is the one this was decoded from.
    #[inline]
    pub fn of(self, area: &[u8]) -> Option<&[u8]> {
        area.get(self.range()?)
    }
}

/// Position and declared number of a record's headers. They are decoded, and checked, when asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderArea {
    start: u32,
    len: u32,
    count: u32,
}

impl HeaderArea {
    pub const EMPTY: HeaderArea = HeaderArea { start: 0, len: 0, count: 0 };

    /// How many headers the record declares; never more than its bytes can hold.
    #[inline]
    pub fn count(self) -> usize {
        self.count as usize
    }

    #[inline]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }

    /// The headers in `area`, which is the one this was decoded from.
    pub fn iter(self, area: &[u8]) -> HeadersIter<'_> {
        let end = self.range().end.min(area.len());
        HeadersIter { area: &area[..end], pos: self.start as usize, left: self.count }
    }
}

/// Decodes headers in order: name, value. Ends after the first error.
#[derive(Debug, Clone)]
pub struct HeadersIter<'a> {
    area: &'a [u8],
    pos: usize,
    left: u32,
}

impl<'a> HeadersIter<'a> {
    fn decode_one(&mut self) -> Result<(&'a [u8], Option<&'a [u8]>), RecordError> {
        let (name, pos) = get_field(self.area, self.pos, "header name")?;
        let Some(name) = name.of(self.area) else {
            return Err(RecordError::malformed("header name", self.pos));
        };
        let (value, pos) = get_field(self.area, pos, "header value")?;
        if self.left == 1 && pos != self.area.len() {
            return Err(RecordError::malformed("end of record", pos));
        }
        self.pos = pos;
        Ok((name, value.of(self.area)))
    }
}

impl<'a> Iterator for HeadersIter<'a> {
    type Item = Result<(&'a [u8], Option<&'a [u8]>), RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let header = self.decode_one();
        self.left = if header.is_ok() { self.left - 1 } else { 0 };
        Some(header)
    }
}

/// A record of a fetched batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    pub offset: i64,
    /// Milliseconds since the epoch; -1 when there is none.
    pub timestamp: i64,
    pub timestamp_type: TimestampType,
    pub key: Field,
    pub value: Field,
    pub headers: HeaderArea,
}

/// A record of format 2 as it is encoded, relative to its batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordLayout {
    pub timestamp_delta: i64,
    pub offset_delta: i32,
    pub key: Field,
    /// When the value is external its start is where the value belongs and its bytes are not there.
    pub value: Field,
    pub headers: HeaderArea,
    /// Position after the record.
    pub end: usize,
}

impl RecordLayout {
    /// Decodes the record at `pos`. With `EXTERNAL`, the value's bytes are left out of `area`.
    #[inline(always)]
    pub(super) fn decode<const EXTERNAL: bool>(area: &[u8], pos: usize) -> Result<Self, RecordError> {
        let (length, start) = varint::get_i32(area, pos, "record length")?;
        let length = usize::try_from(length).map_err(|_| RecordError::malformed("record length", pos))?;
        let end = start + length;
        // With an external value the record's own end is known only after the value's length.
        let body =
            if EXTERNAL { area } else { area.get(..end).ok_or(RecordError::truncated("record", pos))? };

        // One byte of attributes, unused.
        let (timestamp_delta, at) = varint::get_i64(body, start + 1, "timestamp delta")?;
        let (offset_delta, at) = varint::get_i32(body, at, "offset delta")?;
        let (key, at) = get_field(body, at, "key")?;
        let (body, value, end, at) = if EXTERNAL {
            let (len, at) = get_length(body, at, "value")?;
            let end = end.checked_sub(len.max(0) as usize).ok_or(RecordError::malformed("value", at))?;
            let body = area.get(..end).ok_or(RecordError::truncated("record", pos))?;
            (body, Field::new(at, len), end, at)
        } else {
            let (value, at) = get_field(body, at, "value")?;
            (body, value, end, at)
        };
        let headers = get_header_area(body, at)?;
        Ok(RecordLayout { timestamp_delta, offset_delta, key, value, headers, end })
    }
}

/// The length at `pos` of something that may be null.
#[inline(always)]
fn get_length(body: &[u8], pos: usize, what: &'static str) -> Result<(i32, usize), RecordError> {
    let (len, at) = varint::get_i32(body, pos, what)?;
    if len < -1 { Err(RecordError::malformed(what, pos)) } else { Ok((len, at)) }
}

/// The length-prefixed bytes at `pos`.
#[inline(always)]
fn get_field(body: &[u8], pos: usize, what: &'static str) -> Result<(Field, usize), RecordError> {
    let (len, at) = get_length(body, pos, what)?;
    let bytes = len.max(0) as usize;
    // `at` is never past the end: a varint was just read before it.
    if bytes > body.len() - at {
        return Err(RecordError::truncated(what, pos));
    }
    Ok((Field::new(at, len), at + bytes))
}

#[inline(always)]
fn get_header_area(body: &[u8], pos: usize) -> Result<HeaderArea, RecordError> {
    let (count, at) = varint::get_i32(body, pos, "header count")?;
    let len = body.len() - at;
    // A header takes two bytes at least. Without headers nothing may follow.
    let fits = if count == 0 { len == 0 } else { count > 0 && count as usize <= len / 2 };
    if !fits {
        return Err(RecordError::malformed("header count", pos));
    }
    Ok(HeaderArea { start: at as u32, len: len as u32, count: count as u32 })
}
