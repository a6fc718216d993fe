//! LZ4 frames: written as Java's client writes them, read in every variant.
//!
//! ```text
//! magic u32 | flags | block size | [content size u64] | [dictionary u32] | header checksum
//! { length u32, top bit: stored | block | [checksum u32] }* | 0 u32 | [content checksum u32]
//! ```
//! All little-endian. Clients before Kafka 0.10 computed the header checksum over the magic number, too, and their
//! frames are still in logs: both checksums are accepted.

use super::{Output, for_each_block};
use crate::records::{Codec, RecordError};
use twox_hash::XxHash32;

const MAGIC: [u8; 4] = 0x184D_2204u32.to_le_bytes();
/// Version 1, independent blocks of at most 64 KB, no checksums, no content size; the last byte is the header checksum.
const HEADER: [u8; 7] = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
const BLOCK: usize = 64 * 1024;
const STORED: u32 = 1 << 31;
/// How far back a linked block may refer.
const WINDOW: usize = 64 * 1024;
/// A byte becomes 255 at most.
const MAX_EXPANSION: usize = 255;

#[derive(Default)]
pub(super) struct Encoder {
    staging: Vec<u8>,
    packed: Vec<u8>,
}

impl Encoder {
    /// False when the result is not below `limit`.
    pub fn compress(
        &mut self,
        segments: &[&[u8]],
        out: &mut Vec<u8>,
        limit: usize,
    ) -> Result<bool, RecordError> {
        let Encoder { staging, packed } = self;
        packed.resize(lz4_flex::block::get_maximum_output_size(BLOCK), 0);
        out.extend_from_slice(&HEADER);
        let fits = for_each_block(segments, BLOCK, staging, |block| {
            let len = lz4_flex::block::compress_into(block, packed)
                .map_err(|_| RecordError::Compression { codec: Codec::Lz4, reason: "block refused" })?;
            let (word, bytes) = match packed.get(..len) {
                Some(smaller) if len < block.len() => (len as u32, smaller),
                _ => (block.len() as u32 | STORED, block),
            };
            if out.len() + 4 + bytes.len() >= limit {
                return Ok(false);
            }
            out.extend_from_slice(&word.to_le_bytes());
            out.extend_from_slice(bytes);
            Ok(true)
        })?;
        out.extend_from_slice(&[0; 4]);
        Ok(fits)
    }
}

pub(super) fn decompress(mut input: &[u8], out: &mut Output) -> Result<(), RecordError> {
    while !input.is_empty() {
        input = decompress_frame(input, out)?;
    }
    Ok(())
}

/// The parts of a frame's header that matter for its blocks.
struct Frame {
    linked: bool,
    block_checksums: bool,
    content_checksum: bool,
    content_size: Option<u64>,
    max_block: usize,
}

impl Frame {
    fn read(input: &[u8]) -> Result<(Self, &[u8]), &'static str> {
        const CUT: &str = "frame header is cut short";
        if !input.starts_with(&MAGIC) {
            return Err("not a frame");
        }
        let [flags, block, ..] = input[MAGIC.len()..] else { return Err(CUT) };
        if flags >> 6 != 1 {
            return Err("unknown frame version");
        }
        let max_block = match block >> 4 & 7 {
            size @ 4..=7 => 1usize << (8 + 2 * size),
            _ => return Err("invalid block size"),
        };
        if flags & 1 != 0 {
            return Err("frame needs a dictionary");
        }
        let has_size = flags & 0x08 != 0;
        let end = if has_size { 14 } else { 6 };
        let header = input.get(..end).ok_or(CUT)?;
        let (&checksum, rest) = input.get(end..).and_then(<[u8]>::split_first).ok_or(CUT)?;
        let matches = |covered: &[u8]| (XxHash32::oneshot(0, covered) >> 8) as u8 == checksum;
        if !matches(&header[MAGIC.len()..]) && !matches(header) {
            return Err("header checksum mismatch");
        }
        let frame = Frame {
            linked: flags & 0x20 == 0,
            block_checksums: flags & 0x10 != 0,
            content_checksum: flags & 0x04 != 0,
            content_size: header.last_chunk().filter(|_| has_size).map(|size| u64::from_le_bytes(*size)),
            max_block,
        };
        Ok((frame, rest))
    }
}

/// Unpacks one frame and returns what follows it.
fn decompress_frame<'a>(input: &'a [u8], out: &mut Output) -> Result<&'a [u8], RecordError> {
    let (frame, mut rest) = Frame::read(input).map_err(|reason| out.error(reason))?;
    let start = out.bytes.len();
    loop {
        let word = take_u32(&mut rest, out)?;
        if word == 0 {
            break;
        }
        let len = (word & !STORED) as usize;
        if len > rest.len() || len > frame.max_block {
            return Err(out.error("block is cut short or too long"));
        }
        let (block, after) = rest.split_at(len);
        rest = after;
        if frame.block_checksums && take_u32(&mut rest, out)? != XxHash32::oneshot(0, block) {
            return Err(out.error("block checksum mismatch"));
        }
        if word & STORED != 0 {
            out.append(block)?;
        } else {
            unpack_block(&frame, block, start, out)?;
        }
    }
    let content = out.bytes.get(start..).unwrap_or_default();
    if frame.content_size.is_some_and(|size| size != content.len() as u64) {
        return Err(out.error("content size mismatch"));
    }
    if frame.content_checksum && take_u32(&mut rest, out)? != XxHash32::oneshot(0, content) {
        return Err(out.error("content checksum mismatch"));
    }
    Ok(rest)
}

fn unpack_block(frame: &Frame, block: &[u8], start: usize, out: &mut Output) -> Result<(), RecordError> {
    let max = frame.max_block.min(block.len().saturating_mul(MAX_EXPANSION));
    out.append_with(max, |before, space| {
        let window = if frame.linked { start.max(before.len().saturating_sub(WINDOW)) } else { before.len() };
        let dictionary = before.get(window..).unwrap_or_default();
        lz4_flex::block::decompress_into_with_dict(block, space, dictionary).map_err(|_| "corrupt block")
    })
}

fn take_u32(input: &mut &[u8], out: &Output) -> Result<u32, RecordError> {
    let (word, rest) = input.split_first_chunk().ok_or_else(|| out.error("frame is cut short"))?;
    *input = rest;
    Ok(u32::from_le_bytes(*word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_constant_has_its_checksum() {
        assert_eq!((XxHash32::oneshot(0, &HEADER[4..6]) >> 8) as u8, HEADER[6]);
    }
}
