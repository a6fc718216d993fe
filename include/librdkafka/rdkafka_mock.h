/*
 * librdkafka: the Apache Kafka C client library.
 *
 * Generated from the library's sources: change those and run `make headers`.
 */
#ifndef RDKAFKA_MOCK_H
#define RDKAFKA_MOCK_H

#include "rdkafka.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A cluster within the process, for tests. */
typedef struct rd_kafka_mock_cluster_s rd_kafka_mock_cluster_t;

/** A request that a mock broker has received. */
typedef struct rd_kafka_mock_request_s rd_kafka_mock_request_t;

/** An assignment to impose on a group of the mock cluster. */
typedef struct rd_kafka_mock_cgrp_consumer_target_assignment_s rd_kafka_mock_cgrp_consumer_target_assignment_t;

/*
 * Mock cluster
 * ============
 */

/**
 * Starts a cluster of `broker_cnt` brokers within the process, on free ports of the loopback interface, with
 * ids from 1. `rk` is any instance and must outlive it. The property `test.mock.num.brokers` does the same
 * for an instance of its own. Meant for tests; storage is in memory and small. Free it with
 * `rd_kafka_mock_cluster_destroy()`.
 */
rd_kafka_mock_cluster_t *rd_kafka_mock_cluster_new(rd_kafka_t *rk, int broker_cnt);

/**
 * Stops the cluster and frees it: its connections are closed, its messages are gone. Not for the cluster of
 * `test.mock.num.brokers`, which ends with its instance.
 */
void rd_kafka_mock_cluster_destroy(rd_kafka_mock_cluster_t *mcluster);

/** The instance that the cluster belongs to. */
rd_kafka_t *rd_kafka_mock_cluster_handle(const rd_kafka_mock_cluster_t *mcluster);

/**
 * The cluster that the property `test.mock.num.brokers` has started for `rk`, NULL without that. Owned by
 * the instance.
 */
rd_kafka_mock_cluster_t *rd_kafka_handle_mock_cluster(const rd_kafka_t *rk);

/** The addresses of the brokers that the cluster began with, for `bootstrap.servers`. Owned by the cluster. */
const char *rd_kafka_mock_cluster_bootstraps(const rd_kafka_mock_cluster_t *mcluster);

/*
 * Mock cluster: errors to inject
 * ==============================
 */

/** Drops the errors that wait for requests of type `api_key`. */
void rd_kafka_mock_clear_request_errors(rd_kafka_mock_cluster_t *mcluster, int16_t api_key);

/**
 * Queues `cnt` error codes (`rd_kafka_resp_err_t` arguments) for the coming requests of type `api_key`, whichever
 * broker receives them: each request takes one and is answered with it, NO_ERROR is answered normally.
 * RD_KAFKA_RESP_ERR__TRANSPORT closes the connection instead. Any thread.
 */
void rd_kafka_mock_push_request_errors(rd_kafka_mock_cluster_t *mcluster, int16_t api_key, size_t cnt, ...);

/** As `rd_kafka_mock_push_request_errors()`, with the `cnt` codes in an array, which is copied. */
void rd_kafka_mock_push_request_errors_array(rd_kafka_mock_cluster_t *mcluster,
                                             int16_t api_key,
                                             size_t cnt,
                                             const rd_kafka_resp_err_t *errors);

/**
 * How long a rebalance takes at least, and how long a new group waits for more members before its first one, in
 * milliseconds (3000 by default).
 */
void rd_kafka_mock_group_initial_rebalance_delay_ms(rd_kafka_mock_cluster_t *mcluster, int32_t delay_ms);

/**
 * Queues `cnt` pairs of an error code (`rd_kafka_resp_err_t`) and a round-trip time (`int`, milliseconds) for the
 * coming requests of type `api_key` at broker `broker_id`. Each request takes one pair: it is answered after that time,
 * with the error unless it is NO_ERROR; RD_KAFKA_RESP_ERR__TRANSPORT closes the connection. Any thread.
 * Returns NO_ERROR, or _UNKNOWN_BROKER.
 */
