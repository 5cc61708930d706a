/*
 * A row of months above a row of days: "Januar | | Mars" above "14. | 28. | 4.". The days become dates, so
 * that nobody else needs to know. Months that head columns of their own become the only day of that month in
 * a list of meetings elsewhere.
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
    if (*place->text >= 0 && !g_ascii_isalpha(*place->text))
        return false;
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

/* The days that lists of meetings name in each month, 1 to 12: none, one, or several. */
struct listed {
    guint count;
    struct day day;
};

static bool same_day(const struct day *one, const struct day *other)
{
    return one->day == other->day && (one->year == other->year || !one->year || !other->year);
}

static void add_listed(struct listed *listed, const struct day *day)
{
    if (listed->count && same_day(&listed->day, day)) {
        listed->day.year = MAX(listed->day.year, day->year);
        return;
    }
    listed->count++;
    listed->day = *day;
}

/* A row or line that begins with a day, or a number and a day, and goes on. */
static void find_listed(const GPtrArray *lines, struct listed listed[13])
{
    for (guint at = 0; at < lines->len; at++) {
        const struct line *line = g_ptr_array_index(lines, at);
        struct when when = {.state = DAY_NONE};
        for (guint i = 0; i < MIN(line->count, 2) && when.state == DAY_NONE && !line->places[i].label; i++)
            when_read(line->places[i].text, WHEN_DATE, &when);
        if (when.state == DAY_READ && (line->filled >= 2 || *when.rest))
            add_listed(&listed[when.day.month], &when.day);
    }
}

/* "Navn | Feb | Apr": every column is the meeting of its month. */
static void write_listed_days(GPtrArray *lines, struct line *months)
{
    struct listed listed[13] = {0};
    find_listed(lines, listed);
    for (guint i = 0; i < months->count; i++) {
        struct place *place = &months->places[i];
        g_autofree char *name =
            is_month(place) ? g_utf8_strdown(place->text, strchrnul(place->text, ' ') - place->text) : NULL;
        const struct listed *found = name ? &listed[vocabulary_month(name, strlen(name))] : NULL;
        if (!found || found->count != 1 || strchr(place->text, ' '))
            continue;
        g_free(place->text);
        place->text = found->day.year
                          ? g_strdup_printf("%d.%d.%d", found->day.day, found->day.month, found->day.year)
                          : g_strdup_printf("%d.%d.", found->day.day, found->day.month);
        place->kind = VALUE_TEXT;
    }
}

/* Months in the heading of a table of people. */
static bool heads_people(const struct line *line)
{
    return column_of(line, LABEL_NAME) != G_MAXUINT || column_of(line, LABEL_PARTICIPANTS) != G_MAXUINT ||
           column_of(line, LABEL_HPR) != G_MAXUINT;
}

void join_month_rows(GPtrArray *lines)
{
    for (guint at = 0; at < lines->len; at++) {
        struct line *months = g_ptr_array_index(lines, at);
        if (!months->is_row || count_months(months) < 2)
            continue;
        bool joined = false;
        for (guint i = at + 1; i <= at + FARTHEST_DAYS && i < lines->len; i++) {
            struct line *days = g_ptr_array_index(lines, i);
            if (!are_days(months, days))
                continue;
            write_dates(months, days);
            joined = true;
            break;
        }
        if (!joined && heads_people(months))
            write_listed_days(lines, months);
    }
}
