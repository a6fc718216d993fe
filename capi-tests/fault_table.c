/* needs: none; timeout: 170
 *
 * What becomes of each fault that a broker or the network may bring: one type of request is answered once with an
 * error, or is cut itself, or its answer is lost, late, doubled, cut short or changed, and a whole scenario is run over
 * it, in a process of its own. The table says what the application sees of it; nothing may hang or crash.
 *
 * Where the library does on purpose something else than the reference, the table has both. */
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <librdkafka/rdkafka_mock.h>

#include "fault_proxy.h"

#define TOPIC "topic"
#define GROUP "group"
#define MESSAGES 5
/* Rows that are played at a time: they mostly wait. */
#define PLAYERS 12
/* Seconds that a row may take. */
#define LIMIT 30

enum {
        PRODUCE          = 0,
        FETCH            = 1,
        LIST_OFFSETS     = 2,
        METADATA         = 3,
        OFFSET_COMMIT    = 8,
        OFFSET_FETCH     = 9,
        FIND_COORDINATOR = 10,
        JOIN_GROUP       = 11,
        HEARTBEAT        = 12,
        LEAVE_GROUP      = 13,
        SYNC_GROUP       = 14,
        API_VERSIONS     = 18,
        INIT_PRODUCER_ID = 22,
        IDEMPOTENT       = 1000 /* added: of an idempotent producer */
};

/* A partition that the topic does not have. */
#define NOWHERE 1000

/* One row of the table while it is played. */
struct row {
        const char *name;
        int api;
        int idempotent;
        enum fault fault;
        int code; /* an error code, or a seed */
        const char *expected;
        char outcome[400];
        double seconds;
};

struct scene {
        struct proxy proxy;
        rd_kafka_t *owner;
        rd_kafka_mock_cluster_t *cluster;
        struct row *row;
        int held; /* atomic: connections wait */
        int delivered, failed, rebalances;
        rd_kafka_resp_err_t failure;
};

__attribute__((format(printf, 2, 3)))
static void tell(struct row *row, const char *format, ...) {
        size_t used = strlen(row->outcome);
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(row->outcome + used, sizeof(row->outcome) - used, format, arguments);
        va_end(arguments);
}

static void tell_once(struct row *row, const char *word, rd_kafka_resp_err_t code) {
        char text[100];

        snprintf(text, sizeof(text), ", %s %s", word, rd_kafka_err2name(code));
        if (!strstr(row->outcome, text))
                tell(row, "%s", text);
}

/* ---- Clients ---- */

static void on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct scene *scene = opaque;

        (void)rk;
        if (message->partition == NOWHERE)
                return;
        if (message->err) {
                scene->failed++;
                scene->failure = message->err;
        } else {
                scene->delivered++;
        }
}

static void on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t err,
                         rd_kafka_topic_partition_list_t *partitions, void *opaque) {
        struct scene *scene = opaque;
        int assign          = err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;

        scene->rebalances += assign;
        rd_kafka_assign(rk, assign ? partitions : NULL);
}

static int on_connect(int fd, const struct sockaddr *address, int size, const char *broker,
                      void *opaque) {
        struct scene *scene = opaque;

        (void)size;
        (void)broker;
        while (__atomic_load_n(&scene->held, __ATOMIC_SEQ_CST))
                sleep_ms(1);
        return proxy_connect(&scene->proxy, fd, address);
}

static rd_kafka_conf_t *scene_conf(struct scene *scene) {
        rd_kafka_conf_t *conf =
            conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(scene->cluster), "log_level",
                    "0", "reconnect.backoff.ms", "10", "retry.backoff.ms", "20", "socket.timeout.ms",
                    "3000", NULL);
        rd_kafka_conf_set_opaque(conf, scene);
        return conf;
}

/* The next request of the row's type meets the fault. */
static void arm(struct scene *scene) {
        __atomic_store_n(&scene->proxy.left, 1, __ATOMIC_SEQ_CST);
        if (scene->row->fault == CODE)
                rd_kafka_mock_push_request_errors(scene->cluster, (int16_t)scene->row->api, 1,
                                                  (rd_kafka_resp_err_t)scene->row->code);
}

/* A client that meets the fault. */
static rd_kafka_conf_t *faulty_conf(struct scene *scene) {
        rd_kafka_conf_t *conf = scene_conf(scene);

        rd_kafka_conf_set_connect_cb(conf, on_connect);
        /* Heartbeats come at their own time: whether the first one is before or after something else would be chance. */
        if (scene->row->api != HEARTBEAT)
                arm(scene);
        return conf;
}

/* ---- Scenarios ---- */

