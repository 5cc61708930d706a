#include "office/recheck_command.h"
#include "notify/answers.h"
#include "office/command.h"
#include "office/print.h"
#include "rules/decide.h"
#include "store/messages.h"

#include <stdio.h>
#include <unistd.h>

static void say_progress(size_t done, size_t all, void *data G_GNUC_UNUSED)
{
    fprintf(stderr, "\r%zu of %zu%s", done, all, done == all ? "\n" : "");
}

/* The lines that the one text has and the other has not. */
static void print_missing(const char *mark, const char *text, const char *other)
{
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    g_auto(GStrv) others = g_strsplit(other ? other : "", "\n", -1);
    for (char **line = lines; *line; line++) {
        json_auto_t *row = json_pack("{s:s}", "line", *line);
        g_autofree char *said = printable(row, "line");
        if (!g_strv_contains((const char *const *)others, *line))
            printf("    %s %s\n", mark, said);
    }
}

static void print_decision(json_t *row)
{
    const char *before = json_string_value(json_object_get(row, "findings_before"));
    const char *after = json_string_value(json_object_get(row, "findings_after"));
    g_autofree char *number = printable(row, "submission"), *group = printable(row, "group_number");
    g_autofree char *was = printable(row, "before"), *is = printable(row, "after");
    printf("submission %s %s: %s -> %s\n", number, group, was, is);
    print_missing("-", before, after);
    print_missing("+", after, before);
}

static void print_difference(json_t *decisions, json_t *credits)
{
    size_t i;
    json_t *row;
    json_array_foreach(decisions, i, row)
        print_decision(row);
    json_array_foreach(credits, i, row) {
        g_autofree char *name = printable(row, "name"), *hpr = printable(row, "hpr");
        g_autofree char *group = printable(row, "group_number"), *date = printable(row, "date");
        g_autofree char *status = printable(row, "status");
        printf("%s (%s) %s %s: %" JSON_INTEGER_FORMAT " -> %" JSON_INTEGER_FORMAT " hours %s\n", name, hpr,
               group, date, json_integer_value(json_object_get(row, "before")),
               json_integer_value(json_object_get(row, "after")), status);
    }
    g_autofree char *forms = print_number((gint64)json_array_size(decisions), "submission", "submissions");
    g_autofree char *days = print_number((gint64)json_array_size(credits), "day of a doctor come out",
                                         "days of doctors come out");
    if (json_array_size(decisions) + json_array_size(credits) == 0)
        printf("Everything comes out as it stands.\n");
    else
        printf("%s and %s in another way.\n", forms, days);
}

static gint64 message_of(json_t *row)
{
    return json_integer_value(json_object_get(row, "message"));
}

/* Senders hear of forms that came out in another way, and doctors of hours. */
static bool queue_mails(struct config *config, struct store *store, json_t *decisions, GError **error)
{
    struct answers *answers = answers_new(config, error);
    json_t *groups = answers ? store_rows(store, "recheck_groups", NULL, error) : NULL, *row;
    bool good = groups != NULL;
    gint64 last = 0;
    size_t i;
    json_array_foreach(decisions, i, row) {
        if (message_of(row) != last)
            good = good && answers_to_message(answers, store, message_of(row), error);
        last = message_of(row);
    }
    json_array_foreach(groups, i, row)
        good = good && answers_to_accounts(answers, store, message_of(row), error);
    good = good && answers_to_office(answers, store, error);
    json_decref(groups);
    answers_free(answers);
    return good;
}

/* What nobody has to be answered about is where it was. */
static bool settle(struct store *store, GError **error)
{
    if (!store_run(store, "recheck_restore", NULL, NULL, error))
        return false;
    json_t *rows = store_rows(store, "recheck_settled", NULL, error), *row;
    bool good = rows != NULL;
    size_t i;
    json_array_foreach(rows, i, row) {
        good = good && message_move(store, message_of(row), "answered", NULL, error);
        if (good && g_strcmp0(json_string_value(json_object_get(row, "state")), "filed") == 0)
            good = message_move(store, message_of(row), "filed", NULL, error);
    }
    json_decref(rows);
    return good;
}

/* The rules bring their parameters with them, on which accounts depend: what stands is kept before they are
 * loaded. */
static bool decide_and_compare(struct store *store, struct config *config, bool apply, GError **error)
{
    if (!store_run(store, "recheck_keep", NULL, NULL, error))
        return false;
    struct rules *rules = rules_load(store, config, error);
    const struct progress progress = {say_progress, NULL};
    bool good = rules && decide_all_again(rules, store, isatty(STDERR_FILENO) ? &progress : NULL, error);
    json_t *decisions = good ? store_rows(store, "recheck_decisions", NULL, error) : NULL;
    json_t *credits = decisions ? store_rows(store, "recheck_credits", NULL, error) : NULL;
    good = credits != NULL;
    if (good)
        print_difference(decisions, credits);
    if (good && apply)
        good = queue_mails(config, store, decisions, error) && settle(store, error) &&
               store_run(store, "recheck_forget", NULL, NULL, error);
    json_decref(credits);
    json_decref(decisions);
    rules_free(rules);
    return good;
}

/* Everything happens in one transaction, which is committed only where it is to be applied. */
static bool recheck_in(struct store *store, struct config *config, bool apply, GError **error)
{
    if (!store_begin(store, error))
        return false;
    bool good = decide_and_compare(store, config, apply, error);
    if (good && apply && (good = store_commit(store, error)))
        return true;
    store_rollback(store);
    return good;
}

static bool recheck(const struct command *command, bool apply, GError **error)
{
    if (apply && command->store_path)
        return fail(error, ERROR_USAGE, "--apply sends mail and needs --config, not --store");
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    bool good = store && recheck_in(store, config, apply, error);
    if (good && !apply)
        printf("Nothing is changed without --apply.\n");
    store_close(store);
    config_free(config);
    return good;
}

int recheck_command(int argc, char **argv)
{
    gboolean apply = FALSE, dry_run = FALSE;
    const GOptionEntry more[] = {
        {"apply", 0, 0, G_OPTION_ARG_NONE, &apply, "make it so, and queue the mails that follow", NULL},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, "print the difference alone (this is the default)",
         NULL},
        G_OPTION_ENTRY_NULL,
    };
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "", "Decides everything anew under the rules of today.", more,
                      0, 0, &error))
        recheck(&command, apply && !dry_run, &error);
    command_clear(&command);
    return command_end(error);
}
