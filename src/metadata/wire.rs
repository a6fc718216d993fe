//! A Metadata response in our own terms.

use std::sync::Arc;

use crate::broker::Broker;
use crate::error::ErrorCode;
use crate::protocol::messages::MetadataResponse;
use crate::protocol::messages::metadata_response::MetadataResponseTopic;
use crate::transport::Endpoint;

use super::{BrokerMetadata, ClusterMetadata, PartitionMetadata, TopicMetadata};

pub fn from_wire(origin: &Broker, response: &MetadataResponse<'_>) -> ClusterMetadata {
    ClusterMetadata {
        cluster_id: response.cluster_id.map(str::to_owned),
        controller_id: response.controller_id,
        brokers: response
            .brokers
            .iter()
            .map(|broker| BrokerMetadata {
                id: broker.node_id,
                // A port beyond 16 bits can only be wrong; zero makes the connection fail with a clear error.
                address: Endpoint::new(broker.host, u16::try_from(broker.port).unwrap_or(0)),
                rack: broker.rack.map(str::to_owned),
            })
            .collect(),
        topics: response.topics.iter().map(topic).collect(),
        origin_id: origin.node_id(),
        origin_name: origin.name(),
    }
}

fn topic(topic: &MetadataResponseTopic<'_>) -> TopicMetadata {
    let mut partitions: Vec<PartitionMetadata> = topic
        .partitions
        .iter()
        .map(|partition| PartitionMetadata {
            id: partition.partition_index,
            err: ErrorCode::from(partition.error_code),
            leader: partition.leader_id,
            leader_epoch: partition.leader_epoch,
            replicas: partition.replica_nodes.clone(),
            isrs: partition.isr_nodes.clone(),
        })
        .collect();
    partitions.sort_unstable_by_key(|partition| partition.id);
    TopicMetadata {
        name: Arc::from(topic.name.unwrap_or_default()),
        id: topic.topic_id,
        err: ErrorCode::from(topic.error_code),
        partitions,
    }
}
