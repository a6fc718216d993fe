/* needs: none; timeout: 180
 *
 * A member and the cluster as it changes, on the mock cluster: brokers that come to be in other racks (KIP-881), a topic that is
 * made just after it was subscribed to, one that is deleted, a leader that has just moved, a coordinator that does not know
 * the member any more, or has not heard from the group's leader. */
#include <librdkafka/rdkafka_mock.h>

#include "group.h"

enum { API_OFFSET_COMMIT = 8, API_HEARTBEAT = 12, API_SYNC_GROUP = 14 };

static rd_kafka_t *owner;
static rd_kafka_mock_cluster_t *cluster;

static int connection_errors;

static void count_error(rd_kafka_t *rk, int err, const char *reason, void *opaque) {
        (void)rk, (void)err, (void)reason, (void)opaque;
        connection_errors++;
}

static void start(void) {
        owner   = handle_of(RD_KAFKA_PRODUCER,
                            conf_of("test.mock.num.brokers", "3", "log_level", "0", NULL));
        cluster = rd_kafka_handle_mock_cluster(owner);
}

static void join_with(struct member *member, rd_kafka_conf_t *conf, const char *topic) {
        memset(member, 0, sizeof(*member));
        rd_kafka_conf_set_opaque(conf, member);
        rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
        member->rk = handle_of(RD_KAFKA_CONSUMER, conf);
        CHECK_ERR(rd_kafka_poll_set_consumer(member->rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        member_subscribe(member, topic, NULL);
}

/* A member that looks at the cluster often. The reference's mock cluster keeps a group that a member of it joins again waiting
 * until a second before the session's end. */
static void join_by(struct member *member, const char *strategy, const char *rack, const char *topic) {
        join_with(member,
                  conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster), "group.id", "g",
                          "topic.metadata.refresh.interval.ms", "300", "client.rack", rack,
                          /* The first part of the member's id here: without a rack it comes first. */
                          "client.id", *rack ? rack : "-",
                          "partition.assignment.strategy", strategy, "heartbeat.interval.ms", "200",
                          "session.timeout.ms", "4000", "log_level", "0", NULL),
                  topic);
}

/* One that does not. */
static void join_calmly(struct member *member, const char *strategy) {
        rd_kafka_conf_t *conf =
            conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster), "group.id", "g",
                    "partition.assignment.strategy", strategy, "heartbeat.interval.ms", "200",
                    "session.timeout.ms", "6000", "log_level", "0", NULL);

        rd_kafka_conf_set_error_cb(conf, count_error);
        join_with(member, conf, "topic");
}

