/*
 * Answers: which mails follow from a decision, composed and put into the outbox in the transaction that
 * decides.
 */
#pragma once

#include "base/config.h"
#include "store/database.h"

struct answers; /* templates, loaded and checked */

/* Loads the templates; one that is not well-formed or includes a missing one is ERROR_CONFIGURATION. `config`
 * is borrowed. */
struct answers *answers_new(const struct config *config, GError **error);
void answers_free(struct answers *answers);

/* The office hears of exceptions when a round is over, of alike ones in one letter: how many seconds the
 * oldest of those has waited that are noted and not told; -1 where there are none, -2 on error. */
gint64 answers_wait_for_office(struct store *store, GError **error);

/* Queues the letters about all that is noted. For the caller to commit, like the following. */
bool answers_to_office(struct answers *answers, struct store *store, GError **error);

/* Queues what follows from a decided message, then outbox_settle. The sender gets one answer for all forms,
 * named by the gravest decision, in the language of the mail; a mail without a form one explanation in seven
 * days, and words in it that only people can answer go to the office. A reply that answers our questions is
 * told what was noted; one of the office's with orders has them answered. The office gets an exception for
 * what is flagged. Doctors whose account has changed get a confirmation. Automatic mail, bounces, forged
 * senders, machines and ourselves get no answer, and strangers few; whoever had 20 answers in a day gets no
 * more but acknowledgements. The same facts again queue nothing. */
bool answers_to_message(struct answers *answers, struct store *store, gint64 message, GError **error);

/* The same after the office decided a submission. */
bool answers_to_decision(struct answers *answers, struct store *store, gint64 submission, GError **error);

/* Tells the office that a message could not be handled and is parked. */
bool answers_to_parked(struct answers *answers, struct store *store, gint64 message, GError **error);

/* Tells only the doctors of the message's groups what has become different for them; its sender hears
 * nothing. */
bool answers_to_accounts(struct answers *answers, struct store *store, gint64 message, GError **error);
