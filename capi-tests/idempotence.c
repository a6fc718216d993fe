/* needs: none; timeout: 120
 *
 * The idempotent producer against a mock cluster that fails on purpose: each acknowledged message is
 * in the log once, in order; what cannot be kept is said. */
#include <librdkafka/rdkafka_mock.h>

#include "test.h"

#define OK RD_KAFKA_RESP_ERR_NO_ERROR
#define TOPIC "t"

enum { API_PRODUCE = 0, API_INIT_PRODUCER_ID = 22 };

/* What became of the messages of one producer; each carries its number. */
struct seen {
        int reports, delivered, last_delivered, out_of_order, fatal;
        rd_kafka_resp_err_t first_error;
        rd_kafka_msg_status_t first_status;
        char eos[512];
};

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct seen *seen = opaque;
        int number        = number_of(message);

        (void)rk;
        seen->reports++;
        if (message->err) {
                if (!seen->first_error) {
                        seen->first_error  = message->err;
                        seen->first_status = rd_kafka_message_status(message);
                }
                return;
        }
        CHECK_INT(rd_kafka_message_status(message), RD_KAFKA_MSG_STATUS_PERSISTED);
        seen->delivered++;
        if (number < seen->last_delivered)
                seen->out_of_order++;
        seen->last_delivered = number;
}

static void on_error(rd_kafka_t *rk, int err, const char *reason, void *opaque) {
        struct seen *seen = opaque;

        (void)rk;
        (void)reason;
        if (err == RD_KAFKA_RESP_ERR__FATAL)
                seen->fatal++;
}

static int on_stats(rd_kafka_t *rk, char *json, size_t length, void *opaque) {
        struct seen *seen = opaque;
        char *eos         = strstr(json, "\"eos\"");

        (void)rk;
        (void)length;
        if (eos)
                snprintf(seen->eos, sizeof(seen->eos), "%s", eos);
        return 0;
}

struct session {
        rd_kafka_t *rk;
        rd_kafka_topic_t *rkt;
        rd_kafka_mock_cluster_t *cluster;
        struct seen seen;
};

static void begin(struct session *session, rd_kafka_conf_t *conf, int brokers) {
        char count[8];

        memset(session, 0, sizeof(*session));
        session->seen.last_delivered = -1;
        snprintf(count, sizeof(count), "%d", brokers);
        conf_put(conf, "test.mock.num.brokers", count);
        conf_put(conf, "enable.idempotence", "true");
        conf_put(conf, "log_level", "0");
        conf_put(conf, "retry.backoff.ms", "20");
        conf_put(conf, "reconnect.backoff.ms", "10");
        conf_put(conf, "reconnect.backoff.max.ms", "50");
        rd_kafka_conf_set_opaque(conf, &session->seen);
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_conf_set_error_cb(conf, on_error);
        rd_kafka_conf_set_stats_cb(conf, on_stats);
        session->rk      = handle_of(RD_KAFKA_PRODUCER, conf);
        session->cluster = rd_kafka_handle_mock_cluster(session->rk);
        CHECK(session->cluster, "no mock cluster");
        CHECK_ERR(rd_kafka_mock_topic_create(session->cluster, TOPIC, 1, brokers), OK);
        session->rkt = topic_of(session->rk, TOPIC, NULL);
}

static void produce_number(struct session *session, int number) {
        char value[16];

        snprintf(value, sizeof(value), "%d", number);
        produce_text(session->rkt, 0, value);
}

static void produce_numbers(struct session *session, int from, int to) {
        for (int number = from; number < to; number++)
                produce_number(session, number);
}

static void flush(struct session *session) {
        CHECK_ERR(rd_kafka_flush(session->rk, scaled(15000)), OK);
}

