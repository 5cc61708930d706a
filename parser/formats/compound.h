/*
 * Compound: an OLE2 compound file in memory, a little file system whose streams old Office documents
 * are written in.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

#define COMPOUND_MAX_STREAM (32u << 20)

typedef struct compound compound_t; /* the typedef is for g_autoptr(compound_t) */

/* Opens a file whose bytes stay alive as long as it does. NULL with ERROR_INPUT where it is damaged. Free
 * with compound_close. */
struct compound *compound_open(GBytes *file, GError **error);
void compound_close(struct compound *compound); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(compound_t, compound_close)

/* The bytes of a stream of the topmost folder; NULL where there is none, or where it is damaged or larger
 * than the limit. Names are compared without regard to case. Caller unrefs. */
GBytes *compound_stream(struct compound *compound, const char *name);
