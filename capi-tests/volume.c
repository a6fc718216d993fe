/* needs: kafka1 kafka-old; topics: none-small=3 gzip-small=3 snappy-small=3 lz4-small=3 zstd-small=3 none-large=3 gzip-large=3 snappy-large=3 lz4-large=3 zstd-large=3; timeout: 900
 *
 * Many messages through a broker with each codec: all come back, equal, in order per partition.
 *
 * VOLUME is the number of 100-byte messages per codec, and a hundredth of it the number of 100-KB
 * ones: 20000 without it. VOLUME=1000000 is the full run. */
#include "test.h"

#define PARTITIONS 3
#define SMALL 100
#define LARGE 100000

/* Contents that compress a little, made from the message's number alone. */
static void make_value(unsigned char *value, size_t size, uint32_t number) {
        uint32_t state = number * 2654435761u + 1;

        memcpy(value, &number, 4);
        for (size_t i = 4; i < size; i++) {
                state    = state * 1664525u + 1013904223u;
                value[i] = i % 3 ? (unsigned char)(state >> 24) : 'x';
        }
}

struct delivery {
        int count;
        int64_t next[PARTITIONS];
};

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct delivery *delivery = opaque;

        (void)rk;
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(message->offset, delivery->next[message->partition]++);
        delivery->count++;
}

static void produce(const char *topic, const char *codec, int count, size_t size) {
        struct delivery delivery = {0, {0}};
        rd_kafka_conf_t *conf = conf_of("compression.codec", codec, "message.timeout.ms", "600000",
                                        NULL);
        unsigned char *value  = malloc(size);

        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_conf_set_opaque(conf, &delivery);
        rd_kafka_t *rk        = producer_of(conf);
        rd_kafka_topic_t *rkt = topic_of(rk, topic, NULL);
        for (int i = 0; i < count; i++) {
                make_value(value, size, (uint32_t)i);
                while (rd_kafka_produce(rkt, i % PARTITIONS, RD_KAFKA_MSG_F_COPY, value, size, NULL,
                                        0, NULL)) {
                        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__QUEUE_FULL);
                        rd_kafka_poll(rk, 100);
                }
                rd_kafka_poll(rk, 0);
        }
        CHECK_ERR(rd_kafka_flush(rk, scaled(300000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(delivery.count, count);
        free(value);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void check(const rd_kafka_message_t *message, size_t size, int64_t *next,
                  unsigned char *expected) {
        CHECK(message->err == RD_KAFKA_RESP_ERR_NO_ERROR, "%s", rd_kafka_message_errstr(message));
        CHECK(message->partition >= 0 && message->partition < PARTITIONS, "partition %d",
              message->partition);
        CHECK_INT(message->offset, next[message->partition]);
        CHECK_INT(message->len, size);
        make_value(expected, size,
                   (uint32_t)(message->offset * PARTITIONS + message->partition));
        CHECK(!memcmp(message->payload, expected, size), "other contents at %" PRId64,
              message->offset);
        next[message->partition]++;
}

static void consume(const char *topic, int count, size_t size) {
        rd_kafka_t *rk          = consumer_of(conf_of("check.crcs", "true", NULL));
        rd_kafka_topic_t *rkt   = topic_of(rk, topic, NULL);
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
        unsigned char *expected = malloc(size);
        int64_t next[PARTITIONS] = {0};
        rd_kafka_message_t *messages[500];

        for (int p = 0; p < PARTITIONS; p++)
                CHECK_INT(rd_kafka_consume_start_queue(rkt, p, RD_KAFKA_OFFSET_BEGINNING, queue),
                          0);
        /* One by one, then in batches. */
        for (int i = 0; i < count / 2; i++) {
                rd_kafka_message_t *message = rd_kafka_consume_queue(queue, scaled(30000));
                CHECK(message != NULL, "%d of %d", i, count);
                check(message, size, next, expected);
                rd_kafka_message_destroy(message);
        }
        for (int left = count - count / 2; left > 0;) {
                int room    = left < 500 ? left : 500;
                ssize_t got = rd_kafka_consume_batch_queue(queue, scaled(30000), messages, room);
                CHECK(got > 0, "%d left of %d", left, count);
                for (ssize_t i = 0; i < got; i++) {
                        check(messages[i], size, next, expected);
                        rd_kafka_message_destroy(messages[i]);
                }
                left -= (int)got;
        }
        CHECK_INT(next[0] + next[1] + next[2], count);
        for (int p = 0; p < PARTITIONS; p++)
                CHECK_INT(rd_kafka_consume_stop(rkt, p), 0);
        free(expected);
        rd_kafka_queue_destroy(queue);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

int main(void) {
        const char *codecs[] = {"none", "gzip", "snappy", "lz4", "zstd"};
        const char *volume   = getenv("VOLUME");
        int small            = volume ? atoi(volume) : 20000;

        CHECK(small >= 100, "VOLUME=%s", volume);
        for (int c = 0; c < 5; c++) {
                char name[32];
                double begun = now_ms();

                snprintf(name, sizeof(name), "%s-small", codecs[c]);
                produce(topic_name(name), codecs[c], small, SMALL);
                consume(topic_name(name), small, SMALL);
                snprintf(name, sizeof(name), "%s-large", codecs[c]);
                produce(topic_name(name), codecs[c], small / 100, LARGE);
                consume(topic_name(name), small / 100, LARGE);
                fprintf(stderr, "%-7s %8.0f ms\n", codecs[c], now_ms() - begun);
        }
        return 0;
}
