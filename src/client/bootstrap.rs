//! Finding the cluster: the brokers that the application named, and starting over with them (KIP-899, KIP-1102).

use std::sync::Arc;

use crate::client::{Client, Main};
use crate::conf::{DnsLookup, MetadataRecovery};
use crate::error::{Error, ErrorCode};
use crate::log::{Debug, Level};
use crate::transport::{CanonicalHosts, Endpoint, ResolveError, Resolver, Started};

impl Client {
    /// Takes the brokers of `bootstrap.servers` in, or starts to look their canonical names up.
    pub(super) fn add_configured_brokers(self: &Arc<Self>) -> Result<(), Error> {
        let Some(list) = self.conf.bootstrap_servers.as_deref().filter(|list| !list.is_empty()) else {
            return Ok(());
        };
        let named = self.add_brokers(list).map_err(|error| {
            Error::new(ErrorCode::_CRIT_SYS_RESOURCE, format!("Failed to set up brokers: {error}"))
        })?;
        if named == 0 {
            crate::log!(self.log, Level::Error, "ERROR", "No brokers configured");
        }
        Ok(())
    }

    /// Adds the brokers of a list to those known; returns how many the list names.
    pub fn add_brokers(self: &Arc<Self>, list: &str) -> std::io::Result<usize> {
        let (named, faults) = crate::broker::parse_broker_list(list);
        for fault in faults {
            crate::log!(self.log, Level::Warning, "BROKER", "{fault}");
        }
        for address in &named {
            match self.conf.client_dns_lookup {
                DnsLookup::UseAllDnsIps => self.brokers.add_bootstrap(address.clone())?,
                DnsLookup::ResolveCanonicalBootstrapServersOnly => self.add_canonical(address)?,
            }
        }
        self.on_main(Main::want_connection);
        Ok(named.len())
    }

    /// Adds the hosts behind a bootstrap name under their own names, each of which may be what its certificate bears.
    fn add_canonical(self: &Arc<Self>, address: &Endpoint) -> std::io::Result<()> {
        let client = Arc::downgrade(self);
        let (resolver, name) = (Resolver::new(crate::callback::socket_hooks(&self.conf)), address.clone());
        let started = resolver.resolve_canonical(address, self.conf.address_family(), move |answer| {
            // The lookup may outlive the instance.
            if let Some(client) = client.upgrade() {
                client.on_main(move |main| main.client.add_looked_up(&name, answer));
            }
        });
        match started {
            Started::Done(answer) => self.add_looked_up(address, answer),
            // The resolver is this call's own: nothing can be pending on it.
            Started::Pending | Started::Busy => {}
        }
        Ok(())
    }

    fn add_looked_up(self: &Arc<Self>, address: &Endpoint, answer: Result<CanonicalHosts, ResolveError>) {
        let hosts = answer.unwrap_or_else(|error| {
            crate::log!(self.log, Level::Warning, "BROKER", "{error}: using the name as it is");
            vec![address.clone()]
        });
        for host in hosts {
            if let Err(error) = self.brokers.add_bootstrap(host) {
                self.raise_error(
                    ErrorCode::_CRIT_SYS_RESOURCE,
                    format!("Failed to set up a broker: {error}"),
                );
            }
        }
        self.on_main(Main::want_connection);
    }
}

impl Main {
    /// No known broker is of use any more: goes back to the bootstrap brokers, unless the configuration says not to.
    pub fn rebootstrap(&mut self, why: &str) {
        if self.client.conf.metadata_recovery_strategy != MetadataRecovery::Rebootstrap {
            return;
        }
        if !self.client.brokers.rebootstrap() {
            return;
        }
        crate::debug!(self.client.log, Debug::BROKER, "REBOOTSTRAP", "Starting re-bootstrap sequence: {why}");
        let topics = self.client.topics.names();
        self.need_topics(topics);
        self.want_connection();
    }
}
