//! Queues between the core's threads and the application.
//!
//! [`Queue`] carries [`Op`]s to the application: it can be forwarded, waited on, yielded, and can signal a file
//! descriptor or a callback when it becomes non-empty. [`Mailbox`] carries typed messages to one of the core's own
//! threads.
//!
//! Lock order: a queue's lock may be held while its forward target's lock is taken (down the chain, never up; cycles
//! are refused in [`Queue::forward_to`]). No other lock of the core is taken under a queue's lock, and no callback of
//! the application's runs under it.

mod mailbox;
mod op;
mod wake;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::{Condvar, Mutex, MutexGuard};

pub use mailbox::Mailbox;
pub use op::{CommitReport, ErrorReport, Op, OpKind, Throttle};
pub use wake::QueueWake;

/// What a timed pop came back with.
pub enum Popped<T> {
    /// Something was there.
    Got(T),
    /// The deadline passed.
    TimedOut,
    /// Someone called [`Queue::yield_waiters`].
    Yielded,
}

impl<T> Popped<T> {
    pub fn got(self) -> Option<T> {
        match self {
            Popped::Got(item) => Some(item),
            Popped::TimedOut | Popped::Yielded => None,
        }
    }
}

/// How long to wait for something: the ABI's `timeout_ms`, made absolute once.
#[derive(Clone, Copy, Debug)]
pub enum Deadline {
    /// Not to wait at all. No clock is read for it.
    Now,
    At(Instant),
    Never,
}

impl Deadline {
    /// Negative is forever, zero is now.
    pub fn from_timeout_ms(timeout_ms: i32) -> Self {
        match u64::try_from(timeout_ms) {
            Ok(0) => Deadline::Now,
            Ok(ms) => Deadline::At(Instant::now() + std::time::Duration::from_millis(ms)),
            Err(_) => Deadline::Never,
        }
    }

    pub fn passed(self) -> bool {
        match self {
            Deadline::Now => true,
            Deadline::At(at) => Instant::now() >= at,
            Deadline::Never => false,
        }
    }

    pub fn instant(self) -> Option<Instant> {
        match self {
            Deadline::Now => Some(Instant::now()),
            Deadline::At(at) => Some(at),
            Deadline::Never => None,
        }
    }

    /// Time left in milliseconds, for calls that take a `timeout_ms`; -1 is forever.
    pub fn remaining_ms(self) -> i32 {
        match self {
            Deadline::Now => 0,
            Deadline::Never => -1,
            Deadline::At(at) => {
                let left = at.saturating_duration_since(Instant::now());
                i32::try_from(left.as_micros().div_ceil(1000)).unwrap_or(i32::MAX)
            }
        }
    }
}

/// The ops of one queue and how many messages they come to. What [`Queue::pop_with`] hands to its closure.
///
/// What is no message goes before the messages: an application must hear of a rebalance before it has worked through
/// all that was fetched.
#[derive(Default)]
pub struct Ops {
    events: VecDeque<Op>,
    messages: VecDeque<Op>,
    /// Sum of [`Op::weight`] over both.
    len: usize,
}

impl Ops {
    fn front_list(&mut self) -> &mut VecDeque<Op> {
        if self.events.is_empty() { &mut self.messages } else { &mut self.events }
    }

    pub fn front_mut(&mut self) -> Option<&mut Op> {
        self.front_list().front_mut()
    }

    pub fn pop_front(&mut self) -> Option<Op> {
        let op = self.front_list().pop_front()?;
        self.len -= op.weight();
        Some(op)
    }

    /// Runs `advance` on the first op and accounts for what it took out of it.
    pub fn advance_front<T>(&mut self, advance: impl FnOnce(&mut Op) -> T) -> Option<T> {
        let front = self.front_list().front_mut()?;
        let before = front.weight();
        let result = advance(front);
        let after = front.weight();
        self.len -= before - after;
        Some(result)
    }

    pub fn is_empty(&self) -> bool {
        self.events.is_empty() && self.messages.is_empty()
    }

    /// Takes all ops but messages, which are for the consume calls alone; `None` without any.
    pub fn take_events(&mut self) -> Option<Ops> {
        if self.events.is_empty() {
            return None;
        }
        let events = std::mem::take(&mut self.events);
        let len = events.iter().map(Op::weight).sum();
        self.len -= len;
        Some(Ops { events, messages: VecDeque::new(), len })
    }

