//! The fatal state: an error after which the instance cannot keep its promises.

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use crate::error::ErrorCode;

/// The first fatal error of an instance; later ones do not replace it.
#[derive(Default)]
pub struct FatalState {
    set: AtomicBool,
    error: Mutex<Option<(ErrorCode, String)>>,
}

impl FatalState {
    /// True if this was the first.
    pub fn set(&self, code: ErrorCode, reason: &str) -> bool {
        let mut error = self.error.lock();
        if error.is_some() {
            return false;
        }
        *error = Some((code, reason.to_owned()));
        self.set.store(true, Ordering::Release);
        true
    }

    pub fn is_set(&self) -> bool {
        self.set.load(Ordering::Acquire)
    }

    pub fn get(&self) -> Option<(ErrorCode, String)> {
        if self.is_set() { self.error.lock().clone() } else { None }
    }
}
