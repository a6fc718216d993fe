/* needs: kafka1; topics: c=1; timeout: 60
 *
 * Group calls where there is no group, after the consumer's end, and without any broker. */
#include "group_consumer.h"

static const char *c;

/* Each call on an instance that is no group consumer. */
static void without_group(rd_kafka_t *rk, int is_consumer) {
        rd_kafka_topic_partition_list_t *list = list_of(c, 1, 0, (int64_t)1), *assigned;
        rd_kafka_queue_t *q                   = rd_kafka_queue_new(rk);
        rd_kafka_message_t *message;
        rd_kafka_queue_t *partition;

        CHECK_ERR(rd_kafka_assign(rk, list), RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(rd_kafka_assign(rk, NULL), RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(rd_kafka_assignment(rk, &assigned), RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(code_of(rd_kafka_incremental_assign(rk, list)),
                  RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(code_of(rd_kafka_incremental_unassign(rk, list)),
                  RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(rd_kafka_committed(rk, list, 100), RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(rd_kafka_commit(rk, list, 1), RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(rd_kafka_commit_queue(rk, list, q, NULL, NULL),
                  RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(rd_kafka_offsets_store(rk, list), RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(rd_kafka_position(rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(list->elems[0].offset, RD_KAFKA_OFFSET_INVALID);
        CHECK_ERR(rd_kafka_poll_set_consumer(rk), RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK(rd_kafka_queue_get_consumer(rk) == NULL, "a consumer queue");
        partition = rd_kafka_queue_get_partition(rk, c, 0);
        CHECK_INT(partition != NULL, is_consumer);
        if (partition)
                rd_kafka_queue_destroy(partition);
        message = rd_kafka_consumer_poll(rk, 0);
        CHECK(message != NULL, "no error message");
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK(message->rkt == NULL && message->len == 0, "more than an error");
        CHECK_STR(rd_kafka_message_errstr(message), "Local: Unknown group");
        rd_kafka_message_destroy(message);
        CHECK_ERR(code_of(rd_kafka_consumer_close_queue(rk, q)),
                  RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_INT(rd_kafka_consumer_closed(rk), 0);
        CHECK_ERR(code_of(rd_kafka_seek_partitions(rk, list, 100)),
                  is_consumer ? 0 : RD_KAFKA_RESP_ERR__INVALID_ARG);
        if (is_consumer)
                CHECK_ERR(list->elems[0].err, RD_KAFKA_RESP_ERR__STATE);
        rd_kafka_topic_partition_list_destroy(list);
        rd_kafka_queue_destroy(q);
        rd_kafka_destroy(rk);
}

/* Each call on a consumer that was closed. */
static void after_close(rd_kafka_t *rk) {
        rd_kafka_topic_partition_list_t *list = list_of(c, 1, 0, (int64_t)1), *assigned;
        rd_kafka_queue_t *q                   = rd_kafka_queue_new(rk);

        CHECK_INT(rd_kafka_consumer_closed(rk), 1);
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR__DESTROY);
        CHECK_ERR(code_of(rd_kafka_consumer_close_queue(rk, q)), RD_KAFKA_RESP_ERR__DESTROY);
        CHECK(rd_kafka_consumer_poll(rk, 50) == NULL, "a message");
        CHECK_ERR(rd_kafka_assign(rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(code_of(rd_kafka_incremental_assign(rk, list)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(rd_kafka_consumer_poll(rk, 300) == NULL, "a message");
        CHECK_ERR(rd_kafka_assignment(rk, &assigned), RD_KAFKA_RESP_ERR__DESTROY);
        CHECK_ERR(rd_kafka_committed(rk, list, 1000), RD_KAFKA_RESP_ERR__DESTROY);
        CHECK_ERR(rd_kafka_commit(rk, list, 0), RD_KAFKA_RESP_ERR__DESTROY);
        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR__DESTROY);
        CHECK_ERR(rd_kafka_commit(rk, list, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_commit_queue(rk, list, q, NULL, NULL), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
        rd_kafka_queue_destroy(q);
        rd_kafka_destroy(rk);
}

static rd_kafka_t *consumer(void) {
        return consumer_of(conf_of("group.id", new_group(), "enable.auto.commit", "false",
                                   "auto.offset.reset", "earliest", "log_level", "0", NULL));
}

static void ends(void) {
        rd_kafka_t *rk = consumer();
        rd_kafka_queue_t *q;

        assign_one(rk, c, 0, 0);
        expect_offset(rk, 0, 0);
        CHECK_INT(rd_kafka_consumer_closed(rk), 0);
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        after_close(rk);

        /* Step by step, by a queue of the application's. */
        rk = consumer();
        assign_one(rk, c, 0, 0);
        q = rd_kafka_queue_new(rk);
        CHECK(rd_kafka_consumer_close_queue(rk, q) == NULL, "refused");
        WAIT_UNTIL(rd_kafka_consumer_closed(rk), 10000, {
                rd_kafka_event_t *event = rd_kafka_queue_poll(q, 50);
                if (event)
                        rd_kafka_event_destroy(event);
        });
        rd_kafka_queue_destroy(q);
        after_close(rk);
}

/* No broker at all: nothing waits longer than it may. */
static void unreachable(void) {
        rd_kafka_conf_t *conf = conf_of("group.id", "g", "bootstrap.servers", "127.0.0.1:1",
                                        "session.timeout.ms", "1000", "log_level", "0", NULL);
        rd_kafka_t *rk        = handle_of(RD_KAFKA_CONSUMER, conf);
        rd_kafka_topic_partition_list_t *list = list_of("t", 1, 0, (int64_t)1);
        double begun                          = now_ms();

        CHECK_ERR(rd_kafka_committed(rk, list, 300), RD_KAFKA_RESP_ERR__TIMED_OUT);
        CHECK(now_ms() - begun < scaled(3000), "it took %.0f ms", now_ms() - begun);
        CHECK_ERR(commit_one(rk, "t", 0, 1, 0), RD_KAFKA_RESP_ERR__WAIT_COORD);
        CHECK_ERR(rd_kafka_assign(rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
        begun = now_ms();
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(now_ms() - begun < scaled(5000), "closing took %.0f ms", now_ms() - begun);
        rd_kafka_destroy(rk);
}

int main(void) {
        c = topic_name("c");
        fill(c, 0, 3);
        without_group(consumer_of(conf_of("enable.auto.commit", "false", NULL)), 1);
        without_group(consumer_of(conf_of("group.id", "", NULL)), 1);
        without_group(producer_of(NULL), 0);
        ends();
        unreachable();
        return 0;
}
