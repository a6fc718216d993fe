//! Becoming a member of the group's next generation: JoinGroup, the leader's assignment, SyncGroup.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::broker::{Reply, RequestError};
use crate::client::{Main, MainTimer};
use crate::error::ErrorCode;
use crate::log::{Debug, Level};
use crate::metadata::{ClusterMetadata, MetadataQuery, QueryTopics};
use crate::protocol::Message;
use crate::protocol::messages::join_group_request::JoinGroupRequestProtocol;
use crate::protocol::messages::sync_group_request::SyncGroupRequestAssignment;
use crate::protocol::messages::{JoinGroupRequest, JoinGroupResponse, SyncGroupRequest};
use crate::queue::Deadline;

use super::CoordinatorRequest;
use super::assignor::{AssignableTopic, Assignor, Member};
use super::consumer_protocol::{
    NamedPartition, Subscription, decode_assignment, encode_assignment, encode_sticky,
};
use super::led::Led;
use super::membership::Phase;
use super::metadata::NO_GENERATION;

/// What members of a group must have in common.
const PROTOCOL_TYPE: &str = "consumer";
/// From this version on a static member is told apart by its instance id.
const FIRST_STATIC: i16 = 5;
const SYNC_FIRST_STATIC: i16 = 3;
/// The coordinator answers JoinGroup when all members have joined, or when it has waited for them as long as they asked
/// for, and SyncGroup when the leader has assigned, or when the leader's session is over: this much is for the way.
const ON_THE_WAY: Duration = Duration::from_secs(5);

/// A successful JoinGroup.
struct Joined {
    generation: i32,
    member_id: String,
    assignor: Assignor,
    /// The members, if this one is the leader.
    lead: Option<Lead>,
}

struct Lead {
    members: Vec<Member>,
    /// The coordinator has an assignment that stays (a static leader has come back).
    skip_assignment: bool,
}

enum JoinError {
    Code(ErrorCode),
    /// MEMBER_ID_REQUIRED: join again under this id.
    MemberId(String),
}

