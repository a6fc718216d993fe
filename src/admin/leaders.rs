//! Operations on partitions: each one's leader is found and asked, and the answers are put together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;

use crate::broker::{Reply, RequestError};
use crate::client::{Client, Main};
use crate::error::{Error, ErrorCode};
use crate::protocol::messages::MetadataRequest;
use crate::protocol::messages::metadata_request::MetadataRequestTopic;
use crate::protocol::{EncodeError, Message, Writer};
use crate::topic::partition_list::{PartitionList, TopicPartition};

use super::ask::{Ask, To};
use super::call::Call;
use super::options::AdminOptions;
use super::result::{Outcome, PartitionResult};

/// A question to one leader about partitions of its own.
pub(super) trait LeaderAsk: Ask<Answer = Vec<PartitionResult>> {
    fn new(partitions: PartitionList, options: &AdminOptions) -> Self;

    /// What becomes of a partition that has an error instead of an answer.
    fn failed(partition: &TopicPartition, code: ErrorCode) -> PartitionResult;
}

type Leaders = BTreeMap<(Arc<str>, i32), Result<i32, ErrorCode>>;

/// Who leads the partitions of these topics?
struct FindLeaders {
    partitions: PartitionList,
}

impl Ask for FindLeaders {
    type Request = MetadataRequest<'static>;
    type Answer = Leaders;

    /// From version 4 on the request says that topics are not to be created.
    fn versions(&self) -> (i16, i16) {
        (4, i16::MAX)
    }

    fn encode(&self, version: i16, writer: &mut Writer) -> Result<(), EncodeError> {
        let names: BTreeSet<&str> = self.partitions.iter().map(|partition| &*partition.topic).collect();
        let topics = names.into_iter();
        let topics = topics.map(|name| MetadataRequestTopic { name: Some(name), ..Default::default() });
        let request = MetadataRequest {
            topics: Some(topics.collect()),
            allow_auto_topic_creation: false,
            ..Default::default()
        };
        request.encode(writer, version)
    }

    fn read(&self, reply: &Reply) -> Result<Leaders, RequestError> {
        let response = reply.decode::<MetadataRequest<'_>>()?;
        let mut leaders = Leaders::new();
        for wanted in self.partitions.iter() {
            let topic = response.topics.iter().find(|topic| topic.name == Some(&*wanted.topic));
            let topic = topic
                .ok_or_else(|| RequestError::new(ErrorCode::_BAD_MSG, "A topic is missing in the answer"))?;
            let code = ErrorCode::from(topic.error_code);
            let partition = topic.partitions.iter().find(|p| p.partition_index == wanted.partition);
            let leader = match partition {
                _ if code.is_err() => Err(code),
                None => Err(ErrorCode::_UNKNOWN_PARTITION),
                Some(partition) if partition.leader_id < 0 => Err(ErrorCode::LEADER_NOT_AVAILABLE),
                Some(partition) => Ok(partition.leader_id),
            };
            if leader == Err(ErrorCode::LEADER_NOT_AVAILABLE) {
                // It will have one soon: ask again.
                let code = ErrorCode::LEADER_NOT_AVAILABLE;
                return Err(RequestError::new(code, code.to_string()));
            }
            leaders.insert((Arc::clone(&wanted.topic), wanted.partition), leader);
        }
        Ok(leaders)
    }
}

/// The results that have come, and whom to give them when they are complete. Dropped before that, the call says that the
/// instance has ended.
struct Gathering {
    call: Option<Call>,
    /// In the order in which the application wants them.
    wanted: PartitionList,
    results: BTreeMap<(Arc<str>, i32), PartitionResult>,
}

impl Gathering {
    fn add(&mut self, results: impl IntoIterator<Item = PartitionResult>) {
        for result in results {
            let key = (Arc::clone(&result.partition.topic), result.partition.partition);
            self.results.insert(key, result);
        }
    }

    /// Gives the results out once there is one for each partition.
    fn finish(&mut self) {
        let keys = self.wanted.iter().map(|wanted| (Arc::clone(&wanted.topic), wanted.partition));
        let complete: Option<Vec<_>> = keys.map(|key| self.results.get(&key).cloned()).collect();
        if let Some(results) = complete
            && let Some(call) = self.call.take()
        {
            call.answer(Ok(Outcome::Partitions(results)));
        }
    }
}

