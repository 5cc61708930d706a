/*
 * Marks in Word documents that are characters of a symbol font: ticks and boxes of Wingdings.
 */
#pragma once

#include <glib.h>

/* What a character of a symbol font shows: a box of the sheet, a tick, a cross; " " for any other.
 * `font` may be NULL; `code` with or without the private-use offset 0xF000. Static text. */
const char *docx_symbol(const char *font, gunichar code);

/* A text whose private-use characters are replaced by what they show. Caller owns the result. */
char *docx_plain_text(const char *font, const char *text);