    /// Takes the ops that `chosen` names.
    fn extract(&mut self, chosen: impl Fn(&Op) -> bool) -> Vec<Op> {
        let mut taken = Vec::new();
        for list in [&mut self.events, &mut self.messages] {
            let (picked, left): (VecDeque<_>, VecDeque<_>) =
                std::mem::take(list).into_iter().partition(&chosen);
            *list = left;
            taken.extend(picked);
        }
        self.len -= taken.iter().map(Op::weight).sum::<usize>();
        taken
    }

    fn append(&mut self, mut other: Ops) {
        self.len += other.len;
        self.events.append(&mut other.events);
        self.messages.append(&mut other.messages);
    }

    /// Puts `op` before the others of its kind.
    pub fn push_front(&mut self, op: Op) {
        self.push(op, true);
    }

    fn push(&mut self, op: Op, front: bool) {
        self.len += op.weight();
        let list = match op {
            Op::Fetched(_) | Op::ConsumerError(_) => &mut self.messages,
            _ => &mut self.events,
        };
        if front {
            list.push_front(op);
        } else {
            list.push_back(op);
        }
    }
}

#[derive(Default)]
struct Inner {
    ops: Ops,
    forward: Option<Arc<Queue>>,
    /// The application has said where it goes: the core leaves that alone.
    pinned: bool,
    wake: Option<QueueWake>,
    waiters: usize,
    /// Bumped by each yield; a waiter that sees it change returns.
    yields: u64,
    /// A yield came when nobody waited: the next one to wait returns at once.
    yield_pending: bool,
    closed: bool,
}

/// A queue of ops that an application polls.
#[derive(Default)]
pub struct Queue {
    inner: Mutex<Inner>,
    ready: Condvar,
}

impl Queue {
    pub fn new() -> Arc<Self> {
        Arc::new(Queue::default())
    }

    /// The end of the forward chain, where this queue's ops really are.
    pub fn target(self: &Arc<Self>) -> Arc<Queue> {
        let mut at = Arc::clone(self);
        loop {
            let next = at.inner.lock().forward.clone();
            match next {
                Some(next) => at = next,
                None => return at,
            }
        }
    }

    /// Appends `op` at the end of the forward chain. A closed queue drops it.
    pub fn push(&self, op: Op) {
        self.insert(op, false);
    }

    /// Puts `op` before everything else: for ops that were popped and could not be served completely.
    pub fn push_front(&self, op: Op) {
        self.insert(op, true);
    }

    fn insert(&self, op: Op, front: bool) {
        let mut guard = self.inner.lock();
        if let Some(forward) = guard.forward.clone() {
            drop(guard);
            forward.insert(op, front);
            return;
        }
        if guard.closed {
            // Dropping an op may run its own bookkeeping (buffer accounts, payloads): not under our lock.
            drop(guard);
            drop(op);
            return;
        }
        let was_empty = guard.ops.is_empty();
        guard.ops.push(op, front);
        let waiting = guard.waiters > 0;
        let wake = if was_empty { guard.wake.clone() } else { None };
        drop(guard);
        if waiting {
            self.ready.notify_one();
        }
        if let Some(wake) = wake {
            wake.signal();
        }
    }

    /// Sends what is and will be here to `target` (`None`: keep it again). Returns false, and changes nothing, if that
    /// would make a cycle.
    pub fn forward_to(self: &Arc<Self>, target: Option<Arc<Queue>>) -> bool {
        let Some(target) = target else {
            self.inner.lock().forward = None;
            return true;
        };
        let mut at = Some(Arc::clone(&target));
        while let Some(queue) = at {
            if Arc::ptr_eq(&queue, self) {
                return false;
            }
            at = queue.inner.lock().forward.clone();
        }
        let mut guard = self.inner.lock();
        let moved = std::mem::take(&mut guard.ops);
        guard.forward = Some(Arc::clone(&target));
        // Under our own lock, so that no later push overtakes what moves now.
        let wake = target.insert_all(moved, false);
        let waiting = guard.waiters > 0;
        drop(guard);
        if waiting {
            // Waiters here go on waiting at the target.
            self.ready.notify_all();
        }
        if let Some(wake) = wake {
            wake.signal();
        }
        true
    }

    /// As [`forward_to`](Self::forward_to), by the application, whose choice stays.
    pub fn forward_pinned(self: &Arc<Self>, target: Option<Arc<Queue>>) -> bool {
        self.inner.lock().pinned = true;
        self.forward_to(target)
    }

