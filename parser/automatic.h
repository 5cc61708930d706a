/*
 * Automatic: mails that no person wrote to us: delivery reports, absence notices, lists, newsletters.
 * They are never answered.
 */
#pragma once

#include "parser/message.h"
#include <gmime/gmime.h>

/* Both look at the headers and at the sender and subject that are in `message` already. */
bool is_bounce(GMimeMessage *mime, const struct message *message);
bool is_automatic(GMimeMessage *mime, const struct message *message);
