//! What the brokers can do: a file per API key.

mod api_versions;
mod create_partitions;
mod create_topics;
mod delete_records;
mod delete_topics;
mod fetch;
mod leader;
mod list_offsets;
mod metadata;
mod offset_for_leader_epoch;
mod produce;
mod topic_request;

use crate::protocol::api::Message;
use crate::protocol::messages::{
    ApiVersionsRequest, CreatePartitionsRequest, CreateTopicsRequest, DeleteRecordsRequest,
    DeleteTopicsRequest, FetchRequest, ListOffsetsRequest, MetadataRequest, OffsetForLeaderEpochRequest,
    ProduceRequest,
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
    spoken::<ApiVersionsRequest<'_>>(api_versions::serve),
    spoken::<CreateTopicsRequest<'_>>(create_topics::serve),
    spoken::<DeleteTopicsRequest<'_>>(delete_topics::serve),
    spoken::<DeleteRecordsRequest<'_>>(delete_records::serve),
    spoken::<OffsetForLeaderEpochRequest<'_>>(offset_for_leader_epoch::serve),
    spoken::<CreatePartitionsRequest<'_>>(create_partitions::serve),
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
