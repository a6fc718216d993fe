/* needs: none; timeout: 40
 *
 * Queues: what waits on them, what wakes them, what they forward, and the events they give. */
#include <fcntl.h>

#include "test.h"

/* ---- A producer whose queue fills on demand: purged messages become delivery reports ----
 *
 * It knows no broker: errors of unreachable ones would stand on the queue as well. */

static rd_kafka_t *producer_with_events(int events) {
        rd_kafka_conf_t *conf = conf_of("log_level", "0", NULL);
        rd_kafka_conf_set_events(conf, events);
        return handle_of(RD_KAFKA_PRODUCER, conf);
}

static void put_report(rd_kafka_t *rk, const char *value) {
        rd_kafka_topic_t *rkt = topic_of(rk, "t", NULL);
        produce_text(rkt, 0, value);
        CHECK_ERR(rd_kafka_purge(rk, RD_KAFKA_PURGE_F_QUEUE), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_destroy(rkt);
}

/* Takes one delivery report event and checks what is in it. */
static void take_report(rd_kafka_queue_t *queue, const char *value) {
        const rd_kafka_message_t *messages[4], *message;
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, scaled(5000));

        CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_DR);
        CHECK_STR(rd_kafka_event_name(event), "DeliveryReport");
        CHECK_INT(rd_kafka_event_message_count(event), 1);
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR__PURGE_QUEUE);
        CHECK_INT(rd_kafka_event_message_array(event, messages, 4), 1);
        message = messages[0];
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR__PURGE_QUEUE);
        CHECK_INT(message->len, strlen(value));
        CHECK(!memcmp(message->payload, value, message->len), "other contents");
        CHECK(rd_kafka_event_message_next(event) == NULL, "the message twice");
        rd_kafka_event_destroy(event);
}

static void lengths_and_forwarding(void) {
        rd_kafka_t *rk           = producer_with_events(RD_KAFKA_EVENT_DR);
        rd_kafka_queue_t *main_q = rd_kafka_queue_get_main(rk);
        rd_kafka_queue_t *own    = rd_kafka_queue_new(rk);
        rd_kafka_queue_t *last   = rd_kafka_queue_new(rk);

        CHECK_INT(rd_kafka_queue_length(own), 0);
        CHECK(rd_kafka_queue_poll(own, 0) == NULL, "an event from nowhere");
        CHECK(rd_kafka_queue_get_consumer(rk) == NULL, "a producer has no consumer queue");
        CHECK(rd_kafka_queue_get_partition(rk, "t", 0) == NULL, "a producer fetches nothing");

        put_report(rk, "a");
        CHECK_INT(rd_kafka_queue_length(main_q), 1);
        CHECK_INT(rd_kafka_outq_len(rk), 2); /* a message and an op */

        /* What is on the queue goes along, through two hops. */
        rd_kafka_queue_forward(main_q, own);
        rd_kafka_queue_forward(own, last);
        CHECK_INT(rd_kafka_queue_length(last), 1);
        put_report(rk, "b");
        CHECK_INT(rd_kafka_queue_length(main_q), 2);
        CHECK_INT(rd_kafka_queue_length(last), 2);
        take_report(last, "a");
        take_report(main_q, "b"); /* a forwarded queue is polled through */
        CHECK_INT(rd_kafka_outq_len(rk), 0);

        rd_kafka_queue_forward(main_q, NULL);
        put_report(rk, "c");
        CHECK_INT(rd_kafka_queue_length(last), 0);
        take_report(main_q, "c");

        rd_kafka_queue_forward(own, NULL);
        rd_kafka_queue_destroy(last);
        rd_kafka_queue_destroy(own);
        rd_kafka_queue_destroy(main_q);
        rd_kafka_destroy(rk);
}

/* ---- Signals from empty to non-empty ---- */

static int drain(int fd, char *data, int size) {
        ssize_t got = read(fd, data, size);
        return got < 0 ? 0 : (int)got;
}

