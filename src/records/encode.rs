//! Encoding a record of format 2 at the end of an open batch.

use super::varint::{self, MAX_VARINT, MAX_VARLONG};
use super::{RecordError, RecordLayout};

/// A record header: its name and its value, which may be null.
pub type RecordHeader<'a> = (&'a [u8], Option<&'a [u8]>);

/// A record about to be encoded, all but its value.
///
/// The headers are walked twice, once for the sizes: use `std::iter::empty()` when there are none, and everything
/// about headers is compiled away.
#[derive(Debug, Clone)]
pub struct NewRecord<'a, H> {
    /// Position in the batch.
    pub offset_delta: i32,
    /// Milliseconds since the batch's base timestamp.
    pub timestamp_delta: i64,
    pub key: Option<&'a [u8]>,
    pub headers: H,
}

/// Most bytes before the key: record length, attributes, timestamp, offset, key length, and the value's length too
/// when there is no key.
const MAX_PREFIX: usize = MAX_VARINT + 1 + MAX_VARLONG + MAX_VARINT + MAX_VARINT + MAX_VARINT;

impl<'a, H> NewRecord<'a, H>
where
    H: ExactSizeIterator<Item = RecordHeader<'a>> + Clone,
{
    /// Appends the record with its value to `buf`. Nothing is written when it fails, which it does only for a
    /// record longer than the format can say.
    #[inline]
    pub fn encode(self, buf: &mut Vec<u8>, value: Option<&[u8]>) -> Result<(), RecordError> {
        let value_len = value.map(<[u8]>::len);
        let sizes = self.sizes(value_len)?;
        buf.reserve(sizes.room(0));
        self.put_before_value(buf, &sizes);
        buf.extend_from_slice(value.unwrap_or_default());
        self.put_headers(buf);
        Ok(())
    }

    /// Appends all of the record but its value of `value_len` bytes, which the caller sends from where it lies.
    /// Returns the position in `buf` at which the value belongs.
    pub fn encode_external(self, buf: &mut Vec<u8>, value_len: usize) -> Result<usize, RecordError> {
        let sizes = self.sizes(Some(value_len))?;
        buf.reserve(sizes.room(value_len));
        self.put_before_value(buf, &sizes);
        let at = buf.len();
        self.put_headers(buf);
        Ok(at)
    }

    #[inline]
    fn sizes(&self, value_len: Option<usize>) -> Result<Sizes, RecordError> {
        let too_large = || RecordError::TooLarge { limit: i32::MAX as usize };
        let key_len = self.key.map(<[u8]>::len);
        // Lengths of slices in memory do not overflow a sum; that of the external value is only a number.
        let bytes = key_len.unwrap_or(0) + self.header_bytes();
        let body = bytes.checked_add(value_len.unwrap_or(0)).ok_or_else(too_large)?;
        if body > (i32::MAX as usize).saturating_sub(record_overhead(self.headers.len())) {
            return Err(too_large());
        }
        let key = wire_length(key_len);
        let value = wire_length(value_len);
        let body = body
            + 1
            + varint::size_i64(self.timestamp_delta)
            + varint::size_i32(self.offset_delta)
            + varint::size_i32(key)
            + varint::size_i32(value)
            + varint::size_i32(self.headers.len() as i32)
            + self.header_length_bytes();
        Ok(Sizes { body, key, value })
    }

    #[inline]
    fn header_bytes(&self) -> usize {
        self.headers.clone().map(|(name, value)| name.len() + value.map_or(0, <[u8]>::len)).sum()
    }

    /// Bytes of the length prefixes within the headers.
    #[inline]
    fn header_length_bytes(&self) -> usize {
        let size = |(name, value): RecordHeader<'_>| {
            varint::size_i32(name.len() as i32) + varint::size_i32(wire_length(value.map(<[u8]>::len)))
        };
        self.headers.clone().map(size).sum()
    }

    #[inline]
    fn put_before_value(&self, buf: &mut Vec<u8>, sizes: &Sizes) {
        Prefix::write(buf, |prefix| {
            prefix.put(varint::zigzag32(sizes.body as i32) as u64);
            prefix.push(0);
            prefix.put(varint::zigzag64(self.timestamp_delta));
            prefix.put(varint::zigzag32(self.offset_delta) as u64);
            prefix.put(varint::zigzag32(sizes.key) as u64);
            if self.key.is_none() {
                prefix.put(varint::zigzag32(sizes.value) as u64);
            }
        });
        if let Some(key) = self.key {
            buf.extend_from_slice(key);
            varint::put_i32(buf, sizes.value);
        }
    }

    #[inline]
    fn put_headers(self, buf: &mut Vec<u8>) {
        varint::put_i32(buf, self.headers.len() as i32);
        for (name, value) in self.headers {
            varint::put_i32(buf, name.len() as i32);
            buf.extend_from_slice(name);
            varint::put_i32(buf, wire_length(value.map(<[u8]>::len)));
            buf.extend_from_slice(value.unwrap_or_default());
        }
    }
}

