//! Reading it all into a report, on the main thread. Windows end here.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::broker::{Broker, NO_NODE_ID};
use crate::client::{Client, ClientKind};
use crate::consumer::FetchPartition;
use crate::metadata::{PartitionMetadata, TopicMetadata};
use crate::os;
use crate::producer::Partition;
use crate::protocol::ApiKey;
use crate::topic::Topic;
use crate::topic::partition_list::{NO_LEADER_EPOCH, OFFSET_INVALID};

use super::report::{BrokerReport, Fields, PartitionReport, Report, TopicReport, TopparReport, Totals};
use super::window::micros;

/// Where messages wait whose partition is not chosen yet.
const UNASSIGNED: i32 = -1;

impl Client {
    /// The statistics of this moment as JSON. What windows hold is told once.
    pub(super) fn statistics_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&self.statistics(Instant::now()))
    }

    fn statistics(&self, now: Instant) -> Report {
        let topics: Vec<Arc<Topic>> = self.topics.all();
        let topic_reports: Fields<_, _> =
            topics.iter().map(|topic| (Arc::clone(&topic.name), topic_report(topic, now))).collect();
        let brokers: Fields<_, _> = self
            .brokers
            .all()
            .iter()
            .map(|broker| (broker.name(), broker_report(self.kind, broker, &topic_reports, now)))
            .collect();
        let (msg_max, msg_size_max) = self.queue_limits();
        Report {
            name: self.name.clone(),
            client_id: self.conf.client_id.clone(),
            kind: self.kind.name(),
            ts: micros(os::monotonic_clock()),
            time: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            age: micros(now.saturating_duration_since(self.stats.created)),
            replyq: self.replies.len(),
            msg_cnt: self.producer.limits.messages(),
            msg_size: self.producer.limits.bytes(),
            msg_max,
            msg_size_max,
            simple_cnt: self.consumer.simple_starts.get(),
            metadata_cache_cnt: self.metadata.read().topic_count(),
            totals: totals(&brokers, &topic_reports),
            brokers,
            topics: topic_reports,
            // Filled in by whoever gives the instance a group.
            cgrp: None,
            eos: self.producer.idempotence.as_ref().map(|idempotence| idempotence.report(now)),
        }
    }

    /// `queue.buffering.max.messages` and `queue.buffering.max.kbytes` in bytes, of a producer.
    fn queue_limits(&self) -> (u64, u64) {
        let unsigned = |value: i32| u64::try_from(value).unwrap_or(0);
        match self.kind {
            ClientKind::Producer => (
                unsigned(self.conf.queue_buffering_max_messages),
                unsigned(self.conf.queue_buffering_max_kbytes) * 1024,
            ),
            ClientKind::Consumer => (0, 0),
        }
    }
}

fn totals(brokers: &Fields<String, BrokerReport>, topics: &Fields<Arc<str>, TopicReport>) -> Totals {
    let mut totals = Totals::default();
    for broker in brokers.values() {
        totals.tx += broker.tx;
        totals.tx_bytes += broker.txbytes;
        totals.rx += broker.rx;
        totals.rx_bytes += broker.rxbytes;
    }
    for partition in topics.values().flat_map(|topic| topic.partitions.values()) {
        totals.txmsgs += partition.txmsgs;
        totals.txmsg_bytes += partition.txbytes;
        totals.rxmsgs += partition.rxmsgs;
        totals.rxmsg_bytes += partition.rxbytes;
    }
    totals
}

// ---- brokers ----

