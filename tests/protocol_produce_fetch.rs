//! The hand-written Produce and Fetch against the generated codec, in every version.

mod protocol_support;

use proptest::prelude::*;
use rdkafka::protocol::fetch::{self, FetchOutline, FetchResponseReader, PartitionFetched};
use rdkafka::protocol::frame::encode_request;
use rdkafka::protocol::messages::{
    FetchRequest, FetchResponse, ProduceRequest, ProduceResponse, fetch_request, produce_request,
};
use rdkafka::protocol::produce::{self, PartitionProduced, ProduceOutline, ProduceResponseReader};
use rdkafka::protocol::{Decode, DecodeError, DecodeProblem, Message, Reader, Uuid};

const CORRELATION_ID: i32 = 77;

#[test]
fn versions_are_those_of_the_schema() {
    assert_eq!(produce::VERSIONS, ProduceRequest::VERSIONS);
    assert_eq!(fetch::VERSIONS, FetchRequest::VERSIONS);
}

/// What both codecs are given: topics with a name, an id and partitions.
type Topics<P> = Vec<(String, [u8; 16], Vec<P>)>;

fn topics<P: std::fmt::Debug>(partition: impl Strategy<Value = P>) -> impl Strategy<Value = Topics<P>> {
    let partitions = prop::collection::vec(partition, 0..4);
    // Names on both sides of the length at which a varint takes a second byte.
    prop::collection::vec(("[a-zé]{0,140}", any::<[u8; 16]>(), partitions), 0..4)
}

/// Batches on both sides of the lengths at which a varint takes another byte.
fn batch() -> impl Strategy<Value = Vec<u8>> {
    let length = prop_oneof![0..3usize, 126..130usize, 16382..16386usize];
    (length, any::<u8>()).prop_map(|(length, byte)| vec![byte; length])
}

fn client_id() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[a-z]{0,20}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn produce_requests_are_equal(
        topics in topics((any::<i32>(), batch())),
        transactional_id in prop::option::of("[a-z]{0,8}"),
        (acks, timeout_ms) in any::<(i16, i32)>(),
        client_id in client_id(),
    ) {
        let transactional_id = transactional_id.as_deref();
        let request = ProduceRequest {
            transactional_id, acks, timeout_ms,
            topic_data: topics.iter().map(|(name, id, partitions)| produce_request::TopicProduceData {
                name,
                topic_id: Uuid::from_bytes(*id),
                partition_data: partitions.iter().map(|(index, records)| {
                    produce_request::PartitionProduceData { index: *index, records: Some(records) }
                }).collect(),
            }).collect(),
        };
        let partitions: Vec<Vec<_>> = topics.iter().map(|(_, _, partitions)| {
            let partition = |(index, records): &(i32, Vec<u8>)| {
                produce::ProducePartition { index: *index, records_len: records.len() }
            };
            partitions.iter().map(partition).collect()
        }).collect();
        let outline: Vec<_> = topics.iter().zip(&partitions).map(|((name, id, _), partitions)| {
            produce::ProduceTopic { name, id: Uuid::from_bytes(*id), partitions }
        }).collect();
        let outline = ProduceOutline { transactional_id, acks, timeout_ms, topics: &outline };
        let records: Vec<&[u8]> =
            topics.iter().flat_map(|(_, _, partitions)| partitions.iter().map(|(_, batch)| &batch[..])).collect();
        for version in produce::VERSIONS.0..=produce::VERSIONS.1 {
            let theirs = encode_request(&request, version, CORRELATION_ID, client_id.as_deref()).unwrap();
            let frame = produce::encode_request(&outline, version, CORRELATION_ID, client_id.as_deref()).unwrap();
            let mut ours = Vec::new();
            let mut records_left = records.iter();
            for piece in frame.pieces() {
                ours.extend_from_slice(piece);
                ours.extend_from_slice(records_left.next().copied().unwrap_or_default());
            }
prop_assert_eq!(frame.pieces().count(), records.len() + 1);
            prop_assert_eq!(frame.len(), ours.len());
            prop_assert_eq!(ours, theirs, "version {}", version);
        }
    }

    #[test]
    fn fetch_requests_are_equal(
        topics in topics(any::<(i32, i32, i64, i32, i32)>()),
        forgotten in topics(any::<i32>()),
        (max_wait_ms, min_bytes, max_bytes, isolation_level) in any::<(i32, i32, i32, i8)>(),
        (session_id, session_epoch) in any::<(i32, i32)>(),
        rack_id in "[a-z]{0,9}",
        client_id in client_id(),
        (forgets, follows) in any::<(bool, bool)>(),
    ) {
        let forgotten = if forgets { forgotten } else { Vec::new() };
        let last_epoch = |epoch: i32| if follows { epoch } else { -1 };
        let request = FetchRequest {
            max_wait_ms, min_bytes, max_bytes, isolation_level, session_id, session_epoch, rack_id: &rack_id,
            topics: topics.iter().map(|(topic, id, partitions)| fetch_request::FetchTopic {
                topic,
                topic_id: Uuid::from_bytes(*id),
                partitions: partitions.iter().map(|partition| fetch_request::FetchPartition {
                    partition: partition.0,
                    current_leader_epoch: partition.1,
                    fetch_offset: partition.2,
                    last_fetched_epoch: last_epoch(partition.3),
                    partition_max_bytes: partition.4,
                    ..Default::default()
                }).collect(),
            }).collect(),
            forgotten_topics_data: forgotten.iter().map(|(topic, id, partitions)| fetch_request::ForgottenTopic {
                topic, topic_id: Uuid::from_bytes(*id), partitions: partitions.clone(),
            }).collect(),
            ..Default::default()
        };
        let partitions: Vec<Vec<_>> = topics.iter().map(|(_, _, partitions)| {
            partitions.iter().map(|partition| fetch::FetchPartition {
                index: partition.0,
                current_leader_epoch: partition.1,
                fetch_offset: partition.2,
                last_fetched_epoch: last_epoch(partition.3),
                max_bytes: partition.4,
            }).collect()
        }).collect();
        let fetched: Vec<_> = topics.iter().zip(&partitions).map(|((name, id, _), partitions)| {
            fetch::FetchTopic { name, id: Uuid::from_bytes(*id), partitions }
        }).collect();
        let dropped: Vec<_> = forgotten.iter().map(|(name, id, partitions)| {
            fetch::ForgottenTopic { name, id: Uuid::from_bytes(*id), partitions }
        }).collect();
        let outline = FetchOutline {
            max_wait_ms, min_bytes, max_bytes, isolation_level, session_id, session_epoch,
            topics: &fetched, forgotten: &dropped, rack_id: &rack_id,
        };
        for version in fetch::VERSIONS.0..=fetch::VERSIONS.1 {
            // Where the version cannot carry a value, both refuse it and name the same field.
            let theirs = encode_request(&request, version, CORRELATION_ID, client_id.as_deref());
            let ours = fetch::encode_request(&outline, version, CORRELATION_ID, client_id.as_deref());
            prop_assert_eq!(ours, theirs, "version {}", version);
        }
    }
}

