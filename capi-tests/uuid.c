/* rd_kafka_Uuid_t: its two halves and its text. */
#include <librdkafka/rdkafka.h>

#include "check.h"

static void one(int64_t most, int64_t least, const char *text) {
        rd_kafka_Uuid_t *uuid = rd_kafka_Uuid_new(most, least);
        rd_kafka_Uuid_t *copy = rd_kafka_Uuid_copy(uuid);

        CHECK_STR(rd_kafka_Uuid_base64str(uuid), text);
        CHECK(rd_kafka_Uuid_base64str(uuid) == rd_kafka_Uuid_base64str(uuid));
        rd_kafka_Uuid_destroy(uuid);
        CHECK_INT(rd_kafka_Uuid_most_significant_bits(copy), most);
        CHECK_INT(rd_kafka_Uuid_least_significant_bits(copy), least);
        CHECK_STR(rd_kafka_Uuid_base64str(copy), text);
        rd_kafka_Uuid_destroy(copy);
}

int main(void) {
        one(0, 0, "AAAAAAAAAAAAAAAAAAAAAA");
        one(0, 1, "AAAAAAAAAAAAAAAAAAAAAQ");
        one(-1, -1, "/////////////////////w");
        one(0x0102030405060708, -2, "AQIDBAUGBwj//////////g");
        one(INT64_MIN, INT64_MAX, "gAAAAAAAAAB//////////w");
        rd_kafka_Uuid_destroy(NULL);
        return failures != 0;
}
