//! The application's own socket functions: `socket_cb`, `connect_cb`, `closesocket_cb` and `resolve_cb`.
//!
//! Without a callback the system's call is made. All run on the thread that uses the connection.
#![allow(unsafe_code)]

use std::ffi::CString;
use std::io;
use std::mem::ManuallyDrop;
use std::net::SocketAddr;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, IntoRawFd, OwnedFd};
use std::ptr;

use libc::{addrinfo, c_char, c_int, c_void, sockaddr};
use rustix::net::{AddressFamily, SocketFlags, SocketType, ipproto};

use super::gai::{self, Family};

/// `(domain, type, protocol, opaque)`: returns a socket, or -1 with errno set.
pub type SocketCb = unsafe extern "C" fn(c_int, c_int, c_int, *mut c_void) -> c_int;
/// `(socket, address, address length, "host:port", opaque)`: returns 0 once the connect is done or under way, else an
/// errno.
pub type ConnectCb = unsafe extern "C" fn(c_int, *const sockaddr, c_int, *const c_char, *mut c_void) -> c_int;
/// `(socket, opaque)`: closes the socket; the result is ignored.
pub type CloseSocketCb = unsafe extern "C" fn(c_int, *mut c_void) -> c_int;
/// `(node, service, hints, result, opaque)`: as getaddrinfo(3); called with null node, service and hints it frees
/// `*result`.
pub type ResolveCb = unsafe extern "C" fn(
    *const c_char,
    *const c_char,
    *const addrinfo,
    *mut *mut addrinfo,
    *mut c_void,
) -> c_int;

/// The callbacks that are set.
#[derive(Clone, Copy, Debug, Default)]
pub struct SocketCallbacks {
    pub socket: Option<SocketCb>,
    pub connect: Option<ConnectCb>,
    pub close: Option<CloseSocketCb>,
    pub resolve: Option<ResolveCb>,
}

/// The callbacks with the opaque that they are called with. Copied into each connection.
#[derive(Clone, Copy, Debug)]
pub struct SocketHooks {
    callbacks: SocketCallbacks,
    opaque: *mut c_void,
}

// SAFETY: the opaque is only handed back to the callbacks, and `SocketHooks::new` has these callable from any thread.
unsafe impl Send for SocketHooks {}
// SAFETY: as for Send.
unsafe impl Sync for SocketHooks {}

impl Default for SocketHooks {
    fn default() -> Self {
        SocketHooks { callbacks: SocketCallbacks::default(), opaque: ptr::null_mut() }
    }
}

impl SocketHooks {
    /// # Safety
    /// Until the last copy of the hooks and of the connections made with them is gone, each callback may be called
    /// with `opaque` from any thread, and keeps its contract: the socket callback hands over a socket that nobody else
    /// closes, the resolve callback a well-formed list that lives until it is asked to free it.
    pub unsafe fn new(callbacks: SocketCallbacks, opaque: *mut c_void) -> SocketHooks {
        SocketHooks { callbacks, opaque }
    }

    /// A new TCP socket for the address's family, non-blocking unless the application made it.
    pub(super) fn socket(&self, peer: &SocketAddr) -> io::Result<Socket> {
        Ok(Socket { fd: ManuallyDrop::new(self.open(peer)?), hooks: *self })
    }

