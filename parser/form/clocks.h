/*
 * Clocks: times of day and lengths that stand alone in a cell.
 */
#pragma once

#include <stdbool.h>

/* Minutes since midnight as "18:00" (1440 becomes "00:00"). Caller owns the result. */
char *clock_text(int minutes);

/* A single time of day: "18:00", "kl 18", "1800", "18"; -1 where it is none. */
int clock_read(const char *text);

/* "3 timer", "2 t 15 min", "180 min", "2:30", "2,5" in minutes; `unit` is the minutes that a bare number
 * counts (60, 1, or 0 where it may not be bare). -1 where it is none. */
int duration_read(const char *text, int unit);

/* A number of hours: "4", "4,0", "4 timer", "4 kurstimer"; negative where it is none. `course` (may be NULL):
 * it says course hours. */
double hours_read(const char *text, bool *course);
