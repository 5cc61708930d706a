#include "office/person_command.h"
#include "base/calendar.h"
#include "office/command.h"
#include "office/print.h"

#include <stdio.h>
#include <string.h>

static gint64 number(const json_t *row, const char *member)
{
    return json_integer_value(json_object_get(row, member));
}

static const char *text(const json_t *row, const char *member)
{
    return json_string_value(json_object_get(row, member));
}

/* The id of the doctor; 0 after an error. */
static gint64 find_person(struct store *store, const char *hpr, GError **error)
{
    g_autofree char *today = calendar_today();
    json_auto_t *person = store_row(
        store, "person_account", json_pack("{s:s, s:n, s:s}", "hpr", hpr, "person", "today", today), error);
    if (json_is_null(person))
        fail(error, ERROR_INPUT, "there is no doctor with HPR %s", hpr);
    return number(person, "id");
}

/* ---- export ---- */

static bool export_person(struct store *store, gint64 id, GError **error)
{
    json_auto_t *all = store_row(store, "person_export", json_pack("{s:I}", "person", (json_int_t)id), error);
    if (!all)
        return false;
    json_object_set_new(all, "originals_note",
                        json_string("The originals of these mails are held until their time is over. They "
                                    "may hold others, too, and are not part of this export; the mailbox has "
                                    "them."));
    json_dumpf(all, stdout, JSON_INDENT(2));
    printf("\n");
    return true;
}

/* ---- forget ---- */

static void print_count(const json_t *scope, const char *member, const char *one, const char *several)
{
    g_autofree char *said = print_number(number(scope, member), one, several);
    if (number(scope, member) > 0)
        printf("  %s\n", said);
}

/* Exactly what goes, what stays, and why. */
static void print_scope(const json_t *scope, bool done)
{
    printf(done ? "Removed:\n" : "Would be removed:\n");
    if (text(scope, "address"))
        printf("  the e-mail address and the language of the doctor\n");
    print_count(scope, "form_details", "address or workplace on a form", "addresses and workplaces on forms");
    print_count(scope, "mails",
                "mail of the doctor: subject, words and sender; the original where no form is in it",
                "mails of the doctor: subject, words and sender; the original where no form is in it");
    print_count(scope, "sent", "mail to the doctor: text and address",
                "mails to the doctor: text and address");
    print_count(scope, "told", "note of what the doctor was last told",
                "notes of what the doctor was last told");
    printf(done ? "Kept:\n" : "Would be kept:\n");
    printf("  name and HPR number, specialty, profession, training and period: points are counted by them\n");
    print_count(scope, "days", "day of attendance: the hours themselves",
                "days of attendance: the hours themselves");
    print_count(scope, "lists", "form with the doctor's name: it proves the hours, of others, too",
                "forms with the doctor's name: they prove the hours, of others, too");
    print_count(scope, "memberships", "membership of a group: who may hand in a list depends on it",
                "memberships of groups: who may hand in a list depends on them");
    print_count(
        scope, "originals",
        "original of a form that the doctor sent: others stand in it; it goes when its time is over",
        "originals of forms that the doctor sent: others stand in them; they go when their time is over");
    print_count(scope, "others_originals",
                "original of others with the doctor in it: it goes when its time is over",
                "originals of others with the doctor in them: they go when their time is over");
    if (number(scope, "shares_address"))
        printf("  mails from and to the address: somebody else has the same one\n");
    printf("  copies in the mailbox and in backups: presens does not reach them\n");
}

static bool remove_person(struct store *store, const json_t *scope, GError **error)
{
    g_autofree char *today = calendar_today();
    g_autofree char *stand_in =
        g_strdup_printf("forgotten-%" G_GINT64_FORMAT "@invalid", number(scope, "id"));
    json_t *address = number(scope, "shares_address") ? NULL : json_object_get(scope, "address");
    return store_run(store, "person_forget",
                     json_pack("{s:O, s:O?, s:s, s:s}", "person", json_object_get(scope, "id"), "address",
                               address, "stand_in", stand_in, "today", today),
                     NULL, error);
}

static bool forget_person(struct store *store, gint64 id, bool yes, GError **error)
{
    if (!store_begin(store, error))
        return false;
    json_auto_t *scope =
        store_row(store, "person_forget_scope", json_pack("{s:I}", "person", (json_int_t)id), error);
    bool good = scope != NULL;
    g_autofree char *open = print_number(number(scope, "mails_open"), "mail", "mails");
    g_autofree char *waiting = print_number(number(scope, "sent_waiting"), "mail", "mails");
    if (good && number(scope, "mails_open") + number(scope, "sent_waiting") > 0)
        good = fail(error, ERROR_INPUT,
                    "not finished yet: %s from and %s to the doctor (presens queue); try again when they are",
                    open, waiting);
    good = good && (!yes || (remove_person(store, scope, error) && store_commit(store, error)));
    if (!good || !yes)
        store_rollback(store);
    if (!good || (yes && !store_flush(store, error)))
        return false;
    print_scope(scope, yes);
    if (!yes)
        printf("Nothing is changed without --yes.\n");
    return true;
}

static bool carry_out(const struct command *command, bool yes, GError **error)
{
    const char *verb = command->arguments[0];
    bool export = strcmp(verb, "export") == 0;
    if (!export && strcmp(verb, "forget") != 0)
        return fail(error, ERROR_USAGE, "'%s' is neither export nor forget", verb);
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    gint64 id = store ? find_person(store, command->arguments[1], error) : 0;
    bool good = id && (export ? export_person(store, id, error) : forget_person(store, id, yes, error));
    store_close(store);
    config_free(config);
    return good;
}

int person_command(int argc, char **argv)
{
    gboolean yes = FALSE;
    const GOptionEntry more[] = {
        {"yes", 0, 0, G_OPTION_ARG_NONE, &yes, "forget: do it; without it only what would be done is said",
         NULL},
        G_OPTION_ENTRY_NULL,
    };
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "export|forget HPR",
                      "export: everything that is held about a doctor, as JSON. forget: removes what hours "
                      "and decisions "
                      "do not need.",
                      more, 2, 2, &error))
        carry_out(&command, yes, &error);
    command_clear(&command);
    return command_end(error);
}
