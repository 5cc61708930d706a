/*
 * reading_bench ROUNDS FILE...: reads mails again and again, whole (MIME, document, recogniser, JSON), on one
 * processor and without the sandbox, and prints the seconds of processor time. Driven by tests/bench/reading.
 */
#include "parser/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double processor_seconds(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    parse_prepare();
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
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
    double begin = processor_seconds();
    for (int round = 0; argc > 2 && round < atoi(argv[1]); round++)
        for (guint i = 0; i < mails->len; i++) {
            g_autoptr(GError) error = NULL;
            g_autofree char *reading = parse_mail(g_ptr_array_index(mails, i), &error);
            if (!reading) {
                fprintf(stderr, "%s: %s\n", argv[2 + i], error->message);
                return EXIT_FAILURE;
            }
        }
    printf("%.6f\n", processor_seconds() - begin);
    return EXIT_SUCCESS;
}