impl Main {
    pub(super) fn join_group(&mut self) {
        let Some(group) = self.group.id.clone() else { return };
        let protocols = match protocols(&self.group.membership, &self.assignment_owned()) {
            Ok(protocols) => protocols,
            Err(error) => return self.tell_member_error(ErrorCode::_INVALID_ARG, error),
        };
        let member = &mut self.group.membership;
        member.round += 1;
        member.phase = Phase::Joining;
        member.joined_topics = member.resolved.names();
        member.retry_at = None;
        let reason = member.rejoin.take();
        self.timers.cancel(&MainTimer::Heartbeat);
        self.timers.cancel(&MainTimer::Rejoin);
        let member = &self.group.membership;
        let (round, member_id, settings) = (member.round, Arc::clone(&member.member_id), &member.settings);
        let instance_id = settings.instance_id.clone();
        let session_timeout_ms = millis(settings.session_timeout);
        let rebalance_timeout = settings.max_poll_interval;
        crate::debug!(
            self.client.log,
            Debug::CGRP,
            "JOIN",
            "Joining group \"{group}\" as \"{member_id}\" with {} topic(s)",
            member.joined_topics.len()
        );
        let versions = (if instance_id.is_some() { FIRST_STATIC } else { 0 }, i16::MAX);
        let deadline = Instant::now() + rebalance_timeout + ON_THE_WAY;
        self.ask_coordinator(CoordinatorRequest::new::<JoinGroupRequest<'_>>(
            deadline,
            versions,
            move |version, writer| {
                let protocols = protocols
                    .iter()
                    .map(|(assignor, metadata)| JoinGroupRequestProtocol { name: assignor.name(), metadata })
                    .collect();
                let request = JoinGroupRequest {
                    group_id: &group,
                    session_timeout_ms,
                    rebalance_timeout_ms: millis(rebalance_timeout),
                    member_id: &member_id,
                    group_instance_id: instance_id.as_deref(),
                    protocol_type: PROTOCOL_TYPE,
                    protocols,
                    reason: reason.as_deref(),
                };
                request.encode(writer, version)
            },
            move |main, outcome| main.join_answered(round, outcome),
        ));
    }

    /// What cooperative members tell that they have.
    fn assignment_owned(&self) -> Vec<NamedPartition> {
        let owned = self.assignment.list();
        owned.iter().map(|element| (Arc::clone(&element.topic), element.partition)).collect()
    }

    fn join_answered(&mut self, round: u64, outcome: Result<Reply, RequestError>) {
        let joined = decode_join(outcome);
        if round != self.group.membership.round || self.group.membership.phase != Phase::Joining {
            // Nobody wants to be that member any more.
            if let Ok(joined) = joined
                && self.group.membership.phase == Phase::Out
                && !self.group.membership.is_static()
            {
                self.send_leave(joined.member_id, "it was not wanted any more when it joined");
            }
            return;
        }
        match joined {
            Ok(joined) => self.joined(joined),
            Err(JoinError::MemberId(id)) => {
                self.group.membership.member_id = Arc::from(id);
                self.group.membership.phase = Phase::Out;
                self.publish_member();
                self.serve_membership();
            }
            Err(JoinError::Code(code)) => self.join_failed(code),
        }
    }

    fn joined(&mut self, joined: Joined) {
        let member = &mut self.group.membership;
        crate::debug!(
            self.client.log,
            Debug::CGRP,
            "JOINED",
            "Joined generation {} as \"{}\"{}, assignor {}",
            joined.generation,
            joined.member_id,
            if joined.lead.is_some() { ", as its leader" } else { "" },
            joined.assignor.name()
        );
        member.phase = Phase::Syncing;
        member.generation = joined.generation;
        member.member_id = Arc::from(joined.member_id);
        member.assignor = Some(joined.assignor);
        member.led = None;
        member.alive_at = Instant::now();
        self.publish_member();
        match joined.lead {
            Some(lead) => self.lead(lead, joined.assignor),
            None => self.sync_group(Vec::new()),
        }
    }

    fn join_failed(&mut self, code: ErrorCode) {
        self.note_coordinator_error(code);
        match code {
            ErrorCode::UNKNOWN_MEMBER_ID => self.group.membership.member_id = Arc::from(""),
            ErrorCode::ILLEGAL_GENERATION => self.group.membership.generation = NO_GENERATION,
            ErrorCode::FENCED_INSTANCE_ID => return self.fenced("JoinGroup was refused"),
            code if is_passing(code) => {}
            code => self.tell_member_error(code, format!("JoinGroup failed: {code}")),
        }
        // Partitions that a cooperative member has kept are not its own without a generation.
        if matches!(code, ErrorCode::UNKNOWN_MEMBER_ID | ErrorCode::ILLEGAL_GENERATION) {
            self.group.membership.phase = Phase::Out;
            return self.lost_while_joining(code == ErrorCode::UNKNOWN_MEMBER_ID, "JoinGroup was refused");
        }
        self.join_later();
        self.serve_membership();
    }

    /// The coordinator does not know who is joining. Joining anew mends that; when it has not, there is time.
    fn lost_while_joining(&mut self, forget: bool, reason: &str) {
        if std::mem::replace(&mut self.group.membership.turned_away, true) {
            self.join_later();
        }
        self.membership_lost(forget, reason);
    }

    // ---- the leader's part ----

    /// Finds out what the members' topics are like.
    fn lead(&mut self, lead: Lead, assignor: Assignor) {
        let round = self.group.membership.round;
        self.query_for_group(MetadataQuery {
            topics: QueryTopics::Named(topics_of(&lead.members)),
            deadline: Deadline::Never,
            reply: Box::new(move |main, outcome| main.lead_with(round, lead, assignor, outcome)),
        });
    }

    fn lead_with(
        &mut self,
        round: u64,
        lead: Lead,
        assignor: Assignor,
        outcome: Result<Arc<ClusterMetadata>, ErrorCode>,
    ) {
        if round != self.group.membership.round || self.group.membership.phase != Phase::Syncing {
            return;
        }
        let Ok(metadata) = outcome else {
            self.join_later();
            return self.serve_membership();
        };
        let topics = assignable(&metadata);
        let has_rack =
            |member: &Member| member.subscription.rack.as_ref().is_some_and(|rack| !rack.is_empty());
        let with_racks = lead.members.iter().any(has_rack);
        self.group.membership.led = Some(Led::by(&metadata, with_racks));
        let mut assignments = Vec::new();
        if !lead.skip_assignment {
            let shares = assignor.assign(&lead.members, &topics);
            for (member, share) in lead.members.into_iter().zip(shares) {
                match encode_assignment(&share) {
                    Ok(bytes) => assignments.push((member.id, bytes)),
                    // Names come from metadata, which cannot hold longer ones than this can.
                    Err(error) => {
                        crate::log!(self.client.log, Level::Error, "ASSIGNOR", "{error}");
                    }
                }
            }
        }
        self.sync_group(assignments);
    }

    // ---- SyncGroup ----

    fn sync_group(&mut self, assignments: Vec<(String, Vec<u8>)>) {
        let Some(group) = self.group.id.clone() else { return };
        let member = &self.group.membership;
        let (round, generation, member_id) = (member.round, member.generation, Arc::clone(&member.member_id));
        let instance_id = member.settings.instance_id.clone();
        let assignor = member.assignor;
        let versions = (if instance_id.is_some() { SYNC_FIRST_STATIC } else { 0 }, i16::MAX);
        let deadline = Instant::now() + member.settings.session_timeout + ON_THE_WAY;
        self.ask_coordinator(CoordinatorRequest::new::<SyncGroupRequest<'_>>(
            deadline,
            versions,
            move |version, writer| {
                let assignments = assignments
                    .iter()
                    .map(|(member_id, assignment)| SyncGroupRequestAssignment { member_id, assignment })
                    .collect();
                let request = SyncGroupRequest {
                    group_id: &group,
                    generation_id: generation,
                    member_id: &member_id,
                    group_instance_id: instance_id.as_deref(),
                    protocol_type: Some(PROTOCOL_TYPE),
                    protocol_name: assignor.map(Assignor::name),
                    assignments,
                };
                request.encode(writer, version)
            },
            move |main, outcome| main.sync_answered(round, outcome),
        ));
    }

    fn sync_answered(&mut self, round: u64, outcome: Result<Reply, RequestError>) {
        if round != self.group.membership.round || self.group.membership.phase != Phase::Syncing {
            return;
        }
        match decode_sync(outcome) {
            Ok(target) => {
                crate::debug!(
                    self.client.log,
                    Debug::CGRP,
                    "SYNCED",
                    "Generation {} has {} partition(s) for this member",
                    self.group.membership.generation,
                    target.len()
                );
                let member = &mut self.group.membership;
                member.phase = Phase::Member;
                member.target = Some(target);
                member.backoff.reset();
                member.turned_away = false;
                member.told_error = ErrorCode::NO_ERROR;
                self.start_heartbeats();
                self.serve_membership();
            }
            Err(code) => self.sync_failed(code),
        }
    }

    fn sync_failed(&mut self, code: ErrorCode) {
        self.note_coordinator_error(code);
        match code {
            ErrorCode::FENCED_INSTANCE_ID => return self.fenced("SyncGroup was refused"),
            ErrorCode::UNKNOWN_MEMBER_ID => {
                return self.lost_while_joining(true, "SyncGroup: unknown member");
            }
            ErrorCode::ILLEGAL_GENERATION => {
                return self.lost_while_joining(false, "SyncGroup: old generation");
            }
            ErrorCode::REBALANCE_IN_PROGRESS => {
                // The next generation is under way: join it at once.
                self.group.membership.phase = Phase::Out;
                return self.serve_membership();
            }
            code if is_passing(code) => {}
            code => self.tell_member_error(code, format!("SyncGroup failed: {code}")),
        }
        self.join_later();
        self.serve_membership();
    }
}

