//! The idempotent producer (KIP-98, KIP-360): each message is in its partition's log once, in order, however often its batch
//! had to be sent.
//!
//! The instance holds a producer id and epoch, which the main thread asks for ([`acquire`]). Each partition numbers its
//! batches under it ([`Sequencer`]); the broker's threads read the id when a partition begins to count. When a partition's
//! numbering breaks, the id is replaced, and each partition goes over to the new one as soon as nothing of its own is left
//! under the old.

mod acquire;
mod sequencer;

use std::time::Instant;

use parking_lot::Mutex;

use crate::client::Client;
use crate::conf::Conf;
use crate::error::ErrorCode;
use crate::log::Debug;
use crate::records::ProducerId;
use crate::stats::EosReport;

pub use sequencer::{Sequencer, Stamp};

/// Where the instance stands with its producer id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It is to be asked for.
    Request,
    /// As soon as a broker is connected.
    AwaitBroker,
    /// It was asked for.
    AwaitAnswer,
    Assigned,
    /// The one that is held is to be replaced; partitions that can still use it do.
    Replace,
    Fatal,
}

impl State {
    /// As statistics name it.
    fn name(self) -> &'static str {
        match self {
            State::Request => "RequestPID",
            State::AwaitBroker => "WaitTransport",
            State::AwaitAnswer => "WaitPID",
            State::Assigned => "Assigned",
            State::Replace => "DrainBump",
            State::Fatal => "FatalError",
        }
    }
}

/// One instance's producer id, and what it was configured to promise.
pub struct Idempotence {
    /// Batches of a partition without a fate, at most: as many as brokers remember.
    pub max_in_flight: usize,
    /// A batch that fails is the end (`enable.gapless.guarantee`).
    pub gapless: bool,
    created: Instant,
    /// Taken alone, or under a partition's lock.
    holding: Mutex<Holding>,
}

#[derive(Debug)]
struct Holding {
    state: State,
    since: Instant,
    current: Option<ProducerId>,
    /// How many were assigned so far.
    assigned: i32,
    /// Requests that failed since the last that did not.
    failures: u32,
}

impl Holding {
    fn enter(&mut self, state: State) {
        if self.state != state {
            self.state = state;
            self.since = Instant::now();
        }
    }
}

impl Idempotence {
    /// `None` unless the producer is to be idempotent.
    pub fn new(conf: &Conf) -> Option<Self> {
        conf.enable_idempotence.then(|| Idempotence {
            max_in_flight: conf.max_in_flight.max(1) as usize,
            gapless: conf.enable_gapless_guarantee,
            created: Instant::now(),
            holding: Mutex::new(Holding {
                state: State::Request,
                since: Instant::now(),
                current: None,
                assigned: 0,
                failures: 0,
            }),
        })
    }

    /// What partitions that begin to count do so under.
    pub fn current(&self) -> Option<ProducerId> {
        self.holding.lock().current
    }

    fn must_ask(&self) -> bool {
        matches!(self.holding.lock().state, State::Request | State::AwaitBroker | State::Replace)
    }

    fn awaits_broker(&self) {
        self.holding.lock().enter(State::AwaitBroker);
    }

    /// The request goes out. Returns the producer it is to replace.
    fn ask(&self) -> Option<ProducerId> {
        let mut holding = self.holding.lock();
        holding.enter(State::AwaitAnswer);
        holding.current
    }

    /// The cluster has assigned `new`; false if that is none, or the one that was to be replaced.
    fn assign(&self, new: ProducerId) -> bool {
        let mut holding = self.holding.lock();
        if new.id < 0 || new.epoch < 0 || holding.current == Some(new) {
            return false;
        }
        holding.current = Some(new);
        holding.assigned += 1;
        holding.failures = 0;
        holding.enter(State::Assigned);
        true
    }

    /// The request failed and is to be made again. Returns how often that has happened.
    fn ask_again(&self) -> u32 {
        let mut holding = self.holding.lock();
        holding.failures = holding.failures.saturating_add(1);
        holding.enter(State::Request);
        holding.failures
    }

    /// `broken` cannot be used any more by some partition; false if it is being replaced, or was.
    fn replace(&self, broken: ProducerId) -> bool {
        let mut holding = self.holding.lock();
        let first = holding.state == State::Assigned && holding.current == Some(broken);
        if first {
            holding.enter(State::Replace);
        }
        first
    }

    /// The instance has met a fatal error.
    pub fn stop(&self) {
        self.holding.lock().enter(State::Fatal);
    }

    pub fn report(&self, now: Instant) -> EosReport {
        let holding = self.holding.lock();
        let ms = |since: Instant| now.saturating_duration_since(since).as_millis() as u64;
        let held = holding.current.unwrap_or(ProducerId::NONE);
        EosReport {
            idemp_state: holding.state.name(),
            idemp_stateage: ms(holding.since),
            txn_state: "Init",
            txn_stateage: ms(self.created),
            txn_may_enq: false,
            producer_id: held.id,
            producer_epoch: held.epoch,
            epoch_cnt: holding.assigned,
        }
    }
}

impl Client {
    /// A partition cannot go on under `broken`: another producer id or epoch is asked for.
    pub fn replace_producer_id(&self, broken: ProducerId, why: ErrorCode) {
        let Some(idempotence) = &self.producer.idempotence else { return };
        if idempotence.replace(broken) {
            crate::debug!(
                self.log,
                Debug::EOS,
                "DRAIN",
                "Producer {}, epoch {} is to be replaced: {why}",
                broken.id,
                broken.epoch
            );
            self.on_main(|main| main.serve_producer_id());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn idempotent() -> Idempotence {
        let mut conf = Conf::default();
        conf.set("enable.idempotence", Some("true")).unwrap();
        Idempotence::new(&conf).unwrap()
    }

    #[test]
    fn only_where_it_was_asked_for() {
        assert!(Idempotence::new(&Conf::default()).is_none());
    }

    #[test]
    fn an_id_is_asked_for_until_there_is_one() {
        let producer = idempotent();
        assert!(producer.must_ask() && producer.current().is_none());
        producer.awaits_broker();
        assert!(producer.must_ask());
        assert_eq!((producer.ask(), producer.must_ask()), (None, false));
        assert_eq!((producer.ask_again(), producer.must_ask()), (1, true));
        producer.ask();
        assert!(!producer.assign(ProducerId::NONE));
        assert_eq!(producer.ask_again(), 2);
        producer.ask();
        assert!(producer.assign(ProducerId { id: 7, epoch: 0 }) && !producer.must_ask());
        let report = producer.report(Instant::now());
        assert_eq!((report.idemp_state, report.producer_id, report.epoch_cnt), ("Assigned", 7, 1));
    }

    #[test]
    fn an_id_is_replaced_once_however_many_partitions_break() {
        let producer = idempotent();
        let (first, second) = (ProducerId { id: 7, epoch: 0 }, ProducerId { id: 7, epoch: 1 });
        producer.ask();
        producer.assign(first);
        assert!(producer.replace(first) && !producer.replace(first));
        assert_eq!(producer.current(), Some(first), "others go on under it");
        assert_eq!(producer.ask(), Some(first));
        assert!(!producer.assign(first), "nothing would be won");
        assert!(producer.assign(second));
        assert!(!producer.replace(first) && producer.replace(second));
        producer.stop();
        assert!(!producer.must_ask());
        assert_eq!(producer.report(Instant::now()).idemp_state, "FatalError");
    }
}
