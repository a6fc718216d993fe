/* needs: none; timeout: 60
 *
 * A member and the cluster as it changes, on the mock cluster: brokers that come to be in other racks (KIP-881), and a topic that
 * is made just after it was subscribed to. */
#include <librdkafka/rdkafka_mock.h>

#include "group.h"

static rd_kafka_t *owner;
static rd_kafka_mock_cluster_t *cluster;

static void start(void) {
        owner   = handle_of(RD_KAFKA_PRODUCER,
                            conf_of("test.mock.num.brokers", "3", "log_level", "0", NULL));
        cluster = rd_kafka_handle_mock_cluster(owner);
}

/* A member that looks at the cluster often. */
static void join(struct member *member, const char *rack, const char *topic) {
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster),
                                        "group.id", "g", "topic.metadata.refresh.interval.ms", "300",
                                        "client.rack", rack, "log_level", "0", NULL);

        memset(member, 0, sizeof(*member));
        rd_kafka_conf_set_opaque(conf, member);
        rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
        member->rk = handle_of(RD_KAFKA_CONSUMER, conf);
        CHECK_ERR(rd_kafka_poll_set_consumer(member->rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        member_subscribe(member, topic, NULL);
}

static void put_in_racks(const char *first, const char *second, const char *third) {
        const char *racks[] = {first, second, third};

        for (int i = 0; i < 3; i++)
                CHECK_ERR(rd_kafka_mock_broker_set_rack(cluster, i + 1, racks[i]),
                          RD_KAFKA_RESP_ERR_NO_ERROR);
}

/* The group rebalances when replicas are in other racks, if that matters to any member. */
static void racks_change(const char *rack) {
        int matters = *rack != '\0';
        struct member member;

        start();
        put_in_racks("a", "b", "c");
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "topic", 2, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        join(&member, rack, "topic");
        WAIT_UNTIL(member.owned == 2, 20000, member_poll(&member));
        put_in_racks("b", "c", "a");
        if (matters)
                WAIT_UNTIL(member.revokes == 1, 20000, member_poll(&member));
        /* The reference is not assigned anything again where it looks at the cluster this often. */
        if (matters && !on_reference())
                WAIT_UNTIL(member.owned == 2, 20000, member_poll(&member));
        poll_for(&member, 1500);
        CHECK_INT(member.revokes, matters);
        CHECK_INT(member.errors, 0);
        member_close(&member);
        rd_kafka_destroy(owner);
}

/* It is not said to be missing. */
static void made_just_in_time(void) {
        struct member member;

        start();
        join(&member, "", "^to");
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "topic", 3, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(member.owned == 3, 20000, member_poll(&member));
        CHECK_INT(member.errors, 0);
        member_close(&member);
        rd_kafka_destroy(owner);
}

int main(void) {
        racks_change("r");
        racks_change("");
        made_just_in_time();
        return 0;
}
