//! What is checked and adjusted when a client or a topic is created: how properties go together.

use std::path::Path;

use super::{Conf, GroupProtocol, QueuingStrategy, SecurityProtocol, TopicConf, Warning};
use crate::client::ClientKind;

/// Most requests in flight with which brokers still recognize duplicates.
const IDEMPOTENT_MAX_IN_FLIGHT: i32 = 5;
/// Room for the protocol around the records of a Fetch response.
const FETCH_OVERHEAD: i32 = 512;
/// By how much a request times out before its transaction does, so that there is time for another one.
const TRANSACTION_MARGIN_MS: i32 = 100;
const STICKY_LINGER_MAX_MS: f64 = 900_000.0;
/// Syslog's number for the level of debug lines.
const LOG_DEBUG: i32 = 7;

/// Event bits (`RD_KAFKA_EVENT_..`) of what callbacks are served with.
mod event {
    pub const DELIVERY_REPORT: i32 = 0x1;
    pub const REBALANCE: i32 = 0x10;
    pub const OFFSET_COMMIT: i32 = 0x20;
    pub const OAUTHBEARER_TOKEN_REFRESH: i32 = 0x100;
}

fn refuse(reason: impl Into<String>) -> Result<(), String> {
    Err(reason.into())
}

impl Conf {
    /// Prepares the configuration for a client: refuses what cannot work together, and fills in what depends on
    /// other properties. Returns what to log about it. The text of the error is for the user; the configuration may be
    /// partly adjusted then: work on a copy.
    pub fn finalize(&mut self, kind: ClientKind) -> Result<Vec<Warning>, String> {
        self.reconcile(kind)?;
        self.refuse_unbuilt()?;
        Ok(self.warnings(kind))
    }

    fn reconcile(&mut self, kind: ClientKind) -> Result<(), String> {
        self.finalize_connections()?;
        self.finalize_assignors()?;
        match kind {
            ClientKind::Producer => self.finalize_producer()?,
            ClientKind::Consumer => self.finalize_consumer()?,
        }
        self.finalize_events();
        if !self.debug.is_empty() {
            self.log_level = LOG_DEBUG;
        }
        if self.client_software_version.is_none() {
            self.client_software_version = Some(crate::VERSION.to_owned());
        }
        self.finalize_default_topic(kind)
    }

    fn finalize_default_topic(&mut self, kind: ClientKind) -> Result<(), String> {
        let Some(mut topic) = self.default_topic.take() else { return Ok(()) };
        let outcome = topic.finalize(self, kind);
        if outcome.is_ok() && kind == ClientKind::Producer {
            self.fit_linger(topic.message_timeout_ms);
        }
        self.default_topic = Some(topic);
        outcome
    }

    /// What later versions of this library will have.
    fn refuse_unbuilt(&self) -> Result<(), String> {
        if self.enable_idempotence && self.transactional_id.is_some() {
            return refuse("`transactional.id` is not supported in this build: leave it out");
        }
        // A mock cluster speaks plaintext whatever this says.
        if self.security_protocol != SecurityProtocol::Plaintext && self.test_mock_num_brokers == 0 {
            return refuse(format!(
                "`security.protocol={}` (`sasl.mechanism={}`) is not supported in this build: set it to \
                 `plaintext`",
                self.security_protocol.name(),
                self.sasl_mechanism.name()
            ));
        }
        Ok(())
    }

    fn finalize_connections(&mut self) -> Result<(), String> {
        if self.reconnect_backoff_max_ms < self.reconnect_backoff_ms {
            return refuse(format!(
                "`reconnect.backoff.max.ms` ({}) must be >= `reconnect.backoff.ms` ({})",
                self.reconnect_backoff_max_ms, self.reconnect_backoff_ms
            ));
        }
        self.check_https()?;
        if self.topic_metadata_refresh_interval_ms > 0 && !self.is_set("metadata.max.age.ms") {
            self.metadata_max_age_ms = self.topic_metadata_refresh_interval_ms.saturating_mul(3);
        }
        if !self.is_set("topic.metadata.refresh.fast.interval.ms") {
            self.topic_metadata_refresh_fast_interval_ms = self.retry_backoff_ms;
        }
        Ok(())
    }

