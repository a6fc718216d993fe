/* needs: none; timeout: 60
 *
 * A consumer and its partition's replicas: a new leader that has lost the end of the log (KIP-320), a
 * replica that is closer than the leader (KIP-392), a leader that says that it is none. Each test has a mock cluster of three brokers. */
#include "group_consumer.h"
#include "librdkafka/rdkafka_mock.h"

#define OK RD_KAFKA_RESP_ERR_NO_ERROR
#define API_FETCH 1
#define API_LIST_OFFSETS 2
#define API_OFFSET_FOR_LEADER_EPOCH 23
#define COUNT 10

static rd_kafka_t *producer;
static rd_kafka_mock_cluster_t *cluster;
static int written;

/* Numbered messages, after those that are there. */
static void write_messages(int count) {
        rd_kafka_topic_t *rkt = topic_of(producer, "t", NULL);
        char value[32];

        for (int i = 0; i < count; i++) {
                snprintf(value, sizeof(value), "%d", written++);
                produce_text(rkt, 0, value);
        }
        flush_all(producer);
        rd_kafka_topic_destroy(rkt);
}

static void set_leader(int broker) {
        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "t", 0, broker), OK);
}

static void cluster_start(void) {
        producer = handle_of(RD_KAFKA_PRODUCER, conf_of("test.mock.num.brokers", "3", NULL));
        cluster  = rd_kafka_handle_mock_cluster(producer);
        written  = 0;
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "t", 1, 3), OK);
        set_leader(1);
        write_messages(COUNT);
}

static void cluster_stop(void) {
        rd_kafka_destroy(producer);
}

static rd_kafka_t *consumer(const char *reset) {
        rd_kafka_conf_t *conf =
            conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster), "group.id", "g",
                    "auto.offset.reset", reset, "enable.partition.eof", "true", "fetch.wait.max.ms",
                    "50", "fetch.error.backoff.ms", "50", "enable.auto.commit", "false", "log_level",
                    "0", "client.rack", "near", NULL);
        rd_kafka_t *rk = handle_of(RD_KAFKA_CONSUMER, conf);

        CHECK_ERR(rd_kafka_poll_set_consumer(rk), OK);
        return rk;
}

static void finish(rd_kafka_t *rk) {
        CHECK_ERR(rd_kafka_assign(rk, NULL), OK);
        rd_kafka_consumer_close(rk);
        rd_kafka_destroy(rk);
}

static rd_kafka_topic_partition_list_t *place(int64_t offset, int epoch) {
        rd_kafka_topic_partition_list_t *list = list_of("t", 1, 0, offset);

        rd_kafka_topic_partition_set_leader_epoch(&list->elems[0], epoch);
        return list;
}

static void assign_at(rd_kafka_t *rk, int64_t offset, int epoch) {
        rd_kafka_topic_partition_list_t *list = place(offset, epoch);

        CHECK_ERR(rd_kafka_assign(rk, list), OK);
        rd_kafka_topic_partition_list_destroy(list);
}

/* Message `offset` is the next one, whatever ends are told of before it. */
static void expect_next(rd_kafka_t *rk, int64_t offset) {
        rd_kafka_message_t *message = next_message(rk);

        while (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
                rd_kafka_message_destroy(message);
                message = next_message(rk);
        }
        CHECK(!message->err, "%s: %s", rd_kafka_err2name(message->err),
              rd_kafka_message_errstr(message));
        CHECK_INT(message->offset, offset);
        rd_kafka_message_destroy(message);
}

static void expect_end(rd_kafka_t *rk, int64_t offset) {
        rd_kafka_message_t *message = next_message(rk);

        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR__PARTITION_EOF);
        CHECK_INT(message->offset, offset);
        rd_kafka_message_destroy(message);
}

static void expect_refusal(rd_kafka_t *rk, int64_t offset, const char *text) {
        rd_kafka_message_t *message = next_message(rk);

        CHECK(message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, "%s at %" PRId64 ", not: %s",
              rd_kafka_err2name(message->err), message->offset, text);
        CHECK_INT(message->offset, offset);
        CHECK_CONTAINS(rd_kafka_message_errstr(message), text);
        CHECK_CONTAINS(rd_kafka_message_errstr(message), "Partition log truncation detected");
        rd_kafka_message_destroy(message);
}

static int count_requests(int api, int broker) {
        size_t all;
        rd_kafka_mock_request_t **requests = rd_kafka_mock_get_requests(cluster, &all);
        int count                          = 0;

        for (size_t i = 0; i < all; i++)
                count += rd_kafka_mock_request_api_key(requests[i]) == api &&
                         (!broker || rd_kafka_mock_request_id(requests[i]) == broker);
        if (requests)
                rd_kafka_mock_request_destroy_array(requests, all);
        return count;
}

/* The leader epoch of the messages that are there. */
static int epoch_of_messages(void) {
        rd_kafka_t *rk = consumer("error");
        rd_kafka_message_t *message;
        int epoch;

        assign_at(rk, 0, -1);
        message = next_message(rk);
        CHECK_ERR(message->err, OK);
        epoch = rd_kafka_message_leader_epoch(message);
        CHECK(epoch >= 0, "%d", epoch);
        rd_kafka_message_destroy(message);
        finish(rk);
        return epoch;
}

