//! The C boundary: C arguments in, core call, C result out. One file per section of the header.

pub mod error;
pub mod group_metadata;
pub mod headers;
pub mod mem;
pub mod names;
pub mod partition_list;
pub mod partitioner;
pub mod types;
pub mod util;
pub mod uuid;
