#include "parser/sheet.h"

#include <string.h>

#define PRINT_WIDEST 40

static const char *const kind_names[] = {
    [VALUE_EMPTY] = "",       [VALUE_TEXT] = "",        [VALUE_NUMBER] = " {number}",
    [VALUE_DATE] = " {date}", [VALUE_TIME] = " {time}", [VALUE_DURATION] = " {duration}",
    [VALUE_TICK] = " {tick}",
};

static void print_text(GString *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\n')
            g_string_append(out, "\\n");
        else if (*text == '\t')
            g_string_append(out, "\\t");
        else
            g_string_append_c(out, *text);
    }
}

/* What stands at a place: the cell itself, or a sign that points at the cell that covers it. */
static char *print_place(const struct block *block, guint row, guint column)
{
    const struct cell *cell = table_cell(block, row, column);
    if (cell->column != column)
        return g_strdup("<");
    if (cell->row != row)
        return g_strdup("^");
    GString *out = g_string_new(NULL);
    print_text(out, cell->text);
    g_string_append(out, kind_names[cell->kind]);
    return g_string_free(out, FALSE);
}

static guint *print_widths(const struct block *block)
{
    guint *widths = g_new0(guint, block->table.columns);
    for (guint column = 0; column < block->table.columns; column++)
        for (guint row = 0; row < block->table.rows; row++) {
            g_autofree char *text = print_place(block, row, column);
            guint width = (guint)g_utf8_strlen(text, -1);
            widths[column] = MIN(MAX(widths[column], width), PRINT_WIDEST);
        }
    return widths;
}

static void print_table(GString *out, const struct block *block)
{
    g_string_append_printf(out, "table %u x %u\n", block->table.rows, block->table.columns);
    g_autofree guint *widths = print_widths(block);
    for (guint row = 0; row < block->table.rows; row++) {
        for (guint column = 0; column < block->table.columns; column++) {
            g_autofree char *text = print_place(block, row, column);
            g_string_append(out, column ? " | " : "| ");
            g_string_append(out, text);
            for (guint width = (guint)g_utf8_strlen(text, -1); width < widths[column]; width++)
                g_string_append_c(out, ' ');
        }
        g_string_append(out, " |\n");
    }
}

char *sheet_print(const struct sheet *sheet)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < sheet_length(sheet); i++) {
        const struct block *block = sheet_block(sheet, i);
        if (block->title)
            g_string_append_printf(out, "(%s) ", block->title);
        switch (block->kind) {
        case BLOCK_PARAGRAPH:
            g_string_append(out, "paragraph ");
            print_text(out, block->text);
            g_string_append_c(out, '\n');
            break;
        case BLOCK_FIELD:
            g_string_append_printf(out, "field %s = ", block->label);
            print_text(out, block->text);
            g_string_append_printf(out, "%s\n", kind_names[block->value]);
            break;
        case BLOCK_TABLE:
            print_table(out, block);
            break;
        }
    }
    return g_string_free(out, FALSE);
}
