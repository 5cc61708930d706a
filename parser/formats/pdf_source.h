/*
 * PDF source: a file that is open, for the parts of the PDF document that read in it.
 */
#pragma once

#include "parser/formats/pdf_document.h"
#include <qpdf/qpdf-c.h>

#define MAX_DEPTH 32 /* of the page tree, of a field's ancestors, of drawings inside drawings */

/* A file that is open; objects (qpdf_oh) live as long as it. */
struct source {
    qpdf_data pdf;
    struct pdf_document *document;
    guint budget; /* of MAX_TREE or MAX_RESOURCES, what is left */
};

/* How a page is turned into what is shown. */
struct view {
    guint page;
    struct box crop; /* in the page's own space, where y grows upwards */
    int turn;        /* 0, 90, 180 or 270 degrees clockwise */
};

/* A key of a dictionary; null where there is none. */
qpdf_oh source_get(const struct source *source, qpdf_oh object, const char *key);
bool source_is_name(const struct source *source, qpdf_oh object, const char *name);

/* 0 for what is no array. */
guint source_length(const struct source *source, qpdf_oh array);
qpdf_oh source_item(const struct source *source, qpdf_oh array, guint index);

/* Four sound numbers, as a box whose first corner is the lower left one; false where they are not. */
bool source_box(const struct source *source, qpdf_oh array, struct box *box);

/* --- pdf_fields.c: adds the fields and notes of a page to the document. ERROR_INPUT where they are too many.
 */
bool fields_read(struct source *source, qpdf_oh page, const struct view *view, GError **error);
