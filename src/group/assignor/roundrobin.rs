//! `roundrobin`: all partitions are dealt one by one, to each member in turn that subscribes to the topic.

use super::{Group, Shares};

pub fn assign(group: &Group<'_>) -> Shares {
    let mut shares = group.no_shares();
    let members = shares.len();
    let mut turn = 0;
    for place in group.places() {
        let subscribers = &group.subscribers[place.topic];
        // The first subscriber at or after the turn, or else the first of all.
        let next = subscribers.partition_point(|member| *member < turn);
        let Some(member) = subscribers.get(next).or(subscribers.first()) else { continue };
        shares[*member].push(place);
        turn = (member + 1) % members;
    }
    shares
}
