//! A member of a group, by the classic protocol. On the main thread.
//!
//! [`Membership`] holds where the member stands and what is wanted of it; [`Main::serve_membership`] looks at both and takes
//! the next step, again and again until there is something to wait for. Whoever learns something (an answer, a timer, the
//! application's call) notes it down and has it look again, so that no order of events needs code of its own.
//!
//! ```text
//!  Out --JoinGroup--> Joining --SyncGroup--> Syncing --assignment--> Member --heartbeats...
//!   ^                                                                  |
//!   +------- coordinator says: unknown member, old generation ---------+-- rebalance: revoke, JoinGroup
//! ```
//!
//! Answers that come late are told by `round`, which grows whenever those under way lose their meaning.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::broker::Backoff;
use crate::client::{Client, Main, MainTimer};
use crate::conf::Conf;
use crate::consumer::{ConsumerError, Subject};
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::metadata::{ClusterMetadata, MetadataQuery, QueryTopics};
use crate::queue::{Deadline, Op};
use crate::timer::millis;

use super::Member;
use super::assignor::{Assignor, RebalanceProtocol};
use super::consumer_protocol::NamedPartition;
use super::led::Led;
use super::metadata::NO_GENERATION;
use super::rebalance::{Change, Pending};
use super::subscription::{Resolved, Wanted};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not in a generation of the group. The coordinator may know the member all the same.
    Out,
    /// JoinGroup is under way.
    Joining,
    /// The leader's assignment is being made, or SyncGroup is under way.
    Syncing,
    /// In a generation: heartbeats are sent.
    Member,
    /// LeaveGroup is under way, and somebody waits for its end.
    Leaving,
}

/// The properties that membership reads, as it wants them.
pub struct MemberSettings {
    pub instance_id: Option<Arc<str>>,
    /// Empty if there is none.
    pub rack: String,
    /// In order of preference.
    pub assignors: Vec<Assignor>,
    pub session_timeout: Duration,
    pub heartbeat_interval: Duration,
    pub max_poll_interval: Duration,
    metadata_interval: Option<Duration>,
    /// How long a topic that asking for it creates may take to be there.
    creation_takes: Option<Duration>,
}

/// A topic or pattern of the subscription that cannot be read.
#[derive(Clone, Copy)]
struct Missing {
    code: ErrorCode,
    since: Instant,
    told: bool,
}

impl MemberSettings {
    fn new(conf: &Conf) -> Self {
        let strategy = &conf.partition_assignment_strategy;
        let interval = conf.topic_metadata_refresh_interval_ms;
        MemberSettings {
            instance_id: conf.group_instance_id.as_deref().filter(|id| !id.is_empty()).map(Arc::from),
            rack: conf.client_rack.clone(),
            assignors: strategy.split(',').filter_map(|name| Assignor::from_name(name.trim())).collect(),
            session_timeout: millis(conf.session_timeout_ms),
            heartbeat_interval: millis(conf.heartbeat_interval_ms),
            max_poll_interval: millis(conf.max_poll_interval_ms),
            metadata_interval: (interval > 0).then(|| millis(interval)),
            creation_takes: conf
                .allow_auto_create_topics
                .then(|| millis(conf.topic_metadata_propagation_max_ms)),
        }
    }
}

type Then = Box<dyn FnOnce(&mut Main) + Send>;

