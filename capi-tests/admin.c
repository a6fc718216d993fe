/* needs: kafka1 mock1; timeout: 60
 *
 * Admin operations on topics: options, arguments, results item by item, what is refused without asking anybody, brokers
 * that are not there, instances that end before the answer. */
#include "test.h"

static char text[512];

typedef const rd_kafka_topic_result_t *result_t;

/* The event that answers a call, which must be of that type. */
static rd_kafka_event_t *answer(rd_kafka_queue_t *queue, rd_kafka_event_type_t type) {
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, scaled(20000));

        CHECK(event, "no answer");
        CHECK_INT(rd_kafka_event_type(event), type);
        return event;
}

static rd_kafka_NewTopic_t *new_topic(const char *name, int partitions, int replicas) {
        rd_kafka_NewTopic_t *topic =
            rd_kafka_NewTopic_new(name, partitions, replicas, text, sizeof(text));

        CHECK(topic, "%s: %s", name, text);
        return topic;
}

static void check_result(result_t result, const char *name, rd_kafka_resp_err_t err) {
        CHECK_STR(rd_kafka_topic_result_name(result), name);
        CHECK_ERR(rd_kafka_topic_result_error(result), err);
        CHECK(!err == !rd_kafka_topic_result_error_string(result), "%s", name);
}

/* Deletes a topic that a test has made. */
static void delete_topic(rd_kafka_t *rk, rd_kafka_queue_t *queue, const char *name) {
        rd_kafka_DeleteTopic_t *topic = rd_kafka_DeleteTopic_new(name);
        rd_kafka_event_t *event;
        result_t *results;
        size_t count;

        rd_kafka_DeleteTopics(rk, &topic, 1, NULL, queue);
        rd_kafka_DeleteTopic_destroy(topic);
        event = answer(queue, RD_KAFKA_EVENT_DELETETOPICS_RESULT);
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
        results =
            rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count);
        CHECK_INT(count, 1);
        check_result(results[0], name, RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_event_destroy(event);
}

