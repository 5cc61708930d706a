/* Runs rules on one submission and makes findings of what they give. */
#include "rules/rule_set.h"

#include "base/calendar.h"
#include <string.h>

/* Instructions of SQLite's machine that one rule may take for one submission; the largest lists take some
 * millions. */
#define MOST_STEPS      100000000
#define STEPS_AT_ONCE   10000
#define MOST_OFFENDERS  2000
#define MOST_CHARACTERS 200 /* of a value in a sentence */

/* What the rules look at, as far as it decides which of them run. */
struct subject {
    gint64 submission;
    const char *form, *kind, *first, *last, *language;
    json_t *persons; /* ids */
    char *today;
};

static int count_steps(void *data)
{
    int *left = data;
    return --*left < 0;
}

static bool rule_fault(struct rules *rules, const struct rule *rule, int code, GError **error)
{
    switch (code & 0xff) {
    case SQLITE_INTERRUPT:
        return fail(error, ERROR_RULE, "%s: the rule does not come to an end", rule->file->name);
    case SQLITE_BUSY:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_FULL:
    case SQLITE_NOMEM:
        return store_fault(rules->store, rule->file->name, error);
    default:
        return fail(error, ERROR_RULE, "%s: %s", rule->file->name,
                    sqlite3_errmsg(store_sqlite(rules->store)));
    }
}

/* ------------------------------------------------------------------------------------------------------------------
 * Sentences */

static int column_index(const struct rule *rule, const char *name)
{
    for (int i = 0; i < sqlite3_column_count(rule->select); i++)
        if (strcmp(sqlite3_column_name(rule->select, i), name) == 0)
            return i;
    return -1;
}

/* NULL where there is no such column or it is NULL. Borrowed until the next step. */
static const char *column_text(const struct rule *rule, const char *name)
{
    int index = column_index(rule, name);
    return index < 0 ? NULL : (const char *)sqlite3_column_text(rule->select, index);
}

static void append_value(GString *sentence, const struct rule *rule, const char *name)
{
    const struct rule_parameter *parameter = rule_file_parameter(rule->file, name);
    const char *value = column_text(rule, name);
    g_autofree char *valid = g_utf8_make_valid(value ? value : parameter ? parameter->value : "", -1);
    bool cut = g_utf8_strlen(valid, -1) > MOST_CHARACTERS;
    if (cut)
        *g_utf8_offset_to_pointer(valid, MOST_CHARACTERS) = '\0';
    g_string_append_printf(sentence, "%s%s", valid, cut ? "…" : "");
}

static char *fill_in(const struct rule *rule, const char *pattern)
{
    GString *sentence = g_string_new(NULL);
    for (const char *p = pattern; *p;) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (!end) {
            g_string_append_c(sentence, *p++);
            continue;
        }
        g_autofree char *name = g_strndup(p + 1, (gsize)(end - p - 1));
        append_value(sentence, rule, name);
        p = end + 1;
    }
    return g_string_free(sentence, FALSE);
}

/* ------------------------------------------------------------------------------------------------------------------
 * Findings */

static void add_position(json_t *finding, const struct rule *rule, const char *name)
{
    int index = column_index(rule, name);
    if (index >= 0 && sqlite3_column_type(rule->select, index) != SQLITE_NULL)
        json_object_set_new(finding, name, json_integer(sqlite3_column_int64(rule->select, index)));
}

/* The fields that the sender is asked for: those of the header, or of them those that the row names, if any.
 */
static bool add_asked(json_t *finding, const struct rule *rule, GError **error)
{
    const struct rule_file *file = rule->file;
    if (!file->asks)
        return true;
    bool chosen = column_index(rule, "asks") >= 0;
    const char *asks = chosen ? column_text(rule, "asks") : file->asks[0];
    g_auto(GStrv) fields = g_strsplit(asks ? asks : "", ",", -1);
    for (char **field = fields; *field; field++)
        if (!g_strv_contains((const char *const *)file->asks, *field))
            return fail(error, ERROR_RULE, "%s: the header does not have '%s' in asks", file->name, *field);
    if (asks)
        json_object_set_new(finding, "asks", json_string(asks));
    return true;
}

static bool add_finding(const struct rule *rule, const struct subject *subject, json_t *findings,
                        GError **error)
{
    const struct rule_file *file = rule->file;
    const char *severity = column_text(rule, "severity"), *variant = column_text(rule, "sentence");
    if (!severity)
        severity = file->severities[0];
    const struct rule_sentence *sentence = rule_file_sentence(file, variant ? variant : "");
    if (!g_strv_contains((const char *const *)file->severities, severity) || !sentence)
        return fail(error, ERROR_RULE, "%s: the header does not have the severity '%s' or the sentence '%s'",
                    file->name, severity, variant ? variant : "");
    if (json_array_size(findings) >= MOST_OFFENDERS)
        return fail(error, ERROR_RULE, "%s: more than %d findings", file->name, MOST_OFFENDERS);
    bool nynorsk = strcmp(subject->language, "nn") == 0 && sentence->nn;
    g_autofree char *text = fill_in(rule, nynorsk ? sentence->nn : sentence->nb);
    json_t *finding = json_pack("{s:s, s:s, s:s}", "rule", file->id, "severity", severity, "text", text);
    if (file->source)
        json_object_set_new(finding, "source", json_string(file->source));
    const char *about = column_text(rule, "about");
    if (about)
        json_object_set_new(finding, "about", json_string(about));
    if (!add_asked(finding, rule, error)) {
        json_decref(finding);
        return false;
    }
    add_position(finding, rule, "meeting");
    add_position(finding, rule, "participant");
    add_position(finding, rule, "change");
    json_array_append_new(findings, finding);
    return true;
}

