//! Primitive types on the wire: a checked reader over a response and a writer into a buffer.
//!
//! "Flexible" encodings (KIP-482) use varint lengths plus one, classic ones fixed-width lengths with -1 for null.
//! No length is believed: a value must lie inside the bytes that remain, and an array reserves memory only in
//! proportion to them.

use std::mem::size_of;

use super::error::{DecodeError, DecodeProblem, EncodeError, EncodeProblem};
use crate::uuid::Uuid;

/// An array's elements are reserved exactly while they take no more than this many bytes more than the
/// remaining input does; beyond it the array grows as elements really arrive.
const RESERVE_SLACK: usize = 4096;

/// Reads values from a buffer, in order. Strings and byte fields borrow from it.
///
/// Each method takes the name of the field that it reads, for the error text.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// Bytes read so far.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Bytes not read yet.
    pub fn remaining(&self) -> usize {
        self.bytes.len() - self.position
    }

    #[cold]
    fn error(&self, field: &'static str, problem: DecodeProblem) -> DecodeError {
        DecodeError { field, offset: self.position, problem }
    }

    /// The next `count` bytes.
    #[inline]
    pub fn take(&mut self, count: usize, field: &'static str) -> Result<&'a [u8], DecodeError> {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        match rest.get(..count) {
            Some(taken) => {
                self.position += count;
                Ok(taken)
            }
            None => Err(self.error(field, DecodeProblem::Truncated { needed: count, remaining: rest.len() })),
        }
    }

    #[inline]
    fn fixed<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], DecodeError> {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        match rest.first_chunk::<N>() {
            Some(taken) => {
                self.position += N;
                Ok(*taken)
            }
            None => Err(self.error(field, DecodeProblem::Truncated { needed: N, remaining: rest.len() })),
        }
    }

    /// Any non-zero byte is true, as Kafka's own reader has it.
    pub fn bool(&mut self, field: &'static str) -> Result<bool, DecodeError> {
        Ok(self.fixed::<1>(field)? != [0])
    }

    pub fn i8(&mut self, field: &'static str) -> Result<i8, DecodeError> {
        Ok(i8::from_be_bytes(self.fixed(field)?))
    }

    pub fn i16(&mut self, field: &'static str) -> Result<i16, DecodeError> {
        Ok(i16::from_be_bytes(self.fixed(field)?))
    }

    pub fn u16(&mut self, field: &'static str) -> Result<u16, DecodeError> {
        Ok(u16::from_be_bytes(self.fixed(field)?))
    }

    pub fn i32(&mut self, field: &'static str) -> Result<i32, DecodeError> {
        Ok(i32::from_be_bytes(self.fixed(field)?))
    }

    pub fn i64(&mut self, field: &'static str) -> Result<i64, DecodeError> {
        Ok(i64::from_be_bytes(self.fixed(field)?))
    }

    pub fn f64(&mut self, field: &'static str) -> Result<f64, DecodeError> {
        Ok(f64::from_be_bytes(self.fixed(field)?))
    }

    pub fn uuid(&mut self, field: &'static str) -> Result<Uuid, DecodeError> {
        Ok(Uuid::from_bytes(self.fixed(field)?))
    }

    /// An unsigned varint of at most 32 bits.
    pub fn uvarint(&mut self, field: &'static str) -> Result<u32, DecodeError> {
        let start = self.clone();
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let [byte] = self.fixed::<1>(field)?;
            let bits = u32::from(byte & 0x7f);
            if shift == 28 && bits > 0xf {
                break;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(start.error(field, DecodeProblem::Varint))
    }

    /// A length whose classic form has `prefix` bytes: `None` for null.
    fn length(
        &mut self,
        prefix: usize,
        flexible: bool,
        nullable: bool,
        field: &'static str,
    ) -> Result<Option<usize>, DecodeError> {
        let start = self.clone();
        let length = match (flexible, prefix) {
            (true, _) => i64::from(self.uvarint(field)?) - 1,
            (false, 2) => i64::from(self.i16(field)?),
            (false, _) => i64::from(self.i32(field)?),
        };
        match usize::try_from(length) {
            Ok(length) => Ok(Some(length)),
            Err(_) if length == -1 && nullable => Ok(None),
            Err(_) if length == -1 => Err(start.error(field, DecodeProblem::Null)),
            Err(_) => Err(start.error(field, DecodeProblem::NegativeLength(length))),
        }
    }

    pub fn string(&mut self, flexible: bool, field: &'static str) -> Result<&'a str, DecodeError> {
        // A non-nullable length is never `None`.
        Ok(self.opt_string(flexible, false, field)?.unwrap_or_default())
    }

    pub fn opt_string(
        &mut self,
        flexible: bool,
        nullable: bool,
        field: &'static str,
    ) -> Result<Option<&'a str>, DecodeError> {
        let Some(length) = self.length(2, flexible, nullable, field)? else { return Ok(None) };
        let start = self.clone();
        let bytes = self.take(length, field)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(start.error(field, DecodeProblem::Utf8)),
        }
    }

    pub fn bytes(&mut self, flexible: bool, field: &'static str) -> Result<&'a [u8], DecodeError> {
        // A non-nullable length is never `None`.
        Ok(self.opt_bytes(flexible, false, field)?.unwrap_or_default())
    }

    pub fn opt_bytes(
        &mut self,
        flexible: bool,
        nullable: bool,
        field: &'static str,
    ) -> Result<Option<&'a [u8]>, DecodeError> {
        match self.length(4, flexible, nullable, field)? {
            Some(length) => self.take(length, field).map(Some),
            None => Ok(None),
        }
    }

    /// The number of elements of an array, each of which takes at least `least` bytes; `None` for null.
    pub fn array_len(
        &mut self,
        flexible: bool,
        nullable: bool,
        least: usize,
        field: &'static str,
    ) -> Result<Option<usize>, DecodeError> {
        let start = self.clone();
        let Some(count) = self.length(4, flexible, nullable, field)? else { return Ok(None) };
        let remaining = self.remaining();
        if count.saturating_mul(least.max(1)) > remaining {
            return Err(start.error(field, DecodeProblem::ArrayTooLong { count, remaining }));
        }
        Ok(Some(count))
    }

    pub fn array<T>(
        &mut self,
        flexible: bool,
        least: usize,
        field: &'static str,
        element: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        // A non-nullable length is never `None`.
        Ok(self.opt_array(flexible, false, least, field, element)?.unwrap_or_default())
    }

    pub fn opt_array<T>(
        &mut self,
        flexible: bool,
        nullable: bool,
        least: usize,
        field: &'static str,
        mut element: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Option<Vec<T>>, DecodeError> {
        let Some(count) = self.array_len(flexible, nullable, least, field)? else { return Ok(None) };
        let reservable = (self.remaining() + RESERVE_SLACK) / size_of::<T>().max(1);
        let mut elements = Vec::with_capacity(count.min(reservable));
        for _ in 0..count {
            elements.push(element(self)?);
        }
        Ok(Some(elements))
    }

    /// Whether a nullable struct follows.
    pub fn present(&mut self, nullable: bool, field: &'static str) -> Result<bool, DecodeError> {
        let start = self.clone();
        let present = self.i8(field)? >= 0;
        if !present && !nullable {
            return Err(start.error(field, DecodeProblem::Null));
        }
        Ok(present)
    }

    /// A section of tagged fields. `known` reads the field of a tag that it knows and says whether it did;
    /// other tags are skipped. A known field must fill its declared size.
    pub fn tags(
        &mut self,
        field: &'static str,
        mut known: impl FnMut(u32, &mut Self) -> Result<bool, DecodeError>,
    ) -> Result<(), DecodeError> {
        for _ in 0..self.uvarint(field)? {
            let tag = self.uvarint(field)?;
            let size = self.uvarint(field)? as usize;
            let start = self.position;
            self.take(size, field)?;
            // The sub-reader keeps counting from the buffer's start, so that offsets in errors stay true.
            let bytes = self.bytes.get(..self.position).unwrap_or_default();
            let mut inside = Reader { bytes, position: start };
            if known(tag, &mut inside)? && inside.remaining() > 0 {
                let excess = inside.remaining();
                return Err(inside.error(field, DecodeProblem::TagExcess { tag, excess }));
            }
        }
        Ok(())
    }

    /// A section of tagged fields none of which is known.
    pub fn skip_tags(&mut self, field: &'static str) -> Result<(), DecodeError> {
        self.tags(field, |_, _| Ok(false))
    }
}

