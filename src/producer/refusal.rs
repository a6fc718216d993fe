//! What a broker says of a batch that it refuses, and which of the batch's records it means (KIP-467).

use std::ffi::{CStr, CString};

use crate::error::ErrorCode;
use crate::protocol::produce::PartitionProduced;

/// A batch is refused as a whole: what those get to read whose own records are fine.
const IN_BAD_COMPANY: &CStr = c"Not appended: another record of the same batch is invalid";

/// A broker's own words on a refused batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: ErrorCode,
    text: Option<CString>,
    /// The records that made the broker refuse the batch, by their index, and what is wrong with each.
    records: Vec<(usize, Option<CString>)>,
}

impl Refusal {
    /// `None` if the broker gave no more than a code.
    pub fn new(code: ErrorCode, answer: &PartitionProduced<'_>) -> Option<Self> {
        let records: Vec<_> = answer
            .record_errors
            .iter()
            .filter_map(|record| {
                let index = usize::try_from(record.batch_index).ok()?;
                Some((index, record.batch_index_error_message.and_then(c_text)))
            })
            .collect();
        let text = answer.error_message.and_then(c_text);
        (text.is_some() || !records.is_empty()).then_some(Refusal { code, text, records })
    }

    fn record(&self, index: usize) -> Option<&(usize, Option<CString>)> {
        self.records.iter().find(|(at, _)| *at == index)
    }

    /// The error of the message at `index`, when the batch's is `code`. Where the broker names several invalid records, the
    /// others are told apart from them: they may be sent again as they are.
    pub fn code_of(&self, code: ErrorCode, index: usize) -> ErrorCode {
        let innocent = self.records.len() > 1 && self.record(index).is_none();
        if innocent && code == ErrorCode::INVALID_RECORD {
            ErrorCode::_INVALID_DIFFERENT_RECORD
        } else {
            code
        }
    }

    /// What was said of the message at `index`.
    pub fn text_of(&self, index: usize) -> Option<&CStr> {
        match self.record(index) {
            Some((_, text)) => text.as_deref().or(self.text.as_deref()),
            None if self.records.is_empty() => self.text.as_deref(),
            None => Some(IN_BAD_COMPANY),
        }
    }
}

/// Up to the first zero, should there be one.
fn c_text(text: &str) -> Option<CString> {
    CString::new(text.split('\0').next().unwrap_or_default()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::messages::produce_response::{BatchIndexAndErrorMessage, LeaderIdAndEpoch};
    use crate::uuid::Uuid;

    fn refusal(text: Option<&str>, records: &[(i32, Option<&str>)]) -> Option<Refusal> {
        let record = |&(batch_index, batch_index_error_message)| BatchIndexAndErrorMessage {
            batch_index,
            batch_index_error_message,
        };
        let answer = PartitionProduced {
            topic: "t",
            topic_id: Uuid::default(),
            index: 0,
            error_code: 87,
            base_offset: -1,
            log_append_time_ms: -1,
            log_start_offset: -1,
            record_errors: records.iter().map(record).collect(),
            error_message: text,
            current_leader: LeaderIdAndEpoch::default(),
        };
        Refusal::new(ErrorCode::INVALID_RECORD, &answer)
    }

    fn text(refusal: &Refusal, index: usize) -> &str {
        refusal.text_of(index).and_then(|text| text.to_str().ok()).unwrap_or_default()
    }

    #[test]
    fn a_code_alone_is_no_words() {
        assert_eq!(refusal(None, &[]), None);
    }

    #[test]
    fn a_text_is_every_messages() {
        let refusal = refusal(Some("why\0not"), &[]).unwrap();
        assert_eq!((text(&refusal, 0), text(&refusal, 7)), ("why", "why"));
        assert_eq!(refusal.code_of(ErrorCode::INVALID_RECORD, 3), ErrorCode::INVALID_RECORD);
    }

    #[test]
    fn records_are_told_apart_where_several_are_invalid() {
        let one = refusal(Some("all"), &[(1, None)]).unwrap();
        assert_eq!((text(&one, 0), text(&one, 1)), (IN_BAD_COMPANY.to_str().unwrap(), "all"));
        assert_eq!(one.code_of(ErrorCode::INVALID_RECORD, 0), ErrorCode::INVALID_RECORD);

        let two = refusal(None, &[(1, Some("no key")), (3, Some("no key either")), (-1, None)]).unwrap();
        assert_eq!((text(&two, 1), text(&two, 3)), ("no key", "no key either"));
        assert_eq!(two.code_of(ErrorCode::INVALID_RECORD, 1), ErrorCode::INVALID_RECORD);
        assert_eq!(two.code_of(ErrorCode::INVALID_RECORD, 2), ErrorCode::_INVALID_DIFFERENT_RECORD);
        assert_eq!(two.code_of(ErrorCode::INVALID_TIMESTAMP, 2), ErrorCode::INVALID_TIMESTAMP);
    }
}
