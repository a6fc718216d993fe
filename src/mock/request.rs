//! One request on its way through the cluster: opened, served, answered now or later.

use std::time::Instant;

use bytes::Bytes;

use crate::error::ErrorCode;
use crate::protocol::messages::RequestHeader;
use crate::protocol::{ApiKey, Decode, DecodeError, EncodeError, Message, Reader, Uuid, frame};

use super::state::{CoordinatorOf, State, Timer};

/// Why a request is not answered but its connection closed, as brokers do.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("{0}")]
    Malformed(#[from] DecodeError),
    #[error("no answer: {0}")]
    Unanswerable(#[from] EncodeError),
    #[error("{api} in version {version} is not spoken here")]
    NotSpoken { api: ApiKey, version: i16 },
    #[error("{0}, and the request wants no answer")]
    Untold(ErrorCode),
}

/// Where an answer goes and in which form.
#[derive(Clone, Copy, Debug)]
pub struct Responder {
    pub connection: u64,
    /// The request's place among those of its connection: answers leave in the order of their requests.
    pub slot: u64,
    pub api: ApiKey,
    pub version: i16,
    pub correlation_id: i32,
}

impl Responder {
    /// The whole frame: length, header, body.
    pub fn frame(&self, response: &impl Message) -> Result<Vec<u8>, EncodeError> {
        self.frame_in(response, self.version)
    }

    fn frame_in(&self, response: &impl Message, version: i16) -> Result<Vec<u8>, EncodeError> {
        frame::encode_response(response, self.api, version, self.correlation_id)
    }
}

/// An answer, or the end of its connection, to be sent by the cluster's thread.
#[derive(Debug)]
pub struct Answer {
    pub to: Responder,
    pub frame: Result<Vec<u8>, Refused>,
}

impl Answer {
    pub fn new(to: Responder, response: &impl Message) -> Self {
        Answer { to, frame: to.frame(response).map_err(Refused::from) }
    }
}

/// A request as it was received.
#[derive(Clone, Debug)]
pub struct Received {
    pub to: Responder,
    pub broker: i32,
    /// Header and body.
    pub frame: Bytes,
    body_at: usize,
}

impl Received {
    /// Reads a request's header. `to` has the connection and the slot; the rest of it comes from the header.
    pub fn open(frame: Bytes, broker: i32, connection: u64, slot: u64) -> Result<Self, Refused> {
        let mut start = Reader::new(&frame);
        let api = ApiKey(start.i16("RequestHeader.RequestApiKey")?);
        let version = start.i16("RequestHeader.RequestApiVersion")?;
        let mut reader = Reader::new(&frame);
        let header = RequestHeader::decode(&mut reader, api.request_header_version(version))?;
        let (correlation_id, body_at) = (header.correlation_id, reader.position());
        let to = Responder { connection, slot, api, version, correlation_id };
        Ok(Received { to, broker, frame, body_at })
    }

    pub fn body(&self) -> &[u8] {
        self.frame.get(self.body_at..).unwrap_or_default()
    }

    pub fn client_id(&self) -> String {
        let version = self.to.api.request_header_version(self.to.version);
        let header = RequestHeader::decode(&mut Reader::new(&self.frame), version);
        header.ok().and_then(|header| header.client_id).unwrap_or_default().to_owned()
    }
}

/// A request that waits for data.
#[derive(Debug)]
pub struct Parked {
    pub request: Received,
    /// Answered then, whatever there is.
    pub until: Instant,
    /// The partitions, by topic id, that it waits for.
    pub partitions: Vec<(Uuid, i32)>,
}

/// What a handler made of a request.
pub enum Served {
    Answer(Vec<u8>),
    /// The protocol has no answer here (acks=0).
    Silence,
    /// Somebody keeps the [`Responder`] and answers through [`State::answer`].
    Later,
}

pub type Outcome = Result<Served, Refused>;

/// What a handler gets.
pub struct Context<'a> {
    pub state: &'a mut State,
    pub request: &'a Received,
    /// What the answer is to say instead of doing what was asked; NO_ERROR usually.
    pub error: ErrorCode,
    pub now: Instant,
    /// The request was parked until then.
    pub parked_until: Option<Instant>,
}

impl<'a> Context<'a> {
    /// The broker that was asked.
    pub fn broker(&self) -> i32 {
        self.request.broker
    }

    pub fn version(&self) -> i16 {
        self.request.to.version
    }

    /// Reads the request's body, which outlives the context's own borrows.
    pub fn decode<M: Decode<'a>>(&self) -> Result<M, DecodeError> {
        let request: &'a Received = self.request;
        M::decode(&mut Reader::new(request.body()), request.to.version)
    }

    /// Why the broker does not do what a group or a transactional producer asks for: a fault, or another broker is its
    /// coordinator.
    pub fn refusal(&self, of: CoordinatorOf, key: &str) -> ErrorCode {
        if self.error.is_err() || self.state.coordinator(of, key) == Some(self.broker()) {
            return self.error;
        }
        ErrorCode::NOT_COORDINATOR
    }

    pub fn answer(&self, response: &impl Message) -> Outcome {
        Ok(Served::Answer(self.request.to.frame(response)?))
    }

    /// For the one API that answers in a version of its own when it does not know the request's.
    pub fn answer_in(&self, response: &impl Message, version: i16) -> Outcome {
        Ok(Served::Answer(self.request.to.frame_in(response, version)?))
    }

    /// The injected error as the wire has it; local codes have no place there.
    pub fn error_code(&self) -> i16 {
        wire_code(self.error)
    }
}

/// An error code as the wire has it: what is not a broker's becomes "unknown server error".
pub fn wire_code(error: ErrorCode) -> i16 {
    i16::try_from(error.0).ok().filter(|code| *code >= -1).unwrap_or(-1)
}

impl State {
    /// Answers a request that was left for later.
    pub fn answer(&mut self, to: Responder, response: &impl Message) {
        self.answers.push(Answer::new(to, response));
    }

    /// Leaves a request for when there is data in one of `partitions`, or the time is up.
    pub fn park(&mut self, request: Received, until: Instant, partitions: Vec<(Uuid, i32)>) {
        let number = self.next_number();
        self.parked.insert(number, Parked { request, until, partitions });
        self.timers.set(Timer::Parked(number), until);
    }

    /// Has the requests looked at again that wait for a partition's data.
    pub fn wake_fetches(&mut self, topic: Uuid, index: i32) {
        self.wake_parked(|parked| parked.partitions.contains(&(topic, index)));
    }

    /// Forgets the parked requests of connections that are no more.
    pub fn forget_parked(&mut self, is_open: impl Fn(u64) -> bool) {
        let gone = |parked: &Parked| !is_open(parked.request.to.connection);
        let forgotten: Vec<u64> =
            self.parked.iter().filter(|(_, parked)| gone(parked)).map(|(number, _)| *number).collect();
        for number in forgotten {
            self.parked.remove(&number);
            self.timers.cancel(&Timer::Parked(number));
        }
    }
}
