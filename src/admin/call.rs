//! One call of the application: how it is to be done, and where its result goes.

use std::sync::Arc;
use std::time::Instant;

use crate::client::{Client, Main};
use crate::error::{Error, ErrorCode};
use crate::queue::{Op, Queue};

use super::ask::{Ask, To};
use super::{AdminOptions, AdminResult, Operation, Outcome};

/// Whoever has it owes the application one result. Dropped without one, as when the instance ends, it says that.
pub struct Call {
    operation: Operation,
    pub options: AdminOptions,
    queue: Arc<Queue>,
    answered: bool,
}

impl Call {
    pub fn new(operation: Operation, options: Option<AdminOptions>, queue: &Arc<Queue>) -> Self {
        let options = options.unwrap_or_else(|| AdminOptions::new(operation));
        Call { operation, options, queue: Arc::clone(queue), answered: false }
    }

    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// Tells the application. A result that nobody can fetch any more is dropped by its queue.
    pub fn answer(mut self, outcome: Result<Outcome, Error>) {
        self.push(outcome);
    }

    /// Nothing is asked of the cluster: the call makes no sense.
    pub fn refuse(self, reason: impl Into<String>) {
        self.answer(Err(Error::new(ErrorCode::_INVALID_ARG, reason)));
    }

    /// When the operation has taken too long.
    pub(super) fn deadline(&self, client: &Client) -> Instant {
        Instant::now() + self.options.request_timeout.unwrap_or_else(|| client.conf.socket_timeout())
    }

    /// `to`, unless the application has named another broker.
    pub(super) fn addressee(&self, to: To) -> To {
        self.options.broker.map_or(to, To::Broker)
    }

    /// Puts one question to `to` and gives its answer to the application.
    pub(super) fn ask<A: Ask>(
        self,
        client: &Arc<Client>,
        to: To,
        ask: A,
        outcome: impl FnOnce(A::Answer) -> Outcome + Send + 'static,
    ) {
        let (to, deadline) = (self.addressee(to), self.deadline(client));
        client.on_main(move |main: &mut Main| {
            main.ask_admin(ask, to, deadline, move |_, answer| self.answer(answer.map(outcome)));
        });
    }

    fn push(&mut self, outcome: Result<Outcome, Error>) {
        if std::mem::replace(&mut self.answered, true) {
            return;
        }
        let (operation, opaque) = (self.operation, self.options.opaque);
        self.queue.push(Op::Admin(Box::new(AdminResult { operation, opaque, outcome })));
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let code = ErrorCode::_DESTROY;
        self.push(Err(Error::new(code, format!("Handle is terminating: {code}"))));
    }
}
