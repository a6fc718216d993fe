/* A proxy between a client and one broker that does something to some requests of one type, or to their answers. */
#ifndef CAPI_TESTS_FAULT_PROXY_H
#define CAPI_TESTS_FAULT_PROXY_H

#include "server.h"

enum fault {
        CODE,    /* the broker answers with an error: nothing for the proxy to do */
        CUT,     /* the connection is closed instead of the answer */
        LATE,    /* the answer comes 300 ms later */
        TWICE,   /* it is sent twice */
        SHORT,   /* its second half is missing, and its length says so */
        MUTATED, /* some of its bytes are others */
        SILENT,  /* it never comes, nor does any other on this connection */
        OVERDUE, /* it comes when the client has given it up (OVERDUE_MS) and tried again */
        TORN,    /* the connection is closed in the middle of the request */
};

#define OVERDUE_MS 3500

struct proxy {
        struct server server;
        int broker_port;
        enum fault fault;
        int api;
        unsigned seed;
        int left;    /* requests that are still to be dealt with */
        int pumps;   /* connections that are being served */
        int happened;
};

/* A connection through the proxy, and the types of its requests that have no answer yet. */
struct pump {
        struct proxy *proxy;
        int client, broker;
        int silent; /* nothing is passed on to the client any more */
        pthread_mutex_t lock;
        struct {
                uint32_t correlation;
                uint16_t api;
        } asked[64];
        int asked_count;
};

struct frame {
        uint32_t length;
        unsigned char *data;
};

/* Reads a frame, its length in network order before it; 0 at the end. */
static int read_frame(struct proxy *proxy, int fd, struct frame *frame) {
        uint32_t length;

        if (!server_read(&proxy->server, fd, &length, 4))
                return 0;
        frame->length = ntohl(length);
        frame->data   = malloc(4 + (size_t)frame->length);
        memcpy(frame->data, &length, 4);
        if (server_read(&proxy->server, fd, frame->data + 4, frame->length))
                return 1;
        free(frame->data);
        return 0;
}

static void write_all(int fd, const unsigned char *data, size_t size) {
        while (size > 0) {
                ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
                if (sent <= 0)
                        return;
                data += sent;
                size -= (size_t)sent;
        }
}

static enum fault proxy_fault(struct proxy *proxy) {
        return __atomic_load_n(&proxy->fault, __ATOMIC_SEQ_CST);
}

/* Whether a request of this type, or its answer, is one that something is to be done to. */
static int is_one(struct proxy *proxy, int api) {
        return api == proxy->api && __atomic_sub_fetch(&proxy->left, 1, __ATOMIC_SEQ_CST) >= 0;
}

/* Notes whose answer will be whose. */
static void note_request(struct pump *pump, uint16_t api, const struct frame *frame) {
        uint32_t correlation;

        memcpy(&correlation, frame->data + 8, 4);
        pthread_mutex_lock(&pump->lock);
        if (pump->asked_count < 64) {
                pump->asked[pump->asked_count].api           = api;
                pump->asked[pump->asked_count++].correlation = correlation;
        }
        pthread_mutex_unlock(&pump->lock);
}

static void *pump_requests(void *argument) {
        struct pump *pump = argument;
        struct frame frame;
        int torn = 0;

        while (!torn && read_frame(pump->proxy, pump->client, &frame)) {
                uint16_t api;

                memcpy(&api, frame.data + 4, 2);
                api  = ntohs(api);
                torn = proxy_fault(pump->proxy) == TORN && is_one(pump->proxy, api);
                if (torn)
                        __atomic_store_n(&pump->proxy->happened, 1, __ATOMIC_SEQ_CST);
                note_request(pump, api, &frame);
                write_all(pump->broker, frame.data, (4 + (size_t)frame.length) / (torn ? 2 : 1));
                free(frame.data);
        }
        shutdown(pump->broker, SHUT_RDWR);
        shutdown(pump->client, SHUT_RDWR);
        return NULL;
}

/* Whether this answer is one. */
static int is_chosen(struct pump *pump, const struct frame *frame) {
        int api = -1;
        uint32_t correlation;

        if (frame->length < 4)
                return 0;
        memcpy(&correlation, frame->data + 4, 4);
        pthread_mutex_lock(&pump->lock);
        for (int i = 0; i < pump->asked_count; i++) {
                if (pump->asked[i].correlation != correlation)
                        continue;
                api            = pump->asked[i].api;
                pump->asked[i] = pump->asked[--pump->asked_count];
                break;
        }
        pthread_mutex_unlock(&pump->lock);
        return proxy_fault(pump->proxy) != TORN && is_one(pump->proxy, api);
}

/* Half of what follows the correlation id goes. */
static void shorten(struct frame *frame) {
        uint32_t length;

        frame->length = 4 + (frame->length - 4) / 2;
        length        = htonl(frame->length);
        memcpy(frame->data, &length, 4);
}

