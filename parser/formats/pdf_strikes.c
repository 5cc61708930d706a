#include "parser/formats/pdf_words.h"

#include "parser/sheet.h"
#include <math.h>
#include <string.h>

#define DARK     176  /* of 255: a line, though it may be spread over two rows of dots */
#define HIGHEST  0.35 /* of a letter's height: where a line through it may run */
#define LOWEST   0.72
#define THICKEST 0.2 /* of a letter's height: what is thicker is a background */
#define SMALLEST 14  /* dots: the bars of smaller letters run together */
#define FEWEST   3   /* letters of a word: so do those of two, "rt", "44" */
#define MARGIN   0.5 /* points at the ends of a word of several letters */

/* Marks that have no bar of their own. */
static bool is_plain_mark(gunichar c)
{
    return g_utf8_strchr("xXvV\u2713\u2714", -1, c) != NULL;
}

/* Letters whose own bars may run from one into the next. */
static bool is_barred(gunichar c)
{
    return g_utf8_strchr("frtz-_=+~\u2010\u2011\u2012\u2013\u2014\u2015\u2212", -1, c) != NULL;
}

/* A word in which a line from one end to the other is no part of the letters. */
static bool shows_line(const struct word *word)
{
    glong letters = g_utf8_strlen(word->text, -1);
    if (letters < FEWEST)
        return letters == 1 && is_plain_mark(g_utf8_get_char(word->text));
    for (const char *p = word->text; *p; p = g_utf8_next_char(p))
        if (!is_barred(g_utf8_get_char(p)))
            return true;
    return false;
}

/* Dots of one row that are dark from one end of the word to the other. */
static bool is_covered(const struct pdf_page *page, guint y, double from, double to)
{
    guint first = (guint)ceil(from * page->picture.scale), end = (guint)floor(to * page->picture.scale);
    const guint8 *row = page->picture.grey + (gsize)y * page->picture.width;
    if (end > page->picture.width || first >= end)
        return false;
    for (guint x = first; x < end; x++)
        if (row[x] >= DARK)
            return false;
    return true;
}

/* A dark line from one end of the word to the other, be it of its own letters. */
static bool has_line(const struct pdf_page *page, const struct word *word)
{
    const struct box *box = &word->box;
    double height = box->y2 - box->y1, scale = page->picture.scale;
    if (word->turned || word->field || !word->glyphs || height * scale < SMALLEST || box->x1 < 0 ||
        box->y1 < 0)
        return false;
    guint top = (guint)((box->y1 + HIGHEST * height) * scale),
          bottom = (guint)((box->y1 + LOWEST * height) * scale);
    double margin = word->glyphs > 1 ? MARGIN : 0;
    guint covered = 0;
    for (guint y = top; y <= bottom && y < page->picture.height; y++)
        covered += is_covered(page, y, box->x1 + margin, box->x2 - margin);
    return covered && covered <= MAX(THICKEST * height * scale, 2);
}

static bool is_struck(const struct word *word)
{
    return strcmp(word->text, SHEET_STRUCK) == 0;
}

/* The line goes on from one word to the next. */
static bool is_beside_struck(const GPtrArray *words, guint index)
{
    const struct word *word = words->pdata[index];
    for (guint i = index ? index - 1 : 0; i <= index + 1 && i < words->len; i++) {
        const struct word *other = words->pdata[i];
        if (is_struck(other) && overlap(word->box.y1, word->box.y2, other->box.y1, other->box.y2) > 0)
            return true;
    }
    return false;
}

static void strike(struct word *word)
{
    g_free(word->text);
    word->text = g_strdup(SHEET_STRUCK);
}

void words_strike(const struct pdf_page *page, GPtrArray *words)
{
    if (!page->picture.width)
        return;
    for (guint i = 0; i < words->len; i++)
        if (shows_line(words->pdata[i]) && has_line(page, words->pdata[i]))
            strike(words->pdata[i]);
    for (guint i = 0; i < words->len; i++)
        if (is_beside_struck(words, i) && has_line(page, words->pdata[i]))
            strike(words->pdata[i]);
}
