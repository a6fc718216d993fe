//! ApiVersions (KIP-35, KIP-511): what the cluster speaks.

use crate::error::ErrorCode;
use crate::protocol::ApiKey;
use crate::protocol::api::Message;
use crate::protocol::messages::api_versions_response::{
    ApiVersion, FinalizedFeatureKey, SupportedFeatureKey,
};
use crate::protocol::messages::{ApiVersionsRequest, ApiVersionsResponse};

use super::super::request::{Context, Outcome, wire_code};
use super::APIS;

/// The feature by which clients decide how they do transactions (KIP-890), and its level here.
const TRANSACTION_VERSION: (&str, i16) = ("transaction.version", 2);
/// What that level is made of: the versions of these requests.
const TRANSACTION_APIS: [(ApiKey, i16); 3] =
    [(ApiKey::PRODUCE, 12), (ApiKey::END_TXN, 5), (ApiKey::TXN_OFFSET_COMMIT, 5)];
/// Before this version, clients do not take a feature whose levels begin at zero.
const FEATURES_FROM: i16 = 4;

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
    if cx.version() >= FEATURES_FROM {
        add_features(&mut response);
    }
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

fn add_features(response: &mut ApiVersionsResponse<'_>) {
    let offers = |(key, version): &(ApiKey, i16)| {
        response.api_keys.iter().any(|api| api.api_key == key.0 && api.max_version >= *version)
    };
    if TRANSACTION_APIS.iter().all(offers) {
        let (name, level) = TRANSACTION_VERSION;
        response.supported_features = vec![SupportedFeatureKey { name, min_version: 0, max_version: level }];
        response.finalized_features =
            vec![FinalizedFeatureKey { name, max_version_level: level, min_version_level: level }];
    }
}
