//! Outgoing frames: many written by one system call, partly written ones resumed.

use std::collections::VecDeque;
use std::io::{self, IoSlice};

use bytes::Bytes;

use super::Stream;

/// Slices per send: the system's limit. A batch whose payloads stay where they are has two for each message, and a send
/// costs as much as many slices do, not least for waking the peer.
const MAX_SLICES: usize = 1024;

/// Bytes of a frame that live elsewhere, such as record batches whose payloads the application owns.
pub trait FrameBody: Send {
    /// Bytes in all.
    fn wire_len(&self) -> usize;

    /// Puts the body's bytes into `out`, in order and all of them: `out` knows what of them is sent already. The same ones on
    /// every call.
    fn gather<'a>(&'a self, out: &mut Gather<'a>);
}

/// The slices of one send: the first that wait.
pub struct Gather<'a> {
    slices: Vec<IoSlice<'a>>,
    /// Bytes to come that are sent already.
    sent: usize,
}

impl<'a> Gather<'a> {
    fn new(sent: usize) -> Self {
        Gather { slices: Vec::with_capacity(16), sent }
    }

    /// No more are wanted.
    pub fn is_full(&self) -> bool {
        self.slices.len() >= MAX_SLICES
    }

    /// How many of the bytes to come are sent already.
    pub fn sent(&self) -> usize {
        self.sent
    }

    /// Passes over the next `len` bytes if all of them are sent; true if it did.
    pub fn pass(&mut self, len: usize) -> bool {
        let passes = len <= self.sent;
        self.sent -= if passes { len } else { 0 };
        passes
    }

    /// The next bytes.
    pub fn push(&mut self, bytes: &'a [u8]) {
        if self.pass(bytes.len()) || self.is_full() {
            return;
        }
        let rest = bytes.get(std::mem::take(&mut self.sent)..).unwrap_or_default();
        self.slices.push(IoSlice::new(rest));
    }
}

/// A part of a frame.
pub enum Segment {
    Bytes(Bytes),
    Body(Box<dyn FrameBody>),
}

impl Segment {
    fn wire_len(&self) -> usize {
        match self {
            Segment::Bytes(bytes) => bytes.len(),
            Segment::Body(body) => body.wire_len(),
        }
    }

    fn gather<'a>(&'a self, out: &mut Gather<'a>) {
        match self {
            Segment::Bytes(bytes) => out.push(bytes),
            Segment::Body(body) => body.gather(out),
        }
    }
}

/// A frame as it goes on the wire, its length prefix included.
pub struct OutFrame {
    /// The owner's name for it: a request's correlation id.
    pub id: i32,
    segments: Vec<Segment>,
    len: usize,
}

impl OutFrame {
    pub fn new(id: i32, segments: Vec<Segment>) -> OutFrame {
        let len = segments.iter().map(Segment::wire_len).sum();
        OutFrame { id, segments, len }
    }

    /// Bytes on the wire.
    pub fn wire_len(&self) -> usize {
        self.len
    }

    pub fn into_segments(self) -> Vec<Segment> {
        self.segments
    }
}

/// How far a flush came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flushed {
    /// Nothing is left to send.
    All,
    /// The stream is full: flush again when it is writable.
    Blocked,
}

/// A frame that was not sent completely before the queue was given up.
pub struct Unsent {
    pub frame: OutFrame,
    /// Some of its bytes are on the wire. The peer cannot have understood it, as its end never came.
    pub begun: bool,
}

/// The frames that wait for one stream, first in first out.
#[derive(Default)]
pub struct OutQueue {
    frames: VecDeque<OutFrame>,
    /// Bytes of the first frame that are sent.
    sent_of_first: usize,
    /// Bytes of all frames that are not.
    pending: usize,
}

impl OutQueue {
    pub fn new() -> OutQueue {
        OutQueue::default()
    }

    pub fn push(&mut self, frame: OutFrame) {
        self.pending += frame.len;
        self.frames.push_back(frame);
    }

    /// Frames that wait, a partly sent one included.
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Bytes not yet sent.
    pub fn pending_bytes(&self) -> usize {
        self.pending
    }

