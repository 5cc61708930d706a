#include "parser/sheet.h"

#include "base/text.h"
#include <string.h>

/* A table between begin and end: its cells as they come. */
struct draft {
    char *title;
    GPtrArray *cells; /* of struct cell *, owned here until the end */
};

struct sheet {
    GPtrArray *blocks; /* of struct block *, owned */
    GPtrArray *cells;  /* of struct cell *, owned: the cells of all tables, one by one or many in a piece */
    GStringChunk *text;
    gsize bytes;
    guint places; /* of all finished tables */
    struct draft *draft;
    bool struck;
};

static void block_free(gpointer data)
{
    struct block *block = data;
    g_free(block->table.grid);
    g_free(block);
}

static void draft_free(struct draft *draft)
{
    if (!draft)
        return;
    g_free(draft->title);
    g_ptr_array_unref(draft->cells);
    g_free(draft);
}

struct sheet *sheet_new(void)
{
    struct sheet *sheet = g_new0(struct sheet, 1);
    sheet->blocks = g_ptr_array_new_with_free_func(block_free);
    sheet->cells = g_ptr_array_new_with_free_func(g_free);
    sheet->text = g_string_chunk_new(4096);
    return sheet;
}

void sheet_free(struct sheet *sheet)
{
    if (!sheet)
        return;
    draft_free(sheet->draft);
    g_ptr_array_unref(sheet->blocks);
    g_ptr_array_unref(sheet->cells);
    g_string_chunk_free(sheet->text);
    g_free(sheet);
}

bool sheet_has_struck(const struct sheet *sheet)
{
    return sheet->struck;
}

guint sheet_length(const struct sheet *sheet)
{
    return sheet->blocks->len;
}

const struct block *sheet_block(const struct sheet *sheet, guint index)
{
    return sheet->blocks->pdata[index];
}

const struct cell *table_cell(const struct block *table, guint row, guint column)
{
    return table->table.grid[(gsize)row * table->table.columns + column];
}

/* The boxes that programs and people use, as the two that a sheet has. */
static gunichar plain_box(gunichar c)
{
    switch (c) {
    case 0x2611:  /* ballot box with check */
    case 0x1f5f5: /* ballot box with script x */
    case 0x1f5f7: /* ballot box with bold script x */
    case 0x1f5f9: /* ballot box with bold check */
    case 0x22a0:  /* squared times */
        return 0x2612;
    case 0x25a1:  /* white square */
    case 0x25fb:  /* white medium square */
    case 0x2751:  /* lower right shadowed white square */
    case 0x2752:  /* upper right shadowed white square */
    case 0x1f78e: /* light white square */
    case 0x1f790: /* bold white square */
        return 0x2610;
    default:
        return c;
    }
}

static bool is_control(gunichar c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
}

/* Nothing but letters and signs of ASCII, and the letters of Latin-1: nothing to clean. */
static bool is_plain(const char *text)
{
    for (; *text; text++) {
        guchar byte = (guchar)*text;
        if (byte == 0xc3 && ((guchar)text[1] & 0xc0) == 0x80)
            text++;
        else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte >= 0x7f)
            return false;
    }
    return true;
}

static char *clean(const char *text)
{
    if (is_plain(text))
        return g_strdup(text);
    g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
    GString *plain = g_string_sized_new(strlen(text));
    for (const char *p = valid ? valid : text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_string_append_unichar(plain, is_control(c) ? ' ' : plain_box(c));
    }
    g_autofree char *joined = g_string_free(plain, FALSE);
    return text_compose(joined);
}

static bool is_blank(gunichar c)
{
    return g_unichar_isspace(c) || c == 0xa0 || c == 0xfeff || c == 0x200b;
}

static void trim_end(char *text)
{
    char *end = text + strlen(text);
    while (end > text) {
        char *last = g_utf8_prev_char(end);
        if (!is_blank(g_utf8_get_char(last)))
            break;
        end = last;
    }
    *end = '\0';
}

