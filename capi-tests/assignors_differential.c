/* needs: kafka1; topics: a=7 b=3 c=3 d=1; timeout: 180 */
/* Who gets which partition, by each assignor: the same members, joining and leaving in the same order, must be
 * assigned the same on both libraries. Each strategy has a group and a thread of its own: a rebalance is mostly waiting. But
 * for the sticky one, which is alone with the machine: what it gives out depends on what members had when they joined, and
 * on the reference that is another thing when one of them was kept from polling. */
#include "test.h"

enum { MEMBERS = 6 };

static const char *const strategies[] = {"range", "roundrobin", "range,roundrobin", "roundrobin,range"};
enum { STRATEGIES = sizeof(strategies) / sizeof(*strategies) };

struct member {
        rd_kafka_t *rk;
        const char *topics;
};

static _Thread_local struct member members[MEMBERS];
static _Thread_local char group[128];
/* What is to be printed, when all strategies are through. */
static _Thread_local FILE *said;

/* Joins member `at` with a subscription to `topics`, one letter each. Its id sorts by its number. */
static void join(const char *strategy, int at, const char *topics, const char *instance) {
        char id[16];
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(4);

        snprintf(id, sizeof(id), "m%d", at);
        rd_kafka_conf_t *conf =
            conf_of("group.id", group, "client.id", id, "partition.assignment.strategy", strategy,
                    "heartbeat.interval.ms", "100", "session.timeout.ms", "10000",
                    "enable.auto.commit", "false", "auto.offset.reset", "earliest", NULL);
        if (instance)
                conf_put(conf, "group.instance.id", instance);
        members[at].rk     = consumer_of(conf);
        members[at].topics = topics;
        CHECK_ERR(rd_kafka_poll_set_consumer(members[at].rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        for (const char *letter = topics; *letter; letter++) {
                char name[2] = {*letter, 0};
                rd_kafka_topic_partition_list_add(list, topic_name(name), -1);
        }
        CHECK_ERR(rd_kafka_subscribe(members[at].rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
}

static void leave(int at) {
        CHECK_ERR(rd_kafka_consumer_close(members[at].rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_destroy(members[at].rk);
        members[at].rk = NULL;
}

static int partitions_of(char letter) {
        return letter == 'a' ? 7 : letter == 'd' ? 1 : 3;
}

/* How many partitions the members that are there share out. */
static int wanted(void) {
        int count = 0;

        for (const char *letter = "abcd"; *letter; letter++)
                for (int at = 0; at < MEMBERS; at++)
                        if (members[at].rk && strchr(members[at].topics, *letter)) {
                                count += partitions_of(*letter);
                                break;
                        }
        return count;
}

/* What everyone has, as text; -1 while a partition has two owners. */
static int describe(char *text, size_t size) {
        size_t length = 0;
        int count     = 0;

        text[0] = 0;
        for (int at = 0; at < MEMBERS; at++) {
                rd_kafka_topic_partition_list_t *list;
                if (!members[at].rk)
                        continue;
                CHECK_ERR(rd_kafka_assignment(members[at].rk, &list), RD_KAFKA_RESP_ERR_NO_ERROR);
                rd_kafka_topic_partition_list_sort(list, NULL, NULL);
                length += (size_t)snprintf(text + length, size - length, "  m%d:", at);
                for (int i = 0; i < list->cnt; i++) {
                        const char *topic = list->elems[i].topic;
                        length += (size_t)snprintf(text + length, size - length, " %s%d",
                                                   topic + strlen(topic) - 1,
                                                   list->elems[i].partition);
                }
                length += (size_t)snprintf(text + length, size - length, "\n");
                count += list->cnt;
                rd_kafka_topic_partition_list_destroy(list);
        }
        return count;
}

/* Polls everyone until all partitions are owned and nothing has changed for a while. */
static void settle(const char *what) {
        char now[4096], before[4096] = "";
        double since = now_ms(), until = since + scaled(30000);

        while (now_ms() - since < scaled(1000)) {
                for (int at = 0; at < MEMBERS; at++)
                        if (members[at].rk) {
                                rd_kafka_message_t *message =
                                    rd_kafka_consumer_poll(members[at].rk, 5);
                                if (message)
                                        rd_kafka_message_destroy(message);
                        }
                int count = describe(now, sizeof(now));
                if (strcmp(now, before) || count != wanted()) {
                        strcpy(before, now);
                        since = now_ms();
                }
                CHECK(now_ms() < until, "%s does not settle (%d of %d):\n%s", what, count,
                      wanted(), now);
        }
        fprintf(said, "%s\n%s", what, now);
}

static void everyone_leaves(void) {
        for (int at = 0; at < MEMBERS; at++)
                if (members[at].rk)
                        leave(at);
}

static void run(const char *strategy) {
        fprintf(said, "== %s\n", strategy);
        snprintf(group, sizeof(group), "%s-%s", topic_name("a"), strategy);
        join(strategy, 0, "abc", NULL);
        settle("one member");
        join(strategy, 1, "abc", NULL);
        settle("two");
        join(strategy, 2, "abc", NULL);
        settle("three");
        join(strategy, 3, "abc", NULL);
        settle("four");
        leave(1);
        settle("the second has left");
        join(strategy, 4, "ad", NULL);
        settle("one with another subscription");
        join(strategy, 5, "b", NULL);
        settle("one with one topic only");
        leave(0);
        leave(2);
        settle("two have left");
        join(strategy, 1, "abcd", NULL);
        settle("one for everything");
        everyone_leaves();

        join(strategy, 3, "abc", "z");
        settle("static");
        join(strategy, 2, "abc", NULL);
        settle("static and dynamic");
        join(strategy, 1, "abc", "y");
        settle("two static");
        join(strategy, 4, "abc", "x");
        settle("three static");
        everyone_leaves();
}

/* Returns what there is to be printed of the strategy. */
static void *run_strategy(void *strategy) {
        char *text;
        size_t size;

        said = open_memstream(&text, &size);
        run(strategy);
        fclose(said);
        return text;
}

static void show(char *text) {
        fputs(text, stdout);
        free(text);
}

int main(void) {
        pthread_t threads[STRATEGIES];

        for (const char *letter = "abcd"; *letter; letter++)
                topic_name((char[]) {*letter, 0}); /* the threads only look the names up */
        show(run_strategy("cooperative-sticky"));
        for (int i = 0; i < STRATEGIES; i++)
                pthread_create(&threads[i], NULL, run_strategy, (void *)strategies[i]);
        for (int i = 0; i < STRATEGIES; i++) {
                void *text;

                pthread_join(threads[i], &text);
                show(text);
        }
        return 0;
}
