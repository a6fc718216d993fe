/* A member of a group with nothing to read: what it costs while it waits.
 *
 *     idle BOOTSTRAP GROUP TOPIC SECONDS NAME=VALUE...
 *
 * Prints CPU time and how often its threads went to sleep, per second, as JSON. */
#include <sys/resource.h>

#include "switches.h"

static double cpu_ms(void) {
        struct rusage usage;

        getrusage(RUSAGE_SELF, &usage);
        return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
               (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void poll_for(rd_kafka_t *rk, int seconds) {
        double until = now_ms() + seconds * 1e3;

        while (now_ms() < until) {
                rd_kafka_message_t *message = rd_kafka_consumer_poll(rk, 1000);
                if (message)
                        rd_kafka_message_destroy(message);
        }
}

static int assigned(rd_kafka_t *rk) {
        rd_kafka_topic_partition_list_t *list;
        int count;

        CHECK_ERR(rd_kafka_assignment(rk, &list), RD_KAFKA_RESP_ERR_NO_ERROR);
        count = list->cnt;
        rd_kafka_topic_partition_list_destroy(list);
        return count;
}

int main(int argc, char **argv) {
        CHECK(argc > 4, "arguments: BOOTSTRAP GROUP TOPIC SECONDS NAME=VALUE...");
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", argv[1], "group.id", argv[2], NULL);
        rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
        int seconds                             = atoi(argv[4]), threads;

        for (int i = 5; i < argc; i++) {
                char *equals = strchr(argv[i], '=');
                CHECK(equals, "%s is no property", argv[i]);
                *equals = 0;
                conf_put(conf, argv[i], equals + 1);
        }
        rd_kafka_t *rk = handle_of(RD_KAFKA_CONSUMER, conf);
        CHECK_ERR(rd_kafka_poll_set_consumer(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_add(topics, argv[3], RD_KAFKA_PARTITION_UA);
        CHECK_ERR(rd_kafka_subscribe(rk, topics), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(topics);
        WAIT_UNTIL(assigned(rk) > 0, 30000, poll_for(rk, 1));
        poll_for(rk, 5); /* what joining left behind */

        double since = now_ms(), cpu = cpu_ms();
        long before = switches("", &threads);
        poll_for(rk, seconds);
        cpu          = cpu_ms() - cpu;
        long during  = switches("", &threads) - before;
        double spent = (now_ms() - since) / 1e3;
        printf("{\"cpu_ms\": %.3f, \"switches\": %.2f, \"threads\": %d}\n", cpu / spent, (double)during / spent,
               threads);
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_destroy(rk);
        return 0;
}
