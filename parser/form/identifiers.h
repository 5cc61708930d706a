/*
 * Identifiers: what tells a person beside the name, out of a text: HPR numbers in any dress, and addresses of
 * e-mail. A national identity number never goes further than here, a telephone number is left out.
 */
#pragma once

#include <stdbool.h>

struct someone;

/* An HPR number out of its own cell: the digits, or NULL. `identity_number` and `doubtful` say why. Caller
 * owns it. */
char *hpr_read(const char *text, bool *identity_number, bool *doubtful);

/* An address out of a text, or NULL. Caller owns it. */
char *email_read(const char *text);

/* Takes the address, a telephone number and the HPR number out of a text, leaving a comma for each, and
 * writes to `someone` what was found or dropped. `text` is the caller's, and made anew. */
void identifiers_take(char **text, struct someone *someone);

bool has_digit(const char *text);       /* of any script; most texts have none, and need no closer look */
bool has_bare_number(const char *text); /* six digits or more that no label explains */
bool has_email(const char *text);
