/* needs: kafka1 kafka-old mock1; topics: a=4; timeout: 30
 *
 * The other ways to produce: variadic, array of values, batch. */
#include "test.h"

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk;
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        ++*(int *)opaque;
}

static rd_kafka_t *counting_producer(int *reports) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        *reports              = 0;
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_conf_set_opaque(conf, reports);
        return producer_of(conf);
}

/* Reads back the one message at `offset` of partition 0. */
static rd_kafka_message_t *read_back(rd_kafka_t *consumer, rd_kafka_topic_t *rkt, int64_t offset) {
        (void)consumer;
        CHECK_INT(rd_kafka_consume_start(rkt, 0, offset), 0);
        rd_kafka_message_t *message = rd_kafka_consume(rkt, 0, scaled(10000));
        CHECK(message && !message->err, "%s",
              message ? rd_kafka_message_errstr(message) : "no message");
        CHECK_INT(message->offset, offset);
        CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
        return message;
}

static void check_header(rd_kafka_headers_t *headers, size_t at, const char *name,
                         const char *value, size_t size) {
        const char *got_name;
        const void *got;
        size_t got_size;

        CHECK_ERR(rd_kafka_header_get_all(headers, at, &got_name, &got, &got_size),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_STR(got_name, name);
        CHECK_INT(got_size, size);
        CHECK(value ? got && !memcmp(got, value, size) : !got, "another value");
}

static void everything_arrives(void) {
        int reports;
        rd_kafka_t *rk = counting_producer(&reports), *consumer = consumer_of(NULL);
        rd_kafka_topic_t *from = topic_of(consumer, topic_name("a"), NULL);
        rd_kafka_headers_t *headers = rd_kafka_headers_new(4), *read;
        rd_kafka_timestamp_type_t type;
        rd_kafka_message_t *message;

        CHECK_ERR(rd_kafka_header_add(headers, "one", -1, "1", 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_header_add(headers, "null", -1, NULL, 0), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_header_add(headers, "one", -1, "\0bin", 4), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic_name("a")), RD_KAFKA_V_PARTITION(0),
                                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                    RD_KAFKA_V_VALUE("value", 5), RD_KAFKA_V_KEY("key", 3),
                                    RD_KAFKA_V_HEADERS(headers),
                                    RD_KAFKA_V_TIMESTAMP(1700000000123), RD_KAFKA_V_OPAQUE(NULL),
                                    RD_KAFKA_V_END),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic_name("a")), RD_KAFKA_V_PARTITION(0),
                                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                    RD_KAFKA_V_HEADER("only", "header", -1), RD_KAFKA_V_END),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        flush_all(rk);
        CHECK_INT(reports, 2);

        message = read_back(consumer, from, 0);
        CHECK(message->len == 5 && !memcmp(message->payload, "value", 5), "another value");
        CHECK(message->key_len == 3 && !memcmp(message->key, "key", 3), "another key");
        CHECK_INT(rd_kafka_message_timestamp(message, &type), 1700000000123);
        CHECK_INT(type, RD_KAFKA_TIMESTAMP_CREATE_TIME);
        CHECK_ERR(rd_kafka_message_headers(message, &read), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_header_cnt(read), 3);
        check_header(read, 0, "one", "1", 1);
        check_header(read, 1, "null", NULL, 0);
        check_header(read, 2, "one", "\0bin", 4);
        rd_kafka_message_destroy(message);

        message = read_back(consumer, from, 1);
        CHECK(message->payload == NULL && message->len == 0, "a value");
        CHECK(message->key == NULL && message->key_len == 0, "a key");
        CHECK_ERR(rd_kafka_message_headers(message, &read), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_header_cnt(read), 1);
        check_header(read, 0, "only", "header", 6);
        rd_kafka_message_destroy(message);

        rd_kafka_topic_destroy(from);
        rd_kafka_destroy(consumer);
        rd_kafka_destroy(rk);
}

static void refusals(void) {
        int reports;
        rd_kafka_t *rk              = counting_producer(&reports);
        rd_kafka_headers_t *headers = rd_kafka_headers_new(1);
        rd_kafka_vu_t values[2]     = {{.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {"x", 1}}};

        CHECK_ERR(rd_kafka_producev(rk, RD_KAFKA_V_END), RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(rd_kafka_producev(rk, RD_KAFKA_V_VALUE("x", 1), RD_KAFKA_V_END),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(rd_kafka_producev(rk, RD_KAFKA_V_TOPIC("t"), 9999, RD_KAFKA_V_END),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        /* Both kinds of headers: refused, and the list stays the caller's. */
        CHECK_ERR(rd_kafka_producev(rk, RD_KAFKA_V_TOPIC("t"), RD_KAFKA_V_HEADER("a", "b", 1),
                                    RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END),
                  RD_KAFKA_RESP_ERR__CONFLICT);
        rd_kafka_headers_destroy(headers);

        rd_kafka_error_t *error = rd_kafka_produceva(rk, values, 1);
        CHECK_ERR(rd_kafka_error_code(error), RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_CONTAINS(rd_kafka_error_string(error), "opic");
        rd_kafka_error_destroy(error);
        values[0].vtype = (rd_kafka_vtype_t)9999;
        error           = rd_kafka_produceva(rk, values, 1);
        CHECK_ERR(rd_kafka_error_code(error), RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_CONTAINS(rd_kafka_error_string(error), "9999");
        rd_kafka_error_destroy(error);
        CHECK_INT(reports, 0);
        rd_kafka_destroy(rk);
}

static void array_of_values(void) {
        int reports;
        rd_kafka_t *rk          = counting_producer(&reports);
        rd_kafka_topic_t *rkt   = topic_of(rk, topic_name("a"), NULL);
        rd_kafka_vu_t values[4] = {{.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = rkt},
                                   {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = 1},
                                   {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
                                   {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {"x", 1}}};

        CHECK(rd_kafka_produceva(rk, values, 4) == NULL, "refused");
        flush_all(rk);
        CHECK_INT(reports, 1);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void batch(void) {
        int reports;
        rd_kafka_t *rk        = counting_producer(&reports);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), NULL);
        char *large           = calloc(1, 2000000);
        rd_kafka_message_t messages[4];
        const struct rd_kafka_metadata *metadata;

        CHECK_ERR(rd_kafka_metadata(rk, 0, rkt, &metadata, scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_metadata_destroy(metadata);

        memset(messages, 0, sizeof(messages));
        for (int i = 0; i < 4; i++) {
                messages[i].payload   = "batch";
                messages[i].len       = 5;
                messages[i].partition = i == 2 ? 77 : 0;
        }
        messages[3].payload = large;
        messages[3].len     = 2000000;

        /* All to wherever the partitioner says; then each to its own partition. */
        CHECK_INT(rd_kafka_produce_batch(rkt, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, messages,
                                         4),
                  3);
        for (int i = 0; i < 3; i++)
                CHECK_ERR(messages[i].err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(messages[3].err, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        CHECK_INT(rd_kafka_produce_batch(rkt, RD_KAFKA_PARTITION_UA,
                                         RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_PARTITION, messages,
                                         4),
                  2);
        CHECK_ERR(messages[0].err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(messages[1].err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(messages[2].err, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        CHECK_ERR(messages[3].err, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        WAIT_UNTIL(reports == 5, 10000, rd_kafka_poll(rk, 20));
        /* The reference goes on counting the one whose partition is unknown. */
        if (!on_reference())
                flush_all(rk);
        CHECK_INT(reports, 5);
        free(large);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

int main(void) {
        everything_arrives();
        refusals();
        array_of_values();
        batch();
        return 0;
}
