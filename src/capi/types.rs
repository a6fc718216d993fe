//! The C types of the ABI as Rust sees them: opaque handles, public structs, enums as transparent integers.
//!
//! The names are C's. Sizes and offsets of the public structs are asserted against `abi/structs.tsv`.
#![allow(non_camel_case_types)]

use libc::{c_char, c_int, c_void, size_t, ssize_t};

use crate::error::ErrorCode;

/// Declares an opaque handle type: C only ever sees pointers to it.
macro_rules! opaque {
    ($($(#[$doc:meta])* $tag:ident as $name:ident),* $(,)?) => {
        $(
            $(#[$doc])*
            #[repr(C)]
            pub struct $tag { _opaque: [u8; 0], _not_send: std::marker::PhantomData<*mut u8> }
            pub type $name = $tag;
        )*
    };
}

/// Declares a C enum as a transparent integer, since C callers may pass any value.
macro_rules! c_enum {
    ($($(#[$doc:meta])* $name:ident { $($(#[$constant_doc:meta])* $constant:ident = $value:expr),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[repr(transparent)]
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            pub struct $name(pub c_int);
            #[allow(non_upper_case_globals)]
            impl $name { $($(#[$constant_doc])* pub const $constant: $name = $name($value);)* }
        )*
    };
}

/// `rd_kafka_resp_err_t`: see [`ErrorCode`].
pub type rd_kafka_resp_err_t = ErrorCode;

opaque! {
    /// A client instance: a producer or a consumer. See `rd_kafka_new()`.
    rd_kafka_s as rd_kafka_t,
    /// A topic of an instance, for the legacy produce and consume calls. See `rd_kafka_topic_new()`.
    rd_kafka_topic_s as rd_kafka_topic_t,
    /// A configuration of an instance. See `rd_kafka_conf_new()`.
    rd_kafka_conf_s as rd_kafka_conf_t,
    /// A configuration of a topic. See `rd_kafka_topic_conf_new()`.
    rd_kafka_topic_conf_s as rd_kafka_topic_conf_t,
    /// A reference to a queue of events and messages. See `rd_kafka_queue_new()`.
    rd_kafka_queue_s as rd_kafka_queue_t,
    /// An event taken from a queue. See `rd_kafka_queue_poll()`.
    rd_kafka_op_s as rd_kafka_event_t,
    /// The outcome of an admin operation for one topic.
    rd_kafka_topic_result_s as rd_kafka_topic_result_t,
    /// What identifies a consumer within its group, for transactions.
    rd_kafka_consumer_group_metadata_s as rd_kafka_consumer_group_metadata_t,
    /// An error with its code, text and flags. NULL stands for success. See `rd_kafka_error_destroy()`.
    rd_kafka_error_s as rd_kafka_error_t,
    /// The headers of a message: an ordered list of names and values.
    rd_kafka_headers_s as rd_kafka_headers_t,
    /// The outcome of an admin operation for one group.
    rd_kafka_group_result_s as rd_kafka_group_result_t,
    /// The outcome of creating one access control entry.
    rd_kafka_acl_result_s as rd_kafka_acl_result_t,
    /// A 128 bit identifier, such as a topic's.
    rd_kafka_Uuid_s as rd_kafka_Uuid_t,
    /// The outcome of an admin operation for one partition.
    rd_kafka_topic_partition_result_s as rd_kafka_topic_partition_result_t,
    /// A consumer of a share group (KIP-932). See `rd_kafka_share_consumer_new()`.
    rd_kafka_share_s as rd_kafka_share_t,
    /// A batch of messages of a share consumer.
    rd_kafka_messages_s as rd_kafka_messages_t,
    /// A partition with offsets that were acknowledged.
    rd_kafka_share_partition_offsets_s as rd_kafka_share_partition_offsets_t,
    /// Partitions with offsets that were acknowledged.
    rd_kafka_share_partition_offsets_list_s as rd_kafka_share_partition_offsets_list_t,
    /// A broker, as results of admin operations name it.
    rd_kafka_Node_s as rd_kafka_Node_t,
    /// Options of an admin operation.
    rd_kafka_AdminOptions_s as rd_kafka_AdminOptions_t,
    /// A topic to create.
    rd_kafka_NewTopic_s as rd_kafka_NewTopic_t,
    /// A topic to delete.
    rd_kafka_DeleteTopic_s as rd_kafka_DeleteTopic_t,
    /// A topic to add partitions to.
    rd_kafka_NewPartitions_s as rd_kafka_NewPartitions_t,
    /// A property of a resource.
    rd_kafka_ConfigEntry_s as rd_kafka_ConfigEntry_t,
    /// A resource with properties: a topic, broker or group.
    rd_kafka_ConfigResource_s as rd_kafka_ConfigResource_t,
    /// Records to delete.
    rd_kafka_DeleteRecords_s as rd_kafka_DeleteRecords_t,
    /// A set of topics.
    rd_kafka_TopicCollection_s as rd_kafka_TopicCollection_t,
    /// A partition in the description of its topic.
    rd_kafka_TopicPartitionInfo_s as rd_kafka_TopicPartitionInfo_t,
    /// The description of a topic.
    rd_kafka_TopicDescription_s as rd_kafka_TopicDescription_t,
    /// A group in a listing.
    rd_kafka_ConsumerGroupListing_s as rd_kafka_ConsumerGroupListing_t,
    /// Groups and errors of a listing.
    rd_kafka_ListConsumerGroupsResult_s as rd_kafka_ListConsumerGroupsResult_t,
    /// The description of a group.
    rd_kafka_ConsumerGroupDescription_s as rd_kafka_ConsumerGroupDescription_t,
    /// A member in the description of its group.
    rd_kafka_MemberDescription_s as rd_kafka_MemberDescription_t,
    /// The partitions of a member.
    rd_kafka_MemberAssignment_s as rd_kafka_MemberAssignment_t,
    /// A group to delete.
    rd_kafka_DeleteGroup_s as rd_kafka_DeleteGroup_t,
    /// A group whose committed offsets are asked for.
    rd_kafka_ListConsumerGroupOffsets_s as rd_kafka_ListConsumerGroupOffsets_t,
    /// A group with offsets to commit.
    rd_kafka_AlterConsumerGroupOffsets_s as rd_kafka_AlterConsumerGroupOffsets_t,
    /// A group with offsets to delete.
    rd_kafka_DeleteConsumerGroupOffsets_s as rd_kafka_DeleteConsumerGroupOffsets_t,
    /// An offset that was asked for.
    rd_kafka_ListOffsetsResultInfo_s as rd_kafka_ListOffsetsResultInfo_t,
    /// What brokers tell about a SCRAM credential.
    rd_kafka_ScramCredentialInfo_s as rd_kafka_ScramCredentialInfo_t,
    /// The SCRAM credentials of a user.
    rd_kafka_UserScramCredentialsDescription_s as rd_kafka_UserScramCredentialsDescription_t,
    /// A SCRAM credential to create, replace or delete.
    rd_kafka_UserScramCredentialAlteration_s as rd_kafka_UserScramCredentialAlteration_t,
    /// The outcome of changing the SCRAM credentials of a user.
    rd_kafka_AlterUserScramCredentials_result_response_s as rd_kafka_AlterUserScramCredentials_result_response_t,
    /// An access control entry.
    rd_kafka_AclBinding_s as rd_kafka_AclBinding_t,
    /// What a filter has matched and deleted.
    rd_kafka_DeleteAcls_result_response_s as rd_kafka_DeleteAcls_result_response_t,
    /// An election of partition leaders.
    rd_kafka_ElectLeaders_s as rd_kafka_ElectLeaders_t,
    /// A cluster within the process, for tests.
    rd_kafka_mock_cluster_s as rd_kafka_mock_cluster_t,
    /// A request that a mock broker has received.
    rd_kafka_mock_request_s as rd_kafka_mock_request_t,
    /// An assignment to impose on a group of the mock cluster.
    rd_kafka_mock_cgrp_consumer_target_assignment_s as rd_kafka_mock_cgrp_consumer_target_assignment_t,
}

c_enum! {
    /// Kinds of instances.
    rd_kafka_type_t {
        RD_KAFKA_PRODUCER = 0,
        RD_KAFKA_CONSUMER = 1,
    }
    /// What a message's timestamp says.
    rd_kafka_timestamp_type_t {
        /// There is none.
        RD_KAFKA_TIMESTAMP_NOT_AVAILABLE = 0,
        /// When the producer made the message.
        RD_KAFKA_TIMESTAMP_CREATE_TIME = 1,
        /// When the broker wrote the message.
        RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME = 2,
    }
    /// Arguments of the produce calls that take any number of them. Use the RD_KAFKA_V_*() macros.
    rd_kafka_vtype_t {
        /// End of the arguments.
        RD_KAFKA_VTYPE_END = 0,
        /// `const char *`: topic by name.
        RD_KAFKA_VTYPE_TOPIC = 1,
        /// `rd_kafka_topic_t *`: topic by handle.
        RD_KAFKA_VTYPE_RKT = 2,
        /// `int32_t`: partition.
        RD_KAFKA_VTYPE_PARTITION = 3,
        /// `void *, size_t`: payload.
        RD_KAFKA_VTYPE_VALUE = 4,
        /// `void *, size_t`: key.
        RD_KAFKA_VTYPE_KEY = 5,
        /// `void *`: for the delivery report.
        RD_KAFKA_VTYPE_OPAQUE = 6,
        /// `int`: RD_KAFKA_MSG_F_* flags.
        RD_KAFKA_VTYPE_MSGFLAGS = 7,
        /// `int64_t`: milliseconds since the epoch.
        RD_KAFKA_VTYPE_TIMESTAMP = 8,
        /// `const char *, const void *, ssize_t`: one header.
        RD_KAFKA_VTYPE_HEADER = 9,
        /// `rd_kafka_headers_t *`: all headers.
        RD_KAFKA_VTYPE_HEADERS = 10,
    }
    /// Whether a produced message is in the log.
    rd_kafka_msg_status_t {
        /// It is not: never sent, or refused.
        RD_KAFKA_MSG_STATUS_NOT_PERSISTED = 0,
        /// It was sent; no acknowledgement came.
        RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED = 1,
        /// It is, as far as `acks` asks.
        RD_KAFKA_MSG_STATUS_PERSISTED = 2,
    }
    /// Results of setting and getting properties.
    rd_kafka_conf_res_t {
        /// There is no such property.
        RD_KAFKA_CONF_UNKNOWN = -2,
        /// The value is not allowed, or the property not supported.
        RD_KAFKA_CONF_INVALID = -1,
        /// Done.
        RD_KAFKA_CONF_OK = 0,
    }
    /// What `rd_kafka_conf_set_ssl_cert()` sets.
    rd_kafka_cert_type_t {
        /// The client's certificate.
        RD_KAFKA_CERT_PUBLIC_KEY = 0,
        /// The client's private key.
        RD_KAFKA_CERT_PRIVATE_KEY = 1,
        /// Certificates to trust.
        RD_KAFKA_CERT_CA = 2,
        /// How many there are.
        RD_KAFKA_CERT__CNT = 3,
    }
    /// How a certificate or key is encoded.
    rd_kafka_cert_enc_t {
        RD_KAFKA_CERT_ENC_PKCS12 = 0,
        RD_KAFKA_CERT_ENC_DER = 1,
        RD_KAFKA_CERT_ENC_PEM = 2,
        /// How many there are.
        RD_KAFKA_CERT_ENC__CNT = 3,
    }
    /// What a share consumer says of a message (KIP-932).
    rd_kafka_share_AcknowledgeType_t {
        /// Processed.
        RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_ACCEPT = 1,
        /// Deliver it again, to any member.
        RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_RELEASE = 2,
        /// Never deliver it again.
        RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_REJECT = 3,
    }
    /// States of a group.
    rd_kafka_consumer_group_state_t {
        RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN = 0,
        RD_KAFKA_CONSUMER_GROUP_STATE_PREPARING_REBALANCE = 1,
        RD_KAFKA_CONSUMER_GROUP_STATE_COMPLETING_REBALANCE = 2,
        RD_KAFKA_CONSUMER_GROUP_STATE_STABLE = 3,
        RD_KAFKA_CONSUMER_GROUP_STATE_DEAD = 4,
        RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY = 5,
        /// How many there are.
        RD_KAFKA_CONSUMER_GROUP_STATE__CNT = 6,
    }
    /// Protocols of a group.
    rd_kafka_consumer_group_type_t {
        RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN = 0,
        /// Brokers assign the partitions (KIP-848).
        RD_KAFKA_CONSUMER_GROUP_TYPE_CONSUMER = 1,
        /// A member assigns the partitions.
        RD_KAFKA_CONSUMER_GROUP_TYPE_CLASSIC = 2,
        /// How many there are.
        RD_KAFKA_CONSUMER_GROUP_TYPE__CNT = 3,
    }
    /// The library's threads, as interceptors see them.
    rd_kafka_thread_type_t {
        /// The thread of an instance.
        RD_KAFKA_THREAD_MAIN = 0,
        /// The thread that serves the background queue.
        RD_KAFKA_THREAD_BACKGROUND = 1,
        /// The thread of a broker.
        RD_KAFKA_THREAD_BROKER = 2,
    }
    /// Admin operations, for `rd_kafka_AdminOptions_new()`.
    rd_kafka_admin_op_t {
        /// Options for any operation.
        RD_KAFKA_ADMIN_OP_ANY = 0,
        RD_KAFKA_ADMIN_OP_CREATETOPICS = 1,
        RD_KAFKA_ADMIN_OP_DELETETOPICS = 2,
        RD_KAFKA_ADMIN_OP_CREATEPARTITIONS = 3,
        RD_KAFKA_ADMIN_OP_ALTERCONFIGS = 4,
        RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS = 5,
        RD_KAFKA_ADMIN_OP_DELETERECORDS = 6,
        RD_KAFKA_ADMIN_OP_DELETEGROUPS = 7,
        RD_KAFKA_ADMIN_OP_DELETECONSUMERGROUPOFFSETS = 8,
        RD_KAFKA_ADMIN_OP_CREATEACLS = 9,
        RD_KAFKA_ADMIN_OP_DESCRIBEACLS = 10,
        RD_KAFKA_ADMIN_OP_DELETEACLS = 11,
        RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS = 12,
        RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS = 13,
        RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS = 14,
        RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS = 15,
        RD_KAFKA_ADMIN_OP_INCREMENTALALTERCONFIGS = 16,
        RD_KAFKA_ADMIN_OP_DESCRIBEUSERSCRAMCREDENTIALS = 17,
        RD_KAFKA_ADMIN_OP_ALTERUSERSCRAMCREDENTIALS = 18,
        RD_KAFKA_ADMIN_OP_DESCRIBETOPICS = 19,
        RD_KAFKA_ADMIN_OP_DESCRIBECLUSTER = 20,
        RD_KAFKA_ADMIN_OP_LISTOFFSETS = 21,
        RD_KAFKA_ADMIN_OP_ELECTLEADERS = 22,
        /// How many there are.
        RD_KAFKA_ADMIN_OP__CNT = 23,
    }
    /// Whether messages of unfinished and aborted transactions count.
    rd_kafka_IsolationLevel_t {
        RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED = 0,
        RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED = 1,
    }
    /// Operations that access control entries are about.
    rd_kafka_AclOperation_t {
        /// One that this library does not know.
        RD_KAFKA_ACL_OPERATION_UNKNOWN = 0,
        /// In a filter: every one.
        RD_KAFKA_ACL_OPERATION_ANY = 1,
        /// In an entry: every one.
        RD_KAFKA_ACL_OPERATION_ALL = 2,
        RD_KAFKA_ACL_OPERATION_READ = 3,
        RD_KAFKA_ACL_OPERATION_WRITE = 4,
        RD_KAFKA_ACL_OPERATION_CREATE = 5,
        RD_KAFKA_ACL_OPERATION_DELETE = 6,
        RD_KAFKA_ACL_OPERATION_ALTER = 7,
        RD_KAFKA_ACL_OPERATION_DESCRIBE = 8,
        RD_KAFKA_ACL_OPERATION_CLUSTER_ACTION = 9,
        RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS = 10,
        RD_KAFKA_ACL_OPERATION_ALTER_CONFIGS = 11,
        RD_KAFKA_ACL_OPERATION_IDEMPOTENT_WRITE = 12,
        /// How many there are.
        RD_KAFKA_ACL_OPERATION__CNT = 13,
    }
    /// Where a property's value comes from.
    rd_kafka_ConfigSource_t {
        /// Brokers did not say.
        RD_KAFKA_CONFIG_SOURCE_UNKNOWN_CONFIG = 0,
        /// Set on the topic.
        RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG = 1,
        /// Set on the broker while running.
        RD_KAFKA_CONFIG_SOURCE_DYNAMIC_BROKER_CONFIG = 2,
        /// Set on all brokers while running.
        RD_KAFKA_CONFIG_SOURCE_DYNAMIC_DEFAULT_BROKER_CONFIG = 3,
        /// In the broker's configuration file.
        RD_KAFKA_CONFIG_SOURCE_STATIC_BROKER_CONFIG = 4,
        /// The default.
        RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG = 5,
        /// Set on the group.
        RD_KAFKA_CONFIG_SOURCE_GROUP_CONFIG = 8,
        /// One more than the highest.
        RD_KAFKA_CONFIG_SOURCE__CNT = 9,
    }
    /// Types of resources.
    rd_kafka_ResourceType_t {
        RD_KAFKA_RESOURCE_UNKNOWN = 0,
        /// In a filter: every one.
        RD_KAFKA_RESOURCE_ANY = 1,
        RD_KAFKA_RESOURCE_TOPIC = 2,
        RD_KAFKA_RESOURCE_GROUP = 3,
        /// A broker; the whole cluster in access control entries.
        RD_KAFKA_RESOURCE_BROKER = 4,
        RD_KAFKA_RESOURCE_TRANSACTIONAL_ID = 5,
        /// How many there are.
        RD_KAFKA_RESOURCE__CNT = 6,
    }
    /// How an access control entry's name is matched.
    rd_kafka_ResourcePatternType_t {
        RD_KAFKA_RESOURCE_PATTERN_UNKNOWN = 0,
        /// In a filter: every one.
        RD_KAFKA_RESOURCE_PATTERN_ANY = 1,
        /// In a filter: every one that applies to the name.
        RD_KAFKA_RESOURCE_PATTERN_MATCH = 2,
        /// The name itself, `*` for all.
        RD_KAFKA_RESOURCE_PATTERN_LITERAL = 3,
        /// All names that begin so.
        RD_KAFKA_RESOURCE_PATTERN_PREFIXED = 4,
        /// How many there are.
        RD_KAFKA_RESOURCE_PATTERN_TYPE__CNT = 5,
    }
    /// Changes of a property.
    rd_kafka_AlterConfigOpType_t {
        /// To the value given.
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_SET = 0,
        /// Back to the default.
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_DELETE = 1,
        /// The value added to the list.
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_APPEND = 2,
        /// The value taken from the list.
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_SUBTRACT = 3,
        /// How many there are.
        RD_KAFKA_ALTER_CONFIG_OP_TYPE__CNT = 4,
    }
    /// Offsets to ask for, besides timestamps.
    rd_kafka_OffsetSpec_t {
        /// Of the message with the highest timestamp.
        RD_KAFKA_OFFSET_SPEC_MAX_TIMESTAMP = -3,
        /// The oldest.
        RD_KAFKA_OFFSET_SPEC_EARLIEST = -2,
        /// The one after the newest.
        RD_KAFKA_OFFSET_SPEC_LATEST = -1,
    }
    /// Mechanisms of SCRAM.
    rd_kafka_ScramMechanism_t {
        RD_KAFKA_SCRAM_MECHANISM_UNKNOWN = 0,
        RD_KAFKA_SCRAM_MECHANISM_SHA_256 = 1,
        RD_KAFKA_SCRAM_MECHANISM_SHA_512 = 2,
        /// How many there are.
        RD_KAFKA_SCRAM_MECHANISM__CNT = 3,
    }
    /// Whether an access control entry allows or denies.
    rd_kafka_AclPermissionType_t {
        RD_KAFKA_ACL_PERMISSION_TYPE_UNKNOWN = 0,
        /// In a filter: both.
        RD_KAFKA_ACL_PERMISSION_TYPE_ANY = 1,
        RD_KAFKA_ACL_PERMISSION_TYPE_DENY = 2,
        RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW = 3,
        /// How many there are.
        RD_KAFKA_ACL_PERMISSION_TYPE__CNT = 4,
    }
    /// Kinds of elections of partition leaders.
    rd_kafka_ElectionType_t {
        /// The partition's first replica, when it is in sync.
        RD_KAFKA_ELECTION_TYPE_PREFERRED = 0,
        /// Any live replica when none is in sync: messages may be lost.
        RD_KAFKA_ELECTION_TYPE_UNCLEAN = 1,
    }
}

/// An event's type: one of RD_KAFKA_EVENT_*.
pub type rd_kafka_event_type_t = c_int;
/// The result of `rd_kafka_CreateTopics()`: an event seen as such.
pub type rd_kafka_CreateTopics_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DeleteTopics()`: an event seen as such.
pub type rd_kafka_DeleteTopics_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_CreateAcls()`: an event seen as such.
pub type rd_kafka_CreateAcls_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DescribeAcls()`: an event seen as such.
pub type rd_kafka_DescribeAcls_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DeleteAcls()`: an event seen as such.
pub type rd_kafka_DeleteAcls_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_CreatePartitions()`: an event seen as such.
pub type rd_kafka_CreatePartitions_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_AlterConfigs()`: an event seen as such.
pub type rd_kafka_AlterConfigs_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_IncrementalAlterConfigs()`: an event seen as such.
pub type rd_kafka_IncrementalAlterConfigs_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DescribeConfigs()`: an event seen as such.
pub type rd_kafka_DescribeConfigs_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DeleteRecords()`: an event seen as such.
pub type rd_kafka_DeleteRecords_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_ListConsumerGroups()`: an event seen as such.
pub type rd_kafka_ListConsumerGroups_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DescribeConsumerGroups()`: an event seen as such.
pub type rd_kafka_DescribeConsumerGroups_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DeleteGroups()`: an event seen as such.
pub type rd_kafka_DeleteGroups_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DeleteConsumerGroupOffsets()`: an event seen as such.
pub type rd_kafka_DeleteConsumerGroupOffsets_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_AlterConsumerGroupOffsets()`: an event seen as such.
pub type rd_kafka_AlterConsumerGroupOffsets_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_ListConsumerGroupOffsets()`: an event seen as such.
pub type rd_kafka_ListConsumerGroupOffsets_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DescribeTopics()`: an event seen as such.
pub type rd_kafka_DescribeTopics_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DescribeCluster()`: an event seen as such.
pub type rd_kafka_DescribeCluster_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_DescribeUserScramCredentials()`: an event seen as such.
pub type rd_kafka_DescribeUserScramCredentials_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_AlterUserScramCredentials()`: an event seen as such.
pub type rd_kafka_AlterUserScramCredentials_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_ListOffsets()`: an event seen as such.
pub type rd_kafka_ListOffsets_result_t = rd_kafka_event_t;
/// The result of `rd_kafka_ElectLeaders()`: an event seen as such.
pub type rd_kafka_ElectLeaders_result_t = rd_kafka_event_t;
/// What access control entries to find.
pub type rd_kafka_AclBindingFilter_t = rd_kafka_AclBinding_t;

/// An error code in the table of `rd_kafka_get_err_descs()`.
#[repr(C)]
pub struct rd_kafka_err_desc {
    pub code: rd_kafka_resp_err_t,
    /// Without the `RD_KAFKA_RESP_ERR_` prefix; NULL where a number is not used.
    pub name: *const c_char,
    /// For humans.
    pub desc: *const c_char,
}

/// A partition of a topic with what an operation says about it. Elements of lists come from
/// `rd_kafka_topic_partition_list_add()` only.
#[repr(C)]
pub struct rd_kafka_topic_partition_s {
    pub topic: *mut c_char,
    pub partition: i32,
    /// RD_KAFKA_OFFSET_INVALID unless set.
    pub offset: i64,
    /// A commit's metadata, owned by the element, from malloc().
    pub metadata: *mut c_void,
    pub metadata_size: size_t,
    /// The application's.
    pub opaque: *mut c_void,
    /// The outcome for this partition.
    pub err: rd_kafka_resp_err_t,
    /// The library's: zero in elements that were not made by it.
    pub _private: *mut c_void,
}
pub type rd_kafka_topic_partition_t = rd_kafka_topic_partition_s;

/// A list of partitions. Read its members, change it with functions only.
#[repr(C)]
pub struct rd_kafka_topic_partition_list_s {
    /// Number of elements.
    pub cnt: c_int,
    /// Number of elements that there is room for.
    pub size: c_int,
    pub elems: *mut rd_kafka_topic_partition_t,
}
pub type rd_kafka_topic_partition_list_t = rd_kafka_topic_partition_list_s;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct rd_kafka_vu_mem {
    pub ptr: *mut c_void,
    pub size: size_t,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct rd_kafka_vu_header {
    pub name: *const c_char,
    pub val: *const c_void,
    pub size: ssize_t,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub union rd_kafka_vu_u {
    pub cstr: *const c_char,
    pub rkt: *mut rd_kafka_topic_t,
    pub i: c_int,
    pub i32: i32,
    pub i64: i64,
    pub mem: rd_kafka_vu_mem,
    pub header: rd_kafka_vu_header,
    pub headers: *mut rd_kafka_headers_t,
    pub ptr: *mut c_void,
    pub _pad: [c_char; 64],
}

#[repr(C)]
pub struct rd_kafka_vu_s {
    pub vtype: rd_kafka_vtype_t,
    pub u: rd_kafka_vu_u,
}
pub type rd_kafka_vu_t = rd_kafka_vu_s;

/// A message: consumed, or in a delivery report. It is read only, and `err` comes first: when it is set, `payload` may
/// hold a text instead.
#[repr(C)]
pub struct rd_kafka_message_s {
    /// What the message stands for when it is not NO_ERROR.
    pub err: rd_kafka_resp_err_t,
    /// The topic.
    pub rkt: *mut rd_kafka_topic_t,
    pub partition: i32,
    /// NULL for a tombstone.
    pub payload: *mut c_void,
    /// The payload's length in bytes.
    pub len: size_t,
    /// NULL when there is none.
    pub key: *mut c_void,
    /// The key's length in bytes.
    pub key_len: size_t,
    /// Position in the partition; RD_KAFKA_OFFSET_INVALID where delivery has failed.
    pub offset: i64,
    /// A consumed message's: the library's. A delivery report's: the message's opaque.
    pub _private: *mut c_void,
}
pub type rd_kafka_message_t = rd_kafka_message_s;

/// A broker.
#[repr(C)]
pub struct rd_kafka_metadata_broker {
    pub id: i32,
    pub host: *mut c_char,
    pub port: c_int,
}
pub type rd_kafka_metadata_broker_t = rd_kafka_metadata_broker;

/// A partition with its replicas, named by broker ids.
#[repr(C)]
pub struct rd_kafka_metadata_partition {
    pub id: i32,
    /// What the broker says of the partition.
    pub err: rd_kafka_resp_err_t,
    /// -1 when there is none.
    pub leader: i32,
    pub replica_cnt: c_int,
    pub replicas: *mut i32,
    pub isr_cnt: c_int,
    /// The replicas that are in sync.
    pub isrs: *mut i32,
}
pub type rd_kafka_metadata_partition_t = rd_kafka_metadata_partition;

/// A topic with its partitions.
#[repr(C)]
pub struct rd_kafka_metadata_topic {
    pub topic: *mut c_char,
    pub partition_cnt: c_int,
    pub partitions: *mut rd_kafka_metadata_partition,
    /// What the broker says of the topic.
    pub err: rd_kafka_resp_err_t,
}
pub type rd_kafka_metadata_topic_t = rd_kafka_metadata_topic;

/// Brokers and topics of the cluster. See `rd_kafka_metadata()`.
#[repr(C)]
pub struct rd_kafka_metadata {
    pub broker_cnt: c_int,
    pub brokers: *mut rd_kafka_metadata_broker,
    pub topic_cnt: c_int,
    pub topics: *mut rd_kafka_metadata_topic,
    /// The broker that was asked.
    pub orig_broker_id: i32,
    /// That broker's name.
    pub orig_broker_name: *mut c_char,
}
pub type rd_kafka_metadata_t = rd_kafka_metadata;

/// A member of a group.
#[repr(C)]
pub struct rd_kafka_group_member_info {
    pub member_id: *mut c_char,
    pub client_id: *mut c_char,
    pub client_host: *mut c_char,
    /// In the form of its protocol.
    pub member_metadata: *mut c_void,
    pub member_metadata_size: c_int,
    /// In the form of its protocol.
    pub member_assignment: *mut c_void,
    pub member_assignment_size: c_int,
}

/// A group, as its coordinator describes it.
#[repr(C)]
pub struct rd_kafka_group_info {
    /// The coordinator.
    pub broker: rd_kafka_metadata_broker,
    pub group: *mut c_char,
    pub err: rd_kafka_resp_err_t,
    pub state: *mut c_char,
    pub protocol_type: *mut c_char,
    pub protocol: *mut c_char,
    pub members: *mut rd_kafka_group_member_info,
    pub member_cnt: c_int,
}

/// Groups. See `rd_kafka_list_groups()`.
#[repr(C)]
pub struct rd_kafka_group_list {
    pub groups: *mut rd_kafka_group_info,
    pub group_cnt: c_int,
}

/// What a plugin library exports as `conf_init`: called once when `plugin.library.paths` is set, it registers the
/// plugin's interceptors on `conf`. `*plug_opaquep` is handed to nothing but the plugin. A result other than
/// NO_ERROR, explained in `errstr`, makes `rd_kafka_conf_set()` fail.
pub type rd_kafka_plugin_f_conf_init_t = Option<
    unsafe extern "C" fn(
        conf: *mut rd_kafka_conf_t,
        plug_opaquep: *mut *mut c_void,
        errstr: *mut c_char,
        errstr_size: size_t,
    ) -> rd_kafka_resp_err_t,
>;

/// Called for each `rd_kafka_conf_set()` before the built-in properties are looked at. CONF_OK takes the property
/// over, CONF_UNKNOWN passes it on, CONF_INVALID (explained in `errstr`) refuses it. `val` is NULL for a reset. A property
/// that is set by an alias is shown under both names, and may be shown more than once. Copies of the configuration are set
/// to what was taken over, by way of the interceptors that `on_conf_dup` registers on them.
pub type rd_kafka_interceptor_f_on_conf_set_t = Option<
    unsafe extern "C" fn(
        conf: *mut rd_kafka_conf_t,
        name: *const c_char,
        val: *const c_char,
        errstr: *mut c_char,
        errstr_size: size_t,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_conf_res_t,
>;

/// Called for each copy of a configuration, to let the interceptor copy its own state. Interceptors are not copied
/// themselves: this one registers them anew on `new_conf`, which has its defaults still. Properties of `old_conf` are
/// copied afterwards, but for those whose names begin with one of the `filter_cnt` entries of `filter`.
pub type rd_kafka_interceptor_f_on_conf_dup_t = Option<
    unsafe extern "C" fn(
        new_conf: *mut rd_kafka_conf_t,
        old_conf: *const rd_kafka_conf_t,
        filter_cnt: size_t,
        filter: *mut *const c_char,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called when the configuration that carries the interceptor is destroyed, by itself or, as the last thing, with the
/// instance that it was given to: the place to free `ic_opaque`.
pub type rd_kafka_interceptor_f_on_conf_destroy_t =
    Option<unsafe extern "C" fn(ic_opaque: *mut c_void) -> rd_kafka_resp_err_t>;

/// Called from `rd_kafka_new()` while the instance is being made: the place to register the instance's interceptors.
/// `rk` may not be used for anything else yet. A failure, explained in `errstr`, is logged and changes nothing.
pub type rd_kafka_interceptor_f_on_new_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        conf: *const rd_kafka_conf_t,
        ic_opaque: *mut c_void,
        errstr: *mut c_char,
        errstr_size: size_t,
    ) -> rd_kafka_resp_err_t,
>;

/// Called when the instance is being destroyed, or could not be made after all. Its threads have ended.
pub type rd_kafka_interceptor_f_on_destroy_t =
    Option<unsafe extern "C" fn(rk: *mut rd_kafka_t, ic_opaque: *mut c_void) -> rd_kafka_resp_err_t>;

/// Called in the producing thread for each message before it is queued and before its partition is chosen, unless it is
/// too large or there is no room for it. The message belongs to the library; its headers may be changed, nothing else. A
/// failure is logged and does not keep the message.
pub type rd_kafka_interceptor_f_on_send_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        rkmessage: *mut rd_kafka_message_t,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called for each message that was delivered or has failed, before its delivery report reaches the application,
/// from a thread of the library or, if it could not be queued, from the producing one. `rkmessage` is read-only. Messages
/// that the end of the instance drops are not shown.
pub type rd_kafka_interceptor_f_on_acknowledgement_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        rkmessage: *mut rd_kafka_message_t,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called for each consumed message just before the application gets it, in the application's thread. Errors in a
/// message's place are not shown.
pub type rd_kafka_interceptor_f_on_consume_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        rkmessage: *mut rd_kafka_message_t,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called in the instance's thread when offsets were committed or a commit has failed; `offsets` has each partition's own error, `err` the
/// one of the whole commit.
pub type rd_kafka_interceptor_f_on_commit_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        offsets: *const rd_kafka_topic_partition_list_t,
        err: rd_kafka_resp_err_t,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called in the broker's thread when a request of `size` bytes has been written to socket `sockfd`. A request is
/// told apart by `sockfd` and `corrid`.
pub type rd_kafka_interceptor_f_on_request_sent_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        sockfd: c_int,
        broker_name: *const c_char,
        broker_id: i32,
        api_key: i16,
        api_version: i16,
        corrid: i32,
        size: size_t,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called in the broker's thread when a response was received, or a request that was sent has failed with `err`. `size` is
/// what follows the correlation id, `rtt` the time since the request was sent in microseconds. Without a response `size` is
/// 0, `rtt` -1, and `sockfd` -1, since the socket may be closed. The request is told by `corrid`, and `sockfd` if there is one.
pub type rd_kafka_interceptor_f_on_response_received_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        sockfd: c_int,
        broker_name: *const c_char,
        broker_id: i32,
        api_key: i16,
        api_version: i16,
        corrid: i32,
        size: size_t,
        rtt: i64,
        err: rd_kafka_resp_err_t,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called in each thread of the library when it begins. `thread_name` is for humans.
pub type rd_kafka_interceptor_f_on_thread_start_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        thread_type: rd_kafka_thread_type_t,
        thread_name: *const c_char,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called in each thread of the library just before it ends, also when `on_thread_start` had failed in it.
pub type rd_kafka_interceptor_f_on_thread_exit_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        thread_type: rd_kafka_thread_type_t,
        thread_name: *const c_char,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called in the broker's thread when the connection's state has changed to `state` (`CONNECT`, `UP`, `DOWN`...).
/// `secproto` is the security protocol, `name` and `port` the broker's address.
pub type rd_kafka_interceptor_f_on_broker_state_change_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        broker_id: i32,
        secproto: *const c_char,
        name: *const c_char,
        port: c_int,
        state: *const c_char,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Asserts at compile time that a struct has the size, alignment and offsets of `abi/structs.tsv`.
macro_rules! assert_layout {
    ($($name:ident: size $size:literal, align $align:literal { $($field:ident at $offset:literal),* })*) => {
        $(const _: () = {
            assert!(size_of::<$name>() == $size && align_of::<$name>() == $align);
            $(assert!(std::mem::offset_of!($name, $field) == $offset);)*
        };)*
    };
}

// A 64-bit target; the table was made on one.
#[cfg(target_pointer_width = "64")]
assert_layout! {
    rd_kafka_err_desc: size 24, align 8 { code at 0, name at 8, desc at 16 }
    rd_kafka_topic_partition_s: size 64, align 8 { topic at 0, partition at 8, offset at 16, metadata at 24, metadata_size at 32, opaque at 40, err at 48, _private at 56 }
    rd_kafka_topic_partition_list_s: size 16, align 8 { cnt at 0, size at 4, elems at 8 }
    rd_kafka_vu_s: size 72, align 8 { vtype at 0, u at 8 }
    rd_kafka_message_s: size 72, align 8 { err at 0, rkt at 8, partition at 16, payload at 24, len at 32, key at 40, key_len at 48, offset at 56, _private at 64 }
    rd_kafka_metadata_broker: size 24, align 8 { id at 0, host at 8, port at 16 }
    rd_kafka_metadata_partition: size 40, align 8 { id at 0, err at 4, leader at 8, replica_cnt at 12, replicas at 16, isr_cnt at 24, isrs at 32 }
    rd_kafka_metadata_topic: size 32, align 8 { topic at 0, partition_cnt at 8, partitions at 16, err at 24 }
    rd_kafka_metadata: size 48, align 8 { broker_cnt at 0, brokers at 8, topic_cnt at 16, topics at 24, orig_broker_id at 32, orig_broker_name at 40 }
    rd_kafka_group_member_info: size 56, align 8 { member_id at 0, client_id at 8, client_host at 16, member_metadata at 24, member_metadata_size at 32, member_assignment at 40, member_assignment_size at 48 }
    rd_kafka_group_info: size 80, align 8 { broker at 0, group at 24, err at 32, state at 40, protocol_type at 48, protocol at 56, members at 64, member_cnt at 72 }
    rd_kafka_group_list: size 16, align 8 { groups at 0, group_cnt at 8 }
    rd_kafka_vu_mem: size 16, align 8 { ptr at 0, size at 8 }
    rd_kafka_vu_header: size 24, align 8 { name at 0, val at 8, size at 16 }
    rd_kafka_vu_u: size 64, align 8 { cstr at 0, i at 0, mem at 0, header at 0, _pad at 0 }
}
