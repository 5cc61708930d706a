/*
 * Rows: running text where a table is a manner of its paragraphs, as the old formats of Word have it: a
 * paragraph says how deep inside tables it stands, and whether a cell or a row ends with it. On the way to a
 * flow.
 */
#pragma once

#include "parser/formats/flow.h"

#define ROWS_MAX_DEPTH 64 /* tables inside each other */

/* A cell by its right edge, in twips from wherever the format counts; its left one is that of the cell
 * before. */
struct row_cell {
    gint right;
    bool continues_left, continues_above; /* it is one with the cell there */
};

struct row_layout {
    gint left;
    GArray *cells; /* of struct row_cell */
};

typedef struct rows rows_t; /* the typedef is for g_autoptr(rows_t) */

/* Writes to a flow, which is borrowed. Free with rows_free; what rows_end has not reached is lost then. */
struct rows *rows_new(struct flow *flow);
void rows_free(struct rows *rows); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rows_t, rows_free)

/* A paragraph is complete, at a depth: 0 outside of tables. '\n' is a line break inside it. */
bool rows_paragraph(struct rows *rows, guint depth, const char *text, GError **error);

/* The same, and with it a cell; a row, which has no text of its own. Depth at least 1. */
bool rows_cell(struct rows *rows, guint depth, const char *text, GError **error);
bool rows_row(struct rows *rows, guint depth, const struct row_layout *layout, GError **error);

/* The end of the text: no table is open any more. */
bool rows_end(struct rows *rows, GError **error);
