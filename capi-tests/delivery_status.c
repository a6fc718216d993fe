/* needs: none; timeout: 120
 *
 * What becomes of a message when brokers answer with errors, one after the other: which of them are
 * tried again, which count against `retries`, and what the report says of the message's whereabouts. */
#include <librdkafka/rdkafka_mock.h>

#include "test.h"

#define ERR(name) RD_KAFKA_RESP_ERR_##name
#define TOPIC "t"
#define NO ERR(NO_ERROR)

enum { API_PRODUCE = 0 };

static const struct {
        rd_kafka_resp_err_t answers[3];
        const char *retries;
        rd_kafka_resp_err_t err;
        rd_kafka_msg_status_t status;
} cases[] = {
#define PERSISTED RD_KAFKA_MSG_STATUS_PERSISTED
#define NOT_PERSISTED RD_KAFKA_MSG_STATUS_NOT_PERSISTED
#define POSSIBLY RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED
    /* Tried again. */
    {{ERR(NOT_ENOUGH_REPLICAS)}, "1", NO, PERSISTED},
    {{ERR(REQUEST_TIMED_OUT), ERR(NOT_ENOUGH_REPLICAS_AFTER_APPEND)}, "2", NO, PERSISTED},
    {{ERR(_TRANSPORT), ERR(KAFKA_STORAGE_ERROR), ERR(INVALID_MSG)}, "3", NO, PERSISTED},
    /* Not that often. */
    {{ERR(NOT_ENOUGH_REPLICAS)}, "0", ERR(NOT_ENOUGH_REPLICAS), NOT_PERSISTED},
    {{ERR(NOT_ENOUGH_REPLICAS), ERR(NOT_ENOUGH_REPLICAS)},
     "1",
     ERR(NOT_ENOUGH_REPLICAS),
     NOT_PERSISTED},
    {{ERR(INVALID_MSG)}, "0", ERR(INVALID_MSG), NOT_PERSISTED},
    {{ERR(KAFKA_STORAGE_ERROR)}, "0", ERR(KAFKA_STORAGE_ERROR), NOT_PERSISTED},
    {{ERR(REQUEST_TIMED_OUT)}, "0", ERR(REQUEST_TIMED_OUT), POSSIBLY},
    {{ERR(NOT_ENOUGH_REPLICAS_AFTER_APPEND)},
     "0",
     ERR(NOT_ENOUGH_REPLICAS_AFTER_APPEND),
     POSSIBLY},
    {{ERR(_TRANSPORT)}, "0", ERR(_TRANSPORT), POSSIBLY},
    /* The leader is elsewhere: no attempt was made. */
    {{ERR(NOT_LEADER_FOR_PARTITION), ERR(NOT_LEADER_FOR_PARTITION)}, "0", NO, PERSISTED},
    {{ERR(LEADER_NOT_AVAILABLE), ERR(UNKNOWN_TOPIC_OR_PART)}, "0", NO, PERSISTED},
    {{ERR(REPLICA_NOT_AVAILABLE), ERR(BROKER_NOT_AVAILABLE)}, "0", NO, PERSISTED},
    {{ERR(_TRANSPORT), ERR(NOT_LEADER_FOR_PARTITION)}, "1", NO, PERSISTED},
    /* For good; what an earlier attempt has left open stays open. */
    {{ERR(TOPIC_AUTHORIZATION_FAILED)}, "9", ERR(TOPIC_AUTHORIZATION_FAILED), NOT_PERSISTED},
    {{ERR(MSG_SIZE_TOO_LARGE)}, "9", ERR(MSG_SIZE_TOO_LARGE), NOT_PERSISTED},
    {{ERR(INVALID_RECORD)}, "9", ERR(INVALID_RECORD), NOT_PERSISTED},
    {{ERR(NOT_ENOUGH_REPLICAS), ERR(INVALID_RECORD)}, "9", ERR(INVALID_RECORD), NOT_PERSISTED},
    {{ERR(NOT_LEADER_FOR_PARTITION), ERR(INVALID_RECORD)},
     "9",
     ERR(INVALID_RECORD),
     NOT_PERSISTED},
    {{ERR(REQUEST_TIMED_OUT), ERR(INVALID_RECORD)}, "9", ERR(INVALID_RECORD), POSSIBLY},
    {{ERR(_TRANSPORT), ERR(INVALID_RECORD)}, "9", ERR(INVALID_RECORD), POSSIBLY},
    {{ERR(REQUEST_TIMED_OUT), ERR(NOT_ENOUGH_REPLICAS)},
     "1",
     ERR(NOT_ENOUGH_REPLICAS),
     POSSIBLY},
};

