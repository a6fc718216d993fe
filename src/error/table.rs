//! Every error code of the ABI with its name and label: the facts of `abi/errors.tsv`.
//!
//! Negative codes are the client's own ("local"), positive ones come from brokers.

use super::ErrorCode;

impl ErrorCode {
    pub const _BEGIN: ErrorCode = ErrorCode(-200);
    pub const _BAD_MSG: ErrorCode = ErrorCode(-199);
    pub const _BAD_COMPRESSION: ErrorCode = ErrorCode(-198);
    pub const _DESTROY: ErrorCode = ErrorCode(-197);
    pub const _FAIL: ErrorCode = ErrorCode(-196);
    pub const _TRANSPORT: ErrorCode = ErrorCode(-195);
    pub const _CRIT_SYS_RESOURCE: ErrorCode = ErrorCode(-194);
    pub const _RESOLVE: ErrorCode = ErrorCode(-193);
    pub const _MSG_TIMED_OUT: ErrorCode = ErrorCode(-192);
    pub const _PARTITION_EOF: ErrorCode = ErrorCode(-191);
    pub const _UNKNOWN_PARTITION: ErrorCode = ErrorCode(-190);
    pub const _FS: ErrorCode = ErrorCode(-189);
    pub const _UNKNOWN_TOPIC: ErrorCode = ErrorCode(-188);
    pub const _ALL_BROKERS_DOWN: ErrorCode = ErrorCode(-187);
    pub const _INVALID_ARG: ErrorCode = ErrorCode(-186);
    pub const _TIMED_OUT: ErrorCode = ErrorCode(-185);
    pub const _QUEUE_FULL: ErrorCode = ErrorCode(-184);
    pub const _ISR_INSUFF: ErrorCode = ErrorCode(-183);
    pub const _NODE_UPDATE: ErrorCode = ErrorCode(-182);
    pub const _SSL: ErrorCode = ErrorCode(-181);
    pub const _WAIT_COORD: ErrorCode = ErrorCode(-180);
    pub const _UNKNOWN_GROUP: ErrorCode = ErrorCode(-179);
    pub const _IN_PROGRESS: ErrorCode = ErrorCode(-178);
    pub const _PREV_IN_PROGRESS: ErrorCode = ErrorCode(-177);
    pub const _EXISTING_SUBSCRIPTION: ErrorCode = ErrorCode(-176);
    pub const _ASSIGN_PARTITIONS: ErrorCode = ErrorCode(-175);
    pub const _REVOKE_PARTITIONS: ErrorCode = ErrorCode(-174);
    pub const _CONFLICT: ErrorCode = ErrorCode(-173);
    pub const _STATE: ErrorCode = ErrorCode(-172);
    pub const _UNKNOWN_PROTOCOL: ErrorCode = ErrorCode(-171);
    pub const _NOT_IMPLEMENTED: ErrorCode = ErrorCode(-170);
    pub const _AUTHENTICATION: ErrorCode = ErrorCode(-169);
    pub const _NO_OFFSET: ErrorCode = ErrorCode(-168);
    pub const _OUTDATED: ErrorCode = ErrorCode(-167);
    pub const _TIMED_OUT_QUEUE: ErrorCode = ErrorCode(-166);
    pub const _UNSUPPORTED_FEATURE: ErrorCode = ErrorCode(-165);
    pub const _WAIT_CACHE: ErrorCode = ErrorCode(-164);
    pub const _INTR: ErrorCode = ErrorCode(-163);
    pub const _KEY_SERIALIZATION: ErrorCode = ErrorCode(-162);
    pub const _VALUE_SERIALIZATION: ErrorCode = ErrorCode(-161);
    pub const _KEY_DESERIALIZATION: ErrorCode = ErrorCode(-160);
    pub const _VALUE_DESERIALIZATION: ErrorCode = ErrorCode(-159);
    pub const _PARTIAL: ErrorCode = ErrorCode(-158);
    pub const _READ_ONLY: ErrorCode = ErrorCode(-157);
    pub const _NOENT: ErrorCode = ErrorCode(-156);
    pub const _UNDERFLOW: ErrorCode = ErrorCode(-155);
    pub const _INVALID_TYPE: ErrorCode = ErrorCode(-154);
    pub const _RETRY: ErrorCode = ErrorCode(-153);
    pub const _PURGE_QUEUE: ErrorCode = ErrorCode(-152);
    pub const _PURGE_INFLIGHT: ErrorCode = ErrorCode(-151);
    pub const _FATAL: ErrorCode = ErrorCode(-150);
    pub const _INCONSISTENT: ErrorCode = ErrorCode(-149);
    pub const _GAPLESS_GUARANTEE: ErrorCode = ErrorCode(-148);
    pub const _MAX_POLL_EXCEEDED: ErrorCode = ErrorCode(-147);
    pub const _UNKNOWN_BROKER: ErrorCode = ErrorCode(-146);
    pub const _NOT_CONFIGURED: ErrorCode = ErrorCode(-145);
    pub const _FENCED: ErrorCode = ErrorCode(-144);
    pub const _APPLICATION: ErrorCode = ErrorCode(-143);
    pub const _ASSIGNMENT_LOST: ErrorCode = ErrorCode(-142);
    pub const _NOOP: ErrorCode = ErrorCode(-141);
    pub const _AUTO_OFFSET_RESET: ErrorCode = ErrorCode(-140);
    pub const _LOG_TRUNCATION: ErrorCode = ErrorCode(-139);
    pub const _INVALID_DIFFERENT_RECORD: ErrorCode = ErrorCode(-138);
    pub const _DESTROY_BROKER: ErrorCode = ErrorCode(-137);
    pub const _END: ErrorCode = ErrorCode(-100);
    pub const UNKNOWN: ErrorCode = ErrorCode(-1);
    pub const NO_ERROR: ErrorCode = ErrorCode(0);
    pub const OFFSET_OUT_OF_RANGE: ErrorCode = ErrorCode(1);
    pub const INVALID_MSG: ErrorCode = ErrorCode(2);
    pub const UNKNOWN_TOPIC_OR_PART: ErrorCode = ErrorCode(3);
    pub const INVALID_MSG_SIZE: ErrorCode = ErrorCode(4);
    pub const LEADER_NOT_AVAILABLE: ErrorCode = ErrorCode(5);
    pub const NOT_LEADER_FOR_PARTITION: ErrorCode = ErrorCode(6);
    pub const REQUEST_TIMED_OUT: ErrorCode = ErrorCode(7);
    pub const BROKER_NOT_AVAILABLE: ErrorCode = ErrorCode(8);
    pub const REPLICA_NOT_AVAILABLE: ErrorCode = ErrorCode(9);
    pub const MSG_SIZE_TOO_LARGE: ErrorCode = ErrorCode(10);
    pub const STALE_CTRL_EPOCH: ErrorCode = ErrorCode(11);
    pub const OFFSET_METADATA_TOO_LARGE: ErrorCode = ErrorCode(12);
    pub const NETWORK_EXCEPTION: ErrorCode = ErrorCode(13);
    pub const COORDINATOR_LOAD_IN_PROGRESS: ErrorCode = ErrorCode(14);
    pub const COORDINATOR_NOT_AVAILABLE: ErrorCode = ErrorCode(15);
    pub const NOT_COORDINATOR: ErrorCode = ErrorCode(16);
    pub const TOPIC_EXCEPTION: ErrorCode = ErrorCode(17);
    pub const RECORD_LIST_TOO_LARGE: ErrorCode = ErrorCode(18);
    pub const NOT_ENOUGH_REPLICAS: ErrorCode = ErrorCode(19);
    pub const NOT_ENOUGH_REPLICAS_AFTER_APPEND: ErrorCode = ErrorCode(20);
    pub const INVALID_REQUIRED_ACKS: ErrorCode = ErrorCode(21);
    pub const ILLEGAL_GENERATION: ErrorCode = ErrorCode(22);
    pub const INCONSISTENT_GROUP_PROTOCOL: ErrorCode = ErrorCode(23);
    pub const INVALID_GROUP_ID: ErrorCode = ErrorCode(24);
    pub const UNKNOWN_MEMBER_ID: ErrorCode = ErrorCode(25);
    pub const INVALID_SESSION_TIMEOUT: ErrorCode = ErrorCode(26);
    pub const REBALANCE_IN_PROGRESS: ErrorCode = ErrorCode(27);
    pub const INVALID_COMMIT_OFFSET_SIZE: ErrorCode = ErrorCode(28);
    pub const TOPIC_AUTHORIZATION_FAILED: ErrorCode = ErrorCode(29);
    pub const GROUP_AUTHORIZATION_FAILED: ErrorCode = ErrorCode(30);
    pub const CLUSTER_AUTHORIZATION_FAILED: ErrorCode = ErrorCode(31);
    pub const INVALID_TIMESTAMP: ErrorCode = ErrorCode(32);
    pub const UNSUPPORTED_SASL_MECHANISM: ErrorCode = ErrorCode(33);
    pub const ILLEGAL_SASL_STATE: ErrorCode = ErrorCode(34);
    pub const UNSUPPORTED_VERSION: ErrorCode = ErrorCode(35);
    pub const TOPIC_ALREADY_EXISTS: ErrorCode = ErrorCode(36);
    pub const INVALID_PARTITIONS: ErrorCode = ErrorCode(37);
    pub const INVALID_REPLICATION_FACTOR: ErrorCode = ErrorCode(38);
    pub const INVALID_REPLICA_ASSIGNMENT: ErrorCode = ErrorCode(39);
    pub const INVALID_CONFIG: ErrorCode = ErrorCode(40);
    pub const NOT_CONTROLLER: ErrorCode = ErrorCode(41);
    pub const INVALID_REQUEST: ErrorCode = ErrorCode(42);
    pub const UNSUPPORTED_FOR_MESSAGE_FORMAT: ErrorCode = ErrorCode(43);
    pub const POLICY_VIOLATION: ErrorCode = ErrorCode(44);
    pub const OUT_OF_ORDER_SEQUENCE_NUMBER: ErrorCode = ErrorCode(45);
    pub const DUPLICATE_SEQUENCE_NUMBER: ErrorCode = ErrorCode(46);
    pub const INVALID_PRODUCER_EPOCH: ErrorCode = ErrorCode(47);
    pub const INVALID_TXN_STATE: ErrorCode = ErrorCode(48);
    pub const INVALID_PRODUCER_ID_MAPPING: ErrorCode = ErrorCode(49);
    pub const INVALID_TRANSACTION_TIMEOUT: ErrorCode = ErrorCode(50);
    pub const CONCURRENT_TRANSACTIONS: ErrorCode = ErrorCode(51);
    pub const TRANSACTION_COORDINATOR_FENCED: ErrorCode = ErrorCode(52);
    pub const TRANSACTIONAL_ID_AUTHORIZATION_FAILED: ErrorCode = ErrorCode(53);
    pub const SECURITY_DISABLED: ErrorCode = ErrorCode(54);
    pub const OPERATION_NOT_ATTEMPTED: ErrorCode = ErrorCode(55);
    pub const KAFKA_STORAGE_ERROR: ErrorCode = ErrorCode(56);
    pub const LOG_DIR_NOT_FOUND: ErrorCode = ErrorCode(57);
    pub const SASL_AUTHENTICATION_FAILED: ErrorCode = ErrorCode(58);
    pub const UNKNOWN_PRODUCER_ID: ErrorCode = ErrorCode(59);
    pub const REASSIGNMENT_IN_PROGRESS: ErrorCode = ErrorCode(60);
    pub const DELEGATION_TOKEN_AUTH_DISABLED: ErrorCode = ErrorCode(61);
    pub const DELEGATION_TOKEN_NOT_FOUND: ErrorCode = ErrorCode(62);
    pub const DELEGATION_TOKEN_OWNER_MISMATCH: ErrorCode = ErrorCode(63);
    pub const DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: ErrorCode = ErrorCode(64);
    pub const DELEGATION_TOKEN_AUTHORIZATION_FAILED: ErrorCode = ErrorCode(65);
    pub const DELEGATION_TOKEN_EXPIRED: ErrorCode = ErrorCode(66);
    pub const INVALID_PRINCIPAL_TYPE: ErrorCode = ErrorCode(67);
    pub const NON_EMPTY_GROUP: ErrorCode = ErrorCode(68);
    pub const GROUP_ID_NOT_FOUND: ErrorCode = ErrorCode(69);
    pub const FETCH_SESSION_ID_NOT_FOUND: ErrorCode = ErrorCode(70);
    pub const INVALID_FETCH_SESSION_EPOCH: ErrorCode = ErrorCode(71);
    pub const LISTENER_NOT_FOUND: ErrorCode = ErrorCode(72);
    pub const TOPIC_DELETION_DISABLED: ErrorCode = ErrorCode(73);
    pub const FENCED_LEADER_EPOCH: ErrorCode = ErrorCode(74);
    pub const UNKNOWN_LEADER_EPOCH: ErrorCode = ErrorCode(75);
    pub const UNSUPPORTED_COMPRESSION_TYPE: ErrorCode = ErrorCode(76);
    pub const STALE_BROKER_EPOCH: ErrorCode = ErrorCode(77);
    pub const OFFSET_NOT_AVAILABLE: ErrorCode = ErrorCode(78);
    pub const MEMBER_ID_REQUIRED: ErrorCode = ErrorCode(79);
    pub const PREFERRED_LEADER_NOT_AVAILABLE: ErrorCode = ErrorCode(80);
    pub const GROUP_MAX_SIZE_REACHED: ErrorCode = ErrorCode(81);
    pub const FENCED_INSTANCE_ID: ErrorCode = ErrorCode(82);
    pub const ELIGIBLE_LEADERS_NOT_AVAILABLE: ErrorCode = ErrorCode(83);
    pub const ELECTION_NOT_NEEDED: ErrorCode = ErrorCode(84);
    pub const NO_REASSIGNMENT_IN_PROGRESS: ErrorCode = ErrorCode(85);
    pub const GROUP_SUBSCRIBED_TO_TOPIC: ErrorCode = ErrorCode(86);
    pub const INVALID_RECORD: ErrorCode = ErrorCode(87);
    pub const UNSTABLE_OFFSET_COMMIT: ErrorCode = ErrorCode(88);
    pub const THROTTLING_QUOTA_EXCEEDED: ErrorCode = ErrorCode(89);
    pub const PRODUCER_FENCED: ErrorCode = ErrorCode(90);
    pub const RESOURCE_NOT_FOUND: ErrorCode = ErrorCode(91);
    pub const DUPLICATE_RESOURCE: ErrorCode = ErrorCode(92);
    pub const UNACCEPTABLE_CREDENTIAL: ErrorCode = ErrorCode(93);
    pub const INCONSISTENT_VOTER_SET: ErrorCode = ErrorCode(94);
    pub const INVALID_UPDATE_VERSION: ErrorCode = ErrorCode(95);
    pub const FEATURE_UPDATE_FAILED: ErrorCode = ErrorCode(96);
    pub const PRINCIPAL_DESERIALIZATION_FAILURE: ErrorCode = ErrorCode(97);
    pub const UNKNOWN_TOPIC_ID: ErrorCode = ErrorCode(100);
    pub const INCONSISTENT_TOPIC_ID: ErrorCode = ErrorCode(103);
    pub const FENCED_MEMBER_EPOCH: ErrorCode = ErrorCode(110);
    pub const UNRELEASED_INSTANCE_ID: ErrorCode = ErrorCode(111);
    pub const UNSUPPORTED_ASSIGNOR: ErrorCode = ErrorCode(112);
    pub const STALE_MEMBER_EPOCH: ErrorCode = ErrorCode(113);
    pub const MISMATCHED_ENDPOINT_TYPE: ErrorCode = ErrorCode(114);
    pub const UNSUPPORTED_ENDPOINT_TYPE: ErrorCode = ErrorCode(115);
    pub const UNKNOWN_CONTROLLER_ID: ErrorCode = ErrorCode(116);
    pub const UNKNOWN_SUBSCRIPTION_ID: ErrorCode = ErrorCode(117);
    pub const TELEMETRY_TOO_LARGE: ErrorCode = ErrorCode(118);
    pub const INVALID_REGISTRATION: ErrorCode = ErrorCode(119);
    pub const TRANSACTION_ABORTABLE: ErrorCode = ErrorCode(120);
    pub const INVALID_RECORD_STATE: ErrorCode = ErrorCode(121);
    pub const SHARE_SESSION_NOT_FOUND: ErrorCode = ErrorCode(122);
    pub const INVALID_SHARE_SESSION_EPOCH: ErrorCode = ErrorCode(123);
    pub const FENCED_STATE_EPOCH: ErrorCode = ErrorCode(124);
    pub const INVALID_VOTER_KEY: ErrorCode = ErrorCode(125);
    pub const DUPLICATE_VOTER: ErrorCode = ErrorCode(126);
    pub const VOTER_NOT_FOUND: ErrorCode = ErrorCode(127);
    pub const INVALID_REGULAR_EXPRESSION: ErrorCode = ErrorCode(128);
    pub const REBOOTSTRAP_REQUIRED: ErrorCode = ErrorCode(129);
    pub const STREAMS_INVALID_TOPOLOGY: ErrorCode = ErrorCode(130);
    pub const STREAMS_INVALID_TOPOLOGY_EPOCH: ErrorCode = ErrorCode(131);
    pub const STREAMS_TOPOLOGY_FENCED: ErrorCode = ErrorCode(132);
    pub const SHARE_SESSION_LIMIT_REACHED: ErrorCode = ErrorCode(133);
}

