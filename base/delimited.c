#include "base/delimited.h"
#include "base/text.h"

#include <csv.h>
#include <string.h>

#define SAMPLE_BYTES (64 * 1024) /* by which the delimiter is found */
#define CHUNK_BYTES  4096        /* after each the limit is looked at */

struct reader {
    GPtrArray *rows;
    GPtrArray *row; /* the one being read; NULL between rows */
    guint fields, max_fields;
};

static void begin_row(struct reader *reader)
{
    if (!reader->row)
        reader->row = g_ptr_array_new_with_free_func(g_free);
}

static void take_field(void *field, size_t length, void *data)
{
    struct reader *reader = data;
    if (++reader->fields > reader->max_fields)
        return;
    begin_row(reader);
    g_ptr_array_add(reader->row, g_strndup(field, length));
}

/* Called for empty lines, too (CSV_REPALL_NL); a row counts against the limit like a field. */
static void end_row(int terminator, void *data)
{
    (void)terminator;
    struct reader *reader = data;
    if (++reader->fields > reader->max_fields)
        return;
    begin_row(reader);
    g_ptr_array_add(reader->rows, g_steal_pointer(&reader->row));
}

static void feed(struct csv_parser *parser, struct reader *reader, const char *text, size_t length)
{
    for (size_t at = 0; at < length && reader->fields <= reader->max_fields; at += CHUNK_BYTES)
        csv_parse(parser, text + at, MIN(CHUNK_BYTES, length - at), take_field, end_row, reader);
    if (reader->fields <= reader->max_fields)
        csv_fini(parser, take_field, end_row, reader);
}

/* NULL where there are too many fields. Caller unrefs. */
static GPtrArray *split(const char *text, size_t length, char delimiter, guint max_fields)
{
    struct csv_parser parser;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    struct reader reader = {rows, NULL, 0, max_fields};
    csv_init(&parser, CSV_REPALL_NL);
    csv_set_delim(&parser, (unsigned char)delimiter);
    feed(&parser, &reader, text, length);
    csv_free(&parser);
    if (reader.row)
        g_ptr_array_unref(reader.row);
    return reader.fields > max_fields ? NULL : g_steal_pointer(&rows);
}

/* How many rows have the commonest number of fields, of rows with at least two. */
static guint rows_alike(const GPtrArray *rows)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(NULL, NULL);
    guint most = 0;
    for (guint i = 0; i < rows->len; i++) {
        const GPtrArray *row = g_ptr_array_index(rows, i);
        if (row->len < 2)
            continue;
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, GUINT_TO_POINTER(row->len))) + 1;
        g_hash_table_insert(counts, GUINT_TO_POINTER(row->len), GUINT_TO_POINTER(count));
        most = MAX(most, count);
    }
    return most;
}

static char find_delimiter(const char *text, size_t length)
{
    static const char candidates[] = {';', ',', '\t'};
    char best = candidates[0];
    guint most = 0;
    for (size_t i = 0; i < sizeof candidates; i++) {
        g_autoptr(GPtrArray) rows = split(text, MIN(length, SAMPLE_BYTES), candidates[i], SAMPLE_BYTES * 2);
        guint alike = rows ? rows_alike(rows) : 0;
        if (alike > most) {
            most = alike;
            best = candidates[i];
        }
    }
    return best;
}

GPtrArray *delimited_read(GBytes *bytes, guint max_fields, GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autofree char *text = text_decode(data, size);
    size_t length = strlen(text);
    GPtrArray *rows = split(text, length, find_delimiter(text, length), max_fields);
    if (!rows)
        fail(error, ERROR_INPUT, "more than %u fields", max_fields);
    return rows;
}