static void join(struct member *member, const char *rack, const char *topic) {
        join_by(member, "range", rack, topic);
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
        if (matters) {
                WAIT_UNTIL(member.revokes == 1, 20000, member_poll(&member));
                WAIT_UNTIL(member.owned == 2, 20000, member_poll(&member));
        }
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

/* A cooperative member has lost what was its part of a topic that is gone. */
static void topic_deleted(void) {
        struct member member;

        start();
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "one", 2, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "other", 1, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        join_by(&member, "cooperative-sticky", "", "^o");
        WAIT_UNTIL(member.owned == 3, 20000, member_poll(&member));
        CHECK_ERR(rd_kafka_mock_topic_delete(cluster, "one"), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(member.revokes == 1, 20000, member_poll(&member));
        CHECK_INT(member.last_revoked, 2);
        CHECK_INT(member.lost, 1);
        CHECK_INT(rd_kafka_assignment_lost(member.rk), 0);
        CHECK_INT(member.owned, 1);
        member_close(&member);
        rd_kafka_destroy(owner);
}

/* So has one who does not look at the cluster, and is told by the group. On the reference each looks for itself. */
static void topic_deleted_seen_by_another(void) {
        struct member watchful, careless;
        rd_kafka_conf_t *conf;

        start();
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "one", 2, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "other", 2, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        conf = conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster), "group.id", "g",
                       "topic.metadata.refresh.interval.ms", on_reference() ? "300" : "60000", "heartbeat.interval.ms", "200",
                       "partition.assignment.strategy", "cooperative-sticky", "session.timeout.ms", "4000",
                       "log_level", "0", NULL);
        join_with(&careless, conf, "^o");
        join_by(&watchful, "cooperative-sticky", "", "^o");
        WAIT_UNTIL(careless.owned == 2 && watchful.owned == 2, 30000,
                   (member_poll(&careless), member_poll(&watchful)));
        int revokes = careless.revokes;
        CHECK_ERR(rd_kafka_mock_topic_delete(cluster, "one"), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(careless.owned == 1 && watchful.owned == 1, 30000,
                   (member_poll(&careless), member_poll(&watchful)));
        CHECK_INT(careless.revokes, revokes + 1);
        CHECK(on_reference() || (watchful.lost && careless.lost), "lost: %d and %d", watchful.lost, careless.lost);
        member_close(&careless);
        member_close(&watchful);
        rd_kafka_destroy(owner);
}

/* A member without a rack leaves to another one what is near that. */
static void one_has_no_rack(void) {
        struct member near, elsewhere;
        rd_kafka_topic_partition_list_t *list;

        start();
        put_in_racks("a", "b", "c");
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "topic", 2, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        join_by(&elsewhere, "cooperative-sticky", "", "topic");
        join_by(&near, "cooperative-sticky", "a", "topic");
        for (int part = 0; part < 2; part++) {
                int is_there = 0;

                WAIT_UNTIL(is_there, 30000, {
                        member_poll(&near);
                        member_poll(&elsewhere);
                        CHECK_ERR(rd_kafka_assignment(near.rk, &list), RD_KAFKA_RESP_ERR_NO_ERROR);
                        is_there = elsewhere.owned == 1 && list->cnt == 1 && list->elems[0].partition == part;
                        rd_kafka_topic_partition_list_destroy(list);
                });
                put_in_racks("b", "a", "c");
        }
        member_close(&near);
        member_close(&elsewhere);
        rd_kafka_destroy(owner);
}

/* Who asks a broker that leads no more is told, and the next question goes to the new leader. */
static void leader_moves(void) {
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
        int64_t low, high;

        start();
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "topic", 1, 3), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "topic", 0, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_t *rk = handle_of(RD_KAFKA_CONSUMER,
                                   conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster),
                                           "log_level", "0", NULL));
        rd_kafka_topic_partition_list_add(list, "topic", 0);
        for (int leader = 2; leader <= 3; leader++) {
                CHECK_ERR(rd_kafka_query_watermark_offsets(rk, "topic", 0, &low, &high, scaled(10000)),
                          RD_KAFKA_RESP_ERR_NO_ERROR);
                CHECK_ERR(rd_kafka_mock_partition_set_leader(cluster, "topic", 0, leader),
                          RD_KAFKA_RESP_ERR_NO_ERROR);
                for (int attempt = 0; attempt < 2; attempt++) {
                        list->elems[0].offset = 1;
                        CHECK_ERR(leader == 2 ? rd_kafka_query_watermark_offsets(rk, "topic", 0, &low, &high,
                                                                                 scaled(10000))
                                              : rd_kafka_offsets_for_times(rk, list, scaled(10000)),
                                  attempt ? RD_KAFKA_RESP_ERR_NO_ERROR
                                          : RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
                }
        }
        CHECK_INT(list->elems[0].offset, RD_KAFKA_OFFSET_END);
        rd_kafka_topic_partition_list_destroy(list);
        rd_kafka_destroy(rk);
        rd_kafka_destroy(owner);
}

/* The member is told that what it had is lost some time before it is assigned anything again. */
static void generation_lost(int api) {
        struct member member;

        start();
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "topic", 2, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        join_calmly(&member, "cooperative-sticky");
        WAIT_UNTIL(member.owned == 2, 20000, member_poll(&member));
        rd_kafka_mock_push_request_errors(cluster, api, 1, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION);
        if (api == API_OFFSET_COMMIT) {
                rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);

                rd_kafka_topic_partition_list_add(list, "topic", 0)->offset = 1;
                CHECK_ERR(rd_kafka_commit(member.rk, list, 0), RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION);
                rd_kafka_topic_partition_list_destroy(list);
        }
        WAIT_UNTIL(member.revokes == 1, 20000, member_poll(&member));
        CHECK_INT(member.lost, 1);
        double since = now_ms();
        WAIT_UNTIL(member.owned == 2, 20000, member_poll(&member));
        CHECK(now_ms() - since > 1500, "after %.0f ms", now_ms() - since);
        member_close(&member);
        rd_kafka_destroy(owner);
}

/* The group's leader has died: its session ends before the coordinator answers the others. */
static void leader_died(void) {
        struct member member;

        start();
        CHECK_ERR(rd_kafka_mock_topic_create(cluster, "topic", 2, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_mock_coordinator_set(cluster, "group", "g", 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_mock_broker_push_request_error_rtts(cluster, 1, API_SYNC_GROUP, 1,
                                                               RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, 7000),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        join_calmly(&member, "range");
        WAIT_UNTIL(member.owned == 2, 30000, member_poll(&member));
        CHECK_INT(connection_errors, 0);
        member_close(&member);
        rd_kafka_destroy(owner);
}

int main(void) {
        racks_change("r");
        racks_change("");
        made_just_in_time();
        topic_deleted();
        topic_deleted_seen_by_another();
        one_has_no_rack();
        leader_moves();
        generation_lost(API_HEARTBEAT);
        generation_lost(API_OFFSET_COMMIT);
        leader_died();
        return 0;
}
