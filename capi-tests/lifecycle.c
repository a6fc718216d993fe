/* needs: kafka1 mock1; topics: t=3; timeout: 120
 *
 * Instances that are made, used a little and destroyed at any moment, on brokers that answer, refuse, are not there or
 * never say a word: each end is quick, and nothing is left. LeakSanitizer or valgrind looks for what is lost.
 *
 * LIFECYCLE is the number of instances: 300 without it. LIFECYCLE_SEED makes their lives the same again. */
#include "server.h"

#define WORKERS 3
#define TOPICS 2
#define PARTITIONS 3

static struct server silent, closing, refusing;

static void never_answer(struct server *server, int fd) {
        server_linger(server, fd);
}

static void close_soon(struct server *server, int fd) {
        struct request request;
        server_read_request(server, fd, &request);
}

/* One instance and what has been made with it. */
struct life {
        unsigned seed;
        int number;
        rd_kafka_t *rk;
        rd_kafka_topic_t *topics[TOPICS];
        rd_kafka_queue_t *queue;
        int started[TOPICS][PARTITIONS];
        int produced, reported;
};

static int below(struct life *life, int limit) {
        return (int)((unsigned)rand_r(&life->seed) % (unsigned)limit);
}

static const char *any_brokers(struct life *life) {
        const char *places[] = {bootstrap(),      bootstrap(),     bootstrap(),
                                silent.address,   closing.address, refusing.address,
                                "no-such-host.invalid:9092"};
        return places[below(life, 7)];
}

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct life *life = opaque;

        (void)rk;
        (void)message;
        life->reported++;
}

static void on_error(rd_kafka_t *rk, int err, const char *reason, void *opaque) {
        (void)rk, (void)err, (void)reason, (void)opaque;
}

static void on_background(rd_kafka_t *rk, rd_kafka_event_t *event, void *opaque) {
        (void)rk, (void)opaque;
        rd_kafka_event_destroy(event);
}

static void begin(struct life *life) {
        static const char *codecs[] = {"none", "gzip", "snappy", "lz4", "zstd"};
        rd_kafka_type_t type  = below(life, 2) ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER;
        rd_kafka_conf_t *conf = conf_of("bootstrap.servers", any_brokers(life), "log_level", "0",
                                        NULL);

        rd_kafka_conf_set_opaque(conf, life);
        if (below(life, 2))
                rd_kafka_conf_set_error_cb(conf, on_error);
        if (below(life, 4) == 0) {
                rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_ERROR);
                rd_kafka_conf_set_background_event_cb(conf, on_background);
        }
        if (type == RD_KAFKA_PRODUCER) {
                conf_put(conf, "compression.codec", codecs[below(life, 5)]);
                conf_put(conf, "linger.ms", below(life, 2) ? "0" : "50");
                if (below(life, 4))
                        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        }
        life->rk = handle_of(type, conf);
}

static rd_kafka_topic_t *any_topic(struct life *life, int *which) {
        int index = below(life, TOPICS);

        if (which)
                *which = index;
        if (!life->topics[index]) {
                /* One that exists, one that will not be found. */
                life->topics[index] =
                    topic_of(life->rk, index ? "absent.in.every.cluster" : topic_name("t"), NULL);
        }
        return life->topics[index];
}

/* Pauses of all sizes from none to a few round trips. */
static void pause_a_little(struct life *life) {
        struct timespec pause = {0, below(life, 1000) << below(life, 14)};
        nanosleep(&pause, NULL);
}

static void ask_metadata(struct life *life) {
        const struct rd_kafka_metadata *metadata;
        int all = below(life, 2);

        if (rd_kafka_metadata(life->rk, all, all ? NULL : any_topic(life, NULL), &metadata,
                              below(life, 30)) == RD_KAFKA_RESP_ERR_NO_ERROR)
                rd_kafka_metadata_destroy(metadata);
}

