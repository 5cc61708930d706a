/*
 * Delivery: what a delivery report (RFC 3464) says of a mail of ours that did not get through, or has not
 * yet.
 */
#pragma once

#include "parser/message.h"
#include <jansson.h>

/* The contract's `delivery`: NULL for a mail that is no bounce. A new reference. */
json_t *delivery_read(const struct message *message);
