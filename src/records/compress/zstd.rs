//! Zstandard: one frame out with its content size, any number of frames in.

use super::Output;
use crate::records::{Codec, RecordError};
use zstd::zstd_safe::{
    CCtx, CParameter, DCtx, InBuffer, OutBuffer, ResetDirective, get_error_name, zstd_sys::ZSTD_EndDirective,
};

/// The first piece of output is at most this many times the input, whatever size the frame declares.
const FIRST_GUESS: usize = 8;

#[derive(Default)]
pub(super) struct Encoder {
    context: Option<CCtx<'static>>,
}

impl Encoder {
    /// False when the result does not fit `out`'s capacity.
    pub fn compress(
        &mut self,
        level: i32,
        segments: &[&[u8]],
        size: usize,
        out: &mut Vec<u8>,
    ) -> Result<bool, RecordError> {
        let context = self.context.get_or_insert_with(CCtx::create);
        let level = if level < 0 { zstd::DEFAULT_COMPRESSION_LEVEL } else { level.clamp(1, 22) };
        context.reset(ResetDirective::SessionOnly).map_err(error)?;
        context.set_parameter(CParameter::CompressionLevel(level)).map_err(error)?;
        context.set_pledged_src_size(Some(size as u64)).map_err(error)?;

        let mut output = OutBuffer::around(out);
        for segment in segments {
            let mut input = InBuffer::around(segment);
            while input.pos() < segment.len() {
                if output.pos() == output.capacity() {
                    return Ok(false);
                }
                context
                    .compress_stream2(&mut output, &mut input, ZSTD_EndDirective::ZSTD_e_continue)
                    .map_err(error)?;
            }
        }
        let mut nothing = InBuffer::around(&[]);
        let pending = context
            .compress_stream2(&mut output, &mut nothing, ZSTD_EndDirective::ZSTD_e_end)
            .map_err(error)?;
        Ok(pending == 0)
    }
}

#[derive(Default)]
pub(super) struct Decoder {
    context: Option<DCtx<'static>>,
}

impl Decoder {
    pub fn decompress(&mut self, input: &[u8], out: &mut Output) -> Result<(), RecordError> {
        let context = self.context.get_or_insert_with(DCtx::create);
        context.reset(ResetDirective::SessionOnly).map_err(error)?;
        let hint = first_size(input, out.limit);
        let mut input = InBuffer::around(input);
        loop {
            // At the limit one byte more is tried, to tell a complete frame from one that goes on.
            let at_limit = out.room() == 0;
            let mut probe = Vec::new();
            let target = if at_limit {
                probe.reserve_exact(1);
                &mut probe
            } else {
                out.grow(hint)?;
                &mut out.bytes
            };
            let (before_in, before_out) = (input.pos(), target.len());
            let mut output = OutBuffer::around_pos(target, before_out);
            let hint = context.decompress_stream(&mut output, &mut input).map_err(error)?;
            let (made, space_left) = (output.pos() - before_out, output.capacity() - output.pos());
            if out.bytes.len() > out.limit || (at_limit && made > 0) {
                return Err(RecordError::TooLarge { limit: out.limit });
            }
            let all_read = input.pos() == input.src.len();
            if hint == 0 && all_read {
                return Ok(());
            }
            if all_read && space_left > 0 || input.pos() == before_in && made == 0 {
                return Err(out.error("frame ends early"));
            }
        }
    }
}

/// The declared content size as far as it is credible.
fn first_size(input: &[u8], limit: usize) -> usize {
    let credible = input.len().saturating_mul(FIRST_GUESS).min(limit);
    match zstd::zstd_safe::get_frame_content_size(input) {
        Ok(Some(size)) => usize::try_from(size).map_or(credible, |size| size.min(credible)),
        _ => credible,
    }
}

fn error(code: usize) -> RecordError {
    RecordError::Compression { codec: Codec::Zstd, reason: get_error_name(code) }
}
