//! One partition that is being read: where it stands, and who may move it.

mod epoch;
mod marked;
mod replica;
mod standing;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};
use std::time::Instant;

use parking_lot::Mutex;

use crate::broker::{Broker, BrokerOp};
use crate::conf::OffsetReset;
use crate::error::ErrorCode;
use crate::queue::{Op, Queue};
use crate::stats::FetchStats;
use crate::topic::Topic;
use crate::topic::partition_list::{NO_LEADER_EPOCH, OFFSET_INVALID, TopicPartition};

use super::{
    BufferAccount, ConsumerError, FetchCommand, ListedOffset, OFFSET_BEGINNING, OFFSET_END, OFFSET_STORED,
    OFFSET_TAIL_BASE, Subject,
};

use super::offset_file::OffsetFile;
pub use epoch::{EpochQuestion, Validated};
use marked::Marked;
use replica::Lease;
pub use standing::Standing;

/// No offset, and no leader epoch of one.
const NOWHERE: (i64, i32) = (OFFSET_INVALID, NO_LEADER_EPOCH);

/// The ends of a partition as its latest answer told them; `OFFSET_INVALID` where none has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermarks {
    pub low: i64,
    pub high: i64,
    pub last_stable: i64,
}

/// Where reading begins, when a broker must be asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartOffset {
    Beginning,
    End,
    /// So many messages before the end.
    Tail(i64),
}

impl StartOffset {
    /// What ListOffsets asks for.
    pub fn timestamp(self) -> i64 {
        match self {
            StartOffset::Beginning => OFFSET_BEGINNING,
            StartOffset::End | StartOffset::Tail(_) => OFFSET_END,
        }
    }

    fn resolve(self, answer: i64) -> i64 {
        match self {
            StartOffset::Beginning | StartOffset::End => answer,
            StartOffset::Tail(back) => answer.saturating_sub(back).max(0),
        }
    }

    /// As `rd_kafka_consume_start` has it.
    fn logical(self) -> i64 {
        match self {
            StartOffset::Beginning => OFFSET_BEGINNING,
            StartOffset::End => OFFSET_END,
            StartOffset::Tail(back) => OFFSET_TAIL_BASE.saturating_sub(back),
        }
    }

