/*
 * librdkafka: the Apache Kafka C client library.
 *
 * Generated from the library's sources: change those and run `make headers`.
 */
#ifndef RDKAFKA_H
#define RDKAFKA_H

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct addrinfo;

/**
 * The version of this header: 0xMMmmrrxx, with major, minor and revision in a byte each, and 0xff for a release.
 * `rd_kafka_version()` tells the version of the library that is loaded.
 */
#define RD_KAFKA_VERSION 0x020f00ff

#ifndef RD_EXPORT
#define RD_EXPORT
#endif

#if defined(__GNUC__)
#define RD_UNUSED __attribute__((__unused__))
#define RD_DEPRECATED __attribute__((__deprecated__))
/** Checks the arguments of a printf-like function against its format. */
#define RD_FORMAT(STYLE, FORMAT, ARGUMENTS) __attribute__((__format__(STYLE, FORMAT, ARGUMENTS)))
#else
#define RD_UNUSED
#define RD_DEPRECATED
#define RD_FORMAT(STYLE, FORMAT, ARGUMENTS)
#endif

#ifndef RD_INLINE
#define RD_INLINE inline
#endif

/** 1 when the RD_KAFKA_V_*() macros check the types of their arguments. Define it as 0 to do without. */
#ifndef LIBRDKAFKA_TYPECHECKS
#if defined(__GNUC__)
#define LIBRDKAFKA_TYPECHECKS 1
#else
#define LIBRDKAFKA_TYPECHECKS 0
#endif
#endif

/** Older names of error codes, and names that Kafka itself has changed. */
#define RD_KAFKA_RESP_ERR_NOT_LEADER_OR_FOLLOWER RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION
#define RD_KAFKA_RESP_ERR_GROUP_LOAD_IN_PROGRESS RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS
#define RD_KAFKA_RESP_ERR_GROUP_COORDINATOR_NOT_AVAILABLE RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE
#define RD_KAFKA_RESP_ERR_NOT_COORDINATOR_FOR_GROUP RD_KAFKA_RESP_ERR_NOT_COORDINATOR

/** Flag of `rd_kafka_destroy_flags()`: do not close the consumer (leave the group, revoke, commit) first. */
#define RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE 0x8

/** Offsets with a meaning of their own, accepted wherever consuming begins. */
#define RD_KAFKA_OFFSET_BEGINNING (-2)   /**< The oldest message that the partition holds. */
#define RD_KAFKA_OFFSET_END (-1)         /**< Only messages that are yet to come. */
#define RD_KAFKA_OFFSET_STORED (-1000)   /**< The offset that was committed for the group. */
#define RD_KAFKA_OFFSET_INVALID (-1001)  /**< No offset is known or set. */
#define RD_KAFKA_OFFSET_TAIL_BASE (-2000) /**< See RD_KAFKA_OFFSET_TAIL(). */
/** `CNT` messages before the end of the partition. */
#define RD_KAFKA_OFFSET_TAIL(CNT) (RD_KAFKA_OFFSET_TAIL_BASE - (CNT))

/** Flags of the produce functions. FREE and COPY exclude each other. */
#define RD_KAFKA_MSG_F_FREE 0x1      /**< The library takes the payload over and frees it with free(). */
#define RD_KAFKA_MSG_F_COPY 0x2      /**< The library copies the payload during the call. */
#define RD_KAFKA_MSG_F_BLOCK 0x4     /**< Wait for room when the queue is full; somebody else must poll. */
#define RD_KAFKA_MSG_F_PARTITION 0x8 /**< `rd_kafka_produce_batch()`: each message names its own partition. */

/** Stands for "let the partitioner choose". */
#define RD_KAFKA_PARTITION_UA ((int32_t)-1)

/** Flags of `rd_kafka_purge()`. */
#define RD_KAFKA_PURGE_F_QUEUE 0x1        /**< Messages still in the library's queues. */
#define RD_KAFKA_PURGE_F_INFLIGHT 0x2     /**< Messages sent but not acknowledged; they may have been written. */
#define RD_KAFKA_PURGE_F_NON_BLOCKING 0x4 /**< Do not wait for the broker threads to do it. */

/** Event types: of `rd_kafka_event_type()`, and as a mask for `rd_kafka_conf_set_events()` up to BACKGROUND. */
#define RD_KAFKA_EVENT_NONE 0x0
#define RD_KAFKA_EVENT_DR 0x1            /**< Delivery reports of a producer. */
#define RD_KAFKA_EVENT_FETCH 0x2         /**< A consumed message. */
#define RD_KAFKA_EVENT_LOG 0x4           /**< A log line, see `log.queue`. */
#define RD_KAFKA_EVENT_ERROR 0x8         /**< An error of the instance or the consumer. */
#define RD_KAFKA_EVENT_REBALANCE 0x10    /**< Partitions to assign or to revoke. */
#define RD_KAFKA_EVENT_OFFSET_COMMIT 0x20 /**< The outcome of a commit. */
#define RD_KAFKA_EVENT_STATS 0x40        /**< Statistics as JSON. */
#define RD_KAFKA_EVENT_CREATETOPICS_RESULT 100
#define RD_KAFKA_EVENT_DELETETOPICS_RESULT 101
#define RD_KAFKA_EVENT_CREATEPARTITIONS_RESULT 102
#define RD_KAFKA_EVENT_ALTERCONFIGS_RESULT 103
#define RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT 104
#define RD_KAFKA_EVENT_DELETERECORDS_RESULT 105
#define RD_KAFKA_EVENT_DELETEGROUPS_RESULT 106
#define RD_KAFKA_EVENT_DELETECONSUMERGROUPOFFSETS_RESULT 107
#define RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH 0x100 /**< A new SASL OAUTHBEARER token is needed. */
#define RD_KAFKA_EVENT_BACKGROUND 0x200  /**< Enables the background event callback. */
#define RD_KAFKA_EVENT_CREATEACLS_RESULT 0x400
#define RD_KAFKA_EVENT_DESCRIBEACLS_RESULT 0x800
#define RD_KAFKA_EVENT_DELETEACLS_RESULT 0x1000
#define RD_KAFKA_EVENT_LISTCONSUMERGROUPS_RESULT 0x2000
#define RD_KAFKA_EVENT_DESCRIBECONSUMERGROUPS_RESULT 0x4000
#define RD_KAFKA_EVENT_LISTCONSUMERGROUPOFFSETS_RESULT 0x8000
#define RD_KAFKA_EVENT_ALTERCONSUMERGROUPOFFSETS_RESULT 0x10000
#define RD_KAFKA_EVENT_INCREMENTALALTERCONFIGS_RESULT 0x20000
#define RD_KAFKA_EVENT_DESCRIBEUSERSCRAMCREDENTIALS_RESULT 0x40000
#define RD_KAFKA_EVENT_ALTERUSERSCRAMCREDENTIALS_RESULT 0x80000
#define RD_KAFKA_EVENT_DESCRIBETOPICS_RESULT 0x100000
#define RD_KAFKA_EVENT_DESCRIBECLUSTER_RESULT 0x200000
#define RD_KAFKA_EVENT_LISTOFFSETS_RESULT 0x400000
#define RD_KAFKA_EVENT_ELECTLEADERS_RESULT 0x800000

/*
 * RD_KAFKA_V_*(): the arguments of `rd_kafka_producev()`, each a type tag with its values.
 *
 * The check asks the compiler whether VALUE may be passed for a TYPE, in an operand that is never evaluated: a
 * mismatch is diagnosed as in a call of a function, and costs nothing.
 */
#if LIBRDKAFKA_TYPECHECKS
#define RD_KAFKA_V_CHECK_(TYPE, VALUE) ((void)sizeof(((int (*)(TYPE))0)(VALUE)))
#else
#define RD_KAFKA_V_CHECK_(TYPE, VALUE) ((void)0)
#endif
#define RD_KAFKA_V_1_(VTYPE, TYPE, VALUE) (RD_KAFKA_V_CHECK_(TYPE, VALUE), (VTYPE)), (TYPE)(VALUE)
#define RD_KAFKA_V_2_(VTYPE, TYPE1, VALUE1, TYPE2, VALUE2)                                                     \
        (RD_KAFKA_V_CHECK_(TYPE1, VALUE1), RD_KAFKA_V_CHECK_(TYPE2, VALUE2), (VTYPE)), (TYPE1)(VALUE1),        \
            (TYPE2)(VALUE2)

/** Ends the list of arguments. */
#define RD_KAFKA_V_END RD_KAFKA_VTYPE_END
/** Topic by name (`const char *`). */
#define RD_KAFKA_V_TOPIC(topic) RD_KAFKA_V_1_(RD_KAFKA_VTYPE_TOPIC, const char *, topic)
/** Topic by handle (`rd_kafka_topic_t *`). */
#define RD_KAFKA_V_RKT(rkt) RD_KAFKA_V_1_(RD_KAFKA_VTYPE_RKT, rd_kafka_topic_t *, rkt)
/** Partition (`int32_t`), RD_KAFKA_PARTITION_UA when left out. */
#define RD_KAFKA_V_PARTITION(partition) RD_KAFKA_V_1_(RD_KAFKA_VTYPE_PARTITION, int32_t, partition)
/** Payload (`void *`) and its length in bytes (`size_t`). */
#define RD_KAFKA_V_VALUE(VALUE, LEN) RD_KAFKA_V_2_(RD_KAFKA_VTYPE_VALUE, void *, VALUE, size_t, LEN)
/** Key (`const void *`) and its length in bytes (`size_t`). */
#define RD_KAFKA_V_KEY(KEY, LEN) RD_KAFKA_V_2_(RD_KAFKA_VTYPE_KEY, const void *, KEY, size_t, LEN)
/** The message's opaque (`void *`), as the delivery report shows it. */
#define RD_KAFKA_V_OPAQUE(msg_opaque) RD_KAFKA_V_1_(RD_KAFKA_VTYPE_OPAQUE, void *, msg_opaque)
/** RD_KAFKA_MSG_F_* flags (`int`). */
#define RD_KAFKA_V_MSGFLAGS(msgflags) RD_KAFKA_V_1_(RD_KAFKA_VTYPE_MSGFLAGS, int, msgflags)
/** Timestamp in milliseconds since the epoch (`int64_t`), now when 0 or left out. */
#define RD_KAFKA_V_TIMESTAMP(timestamp) RD_KAFKA_V_1_(RD_KAFKA_VTYPE_TIMESTAMP, int64_t, timestamp)
/** One header: name (`const char *`), value (`const void *`) and its length (`ssize_t`, -1 for a string's own). */
#define RD_KAFKA_V_HEADER(NAME, VALUE, LEN)                                                                    \
        (RD_KAFKA_V_CHECK_(const char *, NAME), RD_KAFKA_V_CHECK_(const void *, VALUE),                        \
         RD_KAFKA_V_CHECK_(ssize_t, LEN), RD_KAFKA_VTYPE_HEADER),                                              \
            (const char *)(NAME), (const void *)(VALUE), (ssize_t)(LEN)
/** All headers (`rd_kafka_headers_t *`), owned by the library once the call has succeeded. */
#define RD_KAFKA_V_HEADERS(HDRS) RD_KAFKA_V_1_(RD_KAFKA_VTYPE_HEADERS, rd_kafka_headers_t *, HDRS)

/**
 * Error codes. Those with two underscores are the client's own, the others come from brokers.
 * `rd_kafka_err2str()` and `rd_kafka_err2name()` give their texts and names.
 */
typedef enum rd_kafka_resp_err_t {
        RD_KAFKA_RESP_ERR__BEGIN = -200,
        RD_KAFKA_RESP_ERR__BAD_MSG = -199, /**< Local: Bad message format */
        RD_KAFKA_RESP_ERR__BAD_COMPRESSION = -198, /**< Local: Invalid compressed data */
        RD_KAFKA_RESP_ERR__DESTROY = -197, /**< Local: Broker handle destroyed for termination */
        RD_KAFKA_RESP_ERR__FAIL = -196, /**< Local: Communication failure with broker */
        RD_KAFKA_RESP_ERR__TRANSPORT = -195, /**< Local: Broker transport failure */
        RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE = -194, /**< Local: Critical system resource failure */
        RD_KAFKA_RESP_ERR__RESOLVE = -193, /**< Local: Host resolution failure */
        RD_KAFKA_RESP_ERR__MSG_TIMED_OUT = -192, /**< Local: Message timed out */
        RD_KAFKA_RESP_ERR__PARTITION_EOF = -191, /**< Broker: No more messages */
        RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION = -190, /**< Local: Unknown partition */
        RD_KAFKA_RESP_ERR__FS = -189, /**< Local: File or filesystem error */
        RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC = -188, /**< Local: Unknown topic */
        RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN = -187, /**< Local: All broker connections are down */
        RD_KAFKA_RESP_ERR__INVALID_ARG = -186, /**< Local: Invalid argument or configuration */
        RD_KAFKA_RESP_ERR__TIMED_OUT = -185, /**< Local: Timed out */
        RD_KAFKA_RESP_ERR__QUEUE_FULL = -184, /**< Local: Queue full */
        RD_KAFKA_RESP_ERR__ISR_INSUFF = -183, /**< Local: ISR count insufficient */
        RD_KAFKA_RESP_ERR__NODE_UPDATE = -182, /**< Local: Broker node update */
        RD_KAFKA_RESP_ERR__SSL = -181, /**< Local: SSL error */
        RD_KAFKA_RESP_ERR__WAIT_COORD = -180, /**< Local: Waiting for coordinator */
        RD_KAFKA_RESP_ERR__UNKNOWN_GROUP = -179, /**< Local: Unknown group */
        RD_KAFKA_RESP_ERR__IN_PROGRESS = -178, /**< Local: Operation in progress */
        RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS = -177, /**< Local: Previous operation in progress */
        RD_KAFKA_RESP_ERR__EXISTING_SUBSCRIPTION = -176, /**< Local: Existing subscription */
        RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS = -175, /**< Local: Assign partitions */
        RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS = -174, /**< Local: Revoke partitions */
        RD_KAFKA_RESP_ERR__CONFLICT = -173, /**< Local: Conflicting use */
        RD_KAFKA_RESP_ERR__STATE = -172, /**< Local: Erroneous state */
        RD_KAFKA_RESP_ERR__UNKNOWN_PROTOCOL = -171, /**< Local: Unknown protocol */
        RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED = -170, /**< Local: Not implemented */
        RD_KAFKA_RESP_ERR__AUTHENTICATION = -169, /**< Local: Authentication failure */
        RD_KAFKA_RESP_ERR__NO_OFFSET = -168, /**< Local: No offset stored */
        RD_KAFKA_RESP_ERR__OUTDATED = -167, /**< Local: Outdated */
        RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE = -166, /**< Local: Timed out in queue */
        RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE = -165, /**< Local: Required feature not supported by broker */
        RD_KAFKA_RESP_ERR__WAIT_CACHE = -164, /**< Local: Awaiting cache update */
        RD_KAFKA_RESP_ERR__INTR = -163, /**< Local: Operation interrupted */
        RD_KAFKA_RESP_ERR__KEY_SERIALIZATION = -162, /**< Local: Key serialization error */
        RD_KAFKA_RESP_ERR__VALUE_SERIALIZATION = -161, /**< Local: Value serialization error */
        RD_KAFKA_RESP_ERR__KEY_DESERIALIZATION = -160, /**< Local: Key deserialization error */
        RD_KAFKA_RESP_ERR__VALUE_DESERIALIZATION = -159, /**< Local: Value deserialization error */
        RD_KAFKA_RESP_ERR__PARTIAL = -158, /**< Local: Partial response */
        RD_KAFKA_RESP_ERR__READ_ONLY = -157, /**< Local: Read-only object */
        RD_KAFKA_RESP_ERR__NOENT = -156, /**< Local: No such entry */
        RD_KAFKA_RESP_ERR__UNDERFLOW = -155, /**< Local: Read underflow */
        RD_KAFKA_RESP_ERR__INVALID_TYPE = -154, /**< Local: Invalid type */
        RD_KAFKA_RESP_ERR__RETRY = -153, /**< Local: Retry operation */
        RD_KAFKA_RESP_ERR__PURGE_QUEUE = -152, /**< Local: Purged in queue */
        RD_KAFKA_RESP_ERR__PURGE_INFLIGHT = -151, /**< Local: Purged in flight */
        RD_KAFKA_RESP_ERR__FATAL = -150, /**< Local: Fatal error */
        RD_KAFKA_RESP_ERR__INCONSISTENT = -149, /**< Local: Inconsistent state */
        RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE = -148, /**< Local: Gap-less ordering would not be guaranteed if proceeding */
        RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED = -147, /**< Local: Maximum application poll interval (max.poll.interval.ms) exceeded */
        RD_KAFKA_RESP_ERR__UNKNOWN_BROKER = -146, /**< Local: Unknown broker */
        RD_KAFKA_RESP_ERR__NOT_CONFIGURED = -145, /**< Local: Functionality not configured */
        RD_KAFKA_RESP_ERR__FENCED = -144, /**< Local: This instance has been fenced by a newer instance */
        RD_KAFKA_RESP_ERR__APPLICATION = -143, /**< Local: Application generated error */
        RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST = -142, /**< Local: Group partition assignment lost */
        RD_KAFKA_RESP_ERR__NOOP = -141, /**< Local: No operation performed */
        RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET = -140, /**< Local: No offset to automatically reset to */
        RD_KAFKA_RESP_ERR__LOG_TRUNCATION = -139, /**< Local: Partition log truncation detected */
        RD_KAFKA_RESP_ERR__INVALID_DIFFERENT_RECORD = -138, /**< Local: an invalid record in the same batch caused the failure of this message too */
        RD_KAFKA_RESP_ERR__DESTROY_BROKER = -137, /**< Local: Broker handle destroyed without termination */
        RD_KAFKA_RESP_ERR__END = -100,
        RD_KAFKA_RESP_ERR_UNKNOWN = -1, /**< Unknown broker error */
        RD_KAFKA_RESP_ERR_NO_ERROR = 0, /**< Success */
        RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE = 1, /**< Broker: Offset out of range */
        RD_KAFKA_RESP_ERR_INVALID_MSG = 2, /**< Broker: Invalid message */
        RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART = 3, /**< Broker: Unknown topic or partition */
        RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE = 4, /**< Broker: Invalid message size */
        RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE = 5, /**< Broker: Leader not available */
        RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION = 6, /**< Broker: Not leader for partition */
        RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT = 7, /**< Broker: Request timed out */
        RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE = 8, /**< Broker: Broker not available */
        RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE = 9, /**< Broker: Replica not available */
        RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE = 10, /**< Broker: Message size too large */
        RD_KAFKA_RESP_ERR_STALE_CTRL_EPOCH = 11, /**< Broker: StaleControllerEpochCode */
        RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE = 12, /**< Broker: Offset metadata string too large */
        RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION = 13, /**< Broker: Broker disconnected before response received */
        RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS = 14, /**< Broker: Coordinator load in progress */
        RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE = 15, /**< Broker: Coordinator not available */
        RD_KAFKA_RESP_ERR_NOT_COORDINATOR = 16, /**< Broker: Not coordinator */
        RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION = 17, /**< Broker: Invalid topic */
        RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE = 18, /**< Broker: Message batch larger than configured server segment size */
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS = 19, /**< Broker: Not enough in-sync replicas */
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND = 20, /**< Broker: Message(s) written to insufficient number of in-sync replicas */
        RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS = 21, /**< Broker: Invalid required acks value */
        RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION = 22, /**< Broker: Specified group generation id is not valid */
        RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL = 23, /**< Broker: Inconsistent group protocol */
        RD_KAFKA_RESP_ERR_INVALID_GROUP_ID = 24, /**< Broker: Invalid group.id */
        RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID = 25, /**< Broker: Unknown member */
        RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT = 26, /**< Broker: Invalid session timeout */
        RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS = 27, /**< Broker: Group rebalance in progress */
        RD_KAFKA_RESP_ERR_INVALID_COMMIT_OFFSET_SIZE = 28, /**< Broker: Commit offset data size is not valid */
        RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED = 29, /**< Broker: Topic authorization failed */
        RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED = 30, /**< Broker: Group authorization failed */
        RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED = 31, /**< Broker: Cluster authorization failed */
        RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP = 32, /**< Broker: Invalid timestamp */
        RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM = 33, /**< Broker: Unsupported SASL mechanism */
        RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE = 34, /**< Broker: Request not valid in current SASL state */
        RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION = 35, /**< Broker: API version not supported */
        RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS = 36, /**< Broker: Topic already exists */
        RD_KAFKA_RESP_ERR_INVALID_PARTITIONS = 37, /**< Broker: Invalid number of partitions */
        RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR = 38, /**< Broker: Invalid replication factor */
        RD_KAFKA_RESP_ERR_INVALID_REPLICA_ASSIGNMENT = 39, /**< Broker: Invalid replica assignment */
        RD_KAFKA_RESP_ERR_INVALID_CONFIG = 40, /**< Broker: Configuration is invalid */
        RD_KAFKA_RESP_ERR_NOT_CONTROLLER = 41, /**< Broker: Not controller for cluster */
        RD_KAFKA_RESP_ERR_INVALID_REQUEST = 42, /**< Broker: Invalid request */
        RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT = 43, /**< Broker: Message format on broker does not support request */
        RD_KAFKA_RESP_ERR_POLICY_VIOLATION = 44, /**< Broker: Policy violation */
        RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER = 45, /**< Broker: Broker received an out of order sequence number */
        RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER = 46, /**< Broker: Broker received a duplicate sequence number */
        RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH = 47, /**< Broker: Producer attempted an operation with an old epoch */
        RD_KAFKA_RESP_ERR_INVALID_TXN_STATE = 48, /**< Broker: Producer attempted a transactional operation in an invalid state */
        RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING = 49, /**< Broker: Producer attempted to use a producer id which is not currently assigned to its transactional id */
        RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT = 50, /**< Broker: Transaction timeout is larger than the maximum value allowed by the broker's max.transaction.timeout.ms */
        RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS = 51, /**< Broker: Producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing */
        RD_KAFKA_RESP_ERR_TRANSACTION_COORDINATOR_FENCED = 52, /**< Broker: Indicates that the transaction coordinator sending a WriteTxnMarker is no longer the current coordinator for a given producer */
        RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED = 53, /**< Broker: Transactional Id authorization failed */
        RD_KAFKA_RESP_ERR_SECURITY_DISABLED = 54, /**< Broker: Security features are disabled */
        RD_KAFKA_RESP_ERR_OPERATION_NOT_ATTEMPTED = 55, /**< Broker: Operation not attempted */
        RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR = 56, /**< Broker: Disk error when trying to access log file on disk */
        RD_KAFKA_RESP_ERR_LOG_DIR_NOT_FOUND = 57, /**< Broker: The user-specified log directory is not found in the broker config */
        RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED = 58, /**< Broker: SASL Authentication failed */
        RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID = 59, /**< Broker: Unknown Producer Id */
        RD_KAFKA_RESP_ERR_REASSIGNMENT_IN_PROGRESS = 60, /**< Broker: Partition reassignment is in progress */
        RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_AUTH_DISABLED = 61, /**< Broker: Delegation Token feature is not enabled */
        RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_NOT_FOUND = 62, /**< Broker: Delegation Token is not found on server */
        RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_OWNER_MISMATCH = 63, /**< Broker: Specified Principal is not valid Owner/Renewer */
        RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_REQUEST_NOT_ALLOWED = 64, /**< Broker: Delegation Token requests are not allowed on this connection */
        RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_AUTHORIZATION_FAILED = 65, /**< Broker: Delegation Token authorization failed */
        RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_EXPIRED = 66, /**< Broker: Delegation Token is expired */
        RD_KAFKA_RESP_ERR_INVALID_PRINCIPAL_TYPE = 67, /**< Broker: Supplied principalType is not supported */
        RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP = 68, /**< Broker: The group is not empty */
        RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND = 69, /**< Broker: The group id does not exist */
        RD_KAFKA_RESP_ERR_FETCH_SESSION_ID_NOT_FOUND = 70, /**< Broker: The fetch session ID was not found */
        RD_KAFKA_RESP_ERR_INVALID_FETCH_SESSION_EPOCH = 71, /**< Broker: The fetch session epoch is invalid */
        RD_KAFKA_RESP_ERR_LISTENER_NOT_FOUND = 72, /**< Broker: No matching listener */
        RD_KAFKA_RESP_ERR_TOPIC_DELETION_DISABLED = 73, /**< Broker: Topic deletion is disabled */
        RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH = 74, /**< Broker: Leader epoch is older than broker epoch */
        RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH = 75, /**< Broker: Leader epoch is newer than broker epoch */
        RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE = 76, /**< Broker: Unsupported compression type */
        RD_KAFKA_RESP_ERR_STALE_BROKER_EPOCH = 77, /**< Broker: Broker epoch has changed */
        RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE = 78, /**< Broker: Leader high watermark is not caught up */
        RD_KAFKA_RESP_ERR_MEMBER_ID_REQUIRED = 79, /**< Broker: Group member needs a valid member ID */
        RD_KAFKA_RESP_ERR_PREFERRED_LEADER_NOT_AVAILABLE = 80, /**< Broker: Preferred leader was not available */
        RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED = 81, /**< Broker: Consumer group has reached maximum size */
        RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID = 82, /**< Broker: Static consumer fenced by other consumer with same group.instance.id */
        RD_KAFKA_RESP_ERR_ELIGIBLE_LEADERS_NOT_AVAILABLE = 83, /**< Broker: Eligible partition leaders are not available */
        RD_KAFKA_RESP_ERR_ELECTION_NOT_NEEDED = 84, /**< Broker: Leader election not needed for topic partition */
        RD_KAFKA_RESP_ERR_NO_REASSIGNMENT_IN_PROGRESS = 85, /**< Broker: No partition reassignment is in progress */
        RD_KAFKA_RESP_ERR_GROUP_SUBSCRIBED_TO_TOPIC = 86, /**< Broker: Deleting offsets of a topic while the consumer group is subscribed to it */
        RD_KAFKA_RESP_ERR_INVALID_RECORD = 87, /**< Broker: Broker failed to validate record */
        RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT = 88, /**< Broker: There are unstable offsets that need to be cleared */
        RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED = 89, /**< Broker: Throttling quota has been exceeded */
        RD_KAFKA_RESP_ERR_PRODUCER_FENCED = 90, /**< Broker: There is a newer producer with the same transactionalId which fences the current one */
        RD_KAFKA_RESP_ERR_RESOURCE_NOT_FOUND = 91, /**< Broker: Request illegally referred to resource that does not exist */
        RD_KAFKA_RESP_ERR_DUPLICATE_RESOURCE = 92, /**< Broker: Request illegally referred to the same resource twice */
        RD_KAFKA_RESP_ERR_UNACCEPTABLE_CREDENTIAL = 93, /**< Broker: Requested credential would not meet criteria for acceptability */
        RD_KAFKA_RESP_ERR_INCONSISTENT_VOTER_SET = 94, /**< Broker: Indicates that the either the sender or recipient of a voter-only request is not one of the expected voters */
        RD_KAFKA_RESP_ERR_INVALID_UPDATE_VERSION = 95, /**< Broker: Invalid update version */
        RD_KAFKA_RESP_ERR_FEATURE_UPDATE_FAILED = 96, /**< Broker: Unable to update finalized features due to server error */
        RD_KAFKA_RESP_ERR_PRINCIPAL_DESERIALIZATION_FAILURE = 97, /**< Broker: Request principal deserialization failed during forwarding */
        RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_ID = 100, /**< Broker: Unknown topic id */
        RD_KAFKA_RESP_ERR_INCONSISTENT_TOPIC_ID = 103, /**< Broker: The log's topic ID did not match the topic ID in the request */
        RD_KAFKA_RESP_ERR_FENCED_MEMBER_EPOCH = 110, /**< Broker: The member epoch is fenced by the group coordinator */
        RD_KAFKA_RESP_ERR_UNRELEASED_INSTANCE_ID = 111, /**< Broker: The instance ID is still used by another member in the consumer group */
        RD_KAFKA_RESP_ERR_UNSUPPORTED_ASSIGNOR = 112, /**< Broker: The assignor or its version range is not supported by the consumer group */
        RD_KAFKA_RESP_ERR_STALE_MEMBER_EPOCH = 113, /**< Broker: The member epoch is stale */
        RD_KAFKA_RESP_ERR_MISMATCHED_ENDPOINT_TYPE = 114, /**< Broker: The request was sent to an endpoint of the wrong type */
        RD_KAFKA_RESP_ERR_UNSUPPORTED_ENDPOINT_TYPE = 115, /**< Broker: This endpoint type is not supported yet */
        RD_KAFKA_RESP_ERR_UNKNOWN_CONTROLLER_ID = 116, /**< Broker: This controller ID is not known */
        RD_KAFKA_RESP_ERR_UNKNOWN_SUBSCRIPTION_ID = 117, /**< Broker: Client sent a push telemetry request with an invalid or outdated subscription ID */
        RD_KAFKA_RESP_ERR_TELEMETRY_TOO_LARGE = 118, /**< Broker: Client sent a push telemetry request larger than the maximum size the broker will accept */
        RD_KAFKA_RESP_ERR_INVALID_REGISTRATION = 119, /**< Broker: The controller has considered the broker registration to be invalid */
        RD_KAFKA_RESP_ERR_TRANSACTION_ABORTABLE = 120, /**< Broker: The server encountered an error with the transaction */
        RD_KAFKA_RESP_ERR_INVALID_RECORD_STATE = 121, /**< Broker: The record state is invalid */
        RD_KAFKA_RESP_ERR_SHARE_SESSION_NOT_FOUND = 122, /**< Broker: The share session was not found */
        RD_KAFKA_RESP_ERR_INVALID_SHARE_SESSION_EPOCH = 123, /**< Broker: The share session epoch is invalid */
        RD_KAFKA_RESP_ERR_FENCED_STATE_EPOCH = 124, /**< Broker: The share-group state epoch did not match */
        RD_KAFKA_RESP_ERR_INVALID_VOTER_KEY = 125, /**< Broker: The voter key doesn't match the receiving replica's key */
        RD_KAFKA_RESP_ERR_DUPLICATE_VOTER = 126, /**< Broker: The voter is already part of the set of voters */
        RD_KAFKA_RESP_ERR_VOTER_NOT_FOUND = 127, /**< Broker: The voter is not part of the set of voters */
        RD_KAFKA_RESP_ERR_INVALID_REGULAR_EXPRESSION = 128, /**< Broker: The regular expression is not valid */
        RD_KAFKA_RESP_ERR_REBOOTSTRAP_REQUIRED = 129, /**< Broker: Client metadata is stale, client should rebootstrap to obtain new metadata */
        RD_KAFKA_RESP_ERR_STREAMS_INVALID_TOPOLOGY = 130, /**< Broker: The supplied topology is invalid */
        RD_KAFKA_RESP_ERR_STREAMS_INVALID_TOPOLOGY_EPOCH = 131, /**< Broker: The supplied topology epoch is invalid */
        RD_KAFKA_RESP_ERR_STREAMS_TOPOLOGY_FENCED = 132, /**< Broker: The supplied topology epoch is outdated */
        RD_KAFKA_RESP_ERR_SHARE_SESSION_LIMIT_REACHED = 133, /**< Broker: The limit of share sessions has been reached */
        RD_KAFKA_RESP_ERR_END_ALL = 134
} rd_kafka_resp_err_t;

