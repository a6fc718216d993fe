//! The C boundary: C arguments in, core call, C result out. One file per section of the header.

// What callers must guarantee stands in the doc comments of the functions, which become the C header's.
#![allow(clippy::missing_safety_doc)]
// The conversions and the legacy error reporting here are for sections of the header that are still unimplemented.
#![allow(dead_code)]

pub mod error;
pub mod group_metadata;
pub mod headers;
pub mod mem;
pub mod names;
pub mod partition_list;
pub mod partitioner;
pub mod types;
pub mod unimplemented;
pub mod util;
pub mod uuid;
