/* needs: kafka1; timeout: 120
 *
 * What happens to a topic while messages are produced to it: it is deleted, made anew with fewer
 * partitions, gets more of them, and does not take what it is sent. */
#include "test.h"

#define ERR(name) RD_KAFKA_RESP_ERR_##name
#define MAX_SEEN 64

struct seen {
        int reports;
        struct {
                rd_kafka_resp_err_t err;
                int32_t partition;
                int64_t offset;
                rd_kafka_msg_status_t status;
                char value, text[128];
        } of[MAX_SEEN];
};

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct seen *seen = opaque;
        const char *text  = rd_kafka_message_produce_errstr(message);
        int i             = seen->reports++;

        (void)rk;
        CHECK(i < MAX_SEEN, "too many reports");
        seen->of[i].err       = message->err;
        seen->of[i].partition = message->partition;
        seen->of[i].offset    = message->offset;
        seen->of[i].status    = rd_kafka_message_status(message);
        seen->of[i].value     = *(char *)message->payload;
        snprintf(seen->of[i].text, sizeof(seen->of[i].text), "%s", text ? text : "");
}

static rd_kafka_t *reporting_producer(struct seen *seen, rd_kafka_conf_t *conf) {
        memset(seen, 0, sizeof(*seen));
        conf_put(conf, "allow.auto.create.topics", "false");
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_conf_set_opaque(conf, seen);
        return producer_of(conf);
}

static void await(rd_kafka_t *rk, struct seen *seen, int reports) {
        WAIT_UNTIL(seen->reports >= reports, 30000, rd_kafka_poll(rk, 20));
        CHECK_INT(seen->reports, reports);
}

static void forget(struct seen *seen) {
        memset(seen, 0, sizeof(*seen));
}

/* ---- What an administrator does, by an instance of its own ---- */

static rd_kafka_t *admin;

/* The one result of the request whose answer comes on `queue`. */
static rd_kafka_resp_err_t outcome(rd_kafka_queue_t *queue) {
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, scaled(30000));
        const rd_kafka_topic_result_t **results;
        size_t count = 0;

        CHECK(event, "no answer");
        CHECK_ERR(rd_kafka_event_error(event), ERR(NO_ERROR));
        switch (rd_kafka_event_type(event)) {
        case RD_KAFKA_EVENT_CREATETOPICS_RESULT:
                results = rd_kafka_CreateTopics_result_topics(
                    rd_kafka_event_CreateTopics_result(event), &count);
                break;
        case RD_KAFKA_EVENT_DELETETOPICS_RESULT:
                results = rd_kafka_DeleteTopics_result_topics(
                    rd_kafka_event_DeleteTopics_result(event), &count);
                break;
        default:
                results = rd_kafka_CreatePartitions_result_topics(
                    rd_kafka_event_CreatePartitions_result(event), &count);
        }
        CHECK_INT(count, 1);
        rd_kafka_resp_err_t err = rd_kafka_topic_result_error(results[0]);
        rd_kafka_event_destroy(event);
        rd_kafka_queue_destroy(queue);
        return err;
}

static rd_kafka_resp_err_t try_create(const char *topic, int partitions, const char *name,
                                      const char *value) {
        char text[128];
        rd_kafka_queue_t *queue   = rd_kafka_queue_new(admin);
        rd_kafka_NewTopic_t *make = rd_kafka_NewTopic_new(topic, partitions, 1, text, sizeof(text));

        CHECK(make, "%s", text);
        if (name)
                CHECK_ERR(rd_kafka_NewTopic_set_config(make, name, value), ERR(NO_ERROR));
        rd_kafka_CreateTopics(admin, &make, 1, NULL, queue);
        rd_kafka_NewTopic_destroy(make);
        return outcome(queue);
}

/* The topic's error, as brokers tell it to anyone who asks. */
static rd_kafka_resp_err_t state_of(const char *topic) {
        rd_kafka_topic_t *rkt = topic_of(admin, topic, NULL);
        const struct rd_kafka_metadata *metadata;

        CHECK_ERR(rd_kafka_metadata(admin, 0, rkt, &metadata, scaled(10000)), ERR(NO_ERROR));
        rd_kafka_resp_err_t err = metadata->topics[0].err;
        rd_kafka_metadata_destroy(metadata);
        rd_kafka_topic_destroy(rkt);
        return err;
}

/* One of the name may still be on its way out, and it may take a while until the new one is known. */
static void create(const char *topic, int partitions, const char *name, const char *value) {
        rd_kafka_resp_err_t err;

        WAIT_UNTIL((err = try_create(topic, partitions, name, value)) != ERR(TOPIC_ALREADY_EXISTS),
                   20000, sleep_ms(100));
        CHECK_ERR(err, ERR(NO_ERROR));
        WAIT_UNTIL(!state_of(topic), 20000, sleep_ms(50));
}

