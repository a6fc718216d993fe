/* needs: none; timeout: 30
 *
 * Brokers that cannot be reached: which errors come, how often, and that they end. */
#include "server.h"

struct errors {
        int transport, resolve, all_down, other;
        char text[512];
};

static void on_error(rd_kafka_t *rk, int err, const char *reason, void *opaque) {
        struct errors *errors = opaque;

        (void)rk;
        switch (err) {
        case RD_KAFKA_RESP_ERR__TRANSPORT:
                errors->transport++;
                snprintf(errors->text, sizeof(errors->text), "%s", reason);
                break;
        case RD_KAFKA_RESP_ERR__RESOLVE:
                errors->resolve++;
                snprintf(errors->text, sizeof(errors->text), "%s", reason);
                break;
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
                errors->all_down++;
                CHECK_CONTAINS(reason, "brokers are down");
                break;
        default:
                errors->other++;
        }
}

static rd_kafka_t *client(const char *servers, struct errors *errors) {
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", servers, "log_level", "0", NULL);

        memset(errors, 0, sizeof(*errors));
        rd_kafka_conf_set_error_cb(conf, on_error);
        rd_kafka_conf_set_opaque(conf, errors);
        return handle_of(RD_KAFKA_PRODUCER, conf);
}

static void poll_for(rd_kafka_t *rk, int ms) {
        double until = now_ms() + ms;
        while (now_ms() < until)
                rd_kafka_poll(rk, 20);
}

static void refused(void) {
        struct server server;
        struct errors errors;
        char expected[128];

        server_reserve(&server, NULL);
        rd_kafka_t *rk = client(server.address, &errors);
        WAIT_UNTIL(errors.transport && errors.all_down, 5000, rd_kafka_poll(rk, 20));
        snprintf(expected, sizeof(expected),
                 "%s/bootstrap: Connect to ipv4#%s failed: Connection refused (after ",
                 server.address, server.address);
        CHECK_CONTAINS(errors.text, expected);
        CHECK_CONTAINS(errors.text, "ms in state CONNECT)");

        /* The same again is said at most once more, however often it is tried. */
        poll_for(rk, 3000);
        CHECK(errors.transport <= 2, "%d", errors.transport);
        CHECK(errors.all_down <= 5, "%d", errors.all_down);
        CHECK_INT(errors.resolve + errors.other, 0);
        rd_kafka_destroy(rk);
        close(server.listener);
}

static void unresolvable(void) {
        struct errors errors;
        rd_kafka_t *rk = client("no-such-host.invalid:9092", &errors);

        WAIT_UNTIL(errors.resolve && errors.all_down, 10000, rd_kafka_poll(rk, 20));
        CHECK_CONTAINS(errors.text, "no-such-host.invalid:9092/bootstrap: Failed to resolve "
                                    "'no-such-host.invalid:9092': ");
        CHECK_INT(errors.transport + errors.other, 0);
        rd_kafka_destroy(rk);
}

/* Each of two is tried, and both are down before all are. */
static void two_of_them(void) {
        struct server one, two;
        struct errors errors;
        char servers[80];

        server_reserve(&one, NULL);
        server_reserve(&two, NULL);
        snprintf(servers, sizeof(servers), "%s,%s", one.address, two.address);
        rd_kafka_t *rk = client(servers, &errors);
        WAIT_UNTIL(errors.transport, 5000, rd_kafka_poll(rk, 5));
        WAIT_UNTIL(errors.all_down, 5000, rd_kafka_poll(rk, 5));
        CHECK(errors.transport >= 2, "%d", errors.transport);
        rd_kafka_destroy(rk);
        close(one.listener);
        close(two.listener);
}

static void as_events(void) {
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", "127.0.0.1:1", "log_level", "0", NULL);
        rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_ERROR);
        rd_kafka_t *rk           = handle_of(RD_KAFKA_CONSUMER, conf);
        rd_kafka_queue_t *main_q = rd_kafka_queue_get_main(rk);
        int transport = 0, all_down = 0;

        while (!transport || !all_down) {
                rd_kafka_event_t *event = rd_kafka_queue_poll(main_q, scaled(5000));
                CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_ERROR);
                CHECK_STR(rd_kafka_event_name(event), "Error");
                CHECK_INT(rd_kafka_event_error_is_fatal(event), 0);
                if (rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__TRANSPORT) {
                        CHECK_CONTAINS(rd_kafka_event_error_string(event), "Connection refused");
                        transport++;
                } else {
                        CHECK_ERR(rd_kafka_event_error(event),
                                  RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN);
                        all_down++;
                }
                rd_kafka_event_destroy(event);
        }
        rd_kafka_queue_destroy(main_q);
        rd_kafka_destroy(rk);
}

/* Calls that need a broker give up at their own time limit. */
static void calls_time_out(void) {
        struct errors errors;
        rd_kafka_t *rk = client("127.0.0.1:1", &errors);
        const struct rd_kafka_metadata *metadata;
        int64_t low, high;
        double begun = now_ms();

        CHECK_ERR(rd_kafka_metadata(rk, 0, NULL, &metadata, 300), RD_KAFKA_RESP_ERR__TRANSPORT);
        CHECK(now_ms() - begun >= 290 && now_ms() - begun < scaled(2000), "%f ms",
              now_ms() - begun);
        begun = now_ms();
        CHECK(rd_kafka_clusterid(rk, 200) == NULL, "an id from nowhere");
        CHECK_INT(rd_kafka_controllerid(rk, 200), -1);
        CHECK(rd_kafka_query_watermark_offsets(rk, "t", 0, &low, &high, 300) !=
                  RD_KAFKA_RESP_ERR_NO_ERROR,
              "offsets from nowhere");
        CHECK(now_ms() - begun < scaled(3000), "%f ms", now_ms() - begun);
        rd_kafka_destroy(rk);
}

static void serve_nothing(struct server *server, int fd) {
        (void)server;
        (void)fd;
}

/* A broker that was away is found again, also when it was added later. */
static void comes_back(void) {
        struct server server, later;
        struct errors errors;

        server_reserve(&server, serve_nothing);
        server_reserve(&later, serve_nothing);
        rd_kafka_t *rk = client(server.address, &errors);
        WAIT_UNTIL(errors.transport, 5000, rd_kafka_poll(rk, 20));
        server_listen(&server);
        WAIT_UNTIL(server_count(&server.accepted) >= 2, 10000, rd_kafka_poll(rk, 20));

        server_listen(&later);
        CHECK_INT(rd_kafka_brokers_add(rk, later.address), 1);
        WAIT_UNTIL(server_count(&later.accepted) >= 1, 10000, rd_kafka_poll(rk, 20));
        rd_kafka_destroy(rk);
        server_stop(&server);
        server_stop(&later);
}

int main(void) {
        refused();
        unresolvable();
        two_of_them();
        as_events();
        calls_time_out();
        comes_back();
        return 0;
}
