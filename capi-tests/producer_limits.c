/* needs: none; timeout: 120
 *
 * Three settings that draw a line: for how long a batch waits, also in fractions of a millisecond; how many
 * requests may wait for a connection that takes nothing; and up to which size a payload is copied, which
 * changes nothing for whoever owns it. */
#include <netinet/tcp.h>

#include <librdkafka/rdkafka_mock.h>

#include "json.h"
#include "server.h"
#include "tracked.h"

#define OK RD_KAFKA_RESP_ERR_NO_ERROR
#define TOPIC "t"

struct session {
        rd_kafka_t *rk;
        rd_kafka_topic_t *rkt;
        rd_kafka_mock_cluster_t *cluster;
        int begun; /* the topic is known: what is reported before that is of no interest */
        int reports;
        int64_t shortest_us; /* from produce call to report */
        int waiting, most_waiting; /* requests for the connection, by the latest statistics and at any time */
};

static void begin(struct session *session, rd_kafka_conf_t *conf) {
        memset(session, 0, sizeof(*session));
        session->shortest_us = INT64_MAX;
        conf_put(conf, "test.mock.num.brokers", "1");
        conf_put(conf, "log_level", "0");
        rd_kafka_conf_set_opaque(conf, session);
        session->rk      = handle_of(RD_KAFKA_PRODUCER, conf);
        session->cluster = rd_kafka_handle_mock_cluster(session->rk);
        CHECK(session->cluster, "no mock cluster");
        CHECK_ERR(rd_kafka_mock_topic_create(session->cluster, TOPIC, 1, 1), OK);
        session->rkt = rd_kafka_topic_new(session->rk, TOPIC, NULL);
        know_partitions(session->rk, session->rkt);
        session->begun = 1;
}

static void end(struct session *session) {
        rd_kafka_topic_destroy(session->rkt);
        rd_kafka_destroy(session->rk);
}

static void await_reports(struct session *session, int count) {
        WAIT_UNTIL(session->reports >= count, 20000, rd_kafka_poll(session->rk, 20));
        CHECK_INT(session->reports, count);
}

/* Counts a report; false if it is of no interest. */
static int count_report(struct session *session, const rd_kafka_message_t *message) {
        if (session->begun) {
                CHECK_ERR(message->err, OK);
                session->reports++;
        }
        return session->begun;
}

/* ---- How long a batch waits ---- */

static void on_timed_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct session *session = opaque;
        int64_t latency         = rd_kafka_message_latency(message);

        (void)rk;
        if (count_report(session, message) && latency < session->shortest_us)
                session->shortest_us = latency;
}

/* A fraction is kept, by either name of the property. */
static void linger_is_kept(const char *set, const char *got) {
        rd_kafka_conf_t *conf = conf_of("linger.ms", set, NULL);
        char value[64];
        size_t size = sizeof(value);

        CHECK_INT(rd_kafka_conf_get(conf, "queue.buffering.max.ms", value, &size), RD_KAFKA_CONF_OK);
        CHECK_STR(value, got);
        rd_kafka_conf_destroy(conf);
}

/* Messages produced one by one, each a batch of its own: none is there sooner than its time, and one of them
   shortly after it. However busy the machine is, it only takes more messages. */
static void linger_is_waited_for(const char *linger_ms, int64_t least_us, int64_t soon_us) {
        static struct session session;
        rd_kafka_conf_t *conf = conf_of("linger.ms", linger_ms, NULL);
        int produced          = 0;

        rd_kafka_conf_set_dr_msg_cb(conf, on_timed_report);
        begin(&session, conf);
        WAIT_UNTIL(produced >= 20 && session.shortest_us <= soon_us, 60000, {
                produce_text(session.rkt, 0, "v");
                await_reports(&session, ++produced);
        });
        CHECK(session.shortest_us >= least_us, "linger.ms=%s: already after %" PRId64 " us", linger_ms,
              session.shortest_us);
        end(&session);
}

static void linger(void) {
        linger_is_kept("0", "0");
        linger_is_kept("0.25", "0.25");
        linger_is_kept("7.5", "7.5");
        linger_is_waited_for("0", 0, 4000);
        linger_is_waited_for("0.9", 900, 20000);
        linger_is_waited_for("10.5", 10500, 40000);
}

/* ---- How many requests wait for a connection ---- */

/* Between the producer and the broker: what is written to it is taken only while the gate is open. */
struct gate {
        struct server server;
        int broker_port;
        int closed;
        int passages;
};

static struct gate gate;

struct passage {
        int client, broker;
};

/* Passes on what is there; 0 at the end. */
static int pass_bytes(int from, int to) {
        char bytes[65536];
        ssize_t size = read(from, bytes, sizeof(bytes));

        for (ssize_t done = 0; done < size;) {
                ssize_t sent = send(to, bytes + done, (size_t)(size - done), MSG_NOSIGNAL);
                if (sent <= 0)
                        return 0;
                done += sent;
        }
        return size > 0;
}

