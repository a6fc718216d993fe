/* Measures what producing and consuming cost a process: CPU time and wall time per message, peak memory, latencies.
 *
 *   bench produce BROKERS [--name value]...
 *   bench queue BROKERS [--name value]...    memory of messages that no broker acknowledges
 *   bench consume BROKERS [--name value]...
 *
 * It uses the public header alone, so that the same program runs on every library of the ABI. The result is one line of
 * JSON on standard output.
 */
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <librdkafka/rdkafka.h>

#define MAX_THREADS 64
#define MAX_PROPERTIES 64
#define SAMPLES (1 << 16)
#define BATCH 1000
#define MAX_KEY 256

/* One message in so many has its latency taken: reading the clock for each would be measured along. */
#define SAMPLE_EVERY 256

static struct options {
        const char *mode;
        const char *brokers;
        const char *topic;
        const char *flag;      /* copy, free, none */
        const char *reports;   /* msg: a callback for each message; event; none */
        const char *how;       /* poll: consumer_poll; queue, batch, callback: the simple interface */
        const char *properties[MAX_PROPERTIES];
        int property_cnt;
        long count;
        long warmup;
        long rate;             /* messages per second and thread; 0: as fast as possible */
        size_t size;
        size_t key_size;
        int threads;
        int partitions;
        int partition;         /* -1: the partitioner chooses */
} opt = {
        .topic = "bench", .flag = "copy", .reports = "msg", .how = "poll", .count = 1000000,
        .warmup = 1000, .size = 100, .threads = 1, .partitions = 4, .partition = -1,
};

static rd_kafka_t *rk;
static atomic_long delivered, failed;
static int64_t samples[SAMPLES];
static atomic_long sample_cnt;

static void die(const char *what, const char *why) {
        fprintf(stderr, "bench: %s: %s\n", what, why);
        exit(1);
}

/* ---- clocks ---- */

static int64_t now_ns(void) {
        struct timespec ts;
        clock_gettime(CLOCK_MONOTONIC, &ts);
        return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static int64_t timeval_ns(struct timeval tv) {
        return (int64_t)tv.tv_sec * 1000000000 + (int64_t)tv.tv_usec * 1000;
}

/* User and system time of the whole process, so that threads of the library are counted. */
static int64_t cpu_ns(int64_t *user) {
        struct rusage use;
        getrusage(RUSAGE_SELF, &use);
        *user = timeval_ns(use.ru_utime);
        return *user + timeval_ns(use.ru_stime);
}

static struct span {
        int64_t wall, cpu, user;
} begun;

static void begin(void) {
        sample_cnt = 0;
        begun.cpu  = cpu_ns(&begun.user);
        begun.wall = now_ns();
}

static int compare(const void *a, const void *b) {
        int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
        return (x > y) - (x < y);
}

static void sample(int64_t latency) {
        samples[atomic_fetch_add_explicit(&sample_cnt, 1, memory_order_relaxed) % SAMPLES] = latency;
}

static long samples_kept(void) {
        return sample_cnt < SAMPLES ? sample_cnt : SAMPLES;
}

static double percentile_us(double part) {
        long cnt = samples_kept();
        return cnt ? (double)samples[(long)(part * (double)(cnt - 1))] / 1000.0 : 0.0;
}

/* Memory that each queued message takes. */
static double queued_bytes;

static void report(long count) {
        int64_t wall = now_ns() - begun.wall, user;
        int64_t cpu = cpu_ns(&user) - begun.cpu;
        struct rusage use;
        getrusage(RUSAGE_SELF, &use);
        qsort(samples, (size_t)samples_kept(), sizeof(*samples), compare);
        printf("{\"version\": \"%s\", \"messages\": %ld, \"failed\": %ld, \"cpu_ns\": %.1f, \"user_ns\": %.1f, "
               "\"wall_ns\": %.1f, \"rss_kb\": %ld, \"p50_us\": %.1f, \"p99_us\": %.1f, \"queued_bytes\": %.1f}\n",
               rd_kafka_version_str(), count, atomic_load(&failed), (double)cpu / (double)count,
               (double)(user - begun.user) / (double)count, (double)wall / (double)count, use.ru_maxrss,
               percentile_us(0.5), percentile_us(0.99), queued_bytes);
}

/* ---- client ---- */

static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
        char errstr[512];
        if (rd_kafka_conf_set(conf, name, value, errstr, sizeof(errstr)) != RD_KAFKA_CONF_OK)
                die(name, errstr);
}

