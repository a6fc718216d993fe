//! Fetch, by hand: a request built from borrowed parts, and a response read partition by partition whose
//! records are slices of the received frame. The generated codec is the oracle that the tests compare with.

use super::api::ApiKey;
use super::error::{DecodeError, EncodeError};
use super::frame;
use super::messages::fetch_response::{AbortedTransaction, EpochEndOffset, LeaderIdAndEpoch, NodeEndpoint};
use super::walk::{TopicLayout, TopicWalk};
use super::wire::{Reader, Writer};
use crate::uuid::Uuid;

/// Versions that this module speaks.
pub const VERSIONS: (i16, i16) = (4, 18);

const FLEXIBLE_FROM: i16 = 12;
const TOPIC_IDS_FROM: i16 = 13;

/// The replica id of a client, which is no replica. Sent up to version 14.
const NO_REPLICA: i32 = -1;

/// A Fetch request.
#[derive(Clone, Debug)]
pub struct FetchOutline<'a> {
    pub max_wait_ms: i32,
    pub min_bytes: i32,
    pub max_bytes: i32,
    /// 0 reads uncommitted records too, 1 only committed ones.
    pub isolation_level: i8,
    /// Sent from version 7 on, as is `session_epoch` (KIP-227).
    pub session_id: i32,
    pub session_epoch: i32,
    pub topics: &'a [FetchTopic<'a>],
    /// Partitions to drop from the session; none may be given below version 7.
    pub forgotten: &'a [ForgottenTopic<'a>],
    /// Sent from version 11 on.
    pub rack_id: &'a str,
}

#[derive(Clone, Debug)]
pub struct FetchTopic<'a> {
    /// Sent up to version 12.
    pub name: &'a str,
    /// Sent from version 13 on.
    pub id: Uuid,
    pub partitions: &'a [FetchPartition],
}

#[derive(Clone, Copy, Debug)]
pub struct FetchPartition {
    pub index: i32,
    /// -1 if not known. Sent from version 9 on.
    pub current_leader_epoch: i32,
    pub fetch_offset: i64,
    /// -1 if none; anything else needs version 12.
    pub last_fetched_epoch: i32,
    pub max_bytes: i32,
}

#[derive(Clone, Debug)]
pub struct ForgottenTopic<'a> {
    /// Sent up to version 12.
    pub name: &'a str,
    /// Sent from version 13 on.
    pub id: Uuid,
    pub partitions: &'a [i32],
}

/// A Fetch request as it goes on the wire: length, header, body.
pub fn encode_request(
    outline: &FetchOutline<'_>,
    version: i16,
    correlation_id: i32,
    client_id: Option<&str>,
) -> Result<Vec<u8>, EncodeError> {
    if !(VERSIONS.0..=VERSIONS.1).contains(&version) {
        return Err(EncodeError::version("FetchRequest", version));
    }
    let flexible = version >= FLEXIBLE_FROM;
    let mut w = frame::begin_request(ApiKey::FETCH, version, correlation_id, client_id)?;
    if version <= 14 {
        w.i32(NO_REPLICA);
    }
    w.i32(outline.max_wait_ms);
    w.i32(outline.min_bytes);
    w.i32(outline.max_bytes);
    w.i8(outline.isolation_level);
    if version >= 7 {
        w.i32(outline.session_id);
        w.i32(outline.session_epoch);
    }
    w.array_len(outline.topics.len(), flexible, "FetchRequest.Topics")?;
    for topic in outline.topics {
        encode_topic(&mut w, topic, version)?;
    }
    encode_forgotten(&mut w, outline.forgotten, version)?;
    if version >= 11 {
        w.string(outline.rack_id, flexible, "FetchRequest.RackId")?;
    }
    if flexible {
        w.uvarint(0);
    }
    frame::end_frame(&mut w, "FetchRequest", 0)?;
    Ok(w.into_vec())
}

