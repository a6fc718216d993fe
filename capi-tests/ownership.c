/* needs: none; timeout: 120
 *
 * Who frees a payload: the library exactly once when it took it over with RD_KAFKA_MSG_F_FREE, never
 * when it refused it, and never one that it was not given. Every way in and every way out, with
 * payloads that are copied into a batch and with such as are sent from where they are. */
#include <librdkafka/rdkafka_mock.h>

#include "tracked.h"

#define OK RD_KAFKA_RESP_ERR_NO_ERROR
#define TOPIC "t"

enum { API_PRODUCE = 0 };

static const size_t sizes[] = {10, 100000};
#define SIZES 2

struct seen {
        int reports, delivered;
        rd_kafka_resp_err_t err;
};

struct session {
        rd_kafka_t *rk;
        rd_kafka_topic_t *rkt;
        rd_kafka_mock_cluster_t *cluster;
        struct seen seen;
        size_t size;
};

/* What is reported is still there. */
static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct seen *seen = opaque;

        (void)rk;
        seen->reports++;
        seen->delivered += !message->err;
        seen->err = message->err;
        if (message->_private) {
                CHECK(message->payload == message->_private, "not the application's own pointer");
                CHECK_INT(freed(message->payload), 0);
                CHECK_INT(*(char *)message->payload, 'p');
        }
}

enum reports { NO_REPORTS, REPORTS, EVENTS };

static void begin(struct session *session, rd_kafka_conf_t *conf, enum reports reports,
                  size_t size) {
        memset(session, 0, sizeof(*session));
        session->size = size;
        conf_put(conf, "test.mock.num.brokers", "1");
        conf_put(conf, "log_level", "0");
        conf_put(conf, "retry.backoff.ms", "10");
        conf_put(conf, "retry.backoff.max.ms", "50");
        conf_put(conf, "reconnect.backoff.ms", "10");
        conf_put(conf, "reconnect.backoff.max.ms", "50");
        rd_kafka_conf_set_opaque(conf, &session->seen);
        if (reports == REPORTS)
                rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        if (reports == EVENTS)
                rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR);
        session->rk      = handle_of(RD_KAFKA_PRODUCER, conf);
        session->cluster = rd_kafka_handle_mock_cluster(session->rk);
        CHECK(session->cluster, "no mock cluster");
        CHECK_ERR(rd_kafka_mock_topic_create(session->cluster, TOPIC, 2, 1), OK);
        session->rkt = topic_of(session->rk, TOPIC, NULL);
}

static void end(struct session *session) {
        rd_kafka_topic_destroy(session->rkt);
        rd_kafka_destroy(session->rk);
}

/* Waits until the partitions are known. */
static void know_topic(struct session *session) {
        know_partitions(session->rk, session->rkt);
        memset(&session->seen, 0, sizeof(session->seen));
}

static int produce_to(struct session *session, int32_t partition, void *payload, size_t size) {
        return rd_kafka_produce(session->rkt, partition, RD_KAFKA_MSG_F_FREE, payload, size, NULL,
                                0, payload);
}

/* Queues a payload that becomes the library's. */
static void *give(struct session *session, int32_t partition) {
        void *payload = tracked_payload(session->size);

        CHECK_INT(produce_to(session, partition, payload, session->size), 0);
        return payload;
}

static void serve(struct session *session, int reports) {
        WAIT_UNTIL(session->seen.reports >= reports, 15000, rd_kafka_poll(session->rk, 20));
        CHECK_INT(session->seen.reports, reports);
        WAIT_UNTIL(payloads_freed() == reports, 5000, rd_kafka_poll(session->rk, 10));
}

/* All payloads were freed, each once. */
static void all_freed(int count) {
        CHECK_INT(tracked.count, count);
        CHECK_INT(payloads_freed(), count);
        forget_payloads();
}

static void none_freed(int count) {
        CHECK_INT(tracked.count, count);
        CHECK_INT(payloads_freed(), 0);
        forget_payloads();
}

/* ---- Taken over, and freed ---- */

static void delivered(enum reports reports, size_t size) {
        struct session session;

        begin(&session, rd_kafka_conf_new(), reports, size);
        for (int i = 0; i < 5; i++)
                give(&session, i % 2 ? 0 : RD_KAFKA_PARTITION_UA);
        CHECK_ERR(rd_kafka_flush(session.rk, scaled(15000)), OK);
        if (reports == REPORTS)
                CHECK_INT(session.seen.delivered, 5);
        WAIT_UNTIL(payloads_freed() == 5, 5000, rd_kafka_poll(session.rk, 10));
        end(&session);
        all_freed(5);
}

