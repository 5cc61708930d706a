#include "base/calendar.h"

#include <stdio.h>
#include <string.h>

char *calendar_now(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    return g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
}

char *calendar_today(void)
{
    g_autoptr(GTimeZone) norway = g_time_zone_new_identifier("Europe/Oslo");
    g_autoptr(GDateTime) now = norway ? g_date_time_new_now(norway) : g_date_time_new_now_utc();
    return g_date_time_format(now, "%Y-%m-%d");
}

bool calendar_is_date(const char *text)
{
    int year, month, day, end = 0;
    return strlen(text) == 10 && sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && end == 10 &&
           text[4] == '-' && year >= 1 && g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}
