//! How members come into a group: new ones, known ones, and static ones that come back (KIP-345).

use std::time::Duration;

use crate::error::ErrorCode;
use crate::mock::request::{Responder, wire_code};
use crate::protocol::messages::JoinGroupResponse;
use crate::protocol::messages::join_group_response::JoinGroupResponseMember;

use super::Effects;
use super::group::{Caller, Group, GroupState, refuse_sync};
use super::member::{Member, Protocols};

/// From this version on, a new member is told its id first and joins with that (KIP-394).
const MEMBER_ID_REQUIRED_FROM: i16 = 4;
/// From this version on, there may be no protocol.
const NULL_PROTOCOL_FROM: i16 = 7;
/// From this version on, a leader can be told to leave the assignment as it is (KIP-814).
const SKIP_ASSIGNMENT_FROM: i16 = 9;
/// A member that does not know its id cannot send heartbeats; it is expected to ask again within this time.
const NEW_MEMBER_TIMEOUT: Duration = Duration::from_secs(300);

/// A request to join.
pub struct Join {
    pub to: Responder,
    /// Empty for a member that has no id.
    pub member_id: String,
    pub instance_id: Option<String>,
    pub client_id: String,
    pub session_timeout: Duration,
    pub rebalance_timeout: Duration,
    pub protocol_type: String,
    pub protocols: Protocols,
}

impl Join {
    /// As brokers name members.
    fn new_member_id(&self) -> String {
        let prefix = self.instance_id.as_deref().unwrap_or(&self.client_id);
        let (high, low) = (fastrand::u64(..), fastrand::u64(..));
        let (a, b, c, d) =
            (high >> 32, high >> 16 & 0xffff, high & 0x0fff | 0x4000, low >> 48 & 0x3fff | 0x8000);
        format!("{prefix}-{a:08x}-{b:04x}-{c:04x}-{d:04x}-{:012x}", low & 0xffff_ffff_ffff)
    }

    fn into_member(self) -> Member {
        Member {
            id: self.member_id,
            instance_id: self.instance_id,
            client_id: self.client_id,
            session_timeout: self.session_timeout,
            rebalance_timeout: self.rebalance_timeout,
            protocols: self.protocols,
            assignment: Vec::new(),
            joining: Some(self.to),
            syncing: None,
            owes_sync: false,
            is_new: true,
        }
    }
}

/// The answer to who cannot join, in that version of it.
pub fn join_refusal(member_id: &str, error: ErrorCode, version: i16) -> JoinGroupResponse<'_> {
    let protocol_name = if version >= NULL_PROTOCOL_FROM { None } else { Some("") };
    JoinGroupResponse { error_code: wire_code(error), member_id, protocol_name, ..Default::default() }
}

fn refuse_join(to: Responder, member_id: &str, error: ErrorCode, effects: &mut Effects<'_>) {
    effects.answer(to, &join_refusal(member_id, error, to.version));
}

impl Group {
    /// Lets a member in; the answer comes when all have joined.
    pub fn join(&mut self, join: Join, effects: &mut Effects<'_>) {
        if let Err(error) = self.admit(&join) {
            return refuse_join(join.to, &join.member_id, error, effects);
        }
        if !join.member_id.is_empty() {
            return self.join_known(join, effects);
        }
        let member_id = join.new_member_id();
        let named = join.instance_id.as_ref().and_then(|instance| self.instances.get(instance));
        if let Some(old_id) = named.cloned() {
            self.replace(&old_id, Join { member_id, ..join }, effects);
        } else if join.instance_id.is_none() && join.to.version >= MEMBER_ID_REQUIRED_FROM {
            effects.set_timer(self.session_timer(&member_id), join.session_timeout);
            refuse_join(join.to, &member_id, ErrorCode::MEMBER_ID_REQUIRED, effects);
            self.promised.insert(member_id);
        } else {
            self.add(Join { member_id, ..join }, effects);
        }
    }

    fn admit(&self, join: &Join) -> Result<(), ErrorCode> {
        if !self.can_agree_with(join) {
            return Err(ErrorCode::INCONSISTENT_GROUP_PROTOCOL);
        }
        if join.member_id.is_empty() || self.promised.contains(&join.member_id) {
            return Ok(());
        }
        let instance_id = join.instance_id.as_deref();
        self.check_member(&Caller { member_id: &join.member_id, instance_id, generation: self.generation })
    }

    /// Whether there is a protocol that the newcomer and all members support.
    fn can_agree_with(&self, join: &Join) -> bool {
        if self.state == GroupState::Empty {
            return !join.protocol_type.is_empty() && !join.protocols.is_empty();
        }
        let common = |name: &str| self.members.values().all(|member| member.supports(name));
        join.protocol_type == self.protocol_type && join.protocols.iter().any(|(name, _)| common(name))
    }

