/* needs: kafka1; topics: produced=2 consumed=2; timeout: 60
 *
 * The shape of statistics: every path with the type of what stands there, in order. Names of brokers and
 * topics, which differ between runs, are "*". */
#include "json.h"

/* The latest statistics. */
static char *latest;

static int keep_json(rd_kafka_t *rk, char *json, size_t length, void *opaque) {
        (void)rk, (void)opaque;
        CHECK_INT(length, strlen(json));
        free(latest);
        latest = json;
        return 1; /* ours from here on */
}

static void forget(void) {
        free(latest);
        latest = NULL;
}

/* Replaces the second name of "brokers>x>..." and "topics>x>...", and the name of a toppar. */
static void generalize(const char *path, char *general, size_t size) {
        char copy[512], *rest, *save = NULL;
        int depth = 0, named = 0;

        snprintf(copy, sizeof(copy), "%s", path);
        general[0] = '\0';
        for (rest = copy;; rest = NULL, depth++) {
                char *name = strtok_r(rest, ">", &save);
                if (!name)
                        break;
                size_t used = strlen(general);
                snprintf(general + used, size - used, "%s%s", depth ? ">" : "", named ? "*" : name);
                named = (depth == 0 && (!strcmp(name, "brokers") || !strcmp(name, "topics"))) ||
                        (depth == 2 && !strcmp(name, "toppars"));
        }
}

struct printer {
        char last[512];
};

static void print_path(const char *path, enum json_type type, const char *text, size_t length,
                       void *opaque) {
        static const char *names[] = {"object", "string", "int", "bool"};
        struct printer *printer    = opaque;
        char general[512], line[600];

        (void)text, (void)length;
        /* The reference lists requests that it has no name for, and never sends. */
        if (strstr(path, ">req>Unknown-"))
                return;
        generalize(path, general, sizeof(general));
        snprintf(line, sizeof(line), "%s %s", *general ? general : ".", names[type]);
        if (strcmp(line, printer->last))
                puts(line);
        strcpy(printer->last, line);
}

static void print_shape(const char *scenario) {
        struct printer printer = {""};
        printf("== %s\n", scenario);
        json_read(latest, print_path, &printer);
        printf("type %s\n", json_text(latest, "type"));
}

static rd_kafka_t *with_statistics(rd_kafka_type_t type, const char *servers) {
        rd_kafka_conf_t *conf = conf_of("statistics.interval.ms", "100", "log_level", "0", NULL);
        rd_kafka_conf_set_stats_cb(conf, keep_json);
        if (servers)
                conf_put(conf, "bootstrap.servers", servers);
        return handle_of(type, conf);
}

static int has(const char *pattern, const char *value) {
        char text[256];
        return latest && json_find(latest, pattern, text) == 1 && !strcmp(text, value);
}

static void without_brokers(void) {
        for (int type = RD_KAFKA_PRODUCER; type <= RD_KAFKA_CONSUMER; type++) {
                rd_kafka_t *rk = with_statistics(type, NULL);
                WAIT_UNTIL(latest, 10000, rd_kafka_poll(rk, 10));
                print_shape("no broker");
                rd_kafka_destroy(rk);
                forget();
        }
}

static void unreachable_broker(void) {
        rd_kafka_t *rk        = with_statistics(RD_KAFKA_PRODUCER, "127.0.0.1:1");
        rd_kafka_topic_t *rkt = topic_of(rk, "t", NULL);

        produce_text(rkt, RD_KAFKA_PARTITION_UA, "x");
        WAIT_UNTIL(has("topics>*>partitions>-1>msgq_cnt", "1"), 10000, rd_kafka_poll(rk, 10));
        print_shape("a broker that cannot be reached");
        printf("%s %s\n", json_text(latest, "brokers>*>name"),
               json_text(latest, "brokers>*>nodename"));
        printf("%s %lld\n", json_text(latest, "brokers>*>source"),
               json_int(latest, "brokers>*>nodeid"));
        rd_kafka_purge(rk, RD_KAFKA_PURGE_F_QUEUE);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        forget();
}

static void producer(void) {
        rd_kafka_t *rk        = with_statistics(RD_KAFKA_PRODUCER, bootstrap());
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("produced"), NULL);

        for (int i = 0; i < 10; i++)
                produce_text(rkt, i % 2, "value");
        flush_all(rk);
        WAIT_UNTIL(has("topics>*>partitions>1>txmsgs", "5"), 10000, rd_kafka_poll(rk, 10));
        print_shape("producer");
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        forget();
}

static void simple_consumer(void) {
        fill(topic_name("consumed"), 0, 10);
        rd_kafka_t *rk        = with_statistics(RD_KAFKA_CONSUMER, bootstrap());
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("consumed"), NULL);

        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_BEGINNING), 0);
        CHECK_INT(rd_kafka_consume_start(rkt, 7, RD_KAFKA_OFFSET_BEGINNING), 0);
        WAIT_UNTIL(has("topics>*>partitions>0>next_offset", "10") &&
                       has("topics>*>partitions>7>unknown", "true"),
                   20000, rd_kafka_poll(rk, 10));
        print_shape("simple consumer");
        rd_kafka_consume_stop(rkt, 7);
        rd_kafka_consume_stop(rkt, 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        forget();
}

int main(void) {
        without_brokers();
        unreachable_broker();
        producer();
        simple_consumer();
        return 0;
}
