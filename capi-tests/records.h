/* Record batches and message sets as they lie in a partition's log, written by hand: such as no
 * producer of today writes, and such as a cleaned log has. */
#ifndef CAPI_TESTS_RECORDS_H
#define CAPI_TESTS_RECORDS_H

#include "test.h"

struct bytes {
        size_t size;
        unsigned char data[8192];
};

static TEST_UNUSED void put(struct bytes *to, const void *data, size_t size) {
        CHECK(to->size + size <= sizeof(to->data), "no room for %zu bytes", size);
        if (size)
                memcpy(to->data + to->size, data, size);
        to->size += size;
}

/* `size` bytes of `value`, the highest first. */
static TEST_UNUSED void put_int(struct bytes *to, int size, int64_t value) {
        while (size-- > 0) {
                unsigned char byte = (unsigned char)((uint64_t)value >> (8 * size));
                put(to, &byte, 1);
        }
}

static TEST_UNUSED int64_t get_int(const void *from, int size) {
        const unsigned char *bytes = from;
        uint64_t value             = bytes[0] & 0x80 ? UINT64_MAX : 0;

        while (size-- > 0)
                value = value << 8 | *bytes++;
        return (int64_t)value;
}

/* A string of two bytes of length, -1 for NULL. */
static TEST_UNUSED void put_string(struct bytes *to, const char *text) {
        put_int(to, 2, text ? (int64_t)strlen(text) : -1);
        put(to, text, text ? strlen(text) : 0);
}

/* Bytes with four bytes of length, -1 for NULL. */
static TEST_UNUSED void put_text(struct bytes *to, const char *text) {
        put_int(to, 4, text ? (int64_t)strlen(text) : -1);
        put(to, text, text ? strlen(text) : 0);
}

static TEST_UNUSED void put_varint(struct bytes *to, int64_t value) {
        uint64_t left = ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);

        for (; left >= 0x80; left >>= 7)
                put_int(to, 1, (int64_t)(left & 0x7f) | 0x80);
        put_int(to, 1, (int64_t)left);
}

static TEST_UNUSED void put_varint_text(struct bytes *to, const char *text) {
        put_varint(to, text ? (int64_t)strlen(text) : -1);
        put(to, text, text ? strlen(text) : 0);
}

/* CRC-32 and CRC-32C differ in their polynomials. */
enum { CRC32 = 0xedb88320, CRC32C = 0x82f63b78 };

static TEST_UNUSED uint32_t crc(uint32_t polynomial, const unsigned char *data, size_t size) {
        uint32_t sum = 0xffffffff;

        for (size_t i = 0; i < size; i++) {
                sum ^= data[i];
                for (int bit = 0; bit < 8; bit++)
                        sum = sum >> 1 ^ (sum & 1 ? polynomial : 0);
        }
        return ~sum;
}

/* ---- Format 2: record batches ---- */

enum { LOG_APPEND = 0x08, TRANSACTIONAL = 0x10, CONTROL = 0x20 };

struct record {
        int delta;                /* offset, from the batch's first one */
        const char *key, *value;  /* NULL is null */
        int key_size, value_size; /* with 0 they are as long as their texts */
        const char *header, *header_value;
};

struct batch {
        int64_t first;
        int last_delta;
        int attributes;
        int64_t base_timestamp, max_timestamp;
        int64_t producer_id;
        int count;
        struct record records[8];
};

static TEST_UNUSED void put_record(struct bytes *to, const struct record *record) {
        struct bytes body = {0};

        put_int(&body, 1, 0);
        put_varint(&body, record->delta); /* of the timestamp */
        put_varint(&body, record->delta);
        if (record->key_size) {
                put_varint(&body, record->key_size);
                put(&body, record->key, (size_t)record->key_size);
        } else {
                put_varint_text(&body, record->key);
        }
        if (record->value_size) {
                put_varint(&body, record->value_size);
                put(&body, record->value, (size_t)record->value_size);
        } else {
                put_varint_text(&body, record->value);
        }
        put_varint(&body, record->header ? 1 : 0);
        if (record->header) {
                put_varint_text(&body, record->header);
                put_varint_text(&body, record->header_value);
        }
        put_varint(to, (int64_t)body.size);
        put(to, body.data, body.size);
}

