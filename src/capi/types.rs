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
    rd_kafka_s as rd_kafka_t,
    rd_kafka_topic_s as rd_kafka_topic_t,
    rd_kafka_conf_s as rd_kafka_conf_t,
    rd_kafka_topic_conf_s as rd_kafka_topic_conf_t,
    rd_kafka_queue_s as rd_kafka_queue_t,
    rd_kafka_op_s as rd_kafka_event_t,
    rd_kafka_topic_result_s as rd_kafka_topic_result_t,
    rd_kafka_consumer_group_metadata_s as rd_kafka_consumer_group_metadata_t,
    rd_kafka_error_s as rd_kafka_error_t,
    rd_kafka_headers_s as rd_kafka_headers_t,
    rd_kafka_group_result_s as rd_kafka_group_result_t,
    rd_kafka_acl_result_s as rd_kafka_acl_result_t,
    rd_kafka_Uuid_s as rd_kafka_Uuid_t,
    rd_kafka_topic_partition_result_s as rd_kafka_topic_partition_result_t,
    rd_kafka_share_s as rd_kafka_share_t,
    rd_kafka_messages_s as rd_kafka_messages_t,
    rd_kafka_share_partition_offsets_s as rd_kafka_share_partition_offsets_t,
    rd_kafka_share_partition_offsets_list_s as rd_kafka_share_partition_offsets_list_t,
    rd_kafka_Node_s as rd_kafka_Node_t,
    rd_kafka_AdminOptions_s as rd_kafka_AdminOptions_t,
    rd_kafka_NewTopic_s as rd_kafka_NewTopic_t,
    rd_kafka_DeleteTopic_s as rd_kafka_DeleteTopic_t,
    rd_kafka_NewPartitions_s as rd_kafka_NewPartitions_t,
    rd_kafka_ConfigEntry_s as rd_kafka_ConfigEntry_t,
    rd_kafka_ConfigResource_s as rd_kafka_ConfigResource_t,
    rd_kafka_DeleteRecords_s as rd_kafka_DeleteRecords_t,
    rd_kafka_TopicCollection_s as rd_kafka_TopicCollection_t,
    rd_kafka_TopicPartitionInfo_s as rd_kafka_TopicPartitionInfo_t,
    rd_kafka_TopicDescription_s as rd_kafka_TopicDescription_t,
    rd_kafka_ConsumerGroupListing_s as rd_kafka_ConsumerGroupListing_t,
    rd_kafka_ListConsumerGroupsResult_s as rd_kafka_ListConsumerGroupsResult_t,
    rd_kafka_ConsumerGroupDescription_s as rd_kafka_ConsumerGroupDescription_t,
    rd_kafka_MemberDescription_s as rd_kafka_MemberDescription_t,
    rd_kafka_MemberAssignment_s as rd_kafka_MemberAssignment_t,
    rd_kafka_DeleteGroup_s as rd_kafka_DeleteGroup_t,
    rd_kafka_ListConsumerGroupOffsets_s as rd_kafka_ListConsumerGroupOffsets_t,
    rd_kafka_AlterConsumerGroupOffsets_s as rd_kafka_AlterConsumerGroupOffsets_t,
    rd_kafka_DeleteConsumerGroupOffsets_s as rd_kafka_DeleteConsumerGroupOffsets_t,
    rd_kafka_ListOffsetsResultInfo_s as rd_kafka_ListOffsetsResultInfo_t,
    rd_kafka_ScramCredentialInfo_s as rd_kafka_ScramCredentialInfo_t,
    rd_kafka_UserScramCredentialsDescription_s as rd_kafka_UserScramCredentialsDescription_t,
    rd_kafka_UserScramCredentialAlteration_s as rd_kafka_UserScramCredentialAlteration_t,
    rd_kafka_AlterUserScramCredentials_result_response_s as rd_kafka_AlterUserScramCredentials_result_response_t,
    rd_kafka_AclBinding_s as rd_kafka_AclBinding_t,
    rd_kafka_DeleteAcls_result_response_s as rd_kafka_DeleteAcls_result_response_t,
    rd_kafka_ElectLeaders_s as rd_kafka_ElectLeaders_t,
    rd_kafka_mock_cluster_s as rd_kafka_mock_cluster_t,
    rd_kafka_mock_request_s as rd_kafka_mock_request_t,
    rd_kafka_mock_cgrp_consumer_target_assignment_s as rd_kafka_mock_cgrp_consumer_target_assignment_t,
}

