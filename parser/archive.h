/*
 * Archive: the files in a ZIP attachment. Everything is bounded; an archive inside one stays closed.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

#define ARCHIVE_MAX_FILES 50
#define ARCHIVE_MAX_BYTES (32u << 20) /* of all files together */

struct archived_file {
    char *name; /* without its folder */
    GBytes *content;
};

/* The files of an archive, in its order, without what operating systems add to it. NULL with
 * ERROR_INPUT ("password protected", "too many files" ...) where it cannot be opened. Caller unrefs (the
 * array frees its struct archived_file *). */
GPtrArray *archive_read(GBytes *file, GError **error);
