/* needs: kafka1; timeout: 40
 *
 * A name with several addresses: each is tried; broker.address.family chooses among them. */
#include <netdb.h>

#include "server.h"

static int connects;


static struct addrinfo *address_of(int family, const char *text, const char *service) {
        struct addrinfo *info = calloc(1, sizeof(*info) + sizeof(struct sockaddr_in6));

        info->ai_family   = family;
        info->ai_socktype = SOCK_STREAM;
        info->ai_protocol = IPPROTO_TCP;
        info->ai_addr     = (struct sockaddr *)(info + 1);
        if (family == AF_INET) {
                struct sockaddr_in *in = (struct sockaddr_in *)info->ai_addr;
                in->sin_family         = AF_INET;
                in->sin_port           = htons((uint16_t)atoi(service));
                info->ai_addrlen       = sizeof(*in);
                CHECK_INT(inet_pton(AF_INET, text, &in->sin_addr), 1);
        } else {
                struct sockaddr_in6 *in = (struct sockaddr_in6 *)info->ai_addr;
                in->sin6_family         = AF_INET6;
                in->sin6_port           = htons((uint16_t)atoi(service));
                info->ai_addrlen        = sizeof(*in);
                CHECK_INT(inet_pton(AF_INET6, text, &in->sin6_addr), 1);
        }
        return info;
}

/* Two addresses where nothing listens, and the broker's. */
static int on_resolve(const char *node, const char *service, const struct addrinfo *hints,
                      struct addrinfo **result, void *opaque) {
        (void)opaque;
        (void)hints;
        if (!node && !service) {
                for (struct addrinfo *info = *result, *next; info; info = next) {
                        next = info->ai_next;
                        free(info);
                }
                return 0;
        }
        if (strcmp(node, "kafka.example"))
                return getaddrinfo(node, service, hints, result);
        *result                     = address_of(AF_INET6, "::1", service);
        (*result)->ai_next          = address_of(AF_INET, "127.0.0.77", service);
        (*result)->ai_next->ai_next = address_of(AF_INET, "127.0.0.1", service);
        return 0;
}

static int on_connect(int fd, const struct sockaddr *address, int size, const char *broker,
                      void *opaque) {
        (void)broker;
        (void)opaque;
        __atomic_add_fetch(&connects, 1, __ATOMIC_SEQ_CST);
        return connect(fd, address, (socklen_t)size) == 0 || errno == EINPROGRESS ? 0 : errno;
}

static rd_kafka_t *client(const char *family) {
        char servers[64];
        snprintf(servers, sizeof(servers), "kafka.example:%s", strrchr(bootstrap(), ':') + 1);
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", servers, "broker.address.family",
                                        family, "reconnect.backoff.ms", "10",
                                        "reconnect.backoff.max.ms", "20", "log_level", "0", NULL);
        rd_kafka_conf_set_resolve_cb(conf, on_resolve);
        rd_kafka_conf_set_connect_cb(conf, on_connect);
        return handle_of(RD_KAFKA_PRODUCER, conf);
}

/* The broker is found behind the third of three addresses, however often the others refuse. */
static void found_in_the_end(const char *family) {
        const struct rd_kafka_metadata *metadata;

        for (int i = 0; i < 3; i++) {
                rd_kafka_t *rk = client(family);
                CHECK_ERR(rd_kafka_metadata(rk, 0, NULL, &metadata, scaled(20000)),
                          RD_KAFKA_RESP_ERR_NO_ERROR);
                rd_kafka_metadata_destroy(metadata);
                rd_kafka_destroy(rk);
        }
}

static int wrong_family;

static int on_socket(int domain, int type, int protocol, void *opaque) {
        (void)opaque;
        if (domain != AF_INET6)
                wrong_family++;
        return socket(domain, type, protocol);
}

static void hints_follow_family(void) {
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", "localhost:1",
                                        "broker.address.family", "v6", "log_level", "0", NULL);
        rd_kafka_conf_set_socket_cb(conf, on_socket);
        rd_kafka_t *rk = handle_of(RD_KAFKA_PRODUCER, conf);
        sleep_ms(200);
        rd_kafka_destroy(rk);
        CHECK_INT(wrong_family, 0);
}

int main(void) {
        found_in_the_end("any");
        found_in_the_end("v4");
        CHECK(connects > 6, "%d connects", connects);
        hints_follow_family();
        return 0;
}
