/* needs: none; timeout: 120
 *
 * What a producer does by its settings: which partition, when a batch goes, how often it is tried
 * again and in which order, how it is packed, and what is reported of it to whom. */
#include <librdkafka/rdkafka_mock.h>

#include "json.h"

#define OK RD_KAFKA_RESP_ERR_NO_ERROR
#define TOPIC "t"
#define PARTITIONS 4
#define MAX_SEEN 10000 /* as many as go into a batch */
#define NUMBER(n) ((void *)(intptr_t)(n))

enum { API_PRODUCE = 0, API_METADATA = 3 };

struct session {
        rd_kafka_t *rk;
        rd_kafka_topic_t *rkt;
        rd_kafka_mock_cluster_t *cluster;
        int reports, failed, in_partition[PARTITIONS];
        struct {
                int number;
                int32_t partition;
                int64_t offset;
        } of[MAX_SEEN];
        double batch_size; /* on average, in the last statistics that saw one */
};

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct session *session = opaque;
        int i                   = session->reports++;

        (void)rk;
        CHECK(i < MAX_SEEN, "too many reports");
        session->of[i].number    = (int)(intptr_t)message->_private;
        session->of[i].partition = message->partition;
        session->of[i].offset    = message->offset;
        session->failed += message->err != OK;
        if (!message->err)
                session->in_partition[message->partition]++;
}

static void begin_at(struct session *session, rd_kafka_conf_t *conf,
                     rd_kafka_topic_conf_t *topic_conf) {
        memset(session, 0, sizeof(*session));
        conf_put(conf, "test.mock.num.brokers", "1");
        conf_put(conf, "log_level", "0");
        conf_put(conf, "reconnect.backoff.ms", "10");
        conf_put(conf, "reconnect.backoff.max.ms", "20");
        rd_kafka_conf_set_opaque(conf, session);
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        session->rk      = handle_of(RD_KAFKA_PRODUCER, conf);
        session->cluster = rd_kafka_handle_mock_cluster(session->rk);
        CHECK(session->cluster, "no mock cluster");
        CHECK_ERR(rd_kafka_mock_topic_create(session->cluster, TOPIC, PARTITIONS, 1), OK);
        session->rkt = rd_kafka_topic_new(session->rk, TOPIC, topic_conf);
        know_partitions(session->rk, session->rkt);
        session->reports = session->failed = 0;
}

static void begin(struct session *session, rd_kafka_conf_t *conf) {
        begin_at(session, conf, NULL);
}

static void end(struct session *session) {
        rd_kafka_topic_destroy(session->rkt);
        rd_kafka_destroy(session->rk);
}

static void produce_number(struct session *session, int32_t partition, const char *key, int n) {
        CHECK_INT(rd_kafka_produce(session->rkt, partition, RD_KAFKA_MSG_F_COPY, "value", 5, key,
                                   key ? strlen(key) : 0, NUMBER(n)),
                  0);
}

static void await(struct session *session, int reports) {
        WAIT_UNTIL(session->reports >= reports, 20000, rd_kafka_poll(session->rk, 20));
        CHECK_INT(session->reports, reports);
}

static int partitions_used(const struct session *session) {
        int used = 0;

        for (int p = 0; p < PARTITIONS; p++)
                used += session->in_partition[p] > 0;
        return used;
}

/* ---- Partitions ---- */

