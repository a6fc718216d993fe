//! Which messages the library speaks. To speak another one, add its name here.

use super::schema::{Kind, Message};

/// API names, without "Request" and "Response"; both directions are generated.
const APIS: &[&str] = &[
    "Produce",
    "Fetch",
    "ListOffsets",
    "Metadata",
    "OffsetCommit",
    "OffsetFetch",
    "FindCoordinator",
    "JoinGroup",
    "Heartbeat",
    "LeaveGroup",
    "SyncGroup",
    "DescribeGroups",
    "ListGroups",
    "SaslHandshake",
    "ApiVersions",
    "CreateTopics",
    "DeleteTopics",
    "InitProducerId",
    "OffsetForLeaderEpoch",
    "AddPartitionsToTxn",
    "AddOffsetsToTxn",
    "EndTxn",
    "TxnOffsetCommit",
    "SaslAuthenticate",
    "ConsumerGroupHeartbeat",
];

/// The headers and the messages of [`APIS`], in the schema's order.
pub fn select(messages: &[Message]) -> Vec<&Message> {
    for api in APIS {
        assert!(messages.iter().any(|message| message.api() == *api), "{api}: not in the schema");
    }
    let spoken = |message: &&Message| message.kind == Kind::Header || APIS.contains(&message.api());
    messages.iter().filter(spoken).collect()
}
