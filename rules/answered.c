#include "rules/answered.h"

#include <string.h>

/* A question with its answer, and the place in the form that it is about. */
struct exchange {
    struct store *store; /* borrowed, like all below */
    json_t *form;
    json_t *place; /* the meeting, the participant or the changed person; else the form */
    const json_t *answer;
    json_t *value;
};

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static bool has(const json_t *object, const char *member)
{
    return json_object_get(object, member) != NULL;
}

/* Takes a member of the answer over into a place of the form, and into what was noted. */
static void take(const struct exchange *exchange, json_t *place, const char *member, const char *as)
{
    json_t *given = json_object_get(exchange->answer, member);
    if (!given)
        return;
    json_object_set(place, as, given);
    json_object_set(exchange->value, member, given);
}

static bool take_whole(const struct exchange *exchange, json_t *place, const char *member, const char *as)
{
    take(exchange, place, member, as);
    return has(exchange->answer, member);
}

/* An object of the form that may not be there yet. */
static json_t *inner(json_t *form, const char *member)
{
    json_t *object = json_object_get(form, member);
    if (!object) {
        object = json_object();
        json_object_set_new(form, member, object);
    }
    return object;
}

/* Free words, where the answer is not certainly something else. */
static bool put_words(const struct exchange *exchange, json_t *place, const char *as)
{
    static const char *const others[] = {"hpr", "date", "start", "minutes", "hours", "group_number", "email"};
    if (!has(exchange->answer, "words") || !has(exchange->answer, "number"))
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        if (has(exchange->answer, others[i]))
            return false;
    return take_whole(exchange, place, "text", as);
}

static bool put_group_number(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    return take_whole(exchange, inner(exchange->form, "group"), "group_number", "number");
}

static bool put_group_name(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    return put_words(exchange, inner(exchange->form, "group"), "name");
}

static bool put_municipality(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    return take_whole(exchange, inner(exchange->form, "group"), "municipality", "municipality");
}

static bool put_officer(struct exchange *exchange, const char *role)
{
    json_t *officer = json_object();
    bool named = take_whole(exchange, officer, "name", "name");
    take(exchange, officer, "hpr", "hpr");
    take(exchange, officer, "email", "email");
    if (named)
        json_object_set(exchange->form, role, officer);
    json_decref(officer);
    return named;
}

static bool put_leader(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    return put_officer(exchange, "leader");
}

static bool put_secretary(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    return put_officer(exchange, "secretary");
}

static bool put_plan(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    return put_words(exchange, exchange->form, "plan");
}

static bool put_topic(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    return put_words(exchange, exchange->place, "topic");
}

/* Times beside the date are taken where the form has none; others contradict it. */
static bool put_date(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    const char *start = text_of(exchange->answer, "start");
    if (start && has(exchange->place, "start") && g_strcmp0(start, text_of(exchange->place, "start")) != 0)
        return false;
    if (!take_whole(exchange, exchange->place, "date", "date"))
        return false;
    if (start && !has(exchange->place, "minutes") && !has(exchange->place, "hours")) {
        take(exchange, exchange->place, "start", "start");
        take(exchange, exchange->place, "end", "end");
        take(exchange, exchange->place, "minutes", "minutes");
    }
    return true;
}

/* A length in words; the date that may stand beside it must be the meeting's. */
static bool put_time(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    const char *date = text_of(exchange->answer, "date");
    if (date && g_strcmp0(date, text_of(exchange->place, "date")) != 0)
        return false;
    take(exchange, exchange->place, "start", "start");
    take(exchange, exchange->place, "end", "end");
    take(exchange, exchange->place, "minutes", "minutes");
    take(exchange, exchange->place, "hours", "hours");
    return has(exchange->answer, "minutes") || has(exchange->answer, "hours");
}

