/* needs: kafka1 kafka-old; topics: a=3; timeout: 90
 *
 * A group consumer whose partitions the application chooses: where it begins, seeking, pausing,
 * changing the assignment, and the queues that messages come to. */
#include "group_consumer.h"

#define COUNT 10

static const char *a;

static rd_kafka_t *consumer(const char *group, const char *reset) {
        return consumer_of(conf_of("group.id", group, "auto.offset.reset", reset,
                                   "enable.auto.commit", "false", "enable.partition.eof", "true",
                                   "fetch.wait.max.ms", "50", "log_level", "0", NULL));
}

/* Each way to say where a partition begins. */
static void beginnings(void) {
        struct {
                int64_t offset, first;
        } cases[] = {{3, 3},
                     {RD_KAFKA_OFFSET_BEGINNING, 0},
                     {RD_KAFKA_OFFSET_TAIL(2), COUNT - 2},
                     {RD_KAFKA_OFFSET_TAIL(200), 0},
                     {RD_KAFKA_OFFSET_STORED, 0},
                     {RD_KAFKA_OFFSET_INVALID, 0}};
        rd_kafka_t *rk = consumer(new_group(), "earliest");

        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                assign_one(rk, a, 0, cases[i].offset);
                for (int64_t offset = cases[i].first; offset < COUNT; offset++)
                        expect_offset(rk, 0, offset);
                expect_eof(rk, 0, COUNT);
        }
        assign_one(rk, a, 0, RD_KAFKA_OFFSET_END);
        expect_eof(rk, 0, COUNT);

        /* From here on the group has an offset. */
        CHECK_ERR(commit_one(rk, a, 0, 6, 0), RD_KAFKA_RESP_ERR_NO_ERROR);
        assign_one(rk, a, 0, RD_KAFKA_OFFSET_STORED);
        expect_offset(rk, 0, 6);
        assign_one(rk, a, 0, RD_KAFKA_OFFSET_INVALID);
        expect_offset(rk, 0, 6);
        rd_kafka_destroy(rk);
}

static void resets(void) {
        rd_kafka_message_t *message;
        rd_kafka_t *rk = consumer(new_group(), "latest");

        assign_one(rk, a, 0, RD_KAFKA_OFFSET_STORED);
        expect_eof(rk, 0, COUNT);
        assign_one(rk, a, 0, 1000);
        expect_eof(rk, 0, COUNT);
        rd_kafka_destroy(rk);

        rk = consumer(new_group(), "error");
        assign_one(rk, a, 0, RD_KAFKA_OFFSET_STORED);
        message = next_message(rk);
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET);
        CHECK_INT(message->partition, 0);
        CHECK_STR(rd_kafka_topic_name(message->rkt), a);
        CHECK_CONTAINS(rd_kafka_message_errstr(message), "no previously committed offset");
        rd_kafka_message_destroy(message);
        expect_nothing(rk, 200);
        rd_kafka_destroy(rk);
}