static void delivered_by_event(size_t size) {
        struct session session;
        int seen = 0;

        begin(&session, rd_kafka_conf_new(), EVENTS, size);
        rd_kafka_queue_t *queue = rd_kafka_queue_get_main(session.rk);
        for (int i = 0; i < 5; i++)
                give(&session, 0);
        while (seen < 5) {
                rd_kafka_event_t *event = rd_kafka_queue_poll(queue, scaled(10000));
                const rd_kafka_message_t *message;

                CHECK(event, "no event");
                CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_DR);
                while ((message = rd_kafka_event_message_next(event))) {
                        CHECK(message->payload == message->_private, "another pointer");
                        CHECK_INT(freed(message->payload), 0);
                        seen++;
                }
                rd_kafka_event_destroy(event);
        }
        CHECK_INT(payloads_freed(), 5);
        rd_kafka_queue_destroy(queue);
        end(&session);
        all_freed(5);
}

static void refused_by_the_broker(size_t size) {
        struct session session;

        /* Both in one request, however slow the machine. */
        begin(&session, conf_of("linger.ms", "200", NULL), REPORTS, size);
        rd_kafka_mock_push_request_errors(session.cluster, API_PRODUCE, 2,
                                          RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                          RD_KAFKA_RESP_ERR_INVALID_RECORD);
        give(&session, 0);
        give(&session, 0);
        serve(&session, 2);
        CHECK_ERR(session.seen.err, RD_KAFKA_RESP_ERR_INVALID_RECORD);
        end(&session);
        all_freed(2);
}

