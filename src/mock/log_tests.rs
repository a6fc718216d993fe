//! The log's APIs over a socket, in old and new versions.

use std::time::{Duration, Instant};

use crate::error::ErrorCode;
use crate::protocol::messages::create_partitions_request::CreatePartitionsTopic;
use crate::protocol::messages::create_topics_request::{CreatableReplicaAssignment, CreatableTopic};
use crate::protocol::messages::delete_records_request::{DeleteRecordsPartition, DeleteRecordsTopic};
use crate::protocol::messages::delete_topics_request::DeleteTopicState;
use crate::protocol::messages::describe_configs_request::DescribeConfigsResource;
use crate::protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use crate::protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use crate::protocol::messages::offset_for_leader_epoch_request::{
    OffsetForLeaderPartition, OffsetForLeaderTopic,
};
use crate::protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use crate::protocol::messages::{
    CreatePartitionsRequest, CreateTopicsRequest, DeleteRecordsRequest, DeleteTopicsRequest,
    DescribeConfigsRequest, FetchRequest, ListOffsetsRequest, OffsetForLeaderEpochRequest, ProduceRequest,
    ProduceResponse,
};
use crate::protocol::{ApiKey, Message, Request, Uuid};
use crate::records::{Attributes, Batches, Codec};

use super::MockCluster;
use super::testing::{Client, NewBatch, cluster};
use super::topics::LeaderResponse;

const PRODUCE: i16 = 13;
const FETCH: i16 = 18;

fn versions<R: Request>() -> std::ops::RangeInclusive<i16> {
    let (min, max) = <R as Message>::VERSIONS;
    min..=max
}

/// A cluster with topic "t" of one partition, led by broker 1 and replicated to all.
fn with_topic(brokers: i32) -> (MockCluster, Uuid) {
    let cluster = cluster(brokers);
    let id = cluster.change().create_topic("t", 1, brokers).unwrap().id;
    (cluster, id)
}

fn produce_request<'a>(topic_id: Uuid, records: &'a [u8], acks: i16) -> ProduceRequest<'a> {
    let partition = PartitionProduceData { index: 0, records: Some(records) };
    let topic = TopicProduceData { name: "t", topic_id, partition_data: vec![partition] };
    ProduceRequest { acks, timeout_ms: 1000, topic_data: vec![topic], transactional_id: Some("tx") }
}

/// Error and base offset.
fn produce(client: &mut Client, id: Uuid, records: &[u8], version: i16) -> (i16, i64) {
    client.ask(&produce_request(id, records, -1), version, |response| {
        let partition = &response.responses[0].partition_responses[0];
        (partition.error_code, partition.base_offset)
    })
}

fn fetch_request(topic_id: Uuid, offset: i64) -> FetchRequest<'static> {
    let partition =
        FetchPartition { fetch_offset: offset, partition_max_bytes: 1 << 20, ..Default::default() };
    let topic = FetchTopic { topic: "t", topic_id, partitions: vec![partition] };
    FetchRequest { min_bytes: 1, topics: vec![topic], ..Default::default() }
}

/// What a Fetch of one partition brought.
#[derive(Debug, Default, PartialEq)]
struct Fetched {
    error: i16,
    high_watermark: i64,
    stable: i64,
    start: i64,
    base_offsets: Vec<i64>,
    aborted: Option<Vec<(i64, i64)>>,
}

fn fetch(client: &mut Client, request: &FetchRequest<'_>, version: i16) -> Fetched {
    client.ask(request, version, |response| {
        assert_eq!((response.error_code, response.session_id), (0, 0));
        let partition = &response.responses[0].partitions[0];
        let batches = Batches::new(partition.records.unwrap());
        let aborted = partition.aborted_transactions.as_ref();
        Fetched {
            error: partition.error_code,
            high_watermark: partition.high_watermark,
            stable: partition.last_stable_offset,
            start: partition.log_start_offset,
            base_offsets: batches.map(|batch| batch.unwrap().base_offset).collect(),
            aborted: aborted.map(|all| all.iter().map(|one| (one.producer_id, one.first_offset)).collect()),
        }
    })
}

fn three() -> Vec<u8> {
    NewBatch { timestamps: &[10, 30, 20], ..NewBatch::default() }.encode()
}

fn sequenced(epoch: i16, sequence: i32) -> Vec<u8> {
    NewBatch { producer: (7, epoch, sequence), ..NewBatch::default() }.encode()
}

fn transactional(id: i64, sequence: i32) -> Vec<u8> {
    let attributes = Attributes::default().with_transactional(true);
    NewBatch { producer: (id, 0, sequence), attributes, ..NewBatch::default() }.encode()
}

