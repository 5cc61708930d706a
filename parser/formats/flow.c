#include "parser/formats/flow.h"

#include <string.h>

struct flow_cell {
    guint row, column, rows, columns;
    bool continues; /* the cell above */
    GString *text;
};

struct flow_column {
    guint free_from;         /* the first row in which the column is not covered from above */
    struct flow_cell *above; /* the last cell that begins in the column, or NULL */
};

struct flow_table {
    GString *caption;
    GPtrArray *cells;            /* of struct flow_cell * */
    guint row, column;           /* of the next cell */
    bool begun;                  /* a row has been opened */
    struct flow_column *columns; /* SHEET_MAX_COLUMNS of them while the table is open */
};

enum place_kind { PLACE_BODY, PLACE_TABLE, PLACE_CELL, PLACE_BOX };

/* Something open, with the paragraph in hand. */
struct place {
    enum place_kind kind;
    GString *text;
    struct flow_table *table; /* PLACE_TABLE: its own until it closes */
    struct flow_cell *cell;   /* PLACE_CELL: borrowed from the table */
};

/* A paragraph or a table that waits until the outermost thing around it is written. */
struct later {
    char *text;
    struct flow_table *table;
};

struct flow {
    struct sheet *sheet;
    GPtrArray *places; /* of struct place *, the outermost (PLACE_BODY) first */
    GPtrArray *later;  /* of struct later * */
    guint cells;       /* of all tables so far */
    gsize bytes;       /* of all text so far */
};

static void cell_free(gpointer data)
{
    struct flow_cell *cell = data;
    g_string_free(cell->text, TRUE);
    g_free(cell);
}

static void table_free(struct flow_table *table)
{
    if (!table)
        return;
    g_string_free(table->caption, TRUE);
    g_ptr_array_unref(table->cells);
    g_free(table->columns);
    g_free(table);
}

static void place_free(gpointer data)
{
    struct place *place = data;
    g_string_free(place->text, TRUE);
    table_free(place->table);
    g_free(place);
}

static void later_free(gpointer data)
{
    struct later *later = data;
    g_free(later->text);
    table_free(later->table);
    g_free(later);
}

static struct place *push(struct flow *flow, enum place_kind kind)
{
    struct place *place = g_new0(struct place, 1);
    place->kind = kind;
    place->text = g_string_new(NULL);
    g_ptr_array_add(flow->places, place);
    return place;
}

static struct place *top(const struct flow *flow)
{
    return flow->places->pdata[flow->places->len - 1];
}

static void pop(struct flow *flow)
{
    g_ptr_array_set_size(flow->places, (gint)flow->places->len - 1);
}

struct flow *flow_new(struct sheet *sheet)
{
    struct flow *flow = g_new0(struct flow, 1);
    flow->sheet = sheet;
    flow->places = g_ptr_array_new_with_free_func(place_free);
    flow->later = g_ptr_array_new_with_free_func(later_free);
    push(flow, PLACE_BODY);
    return flow;
}

void flow_free(struct flow *flow)
{
    if (!flow)
        return;
    g_ptr_array_unref(flow->places);
    g_ptr_array_unref(flow->later);
    g_free(flow);
}

/* Counts text; none is taken beyond what a sheet holds, and flow_break reports it. */
static bool has_room(struct flow *flow, gsize length)
{
    flow->bytes += MIN(length, SHEET_MAX_TEXT);
    return flow->bytes <= SHEET_MAX_TEXT;
}

void flow_text(struct flow *flow, const char *text, gsize length)
{
    if (has_room(flow, length))
        g_string_append_len(top(flow)->text, text, (gssize)length);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\f' || byte == '\0';
}

void flow_folded(struct flow *flow, const char *text, gsize length)
{
    GString *paragraph = top(flow)->text;
    if (!has_room(flow, length))
        return;
    for (gsize i = 0; i < length;) {
        gsize word = i;
        while (i < length && !is_blank(text[i]))
            i++;
        g_string_append_len(paragraph, text + word, (gssize)(i - word));
        if (i < length && paragraph->len && !strchr(" \n\t", paragraph->str[paragraph->len - 1]))
            g_string_append_c(paragraph, ' ');
        i += i < length;
    }
}

