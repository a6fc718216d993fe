//! One non-blocking TCP connection.

use std::io::{self, IoSlice};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};

use rustix::buffer::spare_capacity;
use rustix::net::{RecvFlags, SendAncillaryBuffer, SendFlags, sockopt};

use super::hooks::Socket;
use super::{OptionError, SocketHooks, SocketOptions, Stream, error_text};

/// A TCP connection: under way until [`Tcp::finish_connect`] says otherwise, closed when dropped.
#[derive(Debug)]
pub struct Tcp {
    socket: Socket,
    peer: SocketAddr,
}

/// Why no connection could be started.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("Failed to create socket: {}", error_text(.0))]
    Socket(#[source] io::Error),
    #[error("Failed to connect to broker at {}: {}", address_text(.0), error_text(.1))]
    Connect(SocketAddr, #[source] io::Error),
}

impl Tcp {
    /// Starts connecting to `peer`; `id` is the "host:port" that the application's connect callback is told. The
    /// connection is made, or has failed, when its socket becomes writable: see [`finish_connect`](Self::finish_connect).
    /// Options that the system refuses come back as warnings.
    pub fn connect(
        peer: SocketAddr,
        id: &str,
        options: &SocketOptions,
        hooks: &SocketHooks,
    ) -> Result<(Tcp, Vec<OptionError>), ConnectError> {
        let socket = hooks.socket(&peer).map_err(ConnectError::Socket)?;
        let tcp = Tcp { socket, peer };
        // The application's socket callback need not have done this.
        rustix::io::ioctl_fionbio(&tcp, true).map_err(|errno| ConnectError::Socket(errno.into()))?;
        let refused = options.apply(&tcp);
        tcp.socket.connect(&peer, id).map_err(|error| ConnectError::Connect(peer, error))?;
        Ok((tcp, refused))
    }

    /// The outcome of the connect, once the socket is writable.
    pub fn finish_connect(&self) -> io::Result<()> {
        Ok(sockopt::socket_error(self)??)
    }

    /// The address connected to.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }
}

impl Stream for Tcp {
    fn send(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        send(self.as_fd(), slices)
    }

    fn recv(&mut self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        recv(self.as_fd(), buffer)
    }
}

/// A socket that was accepted: the mock cluster's end.
impl Stream for TcpStream {
    fn send(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        send(self.as_fd(), slices)
    }

    fn recv(&mut self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        recv(self.as_fd(), buffer)
    }
}

fn send(socket: BorrowedFd<'_>, slices: &[IoSlice<'_>]) -> io::Result<usize> {
    // NOSIGNAL: a peer that went away must not raise SIGPIPE in the host process.
    let sent = rustix::io::retry_on_intr(|| {
        rustix::net::sendmsg(socket, slices, &mut SendAncillaryBuffer::default(), SendFlags::NOSIGNAL)
    })?;
    Ok(sent)
}

fn recv(socket: BorrowedFd<'_>, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let (received, _) =
        rustix::io::retry_on_intr(|| rustix::net::recv(socket, spare_capacity(buffer), RecvFlags::empty()))?;
    Ok(received)
}

impl AsFd for Tcp {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

/// An address as logs and errors name it: `ipv4#127.0.0.1:9092`, `ipv6#[::1]:9092`.
pub fn address_text(address: &SocketAddr) -> String {
    let family = if address.is_ipv4() { "ipv4" } else { "ipv6" };
    format!("{family}#{address}")
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::hooks::tests::Recorder;
    use super::super::{Interest, Waker, wait};
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::time::Duration;

    /// Waits until the socket is ready for `interest`.
    pub(in crate::transport) fn ready(tcp: &Tcp, interest: Interest) {
        let waker = Waker::new().unwrap();
        let ready = wait(&waker, Some((tcp.as_fd(), interest)), Some(Duration::from_secs(10))).unwrap();
        assert!(ready.readable || ready.writable, "nothing happened on the socket");
    }

    /// A connected pair: ours and the peer's end.
    pub(in crate::transport) fn pair(options: &SocketOptions) -> (Tcp, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tcp, refused) = Tcp::connect(address, "peer", options, &SocketHooks::default()).unwrap();
        assert!(refused.is_empty());
        let (peer, _) = listener.accept().unwrap();
        ready(&tcp, Interest::WRITE);
        tcp.finish_connect().unwrap();
        (tcp, peer)
    }

