/* needs: none; timeout: 30; only: ours (the reference's mock cluster creates no topics) */
/* A controller that is away when an admin request is to be sent again is waited for in peace. */
#include "test.h"

#include "librdkafka/rdkafka_mock.h"

#define OK RD_KAFKA_RESP_ERR_NO_ERROR
#define API_CREATE_TOPICS 19

static size_t requests(rd_kafka_mock_cluster_t *cluster, int api) {
        size_t all, count = 0;
        rd_kafka_mock_request_t **seen = rd_kafka_mock_get_requests(cluster, &all);

        for (size_t i = 0; i < all; i++)
                count += rd_kafka_mock_request_api_key(seen[i]) == api;
        rd_kafka_mock_request_destroy_array(seen, all);
        return count;
}

static double cpu_ms(void) {
        return (double)clock() * 1e3 / CLOCKS_PER_SEC;
}

int main(void) {
        char text[512];
        rd_kafka_t *rk                   = handle_of(RD_KAFKA_PRODUCER,
                                                     conf_of("test.mock.num.brokers", "1", "retry.backoff.ms", "100", "log_level", "0",
                                                             NULL));
        rd_kafka_mock_cluster_t *cluster = rd_kafka_handle_mock_cluster(rk);
        rd_kafka_queue_t *queue          = rd_kafka_queue_new(rk);
        rd_kafka_NewTopic_t *topic       = rd_kafka_NewTopic_new("t", 1, 1, text, sizeof(text));
        size_t count;

        rd_kafka_mock_start_request_tracking(cluster);
        rd_kafka_mock_push_request_errors(cluster, API_CREATE_TOPICS, 1, RD_KAFKA_RESP_ERR_NOT_CONTROLLER);
        rd_kafka_CreateTopics(rk, &topic, 1, NULL, queue);
        WAIT_UNTIL(requests(cluster, API_CREATE_TOPICS) > 0, 10000, sleep_ms(5));
        CHECK_ERR(rd_kafka_mock_broker_set_down(cluster, 1), OK);
        double before = cpu_ms();
        sleep_ms(1000); /* the time to try again passes */
        CHECK(cpu_ms() - before < scaled(100), "%.0f ms of CPU time in a second", cpu_ms() - before);
        CHECK_ERR(rd_kafka_mock_broker_set_up(cluster, 1), OK);

        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, scaled(15000));
        CHECK(event, "no answer");
        CHECK_ERR(rd_kafka_event_error(event), OK);
        const rd_kafka_topic_result_t **results =
            rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
        CHECK_INT(count, 1);
        CHECK_ERR(rd_kafka_topic_result_error(results[0]), OK);
        rd_kafka_event_destroy(event);
        rd_kafka_NewTopic_destroy(topic);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(rk);
        return 0;
}
