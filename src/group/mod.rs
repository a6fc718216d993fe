//! Consumer groups, by the classic protocol.

pub mod assignor;
pub mod consumer_protocol;
pub mod metadata;
