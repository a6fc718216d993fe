//! The canned record batch that every fetch is answered with.

use std::io::Write;

const HEADER: usize = 61;
const CRC_AT: usize = 17;
const CRC_FROM: usize = 21;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    None = 0,
    Gzip = 1,
    Snappy = 2,
    Lz4 = 3,
    Zstd = 4,
}

impl std::str::FromStr for Codec {
    type Err = String;

    fn from_str(name: &str) -> Result<Codec, String> {
        match name {
            "none" => Ok(Codec::None),
            "gzip" => Ok(Codec::Gzip),
            "snappy" => Ok(Codec::Snappy),
            "lz4" => Ok(Codec::Lz4),
            "zstd" => Ok(Codec::Zstd),
            _ => Err(format!("unknown codec '{name}': none, gzip, snappy, lz4 or zstd")),
        }
    }
}

/// A record batch whose base offset may be set without touching its CRC.
#[derive(Clone)]
pub struct Batch {
    pub bytes: Vec<u8>,
    pub records: i64,
}

impl Batch {
    /// `records` records with values of `size` bytes and no key.
    pub fn build(records: i32, size: usize, codec: Codec) -> std::io::Result<Batch> {
        let mut plain = Vec::new();
        for at in 0..records {
            write_record(&mut plain, at, &value(at, size));
        }
        let body = compress(&plain, codec)?;
        let now = std::time::SystemTime::now();
        let now = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |age| age.as_millis() as i64);
        let mut bytes = Vec::with_capacity(HEADER + body.len());
        bytes.extend_from_slice(&0i64.to_be_bytes());
        bytes.extend_from_slice(&((HEADER - 12 + body.len()) as i32).to_be_bytes());
        bytes.extend_from_slice(&0i32.to_be_bytes()); // partition leader epoch
        bytes.push(2); // magic
        bytes.extend_from_slice(&0u32.to_be_bytes()); // CRC, below
        bytes.extend_from_slice(&(codec as i16).to_be_bytes());
        bytes.extend_from_slice(&(records - 1).to_be_bytes());
        bytes.extend_from_slice(&now.to_be_bytes());
        bytes.extend_from_slice(&now.to_be_bytes());
        bytes.extend_from_slice(&(-1i64).to_be_bytes()); // producer id
        bytes.extend_from_slice(&(-1i16).to_be_bytes());
        bytes.extend_from_slice(&(-1i32).to_be_bytes());
        bytes.extend_from_slice(&records.to_be_bytes());
        bytes.extend_from_slice(&body);
        let crc = crc32c::crc32c(&bytes[CRC_FROM..]);
        bytes[CRC_AT..CRC_FROM].copy_from_slice(&crc.to_be_bytes());
        Ok(Batch { bytes, records: records.into() })
    }

    /// Appends the batch with this base offset.
    pub fn append(&self, base_offset: i64, out: &mut Vec<u8>) {
        out.extend_from_slice(&base_offset.to_be_bytes());
        out.extend_from_slice(&self.bytes[8..]);
    }
}

/// How many records a produced batch holds, by its header.
pub fn record_count(batch: &[u8]) -> i64 {
    let last_delta = batch.get(23..27).and_then(|bytes| bytes.try_into().ok()).map(i32::from_be_bytes);
    last_delta.map_or(0, |delta| i64::from(delta) + 1)
}

/// Text that compresses about as well as log lines or JSON do.
fn value(at: i32, size: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(size + 64);
    let mut state = 0x9e37_79b9_7f4a_7c15u64 ^ (at as u64) << 17;
    while text.len() < size {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let _ = write!(text, "{{\"id\":{at},\"user\":\"u{:x}\",\"ok\":true}}", state >> 40);
    }
    text.truncate(size);
    text
}

fn write_record(out: &mut Vec<u8>, at: i32, value: &[u8]) {
    let mut record = vec![0]; // attributes
    varint(&mut record, 0); // timestamp delta
    varint(&mut record, at.into());
    varint(&mut record, -1); // no key
    varint(&mut record, value.len() as i64);
    record.extend_from_slice(value);
    varint(&mut record, 0); // no headers
    varint(out, record.len() as i64);
    out.extend_from_slice(&record);
}

fn varint(out: &mut Vec<u8>, value: i64) {
    let mut zigzag = ((value << 1) ^ (value >> 63)) as u64;
    while zigzag >= 0x80 {
        out.push(zigzag as u8 | 0x80);
        zigzag >>= 7;
    }
    out.push(zigzag as u8);
}

fn compress(plain: &[u8], codec: Codec) -> std::io::Result<Vec<u8>> {
    match codec {
        Codec::None => Ok(plain.to_vec()),
        Codec::Gzip => {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            gzip.write_all(plain)?;
            gzip.finish()
        }
        Codec::Snappy => Ok(snap::raw::Encoder::new().compress_vec(plain)?),
        Codec::Lz4 => {
            let mut lz4 = lz4_flex::frame::FrameEncoder::new(Vec::new());
            lz4.write_all(plain)?;
            lz4.finish().map_err(std::io::Error::other)
        }
        Codec::Zstd => zstd::bulk::compress(plain, 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_consistent() {
        for codec in [Codec::None, Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd] {
            let batch = Batch::build(100, 50, codec).unwrap();
            let length = i32::from_be_bytes(batch.bytes[8..12].try_into().unwrap());
            assert_eq!(length as usize, batch.bytes.len() - 12);
            assert_eq!(record_count(&batch.bytes), 100);
            let mut moved = Vec::new();
            batch.append(700, &mut moved);
            assert_eq!(&moved[..8], 700i64.to_be_bytes());
            let crc = u32::from_be_bytes(moved[CRC_AT..CRC_FROM].try_into().unwrap());
            assert_eq!(crc, crc32c::crc32c(&moved[CRC_FROM..]));
        }
    }
}
