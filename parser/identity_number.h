/*
 * Identity numbers: national identity numbers that people write where an HPR number is asked for, or
 * beside a name. They are never passed on.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The text with every national identity number in it (eleven digits that pass the checks, also
 * written 6 + 5 with a blank or hyphen between) as eleven stars; NULL where there is none. Caller owns the
 * result. */
char *identity_numbers_hide(const char *text);
