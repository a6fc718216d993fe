/* needs: kafka1; topics: produced=2 consumed=2; timeout: 60
 *
 * Statistics: when they come and to whom, and what they say of messages that went through. */
#include "json.h"
#include "server.h"

/* ---- By callback ---- */

#define MOST 64

struct seen {
        double at[MOST];
        int count;
        long long emitted_at[MOST]; /* by the instance's clock, in microseconds */
        pthread_t thread;
        char *latest;
};

static int on_statistics(rd_kafka_t *rk, char *json, size_t length, void *opaque) {
        struct seen *seen = opaque;

        CHECK(rk != NULL, "which instance?");
        CHECK_INT(length, strlen(json));
        if (seen->count < MOST) {
                seen->at[seen->count]         = now_ms();
                seen->emitted_at[seen->count] = json_int(json, "ts");
        }
        seen->count++;
        seen->thread = pthread_self();
        rd_kafka_mem_free(NULL, seen->latest);
        seen->latest = json;
        return 1;
}

static rd_kafka_conf_t *conf_with_callback(const char *interval, struct seen *seen) {
        rd_kafka_conf_t *conf =
            conf_of("statistics.interval.ms", interval, "log_level", "0", NULL);
        rd_kafka_conf_set_stats_cb(conf, on_statistics);
        rd_kafka_conf_set_opaque(conf, seen);
        return conf;
}

static void finish(rd_kafka_t *rk, struct seen *seen) {
        rd_kafka_destroy(rk);
        rd_kafka_mem_free(NULL, seen->latest);
}

/* The first one after one interval, then steadily: lateness does not add up. */
static void interval(void) {
        struct seen seen = {0};
        double begun     = now_ms();
        rd_kafka_t *rk   = handle_of(RD_KAFKA_PRODUCER, conf_with_callback("200", &seen));

        WAIT_UNTIL(seen.count >= 8, 20000, rd_kafka_poll(rk, 20));
        CHECK(seen.at[0] - begun >= 180, "the first after %f ms", seen.at[0] - begun);
        CHECK(pthread_equal(seen.thread, pthread_self()), "not by the thread that polls");
        double span = (double)(seen.emitted_at[7] - seen.emitted_at[0]) / 1000.0;
        CHECK(span >= 7 * 200 - 100 && span <= 7 * 200 + scaled(150), "7 intervals in %f ms", span);
        finish(rk, &seen);
}

/* What one says is reset for the next, or goes on being counted. */
static void own_fields(void) {
        struct seen seen = {0};
        rd_kafka_t *rk   = handle_of(RD_KAFKA_CONSUMER, conf_with_callback("50", &seen));
        long long ts, age, time_s;

        WAIT_UNTIL(seen.count >= 1, 10000, rd_kafka_poll(rk, 10));
        CHECK_STR(json_text(seen.latest, "name"), rd_kafka_name(rk));
        CHECK_STR(json_text(seen.latest, "client_id"), "rdkafka");
        CHECK_STR(json_text(seen.latest, "type"), "consumer");
        CHECK_INT(json_int(seen.latest, "msg_max"), 0);
        ts     = json_int(seen.latest, "ts");
        age    = json_int(seen.latest, "age");
        time_s = json_int(seen.latest, "time");
        CHECK(llabs(time_s - (long long)time(NULL)) <= 5, "%lld", time_s);
        CHECK(llabs(ts - (long long)(now_ms() * 1000)) < scaled(5000) * 1000LL, "%lld", ts);
        CHECK(age >= 40000, "%lld us", age);
        int before = seen.count;
        WAIT_UNTIL(seen.count > before, 10000, rd_kafka_poll(rk, 10));
        CHECK(json_int(seen.latest, "ts") > ts, "time stands still");
        CHECK(llabs((json_int(seen.latest, "ts") - ts) - (json_int(seen.latest, "age") - age)) < 5000,
              "two clocks");
        finish(rk, &seen);
}

/* Nothing comes to who has not asked, and nothing on its own. */
static void not_asked(void) {
        struct seen seen      = {0};
        rd_kafka_t *never     = handle_of(RD_KAFKA_PRODUCER, conf_with_callback("0", &seen));
        rd_kafka_t *nobody    = handle_of(RD_KAFKA_PRODUCER, conf_of("statistics.interval.ms", "20",
                                                                     "log_level", "0", NULL));
        rd_kafka_t *unpolled  = handle_of(RD_KAFKA_PRODUCER, conf_with_callback("50", &seen));

        CHECK_INT(rd_kafka_poll(never, 150), 0);
        /* The reference makes them for nobody, and counts them as served. */
        if (!on_reference())
                CHECK_INT(rd_kafka_poll(nobody, 150), 0);
        CHECK_INT(seen.count, 0);
        WAIT_UNTIL(rd_kafka_outq_len(unpolled) >= 1, 10000, sleep_ms(10));
        sleep_ms(200);
        /* The reference keeps one of each interval; one is enough. */
        if (!on_reference())
                CHECK_INT(rd_kafka_outq_len(unpolled), 1);
        rd_kafka_destroy(unpolled); /* what waits goes unserved */
        CHECK_INT(seen.count, 0);
        rd_kafka_destroy(nobody);
        rd_kafka_destroy(never);
}

