//! CreatePartitions: a topic grows (KIP-195).

use crate::error::ErrorCode;
use crate::protocol::messages::create_partitions_request::CreatePartitionsTopic;
use crate::protocol::messages::create_partitions_response::CreatePartitionsTopicResult;
use crate::protocol::messages::{CreatePartitionsRequest, CreatePartitionsResponse};

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::State;
use super::super::topics::MAX_PARTITIONS;
use super::topic_request::{DUPLICATE, Refusal, check_replicas, each_once, refuse};

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: CreatePartitionsRequest<'_> = cx.decode()?;
    let grown: Vec<(&str, Result<(), Refusal>)> = each_once(&request.topics, |topic| topic.name)
        .into_iter()
        .map(|(wanted, once)| {
            let grown = match once {
                _ if cx.error.is_err() => refuse(cx.error, ""),
                true => grow(cx.state, wanted, request.validate_only),
                false => refuse(ErrorCode::INVALID_REQUEST, DUPLICATE),
            };
            (wanted.name, grown)
        })
        .collect();
    let results = grown.iter().map(|(name, grown)| CreatePartitionsTopicResult {
        name,
        error_code: grown.as_ref().err().map_or(0, |refusal| wire_code(refusal.error)),
        error_message: grown.as_ref().err().and_then(Refusal::message),
    });
    cx.answer(&CreatePartitionsResponse { results: results.collect(), throttle_time_ms: 0 })
}

fn grow(state: &mut State, wanted: &CreatePartitionsTopic<'_>, validate_only: bool) -> Result<(), Refusal> {
    let brokers: Vec<i32> = state.brokers.keys().copied().collect();
    let Some(topic) = state.topics.get(wanted.name) else {
        return refuse(ErrorCode::UNKNOWN_TOPIC_OR_PART, "");
    };
    let now = topic.partitions.len() as i32;
    let replicas = topic.partitions.first().map_or(1, |partition| partition.replicas.len());
    if !(now + 1..=MAX_PARTITIONS).contains(&wanted.count) {
        let count = wanted.count;
        let text = format!("The topic has {now} partitions: it cannot grow to {count}.");
        return refuse(ErrorCode::INVALID_PARTITIONS, text);
    }
    let assigned: Option<Vec<&[i32]>> =
        wanted.assignments.as_ref().map(|all| all.iter().map(|one| one.broker_ids.as_slice()).collect());
    if let Some(assigned) = &assigned {
        let added = (wanted.count - now) as usize;
        if assigned.len() != added {
            let text = format!("{added} partitions were to be added, but {} were assigned.", assigned.len());
            return refuse(ErrorCode::INVALID_REPLICA_ASSIGNMENT, text);
        }
        assigned.iter().try_for_each(|one| check_replicas(state, one, replicas))?;
    }
    let Some(topic) = state.topics.get(wanted.name).filter(|_| !validate_only) else { return Ok(()) };
    topic.grow(wanted.count, replicas, &brokers);
    let added = topic.partitions.iter_mut().skip(now as usize);
    for (partition, replicas) in added.zip(assigned.into_iter().flatten()) {
        partition.assign(replicas.to_vec());
    }
    Ok(())
}
