//! Configuration: the property table, global and topic configuration, dump, documentation.
//!
//! `global` and `topic` declare each property once, with its typed field; the rest of the library reads the fields.
//! Setting, getting and dumping by name go through the rows of the table.

mod certificate;
mod doc;
mod finalize;
mod global;
mod parse;
mod set;
pub mod table;
mod topic;
mod types;
mod warning;

pub use certificate::{Certificate, CertificateEncoding, Certificates};
pub use doc::{configuration_md, properties_show};
pub use global::Conf;
pub use set::SetError;
pub use topic::TopicConf;
pub use types::*;
pub use warning::Warning;
