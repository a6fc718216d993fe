//! A classic group: its state, its members, and who may speak for it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use indexmap::IndexMap;

use crate::error::ErrorCode;
use crate::mock::request::{Responder, wire_code};
use crate::protocol::Reader;
use crate::protocol::messages::SyncGroupResponse;

use super::join::refuse_waiting;
use super::member::Member;
use super::offsets::Offsets;
use super::rebalance::InitialDelay;
use super::{Effects, GroupTimer};

/// The protocol type of consumers, whose metadata says what they subscribe to.
const CONSUMER: &str = "consumer";

/// A group that is dead, as brokers call it, is simply not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupState {
    /// It has no members, but perhaps offsets.
    Empty,
    /// Its members are to join.
    PreparingRebalance,
    /// They have joined; the leader is to say who gets what.
    CompletingRebalance,
    Stable,
}

impl GroupState {
    pub fn name(self) -> &'static str {
        match self {
            GroupState::Empty => "Empty",
            GroupState::PreparingRebalance => "PreparingRebalance",
            GroupState::CompletingRebalance => "CompletingRebalance",
            GroupState::Stable => "Stable",
        }
    }
}

/// Who a request says it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    pub member_id: &'a str,
    pub instance_id: Option<&'a str>,
    pub generation: i32,
}

/// A member's request for its assignment; the leader's brings everybody's.
pub struct Sync<'a> {
    pub to: Responder,
    pub caller: Caller<'a>,
    pub protocol_type: Option<&'a str>,
    pub protocol: Option<&'a str>,
    pub assignments: Vec<(&'a str, &'a [u8])>,
}

#[derive(Debug)]
pub struct Group {
    pub(super) id: String,
    pub(super) state: GroupState,
    pub(super) generation: i32,
    pub(super) protocol_type: String,
    pub(super) protocol: String,
    pub(super) leader: Option<String>,
    /// In the order in which they came.
    pub(super) members: IndexMap<String, Member>,
    /// Ids that were given away with MEMBER_ID_REQUIRED (KIP-394) and have not come back.
    pub(super) promised: BTreeSet<String>,
    /// Member ids by instance id.
    pub(super) instances: BTreeMap<String, String>,
    /// Set while the first members wait for others.
    pub(super) initial_delay: Option<InitialDelay>,
    /// A later rebalance has not taken its time yet.
    pub(super) lingers: bool,
    pub offsets: Offsets,
}