pub struct Membership {
    pub settings: MemberSettings,
    wanted: Option<Wanted>,
    pub resolved: Resolved,
    /// What cannot be read, since when, and whether the application was told.
    reported: BTreeMap<Arc<str>, Missing>,
    /// Grows with each question about the subscribed topics.
    asked: u64,
    missing_backoff: Backoff,
    pub phase: Phase,
    pub round: u64,
    pub member_id: Arc<str>,
    pub generation: i32,
    pub assignor: Option<Assignor>,
    /// The topics of the last JoinGroup.
    pub joined_topics: Vec<Arc<str>>,
    /// As the leader: what was assigned.
    pub led: Option<Led>,
    /// What the group has assigned and the application has been told of.
    pub held: BTreeSet<NamedPartition>,
    /// The group's newest assignment, of which the application has not been told.
    pub target: Option<Vec<NamedPartition>>,
    /// `held` may be somebody else's by now.
    pub lost: bool,
    /// What is being revoked is of topics that are gone: lost as well, but nobody else's.
    pub vanished: bool,
    /// Why the member is to join again.
    pub rejoin: Option<String>,
    pub pending: Option<Pending>,
    /// Counts the rebalances that the application is told of.
    pub serial: u64,
    /// The last attempt to join ended because the coordinator did not know the member.
    pub turned_away: bool,
    /// After a failure: not to join before then.
    pub retry_at: Option<Instant>,
    pub backoff: Backoff,
    pub heartbeat_in_flight: bool,
    /// When the coordinator last took us for a member.
    pub alive_at: Instant,
    /// The application has not polled for too long.
    pub idle: bool,
    /// The coordinator's error that the application was last told of.
    pub told_error: ErrorCode,
    /// To be run when the group is left for good: the consumer is being closed.
    closing: Option<Then>,
    closed: bool,
    fenced: bool,
    /// The end of commits under way is waited for.
    awaits_commits: bool,
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Wait,
    Tell(Change, Vec<NamedPartition>),
    Join,
    Leave,
    /// Nothing is left to do: the consumer is closed.
    Close,
}

impl Membership {
    pub fn new(conf: &Conf) -> Self {
        let (base, max) = conf.retry_backoff();
        Membership {
            settings: MemberSettings::new(conf),
            wanted: None,
            resolved: Resolved::default(),
            reported: BTreeMap::new(),
            asked: 0,
            missing_backoff: Backoff::new(Duration::from_millis(250), Duration::from_secs(10)),
            phase: Phase::Out,
            round: 0,
            member_id: Arc::from(""),
            generation: NO_GENERATION,
            assignor: None,
            joined_topics: Vec::new(),
            led: None,
            held: BTreeSet::new(),
            target: None,
            lost: false,
            vanished: false,
            rejoin: None,
            pending: None,
            serial: 0,
            turned_away: false,
            retry_at: None,
            backoff: Backoff::new(base, max),
            heartbeat_in_flight: false,
            alive_at: Instant::now(),
            idle: false,
            told_error: ErrorCode::NO_ERROR,
            closing: None,
            closed: false,
            fenced: false,
            awaits_commits: false,
        }
    }

    /// All configured assignors hand over in the same way: `rd_kafka_new` sees to that.
    pub fn protocol(&self) -> RebalanceProtocol {
        self.settings.assignors.first().map_or(RebalanceProtocol::Eager, |assignor| assignor.protocol())
    }

    pub fn is_static(&self) -> bool {
        self.settings.instance_id.is_some()
    }

    /// The application does not want to be a member, or cannot be one any more.
    fn is_over(&self) -> bool {
        self.closed || self.wanted.is_none()
    }

    /// There is no coming back: the consumer is being closed, or has a fatal error.
    pub fn is_at_its_end(&self) -> bool {
        self.closed || self.fenced
    }

    fn is_known_to_coordinator(&self) -> bool {
        !self.member_id.is_empty() || !matches!(self.phase, Phase::Out)
    }

    /// The partitions are no longer held, by this member's own doing or another's.
    pub fn let_go(&mut self, partitions: &[NamedPartition]) {
        for partition in partitions {
            self.held.remove(partition);
        }
        self.lost &= !self.held.is_empty();
    }

    /// A cooperative member gives up these partitions because their topics are there no more.
    fn have_vanished(&self, partitions: &[NamedPartition]) -> bool {
        let is_gone = |wanted: &Wanted, topic: &Arc<str>| {
            wanted.covers(topic) && !self.resolved.topics.contains_key(topic)
        };
        self.protocol() == RebalanceProtocol::Cooperative
            && self
                .wanted
                .as_ref()
                .is_some_and(|wanted| partitions.iter().all(|(topic, _)| is_gone(wanted, topic)))
    }

