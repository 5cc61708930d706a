/*
 * HTML body: the HTML text of a mail without the quoted mails and signatures in it, which mail
 * programs mark up each in their own way.
 */
#pragma once

#include "parser/quote.h"

/* Larger texts are no letter; they are left to nobody. */
#define HTML_BODY_MAX (4u << 20)

/* An HTML text that is read, without what nobody sees and what mail programs mark as signature or quote. */
struct html_body;

/* NULL where nothing is left or the text is too large. Caller frees with html_body_free. */
struct html_body *html_body_new(const char *html);
void html_body_free(struct html_body *body); /* NULL is allowed */

typedef struct html_body html_body_t; /* the typedef is for g_autoptr(html_body_t) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(html_body_t, html_body_free)

/* What a person would read, a line a paragraph or table row, cells parted by tabs; without quotes and
 * signature. Caller owns the result. */
char *html_body_text(struct html_body *body, const struct quote_rules *rules);

/* The same as an HTML document, UTF-8, with its tables, for a reader of forms; the signature is cut only
 * where it cannot be part of a form. Uses the body up: it is only to be freed. NULL where nothing is left.
 * Caller owns the result. */
GBytes *html_body_document(struct html_body *body, const struct quote_rules *rules);
