//! Transactions as producers see them, over sockets.

use std::time::{Duration, Instant};

use crate::mock::MockCluster;
use crate::mock::testing::{Client, NewBatch, cluster};
use crate::protocol::messages::add_partitions_to_txn_request::{
    AddPartitionsToTxnTopic, AddPartitionsToTxnTransaction,
};
use crate::protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use crate::protocol::messages::offset_fetch_request::OffsetFetchRequestTopic;
use crate::protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use crate::protocol::messages::txn_offset_commit_request::{
    TxnOffsetCommitRequestPartition, TxnOffsetCommitRequestTopic,
};
use crate::protocol::messages::*;
use crate::records::Attributes;

use super::*;

const NONE: i16 = 0;
const INVALID_PRODUCER_EPOCH: i16 = 47;
const INVALID_TXN_STATE: i16 = 48;
const INVALID_PRODUCER_ID_MAPPING: i16 = 49;
const CONCURRENT_TRANSACTIONS: i16 = 51;
const UNSTABLE_OFFSET_COMMIT: i16 = 88;
const PRODUCER_FENCED: i16 = 90;
const TRANSACTION_ABORTABLE: i16 = 120;

fn with_topic() -> MockCluster {
    let cluster = cluster(1);
    cluster.change().create_topic("t", 2, 1).unwrap();
    cluster
}

/// The transactional producer "x", writing to the first partition of "t" and committing offsets of the group "g".
struct Producer {
    client: Client,
    is: ProducerId,
    sequence: i32,
}

impl Producer {
    fn new(cluster: &MockCluster) -> Producer {
        let mut client = Client::connect(cluster, 1);
        let (error, is) = init(&mut client, None, 60_000);
        assert_eq!(error, NONE);
        Producer { client, is, sequence: 0 }
    }

    /// In the version that sends the partition alone, or in the one that sends it for several transactions.
    fn add_partition(&mut self, version: i16) -> i16 {
        let ProducerId { id: producer_id, epoch: producer_epoch } = self.is;
        let topics = vec![AddPartitionsToTxnTopic { name: "t", partitions: vec![0] }];
        let request = if version < 4 {
            AddPartitionsToTxnRequest {
                v3_and_below_transactional_id: "x",
                v3_and_below_producer_id: producer_id,
                v3_and_below_producer_epoch: producer_epoch,
                v3_and_below_topics: topics,
                ..Default::default()
            }
        } else {
            let transactional_id = "x";
            let verify_only = false;
            let transaction = AddPartitionsToTxnTransaction {
                transactional_id,
                producer_id,
                producer_epoch,
                verify_only,
                topics,
            };
            AddPartitionsToTxnRequest { transactions: vec![transaction], ..Default::default() }
        };
        self.client.ask(&request, version, |response| {
            let batched = response.results_by_transaction.first().map(|result| &result.topic_results);
            let topics = batched.unwrap_or(&response.results_by_topic_v3_and_below);
            topics[0].results_by_partition[0].partition_error_code
        })
    }

    fn produce(&mut self, version: i16) -> i16 {
        let batch = NewBatch {
            attributes: Attributes::default().with_transactional(true),
            producer: (self.is.id, self.is.epoch, self.sequence),
            ..NewBatch::default()
        };
        let records = batch.encode();
        let partition_data = vec![PartitionProduceData { index: 0, records: Some(&records) }];
        let topic_data = vec![TopicProduceData { name: "t", partition_data, ..Default::default() }];
        let transactional_id = Some("x");
        let request = ProduceRequest { transactional_id, acks: -1, topic_data, ..Default::default() };
        let look = |response: ProduceResponse<'_>| response.responses[0].partition_responses[0].error_code;
        let error = self.client.ask(&request, version, look);
        self.sequence += i32::from(error == NONE);
        error
    }

    fn add_group(&mut self) -> i16 {
        let request = AddOffsetsToTxnRequest {
            transactional_id: "x",
            producer_id: self.is.id,
            producer_epoch: self.is.epoch,
            group_id: "g",
        };
        self.client.ask(&request, 3, |response| response.error_code)
    }

