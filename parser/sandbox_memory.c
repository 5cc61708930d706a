#include "parser/sandbox_memory.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <unistd.h>

static bool vital;

void memory_is_vital(void)
{
    vital = true;
}

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

#ifndef SANITIZED

/* The C library's own, under the names that it has for whoever stands before them. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static void *granted(void *memory, size_t size)
{
    if (!memory && size && vital)
        _exit(MEMORY_REFUSED);
    return memory;
}

/* A program's own functions are those of all its libraries, too. */
void *malloc(size_t size)
{
    return granted(__libc_malloc(size), size);
}

void *calloc(size_t count, size_t size)
{
    return granted(__libc_calloc(count, size), count && size);
}

void *realloc(void *old, size_t size)
{
    return granted(__libc_realloc(old, size), size);
}

void *memalign(size_t alignment, size_t size)
{
    return granted(__libc_memalign(alignment, size), size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return granted(__libc_memalign(alignment, size), size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = granted(__libc_memalign(alignment, size), size);
    return *memory || !size ? 0 : ENOMEM;
}

#endif
