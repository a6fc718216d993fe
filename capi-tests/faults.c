/* needs: kafka1 mock1; topics: cut=1 bits=1; timeout: 90
 *
 * Faults on the wire between client and broker: connections cut within a frame, and flipped bits.
 * Nothing is lost, nothing wrong is handed out. */
#include "server.h"

/* ---- A proxy that every connection is led through by the client's connect callback ---- */

static struct {
        struct server server;
        _Atomic int cuts_left;   /* connections still to be cut ... */
        _Atomic int cut_after;   /* ... after so many bytes ... */
        _Atomic int cut_replies; /* ... from the broker, or else to it */
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
        return NULL;
}

static void serve(struct server *server, int fd) {
        pthread_t thread;
        pthread_attr_t detached;

        (void)server;
        pthread_attr_init(&detached);
        pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
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
        server_stop(&proxy.server);
        return 0;
}
