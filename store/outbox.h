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

/* The next mails that are due, the oldest first, at most so many: [{id, recipient, message_id, attempts}].
 * Caller decrefs; NULL on error. */
json_t *outbox_due(struct store *store, guint most, GError **error);

/* The finished mail. Caller unrefs; NULL on error. */
GBytes *outbox_mime(struct store *store, gint64 id, GError **error);

/* What became of a try. Later: tried again after a back-off of 1 min doubling to 4 h; after four days, or at
 * once when `refused`, it has failed. The message is moved to answered when no answer of it is queued any
 * more. Each commits by itself: mails that are out by their Message-IDs, all or none of them. */
bool outbox_sent(struct store *store, const GPtrArray *message_ids, GError **error);
bool outbox_not_sent(struct store *store, gint64 id, bool refused, const char *why, GError **error);

/* Seconds until the next queued mail is due: 0 now, -1 where nothing is queued, or the database does not say.
 */
gint64 outbox_wait(struct store *store);

/* decided → answered for a message that has no answer in the queue (also where none was owed), and on to
 * filed where its copies were filed before it was evaluated anew. For the caller to commit. */
bool outbox_settle(struct store *store, gint64 message, GError **error);
