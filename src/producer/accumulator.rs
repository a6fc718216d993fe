//! A partition's messages on their way to its leader.
//!
//! The lock here is the one that every produced message takes: under it the record is encoded, and nothing else done.
//! Lock order: a topic's `unassigned` before this, the buffer pool's after it; no other lock is taken under it.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::Instant;

use parking_lot::{Mutex, MutexGuard};

use crate::broker::{Broker, BrokerOp};
use crate::rarely::rarely;
use crate::records::{Codec, ProducerId, RecordError};
use crate::stats::{Gauge, MessageStats};
use crate::topic::Topic;

use super::batch::{Accepted, Batch, Elapsed, Expected};
use super::idempotence::{Idempotence, Sequencer, Stamp};
use super::produce::NewMessage;
use super::sender::SealedBatch;
use super::{Persistence, Producer};

/// The smallest buffer that a batch starts with.
const MIN_EXPECTED: usize = 1024;

/// What the leader's broker thread knows of the partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Announced {
    No,
    /// It is not told of anything: what waits is still being moved in, and is to go out together.
    Held,
    /// It holds a timer for the open batch, or for a batch that is to be tried again.
    Lingering,
    /// It is about to take a batch.
    Ready,
}

/// One partition of a topic that is produced to.
pub struct Partition {
    pub topic: Weak<Topic>,
    pub id: i32,
    /// For how long at most a batch takes messages in. It times out as a whole, by its first message: that must not cost
    /// a late one much of its time. Microseconds.
    span_us: u64,
    /// Its batches are compressed.
    compressed: bool,
    /// What went out, each time that it did.
    pub sent: MessageStats,
    /// Messages in requests whose fate is not known.
    pub in_flight: Gauge,
    state: Mutex<Accumulator>,
}

struct Accumulator {
    open: Option<Batch>,
    /// Closed batches that were not sent yet, oldest first. All newer than `retries`.
    closed: VecDeque<Batch>,
    /// Batches that were sent in vain, oldest first, and when the first of them may be sent again.
    retries: VecDeque<SealedBatch>,
    retry_at: Option<Instant>,
    /// Of an idempotent producer; others number nothing.
    sequencer: Sequencer,
    announced: Announced,
    /// The application has paused it: nothing goes out.
    paused: bool,
    leader: Option<Arc<Broker>>,
    leader_epoch: i32,
    /// Batches opened so far.
    batches: u64,
    /// Messages taken in so far, but for the open batch's.
    accepted: u64,
    /// What the last batch came to: the next one should have room for as much.
    expected: Expected,
}

/// What a partition has for its leader's broker thread.
pub enum Due {
    /// A batch that was never sent, and its place in the sequence if it has one.
    Fresh(Batch, Option<Stamp>),
    /// One that was.
    Retry(SealedBatch),
    /// None before then.
    At(Instant),
    /// None; the partition announces itself again.
    Nothing,
}

/// A partition's queue at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    /// In the batch that takes messages in.
    pub open_messages: usize,
    pub open_bytes: usize,
    /// In batches that are full, or are to be sent again.
    pub ready_messages: usize,
    pub ready_bytes: usize,
    /// All that ever came.
    pub accepted: u64,
    pub leader: Option<i32>,
    pub leader_epoch: i32,
}

impl Partition {
    pub fn new(topic: Weak<Topic>, id: i32) -> Arc<Self> {
        let span = topic.upgrade().and_then(|topic| {
            let linger = topic.client.producer.settings().linger;
            topic.message_timeout().map(|timeout| (timeout / 8).max(linger))
        });
        let compressed = topic.upgrade().is_some_and(|topic| topic.compression().0 != Codec::None);
        Arc::new(Partition {
            compressed,
            topic,
            id,
            span_us: span.map_or(u64::MAX, |span| u64::try_from(span.as_micros()).unwrap_or(u64::MAX)),
            sent: MessageStats::default(),
            in_flight: Gauge::default(),
            state: Mutex::new(Accumulator {
                open: None,
                closed: VecDeque::new(),
                retries: VecDeque::new(),
                retry_at: None,
                sequencer: Sequencer::default(),
                announced: Announced::No,
                paused: false,
                leader: None,
                leader_epoch: -1,
                batches: 0,
                accepted: 0,
                expected: Expected { bytes: MIN_EXPECTED, messages: 0 },
            }),
        })
    }

