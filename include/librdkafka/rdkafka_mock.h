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

typedef struct rd_kafka_mock_cluster_s rd_kafka_mock_cluster_t;

typedef struct rd_kafka_mock_request_s rd_kafka_mock_request_t;

typedef struct rd_kafka_mock_cgrp_consumer_target_assignment_s rd_kafka_mock_cgrp_consumer_target_assignment_t;

/*
 * Mock cluster
 * ============
 */

rd_kafka_mock_cluster_t *rd_kafka_mock_cluster_new(rd_kafka_t *rk, int broker_cnt);

void rd_kafka_mock_cluster_destroy(rd_kafka_mock_cluster_t *mcluster);

rd_kafka_t *rd_kafka_mock_cluster_handle(const rd_kafka_mock_cluster_t *mcluster);

rd_kafka_mock_cluster_t *rd_kafka_handle_mock_cluster(const rd_kafka_t *rk);

const char *rd_kafka_mock_cluster_bootstraps(const rd_kafka_mock_cluster_t *mcluster);

/*
 * Mock cluster: errors to inject
 * ==============================
 */

void rd_kafka_mock_clear_request_errors(rd_kafka_mock_cluster_t *mcluster, int16_t api_key);

/**
 * Queues `cnt` error codes (`rd_kafka_resp_err_t` arguments) for the coming requests of type `ApiKey`, whichever
 * broker receives them: each request takes one and is answered with it, NO_ERROR is answered normally.
 * RD_KAFKA_RESP_ERR__TRANSPORT closes the connection instead. Any thread.
 */
void rd_kafka_mock_push_request_errors(rd_kafka_mock_cluster_t *mcluster, int16_t ApiKey, size_t cnt, ...);

void rd_kafka_mock_push_request_errors_array(rd_kafka_mock_cluster_t *mcluster,
                                             int16_t api_key,
                                             size_t cnt,
                                             const rd_kafka_resp_err_t *errors);

void rd_kafka_mock_group_initial_rebalance_delay_ms(rd_kafka_mock_cluster_t *mcluster, int32_t delay_ms);

/**
 * Queues `cnt` pairs of an error code (`rd_kafka_resp_err_t`) and a round-trip time (`int`, milliseconds) for the
 * coming requests of type `ApiKey` at broker `broker_id`. Each request takes one pair: it is answered after that time,
 * with the error unless it is NO_ERROR; RD_KAFKA_RESP_ERR__TRANSPORT closes the connection. Any thread.
 * Returns NO_ERROR, or _UNKNOWN_BROKER.
 */
rd_kafka_resp_err_t rd_kafka_mock_broker_push_request_error_rtts(rd_kafka_mock_cluster_t *mcluster, int32_t broker_id,
                                                                 int16_t ApiKey, size_t cnt, ...);

rd_kafka_resp_err_t rd_kafka_mock_broker_error_stack_cnt(rd_kafka_mock_cluster_t *mcluster,
                                                         int32_t broker_id,
                                                         int16_t api_key,
                                                         size_t *cntp);

/**
 * Queues `cnt` error codes (`rd_kafka_resp_err_t` arguments) for partition `partition` of `topic`: coming requests of
 * type `ApiKey` take one each and have it in their answer for that partition, other partitions are not touched. The
 * topic is created when it does not exist. Any thread. Returns NO_ERROR, or _UNKNOWN_PARTITION.
 */
rd_kafka_resp_err_t rd_kafka_mock_partition_push_request_errors(rd_kafka_mock_cluster_t *mcluster, const char *topic,
                                                                int32_t partition, int16_t ApiKey, size_t cnt, ...);

/*
 * Mock cluster: topics and partitions
 * ===================================
 */

void rd_kafka_mock_topic_set_error(rd_kafka_mock_cluster_t *mcluster,
                                   const char *topic,
                                   rd_kafka_resp_err_t err);

