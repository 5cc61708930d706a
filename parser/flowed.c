#include "parser/flowed.h"

#include <string.h>

static size_t quote_depth(const char *line)
{
    return strspn(line, ">");
}

char *flowed_join(const char *text, bool delsp)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *joined = g_string_sized_new(strlen(text));
    bool open = false; /* the line before goes on in this one */
    size_t depth = 0;
    for (char **line = lines; *line; line++) {
        size_t own = quote_depth(*line);
        char *content = *line + own;
        bool stuffed = *content == ' ';
        content += stuffed;
        bool delimiter = strcmp(content, "-- ") == 0;
        if (open && (own != depth || delimiter)) {
            g_string_append_c(joined, '\n');
            open = false;
        }
        if (!open) {
            for (size_t i = 0; i < own; i++)
                g_string_append_c(joined, '>');
            if (own)
                g_string_append_c(joined, ' ');
        }
        size_t length = strlen(content);
        open = length > 0 && content[length - 1] == ' ' && !delimiter;
        depth = own;
        g_string_append_len(joined, content, (gssize)(open && delsp ? length - 1 : length));
        if (!open && line[1])
            g_string_append_c(joined, '\n');
    }
    return g_string_free(joined, FALSE);
}
