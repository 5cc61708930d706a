/*
 * Amend: a reply's answers and mended forms take the place of the forms that were asked about. Inside rules/
 * only.
 */
#pragma once

#include "base/error.h"
#include "store/database.h"

/* Ties the answers of a message to the open questions of the forms that it is about, and gives the message
 * those forms anew with what was understood in them; what became of every answer stands in the table answer.
 * A mended form in a reply takes the returned one's place. Once a reading: a second call changes nothing. For
 * the caller to commit, and to decide the message's submissions. */
bool amend_by_reply(struct store *store, gint64 message, GError **error);
