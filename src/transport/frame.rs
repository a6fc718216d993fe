//! Incoming frames: a length of four bytes, then as many bytes of body.

use std::io;

use bytes::Bytes;

use super::{Stream, error_text};

const PREFIX: usize = 4;
/// How much is read ahead of what is known to come: lengths, and frames that fit, cost no system call of their own.
/// Every connection keeps a buffer of this size, and a cluster may have hundreds.
const READ_AHEAD: usize = 16 * 1024;

/// Cuts a stream into frames.
///
/// A frame that fits the read-ahead buffer is copied out of it. A larger one is read straight into an allocation of
/// exactly its size, so that the frame's holder keeps alive no byte of another.
#[derive(Debug, Default)]
pub struct FrameReader {
    ahead: Vec<u8>,
    /// Start of what is not yet consumed of `ahead`.
    start: usize,
    /// The large frame that is being read.
    body: Option<Body>,
    /// The last read took all that there was: the next one would only say so.
    drained: bool,
}

#[derive(Debug)]
struct Body {
    bytes: Vec<u8>,
    len: usize,
}

/// Why a stream yields no more frames.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    #[error("Invalid response size {len} (0..{limit}): {}", size_hint(suspect))]
    Size { len: i32, limit: usize, suspect: Option<Suspect> },
    #[error("connection closed by peer{}", if *.mid_frame { " in the middle of a response" } else { "" })]
    Closed { mid_frame: bool },
    #[error("no memory for a response of {len} bytes")]
    OutOfMemory { len: usize },
    #[error("{}", error_text(.0))]
    Io(#[from] io::Error),
}

/// What the other side seems to speak instead of Kafka's protocol, judged by where a length should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suspect {
    Http,
    Tls,
}

fn size_hint(suspect: &Option<Suspect>) -> &'static str {
    match suspect {
        Some(Suspect::Http) => "the port answers in HTTP, it is not a Kafka listener",
        Some(Suspect::Tls) => "the port answers in TLS, is security.protocol=ssl or sasl_ssl missing?",
        None => "increase receive.message.max.bytes",
    }
}

impl Suspect {
    fn of(prefix: [u8; PREFIX]) -> Option<Suspect> {
        match prefix {
            [b'H', b'T', b'T', b'P'] => Some(Suspect::Http),
            // A record of type alert or handshake, of any version of TLS; records are at most 2^14 + 2048 bytes long.
            [0x15 | 0x16, 3, 0..=4, 0..=0x48] => Some(Suspect::Tls),
            _ => None,
        }
    }
}

impl FrameReader {
    pub fn new() -> FrameReader {
        FrameReader::default()
    }

