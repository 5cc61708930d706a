/*
 * Message: a raw RFC 5322 mail taken apart. Hostile input is ordinary: nesting, number of parts and
 * sizes are bounded, a broken header or part costs that header or part only.
 */
#pragma once

#include "base/error.h"
#include "parser/reference.h"
#include <glib.h>

/* Beyond these, parts are left out, and message->skipped says so. */
#define MESSAGE_MAX_PARTS 500
#define MESSAGE_MAX_DEPTH 30

/* A leaf of the MIME tree; the IMAP part number names it ("1", "2.1"). A forwarded mail
 * (message/rfc822) is opened, and its leaves are numbered as IMAP does ("2.1" in the mail that is part 2). */
struct part {
    char *number;
    char *filename;     /* decoded, or NULL */
    char *type;         /* declared MIME type in lower case, "application/octet-stream" if none */
    char *charset;      /* of text parts, or NULL */
    GBytes *content;    /* decoded */
    bool body;          /* part of the text of a mail (this one or a forwarded one), not an attachment */
    bool decoration;    /* inline logo, signature image, smime.p7s: never listed as unread */
    bool flowed, delsp; /* text/plain; format=flowed */
    guint mail;         /* 0: this mail's own; the same number: parts of the same forwarded mail */
    /* The outermost multipart/alternative around the part within its mail, by number, and which of
     * its branches holds the part; 0 and 0 where there is none. */
    guint alternative, branch;
};

struct message {
    char *id, *from_name, *from_email, *subject, *date; /* date in ISO 8601 with offset; any may be NULL */
    GPtrArray *to;                                      /* of char *, addresses */
    GPtrArray *in_reply_to;                             /* of char *, message ids with angle brackets */
    bool automatic; /* Auto-Submitted, Precedence, List-Id, auto-reply subjects ... */
    bool bounce;    /* multipart/report; report-type=delivery-status, or the like; is automatic, too */
    /* The topmost Authentication-Results header, as the receiving server wrote it; NULL where there is none.
     */
    char *authserv_id, *dmarc, *spf, *dkim;
    bool aligned;               /* it says that a method passes for the very domain of the From address */
    struct reference reference; /* of the subject, which is without it; no token: none */
    GPtrArray *enclosed;        /* of char *, Message-IDs of the mails in this one, with angle brackets */
    GPtrArray *parts;           /* of struct part *, in order */
    GPtrArray *skipped;         /* of char *, reasons why parts were left out ("too many parts"), each once */
};

/* Before the first message, once a process; a second call does nothing. */
void message_prepare(void);

/* Takes a mail apart. Fails (ERROR_INPUT) only where there is no mail at all, or a megabyte of headers: an
 * empty input is a mail without headers and parts. Caller frees with message_free. */
struct message *message_read(GBytes *raw, GError **error);
void message_free(struct message *message); /* NULL is allowed */
