/*
 * Document: one thing of a mail that may hold forms: a part, a file in an archive, or a text. Internal to the
 * reading of a mail.
 */
#pragma once

#include "parser/form/recognise.h"
#include "parser/reading.h"

#define IDENTITY_NUMBER "national identity number"

struct document {
    const struct part *part;
    guint place;          /* of the part in the message */
    const char *filename; /* of the file itself, or NULL */
    const char *format;
    GBytes *content;
};

/* A form, and the place of its part in the message. */
struct found {
    guint place;
    json_t *form;
};

void found_free(gpointer found);

/* Says of a document that it, or a place in it, was not read; `where` may be NULL. Pictures in the text are
 * nobody's loss. */
void document_unread(struct reading *reading, const struct document *document, const char *where,
                     const char *why);

/* Each document is read within limits of its own; this is the limit of all of them together: a second of
 * processor time, after which none is begun. Where it has passed, says so of the document. */
bool document_is_late(struct reading *reading, const struct document *document);

/* To be asked of each before anything looks into it: whether it is left out, for a reader ended at it. Says
 * so of the document. */
bool document_is_left_out(struct reading *reading, const struct document *document);

/* What stands around every document of the mail; borrows from the reading and `sent`. */
struct surroundings surroundings_of(const struct reading *reading, const char *sent);

/* The ISO date of the mail, or NULL. Caller owns it. */
char *sent_on(const struct reading *reading);

/* The forms in a document's sheet. Caller unrefs. */
GPtrArray *document_recognise(struct reading *reading, const struct document *document,
                              const struct sheet *sheet);

/* Adds forms to what was found, with their doubts. */
void document_add_forms(struct reading *reading, const struct document *document, const GPtrArray *forms);

/* --- texts.c */
/* Reads the texts of the mail, after its files. */
void texts_read(struct reading *reading);