    fn commit_offset(&mut self, version: i16, offset: i64) -> i16 {
        let partitions = vec![TxnOffsetCommitRequestPartition {
            partition_index: 1,
            committed_offset: offset,
            ..Default::default()
        }];
        let request = TxnOffsetCommitRequest {
            transactional_id: "x",
            group_id: "g",
            producer_id: self.is.id,
            producer_epoch: self.is.epoch,
            topics: vec![TxnOffsetCommitRequestTopic { name: "t", partitions }],
            ..Default::default()
        };
        self.client.ask(&request, version, |response| response.topics[0].partitions[0].error_code)
    }

    fn end(&mut self, version: i16, committed: bool) -> (i16, i16) {
        let request = EndTxnRequest {
            transactional_id: "x",
            producer_id: self.is.id,
            producer_epoch: self.is.epoch,
            committed,
        };
        self.client.ask(&request, version, |response| (response.error_code, response.producer_epoch))
    }

    /// What the group has committed, for a consumer that wants it to be certain.
    fn fetched_offset(&mut self) -> (i64, i16) {
        let topics = vec![OffsetFetchRequestTopic { name: "t", partition_indexes: vec![1] }];
        let (group_id, topics) = ("g", Some(topics));
        let request = OffsetFetchRequest { group_id, topics, require_stable: true, ..Default::default() };
        self.client.ask(&request, 7, |response| {
            let partition = &response.topics[0].partitions[0];
            (partition.committed_offset, partition.error_code)
        })
    }

    /// The end of the partition, and of what is decided in it.
    fn ends(&mut self) -> (i64, i64) {
        let mut end = |isolation_level| {
            let partition = ListOffsetsPartition { timestamp: -1, ..Default::default() };
            let topics = vec![ListOffsetsTopic { name: "t", partitions: vec![partition] }];
            let request = ListOffsetsRequest { isolation_level, topics, ..Default::default() };
            self.client.ask(&request, 5, |response| response.topics[0].partitions[0].offset)
        };
        (end(0), end(1))
    }
}

fn init(client: &mut Client, claim: Option<ProducerId>, timeout_ms: i32) -> (i16, ProducerId) {
    let ProducerId { id: producer_id, epoch: producer_epoch } = claim.unwrap_or(ProducerId::NONE);
    let request = InitProducerIdRequest {
        transactional_id: Some("x"),
        transaction_timeout_ms: timeout_ms,
        producer_id,
        producer_epoch,
        ..Default::default()
    };
    client.ask(&request, 4, |response| {
        (response.error_code, ProducerId { id: response.producer_id, epoch: response.producer_epoch })
    })
}

#[test]
fn a_transaction_is_seen_when_it_commits_and_not_when_it_aborts() {
    for version in [3, 5] {
        let cluster = with_topic();
        let mut producer = Producer::new(&cluster);
        assert_eq!(producer.produce(9), INVALID_TXN_STATE);
        assert_eq!(producer.produce(11), TRANSACTION_ABORTABLE);
        assert_eq!((producer.add_partition(version), producer.produce(9)), (NONE, NONE));
        assert_eq!(producer.commit_offset(3, 40), INVALID_TXN_STATE);
        assert_eq!((producer.add_group(), producer.commit_offset(3, 40)), (NONE, NONE));
        assert_eq!(producer.fetched_offset(), (-1, UNSTABLE_OFFSET_COMMIT));
        assert_eq!(producer.ends(), (1, 0));
        assert_eq!(producer.end(4, true), (NONE, -1));
        assert_eq!((producer.fetched_offset(), producer.ends()), ((40, NONE), (2, 2)));
        // The answer may have been lost.
        assert_eq!((producer.end(4, true).0, producer.end(4, false).0), (NONE, INVALID_TXN_STATE));

        assert_eq!((producer.add_partition(version), producer.produce(9)), (NONE, NONE));
        assert_eq!((producer.add_group(), producer.commit_offset(3, 50)), (NONE, NONE));
        assert_eq!(producer.end(4, false), (NONE, -1));
        assert_eq!((producer.fetched_offset(), producer.ends()), ((40, NONE), (4, 4)));
    }
}

