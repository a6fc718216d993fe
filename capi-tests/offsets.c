/* needs: kafka1 kafka-old; topics: a=2; timeout: 40
 *
 * Watermarks, offsets of times, and what happens at an offset that is not there. */
#include "test.h"

#define COUNT 10

static void watermarks(rd_kafka_t *rk) {
        int64_t low = -9, high = -9;

        CHECK_ERR(rd_kafka_query_watermark_offsets(rk, topic_name("a"), 0, &low, &high,
                                                   scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(low, 0);
        CHECK_INT(high, COUNT);
        CHECK_ERR(rd_kafka_query_watermark_offsets(rk, topic_name("a"), 1, &low, &high,
                                                   scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(low, 0);
        CHECK_INT(high, 0);

        low = high = -9;
        CHECK_ERR(rd_kafka_query_watermark_offsets(rk, topic_name("a"), 77, &low, &high,
                                                   scaled(5000)),
                  RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        CHECK_INT(low, -9);
        CHECK_INT(high, -9);
}

static void produce_at(rd_kafka_t *rk, int64_t timestamp) {
        CHECK_ERR(rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic_name("a")), RD_KAFKA_V_PARTITION(0),
                                    RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_END),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
}

static void times(rd_kafka_t *rk) {
        const char *topic                     = topic_name("a");
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(4);

        rd_kafka_topic_partition_list_add(list, topic, 0)->offset  = 1700000000000 + 3500;
        rd_kafka_topic_partition_list_add(list, topic, 1)->offset  = 1;
        rd_kafka_topic_partition_list_add(list, topic, 99)->offset = 1;
        CHECK_ERR(rd_kafka_offsets_for_times(rk, list, scaled(10000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(list->elems[0].offset, 4); /* the first that is not earlier */
        CHECK_ERR(list->elems[0].err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(list->elems[1].offset, RD_KAFKA_OFFSET_END); /* none that late */
        CHECK_ERR(list->elems[1].err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(list->elems[2].err, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);

        list->cnt             = 1;
        list->elems[0].offset = 1700000000000 + 5000;
        CHECK_ERR(rd_kafka_offsets_for_times(rk, list, scaled(10000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(list->elems[0].offset, 5);
        list->elems[0].offset = 1800000000000;
        CHECK_ERR(rd_kafka_offsets_for_times(rk, list, scaled(10000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(list->elems[0].offset, RD_KAFKA_OFFSET_END);
        list->cnt = 0;
        CHECK_ERR(rd_kafka_offsets_for_times(rk, list, 1000), RD_KAFKA_RESP_ERR__INVALID_ARG);
        list->cnt = 3; /* all are destroyed */
        rd_kafka_topic_partition_list_destroy(list);
}

/* Starting beyond the end: auto.offset.reset says where to go. */
static void out_of_range(const char *reset, rd_kafka_resp_err_t err, int64_t offset) {
        rd_kafka_t *rk        = consumer_of(conf_of("enable.partition.eof", "true",
                                                    "fetch.wait.max.ms", "50", "log_level", "0",
                                                    NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), "auto.offset.reset", reset, NULL);

        CHECK_INT(rd_kafka_consume_start(rkt, 0, 1000), 0);
        rd_kafka_message_t *message = rd_kafka_consume(rkt, 0, scaled(10000));
        CHECK(message != NULL, "%s: no message", reset);
        CHECK_ERR(message->err, err);
        CHECK_INT(message->offset, offset);
        if (err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
                CHECK_CONTAINS(rd_kafka_message_errstr(message), "Offset out of range");
        rd_kafka_message_destroy(message);
        CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

int main(void) {
        rd_kafka_t *producer = producer_of(NULL);
        for (int i = 0; i < COUNT; i++)
                produce_at(producer, 1700000000000 + i * 1000);
        flush_all(producer);

        rd_kafka_t *rk = consumer_of(NULL);
        watermarks(rk);
        times(rk);
        watermarks(producer);
        times(producer);
        rd_kafka_destroy(rk);
        rd_kafka_destroy(producer);

        out_of_range("earliest", RD_KAFKA_RESP_ERR_NO_ERROR, 0);
        out_of_range("latest", RD_KAFKA_RESP_ERR__PARTITION_EOF, COUNT);
        out_of_range("error", RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, 1000);
        return 0;
}
