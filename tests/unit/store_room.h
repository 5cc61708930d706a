/* What the tests of the store share: a database in memory, mails in it, and questions in SQL. */
#pragma once

#include "store/messages.h"
#include "store/sql.h"
#include "tests/unit/suite.h"

#define SERVER  "mail.example.no" /* whose Authentication-Results are believed */
#define MINIMAL "{\"message\": {}, \"kind\": \"other\"}"

/* Fails the test where there is an error. */
static inline void no_error(const GError *error)
{
    ck_assert_msg(error == NULL, "%s", error ? error->message : "");
}

static inline struct store *new_store(void)
{
    GError *error = NULL;
    struct store *store = store_open(":memory:", &error);
    no_error(error);
    return store;
}

/* Fails unless the error is of the kind; frees it. */
static inline void is_error(GError **error, enum presens_error kind)
{
    ck_assert_ptr_nonnull(*error);
    ck_assert_msg(g_error_matches(*error, PRESENS_ERROR, (gint)kind), "%s", (*error)->message);
    g_clear_error(error);
}

/* The rows that a query finds, columns separated by '|' and rows ended by '\n'; NULL columns are empty.
 * Caller frees. */
static inline char *ask(struct store *store, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    ck_assert_msg(sqlite3_prepare_v2(store_sqlite(store), sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s",
                  sql, sqlite3_errmsg(store_sqlite(store)));
    GString *rows = g_string_new(NULL);
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *text = (const char *)sqlite3_column_text(statement, i);
            g_string_append_printf(rows, "%s%s", i ? "|" : "", text ? text : "");
        }
        g_string_append_c(rows, '\n');
    }
    ck_assert_msg(code == SQLITE_DONE, "%s: %s", sql, sqlite3_errmsg(store_sqlite(store)));
    sqlite3_finalize(statement);
    return g_string_free(rows, FALSE);
}

/* Fails unless the query finds just these rows. */
static inline void answers(struct store *store, const char *sql, const char *expected)
{
    g_autofree char *rows = ask(store, sql);
    ck_assert_msg(g_strcmp0(rows, expected) == 0, "%s\ngave\n%sinstead of\n%s", sql, rows, expected);
}

/* A new mail in the mailbox "box", UIDVALIDITY 1; its id. */
static inline gint64 arrives(struct store *store, const char *uid, const char *bytes)
{
    GError *error = NULL;
    g_autoptr(GBytes) raw = g_bytes_new_static(bytes, strlen(bytes));
    const struct arrival arrival = {uid, raw, strlen(bytes), "2026-01-12T09:05:00Z"};
    messages_receive(store, "box", "1", &arrival, 1, &error);
    no_error(error);
    g_autofree char *question = g_strdup_printf("SELECT message FROM location WHERE uid = '%s'", uid);
    g_autofree char *id = ask(store, question);
    return g_ascii_strtoll(id, NULL, 10);
}

/* Loads what was read of a mail; fails where that is refused. */
static inline void load(struct store *store, gint64 message, const char *reading)
{
    GError *error = NULL;
    message_load(store, message, reading, SERVER, &error);
    no_error(error);
}

/* Moves a mail to a state; fails where that is no move. `reason` may be NULL. */
static inline void move(struct store *store, gint64 message, const char *to, const char *reason)
{
    GError *error = NULL;
    message_move(store, message, to, reason, &error);
    no_error(error);
}

/* The text of a sample file. Caller frees. */
static inline char *sample(const char *name)
{
    g_autofree char *path = g_strconcat("tests/unit/samples/", name, NULL);
    char *text = NULL;
    g_autoptr(GError) error = NULL;
    ck_assert_msg(g_file_get_contents(path, &text, NULL, &error), "%s", error ? error->message : path);
    return text;
}
