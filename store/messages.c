#include "store/messages.h"
#include "base/calendar.h"
#include "base/fingerprint.h"
#include "store/reading.h"
#include "store/sql.h"

#include <string.h>

static bool add_raw(struct store *store, gint64 message, GBytes *raw, GError **error)
{
    sqlite3_stmt *statement = store_prepared(store, "message_raw_new", error);
    if (!statement)
        return false;
    gsize size;
    const void *bytes = g_bytes_get_data(raw, &size);
    sqlite3_bind_int64(statement, 1, message);
    sqlite3_bind_blob64(statement, 2, bytes ? bytes : "", size, SQLITE_STATIC);
    bool done = sqlite3_step(statement) == SQLITE_DONE || store_fault(store, "cannot store a mail", error);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return done;
}

/* A mail that was not taken in has no bytes to be known by; its place stands for them. */
static char *checksum_of(const char *mailbox, const char *uidvalidity, const struct arrival *arrival)
{
    if (arrival->raw)
        return fingerprint(arrival->raw);
    g_autofree char *place = g_strjoin("\n", mailbox, uidvalidity, arrival->uid, NULL);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, place, -1);
}

/* Why a mail could not be taken in; NULL where it was. Caller frees. */
static char *hindrance(const struct arrival *arrival)
{
    if (arrival->raw)
        return NULL;
    return arrival->size ? g_strdup_printf("the mail is too large to be read: %" G_GUINT64_FORMAT " bytes",
                                           arrival->size)
                         : g_strdup("the mailbox does not hand the mail out");
}

/* Stores a mail unless its bytes are known; `message` receives its id in either case. */
static bool add_message(struct store *store, const char *checksum, const struct arrival *arrival,
                        gint64 *message, GError **error)
{
    g_autofree char *reason = hindrance(arrival);
    json_t *row =
        store_row(store, "message_new",
                  json_pack("{s:s, s:s, s:s, s:s?}", "sha256", checksum, "received_at", arrival->received_at,
                            "state", reason ? "parked" : "received", "reason", reason),
                  error);
    bool is_new = json_is_object(row);
    if (json_is_null(row))
        row = store_row(store, "message_by_sha256", json_pack("{s:s}", "sha256", checksum), error);
    *message = json_integer_value(json_object_get(row, "id"));
    bool done = row != NULL;
    json_decref(row);
    return done && (!is_new || !arrival->raw || add_raw(store, *message, arrival->raw, error));
}

static bool receive(struct store *store, const char *mailbox, const char *uidvalidity,
                    const struct arrival *arrival, GError **error)
{
    gint64 message = 0;
    g_autofree char *checksum = checksum_of(mailbox, uidvalidity, arrival);
    return add_message(store, checksum, arrival, &message, error) &&
           store_run(store, "location_new",
                     json_pack("{s:s, s:s, s:s, s:I}", "mailbox", mailbox, "uidvalidity", uidvalidity, "uid",
                               arrival->uid, "message", (json_int_t)message),
                     NULL, error);
}

bool messages_known(struct store *store, const char *mailbox, const char *uidvalidity, const char *uid)
{
    sqlite3_stmt *statement = store_prepared(store, "location_known", NULL);
    if (!statement)
        return false;
    sqlite3_bind_text(statement, 1, mailbox, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, uidvalidity, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, uid, -1, SQLITE_STATIC);
    bool known = sqlite3_step(statement) == SQLITE_ROW;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return known;
}

bool messages_receive(struct store *store, const char *mailbox, const char *uidvalidity,
                      const struct arrival *arrivals, guint count, GError **error)
{
    for (guint i = 0; i < count; i++)
        if (!messages_known(store, mailbox, uidvalidity, arrivals[i].uid) &&
            !receive(store, mailbox, uidvalidity, &arrivals[i], error))
            return false;
    return true;
}

GArray *messages_in(struct store *store, const char *state, guint limit, GError **error)
{
    sqlite3_stmt *statement = store_prepared(store, "messages_in", error);
    if (!statement)
        return NULL;
    g_autofree char *now = calendar_now();
    sqlite3_bind_text(statement, 1, state, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, now, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 3, limit);
    g_autoptr(GArray) messages = g_array_new(FALSE, FALSE, sizeof(gint64));
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        gint64 message = sqlite3_column_int64(statement, 0);
        g_array_append_val(messages, message);
    }
    bool done = code == SQLITE_DONE || store_fault(store, "messages_in", error);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return done ? g_steal_pointer(&messages) : NULL;
}

GBytes *message_raw(struct store *store, gint64 message, GError **error)
{
    return store_blob(store, "message_raw", message, error);
}

