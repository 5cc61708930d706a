#include "parser/form/dates.h"
#include "base/pattern.h"

#include "parser/form/vocabulary.h"
#include <stdlib.h>
#include <string.h>

/* More than this is prose, and no date stands so far in. */
#define LONGEST_LOOK 400

#define DASH  "(?:-|\xe2\x80\x90|\xe2\x80\x91|\xe2\x80\x92|\xe2\x80\x93|\xe2\x80\x94|\xe2\x88\x92)"
#define CLOCK "(\\d{1,2}[.:]\\d{2}|\\d{3,4}|\\d{1,2})(?![\\d])"

struct patterns {
    GRegex *iso, *month, *numeric, *yearless, *eight, *six;
    GRegex *several, *until;
    GRegex *range, *single;
    GRegex *course, *duration, *minutes, *number, *ordinal, *lead, *separator;
};

static GRegex *anchored(const char *before, const char *pattern, const char *after)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *whole = g_strconcat(before, pattern, after, NULL);
    GRegex *regex = g_regex_new(whole, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, G_REGEX_MATCH_ANCHORED, &error);
    if (!regex)
        g_error("dates: %s in %s", error->message, whole);
    return regex;
}

static struct patterns *patterns_new(void)
{
    struct patterns *p = g_new0(struct patterns, 1);
    g_autofree char *day = g_strdup_printf("(?:(?<wd>%s)(?![\\p{L}])[.,\\s]*)?(?:(?:den|d\\.)\\s*)?",
                                           vocabulary_weekday_pattern());
    g_autofree char *month =
        g_strdup_printf("(?<d>\\d{1,2})\\s?\\.?\\s?" DASH "?\\s?(?<mn>%s)(?![\\p{L}])\\.?,?"
                        "(?:\\s?" DASH "?'?(?<y>\\d{4}|\\d{2})(?!\\d)(?!\\s?(?:[.:]|" DASH
                        ")\\s?\\d)(?!\\.?\\s?(?:%s)(?![\\p{L}])))?",
                        vocabulary_month_pattern(), vocabulary_month_pattern());
    p->iso = anchored(day, "(?<y>\\d{4})(?<s>[-./])(?<m>\\d{1,2})[-./](?<d>\\d{1,2})(?!\\d)", "");
    p->month = anchored(day, month, "");
    p->numeric = anchored(day,
                          "(?<d>\\d{1,2})\\s?(?<s>[./]|" DASH ")\\s?(?<m>\\d{1,2})(?:\\s?(?<t>[./]|" DASH
                          ")\\s?'?(?<y>\\d{4}|\\d{2})"
                          "|\\s+(?<z>(?:19|20)\\d{2}))(?!\\d)(?![.:]\\d{2})(?!\\s?/\\s?\\d)",
                          "");
    p->yearless =
        anchored(day, "(?<d>\\d{1,2})\\s?(?<s>[./])\\s?(?<m>\\d{1,2})(?!\\d)\\.?(?!\\d)(?!\\s?/\\s?\\d)", "");
    p->eight = anchored("", "(?<a>\\d{2})(?<b>\\d{2})(?<c>\\d{2})(?<e>\\d{2})(?!\\d)", "");
    p->six = anchored("", "(?<d>\\d{2})(?<m>\\d{2})(?<y>\\d{2})(?!\\d)", "");
    p->several = anchored(
        day, "(?<f>\\d{1,2})(?:\\.\\s?(?:" DASH "|og|\\+|&)\\s?|" DASH ")(?<rest>\\d{1,2}\\s?[./].*)", "");
    p->until = anchored("", "\\s*(?:" DASH "|til|og|\\+|&)\\s*(?=\\d{1,2}\\s?[./])(?<rest>.*)", "");
    p->range = anchored(
        "(?<pre>(?:(?:fra|frå|tid|tidsrom)\\b\\s*:?\\s*)?(?:(?:kl|klokk[ae]n?|klokkeslett)\\b\\.?\\s*:?\\s*)?"
        "(?:ca\\.?\\s*)?)",
        CLOCK, "\\s*(?:" DASH "|til|t\\.o\\.m\\.)\\s*(?:kl\\.?\\s*)?(?:ca\\.?\\s*)?" CLOCK "(?![./]\\d)");
    p->single = anchored("(?<pre>(?:(?:fra|frå|tid)\\b\\s*:?\\s*)?(?:(?:kl|klokk[ae]n?|klokkeslett)\\b\\.?"
                         "\\s*:?\\s*)?(?:ca\\.?\\s*)?)",
                         CLOCK, "");
    p->course = anchored("",
                         "(?<h>\\d{1,2}(?:[.,]\\d{1,2})?)\\s*(?:(?:kurs|undervisnings|skole)tim(?:er|ar|e)"
                         "\\b|(?:kurs)?poeng\\b"
                         "|tim(?:er|ar|e)\\s*\\(?\\s*[àa]\\s*45\\s*min\\w*\\)?)",
                         "");
    p->duration = anchored(
        "",
        "(?<h>\\d{1,2}(?:[.,]\\d{1,2})?)(?<half>\\s?½)?\\s*(?:(?:klokke)?tim(?:er|ar|e)\\b|t\\b\\.?|h\\b)"
        "(?:\\s*(?:og\\s*)?(?<m>\\d{1,2})\\s*(?:min(?:utter|utt)?\\b\\.?|m\\b))?",
        "");
    p->minutes = anchored("", "(?<m>\\d{1,3})\\s*(?:minutter|minutt|min)\\b\\.?", "");
    p->number = anchored("",
                         "(?:gruppe)?(?:møte|samling)(?:nr|nummer)?\\.?\\s*(?:nr|nummer)?\\.?\\s*(?<n>\\d{1,"
                         "3})(?![\\d])(?![./]\\s?\\d)(?!\\s*\\.?\\s*[a-zæøå]{3})",
                         "");
    p->ordinal = anchored("", "(?<n>\\d{1,2})\\.\\s*(?:gruppe)?(?:møte|samling)\\b", "");
    g_autofree char *start =
        g_strdup_printf("(?=\\d{1,2}\\s?[./]|\\d{4}-|kl\\b|(?:%s)\\b)", vocabulary_weekday_pattern());
    p->lead = anchored("",
                       "(?:gruppe|smågruppe)?(?:møte|møtet|samling|møtedato|dato|avholdt|tema|emne)\\b(?:\\s+"
                       "den)?\\s*:?\\s*",
                       start);
    p->separator = anchored("", "(?:[\\s:;,.|()\\[\\]]|" DASH "|\xe2\x80\xa2|\xc2\xb7)+", "");
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

static gsize matched_length(GMatchInfo *match)
{
    int end = 0;
    g_match_info_fetch_pos(match, 0, NULL, &end);
    return (gsize)end;
}

static int full_year(int year)
{
    return year >= 100 ? year : year < 50 ? 2000 + year : 1900 + year;
}

static bool day_possible(const struct day *day)
{
    return day->month >= 1 && day->month <= 12 && day->day >= 1 &&
           day->day <=
               g_date_get_days_in_month((GDateMonth)day->month, day->year ? (GDateYear)day->year : 2024) &&
           (!day->year || (day->year >= 1990 && day->year < 2100));
}

static void take_weekday(GMatchInfo *match, struct day *day)
{
    g_autofree char *name = g_match_info_fetch_named(match, "wd");
    day->weekday = name && *name ? vocabulary_weekday(name) : 0;
}

/* Each of these: true when a date stands at the start; `length` is what it takes. */
static bool try_iso(const char *text, struct day *day, gsize *length)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->iso, text, 0, &match))
        return false;
    *day =
        (struct day){pattern_number(match, "y"), pattern_number(match, "m"), pattern_number(match, "d"), 0};
    take_weekday(match, day);
    *length = matched_length(match);
    return true;
}

