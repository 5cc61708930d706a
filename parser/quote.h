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

/* Sets drop[i] for every line that is quoted or introduces a quote; other entries are left alone. */
void quote_mark(const char *const *lines, guint count, const struct quote_rules *rules, bool *drop);

/* Sets drop[i] for the signature at the end. `cautious` leaves in place what could be part of a form
 * that is typed below a greeting. Lines that are dropped already are passed over. */
void signature_mark(const char *const *lines, guint count, bool cautious, bool *drop);
