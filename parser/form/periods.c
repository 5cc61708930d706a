#include "parser/form/periods.h"
#include "base/pattern.h"

#include "parser/form/vocabulary.h"
#include <string.h>

#define DASH "(?:-|\xe2\x80\x90|\xe2\x80\x91|\xe2\x80\x92|\xe2\x80\x93|\xe2\x80\x94|\xe2\x88\x92)"

struct patterns {
    GRegex *years, *half, *months, *until;
};

static GRegex *compile(const char *pattern, GRegexMatchFlags match)
{
    g_autoptr(GError) error = NULL;
    GRegex *regex = g_regex_new(pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, match, &error);
    if (!regex)
        g_error("periods: %s in %s", error->message, pattern);
    return regex;
}

static struct patterns *patterns_new(void)
{
    struct patterns *p = g_new0(struct patterns, 1);
    const char *month = vocabulary_month_pattern();
    g_autofree char *months = g_strdup_printf("(?<![\\p{L}])(?<a>%s)\\.?\\s*(?:20\\d{2})?\\s*(?:" DASH
                                              "|til|og|t\\.o\\.m\\.)\\s*(?<b>%s)(?![\\p{L}])",
                                              month, month);
    p->years = compile(
        "(?<![\\d.,/-])(?<a>20\\d{2})(?:\\s?(?:/|" DASH "|og)\\s?(?<b>20\\d{2}|\\d{2})(?!\\d))?(?![\\d])", 0);
    p->half = compile("(?<h>[12])\\.?\\s*halvår", 0);
    p->months = compile(months, 0);
    p->until = compile("\\s*(?:" DASH "|til|og)\\s*(?<rest>.*)", G_REGEX_MATCH_ANCHORED);
    return p;
}

/* Compiled at the first use, constant afterwards, never freed. */
static const struct patterns *patterns(void)
{
    static const struct patterns *compiled;
    if (g_once_init_enter(&compiled))
        g_once_init_leave(&compiled, patterns_new());
    return compiled;
}

bool years_named(const char *text, int *first, int *last)
{
    if (!strstr(text, "20"))
        return false;
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *look = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), 300));
    bool found = false;
    for (g_regex_match(patterns()->years, look, 0, &match); g_match_info_matches(match);
         g_match_info_next(match, NULL)) {
        int a = pattern_number(match, "a"), b = pattern_number(match, "b");
        if (!b)
            b = a;
        else if (b < 100)
            b += a / 100 * 100;
        if (b < a || b > a + 2)
            continue;
        *first = found ? MIN(*first, a) : a;
        *last = found ? MAX(*last, b) : b;
        found = true;
    }
    return found;
}

static void set_day(GDate *date, int year, int month, int day)
{
    g_date_set_dmy(date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

static int month_named(const GMatchInfo *match, const char *group)
{
    g_autofree char *name = g_match_info_fetch_named(match, group);
    g_autofree char *lower = g_utf8_strdown(name, -1);
    return vocabulary_month(lower, strlen(lower));
}

static bool months_read(const char *text, GDate *first, GDate *last)
{
    g_autoptr(GMatchInfo) match = NULL;
    int from, to;
    if (!g_regex_match(patterns()->months, text, 0, &match) || !years_named(text, &from, &to))
        return false;
    int start = month_named(match, "a"), end = month_named(match, "b");
    if (from == to && start > end)
        return false;
    set_day(first, from, start, 1);
    set_day(last, to, end, g_date_get_days_in_month((GDateMonth)end, (GDateYear)to));
    return true;
}

static bool days_read(const char *text, GDate *first, GDate *last)
{
    struct day one, other;
    gsize length;
    const char *p = text;
    if (g_ascii_strncasecmp(p, "fra ", 4) == 0)
        p += 4;
    if (!day_read(p, &one, &length))
        return false;
    p += length;
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->until, p, 0, &match))
        return false;
    g_autofree char *rest = g_match_info_fetch_named(match, "rest");
    if (!day_read(rest, &other, &length) || !other.year)
        return false;
    if (!one.year)
        one.year = other.year;
    g_autofree char *from = day_iso(&one), *to = day_iso(&other);
    if (!from || !to)
        return false;
    set_day(first, one.year, one.month, one.day);
    set_day(last, other.year, other.month, other.day);
    return g_date_compare(first, last) <= 0;
}

bool period_read(const char *text, GDate *first, GDate *last)
{
    g_autofree char *look = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), 200));
    if (days_read(look, first, last) || months_read(look, first, last))
        return true;
    int from, to;
    if (!years_named(look, &from, &to))
        return false;
    g_autoptr(GMatchInfo) match = NULL;
    if (g_regex_match(patterns()->half, look, 0, &match) && from == to) {
        int half = pattern_number(match, "h");
        set_day(first, from, half == 1 ? 1 : 7, 1);
        set_day(last, from, half == 1 ? 6 : 12, half == 1 ? 30 : 31);
        return true;
    }
    /* Nothing but the year: a season or other words may mean less than all of it. */
    for (const char *p = look; *p; p = g_utf8_next_char(p))
        if (g_unichar_isalpha(g_utf8_get_char(p)) && !g_str_has_prefix(look, "året ") &&
            !g_str_has_prefix(look, "År"))
            return false;
    set_day(first, from, 1, 1);
    set_day(last, to, 12, 31);
    return true;
}

int day_year_between(const struct day *day, const GDate *first, const GDate *last)
{
    int found = 0;
    bool several = g_date_get_year(last) > g_date_get_year(first);
    for (int year = g_date_get_year(first); year <= g_date_get_year(last); year++) {
        /* Of several years the weekday may tell which; of a single one it can only contradict. */
        struct day full = {year, day->month, day->day, several ? day->weekday : 0};
        g_autofree char *iso = day_iso(&full);
        if (!iso)
            continue;
        GDate date;
        g_date_clear(&date, 1);
        set_day(&date, year, day->month, day->day);
        if (g_date_compare(&date, first) < 0 || g_date_compare(&date, last) > 0)
            continue;
        if (found)
            return 0;
        found = year;
    }
    return found;
}
