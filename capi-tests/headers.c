/* Lists of message headers. */
#include <librdkafka/rdkafka.h>

#include "check.h"

#define OK RD_KAFKA_RESP_ERR_NO_ERROR
#define NOENT RD_KAFKA_RESP_ERR__NOENT

/* The header at `idx` is this one; a NULL value means that it has none. */
static void expect(const rd_kafka_headers_t *headers, size_t idx, const char *name, const char *value, size_t size) {
        const char *got_name  = NULL;
        const void *got_value = NULL;
        size_t got_size       = 999;

        CHECK_INT(rd_kafka_header_get_all(headers, idx, &got_name, &got_value, &got_size), OK);
        CHECK_STR(got_name, name);
        CHECK_INT(got_size, size);
        CHECK((got_value == NULL) == (value == NULL));
        if (got_value && value && got_size == size) {
                CHECK(!memcmp(got_value, value, size));
                CHECK_INT(((const char *)got_value)[size], 0);
        }
}

static rd_kafka_headers_t *sample(void) {
        rd_kafka_headers_t *headers = rd_kafka_headers_new(2);

        CHECK_INT(rd_kafka_header_add(headers, "a", -1, "text", -1), OK);
        CHECK_INT(rd_kafka_header_add(headers, "bcd", 2, "\0binary", 7), OK);
        CHECK_INT(rd_kafka_header_add(headers, "a", 1, NULL, 0), OK);
        CHECK_INT(rd_kafka_header_add(headers, "a", 1, "", 0), OK);
        CHECK_INT(rd_kafka_header_add(headers, "null", -1, NULL, -1), OK);
        CHECK_INT(rd_kafka_header_add(headers, "null5", -1, NULL, 5), OK);
        CHECK_INT(rd_kafka_header_add(headers, "", 0, "unnamed", -1), OK);
        CHECK_INT(rd_kafka_header_add(headers, NULL, 0, "unnamed", 2), OK);
        CHECK_INT(rd_kafka_header_cnt(headers), 8);
        return headers;
}

static void expect_sample(const rd_kafka_headers_t *headers) {
        expect(headers, 0, "a", "text", 4);
        expect(headers, 1, "bc", "\0binary", 7);
        expect(headers, 2, "a", NULL, 0);
        expect(headers, 3, "a", "", 0);
        expect(headers, 4, "null", NULL, 0);
        expect(headers, 5, "null5", NULL, 0);
        expect(headers, 6, "", "unnamed", 7);
        expect(headers, 7, "", "un", 2);
}

static void finding(void) {
        rd_kafka_headers_t *headers = sample();
        const void *value           = &value;
        const char *name            = "untouched";
        size_t size                 = 999;

        expect_sample(headers);
        CHECK_INT(rd_kafka_header_get_all(headers, 8, &name, &value, &size), NOENT);
        CHECK_INT(rd_kafka_header_get(headers, 3, "a", &value, &size), NOENT);
        CHECK_INT(rd_kafka_header_get(headers, 0, "A", &value, &size), NOENT);
        CHECK_INT(rd_kafka_header_get(headers, 0, "bcd", &value, &size), NOENT);
        CHECK_INT(rd_kafka_header_get_last(headers, "b", &value, &size), NOENT);
        /* What is not found leaves the results alone. */
        CHECK(value == &value);
        CHECK_INT(size, 999);
        CHECK_STR(name, "untouched");

        CHECK_INT(rd_kafka_header_get(headers, 0, "a", &value, &size), OK);
        CHECK_STR(value, "text");
        CHECK_INT(rd_kafka_header_get(headers, 1, "a", &value, &size), OK);
        CHECK(value == NULL);
        CHECK_INT(size, 0);
        CHECK_INT(rd_kafka_header_get(headers, 2, "a", &value, &size), OK);
        CHECK_STR(value, "");
        CHECK_INT(rd_kafka_header_get_last(headers, "a", &value, &size), OK);
        CHECK_STR(value, "");
        CHECK_INT(rd_kafka_header_get_last(headers, "", &value, &size), OK);
        CHECK_INT(size, 2);
        rd_kafka_headers_destroy(headers);
}

static void removing(void) {
        rd_kafka_headers_t *headers = sample();
        const void *before, *after;
        size_t size;
        int i;

        CHECK_INT(rd_kafka_header_get_last(headers, "bc", &before, &size), OK);
        CHECK_INT(rd_kafka_header_remove(headers, "none"), NOENT);
        CHECK_INT(rd_kafka_header_remove(headers, "a"), OK);
        CHECK_INT(rd_kafka_header_remove(headers, "a"), NOENT);
        CHECK_INT(rd_kafka_header_remove(headers, ""), OK);
        CHECK_INT(rd_kafka_header_cnt(headers), 3);
        for (i = 0; i < 500; i++)
                CHECK_INT(rd_kafka_header_add(headers, "more", -1, &i, sizeof(i)), OK);
        expect(headers, 0, "bc", "\0binary", 7);
        expect(headers, 1, "null", NULL, 0);
        expect(headers, 2, "null5", NULL, 0);
        /* Neither removing nor adding moves a value. */
        CHECK_INT(rd_kafka_header_get_last(headers, "bc", &after, &size), OK);
        CHECK(before == after);
        CHECK_INT(rd_kafka_header_get(headers, 499, "more", &after, &size), OK);
        CHECK_INT(size, sizeof(i));
        memcpy(&i, after, sizeof(i));
        CHECK_INT(i, 499);
        rd_kafka_headers_destroy(headers);

        headers = rd_kafka_headers_new(0);
        CHECK_INT(rd_kafka_header_cnt(headers), 0);
        CHECK_INT(rd_kafka_header_remove(headers, "a"), NOENT);
        rd_kafka_headers_destroy(headers);
}

static void copying(void) {
        rd_kafka_headers_t *headers = sample();
        rd_kafka_headers_t *copy    = rd_kafka_headers_copy(headers);

        CHECK_INT(rd_kafka_header_add(copy, "only", -1, "here", -1), OK);
        CHECK_INT(rd_kafka_header_cnt(headers), 8);
        rd_kafka_headers_destroy(headers);
        CHECK_INT(rd_kafka_header_cnt(copy), 9);
        expect_sample(copy);
        expect(copy, 8, "only", "here", 4);
        rd_kafka_headers_destroy(copy);
}

int main(void) {
        finding();
        removing();
        copying();
        return failures != 0;
}
