/*
 * Every macro of the header that takes arguments, used as an application would. Compiled in each dialect of C and C++
 * with all warnings as errors; never run.
 */
#include <librdkafka/rdkafka.h>

#if RD_KAFKA_VERSION < 0x020f0000
#error "RD_KAFKA_VERSION"
#endif

int produce_with_everything(rd_kafka_t *rk, rd_kafka_topic_t *rkt, rd_kafka_headers_t *hdrs, const char *name);

static RD_INLINE int64_t tail(int64_t cnt) {
        return RD_KAFKA_OFFSET_TAIL(cnt);
}

int produce_with_everything(rd_kafka_t *rk, rd_kafka_topic_t *rkt, rd_kafka_headers_t *hdrs, const char *name) {
        char payload[] = "payload";
        const char *key = "key";
        int unused RD_UNUSED = 0;
        rd_kafka_resp_err_t err;

        err = rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(name), RD_KAFKA_V_PARTITION(RD_KAFKA_PARTITION_UA),
                                RD_KAFKA_V_VALUE(payload, sizeof(payload)), RD_KAFKA_V_KEY(key, 3),
                                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(NULL),
                                RD_KAFKA_V_TIMESTAMP(1234567890123), RD_KAFKA_V_HEADER("name", "value", -1),
                                RD_KAFKA_V_HEADER(name, key, 3), RD_KAFKA_V_END);
        if (err)
                return (int)err;
        err = rd_kafka_producev(rk, RD_KAFKA_V_RKT(rkt), RD_KAFKA_V_HEADERS(hdrs), RD_KAFKA_V_VALUE(NULL, 0),
                                RD_KAFKA_V_OPAQUE(payload), RD_KAFKA_V_TIMESTAMP(tail(1)), RD_KAFKA_V_END);
        return (int)err;
}
