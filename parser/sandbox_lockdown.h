/*
 * Lockdown: takes from a process everything but computing, for good.
 */
#pragma once

#include <glib.h>

enum lockdown_layer {
    LAYER_RLIMITS = 1, /* memory, processor time, no files, no processes, no core */
    LAYER_NO_NEW_PRIVS = 2,
    LAYER_LANDLOCK = 4, /* no file, no connection */
    LAYER_SECCOMP = 8,  /* a list of system calls, death for the others */
};

struct lockdown; /* the filter, compiled; constant */

/* Prepares what lockdown_enter needs. Where the list of system calls cannot be built, that layer will be
 * missing. */
struct lockdown *lockdown_new(void);
void lockdown_free(struct lockdown *lockdown); /* NULL is allowed */

/* Enters every layer that the kernel offers, and returns the set of them. `seconds` of processor time remain.
 * Under AddressSanitizer, which needs memory and system calls of its own, seccomp and the limit on memory are
 * left out. */
unsigned lockdown_enter(const struct lockdown *lockdown, guint seconds);

/* The layers that a set must hold to be complete in this build. */
unsigned lockdown_complete(void);

/* "seccomp, landlock, no_new_privs, rlimits" for a set. Caller owns the result. */
char *lockdown_names(unsigned layers);
