/*
 * Mailbox driver: what mailbox.c, the Maildir and the IMAP mailbox share, and nobody else. A driver's own
 * struct begins with a struct mailbox.
 */
#pragma once

#include "ingest/mailbox.h"

/* The contracts of the functions are those of mailbox.h; `open` only reserves memory. */
struct mailbox_operations {
    struct mailbox *(*open)(const struct config *config);
    void (*close)(struct mailbox *mailbox);
    GPtrArray *(*fetch)(struct mailbox *mailbox, mailbox_known known, void *data, GError **error);
    bool (*file)(struct mailbox *mailbox, const char *uidvalidity, const char *const *uids, guint count,
                 enum mailbox_folder folder, GError **error);
    bool (*wait)(struct mailbox *mailbox, int wake_fd, guint seconds, GError **error);
    bool (*check)(struct mailbox *mailbox, gint64 *expires, GError **error);
};
extern const struct mailbox_operations imap_operations, maildir_operations;

#define MAILBOX_DEADLINE       60 /* seconds that a server may be silent while we wait for it */
#define MAILBOX_BATCH_MESSAGES 100
#define MAILBOX_BATCH_BYTES    (8u << 20)

struct mailbox {
    const struct mailbox_operations *operations;
    const struct config *config;
    char *name;
    char *uidvalidity;
    guint deadline; /* MAILBOX_DEADLINE; tests lower it */
    guint failures; /* fetches and filings in a row that failed */
};

/* A message as it is handed to the caller; takes over `raw`. `received` is seconds since 1970. */
struct mail *mail_new(const char *uid, GBytes *raw, guint64 size, gint64 received);

/* False for a message that came before the day of the configuration's `since`, by Norwegian time. */
bool mailbox_is_due(const struct mailbox *mailbox, gint64 received);

/* Sleeps until `wake_fd` or `fd` is readable (-1: none), at most `milliseconds`. ERROR_INTERNAL where they
 * are no open descriptors. */
bool mailbox_sleep(int wake_fd, int fd, gint64 milliseconds, GError **error);

/* True where the descriptor is readable now. */
bool mailbox_is_awake(int wake_fd);
