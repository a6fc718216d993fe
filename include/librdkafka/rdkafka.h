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
#define RD_FORMAT(...) __attribute__((__format__(__VA_ARGS__)))
#else
#define RD_UNUSED
#define RD_DEPRECATED
#define RD_FORMAT(...)
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
 * Error codes. Negative ones (with two underscores) are the client's own, positive ones come from brokers.
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
        RD_KAFKA_RESP_ERR_SHARE_SESSION_LIMIT_REACHED = 133 /**< Broker: The limit of share sessions has been reached */
} rd_kafka_resp_err_t;

typedef enum rd_kafka_type_t {
        RD_KAFKA_PRODUCER = 0,
        RD_KAFKA_CONSUMER = 1
} rd_kafka_type_t;

typedef enum rd_kafka_timestamp_type_t {
        RD_KAFKA_TIMESTAMP_NOT_AVAILABLE = 0,
        RD_KAFKA_TIMESTAMP_CREATE_TIME = 1,
        RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME = 2
} rd_kafka_timestamp_type_t;

typedef enum rd_kafka_vtype_t {
        RD_KAFKA_VTYPE_END = 0,
        RD_KAFKA_VTYPE_TOPIC = 1,
        RD_KAFKA_VTYPE_RKT = 2,
        RD_KAFKA_VTYPE_PARTITION = 3,
        RD_KAFKA_VTYPE_VALUE = 4,
        RD_KAFKA_VTYPE_KEY = 5,
        RD_KAFKA_VTYPE_OPAQUE = 6,
        RD_KAFKA_VTYPE_MSGFLAGS = 7,
        RD_KAFKA_VTYPE_TIMESTAMP = 8,
        RD_KAFKA_VTYPE_HEADER = 9,
        RD_KAFKA_VTYPE_HEADERS = 10
} rd_kafka_vtype_t;

typedef enum rd_kafka_msg_status_t {
        RD_KAFKA_MSG_STATUS_NOT_PERSISTED = 0,
        RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED = 1,
        RD_KAFKA_MSG_STATUS_PERSISTED = 2
} rd_kafka_msg_status_t;

typedef enum rd_kafka_conf_res_t {
        RD_KAFKA_CONF_UNKNOWN = -2,
        RD_KAFKA_CONF_INVALID = -1,
        RD_KAFKA_CONF_OK = 0
} rd_kafka_conf_res_t;

typedef enum rd_kafka_cert_type_t {
        RD_KAFKA_CERT_PUBLIC_KEY = 0,
        RD_KAFKA_CERT_PRIVATE_KEY = 1,
        RD_KAFKA_CERT_CA = 2,
        RD_KAFKA_CERT__CNT = 3
} rd_kafka_cert_type_t;

typedef enum rd_kafka_cert_enc_t {
        RD_KAFKA_CERT_ENC_PKCS12 = 0,
        RD_KAFKA_CERT_ENC_DER = 1,
        RD_KAFKA_CERT_ENC_PEM = 2,
        RD_KAFKA_CERT_ENC__CNT = 3
} rd_kafka_cert_enc_t;

typedef enum rd_kafka_share_AcknowledgeType_s {
        RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_ACCEPT = 1,
        RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_RELEASE = 2,
        RD_KAFKA_SHARE_ACKNOWLEDGE_TYPE_REJECT = 3
} rd_kafka_share_AcknowledgeType_t;

typedef enum rd_kafka_consumer_group_state_t {
        RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN = 0,
        RD_KAFKA_CONSUMER_GROUP_STATE_PREPARING_REBALANCE = 1,
        RD_KAFKA_CONSUMER_GROUP_STATE_COMPLETING_REBALANCE = 2,
        RD_KAFKA_CONSUMER_GROUP_STATE_STABLE = 3,
        RD_KAFKA_CONSUMER_GROUP_STATE_DEAD = 4,
        RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY = 5,
        RD_KAFKA_CONSUMER_GROUP_STATE__CNT = 6
} rd_kafka_consumer_group_state_t;

typedef enum rd_kafka_consumer_group_type_t {
        RD_KAFKA_CONSUMER_GROUP_TYPE_UNKNOWN = 0,
        RD_KAFKA_CONSUMER_GROUP_TYPE_CONSUMER = 1,
        RD_KAFKA_CONSUMER_GROUP_TYPE_CLASSIC = 2,
        RD_KAFKA_CONSUMER_GROUP_TYPE__CNT = 3
} rd_kafka_consumer_group_type_t;

typedef enum rd_kafka_thread_type_t {
        RD_KAFKA_THREAD_MAIN = 0,
        RD_KAFKA_THREAD_BACKGROUND = 1,
        RD_KAFKA_THREAD_BROKER = 2
} rd_kafka_thread_type_t;

typedef enum rd_kafka_admin_op_t {
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
        RD_KAFKA_ADMIN_OP__CNT = 23
} rd_kafka_admin_op_t;

typedef enum rd_kafka_IsolationLevel_t {
        RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED = 0,
        RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED = 1
} rd_kafka_IsolationLevel_t;

typedef enum rd_kafka_AclOperation_t {
        RD_KAFKA_ACL_OPERATION_UNKNOWN = 0,
        RD_KAFKA_ACL_OPERATION_ANY = 1,
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
        RD_KAFKA_ACL_OPERATION__CNT = 13
} rd_kafka_AclOperation_t;

typedef enum rd_kafka_ConfigSource_t {
        RD_KAFKA_CONFIG_SOURCE_UNKNOWN_CONFIG = 0,
        RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG = 1,
        RD_KAFKA_CONFIG_SOURCE_DYNAMIC_BROKER_CONFIG = 2,
        RD_KAFKA_CONFIG_SOURCE_DYNAMIC_DEFAULT_BROKER_CONFIG = 3,
        RD_KAFKA_CONFIG_SOURCE_STATIC_BROKER_CONFIG = 4,
        RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG = 5,
        RD_KAFKA_CONFIG_SOURCE_GROUP_CONFIG = 8,
        RD_KAFKA_CONFIG_SOURCE__CNT = 9
} rd_kafka_ConfigSource_t;

typedef enum rd_kafka_ResourceType_t {
        RD_KAFKA_RESOURCE_UNKNOWN = 0,
        RD_KAFKA_RESOURCE_ANY = 1,
        RD_KAFKA_RESOURCE_TOPIC = 2,
        RD_KAFKA_RESOURCE_GROUP = 3,
        RD_KAFKA_RESOURCE_BROKER = 4,
        RD_KAFKA_RESOURCE_TRANSACTIONAL_ID = 5,
        RD_KAFKA_RESOURCE__CNT = 6
} rd_kafka_ResourceType_t;

typedef enum rd_kafka_ResourcePatternType_t {
        RD_KAFKA_RESOURCE_PATTERN_UNKNOWN = 0,
        RD_KAFKA_RESOURCE_PATTERN_ANY = 1,
        RD_KAFKA_RESOURCE_PATTERN_MATCH = 2,
        RD_KAFKA_RESOURCE_PATTERN_LITERAL = 3,
        RD_KAFKA_RESOURCE_PATTERN_PREFIXED = 4,
        RD_KAFKA_RESOURCE_PATTERN_TYPE__CNT = 5
} rd_kafka_ResourcePatternType_t;

typedef enum rd_kafka_AlterConfigOpType_t {
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_SET = 0,
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_DELETE = 1,
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_APPEND = 2,
        RD_KAFKA_ALTER_CONFIG_OP_TYPE_SUBTRACT = 3,
        RD_KAFKA_ALTER_CONFIG_OP_TYPE__CNT = 4
} rd_kafka_AlterConfigOpType_t;

typedef enum rd_kafka_OffsetSpec_t {
        RD_KAFKA_OFFSET_SPEC_MAX_TIMESTAMP = -3,
        RD_KAFKA_OFFSET_SPEC_EARLIEST = -2,
        RD_KAFKA_OFFSET_SPEC_LATEST = -1
} rd_kafka_OffsetSpec_t;

typedef enum rd_kafka_ScramMechanism_t {
        RD_KAFKA_SCRAM_MECHANISM_UNKNOWN = 0,
        RD_KAFKA_SCRAM_MECHANISM_SHA_256 = 1,
        RD_KAFKA_SCRAM_MECHANISM_SHA_512 = 2,
        RD_KAFKA_SCRAM_MECHANISM__CNT = 3
} rd_kafka_ScramMechanism_t;

typedef enum rd_kafka_AclPermissionType_t {
        RD_KAFKA_ACL_PERMISSION_TYPE_UNKNOWN = 0,
        RD_KAFKA_ACL_PERMISSION_TYPE_ANY = 1,
        RD_KAFKA_ACL_PERMISSION_TYPE_DENY = 2,
        RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW = 3,
        RD_KAFKA_ACL_PERMISSION_TYPE__CNT = 4
} rd_kafka_AclPermissionType_t;

typedef enum rd_kafka_ElectionType_t {
        RD_KAFKA_ELECTION_TYPE_PREFERRED = 0,
        RD_KAFKA_ELECTION_TYPE_UNCLEAN = 1
} rd_kafka_ElectionType_t;

typedef struct rd_kafka_s rd_kafka_t;

typedef struct rd_kafka_topic_s rd_kafka_topic_t;

typedef struct rd_kafka_conf_s rd_kafka_conf_t;

typedef struct rd_kafka_topic_conf_s rd_kafka_topic_conf_t;

typedef struct rd_kafka_queue_s rd_kafka_queue_t;

typedef struct rd_kafka_op_s rd_kafka_event_t;

typedef struct rd_kafka_topic_result_s rd_kafka_topic_result_t;

typedef struct rd_kafka_consumer_group_metadata_s rd_kafka_consumer_group_metadata_t;

typedef struct rd_kafka_error_s rd_kafka_error_t;

typedef struct rd_kafka_headers_s rd_kafka_headers_t;

typedef struct rd_kafka_group_result_s rd_kafka_group_result_t;

typedef struct rd_kafka_acl_result_s rd_kafka_acl_result_t;

typedef struct rd_kafka_Uuid_s rd_kafka_Uuid_t;

typedef struct rd_kafka_topic_partition_result_s rd_kafka_topic_partition_result_t;

typedef struct rd_kafka_share_s rd_kafka_share_t;

typedef struct rd_kafka_messages_s rd_kafka_messages_t;

typedef struct rd_kafka_share_partition_offsets_s rd_kafka_share_partition_offsets_t;

typedef struct rd_kafka_share_partition_offsets_list_s rd_kafka_share_partition_offsets_list_t;

typedef struct rd_kafka_Node_s rd_kafka_Node_t;

typedef struct rd_kafka_AdminOptions_s rd_kafka_AdminOptions_t;

typedef struct rd_kafka_NewTopic_s rd_kafka_NewTopic_t;

typedef struct rd_kafka_DeleteTopic_s rd_kafka_DeleteTopic_t;

typedef struct rd_kafka_NewPartitions_s rd_kafka_NewPartitions_t;

typedef struct rd_kafka_ConfigEntry_s rd_kafka_ConfigEntry_t;

typedef struct rd_kafka_ConfigResource_s rd_kafka_ConfigResource_t;

typedef struct rd_kafka_DeleteRecords_s rd_kafka_DeleteRecords_t;

typedef struct rd_kafka_TopicCollection_s rd_kafka_TopicCollection_t;

typedef struct rd_kafka_TopicPartitionInfo_s rd_kafka_TopicPartitionInfo_t;

typedef struct rd_kafka_TopicDescription_s rd_kafka_TopicDescription_t;

typedef struct rd_kafka_ConsumerGroupListing_s rd_kafka_ConsumerGroupListing_t;

typedef struct rd_kafka_ListConsumerGroupsResult_s rd_kafka_ListConsumerGroupsResult_t;

typedef struct rd_kafka_ConsumerGroupDescription_s rd_kafka_ConsumerGroupDescription_t;

typedef struct rd_kafka_MemberDescription_s rd_kafka_MemberDescription_t;

typedef struct rd_kafka_MemberAssignment_s rd_kafka_MemberAssignment_t;

typedef struct rd_kafka_DeleteGroup_s rd_kafka_DeleteGroup_t;