fn code(error: ErrorCode) -> i16 {
    error.0 as i16
}

#[test]
fn what_is_produced_is_fetched_in_every_version() {
    let (cluster, id) = with_topic(1);
    let mut client = Client::connect(&cluster, 1);
    let mut end = 0;
    for version in versions::<ProduceRequest<'_>>() {
        assert_eq!(produce(&mut client, id, &three(), version), (0, end), "Produce {version}");
        end += 3;
    }
    for version in versions::<FetchRequest<'_>>() {
        let fetched = fetch(&mut client, &fetch_request(id, 4), version);
        let start = if version >= 5 { 0 } else { -1 };
        let expected = Fetched {
            high_watermark: end,
            stable: end,
            start,
            base_offsets: (1..end / 3).map(|n| 3 * n).collect(),
            ..Fetched::default()
        };
        assert_eq!(fetched, expected, "Fetch {version}");
    }
}

#[test]
fn bad_batches_are_refused() {
    let (cluster, id) = with_topic(1);
    let mut client = Client::connect(&cluster, 1);
    let mut refused = |records: &[u8], version| produce(&mut client, id, records, version);
    let mut damaged = three();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(refused(&damaged, PRODUCE), (code(ErrorCode::INVALID_MSG), -1));
    let two = [three(), three()].concat();
    assert_eq!(refused(&two, PRODUCE), (code(ErrorCode::INVALID_RECORD), -1));
    assert_eq!(refused(&[], PRODUCE), (code(ErrorCode::INVALID_RECORD), -1));
    let mut old_format = three();
    old_format[16] = 1;
    assert_eq!(refused(&old_format, PRODUCE), (code(ErrorCode::INVALID_RECORD), -1));
    old_format[16] = 3;
    assert_eq!(refused(&old_format, PRODUCE), (code(ErrorCode::INVALID_MSG), -1));
    let control = NewBatch { attributes: Attributes::default().with_control(), ..NewBatch::default() };
    assert_eq!(refused(&control.encode(), PRODUCE), (code(ErrorCode::INVALID_RECORD), -1));
    let zstd = NewBatch { codec: Codec::Zstd, ..NewBatch::default() };
    assert_eq!(refused(&zstd.encode(), 6), (code(ErrorCode::UNSUPPORTED_COMPRESSION_TYPE), -1));
    assert_eq!(refused(&zstd.encode(), 7), (0, 0));
    let mut offset = three();
    offset[7] = 1;
    assert_eq!(refused(&offset, PRODUCE), (code(ErrorCode::INVALID_RECORD), -1));
    // The start of another batch does not count.
    let and_more = [&three()[..], &three()[..30]].concat();
    assert_eq!(refused(&and_more, PRODUCE), (0, 1));
    let records = transactional(7, 0);
    let request = ProduceRequest { transactional_id: None, ..produce_request(id, &records, -1) };
    let error =
        client.ask(&request, PRODUCE, |response| response.responses[0].partition_responses[0].error_code);
    assert_eq!(error, code(ErrorCode::TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
}

#[test]
fn who_wants_no_acknowledgement_hears_nothing_but_of_errors_by_the_connections_end() {
    let (cluster, id) = with_topic(2);
    let mut client = Client::connect(&cluster, 1);
    client.send(&produce_request(id, &three(), 0), PRODUCE);
    assert_eq!(produce(&mut client, id, &three(), PRODUCE), (0, 3));
    let wrong = client.ask(&produce_request(id, &three(), 2), PRODUCE, |response| {
        response.responses[0].partition_responses[0].error_code
    });
    assert_eq!(wrong, code(ErrorCode::INVALID_REQUIRED_ACKS));
    let mut other = Client::connect(&cluster, 2);
    other.send(&produce_request(id, &three(), 0), PRODUCE);
    assert_eq!(other.receive(), None);
}

#[test]
fn an_idempotent_producers_batches_are_taken_once() {
    let (cluster, id) = with_topic(1);
    let mut client = Client::connect(&cluster, 1);
    let mut send = |epoch, sequence| produce(&mut client, id, &sequenced(epoch, sequence), PRODUCE);
    assert_eq!([send(0, 0), send(0, 1), send(0, 0)], [(0, 0), (0, 1), (0, 0)]);
    assert_eq!(send(0, 3), (code(ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER), -1));
    assert_eq!(send(1, 0), (0, 2));
    assert_eq!(send(0, 2), (code(ErrorCode::INVALID_PRODUCER_EPOCH), -1));
}

#[test]
fn readers_of_committed_records_wait_for_the_transactions_end() {
    let (cluster, id) = with_topic(1);
    let mut client = Client::connect(&cluster, 1);
    produce(&mut client, id, &three(), PRODUCE);
    let [first, second] = ["first", "second"].map(|transactional_id| {
        let minute = Duration::from_secs(60);
        let producer = cluster.change().init_producer(transactional_id, minute, None).unwrap();
        let records = transactional(producer.id, 0);
        let produce = produce_request(id, &records, -1);
        let request = ProduceRequest { transactional_id: Some(transactional_id), ..produce };
        let error = |response: ProduceResponse<'_>| response.responses[0].partition_responses[0].error_code;
        assert_eq!(client.ask(&request, PRODUCE, error), 0);
        producer.id
    });
    let committed = FetchRequest { isolation_level: 1, ..fetch_request(id, 0) };
    for version in versions::<FetchRequest<'_>>() {
        let fetched = fetch(&mut client, &committed, version);
        assert_eq!((fetched.stable, fetched.base_offsets), (3, vec![0]), "Fetch {version}");
        assert_eq!(fetched.aborted, Some(vec![]));
    }
    assert_eq!(latest(&mut client, 1), 3);
    let end = |producer, commit| {
        let mut state = cluster.change();
        let partition = state.topics.partition("t", 0).unwrap();
        assert!(partition.log.has_open_transaction(producer));
        partition.end_transaction(producer, 0, commit, 0, 1000).unwrap()
    };
    assert_eq!(end(first, false), 5);
    let fetched = fetch(&mut client, &committed, FETCH);
    assert_eq!((fetched.stable, fetched.base_offsets), (4, vec![0, 3]));
    assert_eq!(fetched.aborted, Some(vec![(first, 3)]));
    assert_eq!(end(second, true), 6);
    let fetched = fetch(&mut client, &committed, FETCH);
    assert_eq!((fetched.stable, fetched.base_offsets), (7, vec![0, 3, 4, 5, 6]));
    let late = FetchRequest { isolation_level: 1, ..fetch_request(id, 6) };
    assert_eq!(fetch(&mut client, &late, FETCH).aborted, Some(vec![]));
    assert_eq!(fetch(&mut client, &fetch_request(id, 0), FETCH).aborted, None);
}

#[test]
fn limits_end_an_answer_but_not_before_its_first_batch() {
    let (cluster, id) = with_topic(1);
    let mut client = Client::connect(&cluster, 1);
    (0..5).for_each(|n| assert_eq!(produce(&mut client, id, &three(), PRODUCE), (0, 3 * n)));
    let size = three().len() as i32;
    let mut count = |partition_max_bytes, max_bytes| {
        let mut request = FetchRequest { max_bytes, ..fetch_request(id, 0) };
        request.topics[0].partitions[0].partition_max_bytes = partition_max_bytes;
        fetch(&mut client, &request, FETCH).base_offsets.len()
    };
    assert_eq!([count(0, 0), count(2 * size, 1 << 20), count(1 << 20, 3 * size + 1)], [1, 2, 3]);
}

#[test]
fn a_later_partition_gets_no_batch_beyond_the_limit() {
    let cluster = cluster(1);
    let id = cluster.change().create_topic("t", 2, 1).unwrap().id;
    let mut client = Client::connect(&cluster, 1);
    let records = three();
    let mut request = produce_request(id, &records, -1);
    let other = PartitionProduceData { index: 1, records: Some(&records) };
    request.topic_data[0].partition_data.push(other);
    client.ask(&request, PRODUCE, |_| ());
    let mut request = FetchRequest { max_bytes: 1, ..fetch_request(id, 0) };
    let other = FetchPartition { partition: 1, ..request.topics[0].partitions[0].clone() };
    request.topics[0].partitions.push(other);
    let sizes = client.ask(&request, FETCH, |response| {
        let partitions = response.responses[0].partitions.iter();
        partitions.map(|partition| partition.records.unwrap().len()).collect::<Vec<_>>()
    });
    assert_eq!(sizes, [records.len(), 0]);
}

#[test]
fn a_fetch_waits_for_data_or_its_time() {
    let (cluster, id) = with_topic(1);
    let (mut consumer, mut producer) = (Client::connect(&cluster, 1), Client::connect(&cluster, 1));
    let started = Instant::now();
    let waiting = FetchRequest { max_wait_ms: 150, ..fetch_request(id, 0) };
    assert_eq!(fetch(&mut consumer, &waiting, FETCH).base_offsets, [0_i64; 0]);
    assert!(started.elapsed() >= Duration::from_millis(150));
    let min_bytes = three().len() as i32 + 1;
    consumer.send(&FetchRequest { max_wait_ms: 60_000, min_bytes, ..fetch_request(id, 0) }, FETCH);
    produce(&mut producer, id, &three(), PRODUCE);
    assert_eq!(cluster.change().parked.len(), 1);
    produce(&mut producer, id, &three(), PRODUCE);
    let answer = consumer.receive().unwrap();
    assert!(answer.len() > 2 * three().len());
    assert!(cluster.change().parked.is_empty());
}

#[test]
fn a_client_that_goes_away_leaves_nothing_behind() {
    let (cluster, id) = with_topic(1);
    let mut consumer = Client::connect(&cluster, 1);
    consumer.send(&FetchRequest { max_wait_ms: 60_000, ..fetch_request(id, 0) }, FETCH);
    await_parked(&cluster, 1);
    drop(consumer);
    await_parked(&cluster, 0);
    assert_eq!(cluster.change().timers.next_deadline(), None);
}

fn await_parked(cluster: &MockCluster, count: usize) {
    let deadline = Instant::now() + Duration::from_secs(20);
    // Looked at without waking anybody.
    while cluster.shared.state.lock().parked.len() != count {
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_waiting_fetch_is_answered_as_it_was_asked_and_hears_of_its_topics_end() {
    let (cluster, id) = with_topic(2);
    let mut consumer = Client::connect(&cluster, 1);
    let waiting = |max_wait_ms| FetchRequest { max_wait_ms, ..fetch_request(id, 0) };
    consumer.send(&waiting(1000), FETCH);
    await_parked(&cluster, 1);
    cluster.change().topics.partition("t", 0).unwrap().set_leader(Some(2));
    let error = |answer: &[u8]| {
        let response = crate::protocol::frame::decode_response::<FetchRequest<'_>>(answer, FETCH).unwrap();
        response.responses[0].partitions[0].error_code
    };
    // As on the reference: the next one is told of the new leader.
    assert_eq!(error(&consumer.receive().unwrap()), code(ErrorCode::NO_ERROR));
    consumer.send(&waiting(1000), FETCH);
    assert_eq!(error(&consumer.receive().unwrap()), code(ErrorCode::NOT_LEADER_FOR_PARTITION));
    let mut consumer = Client::connect(&cluster, 2);
    consumer.send(&waiting(60_000), FETCH);
    await_parked(&cluster, 1);
    let by_id = DeleteTopicState { name: None, topic_id: id };
    let request = DeleteTopicsRequest { topics: vec![by_id], ..Default::default() };
    let deleted = Client::connect(&cluster, 1)
        .ask(&request, 6, |response| response.responses[0].name.map(str::to_owned));
    assert_eq!(deleted.as_deref(), Some("t"));
    assert_eq!(error(&consumer.receive().unwrap()), code(ErrorCode::UNKNOWN_TOPIC_ID));
}

#[test]
fn the_wrong_broker_names_the_right_one() {
    let (cluster, id) = with_topic(2);
    let mut client = Client::connect(&cluster, 2);
    let port = i32::from(cluster.change().brokers[&1].port);
    for version in versions::<ProduceRequest<'_>>() {
        client.ask(&produce_request(id, &three(), -1), version, |response| {
            let partition = &response.responses[0].partition_responses[0];
            assert_eq!(partition.error_code, code(ErrorCode::NOT_LEADER_FOR_PARTITION));
            let leader = (partition.current_leader.leader_id, partition.current_leader.leader_epoch);
            let nodes: Vec<_> =
                response.node_endpoints.iter().map(|node| (node.node_id, node.port)).collect();
            let hints = if version >= 10 { ((1, 0), vec![(1, port)]) } else { ((-1, -1), vec![]) };
            assert_eq!((leader, nodes), hints, "Produce {version}");
        });
    }
    let pushed = LeaderResponse { leader: Some(2), epoch: 9 };
    cluster.change().push_leader_response("t", 0, pushed).unwrap();
    for expected in [(2, 9), (1, 0)] {
        let leader = client.ask(&fetch_request(id, 0), FETCH, |response| {
            assert_eq!(response.node_endpoints.len(), 1);
            let leader = &response.responses[0].partitions[0].current_leader;
            (leader.leader_id, leader.leader_epoch)
        });
        assert_eq!(leader, expected);
    }
    cluster.change().topics.partition("t", 0).unwrap().set_leader(None);
    client.ask(&fetch_request(id, 0), FETCH, |response| {
        assert!(response.node_endpoints.is_empty());
        let partition = &response.responses[0].partitions[0];
        assert_eq!(partition.error_code, code(ErrorCode::NOT_LEADER_FOR_PARTITION));
    });
}

#[test]
fn what_is_unknown_is_said_to_be() {
    let (cluster, id) = with_topic(1);
    let mut client = Client::connect(&cluster, 1);
    let other = Uuid::from_halves(1, 1);
    let by_id = code(ErrorCode::UNKNOWN_TOPIC_ID);
    assert_eq!(produce(&mut client, other, &three(), 13), (by_id, -1));
    assert_eq!(fetch(&mut client, &fetch_request(other, 0), 13).error, by_id);
    let mut request = fetch_request(id, 0);
    request.topics[0].partitions[0].partition = 1;
    let unknown = code(ErrorCode::UNKNOWN_TOPIC_OR_PART);
    assert_eq!(fetch(&mut client, &request, FETCH).error, unknown);
    request.topics[0].topic = "other";
    assert_eq!(fetch(&mut client, &request, 12).error, unknown);
}

#[test]
fn offsets_and_epochs_outside_the_log_are_refused() {
    let (cluster, id) = with_topic(2);
    let mut client = Client::connect(&cluster, 1);
    produce(&mut client, id, &three(), PRODUCE);
    {
        let mut state = cluster.change();
        let partition = state.topics.partition("t", 0).unwrap();
        partition.set_leader(Some(2));
        partition.set_leader(Some(1));
        partition.log.delete_before(1);
    }
    let mut fetched = |offset, epoch, last_fetched_epoch| {
        let mut request = fetch_request(id, offset);
        let partition = &mut request.topics[0].partitions[0];
        (partition.current_leader_epoch, partition.last_fetched_epoch) = (epoch, last_fetched_epoch);
        client.ask(&request, FETCH, |response| {
            let partition = &response.responses[0].partitions[0];
            let diverging = &partition.diverging_epoch;
            (partition.error_code, diverging.epoch, diverging.end_offset)
        })
    };
    let out_of_range = (code(ErrorCode::OFFSET_OUT_OF_RANGE), -1, -1);
    assert_eq!([fetched(0, -1, -1), fetched(4, 2, -1)], [out_of_range; 2]);
    assert_eq!([fetched(1, 2, -1), fetched(3, -1, 0)], [(0, -1, -1); 2]);
    assert_eq!(fetched(1, 1, -1), (code(ErrorCode::FENCED_LEADER_EPOCH), -1, -1));
    assert_eq!(fetched(1, 3, -1), (code(ErrorCode::UNKNOWN_LEADER_EPOCH), -1, -1));
    // Epoch 0 ended at 3; epoch 1 wrote nothing.
    assert_eq!(fetched(9, 2, 0), (0, 0, 3));
    assert_eq!(fetched(3, 2, 1), (0, 0, 3));
    assert_eq!(fetched(3, 2, 5), out_of_range);
}

#[test]
fn a_consumer_is_sent_to_the_follower_that_was_set() {
    let (cluster, id) = with_topic(2);
    produce(&mut Client::connect(&cluster, 1), id, &three(), PRODUCE);
    produce(&mut Client::connect(&cluster, 1), id, &three(), PRODUCE);
    {
        let mut state = cluster.change();
        let follower = &mut state.topics.partition("t", 0).unwrap().follower;
        (follower.broker, follower.end_offset) = (Some(2), Some(3));
    }
    let request = FetchRequest { rack_id: "r", ..fetch_request(id, 0) };
    let preferred = |request: &FetchRequest<'_>, version| {
        Client::connect(&cluster, 1).ask(request, version, |response| {
            let partition = &response.responses[0].partitions[0];
            (partition.preferred_read_replica, partition.records.unwrap().is_empty())
        })
    };
    assert_eq!([preferred(&request, 11), preferred(&request, FETCH)], [(2, true); 2]);
    assert_eq!([preferred(&request, 10), preferred(&fetch_request(id, 0), FETCH)], [(-1, false), (2, true)]);
    let fetched = fetch(&mut Client::connect(&cluster, 2), &request, FETCH);
    // The batch that begins at the end is still there.
    assert_eq!((fetched.error, fetched.high_watermark, fetched.base_offsets), (0, 3, vec![0, 3]));
    let beyond = FetchRequest { rack_id: "r", ..fetch_request(id, 4) };
    let fetched = fetch(&mut Client::connect(&cluster, 2), &beyond, FETCH);
    assert_eq!((fetched.error, fetched.aborted), (code(ErrorCode::OFFSET_OUT_OF_RANGE), None));
}

#[test]
fn sessions_are_not_granted() {
    let (cluster, id) = with_topic(1);
    let mut client = Client::connect(&cluster, 1);
    produce(&mut client, id, &three(), PRODUCE);
    for session_epoch in [-1, 0] {
        let request = FetchRequest { session_epoch, ..fetch_request(id, 0) };
        assert_eq!(fetch(&mut client, &request, FETCH).base_offsets, [0]);
    }
    let request = FetchRequest { session_id: 5, session_epoch: 1, ..Default::default() };
    let error = client.ask(&request, FETCH, |response| response.error_code);
    assert_eq!(error, code(ErrorCode::FETCH_SESSION_ID_NOT_FOUND));
}

#[test]
fn injected_errors_are_where_the_protocol_has_them() {
    let (cluster, id) = with_topic(1);
    let mut client = Client::connect(&cluster, 1);
    let error = ErrorCode::NOT_ENOUGH_REPLICAS;
    for version in versions::<FetchRequest<'_>>() {
        cluster.push_errors(ApiKey::FETCH, [error]);
        let errors = client.ask(&fetch_request(id, 0), version, |response| {
            let partitions = response.responses.iter().flat_map(|topic| &topic.partitions);
            (response.error_code, partitions.map(|partition| partition.error_code).collect::<Vec<_>>())
        });
        assert_eq!(errors, (0, vec![code(error)]), "Fetch {version}");
    }
    cluster.push_errors(ApiKey::PRODUCE, [error]);
    assert_eq!(produce(&mut client, id, &three(), PRODUCE), (code(error), -1));
    let of_partition = |api| {
        let mut state = cluster.change();
        state.topics.partition("t", 0).unwrap().push_errors(api, &[error]);
    };
    of_partition(ApiKey::PRODUCE);
    assert_eq!(produce(&mut client, id, &three(), PRODUCE), (code(error), -1));
    assert_eq!(produce(&mut client, id, &three(), PRODUCE), (0, 0));
    of_partition(ApiKey::FETCH);
    assert_eq!(fetch(&mut client, &fetch_request(id, 0), FETCH).error, code(error));
    cluster.push_errors(ApiKey::LIST_OFFSETS, [error]);
    assert_eq!(list(&mut client, -1, 0, 11), (code(error), -1, -1, -1));
}

