/*
 * Parse: one raw mail to one JSON object (docs/contract.md). Pure: no database, no network, no
 * files; runs inside the sandboxed reader child, and in `presens parse`.
 */
#pragma once

#include "parser/sandbox.h"
#include <glib.h>

/* The JSON object as UTF-8 text, without a final newline. With `explain`, a text for people instead:
 * every sheet as a grid, with what was recognised where and why. Caller owns the result. */
char *parse_mail(GBytes *raw, bool explain, GError **error);

/* Loads vocabulary and lists, so that a forked child finds them in memory. Idempotent. */
void parse_prepare(void);

/* Starts a sandbox whose children read mails: raw bytes in, the JSON object out. `jobs` and `best_effort` are
 * those of struct sandbox_options. Free with sandbox_stop. */
struct sandbox *parse_in_sandbox(guint jobs, bool best_effort, GError **error);
