//! Partitions come and go: telling the application, by callback or event, and what its answer means. Without a callback
//! or event the main thread does what the answer would be.

use std::sync::{Arc, Weak};

use crate::client::{Client, Main};
use crate::consumer::Progress;
use crate::error::{Error, ErrorCode};
use crate::log::Debug;
use crate::queue::{Op, OpKind};
use crate::topic::partition_list::{PartitionList, TopicPartition};

use super::assignor::{Assignor, RebalanceProtocol};
use super::consumer_protocol::NamedPartition;

/// What the application is told: these partitions are assigned, or revoked.
pub struct Rebalance {
    pub change: Change,
    pub partitions: PartitionList,
    /// Which of the instance's rebalances this is.
    serial: u64,
    client: Weak<Client>,
}

impl Rebalance {
    /// The application begins to serve it; false if there is nothing to be served any more.
    pub fn take(&self) -> bool {
        self.client.upgrade().is_some_and(|client| client.member.take_offer(self.serial))
    }

    /// The application has served it, or never will.
    pub fn served(&self) {
        let serial = self.serial;
        if let Some(client) = self.client.upgrade() {
            client.on_main(move |main| main.rebalance_served(serial));
        }
    }

    /// Does what an application without a callback would have done for it.
    pub fn follow(&self) {
        let serial = self.serial;
        if let Some(client) = self.client.upgrade() {
            client.on_main(move |main| main.follow_offered(serial));
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Assign,
    Revoke,
}

impl Change {
    pub fn code(self) -> ErrorCode {
        match self {
            Change::Assign => ErrorCode::_ASSIGN_PARTITIONS,
            Change::Revoke => ErrorCode::_REVOKE_PARTITIONS,
        }
    }
}

/// A rebalance that the application was told of and has not answered.
pub struct Pending {
    pub serial: u64,
    pub change: Change,
    pub partitions: Vec<NamedPartition>,
    /// The callback has returned, or the event is gone.
    pub served: bool,
}

fn list_of(partitions: &[NamedPartition]) -> PartitionList {
    let mut list = PartitionList::with_capacity(partitions.len());
    for (topic, partition) in partitions {
        list.add(Arc::clone(topic), *partition);
    }
    list
}

impl Main {
    /// Refuses a change of the assignment that is not in the way of the protocol that the group has agreed on: one as a
    /// whole ([`Eager`](RebalanceProtocol::Eager)) or bit by bit. A consumer that is closing gives up everything either way.
    pub fn check_way_to_assign(&self, way: RebalanceProtocol) -> Result<(), Error> {
        let member = &self.group.membership;
        let text = match member.assignor.map(Assignor::protocol) {
            Some(agreed) if agreed != way && !member.is_at_its_end() => match agreed {
                RebalanceProtocol::Eager => "The group rebalances eagerly: use assign()",
                RebalanceProtocol::Cooperative => {
                    "The group rebalances cooperatively: use incremental_assign() or incremental_unassign()"
                }
            },
            _ => return Ok(()),
        };
        Err(Error::new(ErrorCode::_STATE, text))
    }

    pub(super) fn tell_rebalance(&mut self, change: Change, partitions: Vec<NamedPartition>) {
        let member = &mut self.group.membership;
        member.serial += 1;
        let serial = member.serial;
        crate::debug!(
            self.client.log,
            Debug::CGRP,
            "REBALANCE",
            "{change:?} {} partition(s), generation {}",
            partitions.len(),
            member.generation
        );
        if change == Change::Assign {
            member.held.extend(partitions.iter().cloned());
        }
        let list = list_of(&partitions);
        member.pending = Some(Pending { serial, change, partitions, served: false });
        let conf = &self.client.conf;
        if conf.callbacks.rebalance.is_some() || conf.wants_event(OpKind::Rebalance) {
            if change == Change::Revoke {
                self.hold(&list);
            }
            self.client.member.offer(serial);
            let client = Arc::downgrade(&self.client);
            let op = Op::Rebalance(Box::new(Rebalance { change, partitions: list, serial, client }));
            self.client.consumer.queue.push(op);
        } else {
            self.follow_rebalance(change, &list);
            self.finish_rebalance();
        }
    }

    /// What is read of lost partitions is not to be committed: they may have moved on with their new owner.
    pub fn progress_of_removed(&self) -> Progress {
        let member = &self.group.membership;
        if member.lost || member.vanished { Progress::Forget } else { Progress::Commit }
    }

    /// Does what an application would do in its callback.
    fn follow_rebalance(&mut self, change: Change, list: &PartitionList) {
        let progress = self.progress_of_removed();
        let outcome = match (change, self.group.membership.protocol()) {
            (Change::Assign, RebalanceProtocol::Eager) => self.assign(list),
            (Change::Assign, RebalanceProtocol::Cooperative) => self.incremental_assign(list),
            (Change::Revoke, RebalanceProtocol::Eager) => {
                self.clear_assignment(progress);
                Ok(())
            }
            (Change::Revoke, RebalanceProtocol::Cooperative) => self.incremental_unassign(list, progress),
        };
        // The application may have assigned by itself what the group assigns: that is logged where it is refused.
        drop(outcome);
    }

    /// The application takes events, but polls in a way that has none.
    fn follow_offered(&mut self, serial: u64) {
        let Some(pending) = &self.group.membership.pending else { return };
        if pending.serial == serial && self.client.member.take_offer(serial) {
            let (change, list) = (pending.change, list_of(&pending.partitions));
            self.follow_rebalance(change, &list);
            self.finish_rebalance();
            self.serve_membership();
        }
    }

    /// The application has called one of the assign functions: that is its answer, if it was told of a rebalance.
    pub fn rebalance_answered(&mut self) {
        if self.group.membership.pending.is_some() && self.client.member.is_offer_taken() {
            self.finish_rebalance();
            self.serve_membership();
        }
    }

    /// The rebalance callback has returned, or its event is gone, perhaps without an answer.
    pub fn rebalance_served(&mut self, serial: u64) {
        if let Some(pending) = &mut self.group.membership.pending
            && pending.serial == serial
        {
            pending.served = true;
            self.serve_membership();
        }
    }

    /// Removes what is left of `list` in the assignment.
    fn take_away(&mut self, list: &PartitionList) {
        let left = |element: &&TopicPartition| self.assignment.contains(&element.topic, element.partition);
        let left: PartitionList = list.iter().filter(left).cloned().collect();
        let progress = self.progress_of_removed();
        if let Err(error) = self.incremental_unassign(&left, progress) {
            crate::debug!(self.client.log, Debug::CGRP, "UNASSIGN", "{error}");
        }
    }

    fn finish_rebalance(&mut self) {
        let member = &mut self.group.membership;
        let Some(pending) = member.pending.take() else { return };
        member.vanished = false;
        if pending.change == Change::Revoke {
            member.let_go(&pending.partitions);
            if self.client.consumer.closing.is_open() {
                self.release(&list_of(&pending.partitions));
            }
        }
        self.publish_member();
    }

    /// When all is to be given up: an assignment that the application has not looked at yet need not be, and one that it
    /// looked at and did not take up is no reason to wait.
    pub(super) fn give_up_pending(&mut self) {
        let member = &mut self.group.membership;
        let Some(pending) = &member.pending else { return };
        let withdrawn = pending.change == Change::Assign && self.client.member.withdraw_offer();
        if withdrawn {
            let Some(pending) = member.pending.take() else { return };
            member.let_go(&pending.partitions);
            self.publish_member();
        } else if pending.served && member.is_at_its_end() {
            match pending.change {
                Change::Assign if self.assignment.is_empty() => {
                    let all = member.all_held();
                    member.let_go(&all);
                }
                Change::Assign => {}
                Change::Revoke => {
                    let list = list_of(&pending.partitions);
                    self.take_away(&list);
                }
            }
            self.finish_rebalance();
        }
    }
}