/// Error, offset, timestamp and epoch.
fn list(client: &mut Client, timestamp: i64, isolation_level: i8, version: i16) -> (i16, i64, i64, i32) {
    let partition = ListOffsetsPartition { timestamp, ..Default::default() };
    let topic = ListOffsetsTopic { name: "t", partitions: vec![partition] };
    let request = ListOffsetsRequest { isolation_level, topics: vec![topic], ..Default::default() };
    client.ask(&request, version, |response| {
        let found = &response.topics[0].partitions[0];
        (found.error_code, found.offset, found.timestamp, found.leader_epoch)
    })
}

fn latest(client: &mut Client, isolation_level: i8) -> i64 {
    list(client, -1, isolation_level, 11).1
}

#[test]
fn offsets_are_listed_by_name() {
    let (cluster, id) = with_topic(1);
    let mut client = Client::connect(&cluster, 1);
    assert_eq!(list(&mut client, -3, 0, 11), (0, -1, -1, -1));
    produce(&mut client, id, &three(), PRODUCE);
    cluster.change().topics.partition("t", 0).unwrap().log.delete_before(1);
    for version in versions::<ListOffsetsRequest<'_>>() {
        let epoch = if version >= 4 { 0 } else { -1 };
        assert_eq!(list(&mut client, -1, 0, version), (0, 3, -1, epoch), "ListOffsets {version}");
        assert_eq!(list(&mut client, -2, 0, version), (0, 1, -1, epoch));
        assert_eq!(list(&mut client, 15, 0, version), (0, -1, -1, -1));
        let unsupported = (code(ErrorCode::UNSUPPORTED_VERSION), -1, -1, -1);
        let greatest = if version >= 7 { (0, 1, 30, 0) } else { unsupported };
        assert_eq!(list(&mut client, -3, 0, version), greatest);
        let local = if version >= 8 { (0, 1, -1, 0) } else { unsupported };
        assert_eq!(list(&mut client, -4, 0, version), local);
        let tiered = if version >= 9 { (0, -1, -1, -1) } else { unsupported };
        assert_eq!(list(&mut client, -5, 0, version), tiered);
        assert_eq!(list(&mut client, -9, 0, version), unsupported);
    }
}

