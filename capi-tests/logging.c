/* needs: none; timeout: 30
 *
 * Where log lines go: standard error, a callback, a queue; and what is in them. */
#include <fcntl.h>
#include <regex.h>

#include "test.h"

static void matches(const char *text, const char *pattern) {
        regex_t compiled;

        CHECK_INT(regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB), 0);
        CHECK(regexec(&compiled, text, 0, NULL, 0) == 0, "\"%s\" does not match %s", text, pattern);
        regfree(&compiled);
}

/* ---- Standard error, caught in a file while an instance lives ---- */

static char *life_on_stderr(rd_kafka_conf_t *conf) {
        char path[] = "stderr-XXXXXX";
        int file = mkstemp(path), saved = dup(2);
        static char text[1 << 20];
        ssize_t size;

        CHECK(file >= 0 && saved >= 0, "%s", strerror(errno));
        dup2(file, 2);
        rd_kafka_t *rk = handle_of(RD_KAFKA_PRODUCER, conf);
        sleep_ms(20);
        rd_kafka_destroy(rk);
        dup2(saved, 2);
        size = pread(file, text, sizeof(text) - 1, 0);
        CHECK(size >= 0, "%s", strerror(errno));
        text[size] = '\0';
        close(file);
        close(saved);
        unlink(path);
        return text;
}

#define INIT_TEXT                                                                                  \
        "librdkafka v[0-9.]+ \\(0x[0-9a-f]+\\) rdkafka#producer-[0-9]+ initialized "                \
        "\\(builtin\\.features [a-z0-9_,]+, .*, debug 0x[0-9a-f]+\\)"

static void standard_error(void) {
        /* Without a debug context, the one notice that nothing can be reached. */
        char *text = life_on_stderr(conf_of(NULL, NULL));
        matches(text, "^%5\\|[0-9]+\\.[0-9]{3}\\|CONFWARN\\|rdkafka#producer-[0-9]+\\| "
                      "\\[thrd:app\\]: No `bootstrap\\.servers` configured[^\n]*\n$");

        text = life_on_stderr(conf_of("debug", "generic", NULL));
        matches(text, "(^|\n)%7\\|[0-9]+\\.[0-9]{3}\\|INIT\\|rdkafka#producer-[0-9]+\\| "
                      "\\[thrd:app\\]: " INIT_TEXT "\n");

        /* A debug context shows its lines whatever the level. */
        text = life_on_stderr(conf_of("debug", "generic", "log_level", "6", NULL));
        matches(text, "\\|INIT\\|");

        text = life_on_stderr(conf_of("debug", "generic", "log.thread.name", "false", NULL));
        matches(text, "\\|INIT\\|rdkafka#producer-[0-9]+\\| librdkafka v");

        text = life_on_stderr(conf_of("log_level", "4", NULL));
        CHECK_STR(text, "");

        text = life_on_stderr(conf_of("debug", "conf", "linger.ms", "7", NULL));
        matches(text, "\\|CONF\\|rdkafka#producer-[0-9]+\\| \\[thrd:app\\]:   [a-z.]+ = 7\n");

        /* No callback, no log. */
        rd_kafka_conf_t *conf = conf_of("debug", "all", NULL);
        rd_kafka_conf_set_log_cb(conf, NULL);
        CHECK_STR(life_on_stderr(conf), "");
}

/* What a group's absence is worth a warning, on one line. */
static void warnings(void) {
        matches(life_on_stderr(conf_of("group.id", "g", "bootstrap.servers", "127.0.0.1:1",
                                       "log_level", "4", NULL)),
                "%4\\|[0-9.]+\\|CONFWARN\\|rdkafka#producer-[0-9]+\\| \\[thrd:app\\]: Configuration "
                "property group\\.id is a consumer property and will be ignored by this producer "
                "instance\n");
}

/* ---- A callback ---- */