/* "2. Jan-Erik Engen", "2. Jan Olsen": a number and somebody's name, no day of January. */
static bool is_first_name(const char *month, const char *after)
{
    if (*after == '-')
        return g_unichar_isalpha(g_utf8_get_char(after + 1));
    return g_unichar_isupper(g_utf8_get_char(month)) && *after == ' ' &&
           g_unichar_isupper(g_utf8_get_char(after + 1));
}

static bool try_month_name(const char *text, struct day *day, gsize *length)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->month, text, 0, &match))
        return false;
    g_autofree char *month = g_match_info_fetch_named(match, "mn");
    g_autofree char *year = g_match_info_fetch_named(match, "y");
    if (!(year && *year) && is_first_name(month, text + matched_length(match)))
        return false;
    *day = (struct day){year && *year ? full_year(atoi(year)) : 0, vocabulary_month(month),
                        pattern_number(match, "d"), 0};
    take_weekday(match, day);
    *length = matched_length(match);
    return true;
}

/* "18.10-21" may be ten past six to nine, or a day of 2021. */
static bool may_be_time(GMatchInfo *match, const struct day *day)
{
    g_autofree char *separator = g_match_info_fetch_named(match, "s");
    g_autofree char *second = g_match_info_fetch_named(match, "t");
    g_autofree char *month = g_match_info_fetch_named(match, "m");
    int year = pattern_number(match, "y");
    return separator && *separator == '.' && second && *second && *second != '.' && *second != '/' &&
           strlen(month) == 2 && day->month % 5 == 0 && year > day->day && year <= 24;
}

