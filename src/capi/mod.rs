//! The C boundary: C arguments in, core call, C result out. One file per section of the header.

// What callers must guarantee stands in the doc comments of the functions, which become the C header's.
#![allow(clippy::missing_safety_doc)]

pub mod admin;
pub mod assign;
pub mod client;
pub mod commit;
pub mod conf;
pub mod consume;
pub(crate) mod consumed;
pub mod consumer;
pub(crate) mod delivered;
pub mod error;
pub mod event;
pub mod group_metadata;
pub(crate) mod handle;
pub mod headers;
pub mod interceptor;
pub mod list_groups;
pub mod log;
pub mod mem;
pub mod membership;
pub mod message;
pub mod metadata;
pub mod mock;
pub mod names;
pub mod partition_list;
pub mod partitioner;
pub mod produce;
pub mod queue;
pub mod self_test;
pub(crate) mod sending;
pub mod serve;
mod sink;
#[cfg(test)]
mod testing;
pub mod topic;
pub mod types;
pub mod unimplemented;
pub mod util;
pub mod uuid;
