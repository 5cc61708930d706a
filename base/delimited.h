/*
 * Delimited text (CSV): rows of fields, for documents and for the import alike.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

/* Finds encoding (text_decode) and delimiter (';', ',' or tab: the one that splits most lines alike), honours
 * quotes, and gives an array of rows; a row is a GPtrArray of char * (never NULL). Empty lines are rows
 * without fields, so that index + 1 is the line number where no field holds a line end. At most `max_fields`
 * in all, else ERROR_INPUT. Caller unrefs. */
GPtrArray *delimited_read(GBytes *bytes, guint max_fields, GError **error);
