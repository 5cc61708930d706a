/*
 * Reference: what our own mails carry in their subject, "[sak 12-K7Q2…]", and an answer brings back: the
 * number of a case, and a token that nobody can guess.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

struct reference {
    gint64 number;
    char *token; /* 26 digits and capital letters */
};

/* Takes every reference out of a subject; `reference` receives the last one. Gives what is left of the
 * subject, tidy; NULL where the subject has no reference. Caller owns both. */
char *reference_take(const char *subject, struct reference *reference);
