/*
 * A mock cluster for other processes: starts it, prints its addresses on one line, and ends with its standard input.
 *
 *     mock_server BROKERS
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

int main(int argc, char **argv) {
        char text[512];
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        rd_kafka_mock_cluster_t *cluster;
        rd_kafka_t *rk;

        if (argc != 2)
                return 2;
        rd_kafka_conf_set(conf, "log_level", "3", NULL, 0);
        if (getenv("MOCK_DEBUG"))
                rd_kafka_conf_set(conf, "debug", "mock", NULL, 0);
        rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof(text));
        if (!rk) {
                fprintf(stderr, "mock_server: %s\n", text);
                return 1;
        }
        cluster = rd_kafka_mock_cluster_new(rk, atoi(argv[1]));
        if (!cluster) {
                fprintf(stderr, "mock_server: no cluster\n");
                return 1;
        }
        printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
        fflush(stdout);
        while (read(0, text, sizeof(text)) > 0)
                ;
        rd_kafka_mock_cluster_destroy(cluster);
        rd_kafka_destroy(rk);
        return 0;
}
