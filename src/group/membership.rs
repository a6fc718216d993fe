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

use crossbeam_channel::Sender;

use crate::broker::Backoff;
use crate::client::{Client, Main, MainTimer};
use crate::conf::Conf;
use crate::consumer::Progress;
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::metadata::{ClusterMetadata, MetadataQuery, QueryTopics};
use crate::queue::{Deadline, Op};

use super::assignor::{Assignor, RebalanceProtocol};
use super::consumer_protocol::NamedPartition;
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
    pub rack: Option<String>,
    /// In order of preference.
    pub assignors: Vec<Assignor>,
    pub session_timeout: Duration,
    pub heartbeat_interval: Duration,
    pub max_poll_interval: Duration,
    metadata_interval: Option<Duration>,
    auto_create: bool,
}

impl MemberSettings {
    fn new(conf: &Conf) -> Self {
        let millis = |ms: i32| Duration::from_millis(u64::try_from(ms).unwrap_or(0));
        let strategy = &conf.partition_assignment_strategy;
        let interval = conf.topic_metadata_refresh_interval_ms;
        MemberSettings {
            instance_id: conf.group_instance_id.as_deref().filter(|id| !id.is_empty()).map(Arc::from),
            rack: conf.client_rack.clone().filter(|rack| !rack.is_empty()),
            assignors: strategy.split(',').filter_map(|name| Assignor::from_name(name.trim())).collect(),
            session_timeout: millis(conf.session_timeout_ms),
            heartbeat_interval: millis(conf.heartbeat_interval_ms),
            max_poll_interval: millis(conf.max_poll_interval_ms),
            metadata_interval: (interval > 0).then(|| millis(interval)),
            auto_create: conf.allow_auto_create_topics,
        }
    }
}