static rd_kafka_conf_t *configuration(void) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        set(conf, "bootstrap.servers", opt.brokers);
        /* Pushing metrics is no part of what is measured. */
        set(conf, "enable.metrics.push", "false");
        for (int i = 0; i < opt.property_cnt; i++) {
                char name[256];
                const char *value = strchr(opt.properties[i], '=');
                if (!value || (size_t)(value - opt.properties[i]) >= sizeof(name))
                        die(opt.properties[i], "not name=value");
                snprintf(name, sizeof(name), "%.*s", (int)(value - opt.properties[i]), opt.properties[i]);
                set(conf, name, value + 1);
        }
        return conf;
}

static void create(rd_kafka_type_t type, rd_kafka_conf_t *conf) {
        char errstr[512];
        rk = rd_kafka_new(type, conf, errstr, sizeof(errstr));
        if (!rk)
                die("rd_kafka_new", errstr);
}

/* Text that compresses about as well as log lines or JSON do. */
static char *payload(unsigned seed) {
        char *text  = malloc(opt.size + 64);
        size_t done = 0;
        uint64_t x  = 0x9e3779b97f4a7c15u ^ ((uint64_t)seed << 17);
        while (done < opt.size) {
                x = x * 6364136223846793005u + 1442695040888963407u;
                done += (size_t)snprintf(text + done, 64, "{\"id\":%u,\"user\":\"u%" PRIx64 "\",\"ok\":true}", seed,
                                         x >> 40);
                if (done > opt.size)
                        done = opt.size;
        }
        return text;
}

/* ---- producing ---- */

static void delivery(rd_kafka_resp_err_t err, void *opaque) {
        if (err)
                atomic_fetch_add_explicit(&failed, 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&delivered, 1, memory_order_relaxed);
        if (opaque)
                sample(now_ns() - (int64_t)(intptr_t)opaque);
}

static void on_delivery(rd_kafka_t *rk_, const rd_kafka_message_t *message, void *opaque) {
        (void)rk_, (void)opaque;
        delivery(message->err, message->_private);
}

static void take_event(rd_kafka_event_t *event) {
        const rd_kafka_message_t *message;
        while (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR && (message = rd_kafka_event_message_next(event)))
                delivery(message->err, message->_private);
        rd_kafka_event_destroy(event);
}

/* Where reports come as events. */
static rd_kafka_queue_t *events;

/* Takes the delivery reports that are there, in whichever way they come. */
static void take_reports(int timeout_ms) {
        rd_kafka_event_t *event;
        if (!events) {
                rd_kafka_poll(rk, timeout_ms);
                return;
        }
        while ((event = rd_kafka_queue_poll(events, timeout_ms))) {
                take_event(event);
                timeout_ms = 0;
        }
}

struct producing {
        pthread_t thread;
        rd_kafka_topic_t *topic;
        long count;
        unsigned number;
};

/* Produces one message and, if the queue is full, waits until it is not. */
static void produce_one(struct producing *p, char *value, const char *key, void *opaque) {
        int flags = 0;
        if (*opt.flag == 'c') {
                flags = RD_KAFKA_MSG_F_COPY;
        } else if (*opt.flag == 'f') {
                char *copy = malloc(opt.size ? opt.size : 1);
                memcpy(copy, value, opt.size);
                value = copy;
                flags = RD_KAFKA_MSG_F_FREE;
        }
        while (rd_kafka_produce(p->topic, opt.partition, flags, value, opt.size, key, opt.key_size, opaque) == -1) {
                if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL)
                        die("rd_kafka_produce", rd_kafka_err2str(rd_kafka_last_error()));
                take_reports(10);
        }
}

