/* needs: none; timeout: 60; only: ours the reference's mock cluster knows no ListGroups */
/* Listing groups when some brokers refuse, or do not answer in time. */
#include "group.h"
#include "librdkafka/rdkafka_mock.h"

enum { LIST_GROUPS = 16 };

int main(void) {
        rd_kafka_t *owner = handle_of(RD_KAFKA_PRODUCER, NULL);
        rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(owner, 3);
        const struct rd_kafka_group_list *list = NULL;
        struct member member = {0};

        rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, 0);
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "m", 1, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_mock_coordinator_set(cluster, "group", "g", 2), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster),
                                        "group.id", "g", NULL);
        rd_kafka_conf_set_opaque(conf, &member);
        rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
        member.rk = handle_of(RD_KAFKA_CONSUMER, conf);
        CHECK_ERR(rd_kafka_poll_set_consumer(member.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        member_subscribe(&member, "m", NULL);
        WAIT_UNTIL(member.owned == 1, 20000, member_poll(&member));

        rd_kafka_resp_err_t refused = RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED;
        CHECK_ERR(rd_kafka_mock_broker_push_request_error_rtts(cluster, 1, LIST_GROUPS, 1, refused, 0),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_list_groups(member.rk, NULL, &list, 10000), RD_KAFKA_RESP_ERR__PARTIAL);
        CHECK_INT(list->group_cnt, 1);
        CHECK_STR(list->groups[0].group, "g");
        CHECK_INT(list->groups[0].broker.id, 2);
        rd_kafka_group_list_destroy(list);

        /* Nothing to show: the error itself. */
        list = NULL;
        CHECK_ERR(rd_kafka_mock_broker_push_request_error_rtts(cluster, 2, LIST_GROUPS, 1, refused, 0),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_list_groups(member.rk, NULL, &list, 10000), refused);
        CHECK(!list, "a list");

        /* One broker is late. */
        CHECK_ERR(rd_kafka_mock_broker_push_request_error_rtts(cluster, 3, LIST_GROUPS, 1,
                                                               RD_KAFKA_RESP_ERR_NO_ERROR, 30000),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_list_groups(member.rk, "g", &list, scaled(1000)),
                  RD_KAFKA_RESP_ERR__PARTIAL);
        CHECK_INT(list->group_cnt, 1);
        rd_kafka_group_list_destroy(list);
        member_close(&member);
        rd_kafka_mock_cluster_destroy(cluster);
        rd_kafka_destroy(owner);
        rd_kafka_group_list_destroy(NULL);
        return 0;
}
