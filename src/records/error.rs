//! What can be wrong with record data.

use super::Codec;

/// Record data that cannot be read or written. Positions count bytes from the start of the slice that was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The data ends inside `what`.
    #[error("{what} at byte {at} is cut short")]
    Truncated { what: &'static str, at: usize },
    /// `what` has a value that the format does not allow.
    #[error("{what} at byte {at} is invalid")]
    Malformed { what: &'static str, at: usize },
    /// A message format this client does not know.
    #[error("unknown message format (magic {magic}) at byte {at}")]
    UnknownMagic { magic: i8, at: usize },
    /// A compression codec this client does not know, or one the message format does not allow.
    #[error("unknown compression codec {0}")]
    UnknownCodec(u8),
    /// The checksum does not match the data.
    #[error("checksum mismatch at offset {offset}: stored {stored:#010x}, computed {computed:#010x}")]
    Crc { offset: i64, stored: u32, computed: u32 },
    /// The codec refused the data.
    #[error("{codec} data is invalid: {reason}")]
    Compression { codec: Codec, reason: &'static str },
    /// More bytes than allowed: what a decompressed batch may hold, or what the format can express.
    #[error("records take more than the allowed {limit} bytes")]
    TooLarge { limit: usize },
}

impl RecordError {
    pub(super) fn truncated(what: &'static str, at: usize) -> Self {
        RecordError::Truncated { what, at }
    }

    pub(super) fn malformed(what: &'static str, at: usize) -> Self {
        RecordError::Malformed { what, at }
    }
}