/// A Produce response by the reader: its partitions, and the rest.
fn read_produce(
    bytes: &[u8],
    version: i16,
) -> Result<(Vec<PartitionProduced<'_>>, produce::ProduceResponseEnd<'_>), DecodeError> {
    let mut reader = ProduceResponseReader::new(Reader::new(bytes), version)?;
    let mut partitions = Vec::new();
    while let Some(partition) = reader.next_partition()? {
        partitions.push(partition);
    }
    Ok((partitions, reader.finish()?))
}

/// The same from the generated struct.
fn flatten_produce<'a>(
    response: &ProduceResponse<'a>,
) -> (Vec<PartitionProduced<'a>>, produce::ProduceResponseEnd<'a>) {
    let partitions = response.responses.iter().flat_map(|topic| {
        topic.partition_responses.iter().map(|partition| PartitionProduced {
            topic: topic.name,
            topic_id: topic.topic_id,
            index: partition.index,
            error_code: partition.error_code,
            base_offset: partition.base_offset,
            log_append_time_ms: partition.log_append_time_ms,
            log_start_offset: partition.log_start_offset,
            record_errors: partition.record_errors.clone(),
            error_message: partition.error_message,
            current_leader: partition.current_leader.clone(),
        })
    });
    let end = produce::ProduceResponseEnd {
        throttle_time_ms: response.throttle_time_ms,
        node_endpoints: response.node_endpoints.clone(),
    };
    (partitions.collect(), end)
}

/// A Fetch response flattened: throttle time, error, session, endpoints; partitions.
type Fetched<'a> = (
    (i32, i16, i32, Vec<rdkafka::protocol::messages::fetch_response::NodeEndpoint<'a>>),
    Vec<PartitionFetched<'a>>,
);

fn read_fetch(bytes: &[u8], version: i16) -> Result<Fetched<'_>, DecodeError> {
    let mut reader = FetchResponseReader::new(Reader::new(bytes), version)?;
    let mut partitions = Vec::new();
    while let Some(partition) = reader.next_partition()? {
        partitions.push(partition);
    }
    let (throttle, error, session) = (reader.throttle_time_ms, reader.error_code, reader.session_id);
    Ok(((throttle, error, session, reader.finish()?), partitions))
}