    fn join_known(&mut self, join: Join, effects: &mut Effects<'_>) {
        if self.promised.remove(&join.member_id) {
            return self.add(join, effects);
        }
        let Some(member) = self.members.get(&join.member_id) else { return };
        let unchanged = member.protocols == join.protocols;
        // A leader that joins a stable group again asks for a rebalance: something has changed that only it can see.
        let may_stay = match self.state {
            GroupState::CompletingRebalance => true,
            GroupState::Stable => !self.is_leader(&join.member_id),
            GroupState::Empty | GroupState::PreparingRebalance => false,
        };
        if unchanged && may_stay {
            let response = JoinGroupResponse {
                members: self.shown_members(self.is_leader(&join.member_id)),
                ..self.joined(&join.member_id)
            };
            return effects.answer(join.to, &response);
        }
        self.update(join, effects);
        self.rebalance(effects);
    }

    fn add(&mut self, join: Join, effects: &mut Effects<'_>) {
        if self.members.is_empty() {
            self.protocol_type.clone_from(&join.protocol_type);
        }
        if self.state == GroupState::PreparingRebalance
            && self.generation == 0
            && let Some(delay) = &mut self.initial_delay
        {
            delay.newcomers = true;
        }
        let member = join.into_member();
        if let Some(instance) = &member.instance_id {
            self.instances.insert(instance.clone(), member.id.clone());
        }
        self.leader.get_or_insert_with(|| member.id.clone());
        effects.set_timer(self.session_timer(&member.id), NEW_MEMBER_TIMEOUT);
        self.members.insert(member.id.clone(), member);
        self.rebalance(effects);
    }

    /// Takes over what a member says of itself when it joins again.
    fn update(&mut self, join: Join, effects: &mut Effects<'_>) {
        let Some(member) = self.members.get_mut(&join.member_id) else { return };
        member.protocols = join.protocols;
        member.session_timeout = join.session_timeout;
        member.rebalance_timeout = join.rebalance_timeout;
        // One that the client has given up is answered too: it holds up the answers behind it.
        if let Some(given_up) = member.joining.replace(join.to) {
            refuse_join(given_up, &join.member_id, ErrorCode::REBALANCE_IN_PROGRESS, effects);
        }
    }

    /// A static member has come back under a new id: it takes the place of the old one, which is fenced.
    fn replace(&mut self, old_id: &str, join: Join, effects: &mut Effects<'_>) {
        let (to, new_id) = (join.to, join.member_id.clone());
        let old_leader = self.leader.clone().unwrap_or_default();
        self.rename(old_id, &new_id, effects);
        self.update(join, effects);
        self.renew_session(&new_id, effects);
        if self.state != GroupState::Stable || self.elect_protocol() != self.protocol {
            return self.rebalance(effects);
        }
        if let Some(member) = self.members.get_mut(&new_id) {
            member.joining = None;
        }
        // It is not to assign anew. An old client can only be kept from it by naming another leader.
        let leads = self.is_leader(&new_id);
        let response = if to.version >= SKIP_ASSIGNMENT_FROM {
            JoinGroupResponse {
                members: self.shown_members(leads),
                skip_assignment: leads,
                ..self.joined(&new_id)
            }
        } else {
            JoinGroupResponse { leader: &old_leader, ..self.joined(&new_id) }
        };
        effects.answer(to, &response);
    }

    fn rename(&mut self, old_id: &str, new_id: &str, effects: &mut Effects<'_>) {
        let Some((at, _, mut member)) = self.members.shift_remove_full(old_id) else { return };
        effects.cancel_timer(self.session_timer(old_id));
        refuse_waiting(&mut member, ErrorCode::FENCED_INSTANCE_ID, effects);
        new_id.clone_into(&mut member.id);
        if let Some(instance) = &member.instance_id {
            self.instances.insert(instance.clone(), new_id.to_owned());
        }
        if self.is_leader(old_id) {
            self.leader = Some(new_id.to_owned());
        }
        self.members.shift_insert(at, new_id.to_owned(), member);
    }

    /// What a member is told of the generation; the others' metadata are for the leader.
    pub(super) fn joined<'a>(&'a self, member_id: &'a str) -> JoinGroupResponse<'a> {
        JoinGroupResponse {
            generation_id: self.generation,
            protocol_type: Some(&self.protocol_type),
            protocol_name: Some(&self.protocol),
            leader: self.leader.as_deref().unwrap_or_default(),
            member_id,
            ..Default::default()
        }
    }

    pub(super) fn shown_members(&self, to_leader: bool) -> Vec<JoinGroupResponseMember<'_>> {
        let shown = self.members.values().filter(|_| to_leader).map(|member| JoinGroupResponseMember {
            member_id: &member.id,
            group_instance_id: member.instance_id.as_deref(),
            metadata: member.metadata(&self.protocol),
        });
        shown.collect()
    }
}

/// Answers what the member waits for.
pub(super) fn refuse_waiting(member: &mut Member, error: ErrorCode, effects: &mut Effects<'_>) {
    if let Some(to) = member.joining.take() {
        refuse_join(to, &member.id, error, effects);
    }
    if let Some(to) = member.syncing.take() {
        refuse_sync(to, error, effects);
    }
}