static void ask_offsets(struct life *life) {
        int64_t low, high;

        if (below(life, 2)) {
                rd_kafka_query_watermark_offsets(life->rk, topic_name("t"), below(life, PARTITIONS),
                                                 &low, &high, 1 + below(life, 30));
                return;
        }
        rd_kafka_topic_partition_list_t *times = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add_range(times, topic_name("t"), 0, PARTITIONS - 1);
        for (int i = 0; i < times->cnt; i++)
                times->elems[i].offset = 1;
        rd_kafka_offsets_for_times(life->rk, times, 1 + below(life, 30));
        rd_kafka_topic_partition_list_destroy(times);
}

static void anyone(struct life *life) {
        switch (below(life, 6)) {
        case 0:
                ask_metadata(life);
                break;
        case 1:
                ask_offsets(life);
                break;
        case 2:
                rd_kafka_brokers_add(life->rk, any_brokers(life));
                break;
        case 3:
                rd_kafka_poll(life->rk, below(life, 20));
                break;
        default:
                pause_a_little(life);
        }
}

/* Messages in each of the ways in which a payload can be given. */
static void produce_some(struct life *life) {
        static char lasting[2000];
        rd_kafka_topic_t *rkt = any_topic(life, NULL);
        int count             = below(life, 100);

        for (int i = 0; i < count; i++) {
                size_t size   = (size_t)below(life, sizeof(lasting));
                int partition = below(life, PARTITIONS + 1) - 1; /* or any: -1 */
                int flags[]   = {0, RD_KAFKA_MSG_F_COPY, RD_KAFKA_MSG_F_FREE};
                int flag      = flags[below(life, 3)];
                char *payload = flag == RD_KAFKA_MSG_F_FREE ? calloc(1, size + 1) : lasting;

                if (rd_kafka_produce(rkt, partition, flag, payload, size, "key", 3, NULL) == 0)
                        life->produced++;
                else if (flag == RD_KAFKA_MSG_F_FREE)
                        free(payload);
        }
}

static void produce_with_headers(struct life *life) {
        rd_kafka_resp_err_t err = rd_kafka_producev(
            life->rk, RD_KAFKA_V_TOPIC(topic_name("t")), RD_KAFKA_V_VALUE("value", 5),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADER("name", "value", 5),
            RD_KAFKA_V_END);

        CHECK_ERR(err, RD_KAFKA_RESP_ERR_NO_ERROR);
        life->produced++;
}

static void produce_step(struct life *life) {
        switch (below(life, 8)) {
        case 0:
                rd_kafka_flush(life->rk, below(life, 20));
                break;
        case 1:
                rd_kafka_purge(life->rk, below(life, 4));
                break;
        case 2:
                produce_with_headers(life);
                break;
        case 3:
                rd_kafka_poll(life->rk, 0);
                break;
        default:
                produce_some(life);
        }
}

/* To the topic's own queue, or all to one. */
static void start(struct life *life) {
        static const int64_t offsets[] = {RD_KAFKA_OFFSET_BEGINNING, RD_KAFKA_OFFSET_END,
                                          RD_KAFKA_OFFSET_TAIL(5), 0, 1000000};
        int which, partition = below(life, PARTITIONS);
        rd_kafka_topic_t *rkt = any_topic(life, &which);
        int64_t offset        = offsets[below(life, 5)];

        /* An instance of the reference that ends while it asks for an offset, or looks for another one instead of one
         * that is not there, may wait for a lock that its own thread holds. */
        if (on_reference())
                offset = 0;
        if (life->started[which][partition])
                return;
        if (below(life, 2)) {
                if (!life->queue)
                        life->queue = rd_kafka_queue_new(life->rk);
                CHECK_INT(rd_kafka_consume_start_queue(rkt, partition, offset, life->queue), 0);
        } else {
                CHECK_INT(rd_kafka_consume_start(rkt, partition, offset), 0);
        }
        life->started[which][partition] = 1;
}

static void stop(struct life *life, int which, int partition) {
        if (!life->started[which][partition])
                return;
        rd_kafka_consume_stop(life->topics[which], partition);
        life->started[which][partition] = 0;
}

