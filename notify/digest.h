/*
 * Digest: what the office should know today: what is open and how old, what could not be delivered, which
 * groups are silent.
 */
#pragma once

#include "notify/letters.h"

/* Queues the digest of `today` to every member of the staff, at most one a day, and remembers it. Where
 * nothing is open and there is no news there is none, except a whole one every seven days: it also lists
 * every silent group, and is a sign that presens is at work. `said` receives {open, undelivered, unheard,
 * silent} as numbers where a digest was queued, else JSON null; the caller decrefs it. For the caller to
 * commit. */
bool digest_queue(const struct letters *letters, struct store *store, const struct config *config,
                  const char *today, json_t **said, GError **error);
