//! How a broker thread sleeps, and how other threads wake it.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::io::Errno;

/// Wakes one sleeping thread from any other, with a system call only when it does sleep.
///
/// The sleeper calls [`prepare_sleep`](Self::prepare_sleep), looks at its queues once more, and only then [`wait`]s. A
/// producer fills a queue first and calls [`wake`](Self::wake) after. Whichever comes second sees the other: either the
/// sleeper finds the work, or the producer finds the sleeper.
#[derive(Debug)]
pub struct Waker {
    event: OwnedFd,
    sleeping: AtomicBool,
}

impl Waker {
    pub fn new() -> io::Result<Waker> {
        let event = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        Ok(Waker { event, sleeping: AtomicBool::new(false) })
    }

    /// Announces that the thread is about to sleep. Every queue that a producer wakes for is to be checked after this.
    pub fn prepare_sleep(&self) {
        self.sleeping.store(true, Ordering::Relaxed);
        // Pairs with the fence in `wake`: of the two threads at least one sees what the other wrote before it.
        fence(Ordering::SeqCst);
    }

    /// Takes the announcement back, when the check of the queues found work.
    pub fn cancel_sleep(&self) {
        self.sleeping.store(false, Ordering::Relaxed);
    }

    /// Wakes the thread if it sleeps or is about to. The work is to be in its queue before this.
    pub fn wake(&self) {
        fence(Ordering::SeqCst);
        // Reading first keeps the cache line shared while the thread is awake.
        if self.sleeping.load(Ordering::Relaxed) && self.sleeping.swap(false, Ordering::Relaxed) {
            // Only a full counter can fail, and that wakes as well.
            let _ = rustix::io::write(&self.event, &1u64.to_ne_bytes());
        }
    }

    fn drain(&self) {
        // EAGAIN when nobody wrote: nothing to drain.
        let _ = rustix::io::read(&self.event, &mut [0u8; 8]);
    }
}

/// What a thread waits for on its socket. Errors and hang-ups are always waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interest {
    pub read: bool,
    pub write: bool,
}

impl Interest {
    pub const READ: Interest = Interest { read: true, write: false };
    pub const WRITE: Interest = Interest { read: false, write: true };
    pub const BOTH: Interest = Interest { read: true, write: true };

    fn flags(self) -> PollFlags {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, self.read);
        flags.set(PollFlags::OUT, self.write);
        flags
    }
}

/// What ended a [`wait`]; nothing of it when the time was up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// Another thread called [`Waker::wake`].
    pub woken: bool,
    /// Reading from the socket will not block: there is data, an end or an error.
    pub readable: bool,
    /// Writing to the socket will not block: there is room, or an error.
    pub writable: bool,
}

impl Ready {
    fn of(socket: PollFlags, woken: bool) -> Self {
        let broken = socket.intersects(PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL);
        Ready {
            woken,
            readable: broken || socket.contains(PollFlags::IN),
            writable: broken || socket.contains(PollFlags::OUT),
        }
    }
}