fn millis(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}

/// What the member proposes: its assignors, each with its subscription.
fn protocols(
    member: &super::Membership,
    owned: &[NamedPartition],
) -> Result<Vec<(Assignor, Vec<u8>)>, String> {
    let mut protocols = Vec::new();
    for assignor in &member.settings.assignors {
        let mut subscription = Subscription {
            topics: member.resolved.names(),
            user_data: None,
            owned: Vec::new(),
            generation: member.generation,
            // An empty one says that there is none. Null would as well, but librdkafka never sends it, and the sticky
            // assignor takes the one for a rack without replicas, and the other for no rack at all.
            rack: Some(member.settings.rack.clone()),
        };
        if *assignor == Assignor::CooperativeSticky {
            let data = encode_sticky(owned, member.generation).map_err(|error| error.to_string())?;
            subscription.user_data = Some(data);
            subscription.owned = owned.to_vec();
        }
        protocols.push((*assignor, subscription.encode().map_err(|error| error.to_string())?));
    }
    Ok(protocols)
}

/// The members' topics in the order in which they are first named. The answer comes in that order, and it decides who gets
/// what.
fn topics_of(members: &[Member]) -> Vec<Arc<str>> {
    let mut seen = BTreeSet::new();
    let named = members.iter().flat_map(|member| &member.subscription.topics);
    named.filter(|topic| seen.insert(*topic)).cloned().collect()
}