#[test]
fn with_an_epoch_per_transaction_nothing_need_be_announced() {
    let cluster = with_topic();
    let mut producer = Producer::new(&cluster);
    assert_eq!(producer.end(5, true).0, INVALID_TXN_STATE);
    assert_eq!((producer.produce(12), producer.commit_offset(5, 40)), (NONE, NONE));
    assert_eq!(producer.end(5, true), (NONE, 1));
    // Asked again with the old epoch, as by a producer that did not get the answer.
    assert_eq!((producer.end(5, true), producer.end(5, false).0), ((NONE, 1), INVALID_TXN_STATE));
    assert_eq!((producer.fetched_offset(), producer.ends()), ((40, NONE), (2, 2)));
    assert_eq!(producer.produce(12), INVALID_PRODUCER_EPOCH);
    (producer.is.epoch, producer.sequence) = (1, 0);
    assert_eq!(producer.produce(12), NONE);
    assert_eq!(producer.end(5, false), (NONE, 2));
    assert_eq!(producer.end(5, false), (NONE, 2));
}

#[test]
fn epochs_that_are_used_up_make_room_for_a_new_producer_id() {
    let cluster = with_topic();
    let mut producer = Producer::new(&cluster);
    let first = producer.is.id;
    cluster.change().transactions.by_id.get_mut("x").unwrap().producer.epoch = LAST_EPOCH;
    producer.is.epoch = LAST_EPOCH;
    assert_eq!(producer.commit_offset(5, 40), NONE);
    assert_eq!(producer.end(5, true), (NONE, 0));
    assert_eq!(producer.end(5, true), (NONE, 0));
    assert_eq!(producer.fetched_offset(), (40, NONE));
    let now = cluster.change().transactions.by_id["x"].producer;
    assert!(now.id > first);
    cluster.change().transactions.by_id.get_mut("x").unwrap().producer.epoch = LAST_EPOCH;
    let (error, third) = init(&mut producer.client, None, 1000);
    assert!(error == NONE && third.id > now.id && third.epoch == 0);
}

#[test]
fn a_successor_fences_its_predecessor() {
    let cluster = with_topic();
    let mut old = Producer::new(&cluster);
    assert_eq!((old.add_partition(3), old.produce(9)), (NONE, NONE));
    let mut client = Client::connect(&cluster, 1);
    // What the old one has begun is aborted first.
    assert_eq!(init(&mut client, None, 1000).0, CONCURRENT_TRANSACTIONS);
    let (error, new) = init(&mut client, None, 1000);
    assert_eq!((error, new.id, new.epoch), (NONE, old.is.id, 2));
    assert_eq!(old.ends(), (2, 2));
    assert_eq!((old.add_partition(3), old.add_partition(1)), (PRODUCER_FENCED, INVALID_PRODUCER_EPOCH));
    assert_eq!((old.produce(9), old.end(4, true).0), (INVALID_PRODUCER_EPOCH, PRODUCER_FENCED));
    assert_eq!(init(&mut client, Some(old.is), 1000).0, PRODUCER_FENCED);
    // The new one may ask for another epoch, and twice for the same.
    let (error, newer) = init(&mut client, Some(new), 1000);
    assert_eq!((error, newer.epoch), (NONE, 3));
    assert_eq!(init(&mut client, Some(new), 1000), (NONE, newer));
    old.is.id += 100;
    assert_eq!(old.end(4, true).0, INVALID_PRODUCER_ID_MAPPING);
}

#[test]
fn an_overdue_transaction_is_aborted_and_its_producer_may_recover() {
    let cluster = with_topic();
    let mut producer = Producer::new(&cluster);
    let (_, is) = init(&mut producer.client, Some(producer.is), 200);
    producer.is = is;
    assert_eq!((producer.add_partition(3), producer.produce(9)), (NONE, NONE));
    let deadline = Instant::now() + Duration::from_secs(20);
    while producer.ends().1 == 0 {
        assert!(Instant::now() < deadline, "still open");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(producer.end(4, true).0, PRODUCER_FENCED);
    let (error, recovered) = init(&mut producer.client, Some(is), 200);
    assert_eq!((error, recovered.epoch), (NONE, is.epoch + 1));
}
