/* needs: kafka1 mock1; topics: cut=1 bits=1 slow=2 stalled=3; timeout: 90
 *
 * Faults on the wire between client and broker: connections cut within a frame, flipped bits, a server
 * that reads slowly, and one that does not read at all for a while. Nothing is lost, nothing wrong is
 * handed out, and nothing is written twice by an idempotent producer. */
#include "server.h"

/* ---- A proxy that every connection is led through by the client's connect callback ---- */

static struct {
        struct server server;
        _Atomic int pumps;       /* connections that are being served */
        _Atomic int cuts_left;   /* connections still to be cut ... */
        _Atomic int cut_after;   /* ... after so many bytes ... */
        _Atomic int cut_replies; /* ... from the broker, or else to it */
        _Atomic int slow;        /* ms before each piece is read from the client */
        _Atomic int stalled;     /* nothing is read from clients at all */
        _Atomic int flip;        /* change a byte in each large piece from the broker */
        _Atomic int flipped;
} proxy;

static int broker_socket(void) {
        struct sockaddr_in address = {.sin_family      = AF_INET,
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                      .sin_port        = htons((uint16_t)atoi(
                                          strrchr(bootstrap(), ':') + 1))};
        int fd                     = socket(AF_INET, SOCK_STREAM, 0);

        CHECK(fd >= 0, "%s", strerror(errno));
        CHECK(connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0, "%s",
              strerror(errno));
        return fd;
}

/* Whether this connection, after `bytes` of the direction that counts, is one to cut. */
static int is_cut(long bytes) {
        if (bytes < proxy.cut_after)
                return 0;
        return --proxy.cuts_left >= 0;
}

static void *pump(void *argument) {
        int fds[2] = {(int)(intptr_t)argument, broker_socket()};
        long bytes[2] = {0, 0};
        char data[16384];

        for (;;) {
                struct pollfd ready[2] = {{fds[0], POLLIN, 0}, {fds[1], POLLIN, 0}};
                if (poll(ready, 2, -1) < 0)
                        continue;
                int from    = ready[1].revents ? 1 : 0;
                if (from == 0)
                        sleep_ms(proxy.slow);
                while (from == 0 && proxy.stalled)
                        sleep_ms(2);
                ssize_t got = read(fds[from], data, sizeof(data));
                if (got <= 0)
                        break;
                if (from == 1 && got > 2000 && proxy.flip) {
                        data[got - 10] ^= 0x40;
                        proxy.flipped++;
                }
                bytes[from] += got;
                if (from == proxy.cut_replies && is_cut(bytes[from])) {
                        server_write(fds[!from], data, (size_t)got / 2);
                        break;
                }
                server_write(fds[!from], data, (size_t)got);
        }
        close(fds[0]);
        close(fds[1]);
        proxy.pumps--;
        return NULL;
}

static void serve(struct server *server, int fd) {
        pthread_t thread;
        pthread_attr_t detached;
        int small = 16384;

        (void)server;
        /* What is not read soon fills the client's socket. */
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
        pthread_attr_init(&detached);
        pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
        proxy.pumps++;
        CHECK_INT(pthread_create(&thread, &detached, pump, (void *)(intptr_t)dup(fd)), 0);
        pthread_attr_destroy(&detached);
}

static int on_connect(int fd, const struct sockaddr *address, int size, const char *broker,
                      void *opaque) {
        struct sockaddr_in through = *(const struct sockaddr_in *)address;

        (void)size;
        (void)broker;
        (void)opaque;
        through.sin_port = htons((uint16_t)proxy.server.port);
        return connect(fd, (struct sockaddr *)&through, sizeof(through)) == 0 ||
                       errno == EINPROGRESS
                   ? 0
                   : errno;
}

static rd_kafka_conf_t *through_proxy(void) {
        rd_kafka_conf_t *conf = conf_of("log_level", "0", "reconnect.backoff.ms", "10",
                                        "reconnect.backoff.max.ms", "50", "retry.backoff.ms", "10",
                                        NULL);
        rd_kafka_conf_set_connect_cb(conf, on_connect);
        return conf;
}

static void cut(int times, int after, int replies) {
        proxy.cut_after = after;
        proxy.cut_replies = replies;
        proxy.cuts_left = times;
}

/* ---- Cut connections ---- */

#define COUNT 1000
#define SIZE 1000

static int delivered;

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        (void)rk;
        (void)opaque;
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        delivered++;
}

