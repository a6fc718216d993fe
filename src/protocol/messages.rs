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
    pub(super) use super::super::wire::{Reader, Writer};
    pub(super) use crate::uuid::Uuid;
}

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

#[cfg(test)]
mod tests {
    use super::super::error::EncodeProblem;
    use super::super::{Decode, Message, Reader, Uuid, Writer};
    use super::*;

    fn encode(message: &impl Message, version: i16) -> Result<Vec<u8>, (&'static str, EncodeProblem)> {
        let mut writer = Writer::new();
        message.encode(&mut writer, version).map_err(|error| (error.field, error.problem))?;
        Ok(writer.into_vec())
    }

    #[test]
    fn defaults_are_those_of_the_schema() {
        let request = FetchRequest::default();
        assert_eq!((request.max_bytes, request.session_epoch, request.replica_id), (i32::MAX, -1, -1));
        assert_eq!(request.cluster_id, None);
        assert!(MetadataRequest::default().allow_auto_topic_creation);
        assert_eq!(MetadataRequest::default().topics, Some(Vec::new()));
        assert_eq!(ListTransactionsRequest::default().duration_filter, -1);
        assert_eq!(ConsumerGroupHeartbeatResponse::default().assignment, None);
    }

    #[test]
    fn a_value_that_the_version_cannot_carry_is_refused() {
        let request = MetadataRequest { allow_auto_topic_creation: false, ..Default::default() };
        let field = "MetadataRequest.AllowAutoTopicCreation";
        assert_eq!(encode(&request, 3), Err((field, EncodeProblem::NotInVersion(3))));
        assert!(encode(&request, 4).is_ok());
        let state = fetch_request::ReplicaState { replica_id: 3, ..Default::default() };
        let request = FetchRequest { replica_state: state, ..Default::default() };
        assert_eq!(encode(&request, 14), Err(("FetchRequest.ReplicaState", EncodeProblem::NotInVersion(14))));
        assert!(encode(&request, 15).is_ok());
    }

    #[test]
    fn an_ignorable_value_is_dropped_where_the_version_lacks_it() {
        let request = JoinGroupRequest { rebalance_timeout_ms: 5, ..Default::default() };
        let bytes = encode(&request, 0).unwrap();
        let decoded = JoinGroupRequest::decode(&mut Reader::new(&bytes), 0).unwrap();
        assert_eq!(decoded.rebalance_timeout_ms, -1);
        let request = FetchRequest { cluster_id: Some("c"), ..Default::default() };
        assert_eq!(encode(&request, 11), encode(&FetchRequest::default(), 11));
        assert_ne!(encode(&request, 12), encode(&FetchRequest::default(), 12));
    }

    #[test]
    fn null_is_refused_where_the_version_has_none() {
        let request = MetadataRequest { topics: None, ..Default::default() };
        assert_eq!(encode(&request, 0), Err(("MetadataRequest.Topics", EncodeProblem::Null)));
        assert!(encode(&request, 1).is_ok());
    }

    #[test]
    fn versions_outside_the_schema_are_refused_both_ways() {
        assert_eq!(
            encode(&HeartbeatRequest::default(), 5),
            Err(("HeartbeatRequest", EncodeProblem::Version(5)))
        );
        assert_eq!(encode(&OffsetCommitRequest::default(), 1).unwrap_err().1, EncodeProblem::Version(1));
        assert!(HeartbeatRequest::decode(&mut Reader::new(&[0; 64]), -1).is_err());
        assert!(HeartbeatRequest::decode(&mut Reader::new(&[0; 64]), 5).is_err());
    }

    #[test]
    fn strings_end_at_32767_bytes_in_every_version() {
        let long = "x".repeat(32768);
        for version in [0, 4] {
            let request = HeartbeatRequest { group_id: &long[1..], ..Default::default() };
            assert!(encode(&request, version).is_ok());
            let request = HeartbeatRequest { group_id: &long, ..Default::default() };
            let refused = ("HeartbeatRequest.GroupId", EncodeProblem::TooLong(32768));
            assert_eq!(encode(&request, version), Err(refused));
        }
    }

    #[test]
    fn tagged_structs_are_sent_only_when_set() {
        let replica_directory_id = Uuid::from_bytes([7; 16]);
        let partition = fetch_request::FetchPartition { replica_directory_id, ..Default::default() };
        let plain = encode_partition(fetch_request::FetchPartition::default());
        let tagged = encode_partition(partition);
        // Tag, size and sixteen bytes.
        assert_eq!(tagged.len(), plain.len() + 18);
    }

    fn encode_partition(partition: fetch_request::FetchPartition) -> Vec<u8> {
        let topic = fetch_request::FetchTopic { partitions: vec![partition], ..Default::default() };
        encode(&FetchRequest { topics: vec![topic], ..Default::default() }, 17).unwrap()
    }
}
