/*
 * Heard: what a reply answered, said back: what was noted, and what was not understood. Inside notify/ only.
 */
#pragma once

#include "notify/occasion.h"

/* Adds to a letter's data what became of the answers in the occasion's message: the lists "noted", "unclear",
 * "unasked" and "remarks" with their marks "any_noted" ..., in the words of a language. A mail without
 * answers adds nothing. */
bool heard_add(const struct occasion *occasion, const char *language, json_t *data, GError **error);