/* ---- What is counted ---- */

static void produced(void) {
        struct seen seen      = {0};
        rd_kafka_conf_t *conf = conf_with_callback("100", &seen);
        conf_put(conf, "linger.ms", "50");
        rd_kafka_t *rk        = producer_of(conf);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("produced"), NULL);
        long long windowed = 0, batches = 0, cnt;
        int before;
        char text[256];

        for (int i = 0; i < 100; i++)
                CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, "12345", 5, "k", 1, NULL),
                          0);
        CHECK_ERR(rd_kafka_flush(rk, scaled(20000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        /* Windows are told once: those that came during the flush are lost here, so look at what
         * is counted for good until it is whole, and produce again for the windows. */
        WAIT_UNTIL(seen.latest && json_find(seen.latest, "topics>*>partitions>0>txmsgs", text) &&
                       !strcmp(text, "100"),
                   20000, rd_kafka_poll(rk, 10));
        CHECK_INT(json_int(seen.latest, "txmsgs"), 100);
        CHECK_INT(json_int(seen.latest, "txmsg_bytes"), 600); /* payloads and keys */
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>msgs"), 100);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>txbytes"), 600);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>1>txmsgs"), 0);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>leader"), 1);
        CHECK_INT(json_int(seen.latest, "msg_max"), 100000);
        CHECK_STR(json_text(seen.latest, "brokers>*>state"), "UP");
        CHECK_STR(json_text(seen.latest, "brokers>*>source"), "learned");
        CHECK_INT(json_int(seen.latest, "brokers>*>nodeid"), 1);
        CHECK_INT(json_int(seen.latest, "brokers>*>connects"), 1);
        CHECK_INT(json_int(seen.latest, "brokers>*>req>ApiVersion"), 1);
        CHECK(json_int(seen.latest, "brokers>*>req>Produce") >= 1, "nothing produced");
        CHECK(json_int(seen.latest, "tx") >= 2, "%lld requests", json_int(seen.latest, "tx"));
        CHECK(json_int(seen.latest, "tx_bytes") > 600, "%lld bytes",
              json_int(seen.latest, "tx_bytes"));
        CHECK_INT(json_int(seen.latest, "rx"), json_int(seen.latest, "brokers>*>rx"));
        CHECK_INT(json_find(seen.latest, "brokers>*>toppars>*>partition", text), 2);

        /* Each window on its own: they add up to the messages. */
        before = seen.count;
        WAIT_UNTIL(seen.count > before, 10000, rd_kafka_poll(rk, 10));
        CHECK_INT(json_int(seen.latest, "brokers>*>int_latency>cnt"), 0);
        CHECK_INT(json_int(seen.latest, "brokers>*>int_latency>max"), 0);
        for (int i = 0; i < 50; i++)
                produce_text(rkt, 1, "x");
        while (windowed < 50) {
                before = seen.count;
                WAIT_UNTIL(seen.count > before, 20000, rd_kafka_poll(rk, 1));
                CHECK_INT(seen.count, before + 1);
                cnt = json_int(seen.latest, "brokers>*>int_latency>cnt");
                CHECK_INT(json_int(seen.latest, "topics>*>batchcnt>sum"), cnt);
                if (cnt) {
                        long long min = json_int(seen.latest, "brokers>*>int_latency>min");
                        long long max = json_int(seen.latest, "brokers>*>int_latency>max");
                        long long p50 = json_int(seen.latest, "brokers>*>int_latency>p50");
                        /* They linger for 50 ms; microseconds. */
                        CHECK(max >= 40000 && max < scaled(5000) * 1000LL, "%lld us", max);
                        CHECK(min <= max && p50 <= max + max / 50, "%lld <= %lld <= %lld", min, p50,
                              max);
                        CHECK(json_int(seen.latest, "topics>*>batchsize>min") > 61, "small batches");
                        batches += json_int(seen.latest, "topics>*>batchcnt>cnt");
                }
                windowed += cnt;
        }
        CHECK_INT(windowed, 50);
        CHECK(batches >= 1 && batches <= 50, "%lld batches", batches);
        rd_kafka_topic_destroy(rkt);
        finish(rk, &seen);
}

