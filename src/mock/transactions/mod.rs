//! Transactional producers (KIP-98): who may write under a transactional id, and what their transactions touch.
//!
//! A transaction ends at once, in its coordinator and in every partition: what brokers call "prepared" is never seen here.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::error::ErrorCode;
use crate::records::ProducerId;

use super::state::{State, Timer};

/// Brokers' limit for a transaction's timeout (transaction.max.timeout.ms).
pub const MAX_TIMEOUT: Duration = Duration::from_secs(15 * 60);
/// Beyond this, producers without an open transaction make room for new ones.
const MAX_TRANSACTIONAL_IDS: usize = 10_000;
/// Coordinators do not change so that it would show.
const COORDINATOR_EPOCH: i32 = 0;
const NO_EPOCH: i16 = -1;
/// The last epoch that a producer gets; the one after it is for fencing it.
const LAST_EPOCH: i16 = i16::MAX - 1;

/// Which rules the producer knows: from KIP-890 on, each transaction has an epoch of its own, and partitions and groups
/// need not be announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionRules {
    Classic,
    EpochPerTransaction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Empty,
    Ongoing,
    Ended { committed: bool },
}

/// What a transactional id stands for.
#[derive(Debug)]
struct Transaction {
    producer: ProducerId,
    /// The epoch before: a producer that did not hear of its new one asks again with it.
    last_epoch: i16,
    /// The producer id whose epochs are used up.
    previous_id: Option<i64>,
    timeout: Duration,
    phase: Phase,
    rules: TransactionRules,
    partitions: BTreeSet<(String, i32)>,
    groups: BTreeSet<String>,
}

impl Transaction {
    fn new(id: i64) -> Self {
        Transaction {
            producer: ProducerId { id, epoch: NO_EPOCH },
            last_epoch: NO_EPOCH,
            previous_id: None,
            timeout: MAX_TIMEOUT,
            phase: Phase::Empty,
            rules: TransactionRules::Classic,
            partitions: BTreeSet::new(),
            groups: BTreeSet::new(),
        }
    }

    fn is_open(&self) -> bool {
        self.phase == Phase::Ongoing
    }

    fn is_exhausted(&self) -> bool {
        self.producer.epoch >= LAST_EPOCH
    }

    /// Whether the producer is the one that may write.
    fn check(&self, producer: ProducerId) -> Result<(), ErrorCode> {
        if self.producer.id != producer.id {
            Err(ErrorCode::INVALID_PRODUCER_ID_MAPPING)
        } else if self.producer.epoch != producer.epoch {
            Err(ErrorCode::PRODUCER_FENCED)
        } else {
            Ok(())
        }
    }

    /// Whether a producer that says who it was may go on under the id (KIP-360).
    fn check_claim(&self, claim: ProducerId) -> Result<(), ErrorCode> {
        let was_rotated = self.previous_id == Some(claim.id) && claim.epoch >= LAST_EPOCH;
        let known = self.producer.epoch == NO_EPOCH || self.producer.id == claim.id || was_rotated;
        if known { Ok(()) } else { Err(ErrorCode::PRODUCER_FENCED) }
    }

    /// The epoch that a producer gets which asks for one, `claim` being the epoch it says it had.
    fn next_epoch(&mut self, claim: Option<i16>) -> Result<(), ErrorCode> {
        let current = self.producer.epoch;
        match claim {
            Some(claim) if current != NO_EPOCH && claim != current => {
                let asks_again = claim == self.last_epoch;
                return if asks_again { Ok(()) } else { Err(ErrorCode::PRODUCER_FENCED) };
            }
            Some(_) => self.last_epoch = current,
            None => self.last_epoch = NO_EPOCH,
        }
        self.producer.epoch = current + 1;
        Ok(())
    }

    fn rotate(&mut self, id: i64, last_epoch: i16) {
        self.previous_id = Some(self.producer.id);
        self.last_epoch = last_epoch;
        self.producer = ProducerId { id, epoch: 0 };
    }

    /// Bars the producer, until it asks for the epoch that this takes (KIP-588).
    fn fence(&mut self) {
        self.last_epoch = self.producer.epoch;
        self.producer.epoch = self.producer.epoch.saturating_add(1);
    }

    /// The producer has not heard that its transaction ended: the end gave it a new epoch.
    fn asks_to_end_again(&self, producer: ProducerId) -> bool {
        let bumped =
            self.producer.id == producer.id && self.producer.epoch.checked_sub(1) == Some(producer.epoch);
        let rotated =
            self.previous_id == Some(producer.id) && producer.epoch >= LAST_EPOCH && self.producer.epoch == 0;
        self.rules == TransactionRules::EpochPerTransaction && (bumped || rotated)
    }
}

