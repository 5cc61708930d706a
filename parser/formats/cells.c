#include "parser/formats/cells.h"

#include <string.h>

#define MAX_MERGES  20000u
#define LAST_COLUMN 16384u /* of Excel's own grid */

struct merge {
    guint row, column, rows, columns;
};

struct value {
    guint row, column;
    enum value_kind kind;
    double number;
    char *text;
};

struct cells {
    GArray *values; /* of struct value */
    GArray *merges; /* of struct merge */
    gsize bytes;    /* of the texts of all values: many cells may share one long string */
};

static void value_clear(gpointer data)
{
    g_free(((struct value *)data)->text);
}

struct cells *cells_new(void)
{
    struct cells *cells = g_new0(struct cells, 1);
    cells->values = g_array_new(FALSE, FALSE, sizeof(struct value));
    g_array_set_clear_func(cells->values, value_clear);
    cells->merges = g_array_new(FALSE, FALSE, sizeof(struct merge));
    return cells;
}

void cells_free(struct cells *cells)
{
    if (!cells)
        return;
    g_array_unref(cells->values);
    g_array_unref(cells->merges);
    g_free(cells);
}

bool cells_add(struct cells *cells, guint row, guint column, enum value_kind kind, char *text, double number,
               GError **error)
{
    struct value value = {.row = row, .column = column, .kind = kind, .number = number, .text = text};
    g_array_append_val(cells->values, value);
    cells->bytes += strlen(text);
    if (cells->bytes > SHEET_MAX_TEXT)
        return fail(error, ERROR_INPUT, "more than %u MB of text", SHEET_MAX_TEXT >> 20);
    return cells->values->len <= SHEET_MAX_CELLS ||
           fail(error, ERROR_INPUT, "more than %d cells", SHEET_MAX_CELLS);
}

bool cells_merge(struct cells *cells, guint row, guint column, guint rows, guint columns, GError **error)
{
    struct merge merge = {row, column, rows, columns};
    g_array_append_val(cells->merges, merge);
    return cells->merges->len <= MAX_MERGES ||
           fail(error, ERROR_INPUT, "more than %u merged cells", MAX_MERGES);
}

static gpointer place_key(guint row, guint column)
{
    return GSIZE_TO_POINTER((gsize)row * LAST_COLUMN + column + 1);
}

/* Merged places are written first, so that they cover what else is said to stand there. */
static bool write_merges(const struct cells *cells, struct sheet *sheet, GError **error)
{
    g_autoptr(GHashTable) values = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < cells->values->len; i++) {
        struct value *value = &g_array_index(cells->values, struct value, i);
        g_hash_table_insert(values, place_key(value->row, value->column), value);
    }
    for (guint i = 0; i < cells->merges->len; i++) {
        const struct merge *merge = &g_array_index(cells->merges, struct merge, i);
        const struct value *value = g_hash_table_lookup(values, place_key(merge->row, merge->column));
        if (!sheet_table_cell(sheet, merge->row, merge->column, merge->rows, merge->columns,
                              value ? value->kind : VALUE_EMPTY, value ? value->text : "",
                              value ? value->number : 0, error))
            return false;
    }
    return true;
}

bool cells_write(const struct cells *cells, struct sheet *sheet, const char *title, GError **error)
{
    if (!sheet_table_begin(sheet, title, error) || !write_merges(cells, sheet, error))
        return false;
    for (guint i = 0; i < cells->values->len; i++) {
        const struct value *value = &g_array_index(cells->values, struct value, i);
        if (!sheet_table_cell(sheet, value->row, value->column, 1, 1, value->kind, value->text, value->number,
                              error))
            return false;
    }
    return sheet_table_end(sheet, error);
}
