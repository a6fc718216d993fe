//! Faults to inject: errors, delays, closed connections.
//!
//! They wait in stacks: one per API key for whichever broker gets the request, one per broker and API key, and one per
//! partition (with [`super::topics::Partition`]). A request takes one, its broker's own first.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::error::ErrorCode;
use crate::protocol::ApiKey;

/// What befalls one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// Answered with; `_TRANSPORT` closes the connection before the request is served.
    pub error: ErrorCode,
    /// How late the answer is, instead of the broker's own round-trip time.
    pub rtt: Option<Duration>,
}

impl From<ErrorCode> for Fault {
    fn from(error: ErrorCode) -> Self {
        Fault { error, ..Fault::default() }
    }
}

/// The stacks that belong to no partition.
#[derive(Default)]
pub struct Faults {
    waiting: HashMap<(Option<i32>, ApiKey), VecDeque<Fault>>,
}

impl Faults {
    /// Adds to the stack of `broker`, or of all.
    pub fn push(&mut self, broker: Option<i32>, api: ApiKey, faults: impl Iterator<Item = Fault>) {
        self.waiting.entry((broker, api)).or_default().extend(faults);
    }

    pub fn clear(&mut self, api: ApiKey) {
        self.waiting.remove(&(None, api));
    }

    /// How many wait for requests to this very broker.
    pub fn count(&self, broker: i32, api: ApiKey) -> usize {
        self.waiting.get(&(Some(broker), api)).map_or(0, VecDeque::len)
    }

    pub fn next(&mut self, broker: i32, api: ApiKey) -> Fault {
        let mut pop = |of| self.waiting.get_mut(&(of, api)).and_then(VecDeque::pop_front);
        pop(Some(broker)).or_else(|| pop(None)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brokers_own_faults_come_first_and_each_once() {
        let mut faults = Faults::default();
        let codes =
            |codes: &[i32]| codes.iter().map(|code| Fault::from(ErrorCode(*code))).collect::<Vec<_>>();
        faults.push(None, ApiKey::FETCH, codes(&[1, 2]).into_iter());
        faults.push(Some(3), ApiKey::FETCH, codes(&[7]).into_iter());
        assert_eq!(faults.count(3, ApiKey::FETCH), 1);
        let taken: Vec<_> = [3, 3, 1, 3].map(|broker| faults.next(broker, ApiKey::FETCH).error.0).into();
        assert_eq!(taken, [7, 1, 2, 0]);
        assert_eq!(faults.next(1, ApiKey::PRODUCE), Fault::default());
        faults.push(None, ApiKey::FETCH, codes(&[1]).into_iter());
        faults.clear(ApiKey::FETCH);
        assert_eq!(faults.next(1, ApiKey::FETCH), Fault::default());
    }
}
