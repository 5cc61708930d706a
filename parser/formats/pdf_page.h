/*
 * PDF page: what is drawn on it, as letters with their places and as a picture in shades of grey.
 */
#pragma once

#include "parser/formats/pdf_document.h"

#define PDF_MAX_GLYPHS 200000 /* on one page */

/* Letters without a gap between them, as the page draws them. */
struct word {
    struct box box;
    char *text;
    bool upright;                   /* written upwards or downwards */
    const struct form_field *field; /* whose value it is, borrowed; NULL: printed */
};

struct pdf_page {
    guint number;         /* from 0 */
    double width, height; /* in points */
    GPtrArray *words;     /* of struct word *, owned, in the order in which the page tells them */
    struct {
        guint width, height; /* in dots; 0 where there is no picture */
        guint8 *grey;        /* row by row; 255 is white */
        double scale;        /* dots in a point */
    } picture;
};

typedef struct pdf_pages pdf_pages_t; /* a document that is open for drawing */

/* NULL with ERROR_INPUT where the drawing is damaged. Free with pdf_pages_close. */
struct pdf_pages *pdf_pages_open(const struct pdf_document *document, GError **error);
void pdf_pages_close(struct pdf_pages *pages); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pdf_pages_t, pdf_pages_close)

/* True where some page has letters. */
bool pdf_pages_have_text(const struct pdf_pages *pages);

/* One page; a page without words and fields has no picture. NULL with ERROR_INPUT beyond a limit. */
struct pdf_page *pdf_page_read(const struct pdf_pages *pages, guint number, GError **error);
void pdf_page_free(struct pdf_page *page);

/* A word of its own; takes over `text`. */
struct word *word_new(struct box box, char *text, const struct form_field *field);
void word_free(gpointer word);
