//! What is said to a broker: which request in which version, and every message's bytes.
//!
//! [`messages`] is generated from `protocol/messages.json`; [`produce`] and [`fetch`] are written by hand,
//! since records pass through them and must not be copied. [`versions`] holds what a broker speaks.

pub mod api;
pub mod error;
pub mod fetch;
pub mod frame;
pub mod messages;
pub mod produce;
pub mod versions;
mod walk;
pub mod wire;

pub use crate::uuid::Uuid;
pub use api::{ApiKey, Decode, Message, Request};
pub use error::{DecodeError, DecodeProblem, EncodeError, EncodeProblem};
pub use wire::{Reader, Writer};