    pub fn all_held(&self) -> Vec<NamedPartition> {
        self.held.iter().cloned().collect()
    }

    fn next_step(&self, now: Instant) -> Step {
        if self.pending.is_some() || self.phase == Phase::Leaving {
            return Step::Wait;
        }
        if self.lost && !self.held.is_empty() {
            return Step::Tell(Change::Revoke, self.all_held());
        }
        if self.is_over() {
            return match () {
                () if !self.held.is_empty() => Step::Tell(Change::Revoke, self.all_held()),
                () if self.is_known_to_coordinator() => Step::Leave,
                () if self.closing.is_some() => Step::Close,
                () => Step::Wait,
            };
        }
        match &self.target {
            Some(target) if self.phase == Phase::Member => self.step_towards(target),
            _ => self.step_to_join(now),
        }
    }

    /// The group has assigned `target`: what is not in it goes before what is new in it comes.
    fn step_towards(&self, target: &[NamedPartition]) -> Step {
        let wanted: BTreeSet<&NamedPartition> = target.iter().collect();
        let gone: Vec<NamedPartition> =
            self.held.iter().filter(|held| !wanted.contains(held)).cloned().collect();
        if !gone.is_empty() {
            return Step::Tell(Change::Revoke, gone);
        }
        let new = target.iter().filter(|partition| !self.held.contains(*partition)).cloned().collect();
        Step::Tell(Change::Assign, new)
    }

    fn step_to_join(&self, now: Instant) -> Step {
        let wants = match self.phase {
            Phase::Out => true,
            Phase::Member => self.rejoin.is_some(),
            Phase::Joining | Phase::Syncing | Phase::Leaving => false,
        };
        if !wants || self.idle {
            return Step::Wait;
        }
        let gone: Vec<NamedPartition> = match self.protocol() {
            RebalanceProtocol::Eager => self.all_held(),
            RebalanceProtocol::Cooperative => {
                let unwanted = |held: &&NamedPartition| !self.resolved.topics.contains_key(&held.0);
                self.held.iter().filter(unwanted).cloned().collect()
            }
        };
        match () {
            () if !gone.is_empty() => Step::Tell(Change::Revoke, gone),
            () if self.resolved.topics.is_empty() && self.phase == Phase::Member => Step::Leave,
            () if self.resolved.topics.is_empty() => Step::Wait,
            () if self.retry_at.is_some_and(|at| at > now) => Step::Wait,
            () => Step::Join,
        }
    }

    /// The coordinator no longer has the member in this generation: what it holds is lost.
    pub(super) fn fall_out(&mut self) {
        self.round += 1;
        self.phase = Phase::Out;
        self.generation = NO_GENERATION;
        self.target = None;
        self.led = None;
        self.rejoin = None;
        self.lost = !self.held.is_empty();
    }
}

impl Main {
    /// Takes all steps that can be taken now.
    pub fn serve_membership(&mut self) {
        loop {
            let member = &self.group.membership;
            if member.is_over() || member.lost {
                self.give_up_pending();
            }
            match self.group.membership.next_step(Instant::now()) {
                Step::Wait => return,
                Step::Tell(change, partitions) => self.step_tell(change, partitions),
                // What was read is committed as the member that read it.
                Step::Join | Step::Leave if !self.may_move_on() => return,
                Step::Join => return self.join_group(),
                Step::Leave => self.step_leave(),
                Step::Close => return self.step_close(),
            }
        }
    }

    /// No commit is under way.
    fn may_move_on(&mut self) -> bool {
        if self.group.commits.is_idle() {
            return true;
        }
        if !std::mem::replace(&mut self.group.membership.awaits_commits, true) {
            self.when_committed(|main| {
                main.group.membership.awaits_commits = false;
                main.serve_membership();
            });
        }
        false
    }

