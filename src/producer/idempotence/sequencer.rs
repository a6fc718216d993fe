//! A partition's sequence numbers: what goes out next, what has no fate yet, and when counting may begin anew.
//!
//! A broker appends a batch only if its first sequence follows the last one appended, so a batch that is given up leaves a
//! gap that nothing after it can get over: the numbering is broken. Then nothing new is numbered, and batches that may be in
//! the log are sent again as they are until the broker has said whether they are. Only when all that is left is known not to
//! be in the log do they get new numbers, from zero, under another producer id or epoch: nothing is written twice.
//!
//! A batch that is accepted proves that all before it are in the log, whatever becomes of their own answers. That must be
//! used: a broker knows the last five again, and takes an older one that comes again for one that is out of order.
//!
//! A broker takes any sequence from a producer that it does not know yet: until the first batch is in the log, no second one
//! goes out, or it would get in before the first if that was refused.

use std::collections::VecDeque;

use super::ProducerId;

/// What a batch's header says of its place in the sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub producer: ProducerId,
    pub sequence: i32,
    /// All before it are in the log: sent now, nothing but a loss at the broker can put it out of order.
    pub is_next: bool,
}

/// Numbers a partition's batches. Batches are known by their numbers in the order of sending.
#[derive(Debug, Default)]
pub struct Sequencer {
    producer: Option<ProducerId>,
    next: i32,
    /// Batches with sequences and without a fate, oldest first: in flight, or to be sent again.
    unsettled: VecDeque<u64>,
    /// The newest batch that is in the log; 0 if there is none.
    newest_settled: u64,
    /// The broker has appended a batch of this numbering.
    known: bool,
    broken: bool,
}

impl Sequencer {
    /// Whether a new batch may go out, when `max` may be without a fate.
    pub fn has_room(&self, max: usize) -> bool {
        let max = if self.known { max } else { 1 };
        self.producer.is_some() && !self.broken && self.unsettled.len() < max
    }

    /// Whether a batch may be sent again now, when `later` of those that wait with it come after it and `earlier` before.
    ///
    /// None that comes after it may be in flight: if that one is accepted, this one is in the log, and to be reported first.
    pub fn may_retry(&self, batch: u64, earlier: usize, later: usize) -> bool {
        let after = self.unsettled.iter().filter(|other| **other > batch).count();
        after <= later && (self.known || self.unsettled.len() <= earlier + 1 + later)
    }

    /// Sequences for a batch, which comes after all others; `None` without a producer id.
    pub fn assign(&mut self, batch: u64, records: usize) -> Option<Stamp> {
        let is_next = self.unsettled.is_empty();
        let stamp = Stamp { producer: self.producer?, sequence: self.next, is_next };
        self.next = after(self.next, records);
        self.unsettled.push_back(batch);
        Some(stamp)
    }

    /// The batch is in the log.
    pub fn settle(&mut self, batch: u64) {
        if self.remove(batch) {
            self.known = true;
            self.newest_settled = self.newest_settled.max(batch);
        }
    }

    /// True if the batch must be in the log, as a later one is.
    pub fn is_proven(&self, batch: u64) -> bool {
        batch < self.newest_settled
    }

    /// True if the batch was without a fate.
    fn remove(&mut self, batch: u64) -> bool {
        let before = self.unsettled.len();
        self.unsettled.retain(|unsettled| *unsettled != batch);
        self.unsettled.len() < before
    }

    /// The batch will not be sent again: what follows it can never be appended. Returns the producer that must be replaced.
    pub fn give_up(&mut self, batch: u64) -> Option<ProducerId> {
        if self.remove(batch) && !self.is_proven(batch) { self.break_off() } else { None }
    }

    /// The log may begin anew, and its leader with it: it would take any sequence again.
    pub fn forget_known(&mut self) {
        self.known = false;
    }

    /// The broker does not take this numbering any more.
    pub fn break_off(&mut self) -> Option<ProducerId> {
        self.broken = true;
        self.producer
    }

    /// The batch was never sent: if nothing follows it, its sequences are free again.
    pub fn retract(&mut self, stamp: Stamp, batch: u64) -> Option<ProducerId> {
        if self.broken || self.unsettled.back() != Some(&batch) || self.producer != Some(stamp.producer) {
            return self.give_up(batch);
        }
        self.unsettled.pop_back();
        self.next = stamp.sequence;
        None
    }

    /// The producer under which the numbering broke.
    pub fn broken(&self) -> Option<ProducerId> {
        self.producer.filter(|_| self.broken)
    }

    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// The same of a batch that is to be sent again.
    pub fn is_next(&self, batch: u64) -> bool {
        !self.broken && self.unsettled.front() == Some(&batch)
    }

    /// Whether counting may begin anew under `current`, when `waiting` batches are to be sent again and `uncertain` says
    /// that one of them may be in the log.
    pub fn may_restart(&self, current: ProducerId, waiting: usize, uncertain: bool) -> bool {
        let in_flight = self.unsettled.len().saturating_sub(waiting);
        let unused = self.unsettled.is_empty();
        self.producer != Some(current) && in_flight == 0 && !uncertain && (self.broken || unused)
    }

    /// Begins anew; what waits is to be numbered again, in order.
    pub fn restart(&mut self, current: ProducerId) {
        *self = Sequencer { producer: Some(current), ..Sequencer::default() };
    }
}

