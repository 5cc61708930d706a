/*
 * Messages: what came in and how far each has come. The allowed moves stand in the table message_move.
 */
#pragma once

#include "store/database.h"

struct arrival {
    const char *uid;
    GBytes *raw;  /* borrowed; NULL: too large to take in, or not to be had; parked with that reason */
    guint64 size; /* 0 where the mailbox did not hand the mail out */
    const char *received_at; /* UTC */
};

/* Whether a copy at this place is stored; false where the database does not say: messages_receive stores none
 * twice. */
bool messages_known(struct store *store, const char *mailbox, const char *uidvalidity, const char *uid);

/* Stores raw bytes and rows of a batch; for the caller to commit. A mail whose fingerprint
 * (base/fingerprint.h) is known already gets only one more location. */
bool messages_receive(struct store *store, const char *mailbox, const char *uidvalidity,
                      const struct arrival *arrivals, guint count, GError **error);

/* The ids of at most `limit` messages in a state other than "filed", oldest first; those that wait for
 * another attempt are left out until then. Caller unrefs; array of gint64. */
GArray *messages_in(struct store *store, const char *state, guint limit, GError **error);

/* The raw mail; ERROR_INPUT for one that was too large to be taken in. Caller unrefs. */
GBytes *message_raw(struct store *store, gint64 message, GError **error);

/* The one function that moves a message; `reason` with "parked", and only then. A move that message_move does
 * not list is ERROR_INTERNAL; moving back to "received" what has no raw bytes is ERROR_INPUT. Attempts are
 * counted anew in each state but "parked". */
bool message_move(struct store *store, gint64 message, const char *to, const char *reason, GError **error);

/* received → read: keeps the reader's JSON and loads it into the tables. The JSON comes from the sandbox and
 * is not trusted: what is no object of the contract's shape is ERROR_INPUT. `authserv_id` may be NULL:
 * nothing is believed. Loading anew (after a move back to received) replaces what was loaded before. After an
 * error the caller undoes to its savepoint. */
bool message_load(struct store *store, gint64 message, const char *reading, const char *authserv_id,
                  GError **error);

/* One more attempt at the message's next step has failed; it is due again after a pause of minutes, or at
 * once. Returns how many attempts it has been now, or -1. */
int message_attempt(struct store *store, gint64 message, const char *why, bool at_once, GError **error);

/* Starts everything anew that is stuck about a message (the view `stuck`): it is read again, failed mails are
 * queued again, copies are due to be filed. One that could not be taken in is forgotten instead, so that it
 * is taken in where it stands in the inbox; `forgotten` tells. For the caller to commit. */
bool message_replay(struct store *store, gint64 message, bool *forgotten, GError **error);

/* Copies that are due and stand unfiled although their message is answered, parked, or filed long ago: rows
 * of {uid, folder, message}. Caller decrefs; NULL on error. */
json_t *messages_to_file(struct store *store, const char *mailbox, const char *uidvalidity, GError **error);
/* The copies are in their folder now; moves answered messages without unfiled copies there to filed. For the
 * caller to commit. */
bool messages_filed(struct store *store, const char *mailbox, const char *uidvalidity,
                    const char *const *uids, guint count, const char *folder, GError **error);
/* The mailbox refuses to move a copy: it is due again after a pause of 1 min doubling to 4 h. */
bool message_not_filed(struct store *store, const char *mailbox, const char *uidvalidity, const char *uid,
                       const char *why, GError **error);