static bool try_numeric(const char *text, struct day *day, gsize *length, bool *doubtful)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->numeric, text, 0, &match))
        return false;
    int year = pattern_number(match, "y");
    g_autofree char *written = g_match_info_fetch_named(match, "y");
    bool given = written && *written;
    *day = (struct day){given ? full_year(year) : pattern_number(match, "z"), pattern_number(match, "m"),
                        pattern_number(match, "d"), 0};
    take_weekday(match, day);
    *length = matched_length(match);
    *doubtful = may_be_time(match, day);
    return true;
}

static bool try_yearless(const char *text, enum when_context context, struct day *day, gsize *length)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->yearless, text, 0, &match))
        return false;
    *day = (struct day){0, pattern_number(match, "m"), pattern_number(match, "d"), 0};
    take_weekday(match, day);
    *length = matched_length(match);
    g_autofree char *separator = g_match_info_fetch_named(match, "s");
    return context != WHEN_LINE || *separator == '/' || day->weekday;
}

/* Digits alone: only where the two orders cannot both be meant. */
static bool try_digits(const char *text, struct day *day, gsize *length, bool *doubtful)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (g_regex_match(patterns()->eight, text, 0, &match)) {
        int a = pattern_number(match, "a"), b = pattern_number(match, "b"), c = pattern_number(match, "c"),
            e = pattern_number(match, "e");
        struct day norwegian = {c * 100 + e, b, a, 0}, iso = {a * 100 + b, c, e, 0};
        bool one = day_possible(&norwegian), other = day_possible(&iso);
        *day = other && !one ? iso : norwegian;
        *doubtful = one && other;
        *length = 8;
        return one || other;
    }
    g_clear_pointer(&match, g_match_info_free);
    if (!g_regex_match(patterns()->six, text, 0, &match))
        return false;
    *day = (struct day){2000 + pattern_number(match, "y"), pattern_number(match, "m"),
                        pattern_number(match, "d"), 0};
    struct day reversed = {2000 + pattern_number(match, "d"), pattern_number(match, "m"),
                           pattern_number(match, "y"), 0};
    *doubtful = !day_possible(day) || (day_possible(&reversed) && reversed.year >= 2015);
    *length = 6;
    return true;
}

/* "16.30-18" is a time of day, whatever numbers it holds. */
static bool is_clock_span(const char *text)
{
    GRegex *span =
        pattern("^(?:[01]?\\d|2[0-4])\\.[0-5]\\d\\s*" DASH "\\s*(?:[01]?\\d|2[0-4])(?:\\.[0-5]\\d)?$", 0);
    return g_regex_match(span, text, 0, NULL);
}

static bool try_day(const char *text, enum when_context context, struct day *day, gsize *length,
                    bool *doubtful)
{
    *doubtful = false;
    bool found = try_iso(text, day, length) || try_month_name(text, day, length) ||
                 try_numeric(text, day, length, doubtful);
    /* 18.30-21.30 looks like a day and is none. */
    if (found && (day->month > 12 || day->month < 1 || day->day > 31 || day->day < 1))
        found = context == WHEN_DATE && day->year && !strchr(text, ':') && !is_clock_span(text)
                    ? (*doubtful = true)
                    : false;
    if (!found && context != WHEN_TIME)
        found = try_yearless(text, context, day, length) && day->month >= 1 && day->month <= 12 &&
                day->day >= 1 && day->day <= 31;
    if (!found && context == WHEN_DATE)
        found = try_digits(text, day, length, doubtful);
    if (found && !day_possible(day))
        *doubtful = true;
    return found;
}