    fn name(self) -> String {
        match self {
            StartOffset::Beginning => "BEGINNING".to_owned(),
            StartOffset::End => "END".to_owned(),
            StartOffset::Tail(back) => format!("TAIL({back})"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Stopped,
    /// The coordinator must be asked where the group is.
    Committed {
        asked: bool,
    },
    /// A broker must be asked where to begin.
    Resolving {
        start: StartOffset,
        asked: bool,
    },
    /// The leader must be asked whether its log still leads up to where we are (KIP-320).
    Validating {
        asked: bool,
    },
    /// Data is fetched from `State::next_offset` on.
    Fetching,
}

struct State {
    phase: Phase,
    next_offset: i64,
    /// The leader epoch of what comes before `next_offset`, if that is known.
    offset_epoch: i32,
    /// The leader epoch under which `next_offset` was last known to be in the leader's log.
    validated: i32,
    /// The broker whose thread has this partition.
    broker: Option<Arc<Broker>>,
    leader: Option<Arc<Broker>>,
    /// The replica that is read in the leader's place.
    lease: Option<Lease>,
    /// When a replica was last taken up.
    leased_at: Option<Instant>,
    leader_epoch: i32,
    watermarks: Watermarks,
    /// The logical offset that a broker last said the place of.
    queried: i64,
    /// Where the application was last told that the end is.
    eof_at: i64,
    /// The error that the application was last told of.
    reported: ErrorCode,
    /// The start was counted back from the end, perhaps beyond the beginning.
    counted_back: bool,
    /// The application wants nothing fetched for now.
    paused: bool,
    /// It is about to be given up: nothing more is handed out.
    held: bool,
    /// Where reading began, for as long as the application has taken nothing; with its epoch.
    begun_at: (i64, i32),
}

/// A partition that is, or was, started. Its queue outlives a stop, so that an application may wait on it.
pub struct FetchPartition {
    pub topic: Arc<Topic>,
    pub id: i32,
    pub queue: Arc<Queue>,
    /// Grows with every start, seek and stop.
    version: AtomicI32,
    /// The version that the last seek made: what was fetched before it is not wanted, also where it was taken already.
    sought: AtomicI32,
    /// The offset after that of the last message that the application took.
    position: Marked,
    /// The offset that the next commit is to take.
    stored: Marked,
    /// What is to be committed beside the offset that it was stored with.
    stored_metadata: Mutex<Option<(i64, Vec<u8>)>>,
    /// The offset that was committed last, as far as this instance knows.
    committed: Marked,
    /// It is part of the assignment. Written on the main thread.
    assigned: AtomicBool,
    /// Counts its assignments.
    tenure: AtomicI32,
    /// Messages in queued batches.
    queued: AtomicUsize,
    stats: FetchStats,
    /// The broker's thread waits for `queued` to go down.
    held_back: AtomicBool,
    store_offsets: bool,
    low_water: usize,
    own_account: Arc<BufferAccount>,
    /// Its messages come together with other partitions' in one queue.
    shares_queue: AtomicBool,
    /// Where the simple consumer keeps the offset, if that is not the group. Taken alone.
    pub(super) offset_file: Mutex<Option<OffsetFile>>,
    state: Mutex<State>,
}

/// What a fetch is to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchPosition {
    pub version: i32,
    pub offset: i64,
    pub offset_epoch: i32,
    pub leader_epoch: i32,
    /// Not to be asked for before then.
    pub not_before: Option<Instant>,
    /// It is asked of a replica that is not the leader, until then.
    pub lease_until: Option<Instant>,
}

/// What a fetch brought, beside data.
#[derive(Clone, Copy, Debug)]
pub struct FetchProgress {
    pub next_offset: i64,
    /// The leader epoch of what comes before it.
    pub offset_epoch: i32,
    pub watermarks: Watermarks,
    /// The end for readers with our isolation level.
    pub end: i64,
}

impl FetchPartition {
    pub fn new(topic: &Arc<Topic>, id: i32) -> Arc<Self> {
        let settings = topic.client.consumer.settings();
        Arc::new(FetchPartition {
            topic: Arc::clone(topic),
            id,
            queue: Queue::new(),
            version: AtomicI32::new(1),
            sought: AtomicI32::new(1),
            position: Marked::default(),
            stored: Marked::default(),
            stored_metadata: Mutex::default(),
            committed: Marked::default(),
            assigned: AtomicBool::new(false),
            tenure: AtomicI32::new(0),
            queued: AtomicUsize::new(0),
            stats: FetchStats::default(),
            held_back: AtomicBool::new(false),
            store_offsets: settings.store_offsets,
            low_water: settings.queued_min_messages,
            own_account: BufferAccount::new(settings.queued_max_bytes),
            shares_queue: AtomicBool::new(false),
            offset_file: Mutex::default(),
            state: Mutex::new(State {
                phase: Phase::Stopped,
                next_offset: OFFSET_INVALID,
                offset_epoch: NO_LEADER_EPOCH,
                validated: NO_LEADER_EPOCH,
                broker: None,
                leader: None,
                lease: None,
                leased_at: None,
                leader_epoch: NO_LEADER_EPOCH,
                watermarks: Watermarks {
                    low: OFFSET_INVALID,
                    high: OFFSET_INVALID,
                    last_stable: OFFSET_INVALID,
                },
                queried: OFFSET_INVALID,
                eof_at: OFFSET_INVALID,
                reported: ErrorCode::NO_ERROR,
                counted_back: false,
                paused: false,
                held: false,
                begun_at: NOWHERE,
            }),
        })
    }

    // ---- the application's side ----

    #[inline]
    pub fn version(&self) -> i32 {
        self.version.load(Ordering::Acquire)
    }

    /// The offset after the last message that the application took, with that message's leader epoch.
    pub fn position(&self) -> (i64, i32) {
        self.position.get()
    }

    /// The offset to commit, if one was stored.
    pub fn stored(&self) -> (i64, i32) {
        self.stored.get()
    }

    pub fn store(&self, next: i64, leader_epoch: i32, metadata: Option<Vec<u8>>) {
        let mut stored_metadata = self.stored_metadata.lock();
        *stored_metadata = metadata.map(|metadata| (next, metadata));
        self.stored.set(next, leader_epoch);
    }

    /// What is to be committed now: what was stored and is ahead of what was committed.
    pub fn to_commit(&self) -> Option<TopicPartition> {
        let (offset, leader_epoch) = self.stored.get();
        if offset < 0 || !self.stored.is_ahead_of(&self.committed) {
            return None;
        }
        let metadata = self.stored_metadata.lock().clone();
        let metadata = metadata.filter(|(with, _)| *with == offset).map(|(_, metadata)| metadata);
        let partition = TopicPartition::new(Arc::clone(&self.topic.name), self.id);
        Some(TopicPartition { offset, leader_epoch, metadata, ..partition })
    }

    /// Which assignment this is: progress of an earlier one says nothing of it.
    pub fn tenure(&self) -> i32 {
        self.tenure.load(Ordering::Relaxed)
    }

    /// On the main thread, as assigning is.
    pub fn note_committed(&self, tenure: i32, offset: i64, leader_epoch: i32) {
        if tenure == self.tenure() {
            self.committed.set(offset, leader_epoch);
        }
    }

    /// Nothing that was read, stored or committed before counts any more.
    pub(super) fn forget_progress(&self) {
        self.position.clear();
        self.stored.clear();
        self.committed.clear();
    }

    pub fn is_assigned(&self) -> bool {
        self.assigned.load(Ordering::Acquire)
    }

    /// The application took a message. Under the queue's lock, and so by one thread at a time.
    #[inline]
    pub(super) fn consumed(&self, offset: i64, leader_epoch: i32) {
        let next = offset.saturating_add(1);
        self.position.set(next, leader_epoch);
        if self.store_offsets {
            self.stored.set(next, leader_epoch);
        }
    }

    /// The application gets messages up to `offset` that were fetched under `version` and taken some time ago; false if they
    /// are not wanted any more. Under the queue's lock.
    pub(super) fn settle(&self, version: i32, offset: i64, leader_epoch: i32) -> bool {
        if self.position().0 > offset {
            // Another thread has later ones already. Unless they were sought since, these would not be read again.
            return !self.was_left(version);
        }
        let wanted = self.version() == version;
        if wanted {
            self.consumed(offset, leader_epoch);
        }
        wanted
    }

    pub fn watermarks(&self) -> Watermarks {
        self.state.lock().watermarks
    }

    pub fn is_started(&self) -> bool {
        self.state.lock().phase != Phase::Stopped
    }

    /// The account that its buffers count against. A queue that the application keeps apart must not keep others from being
    /// filled.
    pub fn account(&self) -> &Arc<BufferAccount> {
        if self.shares_queue.load(Ordering::Relaxed) && self.queue.is_forwarded() {
            self.topic.client.consumer.shared_account()
        } else {
            &self.own_account
        }
    }

    pub(super) fn set_shares_queue(&self, shares: bool) {
        self.shares_queue.store(shares, Ordering::Relaxed);
    }

    /// Begins anew at `begin`. Stale messages may still be queued: see [`drop_stale`].
    pub(super) fn begin_at(&self, begin: Begin) {
        let mut state = self.state.lock();
        self.advance_version();
        state.begin(begin, &self.topic);
    }

    /// As [`begin_at`](Self::begin_at), because the application wants to be elsewhere.
    pub(super) fn seek_to(&self, begin: Begin) {
        self.begin_at(begin);
        self.sought.fetch_max(self.version(), Ordering::AcqRel);
    }

    /// True if the application has sought another place since `version`.
    pub(super) fn was_left(&self, version: i32) -> bool {
        version < self.sought.load(Ordering::Acquire)
    }

    /// What was asked, fetched or queued until now is stale. With the state locked. Returns the new version.
    fn advance_version(&self) -> i32 {
        self.version.fetch_add(1, Ordering::AcqRel) + 1
    }

    /// Begins as part of the assignment; messages go to `queue`, unless the application has taken the partition's own. A pause
    /// goes on: the application may have meant the time after the assignment. `known_epoch` is the leader's as metadata has it.
    pub(super) fn assign(&self, begin: Begin, queue: &Arc<Queue>, known_epoch: Option<i32>) {
        self.tenure.fetch_add(1, Ordering::Relaxed);
        self.begin_at(begin);
        self.trust_later_epoch(known_epoch);
        self.forget_progress();
        self.queue.forward_by_default(queue);
        self.set_shares_queue(true);
        self.assigned.store(true, Ordering::Release);
    }

    /// No longer part of the assignment. The broker that has the partition, if one does, is to be told; progress is kept
    /// until [`forget_progress`](Self::forget_progress) so that it can be committed.
    pub(super) fn unassign(&self) -> Option<Arc<Broker>> {
        self.assigned.store(false, Ordering::Release);
        self.halt()
    }

    /// What was queued before the latest [`begin_at`](Self::begin_at) or [`halt`](Self::halt) goes. When this returns, no
    /// thread is taking an older message any more.
    pub(super) fn drop_stale(&self) {
        drop_stale(&self.queue);
        self.forget_position();
    }

    /// The application takes messages from elsewhere next.
    pub(super) fn forget_position(&self) {
        self.position.clear();
    }

    // ---- pausing: on the main thread, so that it is not mixed with seeking ----

    /// Stops fetching for the time being, as the application wants. What is queued is stale from now on. Returns the version
    /// of the pause, unless it was paused.
    pub(super) fn pause(&self) -> Option<i32> {
        self.suspend(|state| &mut state.paused)
    }

    /// As [`pause`](Self::pause), until [`release`](Self::release) or the end of the assignment: the partition is about to be
    /// given up, and what is handed out now would be committed without the application knowing whether it may work on it.
    pub(super) fn hold(&self) -> Option<i32> {
        self.suspend(|state| &mut state.held)
    }

    fn suspend(&self, why: impl FnOnce(&mut State) -> &mut bool) -> Option<i32> {
        let mut state = self.state.lock();
        if std::mem::replace(why(&mut state), true) {
            return None;
        }
        state.ask_again();
        Some(self.advance_version())
    }

    /// After a pause and once stale messages are gone: fetching will go on with the first message that was not taken.
    pub(super) fn rewind(&self, version: i32) {
        let mut state = self.state.lock();
        if !state.has_position() || self.version() != version {
            return;
        }
        let position = self.position.get();
        (state.next_offset, state.offset_epoch) = if position.0 >= 0 { position } else { state.begun_at };
        state.eof_at = OFFSET_INVALID;
    }

    /// Ends a pause.
    pub(super) fn resume(&self) {
        self.state.lock().paused = false;
        self.nudge_broker();
    }

    /// It is not given up after all.
    pub(super) fn release(&self) {
        self.state.lock().held = false;
        self.nudge_broker();
    }

    /// Ends fetching: the broker that has the partition, if one does, is to be told.
    pub(super) fn halt(&self) -> Option<Arc<Broker>> {
        let mut state = self.state.lock();
        self.advance_version();
        state.phase = Phase::Stopped;
        state.held = false;
        state.lease = None;
        state.broker.take()
    }

    // ---- the queue's level ----

    pub(super) fn note_queued(&self, messages: usize, bytes: usize) {
        self.stats.received.count(messages, bytes);
        self.stats.queued_bytes.add(bytes);
        self.queued.fetch_add(messages, Ordering::SeqCst);
    }

    /// A batch has left the queue: fetching goes on at once if it stopped for a full queue.
    pub(super) fn note_taken(&self, messages: usize, bytes: usize) {
        self.stats.queued_bytes.sub(bytes);
        let left = self.queued.fetch_sub(messages, Ordering::SeqCst) - messages;
        if left < self.low_water
            && self.held_back.load(Ordering::SeqCst)
            && self.held_back.swap(false, Ordering::SeqCst)
        {
            self.nudge_broker();
        }
    }

    /// Messages were dropped unread.
    pub(super) fn note_dropped(&self, messages: usize) {
        self.stats.dropped.add(messages);
    }

    /// True if there are enough messages in the queue; then the broker's thread is woken when there no longer are.
    pub(super) fn is_full(&self) -> bool {
        if self.queued.load(Ordering::SeqCst) < self.low_water {
            return false;
        }
        self.held_back.store(true, Ordering::SeqCst);
        // What was taken before the flag stood was taken without a word.
        self.queued.load(Ordering::SeqCst) >= self.low_water
    }

    pub(super) fn nudge_broker(&self) {
        let broker = self.state.lock().broker.clone();
        if let Some(broker) = broker {
            broker.nudge();
        }
    }

    // ---- the broker thread's side ----

    /// What `broker` is to fetch now; `None` if there is nothing to be fetched from it.
    pub(super) fn fetch_position(&self, broker: &Arc<Broker>) -> Option<FetchPosition> {
        let state = self.state.lock();
        let ready = state.phase == Phase::Fetching
            && !state.paused
            && !state.held
            && state.is_at(broker)
            && state.reader().is_some_and(|reader| Arc::ptr_eq(reader, broker));
        ready.then(|| FetchPosition {
            version: self.version(),
            offset: state.next_offset,
            offset_epoch: state.offset_epoch,
            leader_epoch: state.leader_epoch,
            not_before: state.lease.as_ref().and_then(Lease::not_before),
            lease_until: state.lease.as_ref().map(Lease::until),
        })
    }

    pub(super) fn belongs_to(&self, broker: &Arc<Broker>) -> bool {
        let state = self.state.lock();
        state.phase != Phase::Stopped && state.is_at(broker)
    }

    /// True if what was asked for at `position` is still wanted from `broker`.
    pub(super) fn awaits(&self, broker: &Arc<Broker>, position: FetchPosition) -> bool {
        self.fetch_position(broker)
            .is_some_and(|now| now.version == position.version && now.offset == position.offset)
    }

    /// Takes in what a fetch at `position` brought.
    pub(super) fn advance(
        &self,
        broker: &Arc<Broker>,
        position: FetchPosition,
        progress: FetchProgress,
    ) -> Advanced {
        let mut state = self.state.lock();
        let wanted = state.phase == Phase::Fetching
            && state.is_at(broker)
            && self.version() == position.version
            && state.next_offset == position.offset;
        if !wanted {
            return Advanced::Stale;
        }
        state.reported = ErrorCode::NO_ERROR;
        state.counted_back = false;
        state.next_offset = progress.next_offset;
        state.offset_epoch = progress.offset_epoch;
        state.validated = position.leader_epoch;
        state.check_epoch();
        state.watermarks = progress.watermarks;
        if progress.next_offset >= progress.end && progress.end >= 0 && state.eof_at != progress.next_offset {
            state.eof_at = progress.next_offset;
            return Advanced::ToTheEnd;
        }
        Advanced::Yes
    }

    /// Notes that `code` was met; true if the application has not been told of it yet.
    pub fn first_time(&self, version: i32, code: ErrorCode) -> bool {
        let mut state = self.state.lock();
        self.version() == version && std::mem::replace(&mut state.reported, code) != code
    }

    /// The offset is not there (any more): begins elsewhere, as `auto.offset.reset` says. Returns what happens.
    pub(super) fn reset(&self, position: FetchPosition) -> Reset {
        let mut state = self.state.lock();
        if self.version() != position.version || state.next_offset != position.offset {
            return Reset::Stale;
        }
        state.reset(&self.topic)
    }

    // ---- the main thread's side ----

    /// The topic was made anew: its leaders' epochs are counted from the start.
    pub fn forget_epoch(&self) {
        let mut state = self.state.lock();
        state.leader_epoch = NO_LEADER_EPOCH;
        state.offset_epoch = NO_LEADER_EPOCH;
        state.lease = None;
        state.check_epoch();
    }

    /// Moves the partition to `leader`, or leaves it at the replica that is read in its place. Returns the brokers to be
    /// told: (the one that had it, the one that has it now).
    pub(super) fn set_leader(&self, leader: Option<Arc<Broker>>, epoch: i32) -> Moved {
        let mut state = self.state.lock();
        if state.phase == Phase::Stopped || (epoch >= 0 && epoch < state.leader_epoch) {
            return Moved::default();
        }
        if epoch != state.leader_epoch {
            state.leader_epoch = epoch;
            state.check_epoch();
        }
        state.leader = leader;
        let reader = state.reader().cloned();
        let same = match (&state.broker, &reader) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new),
            (None, None) => true,
            _ => false,
        };
        if same {
            return Moved::default();
        }
        let from = std::mem::replace(&mut state.broker, reader.clone());
        Moved { from, to: reader }
    }

