//! From a broker's host name to addresses, without ever blocking the broker thread on a name server.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{fmt, io, thread};

use super::gai::{self, Family};
use super::{SocketHooks, error_text};

/// What a helper thread needs for the C library's resolver with its modules; threads default to 2 MB.
const STACK: usize = 512 * 1024;

/// A host and a port, as in `bootstrap.servers` and metadata. An IPv6 literal may stand in brackets or not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    pub host: String,
    pub port: u16,
}

impl Endpoint {
    pub fn new(host: impl Into<String>, port: u16) -> Endpoint {
        Endpoint { host: host.into(), port }
    }

    /// The host without the brackets of an IPv6 literal.
    fn bare_host(&self) -> &str {
        self.host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(&self.host)
    }

    fn literal(&self) -> Option<SocketAddr> {
        Some(SocketAddr::new(self.bare_host().parse::<IpAddr>().ok()?, self.port))
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Why a name has no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Failed to resolve '{endpoint}': {reason}")]
pub struct ResolveError {
    pub endpoint: Endpoint,
    pub reason: String,
}

/// The canonical host names behind one bootstrap name, each with its port.
pub type CanonicalHosts = Vec<Endpoint>;

/// What became of a lookup's start.
#[derive(Debug, PartialEq, Eq)]
pub enum Started<T> {
    /// Answered at once: a literal, or the application's callback.
    Done(Result<T, ResolveError>),
    /// A helper thread delivers the answer.
    Pending,
    /// An earlier lookup still hangs; nothing was started. Its answer will come, or try again later.
    Busy,
}

/// Looks names up for one caller, one at a time, so that a hanging name server costs at most one thread per caller.
///
/// A lookup that is pending when the resolver is dropped goes on alone: nothing waits for it, and its delivery must
/// be harmless then.
#[derive(Debug, Default)]
pub struct Resolver {
    pending: Arc<AtomicBool>,
    hooks: SocketHooks,
}

type Answer = Result<Vec<SocketAddr>, String>;

impl Resolver {
    pub fn new(hooks: SocketHooks) -> Resolver {
        Resolver { pending: Arc::default(), hooks }
    }

    /// Resolves `endpoint` to its addresses of `family`, never to none. `deliver` is called on a helper thread, and
    /// only if the result is [`Started::Pending`]. The application's resolve callback runs on this thread.
    pub fn resolve(
        &self,
        endpoint: &Endpoint,
        family: Family,
        deliver: impl FnOnce(Result<Vec<SocketAddr>, ResolveError>) + Send + 'static,
    ) -> Started<Vec<SocketAddr>> {
        let Some(answer) = self.answer_at_once(endpoint, family) else {
            let lookup = gai::lookup;
            return self.start(
                endpoint,
                move |e| answered(e, lookup(e.bare_host(), e.port, family)),
                deliver,
            );
        };
        Started::Done(answered(endpoint, answer))
    }

    /// Resolves a bootstrap name to the canonical names of all its addresses
    /// (`client.dns.lookup=resolve_canonical_bootstrap_servers_only`). An address without a name stands for itself.
    /// Always on a helper thread, as it takes two lookups; but for the application's callback, which runs on this one.
    pub fn resolve_canonical(
        &self,
        endpoint: &Endpoint,
        family: Family,
        deliver: impl FnOnce(Result<CanonicalHosts, ResolveError>) + Send + 'static,
    ) -> Started<CanonicalHosts> {
        let at_once = self.answer_at_once(endpoint, family);
        let work = move |e: &Endpoint| {
            let answer = at_once.unwrap_or_else(|| gai::lookup(e.bare_host(), e.port, family));
            answered(e, answer).map(|addresses| canonical_hosts(&addresses, gai::reverse_lookup))
        };
        self.start(endpoint, work, deliver)
    }

    /// The answer that needs no name server of ours.
    fn answer_at_once(&self, endpoint: &Endpoint, family: Family) -> Option<Answer> {
        if self.hooks.resolves() {
            return self.hooks.resolve(endpoint.bare_host(), endpoint.port, family);
        }
        let address = endpoint.literal()?;
        if family.admits(&address) {
            return Some(Ok(vec![address]));
        }
        Some(Err("the address is not of the broker.address.family".to_owned()))
    }

    fn start<T: Send + 'static>(
        &self,
        endpoint: &Endpoint,
        work: impl FnOnce(&Endpoint) -> Result<T, ResolveError> + Send + 'static,
        deliver: impl FnOnce(Result<T, ResolveError>) + Send + 'static,
    ) -> Started<T> {
        if self.pending.swap(true, Ordering::Acquire) {
            return Started::Busy;
        }
        let (pending, owned) = (self.pending.clone(), endpoint.clone());
        let spawned =
            thread::Builder::new().name("rdk:resolve".to_owned()).stack_size(STACK).spawn(move || {
                let result = work(&owned);
                // First, so that who is woken by the delivery can start the next lookup.
                pending.store(false, Ordering::Release);
                deliver(result);
            });
        match spawned {
            Ok(_detached) => Started::Pending,
            Err(error) => {
                self.pending.store(false, Ordering::Release);
                Started::Done(Err(no_thread(endpoint, &error)))
            }
        }
    }
}

fn no_thread(endpoint: &Endpoint, error: &io::Error) -> ResolveError {
    let reason = format!("no thread for the lookup: {}", error_text(error));
    ResolveError { endpoint: endpoint.clone(), reason }
}

fn answered(endpoint: &Endpoint, answer: Answer) -> Result<Vec<SocketAddr>, ResolveError> {
    let reason = match answer {
        Ok(addresses) if !addresses.is_empty() => return Ok(addresses),
        Ok(_) => "No addresses".to_owned(),
        Err(text) => text,
    };
    Err(ResolveError { endpoint: endpoint.clone(), reason })
}

/// The distinct names of the addresses, in their order.
fn canonical_hosts(
    addresses: &[SocketAddr],
    name_of: impl Fn(&SocketAddr) -> Option<String>,
) -> CanonicalHosts {
    let mut hosts = CanonicalHosts::new();
    for address in addresses {
        let host = name_of(address).unwrap_or_else(|| match address.ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        });
        let endpoint = Endpoint::new(host, address.port());
        if !hosts.contains(&endpoint) {
            hosts.push(endpoint);
        }
    }
    hosts
}

