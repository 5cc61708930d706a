/*
 * Scan: the small steps by which dates and times are read from a text in lower case. Each takes a place in a
 * text that ends with NUL and gives the place behind what it has found there. scan_... gives NULL where it
 * does not find it; after_... passes over what may be there, and gives its own place where there is nothing.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Digits are those of ASCII. How many follow each other here. */
gsize scan_digits(const char *at);

/* Behind a number of `least` to `most` digits, which is all the digits that stand here. */
const char *scan_number(const char *at, gsize least, gsize most, int *number);

/* Behind white space of any kind. */
const char *after_blanks(const char *at);
const char *after_blank(const char *at); /* at most one character of it */

/* One of a few signs of ASCII. */
bool is_one_of(char c, const char *signs);
const char *after_any(const char *at, const char *signs);        /* behind at most one of them */
const char *after_any_blanks(const char *at, const char *signs); /* and the white space that follows */

/* Behind a hyphen, a dash or a minus sign of any length. */
const char *scan_dash(const char *at);
const char *after_dash(const char *at);

/* Behind these very characters, in whatever word. */
const char *scan_text(const char *at, const char *text);
const char *after_text(const char *at, const char *text);

/* Behind a whole word (letters, digits and _) that is one of those in a list that ends with NULL. */
const char *scan_word(const char *at, const char *const *words);

/* Behind the letters, or the letters, digits and _, that stand here. */
const char *after_letters(const char *at);
const char *after_word(const char *at);

/* The text in lower case, each letter at its old place: one whose other case has another length stays as it
 * is. `lower` has room for what is taken: as many whole characters as fit `size` bytes with NUL. */
void scan_lower(const char *text, char *lower, gsize size);

/* "18-21", "18.30-21.30", "1830-2130": from an hour to a later one of the same day; behind it, or NULL. */
const char *scan_clock_hours(const char *at);
