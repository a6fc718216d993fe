//! What application threads see of the membership.

use parking_lot::Mutex;

use crate::topic::partition_list::PartitionList;

use super::assignor::RebalanceProtocol;
use super::metadata::NO_GENERATION;

/// A copy of what the main thread knows, for calls that answer at once.
#[derive(Default)]
pub struct MemberView {
    /// Taken alone.
    state: Mutex<MemberState>,
}

#[derive(Clone, Debug)]
pub struct MemberState {
    /// As the application gave it.
    pub subscription: PartitionList,
    pub member_id: String,
    pub generation: i32,
    /// Of the assignor that the group last agreed on.
    pub protocol: Option<RebalanceProtocol>,
    /// The partitions that are assigned may belong to somebody else by now.
    pub lost: bool,
    /// The rebalance that the application is to serve, and whether it has begun to.
    offer: Option<(u64, bool)>,
}

impl Default for MemberState {
    fn default() -> Self {
        MemberState {
            subscription: PartitionList::new(),
            member_id: String::new(),
            generation: NO_GENERATION,
            protocol: None,
            lost: false,
            offer: None,
        }
    }
}

impl MemberView {
    pub fn get(&self) -> MemberState {
        self.state.lock().clone()
    }

    pub fn is_lost(&self) -> bool {
        self.state.lock().lost
    }

    pub fn protocol(&self) -> Option<RebalanceProtocol> {
        self.state.lock().protocol
    }

    pub fn set_subscription(&self, subscription: PartitionList) {
        self.state.lock().subscription = subscription;
    }

    /// The application begins to serve the rebalance `serial`; false if that was withdrawn.
    pub fn take_offer(&self, serial: u64) -> bool {
        let mut state = self.state.lock();
        let stands = state.offer == Some((serial, false));
        if stands {
            state.offer = Some((serial, true));
        }
        stands
    }

    pub(super) fn offer(&self, serial: u64) {
        self.state.lock().offer = Some((serial, false));
    }

    /// Takes the offer back; false if the application has begun to serve it.
    pub(super) fn withdraw_offer(&self) -> bool {
        let mut state = self.state.lock();
        let withdrawn = !is_taken(state.offer);
        if withdrawn {
            state.offer = None;
        }
        withdrawn
    }

    pub(super) fn is_offer_taken(&self) -> bool {
        is_taken(self.state.lock().offer)
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut MemberState)) {
        change(&mut self.state.lock());
    }
}

fn is_taken(offer: Option<(u64, bool)>) -> bool {
    offer.is_some_and(|(_, taken)| taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_taken_once_or_withdrawn() {
        let view = MemberView::default();
        view.offer(1);
        assert!(!view.take_offer(2));
        assert!(view.take_offer(1) && !view.take_offer(1));
        assert!(view.is_offer_taken() && !view.withdraw_offer());
        view.offer(2);
        assert!(view.withdraw_offer() && !view.take_offer(2));
    }
}
