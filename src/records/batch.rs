//! The header of a record batch in format 2: 61 bytes before the records.

use super::{RecordError, crc};
use std::fmt;

/// Compression of the records in a batch. The values are those of the attributes' low three bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Codec {
    #[default]
    None = 0,
    Gzip = 1,
    Snappy = 2,
    Lz4 = 3,
    Zstd = 4,
}

impl Codec {
    pub fn from_id(id: u8) -> Result<Self, RecordError> {
        Ok(match id {
            0 => Codec::None,
            1 => Codec::Gzip,
            2 => Codec::Snappy,
            3 => Codec::Lz4,
            4 => Codec::Zstd,
            _ => return Err(RecordError::UnknownCodec(id)),
        })
    }

    pub const fn name(self) -> &'static str {
        match self {
            Codec::None => "none",
            Codec::Gzip => "gzip",
            Codec::Snappy => "snappy",
            Codec::Lz4 => "lz4",
            Codec::Zstd => "zstd",
        }
    }
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who set a record's timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampType {
    /// Message format 0 has no timestamp.
    NotAvailable,
    CreateTime,
    LogAppendTime,
}

/// Attribute bits of a batch; message formats 0 and 1 use the low four the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attributes(pub i16);

impl Attributes {
    const CODEC_MASK: i16 = 0x07;
    const LOG_APPEND_TIME: i16 = 0x08;
    const TRANSACTIONAL: i16 = 0x10;
    const CONTROL: i16 = 0x20;
    const DELETE_HORIZON: i16 = 0x40;

    pub fn codec(self) -> Result<Codec, RecordError> {
        Codec::from_id((self.0 & Self::CODEC_MASK) as u8)
    }

    pub fn timestamp_type(self) -> TimestampType {
        if self.0 & Self::LOG_APPEND_TIME != 0 {
            TimestampType::LogAppendTime
        } else {
            TimestampType::CreateTime
        }
    }

    pub fn is_transactional(self) -> bool {
        self.0 & Self::TRANSACTIONAL != 0
    }

    pub fn is_control(self) -> bool {
        self.0 & Self::CONTROL != 0
    }

    /// The base timestamp is the time until which the log cleaner keeps tombstones (KIP-534).
    pub fn has_delete_horizon(self) -> bool {
        self.0 & Self::DELETE_HORIZON != 0
    }

    #[must_use]
    pub fn with_codec(self, codec: Codec) -> Self {
        Attributes(self.0 & !Self::CODEC_MASK | codec as i16)
    }

    #[must_use]
    pub fn with_transactional(self, on: bool) -> Self {
        Attributes(if on { self.0 | Self::TRANSACTIONAL } else { self.0 & !Self::TRANSACTIONAL })
    }

    #[must_use]
    pub fn with_control(self) -> Self {
        Attributes(self.0 | Self::CONTROL)
    }
}

/// The fixed part of a batch. `length` and `crc` are what was read; [`seal`](Self::seal) computes its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchHeader {
    pub base_offset: i64,
    /// Bytes after the length field: the rest of the header and the records.
    pub length: i32,
    pub leader_epoch: i32,
    pub crc: u32,
    pub attributes: Attributes,
    pub last_offset_delta: i32,
    pub base_timestamp: i64,
    pub max_timestamp: i64,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
    pub count: i32,
}

impl Default for BatchHeader {
    /// A batch of a producer that is neither idempotent nor transactional, with no records yet.
    fn default() -> Self {
        BatchHeader {
            base_offset: 0,
            length: (Self::SIZE - Self::PREFIX) as i32,
            leader_epoch: -1,
            crc: 0,
            attributes: Attributes::default(),
            last_offset_delta: 0,
            base_timestamp: -1,
            max_timestamp: -1,
            producer_id: -1,
            producer_epoch: -1,
            base_sequence: -1,
            count: 0,
        }
    }
}

