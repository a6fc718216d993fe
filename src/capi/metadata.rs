//! Cluster metadata as public structs.

use std::ffi::CString;
use std::ptr;
use std::sync::Arc;

use libc::c_int;

use crate::error::ErrorCode;
use crate::metadata::{ClusterMetadata, PartitionMetadata, QueryTopics, TopicMetadata, query};
use crate::queue::Deadline;

use super::handle;
use super::types::*;
use super::util::c_string;

/// A result of `rd_kafka_metadata` with all that its pointers lead to. C sees the first field.
#[repr(C)]
struct Owned {
    public: rd_kafka_metadata,
    brokers: Vec<rd_kafka_metadata_broker>,
    topics: Vec<rd_kafka_metadata_topic>,
    partitions: Vec<Vec<rd_kafka_metadata_partition>>,
    node_ids: Vec<Vec<i32>>,
    strings: Vec<CString>,
}

impl Owned {
    /// The heap blocks that the public structs point into do not move when the vectors' owners do.
    fn new(metadata: &ClusterMetadata) -> Box<Owned> {
        let mut owned = Box::new(Owned {
            public: rd_kafka_metadata {
                broker_cnt: 0,
                brokers: ptr::null_mut(),
                topic_cnt: 0,
                topics: ptr::null_mut(),
                orig_broker_id: metadata.origin_id,
                orig_broker_name: ptr::null_mut(),
            },
            brokers: Vec::new(),
            topics: Vec::new(),
            partitions: Vec::new(),
            node_ids: Vec::new(),
            strings: Vec::new(),
        });
        owned.public.orig_broker_name = owned.string(&metadata.origin_name);
        for broker in &metadata.brokers {
            let host = owned.string(&broker.address.host);
            let port = c_int::from(broker.address.port);
            owned.brokers.push(rd_kafka_metadata_broker { id: broker.id, host, port });
        }
        for topic in &metadata.topics {
            owned.add_topic(topic);
        }
        owned.public.broker_cnt = owned.brokers.len() as c_int;
        owned.public.brokers = owned.brokers.as_mut_ptr();
        owned.public.topic_cnt = owned.topics.len() as c_int;
        owned.public.topics = owned.topics.as_mut_ptr();
        owned
    }

    fn add_topic(&mut self, topic: &TopicMetadata) {
        let name = self.string(&topic.name);
        let mut partitions: Vec<_> =
            topic.partitions.iter().map(|partition| self.partition(partition)).collect();
        self.topics.push(rd_kafka_metadata_topic {
            topic: name,
            partition_cnt: partitions.len() as c_int,
            partitions: partitions.as_mut_ptr(),
            err: topic.err,
        });
        self.partitions.push(partitions);
    }

    fn partition(&mut self, partition: &PartitionMetadata) -> rd_kafka_metadata_partition {
        rd_kafka_metadata_partition {
            id: partition.id,
            err: partition.err,
            leader: partition.leader,
            replica_cnt: partition.replicas.len() as c_int,
            replicas: self.nodes(&partition.replicas),
            isr_cnt: partition.isrs.len() as c_int,
            isrs: self.nodes(&partition.isrs),
        }
    }

    fn nodes(&mut self, ids: &[i32]) -> *mut i32 {
        let mut ids = ids.to_vec();
        let start = ids.as_mut_ptr();
        self.node_ids.push(ids);
        start
    }

    fn string(&mut self, text: &str) -> *mut libc::c_char {
        let text = c_string(text);
        let start = text.as_ptr().cast_mut();
        self.strings.push(text);
        start
    }
}

/// Asks a broker for the cluster's brokers and topics, waiting up to `timeout_ms`: all topics when
/// `all_topics` is not 0, else the one of `only_rkt`, or those this instance knows when that is NULL.
/// `*metadatap` is freed by the caller with `rd_kafka_metadata_destroy()`. Blocks, so not from a callback.
/// Returns NO_ERROR, _TRANSPORT when no broker could be asked, _TIMED_OUT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_metadata(
    rk: *mut rd_kafka_t,
    all_topics: c_int,
    only_rkt: *mut rd_kafka_topic_t,
    metadatap: *mut *const rd_kafka_metadata,
    timeout_ms: c_int,
) -> rd_kafka_resp_err_t {
    // SAFETY: live handles.
    let (client, topics) = unsafe {
        let topics = match (all_topics, only_rkt.is_null()) {
            (0, true) => QueryTopics::Local,
            (0, false) => QueryTopics::Named(vec![Arc::clone(&handle::topic(only_rkt).name)]),
            _ => QueryTopics::All,
        };
        (handle::client(rk), topics)
    };
    if client.fork.is_inherited() {
        return ErrorCode::_STATE;
    }
    match query(&client, topics, Deadline::from_timeout_ms(timeout_ms)) {
        Ok(metadata) => {
            let owned: *mut Owned = Box::into_raw(Owned::new(&metadata));
            // SAFETY: the caller's; the public struct is the first field.
            unsafe { *metadatap = owned.cast() };
            ErrorCode::NO_ERROR
        }
        Err(code) => code,
    }
}

/// Frees the result of `rd_kafka_metadata()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_metadata_destroy(metadata: *const rd_kafka_metadata) {
    if !metadata.is_null() {
        // SAFETY: from `rd_kafka_metadata`, where it was the first field of an `Owned`.
        drop(unsafe { Box::from_raw(metadata.cast_mut().cast::<Owned>()) });
    }
}
