/* needs: none; timeout: 90
 *
 * What a partition's log may hold besides what a producer of today writes to it: gaps, aborted
 * transactions, messages of the old formats, batches that are empty, cut, or larger than what was
 * asked for. A server of our own has the logs. */
#include "group_consumer.h"
#include "records.h"
#include "server.h"

#define OK RD_KAFKA_RESP_ERR_NO_ERROR
#define TOPIC "logs"

enum { API_PRODUCE = 0, API_FETCH = 1, API_LIST_OFFSETS = 2, API_METADATA = 3, API_VERSIONS = 18 };
enum { GAPS, TRANSACTIONS, OLD, VALUES, EMPTY, LARGE, CUT, PARTITIONS };

struct log {
        struct bytes pieces[8];
        int64_t last[8]; /* the last offset of each piece, from which on the next one is answered */
        int count;
        struct {
                int64_t producer_id, first, last;
        } aborted;
        enum { UNCUT, CUT_BEHIND_FIRST, CUT_ANYWHERE } cut;
};

static struct log logs[PARTITIONS];

/* What the last Fetch asked for: written by the server's thread, read by the test. */
static struct {
        _Atomic int max_wait, min_bytes, max_bytes, isolation, partition_max_bytes;
} asked;

static struct server server;
static _Atomic int metadata_version = 4;

/* ---- The server ---- */

static void put_metadata(struct bytes *to) {
        put_int(to, 4, 0);
        put_int(to, 4, 1); /* brokers */
        put_int(to, 4, 1);
        put_string(to, "127.0.0.1");
        put_int(to, 4, server.port);
        put_string(to, NULL);
        put_string(to, "cluster");
        put_int(to, 4, 1); /* controller */
        put_int(to, 4, 1); /* topics */
        put_int(to, 2, 0);
        put_string(to, TOPIC);
        put_int(to, 1, 0);
        put_int(to, 4, PARTITIONS);
        for (int i = 0; i < PARTITIONS; i++) {
                put_int(to, 2, 0);
                put_int(to, 4, i);
                put_int(to, 4, 1); /* leader */
                put_int(to, 4, 1); /* replicas */
                put_int(to, 4, 1);
                put_int(to, 4, 1); /* in sync */
                put_int(to, 4, 1);
        }
}

static int64_t end_of(const struct log *log) {
        return log->last[log->count - 1] + 1;
}

/* What there is from `offset` on: everything, or the first batch and a part of the next one, or only
 * as much as the client asked for, as it was before version 3 of Fetch. */
static void put_records(struct bytes *to, const struct log *log, int64_t offset, size_t limit) {
        struct bytes records = {0};
        size_t first         = 0;

        for (int i = 0; i < log->count; i++) {
                if (log->last[i] < offset)
                        continue;
                put(&records, log->pieces[i].data, log->pieces[i].size);
                first = first ? first : records.size;
        }
        if (log->cut == CUT_BEHIND_FIRST)
                limit = first + 30;
        if (log->cut != UNCUT && records.size > limit)
                records.size = limit;
        put_int(to, 4, (int64_t)records.size);
        put(to, records.data, records.size);
}

/* An aborted transaction is named as long as its end is still to come. */
static void put_aborted(struct bytes *to, const struct log *log, int64_t offset) {
        int count = log->aborted.producer_id && asked.isolation && offset <= log->aborted.last;

        put_int(to, 4, count);
        if (count) {
                put_int(to, 8, log->aborted.producer_id);
                put_int(to, 8, log->aborted.first);
        }
}

/* One partition at a time is read here. */
static void put_fetched(struct bytes *to, const char *request) {
        asked.max_wait            = (int)get_int(request + 4, 4);
        asked.min_bytes           = (int)get_int(request + 8, 4);
        asked.max_bytes           = (int)get_int(request + 12, 4);
        asked.isolation           = (int)get_int(request + 16, 1);
        const char *partition     = request + 21 + 2 + strlen(TOPIC) + 4;
        int index                 = (int)get_int(partition, 4);
        int64_t offset            = get_int(partition + 4, 8);
        asked.partition_max_bytes = (int)get_int(partition + 12, 4);
        const struct log *log     = &logs[index];

        if (offset >= end_of(log))
                sleep_ms(20); /* as if waiting for more */
        put_int(to, 4, 0);
        put_int(to, 4, 1);
        put_string(to, TOPIC);
        put_int(to, 4, 1);
        put_int(to, 4, index);
        put_int(to, 2, 0);
        put_int(to, 8, end_of(log));
        put_int(to, 8, end_of(log)); /* the last stable offset */
        put_aborted(to, log, offset);
        put_records(to, log, offset, (size_t)asked.partition_max_bytes);
}

