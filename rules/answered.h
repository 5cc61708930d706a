/*
 * Answered: a value out of a reply, checked against the field that was asked for, and put into the form.
 * Inside rules/ only.
 */
#pragma once

#include "base/error.h"
#include "store/database.h"

/* Puts an answer (the contract's) to a question ({asks, meeting, participant, change}) into a form (the
 * contract's), where it fits. *value receives what was noted, for people: {asks, who or date, and the value's
 * members}; NULL where the answer does not fit, and then the form is as it was. Caller decrefs. False on
 * error of the store alone. */
bool answered_put(struct store *store, json_t *form, const json_t *question, const json_t *answer,
                  json_t **value, GError **error);