#[test]
fn an_epochs_end_is_told() {
    let (cluster, id) = with_topic(2);
    let mut client = Client::connect(&cluster, 1);
    produce(&mut client, id, &three(), PRODUCE);
    {
        let mut state = cluster.change();
        let partition = state.topics.partition("t", 0).unwrap();
        partition.set_leader(Some(2));
        partition.set_leader(Some(1));
    }
    produce(&mut client, id, &three(), PRODUCE);
    let mut end = |current_leader_epoch, leader_epoch, version| {
        let partition = OffsetForLeaderPartition { partition: 0, current_leader_epoch, leader_epoch };
        let topic = OffsetForLeaderTopic { topic: "t", partitions: vec![partition] };
        let request = OffsetForLeaderEpochRequest { topics: vec![topic], ..Default::default() };
        client.ask(&request, version, |response| {
            let end = &response.topics[0].partitions[0];
            (end.error_code, end.leader_epoch, end.end_offset)
        })
    };
    for version in versions::<OffsetForLeaderEpochRequest<'_>>() {
        assert_eq!([end(2, 0, version), end(-1, 1, version)], [(0, 0, 3); 2]);
        assert_eq!([end(2, 2, version), end(2, 3, version)], [(0, 2, 6), (0, -1, -1)]);
        assert_eq!(end(1, 0, version), (code(ErrorCode::FENCED_LEADER_EPOCH), -1, -1));
    }
}

