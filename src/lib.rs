//! A drop-in replacement for librdkafka: the same C ABI, a Rust core. DESIGN.md describes the rooms.

pub mod error;
