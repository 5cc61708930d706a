/*
 * Sandbox: mails are read in children that can do nothing but compute. A small zygote is forked
 * before the service opens anything; it forks one child a mail: sealed memfd in, pipe out, no files,
 * no network, bounded memory, time and output.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

struct sandbox;

struct sandbox_options {
    guint jobs;       /* children at once; 0: one a processor */
    guint seconds;    /* wall clock a mail, for a child that waits for ever; 0: the default (10) */
    guint processor;  /* seconds of processor time a mail; 0: the default (5) */
    gsize output;     /* bytes of JSON a mail; 0: the default (8 MiB) */
    bool best_effort; /* go on without the layers that the kernel refuses */
    /* Called whenever a child of sandbox_run has ended, in the caller's process. May be NULL. */
    void (*progress)(void);
    /* Runs once in the zygote, before any child: what it loads, children find in memory. May be NULL. */
    void (*prepare)(void);
    /* What a child does with its input. Runs locked down; the result is g_free'd by exit. */
    char *(*work)(GBytes *input, GError **error);
};

/* For `work`: sends the beginning of its result ahead, which nothing that runs later in the child can take
 * back. What it returns in the end is only what follows; it must not fail any more. Returns even where nobody
 * listens. */
void sandbox_send_ahead(const char *text);

/* For `work`, after it has sent something ahead: the next part of its input begins; the parts come in the
 * same order each time. A child that ends badly in a part is followed by one that is told here to leave it
 * out, and so up to SANDBOX_LEFT_OUT parts of an input. */
bool sandbox_leave_out_part(void);
#define SANDBOX_LEFT_OUT 2

/* Forks the zygote; call before threads, connections and databases exist. Proves once that a child can be
 * locked down and answers; ERROR_SANDBOX names the layer that is refused. Free with sandbox_stop. */
struct sandbox *sandbox_start(const struct sandbox_options *options, GError **error);
void sandbox_stop(struct sandbox *sandbox); /* NULL is allowed */

/* The active layers for the log: "seccomp, landlock, no_new_privs, rlimits". Borrowed. */
const char *sandbox_layers(const struct sandbox *sandbox);

/* Reads `count` mails, up to `jobs` at once. For each, outputs[i] becomes the child's output or NULL,
 * and then errors[i] says why: ERROR_INPUT what `work` reported, ERROR_READER (crash, signal, time, memory,
 * output). Caller owns all of them. Returns false only when the zygote itself is gone and cannot be
 * restarted; every mail that it leaves unread has its ERROR_READER then, too. One thread at a time. */
bool sandbox_run(struct sandbox *sandbox, GBytes *const *inputs, guint count, char **outputs, GError **errors,
                 GError **error);
