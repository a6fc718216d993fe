//! Compressing and unpacking the records of a batch.
//!
//! A [`Compressor`] and a [`Decompressor`] belong to one thread and keep their codecs' working memory between batches;
//! what a codec needs is made at its first use.

mod gzip;
mod lz4;
mod snappy;
mod zstd;

use super::{Codec, RecordError};

/// The level that stands for a codec's own default.
pub const DEFAULT_LEVEL: i32 = -1;

/// Compresses batch bodies.
#[derive(Default)]
pub struct Compressor {
    /// The last result; its memory is reused.
    out: Vec<u8>,
    gzip: gzip::Deflater,
    snappy: snappy::Encoder,
    lz4: lz4::Encoder,
    zstd: zstd::Encoder,
}

impl Compressor {
    /// Compresses the concatenation of `segments`. `None` when that does not make it smaller, and for `Codec::None`.
    ///
    /// Levels that a codec does not have are taken as the nearest it has: gzip 0 to 9, zstd 1 to 22. Snappy has
    /// one level, and so has lz4 here.
    pub fn compress(
        &mut self,
        codec: Codec,
        level: i32,
        segments: &[&[u8]],
    ) -> Result<Option<&[u8]>, RecordError> {
        let size: usize = segments.iter().map(|s| s.len()).sum();
        let out = &mut self.out;
        out.clear();
        // Room for a result that is worth having: codecs give up when it is used up.
        out.reserve(size);
        let fits = match codec {
            Codec::None => false,
            Codec::Gzip => self.gzip.compress(level, segments, out)?,
            Codec::Snappy => self.snappy.compress(segments, out, size)?,
            Codec::Lz4 => self.lz4.compress(segments, out, size)?,
            Codec::Zstd => self.zstd.compress(level, segments, size, out)?,
        };
        Ok((fits && out.len() < size).then_some(out.as_slice()))
    }
}

/// Unpacks batch bodies.
#[derive(Default)]
pub struct Decompressor {
    gzip: gzip::Inflater,
    snappy: snap::raw::Decoder,
    zstd: zstd::Decoder,
}

impl Decompressor {
    /// Unpacks `input`, which may become at most `limit` bytes. Memory follows what really comes out: sizes declared
    /// in the input are believed only as far as its length makes them possible.
    pub fn decompress(&mut self, codec: Codec, input: &[u8], limit: usize) -> Result<Vec<u8>, RecordError> {
        let mut out = Output::new(codec, limit);
        if input.is_empty() {
            return Ok(out.bytes);
        }
        match codec {
            Codec::None => out.append(input)?,
            Codec::Gzip => self.gzip.decompress(input, &mut out)?,
            Codec::Snappy => snappy::decompress(&mut self.snappy, input, &mut out)?,
            Codec::Lz4 => lz4::decompress(input, &mut out)?,
            Codec::Zstd => self.zstd.decompress(input, &mut out)?,
        }
        Ok(out.bytes)
    }
}

/// What comes out of a decompressor, never more than the limit.
struct Output {
    bytes: Vec<u8>,
    limit: usize,
    codec: Codec,
}

impl Output {
    fn new(codec: Codec, limit: usize) -> Self {
        Output { bytes: Vec::new(), limit, codec }
    }

    fn error(&self, reason: &'static str) -> RecordError {
        RecordError::Compression { codec: self.codec, reason }
    }

    /// How much more may come.
    fn room(&self) -> usize {
        self.limit - self.bytes.len()
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), RecordError> {
        if bytes.len() > self.room() {
            return Err(RecordError::TooLarge { limit: self.limit });
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// Lets `fill` write up to `max` bytes at the end and keep as many as it says; it sees what came before, too.
    /// `max` is what the input can really become, so no more than the limit and one block are ever reserved.
    fn append_with(
        &mut self,
        max: usize,
        fill: impl FnOnce(&[u8], &mut [u8]) -> Result<usize, &'static str>,
    ) -> Result<(), RecordError> {
        let start = self.bytes.len();
        self.bytes.resize(start + max, 0);
        let (before, space) = self.bytes.split_at_mut(start);
        let written = fill(before, space);
        let written = written.map_err(|reason| self.error(reason))?.min(max);
        self.bytes.truncate(start + written);
        if self.bytes.len() > self.limit {
            return Err(RecordError::TooLarge { limit: self.limit });
        }
        Ok(())
    }

    /// Makes space for more when there is none: `hint` bytes at first, then twice as much each time. Fails at the limit.
    fn grow(&mut self, hint: usize) -> Result<(), RecordError> {
        if self.bytes.len() < self.bytes.capacity() {
            return Ok(());
        }
        if self.room() == 0 {
            return Err(RecordError::TooLarge { limit: self.limit });
        }
        let more = self.bytes.len().max(hint).max(512).min(self.room());
        self.bytes.reserve_exact(more);
        Ok(())
    }
}

/// Hands out the concatenation of `segments` in blocks of `size` bytes, the last one shorter. Whole blocks within a
/// segment are not copied. Stops early when `take` says so by returning false, and then returns false.
fn for_each_block(
    segments: &[&[u8]],
    size: usize,
    staging: &mut Vec<u8>,
    mut take: impl FnMut(&[u8]) -> Result<bool, RecordError>,
) -> Result<bool, RecordError> {
    staging.clear();
    for mut segment in segments.iter().copied() {
        while !segment.is_empty() {
            let wanted = size - staging.len();
            let (part, rest) = segment.split_at(wanted.min(segment.len()));
            segment = rest;
            if part.len() == size {
                if !take(part)? {
                    return Ok(false);
                }
                continue;
            }
            staging.extend_from_slice(part);
            if staging.len() == size {
                let goes_on = take(staging)?;
                staging.clear();
                if !goes_on {
                    return Ok(false);
                }
            }
        }
    }
    if staging.is_empty() { Ok(true) } else { take(staging) }
}