    /// Encodes `message` into the open batch and tells the leader if it must know.
    #[inline(always)]
    pub fn append(
        self: &Arc<Self>,
        producer: &Producer,
        message: NewMessage<'_>,
        accepted: Accepted,
    ) -> Result<(), RecordError> {
        let mut state = self.state.lock();
        let max_messages = producer.settings().batch_max_messages;
        if let Some(batch) = &mut state.open {
            let elapsed = batch.elapsed_at(accepted);
            if elapsed.us <= self.span_us && batch.has_room_for(&message, producer.settings()) {
                batch.append(&message, elapsed)?;
                if batch.len() >= max_messages {
                    state.close_open();
                    self.announce(state, Announced::Ready);
                }
                return Ok(());
            }
        }
        rarely(move || self.append_first(state, producer, message, accepted))
    }

    /// Encodes `message` into a new batch: there is none that takes it.
    fn append_first(
        self: &Arc<Self>,
        mut state: MutexGuard<'_, Accumulator>,
        producer: &Producer,
        message: NewMessage<'_>,
        accepted: Accepted,
    ) -> Result<(), RecordError> {
        let mut ready = state.close_open() || producer.linger().is_zero();
        let mut batch = state.new_batch(&message, accepted, self.compressed, producer);
        let appended = batch.append(&message, Elapsed::default());
        if appended.is_ok() {
            let full = batch.len() >= producer.settings().batch_max_messages;
            state.open = Some(batch);
            ready |= full && state.close_open();
        }
        // If it failed, what was closed for it is to go all the same.
        if !state.is_empty() {
            self.announce(state, if ready { Announced::Ready } else { Announced::Lingering });
        }
        appended
    }

    /// Tells the leader what it must know, once the lock is gone.
    #[cold]
    fn announce(self: &Arc<Self>, mut state: MutexGuard<'_, Accumulator>, wanted: Announced) {
        let leader = state.announce(wanted);
        drop(state);
        self.notify(leader);
    }

    /// Tells the leader of what waits, if anything does, once the lock is gone.
    fn announce_waiting(self: &Arc<Self>, mut state: MutexGuard<'_, Accumulator>) {
        let leader = if state.is_empty() { None } else { state.announce(Announced::Ready) };
        drop(state);
        self.notify(leader);
    }

    fn notify(self: &Arc<Self>, leader: Option<Arc<Broker>>) {
        if let Some(leader) = leader {
            leader.send(BrokerOp::Produce(Arc::clone(self)));
        }
    }

    pub fn leader(&self) -> Option<Arc<Broker>> {
        self.state.lock().leader.clone()
    }

    pub fn is_led_by(&self, broker: &Arc<Broker>) -> bool {
        self.state.lock().leader.as_ref().is_some_and(|leader| Arc::ptr_eq(leader, broker))
    }

    /// The topic was made anew: its leaders' epochs are counted from the start, and they know no producer.
    pub fn made_anew(&self) {
        let mut state = self.state.lock();
        state.leader_epoch = -1;
        state.sequencer.forget_known();
    }

    /// Metadata names another leader (or none). What waits is announced to the new one. False if the metadata is out of
    /// date.
    pub fn set_leader(self: &Arc<Self>, leader: Option<Arc<Broker>>, epoch: i32) -> bool {
        self.change_leader(leader, epoch, Announced::No)
    }

    /// As [`set_leader`](Self::set_leader), but a new leader is told of nothing before [`release`](Self::release). Else it
    /// would take the first of the messages that are being moved in for a batch of its own; and if it refused that one, as a
    /// leader may that has just been elected, the others would overtake it.
    pub fn set_leader_held(self: &Arc<Self>, leader: Option<Arc<Broker>>, epoch: i32) -> bool {
        self.change_leader(leader, epoch, Announced::Held)
    }

    pub fn release(self: &Arc<Self>) {
        let mut state = self.state.lock();
        if state.announced != Announced::Held {
            return;
        }
        state.announced = Announced::No;
        self.announce_waiting(state);
    }

