/*
 * Mailbox: one interface, two implementations behind it (imap.c, maildir.c). Messages are known by
 * UID; nothing here changes a message but mailbox_file, and the flags of a message are never touched.
 */
#pragma once

#include "base/config.h"
#include "base/error.h"
#include <glib.h>

/* Where finished mail goes; created where it is missing. */
enum mailbox_folder { FOLDER_HANDLED, FOLDER_RETURNED, FOLDER_REVIEW, FOLDER_OTHER };
#define MAILBOX_FOLDERS 4
extern const char
    *const mailbox_folder_names[MAILBOX_FOLDERS]; /* "Behandlet", "Returnert", "Til vurdering", "Annet" */

struct mail {
    char *uid;    /* IMAP: the UID in decimal; Maildir: the unique part of the file name */
    GBytes *raw;  /* NULL where the message is larger than MAILBOX_MAX_MESSAGE, or where the mailbox failed
                     time  and again to hand out just this one */
    guint64 size; /* bytes; 0 where the mailbox does not hand it out */
    char *received_at; /* UTC, "2026-01-12T09:03:00Z": IMAP INTERNALDATE, Maildir the file's mtime */
};
void mail_free(struct mail *mail);

#define MAILBOX_MAX_MESSAGE (64u << 20)

struct mailbox; /* owns its connection */

/* `known` is asked whether a UID of this mailbox is stored already; such messages are not fetched. */
typedef bool (*mailbox_known)(const char *mailbox, const char *uidvalidity, const char *uid, void *data);

/* Opens by the scheme of the url; connects at first use. The configuration is borrowed for the
 * lifetime of the mailbox. */
struct mailbox *mailbox_open(const struct config *config, GError **error);
void mailbox_close(struct mailbox *mailbox); /* NULL is allowed; does not block on a dead server */

/* The identity of the mailbox for the database: "imaps://user@host/INBOX", "maildir:///path"; and the
 * UIDVALIDITY in force ("0" for a Maildir), known after the first fetch. Borrowed. */
const char *mailbox_name(const struct mailbox *mailbox);
const char *mailbox_uidvalidity(const struct mailbox *mailbox);

/* The next batch of unknown messages in ascending order (IMAP: UID, Maildir: file name), byte-capped; empty
 * when there is none. What was handed out and is still unknown comes again with the next call: store it,
 * whatever it is. Messages received before `since` of the configuration (Norwegian time) are passed over.
 * Errors: ERROR_MAILBOX, ERROR_LOGIN, ERROR_CERTIFICATE, ERROR_CONFIGURATION (a file of the endpoint cannot
 * be read); after one the next call connects anew. Caller unrefs (frees its struct mail *). */
GPtrArray *mailbox_fetch(struct mailbox *mailbox, mailbox_known known, void *data, GError **error);

/* Moves messages to a folder. A UID that is gone is no error: somebody else moved it; nor are UIDs of another
 * UIDVALIDITY, which name nothing any more. Same errors as mailbox_fetch, and ERROR_NOT_MOVED where the
 * mailbox refuses (a quota, a right that is missing): some may be moved then, and the next call goes on. */
bool mailbox_file(struct mailbox *mailbox, const char *uidvalidity, const char *const *uids, guint count,
                  enum mailbox_folder folder, GError **error);

/* Waits until there may be new mail, `wake_fd` becomes readable, or `seconds` have passed. A connection that
 * breaks ends the waiting, and is no error: the next fetch connects anew. Without a connection it only waits.
 * ERROR_INTERNAL where `wake_fd` is no open descriptor (-1: none is watched). */
bool mailbox_wait(struct mailbox *mailbox, int wake_fd, guint seconds, GError **error);

/* For an administrator: connects, logs in, lists the mailbox and makes sure that the folders are there.
 * `expires` receives when the server's certificate ends (Unix time; 0: there is none). Same errors as
 * mailbox_fetch. */
bool mailbox_check(struct mailbox *mailbox, gint64 *expires, GError **error);

/* After an error: how many seconds to let pass before the next call (error_pause of the failures in a row);
 * 0 after a success. */
guint mailbox_retry_after(const struct mailbox *mailbox);
