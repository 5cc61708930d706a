/*
 * Backup: a copy of the whole database in one file, made while the service is at work, and the way back.
 */
#pragma once

#include "store/database.h"

/* Whether a database is whole: its pages and indexes, its foreign keys, and that it is one of presens that
 * this program knows. Nothing is written. ERROR_INPUT says what is wrong with it. */
bool store_check(const char *path, GError **error);

/* Writes the database as it stands at this moment to a new file (mode 0600), checks the copy with store_check
 * and only then gives it its name, synced to the disk. ERROR_INPUT where the file exists or cannot be
 * written. */
bool store_backup(struct store *store, const char *path, GError **error);

/* Makes the database that is open the one of a backup, in one transaction: all of it or nothing. The backup
 * is checked first. The caller holds store_lock. */
bool store_restore(struct store *store, const char *backup, GError **error);
