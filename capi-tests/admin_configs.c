/* needs: kafka1; topics: filled=2; timeout: 60
 *
 * Reading and changing properties; deleting records; listing offsets. */
#include "test.h"

static char text[512];

static rd_kafka_event_t *answer(rd_kafka_queue_t *queue, rd_kafka_event_type_t type) {
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, scaled(20000));

        CHECK(event, "no answer");
        CHECK_INT(rd_kafka_event_type(event), type);
        return event;
}

static void check_refused(rd_kafka_queue_t *queue, rd_kafka_event_type_t type,
                          rd_kafka_resp_err_t err, const char *why) {
        rd_kafka_event_t *event = answer(queue, type);

        CHECK_ERR(rd_kafka_event_error(event), err);
        CHECK_STR(rd_kafka_event_error_string(event), why);
        rd_kafka_event_destroy(event);
}

/* A property of a topic as the cluster has it, in `value`; 0 if the topic or property is not known. */
static int describe(rd_kafka_t *rk, rd_kafka_queue_t *queue, const char *topic, const char *name,
                    char *value, size_t size) {
        rd_kafka_ConfigResource_t *resource =
            rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
        const rd_kafka_ConfigResource_t **resources;
        const rd_kafka_ConfigEntry_t **entries;
        rd_kafka_event_t *event;
        size_t count, found = 0;

        rd_kafka_DescribeConfigs(rk, &resource, 1, NULL, queue);
        rd_kafka_ConfigResource_destroy(resource);
        event = answer(queue, RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT);
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
        resources = rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event), &count);
        CHECK_INT(count, 1);
        CHECK_STR(rd_kafka_ConfigResource_name(resources[0]), topic);
        CHECK_INT(rd_kafka_ConfigResource_type(resources[0]), RD_KAFKA_RESOURCE_TOPIC);
        entries = rd_kafka_ConfigResource_configs(resources[0], &count);
        for (size_t i = 0; i < count; i++) {
                const char *seen = rd_kafka_ConfigEntry_value(entries[i]);
                size_t synonyms;

                if (strcmp(rd_kafka_ConfigEntry_name(entries[i]), name))
                        continue;
                found = 1;
                snprintf(value, size, "%s", seen ? seen : "(null)");
                CHECK_INT(rd_kafka_ConfigEntry_is_synonym(entries[i]), 0);
                CHECK_INT(rd_kafka_ConfigEntry_is_read_only(entries[i]), 0);
                CHECK_INT(rd_kafka_ConfigEntry_is_sensitive(entries[i]), 0);
                CHECK_INT(rd_kafka_ConfigEntry_is_default(entries[i]),
                          rd_kafka_ConfigEntry_source(entries[i]) ==
                              RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG);
                rd_kafka_ConfigEntry_synonyms(entries[i], &synonyms);
                CHECK(synonyms > 0, "%s has none", name);
        }
        rd_kafka_event_destroy(event);
        return (int)found;
}

#define WAIT_FOR_VALUE(topic, name, want)                                                          \
        do {                                                                                       \
                char value_[128] = "";                                                             \
                WAIT_UNTIL(describe(rk, queue, topic, name, value_, sizeof(value_)) &&             \
                               !strcmp(value_, want),                                              \
                           10000, sleep_ms(20));                                                   \
        } while (0)

