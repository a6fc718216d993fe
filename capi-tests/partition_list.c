/* Lists of topic partitions. */
#include <stdlib.h>

#include <librdkafka/rdkafka.h>

#include "check.h"

static rd_kafka_topic_partition_list_t *list_of(int size) {
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(size);
        CHECK_INT(list->cnt, 0);
        CHECK_INT(list->size, size);
        return list;
}

static void *metadata_of(const char *text) {
        return memcpy(malloc(strlen(text)), text, strlen(text));
}

static void expect(const rd_kafka_topic_partition_list_t *list, int at, const char *topic, int32_t partition,
                   int64_t offset) {
        CHECK(at < list->cnt);
        if (at >= list->cnt)
                return;
        CHECK_STR(list->elems[at].topic, topic);
        CHECK_INT(list->elems[at].partition, partition);
        CHECK_INT(list->elems[at].offset, offset);
}

static void adding(void) {
        /* How the room grows shows in `size`. */
        static const int sizes[][2] = {{1, 1}, {2, 2}, {3, 34}, {35, 68}, {69, 136}, {137, 272}};
        rd_kafka_topic_partition_list_t *list = list_of(0);
        rd_kafka_topic_partition_t *element;
        size_t i;

        for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
                while (list->cnt < sizes[i][0]) {
                        int32_t partition = list->cnt;

                        element = rd_kafka_topic_partition_list_add(list, "topic", partition);
                        CHECK(element == &list->elems[partition]);
                        CHECK_STR(element->topic, "topic");
                        CHECK_INT(element->partition, partition);
                        CHECK_INT(element->offset, RD_KAFKA_OFFSET_INVALID);
                        CHECK(!element->metadata && !element->metadata_size && !element->opaque);
                        CHECK_INT(element->err, 0);
                        CHECK_INT(rd_kafka_topic_partition_get_leader_epoch(element), -1);
                }
                CHECK_INT(list->size, sizes[i][1]);
        }
        rd_kafka_topic_partition_list_destroy(list);

        list = list_of(3);
        rd_kafka_topic_partition_list_add_range(list, "range", -1, 2);
        rd_kafka_topic_partition_list_add_range(list, "range", 5, 4);
        rd_kafka_topic_partition_list_add_range(list, "range", 2, 2);
        CHECK_INT(list->cnt, 5);
        CHECK_INT(list->size, 35);
        expect(list, 0, "range", -1, RD_KAFKA_OFFSET_INVALID);
        expect(list, 3, "range", 2, RD_KAFKA_OFFSET_INVALID);
        expect(list, 4, "range", 2, RD_KAFKA_OFFSET_INVALID);
        rd_kafka_topic_partition_list_destroy(list);
}

