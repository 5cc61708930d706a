/*
 * Sent journal: which mails are being handed over or are out, and not yet recorded so in the outbox. A file
 * beside the database, a line a mail, so that a mail can be noted at once while somebody else writes to the
 * database for a while. What it holds survives the death of the process; a loss of power may take the last
 * lines that were not synced.
 */
#pragma once

#include "store/outbox.h"

struct sent_journal;

/* Made where it is missing, readable for its owner only. For one process at a time: the service's lock
 * (store/lock.h) sees to it. */
struct sent_journal *sent_journal_open(const char *store_path, GError **error);
void sent_journal_close(struct sent_journal *journal); /* NULL is allowed */

/* What an earlier process noted and nobody has recorded, without a last line that was not written whole:
 * `sent` receives Message-IDs of mails that are out; `handed` each struct outbox_try that was handed over,
 * also of mails that are out and of tries that the outbox knows. */
bool sent_journal_read(struct sent_journal *journal, GPtrArray *sent, GArray *handed, GError **error);

/* Notes that a mail is about to be handed over, or that it is out; with `synced` on the disk. Where that
 * fails, the journal is as before, or takes nothing any more until it is emptied. */
bool sent_journal_handing(struct sent_journal *journal, const struct outbox_try *tried, bool synced,
                          GError **error);
bool sent_journal_note(struct sent_journal *journal, const char *message_id, bool synced, GError **error);

/* For when everything in it is recorded. */
bool sent_journal_empty(struct sent_journal *journal, GError **error);
