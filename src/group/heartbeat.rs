//! Staying a member: heartbeats, the application's polls, and leaving.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::broker::{Reply, Request, RequestError};
use crate::client::{Main, MainTimer};
use crate::error::ErrorCode;
use crate::log::{Debug, Level};
use crate::protocol::Message;
use crate::protocol::messages::leave_group_request::MemberIdentity;
use crate::protocol::messages::{HeartbeatRequest, LeaveGroupRequest};

use super::join::is_passing;
use super::membership::{Phase, push_error};
use super::{CoordinatorRequest, Member};

const FIRST_STATIC: i16 = 3;
/// From this version on LeaveGroup names members in an array.
const LEAVE_FIRST_BATCHED: i16 = 3;
/// How long a consumer that is being closed waits for the coordinator to have taken note.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(5);

impl Main {
    pub(super) fn start_heartbeats(&mut self) {
        let member = &mut self.group.membership;
        member.alive_at = Instant::now();
        member.heartbeat_in_flight = false;
        self.timers.set(MainTimer::Heartbeat, member.alive_at + member.settings.heartbeat_interval);
    }

    /// It is time for a heartbeat, or the last one has not been answered for too long.
    pub fn heartbeat(&mut self) {
        let member = &self.group.membership;
        if member.phase != Phase::Member {
            return;
        }
        let silent = member.alive_at.elapsed();
        if silent >= member.settings.session_timeout {
            return self.session_over(silent);
        }
        let next = Instant::now() + member.settings.heartbeat_interval;
        let session_end = member.alive_at + member.settings.session_timeout;
        self.timers.set(MainTimer::Heartbeat, next.min(session_end));
        if !self.group.membership.heartbeat_in_flight {
            self.send_heartbeat();
        }
    }