/** Kinds of instances. */
typedef enum rd_kafka_type_t {
        RD_KAFKA_PRODUCER = 0,
        RD_KAFKA_CONSUMER = 1
} rd_kafka_type_t;

/** What a message's timestamp says. */
typedef enum rd_kafka_timestamp_type_t {
        RD_KAFKA_TIMESTAMP_NOT_AVAILABLE = 0, /**< There is none. */
        RD_KAFKA_TIMESTAMP_CREATE_TIME = 1, /**< When the producer made the message. */
        RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME = 2 /**< When the broker wrote the message. */
} rd_kafka_timestamp_type_t;

/** Arguments of the produce calls that take any number of them. Use the RD_KAFKA_V_*() macros. */
typedef enum rd_kafka_vtype_t {
        RD_KAFKA_VTYPE_END = 0, /**< End of the arguments. */
        RD_KAFKA_VTYPE_TOPIC = 1, /**< `const char *`: topic by name. */
        RD_KAFKA_VTYPE_RKT = 2, /**< `rd_kafka_topic_t *`: topic by handle. */
        RD_KAFKA_VTYPE_PARTITION = 3, /**< `int32_t`: partition. */
        RD_KAFKA_VTYPE_VALUE = 4, /**< `void *, size_t`: payload. */
        RD_KAFKA_VTYPE_KEY = 5, /**< `void *, size_t`: key. */
        RD_KAFKA_VTYPE_OPAQUE = 6, /**< `void *`: for the delivery report. */
        RD_KAFKA_VTYPE_MSGFLAGS = 7, /**< `int`: RD_KAFKA_MSG_F_* flags. */
        RD_KAFKA_VTYPE_TIMESTAMP = 8, /**< `int64_t`: milliseconds since the epoch. */
        RD_KAFKA_VTYPE_HEADER = 9, /**< `const char *, const void *, ssize_t`: one header. */
        RD_KAFKA_VTYPE_HEADERS = 10 /**< `rd_kafka_headers_t *`: all headers. */
} rd_kafka_vtype_t;

/** Whether a produced message is in the log. */
typedef enum rd_kafka_msg_status_t {
        RD_KAFKA_MSG_STATUS_NOT_PERSISTED = 0, /**< It is not: never sent, or refused. */
        RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED = 1, /**< It was sent; no acknowledgement came. */
        RD_KAFKA_MSG_STATUS_PERSISTED = 2 /**< It is, as far as `acks` asks. */
} rd_kafka_msg_status_t;

/** Results of setting and getting properties. */
typedef enum rd_kafka_conf_res_t {
        RD_KAFKA_CONF_UNKNOWN = -2, /**< There is no such property. */
        RD_KAFKA_CONF_INVALID = -1, /**< The value is not allowed, or the property not supported. */
        RD_KAFKA_CONF_OK = 0 /**< Done. */
} rd_kafka_conf_res_t;

/** What `rd_kafka_conf_set_ssl_cert()` sets. */
typedef enum rd_kafka_cert_type_t {
        RD_KAFKA_CERT_PUBLIC_KEY = 0, /**< The client's certificate. */
        RD_KAFKA_CERT_PRIVATE_KEY = 1, /**< The client's private key. */
        RD_KAFKA_CERT_CA = 2, /**< Certificates to trust. */
        RD_KAFKA_CERT__CNT = 3 /**< How many there are. */
} rd_kafka_cert_type_t;

/** How a certificate or key is encoded. */
typedef enum rd_kafka_cert_enc_t {
        RD_KAFKA_CERT_ENC_PKCS12 = 0,
        RD_KAFKA_CERT_ENC_DER = 1,
        RD_KAFKA_CERT_ENC_PEM = 2,
        RD_KAFKA_CERT_ENC__CNT = 3 /**< How many there are. */
} rd_kafka_cert_enc_t;

/** What a share consumer says of a message (KIP-932). */
typedef enum rd_kafka_share_AcknowledgeType_s {
        RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_ACCEPT = 1, /**< Processed. */
        RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_RELEASE = 2, /**< Deliver it again, to any member. */
        RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_REJECT = 3 /**< Never deliver it again. */
} rd_kafka_share_AcknowledgeType_t;

/** States of a group. */
typedef enum rd_kafka_consumer_group_state_t {
        RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN = 0,
        RD_KAFKA_CONSUMER_GROUP_STATE_PREPARING_REBALANCE = 1,
        RD_KAFKA_CONSUMER_GROUP_STATE_COMPLETING_REBALANCE = 2,
        RD_KAFKA_CONSUMER_GROUP_STATE_STABLE = 3,
        RD_KAFKA_CONSUMER_GROUP_STATE_DEAD = 4,
        RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY = 5,
        RD_KAFKA_CONSUMER_GROUP_STATE__CNT = 6 /**< How many there are. */
} rd_kafka_consumer_group_state_t;

/** Protocols of a group. */
typedef enum rd_kafka_consumer_group_type_t {
        RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN = 0,
        RD_KAFKA_CONSUMER_GROUP_TYPE_CONSUMER = 1, /**< Brokers assign the partitions (KIP-848). */
        RD_KAFKA_CONSUMER_GROUP_TYPE_CLASSIC = 2, /**< A member assigns the partitions. */
        RD_KAFKA_CONSUMER_GROUP_TYPE__CNT = 3 /**< How many there are. */
} rd_kafka_consumer_group_type_t;

/** The library's threads, as interceptors see them. */
typedef enum rd_kafka_thread_type_t {
        RD_KAFKA_THREAD_MAIN = 0, /**< The thread of an instance. */
        RD_KAFKA_THREAD_BACKGROUND = 1, /**< The thread that serves the background queue. */
        RD_KAFKA_THREAD_BROKER = 2 /**< The thread of a broker. */
} rd_kafka_thread_type_t;

/** Admin operations, for `rd_kafka_AdminOptions_new()`. */
typedef enum rd_kafka_admin_op_t {
        RD_KAFKA_ADMIN_OP_ANY = 0, /**< Options for any operation. */
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
        RD_KAFKA_ADMIN_OP__CNT = 23 /**< How many there are. */
} rd_kafka_admin_op_t;

/** Whether messages of unfinished and aborted transactions count. */
typedef enum rd_kafka_IsolationLevel_t {
        RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED = 0,
        RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED = 1
} rd_kafka_IsolationLevel_t;

/** Operations that access control entries are about. */
typedef enum rd_kafka_AclOperation_t {
        RD_KAFKA_ACL_OPERATION_UNKNOWN = 0, /**< One that this library does not know. */
        RD_KAFKA_ACL_OPERATION_ANY = 1, /**< In a filter: every one. */
        RD_KAFKA_ACL_OPERATION_ALL = 2, /**< In an entry: every one. */
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
        RD_KAFKA_ACL_OPERATION__CNT = 13 /**< How many there are. */
} rd_kafka_AclOperation_t;

/** Where a property's value comes from. */
typedef enum rd_kafka_ConfigSource_t {
        RD_KAFKA_CONFIG_SOURCE_UNKNOWN_CONFIG = 0, /**< Brokers did not say. */
        RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG = 1, /**< Set on the topic. */
        RD_KAFKA_CONFIG_SOURCE_DYNAMIC_BROKER_CONFIG = 2, /**< Set on the broker while running. */
        RD_KAFKA_CONFIG_SOURCE_DYNAMIC_DEFAULT_BROKER_CONFIG = 3, /**< Set on all brokers while running. */
        RD_KAFKA_CONFIG_SOURCE_STATIC_BROKER_CONFIG = 4, /**< In the broker's configuration file. */
        RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG = 5, /**< The default. */
        RD_KAFKA_CONFIG_SOURCE_GROUP_CONFIG = 8, /**< Set on the group. */
        RD_KAFKA_CONFIG_SOURCE__CNT = 9 /**< One more than the highest. */
} rd_kafka_ConfigSource_t;

/** Types of resources. */
typedef enum rd_kafka_ResourceType_t {
        RD_KAFKA_RESOURCE_UNKNOWN = 0,
        RD_KAFKA_RESOURCE_ANY = 1, /**< In a filter: every one. */
        RD_KAFKA_RESOURCE_TOPIC = 2,
        RD_KAFKA_RESOURCE_GROUP = 3,
        RD_KAFKA_RESOURCE_BROKER = 4, /**< A broker; the whole cluster in access control entries. */
        RD_KAFKA_RESOURCE_TRANSACTIONAL_ID = 5,
        RD_KAFKA_RESOURCE__CNT = 6 /**< How many there are. */
} rd_kafka_ResourceType_t;

/** How an access control entry's name is matched. */
typedef enum rd_kafka_ResourcePatternType_t {
        RD_KAFKA_RESOURCE_PATTERN_UNKNOWN = 0,
        RD_KAFKA_RESOURCE_PATTERN_ANY = 1, /**< In a filter: every one. */
        RD_KAFKA_RESOURCE_PATTERN_MATCH = 2, /**< In a filter: every one that applies to the name. */
        RD_KAFKA_RESOURCE_PATTERN_LITERAL = 3, /**< The name itself, `*` for all. */
        RD_KAFKA_RESOURCE_PATTERN_PREFIXED = 4, /**< All names that begin so. */
        RD_KAFKA_RESOURCE_PATTERN_TYPE__CNT = 5 /**< How many there are. */
} rd_kafka_ResourcePatternType_t;

/** Changes of a property. */
typedef enum rd_kafka_AlterConfigOpType_t {
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_SET = 0, /**< To the value given. */
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_DELETE = 1, /**< Back to the default. */
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_APPEND = 2, /**< The value added to the list. */
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_SUBTRACT = 3, /**< The value taken from the list. */
        RD_KAFKA_ALTER_CONFIG_OP_TYPE__CNT = 4 /**< How many there are. */
} rd_kafka_AlterConfigOpType_t;

/** Offsets to ask for, besides timestamps. */
typedef enum rd_kafka_OffsetSpec_t {
        RD_KAFKA_OFFSET_SPEC_MAX_TIMESTAMP = -3, /**< Of the message with the highest timestamp. */
        RD_KAFKA_OFFSET_SPEC_EARLIEST = -2, /**< The oldest. */
        RD_KAFKA_OFFSET_SPEC_LATEST = -1 /**< The one after the newest. */
} rd_kafka_OffsetSpec_t;

/** Mechanisms of SCRAM. */
typedef enum rd_kafka_ScramMechanism_t {
        RD_KAFKA_SCRAM_MECHANISM_UNKNOWN = 0,
        RD_KAFKA_SCRAM_MECHANISM_SHA_256 = 1,
        RD_KAFKA_SCRAM_MECHANISM_SHA_512 = 2,
        RD_KAFKA_SCRAM_MECHANISM__CNT = 3 /**< How many there are. */
} rd_kafka_ScramMechanism_t;

/** Whether an access control entry allows or denies. */
typedef enum rd_kafka_AclPermissionType_t {
        RD_KAFKA_ACL_PERMISSION_TYPE_UNKNOWN = 0,
        RD_KAFKA_ACL_PERMISSION_TYPE_ANY = 1, /**< In a filter: both. */
        RD_KAFKA_ACL_PERMISSION_TYPE_DENY = 2,
        RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW = 3,
        RD_KAFKA_ACL_PERMISSION_TYPE__CNT = 4 /**< How many there are. */
} rd_kafka_AclPermissionType_t;

/** Kinds of elections of partition leaders. */
typedef enum rd_kafka_ElectionType_t {
        RD_KAFKA_ELECTION_TYPE_PREFERRED = 0, /**< The partition's first replica, when it is in sync. */
        RD_KAFKA_ELECTION_TYPE_UNCLEAN = 1 /**< Any live replica when none is in sync: messages may be lost. */
} rd_kafka_ElectionType_t;

/** A client instance: a producer or a consumer. See `rd_kafka_new()`. */
typedef struct rd_kafka_s rd_kafka_t;

/** A topic of an instance, for the legacy produce and consume calls. See `rd_kafka_topic_new()`. */
typedef struct rd_kafka_topic_s rd_kafka_topic_t;

/** A configuration of an instance. See `rd_kafka_conf_new()`. */
typedef struct rd_kafka_conf_s rd_kafka_conf_t;

/** A configuration of a topic. See `rd_kafka_topic_conf_new()`. */
typedef struct rd_kafka_topic_conf_s rd_kafka_topic_conf_t;

/** A reference to a queue of events and messages. See `rd_kafka_queue_new()`. */
typedef struct rd_kafka_queue_s rd_kafka_queue_t;

/** An event taken from a queue. See `rd_kafka_queue_poll()`. */
typedef struct rd_kafka_op_s rd_kafka_event_t;

/** The outcome of an admin operation for one topic. */
typedef struct rd_kafka_topic_result_s rd_kafka_topic_result_t;

/** What identifies a consumer within its group, for transactions. */
typedef struct rd_kafka_consumer_group_metadata_s rd_kafka_consumer_group_metadata_t;

/** An error with its code, text and flags. NULL stands for success. See `rd_kafka_error_destroy()`. */
typedef struct rd_kafka_error_s rd_kafka_error_t;

/** The headers of a message: an ordered list of names and values. */
typedef struct rd_kafka_headers_s rd_kafka_headers_t;

/** The outcome of an admin operation for one group. */
typedef struct rd_kafka_group_result_s rd_kafka_group_result_t;

/** The outcome of creating one access control entry. */
typedef struct rd_kafka_acl_result_s rd_kafka_acl_result_t;

/** A 128 bit identifier, such as a topic's. */
typedef struct rd_kafka_Uuid_s rd_kafka_Uuid_t;

/** The outcome of an admin operation for one partition. */
typedef struct rd_kafka_topic_partition_result_s rd_kafka_topic_partition_result_t;

/** A consumer of a share group (KIP-932). See `rd_kafka_share_consumer_new()`. */
typedef struct rd_kafka_share_s rd_kafka_share_t;

/** A batch of messages of a share consumer. */
typedef struct rd_kafka_messages_s rd_kafka_messages_t;

/** A partition with offsets that were acknowledged. */
typedef struct rd_kafka_share_partition_offsets_s rd_kafka_share_partition_offsets_t;

/** Partitions with offsets that were acknowledged. */
typedef struct rd_kafka_share_partition_offsets_list_s rd_kafka_share_partition_offsets_list_t;

/** A broker, as results of admin operations name it. */
typedef struct rd_kafka_Node_s rd_kafka_Node_t;

/** Options of an admin operation. */
typedef struct rd_kafka_AdminOptions_s rd_kafka_AdminOptions_t;

/** A topic to create. */
typedef struct rd_kafka_NewTopic_s rd_kafka_NewTopic_t;

/** A topic to delete. */
typedef struct rd_kafka_DeleteTopic_s rd_kafka_DeleteTopic_t;

/** A topic to add partitions to. */
typedef struct rd_kafka_NewPartitions_s rd_kafka_NewPartitions_t;

/** A property of a resource. */
typedef struct rd_kafka_ConfigEntry_s rd_kafka_ConfigEntry_t;

/** A resource with properties: a topic, broker or group. */
typedef struct rd_kafka_ConfigResource_s rd_kafka_ConfigResource_t;

/** Records to delete. */
typedef struct rd_kafka_DeleteRecords_s rd_kafka_DeleteRecords_t;

/** A set of topics. */
typedef struct rd_kafka_TopicCollection_s rd_kafka_TopicCollection_t;

/** A partition in the description of its topic. */
typedef struct rd_kafka_TopicPartitionInfo_s rd_kafka_TopicPartitionInfo_t;

/** The description of a topic. */
typedef struct rd_kafka_TopicDescription_s rd_kafka_TopicDescription_t;

/** A group in a listing. */
typedef struct rd_kafka_ConsumerGroupListing_s rd_kafka_ConsumerGroupListing_t;

/** Groups and errors of a listing. */
typedef struct rd_kafka_ListConsumerGroupsResult_s rd_kafka_ListConsumerGroupsResult_t;

/** The description of a group. */
typedef struct rd_kafka_ConsumerGroupDescription_s rd_kafka_ConsumerGroupDescription_t;

/** A member in the description of its group. */
typedef struct rd_kafka_MemberDescription_s rd_kafka_MemberDescription_t;

/** The partitions of a member. */
typedef struct rd_kafka_MemberAssignment_s rd_kafka_MemberAssignment_t;

/** A group to delete. */
typedef struct rd_kafka_DeleteGroup_s rd_kafka_DeleteGroup_t;

/** A group whose committed offsets are asked for. */
typedef struct rd_kafka_ListConsumerGroupOffsets_s rd_kafka_ListConsumerGroupOffsets_t;

/** A group with offsets to commit. */
typedef struct rd_kafka_AlterConsumerGroupOffsets_s rd_kafka_AlterConsumerGroupOffsets_t;

/** A group with offsets to delete. */
typedef struct rd_kafka_DeleteConsumerGroupOffsets_s rd_kafka_DeleteConsumerGroupOffsets_t;

/** An offset that was asked for. */
typedef struct rd_kafka_ListOffsetsResultInfo_s rd_kafka_ListOffsetsResultInfo_t;

/** What brokers tell about a SCRAM credential. */
typedef struct rd_kafka_ScramCredentialInfo_s rd_kafka_ScramCredentialInfo_t;

/** The SCRAM credentials of a user. */
typedef struct rd_kafka_UserScramCredentialsDescription_s rd_kafka_UserScramCredentialsDescription_t;

/** A SCRAM credential to create, replace or delete. */
typedef struct rd_kafka_UserScramCredentialAlteration_s rd_kafka_UserScramCredentialAlteration_t;

/** The outcome of changing the SCRAM credentials of a user. */
typedef struct rd_kafka_AlterUserScramCredentials_result_response_s rd_kafka_AlterUserScramCredentials_result_response_t;

/** An access control entry. */
typedef struct rd_kafka_AclBinding_s rd_kafka_AclBinding_t;

/** What a filter has matched and deleted. */
typedef struct rd_kafka_DeleteAcls_result_response_s rd_kafka_DeleteAcls_result_response_t;

/** An election of partition leaders. */
typedef struct rd_kafka_ElectLeaders_s rd_kafka_ElectLeaders_t;

/** One argument of `rd_kafka_produceva()`: `vtype` says which member of `u` holds the value. */
typedef struct rd_kafka_vu_s {
        rd_kafka_vtype_t vtype;
        union {
                const char *cstr;      /**< TOPIC */
                rd_kafka_topic_t *rkt; /**< RKT */
                int i;                 /**< MSGFLAGS */
                int32_t i32;           /**< PARTITION */
                int64_t i64;           /**< TIMESTAMP */
                struct {
                        void *ptr;
                        size_t size;
                } mem; /**< VALUE, KEY */
                struct {
                        const char *name;
                        const void *val;
                        ssize_t size; /**< -1: a string, as long as strlen() says */
                } header;             /**< HEADER */
                rd_kafka_headers_t *headers; /**< HEADERS */
                void *ptr;                   /**< OPAQUE */
                char _pad[64];               /**< Room for types to come. */
        } u;
} rd_kafka_vu_t;

/** The result of `rd_kafka_DescribeConfigs()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DescribeConfigs_result_t;

/** The result of `rd_kafka_AlterConfigs()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_AlterConfigs_result_t;

/** The result of `rd_kafka_IncrementalAlterConfigs()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_IncrementalAlterConfigs_result_t;

/**
 * A partition of a topic with what an operation says about it. Elements of lists come from
 * `rd_kafka_topic_partition_list_add()` only.
 */
struct rd_kafka_topic_partition_s {
        char *topic;
        int32_t partition;
        /** RD_KAFKA_OFFSET_INVALID unless set. */
        int64_t offset;
        /** A commit's metadata, owned by the element, from malloc(). */
        void *metadata;
        size_t metadata_size;
        /** The application's. */
        void *opaque;
        /** The outcome for this partition. */
        rd_kafka_resp_err_t err;
        /** The library's: zero in elements that were not made by it. */
        void *_private;
};

typedef struct rd_kafka_topic_partition_s rd_kafka_topic_partition_t;

/** A list of partitions. Read its members, change it with functions only. */
struct rd_kafka_topic_partition_list_s {
        /** Number of elements. */
        int cnt;
        /** Number of elements that there is room for. */
        int size;
        rd_kafka_topic_partition_t *elems;
};

typedef struct rd_kafka_topic_partition_list_s rd_kafka_topic_partition_list_t;

/** The result of `rd_kafka_DeleteRecords()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DeleteRecords_result_t;

/** The result of `rd_kafka_ListOffsets()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_ListOffsets_result_t;

/** The result of `rd_kafka_CreateTopics()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_CreateTopics_result_t;

/** The result of `rd_kafka_DeleteTopics()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DeleteTopics_result_t;

/** The result of `rd_kafka_CreatePartitions()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_CreatePartitions_result_t;

/**
 * A message: consumed, or in a delivery report. It is read only, and `err` comes first: when it is set, `payload` may
 * hold a text instead.
 */
struct rd_kafka_message_s {
        /** What the message stands for when it is not NO_ERROR. */
        rd_kafka_resp_err_t err;
        /** The topic. */
        rd_kafka_topic_t *rkt;
        int32_t partition;
        /** NULL for a tombstone. */
        void *payload;
        /** The payload's length in bytes. */
        size_t len;
        /** NULL when there is none. */
        void *key;
        /** The key's length in bytes. */
        size_t key_len;
        /** Position in the partition; RD_KAFKA_OFFSET_INVALID where delivery has failed. */
        int64_t offset;
        /** A consumed message's: the library's. A delivery report's: the message's opaque. */
        void *_private;
};

typedef struct rd_kafka_message_s rd_kafka_message_t;

/** An error code in the table of `rd_kafka_get_err_descs()`. */
struct rd_kafka_err_desc {
        rd_kafka_resp_err_t code;
        /** Without the `RD_KAFKA_RESP_ERR_` prefix; NULL where a number is not used. */
        const char *name;
        /** For humans. */
        const char *desc;
};

/** An event's type: one of RD_KAFKA_EVENT_*. */
typedef int rd_kafka_event_type_t;

/**
 * Called for each `rd_kafka_conf_set()` before the built-in properties are looked at. CONF_OK takes the property
 * over, CONF_UNKNOWN passes it on, CONF_INVALID (explained in `errstr`) refuses it. `val` is NULL for a reset. A property
 * that is set by an alias is shown under both names, and may be shown more than once. Copies of the configuration are set
 * to what was taken over, by way of the interceptors that `on_conf_dup` registers on them.
 */
typedef rd_kafka_conf_res_t (rd_kafka_interceptor_f_on_conf_set_t)(rd_kafka_conf_t *conf,
                                                                    const char *name,
                                                                    const char *val,
                                                                    char *errstr,
                                                                    size_t errstr_size,
                                                                    void *ic_opaque);

/**
 * Called for each copy of a configuration, to let the interceptor copy its own state. Interceptors are not copied
 * themselves: this one registers them anew on `new_conf`, which has its defaults still. Properties of `old_conf` are
 * copied afterwards, but for those whose names begin with one of the `filter_cnt` entries of `filter`.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_conf_dup_t)(rd_kafka_conf_t *new_conf,
                                                                    const rd_kafka_conf_t *old_conf,
                                                                    size_t filter_cnt,
                                                                    const char **filter,
                                                                    void *ic_opaque);

/**
 * Called when the configuration that carries the interceptor is destroyed, by itself or, as the last thing, with the
 * instance that it was given to: the place to free `ic_opaque`.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_conf_destroy_t)(void *ic_opaque);

/**
 * Called from `rd_kafka_new()` while the instance is being made: the place to register the instance's interceptors.
 * `rk` may not be used for anything else yet. A failure, explained in `errstr`, is logged and changes nothing.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_new_t)(rd_kafka_t *rk,
                                                               const rd_kafka_conf_t *conf,
                                                               void *ic_opaque,
                                                               char *errstr,
                                                               size_t errstr_size);

/** Called when the instance is being destroyed, or could not be made after all. Its threads have ended. */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_destroy_t)(rd_kafka_t *rk, void *ic_opaque);

