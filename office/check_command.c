#include "office/check_command.h"
#include "base/calendar.h"
#include "base/fingerprint.h"
#include "office/command.h"
#include "parser/parse.h"
#include "parser/sandbox.h"
#include "rules/decide.h"
#include "store/messages.h"

#include <stdio.h>

#define MOST_FILES 10000

/* What the checking of every file needs. */
struct check {
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
static gint64 take_in(const struct check *check, GBytes *raw, const char *reading, GError **error)
{
    g_autofree char *now = calendar_now();
    g_autofree char *checksum = fingerprint(raw);
    const struct arrival arrival = {checksum, raw, g_bytes_get_size(raw), now};
    if (!messages_receive(check->store, "check", "0", &arrival, 1, error))
        return 0;
    json_t *row = store_row(check->store, "check_message", json_pack("{s:s}", "sha256", checksum), error);
    gint64 message = json_integer_value(json_object_get(row, "id"));
    const char *state = json_string_value(json_object_get(row, "state"));
    bool good = row != NULL;
    if (good && g_strcmp0(state, "parked") == 0)
        good = message_move(check->store, message, "received", NULL, error);
    if (good && (g_strcmp0(state, "parked") == 0 || g_strcmp0(state, "received") == 0))
        good = message_load(check->store, message, reading,
                            check->config ? check->config->trust.authserv_id : NULL, error);
    else if (good && g_strcmp0(state, "read") != 0)
        good = message_move(check->store, message, "read", NULL, error);
    json_decref(row);
    return good ? message : 0;
}

static bool add_credits(struct store *store, gint64 submission, json_t *credits, GError **error)
{
    json_t *persons = store_rows(store, "submission_persons",
                                 json_pack("{s:I}", "submission", (json_int_t)submission), error);
    bool good = persons != NULL;
    size_t i, j;
    json_t *person, *row;
    json_array_foreach(persons, i, person) {
        json_t *account =
            good ? store_rows(store, "credit_of_person",
                              json_pack("{s:O}", "person", json_object_get(person, "person")), error)
                 : NULL;
        good = account != NULL;
        json_array_foreach(account, j, row) {
            if (json_integer_value(json_object_get(row, "submission")) != submission)
                continue;
            json_array_append_new(
                credits,
                json_pack("{s:O*, s:O, s:O, s:O, s:O, s:O}", "hpr", json_object_get(person, "hpr"), "name",
                          json_object_get(person, "name"), "group_number",
                          json_object_get(row, "group_number"), "date", json_object_get(row, "date"), "hours",
                          json_object_get(row, "hours"), "status", json_object_get(row, "status")));
        }
        json_decref(account);
    }
    json_decref(persons);
    return good;
}

static int gravity(const char *decision)
{
    static const char *const decisions[] = {"none", "accept", "partial", "confirm", "flag", "return"};
    for (int i = 0; i < (int)G_N_ELEMENTS(decisions); i++)
        if (strcmp(decisions[i], decision) == 0)
            return i;
    return 0;
}

/* The gravest decision of all forms in the mail, with all findings and hours. */
static json_t *outcome(struct store *store, gint64 message, GError **error)
{
    json_t *rows =
               store_rows(store, "check_outcome", json_pack("{s:I}", "message", (json_int_t)message), error),
           *row;
    json_t *findings = json_array(), *credits = json_array();
    const char *gravest = "none";
    bool good = rows != NULL;
    size_t i;
    json_array_foreach(rows, i, row) {
        const char *decision = json_string_value(json_object_get(row, "decision"));
        if (gravity(decision) > gravity(gravest))
            gravest = decision;
        json_array_extend(findings, json_object_get(row, "findings"));
        good = good &&
               add_credits(store, json_integer_value(json_object_get(row, "submission")), credits, error);
    }
    json_t *result =
        good ? json_pack("{s:s, s:O, s:O}", "decision", gravest, "findings", findings, "credits", credits)
             : NULL;
    json_decref(findings);
    json_decref(credits);
    json_decref(rows);
    return result;
}

/* Everything happens in a transaction that never commits: also loading the rules, which writes their
 * parameters. */
static json_t *decide_and_forget(struct check *check, GBytes *raw, const char *reading, GError **error)
{
    if (!store_begin(check->store, error))
        return NULL;
    struct rules *rules = rules_load(check->store, check->config, error);
    gint64 message = rules ? take_in(check, raw, reading, error) : 0;
    json_t *result = message && decide_message(rules, check->store, message, error)
                         ? outcome(check->store, message, error)
                         : NULL;
    rules_free(rules);
    store_rollback(check->store);
    return result;
}

static bool check_file(struct check *check, const char *path, GError **error)
{
    g_autoptr(GBytes) raw = read_file(path, error);
    g_autofree char *reading = NULL;
    GError *fault = NULL;
    if (!raw || !sandbox_run(check->sandbox, &raw, 1, &reading, &fault, error))
        return false;
    if (fault) {
        g_propagate_prefixed_error(error, fault, "%s: ", path);
        return false;
    }
    json_t *result = decide_and_forget(check, raw, reading, error);
    if (!result)
        return false;
    json_object_set_new(result, "file", json_string(path));
    json_dumpf(result, stdout, JSON_COMPACT);
    printf("\n");
    json_decref(result);
    return true;
}

/* The sandbox is there before the database is: its zygote must not know it. */
static bool open_rooms(struct check *check, const struct command *command, GError **error)
{
    if (!command_config(command, &check->config, error))
        return false;
    check->sandbox = parse_in_sandbox(1, check->config && check->config->sandbox.best_effort, error);
    if (!check->sandbox)
        return false;
    if (command->store_path || check->config)
        check->store =
            command_open(command->store_path ? command->store_path : check->config->store.path, false, error);
    else
        check->store = store_open(":memory:", error);
    return check->store != NULL;
}

/* A mail that cannot be read is said at once and does not keep the others back; the status tells. */
static bool check_files(const struct command *command, GError **error)
{
    struct check check = {0};
    bool good = open_rooms(&check, command, error), opened = good;
    for (guint i = 0; opened && i < command->argument_count; i++) {
        g_autoptr(GError) fault = NULL;
        if (check_file(&check, command->arguments[i], &fault))
            continue;
        if (good && i + 1 == command->argument_count) {
            g_propagate_error(error, g_steal_pointer(&fault));
        } else {
            fprintf(stderr, "%s: %s\n", g_get_prgname(), fault->message);
            if (good)
                g_set_error(error, fault->domain, fault->code, "not every mail could be checked");
        }
        good = false;
    }
    store_close(check.store);
    sandbox_stop(check.sandbox);
    config_free(check.config);
    return good;
}

int check_command(int argc, char **argv)
{
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "FILE…",
                      "What would be decided about mails; stores and sends nothing.", NULL, 1, MOST_FILES,
                      &error))
        check_files(&command, &error);
    command_clear(&command);
    return command_end(error);
}