static void put_answer(struct bytes *to, const struct request *request) {
        const int apis[][2] = {{API_PRODUCE, 3},
                               {API_FETCH, 4},
                               {API_LIST_OFFSETS, 1},
                               {API_METADATA, metadata_version},
                               {API_VERSIONS, 0}};
        const char *body    = request->body + 2 + get_int(request->body, 2); /* behind the client's id */

        switch (request->key) {
        case API_VERSIONS:
                put_int(to, 2, request->version ? RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION : 0);
                put_int(to, 4, 5);
                for (int i = 0; i < 5; i++) {
                        put_int(to, 2, apis[i][0]);
                        put_int(to, 2, 0);
                        put_int(to, 2, apis[i][1]);
                }
                return;
        case API_METADATA:
                return put_metadata(to);
        case API_FETCH:
                return put_fetched(to, body);
        default:
                FAIL("request %d", request->key);
        }
}

static void serve(struct server *at, int fd) {
        struct request request;

        while (server_read_request(at, fd, &request)) {
                struct bytes answer = {0}, frame = {0};

                put_answer(&answer, &request);
                put_int(&frame, 4, (int64_t)answer.size + 4);
                put_int(&frame, 4, request.correlation);
                put(&frame, answer.data, answer.size);
                server_write(fd, frame.data, frame.size);
        }
}

/* ---- The logs ---- */

/* The next piece of a partition's log, which goes to offset `last`. */
static struct bytes *piece(int partition, int64_t last) {
        struct log *log = &logs[partition];

        log->last[log->count] = last;
        return &log->pieces[log->count++];
}

/* A record whose value is its offset. */
static struct record numbered(int delta, const char *value) {
        return (struct record) {.delta = delta, .key = "k", .value = value};
}

static void put_one(int partition, int64_t offset, int64_t producer_id, const char *value) {
        struct batch batch = {.first       = offset,
                              .attributes  = producer_id ? TRANSACTIONAL : 0,
                              .producer_id = producer_id,
                              .count       = 1,
                              .records     = {numbered(0, value)}};

        put_batch(piece(partition, offset), &batch);
}

/* A cleaned log: records are missing within batches, and whole batches. */
static void make_gaps(void) {
        struct batch first  = {.first      = 0,
                               .last_delta = 9,
                               .count      = 3,
                               .records    = {numbered(0, "0"), numbered(3, "3"), numbered(7, "7")}};
        struct batch second = {
            .first = 20, .last_delta = 1, .count = 1, .records = {numbered(0, "20")}};

        put_batch(piece(GAPS, 9), &first);
        put_batch(piece(GAPS, 21), &second);
}

/* Producer 7 aborts its first transaction and commits its second; producer 8's is committed. */
static void make_transactions(void) {
        struct batch pair = {.first       = 0,
                             .last_delta  = 1,
                             .attributes  = TRANSACTIONAL,
                             .producer_id = 7,
                             .count       = 2,
                             .records     = {numbered(0, "0"), numbered(1, "1")}};

        logs[TRANSACTIONS].aborted.producer_id = 7;
        logs[TRANSACTIONS].aborted.last        = 4;
        put_batch(piece(TRANSACTIONS, 1), &pair);
        put_one(TRANSACTIONS, 2, 8, "2");
        put_one(TRANSACTIONS, 3, 7, "3");
        put_marker(piece(TRANSACTIONS, 4), 4, 7, 0);
        put_one(TRANSACTIONS, 5, 7, "5");
        struct bytes *markers = piece(TRANSACTIONS, 7);
        put_marker(markers, 6, 8, 1);
        put_marker(markers, 7, 7, 1);
        put_one(TRANSACTIONS, 8, 0, "8");
        put_marker(piece(TRANSACTIONS, 9), 9, 8, 1);
}

/* Format 0, format 1, and compressed ones of both: within a wrapper, offsets are absolute in format 0 and relative in
 * format 1, where the wrapper has the last one's. */
