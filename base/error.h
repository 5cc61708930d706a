/*
 * Errors: every fallible function takes a GError ** as its last argument and reports one of the
 * kinds below. An error is returned to the boundary of the stage that it interrupts, and logged
 * there, once. What follows from a kind (how much it stops, whether to try again, how loudly to
 * say it, which status the program exits with) stands in one table, in error.c.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define PRESENS_ERROR (presens_error_quark())
GQuark presens_error_quark(void);

enum presens_error {
    ERROR_USAGE,         /* the command line is wrong */
    ERROR_CONFIGURATION, /* a key of the configuration is missing or wrong; the message names key and file */
    ERROR_INPUT,         /* a file or mail given to us is not what it should be */
    ERROR_READER,        /* the reader child crashed, took too long or too much: costs one message */
    ERROR_SANDBOX,       /* the kernel refuses a layer of the sandbox */
    ERROR_STORE,         /* the database is damaged, or of another version */
    ERROR_STORE_DISK,    /* the database's disk is full, or fails to read or write */
    ERROR_STORE_BUSY,    /* the database is locked by another process for now */
    ERROR_RULE,          /* a rule file is wrong or does not end: the operator's fault, never the sender's */
    ERROR_MAILBOX,       /* the mailbox cannot be reached or the connection broke */
    ERROR_LOGIN,         /* the server does not accept our name and password */
    ERROR_CERTIFICATE,   /* the server's certificate is not to be trusted */
    ERROR_NOT_MOVED,     /* the mailbox refuses to move some messages; otherwise it works */
    ERROR_SEND_LATER,    /* the mail could not be sent now (4xx, connection broken before its end) */
    ERROR_SEND_DOUBTFUL, /* the line broke between the end of the mail and the reply: it may have arrived */
    ERROR_SEND_REFUSED,  /* the mail will never be accepted (5xx, an impossible address) */
    ERROR_SEND_SERVER,   /* the server for outgoing mail cannot be reached, or takes no mail at all for now */
    ERROR_INTERNAL,      /* must not happen */
};

/* How much an error interrupts. */
enum error_scope { SCOPE_MESSAGE, SCOPE_MAILBOX, SCOPE_SERVICE };

struct error_policy {
    enum error_scope scope;
    bool retry;           /* the same may succeed later */
    GLogLevelFlags level; /* how it is logged at the stage boundary */
    int exit_status;      /* of a command that ends with it: 1, 2 or 75 */
};

/* What follows from an error. A GError of a foreign domain counts as ERROR_INTERNAL. Never NULL. */
const struct error_policy *error_policy(const GError *error);

/* Reports a PRESENS_ERROR of the given kind; always returns false, for use in return statements. */
bool fail(GError **error, enum presens_error kind, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* True for what befalls the database and not the mail in hand. */
bool error_is_of_store(const GError *error);

/* Seconds to let pass after so many failures in a row: none after the first, for a connection that broke is
 * mostly made anew at once; then 1 doubling to 300, and up to a quarter more at random. */
guint error_pause(guint failures);
