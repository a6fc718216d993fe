//! Asking the cluster for metadata on an application's behalf, and waiting for the answer.

use std::sync::Arc;

use crossbeam_channel::{RecvTimeoutError, bounded};

use crate::client::{Client, Main};
use crate::error::ErrorCode;
use crate::queue::Deadline;

use super::ClusterMetadata;

/// Which topics a query is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryTopics {
    /// All of the cluster's.
    All,
    /// Those this instance uses; all while it uses none.
    Local,
    /// These; with none it is about the brokers alone.
    Named(Vec<Arc<str>>),
}

/// What becomes of the answer, on the main thread. Dropped without being called when the deadline passes first.
pub type QueryReply = Box<dyn FnOnce(&mut Main, Result<Arc<ClusterMetadata>, ErrorCode>) + Send>;

/// A query on its way to the main thread.
pub struct MetadataQuery {
    pub topics: QueryTopics,
    pub deadline: Deadline,
    pub reply: QueryReply,
}

/// Asks any broker and waits until `deadline`: `_TRANSPORT` when no broker could be reached by then, `_TIMED_OUT` when one
/// was but did not answer. Not from the main thread.
pub fn query(
    client: &Arc<Client>,
    topics: QueryTopics,
    deadline: Deadline,
) -> Result<Arc<ClusterMetadata>, ErrorCode> {
    let (reply, answer) = bounded(1);
    let reply: QueryReply = Box::new(move |_, outcome| {
        // Whoever asked may have given up.
        let _ = reply.send(outcome);
    });
    client.on_main(move |main| main.query_metadata(MetadataQuery { topics, deadline, reply }));
    let outcome = match deadline.instant() {
        Some(at) => answer.recv_deadline(at),
        None => answer.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    match outcome {
        Ok(result) => result,
        Err(RecvTimeoutError::Disconnected) if client.is_terminating() => Err(ErrorCode::_DESTROY),
        // Time was up, or the main thread saw that it was before it had asked.
        Err(_) if client.brokers.any_up().is_none() => Err(ErrorCode::_TRANSPORT),
        Err(_) => Err(ErrorCode::_TIMED_OUT),
    }
}
