/*
 * Accounts: every doctor hears what became different for him or her, once, and nobody else does.
 */
#pragma once

#include "notify/letters.h"

/* Queues a confirmation to every doctor with an address whose hours are not as last told, among those whom
 * the groups of the message touch, and remembers what was told. For the caller to commit. */
bool accounts_tell(const struct letters *letters, struct store *store, const json_t *message, GError **error);
