//! Metadata: brokers, topics, leaders.

use crate::error::ErrorCode;
use crate::protocol::Uuid;
use crate::protocol::messages::metadata_request::MetadataRequestTopic;
use crate::protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use crate::protocol::messages::{MetadataRequest, MetadataResponse};
use crate::transport::Endpoint;

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::State;
use super::super::topics::{Partition, Topic};

/// Kafka's limit for a topic's name.
const MAX_NAME: usize = 249;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: MetadataRequest<'_> = cx.decode()?;
    // The first version asks for all topics by naming none.
    let all = request.topics.as_ref().is_none_or(|topics| cx.version() == 0 && topics.is_empty());
    let found: Vec<Found> = if all {
        cx.state.topics.iter_mut().map(show).collect()
    } else {
        let create = request.allow_auto_topic_creation;
        let error = cx.error;
        let wanted = request.topics.iter().flatten();
        wanted
            .map(|wanted| if error.is_err() { refuse(wanted, error) } else { find(cx.state, wanted, create) })
            .collect()
    };
    let brokers = cx.state.brokers.values().filter(|broker| broker.listed && broker.is_up()).map(|broker| {
        let Endpoint { host, port } = &broker.advertised;
        let rack = broker.rack.as_deref();
        MetadataResponseBroker { node_id: broker.id, host, port: i32::from(*port), rack }
    });
    let rebootstrap = cx.error == ErrorCode::REBOOTSTRAP_REQUIRED && cx.version() >= 13;
    let response = MetadataResponse {
        brokers: brokers.collect(),
        cluster_id: Some(&cx.state.cluster_id),
        controller_id: cx.state.controller,
        topics: found.iter().map(Found::shown).collect(),
        error_code: if rebootstrap { cx.error_code() } else { 0 },
        ..Default::default()
    };
    cx.answer(&response)
}

/// What is said of a topic.
struct Found {
    name: Option<String>,
    id: Uuid,
    error: ErrorCode,
    partitions: Vec<MetadataResponsePartition>,
}

impl Found {
    fn shown(&self) -> MetadataResponseTopic<'_> {
        MetadataResponseTopic {
            error_code: wire_code(self.error),
            name: self.name.as_deref(),
            topic_id: self.id,
            partitions: self.partitions.clone(),
            ..Default::default()
        }
    }
}

fn refuse(wanted: &MetadataRequestTopic<'_>, error: ErrorCode) -> Found {
    Found { name: wanted.name.map(str::to_owned), id: wanted.topic_id, error, partitions: Vec::new() }
}

fn find(state: &mut State, wanted: &MetadataRequestTopic<'_>, create: bool) -> Found {
    let Some(name) = wanted.name else {
        let topic = state.topics.by_id(wanted.topic_id);
        return topic.map(show).unwrap_or_else(|| refuse(wanted, ErrorCode::UNKNOWN_TOPIC_ID));
    };
    if !is_valid_name(name) {
        return refuse(wanted, ErrorCode::TOPIC_EXCEPTION);
    }
    let topic = if create { state.topic_or_new(name).ok() } else { state.topics.get(name) };
    topic.map(show).unwrap_or_else(|| refuse(wanted, ErrorCode::UNKNOWN_TOPIC_OR_PART))
}

fn show(topic: &mut Topic) -> Found {
    let (name, id, error) = (Some(topic.name.clone()), topic.id, topic.error);
    let partitions = match error {
        ErrorCode::NO_ERROR => topic.partitions.iter_mut().map(show_partition).collect(),
        _ => Vec::new(),
    };
    Found { name, id, error, partitions }
}

fn show_partition(partition: &mut Partition) -> MetadataResponsePartition {
    let (leader, leader_epoch) = partition.shown_leader();
    let error = if leader.is_none() { ErrorCode::LEADER_NOT_AVAILABLE } else { ErrorCode::NO_ERROR };
    MetadataResponsePartition {
        error_code: wire_code(error),
        partition_index: partition.index,
        leader_id: leader.unwrap_or(-1),
        leader_epoch,
        replica_nodes: partition.replicas.clone(),
        isr_nodes: partition.replicas.clone(),
        ..Default::default()
    }
}

/// Kafka's rule for topic names.
pub fn is_valid_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(allowed) && !matches!(name, "." | "..")
}
