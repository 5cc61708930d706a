#include "notify/attendance.h"
#include "base/calendar.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS_ABREAST = 5 }; /* beside the names, on a telephone */

struct marks {
    char *present, *absent, *void_; /* of [say] */
};

static bool holds(const json_t *positions, json_int_t position)
{
    size_t index;
    const json_t *value;
    json_array_foreach(positions, index, value)
        if (json_integer_value(value) == position)
            return true;
    return false;
}

/* "3.2."; a meeting without a date by its place in the list: "2?". */
static json_t *day_of(const json_t *meeting, size_t number)
{
    const char *date = json_string_value(json_object_get(meeting, "date"));
    g_autofree char *day = date && calendar_is_date(date)
                               ? g_strdup_printf("%d.%d.", atoi(date + 8), atoi(date + 5))
                               : g_strdup_printf("%zu?", number + 1);
    return json_pack("{s:s}", "day", day);
}

static const char *mark_of(const struct marks *marks, const json_t *meeting, const json_t *person)
{
    bool present =
        holds(json_object_get(meeting, "attending"), json_integer_value(json_object_get(person, "position")));
    bool counts = json_integer_value(json_object_get(meeting, "disallowed")) == 0 &&
                  json_integer_value(json_object_get(person, "waits")) == 0;
    return !present ? marks->absent : counts ? marks->present : marks->void_;
}

/* The meetings from `first` up to, not including, `end`. */
static json_t *table_of(const struct marks *marks, const json_t *form, size_t first, size_t end)
{
    const json_t *meetings = json_object_get(form, "meetings");
    json_t *days = json_array(), *rows = json_array();
    size_t index;
    const json_t *person;
    for (size_t i = first; i < end; i++)
        json_array_append_new(days, day_of(json_array_get(meetings, i), i));
    json_array_foreach(json_object_get(form, "people"), index, person) {
        json_t *list = json_array();
        for (size_t i = first; i < end; i++)
            json_array_append_new(
                list, json_pack("{s:s*}", "mark", mark_of(marks, json_array_get(meetings, i), person)));
        json_array_append_new(
            rows, json_pack("{s:O, s:o}", "name", json_object_get(person, "name"), "marks", list));
    }
    return json_pack("{s:o, s:o}", "days", days, "rows", rows);
}

/* Who was not there; nothing where nobody was marked at all. */
static void say_absent(const struct wording *wording, const json_t *people, json_t *meeting)
{
    json_auto_t *absent = json_array();
    const json_t *attending = json_object_get(meeting, "attending");
    size_t index;
    const json_t *person;
    json_array_foreach(people, index, person)
        if (!holds(attending, json_integer_value(json_object_get(person, "position"))))
            json_array_append(absent, json_object_get(person, "name"));
    if (json_array_size(absent) == 0 || json_array_size(attending) == 0)
        return;
    g_autofree char *said = wording_list(wording, absent);
    json_object_set_new(meeting, "absent_said", json_string(said));
}

void attendance_add(const struct wording *wording, json_t *form)
{
    const json_t *people = json_object_get(form, "people"), *meetings = json_object_get(form, "meetings");
    size_t count = json_array_size(meetings), index;
    json_t *tables = json_array(), *meeting;
    if (json_array_size(people) == 0)
        count = 0;
    g_autofree char *present = wording_word(wording, "say", "present"),
                    *absent = wording_word(wording, "say", "absent"),
                    *void_ = wording_word(wording, "say", "void");
    struct marks marks = {present, absent, void_};
    size_t needed = (count + DAYS_ABREAST - 1) / DAYS_ABREAST,
           abreast = needed ? (count + needed - 1) / needed : 1;
    for (size_t i = 0; i < count; i += abreast)
        json_array_append_new(tables, table_of(&marks, form, i, MIN(i + abreast, count)));
    if (count > 0)
        json_array_foreach(meetings, index, meeting)
            say_absent(wording, people, meeting);
    json_object_set_new(form, "attendance", tables);
    json_object_set_new(form, "any_attendance", json_boolean(count > 0));
}
