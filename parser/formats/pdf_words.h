/*
 * PDF words: letters put together to words, words to lines, and lines to text as a person reads it.
 */
#pragma once

#include "parser/formats/pdf_page.h"

/* A straight line that is drawn on a page, or the edge of a coloured area. */
struct rule {
    bool upright;
    double at, from, to; /* upright: x, and from y to y; else y, and from x to x */
    bool inferred;       /* drawn nowhere: the side of a column that is seen by its alignment */
};

/* Letters without a gap between them, or the value of a field. */
struct word {
    struct box box;
    char *text;                     /* never NULL */
    bool turned;                    /* written upwards or downwards */
    bool goes_on;                   /* follows the word before without a blank */
    bool bulleted;                  /* a bullet stands in front of it */
    bool overflows;                 /* goes across a rule: its text found no room in its cell */
    const struct form_field *field; /* borrowed; NULL: printed */
    guint first_glyph, glyphs;      /* of the page, and how many; 0: the value of a field */
};

/* Takes over `text`. */
struct word *word_new(struct box box, char *text, const struct form_field *field);
void word_free(gpointer word);

/* The words of a page, in the order in which it tells them; an upright rule parts a word in two, unless it is
 * drawn through a letter. `rules` (of
 * struct rule) may be NULL. Caller unrefs (frees its struct word *). */
GPtrArray *words_of(const struct pdf_page *page, const GArray *rules);

/* The same, but letters that only a little space parts are words of their own: the neighbours of narrow
 * columns. Caller unrefs (frees its struct word *). */
GPtrArray *close_words_of(const struct pdf_page *page, const GArray *rules);

/* --- pdf_strikes.c */
/* Words through which a line is drawn become SHEET_STRUCK. */
void words_strike(const struct pdf_page *page, GPtrArray *words);

/* Words beside each other: a line, from the left. */
struct text_line {
    struct box box;
    GPtrArray *words; /* borrowed words */
};

/* Its height on the page, in points from the top. */
double line_middle(const struct text_line *line);

/* The lines that words stand in, from the top. Caller unrefs (frees its struct text_line *). */
GPtrArray *lines_of_words(const GPtrArray *words);

/* Words of a line with no more than blanks between them. */
struct piece {
    struct box box;
    guint from, end; /* of the line's words */
};

/* The pieces of a line. Of struct piece; caller unrefs. */
GArray *pieces_of(const struct text_line *line);

/* Columns that no rule parts: the gaps between the pieces of a heading, as far as the words below leave them
 * open. Of struct corridor; caller unrefs. */
struct corridor {
    double from, to;
};
GArray *corridors_between(const GArray *pieces);

/* Narrows the corridors by some words; false where one of them is closed. */
bool corridors_narrow(GArray *corridors, const GPtrArray *words);

/* The number of corridors to the left of a word: its column. */
guint corridors_before(const GArray *corridors, const struct word *word);

/* The text of some words of a line, with a blank between them. Caller owns it. */
char *text_of_words(const GPtrArray *words, guint from, guint end);

/* The text of the words in a box. A line that is followed because it was full is joined with the next one,
 * another line end stays. Caller owns it. */
char *text_in_box(const GPtrArray *words, const struct box *box);

/* Whether the second line follows because its first word found no room in the first one, which may be
 * `width` long. */
bool is_wrapped(const struct text_line *line, const struct text_line *next, double width);

/* What stands between two lines of one text: a blank, or nothing where a number or word is cut in two, or
 * behind a hyphen. */
const char *wrap_between(const struct text_line *line, const struct text_line *next, double width);

void box_join(struct box *box, const struct box *other);
bool box_holds(const struct box *box, const struct box *other);             /* the middle of the other one */
double overlap(double from, double to, double other_from, double other_to); /* negative: so far apart */
