#include "notify/enclosures.h"
#include "base/calendar.h"
#include "notify/form_sheet.h"
#include "notify/workbook.h"

#include <string.h>

/* Empty rows: on a blank form, and on one that is filled in already. */
static const struct form_sheet_room blank_room = {.meetings = 10, .people = 12, .changes = 8},
                                    group_room = {.meetings = 10, .people = 4, .changes = 8},
                                    mending_room = {.meetings = 0, .people = 0, .changes = 0};

/* ---- what is asked about a form ---- */

/* The field or column that a rule's finding is about; notify/form_sheet.c finds the cell. */
static const struct {
    const char *rule, *asks;
} asked_by[] = {
    {"industry-free", "industry_free"},
    {"industry-involved", "industry_free"},
    {"topic-documented", "topic"},
    {"suspect-topic", "topic"},
    {"date-valid", "date"},
    {"length-known", "start"},
    {"hours-agree", "hours"},
    {"meeting-min-length", "end"},
    {"two-present", "present"},
    {"known-participant", "hpr"},
    {"known-group", "group_number"},
    {"doctors-only", "name"},
    {"group-min-size", "participants"},
    {"three-all-gps", "participants"},
    {"in-norway", "municipality"},
    {"meeting-abroad", "place"},
    {"gv-leader", "leader"},
};

/* What a start form must have, and where it stands in it. */
static const struct {
    const char *asks, *outer, *member;
} start_fields[] = {
    {"group_name", "group", "name"}, {"municipality", "group", "municipality"},
    {"leader", "leader", "name"},    {"secretary", "secretary", "name"},
    {"plan", NULL, "plan"},          {"participants", NULL, "participants"},
};

static void add_question(json_t *questions, const json_t *finding, const char *asks)
{
    bool numbered = g_strcmp0(json_string_value(json_object_get(finding, "severity")), "return") == 0;
    json_array_append_new(questions, json_pack("{s:s, s:O*, s:O*, s:O*, s:O*}", "asks", asks, "text",
                                               json_object_get(finding, "text"), "meeting",
                                               json_object_get(finding, "meeting"), "participant",
                                               json_object_get(finding, "participant"), "number",
                                               numbered ? json_object_get(finding, "number") : NULL));
}

static void ask_for_start_fields(json_t *questions, const json_t *finding, const json_t *content)
{
    for (guint i = 0; i < G_N_ELEMENTS(start_fields); i++) {
        const json_t *outer =
            start_fields[i].outer ? json_object_get(content, start_fields[i].outer) : content;
        if (!json_object_get(outer, start_fields[i].member))
            add_question(questions, finding, start_fields[i].asks);
    }
}

static json_t *questions_of(const json_t *form, const json_t *content)
{
    json_t *questions = json_array();
    size_t index;
    const json_t *finding;
    json_array_foreach(json_object_get(form, "findings"), index, finding) {
        const char *rule = json_string_value(json_object_get(finding, "rule"));
        if (g_strcmp0(rule, "start-fields") == 0)
            ask_for_start_fields(questions, finding, content);
        for (guint i = 0; i < G_N_ELEMENTS(asked_by); i++)
            if (g_strcmp0(rule, asked_by[i].rule) == 0)
                add_question(questions, finding, asked_by[i].asks);
    }
    return questions;
}

/* ---- the file ---- */

/* "Presensliste SG-0101 til retting.xlsx"; `number` and `purpose` may be NULL. */
static char *name_of(const struct wording *wording, const char *form, const char *number, const char *purpose)
{
    g_autofree char *title = wording_word(wording, "form", form),
                    *what = wording_word(wording, "sheet", purpose);
    return g_strconcat(title ? title : form, number ? " " : "", number ? number : "", what ? " " : "",
                       what ? what : "", ".xlsx", NULL);
}

static struct attachment *enclose(const struct letters *letters, const char *language, const json_t *content,
                                  const struct form_sheet_room *room, const json_t *questions,
                                  const char *purpose, GError **error)
{
    const struct wording *wording = letters_wording(letters, language);
    json_auto_t *sheet = form_sheet(wording, content, room, questions);
    json_object_set_new(sheet, "author", json_string(letters_office(letters)));
    GBytes *bytes = workbook_make(sheet, error);
    if (!bytes)
        return NULL;
    const char *form = json_string_value(json_object_get(content, "form")),
               *number = json_string_value(json_object_get(json_object_get(content, "group"), "number"));
    struct attachment *attachment = g_new0(struct attachment, 1);
    *attachment = (struct attachment){
        .name = name_of(wording, form, number, purpose), .type = g_strdup(WORKBOOK_TYPE), .bytes = bytes};
    return attachment;
}

/* The one column of a row that holds a form. NULL on error. */
static json_t *content_in(json_t *row, GError **error)
{
    json_t *content = row ? json_incref(json_object_get(row, "form")) : NULL;
    if (row && !content)
        fail(error, ERROR_INTERNAL, "there is no such form to enclose");
    json_decref(row);
    return content;
}

struct attachment *enclosure_to_mend(const struct letters *letters, struct store *store, const json_t *form,
                                     const char *language, GError **error)
{
    json_auto_t *content = content_in(
        store_row(store, "mail_form", json_pack("{s:O}", "submission", json_object_get(form, "id")), error),
        error);
    if (!content)
        return NULL;
    json_auto_t *questions = questions_of(form, content);
    return enclose(letters, language, content, &mending_room, questions, "to_mend", error);
}

struct attachment *enclosure_of_group(const struct letters *letters, struct store *store, const char *form,
                                      gint64 group, const char *language, GError **error)
{
    g_autofree char *today = calendar_today();
    json_auto_t *content = content_in(
        store_row(store, "mail_group_form",
                  json_pack("{s:I, s:s, s:s}", "group", (json_int_t)group, "form", form, "today", today),
                  error),
        error);
    const char *purpose = strcmp(form, "presence") == 0 ? "next" : NULL;
    return content ? enclose(letters, language, content, &group_room, NULL, purpose, error) : NULL;
}

struct attachment *enclosure_blank(const struct letters *letters, const char *form, const char *language,
                                   GError **error)
{
    json_auto_t *content = json_pack("{s:s}", "form", form);
    return enclose(letters, language, content, &blank_room, NULL, NULL, error);
}
