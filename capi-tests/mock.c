/* needs: none; timeout: 60
 *
 * The mock cluster: what its functions return, and what clients see of what they change. */
#include <librdkafka/rdkafka_mock.h>

#include "test.h"

#define OK RD_KAFKA_RESP_ERR_NO_ERROR
#define NO_PARTITION RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
#define NO_BROKER RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE

enum { API_PRODUCE = 0, API_METADATA = 3 };

static rd_kafka_t *owner;

static rd_kafka_mock_cluster_t *cluster_of(int brokers) {
        rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(owner, brokers);

        CHECK(cluster, "no cluster");
        return cluster;
}

static rd_kafka_conf_t *conf_at(rd_kafka_mock_cluster_t *cluster) {
        return conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster), "log_level", "0",
                       "reconnect.backoff.ms", "10", "reconnect.backoff.max.ms", "100",
                       "topic.metadata.refresh.fast.interval.ms", "50", NULL);
}

static rd_kafka_t *producer_at(rd_kafka_mock_cluster_t *cluster) {
        return handle_of(RD_KAFKA_PRODUCER, conf_at(cluster));
}

static void return_codes(void) {
        rd_kafka_mock_cluster_t *cluster = cluster_of(2);
        size_t count                     = 0;

        CHECK(rd_kafka_mock_cluster_handle(cluster) == owner, "another instance");
        CHECK(!rd_kafka_handle_mock_cluster(owner), "it belongs to the application");

        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "t", 2, 2), OK);
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "t", 2, 2), RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS);
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "more-replicas", 1, 3), OK);
        CHECK_ERR(rd_kafka_mock_topic_delete(cluster, "none"), NO_PARTITION);
        CHECK_ERR(rd_kafka_mock_topic_delete(cluster, "more-replicas"), OK);

        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "t", 0, 2), OK);
        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "t", 0, 9), NO_BROKER);
        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "t", 9, 1), NO_PARTITION);
        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "made", 0, -1), OK);
        CHECK_ERR(rd_kafka_mock_partition_set_follower(cluster, "t", 0, 1), OK);
        CHECK_ERR(rd_kafka_mock_partition_set_follower(cluster, "t", 9, 1), NO_PARTITION);
        CHECK_ERR(rd_kafka_mock_partition_set_follower_wmarks(cluster, "t", 0, 1, 2), OK);
        CHECK_ERR(rd_kafka_mock_partition_set_follower_wmarks(cluster, "t", 9, 1, 2), NO_PARTITION);
        CHECK_ERR(rd_kafka_mock_partition_push_leader_response(cluster, "t", 0, 1, 5), OK);
        CHECK_ERR(rd_kafka_mock_partition_push_leader_response(cluster, "t", 9, 1, 5), NO_PARTITION);
        CHECK_ERR(rd_kafka_mock_partition_delete_records(cluster, "none", 0, 0), NO_PARTITION);
        CHECK_ERR(rd_kafka_mock_partition_delete_records(cluster, "t", 9, 0), NO_PARTITION);
        CHECK_ERR(rd_kafka_mock_partition_delete_records(cluster, "t", 0, 0), OK);
        CHECK_ERR(rd_kafka_mock_partition_delete_records(cluster, "t", 0, 1), RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE);
        CHECK_ERR(rd_kafka_mock_partition_push_request_errors(cluster, "t", 0, API_PRODUCE, 1,
                                                              RD_KAFKA_RESP_ERR_UNKNOWN), OK);
        CHECK_ERR(rd_kafka_mock_partition_push_request_errors(cluster, "t", 9, API_PRODUCE, 1,
                                                              RD_KAFKA_RESP_ERR_UNKNOWN), NO_PARTITION);

        CHECK_ERR(rd_kafka_mock_broker_set_down(cluster, 9), NO_BROKER);
        CHECK_ERR(rd_kafka_mock_broker_set_down(cluster, 1), OK);
        CHECK_ERR(rd_kafka_mock_broker_set_down(cluster, 1), OK);
        CHECK_ERR(rd_kafka_mock_broker_set_up(cluster, 1), OK);
        CHECK_ERR(rd_kafka_mock_broker_set_up(cluster, 1), OK);
        CHECK_ERR(rd_kafka_mock_broker_set_up(cluster, 9), NO_BROKER);
        CHECK_ERR(rd_kafka_mock_broker_set_down(cluster, -1), OK);
        CHECK_ERR(rd_kafka_mock_broker_set_up(cluster, -1), OK);
        CHECK_ERR(rd_kafka_mock_broker_set_rtt(cluster, 9, 1), NO_BROKER);
        CHECK_ERR(rd_kafka_mock_broker_set_rtt(cluster, -1, 0), OK);
        CHECK_ERR(rd_kafka_mock_broker_set_rack(cluster, 9, "r"), NO_BROKER);
        CHECK_ERR(rd_kafka_mock_broker_set_rack(cluster, 1, "r"), OK);
        CHECK_ERR(rd_kafka_mock_broker_add(cluster, 2), RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(rd_kafka_mock_broker_add(cluster, 3), OK);
        CHECK_ERR(rd_kafka_mock_broker_decommission(cluster, 3), OK);
        CHECK_ERR(rd_kafka_mock_broker_decommission(cluster, 3), NO_BROKER);
        CHECK_ERR(rd_kafka_mock_broker_remove_from_metadata(cluster, 9), NO_BROKER);

        CHECK_ERR(rd_kafka_mock_coordinator_set(cluster, "group", "g", 1), OK);
        CHECK_ERR(rd_kafka_mock_coordinator_set(cluster, "transaction", "t", 1), OK);
        CHECK_ERR(rd_kafka_mock_coordinator_set(cluster, "cook", "g", 1), RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(rd_kafka_mock_set_apiversion(cluster, API_PRODUCE, 3, 7), OK);
        CHECK_ERR(rd_kafka_mock_set_apiversion(cluster, 999, 0, 1), RD_KAFKA_RESP_ERR__INVALID_ARG);

        CHECK_ERR(rd_kafka_mock_broker_error_stack_cnt(cluster, 9, API_PRODUCE, &count),
                  RD_KAFKA_RESP_ERR__UNKNOWN_BROKER);
        CHECK_ERR(rd_kafka_mock_broker_push_request_error_rtts(cluster, 9, API_PRODUCE, 1, RD_KAFKA_RESP_ERR_UNKNOWN, 1),
                  RD_KAFKA_RESP_ERR__UNKNOWN_BROKER);
        CHECK_ERR(rd_kafka_mock_broker_push_request_error_rtts(cluster, 1, API_PRODUCE, 2, RD_KAFKA_RESP_ERR_UNKNOWN, 1,
                                                               OK, 1), OK);
        rd_kafka_mock_push_request_errors(cluster, API_PRODUCE, 1, RD_KAFKA_RESP_ERR_UNKNOWN);
        CHECK_ERR(rd_kafka_mock_broker_error_stack_cnt(cluster, 1, API_PRODUCE, &count), OK);
        CHECK_INT(count, 2);

        CHECK(!rd_kafka_mock_get_requests(cluster, &count) && count == 0, "requests that nobody tracks");
        rd_kafka_mock_cluster_destroy(cluster);
}

/* ---- What clients see ---- */

struct seen {
        rd_kafka_resp_err_t error;
        int brokers, partitions, leader;
        char first_host[64];
        int first_port;
};

static struct seen look(rd_kafka_t *rk, const char *topic) {
        const struct rd_kafka_metadata *metadata;
        rd_kafka_topic_t *rkt = topic_of(rk, topic, NULL);
        struct seen seen      = {.leader = -2};

        CHECK_ERR(rd_kafka_metadata(rk, 0, rkt, &metadata, scaled(10000)), OK);
        seen.brokers = metadata->broker_cnt;
        CHECK_INT(metadata->topic_cnt, 1);
        seen.error      = metadata->topics[0].err;
        seen.partitions = metadata->topics[0].partition_cnt;
        if (seen.partitions)
                seen.leader = metadata->topics[0].partitions[0].leader;
        for (int i = 0; i < metadata->broker_cnt; i++) {
                if (metadata->brokers[i].id == 1) {
                        snprintf(seen.first_host, sizeof(seen.first_host), "%s", metadata->brokers[i].host);
                        seen.first_port = metadata->brokers[i].port;
                }
        }
        rd_kafka_metadata_destroy(metadata);
        rd_kafka_topic_destroy(rkt);
        return seen;
}

static void topology(void) {
        rd_kafka_mock_cluster_t *cluster = cluster_of(3);
        rd_kafka_t *rk                   = producer_at(cluster);

        CHECK_INT(look(rk, "unheard-of").partitions, 4);
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "t", 7, 3), OK);
        CHECK_INT(look(rk, "t").partitions, 7);
        for (int leader = 1; leader <= 3; leader++) {
                CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "t", 0, leader), OK);
                CHECK_INT(look(rk, "t").leader, leader);
        }
        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "t", 0, -1), OK);
        CHECK_INT(look(rk, "t").leader, -1);

        /* What is pushed is told as it is, once. Nobody else may ask meanwhile. */
        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "u", 0, 1), OK);
        CHECK_ERR(rd_kafka_mock_partition_push_leader_response(cluster, "u", 0, -1, -1), OK);
        CHECK_ERR(rd_kafka_mock_partition_push_leader_response(cluster, "u", 0, 2, 9), OK);
        CHECK_INT(look(rk, "u").leader, -1);

        rd_kafka_mock_topic_set_error(cluster, "t", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
        CHECK_ERR(look(rk, "t").error, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
        rd_kafka_mock_topic_set_error(cluster, "t", OK);
        CHECK_ERR(look(rk, "t").error, OK);

        CHECK_INT(look(rk, "t").brokers, 3);
        CHECK_ERR(rd_kafka_mock_broker_add(cluster, 7), OK);
        CHECK_INT(look(rk, "t").brokers, 4);
        CHECK_ERR(rd_kafka_mock_broker_decommission(cluster, 7), OK);
        CHECK_INT(look(rk, "t").brokers, 3);
        rd_kafka_mock_broker_set_host_port(cluster, 1, "localhost", 12345);
        CHECK_STR(look(rk, "t").first_host, "localhost");
        CHECK_INT(look(rk, "t").first_port, 12345);
        rd_kafka_destroy(rk);
        rd_kafka_mock_cluster_destroy(cluster);
}

/* A cluster of the instance's own, and two of them are not one. */
static void embedded(void) {
        rd_kafka_t *rk[2];
        char *id[2], value[256];
        size_t size = sizeof(value);

        for (int i = 0; i < 2; i++) {
                rk[i] = handle_of(RD_KAFKA_PRODUCER, conf_of("test.mock.num.brokers", "3", "bootstrap.servers",
                                                             "nowhere.invalid:1", "log_level", "0", NULL));
                CHECK(rd_kafka_handle_mock_cluster(rk[i]), "no cluster");
                CHECK(rd_kafka_mock_cluster_handle(rd_kafka_handle_mock_cluster(rk[i])) == rk[i], "of another");
                id[i] = rd_kafka_clusterid(rk[i], scaled(10000));
                CHECK(id[i], "no cluster id");
        }
        CHECK(strcmp(id[0], id[1]), "two clusters, both %s", id[0]);
        CHECK_INT(rd_kafka_conf_get(rd_kafka_conf(rk[0]), "bootstrap.servers", value, &size), RD_KAFKA_CONF_OK);
        CHECK_STR(value, rd_kafka_mock_cluster_bootstraps(rd_kafka_handle_mock_cluster(rk[0])));
        CHECK_INT(look(rk[0], "t").brokers, 3);
        for (int i = 0; i < 2; i++) {
                rd_kafka_mem_free(rk[i], id[i]);
                rd_kafka_destroy(rk[i]);
        }
}

static void late_answers(void) {
        rd_kafka_mock_cluster_t *cluster = cluster_of(1);
        rd_kafka_t *rk                   = producer_at(cluster);

        look(rk, "t");
        double begun = now_ms();
        look(rk, "t");
        CHECK(now_ms() - begun < 250, "%f ms without a round-trip time", now_ms() - begun);
        CHECK_ERR(rd_kafka_mock_broker_set_rtt(cluster, 1, 300), OK);
        begun = now_ms();
        look(rk, "t");
        CHECK(now_ms() - begun > 290, "%f ms", now_ms() - begun);
        rd_kafka_destroy(rk);
        rd_kafka_mock_cluster_destroy(cluster);
}

static int delivered, failed;
static rd_kafka_resp_err_t failure;

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk;
        (void)opaque;
        if (message->err) {
                failed++;
                failure = message->err;
        } else {
                delivered++;
        }
}