    /// Certificates for HTTPS come from one place, which is there.
    fn check_https(&self) -> Result<(), String> {
        let Some(location) = self.https_ca_location.as_deref() else { return Ok(()) };
        if self.https_ca_pem.is_some() {
            return refuse("`https.ca.location` and `https.ca.pem` are mutually exclusive");
        }
        if location != "probe" && !Path::new(location).exists() {
            return refuse("`https.ca.location` must be an existing file or directory");
        }
        Ok(())
    }

    /// Assignors are known by name; those that revoke everything first do not mix with the cooperative one.
    fn finalize_assignors(&self) -> Result<(), String> {
        let strategy = &self.partition_assignment_strategy;
        let mut eager = false;
        let mut cooperative = false;
        for name in strategy.split(',').map(str::trim_ascii_start) {
            match name {
                "range" | "roundrobin" => eager = true,
                "cooperative-sticky" => cooperative = true,
                _ => {
                    return refuse(format!(
                        "Unsupported `partition.assignment.strategy`: \"{name}\": must be one of range, roundrobin, \
                         cooperative-sticky"
                    ));
                }
            }
        }
        if eager && cooperative {
            return refuse(format!(
                "`partition.assignment.strategy={strategy}` mixes eager and cooperative assignors: \
                 use cooperative-sticky alone or leave it out"
            ));
        }
        if self.group_protocol_type != "consumer" {
            return refuse(format!(
                "`group.protocol.type={}` has no assignors: set it to `consumer`",
                self.group_protocol_type
            ));
        }
        Ok(())
    }

    fn finalize_consumer(&mut self) -> Result<(), String> {
        match self.group_protocol {
            GroupProtocol::Classic => self.check_classic_group()?,
            GroupProtocol::Consumer => self.check_consumer_group()?,
        }
        // A producer's property, which is ignored here.
        self.enable_idempotence = false;
        self.fit_fetch_sizes()
    }

    fn check_classic_group(&self) -> Result<(), String> {
        if self.max_poll_interval_ms < self.session_timeout_ms {
            return refuse(format!(
                "`max.poll.interval.ms` ({}) must be >= `session.timeout.ms` ({})",
                self.max_poll_interval_ms, self.session_timeout_ms
            ));
        }
        Ok(())
    }

    /// With KIP-848 the broker decides what members of a classic group configure.
    fn check_consumer_group(&self) -> Result<(), String> {
        let elsewhere = [
            ("session.timeout.ms", "it is set on the broker"),
            ("heartbeat.interval.ms", "it is set on the broker"),
            ("partition.assignment.strategy", "use `group.remote.assignor` instead"),
            ("group.protocol.type", "leave it out"),
        ];
        match elsewhere.iter().find(|(name, _)| self.is_set(name)) {
            Some((name, advice)) => {
                refuse(format!("`{name}` is not supported with `group.protocol=consumer`: {advice}"))
            }
            None => Ok(()),
        }
    }

    /// A fetch holds at least one message of any size that brokers take, and at most what may be queued.
    fn fit_fetch_sizes(&mut self) -> Result<(), String> {
        if !self.is_set("fetch.max.bytes") {
            let queued = self.queued_max_messages_kbytes.saturating_mul(1024);
            self.fetch_max_bytes = self.fetch_max_bytes.min(queued).max(self.message_max_bytes);
        } else if self.fetch_max_bytes < self.message_max_bytes {
            return refuse(format!(
                "`fetch.max.bytes` ({}) must be >= `message.max.bytes` ({})",
                self.fetch_max_bytes, self.message_max_bytes
            ));
        }
        let needed = self.fetch_max_bytes.saturating_add(FETCH_OVERHEAD);
        if !self.is_set("receive.message.max.bytes") {
            self.receive_message_max_bytes = self.receive_message_max_bytes.max(needed);
        } else if self.receive_message_max_bytes < needed {
            return refuse(format!(
                "`receive.message.max.bytes` ({}) must be >= `fetch.max.bytes` + {FETCH_OVERHEAD} ({needed})",
                self.receive_message_max_bytes
            ));
        }
        Ok(())
    }

