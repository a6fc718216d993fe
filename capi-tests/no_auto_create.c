/* needs: kafka-no-auto; topics: a=1; timeout: 30
 *
 * Where the broker creates no topics, what is missing stays missing, and says so. */
#include "test.h"

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk;
        *(rd_kafka_resp_err_t *)opaque = message->err;
}

int main(void) {
        rd_kafka_resp_err_t reported = RD_KAFKA_RESP_ERR__IN_PROGRESS;
        const struct rd_kafka_metadata *metadata;
        rd_kafka_conf_t *conf = conf_of("topic.metadata.propagation.max.ms", "300", NULL);

        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_conf_set_opaque(conf, &reported);
        rd_kafka_t *rk           = producer_of(conf);
        rd_kafka_topic_t *absent = topic_of(rk, topic_name("absent"), NULL);
        rd_kafka_topic_t *there  = topic_of(rk, topic_name("a"), NULL);

        for (int i = 0; i < 2; i++) {
                CHECK_ERR(rd_kafka_metadata(rk, 0, absent, &metadata, scaled(10000)),
                          RD_KAFKA_RESP_ERR_NO_ERROR);
                CHECK_INT(metadata->topic_cnt, 1);
                CHECK_ERR(metadata->topics[0].err, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
                rd_kafka_metadata_destroy(metadata);
        }
        /* Taken and reported, or refused at once: what the instance knows by now decides. */
        if (rd_kafka_produce(absent, 0, RD_KAFKA_MSG_F_COPY, "x", 1, NULL, 0, NULL)) {
                CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC);
        } else {
                WAIT_UNTIL(reported != RD_KAFKA_RESP_ERR__IN_PROGRESS, 20000,
                           rd_kafka_poll(rk, 20));
                CHECK(reported == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
                          reported == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
                      "%s", rd_kafka_err2name(reported));
        }

        /* A topic beside it is not held up. */
        reported = RD_KAFKA_RESP_ERR__IN_PROGRESS;
        produce_text(there, 0, "x");
        flush_all(rk);
        CHECK_ERR(reported, RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_destroy(there);
        rd_kafka_topic_destroy(absent);
        rd_kafka_destroy(rk);
        return 0;
}
