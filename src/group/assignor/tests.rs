use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn topic(name: &str, partitions: usize) -> AssignableTopic {
    AssignableTopic { name: name.into(), racks: vec![Vec::new(); partitions] }
}

fn member(id: &str, topics: &[&str]) -> Member {
    let topics = topics.iter().map(|topic| Arc::from(*topic)).collect();
    Member { id: id.to_owned(), subscription: Subscription { topics, ..Subscription::default() } }
}

/// "a0 a1 b0", sorted.
fn text(share: &[NamedPartition]) -> String {
    let mut sorted: Vec<_> = share.iter().map(|(topic, partition)| format!("{topic}{partition}")).collect();
    sorted.sort();
    sorted.join(" ")
}

fn assigned(assignor: Assignor, members: &[Member], topics: &[AssignableTopic]) -> Vec<String> {
    assignor.assign(members, topics).iter().map(|share| text(share)).collect()
}

#[test]
fn names_are_read_back() {
    for assignor in Assignor::ALL {
        assert_eq!(Assignor::from_name(assignor.name()), Some(assignor));
    }
    assert_eq!(Assignor::from_name("sticky"), None);
}

#[test]
fn range_cuts_each_topic() {
    let members = [member("y", &["a", "b"]), member("x", &["a", "b", "c"]), member("z", &["a"])];
    let topics = [topic("a", 7), topic("b", 3), topic("c", 1)];
    assert_eq!(assigned(Assignor::Range, &members, &topics), ["a3 a4 b2", "a0 a1 a2 b0 b1 c0", "a5 a6"]);
}

#[test]
fn range_prefers_racks_and_stays_fair() {
    let racks = |names: &[&str]| names.iter().map(|rack| Arc::from(*rack)).collect::<Vec<Arc<str>>>();
    let topics = [AssignableTopic {
        name: "a".into(),
        racks: vec![racks(&["r1"]), racks(&["r2"]), racks(&["r1"]), racks(&["r1"])],
    }];
    let mut members = [member("x", &["a"]), member("y", &["a"])];
    assert_eq!(assigned(Assignor::Range, &members, &topics), ["a0 a1", "a2 a3"]);
    members[0].subscription.rack = Some("r1".into());
    members[1].subscription.rack = Some("r2".into());
    assert_eq!(assigned(Assignor::Range, &members, &topics), ["a0 a2", "a1 a3"]);
}

/// What each of two members gets that had one partition each before the replicas changed racks, and then of nothing.
fn after_racks_changed(elsewhere: &str) -> [Vec<String>; 2] {
    let racks = |names: &[&str]| names.iter().map(|rack| vec![Arc::from(*rack)]).collect();
    let topics = [AssignableTopic { name: "a".into(), racks: racks(&["r1", "r0"]) }];
    let mut members = [member(elsewhere, &["a"]), member("near", &["a"])];
    members[1].subscription.rack = Some("r0".into());
    for (member, partition) in members.iter_mut().zip([1, 0]) {
        member.subscription.owned = vec![("a".into(), partition)];
        member.subscription.generation = 1;
    }
    let changed = assigned(Assignor::CooperativeSticky, &members, &topics);
    members.iter_mut().for_each(|member| member.subscription.owned.clear());
    [changed, assigned(Assignor::CooperativeSticky, &members, &topics)]
}

#[test]
fn cooperative_sticky_moves_what_its_last_member_has_first() {
    // Each gives up what it has, for what is near.
    assert_eq!(after_racks_changed("somewhere"), [["", ""], ["a0", "a1"]]);
    // What was taken from the one that is far comes back to it first, and then all is even.
    assert_eq!(after_racks_changed("anywhere"), [["a1", "a0"], ["a0", "a1"]]);
}

/// As in the order of what their owners have: that a partition is far from its owner comes after.
#[test]
fn cooperative_sticky_gives_out_what_is_far_in_the_order_of_its_owner() {
    let racks = |names: &[&str]| names.iter().map(|rack| vec![Arc::from(*rack)]).collect();
    let far_but_two = ["north", "west", "west", "east", "west", "east", "west"];
    let topics = [AssignableTopic { name: "a".into(), racks: racks(&far_but_two) }];
    let mut members = [member("first", &["a"]), member("second", &["a"])];
    for member in &mut members {
        member.subscription.rack = Some("east".into());
    }
    members[0].subscription.owned = (0..7).map(|partition| (topics[0].name.clone(), partition)).collect();
    // Kafka's sticky assignor: the second member gets a0 a1 and, with the first, by turns the rest.
    assert_eq!(assigned(Assignor::CooperativeSticky, &members, &topics), ["a2 a3 a5 a6", ""]);
}

