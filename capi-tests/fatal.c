/* needs: none; timeout: 20
 *
 * The fatal state: who is told, and how often. */
#include "test.h"

#define CODE RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER

struct told {
        int fatal, other;
};

static void on_error(rd_kafka_t *rk, int err, const char *reason, void *opaque) {
        struct told *told = opaque;
        char text[256];

        if (err != RD_KAFKA_RESP_ERR__FATAL) {
                told->other++;
                return;
        }
        CHECK_CONTAINS(reason, "the test says so");
        CHECK_ERR(rd_kafka_fatal_error(rk, text, sizeof(text)), CODE);
        CHECK_CONTAINS(text, "the test says so");
        told->fatal++;
}

static void told_by_callback(void) {
        struct told told      = {0, 0};
        rd_kafka_conf_t *conf = conf_of("log_level", "0", NULL);
        char text[256]        = "untouched";

        rd_kafka_conf_set_error_cb(conf, on_error);
        rd_kafka_conf_set_opaque(conf, &told);
        rd_kafka_t *rk        = handle_of(RD_KAFKA_PRODUCER, conf);
        rd_kafka_topic_t *rkt = topic_of(rk, "t", NULL);
        CHECK_ERR(rd_kafka_fatal_error(rk, text, sizeof(text)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_STR(text, "untouched");

        CHECK_ERR(rd_kafka_test_fatal_error(rk, CODE, "the test says so"),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_test_fatal_error(rk, CODE, "again"),
                  RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS);
        WAIT_UNTIL(told.fatal, 5000, rd_kafka_poll(rk, 20));
        rd_kafka_poll(rk, 100);
        CHECK_INT(told.fatal, 1);

        CHECK_ERR(rd_kafka_fatal_error(rk, text, sizeof(text)), CODE);
        CHECK_CONTAINS(text, "the test says so");
        CHECK_ERR(rd_kafka_fatal_error(rk, NULL, 0), CODE);
        CHECK_ERR(rd_kafka_fatal_error(rk, text, 4), CODE);
        CHECK_INT(strlen(text), 3);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void told_by_event(void) {
        rd_kafka_conf_t *conf = conf_of("log_level", "0", NULL);
        rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_ERROR);
        rd_kafka_t *rk           = handle_of(RD_KAFKA_CONSUMER, conf);
        rd_kafka_queue_t *main_q = rd_kafka_queue_get_main(rk);

        CHECK_ERR(rd_kafka_test_fatal_error(rk, CODE, "the test says so"),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_event_t *event = rd_kafka_queue_poll(main_q, scaled(5000));
        CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_ERROR);
        CHECK_ERR(rd_kafka_event_error(event), CODE); /* the cause, where the callback has _FATAL */
        CHECK_INT(rd_kafka_event_error_is_fatal(event), 1);
        CHECK_CONTAINS(rd_kafka_event_error_string(event), "the test says so");
        rd_kafka_event_destroy(event);
        CHECK(rd_kafka_queue_poll(main_q, 50) == NULL, "told twice");
        rd_kafka_queue_destroy(main_q);
        rd_kafka_destroy(rk);
}

int main(void) {
        told_by_callback();
        told_by_event();
        return 0;
}