static void make_old(void) {
        struct bytes absolute = {0}, relative = {0}, appended = {0};

        put_message(piece(OLD, 0), 0, 0, 0, 0, NULL, "0");
        put_message(piece(OLD, 1), 1, 1, 0, 1500000000001, "k", "1");
        put_message(piece(OLD, 2), 2, 1, LOG_APPEND, 1500000000002, "k", "2");
        put_message(&absolute, 3, 0, 0, 0, NULL, "3");
        put_message(&absolute, 4, 0, 0, 0, NULL, "4");
        put_wrapper(piece(OLD, 4), 4, 0, 0, 0, &absolute);
        put_message(&relative, 0, 1, 0, 1500000000005, NULL, "5");
        put_message(&relative, 2, 1, 0, 1500000000007, NULL, "7");
        put_wrapper(piece(OLD, 7), 7, 1, 0, 1500000000007, &relative);
        /* The time in a wrapper that the broker gave it holds for all that is inside. */
        put_message(&appended, 0, 1, 0, 5, NULL, "8");
        put_message(&appended, 1, 1, 0, 5, NULL, "9");
        put_wrapper(piece(OLD, 9), 9, 1, LOG_APPEND, 1500000000009, &appended);
}

static void make_values(void) {
        struct batch batch = {.first          = 0,
                              .last_delta     = 3,
                              .base_timestamp = 1600000000000,
                              .max_timestamp  = 1600000000003,
                              .count          = 4,
                              .records        = {{.delta = 0},
                                                 {.delta = 1, .key = "", .value = ""},
                                                 {.delta = 2, .key = "k", .value = "v", .header = "h"},
                                                 {.delta = 3, .value = "v", .header = "h", .header_value = ""}}};
        struct batch appended = batch;

        put_batch(piece(VALUES, 3), &batch);
        appended.first = 4;
        appended.attributes |= LOG_APPEND;
        put_batch(piece(VALUES, 7), &appended);
}

/* Of a batch all of whose records are gone its frame may stay. */
static void make_empty(void) {
        struct batch empty = {.first = 0, .last_delta = 4};

        put_batch(piece(EMPTY, 4), &empty);
        put_one(EMPTY, 5, 0, "5");
        empty.first = 6;
        put_batch(piece(EMPTY, 10), &empty);
}

/* Three batches of which none fits into what the client asks for. */
static void make_large(int partition) {
        static char large[701];

        memset(large, 'x', sizeof(large) - 1);
        for (int i = 0; i < 3; i++)
                put_one(partition, i, 0, large);
}

/* ---- The tests ---- */

static rd_kafka_t *consumer(const char *name, const char *value) {
        rd_kafka_conf_t *conf =
            conf_of("bootstrap.servers", server.address, "group.id", "g", "enable.auto.commit", "false",
                    "enable.partition.eof", "true", "check.crcs", "true", "auto.offset.reset", "error",
                    "log_level", "0", NULL);

        if (name)
                conf_put(conf, name, value);
        rd_kafka_t *rk = handle_of(RD_KAFKA_CONSUMER, conf);
        CHECK_ERR(rd_kafka_poll_set_consumer(rk), OK);
        return rk;
}

static void finish(rd_kafka_t *rk) {
        rd_kafka_consumer_close(rk);
        rd_kafka_destroy(rk);
}

static void check_position(rd_kafka_t *rk, int partition, int64_t offset) {
        rd_kafka_topic_partition_list_t *list = list_of(TOPIC, 1, partition, NO_OFFSET);

        CHECK_ERR(rd_kafka_position(rk, list), OK);
        CHECK_INT(list->elems[0].offset, offset);
        rd_kafka_topic_partition_list_destroy(list);
}

/* Reads a partition from `from` on: exactly the messages with these offsets come, and then its end. */
static void expect_all(rd_kafka_t *rk, int partition, int64_t from, int count, const int *offsets) {
        assign_one(rk, TOPIC, partition, from);
        for (int i = 0; i < count; i++)
                expect_offset(rk, partition, offsets[i]);
        expect_eof(rk, partition, end_of(&logs[partition]));
}

#define EXPECT_ALL(rk, partition, from, ...)                                                       \
        do {                                                                                       \
                const int offsets_[] = {__VA_ARGS__};                                              \
                expect_all(rk, partition, from, (int)(sizeof(offsets_) / sizeof(*offsets_)), offsets_); \
        } while (0)

static void gaps(void) {
        rd_kafka_t *rk = consumer(NULL, NULL);

        EXPECT_ALL(rk, GAPS, 0, 0, 3, 7, 20);
        check_position(rk, GAPS, 21);
        EXPECT_ALL(rk, GAPS, 1, 3, 7, 20);
        EXPECT_ALL(rk, GAPS, 8, 20);
        EXPECT_ALL(rk, GAPS, 15, 20);
        assign_one(rk, TOPIC, GAPS, 21);
        expect_eof(rk, GAPS, 22);
        EXPECT_ALL(rk, EMPTY, 0, 5);
        EXPECT_ALL(rk, EMPTY, 3, 5);
        finish(rk);
}