    /// The question to ask for the start offset, once: (version, what).
    pub(super) fn start_question(&self) -> Option<(i32, StartOffset)> {
        let mut state = self.state.lock();
        match &mut state.phase {
            Phase::Resolving { start, asked } if !*asked => {
                *asked = true;
                Some((self.version(), *start))
            }
            _ => None,
        }
    }

    /// Whether the coordinator is to be asked where the group is, once: under which version.
    pub(super) fn committed_question(&self) -> Option<i32> {
        let mut state = self.state.lock();
        match &mut state.phase {
            Phase::Committed { asked } if !*asked => {
                *asked = true;
                Some(self.version())
            }
            _ => None,
        }
    }

    pub fn awaits_committed(&self, version: i32) -> bool {
        let state = self.state.lock();
        self.version() == version && matches!(state.phase, Phase::Committed { .. })
    }

    /// The answer to [`committed_question`](Self::committed_question): `None` if the group has no offset here.
    pub fn committed_is(&self, version: i32, committed: Option<(i64, i32)>) -> CommittedTaken {
        let mut state = self.state.lock();
        if self.version() != version || !matches!(state.phase, Phase::Committed { .. }) {
            return CommittedTaken::Stale;
        }
        let begin = match committed {
            Some((offset, epoch)) => Begin::At(offset, epoch),
            None => Begin::ByPolicy,
        };
        state.begin(begin, &self.topic);
        if state.phase == Phase::Stopped { CommittedTaken::NoOffset } else { CommittedTaken::Yes }
    }

