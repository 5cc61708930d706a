/*
 * IMAP session: how a connection comes to be (its stream, TLS, login and folder), and how a command on it
 * begins and fails; and what the commands share. For imap.c, imap_move.c and imap_copies.c, which implement
 * the rest of imap.h, and for nobody else.
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

/* Opens the session's folder again after another was open. */
bool imap_open_again(struct imap *imap, GError **error);

typedef struct mailimap_set uid_set;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(uid_set, mailimap_set_free)

uid_set *imap_set_of(const guint32 *uids, guint count);

/* Appends what is still there of some messages (of struct imap_entry). */
bool imap_list_some(struct imap *imap, const guint32 *uids, guint count, GArray *entries, GError **error);

/* Those of the messages (guint32) that a folder holds no copy of, byte for byte: where the line broke after a
 * copy, or the process died, its original is still here. Of messages that are alike, as many count as copied
 * as the folder holds, also from an earlier delivery. Caller unrefs. */
GArray *imap_uncopied(struct imap *imap, const guint32 *uids, guint count, const char *name, GError **error);
