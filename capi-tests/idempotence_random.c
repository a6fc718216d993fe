/* needs: none; timeout: 120; only: ours (the reference's mock brokers do not look at sequences)
 *
 * The idempotent producer under random trouble: each round is made from a seed, runs against three mock brokers behind
 * proxies, and in the end looks into the log. Each message that was acknowledged is there once, in order; none is there
 * that was reported as not persisted; nothing is there twice. As long as no leader moves, reports are in order, too.
 *
 *     idempotence_random LIBRARY [FIRST-SEED [ROUNDS]]    other rounds, or one again */
#include <librdkafka/rdkafka_mock.h>

#include "fault_proxy.h"

#define TOPIC "t"

enum {
        API_PRODUCE = 0,
        BROKERS     = 3,
        PARTITIONS  = 2,
        STEPS       = 40,
        MESSAGES    = STEPS * 20, /* of a partition, at most */
        ROUNDS      = 48,
        PLAYERS     = 8, /* rounds at a time: they mostly wait */
};

/* What may happen in a round beside what the producer is to get over without a loss. */
enum losses {
        NONE,
        LOST_STATE, /* brokers forget producers; with cuts, this would rightly be fatal */
        REFUSALS,   /* for good */
        EXPIRY,     /* messages time out */
        PURGES,
        KINDS
};

/* What was reported of a message; 0 for nothing. */
enum fate { DELIVERED = 1, NOT_PERSISTED, POSSIBLY_PERSISTED };

struct round {
        unsigned seed, random;
        enum losses losses;
        int gapless;
        int moves; /* leaders move */
        rd_kafka_t *owner, *rk;
        rd_kafka_topic_t *rkt;
        rd_kafka_mock_cluster_t *cluster;
        struct proxy proxies[BROKERS];
        int produced[PARTITIONS], last_delivered[PARTITIONS];
        char fates[PARTITIONS][MESSAGES];
        int reports, failed;
        char story[4000];
};

__attribute__((format(printf, 2, 3)))
static void tell(struct round *round, const char *format, ...) {
        size_t used = strlen(round->story);
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(round->story + used, sizeof(round->story) - used, format, arguments);
        va_end(arguments);
}

#define MUST(round, condition, format, ...)                                                        \
        do {                                                                                       \
                if (!(condition))                                                                  \
                        FAIL("seed %u: not true: %s: " format "\n%s", (round)->seed, #condition,   \
                             ##__VA_ARGS__, (round)->story);                                       \
        } while (0)

static int below(struct round *round, int limit) {
        round->random = round->random * 1103515245u + 12345u;
        return (int)((round->random >> 10) % (unsigned)limit);
}

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct round *round = opaque;
        int partition = message->partition, number = number_of(message);
        char *fate = &round->fates[partition][number];

        (void)rk;
        MUST(round, !*fate, "partition %d: %d reported twice", partition, number);
        round->reports++;
        if (message->err) {
                int no = rd_kafka_message_status(message) == RD_KAFKA_MSG_STATUS_NOT_PERSISTED;
                *fate  = no ? NOT_PERSISTED : POSSIBLY_PERSISTED;
                round->failed++;
                return;
        }
        *fate = DELIVERED;
        /* Only an earlier leader may answer after the next one has. */
        MUST(round, round->moves || number > round->last_delivered[partition],
             "partition %d: %d reported after %d", partition, number, round->last_delivered[partition]);
        round->last_delivered[partition] = number;
}

/* Leads a connection through the proxy of its broker. */
static int on_connect(int fd, const struct sockaddr *address, int size, const char *name, void *opaque) {
        struct round *round = opaque;
        int port            = ntohs(((const struct sockaddr_in *)address)->sin_port);

        (void)size;
        (void)name;
        for (int i = 0; i < BROKERS; i++)
                if (round->proxies[i].broker_port == port)
                        return proxy_connect(&round->proxies[i], fd, address);
        return ECONNREFUSED;
}

/* ---- A round ---- */