/* The log has the numbers from..to-1, each once and in order. */
static void check_log(struct session *session, int from, int to) {
        rd_kafka_t *rk = handle_of(
            RD_KAFKA_CONSUMER,
            conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(session->cluster),
                    "log_level", "0", "fetch.wait.max.ms", "50", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, TOPIC, NULL);
        double until          = now_ms() + scaled(10000);
        int expected          = from;

        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_BEGINNING), 0);
        /* A little longer than for the last one: nothing may follow it. */
        while (now_ms() < until) {
                rd_kafka_message_t *message = rd_kafka_consume(rkt, 0, 100);
                if (!message) {
                        if (expected == to)
                                break;
                        continue;
                }
                if (!message->err) {
                        CHECK_INT(number_of(message), expected);
                        expected++;
                }
                rd_kafka_message_destroy(message);
        }
        CHECK_INT(expected, to);
        rd_kafka_consume_stop(rkt, 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void end(struct session *session) {
        rd_kafka_topic_destroy(session->rkt);
        rd_kafka_destroy(session->rk);
}

static void fail_requests(struct session *session, int api, rd_kafka_resp_err_t code, int times) {
        for (int i = 0; i < times; i++)
                rd_kafka_mock_push_request_errors(session->cluster, (int16_t)api, 1, code);
}

/* Errors that another attempt gets over: once each, one message after the other. */
static void errors_are_retried(void) {
        static const rd_kafka_resp_err_t codes[] = {
            RD_KAFKA_RESP_ERR__TRANSPORT,
            RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID,
        };
        const int count = (int)(sizeof(codes) / sizeof(*codes));
        struct session session;

        begin(&session, conf_of("linger.ms", "0", NULL), 1);
        for (int i = 0; i < count; i++) {
                fail_requests(&session, API_PRODUCE, codes[i], 1);
                produce_number(&session, i);
                flush(&session);
                CHECK_INT(session.seen.delivered, i + 1);
        }
        CHECK_INT(session.seen.fatal, 0);
        check_log(&session, 0, count);
        end(&session);
}

/* Several batches of one message each are under way when one of them fails. */
static void order_is_kept_in_flight(rd_kafka_resp_err_t code, int times) {
        struct session session;

        /* The reference's mock cluster does not look at sequences: what follows a batch that it
         * refused gets in before it. */
        if (on_reference())
                return;
        begin(&session, conf_of("linger.ms", "0", "batch.num.messages", "1", NULL), 1);
        produce_number(&session, 0);
        flush(&session);
        fail_requests(&session, API_PRODUCE, code, times);
        produce_numbers(&session, 1, 60);
        flush(&session);
        CHECK_INT(session.seen.delivered, 60);
        CHECK_INT(session.seen.out_of_order, 0);
        CHECK_INT(session.seen.fatal, 0);
        check_log(&session, 0, 60);
        end(&session);
}

/* The leader moves to and fro while messages go out. */
static void order_is_kept_when_leaders_move(void) {
        struct session session;

        begin(&session, conf_of("linger.ms", "0", "batch.num.messages", "3", NULL), 3);
        for (int i = 0; i < 8; i++) {
                rd_kafka_mock_partition_set_leader(session.cluster, TOPIC, 0, 1 + i % 3);
                produce_numbers(&session, i * 50, i * 50 + 50);
                rd_kafka_poll(session.rk, 30);
        }
        flush(&session);
        CHECK_INT(session.seen.delivered, 400);
        CHECK_INT(session.seen.out_of_order, 0);
        check_log(&session, 0, 400);
        end(&session);
}

/* The broker has the batch already: a success. */
static void a_duplicate_is_a_success(void) {
        struct session session;

        begin(&session, conf_of("linger.ms", "0", NULL), 1);
        fail_requests(&session, API_PRODUCE, RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER, 1);
        produce_number(&session, 0);
        flush(&session);
        CHECK_INT(session.seen.delivered, 1);
        CHECK_INT(session.seen.fatal, 0);
        end(&session);
}

/* A batch that cannot be delivered leaves the others' order as it is. */
static void a_failed_batch_leaves_the_others(void) {
        struct session session;

        begin(&session, conf_of("linger.ms", "0", "batch.num.messages", "1", NULL), 1);
        produce_number(&session, 0);
        flush(&session);
        fail_requests(&session, API_PRODUCE, RD_KAFKA_RESP_ERR_INVALID_RECORD, 1);
        produce_number(&session, 900);
        flush(&session);
        CHECK_ERR(session.seen.first_error, RD_KAFKA_RESP_ERR_INVALID_RECORD);
        CHECK_INT(session.seen.first_status, RD_KAFKA_MSG_STATUS_NOT_PERSISTED);
        produce_numbers(&session, 1, 20);
        flush(&session);
        CHECK_INT(session.seen.delivered, 20);
        CHECK_INT(session.seen.out_of_order, 0);
        CHECK_INT(session.seen.fatal, 0);
        check_log(&session, 0, 20);
        end(&session);
}

static void check_fatal(struct session *session, rd_kafka_resp_err_t code, const char *mention) {
        char text[512];

        WAIT_UNTIL(session->seen.fatal, 5000, rd_kafka_poll(session->rk, 20));
        CHECK_ERR(rd_kafka_fatal_error(session->rk, text, sizeof(text)), code);
        CHECK_CONTAINS(text, mention);
        CHECK_INT(rd_kafka_produce(session->rkt, 0, RD_KAFKA_MSG_F_COPY, "x", 1, NULL, 0, NULL), -1);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__FATAL);
        CHECK_INT(errno, ECANCELED);
        flush(session);
        CHECK_ERR(rd_kafka_purge(session->rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT), OK);
        CHECK_INT(rd_kafka_outq_len(session->rk), 0);
        CHECK_INT(session->seen.fatal, 1);
}

