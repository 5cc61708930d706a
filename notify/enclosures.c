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

/* What a rule that asks no numbered question is about: a field or column of notify/form_sheet.c. */
static const struct {
    const char *rule, *asks;
} about[] = {
    {"two-present", "present"},    {"doctors-only", "name"},      {"three-all-gps", "participants"},
    {"meeting-abroad", "place"},   {"meeting-min-length", "end"}, {"group-min-size", "participants"},
    {"meeting-max-length", "end"}, {"hours-agree", "hours"},
};

/* `questions` is extended by what findings without a question say. */
static void add_remarks(json_t *questions, const json_t *findings)
{
    size_t index;
    const json_t *finding;
    json_array_foreach(findings, index, finding) {
        const char *rule = json_string_value(json_object_get(finding, "rule"));
        for (guint i = 0; i < G_N_ELEMENTS(about); i++)
            if (g_strcmp0(rule, about[i].rule) == 0)
                json_array_append_new(questions,
                                      json_pack("{s:s, s:O*, s:O*, s:O*}", "asks", about[i].asks, "text",
                                                json_object_get(finding, "text"), "meeting",
                                                json_object_get(finding, "meeting"), "participant",
                                                json_object_get(finding, "participant")));
    }
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

/* `row` is stolen and given back where it holds a form. NULL on error. */
static json_t *with_content(json_t *row, GError **error)
{
    if (!row || json_object_get(row, "form"))
        return row;
    fail(error, ERROR_INTERNAL, "there is no such form to enclose");
    json_decref(row);
    return NULL;
}

struct attachment *enclosure_to_mend(const struct letters *letters, struct store *store, const json_t *form,
                                     const char *language, GError **error)
{
    json_auto_t *row = with_content(
        store_row(store, "mail_form", json_pack("{s:O}", "submission", json_object_get(form, "id")), error),
        error);
    if (!row)
        return NULL;
    json_t *questions = json_object_get(row, "questions");
    add_remarks(questions, json_object_get(form, "findings"));
    return enclose(letters, language, json_object_get(row, "form"), &mending_room, questions, "to_mend",
                   error);
}

struct attachment *enclosure_of_group(const struct letters *letters, struct store *store, const char *form,
                                      gint64 group, const char *language, GError **error)
{
    g_autofree char *today = calendar_today();
    json_t *parameters =
        json_pack("{s:I, s:s, s:s}", "group", (json_int_t)group, "form", form, "today", today);
    json_auto_t *row = with_content(store_row(store, "mail_group_form", parameters, error), error);
    const char *purpose = strcmp(form, "presence") == 0 ? "next" : NULL;
    return row ? enclose(letters, language, json_object_get(row, "form"), &group_room, NULL, purpose, error)
               : NULL;
}

struct attachment *enclosure_blank(const struct letters *letters, const char *form, const char *language,
                                   GError **error)
{
    json_auto_t *content = json_pack("{s:s}", "form", form);
    return enclose(letters, language, content, &blank_room, NULL, NULL, error);
}
