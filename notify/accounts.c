#include "notify/accounts.h"
#include "base/calendar.h"
#include "notify/manners.h"

#include <string.h>

static gint64 number(const json_t *row, const char *member)
{
    return json_integer_value(json_object_get(row, member));
}

static const char *text(const json_t *row, const char *member)
{
    return json_string_value(json_object_get(row, member));
}

static void say_count(const struct wording *wording, json_t *row, const char *member, gint64 count,
                      const char *noun)
{
    g_autofree char *said = wording_count(wording, count, noun);
    json_object_set_new(row, member, json_string(said));
}

/* ---- what the account says ---- */

/* The doctor with the period that the account looks at: person_account; NULL on error. */
static json_t *read_person(struct store *store, gint64 id, GError **error)
{
    g_autofree char *today = calendar_today();
    json_t *person =
        store_row(store, "person_account",
                  json_pack("{s:I, s:n, s:s}", "person", (json_int_t)id, "hpr", "today", today), error);
    if (json_is_null(person)) {
        fail(error, ERROR_INTERNAL, "there is no person %" G_GINT64_FORMAT, id);
        g_clear_pointer(&person, json_decref);
    }
    return person;
}

/* Sums of the period, in numbers and words. */
static json_t *read_sums(const struct wording *wording, struct store *store, const json_t *person,
                         GError **error)
{
    json_t *sums = store_row(store, "mail_points",
                             json_pack("{s:O, s:O}", "from", json_object_get(person, "from"), "until",
                                       json_object_get(person, "until")),
                             error);
    static const char *const hours[] = {"waiting", "disallowed", "surplus", "documented"};
    for (guint i = 0; sums && i < G_N_ELEMENTS(hours); i++) {
        g_autofree char *said = g_strconcat(hours[i], "_said", NULL);
        say_count(wording, sums, said, number(sums, hours[i]), "hour");
    }
    gint64 points = number(sums, "points"), left = MAX(number(person, "mandatory") - points, 0);
    if (sums) {
        say_count(wording, sums, "points_said", points, "point");
        say_count(wording, sums, "left_said", left, "point");
        json_object_set_new(sums, "left", json_integer(left));
        json_object_set_new(sums, "least", json_integer(number(person, "mandatory")));
        json_object_set_new(sums, "assumed", json_boolean(!json_object_get(person, "period_start")));
        json_object_update_missing(sums, (json_t *)person);
    }
    return sums;
}

/* "2 kurstimer", "1 møte": what provisional hours still wait for. NULL on error. */
static json_t *read_missing(const struct wording *wording, struct store *store, const json_t *person,
                            GError **error)
{
    g_autofree char *today = calendar_today();
    json_t *missing =
        store_rows(store, "mail_missing",
                   json_pack("{s:O, s:s}", "person", json_object_get(person, "id"), "today", today), error);
    size_t index;
    json_t *row;
    json_array_foreach(missing, index, row)
        say_count(wording, row, "missing_said", number(row, "missing"),
                  number(row, "hours_missing") ? "hour" : "meeting");
    return missing;
}

/* What every letter about an account is filled with; dates are not in words yet. NULL on error. */
static json_t *read_account(const struct wording *wording, struct store *store, const json_t *person,
                            GError **error)
{
    json_t *sums = read_sums(wording, store, person, error);
    json_t *missing = sums ? read_missing(wording, store, person, error) : NULL;
    if (missing)
        return json_pack("{s:o, s:o, s:b, s:O}", "account", sums, "missing", missing, "any_missing",
                         json_array_size(missing) > 0, "name", json_object_get(person, "name"));
    json_decref(sums);
    return NULL;
}

/* ---- what became different ---- */

static json_t *person_parameters(const json_t *person)
{
    return json_pack("{s:O}", "person", json_object_get(person, "id"));
}

/* Numbers the confirmations to an address, so that a status that comes back is told again. */
static char *next_occasion(struct store *store, const json_t *person, GError **error)
{
    json_auto_t *row = store_row(
        store, "mail_earlier",
        json_pack("{s:O, s:s}", "recipient", json_object_get(person, "email"), "purpose", "confirmation"),
        error);
    return row ? g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, number(person, "id"),
                                 number(row, "earlier"))
               : NULL;
}

/* Whoever has written to us is answered in that language, everybody else in that of the form. */
static const char *language_of(const json_t *person, const json_t *message)
{
    const char *own = text(person, "language");
    return own ? own : text(message, "language");
}

static json_t *confirmation_data(const struct wording *wording, struct store *store, const json_t *person,
                                 json_t *news, GError **error)
{
    json_t *data = read_account(wording, store, person, error);
    size_t index;
    const json_t *meeting;
    json_array_foreach(news, index, meeting)
        if (number(meeting, "changed"))
            json_object_set_new(data, "any_changed", json_true());
    if (data) {
        json_object_set(data, "news", news);
        wording_apply(wording, data);
    }
    return data;
}

static bool confirm(const struct letters *letters, struct store *store, const json_t *message, gint64 id,
                    json_t *news, GError **error)
{
    json_auto_t *person = read_person(store, id, error);
    /* Before the news is put into words. */
    if (!person || !store_run(store, "mail_told",
                              json_pack("{s:I, s:O}", "person", (json_int_t)id, "news", news), NULL, error))
        return false;
    const char *language = language_of(person, message);
    json_auto_t *data = confirmation_data(letters_wording(letters, language), store, person, news, error);
    g_autofree char *occasion = data ? next_occasion(store, person, error) : NULL;
    if (!occasion)
        return false;
    const struct letter letter = {
        .purpose = "confirmation",
        .language = language,
        .template = "confirmation",
        .recipient = text(person, "email"),
        .message = message,
        .occasion = occasion,
        .data = data,
    };
    return letters_queue(letters, store, &letter, error);
}

