/*
 * Decoration: parts that belong to the look or the transport of a mail and that nobody means to send:
 * logos in signatures, digital signatures. They are not reported as unread.
 */
#pragma once

#include "parser/message.h"

/* True for a signature, wrapper or report that programs add by themselves, by its declared type. */
bool is_wrapping(const char *type);

/* True for a small picture. A photo or screenshot of a form is no decoration, wherever it stands in
 * the mail: the sender must hear that it was not read. */
bool is_small_picture(GBytes *content);

/* Whether an HTML text shows the part with this Content-ID (without angle brackets). */
bool html_shows(GBytes *html, const char *content_id);