    fn open(&self, peer: &SocketAddr) -> io::Result<OwnedFd> {
        let Some(callback) = self.callbacks.socket else {
            let family = if peer.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
            let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
            return Ok(rustix::net::socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP))?);
        };
        let domain = if peer.is_ipv4() { libc::AF_INET } else { libc::AF_INET6 };
        // SAFETY: promised to `new`.
        let fd = unsafe { callback(domain, libc::SOCK_STREAM, libc::IPPROTO_TCP, self.opaque) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the callback hands the socket over, as promised to `new`.
        Ok(unsafe { OwnedFd::from_raw_fd(fd) })
    }

    fn connect(&self, socket: BorrowedFd<'_>, peer: &SocketAddr, id: &str) -> io::Result<()> {
        let result = match self.callbacks.connect {
            None => rustix::net::connect(socket, peer).map_err(io::Error::from),
            Some(callback) => {
                let address = socket2::SockAddr::from(*peer);
                let id = CString::new(id).unwrap_or_default();
                let len = address.len() as c_int;
                // SAFETY: address and id live for the call; the callback as promised to `new`.
                let errno = unsafe {
                    callback(socket.as_raw_fd(), address.as_ptr().cast(), len, id.as_ptr(), self.opaque)
                };
                if errno == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(errno)) }
            }
        };
        match result {
            // The contract asks a callback for 0 here, but one that passes connect's errno on means no failure.
            Err(error) if error.raw_os_error() == Some(libc::EINPROGRESS) => Ok(()),
            other => other,
        }
    }

    /// Whether [`resolve`](Self::resolve) answers.
    pub(super) fn resolves(&self) -> bool {
        self.callbacks.resolve.is_some()
    }

    /// Asks the resolve callback, on this thread; `None` without one. The error is the resolver's text.
    pub(super) fn resolve(
        &self,
        host: &str,
        port: u16,
        family: Family,
    ) -> Option<Result<Vec<SocketAddr>, String>> {
        let callback = self.callbacks.resolve?;
        let (node, service) = match gai::names(host, port) {
            Ok(names) => names,
            Err(text) => return Some(Err(text)),
        };
        let mut list = ptr::null_mut();
        // SAFETY: strings, hints and the out pointer live for the call; the callback as promised to `new`.
        let code =
            unsafe { callback(node.as_ptr(), service.as_ptr(), &gai::hints(family), &mut list, self.opaque) };
        if code != 0 {
            return Some(Err(gai::gai_text(code)));
        }
        // SAFETY: the list is the callback's until it is called again to free it.
        unsafe {
            let addresses = gai::collect(list);
            callback(ptr::null(), ptr::null(), ptr::null(), &mut list, self.opaque);
            Some(Ok(addresses))
        }
    }
}

/// A socket that the close callback closes, if there is one.
#[derive(Debug)]
pub(super) struct Socket {
    fd: ManuallyDrop<OwnedFd>,
    hooks: SocketHooks,
}

