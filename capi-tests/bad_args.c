/* needs: none; timeout: 20
 *
 * Arguments that make no sense: an error code each (or nothing at all), never a crash. Only what
 * the reference survives is here. */
#include "test.h"

#define ERR(name) RD_KAFKA_RESP_ERR_##name

/* -1, errno and the last error, as the older functions say it. */
#define CHECK_LEGACY(call, want_errno, want_err)                                                   \
        do {                                                                                       \
                errno = 0;                                                                         \
                CHECK_INT(call, -1);                                                               \
                CHECK_INT(errno, want_errno);                                                      \
                CHECK_ERR(rd_kafka_last_error(), want_err);                                        \
        } while (0)

static rd_kafka_t *producer, *consumer;
static rd_kafka_topic_t *rkt;
static rd_kafka_queue_t *queue;

static void nothing_to_destroy(void) {
        rd_kafka_event_destroy(NULL);
        rd_kafka_metadata_destroy(NULL);
        rd_kafka_error_destroy(NULL);
        rd_kafka_Uuid_destroy(NULL);
        rd_kafka_mem_free(NULL, NULL);
        rd_kafka_mem_free(producer, NULL);
        CHECK_INT(rd_kafka_event_type(NULL), RD_KAFKA_EVENT_NONE);
        CHECK_STR(rd_kafka_event_name(NULL), "(NONE)");
}

static void broker_lists(void) {
        CHECK_INT(rd_kafka_brokers_add(producer, ""), 0);
        CHECK_INT(rd_kafka_brokers_add(producer, ",,"), 0);
        CHECK_INT(rd_kafka_brokers_add(producer, "foo://a"), 0);
        CHECK_INT(rd_kafka_brokers_add(producer, "PLAINTEXT://127.0.0.1:1,SSL://127.0.0.1:2"), 1);
        CHECK_INT(rd_kafka_brokers_add(producer, "127.0.0.1:3,,127.0.0.1:4 , 127.0.0.1:5"), 3);
}

static void topics(void) {
        errno = 0;
        CHECK(!rd_kafka_topic_new(producer, NULL, NULL), "a topic without a name");
        CHECK_INT(errno, EINVAL);
        CHECK_ERR(rd_kafka_last_error(), ERR(_INVALID_ARG));
        CHECK_INT(rd_kafka_topic_partition_available(rkt, 0), 0);
        CHECK_INT(rd_kafka_topic_partition_available(rkt, -1), 0);
        CHECK(rd_kafka_topic_opaque(rkt) == NULL, "an opaque");
}

static void producing(void) {
        CHECK_LEGACY(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, "x", SIZE_MAX, NULL, 0, NULL),
                     EMSGSIZE, ERR(MSG_SIZE_TOO_LARGE));
        CHECK_INT(rd_kafka_produce_batch(rkt, 0, RD_KAFKA_MSG_F_COPY, NULL, 0), 0);
        CHECK_INT(rd_kafka_produce_batch(rkt, 0, RD_KAFKA_MSG_F_COPY, NULL, -1), 0);
        /* No pointer means no value and no key, whatever the size says. */
        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, NULL, 5, NULL, 5, NULL), 0);
        CHECK_INT(rd_kafka_produce(rkt, -2147483647, RD_KAFKA_MSG_F_COPY, "x", 1, NULL, 0, NULL),
                  0);
        CHECK_ERR(rd_kafka_purge(producer, 0), ERR(NO_ERROR));
        CHECK_ERR(rd_kafka_purge(producer, -1), ERR(_INVALID_ARG));
        CHECK_ERR(rd_kafka_purge(producer, RD_KAFKA_PURGE_F_QUEUE), ERR(NO_ERROR));
        CHECK_ERR(rd_kafka_flush(producer, scaled(5000)), ERR(NO_ERROR));
        CHECK_ERR(rd_kafka_flush(producer, -1), ERR(NO_ERROR));
        CHECK_ERR(rd_kafka_flush(producer, 0), ERR(NO_ERROR));
}

