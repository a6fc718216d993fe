/*
 * The variadic functions of the ABI. Rust cannot define one on a stable compiler, so each gathers its arguments here
 * and calls a function that takes them as an array. The documentation comments become the header's.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "../../include/librdkafka/rdkafka.h"
#include "../../include/librdkafka/rdkafka_mock.h"

/* Defined in Rust. Takes a copy of `text`; NULL stands for the code's own label. */
rd_kafka_error_t *rdk_error_new(rd_kafka_resp_err_t code, const char *text);

/* Defined in Rust, in the mock cluster. */
rd_kafka_resp_err_t rdk_mock_broker_push_request_error_rtts(rd_kafka_mock_cluster_t *mcluster, int32_t broker_id,
                                                            int16_t api_key, const rd_kafka_resp_err_t *errors,
                                                            const int *rtts_ms, size_t cnt);
rd_kafka_resp_err_t rdk_mock_partition_push_request_errors(rd_kafka_mock_cluster_t *mcluster, const char *topic,
                                                           int32_t partition, int16_t api_key,
                                                           const rd_kafka_resp_err_t *errors, size_t cnt);

/* A va_list that functions can advance for their caller: passed by pointer, which a bare va_list portably is not. */
struct arguments {
        va_list list;
};

/* Reads the values that belong to `vu->vtype`. Returns 0 for a type that is unknown, whose values cannot be skipped. */
static int read_values(struct arguments *arguments, rd_kafka_vu_t *vu) {
        switch (vu->vtype) {
        case RD_KAFKA_VTYPE_TOPIC:
                vu->u.cstr = va_arg(arguments->list, const char *);
                return 1;
        case RD_KAFKA_VTYPE_RKT:
                vu->u.rkt = va_arg(arguments->list, rd_kafka_topic_t *);
                return 1;
        case RD_KAFKA_VTYPE_PARTITION:
                vu->u.i32 = va_arg(arguments->list, int32_t);
                return 1;
        case RD_KAFKA_VTYPE_VALUE:
        case RD_KAFKA_VTYPE_KEY:
                vu->u.mem.ptr = va_arg(arguments->list, void *);
                vu->u.mem.size = va_arg(arguments->list, size_t);
                return 1;
        case RD_KAFKA_VTYPE_OPAQUE:
                vu->u.ptr = va_arg(arguments->list, void *);
                return 1;
        case RD_KAFKA_VTYPE_MSGFLAGS:
                vu->u.i = va_arg(arguments->list, int);
                return 1;
        case RD_KAFKA_VTYPE_TIMESTAMP:
                vu->u.i64 = va_arg(arguments->list, int64_t);
                return 1;
        case RD_KAFKA_VTYPE_HEADER:
                vu->u.header.name = va_arg(arguments->list, const char *);
                vu->u.header.val = va_arg(arguments->list, const void *);
                vu->u.header.size = va_arg(arguments->list, ssize_t);
                return 1;
        case RD_KAFKA_VTYPE_HEADERS:
                vu->u.headers = va_arg(arguments->list, rd_kafka_headers_t *);
                return 1;
        default:
                return 0;
        }
}

/* The arguments of one produce call: few enough for the stack unless a message has many headers. */
struct values {
        rd_kafka_vu_t *vus;
        size_t cnt;
        size_t size;
        rd_kafka_vu_t few[16];
};

/* Makes room for one more. Returns 0 when memory is out. */
static int reserve(struct values *values) {
        rd_kafka_vu_t *grown;

        if (values->cnt < values->size)
                return 1;
        grown = realloc(values->vus == values->few ? NULL : values->vus, 2 * values->size * sizeof(*grown));
        if (!grown)
                return 0;
        if (values->vus == values->few)
                memcpy(grown, values->few, sizeof(values->few));
        values->vus = grown;
        values->size *= 2;
        return 1;
}

/* An unknown type ends the gathering and goes along, so that the callee refuses it by name. */
static int gather(struct arguments *arguments, struct values *values) {
        rd_kafka_vtype_t vtype;
        int known = 1;

        values->vus = values->few;
        values->cnt = 0;
        values->size = sizeof(values->few) / sizeof(values->few[0]);
        while (known && (vtype = (rd_kafka_vtype_t)va_arg(arguments->list, int)) != RD_KAFKA_VTYPE_END) {
                if (!reserve(values))
                        return 0;
                values->vus[values->cnt].vtype = vtype;
                known = read_values(arguments, &values->vus[values->cnt]);
                values->cnt++;
        }
        return 1;
}

/**
 * Produces one message that is described by RD_KAFKA_V_*() macros, ended by RD_KAFKA_V_END; a topic
 * (RD_KAFKA_V_TOPIC or RD_KAFKA_V_RKT) is required, everything else has a default.
 *
 * Payload and opaque are owned as with `rd_kafka_produce()`: only after success does RD_KAFKA_MSG_F_FREE hand the
 * payload, and RD_KAFKA_V_HEADERS the headers, to the library. Any thread. Returns NO_ERROR when the message is
 * queued, else _QUEUE_FULL, MSG_SIZE_TOO_LARGE, _UNKNOWN_PARTITION, _UNKNOWN_TOPIC, _INVALID_ARG (unknown or
 * conflicting arguments), _CONFLICT (both kinds of headers), _STATE or a fatal error's code.
 * `rd_kafka_produceva()` does the same with an array and explains its errors.
 */