    fn step_tell(&mut self, change: Change, partitions: Vec<NamedPartition>) {
        let member = &mut self.group.membership;
        match change {
            Change::Assign => member.target = None,
            Change::Revoke => {
                // Also if the group's leader was the first to see that the topics are gone, and has assigned without them.
                member.vanished = member.have_vanished(&partitions);
                // What was given up can go to its new owner in the next generation, which somebody must ask for.
                if member.target.is_some() {
                    member.rejoin.get_or_insert_with(|| "revoked partitions are to be assigned".to_owned());
                }
            }
        }
        self.publish_member();
        self.tell_rebalance(change, partitions);
    }

    fn step_leave(&mut self) {
        let reason = if self.group.membership.closed {
            "the consumer is being closed"
        } else if self.group.membership.wanted.is_none() {
            "the consumer unsubscribed from all topics"
        } else {
            "none of the subscribed topics exists"
        };
        self.end_membership(reason, self.group.membership.closed);
        if self.group.membership.is_over() {
            self.hold_coordinator(false);
        }
    }

    fn step_close(&mut self) {
        self.timers.cancel(&MainTimer::Rejoin);
        if let Some(then) = self.group.membership.closing.take() {
            then(self);
        }
    }

    /// The consumer closes: gives up the membership, and then, or at once without one, runs `then`.
    pub fn leave_group(&mut self, then: impl FnOnce(&mut Main) + Send + 'static) {
        self.group.membership.closed = true;
        self.group.membership.closing = Some(Box::new(then));
        self.end_subscription();
        self.serve_membership();
    }

    /// Closing has taken too long: nobody is waited for any more.
    pub fn abandon_membership(&mut self) {
        let member = &mut self.group.membership;
        member.closing = None;
        member.pending = None;
        member.held.clear();
        if member.is_known_to_coordinator() && member.phase != Phase::Leaving {
            self.end_membership("the consumer was closed", false);
        }
    }

    /// Lets application threads see where the member stands.
    pub fn publish_member(&mut self) {
        let member = &self.group.membership;
        self.client.member.update(|view| {
            view.member_id = member.member_id.to_string();
            view.generation = member.generation;
            view.lost = member.lost || member.vanished;
            view.protocol = member.assignor.map(Assignor::protocol);
        });
        // What is committed of lost partitions is committed as the member that had them: the coordinator can refuse it then.
        if member.lost {
            return;
        }
        let instance_id = member.settings.instance_id.as_deref().filter(|_| member.phase != Phase::Out);
        self.group.member = Member {
            id: member.member_id.to_string(),
            generation: member.generation,
            instance_id: instance_id.map(str::to_owned),
        };
    }

    /// The application subscribes, or changes what it subscribes to.
    pub fn subscribe(&mut self, wanted: Wanted) {
        let member = &mut self.group.membership;
        if member.closed {
            return;
        }
        member.wanted = Some(wanted);
        member.idle = false;
        self.hold_coordinator(true);
        self.start_poll_timer();
        self.refresh_subscription();
    }

    /// The application no longer subscribes to anything.
    pub fn unsubscribe(&mut self) {
        self.end_subscription();
        self.serve_membership();
    }

    fn end_subscription(&mut self) {
        let member = &mut self.group.membership;
        member.wanted = None;
        member.asked += 1;
        member.resolved = Resolved::default();
        member.reported.clear();
        self.timers.cancel(&MainTimer::Subscription);
        self.timers.cancel(&MainTimer::MaxPoll);
    }

    /// The coordinator wants the member to join again, as another one did: perhaps since that one has seen other topics. Where
    /// patterns decide which those are, they are looked at again, by a question that goes out before JoinGroup on the same
    /// connection and so is answered first.
    pub fn told_to_rejoin(&mut self) {
        if self.group.membership.wanted.as_ref().is_some_and(Wanted::has_patterns) {
            self.refresh_subscription();
        }
        self.want_rejoin("the group is rebalancing");
    }