#[cfg(test)]
mod tests {
    use super::super::hooks::tests::Recorder;
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    fn at_once(endpoint: Endpoint, family: Family) -> Started<Vec<SocketAddr>> {
        Resolver::default().resolve(&endpoint, family, |_| panic!("delivered a lookup that needs no thread"))
    }

    fn delivered<T: Send + 'static>(receiver: &mpsc::Receiver<T>) -> T {
        receiver.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    #[test]
    fn literals_are_answered_at_once() {
        for (host, address) in
            [("127.0.0.1", "127.0.0.1:9092"), ("[::1]", "[::1]:9092"), ("::1", "[::1]:9092")]
        {
            let started = at_once(Endpoint::new(host, 9092), Family::Any);
            assert_eq!(started, Started::Done(Ok(vec![address.parse().unwrap()])));
        }
    }

    #[test]
    fn a_literal_of_the_wrong_family_is_refused() {
        let Started::Done(Err(error)) = at_once(Endpoint::new("[::1]", 9092), Family::V4) else {
            panic!("not answered at once");
        };
        assert_eq!(
            error.to_string(),
            "Failed to resolve '[::1]:9092': the address is not of the broker.address.family"
        );
        assert!(matches!(at_once(Endpoint::new("127.0.0.1", 1), Family::V6), Started::Done(Err(_))));
        assert!(matches!(at_once(Endpoint::new("127.0.0.1", 1), Family::V4), Started::Done(Ok(_))));
    }

