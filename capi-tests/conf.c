/* Configurations as objects: copies, the default topic configuration, callbacks, dumps, buffers. */
#include <librdkafka/rdkafka.h>
#include <stdint.h>
#include <stdlib.h>

#include "check.h"

static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
        char errstr[256];

        if (rd_kafka_conf_set(conf, name, value, errstr, sizeof(errstr)) != RD_KAFKA_CONF_OK) {
                fprintf(stderr, "%s = %s: %s\n", name, value, errstr);
                failures++;
        }
}

static const char *get(const rd_kafka_conf_t *conf, const char *name) {
        static char value[256];
        size_t size = sizeof(value);

        return rd_kafka_conf_get(conf, name, value, &size) == RD_KAFKA_CONF_OK ? value : "(none)";
}

static const char *topic_get(const rd_kafka_topic_conf_t *conf, const char *name) {
        static char value[256];
        size_t size = sizeof(value);

        return rd_kafka_topic_conf_get(conf, name, value, &size) == RD_KAFKA_CONF_OK ? value : "(none)";
}

static void test_errstr(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        char errstr[256]      = "untouched";
        char small[8]         = "xxxxxxx";

        CHECK_INT(rd_kafka_conf_set(conf, "client.id", "me", errstr, sizeof(errstr)), RD_KAFKA_CONF_OK);
        CHECK_STR(errstr, "untouched");
        CHECK_INT(rd_kafka_conf_set(conf, "client.id", "me", NULL, 0), RD_KAFKA_CONF_OK);
        CHECK_INT(rd_kafka_conf_set(conf, "no.such", "x", NULL, 0), RD_KAFKA_CONF_UNKNOWN);
        CHECK_INT(rd_kafka_conf_set(conf, "no.such", "x", errstr, sizeof(errstr)), RD_KAFKA_CONF_UNKNOWN);
        CHECK(strstr(errstr, "no.such"));
        CHECK_INT(rd_kafka_conf_set(conf, "socket.timeout.ms", "5", errstr, sizeof(errstr)), RD_KAFKA_CONF_INVALID);
        CHECK(strstr(errstr, "socket.timeout.ms"));
        CHECK(strstr(errstr, "10..300000"));
        CHECK_STR(get(conf, "socket.timeout.ms"), "60000");
        CHECK_INT(rd_kafka_conf_set(conf, "no.such", "x", small, 4), RD_KAFKA_CONF_UNKNOWN);
        CHECK_INT(strlen(small), 3);
        CHECK(!memcmp(small + 4, "xxx", 4));
        CHECK_INT(rd_kafka_conf_set(conf, "no.such", "x", small, 0), RD_KAFKA_CONF_UNKNOWN);
        CHECK_INT(strlen(small), 3);
        rd_kafka_conf_destroy(conf);
}

static void test_get_sizes(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        char value[16];
        size_t size = 0;

        CHECK_INT(rd_kafka_conf_get(conf, "client.id", NULL, &size), RD_KAFKA_CONF_OK);
        CHECK_INT(size, sizeof("rdkafka"));
        CHECK_INT(rd_kafka_conf_get(conf, "client.id", value, &size), RD_KAFKA_CONF_OK);
        CHECK_STR(value, "rdkafka");
        memset(value, 'x', sizeof(value));
        size = 4;
        CHECK_INT(rd_kafka_conf_get(conf, "client.id", value, &size), RD_KAFKA_CONF_OK);
        CHECK_INT(size, sizeof("rdkafka"));
        CHECK(strlen(value) < 4 && !strncmp(value, "rdkafka", strlen(value)));
        CHECK_INT(value[4], 'x');
        CHECK_INT(rd_kafka_conf_get(conf, "no.such", NULL, &size), RD_KAFKA_CONF_UNKNOWN);
        CHECK_INT(rd_kafka_conf_get(conf, "bootstrap.servers", NULL, &size), RD_KAFKA_CONF_UNKNOWN);
        rd_kafka_conf_destroy(conf);
}

static void test_aliases(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();

        set(conf, "bootstrap.servers", "a:1,b");
        CHECK_STR(get(conf, "metadata.broker.list"), "a:1,b");
        set(conf, "queue.buffering.max.ms", "0.5");
        CHECK_STR(get(conf, "linger.ms"), "0.5");
        set(conf, "metadata.broker.list", "");
        CHECK_STR(get(conf, "bootstrap.servers"), "(none)");
        set(conf, "debug", "msg");
        set(conf, "debug", "broker");
        CHECK_STR(get(conf, "debug"), "broker,msg");
        rd_kafka_conf_destroy(conf);
}

