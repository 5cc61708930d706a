/*
 * Response guard: watches the bytes of an IMAP server before the protocol library reads them, and stops what
 * that library would not survive: lines, literals and answers without end, and parentheses nested without
 * end.
 */
#pragma once

#include "ingest/mailbox.h"
#include <glib.h>
#include <stdbool.h>

#define RESPONSE_MAX_LINE     (1u << 20) /* one line, its literals not counted */
#define RESPONSE_MAX_PROTOCOL (8u << 20) /* all lines that answer one command */
#define RESPONSE_MAX_LITERAL                                                                                 \
    (MAILBOX_MAX_MESSAGE + (1u << 20)) /* one literal: the largest message that is read, and slack */
#define RESPONSE_MAX_LITERALS (MAILBOX_MAX_MESSAGE + (16u << 20)) /* all literals that answer one command */
#define RESPONSE_MAX_DEPTH    100

/* Zeroed before the first byte. */
struct response_guard {
    guint64 literal_left; /* bytes of the literal that the stream stands in; 0: in a line */
    guint64 literals;     /* bytes of literals since response_guard_start */
    guint64 protocol;     /* bytes of lines since then */
    guint64 line;
    guint depth;
    enum { BRACE_NONE, BRACE_OPEN, BRACE_CLOSED } brace; /* of "{123}" at the end of a line */
    guint64 announced;
    guint exists_matched; /* letters of " EXISTS" */
    bool exists;          /* a line said how many messages exist; the caller sets it back */
};

/* A new command: its answer has the whole allowance. */
void response_guard_start(struct response_guard *guard);

/* Watches the next bytes. NULL where they are in bounds, else what is wrong with them. */
const char *response_guard_pass(struct response_guard *guard, const char *bytes, size_t size);
