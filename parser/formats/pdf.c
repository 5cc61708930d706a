/*
 * PDF: the pages, one after the other, as blocks of a sheet. A table that goes on on the next page is one
 * table, and what stands at the edges of the pages comes last, once.
 */
#include "parser/formats/pdf.h"

#include "base/text.h"
#include "parser/formats/format.h"
#include "parser/formats/pdf_beside.h"
#include "parser/formats/pdf_layout.h"
#include <math.h>
#include <string.h>

#define SAME_PLACE 4.0 /* points between the columns of a table and of its next page */

/* Kinds */

const char *pdf_kind(GBytes *file)
{
    if (pdf_is_protected(file))
        return NULL;
    g_autoptr(pdf_document_t) document = pdf_document_read(file, NULL);
    if (!document)
        return "pdf";
    if (document->is_form)
        return "pdf-form";
    if (!document->has_pictures)
        return "pdf";
    g_autoptr(pdf_pages_t) pages = pdf_pages_open(document, NULL);
    /* Text that a copier has read in a picture is no better than the picture. */
    bool text = pages && !document->hidden_text && pdf_pages_have_text(pages);
    return text || document->fields->len ? "pdf" : "scan";
}

/* Page edges */

/* A text without its numbers, to know it again on the next page. Caller owns it. */
static char *without_digits(const char *text)
{
    GString *plain = g_string_new(NULL);
    for (; *text; text++)
        if (!g_ascii_isdigit(*text))
            g_string_append_c(plain, *text);
    return g_string_free(plain, FALSE);
}

/* How many pages have a text at their edge. */
static GHashTable *count_edges(const GPtrArray *blocks)
{
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < blocks->len; i++) {
        const struct layout_block *block = blocks->pdata[i];
        if (block->kind != BLOCK_PARAGRAPH || !block->in_margin)
            continue;
        char *text = without_digits(block->text);
        gsize count = GPOINTER_TO_SIZE(g_hash_table_lookup(counts, text));
        g_hash_table_insert(counts, text, GSIZE_TO_POINTER(count + 1));
    }
    return counts;
}

/* Only what stands at the edge of several pages is theirs; another text near the edge is text. */
static void find_edges(const GPtrArray *blocks)
{
    g_autoptr(GHashTable) counts = count_edges(blocks);
    for (guint i = 0; i < blocks->len; i++) {
        struct layout_block *block = blocks->pdata[i];
        if (block->kind != BLOCK_PARAGRAPH || !block->in_margin)
            continue;
        g_autofree char *text = without_digits(block->text);
        block->in_margin = GPOINTER_TO_SIZE(g_hash_table_lookup(counts, text)) > 1;
    }
}

/* Tables over several pages */

static bool has_same_columns(const struct layout_table *table, const struct layout_table *next)
{
    if (table->columns != next->columns)
        return false;
    for (guint i = 0; i <= table->columns; i++)
        if (fabs(table->sides[i] - next->sides[i]) > SAME_PLACE)
            return false;
    return true;
}

static const struct layout_cell *cell_at(const struct layout_table *table, guint row, guint column)
{
    for (guint i = 0; i < table->cells->len; i++) {
        const struct layout_cell *cell = table->cells->pdata[i];
        if (cell->row == row && cell->column == column)
            return cell;
    }
    return NULL;
}

static const char *text_at(const struct layout_table *table, guint row, guint column)
{
    const struct layout_cell *cell = cell_at(table, row, column);
    return cell ? cell->text : "";
}

/* The number of rows at the head of a table that it repeats from its first page. */
static guint repeated_rows(const struct layout_table *table, const struct layout_table *next)
{
    guint rows = 0;
    for (; rows < MIN(table->rows, next->rows); rows++) {
        bool empty = true;
        for (guint column = 0; column < table->columns; column++) {
            const char *text = text_at(table, rows, column);
            if (strcmp(text, text_at(next, rows, column)) != 0)
                return rows;
            empty = empty && !*text;
        }
        if (empty)
            return rows;
    }
    return rows;
}

/* A row that is cut by the end of the page goes on without the text that begins every row. */
static bool continues_row(const struct layout_table *table, const struct layout_table *next, guint row)
{
    if (row >= next->rows || *text_at(next, row, 0))
        return false;
    for (guint i = 0; i < table->rows; i++)
        if (!*text_at(table, i, 0))
            return false;
    return true;
}

static void append_to_row(struct layout_table *table, const struct layout_cell *rest)
{
    for (guint i = 0; i < table->cells->len; i++) {
        struct layout_cell *cell = table->cells->pdata[i];
        if (cell->row != table->rows - 1 || cell->column != rest->column || !*rest->text)
            continue;
        char *both = g_strconcat(cell->text, *cell->text ? "\n" : "", rest->text, NULL);
        g_free(cell->text);
        cell->text = both;
    }
}

static void append_table(struct layout_table *table, const struct layout_table *next)
{
    guint repeated = repeated_rows(table, next), rows = table->rows;
    bool cut = continues_row(table, next, repeated);
    guint begin = repeated + cut;
    for (guint i = 0; i < next->cells->len; i++) {
        const struct layout_cell *cell = next->cells->pdata[i];
        if (cut && cell->row == repeated)
            append_to_row(table, cell);
    }
    for (guint i = 0; i < next->cells->len; i++) {
        const struct layout_cell *cell = next->cells->pdata[i];
        if (cell->row >= begin)
            layout_table_add(table, rows + cell->row - begin, cell->column, cell->rows, cell->columns,
                             g_strdup(cell->text));
    }
}