/* Writing */

static bool write_lines(struct flow *flow, const char *text, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (!sheet_paragraph(flow->sheet, NULL, lines[i], error))
            return false;
    return true;
}

/* A table of a single cell is a frame around text. */
static bool write_table(struct flow *flow, const struct flow_table *table, GError **error)
{
    if (!sheet_paragraph(flow->sheet, NULL, table->caption->str, error))
        return false;
    if (table->cells->len == 1)
        return write_lines(flow, ((const struct flow_cell *)table->cells->pdata[0])->text->str, error);
    if (!sheet_table_begin(flow->sheet, NULL, error))
        return false;
    for (guint i = 0; i < table->cells->len; i++) {
        const struct flow_cell *cell = table->cells->pdata[i];
        if (!cell->continues && !sheet_table_cell(flow->sheet, cell->row, cell->column, cell->rows,
                                                  cell->columns, VALUE_TEXT, cell->text->str, 0, error))
            return false;
    }
    return sheet_table_end(flow->sheet, error);
}

static bool write_later(struct flow *flow, GError **error)
{
    for (guint i = 0; i < flow->later->len; i++) {
        const struct later *later = flow->later->pdata[i];
        if (later->text && !sheet_paragraph(flow->sheet, NULL, later->text, error))
            return false;
        if (later->table && !write_table(flow, later->table, error))
            return false;
    }
    g_ptr_array_set_size(flow->later, 0);
    return true;
}

/* Keeps what stands in a cell or box until the outermost thing around it is written. Takes the table. */
static bool keep_later(struct flow *flow, const char *text, struct flow_table *table, GError **error)
{
    struct later *later = g_new0(struct later, 1);
    later->text = g_strdup(text);
    later->table = table;
    g_ptr_array_add(flow->later, later);
    return flow->later->len <= SHEET_MAX_BLOCKS ||
           fail(error, ERROR_INPUT, "more than %d paragraphs and tables", SHEET_MAX_BLOCKS);
}

static void append_line(GString *lines, const char *line)
{
    if (!*line)
        return;
    if (lines->len)
        g_string_append_c(lines, '\n');
    g_string_append(lines, line);
}

bool flow_break(struct flow *flow, GError **error)
{
    struct place *place = top(flow);
    if (flow->bytes > SHEET_MAX_TEXT)
        return fail(error, ERROR_INPUT, "more than %u MB of text", SHEET_MAX_TEXT >> 20);
    g_autofree char *text = g_strdup(place->text->str);
    g_string_truncate(place->text, 0);
    switch (place->kind) {
    case PLACE_BODY:
        return sheet_paragraph(flow->sheet, NULL, text, error) && write_later(flow, error);
    case PLACE_TABLE:
        append_line(place->table->caption, g_strstrip(text));
        return true;
    case PLACE_CELL:
        append_line(place->cell->text, g_strstrip(text));
        return true;
    case PLACE_BOX:
        return !*text || keep_later(flow, text, NULL, error);
    }
    return true;
}

/* Opening and closing */

static bool may_open(const struct flow *flow, GError **error)
{
    return flow->places->len <= FLOW_MAX_DEPTH || fail(error, ERROR_INPUT, "tables are nested too deeply");
}

bool flow_open_table(struct flow *flow, GError **error)
{
    /* A paragraph that goes on after the table is another one; in a cell it is the line before it. */
    if (!may_open(flow, error) || !flow_break(flow, error))
        return false;
    struct place *place = push(flow, PLACE_TABLE);
    place->table = g_new0(struct flow_table, 1);
    place->table->caption = g_string_new(NULL);
    place->table->cells = g_ptr_array_new_with_free_func(cell_free);
    place->table->columns = g_new0(struct flow_column, SHEET_MAX_COLUMNS);
    return true;
}

bool flow_close_table(struct flow *flow, GError **error)
{
    if (top(flow)->kind != PLACE_TABLE)
        return fail(error, ERROR_INTERNAL, "a table was closed that is not open");
    if (!flow_break(flow, error))
        return false;
    struct flow_table *table = g_steal_pointer(&top(flow)->table);
    pop(flow);
    g_clear_pointer(&table->columns, g_free);
    if (top(flow)->kind != PLACE_BODY)
        return keep_later(flow, NULL, table, error);
    bool done = write_table(flow, table, error) && write_later(flow, error);
    table_free(table);
    return done;
}