static void expect_assignment(rd_kafka_t *rk, int count, ...) {
        rd_kafka_topic_partition_list_t *list;
        va_list partitions;

        CHECK_ERR(rd_kafka_assignment(rk, &list), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(list->cnt, count);
        va_start(partitions, count);
        for (int i = 0; i < count; i++) {
                CHECK_STR(list->elems[i].topic, a);
                CHECK_INT(list->elems[i].partition, va_arg(partitions, int));
        }
        va_end(partitions);
        rd_kafka_topic_partition_list_destroy(list);
}

static rd_kafka_resp_err_t add(rd_kafka_t *rk, rd_kafka_topic_partition_list_t *list) {
        rd_kafka_resp_err_t code = code_of(rd_kafka_incremental_assign(rk, list));

        rd_kafka_topic_partition_list_destroy(list);
        return code;
}

static rd_kafka_resp_err_t take_away(rd_kafka_t *rk, rd_kafka_topic_partition_list_t *list) {
        rd_kafka_resp_err_t code = code_of(rd_kafka_incremental_unassign(rk, list));

        rd_kafka_topic_partition_list_destroy(list);
        return code;
}

static void changes(void) {
        rd_kafka_t *rk = consumer(new_group(), "earliest");
        rd_kafka_topic_partition_list_t *list;

        expect_assignment(rk, 0);
        CHECK_ERR(take_away(rk, list_of(a, 1, 0, NO_OFFSET)), RD_KAFKA_RESP_ERR__INVALID_ARG);
        list = list_of(a, 2, 1, (int64_t)0, 0, (int64_t)0);
        CHECK_ERR(rd_kafka_assign(rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
        expect_assignment(rk, 2, 0, 1);

        /* All of a list, or nothing. */
        CHECK_ERR(add(rk, list_of(a, 2, 2, (int64_t)0, 1, (int64_t)0)),
                  RD_KAFKA_RESP_ERR__CONFLICT);
        CHECK_ERR(add(rk, list_of(a, 2, 2, (int64_t)0, 2, (int64_t)0)),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(add(rk, list_of(a, 1, 2, (int64_t)-77)), RD_KAFKA_RESP_ERR__INVALID_ARG);
        expect_assignment(rk, 2, 0, 1);
        CHECK_ERR(add(rk, list_of(a, 1, 2, (int64_t)0)), RD_KAFKA_RESP_ERR_NO_ERROR);
        expect_assignment(rk, 3, 0, 1, 2);
        CHECK_ERR(take_away(rk, list_of(a, 2, 0, NO_OFFSET, 7, NO_OFFSET)),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(take_away(rk, list_of(a, 2, 0, NO_OFFSET, 1, NO_OFFSET)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        expect_assignment(rk, 1, 2);
        for (int offset = 0; offset < COUNT; offset++)
                expect_offset(rk, 2, offset);
        expect_eof(rk, 2, COUNT);

        /* What was fetched of a partition that is no longer assigned is not delivered. */
        assign_one(rk, a, 0, 0);
        expect_offset(rk, 0, 0);
        CHECK_INT(position_of(rk, a, 0), 1);
        assign_one(rk, a, 1, 4);
        WAIT_UNTIL(position_of(rk, a, 0) == RD_KAFKA_OFFSET_INVALID, 5000, sleep_ms(1));
        expect_offset(rk, 1, 4);
        CHECK_ERR(rd_kafka_assign(rk, NULL), RD_KAFKA_RESP_ERR_NO_ERROR);
        expect_assignment(rk, 0);
        expect_nothing(rk, 300);

        /* A list that is refused leaves nothing assigned. */
        assign_one(rk, a, 0, 0);
        list = list_of(a, 2, 1, (int64_t)0, 1, (int64_t)0);
        CHECK_ERR(rd_kafka_assign(rk, list), RD_KAFKA_RESP_ERR__INVALID_ARG);
        rd_kafka_topic_partition_list_destroy(list);
        expect_assignment(rk, 0);
        rd_kafka_destroy(rk);
}

static rd_kafka_resp_err_t seek_to(rd_kafka_t *rk, int32_t partition, int64_t offset, int ms) {
        rd_kafka_topic_partition_list_t *list = list_of(a, 1, partition, offset);
        rd_kafka_resp_err_t err;

        CHECK_ERR(code_of(rd_kafka_seek_partitions(rk, list, ms)), RD_KAFKA_RESP_ERR_NO_ERROR);
        err = list->elems[0].err;
        rd_kafka_topic_partition_list_destroy(list);
        return err;
}

static void seeks(void) {
        rd_kafka_t *rk = consumer(new_group(), "earliest");
        rd_kafka_topic_partition_list_t *none = rd_kafka_topic_partition_list_new(1);

        assign_one(rk, a, 0, 0);
        expect_offset(rk, 0, 0);
        CHECK_ERR(seek_to(rk, 0, 7, 1000), RD_KAFKA_RESP_ERR_NO_ERROR);
        expect_offset(rk, 0, 7);
        CHECK_INT(position_of(rk, a, 0), 8);
        CHECK_ERR(seek_to(rk, 0, RD_KAFKA_OFFSET_BEGINNING, 1000), RD_KAFKA_RESP_ERR_NO_ERROR);
        expect_offset(rk, 0, 0);
        CHECK_ERR(seek_to(rk, 0, RD_KAFKA_OFFSET_TAIL(3), 0), RD_KAFKA_RESP_ERR__IN_PROGRESS);
        /* The call did not wait: what comes first may be from before it, on the reference. */
        if (!on_reference())
                expect_offset(rk, 0, COUNT - 3);
        CHECK_ERR(seek_to(rk, 0, RD_KAFKA_OFFSET_STORED, 1000), RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(seek_to(rk, 2, 0, 1000), RD_KAFKA_RESP_ERR__STATE);
        CHECK_ERR(code_of(rd_kafka_seek_partitions(rk, none, 1000)),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        rd_kafka_topic_partition_list_destroy(none);
        rd_kafka_destroy(rk);
}

static void pause_one(rd_kafka_t *rk, int32_t partition, int resume) {
        rd_kafka_topic_partition_list_t *list = list_of(a, 1, partition, NO_OFFSET);

        CHECK_ERR(resume ? rd_kafka_resume_partitions(rk, list)
                         : rd_kafka_pause_partitions(rk, list),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(list->elems[0].err, RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
}

static void pauses(void) {
        rd_kafka_t *rk = consumer(new_group(), "earliest");

        assign_one(rk, a, 0, 2);
        expect_offset(rk, 0, 2);
        expect_offset(rk, 0, 3);
        pause_one(rk, 0, 0);
        expect_nothing(rk, 300);
        CHECK_INT(position_of(rk, a, 0), 4);
        pause_one(rk, 0, 1);
        expect_offset(rk, 0, 4);

        /* Nothing was taken yet: it begins where it was to begin. */
        assign_one(rk, a, 0, 5);
        sleep_ms(200);
        pause_one(rk, 0, 0);
        pause_one(rk, 0, 0);
        expect_nothing(rk, 200);
        pause_one(rk, 0, 1);
        expect_offset(rk, 0, 5);

        /* A seek counts when the pause is over, and a new assignment does not end it. */
        pause_one(rk, 0, 0);
        CHECK_ERR(seek_to(rk, 0, 8, 1000), RD_KAFKA_RESP_ERR_NO_ERROR);
        expect_nothing(rk, 200);
        pause_one(rk, 0, 1);
        expect_offset(rk, 0, 8);
        pause_one(rk, 0, 0);
        assign_one(rk, a, 0, 1);
        expect_nothing(rk, 200);
        pause_one(rk, 0, 1);
        expect_offset(rk, 0, 1);
        rd_kafka_destroy(rk);
}

/* A partition whose queue is kept apart, and the others by the consumer's own. */
static void queues(void) {
        rd_kafka_t *rk         = consumer(new_group(), "earliest");
        rd_kafka_queue_t *own  = rd_kafka_queue_get_partition(rk, a, 0);
        rd_kafka_queue_t *main = rd_kafka_queue_get_consumer(rk);
        rd_kafka_topic_partition_list_t *list =
            list_of(a, 2, 0, (int64_t)(COUNT - 2), 1, (int64_t)(COUNT - 1));
        rd_kafka_message_t *messages[8];
        rd_kafka_event_t *event = NULL;

        rd_kafka_queue_forward(own, NULL);
        CHECK_ERR(rd_kafka_assign(rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
        expect_offset(rk, 1, COUNT - 1);
        expect_eof(rk, 1, COUNT);
        for (int64_t offset = COUNT - 2; offset <= COUNT; offset++) {
                rd_kafka_message_t *message = rd_kafka_consume_queue(own, scaled(10000));
                CHECK(message, "nothing in the partition's queue");
                CHECK_INT(message->partition, 0);
                CHECK_INT(message->offset, offset);
                CHECK_ERR(message->err,
                          offset == COUNT ? RD_KAFKA_RESP_ERR__PARTITION_EOF : 0);
                rd_kafka_message_destroy(message);
        }
        CHECK(rd_kafka_consume_queue(own, 100) == NULL, "something after the end");
        expect_nothing(rk, 100);

        assign_one(rk, a, 1, COUNT - 3);
        CHECK_INT(rd_kafka_consume_batch_queue(main, scaled(5000), messages, 4), 4);
        for (int i = 0; i < 4; i++) {
                CHECK_INT(messages[i]->offset, COUNT - 3 + i);
                rd_kafka_message_destroy(messages[i]);
        }
        CHECK_INT(position_of(rk, a, 1), COUNT);

        assign_one(rk, a, 2, COUNT - 1);
        WAIT_UNTIL(event, 10000, event = rd_kafka_queue_poll(main, 100));
        CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_FETCH);
        CHECK_INT(rd_kafka_event_message_next(event)->offset, COUNT - 1);
        rd_kafka_event_destroy(event);
        rd_kafka_queue_destroy(own);
        rd_kafka_queue_destroy(main);
        rd_kafka_destroy(rk);
}

static void times(void) {
        rd_kafka_t *rk = consumer(new_group(), "earliest");
        rd_kafka_topic_partition_list_t *list =
            list_of(a, 3, 0, (int64_t)1, 1, (int64_t)4102444800000, 99, (int64_t)1);

        CHECK_ERR(rd_kafka_offsets_for_times(rk, list, scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(list->elems[0].offset, 0);
        CHECK_INT(list->elems[1].offset, RD_KAFKA_OFFSET_END);
        CHECK_ERR(list->elems[2].err, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        rd_kafka_topic_partition_list_destroy(list);
        rd_kafka_destroy(rk);
}

int main(void) {
        a = topic_name("a");
        for (int partition = 0; partition < 3; partition++)
                fill(a, partition, COUNT);
        beginnings();
        resets();
        changes();
        seeks();
        pauses();
        queues();
        times();
        return 0;
}