static void properties_of_a_topic(rd_kafka_t *rk, rd_kafka_queue_t *queue) {
        const char *name           = topic_name("configured");
        rd_kafka_NewTopic_t *topic = rd_kafka_NewTopic_new(name, 1, 1, text, sizeof(text));
        rd_kafka_ConfigResource_t *changes[2];
        const rd_kafka_ConfigResource_t **resources;
        rd_kafka_DeleteTopic_t *gone;
        rd_kafka_event_t *event;
        rd_kafka_error_t *error;
        size_t count;

        CHECK_ERR(rd_kafka_NewTopic_set_config(topic, "retention.ms", "123456"),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_CreateTopics(rk, &topic, 1, NULL, queue);
        rd_kafka_NewTopic_destroy(topic);
        rd_kafka_event_destroy(answer(queue, RD_KAFKA_EVENT_CREATETOPICS_RESULT));
        WAIT_FOR_VALUE(name, "retention.ms", "123456");

        changes[0] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name);
        changes[1] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic_name("never"));
        for (int i = 0; i < 2; i++) {
                error = rd_kafka_ConfigResource_add_incremental_config(
                    changes[i], "cleanup.policy", RD_KAFKA_ALTER_CONFIG_OP_TYPE_APPEND, "compact");
                CHECK(!error, "%s", rd_kafka_error_string(error));
                error = rd_kafka_ConfigResource_add_incremental_config(
                    changes[i], "retention.ms", RD_KAFKA_ALTER_CONFIG_OP_TYPE_DELETE, NULL);
                CHECK(!error, "%s", rd_kafka_error_string(error));
        }
        error = rd_kafka_ConfigResource_add_incremental_config(
            changes[0], "segment.ms", RD_KAFKA_ALTER_CONFIG_OP_TYPE_SET, NULL);
        CHECK_STR(rd_kafka_error_string(error), "Config value is required");
        rd_kafka_error_destroy(error);
        rd_kafka_IncrementalAlterConfigs(rk, changes, 2, NULL, queue);
        event     = answer(queue, RD_KAFKA_EVENT_INCREMENTALALTERCONFIGS_RESULT);
        resources = rd_kafka_IncrementalAlterConfigs_result_resources(
            rd_kafka_event_IncrementalAlterConfigs_result(event), &count);
        CHECK_INT(count, 2);
        CHECK_ERR(rd_kafka_ConfigResource_error(resources[0]), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(!rd_kafka_ConfigResource_error_string(resources[0]), "a text without an error");
        CHECK_ERR(rd_kafka_ConfigResource_error(resources[1]),
                  RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
        CHECK_STR(rd_kafka_ConfigResource_name(resources[1]), topic_name("never"));
        rd_kafka_event_destroy(event);
        rd_kafka_ConfigResource_destroy_array(changes, 2);
        WAIT_FOR_VALUE(name, "cleanup.policy", "delete,compact");

        changes[0] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name);
        CHECK_ERR(rd_kafka_ConfigResource_set_config(changes[0], "", "x"),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_ERR(rd_kafka_ConfigResource_set_config(changes[0], "max.message.bytes", "54321"),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_AlterConfigs(rk, changes, 1, NULL, queue);
        event     = answer(queue, RD_KAFKA_EVENT_ALTERCONFIGS_RESULT);
        resources = rd_kafka_AlterConfigs_result_resources(
            rd_kafka_event_AlterConfigs_result(event), &count);
        CHECK_INT(count, 1);
        CHECK_ERR(rd_kafka_ConfigResource_error(resources[0]), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_event_destroy(event);
        rd_kafka_ConfigResource_destroy(changes[0]);
        WAIT_FOR_VALUE(name, "max.message.bytes", "54321");
        /* What was not given is back at its default. */
        WAIT_FOR_VALUE(name, "cleanup.policy", "delete");

        gone = rd_kafka_DeleteTopic_new(name);
        rd_kafka_DeleteTopics(rk, &gone, 1, NULL, queue);
        rd_kafka_DeleteTopic_destroy(gone);
        rd_kafka_event_destroy(answer(queue, RD_KAFKA_EVENT_DELETETOPICS_RESULT));
}

static void resources_are_checked(rd_kafka_t *rk, rd_kafka_queue_t *queue) {
        const rd_kafka_event_type_t type = RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT;
        rd_kafka_ConfigResource_t *brokers[2];
        const rd_kafka_ConfigResource_t **resources;
        rd_kafka_event_t *event;
        size_t count;

        CHECK(!rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, ""), "no name");
        rd_kafka_DescribeConfigs(rk, NULL, 0, NULL, queue);
        check_refused(queue, type, RD_KAFKA_RESP_ERR__INVALID_ARG, "No config resources specified");
        brokers[0] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, "1");
        brokers[1] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, "2");
        rd_kafka_DescribeConfigs(rk, brokers, 2, NULL, queue);
        check_refused(queue, type, RD_KAFKA_RESP_ERR__CONFLICT,
                      "Only one ConfigResource of type BROKER is allowed per call");
        rd_kafka_DescribeConfigs(rk, brokers, 1, NULL, queue);
        event     = answer(queue, type);
        resources = rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event), &count);
        CHECK_INT(count, 1);
        CHECK_ERR(rd_kafka_ConfigResource_error(resources[0]), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_ConfigResource_configs(resources[0], &count);
        CHECK(count > 50, "%zu properties", count);
        rd_kafka_event_destroy(event);
        rd_kafka_ConfigResource_destroy_array(brokers, 2);
}

