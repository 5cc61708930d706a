/*
 * Workbook: what the cells of an Excel file refer to: the worksheets in order, shared strings, and
 * what each cell style shows.
 */
#pragma once

#include "parser/formats/package.h"
#include "parser/formats/serial.h"

struct worksheet {
    char *name; /* as on its tab */
    char *part; /* its name in the package */
};

/* What a cell style makes of what a cell holds. */
struct cell_style {
    enum serial_kind shown; /* of a number */
    bool struck;
};

struct workbook {
    GPtrArray *worksheets; /* of struct worksheet *, the visible ones in order */
    GPtrArray *strings;    /* of char *: shared strings by index */
    GArray *styles;        /* of struct cell_style, by their number; NULL until a cell asks for one */
    char *styles_part;     /* where they stand in the package; NULL where there are none */
    bool from_1904;        /* how days are counted */
};

typedef struct workbook workbook_t; /* the typedef is for g_autoptr(workbook_t) */

/* Reads all but the worksheets themselves and the styles. NULL with ERROR_INPUT where it cannot be read. Free
 * with workbook_free. */
struct workbook *workbook_read(struct package *package, GError **error);
void workbook_free(struct workbook *workbook); /* NULL is allowed */

/* A cell style by its number. Reads the styles of the package at its first use: a workbook of plain texts is
 * read without them. False with ERROR_INPUT where they cannot be read. */
bool workbook_style(struct workbook *workbook, struct package *package, guint number,
                    struct cell_style *style, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(workbook_t, workbook_free)