pub struct Membership {
    pub settings: MemberSettings,
    wanted: Option<Wanted>,
    pub resolved: Resolved,
    /// What the application was told cannot be read.
    reported: BTreeMap<Arc<str>, ErrorCode>,
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
    /// As the leader: the topics of all members and their partitions, as they were assigned.
    pub led: Option<BTreeMap<Arc<str>, usize>>,
    /// What the group has assigned and the application has been told of.
    pub held: BTreeSet<NamedPartition>,
    /// The group's newest assignment, of which the application has not been told.
    pub target: Option<Vec<NamedPartition>>,
    /// `held` may be somebody else's by now.
    pub lost: bool,
    /// Why the member is to join again.
    pub rejoin: Option<String>,
    pub pending: Option<Pending>,
    /// Counts the rebalances that the application is told of.
    pub serial: u64,
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
    /// Who waits for the consumer to be closed.
    closers: Vec<Sender<()>>,
    closing: bool,
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
            rejoin: None,
            pending: None,
            serial: 0,
            retry_at: None,
            backoff: Backoff::new(base, max),
            heartbeat_in_flight: false,
            alive_at: Instant::now(),
            idle: false,
            told_error: ErrorCode::NO_ERROR,
            closers: Vec::new(),
            closing: false,
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
        self.closing || self.wanted.is_none()
    }

    fn is_known_to_coordinator(&self) -> bool {
        !self.member_id.is_empty() || !matches!(self.phase, Phase::Out)
    }

    fn all_held(&self) -> Vec<NamedPartition> {
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
                () if self.closing => Step::Close,
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
            let member = &self.group.member;
            if member.is_over() || member.lost {
                self.give_up_pending();
            }
            match self.group.member.next_step(Instant::now()) {
                Step::Wait => return,
                Step::Tell(change, partitions) => self.step_tell(change, partitions),
                Step::Join => return self.join_group(),
                Step::Leave => self.step_leave(),
                Step::Close => return self.step_close(),
            }
        }
    }

    fn step_tell(&mut self, change: Change, partitions: Vec<NamedPartition>) {
        let member = &mut self.group.member;
        match change {
            Change::Assign => member.target = None,
            // What was given up can go to its new owner in the next generation, which somebody must ask for.
            Change::Revoke if member.target.is_some() => {
                member.rejoin.get_or_insert_with(|| "revoked partitions are to be assigned".to_owned());
            }
            Change::Revoke => {}
        }
        self.publish_member();
        self.tell_rebalance(change, partitions);
    }

    fn step_leave(&mut self) {
        let reason = if self.group.member.closing {
            "the consumer is being closed"
        } else if self.group.member.wanted.is_none() {
            "the consumer unsubscribed from all topics"
        } else {
            "none of the subscribed topics exists"
        };
        self.leave_group(reason, self.group.member.closing);
    }

    fn step_close(&mut self) {
        self.clear_assignment(Progress::Commit);
        self.hold_coordinator(false);
        for timer in [MainTimer::Heartbeat, MainTimer::MaxPoll, MainTimer::Subscription, MainTimer::Rejoin] {
            self.timers.cancel(&timer);
        }
        // Who waited may have given up.
        self.group.member.closers.drain(..).for_each(|closer| drop(closer.send(())));
    }

    /// Lets application threads see where the member stands.
    pub fn publish_member(&self) {
        let member = &self.group.member;
        self.client.member.update(|view| {
            member.member_id.clone_into(&mut view.member_id);
            view.generation = member.generation;
            view.lost = member.lost;
            view.protocol = member.assignor.map(Assignor::protocol);
        });
    }

    /// The application subscribes, or changes what it subscribes to.
    pub fn subscribe(&mut self, wanted: Wanted) {
        let member = &mut self.group.member;
        if member.closing {
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
        let member = &mut self.group.member;
        member.wanted = None;
        member.asked += 1;
        member.resolved = Resolved::default();
        member.reported.clear();
        self.timers.cancel(&MainTimer::Subscription);
        self.timers.cancel(&MainTimer::MaxPoll);
    }

    /// Gives up everything and leaves the group; tells `done` when that is so.
    pub fn close_membership(&mut self, done: Sender<()>) {
        self.group.member.closing = true;
        self.group.member.closers.push(done);
        self.end_subscription();
        self.serve_membership();
    }

    /// The member is to join again.
    pub fn want_rejoin(&mut self, reason: &str) {
        crate::debug!(self.client.log, Debug::CGRP, "REJOIN", "Joining the group again: {reason}");
        self.group.member.rejoin = Some(reason.to_owned());
        self.serve_membership();
    }

    /// The coordinator does not know the member in this generation any more. With `forget` not in any.
    pub fn membership_lost(&mut self, forget: bool, reason: &str) {
        crate::debug!(self.client.log, Debug::CGRP, "LOST", "No longer in the group's generation: {reason}");
        let member = &mut self.group.member;
        member.fall_out();
        if forget {
            member.member_id = Arc::from("");
        }
        self.publish_member();
        self.serve_membership();
    }

    /// Joins again after a backoff.
    pub fn join_later(&mut self) {
        let member = &mut self.group.member;
        member.round += 1;
        member.phase = Phase::Out;
        let at = Instant::now() + member.backoff.next();
        member.retry_at = Some(at);
        self.timers.set(MainTimer::Rejoin, at);
    }

    /// Another consumer has this one's `group.instance.id`.
    pub fn fenced(&mut self, reason: &str) {
        let instance = self.group.member.settings.instance_id.clone().unwrap_or_default();
        let text = format!("Static consumer {instance} fenced by other consumer with same group.instance.id: {reason}");
        self.client.set_fatal(ErrorCode::FENCED_INSTANCE_ID, text);
        self.end_subscription();
        self.membership_lost(true, "fenced");
    }

    /// Tells the application of an error, once until another one comes.
    pub fn tell_member_error(&mut self, code: ErrorCode, text: String) {
        if std::mem::replace(&mut self.group.member.told_error, code) != code {
            push_error(&self.client, code, None, text);
        }
    }

    // ---- topics ----

    /// Asks what the subscribed topics are like, and as the leader, those of the other members.
    pub fn refresh_subscription(&mut self) {
        let member = &mut self.group.member;
        let Some(wanted) = &member.wanted else { return };
        member.asked += 1;
        let asked = member.asked;
        let mut topics = wanted.query();
        if let (QueryTopics::Named(names), Some(led)) = (&mut topics, &member.led) {
            let others: Vec<Arc<str>> = led.keys().filter(|topic| !names.contains(topic)).cloned().collect();
            names.extend(others);
        }
        self.query_metadata(MetadataQuery {
            topics,
            deadline: Deadline::Never,
            reply: Box::new(move |main, outcome| main.subscription_refreshed(asked, outcome)),
        });
    }

    fn subscription_refreshed(&mut self, asked: u64, outcome: Result<Arc<ClusterMetadata>, ErrorCode>) {
        if asked != self.group.member.asked {
            return;
        }
        match outcome {
            Ok(metadata) => self.take_topics(&metadata),
            Err(_) => self.refresh_subscription_after(self.group.member.missing_backoff.next()),
        }
    }

    fn refresh_subscription_after(&mut self, wait: Duration) {
        self.timers.set(MainTimer::Subscription, Instant::now() + wait);
    }

    fn take_topics(&mut self, metadata: &ClusterMetadata) {
        let member = &mut self.group.member;
        let Some(wanted) = &member.wanted else { return };
        member.resolved = wanted.resolve(metadata);
        self.report_missing();
        let member = &mut self.group.member;
        let in_group = !matches!(member.phase, Phase::Out | Phase::Leaving);
        let own_changed = in_group && member.joined_topics != member.resolved.names();
        let count = |name: &Arc<str>| {
            metadata.topics.iter().find(|topic| topic.name == *name).map_or(0, |topic| topic.partitions.len())
        };
        let led_changed = member.phase == Phase::Member
            && member.led.as_ref().is_some_and(|led| led.iter().any(|(name, had)| count(name) != *had));
        if own_changed {
            member.rejoin = Some("the subscribed topics have changed".to_owned());
        } else if led_changed {
            member.rejoin = Some("partitions of the group's topics have changed".to_owned());
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

    /// Tells the application what cannot be read, once, unless it is about to be created.
    fn report_missing(&mut self) {
        let member = &mut self.group.member;
        let missing = member.resolved.missing.clone();
        for (name, code) in &missing {
            let being_made = member.settings.auto_create && *code == ErrorCode::UNKNOWN_TOPIC_OR_PART;
            if !being_made && member.reported.get(name) != Some(code) {
                let text = format!("Subscribed topic not available: {name}: {code}");
                push_error(&self.client, *code, Some(Arc::clone(name)), text);
            }
        }
        member.reported = missing;
    }
}

/// Queues an error for whoever polls the consumer.
pub(super) fn push_error(client: &Arc<Client>, code: ErrorCode, topic: Option<Arc<str>>, text: String) {
    let topic = topic.and_then(|name| client.topics.get_or_create(client, &name, None).ok());
    client.consumer.queue.push(Op::ConsumerError(Box::new(crate::consumer::ConsumerError::of_group(code, topic, text))));
}