#[test]
fn records_are_deleted_up_to_an_offset() {
    let (cluster, id) = with_topic(1);
    let mut client = Client::connect(&cluster, 1);
    let mut delete = |name, offset, version| {
        let partition = DeleteRecordsPartition { partition_index: 0, offset };
        let topic = DeleteRecordsTopic { name, partitions: vec![partition] };
        let request = DeleteRecordsRequest { topics: vec![topic], ..Default::default() };
        client.ask(&request, version, |response| {
            let deleted = &response.topics[0].partitions[0];
            (deleted.error_code, deleted.low_watermark)
        })
    };
    let out_of_range = (code(ErrorCode::OFFSET_OUT_OF_RANGE), -1);
    assert_eq!(delete("t", 1, 0), out_of_range);
    produce(&mut Client::connect(&cluster, 1), id, &three(), PRODUCE);
    assert_eq!([delete("t", 2, 0), delete("t", 1, 1)], [(0, 2); 2]);
    assert_eq!([delete("t", 4, 2), delete("t", -2, 2)], [out_of_range; 2]);
    assert_eq!(delete("t", -1, 2), (0, 3));
    assert_eq!(delete("x", 0, 2), (code(ErrorCode::UNKNOWN_TOPIC_OR_PART), -1));
}

fn create(client: &mut Client, topics: Vec<CreatableTopic<'_>>, only: bool, version: i16) -> Vec<(i16, i32)> {
    let request = CreateTopicsRequest { topics, validate_only: only, ..Default::default() };
    client.ask(&request, version, |response| {
        response.topics.iter().map(|topic| (topic.error_code, topic.num_partitions)).collect()
    })
}

