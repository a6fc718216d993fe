/*
 * Prints a digest of the partition that each hashing partitioner chooses, for each of many pseudorandom keys and
 * partition counts: the same on each library. The first keys of each length are printed one by one, so that a
 * difference can be found.
 */
#include <stdint.h>
#include <stdio.h>

#include <librdkafka/rdkafka.h>

typedef int32_t partitioner_t(const rd_kafka_topic_t *, const void *, size_t, int32_t, void *, void *);

static const struct {
        const char *name;
        partitioner_t *choose;
} partitioners[] = {
    {"consistent", rd_kafka_msg_partitioner_consistent},
    {"consistent_random", rd_kafka_msg_partitioner_consistent_random},
    {"murmur2", rd_kafka_msg_partitioner_murmur2},
    {"murmur2_random", rd_kafka_msg_partitioner_murmur2_random},
    {"fnv1a", rd_kafka_msg_partitioner_fnv1a},
    {"fnv1a_random", rd_kafka_msg_partitioner_fnv1a_random},
};
enum { PARTITIONERS = sizeof(partitioners) / sizeof(*partitioners), KEYS_PER_LENGTH = 3000, MAX_LENGTH = 64 };

static uint64_t state = 88172645463325252u;

static uint32_t next(void) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (uint32_t)(state >> 32);
}

static uint64_t digests[PARTITIONERS];
static int failures;

static void one(const void *key, size_t length, int32_t count, int print) {
        int p;

        if (print)
                printf("%zu bytes, %d partitions:", length, (int)count);
        for (p = 0; p < PARTITIONERS; p++) {
                int32_t chosen;

                /* An empty key is none to this one, which then needs a topic to choose at random from. */
                if (p == 1 && length == 0)
                        continue;
                chosen = partitioners[p].choose(NULL, key, length, count, NULL, NULL);
                if (chosen < 0 || chosen >= count) {
                        fprintf(stderr, "%s: %d of %d\n", partitioners[p].name, (int)chosen, (int)count);
                        failures++;
                }
                digests[p] = (digests[p] ^ (uint32_t)chosen) * 1099511628211u;
                if (print)
                        printf(" %d", (int)chosen);
        }
        if (print)
                printf("\n");
}

int main(void) {
        static const int p_without_key[] = {0, 2, 4};
        unsigned char key[MAX_LENGTH];
        size_t length, i;
        int32_t count;
        int p, k;

        for (length = 0; length <= MAX_LENGTH; length++)
                for (k = 0; k < KEYS_PER_LENGTH; k++) {
                        for (i = 0; i < length; i++)
                                key[i] = (unsigned char)next();
                        one(key, length, (int32_t)(next() % 1000) + 1, k < 10);
                }
        one("key", 3, INT32_MAX, 1);
        one("", 0, INT32_MAX, 1);
        for (count = 1; count <= 1000; count++)
                one("every count", 11, count, count % 100 == 0);

        for (k = 0; k < 3; k++)
                for (count = 1; count <= 1000; count += 111)
                        printf("%s without a key: %d\n", partitioners[p_without_key[k]].name,
                               (int)partitioners[p_without_key[k]].choose(NULL, NULL, 0, count, NULL, NULL));
        for (p = 0; p < PARTITIONERS; p++)
                printf("%s: %016llx\n", partitioners[p].name, (unsigned long long)digests[p]);
        return failures != 0;
}