impl Socket {
    /// Starts connecting. A connect that is under way is no error.
    pub(super) fn connect(&self, peer: &SocketAddr, id: &str) -> io::Result<()> {
        self.hooks.connect(self.as_fd(), peer, id)
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // SAFETY: the field is not used again.
        let fd = unsafe { ManuallyDrop::take(&mut self.fd) }.into_raw_fd();
        let _ = match self.hooks.callbacks.close {
            // SAFETY: the callback closes the socket, as promised to `SocketHooks::new`.
            Some(callback) => unsafe { callback(fd, self.hooks.opaque) },
            // SAFETY: it was ours. Interceptors see its number, and some close it to have the connection fail: that is no
            // reason to abort, as the standard library would.
            None => unsafe { libc::close(fd) },
        };
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::sync::Mutex;

    /// What the recording callbacks saw and what they are to answer.
    #[derive(Default)]
    pub(in crate::transport) struct Recorder {
        pub calls: Mutex<Vec<String>>,
        pub socket_errno: c_int,
        pub connect_result: Option<c_int>,
        pub resolve_code: c_int,
    }

    impl Recorder {
        fn note(&self, call: String) {
            self.calls.lock().unwrap().push(call);
        }

        pub(in crate::transport) fn calls(&self) -> Vec<String> {
            std::mem::take(&mut self.calls.lock().unwrap())
        }

        pub(in crate::transport) fn hooks(&self) -> SocketHooks {
            let callbacks = SocketCallbacks {
                socket: Some(socket),
                connect: Some(connect),
                close: Some(close),
                resolve: Some(resolve),
            };
            // SAFETY: each test keeps its recorder until its connections are gone.
            unsafe { SocketHooks::new(callbacks, ptr::from_ref(self).cast_mut().cast()) }
        }
    }

    unsafe fn recorder<'a>(opaque: *mut c_void) -> &'a Recorder {
        // SAFETY: the opaque that `Recorder::hooks` set.
        unsafe { &*opaque.cast() }
    }

    unsafe extern "C" fn socket(domain: c_int, kind: c_int, protocol: c_int, opaque: *mut c_void) -> c_int {
        // SAFETY: called with the recorder.
        let recorder = unsafe { recorder(opaque) };
        recorder.note(format!("socket {domain} {kind} {protocol}"));
        if recorder.socket_errno != 0 {
            set_errno(recorder.socket_errno);
            return -1;
        }
        // SAFETY: a plain system call.
        unsafe { libc::socket(domain, kind, protocol) }
    }

    fn set_errno(code: c_int) {
        // SAFETY: errno's location is valid for the thread.
        unsafe { *libc::__errno_location() = code };
    }

    unsafe extern "C" fn connect(
        fd: c_int,
        address: *const sockaddr,
        len: c_int,
        id: *const c_char,
        opaque: *mut c_void,
    ) -> c_int {
        // SAFETY: called with the recorder, a C string and a valid address.
        unsafe {
            let recorder = recorder(opaque);
            recorder.note(format!("connect {} len {len}", std::ffi::CStr::from_ptr(id).to_str().unwrap()));
            if let Some(result) = recorder.connect_result {
                return result;
            }
            if libc::connect(fd, address, len as libc::socklen_t) == 0 {
                return 0;
            }
            io::Error::last_os_error().raw_os_error().unwrap()
        }
    }

    unsafe extern "C" fn close(fd: c_int, opaque: *mut c_void) -> c_int {
        // SAFETY: called with the recorder and a socket that is ours to close.
        unsafe {
            recorder(opaque).note("close".to_owned());
            libc::close(fd)
        }
    }

    unsafe extern "C" fn resolve(
        node: *const c_char,
        service: *const c_char,
        hints: *const addrinfo,
        result: *mut *mut addrinfo,
        opaque: *mut c_void,
    ) -> c_int {
        // SAFETY: called with the recorder, and as getaddrinfo or to free.
        unsafe {
            let recorder = recorder(opaque);
            if node.is_null() && service.is_null() && hints.is_null() {
                recorder.note("free".to_owned());
                if !(*result).is_null() {
                    libc::freeaddrinfo(*result);
                }
                return 0;
            }
            let text = |s| std::ffi::CStr::from_ptr(s).to_str().unwrap();
            recorder.note(format!("resolve {} {} family {}", text(node), text(service), (*hints).ai_family));
            match recorder.resolve_code {
                0 => libc::getaddrinfo(c"127.0.0.1".as_ptr(), service, ptr::null(), result),
                // A list without addresses.
                i32::MAX => 0,
                code => {
                    set_errno(libc::EIO);
                    code
                }
            }
        }
    }

    #[test]
    fn resolve_asks_then_frees() {
        let recorder = Recorder::default();
        let addresses = recorder.hooks().resolve("kafka", 9092, Family::V4).unwrap().unwrap();
        assert!(addresses.contains(&"127.0.0.1:9092".parse().unwrap()));
        assert_eq!(recorder.calls(), ["resolve kafka 9092 family 2", "free"]);
    }

    #[test]
    fn a_failed_resolve_has_nothing_to_free() {
        let recorder = Recorder { resolve_code: libc::EAI_SYSTEM, ..Default::default() };
        let failure = recorder.hooks().resolve("kafka", 9092, Family::Any).unwrap();
        assert_eq!(failure, Err("Input/output error".to_owned()));
        assert_eq!(recorder.calls(), ["resolve kafka 9092 family 0"]);
    }
}
