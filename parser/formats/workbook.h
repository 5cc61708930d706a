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

struct workbook {
    GPtrArray *worksheets; /* of struct worksheet *, the visible ones in order */
    GPtrArray *strings;    /* of char *: shared strings by index */
    GArray *styles;        /* of enum serial_kind: by cell style */
    bool from_1904;        /* how days are counted */
};

typedef struct workbook workbook_t; /* the typedef is for g_autoptr(workbook_t) */

/* Reads all but the worksheets themselves. NULL with ERROR_INPUT where it cannot be read. Free with
 * workbook_free. */
struct workbook *workbook_read(struct package *package, GError **error);
void workbook_free(struct workbook *workbook); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(workbook_t, workbook_free)
