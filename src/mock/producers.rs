//! What a partition knows of its idempotent and transactional producers (KIP-98).
//!
//! A producer numbers its records per partition. The last five batches of each are remembered: one of them that comes again
//! is answered as the first time, anything else must follow in sequence. Batches that a transaction wrote become visible
//! to readers of committed records when its end is marked.

use std::collections::{HashMap, VecDeque};

use crate::error::ErrorCode;
use crate::protocol::messages::fetch_response::AbortedTransaction;
use crate::records::{BatchHeader, ControlType, ProducerId};

/// As many requests as a producer may have in flight.
const REMEMBERED_BATCHES: usize = 5;
/// Beyond this the producer that has been silent for longest is forgotten.
const MAX_PRODUCERS: usize = 1000;

/// The sequence before the first one.
const NO_SEQUENCE: i32 = -1;

/// What a batch is in its producer's sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    Next,
    /// The batch is in the log already.
    Duplicate {
        base_offset: i64,
        timestamp: i64,
    },
}

#[derive(Clone, Copy, Debug)]
struct RememberedBatch {
    first: i32,
    last: i32,
    base_offset: i64,
    timestamp: i64,
}

#[derive(Debug)]
struct Producer {
    epoch: i16,
    batches: VecDeque<RememberedBatch>,
    /// Where the open transaction's first record is.
    open: Option<i64>,
    /// Of the coordinator that last ended a transaction.
    coordinator_epoch: i32,
    /// When it was last heard of, counted in batches of the partition.
    heard: u64,
}

impl Producer {
    fn last_sequence(&self) -> i32 {
        self.batches.back().map_or(NO_SEQUENCE, |batch| batch.last)
    }

    /// A new epoch numbers its records anew.
    fn enter(&mut self, epoch: i16, heard: u64) {
        if self.epoch != epoch {
            self.epoch = epoch;
            self.batches.clear();
        }
        self.heard = heard;
    }
}

/// A transaction whose records readers of committed ones must not see.
#[derive(Clone, Copy, Debug)]
struct Aborted {
    producer_id: i64,
    first_offset: i64,
    /// That of the mark.
    last_offset: i64,
}

#[derive(Debug, Default)]
pub struct Producers {
    by_id: HashMap<i64, Producer>,
    /// In the order of their ends.
    aborted: VecDeque<Aborted>,
    heard: u64,
}

impl Producers {
    /// Whether a client's batch may be appended. Batches of producers that are not idempotent always may.
    pub fn check(&self, header: &BatchHeader) -> Result<Sequence, ErrorCode> {
        if header.producer_id < 0 {
            return Ok(Sequence::Next);
        }
        // Whoever is not known, or no longer, may begin anywhere.
        let Some(producer) = self.by_id.get(&header.producer_id) else { return Ok(Sequence::Next) };
        if header.producer_epoch < producer.epoch {
            return Err(ErrorCode::INVALID_PRODUCER_EPOCH);
        }
        let same_epoch = header.producer_epoch == producer.epoch;
        let (first, last) = (header.base_sequence, last_sequence(header));
        let sent = producer.batches.iter().find(|batch| (batch.first, batch.last) == (first, last));
        if let Some(sent) = sent.filter(|_| same_epoch) {
            return Ok(Sequence::Duplicate { base_offset: sent.base_offset, timestamp: sent.timestamp });
        }
        let expected = if same_epoch { next_sequence(producer.last_sequence()) } else { 0 };
        if first != expected {
            return Err(ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER);
        }
        if producer.open.is_some() && !header.attributes.is_transactional() {
            return Err(ErrorCode::INVALID_TXN_STATE);
        }
        Ok(Sequence::Next)
    }

    /// A checked batch has been appended.
    pub fn appended(&mut self, header: &BatchHeader, base_offset: i64) {
        if header.producer_id < 0 {
            return;
        }
        let id = ProducerId { id: header.producer_id, epoch: header.producer_epoch };
        let producer = self.enter(id);
        if producer.batches.len() == REMEMBERED_BATCHES {
            producer.batches.pop_front();
        }
        let (first, last) = (header.base_sequence, last_sequence(header));
        let timestamp = header.max_timestamp;
        producer.batches.push_back(RememberedBatch { first, last, base_offset, timestamp });
        if header.attributes.is_transactional() {
            producer.open.get_or_insert(base_offset);
        }
    }

