/* reading_probe MAIL...: reads mails in this process, for memcheck: it knows no sandbox. Prints how many were
 * read; what is refused is no fault. */
#include "parser/parse.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    guint read = 0;
    parse_prepare();
    for (int i = 1; i < argc; i++) {
        char *bytes = NULL;
        gsize size;
        if (!g_file_get_contents(argv[i], &bytes, &size, NULL)) {
            fprintf(stderr, "%s: cannot be opened\n", argv[i]);
            return 1;
        }
        g_autoptr(GBytes) raw = g_bytes_new_take(bytes, size);
        g_autoptr(GError) error = NULL;
        g_autofree char *json = parse_mail(raw, &error);
        read += json != NULL;
    }
    printf("%u of %d mails read\n", read, argc - 1);
    return argc > 1 && !read;
}
