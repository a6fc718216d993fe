/* One member of a group, or a producer, as a process of its own: groups.py runs it on either library.
 *
 *     member consume GROUP TOPIC NAME=VALUE...    until its standard input ends
 *     member produce TOPIC PARTITIONS PER_SECOND  likewise
 *     member transact TOPIC PARTITIONS PER_SECOND likewise, in transactions, of which every third is aborted
 *
 * It says on standard output, a line each: "A partition" assigned, "R partition lost" revoked, "M partition offset" a
 * message, "E name text" an error, "D partition offset" a message delivered for good, "X partition offset" one of an
 * aborted transaction, "C" closed. */
#include "test.h"

#include <poll.h>

static int input_ended(int ms) {
        struct pollfd input = {.fd = 0, .events = POLLIN};
        char byte;

        return poll(&input, 1, ms) > 0 && read(0, &byte, 1) <= 0;
}

static void on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t what,
                         rd_kafka_topic_partition_list_t *list, void *opaque) {
        int gained = what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
        int lost   = rd_kafka_assignment_lost(rk);

        (void)opaque;
        if (!gained)
                for (int i = 0; i < list->cnt; i++)
                        printf("R %d %d\n", list->elems[i].partition, lost);
        if (!strcmp(rd_kafka_rebalance_protocol(rk), "COOPERATIVE")) {
                rd_kafka_error_t *error = gained ? rd_kafka_incremental_assign(rk, list)
                                                 : rd_kafka_incremental_unassign(rk, list);
                CHECK(!error, "%s", rd_kafka_error_string(error));
        } else {
                CHECK_ERR(rd_kafka_assign(rk, gained ? list : NULL), RD_KAFKA_RESP_ERR_NO_ERROR);
        }
        if (gained)
                for (int i = 0; i < list->cnt; i++)
                        printf("A %d\n", list->elems[i].partition);
        fflush(stdout);
}

static void take(rd_kafka_message_t *message) {
        if (!message)
                return;
        if (message->err)
                printf("E %s %s\n", rd_kafka_err2name(message->err), rd_kafka_message_errstr(message));
        else
                printf("M %d %" PRId64 "\n", message->partition, message->offset);
        fflush(stdout);
        rd_kafka_message_destroy(message);
}

static void consume(int argc, char **argv) {
        rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
        rd_kafka_conf_t *conf                   = conf_of("group.id", argv[2], "auto.offset.reset",
                                                          "earliest", NULL);

        for (int i = 4; i < argc; i++) {
                char *equals = strchr(argv[i], '=');
                CHECK(equals, "%s is no property", argv[i]);
                *equals = 0;
                conf_put(conf, argv[i], equals + 1);
        }
        rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
        rd_kafka_t *rk = consumer_of(conf);
        CHECK_ERR(rd_kafka_poll_set_consumer(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_add(topics, argv[3], RD_KAFKA_PARTITION_UA);
        CHECK_ERR(rd_kafka_subscribe(rk, topics), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(topics);
        while (!input_ended(0))
                take(rd_kafka_consumer_poll(rk, 100));
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_destroy(rk);
        puts("C");
}

static void on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk, (void)opaque;
        if (!message->err)
                printf("D %d %" PRId64 "\n", message->partition, message->offset);
        fflush(stdout);
}

static void produce(char **argv) {
        rd_kafka_conf_t *conf = conf_of("linger.ms", "20", NULL);
        int partitions = atoi(argv[3]), rate = atoi(argv[4]);

        rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
        rd_kafka_t *rk        = producer_of(conf);
        rd_kafka_topic_t *rkt = topic_of(rk, argv[2], NULL);
        for (int sent = 0; !input_ended(10); rd_kafka_poll(rk, 0))
                for (int i = 0; i < rate / 100 + 1; i++)
                        produce_text(rkt, sent++ % partitions, "some value");
        CHECK_ERR(rd_kafka_flush(rk, 60000), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        puts("C");
}

/* What the present transaction has delivered. */
struct written {
        int count;
        struct {
                int32_t partition;
                int64_t offset;
        } messages[1024];
};

static void on_written(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct written *written = opaque;

        (void)rk;
        if (message->err || written->count == 1024)
                return;
        written->messages[written->count].partition = message->partition;
        written->messages[written->count++].offset  = message->offset;
}

/* Repeats a step of a transaction that may pass; true if it went well. */
static int stepped(rd_kafka_t *rk, rd_kafka_error_t *(*step)(rd_kafka_t *, int)) {
        for (;;) {
                rd_kafka_error_t *error = step(rk, 10000);
                int again               = error && rd_kafka_error_is_retriable(error);
                if (!error)
                        return 1;
                CHECK(!rd_kafka_error_is_fatal(error), "%s", rd_kafka_error_string(error));
                rd_kafka_error_destroy(error);
                if (!again)
                        return 0;
        }
}

static void transact(char **argv) {
        struct written written = {0};
        rd_kafka_conf_t *conf  = conf_of("transactional.id", argv[2], "linger.ms", "5", NULL);
        int partitions = atoi(argv[3]), batch = atoi(argv[4]) / 10 + 1, sent = 0;

        rd_kafka_conf_set_opaque(conf, &written);
        rd_kafka_conf_set_dr_msg_cb(conf, on_written);
        rd_kafka_t *rk        = producer_of(conf);
        rd_kafka_topic_t *rkt = topic_of(rk, argv[2], NULL);
        CHECK(stepped(rk, rd_kafka_init_transactions), "no transactions");
        for (int number = 0; !input_ended(100); number++) {
                rd_kafka_error_t *error = rd_kafka_begin_transaction(rk);
                CHECK(!error, "%s", rd_kafka_error_string(error));
                for (int i = 0; i < batch; i++)
                        rd_kafka_produce(rkt, sent++ % partitions, RD_KAFKA_MSG_F_COPY, "some value", 10,
                                         NULL, 0, NULL);
                rd_kafka_flush(rk, 10000);
                int commits = number % 3 != 2 && stepped(rk, rd_kafka_commit_transaction);
                if (!commits)
                        CHECK(stepped(rk, rd_kafka_abort_transaction), "it can be neither committed nor aborted");
                for (int i = 0; i < written.count; i++)
                        printf("%c %d %" PRId64 "\n", commits ? 'D' : 'X', written.messages[i].partition,
                               written.messages[i].offset);
                fflush(stdout);
                written.count = 0;
        }
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        puts("C");
}

int main(int argc, char **argv) {
        if (argc > 3 && !strcmp(argv[1], "consume"))
                consume(argc, argv);
        else if (argc > 4 && !strcmp(argv[1], "produce"))
                produce(argv);
        else if (argc > 4 && !strcmp(argv[1], "transact"))
                transact(argv);
        else
                FAIL("see the top of the source for its arguments");
        return 0;
}
