/*
 * What the macros with arguments expand to: each RD_KAFKA_V_*() gives its type tag and then its values, in exactly the
 * type in which rd_kafka_producev() reads them, and evaluates an argument once. Needs the header only.
 */
#include <stdio.h>
#include <string.h>

#include <librdkafka/rdkafka.h>

static int failures;

static void check(int ok, const char *what) {
        if (!ok) {
                printf("wrong: %s\n", what);
                failures++;
        }
}
#define CHECK(CONDITION) check((CONDITION) ? 1 : 0, #CONDITION)

/* The arguments that a macro expands to, by position. */
#define FIRST_(A, ...) A
#define SECOND_(A, B, ...) B
#define THIRD_(A, B, C, ...) C
#define FOURTH_(A, B, C, D, ...) D
#define FIRST(...) FIRST_(__VA_ARGS__, 0, 0, 0)
#define SECOND(...) SECOND_(__VA_ARGS__, 0, 0, 0)
#define THIRD(...) THIRD_(__VA_ARGS__, 0, 0, 0)
#define FOURTH(...) FOURTH_(__VA_ARGS__, 0, 0, 0)
#define COUNT_(A, B, C, D, N, ...) N
#define COUNT(...) COUNT_(__VA_ARGS__, 4, 3, 2, 1, 0)
#define HAS_TYPE(VALUE, TYPE) __builtin_types_compatible_p(__typeof__(VALUE), TYPE)

static int calls;
static int32_t next_partition(void) {
        return ++calls;
}

static void one_value(void) {
        rd_kafka_topic_t *rkt = (rd_kafka_topic_t *)&calls;
        rd_kafka_headers_t *hdrs = (rd_kafka_headers_t *)&failures;
        const char *topic = "topic";

        CHECK(RD_KAFKA_V_END == RD_KAFKA_VTYPE_END);

        CHECK(COUNT(RD_KAFKA_V_TOPIC(topic)) == 2);
        CHECK(FIRST(RD_KAFKA_V_TOPIC(topic)) == RD_KAFKA_VTYPE_TOPIC);
        CHECK(SECOND(RD_KAFKA_V_TOPIC(topic)) == topic);
        CHECK(HAS_TYPE(SECOND(RD_KAFKA_V_TOPIC("a")), const char *));

        CHECK(COUNT(RD_KAFKA_V_RKT(rkt)) == 2);
        CHECK(FIRST(RD_KAFKA_V_RKT(rkt)) == RD_KAFKA_VTYPE_RKT);
        CHECK(SECOND(RD_KAFKA_V_RKT(rkt)) == rkt);
        CHECK(HAS_TYPE(SECOND(RD_KAFKA_V_RKT(rkt)), rd_kafka_topic_t *));

        CHECK(COUNT(RD_KAFKA_V_PARTITION(7)) == 2);
        CHECK(FIRST(RD_KAFKA_V_PARTITION(7)) == RD_KAFKA_VTYPE_PARTITION);
        CHECK(SECOND(RD_KAFKA_V_PARTITION(7)) == 7);
        CHECK(HAS_TYPE(SECOND(RD_KAFKA_V_PARTITION((size_t)7)), int32_t));

        CHECK(COUNT(RD_KAFKA_V_OPAQUE(&calls)) == 2);
        CHECK(FIRST(RD_KAFKA_V_OPAQUE(&calls)) == RD_KAFKA_VTYPE_OPAQUE);
        CHECK(SECOND(RD_KAFKA_V_OPAQUE(&calls)) == (void *)&calls);
        CHECK(HAS_TYPE(SECOND(RD_KAFKA_V_OPAQUE(&calls)), void *));

        CHECK(COUNT(RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY)) == 2);
        CHECK(FIRST(RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY)) == RD_KAFKA_VTYPE_MSGFLAGS);
        CHECK(SECOND(RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK)) == 6);
        CHECK(HAS_TYPE(SECOND(RD_KAFKA_V_MSGFLAGS(2L)), int));

        CHECK(COUNT(RD_KAFKA_V_TIMESTAMP(1)) == 2);
        CHECK(FIRST(RD_KAFKA_V_TIMESTAMP(1)) == RD_KAFKA_VTYPE_TIMESTAMP);
        CHECK(SECOND(RD_KAFKA_V_TIMESTAMP(1234567890123)) == 1234567890123);
        CHECK(HAS_TYPE(SECOND(RD_KAFKA_V_TIMESTAMP(1)), int64_t));

        CHECK(COUNT(RD_KAFKA_V_HEADERS(hdrs)) == 2);
        CHECK(FIRST(RD_KAFKA_V_HEADERS(hdrs)) == RD_KAFKA_VTYPE_HEADERS);
        CHECK(SECOND(RD_KAFKA_V_HEADERS(hdrs)) == hdrs);
        CHECK(HAS_TYPE(SECOND(RD_KAFKA_V_HEADERS(NULL)), rd_kafka_headers_t *));
}