static void test_default_topic(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new(), *copy;
        rd_kafka_topic_conf_t *topic;
        char errstr[256];

        CHECK(!rd_kafka_conf_get_default_topic_conf(conf));
        CHECK_STR(get(conf, "acks"), "(none)");
        set(conf, "acks", "1");
        topic = rd_kafka_conf_get_default_topic_conf(conf);
        CHECK(topic);
        CHECK_STR(topic_get(topic, "request.required.acks"), "1");
        CHECK_STR(get(conf, "partitioner"), "consistent_random");

        copy = rd_kafka_conf_dup(conf);
        set(conf, "acks", "0");
        CHECK_STR(get(conf, "acks"), "0");
        CHECK_STR(get(copy, "acks"), "1");
        CHECK(rd_kafka_conf_get_default_topic_conf(copy) != topic);
        rd_kafka_conf_destroy(copy);

        topic = rd_kafka_topic_conf_new();
        CHECK_INT(rd_kafka_topic_conf_set(topic, "message.timeout.ms", "77", errstr, sizeof(errstr)),
                  RD_KAFKA_CONF_OK);
        CHECK_INT(rd_kafka_topic_conf_set(topic, "client.id", "x", errstr, sizeof(errstr)), RD_KAFKA_CONF_UNKNOWN);
        rd_kafka_conf_set_default_topic_conf(conf, topic);
        CHECK(rd_kafka_conf_get_default_topic_conf(conf) == topic);
        CHECK_STR(get(conf, "delivery.timeout.ms"), "77");
        CHECK_STR(get(conf, "acks"), "-1");
        rd_kafka_conf_destroy(conf);
}

static const char *filtered(const rd_kafka_conf_t *conf, const char *prefix, const char *name) {
        static char value[256];
        const char *filter[]  = {"zzz", prefix};
        rd_kafka_conf_t *copy = rd_kafka_conf_dup_filter(conf, 2, filter);

        snprintf(value, sizeof(value), "%s", get(copy, name));
        rd_kafka_conf_destroy(copy);
        return value;
}

static void test_dup_filter(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();

        set(conf, "client.id", "me");
        set(conf, "socket.timeout.ms", "1234");
        set(conf, "bootstrap.servers", "a");
        set(conf, "acks", "1");
        CHECK_STR(filtered(conf, "socket.", "socket.timeout.ms"), "60000");
        CHECK_STR(filtered(conf, "socket.", "client.id"), "me");
        CHECK_STR(filtered(conf, "client", "client.id"), "rdkafka");
        CHECK_STR(filtered(conf, "metadata.broker.list", "bootstrap.servers"), "(none)");
        CHECK_STR(filtered(conf, "bootstrap.servers", "bootstrap.servers"), "a");
        CHECK_STR(filtered(conf, "request.required.acks", "acks"), "1");
        CHECK_STR(filtered(conf, "default_topic_conf", "acks"), "(none)");
        CHECK_STR(filtered(conf, "nothing", "socket.timeout.ms"), "1234");
        rd_kafka_conf_destroy(conf);
}

static int noted;

static void on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk, (void)message, (void)opaque;
        noted++;
}

static int32_t to_first(const rd_kafka_topic_t *topic, const void *key, size_t keylen, int32_t partition_cnt,
                        void *topic_opaque, void *msg_opaque) {
        (void)topic, (void)key, (void)keylen, (void)partition_cnt, (void)topic_opaque, (void)msg_opaque;
        return 0;
}

static const char *address(uintptr_t value) {
        static char text[32];

        snprintf(text, sizeof(text), "%p", (void *)value);
        return text;
}

static void test_callbacks(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new(), *copy;
        rd_kafka_topic_conf_t *topic, *topic_copy;

        CHECK_STR(get(conf, "dr_msg_cb"), "(none)");
        CHECK_STR(get(conf, "opaque"), "(none)");
        CHECK_INT(rd_kafka_conf_set(conf, "dr_msg_cb", "x", NULL, 0), RD_KAFKA_CONF_INVALID);
        rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
        rd_kafka_conf_set_opaque(conf, &noted);
        rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR);
        rd_kafka_conf_enable_sasl_queue(conf, 1);
        copy = rd_kafka_conf_dup(conf);
        rd_kafka_conf_set_dr_msg_cb(conf, NULL);
        CHECK_STR(get(conf, "dr_msg_cb"), "(none)");
        CHECK_STR(get(copy, "dr_msg_cb"), address((uintptr_t)on_delivery));
        CHECK_STR(get(copy, "opaque"), address((uintptr_t)&noted));
        CHECK_STR(get(copy, "enabled_events"), "9");
        CHECK_STR(get(copy, "enable_sasl_queue"), "true");
        CHECK_STR(filtered(copy, "opaque", "opaque"), "(none)");
        rd_kafka_conf_set_log_cb(conf, NULL);
        CHECK_STR(get(conf, "log_cb"), "(none)");
        rd_kafka_conf_destroy(conf);
        rd_kafka_conf_destroy(copy);

        topic = rd_kafka_topic_conf_new();
        rd_kafka_topic_conf_set_opaque(topic, &noted);
        rd_kafka_topic_conf_set_partitioner_cb(topic, to_first);
        topic_copy = rd_kafka_topic_conf_dup(topic);
        rd_kafka_topic_conf_destroy(topic);
        CHECK_STR(topic_get(topic_copy, "opaque"), address((uintptr_t)&noted));
        CHECK_STR(topic_get(topic_copy, "partitioner_cb"), address((uintptr_t)to_first));
        rd_kafka_topic_conf_destroy(topic_copy);
}

