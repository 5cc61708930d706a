#include "notify/wording.h"
#include "base/calendar.h"

#include <stdlib.h>
#include <string.h>

struct wording {
    GKeyFile *words;
};

/* Every word that is looked up by a fixed name. */
static const struct {
    const char *group, *key;
} needed[] = {
    {"months", "01"},         {"months", "02"},         {"months", "03"},
    {"months", "04"},         {"months", "05"},         {"months", "06"},
    {"months", "07"},         {"months", "08"},         {"months", "09"},
    {"months", "10"},         {"months", "11"},         {"months", "12"},
    {"words", "and"},         {"words", "hour"},        {"words", "hours"},
    {"words", "meeting"},     {"words", "meetings"},    {"words", "person"},
    {"words", "persons"},     {"words", "form"},        {"words", "forms"},
    {"form", "start"},        {"form", "presence"},     {"form", "program"},
    {"form", "update"},       {"status", "counting"},   {"status", "provisional"},
    {"status", "disallowed"}, {"status", "over-cap"},   {"status", "documented"},
    {"status", "withdrawn"},  {"change", "joined"},     {"change", "left"},
    {"change", "secretary"},  {"change", "leader"},     {"change", "email"},
    {"severity", "return"},   {"severity", "disallow"}, {"severity", "provisional"},
    {"severity", "flag"},     {"severity", "confirm"},  {"severity", "advise"},
    {"unread", "*"},          {"reason", "*"},          {"rule", "*"},
    {"parked", "*"},          {"words", "point"},       {"words", "points"},
    {"words", "day"},         {"words", "days"},        {"words", "case"},
    {"words", "cases"},       {"words", "letter"},      {"words", "letters"},
    {"words", "month"},       {"words", "months"},      {"words", "minute"},
    {"words", "minutes"},     {"words", "clock_hour"},  {"words", "clock_hours"},
    {"words", "group"},       {"words", "groups"},      {"delivery", "queued"},
    {"delivery", "failed"},   {"delivery", "bounced"},
};

/* The labels of the forms that we send: notify/form_sheet.c. */
static const char *const needed_in_sheet[] = {
    "title_start",
    "title_presence",
    "title_program",
    "title_update",
    "hint_start",
    "hint_presence",
    "hint_program",
    "hint_update",
    "hint_mend",
    "group_number",
    "group_name",
    "municipality",
    "group_kind",
    "start_date",
    "leader",
    "leader_email",
    "leader_hpr",
    "secretary",
    "secretary_email",
    "secretary_hpr",
    "period_from",
    "period_to",
    "plan",
    "industry_free",
    "sponsor",
    "attested_by",
    "participants",
    "meetings",
    "changes",
    "meeting",
    "date",
    "start",
    "end",
    "minutes",
    "hours",
    "topic",
    "place",
    "lecturer",
    "name",
    "hpr",
    "email",
    "specialty",
    "profession",
    "workplace",
    "change",
    "from_date",
    "yes",
    "no",
    "gruppeveiledning",
    "veiledningsgruppe",
    "joined",
    "left",
    "new_secretary",
    "new_leader",
    "new_email",
    "question",
    "to_mend",
    "next",
};

struct wording *wording_new(const char *name, const char *source, GError **error)
{
    g_autoptr(GKeyFile) words = g_key_file_new();
    g_autoptr(GError) fault = NULL;
    if (!g_key_file_load_from_data(words, source, (gsize)-1, G_KEY_FILE_NONE, &fault)) {
        fail(error, ERROR_CONFIGURATION, "%s: %s", name, fault->message);
        return NULL;
    }
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++) {
        if (!g_key_file_has_key(words, needed[i].group, needed[i].key, NULL)) {
            fail(error, ERROR_CONFIGURATION, "%s: [%s] has no %s", name, needed[i].group, needed[i].key);
            return NULL;
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS(needed_in_sheet); i++)
        if (!g_key_file_has_key(words, "sheet", needed_in_sheet[i], NULL)) {
            fail(error, ERROR_CONFIGURATION, "%s: [sheet] has no %s", name, needed_in_sheet[i]);
            return NULL;
        }
    struct wording *wording = g_new0(struct wording, 1);
    wording->words = g_steal_pointer(&words);
    return wording;
}

bool wording_add(struct wording *wording, const char *name, const char *source, GError **error)
{
    g_autoptr(GKeyFile) words = g_key_file_new();
    g_autoptr(GError) fault = NULL;
    if (!g_key_file_load_from_data(words, source, (gsize)-1, G_KEY_FILE_NONE, &fault))
        return fail(error, ERROR_CONFIGURATION, "%s: %s", name, fault->message);
    g_auto(GStrv) groups = g_key_file_get_groups(words, NULL);
    for (char **group = groups; *group; group++) {
        g_auto(GStrv) keys = g_key_file_get_keys(words, *group, NULL, NULL);
        for (char **key = keys; *key; key++) {
            g_autofree char *value = g_key_file_get_value(words, *group, *key, NULL);
            g_key_file_set_value(wording->words, *group, *key, value);
        }
    }
    return true;
}

