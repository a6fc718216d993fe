//! CreateTopics. Settings are taken and have no effect: the cluster has none.

use crate::error::ErrorCode;
use crate::protocol::Uuid;
use crate::protocol::messages::create_topics_request::{CreatableReplicaAssignment, CreatableTopic};
use crate::protocol::messages::create_topics_response::CreatableTopicResult;
use crate::protocol::messages::{CreateTopicsRequest, CreateTopicsResponse};

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::State;
use super::super::topics::Topic;
use super::metadata::is_valid_name;
use super::topic_request::{DUPLICATE, Refusal, check_replicas, each_once, refuse};

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: CreateTopicsRequest<'_> = cx.decode()?;
    let created: Vec<(&str, Result<Created, Refusal>)> = each_once(&request.topics, |topic| topic.name)
        .into_iter()
        .map(|(wanted, once)| {
            let created = match once {
                _ if cx.error.is_err() => refuse(cx.error, ""),
                true => create(cx.state, wanted, request.validate_only),
                false => refuse(ErrorCode::INVALID_REQUEST, DUPLICATE),
            };
            (wanted.name, created)
        })
        .collect();
    let topics = created.iter().map(|(name, created)| show(name, created)).collect();
    cx.answer(&CreateTopicsResponse { topics, throttle_time_ms: 0 })
}

struct Created {
    id: Uuid,
    partitions: i32,
    replicas: i16,
}

impl Created {
    fn from(topic: &Topic) -> Self {
        let replicas = topic.partitions.first().map_or(0, |partition| partition.replicas.len());
        Created { id: topic.id, partitions: topic.partitions.len() as i32, replicas: replicas as i16 }
    }
}

fn show<'r>(name: &'r str, created: &'r Result<Created, Refusal>) -> CreatableTopicResult<'r> {
    match created {
        Ok(created) => CreatableTopicResult {
            name,
            topic_id: created.id,
            num_partitions: created.partitions,
            replication_factor: created.replicas,
            configs: Some(Vec::new()),
            error_message: None,
            ..Default::default()
        },
        Err(refusal) => CreatableTopicResult {
            name,
            error_code: wire_code(refusal.error),
            error_message: refusal.message(),
            configs: Some(Vec::new()),
            ..Default::default()
        },
    }
}

fn create(state: &mut State, wanted: &CreatableTopic<'_>, validate_only: bool) -> Result<Created, Refusal> {
    let name = wanted.name;
    if !is_valid_name(name) {
        return refuse(ErrorCode::TOPIC_EXCEPTION, format!("Topic name '{name}' is not valid."));
    }
    if state.topics.get(name).is_some() {
        return refuse(ErrorCode::TOPIC_ALREADY_EXISTS, format!("Topic '{name}' already exists."));
    }
    let (partitions, replicas) = (wanted.num_partitions, i32::from(wanted.replication_factor));
    let assigned = assignment(state, wanted)?;
    let topic = match &assigned {
        Some(assigned) => state.create_topic(name, assigned.len() as i32, 1),
        None if partitions == 0 || partitions < -1 => Err(ErrorCode::INVALID_PARTITIONS),
        None if replicas == 0 || replicas < -1 => Err(ErrorCode::INVALID_REPLICATION_FACTOR),
        None => state.create_topic(name, partitions, replicas),
    };
    let topic = match topic {
        Ok(topic) => topic,
        Err(error) => return refuse(error, why_not(error, wanted)),
    };
    for (partition, replicas) in topic.partitions.iter_mut().zip(assigned.into_iter().flatten()) {
        partition.assign(replicas);
    }
    let mut created = Created::from(topic);
    if validate_only {
        created.id = Uuid::ZERO;
        state.topics.delete(name);
    }
    Ok(created)
}

fn why_not(error: ErrorCode, wanted: &CreatableTopic<'_>) -> String {
    match error {
        ErrorCode::INVALID_PARTITIONS => {
            format!("A topic cannot have {} partitions.", wanted.num_partitions)
        }
        ErrorCode::INVALID_REPLICATION_FACTOR => {
            format!("There are not the brokers for a replication factor of {}.", wanted.replication_factor)
        }
        _ => String::new(),
    }
}

/// The replicas of each partition, if the request names them.
fn assignment(state: &State, wanted: &CreatableTopic<'_>) -> Result<Option<Vec<Vec<i32>>>, Refusal> {
    if wanted.assignments.is_empty() {
        return Ok(None);
    }
    if wanted.num_partitions != -1 || wanted.replication_factor != -1 {
        let text = "A manual partition assignment leaves partition count and replication factor at -1.";
        return refuse(ErrorCode::INVALID_REQUEST, text);
    }
    let mut assignments: Vec<&CreatableReplicaAssignment> = wanted.assignments.iter().collect();
    assignments.sort_by_key(|assignment| assignment.partition_index);
    if assignments.iter().zip(0..).any(|(assignment, index)| assignment.partition_index != index) {
        let text = "Partitions should be a consecutive 0-based integer sequence.";
        return refuse(ErrorCode::INVALID_REPLICA_ASSIGNMENT, text);
    }
    let replicas: Vec<Vec<i32>> = assignments.iter().map(|one| one.broker_ids.clone()).collect();
    let count = replicas.first().map_or(0, Vec::len);
    replicas.iter().try_for_each(|replicas| check_replicas(state, replicas, count))?;
    Ok(Some(replicas))
}
