/*
 * Kind: what a mail wants of us.
 */
#pragma once

#include "parser/message.h"

enum request { REQUEST_NONE, REQUEST_FORM, REQUEST_STATEMENT };

/* What the sender asks for in so many words: a blank form, or a statement of points. Either argument may be
 * NULL. */
enum request request_of(const char *subject, const char *text);

/* `kind` of the contract. Never NULL; constant. */
const char *kind_of(const struct message *message, bool has_forms, enum request request);