void wording_free(struct wording *wording)
{
    if (!wording)
        return;
    g_key_file_unref(wording->words);
    g_free(wording);
}

char *wording_word(const struct wording *wording, const char *group, const char *key)
{
    return key ? g_key_file_get_string(wording->words, group, key, NULL) : NULL;
}

char *wording_count(const struct wording *wording, gint64 count, const char *one)
{
    g_autofree char *many = g_strconcat(one, "s", NULL);
    g_autofree char *noun = wording_word(wording, "words", count == 1 ? one : many);
    return g_strdup_printf("%" G_GINT64_FORMAT " %s", count, noun ? noun : "");
}

static char *say_date(const struct wording *wording, const char *date)
{
    g_autofree char *day = g_strndup(date, strlen("2025-02-03"));
    if (!calendar_is_date(day))
        return NULL;
    g_autofree char *month = g_strndup(day + 5, 2);
    g_autofree char *name = wording_word(wording, "months", month);
    return g_strdup_printf("%d. %s %d", atoi(day + 8), name, atoi(day));
}

static char *say_time(const struct wording *wording, const char *time)
{
    (void)wording;
    bool clock = strlen(time) == 5 && g_ascii_isdigit(time[0]) && g_ascii_isdigit(time[1]) &&
                 time[2] == ':' && g_ascii_isdigit(time[3]) && g_ascii_isdigit(time[4]);
    return clock ? g_strdup_printf("%.2s.%s", time, time + 3) : NULL;
}

/* The sentence for the program's own words: of all that they begin with, the longest. */
static char *longest_beginning(const struct wording *wording, const char *group, const char *words)
{
    const char *best = "*";
    g_auto(GStrv) keys = g_key_file_get_keys(wording->words, group, NULL, NULL);
    for (char **key = keys; *key; key++)
        if (g_str_has_prefix(words, *key) && (strcmp(best, "*") == 0 || strlen(*key) > strlen(best)))
            best = *key;
    return wording_word(wording, group, best);
}

static char *say_why(const struct wording *wording, const char *why)
{
    return longest_beginning(wording, "unread", why);
}

static char *say_status(const struct wording *wording, const char *status)
{
    return wording_word(wording, "status", status);
}

static char *say_purpose(const struct wording *wording, const char *purpose)
{
    return wording_word(wording, "purpose", purpose);
}

static char *say_delivery(const struct wording *wording, const char *state)
{
    return wording_word(wording, "delivery", state);
}

/* What a group says of a rule, or of all that it does not name. */
static char *say_in(const struct wording *wording, const char *group, const char *rule)
{
    char *said = wording_word(wording, group, rule);
    return said ? said : wording_word(wording, group, "*");
}

/* The same of several. */
static char *say_all_in(const struct wording *wording, const char *group, const char *rules,
                        const char *between)
{
    g_auto(GStrv) ids = g_strsplit(rules, between, -1);
    for (char **id = ids; *id; id++) {
        char *said = say_in(wording, group, *id);
        g_free(*id);
        *id = said;
    }
    return g_strjoinv(", ", ids);
}

/* "a,b" becomes the sentences of both rules. */
static char *say_reasons(const struct wording *wording, const char *rules)
{
    return say_all_in(wording, "reason", rules, ",");
}

static char *say_rule(const struct wording *wording, const char *rule)
{
    return say_in(wording, "rule", rule);
}

/* "a, b" becomes the names of both rules. */
static char *say_rules(const struct wording *wording, const char *rules)
{
    return say_all_in(wording, "rule", rules, ", ");
}

static char *say_parked(const struct wording *wording, const char *reason)
{
    return longest_beginning(wording, "parked", reason);
}

static char *say_severity(const struct wording *wording, const char *severity)
{
    return wording_word(wording, "severity", severity);
}

static char *say_decision(const struct wording *wording, const char *decision)
{
    return wording_word(wording, "decision", decision);
}

static char *say_change(const struct wording *wording, const char *change)
{
    return wording_word(wording, "change", change);
}

static char *say_title(const struct wording *wording, const char *form)
{
    return wording_word(wording, "form", form);
}

/* "000, 002" to [{title, link?, more}]: those that we can name, `more` on all but the first. */
static json_t *say_sources(const struct wording *wording, const char *source)
{
    json_t *sources = json_array();
    g_auto(GStrv) codes = g_strsplit(source, ",", -1);
    for (char **code = codes; *code; code++) {
        g_autofree char *title = wording_word(wording, "source", g_strstrip(*code));
        g_autofree char *link = wording_word(wording, "link", *code);
        bool sound = link && g_str_has_prefix(link, "https://");
        if (title)
            json_array_append_new(sources,
                                  json_pack("{s:s, s:s*, s:b}", "title", title, "link", sound ? link : NULL,
                                            "more", json_array_size(sources) > 0));
    }
    return sources;
}

