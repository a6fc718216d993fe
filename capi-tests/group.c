/* needs: kafka1 kafka3 kafka-old; topics: a=4 b=2; timeout: 180 */
/* Members of a group: one, two by each assignor, changing subscriptions, leaving. */
#include "group.h"

static void list_into(char *text, size_t size, rd_kafka_topic_partition_list_t *list) {
        text[0] = 0;
        for (int i = 0; i < list->cnt; i++) {
                size_t length = strlen(text);
                snprintf(text + length, size - length, "%s ", list->elems[i].topic);
        }
}

static void check_subscription(struct member *member, const char *want) {
        rd_kafka_topic_partition_list_t *list;
        char text[512];

        CHECK_ERR(rd_kafka_subscription(member->rk, &list), RD_KAFKA_RESP_ERR_NO_ERROR);
        list_into(text, sizeof(text), list);
        rd_kafka_topic_partition_list_destroy(list);
        CHECK_STR(text, want);
}

static int has_member_id(struct member *member) {
        char *id = rd_kafka_memberid(member->rk);
        CHECK(id, "a consumer with a group has a member id");
        int some = *id != 0;
        rd_kafka_mem_free(member->rk, id);
        return some;
}

static int generation(struct member *member) {
        rd_kafka_consumer_group_metadata_t *metadata = rd_kafka_consumer_group_metadata(member->rk);
        CHECK(metadata, "a consumer with a group has group metadata");
        int number = rd_kafka_consumer_group_metadata_generation_id(metadata);
        rd_kafka_consumer_group_metadata_destroy(metadata);
        return number;
}

