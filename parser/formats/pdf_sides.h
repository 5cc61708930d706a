/*
 * PDF sides: where the columns of a table end that no rule parts.
 */
#pragma once

#include "parser/formats/pdf_rules.h"

#define STANZA_FEWEST_ROWS 2   /* below the heading */
#define STANZA_MOST_WORDS  200 /* of a line */

/* Lines of the same pitch: a heading and rows. All is borrowed. */
struct stanza {
    const struct pdf_page *page;
    struct text_line *const *lines;
    guint count;
    double height; /* of a line, in points */
};

/* The places between the columns of a stanza, in points from the left (of double); NULL where they are not
 * certain. Caller unrefs. */
GArray *stanza_sides(const struct stanza *stanza);
