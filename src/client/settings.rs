//! Properties in the form in which the core wants them: durations, options of other rooms.

use std::time::Duration;

use crate::client::Client;
use crate::conf::{AddressFamily, Compression, Conf};
use crate::protocol::versions::BrokerVersions;
use crate::queue::OpKind;
use crate::records::Codec;
use crate::timer::millis;
use crate::topic::Topic;
use crate::transport::{Family, SocketOptions};

/// `RD_KAFKA_EVENT_*` bits of the kinds of op that an application may take as events.
pub fn event_bit(kind: OpKind) -> i32 {
    match kind {
        OpKind::Delivery => 0x1,
        OpKind::Fetch => 0x2,
        OpKind::Log => 0x4,
        OpKind::Error => 0x8,
        OpKind::Rebalance => 0x10,
        OpKind::OffsetCommit => 0x20,
        OpKind::Stats => 0x40,
        OpKind::Admin(operation) => operation.event_type(),
        // Throttling has a callback only.
        OpKind::Throttle => 0,
    }
}

impl Conf {
    /// The application enabled events of this kind.
    pub fn wants_event(&self, kind: OpKind) -> bool {
        self.enabled_events & event_bit(kind) != 0
    }

    /// Errors have somewhere to go but the log.
    pub fn wants_errors(&self) -> bool {
        self.callbacks.error.is_some() || self.wants_event(OpKind::Error)
    }

    pub fn wants_delivery_reports(&self) -> bool {
        let callbacks = &self.callbacks;
        callbacks.dr.is_some() || callbacks.dr_msg.is_some() || self.wants_event(OpKind::Delivery)
    }

    /// Delivery reports are taken as events, on whatever thread polls them.
    pub fn reports_by_event(&self) -> bool {
        let callbacks = &self.callbacks;
        callbacks.dr.is_none() && callbacks.dr_msg.is_none() && self.wants_event(OpKind::Delivery)
    }

    /// `group.id`, which an empty one is not.
    pub fn group(&self) -> Option<&str> {
        self.group_id.as_deref().filter(|id| !id.is_empty())
    }

    pub fn linger(&self) -> Duration {
        Duration::from_secs_f64((self.linger_ms / 1000.0).max(0.0))
    }

    pub fn socket_options(&self) -> SocketOptions {
        SocketOptions {
            send_buffer: usize::try_from(self.socket_send_buffer_bytes).unwrap_or(0),
            receive_buffer: usize::try_from(self.socket_receive_buffer_bytes).unwrap_or(0),
            keepalive: self.socket_keepalive_enable,
            nagle_disable: self.socket_nagle_disable,
        }
    }

    pub fn address_family(&self) -> Family {
        match self.broker_address_family {
            AddressFamily::Any => Family::Any,
            AddressFamily::V4 => Family::V4,
            AddressFamily::V6 => Family::V6,
        }
    }

    pub fn connection_setup_timeout(&self) -> Duration {
        millis(self.socket_connection_setup_timeout_ms)
    }

    pub fn broker_address_ttl(&self) -> Duration {
        millis(self.broker_address_ttl)
    }

    pub fn socket_timeout(&self) -> Duration {
        millis(self.socket_timeout_ms)
    }

    pub fn api_version_request_timeout(&self) -> Duration {
        millis(self.api_version_request_timeout_ms)
    }

    /// What brokers speak, when they cannot be asked. From 0.10 on they can, whatever `api.version.request` says.
    pub fn presumed_versions(&self) -> Option<BrokerVersions> {
        let release = (!self.api_version_request).then_some(self.broker_version_fallback.text())?;
        BrokerVersions::before_asking(release)
    }

    /// `None`: connections are kept, however idle.
    pub fn connections_max_idle(&self) -> Option<Duration> {
        (self.connections_max_idle_ms > 0).then(|| millis(self.connections_max_idle_ms))
    }

    pub fn reconnect_backoff(&self) -> (Duration, Duration) {
        (millis(self.reconnect_backoff_ms), millis(self.reconnect_backoff_max_ms))
    }

    pub fn retry_backoff(&self) -> (Duration, Duration) {
        (millis(self.retry_backoff_ms), millis(self.retry_backoff_max_ms))
    }
}

impl Client {
    /// `retries`, as attempts after the first.
    pub fn max_retries(&self) -> u32 {
        u32::try_from(self.conf.retries).unwrap_or(0)
    }
}

impl Topic {
    /// The acknowledgements to ask for: 0, 1, or -1 for all in-sync replicas.
    pub fn acks(&self) -> i16 {
        i16::try_from(self.conf.acks).unwrap_or(-1)
    }

    pub fn request_timeout(&self) -> Duration {
        millis(self.conf.request_timeout_ms)
    }

    /// `None`: messages never time out.
    pub fn message_timeout(&self) -> Option<Duration> {
        (self.conf.message_timeout_ms > 0).then(|| millis(self.conf.message_timeout_ms))
    }

    /// The codec that batches are compressed with, and its level.
    pub fn compression(&self) -> (Codec, i32) {
        let codec = match self.conf.compression.unwrap_or(self.client.conf.compression) {
            Compression::None => Codec::None,
            Compression::Gzip => Codec::Gzip,
            Compression::Snappy => Codec::Snappy,
            Compression::Lz4 => Codec::Lz4,
            Compression::Zstd => Codec::Zstd,
        };
        (codec, self.conf.compression_level)
    }
}