/* Which members are said how; `as` where the value itself is still needed. */
static const struct {
    const char *member, *as;
    char *(*say)(const struct wording *wording, const char *value);
} sayings[] = {
    {"date", NULL, say_date},
    {"meeting_date", NULL, say_date},
    {"since", NULL, say_date},
    {"before", NULL, say_date},
    {"opens", NULL, say_date},
    {"started_on", NULL, say_date},
    {"heard_on", NULL, say_date},
    {"last_meeting", NULL, say_date},
    {"reminded_on", NULL, say_date},
    {"queued_at", NULL, say_date},
    {"today", NULL, say_date},
    {"from", NULL, say_date},
    {"last", NULL, say_date},
    {"reasons", "reasons_said", say_reasons},
    {"reason", "reason_said", say_parked},
    {"rule", "rule_said", say_rule},
    {"rules", "rules_said", say_rules},
    {"until", NULL, say_date},
    {"received_at", NULL, say_date},
    {"start", NULL, say_time},
    {"end", NULL, say_time},
    {"why", NULL, say_why},
    {"change", NULL, say_change},
    {"status", "status_said", say_status},
    {"form", "title", say_title},
    {"severity", "severity_said", say_severity},
    {"decision", "decision_said", say_decision},
    {"purpose", "purpose_said", say_purpose},
    {"state", "state_said", say_delivery},
};

char *wording_list(const struct wording *wording, const json_t *texts)
{
    g_autofree char *and = wording_word(wording, "words", "and");
    GString *names = g_string_new(NULL);
    size_t count = json_array_size(texts);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && i + 1 == count)
            g_string_append_printf(names, " %s ", and);
        else if (i > 0)
            g_string_append(names, ", ");
        g_string_append(names, json_string_value(json_array_get(texts, i)));
    }
    return g_string_free(names, FALSE);
}

json_t *wording_group(const struct wording *wording, const char *group)
{
    json_t *words = json_object();
    g_auto(GStrv) keys = g_key_file_get_keys(wording->words, group, NULL, NULL);
    for (char **key = keys; keys && *key; key++) {
        g_autofree char *said = wording_word(wording, group, *key);
        json_object_set_new(words, *key, json_string(said));
    }
    return words;
}

static void say_present(const struct wording *wording, json_t *row, const json_t *present)
{
    g_autofree char *names = wording_list(wording, present);
    g_autofree char *counted = wording_count(wording, (gint64)json_array_size(present), "person");
    json_object_set_new(row, "present_said", json_string(names));
    json_object_set_new(row, "present_count", json_string(counted));
}

static void drop_nulls(json_t *row)
{
    const char *member;
    void *next;
    json_t *value;
    json_object_foreach_safe(row, next, member, value)
        if (json_is_null(value))
            json_object_del(row, member);
}

/* A meeting too short for a course hour is told by its minutes. */
static char *say_hours(const struct wording *wording, gint64 hours, const json_t *minutes)
{
    return hours == 0 && json_integer_value(minutes) > 0
               ? wording_count(wording, json_integer_value(minutes), "minute")
               : wording_count(wording, hours, "hour");
}

static void say_row(const struct wording *wording, json_t *row)
{
    for (guint i = 0; i < G_N_ELEMENTS(sayings); i++) {
        const char *value = json_string_value(json_object_get(row, sayings[i].member));
        g_autofree char *said = value ? sayings[i].say(wording, value) : NULL;
        if (said)
            json_object_set_new(row, sayings[i].as ? sayings[i].as : sayings[i].member, json_string(said));
    }
    const json_t *hours = json_object_get(row, "hours"), *minutes = json_object_get(row, "minutes");
    if (json_is_integer(minutes)) {
        g_autofree char *said = wording_count(wording, json_integer_value(minutes), "minute");
        json_object_set_new(row, "minutes_said", json_string(said));
    }
    if (json_is_integer(hours)) {
        g_autofree char *said = say_hours(wording, json_integer_value(hours), minutes);
        json_object_set_new(row, "hours_said", json_string(said));
    }
    const char *source = json_string_value(json_object_get(row, "source"));
    json_t *sources = source ? say_sources(wording, source) : NULL;
    if (json_array_size(sources) > 0) {
        json_object_set_new(row, "any_source", json_true());
        json_object_set(row, "sources", sources);
    }
    json_decref(sources);
    const json_t *present = json_object_get(row, "present");
    if (json_is_array(present))
        say_present(wording, row, present);
}

void wording_apply(const struct wording *wording, json_t *rows)
{
    size_t index;
    const char *member;
    json_t *value;
    if (json_is_array(rows)) {
        json_array_foreach(rows, index, value)
            wording_apply(wording, value);
        return;
    }
    if (!json_is_object(rows))
        return;
    drop_nulls(rows);
    say_row(wording, rows);
    json_object_foreach(rows, member, value)
        wording_apply(wording, value);
}
