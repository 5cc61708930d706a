/*
 * A row of months above a row of days: "Januar | | Mars" above "14. | 28. | 4.". The days become dates, so
 * that nobody else needs to know.
 */
#include "parser/form/reader.h"

#include "base/pattern.h"
#include <string.h>

/* A row may stand between the months and the days, for instance a heading that covers both. */
#define FARTHEST_DAYS 2

/* "Januar", "januar 2025", and nothing else. */
static bool is_month(const struct place *place)
{
    const char *rest = strchrnul(place->text, ' ');
    g_autofree char *name = g_utf8_strdown(place->text, rest - place->text);
    return vocabulary_month(name, strlen(name)) && pattern_found("^(?: ?'?\\d{2}| \\d{4})?$", 0, rest);
}

static guint count_months(const struct line *line)
{
    guint months = 0;
    for (guint i = 0; i < line->count; i++)
        months += is_month(&line->places[i]);
    return months;
}

static bool is_day(const struct place *place)
{
    return !place->covered && pattern_found("^(?:[1-9]|[12]\\d|3[01])\\.?$", 0, place->text);
}

/* Every month has days below it, and nothing but days. */
static bool are_days(const struct line *months, const struct line *days)
{
    guint found = 0;
    if (!days || !days->is_row || days->block != months->block || counts_meetings(days))
        return false;
    for (guint i = 0; i < MIN(months->count, days->count); i++) {
        if (!is_month(&months->places[i]) || !*days->places[i].text)
            continue;
        if (!is_day(&days->places[i]))
            return false;
        found++;
    }
    return found >= 2;
}

static void write_dates(const struct line *months, struct line *days)
{
    for (guint i = 0; i < MIN(months->count, days->count); i++) {
        struct place *place = &days->places[i];
        if (!is_month(&months->places[i]) || !is_day(place))
            continue;
        g_autofree char *day = g_steal_pointer(&place->text);
        place->text =
            g_strdup_printf("%s%s %s", day, g_str_has_suffix(day, ".") ? "" : ".", months->places[i].text);
        place->kind = VALUE_TEXT;
    }
}

void join_month_rows(GPtrArray *lines)
{
    for (guint at = 0; at < lines->len; at++) {
        const struct line *months = g_ptr_array_index(lines, at);
        if (!months->is_row || count_months(months) < 2)
            continue;
        for (guint i = at + 1; i <= at + FARTHEST_DAYS && i < lines->len; i++) {
            struct line *days = g_ptr_array_index(lines, i);
            if (!are_days(months, days))
                continue;
            write_dates(months, days);
            break;
        }
    }
}
