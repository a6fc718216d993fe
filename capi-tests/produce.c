/* needs: kafka1 kafka-old mock1; topics: a=4 full=1 sizes=1; timeout: 60
 *
 * Producing: flags and ownership, partitions, refusals, delivery reports and their order. */
#include "test.h"

struct reports {
        int count, failed;
        int64_t offset[16];
        int32_t partition[16];
        void *opaque[16], *payload[16];
        rd_kafka_resp_err_t err[16];
        rd_kafka_msg_status_t status[16];
        char value[16][16], key[16][16];
};

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct reports *reports = opaque;
        int i                   = reports->count;
        rd_kafka_timestamp_type_t type;

        (void)rk;
        CHECK(i < 16, "too many reports");
        reports->err[i]       = message->err;
        reports->offset[i]    = message->offset;
        reports->partition[i] = message->partition;
        reports->opaque[i]    = message->_private;
        reports->payload[i]   = message->payload;
        reports->status[i]    = rd_kafka_message_status(message);
        snprintf(reports->value[i], 16, "%.*s", (int)(message->len < 15 ? message->len : 15),
                 message->payload ? (char *)message->payload : "");
        snprintf(reports->key[i], 16, "%.*s", (int)message->key_len,
                 message->key ? (char *)message->key : "");
        CHECK(rd_kafka_topic_name(message->rkt) != NULL, "no topic");
        CHECK(rd_kafka_message_latency(message) > 0, "no latency");
        int64_t timestamp = rd_kafka_message_timestamp(message, &type);
        if (message->err) {
                reports->failed++;
        } else {
                CHECK_INT(type, RD_KAFKA_TIMESTAMP_CREATE_TIME);
                CHECK(timestamp > 0, "no timestamp");
                CHECK_INT(rd_kafka_message_broker_id(message), 1);
        }
        reports->count++;
}

static rd_kafka_t *reporting_producer(struct reports *reports, rd_kafka_conf_t *conf) {
        memset(reports, 0, sizeof(*reports));
        if (!conf)
                conf = rd_kafka_conf_new();
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_conf_set_opaque(conf, reports);
        return producer_of(conf);
}

#define OPAQUE(n) ((void *)(intptr_t)(n))

