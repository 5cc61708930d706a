/*
 * Sent journal: which mails are out and not yet recorded so in the outbox. A file beside the database, a
 * Message-ID a line, so that a mail can be noted at once while somebody else writes to the database for a
 * while. What it holds survives the death of the process; a loss of power may take the last lines.
 */
#pragma once

#include "base/error.h"

struct sent_journal;

/* Made where it is missing, readable for its owner only. For one process at a time: the service's lock
 * (store/lock.h) sees to it. */
struct sent_journal *sent_journal_open(const char *store_path, GError **error);
void sent_journal_close(struct sent_journal *journal); /* NULL is allowed */

/* What an earlier process noted and nobody has recorded; without a last line that was not written whole. The
 * caller frees the array, which owns its strings. */
GPtrArray *sent_journal_read(struct sent_journal *journal, GError **error);

/* Notes a mail. Where it fails, the journal is as before, or takes nothing any more until it is emptied. */
bool sent_journal_note(struct sent_journal *journal, const char *message_id, GError **error);

/* For when everything in it is recorded. */
bool sent_journal_empty(struct sent_journal *journal, GError **error);
