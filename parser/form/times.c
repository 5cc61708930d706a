#include "parser/form/times.h"

#include "parser/form/scan.h"
#include <string.h>

#define EARLIEST (7 * 60) /* minutes; numbers that say less are lengths, or something else */

struct clock {
    int minutes;  /* since midnight, -1 for what is none */
    gsize digits; /* of which it is written, where it has no sign between hours and minutes; else 0 */
};

static int minutes_at(int hour, int minute)
{
    return hour > 24 || minute > 59 || (hour == 24 && minute) ? -1 : hour * 60 + minute;
}

/* "18", "1830": digits alone. */
static const char *scan_bare_clock(const char *at, struct clock *clock)
{
    int number;
    const char *end = scan_number(at, 1, 4, &number);
    if (!end)
        return NULL;
    clock->digits = (gsize)(end - at);
    clock->minutes = clock->digits >= 3 ? minutes_at(number / 100, number % 100) : minutes_at(number, 0);
    return end;
}

/* ":00" behind hours and minutes, as spreadsheets write it. */
static const char *after_seconds(const char *at)
{
    int seconds;
    const char *end = *at == ':' ? scan_number(at + 1, 2, 2, &seconds) : NULL;
    return end && seconds < 60 ? end : at;
}

/* "18.30", "18:30", "18:30:00", "1830", "18"; but "18:3" is cut off */
static const char *scan_clock(const char *at, struct clock *clock)
{
    int hour, minute;
    const char *sign = scan_number(at, 1, 2, &hour);
    const char *end = sign && is_one_of(*sign, ".:") ? scan_number(sign + 1, 2, 2, &minute) : NULL;
    if (!end)
        return sign && *sign == ':' && scan_digits(sign + 1) ? NULL : scan_bare_clock(at, clock);
    *clock = (struct clock){minutes_at(hour, minute), 0};
    return *sign == ':' ? after_seconds(end) : end;
}

/* "17,30": in a place for times, on the quarter. */
static const char *scan_clock_in(const char *at, enum when_context context, struct clock *clock)
{
    int hour, minute;
    const char *sign = context == WHEN_TIME ? scan_number(at, 1, 2, &hour) : NULL;
    const char *end = sign && *sign == ',' ? scan_number(sign + 1, 2, 2, &minute) : NULL;
    if (!end || minute % 15)
        return scan_clock(at, clock);
    *clock = (struct clock){minutes_at(hour, minute), 0};
    return end;
}

/* "18h", "18 t", "18h30" */
static const char *scan_lettered_clock(const char *at, struct clock *clock)
{
    int hour, minute = 0;
    const char *letter = scan_number(at, 1, 2, &hour);
    letter = letter ? after_blank(letter) : NULL;
    if (!letter || !is_one_of(*letter, "hHtT"))
        return NULL;
    const char *end = scan_number(letter + 1, 2, 2, &minute);
    end = end ? end : letter + 1;
    if (g_unichar_isalnum(g_utf8_get_char(end)))
        return NULL;
    *clock = (struct clock){minutes_at(hour, minute), 0};
    return end;
}

/* The end of a span: no day may follow. */
static const char *scan_last_clock(const char *at, enum when_context context, struct clock *clock)
{
    const char *end = scan_clock_in(at, context, clock);
    if (end && is_one_of(*end, "./") && scan_digits(end + 1) && !clock->digits)
        end = scan_bare_clock(at, clock);
    return end && !(is_one_of(*end, "./") && scan_digits(end + 1)) ? end : NULL;
}

/* "fra kl. ca.": what may stand before a time. */
static const char *after_clock_words(const char *at, const char *const *openings)
{
    static const char *const clocks[] = {"kl", "klokka", "klokke", "klokkan", "klokken", "klokkeslett", NULL};
    const char *behind = scan_word(at, openings);
    if (behind)
        at = after_any_blanks(after_blanks(behind), ":");
    behind = scan_word(at, clocks);
    if (behind)
        at = after_any_blanks(after_any_blanks(behind, "."), ":");
    behind = scan_text(at, "ca");
    return behind ? after_any_blanks(behind, ".") : at;
}

static const char *scan_until(const char *at)
{
    const char *til = scan_text(at, "til"), *tom = scan_text(at, "t.o.m."), *dash = scan_dash(at);
    return til ? til : tom ? tom : dash ? after_dash(dash) : NULL;
}

