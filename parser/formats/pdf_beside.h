/*
 * PDF pages beside each other: a sheet that is wider than its paper is printed on one page after the other,
 * the columns that found no room on the next.
 */
#pragma once

#include "parser/formats/pdf_page.h"

/* Whether a page shows the columns that found no room on the one before: it has fewer lines, begins lower, as
 * what stands above a table stands above its first columns, and each of its lines is at the height of one
 * before. */
bool pdf_page_is_beside(const struct pdf_page *page, const struct pdf_page *next);

/* Adds what is on the next page to the right of this one. Rules at the edges of both become one. */
void pdf_page_join(struct pdf_page *page, const struct pdf_page *next);
