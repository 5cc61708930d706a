/*
 * PDF page: what is drawn on it, as letters with their places, and as a picture in shades of grey.
 */
#pragma once

#include "parser/formats/pdf_document.h"

#define PDF_MAX_GLYPHS 100000 /* on one page */

/* A letter; 0 for a blank or the end of a line. */
struct glyph {
    struct box box;
    gunichar letter;
};

typedef struct pdf_page {
    guint number;         /* from 0 */
    double width, height; /* in points */
    GArray *glyphs;       /* of struct glyph, in the order in which the page tells them */
    struct {
        guint width, height; /* in dots; 0 where there is no picture */
        guint8 *grey;        /* row by row; 255 is white */
        double scale;        /* dots in a point */
    } picture;
} pdf_page_t;

typedef struct pdf_pages pdf_pages_t; /* a document that is open for drawing */

/* NULL with ERROR_INPUT where the drawing is damaged. Free with pdf_pages_close. */
struct pdf_pages *pdf_pages_open(const struct pdf_document *document, GError **error);
void pdf_pages_close(struct pdf_pages *pages); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pdf_pages_t, pdf_pages_close)

/* True where some page has letters. */
bool pdf_pages_have_text(const struct pdf_pages *pages);

/* One page; a page without letters has no picture. NULL with ERROR_INPUT beyond a limit. */
struct pdf_page *pdf_page_read(const struct pdf_pages *pages, guint number, GError **error);
void pdf_page_free(struct pdf_page *page); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pdf_page_t, pdf_page_free)
