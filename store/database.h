/*
 * Database: one SQLite file. Schema and views are built in (store/schema/, store/views/) and brought
 * up to date when it is opened. SQL stands in named statements, store/statements/NAME.sql; the other
 * rooms call them by name and never see SQLite: rows come and go as JSON.
 */
#pragma once

#include "base/error.h"
#include <glib.h>
#include <jansson.h>

struct store; /* one connection; used by one thread at a time */

/* Opens (and creates, mode 0600) the database: WAL, synchronous=FULL, foreign keys, a busy timeout. A newer
 * schema than ours is ERROR_STORE. ":memory:" is allowed. Free with store_close. */
struct store *store_open(const char *path, GError **error);

/* ERROR_CONFIGURATION where other users can reach the database or one of the files beside it, or put files
 * into their folder; store_open looks, too. What is not there is private. */
bool store_is_private(const char *path, GError **error);

void store_close(struct store *store); /* NULL is allowed */

/* Relaxed, a commit of this connection survives the death of the process at once, but a loss of power only
 * with the next commit of another connection or the next checkpoint: for what may be done again without harm.
 * Not within a transaction. */
bool store_relax(struct store *store, bool relaxed, GError **error);

/* Transactions. begin takes the write lock at once. Savepoints nest inside, in each other too: one a message
 * in a group commit. */
bool store_begin(struct store *store, GError **error);
bool store_commit(struct store *store, GError **error);
void store_rollback(struct store *store);
bool store_savepoint(struct store *store, GError **error);
bool store_release(struct store *store, GError **error);
void store_undo(struct store *store); /* rolls back to the savepoint and drops it */

/* Writes the journal back and empties it, so that nothing that was removed is left in it. Readers that are at
 * work hold it up: then a later time does it. */
bool store_flush(struct store *store, GError **error);

/* All rows of a named statement: an array of objects, a member a column (NULL columns are absent). A column
 * named "x:json" holds JSON text and becomes the member "x" with its value. `parameters` is an object
 * (stolen; NULL: none) whose members bind the statement's :names: text, numbers, true and false as 1 and 0,
 * null as NULL, arrays and objects as JSON text. A name that the statement does not know, or knows and is not
 * given, is ERROR_INTERNAL. A BLOB is no JSON and ERROR_INTERNAL. Errors of SQLite are ERROR_STORE_BUSY,
 * ERROR_STORE_DISK, ERROR_INTERNAL (a constraint, a wrong statement) or ERROR_STORE. Caller decrefs the
 * result; NULL on error.
 */
json_t *store_rows(struct store *store, const char *statement, json_t *parameters, GError **error);

/* The first row, or JSON null where there is none; NULL on error. */
json_t *store_row(struct store *store, const char *statement, json_t *parameters, GError **error);

/* Runs a statement that changes rows; `changed` (may be NULL) receives how many. A file may hold several
 * statements separated by ';': each is run with those of the parameters that it names. */
bool store_run(struct store *store, const char *statement, json_t *parameters, gint64 *changed,
               GError **error);
