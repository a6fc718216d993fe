//! Consumer groups: the coordinator and the offsets that it keeps for us. All of it on the main thread.
//!
//! ```text
//! coordinator.rs        which broker it is; requests to it wait here until that is known
//! membership.rs         where the member stands, what is wanted of it, and the next step
//! join.rs               JoinGroup, the leader's assignment, SyncGroup
//! heartbeat.rs          staying a member: heartbeats, the application's polls, leaving
//! led.rs                what the leader assigned by, and whether that has changed
//! rebalance.rs          partitions come and go: the application is told and answers
//! subscription.rs       names and patterns, and the topics that they come to
//! assignor/             who gets which partition
//! consumer_protocol.rs  what members tell each other
//! view.rs               what application threads see of it
//! commit.rs             committing offsets, also at intervals
//! committed.rs          asking for committed offsets
//! list.rs               what groups there are, for applications
//! metadata.rs           a member's identity, for transactional producers
//! ```

pub mod assignor;
pub mod commit;
pub mod committed;
pub mod consumer_protocol;
pub mod coordinator;
mod heartbeat;
mod join;
mod led;
pub mod list;
mod membership;
pub mod metadata;
mod rebalance;
mod subscription;
mod view;

use std::collections::HashMap;
use std::sync::Arc;

use crate::client::{Client, Main, MainTimer};
use crate::conf::Conf;
use crate::uuid::Uuid;

pub use commit::{CommitDone, Commits};
pub use committed::CommittedQueries;
pub use coordinator::{Coordinator, CoordinatorRequest};
pub use membership::Membership;
use metadata::NO_GENERATION;
pub use rebalance::{Change, Rebalance};
pub use subscription::Wanted;
pub use view::MemberView;

/// One consumer's group, the main thread's side.
pub struct Group {
    /// `group.id`.
    pub id: Option<Arc<str>>,
    pub coordinator: Coordinator,
    /// Who this consumer is in the group, as its requests say.
    pub member: Member,
    pub membership: Membership,
    pub commits: Commits,
    pub committed: CommittedQueries,
}

/// A member at one generation; without membership, as commits without one say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: String,
    pub generation: i32,
    /// `group.instance.id`, as long as there is a membership.
    pub instance_id: Option<String>,
}

impl Default for Member {
    fn default() -> Self {
        Member { id: String::new(), generation: NO_GENERATION, instance_id: None }
    }
}

impl Group {
    pub fn new(conf: &Conf) -> Self {
        Group {
            id: conf.group().map(Arc::from),
            coordinator: Coordinator::new(conf),
            member: Member::default(),
            membership: Membership::new(conf),
            commits: Commits::new(conf),
            committed: CommittedQueries::new(conf),
        }
    }
}

impl Main {
    /// The set of assigned partitions has changed.
    pub fn assignment_changed(&mut self) {
        self.set_auto_commit_timer();
        if !self.assignment.is_empty() {
            self.expect_coordinator();
        }
    }

    /// Sends commits and questions that can be sent, gives up those whose time is over, and sets the timer for the others.
    pub fn serve_group_offsets(&mut self) {
        self.serve_commits();
        self.serve_committed();
        let next = [self.group.commits.next_deadline(), self.group.committed.next_deadline()];
        match next.into_iter().flatten().min() {
            Some(at) => self.timers.set(MainTimer::GroupOffsets, at),
            None => self.timers.cancel(&MainTimer::GroupOffsets),
        }
    }
}

/// The ids of the topics of one request, for versions that name topics by id.
#[derive(Clone, Debug)]
struct TopicIds {
    ids: HashMap<Arc<str>, Uuid>,
    names: HashMap<Uuid, Arc<str>>,
}

impl TopicIds {
    /// The ids of `topics`, if metadata has told all of them.
    fn of<'a>(client: &Client, topics: impl Iterator<Item = &'a Arc<str>>) -> Option<Self> {
        let metadata = client.metadata.read();
        let pairs = topics.map(|name| {
            let id = metadata.topic(name).map(|topic| topic.id).filter(|id| !id.is_zero())?;
            Some((Arc::clone(name), id))
        });
        Some(Self::new(pairs.collect::<Option<Vec<_>>>()?))
    }

    fn new(pairs: Vec<(Arc<str>, Uuid)>) -> Self {
        let names = pairs.iter().map(|(name, id)| (*id, Arc::clone(name))).collect();
        TopicIds { ids: pairs.into_iter().collect(), names }
    }

    #[cfg(test)]
    fn from_pairs<const N: usize>(pairs: [(&str, Uuid); N]) -> Self {
        Self::new(pairs.into_iter().map(|(name, id)| (Arc::from(name), id)).collect())
    }

    fn id(&self, name: &str) -> Uuid {
        self.ids.get(name).copied().unwrap_or_default()
    }

    fn name(&self, id: Uuid) -> Option<Arc<str>> {
        self.names.get(&id).cloned()
    }
}