typedef struct rd_kafka_ListConsumerGroupOffsets_s rd_kafka_ListConsumerGroupOffsets_t;

typedef struct rd_kafka_AlterConsumerGroupOffsets_s rd_kafka_AlterConsumerGroupOffsets_t;

typedef struct rd_kafka_DeleteConsumerGroupOffsets_s rd_kafka_DeleteConsumerGroupOffsets_t;

typedef struct rd_kafka_ListOffsetsResultInfo_s rd_kafka_ListOffsetsResultInfo_t;

typedef struct rd_kafka_ScramCredentialInfo_s rd_kafka_ScramCredentialInfo_t;

typedef struct rd_kafka_UserScramCredentialsDescription_s rd_kafka_UserScramCredentialsDescription_t;

typedef struct rd_kafka_UserScramCredentialAlteration_s rd_kafka_UserScramCredentialAlteration_t;

typedef struct rd_kafka_AlterUserScramCredentials_result_response_s rd_kafka_AlterUserScramCredentials_result_response_t;

typedef struct rd_kafka_AclBinding_s rd_kafka_AclBinding_t;

typedef struct rd_kafka_DeleteAcls_result_response_s rd_kafka_DeleteAcls_result_response_t;

typedef struct rd_kafka_ElectLeaders_s rd_kafka_ElectLeaders_t;

/**
 * One argument of `rd_kafka_produceva()`: `vtype` says which member of `u` holds the value.
 */
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

struct rd_kafka_message_s {
        rd_kafka_resp_err_t err;
        rd_kafka_topic_t *rkt;
        int32_t partition;
        void *payload;
        size_t len;
        void *key;
        size_t key_len;
        int64_t offset;
        void *_private;
};

typedef struct rd_kafka_message_s rd_kafka_message_t;

struct rd_kafka_topic_partition_s {
        char *topic;
        int32_t partition;
        int64_t offset;
        void *metadata;
        size_t metadata_size;
        void *opaque;
        rd_kafka_resp_err_t err;
        void *_private;
};

typedef struct rd_kafka_topic_partition_s rd_kafka_topic_partition_t;

struct rd_kafka_topic_partition_list_s {
        int cnt;
        int size;
        rd_kafka_topic_partition_t *elems;
};

typedef struct rd_kafka_topic_partition_list_s rd_kafka_topic_partition_list_t;

struct rd_kafka_metadata_broker {
        int32_t id;
        char *host;
        int port;
};

struct rd_kafka_metadata_partition {
        int32_t id;
        rd_kafka_resp_err_t err;
        int32_t leader;
        int replica_cnt;
        int32_t *replicas;
        int isr_cnt;
        int32_t *isrs;
};

struct rd_kafka_metadata_topic {
        char *topic;
        int partition_cnt;
        struct rd_kafka_metadata_partition *partitions;
        rd_kafka_resp_err_t err;
};

struct rd_kafka_metadata {
        int broker_cnt;
        struct rd_kafka_metadata_broker *brokers;
        int topic_cnt;
        struct rd_kafka_metadata_topic *topics;
        int32_t orig_broker_id;
        char *orig_broker_name;
};

struct rd_kafka_group_member_info {
        char *member_id;
        char *client_id;
        char *client_host;
        void *member_metadata;
        int member_metadata_size;
        void *member_assignment;
        int member_assignment_size;
};

struct rd_kafka_group_info {
        struct rd_kafka_metadata_broker broker;
        char *group;
        rd_kafka_resp_err_t err;
        char *state;
        char *protocol_type;
        char *protocol;
        struct rd_kafka_group_member_info *members;
        int member_cnt;
};

struct rd_kafka_group_list {
        struct rd_kafka_group_info *groups;
        int group_cnt;
};

typedef int rd_kafka_event_type_t;

typedef rd_kafka_event_t rd_kafka_CreateTopics_result_t;

typedef rd_kafka_event_t rd_kafka_DeleteTopics_result_t;

typedef rd_kafka_event_t rd_kafka_CreatePartitions_result_t;

typedef rd_kafka_event_t rd_kafka_AlterConfigs_result_t;

typedef rd_kafka_event_t rd_kafka_IncrementalAlterConfigs_result_t;

typedef rd_kafka_event_t rd_kafka_DescribeConfigs_result_t;

typedef rd_kafka_event_t rd_kafka_DeleteRecords_result_t;

typedef rd_kafka_event_t rd_kafka_ListConsumerGroups_result_t;

typedef rd_kafka_event_t rd_kafka_DescribeConsumerGroups_result_t;

typedef rd_kafka_event_t rd_kafka_DescribeTopics_result_t;

typedef rd_kafka_event_t rd_kafka_DescribeCluster_result_t;

typedef rd_kafka_event_t rd_kafka_DeleteGroups_result_t;

typedef rd_kafka_event_t rd_kafka_DeleteConsumerGroupOffsets_result_t;

typedef rd_kafka_event_t rd_kafka_CreateAcls_result_t;

typedef rd_kafka_event_t rd_kafka_DescribeAcls_result_t;

typedef rd_kafka_event_t rd_kafka_DeleteAcls_result_t;

typedef rd_kafka_event_t rd_kafka_ListConsumerGroupOffsets_result_t;

typedef rd_kafka_event_t rd_kafka_AlterConsumerGroupOffsets_result_t;

typedef rd_kafka_event_t rd_kafka_ListOffsets_result_t;

typedef rd_kafka_event_t rd_kafka_DescribeUserScramCredentials_result_t;

typedef rd_kafka_event_t rd_kafka_AlterUserScramCredentials_result_t;

typedef rd_kafka_event_t rd_kafka_ElectLeaders_result_t;

/*
 Called for each `rd_kafka_conf_set()` before the built-in properties are looked at. CONF_OK takes the property
 over, CONF_UNKNOWN passes it on, CONF_INVALID (explained in `errstr`) refuses it. `val` is NULL for a reset.
 */
typedef rd_kafka_conf_res_t (rd_kafka_interceptor_f_on_conf_set_t)(rd_kafka_conf_t *conf,
                                                                    const char *name,
                                                                    const char *val,
                                                                    char *errstr,
                                                                    size_t errstr_size,
                                                                    void *ic_opaque);

/*
 Called for each copy of a configuration, to let the interceptor copy its own state. Interceptors are not copied
 themselves: this one registers them anew on `new_conf`. Properties whose names begin with one of the `filter_cnt`
 entries of `filter` are left out of the copy.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_conf_dup_t)(rd_kafka_conf_t *new_conf,
                                                                    const rd_kafka_conf_t *old_conf,
                                                                    size_t filter_cnt,
                                                                    const char **filter,
                                                                    void *ic_opaque);

/*
 Called when the configuration that carries the interceptor is destroyed: the place to free `ic_opaque`.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_conf_destroy_t)(void *ic_opaque);

/*
 Called from `rd_kafka_new()` while the instance is being made: the place to register the instance's interceptors.
 `rk` may not be used for anything else yet. A failure, explained in `errstr`, is logged.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_new_t)(rd_kafka_t *rk,
                                                               const rd_kafka_conf_t *conf,
                                                               void *ic_opaque,
                                                               char *errstr,
                                                               size_t errstr_size);

/*
 Called when the instance is being destroyed.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_destroy_t)(rd_kafka_t *rk, void *ic_opaque);

/*
 Called in the producing thread for each message before it is queued and before its partition is chosen. The
 message belongs to the library; its headers may be changed, nothing else.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_send_t)(rd_kafka_t *rk,
                                                                rd_kafka_message_t *rkmessage,
                                                                void *ic_opaque);

/*
 Called for each message that was delivered or has failed, before its delivery report reaches the application,
 from a thread of the library or from the producing one. `rkmessage` is read-only.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_acknowledgement_t)(rd_kafka_t *rk,
                                                                           rd_kafka_message_t *rkmessage,
                                                                           void *ic_opaque);

/*
 Called for each consumed message just before the application gets it, in the application's thread.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_consume_t)(rd_kafka_t *rk,
                                                                   rd_kafka_message_t *rkmessage,
                                                                   void *ic_opaque);

/*
 Called when offsets were committed or a commit has failed; `offsets` has each partition's own error, `err` the
 one of the whole commit.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_commit_t)(rd_kafka_t *rk,
                                                                  const rd_kafka_topic_partition_list_t *offsets,
                                                                  rd_kafka_resp_err_t err,
                                                                  void *ic_opaque);

/*
 Called in the broker's thread when a request of `size` bytes has been written to socket `sockfd`. A request is
 told apart by `sockfd` and `corrid`.
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

/*
 Called in the broker's thread when a response was received, or its request has failed with `err`. `rtt` is the
 time since the request was sent in microseconds, -1 when it was never sent.
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

/*
 Called in each thread of the library when it begins. `thread_name` is for humans.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_thread_start_t)(rd_kafka_t *rk,
                                                                        rd_kafka_thread_type_t thread_type,
                                                                        const char *thread_name,
                                                                        void *ic_opaque);

/*
 Called in each thread of the library just before it ends, also when `on_thread_start` had failed in it.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_thread_exit_t)(rd_kafka_t *rk,
                                                                       rd_kafka_thread_type_t thread_type,
                                                                       const char *thread_name,
                                                                       void *ic_opaque);

/*
 Called in the broker's thread when the connection's state has changed to `state` (`CONNECT`, `UP`, `DOWN`...).
 `secproto` is the security protocol, `name` and `port` the broker's address.
 */
typedef rd_kafka_resp_err_t (rd_kafka_interceptor_f_on_broker_state_change_t)(rd_kafka_t *rk,
                                                                               int32_t broker_id,
                                                                               const char *secproto,
                                                                               const char *name,
                                                                               int port,
                                                                               const char *state,
                                                                               void *ic_opaque);

typedef rd_kafka_AclBinding_t rd_kafka_AclBindingFilter_t;

struct rd_kafka_err_desc {
        rd_kafka_resp_err_t code;
        const char *name;
        const char *desc;
};

/*
 What a plugin library exports as `conf_init`: called once when `plugin.library.paths` is set, it registers the
 plugin's interceptors on `conf`. `*plug_opaquep` is handed to nothing but the plugin. A result other than
 NO_ERROR, explained in `errstr`, makes `rd_kafka_conf_set()` fail.
 */
typedef rd_kafka_resp_err_t (rd_kafka_plugin_f_conf_init_t)(rd_kafka_conf_t *conf,
                                                             void **plug_opaquep,
                                                             char *errstr,
                                                             size_t errstr_size);

/*
 * Version
 * =======
 */

int rd_kafka_version(void);

const char *rd_kafka_version_str(void);

const char *rd_kafka_get_debug_contexts(void);

/*
 * Errors
 * ======
 */

void rd_kafka_get_err_descs(const struct rd_kafka_err_desc **errdescs, size_t *cntp);

const char *rd_kafka_err2str(rd_kafka_resp_err_t err);

const char *rd_kafka_err2name(rd_kafka_resp_err_t err);

rd_kafka_resp_err_t rd_kafka_last_error(void);

RD_DEPRECATED rd_kafka_resp_err_t rd_kafka_errno2err(int errnox);

RD_DEPRECATED int rd_kafka_errno(void);

rd_kafka_resp_err_t rd_kafka_fatal_error(rd_kafka_t *rk, char *errstr, size_t errstr_size);

rd_kafka_resp_err_t rd_kafka_test_fatal_error(rd_kafka_t *rk, rd_kafka_resp_err_t err, const char *reason);

rd_kafka_resp_err_t rd_kafka_error_code(const rd_kafka_error_t *error);

const char *rd_kafka_error_name(const rd_kafka_error_t *error);

const char *rd_kafka_error_string(const rd_kafka_error_t *error);

int rd_kafka_error_is_fatal(const rd_kafka_error_t *error);

int rd_kafka_error_is_retriable(const rd_kafka_error_t *error);

int rd_kafka_error_txn_requires_abort(const rd_kafka_error_t *error);

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

void rd_kafka_topic_partition_destroy(rd_kafka_topic_partition_t *rktpar);

void rd_kafka_topic_partition_set_leader_epoch(rd_kafka_topic_partition_t *rktpar, int32_t leader_epoch);