    #[test]
    fn names_are_delivered_from_a_helper_thread() {
        let (sender, receiver) = mpsc::channel();
        let resolver = Resolver::default();
        for _ in 0..2 {
            let sender = sender.clone();
            let started = resolver.resolve(&Endpoint::new("localhost", 9092), Family::V4, move |result| {
                sender.send((result, thread::current().name().map(str::to_owned))).unwrap();
            });
            assert_eq!(started, Started::Pending);
            let (result, thread) = delivered(&receiver);
            assert_eq!(result.unwrap(), ["127.0.0.1:9092".parse().unwrap()]);
            assert_eq!(thread.as_deref(), Some("rdk:resolve"));
        }
    }

    #[test]
    fn a_name_without_address_is_an_error_with_the_systems_text() {
        let (sender, receiver) = mpsc::channel();
        let resolver = Resolver::default();
        // A label beyond 63 bytes is refused without asking a name server.
        let endpoint = Endpoint::new("x".repeat(64), 9092);
        let started = resolver.resolve(&endpoint, Family::Any, move |result| sender.send(result).unwrap());
        assert_eq!(started, Started::Pending);
        let text = delivered(&receiver).unwrap_err().to_string();
        assert!(text.starts_with(&format!("Failed to resolve '{endpoint}': ")), "{text}");
    }

    #[test]
    fn a_hanging_lookup_blocks_nobody_and_is_the_only_one() {
        let (release, hang) = mpsc::channel::<()>();
        let (sender, receiver) = mpsc::channel();
        let resolver = Resolver::default();
        let endpoint = Endpoint::new("slow", 1);
        let work = move |_: &Endpoint| {
            let _ = hang.recv();
            Ok(vec![1])
        };
        assert_eq!(resolver.start(&endpoint, work, move |r| sender.send(r).unwrap()), Started::Pending);
        assert_eq!(resolver.resolve(&Endpoint::new("other", 1), Family::Any, |_| ()), Started::Busy);
        assert!(matches!(
            resolver.resolve(&Endpoint::new("127.0.0.1", 1), Family::Any, |_| ()),
            Started::Done(Ok(_))
        ));
        drop(resolver);
        drop(release);
        assert_eq!(delivered(&receiver), Ok(vec![1]));
    }

    #[test]
    fn the_applications_resolver_answers_at_once_literals_too() {
        let recorder = Recorder::default();
        let resolver = Resolver::new(recorder.hooks());
        let started = resolver.resolve(&Endpoint::new("[::1]", 9), Family::Any, |_| ());
        assert!(matches!(&started, Started::Done(Ok(all)) if all.contains(&"127.0.0.1:9".parse().unwrap())));
        assert_eq!(recorder.calls(), ["resolve ::1 9 family 0", "free"]);

        let recorder = Recorder { resolve_code: i32::MAX, ..Default::default() };
        let resolver = Resolver::new(recorder.hooks());
        let Started::Done(Err(error)) = resolver.resolve(&Endpoint::new("k", 9), Family::Any, |_| ()) else {
            panic!("a list without addresses resolved");
        };
        assert_eq!(error.to_string(), "Failed to resolve 'k:9': No addresses");
    }

    #[test]
    fn canonical_hosts_are_the_distinct_names() {
        let addresses = ["10.0.0.1:9092", "[fd00::1]:9092", "10.0.0.2:9092", "[fd00::2]:9092"]
            .map(|a| a.parse().unwrap());
        let hosts = canonical_hosts(&addresses, |address| {
            let text = address.ip().to_string();
            (!text.ends_with('2')).then(|| "kafka1.example".to_owned())
        });
        let texts: Vec<_> = hosts.iter().map(Endpoint::to_string).collect();
        assert_eq!(texts, ["kafka1.example:9092", "10.0.0.2:9092", "[fd00::2]:9092"]);
    }

    #[test]
    fn a_canonical_lookup_names_this_host() {
        let (sender, receiver) = mpsc::channel();
        let started = Resolver::default().resolve_canonical(
            &Endpoint::new("127.0.0.1", 9),
            Family::Any,
            move |result| {
                sender.send(result).unwrap();
            },
        );
        assert_eq!(started, Started::Pending);
        let hosts = delivered(&receiver).unwrap();
        assert_eq!(hosts.len(), 1);
        assert!(!hosts[0].host.is_empty() && hosts[0].port == 9);
    }
}