fn flatten_fetch<'a>(response: &FetchResponse<'a>) -> Fetched<'a> {
    let partitions = response.responses.iter().flat_map(|topic| {
        topic.partitions.iter().map(|partition| PartitionFetched {
            topic: topic.topic,
            topic_id: topic.topic_id,
            index: partition.partition_index,
            error_code: partition.error_code,
            high_watermark: partition.high_watermark,
            last_stable_offset: partition.last_stable_offset,
            log_start_offset: partition.log_start_offset,
            diverging_epoch: partition.diverging_epoch.clone(),
            current_leader: partition.current_leader.clone(),
            aborted_transactions: partition.aborted_transactions.clone().unwrap_or_default(),
            preferred_read_replica: partition.preferred_read_replica,
            records: partition.records.unwrap_or_default(),
        })
    });
    let head = (
        response.throttle_time_ms,
        response.error_code,
        response.session_id,
        response.node_endpoints.clone(),
    );
    (head, partitions.collect())
}

/// The fixtures of one message, each also with single bytes changed: both codecs must read the same from what
/// is still a response.
fn with_changes(name: &str, mut check: impl FnMut(&[u8], i16)) {
    let mut random = fastrand::Rng::with_seed(5);
    for fixture in protocol_support::load().into_iter().filter(|fixture| fixture.name == name) {
        check(&fixture.bytes, fixture.version);
        for _ in 0..500 {
            let mut bytes = fixture.bytes.clone();
            let at = random.usize(..bytes.len());
            bytes[at] = random.u8(..);
            check(&bytes, fixture.version);
        }
    }
}

#[test]
fn produce_responses_are_equal() {
    let (mut read, mut refused) = (0, 0);
    with_changes("ProduceResponse", |bytes, version| {
        let theirs = ProduceResponse::decode(&mut Reader::new(bytes), version);
        let ours = read_produce(bytes, version);
        match &theirs {
            Ok(theirs) => assert_eq!(ours.unwrap(), flatten_produce(theirs), "version {version}"),
            Err(theirs) => assert_eq!(ours.unwrap_err().field, theirs.field, "version {version}"),
        }
        *if theirs.is_ok() { &mut read } else { &mut refused } += 1;
    });
    assert!(read > 1000 && refused > 1000, "{read} read, {refused} refused");
}

#[test]
fn fetch_responses_are_equal() {
    let (mut read, mut refused) = (0, 0);
    with_changes("FetchResponse", |bytes, version| {
        let theirs = FetchResponse::decode(&mut Reader::new(bytes), version);
        let ours = read_fetch(bytes, version);
        match &theirs {
            Ok(theirs) => assert_eq!(ours.unwrap(), flatten_fetch(theirs), "version {version}"),
            // The reader does not look into the snapshot ids of controllers.
            Err(theirs) if theirs.field.contains("SnapshotId") => {}
            Err(DecodeError { problem: DecodeProblem::TagExcess { tag: 2, .. }, .. }) => {}
            Err(theirs) => assert_eq!(ours.unwrap_err().field, theirs.field, "version {version}"),
        }
        *if theirs.is_ok() { &mut read } else { &mut refused } += 1;
    });
    assert!(read > 1000 && refused > 1000, "{read} read, {refused} refused");
}

#[test]
fn partitions_not_asked_for_are_passed_over() {
    for fixture in protocol_support::load() {
        let (reader, version) = (Reader::new(&fixture.bytes), fixture.version);
        if fixture.name == "ProduceResponse" {
            let end = ProduceResponseReader::new(reader, version).unwrap().finish().unwrap();
            assert_eq!(end, read_produce(&fixture.bytes, version).unwrap().1);
        } else if fixture.name == "FetchResponse" {
            let end = FetchResponseReader::new(reader, version).unwrap().finish().unwrap();
            assert_eq!(end, read_fetch(&fixture.bytes, version).unwrap().0.3);
        }
    }
}

#[test]
fn fetched_records_lie_inside_the_frame() {
    let fixtures = protocol_support::load();
    let fixture = fixtures.iter().find(|f| f.name == "FetchResponse" && f.version == 17).unwrap();
    let frame = bytes::Bytes::copy_from_slice(&fixture.bytes);
    let (_, partitions) = read_fetch(&frame, 17).unwrap();
    assert_eq!(partitions.len(), 4);
    for partition in partitions {
        // Panics if the records are not a part of the frame.
        assert_eq!(frame.slice_ref(partition.records).len(), 4);
    }
}

#[test]
fn versions_out_of_range_are_refused() {
    let outline = ProduceOutline { transactional_id: None, acks: 1, timeout_ms: 1, topics: &[] };
    assert!(produce::encode_request(&outline, 2, 1, None).is_err());
    assert!(produce::encode_request(&outline, 14, 1, None).is_err());
    assert!(ProduceResponseReader::new(Reader::new(&[0; 64]), 14).is_err());
    assert!(FetchResponseReader::new(Reader::new(&[0; 64]), 3).is_err());
}
