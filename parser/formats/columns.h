/*
 * Columns: a table typed as plain text, lined up with blanks or tabs. Recognised only where it is
 * certain, for a cell in the wrong column would be a wrong value.
 */
#pragma once

#include "parser/sheet.h"

/* Writes the lines that begin at `lines` as a table, where they are one, and returns how many they are; 0
 * where they are not, -1 with the error. `count` lines follow each other without a blank line; each is valid
 * UTF-8 without its line end. */
int columns_write(struct sheet *sheet, char *const *lines, guint count, GError **error);
