/*
 * Periods: the years and spans of time that a form names, and the year that a date without one has.
 */
#pragma once

#include "parser/form/dates.h"

/* A year that a text names ("Presensliste 2025", "2024/2025", "høsten 2024"): the first and last; false when
 * none. */
bool years_named(const char *text, int *first, int *last);

/* "01.01.2025-31.12.2025", "2025", "januar-juni 2025", "1. halvår 2025", as first and last day. */
bool period_read(const char *text, GDate *first, GDate *last);

/* The year that a date without one must mean, if it is to lie between two days; 0 where there is none or more
 * than one. */
int day_year_between(const struct day *day, const GDate *first, const GDate *last);
