//! Produce, by hand: a request whose record batches are sent from where they are, and a response read partition
//! by partition. The generated codec is the oracle that the tests compare with.

use super::api::ApiKey;
use super::error::{DecodeError, EncodeError};
use super::frame;
use super::messages::produce_response::{BatchIndexAndErrorMessage, LeaderIdAndEpoch, NodeEndpoint};
use super::walk::{TopicLayout, TopicWalk};
use super::wire::Reader;
use crate::uuid::Uuid;

/// Versions that this module speaks.
pub const VERSIONS: (i16, i16) = (3, 13);

const FLEXIBLE_FROM: i16 = 9;
const TOPIC_IDS_FROM: i16 = 13;

/// All of a Produce request but its records.
#[derive(Clone, Debug)]
pub struct ProduceOutline<'a> {
    pub transactional_id: Option<&'a str>,
    pub acks: i16,
    pub timeout_ms: i32,
    pub topics: &'a [ProduceTopic<'a>],
}

#[derive(Clone, Debug)]
pub struct ProduceTopic<'a> {
    /// Sent up to version 12.
    pub name: &'a str,
    /// Sent from version 13 on.
    pub id: Uuid,
    pub partitions: &'a [ProducePartition],
}

#[derive(Clone, Copy, Debug)]
pub struct ProducePartition {
    pub index: i32,
    /// Bytes of the partition's record batch.
    pub records_len: usize,
}

/// A Produce request cut open where the records belong: piece, records, piece, ..., records, piece.
#[derive(Debug)]
pub struct ProduceFrame {
    bytes: Vec<u8>,
    /// For each partition, in the order of the outline, the end of the piece before its records.
    cuts: Vec<usize>,
    len: usize,
}

impl ProduceFrame {
    /// Bytes on the wire, length prefix and records included.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Never: even a request without topics has a header.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The pieces around the records: one more than there are partitions. The last one may be empty.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.cuts.iter().copied());
        let ends = self.cuts.iter().copied().chain(std::iter::once(self.bytes.len()));
        starts.zip(ends).map(|(start, end)| self.bytes.get(start..end).unwrap_or_default())
    }
}

/// Encodes everything but the records; [`ProduceFrame::pieces`] says where those go.
pub fn encode_request(
    outline: &ProduceOutline<'_>,
    version: i16,
    correlation_id: i32,
    client_id: Option<&str>,
) -> Result<ProduceFrame, EncodeError> {
    if !(VERSIONS.0..=VERSIONS.1).contains(&version) {
        return Err(EncodeError::version("ProduceRequest", version));
    }
    let flexible = version >= FLEXIBLE_FROM;
    let mut w = frame::begin_request(ApiKey::PRODUCE, version, correlation_id, client_id)?;
    let mut cuts = Vec::with_capacity(outline.topics.iter().map(|topic| topic.partitions.len()).sum());
    let mut records_len = 0;
    w.opt_string(outline.transactional_id, flexible, true, "ProduceRequest.TransactionalId")?;
    w.i16(outline.acks);
    w.i32(outline.timeout_ms);
    w.array_len(outline.topics.len(), flexible, "ProduceRequest.TopicData")?;
    for topic in outline.topics {
        if version >= TOPIC_IDS_FROM {
            w.uuid(topic.id);
        } else {
            w.string(topic.name, flexible, "ProduceRequest.TopicData.Name")?;
        }
        w.array_len(topic.partitions.len(), flexible, "ProduceRequest.TopicData.PartitionData")?;
        for partition in topic.partitions {
            w.i32(partition.index);
            w.bytes_len(partition.records_len, flexible, "ProduceRequest.TopicData.PartitionData.Records")?;
            cuts.push(w.len());
            records_len += partition.records_len;
            if flexible {
                w.uvarint(0);
            }
        }
        if flexible {
            w.uvarint(0);
        }
    }
    if flexible {
        w.uvarint(0);
    }
    frame::end_frame(&mut w, "ProduceRequest", records_len)?;
    let len = w.len() + records_len;
    Ok(ProduceFrame { bytes: w.into_vec(), cuts, len })
}

/// What the broker says about one partition's batch.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionProduced<'a> {
    /// Empty from version 13 on.
    pub topic: &'a str,
    /// Zero up to version 12.
    pub topic_id: Uuid,
    pub index: i32,
    pub error_code: i16,
    pub base_offset: i64,
    /// -1 unless the topic's timestamps are broker times.
    pub log_append_time_ms: i64,
    /// -1 if not known.
    pub log_start_offset: i64,
    /// The records that made the broker refuse the batch (KIP-467).
    pub record_errors: Vec<BatchIndexAndErrorMessage<'a>>,
    pub error_message: Option<&'a str>,
    /// Both -1 unless the broker names the new leader (KIP-951).
    pub current_leader: LeaderIdAndEpoch,
}