static void options_are_checked(rd_kafka_t *rk) {
        rd_kafka_AdminOptions_t *options =
            rd_kafka_AdminOptions_new(rk, RD_KAFKA_ADMIN_OP_DELETETOPICS);
        rd_kafka_consumer_group_state_t states[] = {RD_KAFKA_CONSUMER_GROUP_STATE_STABLE,
                                                    RD_KAFKA_CONSUMER_GROUP_STATE_STABLE};
        rd_kafka_error_t *error;

        CHECK(options, "none");
        CHECK(!rd_kafka_AdminOptions_new(rk, (rd_kafka_admin_op_t)-1), "made for nothing");
        CHECK_ERR(rd_kafka_AdminOptions_set_validate_only(options, 1, text, sizeof(text)),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_STR(text, "\"validate_only\" is not supported for this operation");
        CHECK_ERR(rd_kafka_AdminOptions_set_request_timeout(options, -1, text, sizeof(text)),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_STR(text, "Invalid value type for \"request_timeout\": expecting integer in range "
                        "0..3600000");
        CHECK_ERR(rd_kafka_AdminOptions_set_operation_timeout(options, 3600001, text, 10),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_STR(text, "Invalid v");
        CHECK_ERR(rd_kafka_AdminOptions_set_operation_timeout(options, -1, text, sizeof(text)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_AdminOptions_set_broker(options, -1, text, sizeof(text)),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        error = rd_kafka_AdminOptions_set_isolation_level(
            options, RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED);
        CHECK_STR(rd_kafka_error_string(error),
                  "\"isolation_level\" is not supported for this operation");
        rd_kafka_error_destroy(error);
        rd_kafka_AdminOptions_destroy(options);

        options = rd_kafka_AdminOptions_new(rk, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS);
        error   = rd_kafka_AdminOptions_set_match_consumer_group_states(options, states, 2);
        CHECK_STR(rd_kafka_error_string(error), "Duplicate states not allowed");
        rd_kafka_error_destroy(error);
        CHECK(!rd_kafka_AdminOptions_set_match_consumer_group_states(options, states, 1), "one");
        rd_kafka_AdminOptions_destroy(options);
}

static void arguments_are_checked(void) {
        rd_kafka_NewTopic_t *topic;
        rd_kafka_NewPartitions_t *more;
        int32_t brokers[] = {1, 2};

        CHECK(!rd_kafka_NewTopic_new("t", -2, 1, text, sizeof(text)), "partitions");
        CHECK_STR(text, "num_partitions out of expected range 1..100000 or -1 for broker default");
        CHECK(!rd_kafka_NewTopic_new("t", 1, 10001, text, sizeof(text)), "replicas");
        CHECK_STR(text, "replication_factor out of expected range -1..10000");
        CHECK(!rd_kafka_NewPartitions_new("t", 0, text, sizeof(text)), "no partitions");
        CHECK_STR(text, "new_total_cnt out of expected range 1..100000");

        topic = new_topic("t", 2, 1);
        CHECK_ERR(rd_kafka_NewTopic_set_replica_assignment(topic, 0, brokers, 2, text,
                                                           sizeof(text)),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_STR(text, "Specifying a replication factor and a replica assignment are mutually "
                        "exclusive");
        rd_kafka_NewTopic_destroy(topic);
        topic = new_topic("t", 2, -1);
        CHECK_ERR(rd_kafka_NewTopic_set_replica_assignment(topic, 1, brokers, 2, text,
                                                           sizeof(text)),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_STR(text, "Partitions must be added in order, starting at 0: expecting partition 0, "
                        "not 1");
        rd_kafka_NewTopic_destroy(topic);
        more = rd_kafka_NewPartitions_new("t", 3, text, sizeof(text));
        CHECK_ERR(rd_kafka_NewPartitions_set_replica_assignment(more, 0, brokers, 2, text,
                                                                sizeof(text)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_ERR(rd_kafka_NewPartitions_set_replica_assignment(more, 0, brokers, 2, text,
                                                                sizeof(text)),
                  RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_STR(text, "Partitions must be added in order, starting at 0: expecting partition "
                        "index 1, not 0");
        rd_kafka_NewPartitions_destroy(more);
}

/* Nothing to do is an error of the whole call. */
static void nothing_to_do(rd_kafka_t *rk, rd_kafka_queue_t *queue) {
        rd_kafka_event_t *event;
        size_t count = 7;

        rd_kafka_CreateTopics(rk, NULL, 0, NULL, queue);
        event = answer(queue, RD_KAFKA_EVENT_CREATETOPICS_RESULT);
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_STR(rd_kafka_event_error_string(event), "No topics to create");
        CHECK(!rd_kafka_event_DeleteTopics_result(event), "of another operation");
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
        CHECK_INT(count, 0);
        rd_kafka_event_destroy(event);
        rd_kafka_DeleteTopics(rk, NULL, 0, NULL, queue);
        event = answer(queue, RD_KAFKA_EVENT_DELETETOPICS_RESULT);
        CHECK_STR(rd_kafka_event_error_string(event), "No topics to delete");
        rd_kafka_event_destroy(event);
        rd_kafka_CreatePartitions(rk, NULL, 0, NULL, queue);
        event = answer(queue, RD_KAFKA_EVENT_CREATEPARTITIONS_RESULT);
        CHECK_STR(rd_kafka_event_error_string(event), "No partitions to create");
        rd_kafka_event_destroy(event);
}

/* Each topic has its own outcome, in the order of the call. */
static void create_and_delete(rd_kafka_t *rk, rd_kafka_queue_t *queue) {
        const char *a = topic_name("made"), *b = topic_name("other");
        rd_kafka_AdminOptions_t *options =
            rd_kafka_AdminOptions_new(rk, RD_KAFKA_ADMIN_OP_CREATETOPICS);
        rd_kafka_NewTopic_t *topics[] = {new_topic(b, 1, 1), new_topic("not valid!", 1, 1),
                                         new_topic(a, 2, 1), new_topic(topic_name("rf"), 1, 9)};
        rd_kafka_DeleteTopic_t *gone[3];
        rd_kafka_event_t *event;
        result_t *results;
        size_t count;

        rd_kafka_AdminOptions_set_opaque(options, &count);
        CHECK_ERR(rd_kafka_AdminOptions_set_validate_only(options, 1, text, sizeof(text)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        /* The first round changes nothing, so that the second one does the same again. */
        for (int round = 0; round < 3; round++) {
                rd_kafka_resp_err_t err =
                    round < 2 ? RD_KAFKA_RESP_ERR_NO_ERROR : RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS;
                rd_kafka_CreateTopics(rk, topics, 4, round == 0 ? options : NULL, queue);
                event = answer(queue, RD_KAFKA_EVENT_CREATETOPICS_RESULT);
                CHECK_STR(rd_kafka_event_name(event), "CreateTopicsResult");
                CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
                CHECK_STR(rd_kafka_event_error_string(event), "Success");
                CHECK(rd_kafka_event_opaque(event) == (round == 0 ? &count : NULL), "opaque");
                results = rd_kafka_CreateTopics_result_topics(
                    rd_kafka_event_CreateTopics_result(event), &count);
                CHECK_INT(count, 4);
                check_result(results[0], b, err);
                check_result(results[1], "not valid!", RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION);
                check_result(results[2], a, err);
                check_result(results[3], topic_name("rf"),
                             RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR);
                rd_kafka_event_destroy(event);
        }
        rd_kafka_AdminOptions_destroy(options);
        rd_kafka_NewTopic_destroy_array(topics, 4);

        /* What is asked for twice is answered once. */
        topics[0] = new_topic(topic_name("twice"), 1, 1);
        topics[1] = new_topic(topic_name("twice"), 1, 1);
        rd_kafka_CreateTopics(rk, topics, 2, NULL, queue);
        rd_kafka_NewTopic_destroy_array(topics, 2);
        event   = answer(queue, RD_KAFKA_EVENT_CREATETOPICS_RESULT);
        results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event),
                                                      &count);
        CHECK_INT(count, 1);
        check_result(results[0], topic_name("twice"), RD_KAFKA_RESP_ERR_INVALID_REQUEST);
        rd_kafka_event_destroy(event);

        gone[0] = rd_kafka_DeleteTopic_new(a);
        gone[1] = rd_kafka_DeleteTopic_new(topic_name("never"));
        gone[2] = rd_kafka_DeleteTopic_new(b);
        rd_kafka_DeleteTopics(rk, gone, 3, NULL, queue);
        rd_kafka_DeleteTopic_destroy_array(gone, 3);
        event = answer(queue, RD_KAFKA_EVENT_DELETETOPICS_RESULT);
        results =
            rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count);
        CHECK_INT(count, 3);
        check_result(results[0], a, RD_KAFKA_RESP_ERR_NO_ERROR);
        check_result(results[1], topic_name("never"), RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
        check_result(results[2], b, RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_event_destroy(event);
}

/* How many partitions a topic has, by rd_kafka_metadata(). */
static int partitions_of(rd_kafka_t *rk, const char *name) {
        const struct rd_kafka_metadata *metadata;
        int count = 0;

        CHECK_ERR(rd_kafka_metadata(rk, 1, NULL, &metadata, scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        for (int i = 0; i < metadata->topic_cnt; i++)
                if (!strcmp(metadata->topics[i].topic, name))
                        count = metadata->topics[i].partition_cnt;
        rd_kafka_metadata_destroy(metadata);
        return count;
}

static void assign_and_grow(rd_kafka_t *rk, rd_kafka_queue_t *queue) {
        const char *name           = topic_name("growing");
        rd_kafka_NewTopic_t *topic = new_topic(name, 2, -1);
        rd_kafka_NewPartitions_t *more[2];
        int32_t only[] = {1};
        rd_kafka_event_t *event;
        result_t *results;
        size_t count;

        for (int partition = 0; partition < 2; partition++)
                CHECK_ERR(rd_kafka_NewTopic_set_replica_assignment(topic, partition, only, 1, text,
                                                                   sizeof(text)),
                          RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_CreateTopics(rk, &topic, 1, NULL, queue);
        rd_kafka_NewTopic_destroy(topic);
        event   = answer(queue, RD_KAFKA_EVENT_CREATETOPICS_RESULT);
        results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event),
                                                      &count);
        CHECK_INT(count, 1);
        check_result(results[0], name, RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_event_destroy(event);
        WAIT_UNTIL(partitions_of(rk, name) == 2, 10000, sleep_ms(20));

        more[0] = rd_kafka_NewPartitions_new(topic_name("never"), 4, text, sizeof(text));
        more[1] = rd_kafka_NewPartitions_new(name, 4, text, sizeof(text));
        for (int round = 0; round < 2; round++) {
                rd_kafka_CreatePartitions(rk, more, 2, NULL, queue);
                event   = answer(queue, RD_KAFKA_EVENT_CREATEPARTITIONS_RESULT);
                results = rd_kafka_CreatePartitions_result_topics(
                    rd_kafka_event_CreatePartitions_result(event), &count);
                CHECK_INT(count, 2);
                check_result(results[0], topic_name("never"),
                             RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
                check_result(results[1], name,
                             round == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR
                                        : RD_KAFKA_RESP_ERR_INVALID_PARTITIONS);
                rd_kafka_event_destroy(event);
        }
        rd_kafka_NewPartitions_destroy_array(more, 2);
        WAIT_UNTIL(partitions_of(rk, name) == 4, 10000, sleep_ms(20));
        delete_topic(rk, queue, name);
}

/* The main queue takes results as well; rd_kafka_poll() counts and drops them. */
static void on_the_main_queue(rd_kafka_t *rk) {
        rd_kafka_queue_t *main = rd_kafka_queue_get_main(rk);

        rd_kafka_CreateTopics(rk, NULL, 0, NULL, main);
        rd_kafka_event_destroy(answer(main, RD_KAFKA_EVENT_CREATETOPICS_RESULT));
        rd_kafka_CreateTopics(rk, NULL, 0, NULL, main);
        WAIT_UNTIL(rd_kafka_outq_len(rk) == 1, 10000, sleep_ms(5));
        CHECK_INT(rd_kafka_poll(rk, 0), 1);
        CHECK_INT(rd_kafka_outq_len(rk), 0);
        rd_kafka_queue_destroy(main);
}

/* A broker that there is not is waited for until the call's time is over. */
static void nobody_to_ask(rd_kafka_t *known, rd_kafka_queue_t *queue) {
        rd_kafka_t *rk = handle_of(RD_KAFKA_CONSUMER, conf_of("bootstrap.servers", "127.0.0.1:1",
                                                              "log_level", "0", NULL));
        rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(rk, RD_KAFKA_ADMIN_OP_ANY);
        rd_kafka_queue_t *own            = rd_kafka_queue_new(rk);
        rd_kafka_NewTopic_t *topic       = new_topic("t", 1, 1);
        rd_kafka_event_t *event;
        double begun = now_ms();

        CHECK_ERR(rd_kafka_AdminOptions_set_request_timeout(options, 300, text, sizeof(text)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_CreateTopics(rk, &topic, 1, options, own);
        event = answer(own, RD_KAFKA_EVENT_CREATETOPICS_RESULT);
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR__TIMED_OUT);
        CHECK_STR(rd_kafka_event_error_string(event),
                  "Failed while waiting for controller: Local: Timed out");
        CHECK(now_ms() - begun >= 290, "after %.0f ms", now_ms() - begun);
        rd_kafka_event_destroy(event);

        CHECK_ERR(rd_kafka_AdminOptions_set_broker(options, 77, text, sizeof(text)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_CreateTopics(known, &topic, 1, options, queue);
        event = answer(queue, RD_KAFKA_EVENT_CREATETOPICS_RESULT);
        CHECK_STR(rd_kafka_event_error_string(event),
                  "Failed while waiting for broker: Local: Timed out");
        rd_kafka_event_destroy(event);

        /* The instance ends before the call does: that is its answer, and nothing waits for it. */
        CHECK_ERR(rd_kafka_AdminOptions_set_request_timeout(options, 3600000, text, sizeof(text)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_CreateTopics(rk, &topic, 1, options, own);
        rd_kafka_CreateTopics(rk, &topic, 1, options, own);
        rd_kafka_AdminOptions_destroy(options);
        rd_kafka_NewTopic_destroy(topic);
        rd_kafka_destroy(rk);
        for (int i = 0; i < 2; i++) {
                event = answer(own, RD_KAFKA_EVENT_CREATETOPICS_RESULT);
                CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR__DESTROY);
                rd_kafka_event_destroy(event);
        }
        rd_kafka_queue_destroy(own);
}

int main(void) {
        rd_kafka_t *rk          = producer_of(NULL);
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);

        options_are_checked(rk);
        arguments_are_checked();
        nothing_to_do(rk, queue);
        create_and_delete(rk, queue);
        assign_and_grow(rk, queue);
        on_the_main_queue(rk);
        nobody_to_ask(rk, queue);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(rk);
        return 0;
}