    /// The member is to join again.
    pub fn want_rejoin(&mut self, reason: &str) {
        crate::debug!(self.client.log, Debug::CGRP, "REJOIN", "Joining the group again: {reason}");
        self.group.membership.rejoin = Some(reason.to_owned());
        self.serve_membership();
    }

    /// The coordinator does not know the member in this generation any more. With `forget` not in any.
    pub fn membership_lost(&mut self, forget: bool, reason: &str) {
        crate::debug!(self.client.log, Debug::CGRP, "LOST", "No longer in the group's generation: {reason}");
        let member = &mut self.group.membership;
        member.fall_out();
        if forget {
            member.member_id = Arc::from("");
        }
        self.publish_member();
        self.serve_membership();
    }

    /// Joins again after a backoff.
    pub fn join_later(&mut self) {
        let member = &mut self.group.membership;
        member.round += 1;
        member.phase = Phase::Out;
        let at = Instant::now() + member.backoff.next();
        member.retry_at = Some(at);
        self.timers.set(MainTimer::Rejoin, at);
    }

    /// The time to wait before joining is over.
    pub fn try_again(&mut self) {
        let member = &self.group.membership;
        if !member.held.is_empty() && member.alive_at.elapsed() >= member.settings.session_timeout {
            return self.membership_lost(true, "not in a generation for session.timeout.ms");
        }
        self.serve_membership();
    }

    /// Another consumer has this one's `group.instance.id`.
    pub fn fenced(&mut self, reason: &str) {
        let instance = self.group.membership.settings.instance_id.clone().unwrap_or_default();
        let text = format!(
            "Static consumer {instance} fenced by other consumer with same group.instance.id: {reason}"
        );
        if self.client.set_fatal(ErrorCode::FENCED_INSTANCE_ID, text.clone()) {
            push_error(&self.client, ErrorCode::_FATAL, None, format!("Fatal error: {text}"));
        }
        self.group.membership.fenced = true;
        self.end_subscription();
        self.membership_lost(true, "fenced");
    }

    /// Tells the application of an error, once until another one comes.
    pub fn tell_member_error(&mut self, code: ErrorCode, text: String) {
        if std::mem::replace(&mut self.group.membership.told_error, code) != code {
            push_error(&self.client, code, None, text);
        }
    }

    // ---- topics ----

    /// Asks what the subscribed topics are like, and as the leader, those of the other members.
    pub fn refresh_subscription(&mut self) {
        let member = &mut self.group.membership;
        let Some(wanted) = &member.wanted else { return };
        member.asked += 1;
        let asked = member.asked;
        let mut topics = wanted.query();
        if let (QueryTopics::Named(names), Some(led)) = (&mut topics, &member.led) {
            let others: Vec<Arc<str>> =
                led.topics().filter(|topic| !names.contains(topic)).cloned().collect();
            names.extend(others);
        }
        let query = MetadataQuery {
            topics,
            deadline: Deadline::Never,
            reply: Box::new(move |main, outcome| main.subscription_refreshed(asked, outcome)),
        };
        match self.group.membership.phase {
            Phase::Joining | Phase::Syncing => self.query_metadata(query),
            Phase::Out | Phase::Member | Phase::Leaving => self.query_for_group(query),
        }
    }

    /// Asks for metadata by the coordinator's connection, which has nothing to wait for: on others a fetch may be
    /// waiting for data, and a broker answers a connection's requests one after the other.
    pub(super) fn query_for_group(&mut self, query: MetadataQuery) {
        match self.group.coordinator.connection().cloned() {
            Some(broker) => self.send_query(&broker, query),
            None => self.query_metadata(query),
        }
    }

