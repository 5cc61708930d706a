/*
 * PDF layout: the words, rules and fields of a page put together to blocks, as people see them.
 */
#pragma once

#include "parser/formats/pdf_rules.h"
#include "parser/sheet.h"

struct layout_cell {
    guint row, column, rows, columns;
    char *text;
};

struct layout_table {
    guint rows, columns;
    double *sides;    /* columns + 1 places from the left */
    GPtrArray *cells; /* of struct layout_cell *, owned */
};

struct layout_block {
    enum block_kind kind;
    guint page;
    struct box box;
    char *text;                 /* of a paragraph or field */
    char *label;                /* of a field */
    struct layout_table *table; /* of a table */
    bool in_margin;             /* a paragraph at the upper or lower edge of the page */
};

void layout_block_free(gpointer block);

/* What stands on a page, from its top; `fields` are those of the whole document. Caller unrefs (frees its
 * struct layout_block *). */
GPtrArray *layout_of_page(const struct pdf_page *page, const GPtrArray *fields);

/* Takes over `text`; `sides` is copied. */
struct layout_table *layout_table_new(const double *sides, guint columns);
void layout_table_add(struct layout_table *table, guint row, guint column, guint rows, guint columns,
                      char *text);
struct layout_block *layout_block_new(GPtrArray *blocks, enum block_kind kind, guint page, struct box box);

/* --- pdf_form.c: fields that stand in no ruled cell. Adds tables and labelled fields to `blocks`, takes from
 * `words` what it has used, and adds to them the boxes that stand in running text. */
void layout_fields(guint page, GPtrArray *fields, GPtrArray *words, GPtrArray *blocks);

/* --- pdf_text.c: paragraphs, and tables that are lined up without rules. */
void layout_text(const struct pdf_page *page, const GPtrArray *words, GPtrArray *blocks);
