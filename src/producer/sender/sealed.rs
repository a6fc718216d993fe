//! A batch as it goes on the wire, and the request around several of them.

use std::io;
use std::sync::Arc;

use bytes::Bytes;

use crate::protocol::produce::ProduceFrame;
use crate::records::{BatchHeader, Compressor, restamp_producer};
use crate::topic::Topic;
use crate::transport::{FrameBody, Gather};

use super::super::Persistence;
use super::super::batch::Batch;
use super::super::idempotence::Stamp;

/// A batch with its header and, if that pays, its compressed records. Sent again it is the same bytes.
#[derive(Clone)]
pub struct SealedBatch {
    pub batch: Arc<Batch>,
    header: [u8; BatchHeader::SIZE],
    compressed: Option<Bytes>,
    /// How often it was sent.
    pub attempts: u32,
    /// How many of those count against `retries`.
    pub failures: u32,
    /// It may be in the log: an attempt has had no answer, or none that says.
    pub uncertain: bool,
    /// When it was sent last, all before it in its sequence were in the log.
    pub is_next: bool,
}

/// Compresses `batch` as its topic wants it, and seals it, with its place in the sequence if it has one.
pub fn seal(
    batch: Arc<Batch>,
    stamp: Option<Stamp>,
    topic: &Topic,
    compressor: &mut Compressor,
) -> io::Result<SealedBatch> {
    let (codec, level) = topic.compression();
    let (header, compressed) = batch.seal(codec, level, compressor)?;
    let compressed = compressed.map(Bytes::from);
    let mut sealed =
        SealedBatch { batch, header, compressed, attempts: 1, failures: 0, uncertain: false, is_next: false };
    stamp.into_iter().for_each(|stamp| sealed.stamp(stamp));
    Ok(sealed)
}

impl SealedBatch {
    /// Gives it another place in the sequence.
    pub fn stamp(&mut self, stamp: Stamp) {
        self.is_next = stamp.is_next;
        restamp_producer(&mut self.header, stamp.producer.id, stamp.producer.epoch, stamp.sequence);
    }

    /// What can be said of it as long as nobody says that it is in the log.
    pub fn persistence(&self) -> Persistence {
        if self.uncertain { Persistence::Possibly } else { Persistence::No }
    }

    pub fn wire_bytes(&self) -> usize {
        match &self.compressed {
            Some(bytes) => BatchHeader::SIZE + bytes.len(),
            None => self.batch.wire_bytes(),
        }
    }

    fn gather<'a>(&'a self, out: &mut Gather<'a>) {
        if out.pass(self.wire_bytes()) {
            return;
        }
        out.push(&self.header);
        match &self.compressed {
            Some(bytes) => out.push(bytes),
            None => self.batch.gather(out),
        }
    }
}

/// A Produce request: the frame's pieces with the batches between them.
pub struct ProduceBody {
    frame: ProduceFrame,
    batches: Vec<SealedBatch>,
}

impl ProduceBody {
    pub fn new(frame: ProduceFrame, batches: Vec<SealedBatch>) -> Self {
        ProduceBody { frame, batches }
    }
}

impl FrameBody for ProduceBody {
    fn wire_len(&self) -> usize {
        let batches = self.batches.iter().map(SealedBatch::wire_bytes);
        self.frame.pieces().map(<[u8]>::len).chain(batches).sum()
    }

    fn gather<'a>(&'a self, out: &mut Gather<'a>) {
        let mut batches = self.batches.iter();
        for piece in self.frame.pieces() {
            out.push(piece);
            if let Some(batch) = batches.next() {
                batch.gather(out);
            }
        }
    }
}
