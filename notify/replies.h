/*
 * Replies: letters to the sender of a message. Inside notify/ only.
 */
#pragma once

#include "notify/occasion.h"

/* The gravest decision on the message's forms names the answer: "return", "review", "confirm" or
 * "acknowledgement". */
const char *replies_purpose(const struct occasion *occasion);

/* One answer for all forms of the message. With it go the forms to mend as they were read, and each group's
 * next presence list where its form was accepted and the sender belongs to it. */
bool replies_to_forms(const struct occasion *occasion, GError **error);

/* The forms that the message asks for: those of the group that the sender leads or is secretary of, filled in
 * with what does not change; else blank ones. */
bool replies_with_forms(const struct occasion *occasion, GError **error);

/* To a reply that answered nothing of what we asked: what was not understood, and the questions of the
 * occasion's forms, which are those of the conversation. */
bool replies_ask_again(const struct occasion *occasion, bool office_looks, GError **error);

/* The office's question about the occasion's forms, where their sender may be answered. `serial` tells one
 * question from another. */
bool replies_ask(const struct occasion *occasion, const char *question, const char *serial, GError **error);

/* To a mail in which no form was found: what presens can read, what it could not, and whether the office
 * looks at it. */
bool replies_explain(const struct occasion *occasion, bool office_looks, GError **error);