impl Group {
    pub(super) fn new(id: &str) -> Self {
        Group {
            id: id.to_owned(),
            state: GroupState::Empty,
            generation: 0,
            protocol_type: String::new(),
            protocol: String::new(),
            leader: None,
            members: IndexMap::new(),
            promised: BTreeSet::new(),
            instances: BTreeMap::new(),
            initial_delay: None,
            lingers: false,
            offsets: Offsets::default(),
        }
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn state(&self) -> GroupState {
        self.state
    }

    /// Empty for a group that only has offsets.
    pub fn protocol_type(&self) -> &str {
        &self.protocol_type
    }

    /// The protocol by which the leader assigns.
    pub fn protocol(&self) -> &str {
        &self.protocol
    }

    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    pub(super) fn is_leader(&self, member_id: &str) -> bool {
        self.leader.as_deref() == Some(member_id)
    }

    /// The longest that a member may take to join.
    pub(super) fn rebalance_timeout(&self) -> Duration {
        self.members.values().map(|member| member.rebalance_timeout).max().unwrap_or_default()
    }

    /// Whether the caller is a member, and the last one under its instance id.
    pub(super) fn check_member(&self, caller: &Caller<'_>) -> Result<(), ErrorCode> {
        if let Some(instance) = caller.instance_id {
            let owner = self.instances.get(instance).ok_or(ErrorCode::UNKNOWN_MEMBER_ID)?;
            if owner != caller.member_id {
                return Err(ErrorCode::FENCED_INSTANCE_ID);
            }
        }
        let known = self.members.contains_key(caller.member_id);
        if known { Ok(()) } else { Err(ErrorCode::UNKNOWN_MEMBER_ID) }
    }

    fn check_generation(&self, caller: &Caller<'_>) -> Result<(), ErrorCode> {
        let current = caller.generation == self.generation;
        if current { Ok(()) } else { Err(ErrorCode::ILLEGAL_GENERATION) }
    }

    pub fn heartbeat(&mut self, caller: &Caller<'_>, effects: &mut Effects<'_>) -> Result<(), ErrorCode> {
        self.check_member(caller)?;
        self.check_generation(caller)?;
        self.renew_session(caller.member_id, effects);
        match self.state {
            GroupState::Empty => Err(ErrorCode::UNKNOWN_MEMBER_ID),
            GroupState::PreparingRebalance => Err(ErrorCode::REBALANCE_IN_PROGRESS),
            GroupState::CompletingRebalance | GroupState::Stable => Ok(()),
        }
    }

    pub(super) fn session_timer(&self, member_id: &str) -> GroupTimer {
        GroupTimer::Session { group: self.id.clone(), member: member_id.to_owned() }
    }

    /// The member has shown that it is alive.
    pub(super) fn renew_session(&self, member_id: &str, effects: &mut Effects<'_>) {
        if let Some(member) = self.members.get(member_id) {
            effects.set_timer(self.session_timer(member_id), member.session_timeout);
        }
    }

    /// The member has been silent for too long, or did not come back with the id that it was given.
    pub(super) fn expire_session(&mut self, member_id: &str, effects: &mut Effects<'_>) {
        if self.promised.remove(member_id) {
            return self.complete_if_all_joined(effects);
        }
        if self.members.get(member_id).is_some_and(|member| !member.is_waiting()) {
            self.remove_member(member_id, effects);
            self.members_left(effects);
        }
    }

    /// Takes a member out; whatever it waits for is answered.
    pub(super) fn remove_member(&mut self, member_id: &str, effects: &mut Effects<'_>) {
        let Some(mut member) = self.members.shift_remove(member_id) else { return };
        effects.cancel_timer(self.session_timer(member_id));
        if let Some(instance) = &member.instance_id {
            self.instances.remove(instance);
        }
        if self.is_leader(member_id) {
            self.leader = self.members.keys().next().cloned();
        }
        refuse_waiting(&mut member, ErrorCode::UNKNOWN_MEMBER_ID, effects);
    }

    /// A member leaves, or is sent away by its instance id.
    pub fn leave(&mut self, caller: &Caller<'_>, effects: &mut Effects<'_>) -> Result<(), ErrorCode> {
        if caller.member_id.is_empty() {
            let instance = caller.instance_id.and_then(|instance| self.instances.get(instance));
            let member_id = instance.cloned().ok_or(ErrorCode::UNKNOWN_MEMBER_ID)?;
            self.remove_member(&member_id, effects);
        } else if self.promised.remove(caller.member_id) {
            effects.cancel_timer(self.session_timer(caller.member_id));
        } else {
            self.check_member(caller)?;
            self.remove_member(caller.member_id, effects);
        }
        Ok(())
    }

    pub fn sync(&mut self, sync: Sync<'_>, effects: &mut Effects<'_>) {
        if let Err(error) = self.check_sync(&sync) {
            return refuse_sync(sync.to, error, effects);
        }
        let member_id = sync.caller.member_id;
        let Some(member) = self.members.get_mut(member_id) else { return };
        member.owes_sync = false;
        // One that the client has given up is answered too: it holds up the answers behind it.
        if let Some(given_up) = member.syncing.replace(sync.to) {
            refuse_sync(given_up, ErrorCode::REBALANCE_IN_PROGRESS, effects);
        }
        if self.state == GroupState::Stable {
            self.answer_sync(member_id, effects);
        } else if self.is_leader(member_id) {
            self.assign(&sync.assignments, effects);
        }
    }

    fn check_sync(&self, sync: &Sync<'_>) -> Result<(), ErrorCode> {
        self.check_member(&sync.caller)?;
        self.check_generation(&sync.caller)?;
        let differs = |said: Option<&str>, is: &str| said.is_some_and(|said| said != is);
        if differs(sync.protocol_type, &self.protocol_type) || differs(sync.protocol, &self.protocol) {
            return Err(ErrorCode::INCONSISTENT_GROUP_PROTOCOL);
        }
        match self.state {
            GroupState::Empty => Err(ErrorCode::UNKNOWN_MEMBER_ID),
            GroupState::PreparingRebalance => Err(ErrorCode::REBALANCE_IN_PROGRESS),
            GroupState::CompletingRebalance | GroupState::Stable => Ok(()),
        }
    }

    /// The leader has said who gets what.
    fn assign(&mut self, assignments: &[(&str, &[u8])], effects: &mut Effects<'_>) {
        for member in self.members.values_mut() {
            let own = assignments.iter().find(|(id, _)| *id == member.id);
            member.assignment = own.map(|(_, assignment)| assignment.to_vec()).unwrap_or_default();
        }
        self.state = GroupState::Stable;
        let ids: Vec<String> = self.members.keys().cloned().collect();
        ids.iter().for_each(|id| self.answer_sync(id, effects));
    }

    fn answer_sync(&mut self, member_id: &str, effects: &mut Effects<'_>) {
        let Some(member) = self.members.get_mut(member_id) else { return };
        let Some(to) = member.syncing.take() else { return };
        let response = SyncGroupResponse {
            protocol_type: Some(&self.protocol_type),
            protocol_name: Some(&self.protocol),
            assignment: &member.assignment,
            ..Default::default()
        };
        effects.answer(to, &response);
        self.renew_session(member_id, effects);
    }

    /// Whether the caller may commit offsets. The commit shows that it is alive.
    pub fn check_commit(
        &self,
        caller: &Caller<'_>,
        transactional: bool,
        effects: &mut Effects<'_>,
    ) -> Result<(), ErrorCode> {
        let anonymous = caller.generation < 0 && caller.member_id.is_empty() && caller.instance_id.is_none();
        if caller.generation < 0 && self.state == GroupState::Empty {
            return Ok(());
        }
        if !anonymous {
            self.check_member(caller)?;
            self.check_generation(caller)?;
        } else if !transactional && self.state != GroupState::Empty {
            return Err(ErrorCode::UNKNOWN_MEMBER_ID);
        }
        if !transactional && self.state == GroupState::CompletingRebalance {
            return Err(ErrorCode::REBALANCE_IN_PROGRESS);
        }
        if !transactional {
            self.renew_session(caller.member_id, effects);
        }
        Ok(())
    }

    /// Whether offsets may be deleted at all: from consumers, topic by topic, but not from a group of another kind.
    pub fn check_offset_delete(&self) -> Result<(), ErrorCode> {
        let allowed = self.state == GroupState::Empty || self.protocol_type == CONSUMER;
        if allowed { Ok(()) } else { Err(ErrorCode::NON_EMPTY_GROUP) }
    }

    /// Whether a member consumes the topic. One whose subscription cannot be read is taken to consume all.
    pub fn is_subscribed(&self, topic: &str) -> bool {
        self.members.values().any(|member| {
            let mut protocols = member.protocols.iter();
            protocols.any(|(_, metadata)| subscribes(metadata, topic).unwrap_or(true))
        })
    }
}

pub(super) fn refuse_sync(to: Responder, error: ErrorCode, effects: &mut Effects<'_>) {
    effects.answer(to, &SyncGroupResponse { error_code: wire_code(error), ..Default::default() });
}

/// Reads what is common to all versions of a consumer's subscription: a version, then the topics.
fn subscribes(metadata: &[u8], topic: &str) -> Result<bool, crate::protocol::DecodeError> {
    let mut reader = Reader::new(metadata);
    reader.i16("ConsumerProtocolSubscription.Version")?;
    let count = reader.i32("ConsumerProtocolSubscription.Topics")?;
    for _ in 0..count {
        if reader.string(false, "ConsumerProtocolSubscription.Topics")? == topic {
            return Ok(true);
        }
    }
    Ok(false)
}
