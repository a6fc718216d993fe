/* needs: mock1; topics: t=1; timeout: 30
 *
 * A broker that holds a producer back says so: the application hears of it, once each time, and the
 * messages are delivered. */
#include "fault_proxy.h"

static struct proxy proxy;
static int throttled, throttle_ms, broker_id, delivered;
static char broker_name[128];

static void on_throttle(rd_kafka_t *rk, const char *name, int32_t id, int ms, void *opaque) {
        CHECK(rk != NULL && opaque == &proxy, "another opaque");
        throttled++;
        throttle_ms = ms;
        broker_id   = id;
        snprintf(broker_name, sizeof(broker_name), "%s", name);
}

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk;
        (void)opaque;
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        delivered++;
}

static int on_connect(int fd, const struct sockaddr *address, int size, const char *broker,
                      void *opaque) {
        (void)size;
        (void)broker;
        return proxy_connect(opaque, fd, address);
}

int main(void) {
        rd_kafka_conf_t *conf = conf_of("linger.ms", "0", NULL);

        proxy_start(&proxy, bootstrap(), THROTTLED, 0, 0);
        rd_kafka_conf_set_opaque(conf, &proxy);
        rd_kafka_conf_set_throttle_cb(conf, on_throttle);
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_conf_set_connect_cb(conf, on_connect);
        rd_kafka_t *rk        = producer_of(conf);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("t"), NULL);

        produce_text(rkt, 0, "not held back");
        flush_all(rk);
        CHECK_INT(throttled, 0);
        proxy_trouble(&proxy, THROTTLED, 1);
        produce_text(rkt, 0, "held back");
        flush_all(rk);
        WAIT_UNTIL(throttled > 0, 10000, rd_kafka_poll(rk, 20));
        CHECK_INT(throttled, 1);
        CHECK_INT(throttle_ms, THROTTLE_MS);
        CHECK_INT(broker_id, 1);
        CHECK_STR(broker_name, bootstrap());
        CHECK_INT(delivered, 2);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        proxy_stop(&proxy);
        return 0;
}
