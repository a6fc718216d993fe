/*
 * A first look, without a broker: a cluster of three brokers within this process, a producer, and two consumers that
 * share a topic as one group. In the middle of it a broker goes down, with a third of the partitions and the group's
 * coordinator on it, and comes back.
 *
 *     demo [BOOTSTRAP_SERVERS]
 *
 * With addresses it uses that cluster instead, and leaves its brokers alone. Any librdkafka.so.1 will do; the first
 * line says which one is loaded.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#define MESSAGES 10000
#define PARTITIONS 6
#define GROUP "readers"
#define VICTIM 2 /* The broker that goes down. */
#define PATIENCE 60 /* Seconds until the demo gives up. */

struct reader {
        const char *name;
        pthread_t thread;
        int taken;
};

static char topic[64];
static const char *brokers;

/* Guards what both readers count. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned char seen[MESSAGES];
static int distinct, repeated, assigned;

static int delivered, failed;

static double now(void) {
        static struct timespec first;
        struct timespec ts;

        clock_gettime(CLOCK_MONOTONIC, &ts);
        if (!first.tv_sec)
                first = ts;
        return (double)(ts.tv_sec - first.tv_sec) + (double)(ts.tv_nsec - first.tv_nsec) / 1e9;
}

/* One line of the story, with the time. */
static void tell(const char *format, ...) {
        char line[512];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(line, sizeof(line), format, arguments);
        va_end(arguments);
        printf("%6.2f s  %s\n", now(), line);
        fflush(stdout);
}

static void fail(const char *what, const char *why) {
        fprintf(stderr, "demo: %s: %s\n", what, why);
        exit(1);
}

static int read_so_far(void) {
        int count;

        pthread_mutex_lock(&lock);
        count = distinct;
        pthread_mutex_unlock(&lock);
        return count;
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
        char text[512];

        if (rd_kafka_conf_set(conf, name, value, text, sizeof(text)) != RD_KAFKA_CONF_OK)
                fail("configuration", text);
}

static rd_kafka_t *create(rd_kafka_type_t type, rd_kafka_conf_t *conf) {
        char text[512];
        rd_kafka_t *rk;

        /* What happens to connections is told below. */
        set(conf, "log_level", "2");
        rk = rd_kafka_new(type, conf, text, sizeof(text));
        if (!rk)
                fail("no instance", text);
        return rk;
}

/* ---- The producer ---- */

static void on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk;
        (void)opaque;
        if (message->err) {
                failed++;
                tell("a message was not delivered: %s", rd_kafka_err2str(message->err));
        } else {
                delivered++;
        }
}

static void produce(rd_kafka_t *rk, int from, int to) {
        int i;

        for (i = from; i < to; i++) {
                char key[16], value[64];
                size_t key_len   = (size_t)snprintf(key, sizeof(key), "key-%d", i % 100);
                size_t value_len = (size_t)snprintf(value, sizeof(value), "message %d of %d", i, MESSAGES);
                rd_kafka_resp_err_t err;

                while ((err = rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_KEY(key, key_len),
                                                RD_KAFKA_V_VALUE(value, value_len),
                                                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END))) {
                        if (err != RD_KAFKA_RESP_ERR__QUEUE_FULL)
                                fail("produce", rd_kafka_err2str(err));
                        rd_kafka_poll(rk, 100);
                }
                rd_kafka_poll(rk, 0);
        }
        tell("producer: %d of %d messages handed over, %d delivered so far", to, MESSAGES, delivered);
}

/* ---- The readers ---- */

static void on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t err, rd_kafka_topic_partition_list_t *partitions,
                         void *opaque) {
        struct reader *reader = opaque;
        char list[256]        = "";
        int i;

        for (i = 0; i < partitions->cnt; i++)
                snprintf(list + strlen(list), sizeof(list) - strlen(list), " %d", partitions->elems[i].partition);
        if (err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
                tell("reader %s: reads partitions%s", reader->name, partitions->cnt ? list : " (none)");
                rd_kafka_assign(rk, partitions);
        } else {
                if (partitions->cnt)
                        tell("reader %s: gives back partitions%s", reader->name, list);
                rd_kafka_assign(rk, NULL);
        }
        pthread_mutex_lock(&lock);
        assigned += err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS ? partitions->cnt : -partitions->cnt;
        pthread_mutex_unlock(&lock);
}

/* Checks a message against what was sent, and counts it. */
static void take(struct reader *reader, const rd_kafka_message_t *message) {
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
        reader->taken++;
        pthread_mutex_lock(&lock);
        if (seen[i])
                repeated++;
        else
                distinct++;
        seen[i] = 1;
        pthread_mutex_unlock(&lock);
}

static void *read_topic(void *argument) {
        struct reader *reader                  = argument;
        rd_kafka_conf_t *conf                  = rd_kafka_conf_new();
        rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
        rd_kafka_resp_err_t err;
        rd_kafka_t *rk;

        set(conf, "bootstrap.servers", brokers);
        set(conf, "client.id", reader->name);
        set(conf, "group.id", GROUP);
        set(conf, "auto.offset.reset", "earliest");
        rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
        rd_kafka_conf_set_opaque(conf, reader);
        rk = create(RD_KAFKA_CONSUMER, conf);
        rd_kafka_poll_set_consumer(rk);
        rd_kafka_topic_partition_list_add(topics, topic, RD_KAFKA_PARTITION_UA);
        if ((err = rd_kafka_subscribe(rk, topics)))
                fail("subscribe", rd_kafka_err2str(err));
        rd_kafka_topic_partition_list_destroy(topics);

        while (read_so_far() < MESSAGES) {
                rd_kafka_message_t *message = rd_kafka_consumer_poll(rk, 100);

                if (!message)
                        continue;
                if (!message->err)
                        take(reader, message);
                else if (message->err != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
                        tell("reader %s: %s", reader->name, rd_kafka_message_errstr(message));
                rd_kafka_message_destroy(message);
        }
        /* Commits what was read and leaves the group. */
        rd_kafka_consumer_close(rk);
        rd_kafka_destroy(rk);
        return NULL;
}

/* ---- The cluster ---- */

static rd_kafka_mock_cluster_t *start_cluster(rd_kafka_t *rk) {
        rd_kafka_mock_cluster_t *cluster = rd_kafka_handle_mock_cluster(rk);

        brokers = rd_kafka_mock_cluster_bootstraps(cluster);
        rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, 300);
        rd_kafka_mock_topic_create(cluster, topic, PARTITIONS, 3);
        rd_kafka_mock_coordinator_set(cluster, "group", GROUP, VICTIM);
        return cluster;
}

