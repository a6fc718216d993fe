//! Questions to brokers: finding the broker, asking, asking again. On the main thread.
//!
//! A question waits here until its broker is known and connected, and is back here when the broker turns out to be the
//! wrong one or the connection is lost. One deadline holds for all of that.

use std::sync::Arc;
use std::time::Instant;

use crate::broker::{Backoff, Broker, BrokerOp, Reply, Request, RequestError};
use crate::client::{Main, MainTimer};
use crate::conf::Conf;
use crate::error::{Error, ErrorCode};
use crate::log::Debug;
use crate::metadata::{MetadataQuery, QueryTopics};
use crate::protocol::{EncodeError, Request as ProtocolRequest, Writer};
use crate::queue::Deadline;

/// Whom to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Any,
    Controller,
    Broker(i32),
}

impl To {
    fn name(self) -> &'static str {
        match self {
            To::Controller => "controller",
            To::Any | To::Broker(_) => "broker",
        }
    }
}

/// How one request is built and its response read.
pub trait Ask: Send + Sync + 'static {
    type Request: ProtocolRequest;
    type Answer: Send;

    /// The versions in which the question can be asked, within those that the codec knows.
    fn versions(&self) -> (i16, i16) {
        (0, i16::MAX)
    }

    fn encode(&self, version: i16, writer: &mut Writer) -> Result<(), EncodeError>;

    /// An error is one of the request as a whole.
    fn read(&self, reply: &Reply) -> Result<Self::Answer, RequestError>;
}

type Done<A> = Box<dyn FnOnce(&mut Main, Result<A, Error>) + Send>;

struct Question<A: Ask> {
    ask: Arc<A>,
    to: To,
    deadline: Instant,
    /// After a failure: not before then.
    not_before: Option<Instant>,
    backoff: Backoff,
    done: Done<A::Answer>,
}

/// A question, whatever it is about.
trait Waiting: Send {
    fn to(&self) -> To;
    fn deadline(&self) -> Instant;
    fn not_before(&self) -> Option<Instant>;
    fn send(self: Box<Self>, main: &Main, broker: &Arc<Broker>);
    fn fail(self: Box<Self>, main: &mut Main, error: Error);
}

impl<A: Ask> Waiting for Question<A> {
    fn to(&self) -> To {
        self.to
    }

    fn deadline(&self) -> Instant {
        self.deadline
    }

    fn not_before(&self) -> Option<Instant> {
        self.not_before
    }

    fn send(self: Box<Self>, main: &Main, broker: &Arc<Broker>) {
        let timeout = self.deadline.saturating_duration_since(Instant::now());
        let (ask, client) = (Arc::clone(&self.ask), Arc::clone(&main.client));
        let versions = self.ask.versions();
        let request = Request::new::<A::Request>(
            timeout,
            move |version, writer| ask.encode(version, writer),
            move |_, outcome| client.on_main(move |main| self.answered(main, outcome)),
        );
        // It waits here rather than there, since another broker may be the one to ask meanwhile.
        broker.request(request.within(versions.0, versions.1).only_if_up());
    }

    fn fail(self: Box<Self>, main: &mut Main, error: Error) {
        (self.done)(main, Err(error));
    }
}

impl<A: Ask> Question<A> {
    fn answered(mut self: Box<Self>, main: &mut Main, outcome: Result<Reply, RequestError>) {
        let answer = outcome.and_then(|reply| self.ask.read(&reply));
        match answer {
            Ok(answer) => (self.done)(main, Ok(answer)),
            Err(error) if is_passing(error.code) && self.deadline > Instant::now() => {
                crate::debug!(
                    main.client.log,
                    Debug::ADMIN,
                    "ADMIN",
                    "The {} could not answer: {}: {}",
                    self.to.name(),
                    error.code,
                    error.reason
                );
                self.not_before = Some(Instant::now() + self.backoff.next());
                main.admin.waiting.push(self);
                main.learn_brokers();
                main.serve_admin();
            }
            Err(error) => {
                let code = error.code;
                let text = match code {
                    ErrorCode::_TIMED_OUT => format!("Failed while waiting for response from broker: {code}"),
                    ErrorCode::_DESTROY => format!("Handle is terminating: {code}"),
                    _ => format!("{} request failed: {}", A::Request::API_KEY, error.reason),
                };
                crate::debug!(main.client.log, Debug::ADMIN, "ADMIN", "{text}: {}", error.reason);
                (self.done)(main, Err(Error::new(code, text)));
            }
        }
    }
}

