//! OffsetForLeaderEpoch: where a leader's term ended, so that a client finds out whether its offset is of a log that lost
//! (KIP-101, KIP-320).

use crate::error::ErrorCode;
use crate::protocol::ApiKey;
use crate::protocol::messages::offset_for_leader_epoch_request::OffsetForLeaderPartition;
use crate::protocol::messages::offset_for_leader_epoch_response::{
    EpochEndOffset, OffsetForLeaderTopicResult,
};
use crate::protocol::messages::{OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse};

use super::super::partition_log::EpochStart;
use super::super::request::{Context, Outcome, wire_code};
use super::super::state::State;
use super::leader;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: OffsetForLeaderEpochRequest<'_> = cx.decode()?;
    let (broker, error) = (cx.broker(), cx.error);
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|wanted| {
            let found = error.into_result().and_then(|()| find(cx.state, broker, topic.topic, wanted));
            show(wanted.partition, found)
        });
        OffsetForLeaderTopicResult { topic: topic.topic, partitions: partitions.collect() }
    });
    let topics = topics.collect();
    cx.answer(&OffsetForLeaderEpochResponse { topics, throttle_time_ms: 0 })
}

fn find(
    state: &mut State,
    broker: i32,
    topic: &str,
    wanted: &OffsetForLeaderPartition,
) -> Result<Option<EpochStart>, ErrorCode> {
    let partition = state.topics.partition(topic, wanted.partition);
    let partition = partition.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART)?;
    partition.next_error(ApiKey::OFFSET_FOR_LEADER_EPOCH).into_result()?;
    leader::check(partition, broker, wanted.current_leader_epoch)?;
    Ok(partition.log.epoch_end(wanted.leader_epoch))
}

/// -1 for both when the epoch has not been yet.
fn show(partition: i32, found: Result<Option<EpochStart>, ErrorCode>) -> EpochEndOffset {
    let error_code = wire_code(found.err().unwrap_or_default());
    let end = found.ok().flatten().unwrap_or(EpochStart { epoch: -1, offset: -1 });
    EpochEndOffset { error_code, partition, leader_epoch: end.epoch, end_offset: end.offset }
}
