//! Creating and deleting topics, adding partitions: by the cluster's controller.

use std::sync::Arc;

use crate::broker::{Reply, RequestError};
use crate::client::Client;
use crate::error::{Error, ErrorCode};
use crate::protocol::messages::create_partitions_request::{
    CreatePartitionsAssignment, CreatePartitionsTopic,
};
use crate::protocol::messages::create_topics_request::{
    CreatableReplicaAssignment, CreatableTopic, CreatableTopicConfig,
};
use crate::protocol::messages::{CreatePartitionsRequest, CreateTopicsRequest, DeleteTopicsRequest};
use crate::protocol::{EncodeError, Message, Writer};

use super::ask::{Ask, To};
use super::call::Call;
use super::result::{Outcome, TopicResult, text_of};

/// More than this a topic cannot have.
pub const MAX_PARTITIONS: i32 = 100_000;
pub const MAX_REPLICAS: i32 = 10_000;

/// A topic to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTopic {
    name: String,
    /// -1: the broker's default.
    partitions: i32,
    /// -1: the broker's default, or as `assignment` says.
    replication_factor: i16,
    /// The replicas of each partition, the first ones of which the application has named.
    assignment: Vec<Vec<i32>>,
    configs: Vec<(String, Option<String>)>,
}

impl NewTopic {
    pub fn new(name: &str, partitions: i32, replication_factor: i32) -> Result<Self, Error> {
        if !(-1..=MAX_PARTITIONS).contains(&partitions) {
            return Err(invalid(format!(
                "num_partitions out of expected range 1..{MAX_PARTITIONS} or -1 for broker default"
            )));
        }
        let factor = i16::try_from(replication_factor).ok().filter(|_| replication_factor <= MAX_REPLICAS);
        let Some(replication_factor) = factor.filter(|factor| *factor >= -1) else {
            return Err(invalid(format!("replication_factor out of expected range -1..{MAX_REPLICAS}")));
        };
        Ok(NewTopic {
            name: name.to_owned(),
            partitions,
            replication_factor,
            assignment: Vec::new(),
            configs: Vec::new(),
        })
    }

    pub fn assign_replicas(&mut self, partition: i32, brokers: &[i32]) -> Result<(), Error> {
        if self.replication_factor != -1 {
            return Err(invalid(
                "Specifying a replication factor and a replica assignment are mutually exclusive",
            ));
        }
        if self.partitions == -1 {
            return Err(invalid(
                "Specifying a default partition count and a replica assignment are mutually exclusive",
            ));
        }
        assign(&mut self.assignment, "partition", self.partitions, partition, brokers)
    }

    /// Replaces the value of a property that was set before.
    pub fn set_config(&mut self, name: &str, value: Option<&str>) {
        let value = value.map(str::to_owned);
        match self.configs.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.configs.push((name.to_owned(), value)),
        }
    }

    fn to_wire(&self) -> CreatableTopic<'_> {
        let assignments = self.assignment.iter().zip(0..).map(|(brokers, partition_index)| {
            CreatableReplicaAssignment { partition_index, broker_ids: brokers.clone() }
        });
        let configs =
            self.configs.iter().map(|(name, value)| CreatableTopicConfig { name, value: value.as_deref() });
        // Both numbers must be left to an assignment.
        let num_partitions = if self.assignment.is_empty() { self.partitions } else { -1 };
        CreatableTopic {
            name: &self.name,
            num_partitions,
            replication_factor: self.replication_factor,
            assignments: assignments.collect(),
            configs: configs.collect(),
        }
    }
}

/// A topic that is to have more partitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPartitions {
    name: String,
    total: i32,
    /// The replicas of each new partition.
    assignment: Vec<Vec<i32>>,
}

impl NewPartitions {
    pub fn new(name: &str, total: usize) -> Result<Self, Error> {
        let total = i32::try_from(total).ok().filter(|total| (1..=MAX_PARTITIONS).contains(total));
        let Some(total) = total else {
            return Err(invalid(format!("new_total_cnt out of expected range 1..{MAX_PARTITIONS}")));
        };
        Ok(NewPartitions { name: name.to_owned(), total, assignment: Vec::new() })
    }

    pub fn assign_replicas(&mut self, index: i32, brokers: &[i32]) -> Result<(), Error> {
        assign(&mut self.assignment, "partition index", self.total, index, brokers)
    }

    fn to_wire(&self) -> CreatePartitionsTopic<'_> {
        let assignments =
            self.assignment.iter().map(|brokers| CreatePartitionsAssignment { broker_ids: brokers.clone() });
        CreatePartitionsTopic {
            name: &self.name,
            count: self.total,
            assignments: (!self.assignment.is_empty()).then(|| assignments.collect()),
        }
    }
}

