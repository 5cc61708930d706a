/*
 * Calendar: dates and times as the rest of the program exchanges them, ISO 8601 text
 * ("2025-02-03", "18:00", "2026-01-12T10:03:00+01:00"), Norwegian local time.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The present moment in UTC, "2026-01-12T09:03:00Z". Caller owns the result. */
char *calendar_now(void);

/* Today's date in Norway (Europe/Oslo), "2026-01-12". Caller owns the result. */
char *calendar_today(void);

/* The day in Norway at a moment (seconds since 1970). Caller owns the result. */
char *calendar_day_of(gint64 moment);

/* True for a date of the proleptic Gregorian calendar written YYYY-MM-DD. */
bool calendar_is_date(const char *text);

/* Days from one date to another, negative where the other is earlier. Moments may be given for dates; what is
 * neither gives 0. */
int calendar_days_between(const char *from, const char *to);
