//! The first exchange on a connection: which versions of which requests the broker speaks (KIP-35, KIP-511).

use bytes::Bytes;

use crate::broker::connection::Failure;
use crate::broker::in_flight::Pending;
use crate::error::ErrorCode;
use crate::protocol::messages::ApiVersionsRequest;
use crate::protocol::versions::{BrokerVersions, decode_response};
use crate::protocol::{ApiKey, Message, frame};
use crate::transport::Segment;

use super::BrokerThread;

/// The name and version that we introduce ourselves with (KIP-511).
const SOFTWARE_NAME: &str = "librdkafka";

/// The version to ask with at first.
pub(super) const NEWEST_VERSION: i16 = <ApiVersionsRequest as Message>::VERSIONS.1;

impl BrokerThread {
    /// Asks the broker what it speaks, unless it is said to be too old to know the question.
    pub(super) fn learn_versions(&mut self) {
        match self.client.conf.presumed_versions() {
            Some(versions) => {
                self.connection.set_versions(versions);
                self.came_up();
            }
            None => self.ask_versions(),
        }
    }

    fn ask_versions(&mut self) {
        let version = self.api_versions_version;
        let request = ApiVersionsRequest {
            client_software_name: SOFTWARE_NAME,
            client_software_version: crate::VERSION,
        };
        let client_id = Some(self.client.conf.client_id.as_str());
        let Some(established) = self.connection.established() else { return };
        let correlation_id = established.next_correlation_id();
        match frame::encode_request(&request, version, correlation_id, client_id) {
            Ok(bytes) => {
                let timeout =
                    self.client.conf.api_version_request_timeout().min(self.client.conf.socket_timeout());
                let segments = vec![Segment::Bytes(bytes.into())];
                if let Some(mut link) = self.link() {
                    let pending = Some(Pending::ApiVersions);
                    link.send(ApiKey::API_VERSIONS, version, correlation_id, segments, timeout, pending);
                }
                self.flush();
            }
            Err(error) => self.fail(Failure::new(ErrorCode::_BAD_MSG, error.to_string()), false),
        }
    }

    pub(super) fn versions_answered(&mut self, version: i16, frame: &Bytes) -> Result<(), Failure> {
        let response = decode_response(frame, version).map_err(|error| {
            Failure::new(ErrorCode::_BAD_MSG, format!("ApiVersionRequest failed: {error}"))
        })?;
        let code = ErrorCode::from(response.error_code);
        let versions = BrokerVersions::from_response(&response);
        if code == ErrorCode::UNSUPPORTED_VERSION && version > 0 {
            // The broker is older than this version of the request, and says which ones it knows, or only that.
            let known = versions.range(ApiKey::API_VERSIONS).map_or(0, |(_, max)| max);
            self.api_versions_version = known.clamp(0, version - 1);
            self.ask_versions();
            return Ok(());
        }
        if code.is_err() {
            return Err(Failure::new(ErrorCode::_TRANSPORT, format!("ApiVersionRequest failed: {code}")));
        }
        self.connection.set_versions(versions);
        self.came_up();
        Ok(())
    }
}