/* "3.-4. februar 2025": two days. */
static bool starts_with_several_days(const char *text, enum when_context context)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->several, text, 0, &match))
        return false;
    g_autofree char *rest = g_match_info_fetch_named(match, "rest");
    struct day day;
    gsize length;
    bool doubtful;
    return try_day(rest, context, &day, &length, &doubtful) && !doubtful &&
           day.day > pattern_number(match, "f");
}

static bool goes_on_to_another_day(const char *text)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->until, text, 0, &match))
        return false;
    g_autofree char *rest = g_match_info_fetch_named(match, "rest");
    struct day day;
    gsize length;
    bool doubtful;
    return try_day(rest, WHEN_LINE, &day, &length, &doubtful) && !doubtful;
}

/* "18", "18.30", "1830": minutes since midnight, -1 for what is none. */
static int clock_token(const char *token)
{
    int hour, minute = 0;
    const char *mark = strpbrk(token, ".:");
    size_t length = strlen(token);
    if (mark) {
        hour = atoi(token);
        minute = atoi(mark + 1);
    } else if (length >= 3) {
        hour = atoi(token) / 100;
        minute = atoi(token) % 100;
    } else {
        hour = atoi(token);
    }
    if (hour > 24 || minute > 59 || (hour == 24 && minute))
        return -1;
    return hour * 60 + minute;
}

static bool try_range(const char *text, enum when_context context, struct when *when, gsize *length)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->range, text, 0, &match))
        return false;
    g_autofree char *before = g_match_info_fetch_named(match, "pre");
    g_autofree char *first = g_match_info_fetch(match, 2);
    g_autofree char *last = g_match_info_fetch(match, 3);
    int start = clock_token(first), end = clock_token(last);
    if (start < 0 || end < 0)
        return false;
    bool bare = !*before && !strpbrk(first, ".:") && !strpbrk(last, ".:");
    /* "2024-2025" is a span of years, "3-5 pasienter" no time at all. */
    if (bare && strlen(first) == 4 && strlen(last) == 4 && strncmp(first, "20", 2) == 0 &&
        strncmp(last, "20", 2) == 0)
        return false;
    if (bare && context != WHEN_TIME && (start < 7 * 60 || end <= start))
        return false;
    *length = matched_length(match);
    if (end <= start) {
        if (end == 0)
            end = 1440;
        else
            when->times_doubtful = true;
    }
    if (!when->times_doubtful) {
        when->start = start;
        when->end = end;
    }
    return true;
}

static bool try_single_time(const char *text, enum when_context context, struct when *when, gsize *length)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->single, text, 0, &match))
        return false;
    g_autofree char *before = g_match_info_fetch_named(match, "pre");
    g_autofree char *token = g_match_info_fetch(match, 2);
    int time = clock_token(token);
    if (time < 0 || (time == 1440 && context != WHEN_TIME))
        return false;
    if (!*before && context != WHEN_TIME && !strchr(token, ':'))
        return false;
    when->start = time;
    *length = matched_length(match);
    return true;
}

static double decimal(const char *text)
{
    g_autofree char *point = g_strdelimit(g_strdup(text), ",", '.');
    return g_ascii_strtod(point, NULL);
}

static bool try_length(const char *text, struct when *when, gsize *length)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (g_regex_match(patterns()->course, text, 0, &match)) {
        g_autofree char *hours = g_match_info_fetch_named(match, "h");
        when->hours = decimal(hours);
        *length = matched_length(match);
        return true;
    }
    g_clear_pointer(&match, g_match_info_free);
    if (g_regex_match(patterns()->duration, text, 0, &match)) {
        g_autofree char *hours = g_match_info_fetch_named(match, "h");
        g_autofree char *half = g_match_info_fetch_named(match, "half");
        g_autofree char *minutes = g_match_info_fetch_named(match, "m");
        double value = decimal(hours) + (half && *half ? 0.5 : 0);
        if (minutes && *minutes)
            when->minutes = (int)(value * 60 + 0.5) + atoi(minutes);
        else
            when->loose_hours = value;
        *length = matched_length(match);
        return true;
    }
    g_clear_pointer(&match, g_match_info_free);
    if (g_regex_match(patterns()->minutes, text, 0, &match)) {
        when->minutes = pattern_number(match, "m");
        *length = matched_length(match);
        return true;
    }
    return false;
}