    fn change_leader(
        self: &Arc<Self>,
        leader: Option<Arc<Broker>>,
        epoch: i32,
        announced: Announced,
    ) -> bool {
        let mut state = self.state.lock();
        if epoch >= 0 && epoch < state.leader_epoch {
            // Metadata of a broker that has not heard of the newer leader yet.
            return false;
        }
        state.leader_epoch = epoch;
        let same = match (&state.leader, &leader) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new),
            (None, None) => true,
            _ => false,
        };
        if same {
            return true;
        }
        state.leader = leader;
        state.announced = announced;
        self.announce_waiting(state);
        true
    }

    /// Takes the next batch that is due for `leader`, on that broker's thread.
    pub fn take_due(&self, leader: &Arc<Broker>, producer: &Producer, now: Instant) -> Due {
        let mut state = self.state.lock();
        if !state.leader.as_ref().is_some_and(|current| Arc::ptr_eq(current, leader)) {
            // It announces itself to the new leader.
            return Due::Nothing;
        }
        if state.paused {
            state.announced = Announced::No;
            return Due::Nothing;
        }
        let due = state.take_due(producer, now);
        state.announced = match due {
            Due::Fresh(..) | Due::Retry(_) => Announced::Ready,
            Due::At(_) => Announced::Lingering,
            Due::Nothing => Announced::No,
        };
        due
    }

    /// Puts a batch that was sent in vain back to the front, not to be sent before `at`, and tells the leader as it is then.
    /// Hands it back if it is in the log after all.
    pub fn retry(self: &Arc<Self>, sealed: SealedBatch, at: Instant) -> Option<SealedBatch> {
        let number = sealed.batch.number();
        let mut state = self.state.lock();
        if state.sequencer.is_proven(number) {
            return Some(sealed);
        }
        // Responses may fail in any order; sending is in the order of first sending.
        let before = state.retries.iter().position(|other| other.batch.number() > number);
        let place = before.unwrap_or(state.retries.len());
        state.retries.insert(place, sealed);
        state.retry_at = Some(state.retry_at.map_or(at, |set| set.max(at)));
        let leader = state.announce(Announced::Lingering);
        drop(state);
        self.notify(leader);
        None
    }

    /// Holds back what is not sent yet, or lets it go. It times out all the same.
    pub fn set_paused(self: &Arc<Self>, paused: bool) {
        self.state.lock().paused = paused;
        if !paused {
            self.wake();
        }
    }

    /// What had to wait may go out now: there is a producer id, or room for another batch.
    pub fn wake(self: &Arc<Self>) {
        let state = self.state.lock();
        // What does not wait for this has been announced already.
        if state.announced == Announced::No {
            self.announce_waiting(state);
        }
    }

    /// A numbered batch is in the log. Takes out those that waited to be sent again and must be there as well, oldest first.
    pub fn settle(self: &Arc<Self>, batch: u64) -> Vec<SealedBatch> {
        let mut state = self.state.lock();
        state.sequencer.settle(batch);
        let mut proven = Vec::new();
        while let Some(sealed) = state.retries.pop_front_if(|sealed| sealed.batch.number() < batch) {
            state.sequencer.settle(sealed.batch.number());
            proven.push(sealed);
        }
        drop(state);
        self.wake();
        proven
    }

    /// True if the numbered batch must be in the log, as a later one is.
    pub fn is_proven(&self, batch: u64) -> bool {
        self.state.lock().sequencer.is_proven(batch)
    }

    /// A numbered batch will not be sent again. Returns the producer that must be replaced for what comes after it.
    pub fn give_up(self: &Arc<Self>, batch: u64) -> Option<ProducerId> {
        let broken = self.state.lock().sequencer.give_up(batch);
        self.wake();
        broken
    }

    /// A numbered batch was not sent, nor will be.
    pub fn retract(self: &Arc<Self>, stamp: Stamp, batch: u64) -> Option<ProducerId> {
        let broken = self.state.lock().sequencer.retract(stamp, batch);
        self.wake();
        broken
    }

    /// The broker does not know the numbering any more.
    pub fn break_numbering(&self) -> Option<ProducerId> {
        self.state.lock().sequencer.break_off()
    }

    /// Takes out the batches, not in flight, that were opened at a time for which `fails` holds, and says of each whether it
    /// may have reached the log. Of an idempotent producer, the caller must then see to [`Partition::broken`].
    pub fn take_failed(&self, fails: impl Fn(Instant) -> bool) -> Vec<(Arc<Batch>, Persistence)> {
        let mut state = self.state.lock();
        let retries = std::mem::take(&mut state.retries);
        let (failed, kept) = retries.into_iter().partition(|sealed| fails(sealed.batch.opened_at()));
        state.retries = kept;
        let failed: VecDeque<SealedBatch> = failed;
        for sealed in &failed {
            state.sequencer.give_up(sealed.batch.number());
        }
        let mut failed: Vec<_> =
            failed.into_iter().map(|sealed| (Arc::clone(&sealed.batch), sealed.persistence())).collect();
        while let Some(batch) = state.closed.pop_front_if(|batch| fails(batch.opened_at())) {
            failed.push((Arc::new(batch), Persistence::No));
        }
        if state.open.as_ref().is_some_and(|batch| fails(batch.opened_at())) {
            failed.extend(state.take_open().map(|batch| (Arc::new(batch), Persistence::No)));
        }
        failed
    }

    /// The producer under which nothing can be sent any more.
    pub fn broken(&self) -> Option<ProducerId> {
        self.state.lock().sequencer.broken()
    }

    /// What is here now, for the statistics.
    pub fn levels(&self) -> Levels {
        let state = self.state.lock();
        let closed = state.closed.iter().map(|batch| (batch.len(), batch.user_bytes()));
        let retries = state.retries.iter().map(|sealed| (sealed.batch.len(), sealed.batch.user_bytes()));
        let (ready_messages, ready_bytes) =
            closed.chain(retries).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        Levels {
            open_messages: state.open.as_ref().map_or(0, Batch::len),
            open_bytes: state.open.as_ref().map_or(0, Batch::user_bytes),
            ready_messages,
            ready_bytes,
            accepted: state.accepted + state.open.as_ref().map_or(0, Batch::len) as u64,
            leader: state.leader.as_ref().map(|leader| leader.node_id()),
            leader_epoch: state.leader_epoch,
        }
    }

    /// True if messages wait here, sent or not.
    pub fn has_queued(&self) -> bool {
        !self.state.lock().is_empty()
    }
}

