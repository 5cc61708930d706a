/*
 * Private file: one that only its owner may read, beside or as the database.
 */
#pragma once

#include "base/error.h"

/* Makes an empty file (mode 0600) where there is none, for good; what root makes belongs to the owner of the
 * folder: a command of the administrator must not lock the service out of its own files. A file that is there
 * is not even opened: closing a descriptor of a database drops the locks that this process holds on it, and
 * another process would take the write-ahead log away from under us. False with errno. */
bool private_file_make(const char *path);
