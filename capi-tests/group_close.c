/* needs: kafka1; topics: a=2; timeout: 90 */
/* A consumer that is closed by way of a queue, with messages unread, by a program that polls on and drops what it gets. */
#include "group_consumer.h"
#include "group.h"

enum { MESSAGES = 1000, PARTITIONS = 2 };

struct closing {
        rd_kafka_t *rk;
        rd_kafka_queue_t *queue;
        /* Since the program began. */
        int messages, revokes, commits;
};

static void poll_event(struct closing *closing) {
        rd_kafka_event_t *event = rd_kafka_queue_poll(closing->queue, 20);

        switch (rd_kafka_event_type(event)) {
        case RD_KAFKA_EVENT_FETCH:
                CHECK(rd_kafka_event_message_next(event), "an event without its message");
                closing->messages++;
                break;
        case RD_KAFKA_EVENT_OFFSET_COMMIT:
                CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
                closing->commits++;
                break;
        case RD_KAFKA_EVENT_REBALANCE:
                if (rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS) {
                        /* While it is being served nothing comes of what is to go. */
                        rd_kafka_event_t *next = rd_kafka_queue_poll(closing->queue, 300);
                        CHECK(!next, "%s", rd_kafka_event_name(next));
                        closing->revokes++;
                }
                answer(closing->rk, rd_kafka_event_error(event), rd_kafka_event_topic_partition_list(event));
                break;
        }
        rd_kafka_event_destroy(event);
}

static void poll_message(struct closing *closing) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(closing->rk, 20);

        if (!message)
                return;
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        closing->messages++;
        rd_kafka_message_destroy(message);
}

static void poll_queue(struct closing *closing) {
        rd_kafka_message_t *message[8];
        ssize_t count = rd_kafka_consume_batch_queue(closing->queue, 20, message, 8);

        for (ssize_t i = 0; i < count; i++) {
                CHECK_ERR(message[i]->err, RD_KAFKA_RESP_ERR_NO_ERROR);
                closing->messages++;
                rd_kafka_message_destroy(message[i]);
        }
}

static int64_t committed_in(const char *group) {
        rd_kafka_t *rk = consumer_of(conf_of("group.id", group, NULL));
        int64_t sum    = 0;

        for (int partition = 0; partition < PARTITIONS; partition++) {
                int64_t offset = committed_of(rk, topic_name("a"), partition, NULL);
                sum += offset < 0 ? 0 : offset;
        }
        rd_kafka_destroy(rk);
        return sum;
}

/* With `events`, rebalances and commits are events; with `own` the queue to close by is another than the consumer's. */
static void close_by_queue(const char *name, const char *strategy, int events, int own,
                           void (*poll)(struct closing *)) {
        char group[256];
        snprintf(group, sizeof(group), "%s", group_name(name));
        rd_kafka_conf_t *conf = conf_of("group.id", group, "auto.offset.reset", "earliest",
                                        "partition.assignment.strategy", strategy,
                                        "auto.commit.interval.ms", "3600000", NULL);
        if (events)
                rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT);
        struct member member       = {.rk = consumer_of(conf)};
        struct closing closing     = {.rk = member.rk};
        rd_kafka_queue_t *consumer = rd_kafka_queue_get_consumer(member.rk);

        CHECK_ERR(rd_kafka_poll_set_consumer(member.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        closing.queue = consumer;
        member_subscribe(&member, topic_name("a"), NULL);
        WAIT_UNTIL(closing.messages >= 10, 20000, poll(&closing));
        WAIT_UNTIL(rd_kafka_queue_length(consumer) >= MESSAGES, 20000, sleep_ms(10));

        int before    = closing.messages;
        closing.queue = own ? rd_kafka_queue_new(member.rk) : consumer;
        CHECK_ERR(code_of(rd_kafka_consumer_close_queue(member.rk, closing.queue)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(rd_kafka_consumer_closed(member.rk), 20000, poll(&closing));
        /* The last events may have come just before. */
        for (int i = 0; i < 3; i++)
                poll(&closing);
        printf("%s: %d messages before the end, %d after\n", name, before, closing.messages - before);
        CHECK_INT(closing.revokes, events);
        CHECK_INT(closing.commits, events);
        if (own)
                rd_kafka_queue_destroy(closing.queue);
        rd_kafka_queue_destroy(consumer);
        rd_kafka_destroy(member.rk);
        int64_t committed = committed_in(group);
        CHECK(before <= committed && committed <= closing.messages, "committed %" PRId64, committed);
        /* The reference goes on until its main thread has seen that it is to end. */
        if (!on_reference())
                CHECK_INT(closing.messages, before);
}

int main(void) {
        for (int partition = 0; partition < PARTITIONS; partition++)
                fill(topic_name("a"), partition, MESSAGES);
        close_by_queue("events", "range", 1, 0, poll_event);
        close_by_queue("events-cooperative", "cooperative-sticky", 1, 1, poll_event);
        close_by_queue("messages", "cooperative-sticky", 0, 0, poll_message);
        close_by_queue("batches", "range", 0, 1, poll_queue);
        return 0;
}
