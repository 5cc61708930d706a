/*
 * Setback: what becomes of a mail that failed, so that it never stops the others. It is tried again a few
 * times with pauses between, across restarts, and then parked, where people see it. All for the caller to
 * commit.
 */
#pragma once

#include "notify/answers.h"
#include "store/messages.h"

struct setback {
    struct store *store;     /* borrowed, like all */
    struct answers *answers; /* to tell the office */
    bool at_once;            /* tries again without pauses: there is no later */
};

/* One attempt at a mail has failed. What is wrong with the mail itself (ERROR_INPUT) stays so: parked at
 * once. */
bool setback_of(const struct setback *setback, gint64 message, const GError *fault, GError **error);

/* The same for a fault that may be the database's and not the mail's: then it is handed on as `error`.
 * `fault` is stolen. */
bool setback_or_fail(const struct setback *setback, gint64 message, GError *fault, GError **error);

/* The program ended with a mail in hand (ingest/in_hand.h), where the mail is still to be handled: a crash is
 * one attempt, and what ended it without a word so often is parked. In a transaction of its own. */
bool setback_by_end(const struct setback *setback, gint64 message, bool crashed, GError **error);

/* Tells the office of mails that could not be taken in, and are parked from the start. */
bool setback_tell_of_not_taken_in(const struct setback *setback, GError **error);
