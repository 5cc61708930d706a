/*
 * IMAP session: how a connection comes to be (its stream, TLS, login and folder), and how a command on it
 * begins and fails. For the commands of imap.c, which implements the rest of imap.h, and for nobody else.
 */
#pragma once

#include "ingest/imap.h"
#include "ingest/response_guard.h"
#include "ingest/tls_stream.h"

#include <libetpan/libetpan.h>

struct imap {
    const struct config_endpoint *at;
    struct token_source *tokens; /* borrowed */
    guint deadline;
    struct tls_stream *stream; /* owned by `session` once that has a stream */
    struct response_guard guard;
    const char *violation; /* of the guard; NULL: none */
    mailimap *session;
    char *prefix;        /* of the user's own folders; NULL: not yet asked for */
    GHashTable *folders; /* names that exist */
    guint32 uidvalidity;
};

/* Before each command: its answer has the whole allowance of bytes and time. Borrowed. */
mailimap *imap_begin(struct imap *imap);

/* One line to the server, past the library's own commands. */
bool imap_say(mailimap *session, const char *line);

/* Reports what a command met: the stream's or the guard's complaint, else the server's own words. Always
 * false. */
bool imap_refused(struct imap *imap, enum presens_error kind, const char *doing, GError **error);
bool imap_broken(struct imap *imap, const char *doing, GError **error); /* as ERROR_MAILBOX */
