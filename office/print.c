#include "office/print.h"

#include <glib.h>
#include <stdbool.h>
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

/* One more column of every line: its values, the longer ones cut, filled up to the widest where another
 * follows. */
static void add_column(GPtrArray *lines, json_t *rows, const struct column *column, bool last)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(cells, g_strdup(column->title));
    glong widest = g_utf8_strlen(column->title, -1);
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row) {
        g_autofree char *text = printable(row, column->member);
        if (column->most && g_utf8_strlen(text, -1) > column->most) {
            g_autofree char *cut = g_utf8_substring(text, 0, column->most - 1);
            g_ptr_array_add(cells, g_strconcat(cut, "…", NULL));
        } else {
            g_ptr_array_add(cells, g_strdup(text));
        }
        widest = MAX(widest, g_utf8_strlen(g_ptr_array_index(cells, i + 1), -1));
    }
    for (guint line = 0; line < cells->len; line++) {
        const char *text = g_ptr_array_index(cells, line);
        int blanks = last ? 0 : (int)(widest - g_utf8_strlen(text, -1)) + 2;
        g_string_append_printf(g_ptr_array_index(lines, line), "%s%*s", text, blanks, "");
    }
}

static void free_line(gpointer line)
{
    g_string_free(line, TRUE);
}

void print_table(json_t *rows, const struct column *columns, size_t count)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(free_line);
    for (size_t line = 0; line <= json_array_size(rows); line++)
        g_ptr_array_add(lines, g_string_new(NULL));
    for (size_t c = 0; c < count; c++)
        add_column(lines, rows, &columns[c], c + 1 == count);
    for (guint line = 0; line < lines->len; line++) {
        GString *text = g_ptr_array_index(lines, line);
        puts(g_strchomp(text->str));
    }
}

void print_list(json_t *row, const char *member, const char *title, const struct column *columns,
                size_t count)
{
    json_t *list = json_object_get(row, member);
    if (json_array_size(list) == 0)
        return;
    printf("\n%s\n", title);
    print_table(list, columns, count);
}

void print_field(json_t *row, const char *member, const char *title)
{
    g_autofree char *text = printable(row, member);
    if (*text)
        printf("%-16s%s\n", title, text);
}

char *print_number(gint64 number, const char *one, const char *several)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s", number, number == 1 ? one : several);
}
