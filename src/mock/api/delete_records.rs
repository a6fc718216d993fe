//! DeleteRecords (KIP-107).

use crate::error::ErrorCode;
use crate::protocol::ApiKey;
use crate::protocol::messages::delete_records_response::{
    DeleteRecordsPartitionResult, DeleteRecordsTopicResult,
};
use crate::protocol::messages::{DeleteRecordsRequest, DeleteRecordsResponse};

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::State;
use super::leader;

/// Stands for the high watermark.
const ALL: i64 = -1;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: DeleteRecordsRequest<'_> = cx.decode()?;
    let (broker, error) = (cx.broker(), cx.error);
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|wanted| {
            let index = wanted.partition_index;
            let deleted =
                error.into_result().and_then(|()| delete(cx.state, broker, topic.name, index, wanted.offset));
            let error_code = wire_code(deleted.err().unwrap_or_default());
            let low_watermark = deleted.unwrap_or(-1);
            DeleteRecordsPartitionResult { partition_index: index, low_watermark, error_code }
        });
        DeleteRecordsTopicResult { name: topic.name, partitions: partitions.collect() }
    });
    let topics = topics.collect();
    cx.answer(&DeleteRecordsResponse { topics, throttle_time_ms: 0 })
}

/// Returns where the log starts now.
fn delete(state: &mut State, broker: i32, topic: &str, index: i32, before: i64) -> Result<i64, ErrorCode> {
    let topic = state.topics.get(topic).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART)?;
    let id = topic.id;
    let partition = topic.partition(index).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART)?;
    partition.next_error(ApiKey::DELETE_RECORDS).into_result()?;
    leader::check(partition, broker, -1)?;
    let end = partition.log.end_offset();
    let before = if before == ALL { end } else { before };
    if !(0..=end).contains(&before) {
        return Err(ErrorCode::OFFSET_OUT_OF_RANGE);
    }
    partition.log.delete_before(before);
    let start = partition.log.start_offset();
    state.wake_fetches(id, index);
    Ok(start)
}
