//! Where messages that are taken out of a queue become what C sees of them.

use std::ptr;
use std::slice::IterMut;

use super::consumed;
use super::types::*;
use crate::consumer::{ConsumerError, NextMessage, Sink};
use crate::queue::Op;

/// One message or error, as a message; or an op that is neither.
#[derive(Default)]
pub(crate) struct One(pub(crate) Option<Result<*mut rd_kafka_message_t, Op>>);

impl Sink for One {
    #[inline(always)]
    fn message(&mut self, next: NextMessage<'_>) {
        self.0 = Some(Ok(consumed::message(&next)));
    }

    fn error(&mut self, error: Box<ConsumerError>) {
        self.0 = Some(Ok(consumed::error_message(error)));
    }

    fn other(&mut self, op: Op) {
        self.0 = Some(Err(op));
    }
}

/// As many messages and errors as there are places; behind them an op that is neither.
pub(crate) struct Many<'a> {
    places: IterMut<'a, *mut rd_kafka_message_t>,
    pub(crate) filled: usize,
    pub(crate) other: Option<Op>,
}

impl<'a> Many<'a> {
    /// No more may be taken than `places` has room for.
    pub(crate) fn new(places: &'a mut [*mut rd_kafka_message_t]) -> Self {
        Many { places: places.iter_mut(), filled: 0, other: None }
    }

    #[inline(always)]
    fn put(&mut self, message: *mut rd_kafka_message_t) {
        if let Some(place) = self.places.next() {
            *place = message;
            self.filled += 1;
        }
    }
}

impl Sink for Many<'_> {
    #[inline(always)]
    fn message(&mut self, next: NextMessage<'_>) {
        self.put(consumed::message(&next));
    }

    fn error(&mut self, error: Box<ConsumerError>) {
        self.put(consumed::error_message(error));
    }

    fn other(&mut self, op: Op) {
        self.other = Some(op);
    }
}

/// One message or error at a time that a callback is shown: the next one takes its place, and its memory if both lie in one
/// buffer.
pub(crate) struct Shown {
    /// NULL before the first.
    message: *mut rd_kafka_message_t,
    /// What was shown before and lies in another buffer, or NULL. Freed outside of the queue's lock.
    spent: *mut rd_kafka_message_t,
    other: Option<Op>,
}

impl Default for Shown {
    fn default() -> Self {
        Shown { message: ptr::null_mut(), spent: ptr::null_mut(), other: None }
    }
}

impl Shown {
    /// What was taken last. It lives until something else is taken.
    pub(crate) fn message(&self) -> *mut rd_kafka_message_t {
        self.message
    }

    /// What was taken last, if that is no message.
    pub(crate) fn take_other(&mut self) -> Option<Op> {
        self.other.take()
    }

    /// Frees what cannot be freed under the queue's lock. To be called after each time that something was taken.
    #[inline(always)]
    pub(crate) fn free_spent(&mut self) {
        free(&mut self.spent);
    }

    #[inline(always)]
    fn show(&mut self, message: *mut rd_kafka_message_t) {
        self.spent = std::mem::replace(&mut self.message, message);
    }
}

impl Sink for Shown {
    #[inline(always)]
    fn message(&mut self, next: NextMessage<'_>) {
        // SAFETY: made below, and the callback that it was shown to has returned.
        if self.message.is_null() || !unsafe { consumed::show_instead(self.message, &next) } {
            self.show(consumed::message(&next));
        }
    }

    fn error(&mut self, error: Box<ConsumerError>) {
        self.show(consumed::error_message(error));
    }

    fn other(&mut self, op: Op) {
        self.other = Some(op);
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        free(&mut self.spent);
        free(&mut self.message);
    }
}

#[inline(always)]
fn free(message: &mut *mut rd_kafka_message_t) {
    let message = std::mem::replace(message, ptr::null_mut());
    if !message.is_null() {
        // SAFETY: made by the library, shown for the length of a callback only, and not used afterwards.
        unsafe { consumed::free(message.cast()) };
    }
}
