//! Message payloads that the application owns or has given us: an unsafe room.
//!
//! With `RD_KAFKA_MSG_F_COPY` a payload is copied at once and never comes here. Otherwise the core keeps the
//! application's pointer until the message's fate is reported, and with `RD_KAFKA_MSG_F_FREE` frees it then, once.

use std::ptr::NonNull;

/// A payload that the application offers; not ours before [`Offered::accept`].
#[derive(Clone, Copy, Debug)]
pub struct Offered {
    ptr: NonNull<u8>,
    len: u32,
    free: bool,
}

impl Offered {
    /// # Safety
    /// `ptr` points to `len` readable bytes until the message's fate has been reported; with `free` set it came from
    /// libc's malloc and nobody else frees it once the payload has been accepted.
    pub unsafe fn new(ptr: NonNull<u8>, len: u32, free: bool) -> Self {
        Offered { ptr, len, free }
    }

    pub fn len(&self) -> usize {
        self.len as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn as_ptr(&self) -> *mut u8 {
        self.ptr.as_ptr()
    }

    /// The bytes, for as long as the offer stands.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: as promised to `new`.
        unsafe { std::slice::from_raw_parts(self.ptr.as_ptr(), self.len as usize) }
    }

    /// The message was taken over, and with it the duty to free its payload.
    pub fn accept(self) -> Payload {
        Payload(self)
    }
}

/// A payload that the core holds. Freed when dropped, if it was given with `RD_KAFKA_MSG_F_FREE`.
#[derive(Debug)]
pub struct Payload(Offered);

impl Payload {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        if self.0.free {
            // SAFETY: malloc'ed by the application and ours to free, as promised to `Offered::new`; a `Payload` is made
            // once per accepted message.
            unsafe { libc::free(self.0.ptr.as_ptr().cast()) };
        }
    }
}

// SAFETY: the bytes are only read, and the application leaves them alone until the message is reported.
unsafe impl Send for Offered {}
// SAFETY: as for Send.
unsafe impl Sync for Offered {}

impl Payload {
    /// Turns the payload back into an offer, to be accepted by whoever takes the message over: not freed meanwhile.
    pub fn offer_again(self) -> Offered {
        std::mem::ManuallyDrop::new(self).0
    }
}