fn topic(name: &str, num_partitions: i32, replication_factor: i16) -> CreatableTopic<'_> {
    CreatableTopic { name, num_partitions, replication_factor, ..Default::default() }
}

#[test]
fn topics_are_created_as_asked() {
    let cluster = cluster(2);
    let mut client = Client::connect(&cluster, 2);
    for version in versions::<CreateTopicsRequest<'_>>() {
        let name = format!("v{version}");
        let count = if version >= 5 { 3 } else { -1 };
        assert_eq!(create(&mut client, vec![topic(&name, 3, 2)], false, version), [(0, count)]);
        assert_eq!(cluster.change().topics.get(&name).unwrap().partitions.len(), 3);
    }
    let mut refused = |wanted| create(&mut client, vec![wanted], false, 7)[0].0;
    assert_eq!(refused(topic("v7", 1, 1)), code(ErrorCode::TOPIC_ALREADY_EXISTS));
    assert_eq!(refused(topic("no/name", 1, 1)), code(ErrorCode::TOPIC_EXCEPTION));
    assert_eq!(refused(topic("n", 0, 1)), code(ErrorCode::INVALID_PARTITIONS));
    let replication = code(ErrorCode::INVALID_REPLICATION_FACTOR);
    assert_eq!([refused(topic("n", 1, 3)), refused(topic("n", 1, 0))], [replication; 2]);
    let twice = create(&mut client, vec![topic("n", 1, 1), topic("n", 1, 1)], false, 7);
    assert_eq!(twice, [(code(ErrorCode::INVALID_REQUEST), -1)]);
    assert_eq!(create(&mut client, vec![topic("n", 1, 1)], true, 7), [(0, 1)]);
    assert!(cluster.change().topics.get("n").is_none());
}

