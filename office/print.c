#include "office/print.h"

#include <glib.h>
#include <stdio.h>

char *printable(json_t *row, const char *member)
{
    json_t *value = json_object_get(row, member);
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_STRING: {
        GString *text = g_string_new(NULL);
        for (const char *p = json_string_value(value); *p; p = g_utf8_next_char(p)) {
            gunichar c = g_utf8_get_char(p);
            g_string_append_unichar(text, g_unichar_isprint(c) ? c : ' ');
        }
        return g_string_free(text, FALSE);
    }
    case JSON_INTEGER:
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    case JSON_REAL:
        return g_strdup_printf("%g", json_real_value(value));
    case JSON_TRUE:
        return g_strdup("yes");
    case JSON_FALSE:
        return g_strdup("no");
    default:
        return g_strdup("");
    }
}

static void print_cell(const char *text, int width)
{
    glong length = g_utf8_strlen(text, -1);
    if (width == 0) {
        fputs(text, stdout);
    } else if (length > width) {
        g_autofree char *cut = g_utf8_substring(text, 0, width - 1);
        printf("%s…", cut);
    } else {
        printf("%s%*s", text, (int)(width - length), "");
    }
}

void print_table(json_t *rows, const struct column *columns, size_t count)
{
    for (size_t c = 0; c < count; c++) {
        print_cell(columns[c].title, columns[c].width);
        fputs(c + 1 < count ? "  " : "\n", stdout);
    }
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row)
        for (size_t c = 0; c < count; c++) {
            g_autofree char *text = printable(row, columns[c].member);
            print_cell(text, columns[c].width);
            fputs(c + 1 < count ? "  " : "\n", stdout);
        }
}

void print_field(json_t *row, const char *member, const char *title)
{
    g_autofree char *text = printable(row, member);
    if (*text)
        printf("%-16s%s\n", title, text);
}
