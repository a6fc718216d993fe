//! An admin operation's result as an event.

use std::ffi::{CStr, CString};

use libc::c_void;

use super::super::util::c_string;
use super::CArray;
use super::configs::CConfigResource;
use super::partitions::{CListedOffset, CPartitionList};
use super::results::CTopicResult;
use crate::admin::{AdminResult, Operation, Outcome};
use crate::callback::Opaque;
use crate::error::ErrorCode;

/// Owns all that the application gets to see of the result.
pub(crate) struct AdminEvent {
    operation: Operation,
    opaque: Opaque,
    name: CString,
    outcome: Result<COutcome, (ErrorCode, CString)>,
}

/// [`Outcome`] in C's form.
pub(super) enum COutcome {
    Topics(CArray<CTopicResult>),
    Resources(CArray<CConfigResource>),
    Offsets(CArray<CListedOffset>),
    Partitions(CPartitionList),
}

impl COutcome {
    fn new(operation: Operation, outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Topics(topics) => COutcome::Topics(CArray::new(topics.iter().map(CTopicResult::new))),
            Outcome::Resources(resources) => {
                COutcome::Resources(CArray::new(resources.iter().map(CConfigResource::of_result)))
            }
            Outcome::Partitions(results) if operation == Operation::ListOffsets => {
                COutcome::Offsets(CArray::new(results.iter().map(CListedOffset::new)))
            }
            Outcome::Partitions(results) => COutcome::Partitions(CPartitionList::new(results)),
        }
    }
}

impl AdminEvent {
    pub(crate) fn new(result: AdminResult) -> Self {
        AdminEvent {
            operation: result.operation,
            opaque: result.opaque,
            name: c_string(&format!("{}Result", result.operation)),
            outcome: match result.outcome {
                Ok(outcome) => Ok(COutcome::new(result.operation, &outcome)),
                Err(error) => Err((error.code, c_string(&error.reason))),
            },
        }
    }

    pub(crate) fn operation(&self) -> Operation {
        self.operation
    }

    pub(crate) fn name(&self) -> &CStr {
        &self.name
    }

    pub(crate) fn opaque(&self) -> *mut c_void {
        self.opaque.0
    }

    pub(crate) fn error(&self) -> ErrorCode {
        self.outcome.as_ref().err().map_or(ErrorCode::NO_ERROR, |(code, _)| *code)
    }

    /// Empty without an error.
    pub(crate) fn error_text(&self) -> &CStr {
        self.outcome.as_ref().err().map_or(c"", |(_, text)| text)
    }

    pub(super) fn outcome(&self) -> Option<&COutcome> {
        self.outcome.as_ref().ok()
    }
}