static void take(struct life *life) {
        rd_kafka_message_t *messages[20];
        int which, partition = below(life, PARTITIONS), timeout = below(life, 20);
        rd_kafka_topic_t *rkt = any_topic(life, &which);
        ssize_t got           = 0;

        if (life->queue && below(life, 2))
                got = rd_kafka_consume_batch_queue(life->queue, timeout, messages, 20);
        else if (life->started[which][partition])
                got = rd_kafka_consume_batch(rkt, partition, timeout, messages, 20);
        for (ssize_t i = 0; i < got; i++)
                rd_kafka_message_destroy(messages[i]);
}

static void consume_step(struct life *life) {
        int which, partition = below(life, PARTITIONS);
        rd_kafka_topic_t *rkt = any_topic(life, &which);

        switch (below(life, 6)) {
        case 0:
                stop(life, which, partition);
                break;
        case 1:
                if (life->started[which][partition])
                        rd_kafka_seek(rkt, partition, below(life, 10), below(life, 20));
                break;
        case 2:
        case 3:
                take(life);
                break;
        default:
                start(life);
        }
}

static void end(struct life *life) {
        double begun;

        /* The reference wants each partition stopped before the end; here that is left to chance. */
        for (int t = 0; t < TOPICS; t++)
                for (int p = 0; p < PARTITIONS; p++)
                        if (on_reference() || below(life, 2))
                                stop(life, t, p);
        for (int t = 0; t < TOPICS; t++)
                if (life->topics[t])
                        rd_kafka_topic_destroy(life->topics[t]);
        if (life->queue)
                rd_kafka_queue_destroy(life->queue);
        begun = now_ms();
        if (below(life, 2))
                rd_kafka_destroy(life->rk);
        else
                rd_kafka_destroy_flags(life->rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
        begun = now_ms() - begun;
        CHECK(on_reference() || begun < scaled(1000), "instance %d took %.0f ms to end",
              life->number, begun);
        CHECK(life->reported <= life->produced, "%d of %d", life->reported, life->produced);
}

static void live(int number, unsigned seed) {
        struct life life = {.seed = seed, .number = number};

        begin(&life);
        for (int steps = below(&life, 10); steps > 0; steps--) {
                if (below(&life, 3) == 0)
                        anyone(&life);
                else if (rd_kafka_type(life.rk) == RD_KAFKA_PRODUCER)
                        produce_step(&life);
                else
                        consume_step(&life);
        }
        end(&life);
}

static int lives, next_life;
static unsigned first_seed;

static void *work(void *argument) {
        int number;

        (void)argument;
        while ((number = __atomic_fetch_add(&next_life, 1, __ATOMIC_SEQ_CST)) < lives)
                live(number, first_seed + (unsigned)number);
        return NULL;
}

int main(void) {
        const char *count = getenv("LIFECYCLE"), *seed = getenv("LIFECYCLE_SEED");
        pthread_t workers[WORKERS];

        /* Ends are slower on the reference, and are not what it is here for. */
        lives      = count ? atoi(count) : on_reference() ? 60 : 300;
        first_seed = seed ? (unsigned)atoi(seed) : (unsigned)time(NULL);
        fprintf(stderr, "LIFECYCLE_SEED=%u\n", first_seed);
        server_start(&silent, never_answer);
        server_start(&closing, close_soon);
        server_reserve(&refusing, NULL);
        topic_name("t"); /* known before several threads ask for it */
        fill(topic_name("t"), 0, 100);

        for (int i = 0; i < WORKERS; i++)
                CHECK_INT(pthread_create(&workers[i], NULL, work, NULL), 0);
        for (int i = 0; i < WORKERS; i++)
                pthread_join(workers[i], NULL);
        CHECK_INT(rd_kafka_wait_destroyed(scaled(5000)), 0);
        WAIT_UNTIL(rd_kafka_thread_cnt() == 0, 5000, sleep_ms(1));

        close(refusing.listener);
        server_stop(&silent);
        server_stop(&closing);
        return 0;
}