rd_kafka_resp_err_t rd_kafka_mock_topic_create(rd_kafka_mock_cluster_t *mcluster,
                                               const char *topic,
                                               int partition_cnt,
                                               int replication_factor);

rd_kafka_resp_err_t rd_kafka_mock_topic_delete(rd_kafka_mock_cluster_t *mcluster, const char *topic);

rd_kafka_resp_err_t rd_kafka_mock_partition_delete_records(rd_kafka_mock_cluster_t *mcluster,
                                                           const char *topic,
                                                           int32_t partition,
                                                           int64_t before_offset);

rd_kafka_resp_err_t rd_kafka_mock_partition_set_leader(rd_kafka_mock_cluster_t *mcluster,
                                                       const char *topic,
                                                       int32_t partition,
                                                       int32_t broker_id);

rd_kafka_resp_err_t rd_kafka_mock_partition_set_follower(rd_kafka_mock_cluster_t *mcluster,
                                                         const char *topic,
                                                         int32_t partition,
                                                         int32_t broker_id);

rd_kafka_resp_err_t rd_kafka_mock_partition_set_follower_wmarks(rd_kafka_mock_cluster_t *mcluster,
                                                                const char *topic,
                                                                int32_t partition,
                                                                int64_t lo,
                                                                int64_t hi);

rd_kafka_resp_err_t rd_kafka_mock_partition_push_leader_response(rd_kafka_mock_cluster_t *mcluster,
                                                                 const char *topic,
                                                                 int partition,
                                                                 int32_t leader_id,
                                                                 int32_t leader_epoch);

/*
 * Mock cluster: brokers
 * =====================
 */

rd_kafka_resp_err_t rd_kafka_mock_broker_set_down(rd_kafka_mock_cluster_t *mcluster, int32_t broker_id);

void rd_kafka_mock_broker_set_host_port(rd_kafka_mock_cluster_t *mcluster,
                                        int32_t broker_id,
                                        const char *host,
                                        int port);

rd_kafka_resp_err_t rd_kafka_mock_broker_set_up(rd_kafka_mock_cluster_t *mcluster, int32_t broker_id);

rd_kafka_resp_err_t rd_kafka_mock_broker_set_rtt(rd_kafka_mock_cluster_t *mcluster,
                                                 int32_t broker_id,
                                                 int rtt_ms);

rd_kafka_resp_err_t rd_kafka_mock_broker_set_rack(rd_kafka_mock_cluster_t *mcluster,
                                                  int32_t broker_id,
                                                  const char *rack);

rd_kafka_resp_err_t rd_kafka_mock_broker_decommission(rd_kafka_mock_cluster_t *cluster, int32_t broker_id);

rd_kafka_resp_err_t rd_kafka_mock_broker_remove_from_metadata(rd_kafka_mock_cluster_t *mcluster,
                                                              int32_t broker_id);

rd_kafka_resp_err_t rd_kafka_mock_broker_add(rd_kafka_mock_cluster_t *mcluster, int32_t broker_id);

rd_kafka_resp_err_t rd_kafka_mock_coordinator_set(rd_kafka_mock_cluster_t *mcluster,
                                                  const char *key_type,
                                                  const char *key,
                                                  int32_t broker_id);

rd_kafka_resp_err_t rd_kafka_mock_set_apiversion(rd_kafka_mock_cluster_t *mcluster,
                                                 int16_t api_key,
                                                 int16_t min_version,
                                                 int16_t max_version);

/*
 * Mock cluster: requests seen
 * ===========================
 */

void rd_kafka_mock_start_request_tracking(rd_kafka_mock_cluster_t *mcluster);

void rd_kafka_mock_stop_request_tracking(rd_kafka_mock_cluster_t *mcluster);

void rd_kafka_mock_request_destroy(rd_kafka_mock_request_t *mreq);

void rd_kafka_mock_request_destroy_array(rd_kafka_mock_request_t **mreqs, size_t mreq_cnt);

int32_t rd_kafka_mock_request_id(rd_kafka_mock_request_t *mreq);

