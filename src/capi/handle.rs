//! Handles: how C's opaque pointers stand for the core's objects.
//!
//! | C | Rust | owned by C |
//! |---|---|---|
//! | `rd_kafka_t *` | `Arc<Client>`, the pointer is the object's address | one reference, ended by `rd_kafka_destroy` |
//! | `rd_kafka_topic_t *` | `Arc<Topic>`, likewise | one reference a `rd_kafka_topic_new` |
//! | `rd_kafka_queue_t *` | `Box<QueueHandle>` | all of it |
//! | `rd_kafka_event_t *` | `Box<Event>` | all of it |
//!
//! An instance or topic has the same address in every call and callback, however many references there are.

use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::sync::Arc;

use crate::client::Client;
use crate::topic::Topic;

use super::types::{rd_kafka_t, rd_kafka_topic_t};

/// A reference that C holds, used for the length of a call without touching its count.
pub(crate) struct Borrowed<T>(ManuallyDrop<Arc<T>>);

impl<T> Deref for Borrowed<T> {
    type Target = Arc<T>;

    fn deref(&self) -> &Arc<T> {
        &self.0
    }
}

/// The instance behind `rk`.
///
/// # Safety
/// `rk` was returned by `rd_kafka_new` (or handed to a callback) and is not destroyed before the result is dropped.
pub(crate) unsafe fn client(rk: *const rd_kafka_t) -> Borrowed<Client> {
    // SAFETY: as promised, the pointer came from `Arc::into_raw` and a reference of C's keeps it alive.
    Borrowed(ManuallyDrop::new(unsafe { Arc::from_raw(rk.cast::<Client>()) }))
}

/// The topic behind `rkt`.
///
/// # Safety
/// As for [`client`], with `rd_kafka_topic_new` and `rd_kafka_topic_destroy`.
pub(crate) unsafe fn topic(rkt: *const rd_kafka_topic_t) -> Borrowed<Topic> {
    // SAFETY: as promised, the pointer came from `Arc::into_raw` and a reference of C's keeps it alive.
    Borrowed(ManuallyDrop::new(unsafe { Arc::from_raw(rkt.cast::<Topic>()) }))
}

/// The handle of `client`, without a reference of its own.
pub(crate) fn client_ptr(client: &Arc<Client>) -> *mut rd_kafka_t {
    Arc::as_ptr(client).cast_mut().cast()
}

/// The handle of `topic`, without a reference of its own.
pub(crate) fn topic_ptr(topic: &Arc<Topic>) -> *mut rd_kafka_topic_t {
    Arc::as_ptr(topic).cast_mut().cast()
}

/// Hands a reference to C.
pub(crate) fn client_into_raw(client: Arc<Client>) -> *mut rd_kafka_t {
    Arc::into_raw(client).cast_mut().cast()
}

/// Hands a reference to C.
pub(crate) fn topic_into_raw(topic: Arc<Topic>) -> *mut rd_kafka_topic_t {
    Arc::into_raw(topic).cast_mut().cast()
}

/// Takes back the reference that `rd_kafka_new` handed out.
///
/// # Safety
/// `rk` came from [`client_into_raw`] and was not taken back before.
pub(crate) unsafe fn take_client(rk: *mut rd_kafka_t) -> Arc<Client> {
    // SAFETY: as promised.
    unsafe { Arc::from_raw(rk.cast::<Client>()) }
}

/// Takes back a reference that `rd_kafka_topic_new` handed out.
///
/// # Safety
/// `rkt` came from [`topic_into_raw`] and was not taken back as often as it was handed out.
pub(crate) unsafe fn take_topic(rkt: *mut rd_kafka_topic_t) -> Arc<Topic> {
    // SAFETY: as promised.
    unsafe { Arc::from_raw(rkt.cast::<Topic>()) }
}
