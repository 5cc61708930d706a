/*
 * PDF text: what stands outside ruled tables. Lines that follow because the one before was full are one
 * paragraph; lines that stand under the pieces of a heading line are a table, where that is certain.
 */
#include "parser/formats/pdf_layout.h"
#include <math.h>
#include <string.h>

#define CELL_GAP         10.0 /* points that a cell without rules keeps free */
#define LINE_SPACE       0.7  /* of the height of a line, between it and the next one of its paragraph */
#define ROW_SPACE        2.5  /* the same, between rows of a table */
#define STANZA_SPACE     1.2  /* the same, before a line that has nothing to do with the one above */
#define HANGING          40.0 /* points that the next line of a paragraph may be indented */
#define MOST_LABEL_WORDS 3
#define SURE_ROWS        3    /* below a heading, that make it sure */
#define TIGHT            0.4  /* of the gap between rows, between the lines of a cell */
#define MARGIN           62.0 /* points from the edge of the page where page numbers stand */

struct text_layout {
    const struct pdf_page *page;
    GPtrArray *lines;   /* of struct text_line * */
    double left, right; /* between which paragraphs stand */
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

static bool is_one_piece(const struct text_line *line)
{
    g_autoptr(GArray) pieces = pieces_of(line);
    return pieces->len <= 1;
}

/* Tables without rules */

static guint columns_filled(const GArray *corridors, const struct text_line *line)
{
    guint filled = 0, last = G_MAXUINT;
    for (guint i = 0; i < line->words->len; i++) {
        guint column = corridors_before(corridors, line->words->pdata[i]);
        filled += column != last;
        last = column;
    }
    return filled;
}

/* Whether each text of a row stands below its column's heading. Where the one is at the left side of a wide
 * column and the other at the right, a text may as well be the next column's. */
static bool is_below(const GArray *corridors, const GArray *pieces, const struct text_line *line)
{
    for (guint i = 0; i < line->words->len;) {
        const struct word *word = line->words->pdata[i];
        guint column = corridors_before(corridors, word);
        struct box text = word->box;
        for (; i < line->words->len && corridors_before(corridors, line->words->pdata[i]) == column; i++)
            box_join(&text, &((const struct word *)line->words->pdata[i])->box);
        const struct box *heading = &piece_at(pieces, column)->box;
        if (overlap(text.x1, text.x2, heading->x1, heading->x2) <= 0)
            return false;
    }
    return true;
}

/* The words of a line in one column, as a line of their own. Caller unrefs its words. */
static struct text_line part_of_line(const GArray *corridors, const struct text_line *line, guint column)
{
    struct text_line part = {.words = g_ptr_array_new()};
    for (guint i = 0; i < line->words->len; i++) {
        struct word *word = line->words->pdata[i];
        if (corridors_before(corridors, word) != column)
            continue;
        if (!part.words->len)
            part.box = word->box;
        box_join(&part.box, &word->box);
        g_ptr_array_add(part.words, word);
    }
    return part;
}

/* Whether a line holds only what found no room in the one above: then it is no row of its own. `usual` is the
 * widest gap between lines of the table. */
static bool continues_row(const GArray *corridors, const struct text_line *line, const struct text_line *next,
                          const double *sides, double usual)
{
    double height = height_of(line), gap = next->box.y1 - line->box.y2;
    if (fabs(height - height_of(next)) > 0.1 * height || gap > height / 2)
        return false;
    /* Between rows there is more room than between the lines of a cell. */
    if (usual > height / 2 && gap < TIGHT * usual)
        return true;
    guint filled = columns_filled(corridors, next);
    bool begins = corridors_before(corridors, next->words->pdata[0]) == 0;
    /* A line that says as much as the one above, from the first column on, is a row like it. */
    if (filled > corridors->len || (begins && filled > 1 && filled >= columns_filled(corridors, line)))
        return false;
    for (guint column = 0; column <= corridors->len; column++) {
        struct text_line above = part_of_line(corridors, line, column);
        struct text_line below = part_of_line(corridors, next, column);
        bool empty = !below.words->len;
        bool wrapped = !empty && above.words->len &&
                       is_wrapped(&above, &below, sides[column + 1] - sides[column] - CELL_GAP);
        g_ptr_array_unref(above.words);
        g_ptr_array_unref(below.words);
        if (!empty && !wrapped)
            return false;
    }
    return true;
}

/* Where the columns begin, and where the last one ends. Caller owns it. */
static double *sides_of(const struct text_layout *layout, const GArray *corridors, guint first, guint length)
{
    double *sides = g_new(double, corridors->len + 2);
    sides[0] = G_MAXDOUBLE;
    for (guint i = first; i < first + length; i++)
        sides[0] = MIN(sides[0], line_at(layout, i)->box.x1);
    for (guint i = 0; i < corridors->len; i++)
        sides[i + 1] = g_array_index(corridors, struct corridor, i).to;
    sides[corridors->len + 1] = layout->right;
    return sides;
}

/* A table in hand: how many lines belong to it, and how many of them are rows. */
struct measure {
    guint length, rows;
    guint rest;   /* lines behind them that begin below another column than the first one */
    double usual; /* the widest gap between its lines */
    guint above;  /* lines above the last place where a line stood apart; 0: none */
    GArray *corridors_above;
};

/* A line stands apart from the one above: what follows may be another table. */
static void stand_apart(struct measure *table, const GArray *corridors)
{
    if (table->rows < 2)
        return;
    table->above = table->length;
    g_clear_pointer(&table->corridors_above, g_array_unref);
    table->corridors_above = g_array_copy((GArray *)corridors);
}

/* The table ends in front of a line that does not fit, or where the heading of another had been taken for a
 * row of it; what fits no row right below the heading makes the heading doubtful. */
static guint end_at(const struct measure *table, guint line, bool one_piece, GArray *corridors)
{
    bool below = table->length == line;
    if (table->above && (table->length == table->above + 1 || (below && !one_piece))) {
        memcpy(corridors->data, table->corridors_above->data, corridors->len * sizeof(struct corridor));
        return table->above;
    }
    return below && !one_piece && table->rows < SURE_ROWS ? 0 : table->length;
}

/* The widest gap between some lines. */
static double widest_gap(const struct text_layout *layout, guint first, guint length)
{
    double widest = 0;
    for (guint i = first + 1; i < first + length; i++)
        widest = MAX(widest, line_at(layout, i)->box.y1 - line_at(layout, i - 1)->box.y2);
    return widest;
}

/* What found no room in the last row. */
static guint with_rest_of_row(const struct text_layout *layout, guint first, guint length,
                              const GArray *corridors, double usual)
{
    while (length > 1 && first + length < layout->lines->len) {
        g_autofree double *sides = sides_of(layout, corridors, first, length);
        const struct text_line *next = line_at(layout, first + length);
        g_autoptr(GArray) narrower = g_array_copy((GArray *)corridors);
        if (!corridors_narrow(narrower, next->words) ||
            !continues_row(corridors, line_at(layout, first + length - 1), next, sides, usual))
            break;
        length++;
    }
    return length;
}

/* The number of lines that make a table under the first one: as long as no word stands in the gaps between
 * the heading's pieces. A line of one piece belongs to it only where rows follow, or where it begins below
 * another column than the first one: what is written below a table begins at the margin. Narrows `corridors`.
 */
static guint measure_table(const struct text_layout *layout, guint first, GArray *corridors)
{
    struct measure table = {.length = 1, .usual = G_MAXDOUBLE};
    g_autoptr(GArray) heading = pieces_of(line_at(layout, first));
    guint length = G_MAXUINT;
    for (guint i = first + 1; i < layout->lines->len && length == G_MAXUINT; i++) {
        const struct text_line *line = line_at(layout, i), *before = line_at(layout, i - 1);
        double gap = line->box.y1 - before->box.y2;
        bool apart = i > first + 1 && gap > table.usual + height_of(before) / 2;
        table.usual = i > first + 1 ? MAX(table.usual, gap) : gap;
        if (gap > ROW_SPACE * height_of(before) || (apart && columns_filled(corridors, line) < 2))
            break;
        g_autoptr(GArray) narrower = g_array_copy(corridors);
        g_autoptr(GArray) pieces = pieces_of(line);
        if (pieces->len > corridors->len + 1 || !corridors_narrow(narrower, line->words) ||
            !is_below(narrower, heading, line)) {
            length = end_at(&table, i - first, pieces->len <= 1, corridors);
            break;
        }
        if (apart)
            stand_apart(&table, corridors);
        memcpy(corridors->data, narrower->data, corridors->len * sizeof(struct corridor));
        if (columns_filled(corridors, line) < 2) {
            bool further = corridors_before(corridors, line->words->pdata[0]) > 0;
            table.rest += further && table.length + table.rest == i - first;
            continue;
        }
        table.length = i + 1 - first;
        table.rest = 0;
        table.rows++;
    }
    g_clear_pointer(&table.corridors_above, g_array_unref);
    if (length == G_MAXUINT || length == table.length)
        length = table.length + (table.rows ? table.rest : 0);
    length = with_rest_of_row(layout, first, length, corridors, widest_gap(layout, first, length));
    return table.rows >= (corridors->len == 1 ? 2 : 1) ? length : 0;
}

static void add_table(const struct text_layout *layout, guint first, guint length, const GArray *corridors)
{
    g_autofree double *sides = sides_of(layout, corridors, first, length);
    double usual = widest_gap(layout, first, length);
    struct layout_block *block =
        layout_block_new(layout->blocks, BLOCK_TABLE, layout->page->number, line_at(layout, first)->box);
    block->table = layout_table_new(sides, corridors->len + 1);
    for (guint i = first, row = 0; i < first + length; row++) {
        g_autoptr(GPtrArray) words = g_ptr_array_new();
        do {
            box_join(&block->box, &line_at(layout, i)->box);
            g_ptr_array_extend(words, line_at(layout, i)->words, NULL, NULL);
        } while (++i < first + length &&
                 continues_row(corridors, line_at(layout, i - 1), line_at(layout, i), sides, usual));
        for (guint column = 0; column <= corridors->len; column++) {
            struct text_line all = {.words = words};
            struct text_line part = part_of_line(corridors, &all, column);
            struct box box = {sides[column], 0, sides[column + 1] - CELL_GAP, 0};
            if (part.words->len)
                layout_table_add(block->table, row, column, 1, 1, text_in_box(part.words, &box));
            g_ptr_array_unref(part.words);
        }
    }
}

/* Paragraphs */

static char *text_of_line(const struct text_line *line)
{
    g_autoptr(GArray) pieces = pieces_of(line);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < pieces->len; i++) {
        g_autofree char *piece =
            text_of_words(line->words, piece_at(pieces, i)->from, piece_at(pieces, i)->end);
        if (i)
            g_string_append_unichar(text, SHEET_GAP);
        g_string_append(text, piece);
    }
    return g_string_free(text, FALSE);
}