    /// The next frame's body, without its length. `None` when the stream has no complete one for now: wait until it
    /// is readable. Call until `None`. A body longer than `max_len` is an error; after an error the reader is spent.
    pub fn read(&mut self, stream: &mut impl Stream, max_len: usize) -> Result<Option<Bytes>, FrameError> {
        loop {
            if let Some(frame) = self.buffered(max_len)? {
                return Ok(Some(frame));
            }
            if self.drained {
                self.drained = false;
                return Ok(None);
            }
            match self.fill(stream) {
                Ok(()) => {}
                Err(FrameError::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }

    /// A frame that is complete without another read. Begins a large frame once its length is known.
    fn buffered(&mut self, max_len: usize) -> Result<Option<Bytes>, FrameError> {
        if self.body.as_ref().is_some_and(|body| body.bytes.len() >= body.len) {
            return Ok(self.body.take().map(|body| self.finish(body)));
        }
        if self.body.is_some() {
            return Ok(None);
        }
        let unread = &self.ahead[self.start..];
        let Some((prefix, rest)) = unread.split_first_chunk::<PREFIX>() else { return Ok(None) };
        let len = frame_len(*prefix, max_len)?;
        if let Some(frame) = rest.get(..len) {
            let frame = Bytes::copy_from_slice(frame);
            self.start += PREFIX + len;
            return Ok(Some(frame));
        }
        if PREFIX + len > READ_AHEAD {
            let mut bytes = Vec::new();
            bytes.try_reserve_exact(len).map_err(|_| FrameError::OutOfMemory { len })?;
            bytes.extend_from_slice(rest);
            self.body = Some(Body { bytes, len });
            self.ahead.clear();
            self.start = 0;
        }
        Ok(None)
    }

    /// Ends a large frame. The allocator may have given more room than was asked for, and then the read may have gone
    /// beyond the frame: the surplus belongs to the next one.
    fn finish(&mut self, mut body: Body) -> Bytes {
        if body.bytes.len() > body.len {
            self.ahead.extend_from_slice(&body.bytes[body.len..]);
            body.bytes.truncate(body.len);
        }
        Bytes::from(body.bytes)
    }

    fn fill(&mut self, stream: &mut impl Stream) -> Result<(), FrameError> {
        let buffer = match &mut self.body {
            Some(body) => &mut body.bytes,
            None => {
                self.ahead.drain(..self.start);
                self.start = 0;
                self.ahead.reserve_exact(READ_AHEAD.saturating_sub(self.ahead.len()));
                &mut self.ahead
            }
        };
        let spare = buffer.capacity() - buffer.len();
        match stream.recv(buffer)? {
            0 => Err(FrameError::Closed { mid_frame: self.body.is_some() || !self.ahead.is_empty() }),
            received => {
                self.drained = received < spare;
                Ok(())
            }
        }
    }
}

fn frame_len(prefix: [u8; PREFIX], limit: usize) -> Result<usize, FrameError> {
    let len = i32::from_be_bytes(prefix);
    match usize::try_from(len) {
        Ok(fits) if fits <= limit => Ok(fits),
        _ => Err(FrameError::Size { len, limit, suspect: Suspect::of(prefix) }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tcp::tests::{pair, ready};
    use super::super::{Interest, SocketOptions};
    use super::*;
    use std::collections::VecDeque;
    use std::io::{IoSlice, Write};

    /// A stream that hands out the given pieces, one per readiness, then ends.
    struct Script {
        pieces: VecDeque<Vec<u8>>,
        reads: usize,
        end: bool,
    }

    impl Script {
        fn new(pieces: impl IntoIterator<Item = Vec<u8>>) -> Script {
            Script { pieces: pieces.into_iter().collect(), reads: 0, end: false }
        }
    }

    impl Stream for Script {
        fn send(&mut self, _: &[IoSlice<'_>]) -> io::Result<usize> {
            Err(io::ErrorKind::WouldBlock.into())
        }

        fn recv(&mut self, buffer: &mut Vec<u8>) -> io::Result<usize> {
            self.reads += 1;
            let Some(piece) = self.pieces.front_mut() else {
                return if self.end { Ok(0) } else { Err(io::ErrorKind::WouldBlock.into()) };
            };
            let count = piece.len().min(buffer.capacity() - buffer.len());
            assert!(count > 0, "read into a full buffer");
            buffer.extend(piece.drain(..count));
            if piece.is_empty() {
                self.pieces.pop_front();
            }
            Ok(count)
        }
    }

    const MAX: usize = 1 << 20;

    fn framed(bodies: &[Vec<u8>]) -> Vec<u8> {
        bodies.iter().flat_map(|body| [&(body.len() as u32).to_be_bytes()[..], body].concat()).collect()
    }

    fn body(len: usize) -> Vec<u8> {
        (0..len).map(|at| (at * 7 + at / 251) as u8).collect()
    }

    /// Reads like a broker thread: until `None`, then waits, until the script is over.
    fn read_all(stream: &mut Script) -> Vec<Bytes> {
        let mut reader = FrameReader::new();
        let mut frames = Vec::new();
        loop {
            let over = stream.pieces.is_empty();
            while let Some(frame) = reader.read(stream, MAX).unwrap() {
                frames.push(frame);
            }
            if over {
                return frames;
            }
        }
    }

    #[test]
    fn frames_survive_a_split_at_every_byte() {
        let bodies = [body(0), body(1), body(9), body(300), body(4)];
        let wire = framed(&bodies);
        for at in 1..wire.len() {
            let (head, tail) = wire.split_at(at);
            assert_eq!(read_all(&mut Script::new([head.to_vec(), tail.to_vec()])), bodies, "split at {at}");
        }
        assert_eq!(read_all(&mut Script::new(wire.iter().map(|byte| vec![*byte]))), bodies);
    }

    #[test]
    fn large_frames_survive_splits_around_every_boundary() {
        for len in [READ_AHEAD - 5, READ_AHEAD - 4, READ_AHEAD - 3, READ_AHEAD, 3 * READ_AHEAD + 1] {
            let bodies = [body(10), body(len), body(0), body(len), body(20)];
            let wire = framed(&bodies);
            assert_eq!(read_all(&mut Script::new([wire.clone()])), bodies, "{len} in one piece");
            for at in [1, 3, 4, 13, 14, 15, 17, 18, 19, 18 + len - 1, 18 + len, 18 + len + 1, 18 + len + 5] {
                let (head, tail) = wire.split_at(at);
                let got = read_all(&mut Script::new([head.to_vec(), tail.to_vec()]));
                assert_eq!(got, bodies, "{len} split at {at}");
            }
        }
    }

    #[test]
    fn many_small_frames_cost_one_read_and_own_only_themselves() {
        let bodies: Vec<_> = (0..100).map(body).collect();
        let mut stream = Script::new([framed(&bodies)]);
        let mut reader = FrameReader::new();
        for expected in &bodies {
            let frame = reader.read(&mut stream, MAX).unwrap().unwrap();
            assert_eq!(frame, expected);
            assert!(frame.is_unique() || frame.is_empty(), "shares memory with another frame");
        }
        assert!(reader.read(&mut stream, MAX).unwrap().is_none());
        assert_eq!(stream.reads, 1);
    }

    #[test]
    fn a_large_frame_is_its_own_allocation_of_its_size() {
        let bodies = [body(200_000), body(3)];
        let mut stream = Script::new([framed(&bodies)]);
        let mut reader = FrameReader::new();
        let frame = reader.read(&mut stream, MAX).unwrap().unwrap();
        assert_eq!(frame, bodies[0]);
        let vec = Vec::from(frame);
        assert_eq!(vec.capacity(), vec.len());
        assert_eq!(reader.read(&mut stream, MAX).unwrap().unwrap(), bodies[1]);
    }

    fn failure(wire: &[u8]) -> FrameError {
        FrameReader::new().read(&mut Script::new([wire.to_vec()]), 1000).unwrap_err()
    }

    #[test]
    fn bad_sizes_are_named_with_what_they_look_like() {
        let text = |wire: &[u8]| failure(wire).to_string();
        assert_eq!(
            text(&1001u32.to_be_bytes()),
            "Invalid response size 1001 (0..1000): increase receive.message.max.bytes"
        );
        assert_eq!(
            text(b"\xff\xff\xff\xfe"),
            "Invalid response size -2 (0..1000): increase receive.message.max.bytes"
        );
        assert!(
            text(b"HTTP/1.1 400 Bad Request\r\n").contains("1213486160 (0..1000): the port answers in HTTP")
        );
        assert!(text(b"\x15\x03\x01\x00\x02\x02\x46").contains("the port answers in TLS"));
        let limit = 1000usize.to_be_bytes();
        assert!(FrameReader::new().read(&mut Script::new([limit[4..].to_vec()]), 1000).unwrap().is_none());
    }

    #[test]
    fn the_peers_close_is_told_apart_by_where_it_comes() {
        let close_after = |wire: &[u8]| {
            let mut stream = Script::new([wire.to_vec()].into_iter().filter(|piece| !piece.is_empty()));
            stream.end = true;
            let mut reader = FrameReader::new();
            loop {
                match reader.read(&mut stream, MAX) {
                    Ok(_) => {}
                    Err(FrameError::Closed { mid_frame }) => return mid_frame,
                    Err(error) => panic!("{error}"),
                }
            }
        };
        assert!(!close_after(b""));
        assert!(!close_after(&framed(&[body(5)])));
        assert!(close_after(b"\0\0"));
        assert!(close_after(&framed(&[body(5)])[..6]));
        assert!(close_after(&framed(&[body(READ_AHEAD * 2)])[..READ_AHEAD]));
    }

    #[test]
    fn frames_over_a_real_socket() {
        let (mut tcp, mut peer) = pair(&SocketOptions { receive_buffer: 4096, ..Default::default() });
        let bodies: Vec<_> = [0, 17, 100_000, 5, 1_000_000, READ_AHEAD - 4, 1].map(body).into();
        let wire = framed(&bodies);
        let writer = std::thread::spawn(move || {
            for piece in wire.chunks(70_001) {
                peer.write_all(piece).unwrap();
            }
        });
        let mut reader = FrameReader::new();
        let mut frames = Vec::new();
        while frames.len() < bodies.len() {
            ready(&tcp, Interest::READ);
            while let Some(frame) = reader.read(&mut tcp, MAX).unwrap() {
                frames.push(frame);
            }
        }
        writer.join().unwrap();
        assert_eq!(frames, bodies);
        ready(&tcp, Interest::READ);
        assert!(matches!(reader.read(&mut tcp, MAX), Err(FrameError::Closed { mid_frame: false })));
    }
}
