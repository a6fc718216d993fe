/* needs: kafka1; topics: t=2; timeout: 60 */
/* Interceptors: of configurations, and of a producer and a consumer. */
#include "test.h"

#define NONE RD_KAFKA_RESP_ERR_NO_ERROR

/* ---- What the interceptors have seen ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char seen[1 << 18];
static pthread_t app_thread;

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...) {
        va_list arguments;

        pthread_mutex_lock(&lock);
        size_t length = strlen(seen);
        va_start(arguments, format);
        vsnprintf(seen + length, sizeof(seen) - length, format, arguments);
        va_end(arguments);
        CHECK(strlen(seen) + 1 < sizeof(seen), "too much was seen");
        strcat(seen, ";");
        pthread_mutex_unlock(&lock);
}

static void forget(void) {
        pthread_mutex_lock(&lock);
        *seen = '\0';
        pthread_mutex_unlock(&lock);
}

static int times(const char *part) {
        int count = 0;

        pthread_mutex_lock(&lock);
        for (const char *at = seen; (at = strstr(at, part)); at += strlen(part))
                count++;
        pthread_mutex_unlock(&lock);
        return count;
}

static const char *where(void) {
        return pthread_equal(pthread_self(), app_thread) ? "app" : "other";
}

/* ---- Configurations ---- */

static rd_kafka_conf_res_t
on_set(rd_kafka_conf_t *conf, const char *name, const char *value, char *errstr, size_t size, void *opaque) {
        (void)conf;
        note("set %s %s=%s", (char *)opaque, name, value ? value : "NULL");
        if (!strcmp(name, "own.good"))
                return RD_KAFKA_CONF_OK;
        if (!strcmp(name, "own.bad")) {
                if (errstr)
                        snprintf(errstr, size, "refused by %s", (char *)opaque);
                return RD_KAFKA_CONF_INVALID;
        }
        return RD_KAFKA_CONF_UNKNOWN;
}

static rd_kafka_conf_res_t
on_set_too(rd_kafka_conf_t *conf, const char *name, const char *value, char *errstr, size_t size, void *opaque) {
        (void)conf, (void)name, (void)value, (void)errstr, (void)size;
        note("set_too %s", (char *)opaque);
        return RD_KAFKA_CONF_UNKNOWN;
}

static rd_kafka_resp_err_t on_conf_destroy(void *opaque) {
        note("destroyed %s", (char *)opaque);
        return RD_KAFKA_RESP_ERR__FAIL;
}

static rd_kafka_resp_err_t
on_dup(rd_kafka_conf_t *new_conf, const rd_kafka_conf_t *old, size_t count, const char **filter, void *opaque) {
        char value[64];
        size_t size = sizeof(value);

        CHECK(new_conf != old, "%p", (const void *)old);
        CHECK_INT(rd_kafka_conf_get(new_conf, "client.id", value, &size), RD_KAFKA_CONF_OK);
        note("dup %s filter=%s id=%s", (char *)opaque, count ? filter[0] : "none", value);
        conf_put(new_conf, "client.id", "of-dup");
        conf_put(new_conf, "group.id", "of-dup");
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_set(new_conf, "i", on_set, "copy"), NONE);
        return RD_KAFKA_RESP_ERR__FAIL;
}

static rd_kafka_resp_err_t
on_new_unused(rd_kafka_t *rk, const rd_kafka_conf_t *conf, void *opaque, char *errstr, size_t size) {
        (void)rk, (void)conf, (void)opaque, (void)errstr, (void)size;
        return NONE;
}

static const char *value_of(const rd_kafka_conf_t *conf, const char *name) {
        static char value[64];
        size_t size = sizeof(value);

        CHECK_INT(rd_kafka_conf_get(conf, name, value, &size), RD_KAFKA_CONF_OK);
        return value;
}

