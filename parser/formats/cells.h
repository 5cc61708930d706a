/*
 * Cells: the cells of a worksheet while it is read. They wait until its end, for merged places are listed
 * after them.
 */
#pragma once

#include "parser/sheet.h"

typedef struct cells cells_t; /* the typedef is for g_autoptr(cells_t) */

struct cells *cells_new(void);        /* free with cells_free */
void cells_free(struct cells *cells); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cells_t, cells_free)

/* A cell with a value. Takes over the text, always. ERROR_INPUT beyond the limits of a sheet. */
bool cells_add(struct cells *cells, guint row, guint column, enum value_kind kind, char *text, double number,
               GError **error);

/* Places that are one. */
bool cells_merge(struct cells *cells, guint row, guint column, guint rows, guint columns, GError **error);

/* Writes them as a table. */
bool cells_write(const struct cells *cells, struct sheet *sheet, const char *title, GError **error);
