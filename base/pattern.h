/*
 * Pattern: regular expressions that are part of the program, compiled once, at first use.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The compiled expression. `source` must be a string literal (it is known by its address) and valid: a fault
 * is the programmer's and ends the program. Matches UTF-8. Borrowed, for the life of the program; any thread.
 */
GRegex *pattern(const char *source, GRegexCompileFlags flags);

/* Whether the text holds a match. The text must be valid UTF-8 (unless G_REGEX_RAW); NULL holds none. */
bool pattern_found(const char *source, GRegexCompileFlags flags, const char *text);

/* The number that a named group of a match holds; 0 where it holds nothing. */
int pattern_number(const GMatchInfo *match, const char *name);
