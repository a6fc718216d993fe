/* needs: kafka1 kafka-old mock1; topics: a=2 nulls=1 varied=1; timeout: 60
 *
 * The simple consumer: where it starts, each way to take messages, the end of a partition. */
#include "test.h"

#define COUNT 10

static rd_kafka_t *eof_consumer(void) {
        return consumer_of(conf_of("enable.partition.eof", "true", "fetch.wait.max.ms", "50",
                                   "log_level", "0", NULL));
}

/* Message `offset` of the filled partition: its value is its offset, as text. */
static void check_message(const rd_kafka_message_t *message, int64_t offset) {
        rd_kafka_timestamp_type_t type;
        char value[32];
        int size = snprintf(value, sizeof(value), "%" PRId64, offset);

        CHECK(message != NULL, "no message");
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(message->offset, offset);
        CHECK_INT(message->partition, 0);
        CHECK_STR(rd_kafka_topic_name(message->rkt), topic_name("a"));
        CHECK_INT(message->len, size);
        CHECK(!memcmp(message->payload, value, size), "other contents");
        CHECK(message->key == NULL && message->key_len == 0, "a key");
        CHECK(rd_kafka_message_timestamp(message, &type) > 0, "no timestamp");
        CHECK_INT(type, RD_KAFKA_TIMESTAMP_CREATE_TIME);
        CHECK_INT(rd_kafka_message_leader_epoch(message), 0);
        CHECK_INT(rd_kafka_message_broker_id(message), 1);
}

static void check_eof(const rd_kafka_message_t *message, int64_t offset) {
        CHECK(message != NULL, "no message");
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR__PARTITION_EOF);
        CHECK_INT(message->offset, offset);
        CHECK_CONTAINS(rd_kafka_message_errstr(message), "reached end of partition");
}

static void expect(rd_kafka_topic_t *rkt, int64_t offset) {
        rd_kafka_message_t *message = rd_kafka_consume(rkt, 0, scaled(10000));
        check_message(message, offset);
        rd_kafka_message_destroy(message);
}

static void expect_eof(rd_kafka_topic_t *rkt, int64_t offset) {
        rd_kafka_message_t *message = rd_kafka_consume(rkt, 0, scaled(10000));
        check_eof(message, offset);
        rd_kafka_message_destroy(message);
}

static void start(rd_kafka_topic_t *rkt, int64_t offset) {
        if (rd_kafka_consume_start(rkt, 0, offset))
                FAIL("start at %" PRId64 ": %s", offset, rd_kafka_err2str(rd_kafka_last_error()));
}

static void stop(rd_kafka_topic_t *rkt) {
        CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
}

static void refused(int result, int want_errno, rd_kafka_resp_err_t want) {
        int got_errno = errno;
        CHECK_INT(result, -1);
        CHECK_ERR(rd_kafka_last_error(), want);
        CHECK_INT(got_errno, want_errno);
}

