/* needs: kafka1; timeout: 30
 *
 * The application's own socket, connect, close and resolve functions. */
#include <fcntl.h>
#include <netdb.h>

#include "server.h"

#define OPAQUE ((void *)0x1234)

/* The counts are added to by the library's threads. */
static struct {
        _Atomic int sockets, connects, closes, resolves, frees, errors, idle_lines;
        int fd;
        int resolve_result, socket_errno, connect_result;
        rd_kafka_resp_err_t err;
        char text[512], node[128], service[32], broker[128];
} seen;

static int on_resolve(const char *node, const char *service, const struct addrinfo *hints,
                      struct addrinfo **result, void *opaque) {
        CHECK(opaque == OPAQUE, "another opaque");
        if (!node && !service) { /* give it back */
                CHECK(result && *result, "free what?");
                freeaddrinfo(*result);
                seen.frees++;
                return 0;
        }
        seen.resolves++;
        snprintf(seen.node, sizeof(seen.node), "%s", node);
        snprintf(seen.service, sizeof(seen.service), "%s", service);
        CHECK_INT(hints->ai_socktype, SOCK_STREAM);
        CHECK_INT(hints->ai_protocol, IPPROTO_TCP);
        CHECK_INT(hints->ai_family, AF_UNSPEC);
        if (seen.resolve_result)
                return seen.resolve_result;
        return getaddrinfo("127.0.0.1", service, hints, result);
}

static int on_socket(int domain, int type, int protocol, void *opaque) {
        CHECK(opaque == OPAQUE, "another opaque");
        CHECK_INT(domain, AF_INET);
        CHECK_INT(type & 0xf, SOCK_STREAM);
        CHECK_INT(protocol, IPPROTO_TCP);
        seen.sockets++;
        if (seen.socket_errno) {
                errno = seen.socket_errno;
                return -1;
        }
        return seen.fd = socket(domain, type, protocol);
}

static int on_connect(int fd, const struct sockaddr *address, int size, const char *broker,
                      void *opaque) {
        CHECK(opaque == OPAQUE, "another opaque");
        CHECK_INT(fd, seen.fd);
        CHECK_INT(size, sizeof(struct sockaddr_in));
        CHECK_INT(address->sa_family, AF_INET);
        CHECK(fcntl(fd, F_GETFL) & O_NONBLOCK, "a blocking socket");
        snprintf(seen.broker, sizeof(seen.broker), "%s", broker);
        seen.connects++;
        if (seen.connect_result)
                return seen.connect_result;
        return connect(fd, address, (socklen_t)size) == 0 || errno == EINPROGRESS ? 0 : errno;
}

static int on_close(int fd, void *opaque) {
        CHECK(opaque == OPAQUE, "another opaque");
        seen.closes++;
        return close(fd);
}

static void on_error(rd_kafka_t *rk, int err, const char *reason, void *opaque) {
        (void)rk;
        (void)opaque;
        if (err == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
                return;
        seen.errors++;
        seen.err = err;
        snprintf(seen.text, sizeof(seen.text), "%s", reason);
}

static void on_log(const rd_kafka_t *rk, int level, const char *facility, const char *text) {
        (void)rk;
        (void)level;
        (void)facility;
        if (strstr(text, "Connection max idle time exceeded"))
                seen.idle_lines++;
}

static rd_kafka_t *client(const char *servers, const char *idle_ms) {
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", servers, "log_level", "0",
                                        "connections.max.idle.ms", idle_ms,
                                        "broker.address.ttl", "500", "debug", "broker", NULL);
        rd_kafka_conf_set_log_cb(conf, on_log);
        rd_kafka_conf_set_resolve_cb(conf, on_resolve);
        rd_kafka_conf_set_socket_cb(conf, on_socket);
        rd_kafka_conf_set_connect_cb(conf, on_connect);
        rd_kafka_conf_set_closesocket_cb(conf, on_close);
        rd_kafka_conf_set_error_cb(conf, on_error);
        rd_kafka_conf_set_opaque(conf, OPAQUE);
        return handle_of(RD_KAFKA_PRODUCER, conf);
}

