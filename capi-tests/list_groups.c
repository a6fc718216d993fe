/* needs: kafka3; topics: a=3; timeout: 60 */
/* Listing groups: all or one, with members or without. */
#include "group.h"

static const struct rd_kafka_group_list *list_of(rd_kafka_t *rk, const char *group) {
        const struct rd_kafka_group_list *list = NULL;

        CHECK_ERR(rd_kafka_list_groups(rk, group, &list, scaled(10000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(list, "no list");
        return list;
}

static const struct rd_kafka_group_info *find(const struct rd_kafka_group_list *list,
                                              const char *group) {
        for (int i = 0; i < list->group_cnt; i++)
                if (!strcmp(list->groups[i].group, group))
                        return &list->groups[i];
        return NULL;
}

/* The broker is one that metadata names, and the group's coordinator. */
static void check_broker(rd_kafka_t *rk, const struct rd_kafka_metadata_broker *broker) {
        const struct rd_kafka_metadata *metadata;
        int known = 0;

        CHECK_ERR(rd_kafka_metadata(rk, 0, NULL, &metadata, scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        for (int i = 0; i < metadata->broker_cnt; i++)
                known |= metadata->brokers[i].id == broker->id &&
                         metadata->brokers[i].port == broker->port &&
                         !strcmp(metadata->brokers[i].host, broker->host);
        CHECK(known, "%s:%d is no broker", broker->host, broker->port);
        rd_kafka_metadata_destroy(metadata);
}

/* The member's subscription and assignment are in the consumer protocol's form: a version first, and a topic's name in it. */
static void check_member(const struct rd_kafka_group_member_info *info, struct member *member,
                         const char *client_id) {
        char *id = rd_kafka_memberid(member->rk);

        CHECK_STR(info->member_id, id);
        rd_kafka_mem_free(member->rk, id);
        CHECK_STR(info->client_id, client_id);
        CHECK_STR(info->client_host, "/127.0.0.1");
        const char *topic = topic_name("a");
        CHECK(info->member_metadata_size > 2 && memmem(info->member_metadata,
                                                       (size_t)info->member_metadata_size, topic,
                                                       strlen(topic)),
              "%d bytes of metadata", info->member_metadata_size);
        CHECK(info->member_assignment_size > 2 && memmem(info->member_assignment,
                                                         (size_t)info->member_assignment_size, topic,
                                                         strlen(topic)),
              "%d bytes of assignment", info->member_assignment_size);
}

static void two_members(rd_kafka_t *asker) {
        struct member one, two;
        char group[256], other[256];

        snprintf(group, sizeof(group), "%s", group_name("two"));
        snprintf(other, sizeof(other), "%s", group_name("other"));
        const struct rd_kafka_group_list *list = list_of(asker, group);
        CHECK_INT(list->group_cnt, 0);
        rd_kafka_group_list_destroy(list);

        member_new(&one, group, "client.id", "first", NULL);
        member_new(&two, group, "client.id", "second", NULL);
        member_subscribe(&one, topic_name("a"), NULL);
        member_subscribe(&two, topic_name("a"), NULL);
        WAIT_UNTIL(one.owned && two.owned && one.owned + two.owned == 3, 20000,
                   (member_poll(&one), member_poll(&two)));
        list = list_of(asker, group);
        CHECK_INT(list->group_cnt, 1);
        const struct rd_kafka_group_info *info = &list->groups[0];
        CHECK_STR(info->group, group);
        CHECK_ERR(info->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_STR(info->state, "Stable");
        CHECK_STR(info->protocol_type, "consumer");
        CHECK_STR(info->protocol, "range");
        CHECK_INT(info->member_cnt, 2);
        check_broker(asker, &info->broker);
        int first = strcmp(info->members[0].client_id, "first") != 0;
        check_member(&info->members[first], &one, "first");
        check_member(&info->members[!first], &two, "second");
        rd_kafka_group_list_destroy(list);

        /* All groups, asked for by a member. */
        struct member third;
        member_new(&third, other, NULL);
        member_subscribe(&third, topic_name("a"), NULL);
        WAIT_UNTIL(third.owned == 3, 20000,
                   (member_poll(&one), member_poll(&two), member_poll(&third)));
        list = list_of(one.rk, NULL);
        CHECK(find(list, group) && find(list, other), "they are not among %d", list->group_cnt);
        CHECK_INT(find(list, other)->member_cnt, 1);
        rd_kafka_group_list_destroy(list);
        member_close(&third);
        member_close(&one);
        member_close(&two);

        /* Nobody is left; a broker may forget such a group. */
        list = list_of(asker, group);
        info = find(list, group);
        CHECK(!info || (!strcmp(info->state, "Empty") && !info->member_cnt), "it is %s with %d", info->state,
              info->member_cnt);
        rd_kafka_group_list_destroy(list);
}

static void out_of_time(rd_kafka_t *asker) {
        const struct rd_kafka_group_list *list = NULL;

        CHECK_ERR(rd_kafka_list_groups(asker, NULL, &list, 0), RD_KAFKA_RESP_ERR__TIMED_OUT);
        CHECK(!list, "a list");

        rd_kafka_t *alone = handle_of(RD_KAFKA_PRODUCER, conf_of("bootstrap.servers", "127.0.0.1:1", NULL));
        double since      = now_ms();
        CHECK_ERR(rd_kafka_list_groups(alone, NULL, &list, 700), RD_KAFKA_RESP_ERR__TIMED_OUT);
        CHECK(!list && now_ms() - since >= 690, "after %.0f ms", now_ms() - since);
        rd_kafka_destroy(alone);
}

int main(void) {
        rd_kafka_t *asker = producer_of(NULL);

        two_members(asker);
        out_of_time(asker);
        rd_kafka_destroy(asker);
        return 0;
}
