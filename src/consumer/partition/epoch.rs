//! Whether the leader's log still leads up to where we are (KIP-320): a new leader may have lost the end of the log, and
//! what it has written since is not what we have read.

use crate::conf::OffsetReset;
use crate::topic::partition_list::NO_LEADER_EPOCH;

use super::{Begin, FetchPartition, Phase, Reset, State};

/// A question for the leader: where did this epoch end in your log?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochQuestion {
    version: i32,
    pub offset: i64,
    /// Of what comes before `offset`.
    pub offset_epoch: i32,
    /// The leader's.
    pub leader_epoch: i32,
}

/// What came of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validated {
    Stale,
    Yes,
    /// The log was cut before where we were. Reading goes on at its end, what is queued is stale.
    Truncated,
    /// The log was cut, and `auto.offset.reset` says that the application must decide: fetching has ended.
    Refused,
    /// The leader knows nothing of the epoch.
    Unknown(Reset),
}

impl FetchPartition {
    /// The question to ask the leader, once.
    pub(in crate::consumer) fn epoch_question(&self) -> Option<EpochQuestion> {
        let mut state = self.state.lock();
        match &mut state.phase {
            Phase::Validating { asked } if !*asked => *asked = true,
            _ => return None,
        }
        Some(self.question(&state))
    }

    /// The question could not be put to a leader: it will be asked again when metadata has changed.
    pub(in crate::consumer) fn epoch_not_asked(&self, question: EpochQuestion) {
        let mut state = self.state.lock();
        if self.asks(&state, question) {
            state.phase = Phase::Validating { asked: false };
        }
    }

    pub(in crate::consumer) fn awaits_epoch(&self, question: EpochQuestion) -> bool {
        self.asks(&self.state.lock(), question)
    }

    /// The answer: the last epoch in the leader's log that is not after the one asked for, and where it ended; -1 if there
    /// is none.
    pub(in crate::consumer) fn validated(
        &self,
        question: EpochQuestion,
        end: Option<(i64, i32)>,
    ) -> Validated {
        let mut state = self.state.lock();
        if !self.asks(&state, question) {
            return Validated::Stale;
        }
        match end {
            Some((end_offset, end_epoch)) if end_offset < 0 || end_epoch < 0 => {
                Validated::Unknown(state.reset(&self.topic))
            }
            Some((end_offset, end_epoch)) if end_offset < state.next_offset => {
                self.truncated(&mut state, end_offset, end_epoch)
            }
            // Or the broker cannot tell, as those of old could not.
            Some(_) | None => {
                state.validated = state.leader_epoch;
                state.check_epoch();
                Validated::Yes
            }
        }
    }

    /// Of an epoch later than the one that it leads under a leader could only say that it knows nothing. If metadata is
    /// behind and there is such an epoch, the leader refuses the first fetch; the position is validated then.
    pub(in crate::consumer) fn trust_later_epoch(&self, known: Option<i32>) {
        let mut state = self.state.lock();
        if let Some(known) = known.filter(|known| *known > NO_LEADER_EPOCH && *known < state.offset_epoch) {
            state.validated = known;
            state.check_epoch();
        }
    }

    fn truncated(&self, state: &mut State, end_offset: i64, end_epoch: i32) -> Validated {
        if self.topic.conf.auto_offset_reset == OffsetReset::Error {
            state.phase = Phase::Stopped;
            return Validated::Refused;
        }
        self.advance_version();
        state.begin(Begin::At(end_offset, end_epoch), &self.topic);
        state.validated = state.leader_epoch;
        state.check_epoch();
        Validated::Truncated
    }

    fn question(&self, state: &State) -> EpochQuestion {
        EpochQuestion {
            version: self.version(),
            offset: state.next_offset,
            offset_epoch: state.offset_epoch,
            leader_epoch: state.leader_epoch,
        }
    }

    fn asks(&self, state: &State, question: EpochQuestion) -> bool {
        matches!(state.phase, Phase::Validating { .. }) && self.question(state) == question
    }
}

impl State {
    /// A position whose epoch is known is looked after whenever the leader's epoch is another than the one it was last
    /// validated under; nothing is fetched until then.
    pub(super) fn check_epoch(&mut self) {
        if !self.has_position() {
            return;
        }
        let known = self.next_offset >= 0
            && self.offset_epoch > NO_LEADER_EPOCH
            && self.leader_epoch > NO_LEADER_EPOCH;
        self.phase = if known && self.validated != self.leader_epoch {
            Phase::Validating { asked: false }
        } else {
            Phase::Fetching
        };
    }
}
