//! A member of a classic group.

use std::time::Duration;

use crate::mock::request::Responder;

/// What a member can assign by, its favourite first: the protocol's name, and what it says to the leader under that name.
pub type Protocols = Vec<(String, Vec<u8>)>;

#[derive(Debug)]
pub struct Member {
    pub id: String,
    /// Static membership (KIP-345): the name under which it may come back.
    pub instance_id: Option<String>,
    pub client_id: String,
    pub session_timeout: Duration,
    pub rebalance_timeout: Duration,
    pub protocols: Protocols,
    pub assignment: Vec<u8>,
    /// Its JoinGroup, while the rebalance waits for others.
    pub joining: Option<Responder>,
    /// Its SyncGroup, while the leader's is awaited.
    pub syncing: Option<Responder>,
    /// It has been told the new generation and has not asked for its assignment.
    pub owes_sync: bool,
    /// Its first JoinGroup has not been answered: it knows no id that it could send heartbeats with.
    pub is_new: bool,
}

impl Member {
    pub fn supports(&self, protocol: &str) -> bool {
        self.protocols.iter().any(|(name, _)| name == protocol)
    }

    pub fn metadata(&self, protocol: &str) -> &[u8] {
        let found = self.protocols.iter().find(|(name, _)| name == protocol);
        found.map_or(&[], |(_, metadata)| metadata)
    }

    /// It waits for an answer, and may be silent meanwhile.
    pub fn is_waiting(&self) -> bool {
        !self.is_new && (self.joining.is_some() || self.syncing.is_some())
    }
}
