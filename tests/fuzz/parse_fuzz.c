/*
 * Whatever a mail holds, parse_mail gives JSON that the store takes, or an error; for libFuzzer.
 */
#include "parser/parse.h"
#include "store/reading.h"
#include "tests/fuzz/finding.h"

#define EXPLAINED 8 /* one length of so many is explained, too, which reads the mail again */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const guint8 *bytes, size_t length);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    parse_prepare();
    return 0;
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, size_t length)
{
    g_autoptr(GBytes) raw = g_bytes_new(bytes, length);
    g_autoptr(GError) error = NULL, fault = NULL;
    g_autofree char *text = parse_mail(raw, &error);
    if ((text == NULL) == (error == NULL))
        finding("neither a reading nor an error");
    g_autofree char *checked = text ? reading_check(text, &fault) : NULL;
    if (text && !checked)
        finding("%s: %s", fault->message, text);
    if (length % EXPLAINED == 0)
        g_free(parse_mail_explained(raw, NULL));
    return 0;
}
