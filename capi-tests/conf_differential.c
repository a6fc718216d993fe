/* Prints how the library takes property values: the same on each library. Error texts are left out, and so are
 * addresses. The properties are those of abi/config.tsv. */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 9, ROW_MAX = 2048 };

/* The columns of abi/config.tsv that matter here. */
enum { SCOPE = 0, NAME = 1, RANGE = 3, DEFAULT = 4, TYPE = 6, ALIAS_OF = 7 };

static rd_kafka_conf_res_t set(rd_kafka_conf_t *conf, rd_kafka_topic_conf_t *topic_conf, const char *name,
                               const char *value) {
        char errstr[512] = "";
        rd_kafka_conf_res_t res =
            topic_conf ? rd_kafka_topic_conf_set(topic_conf, name, value, errstr, sizeof(errstr))
                       : rd_kafka_conf_set(conf, name, value, errstr, sizeof(errstr));

        /* The reference tries the global properties first and leaves that error behind on success. */
        if (res != RD_KAFKA_CONF_OK && !*errstr)
                printf("no error text: ");
        return res;
}

/* Set by default in the reference. */
static int has_default_callback(const char *name) {
        return !strcmp(name, "log_cb") || !strcmp(name, "socket_cb") || !strcmp(name, "open_cb");
}

/* The property's text; addresses and what a build supports differ for good reasons. */
static const char *get(const rd_kafka_conf_t *conf, const rd_kafka_topic_conf_t *topic_conf, const char *name) {
        static char value[1024];
        size_t size = sizeof(value);
        rd_kafka_conf_res_t res = topic_conf ? rd_kafka_topic_conf_get(topic_conf, name, value, &size)
                                             : rd_kafka_conf_get(conf, name, value, &size);

        if (has_default_callback(name))
                return "(callback)";
        if (res == RD_KAFKA_CONF_UNKNOWN)
                return "(none)";
        if (res != RD_KAFKA_CONF_OK)
                return "(error)";
        if (size != strlen(value) + 1)
                return "(wrong size)";
        if (!strncmp(value, "0x", 2))
                return "(address)";
        if (!strcmp(name, "builtin.features"))
                return "(features)";
        return value;
}

/* Sets one value on a fresh configuration. */
static void try_value(int is_topic, const char *name, const char *value) {
        rd_kafka_conf_t *conf             = rd_kafka_conf_new();
        rd_kafka_topic_conf_t *topic_conf = is_topic ? rd_kafka_topic_conf_new() : NULL;
        rd_kafka_conf_res_t res;

        printf("%s %s = ", is_topic ? "topic" : "global", name);
        if (value)
                printf("\"%s\": ", value);
        else
                printf("NULL: ");
        res = set(conf, topic_conf, name, value);
        printf("%d, %s\n", (int)res, get(conf, topic_conf, name));
        if (topic_conf)
                rd_kafka_topic_conf_destroy(topic_conf);
        rd_kafka_conf_destroy(conf);
}

static void try_number(int is_topic, const char *name, double value) {
        char text[64];

        snprintf(text, sizeof(text), "%.0f", value);
        try_value(is_topic, name, text);
}

static void try_integers(int is_topic, const char *name, const char *range) {
        static const char *const texts[] = {"0x10", "017",  "+7",  "-1", "1e3",   "7ms", "7.9", " 7",
                                            "7 ",   "true", "abc", "-"};
        double min, max;
        size_t i;

        if (sscanf(range, "%lf .. %lf", &min, &max) != 2)
                return;
        try_number(is_topic, name, min);
        try_number(is_topic, name, max);
        try_number(is_topic, name, (double)(long long)((min + max) / 2));
        try_number(is_topic, name, min - 1);
        /* Numbers beyond an int wrap around in the reference. */
        if (max < 2147483647)
                try_number(is_topic, name, max + 1);
        for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
                try_value(is_topic, name, texts[i]);
        /* The reference takes what is too large for any integer for -1. */
        if (min > -1)
                try_value(is_topic, name, "99999999999999999999");
}

