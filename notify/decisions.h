/*
 * Decisions: the mails that follow from the orders in a mail of the office. Inside notify/ only.
 */
#pragma once

#include "notify/occasion.h"

/* Answers each decision to its sender, puts the office's questions to theirs, and confirms to the member of
 * the staff what was done; where the mail was not to be believed, the office hears that instead. A mail
 * without orders has no answer. `decided` answers a submission that the office has decided. */
bool decisions_answer(const struct occasion *occasion,
                      bool (*decided)(const struct answers *answers, struct store *store, gint64 submission,
                                      GError **error),
                      GError **error);
