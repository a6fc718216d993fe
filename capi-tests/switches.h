/* How often threads go to sleep, as a measure of how often they are woken. */
#ifndef CAPI_TESTS_SWITCHES_H
#define CAPI_TESTS_SWITCHES_H

#include "test.h"

struct thread_sleeps {
        char name[32];
        long count;
};

/* Whether there is, or was just now, such a thread of this process. */
static TEST_UNUSED int read_sleeps(const char *task, struct thread_sleeps *sleeps) {
        char path[300], line[128];
        FILE *status;

        memset(sleeps, 0, sizeof(*sleeps));
        snprintf(path, sizeof(path), "/proc/self/task/%s/status", task);
        if (!(status = fopen(path, "r")))
                return 0;
        while (fgets(line, sizeof(line), status)) {
                sscanf(line, "Name: %31s", sleeps->name);
                sscanf(line, "voluntary_ctxt_switches: %ld", &sleeps->count);
        }
        fclose(status);
        return 1;
}

/* How often the threads of this process whose name begins with `prefix` have gone to sleep so far, and how many they are. */
static TEST_UNUSED long switches(const char *prefix, int *threads) {
        DIR *tasks = opendir("/proc/self/task");
        struct dirent *task;
        struct thread_sleeps sleeps;
        long total = 0;

        *threads = 0;
        while ((task = readdir(tasks))) {
                if (task->d_name[0] == '.' || !read_sleeps(task->d_name, &sleeps) ||
                    strncmp(sleeps.name, prefix, strlen(prefix)))
                        continue;
                (*threads)++;
                total += sleeps.count;
        }
        closedir(tasks);
        return total;
}

#endif
