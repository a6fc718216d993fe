//! What came of an operation, as the application finds it in its queue.

use crate::callback::Opaque;
use crate::error::{Error, ErrorCode};
use crate::topic::partition_list::TopicPartition;

use super::Operation;

/// The end of an operation: either it failed as a whole, or each of its items has its own outcome.
#[derive(Debug)]
pub struct AdminResult {
    pub operation: Operation,
    pub opaque: Opaque,
    pub outcome: Result<Outcome, Error>,
}

/// What an operation that did not fail as a whole returns.
#[derive(Debug)]
pub enum Outcome {
    Topics(Vec<TopicResult>),
    Resources(Vec<ResourceResult>),
    Partitions(Vec<PartitionResult>),
}

/// The outcome for one resource, with its properties if those were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceResult {
    /// By the number of C's enum.
    pub kind: i32,
    pub name: String,
    pub code: ErrorCode,
    /// Empty without an error.
    pub text: String,
    pub entries: Vec<ConfigEntry>,
}

/// A property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigEntry {
    pub name: String,
    pub value: Option<String>,
    /// Where the value comes from, by the protocol's number.
    pub source: i8,
    pub read_only: bool,
    pub sensitive: bool,
    /// What supplies the value where nothing else does, in order.
    pub synonyms: Vec<ConfigEntry>,
}

/// The outcome for one partition: an offset, or its error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionResult {
    pub partition: TopicPartition,
    /// Milliseconds since the epoch; -1: none.
    pub timestamp: i64,
}

/// The outcome for one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicResult {
    pub name: String,
    pub code: ErrorCode,
    /// Empty without an error.
    pub text: String,
}

/// The text of an error for one item: the broker's own, or else the code's label. Nothing without an error.
pub(super) fn text_of(code: ErrorCode, said: Option<&str>) -> String {
    match said.filter(|said| !said.is_empty()) {
        _ if !code.is_err() => String::new(),
        Some(said) => said.to_owned(),
        None => code.to_string(),
    }
}
