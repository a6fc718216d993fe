/* Consumer group metadata and its serialised form, which the two libraries must be able to exchange. */
#include <stdlib.h>

#include <librdkafka/rdkafka.h>

#include "check.h"

static void expect(const rd_kafka_consumer_group_metadata_t *metadata, const char *group_id, int32_t generation_id,
                   const char *member_id, const char *group_instance_id) {
        const char *got = rd_kafka_consumer_group_metadata_group_instance_id(metadata);

        CHECK_STR(rd_kafka_consumer_group_metadata_group_id(metadata), group_id);
        CHECK_INT(rd_kafka_consumer_group_metadata_generation_id(metadata), generation_id);
        CHECK_STR(rd_kafka_consumer_group_metadata_member_id(metadata), member_id);
        CHECK((got == NULL) == (group_instance_id == NULL));
        if (got && group_instance_id)
                CHECK_STR(got, group_instance_id);
}

/* Returns the error code of reading the first `size` bytes. Zeros follow them, since the reference looks further. */
static rd_kafka_resp_err_t read_code(const void *bytes, size_t size) {
        rd_kafka_consumer_group_metadata_t *metadata = NULL;
        void *copy                                   = calloc(1, size + 32);
        rd_kafka_error_t *error;
        rd_kafka_resp_err_t code;

        memcpy(copy, bytes, size);
        error = rd_kafka_consumer_group_metadata_read(&metadata, copy, size);
        free(copy);
        code = rd_kafka_error_code(error);
        CHECK((metadata == NULL) == (error != NULL));
        if (error) {
                CHECK(strlen(rd_kafka_error_string(error)) > 0);
                CHECK(!rd_kafka_error_is_fatal(error) && !rd_kafka_error_is_retriable(error));
                rd_kafka_error_destroy(error);
        } else {
                rd_kafka_consumer_group_metadata_destroy(metadata);
        }
        return code;
}

/* The metadata's serialised form is exactly this one, and reading it gives equal metadata. */
static void round_trip(rd_kafka_consumer_group_metadata_t *metadata, const char *form, size_t size) {
        rd_kafka_consumer_group_metadata_t *again = NULL;
        void *buffer                              = NULL;
        size_t got                                = 0;

        CHECK(rd_kafka_consumer_group_metadata_write(metadata, &buffer, &got) == NULL);
        CHECK_INT(got, size);
        CHECK(got == size && !memcmp(buffer, form, size));
        CHECK(rd_kafka_consumer_group_metadata_read(&again, form, size) == NULL);
        rd_kafka_mem_free(NULL, buffer);
        if (again) {
                expect(again, rd_kafka_consumer_group_metadata_group_id(metadata),
                       rd_kafka_consumer_group_metadata_generation_id(metadata),
                       rd_kafka_consumer_group_metadata_member_id(metadata),
                       rd_kafka_consumer_group_metadata_group_instance_id(metadata));
                rd_kafka_consumer_group_metadata_destroy(again);
        }
        rd_kafka_consumer_group_metadata_destroy(metadata);
}

/* The magic, a generation of four equal bytes (the same in either byte order), and the rest. */
#define FORM(generation, rest) "CGMDv2:" generation generation generation generation rest
#define SIZED(literal) literal, sizeof(literal) - 1

static void forms(void) {
        rd_kafka_consumer_group_metadata_t *metadata = rd_kafka_consumer_group_metadata_new("grp");
        expect(metadata, "grp", -1, "", NULL);
        round_trip(metadata, SIZED(FORM("\xff", "grp\0\0\1")));

        round_trip(rd_kafka_consumer_group_metadata_new(""), SIZED(FORM("\xff", "\0\0\1")));

        metadata = rd_kafka_consumer_group_metadata_new_with_genid("grp", 0x05050505, "member", "inst");
        expect(metadata, "grp", 0x05050505, "member", "inst");
        round_trip(metadata, SIZED(FORM("\5", "grp\0member\0\0inst\0")));

        metadata = rd_kafka_consumer_group_metadata_new_with_genid("g", 0, "m", "");
        expect(metadata, "g", 0, "m", "");
        round_trip(metadata, SIZED(FORM("\0", "g\0m\0\0\0")));

        metadata = rd_kafka_consumer_group_metadata_new_with_genid("~ ~", 0x7f7f7f7f, "m", NULL);
        round_trip(metadata, SIZED(FORM("\x7f", "~ ~\0m\0\1")));
}

static void malformed_forms(void) {
        static const char whole[] = FORM("\5", "grp\0member\0\0inst\0") "z";
        char changed[sizeof(whole)];
        size_t size = sizeof(whole) - 2, i;

        CHECK_INT(read_code(whole, size), RD_KAFKA_RESP_ERR_NO_ERROR);
        for (i = 0; i < size; i++)
                CHECK_INT(read_code(whole, i), RD_KAFKA_RESP_ERR__BAD_MSG);
        CHECK_INT(read_code(whole, size + 1), RD_KAFKA_RESP_ERR__BAD_MSG);
        for (i = 0; i < 7; i++) {
                memcpy(changed, whole, size);
                changed[i] ^= 1;
                CHECK_INT(read_code(changed, size), RD_KAFKA_RESP_ERR__BAD_MSG);
        }
        /* Control characters and bytes beyond ASCII in each of the three strings. */
        for (i = 11; i < size; i++) {
                if (!whole[i])
                        continue;
                memcpy(changed, whole, size);
                changed[i] = '\n';
                CHECK_INT(read_code(changed, size), RD_KAFKA_RESP_ERR__BAD_MSG);
                changed[i] = '\xe9';
                CHECK_INT(read_code(changed, size), RD_KAFKA_RESP_ERR__BAD_MSG);
                changed[i] = ' ';
                CHECK_INT(read_code(changed, size), RD_KAFKA_RESP_ERR_NO_ERROR);
        }
}

int main(void) {
        forms();
        malformed_forms();
        return failures != 0;
}
