//! A drop-in replacement for librdkafka: the same C ABI, a Rust core. DESIGN.md describes the rooms.

#[allow(unsafe_code)]
pub mod callback;
#[allow(unsafe_code)]
pub mod capi;
pub mod conf;
pub mod error;
