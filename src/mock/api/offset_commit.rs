//! OffsetCommit: where a group's consumers are to go on; topics by id from version 10 on (KIP-848).

use crate::error::ErrorCode;
use crate::protocol::ApiKey;
use crate::protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use crate::protocol::messages::offset_commit_response::{
    OffsetCommitResponsePartition, OffsetCommitResponseTopic,
};
use crate::protocol::messages::{OffsetCommitRequest, OffsetCommitResponse};

use super::super::groups::{Caller, Committed};
use super::super::request::{Context, Outcome, wire_code};
use super::super::state::{CoordinatorOf, State};

/// From this version on, clients know that there may be no such group.
const GROUP_ID_NOT_FOUND_FROM: i16 = 9;
/// Brokers' limit (offset.metadata.max.bytes).
const MAX_METADATA: usize = 4096;

pub fn serve(mut cx: Context<'_>) -> Outcome {
    let request: OffsetCommitRequest<'_> = cx.decode()?;
    let refused = check(&mut cx, &request).err();
    let topics = request.topics.iter().map(|topic| OffsetCommitResponseTopic {
        name: topic.name,
        topic_id: topic.topic_id,
        partitions: commit_topic(cx.state, request.group_id, topic, refused),
    });
    let response = OffsetCommitResponse { topics: topics.collect(), ..Default::default() };
    cx.answer(&response)
}

fn check(cx: &mut Context<'_>, request: &OffsetCommitRequest<'_>) -> Result<(), ErrorCode> {
    cx.refusal(CoordinatorOf::Group, request.group_id).into_result()?;
    let caller = Caller {
        member_id: request.member_id,
        instance_id: request.group_instance_id,
        generation: request.generation_id_or_member_epoch,
    };
    let known = cx.version() >= GROUP_ID_NOT_FOUND_FROM;
    let (groups, mut effects) = cx.state.groups(cx.now);
    match groups.get(request.group_id) {
        Some(group) => group.check_commit(&caller, false, &mut effects),
        None if caller.generation < 0 => Ok(()),
        None if known => Err(ErrorCode::GROUP_ID_NOT_FOUND),
        None => Err(ErrorCode::ILLEGAL_GENERATION),
    }
}

fn commit_topic(
    state: &mut State,
    group: &str,
    wanted: &OffsetCommitRequestTopic<'_>,
    refused: Option<ErrorCode>,
) -> Vec<OffsetCommitResponsePartition> {
    let by_id = !wanted.topic_id.is_zero();
    let missing = if by_id { ErrorCode::UNKNOWN_TOPIC_ID } else { ErrorCode::UNKNOWN_TOPIC_OR_PART };
    let topic = state.topics.named(wanted.name, wanted.topic_id).map(|topic| topic.name.clone());
    let topic = refused.map_or(topic.ok_or(missing), Err);
    let answers = wanted.partitions.iter().map(|partition| {
        let done = topic.as_ref().map_err(|error| *error);
        let done = done.and_then(|topic| commit(state, group, topic, partition));
        let error_code = wire_code(done.err().unwrap_or_default());
        OffsetCommitResponsePartition { partition_index: partition.partition_index, error_code }
    });
    answers.collect()
}

fn commit(
    state: &mut State,
    group: &str,
    topic: &str,
    wanted: &OffsetCommitRequestPartition<'_>,
) -> Result<(), ErrorCode> {
    let metadata = wanted.committed_metadata.unwrap_or_default();
    check_partition(state, ApiKey::OFFSET_COMMIT, topic, wanted.partition_index, metadata)?;
    let committed = Committed {
        offset: wanted.committed_offset,
        leader_epoch: wanted.committed_leader_epoch,
        metadata: metadata.to_owned(),
    };
    state.groups.get_or_new(group).offsets.commit(topic, wanted.partition_index, committed);
    Ok(())
}

/// Whether an offset can be committed for a partition.
pub fn check_partition(
    state: &mut State,
    api: ApiKey,
    topic: &str,
    index: i32,
    metadata: &str,
) -> Result<(), ErrorCode> {
    let partition = state.topics.partition(topic, index).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART)?;
    partition.next_error(api).into_result()?;
    if metadata.len() > MAX_METADATA {
        return Err(ErrorCode::OFFSET_METADATA_TOO_LARGE);
    }
    Ok(())
}
