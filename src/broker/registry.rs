//! All brokers of an instance: from bootstrap.servers, and from metadata.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::client::Client;
use crate::conf::{Conf, SecurityProtocol};
use crate::metadata::BrokerMetadata;
use crate::transport::Endpoint;

use super::{Broker, BrokerOp, NO_NODE_ID};

const DEFAULT_PORT: u16 = 9092;

#[derive(Default)]
struct Inner {
    /// In the order in which they became known.
    all: Vec<Arc<Broker>>,
    by_id: HashMap<i32, Arc<Broker>>,
    /// The connection to the group's coordinator, once there was one.
    coordinator: Option<Arc<Broker>>,
    all_down_reported: bool,
    /// Where the search for a broker to connect to goes on.
    cursor: usize,
    /// The instance ends: nothing is added that would have to be ended as well.
    closed: bool,
}

pub struct BrokerRegistry {
    client: Weak<Client>,
    /// Someone wants statistics.
    statistics: bool,
    /// Brokers are connected to whether they are needed or not.
    connect_to_all: bool,
    /// Taken alone; no broker's inbox is locked under it but for starting its thread.
    inner: Mutex<Inner>,
}

impl BrokerRegistry {
    pub fn new(client: Weak<Client>, conf: &Conf) -> Self {
        BrokerRegistry {
            client,
            statistics: conf.wants_statistics(),
            connect_to_all: !conf.enable_sparse_connections,
            inner: Mutex::default(),
        }
    }

    /// Adds a broker of the application's, unless one is known by that address.
    pub fn add_bootstrap(&self, address: Endpoint) -> io::Result<()> {
        let mut inner = self.inner.lock();
        if inner.closed || inner.all.iter().any(|broker| broker.address() == address) {
            return Ok(());
        }
        let broker = self.make(NO_NODE_ID, address, true)?;
        inner.all.push(broker);
        // Start somewhere else each time, so that many clients spread over the list.
        inner.cursor = fastrand::usize(..inner.all.len());
        Ok(())
    }

    /// Takes in the brokers of a metadata response. A bootstrap broker with the address of one of them becomes that one.
    pub fn update(&self, learned: &[BrokerMetadata]) -> io::Result<()> {
        for metadata in learned {
            let mut inner = self.inner.lock();
            if inner.closed {
                return Ok(());
            }
            let known = inner.by_id.get(&metadata.id).cloned().or_else(|| inner.unnamed(&metadata.address));
            let broker = match known {
                Some(broker) => broker,
                None => {
                    let broker = self.make(metadata.id, metadata.address.clone(), false)?;
                    inner.all.push(Arc::clone(&broker));
                    broker
                }
            };
            inner.by_id.insert(metadata.id, Arc::clone(&broker));
            drop(inner);
            broker.update(metadata.id, metadata.address.clone());
            if self.connect_to_all {
                broker.send(BrokerOp::Connect);
            }
        }
        Ok(())
    }

    /// Lets go of the brokers that metadata lists no more. Returns their node ids.
    pub fn drop_unlisted(&self, listed: &[BrokerMetadata]) -> io::Result<Vec<i32>> {
        let gone: HashMap<i32, Arc<Broker>> = {
            let mut inner = self.inner.lock();
            let is_gone = |id: &i32| listed.iter().all(|broker| broker.id != *id);
            let gone: HashMap<_, _> = inner.by_id.extract_if(|id, _| is_gone(id)).collect();
            inner.all.retain(|broker| gone.values().all(|gone| !Arc::ptr_eq(gone, broker)));
            gone
        };
        for broker in gone.values() {
            broker.terminate();
            // Another may come to be at an address that the application named.
            broker.bootstrap_address().map_or(Ok(()), |address| self.add_bootstrap(address.clone()))?;
        }
        Ok(gone.into_keys().collect())
    }

    fn make(&self, id: i32, address: Endpoint, bootstrap: bool) -> io::Result<Arc<Broker>> {
        Broker::new(self.client.clone(), id, address, bootstrap, self.statistics)
    }