static void transactions(void) {
        rd_kafka_t *rk = consumer("isolation.level", "read_committed");

        EXPECT_ALL(rk, TRANSACTIONS, 0, 2, 5, 8);
        CHECK_INT(asked.isolation, 1);
        /* The broker names the transaction also where reading begins within it. */
        EXPECT_ALL(rk, TRANSACTIONS, 3, 5, 8);
        EXPECT_ALL(rk, TRANSACTIONS, 5, 5, 8);
        finish(rk);
        rk = consumer("isolation.level", "read_uncommitted");
        EXPECT_ALL(rk, TRANSACTIONS, 0, 0, 1, 2, 3, 5, 8);
        CHECK_INT(asked.isolation, 0);
        finish(rk);
}

static void check_time(rd_kafka_message_t *message, rd_kafka_timestamp_type_t type, int64_t time) {
        rd_kafka_timestamp_type_t got;

        int64_t got_time = rd_kafka_message_timestamp(message, &got);

        CHECK_INT(got, type);
        /* The reference gives 0 for no time at all. */
        if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || !on_reference())
                CHECK_INT(got_time, time);
}

static void old_formats(void) {
        static const struct {
                int offset;
                rd_kafka_timestamp_type_t type;
                int64_t time;
        } messages[] = {{0, RD_KAFKA_TIMESTAMP_NOT_AVAILABLE, -1},
                        {1, RD_KAFKA_TIMESTAMP_CREATE_TIME, 1500000000001},
                        {2, RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME, 1500000000002},
                        {3, RD_KAFKA_TIMESTAMP_NOT_AVAILABLE, -1},
                        {4, RD_KAFKA_TIMESTAMP_NOT_AVAILABLE, -1},
                        {5, RD_KAFKA_TIMESTAMP_CREATE_TIME, 1500000000005},
                        {7, RD_KAFKA_TIMESTAMP_CREATE_TIME, 1500000000007},
                        {8, RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME, 1500000000009},
                        {9, RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME, 1500000000009}};
        rd_kafka_t *rk = consumer(NULL, NULL);

        assign_one(rk, TOPIC, OLD, 0);
        for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++) {
                rd_kafka_message_t *message = next_message(rk);

                CHECK(!message->err, "%s", rd_kafka_message_errstr(message));
                CHECK_INT(message->offset, messages[i].offset);
                CHECK_INT(number_of(message), messages[i].offset);
                check_time(message, messages[i].type, messages[i].time);
                rd_kafka_message_destroy(message);
        }
        expect_eof(rk, OLD, 10);
        EXPECT_ALL(rk, OLD, 4, 4, 5, 7, 8, 9);
        EXPECT_ALL(rk, OLD, 6, 7, 8, 9);
        finish(rk);
}

/* Null is not empty, neither of keys, of values, nor of what a header has. */
static void check_values(rd_kafka_message_t *message, int number) {
        static const struct wanted {
                const char *key, *value, *header;
                rd_kafka_resp_err_t headers;
        } all[]                     = {{NULL, NULL, NULL, RD_KAFKA_RESP_ERR__NOENT},
                                       {"", "", NULL, RD_KAFKA_RESP_ERR__NOENT},
                                       {"k", "v", NULL, OK},
                                       {NULL, "v", "", OK}};
        const struct wanted *wanted = &all[number % 4];
        rd_kafka_headers_t *headers;
        const void *value;
        size_t size;

        CHECK(!message->err, "%s", rd_kafka_message_errstr(message));
        CHECK_INT(message->offset, number);
        CHECK_INT(message->key == NULL, wanted->key == NULL);
        CHECK_INT(message->key_len, wanted->key ? strlen(wanted->key) : 0);
        CHECK_INT(message->payload == NULL, wanted->value == NULL);
        CHECK_INT(message->len, wanted->value ? strlen(wanted->value) : 0);
        CHECK_ERR(rd_kafka_message_headers(message, &headers), wanted->headers);
        if (wanted->headers)
                return;
        CHECK_ERR(rd_kafka_header_get_last(headers, "h", &value, &size), OK);
        CHECK_INT(size, 0);
        CHECK_INT(value == NULL, wanted->header == NULL);
}

static void values(void) {
        rd_kafka_t *rk = consumer(NULL, NULL);

        assign_one(rk, TOPIC, VALUES, 0);
        for (int i = 0; i < 8; i++) {
                rd_kafka_message_t *message = next_message(rk);

                check_values(message, i);
                if (i < 4)
                        check_time(message, RD_KAFKA_TIMESTAMP_CREATE_TIME, 1600000000000 + i);
                else
                        check_time(message, RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME, 1600000000003);
                rd_kafka_message_destroy(message);
        }
        expect_eof(rk, VALUES, 8);
        finish(rk);
}

