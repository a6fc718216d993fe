/* needs: kafka1; topics: pause=2 seek=2 leave=2; timeout: 90
 *
 * What a batch call has taken and not yet returned: a pause, a seek or the loss of a partition meanwhile outdates it. It is not
 * returned then, and was not consumed: neither position nor stored offset have passed it. */
#include "group_consumer.h"

/* Messages in each partition. */
#define COUNT 4
#define ROOM 10

struct batch {
        rd_kafka_queue_t *queue;
        int ms;
        pthread_t thread;
        /* How many messages of each partition, and where the first one was. */
        int counts[2];
        int64_t first[2];
};

static void *take_batch(void *opaque) {
        struct batch *batch = opaque;
        rd_kafka_message_t *messages[ROOM];
        ssize_t count = rd_kafka_consume_batch_queue(batch->queue, batch->ms, messages, ROOM);

        CHECK(count >= 0, "%s", rd_kafka_err2str(rd_kafka_last_error()));
        for (ssize_t i = 0; i < count; i++) {
                int partition = messages[i]->partition;
                CHECK_ERR(messages[i]->err, RD_KAFKA_RESP_ERR_NO_ERROR);
                if (!batch->counts[partition])
                        batch->first[partition] = messages[i]->offset;
                CHECK_INT(messages[i]->offset, batch->first[partition] + batch->counts[partition]);
                batch->counts[partition]++;
                rd_kafka_message_destroy(messages[i]);
        }
        return NULL;
}

/* A call that takes all there is, and waits for more. Whether the messages have been taken when this returns or are about to
 * be makes no difference to what follows. */
static void begin(rd_kafka_t *rk, struct batch *batch, const char *topic, int ms) {
        struct batch none = {rd_kafka_queue_get_consumer(rk), scaled(ms), 0, {0, 0}, {-1, -1}};
        rd_kafka_topic_partition_list_t *list = list_of(topic, 2, 0, (int64_t)0, 1, (int64_t)0);
        int64_t low, high[2] = {0, 0};

        *batch = none;
        CHECK_ERR(rd_kafka_assign(rk, list), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
        CHECK_INT(pthread_create(&batch->thread, NULL, take_batch, batch), 0);
        for (int partition = 0; partition < 2; partition++)
                WAIT_UNTIL(high[partition] == COUNT, 10000,
                           (sleep_ms(10), rd_kafka_get_watermark_offsets(rk, topic, partition, &low,
                                                                         &high[partition])));
        sleep_ms(100);
}

static void finish(struct batch *batch, int count_0, int count_1) {
        CHECK_INT(pthread_join(batch->thread, NULL), 0);
        CHECK_INT(batch->counts[0], count_0);
        CHECK_INT(batch->counts[1], count_1);
        rd_kafka_queue_destroy(batch->queue);
}

static rd_kafka_t *consumer(const char *group) {
        return consumer_of(conf_of("group.id", group, "auto.offset.reset", "earliest",
                                   "auto.commit.interval.ms", "100", NULL));
}

static void pause_0(rd_kafka_t *rk, const char *topic, int resume) {
        rd_kafka_topic_partition_list_t *list = list_of(topic, 1, 0, NO_OFFSET);

        CHECK_ERR(resume ? rd_kafka_resume_partitions(rk, list) : rd_kafka_pause_partitions(rk, list),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
}

static void paused(void) {
        const char *topic = topic_name("pause");
        rd_kafka_t *rk    = consumer(new_group());
        struct batch batch;

        begin(rk, &batch, topic, 3000);
        pause_0(rk, topic, 0);
        finish(&batch, 0, COUNT);
        CHECK_INT(position_of(rk, topic, 0), RD_KAFKA_OFFSET_INVALID);
        CHECK_INT(position_of(rk, topic, 1), COUNT);
        pause_0(rk, topic, 1);
        for (int offset = 0; offset < COUNT; offset++)
                expect_offset(rk, 0, offset);
        CHECK_INT(position_of(rk, topic, 0), COUNT);

        /* A pause that is over before the call is costs nothing but reading again. */
        begin(rk, &batch, topic, 4000);
        pause_0(rk, topic, 0);
        pause_0(rk, topic, 1);
        finish(&batch, COUNT, COUNT);
        CHECK_INT(position_of(rk, topic, 0), COUNT);
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_destroy(rk);
}

static void moved(void) {
        const char *topic = topic_name("seek");
        rd_kafka_t *rk    = consumer(new_group());
        struct batch batch;

        begin(rk, &batch, topic, 4000);
        rd_kafka_topic_partition_list_t *list = list_of(topic, 1, 0, (int64_t)1);
        CHECK_ERR(code_of(rd_kafka_seek_partitions(rk, list, 2000)), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
        finish(&batch, COUNT - 1, COUNT);
        CHECK_INT(batch.first[0], 1);
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_destroy(rk);
}

static void given_up(void) {
        const char *topic = topic_name("leave");
        char group[64];
        struct batch batch;

        snprintf(group, sizeof(group), "%s", new_group());
        rd_kafka_t *rk = consumer(group);
        begin(rk, &batch, topic, 3000);
        rd_kafka_topic_partition_list_t *list = list_of(topic, 1, 0, NO_OFFSET);
        CHECK_ERR(code_of(rd_kafka_incremental_unassign(rk, list)), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(list);
        finish(&batch, 0, COUNT);
        CHECK_ERR(rd_kafka_consumer_close(rk), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_destroy(rk);

        rk = consumer(group);
        CHECK_INT(committed_of(rk, topic, 0, NULL), RD_KAFKA_OFFSET_INVALID);
        CHECK_INT(committed_of(rk, topic, 1, NULL), COUNT);
        rd_kafka_destroy(rk);
}

int main(void) {
        const char *names[] = {"pause", "seek", "leave"};

        for (int i = 0; i < 3; i++)
                for (int partition = 0; partition < 2; partition++)
                        fill(topic_name(names[i]), partition, COUNT);
        paused();
        moved();
        given_up();
        return 0;
}