    /// Forwards to `target` unless the application has made its own choice.
    pub fn forward_by_default(self: &Arc<Self>, target: &Arc<Queue>) {
        let guard = self.inner.lock();
        let there = guard.forward.as_ref().is_some_and(|forward| Arc::ptr_eq(forward, target));
        let settled = guard.pinned || there;
        drop(guard);
        if !settled {
            self.forward_to(Some(Arc::clone(target)));
        }
    }

    /// Puts ops that were popped and could not be served back in front of everything else.
    pub fn put_back(&self, ops: Ops) {
        if let Some(wake) = self.insert_all(ops, true) {
            wake.signal();
        }
    }

    /// Adds `added` at the end of the forward chain, before or after what is there. Returns what is to be signalled once
    /// no lock is held.
    #[must_use]
    fn insert_all(&self, mut added: Ops, front: bool) -> Option<QueueWake> {
        if added.is_empty() {
            return None;
        }
        let mut guard = self.inner.lock();
        if let Some(forward) = guard.forward.clone() {
            drop(guard);
            return forward.insert_all(added, front);
        }
        if guard.closed {
            drop(guard);
            return None;
        }
        let was_empty = guard.ops.is_empty();
        if front {
            std::mem::swap(&mut guard.ops, &mut added);
        }
        guard.ops.append(added);
        let waiting = guard.waiters > 0;
        let wake = if was_empty { guard.wake.clone() } else { None };
        drop(guard);
        if waiting {
            self.ready.notify_all();
        }
        wake
    }

    pub fn is_forwarded(&self) -> bool {
        self.inner.lock().forward.is_some()
    }

    /// Signals `wake` whenever this very queue goes from empty to non-empty; `None` stops that. A queue that is
    /// forwarded stays empty, and so signals nothing. What is here already is not signalled: the application's function
    /// is not run by the call that sets it, in which the application may hold a lock that the function takes.
    pub fn set_wake(&self, wake: Option<QueueWake>) {
        let before = std::mem::replace(&mut self.inner.lock().wake, wake);
        drop(before);
    }

    /// Makes every thread that waits on this queue return without an op; if none does, the next one that would.
    pub fn yield_waiters(self: &Arc<Self>) {
        let target = self.target();
        let wake = {
            let mut guard = target.inner.lock();
            guard.yields += 1;
            guard.yield_pending = guard.waiters == 0;
            // With ops in the queue, the application was signalled already.
            if guard.ops.is_empty() { guard.wake.clone() } else { None }
        };
        target.ready.notify_all();
        if let Some(wake) = wake {
            wake.signal();
        }
    }

    /// Messages and other ops waiting, at the end of the forward chain.
    pub fn len(self: &Arc<Self>) -> usize {
        self.target().inner.lock().ops.len
    }

    pub fn is_empty(self: &Arc<Self>) -> bool {
        self.len() == 0
    }

    /// Pops the first op, waiting for one until `deadline`.
    pub fn pop(self: &Arc<Self>, deadline: Deadline) -> Popped<Op> {
        self.pop_with(deadline, &mut Ops::pop_front)
    }

    /// Waits until the queue has ops, then lets `take` remove what it wants from the front (or advance the first op in
    /// place: a batch of which one message is taken stays). `take` runs under the queue's lock whenever there are ops,
    /// until it returns something; it must not call back into queues or the application.
    pub fn pop_with<T>(
        self: &Arc<Self>,
        deadline: Deadline,
        take: &mut dyn FnMut(&mut Ops) -> Option<T>,
    ) -> Popped<T> {
        self.pop_unless(deadline, take, &|| false)
    }

    /// As [`pop_with`](Self::pop_with), but does not wait while `hopeless` holds. It is asked under the queue's lock, and
    /// again when [`look_again`](Self::look_again) says so.
    pub fn pop_unless<T>(
        self: &Arc<Self>,
        deadline: Deadline,
        take: &mut dyn FnMut(&mut Ops) -> Option<T>,
        hopeless: &dyn Fn() -> bool,
    ) -> Popped<T> {
        let mut target: Option<Arc<Queue>> = None;
        let mut yields = None;
        let mut expired = false;
        loop {
            let queue = target.as_deref().unwrap_or(self);
            let mut guard = queue.inner.lock();
            if let Some(forward) = guard.forward.clone() {
                drop(guard);
                target = Some(forward);
                yields = None;
                continue;
            }
            if !guard.ops.is_empty()
                && let Some(item) = take(&mut guard.ops)
            {
                // What is left may be for another thread that waits here.
                let more = !guard.ops.is_empty() && guard.waiters > 0;
                drop(guard);
                if more {
                    queue.ready.notify_one();
                }
                return Popped::Got(item);
            }
            if *yields.get_or_insert(guard.yields) != guard.yields || std::mem::take(&mut guard.yield_pending)
            {
                return Popped::Yielded;
            }
            if expired || guard.closed || hopeless() {
                return Popped::TimedOut;
            }
            expired = !queue.wait(&mut guard, deadline);
        }
    }

