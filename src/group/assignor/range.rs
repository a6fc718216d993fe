//! `range`: each topic is cut into runs of partitions, one for each member that subscribes to it; the first members get
//! one more where it does not come out even.
//!
//! With racks (KIP-881) a member first gets partitions that have a replica in its rack, as far as no one gets more than
//! a fair part, and the rest is cut into runs as always. Topics with the same members and as many partitions keep
//! their partitions of one number together.

use std::collections::BTreeMap;

use super::{Group, Place, Shares};

pub fn assign(group: &Group<'_>) -> Shares {
    let mut shares = group.no_shares();
    let mut topics: Vec<Cut<'_>> = (0..group.topics.len())
        .filter(|topic| !group.subscribers[*topic].is_empty())
        .map(|topic| Cut::new(group, topic))
        .collect();
    if topics.iter().any(|cut| cut.by_rack) {
        match_racks(group, &mut topics, &mut shares);
    }
    for cut in &mut topics {
        cut.hand_out(&mut shares, |_, _| true);
    }
    shares
}

/// A topic being cut.
struct Cut<'a> {
    topic: usize,
    members: &'a [usize],
    /// What everyone gets, and how many members get one more.
    even: usize,
    extras: usize,
    /// Partitions that nobody has yet, ascending.
    left: Vec<usize>,
    /// How many each of `members` has.
    taken: Vec<usize>,
    /// It matters who gets which.
    by_rack: bool,
}

impl<'a> Cut<'a> {
    fn new(group: &'a Group<'_>, topic: usize) -> Self {
        let members = &group.subscribers[topic];
        let count = group.topics[topic].partition_count();
        Cut {
            topic,
            members,
            even: count / members.len(),
            extras: count % members.len(),
            left: (0..count).collect(),
            taken: vec![0; members.len()],
            by_rack: racks_matter(group, topic),
        }
    }

    /// How many more partitions the member at `at` may get.
    fn room(&self, at: usize) -> usize {
        (self.even + usize::from(self.extras > 0)).saturating_sub(self.taken[at])
    }

    /// Gives each member in turn the first partitions that it may have, up to its part.
    fn hand_out(&mut self, shares: &mut Shares, may_have: impl Fn(usize, Place) -> bool) {
        for at in 0..self.members.len() {
            let (topic, member) = (self.topic, self.members[at]);
            let fits = |partition: &usize| may_have(member, Place { topic, partition: *partition });
            let given: Vec<usize> = self.left.iter().copied().filter(fits).take(self.room(at)).collect();
            self.give(at, &given, shares);
        }
    }

    fn give(&mut self, at: usize, partitions: &[usize], shares: &mut Shares) {
        if partitions.is_empty() {
            return;
        }
        self.left.retain(|partition| !partitions.contains(partition));
        self.taken[at] += partitions.len();
        if self.taken[at] > self.even {
            self.extras -= 1;
        }
        let topic = self.topic;
        shares[self.members[at]]
            .extend(partitions.iter().map(|partition| Place { topic, partition: *partition }));
    }
}

/// True if some member's rack has some of the topic's replicas, but not of all partitions.
fn racks_matter(group: &Group<'_>, topic: usize) -> bool {
    let members: Vec<&str> =
        group.subscribers[topic].iter().filter_map(|member| group.rack(*member)).collect();
    let all: Vec<&str> = group.topics[topic].racks.iter().flatten().map(|rack| &**rack).collect();
    let in_every_partition =
        |rack: &str| group.topics[topic].racks.iter().all(|racks| racks.iter().any(|has| **has == *rack));
    members.iter().any(|rack| all.contains(rack)) && !all.iter().all(|rack| in_every_partition(rack))
}

fn match_racks(group: &Group<'_>, topics: &mut [Cut<'_>], shares: &mut Shares) {
    let mut alike: BTreeMap<(&[usize], usize), Vec<usize>> = BTreeMap::new();
    for (at, cut) in topics.iter().enumerate() {
        alike.entry((cut.members, cut.left.len())).or_default().push(at);
    }
    let near =
        |member: usize, place: Place| group.rack(member).is_some_and(|rack| group.in_rack(place, rack));
    // In a topic alone, everything is near to a member without a rack.
    let not_far = |member: usize, place: Place| group.rack(member).is_none() || near(member, place);
    for ((members, partitions), together) in alike {
        match &together[..] {
            [alone] if !topics[*alone].by_rack => {}
            [alone] => topics[*alone].hand_out(shares, not_far),
            _ => match_together(topics, &together, members, partitions, shares, near),
        }
    }
}

/// Gives partitions of one number in all the topics `together` to one member near all of them.
fn match_together(
    topics: &mut [Cut<'_>],
    together: &[usize],
    members: &[usize],
    partitions: usize,
    shares: &mut Shares,
    near: impl Fn(usize, Place) -> bool,
) {
    for partition in 0..partitions {
        let fits = |at: &usize| {
            together.iter().all(|cut| {
                let cut = &topics[*cut];
                cut.room(*at) > 0 && near(members[*at], Place { topic: cut.topic, partition })
            })
        };
        let Some(at) = (0..members.len()).find(fits) else { continue };
        for cut in together {
            topics[*cut].give(at, &[partition], shares);
        }
    }
}
