//! What can be wrong with bytes received, and with a message to be sent.

/// A response (or, in the embedded cluster, a request) that is not what its version says it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} at byte {offset}: {problem}")]
pub struct DecodeError {
    /// Message and field: "MetadataResponse.Topics.Partitions.LeaderId".
    pub field: &'static str,
    /// Where in the decoded buffer the offending value begins.
    pub offset: usize,
    pub problem: DecodeProblem,
}

impl DecodeError {
    /// The message in which the error was found.
    pub fn message(&self) -> &'static str {
        self.field.split('.').next().unwrap_or(self.field)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeProblem {
    #[error("{needed} bytes needed, {remaining} remain")]
    Truncated { needed: usize, remaining: usize },
    #[error("{count} elements cannot fit in the {remaining} bytes that remain")]
    ArrayTooLong { count: usize, remaining: usize },
    #[error("varint longer than 32 bits")]
    Varint,
    #[error("negative length {0}")]
    NegativeLength(i64),
    #[error("null where the version has no null")]
    Null,
    #[error("string is not UTF-8")]
    Utf8,
    #[error("tagged field {tag} has {excess} bytes too many")]
    TagExcess { tag: u32, excess: usize },
    #[error("version {0} is not known")]
    Version(i16),
}

/// A message that cannot be said in the version asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct EncodeError {
    /// Message and field: "MetadataRequest.AllowAutoTopicCreation".
    pub field: &'static str,
    pub problem: EncodeProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeProblem {
    #[error("version {0} is not known")]
    Version(i16),
    #[error("version {0} cannot carry this value")]
    NotInVersion(i16),
    #[error("null where the version has no null")]
    Null,
    #[error("length {0} is beyond the protocol's limit")]
    TooLong(usize),
}

/// Cold constructors that keep the generated code short.
impl EncodeError {
    #[cold]
    pub(super) fn version(field: &'static str, version: i16) -> Self {
        Self { field, problem: EncodeProblem::Version(version) }
    }

    #[cold]
    pub(super) fn not_in_version(field: &'static str, version: i16) -> Self {
        Self { field, problem: EncodeProblem::NotInVersion(version) }
    }
}

impl DecodeError {
    #[cold]
    pub(super) fn version(field: &'static str, version: i16) -> Self {
        Self { field, offset: 0, problem: DecodeProblem::Version(version) }
    }
}