/**
 * Called in the producing thread for each message before it is queued and before its partition is chosen, unless it is
 * too large or there is no room for it. The message belongs to the library; its headers may be changed, nothing else. A
 * failure is logged and does not keep the message.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_send_t)(rd_kafka_t *rk,
                                                                rd_kafka_message_t *rkmessage,
                                                                void *ic_opaque);

/**
 * Called for each message that was delivered or has failed, before its delivery report reaches the application,
 * from a thread of the library or, if it could not be queued, from the producing one. `rkmessage` is read-only. Messages
 * that the end of the instance drops are not shown.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_acknowledgement_t)(rd_kafka_t *rk,
                                                                           rd_kafka_message_t *rkmessage,
                                                                           void *ic_opaque);

/**
 * Called for each consumed message just before the application gets it, in the application's thread. Errors in a
 * message's place are not shown.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_consume_t)(rd_kafka_t *rk,
                                                                   rd_kafka_message_t *rkmessage,
                                                                   void *ic_opaque);

/**
 * Called in the instance's thread when offsets were committed or a commit has failed; `offsets` has each partition's own error, `err` the
 * one of the whole commit.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_commit_t)(rd_kafka_t *rk,
                                                                  const rd_kafka_topic_partition_list_t *offsets,
                                                                  rd_kafka_resp_err_t err,
                                                                  void *ic_opaque);

/**
 * Called in the broker's thread when a request of `size` bytes has been written to socket `sockfd`. A request is
 * told apart by `sockfd` and `corrid`.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_request_sent_t)(rd_kafka_t *rk,
                                                                        int sockfd,
                                                                        const char *broker_name,
                                                                        int32_t broker_id,
                                                                        int16_t api_key,
                                                                        int16_t api_version,
                                                                        int32_t corrid,
                                                                        size_t size,
                                                                        void *ic_opaque);

/**
 * Called in the broker's thread when a response was received, or a request that was sent has failed with `err`. `size` is
 * what follows the correlation id, `rtt` the time since the request was sent in microseconds. Without a response `size` is
 * 0, `rtt` -1, and `sockfd` -1, since the socket may be closed. The request is told by `corrid`, and `sockfd` if there is one.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_response_received_t)(rd_kafka_t *rk,
                                                                             int sockfd,
                                                                             const char *broker_name,
                                                                             int32_t broker_id,
                                                                             int16_t api_key,
                                                                             int16_t api_version,
                                                                             int32_t corrid,
                                                                             size_t size,
                                                                             int64_t rtt,
                                                                             rd_kafka_resp_err_t err,
                                                                             void *ic_opaque);

/** Called in each thread of the library when it begins. `thread_name` is for humans. */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_thread_start_t)(rd_kafka_t *rk,
                                                                        rd_kafka_thread_type_t thread_type,
                                                                        const char *thread_name,
                                                                        void *ic_opaque);

/** Called in each thread of the library just before it ends, also when `on_thread_start` had failed in it. */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_thread_exit_t)(rd_kafka_t *rk,
                                                                       rd_kafka_thread_type_t thread_type,
                                                                       const char *thread_name,
                                                                       void *ic_opaque);

/**
 * Called in the broker's thread when the connection's state has changed to `state` (`CONNECT`, `UP`, `DOWN`...).
 * `secproto` is the security protocol, `name` and `port` the broker's address.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_broker_state_change_t)(rd_kafka_t *rk,
                                                                               int32_t broker_id,
                                                                               const char *secproto,
                                                                               const char *name,
                                                                               int port,
                                                                               const char *state,
                                                                               void *ic_opaque);

/** A broker. */
struct rd_kafka_metadata_broker {
        int32_t id;
        char *host;
        int port;
};

/** A member of a group. */
struct rd_kafka_group_member_info {
        char *member_id;
        char *client_id;
        char *client_host;
        /** In the form of its protocol. */
        void *member_metadata;
        int member_metadata_size;
        /** In the form of its protocol. */
        void *member_assignment;
        int member_assignment_size;
};

/** A group, as its coordinator describes it. */
struct rd_kafka_group_info {
        /** The coordinator. */
        struct rd_kafka_metadata_broker broker;
        char *group;
        rd_kafka_resp_err_t err;
        char *state;
        char *protocol_type;
        char *protocol;
        struct rd_kafka_group_member_info *members;
        int member_cnt;
};

/** Groups. See `rd_kafka_list_groups()`. */
struct rd_kafka_group_list {
        struct rd_kafka_group_info *groups;
        int group_cnt;
};

/** A partition with its replicas, named by broker ids. */
struct rd_kafka_metadata_partition {
        int32_t id;
        /** What the broker says of the partition. */
        rd_kafka_resp_err_t err;
        /** -1 when there is none. */
        int32_t leader;
        int replica_cnt;
        int32_t *replicas;
        int isr_cnt;
        /** The replicas that are in sync. */
        int32_t *isrs;
};

/** A topic with its partitions. */
struct rd_kafka_metadata_topic {
        char *topic;
        int partition_cnt;
        struct rd_kafka_metadata_partition *partitions;
        /** What the broker says of the topic. */
        rd_kafka_resp_err_t err;
};

/** Brokers and topics of the cluster. See `rd_kafka_metadata()`. */
struct rd_kafka_metadata {
        int broker_cnt;
        struct rd_kafka_metadata_broker *brokers;
        int topic_cnt;
        struct rd_kafka_metadata_topic *topics;
        /** The broker that was asked. */
        int32_t orig_broker_id;
        /** That broker's name. */
        char *orig_broker_name;
};

/** The result of `rd_kafka_ListConsumerGroups()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_ListConsumerGroups_result_t;

/** The result of `rd_kafka_DescribeConsumerGroups()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DescribeConsumerGroups_result_t;

/** The result of `rd_kafka_DescribeTopics()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DescribeTopics_result_t;

/** The result of `rd_kafka_DescribeCluster()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DescribeCluster_result_t;

/** The result of `rd_kafka_DeleteGroups()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DeleteGroups_result_t;

/** The result of `rd_kafka_DeleteConsumerGroupOffsets()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DeleteConsumerGroupOffsets_result_t;

/** The result of `rd_kafka_CreateAcls()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_CreateAcls_result_t;

/** The result of `rd_kafka_DescribeAcls()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DescribeAcls_result_t;

/** The result of `rd_kafka_DeleteAcls()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DeleteAcls_result_t;

/** The result of `rd_kafka_ListConsumerGroupOffsets()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_ListConsumerGroupOffsets_result_t;

/** The result of `rd_kafka_AlterConsumerGroupOffsets()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_AlterConsumerGroupOffsets_result_t;

/** The result of `rd_kafka_DescribeUserScramCredentials()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_DescribeUserScramCredentials_result_t;

/** The result of `rd_kafka_AlterUserScramCredentials()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_AlterUserScramCredentials_result_t;

/** The result of `rd_kafka_ElectLeaders()`: an event seen as such. */
typedef rd_kafka_event_t rd_kafka_ElectLeaders_result_t;

/** What access control entries to find. */
typedef rd_kafka_AclBinding_t rd_kafka_AclBindingFilter_t;

typedef struct rd_kafka_metadata_broker rd_kafka_metadata_broker_t;

typedef struct rd_kafka_metadata_partition rd_kafka_metadata_partition_t;

typedef struct rd_kafka_metadata rd_kafka_metadata_t;

typedef struct rd_kafka_metadata_topic rd_kafka_metadata_topic_t;

/**
 * What a plugin library exports as `conf_init`: called once when `plugin.library.paths` is set, it registers the
 * plugin's interceptors on `conf`. `*plug_opaquep` is handed to nothing but the plugin. A result other than
 * NO_ERROR, explained in `errstr`, makes `rd_kafka_conf_set()` fail.
 */
typedef rd_kafka_resp_err_t (rd_kafka_plugin_f_conf_init_t)(rd_kafka_conf_t *conf,
                                                             void **plug_opaquep,
                                                             char *errstr,
                                                             size_t errstr_size);

/*
 * Version
 * =======
 */

/** The version of the loaded library as 0xMMmmrrxx: major, minor, revision, and 0xff for a release. */
int rd_kafka_version(void);

/** The version of the loaded library as text. The string is static. */
const char *rd_kafka_version_str(void);

/** The values of the `debug` property, separated by commas. The string is static. */
const char *rd_kafka_get_debug_contexts(void);

/*
 * Errors
 * ======
 */

/**
 * Sets `*errdescs` to the table of all error codes, and `*cntp` to its number of entries. The table belongs to the
 * library and lives as long as the process. Entries for unused codes have a NULL name, and entries that delimit a
 * range of codes have a NULL `desc`. Any thread.
 */
void rd_kafka_get_err_descs(const struct rd_kafka_err_desc **errdescs,
                            size_t *cntp);

/**
 * The human-readable label of `err`. The string is static; that of a code that is not known ("Err-%i?") lasts until
 * the same thread asks for another one.
 */
const char *rd_kafka_err2str(rd_kafka_resp_err_t err);

/**
 * The name of `err` without its prefix `RD_KAFKA_RESP_ERR_`. The string is static; that of a code that is not known
 * ("ERR_%i?") lasts until the same thread asks for another one.
 */
const char *rd_kafka_err2name(rd_kafka_resp_err_t err);

/**
 * The outcome of the calling thread's latest legacy call: one that reports failure by -1 or NULL and errno. Other
 * calls do not change it.
 */
rd_kafka_resp_err_t rd_kafka_last_error(void);

/**
 * The error code for an errno that a legacy call set, or `RD_KAFKA_RESP_ERR__FAIL` for one that none of them sets.
 * Deprecated for rd_kafka_last_error(), which knows more codes than errno can tell apart.
 */
RD_DEPRECATED rd_kafka_resp_err_t rd_kafka_errno2err(int errnox);

/** The calling thread's errno as the library's C runtime sees it. Deprecated for rd_kafka_last_error(). */
RD_DEPRECATED int rd_kafka_errno(void);

/**
 * Tells whether the instance has met an error that it cannot recover from (an idempotent or transactional
 * producer that can no longer keep its guarantees, a fenced static consumer), and which one first.
 *
 * `errstr`, when not NULL, receives its text, cut to `errstr_size` bytes. Any thread. Returns the original
 * error code, or NO_ERROR when there is none. After a fatal error the only thing left is to destroy the
 * instance.
 */
rd_kafka_resp_err_t rd_kafka_fatal_error(rd_kafka_t *rk, char *errstr, size_t errstr_size);

/**
 * Puts the instance into the fatal state as if `err` had happened, with `reason` in the error text, to let
 * an application test its handling: the error callback or event is raised with _FATAL, and produce calls
 * fail from then on.
 *
 * Any thread. Returns NO_ERROR, or _PREV_IN_PROGRESS when a fatal error had been raised before.
 */
rd_kafka_resp_err_t rd_kafka_test_fatal_error(rd_kafka_t *rk, rd_kafka_resp_err_t err, const char *reason);

/** The error code, or `RD_KAFKA_RESP_ERR_NO_ERROR` for NULL. */
rd_kafka_resp_err_t rd_kafka_error_code(const rd_kafka_error_t *error);

/** The name of the error's code as rd_kafka_err2name() gives it, or an empty string for NULL. */
const char *rd_kafka_error_name(const rd_kafka_error_t *error);

/**
 * What went wrong, for people: the error's own message, or else the label of its code. The string belongs to
 * `error`. An empty string for NULL.
 */
const char *rd_kafka_error_string(const rd_kafka_error_t *error);

/**
 * 1 if the client instance cannot be used any further and the application must destroy it; 0 otherwise, and for
 * NULL.
 */
int rd_kafka_error_is_fatal(const rd_kafka_error_t *error);

/** 1 if the same call may succeed when it is made again; 0 otherwise, and for NULL. */
int rd_kafka_error_is_retriable(const rd_kafka_error_t *error);

/**
 * 1 if the current transaction must be aborted with rd_kafka_abort_transaction() before a new one can begin; 0
 * otherwise, and for NULL. Only errors of the transactional API have it (KIP-360).
 */
int rd_kafka_error_txn_requires_abort(const rd_kafka_error_t *error);

/** Frees `error`, which may be NULL. */
void rd_kafka_error_destroy(rd_kafka_error_t *error);

/**
 * Makes an error object with `code` and a message formatted as by printf(); without a format (NULL) the message is the
 * code's own text. For applications and plugins that return errors of their own; it is neither fatal nor
 * retriable. The caller frees it with `rd_kafka_error_destroy()`.
 */
rd_kafka_error_t *rd_kafka_error_new(rd_kafka_resp_err_t code, const char *fmt, ...) RD_FORMAT(printf, 2, 3);

/*
 * Topic partition lists
 * =====================
 */

/**
 * Frees a single partition that a call returned for the caller to own. Elements of a list go with their list.
 * NULL is ignored.
 */
void rd_kafka_topic_partition_destroy(rd_kafka_topic_partition_t *rktpar);

/** Sets the leader epoch that the partition's offset belongs to, -1 for none (KIP-320). */
void rd_kafka_topic_partition_set_leader_epoch(rd_kafka_topic_partition_t *rktpar, int32_t leader_epoch);

/** The leader epoch that the partition's offset belongs to, -1 for none (KIP-320). */
int32_t rd_kafka_topic_partition_get_leader_epoch(const rd_kafka_topic_partition_t *rktpar);

/**
 * A new list with room for `size` elements at first; it grows as they are added. The caller frees it with
 * rd_kafka_topic_partition_list_destroy(). One thread at a time may use a list.
 */
rd_kafka_topic_partition_list_t *rd_kafka_topic_partition_list_new(int size);

/**
 * Frees the list and its elements with their topics and metadata; the elements' opaque pointers are not followed.
 * NULL is ignored.
 */
void rd_kafka_topic_partition_list_destroy(rd_kafka_topic_partition_list_t *rkparlist);

/**
 * Adds an element, also where the same partition is in the list already, and returns it for its fields to be filled
 * in. The name of the topic is copied. The pointer is valid until the list changes; the caller must not free it. A
 * `metadata` that the application sets must be libc's memory: the list frees it.
 */
rd_kafka_topic_partition_t *rd_kafka_topic_partition_list_add(rd_kafka_topic_partition_list_t *rktparlist,
                                                              const char *topic,
                                                              int32_t partition);

/** Adds the partitions `start` to `stop`, both included, of one topic. */
void rd_kafka_topic_partition_list_add_range(rd_kafka_topic_partition_list_t *rktparlist,
                                             const char *topic,
                                             int32_t start,
                                             int32_t stop);

/**
 * Removes the first element of this partition. Returns 1, or 0 if there is none. Pointers to elements become
 * invalid.
 */
int rd_kafka_topic_partition_list_del(rd_kafka_topic_partition_list_t *rktparlist,
                                      const char *topic,
                                      int32_t partition);

/**
 * Removes the element at place `idx`. Returns 1, or 0 if there is no such place. Pointers to elements become
 * invalid.
 */
int rd_kafka_topic_partition_list_del_by_idx(rd_kafka_topic_partition_list_t *rktparlist, int idx);

/**
 * A copy of the list with copies of all topics and metadata; opaque pointers are copied as they are. The caller frees
 * it with rd_kafka_topic_partition_list_destroy(). NULL for NULL.
 */
rd_kafka_topic_partition_list_t *rd_kafka_topic_partition_list_copy(const rd_kafka_topic_partition_list_t *src);

/**
 * Sets the offset of the first element of this partition. Returns `RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION` if there is
 * none.
 */
rd_kafka_resp_err_t rd_kafka_topic_partition_list_set_offset(rd_kafka_topic_partition_list_t *rktparlist,
                                                             const char *topic,
                                                             int32_t partition,
                                                             int64_t offset);

/**
 * The first element of this partition, or NULL if there is none. It belongs to the list, and the pointer is valid
 * until the list changes.
 */
rd_kafka_topic_partition_t *rd_kafka_topic_partition_list_find(const rd_kafka_topic_partition_list_t *rktparlist,
                                                               const char *topic,
                                                               int32_t partition);

/**
 * Sorts the list by `cmp`, which is given two `const rd_kafka_topic_partition_t *` and `cmp_opaque`, and returns less
 * than, equal to or more than 0. NULL sorts by topic, byte by byte, then by partition. Equal elements keep their
 * order. Pointers to elements point to others afterwards.
 */
void rd_kafka_topic_partition_list_sort(rd_kafka_topic_partition_list_t *rktparlist,
                                        int (*cmp)(const void *a, const void *b, void *opaque),
                                        void *cmp_opaque);

/*
 * Message headers
 * ===============
 */

/**
 * A new list of headers with room for `initial_count` at first. It is the caller's: either a produce call takes it
 * over, or rd_kafka_headers_destroy() frees it. One thread at a time may use it (KIP-82).
 */
rd_kafka_headers_t *rd_kafka_headers_new(size_t initial_count);

/** Frees `hdrs` and with it every name and value that was read from it. NULL is ignored. */
void rd_kafka_headers_destroy(rd_kafka_headers_t *hdrs);

/** A copy of `src` that is the caller's own, or NULL for NULL. */
rd_kafka_headers_t *rd_kafka_headers_copy(const rd_kafka_headers_t *src);

/**
 * Adds a header behind the others; names may repeat. Name and value are copied. A size of -1 takes the length of a C
 * string, and a NULL `value` adds a header without a value, whatever its size.
 * Returns `RD_KAFKA_RESP_ERR__INVALID_ARG` for NULL headers, and for a NULL name whose size is not 0.
 */
rd_kafka_resp_err_t rd_kafka_header_add(rd_kafka_headers_t *hdrs,
                                        const char *name,
                                        ssize_t name_size,
                                        const void *value,
                                        ssize_t value_size);

/**
 * Removes all headers of this name. Returns `RD_KAFKA_RESP_ERR__NOENT` if there is none. Pointers to the values of
 * other headers stay valid.
 */
rd_kafka_resp_err_t rd_kafka_header_remove(rd_kafka_headers_t *hdrs,
                                           const char *name);

/**
 * Finds the last header of this name. Sets `*valuep` to its value, which belongs to `hdrs` and is followed by a zero
 * byte that `*sizep` does not count, or to NULL if it has no value. Returns `RD_KAFKA_RESP_ERR__NOENT`, and sets
 * nothing, if there is no such header.
 */
rd_kafka_resp_err_t rd_kafka_header_get_last(const rd_kafka_headers_t *hdrs,
                                             const char *name,
                                             const void **valuep,
                                             size_t *sizep);

/** As rd_kafka_header_get_last(), for the header of this name that has `idx` others of the same name before it. */
rd_kafka_resp_err_t rd_kafka_header_get(const rd_kafka_headers_t *hdrs,
                                        size_t idx,
                                        const char *name,
                                        const void **valuep,
                                        size_t *sizep);

/**
 * As rd_kafka_header_get_last(), for the header at position `idx` whatever its name, which `*namep` is set to. The
 * name belongs to `hdrs` too.
 */
rd_kafka_resp_err_t rd_kafka_header_get_all(const rd_kafka_headers_t *hdrs,
                                            size_t idx,
                                            const char **namep,
                                            const void **valuep,
                                            size_t *sizep);

/*
 * Messages
 * ========
 */

/** The number of messages in a batch from `rd_kafka_share_poll()`, 0 for NULL. */
size_t rd_kafka_messages_count(const rd_kafka_messages_t *messages);

/**
 * Message `index` (from 0) of a batch from `rd_kafka_share_poll()`. It is owned by the batch and must not be
 * destroyed on its own. Returns NULL when `index` is out of range.
 */
rd_kafka_message_t *rd_kafka_messages_get(const rd_kafka_messages_t *messages, size_t index);

/** Frees a batch from `rd_kafka_share_poll()` with all its messages. NULL is allowed. */
void rd_kafka_messages_destroy(rd_kafka_messages_t *messages);

/**
 * Frees a message that a consume or poll call returned; payload, key and headers go with it. Messages shown to
 * callbacks, and those inside events, are not the application's to destroy. Any thread, also after the consumer was
 * closed, but not after its instance was destroyed.
 */
void rd_kafka_message_destroy(rd_kafka_message_t *rkmessage);

/**
 * The text of a message's error: what the broker or client said where that is known (a consumer error
 * carries it as its payload), else the code's description. Returns NULL when the message has no error. The
 * string is owned by the message.
 */
const char *rd_kafka_message_errstr(const rd_kafka_message_t *rkmessage);

/**
 * The broker's own words on a delivery failure, where it sent any (such as why a record was rejected). Returns NULL
 * when the message was delivered, or there are none: `rd_kafka_err2str()` has the text of the message's `err` then. The
 * string is valid as long as the message.
 */
const char *rd_kafka_message_produce_errstr(const rd_kafka_message_t *rkmessage);

/**
 * The message's timestamp in milliseconds since the epoch, -1 when it has none. `tstype`, when not NULL,
 * receives whether it is the producer's (CREATE_TIME), the broker's (LOG_APPEND_TIME) or not available, as for a message
 * that was not delivered.
 */
int64_t rd_kafka_message_timestamp(const rd_kafka_message_t *rkmessage,
                                   rd_kafka_timestamp_type_t *tstype);

/**
 * The time from the produce call to now in microseconds, that is to the delivery report when called from within its
 * callback. Only for messages of delivery reports; returns -1 for others.
 */
int64_t rd_kafka_message_latency(const rd_kafka_message_t *rkmessage);

/** The id of the broker that the message was produced to or fetched from, -1 when that is not known. */
int32_t rd_kafka_message_broker_id(const rd_kafka_message_t *rkmessage);

/**
 * Gives the message's headers in `*hdrsp`. They stay owned by the message, and are decoded at the first
 * call. Returns NO_ERROR, _NOENT when the message has none, or an error when they cannot be decoded;
 * `*hdrsp` is NULL then.
 */
rd_kafka_resp_err_t rd_kafka_message_headers(const rd_kafka_message_t *rkmessage, rd_kafka_headers_t **hdrsp);

/**
 * As `rd_kafka_message_headers()`, the same pointer, but hands the headers over to the caller, who frees them with
 * `rd_kafka_headers_destroy()`. A consumed message decodes its headers anew if it is asked again, others have none from
 * then on.
 */
rd_kafka_resp_err_t rd_kafka_message_detach_headers(rd_kafka_message_t *rkmessage,
                                                    rd_kafka_headers_t **hdrsp);

/**
 * Replaces the message's headers by `hdrs`, which the message owns from then on; the old ones are freed.
 * NULL removes them. Meant for interceptors of the producer (`on_send`).
 */
void rd_kafka_message_set_headers(rd_kafka_message_t *rkmessage, rd_kafka_headers_t *hdrs);

/** The number of headers. */
size_t rd_kafka_header_cnt(const rd_kafka_headers_t *hdrs);

/**
 * Tells from a delivery report whether the message is in the log: PERSISTED (acknowledged), NOT_PERSISTED
 * (never sent, or refused), or POSSIBLY_PERSISTED (sent, but its acknowledgement was not received).
 */
rd_kafka_msg_status_t rd_kafka_message_status(const rd_kafka_message_t *rkmessage);

/**
 * The partition leader's epoch that a consumed message was written in, -1 when not known. Storing or
 * committing it along with the offset lets the consumer notice a truncated log (KIP-320).
 */
int32_t rd_kafka_message_leader_epoch(const rd_kafka_message_t *rkmessage);

/**
 * How often a share consumer's group has been given this message, the present delivery included (KIP-932).
 * Returns -1 for messages of other consumers.
 */
int16_t rd_kafka_message_delivery_count(const rd_kafka_message_t *rkmessage);

/*
 * Uuid
 * ====
 */

/**
 * The identifier as 22 characters of unpadded base64, in the standard alphabet. The string belongs to `uuid` and
 * lives as long. Any thread.
 */
const char *rd_kafka_Uuid_base64str(const rd_kafka_Uuid_t *uuid);

/** The lower 64 bits. */
int64_t rd_kafka_Uuid_least_significant_bits(const rd_kafka_Uuid_t *uuid);

/** The upper 64 bits. */
int64_t rd_kafka_Uuid_most_significant_bits(const rd_kafka_Uuid_t *uuid);

/** A new identifier from its two halves; it is the caller's to destroy with rd_kafka_Uuid_destroy(). */
rd_kafka_Uuid_t *rd_kafka_Uuid_new(int64_t most_significant_bits, int64_t least_significant_bits);

/** A copy that is the caller's to destroy with rd_kafka_Uuid_destroy(). */
rd_kafka_Uuid_t *rd_kafka_Uuid_copy(const rd_kafka_Uuid_t *uuid);

/** Frees `uuid`, which may be NULL. */
void rd_kafka_Uuid_destroy(rd_kafka_Uuid_t *uuid);

/*
 * Configuration
 * =============
 */

/**
 * A new configuration with every property at its default. Free it with `rd_kafka_conf_destroy()` unless
 * `rd_kafka_new()` has taken it over. A configuration is not locked: use it from one thread at a time.
 */
rd_kafka_conf_t *rd_kafka_conf_new(void);

/**
 * Frees a configuration, its default topic configuration included. Not for one that `rd_kafka_new()` has taken
 * over. NULL is ignored.
 */
void rd_kafka_conf_destroy(rd_kafka_conf_t *conf);

/**
 * A copy of the configuration, callbacks, opaque pointer and default topic configuration included. The caller owns
 * it.
 */
rd_kafka_conf_t *rd_kafka_conf_dup(const rd_kafka_conf_t *conf);

/**
 * A copy of the configuration in which all properties whose names begin with one of the `filter_cnt` strings of
 * `filter` are at their defaults. The names are those that `rd_kafka_conf_dump()` shows. The caller owns the copy.
 */
rd_kafka_conf_t *rd_kafka_conf_dup_filter(const rd_kafka_conf_t *conf,
                                          size_t filter_cnt,
                                          const char **filter);

/**
 * The instance's own configuration, to read with `rd_kafka_conf_get()` and `rd_kafka_conf_dump()`. It is
 * owned by the instance, valid as long as that, and must not be changed.
 */
const rd_kafka_conf_t *rd_kafka_conf(rd_kafka_t *rk);

/**
 * Sets the property `name` to the text `value`. Topic properties are set on the default topic configuration.
 *
 * NULL or an empty text sets text properties to their default and is refused for all others. Numbers may be
 * decimal, hexadecimal (`0x`) or octal (`0`); names of values are case-insensitive. CONFIGURATION.md describes all
 * properties.
 *
 * Returns CONF_OK; CONF_UNKNOWN when there is no such property; or CONF_INVALID when the value is not allowed or the
 * property has a function of its own. Then `errstr`, which may be NULL, holds the reason, cut to `errstr_size`
 * bytes, and the property is as before.
 */
rd_kafka_conf_res_t rd_kafka_conf_set(rd_kafka_conf_t *conf,
                                      const char *name,
                                      const char *value,
                                      char *errstr,
                                      size_t errstr_size);

/**
 * Enables events: `events` is a mask of `RD_KAFKA_EVENT_..` bits. What is enabled is put on queues, to be taken with
 * `rd_kafka_queue_poll()`; callbacks for the same things are not called then.
 */
void rd_kafka_conf_set_events(rd_kafka_conf_t *conf,
                              int events);

/**
 * Sets a callback that takes the instance's events on a thread of the library's own, `rdk:bg`, which is started for
 * it. What to get is chosen with `rd_kafka_conf_set_events()`. The callback owns each event and destroys it with
 * `rd_kafka_event_destroy()`. It must not destroy the instance.
 */
void rd_kafka_conf_set_background_event_cb(rd_kafka_conf_t *conf,
                                           void (*event_cb)(rd_kafka_t *rk, rd_kafka_event_t *rkev, void *opaque));

/**
 * Sets the older delivery report callback, called once for each message from `rd_kafka_poll()` or
 * `rd_kafka_flush()`: payload, length, error and the message's opaque. Use `rd_kafka_conf_set_dr_msg_cb()` instead.
 */
void rd_kafka_conf_set_dr_cb(rd_kafka_conf_t *conf,
                             void (*dr_cb)(rd_kafka_t *rk,
                                           void *payload,
                                           size_t len,
                                           rd_kafka_resp_err_t err,
                                           void *opaque,
                                           void *msg_opaque));

/**
 * Sets the delivery report callback, called once for each message from `rd_kafka_poll()` or `rd_kafka_flush()`.
 * `rkmessage->err` is 0 for a message that was written; `rkmessage->_private` is the opaque given when it was
 * produced. The message is the library's and valid during the call.
 */
void rd_kafka_conf_set_dr_msg_cb(rd_kafka_conf_t *conf, void (*dr_msg_cb)(rd_kafka_t *rk,
                                                                          const rd_kafka_message_t *rkmessage,
                                                                          void *opaque));

