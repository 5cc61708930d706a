/*
 * Orders: the office decides by mail. A reply to an exception is obeyed where it comes from the staff, the
 * trusted receiving server says that the address is genuine, and it brings back the token of that exception;
 * otherwise nothing is changed.
 */
#pragma once

#include "rules/rules.h"

/* Carries out the orders of a message through decide_by_office, and keeps what became of each in the table
 * office_order; a mail of anybody else gives none. A mail's orders are carried out once. For the caller to
 * commit; the mails that follow are the answers' work. */
bool orders_obey(struct rules *rules, struct store *store, const struct config *config, gint64 message,
                 GError **error);