    pub(super) fn is_resolving(&self, version: i32) -> bool {
        let state = self.state.lock();
        self.version() == version && matches!(state.phase, Phase::Resolving { .. })
    }

    /// The broker will not answer: fetching ends if `auto.offset.reset` says that the application must decide.
    pub(super) fn give_up_resolving(&self, version: i32) -> bool {
        let mut state = self.state.lock();
        let resolving = self.version() == version && matches!(state.phase, Phase::Resolving { .. });
        let gives_up = resolving && self.topic.conf.auto_offset_reset == OffsetReset::Error;
        if gives_up {
            state.phase = Phase::Stopped;
        }
        gives_up
    }

    /// The answer to [`start_question`](Self::start_question). False if it is stale.
    pub(super) fn resolved(&self, version: i32, answer: ListedOffset) -> bool {
        let mut state = self.state.lock();
        let Phase::Resolving { start, .. } = state.phase else { return false };
        if self.version() != version {
            return false;
        }
        state.queried = start.logical();
        let counted_back = matches!(start, StartOffset::Tail(_));
        state.go_to(
            start.resolve(answer.offset),
            if counted_back { NO_LEADER_EPOCH } else { answer.leader_epoch },
        );
        // The leader itself has just named it.
        state.validated = state.leader_epoch;
        state.counted_back = counted_back;
        state.phase = Phase::Fetching;
        true
    }