/// What is to be done about a request to end a transaction.
enum End {
    /// It has ended so before.
    Already,
    /// There is nothing to end, but the producer is given a new epoch all the same.
    OnlyEpoch,
    Now,
}

fn decide_end(
    transaction: &Transaction,
    producer: ProducerId,
    commit: bool,
    rules: TransactionRules,
) -> Result<End, ErrorCode> {
    let again = transaction.asks_to_end_again(producer);
    if !again {
        transaction.check(producer)?;
    }
    let modern = rules == TransactionRules::EpochPerTransaction;
    match transaction.phase {
        Phase::Ongoing if again => Err(ErrorCode::PRODUCER_FENCED),
        Phase::Ongoing => Ok(End::Now),
        Phase::Ended { committed } if committed == commit && (again || !modern) => Ok(End::Already),
        Phase::Empty | Phase::Ended { .. } if modern && !commit && !again => Ok(End::OnlyEpoch),
        Phase::Empty | Phase::Ended { .. } => Err(ErrorCode::INVALID_TXN_STATE),
    }
}

fn next(ids: &mut i64) -> i64 {
    *ids += 1;
    *ids - 1
}

#[derive(Debug, Default)]
pub struct Transactions {
    by_id: BTreeMap<String, Transaction>,
    producer_ids: i64,
}

impl Transactions {
    /// A producer id not given before.
    pub fn new_producer_id(&mut self) -> i64 {
        next(&mut self.producer_ids)
    }

    fn get_or_new(&mut self, id: &str) -> &mut Transaction {
        if !self.by_id.contains_key(id) {
            self.make_room();
        }
        let (by_id, ids) = (&mut self.by_id, &mut self.producer_ids);
        by_id.entry(id.to_owned()).or_insert_with(|| Transaction::new(next(ids)))
    }

    fn make_room(&mut self) {
        if self.by_id.len() < MAX_TRANSACTIONAL_IDS {
            return;
        }
        let idle = self.by_id.iter().find(|(_, transaction)| !transaction.is_open());
        if let Some(id) = idle.map(|(id, _)| id.clone()) {
            self.by_id.remove(&id);
        }
    }

    /// The producer's transaction, if it is the one that may write.
    fn of(&mut self, id: &str, producer: ProducerId) -> Result<&mut Transaction, ErrorCode> {
        let transaction = self.by_id.get_mut(id).ok_or(ErrorCode::INVALID_PRODUCER_ID_MAPPING)?;
        transaction.check(producer)?;
        Ok(transaction)
    }

    /// Whether the partition is part of the producer's open transaction.
    pub fn check_partition(
        &mut self,
        id: &str,
        producer: ProducerId,
        topic: &str,
        partition: i32,
    ) -> Result<(), ErrorCode> {
        let transaction = self.of(id, producer)?;
        let part = transaction.is_open() && transaction.partitions.contains(&(topic.to_owned(), partition));
        if part { Ok(()) } else { Err(ErrorCode::TRANSACTION_ABORTABLE) }
    }

    /// Whether the group's offsets are part of the producer's open transaction.
    pub fn check_group(&mut self, id: &str, producer: ProducerId, group: &str) -> Result<(), ErrorCode> {
        let transaction = self.of(id, producer)?;
        let part = transaction.is_open() && transaction.groups.contains(group);
        if part { Ok(()) } else { Err(ErrorCode::TRANSACTION_ABORTABLE) }
    }
}

impl State {
    /// Gives a transactional id's producer the epoch that bars all before it. `claim` is who it says it was, so that it
    /// can go on after an error without being fenced by itself (KIP-360).
    pub fn init_producer(
        &mut self,
        id: &str,
        timeout: Duration,
        claim: Option<ProducerId>,
    ) -> Result<ProducerId, ErrorCode> {
        let transaction = self.transactions.get_or_new(id);
        if let Some(claim) = claim {
            transaction.check_claim(claim)?;
        }
        if transaction.is_open() {
            transaction.fence();
            self.end_now(id, false, TransactionRules::Classic);
            // It asks again, and gets an epoch above the one that fenced.
            return Err(ErrorCode::CONCURRENT_TRANSACTIONS);
        }
        let claimed = claim.map(|claim| claim.epoch);
        if transaction.is_exhausted() && claimed.is_none_or(|epoch| epoch == transaction.producer.epoch) {
            let fresh = self.transactions.new_producer_id();
            let transaction = self.transactions.get_or_new(id);
            let last_epoch = claimed.unwrap_or(NO_EPOCH);
            transaction.rotate(fresh, last_epoch);
        } else {
            transaction.next_epoch(claimed)?;
        }
        let transaction = self.transactions.get_or_new(id);
        transaction.timeout = timeout;
        transaction.phase = Phase::Empty;
        Ok(transaction.producer)
    }

