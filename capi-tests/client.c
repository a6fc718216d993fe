/* needs: none; timeout: 30
 *
 * The life of an instance: what it refuses, what it is called, and how it ends. */
#include <sched.h>
#include <sys/wait.h>

#include "test.h"

#define NOWHERE "127.0.0.1:1"

/* Expects that an instance with these properties is refused with a text that has `part` in it. */
static void refused(rd_kafka_type_t type, const char *part, ...) {
        char text[512] = "";
        va_list values;
        rd_kafka_t *rk;

        va_start(values, part);
        rd_kafka_conf_t *conf = conf_of_list(values);
        va_end(values);
        errno = 0;
        rk    = rd_kafka_new(type, conf, text, sizeof(text));
        CHECK(!rk, "no refusal with '%s'", part);
        CHECK_INT(errno, EINVAL);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__INVALID_ARG);
        CHECK_CONTAINS(text, part);

        /* The configuration is still the caller's, whole, and serves another attempt. */
        char value[64];
        size_t size = sizeof(value);
        CHECK_INT(rd_kafka_conf_get(conf, "log_level", value, &size), RD_KAFKA_CONF_OK);
        CHECK(!rd_kafka_new(type, conf, NULL, 0), "refused once, accepted then");
        rd_kafka_conf_destroy(conf);
}

static void refusals(void) {
        refused(RD_KAFKA_CONSUMER, "max.poll.interval.ms", "max.poll.interval.ms", "1000", NULL);
        refused(RD_KAFKA_CONSUMER, "fetch.max.bytes", "fetch.max.bytes", "1000",
                "message.max.bytes", "2000", NULL);
        refused(RD_KAFKA_CONSUMER, "receive.message.max.bytes", "receive.message.max.bytes",
                "1000", NULL);
        refused(RD_KAFKA_PRODUCER, "transactional.id", "transactional.id", "t",
                "enable.idempotence", "false", NULL);
        refused(RD_KAFKA_PRODUCER, "acks", "enable.idempotence", "true", "acks", "1", NULL);
        refused(RD_KAFKA_PRODUCER, "max.in.flight", "enable.idempotence", "true", "max.in.flight",
                "100", NULL);
        refused(RD_KAFKA_PRODUCER, "retries", "enable.idempotence", "true", "retries", "0", NULL);
        refused(RD_KAFKA_PRODUCER, "queuing.strategy", "enable.idempotence", "true",
                "queuing.strategy", "lifo", NULL);
        refused(RD_KAFKA_PRODUCER, "enable.idempotence", "enable.gapless.guarantee", "true", NULL);
        refused(RD_KAFKA_PRODUCER, "transaction.timeout.ms", "transactional.id", "t",
                "message.timeout.ms", "70000", NULL);
        refused(RD_KAFKA_PRODUCER, "linger.ms", "message.timeout.ms", "3", "linger.ms", "6", NULL);
        refused(RD_KAFKA_PRODUCER, "reconnect.backoff.max.ms", "reconnect.backoff.ms", "1000",
                "reconnect.backoff.max.ms", "10", NULL);
        refused(RD_KAFKA_PRODUCER, "NOPE", "security.protocol", "sasl_plaintext",
                "sasl.mechanisms", "NOPE", NULL);
        refused(RD_KAFKA_CONSUMER, "foo", "partition.assignment.strategy", "foo", NULL);
        refused(RD_KAFKA_CONSUMER, "session.timeout.ms", "group.protocol", "consumer", "group.id",
                "g", "session.timeout.ms", "1000", NULL);
}

/* A text of any size is enough for an error, also none. */
static void short_error_text(void) {
        rd_kafka_conf_t *conf = conf_of("reconnect.backoff.ms", "1000", "reconnect.backoff.max.ms",
                                        "10", NULL);
        char text[8];

        memset(text, 'x', sizeof(text));
        CHECK(!rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, 5), "accepted");
        CHECK_INT(strlen(text), 4);
        CHECK_INT(text[5], 'x');
        rd_kafka_conf_destroy(conf);
}

static int listed_threads(void) {
        DIR *tasks = opendir("/proc/self/task");
        int count  = 0;

        while (readdir(tasks))
                count++;
        closedir(tasks);
        return count - 2;
}

/* ThreadSanitizer has a thread of its own, once there has been another. */
#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define SANITIZER_THREADS 1
#endif
#endif
#ifndef SANITIZER_THREADS
#define SANITIZER_THREADS 0
#endif

/* Expects that this thread is the only one left. The kernel wakes pthread_join() before it takes the
 * thread out of /proc, so a thread that was joined may be listed for a moment. */
static void alone(void) {
        double end = now_ms() + scaled(1000);

        while (listed_threads() > 1 + SANITIZER_THREADS && now_ms() < end)
                sched_yield();
        CHECK_INT(listed_threads(), 1 + SANITIZER_THREADS);
}

