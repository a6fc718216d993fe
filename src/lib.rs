//! A drop-in replacement for librdkafka: the same C ABI, a Rust core. DESIGN.md describes the rooms.

pub mod admin;
pub mod broker;
#[allow(unsafe_code)]
pub mod callback;
#[allow(unsafe_code)]
pub mod capi;
pub mod client;
pub mod conf;
pub mod consumer;
pub mod error;
pub mod group;
pub mod headers;
pub mod interceptor;
pub mod log;
pub mod metadata;
pub mod mock;
#[allow(unsafe_code)]
pub mod os;
#[allow(unsafe_code)]
pub mod payload;
pub mod producer;
pub mod protocol;
pub mod queue;
mod rarely;
pub mod records;
pub mod self_test;
pub mod stats;
pub mod timer;
pub mod topic;
pub mod transport;
pub mod uuid;

/// The version of librdkafka whose interface this is.
pub const VERSION: &str = "2.15.0";

/// The same as 0xMMmmrrxx: major, minor, revision, and 0xff for a release.
pub const VERSION_NUMBER: i32 = 0x020f_00ff;
