//! An instance's inner state as text, for people who look for the cause of something.

use std::fmt::{self, Write};
use std::sync::Arc;

use super::Client;
use crate::topic::{Topic, TopicState};

impl Client {
    /// Brokers, topics and queues, a line each.
    pub fn dump(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.dump_to(&mut text);
        text
    }

    fn dump_to(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "{}: {} with {} thread(s)", self.name, self.kind.name(), self.threads.count())?;
        if let Some((code, reason)) = self.fatal_error() {
            writeln!(out, " fatal error {code:?}: {reason}")?;
        }
        let limits = &self.producer.limits;
        writeln!(
            out,
            " {} message(s) ({} bytes) to be delivered or reported",
            limits.messages(),
            limits.bytes()
        )?;
        for (name, queue) in [("main", &self.replies), ("background", &self.background), ("log", &self.logs)]
        {
            let forwarded = if queue.is_forwarded() { ", forwarded" } else { "" };
            writeln!(out, " {name} queue: {} entries{forwarded}", queue.len())?;
        }
        writeln!(out, " brokers:")?;
        for broker in self.brokers.all() {
            let state = broker.state().name();
            writeln!(out, "  {} node id {} in state {state}", broker.name(), broker.node_id())?;
        }
        writeln!(out, " topics:")?;
        let mut topics = self.topics.all();
        topics.sort_by(|a, b| a.name.cmp(&b.name));
        for topic in &topics {
            dump_topic(out, topic)?;
        }
        self.dump_metadata(out)
    }

    fn dump_metadata(&self, out: &mut String) -> fmt::Result {
        let metadata = self.metadata.read();
        let cluster = metadata.cluster_id.as_deref().unwrap_or("not known");
        write!(out, " cluster {cluster}, brokers")?;
        for broker in metadata.brokers() {
            write!(out, " {}", broker.id)?;
        }
        writeln!(out)
    }
}

fn dump_topic(out: &mut String, topic: &Arc<Topic>) -> fmt::Result {
    let partitions = topic.partitions.load();
    let state = match topic.info().state {
        TopicState::Unknown { .. } => "unknown".to_owned(),
        TopicState::Exists => "exists".to_owned(),
        TopicState::Failed(code) => format!("failed: {code}"),
    };
    writeln!(out, "  {} with {} partition(s), {state}", topic.name, partitions.len())?;
    for partition in partitions.iter() {
        let leader = partition.leader().map_or_else(|| "none".to_owned(), |broker| broker.name());
        let queued = if partition.has_queued() { "messages queued" } else { "nothing queued" };
        writeln!(out, "   [{}] leader {leader}, {queued}", partition.id)?;
    }
    Ok(())
}
