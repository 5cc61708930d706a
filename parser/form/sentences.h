/*
 * Sentences: running text in sentences, and the names and days that stand anywhere in them.
 */
#pragma once

#include "parser/form/dates.h"

#include <glib.h>

/* The sentences of a text, tidy, without what ends them but a question mark. NULL-terminated; caller frees.
 */
char **sentences_of(const char *text);

/* A whole name in a text, and where it stands. */
struct found_name {
    char *name;
    gsize from, to; /* bytes of the text */
};

/* Whole names of people, without titles, in order; names of groups and of workplaces are none. Caller unrefs
 * (frees its struct found_name *). */
GPtrArray *names_in(const char *text);

/* Whether a text has what no day goes without, a digit or the name of a weekday: spares most texts a closer
 * look. */
bool may_hold_day(const char *text);

/* The next day in a text at or after `from`: where it begins and ends; false where there is none. */
bool day_in_text(const char *text, gsize from, struct when *when, gsize *begin, gsize *end);
