/*
 * Whatever a mail holds, parse_mail gives valid JSON or an error. With clang:
 *   clang -fsanitize=fuzzer,address,undefined ... parse_fuzz.c && ./parse_fuzz corpus/ tests/mail/
 * Without -fsanitize=fuzzer, -DREPLAY makes a program that reads the files it is given.
 */
#include "parser/parse.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    parse_prepare();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(GBytes) raw = g_bytes_new(bytes, length);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = parse_mail(raw, false, &error);
    if (!text && !error)
        abort();
    json_t *root = text ? json_loads(text, 0, NULL) : NULL;
    if (text && !root)
        abort();
    json_decref(root);
    g_free(parse_mail(raw, true, NULL));
    return 0;
}

#ifdef REPLAY
int main(int argc, char **argv)
{
    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++) {
        g_autofree char *content = NULL;
        gsize length = 0;
        if (g_file_get_contents(argv[i], &content, &length, NULL))
            LLVMFuzzerTestOneInput((const uint8_t *)content, length);
    }
    return 0;
}
#endif
