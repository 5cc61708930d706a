/*
 * Day scan: days at a place in the beginning of a text, the steps by which when_read finds a date. Places are
 * in the text in lower case; what a step has read ends at the place that it gives, NULL where it has read
 * nothing.
 */
#pragma once

#include "parser/form/dates.h"

/* More than this is prose, and no date stands so far in. */
#define LONGEST_LOOK 400

/* The beginning of a text. */
struct look {
    const char *text;             /* as written, borrowed */
    char lower[LONGEST_LOOK + 1]; /* every letter stands where it stands in the text */
};

void look_at(struct look *look, const char *text, gsize length);
const char *as_written(const struct look *look, const char *at);

/* A day in any style; `doubtful` where it may mean two things or does not exist. */
const char *scan_day(const struct look *look, const char *text, enum when_context context, struct day *day,
                     bool *doubtful);

/* A day of a month in numbers begins here. */
bool begins_day(const char *at);

/* "3.-4. februar 2025": two days. */
bool starts_with_several_days(const struct look *look, const char *text, enum when_context context);

/* "og 4. mars" follows a day. */
bool goes_on_to_another_day(const struct look *look, const char *text);
