/* needs: mock1; topics: f=1 m=1; timeout: 60
 *
 * What a consumer keeps: a simple consumer's offset in a file, and messages in an array while all the
 * memory that fetched data may take is in them. */
#include "test.h"

static rd_kafka_topic_t *file_topic(rd_kafka_t *rk, const char *directory) {
        return topic_of(rk, topic_name("f"), "offset.store.method", "file", "offset.store.path",
                        directory, "auto.commit.interval.ms", "100", "auto.offset.reset",
                        "smallest", NULL);
}

static void expect(rd_kafka_topic_t *rkt, int64_t offset) {
        rd_kafka_message_t *message = rd_kafka_consume(rkt, 0, scaled(20000));

        CHECK(message, "no message");
        CHECK_ERR(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(message->offset, offset);
        rd_kafka_message_destroy(message);
}

static int64_t offset_in(const char *path) {
        FILE *file     = fopen(path, "r");
        int64_t offset = -1;

        if (file) {
                if (fscanf(file, "%" SCNd64, &offset) != 1)
                        offset = -1;
                fclose(file);
        }
        return offset;
}

/* The offset is written at the topic's interval and when the partition is stopped, and read at the start. */
static void offset_file(void) {
        char directory[] = "/tmp/offsets-XXXXXX", path[256];

        CHECK(mkdtemp(directory), "%s", strerror(errno));
        snprintf(path, sizeof(path), "%s/%s-0.offset", directory, topic_name("f"));
        fill(topic_name("f"), 0, 10);
        rd_kafka_t *rk        = consumer_of(conf_of("log_level", "0", NULL));
        rd_kafka_topic_t *rkt = file_topic(rk, directory);

        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_STORED), 0);
        for (int i = 0; i < 3; i++)
                expect(rkt, i);
        WAIT_UNTIL(offset_in(path) == 3, 20000, sleep_ms(10));
        expect(rkt, 3);
        CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
        CHECK_INT(offset_in(path), 4);
        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_STORED), 0);
        expect(rkt, 4);
        CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);

        FILE *file = fopen(path, "w");
        CHECK(file && fputs("no offset\n", file) >= 0 && fclose(file) == 0, "%s", strerror(errno));
        rk  = consumer_of(conf_of("log_level", "0", NULL));
        rkt = file_topic(rk, directory);
        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_STORED), 0);
        expect(rkt, 0);
        CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
        CHECK_INT(unlink(path), 0);
        CHECK_INT(rmdir(directory), 0);
}

/* 2 MB of messages, of which 256 KB may be held: an array for all of them is given back with what there is. The reference
 * counts only what is in its queue, and fills the array. */
static void full_array(void) {
        enum { COUNT = 2000 };
        static rd_kafka_message_t *messages[COUNT];
        char value[1000];
        rd_kafka_t *rk        = producer_of(conf_of("batch.size", "20000", NULL));
        rd_kafka_topic_t *rkt = topic_of(rk, topic_name("m"), NULL);
        int seen              = 0;

        memset(value, 'v', sizeof(value));
        for (int i = 0; i < COUNT; i++)
                CHECK_INT(rd_kafka_produce(rkt, 0, RD_KAFKA_MSG_F_COPY, value, sizeof(value), NULL, 0,
                                           NULL), 0);
        flush_all(rk);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);

        rk  = consumer_of(conf_of("queued.max.messages.kbytes", "256", "fetch.wait.max.ms", "50", NULL));
        rkt = topic_of(rk, topic_name("m"), NULL);
        CHECK_INT(rd_kafka_consume_start(rkt, 0, RD_KAFKA_OFFSET_BEGINNING), 0);
        while (seen < COUNT) {
                double begun = now_ms();
                ssize_t got  = rd_kafka_consume_batch(rkt, 0, scaled(30000), messages, (size_t)(COUNT - seen));

                CHECK(got > 0, "%zd after %d", got, seen);
                CHECK(on_reference() || now_ms() - begun < scaled(25000), "waited in vain");
                CHECK(on_reference() || got <= 300, "%zd messages at once", got);
                for (ssize_t i = 0; i < got; i++) {
                        CHECK_ERR(messages[i]->err, RD_KAFKA_RESP_ERR_NO_ERROR);
                        CHECK_INT(messages[i]->offset, seen++);
                        rd_kafka_message_destroy(messages[i]);
                }
        }
        CHECK_INT(rd_kafka_consume_stop(rkt, 0), 0);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

int main(void) {
        offset_file();
        full_array();
        return 0;
}