/* One byte in sixteen behind the correlation id, and at least one. */
static void mutate(struct frame *frame, unsigned seed) {
        unsigned size = frame->length - 4;

        for (unsigned i = 0; size && i <= size / 16; i++) {
                seed = seed * 1103515245u + 12345u;
                frame->data[8 + (seed >> 8) % size] ^= (unsigned char)(1 + (seed >> 24) % 255);
        }
}

/* Returns whether the connection goes on. */
static int pass_on(struct pump *pump, struct frame *frame) {
        enum fault fault = is_chosen(pump, frame) ? proxy_fault(pump->proxy) : CODE;

        if (fault != CODE)
                __atomic_store_n(&pump->proxy->happened, 1, __ATOMIC_SEQ_CST);
        if (fault == CUT)
                return 0;
        pump->silent |= fault == SILENT;
        if (pump->silent)
                return 1;
        if (fault == LATE || fault == OVERDUE)
                sleep_ms(fault == LATE ? 300 : OVERDUE_MS);
        if (fault == SHORT)
                shorten(frame);
        if (fault == MUTATED)
                mutate(frame, pump->proxy->seed);
        for (int i = 0; i <= (fault == TWICE); i++)
                write_all(pump->client, frame->data, 4 + (size_t)frame->length);
        return 1;
}

static int connect_to(int port) {
        struct sockaddr_in address = {.sin_family      = AF_INET,
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                      .sin_port        = htons((uint16_t)port)};
        int fd                     = socket(AF_INET, SOCK_STREAM, 0);

        CHECK(fd >= 0, "%s", strerror(errno));
        if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
                return fd;
        close(fd);
        return -1;
}

static void *pump_answers(void *argument) {
        struct pump *pump = argument;
        struct frame frame;
        pthread_t requests;

        pump->broker = connect_to(pump->proxy->broker_port);
        if (pump->broker >= 0) {
                CHECK_INT(pthread_create(&requests, NULL, pump_requests, pump), 0);
                while (read_frame(pump->proxy, pump->broker, &frame)) {
                        int on = pass_on(pump, &frame);
                        free(frame.data);
                        if (!on)
                                break;
                }
                shutdown(pump->client, SHUT_RDWR);
                shutdown(pump->broker, SHUT_RDWR);
                pthread_join(requests, NULL);
                close(pump->broker);
        }
        close(pump->client);
        pthread_mutex_destroy(&pump->lock);
        __atomic_sub_fetch(&pump->proxy->pumps, 1, __ATOMIC_SEQ_CST);
        free(pump);
        return NULL;
}

static void proxy_serve(struct server *server, int fd) {
        struct pump *pump = calloc(1, sizeof(*pump));
        pthread_attr_t detached;
        pthread_t thread;

        pump->proxy  = (struct proxy *)server; /* its first member */
        pump->client = dup(fd);
        pthread_mutex_init(&pump->lock, NULL);
        __atomic_add_fetch(&pump->proxy->pumps, 1, __ATOMIC_SEQ_CST);
        pthread_attr_init(&detached);
        pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
        CHECK_INT(pthread_create(&thread, &detached, pump_answers, pump), 0);
        pthread_attr_destroy(&detached);
}

/* From now on, `times` requests have `fault`. */
static TEST_UNUSED void proxy_trouble(struct proxy *proxy, enum fault fault, int times) {
        __atomic_store_n(&proxy->left, 0, __ATOMIC_SEQ_CST);
        __atomic_store_n(&proxy->fault, fault, __ATOMIC_SEQ_CST);
        __atomic_store_n(&proxy->left, times, __ATOMIC_SEQ_CST);
}

/* Starts a proxy for the broker at `address` ("host:port"). */
static void proxy_start(struct proxy *proxy, const char *address, enum fault fault, int api,
                        unsigned seed) {
        server_reserve(&proxy->server, proxy_serve);
        proxy->broker_port = atoi(strrchr(address, ':') + 1);
        proxy->fault       = fault;
        proxy->api         = api;
        proxy->seed        = seed;
        server_listen(&proxy->server);
}

static void proxy_stop(struct proxy *proxy) {
        server_stop(&proxy->server);
        WAIT_UNTIL(__atomic_load_n(&proxy->pumps, __ATOMIC_SEQ_CST) == 0, 5000 + OVERDUE_MS, sleep_ms(1));
}

/* Leads a client's connection through the proxy: for its connect callback. */
static int proxy_connect(struct proxy *proxy, int fd, const struct sockaddr *address) {
        struct sockaddr_in through = *(const struct sockaddr_in *)address;

        through.sin_port = htons((uint16_t)proxy->server.port);
        return connect(fd, (struct sockaddr *)&through, sizeof(through)) == 0 || errno == EINPROGRESS
                   ? 0
                   : errno;
}

#endif
