#include "notify/accounts.h"
#include "base/calendar.h"

#include <string.h>

static json_t *person_parameters(const json_t *person)
{
    return json_pack("{s:O}", "person", json_object_get(person, "id"));
}

static json_t *person_today(const json_t *person)
{
    g_autofree char *today = calendar_today();
    return json_pack("{s:O, s:s}", "person", json_object_get(person, "id"), "today", today);
}

/* Marks for the template which kinds of news there are. */
static void mark_states(json_t *data, const json_t *news)
{
    size_t index;
    const json_t *meeting;
    json_array_foreach(news, index, meeting) {
        g_autofree char *mark = g_strdelimit(
            g_strconcat("any_", json_string_value(json_object_get(meeting, "status")), NULL), "-", '_');
        json_object_set_new(data, mark, json_true());
        if (json_is_true(json_object_get(meeting, "changed")) ||
            json_integer_value(json_object_get(meeting, "changed")))
            json_object_set_new(data, "any_changed", json_true());
    }
}

/* "2 kurstimer", "1 møte": what is missing, in words. */
static void say_missing(const struct wording *wording, json_t *missing)
{
    size_t index;
    json_t *row;
    json_array_foreach(missing, index, row) {
        bool hours = json_integer_value(json_object_get(row, "hours_missing")) != 0;
        g_autofree char *said = wording_count(wording, json_integer_value(json_object_get(row, "missing")),
                                              hours ? "hour" : "meeting");
        json_object_set_new(row, "missing_said", json_string(said));
    }
}

static void say_points(const struct wording *wording, json_t *points)
{
    gint64 have = json_integer_value(json_object_get(points, "points"));
    gint64 left = json_integer_value(json_object_get(points, "least")) - have;
    json_object_set_new(points, "left", json_integer(MAX(left, 0)));
    g_autofree char *waiting =
        wording_count(wording, json_integer_value(json_object_get(points, "waiting")), "hour");
    json_object_set_new(points, "waiting_said", json_string(waiting));
}

/* Everything that the confirmation to a person is filled with; `news` is stolen. NULL on error. */
static json_t *account_data(const struct wording *wording, struct store *store, const json_t *person,
                            json_t *news, GError **error)
{
    json_auto_t *data = json_pack("{s:o}", "news", news);
    json_t *missing = store_rows(store, "mail_missing", person_today(person), error);
    json_t *points = missing ? store_row(store, "mail_points", person_today(person), error) : NULL;
    json_object_set_new(data, "missing", missing ? missing : json_array());
    json_object_set_new(data, "account", points ? points : json_null());
    if (!points)
        return NULL;
    mark_states(data, news);
    say_missing(wording, missing);
    say_points(wording, points);
    wording_apply(wording, data);
    return g_steal_pointer(&data);
}

/* Numbers the confirmations to an address, so that a status that comes back is told again. */
static char *next_occasion(struct store *store, const json_t *person, GError **error)
{
    json_auto_t *row = store_row(
        store, "mail_earlier",
        json_pack("{s:O, s:s}", "recipient", json_object_get(person, "email"), "purpose", "confirmation"),
        error);
    if (!row)
        return NULL;
    return g_strdup_printf("%" JSON_INTEGER_FORMAT " %" JSON_INTEGER_FORMAT,
                           json_integer_value(json_object_get(person, "id")),
                           json_integer_value(json_object_get(row, "earlier")));
}

static bool tell_person(const struct letters *letters, struct store *store, const json_t *message,
                        const json_t *person, GError **error)
{
    json_t *news = store_rows(store, "mail_account_news", person_parameters(person), error);
    if (!news)
        return false;
    if (json_array_size(news) == 0) {
        json_decref(news);
        return true;
    }
    json_auto_t *data = account_data(letters_wording(letters, NULL), store, person, news, error);
    g_autofree char *occasion = data ? next_occasion(store, person, error) : NULL;
    if (!occasion)
        return false;
    struct letter letter = {
        .purpose = "confirmation",
        .template = "confirmation",
        .recipient = json_string_value(json_object_get(person, "email")),
        .message = message,
        .occasion = occasion,
        .data = data,
    };
    return letters_queue(letters, store, &letter, error) &&
           store_run(store, "mail_told", person_parameters(person), NULL, error);
}

bool accounts_tell(const struct letters *letters, struct store *store, const json_t *message, GError **error)
{
    json_auto_t *persons = store_rows(store, "mail_persons",
                                      json_pack("{s:O}", "message", json_object_get(message, "id")), error);
    if (!persons)
        return false;
    size_t index;
    const json_t *person;
    json_array_foreach(persons, index, person)
        if (!tell_person(letters, store, message, person, error))
            return false;
    return true;
}
