/*
 * Occasion: a message on its way to its answers, and what is known of it. Inside notify/ only.
 */
#pragma once

#include "base/config.h"
#include "notify/letters.h"
#include "store/database.h"

struct answers {
    const struct config *config; /* borrowed */
    struct letters *letters;
};

struct occasion {
    const struct answers *answers; /* borrowed, like the store */
    struct store *store;
    json_t *message; /* mail_message */
    json_t *forms;   /* mail_forms, with their findings sorted by severity */
};

/* Loads what the answers to a message are made of: all its forms, or the one `submission` where that is not
 * 0. occasion_clear frees it, also after an error. */
bool occasion_load(struct occasion *occasion, const struct answers *answers, struct store *store,
                   gint64 message, gint64 submission, GError **error);
void occasion_clear(struct occasion *occasion);

/* Replaces the forms by the latest versions of those of the message's conversation that are flagged, or that
 * still ask something. */
bool occasion_load_flagged(struct occasion *occasion, GError **error);
bool occasion_load_asking(struct occasion *occasion, GError **error);

/* Members of the message. Borrowed; NULL or false where they are not there. */
const char *occasion_text(const struct occasion *occasion, const char *member);
bool occasion_is(const struct occasion *occasion, const char *member);
bool occasion_has_kind(const struct occasion *occasion, const char *kind);
gint64 occasion_message(const struct occasion *occasion);

/* Whether a form of the message was decided that way. */
bool occasion_decided(const struct occasion *occasion, const char *decision);

/* The submission, where the message has only one; else 0. */
gint64 occasion_submission(const struct occasion *occasion);

/* What was decided and why, for all forms together: tells one answer from another. Caller owns it. */
char *occasion_signature(const struct occasion *occasion);

/* The ids of the rules that flag forms of the message, sorted: "a, b". Caller owns it. */
char *occasion_flagged_by(const struct occasion *occasion);

/* What every letter about the message shows, in the words of a language (NULL: the first). Caller decrefs. */
json_t *occasion_data(const struct occasion *occasion, const char *language);
