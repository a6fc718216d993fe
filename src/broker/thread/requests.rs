//! Requests of other threads, and the answers that come.

use std::time::Instant;

use bytes::Bytes;

use crate::broker::connection::Failure;
use crate::broker::in_flight::{InFlight, Pending};
use crate::broker::{Reply, Request, RequestError};
use crate::callback::interceptor;
use crate::error::ErrorCode;
use crate::interceptor::ResponseSeen;
use crate::log::Debug;
use crate::protocol::{DecodeError, Writer, frame};
use crate::transport::Segment;

use super::BrokerThread;

/// Bytes with which each response begins.
const CORRELATION_ID: usize = 4;

fn unreadable(error: DecodeError) -> Failure {
    Failure::new(ErrorCode::_BAD_MSG, format!("Receive failed: {error}"))
}

impl BrokerThread {
    pub(super) fn response(&mut self, frame: Bytes) -> Result<(), Failure> {
        let id = frame::correlation_id(&frame).map_err(unreadable)?;
        let Some(established) = self.connection.established() else { return Ok(()) };
        let Some(entry) = established.in_flight.take(id) else {
            return self.unasked(id);
        };
        let socket = established.socket();
        self.note_response(&entry, frame.len(), socket);
        let InFlight { api, version, pending, .. } = entry;
        if matches!(pending, Pending::ApiVersions) {
            return self.versions_answered(version, &frame);
        }
        match frame::open_response(&frame, api, version).map(|(_, reader)| reader.position()) {
            Ok(at) => self.answered(pending, version, frame.slice(at..)).map_err(unreadable),
            Err(error) => {
                let failure = unreadable(error);
                self.unanswered(
                    pending,
                    RequestError { sent: true, ..RequestError::new(failure.code, &*failure.text) },
                );
                Err(failure)
            }
        }
    }

    /// An answer to nothing that is under way.
    fn unasked(&mut self, correlation_id: i32) -> Result<(), Failure> {
        self.broker.stats.unknown_responses.increment();
        if self.connection.established().is_some_and(|connection| connection.has_given(correlation_id)) {
            crate::debug!(
                self.client.log,
                Debug::PROTOCOL,
                "RECV",
                "Late or repeated response (CorrId {correlation_id}) ignored"
            );
            return Ok(());
        }
        let text = format!("Receive failed: response with unknown correlation id {correlation_id}");
        Err(Failure::new(ErrorCode::_BAD_MSG, text))
    }

    /// Tells the log, the statistics and the interceptors of an answer of `size` bytes.
    fn note_response(&mut self, entry: &InFlight, size: usize, socket: i32) {
        crate::debug!(
            self.client.log,
            Debug::PROTOCOL,
            "RECV",
            "Received {}Response (v{}, {} bytes, CorrId {}, rtt {:.2}ms)",
            entry.api,
            entry.version,
            size,
            entry.correlation_id,
            entry.rtt(Instant::now()).as_secs_f64() * 1000.0
        );
        if self.broker.stats.is_on() {
            self.broker.stats.round_trip.record_time(entry.round_trip());
        }
        if self.client.interceptors.watch_requests() {
            let seen = ResponseSeen {
                size: size - CORRELATION_ID,
                round_trip: Some(entry.round_trip()),
                ..entry.unanswered(ErrorCode::NO_ERROR)
            };
            interceptor::on_response_received(&self.client, &self.broker, socket, &seen);
        }
    }

    /// An error says that the answer cannot be read.
    fn answered(&mut self, pending: Pending, version: i16, body: Bytes) -> Result<(), DecodeError> {
        match pending {
            Pending::ApiVersions => Ok(()),
            Pending::Request(request) => {
                request.finish(&self.broker, Ok(Reply { version, body }));
                Ok(())
            }
            Pending::Produce(produce) => self.sender.response(&self.broker, *produce, version, &body),
            Pending::Fetch(fetch) => self.fetcher.response(&self.broker, *fetch, version, body),
        }
    }

    pub(super) fn unanswered(&mut self, pending: Pending, error: RequestError) {
        match pending {
            Pending::ApiVersions => {}
            Pending::Request(request) => request.finish(&self.broker, Err(error)),
            Pending::Produce(produce) => self.sender.failed(&self.broker, *produce, &error),
            Pending::Fetch(fetch) => self.fetcher.failed(&self.broker, *fetch, &error),
        }
    }

    /// Sends the requests that waited.
    pub(super) fn serve_requests(&mut self) {
        let max_in_flight = self.client.conf.max_in_flight as usize;
        loop {
            let Some(up) = self.connection.up() else { return };
            if up.in_flight.len() >= max_in_flight {
                return;
            }
            let Some(request) = self.waiting.pop_front() else { return };
            self.send_request(request);
        }
    }

    fn send_request(&mut self, request: Box<Request>) {
        let client_id = self.client.conf.client_id.as_str();
        let Some(up) = self.connection.up() else { return };
        let version =
            up.versions.as_ref().and_then(|versions| versions.negotiate(request.api, request.versions));
        let Some(version) = version else {
            let text = format!(
                "{} is not supported by broker {} in a version that both know",
                request.api,
                self.broker.name()
            );
            return request
                .finish(&self.broker, Err(RequestError::new(ErrorCode::_UNSUPPORTED_FEATURE, text)));
        };
        let correlation_id = up.next_correlation_id();
        let encoded = frame::encode_with(
            request.api,
            version,
            correlation_id,
            Some(client_id),
            |writer: &mut Writer| (request.encode)(version, writer),
        );
        match encoded {
            Ok(bytes) => {
                let (api, timeout) =
                    (request.api, request.deadline.saturating_duration_since(Instant::now()));
                let segments = vec![Segment::Bytes(bytes.into())];
                if let Some(mut link) = self.link() {
                    link.send(
                        api,
                        version,
                        correlation_id,
                        segments,
                        timeout,
                        Some(Pending::Request(request)),
                    );
                }
            }
            Err(error) => {
                request
                    .finish(&self.broker, Err(RequestError::new(ErrorCode::_INVALID_ARG, error.to_string())));
            }
        }
    }
}
