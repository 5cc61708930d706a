/*
 * Signature: who signed the form. Internal to parser/form/.
 */
#pragma once

#include "parser/form/reader.h"

/* Takes who signed: a name, perhaps with a place and date beside it; a line that nobody signed is noted, too.
 */
void signature_set(struct reader *reader, const char *text);
