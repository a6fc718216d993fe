/* A producer that is to survive its brokers, or a reader that checks what it wrote: survival.py runs them on either library.
 *
 *     client produce TOPIC PARTITIONS PER_SECOND NAME=VALUE...    until its standard input ends
 *     client read TOPIC PARTITIONS                               until it has read what its standard input names
 *
 * THREADS threads produce with idempotence, each numbering its messages; those with even numbers let produce() block while
 * the queue is full, the others are told so and try again. Ten times a second the producer says "P produced reported queue
 * refused", at its end "T count..." (what each thread produced) and "S text" (a summary). The reader takes such counts as
 * a line, reads all partitions from their beginning to their end, and must have seen each message once, each thread's in
 * the order of their numbers in each partition. */
#include <poll.h>

#include "test.h"

enum {
        THREADS        = 8,
        QUEUE          = 10000,   /* queue.buffering.max.messages */
        EVENTS         = 100,     /* batches of reports and errors in the queue, which count as well */
        MAX_NUMBER     = 1 << 22, /* of a thread's message */
        MAX_SIZE       = 1000,
        MAX_PARTITIONS = 64,
        MAX_GROWTH     = 64, /* MB of memory, from the start of producing */
};

/* The start of each message; the rest is filled up. */
struct stamp {
        uint32_t thread, number;
};

/* Marks numbers; false if the number is marked already. */
struct marks {
        unsigned char bits[MAX_NUMBER / 8];
};

static struct marks marks[THREADS];

static int mark(const struct stamp *stamp) {
        unsigned char bit = (unsigned char)(1 << stamp->number % 8), *byte;

        CHECK(stamp->thread < THREADS && stamp->number < MAX_NUMBER, "message %u of thread %u", stamp->number,
              stamp->thread);
        byte = &marks[stamp->thread].bits[stamp->number / 8];
        if (*byte & bit)
                return 0;
        *byte |= bit;
        return 1;
}

static struct stamp stamp_of(const rd_kafka_message_t *message) {
        struct stamp stamp;

        CHECK(message->len >= sizeof(stamp) && message->len <= MAX_SIZE, "a message of %zu bytes", message->len);
        memcpy(&stamp, message->payload, sizeof(stamp));
        return stamp;
}

static uint32_t scramble(uint32_t number) {
        number *= 2654435761u;
        return number ^ number >> 15;
}

/* ---- Producing ---- */

struct thread {
        pthread_t handle;
        uint32_t id;
        unsigned produced, refused; /* atomic */
        double longest_call;
};

static struct {
        rd_kafka_t *rk;
        rd_kafka_topic_t *rkt;
        int partitions;
        double per_second; /* of each thread */
        int stop;          /* atomic */
        int polled_out;    /* atomic: nothing is to be polled any more */
        struct thread threads[THREADS];
        unsigned reported; /* atomic */
        double last_report, longest_stall;
        int peak_queue;
        long base_memory, peak_memory; /* MB */
} work;