static const char *skip_blanks(const char *text)
{
    while (*text && is_blank(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

/* Line ends at the front go; blanks and tabs there say how far a line is indented, and stay. */
static const char *skip_blank_lines(const char *text)
{
    const char *line = text;
    for (const char *p = text; *p && is_blank(g_utf8_get_char(p)); p = g_utf8_next_char(p))
        if (*p == '\n')
            line = p + 1;
    return line;
}

static bool is_struck(const char *text)
{
    return strcmp(text, SHEET_STRUCK) == 0;
}

/* Cuts what is struck through out of a text; SHEET_STRUCK is left where there is nothing else. */
static void cut_struck(struct sheet *sheet, char *text)
{
    bool any = false;
    for (char *at = text; (at = strstr(at, SHEET_STRUCK)); any = true)
        memmove(at, at + strlen(SHEET_STRUCK), strlen(at + strlen(SHEET_STRUCK)) + 1);
    if (any && !*skip_blanks(text))
        memcpy(text, SHEET_STRUCK, sizeof SHEET_STRUCK);
    sheet->struck = sheet->struck || any;
}

/* A box alone is a tick, also where a person typed it. */
static enum value_kind kind_of(const char *text, enum value_kind kind)
{
    if (!*text)
        return VALUE_EMPTY;
    bool tick = strcmp(text, SHEET_TICKED) == 0 || strcmp(text, SHEET_UNTICKED) == 0;
    return kind == VALUE_TEXT && tick ? VALUE_TICK : kind;
}

static const char *keep(struct sheet *sheet, const char *text, GError **error)
{
    gsize length = strlen(text);
    if (length > SHEET_MAX_TEXT - sheet->bytes) {
        fail(error, ERROR_INPUT, "more than %u MB of text", SHEET_MAX_TEXT >> 20);
        return NULL;
    }
    sheet->bytes += length;
    return length ? g_string_chunk_insert_len(sheet->text, text, (gssize)length) : "";
}

static struct block *add_block(struct sheet *sheet, enum block_kind kind, const char *title, GError **error)
{
    if (sheet->draft) {
        fail(error, ERROR_INTERNAL, "a block was written inside a table");
        return NULL;
    }
    if (sheet->blocks->len >= SHEET_MAX_BLOCKS) {
        fail(error, ERROR_INPUT, "more than %d paragraphs and tables", SHEET_MAX_BLOCKS);
        return NULL;
    }
    const char *kept = NULL;
    if (title) {
        g_autofree char *name = text_tidy(title);
        if (!(kept = keep(sheet, name, error)))
            return NULL;
    }
    struct block *block = g_new0(struct block, 1);
    block->kind = kind;
    block->title = kept;
    g_ptr_array_add(sheet->blocks, block);
    return block;
}

bool sheet_paragraph(struct sheet *sheet, const char *title, const char *text, GError **error)
{
    g_autofree char *cleaned = clean(text);
    cut_struck(sheet, cleaned);
    trim_end(cleaned);
    if (!*cleaned || is_struck(cleaned))
        return true;
    const char *kept = keep(sheet, skip_blank_lines(cleaned), error);
    struct block *block = kept ? add_block(sheet, BLOCK_PARAGRAPH, title, error) : NULL;
    if (!block)
        return false;
    block->text = kept;
    return true;
}

bool sheet_field(struct sheet *sheet, const char *title, const char *label, const char *text,
                 enum value_kind value, GError **error)
{
    g_autofree char *name = text_tidy(label ? label : "");
    g_autofree char *cleaned = clean(text ? text : "");
    trim_end(cleaned);
    const char *kept_name = keep(sheet, name, error);
    const char *kept = kept_name ? keep(sheet, skip_blanks(cleaned), error) : NULL;
    struct block *block = kept ? add_block(sheet, BLOCK_FIELD, title, error) : NULL;
    if (!block)
        return false;
    block->label = kept_name;
    block->text = kept;
    block->value = kind_of(kept, value);
    return true;
}

bool sheet_table_begin(struct sheet *sheet, const char *title, GError **error)
{
    if (sheet->draft)
        return fail(error, ERROR_INTERNAL, "a table was begun inside a table");
    sheet->draft = g_new0(struct draft, 1);
    sheet->draft->title = g_strdup(title);
    sheet->draft->cells = g_ptr_array_new_with_free_func(g_free);
    return true;
}

bool sheet_table_cell(struct sheet *sheet, guint row, guint column, guint rows, guint columns,
                      enum value_kind kind, const char *text, double number, GError **error)
{
    struct draft *draft = sheet->draft;
    if (!draft)
        return fail(error, ERROR_INTERNAL, "a cell was written outside a table");
    g_autofree char *cleaned = clean(text);
    cut_struck(sheet, cleaned);
    trim_end(cleaned);
    const char *trimmed = skip_blanks(cleaned);
    if (!*trimmed && rows <= 1 && columns <= 1)
        return true;
    if (draft->cells->len >= SHEET_MAX_CELLS)
        return fail(error, ERROR_INPUT, "more than %d cells", SHEET_MAX_CELLS);
    const char *kept = keep(sheet, trimmed, error);
    if (!kept)
        return false;
    struct cell *cell = g_new0(struct cell, 1);
    *cell = (struct cell){.text = kept,
                          .kind = kind_of(kept, kind),
                          .number = *kept ? number : 0,
                          .row = row,
                          .column = column,
                          .rows = MAX(rows, 1),
                          .columns = MAX(columns, 1)};
    g_ptr_array_add(draft->cells, cell);
    return true;
}

/* Rows, or columns, in which something is not struck through. */
static GHashTable *lines_that_hold(const GPtrArray *cells, bool rows)
{
    GHashTable *lines = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < cells->len; i++) {
        const struct cell *cell = cells->pdata[i];
        if (*cell->text && !is_struck(cell->text))
            g_hash_table_add(lines, GUINT_TO_POINTER(rows ? cell->row : cell->column));
    }
    return lines;
}

/* Whole rows and columns that are struck through are empty. */
static void empty_struck(const GPtrArray *cells)
{
    g_autoptr(GHashTable) rows = lines_that_hold(cells, true), columns = lines_that_hold(cells, false);
    for (guint i = 0; i < cells->len; i++) {
        struct cell *cell = cells->pdata[i];
        if (is_struck(cell->text) && !(g_hash_table_contains(rows, GUINT_TO_POINTER(cell->row)) &&
                                       g_hash_table_contains(columns, GUINT_TO_POINTER(cell->column)))) {
            cell->text = "";
            cell->kind = VALUE_EMPTY;
        }
    }
}

/* The extent of the cells that hold something; spans beyond it are cut off. */
static void measure(const GPtrArray *cells, gsize *rows, gsize *columns)
{
    *rows = *columns = 0;
    for (guint i = 0; i < cells->len; i++) {
        const struct cell *cell = cells->pdata[i];
        if (!*cell->text)
            continue;
        *rows = MAX(*rows, (gsize)cell->row + 1);
        *columns = MAX(*columns, (gsize)cell->column + 1);
    }
}

static struct cell **place(const struct block *block, guint row, guint column)
{
    return &block->table.grid[(gsize)row * block->table.columns + column];
}

static bool is_row_free(const struct block *block, guint row, guint column, guint columns)
{
    for (guint i = 0; i < columns; i++)
        if (*place(block, row, column + i))
            return false;
    return true;
}

/* Lays a cell over its places; a span ends where the table ends, or before a place that another cell
 * covers already. False where the cell itself is covered. */
static bool lay_cell(struct block *block, struct cell *cell)
{
    if (cell->row >= block->table.rows || cell->column >= block->table.columns ||
        *place(block, cell->row, cell->column))
        return false;
    guint most_rows = MIN(cell->rows, block->table.rows - cell->row);
    guint most_columns = MIN(cell->columns, block->table.columns - cell->column);
    cell->rows = cell->columns = 1;
    while (cell->columns < most_columns && !*place(block, cell->row, cell->column + cell->columns))
        cell->columns++;
    while (cell->rows < most_rows && is_row_free(block, cell->row + cell->rows, cell->column, cell->columns))
        cell->rows++;
    for (guint row = 0; row < cell->rows; row++)
        for (guint column = 0; column < cell->columns; column++)
            *place(block, cell->row + row, cell->column + column) = cell;
    return true;
}

static guint count_holes(const struct block *block)
{
    guint count = 0;
    for (gsize i = 0; i < (gsize)block->table.rows * block->table.columns; i++)
        count += !block->table.grid[i];
    return count;
}

/* A table may be nearly empty: its holes are one piece of memory. */
static void fill_holes(struct sheet *sheet, const struct block *block)
{
    struct cell *cell = g_new0(struct cell, count_holes(block));
    g_ptr_array_add(sheet->cells, cell);
    for (guint row = 0; row < block->table.rows; row++)
        for (guint column = 0; column < block->table.columns; column++) {
            struct cell **hole = place(block, row, column);
            if (*hole)
                continue;
            *cell = (struct cell){.text = "", .row = row, .column = column, .rows = 1, .columns = 1};
            *hole = cell++;
        }
}

static bool lay_table(struct sheet *sheet, struct draft *draft, GError **error)
{
    gsize rows, columns;
    if (sheet->struck)
        empty_struck(draft->cells);
    measure(draft->cells, &rows, &columns);
    if (rows == 0)
        return true;
    if (columns > SHEET_MAX_COLUMNS)
        return fail(error, ERROR_INPUT, "a table of more than %d columns", SHEET_MAX_COLUMNS);
    if (rows * columns > SHEET_MAX_CELLS - sheet->places)
        return fail(error, ERROR_INPUT, "more than %d cells", SHEET_MAX_CELLS);
    struct block *block = add_block(sheet, BLOCK_TABLE, draft->title, error);
    if (!block)
        return false;
    sheet->places += (guint)(rows * columns);
    block->table.rows = (guint)rows;
    block->table.columns = (guint)columns;
    block->table.grid = g_new0(struct cell *, rows * columns);
    g_ptr_array_set_free_func(draft->cells, NULL);
    for (guint i = 0; i < draft->cells->len; i++) {
        struct cell *cell = draft->cells->pdata[i];
        if (lay_cell(block, cell))
            g_ptr_array_add(sheet->cells, cell);
        else
            g_free(cell);
    }
    fill_holes(sheet, block);
    return true;
}

bool sheet_table_end(struct sheet *sheet, GError **error)
{
    struct draft *draft = g_steal_pointer(&sheet->draft);
    if (!draft)
        return fail(error, ERROR_INTERNAL, "a table was ended outside a table");
    bool done = lay_table(sheet, draft, error);
    draft_free(draft);
    return done;
}

static bool append_table(struct sheet *sheet, const struct block *block, GError **error)
{
    if (!sheet_table_begin(sheet, block->title, error))
        return false;
    for (guint row = 0; row < block->table.rows; row++)
        for (guint column = 0; column < block->table.columns; column++) {
            const struct cell *cell = table_cell(block, row, column);
            bool own = cell->row == row && cell->column == column;
            if (own && !sheet_table_cell(sheet, row, column, cell->rows, cell->columns, cell->kind,
                                         cell->text, cell->number, error))
                return false;
        }
    return sheet_table_end(sheet, error);
}

bool sheet_append(struct sheet *sheet, const struct sheet *other, GError **error)
{
    sheet->struck = sheet->struck || other->struck;
    for (guint i = 0; i < sheet_length(other); i++) {
        const struct block *block = sheet_block(other, i);
        bool written = block->kind == BLOCK_TABLE ? append_table(sheet, block, error)
                       : block->kind == BLOCK_FIELD
                           ? sheet_field(sheet, block->title, block->label, block->text, block->value, error)
                           : sheet_paragraph(sheet, block->title, block->text, error);
        if (!written)
            return false;
    }
    return true;
}
