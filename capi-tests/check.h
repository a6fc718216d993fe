/* What the value tests share: a check that says what failed and goes on, and the exit status. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <string.h>

static int failures;

#define CHECK(condition)                                                                            \
        do {                                                                                        \
                if (!(condition)) {                                                                 \
                        fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);     \
                        failures++;                                                                 \
                }                                                                                   \
        } while (0)

#define CHECK_INT(expression, expected)                                                             \
        do {                                                                                        \
                long long got_ = (long long)(expression), expected_ = (long long)(expected);        \
                if (got_ != expected_) {                                                            \
                        fprintf(stderr, "%s:%d: %s is %lld, expected %lld\n", __FILE__, __LINE__,   \
                                #expression, got_, expected_);                                      \
                        failures++;                                                                 \
                }                                                                                   \
        } while (0)

#define CHECK_STR(expression, expected)                                                             \
        do {                                                                                        \
                const char *got_ = (expression), *expected_ = (expected);                           \
                if (!got_ || strcmp(got_, expected_)) {                                             \
                        fprintf(stderr, "%s:%d: %s is \"%s\", expected \"%s\"\n", __FILE__,         \
                                __LINE__, #expression, got_ ? got_ : "(null)", expected_);          \
                        failures++;                                                                 \
                }                                                                                   \
        } while (0)

#endif