static void sticky(void) {
        static struct session session;

        /* All that have no key go one way, for as long as that is said to last. */
        begin(&session, conf_of("sticky.partitioning.linger.ms", "600000", NULL));
        for (int i = 0; i < 100; i++) {
                produce_number(&session, RD_KAFKA_PARTITION_UA, NULL, i);
                if (i % 10 == 0)
                        flush_all(session.rk);
        }
        flush_all(session.rk);
        CHECK_INT(session.reports, 100);
        CHECK_INT(partitions_used(&session), 1);
        end(&session);

        begin(&session, conf_of("sticky.partitioning.linger.ms", "20", NULL));
        WAIT_UNTIL(partitions_used(&session) > 1, 20000, {
                produce_number(&session, RD_KAFKA_PARTITION_UA, NULL, 0);
                rd_kafka_poll(session.rk, 10);
        });
        end(&session);

        /* Or each its own. */
        begin(&session, conf_of("sticky.partitioning.linger.ms", "0", NULL));
        for (int i = 0; i < 400; i++)
                produce_number(&session, RD_KAFKA_PARTITION_UA, NULL, i);
        await(&session, 400);
        for (int p = 0; p < PARTITIONS; p++)
                CHECK(session.in_partition[p] > 20, "%d in partition %d", session.in_partition[p],
                      p);
        end(&session);

        /* A key is what decides, where there is one. */
        begin(&session, conf_of("sticky.partitioning.linger.ms", "600000", NULL));
        for (int i = 0; i < 100; i++) {
                char key[8];
                snprintf(key, sizeof(key), "%d", i);
                produce_number(&session, RD_KAFKA_PARTITION_UA, key, i);
        }
        await(&session, 100);
        CHECK_INT(partitions_used(&session), PARTITIONS);
        end(&session);
}

static int asked;

static int32_t choose(const rd_kafka_topic_t *rkt, const void *key, size_t keylen, int32_t count,
                      void *rkt_opaque, void *msg_opaque) {
        asked++;
        CHECK_STR(rd_kafka_topic_name(rkt), TOPIC);
        CHECK(rd_kafka_topic_opaque(rkt) == NUMBER(7) && rkt_opaque == NUMBER(7), "another opaque");
        CHECK_INT(count, PARTITIONS);
        CHECK(keylen == 3 && !memcmp(key, "key", 3), "another key");
        for (int32_t p = 0; p < count; p++)
                CHECK_INT(rd_kafka_topic_partition_available(rkt, p), 1);
        CHECK_INT(rd_kafka_topic_partition_available(rkt, count), 0);
        return (int32_t)(intptr_t)msg_opaque;
}

static void own_partitioner(void) {
        static struct session session;
        rd_kafka_topic_conf_t *conf = rd_kafka_topic_conf_new();

        rd_kafka_topic_conf_set_partitioner_cb(conf, choose);
        rd_kafka_topic_conf_set_opaque(conf, NUMBER(7));
        begin_at(&session, rd_kafka_conf_new(), conf);
        /* Nobody asks it where the application says which. Afterwards all partitions are known to have a leader: the
         * reference hands each over to its own some time after it is in the metadata. */
        for (int p = 0; p < PARTITIONS; p++)
                produce_number(&session, p, "key", p);
        await(&session, PARTITIONS);
        CHECK_INT(asked, 0);
        for (int p = 0; p < PARTITIONS; p++)
                produce_number(&session, RD_KAFKA_PARTITION_UA, "key", p);
        await(&session, 2 * PARTITIONS);
        CHECK_INT(asked, PARTITIONS);
        for (int i = 0; i < 2 * PARTITIONS; i++)
                CHECK_INT(session.of[i].partition, session.of[i].number);
        CHECK_INT(rd_kafka_produce(session.rkt, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, "v", 1,
                                   "key", 3, NUMBER(PARTITIONS)),
                  -1);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        end(&session);
}