int32_t rd_kafka_topic_partition_get_leader_epoch(const rd_kafka_topic_partition_t *rktpar);

rd_kafka_topic_partition_list_t *rd_kafka_topic_partition_list_new(int size);

void rd_kafka_topic_partition_list_destroy(rd_kafka_topic_partition_list_t *rkparlist);

rd_kafka_topic_partition_t *rd_kafka_topic_partition_list_add(rd_kafka_topic_partition_list_t *rktparlist, const char *topic, int32_t partition);

void rd_kafka_topic_partition_list_add_range(rd_kafka_topic_partition_list_t *rktparlist, const char *topic, int32_t start, int32_t stop);

int rd_kafka_topic_partition_list_del(rd_kafka_topic_partition_list_t *rktparlist, const char *topic, int32_t partition);

int rd_kafka_topic_partition_list_del_by_idx(rd_kafka_topic_partition_list_t *rktparlist, int idx);

rd_kafka_topic_partition_list_t *rd_kafka_topic_partition_list_copy(const rd_kafka_topic_partition_list_t *src);

rd_kafka_resp_err_t rd_kafka_topic_partition_list_set_offset(rd_kafka_topic_partition_list_t *rktparlist, const char *topic, int32_t partition, int64_t offset);

rd_kafka_topic_partition_t *rd_kafka_topic_partition_list_find(const rd_kafka_topic_partition_list_t *rktparlist, const char *topic, int32_t partition);

void rd_kafka_topic_partition_list_sort(rd_kafka_topic_partition_list_t *rktparlist, int (*cmp)(const void *, const void *, void *), void *cmp_opaque);

/*
 * Message headers
 * ===============
 */

rd_kafka_headers_t *rd_kafka_headers_new(size_t initial_count);

void rd_kafka_headers_destroy(rd_kafka_headers_t *hdrs);

rd_kafka_headers_t *rd_kafka_headers_copy(const rd_kafka_headers_t *src);

rd_kafka_resp_err_t rd_kafka_header_add(rd_kafka_headers_t *hdrs, const char *name, ssize_t name_size, const void *value, ssize_t value_size);

rd_kafka_resp_err_t rd_kafka_header_remove(rd_kafka_headers_t *hdrs, const char *name);

rd_kafka_resp_err_t rd_kafka_header_get_last(const rd_kafka_headers_t *hdrs, const char *name, const void **valuep, size_t *sizep);

rd_kafka_resp_err_t rd_kafka_header_get(const rd_kafka_headers_t *hdrs, size_t idx, const char *name, const void **valuep, size_t *sizep);

rd_kafka_resp_err_t rd_kafka_header_get_all(const rd_kafka_headers_t *hdrs, size_t idx, const char **namep, const void **valuep, size_t *sizep);

/*
 * Messages
 * ========
 */

size_t rd_kafka_messages_count(const rd_kafka_messages_t *messages);

rd_kafka_message_t *rd_kafka_messages_get(const rd_kafka_messages_t *messages, size_t index);

void rd_kafka_messages_destroy(rd_kafka_messages_t *messages);

void rd_kafka_message_destroy(rd_kafka_message_t *rkmessage);

const char *rd_kafka_message_errstr(const rd_kafka_message_t *rkmessage);

const char *rd_kafka_message_produce_errstr(const rd_kafka_message_t *rkmessage);

int64_t rd_kafka_message_timestamp(const rd_kafka_message_t *rkmessage, rd_kafka_timestamp_type_t *tstype);

int64_t rd_kafka_message_latency(const rd_kafka_message_t *rkmessage);

int32_t rd_kafka_message_broker_id(const rd_kafka_message_t *rkmessage);

rd_kafka_resp_err_t rd_kafka_message_headers(const rd_kafka_message_t *rkmessage, rd_kafka_headers_t **hdrsp);

rd_kafka_resp_err_t rd_kafka_message_detach_headers(rd_kafka_message_t *rkmessage, rd_kafka_headers_t **hdrsp);

void rd_kafka_message_set_headers(rd_kafka_message_t *rkmessage, rd_kafka_headers_t *hdrs);

size_t rd_kafka_header_cnt(const rd_kafka_headers_t *hdrs);

rd_kafka_msg_status_t rd_kafka_message_status(const rd_kafka_message_t *rkmessage);

int32_t rd_kafka_message_leader_epoch(const rd_kafka_message_t *rkmessage);

int16_t rd_kafka_message_delivery_count(const rd_kafka_message_t *rkmessage);

/*
 * Uuid
 * ====
 */

const char *rd_kafka_Uuid_base64str(const rd_kafka_Uuid_t *uuid);

int64_t rd_kafka_Uuid_least_significant_bits(const rd_kafka_Uuid_t *uuid);

int64_t rd_kafka_Uuid_most_significant_bits(const rd_kafka_Uuid_t *uuid);

rd_kafka_Uuid_t *rd_kafka_Uuid_new(int64_t most_significant_bits, int64_t least_significant_bits);

rd_kafka_Uuid_t *rd_kafka_Uuid_copy(const rd_kafka_Uuid_t *uuid);

void rd_kafka_Uuid_destroy(rd_kafka_Uuid_t *uuid);

/*
 * Configuration
 * =============
 */

rd_kafka_conf_t *rd_kafka_conf_new(void);

void rd_kafka_conf_destroy(rd_kafka_conf_t *conf);

rd_kafka_conf_t *rd_kafka_conf_dup(const rd_kafka_conf_t *conf);

rd_kafka_conf_t *rd_kafka_conf_dup_filter(const rd_kafka_conf_t *conf, size_t filter_cnt, const char **filter);

const rd_kafka_conf_t *rd_kafka_conf(rd_kafka_t *rk);

rd_kafka_conf_res_t rd_kafka_conf_set(rd_kafka_conf_t *conf, const char *name, const char *value, char *errstr, size_t errstr_size);

void rd_kafka_conf_set_events(rd_kafka_conf_t *conf, int events);

void rd_kafka_conf_set_background_event_cb(rd_kafka_conf_t *conf, void (*event_cb)(rd_kafka_t *, rd_kafka_event_t *, void *));

void rd_kafka_conf_set_dr_cb(rd_kafka_conf_t *conf, void (*dr_cb)(rd_kafka_t *, void *, size_t, rd_kafka_resp_err_t, void *, void *));

void rd_kafka_conf_set_dr_msg_cb(rd_kafka_conf_t *conf, void (*dr_msg_cb)(rd_kafka_t *, const rd_kafka_message_t *, void *));

void rd_kafka_conf_set_consume_cb(rd_kafka_conf_t *conf, void (*consume_cb)(rd_kafka_message_t *, void *));

void rd_kafka_conf_set_rebalance_cb(rd_kafka_conf_t *conf, void (*rebalance_cb)(rd_kafka_t *, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t *, void *));

void rd_kafka_conf_set_offset_commit_cb(rd_kafka_conf_t *conf, void (*offset_commit_cb)(rd_kafka_t *, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t *, void *));

void rd_kafka_conf_set_error_cb(rd_kafka_conf_t *conf, void (*error_cb)(rd_kafka_t *, int, const char *, void *));

void rd_kafka_conf_set_throttle_cb(rd_kafka_conf_t *conf, void (*throttle_cb)(rd_kafka_t *, const char *, int32_t, int, void *));

void rd_kafka_conf_set_log_cb(rd_kafka_conf_t *conf, void (*log_cb)(const rd_kafka_t *, int, const char *, const char *));

void rd_kafka_conf_set_stats_cb(rd_kafka_conf_t *conf, int (*stats_cb)(rd_kafka_t *, char *, size_t, void *));

void rd_kafka_conf_set_oauthbearer_token_refresh_cb(rd_kafka_conf_t *conf, void (*oauthbearer_token_refresh_cb)(rd_kafka_t *, const char *, void *));

void rd_kafka_conf_enable_sasl_queue(rd_kafka_conf_t *conf, int enable);

void rd_kafka_conf_set_socket_cb(rd_kafka_conf_t *conf, int (*socket_cb)(int, int, int, void *));

void rd_kafka_conf_set_connect_cb(rd_kafka_conf_t *conf, int (*connect_cb)(int, const struct sockaddr *, int, const char *, void *));

void rd_kafka_conf_set_closesocket_cb(rd_kafka_conf_t *conf, int (*closesocket_cb)(int, void *));

void rd_kafka_conf_set_open_cb(rd_kafka_conf_t *conf, int (*open_cb)(const char *, int, mode_t, void *));

void rd_kafka_conf_set_resolve_cb(rd_kafka_conf_t *conf, int (*resolve_cb)(const char *, const char *, const struct addrinfo *, struct addrinfo **, void *));

rd_kafka_conf_res_t rd_kafka_conf_set_ssl_cert_verify_cb(rd_kafka_conf_t *conf, int (*ssl_cert_verify_cb)(rd_kafka_t *, const char *, int32_t, int *, int, const char *, size_t, char *, size_t, void *));

rd_kafka_conf_res_t rd_kafka_conf_set_ssl_cert(rd_kafka_conf_t *conf, rd_kafka_cert_type_t cert_type, rd_kafka_cert_enc_t cert_enc, const void *buffer, size_t size, char *errstr, size_t errstr_size);

void rd_kafka_conf_set_engine_callback_data(rd_kafka_conf_t *conf, void *callback_data);

void rd_kafka_conf_set_opaque(rd_kafka_conf_t *conf, void *opaque);

void *rd_kafka_opaque(const rd_kafka_t *rk);

void rd_kafka_conf_set_default_topic_conf(rd_kafka_conf_t *conf, rd_kafka_topic_conf_t *tconf);

rd_kafka_topic_conf_t *rd_kafka_conf_get_default_topic_conf(rd_kafka_conf_t *conf);

rd_kafka_conf_res_t rd_kafka_conf_get(const rd_kafka_conf_t *conf, const char *name, char *dest, size_t *dest_size);

rd_kafka_conf_res_t rd_kafka_topic_conf_get(const rd_kafka_topic_conf_t *conf, const char *name, char *dest, size_t *dest_size);

const char **rd_kafka_conf_dump(rd_kafka_conf_t *conf, size_t *cntp);

const char **rd_kafka_topic_conf_dump(rd_kafka_topic_conf_t *conf, size_t *cntp);

void rd_kafka_conf_dump_free(const char **arr, size_t cnt);

void rd_kafka_conf_properties_show(FILE *fp);

/*
 * Topic configuration
 * ===================
 */

rd_kafka_topic_conf_t *rd_kafka_topic_conf_new(void);

rd_kafka_topic_conf_t *rd_kafka_topic_conf_dup(const rd_kafka_topic_conf_t *conf);

rd_kafka_topic_conf_t *rd_kafka_default_topic_conf_dup(rd_kafka_t *rk);

void rd_kafka_topic_conf_destroy(rd_kafka_topic_conf_t *topic_conf);

rd_kafka_conf_res_t rd_kafka_topic_conf_set(rd_kafka_topic_conf_t *conf, const char *name, const char *value, char *errstr, size_t errstr_size);

void rd_kafka_topic_conf_set_opaque(rd_kafka_topic_conf_t *conf, void *rkt_opaque);

void rd_kafka_topic_conf_set_partitioner_cb(rd_kafka_topic_conf_t *topic_conf, int32_t (*partitioner)(const rd_kafka_topic_t *, const void *, size_t, int32_t, void *, void *));

void rd_kafka_topic_conf_set_msg_order_cmp(rd_kafka_topic_conf_t *topic_conf, int (*msg_order_cmp)(const rd_kafka_message_t *, const rd_kafka_message_t *));

/*
 * Partitioners
 * ============
 */

int rd_kafka_topic_partition_available(const rd_kafka_topic_t *rkt, int32_t partition);

int32_t rd_kafka_msg_partitioner_random(const rd_kafka_topic_t *rkt, const void *key, size_t keylen, int32_t partition_cnt, void *rkt_opaque, void *msg_opaque);

int32_t rd_kafka_msg_partitioner_consistent(const rd_kafka_topic_t *rkt, const void *key, size_t keylen, int32_t partition_cnt, void *rkt_opaque, void *msg_opaque);