static rd_kafka_t *reporting_producer(rd_kafka_mock_cluster_t *cluster) {
        rd_kafka_conf_t *conf = conf_at(cluster);

        delivered = failed = 0;
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        return handle_of(RD_KAFKA_PRODUCER, conf);
}

/* The leader goes down: what is produced waits until there is another. */
static void leader_down(void) {
        rd_kafka_mock_cluster_t *cluster = cluster_of(2);
        rd_kafka_t *rk                   = reporting_producer(cluster);

        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "t", 1, 2), OK);
        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "t", 0, 1), OK);
        rd_kafka_topic_t *rkt = topic_of(rk, "t", NULL);
        produce_text(rkt, 0, "one");
        flush_all(rk);
        CHECK_INT(delivered, 1);

        CHECK_ERR(rd_kafka_mock_broker_set_down(cluster, 1), OK);
        produce_text(rkt, 0, "two");
        CHECK_ERR(rd_kafka_flush(rk, 300), RD_KAFKA_RESP_ERR__TIMED_OUT);
        CHECK_INT(delivered, 1);
        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "t", 0, 2), OK);
        flush_all(rk);
        CHECK_INT(delivered, 2);

        /* It comes back where it was. */
        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "t", 0, 1), OK);
        produce_text(rkt, 0, "three");
        CHECK_ERR(rd_kafka_flush(rk, 300), RD_KAFKA_RESP_ERR__TIMED_OUT);
        CHECK_ERR(rd_kafka_mock_broker_set_up(cluster, 1), OK);
        flush_all(rk);
        CHECK_INT(delivered, 3);
        CHECK_INT(failed, 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        rd_kafka_mock_cluster_destroy(cluster);
}

