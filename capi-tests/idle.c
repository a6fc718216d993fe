/* needs: kafka1; topics: a=1; timeout: 30; only: ours the reference's threads wake up every second or more often
 *
 * A connected instance with nothing to do sleeps: its threads do not wake up to look. */
#include <dirent.h>

#include "test.h"

/* How often the threads of this process have gone to sleep so far. */
static long switches(void) {
        DIR *tasks = opendir("/proc/self/task");
        struct dirent *task;
        long total = 0;

        while ((task = readdir(tasks))) {
                char path[300], line[128];
                long count;
                FILE *status;

                if (task->d_name[0] == '.')
                        continue;
                snprintf(path, sizeof(path), "/proc/self/task/%s/status", task->d_name);
                if (!(status = fopen(path, "r")))
                        continue;
                while (fgets(line, sizeof(line), status))
                        if (sscanf(line, "voluntary_ctxt_switches: %ld", &count) == 1)
                                total += count;
                fclose(status);
        }
        closedir(tasks);
        return total;
}

int main(void) {
        rd_kafka_t *rk = producer_of(conf_of("topic.metadata.refresh.interval.ms", "-1",
                                             "enable.metrics.push", "false", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), NULL);

        produce_text(rkt, 0, "x");
        flush_all(rk);
        sleep_ms(2000); /* what the message left behind */
        long before = switches();
        sleep_ms(5000);
        long during = switches() - before;
        fprintf(stderr, "%ld in 5 s\n", during);
        /* One is this thread's own; a deadline or two may fall into the time. */
        CHECK(during <= 5, "%ld wake-ups in 5 s", during);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        return 0;
}