impl Accumulator {
    /// A new batch, with room for as much as the last one came to.
    fn new_batch(
        &mut self,
        message: &NewMessage<'_>,
        accepted: Accepted,
        compressed: bool,
        producer: &Producer,
    ) -> Batch {
        self.batches += 1;
        let bytes = self.expected.bytes.max(message.record_bytes());
        let expected = Expected { bytes, ..self.expected };
        Batch::open(self.batches, accepted, expected, compressed, &producer.pool)
    }

    /// The open batch, if there is one, takes nothing in any more; true if that was so.
    fn close_open(&mut self) -> bool {
        let Some(batch) = self.take_open() else { return false };
        self.closed.push_back(batch);
        true
    }

    /// Takes out the open batch: it takes nothing in any more. The next one will come to about its size.
    fn take_open(&mut self) -> Option<Batch> {
        let mut batch = self.open.take()?;
        batch.close();
        self.accepted += batch.len() as u64;
        // A few more messages, if they are a bit smaller, are no reason to grow.
        let messages = batch.len() + batch.len() / 16;
        // One small batch after large ones, as where a sticky partitioner turns to another partition, says little of the next:
        // growing to their size again would copy all of it once more.
        self.expected = Expected {
            bytes: batch.records().len().max(self.expected.bytes / 4 * 3).max(MIN_EXPECTED),
            messages: messages.max(self.expected.messages / 4 * 3),
        };
        Some(batch)
    }

    fn is_empty(&self) -> bool {
        self.open.is_none() && self.closed.is_empty() && self.retries.is_empty()
    }

    /// Notes what the leader must know; returns it if it does not know yet.
    fn announce(&mut self, wanted: Announced) -> Option<Arc<Broker>> {
        let news = match (self.announced, wanted) {
            (Announced::No, _) | (Announced::Lingering, Announced::Ready) => true,
            (Announced::Lingering, _) | (Announced::Ready, _) | (Announced::Held, _) => false,
        };
        if !news || self.leader.is_none() {
            return None;
        }
        self.announced = wanted;
        self.leader.clone()
    }

    fn take_due(&mut self, producer: &Producer, now: Instant) -> Due {
        if let Some(idempotence) = &producer.idempotence {
            self.restart_numbering(idempotence);
            if self.sequencer.is_broken() {
                return self.take_uncertain(producer, now);
            }
        }
        if !self.retries.is_empty() {
            return self.take_retry(0, producer, now);
        }
        if producer.idempotence.as_ref().is_some_and(|limit| !self.sequencer.has_room(limit.max_in_flight)) {
            return Due::Nothing;
        }
        if let Some(batch) = self.closed.pop_front() {
            return self.fresh(batch);
        }
        let Some(open) = self.open.as_ref() else { return Due::Nothing };
        let due_at = open.opened_at() + producer.linger();
        if due_at > now {
            return Due::At(due_at);
        }
        match self.take_open() {
            Some(batch) => self.fresh(batch),
            None => Due::Nothing,
        }
    }

