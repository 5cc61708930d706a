/*
 * In hand: which mail the program is at, so that one that ends it is known at the next start: a program that
 * is restarted and ends at the same mail for ever would keep all others waiting.
 *
 * A crash is known at once, by a handler of its signal. An end without a word (SIGKILL, as of a system that
 * has no memory left, or the power) may have come from elsewhere: it counts when it has come IN_HAND_ENDS
 * times in a row at the same mail. What is noted survives the process. So that it survives the power, too,
 * the disk has each note from the start after such an end until nothing waits any more; the first end of the
 * power is not counted.
 *
 * The state is the process's own, for a signal handler writes it down; a thread that does not say what it is
 * at is not taken for the culprit.
 */
#pragma once

#include "base/error.h"

#define IN_HAND_ENDS 5

/* How earlier processes ended, and at which mails; 0: none. */
struct ended {
    gint64 crashed; /* by a crash */
    gint64 silent;  /* without a word, IN_HAND_ENDS times in a row */
    bool badly;     /* the last process did not end by in_hand_stop */
};

/* Opens the note in a file and lets the handlers of fatal signals write to it; they go on to what was to
 * happen without them. ERROR_STORE_DISK. */
bool in_hand_start(const char *path, struct ended *ended, GError **error);

void in_hand(gint64 mail);  /* from now on, in this thread; 0: none */
void in_hand_counted(void); /* what in_hand_start said is dealt with: forgets it */
void in_hand_idle(void);    /* nothing waits */
void in_hand_stop(void);    /* closes the note; the handlers stay and do nothing */
