//! Consumer groups.

pub mod metadata;
