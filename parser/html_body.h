/*
 * HTML body: the HTML text of a mail without the quoted mails and signatures in it, which mail
 * programs mark up each in their own way.
 */
#pragma once

#include "parser/quote.h"

/* Larger texts are no letter; they are left to nobody. */
#define HTML_BODY_MAX (4u << 20)

/* What a person would read, a line a paragraph or table row, cells parted by tabs; without quotes and
 * signature. NULL where nothing is left or the text is too large. Caller owns the result. */
char *html_body_text(const char *html, const struct quote_rules *rules);

/* The same as an HTML document, UTF-8, with its tables, for a reader of forms; the signature is cut only
 * where it cannot be part of a form. NULL as above. Caller owns the result. */
GBytes *html_body_document(const char *html, const struct quote_rules *rules);
