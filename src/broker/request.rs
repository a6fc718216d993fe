//! A request to one broker and what becomes of it.

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::error::ErrorCode;
use crate::protocol::{ApiKey, Decode, DecodeError, EncodeError, Reader, Request as Message, Writer};

use super::Broker;

/// Why a request has no response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    pub code: ErrorCode,
    pub reason: String,
    /// The request may have reached the broker.
    pub sent: bool,
}

impl RequestError {
    pub fn new(code: ErrorCode, reason: impl Into<String>) -> Self {
        RequestError { code, reason: reason.into(), sent: false }
    }
}

/// The answer came, and cannot be read.
impl From<DecodeError> for RequestError {
    fn from(error: DecodeError) -> Self {
        RequestError::new(ErrorCode::_BAD_MSG, error.to_string())
    }
}

/// A response's body, not decoded yet.
pub struct Reply {
    pub version: i16,
    pub body: Bytes,
}

impl Reply {
    /// Decodes the response to request type `M`, borrowing from the reply.
    pub fn decode<'a, M: Message>(&'a self) -> Result<M::Response<'a>, DecodeError> {
        M::Response::decode(&mut Reader::new(&self.body), self.version)
    }
}

/// Encodes a request's body in the version that was negotiated; called again when the request is sent again.
type Encode = Box<dyn Fn(i16, &mut Writer) -> Result<(), EncodeError> + Send>;

/// Runs on the broker's thread; hands on to the thread that wants the outcome. No lock is held.
type Handler = Box<dyn FnOnce(&Broker, Result<Reply, RequestError>) + Send>;

/// A request on its way to a broker: how to encode it, how long it may take, who is told.
pub struct Request {
    pub api: ApiKey,
    /// The versions this request makes sense in, within what the codec knows.
    pub versions: (i16, i16),
    pub encode: Encode,
    /// When it counts as timed out, sent or not.
    pub deadline: Instant,
    /// Fails rather than waits when the broker is not connected, or its connection is lost: another one can serve it.
    pub only_if_up: bool,
    handler: Option<Handler>,
}

impl Request {
    /// A request of type `M` within all the versions we know.
    pub fn new<M: Message>(
        timeout: Duration,
        encode: impl Fn(i16, &mut Writer) -> Result<(), EncodeError> + Send + 'static,
        handler: impl FnOnce(&Broker, Result<Reply, RequestError>) + Send + 'static,
    ) -> Self {
        Request {
            api: M::API_KEY,
            versions: M::VERSIONS,
            encode: Box::new(encode),
            deadline: Instant::now() + timeout,
            only_if_up: false,
            handler: Some(Box::new(handler)),
        }
    }

    /// Restricts the versions, for what a message cannot say in others.
    pub fn within(mut self, min: i16, max: i16) -> Self {
        self.versions = (self.versions.0.max(min), self.versions.1.min(max));
        self
    }

    /// Has it fail when it would have to wait for a connection.
    pub fn only_if_up(mut self) -> Self {
        self.only_if_up = true;
        self
    }

    /// Tells whoever asked.
    pub fn finish(mut self, broker: &Broker, outcome: Result<Reply, RequestError>) {
        if let Some(handler) = self.handler.take() {
            handler(broker, outcome);
        }
    }
}
