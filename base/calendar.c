#include "base/calendar.h"

#include <stdlib.h>
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
    static const char shape[] = "dddd-dd-dd";
    if (strlen(text) != strlen(shape))
        return false;
    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != shape[i])
            return false;
    int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
    return year >= 1 && g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}
