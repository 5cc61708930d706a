#include "base/calendar.h"

#include <stdlib.h>
#include <string.h>

char *calendar_now(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    return g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
}

/* Read from its file once; UTC where the system does not know it. Borrowed. */
static GTimeZone *norway(void)
{
    static gsize zone;
    if (g_once_init_enter(&zone)) {
        GTimeZone *known = g_time_zone_new_identifier("Europe/Oslo");
        g_once_init_leave(&zone, (gsize)(known ? known : g_time_zone_new_utc()));
    }
    return (GTimeZone *)zone;
}

char *calendar_day_of(gint64 moment)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(moment);
    g_autoptr(GDateTime) there = g_date_time_to_timezone(time, norway());
    return g_date_time_format(there, "%Y-%m-%d");
}

char *calendar_today(void)
{
    return calendar_day_of(g_get_real_time() / G_USEC_PER_SEC);
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

static bool read_date(const char *text, GDate *date)
{
    g_autofree char *day = g_strndup(text, strlen("2025-02-03"));
    g_date_clear(date, 1);
    if (!calendar_is_date(day))
        return false;
    g_date_set_dmy(date, (GDateDay)atoi(day + 8), (GDateMonth)atoi(day + 5), (GDateYear)atoi(day));
    return true;
}

int calendar_days_between(const char *from, const char *to)
{
    GDate first, last;
    return read_date(from, &first) && read_date(to, &last) ? g_date_days_between(&first, &last) : 0;
}