/// Sleeps until woken, the socket is ready, or `timeout` is over (`None`: no limit). Ends the sleep that
/// [`Waker::prepare_sleep`] announced; signals do not end it.
pub fn wait(
    waker: &Waker,
    socket: Option<(BorrowedFd<'_>, Interest)>,
    timeout: Option<Duration>,
) -> io::Result<Ready> {
    let event = PollFd::new(&waker.event, PollFlags::IN);
    let result = match socket {
        None => poll_until(&mut [event], timeout).map(|[event]| (event, PollFlags::empty())),
        Some((socket, interest)) => {
            let socket = PollFd::from_borrowed_fd(socket, interest.flags());
            poll_until(&mut [event, socket], timeout).map(|[event, socket]| (event, socket))
        }
    };
    waker.cancel_sleep();
    let (event, socket) = result?;
    let woken = !event.is_empty();
    if woken {
        waker.drain();
    }
    Ok(Ready::of(socket, woken))
}

/// As [`wait`], on any number of sockets: what each is ready for, in their order.
pub fn wait_all(
    waker: &Waker,
    sockets: &[(BorrowedFd<'_>, Interest)],
    timeout: Option<Duration>,
) -> io::Result<Vec<Ready>> {
    let event = PollFd::new(&waker.event, PollFlags::IN);
    let sockets =
        sockets.iter().map(|(socket, interest)| PollFd::from_borrowed_fd(*socket, interest.flags()));
    let mut fds: Vec<_> = std::iter::once(event).chain(sockets).collect();
    let result = poll_slice_until(&mut fds, timeout);
    waker.cancel_sleep();
    result?;
    let woken = fds.first().is_some_and(|event| !event.revents().is_empty());
    if woken {
        waker.drain();
    }
    Ok(fds.iter().skip(1).map(|socket| Ready::of(socket.revents(), woken)).collect())
}

/// poll(2) that a signal does not cut short.
fn poll_until<const N: usize>(
    fds: &mut [PollFd<'_>; N],
    timeout: Option<Duration>,
) -> rustix::io::Result<[PollFlags; N]> {
    poll_slice_until(fds, timeout)?;
    Ok(std::array::from_fn(|at| fds[at].revents()))
}

fn poll_slice_until(fds: &mut [PollFd<'_>], timeout: Option<Duration>) -> rustix::io::Result<()> {
    // A timeout beyond the clock's range is none.
    let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    let mut left = deadline.and(timeout);
    loop {
        let timespec = left.and_then(|left| Timespec::try_from(left).ok());
        match poll(fds, timespec.as_ref()) {
            Err(Errno::INTR) => {
                left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            }
            Err(errno) => return Err(errno),
            Ok(_) => return Ok(()),
        }
    }
}

impl AsFd for Waker {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.event.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::os::unix::net::UnixStream;
    use std::sync::atomic::AtomicU64;

    const LONG: Option<Duration> = Some(Duration::from_secs(20));

    fn written(waker: &Waker) -> bool {
        let mut fds = [PollFd::new(waker, PollFlags::IN)];
        poll(&mut fds, Some(&Timespec::default())).unwrap() == 1
    }

    #[test]
    fn waking_costs_a_system_call_only_for_a_sleeper_and_only_once() {
        let waker = Waker::new().unwrap();
        waker.wake();
        assert!(!written(&waker), "nobody sleeps");
        waker.prepare_sleep();
        waker.cancel_sleep();
        waker.wake();
        assert!(!written(&waker), "nobody sleeps any more");
        waker.prepare_sleep();
        waker.wake();
        waker.wake();
        let mut count = [0; 8];
        rustix::io::read(&waker.event, &mut count).unwrap();
        assert_eq!(u64::from_ne_bytes(count), 1);
    }

    #[test]
    fn a_wake_before_the_wait_is_not_lost_and_ends_one_wait() {
        let waker = Waker::new().unwrap();
        waker.prepare_sleep();
        waker.wake();
        assert!(wait(&waker, None, LONG).unwrap().woken);
        assert_eq!(wait(&waker, None, Some(Duration::ZERO)).unwrap(), Ready::default());
    }

    #[test]
    fn the_time_limit_holds_to_the_microsecond() {
        let waker = Waker::new().unwrap();
        let start = Instant::now();
        let limit = Duration::from_micros(300);
        assert_eq!(wait(&waker, None, Some(limit)).unwrap(), Ready::default());
        let slept = start.elapsed();
        assert!(slept >= limit, "{slept:?}");
    }

    #[test]
    fn an_endless_time_limit_is_none() {
        let waker = Waker::new().unwrap();
        waker.prepare_sleep();
        waker.wake();
        assert!(wait(&waker, None, Some(Duration::MAX)).unwrap().woken);
    }

    #[test]
    fn the_sockets_state_is_told_apart() {
        let waker = Waker::new().unwrap();
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let on = |interest, timeout| wait(&waker, Some((ours.as_fd(), interest)), timeout).unwrap();
        assert_eq!(on(Interest::READ, Some(Duration::ZERO)), Ready::default());
        assert_eq!(on(Interest::BOTH, LONG), Ready { writable: true, ..Default::default() });
        theirs.write_all(b"x").unwrap();
        assert_eq!(on(Interest::READ, LONG), Ready { readable: true, ..Default::default() });
        drop(theirs);
        assert!(on(Interest::READ, LONG).readable);
        let neither = Interest { read: false, write: false };
        assert!(on(neither, LONG).readable, "a hang-up is always told");
    }

    /// A lost wake-up leaves the sleeper without the item that it waits for, until its limit.
    #[test]
    fn no_wake_up_is_lost_between_threads() {
        const ITEMS: u64 = 20_000;
        let (waker, back) = (Waker::new().unwrap(), Waker::new().unwrap());
        let (sent, taken) = (AtomicU64::new(0), AtomicU64::new(0));
        let sleep_until = |waker: &Waker, counter: &AtomicU64, goal: u64| {
            while counter.load(Ordering::Relaxed) < goal {
                waker.prepare_sleep();
                if counter.load(Ordering::Relaxed) >= goal {
                    waker.cancel_sleep();
                } else {
                    let ready = wait(waker, None, LONG).unwrap();
                    assert!(ready.woken, "a wake-up was lost at {goal}");
                }
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for item in 1..=ITEMS {
                    sent.store(item, Ordering::Relaxed);
                    waker.wake();
                    sleep_until(&back, &taken, item);
                }
            });
            scope.spawn(|| {
                for item in 1..=ITEMS {
                    sleep_until(&waker, &sent, item);
                    taken.store(item, Ordering::Relaxed);
                    back.wake();
                }
            });
        });
    }

    #[test]
    fn many_producers_wake_one_sleeper() {
        const EACH: u64 = 20_000;
        let waker = Waker::new().unwrap();
        let made = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..EACH {
                        made.fetch_add(1, Ordering::Relaxed);
                        waker.wake();
                    }
                });
            }
            let mut seen = 0;
            while seen < 3 * EACH {
                waker.prepare_sleep();
                let now = made.load(Ordering::Relaxed);
                if now > seen {
                    waker.cancel_sleep();
                    seen = now;
                } else {
                    // A wake for work that was seen already may come first, so `woken` alone proves nothing.
                    let ready = wait(&waker, None, LONG).unwrap();
                    assert!(ready.woken, "a wake-up was lost at {seen}");
                }
            }
        });
    }
}