static void one_member(void) {
        struct member one;
        char expected[256];

        member_new(&one, group_name("one"), NULL);
        CHECK_STR(rd_kafka_rebalance_protocol(one.rk), "NONE");
        CHECK(!has_member_id(&one), "nobody has joined yet");
        check_subscription(&one, "");
        CHECK_INT(generation(&one), -1);

        member_subscribe(&one, topic_name("a"), NULL);
        snprintf(expected, sizeof(expected), "%s ", topic_name("a"));
        check_subscription(&one, expected);
        WAIT_UNTIL(one.assigns == 1, 20000, member_poll(&one));
        CHECK_INT(one.last_assigned, 4);
        CHECK_INT(assigned(&one), 4);
        CHECK(has_member_id(&one), "it has joined");
        CHECK_INT(generation(&one), 1);
        CHECK_STR(rd_kafka_rebalance_protocol(one.rk), "EAGER");
        WAIT_UNTIL(one.messages == 20, 20000, member_poll(&one));

        /* Another subscription. */
        member_subscribe(&one, topic_name("b"), NULL);
        WAIT_UNTIL(one.assigns == 2, 20000, member_poll(&one));
        CHECK_INT(one.revokes, 1);
        CHECK_INT(one.last_revoked, 4);
        CHECK_INT(one.lost, 0);
        CHECK_INT(one.last_assigned, 2);

        /* None. */
        CHECK_ERR(rd_kafka_unsubscribe(one.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        check_subscription(&one, "");
        WAIT_UNTIL(one.revokes == 2, 20000, member_poll(&one));
        CHECK_INT(one.last_revoked, 2);
        WAIT_UNTIL(!has_member_id(&one), 20000, member_poll(&one));
        CHECK_INT(assigned(&one), 0);

        /* And one again: closing revokes from within. */
        member_subscribe(&one, topic_name("a"), topic_name("b"));
        WAIT_UNTIL(one.assigns == 3, 20000, member_poll(&one));
        CHECK_INT(one.last_assigned, 6);
        CHECK_INT(one.errors, 0);
        CHECK_ERR(rd_kafka_consumer_close(one.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(one.revokes, 3);
        CHECK_INT(one.owned, 0);
        CHECK_INT(rd_kafka_consumer_closed(one.rk), 1);
        rd_kafka_destroy(one.rk);
}

static void two_members(const char *strategy, int cooperative) {
        struct member one, two;
        char group[256];

        snprintf(group, sizeof(group), "%s", group_name(strategy));
        member_new(&one, group, "partition.assignment.strategy", strategy, NULL);
        member_new(&two, group, "partition.assignment.strategy", strategy, NULL);
        member_subscribe(&one, topic_name("a"), NULL);
        WAIT_UNTIL(one.owned == 4, 20000, member_poll(&one));
        member_subscribe(&two, topic_name("a"), NULL);
        WAIT_UNTIL(one.owned == 2 && two.owned == 2, 20000, (member_poll(&one), member_poll(&two)));
        CHECK_STR(rd_kafka_rebalance_protocol(two.rk), cooperative ? "COOPERATIVE" : "EAGER");
        CHECK_INT(one.last_revoked, cooperative ? 2 : 4);
        CHECK_INT(assigned(&one), 2);
        CHECK_INT(assigned(&two), 2);

        /* What the second one had comes back to the first. */
        member_close(&two);
        CHECK_INT(two.owned, 0);
        CHECK_INT(two.lost, 0);
        WAIT_UNTIL(one.owned == 4, 20000, member_poll(&one));
        CHECK_INT(assigned(&one), 4);
        CHECK_INT(one.last_assigned, cooperative ? 2 : 4);
        member_close(&one);
}

/* Without a callback, the library does what the callback would. */
static void no_callback(void) {
        rd_kafka_conf_t *conf = conf_of("group.id", group_name("plain"), "auto.offset.reset", "earliest", NULL);
        struct member plain   = {.rk = consumer_of(conf)};

        CHECK_ERR(rd_kafka_poll_set_consumer(plain.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        member_subscribe(&plain, topic_name("a"), NULL);
        WAIT_UNTIL(plain.messages == 20, 20000, member_poll(&plain));
        CHECK_INT(assigned(&plain), 4);
        CHECK_ERR(rd_kafka_unsubscribe(plain.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(assigned(&plain) == 0, 20000, sleep_ms(20));
        member_close(&plain);
}

/* Rebalances as events, answered while the event is there or after it is gone. */
static void events(void) {
        rd_kafka_conf_t *conf = conf_of("group.id", group_name("events"), NULL);
        rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR);
        struct member member = {.rk = consumer_of(conf)};
        rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(member.rk);
        rd_kafka_event_t *event = NULL;

        member_subscribe(&member, topic_name("a"), NULL);
        WAIT_UNTIL(event, 20000, event = rd_kafka_queue_poll(queue, 100));
        CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_REBALANCE);
        CHECK_STR(rd_kafka_event_name(event), "Rebalance");
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS);
        CHECK_INT(rd_kafka_event_topic_partition_list(event)->cnt, 4);
        answer(member.rk, rd_kafka_event_error(event), rd_kafka_event_topic_partition_list(event));
        rd_kafka_event_destroy(event);
        CHECK_INT(assigned(&member), 4);

        CHECK_ERR(rd_kafka_unsubscribe(member.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        event = NULL;
        WAIT_UNTIL(event && rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE, 20000,
                   (rd_kafka_event_destroy(event), event = rd_kafka_queue_poll(queue, 100)));
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS);
        rd_kafka_event_destroy(event);
        CHECK_INT(assigned(&member), 4);
        CHECK_ERR(rd_kafka_assign(member.rk, NULL), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(assigned(&member), 0);
        rd_kafka_queue_destroy(queue);
        member_close(&member);
}

/* Closing by a queue: what must be served for it comes there. */
static void close_by_queue(void) {
        struct member member;
        rd_kafka_error_t *error;

        member_new(&member, group_name("queue"), NULL);
        member_subscribe(&member, topic_name("a"), NULL);
        WAIT_UNTIL(member.owned == 4, 20000, member_poll(&member));
        rd_kafka_queue_t *queue = rd_kafka_queue_new(member.rk);
        error                   = rd_kafka_consumer_close_queue(member.rk, queue);
        CHECK(!error, "%s", rd_kafka_error_string(error));
        CHECK_INT(rd_kafka_consumer_closed(member.rk), 0);
        CHECK_INT(member.revokes, 0);
        WAIT_UNTIL(rd_kafka_consumer_closed(member.rk), 20000,
                   rd_kafka_queue_poll_callback(queue, 100));
        CHECK_INT(member.revokes, 1);
        CHECK_INT(member.owned, 0);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(member.rk);
}

/* What the group agreed on says how the assignment may be changed: as a whole, or bit by bit. */
static void try_the_other_way(rd_kafka_t *rk, rd_kafka_topic_partition_list_t *list) {
        rd_kafka_error_t *error;

        if (!strcmp(rd_kafka_rebalance_protocol(rk), "COOPERATIVE")) {
                CHECK_ERR(rd_kafka_assign(rk, list), RD_KAFKA_RESP_ERR__STATE);
                CHECK_ERR(rd_kafka_assign(rk, NULL), RD_KAFKA_RESP_ERR__STATE);
                return;
        }
        for (int add = 0; add < 2; add++) {
                error = add ? rd_kafka_incremental_assign(rk, list)
                            : rd_kafka_incremental_unassign(rk, list);
                CHECK_ERR(rd_kafka_error_code(error), RD_KAFKA_RESP_ERR__STATE);
                rd_kafka_error_destroy(error);
        }
}

static int is_closing;

static void on_rebalance_both_ways(rd_kafka_t *rk, rd_kafka_resp_err_t what,
                                   rd_kafka_topic_partition_list_t *list, void *opaque) {
        if (!is_closing)
                try_the_other_way(rk, list);
        on_rebalance(rk, what, list, opaque);
}

static void ways_to_assign(const char *strategy) {
        struct member member;
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
        rd_kafka_conf_t *conf = conf_of("group.id", group_name(strategy), "partition.assignment.strategy",
                                        strategy, NULL);

        memset(&member, 0, sizeof(member));
        is_closing = 0;
        rd_kafka_topic_partition_list_add(list, topic_name("a"), 0);
        rd_kafka_conf_set_opaque(conf, &member);
        rd_kafka_conf_set_rebalance_cb(conf, on_rebalance_both_ways);
        member.rk = consumer_of(conf);
        CHECK_ERR(rd_kafka_poll_set_consumer(member.rk), RD_KAFKA_RESP_ERR_NO_ERROR);

        /* Nothing is agreed yet. */
        CHECK_ERR(rd_kafka_assign(member.rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(!rd_kafka_incremental_unassign(member.rk, list), "refused");
        CHECK(!rd_kafka_incremental_assign(member.rk, list), "refused");
        CHECK_ERR(rd_kafka_assign(member.rk, NULL), RD_KAFKA_RESP_ERR_NO_ERROR);

        member_subscribe(&member, topic_name("a"), NULL);
        WAIT_UNTIL(member.owned == 4, 20000, member_poll(&member));
        try_the_other_way(member.rk, list);
        CHECK_INT(assigned(&member), 4);
        CHECK_ERR(rd_kafka_unsubscribe(member.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(member.owned == 0, 20000, member_poll(&member));
        try_the_other_way(member.rk, list);
        member_subscribe(&member, topic_name("a"), NULL);
        WAIT_UNTIL(member.owned == 4, 20000, member_poll(&member));
        is_closing = 1;
        member_close(&member);
        rd_kafka_topic_partition_list_destroy(list);
}

static void refusals(void) {
        struct member member;
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(2);

        member_new(&member, group_name("refusals"), NULL);
        CHECK_ERR(rd_kafka_subscribe(member.rk, list), RD_KAFKA_RESP_ERR__INVALID_ARG);
        rd_kafka_topic_partition_list_add(list, "^(", -1);
        CHECK_ERR(rd_kafka_subscribe(member.rk, list), RD_KAFKA_RESP_ERR__INVALID_ARG);
        rd_kafka_topic_partition_list_del(list, "^(", -1);
        rd_kafka_topic_partition_list_add(list, "", -1);
        CHECK_ERR(rd_kafka_subscribe(member.rk, list), RD_KAFKA_RESP_ERR__INVALID_ARG);
        rd_kafka_topic_partition_list_del(list, "", -1);
        rd_kafka_topic_partition_list_add(list, "x", -1);
        rd_kafka_topic_partition_list_add(list, "x", 1);
        CHECK_ERR(rd_kafka_subscribe(member.rk, list), RD_KAFKA_RESP_ERR__INVALID_ARG);
        check_subscription(&member, "");
        member_close(&member);

        rd_kafka_topic_partition_list_del(list, "x", 1);
        rd_kafka_t *groupless = consumer_of(NULL);
        CHECK_ERR(rd_kafka_subscribe(groupless, list), RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK_ERR(rd_kafka_unsubscribe(groupless), RD_KAFKA_RESP_ERR__UNKNOWN_GROUP);
        CHECK(!rd_kafka_memberid(groupless), "it has no group");
        CHECK(!rd_kafka_rebalance_protocol(groupless), "it has no group");
        CHECK(!rd_kafka_consumer_group_metadata(groupless), "it has no group");
        rd_kafka_destroy(groupless);
        rd_kafka_topic_partition_list_destroy(list);
}

int main(void) {
        for (int partition = 0; partition < 4; partition++)
                fill(topic_name("a"), partition, 5);
        one_member();
        two_members("range", 0);
        two_members("roundrobin", 0);
        two_members("cooperative-sticky", 1);
        no_callback();
        events();
        close_by_queue();
        refusals();
        ways_to_assign("range");
        ways_to_assign("cooperative-sticky");
        return 0;
}