/* What waits for its topic goes out together: refused by a leader that does not know that it is one yet, it keeps its order. */
static void waited_for_the_topic(void) {
        static struct session session;
        rd_kafka_conf_t *conf = conf_of("test.mock.num.brokers", "1", "log_level", "0", "linger.ms", "0",
                                        "retry.backoff.ms", "100", NULL);

        memset(&session, 0, sizeof(session));
        rd_kafka_conf_set_opaque(conf, &session);
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        session.rk      = handle_of(RD_KAFKA_PRODUCER, conf);
        session.cluster = rd_kafka_handle_mock_cluster(session.rk);
        CHECK_ERR(rd_kafka_mock_topic_create(session.cluster, TOPIC, PARTITIONS, 1), OK);
        CHECK_ERR(rd_kafka_mock_broker_set_rtt(session.cluster, 1, 200), OK); /* time to produce them in */
        rd_kafka_mock_push_request_errors(session.cluster, API_PRODUCE, 1,
                                          RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
        session.rkt = rd_kafka_topic_new(session.rk, TOPIC, NULL);
        for (int i = 0; i < MAX_SEEN; i++)
                produce_number(&session, 0, NULL, i);
        await(&session, MAX_SEEN);
        CHECK_INT(session.failed, 0);
        for (int i = 0; i < MAX_SEEN; i++) {
                CHECK_INT(session.of[i].number, i);
                CHECK_INT(session.of[i].offset, i);
        }
        end(&session);
}

/* ---- Topics ---- */

static void topic_settings(void) {
        static struct session session;
        rd_kafka_topic_t *again, *other;

        begin(&session, conf_of("acks", "0", NULL));
        produce_number(&session, 0, NULL, 0);
        await(&session, 1);
        CHECK_INT(session.of[0].offset, RD_KAFKA_OFFSET_INVALID); /* the instance's acks */

        /* The same name is the same topic, and keeps its settings. */
        again = topic_of(session.rk, TOPIC, "acks", "all", NULL);
        CHECK(again == session.rkt, "another topic");
        CHECK_INT(rd_kafka_produce(again, 0, RD_KAFKA_MSG_F_COPY, "v", 1, NULL, 0, NULL), 0);
        await(&session, 2);
        CHECK_INT(session.of[1].offset, RD_KAFKA_OFFSET_INVALID);
        rd_kafka_topic_destroy(again);

        /* A configuration of its own takes the place of the instance's, whole. */
        CHECK_ERR(rd_kafka_mock_topic_create(session.cluster, "u", 1, 1), OK);
        other = topic_of(session.rk, "u", "compression.codec", "none", NULL);
        produce_text(other, 0, "v");
        await(&session, 3);
        CHECK_INT(session.of[2].offset, 0);
        /* By name it is that one, too. */
        CHECK_ERR(rd_kafka_producev(session.rk, RD_KAFKA_V_TOPIC("u"), RD_KAFKA_V_PARTITION(0),
                                    RD_KAFKA_V_VALUE("v", 1),
                                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END),
                  OK);
        await(&session, 4);
        CHECK_INT(session.of[3].offset, 1);
        rd_kafka_topic_destroy(other);
        end(&session);
}

/* ---- When a batch goes ---- */

static void batches(void) {
        static struct session session;
        char value[1000] = "v";

        /* Two at a time: the third waits for company, or for the application's patience. */
        begin(&session, conf_of("linger.ms", "60000", "batch.num.messages", "2", NULL));
        for (int i = 0; i < 5; i++)
                produce_number(&session, 0, NULL, i);
        await(&session, 4);
        rd_kafka_poll(session.rk, 300);
        CHECK_INT(session.reports, 4);
        CHECK_INT(rd_kafka_outq_len(session.rk), 1);
        flush_all(session.rk);
        CHECK_INT(session.reports, 5);
        end(&session);

        begin(&session, conf_of("linger.ms", "60000", "batch.size", "3000", NULL));
        for (int i = 0; i < 4; i++)
                CHECK_INT(rd_kafka_produce(session.rkt, 0, RD_KAFKA_MSG_F_COPY, value, 1000, NULL,
                                           0, NUMBER(i)),
                          0);
        WAIT_UNTIL(session.reports >= 2, 20000, rd_kafka_poll(session.rk, 20));
        rd_kafka_poll(session.rk, 300);
        CHECK(session.reports < 4, "did not linger");
        flush_all(session.rk);
        CHECK_INT(session.reports, 4);
        end(&session);
}

/* ---- Trying again ---- */

/* When the requests to produce arrived, in us; returns how many. */
static int arrivals(struct session *session, int64_t *at, int max) {
        size_t count;
        int found = 0;
        rd_kafka_mock_request_t **requests = rd_kafka_mock_get_requests(session->cluster, &count);

        for (size_t i = 0; i < count && found < max; i++)
                if (rd_kafka_mock_request_api_key(requests[i]) == API_PRODUCE)
                        at[found++] = rd_kafka_mock_request_timestamp(requests[i]);
        rd_kafka_mock_request_destroy_array(requests, count);
        return found;
}

static void backoff(void) {
        static struct session session;
        static const int least[] = {80, 160, 240, 240}; /* four fifths of 100, 200, 300 and 300 */
        int64_t at[8];

        begin(&session, conf_of("linger.ms", "0", "retry.backoff.ms", "100", "retry.backoff.max.ms",
                                "300", NULL));
        rd_kafka_mock_start_request_tracking(session.cluster);
        for (int i = 0; i < 4; i++)
                rd_kafka_mock_push_request_errors(session.cluster, API_PRODUCE, 1,
                                                  RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
        produce_number(&session, 0, NULL, 0);
        await(&session, 1);
        CHECK_INT(session.failed, 0);
        CHECK_INT(arrivals(&session, at, 8), 5);
        for (int i = 0; i < 4; i++)
                CHECK(at[i + 1] - at[i] > (least[i] - 2) * 1000, "after %d us: %d us", (int)at[i],
                      (int)(at[i + 1] - at[i]));
        end(&session);
}

/* A broker that is slow once does not cost the caller its answer. */
static void slow_metadata(void) {
        static struct session session;
        const struct rd_kafka_metadata *metadata;

        begin(&session, conf_of("socket.timeout.ms", "1000", "socket.max.fails", "100",
                                "retry.backoff.ms", "10", NULL));
        rd_kafka_mock_broker_push_request_error_rtts(session.cluster, 1, API_METADATA, 1, OK, 2500);
        CHECK_ERR(rd_kafka_metadata(session.rk, 0, session.rkt, &metadata, scaled(20000)), OK);
        rd_kafka_metadata_destroy(metadata);
        end(&session);
}

/* One request at a time keeps the order, whatever goes wrong. */
static void one_at_a_time(void) {
        static struct session session;
        static const rd_kafka_resp_err_t troubles[] = {
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, OK, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, OK};

        begin(&session, conf_of("linger.ms", "0", "batch.num.messages", "3", "max.in.flight", "1",
                                "retry.backoff.ms", "5", "retry.backoff.max.ms", "10", NULL));
        for (int i = 0; i < 40; i++)
                rd_kafka_mock_push_request_errors(session.cluster, API_PRODUCE, 1, troubles[i % 5]);
        for (int i = 0; i < 300; i++) {
                produce_number(&session, 0, NULL, i);
                if (i % 10 == 0)
                        rd_kafka_poll(session.rk, 2);
        }
        await(&session, 300);
        CHECK_INT(session.failed, 0);
        /* The reference lets the next batch go while one waits to be tried again. */
        for (int i = 0; i < 300 && !on_reference(); i++) {
                CHECK_INT(session.of[i].number, i);
                CHECK_INT(session.of[i].offset, i);
        }
        end(&session);
}

/* ---- Compression ---- */

static void on_value(const char *path, enum json_type type, const char *text, size_t length,
                     void *opaque) {
        struct session *session = opaque;

        (void)type;
        (void)length;
        if (!strcmp(path, "topics>" TOPIC ">batchsize>avg") && atof(text) > 0)
                session->batch_size = atof(text);
}

static int on_stats(rd_kafka_t *rk, char *json, size_t length, void *opaque) {
        (void)rk;
        (void)length;
        json_read(json, on_value, opaque);
        return 0;
}

/* The size of one batch of one message on the wire. */
static double batch_size(const char *codec, const char *level, const void *value, size_t size) {
        static struct session session;
        rd_kafka_topic_conf_t *topic_conf = rd_kafka_topic_conf_new();
        rd_kafka_conf_t *conf             = conf_of("statistics.interval.ms", "50", NULL);
        char text[256];

        rd_kafka_conf_set_stats_cb(conf, on_stats);
        CHECK_INT(rd_kafka_topic_conf_set(topic_conf, "compression.codec", codec, text,
                                          sizeof(text)),
                  RD_KAFKA_CONF_OK);
        CHECK_INT(rd_kafka_topic_conf_set(topic_conf, "compression.level", level, text,
                                          sizeof(text)),
                  RD_KAFKA_CONF_OK);
        begin_at(&session, conf, topic_conf);
        session.batch_size = 0;
        CHECK_INT(rd_kafka_produce(session.rkt, 0, RD_KAFKA_MSG_F_COPY, (void *)value, size, NULL,
                                   0, NULL),
                  0);
        await(&session, 1);
        CHECK_INT(session.failed, 0);
        WAIT_UNTIL(session.batch_size > 0, 10000, rd_kafka_poll(session.rk, 20));
        end(&session);
        return session.batch_size;
}

static void compression(void) {
        static const char *const codecs[] = {"gzip", "snappy", "lz4", "zstd"};
        static unsigned char noise[20000], words[20000];
        uint32_t state = 1;

        for (size_t i = 0; i < sizeof(noise); i++) {
                state    = state * 1664525u + 1013904223u;
                noise[i] = (unsigned char)(state >> 24);
                words[i] = (unsigned char)("abcdefghijklmnop"[(state >> 28)]);
        }
        double plain = batch_size("none", "-1", noise, sizeof(noise));
        CHECK(plain > sizeof(noise), "%f", plain);
        for (int c = 0; c < 4; c++) {
                /* What does not get smaller goes as it is. */
                CHECK_INT(batch_size(codecs[c], "-1", noise, sizeof(noise)), plain);
                double packed = batch_size(codecs[c], "-1", words, sizeof(words));
                CHECK(packed < plain || c == 1 || c == 2, "%s: %f", codecs[c], packed);
        }
        /* A topic's level is its own. */
        double quick = batch_size("gzip", "1", words, sizeof(words));
        double small = batch_size("gzip", "9", words, sizeof(words));
        CHECK(small < quick, "%f, %f", small, quick);
}

/* ---- Reports ---- */

static void only_errors(void) {
        static struct session session;

        begin(&session, conf_of("delivery.report.only.error", "true", "linger.ms", "0", NULL));
        produce_number(&session, 0, NULL, 0);
        flush_all(session.rk);
        WAIT_UNTIL(rd_kafka_outq_len(session.rk) == 0, 10000, rd_kafka_poll(session.rk, 10));
        CHECK_INT(session.reports, 0);
        rd_kafka_mock_push_request_errors(session.cluster, API_PRODUCE, 1,
                                          RD_KAFKA_RESP_ERR_INVALID_RECORD);
        produce_number(&session, 0, NULL, 1);
        await(&session, 1);
        CHECK_INT(session.failed, 1);
        end(&session);
}

static rd_kafka_headers_t *detached;

static void on_full_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        rd_kafka_headers_t *headers;
        rd_kafka_timestamp_type_t type;
        const void *value;
        size_t size;

        (void)rk;
        ++*(int *)opaque;
        CHECK_ERR(message->err, OK);
        /* The reference's mock cluster appends everything at a time of its own. */
        if (!on_reference()) {
                CHECK_INT(rd_kafka_message_timestamp(message, &type), 1234567890123);
                CHECK_INT(type, RD_KAFKA_TIMESTAMP_CREATE_TIME);
        }
        CHECK_INT(rd_kafka_message_broker_id(message), 1);
        CHECK(rd_kafka_message_latency(message) >= 30000, "not even as long as it lingered");
        CHECK_ERR(rd_kafka_message_headers(message, &headers), OK);
        CHECK_ERR(rd_kafka_header_get_last(headers, "name", &value, &size), OK);
        CHECK(size == 5 && !memcmp(value, "value", 5), "another value");
        CHECK_ERR(rd_kafka_message_detach_headers((rd_kafka_message_t *)message, &detached), OK);
        CHECK(detached == headers, "other headers");
        CHECK_ERR(rd_kafka_message_headers(message, &headers), RD_KAFKA_RESP_ERR__NOENT);
}

static void what_a_report_says(void) {
        int reports           = 0;
        rd_kafka_conf_t *conf = conf_of("test.mock.num.brokers", "1", "linger.ms", "40", NULL);
        rd_kafka_conf_set_dr_msg_cb(conf, on_full_report);
        rd_kafka_conf_set_opaque(conf, &reports);
        rd_kafka_t *rk = handle_of(RD_KAFKA_PRODUCER, conf);

        CHECK_ERR(rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(TOPIC), RD_KAFKA_V_VALUE("v", 1),
                                    RD_KAFKA_V_TIMESTAMP(1234567890123),
                                    RD_KAFKA_V_HEADER("name", "value", 5),
                                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END),
                  OK);
        WAIT_UNTIL(reports == 1, 20000, rd_kafka_poll(rk, 20));
        rd_kafka_destroy(rk);
        CHECK_INT(rd_kafka_header_cnt(detached), 1);
        rd_kafka_headers_destroy(detached);
}

