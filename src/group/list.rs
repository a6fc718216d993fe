//! What groups there are: each broker lists those that it coordinates, and describes them. Asked for by application threads.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::broker::{Broker, Reply, Request, RequestError};
use crate::client::Client;
use crate::error::ErrorCode;
use crate::metadata::{self, BrokerMetadata, QueryTopics};
use crate::protocol::messages::describe_groups_response::{DescribedGroup, DescribedGroupMember};
use crate::protocol::messages::{DescribeGroupsRequest, ListGroupsRequest};
use crate::protocol::{EncodeError, Message, Request as ProtocolRequest, Writer};
use crate::queue::Deadline;

/// The last version that describes a group which has ended meanwhile as a dead one, instead of failing it.
const LAST_DEAD: i16 = 5;

/// A group as its coordinator describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupDescription {
    pub coordinator: BrokerMetadata,
    pub name: String,
    pub error: ErrorCode,
    pub state: String,
    pub protocol_type: String,
    pub protocol: String,
    pub members: Vec<MemberDescription>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberDescription {
    pub id: String,
    pub client_id: String,
    pub client_host: String,
    /// In the form of the group's protocol, as is `assignment`.
    pub metadata: Vec<u8>,
    pub assignment: Vec<u8>,
}

/// What the brokers said by the deadline.
#[derive(Debug, PartialEq, Eq)]
pub struct Groups {
    pub groups: Vec<GroupDescription>,
    /// Why that is not all, if it is not.
    pub missing: Option<ErrorCode>,
}

/// Asks all brokers for the group `only`, or for all groups. An error if the brokers could not be asked for at all. Blocks
/// until `deadline` at most.
pub fn list_groups(
    client: &Arc<Client>,
    only: Option<&str>,
    deadline: Deadline,
) -> Result<Groups, ErrorCode> {
    // Names no topic: the answer is about the brokers.
    let cluster = metadata::query(client, QueryTopics::Named(Vec::new()), deadline)?;
    let mut survey = Survey::new(client, only, deadline);
    for broker in &cluster.brokers {
        survey.ask_for_list(broker);
    }
    survey.finish();
    Ok(Groups { groups: survey.groups, missing: survey.missing })
}

enum Question {
    List,
    Describe,
}

struct Answer {
    question: Question,
    broker: BrokerMetadata,
    outcome: Result<Reply, RequestError>,
}

/// Questions to several brokers at once, and the answers as they come.
struct Survey<'a> {
    client: &'a Arc<Client>,
    only: Option<&'a str>,
    deadline: Deadline,
    sender: Sender<Answer>,
    answers: Receiver<Answer>,
    outstanding: usize,
    groups: Vec<GroupDescription>,
    missing: Option<ErrorCode>,
}

impl<'a> Survey<'a> {
    fn new(client: &'a Arc<Client>, only: Option<&'a str>, deadline: Deadline) -> Self {
        let (sender, answers) = unbounded();
        Survey { client, only, deadline, sender, answers, outstanding: 0, groups: Vec::new(), missing: None }
    }

    fn ask_for_list(&mut self, broker: &BrokerMetadata) {
        self.ask::<ListGroupsRequest<'_>>(
            Question::List,
            broker,
            |request| request,
            |version, writer| ListGroupsRequest::default().encode(writer, version),
        );
    }

    fn ask_for_description(&mut self, broker: &BrokerMetadata, groups: Vec<String>) {
        let before_not_found = |request: Request| request.within(0, LAST_DEAD);
        self.ask::<DescribeGroupsRequest<'_>>(
            Question::Describe,
            broker,
            before_not_found,
            move |version, writer| {
                let groups = groups.iter().map(String::as_str).collect();
                DescribeGroupsRequest { groups, ..Default::default() }.encode(writer, version)
            },
        );
    }

    fn ask<M: ProtocolRequest>(
        &mut self,
        question: Question,
        node: &BrokerMetadata,
        restrict: impl FnOnce(Request) -> Request,
        encode: impl Fn(i16, &mut Writer) -> Result<(), EncodeError> + Send + 'static,
    ) {
        let Some(broker) = self.client.brokers.by_id(node.id) else {
            return self.miss(ErrorCode::_TRANSPORT);
        };
        let sender = self.sender.clone();
        let node = node.clone();
        let answer = move |_: &Broker, outcome| {
            // Whoever asked may have given up.
            let _ = sender.send(Answer { question, broker: node, outcome });
        };
        self.outstanding += 1;
        broker.request(restrict(Request::new::<M>(self.time_left(), encode, answer)));
    }

    fn time_left(&self) -> Duration {
        let limit = self.client.conf.socket_timeout();
        self.deadline.instant().map_or(limit, |at| at.saturating_duration_since(Instant::now()).min(limit))
    }

    fn miss(&mut self, code: ErrorCode) {
        self.missing.get_or_insert(code);
    }

    /// Takes answers, and asks on, until all have come or time is up.
    fn finish(&mut self) {
        while self.outstanding > 0 {
            let answer = match self.deadline.instant() {
                Some(at) => self.answers.recv_deadline(at).ok(),
                None => self.answers.recv().ok(),
            };
            let Some(answer) = answer else { return self.miss(ErrorCode::_TIMED_OUT) };
            self.outstanding -= 1;
            if let Err(code) = self.take(answer) {
                self.miss(code);
            }
        }
    }

    fn take(&mut self, answer: Answer) -> Result<(), ErrorCode> {
        let reply = answer.outcome.map_err(|error| error.code)?;
        match answer.question {
            Question::List => {
                let groups = decode_list(&reply, self.only)?;
                if !groups.is_empty() {
                    self.ask_for_description(&answer.broker, groups);
                }
            }
            Question::Describe => self.groups.extend(decode_descriptions(&reply, &answer.broker)?),
        }
        Ok(())
    }
}

