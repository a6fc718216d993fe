//! Produce: batches are checked and appended (KIP-98, KIP-951, KIP-516).

use std::time::Instant;

use crate::error::ErrorCode;
use crate::protocol::ApiKey;
use crate::protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use crate::protocol::messages::produce_response::{
    LeaderIdAndEpoch, NodeEndpoint, PartitionProduceResponse, TopicProduceResponse,
};
use crate::protocol::messages::{ProduceRequest, ProduceResponse};
use crate::records::{BatchHeader, Batches, Codec, ProducerId};
use crate::transport::Endpoint;

use super::super::partition_log::Appended;
use super::super::request::{Context, Outcome, Refused, Served, wire_code};
use super::super::state::State;
use super::super::topics::Partition;
use super::leader::{self, Hints};

/// Leader hints are known from this version on.
const HINTS_FROM: i16 = 10;
const TOPIC_IDS_FROM: i16 = 13;
const ZSTD_FROM: i16 = 7;
/// From this version on, clients know that they can abort and go on.
const ABORTABLE_FROM: i16 = 11;
/// From this version on, a partition becomes part of the transaction by being written to (KIP-890).
const ENROLLED_FROM: i16 = 12;

/// Where a batch says which format it has, whichever that is.
const MAGIC_AT: usize = 16;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: ProduceRequest<'_> = cx.decode()?;
    let mut producing = Producing {
        broker: cx.broker(),
        version: cx.version(),
        transactional_id: request.transactional_id,
        now: cx.now,
        error: match request.acks {
            _ if cx.error.is_err() => cx.error,
            -1..=1 => ErrorCode::NO_ERROR,
            _ => ErrorCode::INVALID_REQUIRED_ACKS,
        },
        hints: Hints::default(),
    };
    let topics = request.topic_data.iter().map(|topic| producing.topic(cx.state, topic));
    let responses: Vec<_> = topics.collect();
    cx.state.topics.retain();
    if request.acks == 0 {
        return silence(&responses);
    }
    let endpoints = producing.hints.brokers(cx.state).map(|broker| {
        let Endpoint { host, port } = &broker.advertised;
        NodeEndpoint { node_id: broker.id, host, port: i32::from(*port), rack: broker.rack.as_deref() }
    });
    cx.answer(&ProduceResponse { node_endpoints: endpoints.collect(), responses, throttle_time_ms: 0 })
}

/// A producer that wants no answer learns by losing its connection that its leader is another.
fn silence(responses: &[TopicProduceResponse<'_>]) -> Outcome {
    let partitions = responses.iter().flat_map(|topic| &topic.partition_responses);
    match partitions.map(|partition| partition.error_code).find(|error| *error != 0) {
        Some(error) => Err(Refused::Untold(ErrorCode::from(error))),
        None => Ok(Served::Silence),
    }
}

struct Producing<'a> {
    broker: i32,
    version: i16,
    transactional_id: Option<&'a str>,
    now: Instant,
    /// For every partition.
    error: ErrorCode,
    hints: Hints,
}

