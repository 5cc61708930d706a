#include "base/supervisor.h"

#include <systemd/sd-daemon.h>

#define SLEEPS_IN_TIME 3 /* the loop wakes this often within the time that systemd allows */

void supervisor_ready(void)
{
    sd_notify(0, "READY=1");
}

void supervisor_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void supervisor_status(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    sd_notifyf(0, "STATUS=%s", line);
}

void supervisor_alive(void)
{
    static gint64 told;
    gint64 now = g_get_monotonic_time();
    if (told && now - told < G_USEC_PER_SEC)
        return;
    told = now;
    sd_notify(0, "WATCHDOG=1");
}

guint supervisor_longest_sleep(guint seconds)
{
    guint64 allowed = 0;
    if (sd_watchdog_enabled(0, &allowed) <= 0)
        return seconds;
    return MIN(seconds, MAX(1, (guint)(allowed / G_USEC_PER_SEC / SLEEPS_IN_TIME)));
}