static void for_producers_only(void) {
        CHECK_ERR(rd_kafka_flush(consumer, 0), ERR(_NOT_IMPLEMENTED));
        CHECK_ERR(rd_kafka_purge(consumer, 1), ERR(_NOT_IMPLEMENTED));
}

static void consuming(void) {
        rd_kafka_topic_t *from = topic_of(consumer, "t", NULL);

        CHECK_LEGACY(rd_kafka_consume_start(from, -1, 0), ESRCH, ERR(_UNKNOWN_PARTITION));
        CHECK_LEGACY(rd_kafka_consume_start(from, 0, -7), EINVAL, ERR(_INVALID_ARG));
        CHECK_LEGACY(rd_kafka_consume_stop(from, 5), ESRCH, ERR(_UNKNOWN_PARTITION));
        CHECK_LEGACY(rd_kafka_consume_stop(from, -1), EINVAL, ERR(_INVALID_ARG));
        CHECK_ERR(rd_kafka_seek(from, -1, 5, 10), ERR(_INVALID_ARG));
        CHECK_ERR(rd_kafka_seek(from, 7, 5, 10), ERR(_UNKNOWN_PARTITION));
        CHECK(rd_kafka_consume_queue(queue, 0) == NULL, "a message");
        CHECK_ERR(rd_kafka_last_error(), ERR(_TIMED_OUT));
        CHECK_INT(rd_kafka_consume_batch_queue(queue, 0, NULL, 0), 0);
        CHECK_INT(rd_kafka_consume_callback_queue(queue, 0, NULL, NULL), 0);
        rd_kafka_topic_destroy(from);
}

static void asking(void) {
        const struct rd_kafka_metadata *metadata = NULL;

        CHECK_ERR(rd_kafka_metadata(producer, 0, NULL, &metadata, 0), ERR(_TRANSPORT));
        CHECK(metadata == NULL, "metadata from nowhere");
        CHECK(rd_kafka_clusterid(producer, 0) == NULL, "an id");
        CHECK_INT(rd_kafka_controllerid(producer, 0), -1);
        CHECK_INT(rd_kafka_poll(producer, 0), 0);
}

static void codes(void) {
        /* A code that there is not has a name and a text all the same. */
        CHECK_CONTAINS(rd_kafka_err2name((rd_kafka_resp_err_t)12345), "ERR_12345");
        CHECK_CONTAINS(rd_kafka_err2str((rd_kafka_resp_err_t)12345), "12345");
        CHECK_CONTAINS(rd_kafka_err2str((rd_kafka_resp_err_t)-12345), "-12345");
}

static void configuration(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        char text[8];
        size_t size = 0;

        CHECK_INT(rd_kafka_conf_set(conf, "linger.ms", NULL, text, sizeof(text)),
                  RD_KAFKA_CONF_INVALID);
        CHECK_INT(rd_kafka_conf_set(conf, "linger.ms", "x", NULL, 0), RD_KAFKA_CONF_INVALID);
        CHECK_INT(rd_kafka_conf_set(conf, "", "x", NULL, 0), RD_KAFKA_CONF_UNKNOWN);
        CHECK_INT(rd_kafka_conf_get(conf, "client.id", NULL, &size), RD_KAFKA_CONF_OK);
        CHECK_INT(size, strlen("rdkafka") + 1);
        rd_kafka_conf_destroy(conf);
}

int main(void) {
        producer = handle_of(RD_KAFKA_PRODUCER, conf_of("log_level", "0", NULL));
        consumer = handle_of(RD_KAFKA_CONSUMER, conf_of("log_level", "0", NULL));
        rkt      = topic_of(producer, "t", NULL);
        queue    = rd_kafka_queue_new(consumer);

        nothing_to_destroy();
        codes();
        configuration();
        topics();
        producing();
        asking();
        broker_lists();
        for_producers_only();
        consuming();
        rd_kafka_queue_destroy(queue);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(consumer);
        rd_kafka_destroy(producer);
        return 0;
}
