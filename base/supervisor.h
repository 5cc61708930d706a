/*
 * Supervisor: what systemd is told of the service (Type=notify). Without systemd nothing is told, and nothing
 * fails.
 */
#pragma once

#include <glib.h>

/* The service has opened everything and takes up its work. */
void supervisor_ready(void);

/* The service ends, in good order. */
void supervisor_stopping(void);

/* One line for `systemctl status`. No personal data. */
void supervisor_status(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* The main path has come forward. systemd restarts a service that does not say so in time, so this is called
 * from the loop alone, never from a timer or a thread that would go on where the loop hangs. Cheap: it tells
 * systemd at most once a second. */
void supervisor_alive(void);

/* How many seconds the loop may sleep before it must call supervisor_alive; at most `seconds`. */
guint supervisor_longest_sleep(guint seconds);
