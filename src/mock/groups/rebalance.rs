//! How a generation follows another: the members join, the leader assigns, the members fetch what they got.

use std::time::Duration;

use indexmap::IndexMap;

use crate::error::ErrorCode;
use crate::protocol::messages::JoinGroupResponse;

use super::group::{Group, GroupState, refuse_sync};
use super::{Effects, GroupTimer};

/// The first members of a group wait for others, so that they are not rebalanced for each that comes.
#[derive(Debug)]
pub struct InitialDelay {
    /// Somebody came during the last wait: there may be more.
    pub newcomers: bool,
    /// How much longer this may go on.
    pub remaining: Duration,
}

impl Group {
    fn join_timer(&self) -> GroupTimer {
        GroupTimer::Join { group: self.id.clone() }
    }

    fn sync_timer(&self) -> GroupTimer {
        GroupTimer::Sync { group: self.id.clone() }
    }

    /// Members or their protocols have changed.
    pub(super) fn rebalance(&mut self, effects: &mut Effects<'_>) {
        match self.state {
            GroupState::PreparingRebalance => {}
            GroupState::Empty => self.begin_initial_rebalance(effects),
            GroupState::CompletingRebalance | GroupState::Stable => self.begin_rebalance(effects),
        }
        self.complete_if_all_joined(effects);
    }

    /// Members have gone.
    pub fn members_left(&mut self, effects: &mut Effects<'_>) {
        if self.state != GroupState::Empty {
            self.rebalance(effects);
        }
    }

    fn begin_initial_rebalance(&mut self, effects: &mut Effects<'_>) {
        let delay = effects.initial_rebalance_delay;
        self.state = GroupState::PreparingRebalance;
        let remaining = self.rebalance_timeout().saturating_sub(delay);
        self.initial_delay = Some(InitialDelay { newcomers: false, remaining });
        effects.set_timer(self.join_timer(), delay);
    }

    fn begin_rebalance(&mut self, effects: &mut Effects<'_>) {
        effects.cancel_timer(self.sync_timer());
        for member in self.members.values_mut() {
            member.owes_sync = false;
            if let Some(to) = member.syncing.take() {
                refuse_sync(to, ErrorCode::REBALANCE_IN_PROGRESS, effects);
                let timer = GroupTimer::Session { group: self.id.clone(), member: member.id.clone() };
                effects.set_timer(timer, member.session_timeout);
            }
        }
        self.state = GroupState::PreparingRebalance;
        // A broker goes on as soon as all have joined. Here a rebalance takes time, which programs' tests can count on, as with
        // the reference: what comes of it does not follow at once on what has brought it about.
        let delay = effects.initial_rebalance_delay;
        self.lingers = !delay.is_zero();
        effects.set_timer(self.join_timer(), if self.lingers { delay } else { self.rebalance_timeout() });
    }

    pub(super) fn complete_if_all_joined(&mut self, effects: &mut Effects<'_>) {
        let awaited =
            self.state == GroupState::PreparingRebalance && self.initial_delay.is_none() && !self.lingers;
        let all = self.promised.is_empty() && self.members.values().all(|member| member.joining.is_some());
        if awaited && all {
            self.complete_join_phase(effects);
        }
    }

    /// The time to join is over.
    pub(super) fn end_join_phase(&mut self, effects: &mut Effects<'_>) {
        if self.state != GroupState::PreparingRebalance {
            return;
        }
        if std::mem::take(&mut self.lingers) {
            let left = self.rebalance_timeout().saturating_sub(effects.initial_rebalance_delay);
            effects.set_timer(self.join_timer(), left);
            return self.complete_if_all_joined(effects);
        }
        if let Some(delay) = &mut self.initial_delay
            && std::mem::take(&mut delay.newcomers)
            && !delay.remaining.is_zero()
        {
            let more = effects.initial_rebalance_delay.min(delay.remaining);
            delay.remaining = delay.remaining.saturating_sub(effects.initial_rebalance_delay);
            return effects.set_timer(self.join_timer(), more);
        }
        self.complete_join_phase(effects);
    }

    /// Goes on with those who have joined. Static members may be late: they are given their session to come back.
    fn complete_join_phase(&mut self, effects: &mut Effects<'_>) {
        effects.cancel_timer(self.join_timer());
        self.initial_delay = None;
        self.lingers = false;
        let absent = self.members.values();
        let absent = absent.filter(|member| member.joining.is_none() && member.instance_id.is_none());
        let absent: Vec<String> = absent.map(|member| member.id.clone()).collect();
        absent.iter().for_each(|id| self.remove_member(id, effects));
        if self.members.is_empty() {
            return self.become_empty();
        }
        if !self.elect_leader() {
            return effects.set_timer(self.join_timer(), self.rebalance_timeout());
        }
        self.begin_generation(effects);
    }

    fn become_empty(&mut self) {
        self.generation = self.generation.wrapping_add(1);
        self.state = GroupState::Empty;
        self.protocol.clear();
        self.leader = None;
    }

    /// Keeps the leader if it has joined, else takes the first who has.
    fn elect_leader(&mut self) -> bool {
        let joined = |id: &String| self.members.get(id).is_some_and(|member| member.joining.is_some());
        if self.leader.as_ref().is_some_and(joined) {
            return true;
        }
        let heir = self.members.keys().find(|id| joined(id)).cloned();
        let found = heir.is_some();
        self.leader = heir.or(self.leader.take());
        found
    }

    fn begin_generation(&mut self, effects: &mut Effects<'_>) {
        self.generation = self.generation.wrapping_add(1);
        self.protocol = self.elect_protocol().to_owned();
        self.state = GroupState::CompletingRebalance;
        let ids: Vec<String> = self.members.keys().cloned().collect();
        for id in &ids {
            let Some(member) = self.members.get_mut(id) else { continue };
            member.is_new = false;
            member.owes_sync = true;
            if let Some(to) = member.joining.take() {
                let members = self.shown_members(self.is_leader(id));
                effects.answer(to, &JoinGroupResponse { members, ..self.joined(id) });
            }
            self.renew_session(id, effects);
        }
        effects.set_timer(self.sync_timer(), self.rebalance_timeout());
    }

    /// The time to fetch assignments is over: who has not done so is out.
    pub(super) fn end_sync_phase(&mut self, effects: &mut Effects<'_>) {
        let late = self.members.values().filter(|member| member.owes_sync);
        let late: Vec<String> = late.map(|member| member.id.clone()).collect();
        late.iter().for_each(|id| self.remove_member(id, effects));
        if !late.is_empty() {
            self.members_left(effects);
        }
    }

    /// Each member votes for what it likes best of what all support.
    pub(super) fn elect_protocol(&self) -> &str {
        let mut votes: IndexMap<&str, usize> = IndexMap::new();
        for member in self.members.values() {
            let mut names = member.protocols.iter().map(|(name, _)| name.as_str());
            let vote = names.find(|name| self.members.values().all(|other| other.supports(name)));
            *votes.entry(vote.unwrap_or_default()).or_default() += 1;
        }
        let most = votes.values().copied().max();
        votes.into_iter().find(|(_, count)| Some(*count) == most).map_or("", |(name, _)| name)
    }
}