static void starting_points(rd_kafka_topic_t *rkt) {
        start(rkt, RD_KAFKA_OFFSET_BEGINNING);
        for (int i = 0; i < COUNT; i++)
                expect(rkt, i);
        expect_eof(rkt, COUNT);
        /* The end is told once. */
        CHECK(rd_kafka_consume(rkt, 0, 200) == NULL, "something after the end");
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__TIMED_OUT);
        stop(rkt);

        start(rkt, RD_KAFKA_OFFSET_END);
        expect_eof(rkt, COUNT);
        stop(rkt);

        start(rkt, RD_KAFKA_OFFSET_TAIL(3));
        for (int i = COUNT - 3; i < COUNT; i++)
                expect(rkt, i);
        expect_eof(rkt, COUNT);
        stop(rkt);

        start(rkt, RD_KAFKA_OFFSET_TAIL(300)); /* more than there is: all */
        expect(rkt, 0);
        stop(rkt);

        start(rkt, 7);
        expect(rkt, 7);
        /* Starting again moves; so does seeking. */
        start(rkt, 2);
        expect(rkt, 2);
        CHECK_ERR(rd_kafka_seek(rkt, 0, 5, scaled(5000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        expect(rkt, 5);
        CHECK_ERR(rd_kafka_seek(rkt, 9, 5, 100), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        stop(rkt);
}

static void refusals(rd_kafka_topic_t *rkt) {
        refused(rd_kafka_consume_start(rkt, 0, -7), EINVAL, RD_KAFKA_RESP_ERR__INVALID_ARG);
        refused(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_INVALID), EINVAL,
                RD_KAFKA_RESP_ERR__INVALID_ARG);
        /* Stored offsets need a group. */
        refused(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_STORED), EINVAL,
                RD_KAFKA_RESP_ERR__INVALID_ARG);
        refused(rd_kafka_consume_start(rkt, -1, 0), ESRCH, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        refused(rd_kafka_consume_stop(rkt, 77), ESRCH, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);

        errno = 0;
        CHECK(rd_kafka_consume(rkt, 78, 100) == NULL, "a message from nowhere");
        CHECK_INT(errno, ESRCH);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        rd_kafka_message_t *messages[1];
        CHECK_INT(rd_kafka_consume_batch(rkt, 79, 100, messages, 1), -1);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
}

struct taken {
        int count;
        int64_t first, next;
};

static void take(rd_kafka_message_t *message, void *opaque) {
        struct taken *taken = opaque;

        if (message->err) {
                CHECK_ERR(message->err, RD_KAFKA_RESP_ERR__PARTITION_EOF);
                return;
        }
        if (!taken->count++)
                taken->next = taken->first = message->offset;
        check_message(message, taken->next++);
}

static void batches_and_callbacks(rd_kafka_topic_t *rkt) {
        rd_kafka_message_t *messages[COUNT + 2];
        struct taken taken = {0, 0, 0};
        ssize_t got        = 0;

        start(rkt, RD_KAFKA_OFFSET_BEGINNING);
        while (got < COUNT) {
                ssize_t more = rd_kafka_consume_batch(rkt, 0, scaled(10000), messages + got,
                                                      COUNT - got);
                CHECK(more > 0, "%zd", more);
                got += more;
        }
        for (int i = 0; i < COUNT; i++) {
                check_message(messages[i], i);
                rd_kafka_message_destroy(messages[i]);
        }
        /* With room left, what is there (the end) comes after the time limit. */
        got = rd_kafka_consume_batch(rkt, 0, 500, messages, COUNT);
        CHECK_INT(got, 1);
        check_eof(messages[0], COUNT);
        rd_kafka_message_destroy(messages[0]);
        stop(rkt);

        start(rkt, 4);
        WAIT_UNTIL(taken.count == COUNT - 4, 10000,
                   CHECK(rd_kafka_consume_callback(rkt, 0, 100, take, &taken) >= 0, "refused"));
        CHECK_INT(taken.first, 4);
        stop(rkt);
}

static void own_queue(rd_kafka_t *rk, rd_kafka_topic_t *rkt) {
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
        rd_kafka_message_t *message, *messages[COUNT];
        int next = 0, ends = 0;

        /* Two partitions on one queue: each in order, each with its end. */
        CHECK_INT(rd_kafka_consume_start_queue(rkt, 0, RD_KAFKA_OFFSET_BEGINNING, queue), 0);
        CHECK_INT(rd_kafka_consume_start_queue(rkt, 1, RD_KAFKA_OFFSET_BEGINNING, queue), 0);
        while (ends < 2) {
                message = rd_kafka_consume_queue(queue, scaled(10000));
                CHECK(message != NULL, "%d messages, %d ends", next, ends);
                if (message->err) {
                        check_eof(message, message->partition == 0 ? COUNT : 0);
                        ends++;
                } else {
                        check_message(message, next++);
                }
                rd_kafka_message_destroy(message);
        }
        CHECK_INT(next, COUNT);

        CHECK_ERR(rd_kafka_seek(rkt, 0, 8, scaled(5000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_consume_batch_queue(queue, scaled(10000), messages, 2), 2);
        for (int i = 0; i < 2; i++) {
                check_message(messages[i], 8 + i);
                rd_kafka_message_destroy(messages[i]);
        }

        struct taken taken = {0, 0, 0};
        CHECK_ERR(rd_kafka_seek(rkt, 0, 6, scaled(5000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(taken.count >= 4, 10000,
                   CHECK(rd_kafka_consume_callback_queue(queue, 100, take, &taken) >= 0,
                         "refused"));
        CHECK_INT(taken.first, 6);

        /* As an event. */
        CHECK_ERR(rd_kafka_seek(rkt, 0, 9, scaled(5000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        for (next = 0; !next;) {
                rd_kafka_event_t *event = rd_kafka_queue_poll(queue, scaled(10000));
                if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_FETCH) {
                        CHECK_STR(rd_kafka_event_name(event), "Fetch");
                        CHECK_INT(rd_kafka_event_message_count(event), 1);
                        check_message(rd_kafka_event_message_next(event), 9);
                        next = 1;
                } else { /* the end, told again after the seek before */
                        CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_ERROR);
                        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR__PARTITION_EOF);
                }
                rd_kafka_event_destroy(event);
        }
        CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
        CHECK_INT(rd_kafka_consume_stop(rkt, 1), 0);
        rd_kafka_queue_destroy(queue);
}

/* What is produced while the consumer waits at the end arrives. */
static void arrival(rd_kafka_topic_t *rkt) {
        rd_kafka_t *producer   = producer_of(conf_of("linger.ms", "0", NULL));
        rd_kafka_topic_t *into = topic_of(producer, topic_name("a"), NULL);
        char value[16];

        start(rkt, RD_KAFKA_OFFSET_END);
        expect_eof(rkt, COUNT);
        snprintf(value, sizeof(value), "%d", COUNT);
        produce_text(into, 0, value);
        flush_all(producer);
        expect(rkt, COUNT);
        expect_eof(rkt, COUNT + 1);
        stop(rkt);
        rd_kafka_topic_destroy(into);
        rd_kafka_destroy(producer);
}

static void absent_and_empty(rd_kafka_t *rk) {
        rd_kafka_t *producer    = producer_of(NULL);
        rd_kafka_topic_t *into  = topic_of(producer, topic_name("nulls"), NULL);
        rd_kafka_topic_t *from  = topic_of(rk, topic_name("nulls"), NULL);
        rd_kafka_message_t *message;

        CHECK_INT(rd_kafka_produce(into, 0, RD_KAFKA_MSG_F_COPY, NULL, 0, NULL, 0, NULL), 0);
        CHECK_INT(rd_kafka_produce(into, 0, RD_KAFKA_MSG_F_COPY, "", 0, "", 0, NULL), 0);
        flush_all(producer);
        start(from, 0);
        message = rd_kafka_consume(from, 0, scaled(10000));
        CHECK(message && !message->err, "no message");
        CHECK(!message->payload && !message->len && !message->key && !message->key_len, "a value");
        rd_kafka_message_destroy(message);
        message = rd_kafka_consume(from, 0, scaled(10000));
        CHECK(message && !message->err, "no message");
        CHECK(message->payload && !message->len && message->key && !message->key_len, "no value");
        rd_kafka_message_destroy(message);
        stop(from);
        rd_kafka_topic_destroy(from);
        rd_kafka_topic_destroy(into);
        rd_kafka_destroy(producer);
}

/* Message `number` has a key if it is odd, and headers if three divides it. */
static void produce_varied(rd_kafka_t *rk, int number) {
        char key[16], value[16];
        int key_len                 = snprintf(key, sizeof(key), "k%d", number);
        int len                     = snprintf(value, sizeof(value), "%d", number);
        rd_kafka_headers_t *headers = NULL;
        rd_kafka_resp_err_t err;

        if (number % 3 == 0) {
                headers = rd_kafka_headers_new(1);
                CHECK_ERR(rd_kafka_header_add(headers, "number", -1, value, len), RD_KAFKA_RESP_ERR_NO_ERROR);
        }
        if (number % 2 == 0)
                key_len = 0;
        err = rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic_name("varied")), RD_KAFKA_V_PARTITION(0),
                                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(value, len),
                                RD_KAFKA_V_KEY(key_len ? key : NULL, key_len),
                                RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
        CHECK_ERR(err, RD_KAFKA_RESP_ERR_NO_ERROR);
}

static void check_varied_headers(rd_kafka_message_t *message, int number) {
        rd_kafka_headers_t *headers = NULL;
        const void *value;
        size_t size;
        char text[16];
        int len = snprintf(text, sizeof(text), "%d", number);

        if (number % 3) {
                CHECK_ERR(rd_kafka_message_headers(message, &headers), RD_KAFKA_RESP_ERR__NOENT);
                return;
        }
        /* Some are left undecoded, some belong to the message, some are taken away. */
        if (number % 9 == 0)
                return;
        if (number % 2)
                CHECK_ERR(rd_kafka_message_headers(message, &headers), RD_KAFKA_RESP_ERR_NO_ERROR);
        else
                CHECK_ERR(rd_kafka_message_detach_headers(message, &headers), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_header_cnt(headers), 1);
        CHECK_ERR(rd_kafka_header_get_last(headers, "number", &value, &size), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(size == (size_t)len && !memcmp(value, text, size), "header of message %d", number);
        if (number % 2 == 0)
                rd_kafka_headers_destroy(headers);
}

static void take_varied(rd_kafka_message_t *message, void *opaque) {
        int *next = opaque;
        char text[16];
        int len = snprintf(text, sizeof(text), "k%d", *next);

        if (message->err)
                return;
        CHECK_INT(message->offset, *next);
        CHECK(message->len == (size_t)len - 1 && !memcmp(message->payload, text + 1, message->len), "value %d",
              *next);
        if (*next % 2)
                CHECK(message->key_len == (size_t)len && !memcmp(message->key, text, message->key_len), "key %d",
                      *next);
        else
                CHECK(!message->key && !message->key_len, "key %d", *next);
        check_varied_headers(message, *next);
        /* What the application writes into a message is not there in the next one. */
        message->_private = NULL;
        message->payload  = NULL;
        ++*next;
}

/* A callback sees each message as it is, whatever it did with the one before. */
static void one_after_another(rd_kafka_t *rk) {
        enum { VARIED = 200 };
        rd_kafka_t *producer   = producer_of(NULL);
        rd_kafka_topic_t *from = topic_of(rk, topic_name("varied"), NULL);
        int next               = 0;

        for (int i = 0; i < VARIED; i++) {
                produce_varied(producer, i);
                /* In many batches, and several buffers. */
                if (i % 20 == 19)
                        flush_all(producer);
        }
        start(from, 0);
        WAIT_UNTIL(next == VARIED, 10000,
                   CHECK(rd_kafka_consume_callback(from, 0, 100, take_varied, &next) >= 0, "refused"));
        stop(from);
        rd_kafka_topic_destroy(from);
        rd_kafka_destroy(producer);
}

int main(void) {
        fill(topic_name("a"), 0, COUNT);
        rd_kafka_t *rk        = eof_consumer();
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), NULL);

        starting_points(rkt);
        refusals(rkt);
        batches_and_callbacks(rkt);
        own_queue(rk, rkt);
        absent_and_empty(rk);
        one_after_another(rk);
        arrival(rkt);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        return 0;
}
