/* Prints which combinations of properties an instance is created with, and what it makes of those that were not set: the
 * same on each library. Texts of refusals are left out.
 *
 * Idempotent producers are here only as far as they are refused: this library has none yet. */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDEMPOTENT    "enable.idempotence=true"
#define TRANSACTIONAL "transactional.id=t"
#define GROUP         "group.id=g"
#define KIP_848       "group.protocol=consumer"

/* Properties to set, separated by spaces. */
static const char *const producers[] = {
    "",
    IDEMPOTENT " acks=1",
    IDEMPOTENT " max.in.flight=6",
    IDEMPOTENT " retries=0",
    IDEMPOTENT " queuing.strategy=lifo",
    "enable.gapless.guarantee=true",
    TRANSACTIONAL " enable.idempotence=false",
    TRANSACTIONAL " transaction.timeout.ms=1000 socket.timeout.ms=1500",
    TRANSACTIONAL " message.timeout.ms=60001",
    TRANSACTIONAL " acks=1",
    TRANSACTIONAL " retries=0",
    TRANSACTIONAL " max.in.flight=10",
    "transactional.id=",
    "message.timeout.ms=4",
    "message.timeout.ms=5",
    "message.timeout.ms=6",
    "message.timeout.ms=0",
    "linger.ms=1000 message.timeout.ms=900",
    "linger.ms=1000 message.timeout.ms=1000",
    "linger.ms=1000 message.timeout.ms=1001",
    "linger.ms=10 message.timeout.ms=0",
    "linger.ms=300001",
    "linger.ms=300001 acks=-1",
    "linger.ms=900000",
    "linger.ms=7.3",
    "linger.ms=0.3",
    "linger.ms=0",
    "linger.ms=20 sticky.partitioning.linger.ms=3",
    "retry.backoff.ms=50",
    "retry.backoff.ms=2000",
    "retry.backoff.ms=50 topic.metadata.refresh.fast.interval.ms=77",
    "reconnect.backoff.ms=20000",
    "reconnect.backoff.max.ms=50",
    "topic.metadata.refresh.interval.ms=1000",
    "topic.metadata.refresh.interval.ms=1000 metadata.max.age.ms=7",
    "topic.metadata.refresh.interval.ms=-1",
    "topic.metadata.refresh.interval.ms=0",
    "allow.auto.create.topics=false",
    "client.software.version=9",
    "receive.message.max.bytes=1000",
    "fetch.max.bytes=1000",
    "message.max.bytes=200000000",
    "session.timeout.ms=400000",
    "partition.assignment.strategy=x",
    "group.protocol.type=x",
    KIP_848 " session.timeout.ms=45000",
    "log_level=2 debug=conf,-conf",
};

static const char *const consumers[] = {
    "",
    GROUP,
    GROUP " session.timeout.ms=400000",
    GROUP " max.poll.interval.ms=45000",
    GROUP " max.poll.interval.ms=44999",
    GROUP " session.timeout.ms=3000 heartbeat.interval.ms=3000",
    GROUP " heartbeat.interval.ms=100000",
    "session.timeout.ms=400000",
    GROUP " fetch.max.bytes=1000",
    GROUP " fetch.max.bytes=100000000",
    GROUP " fetch.max.bytes=2147483135",
    GROUP " message.max.bytes=60000000",
    GROUP " message.max.bytes=1000000000",
    GROUP " message.max.bytes=60000000 fetch.max.bytes=50000000",
    GROUP " receive.message.max.bytes=1000",
    GROUP " receive.message.max.bytes=52429311",
    GROUP " receive.message.max.bytes=52429312",
    GROUP " queued.max.messages.kbytes=1",
    GROUP " queued.max.messages.kbytes=1 message.max.bytes=1000",
    GROUP " fetch.message.max.bytes=100000000 queued.max.messages.kbytes=1000",
    GROUP " partition.assignment.strategy=x",
    GROUP " partition.assignment.strategy=range,x",
    GROUP " partition.assignment.strategy=range,cooperative-sticky",
    GROUP " partition.assignment.strategy=cooperative-sticky",
    GROUP " partition.assignment.strategy=range,range",
    GROUP " partition.assignment.strategy=Range",
    GROUP " partition.assignment.strategy=,",
    GROUP " group.protocol.type=x",
    GROUP " group.instance.id=i",
    GROUP " " KIP_848,
    GROUP " " KIP_848 " session.timeout.ms=45000",
    GROUP " " KIP_848 " heartbeat.interval.ms=1000",
    GROUP " " KIP_848 " partition.assignment.strategy=range",
    GROUP " " KIP_848 " group.protocol.type=consumer",
    GROUP " " KIP_848 " group.remote.assignor=uniform",
    GROUP " " KIP_848 " max.poll.interval.ms=1000",
    GROUP " group.remote.assignor=uniform",
    IDEMPOTENT " acks=1 max.in.flight=6",
    "enable.gapless.guarantee=true",
    "linger.ms=9 message.timeout.ms=2",
    "reconnect.backoff.ms=20000",
    "retry.backoff.ms=50",
};

