/*
 * PDF document: what a file holds besides drawn pages. Its form fields and typed notes are read here; what
 * is left is the same document without them, without pictures and without anything that could act.
 */
#pragma once

#include "base/error.h"
#include <glib.h>
#include <stdbool.h>

#define PDF_MAX_PAGES  60
#define PDF_MAX_FIELDS 10000
#define PDF_MAX_DRAWING                                                                                      \
    (8u << 20) /* bytes of drawing commands on one page, and dots of pictures among them */

/* In points of 1/72 inch from the upper left corner of the page as it is shown. */
struct box {
    double x1, y1, x2, y2;
};

enum field_kind {
    FIELD_TEXT, /* typed or chosen */
    FIELD_TICK, /* a check box, or one button of a radio group: `value` is SHEET_TICKED or SHEET_UNTICKED */
    FIELD_NOTE, /* text that somebody put on the page, in no field */
};

/* A place on a page where somebody could write. A field that shows in several places is several. */
struct form_field {
    enum field_kind kind;
    guint page; /* from 0 */
    struct box box;
    char *value; /* never NULL */
    char *name;  /* what people are told of the field, else its name inside the file; never NULL */
};

void form_field_free(gpointer field);

/* Whether one of the fields (of struct form_field *) is on a page. */
bool form_fields_on(const GPtrArray *fields, guint page);

typedef struct pdf_document {
    GBytes *drawing;   /* a sound PDF: the pages, nothing but drawn */
    guint pages;       /* at least 1, at most PDF_MAX_PAGES */
    GPtrArray *fields; /* of struct form_field *, owned; in the order of the pages */
    bool is_form;      /* has fields that can be filled in, also where none is */
    bool has_pictures;
    bool hidden_text; /* has text that is not drawn: what a machine read in a scan */
} pdf_document_t;

/* NULL with ERROR_INPUT: damaged, beyond a limit, or "password protected". Free with pdf_document_free. */
struct pdf_document *pdf_document_read(GBytes *file, GError **error);
void pdf_document_free(struct pdf_document *document); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pdf_document_t, pdf_document_free)

/* True where the file opens only with a password that somebody must know. */
bool pdf_is_protected(GBytes *file);