    fn fresh(&mut self, batch: Batch) -> Due {
        let stamp = self.sequencer.assign(batch.number(), batch.len());
        Due::Fresh(batch, stamp)
    }

    /// Goes over to the producer id as it is now, if that can be done and must be.
    fn restart_numbering(&mut self, idempotence: &Idempotence) {
        let Some(current) = idempotence.current() else { return };
        let uncertain = self.retries.iter().any(|sealed| sealed.uncertain);
        if !self.sequencer.may_restart(current, self.retries.len(), uncertain) {
            return;
        }
        self.sequencer.restart(current);
        for sealed in &mut self.retries {
            let stamp = self.sequencer.assign(sealed.batch.number(), sealed.batch.len());
            stamp.into_iter().for_each(|stamp| sealed.stamp(stamp));
        }
    }

    /// Of a broken sequence, only what may be in the log goes out, to learn whether it is.
    fn take_uncertain(&mut self, producer: &Producer, now: Instant) -> Due {
        match self.retries.iter().position(|sealed| sealed.uncertain) {
            Some(place) => self.take_retry(place, producer, now),
            None => Due::Nothing,
        }
    }

    fn may_retry(&self, place: usize) -> bool {
        let Some(sealed) = self.retries.get(place) else { return false };
        let later = self.retries.len() - 1 - place;
        self.sequencer.may_retry(sealed.batch.number(), place, later)
    }

    fn take_retry(&mut self, place: usize, producer: &Producer, now: Instant) -> Due {
        if producer.idempotence.is_some() && !self.may_retry(place) {
            return Due::Nothing;
        }
        if let Some(at) = self.retry_at.filter(|at| *at > now) {
            return Due::At(at);
        }
        match self.retries.remove(place) {
            Some(mut sealed) => {
                if self.retries.is_empty() {
                    self.retry_at = None;
                }
                sealed.is_next = self.sequencer.is_next(sealed.batch.number());
                Due::Retry(sealed)
            }
            None => Due::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::produce::Value;
    use super::*;
    use crate::conf::Conf;

    fn append(partition: &Arc<Partition>, producer: &Producer, now: Instant) {
        let message = NewMessage {
            partition: 0,
            key: None,
            value: Value::Copy(b"value"),
            headers: None,
            timestamp: 0,
            opaque: 0,
        };
        partition.append(producer, message, Accepted::At(now)).unwrap();
    }

    #[test]
    fn a_batch_takes_messages_in_for_a_limited_time() {
        let producer = Producer::new(&Conf::default());
        let mut partition = Partition::new(Weak::new(), 0);
        Arc::get_mut(&mut partition).unwrap().span_us = 100_000;
        let start = Instant::now();
        for at in [0, 90, 110, 120] {
            append(&partition, &producer, start + Duration::from_millis(at));
        }
        let failed = partition.take_failed(|opened_at| opened_at == start);
        assert_eq!(failed.iter().map(|(batch, _)| batch.len()).collect::<Vec<_>>(), [2]);
        let failed = partition.take_failed(|_| true);
        assert_eq!(failed.iter().map(|(batch, _)| batch.len()).collect::<Vec<_>>(), [2]);
        assert!(!partition.has_queued());
    }

    #[test]
    fn levels_tell_what_is_open_and_what_is_ready() {
        let producer = Producer::new(&Conf::default());
        let mut partition = Partition::new(Weak::new(), 0);
        Arc::get_mut(&mut partition).unwrap().span_us = 100_000;
        let start = Instant::now();
        for at in [0, 10, 20, 500] {
            append(&partition, &producer, start + Duration::from_millis(at));
        }
        let levels = partition.levels();
        assert_eq!((levels.open_messages, levels.open_bytes), (1, 5));
        assert_eq!((levels.ready_messages, levels.ready_bytes), (3, 15));
        assert_eq!((levels.accepted, levels.leader), (4, None));
        partition.take_failed(|_| true);
        let levels = partition.levels();
        assert_eq!((levels.open_messages, levels.ready_messages, levels.accepted), (0, 0, 4));
    }

    #[test]
    fn old_metadata_does_not_move_a_partition() {
        let partition = Partition::new(Weak::new(), 0);
        assert!(partition.set_leader(None, 7));
        assert!(!partition.set_leader(None, 6));
        partition.made_anew();
        assert!(partition.set_leader(None, 0), "made anew, its epochs begin again");
    }
}