const MAGIC_AT: usize = 16;
const CRC_AT: usize = 17;
/// The checksum covers everything from here.
const ATTRIBUTES_AT: usize = 21;
const PRODUCER_ID_AT: usize = 43;
const PRODUCER_EPOCH_AT: usize = 51;
const BASE_SEQUENCE_AT: usize = 53;

impl BatchHeader {
    /// Bytes of the header.
    pub const SIZE: usize = 61;
    /// Bytes before what `length` counts: the base offset and the length itself.
    pub const PREFIX: usize = 12;
    /// The message format this header belongs to.
    pub const MAGIC: i8 = 2;

    /// Reads the header at the start of `bytes`.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecordError> {
        let Some(b) = bytes.first_chunk::<{ Self::SIZE }>() else {
            return Err(RecordError::truncated("batch header", 0));
        };
        let magic = b[MAGIC_AT] as i8;
        if magic != Self::MAGIC {
            return Err(RecordError::UnknownMagic { magic, at: MAGIC_AT });
        }
        let header = BatchHeader {
            base_offset: i64::from_be_bytes(field(b, 0)),
            length: i32::from_be_bytes(field(b, 8)),
            leader_epoch: i32::from_be_bytes(field(b, 12)),
            crc: u32::from_be_bytes(field(b, CRC_AT)),
            attributes: Attributes(i16::from_be_bytes(field(b, ATTRIBUTES_AT))),
            last_offset_delta: i32::from_be_bytes(field(b, 23)),
            base_timestamp: i64::from_be_bytes(field(b, 27)),
            max_timestamp: i64::from_be_bytes(field(b, 35)),
            producer_id: i64::from_be_bytes(field(b, PRODUCER_ID_AT)),
            producer_epoch: i16::from_be_bytes(field(b, PRODUCER_EPOCH_AT)),
            base_sequence: i32::from_be_bytes(field(b, BASE_SEQUENCE_AT)),
            count: i32::from_be_bytes(field(b, 57)),
        };
        header.check()?;
        Ok(header)
    }

    fn check(&self) -> Result<(), RecordError> {
        if self.length < (Self::SIZE - Self::PREFIX) as i32 {
            return Err(RecordError::malformed("batch length", 8));
        }
        if self.last_offset_delta < 0 || self.base_offset.checked_add(self.last_offset_delta as i64).is_none()
        {
            return Err(RecordError::malformed("last offset delta", 23));
        }
        if self.count < 0 {
            return Err(RecordError::malformed("record count", 57));
        }
        Ok(())
    }

    /// Offset of the batch's last record, also when compaction removed that record.
    pub fn last_offset(&self) -> i64 {
        self.base_offset + self.last_offset_delta as i64
    }

    /// The header as bytes for a body that is the concatenation of `segments`, with its length and CRC computed.
    /// Fails only when the body is longer than the format can say.
    pub fn seal(&self, segments: &[&[u8]]) -> Result<[u8; Self::SIZE], RecordError> {
        self.seal_summed(segments.iter().copied(), Sum::default())
    }

    /// As [`seal`](Self::seal), when the CRC of the first segment's beginning is known already.
    pub fn seal_summed<'a>(
        &self,
        segments: impl Iterator<Item = &'a [u8]>,
        known: Sum,
    ) -> Result<[u8; Self::SIZE], RecordError> {
        let mut sum = known;
        let mut body = 0;
        segments.enumerate().for_each(|(at, segment)| {
            body += segment.len();
            match at {
                0 => sum.extend_to(segment),
                _ => sum.crc = crc::crc32c_append(sum.crc, segment),
            }
        });
        let length = i32::try_from(body + Self::SIZE - Self::PREFIX)
            .map_err(|_| RecordError::TooLarge { limit: i32::MAX as usize })?;
        let mut b = [0; Self::SIZE];
        put(&mut b, 0, self.base_offset.to_be_bytes());
        put(&mut b, 8, length.to_be_bytes());
        put(&mut b, 12, self.leader_epoch.to_be_bytes());
        b[MAGIC_AT] = Self::MAGIC as u8;
        put(&mut b, ATTRIBUTES_AT, self.attributes.0.to_be_bytes());
        put(&mut b, 23, self.last_offset_delta.to_be_bytes());
        put(&mut b, 27, self.base_timestamp.to_be_bytes());
        put(&mut b, 35, self.max_timestamp.to_be_bytes());
        put(&mut b, PRODUCER_ID_AT, self.producer_id.to_be_bytes());
        put(&mut b, PRODUCER_EPOCH_AT, self.producer_epoch.to_be_bytes());
        put(&mut b, BASE_SEQUENCE_AT, self.base_sequence.to_be_bytes());
        put(&mut b, 57, self.count.to_be_bytes());
        // The CRC of two parts is that of the first, carried over as many zero bytes as the second has, and that of the
        // second.
        let fields = crc::crc32c(&b[ATTRIBUTES_AT..]);
        let crc = crc::carry_over(fields, body as u32) ^ sum.crc;
        put(&mut b, CRC_AT, crc.to_be_bytes());
        Ok(b)
    }
}

