//! Taking messages out of a queue.

use std::sync::Arc;

use crate::queue::{Deadline, Op, Ops, Popped, Queue};

use super::{ConsumerError, FetchedMessage};

/// What came out of a queue.
pub enum Taken {
    Message(FetchedMessage),
    Error(Box<ConsumerError>),
    /// An op that is not the consumer's, for whoever serves those.
    Other(Op),
}

/// Gives up to `max` messages and errors to `sink`, waiting for the first one until `deadline`; returns how many. What is
/// stale is dropped. An op of another kind ends the round.
///
/// `sink` runs under the queue's lock: it must not call back into queues or the application.
pub fn take(
    queue: &Arc<Queue>,
    deadline: Deadline,
    max: usize,
    mut sink: impl FnMut(Taken),
) -> Popped<usize> {
    // Dropped when the lock is gone: an op's end wakes its broker's thread.
    let mut spent = Vec::new();
    queue.pop_with(deadline, &mut |ops| {
        let mut taken = 0;
        while taken < max {
            match next(ops, &mut spent) {
                None => break,
                Some(other @ Taken::Other(_)) => {
                    sink(other);
                    return Some(taken + 1);
                }
                Some(item) => sink(item),
            }
            taken += 1;
        }
        (taken > 0).then_some(taken)
    })
}

/// The next item of the first op that has one.
#[inline(always)]
fn next(ops: &mut Ops, spent: &mut Vec<Op>) -> Option<Taken> {
    loop {
        match ops.front_mut()? {
            Op::Fetched(batch) if batch.is_stale() || batch.remaining() == 0 => spent.extend(ops.pop_front()),
            Op::Fetched(_) => {
                if let Some(item) = ops.advance_front(take_from).flatten() {
                    if matches!(ops.front_mut(), Some(Op::Fetched(batch)) if batch.remaining() == 0) {
                        spent.extend(ops.pop_front());
                    }
                    return Some(item);
                }
            }
            Op::ConsumerError(error) if error.is_stale() => spent.extend(ops.pop_front()),
            _ => {
                return match ops.pop_front()? {
                    Op::ConsumerError(error) => Some(Taken::Error(error)),
                    other => Some(Taken::Other(other)),
                };
            }
        }
    }
}

#[inline(always)]
fn take_from(op: &mut Op) -> Option<Taken> {
    let Op::Fetched(batch) = op else { return None };
    match batch.take()? {
        Ok(message) => Some(Taken::Message(message)),
        Err(error) => Some(Taken::Error(batch.unreadable(&error))),
    }
}
