//! The few things that only the C library can do: an unsafe room of its own, kept small.

use std::sync::Once;
use std::time::Duration;

/// Blocks every signal in the calling thread but `keep` (0: none), so that the application's handlers run on the
/// application's threads.
pub fn block_signals(keep: i32) {
    // SAFETY: `set` is initialised by sigfillset before use; pthread_sigmask only changes this thread's mask.
    unsafe {
        let mut set = std::mem::zeroed::<libc::sigset_t>();
        libc::sigfillset(&mut set);
        if keep > 0 {
            libc::sigdelset(&mut set, keep);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, &set, std::ptr::null_mut());
    }
}

/// Runs `handler` in every child process right after fork. The first caller's handler is the one that stays.
pub fn on_fork_in_child(handler: fn()) {
    static ONCE: Once = Once::new();
    static HANDLER: std::sync::OnceLock<fn()> = std::sync::OnceLock::new();
    extern "C" fn in_child() {
        if let Some(handler) = HANDLER.get() {
            handler();
        }
    }
    ONCE.call_once(|| {
        let _ = HANDLER.set(handler);
        // SAFETY: `in_child` is async-signal-safe as long as handlers are: they only touch atomics.
        unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    });
}

/// The clock that only goes forward, as programs see it that read it themselves. By libc: rustix maps the kernel's clock
/// code on its own, and ends the process under valgrind, which hides that code.
pub fn monotonic_clock() -> Duration {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes to `now` alone. The clock always exists.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now) };
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// Milliseconds of a clock that never goes back, as of its last tick, which is a few of them ago at most: cheap enough to
/// read with each message.
#[inline(always)]
pub fn coarse_millis() -> i64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: a place to write to; the clock exists on every Linux that Rust supports, and otherwise nothing is written.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC_COARSE, &mut now) };
    now.tv_sec.saturating_mul(1000).saturating_add(now.tv_nsec / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes_forward() {
        let before = monotonic_clock();
        std::thread::sleep(Duration::from_millis(2));
        assert!(monotonic_clock() >= before + Duration::from_millis(2));
    }
}
