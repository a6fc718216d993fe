//! Configuration: the property table, global and topic configuration, dump, documentation.

mod certificate;
mod global;
mod parse;
pub mod table;
mod topic;
pub mod types;

pub use certificate::Certificates;
pub use global::Conf;
pub use topic::TopicConf;
pub use types::*;