/* "3/2", "03.02.25": two lines that begin so are of a list, however long they are. */
static bool begins_with_day(const struct text_line *line)
{
    const char *text = ((const struct word *)line->words->pdata[0])->text;
    gsize day = strspn(text, "0123456789");
    return (day == 1 || day == 2) && text[day] && strchr("./", text[day]) && g_ascii_isdigit(text[day + 1]);
}

/* "24/04/2023, 15.00-18.00", "25. september kl. 18": a line that begins with a day and its hours begins
 * something. */
static bool begins_with_hours(const struct text_line *line)
{
    const char *day = ((const struct word *)line->words->pdata[0])->text;
    gsize digits = strspn(day, "0123456789");
    if ((digits != 1 && digits != 2) || !strchr("./", day[digits]) || !day[digits])
        return false;
    for (guint i = 1; i < MIN(line->words->len, MOST_LABEL_WORDS + 1); i++) {
        const char *text = ((const struct word *)line->words->pdata[i])->text;
        gsize hour = strspn(text, "0123456789.:");
        if (strcmp(text, "kl") == 0 || strcmp(text, "kl.") == 0 ||
            (hour && (text[hour] == '-' || g_str_has_prefix(text + hour, "\xe2\x80\x93"))))
            return true;
    }
    return false;
}