/* In a place for times: "18:00 → 21:00", "18.00/21.00", and "og" where "mellom" stands in front. */
static const char *scan_until_in_time(const char *at, bool between, const struct clock *first)
{
    const char *arrow = scan_text(at, "→"), *und = between ? scan_text(at, "og") : NULL;
    return arrow ? arrow : und ? und : *at == '/' && !first->digits ? at + 1 : NULL;
}

const char *scan_lettered_span(const char *at, struct when *when)
{
    struct clock first, last;
    at = scan_lettered_clock(at, &first);
    at = at ? scan_until(after_blanks(at)) : NULL;
    at = at ? scan_lettered_clock(after_blanks(at), &last) : NULL;
    if (!at || first.minutes < EARLIEST || last.minutes <= first.minutes)
        return NULL;
    when->start = first.minutes;
    when->end = last.minutes;
    return at;
}

static const char *scan_range(const char *text, enum when_context context, struct when *when)
{
    static const char *const openings[] = {"fra", "frå", "tid", "tidsrom", NULL};
    struct clock first, last;
    const char *between = scan_text(text, "mellom");
    const char *start = after_clock_words(between ? after_blanks(between) : text, openings);
    const char *at = scan_clock_in(start, context, &first);
    const char *until = at ? scan_until(after_blanks(at)) : NULL;
    if (at && !until && context == WHEN_TIME)
        until = scan_until_in_time(after_blanks(at), between, &first);
    if (!until)
        return NULL;
    at = until;
    at = after_blanks(at);
    const char *word = scan_text(at, "kl");
    at = word ? after_any_blanks(word, ".") : at;
    word = scan_text(at, "ca");
    at = scan_last_clock(word ? after_any_blanks(word, ".") : at, context, &last);
    if (!at || first.minutes < 0 || last.minutes < 0)
        return NULL;
    bool bare = start == text && first.digits && last.digits;
    /* "2024-2025" is a span of years, "3-5 pasienter" no time at all. */
    if (bare && first.digits == 4 && last.digits == 4 && first.minutes / 60 == 20 && last.minutes / 60 == 20)
        return NULL;
    if (bare && context != WHEN_TIME && (first.minutes < EARLIEST || last.minutes <= first.minutes))
        return NULL;
    if (last.minutes <= first.minutes) {
        if (last.minutes == 0)
            last.minutes = 1440;
        else
            when->times_doubtful = true;
    }
    if (!when->times_doubtful) {
        when->start = first.minutes;
        when->end = last.minutes;
    }
    return at;
}

static const char *scan_single_time(const char *text, enum when_context context, struct when *when)
{
    static const char *const openings[] = {"fra", "frå", "tid", NULL};
    struct clock clock;
    const char *start = after_clock_words(text, openings);
    const char *at = scan_clock(start, &clock);
    if (!at || clock.minutes < 0 || (clock.minutes == 1440 && context != WHEN_TIME))
        return NULL;
    bool colon = !clock.digits && memchr(start, ':', (gsize)(at - start));
    if (start == text && context != WHEN_TIME && !colon)
        return NULL;
    /* "3" is a length, and "400" nothing of a clock. */
    if (start == text && clock.digits && clock.minutes < EARLIEST)
        return NULL;
    when->start = clock.minutes;
    return at;
}

/* --- durations */

/* "3", "2,25"; "2.30" and "2.15" may be hours and minutes: they are no number of hours. */
static const char *scan_hours(const char *at, double *hours)
{
    int whole = 0, part = 0;
    at = scan_number(at, 1, 2, &whole);
    if (at && is_one_of(*at, ".,") && scan_digits(at + 1)) {
        const char *end = scan_number(at + 1, 1, 2, &part);
        if (end == at + 3 && part % 25)
            return NULL;
        part *= end == at + 2 ? 10 : 1;
        at = end;
    }
    *hours = (whole * 100 + part) / 100.0;
    return at;
}

/* "timer à 45 min" */
static const char *scan_course_minutes(const char *at)
{
    static const char *const hours[] = {"timer", "timar", "time"};
    const char *behind = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(hours) && !behind; i++)
        behind = scan_text(at, hours[i]);
    if (!behind)
        return NULL;
    at = after_blanks(after_any(after_blanks(behind), "("));
    behind = *at == 'a' ? at + 1 : scan_text(at, "à");
    behind = behind ? scan_text(after_blanks(behind), "45") : NULL;
    behind = behind ? scan_text(after_blanks(behind), "min") : NULL;
    return behind ? after_any(after_word(behind), ")") : NULL;
}