/// Appends values to a buffer.
#[derive(Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
}

/// Where a tagged field's content begins; made by [`Writer::begin_tag`].
#[derive(Debug)]
#[must_use]
pub struct TagMark(usize);

impl Writer {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes) }
    }

    pub fn into_vec(self) -> Vec<u8> {
        self.out
    }

    pub fn len(&self) -> usize {
        self.out.len()
    }

    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    pub fn bool(&mut self, value: bool) {
        self.out.push(u8::from(value));
    }

    pub fn i8(&mut self, value: i8) {
        self.out.extend_from_slice(&value.to_be_bytes());
    }

    pub fn i16(&mut self, value: i16) {
        self.out.extend_from_slice(&value.to_be_bytes());
    }

    pub fn u16(&mut self, value: u16) {
        self.out.extend_from_slice(&value.to_be_bytes());
    }

    pub fn i32(&mut self, value: i32) {
        self.out.extend_from_slice(&value.to_be_bytes());
    }

    pub fn i64(&mut self, value: i64) {
        self.out.extend_from_slice(&value.to_be_bytes());
    }

    pub fn f64(&mut self, value: f64) {
        self.out.extend_from_slice(&value.to_be_bytes());
    }

    pub fn uuid(&mut self, value: Uuid) {
        self.out.extend_from_slice(value.as_bytes());
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    pub fn uvarint(&mut self, value: u32) {
        let (bytes, length) = uvarint_bytes(value);
        self.out.extend_from_slice(bytes.get(..length).unwrap_or_default());
    }

    /// Overwrites four bytes written before; the length at the head of a frame is known only at its end.
    pub fn set_i32(&mut self, at: usize, value: i32) {
        if let Some(slot) = self.out.get_mut(at..at + 4) {
            slot.copy_from_slice(&value.to_be_bytes());
        }
    }

    /// A length whose classic form has `prefix` bytes.
    fn length(
        &mut self,
        prefix: usize,
        flexible: bool,
        length: usize,
        field: &'static str,
    ) -> Result<(), EncodeError> {
        let too_long = EncodeError { field, problem: EncodeProblem::TooLong(length) };
        // Kafka's lengths are signed: even a flexible string or array ends where the classic one does.
        let length = i32::try_from(length).map_err(|_| too_long)?;
        match (flexible, prefix) {
            (true, 2) if length > i32::from(i16::MAX) => return Err(too_long),
            (true, _) => self.uvarint(length as u32 + 1),
            (false, 2) => self.i16(i16::try_from(length).map_err(|_| too_long)?),
            (false, _) => self.i32(length),
        }
        Ok(())
    }

    fn null(
        &mut self,
        prefix: usize,
        flexible: bool,
        nullable: bool,
        field: &'static str,
    ) -> Result<(), EncodeError> {
        if !nullable {
            return Err(EncodeError { field, problem: EncodeProblem::Null });
        }
        match (flexible, prefix) {
            (true, _) => self.uvarint(0),
            (false, 2) => self.i16(-1),
            (false, _) => self.i32(-1),
        }
        Ok(())
    }

    pub fn string(&mut self, value: &str, flexible: bool, field: &'static str) -> Result<(), EncodeError> {
        self.length(2, flexible, value.len(), field)?;
        self.raw(value.as_bytes());
        Ok(())
    }

    pub fn opt_string(
        &mut self,
        value: Option<&str>,
        flexible: bool,
        nullable: bool,
        field: &'static str,
    ) -> Result<(), EncodeError> {
        match value {
            Some(value) => self.string(value, flexible, field),
            None => self.null(2, flexible, nullable, field),
        }
    }

    pub fn bytes(&mut self, value: &[u8], flexible: bool, field: &'static str) -> Result<(), EncodeError> {
        self.bytes_len(value.len(), flexible, field)?;
        self.raw(value);
        Ok(())
    }

    /// Only the length of a byte field whose content the caller sends from elsewhere.
    pub fn bytes_len(
        &mut self,
        length: usize,
        flexible: bool,
        field: &'static str,
    ) -> Result<(), EncodeError> {
        self.length(4, flexible, length, field)
    }

    pub fn opt_bytes(
        &mut self,
        value: Option<&[u8]>,
        flexible: bool,
        nullable: bool,
        field: &'static str,
    ) -> Result<(), EncodeError> {
        match value {
            Some(value) => self.bytes(value, flexible, field),
            None => self.null(4, flexible, nullable, field),
        }
    }

    pub fn array_len(
        &mut self,
        count: usize,
        flexible: bool,
        field: &'static str,
    ) -> Result<(), EncodeError> {
        self.length(4, flexible, count, field)
    }

    pub fn null_array(
        &mut self,
        flexible: bool,
        nullable: bool,
        field: &'static str,
    ) -> Result<(), EncodeError> {
        self.null(4, flexible, nullable, field)
    }

    /// Says whether a nullable struct follows.
    pub fn present(&mut self, present: bool, nullable: bool, field: &'static str) -> Result<(), EncodeError> {
        if !present && !nullable {
            return Err(EncodeError { field, problem: EncodeProblem::Null });
        }
        self.i8(if present { 1 } else { -1 });
        Ok(())
    }

    /// Begins a tagged field; its content follows, then [`Writer::end_tag`].
    pub fn begin_tag(&mut self, tag: u32) -> TagMark {
        self.uvarint(tag);
        TagMark(self.out.len())
    }

    /// Puts the size before the content written since `mark`.
    pub fn end_tag(&mut self, mark: TagMark, field: &'static str) -> Result<(), EncodeError> {
        let size = self.out.len() - mark.0;
        let size =
            u32::try_from(size).map_err(|_| EncodeError { field, problem: EncodeProblem::TooLong(size) })?;
        let (bytes, length) = uvarint_bytes(size);
        self.out.splice(mark.0..mark.0, bytes.into_iter().take(length));
        Ok(())
    }
}

