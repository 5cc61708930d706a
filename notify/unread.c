#include "notify/unread.h"

#include <glib.h>
#include <string.h>

/* How the reader names the place of a meeting's date; what was written there follows. */
static const char date_of_meeting[] = "møtedato";

static const char *text_of(const json_t *row, const char *member)
{
    return json_string_value(json_object_get(row, member));
}

static bool is_date_of_form(const json_t *part, const json_t *form)
{
    const char *place = text_of(part, "place");
    return place && g_str_has_prefix(place, date_of_meeting) &&
           g_strcmp0(text_of(part, "filename"), text_of(form, "filename")) == 0;
}

static size_t count_unread_dates(const json_t *unread, const json_t *form)
{
    size_t index, count = 0;
    const json_t *part;
    json_array_foreach(unread, index, part)
        count += is_date_of_form(part, form);
    return count;
}

/* A question about a meeting of which no date was read. */
static bool asks_for_date(const json_t *form, const json_t *finding)
{
    const json_t *position = json_object_get(finding, "meeting");
    const json_t *meetings = json_object_get(form, "meetings");
    return g_strcmp0(text_of(finding, "rule"), "date-valid") == 0 && json_object_get(finding, "number") &&
           json_is_integer(position) &&
           !json_is_string(
               json_object_get(json_array_get(meetings, (size_t)json_integer_value(position)), "date"));
}

static size_t count_questions(const json_t *form)
{
    size_t index, count = 0;
    const json_t *finding;
    json_array_foreach(json_object_get(form, "returns"), index, finding)
        count += asks_for_date(form, finding);
    return count;
}

static void show_what_stood(json_t *form, const char *written)
{
    size_t index;
    json_t *finding;
    json_array_foreach(json_object_get(form, "returns"), index, finding)
        if (asks_for_date(form, finding))
            json_object_set_new(finding, "written", json_string(written));
}

/* What was written at the first of them. Caller owns it. */
static char *leave_out(json_t *unread, const json_t *form)
{
    char *written = NULL;
    for (size_t i = json_array_size(unread); i > 0; i--) {
        const json_t *part = json_array_get(unread, i - 1);
        if (!is_date_of_form(part, form))
            continue;
        g_free(written);
        written = g_strstrip(g_strdup(text_of(part, "place") + strlen(date_of_meeting)));
        json_array_remove(unread, i - 1);
    }
    return written;
}

void unread_leave_out_asked(json_t *unread, json_t *forms)
{
    size_t index;
    json_t *form;
    json_array_foreach(forms, index, form) {
        size_t dates = count_unread_dates(unread, form);
        if (dates == 0 || dates != count_questions(form))
            continue;
        g_autofree char *written = leave_out(unread, form);
        if (dates == 1 && *written)
            show_what_stood(form, written);
    }
}
