/*
 * IMAP: one connection to a server, logged in, with one folder selected. After an error the connection is out
 * of step: imap_disconnect it. Messages are known by UID; their flags are never touched.
 *
 * Errors: ERROR_MAILBOX (unreachable, broken, refused, out of bounds), ERROR_LOGIN, ERROR_CERTIFICATE,
 * ERROR_CONFIGURATION (password_file or ca_file cannot be read).
 */
#pragma once

#include "base/config.h"
#include "base/error.h"
#include "base/token_source.h"

struct imap;

struct imap_entry {
    guint32 uid;
    guint32 size;    /* bytes, as the server says */
    gint64 received; /* INTERNALDATE, seconds since 1970 */
};

/* `tokens` is asked where the endpoint logs in by token; else it may be NULL. `deadline` is how many seconds
 * the server may be silent; a whole answer may take thirty times that. */
struct imap *imap_connect(const struct config_endpoint *at, struct token_source *tokens, guint deadline,
                          GError **error);
void imap_disconnect(struct imap *imap); /* NULL is allowed; does not block */

guint32 imap_uidvalidity(const struct imap *imap);

/* True where the server has told of messages since the last imap_list. */
bool imap_has_news(const struct imap *imap);

/* Appends the folder's messages above a UID to `entries` (of struct imap_entry), in no particular order; 0
 * walks the whole folder, in bounded steps. */
bool imap_list(struct imap *imap, guint32 above, GArray *entries, GError **error);

/* The raw bytes of messages, by UID (guint32 *) as GBytes; a message that is gone is not among them. One
 * message alone may have any size up to MAILBOX_MAX_MESSAGE; of several, all are held twice for a moment.
 * Caller unrefs. */
GHashTable *imap_read(struct imap *imap, const guint32 *uids, guint count, GError **error);

/* Moves messages to a folder of the user's own, by its plain name, and creates it first where it is missing.
 * ERROR_NOT_MOVED where the server refuses; the connection is in step then.
 * UIDs that are gone are no error. On a server that can neither MOVE nor expunge single messages, the message
 * is copied and its original is left with the flag \Deleted: expunging would take others' deleted mail with
 * it. */
bool imap_move(struct imap *imap, const guint32 *uids, guint count, const char *folder, GError **error);

/* Makes sure that a folder of the user's own is there. */
bool imap_make_folder(struct imap *imap, const char *folder, GError **error);

/* When the server's certificate ends, Unix time; 0 without TLS. */
gint64 imap_certificate_expires(const struct imap *imap);

/* Waits until the server has something to say, `wake_fd` is readable or `seconds` have passed: in IDLE where
 * the server has it and `idle` is true, else asking now and then. */
bool imap_wait(struct imap *imap, int wake_fd, guint seconds, bool idle, GError **error);
