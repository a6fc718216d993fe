/* Counts how often the library frees memory that was given to it: every path must do that exactly once, or not at all. */
#ifndef CAPI_TESTS_TRACKED_H
#define CAPI_TESTS_TRACKED_H

#include <dlfcn.h>

#include "test.h"

#define MAX_TRACKED 64

static struct {
        _Atomic(void *) payload[MAX_TRACKED];
        _Atomic int frees[MAX_TRACKED];
        int count;
} tracked;

/* gcc's word for it, and clang's. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifdef SANITIZED
/* The sanitizer owns free(), and lets others listen. It finds whoever frees twice by itself. */
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
                                              void (*on_free)(const volatile void *));

static void ignore_malloc(const volatile void *memory, size_t size) {
        (void)memory;
        (void)size;
}

/* Its address may belong to something else afterwards. */
static void listen_to_free(const volatile void *memory) {
        for (int i = 0; memory && i < MAX_TRACKED; i++)
                if (tracked.payload[i] == memory && !tracked.frees[i]) {
                        tracked.frees[i] = 1;
                        return;
                }
}

static void track_frees(void) {
        CHECK(__sanitizer_install_malloc_and_free_hooks(ignore_malloc, listen_to_free) > 0,
              "no room for hooks");
}

static void really_free(void *payload) {
        (void)payload;
}
#else
/* Notes that `freed` is freed; true if it is one of ours. */
static int note_free(const volatile void *freed) {
        if (!freed)
                return 0;
        for (int i = 0; i < MAX_TRACKED; i++)
                if (tracked.payload[i] == freed) {
                        tracked.frees[i]++;
                        return 1;
                }
        return 0;
}

/* The program's free() is the library's as well. What is tracked is kept, so that its address is not used again. */
static void (*libc_free)(void *);

__attribute__((constructor)) static void track_frees(void) {
        *(void **)&libc_free = dlsym(RTLD_NEXT, "free");
}

void free(void *memory) {
        if (libc_free && !note_free(memory))
                libc_free(memory);
}

static void really_free(void *payload) {
        libc_free(payload);
}
#endif

/* `size` bytes from malloc, watched until forget_payloads(). */
static TEST_UNUSED void *tracked_payload(size_t size) {
        CHECK(tracked.count < MAX_TRACKED, "too many payloads");
        void *payload = malloc(size);

        memset(payload, 'p', size);
        tracked.frees[tracked.count]     = 0;
        tracked.payload[tracked.count++] = payload;
        return payload;
}

/* How often the payloads so far have been freed, all together; -1 if one was freed twice. */
static TEST_UNUSED int payloads_freed(void) {
        int freed = 0;

        for (int i = 0; i < tracked.count; i++) {
                if (tracked.frees[i] > 1)
                        return -1;
                freed += tracked.frees[i];
        }
        return freed;
}

/* Times that this one was freed. */
static TEST_UNUSED int freed(const void *payload) {
        for (int i = tracked.count - 1; i >= 0; i--)
                if (tracked.payload[i] == payload)
                        return tracked.frees[i];
        FAIL("%p is not tracked", payload);
}

/* Gives all of them back. */
static TEST_UNUSED void forget_payloads(void) {
        for (int i = 0; i < tracked.count; i++) {
                void *payload      = tracked.payload[i];
                int kept           = tracked.frees[i] == 0;
                tracked.payload[i] = NULL;
                if (kept)
                        free(payload);
                else
                        really_free(payload);
        }
        tracked.count = 0;
}

#endif