static const rd_kafka_topic_partition_t *info(const rd_kafka_event_t *event, size_t index,
                                              size_t want, int64_t *timestamp) {
        const rd_kafka_ListOffsetsResultInfo_t **infos;
        size_t count;

        infos = rd_kafka_ListOffsets_result_infos(
            rd_kafka_event_ListOffsets_result((rd_kafka_event_t *)event), &count);
        CHECK_INT(count, want);
        *timestamp = rd_kafka_ListOffsetsResultInfo_timestamp(infos[index]);
        return rd_kafka_ListOffsetsResultInfo_topic_partition(infos[index]);
}

static void offsets_and_records(rd_kafka_t *rk, rd_kafka_queue_t *queue) {
        const char *name                      = topic_name("filled");
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(3);
        const rd_kafka_topic_partition_list_t *left;
        const rd_kafka_topic_partition_t *partition;
        rd_kafka_DeleteRecords_t *records;
        rd_kafka_event_t *event;
        int64_t timestamp;

        fill(name, 0, 10);
        fill(name, 1, 4);
        rd_kafka_topic_partition_list_add(list, name, 1)->offset = 3;
        rd_kafka_topic_partition_list_add(list, name, 0)->offset = RD_KAFKA_OFFSET_END;
        rd_kafka_topic_partition_list_add(list, name, 9)->offset = 1;
        records = rd_kafka_DeleteRecords_new(list);
        rd_kafka_DeleteRecords(rk, &records, 0, NULL, queue);
        check_refused(queue, RD_KAFKA_EVENT_DELETERECORDS_RESULT, RD_KAFKA_RESP_ERR__INVALID_ARG,
                      "Exactly one DeleteRecords must be passed");
        rd_kafka_DeleteRecords(rk, &records, 1, NULL, queue);
        rd_kafka_DeleteRecords_destroy(records);
        event = answer(queue, RD_KAFKA_EVENT_DELETERECORDS_RESULT);
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
        left = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event));
        CHECK_INT(left->cnt, 3);
        for (int i = 0; i < 2; i++) {
                CHECK_INT(left->elems[i].partition, i);
                CHECK_ERR(left->elems[i].err, RD_KAFKA_RESP_ERR_NO_ERROR);
                CHECK_INT(left->elems[i].offset, i == 0 ? 10 : 3);
        }
        CHECK_ERR(left->elems[2].err, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        rd_kafka_event_destroy(event);

        list->elems[0].offset = RD_KAFKA_OFFSET_SPEC_EARLIEST;
        list->elems[1].offset = RD_KAFKA_OFFSET_SPEC_LATEST;
        list->elems[2].offset = RD_KAFKA_OFFSET_SPEC_LATEST;
        rd_kafka_ListOffsets(rk, list, NULL, queue);
        event     = answer(queue, RD_KAFKA_EVENT_LISTOFFSETS_RESULT);
        partition = info(event, 0, 3, &timestamp);
        CHECK_INT(partition->partition, 1);
        CHECK_INT(partition->offset, 3);
        CHECK_INT(timestamp, -1);
        CHECK_INT(info(event, 1, 3, &timestamp)->offset, 10);
        CHECK_ERR(info(event, 2, 3, &timestamp)->err, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        rd_kafka_event_destroy(event);

        while (list->cnt > 1)
                rd_kafka_topic_partition_list_del_by_idx(list, 1);
        list->elems[0].offset = RD_KAFKA_OFFSET_SPEC_MAX_TIMESTAMP;
        rd_kafka_ListOffsets(rk, list, NULL, queue);
        event = answer(queue, RD_KAFKA_EVENT_LISTOFFSETS_RESULT);
        partition = info(event, 0, 1, &timestamp);
        CHECK_ERR(partition->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(partition->offset >= 0 && timestamp > 0, "no time");
        rd_kafka_event_destroy(event);

        list->elems[0].offset = -7;
        rd_kafka_ListOffsets(rk, list, NULL, queue);
        check_refused(queue, RD_KAFKA_EVENT_LISTOFFSETS_RESULT, RD_KAFKA_RESP_ERR__INVALID_ARG,
                      "Partition 0 has an invalid offset -7");
        rd_kafka_topic_partition_list_destroy(list);
}

int main(void) {
        rd_kafka_t *rk          = producer_of(NULL);
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);

        properties_of_a_topic(rk, queue);
        resources_are_checked(rk, queue);
        offsets_and_records(rk, queue);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(rk);
        return 0;
}