rd_kafka_resp_err_t rd_kafka_mock_broker_push_request_error_rtts(rd_kafka_mock_cluster_t *mcluster, int32_t broker_id,
                                                                 int16_t api_key, size_t cnt, ...);

/**
 * How many errors wait for requests of type `api_key` at broker `broker_id`, into `*cntp`. Returns NO_ERROR
 * or _UNKNOWN_BROKER.
 */
rd_kafka_resp_err_t rd_kafka_mock_broker_error_stack_cnt(rd_kafka_mock_cluster_t *mcluster,
                                                         int32_t broker_id,
                                                         int16_t api_key,
                                                         size_t *cntp);

/**
 * Queues `cnt` error codes (`rd_kafka_resp_err_t` arguments) for partition `partition` of `topic`: coming requests of
 * type `api_key` take one each and have it in their answer for that partition, other partitions are not touched. The
 * topic is created when it does not exist. Any thread. Returns NO_ERROR, or UNKNOWN_TOPIC_OR_PART (no such partition).
 */
rd_kafka_resp_err_t rd_kafka_mock_partition_push_request_errors(rd_kafka_mock_cluster_t *mcluster, const char *topic,
                                                                int32_t partition, int16_t api_key, size_t cnt, ...);

/*
 * Mock cluster: topics and partitions
 * ===================================
 */

/** Has metadata answer with `err` for `topic`, created when it does not exist; NO_ERROR ends that. */
void rd_kafka_mock_topic_set_error(rd_kafka_mock_cluster_t *mcluster,
                                   const char *topic,
                                   rd_kafka_resp_err_t err);

/**
 * Creates a topic of 1 to 10,000 partitions; a replication factor beyond the number of brokers counts as that
 * number. Topics are also created by being asked for, with 4 partitions and up to 3 replicas. Returns NO_ERROR,
 * TOPIC_ALREADY_EXISTS or INVALID_PARTITIONS.
 */
rd_kafka_resp_err_t rd_kafka_mock_topic_create(rd_kafka_mock_cluster_t *mcluster,
                                               const char *topic,
                                               int partition_cnt,
                                               int replication_factor);

/** Deletes a topic with its messages. Returns NO_ERROR or UNKNOWN_TOPIC_OR_PART. */
rd_kafka_resp_err_t rd_kafka_mock_topic_delete(rd_kafka_mock_cluster_t *mcluster, const char *topic);

/**
 * Deletes the messages of a partition before `before_offset`, all of them for -1. Returns NO_ERROR,
 * UNKNOWN_TOPIC_OR_PART, or OFFSET_OUT_OF_RANGE.
 */
rd_kafka_resp_err_t rd_kafka_mock_partition_delete_records(rd_kafka_mock_cluster_t *mcluster,
                                                           const char *topic,
                                                           int32_t partition,
                                                           int64_t before_offset);

/**
 * Makes broker `broker_id` the partition's leader, -1 leaves it without one. The topic is created when it
 * does not exist. Returns NO_ERROR, BROKER_NOT_AVAILABLE (no such broker) or UNKNOWN_TOPIC_OR_PART (no such
 * partition).
 */
rd_kafka_resp_err_t rd_kafka_mock_partition_set_leader(rd_kafka_mock_cluster_t *mcluster,
                                                       const char *topic,
                                                       int32_t partition,
                                                       int32_t broker_id);

/**
 * Makes broker `broker_id` the replica that consumers are told to fetch from (KIP-392), -1 ends that. The
 * topic is created when it does not exist. Returns NO_ERROR, or UNKNOWN_TOPIC_OR_PART (no such partition).
 */
rd_kafka_resp_err_t rd_kafka_mock_partition_set_follower(rd_kafka_mock_cluster_t *mcluster,
                                                         const char *topic,
                                                         int32_t partition,
                                                         int32_t broker_id);

