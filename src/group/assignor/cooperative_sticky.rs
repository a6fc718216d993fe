//! `cooperative-sticky`: as even as subscriptions allow, with as few partitions as possible moved; and what does move is
//! left to nobody until its present owner has given it up, which it tells by joining anew.
//!
//! The steps and their order are those of Kafka's sticky assignor, for the same outcome: keep what everyone has; give
//! what nobody has to those with the least, where racks matter (KIP-881) first to who is not far; then move partitions
//! from the fuller to the emptier as long as that helps; and take the moves back if they did not make it any more even.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Group, Place, Shares};

pub fn assign(group: &Group<'_>) -> Shares {
    let mut balance = Balance::new(group);
    balance.run();
    let mut shares = balance.shares;
    withhold_moving(group, &mut shares);
    shares
}

/// Leaves out what is to change hands as long as a member still has it.
fn withhold_moving(group: &Group<'_>, shares: &mut Shares) {
    let mut owners: HashMap<Place, usize> = HashMap::new();
    for (member, known) in group.members.iter().enumerate() {
        for place in known.subscription.owned.iter().filter_map(|owned| group.place(owned)) {
            owners.insert(place, member);
        }
    }
    for (member, share) in shares.iter_mut().enumerate() {
        share.retain(|place| owners.get(place).is_none_or(|owner| *owner == member));
    }
}

/// Who claims a partition, by the generation it was assigned in.
#[derive(Default)]
struct Claims {
    by_generation: BTreeMap<i32, usize>,
}

struct Balance<'a> {
    group: &'a Group<'a>,
    shares: Shares,
    owner: HashMap<Place, usize>,
    /// The owner before the present one, of partitions that two members claim.
    previous: HashMap<Place, usize>,
    /// Members that take part, by how much they have.
    by_size: BTreeSet<(usize, usize)>,
    /// Members are better off with partitions that have a replica in their rack (KIP-881).
    by_rack: bool,
    moves: Moves,
}

/// Moves of this run from one member to another, by topic: a later one in the opposite direction is better served by
/// taking an earlier one back.
#[derive(Default)]
struct Moves {
    of: HashMap<Place, (usize, usize)>,
    between: HashMap<usize, HashMap<(usize, usize), BTreeSet<Place>>>,
}

impl<'a> Balance<'a> {
    fn new(group: &'a Group<'a>) -> Self {
        let mut claims: BTreeMap<Place, Claims> = BTreeMap::new();
        let mut order: Vec<(Place, usize)> = Vec::new();
        for (member, known) in group.members.iter().enumerate() {
            let (partitions, generation) = known.subscription.sticky_claim();
            for place in partitions.iter().filter_map(|partition| group.place(partition)) {
                claims.entry(place).or_default().by_generation.entry(generation).or_insert(member);
                order.push((place, member));
            }
        }
        let mut balance = Balance {
            group,
            shares: group.no_shares(),
            owner: HashMap::new(),
            previous: HashMap::new(),
            by_size: BTreeSet::new(),
            by_rack: racks_matter(group),
            moves: Moves::default(),
        };
        for (place, member) in order {
            let mut newest = claims[&place].by_generation.values().rev();
            if newest.next() == Some(&member) && balance.owner.insert(place, member).is_none() {
                balance.shares[member].push(place);
                if let Some(before) = newest.next() {
                    balance.previous.insert(place, *before);
                }
            }
        }
        balance
    }

    fn subscribes(&self, member: usize, place: Place) -> bool {
        self.group.subscribers[place.topic].binary_search(&member).is_ok()
    }

    fn run(&mut self) {
        let fresh = self.owner.is_empty();
        // By what its owner has, even if that is taken away now.
        let order = self.order_of_moving(fresh);
        let revoked = self.drop_misplaced();
        self.by_size = self.shares.iter().enumerate().map(|(member, share)| (share.len(), member)).collect();
        let first_time = self.by_size.last().is_none_or(|(size, _)| *size == 0);
        let mut unassigned: Vec<Place> =
            order.iter().copied().filter(|place| !self.owner.contains_key(place)).collect();
        self.give_out(&unassigned);
        // What only one member can have stays where it is, and so do members all of whose topics are like that.
        let movable = |place: &Place| self.group.subscribers[place.topic].len() > 1;
        let order: Vec<Place> = order.into_iter().filter(movable).collect();
        unassigned.retain(movable);
        let fixed = self.fixed_members();
        self.by_size.retain(|(_, member)| !fixed.contains(member));
        let before = (self.shares.clone(), self.owner.clone());
        let score_before = self.score();
        if !revoked {
            self.even_out(&unassigned);
        }
        let moved = self.even_out(&order);
        if !first_time && moved && self.score() >= score_before {
            (self.shares, self.owner) = before;
        }
    }

