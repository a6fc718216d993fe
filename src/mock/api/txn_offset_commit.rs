//! TxnOffsetCommit: a group's offsets that count when the transaction commits; from version 5 on the group need not have
//! been announced (KIP-890).

use crate::error::ErrorCode;
use crate::protocol::ApiKey;
use crate::protocol::messages::txn_offset_commit_request::TxnOffsetCommitRequestPartition;
use crate::protocol::messages::txn_offset_commit_response::{
    TxnOffsetCommitResponsePartition, TxnOffsetCommitResponseTopic,
};
use crate::protocol::messages::{TxnOffsetCommitRequest, TxnOffsetCommitResponse};
use crate::records::ProducerId;

use super::super::groups::{Caller, Committed};
use super::super::request::{Context, Outcome, wire_code};
use super::super::state::{CoordinatorOf, State};
use super::offset_commit::check_partition;

/// From this version on, clients know that they can abort and go on.
const ABORTABLE_FROM: i16 = 4;
/// From this version on, the group becomes part of the transaction by this very request.
const GROUP_ADDED_FROM: i16 = 5;

pub fn serve(mut cx: Context<'_>) -> Outcome {
    let request: TxnOffsetCommitRequest<'_> = cx.decode()?;
    let admitted = admit(&mut cx, &request);
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|partition| {
            let staged = admitted.and_then(|()| stage(cx.state, &request, topic.name, partition));
            let error_code = wire_code(staged.err().unwrap_or_default());
            TxnOffsetCommitResponsePartition { partition_index: partition.partition_index, error_code }
        });
        TxnOffsetCommitResponseTopic { name: topic.name, partitions: partitions.collect() }
    });
    let response = TxnOffsetCommitResponse { topics: topics.collect(), ..Default::default() };
    cx.answer(&response)
}

fn admit(cx: &mut Context<'_>, request: &TxnOffsetCommitRequest<'_>) -> Result<(), ErrorCode> {
    cx.refusal(CoordinatorOf::Group, request.group_id).into_result()?;
    if request.group_id.is_empty() {
        return Err(ErrorCode::INVALID_GROUP_ID);
    }
    let caller = Caller {
        member_id: request.member_id,
        instance_id: request.group_instance_id,
        generation: request.generation_id,
    };
    check_transaction(cx, request)?;
    let (groups, mut effects) = cx.state.groups(cx.now);
    match groups.get(request.group_id) {
        Some(group) => group.check_commit(&caller, true, &mut effects),
        None if caller.generation < 0 => Ok(()),
        None => Err(ErrorCode::ILLEGAL_GENERATION),
    }
}

/// The group's coordinator asks the transaction's.
fn check_transaction(cx: &mut Context<'_>, request: &TxnOffsetCommitRequest<'_>) -> Result<(), ErrorCode> {
    let (id, group) = (request.transactional_id, request.group_id);
    let producer = ProducerId { id: request.producer_id, epoch: request.producer_epoch };
    let checked = if cx.version() >= GROUP_ADDED_FROM {
        cx.state.add_group(id, producer, group, cx.now)
    } else {
        cx.state.transactions.check_group(id, producer, group)
    };
    checked.map_err(|error| match super::fenced_as(error, false) {
        ErrorCode::TRANSACTION_ABORTABLE if cx.version() < ABORTABLE_FROM => ErrorCode::INVALID_TXN_STATE,
        error => error,
    })
}

fn stage(
    state: &mut State,
    request: &TxnOffsetCommitRequest<'_>,
    topic: &str,
    wanted: &TxnOffsetCommitRequestPartition<'_>,
) -> Result<(), ErrorCode> {
    let metadata = wanted.committed_metadata.unwrap_or_default();
    check_partition(state, ApiKey::TXN_OFFSET_COMMIT, topic, wanted.partition_index, metadata)?;
    let committed = Committed {
        offset: wanted.committed_offset,
        leader_epoch: wanted.committed_leader_epoch,
        metadata: metadata.to_owned(),
    };
    let offsets = &mut state.groups.get_or_new(request.group_id).offsets;
    offsets.stage(request.producer_id, topic, wanted.partition_index, committed);
    Ok(())
}