rd_kafka_resp_err_t rd_kafka_producev(rd_kafka_t *rk, ...) {
        struct arguments arguments;
        struct values values;
        rd_kafka_error_t *error = NULL;
        rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE;

        va_start(arguments.list, rk);
        if (gather(&arguments, &values)) {
                error = rd_kafka_produceva(rk, values.vus, values.cnt);
                code = rd_kafka_error_code(error);
                rd_kafka_error_destroy(error);
        }
        va_end(arguments.list);
        if (values.vus != values.few)
                free(values.vus);
        return code;
}

/**
 * Makes an error object with `code` and a message formatted as by printf(); without a format (NULL) the message is the
 * code's own text. For applications and plugins that return errors of their own; it is neither fatal nor
 * retriable. The caller frees it with `rd_kafka_error_destroy()`.
 */
rd_kafka_error_t *rd_kafka_error_new(rd_kafka_resp_err_t code, const char *fmt, ...) {
        char few[512], *text = few;
        rd_kafka_error_t *error;
        va_list list;
        int length;

        if (!fmt)
                return rdk_error_new(code, NULL);
        va_start(list, fmt);
        length = vsnprintf(few, sizeof(few), fmt, list);
        va_end(list);
        if (length >= (int)sizeof(few) && (text = malloc((size_t)length + 1))) {
                va_start(list, fmt);
                vsnprintf(text, (size_t)length + 1, fmt, list);
                va_end(list);
        }
        /* Out of memory leaves what the small buffer could hold; a format that cannot be printed leaves none. */
        error = rdk_error_new(code, length < 0 ? NULL : text ? text : few);
        if (text != few)
                free(text);
        return error;
}

/* Reads `cnt` error codes into memory that the caller frees, NULL when there is none. */
static rd_kafka_resp_err_t *read_errors(struct arguments *arguments, size_t cnt) {
        rd_kafka_resp_err_t *errors = calloc(cnt, sizeof(*errors));
        size_t i;

        for (i = 0; errors && i < cnt; i++)
                errors[i] = (rd_kafka_resp_err_t)va_arg(arguments->list, int);
        return errors;
}

/**
 * Queues `cnt` error codes (`rd_kafka_resp_err_t` arguments) for the coming requests of type `api_key`, whichever
 * broker receives them: each request takes one and is answered with it, NO_ERROR is answered normally.
 * RD_KAFKA_RESP_ERR__TRANSPORT closes the connection instead. Any thread.
 */
void rd_kafka_mock_push_request_errors(rd_kafka_mock_cluster_t *mcluster, int16_t api_key, size_t cnt, ...) {
        struct arguments arguments;
        rd_kafka_resp_err_t *errors;

        va_start(arguments.list, cnt);
        errors = read_errors(&arguments, cnt);
        va_end(arguments.list);
        if (errors)
                rd_kafka_mock_push_request_errors_array(mcluster, api_key, cnt, errors);
        free(errors);
}

/**
 * Queues `cnt` pairs of an error code (`rd_kafka_resp_err_t`) and a round-trip time (`int`, milliseconds) for the
 * coming requests of type `api_key` at broker `broker_id`. Each request takes one pair: it is answered after that time,
 * with the error unless it is NO_ERROR; RD_KAFKA_RESP_ERR__TRANSPORT closes the connection. Any thread.
 * Returns NO_ERROR, or _UNKNOWN_BROKER.
 */
rd_kafka_resp_err_t rd_kafka_mock_broker_push_request_error_rtts(rd_kafka_mock_cluster_t *mcluster, int32_t broker_id,
                                                                 int16_t api_key, size_t cnt, ...) {
        struct arguments arguments;
        rd_kafka_resp_err_t *errors = calloc(cnt, sizeof(*errors));
        int *rtts_ms = calloc(cnt, sizeof(*rtts_ms));
        rd_kafka_resp_err_t result = RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE;
        size_t i;

        if (errors && rtts_ms) {
                va_start(arguments.list, cnt);
                for (i = 0; i < cnt; i++) {
                        errors[i] = (rd_kafka_resp_err_t)va_arg(arguments.list, int);
                        rtts_ms[i] = va_arg(arguments.list, int);
                }
                va_end(arguments.list);
                result = rdk_mock_broker_push_request_error_rtts(mcluster, broker_id, api_key, errors, rtts_ms, cnt);
        }
        free(rtts_ms);
        free(errors);
        return result;
}

/**
 * Queues `cnt` error codes (`rd_kafka_resp_err_t` arguments) for partition `partition` of `topic`: coming requests of
 * type `api_key` take one each and have it in their answer for that partition, other partitions are not touched. The
 * topic is created when it does not exist. Any thread. Returns NO_ERROR, or UNKNOWN_TOPIC_OR_PART (no such partition).
 */
rd_kafka_resp_err_t rd_kafka_mock_partition_push_request_errors(rd_kafka_mock_cluster_t *mcluster, const char *topic,
                                                                int32_t partition, int16_t api_key, size_t cnt, ...) {
        struct arguments arguments;
        rd_kafka_resp_err_t *errors, result = RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE;

        va_start(arguments.list, cnt);
        errors = read_errors(&arguments, cnt);
        va_end(arguments.list);
        if (errors)
                result = rdk_mock_partition_push_request_errors(mcluster, topic, partition, api_key, errors, cnt);
        free(errors);
        return result;
}
