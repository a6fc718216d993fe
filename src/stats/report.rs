//! The JSON object: its fields, in the order in which the application sees them. The names are part of the interface.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::window::Summary;

/// An object whose fields have names of their own, in the order in which they were added.
#[derive(Debug)]
pub struct Fields<K, V>(pub Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Fields<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<K, V> FromIterator<(K, V)> for Fields<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(fields: I) -> Self {
        Fields(fields.into_iter().collect())
    }
}

impl<K, V> Fields<K, V> {
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }
}

/// One instance.
#[derive(Debug, Serialize)]
pub struct Report {
    pub name: String,
    pub client_id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The monotonic clock, in microseconds.
    pub ts: u64,
    /// The wall clock, in seconds.
    pub time: u64,
    /// Microseconds since the instance was made.
    pub age: u64,
    pub replyq: usize,
    pub msg_cnt: usize,
    pub msg_size: usize,
    pub msg_max: u64,
    pub msg_size_max: u64,
    pub simple_cnt: u64,
    pub metadata_cache_cnt: usize,
    pub brokers: Fields<String, BrokerReport>,
    pub topics: Fields<Arc<str>, TopicReport>,
    /// Only of an instance with a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cgrp: Option<GroupReport>,
    /// Only of an idempotent producer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eos: Option<EosReport>,
    #[serde(flatten)]
    pub totals: Totals,
}

/// Sums over all brokers and partitions.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    pub tx: u64,
    pub tx_bytes: u64,
    pub rx: u64,
    pub rx_bytes: u64,
    pub txmsgs: u64,
    pub txmsg_bytes: u64,
    pub rxmsgs: u64,
    pub rxmsg_bytes: u64,
}

#[derive(Debug, Serialize)]
pub struct BrokerReport {
    pub name: String,
    pub nodeid: i32,
    pub nodename: String,
    pub source: &'static str,
    pub state: &'static str,
    /// Microseconds.
    pub stateage: u64,
    pub outbuf_cnt: usize,
    pub outbuf_msg_cnt: usize,
    pub waitresp_cnt: usize,
    pub waitresp_msg_cnt: usize,
    pub tx: u64,
    pub txbytes: u64,
    pub txerrs: u64,
    pub txretries: u64,
    /// Microseconds since the last send; -1 before the first.
    pub txidle: i64,
    pub req_timeouts: u64,
    pub rx: u64,
    pub rxbytes: u64,
    pub rxerrs: u64,
    pub rxcorriderrs: u64,
    pub rxpartial: u64,
    /// Microseconds since the last receive; -1 before the first.
    pub rxidle: i64,
    pub zbuf_grow: u64,
    pub buf_grow: u64,
    pub wakeups: u64,
    pub connects: u64,
    pub disconnects: u64,
    pub int_latency: Summary,
    pub outbuf_latency: Summary,
    pub rtt: Summary,
    pub throttle: Summary,
    pub req: Fields<String, u64>,
    pub toppars: Fields<String, TopparReport>,
}

/// A partition that a broker leads.
#[derive(Debug, Serialize)]
pub struct TopparReport {
    pub topic: Arc<str>,
    pub partition: i32,
}

#[derive(Debug, Serialize)]
pub struct TopicReport {
    pub topic: Arc<str>,
    /// Milliseconds, as is `metadata_age`.
    pub age: u64,
    pub metadata_age: u64,
    pub batchsize: Summary,
    pub batchcnt: Summary,
    pub partitions: Fields<String, PartitionReport>,
}

/// Offsets are -1001 where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartitionReport {
    pub partition: i32,
    pub broker: i32,
    pub leader: i32,
    pub desired: bool,
    pub unknown: bool,
    pub msgq_cnt: usize,
    pub msgq_bytes: usize,
    pub xmit_msgq_cnt: usize,
    pub xmit_msgq_bytes: usize,
    pub fetchq_cnt: usize,
    pub fetchq_size: usize,
    pub fetch_state: &'static str,
    pub query_offset: i64,
    pub next_offset: i64,
    pub app_offset: i64,
    pub stored_offset: i64,
    pub stored_leader_epoch: i32,
    /// Misspelled once, and kept for those who read it.
    pub commited_offset: i64,
    pub committed_offset: i64,
    pub committed_leader_epoch: i32,
    pub eof_offset: i64,
    pub lo_offset: i64,
    pub hi_offset: i64,
    pub ls_offset: i64,
    pub consumer_lag: i64,
    pub consumer_lag_stored: i64,
    pub leader_epoch: i32,
    pub txmsgs: u64,
    pub txbytes: u64,
    pub rxmsgs: u64,
    pub rxbytes: u64,
    pub msgs: u64,
    pub rx_ver_drops: u64,
    pub msgs_inflight: usize,
    pub next_ack_seq: i32,
    pub next_err_seq: i32,
    pub acked_msgid: u64,
}

#[derive(Debug, Serialize)]
pub struct GroupReport {
    pub state: &'static str,
    /// Milliseconds, as is `rebalance_age`.
    pub stateage: u64,
    pub join_state: &'static str,
    pub rebalance_age: u64,
    pub rebalance_cnt: u64,
    pub rebalance_reason: String,
    pub assignment_size: usize,
}

#[derive(Debug, Serialize)]
pub struct EosReport {
    pub idemp_state: &'static str,
    /// Milliseconds, as is `txn_stateage`.
    pub idemp_stateage: u64,
    pub txn_state: &'static str,
    pub txn_stateage: u64,
    pub txn_may_enq: bool,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub epoch_cnt: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: &impl Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn names_are_objects_fields_in_their_order() {
        let fields = Fields(vec![("b".to_owned(), 2), ("a".to_owned(), 1)]);
        assert_eq!(json(&fields), r#"{"b":2,"a":1}"#);
        assert_eq!(fields.values().sum::<i32>(), 3);
        assert_eq!(json(&Fields::<String, u64>(Vec::new())), "{}");
    }

    #[test]
    fn parts_that_not_every_instance_has() {
        let group = GroupReport {
            state: "up",
            stateage: 5,
            join_state: "steady",
            rebalance_age: 4,
            rebalance_cnt: 1,
            rebalance_reason: "a \"member\" left".to_owned(),
            assignment_size: 3,
        };
        let expected = r#"{"state":"up","stateage":5,"join_state":"steady","rebalance_age":4,"rebalance_cnt":1,"rebalance_reason":"a \"member\" left","assignment_size":3}"#;
        assert_eq!(json(&group), expected);
        let eos = EosReport {
            idemp_state: "Assigned",
            idemp_stateage: 1,
            txn_state: "InTransaction",
            txn_stateage: 2,
            txn_may_enq: true,
            producer_id: 13,
            producer_epoch: 0,
            epoch_cnt: 1,
        };
        let expected = r#"{"idemp_state":"Assigned","idemp_stateage":1,"txn_state":"InTransaction","txn_stateage":2,"txn_may_enq":true,"producer_id":13,"producer_epoch":0,"epoch_cnt":1}"#;
        assert_eq!(json(&eos), expected);
    }
}
