/* needs: kafka1; topics: d=4; timeout: 90; only: ours the reference does not close while others seek
 *
 * All of a group consumer's calls at once, from several threads, while it is assigned anew, and its
 * end in the middle of that. */
#include "group_consumer.h"

#define COUNT 2000
#define ROUNDS 40

static const char *d;
static rd_kafka_t *rk;
static _Atomic int over;

static rd_kafka_topic_partition_list_t *any_list(unsigned *seed) {
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(4);

        for (int partition = 0; partition < 4; partition++)
                if (rand_r(seed) & 1)
                        rd_kafka_topic_partition_list_add(list, d, partition)->offset =
                            rand_r(seed) % COUNT;
        return list;
}

static void *poller(void *unused) {
        (void)unused;
        while (!over) {
                rd_kafka_message_t *message = rd_kafka_consumer_poll(rk, 20);
                char value[32];

                if (!message)
                        continue;
                if (!message->err) {
                        snprintf(value, sizeof(value), "%" PRId64, message->offset);
                        CHECK(message->len == strlen(value) &&
                                  !memcmp(message->payload, value, message->len),
                              "offset %" PRId64 " has other contents", message->offset);
                }
                rd_kafka_message_destroy(message);
        }
        return NULL;
}

static void *mover(void *arg) {
        unsigned seed = (unsigned)(size_t)arg;

        while (!over) {
                rd_kafka_topic_partition_list_t *list = any_list(&seed), *assigned;

                switch (rand_r(&seed) % 7) {
                case 0:
                        rd_kafka_pause_partitions(rk, list);
                        rd_kafka_resume_partitions(rk, list);
                        break;
                case 1:
                        if (list->cnt)
                                rd_kafka_error_destroy(rd_kafka_seek_partitions(rk, list, 1000));
                        break;
                case 2:
                        rd_kafka_commit(rk, list, 1);
                        break;
                case 3:
                        rd_kafka_commit(rk, NULL, 1);
                        break;
                case 4:
                        rd_kafka_position(rk, list);
                        break;
                case 5:
                        rd_kafka_offsets_store(rk, list);
                        break;
                default:
                        if (!rd_kafka_assignment(rk, &assigned))
                                rd_kafka_topic_partition_list_destroy(assigned);
                }
                rd_kafka_topic_partition_list_destroy(list);
        }
        return NULL;
}

static void round_of(unsigned seed) {
        pthread_t threads[4];

        rk = consumer_of(conf_of("group.id", new_group(), "auto.offset.reset", "earliest",
                                 "enable.auto.offset.store", "false", "auto.commit.interval.ms",
                                 "10", "fetch.wait.max.ms", "20", "log_level", "0", NULL));
        over = 0;
        for (size_t i = 0; i < 2; i++)
                CHECK(!pthread_create(&threads[i], NULL, poller, NULL), "no thread");
        for (size_t i = 2; i < 4; i++)
                CHECK(!pthread_create(&threads[i], NULL, mover, (void *)(size_t)(seed + i)),
                      "no thread");
        for (int i = 0; i < 25; i++) {
                rd_kafka_topic_partition_list_t *list = any_list(&seed);

                CHECK_ERR(rd_kafka_assign(rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
                rd_kafka_topic_partition_list_destroy(list);
                sleep_ms((int)(rand_r(&seed) % 8));
        }
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        over = 1;
        for (int i = 0; i < 4; i++)
                pthread_join(threads[i], NULL);
        rd_kafka_destroy(rk);
}

int main(void) {
        d = topic_name("d");
        for (int partition = 0; partition < 4; partition++)
                fill(d, partition, COUNT);
        for (unsigned i = 0; i < ROUNDS; i++)
                round_of(i * 1000 + 1);
        return 0;
}