    /// Queues an error for the application. No lock is held.
    pub fn report(
        self: &Arc<Self>,
        version: i32,
        code: ErrorCode,
        offset: i64,
        broker_id: i32,
        text: String,
    ) {
        let leader_epoch = self.state.lock().leader_epoch;
        let subject = Subject::Partition(Arc::clone(self));
        let error = ConsumerError { subject, version, code, offset, leader_epoch, broker_id, text };
        self.queue.push(Op::ConsumerError(Box::new(error)));
    }

    /// Takes the partition off its broker.
    pub(super) fn stop(self: &Arc<Self>) {
        if let Some(broker) = self.halt() {
            broker.send(BrokerOp::Fetch(FetchCommand::Remove(Arc::clone(self))));
        }
        self.drop_stale();
    }
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advanced {
    Stale,
    Yes,
    /// And this is the end of the partition, as the application has not been told yet.
    ToTheEnd,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reset {
    Stale,
    /// To this logical offset.
    To(String),
    /// The application must decide: fetching has ended.
    Refused,
}

#[derive(Default)]
pub struct Moved {
    pub from: Option<Arc<Broker>>,
    pub to: Option<Arc<Broker>>,
}

/// What came of the group's committed offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommittedTaken {
    Stale,
    Yes,
    /// There is none, and `auto.offset.reset` is `error`: fetching has ended.
    NoOffset,
}

/// A place to begin at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// An offset, with the leader epoch of what comes before it if that is known.
    At(i64, i32),
    Ask(StartOffset),
    /// At the offset that was committed for the group.
    Committed,
    /// As `auto.offset.reset` says.
    ByPolicy,
}

