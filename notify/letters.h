/*
 * Letters: from rows to a finished mail in the outbox: words, templates, composition. The templates of a
 * language stand in notify/templates/LANGUAGE/: NAME.txt, whose first line is "Subject: …", NAME.html, and
 * words.ini.
 */
#pragma once

#include "base/config.h"
#include "notify/compose.h"
#include "notify/wording.h"
#include "store/database.h"

struct letters;

struct letter {
    const char *purpose;   /* as the outbox has it */
    const char *language;  /* "nb", "nn"; NULL: "nb" */
    const char *template;  /* without ending */
    const char *recipient; /* an address that we would not write to, or that mail comes back from, gets
                              nothing, without error */
    const json_t *message; /* the mail_message row of the mail that it follows from, or NULL */
    gint64 submission;     /* 0: none, or several */
    bool answer;           /* it goes to that mail's sender, as a reply */
    const char *entitles;  /* what a reply with its token may do: "answer", "decide"; NULL: it carries none */
    json_t *decides; /* with "decide": ids of the submissions, in the order of their numbers in the mail */
    const char *occasion; /* with message, purpose and recipient this tells one mail from another: the same is
                             queued once */
    const json_t *data;   /* what the template is filled with, in words already */
    const GPtrArray *enclosures; /* of struct attachment *, or NULL */
};

/* Loads templates and words; ERROR_CONFIGURATION where one is missing or not well-formed. `config` is
 * borrowed. */
struct letters *letters_new(const struct config *config, GError **error);
void letters_free(struct letters *letters); /* NULL is allowed */

/* The words of a language, "nb" where we have none of it; NULL means "nb". Borrowed. */
const struct wording *letters_wording(const struct letters *letters, const char *language);

/* The office's name, as letters are signed with it. Borrowed. */
const char *letters_office(const struct letters *letters);

/* Renders, composes and queues. For the caller to commit. */
bool letters_queue(const struct letters *letters, struct store *store, const struct letter *letter,
                   GError **error);
