//! Record batches as Kafka stores and transfers them.
//!
//! Going out: [`NewRecord`] is encoded into an open batch body, the body may be compressed by a
//! [`Compressor`], and [`BatchHeader::seal`] makes the 61 bytes that go before it.
//!
//! Coming in: [`Batches`] finds the batches in what a Fetch returned, a [`Decompressor`] unpacks a batch that
//! needs it, and a [`RecordCursor`] decodes its records one at a time as positions, without copying.
//!
//! Nothing here trusts a length or a count that came from outside, and nothing here knows about sockets.

mod batch;
mod compress;
mod control;
mod crc;
mod cursor;
mod encode;
mod error;
mod legacy;
mod producer_id;
mod reader;
mod record;
pub mod varint;

pub use batch::{Attributes, BatchHeader, Codec, Sum, TimestampType, restamp_producer};
pub use compress::{Compressor, DEFAULT_LEVEL, Decompressor};
pub use control::{ControlMarker, ControlType};
pub use crc::{crc32c, crc32c_append};
pub use cursor::RecordCursor;
pub use encode::{NewRecord, RecordHeader, decode_at, key_before, record_overhead, record_size_upper_bound};
pub use error::RecordError;
pub use producer_id::ProducerId;
pub use reader::{Batches, RawBatch};
pub use record::{Field, HeaderArea, HeadersIter, Record, RecordLayout};
