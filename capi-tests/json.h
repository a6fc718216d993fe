/* A reader of JSON as statistics come: it names every value by its path and hands it on. Strings
 * keep their escapes; what is not well-formed fails the test. */
#ifndef CAPI_TESTS_JSON_H
#define CAPI_TESTS_JSON_H

#include "test.h"

enum json_type { JSON_OBJECT, JSON_STRING, JSON_INT, JSON_BOOL };

/* `path` is "a>b>c", since names may have any other character; `text` and `length` are the value as it stands, a string without its quotes. */
typedef void json_visit_t(const char *path, enum json_type type, const char *text, size_t length,
                          void *opaque);

struct json_reader {
        const char *start, *at;
        char path[512];
        json_visit_t *visit;
        void *opaque;
};

static TEST_UNUSED void json_space(struct json_reader *reader) {
        reader->at += strspn(reader->at, " \t\r\n");
}

static TEST_UNUSED void json_expect(struct json_reader *reader, char what) {
        json_space(reader);
        if (*reader->at != what)
                FAIL("JSON: no '%c' at byte %d: %.60s", what, (int)(reader->at - reader->start),
                     reader->at);
        reader->at++;
}

/* Reads a string and returns its first character; its length goes to `length`. */
static TEST_UNUSED const char *json_string(struct json_reader *reader, size_t *length) {
        json_expect(reader, '"');
        const char *text = reader->at;
        while (*reader->at && *reader->at != '"')
                reader->at += *reader->at == '\\' && reader->at[1] ? 2 : 1;
        *length = reader->at - text;
        json_expect(reader, '"');
        return text;
}

static TEST_UNUSED void json_value(struct json_reader *reader) {
        const char *text;
        size_t length, end;

        json_space(reader);
        text = reader->at;
        if (*text == '"') {
                text = json_string(reader, &length);
                reader->visit(reader->path, JSON_STRING, text, length, reader->opaque);
        } else if (*text == '{') {
                reader->visit(reader->path, JSON_OBJECT, text, 0, reader->opaque);
                end = strlen(reader->path);
                reader->at++;
                json_space(reader);
                while (*reader->at != '}') {
                        text = json_string(reader, &length);
                        CHECK(end + length + 2 < sizeof(reader->path), "a long path");
                        snprintf(reader->path + end, sizeof(reader->path) - end, "%s%.*s",
                                 end ? ">" : "", (int)length, text);
                        json_expect(reader, ':');
                        json_value(reader);
                        reader->path[end] = '\0';
                        json_space(reader);
                        if (*reader->at != '}')
                                json_expect(reader, ',');
                }
                reader->at++;
        } else if (!strncmp(text, "true", 4) || !strncmp(text, "false", 5)) {
                length = *text == 't' ? 4 : 5;
                reader->at += length;
                reader->visit(reader->path, JSON_BOOL, text, length, reader->opaque);
        } else {
                length = *text == '-';
                length += strspn(text + length, "0123456789");
                CHECK(length > 0 && text[length - 1] != '-', "JSON: a value: %.60s", text);
                reader->at += length;
                reader->visit(reader->path, JSON_INT, text, length, reader->opaque);
        }
}

static TEST_UNUSED void json_read(const char *json, json_visit_t *visit, void *opaque) {
        struct json_reader reader = {json, json, "", visit, opaque};
        json_value(&reader);
        json_space(&reader);
        CHECK(*reader.at == '\0', "JSON: something follows: %.60s", reader.at);
}

/* ---- One value ---- */

struct json_search {
        const char *pattern;
        int found;
        char text[256];
};

/* True if `path` is like `pattern`, in which '*' is any one name. */
static TEST_UNUSED int json_like(const char *path, const char *pattern) {
        while (*path && *pattern) {
                if (*pattern == '*') {
                        pattern++;
                        path += strcspn(path, ">");
                } else if (*path++ != *pattern++)
                        return 0;
        }
        return !*path && !*pattern;
}

static TEST_UNUSED void json_search_visit(const char *path, enum json_type type, const char *text,
                                          size_t length, void *opaque) {
        struct json_search *search = opaque;
        (void)type;
        if (!json_like(path, search->pattern))
                return;
        search->found++;
        snprintf(search->text, sizeof(search->text), "%.*s", (int)length, text);
}

/* How many values are like `pattern`; the text of the last one goes to `text`, of 256 bytes. */
static TEST_UNUSED int json_find(const char *json, const char *pattern, char *text) {
        struct json_search search = {pattern, 0, ""};
        json_read(json, json_search_visit, &search);
        strcpy(text, search.text);
        return search.found;
}

/* The number at the only path that is like `pattern`. */
static TEST_UNUSED long long json_int(const char *json, const char *pattern) {
        char text[256], *end;
        CHECK_INT(json_find(json, pattern, text), 1);
        long long value = strtoll(text, &end, 10);
        CHECK(*text && !*end, "%s is \"%s\"", pattern, text);
        return value;
}

/* The string at the only path that is like `pattern`; valid until the next call. */
static TEST_UNUSED const char *json_text(const char *json, const char *pattern) {
        static char text[256];
        CHECK_INT(json_find(json, pattern, text), 1);
        return text;
}

#endif