static void start_cluster(struct round *round) {
        round->owner   = handle_of(RD_KAFKA_PRODUCER, conf_of("log_level", "0", NULL));
        round->cluster = rd_kafka_mock_cluster_new(round->owner, BROKERS);
        CHECK_ERR(rd_kafka_mock_topic_create(round->cluster, TOPIC, PARTITIONS, BROKERS),
                  RD_KAFKA_RESP_ERR_NO_ERROR);

        char *addresses = strdup(rd_kafka_mock_cluster_bootstraps(round->cluster)), *rest = NULL;
        char *address   = strtok_r(addresses, ",", &rest);
        for (int i = 0; i < BROKERS; i++, address = strtok_r(NULL, ",", &rest))
                proxy_start(&round->proxies[i], address, CODE, API_PRODUCE, 0);
        free(addresses);
}

static void start_producer(struct round *round) {
        rd_kafka_conf_t *conf =
            conf_of("bootstrap.servers", rd_kafka_mock_cluster_bootstraps(round->cluster),
                    "enable.idempotence", "true", "log_level", "0", "retry.backoff.ms", "10",
                    "retry.backoff.max.ms", "50", "reconnect.backoff.ms", "10",
                    "reconnect.backoff.max.ms", "50", "topic.metadata.refresh.fast.interval.ms", "20",
                    NULL);
        char text[16];

        snprintf(text, sizeof(text), "%d", scaled(500));
        conf_put(conf, "socket.timeout.ms", text);
        conf_put(conf, "request.timeout.ms", text);
        snprintf(text, sizeof(text), "%d", 1 + below(round, 5));
        conf_put(conf, "batch.num.messages", text);
        snprintf(text, sizeof(text), "%d", 1 + below(round, 5));
        conf_put(conf, "max.in.flight", text);
        conf_put(conf, "linger.ms", below(round, 2) ? "1" : "0");
        conf_put(conf, "enable.gapless.guarantee", round->gapless ? "true" : "false");
        if (round->losses == EXPIRY)
                conf_put(conf, "message.timeout.ms", "300");
        rd_kafka_conf_set_opaque(conf, round);
        rd_kafka_conf_set_log_cb(conf, NULL); /* fatal errors are part of it */
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        rd_kafka_conf_set_connect_cb(conf, on_connect);
        round->rk  = handle_of(RD_KAFKA_PRODUCER, conf);
        round->rkt = topic_of(round->rk, TOPIC, NULL);
}

static void produce_some(struct round *round) {
        char value[16];

        for (int left = below(round, 20); left > 0; left--) {
                int partition = below(round, PARTITIONS);
                snprintf(value, sizeof(value), "%d", round->produced[partition]);
                if (rd_kafka_produce(round->rkt, partition, RD_KAFKA_MSG_F_COPY, value, strlen(value), NULL,
                                     0, NULL)) {
                        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__FATAL);
                        return;
                }
                round->produced[partition]++;
        }
}

static void push_error(struct round *round, rd_kafka_resp_err_t code) {
        int times = 1 + below(round, 3);

        tell(round, " %s*%d", rd_kafka_err2name(code), times);
        for (int i = 0; i < times; i++)
                rd_kafka_mock_push_request_errors(round->cluster, API_PRODUCE, 1, code);
}

static void push_passing_error(struct round *round) {
        static const rd_kafka_resp_err_t codes[] = {
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
            RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR__TRANSPORT,
        };
        /* With a broker that forgets producers, no batch may be in doubt. */
        int certain = round->losses == LOST_STATE;
        rd_kafka_resp_err_t code;

        do
                code = codes[below(round, (int)(sizeof(codes) / sizeof(*codes)))];
        while (certain && (code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT ||
                           code == RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND));
        push_error(round, code);
}

static void wire_trouble(struct round *round) {
        static const enum fault faults[] = {CUT, LATE, TWICE, SILENT, TORN};
        int broker = below(round, BROKERS), fault = below(round, 5);

        tell(round, " wire%d:%d", broker + 1, fault);
        proxy_trouble(&round->proxies[broker], faults[fault], 1 + below(round, 2));
}

