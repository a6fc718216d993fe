//! What a broker speaks: its API versions and features, and the choice of a version both sides know.

use super::api::{ApiKey, Decode, Request};
use super::error::DecodeError;
use super::frame;
use super::messages::api_versions_response::ApiVersion;
use super::messages::{ApiVersionsRequest, ApiVersionsResponse};

/// The error code of a broker that does not know the version of our ApiVersions request.
const UNSUPPORTED_VERSION: i16 = 35;

/// A feature's range of versions, as the broker supports it or as the cluster has finalized it (KIP-584).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    pub name: String,
    pub min: i16,
    pub max: i16,
}

/// A broker's answer to ApiVersions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrokerVersions {
    /// Sorted by key.
    apis: Vec<(ApiKey, (i16, i16))>,
    pub supported_features: Vec<Feature>,
    pub finalized_features: Vec<Feature>,
    /// Grows with each change of the finalized features; -1 if not known.
    pub finalized_features_epoch: i64,
}

/// What the last brokers spoke that could not be asked, those of 0.9.
const BEFORE_API_VERSIONS: [(ApiKey, (i16, i16)); 13] = [
    (ApiKey::PRODUCE, (0, 1)),
    (ApiKey::FETCH, (0, 1)),
    (ApiKey::LIST_OFFSETS, (0, 0)),
    (ApiKey::METADATA, (0, 0)),
    (ApiKey::OFFSET_COMMIT, (0, 2)),
    (ApiKey::OFFSET_FETCH, (0, 1)),
    (ApiKey::FIND_COORDINATOR, (0, 0)),
    (ApiKey::JOIN_GROUP, (0, 0)),
    (ApiKey::HEARTBEAT, (0, 0)),
    (ApiKey::LEAVE_GROUP, (0, 0)),
    (ApiKey::SYNC_GROUP, (0, 0)),
    (ApiKey::DESCRIBE_GROUPS, (0, 0)),
    (ApiKey::LIST_GROUPS, (0, 0)),
];

impl BrokerVersions {
    /// Those of a broker of this release, if that is from before brokers could be asked (0.10).
    pub fn before_asking(release: &str) -> Option<Self> {
        let mut numbers = release.split('.').map(str::parse::<u32>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(0)), Some(Ok(..10))) => {
                Some(BrokerVersions { apis: BEFORE_API_VERSIONS.to_vec(), ..Self::default() })
            }
            _ => None,
        }
    }

    pub fn from_response(response: &ApiVersionsResponse<'_>) -> Self {
        let range = |api: &ApiVersion| (ApiKey(api.api_key), (api.min_version, api.max_version));
        let mut apis: Vec<_> = response.api_keys.iter().map(range).collect();
        apis.sort_unstable();
        apis.dedup_by_key(|(key, _)| *key);
        let feature = |name: &str, min, max| Feature { name: name.to_owned(), min, max };
        let supported = response.supported_features.iter();
        let finalized = response.finalized_features.iter();
        Self {
            apis,
            supported_features: supported.map(|f| feature(f.name, f.min_version, f.max_version)).collect(),
            finalized_features: finalized
                .map(|f| feature(f.name, f.min_version_level, f.max_version_level))
                .collect(),
            finalized_features_epoch: response.finalized_features_epoch,
        }
    }

    /// The versions in which the broker speaks `api`; `None` if it does not.
    pub fn range(&self, api: ApiKey) -> Option<(i16, i16)> {
        let at = self.apis.binary_search_by_key(&api, |(key, _)| *key).ok()?;
        self.apis.get(at).map(|(_, range)| *range)
    }

    /// All APIs that the broker announced, in the order of their keys.
    pub fn apis(&self) -> impl Iterator<Item = (ApiKey, (i16, i16))> + '_ {
        self.apis.iter().copied()
    }

    /// The highest version that the broker speaks and that lies in `ours`.
    pub fn negotiate(&self, api: ApiKey, ours: (i16, i16)) -> Option<i16> {
        let (min, max) = self.range(api)?;
        let (min, max) = (min.max(ours.0), max.min(ours.1));
        (min <= max).then_some(max)
    }

    /// The highest version that the broker and the generated codec of `R` share.
    pub fn negotiate_request<R: Request>(&self) -> Option<i16> {
        self.negotiate(R::API_KEY, R::VERSIONS)
    }

    pub fn finalized_feature(&self, name: &str) -> Option<&Feature> {
        self.finalized_features.iter().find(|feature| feature.name == name)
    }
}

