//! Control batches: the marks that end transactions, which no application sees.

use super::legacy::get;
use super::{Attributes, BatchHeader, NewRecord, RawBatch, RecordCursor, RecordError};

/// The version of the keys and values that are written.
const VERSION: i16 = 0;

/// What a control record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlType {
    Abort,
    Commit,
    /// Marks of the broker's own log (leader change, snapshots, voters): nothing to a consumer.
    Other(i16),
}

/// The end of a producer's transaction in a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ControlMarker {
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub kind: ControlType,
}

impl ControlMarker {
    /// The mark in a control batch whose records are `area`. `None` when `batch` is no control batch, or when
    /// compaction left only its header.
    pub fn read(batch: &RawBatch, area: &[u8]) -> Result<Option<Self>, RecordError> {
        if !batch.control {
            return Ok(None);
        }
        let Some(record) = RecordCursor::new(batch, area)?.next(area)? else { return Ok(None) };
        let key = record.key.of(area).unwrap_or_default();
        let kind = ControlType::from_key(key)?;
        Ok(Some(ControlMarker { producer_id: batch.producer_id, producer_epoch: batch.producer_epoch, kind }))
    }

    /// The control batch with this mark, as a broker writes it to its log for a transaction's coordinator.
    pub fn to_batch(&self, coordinator_epoch: i32, timestamp: i64) -> Result<Vec<u8>, RecordError> {
        let key = [VERSION.to_be_bytes(), self.kind.number().to_be_bytes()].concat();
        let value = [&VERSION.to_be_bytes()[..], &coordinator_epoch.to_be_bytes()].concat();
        let mut record = Vec::new();
        NewRecord { offset_delta: 0, timestamp_delta: 0, key: Some(&key), headers: std::iter::empty() }
            .encode(&mut record, Some(&value))?;
        let header = BatchHeader {
            attributes: Attributes::default().with_transactional(true).with_control(),
            base_timestamp: timestamp,
            max_timestamp: timestamp,
            producer_id: self.producer_id,
            producer_epoch: self.producer_epoch,
            count: 1,
            ..BatchHeader::default()
        };
        Ok([&header.seal(&[&record])?[..], &record].concat())
    }
}

impl ControlType {
    /// Reads a control record's key: version, type. Later versions may be longer but start the same.
    fn from_key(key: &[u8]) -> Result<Self, RecordError> {
        let version = i16::from_be_bytes(get(key, 0, "control record version")?);
        if version < 0 {
            return Err(RecordError::malformed("control record version", 0));
        }
        Ok(match i16::from_be_bytes(get(key, 2, "control record type")?) {
            0 => ControlType::Abort,
            1 => ControlType::Commit,
            other => ControlType::Other(other),
        })
    }

    fn number(self) -> i16 {
        match self {
            ControlType::Abort => 0,
            ControlType::Commit => 1,
            ControlType::Other(other) => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Batches;
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        for kind in [ControlType::Abort, ControlType::Commit] {
            let marker = ControlMarker { producer_id: 7, producer_epoch: 3, kind };
            let bytes = marker.to_batch(5, 1000).unwrap();
            let batch = Batches::new(&bytes).next().unwrap().unwrap();
            batch.check_crc(&bytes).unwrap();
            assert!(batch.transactional && batch.control);
            assert_eq!((batch.count, batch.max_timestamp, batch.base_sequence), (Some(1), 1000, -1));
            assert_eq!(ControlMarker::read(&batch, batch.records_in(&bytes)), Ok(Some(marker)));
        }
    }
}
