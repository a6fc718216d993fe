/* needs: kafka1 kafka3; topics: a=4 b=2 c=2; timeout: 240 */
/* What happens to members: death, restart, an application that does not poll, topics that are not there, the end in the
 * middle of a rebalance. */
#include "group.h"

/* A member that ends without leaving is missed when its session is over. */
static void death(void) {
        struct member one, two;
        char group[256];

        snprintf(group, sizeof(group), "%s", group_name("death"));
        member_new(&one, group, "session.timeout.ms", "3000", NULL);
        member_new(&two, group, "session.timeout.ms", "3000", "enable.auto.commit", "false", NULL);
        member_subscribe(&one, topic_name("a"), NULL);
        member_subscribe(&two, topic_name("a"), NULL);
        WAIT_UNTIL(one.owned == 2 && two.owned == 2, 20000, (member_poll(&one), member_poll(&two)));
        double since = now_ms();
        rd_kafka_destroy_flags(two.rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
        WAIT_UNTIL(one.owned == 4, 20000, member_poll(&one));
        CHECK(now_ms() - since > 1500, "it left rather than died, after %.0f ms", now_ms() - since);
        member_close(&one);
}

/* A static member that comes back within its session has the same partitions, and nobody else notices. */
static void static_restart(void) {
        struct member one, two;
        char group[256];

        snprintf(group, sizeof(group), "%s", group_name("static"));
        member_new(&one, group, "group.instance.id", "one", "session.timeout.ms", "20000", NULL);
        member_new(&two, group, "group.instance.id", "two", "session.timeout.ms", "20000", NULL);
        member_subscribe(&one, topic_name("a"), NULL);
        member_subscribe(&two, topic_name("a"), NULL);
        WAIT_UNTIL(one.owned == 2 && two.owned == 2, 20000, (member_poll(&one), member_poll(&two)));
        int rebalances = one.assigns;
        member_close(&two);
        member_new(&two, group, "group.instance.id", "two", "session.timeout.ms", "20000", NULL);
        member_subscribe(&two, topic_name("a"), NULL);
        WAIT_UNTIL(two.owned == 2, 20000, (member_poll(&one), member_poll(&two)));
        poll_for(&one, 1000);
        CHECK_INT(one.assigns, rebalances);
        CHECK_INT(one.owned, 2);

        /* A third one with the same instance id puts the second out, for good. */
        struct member three;
        member_new(&three, group, "group.instance.id", "two", "session.timeout.ms", "20000", NULL);
        member_subscribe(&three, topic_name("a"), NULL);
        WAIT_UNTIL(three.owned == 2 && two.last_error == RD_KAFKA_RESP_ERR__FATAL, 20000,
                   (member_poll(&one), member_poll(&two), member_poll(&three)));
        char text[512];
        CHECK_ERR(rd_kafka_fatal_error(two.rk, text, sizeof(text)),
                  RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID);
        member_close(&three);
        CHECK_ERR(rd_kafka_consumer_close(two.rk), RD_KAFKA_RESP_ERR__FATAL);
        rd_kafka_destroy(two.rk);
        member_close(&one);
}

static void idle_application(void) {
        struct member member;

        member_new(&member, group_name("idle"), "session.timeout.ms", "3000", "max.poll.interval.ms",
                   "3000", NULL);
        member_subscribe(&member, topic_name("a"), NULL);
        WAIT_UNTIL(member.owned == 4, 20000, member_poll(&member));
        sleep_ms(5500);
        char *id = rd_kafka_memberid(member.rk);
        CHECK_STR(id, "");
        rd_kafka_mem_free(member.rk, id);
        CHECK_INT(rd_kafka_assignment_lost(member.rk), 1);
        /* The next poll tells, takes away what was lost, and has the member join again. */
        WAIT_UNTIL(member.assigns == 2, 20000, member_poll(&member));
        CHECK_ERR(member.last_error, RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED);
        CHECK_CONTAINS(member.error_text, "Application maximum poll interval (3000ms) exceeded by ");
        CHECK_INT(member.revokes, 1);
        CHECK_INT(member.lost, 1);
        CHECK_INT(member.owned, 4);
        CHECK_INT(rd_kafka_assignment_lost(member.rk), 0);
        member_close(&member);
}

/* One that does not even look at its first assignment is out as well, and comes back whole. */
static void never_polled(void) {
        struct member member;

        member_new(&member, group_name("never"), "session.timeout.ms", "3000",
                   "max.poll.interval.ms", "3000", NULL);
        member_subscribe(&member, topic_name("a"), NULL);
        sleep_ms(5500);
        WAIT_UNTIL(member.owned == 4, 20000, member_poll(&member));
        poll_for(&member, 1500);
        CHECK_INT(member.owned, 4);
        CHECK_INT(assigned(&member), 4);
        CHECK_INT(rd_kafka_assignment_lost(member.rk), 0);
        member_close(&member);
}

static void missing_topics(void) {
        struct member member;

        member_new(&member, group_name("missing"), NULL);
        member_subscribe(&member, topic_name("nowhere"), NULL);
        WAIT_UNTIL(member.errors == 1, 20000, member_poll(&member));
        CHECK_ERR(member.last_error, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
        CHECK_STR(member.error_topic, topic_name("nowhere"));
        CHECK_CONTAINS(member.error_text, "Subscribed topic not available: ");
        CHECK_CONTAINS(member.error_text, ": Broker: Unknown topic or partition");
        CHECK_INT(member.assigns, 0);
        /* With one that is there, it joins; and what is known to be missing is not told again. */
        member_subscribe(&member, topic_name("nowhere"), topic_name("b"));
        WAIT_UNTIL(member.owned == 2, 20000, member_poll(&member));
        poll_for(&member, 1500);
        CHECK_INT(member.errors, 1);
        member_close(&member);
}

static void patterns(void) {
        struct member member;
        char pattern[256];

        member_new(&member, group_name("patterns"), "topic.metadata.refresh.interval.ms", "500", NULL);
        snprintf(pattern, sizeof(pattern), "^%s(c|new)$", topic_name(""));
        member_subscribe(&member, pattern, NULL);
        WAIT_UNTIL(member.owned == 2, 20000, member_poll(&member));
        /* A topic that comes to be is taken up. */
        rd_kafka_t *producer  = producer_of(NULL);
        rd_kafka_topic_t *rkt = topic_of(producer, topic_name("new"), NULL);
        produce_text(rkt, RD_KAFKA_PARTITION_UA, "x");
        flush_all(producer);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(producer);
        WAIT_UNTIL(member.messages == 1, 20000, member_poll(&member));
        CHECK(member.owned > 2, "%d", member.owned);
        member_close(&member);
}

/* What was stored is committed when partitions are revoked and when the consumer is closed. */
static void commits(void) {
        struct member one;
        char group[256];

        snprintf(group, sizeof(group), "%s", group_name("commits"));
        member_new(&one, group, NULL);
        member_subscribe(&one, topic_name("b"), NULL);
        WAIT_UNTIL(one.messages == 10, 20000, member_poll(&one));
        member_close(&one);

        member_new(&one, group, NULL);
        member_subscribe(&one, topic_name("b"), NULL);
        WAIT_UNTIL(one.owned == 2, 20000, member_poll(&one));
        poll_for(&one, 1000);
        CHECK_INT(one.messages, 0);
        member_close(&one);

        snprintf(group, sizeof(group), "%s", group_name("commits-sync"));
        member_new(&one, group, "enable.auto.commit", "false", NULL);
        one.commits_on_revoke = 1;
        member_subscribe(&one, topic_name("b"), NULL);
        WAIT_UNTIL(one.messages == 10, 20000, member_poll(&one));
        CHECK_ERR(rd_kafka_unsubscribe(one.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(one.revokes == 1, 20000, member_poll(&one));
        CHECK_ERR(one.commit_result, RD_KAFKA_RESP_ERR_NO_ERROR);
        member_subscribe(&one, topic_name("b"), NULL);
        WAIT_UNTIL(one.owned == 2, 20000, member_poll(&one));
        poll_for(&one, 1000);
        CHECK_INT(one.messages, 10);
        member_close(&one);
}

/* Ends at any moment of joining and rebalancing. */
static void ends(void) {
        struct member one, two;
        char group[256];

        snprintf(group, sizeof(group), "%s", group_name("ends"));
        for (int ms = 0; ms < 120; ms += 15) {
                member_new(&one, group, NULL);
                member_subscribe(&one, topic_name("a"), NULL);
                poll_for(&one, ms);
                member_close(&one);
        }
        /* The first one does not answer the rebalance that the second one began. */
        member_new(&one, group, "session.timeout.ms", "4000", NULL);
        member_subscribe(&one, topic_name("a"), NULL);
        WAIT_UNTIL(one.owned == 4, 20000, member_poll(&one));
        member_new(&two, group, "session.timeout.ms", "4000", NULL);
        member_subscribe(&two, topic_name("a"), NULL);
        poll_for(&two, 600);
        double since = now_ms();
        rd_kafka_destroy(two.rk);
        CHECK(now_ms() - since < scaled(8000), "it took %.0f ms", now_ms() - since);
        member_close(&one);

        /* A callback that does not take up what it is assigned. */
        snprintf(group, sizeof(group), "%s", group_name("refusal"));
        member_new(&one, group, NULL);
        one.leaves_assigning = 1;
        member_subscribe(&one, topic_name("a"), NULL);
        WAIT_UNTIL(one.assigns == 1, 20000, member_poll(&one));
        CHECK_INT(assigned(&one), 0);
        member_close(&one);
}

int main(void) {
        for (int partition = 0; partition < 2; partition++)
                fill(topic_name("b"), partition, 5);
        missing_topics();
        patterns();
        commits();
        ends();
        idle_application();
        never_polled();
        static_restart();
        death();
        return 0;
}