    /// An address that nothing listens on.
    fn closed_address() -> SocketAddr {
        TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
    }

    #[test]
    fn bytes_travel_both_ways() {
        let (mut tcp, mut peer) = pair(&SocketOptions::default());
        assert_eq!(tcp.send(&[IoSlice::new(b"he"), IoSlice::new(b""), IoSlice::new(b"llo")]).unwrap(), 5);
        let mut got = [0; 5];
        peer.read_exact(&mut got).unwrap();
        assert_eq!(&got, b"hello");

        let mut buffer = Vec::with_capacity(3);
        buffer.push(b'>');
        assert_eq!(tcp.recv(&mut buffer).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        peer.write_all(b"abcd").unwrap();
        ready(&tcp, Interest::READ);
        let spare = buffer.capacity() - 1;
        assert_eq!(tcp.recv(&mut buffer).unwrap(), spare.min(4));
        assert!(buffer.starts_with(b">ab"));
        drop(peer);
        buffer = Vec::with_capacity(10);
        while tcp.recv(&mut buffer).unwrap() > 0 {}
    }

    #[test]
    fn a_refused_connect_is_known_when_writable() {
        let hooks = SocketHooks::default();
        let (tcp, _) = Tcp::connect(closed_address(), "peer", &SocketOptions::default(), &hooks).unwrap();
        ready(&tcp, Interest::WRITE);
        assert_eq!(error_text(&tcp.finish_connect().unwrap_err()), "Connection refused");
    }

    #[test]
    fn sending_to_a_vanished_peer_is_an_error_without_a_signal() {
        let (mut tcp, peer) = pair(&SocketOptions::default());
        drop(peer);
        let failure = (0..100).find_map(|_| {
            std::thread::sleep(Duration::from_millis(1));
            tcp.send(&[IoSlice::new(b"x")]).err()
        });
        let kind = failure.unwrap().kind();
        assert!(matches!(kind, io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset), "{kind:?}");
    }

    #[test]
    fn the_applications_callbacks_make_connect_and_close_the_socket() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let recorder = Recorder::default();
        let address = listener.local_addr().unwrap();
        let (tcp, _) =
            Tcp::connect(address, "kafka:9092", &SocketOptions::default(), &recorder.hooks()).unwrap();
        ready(&tcp, Interest::WRITE);
        tcp.finish_connect().unwrap();
        assert_eq!(tcp.peer(), address);
        assert!(sockopt::tcp_nodelay(&tcp).unwrap());
        assert_eq!(recorder.calls(), ["socket 2 1 6", "connect kafka:9092 len 16"]);
        drop(tcp);
        assert_eq!(recorder.calls(), ["close"]);
    }

    #[test]
    fn a_failing_callback_is_the_connects_error() {
        let address = closed_address();
        let recorder = Recorder { socket_errno: libc::EMFILE, ..Default::default() };
        let error = Tcp::connect(address, "peer", &SocketOptions::default(), &recorder.hooks()).unwrap_err();
        assert_eq!(error.to_string(), "Failed to create socket: Too many open files");
        assert_eq!(recorder.calls(), ["socket 2 1 6"]);

        let recorder = Recorder { connect_result: Some(libc::EHOSTUNREACH), ..Default::default() };
        let error = Tcp::connect(address, "peer", &SocketOptions::default(), &recorder.hooks()).unwrap_err();
        let expected = format!("Failed to connect to broker at ipv4#{address}: No route to host");
        assert_eq!(error.to_string(), expected);
        assert_eq!(recorder.calls(), ["socket 2 1 6", "connect peer len 16", "close"]);
    }

    #[test]
    fn address_texts() {
        assert_eq!(address_text(&"127.0.0.1:9092".parse().unwrap()), "ipv4#127.0.0.1:9092");
        assert_eq!(address_text(&"[::1]:9092".parse().unwrap()), "ipv6#[::1]:9092");
    }
}