static unsigned load(unsigned *counter) {
        return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

static int is_set(int *flag) {
        return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
        struct stamp stamp = stamp_of(message);

        (void)rk;
        (void)opaque;
        CHECK(!message->err, "message %u of thread %u: %s", stamp.number, stamp.thread,
              rd_kafka_message_errstr(message));
        CHECK(mark(&stamp), "message %u of thread %u is reported twice", stamp.number, stamp.thread);
        __atomic_add_fetch(&work.reported, 1, __ATOMIC_SEQ_CST);
}

/* True if it was taken. */
static int produce_one(struct thread *thread, uint32_t number) {
        struct stamp stamp = {thread->id, number};
        uint32_t random    = scramble(number * THREADS + thread->id);
        char payload[MAX_SIZE];
        size_t size  = 100 + random % (MAX_SIZE - 100);
        int flags    = RD_KAFKA_MSG_F_COPY | (thread->id % 2 ? 0 : RD_KAFKA_MSG_F_BLOCK);
        double begun = now_ms(), took;

        memset(payload, 'x', size);
        memcpy(payload, &stamp, sizeof(stamp));
        int failed = rd_kafka_produce(work.rkt, (int32_t)(random >> 8) % work.partitions, flags, payload, size,
                                      NULL, 0, NULL);
        took = now_ms() - begun;
        if (took > thread->longest_call)
                thread->longest_call = took;
        if (!failed)
                return 1;
        CHECK_ERR(rd_kafka_last_error(), RD_KAFKA_RESP_ERR__QUEUE_FULL);
        CHECK(thread->id % 2, "produce() was to block");
        __atomic_add_fetch(&thread->refused, 1, __ATOMIC_SEQ_CST);
        return 0;
}

static void *produce_all(void *argument) {
        struct thread *thread = argument;
        double begun          = now_ms();
        uint32_t number       = 0;

        while (!is_set(&work.stop)) {
                if (number > (now_ms() - begun) / 1e3 * work.per_second) {
                        sleep_ms(2);
                } else if (produce_one(thread, number)) {
                        number++;
                        __atomic_store_n(&thread->produced, number, __ATOMIC_SEQ_CST);
                } else {
                        sleep_ms(5);
                }
        }
        return NULL;
}

static void *poll_all(void *argument) {
        while (!is_set(&work.polled_out))
                rd_kafka_poll(work.rk, 50);
        return argument;
}

/* Memory of this process, in MB. */
static long resident(void) {
        FILE *file = fopen("/proc/self/statm", "r");
        long pages = 0;

        CHECK(file && fscanf(file, "%*s %ld", &pages) == 1, "no /proc/self/statm");
        fclose(file);
        return pages * sysconf(_SC_PAGESIZE) >> 20;
}

/* Looks at limits and stalls; says how things stand, every tenth time. */
static void observe(void) {
        static unsigned last_reported, turn;
        unsigned produced = 0, refused = 0, reported = load(&work.reported);
        double now = now_ms();
        int queue  = rd_kafka_outq_len(work.rk);
        long mb    = resident();

        CHECK(queue <= QUEUE + EVENTS, "%d messages in the queue", queue);
        work.peak_queue  = queue > work.peak_queue ? queue : work.peak_queue;
        work.peak_memory = mb > work.peak_memory ? mb : work.peak_memory;
        if (reported != last_reported || queue == 0)
                work.last_report = now;
        if (now - work.last_report > work.longest_stall)
                work.longest_stall = now - work.last_report;
        last_reported = reported;
        if (turn++ % 10)
                return;
        for (int i = 0; i < THREADS; i++) {
                produced += load(&work.threads[i].produced);
                refused += load(&work.threads[i].refused);
        }
        printf("P %u %u %d %u\n", produced, reported, queue, refused);
        fflush(stdout);
}

static int input_ended(int ms) {
        struct pollfd input = {.fd = 0, .events = POLLIN};
        char byte;

        return poll(&input, 1, ms) > 0 && read(0, &byte, 1) <= 0;
}

static void sum_up(double destroyed) {
        unsigned produced = 0;
        double call       = 0;

        printf("T");
        for (int i = 0; i < THREADS; i++) {
                struct thread *thread = &work.threads[i];
                produced += thread->produced;
                call = thread->longest_call > call ? thread->longest_call : call;
                printf(" %u", thread->produced);
        }
        CHECK_INT(work.reported, produced);
        printf("\nS %u messages, longest stall %.1f s, longest produce() %.1f s, queue %d at most, memory %ld MB at "
               "most (%ld at the start), destroyed in %.2f s\n",
               produced, work.longest_stall / 1e3, call / 1e3, work.peak_queue, work.peak_memory, work.base_memory,
               destroyed / 1e3);
        fflush(stdout);
        /* A sanitizer's own memory is not the library's. */
        if (!getenv("TEST_TIME_SCALE"))
                CHECK(work.peak_memory <= work.base_memory + MAX_GROWTH, "%ld MB", work.peak_memory);
}

static void produce(int argc, char **argv) {
        rd_kafka_conf_t *conf = conf_of("enable.idempotence", "true", "linger.ms", "5", "queue.buffering.max.messages",
                                        "10000", NULL);
        pthread_t poller;

        for (int i = 5; i < argc; i++) {
                char *equals = strchr(argv[i], '=');
                CHECK(equals, "%s is no property", argv[i]);
                *equals = 0;
                conf_put(conf, argv[i], equals + 1);
        }
        rd_kafka_conf_set_dr_msg_cb(conf, on_report);
        work.rk          = producer_of(conf);
        work.rkt         = topic_of(work.rk, argv[2], NULL);
        work.partitions  = atoi(argv[3]);
        work.per_second  = atof(argv[4]) / THREADS;
        work.last_report = now_ms();
        memset(marks, 0, sizeof(marks));
        work.base_memory = resident();

        CHECK_INT(pthread_create(&poller, NULL, poll_all, NULL), 0);
        for (uint32_t i = 0; i < THREADS; i++) {
                work.threads[i].id = i;
                CHECK_INT(pthread_create(&work.threads[i].handle, NULL, produce_all, &work.threads[i]), 0);
        }
        while (!input_ended(10))
                observe();
        __atomic_store_n(&work.stop, 1, __ATOMIC_SEQ_CST);
        for (int i = 0; i < THREADS; i++)
                pthread_join(work.threads[i].handle, NULL);
        CHECK_ERR(rd_kafka_flush(work.rk, scaled(60000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_outq_len(work.rk), 0);
        __atomic_store_n(&work.polled_out, 1, __ATOMIC_SEQ_CST);
        pthread_join(poller, NULL);

        double begun = now_ms();
        rd_kafka_topic_destroy(work.rkt);
        rd_kafka_destroy(work.rk);
        double destroyed = now_ms() - begun;
        CHECK(destroyed < scaled(5000), "destroying took %.1f s", destroyed / 1e3);
        sum_up(destroyed);
}

/* ---- Reading ---- */

static struct {
        rd_kafka_queue_t *queue;
        int64_t next[MAX_PARTITIONS];
        int64_t last[MAX_PARTITIONS][THREADS];
        unsigned count;
} seen;

static void take(const rd_kafka_message_t *message) {
        int partition = message->partition;

        if (message->err) /* of brokers that are away */
                return;
        struct stamp stamp = stamp_of(message);
        CHECK(message->offset == seen.next[partition], "partition %d: offset %" PRId64 " follows %" PRId64, partition,
              message->offset, seen.next[partition] - 1);
        seen.next[partition] = message->offset + 1;
        CHECK(mark(&stamp), "message %u of thread %u is in the log twice, again at [%d] %" PRId64, stamp.number,
              stamp.thread, partition, message->offset);
        CHECK(seen.last[partition][stamp.thread] < stamp.number,
              "thread %u's message %u comes after %" PRId64 " at [%d] %" PRId64, stamp.thread, stamp.number,
              seen.last[partition][stamp.thread], partition, message->offset);
        seen.last[partition][stamp.thread] = stamp.number;
        seen.count++;
}

static void take_one(void) {
        rd_kafka_message_t *message = rd_kafka_consume_queue(seen.queue, 100);

        if (!message)
                return;
        take(message);
        rd_kafka_message_destroy(message);
}

static void read_to_the_end(rd_kafka_t *rk, const char *topic, int partition) {
        int64_t low, end;

        WAIT_UNTIL(!rd_kafka_query_watermark_offsets(rk, topic, partition, &low, &end, 5000), 60000, sleep_ms(100));
        CHECK_INT(low, 0);
        WAIT_UNTIL(seen.next[partition] >= end, 60000, take_one());
}

static void read_all(char **argv) {
        struct pollfd input   = {.fd = 0, .events = POLLIN};
        rd_kafka_t *rk        = consumer_of(NULL);
        rd_kafka_topic_t *rkt = topic_of(rk, argv[2], NULL);
        int partitions        = atoi(argv[3]);
        unsigned wanted, total = 0;

        CHECK(partitions <= MAX_PARTITIONS, "%d partitions", partitions);
        memset(seen.last, 0xff, sizeof(seen.last)); /* -1 */
        seen.queue = rd_kafka_queue_new(rk);
        for (int32_t i = 0; i < partitions; i++)
                CHECK_INT(rd_kafka_consume_start_queue(rkt, i, RD_KAFKA_OFFSET_BEGINNING, seen.queue), 0);
        while (poll(&input, 1, 0) <= 0)
                take_one();
        for (int32_t i = 0; i < partitions; i++)
                read_to_the_end(rk, argv[2], i);
        for (uint32_t thread = 0; thread < THREADS; thread++) {
                CHECK(scanf("%u", &wanted) == 1, "no count for thread %u", thread);
                for (uint32_t number = 0; number < wanted; number++)
                        CHECK(marks[thread].bits[number / 8] >> number % 8 & 1, "message %u of thread %u is lost",
                              number, thread);
                total += wanted;
        }
        CHECK_INT(seen.count, total);
        for (int32_t i = 0; i < partitions; i++)
                rd_kafka_consume_stop(rkt, i);
        rd_kafka_queue_destroy(seen.queue);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        printf("S %u messages read\n", seen.count);
}

int main(int argc, char **argv) {
        if (argc >= 5 && !strcmp(argv[1], "produce"))
                produce(argc, argv);
        else if (argc == 4 && !strcmp(argv[1], "read"))
                read_all(argv);
        else
                FAIL("what is to be done?");
        return 0;
}
