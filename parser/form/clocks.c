#include "parser/form/clocks.h"

#include "parser/form/dates.h"
#include <stdlib.h>
#include <string.h>

char *clock_text(int minutes)
{
    return g_strdup_printf("%02d:%02d", minutes / 60 % 24, minutes % 60);
}

int clock_read(const char *text)
{
    struct when when;
    when_read(text, WHEN_TIME, &when);
    return *when.rest == '\0' && when.end < 0 && when.state == DAY_NONE ? when.start : -1;
}

int duration_read(const char *text, int unit)
{
    struct when when;
    when_read(text, WHEN_LINE, &when);
    if (*when.rest == '\0' && when.minutes >= 0)
        return when.minutes;
    if (*when.rest == '\0' && when.loose_hours >= 0)
        return (int)(when.loose_hours * 60 + 0.5);
    char *end;
    g_autofree char *point = g_strdelimit(g_strdup(text), ",", '.');
    const char *colon = strchr(text, ':');
    if (colon && g_ascii_isdigit(text[0]) && strspn(text, "0123456789:") == strlen(text) &&
        strlen(colon) == 3)
        return atoi(text) < 24 ? atoi(text) * 60 + atoi(colon + 1) : -1;
    double value = g_ascii_strtod(point, &end);
    if (end == point || *end != '\0' || unit == 0 || value <= 0)
        return -1;
    /* Nobody meets for 30 hours, and nobody for 12 minutes. */
    if (unit == 60 && value >= 30)
        unit = 1;
    else if (unit == 60 && value > 12)
        return -1;
    return value < 1000 ? (int)(value * unit + 0.5) : -1;
}

double hours_read(const char *text, bool *course)
{
    struct when when;
    when_read(text, WHEN_LINE, &when);
    if (course)
        *course = when.hours >= 0;
    if (*when.rest == '\0' && when.hours >= 0)
        return when.hours;
    if (*when.rest == '\0' && when.loose_hours >= 0)
        return when.loose_hours;
    char *end;
    g_autofree char *point = g_strdelimit(g_strdup(text), ",", '.');
    double value = g_ascii_strtod(point, &end);
    return end != point && *end == '\0' && value >= 0 && value < 100 ? value : -1;
}
