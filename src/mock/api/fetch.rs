//! Fetch: batches as they are in the log, now or when there are enough of them (KIP-74, KIP-227, KIP-320, KIP-392, KIP-516,
//! KIP-951). It keeps no sessions: each request names all its partitions, as with a broker that has no session to spare.

use bytes::Bytes;

use crate::error::ErrorCode;
use crate::protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use crate::protocol::messages::fetch_response::{
    EpochEndOffset, FetchableTopicResponse, LeaderIdAndEpoch, NodeEndpoint, PartitionData,
};
use crate::protocol::messages::{FetchRequest, FetchResponse};
use crate::protocol::{ApiKey, Uuid};
use crate::timer::millis;
use crate::transport::Endpoint;

use super::super::request::{Context, Outcome, Served, wire_code};
use super::super::state::State;
use super::super::topics::{Partition, Topic};
use super::leader::{self, Hints};

/// Errors of the whole request are known from this version on.
const REQUEST_ERROR_FROM: i16 = 7;
/// Clients may read from a replica that is not the leader.
const FOLLOWERS_FROM: i16 = 11;
const TOPIC_IDS_FROM: i16 = 13;
/// Leader hints are known from this version on.
const HINTS_FROM: i16 = 16;

pub fn serve(cx: Context<'_>) -> Outcome {
    let request: FetchRequest<'_> = cx.decode()?;
    if cx.error.is_err() {
        return refuse(&cx, &request, cx.error);
    }
    // Only a session that was granted has epochs above 0.
    if request.session_epoch > 0 {
        let error_code = wire_code(ErrorCode::FETCH_SESSION_ID_NOT_FOUND);
        return cx.answer(&FetchResponse { error_code, ..Default::default() });
    }
    let mut reading = Reading {
        broker: cx.broker(),
        version: cx.version(),
        committed_only: request.isolation_level == 1,
        bytes_left: usize::try_from(request.max_bytes).unwrap_or(0),
        found_bytes: 0,
        urgent: false,
        hints: Hints::default(),
        waits_for: Vec::new(),
        parks: false,
        was_parked: cx.parked_until.is_some(),
    };
    let topics = request.topics.iter().map(|topic| reading.topic(cx.state, topic));
    let topics: Vec<Vec<Found>> = topics.collect();
    let wait = millis(request.max_wait_ms);
    let until = cx.parked_until.unwrap_or(cx.now + wait);
    let enough = reading.found_bytes >= usize::try_from(request.min_bytes).unwrap_or(0);
    if !enough && !reading.urgent && cx.now < until && reading.parks {
        cx.state.park(cx.request.clone(), until, reading.waits_for);
        return Ok(Served::Later);
    }
    answer(&cx, &request, &topics, &reading.hints)
}

fn answer(cx: &Context<'_>, request: &FetchRequest<'_>, topics: &[Vec<Found>], hints: &Hints) -> Outcome {
    let records: Vec<Vec<Vec<u8>>> =
        topics.iter().map(|topic| topic.iter().map(|found| found.batches.concat()).collect()).collect();
    let responses = request.topics.iter().zip(topics).zip(&records).map(|((wanted, found), records)| {
        let partitions = found
            .iter()
            .zip(records)
            .map(|(found, records)| PartitionData { records: Some(records), ..found.data.clone() });
        let (topic, topic_id) = (wanted.topic, wanted.topic_id);
        FetchableTopicResponse { topic, topic_id, partitions: partitions.collect() }
    });
    let endpoints = hints.brokers(cx.state).map(|broker| {
        let Endpoint { host, port } = &broker.advertised;
        NodeEndpoint { node_id: broker.id, host, port: i32::from(*port), rack: broker.rack.as_deref() }
    });
    cx.answer(&FetchResponse {
        responses: responses.collect(),
        node_endpoints: endpoints.collect(),
        ..Default::default()
    })
}

/// An error of the session is one of the whole request; others are said of each partition.
fn refuse(cx: &Context<'_>, request: &FetchRequest<'_>, error: ErrorCode) -> Outcome {
    let of_session =
        matches!(error, ErrorCode::FETCH_SESSION_ID_NOT_FOUND | ErrorCode::INVALID_FETCH_SESSION_EPOCH);
    if of_session && cx.version() >= REQUEST_ERROR_FROM {
        return cx.answer(&FetchResponse { error_code: wire_code(error), ..Default::default() });
    }
    let responses = request.topics.iter().map(|topic| FetchableTopicResponse {
        topic: topic.topic,
        topic_id: topic.topic_id,
        partitions: topic.partitions.iter().map(|wanted| refused(wanted.partition, error)).collect(),
    });
    cx.answer(&FetchResponse { responses: responses.collect(), ..Default::default() })
}

