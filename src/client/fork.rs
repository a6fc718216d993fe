//! Handles that a forked child inherited: their threads do not exist there, and their locks may be held for ever.
//!
//! Each instance remembers the process generation that it was created in; calls on an instance of another
//! generation return at once, before they touch a lock.

use std::sync::atomic::{AtomicU32, Ordering};

/// Counts the forks between the process that loaded the library and this one.
static GENERATION: AtomicU32 = AtomicU32::new(0);

/// The process generation an instance belongs to.
#[derive(Clone, Copy, Debug)]
pub struct ForkGuard(u32);

impl ForkGuard {
    /// The guard of an instance that is made now.
    pub fn here() -> Self {
        crate::os::on_fork_in_child(|| {
            GENERATION.fetch_add(1, Ordering::Relaxed);
        });
        ForkGuard(GENERATION.load(Ordering::Relaxed))
    }

    /// True in a child process that inherited the instance.
    #[inline]
    pub fn is_inherited(self) -> bool {
        self.0 != GENERATION.load(Ordering::Relaxed)
    }
}