static const char *dumped(const char **dump, size_t cnt, const char *name) {
        size_t i;

        for (i = 0; i + 1 < cnt; i += 2)
                if (!strcmp(dump[i], name))
                        return dump[i + 1];
        return "(none)";
}

static void test_dump(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        const char **before, **after;
        size_t before_cnt, after_cnt;

        before = rd_kafka_conf_dump(conf, &before_cnt);
        CHECK_INT(before_cnt % 2, 0);
        CHECK(before_cnt > 200);
        CHECK_STR(dumped(before, before_cnt, "metadata.broker.list"), "(none)");
        set(conf, "bootstrap.servers", "a");
        set(conf, "linger.ms", "7.25");
        set(conf, "acks", "1");
        after = rd_kafka_conf_dump(conf, &after_cnt);
        /* The broker list and the default topic configuration are new. */
        CHECK_INT(after_cnt, before_cnt + 4);
        CHECK_STR(dumped(after, after_cnt, "metadata.broker.list"), "a");
        CHECK_STR(dumped(after, after_cnt, "bootstrap.servers"), "(none)");
        CHECK_STR(dumped(after, after_cnt, "queue.buffering.max.ms"), "7.25");
        CHECK_STR(dumped(after, after_cnt, "request.required.acks"), "(none)");
        rd_kafka_conf_dump_free(before, before_cnt);
        rd_kafka_conf_dump_free(after, after_cnt);
        after = rd_kafka_topic_conf_dump(rd_kafka_conf_get_default_topic_conf(conf), &after_cnt);
        CHECK_INT(after_cnt, 30);
        CHECK_STR(dumped(after, after_cnt, "request.required.acks"), "1");
        rd_kafka_conf_dump_free(after, after_cnt);
        rd_kafka_conf_destroy(conf);
}

static void test_properties_show(void) {
        static const char header[] = "## Global configuration properties";
        FILE *file                 = tmpfile();
        char line[8192];
        int rows = 0;

        if (!file) {
                perror("tmpfile");
                failures++;
                return;
        }
        rd_kafka_conf_properties_show(file);
        rewind(file);
        CHECK(fgets(line, sizeof(line), file) && !strncmp(line, header, strlen(header)));
        while (fgets(line, sizeof(line), file))
                rows += strstr(line, "<br>*Type: ") != NULL;
        CHECK_INT(rows, 199);
        fclose(file);
}

static void test_certificates(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        char errstr[256];

        CHECK_INT(rd_kafka_conf_set_ssl_cert(conf, (rd_kafka_cert_type_t)5, RD_KAFKA_CERT_ENC_PEM, "xx", 2, errstr,
                                             sizeof(errstr)),
                  RD_KAFKA_CONF_INVALID);
        CHECK_STR(errstr, "Invalid certificate type 5");
        CHECK_INT(rd_kafka_conf_set_ssl_cert(conf, RD_KAFKA_CERT_CA, (rd_kafka_cert_enc_t)7, "xx", 2, errstr,
                                             sizeof(errstr)),
                  RD_KAFKA_CONF_INVALID);
        CHECK_STR(errstr, "Invalid certificate encoding 7");
        CHECK_INT(rd_kafka_conf_set_ssl_cert(conf, RD_KAFKA_CERT_CA, RD_KAFKA_CERT_ENC_PEM, NULL, 0, errstr,
                                             sizeof(errstr)),
                  RD_KAFKA_CONF_OK);
        CHECK_INT(rd_kafka_conf_set_ssl_cert(conf, RD_KAFKA_CERT_PUBLIC_KEY, RD_KAFKA_CERT_ENC_PEM, "xx", 2, NULL, 0),
                  RD_KAFKA_CONF_INVALID);
        CHECK_INT(rd_kafka_conf_set_ssl_cert(conf, RD_KAFKA_CERT_PUBLIC_KEY, RD_KAFKA_CERT_ENC_DER, "xx", 2, NULL, 0),
                  RD_KAFKA_CONF_INVALID);
        CHECK_INT(rd_kafka_conf_set_ssl_cert(conf, RD_KAFKA_CERT_PUBLIC_KEY, RD_KAFKA_CERT_ENC_PKCS12, "xx", 2, NULL, 0),
                  RD_KAFKA_CONF_INVALID);
        CHECK_INT(rd_kafka_conf_set_ssl_cert_verify_cb(conf, NULL), RD_KAFKA_CONF_OK);
        rd_kafka_conf_destroy(conf);
}

int main(void) {
        test_errstr();
        test_get_sizes();
        test_aliases();
        test_default_topic();
        test_dup_filter();
        test_callbacks();
        test_dump();
        test_properties_show();
        test_certificates();
        return failures != 0;
}
