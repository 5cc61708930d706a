/*
 * Retention: the content of mails goes when its time is over. Decisions, hours and what they rest on stay,
 * and so does the row of every mail, by which the same mail is known.
 */
#pragma once

#include "store/database.h"

/* Kinds of data that have a time of their own. */
enum retention_kind {
    RETENTION_MAILS,     /* raw bytes, readings and words of mails that came in; of mails without a form the
                            sender, too */
    RETENTION_AUTOMATIC, /* the same of automatic mail and delivery reports */
    RETENTION_SENT,      /* the text of mails that went out */
};
#define RETENTION_KINDS 3

/* What a kind is called, for people. Borrowed. */
const char *retention_name(enum retention_kind kind);

/* Empties what is older than `days` on `today` and finally settled: a mail that is flagged, waits for the
 * sender's yes, is parked, or has an answer in the queue keeps everything. Small transactions of its own, so
 * that the service is not held up; what is freed is overwritten. `count` receives how many; with `dry_run`
 * how many it would be. */
bool retention_apply(struct store *store, enum retention_kind kind, const char *today, guint days,
                     bool dry_run, gint64 *count, GError **error);
