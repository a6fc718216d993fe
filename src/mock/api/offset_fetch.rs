//! OffsetFetch: what a group has committed; several groups at once from version 8 on (KIP-709), topics by id from version
//! 10 on (KIP-848).

use crate::error::ErrorCode;
use crate::protocol::messages::offset_fetch_response::{
    OffsetFetchResponseGroup, OffsetFetchResponsePartition, OffsetFetchResponsePartitions,
    OffsetFetchResponseTopic, OffsetFetchResponseTopics,
};
use crate::protocol::messages::{OffsetFetchRequest, OffsetFetchResponse};
use crate::protocol::{ApiKey, Uuid};

use super::super::groups::Committed;
use super::super::request::{Context, Outcome, wire_code};
use super::super::state::{CoordinatorOf, State};

/// From this version on, groups come in batches.
const BATCHED_FROM: i16 = 8;
/// From this version on, topics are named by id.
const TOPIC_IDS_FROM: i16 = 10;
/// From this version on, the answer has an error of its own.
const TOP_LEVEL_ERROR_FROM: i16 = 2;

pub fn serve(mut cx: Context<'_>) -> Outcome {
    let request: OffsetFetchRequest<'_> = cx.decode()?;
    if cx.version() >= BATCHED_FROM {
        serve_groups(&mut cx, &request)
    } else {
        serve_group(&mut cx, &request)
    }
}

/// A topic that is asked for.
struct Wanted {
    name: String,
    id: Uuid,
    partitions: Vec<i32>,
}

/// What is known of a topic's partitions.
struct Found {
    name: String,
    id: Uuid,
    partitions: Vec<(i32, Result<Option<Committed>, ErrorCode>)>,
}

fn serve_groups(cx: &mut Context<'_>, request: &OffsetFetchRequest<'_>) -> Outcome {
    let found = request.groups.iter().map(|group| {
        cx.refusal(CoordinatorOf::Group, group.group_id).into_result()?;
        let wanted = group.topics.as_ref().map(|topics| {
            let wanted = topics.iter().map(|topic| Wanted {
                name: topic.name.to_owned(),
                id: topic.topic_id,
                partitions: topic.partition_indexes.clone(),
            });
            wanted.collect()
        });
        Ok(look_up(cx, group.group_id, wanted, request.require_stable))
    });
    let found: Vec<Result<Vec<Found>, ErrorCode>> = found.collect();
    let groups = request.groups.iter().zip(&found).map(|(group, found)| OffsetFetchResponseGroup {
        group_id: group.group_id,
        topics: found.iter().flatten().map(show_topics).collect(),
        error_code: wire_code(found.as_ref().err().copied().unwrap_or_default()),
    });
    cx.answer(&OffsetFetchResponse { groups: groups.collect(), ..Default::default() })
}

fn serve_group(cx: &mut Context<'_>, request: &OffsetFetchRequest<'_>) -> Outcome {
    let refused = cx.refusal(CoordinatorOf::Group, request.group_id);
    if refused.is_err() && cx.version() >= TOP_LEVEL_ERROR_FROM {
        return cx.answer(&OffsetFetchResponse { error_code: wire_code(refused), ..Default::default() });
    }
    let wanted = request.topics.as_ref().map(|topics| {
        let wanted = topics.iter().map(|topic| Wanted {
            name: topic.name.to_owned(),
            id: Uuid::ZERO,
            partitions: topic.partition_indexes.clone(),
        });
        wanted.collect()
    });
    let mut found = look_up(cx, request.group_id, wanted, request.require_stable);
    if refused.is_err() {
        let partitions = found.iter_mut().flat_map(|topic| &mut topic.partitions);
        partitions.for_each(|(_, known)| *known = Err(refused));
    }
    let topics = found.iter().map(show_topic).collect();
    cx.answer(&OffsetFetchResponse { topics, ..Default::default() })
}