struct seen {
        int reports, broker;
        rd_kafka_resp_err_t err;
        rd_kafka_msg_status_t status;
};

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct seen *seen = opaque;

        (void)rk;
        seen->reports++;
        seen->err    = message->err;
        seen->status = rd_kafka_message_status(message);
        seen->broker = rd_kafka_message_broker_id(message);
        /* This cluster says nothing beside the code. */
        CHECK(rd_kafka_message_produce_errstr(message) == NULL, "a text");
}

static rd_kafka_t *producer_with(struct seen *seen, rd_kafka_conf_t *conf) {
        memset(seen, 0, sizeof(*seen));
        conf_put(conf, "test.mock.num.brokers", "1");
        conf_put(conf, "log_level", "0");
        conf_put(conf, "linger.ms", "0");
        conf_put(conf, "retry.backoff.ms", "10");
        conf_put(conf, "retry.backoff.max.ms", "20");
        conf_put(conf, "reconnect.backoff.ms", "10");
        conf_put(conf, "reconnect.backoff.max.ms", "20");
        rd_kafka_conf_set_opaque(conf, seen);
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        return handle_of(RD_KAFKA_PRODUCER, conf);
}

static void answered_with_errors(void) {
        for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
                struct seen seen;
                rd_kafka_t *rk = producer_with(&seen, conf_of("retries", cases[c].retries, NULL));
                rd_kafka_mock_cluster_t *cluster = rd_kafka_handle_mock_cluster(rk);
                rd_kafka_topic_t *rkt;

                CHECK_ERR(rd_kafka_mock_topic_create(cluster, TOPIC, 1, 1), NO);
                for (int i = 0; i < 3 && cases[c].answers[i]; i++)
                        rd_kafka_mock_push_request_errors(cluster, API_PRODUCE, 1,
                                                          cases[c].answers[i]);
                rkt = topic_of(rk, TOPIC, NULL);
                produce_text(rkt, 0, "x");
                WAIT_UNTIL(seen.reports > 0, 20000, rd_kafka_poll(rk, 20));
                CHECK(seen.err == cases[c].err && seen.status == cases[c].status &&
                          seen.broker == 1,
                      "%zu, first answered with %s: %s, status %d, broker %d", c,
                      rd_kafka_err2name(cases[c].answers[0]), rd_kafka_err2name(seen.err),
                      seen.status, seen.broker);
                rd_kafka_topic_destroy(rkt);
                rd_kafka_destroy(rk);
        }
}

/* Time is up while the leader refuses: the message is known not to be there. While a request is
 * not answered, nobody knows. */
static void time_is_up(int answered) {
        struct seen seen;
        rd_kafka_t *rk = producer_with(&seen, conf_of("message.timeout.ms", "1000", NULL));
        rd_kafka_mock_cluster_t *cluster = rd_kafka_handle_mock_cluster(rk);
        rd_kafka_topic_t *rkt;

        CHECK_ERR(rd_kafka_mock_topic_create(cluster, TOPIC, 1, 1), NO);
        if (answered)
                for (int i = 0; i < 500; i++)
                        rd_kafka_mock_push_request_errors(cluster, API_PRODUCE, 1,
                                                          ERR(NOT_ENOUGH_REPLICAS));
        else
                rd_kafka_mock_broker_push_request_error_rtts(cluster, 1, API_PRODUCE, 1, NO, 60000);
        rkt = topic_of(rk, TOPIC, NULL);
        produce_text(rkt, 0, "x");
        WAIT_UNTIL(seen.reports > 0, 20000, rd_kafka_poll(rk, 20));
        CHECK_ERR(seen.err, ERR(_MSG_TIMED_OUT));
        CHECK_INT(seen.status, answered ? NOT_PERSISTED : POSSIBLY);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

/* Messages of one request time out each by its own topic's time. */
static void each_in_its_time(void) {
        struct seen seen;
        rd_kafka_t *rk                   = producer_with(&seen, rd_kafka_conf_new());
        rd_kafka_mock_cluster_t *cluster = rd_kafka_handle_mock_cluster(rk);
        const struct rd_kafka_metadata *metadata;
        rd_kafka_topic_t *hasty, *patient;

        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "hasty", 1, 1), NO);
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "patient", 1, 1), NO);
        hasty   = topic_of(rk, "hasty", "message.timeout.ms", "500", NULL);
        patient = topic_of(rk, "patient", "message.timeout.ms", "60000", NULL);
        CHECK_ERR(rd_kafka_metadata(rk, 0, hasty, &metadata, scaled(10000)), NO);
        rd_kafka_metadata_destroy(metadata);
        CHECK_ERR(rd_kafka_metadata(rk, 0, patient, &metadata, scaled(10000)), NO);
        rd_kafka_metadata_destroy(metadata);
        rd_kafka_mock_broker_push_request_error_rtts(cluster, 1, API_PRODUCE, 2, NO, 2500, NO,
                                                     2500);
        produce_text(hasty, 0, "x");
        produce_text(patient, 0, "x");
        WAIT_UNTIL(seen.reports == 1, 20000, rd_kafka_poll(rk, 20));
        CHECK_ERR(seen.err, ERR(_MSG_TIMED_OUT));
        CHECK_INT(seen.status, POSSIBLY);
        WAIT_UNTIL(seen.reports == 2, 20000, rd_kafka_poll(rk, 20));
        CHECK_ERR(seen.err, NO);
        rd_kafka_topic_destroy(hasty);
        rd_kafka_topic_destroy(patient);
        rd_kafka_destroy(rk);
}

