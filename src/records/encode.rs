//! Encoding a record of format 2 at the end of an open batch.

use super::varint::{self, MAX_VARINT, MAX_VARLONG, zigzag32, zigzag64};
use super::{Field, RecordError, RecordLayout};
use crate::rarely::rarely;

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
    /// Appends the record with its value to `buf` and returns where the value lies. Nothing is written when it fails,
    /// which it does only for a record longer than the format can say.
    #[inline(always)]
    pub fn encode(self, buf: &mut Vec<u8>, value: Option<&[u8]>) -> Result<usize, RecordError> {
        if !self.put_small(buf, value.map(<[u8]>::len), value.map_or(0, <[u8]>::len)) {
            return rarely(move || self.encode_any(buf, value));
        }
        let at = buf.len();
        buf.extend_from_slice(value.unwrap_or_default());
        buf.push(0);
        Ok(at)
    }

    /// What stands before the value, for nearly every record there is: without headers, and with no number before the key
    /// that takes more than three bytes. All that is put together in registers. False for other records. Leaves room for
    /// `value` bytes and the number of headers.
    #[inline(always)]
    fn put_small(&self, buf: &mut Vec<u8>, value_len: Option<usize>, value: usize) -> bool {
        let (key_len, len) = (self.key.map_or(0, <[u8]>::len), value_len.unwrap_or(0));
        let (offset, timestamp) = (zigzag32(self.offset_delta).into(), zigzag64(self.timestamp_delta));
        // One question for all of them.
        let too_large = (key_len | len) as u64 >> SMALL_BITS | (offset | timestamp) >> GROUPS_BITS;
        if self.headers.len() != 0 || too_large != 0 {
            return false;
        }
        let value_size = Groups::new(zigzag32(wire_length(value_len)).into());
        let key_size = Groups::new(zigzag32(wire_length(self.key.map(<[u8]>::len))).into());
        let (offset, timestamp) = (Groups::new(offset), Groups::new(timestamp));
        // Attributes before, number of headers behind.
        let sizes = timestamp.len + offset.len + key_size.len + value_size.len;
        let body = Groups::new(zigzag32((2 + sizes as usize + key_len + len) as i32).into());

        buf.reserve(key_len + value + 4 * PACKED);
        let before = Packed::default().with(body).with(Groups { bytes: 0, len: 1 }).with(timestamp);
        let behind = Packed::default().with(offset).with(key_size);
        match self.key {
            // A length of null is one byte: there is room.
            None => before.append_with(behind.with(value_size), buf),
            Some(key) => {
                before.append_with(behind, buf);
                buf.extend_from_slice(key);
                Packed::default().with(value_size).append_to(buf);
            }
        }
        true
    }

    fn encode_any(self, buf: &mut Vec<u8>, value: Option<&[u8]>) -> Result<usize, RecordError> {
        let value_len = value.map(<[u8]>::len);
        let sizes = self.sizes(value_len)?;
        buf.reserve(sizes.room(0));
        self.put_before_value(buf, &sizes);
        let at = buf.len();
        buf.extend_from_slice(value.unwrap_or_default());
        self.put_headers(buf);
        Ok(at)
    }

    /// Appends all of the record but its value of `value_len` bytes, which the caller sends from where it lies.
    /// Returns the position in `buf` at which the value belongs.
    #[inline]
    pub fn encode_external(self, buf: &mut Vec<u8>, value_len: usize) -> Result<usize, RecordError> {
        if !self.put_small(buf, Some(value_len), 0) {
            return rarely(move || self.encode_any_external(buf, value_len));
        }
        let at = buf.len();
        buf.push(0);
        Ok(at)
    }

    fn encode_any_external(self, buf: &mut Vec<u8>, value_len: usize) -> Result<usize, RecordError> {
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
            prefix.put(zigzag32(sizes.body as i32) as u64);
            prefix.push(0);
            prefix.put(zigzag64(self.timestamp_delta));
            prefix.put(zigzag32(self.offset_delta) as u64);
            prefix.put(zigzag32(sizes.key) as u64);
            if self.key.is_none() {
                prefix.put(zigzag32(sizes.value) as u64);
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

/// Bits of the lengths of a small record's key and value: with both, the record's own length still takes three bytes.
const SMALL_BITS: u32 = 18;
/// Bits that three bytes of a varint hold.
const GROUPS_BITS: u32 = 21;

/// A varint of up to three bytes, least significant byte first.
#[derive(Clone, Copy)]
struct Groups {
    bytes: u32,
    len: u32,
}

impl Groups {
    /// Of a number of no more bits than [`GROUPS_BITS`].
    #[inline(always)]
    fn new(raw: u64) -> Self {
        let low = |bits: u32| (raw as u32) & bits;
        if raw < 1 << 7 {
            Groups { bytes: raw as u32, len: 1 }
        } else if raw < 1 << 14 {
            Groups { bytes: low(0x7f) | 0x80 | low(0x3f80) << 1, len: 2 }
        } else {
            Groups { bytes: low(0x7f) | 0x8080 | low(0x3f80) << 1 | low(0x1f_c000) << 2, len: 3 }
        }
    }
}

/// Bytes of [`Packed`].
const PACKED: usize = 8;

/// At most seven bytes being put one behind the other, the first one lowest.
#[derive(Default)]
struct Packed {
    bytes: u64,
    bits: u32,
}

impl Packed {
    #[inline(always)]
    fn with(self, groups: Groups) -> Self {
        Packed { bytes: self.bytes | u64::from(groups.bytes) << self.bits, bits: self.bits + groups.len * 8 }
    }

    /// Appends this and what comes `behind` it by one store of twice the width, of which the used bytes are kept.
    #[inline(always)]
    fn append_with(&self, behind: Packed, buf: &mut Vec<u8>) {
        let both = u128::from(self.bytes) | u128::from(behind.bytes) << self.bits;
        let end = buf.len() + ((self.bits + behind.bits) / 8) as usize;
        // An array, not a slice: its length is known wherever this is compiled.
        buf.extend(both.to_le_bytes());
        buf.truncate(end);
    }

    /// One store of full width, of which the used bytes are kept.
    #[inline(always)]
    fn append_to(&self, buf: &mut Vec<u8>) {
        let end = buf.len() + (self.bits / 8) as usize;
        buf.extend(self.bytes.to_le_bytes());
        buf.truncate(end);
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

/// Where the key of `key_len` bytes lies (-1: null) in a record whose value of `value_len` bytes (likewise) lies at
/// `value_at`.
#[inline]
pub fn key_before(value_at: usize, value_len: i32, key_len: i32) -> Field {
    let end = value_at.saturating_sub(varint::size_i32(value_len));
    Field::new(end.saturating_sub(key_len.max(0) as usize), key_len)
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
            let at = new.clone().encode(&mut buf, value.as_deref()).unwrap();
            let layout = decode_at(&buf, before.len(), false).unwrap();
            prop_assert!(layout.value.range().is_none_or(|range| range.start == at));
            let lengths = (wire_length(value.as_ref().map(Vec::len)), wire_length(key.as_ref().map(Vec::len)));
            prop_assert_eq!(key_before(at, lengths.0, lengths.1).of(&buf), key.as_deref());
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
        fn small_records_are_encoded_like_any(
            offset_delta in prop_oneof![0..200, 8000..9000, 0..i32::MAX],
            timestamp_delta in prop_oneof![-100i64..10_000, any::<i64>()],
            key in prop::option::of(any::<Vec<u8>>()),
            value in prop::option::of(prop_oneof![0usize..300, 8000usize..9000, 200_000usize..300_000]),
        ) {
            let value = value.map(|len| vec![7; len]);
            let headers = OwnedHeaders::new();
            let new = record(offset_delta, timestamp_delta, key.as_deref(), &headers);
            let (mut small, mut any) = (vec![1], vec![1]);
            let at = new.clone().encode_any(&mut any, value.as_deref());
            let len = value.as_ref().map(Vec::len);
            if new.put_small(&mut small, len, 0) {
                prop_assert_eq!(new.clone().encode(&mut vec![1], value.as_deref()), at.clone());
                prop_assert_eq!(Ok(small.len()), at);
                small.extend(value.into_iter().flatten());
                small.push(0);
                prop_assert_eq!(small, any);
            } else {
                prop_assert_eq!(small, vec![1]);
                let three_bytes = -(1 << 20)..1 << 20;
                let fits = three_bytes.contains(&offset_delta.into()) && three_bytes.contains(&timestamp_delta);
                prop_assert!(len.is_some_and(|len| len >= 1 << SMALL_BITS) || !fits);
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
