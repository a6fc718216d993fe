//! Kafka's messages as structs, generated from `protocol/messages.json` by `protocol/generator`.
//!
//! A struct's field holds its default where a version lacks it: after decoding, and when one builds a message
//! with `..Default::default()`. Encoding refuses a non-default value that the version cannot carry, unless the
//! field is ignorable. Unknown tagged fields are skipped.
#![allow(clippy::all)]

use super::api::{ApiKey, Request};

/// What each generated module uses.
mod prelude {
    pub(super) use super::super::api::{Decode, Message};
    pub(super) use super::super::error::{DecodeError, EncodeError};
    pub(super) use super::super::uuid::Uuid;
    pub(super) use super::super::wire::{Reader, Writer};
}

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
