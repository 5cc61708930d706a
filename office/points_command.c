#include "office/points_command.h"
#include "base/calendar.h"
#include "office/command.h"
#include "office/print.h"

#include <stdio.h>
#include <string.h>

static bool is(json_t *row, const char *member, const char *value)
{
    return g_strcmp0(json_string_value(json_object_get(row, member)), value) == 0;
}

static bool within(json_t *row, json_t *person)
{
    const char *date = json_string_value(json_object_get(row, "date"));
    return strcmp(date, json_string_value(json_object_get(person, "from"))) >= 0 &&
           strcmp(date, json_string_value(json_object_get(person, "until"))) < 0;
}

/* Hours of a status within the period. */
static gint64 hours_of(json_t *account, json_t *person, const char *status)
{
    gint64 hours = 0;
    size_t i;
    json_t *row;
    json_array_foreach(account, i, row) {
        if (is(row, "status", status) && within(row, person))
            hours += json_integer_value(json_object_get(row, "hours"));
    }
    return hours;
}

/* Small-group points: not all hours that count are. */
static gint64 points_of(json_t *account, json_t *person)
{
    gint64 points = 0;
    size_t i;
    json_t *row;
    json_array_foreach(account, i, row) {
        if (within(row, person))
            points += json_integer_value(json_object_get(row, "points"));
    }
    return points;
}

static json_t *totals_of(json_t *account, json_t *person)
{
    gint64 points = points_of(account, person);
    gint64 mandatory = json_integer_value(json_object_get(person, "mandatory"));
    return json_pack("{s:O, s:O, s:I, s:I, s:I, s:I, s:I, s:O, s:O, s:I}", "from",
                     json_object_get(person, "from"), "until", json_object_get(person, "until"), "counting",
                     (json_int_t)points, "provisional", (json_int_t)hours_of(account, person, "provisional"),
                     "disallowed", (json_int_t)hours_of(account, person, "disallowed"), "over-cap",
                     (json_int_t)hours_of(account, person, "over-cap"), "documented",
                     (json_int_t)hours_of(account, person, "documented"), "most",
                     json_object_get(person, "most"), "mandatory", json_object_get(person, "mandatory"),
                     "missing", (json_int_t)MAX(0, mandatory - points));
}

/* Whether a ground (credit_grounds) is one of an account's row. What is lost has findings alone. */
static bool is_ground_of(json_t *ground, json_t *row)
{
    const char *part = is(row, "status", "disallowed") ? "lost"
                       : is(row, "status", "over-cap") ? "surplus"
                                                       : "allowed";
    return is(ground, "part", part) && is(ground, "date", json_string_value(json_object_get(row, "date"))) &&
           is(ground, "group_number", json_string_value(json_object_get(row, "group_number")));
}

/* Adds to every row why it is as it is: what each rule found that made the hours what they are, then what was
 * said of them when the form was decided. */
static bool add_reasons(struct store *store, json_t *account, json_t *person, GError **error)
{
    json_t *id = json_object_get(person, "id");
    json_auto_t *grounds = store_rows(store, "credit_grounds", json_pack("{s:O}", "person", id), error);
    size_t i, j;
    json_t *row, *ground;
    if (!grounds)
        return false;
    json_array_foreach(account, i, row) {
        json_t *reasons = json_array();
        json_array_foreach(grounds, j, ground)
            if (is_ground_of(ground, row))
                json_array_append(reasons, ground);
        json_object_set_new(row, "reasons", reasons);
        json_auto_t *said =
            store_rows(store, "credit_reasons",
                       json_pack("{s:O, s:O, s:O}", "submission", json_object_get(row, "submission"), "date",
                                 json_object_get(row, "date"), "person", id),
                       error);
        if (!said)
            return false;
        json_array_extend(reasons, said);
    }
    return true;
}

/* What a doctor has besides small groups: hours as a supervisor, and the learning goals of the supervised. */
static bool add_supervision(struct store *store, json_t *totals, json_t *person, json_t **goals,
                            GError **error)
{
    json_t *id = json_object_get(person, "id");
    json_auto_t *led =
        store_row(store, "supervision_of_person",
                  json_pack("{s:O, s:O, s:O}", "person", id, "from", json_object_get(person, "from"), "until",
                            json_object_get(person, "until")),
                  error);
    *goals = led ? store_rows(store, "goals_of_person", json_pack("{s:O}", "person", id), error) : NULL;
    if (!*goals)
        return false;
    json_object_set(totals, "supervised", json_object_get(led, "hours"));
    json_object_set(totals, "supervised-as-points", json_object_get(led, "points"));
    return true;
}

static void print_total(json_t *totals, const char *member, const char *title)
{
    printf("%-16s%" JSON_INTEGER_FORMAT "\n", title, json_integer_value(json_object_get(totals, member)));
}

static void explain(json_t *account)
{
    size_t i, j;
    json_t *row, *reason;
    json_array_foreach(account, i, row) {
        g_autofree char *date = printable(row, "date"), *group = printable(row, "group_number");
        g_autofree char *status = printable(row, "status"), *waits = printable(row, "waits_for");
        g_autofree char *hours = printable(row, "hours"), *submission = printable(row, "submission");
        printf("\n%s %s: %s hours %s, from submission %s\n", date, group, hours, status, submission);
        if (*waits)
            printf("  waits for %s\n", waits);
        json_array_foreach(json_object_get(row, "reasons"), j, reason) {
            g_autofree char *rule = printable(reason, "rule"), *text = printable(reason, "text");
            printf("  %s: %s\n", rule, text);
        }
    }
}