fn broker_report(
    kind: ClientKind,
    broker: &Arc<Broker>,
    topics: &Fields<Arc<str>, TopicReport>,
    now: Instant,
) -> BrokerReport {
    let stats = &broker.stats;
    let node_id = broker.node_id();
    let unsent_messages = stats.unsent_messages.get();
    BrokerReport {
        name: broker.name(),
        nodeid: node_id,
        nodename: broker.address().to_string(),
        source: if node_id == NO_NODE_ID { "configured" } else { "learned" },
        state: broker.state().name(),
        stateage: stats.state_since.age(now).map_or(0, micros),
        outbuf_cnt: stats.unsent_requests.get(),
        outbuf_msg_cnt: unsent_messages,
        waitresp_cnt: stats.awaited_requests.get(),
        waitresp_msg_cnt: stats.messages_in_flight.get().saturating_sub(unsent_messages),
        tx: stats.sent.frames.get(),
        txbytes: stats.sent.bytes.get(),
        txerrs: stats.sent.errors.get(),
        txretries: stats.retries.get(),
        txidle: idle(stats.sent.last.age(now)),
        req_timeouts: stats.timeouts.get(),
        rx: stats.received.frames.get(),
        rxbytes: stats.received.bytes.get(),
        rxerrs: stats.received.errors.get(),
        rxcorriderrs: stats.unknown_responses.get(),
        rxpartial: stats.partial_batches.get(),
        rxidle: idle(stats.received.last.age(now)),
        // Of a time when buffers were made anew to grow: kept for those who read them.
        zbuf_grow: 0,
        buf_grow: 0,
        wakeups: stats.wakeups.get(),
        connects: stats.connects.get(),
        disconnects: stats.disconnects.get(),
        int_latency: stats.queueing.take(),
        outbuf_latency: stats.sending.take(),
        rtt: stats.round_trip.take(),
        throttle: stats.throttle.take(),
        req: stats
            .requests()
            .filter(|(api, count)| *count > 0 || is_listed(kind, *api))
            .map(|(api, count)| (request_name(api), count))
            .collect(),
        toppars: led_by(node_id, topics),
    }
}

fn idle(age: Option<Duration>) -> i64 {
    age.map_or(-1, |age| i64::try_from(age.as_micros()).unwrap_or(i64::MAX))
}

/// Kafka's names, but for one that has an older one here.
fn request_name(api: ApiKey) -> String {
    if api == ApiKey::API_VERSIONS { "ApiVersion".to_owned() } else { api.to_string() }
}

/// Whether requests of this kind are listed even if there was none: those that an application's messages or its joining a
/// group lead to. Others are listed once they were sent.
fn is_listed(kind: ClientKind, api: ApiKey) -> bool {
    const BOTH: [ApiKey; 15] = [
        ApiKey::LIST_OFFSETS,
        ApiKey::METADATA,
        ApiKey::FIND_COORDINATOR,
        ApiKey::SASL_HANDSHAKE,
        ApiKey::API_VERSIONS,
        ApiKey::SASL_AUTHENTICATE,
        ApiKey::DESCRIBE_CLUSTER,
        ApiKey::DESCRIBE_PRODUCERS,
        ApiKey::DESCRIBE_TRANSACTIONS,
        ApiKey::LIST_TRANSACTIONS,
        ApiKey::GET_TELEMETRY_SUBSCRIPTIONS,
        ApiKey::PUSH_TELEMETRY,
        ApiKey::SHARE_GROUP_HEARTBEAT,
        ApiKey::SHARE_FETCH,
        ApiKey::SHARE_ACKNOWLEDGE,
    ];
    const PRODUCER: [ApiKey; 6] = [
        ApiKey::PRODUCE,
        ApiKey::INIT_PRODUCER_ID,
        ApiKey::ADD_PARTITIONS_TO_TXN,
        ApiKey::ADD_OFFSETS_TO_TXN,
        ApiKey::END_TXN,
        ApiKey::TXN_OFFSET_COMMIT,
    ];
    const CONSUMER: [ApiKey; 7] = [
        ApiKey::FETCH,
        ApiKey::OFFSET_COMMIT,
        ApiKey::OFFSET_FETCH,
        ApiKey::JOIN_GROUP,
        ApiKey::HEARTBEAT,
        ApiKey::LEAVE_GROUP,
        ApiKey::SYNC_GROUP,
    ];
    let own: &[ApiKey] = match kind {
        ClientKind::Producer => &PRODUCER,
        ClientKind::Consumer => &CONSUMER,
    };
    BOTH.contains(&api) || own.contains(&api)
}