static void io_event(void) {
        rd_kafka_t *rk           = producer_with_events(RD_KAFKA_EVENT_DR);
        rd_kafka_queue_t *main_q = rd_kafka_queue_get_main(rk);
        char data[64];
        int fds[2];

        CHECK_INT(pipe(fds), 0);
        fcntl(fds[0], F_SETFL, O_NONBLOCK);
        fcntl(fds[1], F_SETFL, O_NONBLOCK);
        rd_kafka_queue_io_event_enable(main_q, fds[1], "wake", 4);
        CHECK_INT(drain(fds[0], data, sizeof(data)), 0);

        put_report(rk, "a");
        CHECK_INT(drain(fds[0], data, sizeof(data)), 4);
        CHECK(!memcmp(data, "wake", 4), "other bytes");
        put_report(rk, "b"); /* not empty: no second signal */
        CHECK_INT(drain(fds[0], data, sizeof(data)), 0);
        take_report(main_q, "a");
        take_report(main_q, "b");
        put_report(rk, "c");
        CHECK_INT(drain(fds[0], data, sizeof(data)), 4);
        take_report(main_q, "c");

        rd_kafka_queue_io_event_enable(main_q, -1, NULL, 0);
        put_report(rk, "d");
        CHECK_INT(drain(fds[0], data, sizeof(data)), 0);
        take_report(main_q, "d");
        rd_kafka_queue_destroy(main_q);
        rd_kafka_destroy(rk);
        close(fds[0]);
        close(fds[1]);
}

static void count_signal(rd_kafka_t *rk, void *opaque) {
        CHECK(rk != NULL, "which instance?");
        __atomic_add_fetch((int *)opaque, 1, __ATOMIC_SEQ_CST);
}

static void callback_event(void) {
        rd_kafka_t *rk           = producer_with_events(RD_KAFKA_EVENT_DR);
        rd_kafka_queue_t *main_q = rd_kafka_queue_get_main(rk);
        int signals              = 0;

        rd_kafka_queue_cb_event_enable(main_q, count_signal, &signals);
        put_report(rk, "a");
        CHECK_INT(signals, 1);
        put_report(rk, "b");
        CHECK_INT(signals, 1);
        take_report(main_q, "a");
        take_report(main_q, "b");
        rd_kafka_queue_cb_event_enable(main_q, NULL, NULL);
        put_report(rk, "c");
        CHECK_INT(signals, 1);
        rd_kafka_queue_destroy(main_q);
        rd_kafka_destroy(rk);
}

/* ---- Waking a poller ---- */

struct poller {
        enum { QUEUE_POLL, QUEUE_CALLBACK, HANDLE_POLL, CONSUME } kind;
        rd_kafka_t *rk;
        rd_kafka_queue_t *queue;
        double took;
        int waiting;
};

static void *poll_long(void *argument) {
        struct poller *poller = argument;
        double begun          = now_ms();

        __atomic_store_n(&poller->waiting, 1, __ATOMIC_SEQ_CST);
        switch (poller->kind) {
        case QUEUE_POLL:
                CHECK(rd_kafka_queue_poll(poller->queue, scaled(8000)) == NULL, "an event");
                break;
        case QUEUE_CALLBACK:
                CHECK_INT(rd_kafka_queue_poll_callback(poller->queue, scaled(8000)), 0);
                break;
        case HANDLE_POLL:
                CHECK_INT(rd_kafka_poll(poller->rk, scaled(8000)), 0);
                break;
        case CONSUME:
                CHECK(rd_kafka_consume_queue(poller->queue, scaled(8000)) == NULL, "a message");
                break;
        }
        poller->took = now_ms() - begun;
        return NULL;
}

