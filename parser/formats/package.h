/*
 * Package: a ZIP file in memory whose parts are read by name. Everything is bounded, for a small
 * file may claim to hold gigabytes.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

#define PACKAGE_MAX_ENTRIES 2000
#define PACKAGE_MAX_PART    (32u << 20) /* inflated bytes of one part */
#define PACKAGE_MAX_TOTAL   (64u << 20) /* inflated bytes of all parts read from one package */

typedef struct package package_t; /* the typedef is for g_autoptr(package_t) */

/* Opens a package over the file's bytes, which stay alive as long as it does. NULL with ERROR_INPUT
 * where it is damaged, has too many entries, or entries that share bytes. Free with package_close. */
struct package *package_open(GBytes *file, GError **error);
void package_close(struct package *package); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(package_t, package_close)

/* The number of entries, folders among them, and the name of one; borrowed, never NULL. */
guint package_length(const struct package *package);
const char *package_name(const struct package *package, guint index);

/* True where a part of this name is there. Names of parts are compared without regard to case. */
bool package_has(const struct package *package, const char *name);

/* True where at least one entry is encrypted. */
bool package_is_encrypted(const struct package *package);

/* The inflated bytes of a part. NULL with ERROR_INPUT where it is missing, damaged, encrypted, or
 * larger than the limits. Caller unrefs. */
GBytes *package_part(struct package *package, const char *name, GError **error);