/* The broker has lost what it acknowledged: there is no going on. */
static void desynchronization_is_fatal(void) {
        struct session session;

        begin(&session, conf_of("linger.ms", "0", NULL), 1);
        produce_number(&session, 0);
        flush(&session);
        fail_requests(&session, API_PRODUCE, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, 1);
        produce_number(&session, 1);
        check_fatal(&session, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "sequence desynchronization");
        CHECK_ERR(session.seen.first_error, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
        CHECK_INT(session.seen.first_status, RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED);
        end(&session);
}

static void a_gap_is_fatal_when_there_must_be_none(void) {
        struct session session;

        begin(&session, conf_of("linger.ms", "0", "enable.gapless.guarantee", "true", NULL), 1);
        fail_requests(&session, API_PRODUCE, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, 1);
        produce_number(&session, 0);
        check_fatal(&session, RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE, "unable to satisfy gap-less guarantee");
        CHECK_ERR(session.seen.first_error, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        end(&session);
}

/* Until there is a producer id nothing goes out; what passes is waited out. */
static void the_producer_id_is_asked_for_again(void) {
        struct session session;

        begin(&session, conf_of("linger.ms", "0", "statistics.interval.ms", "100", NULL), 1);
        fail_requests(&session, API_INIT_PRODUCER_ID, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, 2);
        fail_requests(&session, API_INIT_PRODUCER_ID, RD_KAFKA_RESP_ERR__TRANSPORT, 1);
        fail_requests(&session, API_INIT_PRODUCER_ID, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, 1);
        produce_numbers(&session, 0, 10);
        flush(&session);
        CHECK_INT(session.seen.delivered, 10);
        CHECK_INT(session.seen.fatal, 0);
        check_log(&session, 0, 10);
        WAIT_UNTIL(strstr(session.seen.eos, "Assigned"), 5000, rd_kafka_poll(session.rk, 50));
        CHECK(!strstr(session.seen.eos, "\"producer_id\":-1"), "%s", session.seen.eos);
        end(&session);
}

static void no_producer_id_is_fatal(rd_kafka_resp_err_t code, rd_kafka_resp_err_t fatal) {
        struct session session;

        /* The request goes out as soon as there is a broker: none until it is to fail. */
        begin(&session, conf_of("linger.ms", "0", NULL), 1);
        fail_requests(&session, API_INIT_PRODUCER_ID, code, 3);
        produce_numbers(&session, 0, 5);
        check_fatal(&session, fatal, "Failed to acquire idempotence PID");
        CHECK_INT(session.seen.reports, 5);
        CHECK_ERR(session.seen.first_error, RD_KAFKA_RESP_ERR__PURGE_QUEUE);
        CHECK_INT(session.seen.first_status, RD_KAFKA_MSG_STATUS_NOT_PERSISTED);
        end(&session);
}

/* After a fatal error nothing is taken, and what waited comes back. */
static void a_raised_fatal_error_ends_producing(void) {
        struct session session;

        begin(&session, conf_of("linger.ms", "5000", NULL), 1);
        produce_numbers(&session, 0, 5);
        CHECK_ERR(rd_kafka_test_fatal_error(session.rk, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                                            "the test says so"),
                  OK);
        check_fatal(&session, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "the test says so");
        CHECK_INT(session.seen.reports, 5);
        CHECK_ERR(session.seen.first_error, RD_KAFKA_RESP_ERR__PURGE_QUEUE);
        end(&session);
}

/* Messages that time out while nobody answers: those after them are delivered, once and in order. */
static void the_rest_goes_on_after_timeouts(void) {
        struct session session;

        begin(&session,
              conf_of("linger.ms", "0", "batch.num.messages", "1", "message.timeout.ms", "700", NULL), 1);
        produce_number(&session, 0);
        flush(&session);
        rd_kafka_mock_broker_set_down(session.cluster, 1);
        rd_kafka_poll(session.rk, scaled(200)); /* What goes out before it is down may get there. */
        produce_numbers(&session, 900, 905);
        WAIT_UNTIL(session.seen.reports == 6, 10000, rd_kafka_poll(session.rk, 20));
        CHECK_ERR(session.seen.first_error, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT);
        rd_kafka_mock_broker_set_up(session.cluster, 1);
        sleep_ms(scaled(300));
        session.seen.last_delivered = 0;
        for (int number = 1; number < 10; number++) {
                produce_number(&session, number);
                flush(&session);
        }
        CHECK_INT(session.seen.delivered, 10);
        check_log(&session, 0, 10);
        end(&session);
}

/* What the application gave up in flight may be in the log; what it produces then comes after it. */
static void the_rest_goes_on_after_a_purge(void) {
        struct session session;

        begin(&session, conf_of("linger.ms", "0", "batch.num.messages", "1", NULL), 1);
        produce_number(&session, 0);
        flush(&session);
        CHECK_ERR(rd_kafka_mock_broker_set_rtt(session.cluster, 1, 500), OK);
        produce_numbers(&session, 1, 4);
        rd_kafka_poll(session.rk, 100);
        CHECK_ERR(rd_kafka_purge(session.rk, RD_KAFKA_PURGE_F_INFLIGHT), OK);
        WAIT_UNTIL(session.seen.reports == 4, 5000, rd_kafka_poll(session.rk, 20));
        CHECK_ERR(session.seen.first_error, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT);
        CHECK_INT(session.seen.first_status, RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED);
        CHECK_ERR(rd_kafka_mock_broker_set_rtt(session.cluster, 1, 0), OK);
        produce_numbers(&session, 4, 10);
        flush(&session);
        CHECK_INT(session.seen.delivered, 7);
        CHECK_INT(session.seen.fatal, 0);
        check_log(&session, 0, 10);
        end(&session);
}

int main(void) {
        errors_are_retried();
        order_is_kept_in_flight(RD_KAFKA_RESP_ERR__TRANSPORT, 3);
        order_is_kept_in_flight(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, 2);
        order_is_kept_in_flight(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, 5);
        order_is_kept_when_leaders_move();
        a_duplicate_is_a_success();
        a_failed_batch_leaves_the_others();
        desynchronization_is_fatal();
        a_gap_is_fatal_when_there_must_be_none();
        the_producer_id_is_asked_for_again();
        no_producer_id_is_fatal(RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
                                RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED);
        no_producer_id_is_fatal(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR__FENCED);
        a_raised_fatal_error_ends_producing();
        the_rest_goes_on_after_timeouts();
        the_rest_goes_on_after_a_purge();
        return 0;
}