/* Broker VICTIM goes down. As in any cluster, what it led gets another leader, and its groups another coordinator. */
static void lose_broker(rd_kafka_t *rk, rd_kafka_mock_cluster_t *cluster) {
        const struct rd_kafka_metadata *metadata;
        int i, moved = 0;

        if (rd_kafka_metadata(rk, 1, NULL, &metadata, 10000))
                fail("no metadata", rd_kafka_err2str(rd_kafka_last_error()));
        rd_kafka_mock_broker_set_down(cluster, VICTIM);
        for (i = 0; i < metadata->topics[0].partition_cnt; i++) {
                if (metadata->topics[0].partitions[i].leader == VICTIM) {
                        rd_kafka_mock_partition_set_leader(cluster, topic, metadata->topics[0].partitions[i].id,
                                                           moved++ % 2 ? 1 : 3);
                }
        }
        rd_kafka_mock_coordinator_set(cluster, "group", GROUP, 3);
        tell("cluster: broker %d is down; %d partitions and the group's coordinator move to the others", VICTIM, moved);
        rd_kafka_metadata_destroy(metadata);
}

static void show_cluster(rd_kafka_t *rk) {
        const struct rd_kafka_metadata *metadata;
        rd_kafka_resp_err_t err = rd_kafka_metadata(rk, 0, NULL, &metadata, 10000);
        char *cluster;
        int i;

        if (err)
                fail("no metadata", rd_kafka_err2str(err));
        cluster = rd_kafka_clusterid(rk, 10000);
        printf("cluster   %s:", cluster ? cluster : "?");
        for (i = 0; i < metadata->broker_cnt; i++)
                printf("%s broker %d at %s:%d", i ? "," : "", metadata->brokers[i].id, metadata->brokers[i].host,
                       metadata->brokers[i].port);
        printf("\ntopic     %s\n\n", topic);
        rd_kafka_metadata_destroy(metadata);
        rd_kafka_mem_free(rk, cluster);
}

/* ---- The story ---- */

static rd_kafka_t *start_producer(const char *servers) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();

        if (servers)
                set(conf, "bootstrap.servers", servers);
        else
                set(conf, "test.mock.num.brokers", "3");
        set(conf, "compression.type", "lz4");
        rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
        return create(RD_KAFKA_PRODUCER, conf);
}

static void await_readers(void) {
        int all = 0;

        while (!all) {
                usleep(10000);
                pthread_mutex_lock(&lock);
                all = assigned > 0;
                pthread_mutex_unlock(&lock);
                if (now() > PATIENCE)
                        fail("group", "no partition was assigned to anybody");
        }
}

int main(int argc, char **argv) {
        struct reader readers[] = {{.name = "A"}, {.name = "B"}};
        Dl_info library         = {0};
        rd_kafka_mock_cluster_t *cluster = NULL;
        rd_kafka_t *rk;
        int i;

        if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
                fprintf(stderr, "usage: %s [BOOTSTRAP_SERVERS]\n", argv[0]);
                return 2;
        }
        dladdr((void *)rd_kafka_version_str, &library);
        printf("library   librdkafka %s, loaded from %s\n", rd_kafka_version_str(), library.dli_fname);
        snprintf(topic, sizeof(topic), "demo-%ld", (long)time(NULL));
        now();

        brokers = argc == 2 ? argv[1] : NULL;
        rk      = start_producer(brokers);
        if (!brokers)
                cluster = start_cluster(rk);
        show_cluster(rk);

        for (i = 0; i < 2; i++)
                pthread_create(&readers[i].thread, NULL, read_topic, &readers[i]);
        produce(rk, 0, MESSAGES / 4);
        await_readers();
        produce(rk, MESSAGES / 4, MESSAGES / 2);
        if (cluster)
                lose_broker(rk, cluster);
        produce(rk, MESSAGES / 2, MESSAGES);
        if (rd_kafka_flush(rk, PATIENCE * 1000))
                fail("flush", "messages are still on their way");
        tell("producer: %d messages delivered, %d failed", delivered, failed);
        if (cluster) {
                rd_kafka_mock_broker_set_up(cluster, VICTIM);
                tell("cluster: broker %d is back", VICTIM);
        }
        while (read_so_far() < MESSAGES) {
                usleep(10000);
                if (now() > PATIENCE)
                        fail("consume", "messages are missing");
        }
        for (i = 0; i < 2; i++) {
                pthread_join(readers[i].thread, NULL);
                tell("reader %s: took %d messages and has left", readers[i].name, readers[i].taken);
        }
        tell("all %d messages were read, none changed; %d came more than once", distinct, repeated);
        rd_kafka_destroy(rk);
        printf("\ndone      %d threads of the library are left\n", rd_kafka_thread_cnt());
        return failed ? 1 : 0;
}