    fn subscription_refreshed(&mut self, asked: u64, outcome: Result<Arc<ClusterMetadata>, ErrorCode>) {
        if asked != self.group.membership.asked {
            return;
        }
        match outcome {
            Ok(metadata) => self.take_topics(&metadata),
            Err(_) => {
                let wait = self.group.membership.missing_backoff.next();
                self.refresh_subscription_after(wait);
            }
        }
    }

    fn refresh_subscription_after(&mut self, wait: Duration) {
        self.timers.set(MainTimer::Subscription, Instant::now() + wait);
    }

    fn take_topics(&mut self, metadata: &ClusterMetadata) {
        let member = &mut self.group.membership;
        let Some(wanted) = &member.wanted else { return };
        member.resolved = wanted.resolve(metadata);
        self.report_missing();
        let member = &mut self.group.membership;
        let in_group = !matches!(member.phase, Phase::Out | Phase::Leaving);
        let own_changed = in_group && member.joined_topics != member.resolved.names();
        let led = member.led.as_ref().filter(|_| member.phase == Phase::Member);
        if own_changed {
            member.rejoin = Some("the subscribed topics have changed".to_owned());
        } else if let Some(change) = led.and_then(|led| led.change(metadata)) {
            member.rejoin = Some(change.to_owned());
        }
        if member.resolved.missing.is_empty() {
            member.missing_backoff.reset();
            match member.settings.metadata_interval {
                Some(interval) => self.refresh_subscription_after(interval),
                None => self.timers.cancel(&MainTimer::Subscription),
            }
        } else {
            let wait = member.missing_backoff.next();
            self.refresh_subscription_after(wait);
        }
        self.serve_membership();
    }

    /// Tells the application what cannot be read, once. Not at first sight, since it may just be about to be created, and not
    /// as long as asking for it may have it created.
    fn report_missing(&mut self) {
        let member = &mut self.group.membership;
        let now = Instant::now();
        let creates = member.wanted.as_ref().is_some_and(Wanted::may_create);
        let patience = member.settings.creation_takes.filter(|_| creates);
        let before = std::mem::take(&mut member.reported);
        for (name, code) in &member.resolved.missing {
            let known = before.get(name).filter(|known| known.code == *code).copied();
            let new = known.is_none();
            let mut missing = known.unwrap_or(Missing { code: *code, since: now, told: false });
            let being_made = *code == ErrorCode::UNKNOWN_TOPIC_OR_PART
                && patience.is_some_and(|patience| now - missing.since < patience);
            if !new && !being_made && !missing.told {
                missing.told = true;
                let text = format!("Subscribed topic not available: {name}: {code}");
                push_error(&self.client, *code, Some(Arc::clone(name)), text);
            }
            member.reported.insert(Arc::clone(name), missing);
        }
    }
}

