//! The admin operations: their options, arguments and results. A file per kind of operation.
//!
//! What the application makes (`rd_kafka_NewTopic_t`...) is a box of the core's own type. What it gets belongs to the event
//! that brought it: strings and arrays in C's form, made when the event is.

mod configs;
mod event;
mod options;
mod partitions;
mod results;
mod topics;

use std::sync::Arc;

use libc::size_t;

use super::handle;
use super::queue::QueueHandle;
use super::types::*;
use crate::admin::{AdminOptions, Call, Operation};
use crate::client::Client;

pub(super) use event::AdminEvent;

/// Elements that C sees by an array of pointers to them. They stay where they are, and go with this.
pub(super) struct CArray<T> {
    /// Each a box of its own.
    pointers: Vec<*const T>,
}

impl<T> CArray<T> {
    fn new(elements: impl IntoIterator<Item = T>) -> Self {
        let boxed = |element: T| Box::into_raw(Box::new(element)).cast_const();
        CArray { pointers: elements.into_iter().map(boxed).collect() }
    }

    fn push(&mut self, element: T) {
        self.pointers.push(Box::into_raw(Box::new(element)));
    }

    fn iter(&self) -> impl Iterator<Item = &T> {
        // SAFETY: boxes of this array's own, of which nobody has a mutable reference.
        self.pointers.iter().map(|pointer| unsafe { &**pointer })
    }

    /// The array as C has it, where `C` is the opaque type that stands for `T`; NULL for an empty one.
    ///
    /// # Safety
    /// `cntp` is writable or NULL.
    unsafe fn to_c<C>(&self, cntp: *mut size_t) -> *mut *const C {
        // SAFETY: as promised.
        unsafe { array_to_c(&self.pointers, cntp) }
    }
}

impl<T> Drop for CArray<T> {
    fn drop(&mut self) {
        for pointer in &self.pointers {
            // SAFETY: boxed above, and dropped here alone.
            drop(unsafe { Box::from_raw(pointer.cast_mut()) });
        }
    }
}

/// # Safety
/// `cntp` is writable or NULL.
unsafe fn array_to_c<T, C>(pointers: &[*const T], cntp: *mut size_t) -> *mut *const C {
    if !cntp.is_null() {
        // SAFETY: not NULL, so writable.
        unsafe { cntp.write(pointers.len()) };
    }
    if pointers.is_empty() { std::ptr::null_mut() } else { pointers.as_ptr().cast_mut().cast() }
}

/// The array of a result that there is not.
///
/// # Safety
/// `cntp` is writable or NULL.
unsafe fn nothing<C>(cntp: *mut size_t) -> *mut *const C {
    // SAFETY: as promised.
    unsafe { array_to_c::<u8, C>(&[], cntp) }
}

/// The elements of an array of pointers to what the application has made.
///
/// # Safety
/// `array` points to `count` pointers that came from `Box::<T>::into_raw`; nothing is read if `count` is 0.
unsafe fn elements<'a, T: 'a, C>(array: *mut *mut C, count: size_t) -> impl Iterator<Item = &'a T> {
    (0..count).map(move |at| {
        // SAFETY: as promised.
        unsafe { &*(*array.add(at)).cast::<T>() }
    })
}

/// Hands a value to C, for [`destroy`].
fn into_raw<T, C>(value: T) -> *mut C {
    Box::into_raw(Box::new(value)).cast()
}

/// # Safety
/// `pointer` came from [`into_raw`] of a `T`, for the last time, or is NULL.
unsafe fn destroy<T, C>(pointer: *mut C) {
    if !pointer.is_null() {
        // SAFETY: as promised.
        drop(unsafe { Box::<T>::from_raw(pointer.cast()) });
    }
}

/// # Safety
/// As [`destroy`], for `count` pointers.
unsafe fn destroy_array<T, C>(array: *mut *mut C, count: size_t) {
    for at in 0..count {
        // SAFETY: as promised.
        unsafe { destroy::<T, C>(*array.add(at)) };
    }
}

/// The instance and the call that an operation's arguments stand for; `None` in a forked child, where nothing can be done.
///
/// # Safety
/// Live handles; `options` may be NULL.
unsafe fn begin(
    rk: *mut rd_kafka_t,
    operation: Operation,
    options: *const rd_kafka_AdminOptions_t,
    rkqu: *mut rd_kafka_queue_t,
) -> Option<(Arc<Client>, Call)> {
    // SAFETY: as promised.
    let (client, queue, options) =
        unsafe { (handle::client(rk), QueueHandle::borrow(rkqu), options.cast::<AdminOptions>().as_ref()) };
    if client.fork.is_inherited() {
        return None;
    }
    Some((Arc::clone(&*client), Call::new(operation, options.cloned(), &queue.queue)))
}
