/*
 * Names: what looks like the name of a person, and what belongs to it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A name without title, enumeration, brackets and trailing marks. Caller owns it; may be "". */
char *name_tidy(const char *text);

/* True for what looks like the full name of a person: two to six capitalised words without digits, which name
 * no workplace or group. */
bool name_is_likely(const char *text);

/* "kari van der meer" with its capitals; NULL where the text is not two to four plain words in small letters.
 * Whether they are a name must be known from where they stand. Caller owns it. */
char *name_with_capitals(const char *text);

/* True for "van", "af", "el" ... in lower case: words inside names that do not begin with a capital. */
bool name_is_particle(const char *word);

/* True for one word that may be a first name or surname. */
bool name_may_be(const char *text);

/* True when the name cells of a list part surname and first name by a comma: "Nordmann, Kari". */
bool names_are_surname_first(const char *const *names, guint count);
