/* A server on the loopback that behaves as a test wants it to: mostly not as a broker should. */
#ifndef CAPI_TESTS_SERVER_H
#define CAPI_TESTS_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "test.h"

/* Serves one connection; returns when it is done with it. `server->stop` asks it to return. */
struct server;
typedef void server_fn(struct server *server, int fd);

struct server {
        server_fn *serve;
        int listener;
        int port;
        int stop;
        int accepted; /* connections so far */
        int requests; /* requests read so far by server_read_request() */
        char address[32];
        pthread_t thread;
};

static void *server_main(void *argument) {
        struct server *server = argument;

        while (!__atomic_load_n(&server->stop, __ATOMIC_SEQ_CST)) {
                struct pollfd ready = {server->listener, POLLIN, 0};
                if (poll(&ready, 1, 10) <= 0)
                        continue;
                int fd = accept(server->listener, NULL, NULL);
                if (fd < 0)
                        continue;
                __atomic_add_fetch(&server->accepted, 1, __ATOMIC_SEQ_CST);
                server->serve(server, fd);
                close(fd);
        }
        return NULL;
}

/* Takes a port, but does not listen on it yet: connections are refused. */
static TEST_UNUSED void server_reserve(struct server *server, server_fn *serve) {
        struct sockaddr_in address = {.sin_family      = AF_INET,
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t size             = sizeof(address);

        memset(server, 0, sizeof(*server));
        server->serve    = serve;
        server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        CHECK(server->listener >= 0, "%s", strerror(errno));
        CHECK_INT(bind(server->listener, (struct sockaddr *)&address, size), 0);
        CHECK_INT(getsockname(server->listener, (struct sockaddr *)&address, &size), 0);
        server->port = ntohs(address.sin_port);
        snprintf(server->address, sizeof(server->address), "127.0.0.1:%d", server->port);
}

static TEST_UNUSED void server_listen(struct server *server) {
        CHECK_INT(listen(server->listener, 16), 0);
        CHECK_INT(pthread_create(&server->thread, NULL, server_main, server), 0);
}

static TEST_UNUSED void server_start(struct server *server, server_fn *serve) {
        server_reserve(server, serve);
        server_listen(server);
}

static TEST_UNUSED void server_stop(struct server *server) {
        __atomic_store_n(&server->stop, 1, __ATOMIC_SEQ_CST);
        shutdown(server->listener, SHUT_RDWR);
        pthread_join(server->thread, NULL);
        close(server->listener);
}

static TEST_UNUSED int server_count(int *counter) {
        return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

/* Reads exactly `size` bytes; 0 when the client closed or the server stops. */
static TEST_UNUSED int server_read(struct server *server, int fd, void *data, size_t size) {
        size_t have = 0;

        while (have < size) {
                struct pollfd ready = {fd, POLLIN, 0};
                if (__atomic_load_n(&server->stop, __ATOMIC_SEQ_CST))
                        return 0;
                if (poll(&ready, 1, 10) <= 0)
                        continue;
                ssize_t got = read(fd, (char *)data + have, size - have);
                if (got <= 0)
                        return 0;
                have += (size_t)got;
        }
        return 1;
}

struct request {
        uint16_t key, version;
        uint32_t correlation;
        char body[4096];
};

/* Reads one Kafka request; 0 when there is none any more. */
static TEST_UNUSED int server_read_request(struct server *server, int fd, struct request *request) {
        uint32_t length;

        if (!server_read(server, fd, &length, 4))
                return 0;
        length = ntohl(length);
        CHECK(length >= 8 && length - 8 <= sizeof(request->body), "a request of %u bytes", length);
        if (!server_read(server, fd, &request->key, 2) ||
            !server_read(server, fd, &request->version, 2) ||
            !server_read(server, fd, &request->correlation, 4) ||
            !server_read(server, fd, request->body, length - 8))
                return 0;
        request->key         = ntohs(request->key);
        request->version     = ntohs(request->version);
        request->correlation = ntohl(request->correlation);
        __atomic_add_fetch(&server->requests, 1, __ATOMIC_SEQ_CST);
        return 1;
}

static TEST_UNUSED void server_write(int fd, const void *data, size_t size) {
        /* The client may be gone: that is its right. */
        if (send(fd, data, size, MSG_NOSIGNAL) < 0)
                return;
}

/* Waits until the client closes or the server stops. */
static TEST_UNUSED void server_linger(struct server *server, int fd) {
        char byte;
        while (server_read(server, fd, &byte, 1))
                ;
}

#endif