/* "4 kurstimer": hours of 45 minutes. */
static const char *scan_course_hours(const char *at, struct when *when)
{
    static const char *const names[] = {
        "kurstimer",          "kurstimar",         "kurstime",   "undervisningstimer",
        "undervisningstimar", "undervisningstime", "skoletimer", "skoletimar",
        "skoletime",          "kurspoeng",         "poeng",      NULL};
    double hours;
    at = scan_hours(at, &hours);
    if (!at)
        return NULL;
    at = after_blanks(at);
    const char *end = scan_word(at, names);
    if (!end)
        end = scan_course_minutes(at);
    if (end)
        when->hours = hours;
    return end;
}

static const char *scan_minutes(const char *at, guint digits, int *minutes)
{
    static const char *const names[] = {"minutter", "minutt", "min", NULL};
    at = scan_number(at, 1, digits, minutes);
    const char *end = at ? scan_word(after_blanks(at), names) : NULL;
    return end ? after_any(end, ".") : NULL;
}

/* "15 min" or "15 m" behind hours. */
static const char *scan_more_minutes(const char *at, int *minutes)
{
    static const char *const short_name[] = {"m", NULL};
    at = after_blanks(at);
    const char *and = scan_text(at, "og");
    at = and? after_blanks(and) : at;
    const char *end = scan_minutes(at, 2, minutes);
    if (end)
        return end;
    at = scan_number(at, 1, 2, minutes);
    return at ? scan_word(after_blanks(at), short_name) : NULL;
}

static const char *scan_hour_name(const char *at)
{
    static const char *const names[] = {"timer",       "timar",      "time", "klokketimer",
                                        "klokketimar", "klokketime", "h",    NULL};
    static const char *const short_name[] = {"t", NULL};
    const char *end = scan_word(at, names);
    if (!end && (end = scan_word(at, short_name)))
        end = after_any(end, ".");
    return end;
}

/* "2:30 t" */
static const char *scan_clocked_duration(const char *at, struct when *when)
{
    int hours, minutes;
    at = scan_number(at, 1, 2, &hours);
    at = at && *at == ':' ? scan_number(at + 1, 2, 2, &minutes) : NULL;
    const char *end = at && minutes < 60 ? scan_hour_name(after_blanks(at)) : NULL;
    if (end)
        when->minutes = hours * 60 + minutes;
    return end;
}

/* "4 x 45 min" */
static const char *scan_times_minutes(const char *at, struct when *when)
{
    static const char *const times[] = {"x", "×", "*", "ganger", "à"};
    int count, minutes;
    at = scan_number(at, 1, 2, &count);
    const char *behind = NULL;
    for (guint i = 0; at && i < G_N_ELEMENTS(times) && !behind; i++)
        behind = scan_text(after_blanks(at), times[i]);
    const char *end = behind ? scan_minutes(after_blanks(behind), 2, &minutes) : NULL;
    if (end)
        when->minutes = count * minutes;
    return end;
}

/* "3 timer", "2 t 15 min", "1 ½ t." */
static const char *scan_duration(const char *at, struct when *when)
{
    double hours;
    int minutes;
    at = scan_hours(at, &hours);
    if (!at)
        return NULL;
    const char *half = scan_text(after_blank(at), "½");
    hours += half ? 0.5 : 0;
    at = after_blanks(half ? half : at);
    const char *end = scan_hour_name(at);
    const char *more = end ? scan_more_minutes(end, &minutes) : NULL;
    if (more)
        when->minutes = (int)(hours * 60 + 0.5) + minutes;
    else if (end)
        when->loose_hours = hours;
    return more ? more : end;
}

const char *scan_length(const char *at, struct when *when)
{
    int minutes;
    const char *end;
    if (!scan_digits(at))
        return NULL;
    /* "3 timer = 4 kurstimer": one of each kind. */
    if (when->hours < 0 && (end = scan_course_hours(at, when)))
        return end;
    if (when->loose_hours >= 0 || when->minutes >= 0)
        return NULL;
    if ((end = scan_duration(at, when)) || (end = scan_clocked_duration(at, when)) ||
        (end = scan_times_minutes(at, when)))
        return end;
    if ((end = scan_minutes(at, 3, &minutes)))
        when->minutes = minutes;
    return end;
}

const char *scan_times(const char *at, enum when_context context, struct when *when)
{
    if (when->start >= 0 || when->times_doubtful)
        return NULL;
    const char *end = scan_range(at, context, when);
    return end ? end : scan_single_time(at, context, when);
}