bool message_move(struct store *store, gint64 message, const char *to, const char *reason, GError **error)
{
    gint64 moved = 0;
    if (!store_run(store, "message_move",
                   json_pack("{s:I, s:s, s:s?}", "message", (json_int_t)message, "to", to, "reason", reason),
                   &moved, error)) {
        g_prefix_error(error, "message %" G_GINT64_FORMAT " to %s: ", message, to);
        return false;
    }
    return moved == 1 || fail(error, ERROR_INPUT,
                              "message %" G_GINT64_FORMAT " is not there, or its bytes are not", message);
}

bool message_load(struct store *store, gint64 message, const char *reading, const char *authserv_id,
                  GError **error)
{
    g_autofree char *checked = reading_check(reading, error);
    return checked &&
           store_run(store, "message_load",
                     json_pack("{s:I, s:s, s:s?}", "message", (json_int_t)message, "reading", checked,
                               "authserv_id", authserv_id),
                     NULL, error) &&
           store_run(store, "submissions_load", json_pack("{s:I}", "message", (json_int_t)message), NULL,
                     error) &&
           message_move(store, message, "read", NULL, error);
}

int message_attempt(struct store *store, gint64 message, const char *why, bool at_once, GError **error)
{
    g_autofree char *now = calendar_now();
    g_autofree char *valid = g_utf8_make_valid(why, -1); /* may hold a library's words */
    json_t *row = store_row(store, "message_attempt",
                            json_pack("{s:I, s:s, s:b, s:s}", "message", (json_int_t)message, "why", valid,
                                      "at_once", at_once, "now", now),
                            error);
    if (json_is_null(row))
        fail(error, ERROR_INTERNAL, "there is no message %" G_GINT64_FORMAT, message);
    int attempts = json_is_object(row) ? (int)json_integer_value(json_object_get(row, "attempts")) : -1;
    json_decref(row);
    return attempts;
}

/* What is stuck about a message; NULL on error, also where nothing is. */
static json_t *stuck_about(struct store *store, gint64 message, GError **error)
{
    json_t *row =
        store_row(store, "replay_messages", json_pack("{s:I}", "message", (json_int_t)message), error);
    if (!json_is_null(row))
        return row;
    fail(error, ERROR_INPUT, "nothing is stuck about mail %" G_GINT64_FORMAT, message);
    return NULL;
}

bool message_replay(struct store *store, gint64 message, bool *forgotten, GError **error)
{
    json_auto_t *row = stuck_about(store, message, error);
    if (!row)
        return false;
    bool parked = strstr(json_string_value(json_object_get(row, "what")), "parked");
    *forgotten = parked && json_integer_value(json_object_get(row, "taken_in")) == 0;
    if (*forgotten)
        return store_run(store, "replay_forget", json_pack("{s:I}", "message", (json_int_t)message), NULL,
                         error);
    g_autofree char *now = calendar_now();
    return (!parked || message_move(store, message, "received", NULL, error)) &&
           store_run(store, "replay_message",
                     json_pack("{s:I, s:s}", "message", (json_int_t)message, "now", now), NULL, error);
}

json_t *messages_to_file(struct store *store, const char *mailbox, const char *uidvalidity, GError **error)
{
    g_autofree char *now = calendar_now();
    return store_rows(
        store, "messages_to_file",
        json_pack("{s:s, s:s, s:s}", "mailbox", mailbox, "uidvalidity", uidvalidity, "now", now), error);
}

/* A copy is in its folder; its message is filed with the last of them. */
static bool file_copy(struct store *store, const char *mailbox, const char *uidvalidity, const char *uid,
                      const char *folder, GError **error)
{
    if (!store_run(store, "location_filed",
                   json_pack("{s:s, s:s, s:s, s:s}", "mailbox", mailbox, "uidvalidity", uidvalidity, "uid",
                             uid, "folder", folder),
                   NULL, error))
        return false;
    json_t *row = store_row(
        store, "message_all_filed",
        json_pack("{s:s, s:s, s:s}", "mailbox", mailbox, "uidvalidity", uidvalidity, "uid", uid), error);
    gint64 message = json_integer_value(json_object_get(row, "message"));
    bool done = row && (json_is_null(row) || message_move(store, message, "filed", NULL, error));
    json_decref(row);
    return done;
}

bool messages_filed(struct store *store, const char *mailbox, const char *uidvalidity,
                    const char *const *uids, guint count, const char *folder, GError **error)
{
    for (guint i = 0; i < count; i++)
        if (!file_copy(store, mailbox, uidvalidity, uids[i], folder, error))
            return false;
    return true;
}

bool message_not_filed(struct store *store, const char *mailbox, const char *uidvalidity, const char *uid,
                       const char *why, GError **error)
{
    g_autofree char *now = calendar_now();
    g_autofree char *valid = g_utf8_make_valid(why, -1); /* a server's words */
    return store_run(store, "location_not_filed",
                     json_pack("{s:s, s:s, s:s, s:s, s:s}", "mailbox", mailbox, "uidvalidity", uidvalidity,
                               "uid", uid, "why", valid, "now", now),
                     NULL, error);
}