    fn send_heartbeat(&mut self) {
        let Some(group) = self.group.id.clone() else { return };
        let member = &mut self.group.membership;
        member.heartbeat_in_flight = true;
        let (round, generation, member_id) = (member.round, member.generation, Arc::clone(&member.member_id));
        let instance_id = member.settings.instance_id.clone();
        let versions = (if instance_id.is_some() { FIRST_STATIC } else { 0 }, i16::MAX);
        self.ask_coordinator(CoordinatorRequest::new::<HeartbeatRequest<'_>>(
            Instant::now() + self.group.membership.settings.session_timeout,
            versions,
            move |version, writer| {
                let request = HeartbeatRequest {
                    group_id: &group,
                    generation_id: generation,
                    member_id: &member_id,
                    group_instance_id: instance_id.as_deref(),
                };
                request.encode(writer, version)
            },
            move |main, outcome| main.heartbeat_answered(round, outcome),
        ));
    }

    fn heartbeat_answered(&mut self, round: u64, outcome: Result<Reply, RequestError>) {
        if round != self.group.membership.round {
            return;
        }
        self.group.membership.heartbeat_in_flight = false;
        let code = match outcome {
            Ok(reply) => match reply.decode::<HeartbeatRequest<'_>>() {
                Ok(response) => ErrorCode::from(response.error_code),
                Err(_) => ErrorCode::_BAD_MSG,
            },
            Err(error) => error.code,
        };
        self.heartbeat_said(code);
    }

    /// A commit was refused because of the member that made it, or its generation. If that was an earlier one, a heartbeat
    /// tells how the present one stands.
    pub(super) fn membership_refused(&mut self, sent_as: &Member, code: ErrorCode) {
        let member = &self.group.membership;
        if member.phase != Phase::Member {
            return;
        }
        let is_present = *sent_as.id == *member.member_id && sent_as.generation == member.generation;
        match code {
            ErrorCode::UNKNOWN_MEMBER_ID if is_present => {
                self.membership_lost(true, "OffsetCommit: unknown member");
            }
            ErrorCode::ILLEGAL_GENERATION if is_present => {
                self.membership_lost(false, "OffsetCommit: old generation");
            }
            _ if !member.heartbeat_in_flight => self.send_heartbeat(),
            _ => {}
        }
    }

    fn heartbeat_said(&mut self, code: ErrorCode) {
        self.note_coordinator_error(code);
        match code {
            ErrorCode::NO_ERROR => self.group.membership.alive_at = Instant::now(),
            ErrorCode::REBALANCE_IN_PROGRESS => {
                self.group.membership.alive_at = Instant::now();
                if self.group.membership.rejoin.is_none() {
                    self.told_to_rejoin();
                }
            }
            ErrorCode::UNKNOWN_MEMBER_ID => self.membership_lost(true, "Heartbeat: unknown member"),
            ErrorCode::ILLEGAL_GENERATION => self.membership_lost(false, "Heartbeat: old generation"),
            ErrorCode::FENCED_INSTANCE_ID => self.fenced("Heartbeat was refused"),
            code if is_passing(code) => {}
            code => self.tell_member_error(code, format!("Heartbeat failed: {code}")),
        }
    }

    /// The coordinator has not answered for as long as it takes to count as dead.
    fn session_over(&mut self, silent: Duration) {
        let group = self.group.id.clone().unwrap_or_default();
        crate::log!(
            self.client.log,
            Level::Warning,
            "SESSTMOUT",
            "Consumer group \"{group}\" session timed out after {} ms without a successful response from the group \
             coordinator: revoking assignment and rejoining group",
            silent.as_millis()
        );
        self.membership_lost(true, "session timed out");
    }

    // ---- the application's polls ----

    pub(super) fn start_poll_timer(&mut self) {
        if self.timers.get(&MainTimer::MaxPoll).is_none() {
            self.client.consumer.polls.note();
            let at = Instant::now() + self.group.membership.settings.max_poll_interval;
            self.timers.set(MainTimer::MaxPoll, at);
        }
    }

    /// `max.poll.interval.ms` may be over.
    pub fn check_polls(&mut self) {
        let limit = self.group.membership.settings.max_poll_interval;
        let idle = self.client.consumer.polls.idle_for().unwrap_or_default();
        if idle < limit {
            // Not sooner than the coarse clock can tell.
            let wait = (limit - idle).max(Duration::from_millis(10));
            return self.timers.set(MainTimer::MaxPoll, Instant::now() + wait);
        }
        self.timers.set(MainTimer::MaxPoll, Instant::now() + limit);
        if self.group.membership.phase != Phase::Out && !self.group.membership.idle {
            self.poll_interval_over(limit, idle);
        }
    }

    fn poll_interval_over(&mut self, limit: Duration, idle: Duration) {
        let (limit, over) = (limit.as_millis(), (idle - limit).as_millis());
        crate::log!(
            self.client.log,
            Level::Warning,
            "MAXPOLL",
            "Application maximum poll interval ({limit}ms) exceeded by {over}ms (adjust max.poll.interval.ms for \
             long-running message processing): leaving group"
        );
        let text = format!("Application maximum poll interval ({limit}ms) exceeded by {over}ms");
        push_error(&self.client, ErrorCode::_MAX_POLL_EXCEEDED, None, text);
        self.group.membership.idle = true;
        self.client.consumer.polls.await_next();
        let member_id = self.group.membership.member_id.to_string();
        if !self.group.membership.is_static() && !member_id.is_empty() {
            self.send_leave(member_id, "max.poll.interval.ms exceeded");
        }
        self.membership_lost(true, "max.poll.interval.ms exceeded");
    }

    /// The application polls again.
    pub fn polled_again(&mut self) {
        self.group.membership.idle = false;
        self.serve_membership();
    }

    // ---- leaving ----

    /// Leaves the group; with `wait` the phase is `Leaving` until the coordinator has answered, or had the time to. A static
    /// member stays one: its place is kept for whoever has its instance id next.
    pub(super) fn end_membership(&mut self, reason: &str, wait: bool) {
        let member = &mut self.group.membership;
        let joining = member.phase == Phase::Joining;
        let member_id = member.member_id.to_string();
        member.fall_out();
        member.member_id = Arc::from("");
        let known = self.group.coordinator.is_known();
        let member = &mut self.group.membership;
        if !member.is_static() && !member_id.is_empty() && known {
            if joining {
                // The coordinator's own connection is busy until everybody has joined.
                self.send_leave_aside(member_id, reason);
            } else {
                if wait {
                    member.phase = Phase::Leaving;
                }
                self.send_leave(member_id, reason);
            }
        }
        self.timers.cancel(&MainTimer::Heartbeat);
        self.publish_member();
    }

    pub(super) fn send_leave(&mut self, member_id: String, reason: &str) {
        let Some(group) = self.group.id.clone() else { return };
        crate::debug!(self.client.log, Debug::CGRP, "LEAVE", "Leaving group \"{group}\": {reason}");
        let encode = encode_leave(group, member_id, reason);
        let deadline = Instant::now() + LEAVE_TIMEOUT;
        self.ask_coordinator(CoordinatorRequest::new::<LeaveGroupRequest<'_>>(
            deadline,
            (0, i16::MAX),
            encode,
            |main, _| main.left(),
        ));
    }

    fn send_leave_aside(&mut self, member_id: String, reason: &str) {
        let Some(group) = self.group.id.clone() else { return };
        let node = self.group.coordinator.node_id();
        let Some(broker) = node.and_then(|id| self.client.brokers.by_id(id)) else { return };
        let encode = encode_leave(group, member_id, reason);
        self.group.membership.phase = Phase::Leaving;
        let client = Arc::clone(&self.client);
        broker.request(Request::new::<LeaveGroupRequest<'_>>(LEAVE_TIMEOUT, encode, move |_, _| {
            client.on_main(|main| main.left());
        }));
    }

    /// Whatever the coordinator said: without heartbeats the member ends by itself.
    fn left(&mut self) {
        if self.group.membership.phase == Phase::Leaving {
            self.group.membership.phase = Phase::Out;
            self.serve_membership();
        }
    }
}

fn encode_leave(
    group: Arc<str>,
    member_id: String,
    reason: &str,
) -> impl Fn(i16, &mut crate::protocol::Writer) -> Result<(), crate::protocol::EncodeError> + Send + 'static {
    let reason = reason.to_owned();
    move |version, writer| {
        let request = if version >= LEAVE_FIRST_BATCHED {
            let member =
                MemberIdentity { member_id: &member_id, group_instance_id: None, reason: Some(&reason) };
            LeaveGroupRequest { group_id: &group, member_id: "", members: vec![member] }
        } else {
            LeaveGroupRequest { group_id: &group, member_id: &member_id, members: Vec::new() }
        };
        request.encode(writer, version)
    }
}