/// As librdkafka 2.15.0 does.
#[test]
fn cooperative_sticky_gives_out_what_nobody_has_backwards_through_topics_as_given() {
    let mut members = ["x", "y", "z"].map(|id| member(id, &["a", "b"]));
    members[0].subscription.owned = vec![("b".into(), 0)];
    let mut topics = [topic("a", 1), topic("b", 2)];
    assert_eq!(assigned(Assignor::CooperativeSticky, &members, &topics), ["b0", "b1", "a0"]);
    topics.reverse();
    assert_eq!(assigned(Assignor::CooperativeSticky, &members, &topics), ["b0", "a0", "b1"]);
}

/// As librdkafka 2.15.0 does: of c0, c1 and c2, which have moved from the first to the second, c1 goes back.
#[test]
fn cooperative_sticky_takes_back_the_second_of_what_it_has_moved() {
    let topics = [topic("b", 3), topic("c", 5)];
    let mut members = [member("x", &["b", "c"]), member("y", &["b", "c"]), member("z", &["b"])];
    let had = [("b", 0), ("b", 1), ("b", 2), ("c", 2), ("c", 3), ("c", 4)];
    members[0].subscription.owned = had.map(|(topic, partition)| (topic.into(), partition)).to_vec();
    assert_eq!(assigned(Assignor::CooperativeSticky, &members, &topics), ["b2 c3 c4", "c0 c1", ""]);
}

/// As librdkafka 2.15.0 does.
#[test]
fn cooperative_sticky_takes_back_the_second_of_what_racks_made_it_move() {
    let racks = vec![vec![Arc::from("east")]; 4];
    let topics = [AssignableTopic { name: "a".into(), racks }, topic("c", 1), topic("d", 5)];
    let mut members =
        [member("v", &["c"]), member("w", &["c", "d"]), member("x", &["a", "c", "d"]), member("y", &["a"])];
    for (member, rack) in members.iter_mut().zip([Some("south"), None, Some("south"), Some("east")]) {
        member.subscription.rack = rack.map(str::to_owned);
    }
    let expected = ["c0", "d2 d3 d4", "a0 d0 d1", "a1 a2 a3"];
    assert_eq!(assigned(Assignor::CooperativeSticky, &members, &topics), expected);
}

#[test]
fn range_keeps_numbers_together_where_racks_allow() {
    let racks = |names: [&str; 3]| names.iter().map(|rack| vec![Arc::from(*rack)]).collect();
    let topics = [
        AssignableTopic { name: "a".into(), racks: racks(["r1", "r2", "r2"]) },
        AssignableTopic { name: "b".into(), racks: racks(["r1", "r2", "r1"]) },
    ];
    let mut members = [member("x", &["a", "b"]), member("y", &["a", "b"]), member("z", &["a", "b"])];
    for (member, rack) in members.iter_mut().zip(["r2", "r1", "r3"]) {
        member.subscription.rack = Some(rack.to_owned());
    }
    assert_eq!(assigned(Assignor::Range, &members, &topics), ["a1 b1", "a0 b0", "a2 b2"]);
}

#[test]
fn roundrobin_deals_to_subscribers_in_turn() {
    let members = [member("3", &["a", "b", "c"]), member("4", &["a", "d"]), member("5", &["b"])];
    let topics = [topic("a", 7), topic("b", 3), topic("c", 3), topic("d", 1)];
    let expected = ["a0 a2 a4 a6 b1 c0 c1 c2", "a1 a3 a5 d0", "b0 b2"];
    assert_eq!(assigned(Assignor::RoundRobin, &members, &topics), expected);
}

#[test]
fn sticky_withholds_what_moves() {
    let topics = [topic("a", 4)];
    let mut members = [member("x", &["a"]), member("y", &["a"])];
    members[0].subscription.owned = (0..4).map(|partition| ("a".into(), partition)).collect();
    members[0].subscription.generation = 1;
    assert_eq!(assigned(Assignor::CooperativeSticky, &members, &topics), ["a2 a3", ""]);
    members[0].subscription.owned.drain(..2);
    members[0].subscription.generation = 2;
    assert_eq!(assigned(Assignor::CooperativeSticky, &members, &topics), ["a2 a3", "a0 a1"]);
}