/**
 * Sets a callback for consumed messages, called from `rd_kafka_consumer_poll()` with each instead of it being
 * returned. The message is the library's and valid during the call.
 */
void rd_kafka_conf_set_consume_cb(rd_kafka_conf_t *conf, void (*consume_cb)(rd_kafka_message_t *rkmessage,
                                                                            void *opaque));

/**
 * Sets the rebalance callback, called from `rd_kafka_consumer_poll()` or `rd_kafka_consumer_close()` when the group
 * assigns or revokes partitions. `err` is `ERR__ASSIGN_PARTITIONS`, `ERR__REVOKE_PARTITIONS`, or an error after
 * which the assignment is to be given up. The callback must answer with `rd_kafka_assign()`, or with
 * `rd_kafka_incremental_assign()` and `rd_kafka_incremental_unassign()` when the protocol is cooperative. The list is
 * the library's and valid during the call.
 */
void rd_kafka_conf_set_rebalance_cb(rd_kafka_conf_t *conf,
                                    void (*rebalance_cb)(rd_kafka_t *rk,
                                                         rd_kafka_resp_err_t err,
                                                         rd_kafka_topic_partition_list_t *partitions,
                                                         void *opaque));

/**
 * Sets a callback for the outcome of offset commits, called from `rd_kafka_consumer_poll()`. `offsets` holds an error
 * for each partition; `err` is `ERR__NO_OFFSET` when there was nothing to commit. The list is the library's and
 * valid during the call.
 */
void rd_kafka_conf_set_offset_commit_cb(rd_kafka_conf_t *conf,
                                        void (*offset_commit_cb)(rd_kafka_t *rk,
                                                                 rd_kafka_resp_err_t err,
                                                                 rd_kafka_topic_partition_list_t *offsets,
                                                                 void *opaque));

/**
 * Sets a callback for errors of the instance as a whole, called from `rd_kafka_poll()` and the like; without one they
 * are logged. Most tell of a condition that the library keeps working on; on `ERR__FATAL` ask
 * `rd_kafka_fatal_error()`. `reason` is the library's and valid during the call.
 */
void rd_kafka_conf_set_error_cb(rd_kafka_conf_t *conf,
                                void (*error_cb)(rd_kafka_t *rk, int err, const char *reason, void *opaque));

/**
 * Sets a callback for throttling by brokers, called from `rd_kafka_poll()` and the like when a broker has delayed the
 * client (`throttle_time_ms` > 0), and once when it no longer does.
 */
void rd_kafka_conf_set_throttle_cb(rd_kafka_conf_t *conf,
                                   void (*throttle_cb)(rd_kafka_t *rk,
                                                       const char *broker_name,
                                                       int32_t broker_id,
                                                       int throttle_time_ms,
                                                       void *opaque));

/**
 * Sets where log lines go; standard error if it was never called, nowhere for NULL. Unless `log.queue` is set, the
 * callback runs on the library's own threads, several at once: it must be quick, thread-safe, and call nothing of
 * this library but `rd_kafka_name()` and `rd_kafka_opaque()`. `level` is syslog's, `rk` may be NULL.
 */
void rd_kafka_conf_set_log_cb(rd_kafka_conf_t *conf,
                              void (*log_cb)(const rd_kafka_t *rk, int level, const char *fac, const char *buf));

/**
 * Sets the callback for statistics, called from `rd_kafka_poll()` and the like every `statistics.interval.ms` with a
 * JSON text of `json_len` bytes. It returns 0, and the text is freed then; or 1, and the text is the application's to
 * free with `rd_kafka_mem_free()`.
 *
 * Counters go on for ever; the windows `int_latency`, `outbuf_latency`, `rtt` (microseconds), `throttle`
 * (milliseconds), `batchsize` (bytes) and `batchcnt` (messages) cover the time since the statistics before. While
 * statistics wait to be served no others are made: those of an application that did not poll cover all of that time.
 */
void rd_kafka_conf_set_stats_cb(rd_kafka_conf_t *conf,
                                int (*stats_cb)(rd_kafka_t *rk, char *json, size_t json_len, void *opaque));

/**
 * Sets the callback that provides OAUTHBEARER tokens (KIP-255), called from `rd_kafka_poll()` and the like, or from
 * the SASL queue, when one is needed. It answers with `rd_kafka_oauthbearer_set_token()` or
 * `rd_kafka_oauthbearer_set_token_failure()`. `oauthbearer_config` is the value of `sasl.oauthbearer.config`.
 */
void rd_kafka_conf_set_oauthbearer_token_refresh_cb(rd_kafka_conf_t *conf,
                                                    void (*oauthbearer_token_refresh_cb)(rd_kafka_t *rk,
                                                                                         const char *oauthbearer_config,
                                                                                         void *opaque));

/**
 * Serves SASL callbacks and events on a queue of their own, `rd_kafka_queue_get_sasl()`, instead of the main one, so
 * that another thread than the one that polls can provide tokens. `enable` is 0 or 1.
 */
void rd_kafka_conf_enable_sasl_queue(rd_kafka_conf_t *conf,
                                     int enable);

/**
 * Sets a function that opens sockets, as socket(2) does; it returns the descriptor or -1 with errno set. Called from
 * the library's own threads, several at once.
 */
void rd_kafka_conf_set_socket_cb(rd_kafka_conf_t *conf,
                                 int (*socket_cb)(int domain, int type_, int protocol, void *opaque));

/**
 * Sets a function that connects sockets, as connect(2) does without blocking; it returns 0 (connected or under way) or
 * an errno. `id` names the broker. Called from the library's own threads, several at once.
 */
void rd_kafka_conf_set_connect_cb(rd_kafka_conf_t *conf,
                                  int (*connect_cb)(int sockfd,
                                                    const struct sockaddr *addr,
                                                    int addrlen,
                                                    const char *id,
                                                    void *opaque));

/** Sets a function that closes sockets, as close(2) does. Called from the library's own threads, several at once. */
void rd_kafka_conf_set_closesocket_cb(rd_kafka_conf_t *conf,
                                      int (*closesocket_cb)(int sockfd, void *opaque));

/**
 * Sets a function that opens files, as open(2) does; it returns the descriptor or -1 with errno set. Called from the
 * library's own threads, several at once.
 */
void rd_kafka_conf_set_open_cb(rd_kafka_conf_t *conf,
                               int (*open_cb)(const char *pathname, int flags, mode_t mode, void *opaque));

/**
 * Sets a function that resolves host names, as getaddrinfo(3) does and with its results. It is called with `node` and
 * `service` NULL to free the list in `*res`, as freeaddrinfo(3) does. Called from the library's own threads, several
 * at once.
 */
void rd_kafka_conf_set_resolve_cb(rd_kafka_conf_t *conf,
                                  int (*resolve_cb)(const char *node,
                                                    const char *service,
                                                    const struct addrinfo *hints,
                                                    struct addrinfo **res,
                                                    void *opaque));

/**
 * Sets a function that has the last word on each certificate of a broker's chain. `buf` is the certificate in DER,
 * `depth` its place in the chain from the broker's own (0) up, `*x509_error` OpenSSL's verdict, which the function may
 * change. It returns 1 to accept the certificate, or 0 with a reason in `errstr`. Called from the library's own
 * threads, several at once. Returns CONF_OK.
 */
rd_kafka_conf_res_t rd_kafka_conf_set_ssl_cert_verify_cb(rd_kafka_conf_t *conf,
                                                         int (*ssl_cert_verify_cb)(rd_kafka_t *rk,
                                                                                   const char *broker_name,
                                                                                   int32_t broker_id,
                                                                                   int *x509_error,
                                                                                   int depth,
                                                                                   const char *buf,
                                                                                   size_t size,
                                                                                   char *errstr,
                                                                                   size_t errstr_size,
                                                                                   void *opaque));

/**
 * Sets the client's certificate, its key, or the authorities to trust, from `size` bytes at `buffer`, which are copied.
 * A private key's password is taken from `ssl.key.password`, which is set before. A NULL `buffer` clears what was set.
 *
 * Returns CONF_OK, or CONF_INVALID with a reason in `errstr` when type or encoding are not known or the bytes are
 * not of that encoding.
 */
rd_kafka_conf_res_t rd_kafka_conf_set_ssl_cert(rd_kafka_conf_t *conf,
                                               rd_kafka_cert_type_t cert_type,
                                               rd_kafka_cert_enc_t cert_enc,
                                               const void *buffer,
                                               size_t size,
                                               char *errstr,
                                               size_t errstr_size);

/**
 * Sets the data that is handed to the OpenSSL engine at `ssl.engine.location`. It must stay valid as long as the
 * instance.
 */
void rd_kafka_conf_set_engine_callback_data(rd_kafka_conf_t *conf,
                                            void *callback_data);

/**
 * Sets the pointer that all callbacks are handed and `rd_kafka_opaque()` returns. The library does nothing else with
 * it.
 */
void rd_kafka_conf_set_opaque(rd_kafka_conf_t *conf,
                              void *opaque);

/** The pointer that was set with `rd_kafka_conf_set_opaque()`, as callbacks receive it. Any thread. */
void *rd_kafka_opaque(const rd_kafka_t *rk);

/**
 * Sets the configuration of topics that are not given one of their own, in place of any that was set before, topic
 * properties set with `rd_kafka_conf_set()` included. `conf` takes `tconf` over: do not use it any more.
 */
void rd_kafka_conf_set_default_topic_conf(rd_kafka_conf_t *conf,
                                          rd_kafka_topic_conf_t *tconf);

/**
 * The configuration of topics that are not given one of their own, or NULL if nothing was set on it yet. It is the
 * configuration's: changes count, but it must not be destroyed, and is valid until another is set.
 */
rd_kafka_topic_conf_t *rd_kafka_conf_get_default_topic_conf(rd_kafka_conf_t *conf);

/**
 * Copies the text of property `name` to `dest`, cut to `*dest_size` bytes with its final zero byte, and sets
 * `*dest_size` to the bytes that the whole text takes. A NULL `dest` only asks for the size. Topic properties are
 * looked up in the default topic configuration.
 *
 * Returns CONF_OK, or CONF_UNKNOWN when there is no such property or it has no value.
 */
rd_kafka_conf_res_t rd_kafka_conf_get(const rd_kafka_conf_t *conf,
                                      const char *name,
                                      char *dest,
                                      size_t *dest_size);

/** Copies the text of a topic property; see `rd_kafka_conf_get()`. */
rd_kafka_conf_res_t rd_kafka_topic_conf_get(const rd_kafka_topic_conf_t *conf,
                                            const char *name,
                                            char *dest,
                                            size_t *dest_size);

/**
 * All properties that have a value: an array of names and values, alternating. `*cntp` is the number of strings, twice
 * that of the properties. Free it with `rd_kafka_conf_dump_free()`.
 */
const char **rd_kafka_conf_dump(rd_kafka_conf_t *conf,
                                size_t *cntp);

/** All topic properties that have a value; see `rd_kafka_conf_dump()`. */
const char **rd_kafka_topic_conf_dump(rd_kafka_topic_conf_t *conf, size_t *cntp);

/** Frees an array from `rd_kafka_conf_dump()` or `rd_kafka_topic_conf_dump()` and its `cnt` strings. */
void rd_kafka_conf_dump_free(const char **arr, size_t cnt);

/** Prints a table of all properties to `fp`, with range, default and description, in Markdown. */
void rd_kafka_conf_properties_show(FILE *fp);

/*
 * Topic configuration
 * ===================
 */

/**
 * A new topic configuration with every property at its default. Free it with `rd_kafka_topic_conf_destroy()` unless
 * `rd_kafka_topic_new()` or `rd_kafka_conf_set_default_topic_conf()` has taken it over.
 */
rd_kafka_topic_conf_t *rd_kafka_topic_conf_new(void);

/** A copy of the topic configuration, callbacks and opaque pointer included. The caller owns it. */
rd_kafka_topic_conf_t *rd_kafka_topic_conf_dup(const rd_kafka_topic_conf_t *conf);

/**
 * A copy of the instance's default topic configuration, for topics that differ from it in a few properties.
 * The caller owns it, until it is passed to `rd_kafka_topic_new()`.
 */
rd_kafka_topic_conf_t *rd_kafka_default_topic_conf_dup(rd_kafka_t *rk);

/** Frees a topic configuration. Not for one that was taken over. NULL is ignored. */
void rd_kafka_topic_conf_destroy(rd_kafka_topic_conf_t *topic_conf);

/** Sets a topic property; see `rd_kafka_conf_set()`. */
rd_kafka_conf_res_t rd_kafka_topic_conf_set(rd_kafka_topic_conf_t *conf,
                                            const char *name,
                                            const char *value,
                                            char *errstr,
                                            size_t errstr_size);

/**
 * Sets the pointer that `rd_kafka_topic_opaque()` returns and the partitioner is handed. The library does nothing else
 * with it.
 */
void rd_kafka_topic_conf_set_opaque(rd_kafka_topic_conf_t *conf,
                                    void *rkt_opaque);

/**
 * Sets a function that chooses each message's partition. It returns a number from 0 to `partition_cnt` - 1, or
 * `RD_KAFKA_PARTITION_UA` if it cannot. It may ask `rd_kafka_topic_partition_available()`, must not block, and may be
 * called from any thread, several at once. `rkt_opaque` is the topic's pointer, `msg_opaque` the message's.
 */
void rd_kafka_topic_conf_set_partitioner_cb(rd_kafka_topic_conf_t *topic_conf,
                                            int32_t (*partitioner)(const rd_kafka_topic_t *rkt,
                                                                   const void *keydata,
                                                                   size_t keylen,
                                                                   int32_t partition_cnt,
                                                                   void *rkt_opaque,
                                                                   void *msg_opaque));

/**
 * Sets a function that compares two messages to order the producer's queue. It has no effect: messages are sent in the
 * order in which they were produced.
 */
void rd_kafka_topic_conf_set_msg_order_cmp(rd_kafka_topic_conf_t *topic_conf,
                                           int (*msg_order_cmp)(const rd_kafka_message_t *a,
                                                                const rd_kafka_message_t *b));

/*
 * Partitioners
 * ============
 */

/**
 * For partitioner callbacks only: returns 1 when `partition` of `rkt` has a leader and can be produced to
 * now, else 0. Calling it from anywhere else is an error.
 */
int rd_kafka_topic_partition_available(const rd_kafka_topic_t *rkt, int32_t partition);

/** Chooses at random, whatever the key. Returns a partition from 0 to `partition_cnt` - 1. */
int32_t rd_kafka_msg_partitioner_random(const rd_kafka_topic_t *_rkt,
                                        const void *key,
                                        size_t keylen,
                                        int32_t partition_cnt,
                                        void *_rkt_opaque,
                                        void *_msg_opaque);

/**
 * Chooses by the CRC-32 of the key; a NULL key counts as an empty one, and both have partition 0. Returns a
 * partition from 0 to `partition_cnt` - 1.
 */
int32_t rd_kafka_msg_partitioner_consistent(const rd_kafka_topic_t *_rkt,
                                            const void *key,
                                            size_t keylen,
                                            int32_t partition_cnt,
                                            void *_rkt_opaque,
                                            void *_msg_opaque);

/**
 * The default partitioner: by the CRC-32 of the key, at random for an empty or NULL one. Returns a partition from 0
 * to `partition_cnt` - 1.
 */
int32_t rd_kafka_msg_partitioner_consistent_random(const rd_kafka_topic_t *_rkt,
                                                   const void *key,
                                                   size_t keylen,
                                                   int32_t partition_cnt,
                                                   void *_rkt_opaque,
                                                   void *_msg_opaque);

/**
 * Chooses as the Java client does, by the Murmur2 hash of the key; a NULL key counts as an empty one. Returns a
 * partition from 0 to `partition_cnt` - 1.
 */
int32_t rd_kafka_msg_partitioner_murmur2(const rd_kafka_topic_t *_rkt,
                                         const void *key,
                                         size_t keylen,
                                         int32_t partition_cnt,
                                         void *_rkt_opaque,
                                         void *_msg_opaque);

/**
 * Chooses as the Java client does, by the Murmur2 hash of the key, at random for a NULL key (but not for an empty
 * one). Returns a partition from 0 to `partition_cnt` - 1.
 */
int32_t rd_kafka_msg_partitioner_murmur2_random(const rd_kafka_topic_t *_rkt,
                                                const void *key,
                                                size_t keylen,
                                                int32_t partition_cnt,
                                                void *_rkt_opaque,
                                                void *_msg_opaque);

/**
 * Chooses as Sarama does, by the FNV-1a hash of the key; a NULL key counts as an empty one. Returns a partition from
 * 0 to `partition_cnt` - 1.
 */
int32_t rd_kafka_msg_partitioner_fnv1a(const rd_kafka_topic_t *_rkt,
                                       const void *key,
                                       size_t keylen,
                                       int32_t partition_cnt,
                                       void *_rkt_opaque,
                                       void *_msg_opaque);

/**
 * Chooses as Sarama does, by the FNV-1a hash of the key, at random for a NULL key (but not for an empty one).
 * Returns a partition from 0 to `partition_cnt` - 1.
 */
int32_t rd_kafka_msg_partitioner_fnv1a_random(const rd_kafka_topic_t *_rkt,
                                              const void *key,
                                              size_t keylen,
                                              int32_t partition_cnt,
                                              void *_rkt_opaque,
                                              void *_msg_opaque);

/*
 * Instances
 * =========
 */

/**
 * Creates an instance: a producer or a consumer with its threads. It connects to brokers in the background;
 * a broker that is down is not an error here.
 *
 * `conf` may be NULL for the defaults. It is owned by the instance when the call succeeds and stays with the
 * caller when it fails; it must not be used for two instances. On failure the reason is written to `errstr`
 * (`errstr_size` bytes), NULL is returned, and `rd_kafka_last_error()` and errno have the code. Free the
 * instance with `rd_kafka_destroy()`.
 *
 * One instance serves any number of topics and partitions, and all its functions may be called from any
 * thread. It does not survive a fork(): create it in the child.
 */
rd_kafka_t *rd_kafka_new(rd_kafka_type_t client_type, rd_kafka_conf_t *conf, char *errstr, size_t errstr_size);

/**
 * Frees the instance: closes a consumer (leaving its group) unless that was done, waits for its threads, and
 * drops messages that are still queued, without delivery reports: call `rd_kafka_flush()` first.
 *
 * All messages, events, queues and topic handles taken from the instance must have been given back before.
 * Blocks until done. Must not be called from one of the instance's own callbacks.
 */
void rd_kafka_destroy(rd_kafka_t *rk);

/**
 * As `rd_kafka_destroy()`, steered by RD_KAFKA_DESTROY_F_* flags: NO_CONSUMER_CLOSE skips the orderly
 * closing of the consumer, so that no rebalance callback is run.
 */
void rd_kafka_destroy_flags(rd_kafka_t *rk, int flags);

/**
 * The queue on which token refresh requests of a share consumer arrive once
 * `rd_kafka_conf_enable_sasl_queue()` was set, else NULL. See `rd_kafka_queue_get_sasl()`. The caller frees
 * the reference with `rd_kafka_queue_destroy()`.
 */
rd_kafka_queue_t *rd_kafka_share_queue_get_sasl(rd_kafka_share_t *rkshare);

/** `rd_kafka_oauthbearer_set_token()` for a share consumer. */
rd_kafka_resp_err_t rd_kafka_share_oauthbearer_set_token(rd_kafka_share_t *rkshare,
                                                         const char *token_value,
                                                         int64_t md_lifetime_ms,
                                                         const char *md_principal_name,
                                                         const char **extensions,
                                                         size_t extension_size,
                                                         char *errstr,
                                                         size_t errstr_size);

/** `rd_kafka_oauthbearer_set_token_failure()` for a share consumer. */
rd_kafka_resp_err_t rd_kafka_share_oauthbearer_set_token_failure(rd_kafka_share_t *rkshare, const char *errstr);

/**
 * The instance's name, `<client.id>#producer-<n>` or `<client.id>#consumer-<n>`, as log lines show it. Owned
 * by the instance.
 */
const char *rd_kafka_name(const rd_kafka_t *rk);

/** Whether the instance is a producer or a consumer. */
rd_kafka_type_t rd_kafka_type(const rd_kafka_t *rk);

/**
 * The consumer's current member id in its group, "" before it has joined. Returns NULL for a producer or
 * without a group. The caller frees it with `rd_kafka_mem_free()`.
 */
char *rd_kafka_memberid(const rd_kafka_t *rk);

/**
 * The cluster's id as the brokers report it, waiting up to `timeout_ms` (-1: forever; 0: only what is known
 * already) for the first metadata. Returns NULL when it did not arrive in time. The caller frees it with
 * `rd_kafka_mem_free()`. Any thread, but not from a callback unless `timeout_ms` is 0.
 */
char *rd_kafka_clusterid(rd_kafka_t *rk, int timeout_ms);

/**
 * The id of the broker that is the cluster's controller, waiting up to `timeout_ms` (-1: forever; 0: only
 * what is known already) for the first metadata. Returns -1 when it is not known.
 */
int32_t rd_kafka_controllerid(rd_kafka_t *rk, int timeout_ms);

/*
 * Topic handles
 * =============
 */

/**
 * Makes a handle for `topic`, for the legacy produce and consume calls. Nothing is created on the cluster by
 * that.
 *
 * `conf` may be NULL; else it is consumed by this call, whatever its outcome, and cannot be used again. When
 * a handle for this topic exists already, that one is returned with one more reference, and `conf` has no
 * effect. Free it with `rd_kafka_topic_destroy()` before the instance. Returns NULL on error;
 * `rd_kafka_last_error()` and errno have the code.
 */
rd_kafka_topic_t *rd_kafka_topic_new(rd_kafka_t *rk, const char *topic, rd_kafka_topic_conf_t *conf);

/**
 * Gives a reference from `rd_kafka_topic_new()` back. Messages that are still on their way keep what they
 * need.
 */
void rd_kafka_topic_destroy(rd_kafka_topic_t *rkt);

/** The topic's name. Owned by the handle. */
const char *rd_kafka_topic_name(const rd_kafka_topic_t *rkt);

/** The pointer set with `rd_kafka_topic_conf_set_opaque()` for this topic. */
void *rd_kafka_topic_opaque(const rd_kafka_topic_t *rkt);

/*
 * Serving callbacks
 * =================
 */

/**
 * Serves the instance's callbacks: delivery reports, errors, statistics, throttling, logs (with
 * `log.queue`), commits, rebalances of a group consumer, token refreshes. Waits up to `timeout_ms` for the
 * first (-1: forever, 0: not at all), and serves all that is there then.
 *
 * Callbacks run in the calling thread. A producer must call it regularly, for messages only leave the queue
 * once their delivery report was served. Group consumers use `rd_kafka_consumer_poll()` instead. Returns the
 * number of events served, a batch of delivery reports being one.
 */
int rd_kafka_poll(rd_kafka_t *rk, int timeout_ms);

/**
 * Called from within a callback, makes the poll call that runs it return after that callback, even if more
 * is waiting: what was not served yet stays for the next one. Outside of callbacks it does nothing.
 */
void rd_kafka_yield(rd_kafka_t *rk);

/*
 * Pausing, and looking up offsets
 * ===============================
 */

/**
 * Stops fetching for the listed partitions until `rd_kafka_resume_partitions()`; messages fetched before are
 * dropped and will be fetched again. A pause outlives a new assignment of the partition. Pausing does not keep a consumer
 * from having to poll. Each element's `err` has the partition's own result: _UNKNOWN_PARTITION for one that is not known.
 * On a producer, messages for the partition are still accepted, and wait. Returns NO_ERROR.
 */
rd_kafka_resp_err_t rd_kafka_pause_partitions(rd_kafka_t *rk,
                                              rd_kafka_topic_partition_list_t *partitions);

/**
 * Ends the pause of the listed partitions. Each element's `err` has the partition's own result. Returns
 * NO_ERROR.
 */
rd_kafka_resp_err_t rd_kafka_resume_partitions(rd_kafka_t *rk, rd_kafka_topic_partition_list_t *partitions);

/**
 * Asks the partition's leader for the oldest offset (`*low`) and the next one to be written (`*high`), waiting up to
 * `timeout_ms`. Blocks, so not from a callback. Returns NO_ERROR, or _TIMED_OUT, _UNKNOWN_PARTITION and the like,
 * with the outputs untouched.
 */
rd_kafka_resp_err_t rd_kafka_query_watermark_offsets(rd_kafka_t *rk,
                                                     const char *topic,
                                                     int32_t partition,
                                                     int64_t *low,
                                                     int64_t *high,
                                                     int timeout_ms);

/**
 * The partition's offsets as its last fetch reported them, without asking a broker: RD_KAFKA_OFFSET_INVALID where
 * none is known yet. Only partitions that are being consumed have them. Returns NO_ERROR.
 */
rd_kafka_resp_err_t rd_kafka_get_watermark_offsets(rd_kafka_t *rk,
                                                   const char *topic,
                                                   int32_t partition,
                                                   int64_t *low,
                                                   int64_t *high);

/**
 * Finds, for each partition of `offsets`, the first message whose timestamp is not before the one given in the
 * element's `offset` (milliseconds since the epoch), and puts its offset there, or RD_KAFKA_OFFSET_END when there is
 * none. Each element's `err` is set too.
 *
 * Waits up to `timeout_ms` for the leaders. Not from a callback. Returns NO_ERROR when at least one partition was
 * answered, else _TIMED_OUT, _INVALID_ARG (empty list), _UNKNOWN_PARTITION, LEADER_NOT_AVAILABLE, or
 * NOT_LEADER_FOR_PARTITION when the leader has just changed: a second call asks the new one.
 */
rd_kafka_resp_err_t rd_kafka_offsets_for_times(rd_kafka_t *rk,
                                               rd_kafka_topic_partition_list_t *offsets,
                                               int timeout_ms);

/*
 * Memory
 * ======
 */

/**
 * Allocates `num` zeroed elements of `size` bytes with the library's allocator, which is libc's. Needed where
 * the application's C runtime may differ from the library's. `rk` may be NULL. Free with rd_kafka_mem_free().
 */
void *rd_kafka_mem_calloc(rd_kafka_t *_rk, size_t num, size_t size);

/**
 * Allocates `size` bytes with the library's allocator, which is libc's. `rk` may be NULL. Free with
 * rd_kafka_mem_free().
 */
void *rd_kafka_mem_malloc(rd_kafka_t *_rk, size_t size);

/**
 * Frees memory that a function of this API returned with the demand to free it, or that rd_kafka_mem_malloc() or
 * rd_kafka_mem_calloc() allocated. `rk` may be NULL, and so may `ptr`.
 */
void rd_kafka_mem_free(rd_kafka_t *_rk,
                       void *ptr);

/*
 * Queues
 * ======
 */

/**
 * Makes a queue that belongs to no one yet: for results of admin operations, for partitions to consume from
 * together, or to forward others to. Free it with `rd_kafka_queue_destroy()` before the instance.
 */
rd_kafka_queue_t *rd_kafka_queue_new(rd_kafka_t *rk);

/**
 * Gives a queue reference back. A queue of the instance itself lives on; one from `rd_kafka_queue_new()`
 * goes with what it holds once nothing else refers to it. NULL is allowed.
 */
void rd_kafka_queue_destroy(rd_kafka_queue_t *rkqu);

/**
 * A reference to the queue that `rd_kafka_poll()` serves, for use with `rd_kafka_queue_poll()`. Free it with
 * `rd_kafka_queue_destroy()`.
 */
rd_kafka_queue_t *rd_kafka_queue_get_main(rd_kafka_t *rk);

/**
 * A reference to the queue of SASL callbacks (OAUTHBEARER token refresh), when
 * `rd_kafka_conf_enable_sasl_queue()` was set; NULL otherwise. Serving it apart from the main queue lets a
 * token be refreshed while the application does not poll. Free it with `rd_kafka_queue_destroy()`.
 */
rd_kafka_queue_t *rd_kafka_queue_get_sasl(rd_kafka_t *rk);

