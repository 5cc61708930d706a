/*
 * CSV as programs of Norwegian offices write it: semicolons, tabs or commas, in UTF-8, UTF-16 or
 * Windows-1252.
 */
#include "base/text.h"
#include "parser/formats/format.h"
#include <csv.h>
#include <string.h>

#define MAX_BYTES  (16u << 20)
#define MAX_SAMPLE 200 /* lines that decide about the delimiter */

struct reading {
    struct sheet *sheet;
    guint row, column;
    GError *error;
};

static void on_field(void *field, size_t length, void *data)
{
    struct reading *reading = data;
    g_autofree char *text = g_strndup(field, length);
    guint column = reading->column++;
    if (!reading->error)
        sheet_table_cell(reading->sheet, reading->row, column, 1, 1, VALUE_TEXT, text, 0, &reading->error);
}

static void on_line(int terminator, void *data)
{
    (void)terminator;
    struct reading *reading = data;
    reading->row++;
    reading->column = 0;
}

/* How often a delimiter stands in a line, outside quotes; moves past the line. A comma before a blank
 * is writing, not a delimiter. */
static guint count_in_line(const char **line, char delimiter)
{
    guint count = 0;
    bool quoted = false;
    const char *p = *line;
    for (; *p && (quoted || *p != '\n'); p++) {
        if (*p == '"')
            quoted = !quoted;
        else if (*p == delimiter && !quoted && !(delimiter == ',' && p[1] == ' '))
            count++;
    }
    *line = *p ? p + 1 : p;
    return count;
}

/* The number of lines that have the most usual number of this delimiter: a table has the same in each. */
static guint lines_alike(const char *text, char delimiter)
{
    guint counts[MAX_SAMPLE], lines = 0, best = 0;
    while (*text && lines < MAX_SAMPLE)
        counts[lines++] = count_in_line(&text, delimiter);
    for (guint i = 0; i < lines; i++) {
        guint alike = 0;
        for (guint j = 0; j < lines; j++)
            alike += counts[j] == counts[i];
        if (counts[i])
            best = MAX(best, alike);
    }
    return best;
}

/* Excel may say it itself in a first line "sep=;", which is no data. */
static char find_delimiter(const char **text)
{
    if (g_ascii_strncasecmp(*text, "sep=", 4) == 0 && (*text)[4] && (*text)[4] != '\n' &&
        ((*text)[5] == '\n' || !(*text)[5])) {
        char stated = (*text)[4];
        *text += (*text)[5] ? 6 : 5;
        return stated;
    }
    char found = ';';
    guint best = 0;
    for (const char *delimiter = ";\t,"; *delimiter; delimiter++) {
        guint alike = lines_alike(*text, *delimiter);
        if (alike > best) {
            best = alike;
            found = *delimiter;
        }
    }
    return found;
}

static bool read_lines(const char *text, char delimiter, struct reading *reading, GError **error)
{
    struct csv_parser parser;
    if (csv_init(&parser, CSV_REPALL_NL) != 0)
        return fail(error, ERROR_INTERNAL, "no memory for a CSV parser");
    csv_set_delim(&parser, (unsigned char)delimiter);
    csv_set_blk_size(&parser, 1u << 16);
    size_t length = strlen(text);
    bool read = csv_parse(&parser, text, length, on_field, on_line, reading) == length &&
                csv_parse(&parser, "\n", 1, on_field, on_line, reading) == 1 && !parser.quoted;
    csv_free(&parser);
    if (reading->error) {
        g_propagate_error(error, g_steal_pointer(&reading->error));
        return false;
    }
    return read || fail(error, ERROR_INPUT, "a quoted field without its end");
}

struct sheet *csv_read(GBytes *file, GError **error)
{
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    if (length > MAX_BYTES) {
        fail(error, ERROR_INPUT, "a CSV file of more than %u MB", MAX_BYTES >> 20);
        return NULL;
    }
    g_autofree char *decoded = text_decode(bytes, length);
    const char *text = decoded;
    char delimiter = find_delimiter(&text);
    g_autoptr(sheet_t) sheet = sheet_new();
    struct reading reading = {.sheet = sheet};
    if (!sheet_table_begin(sheet, NULL, error) || !read_lines(text, delimiter, &reading, error) ||
        !sheet_table_end(sheet, error))
        return NULL;
    return g_steal_pointer(&sheet);
}