/**
 * Sets the oldest and the next offset that the follower knows, to let it lag behind; -1 leaves one as the
 * leader has it. Returns NO_ERROR, or UNKNOWN_TOPIC_OR_PART (no such partition).
 */
rd_kafka_resp_err_t rd_kafka_mock_partition_set_follower_wmarks(rd_kafka_mock_cluster_t *mcluster,
                                                                const char *topic,
                                                                int32_t partition,
                                                                int64_t lo,
                                                                int64_t hi);

/**
 * Queues a leader and epoch for the partition that coming answers (metadata, and the leader hints of Produce
 * and Fetch, KIP-951) take one by one: -1 for no leader, or no epoch. Returns NO_ERROR, or
 * UNKNOWN_TOPIC_OR_PART (no such partition).
 */
rd_kafka_resp_err_t rd_kafka_mock_partition_push_leader_response(rd_kafka_mock_cluster_t *mcluster,
                                                                 const char *topic,
                                                                 int partition,
                                                                 int32_t leader_id,
                                                                 int32_t leader_epoch);

/*
 * Mock cluster: brokers
 * =====================
 */

/**
 * Closes the broker's connections and refuses new ones, until `rd_kafka_mock_broker_set_up()`; what it leads
 * keeps it as leader. -1 as `broker_id` means all brokers. Returns NO_ERROR or BROKER_NOT_AVAILABLE (no such
 * broker).
 */
rd_kafka_resp_err_t rd_kafka_mock_broker_set_down(rd_kafka_mock_cluster_t *mcluster, int32_t broker_id);

/** Sets the address that metadata gives for the broker; it goes on listening where it did. */
void rd_kafka_mock_broker_set_host_port(rd_kafka_mock_cluster_t *mcluster,
                                        int32_t broker_id,
                                        const char *host,
                                        int port);

/**
 * Lets the broker accept connections again, on the port that it had; -1 as `broker_id` means all brokers.
 * Returns NO_ERROR or BROKER_NOT_AVAILABLE (no such broker).
 */
rd_kafka_resp_err_t rd_kafka_mock_broker_set_up(rd_kafka_mock_cluster_t *mcluster, int32_t broker_id);

/**
 * Has the broker answer each request `rtt_ms` milliseconds late. -1 as `broker_id` means all brokers.
 * Returns NO_ERROR or BROKER_NOT_AVAILABLE (no such broker).
 */
rd_kafka_resp_err_t rd_kafka_mock_broker_set_rtt(rd_kafka_mock_cluster_t *mcluster,
                                                 int32_t broker_id,
                                                 int rtt_ms);

/**
 * Sets the broker's rack, NULL for none; -1 as `broker_id` means all brokers. Returns NO_ERROR or
 * BROKER_NOT_AVAILABLE (no such broker).
 */
rd_kafka_resp_err_t rd_kafka_mock_broker_set_rack(rd_kafka_mock_cluster_t *mcluster,
                                                  int32_t broker_id,
                                                  const char *rack);

/**
 * Takes the broker out of the cluster for good: from metadata, and from the network. Its partitions go to
 * others. Returns NO_ERROR or BROKER_NOT_AVAILABLE (no such broker).
 */
rd_kafka_resp_err_t rd_kafka_mock_broker_decommission(rd_kafka_mock_cluster_t *cluster, int32_t broker_id);

/**
 * Takes the broker out of metadata while it goes on answering; -1 as `broker_id` means all brokers. Returns
 * NO_ERROR or BROKER_NOT_AVAILABLE (no such broker).
 */
rd_kafka_resp_err_t rd_kafka_mock_broker_remove_from_metadata(rd_kafka_mock_cluster_t *mcluster,
                                                              int32_t broker_id);

