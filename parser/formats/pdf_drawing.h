/*
 * PDF drawing: what drawing commands will cost, judged before they are drawn.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

struct drawing_cost {
    double dots;  /* of the pictures that stand among the commands */
    double calls; /* of other drawings */
};

struct drawing_cost drawing_measure(const char *commands, gsize length);

/* True where deflated bytes (zlib) hold at most `most` bytes. */
bool inflates_within(const void *deflated, gsize length, gsize most);
