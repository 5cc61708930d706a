/* histories_probe: plays histories and prints what they come to. A line of standard input is a JSON array of
 * steps:
 *   {"mail": key, "reading": {...}}      a mail comes in
 *   {"round": true}                      the service decides all that has come in
 *   {"office": key, "approve": bool}     the office decides the first form of a mail
 *   {"undo": key}                        and takes that back
 *   {"person": hpr, "period_start": date, "in_training": bool}   what the register holds of a doctor
 * A line of the answer is the rows of report_credit, with the group's name. Every line begins with an empty
 * register. */
#include "rules/decide.h"
#include "store/messages.h"
#include "store/sql.h"

#include <stdio.h>
#include <string.h>

struct player {
    struct store *store;
    struct rules *rules;
    GHashTable *messages; /* key -> id */
};

static const char *text(json_t *step, const char *member)
{
    return json_string_value(json_object_get(step, member));
}

static gint64 number(struct player *player, const char *sql, gint64 parameter)
{
    sqlite3_stmt *statement = NULL;
    gint64 value = 0;
    if (sqlite3_prepare_v2(store_sqlite(player->store), sql, -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_int64(statement, 1, parameter);
        if (sqlite3_step(statement) == SQLITE_ROW)
            value = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return value;
}

static bool take_in(struct player *player, json_t *step, GError **error)
{
    g_autofree char *reading = json_dumps(json_object_get(step, "reading"), JSON_COMPACT);
    g_autoptr(GBytes) raw = g_bytes_new(reading, strlen(reading));
    const struct arrival arrival = {text(step, "mail"), raw, strlen(reading), "2026-10-01T12:00:00Z"};
    if (!messages_receive(player->store, "box", "1", &arrival, 1, error))
        return false;
    gint64 message = number(player, "SELECT max(id) FROM message", 0);
    g_hash_table_insert(player->messages, g_strdup(text(step, "mail")), GINT_TO_POINTER((int)message));
    return message_load(player->store, message, reading, NULL, error);
}

static bool decide_round(struct player *player, GError **error)
{
    for (;;) {
        g_autoptr(GArray) waiting = messages_in(player->store, "read", 100, error);
        if (!waiting || waiting->len == 0)
            return waiting != NULL;
        for (guint i = 0; i < waiting->len; i++)
            if (!decide_message(player->rules, player->store, g_array_index(waiting, gint64, i), error))
                return false;
    }
}

static gint64 submission_of(struct player *player, const char *key)
{
    gint64 message = GPOINTER_TO_INT(g_hash_table_lookup(player->messages, key));
    return number(player, "SELECT id FROM submission WHERE message = ?", message);
}

static bool know_person(struct player *player, json_t *step)
{
    char *sql = sqlite3_mprintf("UPDATE person SET period_start = %Q, in_training = %d WHERE hpr = %Q",
                                text(step, "period_start"),
                                json_is_true(json_object_get(step, "in_training")), text(step, "person"));
    bool good = sqlite3_exec(store_sqlite(player->store), sql, NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_free(sql);
    return good;
}

static bool play_step(struct player *player, json_t *step, GError **error)
{
    if (text(step, "mail"))
        return take_in(player, step, error);
    if (text(step, "office"))
        return decide_by_office(player->rules, player->store, submission_of(player, text(step, "office")),
                                json_is_true(json_object_get(step, "approve")), "note", "kontor", error) &&
               decide_round(player, error);
    if (text(step, "undo"))
        return decide_undo(player->rules, player->store, submission_of(player, text(step, "undo")), "kontor",
                           error);
    if (text(step, "person"))
        return know_person(player, step);
    if (json_object_get(step, "recheck"))
        return decide_all_again(player->rules, player->store, NULL, error);
    return decide_round(player, error);
}

/* What is kept at hand of the forms is what they say. */
static bool check_kept(struct player *player, GError **error)
{
    static const char *const checks[] = {"attended_outdated", "membership_outdated"};
    bool good = true;
    for (size_t i = 0; good && i < G_N_ELEMENTS(checks); i++) {
        json_t *row = store_row(player->store, checks[i], NULL, error);
        good = json_is_null(row) || (row && fail(error, ERROR_INTERNAL, "%s finds a difference", checks[i]));
        json_decref(row);
    }
    return good;
}

static bool print_credits(struct player *player, GError **error)
{
    static const char sql[] =
        "SELECT json_group_array(json_array(c.hpr, g.name, c.date, c.hours, c.status)) FROM report_credit c "
        "JOIN small_group g ON g.number = c.group_number";
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_prepare_v2(store_sqlite(player->store), sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;
    if (good)
        printf("%s\n", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return good || fail(error, ERROR_INTERNAL, "%s", sqlite3_errmsg(store_sqlite(player->store)));
}

/* In a transaction that is never committed. */
static bool play(struct player *player, const char *line, GError **error)
{
    json_t *steps = json_loads(line, 0, NULL), *step;
    bool good = steps && store_begin(player->store, error);
    size_t i;
    g_hash_table_remove_all(player->messages);
    json_array_foreach(steps, i, step)
        good = good && play_step(player, step, error);
    good = good && check_kept(player, error) && print_credits(player, error);
    store_rollback(player->store);
    json_decref(steps);
    return good;
}

int main(void)
{
    GError *error = NULL;
    struct player player = {.messages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    bool good = (player.store = store_open(":memory:", &error)) &&
                (player.rules = rules_load(player.store, NULL, &error));
    char *line = NULL;
    size_t size = 0;
    while (good && getline(&line, &size, stdin) > 0)
        good = play(&player, line, &error);
    free(line);
    rules_free(player.rules);
    store_close(player.store);
    g_hash_table_unref(player.messages);
    if (!good)
        fprintf(stderr, "%s\n", error ? error->message : "a step could not be played");
    g_clear_error(&error);
    return good ? 0 : 1;
}