/// The varint's bytes and how many of them count.
fn uvarint_bytes(mut value: u32) -> ([u8; 5], usize) {
    let mut bytes = [0; 5];
    let mut length = 0;
    for byte in &mut bytes {
        length += 1;
        *byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            break;
        }
        *byte |= 0x80;
    }
    (bytes, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut writer = Writer::new();
        write(&mut writer);
        writer.into_vec()
    }

    fn problem<T: std::fmt::Debug>(result: Result<T, DecodeError>) -> DecodeProblem {
        result.unwrap_err().problem
    }

    #[test]
    fn varints_at_their_limits() {
        let values = [0, 1, 127, 128, 16383, 16384, (1 << 21) - 1, 1 << 21, (1 << 28) - 1, 1 << 28, u32::MAX];
        for (value, length) in values.into_iter().zip([1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]) {
            let bytes = written(|writer| writer.uvarint(value));
            assert_eq!(bytes.len(), length, "{value}");
            assert_eq!(Reader::new(&bytes).uvarint("f"), Ok(value));
        }
    }

    #[test]
    fn varints_beyond_32_bits_are_refused() {
        for bytes in [[0xff, 0xff, 0xff, 0xff, 0x10], [0x80, 0x80, 0x80, 0x80, 0x80]] {
            let error = Reader::new(&bytes).uvarint("f").unwrap_err();
            assert_eq!((error.problem, error.offset), (DecodeProblem::Varint, 0));
        }
        assert!(matches!(problem(Reader::new(&[0x80]).uvarint("f")), DecodeProblem::Truncated { .. }));
    }

    #[test]
    fn lengths_are_not_believed() {
        let huge = i32::MAX.to_be_bytes();
        let truncated = DecodeProblem::Truncated { needed: i32::MAX as usize, remaining: 0 };
        assert_eq!(problem(Reader::new(&huge).bytes(false, "f")), truncated);
        let too_long = DecodeProblem::ArrayTooLong { count: i32::MAX as usize, remaining: 0 };
        assert_eq!(problem(Reader::new(&huge).array(false, 4, "f", |r| r.i32("f"))), too_long);
        // Two elements of four bytes in seven bytes.
        let bytes = [3, 0, 0, 0, 1, 0, 0, 0];
        let too_long = DecodeProblem::ArrayTooLong { count: 2, remaining: 7 };
        assert_eq!(problem(Reader::new(&bytes).array(true, 4, "f", |r| r.i32("f"))), too_long);
    }

    #[test]
    fn null_and_negative_lengths() {
        assert_eq!(Reader::new(&[0xff, 0xff]).opt_string(false, true, "f"), Ok(None));
        assert_eq!(problem(Reader::new(&[0xff, 0xff]).string(false, "f")), DecodeProblem::Null);
        assert_eq!(problem(Reader::new(&[0]).string(true, "f")), DecodeProblem::Null);
        let negative = problem(Reader::new(&[0xff, 0xfe]).opt_string(false, true, "f"));
        assert_eq!(negative, DecodeProblem::NegativeLength(-2));
        assert_eq!(problem(Reader::new(&[0xff]).present(false, "f")), DecodeProblem::Null);
    }

    #[test]
    fn strings_are_utf8() {
        let mut reader = Reader::new(b"\0\x02\xc3\xa9\0\x01\xc3");
        assert_eq!(reader.string(false, "f"), Ok("é"));
        let error = reader.string(false, "f").unwrap_err();
        assert_eq!((error.problem, error.offset), (DecodeProblem::Utf8, 6));
    }

    #[test]
    fn a_known_tagged_field_fills_its_size() {
        let known = |tag, r: &mut Reader<'_>| match tag {
            1 => r.i16("known").map(|_| true),
            _ => Ok(false),
        };
        assert_eq!(Reader::new(&[2, 0, 1, 9, 1, 2, 0, 0]).tags("f", known), Ok(()));
        let excess = DecodeProblem::TagExcess { tag: 1, excess: 1 };
        assert_eq!(problem(Reader::new(&[1, 1, 3, 0, 0, 0]).tags("f", known)), excess);
        // The field may not read beyond its size, though more bytes follow.
        let truncated = DecodeProblem::Truncated { needed: 2, remaining: 1 };
        assert_eq!(problem(Reader::new(&[1, 1, 1, 0, 0, 0]).tags("f", known)), truncated);
    }

    #[test]
    fn a_tagged_field_of_any_size_gets_its_length() {
        for size in [0, 1, 127, 128, 20000] {
            let bytes = written(|writer| {
                let mark = writer.begin_tag(300);
                writer.raw(&vec![7; size]);
                writer.end_tag(mark, "f").unwrap();
            });
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.uvarint("tag"), Ok(300));
            assert_eq!(reader.uvarint("size"), Ok(size as u32));
            assert_eq!(reader.remaining(), size);
        }
    }
}