c_enum! {
    rd_kafka_type_t { RD_KAFKA_PRODUCER = 0, RD_KAFKA_CONSUMER = 1 }
    rd_kafka_timestamp_type_t { RD_KAFKA_TIMESTAMP_NOT_AVAILABLE = 0, RD_KAFKA_TIMESTAMP_CREATE_TIME = 1, RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME = 2 }
    rd_kafka_vtype_t { RD_KAFKA_VTYPE_END = 0, RD_KAFKA_VTYPE_TOPIC = 1, RD_KAFKA_VTYPE_RKT = 2, RD_KAFKA_VTYPE_PARTITION = 3, RD_KAFKA_VTYPE_VALUE = 4, RD_KAFKA_VTYPE_KEY = 5, RD_KAFKA_VTYPE_OPAQUE = 6, RD_KAFKA_VTYPE_MSGFLAGS = 7, RD_KAFKA_VTYPE_TIMESTAMP = 8, RD_KAFKA_VTYPE_HEADER = 9, RD_KAFKA_VTYPE_HEADERS = 10 }
    rd_kafka_msg_status_t { RD_KAFKA_MSG_STATUS_NOT_PERSISTED = 0, RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED = 1, RD_KAFKA_MSG_STATUS_PERSISTED = 2 }
    rd_kafka_conf_res_t { RD_KAFKA_CONF_UNKNOWN = -2, RD_KAFKA_CONF_INVALID = -1, RD_KAFKA_CONF_OK = 0 }
    rd_kafka_cert_type_t { RD_KAFKA_CERT_PUBLIC_KEY = 0, RD_KAFKA_CERT_PRIVATE_KEY = 1, RD_KAFKA_CERT_CA = 2, RD_KAFKA_CERT__CNT = 3 }
    rd_kafka_cert_enc_t { RD_KAFKA_CERT_ENC_PKCS12 = 0, RD_KAFKA_CERT_ENC_DER = 1, RD_KAFKA_CERT_ENC_PEM = 2, RD_KAFKA_CERT_ENC__CNT = 3 }
    rd_kafka_share_AcknowledgeType_t { RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_ACCEPT = 1, RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_RELEASE = 2, RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_REJECT = 3 }
    rd_kafka_consumer_group_state_t { RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN = 0, RD_KAFKA_CONSUMER_GROUP_STATE_PREPARING_REBALANCE = 1, RD_KAFKA_CONSUMER_GROUP_STATE_COMPLETING_REBALANCE = 2, RD_KAFKA_CONSUMER_GROUP_STATE_STABLE = 3, RD_KAFKA_CONSUMER_GROUP_STATE_DEAD = 4, RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY = 5, RD_KAFKA_CONSUMER_GROUP_STATE__CNT = 6 }
    rd_kafka_consumer_group_type_t { RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN = 0, RD_KAFKA_CONSUMER_GROUP_TYPE_CONSUMER = 1, RD_KAFKA_CONSUMER_GROUP_TYPE_CLASSIC = 2, RD_KAFKA_CONSUMER_GROUP_TYPE__CNT = 3 }
    rd_kafka_thread_type_t { RD_KAFKA_THREAD_MAIN = 0, RD_KAFKA_THREAD_BACKGROUND = 1, RD_KAFKA_THREAD_BROKER = 2 }
    rd_kafka_admin_op_t { RD_KAFKA_ADMIN_OP_ANY = 0, RD_KAFKA_ADMIN_OP_CREATETOPICS = 1, RD_KAFKA_ADMIN_OP_DELETETOPICS = 2, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS = 3, RD_KAFKA_ADMIN_OP_ALTERCONFIGS = 4, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS = 5, RD_KAFKA_ADMIN_OP_DELETERECORDS = 6, RD_KAFKA_ADMIN_OP_DELETEGROUPS = 7, RD_KAFKA_ADMIN_OP_DELETECONSUMERGROUPOFFSETS = 8, RD_KAFKA_ADMIN_OP_CREATEACLS = 9, RD_KAFKA_ADMIN_OP_DESCRIBEACLS = 10, RD_KAFKA_ADMIN_OP_DELETEACLS = 11, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS = 12, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS = 13, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS = 14, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS = 15, RD_KAFKA_ADMIN_OP_INCREMENTALALTERCONFIGS = 16, RD_KAFKA_ADMIN_OP_DESCRIBEUSERSCRAMCREDENTIALS = 17, RD_KAFKA_ADMIN_OP_ALTERUSERSCRAMCREDENTIALS = 18, RD_KAFKA_ADMIN_OP_DESCRIBETOPICS = 19, RD_KAFKA_ADMIN_OP_DESCRIBECLUSTER = 20, RD_KAFKA_ADMIN_OP_LISTOFFSETS = 21, RD_KAFKA_ADMIN_OP_ELECTLEADERS = 22, RD_KAFKA_ADMIN_OP__CNT = 23 }
    rd_kafka_IsolationLevel_t { RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED = 0, RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED = 1 }
    rd_kafka_AclOperation_t { RD_KAFKA_ACL_OPERATION_UNKNOWN = 0, RD_KAFKA_ACL_OPERATION_ANY = 1, RD_KAFKA_ACL_OPERATION_ALL = 2, RD_KAFKA_ACL_OPERATION_READ = 3, RD_KAFKA_ACL_OPERATION_WRITE = 4, RD_KAFKA_ACL_OPERATION_CREATE = 5, RD_KAFKA_ACL_OPERATION_DELETE = 6, RD_KAFKA_ACL_OPERATION_ALTER = 7, RD_KAFKA_ACL_OPERATION_DESCRIBE = 8, RD_KAFKA_ACL_OPERATION_CLUSTER_ACTION = 9, RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS = 10, RD_KAFKA_ACL_OPERATION_ALTER_CONFIGS = 11, RD_KAFKA_ACL_OPERATION_IDEMPOTENT_WRITE = 12, RD_KAFKA_ACL_OPERATION__CNT = 13 }
    rd_kafka_ConfigSource_t { RD_KAFKA_CONFIG_SOURCE_UNKNOWN_CONFIG = 0, RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG = 1, RD_KAFKA_CONFIG_SOURCE_DYNAMIC_BROKER_CONFIG = 2, RD_KAFKA_CONFIG_SOURCE_DYNAMIC_DEFAULT_BROKER_CONFIG = 3, RD_KAFKA_CONFIG_SOURCE_STATIC_BROKER_CONFIG = 4, RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG = 5, RD_KAFKA_CONFIG_SOURCE_GROUP_CONFIG = 8, RD_KAFKA_CONFIG_SOURCE__CNT = 9 }
    rd_kafka_ResourceType_t { RD_KAFKA_RESOURCE_UNKNOWN = 0, RD_KAFKA_RESOURCE_ANY = 1, RD_KAFKA_RESOURCE_TOPIC = 2, RD_KAFKA_RESOURCE_GROUP = 3, RD_KAFKA_RESOURCE_BROKER = 4, RD_KAFKA_RESOURCE_TRANSACTIONAL_ID = 5, RD_KAFKA_RESOURCE__CNT = 6 }
    rd_kafka_ResourcePatternType_t { RD_KAFKA_RESOURCE_PATTERN_UNKNOWN = 0, RD_KAFKA_RESOURCE_PATTERN_ANY = 1, RD_KAFKA_RESOURCE_PATTERN_MATCH = 2, RD_KAFKA_RESOURCE_PATTERN_LITERAL = 3, RD_KAFKA_RESOURCE_PATTERN_PREFIXED = 4, RD_KAFKA_RESOURCE_PATTERN_TYPE__CNT = 5 }
    rd_kafka_AlterConfigOpType_t { RD_KAFKA_ALTER_CONFIG_OP_TYPE_SET = 0, RD_KAFKA_ALTER_CONFIG_OP_TYPE_DELETE = 1, RD_KAFKA_ALTER_CONFIG_OP_TYPE_APPEND = 2, RD_KAFKA_ALTER_CONFIG_OP_TYPE_SUBTRACT = 3, RD_KAFKA_ALTER_CONFIG_OP_TYPE__CNT = 4 }
    rd_kafka_OffsetSpec_t { RD_KAFKA_OFFSET_SPEC_MAX_TIMESTAMP = -3, RD_KAFKA_OFFSET_SPEC_EARLIEST = -2, RD_KAFKA_OFFSET_SPEC_LATEST = -1 }
    rd_kafka_ScramMechanism_t { RD_KAFKA_SCRAM_MECHANISM_UNKNOWN = 0, RD_KAFKA_SCRAM_MECHANISM_SHA_256 = 1, RD_KAFKA_SCRAM_MECHANISM_SHA_512 = 2, RD_KAFKA_SCRAM_MECHANISM__CNT = 3 }
    rd_kafka_AclPermissionType_t { RD_KAFKA_ACL_PERMISSION_TYPE_UNKNOWN = 0, RD_KAFKA_ACL_PERMISSION_TYPE_ANY = 1, RD_KAFKA_ACL_PERMISSION_TYPE_DENY = 2, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW = 3, RD_KAFKA_ACL_PERMISSION_TYPE__CNT = 4 }
    rd_kafka_ElectionType_t { RD_KAFKA_ELECTION_TYPE_PREFERRED = 0, RD_KAFKA_ELECTION_TYPE_UNCLEAN = 1 }
}

