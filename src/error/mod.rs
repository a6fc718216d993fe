//! Error codes and errors: what went wrong, and what the application may do about it.

mod table;

use std::fmt;

/// An error code as the ABI has it (`rd_kafka_resp_err_t`): zero is success, negative codes are local, positive
/// ones are a broker's. A transparent integer and not an enum, since C callers and brokers may send any value.
/// The constants bear the names of `abi/errors.tsv`; a leading underscore marks the local ones.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ErrorCode(pub i32);

impl ErrorCode {
    pub fn is_err(self) -> bool {
        self != ErrorCode::NO_ERROR
    }

    /// `Ok` for NO_ERROR, the code itself as the error otherwise.
    pub fn into_result(self) -> Result<(), ErrorCode> {
        if self.is_err() { Err(self) } else { Ok(()) }
    }

    /// Every known code with name and label, ascending by code.
    pub fn all() -> &'static [(i32, &'static str, &'static str)] {
        table::TABLE
    }

    fn row(self) -> Option<&'static (i32, &'static str, &'static str)> {
        table::TABLE.binary_search_by_key(&self.0, |row| row.0).ok().map(|at| &table::TABLE[at])
    }

    /// The name without its `RD_KAFKA_RESP_ERR_` prefix, or `None` for a code that the ABI does not list.
    pub fn name(self) -> Option<&'static str> {
        self.row().map(|row| row.1)
    }

    /// The human-readable label, or `None` for a code without one.
    pub fn label(self) -> Option<&'static str> {
        self.row().map(|row| row.2).filter(|label| !label.is_empty())
    }
}

impl fmt::Debug for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "ERR_{}?", self.0),
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.label() {
            Some(label) => f.write_str(label),
            None => write!(f, "Err-{}?", self.0),
        }
    }
}

impl From<i16> for ErrorCode {
    fn from(wire: i16) -> Self {
        ErrorCode(i32::from(wire))
    }
}

/// An error with its circumstances: `rd_kafka_error_t` on the C side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub code: ErrorCode,
    pub reason: String,
    pub fatal: bool,
    pub retriable: bool,
    pub txn_requires_abort: bool,
}

impl Error {
    pub fn new(code: ErrorCode, reason: impl Into<String>) -> Self {
        Error { code, reason: reason.into(), fatal: false, retriable: false, txn_requires_abort: false }
    }

    pub fn retriable(mut self) -> Self {
        self.retriable = true;
        self
    }

    pub fn fatal(mut self) -> Self {
        self.fatal = true;
        self
    }

    /// The current transaction cannot go on: it must be aborted.
    pub fn txn_requires_abort(mut self) -> Self {
        self.txn_requires_abort = true;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Error {}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Error::new(code, code.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_for_its_binary_search() {
        assert!(ErrorCode::all().is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn unknown_codes_have_a_text_too() {
        assert_eq!((ErrorCode(-210).name(), ErrorCode(-210).label()), (None, None));
        assert_eq!(format!("{0} {0:?}", ErrorCode(-210)), "Err--210? ERR_-210?");
        assert_eq!(format!("{0} {0:?}", ErrorCode::_TIMED_OUT), "Local: Timed out _TIMED_OUT");
        assert_eq!(ErrorCode::_BEGIN.label(), None);
    }

    #[test]
    fn an_error_without_a_reason_gets_its_label() {
        let error = Error::from(ErrorCode::_QUEUE_FULL).fatal().retriable().txn_requires_abort();
        assert_eq!(error.to_string(), "Local: Queue full");
        assert!(error.fatal && error.retriable && error.txn_requires_abort);
        assert_eq!(ErrorCode::from(7_i16).into_result(), Err(ErrorCode::REQUEST_TIMED_OUT));
        assert_eq!(ErrorCode::NO_ERROR.into_result(), Ok(()));
    }
}
