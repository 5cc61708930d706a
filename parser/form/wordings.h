/*
 * Wordings: when two ways to write a label are the same. Case, full stops, dashes, brackets and small
 * words ("på", "for", "den") make no difference; "nr", "nummer" and "no" are one word.
 */
#pragma once

#include <stdbool.h>

/* The text folded, with a blank for everything but letters, digits, % and #. Caller owns the result. */
char *wording_words(const char *text);

/* The key under which two wordings are the same. Caller owns the result. */
char *wording_key(const char *text);
char *wording_key_of_words(const char *words); /* of a text that wording_words has seen */

/* The same for what is left of the words without those that only adorn a label ("møtets", "gruppas",
 * "registrert"); "" where nothing is left, or nothing was taken away. Caller owns the result. */
char *wording_bare_key(const char *words);

bool wording_has_brackets(const char *text);

/* The text without brackets and what stands in them. Caller owns the result. */
char *wording_without_brackets(const char *text);