/**
 * Has the library's background thread serve the SASL queue, so that token refresh callbacks run without the
 * application polling. Needs `rd_kafka_conf_enable_sasl_queue()`. Returns NULL on success, else an error
 * object that the caller frees.
 */
rd_kafka_error_t *rd_kafka_sasl_background_callbacks_enable(rd_kafka_t *rk);

/**
 * Changes user name and password of SASL PLAIN and SCRAM. Both strings are copied. Connections that are up
 * stay; new ones, also to brokers that had refused the old credentials, use the new ones. Any thread.
 * Returns NULL on success, else an error object (_INVALID_ARG) that the caller frees.
 */
rd_kafka_error_t *rd_kafka_sasl_set_credentials(rd_kafka_t *rk, const char *username, const char *password);

/**
 * A reference to the queue that `rd_kafka_consumer_poll()` serves, NULL when the instance is no group
 * consumer. Polling it counts as polling for `max.poll.interval.ms`. Free it with
 * `rd_kafka_queue_destroy()`.
 */
rd_kafka_queue_t *rd_kafka_queue_get_consumer(rd_kafka_t *rk);

/**
 * A reference to the queue of one partition of a consumer, NULL when the partition is not known. Its
 * messages normally flow to the consumer queue: forward it to NULL (`rd_kafka_queue_forward()`) before the
 * assignment to poll it alone. Free it with `rd_kafka_queue_destroy()`.
 */
rd_kafka_queue_t *rd_kafka_queue_get_partition(rd_kafka_t *rk, const char *topic, int32_t partition);

/**
 * A reference to the background queue. With `rd_kafka_conf_set_background_event_cb()` the background thread serves it:
 * what is sent or forwarded there is handled without polling. Without that callback it is a queue as any other, for the
 * application to poll. Free it with `rd_kafka_queue_destroy()`.
 */
rd_kafka_queue_t *rd_kafka_queue_get_background(rd_kafka_t *rk);

/**
 * Sends everything that is in `src` or comes to it later on to `dst`; NULL ends the forwarding. Both
 * references stay the caller's. A destination must not lead back to its source: such a call is ignored.
 */
void rd_kafka_queue_forward(rd_kafka_queue_t *src, rd_kafka_queue_t *dst);

/**
 * Sends log lines to `rkqu` as events (with `log.queue` set to true), NULL sends them to the main queue. Lines from
 * before the first call were kept, and come first. The queue reference stays the caller's. Returns NO_ERROR, or
 * _NOT_CONFIGURED when `log.queue` is off.
 */
rd_kafka_resp_err_t rd_kafka_set_log_queue(rd_kafka_t *rk,
                                           rd_kafka_queue_t *rkqu);

/**
 * The number of entries waiting in the queue, or in the one it is forwarded to. A batch of consumed messages counts
 * as its messages, a batch of delivery reports as one.
 */
size_t rd_kafka_queue_length(rd_kafka_queue_t *rkqu);

/**
 * Writes the `size` bytes at `payload` (copied by this call) to `fd` whenever the queue goes from empty to
 * not empty, to wake an application that waits in poll() or an event loop. What is in the queue already is not
 * signalled, and a queue that is forwarded signals nothing: enable it on the destination. The write does not block the
 * library when `fd` is non-blocking. The application then polls the queue until it is empty. `fd` -1 turns
 * it off. It excludes the callback of `rd_kafka_queue_cb_event_enable()`.
 */
void rd_kafka_queue_io_event_enable(rd_kafka_queue_t *rkqu,
                                    int fd,
                                    const void *payload,
                                    size_t size);

/**
 * Calls `event_cb` with `qev_opaque` whenever the queue goes from empty to not empty; NULL turns it off. What is in the
 * queue already is not signalled, and a queue that is forwarded signals nothing: enable it on the destination. The
 * callback runs in a thread of the library and must return soon: it may wake the application but call
 * nothing of the library.
 */
void rd_kafka_queue_cb_event_enable(rd_kafka_queue_t *rkqu,
                                    void (*event_cb)(rd_kafka_t *rk, void *qev_opaque),
                                    void *qev_opaque);

/**
 * Makes threads that wait in a poll or consume call of this queue return at once, or the next one that
 * would wait. Any thread.
 */
void rd_kafka_queue_yield(rd_kafka_queue_t *rkqu);

/*
 * Simple consumer
 * ===============
 */

/**
 * Begins to fetch `partition` of `rkt` at `offset`: an absolute one, or RD_KAFKA_OFFSET_BEGINNING, _END, _STORED, or
 * RD_KAFKA_OFFSET_TAIL(n). Messages are taken with `rd_kafka_consume()` and its like. For consumers without a group
 * only. Starting a partition again moves it. Returns 0, or -1 with errno and `rd_kafka_last_error()` set
 * (_INVALID_ARG, _UNKNOWN_PARTITION...).
 */
int rd_kafka_consume_start(rd_kafka_topic_t *rkt,
                           int32_t partition,
                           int64_t offset);

/**
 * As `rd_kafka_consume_start()`, with the messages sent to `rkqu`, where many partitions may come together: take
 * them with `rd_kafka_consume_queue()` and its like. The queue reference stays the caller's.
 */
int rd_kafka_consume_start_queue(rd_kafka_topic_t *rkt,
                                 int32_t partition,
                                 int64_t offset,
                                 rd_kafka_queue_t *rkqu);

/**
 * Stops consuming `partition` of `rkt`. Messages already handed out stay valid, fetched ones that were not are
 * dropped. Any thread. Returns 0, or -1 with errno set (`rd_kafka_last_error()` has the code).
 */
int rd_kafka_consume_stop(rd_kafka_topic_t *rkt, int32_t partition);

/**
 * Moves the position of a partition that is being consumed to `offset` (absolute, BEGINNING, END or TAIL). It is done
 * when the call returns, whatever `timeout_ms`: messages from before it are not delivered afterwards. Returns
 * NO_ERROR, _INVALID_ARG, _UNKNOWN_PARTITION (never started) or _STATE (not being consumed).
 * `rd_kafka_seek_partitions()` does many at once.
 */
rd_kafka_resp_err_t rd_kafka_seek(rd_kafka_topic_t *rkt,
                                  int32_t partition,
                                  int64_t offset,
                                  int timeout_ms);

/**
 * Moves the positions of the listed partitions to their elements' `offset` (absolute or logical, but not STORED). No message
 * from before it is delivered after it. The results are in the elements' `err`: _STATE for a partition that is not read,
 * _INVALID_ARG. With `timeout_ms` 0 those that succeed have _IN_PROGRESS there. Returns NULL, or an error object
 * (_INVALID_ARG on a producer and for an empty list) that the caller frees.
 */
rd_kafka_error_t *rd_kafka_seek_partitions(rd_kafka_t *rk,
                                           rd_kafka_topic_partition_list_t *partitions,
                                           int timeout_ms);

/**
 * Takes the next message of a partition started with `rd_kafka_consume_start()`, waiting up to `timeout_ms`. The
 * caller frees it with `rd_kafka_message_destroy()`.
 *
 * A message whose `err` is set is not a message but an event: _PARTITION_EOF (with `enable.partition.eof`), or an
 * error with its text in the payload. Returns NULL on timeout (errno ETIMEDOUT) or when the partition was never
 * started (ESRCH).
 */
rd_kafka_message_t *rd_kafka_consume(rd_kafka_topic_t *rkt,
                                     int32_t partition,
                                     int timeout_ms);

/**
 * Takes up to `rkmessages_size` messages of a partition into the array `rkmessages`, and returns when it is full or
 * `timeout_ms` is over. The caller frees each message. Returns their number, 0 on timeout, or -1 with errno set.
 */
ssize_t rd_kafka_consume_batch(rd_kafka_topic_t *rkt,
                               int32_t partition,
                               int timeout_ms,
                               rd_kafka_message_t **rkmessages,
                               size_t rkmessages_size);

/**
 * Waits up to `timeout_ms` for messages of the partition and calls `consume_cb` with `commit_opaque` for each
 * that is there then. The messages are owned by the library and valid during the callback. `rd_kafka_yield()`
 * ends it early, and so does the topic's `consume.callback.max.messages`. Returns the number of messages, or -1
 * with errno set.
 */
int rd_kafka_consume_callback(rd_kafka_topic_t *rkt,
                              int32_t partition,
                              int timeout_ms,
                              void (*consume_cb)(rd_kafka_message_t *rkmessage, void *commit_opaque),
                              void *commit_opaque);

/** As `rd_kafka_consume()`, for a queue that partitions are sent to. */
rd_kafka_message_t *rd_kafka_consume_queue(rd_kafka_queue_t *rkqu, int timeout_ms);

/** As `rd_kafka_consume_batch()`, for a queue that partitions are sent to. */
ssize_t rd_kafka_consume_batch_queue(rd_kafka_queue_t *rkqu,
                                     int timeout_ms,
                                     rd_kafka_message_t **rkmessages,
                                     size_t rkmessages_size);

/** As `rd_kafka_consume_callback()`, for a queue that partitions are sent to, and without a limit on messages. */
int rd_kafka_consume_callback_queue(rd_kafka_queue_t *rkqu,
                                    int timeout_ms,
                                    void (*consume_cb)(rd_kafka_message_t *rkmessage, void *commit_opaque),
                                    void *commit_opaque);

/*
 * Storing offsets
 * ===============
 */

/**
 * Notes that the message at `offset` was processed: `offset` + 1 is what the next automatic commit, or one without
 * explicit offsets, commits. Needs `enable.auto.offset.store` set to false, else the next message taken moves it.
 * Returns NO_ERROR, or _UNKNOWN_PARTITION when the partition was never started.
 * `rd_kafka_offsets_store()` is the better choice.
 */
rd_kafka_resp_err_t rd_kafka_offset_store(rd_kafka_topic_t *rkt,
                                          int32_t partition,
                                          int64_t offset);

/**
 * Notes for each partition of `offsets` the offset to commit next: that of the next message to read, the
 * last processed one's plus 1. Needs `enable.auto.offset.store` set to false (_INVALID_ARG otherwise).
 * An element whose offset is negative takes back what was stored. Each element's `err` is set. Returns NO_ERROR when one at
 * least was stored, else the last error (_UNKNOWN_PARTITION; _STATE: not assigned to this consumer).
 */
rd_kafka_resp_err_t rd_kafka_offsets_store(rd_kafka_t *rk,
                                           rd_kafka_topic_partition_list_t *offsets);

/**
 * Stores the offset after `rkmessage`, with its leader epoch, to be committed next. The message stays the
 * caller's. Returns NULL, or an error object (_STATE, _INVALID_ARG) that the caller frees.
 */
rd_kafka_error_t *rd_kafka_offset_store_message(rd_kafka_message_t *rkmessage);

/*
 * Group consumer
 * ==============
 */

/**
 * Joins the consumer's group (`group.id`) with a subscription to `topics`, which replaces the present one.
 * Only the topic names of the list count; a name that begins with `^` is a regular expression over the
 * cluster's topics. The list is copied.
 *
 * Returns at once; partitions come by the rebalance callback or event, or on their own. Topics that do not
 * exist are reported by the poll call as UNKNOWN_TOPIC_OR_PART. Returns NO_ERROR, _INVALID_ARG (empty list,
 * empty or doubled name, bad expression), _UNKNOWN_GROUP (no `group.id`), _FATAL.
 */
rd_kafka_resp_err_t rd_kafka_subscribe(rd_kafka_t *rk, const rd_kafka_topic_partition_list_t *topics);

/**
 * Leaves the group: partitions are revoked, by the rebalance callback where one is set. Returns at once.
 * Returns NO_ERROR, or _UNKNOWN_GROUP.
 */
rd_kafka_resp_err_t rd_kafka_unsubscribe(rd_kafka_t *rk);

/**
 * Gives a copy of the present subscription in `*topics`, empty when there is none. The caller frees it with
 * `rd_kafka_topic_partition_list_destroy()`. Returns NO_ERROR or _UNKNOWN_GROUP.
 */
rd_kafka_resp_err_t rd_kafka_subscription(rd_kafka_t *rk, rd_kafka_topic_partition_list_t **topics);

/**
 * Takes the next message of a group consumer, waiting up to `timeout_ms` (-1: forever), and serves its
 * callbacks (rebalance, commit, errors) while it does. The caller frees the message with
 * `rd_kafka_message_destroy()`.
 *
 * A message whose `err` is set is an event, see `rd_kafka_consume()`. It must be called at least every
 * `max.poll.interval.ms`, also with all partitions paused, or the consumer loses its place in the group.
 * Returns NULL when nothing came in time.
 */
rd_kafka_message_t *rd_kafka_consumer_poll(rd_kafka_t *rk, int timeout_ms);

/**
 * Closes a group consumer: revokes its partitions (running the rebalance callback within this call), commits
 * stored offsets when `enable.auto.commit` is set, and leaves the group. Blocks until done. Nothing may be
 * polled afterwards; `rd_kafka_destroy()` comes next. A coordinator that cannot be reached holds it up for ten seconds
 * at most. Returns NO_ERROR, _UNKNOWN_GROUP, _DESTROY if it was closed already, or _FATAL if the instance has a fatal
 * error: it is closed all the same.
 */
rd_kafka_resp_err_t rd_kafka_consumer_close(rd_kafka_t *rk);

/**
 * Begins closing the consumer and returns at once: what has to be served for that (rebalance, commit) comes
 * to `rkqu`, which the application polls until `rd_kafka_consumer_closed()` says so. Returns NULL, or an
 * error object that the caller frees.
 */
rd_kafka_error_t *rd_kafka_consumer_close_queue(rd_kafka_t *rk, rd_kafka_queue_t *rkqu);

/** Returns 1 once the consumer is closed, 0 before. */
int rd_kafka_consumer_closed(rd_kafka_t *rk);

/**
 * Adds `partitions` to the assignment, in a cooperative rebalance. An element's `offset` says where to
 * begin, RD_KAFKA_OFFSET_INVALID or _STORED at the committed one. The list is copied. Returns NULL, or an
 * error object (_CONFLICT when one is assigned already, _STATE when the group rebalances eagerly, _INVALID_ARG,
 * _UNKNOWN_GROUP) that the caller frees.
 */
rd_kafka_error_t *rd_kafka_incremental_assign(rd_kafka_t *rk,
                                              const rd_kafka_topic_partition_list_t *partitions);

/**
 * Removes `partitions` from the assignment, in a cooperative rebalance. Offsets stored for them are
 * committed by automatic commit. The list is copied. Returns NULL, or an error object (_INVALID_ARG when one
 * is not assigned, _STATE when the group rebalances eagerly) that the caller frees.
 */
rd_kafka_error_t *rd_kafka_incremental_unassign(rd_kafka_t *rk,
                                                const rd_kafka_topic_partition_list_t *partitions);

/**
 * How the group hands partitions over: "NONE" (not in a group yet), "EAGER" (all are revoked first) or
 * "COOPERATIVE" (differences only). A rebalance callback picks the assign functions by it. Returns NULL for
 * instances without a group. The string is static.
 */
const char *rd_kafka_rebalance_protocol(rd_kafka_t *rk);

/**
 * Replaces the set of partitions that are consumed: by the group's assignment from within a rebalance
 * callback, or by the application's own choice without a subscription. An element's `offset` says where to
 * begin, RD_KAFKA_OFFSET_INVALID or _STORED at the committed one. NULL or an empty list removes all. The
 * list is copied. Returns NO_ERROR, _INVALID_ARG, _UNKNOWN_GROUP, _FATAL, or _STATE when the group rebalances
 * cooperatively: then only what changes is to be added and removed.
 */
rd_kafka_resp_err_t rd_kafka_assign(rd_kafka_t *rk, const rd_kafka_topic_partition_list_t *partitions);

/**
 * Gives a copy of the present assignment in `*partitions`, sorted, with the offsets that it was to begin at
 * (`rd_kafka_position()` has those where it is). The caller frees it with `rd_kafka_topic_partition_list_destroy()`. Returns
 * NO_ERROR, or _UNKNOWN_GROUP or _DESTROY (closed) with `*partitions` NULL.
 */
rd_kafka_resp_err_t rd_kafka_assignment(rd_kafka_t *rk,
                                        rd_kafka_topic_partition_list_t **partitions);

/**
 * Tells, in a rebalance callback, whether the partitions to revoke belong to another member already:
 * committing them would fail. Returns 1 or 0.
 */
int rd_kafka_assignment_lost(rd_kafka_t *rk);

/**
 * Commits `offsets` for the group: each element's offset is the next one to read. NULL commits the stored
 * offsets of the assignment. The list is copied.
 *
 * With `is_async` 0 it waits for the broker and serves no callbacks; otherwise it returns at once and the
 * outcome goes to the commit callback or event. Returns NO_ERROR, _INVALID_ARG, _UNKNOWN_GROUP, or, when
 * waiting, the commit's own error: _NO_OFFSET when there was nothing to commit.
 */
rd_kafka_resp_err_t rd_kafka_commit(rd_kafka_t *rk,
                                    const rd_kafka_topic_partition_list_t *offsets,
                                    int is_async);

/**
 * Commits the offset after `rkmessage` for its partition. As `rd_kafka_commit()` otherwise; a message with
 * an error is refused with _INVALID_ARG.
 */
rd_kafka_resp_err_t rd_kafka_commit_message(rd_kafka_t *rk, const rd_kafka_message_t *rkmessage, int is_async);

/**
 * Commits `offsets` (NULL: the stored ones) and returns at once. The outcome comes to `rkqu`: polled, it
 * calls `cb` with `commit_opaque` where `cb` is set, or else is an event of type OFFSET_COMMIT. With `rkqu`
 * NULL the call serves a queue of its own until the commit is done. Returns NO_ERROR or _INVALID_ARG,
 * _CONFLICT, _UNKNOWN_GROUP.
 */
rd_kafka_resp_err_t rd_kafka_commit_queue(rd_kafka_t *rk,
                                          const rd_kafka_topic_partition_list_t *offsets,
                                          rd_kafka_queue_t *rkqu,
                                          void (*cb)(rd_kafka_t *rk,
                                                     rd_kafka_resp_err_t err,
                                                     rd_kafka_topic_partition_list_t *offsets,
                                                     void *commit_opaque),
                                          void *commit_opaque);

/**
 * Asks the coordinator for the group's committed offsets of `partitions` and puts them into the elements,
 * with leader epoch and metadata, or RD_KAFKA_OFFSET_INVALID where there is none; each `err` is set. Waits
 * up to `timeout_ms`. Returns NO_ERROR, or _TIMED_OUT, _UNKNOWN_GROUP...
 */
rd_kafka_resp_err_t rd_kafka_committed(rd_kafka_t *rk,
                                       rd_kafka_topic_partition_list_t *partitions,
                                       int timeout_ms);

/**
 * Puts the position of each of `partitions` into its element: the offset after the last message that the
 * application was given, RD_KAFKA_OFFSET_INVALID before the first. Each `err` is set. Asks no broker.
 * Returns NO_ERROR.
 */
rd_kafka_resp_err_t rd_kafka_position(rd_kafka_t *rk, rd_kafka_topic_partition_list_t *partitions);

/*
 * Consumer group metadata
 * =======================
 */

/**
 * The consumer's group id, member id, generation and instance id as they are now, for
 * `rd_kafka_send_offsets_to_transaction()`. The caller frees it with
 * `rd_kafka_consumer_group_metadata_destroy()`. Returns NULL when the instance is no group consumer.
 */
rd_kafka_consumer_group_metadata_t *rd_kafka_consumer_group_metadata(rd_kafka_t *rk);

/**
 * New metadata that names a group and no member, for applications that keep no consumer. `group_id` is copied. The
 * caller frees the result with rd_kafka_consumer_group_metadata_destroy(). Returns NULL if `group_id` is NULL.
 */
rd_kafka_consumer_group_metadata_t *rd_kafka_consumer_group_metadata_new(const char *group_id);

/**
 * New metadata that names a group's member at a generation. `group_instance_id` is NULL for a dynamic member. All
 * strings are copied. The caller frees the result with rd_kafka_consumer_group_metadata_destroy(). Returns NULL if
 * `group_id` or `member_id` is NULL.
 */
rd_kafka_consumer_group_metadata_t *rd_kafka_consumer_group_metadata_new_with_genid(const char *group_id,
                                                                                    int32_t generation_id,
                                                                                    const char *member_id,
                                                                                    const char *group_instance_id);

/** The group's id. The string belongs to `group_metadata`. */
const char *rd_kafka_consumer_group_metadata_group_id(const rd_kafka_consumer_group_metadata_t *group_metadata);

/** The member's static instance id, or NULL for a dynamic member. The string belongs to `group_metadata` (KIP-345). */
const char *rd_kafka_consumer_group_metadata_group_instance_id(const rd_kafka_consumer_group_metadata_t *group_metadata);

/** The member's id, empty where none is known. The string belongs to `group_metadata`. */
const char *rd_kafka_consumer_group_metadata_member_id(const rd_kafka_consumer_group_metadata_t *group_metadata);

/** The group's generation, -1 where none is known. */
int32_t rd_kafka_consumer_group_metadata_generation_id(const rd_kafka_consumer_group_metadata_t *group_metadata);

/** Frees the metadata and its strings. NULL is ignored. */
void rd_kafka_consumer_group_metadata_destroy(rd_kafka_consumer_group_metadata_t *group_metadata);

/**
 * Serialises the metadata, so that another process on the same kind of machine can read it. Sets `*bufferp` to memory
 * that the caller frees with rd_kafka_mem_free(), and `*sizep` to its size. Returns NULL, or an error that the caller
 * destroys with rd_kafka_error_destroy().
 */
rd_kafka_error_t *rd_kafka_consumer_group_metadata_write(const rd_kafka_consumer_group_metadata_t *cgmd,
                                                         void **bufferp,
                                                         size_t *sizep);

/**
 * Reads what rd_kafka_consumer_group_metadata_write() wrote. Sets `*cgmdp` to new metadata that the caller frees with
 * rd_kafka_consumer_group_metadata_destroy(). Returns NULL, or an error that the caller destroys with
 * rd_kafka_error_destroy(): `RD_KAFKA_RESP_ERR__BAD_MSG` if the buffer holds anything else; `*cgmdp` is then left
 * alone.
 */
rd_kafka_error_t *rd_kafka_consumer_group_metadata_read(rd_kafka_consumer_group_metadata_t **cgmdp,
                                                        const void *buffer,
                                                        size_t size);

/*
 * Producer
 * ========
 */

/**
 * Queues one message for `partition` of `rkt` (RD_KAFKA_PARTITION_UA: the partitioner chooses). `msgflags`
 * say what becomes of the `len` bytes at `payload`: copied (RD_KAFKA_MSG_F_COPY), freed by the library after
 * delivery (RD_KAFKA_MSG_F_FREE), or left to the caller, who keeps them until the delivery report. A NULL
 * payload is a tombstone. The `keylen` bytes at `key` are always copied. `msg_opaque` comes back with the
 * delivery report.
 *
 * Returns 0 when queued; the outcome is known by the delivery report only. Returns -1 otherwise, with the
 * payload left to the caller and errno and `rd_kafka_last_error()` set: ENOBUFS and _QUEUE_FULL (poll, then
 * retry), EMSGSIZE and MSG_SIZE_TOO_LARGE, ESRCH and _UNKNOWN_PARTITION, ENOENT and _UNKNOWN_TOPIC,
 * ECANCELED and _FATAL or _STATE. Any thread.
 */
int rd_kafka_produce(rd_kafka_topic_t *rkt,
                     int32_t partition,
                     int msgflags,
                     void *payload,
                     size_t len,
                     const void *key,
                     size_t keylen,
                     void *msg_opaque);

/**
 * Produces one message that is described by RD_KAFKA_V_*() macros, ended by RD_KAFKA_V_END; a topic
 * (RD_KAFKA_V_TOPIC or RD_KAFKA_V_RKT) is required, everything else has a default.
 *
 * Payload and opaque are owned as with `rd_kafka_produce()`: only after success does RD_KAFKA_MSG_F_FREE hand the
 * payload, and RD_KAFKA_V_HEADERS the headers, to the library. Any thread. Returns NO_ERROR when the message is
 * queued, else _QUEUE_FULL, MSG_SIZE_TOO_LARGE, _UNKNOWN_PARTITION, _UNKNOWN_TOPIC, _INVALID_ARG (unknown or
 * conflicting arguments), _CONFLICT (both kinds of headers), _STATE or a fatal error's code.
 * `rd_kafka_produceva()` does the same with an array and explains its errors.
 */
rd_kafka_resp_err_t rd_kafka_producev(rd_kafka_t *rk, ...);

/**
 * Produces one message that is described by the `cnt` values of `vus`, see `rd_kafka_vu_t`; a topic is
 * required. Ownership of payload and headers is as with `rd_kafka_producev()`, the array stays the caller's.
 * Any thread. Returns NULL when the message is queued, else an error object that says why and that the
 * caller frees.
 */
rd_kafka_error_t *rd_kafka_produceva(rd_kafka_t *rk, const rd_kafka_vu_t *vus, size_t cnt);

/**
 * Queues the `message_cnt` messages of `rkmessages`, with `payload`, `len`, `key`, `key_len`, `_private`
 * (the opaque), and `partition` when RD_KAFKA_MSG_F_PARTITION is set, for `rkt`. Flags and ownership are as
 * with `rd_kafka_produce()`; the array stays the caller's. Each message's `err` says whether it was queued.
 * Returns the number of queued ones.
 */
int rd_kafka_produce_batch(rd_kafka_topic_t *rkt,
                           int32_t partition,
                           int msgflags,
                           rd_kafka_message_t *rkmessages,
                           int message_cnt);

/**
 * Waits up to `timeout_ms` until all queued messages have been delivered or have failed, and serves their
 * delivery reports. `linger.ms` is ignored meanwhile. With delivery reports as events, another thread has to
 * take those. Returns NO_ERROR, _TIMED_OUT, or _NOT_IMPLEMENTED for a consumer.
 */
rd_kafka_resp_err_t rd_kafka_flush(rd_kafka_t *rk, int timeout_ms);

/**
 * Drops messages of a producer: those in queues (RD_KAFKA_PURGE_F_QUEUE) and those sent but not acknowledged
 * (RD_KAFKA_PURGE_F_INFLIGHT). Delivery reports with _PURGE_QUEUE and _PURGE_INFLIGHT follow and have to be
 * polled. Waits until the broker threads are done unless RD_KAFKA_PURGE_F_NON_BLOCKING is given. Not from a
 * callback. Returns NO_ERROR, or _NOT_IMPLEMENTED for a consumer.
 */
rd_kafka_resp_err_t rd_kafka_purge(rd_kafka_t *rk, int purge_flags);

/*
 * Share consumer (KIP-932)
 * ========================
 */

/** The number of partitions in a list that the acknowledgement callback was given, 0 for NULL. */
size_t rd_kafka_share_partition_offsets_list_count(const rd_kafka_share_partition_offsets_list_t *list);

/** Element `index` (from 0) of the list, owned by the list. Returns NULL when `index` is out of range. */
const rd_kafka_share_partition_offsets_t *rd_kafka_share_partition_offsets_list_get(const rd_kafka_share_partition_offsets_list_t *list,
                                                                                    size_t index);

/** Frees a list that the application owns, with its elements. NULL is allowed. */
void rd_kafka_share_partition_offsets_list_destroy(rd_kafka_share_partition_offsets_list_t *list);

/** Topic and partition of an element; `err` is the outcome for that partition. Owned by the element. */
const rd_kafka_topic_partition_t *rd_kafka_share_partition_offsets_partition(const rd_kafka_share_partition_offsets_t *partition_offsets);

/**
 * The offsets that were acknowledged, an array of `rd_kafka_share_partition_offsets_offsets_cnt()` elements,
 * owned by the element.
 */
const int64_t *rd_kafka_share_partition_offsets_offsets(const rd_kafka_share_partition_offsets_t *partition_offsets);

/** The number of offsets of an element. */
size_t rd_kafka_share_partition_offsets_offsets_cnt(const rd_kafka_share_partition_offsets_t *partition_offsets);

