/*
 * Body: what people wrote in the mail itself: the sender's own words, and the texts that a form may
 * have been typed into.
 */
#pragma once

#include "parser/message.h"
#include "parser/sheet.h"

/* What all texts of a mail may have together; a text beyond it is read by nobody. */
#define BODY_MAX_BYTES (1u << 20) /* typed, and of the sender's own words */
#define BODY_MAX_LINES 20000u     /* typed */
#define BODY_MAX_TAGS  100000u    /* and lines of HTML, whose bytes html_body.h limits */

/* A text of the mail, or of a mail forwarded in it, without the mails quoted in it. */
struct body_text {
    const struct part *part; /* borrowed from the message */
    const char *format;      /* "text" or "html" */
    GBytes *typed;           /* in UTF-8; NULL: it is HTML */
    struct html_body *html;  /* NULL: it is typed */
};

struct body {
    char *text;       /* the sender's own words, without quotes and signature; NULL where there are none */
    GPtrArray *texts; /* of struct body_text *, in part order, alternatives of each other included */
    const struct part *too_long; /* the first that is beyond the limits above, or NULL; borrowed */
};

/* Conversions that mails need are loaded here, for a process that may open no files later. */
void body_prepare(void);

/* Lives no longer than the message. Caller frees with body_free. */
struct body *body_read(const struct message *message);
void body_free(struct body *body);

/* What is read of a text. NULL with ERROR_INPUT where that is beyond a limit. Caller frees with sheet_free.
 */
struct sheet *body_text_sheet(const struct body_text *text, GError **error);

/* The text as a file of its format would hold it; NULL where nothing is left. Caller unrefs. */
GBytes *body_text_bytes(const struct body_text *text);

/* The text of a part in UTF-8, whatever its charset claims to be. Caller owns the result. */
char *part_text(const struct part *part);
