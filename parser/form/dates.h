/*
 * Dates and times as Norwegians write them: 03.02.2025, 3/2-25, "mandag 3. februar 2025", 2025-02-03,
 * "kl 18-21", "18.00 til 21.00", "1800-2100", "2 t 15 min", "4 kurstimer". Everything is read from the
 * start of a text, never out of the middle of a sentence; what may mean two things is doubtful.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A date as written. */
struct day {
    int year, month, day; /* year 0: not written */
    int weekday;          /* 1 (Monday) to 7; 0: not written */
};

enum day_state { DAY_NONE, DAY_READ, DAY_DOUBTFUL };

/* Where the text stood, which says what its numbers may be. */
enum when_context {
    WHEN_DATE, /* under a date label, or in the head of a column */
    WHEN_TIME, /* under a label for time */
    WHEN_LINE, /* at the start of a line of text */
};

/* What stood at the start of a text. */
struct when {
    enum day_state state;
    struct day day;
    int start, end;      /* minutes since midnight, -1 not given; end may be 1440 */
    int minutes;         /* a duration that can only be clock time, -1 not given */
    double hours;        /* course hours that say so, negative: not given */
    double loose_hours;  /* "3 timer": clock or course hours, negative: not given */
    guint number;        /* of "Møte 3", 0 not given */
    bool times_doubtful; /* a time that makes no sense: "21-18" */
    const char *rest;    /* what follows, borrowed from the text */
    bool separated; /* a colon, dash, comma, full stop or line end stands before the rest, or nothing follows
                     */
};

void when_read(const char *text, enum when_context context, struct when *when);

/* A date at the start of a text that stands where a date must, and the bytes that it takes; false where there
 * is none or it may mean two things. */
bool day_read(const char *text, struct day *day, gsize *length);

/* ISO text of a date, "2025-02-03"; NULL for a date that does not exist or contradicts its weekday. Caller
 * owns it. */
char *day_iso(const struct day *day);
