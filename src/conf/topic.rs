//! The topic properties: what a program sets on a `rd_kafka_topic_conf_t`, in the order in which they are listed.

use super::table::{Explicit, Kind, integer, properties};
use super::types::*;
use crate::callback::{self, MsgOrderCmp, Opaque, PartitionerCb};

properties! {
    /// The configuration of one topic (`rd_kafka_topic_conf_t`): a field per property, and what is set through
    /// functions of its own.
    pub struct TopicConf {
        /// The application's own partitioner, which goes before the `partitioner` property.
        pub partitioner_cb: Option<PartitionerCb>,
        /// The order of messages in the queue; kept only to be shown, as it has no effect.
        pub msg_order_cmp: Option<MsgOrderCmp>,
        /// Handed to the partitioner, and returned by `rd_kafka_topic_opaque()`.
        pub opaque: Opaque,
        /// Which properties the application has set.
        pub(super) explicit: Explicit,
    }
    static TOPIC;
    "request.required.acks" Producer High [acks: i32 = -1] = Kind::Integer { min: -1, max: 1000, names: &[("all", -1)] },
        "";
    "acks" Producer High = Kind::Alias("request.required.acks"),
        "";
    "request.timeout.ms" Producer Medium [request_timeout_ms: i32 = 30000] = integer(1, 900000),
        "";
    "message.timeout.ms" Producer High [message_timeout_ms: i32 = 300000] = integer(0, i32::MAX),
        "";
    "delivery.timeout.ms" Producer High = Kind::Alias("message.timeout.ms"),
        "";
    "queuing.strategy" Producer Low deprecated [queuing_strategy: QueuingStrategy = QueuingStrategy::Fifo] = Kind::Enum(QueuingStrategy::NAMES),
        "";
    "produce.offset.report" Producer Low deprecated [produce_offset_report: bool = false] = Kind::Boolean,
        "";
    "partitioner" Producer High [partitioner: Partitioner = Partitioner::ConsistentRandom] = Kind::Text,
        "";
    "partitioner_cb" Producer Low (|conf| callback::address(conf.partitioner_cb.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "msg_order_cmp" Producer Low deprecated (|conf| callback::address(conf.msg_order_cmp.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "opaque" Any Low (|conf| conf.opaque.address()) = Kind::Dedicated,
        "";
    "compression.codec" Producer High [compression: Option<Compression> = None] = Kind::Enum(Compression::NAMES_OR_INHERIT),
        "";
    "compression.type" Producer Medium = Kind::Alias("compression.codec"),
        "";
    "compression.level" Producer Medium [compression_level: i32 = -1] = integer(-1, 12),
        "";
    "auto.commit.enable" Consumer Low deprecated [auto_commit_enable: bool = true] = Kind::Boolean,
        "";
    "enable.auto.commit" Consumer Low deprecated = Kind::Alias("auto.commit.enable"),
        "";
    "auto.commit.interval.ms" Consumer High [auto_commit_interval_ms: i32 = 60000] = integer(10, 86_400_000),
        "";
    "auto.offset.reset" Consumer High [auto_offset_reset: OffsetReset = OffsetReset::Latest] = Kind::Enum(OffsetReset::NAMES),
        "";
    "offset.store.path" Consumer Low deprecated [offset_store_path: String = ".".into()] = Kind::Text,
        "";
    "offset.store.sync.interval.ms" Consumer Low deprecated [offset_store_sync_interval_ms: i32 = -1] = integer(-1, 86_400_000),
        "";
    "offset.store.method" Consumer Low deprecated [offset_store_method: TopicOffsetStoreMethod = TopicOffsetStoreMethod::Broker] = Kind::Enum(TopicOffsetStoreMethod::NAMES),
        "";
    "consume.callback.max.messages" Consumer Low [consume_callback_max_messages: i32 = 0] = integer(0, 1_000_000),
        "";
}