static void identity(void) {
        int opaque;
        rd_kafka_conf_t *conf = conf_of("client.id", "me", "log_level", "0", NULL);
        rd_kafka_conf_set_opaque(conf, &opaque);
        rd_kafka_t *rk = handle_of(RD_KAFKA_PRODUCER, conf);
        int number     = -1, end = 0;

        CHECK(sscanf(rd_kafka_name(rk), "me#producer-%d%n", &number, &end) == 1 &&
                  !rd_kafka_name(rk)[end],
              "%s", rd_kafka_name(rk));
        CHECK_INT(rd_kafka_type(rk), RD_KAFKA_PRODUCER);
        CHECK(rd_kafka_opaque(rk) == &opaque, "another opaque");
        CHECK(rd_kafka_memberid(rk) == NULL, "a producer is no group's member");
        CHECK_INT(rd_kafka_outq_len(rk), 0);

        char value[64];
        size_t size = sizeof(value);
        CHECK_INT(rd_kafka_conf_get(rd_kafka_conf(rk), "client.id", value, &size),
                  RD_KAFKA_CONF_OK);
        CHECK_STR(value, "me");

        rd_kafka_t *other = handle_of(RD_KAFKA_CONSUMER, conf_of("log_level", "0", NULL));
        char name[64];
        snprintf(name, sizeof(name), "rdkafka#consumer-%d", number + 1);
        CHECK_STR(rd_kafka_name(other), name);
        CHECK_INT(rd_kafka_type(other), RD_KAFKA_CONSUMER);
        CHECK(rd_kafka_opaque(other) == NULL, "an opaque from nowhere");
        rd_kafka_destroy(other);
        rd_kafka_destroy(rk);
}

static void topic_handles(void) {
        rd_kafka_t *rk = handle_of(RD_KAFKA_PRODUCER, conf_of("log_level", "0", NULL));
        char too_long[600];
        int opaque;

        rd_kafka_topic_conf_t *conf = rd_kafka_topic_conf_new();
        rd_kafka_topic_conf_set_opaque(conf, &opaque);
        rd_kafka_topic_t *first  = rd_kafka_topic_new(rk, "t", conf);
        rd_kafka_topic_t *second = rd_kafka_topic_new(rk, "t", NULL);
        CHECK(first && first == second, "one topic, two handles");
        CHECK_STR(rd_kafka_topic_name(first), "t");
        CHECK(rd_kafka_topic_opaque(first) == &opaque, "another opaque");

        memset(too_long, 'a', sizeof(too_long) - 1);
        too_long[sizeof(too_long) - 1] = '\0';
        errno                          = 0;
        CHECK(!rd_kafka_topic_new(rk, too_long, NULL), "a name of 599 bytes");
        CHECK_INT(errno, EINVAL);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__INVALID_ARG);

        rd_kafka_topic_destroy(second);
        rd_kafka_topic_destroy(first);
        rd_kafka_destroy(rk);
}

static void endings(void) {
        /* At once. */
        rd_kafka_destroy(handle_of(RD_KAFKA_PRODUCER, conf_of("bootstrap.servers", NOWHERE,
                                                              "log_level", "0", NULL)));
        CHECK_INT(rd_kafka_wait_destroyed(scaled(1000)), 0);
        CHECK_INT(rd_kafka_thread_cnt(), 0);

        /* While it lives, waiting for its end times out. */
        rd_kafka_t *rk = handle_of(RD_KAFKA_PRODUCER, conf_of("bootstrap.servers", NOWHERE,
                                                              "log_level", "0", NULL));
        CHECK(rd_kafka_thread_cnt() >= 1, "%d threads", rd_kafka_thread_cnt());
        CHECK_INT(rd_kafka_wait_destroyed(50), -1);
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__TIMED_OUT);

        /* With messages that will never go, and events that nobody took. */
        rd_kafka_topic_t *rkt = topic_of(rk, "t", NULL);
        for (int i = 0; i < 1000; i++)
                produce_text(rkt, i % 3 ? RD_KAFKA_PARTITION_UA : 0, "lost");
        CHECK_INT(rd_kafka_outq_len(rk) >= 1000, 1);
        CHECK_ERR(rd_kafka_flush(rk, 20), RD_KAFKA_RESP_ERR__TIMED_OUT);
        rd_kafka_topic_destroy(rkt);
        double begun = now_ms();
        rd_kafka_destroy(rk);
        CHECK(now_ms() - begun < scaled(1000), "%f ms", now_ms() - begun);
        CHECK_INT(rd_kafka_thread_cnt(), 0);

        /* A group's member that never reached its group. */
        for (int flags = 0; flags <= RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE;
             flags += RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE) {
                rk    = handle_of(RD_KAFKA_CONSUMER, conf_of("bootstrap.servers", NOWHERE,
                                                             "group.id", "g", "log_level", "0",
                                                             NULL));
                begun = now_ms();
                rd_kafka_destroy_flags(rk, flags);
                CHECK(now_ms() - begun < scaled(1000), "%f ms", now_ms() - begun);
        }
        CHECK_INT(rd_kafka_wait_destroyed(scaled(1000)), 0);
        alone();
}

static void many_lives(void) {
        int files = open_files();

        for (int i = 0; i < 200; i++) {
                rd_kafka_t *rk = handle_of(i % 2 ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER,
                                           conf_of("bootstrap.servers", NOWHERE, "log_level", "0",
                                                   "group.id", "g", NULL));
                if (i % 4 == 3)
                        rd_kafka_poll(rk, 1);
                rd_kafka_destroy(rk);
        }
        CHECK_INT(rd_kafka_thread_cnt(), 0);
        alone();
        CHECK_INT(open_files(), files);
}

int main(void) {
        refusals();
        short_error_text();
        identity();
        topic_handles();
        endings();
        many_lives();
        return 0;
}
