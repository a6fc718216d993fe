/*
 * Proves which library the loader has put under a program: exits with 0 when rd_kafka_version() comes from the file
 * that argv[1] names (symbolic links resolved), and says where it comes from.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <librdkafka/rdkafka.h>

int main(int argc, char **argv) {
        char loaded[PATH_MAX], expected[PATH_MAX];
        Dl_info info;
        void *function = dlsym(RTLD_DEFAULT, "rd_kafka_version");

        if (argc != 2) {
                fprintf(stderr, "usage: %s <expected library>\n", argv[0]);
                return 2;
        }
        if (!function || !dladdr(function, &info) || !realpath(info.dli_fname, loaded)) {
                fprintf(stderr, "rd_kafka_version() comes from no file\n");
                return 1;
        }
        printf("%s, version %s (0x%08x)\n", loaded, rd_kafka_version_str(), (unsigned)rd_kafka_version());
        if (!realpath(argv[1], expected) || strcmp(loaded, expected)) {
                fprintf(stderr, "expected %s\n", argv[1]);
                return 1;
        }
        return 0;
}