    /// Runs `task` while nobody takes anything from the end of the forward chain. It must not touch queues.
    pub fn undisturbed<T>(self: &Arc<Self>, task: impl FnOnce() -> T) -> T {
        let mut target = Arc::clone(self);
        loop {
            let guard = target.inner.lock();
            let Some(forward) = guard.forward.clone() else { return task() };
            drop(guard);
            target = forward;
        }
    }

    /// Whoever waits here may have reason not to.
    pub fn look_again(self: &Arc<Self>) {
        let target = self.target();
        if target.inner.lock().waiters > 0 {
            target.ready.notify_all();
        }
    }

    /// Sleeps until something happens to the queue; false when the deadline has passed.
    fn wait(&self, guard: &mut MutexGuard<'_, Inner>, deadline: Deadline) -> bool {
        if deadline.passed() {
            return false;
        }
        guard.waiters += 1;
        let in_time = match deadline {
            Deadline::Now => false,
            Deadline::At(at) => !self.ready.wait_until(guard, at).timed_out(),
            Deadline::Never => {
                self.ready.wait(guard);
                true
            }
        };
        guard.waiters -= 1;
        in_time
    }

    /// Takes out every op that `stale` names, for seeks and revocations.
    pub fn purge(self: &Arc<Self>, stale: impl Fn(&Op) -> bool) {
        let target = self.target();
        // Dropped after the lock is gone: an op's drop does its own bookkeeping.
        let purged = target.inner.lock().ops.extract(stale);
        drop(purged);
    }

    /// Drops everything, refuses new ops and lets waiters go.
    pub fn close(&self) {
        let (ops, forward, wake);
        {
            let mut guard = self.inner.lock();
            guard.closed = true;
            guard.yields += 1;
            ops = std::mem::take(&mut guard.ops);
            forward = guard.forward.take();
            wake = guard.wake.take();
        }
        self.ready.notify_all();
        drop((ops, forward, wake));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consumer::{ConsumerError, Subject};
    use crate::error::ErrorCode;

    fn message(text: &str) -> Op {
        Op::ConsumerError(ConsumerError::general(Subject::Group, ErrorCode::_FAIL, text.to_owned()))
    }

    fn event(text: &str) -> Op {
        Op::Error(Box::new(ErrorReport { code: ErrorCode::_FAIL, reason: text.to_owned(), fatal: false }))
    }

    fn text(op: Op) -> String {
        match op {
            Op::ConsumerError(error) => error.text,
            Op::Error(error) => error.reason,
            _ => String::new(),
        }
    }

    #[test]
    fn events_go_before_messages_and_each_kind_in_order() {
        let (queue, target) = (Queue::new(), Queue::new());
        queue.push(message("1"));
        queue.push(event("a"));
        target.push(message("0"));
        assert!(queue.forward_to(Some(Arc::clone(&target))));
        queue.push(message("2"));
        queue.push(event("b"));
        let order: Vec<_> = std::iter::from_fn(|| target.pop(Deadline::Now).got()).map(text).collect();
        assert_eq!(order, ["a", "b", "0", "1", "2"]);
    }

    #[test]
    fn events_are_taken_without_messages() {
        let queue = Queue::new();
        queue.push(message("1"));
        assert!(queue.pop_with(Deadline::Now, &mut Ops::take_events).got().is_none());
        queue.push(event("a"));
        let mut events = queue.pop_with(Deadline::Now, &mut Ops::take_events).got().unwrap();
        assert_eq!((events.pop_front().map(text), events.is_empty()), (Some("a".to_owned()), true));
        assert_eq!(queue.len(), 1);
    }

    #[test]
    fn the_application_s_choice_of_a_target_stays() {
        let (queue, own, default) = (Queue::new(), Queue::new(), Queue::new());
        assert!(queue.forward_pinned(Some(Arc::clone(&own))));
        queue.forward_by_default(&default);
        queue.push(message("1"));
        assert_eq!((own.len(), default.len()), (1, 0));
    }
}