fn refused(partition_index: i32, error: ErrorCode) -> PartitionData<'static> {
    PartitionData {
        partition_index,
        error_code: wire_code(error),
        high_watermark: -1,
        records: Some(&[]),
        ..Default::default()
    }
}

/// What was found for a partition. The batches are joined only if the answer is sent.
struct Found {
    data: PartitionData<'static>,
    batches: Vec<Bytes>,
}

impl From<PartitionData<'static>> for Found {
    fn from(data: PartitionData<'static>) -> Self {
        Found { data, batches: Vec::new() }
    }
}

/// What a replica can give: offsets from `start` to before `end`.
#[derive(Clone, Copy)]
struct Replica {
    start: i64,
    end: i64,
}

impl Replica {
    /// As it was when the client had read all that there was.
    fn without_news(partition: &Partition, wanted: &FetchPartition) -> Self {
        Replica { start: partition.log.start_offset(), end: wanted.fetch_offset }
    }
}

struct Reading {
    broker: i32,
    version: i16,
    committed_only: bool,
    /// Of those that the request wants at most.
    bytes_left: usize,
    found_bytes: usize,
    /// The client is to know something at once.
    urgent: bool,
    hints: Hints,
    waits_for: Vec<(Uuid, i32)>,
    /// There may be something later.
    parks: bool,
    was_parked: bool,
}

impl Reading {
    fn topic(&mut self, state: &mut State, wanted: &FetchTopic<'_>) -> Vec<Found> {
        let by_id = self.version >= TOPIC_IDS_FROM;
        let (topics, brokers) = (&mut state.topics, &state.brokers);
        // One that there is not is named all the same, for tests of what a client does then.
        let is_up = |broker: &i32| brokers.get(broker).is_none_or(|broker| broker.is_up());
        match if by_id { topics.by_id(wanted.topic_id) } else { topics.get(wanted.topic) } {
            Some(topic) => {
                wanted.partitions.iter().map(|partition| self.partition(topic, partition, is_up)).collect()
            }
            None => {
                let by_name = ErrorCode::UNKNOWN_TOPIC_OR_PART;
                let error = if by_id { ErrorCode::UNKNOWN_TOPIC_ID } else { by_name };
                self.urgent |= !wanted.partitions.is_empty();
                wanted.partitions.iter().map(|wanted| refused(wanted.partition, error).into()).collect()
            }
        }
    }

    fn partition(
        &mut self,
        topic: &mut Topic,
        wanted: &FetchPartition,
        is_up: impl Fn(&i32) -> bool,
    ) -> Found {
        let (id, index) = (topic.id, wanted.partition);
        let Some(partition) = topic.partition(index) else {
            self.urgent = true;
            return refused(index, ErrorCode::UNKNOWN_TOPIC_OR_PART).into();
        };
        let found = match self.replica(partition, wanted) {
            Ok(Some(replica)) => match self.preferred(partition).filter(is_up) {
                Some(preferred) => Ok(self.redirect(partition, preferred)),
                None => self.read(partition, replica, wanted),
            },
            Ok(None) => Ok(self.describe(partition, Replica::without_news(partition, wanted)).into()),
            Err(error) => Err(error),
        };
        let follows = partition.leader != Some(self.broker);
        found.map(|found| self.note(found, (id, index), follows)).unwrap_or_else(|error| {
            self.urgent = true;
            let mut data = PartitionData { aborted_transactions: None, ..refused(index, error) };
            if self.version >= HINTS_FROM {
                let (leader_id, leader_epoch) = self.hints.for_error(error, partition);
                data.current_leader = LeaderIdAndEpoch { leader_id, leader_epoch };
            }
            data.into()
        })
    }

    /// A follower learns of what is written with a delay: its reader waits for as long as it said.
    fn note(&mut self, found: Found, partition: (Uuid, i32), follows: bool) -> Found {
        self.parks = true;
        self.waits_for.extend((!follows).then_some(partition));
        self.found_bytes += found.batches.iter().map(Bytes::len).sum::<usize>();
        found
    }

