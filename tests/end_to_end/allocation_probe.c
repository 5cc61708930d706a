/*
 * Refuses one allocation after the other to the reader of a mail, each in a sandboxed child of its own:
 *     allocation_probe STRIDE MAIL...
 * Tries the first, the first + STRIDE, and so on, until the reader needs no more. Whatever a child does then,
 * the next mail is read, and what it says without an error is the same as with all its memory, or is refused
 * by the store. Prints how many were tried and how each ended; the exit status says whether any child said
 * something else.
 */
#include "parser/parse.h"
#include "parser/sandbox.h"
#include "store/reading.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sanitizers bring allocation of their own. */
#if defined(__SANITIZE_ADDRESS__)
#define REFUSES 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define REFUSES 0
#endif
#endif
#ifndef REFUSES
#define REFUSES 1
#endif

static long left = -1; /* allocations until one is refused; negative: none will be */
static bool refused;

static bool is_refused(void)
{
    if (left < 0 || left-- > 0)
        return false;
    refused = true;
    errno = ENOMEM;
    return true;
}

/* The linker puts these before the C library's (Makefile). */
void *__real___libc_malloc(size_t size);
void *__real___libc_calloc(size_t count, size_t size);
void *__real___libc_realloc(void *old, size_t size);
void *__real___libc_memalign(size_t alignment, size_t size);
void *__wrap___libc_malloc(size_t size);
void *__wrap___libc_calloc(size_t count, size_t size);
void *__wrap___libc_realloc(void *old, size_t size);
void *__wrap___libc_memalign(size_t alignment, size_t size);

void *__wrap___libc_malloc(size_t size)
{
    return is_refused() ? NULL : __real___libc_malloc(size);
}

void *__wrap___libc_calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : __real___libc_calloc(count, size);
}

void *__wrap___libc_realloc(void *old, size_t size)
{
    return is_refused() ? NULL : __real___libc_realloc(old, size);
}

void *__wrap___libc_memalign(size_t alignment, size_t size)
{
    return is_refused() ? NULL : __real___libc_memalign(alignment, size);
}

/* The input is the number of the allocation, a line end, and the mail; the output begins with whether it was
 * reached. */
static char *read_with_refusal(GBytes *input, GError **error)
{
    gsize length;
    const char *bytes = g_bytes_get_data(input, &length);
    char *end = NULL;
    long which = strtol(bytes, &end, 10);
    g_autoptr(GBytes) mail =
        g_bytes_new_from_bytes(input, (gsize)(end + 1 - bytes), length - (gsize)(end + 1 - bytes));
    left = which;
    char *reading = parse_mail(mail, error);
    left = -1;
    char *result = reading ? g_strdup_printf("%d%s", refused, reading) : NULL;
    g_free(reading);
    return result;
}

struct tally {
    guint tried, died, reported, refused_by_store, same, other;
};

/* Reads a mail with one allocation refused. Caller owns what is read; NULL where the child died or reported.
 */
static char *read_once(struct sandbox *sandbox, const char *mail, gsize length, long which, GError **reason)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree char *head = g_strdup_printf("%ld\n", which);
    g_byte_array_append(bytes, (const guint8 *)head, (guint)strlen(head));
    g_byte_array_append(bytes, (const guint8 *)mail, (guint)length);
    g_autoptr(GBytes) input = g_bytes_new(bytes->data, bytes->len);
    char *output = NULL;
    GError *error = NULL;
    if (!sandbox_run(sandbox, &input, 1, &output, reason, &error))
        g_error("the sandbox is gone: %s", error->message);
    return output;
}

/* Counts how a reading ended; false where nothing was refused to it any more. */
static bool count(struct tally *tally, const char *output, const GError *reason, const char *undisturbed)
{
    if (output && output[0] == '0')
        return false;
    tally->tried++;
    g_autofree char *checked = output ? reading_check(output + 1, NULL) : NULL;
    if (reason)
        *(reason->code == ERROR_INPUT ? &tally->reported : &tally->died) += 1;
    else if (!checked)
        tally->refused_by_store++;
    else
        *(strcmp(output + 1, undisturbed) == 0 ? &tally->same : &tally->other) += 1;
    return true;
}

static void refuse_all(struct sandbox *sandbox, const char *path, long stride, struct tally *tally)
{
    g_autofree char *mail = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &mail, &length, NULL))
        g_error("%s cannot be read", path);
    g_autoptr(GError) fault = NULL;
    g_autofree char *undisturbed = read_once(sandbox, mail, length, -1, &fault);
    if (!undisturbed)
        g_error("%s: %s", path, fault->message);
    bool more = true;
    for (long which = 0; more; which += stride) {
        g_autoptr(GError) reason = NULL;
        g_autofree char *output = read_once(sandbox, mail, length, which, &reason);
        guint other = tally->other;
        more = count(tally, output, reason, undisturbed + 1);
        if (tally->other > other)
            fprintf(stderr, "%s, allocation %ld:\n%s\n", path, which, output + 1);
    }
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    const struct sandbox_options options = {.jobs = 1, .prepare = parse_prepare, .work = read_with_refusal};
    GError *error = NULL;
    struct sandbox *sandbox = REFUSES ? sandbox_start(&options, &error) : NULL;
    if (!sandbox) {
        printf("no allocation can be refused here\n");
        return REFUSES ? 1 : 0;
    }
    struct tally all = {0};
    for (int i = 2; i < argc; i++)
        refuse_all(sandbox, argv[i], atol(argv[1]), &all);
    sandbox_stop(sandbox);
    printf("%u allocations refused: %u died, %u reported, %u refused by the store, %u read the same, %u read "
           "something else\n",
           all.tried, all.died, all.reported, all.refused_by_store, all.same, all.other);
    return all.other || !all.tried;
}