impl Begin {
    /// With the leader epoch that the application knows of an absolute offset.
    pub fn under(self, leader_epoch: i32) -> Begin {
        match self {
            Begin::At(offset, _) => Begin::At(offset, leader_epoch),
            other => other,
        }
    }

    /// The place that `offset` names, absolute or logical.
    pub fn parse(offset: i64) -> Option<Begin> {
        match offset {
            0.. => Some(Begin::At(offset, NO_LEADER_EPOCH)),
            OFFSET_BEGINNING => Some(Begin::Ask(StartOffset::Beginning)),
            OFFSET_END => Some(Begin::Ask(StartOffset::End)),
            OFFSET_STORED => Some(Begin::Committed),
            ..=OFFSET_TAIL_BASE => {
                Some(Begin::Ask(StartOffset::Tail(OFFSET_TAIL_BASE.saturating_sub(offset))))
            }
            _ => None,
        }
    }
}

/// Drops what is stale out of `queue`, or where that is forwarded to. When this returns, no thread is taking from what was
/// stale before.
pub fn drop_stale(queue: &Arc<Queue>) {
    queue.purge(|op| match op {
        Op::Fetched(batch) => batch.is_stale(),
        Op::ConsumerError(error) => error.is_stale(),
        _ => false,
    });
}