    /// What this broker has of the partition, if the client may read it here; `None` if it may no more since the request
    /// came, which the next one will be told.
    fn replica(
        &self,
        partition: &mut Partition,
        wanted: &FetchPartition,
    ) -> Result<Option<Replica>, ErrorCode> {
        partition.next_error(ApiKey::FETCH).into_result()?;
        let (start, end) = (partition.log.start_offset(), partition.log.end_offset());
        let follower = partition.follower;
        if follower.broker == Some(self.broker) && partition.leader != Some(self.broker) {
            leader::check_epoch(partition, wanted.current_leader_epoch)?;
            let start = follower.start_offset.unwrap_or(start);
            return Ok(Some(Replica { start, end: follower.end_offset.unwrap_or(end).min(end) }));
        }
        match leader::check(partition, self.broker, wanted.current_leader_epoch) {
            Ok(()) => Ok(Some(Replica { start, end })),
            Err(_) if self.was_parked => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The replica that the client had better read from (KIP-392): the one that was set, whatever the client's rack.
    fn preferred(&self, partition: &Partition) -> Option<i32> {
        let other = partition.follower.broker.filter(|follower| *follower != self.broker);
        other.filter(|_| self.version >= FOLLOWERS_FROM)
    }

    fn redirect(&mut self, partition: &Partition, preferred: i32) -> Found {
        self.urgent = true;
        let replica = Replica { start: partition.log.start_offset(), end: partition.log.end_offset() };
        PartitionData { preferred_read_replica: preferred, ..self.describe(partition, replica) }.into()
    }

    /// Everything but records.
    fn describe(&self, partition: &Partition, replica: Replica) -> PartitionData<'static> {
        PartitionData {
            partition_index: partition.index,
            high_watermark: replica.end,
            last_stable_offset: partition.log.last_stable_offset().min(replica.end),
            log_start_offset: replica.start,
            aborted_transactions: self.committed_only.then(Vec::new),
            records: Some(&[]),
            ..Default::default()
        }
    }

    fn read(
        &mut self,
        partition: &Partition,
        replica: Replica,
        wanted: &FetchPartition,
    ) -> Result<Found, ErrorCode> {
        let mut data = self.describe(partition, replica);
        if let Some(diverging_epoch) = diverging(partition, wanted)? {
            self.urgent = true;
            return Ok(PartitionData { diverging_epoch, ..data }.into());
        }
        if !(replica.start..=replica.end).contains(&wanted.fetch_offset) {
            return Err(ErrorCode::OFFSET_OUT_OF_RANGE);
        }
        let (batches, to) = self.batches(partition, wanted, replica.end);
        if self.committed_only {
            data.aborted_transactions = Some(partition.log.aborted_transactions(wanted.fetch_offset, to));
        }
        Ok(Found { data, batches })
    }

    /// Whole batches within the limits, and the offset after them. The first batch of an answer comes however large it
    /// is, so that its reader gets on.
    fn batches(&mut self, partition: &Partition, wanted: &FetchPartition, end: i64) -> (Vec<Bytes>, i64) {
        let most = usize::try_from(wanted.partition_max_bytes).unwrap_or(0);
        let (mut left, mut to) = (most.min(self.bytes_left), wanted.fetch_offset);
        let mut batches = Vec::new();
        for batch in partition.log.batches_from(wanted.fetch_offset) {
            let first = self.found_bytes == 0 && batches.is_empty();
            // A batch is not cut, and one that the end lies in, as it may be set for a follower, is there.
            let pending = self.committed_only && batch.last_offset >= partition.log.last_stable_offset();
            if pending || batch.base_offset > end || (batch.bytes.len() > left && !first) {
                break;
            }
            left = left.saturating_sub(batch.bytes.len());
            self.bytes_left = self.bytes_left.saturating_sub(batch.bytes.len());
            to = batch.last_offset + 1;
            batches.push(batch.bytes.clone());
        }
        (batches, to)
    }
}

/// Where the client's log leaves the leader's, if it does (KIP-595).
fn diverging(partition: &Partition, wanted: &FetchPartition) -> Result<Option<EpochEndOffset>, ErrorCode> {
    if wanted.last_fetched_epoch < 0 {
        return Ok(None);
    }
    let end = partition.log.epoch_end(wanted.last_fetched_epoch).ok_or(ErrorCode::OFFSET_OUT_OF_RANGE)?;
    let diverges = end.epoch < wanted.last_fetched_epoch || end.offset < wanted.fetch_offset;
    Ok(diverges.then_some(EpochEndOffset { epoch: end.epoch, end_offset: end.offset }))
}
