#include "store/outbox.h"
#include "store/messages.h"
#include "store/sql.h"

#include "base/calendar.h"
#include <string.h>

static void bind_text(sqlite3_stmt *statement, const char *name, const char *text)
{
    sqlite3_bind_text(statement, sqlite3_bind_parameter_index(statement, name), text, -1, SQLITE_STATIC);
}

/* 0 becomes NULL. */
static void bind_reference(sqlite3_stmt *statement, const char *name, gint64 id)
{
    int index = sqlite3_bind_parameter_index(statement, name);
    if (id)
        sqlite3_bind_int64(statement, index, id);
    else
        sqlite3_bind_null(statement, index);
}

bool outbox_queue(struct store *store, const struct outgoing *mail, GError **error)
{
    sqlite3_stmt *statement = store_prepared(store, "outbox_queue", error);
    if (!statement)
        return false;
    g_autofree char *now = calendar_now();
    gsize size;
    const void *mime = g_bytes_get_data(mail->mime, &size);
    bind_reference(statement, ":message", mail->message);
    bind_reference(statement, ":submission", mail->submission);
    bind_text(statement, ":recipient", mail->recipient);
    bind_text(statement, ":purpose", mail->purpose);
    bind_text(statement, ":message_id", mail->message_id);
    bind_text(statement, ":now", now);
    sqlite3_bind_int(statement, sqlite3_bind_parameter_index(statement, ":answer"), mail->answer);
    sqlite3_bind_blob64(statement, sqlite3_bind_parameter_index(statement, ":mime"), mime ? mime : "", size,
                        SQLITE_STATIC);
    bool done = sqlite3_step(statement) == SQLITE_DONE || store_fault(store, "cannot queue a mail", error);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return done;
}

json_t *outbox_due(struct store *store, guint most, GError **error)
{
    g_autofree char *now = calendar_now();
    return store_rows(store, "outbox_due", json_pack("{s:s, s:i}", "now", now, "most", (int)most), error);
}

GBytes *outbox_mime(struct store *store, gint64 id, GError **error)
{
    return store_blob(store, "outbox_mime", id, error);
}

/* Moves the message to a state where the statement finds that it may go there. */
static bool move_where(struct store *store, const char *statement, gint64 message, const char *to,
                       GError **error)
{
    json_t *row = store_row(store, statement, json_pack("{s:I}", "message", (json_int_t)message), error);
    bool done = row && (json_is_null(row) || message_move(store, message, to, NULL, error));
    json_decref(row);
    return done;
}

bool outbox_settle(struct store *store, gint64 message, GError **error)
{
    return move_where(store, "outbox_settled", message, "answered", error) &&
           move_where(store, "message_filed_before", message, "filed", error);
}

/* Runs what records the fate of a mail, then lets the message that it answers go on; `parameters` is stolen.
 * `now` may be NULL. */
static bool record(struct store *store, const char *statement, json_t *parameters, enum outbox_now *now,
                   GError **error)
{
    json_t *row = store_row(store, statement, parameters, error);
    gint64 message = json_integer_value(json_object_get(row, "message"));
    if (now)
        *now = !json_is_object(row)                                   ? OUTBOX_KNOWN
               : json_integer_value(json_object_get(row, "given_up")) ? OUTBOX_GIVEN_UP
                                                                      : OUTBOX_WAITS;
    bool done = row && (message == 0 || outbox_settle(store, message, error));
    json_decref(row);
    return done;
}

/* Ends a transaction: all of it or nothing. */
static bool finish(struct store *store, bool good, GError **error)
{
    if (good && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static bool record_sent(struct store *store, const char *message_id, GError **error)
{
    g_autofree char *now = calendar_now();
    return record(store, "outbox_sent", json_pack("{s:s, s:s}", "message_id", message_id, "now", now), NULL,
                  error);
}

bool outbox_sent(struct store *store, const GPtrArray *message_ids, GError **error)
{
    if (!store_begin(store, error))
        return false;
    bool good = true;
    for (guint i = 0; good && i < message_ids->len; i++)
        good = record_sent(store, message_ids->pdata[i], error);
    return finish(store, good, error);
}

bool outbox_not_sent(struct store *store, const struct outbox_try *tried, enum outbox_fate fate,
                     const char *why, enum outbox_now *now, GError **error)
{
    g_autofree char *moment = calendar_now();
    g_autofree char *valid = g_utf8_make_valid(why, -1); /* a server's words */
    return store_begin(store, error) &&
           finish(store,
                  record(store, "outbox_not_sent",
                         json_pack("{s:I, s:I, s:b, s:b, s:b, s:s, s:s, s:s}", "id", (json_int_t)tried->id,
                                   "attempts", (json_int_t)tried->attempts, "refused", fate == OUTBOX_REFUSED,
                                   "doubt", fate == OUTBOX_DOUBTFUL || fate == OUTBOX_CUT_OFF, "at_once",
                                   fate == OUTBOX_CUT_OFF, "why", valid, "given_up",
                                   " (for the second time: it is not sent again by itself)", "now", moment),
                         now, error),
                  error);
}

gint64 outbox_wait(struct store *store)
{
    g_autofree char *now = calendar_now();
    json_t *row = store_row(store, "outbox_wait", json_pack("{s:s}", "now", now), NULL);
    json_t *seconds = json_object_get(row, "seconds");
    gint64 wait = seconds ? json_integer_value(seconds) : -1;
    json_decref(row);
    return wait;
}
