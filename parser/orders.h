/*
 * Orders: what a member of the staff writes in reply to an exception: "godkjenn", "godkjenn 1,3", "avvis 2:
 * grunn", "2: avvis: grunn", "spør: spørsmål". Who wrote it, and whether it may be obeyed, is not known here.
 */
#pragma once

#include <jansson.h>

/* The contract's `orders` in the sender's own words; NULL is no words. Only where they begin with an order;
 * every line that begins with one is another, and what stands between belongs to the one before. What is not
 * exactly an order is given as "unclear". A new reference to an array. */
json_t *orders_read(const char *text);
