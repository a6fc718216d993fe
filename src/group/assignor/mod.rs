//! Who gets which partition: what the group's leader computes from all members' subscriptions.
//!
//! Each assignor is a pure function, and the same members are assigned the same by Kafka's other clients: a group in
//! which the leader's part goes around must not be shuffled by that.

mod cooperative_sticky;
mod range;
mod roundrobin;

use std::collections::HashMap;
use std::sync::Arc;

use super::consumer_protocol::{NamedPartition, Subscription};

/// `partition.assignment.strategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignor {
    Range,
    RoundRobin,
    CooperativeSticky,
}

/// How partitions change hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RebalanceProtocol {
    /// All members give up everything first.
    Eager,
    /// Members keep what they have until the leader takes it from them; what changes hands does so in a rebalance of
    /// its own.
    Cooperative,
}

/// One member as the leader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: String,
    pub subscription: Subscription,
}

/// A topic that somebody subscribes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignableTopic {
    pub name: Arc<str>,
    /// The racks that have a replica, for each partition.
    pub racks: Vec<Vec<Arc<str>>>,
}

impl AssignableTopic {
    pub fn partition_count(&self) -> usize {
        self.racks.len()
    }
}

/// What each member gets, in the order of the members.
pub type Assignments = Vec<Vec<NamedPartition>>;

impl Assignor {
    pub const ALL: [Assignor; 3] = [Assignor::Range, Assignor::RoundRobin, Assignor::CooperativeSticky];

    pub fn name(self) -> &'static str {
        match self {
            Assignor::Range => "range",
            Assignor::RoundRobin => "roundrobin",
            Assignor::CooperativeSticky => "cooperative-sticky",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Assignor::ALL.into_iter().find(|assignor| assignor.name() == name)
    }

    pub fn protocol(self) -> RebalanceProtocol {
        match self {
            Assignor::Range | Assignor::RoundRobin => RebalanceProtocol::Eager,
            Assignor::CooperativeSticky => RebalanceProtocol::Cooperative,
        }
    }

    /// Shares out `topics` among `members`. That `topics` are in the order in which the cluster told of them matters for who
    /// gets what nobody has.
    pub fn assign(self, members: &[Member], topics: &[AssignableTopic]) -> Assignments {
        let group = Group::new(members, topics);
        let shares = match self {
            Assignor::Range => range::assign(&group),
            Assignor::RoundRobin => roundrobin::assign(&group),
            Assignor::CooperativeSticky => cooperative_sticky::assign(&group),
        };
        group.name(shares)
    }
}

/// A partition by the places of its topic in [`Group::topics`] and of itself in the topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Place {
    topic: usize,
    partition: usize,
}

/// The partitions of each member of [`Group::members`].
type Shares = Vec<Vec<Place>>;

/// Members and topics in the order in which assignors go through them.
struct Group<'a> {
    /// By id.
    members: Vec<&'a Member>,
    /// The place that each of them had among the members given.
    origin: Vec<usize>,
    /// By name.
    topics: Vec<&'a AssignableTopic>,
    /// The topics' places in the order in which they were given.
    topics_as_given: Vec<usize>,
    /// For each topic the members that subscribe to it, ascending.
    subscribers: Vec<Vec<usize>>,
}

impl<'a> Group<'a> {
    fn new(members: &'a [Member], topics: &'a [AssignableTopic]) -> Self {
        let mut origin: Vec<usize> = (0..members.len()).collect();
        origin.sort_by(|a, b| members[*a].id.cmp(&members[*b].id));
        let (topics, topics_as_given) = in_order(topics);
        let by_name: HashMap<&str, usize> =
            topics.iter().enumerate().map(|(at, topic)| (&*topic.name, at)).collect();
        let members: Vec<&Member> = origin.iter().map(|at| &members[*at]).collect();
        let mut subscribers = vec![Vec::new(); topics.len()];
        for (at, member) in members.iter().enumerate() {
            for topic in &member.subscription.topics {
                if let Some(topic) = by_name.get(&**topic)
                    && subscribers[*topic].last() != Some(&at)
                {
                    subscribers[*topic].push(at);
                }
            }
        }
        Group { members, origin, topics, topics_as_given, subscribers }
    }

    /// Every partition, by topic and number.
    fn places(&self) -> impl Iterator<Item = Place> + '_ {
        (0..self.topics.len()).flat_map(|topic| self.places_of(topic))
    }

    fn places_of(&self, topic: usize) -> impl DoubleEndedIterator<Item = Place> + use<> {
        (0..self.topics[topic].partition_count()).map(move |partition| Place { topic, partition })
    }

    fn no_shares(&self) -> Shares {
        vec![Vec::new(); self.members.len()]
    }

    /// The place of a named partition, if it exists.
    fn place(&self, (topic, partition): &NamedPartition) -> Option<Place> {
        let topic = self.topics.binary_search_by(|known| known.name.cmp(topic)).ok()?;
        let partition = usize::try_from(*partition).ok()?;
        (partition < self.topics[topic].partition_count()).then_some(Place { topic, partition })
    }

    fn rack(&self, member: usize) -> Option<&'a str> {
        self.members[member].subscription.rack.as_deref().filter(|rack| !rack.is_empty())
    }

    fn in_rack(&self, place: Place, rack: &str) -> bool {
        self.topics[place.topic].racks[place.partition].iter().any(|has| **has == *rack)
    }

    /// The partition has no replica in the member's rack. Nothing has one in the rack with an empty name.
    fn is_far(&self, member: usize, place: Place) -> bool {
        let rack = self.members[member].subscription.rack.as_deref();
        rack.is_some_and(|rack| !self.in_rack(place, rack))
    }

    /// Names the shares again, in the order in which the members were given.
    fn name(&self, shares: Shares) -> Assignments {
        let mut named = vec![Vec::new(); shares.len()];
        for (share, origin) in shares.into_iter().zip(&self.origin) {
            named[*origin] = share
                .into_iter()
                .map(|place| (Arc::clone(&self.topics[place.topic].name), place.partition as i32))
                .collect();
        }
        named
    }
}

/// Topics by name, each once; and their places in the order in which they were given.
fn in_order(topics: &[AssignableTopic]) -> (Vec<&AssignableTopic>, Vec<usize>) {
    let mut named: Vec<(usize, &AssignableTopic)> = topics.iter().enumerate().collect();
    named.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
    named.dedup_by(|(_, a), (_, b)| a.name == b.name);
    let mut as_given: Vec<usize> = (0..named.len()).collect();
    as_given.sort_by_key(|at| named[*at].0);
    (named.into_iter().map(|(_, topic)| topic).collect(), as_given)
}

#[cfg(test)]
mod tests;
