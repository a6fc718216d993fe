//! Reading from a replica that is closer than the leader (KIP-392): the leader names it, and it is read until it fails, or
//! for a while, since the leader may know a better one by then.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::broker::Broker;

use super::{FetchPartition, FetchPosition};

/// How long a replica is read before the leader is asked again.
const LEASE: Duration = Duration::from_secs(5 * 60);
/// Who is sent to a replica sooner than this after the last time is sent back and forth: that must not be done at full
/// speed.
const QUICK: Duration = Duration::from_secs(60);

/// A replica that is read in the leader's place.
pub(super) struct Lease {
    broker: Arc<Broker>,
    /// Nothing is asked for before then.
    from: Option<Instant>,
    until: Instant,
}

impl Lease {
    pub(super) fn broker(&self) -> &Arc<Broker> {
        &self.broker
    }

    pub(super) fn not_before(&self) -> Option<Instant> {
        self.from
    }

    pub(super) fn until(&self) -> Instant {
        self.until
    }

    fn is_of(&self, broker: &Arc<Broker>) -> bool {
        Arc::ptr_eq(&self.broker, broker)
    }
}

impl FetchPartition {
    /// The leader would rather have us read at `replica`. From now on nothing is fetched until the main thread has moved
    /// the partition there, and for `backoff` if we come from a replica. False if nobody waits for that any more.
    pub(in crate::consumer) fn lease(
        &self,
        leader: &Arc<Broker>,
        position: FetchPosition,
        replica: &Arc<Broker>,
        now: Instant,
        backoff: Duration,
    ) -> bool {
        let mut state = self.state.lock();
        let wanted = self.version() == position.version && state.is_at(leader) && state.lease.is_none();
        if wanted {
            let before = state.leased_at.replace(now);
            let quick = before.is_some_and(|before| now.duration_since(before) < QUICK);
            let from = quick.then(|| now + backoff);
            state.lease = Some(Lease { broker: Arc::clone(replica), from, until: now + LEASE });
        }
        wanted
    }

    /// The replica that is read in the leader's place.
    pub(in crate::consumer) fn leased(&self) -> Option<Arc<Broker>> {
        self.state.lock().lease.as_ref().map(Lease::broker).cloned()
    }

    /// `replica` is not to be read any more. True if it was: then the main thread has to move the partition back.
    pub(in crate::consumer) fn end_lease(&self, replica: &Arc<Broker>) -> bool {
        let mut state = self.state.lock();
        let was = state.lease.as_ref().is_some_and(|lease| lease.is_of(replica));
        if was {
            state.lease = None;
        }
        was
    }
}
