//! Which broker a partition is fetched from, and what it waits for until there is one. On the main thread alone, so that
//! a partition is moved by one hand.

use std::sync::Arc;

use crate::broker::{Broker, BrokerOp};
use crate::client::Main;
use crate::error::ErrorCode;
use crate::queue::{ErrorReport, Op};
use crate::topic::{Topic, TopicState};

use super::{FetchCommand, FetchPartition};

/// Leaders may have moved, and topics come to be.
pub fn metadata_changed(main: &mut Main) {
    for topic in main.client.topics.all() {
        let partitions: Vec<_> = topic.consumers.lock().values().cloned().collect();
        for partition in partitions {
            main.place_fetch(&partition);
        }
    }
    main.serve_offset_queries();
}

impl Main {
    /// Brings a partition that was started, or has to begin elsewhere, where it belongs.
    pub fn place_fetch(&mut self, partition: &Arc<FetchPartition>) {
        if !partition.is_started() {
            return;
        }
        // The coordinator need not know who leads the partition.
        if let Some(version) = partition.committed_question()
            && !self.begin_at_file(partition, version)
        {
            self.query_committed(partition, version);
        }
        let topic = &partition.topic;
        let metadata = self.client.metadata.read().topic(&topic.name);
        let Some(known) = metadata.as_ref().and_then(|topic| topic.partition(partition.id)) else {
            return self.no_such_partition(topic, partition);
        };
        let leader = self.client.brokers.by_id(known.leader);
        if let Some(replica) = partition.leased()
            && self.client.brokers.by_id(replica.node_id()).is_none_or(|known| !Arc::ptr_eq(&known, &replica))
        {
            // It is no longer part of the cluster.
            partition.end_lease(&replica);
        }
        if leader.is_none() {
            self.need_topics([Arc::clone(&topic.name)]);
        }
        let moved = partition.set_leader(leader, known.leader_epoch);
        if let Some(from) = moved.from {
            from.send(BrokerOp::Fetch(FetchCommand::Remove(Arc::clone(partition))));
        }
        match moved.to {
            Some(to) => to.send(BrokerOp::Fetch(FetchCommand::Add(Arc::clone(partition)))),
            None => partition.nudge_broker(),
        }
        if let Some(question) = partition.epoch_question() {
            self.query_epoch(partition, question);
        }
        if let Some((version, start)) = partition.start_question() {
            self.query_start_offset(partition, version, start.timestamp());
        }
    }

    /// A replica that was read in the leader's place cannot be reached.
    pub fn replica_lost(&mut self, broker: &Arc<Broker>) {
        for topic in self.client.topics.all() {
            let partitions: Vec<_> = topic.consumers.lock().values().cloned().collect();
            for partition in partitions.iter().filter(|partition| partition.end_lease(broker)) {
                self.place_fetch(partition);
            }
        }
    }

    /// Metadata does not have it: asked for until it does, and said once if that will not be, to whoever reads the
    /// partition.
    fn no_such_partition(&mut self, topic: &Arc<Topic>, partition: &Arc<FetchPartition>) {
        match topic.info().state {
            TopicState::Failed(code) => {
                let code =
                    if code == ErrorCode::_UNKNOWN_TOPIC { ErrorCode::UNKNOWN_TOPIC_OR_PART } else { code };
                if partition.first_time(partition.version(), code) {
                    let text = format!("{} [{}]: topic does not exist ({code})", topic.name, partition.id);
                    let report = ErrorReport { code, reason: text, fatal: false };
                    partition.queue.push(Op::Error(Box::new(report)));
                }
            }
            TopicState::Exists | TopicState::Unknown { .. } => {}
        }
    }
}