fn encode_topic(w: &mut Writer, topic: &FetchTopic<'_>, version: i16) -> Result<(), EncodeError> {
    let flexible = version >= FLEXIBLE_FROM;
    if version >= TOPIC_IDS_FROM {
        w.uuid(topic.id);
    } else {
        w.string(topic.name, flexible, "FetchRequest.Topics.Topic")?;
    }
    w.array_len(topic.partitions.len(), flexible, "FetchRequest.Topics.Partitions")?;
    for partition in topic.partitions {
        encode_partition(w, partition, version)?;
    }
    if flexible {
        w.uvarint(0);
    }
    Ok(())
}

fn encode_partition(w: &mut Writer, partition: &FetchPartition, version: i16) -> Result<(), EncodeError> {
    w.i32(partition.index);
    if version >= 9 {
        w.i32(partition.current_leader_epoch);
    }
    w.i64(partition.fetch_offset);
    if version >= 12 {
        w.i32(partition.last_fetched_epoch);
    } else if partition.last_fetched_epoch != -1 {
        let field = "FetchRequest.Topics.Partitions.LastFetchedEpoch";
        return Err(EncodeError::not_in_version(field, version));
    }
    if version >= 5 {
        // The log start offset, which only a replica knows.
        w.i64(-1);
    }
    w.i32(partition.max_bytes);
    if version >= FLEXIBLE_FROM {
        w.uvarint(0);
    }
    Ok(())
}

fn encode_forgotten(
    w: &mut Writer,
    forgotten: &[ForgottenTopic<'_>],
    version: i16,
) -> Result<(), EncodeError> {
    const FIELD: &str = "FetchRequest.ForgottenTopicsData";
    let flexible = version >= FLEXIBLE_FROM;
    if version < 7 {
        let none = forgotten.is_empty();
        return if none { Ok(()) } else { Err(EncodeError::not_in_version(FIELD, version)) };
    }
    w.array_len(forgotten.len(), flexible, FIELD)?;
    for topic in forgotten {
        if version >= TOPIC_IDS_FROM {
            w.uuid(topic.id);
        } else {
            w.string(topic.name, flexible, "FetchRequest.ForgottenTopicsData.Topic")?;
        }
        w.array_len(topic.partitions.len(), flexible, "FetchRequest.ForgottenTopicsData.Partitions")?;
        for partition in topic.partitions {
            w.i32(*partition);
        }
        if flexible {
            w.uvarint(0);
        }
    }
    Ok(())
}

/// What the broker sends for one partition.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionFetched<'a> {
    /// Empty from version 13 on.
    pub topic: &'a str,
    /// Zero up to version 12.
    pub topic_id: Uuid,
    pub index: i32,
    pub error_code: i16,
    pub high_watermark: i64,
    /// -1 if not known, as `log_start_offset`.
    pub last_stable_offset: i64,
    pub log_start_offset: i64,
    /// Where our log leaves the leader's; both -1 if it does not.
    pub diverging_epoch: EpochEndOffset,
    /// Both -1 unless the broker names the new leader (KIP-951).
    pub current_leader: LeaderIdAndEpoch,
    pub aborted_transactions: Vec<AbortedTransaction>,
    /// The replica to fetch from instead (KIP-392), or -1.
    pub preferred_read_replica: i32,
    /// Record batches or old message sets; the last one may be cut short.
    pub records: &'a [u8],
}

/// Reads a Fetch response partition by partition. After an error it must not be used further.
#[derive(Debug)]
pub struct FetchResponseReader<'a> {
    reader: Reader<'a>,
    version: i16,
    walk: TopicWalk<'a>,
    pub throttle_time_ms: i32,
    /// An error of the whole request or of its session.
    pub error_code: i16,
    pub session_id: i32,
}

static LAYOUT: TopicLayout = TopicLayout {
    topics: "FetchResponse.Responses",
    name: "FetchResponse.Responses.Topic",
    id: "FetchResponse.Responses.TopicId",
    partitions: "FetchResponse.Responses.Partitions",
    ids_from: TOPIC_IDS_FROM,
    flexible_from: FLEXIBLE_FROM,
    least_partition: 30,
};