/// Queues an error for whoever polls the consumer.
pub(super) fn push_error(client: &Arc<Client>, code: ErrorCode, topic: Option<Arc<str>>, text: String) {
    let topic = topic.and_then(|name| client.topics.get_or_create(client, &name, None).ok());
    let subject = topic.map_or(Subject::Group, Subject::Topic);
    client.consumer.queue.push(Op::ConsumerError(ConsumerError::general(subject, code, text)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topic::partition_list::PartitionList;

    fn named(topic: &str, partition: i32) -> NamedPartition {
        (Arc::from(topic), partition)
    }

    /// A member that subscribes to "a", which exists.
    fn member(strategy: &str) -> Membership {
        let mut conf = Conf::default();
        conf.partition_assignment_strategy = strategy.to_owned();
        let mut member = Membership::new(&conf);
        let mut list = PartitionList::new();
        list.add("a", -1);
        member.wanted = Some(Wanted::parse(&list).expect("a name"));
        member.resolved.topics.insert("a".into(), 3);
        member
    }

    fn in_group(strategy: &str, held: &[NamedPartition]) -> Membership {
        let mut member = member(strategy);
        member.phase = Phase::Member;
        member.member_id = Arc::from("m");
        member.generation = 1;
        member.held = held.iter().cloned().collect();
        member
    }

    fn revoke(partitions: &[NamedPartition]) -> Step {
        Step::Tell(Change::Revoke, partitions.to_vec())
    }

    fn step(member: &Membership) -> Step {
        member.next_step(Instant::now())
    }

    #[test]
    fn who_subscribes_to_something_that_exists_joins() {
        let mut member = member("range");
        assert_eq!(step(&member), Step::Join);
        member.retry_at = Some(Instant::now() + Duration::from_secs(60));
        assert_eq!(step(&member), Step::Wait);
        member.retry_at = None;
        member.idle = true;
        assert_eq!(step(&member), Step::Wait);
        member.idle = false;
        member.resolved.topics.clear();
        assert_eq!(step(&member), Step::Wait);
        member.wanted = None;
        assert_eq!(step(&member), Step::Wait);
    }

    #[test]
    fn eager_members_give_up_everything_before_they_join() {
        let held = [named("a", 0), named("a", 1)];
        let mut member = in_group("range", &held);
        assert_eq!(step(&member), Step::Wait);
        member.rejoin = Some(String::new());
        assert_eq!(step(&member), revoke(&held));
        member.held.clear();
        assert_eq!(step(&member), Step::Join);
    }

    #[test]
    fn cooperative_members_give_up_what_is_taken_from_them() {
        let mut member = in_group("cooperative-sticky", &[named("a", 0), named("a", 1), named("b", 0)]);
        member.rejoin = Some(String::new());
        assert_eq!(step(&member), revoke(&[named("b", 0)]));
        member.held.remove(&named("b", 0));
        assert_eq!(step(&member), Step::Join);
        member.target = Some(vec![named("a", 2), named("a", 1)]);
        assert_eq!(step(&member), revoke(&[named("a", 0)]));
        member.held.remove(&named("a", 0));
        assert_eq!(step(&member), Step::Tell(Change::Assign, vec![named("a", 2)]));
        // Also when nothing is new, the application is told.
        member.target = Some(vec![named("a", 1)]);
        assert_eq!(step(&member), Step::Tell(Change::Assign, Vec::new()));
    }

    #[test]
    fn what_is_lost_goes_before_anything_else() {
        let held = [named("a", 0)];
        let mut member = in_group("cooperative-sticky", &held);
        member.target = Some(held.to_vec());
        member.fall_out();
        assert!(member.lost && member.target.is_none());
        assert_eq!(step(&member), revoke(&held));
        member.held.clear();
        member.lost = false;
        assert_eq!(step(&member), Step::Join);
        member.fall_out();
        assert!(!member.lost, "nothing was held");
    }

    #[test]
    fn nothing_is_lost_when_nothing_is_held() {
        let held = [named("a", 0), named("a", 1)];
        let mut member = in_group("range", &held);
        member.fall_out();
        member.let_go(&held[..1]);
        assert!(member.lost);
        member.let_go(&held[1..]);
        assert!(!member.lost && member.held.is_empty());
    }

    #[test]
    fn the_end_gives_up_and_leaves() {
        let held = [named("a", 0)];
        let mut member = in_group("range", &held);
        member.wanted = None;
        assert_eq!(step(&member), revoke(&held));
        member.held.clear();
        assert_eq!(step(&member), Step::Leave);
        member.phase = Phase::Leaving;
        assert_eq!(step(&member), Step::Wait);
        member.phase = Phase::Out;
        member.member_id = Arc::from("");
        assert_eq!(step(&member), Step::Wait);
        member.closing = Some(Box::new(|_| ()));
        assert_eq!(step(&member), Step::Close);
    }

    #[test]
    fn the_application_is_waited_for() {
        let held = [named("a", 0)];
        let mut member = in_group("range", &held);
        let pending = Pending { serial: 1, change: Change::Assign, partitions: held.to_vec(), served: false };
        member.pending = Some(pending);
        member.rejoin = Some(String::new());
        member.lost = true;
        assert_eq!(step(&member), Step::Wait);
    }
}