/// Questions that no broker has, and when to look for theirs again.
pub struct Questions {
    waiting: Vec<Box<dyn Waiting>>,
    /// Metadata may not be asked for again before then.
    learn_at: Option<Instant>,
    backoff: Backoff,
}

impl Questions {
    pub fn new(conf: &Conf) -> Self {
        let (base, max) = conf.retry_backoff();
        Questions { waiting: Vec::new(), learn_at: None, backoff: Backoff::new(base, max) }
    }
}

impl Main {
    /// Has `to` asked; `done` runs on this thread, unless the instance ends first.
    pub(super) fn ask_admin<A: Ask>(
        &mut self,
        ask: A,
        to: To,
        deadline: Instant,
        done: impl FnOnce(&mut Main, Result<A::Answer, Error>) + Send + 'static,
    ) {
        let (base, max) = self.client.conf.retry_backoff();
        self.admin.waiting.push(Box::new(Question {
            ask: Arc::new(ask),
            to,
            deadline,
            not_before: None,
            backoff: Backoff::new(base, max),
            done: Box::new(done),
        }));
        self.serve_admin();
    }

    /// Asks what can be asked now, gives up what has waited too long, and sets the timer for the rest.
    pub fn serve_admin(&mut self) {
        let now = Instant::now();
        let (mut kept, mut unknown) = (Vec::new(), false);
        for question in std::mem::take(&mut self.admin.waiting) {
            if question.deadline() <= now {
                let code = ErrorCode::_TIMED_OUT;
                let text = format!("Failed while waiting for {}: {code}", question.to().name());
                question.fail(self, Error::new(code, text));
                continue;
            }
            if question.not_before().is_some_and(|at| at > now) {
                kept.push(question);
                continue;
            }
            match self.addressed(question.to()) {
                Some(broker) if broker.is_up() => question.send(self, &broker),
                Some(broker) => {
                    broker.send(BrokerOp::Connect);
                    kept.push(question);
                    unknown = true;
                }
                None => {
                    kept.push(question);
                    unknown = true;
                }
            }
        }
        // What failed may have asked something new.
        self.admin.waiting.append(&mut kept);
        if unknown {
            self.learn_brokers();
        }
        self.set_admin_timer(now);
    }

    fn addressed(&self, to: To) -> Option<Arc<Broker>> {
        let id = match to {
            To::Any => return self.client.brokers.any_up(),
            To::Broker(id) => id,
            To::Controller => self.client.metadata.read().controller_id?,
        };
        self.client.brokers.by_id(id)
    }

    /// Asks who there is and who controls the cluster, unless that was asked a moment ago.
    fn learn_brokers(&mut self) {
        let now = Instant::now();
        if self.admin.learn_at.is_some_and(|at| at > now) {
            return;
        }
        self.admin.learn_at = Some(now + self.admin.backoff.next());
        if !self.client.brokers.is_any_up() {
            return self.want_connection();
        }
        let deadline = Deadline::At(now + self.client.conf.socket_timeout());
        // What it says is in the cache by then, and those who wait for it have been served.
        let reply = Box::new(|_: &mut Main, _| {});
        self.query_metadata(MetadataQuery { topics: QueryTopics::Named(Vec::new()), deadline, reply });
    }

    fn set_admin_timer(&mut self, now: Instant) {
        let questions = &mut self.admin;
        if questions.waiting.is_empty() {
            questions.backoff.reset();
            questions.learn_at = None;
            return self.timers.cancel(&MainTimer::Admin);
        }
        let times = questions.waiting.iter().flat_map(|question| {
            // One whose time has come, and that was not sent, waits for its broker.
            let again = question.not_before().filter(|at| *at > now).or(questions.learn_at);
            [Some(question.deadline()), again.map(|at| at.min(question.deadline()))]
        });
        if let Some(at) = times.flatten().min() {
            self.timers.set(MainTimer::Admin, at);
        }
    }
}

/// Errors after which the question is asked again.
fn is_passing(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::NOT_CONTROLLER | ErrorCode::LEADER_NOT_AVAILABLE | ErrorCode::_TRANSPORT)
}
