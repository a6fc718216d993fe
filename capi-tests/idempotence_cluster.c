/* needs: kafka1; topics: cut=2; timeout: 90
 *
 * The idempotent producer against a real broker whose acknowledgements are lost again and again: what
 * was appended is sent anew, and is in the log once, in order. */
#include <arpa/inet.h>

#include "test.h"

#include "fault_proxy.h"

enum { API_PRODUCE = 0, PARTITIONS = 2, MESSAGES = 6000 };

static struct proxy proxy;
static int delivered, next_report[PARTITIONS];

static int on_connect(int fd, const struct sockaddr *address, int length, const char *id, void *opaque) {
        (void)length;
        (void)id;
        (void)opaque;
        return proxy_connect(&proxy, fd, address);
}

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk;
        (void)opaque;
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(number_of(message), next_report[message->partition]++);
        delivered++;
}

static void produce_through_cuts(void) {
        rd_kafka_conf_t *conf = conf_of("enable.idempotence", "true", "batch.num.messages", "20",
                                        "linger.ms", "1", "retry.backoff.ms", "20",
                                        "reconnect.backoff.ms", "10", "reconnect.backoff.max.ms",
                                        "50", "log_level", "0", NULL);
        char value[16];
        int cuts = 0;

        rd_kafka_conf_set_connect_cb(conf, on_connect);
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_t *rk        = producer_of(conf);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("cut"), NULL);

        for (int number = 0; number < MESSAGES; number++) {
                snprintf(value, sizeof(value), "%d", number);
                for (int32_t partition = 0; partition < PARTITIONS; partition++)
                        produce_text(rkt, partition, value);
                if (number % 500 == 100) {
                        __atomic_store_n(&proxy.left, 1, __ATOMIC_SEQ_CST);
                        cuts++;
                }
                rd_kafka_poll(rk, number % 50 ? 0 : 5);
        }
        CHECK_ERR(rd_kafka_flush(rk, scaled(40000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(delivered, PARTITIONS * MESSAGES);
        CHECK(proxy.happened > 0, "none of %d cuts", cuts);
        CHECK_ERR(rd_kafka_fatal_error(rk, NULL, 0), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void check_partition(rd_kafka_topic_t *rkt, int32_t partition) {
        int expected = 0;
        double until = now_ms() + scaled(20000);

        CHECK_INT(rd_kafka_consume_start(rkt, partition, RD_KAFKA_OFFSET_BEGINNING), 0);
        while (now_ms() < until) {
                rd_kafka_message_t *message = rd_kafka_consume(rkt, partition, 200);
                if (!message) {
                        if (expected == MESSAGES)
                                break;
                        continue;
                }
                if (!message->err)
                        CHECK_INT(number_of(message), expected++);
                rd_kafka_message_destroy(message);
        }
        CHECK_INT(expected, MESSAGES);
        rd_kafka_consume_stop(rkt, partition);
}

int main(void) {
        proxy_start(&proxy, bootstrap(), CUT, API_PRODUCE, 1);
        produce_through_cuts();
        proxy_stop(&proxy);

        rd_kafka_t *rk        = consumer_of(NULL);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("cut"), NULL);
        for (int32_t partition = 0; partition < PARTITIONS; partition++)
                check_partition(rkt, partition);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        return 0;
}
