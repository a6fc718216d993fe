/* needs: none; timeout: 60
 *
 * Servers that accept a connection and then do what no broker does: one clear error each, another
 * attempt later, and an end at any time. */
#include "server.h"

static void speak_http(struct server *server, int fd) {
        static const char text[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
        server_write(fd, text, sizeof(text) - 1);
        server_linger(server, fd);
}

static void close_at_once(struct server *server, int fd) {
        (void)server;
        (void)fd;
}

static void close_after_request(struct server *server, int fd) {
        struct request request;
        server_read_request(server, fd, &request);
}

/* Answers the first request with a frame of `length` bytes, as much of it as is in `body`. */
static void answer(struct server *server, int fd, int32_t length, uint32_t correlation_change,
                   const void *body, size_t size) {
        struct request request;
        char frame[256];
        uint32_t word;

        if (!server_read_request(server, fd, &request))
                return;
        word = htonl((uint32_t)length);
        memcpy(frame, &word, 4);
        word = htonl(request.correlation + correlation_change);
        memcpy(frame + 4, &word, 4);
        memcpy(frame + 8, body, size);
        server_write(fd, frame, 8 + size);
        server_linger(server, fd);
}

static void empty_body(struct server *server, int fd) {
        answer(server, fd, 4, 0, "", 0);
}

static void corrupt_body(struct server *server, int fd) {
        char body[60];
        memset(body, 0xff, sizeof(body));
        answer(server, fd, 64, 0, body, sizeof(body));
}

/* Version 3 of ApiVersions: an error code 0 and an array whose length no frame could hold. */
static void lying_length(struct server *server, int fd) {
        answer(server, fd, 11, 0, "\0\0\xff\xff\xff\xff\x0f", 7);
}

/* More is announced than ever comes. */
static void truncated(struct server *server, int fd) {
        struct request request;
        char frame[12] = {0, 0, 1, 0};
        uint32_t word;

        if (!server_read_request(server, fd, &request))
                return;
        word = htonl(request.correlation);
        memcpy(frame + 4, &word, 4);
        server_write(fd, frame, sizeof(frame));
}

static void too_large(struct server *server, int fd) {
        answer(server, fd, 200000000, 0, "", 0);
}

static void negative(struct server *server, int fd) {
        answer(server, fd, -5, 0, "", 0);
}

static void silent(struct server *server, int fd) {
        server_linger(server, fd);
}

struct seen {
        int all_down, bad_message, other;
        char text[512], log[1024];
};

static void on_error(rd_kafka_t *rk, int err, const char *reason, void *opaque) {
        struct seen *seen = opaque;

        (void)rk;
        if (err == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
                seen->all_down++;
        else if (err == RD_KAFKA_RESP_ERR__BAD_MSG)
                seen->bad_message++, snprintf(seen->text, sizeof(seen->text), "%s", reason);
        else
                seen->other++, snprintf(seen->text, sizeof(seen->text), "%s", reason);
}

static rd_kafka_t *client(const struct server *server, struct seen *seen) {
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", server->address, "log_level", "0",
                                        "socket.timeout.ms", "1000", NULL);

        memset(seen, 0, sizeof(*seen));
        rd_kafka_conf_set_error_cb(conf, on_error);
        rd_kafka_conf_set_opaque(conf, seen);
        return handle_of(RD_KAFKA_PRODUCER, conf);
}

/* All brokers are down, and there is another try: `bad_message` says whether the frame itself is
 * what the application is told. */
static void misbehaves(const char *what, server_fn *serve, int bad_message, const char *text) {
        struct server server;
        struct seen seen;

        fprintf(stderr, "%s\n", what);
        server_start(&server, serve);
        rd_kafka_t *rk = client(&server, &seen);
        WAIT_UNTIL(seen.all_down && (!bad_message || seen.bad_message), 8000,
                   rd_kafka_poll(rk, 20));
        if (bad_message) {
                CHECK_CONTAINS(seen.text, server.address);
                CHECK_CONTAINS(seen.text, text);
        }
        WAIT_UNTIL(server_count(&server.accepted) >= 2, 8000, rd_kafka_poll(rk, 20));
        CHECK(seen.bad_message + seen.other <= 3, "%d", seen.bad_message + seen.other);
        double begun = now_ms();
        rd_kafka_destroy(rk);
        CHECK(now_ms() - begun < scaled(1000), "%f ms", now_ms() - begun);
        server_stop(&server);
}

/* Ends while a request is on its way to a server that never answers it. */
static void end_in_silence(void) {
        struct server server;
        struct seen seen;

        server_start(&server, silent);
        rd_kafka_t *rk = client(&server, &seen);
        WAIT_UNTIL(server_count(&server.accepted) >= 1, 8000, rd_kafka_poll(rk, 5));
        sleep_ms(20);
        double begun = now_ms();
        rd_kafka_destroy(rk);
        CHECK(now_ms() - begun < scaled(1000), "%f ms", now_ms() - begun);
        server_stop(&server);
}

int main(void) {
        misbehaves("speaks HTTP", speak_http, 1, "response size 1213486160");
        misbehaves("closes at once", close_at_once, 0, NULL);
        misbehaves("closes after a request", close_after_request, 0, NULL);
        misbehaves("answers with nothing", empty_body, 0, NULL);
        misbehaves("answers with noise", corrupt_body, 0, NULL);
        misbehaves("answers with a length that lies", lying_length, 0, NULL);
        misbehaves("closes within a frame", truncated, 0, NULL);
        misbehaves("announces too much", too_large, 1, "response size 200000000");
        misbehaves("announces a negative size", negative, 1, "response size -5");
        misbehaves("never answers", silent, 0, NULL);
        end_in_silence();
        return 0;
}
