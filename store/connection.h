/*
 * Connection: the inside of a struct store, for the files that together implement database.h
 * (database.c, statements.c, schema.c).
 */
#pragma once

#include "store/sql.h"

struct store {
    sqlite3 *sqlite;
    GHashTable *statements; /* name -> GPtrArray of sqlite3_stmt *, prepared at first use */
};

/* Makes the functions that sql.h lists known to a connection (functions.c). */
bool functions_register(struct store *store, GError **error);

/* Applies the migrations that the database has not seen and renews its views where their text has changed, in
 * one transaction; touches nothing and takes no lock where all is up to date (schema.c). */
bool schema_update(struct store *store, GError **error);

/* Runs the text of transaction control, a pragma or a whole schema file; `doing` says what for (database.c).
 */
bool connection_execute(struct store *store, const char *sql, const char *doing, GError **error);