    /// The connection for the group's own requests, pointed at the node that coordinates it: what waits in it goes there.
    pub fn coordinator(&self, node_id: i32, address: Endpoint) -> io::Result<Arc<Broker>> {
        let mut inner = self.inner.lock();
        let known = match &inner.coordinator {
            Some(broker) => Arc::clone(broker),
            None => {
                let broker = Broker::dedicated(
                    self.client.clone(),
                    node_id,
                    address,
                    "GroupCoordinator",
                    self.statistics,
                )?;
                inner.coordinator = Some(Arc::clone(&broker));
                if inner.closed {
                    drop(inner);
                    broker.terminate();
                }
                return Ok(broker);
            }
        };
        drop(inner);
        known.update(node_id, address);
        Ok(known)
    }

    pub fn by_id(&self, id: i32) -> Option<Arc<Broker>> {
        self.inner.lock().by_id.get(&id).cloned()
    }

    /// Node ids that metadata has named.
    pub fn learned_ids(&self) -> Vec<i32> {
        let mut ids: Vec<i32> = self.inner.lock().by_id.keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    pub fn all(&self) -> Vec<Arc<Broker>> {
        self.inner.lock().all.clone()
    }

    pub fn count(&self) -> usize {
        self.inner.lock().all.len()
    }

    /// A broker that takes requests now, at random among those.
    pub fn any_up(&self) -> Option<Arc<Broker>> {
        let inner = self.inner.lock();
        let up: Vec<&Arc<Broker>> = inner.all.iter().filter(|broker| broker.is_up()).collect();
        fastrand::choice(up).cloned()
    }

    pub fn is_any_up(&self) -> bool {
        self.inner.lock().all.iter().any(|broker| broker.is_up())
    }

    /// The next broker to try a connection to, round robin; none if all are being tried, or wait to be tried again.
    pub fn next_to_try(&self) -> Option<Arc<Broker>> {
        let mut inner = self.inner.lock();
        let count = inner.all.len();
        let next = (1..=count)
            .map(|step| (inner.cursor + step) % count)
            .find(|at| inner.all.get(*at).is_some_and(|broker| !broker.is_asked()))?;
        inner.cursor = next;
        let broker = inner.all.get(next).cloned()?;
        broker.set_asked(true);
        Some(broker)
    }

    /// Some broker was reached.
    pub fn reset_failures(&self) {
        let mut inner = self.inner.lock();
        inner.all.iter().for_each(|broker| broker.forget_failure());
        inner.all_down_reported = false;
    }

    /// (brokers that could not be reached at the last try, brokers known).
    pub fn failure_counts(&self) -> (usize, usize) {
        let inner = self.inner.lock();
        let failed = inner.all.iter().filter(|broker| broker.has_failed()).count();
        (failed, inner.all.len())
    }

    /// True once until a broker is reached again.
    pub fn first_time_all_down(&self) -> bool {
        !std::mem::replace(&mut self.inner.lock().all_down_reported, true)
    }

    /// Forgets all that metadata told, so that the cluster is found again through the bootstrap brokers (KIP-899). False,
    /// and nothing done, if metadata has told nothing.
    pub fn rebootstrap(&self) -> bool {
        let (kept, dropped) = {
            let mut inner = self.inner.lock();
            if inner.by_id.is_empty() {
                return false;
            }
            inner.by_id.clear();
            inner.all.iter().for_each(|broker| broker.forget_failure());
            let (kept, dropped): (Vec<_>, Vec<_>) =
                std::mem::take(&mut inner.all).into_iter().partition(|broker| broker.is_bootstrap());
            inner.all = kept.clone();
            (kept, dropped)
        };
        // Their threads fail what they hold as a lost connection would, and it is tried again elsewhere.
        dropped.iter().for_each(Broker::terminate);
        kept.iter().for_each(Broker::forget_metadata);
        true
    }

    /// Ends all brokers' threads. None comes to be after this: the main thread may still be taking metadata in.
    pub fn terminate_all(&self) {
        let all = {
            let mut inner = self.inner.lock();
            inner.closed = true;
            let coordinator = inner.coordinator.clone();
            inner.all.iter().cloned().chain(coordinator).collect::<Vec<_>>()
        };
        all.iter().for_each(Broker::terminate);
    }

    /// Drops the brokers when their threads have ended, and with them what they have of the system's: an application may keep
    /// a queue of the instance, and so what is left of that, much longer.
    pub fn clear(&self) {
        let dropped = {
            let mut inner = self.inner.lock();
            inner.by_id.clear();
            (std::mem::take(&mut inner.all), inner.coordinator.take())
        };
        drop(dropped);
    }
}

impl Inner {
    fn unnamed(&self, address: &Endpoint) -> Option<Arc<Broker>> {
        let fits = |broker: &&Arc<Broker>| broker.node_id() == NO_NODE_ID && broker.address() == *address;
        self.all.iter().find(fits).cloned()
    }
}

/// Reads a `[PROTOCOL://]host[:port],...` list: the brokers that it names, and what is wrong with the others.
pub fn parse_broker_list(list: &str) -> (Vec<Endpoint>, Vec<String>) {
    let (mut named, mut faults) = (Vec::new(), Vec::new());
    for entry in list.split([',', ' ', ';']).map(str::trim).filter(|entry| !entry.is_empty()) {
        match parse_broker(entry) {
            Ok(address) => named.push(address),
            Err(fault) => faults.push(format!("Broker name \"{entry}\" parse error: {fault}")),
        }
    }
    (named, faults)
}

/// Reads `[PROTOCOL://]host[:port]`; an IPv6 address stands in brackets if a port follows.
fn parse_broker(entry: &str) -> Result<Endpoint, String> {
    let address = match entry.split_once("://") {
        None => entry,
        Some((protocol, rest)) => {
            check_protocol(protocol)?;
            rest
        }
    };
    let address = address.split('/').next().unwrap_or(address);
    let (host, port) = split_port(address).ok_or("the port is not a number from 0 to 65535")?;
    if host.is_empty() { Err("no host".to_owned()) } else { Ok(Endpoint::new(host, port)) }
}

/// The protocol before a host must be the one that security.protocol names, which is plaintext as yet.
fn check_protocol(protocol: &str) -> Result<(), String> {
    match SecurityProtocol::from_name(protocol) {
        Some(SecurityProtocol::Plaintext) => Ok(()),
        Some(_) => Err(format!(
            "protocol \"{}\" does not match security.protocol setting \"plaintext\"",
            protocol.to_uppercase()
        )),
        None => Err(format!("unsupported protocol \"{}\"", protocol.to_uppercase())),
    }
}

fn split_port(entry: &str) -> Option<(&str, u16)> {
    if let Some(rest) = entry.strip_prefix('[') {
        let (host, after) = rest.split_once(']')?;
        let port = if after.is_empty() { DEFAULT_PORT } else { after.strip_prefix(':')?.parse().ok()? };
        return Some((host, port));
    }
    match entry.rsplit_once(':') {
        // More than one colon and no brackets: an IPv6 address without a port.
        Some((host, _)) if host.contains(':') => Some((entry, DEFAULT_PORT)),
        Some((host, port)) => Some((host, port.parse().ok()?)),
        None => Some((entry, DEFAULT_PORT)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_bootstrap_servers_may_hold() {
        let text = |entry| parse_broker(entry).map(|address| address.to_string());
        let good = [
            ("a", "a:9092"),
            ("b:1", "b:1"),
            ("PLAINTEXT://c:2", "c:2"),
            ("plaintext://c:2/path", "c:2"),
            ("[::1]:3", "::1:3"),
            ("::1", "::1:9092"),
            ("[::2]", "::2:9092"),
        ];
        for (entry, expected) in good {
            assert_eq!(text(entry).as_deref(), Ok(expected), "{entry}");
        }
        for entry in [":9", "e:x", "f:70000", "SSL://g", "nope://h", "[::1]x", "[::1"] {
            assert!(text(entry).is_err(), "{entry}");
        }
    }
}
