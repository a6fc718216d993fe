//! The topic properties: what a program sets on a `rd_kafka_topic_conf_t`, in the order in which they are listed.

use super::table::{Explicit, Kind, integer, properties};
use super::types::*;
use crate::callback::{MsgOrderCmp, Opaque, PartitionerCb};

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
        "Acknowledgements that a message needs: 0 none, 1 from the leader, -1 or `all` from all replicas \
         in sync. With `all` and too few of them in sync (the topic's `min.insync.replicas`) it fails.";
    "acks" Producer High = Kind::Alias("request.required.acks"),
        "Another name of `request.required.acks`.";
    "request.timeout.ms" Producer Medium [request_timeout_ms: i32 = 30000] = integer(1, 900_000),
        "How long the leader may wait for the other replicas' acknowledgements, in milliseconds. It \
         matters unless `acks` is 0. The client's own wait is `socket.timeout.ms`.";
    "message.timeout.ms" Producer High [message_timeout_ms: i32 = 300_000] = integer(0, i32::MAX),
        "How long a message may take from the produce call to its delivery, retries included, in \
         milliseconds; then it fails. 0 never gives up. Longer than `linger.ms`. With `transactional.id`, \
         lowered to `transaction.timeout.ms` unless set.";
    "delivery.timeout.ms" Producer High = Kind::Alias("message.timeout.ms"),
        "Another name of `message.timeout.ms`.";
    "queuing.strategy" Producer Low deprecated experimental [queuing_strategy: QueuingStrategy = QueuingStrategy::Fifo] = Kind::Enum(QueuingStrategy::NAMES),
        "Which message is sent first: the oldest (`fifo`) or the newest (`lifo`).";
    "produce.offset.report" Producer Low deprecated [produce_offset_report: bool = false] = Kind::Boolean,
        "No longer used: delivery reports always carry the offset.";
    "partitioner" Producer High [partitioner: Partitioner = Partitioner::ConsistentRandom] = Kind::Text,
        "How a message's partition is chosen: `random`; by CRC32 of the key (`consistent`, \
         `consistent_random`), by Murmur2 as Java's producer does (`murmur2`, `murmur2_random`) or by \
         FNV-1a as Sarama does (`fnv1a`, `fnv1a_random`). Those with `_random` send messages without a \
         key anywhere, the others treat them as an empty key.";
    "partitioner_cb" Producer Low (partitioner_cb) = Kind::Dedicated,
        "Chooses the partition in place of `partitioner` (`rd_kafka_topic_conf_set_partitioner_cb()`).";
    "msg_order_cmp" Producer Low deprecated (msg_order_cmp) = Kind::Dedicated,
        "Compares two messages in the queue (`rd_kafka_topic_conf_set_msg_order_cmp()`). It has no \
         effect.";
    "opaque" Any Low (opaque) = Kind::Dedicated,
        "Pointer handed to the partitioner (`rd_kafka_topic_conf_set_opaque()`).";
    "compression.codec" Producer High [compression: Option<Compression> = None] = Kind::Enum(Compression::NAMES_OR_INHERIT),
        "How batches of the topic are compressed. `inherit` takes the global `compression.codec`.";
    "compression.type" Producer Medium = Kind::Alias("compression.codec"),
        "Another name of `compression.codec`.";
    "compression.level" Producer Medium [compression_level: i32 = -1] = integer(-1, 12),
        "How hard to compress: 0 to 9 for gzip, 0 to 12 for lz4 and zstd, snappy has none. -1 takes the \
         codec's default.";
    "auto.commit.enable" Consumer Low deprecated [auto_commit_enable: bool = true] = Kind::Boolean,
        "Simple consumer: store the last offset by itself every `auto.commit.interval.ms`. Group \
         consumers use the global `enable.auto.commit`.";
    "enable.auto.commit" Consumer Low deprecated = Kind::Alias("auto.commit.enable"),
        "Another name of `auto.commit.enable`.";
    "auto.commit.interval.ms" Consumer High [auto_commit_interval_ms: i32 = 60000] = integer(10, 86_400_000),
        "Simple consumer: how often offsets are stored, in milliseconds. Group consumers use the global \
         property.";
    "auto.offset.reset" Consumer High [auto_offset_reset: OffsetReset = OffsetReset::Latest] = Kind::Enum(OffsetReset::NAMES),
        "Where to start without a stored offset, or when it is out of range: at the beginning \
         (`smallest`), at the end (`largest`), or not at all, with the error `ERR__AUTO_OFFSET_RESET` \
         (`error`).";
    "offset.store.path" Consumer Low deprecated [offset_store_path: String = ".".into()] = Kind::Text,
        "Simple consumer: file or directory for offsets.";
    "offset.store.sync.interval.ms" Consumer Low deprecated [offset_store_sync_interval_ms: i32 = -1] = integer(-1, 86_400_000),
        "Simple consumer: how often the offset file is synchronized to disk, in milliseconds. -1 leaves \
         it to the system, 0 does so after each write.";
    "offset.store.method" Consumer Low deprecated [offset_store_method: TopicOffsetStoreMethod = TopicOffsetStoreMethod::Broker] = Kind::Enum(TopicOffsetStoreMethod::NAMES),
        "Simple consumer: where offsets are kept.";
    "consume.callback.max.messages" Consumer Low [consume_callback_max_messages: i32 = 0] = integer(0, 1_000_000),
        "Most messages that one call of `rd_kafka_consume_callback*()` handles. 0 sets no limit.";
}
