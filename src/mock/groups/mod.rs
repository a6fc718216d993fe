//! Consumer groups: who is in them, and what they have committed.
//!
//! [`group`] holds what a group is and who may speak for it, [`join`] how members come in, [`rebalance`] how a generation
//! follows another, [`offsets`] what was committed. A group acts on the world through [`Effects`] only.

mod group;
mod join;
mod member;
mod offsets;
mod rebalance;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::error::ErrorCode;
use crate::protocol::Message;
use crate::timer::Timers;

use super::request::{Answer, Responder};
use super::state::{State, Timer};

pub use group::{Caller, Group, GroupState, Sync};
pub use join::{Join, join_refusal};
pub use member::Member;
pub use offsets::Committed;

/// How long the first members of a group wait for others, as brokers have it.
pub const INITIAL_REBALANCE_DELAY: Duration = Duration::from_millis(3000);

/// Beyond this, groups without members make room for new ones.
const MAX_GROUPS: usize = 10_000;

/// What a group waits for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupTimer {
    /// A member's sign of life.
    Session { group: String, member: String },
    /// The members' JoinGroup requests.
    Join { group: String },
    /// The members' SyncGroup requests.
    Sync { group: String },
}

/// What a group may do beyond itself.
pub struct Effects<'a> {
    timers: &'a mut Timers<Timer>,
    answers: &'a mut Vec<Answer>,
    now: Instant,
    initial_rebalance_delay: Duration,
}

impl Effects<'_> {
    fn answer(&mut self, to: Responder, response: &impl Message) {
        self.answers.push(Answer::new(to, response));
    }

    fn set_timer(&mut self, timer: GroupTimer, after: Duration) {
        self.timers.set(Timer::Group(timer), self.now + after);
    }

    fn cancel_timer(&mut self, timer: GroupTimer) {
        self.timers.cancel(&Timer::Group(timer));
    }
}

#[derive(Default)]
pub struct Groups {
    by_id: BTreeMap<String, Group>,
}

impl Groups {
    pub fn get(&self, id: &str) -> Option<&Group> {
        self.by_id.get(id)
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut Group> {
        self.by_id.get_mut(id)
    }

    pub fn get_or_new(&mut self, id: &str) -> &mut Group {
        if !self.by_id.contains_key(id) {
            self.make_room();
        }
        self.by_id.entry(id.to_owned()).or_insert_with(|| Group::new(id))
    }

    fn make_room(&mut self) {
        if self.by_id.len() < MAX_GROUPS {
            return;
        }
        let idle = self.by_id.values().find(|group| group.state() == GroupState::Empty);
        if let Some(id) = idle.map(|group| group.id().to_owned()) {
            self.by_id.remove(&id);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Group> {
        self.by_id.values()
    }

    /// Deletes a group that nobody is in.
    pub fn delete(&mut self, id: &str) -> Result<(), ErrorCode> {
        match self.by_id.get(id).map(Group::state) {
            None => Err(ErrorCode::GROUP_ID_NOT_FOUND),
            Some(GroupState::Empty) => {
                self.by_id.remove(id);
                Ok(())
            }
            Some(_) => Err(ErrorCode::NON_EMPTY_GROUP),
        }
    }

    /// Forgets what was committed for a topic that is no more.
    pub fn delete_topic(&mut self, topic: &str) {
        self.by_id.values_mut().for_each(|group| group.offsets.delete_topic(topic));
    }
}

impl State {
    /// The groups, and what they act through.
    pub fn groups(&mut self, now: Instant) -> (&mut Groups, Effects<'_>) {
        let initial_rebalance_delay = self.group_initial_rebalance_delay;
        let (timers, answers) = (&mut self.timers, &mut self.answers);
        (&mut self.groups, Effects { timers, answers, now, initial_rebalance_delay })
    }

    pub fn run_group_timer(&mut self, timer: GroupTimer, now: Instant) {
        let (groups, mut effects) = self.groups(now);
        let (GroupTimer::Session { group, .. } | GroupTimer::Join { group } | GroupTimer::Sync { group }) =
            &timer;
        let Some(group) = groups.get_mut(group) else { return };
        match &timer {
            GroupTimer::Session { member, .. } => group.expire_session(member, &mut effects),
            GroupTimer::Join { .. } => group.end_join_phase(&mut effects),
            GroupTimer::Sync { .. } => group.end_sync_phase(&mut effects),
        }
    }
}