static void yields(void) {
        rd_kafka_t *rk           = handle_of(RD_KAFKA_PRODUCER, conf_of("log_level", "0", NULL));
        rd_kafka_t *consumer     = handle_of(RD_KAFKA_CONSUMER, conf_of("log_level", "0", NULL));
        rd_kafka_queue_t *main_q = rd_kafka_queue_get_main(rk);
        rd_kafka_queue_t *own    = rd_kafka_queue_new(rk);
        rd_kafka_queue_t *source = rd_kafka_queue_new(rk);
        rd_kafka_queue_t *fetch  = rd_kafka_queue_new(consumer);
        struct poller pollers[]  = {
            {QUEUE_POLL, rk, own, 0, 0},     {QUEUE_CALLBACK, rk, own, 0, 0},
            {HANDLE_POLL, rk, NULL, 0, 0},   {CONSUME, consumer, fetch, 0, 0},
            {QUEUE_POLL, rk, source, 0, 0},
        };
        rd_kafka_queue_t *woken[] = {own, own, main_q, fetch, own};

        for (int i = 0; i < 5; i++) {
                pthread_t thread;

                if (i == 4)
                        rd_kafka_queue_forward(source, own);
                CHECK_INT(pthread_create(&thread, NULL, poll_long, &pollers[i]), 0);
                WAIT_UNTIL(__atomic_load_n(&pollers[i].waiting, __ATOMIC_SEQ_CST), 5000,
                           sleep_ms(1));
                sleep_ms(30);
                rd_kafka_queue_yield(woken[i]);
                CHECK_INT(pthread_join(thread, NULL), 0);
                CHECK(pollers[i].took < scaled(2000), "poller %d: %f ms", i, pollers[i].took);
        }

        /* A yield that nobody waited for is kept for the next poll. */
        rd_kafka_queue_forward(source, NULL);
        rd_kafka_queue_yield(own);
        double begun = now_ms();
        CHECK(rd_kafka_queue_poll(own, scaled(3000)) == NULL, "an event");
        CHECK(now_ms() - begun < scaled(1000), "%f ms", now_ms() - begun);
        begun = now_ms();
        CHECK(rd_kafka_queue_poll(own, 100) == NULL, "an event");
        CHECK(now_ms() - begun >= 95, "%f ms", now_ms() - begun);

        rd_kafka_queue_destroy(fetch);
        rd_kafka_queue_destroy(source);
        rd_kafka_queue_destroy(own);
        rd_kafka_queue_destroy(main_q);
        rd_kafka_destroy(consumer);
        rd_kafka_destroy(rk);
}

static void stop_after_each(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR__PURGE_QUEUE);
        ++*(int *)opaque;
        rd_kafka_yield(rk);
}

/* rd_kafka_yield() in a callback ends the poll that called it; nothing is lost. */
static void yield_in_callback(void) {
        int seen              = 0;
        rd_kafka_conf_t *conf = conf_of("log_level", "0", NULL);
        rd_kafka_conf_set_dr_msg_cb(conf, stop_after_each);
        rd_kafka_conf_set_opaque(conf, &seen);
        rd_kafka_t *rk        = handle_of(RD_KAFKA_PRODUCER, conf);
        rd_kafka_topic_t *rkt = topic_of(rk, "t", NULL);

        for (int i = 0; i < 5; i++)
                produce_text(rkt, 0, "x");
        rd_kafka_purge(rk, RD_KAFKA_PURGE_F_QUEUE);
        rd_kafka_poll(rk, scaled(1000));
        CHECK_INT(seen, 1);
        WAIT_UNTIL(seen == 5, 5000, rd_kafka_poll(rk, 10));
        WAIT_UNTIL(rd_kafka_outq_len(rk) == 0, 5000, rd_kafka_poll(rk, 10));
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

/* ---- The background queue ---- */

struct background {
        int reports, others;
        char thread[16];
};

static void on_background(rd_kafka_t *rk, rd_kafka_event_t *event, void *opaque) {
        struct background *seen = opaque;

        CHECK(rk != NULL, "which instance?");
        pthread_getname_np(pthread_self(), seen->thread, sizeof(seen->thread));
        if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR)
                __atomic_add_fetch(&seen->reports, (int)rd_kafka_event_message_count(event),
                                   __ATOMIC_SEQ_CST);
        else
                __atomic_add_fetch(&seen->others, 1, __ATOMIC_SEQ_CST);
        rd_kafka_event_destroy(event);
}

static void background_queue(void) {
        struct background seen = {0};
        rd_kafka_conf_t *conf  = conf_of("log_level", "0", NULL);
        rd_kafka_conf_set_background_event_cb(conf, on_background);
        rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_BACKGROUND);
        rd_kafka_conf_set_opaque(conf, &seen);
        rd_kafka_t *rk               = handle_of(RD_KAFKA_PRODUCER, conf);
        rd_kafka_queue_t *background = rd_kafka_queue_get_background(rk);
        rd_kafka_queue_t *main_q     = rd_kafka_queue_get_main(rk);

        CHECK(background != NULL, "no background queue");
        rd_kafka_queue_forward(main_q, background);
        put_report(rk, "a");
        put_report(rk, "b");
        WAIT_UNTIL(__atomic_load_n(&seen.reports, __ATOMIC_SEQ_CST) == 2, 5000, sleep_ms(2));
        CHECK_STR(seen.thread, "rdk:bg");
        rd_kafka_queue_destroy(main_q);
        rd_kafka_queue_destroy(background);
        rd_kafka_destroy(rk);
}

/* ---- Statistics as events ---- */