static void expect_large(rd_kafka_t *rk, int partition) {
        assign_one(rk, TOPIC, partition, 0);
        for (int i = 0; i < 3; i++) {
                rd_kafka_message_t *message = next_message(rk);

                CHECK(!message->err, "%s", rd_kafka_message_errstr(message));
                CHECK_INT(message->offset, i);
                CHECK_INT(message->len, 700);
                rd_kafka_message_destroy(message);
        }
        expect_eof(rk, partition, 3);
}

/* A batch is answered whole even if it is larger than asked for; the one behind it may be cut. Where
 * the first one is cut as well, more is asked for. */
static void larger_than_asked_for(void) {
        rd_kafka_t *rk = consumer("fetch.message.max.bytes", "100");

        expect_large(rk, LARGE);
        expect_large(rk, CUT);
        finish(rk);
}

static void what_is_asked_for(void) {
        rd_kafka_t *rk = consumer("fetch.min.bytes", "3");
        EXPECT_ALL(rk, GAPS, 0, 0, 3, 7, 20);
        CHECK_INT(asked.min_bytes, 3);
        CHECK_INT(asked.max_wait, 500);
        finish(rk);
        rk = consumer("fetch.wait.max.ms", "77");
        EXPECT_ALL(rk, GAPS, 0, 0, 3, 7, 20);
        CHECK_INT(asked.min_bytes, 1);
        CHECK_INT(asked.max_wait, 77);
        finish(rk);
        rk = consumer("fetch.message.max.bytes", "2000000");
        EXPECT_ALL(rk, GAPS, 0, 0, 3, 7, 20);
        CHECK_INT(asked.partition_max_bytes, 2000000);
        finish(rk);
        rk = consumer("fetch.max.bytes", "1000000");
        EXPECT_ALL(rk, GAPS, 0, 0, 3, 7, 20);
        CHECK_INT(asked.max_bytes, 1000000);
        finish(rk);
}

static void on_message(rd_kafka_message_t *message, void *opaque) {
        if (!message->err)
                ++*(int *)opaque;
}

/* A call with a callback returns after that many messages. */
static void at_most_so_many_per_call(void) {
        rd_kafka_t *rk        = consumer("consume.callback.max.messages", "2");
        rd_kafka_topic_t *rkt = rd_kafka_topic_new(rk, TOPIC, NULL);
        int seen = 0, most = 0;

        CHECK_INT(rd_kafka_consume_start(rkt, OLD, 0), 0);
        while (seen < 9) {
                int served = rd_kafka_consume_callback(rkt, OLD, scaled(10000), on_message, &seen);
                CHECK(served > 0 && served <= 2, "%d", served);
                most = served > most ? served : most;
        }
        CHECK_INT(most, 2);
        rd_kafka_consume_stop(rkt, OLD);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void on_error(rd_kafka_t *rk, int err, const char *reason, void *opaque) {
        (void)rk;
        if (err != RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)
                return;
        CHECK_CONTAINS(reason, "Metadata");
        CHECK_CONTAINS(reason, "both know");
        ++*(int *)opaque;
}

/* A broker of before Kafka 1.0: one error says so. The reference works with it. */
static void too_old(void) {
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", server.address, "log_level", "0", NULL);
        int told              = 0;

        rd_kafka_conf_set_error_cb(conf, on_error);
        rd_kafka_conf_set_opaque(conf, &told);
        metadata_version = 1;
        rd_kafka_t *rk   = handle_of(RD_KAFKA_PRODUCER, conf);
        rd_kafka_topic_t *rkt = topic_of(rk, TOPIC, NULL);
        produce_text(rkt, RD_KAFKA_PARTITION_UA, "x");
        WAIT_UNTIL(told, 10000, rd_kafka_poll(rk, 20));
        sleep_ms(300); /* It is tried again some times. */
        rd_kafka_poll(rk, 0);
        CHECK_INT(told, 1);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        metadata_version = 4;
}

int main(void) {
        make_gaps();
        make_transactions();
        make_old();
        make_values();
        make_empty();
        make_large(LARGE);
        make_large(CUT);
        logs[LARGE].cut = CUT_BEHIND_FIRST;
        logs[CUT].cut   = CUT_ANYWHERE;
        server_start(&server, serve);
        gaps();
        transactions();
        old_formats();
        values();
        larger_than_asked_for();
        what_is_asked_for();
        at_most_so_many_per_call();
        if (!on_reference())
                too_old();
        server_stop(&server);
        return 0;
}