/* ---- Threads ---- */

#define PRODUCERS 2
#define POLLERS 4
#define EACH 20000

static struct {
        rd_kafka_t *rk;
        rd_kafka_topic_t *rkt;
        _Atomic int reported[PRODUCERS * EACH], total, produced;
} crowd;

static void on_crowd_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk;
        (void)opaque;
        CHECK_ERR(message->err, OK);
        crowd.reported[(intptr_t)message->_private - 1]++;
        crowd.total++;
}

/* There is room for few: it waits for reports that others serve. */
static void *crowd_produce(void *argument) {
        intptr_t first = (intptr_t)argument;

        for (intptr_t i = first; i < first + EACH; i++)
                CHECK_INT(rd_kafka_produce(crowd.rkt, RD_KAFKA_PARTITION_UA,
                                           RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK, "v", 1, "k",
                                           1, NUMBER(i + 1)),
                          0);
        crowd.produced += EACH;
        return NULL;
}

static void *crowd_poll(void *argument) {
        (void)argument;
        while (crowd.produced < PRODUCERS * EACH || rd_kafka_outq_len(crowd.rk) > 0)
                rd_kafka_poll(crowd.rk, 20);
        return NULL;
}

static void many_threads(void) {
        pthread_t threads[PRODUCERS + POLLERS];
        rd_kafka_conf_t *conf = conf_of("test.mock.num.brokers", "1", "queue.buffering.max.messages",
                                        "1000", NULL);

        rd_kafka_conf_set_dr_msg_cb(conf, on_crowd_report);
        crowd.rk  = handle_of(RD_KAFKA_PRODUCER, conf);
        crowd.rkt = topic_of(crowd.rk, TOPIC, NULL);
        for (int t = 0; t < PRODUCERS + POLLERS; t++)
                CHECK_INT(pthread_create(&threads[t], NULL,
                                         t < PRODUCERS ? crowd_produce : crowd_poll,
                                         NUMBER(t * EACH)),
                          0);
        for (int t = 0; t < PRODUCERS + POLLERS; t++)
                pthread_join(threads[t], NULL);
        CHECK_INT(crowd.total, PRODUCERS * EACH);
        for (int i = 0; i < PRODUCERS * EACH; i++)
                CHECK_INT(crowd.reported[i], 1);
        rd_kafka_topic_destroy(crowd.rkt);
        rd_kafka_destroy(crowd.rk);
}

int main(void) {
        sticky();
        own_partitioner();
        waited_for_the_topic();
        topic_settings();
        batches();
        backoff();
        slow_metadata();
        one_at_a_time();
        compression();
        only_errors();
        what_a_report_says();
        many_threads();
        return 0;
}
