//! A broker of the cluster: where it listens, what it says of itself, how slow it is.

use std::io;
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};
use std::time::Duration;

use rustix::net::{AddressFamily, SocketFlags, SocketType, sockopt};

use crate::transport::Endpoint;

/// Connections that wait to be accepted.
const BACKLOG: i32 = 128;

pub struct Broker {
    pub id: i32,
    listener: TcpListener,
    /// The port that it listens on, whatever metadata says.
    pub port: u16,
    /// Where metadata sends clients to.
    pub advertised: Endpoint,
    pub rack: Option<String>,
    /// Every answer is this late.
    pub rtt: Duration,
    up: bool,
    /// Counts how often it went down: a connection belongs to one life.
    life: u64,
    /// Shown in metadata.
    pub listed: bool,
}

impl Broker {
    pub fn new(id: i32) -> io::Result<Self> {
        // A socket that the kernel chose the port of loses it when it stops listening; one that named it does not.
        let chosen = bound(0)?;
        let port = chosen.local_addr()?.port();
        let listener = bound(port)?;
        rustix::net::listen(&listener, BACKLOG)?;
        Ok(Broker {
            id,
            listener,
            port,
            advertised: Endpoint::new(Ipv4Addr::LOCALHOST.to_string(), port),
            rack: None,
            rtt: Duration::ZERO,
            up: true,
            life: 0,
            listed: true,
        })
    }

    /// Refuses connections from now on, but keeps its port: the socket stays bound.
    pub fn stop_listening(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.up, false) {
            self.life += 1;
            rustix::net::shutdown(&self.listener, rustix::net::Shutdown::Both)?;
        }
        Ok(())
    }

    pub fn listen(&mut self) -> io::Result<()> {
        if !self.up {
            rustix::net::listen(&self.listener, BACKLOG)?;
            self.up = true;
        }
        Ok(())
    }

    pub fn is_up(&self) -> bool {
        self.up
    }

    pub fn life(&self) -> u64 {
        self.life
    }

    /// A socket of its own for the thread to poll, as the broker may be gone at any time.
    pub fn listener(&self) -> io::Result<TcpListener> {
        self.listener.try_clone()
    }
}

/// A socket at a loopback port, which does not listen yet.
fn bound(port: u16) -> io::Result<TcpListener> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = rustix::net::socket_with(AddressFamily::INET, SocketType::STREAM, flags, None)?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    rustix::net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, port))?;
    Ok(TcpListener::from(socket))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[test]
    fn a_broker_that_is_down_refuses_and_comes_back_at_its_port() {
        let mut broker = Broker::new(1).unwrap();
        let connect = |broker: &Broker| TcpStream::connect((Ipv4Addr::LOCALHOST, broker.port)).is_ok();
        for _ in 0..3 {
            assert!(connect(&broker));
            broker.stop_listening().unwrap();
            assert!(!connect(&broker));
            broker.listen().unwrap();
        }
    }
}