static void delete(const char *topic) {
        rd_kafka_queue_t *queue      = rd_kafka_queue_new(admin);
        rd_kafka_DeleteTopic_t *away = rd_kafka_DeleteTopic_new(topic);

        rd_kafka_DeleteTopics(admin, &away, 1, NULL, queue);
        rd_kafka_DeleteTopic_destroy(away);
        CHECK_ERR(outcome(queue), ERR(NO_ERROR));
}

static void add_partitions(const char *topic, int partitions) {
        char text[128];
        rd_kafka_queue_t *queue = rd_kafka_queue_new(admin);
        rd_kafka_NewPartitions_t *more =
            rd_kafka_NewPartitions_new(topic, (size_t)partitions, text, sizeof(text));

        CHECK(more, "%s", text);
        rd_kafka_CreatePartitions(admin, &more, 1, NULL, queue);
        rd_kafka_NewPartitions_destroy(more);
        CHECK_ERR(outcome(queue), ERR(NO_ERROR));
}

/* ---- */

/* Deleted for good: what waits fails in time, what comes then is refused. */
static void deleted(void) {
        struct seen seen;
        const char *name = topic_name("deleted");
        rd_kafka_t *rk   = reporting_producer(
            &seen, conf_of("topic.metadata.propagation.max.ms", "1000", "linger.ms", "0", NULL));
        rd_kafka_topic_t *rkt;
        int refused = 0;

        create(name, 2, NULL, NULL);
        rkt = topic_of(rk, name, NULL);
        produce_text(rkt, 0, "a");
        produce_text(rkt, 1, "a");
        await(rk, &seen, 2);
        CHECK_ERR(seen.of[0].err, ERR(NO_ERROR));
        CHECK_ERR(seen.of[1].err, ERR(NO_ERROR));

        delete(name);
        forget(&seen);
        int queued = 0;
        WAIT_UNTIL(refused, 30000, {
                if (rd_kafka_produce(rkt, queued % 2 ? 0 : RD_KAFKA_PARTITION_UA,
                                     RD_KAFKA_MSG_F_COPY, "b", 1, NULL, 0, NULL)) {
                        CHECK_ERR(rd_kafka_last_error(), ERR(_UNKNOWN_TOPIC));
                        refused = 1;
                } else {
                        CHECK(++queued < MAX_SEEN, "never refused");
                }
                rd_kafka_poll(rk, 0);
                sleep_ms(100);
        });
        await(rk, &seen, queued);
        int failed = 0;
        for (int i = 0; i < queued; i++) {
                /* One may have been in time. The reference says _UNKNOWN_PARTITION or even _DESTROY of
                 * what it finds queued when the partitions go. */
                CHECK(seen.of[i].err == ERR(UNKNOWN_TOPIC_OR_PART) || !seen.of[i].err ||
                          on_reference(),
                      "%s", rd_kafka_err2name(seen.of[i].err));
                if (!seen.of[i].err)
                        continue;
                failed++;
                CHECK_INT(seen.of[i].status, RD_KAFKA_MSG_STATUS_NOT_PERSISTED);
        }
        CHECK(failed > 0, "%d queued, none failed", queued);

        /* Somebody makes it again: it is of use again. */
        create(name, 1, NULL, NULL);
        forget(&seen);
        WAIT_UNTIL(!rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, "c", 1, NULL, 0, NULL), 30000,
                   rd_kafka_poll(rk, 100));
        WAIT_UNTIL(seen.reports > 0, 30000, rd_kafka_poll(rk, 20));
        CHECK_ERR(seen.of[0].err, ERR(NO_ERROR));
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