/// The partitions that the node leads, of the topics that are in use.
fn led_by(node_id: i32, topics: &Fields<Arc<str>, TopicReport>) -> Fields<String, TopparReport> {
    if node_id == NO_NODE_ID {
        return Fields(Vec::new());
    }
    let partitions = topics.values().flat_map(|topic| {
        let name = &topic.topic;
        topic.partitions.values().filter(|partition| partition.broker == node_id).map(move |partition| {
            let id = partition.partition;
            (format!("{name}-{id}"), TopparReport { topic: Arc::clone(name), partition: id })
        })
    });
    partitions.collect()
}

// ---- topics and partitions ----

fn topic_report(topic: &Arc<Topic>, now: Instant) -> TopicReport {
    let fetched_at = topic.client.metadata.read().topic_fetched_at(&topic.name);
    let since = |at: Instant| now.saturating_duration_since(at).as_millis() as u64;
    TopicReport {
        topic: Arc::clone(&topic.name),
        age: since(topic.stats.created),
        metadata_age: fetched_at.map_or(0, since),
        batchsize: topic.stats.batch_bytes.take(),
        batchcnt: topic.stats.batch_messages.take(),
        partitions: partition_reports(topic)
            .into_iter()
            .map(|partition| (partition.partition.to_string(), partition))
            .collect(),
    }
}

/// The partitions of the topic by id, then those that are wanted and not there, then what waits for a partition.
fn partition_reports(topic: &Topic) -> Vec<PartitionReport> {
    let metadata = topic.client.metadata.read().topic(&topic.name);
    let fetched: BTreeMap<i32, Arc<FetchPartition>> = topic.consumers.lock().clone();
    let produced = topic.partitions.load();
    let known = metadata.as_ref().map_or(0, |topic| topic.partitions.len()).max(produced.len()) as i32;
    let mut reports: Vec<PartitionReport> = (0..known)
        .map(|id| {
            let mut report = of_metadata(id, metadata.as_deref());
            if let Some(partition) = produced.get(id as usize) {
                report.add_produced(partition);
            }
            if let Some(partition) = fetched.get(&id) {
                report.add_fetched(partition);
            }
            report
        })
        .collect();
    for partition in fetched.values().filter(|partition| partition.id >= known && partition.is_started()) {
        let mut report = PartitionReport { unknown: true, ..PartitionReport::new(partition.id) };
        report.add_fetched(partition);
        reports.push(report);
    }
    reports.push(unassigned(topic));
    reports
}

/// A partition as metadata has it.
fn of_metadata(id: i32, topic: Option<&TopicMetadata>) -> PartitionReport {
    let known: Option<&PartitionMetadata> = topic.and_then(|topic| topic.partition(id));
    let leader = known.map_or(NO_NODE_ID, |partition| partition.leader);
    PartitionReport {
        broker: leader,
        leader,
        leader_epoch: known.map_or(NO_LEADER_EPOCH, |partition| partition.leader_epoch),
        unknown: known.is_none(),
        ..PartitionReport::new(id)
    }
}

fn unassigned(topic: &Topic) -> PartitionReport {
    let waiting = topic.unassigned.lock();
    let (msgq_cnt, msgq_bytes) = waiting.level();
    PartitionReport { msgq_cnt, msgq_bytes, msgs: waiting.accepted(), ..PartitionReport::new(UNASSIGNED) }
}