static int count_requests(rd_kafka_mock_cluster_t *cluster, int api, int broker) {
        size_t all;
        rd_kafka_mock_request_t **requests = rd_kafka_mock_get_requests(cluster, &all);
        int64_t before                     = 0;
        int count                          = 0;

        for (size_t i = 0; i < all; i++) {
                CHECK(rd_kafka_mock_request_timestamp(requests[i]) >= before, "not in order");
                before = rd_kafka_mock_request_timestamp(requests[i]);
                count += rd_kafka_mock_request_api_key(requests[i]) == api &&
                         rd_kafka_mock_request_id(requests[i]) == broker;
        }
        if (requests)
                rd_kafka_mock_request_destroy_array(requests, all);
        return count;
}

/* Errors for one partition, for one broker, for all; and the requests that they lead to. */
static void errors_and_requests(void) {
        rd_kafka_mock_cluster_t *cluster = cluster_of(2);
        rd_kafka_t *rk                   = reporting_producer(cluster);

        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "t", 2, 2), OK);
        for (int i = 0; i < 2; i++)
                CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "t", i, i + 1), OK);
        rd_kafka_topic_t *rkt = topic_of(rk, "t", NULL);
        rd_kafka_mock_start_request_tracking(cluster);

        CHECK_ERR(rd_kafka_mock_partition_push_request_errors(cluster, "t", 1, API_PRODUCE, 1,
                                                              RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE), OK);
        produce_text(rkt, 0, "good");
        produce_text(rkt, 1, "bad");
        flush_all(rk);
        CHECK_INT(delivered, 1);
        CHECK_INT(failed, 1);
        CHECK_ERR(failure, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        CHECK_INT(count_requests(cluster, API_PRODUCE, 1), 1);
        CHECK_INT(count_requests(cluster, API_PRODUCE, 2), 1);

        rd_kafka_mock_clear_requests(cluster);
        CHECK_ERR(rd_kafka_mock_broker_push_request_error_rtts(cluster, 2, API_PRODUCE, 2,
                                                               RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, 10, OK, 300), OK);
        double begun = now_ms();
        produce_text(rkt, 0, "good");
        produce_text(rkt, 1, "good in the end");
        flush_all(rk);
        CHECK(now_ms() - begun > 300, "%f ms", now_ms() - begun);
        CHECK_INT(delivered, 3);
        CHECK_INT(count_requests(cluster, API_PRODUCE, 1), 1);
        CHECK_INT(count_requests(cluster, API_PRODUCE, 2), 2);

        rd_kafka_mock_push_request_errors(cluster, API_PRODUCE, 1, RD_KAFKA_RESP_ERR__TRANSPORT);
        produce_text(rkt, 0, "once more");
        flush_all(rk);
        CHECK_INT(delivered, 4);

        rd_kafka_mock_push_request_errors(cluster, API_PRODUCE, 1, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        rd_kafka_mock_clear_request_errors(cluster, API_PRODUCE);
        produce_text(rkt, 0, "nothing in its way");
        flush_all(rk);
        CHECK_INT(delivered, 5);

        rd_kafka_mock_stop_request_tracking(cluster);
        CHECK_INT(count_requests(cluster, API_PRODUCE, 1), 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        rd_kafka_mock_cluster_destroy(cluster);
}

static void watermarks(rd_kafka_t *rk, int64_t *low, int64_t *high) {
        CHECK_ERR(rd_kafka_query_watermark_offsets(rk, "t", 0, low, high, scaled(10000)), OK);
}

/* Old messages go, by request and by themselves: a long run does not grow. */
static void retention(void) {
        rd_kafka_mock_cluster_t *cluster = cluster_of(1);
        rd_kafka_t *rk                   = reporting_producer(cluster);
        static char large[100000];
        int64_t low, high;

        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "t", 1, 1), OK);
        rd_kafka_topic_t *rkt = topic_of(rk, "t", NULL);
        for (int i = 0; i < 10; i++)
                produce_text(rkt, 0, "small");
        flush_all(rk);
        watermarks(rk, &low, &high);
        CHECK_INT(low, 0);
        CHECK_INT(high, 10);
        CHECK_ERR(rd_kafka_mock_partition_delete_records(cluster, "t", 0, 4), OK);
        watermarks(rk, &low, &high);
        CHECK_INT(low, 4);
        CHECK_INT(high, 10);

        for (int i = 0; i < 1000; i++) {
                while (rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, large, sizeof(large), NULL, 0, NULL))
                        rd_kafka_poll(rk, 10);
                rd_kafka_poll(rk, 0);
        }
        flush_all(rk);
        CHECK_INT(failed, 0);
        watermarks(rk, &low, &high);
        CHECK_INT(high, 1010);
        CHECK(low > 500, "%lld", (long long)low);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        rd_kafka_mock_cluster_destroy(cluster);
}

