/* What the C tests share. Each test is one program: it includes this file, checks, and returns 0.
 *
 * The first check that fails says where and why, and ends the program. */
#ifndef CAPI_TESTS_TEST_H
#define CAPI_TESTS_TEST_H

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "librdkafka/rdkafka.h"

#define TEST_UNUSED __attribute__((unused))

/* ---- Checks ---- */

__attribute__((noreturn, format(printf, 3, 4)))
static TEST_UNUSED void fail_at(const char *file, int line, const char *format, ...) {
        va_list arguments;

        fflush(stdout);
        fprintf(stderr, "%s:%d: ", file, line);
        va_start(arguments, format);
        vfprintf(stderr, format, arguments);
        va_end(arguments);
        fputc('\n', stderr);
        fflush(stderr);
        _exit(1);
}

#define FAIL(...) fail_at(__FILE__, __LINE__, __VA_ARGS__)

/* CHECK(what must hold, "why not: %s", ...) */
#define CHECK(condition, format, ...)                                                              \
        do {                                                                                       \
                if (!(condition))                                                                  \
                        FAIL("not true: %s: " format, #condition, ##__VA_ARGS__);                  \
        } while (0)

#define CHECK_INT(got, want)                                                                       \
        do {                                                                                       \
                long long got_ = (long long)(got), want_ = (long long)(want);                      \
                if (got_ != want_)                                                                 \
                        FAIL(#got " is %lld, not " #want " (%lld)", got_, want_);                  \
        } while (0)

#define CHECK_STR(got, want)                                                                       \
        do {                                                                                       \
                const char *got_ = (got), *want_ = (want);                                         \
                if (!got_ || strcmp(got_, want_))                                                  \
                        FAIL(#got " is \"%s\", not \"%s\"", got_ ? got_ : "(null)", want_);        \
        } while (0)

#define CHECK_CONTAINS(got, part)                                                                  \
        do {                                                                                       \
                const char *got_ = (got), *part_ = (part);                                         \
                if (!got_ || !strstr(got_, part_))                                                 \
                        FAIL(#got " is \"%s\": no \"%s\" in it", got_ ? got_ : "(null)", part_);   \
        } while (0)

#define CHECK_ERR(got, want)                                                                       \
        do {                                                                                       \
                rd_kafka_resp_err_t got_ = (got), want_ = (want);                                  \
                if (got_ != want_)                                                                 \
                        FAIL(#got " is %s, not %s", rd_kafka_err2name(got_),                       \
                             rd_kafka_err2name(want_));                                            \
        } while (0)

/* ---- Time ---- */

static TEST_UNUSED double now_ms(void) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static TEST_UNUSED void sleep_ms(int ms) {
        struct timespec pause = {ms / 1000, (ms % 1000) * 1000000L};
        nanosleep(&pause, NULL);
}

/* A limit that grows where everything is slow: under valgrind and sanitizers. */
static TEST_UNUSED int scaled(int ms) {
        const char *scale = getenv("TEST_TIME_SCALE");
        return scale ? ms * atoi(scale) : ms;
}

/* Repeats `step` until `condition` holds; fails after `ms`. */
#define WAIT_UNTIL(condition, ms, step)                                                            \
        do {                                                                                       \
                double until_ = now_ms() + scaled(ms);                                             \
                while (!(condition)) {                                                             \
                        if (now_ms() > until_)                                                     \
                                FAIL("still not true after %d ms: " #condition, scaled(ms));       \
                        step;                                                                      \
                }                                                                                  \
        } while (0)

/* ---- Names ---- */

/* The full name of a topic that the test's comment asks for; lives until the program ends. Not for
 * several threads. */
static TEST_UNUSED const char *topic_name(const char *name) {
        static char names[64][128];
        static int count;
        const char *prefix = getenv("TEST_PREFIX");
        char full[128];

        snprintf(full, sizeof(full), "%s%s", prefix ? prefix : "test-", name);
        for (int i = 0; i < count; i++)
                if (!strcmp(names[i], full))
                        return names[i];
        if (count == 64)
                FAIL("too many topics");
        return strcpy(names[count++], full);
}

static TEST_UNUSED const char *bootstrap(void) {
        const char *servers = getenv("KAFKA_BOOTSTRAP");
        CHECK(servers, "run by capi-tests/run.py, with a cluster in the test's needs");
        return servers;
}

static TEST_UNUSED int on_reference(void) {
        const char *library = getenv("TEST_LIBRARY");
        return library && !strcmp(library, "reference");
}

/* ---- Handles ---- */

/* A configuration from names and values; NULL ends them. */
static TEST_UNUSED rd_kafka_conf_t *conf_of_list(va_list values) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        const char *name;
        char text[512];

        while ((name = va_arg(values, const char *))) {
                const char *value = va_arg(values, const char *);
                if (rd_kafka_conf_set(conf, name, value, text, sizeof(text)) != RD_KAFKA_CONF_OK)
                        FAIL("%s=%s: %s", name, value, text);
        }
        return conf;
}

static TEST_UNUSED rd_kafka_conf_t *conf_of(const char *first, ...) {
        rd_kafka_conf_t *conf;
        va_list values;
        char text[512];

        if (!first)
                return rd_kafka_conf_new();
        va_start(values, first);
        const char *value = va_arg(values, const char *);
        conf              = conf_of_list(values);
        va_end(values);
        if (rd_kafka_conf_set(conf, first, value, text, sizeof(text)) != RD_KAFKA_CONF_OK)
                FAIL("%s=%s: %s", first, value, text);
        return conf;
}

static TEST_UNUSED void conf_put(rd_kafka_conf_t *conf, const char *name, const char *value) {
        char text[512];
        if (rd_kafka_conf_set(conf, name, value, text, sizeof(text)) != RD_KAFKA_CONF_OK)
                FAIL("%s=%s: %s", name, value, text);
}

static TEST_UNUSED rd_kafka_t *handle_of(rd_kafka_type_t type, rd_kafka_conf_t *conf) {
        char text[512];
        rd_kafka_t *rk = rd_kafka_new(type, conf, text, sizeof(text));

        CHECK(rk, "%s", text);
        return rk;
}

/* Handles on the cluster of the test. `conf` may be NULL. */
static TEST_UNUSED rd_kafka_t *producer_of(rd_kafka_conf_t *conf) {
        if (!conf)
                conf = rd_kafka_conf_new();
        conf_put(conf, "bootstrap.servers", bootstrap());
        return handle_of(RD_KAFKA_PRODUCER, conf);
}

static TEST_UNUSED rd_kafka_t *consumer_of(rd_kafka_conf_t *conf) {
        if (!conf)
                conf = rd_kafka_conf_new();
        conf_put(conf, "bootstrap.servers", bootstrap());
        return handle_of(RD_KAFKA_CONSUMER, conf);
}

/* A topic handle. Names and values of topic properties follow, NULL ends them; without any, the
 * topic has what the instance's configuration says. */
static TEST_UNUSED rd_kafka_topic_t *topic_of(rd_kafka_t *rk, const char *name, ...) {
        rd_kafka_topic_conf_t *conf = NULL;
        rd_kafka_topic_t *rkt;
        const char *property;
        va_list values;
        char text[512];

        va_start(values, name);
        while ((property = va_arg(values, const char *))) {
                const char *value = va_arg(values, const char *);
                if (!conf)
                        conf = rd_kafka_topic_conf_new();
                if (rd_kafka_topic_conf_set(conf, property, value, text, sizeof(text)) !=
                    RD_KAFKA_CONF_OK)
                        FAIL("%s=%s: %s", property, value, text);
        }
        va_end(values);
        rkt = rd_kafka_topic_new(rk, name, conf);
        CHECK(rkt, "%s", rd_kafka_err2str(rd_kafka_last_error()));
        return rkt;
}

/* Produces one message with a copy of `value` and waits for nothing. */
static TEST_UNUSED void produce_text(rd_kafka_topic_t *rkt, int32_t partition, const char *value) {
        if (rd_kafka_produce(rkt, partition, RD_KAFKA_MSG_F_COPY, (void *)value, strlen(value),
                             NULL, 0, NULL))
                FAIL("produce: %s", rd_kafka_err2str(rd_kafka_last_error()));
}

/* The number that a message has for its value. */
static TEST_UNUSED int number_of(const rd_kafka_message_t *message) {
        char value[16];

        snprintf(value, sizeof(value), "%.*s", (int)message->len, (const char *)message->payload);
        return atoi(value);
}

static TEST_UNUSED void flush_all(rd_kafka_t *rk) {
        CHECK_ERR(rd_kafka_flush(rk, scaled(20000)), RD_KAFKA_RESP_ERR_NO_ERROR);
}

/* Waits until the topic's producer knows how many partitions there are: asking makes that known to the application only, and
   what is produced before waits. Needs less than 78 partitions, and leaves nothing queued. */
static TEST_UNUSED void know_partitions(rd_kafka_t *rk, rd_kafka_topic_t *rkt) {
        const struct rd_kafka_metadata *metadata;

        CHECK_ERR(rd_kafka_metadata(rk, 0, rkt, &metadata, scaled(10000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_metadata_destroy(metadata);
        WAIT_UNTIL(rd_kafka_produce(rkt, 77, RD_KAFKA_MSG_F_COPY, "x", 1, NULL, 0, NULL) == -1, 10000,
                   sleep_ms(10));
        WAIT_UNTIL(rd_kafka_outq_len(rk) == 0, 10000, rd_kafka_poll(rk, 10));
}

/* Puts `count` numbered messages ("0", "1", ...) into a partition. With idempotence: a topic that is new may refuse the first
   batch and take the second. */
static TEST_UNUSED void fill(const char *topic, int32_t partition, int count) {
        rd_kafka_t *rk        = producer_of(conf_of("enable.idempotence", "true", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, topic, NULL);
        char value[32];

        for (int i = 0; i < count; i++) {
                snprintf(value, sizeof(value), "%d", i);
                produce_text(rkt, partition, value);
                rd_kafka_poll(rk, 0);
        }
        flush_all(rk);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

/* How much is in a directory, such as this process's threads or open files. */
static TEST_UNUSED int entries(const char *path) {
        DIR *folder = opendir(path);
        int count   = 0;

        while (readdir(folder))
                count++;
        closedir(folder);
        return count;
}

static TEST_UNUSED int open_files(void) {
        return entries("/proc/self/fd");
}

#endif