static void consumed(void) {
        struct seen seen = {0};
        fill(topic_name("consumed"), 0, 20);
        rd_kafka_t *rk        = consumer_of(conf_with_callback("100", &seen));
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("consumed"), NULL);
        char text[256];

        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_TAIL(15)), 0);
        for (int got = 0; got < 5;) {
                rd_kafka_message_t *message = rd_kafka_consume(rkt, 0, 100);
                if (message) {
                        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
                        got++;
                        rd_kafka_message_destroy(message);
                }
                rd_kafka_poll(rk, 0);
        }
        WAIT_UNTIL(seen.latest && json_find(seen.latest, "topics>*>partitions>0>app_offset", text) &&
                       !strcmp(text, "10"),
                   20000, rd_kafka_poll(rk, 10));
        CHECK_INT(json_int(seen.latest, "simple_cnt"), 1);
        CHECK_INT(json_int(seen.latest, "rxmsgs"), 15);
        CHECK_INT(json_int(seen.latest, "rxmsg_bytes"), 25); /* "5" to "19" */
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>rxbytes"), 25);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>rxmsgs"), 15);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>msgs"), 15);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>fetchq_cnt"), 10);
        CHECK_STR(json_text(seen.latest, "topics>*>partitions>0>fetch_state"), "active");
        CHECK_STR(json_text(seen.latest, "topics>*>partitions>0>desired"), "true");
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>query_offset"),
                  RD_KAFKA_OFFSET_TAIL(15));
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>next_offset"), 20);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>stored_offset"), 10);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>committed_offset"), -1001);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>hi_offset"), 20);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>ls_offset"), 20);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>lo_offset"), 0);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>consumer_lag"), -1);
        CHECK_INT(json_int(seen.latest, "topics>*>partitions>0>consumer_lag_stored"), 10);
        CHECK_STR(json_text(seen.latest, "topics>*>partitions>1>fetch_state"), "none");
        CHECK_STR(json_text(seen.latest, "topics>*>partitions>1>desired"), "false");
        CHECK(json_int(seen.latest, "brokers>*>req>Fetch") >= 1, "nothing fetched");
        CHECK_INT(json_find(seen.latest, "cgrp", text), 0);
        CHECK_INT(json_find(seen.latest, "eos", text), 0);

        rd_kafka_consume_stop(rkt, 0);
        WAIT_UNTIL(!strcmp(json_text(seen.latest, "topics>*>partitions>0>fetch_state"), "stopped"),
                   20000, rd_kafka_poll(rk, 10));
        CHECK_STR(json_text(seen.latest, "topics>*>partitions>0>desired"), "false");
        rd_kafka_topic_destroy(rkt);
        finish(rk, &seen);
}

/* ---- Brokers that fail ---- */

static void close_at_once(struct server *server, int fd) {
        struct request request;
        server_read_request(server, fd, &request);
}

static void answer_nothing(struct server *server, int fd) {
        server_linger(server, fd);
}

static void failing_brokers(void) {
        struct server closing, silent;
        struct seen seen      = {0};
        rd_kafka_conf_t *conf = conf_with_callback("100", &seen);
        rd_kafka_t *rk;

        server_start(&closing, close_at_once);
        conf_put(conf, "bootstrap.servers", closing.address);
        conf_put(conf, "reconnect.backoff.ms", "10");
        rk = handle_of(RD_KAFKA_PRODUCER, conf);
        WAIT_UNTIL(seen.latest && json_int(seen.latest, "brokers>*>disconnects") >= 2, 20000,
                   rd_kafka_poll(rk, 10));
        CHECK(json_int(seen.latest, "brokers>*>connects") >= 2, "without a connect");
        CHECK_STR(json_text(seen.latest, "brokers>*>source"), "configured");
        CHECK_INT(json_int(seen.latest, "brokers>*>nodeid"), -1);
        CHECK_STR(json_text(seen.latest, "brokers>*>nodename"), closing.address);
        CHECK(json_int(seen.latest, "brokers>*>tx") >= 2, "nothing was asked");
        CHECK_INT(json_int(seen.latest, "brokers>*>rx"), 0);
        CHECK_INT(json_int(seen.latest, "brokers>*>rxidle"), -1);
        finish(rk, &seen);
        server_stop(&closing);

        memset(&seen, 0, sizeof(seen));
        conf = conf_with_callback("100", &seen);
        server_start(&silent, answer_nothing);
        conf_put(conf, "bootstrap.servers", silent.address);
        conf_put(conf, "api.version.request.timeout.ms", "300");
        rk = handle_of(RD_KAFKA_PRODUCER, conf);
        WAIT_UNTIL(seen.latest && json_int(seen.latest, "brokers>*>waitresp_cnt") == 1, 20000,
                   rd_kafka_poll(rk, 10));
        CHECK_STR(json_text(seen.latest, "brokers>*>state"), "APIVERSION_QUERY");
        WAIT_UNTIL(json_int(seen.latest, "brokers>*>req_timeouts") >= 1, 20000,
                   rd_kafka_poll(rk, 10));
        finish(rk, &seen);
        server_stop(&silent);
}

int main(void) {
        failing_brokers();
        interval();
        own_fields();
        not_asked();
        produced();
        consumed();
        return 0;
}