/// Names the replicas of the next partition of `assignment`, which can have `limit` of them.
fn assign(
    assignment: &mut Vec<Vec<i32>>,
    what: &str,
    limit: i32,
    partition: i32,
    brokers: &[i32],
) -> Result<(), Error> {
    let next = assignment.len();
    if usize::try_from(partition) != Ok(next) {
        return Err(invalid(format!(
            "Partitions must be added in order, starting at 0: expecting {what} {next}, not {partition}"
        )));
    }
    if partition >= limit {
        return Err(invalid(format!("Partition {partition} is beyond the {limit} that there are to be")));
    }
    if brokers.len() > MAX_REPLICAS as usize {
        return Err(invalid(format!("Too many brokers specified: no more than {MAX_REPLICAS} are allowed")));
    }
    assignment.push(brokers.to_vec());
    Ok(())
}

fn invalid(reason: impl Into<String>) -> Error {
    Error::new(ErrorCode::_INVALID_ARG, reason)
}

/// What a response says of each topic that was asked about: in the order of the question, each topic once.
fn in_order<'a>(
    asked: impl Iterator<Item = &'a str>,
    answers: &[(&str, i16, Option<&str>)],
) -> Result<Vec<TopicResult>, RequestError> {
    let mut results: Vec<TopicResult> = Vec::with_capacity(answers.len());
    for name in asked {
        if results.iter().any(|result| result.name == name) {
            continue;
        }
        let answer = answers.iter().find(|(about, ..)| *about == name);
        let Some((_, code, said)) = answer else {
            return Err(RequestError::new(ErrorCode::_BAD_MSG, format!("No answer about topic {name}")));
        };
        let code = ErrorCode::from(*code);
        if code == ErrorCode::NOT_CONTROLLER {
            return Err(RequestError::new(code, code.to_string()));
        }
        results.push(TopicResult { name: name.to_owned(), code, text: text_of(code, *said) });
    }
    Ok(results)
}

// ---- CreateTopics

struct CreateTopics {
    topics: Vec<NewTopic>,
    timeout_ms: i32,
    validate_only: bool,
}

impl Ask for CreateTopics {
    type Request = CreateTopicsRequest<'static>;
    type Answer = Vec<TopicResult>;

    fn encode(&self, version: i16, writer: &mut Writer) -> Result<(), EncodeError> {
        let request = CreateTopicsRequest {
            topics: self.topics.iter().map(NewTopic::to_wire).collect(),
            timeout_ms: self.timeout_ms,
            validate_only: self.validate_only,
        };
        request.encode(writer, version)
    }

    fn read(&self, reply: &Reply) -> Result<Vec<TopicResult>, RequestError> {
        let response = reply.decode::<CreateTopicsRequest<'_>>()?;
        let answers = response.topics.iter().map(|topic| (topic.name, topic.error_code, topic.error_message));
        in_order(self.topics.iter().map(|topic| &*topic.name), &answers.collect::<Vec<_>>())
    }
}

pub fn create_topics(client: &Arc<Client>, call: Call, topics: Vec<NewTopic>) {
    if topics.is_empty() {
        return call.refuse("No topics to create");
    }
    let (timeout_ms, validate_only) = (call.options.operation_timeout_ms, call.options.validate_only);
    let ask = CreateTopics { topics, timeout_ms, validate_only };
    call.ask(client, To::Controller, ask, Outcome::Topics);
}

// ---- DeleteTopics

struct DeleteTopics {
    topics: Vec<String>,
    timeout_ms: i32,
}

impl Ask for DeleteTopics {
    type Request = DeleteTopicsRequest<'static>;
    type Answer = Vec<TopicResult>;

    /// Later versions name topics in another way, for the sake of ids, which applications do not have here.
    fn versions(&self) -> (i16, i16) {
        (0, 4)
    }

    fn encode(&self, version: i16, writer: &mut Writer) -> Result<(), EncodeError> {
        let topic_names = self.topics.iter().map(String::as_str).collect();
        let request = DeleteTopicsRequest { topic_names, timeout_ms: self.timeout_ms, ..Default::default() };
        request.encode(writer, version)
    }

    fn read(&self, reply: &Reply) -> Result<Vec<TopicResult>, RequestError> {
        let response = reply.decode::<DeleteTopicsRequest<'_>>()?;
        let answers = response
            .responses
            .iter()
            .map(|topic| (topic.name.unwrap_or_default(), topic.error_code, topic.error_message));
        in_order(self.topics.iter().map(String::as_str), &answers.collect::<Vec<_>>())
    }
}

pub fn delete_topics(client: &Arc<Client>, call: Call, topics: Vec<String>) {
    if topics.is_empty() {
        return call.refuse("No topics to delete");
    }
    let ask = DeleteTopics { topics, timeout_ms: call.options.operation_timeout_ms };
    call.ask(client, To::Controller, ask, Outcome::Topics);
}

// ---- CreatePartitions

struct CreatePartitions {
    topics: Vec<NewPartitions>,
    timeout_ms: i32,
    validate_only: bool,
}

impl Ask for CreatePartitions {
    type Request = CreatePartitionsRequest<'static>;
    type Answer = Vec<TopicResult>;

