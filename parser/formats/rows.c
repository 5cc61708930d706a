#include "parser/formats/rows.h"

#include <string.h>

#define SAME_EDGE 60 /* twips, about a millimetre: edges this near are one that was drawn carelessly */

struct table;

/* What a cell holds, in order: a paragraph or a table. */
struct item {
    char *text;
    struct table *table;
};

struct cell_content {
    GPtrArray *items; /* of struct item * */
};

struct row {
    GPtrArray *cells; /* of struct cell_content * */
    gint left;
    GArray *places; /* of struct row_cell, one a cell; NULL where the row does not say */
};

struct table {
    GPtrArray *rows;           /* of struct row * */
    struct row *row;           /* in hand, or NULL */
    struct cell_content *cell; /* in hand, or NULL */
};

struct rows {
    struct flow *flow;
    GPtrArray *tables; /* of struct table *: the open ones, the outermost first */
    guint items;       /* of all cells so far */
    gsize bytes;       /* of all text so far */
};

static void table_free(struct table *table);

static void item_free(gpointer data)
{
    struct item *item = data;
    g_free(item->text);
    table_free(item->table);
    g_free(item);
}

static void cell_free(gpointer data)
{
    struct cell_content *cell = data;
    if (!cell)
        return;
    g_ptr_array_unref(cell->items);
    g_free(cell);
}

static void row_free(gpointer data)
{
    struct row *row = data;
    if (!row)
        return;
    g_ptr_array_unref(row->cells);
    g_clear_pointer(&row->places, g_array_unref);
    g_free(row);
}

static void table_free(struct table *table)
{
    if (!table)
        return;
    g_ptr_array_unref(table->rows);
    row_free(table->row);
    cell_free(table->cell);
    g_free(table);
}

static struct table *table_new(void)
{
    struct table *table = g_new0(struct table, 1);
    table->rows = g_ptr_array_new_with_free_func(row_free);
    return table;
}

struct rows *rows_new(struct flow *flow)
{
    struct rows *rows = g_new0(struct rows, 1);
    rows->flow = flow;
    rows->tables = g_ptr_array_new_with_free_func((GDestroyNotify)table_free);
    return rows;
}

void rows_free(struct rows *rows)
{
    if (!rows)
        return;
    g_ptr_array_unref(rows->tables);
    g_free(rows);
}

static struct table *innermost(const struct rows *rows)
{
    return rows->tables->pdata[rows->tables->len - 1];
}

/* Gathering */

/* Into the cell in hand of a table. Takes over the text and the table. */
static bool add_item(struct rows *rows, struct table *table, char *text, struct table *inner, GError **error)
{
    struct item *item = g_new0(struct item, 1);
    item->text = text;
    item->table = inner;
    if (!table->cell) {
        table->cell = g_new0(struct cell_content, 1);
        table->cell->items = g_ptr_array_new_with_free_func(item_free);
    }
    g_ptr_array_add(table->cell->items, item);
    rows->bytes += text ? strlen(text) : 0;
    if (rows->bytes > SHEET_MAX_TEXT)
        return fail(error, ERROR_INPUT, "more than %u MB of text", SHEET_MAX_TEXT >> 20);
    return ++rows->items <= SHEET_MAX_CELLS ||
           fail(error, ERROR_INPUT, "more than %d cells", SHEET_MAX_CELLS);
}

static void end_cell(struct table *table)
{
    if (!table->row) {
        table->row = g_new0(struct row, 1);
        table->row->cells = g_ptr_array_new_with_free_func(cell_free);
    }
    g_ptr_array_add(table->row->cells, g_steal_pointer(&table->cell));
}

/* Without a layout, or with one that has fewer cells than the row, the row does not say where its cells are.
 */
static void end_row(struct table *table, const struct row_layout *layout)
{
    if (table->cell)
        end_cell(table);
    struct row *row = g_steal_pointer(&table->row);
    if (!row)
        return;
    g_ptr_array_add(table->rows, row);
    if (!layout || layout->cells->len < row->cells->len)
        return;
    row->left = layout->left;
    row->places = g_array_new(FALSE, FALSE, sizeof(struct row_cell));
    g_array_append_vals(row->places, layout->cells->data, row->cells->len);
}

/* Layout */

static const struct row_cell *place_of(const struct row *row, guint index)
{
    return &g_array_index(row->places, struct row_cell, index);
}

static gint by_size(gconstpointer a, gconstpointer b)
{
    gint one = *(const gint *)a, other = *(const gint *)b;
    return (one > other) - (one < other);
}

/* The edges of a table from left to right, each once. NULL where a row does not say where its cells are. */
static GArray *edges_of(const struct table *table)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(gint)),
                      edges = g_array_new(FALSE, FALSE, sizeof(gint));
    for (guint i = 0; i < table->rows->len; i++) {
        const struct row *row = table->rows->pdata[i];
        if (!row->places)
            return NULL;
        g_array_append_val(all, row->left);
        for (guint k = 0; k < row->places->len; k++)
            g_array_append_val(all, place_of(row, k)->right);
    }
    g_array_sort(all, by_size);
    for (guint i = 0; i < all->len; i++) {
        gint64 edge = g_array_index(all, gint, i);
        if (i == 0 || edge - g_array_index(edges, gint, edges->len - 1) > SAME_EDGE)
            g_array_append_val(edges, g_array_index(all, gint, i));
    }
    return g_steal_pointer(&edges);
}

