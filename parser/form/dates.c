#include "parser/form/day_scan.h"

#include "parser/form/scan.h"
#include "parser/form/vocabulary.h"
#include <string.h>

void look_at(struct look *look, const char *text, gsize length)
{
    look->text = text;
    scan_lower(text, look->lower, MIN(length + 1, sizeof look->lower));
}

const char *as_written(const struct look *look, const char *at)
{
    return look->text + (at - look->lower);
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

/* "mandag den", "ma. d.": what may stand before a day. */
static const char *after_weekday(const char *at, int *weekday)
{
    const char *letters = after_letters(at);
    *weekday = vocabulary_weekday(at, (gsize)(letters - at));
    if (*weekday) {
        at = after_blanks(letters);
        while (is_one_of(*at, ".,"))
            at = after_blanks(at + 1);
    }
    const char *den = scan_text(at, "den");
    if (!den)
        den = scan_text(at, "d.");
    return den ? after_blanks(den) : at;
}

static const char *scan_month_name(const char *at, int *month)
{
    const char *letters = after_letters(at);
    *month = vocabulary_month(at, (gsize)(letters - at));
    return *month ? letters : NULL;
}

/* Two digits or four, as written. */
static const char *scan_year(const char *at, int *year)
{
    const char *end = scan_number(at, 4, 4, year);
    return end ? end : scan_number(at, 2, 2, year);
}

/* "2025-02-03", "2025-2-3"; but "2025-02-1" is cut off */
static const char *scan_iso(const char *at, struct day *day)
{
    const char *month = scan_number(at, 4, 4, &day->year);
    if (!month || !is_one_of(*month, "-./"))
        return NULL;
    const char *sign = scan_number(month + 1, 1, 2, &day->month);
    bool whole = sign && sign - month == 3;
    return sign && is_one_of(*sign, "-./") ? scan_number(sign + 1, whole ? 2 : 1, 2, &day->day) : NULL;
}

/* The year behind the name of a month. "3. mai 18.30" and "3. mai 12. juni" have none. */
static const char *scan_year_of_month(const char *at, int *year)
{
    at = scan_year(after_any(after_dash(after_blank(at)), "'"), year);
    if (!at)
        return NULL;
    const char *sign = after_blank(at);
    const char *behind = is_one_of(*sign, ".:") ? sign + 1 : scan_dash(sign);
    int month;
    bool goes_on = behind && scan_digits(after_blank(behind));
    return goes_on || scan_month_name(after_blank(after_any(at, ".")), &month) ? NULL : at;
}

/* "2. Jan-Erik Engen", "2. Jan Olsen": a number and somebody's name, no day of January. */
static bool is_first_name(const char *month, const char *after)
{
    if (*after == '-')
        return g_unichar_isalpha(g_utf8_get_char(after + 1));
    return g_unichar_isupper(g_utf8_get_char(month)) && *after == ' ' &&
           g_unichar_isupper(g_utf8_get_char(after + 1));
}

/* "3. februar 2025", "3. feb -25", "3.feb" */
static const char *scan_day_of_month(const struct look *look, const char *at, struct day *day)
{
    at = scan_number(at, 1, 2, &day->day);
    if (!at)
        return NULL;
    at = after_blank(after_any(after_blank(at), "."));
    const char *name = after_blank(after_dash(at));
    at = scan_month_name(name, &day->month);
    if (!at)
        return NULL;
    at = after_any(after_any(at, "."), ",");
    const char *year = scan_year_of_month(at, &day->year);
    day->year = year ? full_year(day->year) : 0;
    if (!year && is_first_name(as_written(look, name), as_written(look, at)))
        return NULL;
    return year ? year : at;
}

/* A full stop, stroke or dash between the numbers of a date. */
static const char *scan_date_sign(const char *at)
{
    return is_one_of(*at, "./") ? at + 1 : scan_dash(at);
}

static const char *scan_span_clock(const char *at);

/* "18.00-21.00" at the start of a text. */
static bool begins_with_clock_span(const char *at)
{
    at = scan_span_clock(at);
    at = at ? scan_dash(after_blanks(at)) : NULL;
    return at && scan_span_clock(after_blanks(at));
}

/* A stroke and another number: it is no date. "3.2.2025 / 18.00-21.00" is one. */
static bool goes_on_in_numbers(const char *at)
{
    at = after_blank(at);
    return *at == '/' && scan_digits(after_blank(at + 1)) && !begins_with_clock_span(after_blank(at + 1));
}

/* "18.10-21" may be ten past six to nine, or a day of 2021. `month` is as written. */
static bool may_be_time(const struct day *day, char sign, const char *month, bool dash, int year)
{
    return sign == '.' && dash && scan_digits(month) == 2 && day->month % 5 == 0 && year > day->day &&
           year <= 24;
}

/* "3.2.2025", "3/2-25", "3. 2 2025" */
static const char *scan_numeric(const char *at, struct day *day, bool *doubtful)
{
    at = scan_number(at, 1, 2, &day->day);
    if (!at)
        return NULL;
    const char *sign = after_blank(at), *behind = scan_date_sign(sign);
    const char *month = behind ? after_blank(behind) : NULL;
    at = month ? scan_number(month, 1, 2, &day->month) : NULL;
    if (!at)
        return NULL;
    const char *second = after_blank(at), *after = scan_date_sign(second);
    int year;
    if (after) {
        /* "13.3. 18-21" is a day with its hours. */
        if (after_blanks(after) != after && scan_clock_hours(after_blanks(after)))
            return NULL;
        at = scan_year(after_any(after_blank(after), "'"), &year);
        day->year = at ? full_year(year) : 0;
        *doubtful = at && may_be_time(day, *sign, month, !is_one_of(*second, "./"), year);
    } else {
        at = second != at ? scan_number(after_blanks(at), 4, 4, &day->year) : NULL;
        int end;
        const char *dash = at ? scan_dash(after_blanks(at)) : NULL;
        /* "14.1 2000-2200" is a day with its hours. */
        if (at && ((day->year / 100 != 19 && day->year / 100 != 20) ||
                   (dash && scan_number(after_blanks(dash), 4, 4, &end))))
            return NULL;
    }
    if (!at || (is_one_of(*at, ".:") && scan_digits(at + 1) >= 2) || goes_on_in_numbers(at))
        return NULL;
    return at;
}

/* "kl. 18", "18.30-21.30:" follows, behind a full stop or comma. */
static bool is_before_clock(const char *at)
{
    const char *behind = after_blanks(after_any(after_any(at, "."), ","));
    if (scan_text(behind, "kl"))
        return true;
    const char *end = behind > at ? scan_clock_hours(behind) : NULL;
    return end && (is_one_of(*end, ":,;") || !*end || (*end == '.' && end[1] == ' '));
}

/* "3/2", "3.2." */
static const char *scan_yearless(const char *at, enum when_context context, struct day *day)
{
    at = scan_number(at, 1, 2, &day->day);
    const char *sign = at ? after_blank(at) : NULL;
    if (!sign || !is_one_of(*sign, "./"))
        return NULL;
    at = scan_number(after_blank(sign + 1), 1, 2, &day->month);
    /* "2.1. Formål" is a section, "2.1. kl. 18" a day. */
    if (!at || (context == WHEN_LINE && *sign != '/' && !day->weekday && !is_before_clock(at)))
        return NULL;
    day->year = 0;
    if (*at == '.' && !scan_digits(at + 1) && !goes_on_in_numbers(at + 1))
        return at + 1;
    return goes_on_in_numbers(at) ? NULL : at;
}

/* Digits alone: only where the two orders cannot both be meant. */
static const char *scan_bare_digits(const char *at, struct day *day, bool *doubtful)
{
    int all;
    const char *end = scan_number(at, 8, 8, &all);
    if (end) {
        struct day norwegian = {all % 10000, all / 10000 % 100, all / 1000000, 0};
        struct day iso = {all / 10000, all / 100 % 100, all % 100, 0};
        bool one = day_possible(&norwegian), other = day_possible(&iso);
        *day = other && !one ? iso : norwegian;
        *doubtful = one && other;
        return one || other ? end : NULL;
    }
    end = scan_number(at, 6, 6, &all);
    if (!end)
        return NULL;
    *day = (struct day){2000 + all % 100, all / 100 % 100, all / 10000, 0};
    struct day reversed = {2000 + day->day, day->month, all % 100, 0};
    *doubtful = !day_possible(day) || (day_possible(&reversed) && reversed.year >= 2015);
    return end;
}

/* "18", "18.30": the time of a day. */
static const char *scan_span_clock(const char *at)
{
    int hour, minute = 0;
    at = scan_number(at, 1, 2, &hour);
    if (at && *at == '.')
        at = scan_number(at + 1, 2, 2, &minute);
    return at && hour <= 24 && minute <= 59 ? at : NULL;
}

/* "16.30-18", "19-21.30" is a time of day, whatever numbers it holds. */
static bool is_clock_span(const char *at)
{
    at = scan_span_clock(at);
    at = at ? scan_dash(after_blanks(at)) : NULL;
    at = at ? scan_span_clock(after_blanks(at)) : NULL;
    return at && *after_any(at, "\n") == '\0';
}

/* Programs write a day as its midnight: "2025-02-03 00:00:00". NULL stays NULL. */
static const char *after_midnight(const char *at)
{
    if (!at || (*at != ' ' && *at != 't') || strncmp(at + 1, "00:00", 5) != 0)
        return at;
    const char *end = at + 6;
    if (strncmp(end, ":00", 3) == 0)
        end += 3;
    return *end == ':' || g_ascii_isdigit(*end) ? at : end;
}

const char *scan_day(const struct look *look, const char *text, enum when_context context, struct day *day,
                     bool *doubtful)
{
    *day = (struct day){0};
    *doubtful = false;
    const char *at = after_weekday(text, &day->weekday), *end = NULL;
    bool digits = scan_digits(at);
    if (digits && !(end = after_midnight(scan_iso(at, day))) && !(end = scan_day_of_month(look, at, day)))
        end = scan_numeric(at, day, doubtful);
    /* 18.30-21.30 looks like a day and is none. */
    if (end && (day->month > 12 || day->month < 1 || day->day > 31 || day->day < 1)) {
        if (context == WHEN_DATE && day->year && !strchr(text, ':') && !is_clock_span(text))
            *doubtful = true;
        else
            end = NULL;
    }
    if (!end && digits && context != WHEN_TIME && (end = scan_yearless(at, context, day)) &&
        (day->month < 1 || day->month > 12 || day->day < 1 || day->day > 31))
        end = NULL;
    if (!end && context == WHEN_DATE)
        end = scan_bare_digits(text, day, doubtful);
    if (end && !day_possible(day))
        *doubtful = true;
    return end;
}

bool begins_day(const char *at)
{
    int day;
    const char *end = scan_number(at, 1, 2, &day);
    return end && is_one_of(*after_blank(end), "./");
}

/* A day that is not doubtful, on what is left of this line. */
static bool is_day_on_line(const struct look *look, const char *at, enum when_context context,
                           struct day *day)
{
    bool doubtful;
    struct look line;
    if (!begins_day(at))
        return false;
    look_at(&line, as_written(look, at), strcspn(at, "\n\v\f\r"));
    return scan_day(&line, line.lower, context, day, &doubtful) && !doubtful;
}

/* "og", "+", "&" or a dash between two days. */
static const char *scan_and(const char *at)
{
    return is_one_of(*at, "+&") ? at + 1 : scan_text(at, "og") ? at + strlen("og") : scan_dash(at);
}

bool starts_with_several_days(const struct look *look, const char *text, enum when_context context)
{
    int weekday, first;
    struct day last;
    const char *at = scan_number(after_weekday(text, &weekday), 1, 2, &first);
    if (at && *at == '.')
        at = (at = scan_and(after_blank(at + 1))) ? after_blank(at) : NULL;
    else if (at)
        at = scan_dash(at);
    return at && is_day_on_line(look, at, context, &last) && last.day > first;
}

bool goes_on_to_another_day(const struct look *look, const char *text)
{
    struct day day;
    const char *at = after_blanks(text);
    const char *until = scan_text(at, "til");
    at = until ? until : scan_and(at);
    return at && is_day_on_line(look, after_blanks(at), WHEN_LINE, &day);
}

bool day_read(const char *text, struct day *day, gsize *length)
{
    bool doubtful;
    struct look look;
    look_at(&look, text, LONGEST_LOOK);
    const char *end = scan_day(&look, look.lower, WHEN_DATE, day, &doubtful);
    if (end)
        *length = (gsize)(end - look.lower);
    return end && !doubtful;
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