static void *keep_passage(void *argument) {
        struct passage *passage = argument;
        int open                = 1;

        while (open && !server_count(&gate.server.stop)) {
                int closed            = server_count(&gate.closed);
                struct pollfd ready[] = {{passage->broker, POLLIN, 0},
                                         {closed ? -1 : passage->client, POLLIN, 0}};
                if (poll(ready, 2, 10) <= 0)
                        continue;
                if (ready[0].revents)
                        open = pass_bytes(passage->broker, passage->client);
                if (open && ready[1].revents)
                        open = pass_bytes(passage->client, passage->broker);
        }
        close(passage->client);
        close(passage->broker);
        free(passage);
        __atomic_sub_fetch(&gate.passages, 1, __ATOMIC_SEQ_CST);
        return NULL;
}

static void open_passage(struct server *server, int fd) {
        struct sockaddr_in address = {.sin_family      = AF_INET,
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                      .sin_port        = htons((uint16_t)gate.broker_port)};
        struct passage *passage    = malloc(sizeof(*passage));
        pthread_t thread;

        (void)server;
        passage->client = dup(fd);
        passage->broker = socket(AF_INET, SOCK_STREAM, 0);
        CHECK_INT(connect(passage->broker, (struct sockaddr *)&address, sizeof(address)), 0);
        __atomic_add_fetch(&gate.passages, 1, __ATOMIC_SEQ_CST);
        CHECK_INT(pthread_create(&thread, NULL, keep_passage, passage), 0);
        CHECK_INT(pthread_detach(thread), 0);
}

static int through_gate(int fd, const struct sockaddr *address, int size, const char *id, void *opaque) {
        struct sockaddr_in other = *(const struct sockaddr_in *)address;

        (void)size;
        (void)id;
        (void)opaque;
        gate.broker_port = ntohs(other.sin_port);
        other.sin_port   = htons((uint16_t)gate.server.port);
        return connect(fd, (struct sockaddr *)&other, sizeof(other)) == 0 || errno == EINPROGRESS ? 0 : errno;
}

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk;
        count_report(opaque, message);
}

static void on_value(const char *path, enum json_type type, const char *text, size_t length, void *opaque) {
        struct session *session = opaque;
        size_t end              = strlen(path);

        (void)type;
        (void)length;
        if (strncmp(path, "brokers>", 8) || end < 11 || strcmp(path + end - 11, ">outbuf_cnt"))
                return;
        session->waiting = atoi(text);
        if (session->waiting > session->most_waiting)
                session->most_waiting = session->waiting;
}

static int on_stats(rd_kafka_t *rk, char *json, size_t length, void *opaque) {
        (void)rk;
        (void)length;
        json_read(json, on_value, opaque);
        return 0;
}

#define REQUESTS 60
#define REQUEST_SIZE 100000
#define OTHERS 3

/* With the gate closed, messages that are a request each pile up: as requests until so many wait, and then as messages.
   Waits for `wanted` requests, and returns how many there were at most. */
