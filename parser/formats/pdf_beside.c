#include "parser/formats/pdf_beside.h"

#include "parser/formats/pdf_words.h"
#include <math.h>
#include <string.h>

enum {
    FEWEST_LINES = 3,
    PAPER = 250,     /* of 255: as good as white */
    RULE_LENGTH = 20 /* dots, of an upright rule */
};

#define OUTSIDE     3.0   /* points in front of the margin */
#define SAME_HEIGHT 0.6   /* points */
#define WIDEST      4000. /* points, of pages beside each other */

static const struct text_line *line_at(const GPtrArray *lines, guint index)
{
    return lines->pdata[index];
}

/* Whether each of some lines, from the top, is at the height of one of the others. */
static bool stand_beside(const GPtrArray *lines, const GPtrArray *others)
{
    for (guint i = 0, k = 0; i < lines->len; i++) {
        double middle = line_middle(line_at(lines, i));
        while (k < others->len && line_middle(line_at(others, k)) < middle - SAME_HEIGHT)
            k++;
        if (k == others->len || line_middle(line_at(others, k)) > middle + SAME_HEIGHT)
            return false;
    }
    return true;
}

bool pdf_page_is_beside(const struct pdf_page *page, const struct pdf_page *next)
{
    if (page->picture.height != next->picture.height || page->picture.scale != next->picture.scale ||
        !page->picture.width || !next->picture.width || page->width + next->width > WIDEST)
        return false;
    g_autoptr(GPtrArray) words = words_of(page, NULL), next_words = words_of(next, NULL);
    g_autoptr(GPtrArray) lines = lines_of_words(words), next_lines = lines_of_words(next_words);
    return next_lines->len >= FEWEST_LINES && lines->len > next_lines->len &&
           line_middle(line_at(next_lines, 0)) > line_middle(line_at(lines, 0)) + SAME_HEIGHT &&
           stand_beside(next_lines, lines);
}

static guint8 dot_at(const struct pdf_page *page, guint x, guint y)
{
    return page->picture.grey[(gsize)y * page->picture.width + x];
}

/* The first column of dots with something in it, or the last one; the picture's width where there is none. */
static guint edge_of(const struct pdf_page *page, bool last)
{
    for (guint i = 0; i < page->picture.width; i++) {
        guint x = last ? page->picture.width - 1 - i : i;
        for (guint y = 0; y < page->picture.height; y++)
            if (dot_at(page, x, y) < PAPER)
                return x;
    }
    return page->picture.width;
}

/* Whether an upright rule is drawn in a column of dots. */
static bool is_ruled(const struct pdf_page *page, guint x)
{
    guint length = 0;
    for (guint y = 0; y < page->picture.height && length < RULE_LENGTH; y++)
        length = dot_at(page, x, y) < PAPER ? length + 1 : 0;
    return length == RULE_LENGTH;
}

/* The letters of a line's last words, or its first ones, up to a wide gap. Caller unrefs. */
static GString *letters_of(const struct text_line *line, bool last, guint *first_glyph, guint *glyphs)
{
    g_autoptr(GArray) pieces = pieces_of(line);
    const struct piece *piece = &g_array_index(pieces, struct piece, last ? pieces->len - 1 : 0);
    GString *letters = g_string_new(NULL);
    *first_glyph = ((const struct word *)line->words->pdata[piece->from])->first_glyph;
    for (guint i = piece->from; i < piece->end; i++) {
        const struct word *word = line->words->pdata[i];
        g_string_append(letters, word->text);
        *glyphs = word->first_glyph + word->glyphs - *first_glyph;
    }
    return letters;
}

/* A text that goes beyond the end of its page is on it as a whole, and what found no room on the next page
 * once more: those letters are taken from there. */
static void remove_repeated(const struct pdf_page *page, const struct pdf_page *next)
{
    g_autoptr(GPtrArray) words = words_of(page, NULL), next_words = words_of(next, NULL);
    g_autoptr(GPtrArray) lines = lines_of_words(words), next_lines = lines_of_words(next_words);
    double margin = G_MAXDOUBLE;
    for (guint i = 0; i < lines->len; i++)
        margin = MIN(margin, line_at(lines, i)->box.x1);
    for (guint i = 0, k = 0; i < next_lines->len; i++) {
        while (line_middle(line_at(lines, k)) < line_middle(line_at(next_lines, i)) - SAME_HEIGHT)
            k++;
        guint first, glyphs;
        g_autoptr(GString) whole = letters_of(line_at(lines, k), true, &first, &glyphs);
        g_autoptr(GString) rest = letters_of(line_at(next_lines, i), false, &first, &glyphs);
        if (line_at(next_lines, i)->box.x1 > margin - OUTSIDE || !g_str_has_suffix(whole->str, rest->str))
            continue;
        for (guint glyph = first; glyph < first + glyphs; glyph++)
            g_array_index(next->glyphs, struct glyph, glyph).letter = 0;
    }
}

/* Draws the dots of a page, from a column on, into a wider picture. */
static void copy_dots(const struct pdf_page *page, guint from, guint count, guint8 *grey, guint width,
                      guint at)
{
    for (guint y = 0; y < page->picture.height; y++)
        memcpy(grey + (gsize)y * width + at, page->picture.grey + (gsize)y * page->picture.width + from,
               count);
}

void pdf_page_join(struct pdf_page *page, const struct pdf_page *next)
{
    guint own = page->picture.width, from = 0, edge = edge_of(page, true), next_edge = edge_of(next, false);
    if (edge < own && next_edge < next->picture.width && is_ruled(page, edge) && is_ruled(next, next_edge)) {
        own = edge; /* the rule at its end is the one at the other's beginning */
        from = next_edge;
    }
    guint width = own + next->picture.width - from;
    guint8 *grey = g_malloc((gsize)width * page->picture.height);
    copy_dots(page, 0, own, grey, width, 0);
    copy_dots(next, from, next->picture.width - from, grey, width, own);
    double moved = ((double)own - from) / page->picture.scale;
    remove_repeated(page, next);
    for (guint i = 0; i < next->glyphs->len; i++) {
        struct glyph glyph = g_array_index(next->glyphs, struct glyph, i);
        glyph.box.x1 += moved;
        glyph.box.x2 += moved;
        if (i == 0) {
            const struct glyph end = {.letter = 0};
            g_array_append_val(page->glyphs, end);
        }
        g_array_append_val(page->glyphs, glyph);
    }
    g_free(page->picture.grey);
    page->picture.grey = grey;
    page->picture.width = width;
    page->width = width / page->picture.scale;
}
