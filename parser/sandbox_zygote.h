/*
 * Zygote: the small process from which readers are forked, and what the sandbox says to it. It reads
 * requests from a socket, forks a child for each, and reports how each ended. It ends with the socket.
 */
#pragma once

#include "parser/sandbox.h"
#include "parser/sandbox_lockdown.h"

enum zygote_verb {
    ZYGOTE_READ,        /* with two descriptors: the mail, and the pipe for the answer */
    ZYGOTE_PROBE_FILES, /* the same; opens a file; the answer: the set of layers, and "refused" or "opened" */
    ZYGOTE_PROBE_NETWORK, /* the same; makes a socket, and must not live to answer */
    ZYGOTE_KILL,          /* no descriptors; ends the child with this id */
};

struct zygote_request {
    guint32 id;
    guint32 verb;
    guint32 left_out[SANDBOX_LEFT_OUT]; /* parts of the input, from 1 on; 0: none */
};

/* A child has ended: `status` as waitpid gives it. */
struct zygote_report {
    guint32 id;
    gint32 status;
};

/* What a child writes: one of these bytes, then text. Whole only if the child exits with status 0. */
#define ANSWER_RESULT  'R'    /* what `work` gave */
#define ANSWER_ERROR   'E'    /* what `work` reported */
#define PART_BEGINS    "\x1e" /* within the text, and no part of it; JSON has it nowhere */
#define ANSWER_REFUSED 'L'    /* the set of layers that it got, in decimal, where that is not all of them */

/* Serves until the socket closes, and never returns. `parent` is the process that must not outlive it. */
G_NORETURN void zygote_serve(int socket, pid_t parent, const struct sandbox_options *options,
                             const struct lockdown *lockdown);
