/*
 * Exceptions: letters to the office, about mails that people must look at. Inside notify/ only.
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
 * What is flagged among the occasion's forms can be decided in reply, where a receiving server is trusted.
 * `serial` tells exceptions for the same message and reason apart. */
bool exceptions_tell(const struct occasion *occasion, const char *reason, const char *serial, GError **error);

/* The same, with a list more for the template. */
bool exceptions_tell_of(const struct occasion *occasion, const char *reason, const char *serial,
                        const char *list, json_t *rows, GError **error);
