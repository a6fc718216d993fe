/*
 * A first look: produces messages to a broker, reads them back and compares, and says what it does.
 *
 *     demo BOOTSTRAP_SERVERS
 *
 * Any librdkafka.so.1 will do; the first line says which one is loaded.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <librdkafka/rdkafka.h>

#define MESSAGES 10000

/* What was produced, and how often each message was read back. */
static int delivered, failed;
static unsigned char seen[MESSAGES];

static double now(void) {
        struct timespec ts;
        clock_gettime(CLOCK_MONOTONIC, &ts);
        return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void fail(const char *what, const char *why) {
        fprintf(stderr, "demo: %s: %s\n", what, why);
        exit(1);
}

static void on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk;
        (void)opaque;
        if (message->err) {
                failed++;
                fprintf(stderr, "demo: a message was not delivered: %s\n", rd_kafka_err2str(message->err));
        } else {
                delivered++;
        }
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
        char text[512];

        if (rd_kafka_conf_set(conf, name, value, text, sizeof(text)) != RD_KAFKA_CONF_OK)
                fail("configuration", text);
}

static rd_kafka_t *create(rd_kafka_type_t type, const char *brokers) {
        char text[512];
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        rd_kafka_t *rk;

        set(conf, "bootstrap.servers", brokers);
        if (type == RD_KAFKA_PRODUCER) {
                set(conf, "compression.type", "lz4");
                rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
        } else {
                set(conf, "enable.partition.eof", "true");
        }
        rk = rd_kafka_new(type, conf, text, sizeof(text));
        if (!rk)
                fail("no instance", text);
        return rk;
}

static void show_cluster(rd_kafka_t *rk) {
        const struct rd_kafka_metadata *metadata;
        char *cluster = rd_kafka_clusterid(rk, 10000);
        rd_kafka_resp_err_t err = rd_kafka_metadata(rk, 1, NULL, &metadata, 10000);

        if (err)
                fail("no metadata", rd_kafka_err2str(err));
        printf("cluster  %s: %d broker%s, asked %s\n", cluster ? cluster : "?", metadata->broker_cnt,
               metadata->broker_cnt == 1 ? "" : "s", metadata->orig_broker_name);
        rd_kafka_metadata_destroy(metadata);
        rd_kafka_mem_free(rk, cluster);
}

static void produce(rd_kafka_t *rk, const char *topic) {
        rd_kafka_topic_t *rkt = rd_kafka_topic_new(rk, topic, NULL);
        double begin = now();
        int i;

        for (i = 0; i < MESSAGES; i++) {
                char key[16], value[64];
                int key_len = snprintf(key, sizeof(key), "key-%d", i % 100);
                int value_len = snprintf(value, sizeof(value), "message %d of %d", i, MESSAGES);

                while (rd_kafka_produce(rkt, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value, (size_t)value_len, key,
                                        (size_t)key_len, NULL) == -1) {
                        if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL)
                                fail("produce", rd_kafka_err2str(rd_kafka_last_error()));
                        rd_kafka_poll(rk, 100);
                }
                rd_kafka_poll(rk, 0);
        }
        if (rd_kafka_flush(rk, 30000))
                fail("flush", "messages are still on their way after 30 s");
        printf("produced %d messages to %s, %d delivered, %d failed, in %.0f ms\n", MESSAGES, topic, delivered, failed,
               (now() - begin) * 1000);
        if (delivered != MESSAGES)
                fail("produce", "not everything was delivered");
        rd_kafka_topic_destroy(rkt);
}

/* Checks a message read back against what was sent. */
static void check(const rd_kafka_message_t *message) {
        char expected[64], value[64] = "";
        int i = -1;

        if (message->len < sizeof(value))
                memcpy(value, message->payload, message->len);
        if (sscanf(value, "message %d of", &i) != 1 || i < 0 || i >= MESSAGES)
                fail("consume", "a message that was never produced");
        snprintf(expected, sizeof(expected), "message %d of %d", i, MESSAGES);
        if (strcmp(value, expected) != 0)
                fail("consume", "a message came back changed");
        snprintf(expected, sizeof(expected), "key-%d", i % 100);
        if (message->key_len != strlen(expected) || memcmp(message->key, expected, message->key_len) != 0)
                fail("consume", "a key came back changed");
        if (seen[i]++)
                fail("consume", "a message came twice");
}

static int partition_count(rd_kafka_t *rk, rd_kafka_topic_t *rkt) {
        const struct rd_kafka_metadata *metadata;
        rd_kafka_resp_err_t err = rd_kafka_metadata(rk, 0, rkt, &metadata, 10000);
        int count;

        if (err)
                fail("no metadata", rd_kafka_err2str(err));
        count = metadata->topics[0].partition_cnt;
        rd_kafka_metadata_destroy(metadata);
        return count;
}

static void consume(rd_kafka_t *rk, const char *topic) {
        rd_kafka_topic_t *rkt = rd_kafka_topic_new(rk, topic, NULL);
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
        int partitions = partition_count(rk, rkt), open = partitions, count = 0, i;
        double begin = now();

        for (i = 0; i < partitions; i++)
                if (rd_kafka_consume_start_queue(rkt, i, RD_KAFKA_OFFSET_BEGINNING, queue) == -1)
                        fail("consume_start", rd_kafka_err2str(rd_kafka_last_error()));
        while (open > 0) {
                rd_kafka_message_t *message = rd_kafka_consume_queue(queue, 30000);

                if (!message)
                        fail("consume", "nothing came for 30 s");
                if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
                        printf("consumed partition %" PRId32 " to its end at offset %" PRId64 "\n", message->partition,
                               message->offset);
                        open--;
                } else if (message->err) {
                        fail("consume", rd_kafka_message_errstr(message));
                } else {
                        check(message);
                        count++;
                }
                rd_kafka_message_destroy(message);
        }
        printf("consumed %d messages in %.0f ms: each of them once, none changed\n", count, (now() - begin) * 1000);
        if (count != MESSAGES)
                fail("consume", "messages are missing");
        for (i = 0; i < partitions; i++)
                rd_kafka_consume_stop(rkt, i);
        rd_kafka_queue_destroy(queue);
        rd_kafka_topic_destroy(rkt);
}

int main(int argc, char **argv) {
        Dl_info library = {0};
        char topic[64];
        rd_kafka_t *rk;

        if (argc != 2) {
                fprintf(stderr, "usage: %s BOOTSTRAP_SERVERS\n", argv[0]);
                return 2;
        }
        dladdr((void *)rd_kafka_version_str, &library);
        printf("library  librdkafka %s, loaded from %s\n", rd_kafka_version_str(), library.dli_fname);
        snprintf(topic, sizeof(topic), "demo-%ld", (long)time(NULL));

        rk = create(RD_KAFKA_PRODUCER, argv[1]);
        show_cluster(rk);
        produce(rk, topic);
        rd_kafka_destroy(rk);

        rk = create(RD_KAFKA_CONSUMER, argv[1]);
        consume(rk, topic);
        rd_kafka_destroy(rk);
        printf("done     %d threads of the library are left\n", rd_kafka_thread_cnt());
        return 0;
}