struct Sizes {
    /// What the record's length field says.
    body: usize,
    key: i32,
    value: i32,
}

impl Sizes {
    /// What is written in all, without `external` bytes that are not; at least what [`Prefix`] wants at first.
    #[inline]
    fn room(&self, external: usize) -> usize {
        (self.body - external + MAX_VARINT).max(ROOM)
    }
}

/// A length as it is written: -1 for null. Only for lengths known to fit.
#[inline]
fn wire_length(len: Option<usize>) -> i32 {
    len.map_or(-1, |len| len as i32)
}

/// Writes the bytes before the key where they belong, at the end of the buffer: into bytes added all at once, of which
/// the used ones are kept. One capacity check instead of one a byte, and nothing is copied.
struct Prefix<'b> {
    bytes: &'b mut [u8; ROOM],
    len: usize,
}

/// A power of two, so that a mask keeps an index inside.
const ROOM: usize = 32;
const _: () = assert!(MAX_PREFIX <= ROOM);

impl Prefix<'_> {
    #[inline(always)]
    fn write(buf: &mut Vec<u8>, fields: impl FnOnce(&mut Prefix<'_>)) {
        let start = buf.len();
        buf.extend_from_slice(&[0; ROOM]);
        let Some(bytes) = buf.last_chunk_mut() else { return };
        let mut prefix = Prefix { bytes, len: 0 };
        fields(&mut prefix);
        let end = start + prefix.len;
        buf.truncate(end);
    }

    #[inline(always)]
    fn push(&mut self, byte: u8) {
        self.bytes[self.len % ROOM] = byte;
        self.len += 1;
    }

    #[inline(always)]
    fn put(&mut self, mut raw: u64) {
        while raw >= 0x80 {
            self.push(raw as u8 | 0x80);
            raw >>= 7;
        }
        self.push(raw as u8);
    }
}

/// Most bytes a record's fixed fields and length prefixes take, with `headers` headers.
#[inline]
pub const fn record_overhead(headers: usize) -> usize {
    MAX_PREFIX + MAX_VARINT + headers.saturating_mul(2 * MAX_VARINT)
}

/// A size that a record with these parts does not exceed, for deciding whether it fits a batch. `header_bytes` is
/// the sum of all header names and values.
#[inline]
pub const fn record_size_upper_bound(
    key_len: usize,
    value_len: usize,
    headers: usize,
    header_bytes: usize,
) -> usize {
    key_len.saturating_add(value_len).saturating_add(header_bytes).saturating_add(record_overhead(headers))
}

