//! Snappy in the framing of Java's snappy library, which brokers and all clients read; unframed snappy is read, too.
//!
//! ```text
//! 82 'SNAPPY' 00 | version i32 | compatible version i32 | { block length i32 | block }*
//! ```

use super::{Output, for_each_block};
use crate::records::{Codec, RecordError};
use snap::raw::Decoder;

const MAGIC: [u8; 8] = *b"\x82SNAPPY\0";
const HEADER: [u8; 16] = *b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01";
/// What the algorithm itself works on at a time: larger blocks compress no better.
const BLOCK: usize = 64 * 1024;
/// Three bytes become 64 at most.
const MAX_EXPANSION: usize = 22;

pub(super) struct Encoder {
    snap: snap::raw::Encoder,
    staging: Vec<u8>,
    packed: Vec<u8>,
}

impl Default for Encoder {
    fn default() -> Self {
        Encoder { snap: snap::raw::Encoder::new(), staging: Vec::new(), packed: Vec::new() }
    }
}

impl Encoder {
    /// False when the result is not below `limit`.
    pub fn compress(
        &mut self,
        segments: &[&[u8]],
        out: &mut Vec<u8>,
        limit: usize,
    ) -> Result<bool, RecordError> {
        let Encoder { snap, staging, packed } = self;
        packed.resize(snap::raw::max_compress_len(BLOCK), 0);
        out.extend_from_slice(&HEADER);
        for_each_block(segments, BLOCK, staging, |block| {
            let len = snap
                .compress(block, packed)
                .map_err(|_| RecordError::Compression { codec: Codec::Snappy, reason: "block refused" })?;
            if out.len() + 4 + len >= limit {
                return Ok(false);
            }
            out.extend_from_slice(&(len as u32).to_be_bytes());
            out.extend_from_slice(packed.get(..len).unwrap_or_default());
            Ok(true)
        })
    }
}

pub(super) fn decompress(decoder: &mut Decoder, input: &[u8], out: &mut Output) -> Result<(), RecordError> {
    if !input.starts_with(&MAGIC) {
        return unpack_block(decoder, input, out);
    }
    let mut rest = input;
    while !rest.is_empty() {
        // Streams may be concatenated, each with its header.
        if rest.starts_with(&MAGIC) {
            rest = rest.get(HEADER.len()..).ok_or_else(|| out.error("header is cut short"))?;
            continue;
        }
        let (len, blocks) = rest.split_first_chunk().ok_or_else(|| out.error("block length is cut short"))?;
        let len = u32::from_be_bytes(*len) as usize;
        if len > blocks.len() {
            return Err(out.error("block is cut short"));
        }
        let (block, after) = blocks.split_at(len);
        unpack_block(decoder, block, out)?;
        rest = after;
    }
    Ok(())
}

fn unpack_block(decoder: &mut Decoder, block: &[u8], out: &mut Output) -> Result<(), RecordError> {
    let len = snap::raw::decompress_len(block).map_err(|_| out.error("block size is invalid"))?;
    if len > block.len().saturating_mul(MAX_EXPANSION) {
        return Err(out.error("block size is impossible"));
    }
    if len > out.room() {
        return Err(RecordError::TooLarge { limit: out.limit });
    }
    out.append_with(len, |_, space| decoder.decompress(block, space).map_err(|_| "corrupt block"))
}
