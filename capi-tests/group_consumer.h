/* What the tests of group consumers share: lists, and what a consumer is expected to give. */
#ifndef CAPI_TESTS_GROUP_CONSUMER_H
#define CAPI_TESTS_GROUP_CONSUMER_H

#include "test.h"

/* A group name that no other run has used. */
static TEST_UNUSED const char *new_group(void) {
        static char name[64];
        static int count;

        snprintf(name, sizeof(name), "group-%d-%d", (int)getpid(), ++count);
        return name;
}

/* `count` pairs of partition (int) and offset (int64_t) of one topic. */
static TEST_UNUSED rd_kafka_topic_partition_list_t *list_of(const char *topic, int count, ...) {
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(count);
        va_list pairs;

        va_start(pairs, count);
        for (int i = 0; i < count; i++) {
                int partition = va_arg(pairs, int);
                rd_kafka_topic_partition_list_add(list, topic, partition)->offset =
                    va_arg(pairs, int64_t);
        }
        va_end(pairs);
        return list;
}

#define NO_OFFSET ((int64_t)RD_KAFKA_OFFSET_INVALID)

static TEST_UNUSED void assign_one(rd_kafka_t *rk, const char *topic, int partition,
                                   int64_t offset) {
        rd_kafka_topic_partition_list_t *list = list_of(topic, 1, partition, offset);

        CHECK_ERR(rd_kafka_assign(rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
}

/* The next message; it must be there soon. The caller destroys it. */
static TEST_UNUSED rd_kafka_message_t *next_message(rd_kafka_t *rk) {
        rd_kafka_message_t *message = NULL;

        WAIT_UNTIL(message, 15000, message = rd_kafka_consumer_poll(rk, 100));
        return message;
}

/* The next thing is message `offset` of the partition, whose value is its offset as text. */
static TEST_UNUSED void expect_offset(rd_kafka_t *rk, int32_t partition, int64_t offset) {
        rd_kafka_message_t *message = next_message(rk);
        char value[32];

        snprintf(value, sizeof(value), "%" PRId64, offset);
        CHECK(!message->err, "%s: %s", rd_kafka_err2name(message->err),
              rd_kafka_message_errstr(message));
        CHECK_INT(message->partition, partition);
        CHECK_INT(message->offset, offset);
        CHECK(message->len == strlen(value) && !memcmp(message->payload, value, message->len),
              "%s has \"%.*s\"", value, (int)message->len, (const char *)message->payload);
        rd_kafka_message_destroy(message);
}

static TEST_UNUSED void expect_eof(rd_kafka_t *rk, int32_t partition, int64_t offset) {
        rd_kafka_message_t *message = next_message(rk);

        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR__PARTITION_EOF);
        CHECK_INT(message->partition, partition);
        CHECK_INT(message->offset, offset);
        rd_kafka_message_destroy(message);
}

static TEST_UNUSED void expect_nothing(rd_kafka_t *rk, int ms) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(rk, ms);

        CHECK(!message, "offset %" PRId64 ": %s", message ? message->offset : 0,
              message ? rd_kafka_err2name(message->err) : "");
}

/* What the group has committed for a partition; the epoch too if `epoch` is not NULL. */
static TEST_UNUSED int64_t committed_of(rd_kafka_t *rk, const char *topic, int partition,
                                        int32_t *epoch) {
        rd_kafka_topic_partition_list_t *list = list_of(topic, 1, partition, (int64_t)77);
        int64_t offset;

        CHECK_ERR(rd_kafka_committed(rk, list, scaled(15000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(list->elems[0].err, RD_KAFKA_RESP_ERR_NO_ERROR);
        offset = list->elems[0].offset;
        if (epoch)
                *epoch = rd_kafka_topic_partition_get_leader_epoch(&list->elems[0]);
        rd_kafka_topic_partition_list_destroy(list);
        return offset;
}

static TEST_UNUSED int64_t position_of(rd_kafka_t *rk, const char *topic, int partition) {
        rd_kafka_topic_partition_list_t *list = list_of(topic, 1, partition, (int64_t)77);
        int64_t offset;

        CHECK_ERR(rd_kafka_position(rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(list->elems[0].err, RD_KAFKA_RESP_ERR_NO_ERROR);
        offset = list->elems[0].offset;
        rd_kafka_topic_partition_list_destroy(list);
        return offset;
}

static TEST_UNUSED rd_kafka_resp_err_t store_one(rd_kafka_t *rk, const char *topic, int partition,
                                                 int64_t offset) {
        rd_kafka_topic_partition_list_t *list = list_of(topic, 1, partition, offset);
        rd_kafka_resp_err_t err               = rd_kafka_offsets_store(rk, list);

        CHECK_ERR(list->elems[0].err, err);
        rd_kafka_topic_partition_list_destroy(list);
        return err;
}

static TEST_UNUSED rd_kafka_resp_err_t commit_one(rd_kafka_t *rk, const char *topic, int partition,
                                                  int64_t offset, int is_async) {
        rd_kafka_topic_partition_list_t *list = list_of(topic, 1, partition, offset);
        rd_kafka_resp_err_t err               = rd_kafka_commit(rk, list, is_async);

        rd_kafka_topic_partition_list_destroy(list);
        return err;
}

/* An error object's code; frees it. */
static TEST_UNUSED rd_kafka_resp_err_t code_of(rd_kafka_error_t *error) {
        rd_kafka_resp_err_t code = rd_kafka_error_code(error);

        rd_kafka_error_destroy(error);
        return code;
}

#endif
