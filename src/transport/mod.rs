//! Bytes on sockets: name resolution, connections, length-prefixed frames, and the sleep of a broker thread.
//!
//! Nothing here knows a Kafka message or a client. Each object belongs to one broker thread; only [`Waker`] is shared.

mod frame;
mod gai;
mod hooks;
mod options;
mod outqueue;
mod poller;
mod resolve;
mod tcp;

pub use frame::{FrameError, FrameReader, Suspect};
pub use gai::Family;
pub use hooks::{CloseSocketCb, ConnectCb, ResolveCb, SocketCallbacks, SocketCb, SocketHooks};
pub use options::{OptionError, SocketOptions};
pub use outqueue::{Flushed, FrameBody, Gather, OutFrame, OutQueue, Segment, Unsent};
pub use poller::{Interest, Ready, Waker, wait, wait_all};
pub use resolve::{CanonicalHosts, Endpoint, ResolveError, Resolver, Started};
pub use tcp::{ConnectError, Tcp, address_text};

use std::io;

/// A connected byte stream: TCP, or TLS upon it.
pub trait Stream {
    /// Sends what the stream takes now of `slices`, in order, and returns the number of bytes taken. A count below the
    /// total means that the stream is full; `WouldBlock` that it takes nothing.
    fn send(&mut self, slices: &[io::IoSlice<'_>]) -> io::Result<usize>;

    /// Appends to `buffer`, within its spare capacity, all that can be read now. Fewer bytes than the spare capacity
    /// mean that the stream holds no more for the moment; 0 that the peer has closed its side.
    fn recv(&mut self, buffer: &mut Vec<u8>) -> io::Result<usize>;
}

/// The system's text for an error, as C programs know it: without Rust's "(os error N)".
pub fn error_text(error: &io::Error) -> String {
    let text = error.to_string();
    match error.raw_os_error() {
        Some(code) => text.strip_suffix(&format!(" (os error {code})")).unwrap_or(&text).to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_text_is_the_systems() {
        assert_eq!(error_text(&io::Error::from_raw_os_error(libc::ECONNREFUSED)), "Connection refused");
        assert_eq!(error_text(&io::Error::from_raw_os_error(-1)), "Unknown error -1");
        assert_eq!(error_text(&io::Error::other("odd")), "odd");
    }
}
