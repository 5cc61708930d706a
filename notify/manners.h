/*
 * Manners: whom we answer, and how often. Inside notify/ only.
 */
#pragma once

#include "notify/occasion.h"

/* Whether the sender gets an answer at all: no automatic mail, no bounce, no forged sender, no address behind
 * which nobody reads, and not ourselves. */
bool manners_allow(const struct occasion *occasion);

/* Whether an address is one of the office's. NULL is none. */
bool manners_is_staff(const struct config *config, const char *address);

/* An answer that asks for something may bring another mail, and so on: *allowed tells whether the sender may
 * get one more today. */
bool manners_bound(const struct occasion *occasion, bool *allowed, GError **error);

/* The same for the explanation of what presens can read: one per sender and week. */
bool manners_bound_explanation(const struct occasion *occasion, bool *allowed, GError **error);

/* The same for a doctor's whole account: a few a day. */
bool manners_bound_statement(const struct occasion *occasion, bool *allowed, GError **error);

/* The same for notices to the office that a mail from its own addresses decides nothing: a few a day, for
 * anybody can write such mails. The others are counted in the digest. */
bool manners_bound_refusal(const struct occasion *occasion, bool *allowed, GError **error);

/* What a mail from an address that no group has may cause: an answer, and a letter to the office. Few of
 * either come of many mails from one domain, or of the same words again and again, whatever addresses and
 * numbers change in them. `first_refused` is set for the first of the day that the office does not hear of
 * one by one. All are set for addresses of the register. */
struct manners_stranger {
    bool answer, office, first_refused;
};
bool manners_count_stranger(const struct occasion *occasion, struct manners_stranger *may, GError **error);

/* Somebody writes from the address, so that mail to it may go out again. */
bool manners_heard_from(const struct occasion *occasion, GError **error);