static void produce_through_cuts(void) {
        rd_kafka_conf_t *conf = through_proxy();
        char value[SIZE];

        conf_put(conf, "batch.num.messages", "20");
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        cut(5, 30000, 0);
        rd_kafka_t *rk        = producer_of(conf);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("cut"), NULL);
        for (int i = 0; i < COUNT; i++) {
                memset(value, 'a' + i % 26, sizeof(value));
                memcpy(value, &i, sizeof(i));
                CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, value, SIZE, NULL, 0, NULL),
                          0);
        }
        flush_all(rk);
        CHECK_INT(delivered, COUNT);
        CHECK(proxy.cuts_left < 0, "%d cuts left", proxy.cuts_left);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

/* A retry may have written a message twice; none is missing, none is damaged. */
static void consume_through_cuts(void) {
        rd_kafka_conf_t *conf = through_proxy();
        static char seen[COUNT];
        int64_t next = 0, low, high;

        conf_put(conf, "fetch.message.max.bytes", "100000");
        cut(3, 150000, 1);
        rd_kafka_t *rk        = consumer_of(conf);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("cut"), NULL);
        CHECK_ERR(rd_kafka_query_watermark_offsets(rk, topic_name("cut"), 0, &low, &high,
                                                   scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_BEGINNING), 0);
        while (next < high) {
                rd_kafka_message_t *message = rd_kafka_consume(rkt, 0, scaled(20000));
                int number;

                CHECK(message && !message->err, "%s",
                      message ? rd_kafka_message_errstr(message) : "no message");
                CHECK_INT(message->offset, next++);
                CHECK_INT(message->len, SIZE);
                memcpy(&number, message->payload, sizeof(number));
                CHECK(number >= 0 && number < COUNT, "number %d", number);
                for (int i = sizeof(number); i < SIZE; i++)
                        CHECK(((char *)message->payload)[i] == 'a' + number % 26, "damaged");
                seen[number] = 1;
                rd_kafka_message_destroy(message);
        }
        for (int i = 0; i < COUNT; i++)
                CHECK(seen[i], "message %d is lost", i);
        CHECK(proxy.cuts_left < 0, "%d cuts left", proxy.cuts_left);
        CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        cut(0, 0, 0);
}

/* ---- A server that is slow to read ---- */

enum { FEW = 400 };

/* Numbers FEW large messages; waits for none. */
static void produce_numbered(rd_kafka_topic_t *rkt, int32_t partition) {
        char value[SIZE];
        double begun = now_ms();

        memset(value, 's', sizeof(value));
        for (int i = 0; i < FEW; i++) {
                memcpy(value, &i, sizeof(i));
                CHECK_INT(rd_kafka_produce(rkt, partition, RD_KAFKA_MSG_F_COPY, value, SIZE, NULL, 0,
                                           NULL),
                          0);
        }
        CHECK(now_ms() - begun < scaled(1000), "produce() has waited for the server");
}