/* The number's last digits; printf would cost as much as producing. */
static void write_key(char *key, long number) {
        for (size_t at = opt.key_size; at > 0 && number; number /= 10)
                key[--at] = (char)('0' + number % 10);
}

static void pace(int64_t start, long done) {
        int64_t due        = start + done * 1000000000 / opt.rate;
        struct timespec at = {due / 1000000000, due % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

static atomic_int producing_ends;

/* Takes the delivery reports as soon as they come, for latencies. */
static void *poll_thread(void *arg) {
        (void)arg;
        while (!atomic_load(&producing_ends))
                take_reports(100);
        return NULL;
}

static void *produce_thread(void *arg) {
        struct producing *p = arg;
        char *values[16], key[MAX_KEY];
        memset(key, 'k', sizeof(key));
        for (unsigned i = 0; i < 16; i++)
                values[i] = payload(p->number * 16 + i);
        int64_t start = now_ns();
        for (long i = 0; i < p->count; i++) {
                int sampled = i % SAMPLE_EVERY == 0 || opt.rate > 0;
                write_key(key, i);
                if (opt.rate)
                        pace(start, i);
                produce_one(p, values[i % 16], opt.key_size ? key : NULL,
                            sampled ? (void *)(intptr_t)now_ns() : NULL);
                if (p->number == 0 && i % 128 == 0 && !opt.rate)
                        take_reports(0);
        }
        /* With no flag the library reads the payloads until they are delivered, which is later than this. */
        if (*opt.flag != 'n')
                for (unsigned i = 0; i < 16; i++)
                        free(values[i]);
        return NULL;
}

static void produce_all(rd_kafka_topic_t *topic, long count) {
        struct producing producing[MAX_THREADS];
        for (int i = 0; i < opt.threads; i++) {
                producing[i] = (struct producing){.topic = topic, .number = (unsigned)i};
                producing[i].count = count / opt.threads + (i < count % opt.threads);
        }
        for (int i = 1; i < opt.threads; i++)
                if (pthread_create(&producing[i].thread, NULL, produce_thread, &producing[i]))
                        die("pthread_create", strerror(errno));
        produce_thread(&producing[0]);
        for (int i = 1; i < opt.threads; i++) {
                /* The queue may be full: others wait for the reports that are taken here. */
                while (*opt.reports != 'n' && atomic_load(&delivered) < count && rd_kafka_outq_len(rk) > 0)
                        take_reports(1);
                pthread_join(producing[i].thread, NULL);
        }
        while (rd_kafka_outq_len(rk) > 0) {
                if (events)
                        take_reports(1);
                else
                        rd_kafka_flush(rk, 1000);
        }
        /* Another thread may still be inside the last callback. */
        while (*opt.reports != 'n' && atomic_load(&delivered) < count)
                take_reports(1);
}

static rd_kafka_topic_t *create_producer(void) {
        rd_kafka_conf_t *conf = configuration();
        if (*opt.reports == 'm')
                rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
        else if (*opt.reports == 'e')
                rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR);
        create(RD_KAFKA_PRODUCER, conf);
        if (*opt.reports == 'e')
                events = rd_kafka_queue_get_main(rk);
        rd_kafka_topic_t *topic = rd_kafka_topic_new(rk, opt.topic, NULL);
        if (!topic)
                die("rd_kafka_topic_new", rd_kafka_err2str(rd_kafka_last_error()));
        return topic;
}

static void produce(void) {
        rd_kafka_topic_t *topic = create_producer();
        pthread_t poller;
        if (opt.rate && pthread_create(&poller, NULL, poll_thread, NULL))
                die("pthread_create", strerror(errno));
        produce_all(topic, opt.warmup);
        atomic_store(&delivered, 0);
        begin();
        produce_all(topic, opt.count);
        report(opt.count);
        atomic_store(&producing_ends, 1);
        if (opt.rate)
                pthread_join(poller, NULL);
        if (*opt.reports != 'n' && atomic_load(&delivered) != opt.count)
                die("produce", "some messages have no delivery report");
        if (events)
                rd_kafka_queue_destroy(events);
        rd_kafka_topic_destroy(topic);
        rd_kafka_destroy(rk);
}

/* ---- messages that only wait ---- */

static long resident_bytes(void) {
        long pages = 0, ignored;
        FILE *file = fopen("/proc/self/statm", "r");
        if (!file || fscanf(file, "%ld %ld", &ignored, &pages) != 2)
                die("/proc/self/statm", "cannot be read");
        fclose(file);
        return pages * sysconf(_SC_PAGESIZE);
}

/* The broker acknowledges nothing, or is not there: what is produced stays in memory. */
static void queue(void) {
        rd_kafka_topic_t *topic = create_producer();
        struct producing p      = {.topic = topic, .count = opt.count};
        long before             = resident_bytes();
        begin();
        produce_thread(&p);
        /* What the threads of the library still do with the last messages. */
        usleep(300000);
        queued_bytes = (double)(resident_bytes() - before) / (double)opt.count;
        report(opt.count);
        if (rd_kafka_outq_len(rk) != opt.count)
                die("queue", "some messages are gone");
        /* Nothing is to be learnt from how they are thrown away. */
        fflush(stdout);
        _exit(0);
}

/* ---- consuming ---- */

static long consumed;
static volatile unsigned char touched;

static void take(const rd_kafka_message_t *message) {
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
                return;
        if (message->err)
                die("consume", rd_kafka_message_errstr(message));
        /* What any program does: it looks at the payload. */
        if (message->len)
                touched = ((const unsigned char *)message->payload)[message->len - 1];
        consumed++;
}

static void on_message(rd_kafka_message_t *message, void *opaque) {
        (void)opaque;
        take(message);
}

static void consume_next(rd_kafka_queue_t *queue) {
        static rd_kafka_message_t *messages[BATCH];
        rd_kafka_message_t *one;
        ssize_t cnt;
        switch (*opt.how) {
        case 'c':
                rd_kafka_consume_callback_queue(queue, 100, on_message, NULL);
                return;
        case 'b':
                cnt = rd_kafka_consume_batch_queue(queue, 100, messages, BATCH);
                for (ssize_t i = 0; i < cnt; i++) {
                        take(messages[i]);
                        rd_kafka_message_destroy(messages[i]);
                }
                return;
        case 'q':
                one = rd_kafka_consume_queue(queue, 100);
                break;
        default:
                one = rd_kafka_consumer_poll(rk, 100);
        }
        if (one) {
                take(one);
                rd_kafka_message_destroy(one);
        }
}

static void consume_until(rd_kafka_queue_t *queue, long goal) {
        long calls = 0;
        while (consumed < goal) {
                if (calls++ % SAMPLE_EVERY) {
                        consume_next(queue);
                        continue;
                }
                int64_t start = now_ns();
                consume_next(queue);
                sample(now_ns() - start);
        }
}

/* Consumption through the group interface with partitions assigned by hand. */
static rd_kafka_queue_t *assign(void) {
        rd_kafka_poll_set_consumer(rk);
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(opt.partitions);
        for (int i = 0; i < opt.partitions; i++)
                rd_kafka_topic_partition_list_add(list, opt.topic, i)->offset = 0;
        rd_kafka_resp_err_t err = rd_kafka_assign(rk, list);
        if (err)
                die("rd_kafka_assign", rd_kafka_err2str(err));
        rd_kafka_topic_partition_list_destroy(list);
        return rd_kafka_queue_get_consumer(rk);
}

/* Consumption through the simple interface. */
static rd_kafka_queue_t *start(rd_kafka_topic_t *topic) {
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
        for (int i = 0; i < opt.partitions; i++)
                if (rd_kafka_consume_start_queue(topic, i, 0, queue) == -1)
                        die("rd_kafka_consume_start_queue", rd_kafka_err2str(rd_kafka_last_error()));
        return queue;
}

static void stop(rd_kafka_topic_t *topic) {
        for (int i = 0; i < opt.partitions; i++)
                rd_kafka_consume_stop(topic, i);
        rd_kafka_topic_destroy(topic);
}

static void consume(void) {
        rd_kafka_conf_t *conf = configuration();
        int simple            = *opt.how != 'p';
        set(conf, "group.id", "bench");
        set(conf, "enable.auto.commit", "false");
        create(RD_KAFKA_CONSUMER, conf);
        rd_kafka_topic_t *topic = simple ? rd_kafka_topic_new(rk, opt.topic, NULL) : NULL;
        rd_kafka_queue_t *queue = simple ? start(topic) : assign();
        consume_until(queue, opt.warmup);
        consumed = 0;
        begin();
        consume_until(queue, opt.count);
        report(consumed);
        rd_kafka_queue_destroy(queue);
        if (topic)
                stop(topic);
        /* No closing: it would look for a coordinator, which the null broker has none of. */
        rd_kafka_destroy_flags(rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

/* ---- options ---- */

static int is_option(const char *arg, const char *name) {
        return !strncmp(arg, "--", 2) && !strcmp(arg + 2, name);
}

static void one_of(const char *name, const char *value, const char *allowed) {
        char list[128], *state, *word;
        snprintf(list, sizeof(list), "%s", allowed);
        for (word = strtok_r(list, " ", &state); word; word = strtok_r(NULL, " ", &state))
                if (!strcmp(word, value))
                        return;
        fprintf(stderr, "bench: --%s %s: one of %s\n", name, value, allowed);
        exit(2);
}

static void parse(int argc, char **argv) {
        if (argc < 3)
                die("usage", "bench produce|queue|consume BROKERS [--name value]...");
        opt.mode    = argv[1];
        opt.brokers = argv[2];
        for (int i = 3; i < argc; i += 2) {
                const char *arg = argv[i], *value = argv[i + 1];
                if (i + 1 == argc)
                        die(arg, "needs a value");
                if (is_option(arg, "topic"))
                        opt.topic = value;
                else if (is_option(arg, "flag"))
                        one_of("flag", opt.flag = value, "copy free none");
                else if (is_option(arg, "reports"))
                        one_of("reports", opt.reports = value, "msg event none");
                else if (is_option(arg, "how"))
                        one_of("how", opt.how = value, "callback poll batch queue");
                else if (is_option(arg, "count"))
                        opt.count = atol(value);
                else if (is_option(arg, "warmup"))
                        opt.warmup = atol(value);
                else if (is_option(arg, "rate"))
                        opt.rate = atol(value);
                else if (is_option(arg, "size"))
                        opt.size = (size_t)atol(value);
                else if (is_option(arg, "key-size"))
                        opt.key_size = (size_t)atol(value);
                else if (is_option(arg, "threads"))
                        opt.threads = atoi(value);
                else if (is_option(arg, "partitions"))
                        opt.partitions = atoi(value);
                else if (is_option(arg, "partition"))
                        opt.partition = atoi(value);
                else if (is_option(arg, "set") && opt.property_cnt < MAX_PROPERTIES)
                        opt.properties[opt.property_cnt++] = value;
                else
                        die(arg, "unknown option");
        }
        if (opt.threads < 1 || opt.threads > MAX_THREADS || opt.count < 1 || opt.key_size > MAX_KEY)
                die("options", "out of range");
}

int main(int argc, char **argv) {
        parse(argc, argv);
        if (!strcmp(opt.mode, "produce"))
                produce();
        else if (!strcmp(opt.mode, "queue"))
                queue();
        else if (!strcmp(opt.mode, "consume"))
                consume();
        else
                die(opt.mode, "neither produce, queue nor consume");
        return 0;
}