/**
 * Creates a consumer of the share group `group.id` (KIP-932): its members share the partitions, and
 * acknowledge messages one by one. `conf` is owned by the consumer when the call succeeds, and stays with
 * the caller when it fails. On failure the reason is written to `errstr` (`errstr_size` bytes) and NULL is
 * returned. Free it with `rd_kafka_share_destroy()`.
 */
rd_kafka_share_t *rd_kafka_share_consumer_new(rd_kafka_conf_t *conf, char *errstr, size_t errstr_size);

/**
 * Sets the callback for the outcome of acknowledgements, with `opaque` as its last argument; NULL removes
 * it. It runs in the thread that polls, commits or closes, once per request; the list it is given belongs to
 * the library and is valid during the call. Returns NULL, or an error object that the caller frees.
 */
rd_kafka_error_t *rd_kafka_share_set_acknowledgement_commit_cb(rd_kafka_share_t *rkshare,
                                                               void (*share_acknowledgement_commit_cb)(rd_kafka_share_t *rkshare,
                                                                                                       rd_kafka_share_partition_offsets_list_t *partitions,
                                                                                                       rd_kafka_resp_err_t err,
                                                                                                       void *opaque),
                                                               void *opaque);

/**
 * Subscribes to `topics`, names only and no patterns; replaces the present subscription. The list is copied.
 * Returns NO_ERROR, _INVALID_ARG or _STATE.
 */
rd_kafka_resp_err_t rd_kafka_share_subscribe(rd_kafka_share_t *rkshare,
                                             const rd_kafka_topic_partition_list_t *topics);

/**
 * Ends the subscription; messages that were not acknowledged are given to other members. Returns NO_ERROR or
 * _STATE.
 */
rd_kafka_resp_err_t rd_kafka_share_unsubscribe(rd_kafka_share_t *rkshare);

/**
 * Gives a copy of the present subscription in `*topics`. The caller frees it with
 * `rd_kafka_topic_partition_list_destroy()`. Returns NO_ERROR or _STATE.
 */
rd_kafka_resp_err_t rd_kafka_share_subscription(rd_kafka_share_t *rkshare,
                                                rd_kafka_topic_partition_list_t **topics);

/**
 * Takes the next batch of messages into `*rkmessages`, waiting up to `timeout_ms` for the first. The caller
 * frees the batch with `rd_kafka_messages_destroy()`. Each message has to be acknowledged, explicitly or,
 * with implicit acknowledgement, by this call for those of the previous batch. One thread at a time. Returns
 * NULL, or an error object that the caller frees; `*rkmessages` is NULL then or when nothing came.
 */
rd_kafka_error_t *rd_kafka_share_poll(rd_kafka_share_t *rkshare,
                                      int timeout_ms,
                                      rd_kafka_messages_t **rkmessages);

/**
 * Acknowledges `rkmessage` as processed (ACCEPT). It is sent to the broker with the next poll or commit. The
 * message stays the caller's. Returns NO_ERROR, INVALID_RECORD_STATE (not given to this consumer, or
 * acknowledged already), _INVALID_ARG or _STATE.
 */
rd_kafka_resp_err_t rd_kafka_share_acknowledge(rd_kafka_share_t *rkshare, const rd_kafka_message_t *rkmessage);

/**
 * As `rd_kafka_share_acknowledge()`, with the choice: ACCEPT, RELEASE (to be delivered again) or REJECT
 * (never again).
 */
rd_kafka_resp_err_t rd_kafka_share_acknowledge_type(rd_kafka_share_t *rkshare,
                                                    const rd_kafka_message_t *rkmessage,
                                                    rd_kafka_share_AcknowledgeType_t ack_type);

/**
 * As `rd_kafka_share_acknowledge_type()`, for the message that topic, partition and offset name: also one
 * that could not be decoded and was reported as an error.
 */
rd_kafka_resp_err_t rd_kafka_share_acknowledge_offset(rd_kafka_share_t *rkshare,
                                                      const char *topic,
                                                      int32_t partition,
                                                      int64_t offset,
                                                      rd_kafka_share_AcknowledgeType_t ack_type);

/**
 * Sends the acknowledgements made so far and returns at once; the callback of
 * `rd_kafka_share_set_acknowledgement_commit_cb()` tells the outcome. Returns NULL, or an error object that
 * the caller frees.
 */
rd_kafka_error_t *rd_kafka_share_commit_async(rd_kafka_share_t *rkshare);

/**
 * Sends the acknowledgements made so far and waits up to `timeout_ms` for the brokers. `*partitions`
 * receives the partitions with their outcomes in `err`, NULL when there was nothing to send; the caller
 * frees the list. Returns NULL, or an error object that the caller frees.
 */
rd_kafka_error_t *rd_kafka_share_commit_sync(rd_kafka_share_t *rkshare,
                                             int timeout_ms,
                                             rd_kafka_topic_partition_list_t **partitions);

/**
 * Sends pending acknowledgements, releases what was not acknowledged, and leaves the share group. Blocks
 * until done; callbacks run within. Returns NULL, or an error object that the caller frees.
 */
rd_kafka_error_t *rd_kafka_share_consumer_close(rd_kafka_share_t *rkshare);

/**
 * Begins closing and returns at once: what has to be served for that comes to `rkqu`, which the application
 * polls until `rd_kafka_share_consumer_closed()` says so. Returns NULL, or an error object that the caller
 * frees.
 */
rd_kafka_error_t *rd_kafka_share_consumer_close_queue(rd_kafka_share_t *rkshare, rd_kafka_queue_t *rkqu);

/** Returns 1 once the share consumer is closed, 0 before. */
int rd_kafka_share_consumer_closed(rd_kafka_share_t *rkshare);

/**
 * Frees the share consumer, closing it first unless that was done. Messages taken from it must have been
 * freed before. Blocks until its threads have ended. Returns NULL, or an error object that the caller frees.
 */
rd_kafka_error_t *rd_kafka_share_destroy(rd_kafka_share_t *rkshare);

/** As `rd_kafka_share_destroy()`, steered by RD_KAFKA_DESTROY_F_* flags. */
rd_kafka_error_t *rd_kafka_share_destroy_flags(rd_kafka_share_t *rkshare, int flags);

/** `rd_kafka_set_log_queue()` for a share consumer. Returns NULL, or an error object that the caller frees. */
rd_kafka_error_t *rd_kafka_share_set_log_queue(rd_kafka_share_t *rkshare, rd_kafka_queue_t *rkqu);

/** `rd_kafka_sasl_background_callbacks_enable()` for a share consumer. */
rd_kafka_error_t *rd_kafka_share_sasl_background_callbacks_enable(rd_kafka_share_t *rkshare);

/** `rd_kafka_sasl_set_credentials()` for a share consumer. */
rd_kafka_error_t *rd_kafka_share_sasl_set_credentials(rd_kafka_share_t *rkshare,
                                                      const char *username,
                                                      const char *password);

/*
 * Cluster metadata
 * ================
 */

/**
 * Asks a broker for the cluster's brokers and topics, waiting up to `timeout_ms`: all topics when
 * `all_topics` is not 0, else the one of `only_rkt`, or those this instance knows when that is NULL.
 * `*metadatap` is freed by the caller with `rd_kafka_metadata_destroy()`. Blocks, so not from a callback.
 * Returns NO_ERROR, _TRANSPORT when no broker could be asked, _TIMED_OUT.
 */
rd_kafka_resp_err_t rd_kafka_metadata(rd_kafka_t *rk,
                                      int all_topics,
                                      rd_kafka_topic_t *only_rkt,
                                      const struct rd_kafka_metadata **metadatap,
                                      int timeout_ms);

/** Frees the result of `rd_kafka_metadata()`. */
void rd_kafka_metadata_destroy(const struct rd_kafka_metadata *metadata);

/** The broker's id. */
int rd_kafka_Node_id(const rd_kafka_Node_t *node);

/** The broker's host name. Owned by the node. */
const char *rd_kafka_Node_host(const rd_kafka_Node_t *node);

/** The broker's port. */
uint16_t rd_kafka_Node_port(const rd_kafka_Node_t *node);

/** The broker's rack, NULL when none is configured. Owned by the node. */
const char *rd_kafka_Node_rack(const rd_kafka_Node_t *node);

/*
 * Listing groups
 * ==============
 */

/**
 * Asks all brokers for consumer groups and describes them: the one named `group`, all when it is NULL. Waits
 * up to `timeout_ms`. `*grplistp` is freed by the caller with `rd_kafka_group_list_destroy()`. Returns
 * NO_ERROR, _PARTIAL (a result, but not from all brokers), _TIMED_OUT, _TRANSPORT.
 * `rd_kafka_ListConsumerGroups()` and `rd_kafka_DescribeConsumerGroups()` know newer group types as well.
 */
rd_kafka_resp_err_t rd_kafka_list_groups(rd_kafka_t *rk,
                                         const char *group,
                                         const struct rd_kafka_group_list **grplistp,
                                         int timeout_ms);

/** The name of a group state as brokers spell it, or NULL for a value that is not listed. The string is static. */
const char *rd_kafka_consumer_group_state_name(rd_kafka_consumer_group_state_t state);

/** The group state of this name in upper or lower case, `RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN` for any other name. */
rd_kafka_consumer_group_state_t rd_kafka_consumer_group_state_code(const char *name);

/** The name of a group type as brokers spell it, or NULL for a value that is not listed. The string is static (KIP-848). */
const char *rd_kafka_consumer_group_type_name(rd_kafka_consumer_group_type_t type);

/** The group type of this name in upper or lower case, `RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN` for any other name. */
rd_kafka_consumer_group_type_t rd_kafka_consumer_group_type_code(const char *name);

/** Frees the result of `rd_kafka_list_groups()`. NULL is ignored. */
void rd_kafka_group_list_destroy(const struct rd_kafka_group_list *grplist);

/*
 * Brokers and logging
 * ===================
 */

/**
 * Adds bootstrap brokers at run time, a list as in `bootstrap.servers`, to those configured. Any thread.
 * Returns how many were added; those that are known already count too.
 */
int rd_kafka_brokers_add(rd_kafka_t *rk, const char *brokerlist);

/**
 * The ids of the brokers that metadata has told of, sorted; `*cntp` receives their number. The caller frees
 * the array with `rd_kafka_mem_free()`. Returns NULL when none is known yet.
 */
int32_t *rd_kafka_brokers_learned_ids(rd_kafka_t *rk, size_t *cntp);

/**
 * Replaces the log callback of a running instance, NULL turns logging off. Use `rd_kafka_conf_set_log_cb()`
 * instead, which sees the first lines as well.
 */
RD_DEPRECATED void rd_kafka_set_logger(rd_kafka_t *rk, void (*func)(const rd_kafka_t *rk,
                                                      int level,
                                                      const char *fac,
                                                      const char *buf));

/**
 * Sets the highest level that is logged, by syslog's numbers: 0 (emergency) to 7 (debug). The property
 * `log_level` sets it from the beginning; enabling `debug` raises it to 7.
 */
void rd_kafka_set_log_level(rd_kafka_t *rk, int level);

/** A log callback that prints to stderr. It is the default. `rk` may be NULL. */
void rd_kafka_log_print(const rd_kafka_t *rk, int level, const char *fac, const char *buf);

/** A log callback that writes to syslog, with the line's level as its priority. `rk` may be NULL. */
void rd_kafka_log_syslog(const rd_kafka_t *rk, int level, const char *fac, const char *buf);

/*
 * Instance state
 * ==============
 */

/**
 * For a producer, the number of messages that are queued, in flight, or waiting for their delivery report to
 * be served, plus other events that wait; for a consumer the number of events that wait. 0 tells a producer
 * that all is delivered.
 */
int rd_kafka_outq_len(rd_kafka_t *rk);

/**
 * Prints the instance's inner state to `fp`, for people: brokers, topics, partitions, queues. The format may
 * change.
 */
void rd_kafka_dump(FILE *fp, rd_kafka_t *rk);

/** The number of threads that the library runs in this process, over all instances. */
int rd_kafka_thread_cnt(void);

/**
 * Waits up to `timeout_ms` until all instances in the process have ended. Needed only where the library is
 * unloaded or leak checks run. Returns 0, or -1 when some are left.
 */
int rd_kafka_wait_destroyed(int timeout_ms);

/**
 * Checks that the library works on this machine: checksums, codecs, sockets and threads, with a cluster within
 * the process. Takes well under a second and writes a line for each test to stderr. Any thread. Returns the number
 * of failures.
 */
int rd_kafka_unittest(void);

/**
 * Sends the main queue's events (errors, statistics, commit callbacks, logs) to the consumer queue, so that
 * `rd_kafka_consumer_poll()` serves everything and `rd_kafka_poll()` is not needed. Returns NO_ERROR, or _UNKNOWN_GROUP for
 * other instances.
 */
rd_kafka_resp_err_t rd_kafka_poll_set_consumer(rd_kafka_t *rk);

/*
 * Events
 * ======
 */

/** The event's type, one of RD_KAFKA_EVENT_*; NONE for NULL. */
rd_kafka_event_type_t rd_kafka_event_type(const rd_kafka_event_t *rkev);

/** The name of the event's type, such as "DeliveryReport"; "(NONE)" for NULL. Static. */
const char *rd_kafka_event_name(const rd_kafka_event_t *rkev);

/**
 * Frees an event with the messages and other values in it. The messages of a DR event leave the producer's queue with
 * it. NULL is allowed.
 */
void rd_kafka_event_destroy(rd_kafka_event_t *rkev);

/**
 * Takes the next message out of a FETCH or DR event; call it until NULL. Messages are owned by the event and
 * valid as long as that.
 */
const rd_kafka_message_t *rd_kafka_event_message_next(rd_kafka_event_t *rkev);

/**
 * Takes up to `size` messages out of a FETCH or DR event into the array `rkmessages`. They are owned by the
 * event. Returns their number.
 */
size_t rd_kafka_event_message_array(rd_kafka_event_t *rkev, const rd_kafka_message_t **rkmessages, size_t size);

/** How many messages are still to be taken out of a FETCH or DR event. */
size_t rd_kafka_event_message_count(rd_kafka_event_t *rkev);

/**
 * The value of `sasl.oauthbearer.config` in an OAUTHBEARER_TOKEN_REFRESH event, NULL when it is not set or
 * the event is another. Owned by the event.
 */
const char *rd_kafka_event_config_string(rd_kafka_event_t *rkev);

/**
 * The event's error code: of an ERROR event (the original code of a fatal one), the messages of a DR event, a commit, a
 * rebalance (_ASSIGN_PARTITIONS or _REVOKE_PARTITIONS), or an admin operation that has failed as a whole. NO_ERROR
 * otherwise.
 */
rd_kafka_resp_err_t rd_kafka_event_error(rd_kafka_event_t *rkev);

/**
 * The text of the event's error: its own where it has one, else the description of its code ("Success" without an
 * error). Owned by the event.
 */
const char *rd_kafka_event_error_string(rd_kafka_event_t *rkev);

/** Returns 1 when an ERROR event reports a fatal error; `rd_kafka_fatal_error()` has the cause. 0 otherwise. */
int rd_kafka_event_error_is_fatal(rd_kafka_event_t *rkev);

/**
 * The application's pointer that belongs to the event: the one given with a commit, with the options of an
 * admin operation, or NULL.
 */
void *rd_kafka_event_opaque(rd_kafka_event_t *rkev);

/**
 * The parts of a LOG event: facility in `*fac`, text in `*str`, syslog level in `*level`. The strings are
 * owned by the event. Returns 0, or -1 for other events, which leaves the outputs alone.
 */
int rd_kafka_event_log(rd_kafka_event_t *rkev, const char **fac, const char **str, int *level);

/**
 * Writes the names of the debug contexts that a LOG event belongs to into `dst` (`dstsize` bytes), separated
 * by commas; what does not fit ends in "..". Returns 0, or -1 for other events.
 */
int rd_kafka_event_debug_contexts(rd_kafka_event_t *rkev, char *dst, size_t dstsize);

/**
 * The JSON text of a STATS event, NULL for others. Owned by the event. What it says: see
 * `rd_kafka_conf_set_stats_cb()`.
 */
const char *rd_kafka_event_stats(rd_kafka_event_t *rkev);

/** The partitions of a REBALANCE or OFFSET_COMMIT event, NULL for others. Owned by the event. */
rd_kafka_topic_partition_list_t *rd_kafka_event_topic_partition_list(rd_kafka_event_t *rkev);

/**
 * Topic and partition that an ERROR event is about, NULL when it is about none. The caller frees it with
 * `rd_kafka_topic_partition_destroy()`.
 */
