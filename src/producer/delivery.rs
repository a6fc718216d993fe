//! Delivery reports: what became of a batch's messages, told one by one.

use std::cell::Cell;
use std::ffi::CStr;
use std::sync::Arc;

use crate::callback::interceptor;
use crate::client::Client;
use crate::error::ErrorCode;
use crate::queue::Op;
use crate::topic::Topic;

use super::batch::Batch;
use super::{Refusal, Reports};

/// Whether a message is in the partition's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persistence {
    /// It was never sent.
    No,
    /// It was sent, and nobody knows.
    Possibly,
    Yes,
}

/// The fate of a batch.
#[derive(Clone, Debug)]
pub struct Report {
    pub err: ErrorCode,
    pub persistence: Persistence,
    /// Offset of the first message; -1001 when it is not known.
    pub base_offset: i64,
    /// The broker's timestamp for all messages, where the topic has it so.
    pub log_append_time: Option<i64>,
    /// The broker that has the batch, or was to have it; -1 if there was none.
    pub broker_id: i32,
    /// What that broker said beside the code.
    pub refusal: Option<Box<Refusal>>,
}

impl Report {
    pub fn failed(err: ErrorCode, persistence: Persistence) -> Self {
        Report {
            err,
            persistence,
            base_offset: OFFSET_INVALID,
            log_append_time: None,
            broker_id: -1,
            refusal: None,
        }
    }
}

const OFFSET_INVALID: i64 = -1001;

/// One batch's reports on the way to the application. Holds the messages' place in the queue limits until they have been
/// served, or it is dropped.
pub struct DeliveryReport {
    pub topic: Arc<Topic>,
    pub partition: i32,
    pub batch: Arc<Batch>,
    pub report: Report,
    /// What changes while messages point to the report, which is then only shared.
    next: Cell<usize>,
    /// Messages and bytes not given back to the limits yet.
    held: Cell<(usize, usize)>,
}

impl DeliveryReport {
    fn new(topic: Arc<Topic>, partition: i32, batch: Arc<Batch>, report: Report) -> Self {
        let held = Cell::new((batch.len(), batch.user_bytes()));
        DeliveryReport { topic, partition, batch, report, next: Cell::new(0), held }
    }

    /// The index of the next message to report, and moves on.
    #[inline]
    pub fn next_index(&self) -> Option<usize> {
        let index = self.next.get();
        if index >= self.batch.len() {
            return None;
        }
        self.next.set(index + 1);
        Some(index)
    }

    pub fn remaining(&self) -> usize {
        self.batch.len() - self.next.get()
    }

    #[inline]
    pub fn err_of(&self, index: usize) -> ErrorCode {
        let code = self.report.err;
        self.report.refusal.as_ref().map_or(code, |refusal| refusal.code_of(code, index))
    }

    /// What the broker said of the message.
    pub fn text_of(&self, index: usize) -> Option<&CStr> {
        self.report.refusal.as_ref()?.text_of(index)
    }

    #[inline]
    pub fn offset_of(&self, index: usize) -> i64 {
        if self.report.base_offset < 0 { OFFSET_INVALID } else { self.report.base_offset + index as i64 }
    }

    /// Gives the reported messages' place back; their bytes go with the last one.
    pub fn settle(&self) {
        let left = self.remaining();
        let held = self.held.get();
        let messages = held.0.saturating_sub(left);
        let bytes = if left == 0 { held.1 } else { 0 };
        self.held.set((held.0 - messages, held.1 - bytes));
        if messages > 0 || bytes > 0 {
            self.topic.client.producer.limits.release(messages, bytes);
        }
    }
}

impl Drop for DeliveryReport {
    fn drop(&mut self) {
        let (messages, bytes) = self.held.get();
        if (messages, bytes) != (0, 0) {
            self.topic.client.producer.limits.release(messages, bytes);
        }
    }
}

/// The messages of `batch` have met their fate: tells interceptors, and the application if it wants to know. No lock is held.
pub fn report(client: &Client, topic: &Arc<Topic>, partition: i32, batch: Arc<Batch>, report: Report) {
    let report = DeliveryReport::new(Arc::clone(topic), partition, batch, report);
    interceptor::on_acknowledgement(client, &report);
    let wanted = match client.producer.settings().reports {
        Reports::None => false,
        Reports::Errors => report.report.err.is_err(),
        Reports::All => true,
    };
    if wanted && !report.batch.is_empty() {
        client.replies.push(Op::Delivery(Box::new(report)));
    }
    // Otherwise dropping it gives the room back.
}