int32_t rd_kafka_msg_partitioner_consistent_random(const rd_kafka_topic_t *rkt, const void *key, size_t keylen, int32_t partition_cnt, void *rkt_opaque, void *msg_opaque);

int32_t rd_kafka_msg_partitioner_murmur2(const rd_kafka_topic_t *rkt, const void *key, size_t keylen, int32_t partition_cnt, void *rkt_opaque, void *msg_opaque);

int32_t rd_kafka_msg_partitioner_murmur2_random(const rd_kafka_topic_t *rkt, const void *key, size_t keylen, int32_t partition_cnt, void *rkt_opaque, void *msg_opaque);

int32_t rd_kafka_msg_partitioner_fnv1a(const rd_kafka_topic_t *rkt, const void *key, size_t keylen, int32_t partition_cnt, void *rkt_opaque, void *msg_opaque);

int32_t rd_kafka_msg_partitioner_fnv1a_random(const rd_kafka_topic_t *rkt, const void *key, size_t keylen, int32_t partition_cnt, void *rkt_opaque, void *msg_opaque);

/*
 * Instances
 * =========
 */

rd_kafka_t *rd_kafka_new(rd_kafka_type_t client_type, rd_kafka_conf_t *conf, char *errstr, size_t errstr_size);

void rd_kafka_destroy(rd_kafka_t *rk);

void rd_kafka_destroy_flags(rd_kafka_t *rk, int flags);

rd_kafka_queue_t *rd_kafka_share_queue_get_sasl(rd_kafka_share_t *rkshare);

rd_kafka_resp_err_t rd_kafka_share_oauthbearer_set_token(rd_kafka_share_t *rkshare,
                                                         const char *token_value,
                                                         int64_t md_lifetime_ms,
                                                         const char *md_principal_name,
                                                         const char **extensions,
                                                         size_t extension_size,
                                                         char *errstr,
                                                         size_t errstr_size);

rd_kafka_resp_err_t rd_kafka_share_oauthbearer_set_token_failure(rd_kafka_share_t *rkshare, const char *errstr);

const char *rd_kafka_name(const rd_kafka_t *rk);

rd_kafka_type_t rd_kafka_type(const rd_kafka_t *rk);

char *rd_kafka_memberid(const rd_kafka_t *rk);

char *rd_kafka_clusterid(rd_kafka_t *rk, int timeout_ms);

int32_t rd_kafka_controllerid(rd_kafka_t *rk, int timeout_ms);

/*
 * Topic handles
 * =============
 */

rd_kafka_topic_t *rd_kafka_topic_new(rd_kafka_t *rk, const char *topic, rd_kafka_topic_conf_t *conf);

void rd_kafka_topic_destroy(rd_kafka_topic_t *rkt);

const char *rd_kafka_topic_name(const rd_kafka_topic_t *rkt);

void *rd_kafka_topic_opaque(const rd_kafka_topic_t *rkt);

/*
 * Serving callbacks
 * =================
 */

int rd_kafka_poll(rd_kafka_t *rk, int timeout_ms);

void rd_kafka_yield(rd_kafka_t *rk);

/*
 * Pausing, and looking up offsets
 * ===============================
 */

rd_kafka_resp_err_t rd_kafka_pause_partitions(rd_kafka_t *rk, rd_kafka_topic_partition_list_t *partitions);

rd_kafka_resp_err_t rd_kafka_resume_partitions(rd_kafka_t *rk, rd_kafka_topic_partition_list_t *partitions);

rd_kafka_resp_err_t rd_kafka_query_watermark_offsets(rd_kafka_t *rk,
                                                     const char *topic,
                                                     int32_t partition,
                                                     int64_t *low,
                                                     int64_t *high,
                                                     int timeout_ms);

rd_kafka_resp_err_t rd_kafka_get_watermark_offsets(rd_kafka_t *rk,
                                                   const char *topic,
                                                   int32_t partition,
                                                   int64_t *low,
                                                   int64_t *high);

rd_kafka_resp_err_t rd_kafka_offsets_for_times(rd_kafka_t *rk,
                                               rd_kafka_topic_partition_list_t *offsets,
                                               int timeout_ms);

/*
 * Memory
 * ======
 */

void *rd_kafka_mem_calloc(rd_kafka_t *rk, size_t num, size_t size);

void *rd_kafka_mem_malloc(rd_kafka_t *rk, size_t size);

void rd_kafka_mem_free(rd_kafka_t *rk, void *ptr);

/*
 * Queues
 * ======
 */

rd_kafka_queue_t *rd_kafka_queue_new(rd_kafka_t *rk);

void rd_kafka_queue_destroy(rd_kafka_queue_t *rkqu);

rd_kafka_queue_t *rd_kafka_queue_get_main(rd_kafka_t *rk);

rd_kafka_queue_t *rd_kafka_queue_get_sasl(rd_kafka_t *rk);

rd_kafka_error_t *rd_kafka_sasl_background_callbacks_enable(rd_kafka_t *rk);

rd_kafka_error_t *rd_kafka_sasl_set_credentials(rd_kafka_t *rk, const char *username, const char *password);

rd_kafka_queue_t *rd_kafka_queue_get_consumer(rd_kafka_t *rk);

rd_kafka_queue_t *rd_kafka_queue_get_partition(rd_kafka_t *rk, const char *topic, int32_t partition);

rd_kafka_queue_t *rd_kafka_queue_get_background(rd_kafka_t *rk);

void rd_kafka_queue_forward(rd_kafka_queue_t *src, rd_kafka_queue_t *dst);

rd_kafka_resp_err_t rd_kafka_set_log_queue(rd_kafka_t *rk, rd_kafka_queue_t *rkqu);

size_t rd_kafka_queue_length(rd_kafka_queue_t *rkqu);

void rd_kafka_queue_io_event_enable(rd_kafka_queue_t *rkqu, int fd, const void *payload, size_t size);

void rd_kafka_queue_cb_event_enable(rd_kafka_queue_t *rkqu,
                                    void (*event_cb)(rd_kafka_t *rk, void *qev_opaque),
                                    void *qev_opaque);

void rd_kafka_queue_yield(rd_kafka_queue_t *rkqu);

/*
 * Simple consumer
 * ===============
 */

int rd_kafka_consume_start(rd_kafka_topic_t *rkt, int32_t partition, int64_t offset);

int rd_kafka_consume_start_queue(rd_kafka_topic_t *rkt,
                                 int32_t partition,
                                 int64_t offset,
                                 rd_kafka_queue_t *rkqu);

int rd_kafka_consume_stop(rd_kafka_topic_t *rkt, int32_t partition);

rd_kafka_resp_err_t rd_kafka_seek(rd_kafka_topic_t *rkt, int32_t partition, int64_t offset, int timeout_ms);

rd_kafka_error_t *rd_kafka_seek_partitions(rd_kafka_t *rk,
                                           rd_kafka_topic_partition_list_t *partitions,
                                           int timeout_ms);

rd_kafka_message_t *rd_kafka_consume(rd_kafka_topic_t *rkt, int32_t partition, int timeout_ms);

ssize_t rd_kafka_consume_batch(rd_kafka_topic_t *rkt,
                               int32_t partition,
                               int timeout_ms,
                               rd_kafka_message_t **rkmessages,
                               size_t rkmessages_size);

int rd_kafka_consume_callback(rd_kafka_topic_t *rkt,
                              int32_t partition,
                              int timeout_ms,
                              void (*consume_cb)(rd_kafka_message_t *rkmessage, void *commit_opaque),
                              void *commit_opaque);

rd_kafka_message_t *rd_kafka_consume_queue(rd_kafka_queue_t *rkqu, int timeout_ms);

ssize_t rd_kafka_consume_batch_queue(rd_kafka_queue_t *rkqu,
                                     int timeout_ms,
                                     rd_kafka_message_t **rkmessages,
                                     size_t rkmessages_size);

int rd_kafka_consume_callback_queue(rd_kafka_queue_t *rkqu,
                                    int timeout_ms,
                                    void (*consume_cb)(rd_kafka_message_t *rkmessage, void *commit_opaque),
                                    void *commit_opaque);

/*
 * Storing offsets
 * ===============
 */

rd_kafka_resp_err_t rd_kafka_offset_store(rd_kafka_topic_t *rkt, int32_t partition, int64_t offset);

rd_kafka_resp_err_t rd_kafka_offsets_store(rd_kafka_t *rk, rd_kafka_topic_partition_list_t *offsets);

rd_kafka_error_t *rd_kafka_offset_store_message(rd_kafka_message_t *rkmessage);

/*
 * Group consumer
 * ==============
 */

rd_kafka_resp_err_t rd_kafka_subscribe(rd_kafka_t *rk, const rd_kafka_topic_partition_list_t *topics);

rd_kafka_resp_err_t rd_kafka_unsubscribe(rd_kafka_t *rk);

rd_kafka_resp_err_t rd_kafka_subscription(rd_kafka_t *rk, rd_kafka_topic_partition_list_t **topics);

rd_kafka_message_t *rd_kafka_consumer_poll(rd_kafka_t *rk, int timeout_ms);

rd_kafka_resp_err_t rd_kafka_consumer_close(rd_kafka_t *rk);

rd_kafka_error_t *rd_kafka_consumer_close_queue(rd_kafka_t *rk, rd_kafka_queue_t *rkqu);

int rd_kafka_consumer_closed(rd_kafka_t *rk);

rd_kafka_error_t *rd_kafka_incremental_assign(rd_kafka_t *rk,
                                              const rd_kafka_topic_partition_list_t *partitions);

rd_kafka_error_t *rd_kafka_incremental_unassign(rd_kafka_t *rk,
                                                const rd_kafka_topic_partition_list_t *partitions);

const char *rd_kafka_rebalance_protocol(rd_kafka_t *rk);

rd_kafka_resp_err_t rd_kafka_assign(rd_kafka_t *rk, const rd_kafka_topic_partition_list_t *partitions);

rd_kafka_resp_err_t rd_kafka_assignment(rd_kafka_t *rk, rd_kafka_topic_partition_list_t **partitions);

int rd_kafka_assignment_lost(rd_kafka_t *rk);

rd_kafka_resp_err_t rd_kafka_commit(rd_kafka_t *rk,
                                    const rd_kafka_topic_partition_list_t *offsets,
                                    int is_async);

rd_kafka_resp_err_t rd_kafka_commit_message(rd_kafka_t *rk, const rd_kafka_message_t *rkmessage, int is_async);

rd_kafka_resp_err_t rd_kafka_commit_queue(rd_kafka_t *rk,
                                          const rd_kafka_topic_partition_list_t *offsets,
                                          rd_kafka_queue_t *rkqu,
                                          void (*cb)(rd_kafka_t *rk,
                                                     rd_kafka_resp_err_t err,
                                                     rd_kafka_topic_partition_list_t *offsets,
                                                     void *commit_opaque),
                                          void *commit_opaque);

rd_kafka_resp_err_t rd_kafka_committed(rd_kafka_t *rk,
                                       rd_kafka_topic_partition_list_t *partitions,
                                       int timeout_ms);

rd_kafka_resp_err_t rd_kafka_position(rd_kafka_t *rk, rd_kafka_topic_partition_list_t *partitions);

/*
 * Consumer group metadata
 * =======================
 */

rd_kafka_consumer_group_metadata_t *rd_kafka_consumer_group_metadata(rd_kafka_t *rk);

rd_kafka_consumer_group_metadata_t *rd_kafka_consumer_group_metadata_new(const char *group_id);

rd_kafka_consumer_group_metadata_t *rd_kafka_consumer_group_metadata_new_with_genid(const char *group_id, int32_t generation_id, const char *member_id, const char *group_instance_id);

const char *rd_kafka_consumer_group_metadata_group_id(const rd_kafka_consumer_group_metadata_t *group_metadata);

const char *rd_kafka_consumer_group_metadata_group_instance_id(const rd_kafka_consumer_group_metadata_t *group_metadata);

const char *rd_kafka_consumer_group_metadata_member_id(const rd_kafka_consumer_group_metadata_t *group_metadata);