static void try_floats(int is_topic, const char *name) {
        static const char *const texts[] = {"0.5",    "1e2", "0.123456789", "123456.789", "0.0000001", "5ms", "1,5",
                                            "900000", ".5",  "900000.1",    "-0.1",       "inf",       "abc"};
        size_t i;

        for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
                try_value(is_topic, name, texts[i]);
}

static void try_booleans(int is_topic, const char *name) {
        static const char *const texts[] = {"true", "false", "t",  "f",  "T", "F",     "1",    "0",
                                            "TRUE", "False", "on", "no", "2", " true", "truex"};
        size_t i;

        for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
                try_value(is_topic, name, texts[i]);
}

static void upper(char *text) {
        for (; *text; text++)
                if (*text >= 'a' && *text <= 'z')
                        *text -= 'a' - 'A';
}

/* Each name of a comma-separated list, as it is and in capitals. */
static void try_names(int is_topic, const char *name, const char *names) {
        char copy[ROW_MAX], *next;

        snprintf(copy, sizeof(copy), "%s", names);
        for (next = strtok(copy, ", "); next; next = strtok(NULL, ", ")) {
                /* Not for a library that is built without TLS. */
                if (!strcmp(name, "security.protocol") && strstr(next, "ssl"))
                        continue;
                try_value(is_topic, name, next);
                upper(next);
                try_value(is_topic, name, next);
        }
}

static void try_texts(int is_topic, const char *name) {
        static const char *const texts[] = {"x", "a b", "trailing ", "a,b", "0", "\xc3\xa9"};
        size_t i;

        /* Loads a plugin. */
        if (!strcmp(name, "plugin.library.paths")) {
                try_value(is_topic, name, "/nonexistent/plugin");
                return;
        }
        for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
                try_value(is_topic, name, texts[i]);
        /* The reference keeps the white space of these two, and nobody can want it. */
        if (strcmp(name, "client.rack") && strcmp(name, "group.protocol.type"))
                try_value(is_topic, name, " leading");
}

static void try_property(char **column) {
        int is_topic     = !strcmp(column[SCOPE], "topic");
        const char *name = column[NAME], *type = column[TYPE];

        /* Without a value. */
        try_value(is_topic, name, NULL);
        try_value(is_topic, name, "");
        if (!strcmp(type, "integer"))
                try_integers(is_topic, name, column[RANGE]);
        else if (!strcmp(type, "float"))
                try_floats(is_topic, name);
        else if (!strcmp(type, "boolean"))
                try_booleans(is_topic, name);
        else if (!strcmp(type, "enum value") || !strcmp(name, "debug"))
                try_names(is_topic, name, column[RANGE]);
        else if (!strcmp(type, "string"))
                try_texts(is_topic, name);
        if (strcmp(type, "string"))
                try_value(is_topic, name, "nonsense");
}

/* The values of all properties of a new configuration, in the order of the dump. Callbacks with a default are left out:
 * what they are set to is nobody's business. */
static void show_defaults(void) {
        rd_kafka_conf_t *conf             = rd_kafka_conf_new();
        rd_kafka_topic_conf_t *topic_conf = rd_kafka_topic_conf_new();
        const char **dump;
        size_t cnt, i;

        dump = rd_kafka_conf_dump(conf, &cnt);
        for (i = 0; i + 1 < cnt; i += 2)
                if (strncmp(dump[i + 1], "0x", 2))
                        printf("default %s = %s\n", dump[i],
                               strcmp(dump[i], "builtin.features") ? dump[i + 1] : "(features)");
        rd_kafka_conf_dump_free(dump, cnt);
        dump = rd_kafka_topic_conf_dump(topic_conf, &cnt);
        for (i = 0; i + 1 < cnt; i += 2)
                printf("default topic %s = %s\n", dump[i], dump[i + 1]);
        rd_kafka_conf_dump_free(dump, cnt);
        rd_kafka_topic_conf_destroy(topic_conf);
        rd_kafka_conf_destroy(conf);
}

