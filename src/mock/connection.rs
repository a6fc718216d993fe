//! A client's connection to a broker: frames in, answers out in the order of their requests.

use std::collections::VecDeque;
use std::io;
use std::net::TcpStream;
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::transport::{Flushed, FrameError, FrameReader, OutFrame, OutQueue, Segment};

/// As brokers have it (socket.request.max.bytes).
const MAX_REQUEST: usize = 100 * 1024 * 1024;

/// A request whose answer has not been sent.
struct Slot {
    number: u64,
    /// The answer leaves no sooner than this.
    not_before: Instant,
    answer: Option<Vec<u8>>,
}

pub struct Connection {
    pub broker: i32,
    /// The broker's life that it belongs to: it ends with it.
    pub life: u64,
    socket: TcpStream,
    reader: FrameReader,
    slots: VecDeque<Slot>,
    next_slot: u64,
    out: OutQueue,
    /// The socket is full.
    blocked: bool,
}

/// The connection is to be closed.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    #[error("{0}")]
    Read(#[from] FrameError),
    #[error("{0}")]
    Write(#[from] io::Error),
    #[error("a fault was asked for")]
    Fault,
}

impl Connection {
    pub fn new(broker: i32, life: u64, stream: TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            broker,
            life,
            socket: stream,
            reader: FrameReader::new(),
            slots: VecDeque::new(),
            next_slot: 0,
            out: OutQueue::new(),
            blocked: false,
        })
    }

    /// The next whole request, if one has come.
    pub fn read(&mut self) -> Result<Option<Bytes>, FrameError> {
        self.reader.read(&mut self.socket, MAX_REQUEST)
    }

    /// Reserves the place of a request's answer; it is sent at `now` at the soonest.
    pub fn open_slot(&mut self, now: Instant) -> u64 {
        let number = self.next_slot;
        self.next_slot += 1;
        self.slots.push_back(Slot { number, not_before: now, answer: None });
        number
    }

    fn slot(&mut self, number: u64) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.number == number)
    }

    /// Has the answer wait that long.
    pub fn delay(&mut self, number: u64, rtt: Duration) {
        if let Some(slot) = self.slot(number) {
            slot.not_before += rtt;
        }
    }

    pub fn answer(&mut self, number: u64, frame: Vec<u8>) {
        if let Some(slot) = self.slot(number) {
            slot.answer = Some(frame);
        }
    }

    /// There will be no answer to this request.
    pub fn drop_slot(&mut self, number: u64) {
        self.slots.retain(|slot| slot.number != number);
    }

    /// Sends what may be sent.
    pub fn flush(&mut self, now: Instant) -> Result<(), Ended> {
        while let Some(slot) = self.slots.front()
            && slot.answer.is_some()
            && slot.not_before <= now
        {
            let Some(Slot { answer: Some(frame), .. }) = self.slots.pop_front() else { break };
            self.out.push(OutFrame::new(0, vec![Segment::Bytes(Bytes::from(frame))]));
        }
        self.blocked = self.out.flush(&mut self.socket, |_| {})? == Flushed::Blocked;
        Ok(())
    }

    pub fn wants_write(&self) -> bool {
        self.blocked
    }

    /// When an answer that waits may be sent.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.slots.front().filter(|slot| slot.answer.is_some()).map(|slot| slot.not_before)
    }
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
