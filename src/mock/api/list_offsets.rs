//! ListOffsets: offsets by time, and by what stands for one (KIP-79, KIP-98, KIP-320, KIP-734).

use crate::error::ErrorCode;
use crate::protocol::ApiKey;
use crate::protocol::messages::list_offsets_request::ListOffsetsPartition;
use crate::protocol::messages::list_offsets_response::{
    ListOffsetsPartitionResponse, ListOffsetsTopicResponse,
};
use crate::protocol::messages::{ListOffsetsRequest, ListOffsetsResponse};

use super::super::partition_log::{PartitionLog, TimedOffset};
use super::super::request::{Context, Outcome, wire_code};
use super::super::state::State;
use super::leader;

const LATEST: i64 = -1;
const EARLIEST: i64 = -2;
const GREATEST_TIME: i64 = -3;
const EARLIEST_LOCAL: i64 = -4;
const LATEST_TIERED: i64 = -5;
const EARLIEST_PENDING_UPLOAD: i64 = -6;

/// Answers have leader epochs from this version on.
const EPOCHS_FROM: i16 = 4;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: ListOffsetsRequest<'_> = cx.decode()?;
    let asked = Asked {
        broker: cx.broker(),
        version: cx.version(),
        error: cx.error,
        committed_only: request.isolation_level == 1,
    };
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|wanted| {
            let found = asked.find(cx.state, topic.name, wanted);
            asked.show(wanted.partition_index, found)
        });
        ListOffsetsTopicResponse { name: topic.name, partitions: partitions.collect() }
    });
    let topics = topics.collect();
    cx.answer(&ListOffsetsResponse { topics, throttle_time_ms: 0 })
}

const NOTHING: TimedOffset = TimedOffset { offset: -1, timestamp: -1, leader_epoch: -1 };

struct Asked {
    broker: i32,
    version: i16,
    error: ErrorCode,
    committed_only: bool,
}

impl Asked {
    fn show(
        &self,
        partition_index: i32,
        found: Result<Option<TimedOffset>, ErrorCode>,
    ) -> ListOffsetsPartitionResponse {
        let error_code = wire_code(found.err().unwrap_or_default());
        let TimedOffset { offset, timestamp, leader_epoch } = found.ok().flatten().unwrap_or(NOTHING);
        let leader_epoch = if self.version >= EPOCHS_FROM { leader_epoch } else { -1 };
        ListOffsetsPartitionResponse { partition_index, error_code, timestamp, offset, leader_epoch }
    }

    fn find(
        &self,
        state: &mut State,
        topic: &str,
        wanted: &ListOffsetsPartition,
    ) -> Result<Option<TimedOffset>, ErrorCode> {
        self.error.into_result()?;
        let partition = state.topics.partition(topic, wanted.partition_index);
        let partition = partition.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PART)?;
        partition.next_error(ApiKey::LIST_OFFSETS).into_result()?;
        leader::check(partition, self.broker, wanted.current_leader_epoch)?;
        if self.version < known_from(wanted.timestamp).ok_or(ErrorCode::UNSUPPORTED_VERSION)? {
            return Err(ErrorCode::UNSUPPORTED_VERSION);
        }
        Ok(self.look_up(&partition.log, wanted.timestamp))
    }

    fn look_up(&self, log: &PartitionLog, timestamp: i64) -> Option<TimedOffset> {
        let end = if self.committed_only { log.last_stable_offset() } else { log.end_offset() };
        let untimed = |offset, leader_epoch| Some(TimedOffset { offset, timestamp: -1, leader_epoch });
        match timestamp {
            LATEST => untimed(end, log.latest_epoch()),
            EARLIEST | EARLIEST_LOCAL => untimed(log.start_offset(), log.epoch_at(log.start_offset())),
            // Nothing is tiered here.
            LATEST_TIERED | EARLIEST_PENDING_UPLOAD => None,
            GREATEST_TIME => log.find_latest_time(),
            // As if all were older: what programs' tests know of the reference.
            _ => None,
        }
    }
}

/// The first version in which a request may ask for this time.
fn known_from(timestamp: i64) -> Option<i16> {
    match timestamp {
        EARLIEST_PENDING_UPLOAD => Some(11),
        LATEST_TIERED => Some(9),
        EARLIEST_LOCAL => Some(8),
        GREATEST_TIME => Some(7),
        EARLIEST.. => Some(0),
        _ => None,
    }
}
