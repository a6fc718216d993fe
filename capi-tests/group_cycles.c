/* needs: kafka1; topics: a=6; timeout: 240 */
/* Consumers of one group that are created, subscribed, polled and closed at random moments by several threads: none may
 * hang, and none may leave anything behind. */
#include "group.h"

#include <dirent.h>

enum { THREADS = 4, CYCLES = 25 };

static int entries(const char *path) {
        DIR *folder = opendir(path);
        int count   = 0;

        while (readdir(folder))
                count++;
        closedir(folder);
        return count;
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
        if (rand_r(seed) % 2)
                CHECK_ERR(rd_kafka_consumer_close(member.rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_destroy(member.rk);
        CHECK(now_ms() - since < scaled(8000), "the end took %.0f ms", now_ms() - since);
        CHECK_INT(member.owned, 0);
}

static void *cycles(void *argument) {
        char group[256];
        unsigned seed = (unsigned)(intptr_t)argument;

        snprintf(group, sizeof(group), "%s-cycles-%d", topic_name("a"), (int)getpid());
        for (int cycle = 0; cycle < CYCLES; cycle++)
                one_cycle(&seed, group);
        return NULL;
}

int main(void) {
        pthread_t threads[THREADS];

        topic_name("g");
        fill(topic_name("a"), 0, 100);
        int files = entries("/proc/self/fd");
        for (intptr_t i = 0; i < THREADS; i++)
                pthread_create(&threads[i], NULL, cycles, (void *)(i + 1));
        for (int i = 0; i < THREADS; i++)
                pthread_join(threads[i], NULL);
        CHECK_INT(rd_kafka_thread_cnt(), 0);
        CHECK_INT(entries("/proc/self/fd"), files);
        return 0;
}
