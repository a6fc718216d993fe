//! ApiVersions (KIP-35, KIP-511): what the cluster speaks.

use crate::error::ErrorCode;
use crate::protocol::api::Message;
use crate::protocol::messages::api_versions_response::ApiVersion;
use crate::protocol::messages::{ApiVersionsRequest, ApiVersionsResponse};

use super::super::request::{Context, Outcome, wire_code};
use super::APIS;

pub fn serve(cx: Context<'_>) -> Outcome {
    let offered = APIS.iter().filter_map(|api| {
        let (min_version, max_version) = cx.state.offered(api)?;
        Some(ApiVersion { api_key: api.key.0, min_version, max_version })
    });
    let mut response = ApiVersionsResponse {
        error_code: cx.error_code(),
        api_keys: offered.collect(),
        finalized_features_epoch: 0,
        ..Default::default()
    };
    let (min, max) = <ApiVersionsRequest<'_> as Message>::VERSIONS;
    let offered = response.api_keys.iter().find(|api| api.api_key == cx.request.to.api.0);
    let (min, max) = offered.map_or((min, max), |api| (api.min_version, api.max_version));
    if !(min..=max).contains(&cx.version()) {
        // In the version that every client reads, with the versions that it may use.
        response.error_code = wire_code(ErrorCode::UNSUPPORTED_VERSION);
        return cx.answer_in(&response, 0);
    }
    cx.answer(&response)
}
