//! Admin requests: what an application asks of the cluster itself, and what comes of it.
//!
//! A call is checked where it is made. What is wrong with it as a whole is answered at once, like everything else by one
//! [`AdminResult`] in the queue that the application names. Otherwise the main thread puts it to a broker as one or more
//! questions (`ask.rs`). A file per operation says how its request is built, to whom it goes and how the answer is read.

mod ask;
mod call;
mod configs;
mod delete_records;
mod leaders;
mod list_offsets;
mod operation;
mod options;
mod result;
mod topics;

pub use ask::Questions;
pub use call::Call;
pub use configs::{ConfigChange, ConfigResource, alter_configs, describe_configs, incremental_alter_configs};
pub use delete_records::delete_records;
pub use list_offsets::list_offsets;
pub use operation::Operation;
pub use options::{AdminOptions, Setting};
pub use result::{AdminResult, ConfigEntry, Outcome, PartitionResult, ResourceResult, TopicResult};
pub use topics::{NewPartitions, NewTopic, create_partitions, create_topics, delete_topics};
