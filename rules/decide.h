/*
 * Decide: from loaded tables to a verdict, its findings, and what an accepted form changes in the register.
 */
#pragma once

#include "rules/rules.h"

/* Resolves groups and persons, runs the rules, and decides every submission of a message that is read;
 * applies accepted forms to the register (store/statements/register_*.sql). The message moves to decided. For
 * the caller to commit: answers follow in the same transaction. */
bool decide_message(struct rules *rules, struct store *store, gint64 message, GError **error);

/* The office's word on a flagged submission: approve (the flags are lifted, disallowed meetings stay so) or
 * return. `by` is an address or a login name. ERROR_INPUT where it is not flagged. For the caller to commit.
 */
bool decide_by_office(struct rules *rules, struct store *store, gint64 submission, bool approve,
                      const char *note, const char *by, GError **error);