/* The number of the last edge that is not right of a place. */
static guint edge_at(const GArray *edges, gint place)
{
    guint low = 0, high = edges->len;
    while (high - low > 1) {
        guint middle = (low + high) / 2;
        if (g_array_index(edges, gint, middle) <= place)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Whether each cell of a row covers at least one column. */
static bool row_fits(const struct row *row, const GArray *edges)
{
    guint left = edge_at(edges, row->left);
    for (guint i = 0; i < row->places->len; i++) {
        guint right = edge_at(edges, place_of(row, i)->right);
        if (right <= left)
            return false;
        left = right;
    }
    return true;
}

/* The edges that columns lie between, or NULL: then every cell is one column. Caller unrefs. */
static GArray *measure(const struct table *table)
{
    g_autoptr(GArray) edges = edges_of(table);
    bool fits = edges && edges->len <= SHEET_MAX_COLUMNS;
    for (guint i = 0; fits && i < table->rows->len; i++)
        fits = row_fits(table->rows->pdata[i], edges);
    return fits ? g_steal_pointer(&edges) : NULL;
}

/* Writing */

static bool write_table(struct rows *rows, const struct table *table, GError **error);

static bool write_item(struct rows *rows, const struct item *item, GError **error)
{
    if (item->table)
        return write_table(rows, item->table, error);
    flow_text(rows->flow, item->text, strlen(item->text));
    return flow_break(rows->flow, error);
}

static bool write_cell(struct rows *rows, const struct cell_content *cell, guint columns,
                       bool continues_above, GError **error)
{
    if (!flow_open_cell(rows->flow, error))
        return false;
    for (guint i = 0; cell && i < cell->items->len; i++)
        if (!write_item(rows, cell->items->pdata[i], error))
            return false;
    flow_span(rows->flow, 1, columns);
    if (continues_above)
        flow_continue_above(rows->flow);
    return flow_close_cell(rows->flow, error);
}

static bool write_row(struct rows *rows, const struct row *row, const GArray *edges, GError **error)
{
    guint left = edges ? edge_at(edges, row->left) : 0;
    flow_open_row(rows->flow);
    flow_skip_columns(rows->flow, left);
    for (guint i = 0, next; i < row->cells->len; i = next) {
        bool continues_above = row->places && place_of(row, i)->continues_above;
        /* Cells that are one with this one have no text of their own. */
        for (next = i + 1; next < row->cells->len && row->places && place_of(row, next)->continues_left;)
            next++;
        guint right = edges ? edge_at(edges, place_of(row, next - 1)->right) : left + (next - i);
        if (!write_cell(rows, row->cells->pdata[i], right - left, continues_above, error))
            return false;
        left = right;
    }
    return true;
}

static bool write_table(struct rows *rows, const struct table *table, GError **error)
{
    if (table->rows->len == 0)
        return true;
    g_autoptr(GArray) edges = measure(table);
    if (!flow_open_table(rows->flow, error))
        return false;
    for (guint i = 0; i < table->rows->len; i++)
        if (!write_row(rows, table->rows->pdata[i], edges, error))
            return false;
    return flow_close_table(rows->flow, error);
}

/* The innermost table is complete: it is written, or stands in a cell of the one around it. */
static bool close_table(struct rows *rows, GError **error)
{
    struct table *table = g_ptr_array_steal_index(rows->tables, rows->tables->len - 1);
    end_row(table, NULL);
    if (rows->tables->len)
        return add_item(rows, innermost(rows), NULL, table, error);
    bool written = write_table(rows, table, error);
    table_free(table);
    return written;
}

static bool enter(struct rows *rows, guint depth, GError **error)
{
    if (depth > ROWS_MAX_DEPTH)
        return fail(error, ERROR_INPUT, "tables are nested too deeply");
    while (rows->tables->len > depth)
        if (!close_table(rows, error))
            return false;
    while (rows->tables->len < depth)
        g_ptr_array_add(rows->tables, table_new());
    return true;
}

bool rows_paragraph(struct rows *rows, guint depth, const char *text, GError **error)
{
    if (!enter(rows, depth, error))
        return false;
    if (depth)
        return add_item(rows, innermost(rows), g_strdup(text), NULL, error);
    flow_text(rows->flow, text, strlen(text));
    return flow_break(rows->flow, error);
}

bool rows_cell(struct rows *rows, guint depth, const char *text, GError **error)
{
    if (!rows_paragraph(rows, depth, text, error))
        return false;
    end_cell(innermost(rows));
    return true;
}

bool rows_row(struct rows *rows, guint depth, const struct row_layout *layout, GError **error)
{
    if (!enter(rows, depth, error))
        return false;
    end_row(innermost(rows), layout);
    return true;
}

bool rows_end(struct rows *rows, GError **error)
{
    return enter(rows, 0, error);
}
