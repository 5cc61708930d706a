/*
 * PDF text: what stands outside ruled tables. Lines that follow because the one before was full are one
 * paragraph; lines that stand under the pieces of a heading line are a table, where that is certain.
 */
#include "parser/formats/pdf_layout.h"
#include <math.h>
#include <string.h>

#define ALIGNED    3.0  /* points */
#define LINE_SPACE 0.7  /* of the height of a line, between it and the next one of its paragraph */
#define ROW_SPACE  2.5  /* the same, between rows of a table */
#define HANGING    40.0 /* points that the next line of a paragraph may be indented */
#define MARGIN     62.0 /* points from the edge of the page where page numbers stand */

struct text_layout {
    const struct pdf_page *page;
    GPtrArray *lines;    /* of struct text_line * */
    double left, right;  /* between which paragraphs stand */
    GPtrArray *blocks;
};

static const struct text_line *line_at(const struct text_layout *layout, guint index)
{
    return layout->lines->pdata[index];
}

static double height_of(const struct text_line *line)
{
    return line->box.y2 - line->box.y1;
}

static const struct piece *piece_at(const GArray *pieces, guint index)
{
    return &g_array_index(pieces, struct piece, index);
}

/* Tables without rules */

/* Flush left, flush right or centred under a heading, and clear of its neighbours. */
static bool stands_under(const struct piece *piece, const GArray *heading, guint column)
{
    const struct box *box = &piece->box, *head = &piece_at(heading, column)->box;
    if (column > 0 && box->x1 <= piece_at(heading, column - 1)->box.x2)
        return false;
    if (column + 1 < heading->len && box->x2 >= piece_at(heading, column + 1)->box.x1)
        return false;
    return fabs(box->x1 - head->x1) <= ALIGNED || fabs(box->x2 - head->x2) <= ALIGNED ||
           fabs(box->x1 + box->x2 - head->x1 - head->x2) <= 2 * ALIGNED;
}

/* The column of every piece; NULL where one has none. Caller owns it. */
static guint *columns_of(const GArray *pieces, const GArray *heading)
{
    g_autofree guint *columns = g_new0(guint, pieces->len + 1);
    guint column = 0;
    for (guint i = 0; i < pieces->len; i++, column++) {
        while (column < heading->len && !stands_under(piece_at(pieces, i), heading, column))
            column++;
        if (column >= heading->len)
            return NULL;
        columns[i] = column;
    }
    return g_steal_pointer(&columns);
}

/* The number of lines that make a table under the first one. A line of one piece belongs to it only where rows
 * follow; a row that is split differently makes the heading doubtful. */
static guint measure_table(const struct text_layout *layout, guint first)
{
    g_autoptr(GArray) heading = pieces_of(line_at(layout, first));
    guint length = 1;
    if (heading->len < 2)
        return 0;
    for (guint i = first + 1; i < layout->lines->len; i++) {
        const struct text_line *line = line_at(layout, i), *before = line_at(layout, i - 1);
        if (line->box.y1 - before->box.y2 > ROW_SPACE * height_of(before))
            break;
        g_autoptr(GArray) pieces = pieces_of(line);
        g_autofree guint *columns = pieces->len <= heading->len ? columns_of(pieces, heading) : NULL;
        if (columns && pieces->len >= 2)
            length = i + 1 - first;
        else if (!columns && pieces->len >= 2 && length == i - first)
            return 0;
        else if (!columns)
            break;
    }
    return length >= (heading->len == 2 ? 3 : 2) ? length : 0;
}

static void add_table(const struct text_layout *layout, guint first, guint length)
{
    g_autoptr(GArray) heading = pieces_of(line_at(layout, first));
    g_autofree double *sides = g_new(double, heading->len + 1);
    for (guint i = 0; i < heading->len; i++) {
        sides[i] = piece_at(heading, i)->box.x1;
        sides[i + 1] = piece_at(heading, i)->box.x2;
    }
    struct layout_block *block =
        layout_block_new(layout->blocks, BLOCK_TABLE, layout->page->number, line_at(layout, first)->box);
    block->table = layout_table_new(sides, heading->len);
    for (guint row = 0; row < length; row++) {
        const struct text_line *line = line_at(layout, first + row);
        g_autoptr(GArray) pieces = pieces_of(line);
        g_autofree guint *columns = columns_of(pieces, heading);
        box_join(&block->box, &line->box);
        for (guint i = 0; columns && i < pieces->len; i++)
            layout_table_add(block->table, row, columns[i], 1, 1,
                             text_of_words(line->words, piece_at(pieces, i)->from, piece_at(pieces, i)->end));
    }
}

