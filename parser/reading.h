/*
 * Reading: what is gathered while the documents of one mail are read: the forms in them, and what
 * could not be read.
 */
#pragma once

#include "parser/body.h"
#include "parser/message.h"
#include <jansson.h>
#include <time.h>

struct reading {
    const struct message *message; /* borrowed */
    const struct body *body;       /* borrowed; of reading_run */
    GPtrArray *found;              /* of struct found *, in part order after reading_forms */
    GPtrArray *files;              /* of struct file *, read and not yet among the forms */
    json_t *unread;                /* array of the contract's entries */
    GString *explanation;          /* NULL, or a text for people (`presens parse --explain`) */
    bool (*leave_out)(void);       /* a document begins: whether it is to be left out; NULL: none is */
    clock_t begun;                 /* processor time of the process when the reading began */
};

void reading_begin(struct reading *reading, const struct message *message, bool explain);
void reading_end(struct reading *reading);

/* Reads every part of the message: the attachments, then the texts, which are `body`. */
void reading_run(struct reading *reading, const struct body *body);

/* The forms as the contract has them, in part order; a new reference. */
json_t *reading_forms(struct reading *reading);

/* Adds an entry to `unread`, unless the same is there already or there are a thousand. Everything but `part`
 * and `why` may be NULL. */
void reading_unread(struct reading *reading, const char *part, const char *filename, const char *format,
                    const char *where, const char *why);
