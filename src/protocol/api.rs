//! API keys, what every message can do, and how a request finds its response.

use std::fmt;

use super::error::{DecodeError, EncodeError};
use super::wire::{Reader, Writer};

/// The number that says what a request asks for. Constants are named as in Kafka: `ApiKey::METADATA`.
///
/// Any number can be held, since a broker may announce APIs that we do not know.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApiKey(pub i16);

struct ApiInfo {
    key: i16,
    name: &'static str,
    /// The first flexible version, if any.
    flexible: Option<i16>,
}

include!(concat!(env!("OUT_DIR"), "/api_keys.rs"));

impl ApiKey {
    fn info(self) -> Option<&'static ApiInfo> {
        // Keys are numbered without gaps, but a lookup must not depend on that.
        let at = usize::try_from(self.0).ok()?;
        APIS.get(at).filter(|info| info.key == self.0).or_else(|| APIS.iter().find(|info| info.key == self.0))
    }

    /// Kafka's name ("ListOffsets"), or "Unknown".
    pub fn name(self) -> &'static str {
        self.info().map_or("Unknown", |info| info.name)
    }

    fn is_flexible(self, version: i16) -> bool {
        self.info().and_then(|info| info.flexible).is_some_and(|first| version >= first)
    }

    pub fn request_header_version(self, version: i16) -> i16 {
        if self.is_flexible(version) { 2 } else { 1 }
    }

    /// ApiVersions answers with header version 0 always: the client that reads it does not know yet what the
    /// broker speaks (KIP-511).
    pub fn response_header_version(self, version: i16) -> i16 {
        if self.is_flexible(version) && self != Self::API_VERSIONS { 1 } else { 0 }
    }
}

impl fmt::Display for ApiKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.info() {
            Some(info) => out.write_str(info.name),
            None => write!(out, "Unknown-{}", self.0),
        }
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}({})", self.0)
    }
}

/// A message of the protocol: a request, a response or a header.
pub trait Message {
    /// Kafka's name: "MetadataRequest".
    const NAME: &'static str;
    /// First and last version of the schema.
    const VERSIONS: (i16, i16);

    /// Appends the message's body in `version`.
    fn encode(&self, writer: &mut Writer, version: i16) -> Result<(), EncodeError>;
}

/// A message that can be read; strings and bytes borrow from the reader's buffer.
pub trait Decode<'a>: Message + Sized {
    /// Reads the message's body in `version`; fields that the version lacks get their defaults.
    fn decode(reader: &mut Reader<'a>, version: i16) -> Result<Self, DecodeError>;
}

/// A request, with the response that answers it.
pub trait Request: Message {
    const API_KEY: ApiKey;
    type Response<'a>: Decode<'a>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(ApiKey::METADATA.name(), "Metadata");
        assert_eq!(ApiKey::OFFSET_FOR_LEADER_EPOCH.to_string(), "OffsetForLeaderEpoch");
        assert_eq!(ApiKey(-7).name(), "Unknown");
        assert_eq!(format!("{:?}", ApiKey(999)), "Unknown-999(999)");
        assert_eq!(format!("{:?}", ApiKey(18)), "ApiVersions(18)");
    }

    #[test]
    fn header_versions_follow_flexible_versions() {
        let versions = |key: ApiKey, version| {
            (key.request_header_version(version), key.response_header_version(version))
        };
        assert_eq!(versions(ApiKey::METADATA, 8), (1, 0));
        assert_eq!(versions(ApiKey::METADATA, 9), (2, 1));
        assert_eq!(versions(ApiKey::API_VERSIONS, 2), (1, 0));
        assert_eq!(versions(ApiKey::API_VERSIONS, 4), (2, 0));
        assert_eq!(versions(ApiKey::SASL_HANDSHAKE, 1), (1, 0));
        assert_eq!(versions(ApiKey::CONSUMER_GROUP_HEARTBEAT, 0), (2, 1));
    }
}
