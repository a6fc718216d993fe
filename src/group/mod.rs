//! Consumer groups: the coordinator and the offsets that it keeps for us. All of it on the main thread.
//!
//! ```text
//! coordinator.rs        which broker it is; requests to it wait here until that is known
//! consumer_protocol.rs  what members tell each other
//! assignor/             who gets which partition
//! metadata.rs           a member's identity, for transactional producers
//! ```

pub mod assignor;
pub mod consumer_protocol;
pub mod coordinator;
pub mod metadata;

use std::sync::Arc;

use crate::client::Main;
use crate::conf::Conf;

pub use coordinator::{Coordinator, CoordinatorRequest};

/// One consumer's group, the main thread's side.
pub struct Group {
    /// `group.id`.
    pub id: Option<Arc<str>>,
    pub coordinator: Coordinator,
}

impl Group {
    pub fn new(conf: &Conf) -> Self {
        let id = conf.group_id.as_deref().filter(|id| !id.is_empty()).map(Arc::from);
        Group { id, coordinator: Coordinator::new(conf) }
    }
}

impl Main {
    /// There is a coordinator, perhaps another one than before. What waits for one and is not a request that waits in
    /// [`Coordinator`] hooks in here.
    pub(super) fn coordinator_found(&mut self) {}
}
