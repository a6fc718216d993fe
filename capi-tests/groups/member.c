/* One member of a group, or a producer, as a process of its own: groups.py runs it on either library.
 *
 *     member consume GROUP TOPIC NAME=VALUE...    until its standard input ends
 *     member produce TOPIC PARTITIONS PER_SECOND  likewise
 *
 * It says on standard output, a line each: "A partition" assigned, "R partition lost" revoked, "M partition offset" a
 * message, "E name text" an error, "D partition offset" a message delivered, "C" closed. */
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
        flush_all(rk);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        puts("C");
}

int main(int argc, char **argv) {
        if (argc > 3 && !strcmp(argv[1], "consume"))
                consume(argc, argv);
        else if (argc > 4 && !strcmp(argv[1], "produce"))
                produce(argv);
        else
                FAIL("see the top of the source for its arguments");
        return 0;
}