#[test]
fn sticky_believes_the_newer_generation() {
    let topics = [topic("a", 2)];
    let mut members = [member("x", &["a"]), member("y", &["a"])];
    for (member, generation) in members.iter_mut().zip([5, 6]) {
        member.subscription.user_data =
            Some(super::super::consumer_protocol::encode_sticky(&[("a".into(), 0)], generation).unwrap());
    }
    assert_eq!(assigned(Assignor::CooperativeSticky, &members, &topics), ["a1", "a0"]);
}

/// Up to six members of up to four topics, each subscribing to some.
fn groups() -> impl Strategy<Value = (Vec<Member>, Vec<AssignableTopic>)> {
    let topics = proptest::collection::vec(0usize..9, 1..5);
    let members = proptest::collection::vec(0u8..16, 1..7);
    (topics, members).prop_map(|(sizes, subscriptions)| {
        let names = ["a", "b", "c", "d"];
        let topics = sizes.iter().zip(names).map(|(size, name)| topic(name, *size)).collect();
        let members = subscriptions
            .iter()
            .enumerate()
            .map(|(at, bits)| {
                let wanted: Vec<&str> =
                    names.iter().enumerate().filter(|(i, _)| bits & (1 << i) != 0).map(|(_, n)| *n).collect();
                member(&format!("m{at}"), &wanted)
            })
            .collect();
        (members, topics)
    })
}

/// Each partition that somebody wants has exactly one owner, who wants it.
fn check_complete(members: &[Member], topics: &[AssignableTopic], shares: &Assignments) {
    let mut owners = BTreeMap::new();
    for (member, share) in members.iter().zip(shares) {
        for (topic, partition) in share {
            assert!(member.subscription.topics.contains(topic), "{topic} is not wanted");
            assert_eq!(owners.insert((topic.clone(), *partition), &member.id), None, "two owners");
        }
    }
    for topic in topics {
        if members.iter().any(|member| member.subscription.topics.contains(&topic.name)) {
            for partition in 0..topic.partition_count() {
                assert!(owners.contains_key(&(topic.name.clone(), partition as i32)), "no owner");
            }
        }
    }
}

/// No member could take a partition from one that has two more.
fn check_balanced(members: &[Member], shares: &Assignments) {
    for (member, share) in members.iter().zip(shares) {
        for other in shares.iter().filter(|other| other.len() > share.len() + 1) {
            let takable = other.iter().any(|(topic, _)| member.subscription.topics.contains(topic));
            assert!(!takable, "{:?} could have some of {:?}", share, other);
        }
    }
}

/// Lets the members join anew with what they were assigned, until nothing changes.
fn settle(members: &mut [Member], topics: &[AssignableTopic], generation: &mut i32) -> Assignments {
    for _ in 0..4 {
        let shares = Assignor::CooperativeSticky.assign(members, topics);
        *generation += 1;
        let settled = members.iter().zip(&shares).all(|(member, share)| {
            let had: BTreeSet<_> = member.subscription.owned.iter().collect();
            had == share.iter().collect()
        });
        for (member, share) in members.iter_mut().zip(&shares) {
            member.subscription.owned = share.clone();
            member.subscription.generation = *generation;
        }
        if settled {
            return shares;
        }
    }
    panic!("it does not settle");
}

proptest! {
    #[test]
    fn every_partition_has_one_owner((members, topics) in groups()) {
        for assignor in Assignor::ALL {
            let shares = assignor.assign(&members, &topics);
            check_complete(&members, &topics, &shares);
        }
    }

    #[test]
    fn the_order_of_members_and_topics_does_not_matter((members, topics) in groups()) {
        for assignor in Assignor::ALL {
            let mut shares = assigned(assignor, &members, &topics);
            let (mut other_members, mut other_topics) = (members.clone(), topics.clone());
            other_members.reverse();
            other_topics.reverse();
            shares.reverse();
            prop_assert_eq!(assigned(assignor, &other_members, &other_topics), shares);
        }
    }

    #[test]
    fn sticky_is_even_and_keeps_what_it_can((mut members, topics) in groups()) {
        let mut generation = 0;
        let before = settle(&mut members, &topics, &mut generation);
        check_complete(&members, &topics, &before);
        check_balanced(&members, &before);
        // The last member leaves: nobody else loses anything that can stay.
        members.pop();
        let after = settle(&mut members, &topics, &mut generation);
        check_complete(&members, &topics, &after);
        check_balanced(&members, &after);
        let alike = members.iter().all(|member| member.subscription.topics == members[0].subscription.topics);
        for (had, has) in before.iter().zip(&after).filter(|_| alike) {
            prop_assert!(had.iter().all(|partition| has.contains(partition)), "{:?} lost of {:?}", has, had);
        }
    }
}