void flow_open_row(struct flow *flow)
{
    struct flow_table *table = top(flow)->table;
    if (!table)
        return;
    if (table->begun)
        table->row++;
    table->begun = true;
    table->column = 0;
}

void flow_skip_columns(struct flow *flow, guint columns)
{
    struct flow_table *table = top(flow)->table;
    if (table)
        table->column = MIN(table->column + MIN(columns, SHEET_MAX_COLUMNS), SHEET_MAX_COLUMNS);
}

bool flow_open_cell(struct flow *flow, GError **error)
{
    if (!may_open(flow, error))
        return false;
    struct flow_table *table = top(flow)->table;
    if (!table)
        return flow_open_box(flow, error);
    table->begun = true;
    while (table->column < SHEET_MAX_COLUMNS && table->columns[table->column].free_from > table->row)
        table->column++;
    if (table->column >= SHEET_MAX_COLUMNS)
        return fail(error, ERROR_INPUT, "a table of more than %d columns", SHEET_MAX_COLUMNS);
    if (++flow->cells > SHEET_MAX_CELLS)
        return fail(error, ERROR_INPUT, "more than %d cells", SHEET_MAX_CELLS);
    struct flow_cell *cell = g_new0(struct flow_cell, 1);
    *cell = (struct flow_cell){
        .row = table->row, .column = table->column, .rows = 1, .columns = 1, .text = g_string_new(NULL)};
    g_ptr_array_add(table->cells, cell);
    push(flow, PLACE_CELL)->cell = cell;
    return true;
}

void flow_span(struct flow *flow, guint rows, guint columns)
{
    struct flow_cell *cell = top(flow)->cell;
    if (!cell)
        return;
    cell->rows = CLAMP(rows, 1, SHEET_MAX_CELLS);
    cell->columns = CLAMP(columns, 1, SHEET_MAX_COLUMNS - cell->column);
}

void flow_continue_above(struct flow *flow)
{
    struct flow_cell *cell = top(flow)->cell;
    if (cell)
        cell->continues = true;
}

/* A cell that continues the one above makes that one longer; where there is none, it is a cell like any
 * other. */
static void place_cell(struct flow_table *table, struct flow_cell *cell)
{
    struct flow_cell *above = table->columns[cell->column].above;
    cell->continues = cell->continues && above && above->row + above->rows == cell->row;
    if (cell->continues)
        above->rows++;
    for (guint i = 0; i < cell->columns; i++) {
        guint column = cell->column + i;
        table->columns[column].free_from = cell->row + cell->rows;
        if (!cell->continues)
            table->columns[column].above = i == 0 ? cell : NULL;
    }
    table->column = cell->column + cell->columns;
}

bool flow_close_cell(struct flow *flow, GError **error)
{
    if (top(flow)->kind == PLACE_BOX)
        return flow_close_box(flow, error);
    if (top(flow)->kind != PLACE_CELL)
        return fail(error, ERROR_INTERNAL, "a cell was closed that is not open");
    if (!flow_break(flow, error))
        return false;
    struct flow_cell *cell = top(flow)->cell;
    pop(flow);
    place_cell(top(flow)->table, cell);
    return true;
}

bool flow_open_box(struct flow *flow, GError **error)
{
    if (!may_open(flow, error))
        return false;
    push(flow, PLACE_BOX);
    return true;
}

bool flow_close_box(struct flow *flow, GError **error)
{
    if (top(flow)->kind != PLACE_BOX)
        return fail(error, ERROR_INTERNAL, "a box was closed that is not open");
    if (!flow_break(flow, error))
        return false;
    pop(flow);
    return true;
}

bool flow_end(struct flow *flow, GError **error)
{
    if (top(flow)->kind != PLACE_BODY)
        return fail(error, ERROR_INTERNAL, "a story ended inside a table");
    return flow_break(flow, error);
}