/* Made anew while messages wait: those get there whose partition is there. */
static void made_anew(void) {
        struct seen seen;
        const char *name      = topic_name("anew");
        rd_kafka_t *rk        = reporting_producer(&seen, conf_of("linger.ms", "0", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, name, NULL);
        int delivered = 0, lost = 0;

        create(name, 2, NULL, NULL);
        produce_text(rkt, 0, "a");
        produce_text(rkt, 1, "a");
        await(rk, &seen, 2);

        delete(name);
        /* Until the broker has really let go of it. */
        WAIT_UNTIL(state_of(name), 20000, sleep_ms(50));

        forget(&seen);
        for (int i = 0; i < 3; i++) {
                produce_text(rkt, 0, "b");
                produce_text(rkt, 1, "c");
        }
        rd_kafka_poll(rk, 500);
        create(name, 1, NULL, NULL);
        await(rk, &seen, 6);
        for (int i = 0; i < 6; i++) {
                if (seen.of[i].partition == 0) {
                        CHECK_ERR(seen.of[i].err, ERR(NO_ERROR));
                        CHECK_INT(seen.of[i].offset, delivered++);
                } else {
                        CHECK_ERR(seen.of[i].err, ERR(_UNKNOWN_PARTITION));
                        lost++;
                }
        }
        CHECK_INT(delivered, 3);
        CHECK_INT(lost, 3);
        CHECK_INT(rd_kafka_produce(rkt, 1, RD_KAFKA_MSG_F_COPY, "x", 1, NULL, 0, NULL), -1);
        CHECK_ERR(rd_kafka_last_error(), ERR(_UNKNOWN_PARTITION));
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

/* More partitions are found while producing goes on, and used. */
static void grown(void) {
        struct seen seen;
        const char *name      = topic_name("grown");
        rd_kafka_t *rk        = reporting_producer(&seen, conf_of("topic.metadata.refresh.interval.ms",
                                                                  "300", "linger.ms", "0", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, name, NULL);

        create(name, 1, NULL, NULL);
        produce_text(rkt, 0, "a");
        await(rk, &seen, 1);
        CHECK_INT(rd_kafka_produce(rkt, 2, RD_KAFKA_MSG_F_COPY, "x", 1, NULL, 0, NULL), -1);
        add_partitions(name, 3);
        WAIT_UNTIL(!rd_kafka_produce(rkt, 2, RD_KAFKA_MSG_F_COPY, "b", 1, NULL, 0, NULL), 20000,
                   rd_kafka_poll(rk, 50));
        WAIT_UNTIL(seen.reports == 2, 20000, rd_kafka_poll(rk, 20));
        CHECK_ERR(seen.of[1].err, ERR(NO_ERROR));
        CHECK_INT(seen.of[1].partition, 2);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

/* The topic's limit is below ours: a batch beyond it fails whole. */
static void small_limit(void) {
        struct seen seen;
        const char *name      = topic_name("small");
        rd_kafka_t *rk        = reporting_producer(&seen, conf_of("linger.ms", "200", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, name, NULL);
        char value[5000];

        memset(value, 'v', sizeof(value));
        create(name, 1, "max.message.bytes", "3000");
        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, value, 2000, NULL, 0, NULL), 0);
        await(rk, &seen, 1);
        CHECK_ERR(seen.of[0].err, ERR(NO_ERROR));
        forget(&seen);
        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, value, 5000, NULL, 0, NULL), 0);
        await(rk, &seen, 1);
        CHECK_ERR(seen.of[0].err, ERR(MSG_SIZE_TOO_LARGE));
        CHECK_INT(seen.of[0].status, RD_KAFKA_MSG_STATUS_NOT_PERSISTED);
        forget(&seen);
        for (int i = 0; i < 3; i++)
                CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, value, 1500, NULL, 0, NULL),
                          0);
        await(rk, &seen, 3);
        for (int i = 0; i < 3; i++)
                CHECK_ERR(seen.of[i].err, ERR(MSG_SIZE_TOO_LARGE));
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

/* One batch: 'k' is a message with a key, 'n' one without, which a compacted topic does not take. */
static void compacted_batch(rd_kafka_t *rk, rd_kafka_topic_t *rkt, struct seen *seen,
                            const char *messages, const char *outcomes) {
        int count = (int)strlen(messages);

        forget(seen);
        for (int i = 0; i < count; i++)
                CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, (void *)&messages[i], 1,
                                           messages[i] == 'k' ? "key" : NULL,
                                           messages[i] == 'k' ? 3 : 0, NULL),
                          0);
        await(rk, seen, count);
        for (int i = 0; i < count; i++) {
                rd_kafka_resp_err_t want = outcomes[i] == 'd'   ? ERR(NO_ERROR)
                                           : outcomes[i] == 'i' ? ERR(INVALID_RECORD)
                                                                : ERR(_INVALID_DIFFERENT_RECORD);

                CHECK(seen->of[i].err == want && seen->of[i].value == messages[i],
                      "%s: message %d: %s", messages, i, rd_kafka_err2name(seen->of[i].err));
                CHECK_INT(seen->of[i].status, want ? RD_KAFKA_MSG_STATUS_NOT_PERSISTED
                                                   : RD_KAFKA_MSG_STATUS_PERSISTED);
                if (!want)
                        CHECK_STR(seen->of[i].text, "");
                else if (on_reference())
                        continue; /* its text may be gone by the time of the report */
                else if (messages[i] == 'n')
                        CHECK_CONTAINS(seen->of[i].text, "Compacted topic");
                else
                        CHECK_CONTAINS(seen->of[i].text, "another record");
        }
}

static void compacted(void) {
        struct seen seen;
        const char *name      = topic_name("compacted");
        rd_kafka_t *rk        = reporting_producer(&seen, conf_of("linger.ms", "300", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, name, NULL);
        const struct rd_kafka_metadata *metadata;

        create(name, 1, "cleanup.policy", "compact");
        CHECK_ERR(rd_kafka_metadata(rk, 0, rkt, &metadata, scaled(10000)), ERR(NO_ERROR));
        rd_kafka_metadata_destroy(metadata);
        compacted_batch(rk, rkt, &seen, "k", "d");
        compacted_batch(rk, rkt, &seen, "n", "i");
        compacted_batch(rk, rkt, &seen, "kn", "ii");
        compacted_batch(rk, rkt, &seen, "knkn", "oioi");
        compacted_batch(rk, rkt, &seen, "kk", "dd");
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

int main(void) {
        admin = producer_of(conf_of("allow.auto.create.topics", "false", NULL));
        deleted();
        made_anew();
        grown();
        small_limit();
        compacted();
        rd_kafka_destroy(admin);
        return 0;
}