fn look_up(cx: &mut Context<'_>, group: &str, wanted: Option<Vec<Wanted>>, stable: bool) -> Vec<Found> {
    let by_id = cx.version() >= TOPIC_IDS_FROM;
    let state = &mut *cx.state;
    let wanted = wanted.unwrap_or_else(|| all(state, group, by_id));
    let found = wanted.into_iter().map(|wanted| {
        let topic = state.topics.named(&wanted.name, wanted.id).map(|topic| topic.name.clone());
        if by_id && topic.is_none() {
            let unknown =
                wanted.partitions.into_iter().map(|index| (index, Err(ErrorCode::UNKNOWN_TOPIC_ID)));
            return Found { name: wanted.name, id: wanted.id, partitions: unknown.collect() };
        }
        let name = topic.unwrap_or(wanted.name);
        let partitions = wanted.partitions.into_iter();
        let partitions = partitions.map(|index| (index, committed(state, group, &name, index, stable)));
        Found { partitions: partitions.collect(), id: wanted.id, name }
    });
    found.collect()
}

/// All that the group has committed; topics that are to be named by their id must exist.
fn all(state: &mut State, group: &str, by_id: bool) -> Vec<Wanted> {
    let Some(group) = state.groups.get(group) else { return Vec::new() };
    let all = group.offsets.topics().filter_map(|(name, partitions)| {
        let id = if by_id { state.topics.get(name)?.id } else { Uuid::ZERO };
        Some(Wanted { name: name.to_owned(), id, partitions })
    });
    all.collect()
}

fn committed(
    state: &mut State,
    group: &str,
    topic: &str,
    index: i32,
    stable: bool,
) -> Result<Option<Committed>, ErrorCode> {
    let mut current_epoch = -1;
    if let Some(partition) = state.topics.partition(topic, index) {
        partition.next_error(ApiKey::OFFSET_FETCH).into_result()?;
        current_epoch = partition.leader_epoch;
    }
    let Some(group) = state.groups.get(group) else { return Ok(None) };
    if stable && group.offsets.is_unstable(topic, index) {
        return Err(ErrorCode::UNSTABLE_OFFSET_COMMIT);
    }
    let known = group.offsets.get(topic, index).cloned();
    // As on the reference's mock, an offset that was committed without an epoch has the leader's.
    Ok(known.map(|committed| match committed.leader_epoch {
        ..0 => Committed { leader_epoch: current_epoch, ..committed },
        _ => committed,
    }))
}

/// Offset, leader epoch, metadata and error, as the answer has them.
fn shown(known: &Result<Option<Committed>, ErrorCode>) -> (i64, i32, &str, i16) {
    match known {
        Ok(Some(committed)) => (committed.offset, committed.leader_epoch, &committed.metadata, 0),
        Ok(None) => (-1, -1, "", 0),
        Err(error) => (-1, -1, "", wire_code(*error)),
    }
}

fn show_topics(found: &Found) -> OffsetFetchResponseTopics<'_> {
    let partitions = found.partitions.iter().map(|(partition_index, known)| {
        let (committed_offset, committed_leader_epoch, metadata, error_code) = shown(known);
        OffsetFetchResponsePartitions {
            partition_index: *partition_index,
            committed_offset,
            committed_leader_epoch,
            metadata: Some(metadata),
            error_code,
        }
    });
    OffsetFetchResponseTopics { name: &found.name, topic_id: found.id, partitions: partitions.collect() }
}

fn show_topic(found: &Found) -> OffsetFetchResponseTopic<'_> {
    let partitions = found.partitions.iter().map(|(partition_index, known)| {
        let (committed_offset, committed_leader_epoch, metadata, error_code) = shown(known);
        OffsetFetchResponsePartition {
            partition_index: *partition_index,
            committed_offset,
            committed_leader_epoch,
            metadata: Some(metadata),
            error_code,
        }
    });
    OffsetFetchResponseTopic { name: &found.name, partitions: partitions.collect() }
}