/* Takes a STATS event of `queue` and checks it. */
static void take_statistics(rd_kafka_t *rk, rd_kafka_queue_t *queue) {
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, scaled(5000));

        CHECK_INT(rd_kafka_event_type(event), RD_KAFKA_EVENT_STATS);
        CHECK_STR(rd_kafka_event_name(event), "Stats");
        CHECK_ERR(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_event_message_count(event), 0);
        CHECK_CONTAINS(rd_kafka_event_stats(event), rd_kafka_name(rk));
        rd_kafka_event_destroy(event);
}

static void statistics_events(void) {
        rd_kafka_conf_t *conf = conf_of("statistics.interval.ms", "50", "log_level", "0", NULL);
        rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_STATS);
        rd_kafka_t *rk           = handle_of(RD_KAFKA_PRODUCER, conf);
        rd_kafka_queue_t *main_q = rd_kafka_queue_get_main(rk);
        rd_kafka_queue_t *own    = rd_kafka_queue_new(rk);
        int signals              = 0;

        rd_kafka_queue_cb_event_enable(main_q, count_signal, &signals);
        take_statistics(rk, main_q);
        /* The first may have been there before anybody was to be told. */
        WAIT_UNTIL(__atomic_load_n(&signals, __ATOMIC_SEQ_CST) >= 1, 5000, take_statistics(rk, main_q));
        take_statistics(rk, main_q);
        rd_kafka_queue_cb_event_enable(main_q, NULL, NULL);
        rd_kafka_queue_forward(main_q, own);
        take_statistics(rk, own);

        /* An event outlives the queue that it came from, and later statistics. */
        rd_kafka_event_t *kept = rd_kafka_queue_poll(own, scaled(5000));
        CHECK_INT(rd_kafka_event_type(kept), RD_KAFKA_EVENT_STATS);
        take_statistics(rk, own);
        rd_kafka_queue_forward(main_q, NULL);
        rd_kafka_queue_destroy(own);
        CHECK_CONTAINS(rd_kafka_event_stats(kept), rd_kafka_name(rk));
        rd_kafka_event_destroy(kept);
        rd_kafka_queue_destroy(main_q);
        rd_kafka_destroy(rk);
}

static void background_statistics(void) {
        struct background seen = {0};
        rd_kafka_conf_t *conf  = conf_of("statistics.interval.ms", "50", "log_level", "0", NULL);
        rd_kafka_conf_set_background_event_cb(conf, on_background);
        rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_STATS);
        rd_kafka_conf_set_opaque(conf, &seen);
        rd_kafka_t *rk               = handle_of(RD_KAFKA_PRODUCER, conf);
        rd_kafka_queue_t *background = rd_kafka_queue_get_background(rk);
        rd_kafka_queue_t *main_q     = rd_kafka_queue_get_main(rk);

        rd_kafka_queue_forward(main_q, background);
        WAIT_UNTIL(__atomic_load_n(&seen.others, __ATOMIC_SEQ_CST) >= 2, 10000, sleep_ms(5));
        rd_kafka_queue_destroy(main_q);
        rd_kafka_queue_destroy(background);
        rd_kafka_destroy(rk);
        CHECK_STR(seen.thread, "rdk:bg");
        CHECK_INT(seen.reports, 0);
}

static void no_event(void) {
        CHECK_INT(rd_kafka_event_type(NULL), RD_KAFKA_EVENT_NONE);
        CHECK_STR(rd_kafka_event_name(NULL), "(NONE)");
        rd_kafka_event_destroy(NULL);
}

/* As with the Rust bindings, which lose a queue of each instance and destroy another one afterwards. */
static void queue_outlives_its_instance(void) {
        int before     = open_files();
        rd_kafka_t *rk = handle_of(RD_KAFKA_CONSUMER, conf_of("bootstrap.servers", "127.0.0.1:1", "group.id", "g",
                                                              "log_level", "0", NULL));
        rd_kafka_queue_t *queue = rd_kafka_queue_get_main(rk);

        rd_kafka_destroy(rk);
        /* One that looks a name up ends by itself. */
        WAIT_UNTIL(open_files() == before, 5000, sleep_ms(10));
        rd_kafka_queue_destroy(queue);
}

int main(void) {
        no_event();
        lengths_and_forwarding();
        io_event();
        callback_event();
        yields();
        yield_in_callback();
        background_queue();
        statistics_events();
        background_statistics();
        queue_outlives_its_instance();
        return 0;
}
