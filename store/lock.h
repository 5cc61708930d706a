/*
 * Lock: one process at a time does what only one may do with a database: the service, or putting a backup in
 * its place.
 */
#pragma once

#include "base/error.h"

/* Takes the lock of the database at a path (a file beside it, mode 0600) and returns its descriptor, which
 * holds the lock until it is closed, by the death of the process too. -1: ERROR_STORE_BUSY where another
 * process still holds it after two seconds (one that only looks, or is about to end, does not),
 * ERROR_CONFIGURATION where the file cannot be made. */
int store_lock(const char *path, GError **error);
