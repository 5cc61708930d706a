/*
 * PDF alignment: tables that no rule parts, as spreadsheets print them.
 */
#include "parser/formats/pdf_sides.h"

#include <math.h>
#include <string.h>

#define MOST_LINES 100 /* of a table on one page */

/* Points. */
#define EXACT  0.5
#define MARGIN 1.0 /* around a table */

#define FARTHEST_HEADING 1.7 /* of the pitch */
#define OTHER_PITCH      0.3 /* from line to line, of the first one */
#define OTHER_HEIGHT     0.4 /* of a line, of the first one's */

static const struct word *word_at(const struct text_line *line, guint index)
{
    return line->words->pdata[index];
}

static guint columns_filled(const GArray *sides, const struct text_line *line)
{
    guint filled = 0, last = G_MAXUINT;
    for (guint i = 0, column = 0; i < line->words->len; i++) {
        const struct box *box = &word_at(line, i)->box;
        while (column < sides->len && g_array_index(sides, double, column) < (box->x1 + box->x2) / 2)
            column++;
        filled += column != last;
        last = column;
    }
    return filled;
}

/* "9", "9.", "9)" */
static bool is_number(const char *text)
{
    gsize digits = strspn(text, "0123456789");
    return digits && digits <= 3 && strspn(text + digits, ".)") == strlen(text + digits);
}

/* The number of a row that nobody used. */
static bool is_numbered_only(const struct text_line *line)
{
    return line->words->len == 1 && is_number(word_at(line, 0)->text);
}

/* Numbers, and one text behind each. */
static bool is_list(const struct stanza *stanza, const GArray *sides)
{
    if (sides->len > 1)
        return false;
    for (guint i = 0; i < stanza->count; i++)
        if (!is_number(word_at(stanza->lines[i], 0)->text))
            return false;
    return true;
}

/* Whether a line is a row of columns. */
static bool is_row(const GArray *sides, const struct text_line *line)
{
    for (guint i = 0; i < line->words->len; i++)
        for (guint k = 0; k < sides->len; k++) {
            double side = g_array_index(sides, double, k);
            if (word_at(line, i)->box.x1 < side - EXACT && word_at(line, i)->box.x2 > side + EXACT)
                return false;
        }
    return columns_filled(sides, line) >= 2 || is_numbered_only(line);
}

static struct grid *grid_of(const struct stanza *stanza, const GArray *places)
{
    struct grid *grid = g_new0(struct grid, 1);
    grid->box = stanza->lines[0]->box;
    for (guint i = 1; i < stanza->count; i++)
        box_join(&grid->box, &stanza->lines[i]->box);
    grid->box = (struct box){grid->box.x1 - MARGIN, grid->box.y1 - MARGIN, grid->box.x2 + MARGIN,
                             grid->box.y2 + MARGIN};
    grid->rows = stanza->count;
    grid->columns = places->len + 1;
    grid->sides = g_new(double, grid->columns + 1);
    grid->sides[0] = grid->box.x1;
    for (guint i = 0; i < places->len; i++)
        grid->sides[i + 1] = g_array_index(places, double, i);
    grid->sides[grid->columns] = grid->box.x2;
    grid->cells = g_array_new(FALSE, FALSE, sizeof(struct grid_cell));
    double top = grid->box.y1;
    for (guint row = 0; row < grid->rows; row++) {
        double bottom = row + 1 < grid->rows
                            ? (stanza->lines[row]->box.y2 + stanza->lines[row + 1]->box.y1) / 2
                            : grid->box.y2;
        for (guint column = 0; column < grid->columns; column++) {
            struct grid_cell cell = {
                row, column, 1, 1, {grid->sides[column], top, grid->sides[column + 1], bottom}};
            g_array_append_val(grid->cells, cell);
        }
        top = bottom;
    }
    return grid;
}

/* Whether a line is so near to the one above that it may belong to it. */
static bool is_near(struct text_line *const *lines, guint index)
{
    double above = line_middle(lines[index - 1]) - line_middle(lines[index - 2]);
    return line_middle(lines[index]) - line_middle(lines[index - 1]) <= (1 + OTHER_PITCH) * above;
}

/* The number of lines from the first one on that follow each other at the same pitch; the rows may keep away
 * from their heading. */
