/*
 * Octets: a piece of memory with little-endian numbers at places that a file names. Whatever place is
 * named, nothing is read beyond the piece.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

struct octets {
    const guint8 *at; /* borrowed */
    gsize length;
};

struct octets octets_of(GBytes *bytes);

/* Whether so many octets stand at a place. */
bool octets_has(struct octets octets, gsize place, gsize length);

/* The octets from a place on: `length` of them, or as many as there are; none where the place is beyond. */
struct octets octets_part(struct octets octets, gsize place, gsize length);

/* Numbers; 0 where they are not there whole. */
guint8 octets_8(struct octets octets, gsize place);
guint16 octets_16(struct octets octets, gsize place);
guint32 octets_32(struct octets octets, gsize place);
gint16 octets_signed_16(struct octets octets, gsize place);
double octets_double(struct octets octets, gsize place);