/* An idempotent producer that is told that a batch is in the log already goes on with the next one. */
static void said_to_be_there(void) {
        rd_kafka_mock_cluster_t *cluster = cluster_of(1);
        rd_kafka_conf_t *conf            = conf_at(cluster);

        CHECK_INT(rd_kafka_conf_set(conf, "enable.idempotence", "true", NULL, 0), RD_KAFKA_CONF_OK);
        CHECK_INT(rd_kafka_conf_set(conf, "batch.num.messages", "1", NULL, 0), RD_KAFKA_CONF_OK);
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_t *rk        = handle_of(RD_KAFKA_PRODUCER, conf);
        rd_kafka_topic_t *rkt = topic_of(rk, "t", NULL);

        delivered = failed = 0;
        produce_text(rkt, 0, "first");
        flush_all(rk);
        rd_kafka_mock_push_request_errors(cluster, API_PRODUCE, 1,
                                          RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER);
        for (int i = 0; i < 5; i++)
                produce_text(rkt, 0, "more");
        flush_all(rk);
        CHECK_INT(delivered, 6);
        CHECK_INT(failed, 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        rd_kafka_mock_cluster_destroy(cluster);
}

int main(void) {
        owner = handle_of(RD_KAFKA_PRODUCER, conf_of("log_level", "0", NULL));
        return_codes();
        /* A broker that moves just when it is asked: that depends on the moment. The reference takes its time. */
        for (int i = 0; i < (on_reference() ? 1 : 20); i++)
                topology();
        embedded();
        late_answers();
        leader_down();
        errors_and_requests();
        retention();
        said_to_be_there();
        rd_kafka_destroy(owner);
        return 0;
}