#[test]
fn replicas_are_assigned_by_hand() {
    let cluster = cluster(3);
    let mut client = Client::connect(&cluster, 1);
    let mut create = |name, assigned: &[&[i32]]| {
        let assignments = assigned.iter().enumerate().map(|(n, brokers)| CreatableReplicaAssignment {
            partition_index: n as i32,
            broker_ids: brokers.to_vec(),
        });
        let wanted = CreatableTopic { assignments: assignments.collect(), ..topic(name, -1, -1) };
        create(&mut client, vec![wanted], false, 7)[0]
    };
    assert_eq!(create("t", &[&[3, 1], &[2, 3]]), (0, 2));
    let refused = (code(ErrorCode::INVALID_REPLICA_ASSIGNMENT), -1);
    assert_eq!([create("n", &[&[1, 1]]), create("n", &[&[4]]), create("n", &[&[]])], [refused; 3]);
    assert_eq!(create("n", &[&[1], &[1, 2]]), refused);
    let mut state = cluster.change();
    let partitions = &state.topics.get("t").unwrap().partitions;
    let replicas: Vec<_> = partitions.iter().map(|one| (one.leader, one.replicas.clone())).collect();
    assert_eq!(replicas, [(Some(3), vec![3, 1]), (Some(2), vec![2, 3])]);
}

