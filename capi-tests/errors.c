/* Error codes, rd_kafka_error_t, and memory that passes between library and application. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include <librdkafka/rdkafka.h>

#include "check.h"

static void constructed_errors(void) {
        char expected[3000];
        rd_kafka_error_t *error =
            rd_kafka_error_new(RD_KAFKA_RESP_ERR__TIMED_OUT, "after %d of %s", 7, "many");

        CHECK_INT(rd_kafka_error_code(error), RD_KAFKA_RESP_ERR__TIMED_OUT);
        CHECK_STR(rd_kafka_error_name(error), "_TIMED_OUT");
        CHECK_STR(rd_kafka_error_string(error), "after 7 of many");
        CHECK_INT(rd_kafka_error_is_fatal(error), 0);
        CHECK_INT(rd_kafka_error_is_retriable(error), 0);
        CHECK_INT(rd_kafka_error_txn_requires_abort(error), 0);
        rd_kafka_error_destroy(error);

        /* No format: the label of the code. A format that comes out empty is a message all the same. */
        error = rd_kafka_error_new(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, NULL);
        CHECK_STR(rd_kafka_error_string(error), "Broker: Request timed out");
        rd_kafka_error_destroy(error);
        error = rd_kafka_error_new(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, "%s", "");
        CHECK_STR(rd_kafka_error_string(error), "");
        rd_kafka_error_destroy(error);

        error = rd_kafka_error_new((rd_kafka_resp_err_t)-9999, NULL);
        CHECK_INT(rd_kafka_error_code(error), -9999);
        CHECK_STR(rd_kafka_error_string(error), "Err--9999?");
        CHECK_STR(rd_kafka_error_name(error), "ERR_-9999?");
        rd_kafka_error_destroy(error);

        /* A long message is not cut, and bytes that are not UTF-8 pass. */
        memset(expected, '\xe9', sizeof(expected) - 1);
        expected[sizeof(expected) - 1] = '\0';
        error = rd_kafka_error_new(RD_KAFKA_RESP_ERR__FAIL, "%s", expected);
        CHECK_STR(rd_kafka_error_string(error), expected);
        rd_kafka_error_destroy(error);
}

static void null_is_no_error(void) {
        CHECK_INT(rd_kafka_error_code(NULL), RD_KAFKA_RESP_ERR_NO_ERROR);
        CHECK_STR(rd_kafka_error_name(NULL), "");
        CHECK_STR(rd_kafka_error_string(NULL), "");
        CHECK_INT(rd_kafka_error_is_fatal(NULL), 0);
        CHECK_INT(rd_kafka_error_is_retriable(NULL), 0);
        CHECK_INT(rd_kafka_error_txn_requires_abort(NULL), 0);
        rd_kafka_error_destroy(NULL);
}

static void *ask_for_another_code(void *unused) {
        (void)unused;
        CHECK_STR(rd_kafka_err2str((rd_kafka_resp_err_t)-2222), "Err--2222?");
        CHECK_STR(rd_kafka_err2name((rd_kafka_resp_err_t)-2222), "ERR_-2222?");
        CHECK_INT(rd_kafka_last_error(), RD_KAFKA_RESP_ERR_NO_ERROR);
        return NULL;
}

/* The text of an unknown code is this thread's: neither another thread nor a known code overwrites it. */
static void unknown_codes(void) {
        const char *label = rd_kafka_err2str((rd_kafka_resp_err_t)-1111);
        const char *name  = rd_kafka_err2name((rd_kafka_resp_err_t)-1111);
        pthread_t thread;

        CHECK_INT(pthread_create(&thread, NULL, ask_for_another_code, NULL), 0);
        pthread_join(thread, NULL);
        CHECK_STR(rd_kafka_err2str(RD_KAFKA_RESP_ERR__QUEUE_FULL), "Local: Queue full");
        CHECK_STR(rd_kafka_err2name(RD_KAFKA_RESP_ERR__QUEUE_FULL), "_QUEUE_FULL");
        CHECK_STR(label, "Err--1111?");
        CHECK_STR(name, "ERR_-1111?");
}

static void the_table_agrees_with_the_functions(void) {
        const struct rd_kafka_err_desc *descs = NULL, *again = NULL;
        size_t cnt = 0, i, named = 0;

        rd_kafka_get_err_descs(&descs, &cnt);
        rd_kafka_get_err_descs(&again, &cnt);
        CHECK(descs == again);
        for (i = 0; i < cnt; i++) {
                if (!descs[i].name || !descs[i].desc)
                        continue;
                named++;
                CHECK_STR(rd_kafka_err2name(descs[i].code), descs[i].name);
                CHECK_STR(rd_kafka_err2str(descs[i].code), descs[i].desc);
        }
        CHECK(named > 150);
}

static void errno_and_codes(void) {
        errno = ETIMEDOUT;
        CHECK_INT(rd_kafka_errno(), ETIMEDOUT);
        CHECK_INT(rd_kafka_errno2err(ETIMEDOUT), RD_KAFKA_RESP_ERR__TIMED_OUT);
        CHECK_INT(rd_kafka_errno2err(ENOBUFS), RD_KAFKA_RESP_ERR__QUEUE_FULL);
        CHECK_INT(rd_kafka_errno2err(0), RD_KAFKA_RESP_ERR__FAIL);
}

static void memory(void) {
        unsigned char *zeros = rd_kafka_mem_calloc(NULL, 16, 4);
        size_t i;

        CHECK(zeros != NULL);
        for (i = 0; zeros && i < 64; i++)
                CHECK_INT(zeros[i], 0);
        rd_kafka_mem_free(NULL, zeros);
        rd_kafka_mem_free(NULL, rd_kafka_mem_malloc(NULL, 10));
        rd_kafka_mem_free(NULL, malloc(10));
        free(rd_kafka_mem_malloc(NULL, 10));
        rd_kafka_mem_free(NULL, NULL);
}

int main(void) {
        constructed_errors();
        null_is_no_error();
        unknown_codes();
        the_table_agrees_with_the_functions();
        errno_and_codes();
        memory();
        return failures != 0;
}
