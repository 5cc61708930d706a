#include "office/rehearsal.h"
#include "base/calendar.h"
#include "base/fingerprint.h"
#include "parser/parse.h"
#include "rules/decide.h"
#include "store/messages.h"

#include <stdio.h>

struct rehearsal {
    struct config *config; /* NULL: none */
    struct sandbox *sandbox;
    struct store *store;
};

static GBytes *read_file(const char *path, GError **error)
{
    g_autofree char *bytes = NULL;
    g_autoptr(GError) fault = NULL;
    gsize length = 0;
    if (g_file_get_contents(path, &bytes, &length, &fault))
        return g_bytes_new_take(g_steal_pointer(&bytes), length);
    fail(error, ERROR_INPUT, "%s", fault->message);
    return NULL;
}

/* The mail as a message that is read, new or not. Its id, or 0. */
static gint64 take_in(const struct rehearsal *rehearsal, GBytes *raw, const char *reading, GError **error)
{
    g_autofree char *now = calendar_now();
    g_autofree char *checksum = fingerprint(raw);
    const struct arrival arrival = {checksum, raw, g_bytes_get_size(raw), now};
    if (!messages_receive(rehearsal->store, "rehearsal", "0", &arrival, 1, error))
        return 0;
    json_t *row =
        store_row(rehearsal->store, "rehearsal_message", json_pack("{s:s}", "sha256", checksum), error);
    gint64 message = json_integer_value(json_object_get(row, "id"));
    const char *state = json_string_value(json_object_get(row, "state"));
    bool good = row != NULL;
    if (good && g_strcmp0(state, "parked") == 0)
        good = message_move(rehearsal->store, message, "received", NULL, error);
    if (good && (g_strcmp0(state, "parked") == 0 || g_strcmp0(state, "received") == 0))
        good = message_load(rehearsal->store, message, reading,
                            rehearsal->config ? rehearsal->config->trust.authserv_id : NULL, error);
    else if (good && g_strcmp0(state, "read") != 0)
        good = message_move(rehearsal->store, message, "read", NULL, error);
    json_decref(row);
    return good ? message : 0;
}

/* Everything happens in a transaction that never commits: also loading the rules, which writes their
 * parameters. */
static bool decide_and_forget(struct rehearsal *rehearsal, GBytes *raw, const char *reading, const char *path,
                              rehearsal_look *look, gpointer data, GError **error)
{
    if (!store_begin(rehearsal->store, error))
        return false;
    struct rules *rules = rules_load(rehearsal->store, rehearsal->config, error);
    gint64 message = rules ? take_in(rehearsal, raw, reading, error) : 0;
    bool good = message && decide_message(rules, rehearsal->store, message, error) &&
                look(rehearsal->store, message, path, data, error);
    rules_free(rules);
    store_rollback(rehearsal->store);
    return good;
}

/* Errors of the reader are prefixed with the path. */
static bool rehearse(struct rehearsal *rehearsal, const char *path, rehearsal_look *look, gpointer data,
                     GError **error)
{
    g_autoptr(GBytes) raw = read_file(path, error);
    g_autofree char *reading = NULL;
    GError *fault = NULL;
    if (!raw || !sandbox_run(rehearsal->sandbox, &raw, 1, &reading, &fault, error))
        return false;
    if (fault) {
        g_propagate_prefixed_error(error, fault, "%s: ", path);
        return false;
    }
    return decide_and_forget(rehearsal, raw, reading, path, look, data, error);
}

bool rehearsal_run_all(struct rehearsal *rehearsal, const struct command *command, rehearsal_look *look,
                       gpointer data, GError **error)
{
    bool good = true;
    for (guint i = 0; i < command->argument_count; i++) {
        g_autoptr(GError) fault = NULL;
        if (rehearse(rehearsal, command->arguments[i], look, data, &fault))
            continue;
        if (good && i + 1 == command->argument_count) {
            g_propagate_error(error, g_steal_pointer(&fault));
        } else {
            fprintf(stderr, "%s: %s\n", g_get_prgname(), fault->message);
            if (good)
                g_set_error(error, fault->domain, fault->code, "not every mail could be handled");
        }
        good = false;
    }
    return good;
}

/* The sandbox is there before the database is: its zygote must not know it. */
static bool open_rooms(struct rehearsal *rehearsal, const struct command *command, GError **error)
{
    if (!command_config(command, &rehearsal->config, error))
        return false;
    const struct config *config = rehearsal->config;
    rehearsal->sandbox = parse_in_sandbox(1, config && config->sandbox.best_effort, error);
    if (!rehearsal->sandbox)
        return false;
    if (command->store_path || config)
        rehearsal->store =
            command_open(command->store_path ? command->store_path : config->store.path, false, error);
    else {
        fprintf(stderr, "%s: no configuration and no --store: decided as with an empty register\n",
                g_get_prgname());
        rehearsal->store = store_open(":memory:", error);
    }
    return rehearsal->store != NULL;
}

struct rehearsal *rehearsal_open(const struct command *command, GError **error)
{
    struct rehearsal *rehearsal = g_new0(struct rehearsal, 1);
    if (!open_rooms(rehearsal, command, error))
        g_clear_pointer(&rehearsal, rehearsal_close);
    return rehearsal;
}

void rehearsal_close(struct rehearsal *rehearsal)
{
    if (!rehearsal)
        return;
    store_close(rehearsal->store);
    sandbox_stop(rehearsal->sandbox);
    config_free(rehearsal->config);
    g_free(rehearsal);
}

const struct config *rehearsal_config(const struct rehearsal *rehearsal)
{
    return rehearsal->config;
}
