/*
 * Fingerprint: what makes two copies of a mail the same mail, whatever ways they came.
 */
#pragma once

#include <glib.h>

/* SHA-256 in hexadecimal over a raw RFC 5322 message, without the header fields that servers add on the way
 * (Received, Authentication-Results and their like): a second delivery, or the same mail numbered anew, has
 * the same fingerprint. Line ends count as the same whether CR LF or LF. Caller owns the result. */
char *fingerprint(GBytes *mail);
