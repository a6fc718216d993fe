//! Which messages the library speaks: all but those below.

use super::schema::{Kind, Message};

/// APIs, without "Request" and "Response", that brokers and controllers use among themselves, and those of Kafka
/// Streams.
const NOT_FOR_CLIENTS: &[&str] = &[
    "WriteTxnMarkers",
    "Vote",
    "BeginQuorumEpoch",
    "EndQuorumEpoch",
    "AlterPartition",
    "Envelope",
    "FetchSnapshot",
    "BrokerRegistration",
    "BrokerHeartbeat",
    "AllocateProducerIds",
    "ControllerRegistration",
    "AssignReplicasToDirs",
    "UpdateRaftVoter",
    "InitializeShareGroupState",
    "ReadShareGroupState",
    "WriteShareGroupState",
    "DeleteShareGroupState",
    "ReadShareGroupStateSummary",
    "StreamsGroupHeartbeat",
    "StreamsGroupDescribe",
];

/// The headers and the messages of clients that have a valid version, in the schema's order.
pub fn select(messages: &[Message]) -> Vec<&Message> {
    for api in NOT_FOR_CLIENTS {
        assert!(messages.iter().any(|message| message.api() == *api), "{api}: not in the schema");
    }
    let spoken = |message: &&Message| {
        let for_clients = message.kind == Kind::Header || !NOT_FOR_CLIENTS.contains(&message.api());
        for_clients && message.valid.is_some()
    };
    messages.iter().filter(spoken).collect()
}