static void several_values(void) {
        char payload[] = "payload";

        CHECK(COUNT(RD_KAFKA_V_VALUE(payload, 7)) == 3);
        CHECK(FIRST(RD_KAFKA_V_VALUE(payload, 7)) == RD_KAFKA_VTYPE_VALUE);
        CHECK(SECOND(RD_KAFKA_V_VALUE(payload, 7)) == (void *)payload);
        CHECK(HAS_TYPE(SECOND(RD_KAFKA_V_VALUE(payload, 7)), void *));
        CHECK(THIRD(RD_KAFKA_V_VALUE(payload, 7)) == 7);
        CHECK(HAS_TYPE(THIRD(RD_KAFKA_V_VALUE(payload, 7)), size_t));

        CHECK(COUNT(RD_KAFKA_V_KEY("key", 3)) == 3);
        CHECK(FIRST(RD_KAFKA_V_KEY("key", 3)) == RD_KAFKA_VTYPE_KEY);
        CHECK(memcmp(SECOND(RD_KAFKA_V_KEY("key", 3)), "key", 3) == 0);
        CHECK(sizeof(SECOND(RD_KAFKA_V_KEY("key", 3))) == sizeof(void *));
        CHECK(THIRD(RD_KAFKA_V_KEY("key", 3)) == 3);
        CHECK(HAS_TYPE(THIRD(RD_KAFKA_V_KEY("key", 3)), size_t));

        CHECK(COUNT(RD_KAFKA_V_HEADER("name", "value", -1)) == 4);
        CHECK(FIRST(RD_KAFKA_V_HEADER("name", "value", -1)) == RD_KAFKA_VTYPE_HEADER);
        CHECK(strcmp(SECOND(RD_KAFKA_V_HEADER("name", "value", -1)), "name") == 0);
        CHECK(HAS_TYPE(SECOND(RD_KAFKA_V_HEADER("name", "value", -1)), const char *));
        CHECK(memcmp(THIRD(RD_KAFKA_V_HEADER("name", "value", -1)), "value", 5) == 0);
        CHECK(HAS_TYPE(THIRD(RD_KAFKA_V_HEADER("name", "value", -1)), const void *));
        CHECK(FOURTH(RD_KAFKA_V_HEADER("name", "value", -1)) == -1);
        CHECK(HAS_TYPE(FOURTH(RD_KAFKA_V_HEADER("name", "value", -1)), ssize_t));
}

int main(void) {
        rd_kafka_vu_t vu;

        one_value();
        several_values();
        CHECK(SECOND(RD_KAFKA_V_PARTITION(next_partition())) == 1);
        CHECK(calls == 1);

        CHECK(RD_KAFKA_OFFSET_TAIL(0) == -2000);
        CHECK(RD_KAFKA_OFFSET_TAIL(2 + 3) == -2005);
        CHECK(RD_KAFKA_PARTITION_UA == -1);
        CHECK(HAS_TYPE(RD_KAFKA_PARTITION_UA, int32_t));
        CHECK(sizeof(vu.u) == sizeof(vu.u._pad));
        return failures ? 1 : 0;
}
