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

/* Takes back the newest decision of the office on a submission and decides it anew, by the rules or by the
 * decision before. ERROR_INPUT where there is none, or where the register has been built on it. For the
 * caller to commit. */
bool decide_undo(struct rules *rules, struct store *store, gint64 submission, const char *by, GError **error);

/* Hears how far long work has come. */
struct progress {
    void (*say)(size_t done, size_t all, void *data);
    void *data;
};

/* Lifts every decision and decides all messages anew in the order in which they came, under the rules that
 * are loaded; the office's decisions stay in force. The messages are left decided. `progress` may be NULL.
 * For the caller to commit or to roll back. */
bool decide_all_again(struct rules *rules, struct store *store, const struct progress *progress,
                      GError **error);