impl PartitionReport {
    /// A partition of which nothing is known.
    fn new(id: i32) -> Self {
        PartitionReport {
            partition: id,
            broker: NO_NODE_ID,
            leader: NO_NODE_ID,
            desired: false,
            unknown: false,
            msgq_cnt: 0,
            msgq_bytes: 0,
            xmit_msgq_cnt: 0,
            xmit_msgq_bytes: 0,
            fetchq_cnt: 0,
            fetchq_size: 0,
            fetch_state: "none",
            query_offset: OFFSET_INVALID,
            next_offset: 0,
            app_offset: OFFSET_INVALID,
            stored_offset: OFFSET_INVALID,
            stored_leader_epoch: NO_LEADER_EPOCH,
            commited_offset: OFFSET_INVALID,
            committed_offset: OFFSET_INVALID,
            committed_leader_epoch: NO_LEADER_EPOCH,
            eof_offset: OFFSET_INVALID,
            lo_offset: OFFSET_INVALID,
            hi_offset: OFFSET_INVALID,
            ls_offset: OFFSET_INVALID,
            consumer_lag: -1,
            consumer_lag_stored: -1,
            leader_epoch: NO_LEADER_EPOCH,
            txmsgs: 0,
            txbytes: 0,
            rxmsgs: 0,
            rxbytes: 0,
            msgs: 0,
            rx_ver_drops: 0,
            msgs_inflight: 0,
            next_ack_seq: 0,
            next_err_seq: 0,
            acked_msgid: 0,
        }
    }

    fn add_produced(&mut self, partition: &Partition) {
        let levels = partition.levels();
        self.broker = levels.leader.unwrap_or(NO_NODE_ID);
        self.leader_epoch = levels.leader_epoch;
        self.msgq_cnt = levels.open_messages;
        self.msgq_bytes = levels.open_bytes;
        self.xmit_msgq_cnt = levels.ready_messages;
        self.xmit_msgq_bytes = levels.ready_bytes;
        self.txmsgs = partition.sent.messages.get();
        self.txbytes = partition.sent.bytes.get();
        self.msgs = levels.accepted;
        self.msgs_inflight = partition.in_flight.get();
    }

    fn add_fetched(&mut self, partition: &FetchPartition) {
        let standing = partition.standing();
        let watermarks = standing.watermarks;
        if let Some(broker) = standing.broker {
            self.broker = broker;
        }
        self.desired = standing.started;
        self.fetchq_cnt = standing.queued;
        self.fetchq_size = standing.queued_bytes;
        self.fetch_state = standing.phase;
        self.query_offset = standing.queried;
        self.next_offset = standing.next_offset.max(0);
        self.app_offset = standing.position;
        (self.stored_offset, self.stored_leader_epoch) = standing.stored;
        (self.committed_offset, self.committed_leader_epoch) = standing.committed;
        self.commited_offset = self.committed_offset;
        self.eof_offset = standing.eof_at;
        self.lo_offset = watermarks.low;
        self.hi_offset = watermarks.high;
        self.ls_offset = watermarks.last_stable;
        let read_committed = partition.topic.client.consumer.settings().read_committed;
        let end = if read_committed { watermarks.last_stable } else { watermarks.high };
        self.consumer_lag = lag(end, self.committed_offset);
        self.consumer_lag_stored = lag(end, self.stored_offset);
        self.leader_epoch = self.leader_epoch.max(standing.leader_epoch);
        self.rxmsgs = standing.received;
        self.rxbytes = standing.received_bytes;
        self.msgs = standing.received;
        self.rx_ver_drops = standing.dropped;
    }
}

/// Messages between the offset `at` and the end; -1 if either is not known.
fn lag(end: i64, at: i64) -> i64 {
    if end < 0 || at < 0 { -1 } else { (end - at).max(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lag_needs_both_ends() {
        assert_eq!(lag(500, 243), 257);
        assert_eq!(lag(500, OFFSET_INVALID), -1);
        assert_eq!(lag(OFFSET_INVALID, 3), -1);
        assert_eq!(lag(5, 7), 0, "the end was told before the application got there");
    }

    #[test]
    fn requests_are_listed_under_their_names() {
        assert_eq!(request_name(ApiKey::API_VERSIONS), "ApiVersion");
        assert_eq!(request_name(ApiKey::LIST_OFFSETS), "ListOffsets");
        assert!(is_listed(ClientKind::Producer, ApiKey::PRODUCE));
        assert!(!is_listed(ClientKind::Consumer, ApiKey::PRODUCE));
        assert!(!is_listed(ClientKind::Producer, ApiKey::CREATE_TOPICS));
    }
}
