//! The system's resolver: getaddrinfo(3), getnameinfo(3) and the `addrinfo` lists they speak in.
//!
//! std's resolver hides the error text and takes no hints, hence the C interface.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString};
use std::io;
use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
use std::ptr;

use libc::{addrinfo, c_int};

use super::error_text;

/// Which kinds of addresses a name may resolve to (`broker.address.family`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Family {
    #[default]
    Any,
    V4,
    V6,
}

impl Family {
    pub(super) fn admits(self, address: &SocketAddr) -> bool {
        match self {
            Family::Any => true,
            Family::V4 => address.is_ipv4(),
            Family::V6 => address.is_ipv6(),
        }
    }

    fn to_c(self) -> c_int {
        match self {
            Family::Any => libc::AF_UNSPEC,
            Family::V4 => libc::AF_INET,
            Family::V6 => libc::AF_INET6,
        }
    }
}

/// The hints of every lookup: TCP streams, only families that this host has an address of.
pub(super) fn hints(family: Family) -> addrinfo {
    addrinfo {
        ai_flags: libc::AI_ADDRCONFIG,
        ai_family: family.to_c(),
        ai_socktype: libc::SOCK_STREAM,
        ai_protocol: libc::IPPROTO_TCP,
        ai_addrlen: 0,
        ai_addr: ptr::null_mut(),
        ai_canonname: ptr::null_mut(),
        ai_next: ptr::null_mut(),
    }
}

/// Resolves a name; blocks for as long as the system's resolver does. The error is its text.
pub(super) fn lookup(host: &str, port: u16, family: Family) -> Result<Vec<SocketAddr>, String> {
    let (node, service) = names(host, port)?;
    let mut list = ptr::null_mut();
    // SAFETY: two C strings, hints and an out pointer that all live for the call.
    let code = unsafe { libc::getaddrinfo(node.as_ptr(), service.as_ptr(), &hints(family), &mut list) };
    if code != 0 {
        return Err(gai_text(code));
    }
    // SAFETY: on success `list` is a list made by getaddrinfo, ours until freeaddrinfo.
    unsafe {
        let addresses = collect(list);
        libc::freeaddrinfo(list);
        Ok(addresses)
    }
}

/// The C strings that the resolver takes for a host and port.
pub(super) fn names(host: &str, port: u16) -> Result<(CString, CString), String> {
    let node = CString::new(host).map_err(|_| "the name holds a NUL byte".to_owned())?;
    let service = CString::new(port.to_string()).map_err(|e| e.to_string())?;
    Ok((node, service))
}

/// The host name of an address, or `None` if it has none.
pub(super) fn reverse_lookup(address: &SocketAddr) -> Option<String> {
    let address = socket2::SockAddr::from(*address);
    let mut host = [0u8; libc::NI_MAXHOST as usize];
    // SAFETY: the address is valid for its length, the buffer for its own; no service is asked for.
    let code = unsafe {
        libc::getnameinfo(
            address.as_ptr().cast(),
            address.len(),
            host.as_mut_ptr().cast(),
            host.len() as libc::socklen_t,
            ptr::null_mut(),
            0,
            libc::NI_NAMEREQD,
        )
    };
    if code != 0 {
        return None;
    }
    CStr::from_bytes_until_nul(&host).ok()?.to_str().ok().map(str::to_owned)
}

/// The Internet addresses of a list; others are skipped.
///
/// # Safety
/// `list` is null or a well-formed addrinfo list.
pub(super) unsafe fn collect(mut list: *const addrinfo) -> Vec<SocketAddr> {
    let mut addresses = Vec::new();
    // SAFETY: the caller says that each node and its `ai_next` are valid.
    while let Some(node) = unsafe { list.as_ref() } {
        // SAFETY: a well-formed node's address is valid for `ai_addrlen` bytes.
        addresses.extend(unsafe { socket_address(node.ai_addr, node.ai_addrlen) });
        list = node.ai_next;
    }
    addresses
}

/// # Safety
/// `address` is null or valid for `len` bytes.
unsafe fn socket_address(address: *const libc::sockaddr, len: libc::socklen_t) -> Option<SocketAddr> {
    let len = len as usize;
    if address.is_null() || len < size_of::<libc::sockaddr>() {
        return None;
    }
    // SAFETY: non-null, and long enough for the family; alignment is not assumed, as an application may have made it.
    let family = c_int::from(unsafe { address.read_unaligned() }.sa_family);
    match family {
        libc::AF_INET if len >= size_of::<libc::sockaddr_in>() => {
            // SAFETY: the family says sockaddr_in, and the length suffices.
            let v4 = unsafe { address.cast::<libc::sockaddr_in>().read_unaligned() };
            let ip = u32::from_be(v4.sin_addr.s_addr).into();
            Some(SocketAddrV4::new(ip, u16::from_be(v4.sin_port)).into())
        }
        libc::AF_INET6 if len >= size_of::<libc::sockaddr_in6>() => {
            // SAFETY: the family says sockaddr_in6, and the length suffices.
            let v6 = unsafe { address.cast::<libc::sockaddr_in6>().read_unaligned() };
            let port = u16::from_be(v6.sin6_port);
            let ip = v6.sin6_addr.s6_addr.into();
            Some(SocketAddrV6::new(ip, port, v6.sin6_flowinfo, v6.sin6_scope_id).into())
        }
        _ => None,
    }
}

/// The text of a resolver's error code; of errno when the code says so.
pub(super) fn gai_text(code: c_int) -> String {
    if code == libc::EAI_SYSTEM {
        return error_text(&io::Error::last_os_error());
    }
    // SAFETY: gai_strerror returns a static string for any code.
    unsafe { CStr::from_ptr(libc::gai_strerror(code)) }.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookup_returns_both_families_and_honours_the_filter() {
        assert_eq!(lookup("127.0.0.1", 9092, Family::Any).unwrap(), ["127.0.0.1:9092".parse().unwrap()]);
        let v4 = lookup("localhost", 9092, Family::V4).unwrap();
        assert!(v4.iter().all(SocketAddr::is_ipv4) && !v4.is_empty(), "{v4:?}");
        assert!(lookup("127.0.0.1", 9092, Family::V6).is_err());
    }

    #[test]
    fn failures_carry_the_systems_text() {
        assert_eq!(gai_text(libc::EAI_NONAME), "Name or service not known");
        assert_eq!(lookup("no\0host", 1, Family::Any).unwrap_err(), "the name holds a NUL byte");
    }

    #[test]
    fn collect_skips_what_is_no_internet_address() {
        let v6 = socket2::SockAddr::from("[fe80::1%3]:9093".parse::<SocketAddr>().unwrap());
        let unix = socket2::SockAddr::unix("/x").unwrap();
        let mut short = hints(Family::Any);
        (short.ai_addr, short.ai_addrlen) = (v6.as_ptr().cast_mut().cast(), 16);
        let mut other = hints(Family::Any);
        (other.ai_addr, other.ai_addrlen) = (unix.as_ptr().cast_mut().cast(), unix.len());
        other.ai_next = &mut short;
        let mut good = hints(Family::Any);
        (good.ai_addr, good.ai_addrlen) = (v6.as_ptr().cast_mut().cast(), v6.len());
        good.ai_next = &mut other;
        // SAFETY: three nodes of this frame with addresses of this frame.
        let addresses = unsafe { collect(&good) };
        assert_eq!(addresses, ["[fe80::1%3]:9093".parse().unwrap()]);
        // SAFETY: null is the empty list.
        assert!(unsafe { collect(ptr::null()) }.is_empty());
    }
}
