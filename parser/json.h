/*
 * JSON: forms and messages as the contract (docs/contract.md) writes them. What is not given is absent.
 */
#pragma once

#include "parser/form.h"
#include "parser/message.h"
#include <jansson.h>

/* Each returns a new reference. */
json_t *json_of_message(const struct message *message);
json_t *json_of_form(const struct form *form); /* without `source` */

/* A number of hours: whole ones are integers. */
json_t *json_of_hours(double hours);

/* Sets a text that is given: nothing happens for NULL and for "". */
void json_set_text(json_t *object, const char *key, const char *text);

/* Hides every national identity number in the texts of `value`, at any depth, but not in ids, addresses
 * and checksums. True where there was one. */
bool json_hide_identity_numbers(json_t *value);
