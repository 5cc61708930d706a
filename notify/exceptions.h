/*
 * Exceptions: letters to the office, about mails that people must look at. Inside notify/ only.
 *
 * What only people can answer is told at once, in a letter of its own, which the office answers like any
 * mail. What they are to decide or to see to is noted in the transaction that finds it, and told when the
 * round is over: alike exceptions in one letter, whose cases are numbered and can be decided together.
 */
#pragma once

#include "notify/occasion.h"

/* Why people must look; the names are marks in the template exception. */
#define REASON_FLAGGED  "is_flagged"
#define REASON_FORGED   "is_forged"
#define REASON_QUESTION "is_question"
#define REASON_PARKED   "is_parked"
#define REASON_MANY     "is_many"
#define REASON_BOUNCED  "is_bounced"
#define REASON_ANSWERED "is_answered" /* the sender has written about a case that is open */
#define REASON_REFUSED  "is_refused"  /* a mail from the staff's address decides nothing */

/* One letter to each member of the staff, the original attached unless it is too large to travel once more.
 * What is flagged among the occasion's forms can be decided in reply, where a receiving server is trusted. */
bool exceptions_tell(const struct occasion *occasion, const char *reason, GError **error);

/* The same, with a list more for the template. */
bool exceptions_tell_of(const struct occasion *occasion, const char *reason, const char *list, json_t *rows,
                        GError **error);

/* Notes an exception for exceptions_tell_noted. `serial` tells exceptions for the same message and reason
 * apart; `alike` is what those have in common that go into one letter, or NULL. */
bool exceptions_note(const struct occasion *occasion, const char *reason, const char *serial,
                     const char *alike, GError **error);

/* Tells what is noted, in letters of at most 25 mails. Letters that cannot be made are logged and stay
 * noted, and stop no others. For the caller to commit. */
bool exceptions_tell_noted(const struct answers *answers, struct store *store, GError **error);
