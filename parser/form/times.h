/*
 * Times of day and durations at a place in a text in lower case: "kl 18-21", "18.00 til 21.00", "2 t 15 min",
 * "4 kurstimer". Steps of when_read: each gives the place behind what it has read and put into `when`, or
 * NULL.
 */
#pragma once

#include "parser/form/dates.h"

/* Two times or one, where `when` has none yet. */
const char *scan_times(const char *at, enum when_context context, struct when *when);

/* "18h-21h", "18 t - 21h30": a span by the clock, though "18 t" alone is a length. */
const char *scan_lettered_span(const char *at, struct when *when);

/* Hours or minutes that say so. */
const char *scan_length(const char *at, struct when *when);