    fn enter(&mut self, id: ProducerId) -> &mut Producer {
        self.heard += 1;
        let heard = self.heard;
        if self.by_id.len() >= MAX_PRODUCERS && !self.by_id.contains_key(&id.id) {
            self.forget_one();
        }
        let producer = self.by_id.entry(id.id).or_insert_with(|| Producer {
            epoch: id.epoch,
            batches: VecDeque::new(),
            open: None,
            coordinator_epoch: -1,
            heard,
        });
        producer.enter(id.epoch, heard);
        producer
    }

    /// One with an open transaction only if all have one.
    fn forget_one(&mut self) {
        let oldest = self.by_id.iter().min_by_key(|(_, producer)| (producer.open.is_some(), producer.heard));
        if let Some(id) = oldest.map(|(id, _)| *id) {
            self.by_id.remove(&id);
        }
    }

    /// Whether a transaction's end may be marked.
    pub fn check_marker(&self, id: ProducerId, coordinator_epoch: i32) -> Result<(), ErrorCode> {
        match self.by_id.get(&id.id) {
            Some(producer) if id.epoch < producer.epoch => Err(ErrorCode::INVALID_PRODUCER_EPOCH),
            Some(producer) if coordinator_epoch < producer.coordinator_epoch => {
                Err(ErrorCode::TRANSACTION_COORDINATOR_FENCED)
            }
            _ => Ok(()),
        }
    }

    /// A checked mark has been appended.
    pub fn ended(&mut self, id: ProducerId, kind: ControlType, coordinator_epoch: i32, offset: i64) {
        let producer = self.enter(id);
        producer.coordinator_epoch = coordinator_epoch;
        if let Some(first_offset) = producer.open.take()
            && kind == ControlType::Abort
        {
            self.aborted.push_back(Aborted { producer_id: id.id, first_offset, last_offset: offset });
        }
    }

    /// Where the producer's open transaction begins.
    pub fn open_offset(&self, producer_id: i64) -> Option<i64> {
        self.by_id.get(&producer_id)?.open
    }

    pub fn first_open_offset(&self) -> Option<i64> {
        self.by_id.values().filter_map(|producer| producer.open).min()
    }

    pub fn aborted(&self, from: i64, to: i64) -> Vec<AbortedTransaction> {
        let within = self.aborted.iter().filter(|one| one.last_offset >= from && one.first_offset < to);
        within
            .map(|one| AbortedTransaction { producer_id: one.producer_id, first_offset: one.first_offset })
            .collect()
    }

    /// The log now starts at `offset`.
    pub fn forget_before(&mut self, offset: i64) {
        while self.aborted.front().is_some_and(|one| one.last_offset < offset) {
            self.aborted.pop_front();
        }
    }
}

/// The sequence after `sequence`: after the greatest comes 0.
fn next_sequence(sequence: i32) -> i32 {
    sequence.checked_add(1).unwrap_or(0)
}