    fn encode(&self, version: i16, writer: &mut Writer) -> Result<(), EncodeError> {
        let request = CreatePartitionsRequest {
            topics: self.topics.iter().map(NewPartitions::to_wire).collect(),
            timeout_ms: self.timeout_ms,
            validate_only: self.validate_only,
        };
        request.encode(writer, version)
    }

    fn read(&self, reply: &Reply) -> Result<Vec<TopicResult>, RequestError> {
        let response = reply.decode::<CreatePartitionsRequest<'_>>()?;
        let answers =
            response.results.iter().map(|topic| (topic.name, topic.error_code, topic.error_message));
        in_order(self.topics.iter().map(|topic| &*topic.name), &answers.collect::<Vec<_>>())
    }
}

pub fn create_partitions(client: &Arc<Client>, call: Call, topics: Vec<NewPartitions>) {
    if topics.is_empty() {
        return call.refuse("No partitions to create");
    }
    let (timeout_ms, validate_only) = (call.options.operation_timeout_ms, call.options.validate_only);
    let ask = CreatePartitions { topics, timeout_ms, validate_only };
    call.ask(client, To::Controller, ask, Outcome::Topics);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_checked() {
        for (partitions, factor) in [(-2, 1), (100_001, 1), (1, -2), (1, 10_001), (1, i32::MAX)] {
            assert!(NewTopic::new("t", partitions, factor).is_err(), "{partitions} {factor}");
        }
        for (partitions, factor) in [(-1, -1), (0, 0), (100_000, 10_000)] {
            assert!(NewTopic::new("t", partitions, factor).is_ok(), "{partitions} {factor}");
        }
        assert!(NewPartitions::new("t", 0).is_err() && NewPartitions::new("t", usize::MAX).is_err());
    }

    #[test]
    fn replicas_are_assigned_in_order() {
        let mut topic = NewTopic::new("t", 2, -1).unwrap();
        assert!(topic.assign_replicas(1, &[1]).is_err());
        assert_eq!(topic.assign_replicas(0, &[1, 2]), Ok(()));
        assert_eq!(topic.assign_replicas(1, &[2, 1]), Ok(()));
        assert!(topic.assign_replicas(2, &[2, 1]).is_err());
        let wire = topic.to_wire();
        assert_eq!((wire.num_partitions, wire.replication_factor), (-1, -1));
        assert_eq!(wire.assignments.iter().map(|a| a.partition_index).collect::<Vec<_>>(), [0, 1]);
        assert!(NewTopic::new("t", 2, 1).unwrap().assign_replicas(0, &[1]).is_err());
        assert!(NewTopic::new("t", -1, -1).unwrap().assign_replicas(0, &[1]).is_err());
    }

    #[test]
    fn answers_come_in_the_order_of_the_question() {
        let answers = [("b", 36, Some("exists")), ("a", 0, None), ("c", 3, None)];
        let results = in_order(["a", "b", "a", "c"].into_iter(), &answers).unwrap();
        let seen: Vec<_> = results.iter().map(|r| (&*r.name, r.code.0, &*r.text)).collect();
        let label = ErrorCode::UNKNOWN_TOPIC_OR_PART.to_string();
        assert_eq!(seen, [("a", 0, ""), ("b", 36, "exists"), ("c", 3, &label)]);
        let missing = in_order(["d"].into_iter(), &answers).unwrap_err();
        assert_eq!(missing.code, ErrorCode::_BAD_MSG);
        let moved = in_order(["d"].into_iter(), &[("d", 41, None)]).unwrap_err();
        assert_eq!(moved.code, ErrorCode::NOT_CONTROLLER);
    }

    #[test]
    fn every_version_can_be_asked() {
        let mut topic = NewTopic::new("t", 1, -1).unwrap();
        topic.assign_replicas(0, &[1]).unwrap();
        topic.set_config("a", Some("b"));
        topic.set_config("a", None);
        assert_eq!(topic.configs, [("a".to_owned(), None)]);
        let ask = CreateTopics { topics: vec![topic], timeout_ms: 1, validate_only: true };
        for version in CreateTopicsRequest::VERSIONS.0..=CreateTopicsRequest::VERSIONS.1 {
            assert_eq!(ask.encode(version, &mut Writer::new()), Ok(()), "version {version}");
        }
        let ask = DeleteTopics { topics: vec!["t".to_owned()], timeout_ms: 1 };
        for version in DeleteTopicsRequest::VERSIONS.0..=ask.versions().1 {
            assert_eq!(ask.encode(version, &mut Writer::new()), Ok(()), "version {version}");
        }
        let mut more = NewPartitions::new("t", 3).unwrap();
        more.assign_replicas(0, &[1]).unwrap();
        let ask = CreatePartitions { topics: vec![more], timeout_ms: 1, validate_only: false };
        for version in CreatePartitionsRequest::VERSIONS.0..=CreatePartitionsRequest::VERSIONS.1 {
            assert_eq!(ask.encode(version, &mut Writer::new()), Ok(()), "version {version}");
        }
    }
}
