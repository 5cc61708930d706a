#include "office/decision_command.h"
#include "notify/answers.h"
#include "office/command.h"
#include "rules/decide.h"

#include <stdio.h>

enum verdict { APPROVE, RETURN, UNDO };

static bool carry_out(struct rules *rules, struct store *store, gint64 submission, enum verdict verdict,
                      const char *note, GError **error)
{
    const char *by = g_get_user_name();
    return verdict == UNDO ? decide_undo(rules, store, submission, by, error)
                           : decide_by_office(rules, store, submission, verdict == APPROVE, note, by, error);
}

/* Decision, its effects and the mails that follow, in one commit. What is taken back may be flagged again,
 * and is answered like a mail that was decided just now. */
static bool decide_in(struct store *store, struct config *config, gint64 submission, enum verdict verdict,
                      const char *note, GError **error)
{
    struct rules *rules = rules_load(store, config, error);
    struct answers *answers = rules ? answers_new(config, error) : NULL;
    bool good = answers && store_begin(store, error);
    if (good) {
        good = carry_out(rules, store, submission, verdict, note, error) &&
               answers_to_decision(answers, store, submission, error) && store_commit(store, error);
        if (!good)
            store_rollback(store);
    }
    answers_free(answers);
    rules_free(rules);
    return good;
}

static bool decide(const struct command *command, enum verdict verdict, const char *note, GError **error)
{
    static const char *const done[] = {"approved", "returned", "decided anew"};
    guint64 submission = 0;
    if (!g_ascii_string_to_unsigned(command->arguments[0], 10, 1, G_MAXINT64, &submission, NULL))
        return fail(error, ERROR_USAGE, "'%s' is not the number of a submission (see presens queue)",
                    command->arguments[0]);
    if (command->store_path)
        return fail(error, ERROR_USAGE, "a decision sends mail and needs --config, not --store");
    if (verdict == RETURN && (!note || !*note))
        return fail(error, ERROR_USAGE, "say in --note what the sender is to mend");
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    bool good = store && decide_in(store, config, (gint64)submission, verdict, note, error);
    if (good)
        printf("%" G_GUINT64_FORMAT " %s; the answer goes out with the next round of the service\n",
               submission, done[verdict]);
    store_close(store);
    config_free(config);
    return good;
}

static int decision_command(int argc, char **argv, enum verdict verdict, const char *summary)
{
    g_autofree char *note = NULL;
    const GOptionEntry more[] = {
        {"note", 0, 0, G_OPTION_ARG_STRING, &note, "words for the sender and the record", "TEXT"},
        G_OPTION_ENTRY_NULL,
    };
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "N", summary, verdict == UNDO ? NULL : more, 1, 1, &error))
        decide(&command, verdict, note, &error);
    command_clear(&command);
    return command_end(error);
}

int approve_command(int argc, char **argv)
{
    return decision_command(argc, argv, APPROVE, "Accepts a flagged submission.");
}

int return_command(int argc, char **argv)
{
    return decision_command(argc, argv, RETURN, "Returns a flagged submission to its sender.");
}

int undo_command(int argc, char **argv)
{
    return decision_command(argc, argv, UNDO, "Takes back the office's decision on a submission.");
}
