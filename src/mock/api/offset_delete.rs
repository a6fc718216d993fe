//! OffsetDelete (KIP-496): forgets committed offsets of topics that nobody in the group consumes.

use crate::error::ErrorCode;
use crate::protocol::ApiKey;
use crate::protocol::messages::offset_delete_response::{
    OffsetDeleteResponsePartition, OffsetDeleteResponseTopic,
};
use crate::protocol::messages::{OffsetDeleteRequest, OffsetDeleteResponse};

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::{CoordinatorOf, State};

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: OffsetDeleteRequest<'_> = cx.decode()?;
    if let Err(error) = check(&cx, request.group_id) {
        return cx.answer(&OffsetDeleteResponse { error_code: wire_code(error), ..Default::default() });
    }
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|partition| {
            let partition_index = partition.partition_index;
            let deleted = delete(cx.state, request.group_id, topic.name, partition_index);
            let error_code = wire_code(deleted.err().unwrap_or_default());
            OffsetDeleteResponsePartition { partition_index, error_code }
        });
        OffsetDeleteResponseTopic { name: topic.name, partitions: partitions.collect() }
    });
    let response = OffsetDeleteResponse { topics: topics.collect(), ..Default::default() };
    cx.answer(&response)
}

fn check(cx: &Context<'_>, group: &str) -> Result<(), ErrorCode> {
    cx.refusal(CoordinatorOf::Group, group).into_result()?;
    if group.is_empty() {
        return Err(ErrorCode::INVALID_GROUP_ID);
    }
    cx.state.groups.get(group).ok_or(ErrorCode::GROUP_ID_NOT_FOUND)?.check_offset_delete()
}

fn delete(state: &mut State, group: &str, topic: &str, index: i32) -> Result<(), ErrorCode> {
    let partition = state.topics.partition(topic, index).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART)?;
    partition.next_error(ApiKey::OFFSET_DELETE).into_result()?;
    let group = state.groups.get_mut(group).ok_or(ErrorCode::GROUP_ID_NOT_FOUND)?;
    if group.is_subscribed(topic) {
        return Err(ErrorCode::GROUP_SUBSCRIBED_TO_TOPIC);
    }
    group.offsets.delete(topic, index);
    Ok(())
}