/* Produces MESSAGES to partition 0; each is reported once. */
static void produce_some(struct scene *scene, rd_kafka_t *rk) {
        rd_kafka_topic_t *rkt = topic_of(rk, TOPIC, NULL);

        scene->delivered = scene->failed = 0;
        for (int i = 0; i < MESSAGES; i++)
                produce_text(rkt, 0, "value");
        WAIT_UNTIL(scene->delivered + scene->failed >= MESSAGES, 20000, rd_kafka_poll(rk, 10));
        CHECK_INT(scene->delivered + scene->failed, MESSAGES);
        rd_kafka_topic_destroy(rkt);
}

/* Its MESSAGES go together, however long the first of them waits for the others, and then at once. */
static rd_kafka_t *scene_producer(struct scene *scene, rd_kafka_conf_t *conf) {
        char count[16];

        snprintf(count, sizeof(count), "%d", MESSAGES);
        conf_put(conf, "batch.num.messages", count);
        conf_put(conf, "linger.ms", "5000");
        conf_put(conf, "message.timeout.ms", "10000");
        conf_put(conf, "request.timeout.ms", "2000");
        conf_put(conf, "enable.idempotence", scene->row->idempotent ? "true" : "false");
        conf_put(conf, "topic.metadata.refresh.interval.ms", "1000");
        rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
        return handle_of(RD_KAFKA_PRODUCER, conf);
}

/* Whether the topic takes messages; this one is produced to nowhere, which is told at once or, while the topic's partitions
 * are not known, by a report. */
static int is_welcome(rd_kafka_t *rk) {
        rd_kafka_topic_t *rkt = topic_of(rk, TOPIC, NULL);
        int refused           = rd_kafka_produce(rkt, NOWHERE, RD_KAFKA_MSG_F_COPY, NULL, 0, NULL, 0, NULL) == -1 &&
                      rd_kafka_last_error() != RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;

        rd_kafka_topic_destroy(rkt);
        return !refused;
}

/* Puts MESSAGES into partition 0, without a fault. */
static void fill_some(struct scene *scene) {
        rd_kafka_t *rk = scene_producer(scene, scene_conf(scene));

        produce_some(scene, rk);
        CHECK_INT(scene->delivered, MESSAGES);
        rd_kafka_destroy(rk);
}

/* Takes a message or an error; returns how many messages that makes. */
static int take(struct row *row, rd_kafka_message_t *message) {
        int count = 0;

        if (!message)
                return 0;
        if (message->err) {
                tell_once(row, "reported", message->err);
        } else {
                CHECK(message->len == 5 && !memcmp(message->payload, "value", 5),
                      "a message of %zu bytes that nobody wrote", message->len);
                count = 1;
        }
        rd_kafka_message_destroy(message);
        return count;
}

