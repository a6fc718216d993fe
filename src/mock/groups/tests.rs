//! Groups as clients see them, over sockets.

use std::time::{Duration, Instant};

use crate::mock::MockCluster;
use crate::mock::state::CoordinatorOf;
use crate::mock::testing::{Client, cluster};
use crate::protocol::messages::join_group_request::JoinGroupRequestProtocol;
use crate::protocol::messages::leave_group_request::MemberIdentity;
use crate::protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use crate::protocol::messages::offset_fetch_request::{OffsetFetchRequestGroup, OffsetFetchRequestTopics};
use crate::protocol::messages::sync_group_request::SyncGroupRequestAssignment;
use crate::protocol::messages::*;
use crate::protocol::{ApiKey, frame};

use crate::error::ErrorCode;

const NONE: i16 = 0;
const NOT_COORDINATOR: i16 = 16;
const ILLEGAL_GENERATION: i16 = 22;
const INCONSISTENT_GROUP_PROTOCOL: i16 = 23;
const UNKNOWN_MEMBER_ID: i16 = 25;
const REBALANCE_IN_PROGRESS: i16 = 27;
const NON_EMPTY_GROUP: i16 = 68;
const MEMBER_ID_REQUIRED: i16 = 79;
const FENCED_INSTANCE_ID: i16 = 82;

/// What a member was told when it joined.
#[derive(Debug, PartialEq)]
struct Joined {
    error: i16,
    generation: i32,
    member_id: String,
    leader: String,
    protocol: Option<String>,
    members: Vec<String>,
    skip_assignment: bool,
}

impl Joined {
    fn of(response: JoinGroupResponse<'_>) -> Joined {
        Joined {
            error: response.error_code,
            generation: response.generation_id,
            member_id: response.member_id.to_owned(),
            leader: response.leader.to_owned(),
            protocol: response.protocol_name.map(str::to_owned),
            members: response.members.iter().map(|member| member.member_id.to_owned()).collect(),
            skip_assignment: response.skip_assignment,
        }
    }
}

/// A member of the group "g", on a connection of its own, that speaks one version of JoinGroup.
struct Consumer {
    client: Client,
    version: i16,
    id: String,
    instance: Option<&'static str>,
    protocols: &'static [&'static str],
    session_ms: i32,
    rebalance_ms: i32,
}

impl Consumer {
    fn new(cluster: &MockCluster, version: i16) -> Consumer {
        let client = Client::connect(cluster, 1);
        let (id, instance, protocols) = (String::new(), None, &["range"][..]);
        Consumer { client, version, id, instance, protocols, session_ms: 10_000, rebalance_ms: 10_000 }
    }

    fn send_join(&mut self) {
        let protocols = self.protocols.iter().map(|name| JoinGroupRequestProtocol { name, metadata: b"m" });
        let request = JoinGroupRequest {
            group_id: "g",
            session_timeout_ms: self.session_ms,
            rebalance_timeout_ms: self.rebalance_ms,
            member_id: &self.id,
            group_instance_id: self.instance,
            protocol_type: "consumer",
            protocols: protocols.collect(),
            ..Default::default()
        };
        self.client.send(&request, self.version);
    }