static TEST_UNUSED void put_batch(struct bytes *to, const struct batch *batch) {
        struct bytes body = {0}; /* what the checksum covers */

        put_int(&body, 2, batch->attributes);
        put_int(&body, 4, batch->last_delta);
        put_int(&body, 8, batch->base_timestamp);
        put_int(&body, 8, batch->max_timestamp);
        put_int(&body, 8, batch->attributes & TRANSACTIONAL ? batch->producer_id : -1);
        put_int(&body, 2, batch->attributes & TRANSACTIONAL ? 0 : -1);
        put_int(&body, 4, -1);
        put_int(&body, 4, batch->count);
        for (int i = 0; i < batch->count; i++)
                put_record(&body, &batch->records[i]);
        put_int(to, 8, batch->first);
        put_int(to, 4, (int64_t)body.size + 4 + 1 + 4);
        put_int(to, 4, 0);
        put_int(to, 1, 2);
        put_int(to, 4, crc(CRC32C, body.data, body.size));
        put(to, body.data, body.size);
}

/* The end of a transaction: its producer's id, and whether it was committed. */
static TEST_UNUSED void put_marker(struct bytes *to, int64_t offset, int64_t producer_id, int committed) {
        char key[4] = {0, 0, 0, (char)committed}, value[6] = {0};
        struct batch batch = {.first       = offset,
                              .attributes  = TRANSACTIONAL | CONTROL,
                              .producer_id = producer_id,
                              .count       = 1,
                              .records     = {{.key = key, .key_size = 4, .value = value, .value_size = 6}}};

        put_batch(to, &batch);
}

/* ---- Formats 0 and 1: messages ---- */

static TEST_UNUSED void put_message_of(struct bytes *to, int64_t offset, int magic, int attributes,
                                       int64_t timestamp, const char *key, const void *value,
                                       int value_size) {
        struct bytes body = {0};

        put_int(&body, 1, magic);
        put_int(&body, 1, attributes);
        if (magic == 1)
                put_int(&body, 8, timestamp);
        put_text(&body, key);
        put_int(&body, 4, value ? value_size : -1);
        put(&body, value, value ? (size_t)value_size : 0);
        put_int(to, 8, offset);
        put_int(to, 4, (int64_t)body.size + 4);
        put_int(to, 4, crc(CRC32, body.data, body.size));
        put(to, body.data, body.size);
}

static TEST_UNUSED void put_message(struct bytes *to, int64_t offset, int magic, int attributes,
                                    int64_t timestamp, const char *key, const char *value) {
        put_message_of(to, offset, magic, attributes, timestamp, key, value,
                       value ? (int)strlen(value) : 0);
}

static void put_little(struct bytes *to, int size, uint32_t value) {
        for (; size-- > 0; value >>= 8)
                put_int(to, 1, value & 0xff);
}

/* A message that holds the message set `inside`, as gzip: stored, for gzip need not compress. */
static TEST_UNUSED void put_wrapper(struct bytes *to, int64_t offset, int magic, int attributes,
                                    int64_t timestamp, const struct bytes *inside) {
        static const unsigned char header[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
        struct bytes gzip                   = {0};

        put(&gzip, header, sizeof(header));
        put_int(&gzip, 1, 1); /* the last block, stored */
        put_little(&gzip, 2, (uint32_t)inside->size);
        put_little(&gzip, 2, ~(uint32_t)inside->size);
        put(&gzip, inside->data, inside->size);
        put_little(&gzip, 4, crc(CRC32, inside->data, inside->size));
        put_little(&gzip, 4, (uint32_t)inside->size);
        put_message_of(to, offset, magic, attributes | 1, timestamp, NULL, gzip.data, (int)gzip.size);
}

#endif
