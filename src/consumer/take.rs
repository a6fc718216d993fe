//! Taking messages out of a queue.

use std::sync::Arc;

use crate::queue::{Deadline, Op, Ops, Popped, Queue};

use super::{ConsumerError, NextMessage};

/// Where what comes out of a queue goes. It runs under the queue's lock: it must not call back into queues or the
/// application, nor free messages, whose end may wake a broker's thread.
///
/// A trait and not a closure, so that `message` becomes part of the loop that decodes records: handing each over in memory
/// costs a third of what decoding it does.
pub trait Sink {
    fn message(&mut self, next: NextMessage<'_>);
    fn error(&mut self, error: Box<ConsumerError>);
    /// An op that is not the consumer's, for whoever serves those.
    fn other(&mut self, op: Op);
}

/// When messages that are taken count as consumed: when position and stored offset move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    AtOnce,
    /// When they are handed to the application: see [`FetchedMessage::settle`].
    Later,
}

/// Gives up to `max` messages and errors to `sink`, waiting for the first one until `deadline`; returns how many. What is
/// stale is dropped. An op of another kind ends the round.
///
/// Does not wait while `hopeless` holds.
#[inline(always)]
pub fn take(
    queue: &Arc<Queue>,
    deadline: Deadline,
    max: usize,
    counted: Counted,
    hopeless: &dyn Fn() -> bool,
    sink: &mut impl Sink,
) -> Popped<usize> {
    // Dropped when the lock is gone: an op's end wakes its broker's thread.
    let mut spent = Vec::new();
    let take = &mut |ops: &mut Ops| {
        let mut taken = 0;
        while taken < max
            && let Some(first) = ops.front_mut()
        {
            match first {
                Op::Fetched(batch) if batch.is_stale() => spent.extend(ops.pop_front()),
                Op::Fetched(_) => {
                    let hand_out = |op: &mut Op| match op {
                        Op::Fetched(batch) => (batch.hand_out(max - taken, counted, sink), batch.remaining()),
                        _ => (0, 0),
                    };
                    let (count, left) = ops.advance_front(hand_out).unwrap_or_default();
                    taken += count;
                    if left == 0 {
                        spent.extend(ops.pop_front());
                    }
                }
                Op::ConsumerError(error) if error.is_stale() => spent.extend(ops.pop_front()),
                _ => {
                    match ops.pop_front() {
                        Some(Op::ConsumerError(error)) => sink.error(error),
                        Some(other) => {
                            sink.other(other);
                            return Some(taken + 1);
                        }
                        None => break,
                    }
                    taken += 1;
                }
            }
        }
        (taken > 0).then_some(taken)
    };
    queue.pop_unless(deadline, take, hopeless)
}