int32_t rd_kafka_consumer_group_metadata_generation_id(const rd_kafka_consumer_group_metadata_t *group_metadata);

void rd_kafka_consumer_group_metadata_destroy(rd_kafka_consumer_group_metadata_t *);

rd_kafka_error_t *rd_kafka_consumer_group_metadata_write(const rd_kafka_consumer_group_metadata_t *cgmd, void **bufferp, size_t *sizep);

rd_kafka_error_t *rd_kafka_consumer_group_metadata_read(rd_kafka_consumer_group_metadata_t **cgmdp, const void *buffer, size_t size);

/*
 * Producer
 * ========
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

rd_kafka_error_t *rd_kafka_produceva(rd_kafka_t *rk, const rd_kafka_vu_t *vus, size_t cnt);

int rd_kafka_produce_batch(rd_kafka_topic_t *rkt,
                           int32_t partition,
                           int msgflags,
                           rd_kafka_message_t *rkmessages,
                           int message_cnt);

rd_kafka_resp_err_t rd_kafka_flush(rd_kafka_t *rk, int timeout_ms);

rd_kafka_resp_err_t rd_kafka_purge(rd_kafka_t *rk, int purge_flags);

/*
 * Share consumer (KIP-932)
 * ========================
 */

size_t rd_kafka_share_partition_offsets_list_count(const rd_kafka_share_partition_offsets_list_t *list);

const rd_kafka_share_partition_offsets_t *rd_kafka_share_partition_offsets_list_get(const rd_kafka_share_partition_offsets_list_t *list,
                                                                                    size_t index);

void rd_kafka_share_partition_offsets_list_destroy(rd_kafka_share_partition_offsets_list_t *list);

const rd_kafka_topic_partition_t *rd_kafka_share_partition_offsets_partition(const rd_kafka_share_partition_offsets_t *partition_offsets);

const int64_t *rd_kafka_share_partition_offsets_offsets(const rd_kafka_share_partition_offsets_t *partition_offsets);

size_t rd_kafka_share_partition_offsets_offsets_cnt(const rd_kafka_share_partition_offsets_t *partition_offsets);

rd_kafka_share_t *rd_kafka_share_consumer_new(rd_kafka_conf_t *conf, char *errstr, size_t errstr_size);

rd_kafka_error_t *rd_kafka_share_set_acknowledgement_commit_cb(rd_kafka_share_t *rkshare,
                                                               void (*share_acknowledgement_commit_cb)(rd_kafka_share_t *rkshare,
                                                                                                       rd_kafka_share_partition_offsets_list_t *partitions,
                                                                                                       rd_kafka_resp_err_t err,
                                                                                                       void *opaque),
                                                               void *opaque);

rd_kafka_resp_err_t rd_kafka_share_subscribe(rd_kafka_share_t *rkshare,
                                             const rd_kafka_topic_partition_list_t *topics);

rd_kafka_resp_err_t rd_kafka_share_unsubscribe(rd_kafka_share_t *rkshare);

rd_kafka_resp_err_t rd_kafka_share_subscription(rd_kafka_share_t *rkshare,
                                                rd_kafka_topic_partition_list_t **topics);

rd_kafka_error_t *rd_kafka_share_poll(rd_kafka_share_t *rkshare,
                                      int timeout_ms,
                                      rd_kafka_messages_t **rkmessages);

rd_kafka_resp_err_t rd_kafka_share_acknowledge(rd_kafka_share_t *rkshare, const rd_kafka_message_t *rkmessage);

rd_kafka_resp_err_t rd_kafka_share_acknowledge_type(rd_kafka_share_t *rkshare,
                                                    const rd_kafka_message_t *rkmessage,
                                                    rd_kafka_share_AcknowledgeType_t ack_type);

rd_kafka_resp_err_t rd_kafka_share_acknowledge_offset(rd_kafka_share_t *rkshare,
                                                      const char *topic,
                                                      int32_t partition,
                                                      int64_t offset,
                                                      rd_kafka_share_AcknowledgeType_t ack_type);

rd_kafka_error_t *rd_kafka_share_commit_async(rd_kafka_share_t *rkshare);

rd_kafka_error_t *rd_kafka_share_commit_sync(rd_kafka_share_t *rkshare,
                                             int timeout_ms,
                                             rd_kafka_topic_partition_list_t **partitions);

rd_kafka_error_t *rd_kafka_share_consumer_close(rd_kafka_share_t *rkshare);

rd_kafka_error_t *rd_kafka_share_consumer_close_queue(rd_kafka_share_t *rkshare, rd_kafka_queue_t *rkqu);

int rd_kafka_share_consumer_closed(rd_kafka_share_t *rkshare);

rd_kafka_error_t *rd_kafka_share_destroy(rd_kafka_share_t *rkshare);

rd_kafka_error_t *rd_kafka_share_destroy_flags(rd_kafka_share_t *rkshare, int flags);

rd_kafka_error_t *rd_kafka_share_set_log_queue(rd_kafka_share_t *rkshare, rd_kafka_queue_t *rkqu);

rd_kafka_error_t *rd_kafka_share_sasl_background_callbacks_enable(rd_kafka_share_t *rkshare);

rd_kafka_error_t *rd_kafka_share_sasl_set_credentials(rd_kafka_share_t *rkshare,
                                                      const char *username,
                                                      const char *password);

/*
 * Cluster metadata
 * ================
 */

rd_kafka_resp_err_t rd_kafka_metadata(rd_kafka_t *rk,
                                      int all_topics,
                                      rd_kafka_topic_t *only_rkt,
                                      const struct rd_kafka_metadata **metadatap,
                                      int timeout_ms);

void rd_kafka_metadata_destroy(const struct rd_kafka_metadata *metadata);

int rd_kafka_Node_id(const rd_kafka_Node_t *node);

const char *rd_kafka_Node_host(const rd_kafka_Node_t *node);

uint16_t rd_kafka_Node_port(const rd_kafka_Node_t *node);

const char *rd_kafka_Node_rack(const rd_kafka_Node_t *node);

/*
 * Listing groups
 * ==============
 */

rd_kafka_resp_err_t rd_kafka_list_groups(rd_kafka_t *rk,
                                         const char *group,
                                         const struct rd_kafka_group_list **grplistp,
                                         int timeout_ms);

const char *rd_kafka_consumer_group_state_name(rd_kafka_consumer_group_state_t state);

rd_kafka_consumer_group_state_t rd_kafka_consumer_group_state_code(const char *name);

const char *rd_kafka_consumer_group_type_name(rd_kafka_consumer_group_type_t type);

rd_kafka_consumer_group_type_t rd_kafka_consumer_group_type_code(const char *name);

void rd_kafka_group_list_destroy(const struct rd_kafka_group_list *grplist);

/*
 * Brokers and logging
 * ===================
 */

int rd_kafka_brokers_add(rd_kafka_t *rk, const char *brokerlist);

int32_t *rd_kafka_brokers_learned_ids(rd_kafka_t *rk, size_t *cntp);

RD_DEPRECATED void rd_kafka_set_logger(rd_kafka_t *rk, void (*func)(const rd_kafka_t *rk,
                                                      int level,
                                                      const char *fac,
                                                      const char *buf));

void rd_kafka_set_log_level(rd_kafka_t *rk, int level);

void rd_kafka_log_print(const rd_kafka_t *rk, int level, const char *fac, const char *buf);

void rd_kafka_log_syslog(const rd_kafka_t *rk, int level, const char *fac, const char *buf);

/*
 * Instance state
 * ==============
 */

int rd_kafka_outq_len(rd_kafka_t *rk);

void rd_kafka_dump(FILE *fp, rd_kafka_t *rk);

int rd_kafka_thread_cnt(void);

int rd_kafka_wait_destroyed(int timeout_ms);

int rd_kafka_unittest(void);

rd_kafka_resp_err_t rd_kafka_poll_set_consumer(rd_kafka_t *rk);

/*
 * Events
 * ======
 */

rd_kafka_event_type_t rd_kafka_event_type(const rd_kafka_event_t *rkev);

const char *rd_kafka_event_name(const rd_kafka_event_t *rkev);

void rd_kafka_event_destroy(rd_kafka_event_t *rkev);

const rd_kafka_message_t *rd_kafka_event_message_next(rd_kafka_event_t *rkev);

size_t rd_kafka_event_message_array(rd_kafka_event_t *rkev, const rd_kafka_message_t **rkmessages, size_t size);

size_t rd_kafka_event_message_count(rd_kafka_event_t *rkev);

const char *rd_kafka_event_config_string(rd_kafka_event_t *rkev);

rd_kafka_resp_err_t rd_kafka_event_error(rd_kafka_event_t *rkev);

const char *rd_kafka_event_error_string(rd_kafka_event_t *rkev);

int rd_kafka_event_error_is_fatal(rd_kafka_event_t *rkev);

void *rd_kafka_event_opaque(rd_kafka_event_t *rkev);

int rd_kafka_event_log(rd_kafka_event_t *rkev, const char **fac, const char **str, int *level);

int rd_kafka_event_debug_contexts(rd_kafka_event_t *rkev, char *dst, size_t dstsize);

const char *rd_kafka_event_stats(rd_kafka_event_t *rkev);

rd_kafka_topic_partition_list_t *rd_kafka_event_topic_partition_list(rd_kafka_event_t *rkev);

rd_kafka_topic_partition_t *rd_kafka_event_topic_partition(rd_kafka_event_t *rkev);

const rd_kafka_CreateTopics_result_t *rd_kafka_event_CreateTopics_result(rd_kafka_event_t *rkev);

const rd_kafka_DeleteTopics_result_t *rd_kafka_event_DeleteTopics_result(rd_kafka_event_t *rkev);

const rd_kafka_CreatePartitions_result_t *rd_kafka_event_CreatePartitions_result(rd_kafka_event_t *rkev);

const rd_kafka_AlterConfigs_result_t *rd_kafka_event_AlterConfigs_result(rd_kafka_event_t *rkev);

const rd_kafka_IncrementalAlterConfigs_result_t *rd_kafka_event_IncrementalAlterConfigs_result(rd_kafka_event_t *rkev);

const rd_kafka_DescribeConfigs_result_t *rd_kafka_event_DescribeConfigs_result(rd_kafka_event_t *rkev);

const rd_kafka_DeleteRecords_result_t *rd_kafka_event_DeleteRecords_result(rd_kafka_event_t *rkev);

const rd_kafka_ListConsumerGroups_result_t *rd_kafka_event_ListConsumerGroups_result(rd_kafka_event_t *rkev);

const rd_kafka_DescribeConsumerGroups_result_t *rd_kafka_event_DescribeConsumerGroups_result(rd_kafka_event_t *rkev);

const rd_kafka_DescribeTopics_result_t *rd_kafka_event_DescribeTopics_result(rd_kafka_event_t *rkev);

const rd_kafka_DescribeCluster_result_t *rd_kafka_event_DescribeCluster_result(rd_kafka_event_t *rkev);

const rd_kafka_DeleteGroups_result_t *rd_kafka_event_DeleteGroups_result(rd_kafka_event_t *rkev);

const rd_kafka_DeleteConsumerGroupOffsets_result_t *rd_kafka_event_DeleteConsumerGroupOffsets_result(rd_kafka_event_t *rkev);

const rd_kafka_CreateAcls_result_t *rd_kafka_event_CreateAcls_result(rd_kafka_event_t *rkev);

const rd_kafka_DescribeAcls_result_t *rd_kafka_event_DescribeAcls_result(rd_kafka_event_t *rkev);

const rd_kafka_DeleteAcls_result_t *rd_kafka_event_DeleteAcls_result(rd_kafka_event_t *rkev);

const rd_kafka_ListConsumerGroupOffsets_result_t *rd_kafka_event_ListConsumerGroupOffsets_result(rd_kafka_event_t *rkev);

const rd_kafka_AlterConsumerGroupOffsets_result_t *rd_kafka_event_AlterConsumerGroupOffsets_result(rd_kafka_event_t *rkev);

const rd_kafka_ListOffsets_result_t *rd_kafka_event_ListOffsets_result(rd_kafka_event_t *rkev);

