#include "office/daily_command.h"
#include "base/calendar.h"
#include "notify/digest.h"
#include "notify/reminders.h"
#include "office/command.h"
#include "office/print.h"
#include "store/clock.h"
#include "store/retention.h"

#include <stdio.h>

/* A day's work. */
struct day {
    const struct config *config;
    struct store *store;
    struct letters *letters;
    char *today;
    bool dry_run, confirmed; /* somebody says that today is right */
    json_t *doubt;           /* about the clock; JSON null: none */
};

/* Ends the transaction of a step that queues mails; a dry run takes back what it tried. */
static bool finish(const struct day *day, bool good, GError **error)
{
    if (good && !day->dry_run)
        good = store_commit(day->store, error);
    if (!good || day->dry_run)
        store_rollback(day->store);
    return good;
}

static const char *text(const json_t *row, const char *member)
{
    return json_string_value(json_object_get(row, member));
}

/* What cannot be taken back waits until the clock is believed. */
static bool look_at_clock(struct day *day, GError **error)
{
    if (!store_begin(day->store, error))
        return false;
    bool noted = clock_note(day->store, day->today, day->confirmed, error) &&
                 (day->doubt = clock_doubt(day->store, error));
    if (!finish(day, noted, error))
        return false;
    const char *from = text(day->doubt, "last");
    if (from)
        printf("the clock has jumped from %s to %s: no group is reminded, and nothing emptied, before %s; "
               "set it right, or say --clock-is-right\n",
               from, text(day->doubt, "since"), text(day->doubt, "until"));
    else if (json_is_object(day->doubt))
        printf("the first days of daily work: nothing is emptied before %s\n", text(day->doubt, "until"));
    return true;
}

static bool remind(const struct day *day, GError **error)
{
    if (json_object_get(day->doubt, "last"))
        return true;
    json_t *reminded = NULL;
    if (!store_begin(day->store, error))
        return false;
    bool good = finish(
        day, reminders_queue(day->letters, day->store, day->config, day->today, &reminded, error), error);
    size_t index;
    const json_t *group;
    if (good)
        printf("%zu silent groups%s\n", json_array_size(reminded),
               day->dry_run ? " would be reminded" : " reminded");
    json_array_foreach(reminded, index, group)
        if (good && day->dry_run)
            printf("  %s, last heard from %s%s\n", text(group, "group_number"), text(group, "heard_on"),
                   json_object_get(group, "email") ? ""
                                                   : ": nobody has an address, the office would hear of it");
    json_decref(reminded);
    return good;
}

static gint64 number(const json_t *row, const char *member)
{
    return json_integer_value(json_object_get(row, member));
}

static bool tell_office(const struct day *day, GError **error)
{
    json_t *said = NULL;
    if (!store_begin(day->store, error))
        return false;
    bool good =
        finish(day, digest_queue(day->letters, day->store, day->config, day->today, &said, error), error);
    g_autofree char *unheard =
        print_number(number(said, "unheard"), "group that does not answer", "groups that do not answer");
    if (good && json_is_object(said))
        printf("a digest%s: %" G_GINT64_FORMAT " open, %" G_GINT64_FORMAT " undelivered, %s\n",
               day->dry_run ? " would go to the office" : " to the office", number(said, "open"),
               number(said, "undelivered"), unheard);
    else if (good)
        printf("no digest: nothing to report, or the office has today's\n");
    json_decref(said);
    return good;
}

static bool retain(const struct day *day, GError **error)
{
    if (json_is_object(day->doubt))
        return true;
    const guint days[RETENTION_KINDS] = {
        [RETENTION_MAILS] = day->config->retention.mail_days,
        [RETENTION_AUTOMATIC] = day->config->retention.automatic_days,
        [RETENTION_SENT] = day->config->retention.sent_days,
    };
    for (int kind = 0; kind < RETENTION_KINDS; kind++) {
        gint64 count = 0;
        if (!retention_apply(day->store, (enum retention_kind)kind, day->today, days[kind], day->dry_run,
                             &count, error))
            return false;
        printf("%s: %" G_GINT64_FORMAT " older than %u days %s\n", retention_name((enum retention_kind)kind),
               count, days[kind], day->dry_run ? "would be emptied" : "emptied");
    }
    return day->dry_run || store_flush(day->store, error);
}

static bool daily(const struct command *command, bool dry_run, bool confirmed, GError **error)
{
    if (command->store_path)
        return fail(error, ERROR_USAGE, "the daily work sends mail and needs --config, not --store");
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    struct letters *letters = store ? letters_new(config, error) : NULL;
    struct day day = {config, store, letters, calendar_today(), dry_run, confirmed, NULL};
    bool good = letters && look_at_clock(&day, error) && remind(&day, error) && tell_office(&day, error) &&
                retain(&day, error);
    json_decref(day.doubt);
    g_free(day.today);
    letters_free(letters);
    store_close(store);
    config_free(config);
    return good;
}

int daily_command(int argc, char **argv)
{
    gboolean dry_run = FALSE, confirmed = FALSE;
    const GOptionEntry more[] = {
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say what would be done, and do nothing", NULL},
        {"clock-is-right", 0, 0, G_OPTION_ARG_NONE, &confirmed, "believe the clock after a jump", NULL},
        G_OPTION_ENTRY_NULL,
    };
    struct command command;
    GError *error = NULL;
    if (command_parse(
            &command, &argc, &argv, "",
            "Once a day: reminds silent groups, sends the office its digest, and removes what is due to go.",
            more, 0, 0, &error))
        daily(&command, dry_run, confirmed, &error);
    command_clear(&command);
    return command_end(error);
}
