//! Control batches: the marks that end transactions, which no application sees.

use super::legacy::get;
use super::{RawBatch, RecordCursor, RecordError};

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
}
