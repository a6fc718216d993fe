//! Deleting the oldest records of partitions.

use std::sync::Arc;

use crate::broker::{Reply, RequestError};
use crate::client::Client;
use crate::error::ErrorCode;
use crate::protocol::messages::DeleteRecordsRequest;
use crate::protocol::messages::delete_records_request::{DeleteRecordsPartition, DeleteRecordsTopic};
use crate::protocol::{EncodeError, Message, Writer};
use crate::topic::partition_list::{PartitionList, TopicPartition, by_topic};

use super::ask::Ask;
use super::call::Call;
use super::leaders::{LeaderAsk, ask_leaders, has_doubles};
use super::options::AdminOptions;
use super::result::PartitionResult;

pub(super) struct DeleteRecords {
    partitions: PartitionList,
    timeout_ms: i32,
}

impl LeaderAsk for DeleteRecords {
    fn new(partitions: PartitionList, options: &AdminOptions) -> Self {
        DeleteRecords { partitions, timeout_ms: options.operation_timeout_ms }
    }

    fn failed(partition: &TopicPartition, code: ErrorCode) -> PartitionResult {
        // A broker that was asked says that it knows no low watermark.
        let offset = if code == ErrorCode::OFFSET_OUT_OF_RANGE { -1 } else { partition.offset };
        let partition = TopicPartition { offset, err: code, ..partition.clone() };
        PartitionResult { partition, timestamp: -1 }
    }
}

impl Ask for DeleteRecords {
    type Request = DeleteRecordsRequest<'static>;
    type Answer = Vec<PartitionResult>;

    fn encode(&self, version: i16, writer: &mut Writer) -> Result<(), EncodeError> {
        let partitions = self.partitions.iter().map(|wanted| {
            let partition =
                DeleteRecordsPartition { partition_index: wanted.partition, offset: wanted.offset };
            (&*wanted.topic, partition)
        });
        let topics = by_topic(partitions).into_iter();
        let topics = topics.map(|(name, partitions)| DeleteRecordsTopic { name, partitions });
        DeleteRecordsRequest { topics: topics.collect(), timeout_ms: self.timeout_ms }.encode(writer, version)
    }

    fn read(&self, reply: &Reply) -> Result<Vec<PartitionResult>, RequestError> {
        let response = reply.decode::<DeleteRecordsRequest<'_>>()?;
        let mut results = Vec::new();
        for topic in &response.topics {
            for answer in &topic.partitions {
                let mut partition = TopicPartition::new(topic.name, answer.partition_index);
                partition.offset = answer.low_watermark;
                partition.err = ErrorCode::from(answer.error_code);
                results.push(PartitionResult { partition, timestamp: -1 });
            }
        }
        Ok(results)
    }
}

/// `before` has the first offset to keep of each partition. The results are sorted.
pub fn delete_records(client: &Arc<Client>, call: Call, mut before: PartitionList) {
    if before.is_empty() {
        return call.refuse("No records to delete");
    }
    if has_doubles(&before) {
        return call.refuse("Duplicate partitions not allowed");
    }
    before.sort();
    ask_leaders::<DeleteRecords>(client, call, before);
}
