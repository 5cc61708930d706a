/*
 * Reminders: a group from which nothing has been heard for long gets one letter, to its secretary.
 */
#pragma once

#include "notify/letters.h"

/* Queues the reminders that are due on `today`, at most so many a day as the configuration allows, and
 * remembers them. A group in which nobody has an address is remembered, too: the digest tells the office.
 * `reminded` receives the groups as an array of {group_number, group_name, heard_on, email?}; the caller
 * decrefs it. For the caller to commit. */
bool reminders_queue(const struct letters *letters, struct store *store, const struct config *config,
                     const char *today, json_t **reminded, GError **error);