#[test]
fn topics_grow_and_go() {
    let (cluster, _) = with_topic(2);
    let mut client = Client::connect(&cluster, 1);
    let mut grow = |name, count, validate_only, version| {
        let topic = CreatePartitionsTopic { name, count, assignments: None };
        let request = CreatePartitionsRequest { topics: vec![topic], validate_only, timeout_ms: 0 };
        client.ask(&request, version, |response| response.results[0].error_code)
    };
    for version in versions::<CreatePartitionsRequest<'_>>() {
        assert_eq!(grow("t", i32::from(version) + 2, false, version), 0);
    }
    assert_eq!(grow("t", 9, true, 3), 0);
    assert_eq!(cluster.change().topics.get("t").unwrap().partitions.len(), 5);
    assert_eq!(grow("t", 5, false, 3), code(ErrorCode::INVALID_PARTITIONS));
    assert_eq!(grow("x", 5, false, 3), code(ErrorCode::UNKNOWN_TOPIC_OR_PART));
    let mut delete = |request: &DeleteTopicsRequest<'_>, version| {
        client.ask(request, version, |response| response.responses[0].error_code)
    };
    let by_name = DeleteTopicsRequest { topic_names: vec!["t"], ..Default::default() };
    assert_eq!(delete(&by_name, 1), 0);
    assert_eq!(delete(&by_name, 5), code(ErrorCode::UNKNOWN_TOPIC_OR_PART));
    let by_id = DeleteTopicState { name: None, topic_id: Uuid::from_halves(1, 1) };
    let by_id = DeleteTopicsRequest { topics: vec![by_id], ..Default::default() };
    assert_eq!(delete(&by_id, 6), code(ErrorCode::UNKNOWN_TOPIC_ID));
}

#[test]
fn what_has_settings_is_told_apart_from_what_is_not_there() {
    let (cluster, _) = with_topic(2);
    let mut client = Client::connect(&cluster, 1);
    let asked = [(2, "t"), (2, "x"), (4, "2"), (4, ""), (4, "3"), (4, "t"), (7, "t")];
    let resources = asked.iter().map(|(resource_type, resource_name)| DescribeConfigsResource {
        resource_type: *resource_type,
        resource_name,
        configuration_keys: None,
    });
    let request = DescribeConfigsRequest { resources: resources.collect(), ..Default::default() };
    let (unknown, wrong) = (code(ErrorCode::UNKNOWN_TOPIC_OR_PART), code(ErrorCode::INVALID_REQUEST));
    let codes = [0, unknown, 0, 0, wrong, wrong, wrong];
    for version in versions::<DescribeConfigsRequest<'_>>() {
        let mut request = request.clone();
        request.include_synonyms = version >= 1;
        client.ask(&request, version, |response| {
            let named = response.results.iter().map(|one| (one.resource_type, one.resource_name));
            assert_eq!(named.collect::<Vec<_>>(), asked);
            assert_eq!(response.results.iter().map(|one| one.error_code).collect::<Vec<_>>(), codes);
            assert!(response.results.iter().all(|one| one.configs.is_empty()));
        });
    }
}