/// Code, name and label of every error, ascending by code; an empty label where the reference has none.
pub(super) static TABLE: &[(i32, &str, &str)] = &[
    (-200, "_BEGIN", ""),
    (-199, "_BAD_MSG", "Local: Bad message format"),
    (-198, "_BAD_COMPRESSION", "Local: Invalid compressed data"),
    (-197, "_DESTROY", "Local: Broker handle destroyed for termination"),
    (-196, "_FAIL", "Local: Communication failure with broker"),
    (-195, "_TRANSPORT", "Local: Broker transport failure"),
    (-194, "_CRIT_SYS_RESOURCE", "Local: Critical system resource failure"),
    (-193, "_RESOLVE", "Local: Host resolution failure"),
    (-192, "_MSG_TIMED_OUT", "Local: Message timed out"),
    (-191, "_PARTITION_EOF", "Broker: No more messages"),
    (-190, "_UNKNOWN_PARTITION", "Local: Unknown partition"),
    (-189, "_FS", "Local: File or filesystem error"),
    (-188, "_UNKNOWN_TOPIC", "Local: Unknown topic"),
    (-187, "_ALL_BROKERS_DOWN", "Local: All broker connections are down"),
    (-186, "_INVALID_ARG", "Local: Invalid argument or configuration"),
    (-185, "_TIMED_OUT", "Local: Timed out"),
    (-184, "_QUEUE_FULL", "Local: Queue full"),
    (-183, "_ISR_INSUFF", "Local: ISR count insufficient"),
    (-182, "_NODE_UPDATE", "Local: Broker node update"),
    (-181, "_SSL", "Local: SSL error"),
    (-180, "_WAIT_COORD", "Local: Waiting for coordinator"),
    (-179, "_UNKNOWN_GROUP", "Local: Unknown group"),
    (-178, "_IN_PROGRESS", "Local: Operation in progress"),
    (-177, "_PREV_IN_PROGRESS", "Local: Previous operation in progress"),
    (-176, "_EXISTING_SUBSCRIPTION", "Local: Existing subscription"),
    (-175, "_ASSIGN_PARTITIONS", "Local: Assign partitions"),
    (-174, "_REVOKE_PARTITIONS", "Local: Revoke partitions"),
    (-173, "_CONFLICT", "Local: Conflicting use"),
    (-172, "_STATE", "Local: Erroneous state"),
    (-171, "_UNKNOWN_PROTOCOL", "Local: Unknown protocol"),
    (-170, "_NOT_IMPLEMENTED", "Local: Not implemented"),
    (-169, "_AUTHENTICATION", "Local: Authentication failure"),
    (-168, "_NO_OFFSET", "Local: No offset stored"),
    (-167, "_OUTDATED", "Local: Outdated"),
    (-166, "_TIMED_OUT_QUEUE", "Local: Timed out in queue"),
    (-165, "_UNSUPPORTED_FEATURE", "Local: Required feature not supported by broker"),
    (-164, "_WAIT_CACHE", "Local: Awaiting cache update"),
    (-163, "_INTR", "Local: Operation interrupted"),
    (-162, "_KEY_SERIALIZATION", "Local: Key serialization error"),
    (-161, "_VALUE_SERIALIZATION", "Local: Value serialization error"),
    (-160, "_KEY_DESERIALIZATION", "Local: Key deserialization error"),
    (-159, "_VALUE_DESERIALIZATION", "Local: Value deserialization error"),
    (-158, "_PARTIAL", "Local: Partial response"),
    (-157, "_READ_ONLY", "Local: Read-only object"),
    (-156, "_NOENT", "Local: No such entry"),
    (-155, "_UNDERFLOW", "Local: Read underflow"),
    (-154, "_INVALID_TYPE", "Local: Invalid type"),
    (-153, "_RETRY", "Local: Retry operation"),
    (-152, "_PURGE_QUEUE", "Local: Purged in queue"),
    (-151, "_PURGE_INFLIGHT", "Local: Purged in flight"),
    (-150, "_FATAL", "Local: Fatal error"),
    (-149, "_INCONSISTENT", "Local: Inconsistent state"),
    (-148, "_GAPLESS_GUARANTEE", "Local: Gap-less ordering would not be guaranteed if proceeding"),
    (-147, "_MAX_POLL_EXCEEDED", "Local: Maximum application poll interval (max.poll.interval.ms) exceeded"),
    (-146, "_UNKNOWN_BROKER", "Local: Unknown broker"),
    (-145, "_NOT_CONFIGURED", "Local: Functionality not configured"),
    (-144, "_FENCED", "Local: This instance has been fenced by a newer instance"),
    (-143, "_APPLICATION", "Local: Application generated error"),
    (-142, "_ASSIGNMENT_LOST", "Local: Group partition assignment lost"),
    (-141, "_NOOP", "Local: No operation performed"),
    (-140, "_AUTO_OFFSET_RESET", "Local: No offset to automatically reset to"),
    (-139, "_LOG_TRUNCATION", "Local: Partition log truncation detected"),
    (
        -138,
        "_INVALID_DIFFERENT_RECORD",
        "Local: an invalid record in the same batch caused the failure of this message too",
    ),
    (-137, "_DESTROY_BROKER", "Local: Broker handle destroyed without termination"),
    (-100, "_END", ""),
    (-1, "UNKNOWN", "Unknown broker error"),
    (0, "NO_ERROR", "Success"),
    (1, "OFFSET_OUT_OF_RANGE", "Broker: Offset out of range"),
    (2, "INVALID_MSG", "Broker: Invalid message"),
    (3, "UNKNOWN_TOPIC_OR_PART", "Broker: Unknown topic or partition"),
    (4, "INVALID_MSG_SIZE", "Broker: Invalid message size"),
    (5, "LEADER_NOT_AVAILABLE", "Broker: Leader not available"),
    (6, "NOT_LEADER_FOR_PARTITION", "Broker: Not leader for partition"),
    (7, "REQUEST_TIMED_OUT", "Broker: Request timed out"),
    (8, "BROKER_NOT_AVAILABLE", "Broker: Broker not available"),
    (9, "REPLICA_NOT_AVAILABLE", "Broker: Replica not available"),
    (10, "MSG_SIZE_TOO_LARGE", "Broker: Message size too large"),
    (11, "STALE_CTRL_EPOCH", "Broker: StaleControllerEpochCode"),
    (12, "OFFSET_METADATA_TOO_LARGE", "Broker: Offset metadata string too large"),
    (13, "NETWORK_EXCEPTION", "Broker: Broker disconnected before response received"),
    (14, "COORDINATOR_LOAD_IN_PROGRESS", "Broker: Coordinator load in progress"),
    (15, "COORDINATOR_NOT_AVAILABLE", "Broker: Coordinator not available"),
    (16, "NOT_COORDINATOR", "Broker: Not coordinator"),
    (17, "TOPIC_EXCEPTION", "Broker: Invalid topic"),
    (18, "RECORD_LIST_TOO_LARGE", "Broker: Message batch larger than configured server segment size"),
    (19, "NOT_ENOUGH_REPLICAS", "Broker: Not enough in-sync replicas"),
    (
        20,
        "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
        "Broker: Message(s) written to insufficient number of in-sync replicas",
    ),
    (21, "INVALID_REQUIRED_ACKS", "Broker: Invalid required acks value"),
    (22, "ILLEGAL_GENERATION", "Broker: Specified group generation id is not valid"),
    (23, "INCONSISTENT_GROUP_PROTOCOL", "Broker: Inconsistent group protocol"),
    (24, "INVALID_GROUP_ID", "Broker: Invalid group.id"),
    (25, "UNKNOWN_MEMBER_ID", "Broker: Unknown member"),
    (26, "INVALID_SESSION_TIMEOUT", "Broker: Invalid session timeout"),
    (27, "REBALANCE_IN_PROGRESS", "Broker: Group rebalance in progress"),
    (28, "INVALID_COMMIT_OFFSET_SIZE", "Broker: Commit offset data size is not valid"),
    (29, "TOPIC_AUTHORIZATION_FAILED", "Broker: Topic authorization failed"),
    (30, "GROUP_AUTHORIZATION_FAILED", "Broker: Group authorization failed"),
    (31, "CLUSTER_AUTHORIZATION_FAILED", "Broker: Cluster authorization failed"),
    (32, "INVALID_TIMESTAMP", "Broker: Invalid timestamp"),
    (33, "UNSUPPORTED_SASL_MECHANISM", "Broker: Unsupported SASL mechanism"),
    (34, "ILLEGAL_SASL_STATE", "Broker: Request not valid in current SASL state"),
    (35, "UNSUPPORTED_VERSION", "Broker: API version not supported"),
    (36, "TOPIC_ALREADY_EXISTS", "Broker: Topic already exists"),
    (37, "INVALID_PARTITIONS", "Broker: Invalid number of partitions"),
    (38, "INVALID_REPLICATION_FACTOR", "Broker: Invalid replication factor"),
    (39, "INVALID_REPLICA_ASSIGNMENT", "Broker: Invalid replica assignment"),
    (40, "INVALID_CONFIG", "Broker: Configuration is invalid"),
    (41, "NOT_CONTROLLER", "Broker: Not controller for cluster"),
    (42, "INVALID_REQUEST", "Broker: Invalid request"),
    (43, "UNSUPPORTED_FOR_MESSAGE_FORMAT", "Broker: Message format on broker does not support request"),
    (44, "POLICY_VIOLATION", "Broker: Policy violation"),
    (45, "OUT_OF_ORDER_SEQUENCE_NUMBER", "Broker: Broker received an out of order sequence number"),
    (46, "DUPLICATE_SEQUENCE_NUMBER", "Broker: Broker received a duplicate sequence number"),
    (47, "INVALID_PRODUCER_EPOCH", "Broker: Producer attempted an operation with an old epoch"),
    (48, "INVALID_TXN_STATE", "Broker: Producer attempted a transactional operation in an invalid state"),
    (
        49,
        "INVALID_PRODUCER_ID_MAPPING",
        "Broker: Producer attempted to use a producer id which is not currently assigned to its transactional id",
    ),
    (
        50,
        "INVALID_TRANSACTION_TIMEOUT",
        "Broker: Transaction timeout is larger than the maximum value allowed by the broker's max.transaction.timeout.ms",
    ),
    (
        51,
        "CONCURRENT_TRANSACTIONS",
        "Broker: Producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing",
    ),
    (
        52,
        "TRANSACTION_COORDINATOR_FENCED",
        "Broker: Indicates that the transaction coordinator sending a WriteTxnMarker is no longer the current coordinator for a given producer",
    ),
    (53, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "Broker: Transactional Id authorization failed"),
    (54, "SECURITY_DISABLED", "Broker: Security features are disabled"),
    (55, "OPERATION_NOT_ATTEMPTED", "Broker: Operation not attempted"),
    (56, "KAFKA_STORAGE_ERROR", "Broker: Disk error when trying to access log file on disk"),
    (57, "LOG_DIR_NOT_FOUND", "Broker: The user-specified log directory is not found in the broker config"),
    (58, "SASL_AUTHENTICATION_FAILED", "Broker: SASL Authentication failed"),
    (59, "UNKNOWN_PRODUCER_ID", "Broker: Unknown Producer Id"),
    (60, "REASSIGNMENT_IN_PROGRESS", "Broker: Partition reassignment is in progress"),
    (61, "DELEGATION_TOKEN_AUTH_DISABLED", "Broker: Delegation Token feature is not enabled"),
    (62, "DELEGATION_TOKEN_NOT_FOUND", "Broker: Delegation Token is not found on server"),
    (63, "DELEGATION_TOKEN_OWNER_MISMATCH", "Broker: Specified Principal is not valid Owner/Renewer"),
    (
        64,
        "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED",
        "Broker: Delegation Token requests are not allowed on this connection",
    ),
    (65, "DELEGATION_TOKEN_AUTHORIZATION_FAILED", "Broker: Delegation Token authorization failed"),
    (66, "DELEGATION_TOKEN_EXPIRED", "Broker: Delegation Token is expired"),
    (67, "INVALID_PRINCIPAL_TYPE", "Broker: Supplied principalType is not supported"),
    (68, "NON_EMPTY_GROUP", "Broker: The group is not empty"),
    (69, "GROUP_ID_NOT_FOUND", "Broker: The group id does not exist"),
    (70, "FETCH_SESSION_ID_NOT_FOUND", "Broker: The fetch session ID was not found"),
    (71, "INVALID_FETCH_SESSION_EPOCH", "Broker: The fetch session epoch is invalid"),
    (72, "LISTENER_NOT_FOUND", "Broker: No matching listener"),
    (73, "TOPIC_DELETION_DISABLED", "Broker: Topic deletion is disabled"),
    (74, "FENCED_LEADER_EPOCH", "Broker: Leader epoch is older than broker epoch"),
    (75, "UNKNOWN_LEADER_EPOCH", "Broker: Leader epoch is newer than broker epoch"),
    (76, "UNSUPPORTED_COMPRESSION_TYPE", "Broker: Unsupported compression type"),
    (77, "STALE_BROKER_EPOCH", "Broker: Broker epoch has changed"),
    (78, "OFFSET_NOT_AVAILABLE", "Broker: Leader high watermark is not caught up"),
    (79, "MEMBER_ID_REQUIRED", "Broker: Group member needs a valid member ID"),
    (80, "PREFERRED_LEADER_NOT_AVAILABLE", "Broker: Preferred leader was not available"),
    (81, "GROUP_MAX_SIZE_REACHED", "Broker: Consumer group has reached maximum size"),
    (
        82,
        "FENCED_INSTANCE_ID",
        "Broker: Static consumer fenced by other consumer with same group.instance.id",
    ),
    (83, "ELIGIBLE_LEADERS_NOT_AVAILABLE", "Broker: Eligible partition leaders are not available"),
    (84, "ELECTION_NOT_NEEDED", "Broker: Leader election not needed for topic partition"),
    (85, "NO_REASSIGNMENT_IN_PROGRESS", "Broker: No partition reassignment is in progress"),
    (
        86,
        "GROUP_SUBSCRIBED_TO_TOPIC",
        "Broker: Deleting offsets of a topic while the consumer group is subscribed to it",
    ),
    (87, "INVALID_RECORD", "Broker: Broker failed to validate record"),
    (88, "UNSTABLE_OFFSET_COMMIT", "Broker: There are unstable offsets that need to be cleared"),
    (89, "THROTTLING_QUOTA_EXCEEDED", "Broker: Throttling quota has been exceeded"),
    (
        90,
        "PRODUCER_FENCED",
        "Broker: There is a newer producer with the same transactionalId which fences the current one",
    ),
    (91, "RESOURCE_NOT_FOUND", "Broker: Request illegally referred to resource that does not exist"),
    (92, "DUPLICATE_RESOURCE", "Broker: Request illegally referred to the same resource twice"),
    (93, "UNACCEPTABLE_CREDENTIAL", "Broker: Requested credential would not meet criteria for acceptability"),
    (
        94,
        "INCONSISTENT_VOTER_SET",
        "Broker: Indicates that the either the sender or recipient of a voter-only request is not one of the expected voters",
    ),
    (95, "INVALID_UPDATE_VERSION", "Broker: Invalid update version"),
    (96, "FEATURE_UPDATE_FAILED", "Broker: Unable to update finalized features due to server error"),
    (
        97,
        "PRINCIPAL_DESERIALIZATION_FAILURE",
        "Broker: Request principal deserialization failed during forwarding",
    ),
    (100, "UNKNOWN_TOPIC_ID", "Broker: Unknown topic id"),
    (103, "INCONSISTENT_TOPIC_ID", "Broker: The log's topic ID did not match the topic ID in the request"),
    (110, "FENCED_MEMBER_EPOCH", "Broker: The member epoch is fenced by the group coordinator"),
    (
        111,
        "UNRELEASED_INSTANCE_ID",
        "Broker: The instance ID is still used by another member in the consumer group",
    ),
    (
        112,
        "UNSUPPORTED_ASSIGNOR",
        "Broker: The assignor or its version range is not supported by the consumer group",
    ),
    (113, "STALE_MEMBER_EPOCH", "Broker: The member epoch is stale"),
    (114, "MISMATCHED_ENDPOINT_TYPE", "Broker: The request was sent to an endpoint of the wrong type"),
    (115, "UNSUPPORTED_ENDPOINT_TYPE", "Broker: This endpoint type is not supported yet"),
    (116, "UNKNOWN_CONTROLLER_ID", "Broker: This controller ID is not known"),
    (
        117,
        "UNKNOWN_SUBSCRIPTION_ID",
        "Broker: Client sent a push telemetry request with an invalid or outdated subscription ID",
    ),
    (
        118,
        "TELEMETRY_TOO_LARGE",
        "Broker: Client sent a push telemetry request larger than the maximum size the broker will accept",
    ),
    (
        119,
        "INVALID_REGISTRATION",
        "Broker: The controller has considered the broker registration to be invalid",
    ),
    (120, "TRANSACTION_ABORTABLE", "Broker: The server encountered an error with the transaction"),
    (121, "INVALID_RECORD_STATE", "Broker: The record state is invalid"),
    (122, "SHARE_SESSION_NOT_FOUND", "Broker: The share session was not found"),
    (123, "INVALID_SHARE_SESSION_EPOCH", "Broker: The share session epoch is invalid"),
    (124, "FENCED_STATE_EPOCH", "Broker: The share-group state epoch did not match"),
    (125, "INVALID_VOTER_KEY", "Broker: The voter key doesn't match the receiving replica's key"),
    (126, "DUPLICATE_VOTER", "Broker: The voter is already part of the set of voters"),
    (127, "VOTER_NOT_FOUND", "Broker: The voter is not part of the set of voters"),
    (128, "INVALID_REGULAR_EXPRESSION", "Broker: The regular expression is not valid"),
    (
        129,
        "REBOOTSTRAP_REQUIRED",
        "Broker: Client metadata is stale, client should rebootstrap to obtain new metadata",
    ),
    (130, "STREAMS_INVALID_TOPOLOGY", "Broker: The supplied topology is invalid"),
    (131, "STREAMS_INVALID_TOPOLOGY_EPOCH", "Broker: The supplied topology epoch is invalid"),
    (132, "STREAMS_TOPOLOGY_FENCED", "Broker: The supplied topology epoch is outdated"),
    (133, "SHARE_SESSION_LIMIT_REACHED", "Broker: The limit of share sessions has been reached"),
];