/// What follows the partitions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProduceResponseEnd<'a> {
    pub throttle_time_ms: i32,
    /// Addresses of the leaders named in the partitions (KIP-951).
    pub node_endpoints: Vec<NodeEndpoint<'a>>,
}

/// Reads a Produce response partition by partition. After an error it must not be used further.
#[derive(Debug)]
pub struct ProduceResponseReader<'a> {
    reader: Reader<'a>,
    version: i16,
    walk: TopicWalk<'a>,
}

static LAYOUT: TopicLayout = TopicLayout {
    topics: "ProduceResponse.Responses",
    name: "ProduceResponse.Responses.Name",
    id: "ProduceResponse.Responses.TopicId",
    partitions: "ProduceResponse.Responses.PartitionResponses",
    ids_from: TOPIC_IDS_FROM,
    flexible_from: FLEXIBLE_FROM,
    least_partition: 22,
};

impl<'a> ProduceResponseReader<'a> {
    /// `reader` stands behind the response header.
    pub fn new(mut reader: Reader<'a>, version: i16) -> Result<Self, DecodeError> {
        if !(VERSIONS.0..=VERSIONS.1).contains(&version) {
            return Err(DecodeError::version("ProduceResponse", version));
        }
        let walk = TopicWalk::begin(&LAYOUT, version, &mut reader)?;
        Ok(Self { reader, version, walk })
    }

    /// The next partition, in the broker's order; `None` behind the last one.
    pub fn next_partition(&mut self) -> Result<Option<PartitionProduced<'a>>, DecodeError> {
        if !self.walk.advance(&mut self.reader)? {
            return Ok(None);
        }
        self.partition().map(Some)
    }

    fn partition(&mut self) -> Result<PartitionProduced<'a>, DecodeError> {
        let (r, version) = (&mut self.reader, self.version);
        let flexible = version >= FLEXIBLE_FROM;
        let mut partition = PartitionProduced {
            topic: self.walk.name,
            topic_id: self.walk.id,
            index: r.i32("ProduceResponse.Responses.PartitionResponses.Index")?,
            error_code: r.i16("ProduceResponse.Responses.PartitionResponses.ErrorCode")?,
            base_offset: r.i64("ProduceResponse.Responses.PartitionResponses.BaseOffset")?,
            log_append_time_ms: r.i64("ProduceResponse.Responses.PartitionResponses.LogAppendTimeMs")?,
            log_start_offset: -1,
            record_errors: Vec::new(),
            error_message: None,
            current_leader: LeaderIdAndEpoch::default(),
        };
        if version >= 5 {
            partition.log_start_offset =
                r.i64("ProduceResponse.Responses.PartitionResponses.LogStartOffset")?;
        }
        if version >= 8 {
            partition.record_errors =
                r.array(flexible, 6, "ProduceResponse.Responses.PartitionResponses.RecordErrors", |r| {
                    BatchIndexAndErrorMessage::decode(r, version)
                })?;
            partition.error_message =
                r.opt_string(flexible, true, "ProduceResponse.Responses.PartitionResponses.ErrorMessage")?;
        }
        if flexible {
            r.tags("ProduceResponse.Responses.PartitionResponses", |tag, r| {
                match tag {
                    0 if version >= 10 => partition.current_leader = LeaderIdAndEpoch::decode(r, version)?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(partition)
    }

    /// What follows the partitions; those not yet asked for are passed over.
    pub fn finish(mut self) -> Result<ProduceResponseEnd<'a>, DecodeError> {
        while self.next_partition()?.is_some() {}
        let (mut r, version) = (self.reader, self.version);
        let throttle_time_ms = r.i32("ProduceResponse.ThrottleTimeMs")?;
        let mut end = ProduceResponseEnd { throttle_time_ms, node_endpoints: Vec::new() };
        if version >= FLEXIBLE_FROM {
            r.tags("ProduceResponse", |tag, r| {
                match tag {
                    0 if version >= 10 => {
                        end.node_endpoints = r.array(true, 11, "ProduceResponse.NodeEndpoints", |r| {
                            NodeEndpoint::decode(r, version)
                        })?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(end)
    }
}