/// The sequence `records` after `sequence`: after the greatest comes 0.
fn after(sequence: i32, records: usize) -> i32 {
    let wrap = 1u64 << 31;
    ((sequence as u64 + records as u64) % wrap) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: ProducerId = ProducerId { id: 7, epoch: 0 };
    const SECOND: ProducerId = ProducerId { id: 7, epoch: 1 };

    fn started() -> Sequencer {
        let mut sequencer = Sequencer::default();
        assert!(sequencer.assign(1, 1).is_none() && !sequencer.has_room(5));
        assert!(sequencer.may_restart(FIRST, 0, false));
        sequencer.restart(FIRST);
        sequencer
    }

    fn sequence(stamp: Option<Stamp>) -> i32 {
        stamp.unwrap().sequence
    }

    #[test]
    fn sequences_count_records_and_wrap() {
        let mut sequencer = started();
        assert_eq!([3, 1, 2].map(|records| sequence(sequencer.assign(records as u64, records))), [0, 3, 4]);
        assert_eq!((after(i32::MAX, 1), after(i32::MAX - 1, 3)), (0, 1));
    }

    #[test]
    fn a_limited_number_is_without_a_fate() {
        let mut sequencer = started();
        sequencer.assign(0, 1);
        sequencer.settle(0);
        for batch in 1..=5 {
            assert!(sequencer.has_room(5));
            sequencer.assign(batch, 1);
        }
        assert!(!sequencer.has_room(5));
        sequencer.settle(3);
        assert!(sequencer.has_room(5));
        assert!(sequencer.is_next(1) && !sequencer.is_next(2));
        sequencer.settle(1);
        assert!(sequencer.is_next(2));
    }

    #[test]
    fn a_gap_is_left_behind_only_when_nothing_is_uncertain() {
        let mut sequencer = started();
        for batch in 1..=3 {
            sequencer.assign(batch, 10);
        }
        assert_eq!(sequencer.give_up(1), Some(FIRST));
        assert!(sequencer.is_broken() && !sequencer.has_room(5) && !sequencer.is_next(2));
        assert!(!sequencer.may_restart(FIRST, 2, false), "the same producer would be refused");
        assert!(!sequencer.may_restart(SECOND, 1, false), "one is in flight");
        assert!(!sequencer.may_restart(SECOND, 2, true), "one may be in the log");
        assert!(sequencer.may_restart(SECOND, 2, false));
        sequencer.restart(SECOND);
        let again = sequencer.assign(2, 10);
        assert_eq!(again, Some(Stamp { producer: SECOND, sequence: 0, is_next: true }));
        assert_eq!(sequencer.assign(3, 10), Some(Stamp { producer: SECOND, sequence: 10, is_next: false }));
        sequencer.settle(2);
        assert!(sequencer.has_room(5));
    }

    #[test]
    fn the_first_batch_goes_out_alone() {
        let mut sequencer = started();
        assert!(sequencer.has_room(5));
        sequencer.assign(1, 1);
        assert!(!sequencer.has_room(5));
        assert!(sequencer.may_retry(1, 0, 0), "it was refused itself");
        sequencer.settle(1);
        sequencer.assign(2, 1);
        sequencer.assign(3, 1);
        assert!(sequencer.has_room(5) && sequencer.may_retry(3, 0, 0));
        assert!(!sequencer.may_retry(2, 0, 0) && sequencer.may_retry(2, 0, 1), "3 may not be in flight");
        sequencer.break_off();
        sequencer.restart(SECOND);
        sequencer.assign(2, 1);
        sequencer.assign(3, 1);
        assert!(sequencer.may_retry(2, 0, 1) && !sequencer.may_retry(3, 0, 0));
        sequencer.settle(2);
        sequencer.assign(4, 1);
        assert!(sequencer.may_retry(4, 0, 0));
        sequencer.forget_known();
        assert!(!sequencer.may_retry(4, 0, 0) && sequencer.may_retry(4, 1, 0), "one goes out, the only one");
    }

    #[test]
    fn another_producer_waits_until_all_is_settled() {
        let mut sequencer = started();
        sequencer.assign(1, 1);
        assert!(!sequencer.may_restart(SECOND, 0, false) && !sequencer.may_restart(SECOND, 1, false));
        sequencer.settle(1);
        assert!(sequencer.may_restart(SECOND, 0, false));
    }

    #[test]
    fn a_batch_in_the_log_proves_those_before_it() {
        let mut sequencer = started();
        for batch in 1..=4 {
            sequencer.assign(batch, 1);
        }
        sequencer.settle(3);
        assert!(sequencer.is_proven(1) && sequencer.is_proven(2) && !sequencer.is_proven(4));
        assert_eq!(sequencer.give_up(1), None, "there is no gap");
        assert_eq!(sequencer.give_up(4), Some(FIRST));
        sequencer.settle(2);
        sequencer.restart(SECOND);
        assert!(!sequencer.is_proven(1));
    }

    #[test]
    fn what_was_never_sent_leaves_no_gap() {
        let mut sequencer = started();
        sequencer.assign(1, 4);
        let second = sequencer.assign(2, 4).unwrap();
        assert_eq!(sequencer.retract(second, 2), None);
        let third = sequencer.assign(3, 1).unwrap();
        assert_eq!(third.sequence, 4);
        sequencer.assign(4, 1);
        assert_eq!(sequencer.retract(third, 3), Some(FIRST), "one follows it");
        assert_eq!(sequencer.give_up(99), None, "never numbered");
    }
}