/// The CRC-32C of the beginning of a body that is still being written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    crc: u32,
    bytes: usize,
}

impl Sum {
    /// How many bytes it covers.
    #[inline]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes in what `body` has beyond what is covered.
    pub fn extend_to(&mut self, body: &[u8]) {
        self.crc = crc::crc32c_append(self.crc, body.get(self.bytes..).unwrap_or_default());
        self.bytes = body.len();
    }
}

/// Gives a sealed batch another producer id, epoch and base sequence, and the CRC that follows from it, without
/// reading the records again.
///
/// A CRC is linear: the change of the header's own CRC, carried over as many zero bytes as the body has, is the
/// change of the whole. Costs well under a microsecond whatever the size of the batch.
pub fn restamp_producer(
    sealed: &mut [u8; BatchHeader::SIZE],
    producer_id: i64,
    producer_epoch: i16,
    base_sequence: i32,
) {
    let before = crc::crc32c(&sealed[ATTRIBUTES_AT..]);
    put(sealed, PRODUCER_ID_AT, producer_id.to_be_bytes());
    put(sealed, PRODUCER_EPOCH_AT, producer_epoch.to_be_bytes());
    put(sealed, BASE_SEQUENCE_AT, base_sequence.to_be_bytes());
    let after = crc::crc32c(&sealed[ATTRIBUTES_AT..]);

    let length = u32::from_be_bytes(field(sealed, 8));
    let body = length.saturating_sub((BatchHeader::SIZE - BatchHeader::PREFIX) as u32);
    let change = crc::carry_over(before ^ after, body);
    let crc = u32::from_be_bytes(field(sealed, CRC_AT)) ^ change;
    put(sealed, CRC_AT, crc.to_be_bytes());
}

/// The `N` bytes at `at`, a constant inside the header.
#[inline]
fn field<const N: usize>(b: &[u8; BatchHeader::SIZE], at: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&b[at..at + N]);
    out
}

