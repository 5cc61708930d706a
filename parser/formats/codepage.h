/*
 * Codepage: text of old Windows and DOS programs, in a code page that they name by its number.
 */
#pragma once

#include "parser/formats/octets.h"

#define CODEPAGE_WINDOWS 1252u /* of western Europe: what is meant where nothing is said */

/* The character of each octet; a blank for NUL and for what is no character. */
struct codepage {
    gunichar characters[256];
};

/* A code page by its number; Windows-1252 for one that is not known. Caller owns the result. */
struct codepage *codepage_new(guint number);

/* Whether a code page is known by this number. */
bool codepage_is_known(guint number);

/* The text in UTF-8. Caller owns the result. */
char *codepage_text(const struct codepage *codepage, struct octets octets);

/* The same for UTF-16 in little-endian order; half a pair becomes U+FFFD. */
char *codepage_wide_text(struct octets octets);