/* What metadata says of a topic: for the moment, for good, and too late to matter. */
static void topic_errors(void) {
        static const struct {
                rd_kafka_resp_err_t topic, report, refusal;
        } errors[] = {
            {ERR(TOPIC_AUTHORIZATION_FAILED), ERR(TOPIC_AUTHORIZATION_FAILED),
             ERR(TOPIC_AUTHORIZATION_FAILED)},
            {ERR(TOPIC_EXCEPTION), ERR(TOPIC_EXCEPTION), ERR(_UNKNOWN_TOPIC)},
            {ERR(UNKNOWN_TOPIC_OR_PART), ERR(UNKNOWN_TOPIC_OR_PART), ERR(_UNKNOWN_TOPIC)},
            {ERR(LEADER_NOT_AVAILABLE), NO, NO},
            {ERR(KAFKA_STORAGE_ERROR), NO, NO},
            {ERR(UNKNOWN), NO, NO},
        };

        for (size_t e = 0; e < sizeof(errors) / sizeof(*errors); e++) {
                struct seen seen;
                rd_kafka_t *rk = producer_with(
                    &seen, conf_of("topic.metadata.propagation.max.ms", "200", NULL));
                rd_kafka_mock_cluster_t *cluster = rd_kafka_handle_mock_cluster(rk);
                rd_kafka_topic_t *rkt;

                CHECK_ERR(rd_kafka_mock_topic_create(cluster, TOPIC, 1, 1), NO);
                rd_kafka_mock_topic_set_error(cluster, TOPIC, errors[e].topic);
                rkt = topic_of(rk, TOPIC, NULL);
                produce_text(rkt, 0, "x");
                if (errors[e].report) {
                        WAIT_UNTIL(seen.reports == 1, 20000, rd_kafka_poll(rk, 20));
                        CHECK_ERR(seen.err, errors[e].report);
                        CHECK_INT(seen.status, NOT_PERSISTED);
                        CHECK_INT(seen.broker, -1);
                        CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, "x", 1, NULL, 0,
                                                   NULL),
                                  -1);
                        CHECK_ERR(rd_kafka_last_error(), errors[e].refusal);
                } else {
                        sleep_ms(500);
                        rd_kafka_poll(rk, 0);
                        CHECK_INT(seen.reports, 0);
                        rd_kafka_mock_topic_set_error(cluster, TOPIC, NO);
                        WAIT_UNTIL(seen.reports == 1, 20000, rd_kafka_poll(rk, 20));
                        CHECK_ERR(seen.err, NO);
                        /* Once it is known, such an answer changes nothing. */
                        rd_kafka_mock_topic_set_error(cluster, TOPIC, errors[e].topic);
                        rd_kafka_mock_push_request_errors(cluster, API_PRODUCE, 1,
                                                          ERR(NOT_LEADER_FOR_PARTITION));
                        produce_text(rkt, 0, "y");
                        WAIT_UNTIL(seen.reports == 2, 20000, rd_kafka_poll(rk, 20));
                        CHECK_ERR(seen.err, NO);
                }
                rd_kafka_topic_destroy(rkt);
                rd_kafka_destroy(rk);
        }
}

int main(void) {
        answered_with_errors();
        time_is_up(1);
        time_is_up(0);
        each_in_its_time();
        topic_errors();
        return 0;
}