/* A name beside the number must be that person's. */
static bool put_hpr(struct exchange *exchange, GError **error)
{
    const char *name = text_of(exchange->answer, "name"), *known = text_of(exchange->place, "name");
    if (name && known) {
        json_auto_t *row = store_row(exchange->store, "names_agree",
                                     json_pack("{s:s, s:s}", "one", name, "other", known), error);
        if (!json_integer_value(json_object_get(row, "agree")))
            return false;
    }
    return take_whole(exchange, exchange->place, "hpr", "hpr");
}

static bool put_name(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    const char *hpr = text_of(exchange->answer, "hpr");
    return (!hpr || g_strcmp0(hpr, text_of(exchange->place, "hpr")) == 0) &&
           take_whole(exchange, exchange->place, "name", "name");
}

/* "Nei" alone may mean that the industry took no part, or that nobody attests it. */
static bool put_industry_free(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    if (has(exchange->answer, "industry_free"))
        return take_whole(exchange, exchange->form, "industry_free", "industry_free");
    if (!json_is_true(json_object_get(exchange->answer, "yes")))
        return false;
    json_object_set_new(exchange->form, "industry_free", json_true());
    json_object_set_new(exchange->value, "industry_free", json_true());
    return true;
}

/* The form stays as it was read; that it is right is kept beside it. */
static bool put_scan(struct exchange *exchange, GError **error G_GNUC_UNUSED)
{
    return json_is_true(json_object_get(exchange->answer, "yes"));
}

static const struct {
    const char *asks;
    const char *list,
        *position; /* the list of the form that it is about, and the question's member that says where */
    bool (*put)(struct exchange *exchange, GError **error);
} fields[] = {
    {"group-number", NULL, NULL, put_group_number},   {"group-name", NULL, NULL, put_group_name},
    {"municipality", NULL, NULL, put_municipality},   {"leader", NULL, NULL, put_leader},
    {"secretary", NULL, NULL, put_secretary},         {"plan", NULL, NULL, put_plan},
    {"date", "meetings", "meeting", put_date},        {"time", "meetings", "meeting", put_time},
    {"topic", "meetings", "meeting", put_topic},      {"name", "participants", "participant", put_name},
    {"hpr", "participants", "participant", put_hpr},  {"hpr", "changes", "change", put_hpr},
    {"industry-free", NULL, NULL, put_industry_free}, {"scan", NULL, NULL, put_scan},
};

/* What a question is about; NULL where the form has no such place. */
static json_t *place_of(json_t *form, const json_t *question, guint field)
{
    const json_t *position = json_object_get(question, fields[field].position);
    json_t *entry =
        json_array_get(json_object_get(form, fields[field].list), (size_t)json_integer_value(position));
    return strcmp(fields[field].list, "changes") == 0 && entry ? inner(entry, "person") : entry;
}

static void say_where(json_t *value, const json_t *place)
{
    static const struct {
        const char *member, *as;
    } marks[] = {{"name", "who"}, {"date", "meeting_date"}};
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        if (json_object_get(place, marks[i].member))
            json_object_set(value, marks[i].as, json_object_get(place, marks[i].member));
}

bool answered_put(struct store *store, json_t *form, const json_t *question, const json_t *answer,
                  json_t **value, GError **error)
{
    const char *asks = text_of(question, "asks");
    *value = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (g_strcmp0(fields[i].asks, asks) != 0 ||
            (fields[i].position && !json_is_integer(json_object_get(question, fields[i].position))))
            continue;
        struct exchange exchange = {
            .store = store, .form = json_deep_copy(form), .answer = answer, .value = json_object()};
        exchange.place = fields[i].position ? place_of(exchange.form, question, i) : exchange.form;
        GError *fault = NULL;
        json_object_set_new(exchange.value, "asks", json_string(asks));
        if (fields[i].position)
            say_where(exchange.value, exchange.place);
        if (exchange.place && fields[i].put(&exchange, &fault)) {
            json_object_update(form, exchange.form);
            *value = json_incref(exchange.value);
        }
        json_decref(exchange.form);
        json_decref(exchange.value);
        if (fault) {
            g_propagate_error(error, fault);
            return false;
        }
        return true;
    }
    return true;
}