static void bind_text(sqlite3_stmt *select, const char *name, const char *value)
{
    int index = sqlite3_bind_parameter_index(select, name);
    if (index > 0)
        sqlite3_bind_text(select, index, value, -1, SQLITE_TRANSIENT);
}

static void bind_number(sqlite3_stmt *select, const char *name, gint64 value)
{
    int index = sqlite3_bind_parameter_index(select, name);
    if (index > 0)
        sqlite3_bind_int64(select, index, value);
}

static void bind(const struct rule *rule, const struct subject *subject, gint64 person)
{
    const struct rule_file *file = rule->file;
    bind_number(rule->select, ":submission", subject->submission);
    bind_number(rule->select, ":person", person);
    bind_text(rule->select, ":today", subject->today);
    bind_text(rule->select, ":valid_from", file->valid_from);
    bind_text(rule->select, ":valid_to", file->valid_to);
    for (guint i = 0; i < file->parameters->len; i++) {
        const struct rule_parameter *parameter = g_ptr_array_index(file->parameters, i);
        g_autofree char *name = g_strconcat(":", parameter->name, NULL);
        guint64 number;
        if (g_ascii_string_to_unsigned(parameter->value, 10, 0, G_MAXINT64, &number, NULL))
            bind_number(rule->select, name, (gint64)number);
        else
            bind_text(rule->select, name, parameter->value);
    }
}

static bool run(struct rules *rules, const struct rule *rule, const struct subject *subject, gint64 person,
                json_t *findings, GError **error)
{
    sqlite3 *sqlite = store_sqlite(rules->store);
    int left = MOST_STEPS / STEPS_AT_ONCE, code;
    bool good = true;
    bind(rule, subject, person);
    sqlite3_progress_handler(sqlite, STEPS_AT_ONCE, count_steps, &left);
    while ((code = sqlite3_step(rule->select)) == SQLITE_ROW && good)
        good = add_finding(rule, subject, findings, error);
    sqlite3_progress_handler(sqlite, 0, NULL, NULL);
    if (good && code != SQLITE_DONE)
        good = rule_fault(rules, rule, code, error);
    sqlite3_reset(rule->select);
    sqlite3_clear_bindings(rule->select);
    return good;
}

static bool applies(const struct rule *rule, const struct subject *subject, bool provisional)
{
    const struct rule_file *file = rule->file;
    return rule->select && (strcmp(file->severities[0], "provisional") == 0) == provisional &&
           g_strv_contains((const char *const *)file->forms, subject->form) &&
           (!file->groups || g_strv_contains((const char *const *)file->groups, subject->kind)) &&
           strcmp(file->valid_from, subject->last) <= 0 && strcmp(subject->first, file->valid_to) <= 0;
}

static bool run_applying(struct rules *rules, const struct subject *subject, bool provisional,
                         json_t *findings, GError **error)
{
    bool good = true;
    for (guint i = 0; good && i < rules->rules->len; i++) {
        const struct rule *rule = g_ptr_array_index(rules->rules, i);
        if (!applies(rule, subject, provisional))
            continue;
        if (!rule->by_person) {
            good = run(rules, rule, subject, 0, findings, error);
            continue;
        }
        for (size_t j = 0; good && j < json_array_size(subject->persons); j++)
            good = run(rules, rule, subject, json_integer_value(json_array_get(subject->persons, j)),
                       findings, error);
    }
    return good;
}

/* ------------------------------------------------------------------------------------------------------------------
 * Order */

static int rank(json_t *finding)
{
    static const char *const severities[] = {"return",   "flag",        "confirm",
                                             "disallow", "provisional", "advise"};
    const char *severity = json_string_value(json_object_get(finding, "severity"));
    for (int i = 0; i < (int)G_N_ELEMENTS(severities); i++)
        if (strcmp(severities[i], severity) == 0)
            return i;
    return (int)G_N_ELEMENTS(severities);
}

/* The gravest first; then as the rules and their rows came. */
static json_t *in_order(json_t *findings)
{
    json_t *ordered = json_array(), *finding;
    size_t i;
    for (int wanted = 0; json_array_size(ordered) < json_array_size(findings); wanted++)
        json_array_foreach(findings, i, finding)
            if (rank(finding) == wanted)
                json_array_append(ordered, finding);
    return ordered;
}

static const char *member(json_t *row, const char *name)
{
    const char *value = json_string_value(json_object_get(row, name));
    return value ? value : "";
}

json_t *rules_evaluate(struct rules *rules, gint64 submission, bool provisional, GError **error)
{
    json_t *row = store_row(rules->store, "rule_subject",
                            json_pack("{s:I}", "submission", (json_int_t)submission), error);
    if (!row)
        return NULL;
    if (!json_is_object(row)) {
        json_decref(row);
        fail(error, ERROR_INTERNAL, "there is no submission %" G_GINT64_FORMAT, submission);
        return NULL;
    }
    g_autofree char *today = calendar_today();
    const struct subject subject = {submission,
                                    member(row, "form"),
                                    member(row, "kind"),
                                    member(row, "first"),
                                    member(row, "last"),
                                    member(row, "language"),
                                    json_object_get(row, "persons"),
                                    today};
    json_t *findings = json_array(), *ordered = NULL;
    if (run_applying(rules, &subject, provisional, findings, error))
        ordered = in_order(findings);
    json_decref(findings);
    json_decref(row);
    return ordered;
}
