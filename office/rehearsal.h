/*
 * Rehearsal: does with a mail what the service would, up to the decision, in a transaction that never
 * commits.
 */
#pragma once

#include "office/command.h"

struct rehearsal;

/* Opens what the options name; without a configuration and a database, an empty one in memory, which it says
 * on standard error. NULL on error. */
struct rehearsal *rehearsal_open(const struct command *command, GError **error);
void rehearsal_close(struct rehearsal *rehearsal); /* NULL is allowed */

/* The configuration; NULL where there is none. Borrowed. */
const struct config *rehearsal_config(const struct rehearsal *rehearsal);

/* Looks at the mail in the file `path`, a decided message, while the transaction lasts. */
typedef bool rehearsal_look(struct store *store, gint64 message, const char *path, gpointer data,
                            GError **error);

/* Reads the mail in each file that the options name, decides about it and calls `look`; then everything is
 * rolled back. A mail that cannot be read is said at once on standard error and does not keep the others
 * back: the error says so in the end. */
bool rehearsal_run_all(struct rehearsal *rehearsal, const struct command *command, rehearsal_look *look,
                       gpointer data, GError **error);
