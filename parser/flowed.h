/*
 * Flowed: format=flowed text (RFC 3676) with its paragraphs on one line again.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* `text` has '\n' line ends. With `delsp` the blank at the end of a flowed line is not part of the text.
 * Quote marks stay. Caller owns the result. */
char *flowed_join(const char *text, bool delsp);
