//! What CreateTopics and CreatePartitions share: checking the replicas that a request names, and saying no.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::error::ErrorCode;

use super::super::state::State;

/// Why something is not created.
#[derive(Debug)]
pub struct Refusal {
    pub error: ErrorCode,
    message: Cow<'static, str>,
}

impl Refusal {
    pub fn message(&self) -> Option<&str> {
        Some(&*self.message).filter(|message| !message.is_empty())
    }
}

pub fn refuse<T>(error: ErrorCode, message: impl Into<Cow<'static, str>>) -> Result<T, Refusal> {
    Err(Refusal { error, message: message.into() })
}

/// Whether a partition can have these replicas, of which there shall be `count`.
pub fn check(state: &State, replicas: &[i32], count: usize) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    let wrong = if replicas.is_empty() {
        "The manual partition assignment includes an empty replica list.".into()
    } else if replicas.len() != count {
        "The manual partition assignment includes replica lists of different lengths.".into()
    } else if !replicas.iter().all(|replica| seen.insert(*replica)) {
        "The manual partition assignment includes the same broker twice.".into()
    } else if let Some(unknown) = replicas.iter().find(|replica| !state.brokers.contains_key(replica)) {
        format!(
            "The manual partition assignment includes broker {unknown}, but no such broker is registered."
        )
    } else {
        return Ok(());
    };
    refuse(ErrorCode::INVALID_REPLICA_ASSIGNMENT, wrong)
}