#[inline]
fn put<const N: usize>(b: &mut [u8; BatchHeader::SIZE], at: usize, bytes: [u8; N]) {
    b[at..at + N].copy_from_slice(&bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn arbitrary_header() -> impl Strategy<Value = BatchHeader> {
        let who = (any::<i64>(), any::<i16>(), any::<i32>());
        let times = (any::<i64>(), any::<i64>());
        (0..i64::MAX / 2, any::<i32>(), any::<i16>(), 0..i32::MAX, times, who, 0..i32::MAX).prop_map(
            |(base_offset, leader_epoch, attributes, last_offset_delta, times, who, count)| BatchHeader {
                base_offset,
                leader_epoch,
                attributes: Attributes(attributes),
                last_offset_delta,
                base_timestamp: times.0,
                max_timestamp: times.1,
                producer_id: who.0,
                producer_epoch: who.1,
                base_sequence: who.2,
                count,
                ..BatchHeader::default()
            },
        )
    }

    proptest! {
        #[test]
        fn seal_then_decode(header in arbitrary_header(), body: Vec<u8>, cut: prop::sample::Index) {
            let (a, b) = body.split_at(cut.index(body.len() + 1));
            let sealed = header.seal(&[a, b]).unwrap();
            let mut whole = sealed.to_vec();
            whole.extend_from_slice(&body);
            let read = BatchHeader::decode(&whole).unwrap();
            prop_assert_eq!(read.length as usize + BatchHeader::PREFIX, whole.len());
            prop_assert_eq!(read.crc, crc32c::crc32c(&whole[ATTRIBUTES_AT..]));
            prop_assert_eq!(BatchHeader { length: header.length, crc: 0, ..read }, header);
        }

        #[test]
        fn a_sum_begun_earlier_changes_nothing(
            header in arbitrary_header(), first: Vec<u8>, second: Vec<u8>, a: prop::sample::Index, b: prop::sample::Index,
        ) {
            let mut sum = Sum::default();
            let mut cuts = [a.index(first.len() + 1), b.index(first.len() + 1)];
            cuts.sort_unstable();
            for cut in cuts {
                sum.extend_to(&first[..cut]);
                prop_assert_eq!(sum.bytes(), cut);
            }
            let summed = header.seal_summed([&first[..], &second].into_iter(), sum).unwrap();
            let anew = crc32c::crc32c_append(
                crc32c::crc32c_append(crc32c::crc32c(&summed[ATTRIBUTES_AT..]), &first), &second);
            prop_assert_eq!(field::<4>(&summed, CRC_AT), anew.to_be_bytes());
            prop_assert_eq!(summed, header.seal(&[&first, &second]).unwrap());
        }

        #[test]
        fn restamping_equals_sealing_anew(
            header in arbitrary_header(), body: Vec<u8>, id: i64, epoch: i16, sequence: i32,
        ) {
            let mut sealed = header.seal(&[&body]).unwrap();
            restamp_producer(&mut sealed, id, epoch, sequence);
            let anew = BatchHeader { producer_id: id, producer_epoch: epoch, base_sequence: sequence, ..header };
            prop_assert_eq!(sealed, anew.seal(&[&body]).unwrap());
        }

        #[test]
        fn any_bytes_decode_or_fail(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = BatchHeader::decode(&bytes);
        }
    }

    #[test]
    fn refuses_impossible_fields() {
        let good = BatchHeader::default().seal(&[]).unwrap();
        assert!(BatchHeader::decode(&good).is_ok());
        assert_eq!(BatchHeader::decode(&good[..60]), Err(RecordError::truncated("batch header", 0)));
        for (at, what) in [(8, "batch length"), (23, "last offset delta"), (57, "record count")] {
            let mut bad = good;
            bad[at] = 0x80;
            assert_eq!(BatchHeader::decode(&bad), Err(RecordError::malformed(what, at)));
        }
        let mut old = good;
        old[MAGIC_AT] = 1;
        assert_eq!(BatchHeader::decode(&old), Err(RecordError::UnknownMagic { magic: 1, at: 16 }));
    }

    #[test]
    fn attribute_bits() {
        let a = Attributes(0).with_codec(Codec::Zstd).with_transactional(true);
        assert_eq!(a, Attributes(0x14));
        assert_eq!(a.codec(), Ok(Codec::Zstd));
        assert!(a.is_transactional() && !a.is_control() && !a.has_delete_horizon());
        assert_eq!(a.timestamp_type(), TimestampType::CreateTime);
        assert_eq!(a.with_transactional(false).with_codec(Codec::None), Attributes(0));
        let b = Attributes(0x6f);
        assert_eq!(b.codec(), Err(RecordError::UnknownCodec(7)));
        assert_eq!(b.timestamp_type(), TimestampType::LogAppendTime);
        assert!(b.is_control() && b.has_delete_horizon());
    }
}
