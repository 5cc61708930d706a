#include "parser/form/wordlist.h"

#include "base/text.h"
#include <gio/gio.h>
#include <string.h>

#define DATA "/presens/parser/form/data/"

static void read_wordings(const char *field, const char *text, wordlist_found found, void *data)
{
    g_auto(GStrv) wordings = g_strsplit(text, ",", -1);
    for (char **wording = wordings; *wording; wording++) {
        g_autofree char *tidy = text_tidy(*wording);
        if (*tidy)
            found(field, tidy, data);
    }
}

void wordlist_read(const char *name, wordlist_found found, void *data)
{
    g_autofree char *path = g_strconcat(DATA, name, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
    if (!bytes)
        g_error("%s is not built in: %s", path, error->message);
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *field = g_strdup("");
    for (char **line = lines; *line; line++) {
        const char *wordings = *line;
        const char *equals = **line == ' ' ? NULL : strstr(*line, " = ");
        if (**line == '#')
            continue;
        if (equals) {
            g_free(field);
            field = g_strstrip(g_strndup(*line, (gsize)(equals - *line)));
            wordings = equals + strlen(" = ");
        }
        read_wordings(field, wordings, found, data);
    }
}