/* Paragraphs */

static char *text_of_line(const struct text_line *line)
{
    g_autoptr(GArray) pieces = pieces_of(line);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < pieces->len; i++) {
        g_autofree char *piece = text_of_words(line->words, piece_at(pieces, i)->from, piece_at(pieces, i)->end);
        g_string_append_printf(text, "%s%s", i ? "\t" : "", piece);
    }
    return g_string_free(text, FALSE);
}

static bool is_one_piece(const struct text_line *line)
{
    g_autoptr(GArray) pieces = pieces_of(line);
    return pieces->len <= 1;
}

static bool goes_on(const struct text_layout *layout, guint index)
{
    if (index + 1 >= layout->lines->len)
        return false;
    const struct text_line *line = line_at(layout, index), *next = line_at(layout, index + 1);
    double height = height_of(line), gap = next->box.y1 - line->box.y2, indent = next->box.x1 - line->box.x1;
    if (gap > LINE_SPACE * height || fabs(height - height_of(next)) > 0.2 * height || indent > HANGING ||
        indent < -HANGING || !is_one_piece(next))
        return false;
    return is_wrapped(line, next, layout->right - line->box.x1);
}

static guint add_paragraph(const struct text_layout *layout, guint first)
{
    struct box box = line_at(layout, first)->box;
    GString *text = g_string_new(NULL);
    guint end = first;
    for (bool more = true; more; end++) {
        const struct text_line *line = line_at(layout, end);
        g_autofree char *own = text_of_line(line);
        box_join(&box, &line->box);
        g_string_append(text, own);
        more = goes_on(layout, end);
        if (more)
            g_string_append(text, wrap_between(line, line_at(layout, end + 1), layout->right - line->box.x1));
    }
    struct layout_block *block = layout_block_new(layout->blocks, BLOCK_PARAGRAPH, layout->page->number, box);
    block->text = g_string_free(text, FALSE);
    block->in_margin = box.y2 < MARGIN || box.y1 > layout->page->height - MARGIN;
    return end;
}

/* Paragraphs end as far from the right edge as they begin from the left one, or where a line goes further. */
static void find_margins(struct text_layout *layout)
{
    layout->left = layout->page->width;
    layout->right = 0;
    for (guint i = 0; i < layout->lines->len; i++) {
        layout->left = MIN(layout->left, line_at(layout, i)->box.x1);
        layout->right = MAX(layout->right, line_at(layout, i)->box.x2);
    }
    for (guint i = 0; i < layout->blocks->len; i++) {
        const struct layout_block *block = layout->blocks->pdata[i];
        layout->left = MIN(layout->left, block->box.x1);
        layout->right = MAX(layout->right, block->box.x2);
    }
    layout->right = MAX(layout->right, layout->page->width - layout->left);
}

static bool has_block_between(const struct text_layout *layout, const struct text_line *line,
                              const struct text_line *next)
{
    for (guint i = 0; i < layout->blocks->len; i++) {
        const struct layout_block *block = layout->blocks->pdata[i];
        if (block->kind != BLOCK_PARAGRAPH && block->box.y1 > line->box.y1 && block->box.y1 < next->box.y1)
            return true;
    }
    return false;
}

/* Lines with nothing else between them. */
static void layout_stanza(struct text_layout *layout)
{
    bool may_be_table = true;
    for (guint i = 0; i < layout->lines->len;) {
        guint length = 0;
        if (may_be_table && !is_one_piece(line_at(layout, i))) {
            length = measure_table(layout, i);
            may_be_table = length > 0;
        }
        if (length)
            add_table(layout, i, length);
        if (length || is_one_piece(line_at(layout, i)))
            may_be_table = true;
        i = length ? i + length : add_paragraph(layout, i);
    }
}

void layout_text(const struct pdf_page *page, const GPtrArray *words, GPtrArray *blocks)
{
    g_autoptr(GPtrArray) lines = lines_of_words(words);
    struct text_layout layout = {.page = page, .lines = lines, .blocks = blocks};
    find_margins(&layout);
    for (guint i = 0; i < lines->len;) {
        g_autoptr(GPtrArray) stanza = g_ptr_array_new();
        do
            g_ptr_array_add(stanza, lines->pdata[i]);
        while (++i < lines->len && !has_block_between(&layout, lines->pdata[i - 1], lines->pdata[i]));
        struct text_layout part = layout;
        part.lines = stanza;
        layout_stanza(&part);
    }
}
