/*
 * Signature: who signed the form. Internal to parser/form/.
 */
#pragma once

#include "parser/form/reader.h"

/* Takes who signed: a name, perhaps with a place and date beside it; a line that nobody signed is noted, too.
 */
void signature_set(struct reader *reader, const char *text);
/* Who signs in a sentence that only says so, without a colon: "Attestert av sekretær Kari Nordmann", "Sign.
 * Kari Nordmann". NULL where it is none; caller frees. */
char *signature_in(const char *sentence);
/* Takes that one; false where there is none. */
bool signature_told(struct reader *reader, const char *sentence);
