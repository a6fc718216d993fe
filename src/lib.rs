//! A drop-in replacement for librdkafka: the same C ABI, a Rust core. DESIGN.md describes the rooms.

#[allow(unsafe_code)]
pub mod capi;
pub mod error;
pub mod group;
pub mod headers;
pub mod producer;
pub mod topic;
pub mod uuid;