const rd_kafka_DescribeUserScramCredentials_result_t *rd_kafka_event_DescribeUserScramCredentials_result(rd_kafka_event_t *rkev);

const rd_kafka_AlterUserScramCredentials_result_t *rd_kafka_event_AlterUserScramCredentials_result(rd_kafka_event_t *rkev);

const rd_kafka_ElectLeaders_result_t *rd_kafka_event_ElectLeaders_result(rd_kafka_event_t *rkev);

rd_kafka_event_t *rd_kafka_queue_poll(rd_kafka_queue_t *rkqu, int timeout_ms);

int rd_kafka_queue_poll_callback(rd_kafka_queue_t *rkqu, int timeout_ms);

/*
 * Interceptors
 * ============
 */

rd_kafka_resp_err_t rd_kafka_conf_interceptor_add_on_conf_set(rd_kafka_conf_t *conf,
                                                              const char *ic_name,
                                                              rd_kafka_interceptor_f_on_conf_set_t *on_conf_set,
                                                              void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_conf_interceptor_add_on_conf_dup(rd_kafka_conf_t *conf,
                                                              const char *ic_name,
                                                              rd_kafka_interceptor_f_on_conf_dup_t *on_conf_dup,
                                                              void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_conf_interceptor_add_on_conf_destroy(rd_kafka_conf_t *conf,
                                                                  const char *ic_name,
                                                                  rd_kafka_interceptor_f_on_conf_destroy_t *on_conf_destroy,
                                                                  void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_conf_interceptor_add_on_new(rd_kafka_conf_t *conf,
                                                         const char *ic_name,
                                                         rd_kafka_interceptor_f_on_new_t *on_new,
                                                         void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_interceptor_add_on_destroy(rd_kafka_t *rk,
                                                        const char *ic_name,
                                                        rd_kafka_interceptor_f_on_destroy_t *on_destroy,
                                                        void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_interceptor_add_on_send(rd_kafka_t *rk,
                                                     const char *ic_name,
                                                     rd_kafka_interceptor_f_on_send_t *on_send,
                                                     void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_interceptor_add_on_acknowledgement(rd_kafka_t *rk,
                                                                const char *ic_name,
                                                                rd_kafka_interceptor_f_on_acknowledgement_t *on_acknowledgement,
                                                                void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_interceptor_add_on_consume(rd_kafka_t *rk,
                                                        const char *ic_name,
                                                        rd_kafka_interceptor_f_on_consume_t *on_consume,
                                                        void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_interceptor_add_on_commit(rd_kafka_t *rk,
                                                       const char *ic_name,
                                                       rd_kafka_interceptor_f_on_commit_t *on_commit,
                                                       void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_interceptor_add_on_request_sent(rd_kafka_t *rk,
                                                             const char *ic_name,
                                                             rd_kafka_interceptor_f_on_request_sent_t *on_request_sent,
                                                             void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_interceptor_add_on_response_received(rd_kafka_t *rk,
                                                                  const char *ic_name,
                                                                  rd_kafka_interceptor_f_on_response_received_t *on_response_received,
                                                                  void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_interceptor_add_on_thread_start(rd_kafka_t *rk,
                                                             const char *ic_name,
                                                             rd_kafka_interceptor_f_on_thread_start_t *on_thread_start,
                                                             void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_interceptor_add_on_thread_exit(rd_kafka_t *rk,
                                                            const char *ic_name,
                                                            rd_kafka_interceptor_f_on_thread_exit_t *on_thread_exit,
                                                            void *ic_opaque);

rd_kafka_resp_err_t rd_kafka_interceptor_add_on_broker_state_change(rd_kafka_t *rk,
                                                                    const char *ic_name,
                                                                    rd_kafka_interceptor_f_on_broker_state_change_t *on_broker_state_change,
                                                                    void *ic_opaque);

/*
 * Results of admin operations
 * ===========================
 */

rd_kafka_resp_err_t rd_kafka_topic_result_error(const rd_kafka_topic_result_t *topicres);

const char *rd_kafka_topic_result_error_string(const rd_kafka_topic_result_t *topicres);

const char *rd_kafka_topic_result_name(const rd_kafka_topic_result_t *topicres);

const rd_kafka_error_t *rd_kafka_group_result_error(const rd_kafka_group_result_t *groupres);

const char *rd_kafka_group_result_name(const rd_kafka_group_result_t *groupres);

const rd_kafka_topic_partition_list_t *rd_kafka_group_result_partitions(const rd_kafka_group_result_t *groupres);

const rd_kafka_topic_partition_t *rd_kafka_topic_partition_result_partition(const rd_kafka_topic_partition_result_t *partition_result);

const rd_kafka_error_t *rd_kafka_topic_partition_result_error(const rd_kafka_topic_partition_result_t *partition_result);

/*
 * Options of admin operations
 * ===========================
 */

rd_kafka_AdminOptions_t *rd_kafka_AdminOptions_new(rd_kafka_t *rk, rd_kafka_admin_op_t for_api);

void rd_kafka_AdminOptions_destroy(rd_kafka_AdminOptions_t *options);

rd_kafka_resp_err_t rd_kafka_AdminOptions_set_request_timeout(rd_kafka_AdminOptions_t *options,
                                                              int timeout_ms,
                                                              char *errstr,
                                                              size_t errstr_size);

rd_kafka_resp_err_t rd_kafka_AdminOptions_set_operation_timeout(rd_kafka_AdminOptions_t *options,
                                                                int timeout_ms,
                                                                char *errstr,
                                                                size_t errstr_size);

rd_kafka_resp_err_t rd_kafka_AdminOptions_set_validate_only(rd_kafka_AdminOptions_t *options,
                                                            int true_or_false,
                                                            char *errstr,
                                                            size_t errstr_size);

rd_kafka_resp_err_t rd_kafka_AdminOptions_set_broker(rd_kafka_AdminOptions_t *options,
                                                     int32_t broker_id,
                                                     char *errstr,
                                                     size_t errstr_size);

rd_kafka_error_t *rd_kafka_AdminOptions_set_require_stable_offsets(rd_kafka_AdminOptions_t *options,
                                                                   int true_or_false);

rd_kafka_error_t *rd_kafka_AdminOptions_set_include_authorized_operations(rd_kafka_AdminOptions_t *options,
                                                                          int true_or_false);

rd_kafka_error_t *rd_kafka_AdminOptions_set_match_consumer_group_states(rd_kafka_AdminOptions_t *options,
                                                                        const rd_kafka_consumer_group_state_t *consumer_group_states,
                                                                        size_t consumer_group_states_cnt);

rd_kafka_error_t *rd_kafka_AdminOptions_set_match_consumer_group_types(rd_kafka_AdminOptions_t *options,
                                                                       const rd_kafka_consumer_group_type_t *consumer_group_types,
                                                                       size_t consumer_group_types_cnt);

rd_kafka_error_t *rd_kafka_AdminOptions_set_isolation_level(rd_kafka_AdminOptions_t *options,
                                                            rd_kafka_IsolationLevel_t value);

void rd_kafka_AdminOptions_set_opaque(rd_kafka_AdminOptions_t *options, void *ev_opaque);

/*
 * Creating topics
 * ===============
 */

rd_kafka_NewTopic_t *rd_kafka_NewTopic_new(const char *topic,
                                           int num_partitions,
                                           int replication_factor,
                                           char *errstr,
                                           size_t errstr_size);

void rd_kafka_NewTopic_destroy(rd_kafka_NewTopic_t *new_topic);

void rd_kafka_NewTopic_destroy_array(rd_kafka_NewTopic_t **new_topics, size_t new_topic_cnt);

rd_kafka_resp_err_t rd_kafka_NewTopic_set_replica_assignment(rd_kafka_NewTopic_t *new_topic,
                                                             int32_t partition,
                                                             int32_t *broker_ids,
                                                             size_t broker_id_cnt,
                                                             char *errstr,
                                                             size_t errstr_size);

rd_kafka_resp_err_t rd_kafka_NewTopic_set_config(rd_kafka_NewTopic_t *new_topic,
                                                 const char *name,
                                                 const char *value);

void rd_kafka_CreateTopics(rd_kafka_t *rk,
                           rd_kafka_NewTopic_t **new_topics,
                           size_t new_topic_cnt,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

const rd_kafka_topic_result_t **rd_kafka_CreateTopics_result_topics(const rd_kafka_CreateTopics_result_t *result,
                                                                    size_t *cntp);

/*
 * Deleting topics
 * ===============
 */

rd_kafka_DeleteTopic_t *rd_kafka_DeleteTopic_new(const char *topic);

void rd_kafka_DeleteTopic_destroy(rd_kafka_DeleteTopic_t *del_topic);

void rd_kafka_DeleteTopic_destroy_array(rd_kafka_DeleteTopic_t **del_topics, size_t del_topic_cnt);

void rd_kafka_DeleteTopics(rd_kafka_t *rk,
                           rd_kafka_DeleteTopic_t **del_topics,
                           size_t del_topic_cnt,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

const rd_kafka_topic_result_t **rd_kafka_DeleteTopics_result_topics(const rd_kafka_DeleteTopics_result_t *result,
                                                                    size_t *cntp);

/*
 * Adding partitions
 * =================
 */

rd_kafka_NewPartitions_t *rd_kafka_NewPartitions_new(const char *topic,
                                                     size_t new_total_cnt,
                                                     char *errstr,
                                                     size_t errstr_size);

void rd_kafka_NewPartitions_destroy(rd_kafka_NewPartitions_t *new_parts);

void rd_kafka_NewPartitions_destroy_array(rd_kafka_NewPartitions_t **new_parts, size_t new_parts_cnt);

rd_kafka_resp_err_t rd_kafka_NewPartitions_set_replica_assignment(rd_kafka_NewPartitions_t *new_parts,
                                                                  int32_t new_partition_idx,
                                                                  int32_t *broker_ids,
                                                                  size_t broker_id_cnt,
                                                                  char *errstr,
                                                                  size_t errstr_size);

void rd_kafka_CreatePartitions(rd_kafka_t *rk,
                               rd_kafka_NewPartitions_t **new_parts,
                               size_t new_parts_cnt,
                               const rd_kafka_AdminOptions_t *options,
                               rd_kafka_queue_t *rkqu);

const rd_kafka_topic_result_t **rd_kafka_CreatePartitions_result_topics(const rd_kafka_CreatePartitions_result_t *result,
                                                                        size_t *cntp);

/*
 * Reading and changing configurations
 * ===================================
 */

const char *rd_kafka_ConfigSource_name(rd_kafka_ConfigSource_t confsource);

const char *rd_kafka_ConfigEntry_name(const rd_kafka_ConfigEntry_t *entry);

const char *rd_kafka_ConfigEntry_value(const rd_kafka_ConfigEntry_t *entry);

rd_kafka_ConfigSource_t rd_kafka_ConfigEntry_source(const rd_kafka_ConfigEntry_t *entry);

int rd_kafka_ConfigEntry_is_read_only(const rd_kafka_ConfigEntry_t *entry);

int rd_kafka_ConfigEntry_is_default(const rd_kafka_ConfigEntry_t *entry);

int rd_kafka_ConfigEntry_is_sensitive(const rd_kafka_ConfigEntry_t *entry);

int rd_kafka_ConfigEntry_is_synonym(const rd_kafka_ConfigEntry_t *entry);

const rd_kafka_ConfigEntry_t **rd_kafka_ConfigEntry_synonyms(const rd_kafka_ConfigEntry_t *entry, size_t *cntp);

const char *rd_kafka_ResourcePatternType_name(rd_kafka_ResourcePatternType_t resource_pattern_type);

const char *rd_kafka_ResourceType_name(rd_kafka_ResourceType_t restype);

rd_kafka_ConfigResource_t *rd_kafka_ConfigResource_new(rd_kafka_ResourceType_t restype, const char *resname);

void rd_kafka_ConfigResource_destroy(rd_kafka_ConfigResource_t *config);

void rd_kafka_ConfigResource_destroy_array(rd_kafka_ConfigResource_t **config, size_t config_cnt);

rd_kafka_resp_err_t rd_kafka_ConfigResource_set_config(rd_kafka_ConfigResource_t *config,
                                                       const char *name,
                                                       const char *value);

rd_kafka_error_t *rd_kafka_ConfigResource_add_incremental_config(rd_kafka_ConfigResource_t *config,
                                                                 const char *name,
                                                                 rd_kafka_AlterConfigOpType_t op_type,
                                                                 const char *value);

const rd_kafka_ConfigEntry_t **rd_kafka_ConfigResource_configs(const rd_kafka_ConfigResource_t *config,
                                                               size_t *cntp);

rd_kafka_ResourceType_t rd_kafka_ConfigResource_type(const rd_kafka_ConfigResource_t *config);

const char *rd_kafka_ConfigResource_name(const rd_kafka_ConfigResource_t *config);

rd_kafka_resp_err_t rd_kafka_ConfigResource_error(const rd_kafka_ConfigResource_t *config);

const char *rd_kafka_ConfigResource_error_string(const rd_kafka_ConfigResource_t *config);

void rd_kafka_AlterConfigs(rd_kafka_t *rk,
                           rd_kafka_ConfigResource_t **configs,
                           size_t config_cnt,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

const rd_kafka_ConfigResource_t **rd_kafka_AlterConfigs_result_resources(const rd_kafka_AlterConfigs_result_t *result,
                                                                         size_t *cntp);

void rd_kafka_IncrementalAlterConfigs(rd_kafka_t *rk,
                                      rd_kafka_ConfigResource_t **configs,
                                      size_t config_cnt,
                                      const rd_kafka_AdminOptions_t *options,
                                      rd_kafka_queue_t *rkqu);

const rd_kafka_ConfigResource_t **rd_kafka_IncrementalAlterConfigs_result_resources(const rd_kafka_IncrementalAlterConfigs_result_t *result,
                                                                                    size_t *cntp);

void rd_kafka_DescribeConfigs(rd_kafka_t *rk,
                              rd_kafka_ConfigResource_t **configs,
                              size_t config_cnt,
                              const rd_kafka_AdminOptions_t *options,
                              rd_kafka_queue_t *rkqu);

const rd_kafka_ConfigResource_t **rd_kafka_DescribeConfigs_result_resources(const rd_kafka_DescribeConfigs_result_t *result,
                                                                            size_t *cntp);

/*
 * Deleting records
 * ================
 */

rd_kafka_DeleteRecords_t *rd_kafka_DeleteRecords_new(const rd_kafka_topic_partition_list_t *before_offsets);

void rd_kafka_DeleteRecords_destroy(rd_kafka_DeleteRecords_t *del_records);

void rd_kafka_DeleteRecords_destroy_array(rd_kafka_DeleteRecords_t **del_records, size_t del_record_cnt);

void rd_kafka_DeleteRecords(rd_kafka_t *rk,
                            rd_kafka_DeleteRecords_t **del_records,
                            size_t del_record_cnt,
                            const rd_kafka_AdminOptions_t *options,
                            rd_kafka_queue_t *rkqu);

const rd_kafka_topic_partition_list_t *rd_kafka_DeleteRecords_result_offsets(const rd_kafka_DeleteRecords_result_t *result);

/*
 * Describing topics
 * =================
 */

rd_kafka_TopicCollection_t *rd_kafka_TopicCollection_of_topic_names(const char **topics, size_t topics_cnt);

void rd_kafka_TopicCollection_destroy(rd_kafka_TopicCollection_t *topics);

void rd_kafka_DescribeTopics(rd_kafka_t *rk,
                             const rd_kafka_TopicCollection_t *topics,
                             const rd_kafka_AdminOptions_t *options,
                             rd_kafka_queue_t *rkqu);

const rd_kafka_TopicDescription_t **rd_kafka_DescribeTopics_result_topics(const rd_kafka_DescribeTopics_result_t *result,
                                                                          size_t *cntp);

const rd_kafka_TopicPartitionInfo_t **rd_kafka_TopicDescription_partitions(const rd_kafka_TopicDescription_t *topicdesc,
                                                                           size_t *cntp);

int rd_kafka_TopicPartitionInfo_partition(const rd_kafka_TopicPartitionInfo_t *partition);

const rd_kafka_Node_t *rd_kafka_TopicPartitionInfo_leader(const rd_kafka_TopicPartitionInfo_t *partition);

const rd_kafka_Node_t **rd_kafka_TopicPartitionInfo_isr(const rd_kafka_TopicPartitionInfo_t *partition,
                                                        size_t *cntp);

const rd_kafka_Node_t **rd_kafka_TopicPartitionInfo_replicas(const rd_kafka_TopicPartitionInfo_t *partition,
                                                             size_t *cntp);

const rd_kafka_AclOperation_t *rd_kafka_TopicDescription_authorized_operations(const rd_kafka_TopicDescription_t *topicdesc,
                                                                               size_t *cntp);

const char *rd_kafka_TopicDescription_name(const rd_kafka_TopicDescription_t *topicdesc);

const rd_kafka_Uuid_t *rd_kafka_TopicDescription_topic_id(const rd_kafka_TopicDescription_t *topicdesc);

int rd_kafka_TopicDescription_is_internal(const rd_kafka_TopicDescription_t *topicdesc);

const rd_kafka_error_t *rd_kafka_TopicDescription_error(const rd_kafka_TopicDescription_t *topicdesc);

/*
 * Describing the cluster
 * ======================
 */

void rd_kafka_DescribeCluster(rd_kafka_t *rk, const rd_kafka_AdminOptions_t *options, rd_kafka_queue_t *rkqu);

const rd_kafka_Node_t **rd_kafka_DescribeCluster_result_nodes(const rd_kafka_DescribeCluster_result_t *result,
                                                              size_t *cntp);

const rd_kafka_AclOperation_t *rd_kafka_DescribeCluster_result_authorized_operations(const rd_kafka_DescribeCluster_result_t *result,
                                                                                     size_t *cntp);

const rd_kafka_Node_t *rd_kafka_DescribeCluster_result_controller(const rd_kafka_DescribeCluster_result_t *result);

const char *rd_kafka_DescribeCluster_result_cluster_id(const rd_kafka_DescribeCluster_result_t *result);

/*
 * Listing consumer groups
 * =======================
 */

void rd_kafka_ListConsumerGroups(rd_kafka_t *rk,
                                 const rd_kafka_AdminOptions_t *options,
                                 rd_kafka_queue_t *rkqu);

const char *rd_kafka_ConsumerGroupListing_group_id(const rd_kafka_ConsumerGroupListing_t *grplist);

int rd_kafka_ConsumerGroupListing_is_simple_consumer_group(const rd_kafka_ConsumerGroupListing_t *grplist);

rd_kafka_consumer_group_state_t rd_kafka_ConsumerGroupListing_state(const rd_kafka_ConsumerGroupListing_t *grplist);

rd_kafka_consumer_group_type_t rd_kafka_ConsumerGroupListing_type(const rd_kafka_ConsumerGroupListing_t *grplist);

const rd_kafka_ConsumerGroupListing_t **rd_kafka_ListConsumerGroups_result_valid(const rd_kafka_ListConsumerGroups_result_t *result,
                                                                                 size_t *cntp);

const rd_kafka_error_t **rd_kafka_ListConsumerGroups_result_errors(const rd_kafka_ListConsumerGroups_result_t *result,
                                                                   size_t *cntp);

/*
 * Describing consumer groups
 * ==========================
 */

void rd_kafka_DescribeConsumerGroups(rd_kafka_t *rk,
                                     const char **groups,
                                     size_t groups_cnt,
                                     const rd_kafka_AdminOptions_t *options,
                                     rd_kafka_queue_t *rkqu);

const rd_kafka_ConsumerGroupDescription_t **rd_kafka_DescribeConsumerGroups_result_groups(const rd_kafka_DescribeConsumerGroups_result_t *result,
                                                                                          size_t *cntp);

const char *rd_kafka_ConsumerGroupDescription_group_id(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

const rd_kafka_error_t *rd_kafka_ConsumerGroupDescription_error(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

int rd_kafka_ConsumerGroupDescription_is_simple_consumer_group(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

const char *rd_kafka_ConsumerGroupDescription_partition_assignor(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

const rd_kafka_AclOperation_t *rd_kafka_ConsumerGroupDescription_authorized_operations(const rd_kafka_ConsumerGroupDescription_t *grpdesc,
                                                                                       size_t *cntp);

rd_kafka_consumer_group_state_t rd_kafka_ConsumerGroupDescription_state(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

const rd_kafka_Node_t *rd_kafka_ConsumerGroupDescription_coordinator(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

rd_kafka_consumer_group_type_t rd_kafka_ConsumerGroupDescription_type(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

size_t rd_kafka_ConsumerGroupDescription_member_count(const rd_kafka_ConsumerGroupDescription_t *grpdesc);

const rd_kafka_MemberDescription_t *rd_kafka_ConsumerGroupDescription_member(const rd_kafka_ConsumerGroupDescription_t *grpdesc,
                                                                             size_t idx);

const char *rd_kafka_MemberDescription_client_id(const rd_kafka_MemberDescription_t *member);

const char *rd_kafka_MemberDescription_group_instance_id(const rd_kafka_MemberDescription_t *member);

const char *rd_kafka_MemberDescription_consumer_id(const rd_kafka_MemberDescription_t *member);

const char *rd_kafka_MemberDescription_host(const rd_kafka_MemberDescription_t *member);

const rd_kafka_MemberAssignment_t *rd_kafka_MemberDescription_assignment(const rd_kafka_MemberDescription_t *member);

const rd_kafka_topic_partition_list_t *rd_kafka_MemberAssignment_partitions(const rd_kafka_MemberAssignment_t *assignment);

const rd_kafka_MemberAssignment_t *rd_kafka_MemberDescription_target_assignment(const rd_kafka_MemberDescription_t *member);

/*
 * Deleting groups
 * ===============
 */

rd_kafka_DeleteGroup_t *rd_kafka_DeleteGroup_new(const char *group);

void rd_kafka_DeleteGroup_destroy(rd_kafka_DeleteGroup_t *del_group);

void rd_kafka_DeleteGroup_destroy_array(rd_kafka_DeleteGroup_t **del_groups, size_t del_group_cnt);

void rd_kafka_DeleteGroups(rd_kafka_t *rk,
                           rd_kafka_DeleteGroup_t **del_groups,
                           size_t del_group_cnt,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

const rd_kafka_group_result_t **rd_kafka_DeleteGroups_result_groups(const rd_kafka_DeleteGroups_result_t *result,
                                                                    size_t *cntp);

/*
 * Reading the offsets of groups
 * =============================
 */

rd_kafka_ListConsumerGroupOffsets_t *rd_kafka_ListConsumerGroupOffsets_new(const char *group_id,
                                                                           const rd_kafka_topic_partition_list_t *partitions);

void rd_kafka_ListConsumerGroupOffsets_destroy(rd_kafka_ListConsumerGroupOffsets_t *list_grpoffsets);

void rd_kafka_ListConsumerGroupOffsets_destroy_array(rd_kafka_ListConsumerGroupOffsets_t **list_grpoffsets,
                                                     size_t list_grpoffset_cnt);

void rd_kafka_ListConsumerGroupOffsets(rd_kafka_t *rk,
                                       rd_kafka_ListConsumerGroupOffsets_t **list_grpoffsets,
                                       size_t list_grpoffsets_cnt,
                                       const rd_kafka_AdminOptions_t *options,
                                       rd_kafka_queue_t *rkqu);

const rd_kafka_group_result_t **rd_kafka_ListConsumerGroupOffsets_result_groups(const rd_kafka_ListConsumerGroupOffsets_result_t *result,
                                                                                size_t *cntp);

/*
 * Changing the offsets of groups
 * ==============================
 */

rd_kafka_AlterConsumerGroupOffsets_t *rd_kafka_AlterConsumerGroupOffsets_new(const char *group_id,
                                                                             const rd_kafka_topic_partition_list_t *partitions);

void rd_kafka_AlterConsumerGroupOffsets_destroy(rd_kafka_AlterConsumerGroupOffsets_t *alter_grpoffsets);

void rd_kafka_AlterConsumerGroupOffsets_destroy_array(rd_kafka_AlterConsumerGroupOffsets_t **alter_grpoffsets,
                                                      size_t alter_grpoffset_cnt);

void rd_kafka_AlterConsumerGroupOffsets(rd_kafka_t *rk,
                                        rd_kafka_AlterConsumerGroupOffsets_t **alter_grpoffsets,
                                        size_t alter_grpoffsets_cnt,
                                        const rd_kafka_AdminOptions_t *options,
                                        rd_kafka_queue_t *rkqu);

const rd_kafka_group_result_t **rd_kafka_AlterConsumerGroupOffsets_result_groups(const rd_kafka_AlterConsumerGroupOffsets_result_t *result,
                                                                                 size_t *cntp);

/*
 * Deleting the offsets of groups
 * ==============================
 */

rd_kafka_DeleteConsumerGroupOffsets_t *rd_kafka_DeleteConsumerGroupOffsets_new(const char *group,
                                                                               const rd_kafka_topic_partition_list_t *partitions);

void rd_kafka_DeleteConsumerGroupOffsets_destroy(rd_kafka_DeleteConsumerGroupOffsets_t *del_grpoffsets);

void rd_kafka_DeleteConsumerGroupOffsets_destroy_array(rd_kafka_DeleteConsumerGroupOffsets_t **del_grpoffsets,
                                                       size_t del_grpoffset_cnt);

void rd_kafka_DeleteConsumerGroupOffsets(rd_kafka_t *rk,
                                         rd_kafka_DeleteConsumerGroupOffsets_t **del_grpoffsets,
                                         size_t del_grpoffsets_cnt,
                                         const rd_kafka_AdminOptions_t *options,
                                         rd_kafka_queue_t *rkqu);

const rd_kafka_group_result_t **rd_kafka_DeleteConsumerGroupOffsets_result_groups(const rd_kafka_DeleteConsumerGroupOffsets_result_t *result,
                                                                                  size_t *cntp);

/*
 * Listing offsets
 * ===============
 */

const rd_kafka_topic_partition_t *rd_kafka_ListOffsetsResultInfo_topic_partition(const rd_kafka_ListOffsetsResultInfo_t *result_info);

int64_t rd_kafka_ListOffsetsResultInfo_timestamp(const rd_kafka_ListOffsetsResultInfo_t *result_info);

const rd_kafka_ListOffsetsResultInfo_t **rd_kafka_ListOffsets_result_infos(const rd_kafka_ListOffsets_result_t *result,
                                                                           size_t *cntp);

void rd_kafka_ListOffsets(rd_kafka_t *rk,
                          rd_kafka_topic_partition_list_t *topic_partitions,
                          const rd_kafka_AdminOptions_t *options,
                          rd_kafka_queue_t *rkqu);

/*
 * SCRAM credentials
 * =================
 */

rd_kafka_ScramMechanism_t rd_kafka_ScramCredentialInfo_mechanism(const rd_kafka_ScramCredentialInfo_t *scram_credential_info);

int32_t rd_kafka_ScramCredentialInfo_iterations(const rd_kafka_ScramCredentialInfo_t *scram_credential_info);

const char *rd_kafka_UserScramCredentialsDescription_user(const rd_kafka_UserScramCredentialsDescription_t *description);

const rd_kafka_error_t *rd_kafka_UserScramCredentialsDescription_error(const rd_kafka_UserScramCredentialsDescription_t *description);

size_t rd_kafka_UserScramCredentialsDescription_scramcredentialinfo_count(const rd_kafka_UserScramCredentialsDescription_t *description);

const rd_kafka_ScramCredentialInfo_t *rd_kafka_UserScramCredentialsDescription_scramcredentialinfo(const rd_kafka_UserScramCredentialsDescription_t *description,
                                                                                                   size_t idx);

const rd_kafka_UserScramCredentialsDescription_t **rd_kafka_DescribeUserScramCredentials_result_descriptions(const rd_kafka_DescribeUserScramCredentials_result_t *result,
                                                                                                             size_t *cntp);

void rd_kafka_DescribeUserScramCredentials(rd_kafka_t *rk,
                                           const char **users,
                                           size_t user_cnt,
                                           const rd_kafka_AdminOptions_t *options,
                                           rd_kafka_queue_t *rkqu);

rd_kafka_UserScramCredentialAlteration_t *rd_kafka_UserScramCredentialUpsertion_new(const char *username,
                                                                                    rd_kafka_ScramMechanism_t mechanism,
                                                                                    int32_t iterations,
                                                                                    const unsigned char *password,
                                                                                    size_t password_size,
                                                                                    const unsigned char *salt,
                                                                                    size_t salt_size);

rd_kafka_UserScramCredentialAlteration_t *rd_kafka_UserScramCredentialDeletion_new(const char *username,
                                                                                   rd_kafka_ScramMechanism_t mechanism);

void rd_kafka_UserScramCredentialAlteration_destroy(rd_kafka_UserScramCredentialAlteration_t *alteration);

void rd_kafka_UserScramCredentialAlteration_destroy_array(rd_kafka_UserScramCredentialAlteration_t **alterations,
                                                          size_t alteration_cnt);

const char *rd_kafka_AlterUserScramCredentials_result_response_user(const rd_kafka_AlterUserScramCredentials_result_response_t *response);

const rd_kafka_error_t *rd_kafka_AlterUserScramCredentials_result_response_error(const rd_kafka_AlterUserScramCredentials_result_response_t *response);

const rd_kafka_AlterUserScramCredentials_result_response_t **rd_kafka_AlterUserScramCredentials_result_responses(const rd_kafka_AlterUserScramCredentials_result_t *result,
                                                                                                                 size_t *cntp);

void rd_kafka_AlterUserScramCredentials(rd_kafka_t *rk,
                                        rd_kafka_UserScramCredentialAlteration_t **alterations,
                                        size_t alteration_cnt,
                                        const rd_kafka_AdminOptions_t *options,
                                        rd_kafka_queue_t *rkqu);

/*
 * Access control lists
 * ====================
 */

const rd_kafka_error_t *rd_kafka_acl_result_error(const rd_kafka_acl_result_t *aclres);

const char *rd_kafka_AclOperation_name(rd_kafka_AclOperation_t acl_operation);

const char *rd_kafka_AclPermissionType_name(rd_kafka_AclPermissionType_t acl_permission_type);

rd_kafka_AclBinding_t *rd_kafka_AclBinding_new(rd_kafka_ResourceType_t restype,
                                               const char *name,
                                               rd_kafka_ResourcePatternType_t resource_pattern_type,
                                               const char *principal,
                                               const char *host,
                                               rd_kafka_AclOperation_t operation,
                                               rd_kafka_AclPermissionType_t permission_type,
                                               char *errstr,
                                               size_t errstr_size);

rd_kafka_AclBindingFilter_t *rd_kafka_AclBindingFilter_new(rd_kafka_ResourceType_t restype,
                                                           const char *name,
                                                           rd_kafka_ResourcePatternType_t resource_pattern_type,
                                                           const char *principal,
                                                           const char *host,
                                                           rd_kafka_AclOperation_t operation,
                                                           rd_kafka_AclPermissionType_t permission_type,
                                                           char *errstr,
                                                           size_t errstr_size);

rd_kafka_ResourceType_t rd_kafka_AclBinding_restype(const rd_kafka_AclBinding_t *acl);

const char *rd_kafka_AclBinding_name(const rd_kafka_AclBinding_t *acl);

const char *rd_kafka_AclBinding_principal(const rd_kafka_AclBinding_t *acl);

const char *rd_kafka_AclBinding_host(const rd_kafka_AclBinding_t *acl);

rd_kafka_AclOperation_t rd_kafka_AclBinding_operation(const rd_kafka_AclBinding_t *acl);

rd_kafka_AclPermissionType_t rd_kafka_AclBinding_permission_type(const rd_kafka_AclBinding_t *acl);

rd_kafka_ResourcePatternType_t rd_kafka_AclBinding_resource_pattern_type(const rd_kafka_AclBinding_t *acl);

const rd_kafka_error_t *rd_kafka_AclBinding_error(const rd_kafka_AclBinding_t *acl);

void rd_kafka_AclBinding_destroy(rd_kafka_AclBinding_t *acl_binding);

void rd_kafka_AclBinding_destroy_array(rd_kafka_AclBinding_t **acl_bindings, size_t acl_bindings_cnt);

const rd_kafka_acl_result_t **rd_kafka_CreateAcls_result_acls(const rd_kafka_CreateAcls_result_t *result,
                                                              size_t *cntp);

void rd_kafka_CreateAcls(rd_kafka_t *rk,
                         rd_kafka_AclBinding_t **new_acls,
                         size_t new_acls_cnt,
                         const rd_kafka_AdminOptions_t *options,
                         rd_kafka_queue_t *rkqu);

const rd_kafka_AclBinding_t **rd_kafka_DescribeAcls_result_acls(const rd_kafka_DescribeAcls_result_t *result,
                                                                size_t *cntp);

void rd_kafka_DescribeAcls(rd_kafka_t *rk,
                           rd_kafka_AclBindingFilter_t *acl_filter,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

const rd_kafka_DeleteAcls_result_response_t **rd_kafka_DeleteAcls_result_responses(const rd_kafka_DeleteAcls_result_t *result,
                                                                                   size_t *cntp);

const rd_kafka_error_t *rd_kafka_DeleteAcls_result_response_error(const rd_kafka_DeleteAcls_result_response_t *result_response);

const rd_kafka_AclBinding_t **rd_kafka_DeleteAcls_result_response_matching_acls(const rd_kafka_DeleteAcls_result_response_t *result_response,
                                                                                size_t *matching_acls_cntp);

void rd_kafka_DeleteAcls(rd_kafka_t *rk,
                         rd_kafka_AclBindingFilter_t **del_acls,
                         size_t del_acls_cnt,
                         const rd_kafka_AdminOptions_t *options,
                         rd_kafka_queue_t *rkqu);

/*
 * Electing leaders
 * ================
 */

rd_kafka_ElectLeaders_t *rd_kafka_ElectLeaders_new(rd_kafka_ElectionType_t election_type,
                                                   rd_kafka_topic_partition_list_t *partitions);

void rd_kafka_ElectLeaders_destroy(rd_kafka_ElectLeaders_t *elect_leaders);

void rd_kafka_ElectLeaders(rd_kafka_t *rk,
                           rd_kafka_ElectLeaders_t *elect_leaders,
                           const rd_kafka_AdminOptions_t *options,
                           rd_kafka_queue_t *rkqu);

const rd_kafka_topic_partition_result_t **rd_kafka_ElectLeaders_result_partitions(const rd_kafka_ElectLeaders_result_t *result,
                                                                                  size_t *cntp);

/*
 * SASL OAUTHBEARER
 * ================
 */

rd_kafka_resp_err_t rd_kafka_oauthbearer_set_token(rd_kafka_t *rk,
                                                   const char *token_value,
                                                   int64_t md_lifetime_ms,
                                                   const char *md_principal_name,
                                                   const char **extensions,
                                                   size_t extension_size,
                                                   char *errstr,
                                                   size_t errstr_size);

rd_kafka_resp_err_t rd_kafka_oauthbearer_set_token_failure(rd_kafka_t *rk, const char *errstr);

/*
 * Transactions
 * ============
 */

rd_kafka_error_t *rd_kafka_init_transactions(rd_kafka_t *rk, int timeout_ms);

rd_kafka_error_t *rd_kafka_begin_transaction(rd_kafka_t *rk);

rd_kafka_error_t *rd_kafka_send_offsets_to_transaction(rd_kafka_t *rk,
                                                       const rd_kafka_topic_partition_list_t *offsets,
                                                       const rd_kafka_consumer_group_metadata_t *cgmetadata,
                                                       int timeout_ms);

rd_kafka_error_t *rd_kafka_commit_transaction(rd_kafka_t *rk, int timeout_ms);

rd_kafka_error_t *rd_kafka_abort_transaction(rd_kafka_t *rk, int timeout_ms);

#ifdef __cplusplus
}
#endif

#endif /* RDKAFKA_H */
