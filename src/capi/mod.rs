//! The C boundary: C arguments in, core call, C result out. One file per section of the header.

pub mod types;
pub mod unimplemented;