    fn finalize_producer(&mut self) -> Result<(), String> {
        if self.transactional_id.is_some() {
            self.finalize_transactions()?;
        }
        if self.enable_idempotence {
            self.finalize_idempotence()?;
        } else if self.enable_gapless_guarantee {
            return refuse("`enable.gapless.guarantee=true` requires `enable.idempotence=true`");
        }
        if self.is_set("linger.ms") && !self.is_set("sticky.partitioning.linger.ms") {
            self.sticky_partitioning_linger_ms = (self.linger_ms * 2.0).min(STICKY_LINGER_MAX_MS) as i32;
        }
        if !self.is_set("allow.auto.create.topics") {
            self.allow_auto_create_topics = true;
        }
        Ok(())
    }

    fn finalize_transactions(&mut self) -> Result<(), String> {
        if self.is_set("enable.idempotence") && !self.enable_idempotence {
            return refuse("`transactional.id` requires `enable.idempotence=true`");
        }
        self.enable_idempotence = true;
        let timeout = self.transaction_timeout_ms;
        if !self.is_set("socket.timeout.ms") {
            self.socket_timeout_ms = timeout - TRANSACTION_MARGIN_MS;
        } else if self.socket_timeout_ms > timeout.saturating_add(TRANSACTION_MARGIN_MS) {
            return refuse(format!(
                "`socket.timeout.ms` ({}) must be <= `transaction.timeout.ms` ({timeout}) + \
                 {TRANSACTION_MARGIN_MS}",
                self.socket_timeout_ms
            ));
        }
        Ok(())
    }

    fn finalize_idempotence(&mut self) -> Result<(), String> {
        if !self.is_set("max.in.flight") {
            self.max_in_flight = self.max_in_flight.min(IDEMPOTENT_MAX_IN_FLIGHT);
        } else if self.max_in_flight > IDEMPOTENT_MAX_IN_FLIGHT {
            return refuse(format!(
                "`max.in.flight` ({}) must be <= {IDEMPOTENT_MAX_IN_FLIGHT} with `enable.idempotence=true`",
                self.max_in_flight
            ));
        }
        if self.retries < 1 {
            return refuse(format!(
                "`retries` ({}) must be >= 1 with `enable.idempotence=true`",
                self.retries
            ));
        }
        Ok(())
    }

    /// A message that waits for others until it times out would never be sent.
    fn fit_linger(&mut self, message_timeout_ms: i32) {
        let timeout = f64::from(message_timeout_ms);
        if message_timeout_ms > 0 && timeout <= self.linger_ms {
            self.linger_ms = timeout - 0.1;
        }
    }

    /// A callback is served with the events that it takes.
    fn finalize_events(&mut self) {
        let callbacks = &self.callbacks;
        let served = [
            (callbacks.dr.is_some() || callbacks.dr_msg.is_some(), event::DELIVERY_REPORT),
            (callbacks.rebalance.is_some(), event::REBALANCE),
            (callbacks.offset_commit.is_some(), event::OFFSET_COMMIT),
            (callbacks.oauthbearer_token_refresh.is_some(), event::OAUTHBEARER_TOKEN_REFRESH),
        ];
        for (_, event) in served.iter().filter(|(set, _)| *set) {
            self.enabled_events |= event;
        }
    }
}

