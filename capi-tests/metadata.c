/* needs: kafka3 mock3; topics: a=3 b=1; timeout: 40
 *
 * What rd_kafka_metadata() and its relatives tell of a cluster of three nodes. */
#include "test.h"

typedef const struct rd_kafka_metadata metadata_t;

static metadata_t *ask(rd_kafka_t *rk, int all, rd_kafka_topic_t *only) {
        metadata_t *metadata;

        CHECK_ERR(rd_kafka_metadata(rk, all, only, &metadata, scaled(10000)),
                  RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK(metadata != NULL, "no metadata");
        return metadata;
}

/* Brokers 1 to 3, with the addresses of the bootstrap list, and the one that answered: by its
 * id, or as a bootstrap address whose id was not known when it was asked. */
static void check_brokers(metadata_t *metadata) {
        int seen = 0;

        if (metadata->orig_broker_id == -1) {
                CHECK_CONTAINS(metadata->orig_broker_name, "/bootstrap");
                seen |= 1;
        }
        CHECK_INT(metadata->broker_cnt, 3);
        for (int i = 0; i < 3; i++) {
                struct rd_kafka_metadata_broker *broker = &metadata->brokers[i];
                char address[64];

                CHECK(broker->id >= 1 && broker->id <= 3, "broker %d", broker->id);
                seen |= 1 << broker->id;
                snprintf(address, sizeof(address), "%s:%d", broker->host, broker->port);
                CHECK_CONTAINS(bootstrap(), address);
                if (broker->id == metadata->orig_broker_id) {
                        char name[80];
                        snprintf(name, sizeof(name), "%s/%d", address, broker->id);
                        CHECK_STR(metadata->orig_broker_name, name);
                        seen |= 1;
                }
        }
        CHECK_INT(seen, 0xf);
}

static struct rd_kafka_metadata_topic *find(metadata_t *metadata, const char *topic) {
        for (int i = 0; i < metadata->topic_cnt; i++)
                if (!strcmp(metadata->topics[i].topic, topic))
                        return &metadata->topics[i];
        return NULL;
}

/* Every partition has three different replicas, all in sync, one of them leads. */
static void check_topic(metadata_t *metadata, const char *name, int partitions) {
        struct rd_kafka_metadata_topic *topic = find(metadata, name);

        CHECK(topic != NULL, "%s is missing", name);
        CHECK_ERR(topic->err, RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(topic->partition_cnt, partitions);
        for (int i = 0; i < partitions; i++) {
                struct rd_kafka_metadata_partition *partition = &topic->partitions[i];
                int replicas = 0;

                CHECK_INT(partition->id, i);
                CHECK_ERR(partition->err, RD_KAFKA_RESP_ERR_NO_ERROR);
                CHECK_INT(partition->replica_cnt, 3);
                CHECK_INT(partition->isr_cnt, 3);
                for (int r = 0; r < 3; r++)
                        replicas |= 1 << partition->replicas[r];
                CHECK_INT(replicas, 0xe);
                for (int r = 0; r < 3; r++)
                        replicas &= ~(1 << partition->isrs[r]);
                CHECK_INT(replicas, 0);
                CHECK(partition->leader >= 1 && partition->leader <= 3, "leader %d",
                      partition->leader);
        }
}

static void what_exists(void) {
        rd_kafka_t *rk = producer_of(NULL);
        const char *a = topic_name("a"), *b = topic_name("b");

        /* Topics that this instance knows. While there are none, that means all. */
        metadata_t *metadata = ask(rk, 0, NULL);
        check_brokers(metadata);
        check_topic(metadata, a, 3);
        check_topic(metadata, b, 1);
        rd_kafka_metadata_destroy(metadata);

        rd_kafka_topic_t *rkt = topic_of(rk, a, NULL);
        metadata              = ask(rk, 0, NULL);
        check_topic(metadata, a, 3);
        CHECK_INT(metadata->topic_cnt, 1);
        rd_kafka_metadata_destroy(metadata);

        metadata = ask(rk, 1, NULL);
        check_brokers(metadata);
        check_topic(metadata, a, 3);
        check_topic(metadata, b, 1);
        rd_kafka_metadata_destroy(metadata);

        metadata = ask(rk, 0, rkt);
        check_brokers(metadata);
        check_topic(metadata, a, 3);
        CHECK_INT(metadata->topic_cnt, 1);
        rd_kafka_metadata_destroy(metadata);
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void what_does_not(void) {
        rd_kafka_t *rk = consumer_of(NULL);
        rd_kafka_topic_t *rkt;
        metadata_t *metadata;
        struct rd_kafka_metadata_topic *topic;
        const char *absent = topic_name("absent");

        /* A consumer creates nothing. */
        rkt = topic_of(rk, absent, NULL);
        for (int i = 0; i < 2; i++) {
                metadata = ask(rk, 0, rkt);
                topic    = find(metadata, absent);
                CHECK(topic != NULL, "not even its name");
                CHECK_ERR(topic->err, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
                CHECK_INT(topic->partition_cnt, 0);
                rd_kafka_metadata_destroy(metadata);
        }
        rd_kafka_topic_destroy(rkt);

        rkt      = topic_of(rk, "no/such name", NULL);
        metadata = ask(rk, 0, rkt);
        topic    = find(metadata, "no/such name");
        CHECK(topic != NULL, "not even its name");
        CHECK_ERR(topic->err, RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION);
        rd_kafka_metadata_destroy(metadata);
        rd_kafka_topic_destroy(rkt);

        CHECK_ERR(rd_kafka_metadata(rk, 1, NULL, &metadata, 0), RD_KAFKA_RESP_ERR__TIMED_OUT);
        rd_kafka_destroy(rk);
}

/* A producer's first look at a topic makes the broker create it. */
static void creation(void) {
        rd_kafka_t *rk        = producer_of(NULL);
        const char *name      = topic_name("created");
        rd_kafka_topic_t *rkt = topic_of(rk, name, NULL);
        double until          = now_ms() + scaled(10000);

        for (;;) {
                metadata_t *metadata = ask(rk, 0, rkt);
                struct rd_kafka_metadata_topic *topic = find(metadata, name);
                rd_kafka_resp_err_t err = topic->err;
                int partitions          = topic->partition_cnt;

                rd_kafka_metadata_destroy(metadata);
                if (err == RD_KAFKA_RESP_ERR_NO_ERROR) {
                        CHECK_INT(partitions, 4); /* num.partitions of the cluster */
                        break;
                }
                CHECK(err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
                          err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                      "%s", rd_kafka_err2name(err));
                CHECK(now_ms() < until, "never created");
                sleep_ms(20);
        }
        rd_kafka_topic_destroy(rkt);
        rd_kafka_destroy(rk);
}

static void the_cluster(void) {
        rd_kafka_t *rk = producer_of(NULL);
        size_t count   = 0;
        char *id       = rd_kafka_clusterid(rk, scaled(10000));
        int controller = rd_kafka_controllerid(rk, scaled(10000));

        CHECK(id && (strlen(id) == 22 || !strncmp(id, "mockCluster", 11)), "cluster id %s", id);
        rd_kafka_mem_free(rk, id);
        CHECK(controller >= 1 && controller <= 3, "controller %d", controller);

        int32_t *ids = rd_kafka_brokers_learned_ids(rk, &count);
        CHECK_INT(count, 3);
        for (size_t i = 0; i < count; i++)
                CHECK(ids[i] >= 1 && ids[i] <= 3, "broker %d", ids[i]);
        rd_kafka_mem_free(rk, ids);
        rd_kafka_destroy(rk);
}

/* Brokers can be asked what they speak from Kafka 0.10 on. One that is said to be older is believed to speak as little. */
static void old_brokers(void) {
        const char *releases[] = {"0.9.0", "0.10.0"};

        for (int i = 0; i < 2; i++) {
                rd_kafka_t *rk = consumer_of(conf_of("api.version.request", "false",
                                                     "broker.version.fallback", releases[i],
                                                     "log_level", "0", NULL));
                char *id       = rd_kafka_clusterid(rk, i ? scaled(10000) : 1000);
                CHECK_INT(id != NULL, i);
                rd_kafka_mem_free(rk, id);
                if (!i)
                        CHECK_INT(rd_kafka_controllerid(rk, 100), -1);
                rd_kafka_destroy(rk);
        }
}

int main(void) {
        what_exists();
        what_does_not();
        creation();
        the_cluster();
        old_brokers();
        return 0;
}