static void finding_and_removing(void) {
        rd_kafka_topic_partition_list_t *list = list_of(4);
        int i;

        for (i = 0; i < 3; i++)
                rd_kafka_topic_partition_list_add(list, "t", i % 2)->offset = i;
        rd_kafka_topic_partition_list_add(list, "u", 0);

        CHECK(rd_kafka_topic_partition_list_find(list, "t", 0) == &list->elems[0]);
        CHECK(rd_kafka_topic_partition_list_find(list, "u", 0) == &list->elems[3]);
        CHECK(rd_kafka_topic_partition_list_find(list, "u", 1) == NULL);
        CHECK(rd_kafka_topic_partition_list_find(list, "T", 0) == NULL);

        /* The first of equal elements is the one that counts. */
        CHECK_INT(rd_kafka_topic_partition_list_set_offset(list, "t", 0, -77777), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_INT(rd_kafka_topic_partition_list_set_offset(list, "t", 9, 1), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
        expect(list, 0, "t", 0, -77777);
        expect(list, 2, "t", 0, 2);

        CHECK_INT(rd_kafka_topic_partition_list_del(list, "t", 9), 0);
        CHECK_INT(rd_kafka_topic_partition_list_del(list, "t", 0), 1);
        CHECK_INT(list->cnt, 3);
        CHECK_INT(list->size, 4);
        expect(list, 0, "t", 1, 1);
        expect(list, 1, "t", 0, 2);
        expect(list, 2, "u", 0, RD_KAFKA_OFFSET_INVALID);

        CHECK_INT(rd_kafka_topic_partition_list_del_by_idx(list, -1), 0);
        CHECK_INT(rd_kafka_topic_partition_list_del_by_idx(list, 3), 0);
        CHECK_INT(rd_kafka_topic_partition_list_del_by_idx(list, 2), 1);
        CHECK_INT(rd_kafka_topic_partition_list_del_by_idx(list, 0), 1);
        CHECK_INT(list->cnt, 1);
        expect(list, 0, "t", 0, 2);
        CHECK_INT(rd_kafka_topic_partition_list_del_by_idx(list, 0), 1);
        CHECK_INT(rd_kafka_topic_partition_list_del_by_idx(list, 0), 0);
        CHECK_INT(rd_kafka_topic_partition_list_del(list, "t", 0), 0);
        rd_kafka_topic_partition_list_destroy(list);
}

/* Descending by partition; counts its calls through its opaque. */
static int by_partition_down(const void *a, const void *b, void *opaque) {
        const rd_kafka_topic_partition_t *left = a, *right = b;

        ++*(int *)opaque;
        return (right->partition > left->partition) - (right->partition < left->partition);
}

/* As wrong as a comparison can be. */
static int always_less(const void *a, const void *b, void *opaque) {
        (void)a, (void)b, (void)opaque;
        return -1;
}

static void sorting(void) {
        rd_kafka_topic_partition_list_t *list = list_of(8);
        int calls = 0, i, sum = 0;

        rd_kafka_topic_partition_list_sort(list, NULL, NULL);
        rd_kafka_topic_partition_list_add(list, "b", 2)->offset = 100;
        rd_kafka_topic_partition_list_add(list, "b", -1);
        rd_kafka_topic_partition_list_add(list, "a", 9);
        rd_kafka_topic_partition_list_add(list, "B", 0);
        rd_kafka_topic_partition_list_add(list, "", 0);
        rd_kafka_topic_partition_list_add(list, "aa", 0);
        rd_kafka_topic_partition_list_add(list, "b", 2)->offset = 200;
        rd_kafka_topic_partition_list_add(list, "\xff", 2);
        rd_kafka_topic_partition_list_sort(list, NULL, NULL);
        expect(list, 0, "", 0, RD_KAFKA_OFFSET_INVALID);
        expect(list, 1, "B", 0, RD_KAFKA_OFFSET_INVALID);
        expect(list, 2, "a", 9, RD_KAFKA_OFFSET_INVALID);
        expect(list, 3, "aa", 0, RD_KAFKA_OFFSET_INVALID);
        expect(list, 4, "b", -1, RD_KAFKA_OFFSET_INVALID);
        expect(list, 5, "b", 2, 100);
        expect(list, 6, "b", 2, 200);
        expect(list, 7, "\xff", 2, RD_KAFKA_OFFSET_INVALID);

        rd_kafka_topic_partition_list_sort(list, by_partition_down, &calls);
        CHECK(calls >= 7);
        for (i = 1; i < list->cnt; i++)
                CHECK(list->elems[i - 1].partition >= list->elems[i].partition);
        rd_kafka_topic_partition_list_destroy(list);

        list = list_of(0);
        rd_kafka_topic_partition_list_add_range(list, "t", 1, 100);
        rd_kafka_topic_partition_list_sort(list, always_less, NULL);
        for (i = 0; i < list->cnt; i++)
                sum += list->elems[i].partition;
        CHECK_INT(sum, 5050);
        rd_kafka_topic_partition_list_destroy(list);
}

static void copying(void) {
        rd_kafka_topic_partition_list_t *list = list_of(5), *copy;
        rd_kafka_topic_partition_t *element   = rd_kafka_topic_partition_list_add(list, "t", 1);

        element->offset        = 123;
        element->metadata      = metadata_of("meta");
        element->metadata_size = 4;
        element->opaque        = list;
        element->err           = RD_KAFKA_RESP_ERR__TIMED_OUT;
        rd_kafka_topic_partition_set_leader_epoch(element, 42);
        /* Metadata of size 0 is freed with its list, and not copied. */
        rd_kafka_topic_partition_list_add(list, "t", 2)->metadata = malloc(3);

        copy = rd_kafka_topic_partition_list_copy(list);
        CHECK_INT(copy->cnt, 2);
        CHECK_INT(copy->size, 5);
        CHECK(copy->elems[0].topic != list->elems[0].topic);
        CHECK(copy->elems[0].metadata != list->elems[0].metadata);
        CHECK(copy->elems[0].opaque == list);
        rd_kafka_topic_partition_list_destroy(list);

        expect(copy, 0, "t", 1, 123);
        expect(copy, 1, "t", 2, RD_KAFKA_OFFSET_INVALID);
        element = &copy->elems[0];
        CHECK_INT(element->metadata_size, 4);
        CHECK(element->metadata && !memcmp(element->metadata, "meta", 4));
        CHECK_INT(element->err, RD_KAFKA_RESP_ERR__TIMED_OUT);
        CHECK_INT(rd_kafka_topic_partition_get_leader_epoch(element), 42);
        CHECK(copy->elems[1].metadata == NULL);
        /* What an element owns goes with it. */
        CHECK_INT(rd_kafka_topic_partition_list_del(copy, "t", 1), 1);
        rd_kafka_topic_partition_list_destroy(copy);

        list = list_of(0);
        copy = rd_kafka_topic_partition_list_copy(list);
        CHECK_INT(copy->cnt, 0);
        CHECK_INT(copy->size, 0);
        rd_kafka_topic_partition_list_destroy(list);
        rd_kafka_topic_partition_list_destroy(copy);
}

static void leader_epochs(void) {
        static const int32_t epochs[]         = {-1, 0, 7, INT32_MAX, -5, -1};
        rd_kafka_topic_partition_list_t *list = list_of(1);
        rd_kafka_topic_partition_t *element   = rd_kafka_topic_partition_list_add(list, "t", 0), *own;
        size_t i;

        for (i = 0; i < sizeof(epochs) / sizeof(*epochs); i++) {
                rd_kafka_topic_partition_set_leader_epoch(element, epochs[i]);
                CHECK_INT(rd_kafka_topic_partition_get_leader_epoch(element), epochs[i]);
        }
        rd_kafka_topic_partition_list_destroy(list);

        /* An element that the application made by hand. */
        own           = calloc(1, sizeof(*own));
        own->topic    = memcpy(malloc(4), "own", 4);
        own->metadata = malloc(3);
        CHECK_INT(rd_kafka_topic_partition_get_leader_epoch(own), -1);
        rd_kafka_topic_partition_set_leader_epoch(own, 3);
        CHECK_INT(rd_kafka_topic_partition_get_leader_epoch(own), 3);
        rd_kafka_topic_partition_destroy(own);
}

int main(void) {
        adding();
        finding_and_removing();
        sorting();
        copying();
        leader_epochs();
        return failures != 0;
}