impl State {
    fn begin(&mut self, begin: Begin, topic: &Topic) {
        self.eof_at = OFFSET_INVALID;
        self.reported = ErrorCode::NO_ERROR;
        self.counted_back = false;
        self.queried = OFFSET_INVALID;
        self.begun_at = NOWHERE;
        match begin {
            Begin::At(offset, leader_epoch) => {
                self.phase = Phase::Fetching;
                self.go_to(offset, leader_epoch);
                self.check_epoch();
            }
            Begin::Ask(start) => self.phase = Phase::Resolving { start, asked: false },
            Begin::Committed => self.phase = Phase::Committed { asked: false },
            Begin::ByPolicy => {
                self.reset(topic);
            }
        }
    }

    /// Reading goes on at `offset`, wherever it was until now.
    fn go_to(&mut self, offset: i64, offset_epoch: i32) {
        (self.next_offset, self.offset_epoch) = (offset, offset_epoch);
        self.begun_at = (offset, offset_epoch);
        self.validated = NO_LEADER_EPOCH;
    }

    /// Begins where `auto.offset.reset` says.
    fn reset(&mut self, topic: &Topic) -> Reset {
        let start = match topic.conf.auto_offset_reset {
            _ if self.counted_back => StartOffset::Beginning,
            OffsetReset::Earliest => StartOffset::Beginning,
            OffsetReset::Latest => StartOffset::End,
            OffsetReset::Error => {
                self.phase = Phase::Stopped;
                return Reset::Refused;
            }
        };
        self.counted_back = false;
        self.phase = Phase::Resolving { start, asked: false };
        Reset::To(start.name())
    }

    /// The answer to what was asked will come too late.
    fn ask_again(&mut self) {
        match &mut self.phase {
            Phase::Committed { asked } | Phase::Resolving { asked, .. } | Phase::Validating { asked } => {
                *asked = false;
            }
            Phase::Stopped | Phase::Fetching => {}
        }
    }

    /// There is an offset to go on at.
    fn has_position(&self) -> bool {
        matches!(self.phase, Phase::Fetching | Phase::Validating { .. })
    }

    /// The broker that is to have this partition; [`broker`](Self::broker) is until the main thread has moved it.
    fn reader(&self) -> Option<&Arc<Broker>> {
        self.lease.as_ref().map(Lease::broker).or(self.leader.as_ref())
    }

    fn is_at(&self, broker: &Arc<Broker>) -> bool {
        self.broker.as_ref().is_some_and(|own| Arc::ptr_eq(own, broker))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logical_offsets() {
        assert_eq!(Begin::parse(0), Some(Begin::At(0, -1)));
        assert_eq!(Begin::parse(-2), Some(Begin::Ask(StartOffset::Beginning)));
        assert_eq!(Begin::parse(-1), Some(Begin::Ask(StartOffset::End)));
        assert_eq!(Begin::parse(-2003), Some(Begin::Ask(StartOffset::Tail(3))));
        assert_eq!(Begin::parse(OFFSET_STORED), Some(Begin::Committed));
        for nowhere in [-5, OFFSET_INVALID, -1999] {
            assert_eq!(Begin::parse(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn the_tail_counts_back_no_further_than_the_first_offset_there_can_be() {
        assert_eq!(StartOffset::Tail(3).resolve(10), 7);
        assert_eq!(StartOffset::Tail(30).resolve(10), 0);
        assert_eq!(StartOffset::End.resolve(10), 10);
        assert_eq!((StartOffset::Tail(3).timestamp(), StartOffset::Beginning.timestamp()), (-1, -2));
    }
}