static void tried_again(size_t size) {
        struct session session;

        begin(&session, rd_kafka_conf_new(), REPORTS, size);
        rd_kafka_mock_push_request_errors(
            session.cluster, API_PRODUCE, 3, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
            RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
        give(&session, 0);
        give(&session, 0);
        serve(&session, 2);
        CHECK_INT(session.seen.delivered, 2);
        end(&session);
        all_freed(2);
}

static void timed_out(size_t size) {
        struct session session;

        begin(&session, conf_of("message.timeout.ms", "700", NULL), REPORTS, size);
        know_topic(&session);
        rd_kafka_mock_broker_set_down(session.cluster, 1);
        give(&session, 0);
        give(&session, RD_KAFKA_PARTITION_UA);
        serve(&session, 2);
        CHECK_ERR(session.seen.err, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT);
        end(&session);
        all_freed(2);
}

/* Before partitions are known, a partition that there is not costs a report. */
static void to_no_partition(size_t size) {
        struct session session;

        begin(&session, rd_kafka_conf_new(), REPORTS, size);
        give(&session, 17);
        serve(&session, 1);
        CHECK_ERR(session.seen.err, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        end(&session);
        all_freed(1);
}

static void to_no_topic(size_t size) {
        struct session session;

        begin(&session, conf_of("topic.metadata.propagation.max.ms", "200", NULL), REPORTS, size);
        rd_kafka_mock_topic_set_error(session.cluster, TOPIC,
                                      RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
        give(&session, 0);
        give(&session, RD_KAFKA_PARTITION_UA);
        serve(&session, 2);
        CHECK_ERR(session.seen.err, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
        /* From then on it is refused at once, and stays the caller's. */
        void *refused = tracked_payload(size);
        CHECK_INT(produce_to(&session, 0, refused, size), -1);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC);
        end(&session);
        CHECK_INT(freed(refused), 0);
        CHECK_INT(payloads_freed(), 2);
        forget_payloads();
}

static void purged(int32_t partition, int flags, rd_kafka_resp_err_t err, size_t size) {
        struct session session;

        begin(&session, conf_of("linger.ms", "0", NULL), REPORTS, size);
        know_topic(&session);
        if (err == RD_KAFKA_RESP_ERR__PURGE_QUEUE) {
                rd_kafka_mock_broker_set_down(session.cluster, 1);
                give(&session, partition);
        } else {
                /* On its way, and not answered. */
                size_t sent = 0;

                rd_kafka_mock_start_request_tracking(session.cluster);
                rd_kafka_mock_broker_push_request_error_rtts(session.cluster, 1, API_PRODUCE, 1,
                                                             OK, 60000);
                give(&session, partition);
                WAIT_UNTIL(sent > 0, 10000, {
                        rd_kafka_mock_request_t **requests =
                            rd_kafka_mock_get_requests(session.cluster, &sent);
                        size_t produced = 0;
                        for (size_t i = 0; i < sent; i++)
                                produced +=
                                    rd_kafka_mock_request_api_key(requests[i]) == API_PRODUCE;
                        rd_kafka_mock_request_destroy_array(requests, sent);
                        sent = produced;
                        sleep_ms(5);
                });
        }
        /* A batch may be between queue and wire for a moment. */
        WAIT_UNTIL(session.seen.reports == 1, 10000, {
                CHECK_ERR(rd_kafka_purge(session.rk, flags), OK);
                rd_kafka_poll(session.rk, 20);
        });
        CHECK_ERR(session.seen.err, err);
        serve(&session, 1);
        end(&session);
        all_freed(1);
}

/* Messages of every stage, when the instance goes. */
static void destroyed(size_t size) {
        struct session session;

        /* Waiting for the partitions. */
        begin(&session, rd_kafka_conf_new(), REPORTS, size);
        rd_kafka_mock_topic_set_error(session.cluster, TOPIC,
                                      RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
        give(&session, RD_KAFKA_PARTITION_UA);
        give(&session, 0);
        end(&session);
        all_freed(2);

        /* Lingering. */
        begin(&session, conf_of("linger.ms", "60000", NULL), REPORTS, size);
        know_topic(&session);
        give(&session, 0);
        give(&session, 0);
        end(&session);
        all_freed(2);

        /* Sent, and not answered, or about to be sent. */
        begin(&session, conf_of("linger.ms", "0", NULL), REPORTS, size);
        know_topic(&session);
        rd_kafka_mock_broker_push_request_error_rtts(session.cluster, 1, API_PRODUCE, 1, OK, 60000);
        give(&session, 0);
        sleep_ms(50);
        give(&session, 1);
        end(&session);
        all_freed(2);

        /* Reported, and the report not served. */
        begin(&session, conf_of("linger.ms", "0", NULL), REPORTS, size);
        know_topic(&session);
        rd_kafka_mock_start_request_tracking(session.cluster);
        give(&session, 0);
        rd_kafka_queue_t *queue = rd_kafka_queue_get_main(session.rk);
        WAIT_UNTIL(rd_kafka_queue_length(queue) > 0, 10000, sleep_ms(5));
        rd_kafka_queue_destroy(queue);
        CHECK_INT(session.seen.reports, 0);
        end(&session);
        all_freed(1);
}

/* ---- Refused, and the caller's ---- */

static void queue_full(size_t size) {
        struct session session;
        void *payload[2];

        begin(&session, conf_of("queue.buffering.max.messages", "1", "linger.ms", "50", NULL),
              REPORTS, size);
        know_topic(&session);
        payload[0] = give(&session, 0);
        payload[1] = tracked_payload(size);
        CHECK_INT(produce_to(&session, 0, payload[1], size), -1);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__QUEUE_FULL);
        CHECK_ERR(rd_kafka_flush(session.rk, scaled(15000)), OK);
        CHECK_INT(session.seen.reports, 1);
        end(&session);
        CHECK_INT(freed(payload[0]), 1);
        CHECK_INT(freed(payload[1]), 0);
        forget_payloads();
}

static void refusals(size_t size) {
        struct session session;
        rd_kafka_headers_t *headers = rd_kafka_headers_new(1);
        rd_kafka_error_t *error;

        begin(&session, conf_of("message.max.bytes", "200000", NULL), REPORTS, size);
        know_topic(&session);

        CHECK_INT(produce_to(&session, 17, tracked_payload(size), size), -1);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        CHECK_INT(produce_to(&session, 0, tracked_payload(200001), 200001), -1);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);

        /* No topic. */
        CHECK_ERR(rd_kafka_producev(session.rk, RD_KAFKA_V_VALUE(tracked_payload(size), size),
                                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_FREE), RD_KAFKA_V_END),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        /* A partition that there is not. */
        CHECK_ERR(rd_kafka_producev(session.rk, RD_KAFKA_V_RKT(session.rkt),
                                    RD_KAFKA_V_PARTITION(17),
                                    RD_KAFKA_V_VALUE(tracked_payload(size), size),
                                    RD_KAFKA_V_HEADERS(headers),
                                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_FREE), RD_KAFKA_V_END),
                  RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        /* Headers of both kinds. */
        CHECK_ERR(rd_kafka_producev(session.rk, RD_KAFKA_V_RKT(session.rkt),
                                    RD_KAFKA_V_VALUE(tracked_payload(size), size),
                                    RD_KAFKA_V_HEADER("a", "b", 1), RD_KAFKA_V_HEADERS(headers),
                                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_FREE), RD_KAFKA_V_END),
                  RD_KAFKA_RESP_ERR__CONFLICT);
        rd_kafka_headers_destroy(headers);
        /* A tag that there is not. */
        rd_kafka_vu_t tags[3] = {{.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = session.rkt},
                                 {.vtype = RD_KAFKA_VTYPE_VALUE,
                                  .u.mem = {tracked_payload(size), size}},
                                 {.vtype = (rd_kafka_vtype_t)99}};
        error = rd_kafka_produceva(session.rk, tags, 3);
        CHECK_ERR(rd_kafka_error_code(error), RD_KAFKA_RESP_ERR__INVALID_ARG);
        rd_kafka_error_destroy(error);

        CHECK_INT(rd_kafka_outq_len(session.rk), 0);
        end(&session);
        none_freed(6);
}

/* Of a batch, each message by itself. */
static void batch(size_t size) {
        struct session session;
        rd_kafka_message_t messages[4];

        begin(&session, conf_of("message.max.bytes", "200000", NULL), REPORTS, size);
        know_topic(&session);
        memset(messages, 0, sizeof(messages));
        for (int i = 0; i < 4; i++) {
                size_t length         = i == 1 ? 200001 : size;
                messages[i].payload   = tracked_payload(length);
                messages[i].len       = length;
                messages[i].partition = i == 2 ? 17 : 0;
                messages[i]._private  = messages[i].payload;
        }
        rd_kafka_produce_batch(session.rkt, RD_KAFKA_PARTITION_UA,
                               RD_KAFKA_MSG_F_FREE | RD_KAFKA_MSG_F_PARTITION, messages, 4);
        CHECK_ERR(messages[0].err, OK);
        CHECK_ERR(messages[1].err, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        CHECK_ERR(messages[2].err, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        CHECK_ERR(messages[3].err, OK);
        /* Not flush(): the reference goes on counting the one whose partition is unknown. */
        WAIT_UNTIL(session.seen.delivered == 2, 15000, rd_kafka_poll(session.rk, 20));
        end(&session);
        CHECK_INT(freed(messages[0].payload), 1);
        CHECK_INT(freed(messages[1].payload), 0);
        CHECK_INT(freed(messages[2].payload), 0);
        CHECK_INT(freed(messages[3].payload), 1);
        forget_payloads();
}

static void fatal(size_t size) {
        struct session session;

        begin(&session, conf_of("enable.idempotence", "true", "linger.ms", "60000", NULL), REPORTS,
              size);
        void *queued = give(&session, 0);
        CHECK_ERR(rd_kafka_test_fatal_error(session.rk, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                                            "for a test"),
                  OK);
        void *refused = tracked_payload(size);
        CHECK_INT(produce_to(&session, 0, refused, size), -1);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__FATAL);
        WAIT_UNTIL(session.seen.reports == 1, 15000, rd_kafka_poll(session.rk, 20));
        end(&session);
        CHECK_INT(freed(queued), 1);
        CHECK_INT(freed(refused), 0);
        forget_payloads();
}

/* ---- Not given away ---- */

static void kept(size_t size) {
        struct session session;
        void *copied, *lent;

        begin(&session, rd_kafka_conf_new(), REPORTS, size);
        copied = tracked_payload(size);
        lent   = tracked_payload(size);
        CHECK_INT(rd_kafka_produce(session.rkt, 0, RD_KAFKA_MSG_F_COPY, copied, size, NULL, 0,
                                   NULL),
                  0);
        CHECK_INT(rd_kafka_produce(session.rkt, 0, 0, lent, size, NULL, 0, lent), 0);
        CHECK_ERR(rd_kafka_flush(session.rk, scaled(15000)), OK);
        CHECK_INT(session.seen.delivered, 2);
        end(&session);
        none_freed(2);
}

int main(void) {
        track_frees();
        for (int s = 0; s < SIZES; s++) {
                size_t size = sizes[s];

                delivered(REPORTS, size);
                delivered(NO_REPORTS, size);
                delivered_by_event(size);
                refused_by_the_broker(size);
                tried_again(size);
                timed_out(size);
                to_no_partition(size);
                to_no_topic(size);
                purged(0, RD_KAFKA_PURGE_F_QUEUE, RD_KAFKA_RESP_ERR__PURGE_QUEUE, size);
                purged(RD_KAFKA_PARTITION_UA, RD_KAFKA_PURGE_F_QUEUE,
                       RD_KAFKA_RESP_ERR__PURGE_QUEUE, size);
                purged(0, RD_KAFKA_PURGE_F_INFLIGHT, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, size);
                purged(0, RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING,
                       RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, size);
                destroyed(size);
                queue_full(size);
                refusals(size);
                batch(size);
                fatal(size);
                kept(size);
        }
        return 0;
}
