//! What the brokers can do: a file per API key.

mod add_offsets_to_txn;
mod add_partitions_to_txn;
mod api_versions;
mod create_partitions;
mod create_topics;
mod delete_groups;
mod delete_records;
mod delete_topics;
mod describe_configs;
mod describe_groups;
mod end_txn;
mod fetch;
mod find_coordinator;
mod heartbeat;
mod init_producer_id;
mod join_group;
mod leader;
mod leave_group;
mod list_groups;
mod list_offsets;
mod metadata;
mod offset_commit;
mod offset_delete;
mod offset_fetch;
mod offset_for_leader_epoch;
mod produce;
mod sync_group;
mod topic_request;
mod txn_offset_commit;

use crate::error::ErrorCode;
use crate::protocol::api::Message;
use crate::protocol::messages::{
    AddOffsetsToTxnRequest, AddPartitionsToTxnRequest, ApiVersionsRequest, CreatePartitionsRequest,
    CreateTopicsRequest, DeleteGroupsRequest, DeleteRecordsRequest, DeleteTopicsRequest,
    DescribeConfigsRequest, DescribeGroupsRequest, EndTxnRequest, FetchRequest, FindCoordinatorRequest,
    HeartbeatRequest, InitProducerIdRequest, JoinGroupRequest, LeaveGroupRequest, ListGroupsRequest,
    ListOffsetsRequest, MetadataRequest, OffsetCommitRequest, OffsetDeleteRequest, OffsetFetchRequest,
    OffsetForLeaderEpochRequest, ProduceRequest, SyncGroupRequest, TxnOffsetCommitRequest,
};
use crate::protocol::{ApiKey, Request};

use super::request::{Context, Outcome, Refused};
use super::state::State;

type Handler = fn(Context<'_>) -> Outcome;

/// An API that the brokers speak.
struct Api {
    key: ApiKey,
    versions: (i16, i16),
    handler: Handler,
}

/// An API in all versions that its codec knows.
const fn spoken<R: Request>(handler: Handler) -> Api {
    Api { key: R::API_KEY, versions: <R as Message>::VERSIONS, handler }
}

/// Sorted by key.
static APIS: &[Api] = &[
    spoken::<ProduceRequest<'_>>(produce::serve),
    spoken::<FetchRequest<'_>>(fetch::serve),
    spoken::<ListOffsetsRequest<'_>>(list_offsets::serve),
    spoken::<MetadataRequest<'_>>(metadata::serve),
    spoken::<OffsetCommitRequest<'_>>(offset_commit::serve),
    spoken::<OffsetFetchRequest<'_>>(offset_fetch::serve),
    spoken::<FindCoordinatorRequest<'_>>(find_coordinator::serve),
    spoken::<JoinGroupRequest<'_>>(join_group::serve),
    spoken::<HeartbeatRequest<'_>>(heartbeat::serve),
    spoken::<LeaveGroupRequest<'_>>(leave_group::serve),
    spoken::<SyncGroupRequest<'_>>(sync_group::serve),
    spoken::<DescribeGroupsRequest<'_>>(describe_groups::serve),
    spoken::<ListGroupsRequest<'_>>(list_groups::serve),
    spoken::<ApiVersionsRequest<'_>>(api_versions::serve),
    spoken::<CreateTopicsRequest<'_>>(create_topics::serve),
    spoken::<DeleteTopicsRequest<'_>>(delete_topics::serve),
    spoken::<DeleteRecordsRequest<'_>>(delete_records::serve),
    // Not the version for two-phase commit (KIP-939), which brokers do not offer unless they are told to.
    Api { versions: (0, 5), ..spoken::<InitProducerIdRequest<'_>>(init_producer_id::serve) },
    spoken::<OffsetForLeaderEpochRequest<'_>>(offset_for_leader_epoch::serve),
    spoken::<AddPartitionsToTxnRequest<'_>>(add_partitions_to_txn::serve),
    spoken::<AddOffsetsToTxnRequest<'_>>(add_offsets_to_txn::serve),
    spoken::<EndTxnRequest<'_>>(end_txn::serve),
    spoken::<TxnOffsetCommitRequest<'_>>(txn_offset_commit::serve),
    spoken::<DescribeConfigsRequest<'_>>(describe_configs::serve),
    spoken::<CreatePartitionsRequest<'_>>(create_partitions::serve),
    spoken::<DeleteGroupsRequest<'_>>(delete_groups::serve),
    spoken::<OffsetDeleteRequest<'_>>(offset_delete::serve),
];

impl State {
    /// The versions offered of an API: as spoken, unless the application has set others.
    fn offered(&self, api: &Api) -> Option<(i16, i16)> {
        let Some(set) = self.versions.get(&api.key) else { return Some(api.versions) };
        let (min, max) = (*set)?;
        let (min, max) = (min.max(api.versions.0), max.min(api.versions.1));
        (min <= max).then_some((min, max))
    }

    /// Sets what is offered, within what is spoken; false for an API that is not spoken at all.
    pub fn offer(&mut self, key: ApiKey, versions: Option<(i16, i16)>) -> bool {
        let known = APIS.iter().any(|api| api.key == key);
        if known {
            self.versions.insert(key, versions);
        }
        known
    }
}

/// Serves a request, or says why its connection is to be closed.
pub fn serve(cx: Context<'_>) -> Outcome {
    let (key, version) = (cx.request.to.api, cx.version());
    let not_spoken = Refused::NotSpoken { api: key, version };
    let Some(api) = APIS.iter().find(|api| api.key == key) else { return Err(not_spoken) };
    let offered = cx.state.offered(api).is_some_and(|(min, max)| (min..=max).contains(&version));
    // ApiVersions has an answer for versions that it does not know.
    if !offered && key != ApiKey::API_VERSIONS {
        return Err(not_spoken);
    }
    (api.handler)(cx)
}

/// What a producer is told that has been fenced, if its version of the request knows that.
fn fenced_as(error: ErrorCode, known: bool) -> ErrorCode {
    if error == ErrorCode::PRODUCER_FENCED && !known { ErrorCode::INVALID_PRODUCER_EPOCH } else { error }
}

/// Most requests know it from version 2 on (KIP-588).
fn fenced_from_2(error: ErrorCode, version: i16) -> ErrorCode {
    fenced_as(error, version >= 2)
}
