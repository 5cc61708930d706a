/*
 * Fuzzing of the PDF reader, for libFuzzer; the samples are the corpus. A PDF whose table of objects is
 * damaged is read by looking for its objects, so that changed files go on being read: clang
 * -fsanitize=fuzzer,address,undefined -I. ... tests/fuzz/pdf_fuzz.c parser/... base/... Without
 * -fsanitize=fuzzer, -DREPLAY makes a program that reads the files it is given.
 */
#include "parser/formats/format.h"
#include "parser/formats/pdf.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autoptr(GBytes) file = g_bytes_new(data, size);
    (void)pdf_kind(file);
    g_autoptr(GError) error = NULL;
    g_autoptr(sheet_t) sheet = pdf_read(file, &error);
    if ((sheet == NULL) == (error == NULL))
        g_error("neither a sheet nor an error");
    if (sheet)
        g_free(sheet_print(sheet));
    return 0;
}

#ifdef REPLAY
int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        g_autofree char *content = NULL;
        gsize length = 0;
        if (g_file_get_contents(argv[i], &content, &length, NULL))
            LLVMFuzzerTestOneInput((const guint8 *)content, length);
    }
    return 0;
}
#endif
