/* needs: none; timeout: 10
 *
 * Says which library the loader gave: every other result rests on it. */
#include <dlfcn.h>
#include <link.h>

#include "test.h"

static int count_libraries(struct dl_phdr_info *info, size_t size, void *count) {
        (void)size;
        if (strstr(info->dlpi_name, "librdkafka"))
                ++*(int *)count;
        return 0;
}

int main(void) {
        Dl_info loaded;
        int libraries          = 0;
        const char *wanted     = getenv("LD_LIBRARY_PATH");
        const char *library    = getenv("TEST_LIBRARY");
        char real_wanted[4096], real_loaded[4096];

        CHECK(wanted && library, "run by capi-tests/run.py");
        CHECK(dladdr((void *)(uintptr_t)dlsym(RTLD_DEFAULT, "rd_kafka_version"), &loaded),
              "rd_kafka_version is in no library");
        CHECK(realpath(wanted, real_wanted), "%s", wanted);
        CHECK(realpath(loaded.dli_fname, real_loaded), "%s", loaded.dli_fname);
        fprintf(stderr, "%s: %s\n", library, real_loaded);
        CHECK(!strncmp(real_loaded, real_wanted, strlen(real_wanted)), "%s is not in %s",
              real_loaded, real_wanted);
        dl_iterate_phdr(count_libraries, &libraries);
        CHECK_INT(libraries, 1);
        CHECK_INT(rd_kafka_version(), RD_KAFKA_VERSION);
        CHECK_STR(rd_kafka_version_str(), "2.15.0");
        return 0;
}