static int pile_up(const char *threshold, int wanted) {
        static struct session session;
        static char value[REQUEST_SIZE];
        int small             = 16384;
        rd_kafka_conf_t *conf = conf_of("queue.buffering.backpressure.threshold", threshold, "linger.ms",
                                        "0", "batch.num.messages", "1", "socket.send.buffer.bytes",
                                        "16384", "statistics.interval.ms", "20", "enable.metrics.push",
                                        "false", "topic.metadata.refresh.interval.ms", "-1", NULL);

        server_reserve(&gate.server, open_passage);
        setsockopt(gate.server.listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
        server_listen(&gate.server);
        rd_kafka_conf_set_connect_cb(conf, through_gate);
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_conf_set_stats_cb(conf, on_stats);
        begin(&session, conf);
        /* Now the connection to the leader is there. */
        produce_text(session.rkt, 0, "v");
        await_reports(&session, 1);
        __atomic_store_n(&gate.closed, 1, __ATOMIC_SEQ_CST);
        for (int i = 0; i < REQUESTS; i++)
                CHECK_INT(rd_kafka_produce(session.rkt, 0, RD_KAFKA_MSG_F_COPY, value, REQUEST_SIZE, NULL, 0,
                                           NULL),
                          0);
        WAIT_UNTIL(session.waiting >= wanted, 20000, rd_kafka_poll(session.rk, 20));
        /* If it would take more, it would do so now. */
        for (int i = 0; i < 10; i++)
                rd_kafka_poll(session.rk, 20);
        CHECK_INT(session.reports, 1);
        __atomic_store_n(&gate.closed, 0, __ATOMIC_SEQ_CST);
        await_reports(&session, 1 + REQUESTS);
        end(&session);
        server_stop(&gate.server);
        WAIT_UNTIL(server_count(&gate.passages) == 0, 5000, sleep_ms(1));
        return session.most_waiting;
}

static void backpressure(void) {
        int few = pile_up("1", 1), some = pile_up("5", 5);

        /* Those that are no Produce requests wait as well, and are not held back. */
        CHECK(few <= 1 + OTHERS, "%d", few);
        CHECK(some <= 5 + OTHERS, "%d", some);
        pile_up("1000000", REQUESTS / 2);
}

/* ---- Up to which size a payload is copied ---- */

#define LIMIT 1000

static const size_t sizes[] = {1, 500, LIMIT - 100, LIMIT - 1, LIMIT, LIMIT + 1, 3 * LIMIT, 70000};
#define SIZES (sizeof(sizes) / sizeof(*sizes))

enum ownership { COPIED, LEFT, GIVEN, OWNERSHIPS };

static const int flags_of[OWNERSHIPS] = {RD_KAFKA_MSG_F_COPY, 0, RD_KAFKA_MSG_F_FREE};

#define PAYLOADS ((int)(SIZES * OWNERSHIPS))

/* In the order of producing. */
static struct {
        char *payload;
        size_t size;
        enum ownership ownership;
} produced[SIZES * OWNERSHIPS];

static void fill_payload(char *payload, size_t size, int number) {
        for (size_t i = 0; i < size; i++)
                payload[i] = (char)(i * 7 + (size_t)number);
}

static void check_payload(const void *payload, size_t size, int number) {
        char *expected = malloc(produced[number].size);

        CHECK_INT(size, produced[number].size);
        fill_payload(expected, size, number);
        CHECK(!memcmp(payload, expected, size), "message %d of %zu bytes has changed", number, size);
        free(expected);
}

static void on_owned_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct session *session = opaque;
        int number              = (int)(intptr_t)message->_private;

        (void)rk;
        if (!count_report(session, message))
                return;
        CHECK_INT(number, session->reports - 1);
        check_payload(message->payload, message->len, number);
        if (produced[number].ownership == COPIED) {
                CHECK(message->payload != produced[number].payload, "not a copy");
        } else {
                CHECK(message->payload == produced[number].payload, "not the application's own pointer");
                CHECK_INT(freed(message->payload), 0);
        }
}

/* What the cluster has is what was produced. */
static void check_log(struct session *session) {
        rd_kafka_t *rk = handle_of(RD_KAFKA_CONSUMER,
                                   conf_of("group.id", "g", "bootstrap.servers",
                                           rd_kafka_mock_cluster_bootstraps(session->cluster), NULL));
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
        int number                            = 0;

        rd_kafka_topic_partition_list_add(list, TOPIC, 0)->offset = 0;
        CHECK_ERR(rd_kafka_assign(rk, list), OK);
        rd_kafka_topic_partition_list_destroy(list);
        WAIT_UNTIL(number == PAYLOADS, 20000, {
                rd_kafka_message_t *message = rd_kafka_consumer_poll(rk, 100);
                if (message) {
                        CHECK_ERR(message->err, OK);
                        check_payload(message->payload, message->len, number++);
                        rd_kafka_message_destroy(message);
                }
        });
        rd_kafka_destroy(rk);
}

static void copies(const char *limit) {
        static struct session session;
        rd_kafka_conf_t *conf = conf_of("message.copy.max.bytes", limit, NULL);

        rd_kafka_conf_set_dr_msg_cb(conf, on_owned_report);
        begin(&session, conf);
        for (int i = 0; i < PAYLOADS; i++) {
                produced[i].size      = sizes[(size_t)i / OWNERSHIPS];
                produced[i].ownership = (enum ownership)(i % OWNERSHIPS);
                produced[i].payload   = tracked_payload(produced[i].size);
                fill_payload(produced[i].payload, produced[i].size, i);
                CHECK_INT(rd_kafka_produce(session.rkt, 0, flags_of[produced[i].ownership],
                                           produced[i].payload, produced[i].size, "key", 3,
                                           (void *)(intptr_t)i),
                          0);
                /* What was copied may change at once. */
                if (produced[i].ownership == COPIED)
                        memset(produced[i].payload, 'x', produced[i].size);
        }
        await_reports(&session, PAYLOADS);
        check_log(&session);
        end(&session);
        for (int i = 0; i < PAYLOADS; i++)
                CHECK_INT(freed(produced[i].payload), produced[i].ownership == GIVEN);
        forget_payloads();
}

int main(void) {
        track_frees();
        linger();
        backpressure();
        copies("0");
        copies("1000");
        copies("65535");
        copies("1000000000");
        return 0;
}
