/* needs: kafka1 kafka-old; topics: b=2; timeout: 90
 *
 * The offsets of a group: stored, committed by the application and by themselves, asked for. */
#include "group_consumer.h"

#define COUNT 10

static const char *b;

/* What the commit callback was told last, and how often. */
static struct {
        int calls, count;
        rd_kafka_resp_err_t err;
        int64_t offset;
        void *opaque;
} told;

static void on_commit(rd_kafka_t *rk, rd_kafka_resp_err_t err,
                      rd_kafka_topic_partition_list_t *offsets, void *opaque) {
        (void)rk;
        told.calls++;
        told.err    = err;
        told.count  = offsets ? offsets->cnt : 0;
        told.offset = told.count ? offsets->elems[0].offset : -5;
        told.opaque = opaque;
}

static rd_kafka_t *consumer(const char *group, const char *auto_store, const char *interval) {
        int automatic        = strcmp(interval, "off") != 0;
        rd_kafka_conf_t *conf = conf_of(
            "group.id", group, "auto.offset.reset", "earliest", "enable.auto.offset.store",
            auto_store, "enable.auto.commit", automatic ? "true" : "false",
            "auto.commit.interval.ms", automatic ? interval : "5000", "fetch.wait.max.ms", "50",
            "log_level", "0", NULL);

        rd_kafka_conf_set_offset_commit_cb(conf, on_commit);
        memset(&told, 0, sizeof(told));
        return consumer_of(conf);
}

/* What the group has committed, as another consumer sees it. */
static int64_t committed_by(const char *group, int partition) {
        rd_kafka_t *rk = consumer(group, "false", "off");
        int64_t offset = committed_of(rk, b, partition, NULL);

        rd_kafka_destroy(rk);
        return offset;
}