/* The partition has each number; once and in order if `once`. */
static void check_numbered(const char *topic, int32_t partition, int once) {
        rd_kafka_t *rk        = consumer_of(NULL);
        rd_kafka_topic_t *rkt = topic_of(rk, topic, NULL);
        char seen[FEW]        = {0};
        int64_t low, high, next = 0;

        CHECK_ERR(rd_kafka_query_watermark_offsets(rk, topic, partition, &low, &high, scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_consume_start(rkt, partition, RD_KAFKA_OFFSET_BEGINNING), 0);
        while (next < high) {
                rd_kafka_message_t *message = rd_kafka_consume(rkt, partition, scaled(20000));
                int number;

                CHECK(message && !message->err, "%s",
                      message ? rd_kafka_message_errstr(message) : "no message");
                memcpy(&number, message->payload, sizeof(number));
                CHECK(number >= 0 && number < FEW, "number %d", number);
                if (once)
                        CHECK_INT(number, next);
                next         = message->offset + 1;
                seen[number] = 1;
                rd_kafka_message_destroy(message);
        }
        if (once)
                CHECK_INT(high, FEW);
        for (int i = 0; i < FEW; i++)
                CHECK(seen[i], "message %d is lost", i);
        CHECK_INT(rd_kafka_consume_stop(rkt, partition), 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static rd_kafka_t *producer_with_little_room(int idempotent, const char *timeout) {
        rd_kafka_conf_t *conf = through_proxy();

        conf_put(conf, "enable.idempotence", idempotent ? "true" : "false");
        conf_put(conf, "socket.send.buffer.bytes", "16384");
        conf_put(conf, "batch.num.messages", "50");
        conf_put(conf, "socket.timeout.ms", timeout);
        conf_put(conf, "request.timeout.ms", timeout);
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        delivered = 0;
        return producer_of(conf);
}

static void the_server_reads_slowly(int idempotent) {
        rd_kafka_t *rk        = producer_with_little_room(idempotent, "60000");
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("slow"), NULL);

        proxy.slow = 10;
        produce_numbered(rkt, idempotent);
        flush_all(rk);
        proxy.slow = 0;
        CHECK_INT(delivered, FEW);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        check_numbered(topic_name("slow"), idempotent, 1);
}

/* The socket fills up within a request, whose time runs out. When the server reads again, it finds what was sent
 * then, and what was sent anew by another connection. */
static void the_server_stops_reading(int idempotent) {
        rd_kafka_t *rk        = producer_with_little_room(idempotent, "1000");
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("stalled"), NULL);

        produce_text(rkt, 2, "connected");
        flush_all(rk);
        int accepted  = server_count(&proxy.server.accepted);
        proxy.stalled = 1;
        produce_numbered(rkt, idempotent);
        WAIT_UNTIL(server_count(&proxy.server.accepted) > accepted, 20000, rd_kafka_poll(rk, 20));
        CHECK_INT(delivered, 1);
        proxy.stalled = 0;
        flush_all(rk);
        CHECK_INT(delivered, 1 + FEW);
        CHECK_ERR(rd_kafka_fatal_error(rk, NULL, 0), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        check_numbered(topic_name("stalled"), idempotent, idempotent);
}

/* ---- Flipped bits ---- */

static void flipped_bits(void) {
        rd_kafka_t *producer   = producer_of(NULL);
        rd_kafka_topic_t *into = topic_of(producer, topic_name("bits"), NULL);
        rd_kafka_conf_t *conf  = through_proxy();
        char value[8000];

        memset(value, 'v', sizeof(value));
        CHECK_INT(rd_kafka_produce(into, 0, RD_KAFKA_MSG_F_COPY, value, sizeof(value), NULL, 0,
                                   NULL),
                  0);
        flush_all(producer);
        rd_kafka_topic_destroy(into);
        rd_kafka_destroy(producer);

        conf_put(conf, "check.crcs", "true");
        /* The reference goes on behind what it took for a message, which is out of range, and may reset the offset of
         * the next start for it. */
        conf_put(conf, "auto.offset.reset", "earliest");
        rd_kafka_t *rk        = consumer_of(conf);
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("bits"), NULL);
        const struct rd_kafka_metadata *metadata;
        CHECK_ERR(rd_kafka_metadata(rk, 0, rkt, &metadata, scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_metadata_destroy(metadata);

        proxy.flip = 1;
        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_BEGINNING), 0);
        rd_kafka_message_t *message = rd_kafka_consume(rkt, 0, scaled(10000));
        CHECK(message != NULL, "neither a message nor an error");
        fprintf(stderr, "%s at %" PRId64 ": %s\n", rd_kafka_err2name(message->err),
                message->offset, rd_kafka_message_errstr(message));
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR__BAD_MSG);
        CHECK(proxy.flipped > 0, "nothing was changed");
        rd_kafka_message_destroy(message);

        proxy.flip = 0;
        rd_kafka_consume_stop(rkt, 0);
        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_BEGINNING), 0);
        message = rd_kafka_consume(rkt, 0, scaled(10000));
        while (message && message->err) {
                rd_kafka_message_destroy(message);
                message = rd_kafka_consume(rkt, 0, scaled(10000));
        }
        CHECK(message && message->len == sizeof(value) &&
                  !memcmp(message->payload, value, sizeof(value)),
              "not the whole message");
        rd_kafka_message_destroy(message);
        CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

int main(void) {
        server_start(&proxy.server, serve);
        produce_through_cuts();
        consume_through_cuts();
        flipped_bits();
        for (int idempotent = 0; idempotent < 2; idempotent++)
                the_server_reads_slowly(idempotent);
        for (int idempotent = 0; idempotent < 2; idempotent++)
                the_server_stops_reading(idempotent);
        server_stop(&proxy.server);
        WAIT_UNTIL(proxy.pumps == 0, 10000, sleep_ms(1));
        return 0;
}
