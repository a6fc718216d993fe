//! The end of a group's consumer: partitions given up, offsets committed, the group left.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use crate::client::{Client, Main, MainTimer};
use crate::error::ErrorCode;
use crate::queue::{Deadline, Op, Popped, Queue};
use crate::timer::millis;

use super::Progress;

/// How long closing waits for the coordinator, at most: a consumer that cannot reach it must end all the same.
const PATIENCE: Duration = Duration::from_secs(10);

const OPEN: u8 = 0;
const CLOSING: u8 = 1;
const CLOSED: u8 = 2;

/// How far closing has come. Moves in one direction.
#[derive(Default)]
pub struct Closing(AtomicU8);

impl Closing {
    /// False once closing has begun.
    pub fn is_open(&self) -> bool {
        self.0.load(Ordering::Acquire) == OPEN
    }

    pub fn is_closed(&self) -> bool {
        self.0.load(Ordering::Acquire) == CLOSED
    }

    /// True for the one caller who is to do it.
    fn begin(&self) -> bool {
        self.0.compare_exchange(OPEN, CLOSING, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    fn finish(&self) {
        self.0.store(CLOSED, Ordering::Release);
    }
}

/// Begins to close the consumer, once. What the application has to serve for that comes to the consumer's queue, which
/// `queue` takes over; the threads that wait there are let go when it is done. No message comes after this: a program that
/// is at its end would drop it, and it would be committed all the same.
pub fn begin_close(client: &Arc<Client>, queue: &Arc<Queue>) -> Result<(), ErrorCode> {
    if !client.consumer.closing.begin() {
        return Err(ErrorCode::_DESTROY);
    }
    // Refused if that queue leads to the consumer's already, which is as good.
    client.consumer.queue.forward_to(Some(Arc::clone(queue)));
    client.call_main(Main::close_consumer);
    Ok(())
}

/// Closes the consumer and serves by `serve` what comes meanwhile and is no message.
pub fn close(client: &Arc<Client>, mut serve: impl FnMut(Op)) -> Result<(), ErrorCode> {
    let queue = Queue::new();
    begin_close(client, &queue)?;
    while !client.consumer.closing.is_closed() && client.main.is_open() {
        if let Popped::Got(op) = queue.pop(Deadline::Never) {
            serve_unless_message(op, &mut serve);
        }
    }
    while let Popped::Got(op) = queue.pop(Deadline::Now) {
        serve_unless_message(op, &mut serve);
    }
    client.consumer.queue.forward_to(None);
    Ok(())
}

fn serve_unless_message(op: Op, serve: &mut impl FnMut(Op)) {
    match op {
        Op::Fetched(_) | Op::ConsumerError(_) => {}
        other => serve(other),
    }
}

impl Main {
    /// Gives up what is assigned, and ends when that is committed, or cannot be.
    fn close_consumer(&mut self) {
        let session = millis(self.client.conf.session_timeout_ms);
        self.timers.set(MainTimer::ConsumerClose, Instant::now() + session.min(PATIENCE));
        self.hold_all();
        self.leave_group(|main| {
            main.clear_assignment(main.progress_of_removed());
            main.when_committed(Main::consumer_closed);
        });
    }

    /// It is done, or has taken too long.
    pub fn consumer_closed(&mut self) {
        self.timers.cancel(&MainTimer::ConsumerClose);
        self.abandon_membership();
        // Nothing, unless time was up first.
        self.clear_assignment(Progress::Forget);
        self.hold_coordinator(false);
        self.client.consumer.closing.finish();
        // After the flag, so that whoever is let go sees it.
        self.client.consumer.queue.yield_waiters();
    }
}
