/*
 * Note: the sender's words around forms in files. Most of them announce what follows, greet or thank. The
 * others are remarks, which somebody has to read: a question, or that a form says something wrong.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

/* What the words (the contract's `text`; NULL is none) around forms (the contract's `forms`) say: the
 * contract's `note`, a new reference, or NULL where they say nothing beside a form's coming. Of words that
 * are themselves a form only questions are remarks, and sentences of changes with somebody who stands in none
 * of them: the rest was read. Beside forms that come anew, as in a `reply` to a mail of ours, nothing
 * corrects: what is told is mended in them. */
json_t *note_read(const char *text, const json_t *forms, bool reply);