    fn receive_join(&mut self) -> Joined {
        let answer = self.client.receive().unwrap();
        let joined =
            Joined::of(frame::decode_response::<JoinGroupRequest<'_>>(&answer, self.version).unwrap());
        self.id.clone_from(&joined.member_id);
        joined
    }

    fn join(&mut self) -> Joined {
        self.send_join();
        let joined = self.receive_join();
        if joined.error != MEMBER_ID_REQUIRED {
            return joined;
        }
        self.send_join();
        self.receive_join()
    }

    fn send_sync(&mut self, generation: i32, assignments: &[(&str, &[u8])]) {
        let assignments = assignments.iter();
        let assignments =
            assignments.map(|(member_id, assignment)| SyncGroupRequestAssignment { member_id, assignment });
        let request = SyncGroupRequest {
            group_id: "g",
            generation_id: generation,
            member_id: &self.id,
            group_instance_id: self.instance,
            assignments: assignments.collect(),
            ..Default::default()
        };
        self.client.send(&request, self.sync_version());
    }

    fn sync_version(&self) -> i16 {
        if self.instance.is_some() { 4 } else { self.version.min(4) }
    }

    fn receive_sync(&mut self) -> (i16, Vec<u8>) {
        let answer = self.client.receive().unwrap();
        let version = self.sync_version();
        let response = frame::decode_response::<SyncGroupRequest<'_>>(&answer, version).unwrap();
        (response.error_code, response.assignment.to_vec())
    }

    fn sync(&mut self, generation: i32, assignments: &[(&str, &[u8])]) -> (i16, Vec<u8>) {
        self.send_sync(generation, assignments);
        self.receive_sync()
    }

    fn heartbeat(&mut self, generation: i32) -> i16 {
        let request = HeartbeatRequest {
            group_id: "g",
            generation_id: generation,
            member_id: &self.id,
            group_instance_id: self.instance,
        };
        self.client.ask(&request, 4, |response| response.error_code)
    }

    fn leave(&mut self) -> i16 {
        let members =
            vec![MemberIdentity { member_id: &self.id, group_instance_id: self.instance, reason: None }];
        let request = LeaveGroupRequest { group_id: "g", members, ..Default::default() };
        self.client.ask(&request, 5, |response| response.members[0].error_code)
    }

    fn commit(&mut self, generation: i32, partition: i32, offset: i64) -> i16 {
        let partitions = vec![OffsetCommitRequestPartition {
            partition_index: partition,
            committed_offset: offset,
            committed_leader_epoch: 3,
            committed_metadata: Some("note"),
        }];
        let topics = vec![OffsetCommitRequestTopic { name: "t", partitions, ..Default::default() }];
        let request = OffsetCommitRequest {
            group_id: "g",
            generation_id_or_member_epoch: generation,
            member_id: &self.id,
            topics,
            ..Default::default()
        };
        self.client.ask(&request, 9, |response| response.topics[0].partitions[0].error_code)
    }
}

fn quick_cluster() -> MockCluster {
    let cluster = cluster(1);
    cluster.change().group_initial_rebalance_delay = Duration::ZERO;
    cluster.change().create_topic("t", 4, 1).unwrap();
    cluster
}

fn state_of_group(client: &mut Client) -> (String, usize) {
    let request = DescribeGroupsRequest { groups: vec!["g"], ..Default::default() };
    client.ask(&request, 5, |response| {
        (response.groups[0].group_state.to_owned(), response.groups[0].members.len())
    })
}

fn await_state(client: &mut Client, state: &str, members: usize) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while state_of_group(client) != (state.to_owned(), members) {
        assert!(Instant::now() < deadline, "{:?} instead of {state}, {members}", state_of_group(client));
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn two_members_from_join_to_leave(version: i16) {
    let cluster = quick_cluster();
    let (mut a, mut b) = (Consumer::new(&cluster, version), Consumer::new(&cluster, version));
    let joined = a.join();
    assert_eq!((joined.error, joined.generation, &joined.leader), (NONE, 1, &a.id));
    assert_eq!(joined.members, [a.id.clone()]);
    assert_eq!(a.commit(1, 0, 1), REBALANCE_IN_PROGRESS);
    let own = a.id.clone();
    assert_eq!(a.sync(1, &[(&own, b"all")]), (NONE, b"all".to_vec()));
    assert_eq!((a.heartbeat(1), a.heartbeat(2)), (NONE, ILLEGAL_GENERATION));

    if version >= 4 {
        b.send_join();
        assert_eq!(b.receive_join().error, MEMBER_ID_REQUIRED);
    }
    b.send_join();
    let mut observer = Client::connect(&cluster, 1);
    await_state(&mut observer, "PreparingRebalance", 2);
    assert_eq!(a.heartbeat(1), REBALANCE_IN_PROGRESS);
    // What was consumed of the old generation can still be committed.
    assert_eq!(a.commit(1, 0, 17), NONE);
    let leading = a.join();
    let following = b.receive_join();
    assert_eq!((leading.generation, following.generation), (2, 2));
    assert_eq!((&leading.leader, &following.leader), (&a.id, &a.id));
    assert_eq!(leading.members, [a.id.clone(), b.id.clone()]);
    assert_eq!(following.members, [""; 0]);
    b.send_sync(2, &[]);
    let (first, second) = (a.id.clone(), b.id.clone());
    assert_eq!(a.sync(2, &[(&first, b"one"), (&second, b"two")]), (NONE, b"one".to_vec()));
    assert_eq!(b.receive_sync(), (NONE, b"two".to_vec()));

    assert_eq!(b.leave(), NONE);
    assert_eq!(b.heartbeat(2), UNKNOWN_MEMBER_ID);
    assert_eq!(a.heartbeat(2), REBALANCE_IN_PROGRESS);
    assert_eq!(a.join().members, [a.id.clone()]);
    assert_eq!(a.leave(), NONE);
    assert_eq!(state_of_group(&mut observer), ("Empty".to_owned(), 0));
}

#[test]
fn two_members_from_join_to_leave_in_several_versions() {
    [0, 2, 4, 5, 6, 7, 9].into_iter().for_each(two_members_from_join_to_leave);
}

#[test]
fn the_first_members_wait_for_others() {
    let cluster = quick_cluster();
    cluster.change().group_initial_rebalance_delay = Duration::from_millis(400);
    let (mut a, mut b) = (Consumer::new(&cluster, 3), Consumer::new(&cluster, 3));
    let start = Instant::now();
    a.send_join();
    std::thread::sleep(Duration::from_millis(100));
    b.send_join();
    assert_eq!((a.receive_join().generation, b.receive_join().generation), (1, 1));
    // Once more after the newcomer.
    assert!(start.elapsed() >= Duration::from_millis(800), "{:?}", start.elapsed());
}

#[test]
fn a_protocol_that_all_support_is_elected() {
    let cluster = quick_cluster();
    let mut client = Client::connect(&cluster, 1);
    let mut a = Consumer { protocols: &["a", "b", "c"], ..Consumer::new(&cluster, 3) };
    let mut b = Consumer { protocols: &["c", "b"], ..Consumer::new(&cluster, 3) };
    let mut c = Consumer { protocols: &["c", "b", "x"], ..Consumer::new(&cluster, 3) };
    assert_eq!(a.join().protocol.as_deref(), Some("a"));
    b.send_join();
    await_state(&mut client, "PreparingRebalance", 2);
    c.send_join();
    await_state(&mut client, "PreparingRebalance", 3);
    assert_eq!(a.join().protocol.as_deref(), Some("c"));
    assert_eq!(b.receive_join().error, NONE);
    let mut stranger = Consumer { protocols: &["x"], ..Consumer::new(&cluster, 3) };
    assert_eq!(stranger.join().error, INCONSISTENT_GROUP_PROTOCOL);
}

#[test]
fn a_static_member_that_comes_back_keeps_its_place() {
    let cluster = quick_cluster();
    let mut old = Consumer { instance: Some("i"), ..Consumer::new(&cluster, 9) };
    let joined = old.join();
    assert_eq!(joined.error, NONE);
    let id = old.id.clone();
    assert_eq!(old.sync(1, &[(&id, b"mine")]), (NONE, b"mine".to_vec()));

    let mut new = Consumer { instance: Some("i"), ..Consumer::new(&cluster, 9) };
    let joined = new.join();
    assert_eq!((joined.error, joined.generation, joined.skip_assignment), (NONE, 1, true));
    assert_eq!((&joined.leader, &joined.members), (&new.id, &vec![new.id.clone()]));
    assert_ne!(new.id, old.id);
    assert_eq!(new.sync(1, &[]), (NONE, b"mine".to_vec()));
    assert_eq!((old.heartbeat(1), old.join().error), (FENCED_INSTANCE_ID, FENCED_INSTANCE_ID));

    // A client that cannot be told to skip the assignment is told of another leader.
    let mut older = Consumer { instance: Some("i"), ..Consumer::new(&cluster, 5) };
    let joined = older.join();
    assert_eq!((joined.generation, joined.leader, joined.members), (1, new.id.clone(), vec![]));
    assert_eq!(older.sync(1, &[]), (NONE, b"mine".to_vec()));

    // Sent away by the name of the instance.
    let mut admin = Consumer { instance: Some("i"), ..Consumer::new(&cluster, 9) };
    assert_eq!(admin.leave(), NONE);
    assert_eq!(older.heartbeat(1), UNKNOWN_MEMBER_ID);
    assert_eq!(admin.leave(), UNKNOWN_MEMBER_ID);
}

#[test]
fn a_silent_member_is_out_after_its_session() {
    let cluster = quick_cluster();
    let mut a = Consumer { session_ms: 300, ..Consumer::new(&cluster, 5) };
    a.join();
    let id = a.id.clone();
    a.sync(1, &[(&id, b"x")]);
    for _ in 0..4 {
        std::thread::sleep(Duration::from_millis(100));
        assert_eq!(a.heartbeat(1), NONE);
    }
    let mut observer = Client::connect(&cluster, 1);
    await_state(&mut observer, "Empty", 0);
    assert_eq!(a.heartbeat(1), UNKNOWN_MEMBER_ID);
}

#[test]
fn who_does_not_join_or_sync_in_time_is_out() {
    let cluster = quick_cluster();
    let mut observer = Client::connect(&cluster, 1);
    let mut a = Consumer { rebalance_ms: 300, ..Consumer::new(&cluster, 3) };
    let mut b = Consumer { rebalance_ms: 300, ..Consumer::new(&cluster, 3) };
    a.join();
    let id = a.id.clone();
    a.sync(1, &[(&id, b"x")]);
    b.send_join();
    let joined = b.receive_join();
    assert_eq!((joined.generation, &joined.leader), (2, &b.id));
    assert_eq!(joined.members, [b.id.clone()]);
    assert_eq!(a.heartbeat(1), UNKNOWN_MEMBER_ID);
    await_state(&mut observer, "Empty", 0);
}

#[test]
fn a_join_that_was_given_up_does_not_hold_up_its_connection() {
    let cluster = quick_cluster();
    cluster.change().group_initial_rebalance_delay = Duration::from_millis(300);
    let mut a = Consumer::new(&cluster, 5);
    a.send_join();
    assert_eq!(a.receive_join().error, MEMBER_ID_REQUIRED);
    a.send_join();
    let mut again = Consumer { id: a.id.clone(), ..Consumer::new(&cluster, 5) };
    await_state(&mut Client::connect(&cluster, 1), "PreparingRebalance", 1);
    again.send_join();
    assert_eq!(a.receive_join().error, REBALANCE_IN_PROGRESS);
    assert_eq!(again.receive_join().error, NONE);
}

#[test]
fn offsets_are_kept_with_their_metadata_until_the_group_or_the_topic_goes() {
    let cluster = quick_cluster();
    let mut anybody = Consumer::new(&cluster, 9);
    assert_eq!((anybody.commit(-1, 0, 7), anybody.commit(-1, 99, 7)), (NONE, 3));
    let topic_id = cluster.change().topics.get("t").unwrap().id;
    let fetch = |client: &mut Client, version: i16| {
        let name = if version < 10 { "t" } else { "" };
        let topics = vec![OffsetFetchRequestTopics { name, topic_id, partition_indexes: vec![0, 1] }];
        let groups =
            vec![OffsetFetchRequestGroup { group_id: "g", topics: Some(topics), ..Default::default() }];
        client.ask(&OffsetFetchRequest { groups, ..Default::default() }, version, |response| {
            let topic = &response.groups[0].topics[0];
            assert_eq!(topic.name, name);
            let partitions = topic.partitions.iter().map(|partition| {
                let metadata = partition.metadata.unwrap().to_owned();
                (partition.committed_offset, partition.committed_leader_epoch, metadata, partition.error_code)
            });
            partitions.collect::<Vec<_>>()
        })
    };
    let (known, none) = ((7, 3, "note".to_owned(), NONE), (-1, -1, String::new(), NONE));
    for version in [8, 9, 10] {
        assert_eq!(fetch(&mut anybody.client, version), [known.clone(), none.clone()]);
    }
    let old = OffsetFetchRequest { group_id: "g", topics: None, ..Default::default() };
    let all = |response: OffsetFetchResponse<'_>| {
        (response.topics[0].name.to_owned(), response.topics[0].partitions[0].committed_offset)
    };
    assert_eq!(anybody.client.ask(&old, 7, all), ("t".to_owned(), 7));

    cluster.change().delete_topic("t");
    cluster.change().create_topic("t", 4, 1).unwrap();
    assert_eq!(fetch(&mut anybody.client, 9), [none.clone(), none.clone()]);
    assert_eq!(anybody.commit(-1, 0, 7), NONE);
    let delete = DeleteGroupsRequest { groups_names: vec!["g"] };
    let error_of = |response: DeleteGroupsResponse<'_>| response.results[0].error_code;
    assert_eq!(anybody.client.ask(&delete, 2, error_of), NONE);
    assert_eq!(fetch(&mut anybody.client, 9), [none.clone(), none]);
    anybody.join();
    assert_eq!(anybody.client.ask(&delete, 2, error_of), NON_EMPTY_GROUP);
}

#[test]
fn only_the_coordinator_serves_a_group_and_a_fault_comes_first() {
    let cluster = cluster(2);
    cluster.change().set_coordinator(CoordinatorOf::Group, "g", 2);
    let mut wrong = Client::connect(&cluster, 1);
    let find = FindCoordinatorRequest { coordinator_keys: vec!["g"], ..Default::default() };
    let found = |response: FindCoordinatorResponse<'_>| {
        (response.coordinators[0].node_id, response.coordinators[0].error_code)
    };
    assert_eq!(wrong.ask(&find, 4, found), (2, NONE));
    let heartbeat = HeartbeatRequest { group_id: "g", member_id: "m", ..Default::default() };
    assert_eq!(wrong.ask(&heartbeat, 4, |response| response.error_code), NOT_COORDINATOR);
    cluster.push_errors(ApiKey::HEARTBEAT, [ErrorCode::GROUP_AUTHORIZATION_FAILED]);
    assert_eq!(wrong.ask(&heartbeat, 4, |response| response.error_code), 30);
    cluster.change().brokers.get_mut(&2).unwrap().stop_listening().unwrap();
    assert_eq!(wrong.ask(&find, 4, found), (-1, 15));
}