static void flags_and_contents(void) {
        struct reports reports;
        rd_kafka_t *rk        = reporting_producer(&reports, NULL);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), NULL);
        char kept[] = "kept", copied[] = "copied", *freed = strdup("freed");

        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, copied, 6, "k", 1, OPAQUE(1)), 0);
        memset(copied, '!', sizeof(copied)); /* the copy is not touched by this */
        CHECK_INT(rd_kafka_produce(rkt, 0, 0, kept, 4, NULL, 0, OPAQUE(2)), 0);
        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_FREE, freed, 5, NULL, 0, OPAQUE(3)), 0);
        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, NULL, 0, "only key", 8, OPAQUE(4)),
                  0);
        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, "", 0, NULL, 0, OPAQUE(5)), 0);
        CHECK_INT(rd_kafka_outq_len(rk) >= 5, 1);
        flush_all(rk);

        CHECK_INT(reports.count, 5);
        const char *values[] = {"copied", "kept", "freed", "", ""};
        const char *keys[]   = {"k", "", "", "only key", ""};
        for (int i = 0; i < 5; i++) {
                CHECK_ERR(reports.err[i], RD_KAFKA_RESP_ERR_NO_ERROR);
                CHECK_INT((intptr_t)reports.opaque[i], i + 1);
                CHECK_INT(reports.offset[i], i);
                CHECK_INT(reports.partition[i], 0);
                CHECK_INT(reports.status[i], RD_KAFKA_MSG_STATUS_PERSISTED);
                CHECK_STR(reports.value[i], values[i]);
                CHECK_STR(reports.key[i], keys[i]);
        }
        CHECK(reports.payload[1] == kept, "not the application's own pointer");
        CHECK(reports.payload[2] == freed, "not the application's own pointer");
        CHECK(reports.payload[3] == NULL, "no value, but a pointer");
        CHECK(reports.payload[4] != NULL, "an empty value, but no pointer");
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void unassigned(void) {
        struct reports reports;
        rd_kafka_t *rk        = reporting_producer(&reports, conf_of("partitioner", "consistent",
                                                                     NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), NULL);

        /* One key, one partition: before and after the partitions are known. */
        for (int i = 0; i < 6; i++) {
                CHECK_INT(rd_kafka_produce(rkt, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, "v", 1,
                                           "same", 4, OPAQUE(i)),
                          0);
                if (i == 2)
                        flush_all(rk);
        }
        flush_all(rk);
        CHECK_INT(reports.count, 6);
        for (int i = 0; i < 6; i++) {
                CHECK_ERR(reports.err[i], RD_KAFKA_RESP_ERR_NO_ERROR);
                CHECK_INT((intptr_t)reports.opaque[i], i);
                CHECK_INT(reports.partition[i], reports.partition[0]);
        }
        CHECK(reports.partition[0] >= 0 && reports.partition[0] < 4, "partition %d",
              reports.partition[0]);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void unknown_partition(void) {
        struct reports reports;
        rd_kafka_t *rk        = reporting_producer(&reports, NULL);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), NULL);
        char *value           = strdup("mine");

        /* Before the topic is known, it is taken and reported. */
        produce_text(rkt, 99, "x");
        WAIT_UNTIL(reports.count, 10000, rd_kafka_poll(rk, 20));
        CHECK_ERR(reports.err[0], RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        CHECK_INT(reports.partition[0], 99);
        CHECK_INT(reports.offset[0], RD_KAFKA_OFFSET_INVALID);
        CHECK_INT(reports.status[0], RD_KAFKA_MSG_STATUS_NOT_PERSISTED);

        /* Then it is refused, and the value stays the caller's. */
        errno = 0;
        CHECK_INT(rd_kafka_produce(rkt, 99, RD_KAFKA_MSG_F_FREE, value, 4, NULL, 0, NULL), -1);
        CHECK_INT(errno, ESRCH);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        free(value);
        CHECK_INT(reports.count, 1);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void too_large(void) {
        struct reports reports;
        rd_kafka_t *rk        = reporting_producer(&reports, conf_of("message.max.bytes", "10000",
                                                                     NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("sizes"), NULL);
        char *value           = calloc(1, 20000);

        errno = 0;
        CHECK_INT(rd_kafka_produce(rkt, 0, 0, value, 10001, NULL, 0, NULL), -1);
        CHECK_INT(errno, EMSGSIZE);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        CHECK_INT(rd_kafka_produce(rkt, 0, 0, value, 9000, value, 1001, NULL), -1);
        CHECK_INT(rd_kafka_produce(rkt, 0, 0, value, 9965, NULL, 0, NULL), -1);
        CHECK_INT(rd_kafka_produce(rkt, 0, 0, value, 9964, NULL, 0, NULL), 0);
        flush_all(rk);
        CHECK_INT(reports.count, 1);
        CHECK_ERR(reports.err[0], RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(reports.payload[0] == value, "not the application's own pointer");
        free(value);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void queue_full(void) {
        const char *limits[2][2] = {{"queue.buffering.max.messages", "3"},
                                    {"queue.buffering.max.kbytes", "1"}};

        for (int l = 0; l < 2; l++) {
                struct reports reports;
                rd_kafka_t *rk = reporting_producer(&reports, conf_of(limits[l][0], limits[l][1],
                                                                      "linger.ms", "50", NULL));
                rd_kafka_topic_t *rkt = topic_of(rk, topic_name("full"), NULL);
                char value[300];

                memset(value, 'v', sizeof(value));
                for (int i = 0; i < 3; i++)
                        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, value, 300, NULL, 0,
                                                   OPAQUE(i)),
                                  0);
                errno = 0;
                CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, value, 300, NULL, 0, NULL),
                          -1);
                CHECK_INT(errno, ENOBUFS);
                CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__QUEUE_FULL);
                flush_all(rk);
                CHECK_INT(reports.count, 3);
                CHECK_INT(reports.failed, 0);
                /* There is room again. */
                produce_text(rkt, 0, "after");
                flush_all(rk);
                CHECK_INT(reports.count, 4);
                rd_kafka_topic_destroy(rkt);
                rd_kafka_destroy(rk);
        }
}

