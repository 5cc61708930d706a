/*
 * Token: what ties a mail that comes back to its case. 128 random bits, given out once, in a mail's subject;
 * only the SHA-256 is kept, and that is what is compared.
 */
#pragma once

#include "store/database.h"

/* A new reference for a mail about a case (the number of a message) to a recipient: "[sak 12-K7Q2M9XW3T…]".
 * `purpose` is what it entitles to: "answer" or "decide", and then `submissions` (an array of
 * ids, in the order in which the mail numbers them; else NULL) is what may be decided. Good for 180 days. For
 * the caller to commit, together with the mail. Caller owns it; NULL on error. */
char *token_reference(struct store *store, const char *purpose, gint64 message, const char *recipient,
                      json_t *submissions, GError **error);

/* The SHA-256 under which a token is kept. Caller owns it; NULL for NULL. */
char *token_hash(const char *token);