/** Adds a broker with id `broker_id`. Returns NO_ERROR, or _INVALID_ARG when the id is taken. */
rd_kafka_resp_err_t rd_kafka_mock_broker_add(rd_kafka_mock_cluster_t *mcluster, int32_t broker_id);

/**
 * Makes broker `broker_id` the coordinator of a group (`key_type` "group", `key` its id) or of a producer
 * ("transaction", its `transactional.id`). Returns NO_ERROR, or _INVALID_ARG for another type.
 */
rd_kafka_resp_err_t rd_kafka_mock_coordinator_set(rd_kafka_mock_cluster_t *mcluster,
                                                  const char *key_type,
                                                  const char *key,
                                                  int32_t broker_id);

/**
 * Limits the versions of requests of type `api_key` that the brokers offer; -1 for both takes the type away.
 * Returns NO_ERROR, or _INVALID_ARG for an unknown type.
 */
rd_kafka_resp_err_t rd_kafka_mock_set_apiversion(rd_kafka_mock_cluster_t *mcluster,
                                                 int16_t api_key,
                                                 int16_t min_version,
                                                 int16_t max_version);

/*
 * Mock cluster: requests seen
 * ===========================
 */

/** Begins to keep the requests that the brokers receive. */
void rd_kafka_mock_start_request_tracking(rd_kafka_mock_cluster_t *mcluster);

/** Ends that, and drops the requests kept. */
void rd_kafka_mock_stop_request_tracking(rd_kafka_mock_cluster_t *mcluster);

/** Frees one request. */
void rd_kafka_mock_request_destroy(rd_kafka_mock_request_t *mreq);

/** Frees an array from `rd_kafka_mock_get_requests()` with its `mreq_cnt` requests. */
void rd_kafka_mock_request_destroy_array(rd_kafka_mock_request_t **mreqs, size_t mreq_cnt);

/** The id of the broker that received the request. */
int32_t rd_kafka_mock_request_id(rd_kafka_mock_request_t *mreq);

/** The request's type. */
int16_t rd_kafka_mock_request_api_key(rd_kafka_mock_request_t *mreq);

/** When the request was received, in microseconds of a monotonic clock. */
int64_t rd_kafka_mock_request_timestamp(rd_kafka_mock_request_t *mreq);

/**
 * Copies of the requests kept so far, `*cntp` in number, in the order of their arrival. The caller frees the
 * array with `rd_kafka_mock_request_destroy_array()`. Returns NULL when there is none.
 */
rd_kafka_mock_request_t **rd_kafka_mock_get_requests(rd_kafka_mock_cluster_t *mcluster, size_t *cntp);

/** Drops the requests kept so far. */
void rd_kafka_mock_clear_requests(rd_kafka_mock_cluster_t *mcluster);

/*
 * Mock cluster: telemetry and groups
 * ==================================
 */

/**
 * Which metrics the brokers ask clients for (KIP-714), `metrics_cnt` name prefixes, which are copied.
 * Returns NO_ERROR.
 */
rd_kafka_resp_err_t rd_kafka_mock_telemetry_set_requested_metrics(rd_kafka_mock_cluster_t *mcluster,
                                                                  char **metrics,
                                                                  size_t metrics_cnt);

/** How often clients shall push metrics, in milliseconds (KIP-714). Returns NO_ERROR. */
rd_kafka_resp_err_t rd_kafka_mock_telemetry_set_push_interval(rd_kafka_mock_cluster_t *mcluster,
                                                              int64_t push_interval_ms);

/**
 * Describes an assignment for a group of the consumer protocol (KIP-848): for each of the `member_cnt`
 * members, by its id, the list of its partitions. All arguments are copied. Free it with
 * `rd_kafka_mock_cgrp_consumer_target_assignment_destroy()`.
 */
rd_kafka_mock_cgrp_consumer_target_assignment_t *rd_kafka_mock_cgrp_consumer_target_assignment_new(char **member_ids,
                                                                                                   int member_cnt,
                                                                                                   rd_kafka_topic_partition_list_t **assignment);