/// Finds the parts of a record encoded earlier at `pos` of an open batch. `external` says that its value was left
/// out by [`NewRecord::encode_external`].
pub fn decode_at(buf: &[u8], pos: usize, external: bool) -> Result<RecordLayout, RecordError> {
    if external { RecordLayout::decode::<true>(buf, pos) } else { RecordLayout::decode::<false>(buf, pos) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Field;
    use proptest::prelude::*;
    use std::iter;

    type OwnedHeaders = Vec<(Vec<u8>, Option<Vec<u8>>)>;

    fn record<'a>(
        offset_delta: i32,
        timestamp_delta: i64,
        key: Option<&'a [u8]>,
        headers: &'a OwnedHeaders,
    ) -> NewRecord<'a, impl ExactSizeIterator<Item = RecordHeader<'a>> + Clone> {
        let headers = headers.iter().map(|(name, value)| (name.as_slice(), value.as_deref()));
        NewRecord { offset_delta, timestamp_delta, key, headers }
    }

    #[test]
    fn known_bytes() {
        let mut buf = Vec::new();
        let new = NewRecord { offset_delta: 1, timestamp_delta: 300, key: None, headers: iter::empty() };
        new.encode(&mut buf, Some(b"hi")).unwrap();
        // length 9, attributes, 300, 1, no key, two bytes, no headers
        assert_eq!(buf, [18, 0, 0xd8, 4, 2, 1, 4, b'h', b'i', 0]);
    }

    #[test]
    fn too_long_a_record_is_refused_and_leaves_no_trace() {
        let mut buf = vec![1, 2, 3];
        let new = NewRecord { offset_delta: 0, timestamp_delta: 0, key: None, headers: iter::empty() };
        for len in [i32::MAX as usize, usize::MAX] {
            let refused = new.clone().encode_external(&mut buf, len);
            assert_eq!(refused, Err(RecordError::TooLarge { limit: i32::MAX as usize }));
        }
        assert_eq!(buf, [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn round_trip_in_place_and_external(
            before: Vec<u8>,
            offset_delta in 0..i32::MAX,
            timestamp_delta: i64,
            key: Option<Vec<u8>>,
            value: Option<Vec<u8>>,
            headers in prop::collection::vec(any::<(Vec<u8>, Option<Vec<u8>>)>(), 0..4),
        ) {
            let new = record(offset_delta, timestamp_delta, key.as_deref(), &headers);
            let mut buf = before.clone();
            new.clone().encode(&mut buf, value.as_deref()).unwrap();
            let layout = decode_at(&buf, before.len(), false).unwrap();
            prop_assert_eq!(layout.end, buf.len());
            prop_assert_eq!(layout.offset_delta, offset_delta);
            prop_assert_eq!(layout.timestamp_delta, timestamp_delta);
            prop_assert_eq!(layout.key.of(&buf), key.as_deref());
            prop_assert_eq!(layout.value.of(&buf), value.as_deref());
            let read: Result<Vec<_>, _> = layout.headers.iter(&buf).collect();
            let expected: Vec<_> = new.headers.clone().collect();
            prop_assert_eq!(read, Ok(expected.clone()));

            let header_bytes = headers.iter().map(|(n, v)| n.len() + v.as_ref().map_or(0, Vec::len)).sum();
            let bound = record_size_upper_bound(
                key.as_ref().map_or(0, Vec::len), value.as_ref().map_or(0, Vec::len), headers.len(), header_bytes,
            );
            prop_assert!(buf.len() - before.len() <= bound);

            if let Some(value) = &value {
                let mut outside = before.clone();
                let at = new.encode_external(&mut outside, value.len()).unwrap();
                let layout = decode_at(&outside, before.len(), true).unwrap();
                prop_assert_eq!(layout.end, outside.len());
                prop_assert_eq!(layout.value.range(), Some(at..at + value.len()));
                prop_assert_eq!(layout.key.of(&outside), key.as_deref());
                let read: Result<Vec<_>, _> = layout.headers.iter(&outside).collect();
                prop_assert_eq!(read, Ok(expected));
                outside.splice(at..at, value.iter().copied());
                prop_assert_eq!(outside, buf);
            } else {
                prop_assert_eq!(layout.value.len(), Field::NULL.len());
                prop_assert!(layout.value.is_null());
            }
        }

        #[test]
        fn any_bytes_decode_or_fail(bytes: Vec<u8>, pos in 0usize..40, external: bool) {
            if let Ok(layout) = decode_at(&bytes, pos, external) {
                prop_assert!(layout.end <= bytes.len());
                prop_assert!(layout.headers.count() <= bytes.len());
                layout.headers.iter(&bytes).for_each(drop);
            }
        }
    }
}
