/*
 * Archive: the files in a ZIP attachment. Everything is bounded; an archive inside one stays closed.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

#define ARCHIVE_MAX_FILES 50
#define ARCHIVE_MAX_BYTES (32u << 20) /* of all files together */

struct archived_file {
    char *name; /* without its folder; NULL where it has none */
    GBytes *content;
};

/* Takes over the name (without a folder), and the reference to the content. Free with archived_file_free. */
struct archived_file *archived_file_new(char *name, GBytes *content);
void archived_file_free(gpointer file);

/* The files of an archive, in its order, without what operating systems add to it. NULL with
 * ERROR_INPUT ("password protected", "too many files" ...) where it cannot be opened. Caller unrefs (the
 * array frees its struct archived_file *). */
GPtrArray *archive_read(GBytes *file, GError **error);
