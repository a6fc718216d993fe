/* What the tests of consumer groups share: members that note down what they are told. */
#ifndef CAPI_TESTS_GROUP_H
#define CAPI_TESTS_GROUP_H

#include "test.h"

struct member {
        rd_kafka_t *rk;
        /* Callbacks, and what the last ones were about. */
        int assigns, revokes, last_assigned, last_revoked, lost;
        /* Partitions that it was told of and has not given up. */
        int owned;
        /* Messages, and errors in their place. */
        int messages, errors;
        rd_kafka_resp_err_t last_error;
        char error_topic[256], error_text[512];
        /* What the callback does besides. */
        int commits_on_revoke;
        rd_kafka_resp_err_t commit_result;
        int leaves_assigning;
};

static TEST_UNUSED void answer(rd_kafka_t *rk, rd_kafka_resp_err_t what,
                               rd_kafka_topic_partition_list_t *list) {
        int gained = what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;

        if (!strcmp(rd_kafka_rebalance_protocol(rk), "COOPERATIVE")) {
                rd_kafka_error_t *error = gained ? rd_kafka_incremental_assign(rk, list)
                                                 : rd_kafka_incremental_unassign(rk, list);
                CHECK(!error, "%s", rd_kafka_error_string(error));
        } else {
                CHECK_ERR(rd_kafka_assign(rk, gained ? list : NULL), RD_KAFKA_RESP_ERR_NO_ERROR);
        }
}

static TEST_UNUSED void on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t what,
                                     rd_kafka_topic_partition_list_t *list, void *opaque) {
        struct member *member = opaque;

        printf("%.0f %s %s: %d partitions, lost %d\n", now_ms(), rd_kafka_name(rk),
               rd_kafka_err2name(what), list->cnt, rd_kafka_assignment_lost(rk));
        if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
                member->assigns++;
                member->last_assigned = list->cnt;
                member->owned += list->cnt;
        } else {
                CHECK_ERR(what, RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS);
                member->revokes++;
                member->last_revoked = list->cnt;
                member->lost         = rd_kafka_assignment_lost(rk);
                member->owned -= list->cnt;
                if (member->commits_on_revoke)
                        member->commit_result = rd_kafka_commit(rk, NULL, 0);
        }
        if (!member->leaves_assigning)
                answer(rk, what, list);
}

/* A member of `group`; names and values of properties follow, NULL ends them. */
static TEST_UNUSED void member_new(struct member *member, const char *group, ...) {
        rd_kafka_conf_t *conf;
        va_list values;

        memset(member, 0, sizeof(*member));
        va_start(values, group);
        conf = conf_of_list(values);
        va_end(values);
        conf_put(conf, "group.id", group);
        conf_put(conf, "heartbeat.interval.ms", "200");
        conf_put(conf, "auto.offset.reset", "earliest");
        rd_kafka_conf_set_opaque(conf, member);
        rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
        member->rk = consumer_of(conf);
        CHECK_ERR(rd_kafka_poll_set_consumer(member->rk), RD_KAFKA_RESP_ERR_NO_ERROR);
}

static TEST_UNUSED void member_subscribe(struct member *member, const char *first, const char *second) {
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(2);

        rd_kafka_topic_partition_list_add(list, first, RD_KAFKA_PARTITION_UA);
        if (second)
                rd_kafka_topic_partition_list_add(list, second, RD_KAFKA_PARTITION_UA);
        CHECK_ERR(rd_kafka_subscribe(member->rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
}

static TEST_UNUSED void member_poll(struct member *member) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(member->rk, 20);

        if (!message)
                return;
        if (message->err) {
                member->errors++;
                member->last_error = message->err;
                snprintf(member->error_topic, sizeof(member->error_topic), "%s",
                         message->rkt ? rd_kafka_topic_name(message->rkt) : "");
                snprintf(member->error_text, sizeof(member->error_text), "%s",
                         rd_kafka_message_errstr(message));
                printf("%.0f %s %s\n", now_ms(), rd_kafka_name(member->rk), member->error_text);
        } else {
                member->messages++;
        }
        rd_kafka_message_destroy(message);
}

static TEST_UNUSED void poll_for(struct member *member, int ms) {
        double until = now_ms() + ms;
        while (now_ms() < until)
                member_poll(member);
}

static TEST_UNUSED int assigned(struct member *member) {
        rd_kafka_topic_partition_list_t *list;
        int count;

        CHECK_ERR(rd_kafka_assignment(member->rk, &list), RD_KAFKA_RESP_ERR_NO_ERROR);
        count = list->cnt;
        rd_kafka_topic_partition_list_destroy(list);
        return count;
}

static TEST_UNUSED void member_close(struct member *member) {
        double since = now_ms();

        CHECK_ERR(rd_kafka_consumer_close(member->rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(now_ms() - since < scaled(6000), "closing took %.0f ms", now_ms() - since);
        rd_kafka_destroy(member->rk);
        member->rk = NULL;
}

/* A group name of its own for each run. */
static TEST_UNUSED const char *group_name(const char *name) {
        static char full[256];
        snprintf(full, sizeof(full), "%s-%d-%s", topic_name("g"), (int)getpid(), name);
        return full;
}

#endif
