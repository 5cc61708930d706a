/*
 * Parse: one raw mail to one JSON object (docs/contract.md). Pure: no database, no network, no
 * files; runs inside the sandboxed reader child, and in `presens parse`.
 */
#pragma once

#include "parser/sandbox.h"
#include <glib.h>

/* The JSON object as UTF-8 text, without a final newline. Caller owns the result. ERROR_INPUT where there is
 * no mail at all. */
char *parse_mail(GBytes *raw, GError **error);

/* A text for people instead: every sheet as a grid, with what was recognised where and why. Caller owns it.
 */
char *parse_mail_explained(GBytes *raw, GError **error);

/* Who hears a reading piece by piece; pieces are borrowed. */
struct listener {
    void (*tell)(const char *piece, void *data);
    bool (*leave_out)(void); /* a document begins: whether it is to be left out; NULL: none is */
    void *data;
};

/* Tells the JSON object in the order in which a mail becomes dangerous: all that its headers say before its
 * text is looked at, all that its text says before any document is opened. A document that takes over its
 * reader comes too late to say who sent it: what was told cannot be taken back, and nobody accepts a member
 * twice. False, with nothing told, where there is no mail at all (ERROR_INPUT). */
bool parse_mail_aloud(GBytes *raw, const struct listener *listener, GError **error);

/* Loads vocabulary and lists, so that a forked child finds them in memory. Idempotent. */
void parse_prepare(void);

/* Starts a sandbox whose children read mails: raw bytes in, the JSON object out. `jobs` and `best_effort` are
 * those of struct sandbox_options. Free with sandbox_stop. */
struct sandbox *parse_in_sandbox(guint jobs, bool best_effort, GError **error);