    /// Sends until all is sent or the stream is full. Each frame whose last byte is sent goes to `finished`, in order.
    /// After an error some frames may be finished too; the rest is [`abandon`](Self::abandon)ed.
    pub fn flush(
        &mut self,
        stream: &mut impl Stream,
        mut finished: impl FnMut(OutFrame),
    ) -> io::Result<Flushed> {
        // An empty frame needs no send.
        self.advance(0, &mut finished);
        while !self.frames.is_empty() {
            let (result, offered) = self.send_once(stream);
            let sent = match result {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Flushed::Blocked),
                other => other?,
            };
            self.advance(sent, &mut finished);
            if sent < offered {
                return Ok(Flushed::Blocked);
            }
        }
        Ok(Flushed::All)
    }

    /// Takes back a frame of which nothing is sent yet, as when its request timed out.
    pub fn withdraw(&mut self, id: i32) -> Option<OutFrame> {
        let at = self.frames.iter().position(|frame| frame.id == id)?;
        if at == 0 && self.sent_of_first > 0 {
            return None;
        }
        let frame = self.frames.remove(at)?;
        self.pending -= frame.len;
        Some(frame)
    }

    /// Empties the queue of a stream that is gone.
    pub fn abandon(&mut self) -> impl Iterator<Item = Unsent> {
        let begun = std::mem::take(&mut self.sent_of_first) > 0;
        self.pending = 0;
        let frames = std::mem::take(&mut self.frames);
        frames.into_iter().enumerate().map(move |(at, frame)| Unsent { frame, begun: begun && at == 0 })
    }

    /// One send of the first slices that wait; also returns how many bytes they were.
    fn send_once(&self, stream: &mut impl Stream) -> (io::Result<usize>, usize) {
        let mut out = Gather::new(self.sent_of_first);
        for segment in self.frames.iter().flat_map(|frame| &frame.segments) {
            segment.gather(&mut out);
            if out.is_full() {
                break;
            }
        }
        let offered = out.slices.iter().map(|slice| slice.len()).sum();
        (stream.send(&out.slices), offered)
    }

    /// Accounts for `sent` more bytes.
    fn advance(&mut self, sent: usize, finished: &mut impl FnMut(OutFrame)) {
        self.pending -= sent;
        self.sent_of_first += sent;
        while self.frames.front().is_some_and(|first| first.len <= self.sent_of_first) {
            let Some(frame) = self.frames.pop_front() else { break };
            self.sent_of_first -= frame.len;
            finished(frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tcp::tests::{pair, ready};
    use super::super::{Interest, SocketOptions};
    use super::*;
    use std::io::Read;

    /// A body of many slices, as a batch with referenced payloads is.
    struct Scattered(Vec<Vec<u8>>);

    impl FrameBody for Scattered {
        fn wire_len(&self) -> usize {
            self.0.iter().map(Vec::len).sum()
        }

        fn gather<'a>(&'a self, out: &mut Gather<'a>) {
            self.0.iter().for_each(|piece| out.push(piece));
        }
    }

    /// Takes `room` bytes per send, then blocks.
    struct Narrow {
        room: usize,
        taken: Vec<u8>,
        sends: usize,
    }

    impl Stream for Narrow {
        fn send(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
            assert!(!slices.is_empty() && slices.len() <= MAX_SLICES);
            assert!(!slices[0].is_empty() || slices.iter().all(|s| s.is_empty()));
            self.sends += 1;
            let before = self.taken.len();
            for slice in slices {
                let left = self.room - (self.taken.len() - before);
                self.taken.extend_from_slice(&slice[..left.min(slice.len())]);
            }
            match self.taken.len() - before {
                0 => Err(io::ErrorKind::WouldBlock.into()),
                taken => Ok(taken),
            }
        }

        fn recv(&mut self, _: &mut Vec<u8>) -> io::Result<usize> {
            Err(io::ErrorKind::WouldBlock.into())
        }
    }

    fn narrow(room: usize) -> Narrow {
        Narrow { room, taken: Vec::new(), sends: 0 }
    }

    fn frame(id: i32, pieces: usize, piece: usize) -> OutFrame {
        let header = Bytes::from(format!("<{id}>"));
        let pieces = (0..pieces).map(|at| vec![(id as usize + at) as u8; piece]).collect();
        OutFrame::new(id, vec![Segment::Bytes(header), Segment::Body(Box::new(Scattered(pieces)))])
    }

    /// What frames made of these arguments are on the wire.
    fn wire(frames: &[(i32, usize, usize)]) -> Vec<u8> {
        let pieces =
            |id: i32, pieces, piece| (0..pieces).flat_map(move |at| vec![(id as usize + at) as u8; piece]);
        let bytes =
            |&(id, count, size)| format!("<{id}>").into_bytes().into_iter().chain(pieces(id, count, size));
        frames.iter().flat_map(bytes).collect()
    }

    const FRAMES: [(i32, usize, usize); 5] = [(1, 3, 5), (2, 0, 0), (3, 2, 1), (4, 700, 3), (5, 1, 0)];

    fn frames(of: &[(i32, usize, usize)]) -> Vec<OutFrame> {
        of.iter().map(|&(id, pieces, piece)| frame(id, pieces, piece)).collect()
    }

    #[test]
    fn every_partial_write_is_resumed() {
        let expected = wire(&FRAMES);
        for room in (1..60).chain([500, 2000, expected.len() - 1]) {
            let mut queue = OutQueue::new();
            frames(&FRAMES).into_iter().for_each(|frame| queue.push(frame));
            assert_eq!(queue.pending_bytes(), expected.len());
            let (mut stream, mut ids) = (narrow(room), Vec::new());
            while queue.flush(&mut stream, |frame| ids.push(frame.id)).unwrap() == Flushed::Blocked {
                assert_eq!(queue.pending_bytes(), expected.len() - stream.taken.len());
            }
            assert_eq!(stream.taken, expected, "room {room}");
            assert_eq!(ids, [1, 2, 3, 4, 5]);
            assert!(queue.is_empty() && queue.pending_bytes() == 0);
        }
    }

    #[test]
    fn several_frames_go_in_one_send() {
        let mut queue = OutQueue::new();
        (0..40).for_each(|id| queue.push(frame(id, 2, 10)));
        let mut stream = narrow(usize::MAX / 2);
        assert_eq!(queue.flush(&mut stream, drop).unwrap(), Flushed::All);
        assert_eq!(stream.sends, 1);
    }

    #[test]
    fn a_frame_without_bytes_is_finished_at_once() {
        let mut queue = OutQueue::new();
        queue.push(OutFrame::new(7, vec![Segment::Bytes(Bytes::new())]));
        let (mut stream, mut ids) = (narrow(1), Vec::new());
        assert_eq!(queue.flush(&mut stream, |frame| ids.push(frame.id)).unwrap(), Flushed::All);
        assert_eq!((ids, stream.sends), (vec![7], 0));
    }

    #[test]
    fn a_finished_frame_gives_its_segments_back() {
        let mut queue = OutQueue::new();
        queue.push(frame(9, 1, 4));
        let mut returned = Vec::new();
        queue.flush(&mut narrow(100), |frame| returned = frame.into_segments()).unwrap();
        assert_eq!(returned.len(), 2);
    }

    #[test]
    fn only_a_frame_that_is_not_begun_can_be_withdrawn() {
        let mut queue = OutQueue::new();
        (1..=3).for_each(|id| queue.push(frame(id, 1, 10)));
        queue.flush(&mut narrow(5), drop).unwrap();
        assert!(queue.withdraw(1).is_none(), "its beginning is on the wire");
        assert!(queue.withdraw(8).is_none());
        let withdrawn = queue.withdraw(2).unwrap();
        assert_eq!((withdrawn.id, withdrawn.wire_len()), (2, 13));
        let left: Vec<_> = queue.abandon().map(|unsent| (unsent.frame.id, unsent.begun)).collect();
        assert_eq!(left, [(1, true), (3, false)]);
        assert!(queue.is_empty() && queue.pending_bytes() == 0);
        queue.push(frame(1, 1, 1));
        assert!(queue.withdraw(1).is_some(), "the next stream starts afresh");
    }

    #[test]
    fn a_broken_stream_is_the_flushs_error() {
        let (mut tcp, peer) = pair(&SocketOptions::default());
        drop(peer);
        let mut queue = OutQueue::new();
        let error = (0..100).find_map(|id| {
            std::thread::sleep(std::time::Duration::from_millis(1));
            queue.push(frame(id, 1, 1));
            queue.flush(&mut tcp, drop).err()
        });
        assert!(error.is_some());
        assert_eq!(queue.abandon().count(), 1);
    }

    #[test]
    fn frames_arrive_whole_over_a_tiny_socket_buffer() {
        let (mut tcp, mut peer) = pair(&SocketOptions { send_buffer: 4096, ..Default::default() });
        let all: Vec<_> = (0..50).map(|id| (id, 40, 1000)).collect();
        let expected = wire(&all);
        let reader = std::thread::spawn(move || {
            let mut got = Vec::new();
            peer.read_to_end(&mut got).unwrap();
            got
        });
        let mut queue = OutQueue::new();
        frames(&all).into_iter().for_each(|frame| queue.push(frame));
        let (mut ids, mut blocked) = (Vec::new(), 0);
        while queue.flush(&mut tcp, |frame| ids.push(frame.id)).unwrap() == Flushed::Blocked {
            blocked += 1;
            ready(&tcp, Interest::WRITE);
        }
        drop(tcp);
        assert!(reader.join().unwrap() == expected);
        assert_eq!(ids, (0..50).collect::<Vec<_>>());
        assert!(blocked > 0, "two megabytes went through a buffer of four kilobytes without a pause");
    }
}
