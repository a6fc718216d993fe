//! A broker of the cluster: where it listens, what it says of itself, how slow it is.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

/// Connections that wait to be accepted.
const BACKLOG: i32 = 128;

pub struct Broker {
    pub id: i32,
    listener: TcpListener,
    /// The port that it listens on, whatever metadata says.
    pub port: u16,
    /// Where metadata sends clients to.
    pub advertised: (String, u16),
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
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        Ok(Broker {
            id,
            listener,
            port,
            advertised: (Ipv4Addr::LOCALHOST.to_string(), port),
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