static void registering(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();

        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_set(conf, "i", on_set, "1"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_set(conf, "i", on_set, "2"), RD_KAFKA_RESP_ERR__CONFLICT);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_set(conf, "i", on_set_too, "3"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_set(conf, "j", on_set, "4"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_dup(conf, "i", on_dup, "1"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_dup(conf, "i", on_dup, "1"), RD_KAFKA_RESP_ERR__CONFLICT);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_new(conf, "i", on_new_unused, NULL), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_new(conf, "i", on_new_unused, NULL), RD_KAFKA_RESP_ERR__CONFLICT);
        /* Each registration of this one counts. */
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_destroy(conf, "i", on_conf_destroy, "1"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_destroy(conf, "i", on_conf_destroy, "2"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_destroy(conf, "", on_conf_destroy, "3"), NONE);

        forget();
        conf_put(conf, "client.id", "mine");
        CHECK(!strncmp(seen, "set 1 client.id=mine;set_too 3;set 4 client.id=mine;", 52), "%s", seen);
        CHECK_STR(value_of(conf, "client.id"), "mine");

        forget();
        rd_kafka_conf_destroy(conf);
        CHECK_STR(seen, "destroyed 1;destroyed 2;destroyed 3;");
}

static void setting(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        char text[64]         = "";

        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_set(conf, "i", on_set, "1"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_set(conf, "j", on_set, "2"), NONE);

        forget();
        CHECK_INT(rd_kafka_conf_set(conf, "own.good", "5", text, sizeof(text)), RD_KAFKA_CONF_OK);
        CHECK_STR(seen, "set 1 own.good=5;");
        forget();
        CHECK_INT(rd_kafka_conf_set(conf, "own.bad", NULL, text, sizeof(text)), RD_KAFKA_CONF_INVALID);
        CHECK_STR(seen, "set 1 own.bad=NULL;");
        CHECK_STR(text, "refused by 1");
        CHECK_INT(rd_kafka_conf_set(conf, "own.bad", "1", NULL, 0), RD_KAFKA_CONF_INVALID);
        forget();
        CHECK_INT(rd_kafka_conf_set(conf, "own.unknown", "5", text, sizeof(text)), RD_KAFKA_CONF_UNKNOWN);
        CHECK_STR(seen, "set 1 own.unknown=5;set 2 own.unknown=5;");
        CHECK_CONTAINS(text, "No such configuration property");

        /* An alias is shown under both names; a topic's property as well as a global one. */
        forget();
        conf_put(conf, "linger.ms", "7");
        CHECK(!strncmp(seen, "set 1 linger.ms=7;set 2 linger.ms=7;set 1 queue.buffering.max.ms=7;", 66), "%s", seen);
        CHECK_STR(value_of(conf, "queue.buffering.max.ms"), "7");
        forget();
        conf_put(conf, "acks", "1");
        CHECK_INT(times("set 1 acks=1;"), 1);
        rd_kafka_conf_destroy(conf);
}

static void copying(void) {
        const char *filter[]  = {"client.id"};
        rd_kafka_conf_t *conf = conf_of("client.id", "mine", "linger.ms", "7", NULL);
        rd_kafka_conf_t *copy;

        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_set(conf, "i", on_set, "first"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_dup(conf, "i", on_dup, "1"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_destroy(conf, "i", on_conf_destroy, "1"), NONE);
        conf_put(conf, "own.good", "5");
        rd_kafka_conf_set_opaque(conf, conf);

        forget();
        copy = rd_kafka_conf_dup(conf);
        CHECK(!strncmp(seen, "dup 1 filter=none id=rdkafka;", 29), "%s", seen);
        /* What is copied passes the interceptors that the copy has got; so do properties of interceptors. */
        CHECK_INT(times("set copy client.id=mine;"), 1);
        CHECK_INT(times("set copy queue.buffering.max.ms=7;"), 1);
        CHECK_INT(times("set copy own.good=5;"), 1);
        CHECK_INT(times("first"), 0);
        /* The original goes before what on_conf_dup has set. */
        CHECK_STR(value_of(copy, "client.id"), "mine");
        CHECK_STR(value_of(copy, "group.id"), "of-dup");
        CHECK_STR(value_of(copy, "linger.ms"), "7");
        forget();
        conf_put(copy, "client.id", "other");
        CHECK(times("set copy client.id=other;") >= 1, "%s", seen);
        CHECK_INT(times("first"), 0);
        CHECK_STR(value_of(conf, "client.id"), "mine");
        forget();
        rd_kafka_conf_destroy(copy);
        CHECK_STR(seen, "");

        copy = rd_kafka_conf_dup_filter(conf, 1, filter);
        CHECK_INT(times("dup 1 filter=client.id id=rdkafka;"), 1);
        CHECK_STR(value_of(copy, "client.id"), "of-dup");
        rd_kafka_conf_destroy(copy);

        rd_kafka_conf_destroy(conf);
        CHECK_INT(times("destroyed 1;"), 1);
}

/* ---- Instances ---- */

static rd_kafka_resp_err_t on_destroy(rd_kafka_t *rk, void *opaque) {
        CHECK(*rd_kafka_name(rk), "no name");
        note("destroy %s", (char *)opaque);
        return NONE;
}

static int64_t milliseconds(void) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The first interceptor puts a header in, the second sees it and adds another one. */
static rd_kafka_resp_err_t on_send(rd_kafka_t *rk, rd_kafka_message_t *message, void *opaque) {
        rd_kafka_headers_t *headers = NULL;
        rd_kafka_timestamp_type_t type;
        rd_kafka_resp_err_t err = rd_kafka_message_headers(message, &headers);
        int64_t now             = milliseconds();
        int64_t timestamp       = rd_kafka_message_timestamp(message, &type);

        CHECK(rk, "no handle");
        CHECK_ERR(message->err, NONE);
        CHECK_INT(message->offset, RD_KAFKA_OFFSET_INVALID);
        CHECK_INT(type, RD_KAFKA_TIMESTAMP_CREATE_TIME);
        CHECK(timestamp <= now && timestamp > now - scaled(10000), "%" PRId64, timestamp);
        CHECK(rd_kafka_message_latency(message) >= 0, "%" PRId64, rd_kafka_message_latency(message));
        CHECK_INT(rd_kafka_message_broker_id(message), -1);
        CHECK_INT(rd_kafka_message_status(message), RD_KAFKA_MSG_STATUS_NOT_PERSISTED);
        CHECK_INT(rd_kafka_message_leader_epoch(message), -1);
        CHECK(!rd_kafka_message_errstr(message), "an error");
        note("send %s %s [%d] %.*s headers=%zu key=%.*s opaque=%d", (char *)opaque, where(), (int)message->partition,
             (int)message->len, (char *)message->payload, headers ? rd_kafka_header_cnt(headers) : 0,
             (int)message->key_len, message->key ? (char *)message->key : "", (int)(intptr_t)message->_private);
        if (err == RD_KAFKA_RESP_ERR__NOENT) {
                headers = rd_kafka_headers_new(1);
                rd_kafka_header_add(headers, "by", -1, opaque, -1);
                rd_kafka_message_set_headers(message, headers);
        } else {
                CHECK_ERR(err, NONE);
                rd_kafka_header_add(headers, "by", -1, opaque, -1);
        }
        return RD_KAFKA_RESP_ERR__FAIL;
}

static rd_kafka_resp_err_t on_ack(rd_kafka_t *rk, rd_kafka_message_t *message, void *opaque) {
        rd_kafka_headers_t *headers = NULL;

        CHECK(rk, "no handle");
        rd_kafka_message_headers(message, &headers);
        note("ack %s %s %s [%d] %.*s headers=%zu opaque=%d", (char *)opaque, where(), rd_kafka_err2name(message->err),
             (int)message->partition, (int)message->len, (char *)message->payload,
             headers ? rd_kafka_header_cnt(headers) : 0, (int)(intptr_t)message->_private);
        return RD_KAFKA_RESP_ERR__FAIL;
}

static rd_kafka_resp_err_t on_consume(rd_kafka_t *rk, rd_kafka_message_t *message, void *opaque) {
        rd_kafka_headers_t *headers = NULL;
        const void *value           = NULL;
        size_t size                 = 0;

        CHECK(rk, "no handle");
        if (rd_kafka_message_headers(message, &headers) == NONE)
                CHECK_ERR(rd_kafka_header_get_last(headers, "by", &value, &size), NONE);
        note("consume %s %s %s %.*s by=%.*s", (char *)opaque, where(), rd_kafka_err2name(message->err),
             (int)message->len, (char *)message->payload, (int)size, value ? (char *)value : "");
        return NONE;
}

static rd_kafka_resp_err_t on_commit(rd_kafka_t *rk, const rd_kafka_topic_partition_list_t *offsets,
                                     rd_kafka_resp_err_t err, void *opaque) {
        CHECK(rk, "no handle");
        CHECK_INT(offsets->cnt, 1);
        CHECK_STR(offsets->elems[0].topic, topic_name("t"));
        note("commit %s %s %s [%d]@%d %s", (char *)opaque, where(), rd_kafka_err2name(err),
             (int)offsets->elems[0].partition, (int)offsets->elems[0].offset, rd_kafka_err2name(offsets->elems[0].err));
        return NONE;
}

static rd_kafka_resp_err_t on_request(rd_kafka_t *rk, int sockfd, const char *broker, int32_t id, int16_t key,
                                      int16_t version, int32_t corrid, size_t size, void *opaque) {
        (void)rk, (void)id, (void)opaque;
        CHECK(sockfd >= 0 && corrid > 0 && version >= 0 && size > 12 && *broker, "%d %d %zu %s", sockfd,
              (int)corrid, size, broker);
        note("request %d %s", key, where());
        return NONE;
}

static rd_kafka_resp_err_t on_response(rd_kafka_t *rk, int sockfd, const char *broker, int32_t id, int16_t key,
                                       int16_t version, int32_t corrid, size_t size, int64_t rtt,
                                       rd_kafka_resp_err_t err, void *opaque) {
        (void)rk, (void)sockfd, (void)id, (void)corrid, (void)opaque;
        CHECK(version >= 0 && broker, "%d", version);
        if (err == NONE)
                CHECK(size > 4 && rtt >= 0, "%zu %" PRId64, size, rtt);
        note("response %d %s", key, rd_kafka_err2name(err));
        return NONE;
}

static rd_kafka_resp_err_t on_start(rd_kafka_t *rk, rd_kafka_thread_type_t type, const char *name, void *opaque) {
        (void)rk, (void)opaque;
        note("start %d %s %s", type, type == RD_KAFKA_THREAD_BROKER ? "-" : name, where());
        return NONE;
}

static rd_kafka_resp_err_t on_exit_(rd_kafka_t *rk, rd_kafka_thread_type_t type, const char *name, void *opaque) {
        (void)rk, (void)opaque;
        note("exit %d %s %s", type, type == RD_KAFKA_THREAD_BROKER ? "-" : name, where());
        return NONE;
}

static rd_kafka_resp_err_t on_state(rd_kafka_t *rk, int32_t id, const char *secproto, const char *name, int port,
                                    const char *state, void *opaque) {
        (void)rk, (void)id, (void)opaque;
        note("state %s %s:%d %s", secproto, name, port, state);
        return NONE;
}

static const rd_kafka_conf_t *shown_conf;

static rd_kafka_resp_err_t
on_new(rd_kafka_t *rk, const rd_kafka_conf_t *conf, void *opaque, char *errstr, size_t size) {
        shown_conf = conf;
        note("new %s %s", (char *)opaque, value_of(conf, "client.id"));
        CHECK_ERR(rd_kafka_interceptor_add_on_destroy(rk, "a", on_destroy, "a"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_destroy(rk, "a", on_destroy, "b"), RD_KAFKA_RESP_ERR__CONFLICT);
        CHECK_ERR(rd_kafka_interceptor_add_on_send(rk, "a", on_send, "a"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_send(rk, "a", on_send, "a"), RD_KAFKA_RESP_ERR__CONFLICT);
        CHECK_ERR(rd_kafka_interceptor_add_on_send(rk, "b", on_send, "b"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_acknowledgement(rk, "a", on_ack, "a"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_acknowledgement(rk, "b", on_ack, "b"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_consume(rk, "a", on_consume, "a"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_consume(rk, "b", on_consume, "b"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_commit(rk, "a", on_commit, "a"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_commit(rk, "a", on_commit, "a"), RD_KAFKA_RESP_ERR__CONFLICT);
        CHECK_ERR(rd_kafka_interceptor_add_on_request_sent(rk, "a", on_request, "a"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_response_received(rk, "a", on_response, "a"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_thread_start(rk, "a", on_start, "a"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_thread_exit(rk, "a", on_exit_, "a"), NONE);
        CHECK_ERR(rd_kafka_interceptor_add_on_broker_state_change(rk, "a", on_state, "a"), NONE);
        snprintf(errstr, size, "why it failed");
        return RD_KAFKA_RESP_ERR__FAIL;
}

static void on_log(const rd_kafka_t *rk, int level, const char *facility, const char *text) {
        (void)rk;
        if (!strcmp(facility, "ICFAIL"))
                note("log %d %s", level, text);
}

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk, (void)opaque;
        /* The interceptors were told before. */
        note("report %.*s after %d", (int)message->len, (char *)message->payload, times("ack b "));
}

static rd_kafka_conf_t *intercepted(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();

        conf_put(conf, "client.id", "mine");
        rd_kafka_conf_set_log_cb(conf, on_log);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_new(conf, "n", on_new, "n"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_dup(conf, "n", on_dup, "n"), NONE);
        CHECK_ERR(rd_kafka_conf_interceptor_add_on_conf_destroy(conf, "n", on_conf_destroy, "n"), NONE);
        return conf;
}

static rd_kafka_resp_err_t produce(rd_kafka_t *rk, int32_t partition, const void *value, size_t size) {
        return rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic_name("t")), RD_KAFKA_V_PARTITION(partition),
                                 RD_KAFKA_V_VALUE((void *)value, size), RD_KAFKA_V_KEY("k", 1),
                                 RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE((void *)7),
                                 RD_KAFKA_V_END);
}

static void not_made(void) {
        rd_kafka_conf_t *conf = intercepted();
        char text[256];

        forget();
        conf_put(conf, "transactional.id", "x");
        conf_put(conf, "enable.idempotence", "false");
        CHECK(!rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof(text)), "made");
        /* The configuration is still the caller's. */
        CHECK_INT(times("destroyed"), 0);
        rd_kafka_conf_destroy(conf);
        CHECK_STR(seen, "destroyed n;");
}

/* Each thread that begins ends; the instance's own is shown by name. */
static void check_ended(void) {
        CHECK_INT(times("start 0 main other;"), 1);
        CHECK_INT(times("exit 0 main other;"), 1);
        CHECK(times("start 2 ") >= 1, "%s", seen);
        CHECK_INT(times("start "), times("exit "));
        CHECK_INT(times("destroy a;"), 1);
        CHECK_INT(times("destroyed n;"), 1);
        CHECK_INT(times("dup "), 0);
        CHECK_STR(seen + strlen(seen) - strlen("destroyed n;"), "destroyed n;");
        CHECK(times(" DOWN;") >= 1, "%s", seen);
}

static void producing(void) {
        static const char big[2000000];
        rd_kafka_conf_t *conf = intercepted();
        rd_kafka_t *rk;
        char text[128];

        forget();
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        conf_put(conf, "queue.buffering.max.messages", "1");
        rk = producer_of(conf);
        CHECK_INT(times("new n mine;"), 1);
        CHECK(shown_conf == rd_kafka_conf(rk), "another configuration");
        CHECK_INT(times("Interceptor n failed on_new: Local: Communication failure with broker: why it failed;"), 1);

        CHECK_ERR(produce(rk, 1, "first", 5), NONE);
        CHECK_INT(times("send a app [1] first headers=0 key=k opaque=7;"), 1);
        CHECK_INT(times("send b app [1] first headers=1 key=k opaque=7;"), 1);
        snprintf(text, sizeof(text), "Interceptor a failed on_send for message on %s [1] @ -1001: Local: ",
                 topic_name("t"));
        CHECK_INT(times(text), 1);
        flush_all(rk);
        CHECK_INT(times("ack a other NO_ERROR [1] first headers=2 opaque=7;"), 1);
        CHECK_INT(times("ack b other NO_ERROR [1] first headers=2 opaque=7;"), 1);
        CHECK_INT(times("report first after 1;"), 1);

        /* A partition that is not there: shown, and told of at once. */
        CHECK_ERR(produce(rk, 99, "astray", 6), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        CHECK_INT(times("send b app [99] astray "), 1);
        CHECK_INT(times("ack b app _UNKNOWN_PARTITION [99] astray headers=2 opaque=7;"), 1);
        CHECK_INT(times("report astray"), 0);

        /* Refused before interceptors are asked: too large, no room. */
        forget();
        CHECK_ERR(produce(rk, 0, big, sizeof(big)), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        CHECK_INT(times("send "), 0);
        CHECK_ERR(produce(rk, RD_KAFKA_PARTITION_UA, "second", 6), NONE);
        CHECK_ERR(produce(rk, 0, "third", 5), RD_KAFKA_RESP_ERR__QUEUE_FULL);
        CHECK_INT(times("send a app [-1] second headers=0 "), 1);
        CHECK_INT(times("third"), 0);
        flush_all(rk);

        CHECK(times("request 0 other;") >= 1, "%s", seen);
        CHECK_INT(times("response 0 NO_ERROR;"), times("request 0 other;"));
        rd_kafka_destroy(rk);
}

static void purging(void) {
        rd_kafka_conf_t *conf = intercepted();
        rd_kafka_t *rk;

        conf_put(conf, "linger.ms", "60000");
        rk = producer_of(conf);
        forget();
        CHECK_ERR(produce(rk, 0, "purged", 6), NONE);
        CHECK_ERR(rd_kafka_purge(rk, RD_KAFKA_PURGE_F_QUEUE), NONE);
        WAIT_UNTIL(times("ack b") == 1, 5000, rd_kafka_poll(rk, 10));
        CHECK_INT(times(" _PURGE_QUEUE [0] purged headers=2 opaque=7;"), 2);
        rd_kafka_destroy(rk);
}

/* From one that consumes as well as from the log. */
static void lives(void) {
        rd_kafka_t *rk;
        char up[128];

        forget();
        rk = producer_of(intercepted());
        CHECK_ERR(produce(rk, 0, "x", 1), NONE);
        flush_all(rk);
        snprintf(up, sizeof(up), "state plaintext %s UP;", bootstrap());
        CHECK(times(up) >= 1, "%s", seen);
        CHECK(times(" TRY_CONNECT;") >= 1 && times(" CONNECT;") >= 1 && times(" APIVERSION_QUERY;") >= 1, "%s", seen);
        CHECK(times("request 18 other;") >= 1 && times("request 3 other;") >= 1, "%s", seen);
        CHECK(times("response 18 NO_ERROR;") >= 1 && times("response 3 NO_ERROR;") >= 1, "%s", seen);
        /* Not delivered, and not told of any more. */
        CHECK_ERR(produce(rk, 0, "left", 4), NONE);
        rd_kafka_destroy(rk);
        check_ended();
}

static void show(rd_kafka_message_t *message, void *opaque) {
        (void)opaque;
        if (message->err == NONE)
                note("callback %.*s after %d", (int)message->len, (char *)message->payload, times("consume b "));
}

static void consuming(void) {
        rd_kafka_conf_t *conf = intercepted();
        rd_kafka_topic_t *rkt;
        rd_kafka_message_t *message = NULL, *messages[2];
        rd_kafka_queue_t *queue;
        rd_kafka_event_t *event = NULL;
        rd_kafka_t *rk;

        forget();
        conf_put(conf, "enable.partition.eof", "true");
        rk  = consumer_of(conf);
        rkt = topic_of(rk, topic_name("t"), NULL);

        CHECK_INT(rd_kafka_consume_start(rkt, 1, 0), 0);
        WAIT_UNTIL((message = rd_kafka_consume(rkt, 1, 100)), 20000, (void)0);
        CHECK_ERR(message->err, NONE);
        CHECK_INT(times("consume a app NO_ERROR first by=b;consume b app NO_ERROR first by=b;"), 1);
        rd_kafka_message_destroy(message);

        forget();
        CHECK_ERR(rd_kafka_seek(rkt, 1, 0, 5000), NONE);
        WAIT_UNTIL(rd_kafka_consume_batch(rkt, 1, 100, messages, 1) == 1, 20000, (void)0);
        CHECK_INT(times("consume b app NO_ERROR first by=b;"), 1);
        rd_kafka_message_destroy(messages[0]);

        forget();
        CHECK_ERR(rd_kafka_seek(rkt, 1, 0, 5000), NONE);
        WAIT_UNTIL(times("callback first"), 20000, rd_kafka_consume_callback(rkt, 1, 100, show, NULL));
        CHECK_INT(times("callback first after 1;"), 1);

        /* The end of a partition is no message. */
        forget();
        message = NULL;
        CHECK_ERR(rd_kafka_seek(rkt, 1, RD_KAFKA_OFFSET_END, 5000), NONE);
        WAIT_UNTIL(message && message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF, 20000, {
                if (message)
                        rd_kafka_message_destroy(message);
                message = rd_kafka_consume(rkt, 1, 100);
        });
        rd_kafka_message_destroy(message);
        CHECK_INT(times("consume "), 0);
        CHECK_INT(rd_kafka_consume_stop(rkt, 1), 0);

        /* A message in an event is shown when it is taken. */
        queue = rd_kafka_queue_new(rk);
        CHECK_INT(rd_kafka_consume_start_queue(rkt, 1, 0, queue), 0);
        WAIT_UNTIL((event = rd_kafka_queue_poll(queue, 100)), 20000, (void)0);
        CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_FETCH);
        CHECK_INT(times("consume "), 0);
        CHECK(rd_kafka_event_message_next(event), "no message");
        CHECK_INT(times("consume b app NO_ERROR first by=b;"), 1);
        rd_kafka_event_destroy(event);
        CHECK_INT(rd_kafka_consume_stop(rkt, 1), 0);

        rd_kafka_queue_destroy(queue);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void committing(void) {
        rd_kafka_topic_partition_list_t *offsets = rd_kafka_topic_partition_list_new(1);
        rd_kafka_conf_t *conf                    = intercepted();
        rd_kafka_t *rk;

        forget();
        conf_put(conf, "group.id", topic_name("t"));
        conf_put(conf, "enable.auto.commit", "false");
        rk = consumer_of(conf);
        rd_kafka_topic_partition_list_add(offsets, topic_name("t"), 1);
        CHECK_ERR(rd_kafka_assign(rk, offsets), NONE);
        CHECK_ERR(rd_kafka_commit(rk, NULL, 0), RD_KAFKA_RESP_ERR__NO_OFFSET);
        CHECK_INT(times("commit "), 0);
        offsets->elems[0].offset = 1;
        CHECK_ERR(rd_kafka_commit(rk, offsets, 0), NONE);
        CHECK_INT(times("commit a other NO_ERROR [1]@1 NO_ERROR;"), 1);
        offsets->elems[0].offset = 0;
        CHECK_ERR(rd_kafka_commit(rk, offsets, 1), NONE);
        WAIT_UNTIL(times("commit a other NO_ERROR [1]@0 NO_ERROR;"), 20000, sleep_ms(10));
        CHECK_INT(times("commit "), 2);
        rd_kafka_topic_partition_list_destroy(offsets);
        rd_kafka_consumer_close(rk);
        rd_kafka_destroy(rk);
        CHECK_INT(times("destroyed n;"), 1);
}

int main(void) {
        app_thread = pthread_self();
        registering();
        setting();
        copying();
        not_made();
        producing();
        purging();
        lives();
        consuming();
        committing();
        return 0;
}