impl<'a> FetchResponseReader<'a> {
    /// `reader` stands behind the response header.
    pub fn new(mut reader: Reader<'a>, version: i16) -> Result<Self, DecodeError> {
        if !(VERSIONS.0..=VERSIONS.1).contains(&version) {
            return Err(DecodeError::version("FetchResponse", version));
        }
        let throttle_time_ms = reader.i32("FetchResponse.ThrottleTimeMs")?;
        let (mut error_code, mut session_id) = (0, 0);
        if version >= 7 {
            error_code = reader.i16("FetchResponse.ErrorCode")?;
            session_id = reader.i32("FetchResponse.SessionId")?;
        }
        let walk = TopicWalk::begin(&LAYOUT, version, &mut reader)?;
        Ok(Self { reader, version, walk, throttle_time_ms, error_code, session_id })
    }

    /// The next partition, in the broker's order; `None` behind the last one.
    pub fn next_partition(&mut self) -> Result<Option<PartitionFetched<'a>>, DecodeError> {
        if !self.walk.advance(&mut self.reader)? {
            return Ok(None);
        }
        self.partition().map(Some)
    }

    fn partition(&mut self) -> Result<PartitionFetched<'a>, DecodeError> {
        let (r, version) = (&mut self.reader, self.version);
        let flexible = version >= FLEXIBLE_FROM;
        let mut partition = PartitionFetched {
            topic: self.walk.name,
            topic_id: self.walk.id,
            index: r.i32("FetchResponse.Responses.Partitions.PartitionIndex")?,
            error_code: r.i16("FetchResponse.Responses.Partitions.ErrorCode")?,
            high_watermark: r.i64("FetchResponse.Responses.Partitions.HighWatermark")?,
            last_stable_offset: r.i64("FetchResponse.Responses.Partitions.LastStableOffset")?,
            log_start_offset: -1,
            diverging_epoch: EpochEndOffset::default(),
            current_leader: LeaderIdAndEpoch::default(),
            aborted_transactions: Vec::new(),
            preferred_read_replica: -1,
            records: &[],
        };
        if version >= 5 {
            partition.log_start_offset = r.i64("FetchResponse.Responses.Partitions.LogStartOffset")?;
        }
        let aborted =
            r.opt_array(flexible, true, 16, "FetchResponse.Responses.Partitions.AbortedTransactions", |r| {
                AbortedTransaction::decode(r, version)
            })?;
        partition.aborted_transactions = aborted.unwrap_or_default();
        if version >= 11 {
            partition.preferred_read_replica =
                r.i32("FetchResponse.Responses.Partitions.PreferredReadReplica")?;
        }
        let records = r.opt_bytes(flexible, true, "FetchResponse.Responses.Partitions.Records")?;
        partition.records = records.unwrap_or_default();
        if flexible {
            r.tags("FetchResponse.Responses.Partitions", |tag, r| {
                match tag {
                    0 => partition.diverging_epoch = EpochEndOffset::decode(r, version)?,
                    1 => partition.current_leader = LeaderIdAndEpoch::decode(r, version)?,
                    // Tag 2, a snapshot's id, is for controllers.
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(partition)
    }

    /// The addresses of the leaders named in the partitions (KIP-951); partitions not yet asked for are passed
    /// over.
    pub fn finish(mut self) -> Result<Vec<NodeEndpoint<'a>>, DecodeError> {
        while self.next_partition()?.is_some() {}
        let (mut r, version) = (self.reader, self.version);
        let mut endpoints = Vec::new();
        if version >= FLEXIBLE_FROM {
            r.tags("FetchResponse", |tag, r| {
                match tag {
                    0 if version >= 16 => {
                        endpoints = r.array(true, 11, "FetchResponse.NodeEndpoints", |r| {
                            NodeEndpoint::decode(r, version)
                        })?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(endpoints)
    }
}