static void acknowledgements(void) {
        const char *acks[] = {"0", "1", "-1"};

        for (int i = 0; i < 3; i++) {
                struct reports reports;
                rd_kafka_t *rk = reporting_producer(&reports, conf_of("acks", acks[i], NULL));
                rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), NULL);

                produce_text(rkt, 1, "x");
                flush_all(rk);
                CHECK_INT(reports.count, 1);
                CHECK_ERR(reports.err[0], RD_KAFKA_RESP_ERR_NO_ERROR);
                if (i == 0) {
                        CHECK_INT(reports.offset[0], RD_KAFKA_OFFSET_INVALID);
                        CHECK_INT(reports.status[0], RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED);
                } else {
                        CHECK_INT(reports.offset[0], i);
                        CHECK_INT(reports.status[0], RD_KAFKA_MSG_STATUS_PERSISTED);
                }
                rd_kafka_topic_destroy(rkt);
                rd_kafka_destroy(rk);
        }
}

static int simple_reports;

static void on_simple_report(rd_kafka_t *rk, void *payload, size_t size, rd_kafka_resp_err_t err,
                             void *opaque, void *message_opaque) {
        CHECK(rk != NULL && opaque == OPAQUE(7), "another opaque");
        CHECK(message_opaque == OPAQUE(8), "another message opaque");
        CHECK(size == 5 && !memcmp(payload, "value", 5), "other contents");
        CHECK_ERR(err, RD_KAFKA_RESP_ERR_NO_ERROR);
        simple_reports++;
}

static void old_callback(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        rd_kafka_conf_set_dr_cb(conf, on_simple_report);
        rd_kafka_conf_set_opaque(conf, OPAQUE(7));
        rd_kafka_t *rk        = producer_of(conf);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), NULL);

        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, "value", 5, NULL, 0, OPAQUE(8)), 0);
        flush_all(rk);
        CHECK_INT(simple_reports, 1);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void no_callback(void) {
        rd_kafka_t *rk        = producer_of(NULL);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), NULL);

        produce_text(rkt, 0, "x");
        flush_all(rk);
        WAIT_UNTIL(rd_kafka_outq_len(rk) == 0, 5000, rd_kafka_poll(rk, 10));
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

/* A topic that is not there: in time the messages come back. */
static void missing_topic(void) {
        struct reports reports;
        rd_kafka_t *rk = reporting_producer(
            &reports, conf_of("allow.auto.create.topics", "false",
                              "topic.metadata.propagation.max.ms", "300", "linger.ms", "0", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("missing"), NULL);

        produce_text(rkt, 0, "x");
        produce_text(rkt, RD_KAFKA_PARTITION_UA, "y");
        WAIT_UNTIL(reports.count == 2, 20000, rd_kafka_poll(rk, 20));
        for (int i = 0; i < 2; i++) {
                CHECK(reports.err[i] == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
                          reports.err[i] == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
                      "%s", rd_kafka_err2name(reports.err[i]));
                CHECK_INT(reports.status[i], RD_KAFKA_MSG_STATUS_NOT_PERSISTED);
        }
        errno = 0;
        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, "x", 1, NULL, 0, NULL), -1);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC);
        CHECK_INT(errno, ENOENT);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

int main(void) {
        flags_and_contents();
        unassigned();
        unknown_partition();
        too_large();
        queue_full();
        acknowledgements();
        old_callback();
        no_callback();
        missing_topic();
        return 0;
}