static void print_goals(json_t *goals)
{
    static const struct column columns[] = {{"goal", "Goal", 9}, {"date", "Date", 10}, {"name", "", 0}};
    if (json_array_size(goals) == 0)
        return;
    printf("\n");
    print_table(goals, columns, G_N_ELEMENTS(columns));
}

static void print_account(json_t *person, json_t *account, json_t *totals, json_t *goals, bool with_reasons)
{
    static const struct column columns[] = {
        {"date", "Date", 10},  {"group_number", "Group", 9}, {"group_name", "", 30},
        {"hours", "Hours", 5}, {"status", "Status", 11},     {"waits_for", "Waits for", 0},
    };
    g_autofree char *from = printable(totals, "from"), *until = printable(totals, "until");
    print_field(person, "name", "Name");
    print_field(person, "hpr", "HPR");
    print_field(person, "specialty", "Specialty");
    if (json_array_size(account) > 0) {
        printf("\n");
        print_table(account, columns, G_N_ELEMENTS(columns));
    }
    printf("\nFrom %s up to %s%s\n", from, until,
           json_object_get(person, "period_start") ? "" : " (the start of the period is not registered)");
    print_total(totals, "counting", "Points");
    print_total(totals, "missing", "Still missing");
    print_total(totals, "provisional", "Provisional");
    print_total(totals, "disallowed", "Disallowed");
    print_total(totals, "over-cap", "Over the cap");
    print_total(totals, "most", "The cap");
    if (hours_of(account, person, "documented") > 0)
        print_total(totals, "documented", "Documented");
    if (json_integer_value(json_object_get(totals, "supervised")) > 0) {
        print_total(totals, "supervised", "As supervisor");
        print_total(totals, "supervised-as-points", "may count");
    }
    print_goals(goals);
    if (with_reasons)
        explain(account);
}

/* The one doctor with that name, or part of it: {id}. Of several the candidates are shown. */
static json_t *find_by_name(struct store *store, const char *name, GError **error)
{
    static const struct column columns[] = {{"hpr", "HPR", 9}, {"name", "Name", 40}, {"groups", "Groups", 0}};
    json_auto_t *found = store_rows(store, "persons_named", json_pack("{s:s}", "name", name), error);
    if (json_array_size(found) == 1)
        return json_incref(json_array_get(found, 0));
    if (found && json_array_size(found) == 0)
        fail(error, ERROR_INPUT, "there is no doctor with the name or HPR number %s", name);
    else if (found)
        fail(error, ERROR_INPUT, "%zu doctors have that name: give the whole name or the HPR number",
             json_array_size(found));
    if (json_array_size(found) > 0)
        print_table(found, columns, G_N_ELEMENTS(columns));
    return NULL;
}

/* A doctor's row of person_account, by HPR number or by name. */
static json_t *find_doctor(struct store *store, const char *who, GError **error)
{
    g_autofree char *today = calendar_today();
    bool by_number = who[strspn(who, "0123456789")] == '\0';
    json_auto_t *named = by_number ? NULL : find_by_name(store, who, error);
    if (!by_number && !named)
        return NULL;
    json_t *person = store_row(store, "person_account",
                               json_pack("{s:s?, s:O?, s:s}", "hpr", by_number ? who : NULL, "person",
                                         json_object_get(named, "id"), "today", today),
                               error);
    if (!json_is_null(person))
        return person;
    json_decref(person);
    fail(error, ERROR_INPUT, "there is no doctor with HPR %s", who);
    return NULL;
}

static bool show_account(struct store *store, const char *who, bool with_reasons, bool as_json,
                         GError **error)
{
    json_t *person = find_doctor(store, who, error);
    bool good = person != NULL;
    json_t *account = good ? store_rows(store, "credit_of_person",
                                        json_pack("{s:O}", "person", json_object_get(person, "id")), error)
                           : NULL;
    good = account && (!with_reasons || add_reasons(store, account, person, error));
    json_t *totals = good ? totals_of(account, person) : NULL, *goals = NULL;
    good = good && add_supervision(store, totals, person, &goals, error);
    if (good && as_json) {
        json_auto_t *whole =
            json_pack("{s:O, s:O, s:O, s:O, s:O}", "hpr", json_object_get(person, "hpr"), "name",
                      json_object_get(person, "name"), "totals", totals, "account", account, "goals", goals);
        json_dumpf(whole, stdout, JSON_INDENT(2));
        printf("\n");
    } else if (good) {
        print_account(person, account, totals, goals, with_reasons);
    }
    json_decref(goals);
    json_decref(totals);
    json_decref(account);
    json_decref(person);
    return good;
}

static bool points(const struct command *command, bool with_reasons, bool as_json, GError **error)
{
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    bool good = store && show_account(store, command->arguments[0], with_reasons, as_json, error);
    store_close(store);
    config_free(config);
    return good;
}

int points_command(int argc, char **argv)
{
    gboolean with_reasons = FALSE, as_json = FALSE;
    const GOptionEntry more[] = {
        {"explain", 0, 0, G_OPTION_ARG_NONE, &with_reasons, "why each meeting counts or does not", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "the account as JSON", NULL},
        G_OPTION_ENTRY_NULL,
    };
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "HPR|NAME", "A doctor's account.", more, 1, 1, &error))
        points(&command, with_reasons, as_json, &error);
    command_clear(&command);
    return command_end(error);
}