    /// All partitions in the order in which they are looked at for moving: as long as everyone subscribes to the
    /// same, first those of the members that have most.
    fn order_of_moving(&self, fresh: bool) -> Vec<Place> {
        let subscribers = &self.group.subscribers;
        if fresh || !self.all_subscribe_alike() {
            let mut all: Vec<Place> = self.group.places().collect();
            all.retain(|place| !subscribers[place.topic].is_empty());
            all.sort_by_key(|place| (subscribers[place.topic].len(), *place));
            return all;
        }
        let mut shares: Vec<Vec<Place>> = self.shares.clone();
        let mut by_size: BTreeSet<(usize, usize)> =
            shares.iter().enumerate().map(|(member, share)| (share.len(), member)).collect();
        let mut order = Vec::new();
        while let Some((size, member)) = by_size.pop_last() {
            if size == 0 {
                continue;
            }
            let share = &mut shares[member];
            let at = share.iter().position(|place| self.previous.contains_key(place)).unwrap_or(0);
            order.push(share.remove(at));
            by_size.insert((share.len(), member));
        }
        let seen: BTreeSet<Place> = order.iter().copied().collect();
        // What nobody has is given out from the last one on, as other clients do: of the topics as they were given.
        let topics = self.group.topics_as_given.iter().rev();
        let backwards = topics.flat_map(|topic| self.group.places_of(*topic).rev());
        order.extend(backwards.filter(|place| !seen.contains(place)));
        order
    }

    fn all_subscribe_alike(&self) -> bool {
        let everyone = self.group.members.len();
        self.group.subscribers.iter().all(|subscribers| subscribers.len() == everyone)
    }

    /// Takes away what its owner no longer wants, or is far from where racks matter; true if there was any of it.
    fn drop_misplaced(&mut self) -> bool {
        let mut dropped = false;
        for member in 0..self.shares.len() {
            let share = std::mem::take(&mut self.shares[member]);
            let (kept, gone): (Vec<Place>, Vec<Place>) =
                share.into_iter().partition(|place| self.may_stay(member, *place));
            self.shares[member] = kept;
            dropped |= !gone.is_empty();
            for place in gone {
                self.owner.remove(&place);
            }
        }
        dropped
    }

    fn may_stay(&self, member: usize, place: Place) -> bool {
        self.subscribes(member, place) && !(self.by_rack && self.group.is_far(member, place))
    }

    /// Gives `unassigned` to those with the least, where racks matter first to who is not far.
    fn give_out(&mut self, unassigned: &[Place]) {
        if self.by_rack {
            for place in unassigned {
                self.give_to_smallest(*place, |group, member| !group.is_far(member, *place));
            }
        }
        for place in unassigned {
            if !self.owner.contains_key(place) {
                self.give_to_smallest(*place, |_, _| true);
            }
        }
    }

