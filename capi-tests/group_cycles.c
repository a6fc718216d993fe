/* needs: kafka1; topics: a=6; timeout: 240 */
/* Consumers of two groups that are created, subscribed, polled and closed at random moments by several threads, with
 * messages unread: none may hang, and none may leave anything behind. A thousand of them, in rounds; fewer on the reference,
 * which closes more slowly. GROUP_CYCLES in the environment asks for another number, GROUP_SEED for other moments. */
#include "group.h"

enum { THREADS = 4, ROUNDS = 4 };

/* How much more memory the process may have after the last round than when everything was used for the first time. */
enum { MAY_GROW_KB = 1024 };

static int number_from(const char *name, int otherwise) {
        const char *value = getenv(name);
        return value ? atoi(value) : otherwise;
}

/* By the consumer's own queue, which goes on being polled. */
static void close_by_queue(struct member *member) {
        rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(member->rk);
        rd_kafka_error_t *error = rd_kafka_consumer_close_queue(member->rk, queue);

        CHECK(!error, "%s", rd_kafka_error_string(error));
        while (!rd_kafka_consumer_closed(member->rk))
                member_poll(member);
        rd_kafka_queue_destroy(queue);
}

static void one_cycle(unsigned *seed, const char *group) {
        static const char *const strategies[] = {"range", "cooperative-sticky"};
        struct member member;
        char own[300];
        int cooperative = rand_r(seed) % 2;

        snprintf(own, sizeof(own), "%s-%d", group, cooperative);
        member_new(&member, own, "partition.assignment.strategy", strategies[cooperative],
                   "session.timeout.ms", "6000", NULL);
        member_subscribe(&member, topic_name("a"), NULL);
        poll_for(&member, rand_r(seed) % 150);
        if (rand_r(seed) % 4 == 0) {
                CHECK_ERR(rd_kafka_unsubscribe(member.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
                poll_for(&member, rand_r(seed) % 40);
        }
        if (rand_r(seed) % 4 == 0) {
                member_subscribe(&member, topic_name("a"), NULL);
                poll_for(&member, rand_r(seed) % 40);
        }
        double since = now_ms();
        switch (rand_r(seed) % 4) {
        case 0:
                CHECK_ERR(rd_kafka_consumer_close(member.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
                break;
        case 1:
                close_by_queue(&member);
                break;
        }
        rd_kafka_destroy(member.rk);
        CHECK(now_ms() - since < scaled(8000), "the end took %.0f ms", now_ms() - since);
        CHECK_INT(member.owned, 0);
}

static void *run_cycles(void *argument) {
        char group[256];
        unsigned seed = (unsigned)(intptr_t)argument;

        snprintf(group, sizeof(group), "%s-cycles-%d", topic_name("a"), (int)getpid());
        int cycles = number_from("GROUP_CYCLES", on_reference() ? 100 : 1000);
        for (int cycle = cycles / THREADS / ROUNDS; cycle > 0; cycle--)
                one_cycle(&seed, group);
        return NULL;
}

/* Kilobytes of memory that this process has. */
static long resident(void) {
        FILE *file = fopen("/proc/self/statm", "r");
        long pages = 0;

        CHECK(fscanf(file, "%*d %ld", &pages) == 1, "no size in statm");
        fclose(file);
        return pages * sysconf(_SC_PAGESIZE) / 1024;
}

static void one_round(int seed) {
        pthread_t threads[THREADS];

        for (intptr_t i = 0; i < THREADS; i++)
                pthread_create(&threads[i], NULL, run_cycles, (void *)(seed * THREADS + i));
        for (int i = 0; i < THREADS; i++)
                pthread_join(threads[i], NULL);
}

int main(void) {
        long memory[ROUNDS];

        topic_name("g");
        fill(topic_name("a"), 0, 100);
        int files = open_files(), tasks = entries("/proc/self/task"), seed = number_from("GROUP_SEED", 1);
        for (int round = 0; round < ROUNDS; round++) {
                one_round(seed * ROUNDS + round);
                CHECK_INT(rd_kafka_thread_cnt(), 0);
                /* One that looks a name up ends by itself. */
                WAIT_UNTIL(entries("/proc/self/task") == tasks, 2000, sleep_ms(10));
                CHECK_INT(open_files(), files);
                memory[round] = resident();
                printf("after round %d: %ld KB\n", round, memory[round]);
        }
        /* Sanitizers and valgrind keep freed memory for a while, and look for leaks themselves. */
        if (scaled(1) == 1)
                CHECK(memory[ROUNDS - 1] - memory[1] < MAY_GROW_KB, "memory grows");
        return 0;
}