/// Topics as assignors want them.
fn assignable(metadata: &ClusterMetadata) -> Vec<AssignableTopic> {
    let rack_of: BTreeMap<i32, Arc<str>> = metadata
        .brokers
        .iter()
        .filter_map(|broker| Some((broker.id, Arc::from(broker.rack.as_deref()?))))
        .collect();
    let racks = |replicas: &[i32]| replicas.iter().filter_map(|id| rack_of.get(id).cloned()).collect();
    let topics = metadata.topics.iter().filter(|topic| !topic.partitions.is_empty());
    topics
        .map(|topic| AssignableTopic {
            name: Arc::clone(&topic.name),
            racks: topic.partitions.iter().map(|partition| racks(&partition.replicas)).collect(),
        })
        .collect()
}

fn decode_join(outcome: Result<Reply, RequestError>) -> Result<Joined, JoinError> {
    let reply = outcome.map_err(|error| JoinError::Code(error.code))?;
    let response: JoinGroupResponse<'_> =
        reply.decode::<JoinGroupRequest<'_>>().map_err(|_| JoinError::Code(ErrorCode::_BAD_MSG))?;
    match ErrorCode::from(response.error_code) {
        ErrorCode::NO_ERROR => {}
        ErrorCode::MEMBER_ID_REQUIRED => return Err(JoinError::MemberId(response.member_id.to_owned())),
        code => return Err(JoinError::Code(code)),
    }
    let assignor = response.protocol_name.and_then(Assignor::from_name);
    let assignor = assignor.ok_or(JoinError::Code(ErrorCode::INCONSISTENT_GROUP_PROTOCOL))?;
    let lead = (response.leader == response.member_id).then(|| Lead {
        members: response
            .members
            .iter()
            .map(|member| Member {
                id: member.member_id.to_owned(),
                // Who cannot be understood gets nothing.
                subscription: Subscription::decode(member.metadata).unwrap_or_default(),
            })
            .collect(),
        skip_assignment: response.skip_assignment,
    });
    Ok(Joined {
        generation: response.generation_id,
        member_id: response.member_id.to_owned(),
        assignor,
        lead,
    })
}

fn decode_sync(outcome: Result<Reply, RequestError>) -> Result<Vec<NamedPartition>, ErrorCode> {
    let reply = outcome.map_err(|error| error.code)?;
    let response = reply.decode::<SyncGroupRequest<'_>>().map_err(|_| ErrorCode::_BAD_MSG)?;
    ErrorCode::from(response.error_code).into_result()?;
    let mut partitions = decode_assignment(response.assignment).map_err(|_| ErrorCode::_BAD_MSG)?;
    let mut seen = BTreeSet::new();
    partitions.retain(|partition| partition.1 >= 0 && seen.insert(partition.clone()));
    Ok(partitions)
}

/// Errors that another try may not meet, and which the application need not hear of.
pub(super) fn is_passing(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::COORDINATOR_LOAD_IN_PROGRESS
            | ErrorCode::COORDINATOR_NOT_AVAILABLE
            | ErrorCode::NOT_COORDINATOR
            | ErrorCode::REBALANCE_IN_PROGRESS
            | ErrorCode::UNKNOWN_MEMBER_ID
            | ErrorCode::ILLEGAL_GENERATION
            | ErrorCode::REQUEST_TIMED_OUT
            | ErrorCode::_TRANSPORT
            | ErrorCode::_TIMED_OUT
            | ErrorCode::_DESTROY
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_asked_for_in_the_order_in_which_they_are_named() {
        let member = |topics: &[&str]| {
            let topics = topics.iter().map(|topic| Arc::from(*topic)).collect();
            Member { id: String::new(), subscription: Subscription { topics, ..Subscription::default() } }
        };
        let topics = topics_of(&[member(&["b"]), member(&["d", "b", "a"]), member(&["c", "a"])]);
        assert_eq!(topics.iter().map(|topic| &**topic).collect::<Vec<_>>(), ["b", "d", "a", "c"]);
    }
}