    fn smallest_subscriber(&self, place: Place, fits: impl Fn(&Group<'_>, usize) -> bool) -> Option<usize> {
        let mut members = self.by_size.iter().map(|(_, member)| *member);
        members.find(|member| self.subscribes(*member, place) && fits(self.group, *member))
    }

    fn give_to_smallest(&mut self, place: Place, fits: impl Fn(&Group<'_>, usize) -> bool) {
        let Some(member) = self.smallest_subscriber(place, fits) else { return };
        let size = self.shares[member].len();
        self.by_size.remove(&(size, member));
        self.shares[member].push(place);
        self.by_size.insert((size + 1, member));
        self.owner.insert(place, member);
    }

    /// Members that have all that they can have, or nothing that anyone else could.
    fn fixed_members(&self) -> BTreeSet<usize> {
        let subscribers = &self.group.subscribers;
        let movable = |member: &usize| {
            let share = &self.shares[*member];
            share.len() < self.most(*member) || share.iter().any(|place| subscribers[place.topic].len() > 1)
        };
        (0..self.shares.len()).filter(|member| !movable(member)).collect()
    }

    /// The number of partitions that the member could have.
    fn most(&self, member: usize) -> usize {
        let topics = self.group.topics.iter().zip(&self.group.subscribers);
        topics
            .filter(|(_, subscribers)| subscribers.binary_search(&member).is_ok())
            .map(|(topic, _)| topic.partition_count())
            .sum()
    }

    /// Moves partitions out of `order` until that no longer helps; true if any was moved.
    fn even_out(&mut self, order: &[Place]) -> bool {
        let mut any = false;
        loop {
            let mut moved = false;
            for place in order {
                if self.is_even() {
                    break;
                }
                moved |= self.move_if_better(*place);
            }
            any |= moved;
            if !moved {
                return any;
            }
        }
    }

    fn move_if_better(&mut self, place: Place) -> bool {
        let Some(owner) = self.owner.get(&place).copied() else { return false };
        let size = self.shares[owner].len();
        if let Some(previous) = self.previous.get(&place).copied()
            && self.subscribes(previous, place)
            && size > self.shares[previous].len() + 1
        {
            self.move_to(place, previous);
            return true;
        }
        let emptier = |member: &usize| size > self.shares[*member].len() + 1;
        let subscribers = &self.group.subscribers[place.topic];
        if !subscribers.iter().any(emptier) {
            return false;
        }
        match self.smallest_subscriber(place, |_, _| true) {
            Some(smallest) => self.move_to(place, smallest),
            None => return false,
        }
        true
    }

    /// True if no member could get a partition from one that has two more.
    fn is_even(&self) -> bool {
        let (Some((least, _)), Some((most, _))) = (self.by_size.first(), self.by_size.last()) else {
            return true;
        };
        if most - least <= 1 {
            return true;
        }
        self.by_size.iter().all(|(size, member)| {
            *size == self.most(*member)
                || self.owner.iter().all(|(place, owner)| {
                    owner == member || !self.subscribes(*member, *place) || *size >= self.shares[*owner].len()
                })
        })
    }

    fn move_to(&mut self, place: Place, to: usize) {
        let Some(from) = self.owner.get(&place).copied() else { return };
        let place = self.moves.better(place, from, to);
        let Some(from) = self.owner.insert(place, to) else { return };
        self.moves.note(place, from, to);
        for member in [from, to] {
            self.by_size.remove(&(self.shares[member].len(), member));
        }
        self.shares[from].retain(|had| *had != place);
        self.shares[to].push(place);
        for member in [from, to] {
            self.by_size.insert((self.shares[member].len(), member));
        }
    }

    /// Zero when everyone has as much; the more, the less even.
    fn score(&self) -> usize {
        let sizes: Vec<usize> = self.by_size.iter().map(|(size, _)| *size).collect();
        // Ascending, so that each is less than what follows.
        sizes
            .iter()
            .enumerate()
            .map(|(at, size)| sizes[at + 1..].iter().map(|more| more - size).sum::<usize>())
            .sum()
    }
}

/// True if some member's rack has replicas, and not all partitions have replicas in the same racks.
fn racks_matter(group: &Group<'_>) -> bool {
    let racks_of = |place: Place| -> BTreeSet<&str> {
        group.topics[place.topic].racks[place.partition].iter().map(|rack| &**rack).collect()
    };
    let all: BTreeSet<&str> = group.places().flat_map(racks_of).collect();
    let anyone_near =
        (0..group.members.len()).filter_map(|member| group.rack(member)).any(|rack| all.contains(rack));
    anyone_near && group.places().any(|place| racks_of(place) != all)
}

impl Moves {
    /// What to move from `from` to `to` rather than `place`: something of its topic that came the other way. Any would do;
    /// librdkafka takes the second, and crashes if there is but one.
    fn better(&self, place: Place, from: usize, to: usize) -> Place {
        let came = self.between.get(&place.topic).and_then(|pairs| pairs.get(&(to, from)));
        came.and_then(|came| came.iter().nth(1).or(came.first())).copied().unwrap_or(place)
    }

    /// A partition that moves twice has moved once, from where it was first; back home it has not moved.
    fn note(&mut self, place: Place, from: usize, to: usize) {
        let origin = match self.of.remove(&place) {
            Some((origin, between)) => {
                self.forget(place, (origin, between));
                origin
            }
            None => from,
        };
        if origin != to {
            self.of.insert(place, (origin, to));
            self.between.entry(place.topic).or_default().entry((origin, to)).or_default().insert(place);
        }
    }

    fn forget(&mut self, place: Place, pair: (usize, usize)) {
        if let Some(pairs) = self.between.get_mut(&place.topic)
            && let Some(places) = pairs.get_mut(&pair)
        {
            places.remove(&place);
            if places.is_empty() {
                pairs.remove(&pair);
            }
        }
    }
}
