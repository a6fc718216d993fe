/* needs: kafka1; topics: a=1; timeout: 30; only: ours the reference's threads wake up every second or more often
 *
 * A connected instance with nothing to do sleeps: its threads do not wake up to look. */
#include "switches.h"

int main(void) {
        int threads;
        rd_kafka_t *rk = producer_of(conf_of("topic.metadata.refresh.interval.ms", "-1",
                                             "enable.metrics.push", "false", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("a"), NULL);

        produce_text(rkt, 0, "x");
        flush_all(rk);
        sleep_ms(2000); /* what the message left behind */
        long before = switches("rdk:", &threads);
        sleep_ms(5000);
        long during = switches("rdk:", &threads) - before;
        fprintf(stderr, "%ld in 5 s, %d threads\n", during, threads);
        CHECK(threads >= 2, "%d threads", threads);
        /* A deadline or two may fall into the time. */
        CHECK(during <= 4, "%ld wake-ups in 5 s", during);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        return 0;
}
