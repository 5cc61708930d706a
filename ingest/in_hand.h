/*
 * In hand: which mail the program is at, so that one that crashes it is known at the next start: a program
 * that is restarted and crashes on the same mail for ever would keep all others waiting.
 *
 * The state is the process's own, for a signal handler writes it down; a thread that does not say what it is
 * at is not taken for the culprit.
 */
#pragma once

#include "base/error.h"

/* Opens the note in a file and lets the handlers of fatal signals write to it; they go on to what was to
 * happen without them. `crashed` receives the mail that the note names, or 0. ERROR_STORE_DISK. */
bool in_hand_start(const char *path, gint64 *crashed, GError **error);

void in_hand(gint64 mail); /* from now on, in this thread; 0: none */
void in_hand_forget(void); /* empties the note: its mail is counted */
void in_hand_stop(void);   /* closes the note; the handlers stay and do nothing */