/** Frees it. */
void rd_kafka_mock_cgrp_consumer_target_assignment_destroy(rd_kafka_mock_cgrp_consumer_target_assignment_t *target_assignment);

/** Has the group assign partitions as `target_assignment` says from now on, NULL ends that. It is copied. */
void rd_kafka_mock_cgrp_consumer_target_assignment(rd_kafka_mock_cluster_t *mcluster,
                                                   const char *group_id,
                                                   rd_kafka_mock_cgrp_consumer_target_assignment_t *target_assignment);

/** The session timeout of groups of the consumer protocol (KIP-848), in milliseconds. */
void rd_kafka_mock_set_group_consumer_session_timeout_ms(rd_kafka_mock_cluster_t *mcluster,
                                                         int group_consumer_session_timeout_ms);

/** The heartbeat interval of groups of the consumer protocol (KIP-848), in milliseconds. */
void rd_kafka_mock_set_group_consumer_heartbeat_interval_ms(rd_kafka_mock_cluster_t *mcluster,
                                                            int group_consumer_heartbeat_interval_ms);

/** The session timeout of share groups (KIP-932), in milliseconds. */
void rd_kafka_mock_sharegroup_set_session_timeout(rd_kafka_mock_cluster_t *mcluster, int session_timeout_ms);

/** The heartbeat interval of share groups, in milliseconds. */
void rd_kafka_mock_sharegroup_set_heartbeat_interval(rd_kafka_mock_cluster_t *mcluster,
                                                     int heartbeat_interval_ms);

/** How often share groups deliver a message before they give it up. */
void rd_kafka_mock_sharegroup_set_max_delivery_attempts(rd_kafka_mock_cluster_t *mcluster, int max_attempts);

/** How long a member of a share group has to acknowledge a message, in milliseconds. */
void rd_kafka_mock_sharegroup_set_record_lock_duration(rd_kafka_mock_cluster_t *mcluster, int lock_duration_ms);

/** The isolation level of share groups, see `rd_kafka_IsolationLevel_t`. */
void rd_kafka_mock_sharegroup_set_isolation_level(rd_kafka_mock_cluster_t *mcluster, int level);

/** How many members a share group may have. */
void rd_kafka_mock_sharegroup_set_max_size(rd_kafka_mock_cluster_t *mcluster, int max_size);

/** How many share sessions a broker keeps. */
void rd_kafka_mock_sharegroup_set_max_fetch_sessions(rd_kafka_mock_cluster_t *mcluster, int max_fetch_sessions);

/** How many messages of a partition may be out for acknowledgement at a time. */
void rd_kafka_mock_sharegroup_set_max_record_locks(rd_kafka_mock_cluster_t *mcluster, int max_record_locks);

/** Where a share group begins in a partition that it is new to. */
void rd_kafka_mock_sharegroup_set_auto_offset_reset(rd_kafka_mock_cluster_t *mcluster, int auto_offset_reset);

/**
 * Has the share group assign to each of the `member_cnt` members, by its id, the partitions of its list. All
 * arguments are copied.
 */
void rd_kafka_mock_sharegroup_target_assignment(rd_kafka_mock_cluster_t *mcluster,
                                                const char *group_id,
                                                const char **member_ids,
                                                rd_kafka_topic_partition_list_t **assignments,
                                                size_t member_cnt);

/**
 * Gives the ids of the share group's members in `*member_ids_out`, `*member_cnt_out` in number. The caller
 * frees each string and the array with free(). Returns NO_ERROR, or GROUP_ID_NOT_FOUND.
 */
rd_kafka_resp_err_t rd_kafka_mock_sharegroup_get_member_ids(rd_kafka_mock_cluster_t *mcluster,
                                                            const char *group_id,
                                                            char ***member_ids_out,
                                                            size_t *member_cnt_out);

#ifdef __cplusplus
}
#endif

#endif /* RDKAFKA_MOCK_H */