fn last_sequence(header: &BatchHeader) -> i32 {
    let last = i64::from(header.base_sequence) + i64::from(header.last_offset_delta);
    (last % (i64::from(i32::MAX) + 1)) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(id: i64, epoch: i16, base_sequence: i32, records: i32) -> BatchHeader {
        BatchHeader {
            producer_id: id,
            producer_epoch: epoch,
            base_sequence,
            last_offset_delta: records - 1,
            count: records,
            ..BatchHeader::default()
        }
    }

    fn transactional(header: BatchHeader) -> BatchHeader {
        BatchHeader { attributes: header.attributes.with_transactional(true), ..header }
    }

    fn send(producers: &mut Producers, header: &BatchHeader, offset: i64) -> Result<Sequence, ErrorCode> {
        let sequence = producers.check(header)?;
        if sequence == Sequence::Next {
            producers.appended(header, offset);
        }
        Ok(sequence)
    }

    #[test]
    fn sequences_follow_each_other() {
        let mut producers = Producers::default();
        assert_eq!(send(&mut producers, &batch(7, 0, 0, 3), 0), Ok(Sequence::Next));
        assert_eq!(send(&mut producers, &batch(7, 0, 3, 1), 3), Ok(Sequence::Next));
        let gap = send(&mut producers, &batch(7, 0, 5, 1), 4);
        assert_eq!(gap, Err(ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER));
        // The same first sequence with another length is no duplicate.
        let other = send(&mut producers, &batch(7, 0, 3, 2), 4);
        assert_eq!(other, Err(ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER));
        assert_eq!(send(&mut producers, &batch(8, 0, 17, 1), 4), Ok(Sequence::Next));
    }

    #[test]
    fn the_last_five_batches_are_known_again() {
        let mut producers = Producers::default();
        for n in 0..6 {
            send(&mut producers, &batch(7, 0, n, 1), 100 + i64::from(n)).unwrap();
        }
        for n in 1..6 {
            let duplicate = Sequence::Duplicate { base_offset: 100 + i64::from(n), timestamp: -1 };
            assert_eq!(send(&mut producers, &batch(7, 0, n, 1), 200), Ok(duplicate));
        }
        let forgotten = send(&mut producers, &batch(7, 0, 0, 1), 200);
        assert_eq!(forgotten, Err(ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER));
    }

    #[test]
    fn a_new_epoch_begins_at_zero_and_fences_the_old_one() {
        let mut producers = Producers::default();
        send(&mut producers, &batch(7, 0, 0, 3), 0).unwrap();
        let late = send(&mut producers, &batch(7, 1, 3, 1), 3);
        assert_eq!(late, Err(ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER));
        assert_eq!(send(&mut producers, &batch(7, 1, 0, 3), 3), Ok(Sequence::Next));
        let fenced = send(&mut producers, &batch(7, 0, 3, 1), 6);
        assert_eq!(fenced, Err(ErrorCode::INVALID_PRODUCER_EPOCH));
    }

    #[test]
    fn sequences_wrap_after_the_greatest() {
        let mut producers = Producers::default();
        send(&mut producers, &batch(7, 0, i32::MAX - 1, 2), 0).unwrap();
        assert_eq!(send(&mut producers, &batch(7, 0, 0, 1), 2), Ok(Sequence::Next));
        let mut producers = Producers::default();
        send(&mut producers, &batch(7, 0, i32::MAX, 3), 0).unwrap();
        assert_eq!(send(&mut producers, &batch(7, 0, 2, 1), 3), Ok(Sequence::Next));
    }

    #[test]
    fn transactions_open_end_and_are_listed_when_aborted() {
        let mut producers = Producers::default();
        send(&mut producers, &transactional(batch(7, 0, 0, 3)), 0).unwrap();
        send(&mut producers, &transactional(batch(8, 0, 0, 1)), 3).unwrap();
        assert_eq!((producers.first_open_offset(), producers.open_offset(8)), (Some(0), Some(3)));
        let plain = send(&mut producers, &batch(7, 0, 3, 1), 4);
        assert_eq!(plain, Err(ErrorCode::INVALID_TXN_STATE));
        let id = ProducerId { id: 7, epoch: 0 };
        producers.check_marker(id, 0).unwrap();
        producers.ended(id, ControlType::Abort, 0, 4);
        assert_eq!(producers.first_open_offset(), Some(3));
        let listed = |from, to| producers.aborted(from, to).len();
        assert_eq!([listed(0, 1), listed(4, 9), listed(5, 9), listed(0, 0)], [1, 1, 0, 0]);
        producers.forget_before(5);
        assert!(producers.aborted(0, 9).is_empty());
    }

    #[test]
    fn old_producers_and_old_coordinators_end_nothing() {
        let mut producers = Producers::default();
        producers.ended(ProducerId { id: 7, epoch: 3 }, ControlType::Commit, 2, 0);
        let check = |epoch, coordinator| producers.check_marker(ProducerId { id: 7, epoch }, coordinator);
        assert_eq!(check(2, 2), Err(ErrorCode::INVALID_PRODUCER_EPOCH));
        assert_eq!(check(3, 1), Err(ErrorCode::TRANSACTION_COORDINATOR_FENCED));
        assert_eq!(check(4, 2), Ok(()));
    }

    #[test]
    fn the_silent_are_forgotten_first_and_open_transactions_last() {
        let mut producers = Producers::default();
        send(&mut producers, &transactional(batch(0, 0, 0, 1)), 0).unwrap();
        for id in 1..=MAX_PRODUCERS as i64 {
            send(&mut producers, &batch(id, 0, 0, 1), id).unwrap();
        }
        assert_eq!(producers.by_id.len(), MAX_PRODUCERS);
        assert!(producers.by_id.contains_key(&0) && !producers.by_id.contains_key(&1));
    }
}
