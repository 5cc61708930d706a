/*
 * Reading: what the reader child says a mail is (docs/contract.md), checked before anything of it is stored.
 * The child is not trusted.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

/* Checks the JSON against the contract and gives it back with the contract's members alone: unknown members,
 * empty texts and impossible addresses are left out; characters that a terminal, a log or a mail program
 * would obey (controls, marks of direction, and line ends where the contract has one line) become blanks;
 * everything else that is not as the contract says is ERROR_INPUT, and the message names the path
 * ("forms[0].meetings[2].date") but not the value. Caller owns the result. */
char *reading_check(const char *reading, GError **error);