bool accounts_tell(const struct letters *letters, struct store *store, const json_t *message, GError **error)
{
    json_auto_t *persons = store_rows(store, "mail_persons",
                                      json_pack("{s:O}", "message", json_object_get(message, "id")), error);
    if (!persons)
        return false;
    size_t index;
    const json_t *person;
    json_array_foreach(persons, index, person) {
        json_auto_t *news = store_run(store, "account_read", person_parameters(person), NULL, error)
                                ? store_rows(store, "mail_account_news", person_parameters(person), error)
                                : NULL;
        if (!news || (json_array_size(news) > 0 &&
                      !confirm(letters, store, message, number(person, "id"), news, error)))
            return false;
    }
    return true;
}

bool accounts_note_language(const struct occasion *occasion, GError **error)
{
    const char *sender = occasion_text(occasion, "sender"), *words = occasion_text(occasion, "text");
    return !sender || !words ||
           store_run(occasion->store, "mail_language",
                     json_pack("{s:s, s:s, s:s}", "address", sender, "language",
                               occasion_text(occasion, "language"), "text", words),
                     NULL, error);
}

/* ---- the whole account ---- */

/* The rows of an account, a list a group with its points of the period: [{group_name, group_number, points,
 * rows:
 * [...]}]. */
static json_t *by_group(const json_t *rows)
{
    json_t *groups = json_array(), *group = NULL;
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row) {
        if (g_strcmp0(text(group, "group_number"), text(row, "group_number")) != 0) {
            group = json_pack("{s:O, s:O, s:i, s:[]}", "group_name", json_object_get(row, "group_name"),
                              "group_number", json_object_get(row, "group_number"), "points", 0, "rows");
            json_array_append_new(groups, group);
        }
        json_array_append(json_object_get(group, "rows"), (json_t *)row);
        if (!number(row, "earlier"))
            json_object_set_new(group, "points",
                                json_integer(number(group, "points") + number(row, "points")));
    }
    return groups;
}

/* Hours as a supervisor, and the learning goals of the supervised. */
static bool add_supervision(json_t *data, const struct wording *wording, struct store *store,
                            const json_t *person, GError **error)
{
    json_t *led =
        store_row(store, "supervision_of_person",
                  json_pack("{s:O, s:O, s:O}", "person", json_object_get(person, "id"), "from",
                            json_object_get(person, "from"), "until", json_object_get(person, "until")),
                  error);
    json_t *goals = led ? store_rows(store, "goals_of_person", person_parameters(person), error) : NULL;
    if (led && number(led, "hours") > 0) {
        say_count(wording, led, "points_said", number(led, "points"), "point");
        say_count(wording, led, "time_said", number(led, "hours"), "clock_hour");
        json_object_set(data, "supervised", led);
    }
    json_object_set(data, "goals", goals);
    json_object_set_new(data, "any_goal", json_boolean(json_array_size(goals) > 0));
    json_decref(led);
    json_decref(goals);
    return goals != NULL;
}

static json_t *statement_data(const struct wording *wording, struct store *store, const json_t *person,
                              GError **error)
{
    if (!store_run(store, "account_read", person_parameters(person), NULL, error))
        return NULL;
    json_auto_t *rows = store_rows(store, "mail_account",
                                   json_pack("{s:O, s:O}", "person", json_object_get(person, "id"), "from",
                                             json_object_get(person, "from")),
                                   error);
    json_auto_t *data = rows ? read_account(wording, store, person, error) : NULL;
    if (!data || !add_supervision(data, wording, store, person, error))
        return NULL;
    json_object_set_new(data, "groups", by_group(rows));
    json_object_set_new(data, "empty", json_boolean(json_array_size(rows) == 0));
    wording_apply(wording, data);
    return g_steal_pointer(&data);
}

static struct letter reply_with(const struct occasion *occasion, const char *purpose, const char *template,
                                const json_t *data)
{
    return (struct letter){
        .purpose = purpose,
        .language = occasion_text(occasion, "language"),
        .template = template,
        .recipient = occasion_text(occasion, "sender"),
        .message = occasion->message,
        .answer = true,
        .occasion = "",
        .data = data,
    };
}

static bool send_statement(const struct occasion *occasion, gint64 id, GError **error)
{
    const struct letters *letters = occasion->answers->letters;
    json_auto_t *person = read_person(occasion->store, id, error);
    json_auto_t *data = person ? statement_data(letters_wording(letters, occasion_text(occasion, "language")),
                                                occasion->store, person, error)
                               : NULL;
    const struct letter letter = reply_with(occasion, "statement", "statement", data);
    return data && letters_queue(letters, occasion->store, &letter, error);
}

/* The same words whoever asks. */
static bool send_nothing(const struct occasion *occasion, GError **error)
{
    json_auto_t *data = json_object();
    const struct letter letter = reply_with(occasion, "form", "statement-unknown", data);
    return letters_queue(occasion->answers->letters, occasion->store, &letter, error);
}

bool accounts_answer(const struct occasion *occasion, GError **error)
{
    bool allowed;
    json_auto_t *owner = store_row(occasion->store, "mail_address_owner",
                                   json_pack("{s:s}", "address", occasion_text(occasion, "sender")), error);
    if (!owner)
        return false;
    if (json_is_null(owner))
        return manners_bound_explanation(occasion, &allowed, error) &&
               (!allowed || send_nothing(occasion, error));
    return manners_bound_statement(occasion, &allowed, error) &&
           (!allowed || send_statement(occasion, number(owner, "id"), error));
}