int16_t rd_kafka_mock_request_api_key(rd_kafka_mock_request_t *mreq);

int64_t rd_kafka_mock_request_timestamp(rd_kafka_mock_request_t *mreq);

rd_kafka_mock_request_t **rd_kafka_mock_get_requests(rd_kafka_mock_cluster_t *mcluster, size_t *cntp);

void rd_kafka_mock_clear_requests(rd_kafka_mock_cluster_t *mcluster);

/*
 * Mock cluster: telemetry and groups
 * ==================================
 */

rd_kafka_resp_err_t rd_kafka_mock_telemetry_set_requested_metrics(rd_kafka_mock_cluster_t *mcluster,
                                                                  char **metrics,
                                                                  size_t metrics_cnt);

rd_kafka_resp_err_t rd_kafka_mock_telemetry_set_push_interval(rd_kafka_mock_cluster_t *mcluster,
                                                              int64_t push_interval_ms);

rd_kafka_mock_cgrp_consumer_target_assignment_t *rd_kafka_mock_cgrp_consumer_target_assignment_new(char **member_ids,
                                                                                                   int member_cnt,
                                                                                                   rd_kafka_topic_partition_list_t **assignment);

void rd_kafka_mock_cgrp_consumer_target_assignment_destroy(rd_kafka_mock_cgrp_consumer_target_assignment_t *target_assignment);

void rd_kafka_mock_cgrp_consumer_target_assignment(rd_kafka_mock_cluster_t *mcluster,
                                                   const char *group_id,
                                                   rd_kafka_mock_cgrp_consumer_target_assignment_t *target_assignment);

void rd_kafka_mock_set_group_consumer_session_timeout_ms(rd_kafka_mock_cluster_t *mcluster,
                                                         int group_consumer_session_timeout_ms);

void rd_kafka_mock_set_group_consumer_heartbeat_interval_ms(rd_kafka_mock_cluster_t *mcluster,
                                                            int group_consumer_heartbeat_interval_ms);

void rd_kafka_mock_sharegroup_set_session_timeout(rd_kafka_mock_cluster_t *mcluster, int session_timeout_ms);

void rd_kafka_mock_sharegroup_set_heartbeat_interval(rd_kafka_mock_cluster_t *mcluster,
                                                     int heartbeat_interval_ms);

void rd_kafka_mock_sharegroup_set_max_delivery_attempts(rd_kafka_mock_cluster_t *mcluster, int max_attempts);

void rd_kafka_mock_sharegroup_set_record_lock_duration(rd_kafka_mock_cluster_t *mcluster, int lock_duration_ms);

void rd_kafka_mock_sharegroup_set_isolation_level(rd_kafka_mock_cluster_t *mcluster, int level);

void rd_kafka_mock_sharegroup_set_max_size(rd_kafka_mock_cluster_t *mcluster, int max_size);

void rd_kafka_mock_sharegroup_set_max_fetch_sessions(rd_kafka_mock_cluster_t *mcluster, int max_fetch_sessions);

void rd_kafka_mock_sharegroup_set_max_record_locks(rd_kafka_mock_cluster_t *mcluster, int max_record_locks);

void rd_kafka_mock_sharegroup_set_auto_offset_reset(rd_kafka_mock_cluster_t *mcluster, int auto_offset_reset);

void rd_kafka_mock_sharegroup_target_assignment(rd_kafka_mock_cluster_t *mcluster,
                                                const char *group_id,
                                                const char **member_ids,
                                                rd_kafka_topic_partition_list_t **assignments,
                                                size_t member_cnt);

rd_kafka_resp_err_t rd_kafka_mock_sharegroup_get_member_ids(rd_kafka_mock_cluster_t *mcluster,
                                                            const char *group_id,
                                                            char ***member_ids_out,
                                                            size_t *member_cnt_out);

#ifdef __cplusplus
}
#endif

#endif /* RDKAFKA_MOCK_H */
