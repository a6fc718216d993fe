//! gzip: one member out, any number of members in.

use super::Output;
use crate::records::{Codec, RecordError};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// 32 KB, the most gzip has.
const WINDOW_BITS: u8 = 15;

#[derive(Default)]
pub(super) struct Deflater {
    state: Option<(u32, Compress)>,
}

impl Deflater {
    /// False when the result does not fit `out`'s capacity.
    pub fn compress(
        &mut self,
        level: i32,
        segments: &[&[u8]],
        out: &mut Vec<u8>,
    ) -> Result<bool, RecordError> {
        let deflate = self.start(level);
        for segment in segments {
            if !feed(deflate, segment, out, FlushCompress::None)? {
                return Ok(false);
            }
        }
        feed(deflate, &[], out, FlushCompress::Finish)
    }

    fn start(&mut self, level: i32) -> &mut Compress {
        let level = if level < 0 { Compression::default().level() } else { level.min(9) as u32 };
        let fresh = || (level, Compress::new_gzip(Compression::new(level), WINDOW_BITS));
        let state = self.state.get_or_insert_with(fresh);
        if state.0 == level {
            state.1.reset();
        } else {
            *state = fresh();
        }
        &mut state.1
    }
}

/// Compresses all of `input`; false when `out` is full before.
fn feed(
    deflate: &mut Compress,
    mut input: &[u8],
    out: &mut Vec<u8>,
    flush: FlushCompress,
) -> Result<bool, RecordError> {
    let finish = matches!(flush, FlushCompress::Finish);
    while finish || !input.is_empty() {
        if out.len() == out.capacity() {
            return Ok(false);
        }
        let before = deflate.total_in();
        let status = deflate
            .compress_vec(input, out, flush)
            .map_err(|_| RecordError::Compression { codec: Codec::Gzip, reason: "deflate failed" })?;
        input = input.get((deflate.total_in() - before) as usize..).unwrap_or_default();
        if status == Status::StreamEnd {
            return Ok(true);
        }
    }
    Ok(true)
}

#[derive(Default)]
pub(super) struct Inflater {
    state: Option<Decompress>,
}

impl Inflater {
    pub fn decompress(&mut self, mut input: &[u8], out: &mut Output) -> Result<(), RecordError> {
        while !input.is_empty() {
            input = self.member(input, out)?;
        }
        Ok(())
    }

    /// Unpacks one member and returns what follows it.
    fn member<'a>(&mut self, mut input: &'a [u8], out: &mut Output) -> Result<&'a [u8], RecordError> {
        let inflate = match &mut self.state {
            Some(state) => {
                state.reset(true);
                state
            }
            none => none.insert(Decompress::new_gzip(WINDOW_BITS)),
        };
        loop {
            // At the limit one byte more is tried, to tell a complete stream from one that goes on.
            let at_limit = out.room() == 0;
            let (mut probe, hint) = (Vec::new(), input.len().saturating_mul(4));
            let target = if at_limit {
                probe.reserve_exact(1);
                &mut probe
            } else {
                out.grow(hint)?;
                &mut out.bytes
            };
            let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
            let status = inflate
                .decompress_vec(input, target, FlushDecompress::None)
                .map_err(|_| out.error("corrupt stream"))?;
            let used = (inflate.total_in() - before_in) as usize;
            let made = inflate.total_out() - before_out;
            input = input.get(used..).unwrap_or_default();
            if out.bytes.len() > out.limit || (at_limit && made > 0) {
                return Err(RecordError::TooLarge { limit: out.limit });
            }
            if status == Status::StreamEnd {
                return Ok(input);
            }
            if used == 0 && made == 0 {
                return Err(out.error("stream ends early"));
            }
        }
    }
}