pub type rd_kafka_event_type_t = c_int;
pub type rd_kafka_CreateTopics_result_t = rd_kafka_event_t;
pub type rd_kafka_DeleteTopics_result_t = rd_kafka_event_t;
pub type rd_kafka_CreateAcls_result_t = rd_kafka_event_t;
pub type rd_kafka_DescribeAcls_result_t = rd_kafka_event_t;
pub type rd_kafka_DeleteAcls_result_t = rd_kafka_event_t;
pub type rd_kafka_CreatePartitions_result_t = rd_kafka_event_t;
pub type rd_kafka_AlterConfigs_result_t = rd_kafka_event_t;
pub type rd_kafka_IncrementalAlterConfigs_result_t = rd_kafka_event_t;
pub type rd_kafka_DescribeConfigs_result_t = rd_kafka_event_t;
pub type rd_kafka_DeleteRecords_result_t = rd_kafka_event_t;
pub type rd_kafka_ListConsumerGroups_result_t = rd_kafka_event_t;
pub type rd_kafka_DescribeConsumerGroups_result_t = rd_kafka_event_t;
pub type rd_kafka_DeleteGroups_result_t = rd_kafka_event_t;
pub type rd_kafka_DeleteConsumerGroupOffsets_result_t = rd_kafka_event_t;
pub type rd_kafka_AlterConsumerGroupOffsets_result_t = rd_kafka_event_t;
pub type rd_kafka_ListConsumerGroupOffsets_result_t = rd_kafka_event_t;
pub type rd_kafka_DescribeTopics_result_t = rd_kafka_event_t;
pub type rd_kafka_DescribeCluster_result_t = rd_kafka_event_t;
pub type rd_kafka_DescribeUserScramCredentials_result_t = rd_kafka_event_t;
pub type rd_kafka_AlterUserScramCredentials_result_t = rd_kafka_event_t;
pub type rd_kafka_ListOffsets_result_t = rd_kafka_event_t;
pub type rd_kafka_ElectLeaders_result_t = rd_kafka_event_t;
pub type rd_kafka_AclBindingFilter_t = rd_kafka_AclBinding_t;