static struct {
        pthread_mutex_t lock;
        int lines, highest, from_app;
        _Atomic int from_main, from_broker;
        char init[1024];
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void on_log(const rd_kafka_t *rk, int level, const char *facility, const char *text) {
        pthread_mutex_lock(&seen.lock);
        seen.lines++;
        if (level > seen.highest)
                seen.highest = level;
        if (!strcmp(facility, "INIT"))
                snprintf(seen.init, sizeof(seen.init), "%s", text);
        CHECK(rk != NULL && rd_kafka_name(rk) != NULL, "which instance?");
        seen.from_app += !strncmp(text, "[thrd:app]: ", 12);
        seen.from_main += !strncmp(text, "[thrd:main]: ", 13);
        seen.from_broker += !strncmp(text, "[thrd:127.0.0.1:1/bootstrap]: ", 30);
        pthread_mutex_unlock(&seen.lock);
}

static void callback(void) {
        rd_kafka_conf_t *conf = conf_of("debug", "generic,broker", "bootstrap.servers",
                                        "127.0.0.1:1", NULL);
        rd_kafka_conf_set_log_cb(conf, on_log);
        rd_kafka_t *rk = handle_of(RD_KAFKA_PRODUCER, conf);
        WAIT_UNTIL(seen.from_broker > 0 && seen.from_main > 0, 5000, sleep_ms(2));
        rd_kafka_destroy(rk);
        matches(seen.init, "^\\[thrd:app\\]: " INIT_TEXT "$");
        CHECK(seen.from_app && seen.from_main && seen.from_broker, "app %d, main %d, broker %d",
              seen.from_app, seen.from_main, seen.from_broker);
        CHECK_INT(seen.highest, 7);

        /* The level can be lowered later. */
        conf = conf_of("log_level", "5", NULL);
        rd_kafka_conf_set_log_cb(conf, on_log);
        rk         = handle_of(RD_KAFKA_PRODUCER, conf);
        seen.lines = 0;
        rd_kafka_set_log_level(rk, 0);
        CHECK_INT(rd_kafka_brokers_add(rk, "bogus://x"), 0);
        CHECK_INT(seen.lines, 0);
        rd_kafka_set_log_level(rk, 5);
        CHECK_INT(rd_kafka_brokers_add(rk, "bogus://x"), 0);
        CHECK(seen.lines > 0, "no line at level 5");
        rd_kafka_destroy(rk);
}

/* ---- A queue ---- */

struct wanted {
        int init, warning;
};

/* Takes one line off the queue. */
static void take_line(rd_kafka_queue_t *queue, struct wanted *wanted) {
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 100);
        const char *facility, *text;
        char contexts[128] = "?", few[6];
        int level;

        if (!event)
                return;
        CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_LOG);
        CHECK_STR(rd_kafka_event_name(event), "Log");
        CHECK_INT(rd_kafka_event_log(event, &facility, &text, &level), 0);
        CHECK_INT(rd_kafka_event_debug_contexts(event, contexts, sizeof(contexts)), 0);
        if (!strcmp(facility, "INIT")) {
                matches(text, "^\\[thrd:app\\]: " INIT_TEXT "$");
                CHECK_INT(level, 7);
                CHECK_CONTAINS(contexts, "generic");
                CHECK_INT(rd_kafka_event_debug_contexts(event, few, sizeof(few)), 0);
                CHECK(strlen(few) < sizeof(few), "too long");
                wanted->init = 1;
        } else if (!strcmp(facility, "CONFWARN")) {
                CHECK_INT(level, 5);
                CHECK_STR(contexts, "");
                wanted->warning = 1;
        }
        rd_kafka_event_destroy(event);
}

static void queue(void) {
        rd_kafka_conf_t *conf = conf_of("debug", "generic,broker", "log_level", "0", NULL);
        rd_kafka_conf_set_log_cb(conf, NULL);
        rd_kafka_t *rk          = handle_of(RD_KAFKA_PRODUCER, conf);
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
        struct wanted wanted    = {0, 0};

        CHECK_ERR(rd_kafka_set_log_queue(rk, queue), RD_KAFKA_RESP_ERR__NOT_CONFIGURED);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(rk);

        /* Lines from before the queue was set are kept for it. */
        rk    = handle_of(RD_KAFKA_PRODUCER, conf_of("debug", "generic,broker", "log.queue", "true",
                                                     NULL));
        queue = rd_kafka_queue_new(rk);
        CHECK_ERR(rd_kafka_set_log_queue(rk, queue), RD_KAFKA_RESP_ERR_NO_ERROR);
        WAIT_UNTIL(wanted.init && wanted.warning, 5000, take_line(queue, &wanted));
        CHECK_ERR(rd_kafka_set_log_queue(rk, NULL), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(rk);
}

static void contexts(void) {
        CHECK_STR(rd_kafka_get_debug_contexts(),
                  "all,generic,broker,topic,metadata,feature,queue,msg,protocol,cgrp,security,fetch,"
                  "interceptor,plugin,consumer,admin,eos,mock,assignor,conf");
}

int main(void) {
        contexts();
        standard_error();
        warnings();
        callback();
        queue();
        return 0;
}
