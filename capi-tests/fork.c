/* needs: none; timeout: 20
 *
 * An instance that a child inherited through fork is harmless there, and whole in the parent. */
#include <sys/wait.h>

#include "test.h"

/* Runs `body` in a child, which must end well within `limit_ms`. */
static void in_child(rd_kafka_t *rk, void (*body)(rd_kafka_t *), int limit_ms) {
        double begun = now_ms();
        int status;
        pid_t child = fork();

        CHECK(child >= 0, "%s", strerror(errno));
        if (child == 0) {
                alarm(10);
                body(rk);
                /* Ends as another program: memory that only the parent's threads know is no leak to be found here. */
                execl("/bin/true", "true", (char *)NULL);
                _exit(1);
        }
        CHECK_INT(waitpid(child, &status, 0), child);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "wait status %#x", status);
        CHECK(now_ms() - begun < scaled(limit_ms), "%f ms", now_ms() - begun);
}

static void destroy(rd_kafka_t *rk) {
        rd_kafka_destroy(rk);
}

static void look(rd_kafka_t *rk) {
        CHECK_CONTAINS(rd_kafka_name(rk), "#producer-");
        rd_kafka_poll(rk, 0);
}

static void leave_alone(rd_kafka_t *rk) {
        (void)rk;
}

int main(void) {
        rd_kafka_t *rk = handle_of(RD_KAFKA_PRODUCER, conf_of("bootstrap.servers", "127.0.0.1:1",
                                                              "log_level", "0", NULL));
        sleep_ms(20);
        in_child(rk, leave_alone, 1000);
        in_child(rk, look, 1000);
        /* The reference waits a second for threads that the child does not have. */
        in_child(rk, destroy, on_reference() ? 5000 : 100);

        rd_kafka_topic_t *rkt = topic_of(rk, "t", NULL);
        produce_text(rkt, 0, "still alive");
        rd_kafka_topic_destroy(rkt);
        CHECK_INT(rd_kafka_outq_len(rk) >= 1, 1);
        double begun = now_ms();
        rd_kafka_destroy(rk);
        CHECK(now_ms() - begun < scaled(1000), "%f ms", now_ms() - begun);
        return 0;
}