rd_kafka_topic_partition_t *rd_kafka_event_topic_partition(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_CreateTopics()`, owned by the event; NULL when the event is another. */
const rd_kafka_CreateTopics_result_t *rd_kafka_event_CreateTopics_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_DeleteTopics()`, owned by the event; NULL when the event is another. */
const rd_kafka_DeleteTopics_result_t *rd_kafka_event_DeleteTopics_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_CreatePartitions()`, owned by the event; NULL when the event is another. */
const rd_kafka_CreatePartitions_result_t *rd_kafka_event_CreatePartitions_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_AlterConfigs()`, owned by the event; NULL when the event is another. */
const rd_kafka_AlterConfigs_result_t *rd_kafka_event_AlterConfigs_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_IncrementalAlterConfigs()`, owned by the event; NULL when the event is another. */
const rd_kafka_IncrementalAlterConfigs_result_t *rd_kafka_event_IncrementalAlterConfigs_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_DescribeConfigs()`, owned by the event; NULL when the event is another. */
const rd_kafka_DescribeConfigs_result_t *rd_kafka_event_DescribeConfigs_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_DeleteRecords()`, owned by the event; NULL when the event is another. */
const rd_kafka_DeleteRecords_result_t *rd_kafka_event_DeleteRecords_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_ListConsumerGroups()`, owned by the event; NULL when the event is another. */
const rd_kafka_ListConsumerGroups_result_t *rd_kafka_event_ListConsumerGroups_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_DescribeConsumerGroups()`, owned by the event; NULL when the event is another. */
const rd_kafka_DescribeConsumerGroups_result_t *rd_kafka_event_DescribeConsumerGroups_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_DescribeTopics()`, owned by the event; NULL when the event is another. */
const rd_kafka_DescribeTopics_result_t *rd_kafka_event_DescribeTopics_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_DescribeCluster()`, owned by the event; NULL when the event is another. */
const rd_kafka_DescribeCluster_result_t *rd_kafka_event_DescribeCluster_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_DeleteGroups()`, owned by the event; NULL when the event is another. */
const rd_kafka_DeleteGroups_result_t *rd_kafka_event_DeleteGroups_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_DeleteConsumerGroupOffsets()`, owned by the event; NULL when the event is another. */
const rd_kafka_DeleteConsumerGroupOffsets_result_t *rd_kafka_event_DeleteConsumerGroupOffsets_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_CreateAcls()`, owned by the event; NULL when the event is another. */
const rd_kafka_CreateAcls_result_t *rd_kafka_event_CreateAcls_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_DescribeAcls()`, owned by the event; NULL when the event is another. */
const rd_kafka_DescribeAcls_result_t *rd_kafka_event_DescribeAcls_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_DeleteAcls()`, owned by the event; NULL when the event is another. */
const rd_kafka_DeleteAcls_result_t *rd_kafka_event_DeleteAcls_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_ListConsumerGroupOffsets()`, owned by the event; NULL when the event is another. */
const rd_kafka_ListConsumerGroupOffsets_result_t *rd_kafka_event_ListConsumerGroupOffsets_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_AlterConsumerGroupOffsets()`, owned by the event; NULL when the event is another. */
const rd_kafka_AlterConsumerGroupOffsets_result_t *rd_kafka_event_AlterConsumerGroupOffsets_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_ListOffsets()`, owned by the event; NULL when the event is another. */
const rd_kafka_ListOffsets_result_t *rd_kafka_event_ListOffsets_result(rd_kafka_event_t *rkev);

/**
 * The result of `rd_kafka_DescribeUserScramCredentials()`, owned by the event; NULL when the event is
 * another.
 */
const rd_kafka_DescribeUserScramCredentials_result_t *rd_kafka_event_DescribeUserScramCredentials_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_AlterUserScramCredentials()`, owned by the event; NULL when the event is another. */
const rd_kafka_AlterUserScramCredentials_result_t *rd_kafka_event_AlterUserScramCredentials_result(rd_kafka_event_t *rkev);

/** The result of `rd_kafka_ElectLeaders()`, owned by the event; NULL when the event is another. */
const rd_kafka_ElectLeaders_result_t *rd_kafka_event_ElectLeaders_result(rd_kafka_event_t *rkev);

/**
 * Takes the next event from a queue, waiting up to `timeout_ms` (-1: forever, 0: not at all). The caller
 * frees it with `rd_kafka_event_destroy()`. Everything that has an event type is returned as an event, whether it
 * was enabled and whatever callbacks are set; the callbacks of other things (throttling) run within this call. Returns
 * NULL when nothing came in time.
 */
rd_kafka_event_t *rd_kafka_queue_poll(rd_kafka_queue_t *rkqu,
                                      int timeout_ms);

/**
 * As `rd_kafka_poll()`, for any queue: serves its callbacks, waiting up to `timeout_ms` for the first.
 * Returns the number of events served, a batch of delivery reports being one.
 */
int rd_kafka_queue_poll_callback(rd_kafka_queue_t *rkqu, int timeout_ms);

/*
 * Interceptors
 * ============
 */

/**
 * Registers `on_conf_set` on `conf` under the interceptor's name `ic_name`, with `ic_opaque` as its last
 * argument. Interceptors are called in the order of their registration. Returns NO_ERROR, or _CONFLICT when
 * that name has registered this function already.
 *
 * A function that fails is logged as `ICFAIL`, where there is an instance to log, and the next one is called all the same.
 */
rd_kafka_resp_err_t rd_kafka_conf_interceptor_add_on_conf_set(rd_kafka_conf_t *conf,
                                                              const char *ic_name,
                                                              rd_kafka_interceptor_f_on_conf_set_t *on_conf_set,
                                                              void *ic_opaque);

/** Registers `on_conf_dup` on `conf`, see `rd_kafka_conf_interceptor_add_on_conf_set()`. */
rd_kafka_resp_err_t rd_kafka_conf_interceptor_add_on_conf_dup(rd_kafka_conf_t *conf,
                                                              const char *ic_name,
                                                              rd_kafka_interceptor_f_on_conf_dup_t *on_conf_dup,
                                                              void *ic_opaque);

/**
 * Registers `on_conf_destroy` on `conf`, see `rd_kafka_conf_interceptor_add_on_conf_set()`. One name may
 * register it several times, with a pointer of its own each.
 */
rd_kafka_resp_err_t rd_kafka_conf_interceptor_add_on_conf_destroy(rd_kafka_conf_t *conf,
                                                                  const char *ic_name,
                                                                  rd_kafka_interceptor_f_on_conf_destroy_t *on_conf_destroy,
                                                                  void *ic_opaque);

/**
 * Registers `on_new` on `conf`, see `rd_kafka_conf_interceptor_add_on_conf_set()`. It is where the
 * interceptors of an instance are registered.
 */
rd_kafka_resp_err_t rd_kafka_conf_interceptor_add_on_new(rd_kafka_conf_t *conf,
                                                         const char *ic_name,
                                                         rd_kafka_interceptor_f_on_new_t *on_new,
                                                         void *ic_opaque);

/**
 * Registers `on_destroy` on an instance, from within its `on_new`. Arguments and result are those of
 * `rd_kafka_conf_interceptor_add_on_conf_set()`; at any other time, here and below, the result is _STATE.
 */
rd_kafka_resp_err_t rd_kafka_interceptor_add_on_destroy(rd_kafka_t *rk,
                                                        const char *ic_name,
                                                        rd_kafka_interceptor_f_on_destroy_t *on_destroy,
                                                        void *ic_opaque);

/**
 * Registers `on_send` on a producer, from within its `on_new`. Arguments and result are those of
 * `rd_kafka_conf_interceptor_add_on_conf_set()`.
 */
rd_kafka_resp_err_t rd_kafka_interceptor_add_on_send(rd_kafka_t *rk,
                                                     const char *ic_name,
                                                     rd_kafka_interceptor_f_on_send_t *on_send,
                                                     void *ic_opaque);

/**
 * Registers `on_acknowledgement` on a producer, from within its `on_new`. Arguments and result are those of
 * `rd_kafka_conf_interceptor_add_on_conf_set()`.
 */
rd_kafka_resp_err_t rd_kafka_interceptor_add_on_acknowledgement(rd_kafka_t *rk,
                                                                const char *ic_name,
                                                                rd_kafka_interceptor_f_on_acknowledgement_t *on_acknowledgement,
                                                                void *ic_opaque);

/**
 * Registers `on_consume` on a consumer, from within its `on_new`. Arguments and result are those of
 * `rd_kafka_conf_interceptor_add_on_conf_set()`.
 */
rd_kafka_resp_err_t rd_kafka_interceptor_add_on_consume(rd_kafka_t *rk,
                                                        const char *ic_name,
                                                        rd_kafka_interceptor_f_on_consume_t *on_consume,
                                                        void *ic_opaque);

/**
 * Registers `on_commit` on a consumer, from within its `on_new`. Arguments and result are those of
 * `rd_kafka_conf_interceptor_add_on_conf_set()`.
 */
rd_kafka_resp_err_t rd_kafka_interceptor_add_on_commit(rd_kafka_t *rk,
                                                       const char *ic_name,
                                                       rd_kafka_interceptor_f_on_commit_t *on_commit,
                                                       void *ic_opaque);

/**
 * Registers `on_request_sent` on an instance, from within its `on_new`. Arguments and result are those of
 * `rd_kafka_conf_interceptor_add_on_conf_set()`.
 */
rd_kafka_resp_err_t rd_kafka_interceptor_add_on_request_sent(rd_kafka_t *rk,
                                                             const char *ic_name,
                                                             rd_kafka_interceptor_f_on_request_sent_t *on_request_sent,
                                                             void *ic_opaque);

/**
 * Registers `on_response_received` on an instance, from within its `on_new`. Arguments and result are those
 * of `rd_kafka_conf_interceptor_add_on_conf_set()`.
 */
rd_kafka_resp_err_t rd_kafka_interceptor_add_on_response_received(rd_kafka_t *rk,
                                                                  const char *ic_name,
                                                                  rd_kafka_interceptor_f_on_response_received_t *on_response_received,
                                                                  void *ic_opaque);

/**
 * Registers `on_thread_start` on an instance, from within its `on_new`. Arguments and result are those of
 * `rd_kafka_conf_interceptor_add_on_conf_set()`.
 */
rd_kafka_resp_err_t rd_kafka_interceptor_add_on_thread_start(rd_kafka_t *rk,
                                                             const char *ic_name,
                                                             rd_kafka_interceptor_f_on_thread_start_t *on_thread_start,
                                                             void *ic_opaque);

/**
 * Registers `on_thread_exit` on an instance, from within its `on_new`. Arguments and result are those of
 * `rd_kafka_conf_interceptor_add_on_conf_set()`.
 */
rd_kafka_resp_err_t rd_kafka_interceptor_add_on_thread_exit(rd_kafka_t *rk,
                                                            const char *ic_name,
                                                            rd_kafka_interceptor_f_on_thread_exit_t *on_thread_exit,
                                                            void *ic_opaque);

/**
 * Registers `on_broker_state_change` on an instance, from within its `on_new`. Arguments and result are
 * those of `rd_kafka_conf_interceptor_add_on_conf_set()`.
 */
rd_kafka_resp_err_t rd_kafka_interceptor_add_on_broker_state_change(rd_kafka_t *rk,
                                                                    const char *ic_name,
                                                                    rd_kafka_interceptor_f_on_broker_state_change_t *on_broker_state_change,
                                                                    void *ic_opaque);

/*
 * Results of admin operations
 * ===========================
 */

/** The outcome of an admin operation for one topic. */
rd_kafka_resp_err_t rd_kafka_topic_result_error(const rd_kafka_topic_result_t *topicres);

/** The text of the topic's error, NULL when it has none. Owned by the result's event. */
const char *rd_kafka_topic_result_error_string(const rd_kafka_topic_result_t *topicres);

/** The topic's name. Owned by the result's event. */
const char *rd_kafka_topic_result_name(const rd_kafka_topic_result_t *topicres);

/**
 * The outcome of an admin operation for one group: NULL when it succeeded, else an error object that the
 * result's event owns.
 */
const rd_kafka_error_t *rd_kafka_group_result_error(const rd_kafka_group_result_t *groupres);

/** The group's id. Owned by the result's event. */
const char *rd_kafka_group_result_name(const rd_kafka_group_result_t *groupres);

/**
 * The partitions of a group's result with offsets and their own `err`, NULL where the operation has none.
 * Owned by the result's event.
 */
const rd_kafka_topic_partition_list_t *rd_kafka_group_result_partitions(const rd_kafka_group_result_t *groupres);

/** Topic and partition of one result. Owned by the result's event. */
const rd_kafka_topic_partition_t *rd_kafka_topic_partition_result_partition(const rd_kafka_topic_partition_result_t *partition_result);

/** The outcome for the partition: its code is NO_ERROR when it succeeded. Owned by the result's event. */
const rd_kafka_error_t *rd_kafka_topic_partition_result_error(const rd_kafka_topic_partition_result_t *partition_result);

/*
 * Options of admin operations
 * ===========================
 */

/**
 * Makes options for one kind of admin operation, or for all (RD_KAFKA_ADMIN_OP_ANY, which leaves checks to
 * the operation). They may be used for several operations. Returns NULL when `for_api` is not known. Free
 * them with `rd_kafka_AdminOptions_destroy()`.
 */
rd_kafka_AdminOptions_t *rd_kafka_AdminOptions_new(rd_kafka_t *rk, rd_kafka_admin_op_t for_api);

/** Frees options. Operations that were started with them have taken copies. */
void rd_kafka_AdminOptions_destroy(rd_kafka_AdminOptions_t *options);

/**
 * How long the operation may take in all, from its start to its result: 0 to 3600000 milliseconds. The
 * default is `socket.timeout.ms`. Returns NO_ERROR, or _INVALID_ARG with the reason in `errstr`
 * (`errstr_size` bytes).
 */
rd_kafka_resp_err_t rd_kafka_AdminOptions_set_request_timeout(rd_kafka_AdminOptions_t *options,
                                                              int timeout_ms,
                                                              char *errstr,
                                                              size_t errstr_size);

/**
 * How long brokers wait for the change to reach the cluster, up to 3600000 milliseconds: for creating and
 * deleting topics, adding partitions, deleting records, electing leaders. 0, the default, means they do not
 * wait; -1 leaves it to them. Returns NO_ERROR, or _INVALID_ARG with the reason in `errstr`.
 */
rd_kafka_resp_err_t rd_kafka_AdminOptions_set_operation_timeout(rd_kafka_AdminOptions_t *options,
                                                                int timeout_ms,
                                                                char *errstr,
                                                                size_t errstr_size);

/**
 * Lets brokers check the request and change nothing: for creating topics, adding partitions, and changing
 * configurations. Returns NO_ERROR, or _INVALID_ARG with the reason in `errstr`.
 */
rd_kafka_resp_err_t rd_kafka_AdminOptions_set_validate_only(rd_kafka_AdminOptions_t *options,
                                                            int true_or_false,
                                                            char *errstr,
                                                            size_t errstr_size);

/**
 * Sends the request to one broker instead of the controller or coordinator. Meant for tests: DescribeConfigs
 * and AlterConfigs of a broker find their way on their own. Returns NO_ERROR, or _INVALID_ARG with the
 * reason in `errstr`.
 */
rd_kafka_resp_err_t rd_kafka_AdminOptions_set_broker(rd_kafka_AdminOptions_t *options,
                                                     int32_t broker_id,
                                                     char *errstr,
                                                     size_t errstr_size);

/**
 * Has `rd_kafka_ListConsumerGroupOffsets()` leave out offsets of transactions that are not finished
 * (KIP-447). Returns NULL, or an error object that the caller frees.
 */
rd_kafka_error_t *rd_kafka_AdminOptions_set_require_stable_offsets(rd_kafka_AdminOptions_t *options,
                                                                   int true_or_false);

/**
 * Asks a describe operation for what the client may do with the resource (KIP-430). Returns NULL, or an
 * error object that the caller frees.
 */
rd_kafka_error_t *rd_kafka_AdminOptions_set_include_authorized_operations(rd_kafka_AdminOptions_t *options,
                                                                          int true_or_false);

/**
 * Has `rd_kafka_ListConsumerGroups()` return groups in one of the given states only (KIP-518). The array is
 * copied. Returns NULL, or an error object (_INVALID_ARG for UNKNOWN or doubled states) that the caller
 * frees.
 */
rd_kafka_error_t *rd_kafka_AdminOptions_set_match_consumer_group_states(rd_kafka_AdminOptions_t *options,
                                                                        const rd_kafka_consumer_group_state_t *consumer_group_states,
                                                                        size_t consumer_group_states_cnt);

/**
 * Has `rd_kafka_ListConsumerGroups()` return groups of one of the given types only (KIP-848). The array is
 * copied. Returns NULL, or an error object (_INVALID_ARG for UNKNOWN or doubled types) that the caller
 * frees.
 */
rd_kafka_error_t *rd_kafka_AdminOptions_set_match_consumer_group_types(rd_kafka_AdminOptions_t *options,
                                                                       const rd_kafka_consumer_group_type_t *consumer_group_types,
                                                                       size_t consumer_group_types_cnt);

/**
 * Whether `rd_kafka_ListOffsets()` counts messages of unfinished transactions (READ_UNCOMMITTED, the
 * default) or stops before them. Returns NULL, or an error object that the caller frees.
 */
rd_kafka_error_t *rd_kafka_AdminOptions_set_isolation_level(rd_kafka_AdminOptions_t *options,
                                                            rd_kafka_IsolationLevel_t value);

/** A pointer that `rd_kafka_event_opaque()` gives back with the result. */
void rd_kafka_AdminOptions_set_opaque(rd_kafka_AdminOptions_t *options, void *ev_opaque);

/*
 * Creating topics
 * ===============
 */

/**
 * Describes a topic to create: its number of partitions (-1: the broker's default; also with a replica
 * assignment) and its replication factor (-1: the broker's default, or given by
 * `rd_kafka_NewTopic_set_replica_assignment()`). Returns NULL with the reason in `errstr` (`errstr_size`
 * bytes) when the arguments are out of range. Free it with `rd_kafka_NewTopic_destroy()`.
 */
rd_kafka_NewTopic_t *rd_kafka_NewTopic_new(const char *topic,
                                           int num_partitions,
                                           int replication_factor,
                                           char *errstr,
                                           size_t errstr_size);

/** Frees the description of a new topic. NULL is allowed. */
void rd_kafka_NewTopic_destroy(rd_kafka_NewTopic_t *new_topic);

/** Frees the `new_topic_cnt` elements of an array, not the array itself. */
void rd_kafka_NewTopic_destroy_array(rd_kafka_NewTopic_t **new_topics, size_t new_topic_cnt);

/**
 * Places the replicas of `partition` on the `broker_id_cnt` brokers of `broker_ids`, the first being the
 * preferred leader. Call it for partitions 0, 1, 2... in that order, for all of them, with as many brokers
 * each; the topic must have been made with replication factor -1. The array is copied. Returns NO_ERROR, or
 * _INVALID_ARG with the reason in `errstr`.
 */
rd_kafka_resp_err_t rd_kafka_NewTopic_set_replica_assignment(rd_kafka_NewTopic_t *new_topic,
                                                             int32_t partition,
                                                             int32_t *broker_ids,
                                                             size_t broker_id_cnt,
                                                             char *errstr,
                                                             size_t errstr_size);

/**
 * Sets a property of the new topic; the broker checks it. Both strings are copied. Returns NO_ERROR or
 * _INVALID_ARG.
 */
rd_kafka_resp_err_t rd_kafka_NewTopic_set_config(rd_kafka_NewTopic_t *new_topic,
                                                 const char *name,
                                                 const char *value);

/**
 * Creates `new_topic_cnt` topics by the cluster's controller. Returns at once: the result comes to `rkqu` as
 * an event of type CREATETOPICS_RESULT, for `rd_kafka_event_CreateTopics_result()`, with an outcome for each
 * topic. `options` may be NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_CreateTopics(rd_kafka_t *rk,
                           rd_kafka_NewTopic_t **new_topics,
                           size_t new_topic_cnt,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

/** The outcomes for the topics, `*cntp` in number, in the order of the request. Owned by the result's event. */
const rd_kafka_topic_result_t **rd_kafka_CreateTopics_result_topics(const rd_kafka_CreateTopics_result_t *result,
                                                                    size_t *cntp);

/*
 * Deleting topics
 * ===============
 */

/** Names a topic to delete. Free it with `rd_kafka_DeleteTopic_destroy()`. */
rd_kafka_DeleteTopic_t *rd_kafka_DeleteTopic_new(const char *topic);

/** Frees it. NULL is allowed. */
void rd_kafka_DeleteTopic_destroy(rd_kafka_DeleteTopic_t *del_topic);

/** Frees the `del_topic_cnt` elements of an array, not the array itself. */
void rd_kafka_DeleteTopic_destroy_array(rd_kafka_DeleteTopic_t **del_topics, size_t del_topic_cnt);

/**
 * Deletes `del_topic_cnt` topics by the cluster's controller. Returns at once: the result comes to `rkqu` as
 * an event of type DELETETOPICS_RESULT. `options` may be NULL. All arguments are copied and stay the
 * caller's.
 */
void rd_kafka_DeleteTopics(rd_kafka_t *rk,
                           rd_kafka_DeleteTopic_t **del_topics,
                           size_t del_topic_cnt,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

/** The outcomes for the topics, `*cntp` in number. Owned by the result's event. */
const rd_kafka_topic_result_t **rd_kafka_DeleteTopics_result_topics(const rd_kafka_DeleteTopics_result_t *result,
                                                                    size_t *cntp);

/*
 * Adding partitions
 * =================
 */

/**
 * Describes the growth of a topic to `new_total_cnt` partitions in all. Returns NULL with the reason in
 * `errstr` (`errstr_size` bytes) when the number is out of range. Free it with
 * `rd_kafka_NewPartitions_destroy()`.
 */
rd_kafka_NewPartitions_t *rd_kafka_NewPartitions_new(const char *topic,
                                                     size_t new_total_cnt,
                                                     char *errstr,
                                                     size_t errstr_size);

/** Frees it. NULL is allowed. */
void rd_kafka_NewPartitions_destroy(rd_kafka_NewPartitions_t *new_parts);

/** Frees the `new_parts_cnt` elements of an array, not the array itself. */
void rd_kafka_NewPartitions_destroy_array(rd_kafka_NewPartitions_t **new_parts, size_t new_parts_cnt);

/**
 * Places the replicas of a new partition on the `broker_id_cnt` brokers of `broker_ids`. `new_partition_idx`
 * counts the new partitions from 0, not the topic's; call it for all of them in that order. The array is
 * copied. Returns NO_ERROR, or _INVALID_ARG with the reason in `errstr`.
 */
rd_kafka_resp_err_t rd_kafka_NewPartitions_set_replica_assignment(rd_kafka_NewPartitions_t *new_parts,
                                                                  int32_t new_partition_idx,
                                                                  int32_t *broker_ids,
                                                                  size_t broker_id_cnt,
                                                                  char *errstr,
                                                                  size_t errstr_size);

/**
 * Adds partitions to topics by the cluster's controller. Returns at once: the result comes to `rkqu` as an
 * event of type CREATEPARTITIONS_RESULT. `options` may be NULL. All arguments are copied and stay the
 * caller's.
 */
void rd_kafka_CreatePartitions(rd_kafka_t *rk,
                               rd_kafka_NewPartitions_t **new_parts,
                               size_t new_parts_cnt,
                               const rd_kafka_AdminOptions_t *options,
                               rd_kafka_queue_t *rkqu);

/** The outcomes for the topics, `*cntp` in number. Owned by the result's event. */
const rd_kafka_topic_result_t **rd_kafka_CreatePartitions_result_topics(const rd_kafka_CreatePartitions_result_t *result,
                                                                        size_t *cntp);

/*
 * Reading and changing configurations
 * ===================================
 */

/** The name of a configuration entry's source, or "UNSUPPORTED" for a value that is not known. The string is static. */
const char *rd_kafka_ConfigSource_name(rd_kafka_ConfigSource_t confsource);

/** The property's name. Owned by the entry. */
const char *rd_kafka_ConfigEntry_name(const rd_kafka_ConfigEntry_t *entry);

/** The property's value, NULL when it is not set or sensitive. Owned by the entry. */
const char *rd_kafka_ConfigEntry_value(const rd_kafka_ConfigEntry_t *entry);

/** Where the value comes from. */
rd_kafka_ConfigSource_t rd_kafka_ConfigEntry_source(const rd_kafka_ConfigEntry_t *entry);

/** Returns 1 when the property cannot be changed while the broker runs, else 0. */
int rd_kafka_ConfigEntry_is_read_only(const rd_kafka_ConfigEntry_t *entry);

/** Returns 1 when the value is the default, else 0. */
int rd_kafka_ConfigEntry_is_default(const rd_kafka_ConfigEntry_t *entry);

/** Returns 1 when the property is secret, such as a password; brokers do not tell its value then. */
int rd_kafka_ConfigEntry_is_sensitive(const rd_kafka_ConfigEntry_t *entry);

/**
 * Returns 1 when the entry is a synonym: a property that supplies the value of another one where that is not
 * set.
 */
int rd_kafka_ConfigEntry_is_synonym(const rd_kafka_ConfigEntry_t *entry);

/** The entry's synonyms, in the order in which they take effect, `*cntp` in number. Owned by the entry. */
const rd_kafka_ConfigEntry_t **rd_kafka_ConfigEntry_synonyms(const rd_kafka_ConfigEntry_t *entry, size_t *cntp);

/** The name of a resource pattern type, or "UNSUPPORTED" for a value that is not listed. The string is static. */
const char *rd_kafka_ResourcePatternType_name(rd_kafka_ResourcePatternType_t resource_pattern_type);

/** The name of a resource type, or "UNSUPPORTED" for a value that is not listed. The string is static. */
const char *rd_kafka_ResourceType_name(rd_kafka_ResourceType_t restype);

/**
 * Names a resource whose properties are to be read or changed: a topic by its name, a broker by its id as
 * text, a group by its id. Returns NULL when the name is NULL or empty. Free it with
 * `rd_kafka_ConfigResource_destroy()`.
 */
rd_kafka_ConfigResource_t *rd_kafka_ConfigResource_new(rd_kafka_ResourceType_t restype, const char *resname);

/** Frees it. NULL is allowed. */
void rd_kafka_ConfigResource_destroy(rd_kafka_ConfigResource_t *config);

/** Frees the `config_cnt` elements of an array, not the array itself. */
void rd_kafka_ConfigResource_destroy_array(rd_kafka_ConfigResource_t **config, size_t config_cnt);

/**
 * Sets a property, for `rd_kafka_AlterConfigs()`; `rd_kafka_DescribeConfigs()` reads only those that are set, if any are.
 * Both strings are copied. The broker refuses a name that is set twice. Returns NO_ERROR, or _INVALID_ARG for an empty name
 * or a NULL.
 */
rd_kafka_resp_err_t rd_kafka_ConfigResource_set_config(rd_kafka_ConfigResource_t *config,
                                                       const char *name,
                                                       const char *value);

/**
 * Adds a change, for `rd_kafka_IncrementalAlterConfigs()`: SET the value, DELETE back to the default
 * (`value` NULL), APPEND to or SUBTRACT from a list (KIP-339). The strings are copied. Returns NULL, or an
 * error object that the caller frees.
 */
rd_kafka_error_t *rd_kafka_ConfigResource_add_incremental_config(rd_kafka_ConfigResource_t *config,
                                                                 const char *name,
                                                                 rd_kafka_AlterConfigOpType_t op_type,
                                                                 const char *value);

/** The resource's properties in a result, `*cntp` in number. Owned by the resource. */
const rd_kafka_ConfigEntry_t **rd_kafka_ConfigResource_configs(const rd_kafka_ConfigResource_t *config,
                                                               size_t *cntp);

/** The resource's type. */
rd_kafka_ResourceType_t rd_kafka_ConfigResource_type(const rd_kafka_ConfigResource_t *config);

/** The resource's name. Owned by the resource. */
const char *rd_kafka_ConfigResource_name(const rd_kafka_ConfigResource_t *config);

/** The outcome for the resource in a result. */
rd_kafka_resp_err_t rd_kafka_ConfigResource_error(const rd_kafka_ConfigResource_t *config);

/** The text of the resource's error, NULL when it has none. Owned by the resource. */
const char *rd_kafka_ConfigResource_error_string(const rd_kafka_ConfigResource_t *config);

/**
 * Replaces all properties of resources by those given; what is not given falls back to its default. Prefer
 * `rd_kafka_IncrementalAlterConfigs()`. A broker's properties are changed by that broker, one broker a call.
 * Returns at once: the result comes to `rkqu` as an event of type ALTERCONFIGS_RESULT. `options` may be
 * NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_AlterConfigs(rd_kafka_t *rk,
                           rd_kafka_ConfigResource_t **configs,
                           size_t config_cnt,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

/** The resources with their outcomes, `*cntp` in number. Owned by the result's event. */
const rd_kafka_ConfigResource_t **rd_kafka_AlterConfigs_result_resources(const rd_kafka_AlterConfigs_result_t *result,
                                                                         size_t *cntp);

/**
 * Changes single properties of resources and leaves the others as they are (KIP-339; brokers from 2.3 on).
 * Returns at once: the result comes to `rkqu` as an event of type INCREMENTALALTERCONFIGS_RESULT. `options`
 * may be NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_IncrementalAlterConfigs(rd_kafka_t *rk,
                                      rd_kafka_ConfigResource_t **configs,
                                      size_t config_cnt,
                                      const rd_kafka_AdminOptions_t *options,
                                      rd_kafka_queue_t *rkqu);

/** The resources with their outcomes, `*cntp` in number. Owned by the result's event. */
const rd_kafka_ConfigResource_t **rd_kafka_IncrementalAlterConfigs_result_resources(const rd_kafka_IncrementalAlterConfigs_result_t *result,
                                                                                    size_t *cntp);

/**
 * Reads the properties of resources with their sources and synonyms. One broker at most may be among them,
 * and is asked itself. Returns at once: the result comes to `rkqu` as an event of type
 * DESCRIBECONFIGS_RESULT. `options` may be NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_DescribeConfigs(rd_kafka_t *rk,
                              rd_kafka_ConfigResource_t **configs,
                              size_t config_cnt,
                              const rd_kafka_AdminOptions_t *options,
                              rd_kafka_queue_t *rkqu);

/** The resources with their properties, `*cntp` in number. Owned by the result's event. */
const rd_kafka_ConfigResource_t **rd_kafka_DescribeConfigs_result_resources(const rd_kafka_DescribeConfigs_result_t *result,
                                                                            size_t *cntp);

/*
 * Deleting records
 * ================
 */

/**
 * Describes records to delete: in each partition of the list those before the element's `offset`,
 * RD_KAFKA_OFFSET_END meaning all. The list is copied. Free it with `rd_kafka_DeleteRecords_destroy()`.
 */
rd_kafka_DeleteRecords_t *rd_kafka_DeleteRecords_new(const rd_kafka_topic_partition_list_t *before_offsets);

/** Frees it. NULL is allowed. */
void rd_kafka_DeleteRecords_destroy(rd_kafka_DeleteRecords_t *del_records);

/** Frees the `del_record_cnt` elements of an array, not the array itself. */
void rd_kafka_DeleteRecords_destroy_array(rd_kafka_DeleteRecords_t **del_records, size_t del_record_cnt);

/**
 * Deletes records by the partitions' leaders. `del_record_cnt` must be one; that one may list any number of
 * partitions. Returns at once: the result comes to `rkqu` as an event of type DELETERECORDS_RESULT.
 * `options` may be NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_DeleteRecords(rd_kafka_t *rk,
                            rd_kafka_DeleteRecords_t **del_records,
                            size_t del_record_cnt,
                            const rd_kafka_AdminOptions_t *options,
                            rd_kafka_queue_t *rkqu);

/**
 * The partitions, with the oldest offset that is left in `offset` and the outcome in `err`. Owned by the
 * result's event.
 */
const rd_kafka_topic_partition_list_t *rd_kafka_DeleteRecords_result_offsets(const rd_kafka_DeleteRecords_result_t *result);

/*
 * Describing topics
 * =================
 */

/**
 * Makes a collection of `topics_cnt` topic names, which are copied. Free it with
 * `rd_kafka_TopicCollection_destroy()`.
 */
rd_kafka_TopicCollection_t *rd_kafka_TopicCollection_of_topic_names(const char **topics, size_t topics_cnt);

/** Frees it. NULL is allowed. */
void rd_kafka_TopicCollection_destroy(rd_kafka_TopicCollection_t *topics);

/**
 * Describes topics with their partitions, leaders and replicas. Returns at once: the result comes to `rkqu`
 * as an event of type DESCRIBETOPICS_RESULT. `options` may be NULL. All arguments are copied and stay the
 * caller's.
 */
void rd_kafka_DescribeTopics(rd_kafka_t *rk,
                             const rd_kafka_TopicCollection_t *topics,
                             const rd_kafka_AdminOptions_t *options,
                             rd_kafka_queue_t *rkqu);

/** The descriptions of the topics, `*cntp` in number. Owned by the result's event. */
const rd_kafka_TopicDescription_t **rd_kafka_DescribeTopics_result_topics(const rd_kafka_DescribeTopics_result_t *result,
                                                                          size_t *cntp);

/** The topic's partitions, `*cntp` in number. Owned by the description. */
const rd_kafka_TopicPartitionInfo_t **rd_kafka_TopicDescription_partitions(const rd_kafka_TopicDescription_t *topicdesc,
                                                                           size_t *cntp);

/** The partition's id. */
int rd_kafka_TopicPartitionInfo_partition(const rd_kafka_TopicPartitionInfo_t *partition);

/** The partition's leader, NULL when it has none. Owned by the description. */
const rd_kafka_Node_t *rd_kafka_TopicPartitionInfo_leader(const rd_kafka_TopicPartitionInfo_t *partition);

/** The replicas that are in sync, `*cntp` in number. Owned by the description. */
const rd_kafka_Node_t **rd_kafka_TopicPartitionInfo_isr(const rd_kafka_TopicPartitionInfo_t *partition,
                                                        size_t *cntp);

/** All replicas of the partition, `*cntp` in number. Owned by the description. */
const rd_kafka_Node_t **rd_kafka_TopicPartitionInfo_replicas(const rd_kafka_TopicPartitionInfo_t *partition,
                                                             size_t *cntp);

/**
 * What the client may do with the topic, `*cntp` operations; NULL unless it was asked for by
 * `rd_kafka_AdminOptions_set_include_authorized_operations()`. Owned by the description.
 */
const rd_kafka_AclOperation_t *rd_kafka_TopicDescription_authorized_operations(const rd_kafka_TopicDescription_t *topicdesc,
                                                                               size_t *cntp);

/** The topic's name. Owned by the description. */
const char *rd_kafka_TopicDescription_name(const rd_kafka_TopicDescription_t *topicdesc);

/** The topic's id. Owned by the description. */
const rd_kafka_Uuid_t *rd_kafka_TopicDescription_topic_id(const rd_kafka_TopicDescription_t *topicdesc);

/** Returns 1 when the topic is one of Kafka's own, else 0. */
int rd_kafka_TopicDescription_is_internal(const rd_kafka_TopicDescription_t *topicdesc);

/** The outcome for the topic: its code is NO_ERROR when it was described. Owned by the description. */
const rd_kafka_error_t *rd_kafka_TopicDescription_error(const rd_kafka_TopicDescription_t *topicdesc);

/*
 * Describing the cluster
 * ======================
 */

/**
 * Describes the cluster: id, controller, brokers. Returns at once: the result comes to `rkqu` as an event of
 * type DESCRIBECLUSTER_RESULT. `options` may be NULL and stays the caller's.
 */
void rd_kafka_DescribeCluster(rd_kafka_t *rk, const rd_kafka_AdminOptions_t *options, rd_kafka_queue_t *rkqu);

/** The cluster's brokers, `*cntp` in number. Owned by the result's event. */
const rd_kafka_Node_t **rd_kafka_DescribeCluster_result_nodes(const rd_kafka_DescribeCluster_result_t *result,
                                                              size_t *cntp);

/**
 * What the client may do with the cluster, `*cntp` operations; NULL unless it was asked for. Owned by the
 * result's event.
 */
const rd_kafka_AclOperation_t *rd_kafka_DescribeCluster_result_authorized_operations(const rd_kafka_DescribeCluster_result_t *result,
                                                                                     size_t *cntp);

/** The controller, NULL when it is not known. Owned by the result's event. */
const rd_kafka_Node_t *rd_kafka_DescribeCluster_result_controller(const rd_kafka_DescribeCluster_result_t *result);

/** The cluster's id. Owned by the result's event. */
const char *rd_kafka_DescribeCluster_result_cluster_id(const rd_kafka_DescribeCluster_result_t *result);

/*
 * Listing consumer groups
 * =======================
 */

/**
 * Lists the consumer groups of all brokers, by state or type when the options say so. Returns at once: the
 * result comes to `rkqu` as an event of type LISTCONSUMERGROUPS_RESULT, with groups and errors side by side
 * when some broker failed. `options` may be NULL and stays the caller's.
 */
void rd_kafka_ListConsumerGroups(rd_kafka_t *rk,
                                 const rd_kafka_AdminOptions_t *options,
                                 rd_kafka_queue_t *rkqu);

/** The group's id. Owned by the listing. */
const char *rd_kafka_ConsumerGroupListing_group_id(const rd_kafka_ConsumerGroupListing_t *grplist);

/** Returns 1 when the group only stores offsets and has no members that share partitions, else 0. */
int rd_kafka_ConsumerGroupListing_is_simple_consumer_group(const rd_kafka_ConsumerGroupListing_t *grplist);

/** The group's state. */
rd_kafka_consumer_group_state_t rd_kafka_ConsumerGroupListing_state(const rd_kafka_ConsumerGroupListing_t *grplist);

/** The group's type: classic, or consumer (KIP-848). */
rd_kafka_consumer_group_type_t rd_kafka_ConsumerGroupListing_type(const rd_kafka_ConsumerGroupListing_t *grplist);

/** The groups found, `*cntp` in number. Owned by the result's event. */
const rd_kafka_ConsumerGroupListing_t **rd_kafka_ListConsumerGroups_result_valid(const rd_kafka_ListConsumerGroups_result_t *result,
                                                                                 size_t *cntp);

/** The errors met, `*cntp` in number: one for each broker that failed. Owned by the result's event. */
const rd_kafka_error_t **rd_kafka_ListConsumerGroups_result_errors(const rd_kafka_ListConsumerGroups_result_t *result,
                                                                   size_t *cntp);

/*
 * Describing consumer groups
 * ==========================
 */

/**
 * Describes `groups_cnt` groups with their members and assignments, by their coordinators. Returns at once:
 * the result comes to `rkqu` as an event of type DESCRIBECONSUMERGROUPS_RESULT. `options` may be NULL. All
 * arguments are copied and stay the caller's.
 */
void rd_kafka_DescribeConsumerGroups(rd_kafka_t *rk,
                                     const char **groups,
                                     size_t groups_cnt,
                                     const rd_kafka_AdminOptions_t *options,
                                     rd_kafka_queue_t *rkqu);

/**
 * The descriptions of the groups, `*cntp` in number, in the order of the request. Owned by the result's
 * event.
 */
const rd_kafka_ConsumerGroupDescription_t **rd_kafka_DescribeConsumerGroups_result_groups(const rd_kafka_DescribeConsumerGroups_result_t *result,
                                                                                          size_t *cntp);

/** The group's id. Owned by the description. */
const char *rd_kafka_ConsumerGroupDescription_group_id(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

/** The outcome for the group: NULL when it was described. Owned by the description. */
const rd_kafka_error_t *rd_kafka_ConsumerGroupDescription_error(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

/** Returns 1 when the group only stores offsets and has no members that share partitions, else 0. */
int rd_kafka_ConsumerGroupDescription_is_simple_consumer_group(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

/** The name of the assignor that the group uses. Owned by the description. */
const char *rd_kafka_ConsumerGroupDescription_partition_assignor(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

/**
 * What the client may do with the group, `*cntp` operations; NULL unless it was asked for. Owned by the
 * description.
 */
const rd_kafka_AclOperation_t *rd_kafka_ConsumerGroupDescription_authorized_operations(const rd_kafka_ConsumerGroupDescription_t *grpdesc,
                                                                                       size_t *cntp);

/** The group's state. */
rd_kafka_consumer_group_state_t rd_kafka_ConsumerGroupDescription_state(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

/** The broker that coordinates the group. Owned by the description. */
const rd_kafka_Node_t *rd_kafka_ConsumerGroupDescription_coordinator(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

/** The group's type: classic, or consumer (KIP-848). */
rd_kafka_consumer_group_type_t rd_kafka_ConsumerGroupDescription_type(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

/** The number of the group's members. */
size_t rd_kafka_ConsumerGroupDescription_member_count(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

/** Member `idx` (from 0) of the group, NULL when `idx` is out of range. Owned by the description. */
const rd_kafka_MemberDescription_t *rd_kafka_ConsumerGroupDescription_member(const rd_kafka_ConsumerGroupDescription_t *grpdesc,
                                                                             size_t idx);

/** The member's `client.id`. Owned by the description. */
const char *rd_kafka_MemberDescription_client_id(const rd_kafka_MemberDescription_t *member);

/** The member's `group.instance.id`, NULL when it has none. Owned by the description. */
const char *rd_kafka_MemberDescription_group_instance_id(const rd_kafka_MemberDescription_t *member);

/** The member's id. Owned by the description. */
const char *rd_kafka_MemberDescription_consumer_id(const rd_kafka_MemberDescription_t *member);

/** The address that the member connects from. Owned by the description. */
const char *rd_kafka_MemberDescription_host(const rd_kafka_MemberDescription_t *member);

/** The partitions that the member has. Owned by the description. */
const rd_kafka_MemberAssignment_t *rd_kafka_MemberDescription_assignment(const rd_kafka_MemberDescription_t *member);

/** The partitions of an assignment. Owned by the description. */
const rd_kafka_topic_partition_list_t *rd_kafka_MemberAssignment_partitions(const rd_kafka_MemberAssignment_t *assignment);

/**
 * The partitions that the member will have once its rebalance is done (KIP-848), NULL for groups of the
 * classic type. Owned by the description.
 */
const rd_kafka_MemberAssignment_t *rd_kafka_MemberDescription_target_assignment(const rd_kafka_MemberDescription_t *member);

/*
 * Deleting groups
 * ===============
 */

/** Names a group to delete. Free it with `rd_kafka_DeleteGroup_destroy()`. */
rd_kafka_DeleteGroup_t *rd_kafka_DeleteGroup_new(const char *group);

/** Frees it. NULL is allowed. */
void rd_kafka_DeleteGroup_destroy(rd_kafka_DeleteGroup_t *del_group);

/** Frees the `del_group_cnt` elements of an array, not the array itself. */
void rd_kafka_DeleteGroup_destroy_array(rd_kafka_DeleteGroup_t **del_groups, size_t del_group_cnt);

/**
 * Deletes `del_group_cnt` groups, which must have no members, by their coordinators. Returns at once: the
 * result comes to `rkqu` as an event of type DELETEGROUPS_RESULT. `options` may be NULL. All arguments are
 * copied and stay the caller's.
 */
void rd_kafka_DeleteGroups(rd_kafka_t *rk,
                           rd_kafka_DeleteGroup_t **del_groups,
                           size_t del_group_cnt,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

/** The outcomes for the groups, `*cntp` in number. Owned by the result's event. */
const rd_kafka_group_result_t **rd_kafka_DeleteGroups_result_groups(const rd_kafka_DeleteGroups_result_t *result,
                                                                    size_t *cntp);

/*
 * Reading the offsets of groups
 * =============================
 */

/**
 * Names a group whose committed offsets are asked for: those of `partitions`, or all when it is NULL. The
 * list is copied. Free it with `rd_kafka_ListConsumerGroupOffsets_destroy()`.
 */
rd_kafka_ListConsumerGroupOffsets_t *rd_kafka_ListConsumerGroupOffsets_new(const char *group_id,
                                                                           const rd_kafka_topic_partition_list_t *partitions);

/** Frees it. NULL is allowed. */
void rd_kafka_ListConsumerGroupOffsets_destroy(rd_kafka_ListConsumerGroupOffsets_t *list_grpoffsets);

/** Frees the `list_grpoffset_cnt` elements of an array, not the array itself. */
void rd_kafka_ListConsumerGroupOffsets_destroy_array(rd_kafka_ListConsumerGroupOffsets_t **list_grpoffsets,
                                                     size_t list_grpoffset_cnt);

/**
 * Reads the committed offsets of a group from its coordinator; `list_grpoffsets_cnt` must be one. Returns at
 * once: the result comes to `rkqu` as an event of type LISTCONSUMERGROUPOFFSETS_RESULT. `options` may be
 * NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_ListConsumerGroupOffsets(rd_kafka_t *rk,
                                       rd_kafka_ListConsumerGroupOffsets_t **list_grpoffsets,
                                       size_t list_grpoffsets_cnt,
                                       const rd_kafka_AdminOptions_t *options,
                                       rd_kafka_queue_t *rkqu);

/** The groups with their partitions and offsets, `*cntp` in number. Owned by the result's event. */
const rd_kafka_group_result_t **rd_kafka_ListConsumerGroupOffsets_result_groups(const rd_kafka_ListConsumerGroupOffsets_result_t *result,
                                                                                size_t *cntp);

/*
 * Changing the offsets of groups
 * ==============================
 */

/**
 * Describes offsets to commit for a group: each element of `partitions` with its `offset`, optionally its
 * leader epoch and metadata. The list is copied. Free it with
 * `rd_kafka_AlterConsumerGroupOffsets_destroy()`.
 */
rd_kafka_AlterConsumerGroupOffsets_t *rd_kafka_AlterConsumerGroupOffsets_new(const char *group_id,
                                                                             const rd_kafka_topic_partition_list_t *partitions);

/** Frees it. NULL is allowed. */
void rd_kafka_AlterConsumerGroupOffsets_destroy(rd_kafka_AlterConsumerGroupOffsets_t *alter_grpoffsets);

/** Frees the `alter_grpoffset_cnt` elements of an array, not the array itself. */
void rd_kafka_AlterConsumerGroupOffsets_destroy_array(rd_kafka_AlterConsumerGroupOffsets_t **alter_grpoffsets,
                                                      size_t alter_grpoffset_cnt);

/**
 * Commits offsets for a group that has no active members, by its coordinator; `alter_grpoffsets_cnt` must be
 * one. Returns at once: the result comes to `rkqu` as an event of type ALTERCONSUMERGROUPOFFSETS_RESULT.
 * `options` may be NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_AlterConsumerGroupOffsets(rd_kafka_t *rk,
                                        rd_kafka_AlterConsumerGroupOffsets_t **alter_grpoffsets,
                                        size_t alter_grpoffsets_cnt,
                                        const rd_kafka_AdminOptions_t *options,
                                        rd_kafka_queue_t *rkqu);

/** The groups with their partitions and outcomes, `*cntp` in number. Owned by the result's event. */
const rd_kafka_group_result_t **rd_kafka_AlterConsumerGroupOffsets_result_groups(const rd_kafka_AlterConsumerGroupOffsets_result_t *result,
                                                                                 size_t *cntp);

/*
 * Deleting the offsets of groups
 * ==============================
 */

/**
 * Names the partitions whose committed offsets are to be deleted from `group`. The list is copied. Free it
 * with `rd_kafka_DeleteConsumerGroupOffsets_destroy()`.
 */
rd_kafka_DeleteConsumerGroupOffsets_t *rd_kafka_DeleteConsumerGroupOffsets_new(const char *group,
                                                                               const rd_kafka_topic_partition_list_t *partitions);

/** Frees it. NULL is allowed. */
void rd_kafka_DeleteConsumerGroupOffsets_destroy(rd_kafka_DeleteConsumerGroupOffsets_t *del_grpoffsets);

/** Frees the `del_grpoffset_cnt` elements of an array, not the array itself. */
void rd_kafka_DeleteConsumerGroupOffsets_destroy_array(rd_kafka_DeleteConsumerGroupOffsets_t **del_grpoffsets,
                                                       size_t del_grpoffset_cnt);

/**
 * Deletes committed offsets of a group that is not subscribed to their topics, by its coordinator;
 * `del_grpoffsets_cnt` must be one. Returns at once: the result comes to `rkqu` as an event of type
 * DELETECONSUMERGROUPOFFSETS_RESULT. `options` may be NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_DeleteConsumerGroupOffsets(rd_kafka_t *rk,
                                         rd_kafka_DeleteConsumerGroupOffsets_t **del_grpoffsets,
                                         size_t del_grpoffsets_cnt,
                                         const rd_kafka_AdminOptions_t *options,
                                         rd_kafka_queue_t *rkqu);

/** The groups with their partitions and outcomes, `*cntp` in number. Owned by the result's event. */
const rd_kafka_group_result_t **rd_kafka_DeleteConsumerGroupOffsets_result_groups(const rd_kafka_DeleteConsumerGroupOffsets_result_t *result,
                                                                                  size_t *cntp);

/*
 * Listing offsets
 * ===============
 */

/**
 * The partition with the offset that was found in `offset`, its leader epoch, and the outcome in `err`.
 * Owned by the result's event.
 */
const rd_kafka_topic_partition_t *rd_kafka_ListOffsetsResultInfo_topic_partition(const rd_kafka_ListOffsetsResultInfo_t *result_info);

/**
 * The timestamp of the message at the offset in milliseconds since the epoch, -1 when the question was not
 * about one.
 */
int64_t rd_kafka_ListOffsetsResultInfo_timestamp(const rd_kafka_ListOffsetsResultInfo_t *result_info);

/** What was found for the partitions, `*cntp` in number. Owned by the result's event. */
const rd_kafka_ListOffsetsResultInfo_t **rd_kafka_ListOffsets_result_infos(const rd_kafka_ListOffsets_result_t *result,
                                                                           size_t *cntp);

/**
 * Asks the partitions' leaders for offsets. Each element's `offset` says which: one of
 * `rd_kafka_OffsetSpec_t` (earliest, latest, the message with the highest timestamp), or a timestamp in
 * milliseconds, for the first message not before it. Returns at once: the result comes to `rkqu` as an event
 * of type LISTOFFSETS_RESULT. `options` may be NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_ListOffsets(rd_kafka_t *rk,
                          rd_kafka_topic_partition_list_t *topic_partitions,
                          const rd_kafka_AdminOptions_t *options,
                          rd_kafka_queue_t *rkqu);

/*
 * SCRAM credentials
 * =================
 */

/** The credential's mechanism. */
rd_kafka_ScramMechanism_t rd_kafka_ScramCredentialInfo_mechanism(const rd_kafka_ScramCredentialInfo_t *scram_credential_info);

/** The number of iterations that the credential's hash was made with. */
int32_t rd_kafka_ScramCredentialInfo_iterations(const rd_kafka_ScramCredentialInfo_t *scram_credential_info);

/** The user's name. Owned by the description. */
const char *rd_kafka_UserScramCredentialsDescription_user(const rd_kafka_UserScramCredentialsDescription_t *description);

/** The outcome for the user: its code is NO_ERROR when it was described. Owned by the description. */
const rd_kafka_error_t *rd_kafka_UserScramCredentialsDescription_error(const rd_kafka_UserScramCredentialsDescription_t *description);

/** How many credentials the user has. */
size_t rd_kafka_UserScramCredentialsDescription_scramcredentialinfo_count(const rd_kafka_UserScramCredentialsDescription_t *description);

/** Credential `idx` (from 0) of the user. Owned by the description. */
const rd_kafka_ScramCredentialInfo_t *rd_kafka_UserScramCredentialsDescription_scramcredentialinfo(const rd_kafka_UserScramCredentialsDescription_t *description,
                                                                                                   size_t idx);

/** The descriptions of the users, `*cntp` in number. Owned by the result's event. */
const rd_kafka_UserScramCredentialsDescription_t **rd_kafka_DescribeUserScramCredentials_result_descriptions(const rd_kafka_DescribeUserScramCredentials_result_t *result,
                                                                                                             size_t *cntp);

/**
 * Tells which SCRAM credentials the `user_cnt` users have, all users when that is 0 (KIP-554). Returns at
 * once: the result comes to `rkqu` as an event of type DESCRIBEUSERSCRAMCREDENTIALS_RESULT. `options` may be
 * NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_DescribeUserScramCredentials(rd_kafka_t *rk,
                                           const char **users,
                                           size_t user_cnt,
                                           const rd_kafka_AdminOptions_t *options,
                                           rd_kafka_queue_t *rkqu);

/**
 * Describes a SCRAM credential to create or replace. Password and salt (`salt_size` bytes at `salt`; NULL
 * lets the library draw a random one) are copied; only the salted hash is sent. `iterations` must be at
 * least 4096 for brokers to accept it. Free it with `rd_kafka_UserScramCredentialAlteration_destroy()`.
 */
rd_kafka_UserScramCredentialAlteration_t *rd_kafka_UserScramCredentialUpsertion_new(const char *username,
                                                                                    rd_kafka_ScramMechanism_t mechanism,
                                                                                    int32_t iterations,
                                                                                    const unsigned char *password,
                                                                                    size_t password_size,
                                                                                    const unsigned char *salt,
                                                                                    size_t salt_size);

/** Describes a SCRAM credential to delete. Free it with `rd_kafka_UserScramCredentialAlteration_destroy()`. */
rd_kafka_UserScramCredentialAlteration_t *rd_kafka_UserScramCredentialDeletion_new(const char *username,
                                                                                   rd_kafka_ScramMechanism_t mechanism);

/** Frees it. NULL is allowed. */
void rd_kafka_UserScramCredentialAlteration_destroy(rd_kafka_UserScramCredentialAlteration_t *alteration);

/** Frees the `alteration_cnt` elements of an array, not the array itself. */
void rd_kafka_UserScramCredentialAlteration_destroy_array(rd_kafka_UserScramCredentialAlteration_t **alterations,
                                                          size_t alteration_cnt);

/** The user's name. Owned by the result's event. */
const char *rd_kafka_AlterUserScramCredentials_result_response_user(const rd_kafka_AlterUserScramCredentials_result_response_t *response);

/** The outcome for the user: its code is NO_ERROR when it succeeded. Owned by the result's event. */
const rd_kafka_error_t *rd_kafka_AlterUserScramCredentials_result_response_error(const rd_kafka_AlterUserScramCredentials_result_response_t *response);

/** The outcomes for the users, `*cntp` in number. Owned by the result's event. */
const rd_kafka_AlterUserScramCredentials_result_response_t **rd_kafka_AlterUserScramCredentials_result_responses(const rd_kafka_AlterUserScramCredentials_result_t *result,
                                                                                                                 size_t *cntp);

/**
 * Creates, replaces and deletes SCRAM credentials (KIP-554). Returns at once: the result comes to `rkqu` as
 * an event of type ALTERUSERSCRAMCREDENTIALS_RESULT. `options` may be NULL. All arguments are copied and
 * stay the caller's.
 */
void rd_kafka_AlterUserScramCredentials(rd_kafka_t *rk,
                                        rd_kafka_UserScramCredentialAlteration_t **alterations,
                                        size_t alteration_cnt,
                                        const rd_kafka_AdminOptions_t *options,
                                        rd_kafka_queue_t *rkqu);

/*
 * Access control lists
 * ====================
 */

/** The outcome for one ACL: NULL when it was created, else an error object that the result's event owns. */
const rd_kafka_error_t *rd_kafka_acl_result_error(const rd_kafka_acl_result_t *aclres);

/** The name of an ACL operation, or "UNSUPPORTED" for a value that is not listed. The string is static. */
const char *rd_kafka_AclOperation_name(rd_kafka_AclOperation_t acl_operation);

/** The name of an ACL permission type, or "UNSUPPORTED" for a value that is not listed. The string is static. */
const char *rd_kafka_AclPermissionType_name(rd_kafka_AclPermissionType_t acl_permission_type);

/**
 * Describes an access control entry: `principal` may, or may not, do `operation` with the resource from
 * `host`. All fields are required; ANY and MATCH are for filters. The strings are copied. Returns NULL with
 * the reason in `errstr` (`errstr_size` bytes) when an argument is not valid. Free it with
 * `rd_kafka_AclBinding_destroy()`.
 */
rd_kafka_AclBinding_t *rd_kafka_AclBinding_new(rd_kafka_ResourceType_t restype,
                                               const char *name,
                                               rd_kafka_ResourcePatternType_t resource_pattern_type,
                                               const char *principal,
                                               const char *host,
                                               rd_kafka_AclOperation_t operation,
                                               rd_kafka_AclPermissionType_t permission_type,
                                               char *errstr,
                                               size_t errstr_size);

/**
 * Describes which access control entries to find: NULL strings and the ANY values match everything, pattern
 * type MATCH all patterns that apply to a name. The strings are copied. Returns NULL with the reason in
 * `errstr` when an argument is not valid. Free it with `rd_kafka_AclBinding_destroy()`.
 */
rd_kafka_AclBindingFilter_t *rd_kafka_AclBindingFilter_new(rd_kafka_ResourceType_t restype,
                                                           const char *name,
                                                           rd_kafka_ResourcePatternType_t resource_pattern_type,
                                                           const char *principal,
                                                           const char *host,
                                                           rd_kafka_AclOperation_t operation,
                                                           rd_kafka_AclPermissionType_t permission_type,
                                                           char *errstr,
                                                           size_t errstr_size);

/** The resource's type. */
rd_kafka_ResourceType_t rd_kafka_AclBinding_restype(const rd_kafka_AclBinding_t *acl);

/** The resource's name. Owned by the binding. */
const char *rd_kafka_AclBinding_name(const rd_kafka_AclBinding_t *acl);

/** The principal, such as `User:name`. Owned by the binding. */
const char *rd_kafka_AclBinding_principal(const rd_kafka_AclBinding_t *acl);

/** The host, `*` for all. Owned by the binding. */
const char *rd_kafka_AclBinding_host(const rd_kafka_AclBinding_t *acl);

/** The operation. */
rd_kafka_AclOperation_t rd_kafka_AclBinding_operation(const rd_kafka_AclBinding_t *acl);

/** Whether the operation is allowed or denied. */
rd_kafka_AclPermissionType_t rd_kafka_AclBinding_permission_type(const rd_kafka_AclBinding_t *acl);

/** How the name is matched: literally or as a prefix. */
rd_kafka_ResourcePatternType_t rd_kafka_AclBinding_resource_pattern_type(const rd_kafka_AclBinding_t *acl);

/** The outcome for the binding in a result, NULL when it has no error. Owned by the binding. */
const rd_kafka_error_t *rd_kafka_AclBinding_error(const rd_kafka_AclBinding_t *acl);

/** Frees a binding or a filter. NULL is allowed. */
void rd_kafka_AclBinding_destroy(rd_kafka_AclBinding_t *acl_binding);

/** Frees the `acl_bindings_cnt` elements of an array, not the array itself. */
void rd_kafka_AclBinding_destroy_array(rd_kafka_AclBinding_t **acl_bindings, size_t acl_bindings_cnt);

/**
 * The outcomes for the bindings, `*cntp` in number, in the order of the request. Owned by the result's
 * event.
 */
const rd_kafka_acl_result_t **rd_kafka_CreateAcls_result_acls(const rd_kafka_CreateAcls_result_t *result,
                                                              size_t *cntp);

/**
 * Creates `new_acls_cnt` access control entries. Returns at once: the result comes to `rkqu` as an event of
 * type CREATEACLS_RESULT. `options` may be NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_CreateAcls(rd_kafka_t *rk,
                         rd_kafka_AclBinding_t **new_acls,
                         size_t new_acls_cnt,
                         const rd_kafka_AdminOptions_t *options,
                         rd_kafka_queue_t *rkqu);

/** The entries that match the filter, `*cntp` in number. Owned by the result's event. */
const rd_kafka_AclBinding_t **rd_kafka_DescribeAcls_result_acls(const rd_kafka_DescribeAcls_result_t *result,
                                                                size_t *cntp);

/**
 * Finds the access control entries that match `acl_filter`. Returns at once: the result comes to `rkqu` as
 * an event of type DESCRIBEACLS_RESULT. `options` may be NULL. All arguments are copied and stay the
 * caller's.
 */
void rd_kafka_DescribeAcls(rd_kafka_t *rk,
                           rd_kafka_AclBindingFilter_t *acl_filter,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

/** The outcomes for the filters, `*cntp` in number, in the order of the request. Owned by the result's event. */
const rd_kafka_DeleteAcls_result_response_t **rd_kafka_DeleteAcls_result_responses(const rd_kafka_DeleteAcls_result_t *result,
                                                                                   size_t *cntp);

/** The outcome for one filter: NULL when it was applied. Owned by the result's event. */
const rd_kafka_error_t *rd_kafka_DeleteAcls_result_response_error(const rd_kafka_DeleteAcls_result_response_t *result_response);

/**
 * The entries that the filter has matched, `*matching_acls_cntp` in number, each with its own error. Owned
 * by the result's event.
 */
const rd_kafka_AclBinding_t **rd_kafka_DeleteAcls_result_response_matching_acls(const rd_kafka_DeleteAcls_result_response_t *result_response,
                                                                                size_t *matching_acls_cntp);

/**
 * Deletes the access control entries that match any of the `del_acls_cnt` filters. Returns at once: the
 * result comes to `rkqu` as an event of type DELETEACLS_RESULT. `options` may be NULL. All arguments are
 * copied and stay the caller's.
 */
void rd_kafka_DeleteAcls(rd_kafka_t *rk,
                         rd_kafka_AclBindingFilter_t **del_acls,
                         size_t del_acls_cnt,
                         const rd_kafka_AdminOptions_t *options,
                         rd_kafka_queue_t *rkqu);

/*
 * Electing leaders
 * ================
 */

/**
 * Describes an election: of the preferred replica, or, when no replica is in sync, of any (UNCLEAN, which
 * may lose messages), for `partitions`, or for all when it is NULL (KIP-460). The list is copied. Free it
 * with `rd_kafka_ElectLeaders_destroy()`.
 */
rd_kafka_ElectLeaders_t *rd_kafka_ElectLeaders_new(rd_kafka_ElectionType_t election_type,
                                                   rd_kafka_topic_partition_list_t *partitions);

/** Frees it. NULL is allowed. */
void rd_kafka_ElectLeaders_destroy(rd_kafka_ElectLeaders_t *elect_leaders);

/**
 * Has the controller elect partition leaders. Returns at once: the result comes to `rkqu` as an event of
 * type ELECTLEADERS_RESULT. `options` may be NULL. All arguments are copied and stay the caller's.
 */
void rd_kafka_ElectLeaders(rd_kafka_t *rk,
                           rd_kafka_ElectLeaders_t *elect_leaders,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

/** The outcomes for the partitions, `*cntp` in number. Owned by the result's event. */
const rd_kafka_topic_partition_result_t **rd_kafka_ElectLeaders_result_partitions(const rd_kafka_ElectLeaders_result_t *result,
                                                                                  size_t *cntp);

/*
 * SASL OAUTHBEARER
 * ================
 */

/**
 * Supplies a SASL OAUTHBEARER token (KIP-255), usually from within the refresh callback or after its event.
 * `md_lifetime_ms` is when it expires, in milliseconds since the epoch; a refresh is asked for when 80 % of
 * that have passed. `extensions` is an array of `extension_size` strings, names and values in turn. All
 * strings are copied. Any thread.
 *
 * Returns NO_ERROR; _INVALID_ARG with the reason in `errstr` (`errstr_size` bytes) when token, lifetime or
 * an extension is not valid; _STATE when the instance does not use OAUTHBEARER; _NOT_IMPLEMENTED when it is
 * not built in.
 */
rd_kafka_resp_err_t rd_kafka_oauthbearer_set_token(rd_kafka_t *rk,
                                                   const char *token_value,
                                                   int64_t md_lifetime_ms,
                                                   const char *md_principal_name,
                                                   const char **extensions,
                                                   size_t extension_size,
                                                   char *errstr,
                                                   size_t errstr_size);

/**
 * Says that no token could be had, and why: raises an _AUTHENTICATION error with `errstr`, and asks for a
 * refresh again after ten seconds. Any thread. Returns NO_ERROR, _STATE, _NOT_IMPLEMENTED, or _INVALID_ARG
 * for an empty text.
 */
rd_kafka_resp_err_t rd_kafka_oauthbearer_set_token_failure(rd_kafka_t *rk, const char *errstr);

/*
 * Transactions
 * ============
 */

/**
 * Prepares a transactional producer (`transactional.id`): gets its producer id, fences off older producers
 * of the same id, and waits for their transactions to end. Called once, before the first transaction. Waits
 * up to `timeout_ms` (-1: twice `transaction.timeout.ms` at most); after a timeout it may be called again to
 * go on.
 *
 * Returns NULL on success, else an error object that the caller frees: retriable (call again), or fatal.
 */
rd_kafka_error_t *rd_kafka_init_transactions(rd_kafka_t *rk, int timeout_ms);

/**
 * Begins a transaction: all messages produced until `rd_kafka_commit_transaction()` or
 * `rd_kafka_abort_transaction()` belong to it. Asks no broker. Returns NULL, or an error object (_STATE,
 * _FATAL) that the caller frees.
 */
rd_kafka_error_t *rd_kafka_begin_transaction(rd_kafka_t *rk);

/**
 * Makes consumed offsets part of the transaction: they are committed for the consumer's group when the
 * transaction is. `cgmetadata` comes from `rd_kafka_consumer_group_metadata()`; the elements' offsets are
 * those of the next messages to read. The consumer must not commit on its own. Both arguments are copied.
 * Waits up to `timeout_ms` (-1: the rest of the transaction's time).
 *
 * Returns NULL, or an error object that the caller frees: retriable, fatal, or asking for
 * `rd_kafka_abort_transaction()` (`rd_kafka_error_txn_requires_abort()`).
 */
rd_kafka_error_t *rd_kafka_send_offsets_to_transaction(rd_kafka_t *rk,
                                                       const rd_kafka_topic_partition_list_t *offsets,
                                                       const rd_kafka_consumer_group_metadata_t *cgmetadata,
                                                       int timeout_ms);

/**
 * Commits the transaction: waits until all its messages are delivered and the coordinator has written the
 * commit, up to `timeout_ms` (-1: the rest of the transaction's time). Delivery reports must be served by
 * another thread meanwhile unless they are events of a queue of their own. After a timeout it may be called
 * again to go on.
 *
 * Returns NULL, or an error object that the caller frees: retriable, fatal, or asking for
 * `rd_kafka_abort_transaction()`.
 */
rd_kafka_error_t *rd_kafka_commit_transaction(rd_kafka_t *rk, int timeout_ms);

/**
 * Aborts the transaction: drops messages that are queued, with delivery reports of _PURGE_QUEUE, and has the
 * coordinator discard the others. Waits up to `timeout_ms` (-1: the rest of the transaction's time); after a
 * timeout it may be called again to go on. Returns NULL, or an error object (retriable or fatal) that the
 * caller frees.
 */
rd_kafka_error_t *rd_kafka_abort_transaction(rd_kafka_t *rk, int timeout_ms);

#ifdef __cplusplus
}
#endif

#endif /* RDKAFKA_H */
