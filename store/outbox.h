/*
 * Outbox: finished mails, queued in the transaction that decides and sent afterwards.
 */
#pragma once

#include "store/database.h"

struct outgoing {
    gint64 message, submission; /* 0: none */
    const char *recipient, *purpose, *message_id;
    bool answer; /* goes to the sender: the message is answered when it is out */
    GBytes *mime;
};

/* Queues a mail, once: a second one with the same message_id changes nothing. */
bool outbox_queue(struct store *store, const struct outgoing *mail, GError **error);

/* The next mails that are due, the oldest first, at most so many: [{id, recipient, message_id, attempts,
 * doubts}]. Caller decrefs; NULL on error. */
json_t *outbox_due(struct store *store, guint most, GError **error);

/* The finished mail. Caller unrefs; NULL on error. */
GBytes *outbox_mime(struct store *store, gint64 id, GError **error);

/* A try to send a mail: which, and how many were recorded before it. */
struct outbox_try {
    gint64 id, attempts;
};

/* What became of one that did not deliver the mail, as far as we know. */
enum outbox_fate {
    OUTBOX_LATER,    /* the server did not take it */
    OUTBOX_REFUSED,  /* and never will */
    OUTBOX_DOUBTFUL, /* it may have arrived: the line broke before the server said so */
    OUTBOX_CUT_OFF,  /* so it may, for the service ended then */
};

/* And what became of the mail. */
enum outbox_now { OUTBOX_KNOWN, OUTBOX_WAITS, OUTBOX_GIVEN_UP };

/* Records tries. The message is moved to answered when no answer of it is queued any more. Each commits by
 * itself: mails that are out by their Message-IDs, all or none of them. What was not sent is tried again
 * after a back-off of 1 min doubling to 4 h, or at once after OUTBOX_CUT_OFF; after four days, when refused,
 * or when it may have arrived for the second time, it has failed (OUTBOX_GIVEN_UP). A try that is recorded
 * already changes nothing (OUTBOX_KNOWN). */
bool outbox_sent(struct store *store, const GPtrArray *message_ids, GError **error);
bool outbox_not_sent(struct store *store, const struct outbox_try *tried, enum outbox_fate fate,
                     const char *why, enum outbox_now *now, GError **error);

/* Seconds until the next queued mail is due: 0 now, -1 where nothing is queued, or the database does not say.
 */
gint64 outbox_wait(struct store *store);

/* decided → answered for a message that has no answer in the queue (also where none was owed), and on to
 * filed where its copies were filed before it was evaluated anew. For the caller to commit. */
bool outbox_settle(struct store *store, gint64 message, GError **error);
