/*
 * Answers: which mails follow from a decision, composed and put into the outbox in the transaction that
 * decides.
 */
#pragma once

#include "base/config.h"
#include "store/database.h"

struct answers; /* templates, loaded and checked */

/* Loads the templates; one that names an unknown section or is not well-formed is ERROR_CONFIGURATION.
 * `config` is borrowed. */
struct answers *answers_new(const struct config *config, GError **error);
void answers_free(struct answers *answers);

/* Queues what follows from a decided message: the answer to the sender, the exception to the office, the
 * confirmations to doctors whose account has changed; then outbox_settle. Nothing is answered to automatic
 * mail, bounces, forged senders or ourselves. */
bool answers_to_message(struct answers *answers, struct store *store, gint64 message, GError **error);

/* The same after the office decided a submission. */
bool answers_to_decision(struct answers *answers, struct store *store, gint64 submission, GError **error);

/* Tells the office that a message could not be handled and is parked. */
bool answers_to_parked(struct answers *answers, struct store *store, gint64 message, GError **error);