/* "Tema: ...", "Til stede: ...", "Møte 2: ...": a line that begins with a label begins something. */
static bool begins_with_label(const struct text_line *line)
{
    for (guint i = 0; i < MIN(line->words->len, MOST_LABEL_WORDS); i++) {
        const char *text = ((const struct word *)line->words->pdata[i])->text;
        if (i == 0 && !g_unichar_isupper(g_utf8_get_char(text)))
            return false;
        if (g_str_has_suffix(text, ":"))
            return true;
        if (strpbrk(text, ".,;()"))
            return false;
    }
    return false;
}

/* Whether the paragraph that begins at a line goes on below another one of its lines. */
static bool goes_on(const struct text_layout *layout, guint first, guint index)
{
    if (index + 1 >= layout->lines->len)
        return false;
    const struct text_line *line = line_at(layout, index), *next = line_at(layout, index + 1);
    double height = height_of(line), gap = next->box.y1 - line->box.y2, indent = next->box.x1 - line->box.x1;
    if (gap > LINE_SPACE * height || fabs(height - height_of(next)) > 0.2 * height || indent > HANGING ||
        indent < -HANGING || !is_one_piece(next))
        return false;
    return !begins_with_label(next) && !begins_with_hours(next) &&
           !(begins_with_day(line_at(layout, first)) && begins_with_day(next)) &&
           is_wrapped(line, next, layout->right - line->box.x1);
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
        more = goes_on(layout, first, end);
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

/* Lines with nothing else between them. Where a table is refused, the lines that follow closely are no table:
 * one that begins in the middle of another would have a wrong heading. */
static void layout_stanza(struct text_layout *layout)
{
    bool may_be_table = true;
    for (guint i = 0; i < layout->lines->len;) {
        guint length = 0;
        g_autoptr(GArray) pieces = pieces_of(line_at(layout, i));
        g_autoptr(GArray) corridors = corridors_between(pieces);
        if (may_be_table && corridors->len) {
            length = measure_table(layout, i, corridors);
            may_be_table = length > 0;
        }
        if (length)
            add_table(layout, i, length, corridors);
        guint next = length ? i + length : add_paragraph(layout, i);
        if (next < layout->lines->len && line_at(layout, next)->box.y1 - line_at(layout, next - 1)->box.y2 >
                                             STANZA_SPACE * height_of(line_at(layout, next)))
            may_be_table = true;
        i = next;
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