#[repr(C)]
pub struct rd_kafka_err_desc {
    pub code: rd_kafka_resp_err_t,
    pub name: *const c_char,
    pub desc: *const c_char,
}

#[repr(C)]
pub struct rd_kafka_topic_partition_s {
    pub topic: *mut c_char,
    pub partition: i32,
    pub offset: i64,
    pub metadata: *mut c_void,
    pub metadata_size: size_t,
    pub opaque: *mut c_void,
    pub err: rd_kafka_resp_err_t,
    pub _private: *mut c_void,
}
pub type rd_kafka_topic_partition_t = rd_kafka_topic_partition_s;

#[repr(C)]
pub struct rd_kafka_topic_partition_list_s {
    pub cnt: c_int,
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

#[repr(C)]
pub struct rd_kafka_message_s {
    pub err: rd_kafka_resp_err_t,
    pub rkt: *mut rd_kafka_topic_t,
    pub partition: i32,
    pub payload: *mut c_void,
    pub len: size_t,
    pub key: *mut c_void,
    pub key_len: size_t,
    pub offset: i64,
    pub _private: *mut c_void,
}
pub type rd_kafka_message_t = rd_kafka_message_s;

#[repr(C)]
pub struct rd_kafka_metadata_broker {
    pub id: i32,
    pub host: *mut c_char,
    pub port: c_int,
}
pub type rd_kafka_metadata_broker_t = rd_kafka_metadata_broker;

#[repr(C)]
pub struct rd_kafka_metadata_partition {
    pub id: i32,
    pub err: rd_kafka_resp_err_t,
    pub leader: i32,
    pub replica_cnt: c_int,
    pub replicas: *mut i32,
    pub isr_cnt: c_int,
    pub isrs: *mut i32,
}
pub type rd_kafka_metadata_partition_t = rd_kafka_metadata_partition;

#[repr(C)]
pub struct rd_kafka_metadata_topic {
    pub topic: *mut c_char,
    pub partition_cnt: c_int,
    pub partitions: *mut rd_kafka_metadata_partition,
    pub err: rd_kafka_resp_err_t,
}
pub type rd_kafka_metadata_topic_t = rd_kafka_metadata_topic;

#[repr(C)]
pub struct rd_kafka_metadata {
    pub broker_cnt: c_int,
    pub brokers: *mut rd_kafka_metadata_broker,
    pub topic_cnt: c_int,
    pub topics: *mut rd_kafka_metadata_topic,
    pub orig_broker_id: i32,
    pub orig_broker_name: *mut c_char,
}
pub type rd_kafka_metadata_t = rd_kafka_metadata;

#[repr(C)]
pub struct rd_kafka_group_member_info {
    pub member_id: *mut c_char,
    pub client_id: *mut c_char,
    pub client_host: *mut c_char,
    pub member_metadata: *mut c_void,
    pub member_metadata_size: c_int,
    pub member_assignment: *mut c_void,
    pub member_assignment_size: c_int,
}

#[repr(C)]
pub struct rd_kafka_group_info {
    pub broker: rd_kafka_metadata_broker,
    pub group: *mut c_char,
    pub err: rd_kafka_resp_err_t,
    pub state: *mut c_char,
    pub protocol_type: *mut c_char,
    pub protocol: *mut c_char,
    pub members: *mut rd_kafka_group_member_info,
    pub member_cnt: c_int,
}

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
/// over, CONF_UNKNOWN passes it on, CONF_INVALID (explained in `errstr`) refuses it. `val` is NULL for a reset.
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
/// themselves: this one registers them anew on `new_conf`. Properties whose names begin with one of the `filter_cnt`
/// entries of `filter` are left out of the copy.
pub type rd_kafka_interceptor_f_on_conf_dup_t = Option<
    unsafe extern "C" fn(
        new_conf: *mut rd_kafka_conf_t,
        old_conf: *const rd_kafka_conf_t,
        filter_cnt: size_t,
        filter: *mut *const c_char,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called when the configuration that carries the interceptor is destroyed: the place to free `ic_opaque`.
pub type rd_kafka_interceptor_f_on_conf_destroy_t =
    Option<unsafe extern "C" fn(ic_opaque: *mut c_void) -> rd_kafka_resp_err_t>;

/// Called from `rd_kafka_new()` while the instance is being made: the place to register the instance's interceptors.
/// `rk` may not be used for anything else yet. A failure, explained in `errstr`, is logged.
pub type rd_kafka_interceptor_f_on_new_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        conf: *const rd_kafka_conf_t,
        ic_opaque: *mut c_void,
        errstr: *mut c_char,
        errstr_size: size_t,
    ) -> rd_kafka_resp_err_t,
>;

/// Called when the instance is being destroyed.
pub type rd_kafka_interceptor_f_on_destroy_t =
    Option<unsafe extern "C" fn(rk: *mut rd_kafka_t, ic_opaque: *mut c_void) -> rd_kafka_resp_err_t>;

/// Called in the producing thread for each message before it is queued and before its partition is chosen. The
/// message belongs to the library; its headers may be changed, nothing else.
pub type rd_kafka_interceptor_f_on_send_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        rkmessage: *mut rd_kafka_message_t,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called for each message that was delivered or has failed, before its delivery report reaches the application,
/// from a thread of the library or from the producing one. `rkmessage` is read-only.
pub type rd_kafka_interceptor_f_on_acknowledgement_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        rkmessage: *mut rd_kafka_message_t,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called for each consumed message just before the application gets it, in the application's thread.
pub type rd_kafka_interceptor_f_on_consume_t = Option<
    unsafe extern "C" fn(
        rk: *mut rd_kafka_t,
        rkmessage: *mut rd_kafka_message_t,
        ic_opaque: *mut c_void,
    ) -> rd_kafka_resp_err_t,
>;

/// Called when offsets were committed or a commit has failed; `offsets` has each partition's own error, `err` the
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

/// Called in the broker's thread when a response was received, or its request has failed with `err`. `rtt` is the
/// time since the request was sent in microseconds, -1 when it was never sent.
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