    /// Makes a partition part of the producer's transaction, which begins with the first.
    pub fn add_partition(
        &mut self,
        id: &str,
        producer: ProducerId,
        topic: &str,
        partition: i32,
        now: Instant,
    ) -> Result<(), ErrorCode> {
        self.begin_transaction(id, producer, now)?.partitions.insert((topic.to_owned(), partition));
        Ok(())
    }

    /// Makes a group's offsets part of the producer's transaction.
    pub fn add_group(
        &mut self,
        id: &str,
        producer: ProducerId,
        group: &str,
        now: Instant,
    ) -> Result<(), ErrorCode> {
        self.begin_transaction(id, producer, now)?.groups.insert(group.to_owned());
        Ok(())
    }

    fn begin_transaction(
        &mut self,
        id: &str,
        producer: ProducerId,
        now: Instant,
    ) -> Result<&mut Transaction, ErrorCode> {
        let transaction = self.transactions.of(id, producer)?;
        if !transaction.is_open() {
            transaction.phase = Phase::Ongoing;
            self.timers.set(Timer::Transaction(id.to_owned()), now + transaction.timeout);
        }
        Ok(transaction)
    }

    /// Ends the producer's transaction; who the producer is from now on.
    pub fn end_transaction(
        &mut self,
        id: &str,
        producer: ProducerId,
        commit: bool,
        rules: TransactionRules,
    ) -> Result<ProducerId, ErrorCode> {
        let transaction = self.transactions.by_id.get(id).ok_or(ErrorCode::INVALID_PRODUCER_ID_MAPPING)?;
        match decide_end(transaction, producer, commit, rules)? {
            End::Already => {}
            End::OnlyEpoch | End::Now => self.end_now(id, commit, rules),
        }
        Ok(self.transactions.get_or_new(id).producer)
    }

    /// The producer is fenced and its transaction aborted.
    pub fn abort_overdue_transaction(&mut self, id: &str) {
        if let Some(transaction) = self.transactions.by_id.get_mut(id).filter(|it| it.is_open()) {
            transaction.fence();
            self.end_now(id, false, TransactionRules::Classic);
        }
    }

    fn end_now(&mut self, id: &str, commit: bool, rules: TransactionRules) {
        self.timers.cancel(&Timer::Transaction(id.to_owned()));
        let Transactions { by_id, producer_ids } = &mut self.transactions;
        let Some(transaction) = by_id.get_mut(id) else { return };
        let mut marker = transaction.producer;
        if rules == TransactionRules::EpochPerTransaction {
            marker.epoch = marker.epoch.saturating_add(1);
            if transaction.is_exhausted() {
                let last_epoch = transaction.producer.epoch;
                transaction.rotate(next(producer_ids), last_epoch);
            } else {
                transaction.last_epoch = transaction.producer.epoch;
                transaction.producer = marker;
            }
        }
        transaction.rules = rules;
        transaction.phase = Phase::Ended { committed: commit };
        let partitions = std::mem::take(&mut transaction.partitions);
        let groups = std::mem::take(&mut transaction.groups);
        partitions.into_iter().for_each(|(topic, index)| self.mark(&topic, index, marker, commit));
        for group in groups {
            if let Some(group) = self.groups.get_mut(&group) {
                group.offsets.end_transaction(marker.id, commit);
            }
        }
    }

    /// Writes the transaction's end to a partition's log.
    fn mark(&mut self, topic: &str, index: i32, marker: ProducerId, commit: bool) {
        let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as i64;
        // It may have been deleted meanwhile.
        let Some(topic) = self.topics.get(topic) else { return };
        let id = topic.id;
        let Some(partition) = topic.partition(index) else { return };
        // A producer that was fenced there already has nothing open.
        if partition.end_transaction(marker.id, marker.epoch, commit, COORDINATOR_EPOCH, now_ms).is_ok() {
            self.wake_fetches(id, index);
        }
    }
}