impl Producing<'_> {
    fn topic<'r>(&mut self, state: &mut State, wanted: &TopicProduceData<'r>) -> TopicProduceResponse<'r> {
        let partitions = wanted.partition_data.iter().map(|data| self.partition(state, wanted, data));
        let (name, topic_id) = (wanted.name, wanted.topic_id);
        TopicProduceResponse { partition_responses: partitions.collect(), name, topic_id }
    }

    fn partition(
        &mut self,
        state: &mut State,
        wanted: &TopicProduceData<'_>,
        data: &PartitionProduceData<'_>,
    ) -> PartitionProduceResponse<'static> {
        let by_id = self.version >= TOPIC_IDS_FROM;
        let topic = if by_id { state.topics.by_id(wanted.topic_id) } else { state.topics.get(wanted.name) };
        let Some(topic) = topic else {
            let by_name = ErrorCode::UNKNOWN_TOPIC_OR_PART;
            return refuse(data.index, if by_id { ErrorCode::UNKNOWN_TOPIC_ID } else { by_name });
        };
        let (id, name) = (topic.id, topic.name.clone());
        let appended = self.append(state, &name, data.index, data.records.unwrap_or_default());
        let Some(partition) = state.topics.partition(&name, data.index) else {
            return refuse(data.index, ErrorCode::UNKNOWN_TOPIC_OR_PART);
        };
        let version = self.version;
        match appended {
            Ok(appended) => {
                let log_start_offset = partition.log.start_offset();
                if appended.duplicate_of.is_none() {
                    state.wake_fetches(id, data.index);
                }
                PartitionProduceResponse {
                    index: data.index,
                    base_offset: appended.base_offset,
                    // As brokers do, though it is not what the name says.
                    log_append_time_ms: appended.duplicate_of.unwrap_or(-1),
                    log_start_offset,
                    error_message: None,
                    ..Default::default()
                }
            }
            Err((error, log_start_offset)) => {
                let mut refused = PartitionProduceResponse { log_start_offset, ..refuse(data.index, error) };
                if version >= HINTS_FROM {
                    let (leader_id, leader_epoch) = self.hints.for_error(error, partition);
                    refused.current_leader = LeaderIdAndEpoch { leader_id, leader_epoch };
                }
                refused
            }
        }
    }

    /// Appends the batch, or says why not and where the log then starts (-1: not known).
    fn append(
        &self,
        state: &mut State,
        topic: &str,
        index: i32,
        records: &[u8],
    ) -> Result<Appended, (ErrorCode, i64)> {
        let unread = |error| (error, -1);
        let unknown = (ErrorCode::UNKNOWN_TOPIC_OR_PART, -1);
        let partition = state.topics.partition(topic, index).ok_or(unknown)?;
        let admitted = self.admit(partition, records);
        if let (Err(ErrorCode::DUPLICATE_SEQUENCE_NUMBER), Ok((header, _))) =
            (&admitted, single_batch(records))
        {
            partition.log.count_as_appended(&header);
        }
        let (header, batch) = admitted.map_err(unread)?;
        if header.attributes.is_transactional() {
            self.enrol(state, topic, index, &header).map_err(unread)?;
        }
        let partition = state.topics.partition(topic, index).ok_or(unknown)?;
        let epoch = partition.leader_epoch;
        let produced = check_header(&header).and_then(|()| partition.log.produce(&header, batch, epoch));
        produced.map_err(|error| (error, partition.log.start_offset()))
    }

    /// The partition must be part of the producer's transaction; the leader asks the coordinator.
    fn enrol(
        &self,
        state: &mut State,
        topic: &str,
        index: i32,
        header: &BatchHeader,
    ) -> Result<(), ErrorCode> {
        let id = self.transactional_id.unwrap_or_default();
        let producer = ProducerId { id: header.producer_id, epoch: header.producer_epoch };
        let enrolled = if self.version >= ENROLLED_FROM {
            state.add_partition(id, producer, topic, index, self.now)
        } else {
            state.transactions.check_partition(id, producer, topic, index)
        };
        enrolled.map_err(|error| match error {
            ErrorCode::PRODUCER_FENCED => ErrorCode::INVALID_PRODUCER_EPOCH,
            ErrorCode::TRANSACTION_ABORTABLE if self.version < ABORTABLE_FROM => ErrorCode::INVALID_TXN_STATE,
            error => error,
        })
    }

    /// The batch, if it may be offered to the log.
    fn admit<'r>(
        &self,
        partition: &mut Partition,
        records: &'r [u8],
    ) -> Result<(BatchHeader, &'r [u8]), ErrorCode> {
        self.error.into_result()?;
        partition.next_error(ApiKey::PRODUCE).into_result()?;
        leader::check(partition, self.broker, -1)?;
        let (header, batch) = single_batch(records)?;
        if header.attributes.codec() == Ok(Codec::Zstd) && self.version < ZSTD_FROM {
            return Err(ErrorCode::UNSUPPORTED_COMPRESSION_TYPE);
        }
        if header.attributes.is_transactional() && self.transactional_id.is_none() {
            return Err(ErrorCode::TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        }
        Ok((header, batch))
    }
}

fn refuse(index: i32, error: ErrorCode) -> PartitionProduceResponse<'static> {
    let error_code = wire_code(error);
    PartitionProduceResponse { index, error_code, base_offset: -1, error_message: None, ..Default::default() }
}

/// The one batch that a request may have for a partition, in the newest format and with the right checksum. What is left of
/// a batch that was cut short behind it does not count.
fn single_batch(records: &[u8]) -> Result<(BatchHeader, &[u8]), ErrorCode> {
    if records.get(MAGIC_AT).is_some_and(|magic| (*magic as i8) < BatchHeader::MAGIC) {
        return Err(ErrorCode::INVALID_RECORD);
    }
    let mut batches = Batches::new(records);
    let batch = batches.next().ok_or(ErrorCode::INVALID_RECORD)?.map_err(|_| ErrorCode::INVALID_MSG)?;
    if batches.next().is_some() {
        return Err(ErrorCode::INVALID_RECORD);
    }
    batch.check_crc(records).map_err(|_| ErrorCode::INVALID_MSG)?;
    let bytes = records.get(batch.range).ok_or(ErrorCode::INVALID_MSG)?;
    Ok((BatchHeader::decode(bytes).map_err(|_| ErrorCode::INVALID_MSG)?, bytes))
}

/// What a client may not write.
fn check_header(header: &BatchHeader) -> Result<(), ErrorCode> {
    let consecutive = header.count > 0 && header.last_offset_delta == header.count - 1;
    let sequenced = header.producer_id < 0 || header.base_sequence >= 0;
    if header.base_offset != 0 || !consecutive || !sequenced || header.attributes.is_control() {
        return Err(ErrorCode::INVALID_RECORD);
    }
    Ok(())
}