static void stop_and_start(struct round *round) {
        int broker = 1 + below(round, BROKERS), ms = below(round, 40);

        tell(round, " down%d:%dms", broker, ms);
        rd_kafka_mock_broker_set_down(round->cluster, broker);
        rd_kafka_poll(round->rk, ms);
        rd_kafka_mock_broker_set_up(round->cluster, broker);
}

static void move_leader(struct round *round) {
        int partition = below(round, PARTITIONS), broker = 1 + below(round, BROKERS);

        tell(round, " lead%d:%d", partition, broker);
        rd_kafka_mock_partition_set_leader(round->cluster, TOPIC, partition, broker);
}

static void slow_down(struct round *round) {
        int broker = 1 + below(round, BROKERS), ms = below(round, 30);

        tell(round, " rtt%d:%dms", broker, ms);
        rd_kafka_mock_broker_set_rtt(round->cluster, broker, ms);
}

static void lose_some(struct round *round) {
        int what = RD_KAFKA_PURGE_F_INFLIGHT | (below(round, 2) ? RD_KAFKA_PURGE_F_QUEUE : 0);

        switch (round->losses) {
        case LOST_STATE:
                push_error(round, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID);
                break;
        case REFUSALS:
                push_error(round, RD_KAFKA_RESP_ERR_INVALID_RECORD);
                break;
        case EXPIRY:
                tell(round, " away");
                rd_kafka_mock_broker_set_down(round->cluster, 1 + below(round, BROKERS));
                rd_kafka_poll(round->rk, 200 + below(round, 200));
                for (int broker = 1; broker <= BROKERS; broker++)
                        rd_kafka_mock_broker_set_up(round->cluster, broker);
                break;
        case PURGES:
                tell(round, " purge:%d", what);
                CHECK_ERR(rd_kafka_purge(round->rk, what), RD_KAFKA_RESP_ERR_NO_ERROR);
                break;
        default:
                tell(round, " flush");
                rd_kafka_flush(round->rk, 50);
        }
}

static void make_trouble(struct round *round) {
        int certain = round->losses == LOST_STATE;

        switch (below(round, 9)) {
        case 0:
        case 1:
                push_passing_error(round);
                break;
        case 2:
                if (!certain)
                        wire_trouble(round);
                break;
        case 3:
                if (!certain)
                        stop_and_start(round);
                break;
        case 4:
                if (round->moves)
                        move_leader(round);
                break;
        case 5:
                slow_down(round);
                break;
        case 6:
                lose_some(round);
                break;
        default: /* A while without. */
                break;
        }
}

static void end_trouble(struct round *round) {
        for (int i = 0; i < BROKERS; i++) {
                proxy_trouble(&round->proxies[i], CODE, 0);
                rd_kafka_mock_broker_set_up(round->cluster, 1 + i);
                rd_kafka_mock_broker_set_rtt(round->cluster, 1 + i, 0);
        }
        rd_kafka_mock_clear_request_errors(round->cluster, API_PRODUCE);
}

/* ---- What must hold ---- */

static void check_reports(struct round *round) {
        rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(round->rk, NULL, 0);
        int produced              = 0;

        for (int i = 0; i < PARTITIONS; i++)
                produced += round->produced[i];
        MUST(round, round->reports == produced, "%d reports of %d messages", round->reports, produced);
        if (round->losses == REFUSALS && round->gapless)
                MUST(round, !fatal == !round->failed && (!fatal || fatal == RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE),
                     "%s, %d failed", rd_kafka_err2name(fatal), round->failed);
        else
                MUST(round, !fatal, "%s", rd_kafka_err2name(fatal));
        if (round->losses == NONE || round->losses == LOST_STATE)
                MUST(round, !round->failed, "%d messages failed", round->failed);
}