/* Joins the tables that end a page and begin the next one with the same columns. */
static void join_tables(GPtrArray *blocks)
{
    struct layout_block *last = NULL;
    guint last_page = 0;
    for (guint i = 0; i < blocks->len;) {
        struct layout_block *block = blocks->pdata[i];
        if (block->kind == BLOCK_PARAGRAPH && block->in_margin) {
            i++;
            continue;
        }
        if (last && last->kind == BLOCK_TABLE && block->kind == BLOCK_TABLE && block->page == last_page + 1 &&
            has_same_columns(last->table, block->table)) {
            append_table(last->table, block->table);
            last_page = block->page;
            g_ptr_array_remove_index(blocks, i);
            continue;
        }
        last = block;
        last_page = block->page;
        i++;
    }
}

/* Sheet */

static bool write_table(struct sheet *sheet, const struct layout_table *table, GError **error)
{
    if (!sheet_table_begin(sheet, NULL, error))
        return false;
    for (guint i = 0; i < table->cells->len; i++) {
        const struct layout_cell *cell = table->cells->pdata[i];
        if (!sheet_table_cell(sheet, cell->row, cell->column, cell->rows, cell->columns, VALUE_TEXT,
                              cell->text, 0, error))
            return false;
    }
    return sheet_table_end(sheet, error);
}

static bool write_block(struct sheet *sheet, const struct layout_block *block, GError **error)
{
    switch (block->kind) {
    case BLOCK_TABLE:
        return write_table(sheet, block->table, error);
    case BLOCK_FIELD:
        return sheet_field(sheet, NULL, block->label, block->text, VALUE_TEXT, error);
    default:
        return sheet_paragraph(sheet, NULL, block->text, error);
    }
}

static bool write_blocks(struct sheet *sheet, const GPtrArray *blocks, GError **error)
{
    for (guint i = 0; i < blocks->len; i++) {
        const struct layout_block *block = blocks->pdata[i];
        if (!block->in_margin && !write_block(sheet, block, error))
            return false;
    }
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < blocks->len; i++) {
        const struct layout_block *block = blocks->pdata[i];
        if (block->in_margin && g_hash_table_add(said, without_digits(block->text)) &&
            !write_block(sheet, block, error))
            return false;
    }
    return true;
}

/* Reads the pages behind one, as far as they belong beside it. `next` becomes the first one that does not, or
 * NULL at the end. The number of the page behind all that were read; 0 with ERROR_INPUT. */
static guint read_beside(const struct pdf_pages *pages, const struct pdf_document *document,
                         struct pdf_page *page, struct pdf_page **next, GError **error)
{
    guint number = page->number + 1;
    for (*next = NULL; number < document->pages; number++) {
        *next = pdf_page_read(pages, number, error);
        if (!*next)
            return 0;
        if (form_fields_on(document->fields, page->number) || form_fields_on(document->fields, number) ||
            !pdf_page_is_beside(page, *next))
            break;
        pdf_page_join(page, *next);
        g_clear_pointer(next, pdf_page_free);
    }
    return number;
}

static GPtrArray *layout_of_document(const struct pdf_document *document, GError **error)
{
    g_autoptr(pdf_pages_t) pages = pdf_pages_open(document, error);
    if (!pages)
        return NULL;
    g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func(layout_block_free);
    g_autoptr(pdf_page_t) page = document->pages ? pdf_page_read(pages, 0, error) : NULL;
    for (guint number = 0; number < document->pages;) {
        struct pdf_page *next = NULL;
        number = page ? read_beside(pages, document, page, &next, error) : 0;
        if (!number)
            return NULL;
        GPtrArray *own = layout_of_page(page, document->fields);
        g_ptr_array_extend_and_steal(blocks, own);
        pdf_page_free(page);
        page = next;
        if (blocks->len > SHEET_MAX_BLOCKS) {
            fail(error, ERROR_INPUT, "more than %d paragraphs and tables", SHEET_MAX_BLOCKS);
            return NULL;
        }
    }
    return g_steal_pointer(&blocks);
}

struct sheet *pdf_read(GBytes *file, GError **error)
{
    g_autoptr(pdf_document_t) document = pdf_document_read(file, error);
    g_autoptr(GPtrArray) blocks = document ? layout_of_document(document, error) : NULL;
    if (!blocks)
        return NULL;
    find_edges(blocks);
    join_tables(blocks);
    g_autoptr(sheet_t) sheet = sheet_new();
    return write_blocks(sheet, blocks, error) ? g_steal_pointer(&sheet) : NULL;
}

/* A page with text in the fonts that every reader must have, and that files therefore leave out. */
void pdf_prepare(void)
{
    static const char *const fonts[] = {"Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold",
                                        "Courier",   "Symbol",         "ZapfDingbats"};
    g_autoptr(GString) file =
        g_string_new("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                     "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                     "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
                     "/Resources<</Font<<");
    g_autoptr(GString) drawing = g_string_new("BT ");
    for (guint i = 0; i < G_N_ELEMENTS(fonts); i++) {
        g_string_append_printf(file, "/F%u<</Type/Font/Subtype/Type1/BaseFont/%s>>", i, fonts[i]);
        g_string_append_printf(drawing, "/F%u 9 Tf 9 9 Td (Ab1) Tj ", i);
    }
    g_string_append(drawing, "ET 10 10 100 100 re S");
    g_string_append_printf(file, ">>>>>>endobj\n4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n",
                           drawing->len, drawing->str);
    g_string_append(file, "trailer<</Root 1 0 R/Size 5>>\n%%EOF\n");
    g_autoptr(GBytes) bytes = g_bytes_new_static(file->str, file->len);
    sheet_free(pdf_read(bytes, NULL));
}
