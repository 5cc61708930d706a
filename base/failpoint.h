/*
 * Failpoints: named places between two states of a mail, where a test can kill the program or make a step
 * fail. They are there only in the program that the fault tests build for themselves (-DFAILPOINTS);
 * elsewhere they are nothing.
 *
 * The environment variable PRESENS_FAILPOINT tells which, and what happens there:
 *
 *   NAME=kill@N     SIGKILL when the place is reached for the Nth time
 *   NAME=fail@N     fails, once, when the place is reached for the Nth time
 *   NAME=fail:MAIL  fails each time for that mail, by its number in the database
 *   NAME=crash:MAIL the program aborts each time for that mail
 *
 * docs/testing.md lists the names.
 */
#pragma once

#include "base/error.h"

#ifdef FAILPOINTS
/* True, or ERROR_INTERNAL. `mail` is 0 where the place is about several. */
bool failpoint(const char *name, gint64 mail, GError **error);
#else
#define failpoint(name, mail, error) true
#endif