/* Where reading goes on that had come further than the log of the new leader goes. */
static void truncated(void) {
        cluster_start();
        int epoch = epoch_of_messages();
        set_leader(2);

        rd_kafka_t *rk = consumer("earliest");
        assign_at(rk, 2 * COUNT, epoch);
        expect_end(rk, COUNT);
        write_messages(1);
        expect_next(rk, COUNT);
        /* Without an epoch nothing can be told but that the offset is not there. */
        assign_at(rk, 3 * COUNT, -1);
        expect_next(rk, 0);
        /* Seeking as well. */
        rd_kafka_topic_partition_list_t *list = place(4 * COUNT, epoch);
        rd_kafka_error_t *error               = rd_kafka_seek_partitions(rk, list, scaled(10000));
        CHECK(!error, "%s", rd_kafka_error_string(error));
        CHECK_ERR(list->elems[0].err, OK);
        rd_kafka_topic_partition_list_destroy(list);
        expect_next(rk, COUNT);
        finish(rk);

        rk = consumer("error");
        assign_at(rk, 2 * COUNT, epoch);
        expect_refusal(rk, RD_KAFKA_OFFSET_INVALID, "Reset to INVALID");
        finish(rk);
        rk = consumer("error");
        /* Of an epoch that has not been yet the leader knows nothing. */
        assign_at(rk, 3, epoch + 90);
        expect_refusal(rk, 3, "No epoch found less or equal to offset 3");
        assign_at(rk, 8, epoch);
        expect_next(rk, 8);
        finish(rk);
        cluster_stop();
}

/* What is said of a later epoch than that which the leader is known to lead under is no reason to begin elsewhere. */
static void epoch_to_come(void) {
        cluster_start();
        rd_kafka_t *rk = consumer("error");
        int64_t low, high;

        CHECK_ERR(rd_kafka_query_watermark_offsets(rk, "t", 0, &low, &high, scaled(10000)), OK);
        assign_at(rk, 3, 1234);
        expect_next(rk, 3);
        set_leader(2);
        write_messages(1);
        for (int i = 4; i <= COUNT; i++)
                expect_next(rk, i);
        finish(rk);
        cluster_stop();
}

/* The leader moves while its partition is read: nothing is lost, nothing comes twice, and the position is validated before
 * anything else is asked for, however often that fails. */
static void leader_moves(void) {
        cluster_start();
        rd_kafka_t *rk = consumer("error");

        assign_at(rk, 0, -1);
        for (int i = 0; i < COUNT; i++)
                expect_next(rk, i);
        expect_end(rk, COUNT);
        rd_kafka_mock_start_request_tracking(cluster);
        rd_kafka_mock_push_request_errors(cluster, API_OFFSET_FOR_LEADER_EPOCH, 2,
                                          RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
                                          RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
        set_leader(3);
        write_messages(COUNT);
        for (int i = COUNT; i < 2 * COUNT; i++)
                expect_next(rk, i);
        expect_end(rk, 2 * COUNT);
        CHECK(count_requests(API_OFFSET_FOR_LEADER_EPOCH, 3) >= 3, "not asked, or not asked again");
        set_leader(2);
        set_leader(1);
        write_messages(1);
        expect_next(rk, 2 * COUNT);
        finish(rk);
        cluster_stop();
}

/* The leader sends us to a follower, and we come back when that has failed. */
static void follower(void) {
        cluster_start();
        CHECK_ERR(rd_kafka_mock_partition_set_follower(cluster, "t", 0, 2), OK);
        rd_kafka_mock_start_request_tracking(cluster);
        rd_kafka_t *rk = consumer("error");

        assign_at(rk, 0, -1);
        for (int i = 0; i < COUNT; i++)
                expect_next(rk, i);
        expect_end(rk, COUNT);
        write_messages(1);
        expect_next(rk, COUNT);
        CHECK(count_requests(API_FETCH, 2) > 1, "the follower was not read");
        CHECK(count_requests(API_FETCH, 1) < 4, "the leader was read %d times",
              count_requests(API_FETCH, 1));

        CHECK_ERR(rd_kafka_mock_partition_set_follower(cluster, "t", 0, -1), OK);
        CHECK_ERR(rd_kafka_mock_broker_set_down(cluster, 2), OK);
        write_messages(2);
        expect_next(rk, COUNT + 1);
        expect_next(rk, COUNT + 2);
        finish(rk);
        cluster_stop();
}

/* What the follower has deleted already is read at the leader: its beginning is not the partition's. */
static void behind_the_follower(void) {
        cluster_start();
        rd_kafka_t *rk = consumer("error");

        CHECK_ERR(rd_kafka_mock_partition_set_follower(cluster, "t", 0, 2), OK);
        assign_at(rk, 6, -1);
        expect_next(rk, 6);
        /* It will answer that it has not what is asked for, and the leader names it no longer. */
        CHECK_ERR(rd_kafka_mock_partition_push_request_errors(cluster, "t", 0, API_FETCH, 1,
                                                              RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE), OK);
        CHECK_ERR(rd_kafka_mock_partition_set_follower(cluster, "t", 0, -1), OK);
        for (int i = 7; i < COUNT; i++)
                expect_next(rk, i);
        finish(rk);
        cluster_stop();
}

/* What a partition's offsets are is asked for again when metadata has told who leads it, however late that comes. */
static void leader_in_doubt(void) {
        cluster_start();
        rd_kafka_t *rk = consumer("earliest");

        for (int broker = 1; broker <= 3; broker++)
                CHECK_ERR(rd_kafka_mock_broker_set_rtt(cluster, broker, 400), OK); /* longer than retry.backoff.ms */
        rd_kafka_mock_push_request_errors(cluster, API_LIST_OFFSETS, 2,
                                          RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                          RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
        assign_at(rk, RD_KAFKA_OFFSET_BEGINNING, -1);
        expect_next(rk, 0);
        finish(rk);
        cluster_stop();
}

int main(void) {
        truncated();
        epoch_to_come();
        leader_moves();
        follower();
        behind_the_follower();
        leader_in_doubt();
        return 0;
}
