//! Where partitions begin and end, and which offset belongs to a time.

use std::sync::Arc;

use crate::broker::{Reply, RequestError};
use crate::client::Client;
use crate::error::ErrorCode;
use crate::protocol::messages::ListOffsetsRequest;
use crate::protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use crate::protocol::{EncodeError, Message, Writer};
use crate::topic::partition_list::{OFFSET_INVALID, PartitionList, TopicPartition, by_topic};

use super::ask::Ask;
use super::call::Call;
use super::leaders::{LeaderAsk, ask_leaders, has_doubles};
use super::options::AdminOptions;
use super::result::{Outcome, PartitionResult};

/// The offset of the newest message (KIP-734), and the first version in which it can be asked for.
const MAX_TIMESTAMP: i64 = -3;
const FIRST_WITH_MAX_TIMESTAMP: i16 = 7;

struct ListOffsets {
    /// With times as offsets.
    partitions: PartitionList,
    isolation_level: i8,
    timeout_ms: i32,
}

impl LeaderAsk for ListOffsets {
    fn new(partitions: PartitionList, options: &AdminOptions) -> Self {
        let (isolation_level, timeout_ms) = (options.isolation_level, options.operation_timeout_ms);
        ListOffsets { partitions, isolation_level, timeout_ms }
    }

    fn failed(partition: &TopicPartition, code: ErrorCode) -> PartitionResult {
        let partition = TopicPartition { offset: OFFSET_INVALID, err: code, ..partition.clone() };
        PartitionResult { partition, timestamp: -1 }
    }
}

impl Ask for ListOffsets {
    type Request = ListOffsetsRequest<'static>;
    type Answer = Vec<PartitionResult>;

    fn versions(&self) -> (i16, i16) {
        let newest = self.partitions.iter().any(|partition| partition.offset == MAX_TIMESTAMP);
        // Older ones do not know of transactions.
        (if newest { FIRST_WITH_MAX_TIMESTAMP } else { 2 }, i16::MAX)
    }

    fn encode(&self, version: i16, writer: &mut Writer) -> Result<(), EncodeError> {
        let partitions = self.partitions.iter().map(|wanted| {
            let partition = ListOffsetsPartition {
                partition_index: wanted.partition,
                current_leader_epoch: -1,
                timestamp: wanted.offset,
            };
            (&*wanted.topic, partition)
        });
        let topics = by_topic(partitions).into_iter();
        let topics = topics.map(|(name, partitions)| ListOffsetsTopic { name, partitions }).collect();
        let (isolation_level, timeout_ms) = (self.isolation_level, self.timeout_ms);
        ListOffsetsRequest { replica_id: -1, isolation_level, topics, timeout_ms }.encode(writer, version)
    }

    fn read(&self, reply: &Reply) -> Result<Vec<PartitionResult>, RequestError> {
        let response = reply.decode::<ListOffsetsRequest<'_>>()?;
        let mut results = Vec::new();
        for topic in &response.topics {
            for answer in &topic.partitions {
                let mut partition = TopicPartition::new(topic.name, answer.partition_index);
                partition.offset = answer.offset;
                partition.leader_epoch = answer.leader_epoch;
                partition.err = ErrorCode::from(answer.error_code);
                results.push(PartitionResult { partition, timestamp: answer.timestamp });
            }
        }
        Ok(results)
    }
}

/// `wanted` has a time for each partition as its offset, or what stands for the beginning, the end or the newest message.
pub fn list_offsets(client: &Arc<Client>, call: Call, wanted: PartitionList) {
    if let Some((place, partition)) =
        wanted.iter().enumerate().find(|(_, partition)| partition.offset < MAX_TIMESTAMP)
    {
        return call.refuse(format!("Partition {place} has an invalid offset {}", partition.offset));
    }
    if has_doubles(&wanted) {
        return call.refuse("Partitions must not contain duplicates");
    }
    if wanted.is_empty() {
        return call.answer(Ok(Outcome::Partitions(Vec::new())));
    }
    ask_leaders::<ListOffsets>(client, call, wanted);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::Operation;

    #[test]
    fn what_is_asked_decides_on_the_version() {
        let mut partitions = PartitionList::new();
        partitions.add("t", 0).offset = -1;
        partitions.add("u", 1).offset = 99;
        let options = AdminOptions::new(Operation::ListOffsets);
        let ask = ListOffsets::new(partitions.clone(), &options);
        assert_eq!(ask.versions().0, 2);
        for version in 2..=ListOffsetsRequest::VERSIONS.1 {
            assert_eq!(ask.encode(version, &mut Writer::new()), Ok(()), "version {version}");
        }
        partitions.add("t", 1).offset = MAX_TIMESTAMP;
        assert_eq!(ListOffsets::new(partitions, &options).versions().0, 7);
    }
}
