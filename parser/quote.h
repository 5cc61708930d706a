/*
 * Quote: which lines of a mail's text are not the sender's own words: quoted mails with what
 * introduces them, and signatures. Works on lines, whether they were typed or come out of HTML.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

struct quote_rules {
    /* Forwarded mails stay, without their headers: a form may stand in one. */
    bool keep_forwards;
    /* The subject says that the mail is a forward: then a block of mail headers begins one, otherwise a
     * quote. */
    bool forward;
    /* Of char *, addresses of ours: a mail that comes from one of them is a quote even when it is forwarded.
     */
    const GPtrArray *ours;
};

/* The lines of a text, with what has been found out about each of them. */
struct quotable;

/* The lines are borrowed. Caller frees with quotable_free. */
struct quotable *quotable_new(const char *const *lines, guint count);
void quotable_free(struct quotable *text); /* NULL is allowed */

typedef struct quotable quotable_t; /* the typedef is for g_autoptr(quotable_t) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(quotable_t, quotable_free)

/* Sets drop[i] for every line that is quoted or introduces a quote; other entries are left alone. */
void quote_mark(struct quotable *text, const struct quote_rules *rules, bool *drop);

/* Sets drop[i] for the signature at the end. `cautious` leaves in place what could be part of a form
 * that is typed below a greeting. Lines that are dropped already are passed over. */
void signature_mark(struct quotable *text, bool cautious, bool *drop);
