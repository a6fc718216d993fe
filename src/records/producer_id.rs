//! The identity of an idempotent producer (KIP-98).

/// What a cluster knows an idempotent producer by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProducerId {
    pub id: i64,
    pub epoch: i16,
}

impl ProducerId {
    /// In a request: no producer.
    pub const NONE: ProducerId = ProducerId { id: -1, epoch: -1 };
}