static bool try_number(const char *text, struct when *when, gsize *length)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->number, text, 0, &match)) {
        g_clear_pointer(&match, g_match_info_free);
        if (!g_regex_match(patterns()->ordinal, text, 0, &match))
            return false;
    }
    when->number = (guint)pattern_number(match, "n");
    *length = matched_length(match);
    return true;
}

/* "Møte" before a date. */
static bool try_lead(const char *text, gsize *length)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(patterns()->lead, text, 0, &match))
        return false;
    *length = matched_length(match);
    return true;
}

static bool try_times(const char *text, enum when_context context, struct when *when, gsize *length)
{
    return when->start < 0 && !when->times_doubtful &&
           (try_range(text, context, when, length) || try_single_time(text, context, when, length));
}

static bool take_day(const char *text, enum when_context context, struct when *when, gsize *length)
{
    if (when->state != DAY_NONE)
        return false;
    if (starts_with_several_days(text, context)) {
        when->state = DAY_DOUBTFUL;
        *length = strlen(text);
        return true;
    }
    bool doubtful;
    if (!try_day(text, context, &when->day, length, &doubtful))
        return false;
    doubtful = doubtful || goes_on_to_another_day(text + *length);
    when->state = doubtful ? DAY_DOUBTFUL : DAY_READ;
    return true;
}

static bool take_one(const char *text, enum when_context context, struct when *when, gsize *length)
{
    if (!when->number && try_number(text, when, length))
        return true;
    if (when->state == DAY_NONE && try_lead(text, length))
        return true;
    if (when->hours < 0 && when->loose_hours < 0 && when->minutes < 0 && try_length(text, when, length))
        return true;
    if (context == WHEN_TIME)
        return try_times(text, context, when, length) || take_day(text, context, when, length);
    return take_day(text, context, when, length) || try_times(text, context, when, length);
}

void when_read(const char *text, enum when_context context, struct when *when)
{
    *when = (struct when){
        .start = -1, .end = -1, .minutes = -1, .hours = -1, .loose_hours = -1, .separated = true};
    gsize total = strlen(text);
    g_autofree char *look = g_strndup(text, MIN(total, LONGEST_LOOK));
    if (total > LONGEST_LOOK) {
        char *end = look;
        g_utf8_validate(look, -1, (const char **)&end);
        *end = '\0';
    }
    gsize at = 0, length = 0;
    for (;;) {
        g_autoptr(GMatchInfo) match = NULL;
        bool separated = at == 0;
        if (g_regex_match(patterns()->separator, look + at, 0, &match)) {
            length = matched_length(match);
            for (gsize i = at; i < at + length; i++)
                separated = separated || (look[i] != ' ' && look[i] != '\t');
            at += length;
        }
        when->separated = separated || look[at] == '\0';
        if (look[at] == '\0' || !take_one(look + at, context, when, &length) || length == 0)
            break;
        at += length;
    }
    when->rest = text + at;
}

bool when_is_all(const struct when *when)
{
    return *when->rest == '\0' &&
           (when->state != DAY_NONE || when->start >= 0 || when->number || when->times_doubtful);
}

bool day_read(const char *text, struct day *day, gsize *length)
{
    bool doubtful;
    return try_day(text, WHEN_DATE, day, length, &doubtful) && !doubtful;
}

char *day_iso(const struct day *day)
{
    if (!day->year || !day_possible(day))
        return NULL;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day->day, (GDateMonth)day->month, (GDateYear)day->year);
    if (day->weekday && (int)g_date_get_weekday(&date) != day->weekday)
        return NULL;
    return g_strdup_printf("%04d-%02d-%02d", day->year, day->month, day->day);
}