static void ask(rd_kafka_t *rk) {
        const struct rd_kafka_metadata *metadata;

        CHECK_ERR(rd_kafka_metadata(rk, 0, NULL, &metadata, scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(metadata->broker_cnt, 1);
        rd_kafka_metadata_destroy(metadata);
}

static void against_a_broker(void) {
        char servers[128];
        char *port;

        /* A name of the application's own making, which only its resolver knows. */
        port = strrchr(bootstrap(), ':') + 1;
        snprintf(servers, sizeof(servers), "kafka.example:%s", port);
        memset(&seen, 0, sizeof(seen));
        rd_kafka_t *rk = client(servers, "0");
        WAIT_UNTIL(seen.connects, 5000, rd_kafka_poll(rk, 5));
        CHECK_STR(seen.node, "kafka.example");
        CHECK_STR(seen.service, port);
        CHECK_STR(seen.broker, servers);
        ask(rk);
        CHECK_INT(seen.errors, 0);
        CHECK_INT(seen.frees, seen.resolves);
        rd_kafka_destroy(rk);
        CHECK_INT(seen.closes, seen.sockets);
}

/* A connection that nothing uses is closed, without an error, and made again when needed. */
static void idle(void) {
        memset(&seen, 0, sizeof(seen));
        rd_kafka_t *rk = client(bootstrap(), "1000");
        ask(rk);
        /* The reference closes the connection to a bootstrap broker as well, which is not idle. */
        WAIT_UNTIL(seen.idle_lines > 0 && seen.closes == seen.sockets, 10000, rd_kafka_poll(rk, 20));
        int sockets = seen.sockets;
        ask(rk);
        CHECK(seen.sockets > sockets, "no new connection");
        CHECK_INT(seen.errors, 0);
        rd_kafka_destroy(rk);
        CHECK_INT(seen.closes, seen.sockets);
}

static void failures(void) {
        rd_kafka_t *rk;

        memset(&seen, 0, sizeof(seen));
        seen.resolve_result = EAI_AGAIN;
        rk                  = client("kafka.example:9092", "0");
        WAIT_UNTIL(seen.errors, 5000, rd_kafka_poll(rk, 10));
        rd_kafka_destroy(rk);
        CHECK_ERR(seen.err, RD_KAFKA_RESP_ERR__RESOLVE);
        CHECK_CONTAINS(seen.text, "kafka.example:9092/bootstrap: Failed to resolve "
                                  "'kafka.example:9092': ");
        CHECK_CONTAINS(seen.text, gai_strerror(EAI_AGAIN));
        CHECK_INT(seen.sockets, 0);
        CHECK_INT(seen.frees, 0);

        memset(&seen, 0, sizeof(seen));
        seen.socket_errno = EMFILE;
        rk                = client("kafka.example:9092", "0");
        WAIT_UNTIL(seen.errors, 5000, rd_kafka_poll(rk, 10));
        rd_kafka_destroy(rk);
        CHECK_ERR(seen.err, RD_KAFKA_RESP_ERR__TRANSPORT);
        CHECK_CONTAINS(seen.text, "Failed to create socket: Too many open files");
        CHECK_INT(seen.connects + seen.closes, 0);

        memset(&seen, 0, sizeof(seen));
        seen.connect_result = ECONNREFUSED;
        rk                  = client("kafka.example:9092", "0");
        WAIT_UNTIL(seen.errors, 5000, rd_kafka_poll(rk, 10));
        /* The addresses did not help: each further attempt has the name resolved again. */
        WAIT_UNTIL(seen.connects >= 3, 10000, rd_kafka_poll(rk, 10));
        rd_kafka_destroy(rk);
        CHECK_ERR(seen.err, RD_KAFKA_RESP_ERR__TRANSPORT);
        CHECK_CONTAINS(seen.text, "Failed to connect to broker at ");
        CHECK_CONTAINS(seen.text, ": Connection refused");
        CHECK_INT(seen.resolves, seen.connects);
        CHECK_INT(seen.closes, seen.sockets);
}

int main(void) {
        against_a_broker();
        idle();
        failures();
        return 0;
}
