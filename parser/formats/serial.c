#include "parser/formats/serial.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MINUTES_A_DAY 1440
#define LAST_DAY      2958465 /* 9999-12-31 counted from 1900 */
#define DAYS_TO_1904  1462

enum serial_kind serial_built_in(guint format)
{
    switch (format) {
    case 14 ... 17:
    case 27 ... 31:
    case 36:
    case 50 ... 54:
    case 57:
    case 58:
        return SERIAL_DATE;
    case 18 ... 21:
    case 32 ... 35:
    case 45:
    case 47:
    case 55:
    case 56:
        return SERIAL_TIME;
    case 22:
        return SERIAL_DATE_AND_TIME;
    case 46:
        return SERIAL_DURATION;
    default:
        return SERIAL_NUMBER;
    }
}

struct parts {
    bool day, time, month_or_minute, elapsed;
};

/* A part in brackets: elapsed hours, minutes or seconds; else a colour, a condition, a locale. */
static const char *read_bracket(const char *p, struct parts *parts)
{
    const char *end = strchr(p, ']');
    if (!end)
        return p + strlen(p);
    if (p[1] && strchr("hHmMsS", p[1]) && (p[2] == p[1] || p[2] == ']'))
        parts->elapsed = true;
    return end + 1;
}

static const char *skip_quoted(const char *p)
{
    const char *end = strchr(p + 1, '"');
    return end ? end + 1 : p + strlen(p);
}

static const char *read_letter(const char *p, struct parts *parts)
{
    if (g_ascii_strncasecmp(p, "AM/PM", 5) == 0)
        return p + 5;
    switch (g_ascii_tolower(*p)) {
    case 'y':
    case 'd':
        parts->day = true;
        break;
    case 'h':
    case 's':
        parts->time = true;
        break;
    case 'm':
        parts->month_or_minute = true;
        break;
    }
    return p + 1;
}

enum serial_kind serial_of_code(const char *code)
{
    struct parts parts = {0};
    if (g_ascii_strcasecmp(code, "General") == 0)
        return SERIAL_NUMBER;
    /* Only the first section: the others are for negative numbers, zero and text. */
    for (const char *p = code; *p && *p != ';';) {
        if (*p == '"')
            p = skip_quoted(p);
        else if (*p == '[')
            p = read_bracket(p, &parts);
        else if (strchr("\\_*", *p))
            p += p[1] ? 2 : 1;
        else
            p = read_letter(p, &parts);
    }
    if (parts.elapsed)
        return SERIAL_DURATION;
    if (parts.day)
        return parts.time ? SERIAL_DATE_AND_TIME : SERIAL_DATE;
    if (parts.time)
        return SERIAL_TIME;
    return parts.month_or_minute ? SERIAL_DATE : SERIAL_NUMBER;
}

char *serial_plain(double number)
{
    char digits[512];
    double size = fabs(number);
    /* Fifteen digits are what a spreadsheet shows; the rest is the error of binary fractions. */
    int before = size >= 1 ? (int)floor(log10(size)) + 1 : 1;
    char format[16];
    g_snprintf(format, sizeof format, "%%.%df", CLAMP(15 - before, 0, 15));
    g_ascii_formatd(digits, sizeof digits, format, number);
    if (strchr(digits, '.')) {
        char *end = digits + strlen(digits);
        while (end[-1] == '0')
            *--end = '\0';
        if (end[-1] == '.')
            *--end = '\0';
    }
    return g_strdup(strcmp(digits, "-0") == 0 ? "0" : digits);
}

/* Excel counts a 29 February 1900 that never was: days before it are one day later than they seem. */
static char *date_text(gint64 day, bool from_1904)
{
    gint64 since_1900 = from_1904 ? day + DAYS_TO_1904 : day;
    if (since_1900 < 1 || since_1900 == 60 || since_1900 > LAST_DAY)
        return NULL;
    g_autoptr(GDate) date = g_date_new_dmy(30, 12, 1899);
    g_date_add_days(date, (guint)(since_1900 < 60 ? since_1900 + 1 : since_1900));
    return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(date), g_date_get_month(date),
                           g_date_get_day(date));
}

static char *clock_text(gint64 minutes)
{
    return g_strdup_printf("%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

static char *moment_text(double number, enum serial_kind shown, bool from_1904, enum value_kind *kind)
{
    gint64 minutes = (gint64)llround(number * MINUTES_A_DAY);
    gint64 day = shown == SERIAL_DATE ? (gint64)floor(number) : minutes / MINUTES_A_DAY;
    gint64 clock = minutes % MINUTES_A_DAY;
    if (shown == SERIAL_DURATION) {
        *kind = VALUE_DURATION;
        return g_strdup_printf("%d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    }
    if (shown == SERIAL_TIME || (shown == SERIAL_DATE_AND_TIME && day == 0 && clock)) {
        *kind = VALUE_TIME;
        return clock_text(clock);
    }
    g_autofree char *date = date_text(day, from_1904);
    if (!date)
        return NULL;
    *kind = VALUE_DATE;
    if (shown == SERIAL_DATE || clock == 0)
        return g_steal_pointer(&date);
    g_autofree char *time = clock_text(clock);
    return g_strconcat(date, " ", time, NULL);
}

char *serial_text(double number, enum serial_kind shown, bool from_1904, enum value_kind *kind)
{
    if (shown != SERIAL_NUMBER && number >= 0 && number <= LAST_DAY + 1.0) {
        char *text = moment_text(number, shown, from_1904, kind);
        if (text)
            return text;
    }
    *kind = VALUE_NUMBER;
    return serial_plain(number);
}

char *serial_iso_date(const char *text)
{
    guint year, month, day, hour = 0, minute = 0;
    int end = 0;
    if (strlen(text) < 10 || sscanf(text, "%4u-%2u-%2u%n", &year, &month, &day, &end) < 3 || end != 10 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return NULL;
    if (text[10] &&
        (text[10] != 'T' || sscanf(text + 11, "%2u:%2u", &hour, &minute) != 2 || hour > 23 || minute > 59))
        return NULL;
    if (hour == 0 && minute == 0)
        return g_strndup(text, 10);
    return g_strdup_printf("%.10s %02u:%02u", text, hour, minute);
}