static void check_partition(struct round *round, rd_kafka_t *rk, rd_kafka_topic_t *rkt, int partition) {
        char seen[MESSAGES] = {0};
        int64_t low, end, offset = 0;
        int last = -1;

        CHECK_ERR(rd_kafka_query_watermark_offsets(rk, TOPIC, partition, &low, &end, scaled(5000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_consume_start(rkt, partition, RD_KAFKA_OFFSET_BEGINNING), 0);
        double until = now_ms() + scaled(20000);
        while (offset < end) {
                rd_kafka_message_t *message = rd_kafka_consume(rkt, partition, 100);
                CHECK(now_ms() < until, "seed %u: read %d of %d", round->seed, (int)offset, (int)end);
                if (!message)
                        continue;
                if (!message->err) {
                        int number = number_of(message);
                        MUST(round, number > last, "partition %d: %d after %d in the log", partition, number,
                             last);
                        last = number;
                        seen[number] = 1;
                        offset       = message->offset + 1;
                }
                rd_kafka_message_destroy(message);
        }
        rd_kafka_consume_stop(rkt, partition);
        for (int number = 0; number < round->produced[partition]; number++) {
                enum fate fate = (enum fate)round->fates[partition][number];
                MUST(round, fate != DELIVERED || seen[number], "partition %d: %d is lost", partition, number);
                MUST(round, fate != NOT_PERSISTED || !seen[number], "partition %d: %d is in the log",
                     partition, number);
        }
}

static void check_log(struct round *round) {
        rd_kafka_t *rk        = handle_of(RD_KAFKA_CONSUMER,
                                          conf_of("bootstrap.servers",
                                                  rd_kafka_mock_cluster_bootstraps(round->cluster), "log_level",
                                                  "0", "fetch.wait.max.ms", "20", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, TOPIC, NULL);

        for (int i = 0; i < PARTITIONS; i++)
                check_partition(round, rk, rkt, i);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void play(unsigned seed) {
        struct round *round = calloc(1, sizeof(*round));

        round->seed    = seed;
        round->random  = seed * 2654435761u;
        round->losses  = (enum losses)(seed % KINDS);
        round->gapless = below(round, 3) == 0;
        round->moves   = below(round, 2);
        for (int i = 0; i < PARTITIONS; i++)
                round->last_delivered[i] = -1;
        start_cluster(round);
        start_producer(round);
        for (int step = 0; step < STEPS; step++) {
                produce_some(round);
                rd_kafka_poll(round->rk, below(round, 15));
                make_trouble(round);
        }
        end_trouble(round);
        rd_kafka_resp_err_t flushed = rd_kafka_flush(round->rk, scaled(20000));
        MUST(round, !flushed, "%d messages hang", rd_kafka_outq_len(round->rk));
        check_reports(round);
        check_log(round);
        rd_kafka_topic_destroy(round->rkt);
        rd_kafka_destroy(round->rk);
        for (int i = 0; i < BROKERS; i++)
                proxy_stop(&round->proxies[i]);
        rd_kafka_mock_cluster_destroy(round->cluster);
        rd_kafka_destroy(round->owner);
        free(round);
}

/* ---- All of them ---- */

static unsigned next_seed = 1, end_seed;

static void *player(void *argument) {
        unsigned seed;

        while ((seed = __atomic_fetch_add(&next_seed, 1, __ATOMIC_SEQ_CST)) < end_seed)
                play(seed);
        return argument;
}

int main(int argc, char **argv) {
        pthread_t players[PLAYERS];

        /* Fewer where each takes longer. */
        end_seed = next_seed + ROUNDS / (unsigned)scaled(1);
        if (argc > 2) {
                next_seed = (unsigned)atoi(argv[2]);
                end_seed  = next_seed + (argc > 3 ? (unsigned)atoi(argv[3]) : 1);
        }
        for (int i = 0; i < PLAYERS; i++)
                CHECK_INT(pthread_create(&players[i], NULL, player, NULL), 0);
        for (int i = 0; i < PLAYERS; i++)
                pthread_join(players[i], NULL);
        return 0;
}
