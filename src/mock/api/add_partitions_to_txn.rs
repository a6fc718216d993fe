//! AddPartitionsToTxn: a producer says what its transaction will write to; brokers ask in batches from version 4 on
//! (KIP-890).

use crate::error::ErrorCode;
use crate::protocol::ApiKey;
use crate::protocol::messages::add_partitions_to_txn_request::{
    AddPartitionsToTxnTopic, AddPartitionsToTxnTransaction,
};
use crate::protocol::messages::add_partitions_to_txn_response::{
    AddPartitionsToTxnPartitionResult, AddPartitionsToTxnResult, AddPartitionsToTxnTopicResult,
};
use crate::protocol::messages::{AddPartitionsToTxnRequest, AddPartitionsToTxnResponse};
use crate::records::ProducerId;

use super::super::request::{Context, Outcome, wire_code};
use super::super::state::{CoordinatorOf, State};

/// From this version on, transactions come in batches.
const BATCHED_FROM: i16 = 4;

pub fn serve(mut cx: Context<'_>) -> Outcome {
    let request: AddPartitionsToTxnRequest<'_> = cx.decode()?;
    if cx.version() >= BATCHED_FROM {
        let results = request.transactions.iter().map(|transaction| AddPartitionsToTxnResult {
            transactional_id: transaction.transactional_id,
            topic_results: add(&mut cx, transaction),
        });
        let results_by_transaction = results.collect();
        return cx.answer(&AddPartitionsToTxnResponse { results_by_transaction, ..Default::default() });
    }
    let transaction = AddPartitionsToTxnTransaction {
        transactional_id: request.v3_and_below_transactional_id,
        producer_id: request.v3_and_below_producer_id,
        producer_epoch: request.v3_and_below_producer_epoch,
        verify_only: false,
        topics: request.v3_and_below_topics,
    };
    let results_by_topic_v3_and_below = add(&mut cx, &transaction);
    cx.answer(&AddPartitionsToTxnResponse { results_by_topic_v3_and_below, ..Default::default() })
}

/// Adds all of the partitions or none.
fn add<'a>(
    cx: &mut Context<'_>,
    wanted: &AddPartitionsToTxnTransaction<'a>,
) -> Vec<AddPartitionsToTxnTopicResult<'a>> {
    let refused = check(cx, wanted);
    let broken = |error: &ErrorCode| error.is_err();
    let mut errors: Vec<Vec<ErrorCode>> =
        wanted.topics.iter().map(|it| partition_errors(cx.state, it)).collect();
    if refused.is_err() {
        errors.iter_mut().flatten().for_each(|error| *error = refused);
    } else if errors.iter().flatten().any(broken) {
        let others = errors.iter_mut().flatten().filter(|error| !error.is_err());
        others.for_each(|error| *error = ErrorCode::OPERATION_NOT_ATTEMPTED);
    } else {
        add_all(cx, wanted, &mut errors);
    }
    let results = wanted.topics.iter().zip(errors).map(|(topic, errors)| {
        let results = topic.partitions.iter().zip(errors).map(|(partition_index, error)| {
            let partition_error_code = wire_code(super::fenced_from_2(error, cx.version()));
            AddPartitionsToTxnPartitionResult { partition_index: *partition_index, partition_error_code }
        });
        AddPartitionsToTxnTopicResult { name: topic.name, results_by_partition: results.collect() }
    });
    results.collect()
}

fn check(cx: &Context<'_>, wanted: &AddPartitionsToTxnTransaction<'_>) -> ErrorCode {
    let refused = cx.refusal(CoordinatorOf::Transaction, wanted.transactional_id);
    if !refused.is_err() && wanted.transactional_id.is_empty() {
        return ErrorCode::INVALID_REQUEST;
    }
    refused
}

fn partition_errors(state: &mut State, topic: &AddPartitionsToTxnTopic<'_>) -> Vec<ErrorCode> {
    let errors = topic.partitions.iter().map(|index| match state.topics.partition(topic.name, *index) {
        Some(partition) => partition.next_error(ApiKey::ADD_PARTITIONS_TO_TXN),
        None => ErrorCode::UNKNOWN_TOPIC_OR_PART,
    });
    errors.collect()
}

fn add_all(cx: &mut Context<'_>, wanted: &AddPartitionsToTxnTransaction<'_>, errors: &mut [Vec<ErrorCode>]) {
    let (id, now) = (wanted.transactional_id, cx.now);
    let producer = ProducerId { id: wanted.producer_id, epoch: wanted.producer_epoch };
    for (topic, errors) in wanted.topics.iter().zip(errors) {
        for (index, error) in topic.partitions.iter().zip(errors) {
            let done = if wanted.verify_only {
                cx.state.transactions.check_partition(id, producer, topic.name, *index)
            } else {
                cx.state.add_partition(id, producer, topic.name, *index, now)
            };
            *error = done.err().unwrap_or_default();
        }
    }
}
