/*
 * HTML body: the HTML text of a mail without the quoted mails and signatures in it, which mail
 * programs mark up each in their own way.
 */
#pragma once

#include "parser/quote.h"
#include "parser/sheet.h"

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

/* Takes what html_body_text would leave out away from the body itself; the signature only where it cannot be
 * part of a form. */
void html_body_cut(struct html_body *body, const struct quote_rules *rules);

/* The body as a reader of forms takes it, with its tables. NULL with ERROR_INPUT where it is beyond a limit.
 * Caller frees with sheet_free. */
struct sheet *html_body_sheet(const struct html_body *body, GError **error);

/* The body as an HTML document in UTF-8; NULL where nothing is left. Caller unrefs. */
GBytes *html_body_bytes(const struct html_body *body);