static void set_all(rd_kafka_conf_t *conf, const char *properties) {
        char copy[512], errstr[256], *name;

        snprintf(copy, sizeof(copy), "%s", properties);
        for (name = strtok(copy, " "); name; name = strtok(NULL, " ")) {
                char *value = strchr(name, '=');

                *value++ = '\0';
                if (rd_kafka_conf_set(conf, name, value, errstr, sizeof(errstr)) != RD_KAFKA_CONF_OK)
                        printf("  %s = %s: %s\n", name, value, errstr);
        }
}

/* What is in `after` and not the same in `before`. Versions and addresses are nobody's business. */
static void show_changes(const char **before, size_t before_cnt, const char **after, size_t after_cnt) {
        size_t i, j;

        for (i = 0; i + 1 < after_cnt; i += 2) {
                for (j = 0; j + 1 < before_cnt && strcmp(before[j], after[i]); j += 2)
                        ;
                if (j + 1 < before_cnt && !strcmp(before[j + 1], after[i + 1]))
                        continue;
                if (strncmp(after[i + 1], "0x", 2))
                        printf("  %s = %s\n", after[i], after[i + 1]);
        }
}

static void try_new(rd_kafka_type_t type, const char *properties) {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        const char **before, **after, **topic_before = NULL, **topic_after;
        size_t before_cnt, after_cnt, topic_before_cnt = 0, topic_after_cnt;
        rd_kafka_topic_conf_t *topic_conf;
        char errstr[512] = "";
        rd_kafka_t *rk;

        printf("%s %s:", type == RD_KAFKA_PRODUCER ? "producer" : "consumer", properties);
        rd_kafka_conf_set_log_cb(conf, NULL);
        /* Nobody is there. */
        set_all(conf, "bootstrap.servers=127.0.0.1:1");
        set_all(conf, properties);
        before     = rd_kafka_conf_dump(conf, &before_cnt);
        topic_conf = rd_kafka_conf_get_default_topic_conf(conf);
        if (topic_conf)
                topic_before = rd_kafka_topic_conf_dump(topic_conf, &topic_before_cnt);

        rk = rd_kafka_new(type, conf, errstr, sizeof(errstr));
        if (!rk) {
                printf(" refused, %d%s\n", (int)rd_kafka_last_error(), *errstr ? "" : " without a text");
                rd_kafka_conf_destroy(conf);
        } else {
                printf(" taken\n");
                conf  = (rd_kafka_conf_t *)rd_kafka_conf(rk);
                after = rd_kafka_conf_dump(conf, &after_cnt);
                show_changes(before, before_cnt, after, after_cnt);
                rd_kafka_conf_dump_free(after, after_cnt);
                topic_conf = rd_kafka_conf_get_default_topic_conf(conf);
                if (topic_conf && topic_before) {
                        topic_after = rd_kafka_topic_conf_dump(topic_conf, &topic_after_cnt);
                        show_changes(topic_before, topic_before_cnt, topic_after, topic_after_cnt);
                        rd_kafka_conf_dump_free(topic_after, topic_after_cnt);
                }
                rd_kafka_destroy(rk);
        }
        rd_kafka_conf_dump_free(before, before_cnt);
        if (topic_before)
                rd_kafka_conf_dump_free(topic_before, topic_before_cnt);
}

int main(void) {
        size_t i;

        for (i = 0; i < sizeof(producers) / sizeof(*producers); i++)
                try_new(RD_KAFKA_PRODUCER, producers[i]);
        for (i = 0; i < sizeof(consumers) / sizeof(*consumers); i++)
                try_new(RD_KAFKA_CONSUMER, consumers[i]);
        return 0;
}
