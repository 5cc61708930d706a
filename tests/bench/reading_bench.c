/*
 * reading_bench ROUNDS FILE...: reads mails again and again, on one processor, and prints three numbers, each
 * the seconds of processor time of all rounds:
 *   sheet     MIME and documents taken apart into cells and lines, and no more
 *   whole     MIME, documents, recogniser and JSON, in this process
 *   sandboxed the same as the service does it: a child of its own for every mail, locked down
 *
 * Driven by tests/bench/reading.
 */
#include "parser/body.h"
#include "parser/formats/format.h"
#include "parser/message.h"
#include "parser/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double processor_seconds(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

/* Of processes that have ended, and theirs. */
static double seconds_of_children(void)
{
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static bool read_sheets(GBytes *raw, GError **error)
{
    struct message *message = message_read(raw, error);
    bool done = message != NULL;
    for (guint i = 0; done && i < message->parts->len; i++) {
        const struct part *part = g_ptr_array_index(message->parts, i);
        const struct format *format = format_of(part->content, part->filename, part->type);
        g_autoptr(GBytes) content = g_bytes_ref(part->content);
        if (part->body) {
            char *text = part_text(part);
            g_bytes_unref(content);
            content = g_bytes_new_take(text, strlen(text));
        }
        struct sheet *sheet = format->read ? format->read(content, error) : NULL;
        done = sheet && sheet_length(sheet);
        sheet_free(sheet);
    }
    if (message)
        message_free(message);
    return done;
}

static bool read_whole(GBytes *raw, GError **error)
{
    g_autofree char *reading = parse_mail(raw, error);
    return reading != NULL;
}

static bool measure(const GPtrArray *mails, int rounds, bool (*read)(GBytes *raw, GError **error))
{
    double begin = processor_seconds();
    for (int round = 0; round < rounds; round++)
        for (guint i = 0; i < mails->len; i++) {
            g_autoptr(GError) error = NULL;
            if (!read(g_ptr_array_index(mails, i), &error)) {
                fprintf(stderr, "mail %u: %s\n", i + 1, error ? error->message : "nothing read");
                return false;
            }
        }
    printf("%.6f\n", processor_seconds() - begin);
    return true;
}

/* Processor time of the service's side and of its children; false where a mail cannot be read. */
static bool run_sandboxed(const GPtrArray *mails, int rounds, double *seconds)
{
    double own = processor_seconds(), children = seconds_of_children();
    g_autoptr(GError) error = NULL;
    struct sandbox *sandbox = parse_in_sandbox(1, true, &error);
    g_autofree char **readings = g_new0(char *, mails->len);
    g_autofree GError **errors = g_new0(GError *, mails->len);
    bool done = sandbox != NULL;
    for (int round = 0; done && round < rounds; round++) {
        done = sandbox_run(sandbox, (GBytes *const *)mails->pdata, mails->len, readings, errors, &error);
        for (guint i = 0; i < mails->len; i++) {
            if (errors[i])
                fprintf(stderr, "mail %u: %s\n", i + 1, errors[i]->message);
            done = done && readings[i];
            g_clear_error(&errors[i]);
            g_free(readings[i]);
        }
    }
    if (error)
        fprintf(stderr, "%s\n", error->message);
    sandbox_stop(sandbox);
    *seconds = processor_seconds() - own + seconds_of_children() - children;
    return done;
}

/* What it takes to start the sandbox is paid once, and not counted. */
static bool measure_sandboxed(const GPtrArray *mails, int rounds, double *seconds)
{
    double start, all;
    if (!run_sandboxed(mails, 0, &start) || !run_sandboxed(mails, rounds, &all))
        return false;
    *seconds = MAX(all - start, 1e-6);
    return true;
}

int main(int argc, char **argv)
{
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    int rounds = argc > 1 ? atoi(argv[1]) : 0;
    for (int i = 2; i < argc; i++) {
        char *content;
        gsize length;
        g_autoptr(GError) error = NULL;
        if (!g_file_get_contents(argv[i], &content, &length, &error)) {
            fprintf(stderr, "%s\n", error->message);
            return EXIT_FAILURE;
        }
        g_ptr_array_add(mails, g_bytes_new_take(content, length));
    }
    double sandboxed;
    /* The sandbox first: a zygote must not find in memory what this process has loaded and read. */
    if (!measure_sandboxed(mails, rounds, &sandboxed))
        return EXIT_FAILURE;
    parse_prepare();
    if (!measure(mails, rounds, read_sheets) || !measure(mails, rounds, read_whole))
        return EXIT_FAILURE;
    printf("%.6f\n", sandboxed);
    return EXIT_SUCCESS;
}