/// The names that a broker lists, as far as they are wanted.
fn decode_list(reply: &Reply, only: Option<&str>) -> Result<Vec<String>, ErrorCode> {
    let response = reply.decode::<ListGroupsRequest<'_>>().map_err(|_| ErrorCode::_BAD_MSG)?;
    ErrorCode::from(response.error_code).into_result()?;
    let names = response.groups.iter().map(|group| group.group_id);
    Ok(names.filter(|name| only.is_none_or(|only| only == *name)).map(str::to_owned).collect())
}

fn decode_descriptions(
    reply: &Reply,
    coordinator: &BrokerMetadata,
) -> Result<Vec<GroupDescription>, ErrorCode> {
    let response = reply.decode::<DescribeGroupsRequest<'_>>().map_err(|_| ErrorCode::_BAD_MSG)?;
    Ok(response.groups.iter().map(|group| describe(group, coordinator)).collect())
}

fn describe(group: &DescribedGroup<'_>, coordinator: &BrokerMetadata) -> GroupDescription {
    GroupDescription {
        coordinator: coordinator.clone(),
        name: group.group_id.to_owned(),
        error: ErrorCode::from(group.error_code),
        state: group.group_state.to_owned(),
        protocol_type: group.protocol_type.to_owned(),
        protocol: group.protocol_data.to_owned(),
        members: group.members.iter().map(describe_member).collect(),
    }
}

fn describe_member(member: &DescribedGroupMember<'_>) -> MemberDescription {
    MemberDescription {
        id: member.member_id.to_owned(),
        client_id: member.client_id.to_owned(),
        client_host: member.client_host.to_owned(),
        metadata: member.member_metadata.to_vec(),
        assignment: member.member_assignment.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::messages::list_groups_response::ListedGroup;
    use crate::protocol::messages::{DescribeGroupsResponse, ListGroupsResponse};
    use crate::transport::Endpoint;

    fn reply(response: &impl Message, version: i16) -> Reply {
        let mut writer = Writer::new();
        response.encode(&mut writer, version).expect("it fits");
        Reply { version, body: writer.into_vec().into() }
    }

    #[test]
    fn a_list_is_narrowed_to_the_group_asked_for() {
        let group = |name| ListedGroup { group_id: name, ..Default::default() };
        let listed = ListGroupsResponse { groups: vec![group("a"), group("b")], ..Default::default() };
        let listed = reply(&listed, 5);
        assert_eq!(decode_list(&listed, None), Ok(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(decode_list(&listed, Some("b")), Ok(vec!["b".to_owned()]));
        assert_eq!(decode_list(&listed, Some("c")), Ok(Vec::new()));
        let refused = ListGroupsResponse { error_code: 15, ..Default::default() };
        assert_eq!(decode_list(&reply(&refused, 5), None), Err(ErrorCode::COORDINATOR_NOT_AVAILABLE));
        assert_eq!(decode_list(&Reply { version: 5, body: vec![1].into() }, None), Err(ErrorCode::_BAD_MSG));
    }

    #[test]
    fn a_description_keeps_the_bytes_of_the_groups_protocol() {
        let member = DescribedGroupMember {
            member_id: "m",
            client_id: "c",
            client_host: "/h",
            member_metadata: b"\0\x01",
            member_assignment: b"\x02",
            ..Default::default()
        };
        let group = DescribedGroup {
            group_id: "g",
            group_state: "Stable",
            protocol_type: "consumer",
            protocol_data: "range",
            members: vec![member],
            ..Default::default()
        };
        let failed = DescribedGroup { group_id: "f", error_code: 30, ..Default::default() };
        let response = DescribeGroupsResponse { groups: vec![group, failed], ..Default::default() };
        let coordinator = BrokerMetadata { id: 3, address: Endpoint::new("h", 9), rack: None };
        let groups = decode_descriptions(&reply(&response, LAST_DEAD), &coordinator).expect("whole");
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[0].state.as_str(), groups[0].coordinator.id), ("Stable", 3));
        let member = &groups[0].members[0];
        assert_eq!((&member.metadata[..], &member.assignment[..]), (&b"\0\x01"[..], &b"\x02"[..]));
        assert_eq!(groups[1].error, ErrorCode::GROUP_AUTHORIZATION_FAILED);
    }
}