/// Asks the leaders of `partitions`, among which there are no doubles.
pub(super) fn ask_leaders<A: LeaderAsk>(client: &Arc<Client>, call: Call, partitions: PartitionList) {
    let (to, deadline) = (call.addressee(To::Any), call.deadline(client));
    client.on_main(move |main| {
        let find = FindLeaders { partitions: partitions.clone() };
        main.ask_admin(find, to, deadline, move |main, leaders| match leaders {
            Ok(leaders) => main.ask_each_leader::<A>(call, partitions, &leaders, deadline),
            Err(error) => call.answer(Err(error)),
        });
    });
}

impl Main {
    fn ask_each_leader<A: LeaderAsk>(
        &mut self,
        call: Call,
        partitions: PartitionList,
        leaders: &Leaders,
        deadline: Instant,
    ) {
        let options = call.options.clone();
        let mut gathering =
            Gathering { call: Some(call), wanted: partitions.clone(), results: BTreeMap::new() };
        let mut by_leader: BTreeMap<i32, PartitionList> = BTreeMap::new();
        for partition in partitions.iter() {
            match leaders.get(&(Arc::clone(&partition.topic), partition.partition)) {
                Some(Ok(leader)) => by_leader.entry(*leader).or_default().push(partition.clone()),
                Some(Err(code)) => gathering.add([A::failed(partition, *code)]),
                None => gathering.add([A::failed(partition, ErrorCode::_UNKNOWN_PARTITION)]),
            }
        }
        gathering.finish();
        let gathering = Arc::new(Mutex::new(gathering));
        for (leader, partitions) in by_leader {
            let gathering = Arc::clone(&gathering);
            let ask = A::new(partitions.clone(), &options);
            self.ask_admin(ask, To::Broker(leader), deadline, move |_, answer| {
                let mut gathering = gathering.lock();
                gathering.add(outcomes::<A>(&partitions, answer));
                gathering.finish();
            });
        }
    }
}

/// A result for each of `partitions`, whatever the leader has said.
fn outcomes<A: LeaderAsk>(
    partitions: &PartitionList,
    answer: Result<Vec<PartitionResult>, Error>,
) -> Vec<PartitionResult> {
    let (answers, missing) = match answer {
        Ok(answers) => (answers, ErrorCode::_BAD_MSG),
        Err(error) => (Vec::new(), error.code),
    };
    let of = |wanted: &TopicPartition| {
        let found = answers.iter().find(|answer| answer.partition.is(&wanted.topic, wanted.partition));
        match found {
            Some(answer) if !answer.partition.err.is_err() => answer.clone(),
            Some(answer) => A::failed(wanted, answer.partition.err),
            None => A::failed(wanted, missing),
        }
    };
    partitions.iter().map(of).collect()
}

/// True if a partition occurs twice.
pub(super) fn has_doubles(partitions: &PartitionList) -> bool {
    let mut seen = BTreeSet::new();
    !partitions.iter().all(|partition| seen.insert((&*partition.topic, partition.partition)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::delete_records::DeleteRecords;

    #[test]
    fn each_partition_has_a_result() {
        let mut partitions = PartitionList::new();
        partitions.add("t", 0).offset = 5;
        partitions.add("t", 1).offset = 6;
        assert!(!has_doubles(&partitions));
        let mut answered = TopicPartition::new("t", 1);
        answered.offset = 3;
        let answer = Ok(vec![PartitionResult { partition: answered, timestamp: -1 }]);
        let seen = |results: Vec<PartitionResult>| {
            results.iter().map(|r| (r.partition.offset, r.partition.err)).collect::<Vec<_>>()
        };
        let results = seen(outcomes::<DeleteRecords>(&partitions, answer));
        assert_eq!(results, [(5, ErrorCode::_BAD_MSG), (3, ErrorCode::NO_ERROR)]);
        let failed = Err(Error::new(ErrorCode::_TIMED_OUT, "late"));
        let results = seen(outcomes::<DeleteRecords>(&partitions, failed));
        assert_eq!(results, [(5, ErrorCode::_TIMED_OUT), (6, ErrorCode::_TIMED_OUT)]);
        partitions.add("t", 0);
        assert!(has_doubles(&partitions));
    }
}