impl TopicConf {
    /// Prepares a topic's configuration for a client with the configuration `conf`, which is finalized already:
    /// refuses what does not go with it, and fills in what depends on it.
    pub fn finalize(&mut self, conf: &Conf, kind: ClientKind) -> Result<(), String> {
        if kind == ClientKind::Consumer {
            return Ok(());
        }
        if conf.enable_idempotence {
            self.check_idempotence()?;
        }
        if conf.transactional_id.is_some() {
            self.fit_transaction(conf.transaction_timeout_ms)?;
        }
        let timeout = self.message_timeout_ms;
        if timeout > 0 && conf.is_set("linger.ms") && f64::from(timeout) <= conf.linger_ms {
            return refuse(format!(
                "`message.timeout.ms` ({timeout}) must be greater than `linger.ms` ({})",
                conf.linger_ms
            ));
        }
        Ok(())
    }

    fn check_idempotence(&self) -> Result<(), String> {
        if self.acks != -1 {
            return refuse(format!("`acks` ({}) must be `all` with `enable.idempotence=true`", self.acks));
        }
        if self.queuing_strategy != QueuingStrategy::Fifo {
            return refuse("`queuing.strategy` must be `fifo` with `enable.idempotence=true`");
        }
        Ok(())
    }

    /// A message must not outlive its transaction.
    fn fit_transaction(&mut self, transaction_timeout_ms: i32) -> Result<(), String> {
        if !self.is_set("message.timeout.ms") {
            self.message_timeout_ms = self.message_timeout_ms.min(transaction_timeout_ms);
        } else if self.message_timeout_ms > transaction_timeout_ms {
            return refuse(format!(
                "`message.timeout.ms` ({}) must be <= `transaction.timeout.ms` ({transaction_timeout_ms})",
                self.message_timeout_ms
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClientKind::{Consumer, Producer};

    fn finalized(client: ClientKind, properties: &[(&str, &str)]) -> Result<Conf, String> {
        let mut conf = Conf::default();
        for (name, value) in properties {
            conf.set(name, Some(value)).map_err(|e| e.to_string())?;
        }
        conf.reconcile(client)?;
        Ok(conf)
    }

    #[test]
    fn combinations_that_are_refused() {
        const IDEMPOTENT: (&str, &str) = ("enable.idempotence", "true");
        const TRANSACTIONAL: (&str, &str) = ("transactional.id", "t");
        const KIP_848: (&str, &str) = ("group.protocol", "consumer");
        /// For whom, what is set, and what the refusal must mention.
        type Case<'a> = (ClientKind, &'a [(&'a str, &'a str)], &'a str);
        let cases: &[Case] = &[
            (Producer, &[IDEMPOTENT, ("acks", "1")], "acks"),
            (Producer, &[IDEMPOTENT, ("max.in.flight", "6")], "max.in.flight"),
            (Producer, &[IDEMPOTENT, ("retries", "0")], "retries"),
            (Producer, &[IDEMPOTENT, ("queuing.strategy", "lifo")], "queuing.strategy"),
            (Producer, &[("enable.gapless.guarantee", "true")], "enable.idempotence"),
            (Producer, &[TRANSACTIONAL, ("enable.idempotence", "false")], "enable.idempotence"),
            (
                Producer,
                &[TRANSACTIONAL, ("transaction.timeout.ms", "1000"), ("socket.timeout.ms", "1500")],
                "socket",
            ),
            (Producer, &[TRANSACTIONAL, ("message.timeout.ms", "60001")], "message.timeout.ms"),
            (Producer, &[TRANSACTIONAL, ("acks", "1")], "acks"),
            (Producer, &[("linger.ms", "1000"), ("message.timeout.ms", "1000")], "linger.ms"),
            (Producer, &[("linger.ms", "300001"), ("acks", "-1")], "linger.ms"),
            (Producer, &[("reconnect.backoff.ms", "20000")], "reconnect.backoff.max.ms"),
            (Producer, &[("partition.assignment.strategy", "x")], "range, roundrobin"),
            (Consumer, &[("session.timeout.ms", "400000")], "max.poll.interval.ms"),
            (Consumer, &[("fetch.max.bytes", "1000")], "message.max.bytes"),
            (Consumer, &[("receive.message.max.bytes", "52429311")], "fetch.max.bytes"),
            (Consumer, &[("partition.assignment.strategy", "range,cooperative-sticky")], "mixes"),
            (Consumer, &[("https.ca.location", "/tmp"), ("https.ca.pem", "x")], "mutually exclusive"),
            (Producer, &[("https.ca.location", "/nowhere/to be found")], "https.ca.location"),
            (Consumer, &[("group.protocol.type", "x")], "group.protocol.type"),
            (Consumer, &[KIP_848, ("session.timeout.ms", "45000")], "broker"),
            (Consumer, &[KIP_848, ("heartbeat.interval.ms", "1000")], "broker"),
            (Consumer, &[KIP_848, ("partition.assignment.strategy", "range")], "group.remote.assignor"),
        ];
        for (client, properties, mention) in cases {
            let reason =
                finalized(*client, properties).err().unwrap_or_else(|| panic!("{properties:?} is taken"));
            assert!(reason.contains(mention), "{properties:?}: {reason}");
        }
    }

    #[test]
    fn what_is_not_built_is_refused() {
        let mut conf = Conf::default();
        for value in ["ssl", "SASL_SSL"] {
            let refusal = conf.set("security.protocol", Some(value)).unwrap_err().to_string();
            assert!(refusal.contains(value) && refusal.contains("not supported"), "{refusal}");
        }
        for (name, value) in [("security.protocol", "sasl_plaintext"), ("transactional.id", "t")] {
            let mut conf = Conf::default();
            conf.set(name, Some(value)).unwrap();
            let reason = conf.finalize(Producer).unwrap_err();
            assert!(reason.contains(name) && reason.contains("not supported"), "{reason}");
        }
    }

    #[test]
    fn what_was_not_set_is_adjusted() {
        let conf =
            finalized(Producer, &[("transactional.id", "t"), ("transaction.timeout.ms", "1000")]).unwrap();
        assert!(conf.enable_idempotence);
        assert_eq!((conf.max_in_flight, conf.socket_timeout_ms), (5, 900));

        let conf = finalized(Producer, &[("message.timeout.ms", "4")]).unwrap();
        assert_eq!(conf.linger(), std::time::Duration::from_micros(3900));
        let conf = finalized(Producer, &[("linger.ms", "7.3"), ("retry.backoff.ms", "50")]).unwrap();
        assert_eq!(conf.sticky_partitioning_linger_ms, 14);
        assert_eq!(conf.topic_metadata_refresh_fast_interval_ms, 50);
        assert!(conf.allow_auto_create_topics);

        let conf = finalized(Consumer, &[("fetch.max.bytes", "1000000000")]).unwrap();
        assert_eq!(conf.receive_message_max_bytes, 1_000_000_512);
        assert!(!conf.allow_auto_create_topics);
        let conf = finalized(Consumer, &[("queued.max.messages.kbytes", "1")]).unwrap();
        assert_eq!(conf.fetch_max_bytes, 1_000_000);
        let conf =
            finalized(Consumer, &[("topic.metadata.refresh.interval.ms", "1000"), ("debug", "msg")]).unwrap();
        assert_eq!((conf.metadata_max_age_ms, conf.log_level), (3000, 7));
        assert!(finalized(Consumer, &[("enable.idempotence", "true"), ("acks", "1")]).is_ok());
    }

    #[test]
    fn a_topic_fits_its_client() {
        let conf =
            finalized(Producer, &[("transactional.id", "t"), ("transaction.timeout.ms", "1000")]).unwrap();
        let mut topic = TopicConf::default();
        topic.finalize(&conf, Producer).unwrap();
        assert_eq!(topic.message_timeout_ms, 1000);
        topic.set("acks", Some("1")).unwrap();
        assert!(topic.finalize(&conf, Producer).is_err());
        assert!(topic.finalize(&conf, Consumer).is_ok());
    }
}