/* Reads the partition to its end, without a fault, and counts. */
static int count_log(struct scene *scene) {
        rd_kafka_t *rk        = handle_of(RD_KAFKA_CONSUMER, scene_conf(scene));
        rd_kafka_topic_t *rkt = topic_of(rk, TOPIC, NULL);
        int64_t low, end, next = 0;
        int count = 0;

        CHECK_ERR(rd_kafka_query_watermark_offsets(rk, TOPIC, 0, &low, &end, scaled(5000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_BEGINNING), 0);
        double until = now_ms() + scaled(10000);
        while (next < end && now_ms() < until) {
                rd_kafka_message_t *message = rd_kafka_consume(rkt, 0, 50);
                if (message && !message->err)
                        next = message->offset + 1;
                count += take(scene->row, message);
        }
        rd_kafka_consume_stop(rkt, 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        return count;
}

static void producer_scene(struct scene *scene) {
        rd_kafka_t *rk = scene_producer(scene, faulty_conf(scene));
        int delivered, fatal;

        produce_some(scene, rk);
        delivered = scene->delivered;
        if (scene->delivered)
                tell(scene->row, ", %d delivered", scene->delivered);
        if (scene->failed)
                tell(scene->row, ", %d failed with %s", scene->failed,
                     rd_kafka_err2name(scene->failure));
        if ((fatal = rd_kafka_fatal_error(rk, NULL, 0))) {
                tell(scene->row, ", fatal: %s", rd_kafka_err2name((rd_kafka_resp_err_t)fatal));
                rd_kafka_destroy(rk);
                return;
        }
        /* Whatever it was, it is over once metadata has been asked for again. */
        WAIT_UNTIL(is_welcome(rk), 10000, rd_kafka_poll(rk, 50));
        produce_some(scene, rk);
        CHECK_INT(scene->delivered, MESSAGES);
        rd_kafka_destroy(rk);
        /* The reference's mock brokers append a batch that they have once more. */
        if (scene->row->idempotent && scene->row->expected && !on_reference())
                CHECK_INT(count_log(scene), delivered + MESSAGES);
}

static int consume_for(struct scene *scene, rd_kafka_topic_t *rkt, int ms) {
        double until = now_ms() + scaled(ms);
        int count    = 0;

        while (count < MESSAGES && now_ms() < until)
                count += take(scene->row, rd_kafka_consume(rkt, 0, 50));
        return count;
}

static void reader_scene(struct scene *scene) {
        fill_some(scene);

        rd_kafka_conf_t *conf = faulty_conf(scene);
        conf_put(conf, "fetch.wait.max.ms", "100");
        conf_put(conf, "fetch.error.backoff.ms", "50");
        conf_put(conf, "check.crcs", "true");
        conf_put(conf, "auto.offset.reset", "earliest");
        rd_kafka_t *rk        = handle_of(RD_KAFKA_CONSUMER, conf);
        rd_kafka_topic_t *rkt = topic_of(rk, TOPIC, NULL);
        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_BEGINNING), 0);
        int count = consume_for(scene, rkt, 6000);
        tell(scene->row, ", %d read", count);
        if (count < MESSAGES) {
                /* Whatever it was, it is over. */
                rd_kafka_consume_stop(rkt, 0);
                CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_BEGINNING), 0);
                CHECK_INT(consume_for(scene, rkt, 6000), MESSAGES);
                tell(scene->row, ", %d read after a restart", MESSAGES);
        }
        rd_kafka_consume_stop(rkt, 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

/* Polls until `wanted` messages have come, or the time is up. */
static int poll_for(struct scene *scene, rd_kafka_t *rk, int wanted, int ms) {
        double until = now_ms() + scaled(ms);
        int count    = 0;

        while (count < wanted && now_ms() < until)
                count += take(scene->row, rd_kafka_consumer_poll(rk, 20));
        return count;
}

static void group_scene(struct scene *scene) {
        fill_some(scene);

        rd_kafka_conf_t *conf                   = faulty_conf(scene);
        rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
        conf_put(conf, "group.id", GROUP);
        conf_put(conf, "session.timeout.ms", "6000");
        conf_put(conf, "heartbeat.interval.ms", "200");
        conf_put(conf, "fetch.wait.max.ms", "100");
        conf_put(conf, "auto.offset.reset", "earliest");
        conf_put(conf, "enable.auto.commit", "false");
        conf_put(conf, "check.crcs", "true");
        if (scene->row->fault == CODE && scene->row->code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
                conf_put(conf, "group.instance.id", "me");
        rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
        /* A coordinator that cannot be found is a matter for consumer_poll() only once there is a subscription. */
        __atomic_store_n(&scene->held, 1, __ATOMIC_SEQ_CST);
        rd_kafka_t *rk = handle_of(RD_KAFKA_CONSUMER, conf);
        rd_kafka_poll_set_consumer(rk);
        rd_kafka_topic_partition_list_add(topics, TOPIC, RD_KAFKA_PARTITION_UA);
        CHECK_ERR(rd_kafka_subscribe(rk, topics), RD_KAFKA_RESP_ERR_NO_ERROR);
        __atomic_store_n(&scene->held, 0, __ATOMIC_SEQ_CST);
        rd_kafka_topic_partition_list_destroy(topics);

        tell(scene->row, ", %d read", poll_for(scene, rk, MESSAGES, 8000));
        rd_kafka_resp_err_t err = rd_kafka_commit(rk, NULL, 0);
        if (err)
                tell(scene->row, ", commit: %s", rd_kafka_err2name(err));
        /* Some heartbeats, and what they lead to. */
        if (scene->row->api == HEARTBEAT)
                arm(scene);
        /* Who is no member any more joins once the coordinator has given up the old one, and reads anew. */
        int lost  = err == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION || err == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID;
        int again = lost ? poll_for(scene, rk, MESSAGES, 9000) : poll_for(scene, rk, 1000, 1200);
        if (again)
                tell(scene->row, ", %d again", again);
        fill_some(scene);
        int more = poll_for(scene, rk, MESSAGES, 6000);
        if (more != MESSAGES)
                tell(scene->row, ", %d of the next", more);
        if (scene->rebalances != 1)
                tell(scene->row, ", %d assignments", scene->rebalances);
        if ((err = rd_kafka_consumer_close(rk)))
                tell(scene->row, ", close: %s", rd_kafka_err2name(err));
        if ((err = rd_kafka_fatal_error(rk, NULL, 0)))
                tell(scene->row, ", fatal: %s", rd_kafka_err2name(err));
        rd_kafka_destroy(rk);
}

static void play(struct row *row) {
        struct scene scene = {.row = row};

        scene.owner   = handle_of(RD_KAFKA_PRODUCER, conf_of("log_level", "0", NULL));
        scene.cluster = rd_kafka_mock_cluster_new(scene.owner, 1);
        CHECK_ERR(rd_kafka_mock_topic_create(scene.cluster, TOPIC, 1, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_mock_group_initial_rebalance_delay_ms(scene.cluster, 0);
        proxy_start(&scene.proxy, rd_kafka_mock_cluster_bootstraps(scene.cluster), row->fault,
                    row->api, (unsigned)row->code);
        switch (row->api) {
        case PRODUCE:
        case METADATA:
        case API_VERSIONS:
        case INIT_PRODUCER_ID:
                producer_scene(&scene);
                break;
        case FETCH:
        case LIST_OFFSETS:
                reader_scene(&scene);
                break;
        default:
                group_scene(&scene);
        }
        CHECK(row->fault == CODE || scene.proxy.happened, "no request met the fault");
        proxy_stop(&scene.proxy);
        rd_kafka_mock_cluster_destroy(scene.cluster);
        rd_kafka_destroy(scene.owner);
}

/* ---- The table ---- */

struct expectation {
        rd_kafka_resp_err_t code;
        const char *ours;      /* NULL: as usual */
        const char *reference; /* NULL: as ours */
};

/* For what the reference recovers from late or not at all. */
#define ANY "*"

#define E(name) RD_KAFKA_RESP_ERR_##name
#define MAX_CODES 24

static const struct {
        int api;
        const char *name, *usual;
        struct expectation codes[MAX_CODES];
} requests[] = {
    {PRODUCE,
     "Produce",
     "5 delivered",
     {
         {E(INVALID_MSG), NULL, NULL},
         {E(UNKNOWN_TOPIC_OR_PART), NULL, NULL},
         {E(LEADER_NOT_AVAILABLE), NULL, NULL},
         {E(NOT_LEADER_FOR_PARTITION), NULL, NULL},
         {E(REQUEST_TIMED_OUT), NULL, NULL},
         {E(NOT_ENOUGH_REPLICAS), NULL, NULL},
         {E(NOT_ENOUGH_REPLICAS_AFTER_APPEND), NULL, NULL},
         {E(KAFKA_STORAGE_ERROR), NULL, NULL},
         {E(INVALID_MSG_SIZE), "5 failed with INVALID_MSG_SIZE", NULL},
         {E(MSG_SIZE_TOO_LARGE), "5 failed with MSG_SIZE_TOO_LARGE", NULL},
         {E(RECORD_LIST_TOO_LARGE), "5 failed with RECORD_LIST_TOO_LARGE", NULL},
         {E(INVALID_REQUIRED_ACKS), "5 failed with INVALID_REQUIRED_ACKS", NULL},
         {E(TOPIC_AUTHORIZATION_FAILED), "5 failed with TOPIC_AUTHORIZATION_FAILED", NULL},
         {E(CLUSTER_AUTHORIZATION_FAILED), "5 failed with CLUSTER_AUTHORIZATION_FAILED", NULL},
         {E(INVALID_TIMESTAMP), "5 failed with INVALID_TIMESTAMP", NULL},
         {E(UNSUPPORTED_FOR_MESSAGE_FORMAT), "5 failed with UNSUPPORTED_FOR_MESSAGE_FORMAT", NULL},
         {E(POLICY_VIOLATION), "5 failed with POLICY_VIOLATION", NULL},
         {E(UNSUPPORTED_COMPRESSION_TYPE), "5 failed with UNSUPPORTED_COMPRESSION_TYPE", NULL},
         {E(INVALID_RECORD), "5 failed with INVALID_RECORD", NULL},
         {E(FENCED_LEADER_EPOCH), NULL, "5 failed with FENCED_LEADER_EPOCH"},
         {E(UNKNOWN_TOPIC_ID), NULL, "5 failed with UNKNOWN_TOPIC_ID"},
         {E(UNKNOWN), "5 failed with UNKNOWN", NULL},
     }},
    {PRODUCE + IDEMPOTENT,
     "Idempotent Produce",
     "5 delivered",
     {
         {E(INVALID_MSG), NULL, NULL},
         {E(UNKNOWN_TOPIC_OR_PART), NULL, NULL},
         {E(NOT_LEADER_FOR_PARTITION), NULL, NULL},
         {E(REQUEST_TIMED_OUT), NULL, NULL},
         {E(NOT_ENOUGH_REPLICAS), NULL, NULL},
         {E(NOT_ENOUGH_REPLICAS_AFTER_APPEND), NULL, NULL},
         {E(KAFKA_STORAGE_ERROR), NULL, NULL},
         {E(UNKNOWN_PRODUCER_ID), NULL, NULL},
         {E(OUT_OF_ORDER_SEQUENCE_NUMBER), "5 failed with OUT_OF_ORDER_SEQUENCE_NUMBER, fatal: OUT_OF_ORDER_SEQUENCE_NUMBER", NULL},
         {E(INVALID_PRODUCER_EPOCH), "5 failed with INVALID_PRODUCER_EPOCH", NULL},
         {E(INVALID_PRODUCER_ID_MAPPING), "5 failed with INVALID_PRODUCER_ID_MAPPING", NULL},
         {E(MSG_SIZE_TOO_LARGE), "5 failed with MSG_SIZE_TOO_LARGE", NULL},
         {E(TOPIC_AUTHORIZATION_FAILED), "5 failed with TOPIC_AUTHORIZATION_FAILED", NULL},
         {E(INVALID_RECORD), "5 failed with INVALID_RECORD", NULL},
         {E(UNKNOWN), "5 failed with UNKNOWN", NULL},
     }},
    {INIT_PRODUCER_ID + IDEMPOTENT,
     "InitProducerId",
     "5 delivered",
     {
         {E(COORDINATOR_LOAD_IN_PROGRESS), NULL, NULL},
         {E(COORDINATOR_NOT_AVAILABLE), NULL, NULL},
         {E(NOT_COORDINATOR), NULL, NULL},
         {E(CONCURRENT_TRANSACTIONS), NULL, NULL},
         {E(REQUEST_TIMED_OUT), NULL, NULL},
         {E(CLUSTER_AUTHORIZATION_FAILED), "5 failed with _PURGE_QUEUE, fatal: CLUSTER_AUTHORIZATION_FAILED", NULL},
         {E(PRODUCER_FENCED), "5 failed with _PURGE_QUEUE, fatal: _FENCED", NULL},
         {E(UNKNOWN), NULL, NULL},
     }},
    /* The reference's mock brokers answer Metadata as if nothing had been pushed. */
    {METADATA,
     "Metadata",
     "5 delivered",
     {
         {E(UNKNOWN_TOPIC_OR_PART), NULL, NULL},
         {E(LEADER_NOT_AVAILABLE), NULL, NULL},
         {E(TOPIC_AUTHORIZATION_FAILED), "5 failed with TOPIC_AUTHORIZATION_FAILED", "5 delivered"},
         {E(UNKNOWN_TOPIC_ID), NULL, NULL},
         {E(UNKNOWN), NULL, NULL},
     }},
    {API_VERSIONS,
     "ApiVersions",
     "5 delivered",
     {
         {E(UNSUPPORTED_VERSION), NULL, NULL},
         {E(INVALID_REQUEST), NULL, NULL},
         {E(UNKNOWN), NULL, NULL},
     }},
    {FETCH,
     "Fetch",
     "5 read",
     {
         {E(OFFSET_OUT_OF_RANGE), NULL, NULL},
         {E(UNKNOWN_TOPIC_OR_PART), NULL, NULL},
         {E(NOT_LEADER_FOR_PARTITION), NULL, NULL},
         {E(REPLICA_NOT_AVAILABLE), NULL, NULL},
         {E(KAFKA_STORAGE_ERROR), NULL, NULL},
         {E(FENCED_LEADER_EPOCH), NULL, NULL},
         {E(UNKNOWN_LEADER_EPOCH), NULL, NULL},
         {E(OFFSET_NOT_AVAILABLE), NULL, NULL},
         {E(UNKNOWN_TOPIC_ID), NULL, NULL},
         {E(INVALID_MSG), "reported INVALID_MSG, 5 read", NULL},
         {E(TOPIC_AUTHORIZATION_FAILED), "reported TOPIC_AUTHORIZATION_FAILED, 5 read", NULL},
         {E(UNSUPPORTED_COMPRESSION_TYPE), "reported UNSUPPORTED_COMPRESSION_TYPE, 5 read", NULL},
         {E(UNKNOWN), "reported UNKNOWN, 5 read", NULL},
     }},
    {LIST_OFFSETS,
     "ListOffsets",
     "5 read",
     {
         {E(NOT_LEADER_FOR_PARTITION), NULL, NULL},
         {E(REPLICA_NOT_AVAILABLE), NULL, NULL},
         {E(LEADER_NOT_AVAILABLE), NULL, NULL},
         {E(KAFKA_STORAGE_ERROR), NULL, NULL},
         {E(FENCED_LEADER_EPOCH), NULL, NULL},
         {E(UNKNOWN_LEADER_EPOCH), NULL, NULL},
         {E(OFFSET_NOT_AVAILABLE), NULL, NULL},
         {E(UNKNOWN_TOPIC_OR_PART), NULL, "reported UNKNOWN_TOPIC_OR_PART, 5 read"},
         {E(TOPIC_AUTHORIZATION_FAILED), "reported TOPIC_AUTHORIZATION_FAILED, 5 read", NULL},
         {E(UNKNOWN), "reported UNKNOWN, 5 read", NULL},
     }},
    {FIND_COORDINATOR,
     "FindCoordinator",
     "5 read",
     {
         {E(COORDINATOR_NOT_AVAILABLE), NULL, NULL},
         {E(COORDINATOR_LOAD_IN_PROGRESS), NULL, NULL},
         {E(GROUP_AUTHORIZATION_FAILED), "reported GROUP_AUTHORIZATION_FAILED, 5 read", ANY},
         {E(UNKNOWN), "reported UNKNOWN, 5 read", ANY},
     }},
    {JOIN_GROUP,
     "JoinGroup",
     "5 read",
     {
         {E(COORDINATOR_LOAD_IN_PROGRESS), NULL, NULL},
         {E(COORDINATOR_NOT_AVAILABLE), NULL, NULL},
         {E(NOT_COORDINATOR), NULL, NULL},
         {E(UNKNOWN_MEMBER_ID), NULL, NULL},
         {E(REBALANCE_IN_PROGRESS), NULL, "reported REBALANCE_IN_PROGRESS, 5 read"},
         {E(INVALID_SESSION_TIMEOUT), "reported INVALID_SESSION_TIMEOUT, 5 read", NULL},
         {E(INCONSISTENT_GROUP_PROTOCOL), "reported INCONSISTENT_GROUP_PROTOCOL, 5 read", NULL},
         {E(GROUP_AUTHORIZATION_FAILED), "reported GROUP_AUTHORIZATION_FAILED, 5 read", NULL},
         {E(GROUP_MAX_SIZE_REACHED), "reported GROUP_MAX_SIZE_REACHED, 5 read", NULL},
         {E(FENCED_INSTANCE_ID), "reported _FATAL, 0 read, commit: _FATAL, 0 of the next, 0 assignments, close: _FATAL, fatal: FENCED_INSTANCE_ID", NULL},
         {E(UNKNOWN), "reported UNKNOWN, 5 read", NULL},
     }},
    {SYNC_GROUP,
     "SyncGroup",
     "5 read",
     {
         {E(COORDINATOR_LOAD_IN_PROGRESS), NULL, NULL},
         {E(COORDINATOR_NOT_AVAILABLE), NULL, NULL},
         {E(NOT_COORDINATOR), NULL, NULL},
         {E(ILLEGAL_GENERATION), NULL, NULL},
         {E(UNKNOWN_MEMBER_ID), NULL, ANY},
         {E(REBALANCE_IN_PROGRESS), NULL, NULL},
         {E(GROUP_AUTHORIZATION_FAILED), "reported GROUP_AUTHORIZATION_FAILED, 5 read", "5 read"},
         {E(FENCED_INSTANCE_ID), "reported _FATAL, 0 read, commit: _FATAL, 0 of the next, 0 assignments, close: _FATAL, fatal: FENCED_INSTANCE_ID", NULL},
         {E(UNKNOWN), "reported UNKNOWN, 5 read", "5 read"},
     }},
    {HEARTBEAT,
     "Heartbeat",
     "5 read",
     {
         {E(COORDINATOR_LOAD_IN_PROGRESS), NULL, NULL},
         {E(COORDINATOR_NOT_AVAILABLE), NULL, NULL},
         {E(NOT_COORDINATOR), NULL, NULL},
         {E(ILLEGAL_GENERATION), "5 read, 2 assignments", NULL},
         {E(UNKNOWN_MEMBER_ID), "5 read, 2 assignments", ANY},
         {E(REBALANCE_IN_PROGRESS), "5 read, 2 assignments", ANY},
         {E(GROUP_AUTHORIZATION_FAILED), "5 read, reported GROUP_AUTHORIZATION_FAILED", "5 read"},
         {E(FENCED_INSTANCE_ID), "5 read, reported _FATAL, 0 of the next, close: _FATAL, fatal: FENCED_INSTANCE_ID", ANY},
         {E(UNKNOWN), "5 read, reported UNKNOWN", "5 read"},
     }},
    {LEAVE_GROUP,
     "LeaveGroup",
     "5 read",
     {
         {E(COORDINATOR_LOAD_IN_PROGRESS), NULL, NULL},
         {E(COORDINATOR_NOT_AVAILABLE), NULL, NULL},
         {E(NOT_COORDINATOR), NULL, NULL},
         {E(UNKNOWN_MEMBER_ID), NULL, NULL},
         {E(GROUP_AUTHORIZATION_FAILED), NULL, NULL},
         {E(UNKNOWN), NULL, NULL},
     }},
    {OFFSET_FETCH,
     "OffsetFetch",
     "5 read",
     {
         {E(COORDINATOR_LOAD_IN_PROGRESS), NULL, NULL},
         {E(UNSTABLE_OFFSET_COMMIT), NULL, NULL},
         {E(NOT_COORDINATOR), NULL, ANY},
         {E(UNKNOWN_MEMBER_ID), "reported UNKNOWN_MEMBER_ID, 5 read", ANY},
         {E(ILLEGAL_GENERATION), "reported ILLEGAL_GENERATION, 5 read", ANY},
         {E(GROUP_AUTHORIZATION_FAILED), "reported GROUP_AUTHORIZATION_FAILED, 5 read", ANY},
         {E(UNKNOWN), "reported UNKNOWN, 5 read", ANY},
     }},
    {OFFSET_COMMIT,
     "OffsetCommit",
     "5 read",
     {
         {E(COORDINATOR_LOAD_IN_PROGRESS), NULL, NULL},
         {E(COORDINATOR_NOT_AVAILABLE), NULL, NULL},
         {E(NOT_COORDINATOR), NULL, NULL},
         {E(ILLEGAL_GENERATION), "5 read, commit: ILLEGAL_GENERATION, 5 again, 2 assignments", ANY},
         {E(UNKNOWN_MEMBER_ID), "5 read, commit: UNKNOWN_MEMBER_ID, 5 again, 2 assignments", ANY},
         {E(REBALANCE_IN_PROGRESS), "5 read, commit: REBALANCE_IN_PROGRESS", NULL},
         {E(INVALID_COMMIT_OFFSET_SIZE), "5 read, commit: INVALID_COMMIT_OFFSET_SIZE", NULL},
         {E(OFFSET_METADATA_TOO_LARGE), "5 read, commit: OFFSET_METADATA_TOO_LARGE", NULL},
         {E(TOPIC_AUTHORIZATION_FAILED), "5 read, commit: TOPIC_AUTHORIZATION_FAILED", NULL},
         {E(GROUP_AUTHORIZATION_FAILED), "5 read, commit: GROUP_AUTHORIZATION_FAILED", NULL},
         {E(FENCED_INSTANCE_ID), "5 read, commit: FENCED_INSTANCE_ID", ANY},
         {E(UNKNOWN), "5 read, commit: UNKNOWN", NULL},
     }},
};

/* What the network does to the answers of each type. A changed answer may say anything: what counts is that all
 * goes well after it. */
static const struct {
        enum fault fault;
        const char *name;
        int seeds, any_outcome, for_producers;
} wire_faults[] = {
    {CUT, "connection cut", 1, 0, 0}, {LATE, "late", 1, 0, 0},         {TWICE, "sent twice", 1, 0, 0},
    {SHORT, "cut short", 1, 1, 0},    {MUTATED, "changed", 4, 1, 0},   {TORN, "request cut", 1, 0, 1},
    {SILENT, "never", 1, 0, 1},       {OVERDUE, "too late", 1, 0, 1},
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct row rows[400];
static int row_count;

static void add_row(size_t request, enum fault fault, int code, const char *expected) {
        rows[row_count++] = (struct row) {.name       = requests[request].name,
                                          .api        = requests[request].api % IDEMPOTENT,
                                          .idempotent = requests[request].api >= IDEMPOTENT,
                                          .fault      = fault,
                                          .code       = code,
                                          .expected   = expected};
}

static void add_wire_rows(size_t request, size_t fault) {
        int api              = requests[request].api % IDEMPOTENT;
        const char *expected = wire_faults[fault].any_outcome ? NULL : requests[request].usual;

        /* The reference crashes on some of these, and rejoins its group late after others. */
        if (on_reference() && (!expected || api == JOIN_GROUP))
                return;
        if (wire_faults[fault].for_producers && api != PRODUCE && api != INIT_PRODUCER_ID)
                return;
        for (int seed = 1; seed <= wire_faults[fault].seeds; seed++)
                add_row(request, wire_faults[fault].fault, seed, expected);
}

static void make_rows(const char *only) {
        for (size_t i = 0; i < COUNT(requests); i++) {
                if (only && strcmp(only, requests[i].name))
                        continue;
                for (int j = 0; j < MAX_CODES && requests[i].codes[j].code; j++) {
                        const struct expectation *want = &requests[i].codes[j];
                        const char *ours = want->ours ? want->ours : requests[i].usual;
                        const char *expected =
                            on_reference() && want->reference ? want->reference : ours;

                        add_row(i, CODE, want->code,
                                strcmp(expected, ANY) ? expected : NULL);
                }
                for (size_t j = 0; j < COUNT(wire_faults); j++)
                        add_wire_rows(i, j);
        }
}

static const char *fault_name(const struct row *row, char *buffer, size_t size) {
        if (row->fault == CODE)
                return rd_kafka_err2name((rd_kafka_resp_err_t)row->code);
        for (size_t i = 0; i < COUNT(wire_faults); i++)
                if (wire_faults[i].fault == row->fault)
                        snprintf(buffer, size, wire_faults[i].seeds > 1 ? "%s, seed %d" : "%s",
                                 wire_faults[i].name, row->code);
        return buffer;
}

/* ---- Players: a process for each row ---- */

struct player {
        struct row *row;
        pid_t process;
        int outcome; /* a pipe */
        double begun;
};

static void start(struct player *player, struct row *row) {
        int ends[2];

        CHECK_INT(pipe(ends), 0);
        fflush(NULL);
        player->row     = row;
        player->begun   = now_ms();
        player->process = fork();
        CHECK(player->process >= 0, "%s", strerror(errno));
        if (player->process == 0) {
                play(row);
                const char *text = row->outcome[0] ? row->outcome + 2 : "";
                /* Not _exit(): a sanitizer looks for leaks at the end of the program. */
                exit(write(ends[1], text, strlen(text)) < 0);
        }
        close(ends[1]);
        player->outcome = ends[0];
}

/* Where the threads of a process hang, if there is a debugger to ask. */
static void show_threads(pid_t process) {
        char command[200];

        snprintf(command, sizeof(command),
                 "gdb -p %d -batch -nx -ex 'thread apply all bt 30' >&2 2>/dev/null </dev/null", process);
        if (system(command))
                fprintf(stderr, "(no backtrace)\n");
}

/* True when the player has ended; its row then has the outcome. */
static int ended(struct player *player) {
        struct row *row = player->row;
        int status;

        if (waitpid(player->process, &status, WNOHANG) == 0) {
                if (now_ms() - player->begun < scaled(LIMIT * 1000))
                        return 0;
                show_threads(player->process);
                kill(player->process, SIGKILL);
                waitpid(player->process, &status, 0);
                snprintf(row->outcome, sizeof(row->outcome), "HANGS");
        } else if (WIFSIGNALED(status)) {
                snprintf(row->outcome, sizeof(row->outcome), "CRASHES: %s", strsignal(WTERMSIG(status)));
        } else if (WEXITSTATUS(status)) {
                snprintf(row->outcome, sizeof(row->outcome), "FAILS");
        } else {
                ssize_t size = read(player->outcome, row->outcome, sizeof(row->outcome) - 1);
                row->outcome[size > 0 ? size : 0] = '\0';
        }
        row->seconds = (now_ms() - player->begun) / 1e3;
        close(player->outcome);
        player->row = NULL;
        return 1;
}

static void play_all(void) {
        struct player players[PLAYERS] = {0};
        int next = 0, left = row_count;

        while (left > 0) {
                for (int i = 0; i < PLAYERS; i++) {
                        if (players[i].row)
                                left -= ended(&players[i]);
                        if (!players[i].row && next < row_count)
                                start(&players[i], &rows[next++]);
                }
                /* Children say by their end alone that they are done. */
                sleep_ms(10);
        }
}

/* True if the row is as it should be. */
static int show(const struct row *row) {
        const char *failures[] = {"HANGS", "CRASHES", "FAILS"};
        char buffer[64]        = "";
        int good               = !row->expected || !strcmp(row->outcome, row->expected);

        for (size_t i = 0; i < COUNT(failures); i++)
                good = good && strncmp(row->outcome, failures[i], strlen(failures[i]));
        printf("%s %-18s %-34s %s", good ? "  " : "! ", row->name,
               fault_name(row, buffer, sizeof(buffer)), row->outcome);
        if (!good && row->expected)
                printf("  (expected: %s)", row->expected);
        printf("  %.1f s\n", row->seconds);
        return good;
}

int main(int argc, char **argv) {
        int wrong = 0;

        make_rows(argc > 2 ? argv[2] : NULL);
        play_all();
        for (int i = 0; i < row_count; i++)
                wrong += !show(&rows[i]);
        printf("\n%d faults, %d with another outcome than expected\n", row_count, wrong);
        return wrong > 0;
}