/* Properties that abi/config.tsv does not list. */
static void try_hidden(void) {
        static const char *const properties[][2] = {
            {"client.software.name", "wrapper"},      {"client.software.version", "1.2"},
            {"metadata.request.timeout.ms", "9"},     {"metadata.request.timeout.ms", "900000"},
            {"metadata.request.timeout.ms", "900001"}, {"enable.sparse.connections", "false"},
            {"enable_sasl_queue", "true"},            {"test.mock.num.brokers", "3"},
            {"test.mock.num.brokers", "10001"},       {"test.mock.broker.rtt", "3600000"},
            {"test.mock.broker.rtt", "3600001"},      {"ut_handle_ProduceResponse", NULL},
            {"no.such.property", "x"},                {"no.such.property", NULL},
            {"Client.Id", "x"},                       {"", "x"},
        };
        size_t i;

        for (i = 0; i < sizeof(properties) / sizeof(*properties); i++) {
                try_value(0, properties[i][0], properties[i][1]);
                try_value(1, properties[i][0], properties[i][1]);
        }
}

static void try_special(void) {
        static const char *const debugs[] = {"all",        "all,-generic", "-generic", "broker, topic", "broker ,topic",
                                             "+msg,queue", ",",            "!all",     "msg,,msg"};
        static const char *const partitioners[] = {"random",         "consistent", "consistent_random", "murmur2",
                                                   "murmur2_random", "fnv1a",      "fnv1a_random",      "Random"};
        static const char *const lists[]    = {"a,b,,c", "^foo,^bar", "^(", "^[", " ^a , b", "^a[0-9]+$", "foo,"};
        static const char *const acks[]     = {"all", "ALL", "1", "-1", "-2", "1001"};
        static const char *const features[] = {"gzip", "gzip, LZ4", "zstd,snappy", "nonsense", "gzip,nonsense"};
        size_t i;

        for (i = 0; i < sizeof(debugs) / sizeof(*debugs); i++)
                try_value(0, "debug", debugs[i]);
        for (i = 0; i < sizeof(partitioners) / sizeof(*partitioners); i++) {
                try_value(0, "partitioner", partitioners[i]);
                try_value(1, "partitioner", partitioners[i]);
        }
        for (i = 0; i < sizeof(lists) / sizeof(*lists); i++)
                try_value(0, "topic.blacklist", lists[i]);
        for (i = 0; i < sizeof(acks) / sizeof(*acks); i++) {
                try_value(0, "acks", acks[i]);
                try_value(1, "acks", acks[i]);
        }
        for (i = 0; i < sizeof(features) / sizeof(*features); i++)
                try_value(0, "builtin.features", features[i]);
}

/* abi/config.tsv, which lies beside the directory of this file. */
static FILE *open_properties(void) {
        char path[4096];
        const char *slash = strrchr(__FILE__, '/');
        int dir_len       = slash ? (int)(slash - __FILE__) : 0;

        snprintf(path, sizeof(path), "%.*s%s../abi/config.tsv", dir_len, __FILE__, slash ? "/" : "");
        return fopen(path, "r");
}

int main(void) {
        FILE *file = open_properties();
        char row[ROW_MAX];
        int rows = 0;

        if (!file) {
                fprintf(stderr, "abi/config.tsv cannot be opened\n");
                return 1;
        }
        show_defaults();
        while (fgets(row, sizeof(row), file)) {
                char *column[COLUMNS], *next = row;
                int i;

                row[strcspn(row, "\n")] = '\0';
                for (i = 0; i < COLUMNS; i++) {
                        column[i] = next;
                        next += strcspn(next, "\t");
                        if (*next)
                                *next++ = '\0';
                }
                if (rows++)
                        try_property(column);
        }
        fclose(file);
        try_hidden();
        try_special();
        printf("%d properties\n", rows - 1);
        return rows < 2;
}
