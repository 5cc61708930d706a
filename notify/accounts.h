/*
 * Accounts: every doctor hears what became different for him or her, once, and nobody else does; and a doctor
 * who asks hears the whole account.
 */
#pragma once

#include "notify/occasion.h"

/* Queues a confirmation to every doctor with an address whose hours are not as last told, among those whom
 * the groups of the message touch, and remembers what was told. For the caller to commit. */
bool accounts_tell(const struct letters *letters, struct store *store, const json_t *message, GError **error);

/* Remembers which language the sender of a message writes, for what we write to him or her of ourselves. */
bool accounts_note_language(const struct occasion *occasion, GError **error);

/* Answers a wish for one's account: the whole of it to the address that is one doctor's alone, a few times a
 * day. Any other address hears only how an address is registered, and not whether we know its owner. Inside
 * notify/ only. */
bool accounts_answer(const struct occasion *occasion, GError **error);
