//! Socket options, as the `socket.*` properties ask for them.

use std::io;
use std::os::fd::AsFd;

use rustix::net::sockopt;

use super::error_text;

/// What to set on each new socket before it connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketOptions {
    /// Kernel send buffer in bytes; 0 leaves the system's default (and its auto-tuning).
    pub send_buffer: usize,
    /// Kernel receive buffer in bytes; 0 leaves the system's default (and its auto-tuning).
    pub receive_buffer: usize,
    /// TCP keep-alive probes.
    pub keepalive: bool,
    /// Small segments leave at once.
    pub nagle_disable: bool,
}

impl Default for SocketOptions {
    fn default() -> Self {
        SocketOptions { send_buffer: 0, receive_buffer: 0, keepalive: false, nagle_disable: true }
    }
}

/// An option that the system refused. The connection works without it, so this is a warning and not a failure.
#[derive(Debug, thiserror::Error)]
#[error("Failed to set {property}: {}", error_text(source))]
pub struct OptionError {
    pub property: &'static str,
    pub source: io::Error,
}

impl SocketOptions {
    /// Sets every option that differs from the system's default; returns those that the system refused.
    pub(super) fn apply(&self, socket: impl AsFd) -> Vec<OptionError> {
        let socket = socket.as_fd();
        let mut refused = Vec::new();
        let mut note = |property, result: rustix::io::Result<()>| {
            if let Err(errno) = result {
                refused.push(OptionError { property, source: errno.into() });
            }
        };
        if self.send_buffer > 0 {
            note("socket.send.buffer.bytes", sockopt::set_socket_send_buffer_size(socket, self.send_buffer));
        }
        if self.receive_buffer > 0 {
            note(
                "socket.receive.buffer.bytes",
                sockopt::set_socket_recv_buffer_size(socket, self.receive_buffer),
            );
        }
        if self.keepalive {
            note("socket.keepalive.enable", sockopt::set_socket_keepalive(socket, true));
        }
        if self.nagle_disable {
            note("socket.nagle.disable", sockopt::set_tcp_nodelay(socket, true));
        }
        refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn options_reach_the_socket() {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let options =
            SocketOptions { send_buffer: 9000, receive_buffer: 8000, keepalive: true, nagle_disable: true };
        assert!(options.apply(&socket).is_empty());
        assert!(sockopt::tcp_nodelay(&socket).unwrap());
        assert!(sockopt::socket_keepalive(&socket).unwrap());
        // Linux doubles what it is asked for.
        assert_eq!(sockopt::socket_send_buffer_size(&socket).unwrap(), 18000);
        assert_eq!(sockopt::socket_recv_buffer_size(&socket).unwrap(), 16000);
    }

    #[test]
    fn a_refused_option_names_its_property() {
        let no_socket = std::fs::File::open("/dev/null").unwrap();
        let refused =
            SocketOptions { keepalive: true, nagle_disable: false, ..Default::default() }.apply(&no_socket);
        assert_eq!(refused.len(), 1);
        assert_eq!(
            refused[0].to_string(),
            "Failed to set socket.keepalive.enable: Socket operation on non-socket"
        );
    }
}