static guint length_of(struct text_line *const *lines, guint count)
{
    guint length = 1;
    double height = lines[0]->box.y2 - lines[0]->box.y1;
    double pitch =
        count > 1 ? line_middle(lines[MIN(2, count - 1)]) - line_middle(lines[MIN(2, count - 1) - 1]) : 0;
    for (; length < MIN(count, MOST_LINES); length++) {
        const struct text_line *line = lines[length];
        double own = line_middle(line) - line_middle(lines[length - 1]);
        double most = length == 1 ? FARTHEST_HEADING : 1 + OTHER_PITCH;
        if (own > most * pitch || own < (1 - OTHER_PITCH) * pitch || line->words->len > STANZA_MOST_WORDS ||
            fabs(line->box.y2 - line->box.y1 - height) > OTHER_HEIGHT * height)
            break;
    }
    return length;
}

/* The number of lines that are rows of columns which some of them make certain; 0 where it is not certain
 * that no other line belongs to them. */
static guint rows_of(const struct stanza *stanza, const GArray *sides, bool ends)
{
    guint count = 0;
    while (count < stanza->count && (count == 0 || is_row(sides, stanza->lines[count])))
        count++;
    if (count == stanza->count)
        return ends ? count : 0;
    /* What goes across several columns is a remark; in one column it may be the rest of the text above. */
    return columns_filled(sides, stanza->lines[count]) > 1 ? count : 0;
}

/* "Emne: Sykmelding ved psykiske lidelser": a label with its value, not the heads of columns. */
static bool is_field(const struct text_line *line)
{
    guint labels = 0;
    for (guint i = 0; i < line->words->len; i++)
        labels += g_str_has_suffix(word_at(line, i)->text, ":");
    return labels == 1 && g_str_has_suffix(word_at(line, 0)->text, ":");
}

/* A table whose heading is the first line; NULL where none is certain. Its last row may be of another kind,
 * like sums, and remarks may stand below it. */
static struct grid *table_at(const struct pdf_page *page, struct text_line *const *lines, guint count)
{
    if (lines[0]->words->len < 2 || lines[0]->words->len > STANZA_MOST_WORDS || is_field(lines[0]))
        return NULL;
    struct stanza stanza = {page, lines, length_of(lines, count), lines[0]->box.y2 - lines[0]->box.y1};
    bool ends = stanza.count == count || stanza.count < 2 || !is_near(lines, stanza.count);
    guint first_single = 1;
    while (first_single < stanza.count &&
           (lines[first_single]->words->len > 1 || is_numbered_only(lines[first_single])))
        first_single++;
    const guint cuts[] = {stanza.count, stanza.count - 1, first_single};
    for (guint i = 0; i < G_N_ELEMENTS(cuts); i++) {
        struct stanza part = {page, lines, cuts[i], stanza.height};
        g_autoptr(GArray) sides = cuts[i] > STANZA_FEWEST_ROWS ? stanza_sides(&part) : NULL;
        part.count = sides ? rows_of(&stanza, sides, ends) : 0;
        if (part.count > STANZA_FEWEST_ROWS && !is_list(&part, sides))
            return grid_of(&part, sides);
    }
    return NULL;
}

static bool is_in(const GArray *boxes, const struct word *word)
{
    for (guint i = 0; i < boxes->len; i++)
        if (box_holds(&g_array_index(boxes, struct box, i), &word->box))
            return true;
    return false;
}

GPtrArray *grids_of_alignment(const struct pdf_page *page, const GPtrArray *words, const GArray *taken)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(grid_free);
    g_autoptr(GPtrArray) free_words = g_ptr_array_new();
    for (guint i = 0; i < words->len; i++)
        if (!is_in(taken, words->pdata[i]))
            g_ptr_array_add(free_words, words->pdata[i]);
    g_autoptr(GPtrArray) lines = lines_of_words(free_words);
    struct text_line *const *all = (struct text_line *const *)lines->pdata;
    for (guint i = 0; i < lines->len;) {
        struct grid *grid = table_at(page, all + i, lines->len - i);
        g_autoptr(GArray) pieces = pieces_of(all[i]);
        /* Below a heading that is refused there is no other: a row would be taken for it. */
        bool heading = pieces->len > 1 && !is_field(all[i]);
        i += grid ? grid->rows : heading ? length_of(all + i, lines->len - i) : 1;
        if (grid)
            g_ptr_array_add(found, grid);
    }
    return found;
}