static void by_hand(void) {
        const char *group = new_group();
        rd_kafka_t *rk    = consumer(group, "false", "off");
        rd_kafka_topic_partition_list_t *list;
        int32_t epoch;

        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR__NO_OFFSET);
        assign_one(rk, b, 0, 0);
        expect_offset(rk, 0, 0);
        /* Nothing is stored by itself. */
        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR__NO_OFFSET);
        CHECK_ERR(store_one(rk, b, 0, 6), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(store_one(rk, b, 1, 6), RD_KAFKA_RESP_ERR__STATE);
        CHECK_ERR(store_one(rk, "no-such-topic", 1, 6), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(committed_of(rk, b, 0, NULL), 6);
        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR__NO_OFFSET);

        /* What is behind the committed offset is not committed; what is taken back neither. */
        CHECK_ERR(store_one(rk, b, 0, 3), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR__NO_OFFSET);
        CHECK_ERR(store_one(rk, b, 0, 9), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(store_one(rk, b, 0, RD_KAFKA_OFFSET_INVALID), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR__NO_OFFSET);
        CHECK_ERR(store_one(rk, b, 0, 7), RD_KAFKA_RESP_ERR_NO_ERROR);

        /* The application may go back, with its own words and a leader epoch. */
        list = list_of(b, 2, 0, (int64_t)2, 1, NO_OFFSET);
        list->elems[0].metadata      = strdup("why");
        list->elems[0].metadata_size = 3;
        rd_kafka_topic_partition_set_leader_epoch(&list->elems[0], 0);
        CHECK_ERR(rd_kafka_commit(rk, list, 0), RD_KAFKA_RESP_ERR_NO_ERROR);
        list->elems[0].offset = 99;
        free(list->elems[0].metadata);
        list->elems[0].metadata      = NULL;
        list->elems[0].metadata_size = 0;
        CHECK_ERR(rd_kafka_committed(rk, list, scaled(10000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(list->elems[0].offset, 2);
        CHECK_INT(list->elems[0].metadata_size, 3);
        CHECK(!memcmp(list->elems[0].metadata, "why", 3), "other metadata");
        CHECK_INT(list->elems[1].offset, RD_KAFKA_OFFSET_INVALID);
        rd_kafka_topic_partition_list_destroy(list);
        committed_of(rk, b, 0, &epoch);
        CHECK_INT(epoch, 0);
        /* What is stored is ahead of that again. */
        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(committed_of(rk, b, 0, NULL), 7);

        /* What is stored goes with the assignment, without automatic commits. */
        CHECK_ERR(store_one(rk, b, 0, 8), RD_KAFKA_RESP_ERR_NO_ERROR);
        assign_one(rk, b, 0, RD_KAFKA_OFFSET_STORED);
        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR__NO_OFFSET);
        expect_offset(rk, 0, 7);
        CHECK_ERR(store_one(rk, b, 0, 9), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_destroy(rk);
        CHECK_INT(committed_by(group, 0), 7);
}

static void nothing_to_commit(rd_kafka_t *rk, int64_t offset) {
        CHECK_ERR(commit_one(rk, b, 0, offset, 0), RD_KAFKA_RESP_ERR__NO_OFFSET);
}

static void refusals(void) {
        rd_kafka_t *rk = consumer(new_group(), "true", "off");
        rd_kafka_topic_partition_list_t *list = list_of(b, 1, 0, (int64_t)5);

        nothing_to_commit(rk, RD_KAFKA_OFFSET_INVALID);
        nothing_to_commit(rk, RD_KAFKA_OFFSET_BEGINNING);
        CHECK_ERR(commit_one(rk, "no-such-topic", 0, 1, 0),
                  RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
        CHECK_ERR(rd_kafka_offsets_store(rk, list), RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(rd_kafka_committed(rk, list, 0), RD_KAFKA_RESP_ERR__TIMED_OUT);
        CHECK_INT(list->elems[0].offset, RD_KAFKA_OFFSET_INVALID);
        rd_kafka_topic_partition_list_destroy(list);
        /* One of two partitions is not there: the other one is committed all the same. */
        list = list_of(b, 2, 0, (int64_t)5, 99, (int64_t)1);
        CHECK_ERR(rd_kafka_commit(rk, list, 0), RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
        rd_kafka_topic_partition_list_destroy(list);
        CHECK_INT(committed_of(rk, b, 0, NULL), 5);
        rd_kafka_destroy(rk);
}

/* The callback is served by rd_kafka_poll(), and by consumer_poll() after poll_set_consumer(). */
static void callbacks(void) {
        rd_kafka_t *rk = consumer(new_group(), "true", "off");

        CHECK_ERR(rd_kafka_commit(rk, NULL, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(told.calls == 1, 10000, rd_kafka_poll(rk, 50));
        CHECK_ERR(told.err, RD_KAFKA_RESP_ERR__NO_OFFSET);
        CHECK_INT(told.count, 0);
        CHECK_ERR(commit_one(rk, b, 0, 3, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(told.calls == 2, 20000, rd_kafka_poll(rk, 50));
        CHECK_ERR(told.err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(told.count, 1);
        CHECK_INT(told.offset, 3);
        assign_one(rk, b, 0, 0);
        expect_offset(rk, 0, 0);
        CHECK_ERR(rd_kafka_poll_set_consumer(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        /* It does not wait behind the messages. */
        CHECK_ERR(commit_one(rk, b, 0, 4, 0), RD_KAFKA_RESP_ERR_NO_ERROR);
        expect_offset(rk, 0, 1);
        CHECK_INT(told.calls, 3);
        CHECK_INT(told.offset, 4);
        rd_kafka_destroy(rk);
}

static void commit_queues(void) {
        rd_kafka_t *rk      = consumer(new_group(), "true", "off");
        rd_kafka_queue_t *q = rd_kafka_queue_new(rk);
        rd_kafka_topic_partition_list_t *list = list_of(b, 1, 1, (int64_t)4), *shown;
        rd_kafka_event_t *event = NULL;

        CHECK_ERR(rd_kafka_commit_queue(rk, list, q, NULL, &told), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(event, 20000, event = rd_kafka_queue_poll(q, 100));
        CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_OFFSET_COMMIT);
        CHECK_STR(rd_kafka_event_name(event), "OffsetCommit");
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(rd_kafka_event_opaque(event) == &told, "another opaque");
        shown = rd_kafka_event_topic_partition_list(event);
        CHECK_INT(shown->cnt, 1);
        CHECK_INT(shown->elems[0].offset, 4);
        rd_kafka_event_destroy(event);
        CHECK_INT(told.calls, 0);

        CHECK_ERR(rd_kafka_commit_queue(rk, list, q, on_commit, &event),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(told.calls == 1, 10000, rd_kafka_queue_poll_callback(q, 100));
        CHECK(told.opaque == &event, "another opaque");
        /* Without a queue the call serves its callback itself. */
        CHECK_ERR(rd_kafka_commit_queue(rk, list, NULL, on_commit, q),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(told.calls, 2);
        CHECK(told.opaque == q, "another opaque");
        CHECK_ERR(rd_kafka_commit_queue(rk, NULL, q, NULL, NULL), RD_KAFKA_RESP_ERR_NO_ERROR);
        event = NULL;
        WAIT_UNTIL(event, 10000, event = rd_kafka_queue_poll(q, 100));
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR__NO_OFFSET);
        rd_kafka_event_destroy(event);
        rd_kafka_topic_partition_list_destroy(list);
        rd_kafka_queue_destroy(q);
        rd_kafka_destroy(rk);
}

static void by_themselves(void) {
        const char *group = new_group();
        rd_kafka_t *rk    = consumer(group, "true", "300");
        rd_kafka_topic_partition_list_t *list;
        int32_t epoch;

        assign_one(rk, b, 0, 4);
        expect_offset(rk, 0, 4);
        expect_offset(rk, 0, 5);
        WAIT_UNTIL(told.calls, 15000, rd_kafka_poll(rk, 50));
        CHECK_ERR(told.err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(told.offset, 6);
        CHECK_INT(committed_of(rk, b, 0, &epoch), 6);
        CHECK_INT(epoch, 0);
        /* Nothing new: nobody is told of anything. */
        told.calls = 0;
        rd_kafka_poll(rk, 800);
        CHECK_INT(told.calls, 0);
        rd_kafka_destroy(rk);

        /* On removal, and on close, though the interval is not over. */
        rk = consumer(group, "true", "60000");
        assign_one(rk, b, 0, 7);
        expect_offset(rk, 0, 7);
        list = list_of(b, 1, 0, NO_OFFSET);
        CHECK_ERR(code_of(rd_kafka_incremental_unassign(rk, list)), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
        WAIT_UNTIL(told.calls, 15000, rd_kafka_poll(rk, 50));
        CHECK_INT(committed_of(rk, b, 0, NULL), 8);
        assign_one(rk, b, 1, 2);
        expect_offset(rk, 1, 2);
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_destroy(rk);
        CHECK_INT(committed_by(group, 1), 3);

        /* Destroying closes, unless it is told not to. */
        rk = consumer(group, "true", "60000");
        assign_one(rk, b, 1, 4);
        expect_offset(rk, 1, 4);
        rd_kafka_destroy(rk);
        CHECK_INT(committed_by(group, 1), 5);
        rk = consumer(group, "true", "60000");
        assign_one(rk, b, 1, 7);
        expect_offset(rk, 1, 7);
        rd_kafka_destroy_flags(rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
        CHECK_INT(committed_by(group, 1), 5);
}

/* Messages outlive the consumer's end; what they can be used for does not. */
static void messages(void) {
        const char *group = new_group();
        rd_kafka_t *rk    = consumer(group, "false", "60000");
        rd_kafka_message_t *message;
        rd_kafka_error_t *error;

        assign_one(rk, b, 0, 3);
        message = next_message(rk);
        CHECK(!message->err, "%s", rd_kafka_message_errstr(message));
        CHECK_ERR(rd_kafka_commit_message(rk, message, 0), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(committed_of(rk, b, 0, NULL), 4);
        rd_kafka_message_destroy(message);
        message = next_message(rk);
        CHECK(rd_kafka_offset_store_message(message) == NULL, "the offset is not stored");
        message->err = RD_KAFKA_RESP_ERR__FAIL;
        CHECK_ERR(code_of(rd_kafka_offset_store_message(message)),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(rd_kafka_commit_message(rk, message, 0), RD_KAFKA_RESP_ERR__INVALID_ARG);
        message->err = 0;
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        error = rd_kafka_offset_store_message(message);
        CHECK_ERR(rd_kafka_error_code(error), RD_KAFKA_RESP_ERR__STATE);
        CHECK_STR(rd_kafka_error_string(error), "Partition is not assigned");
        rd_kafka_error_destroy(error);
        CHECK(!memcmp(message->payload, "4", 1), "the payload is gone");
        rd_kafka_message_destroy(message);
        rd_kafka_destroy(rk);
        CHECK_INT(committed_by(group, 0), 5);
}

/* The simple consumer may begin at the group's offset too, and leaves one behind. */
static void simple(void) {
        const char *group = new_group();
        rd_kafka_t *rk    = consumer(group, "false", "60000");
        rd_kafka_topic_t *rkt = topic_of(rk, b, "auto.offset.reset", "smallest", NULL);
        rd_kafka_message_t *message;

        for (int round = 0; round < 3; round++) {
                CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_STORED), 0);
                for (int64_t offset = round * 2; offset < round * 2 + 2; offset++) {
                        message = rd_kafka_consume(rkt, 0, scaled(15000));
                        CHECK(message && !message->err, "no message");
                        CHECK_INT(message->offset, offset);
                        rd_kafka_message_destroy(message);
                        CHECK_ERR(rd_kafka_offset_store(rkt, 0, offset), 0);
                }
                CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
        }
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        CHECK_INT(committed_by(group, 0), 6);
}

int main(void) {
        b = topic_name("b");
        fill(b, 0, COUNT);
        fill(b, 1, COUNT);
        by_hand();
        refusals();
        callbacks();
        commit_queues();
        by_themselves();
        messages();
        simple();
        return 0;
}