/// Decodes the response (without its length prefix) to an ApiVersions request sent in `version`.
///
/// A broker that does not know that version answers in version 0 with an error, from Kafka 2.4 on with the range
/// of versions it does know, so that the request can be repeated in one of them (KIP-511).
pub fn decode_response(frame: &[u8], version: i16) -> Result<ApiVersionsResponse<'_>, DecodeError> {
    let (_, mut reader) = frame::open_response(frame, ApiVersionsRequest::API_KEY, version)?;
    let error_code = reader.clone().i16("ApiVersionsResponse.ErrorCode")?;
    let version = if error_code == UNSUPPORTED_VERSION { 0 } else { version };
    ApiVersionsResponse::decode(&mut reader, version)
}

#[cfg(test)]
mod tests {
    use super::super::api::Message;
    use super::super::messages::api_versions_response::{FinalizedFeatureKey, SupportedFeatureKey};
    use super::super::messages::{MetadataRequest, ResponseHeader};
    use super::super::wire::Writer;
    use super::*;

    fn response() -> ApiVersionsResponse<'static> {
        let api = |api_key, min_version, max_version| ApiVersion { api_key, min_version, max_version };
        ApiVersionsResponse {
            api_keys: vec![api(18, 0, 4), api(3, 0, 9), api(1, 4, 17), api(999, 1, 2)],
            supported_features: vec![SupportedFeatureKey { name: "kraft", min_version: 1, max_version: 2 }],
            finalized_features: vec![FinalizedFeatureKey {
                name: "transaction.version",
                max_version_level: 2,
                min_version_level: 1,
            }],
            finalized_features_epoch: 41,
            ..Default::default()
        }
    }

    fn frame(response: &ApiVersionsResponse<'_>, version: i16) -> Vec<u8> {
        let mut writer = Writer::new();
        ResponseHeader { correlation_id: 1 }.encode(&mut writer, 0).unwrap();
        response.encode(&mut writer, version).unwrap();
        writer.into_vec()
    }

    #[test]
    fn highest_common_version() {
        let broker = BrokerVersions::from_response(&response());
        assert_eq!(broker.negotiate(ApiKey::METADATA, (0, 13)), Some(9));
        assert_eq!(broker.negotiate(ApiKey::METADATA, (0, 5)), Some(5));
        assert_eq!(broker.negotiate(ApiKey::METADATA, (10, 13)), None);
        assert_eq!(broker.negotiate(ApiKey::FETCH, (0, 3)), None);
        assert_eq!(broker.negotiate(ApiKey::PRODUCE, (0, 13)), None);
        assert_eq!(broker.negotiate_request::<MetadataRequest<'_>>(), Some(9));
        assert_eq!(broker.range(ApiKey(999)), Some((1, 2)));
        let keys: Vec<_> = broker.apis().map(|(key, _)| key.0).collect();
        assert_eq!(keys, [1, 3, 18, 999]);
    }

    #[test]
    fn old_brokers_cannot_be_asked() {
        let old = BrokerVersions::before_asking("0.9.0.1").unwrap();
        assert_eq!(old.negotiate_request::<MetadataRequest<'_>>(), Some(0));
        assert_eq!(old.range(ApiKey::LIST_GROUPS), Some((0, 0)));
        assert_eq!(old.range(ApiKey::API_VERSIONS), None);
        for newer in ["0.10.0", "0.11", "2.1.0", "0", "0.x", ""] {
            assert_eq!(BrokerVersions::before_asking(newer), None, "{newer}");
        }
    }

    #[test]
    fn features_survive_the_wire() {
        let frame = frame(&response(), 4);
        let broker = BrokerVersions::from_response(&decode_response(&frame, 4).unwrap());
        assert_eq!(broker.finalized_features_epoch, 41);
        let feature = broker.finalized_feature("transaction.version").unwrap();
        assert_eq!((feature.min, feature.max), (1, 2));
        assert_eq!(broker.supported_features[0].name, "kraft");
        assert_eq!(broker.finalized_feature("kraft"), None);
    }

    #[test]
    fn an_unknown_version_is_answered_in_version_0() {
        let refusal = ApiVersionsResponse { error_code: UNSUPPORTED_VERSION, ..response() };
        let frame = frame(&refusal, 0);
        let decoded = decode_response(&frame, 4).unwrap();
        assert_eq!(decoded.error_code, UNSUPPORTED_VERSION);
        let broker = BrokerVersions::from_response(&decoded);
        assert_eq!(broker.range(ApiKey::API_VERSIONS), Some((0, 4)));
    }
}
