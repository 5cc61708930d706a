#include "parser/formats/octets.h"

#include <string.h>

struct octets octets_of(GBytes *bytes)
{
    struct octets octets = {0};
    octets.at = g_bytes_get_data(bytes, &octets.length);
    return octets;
}

bool octets_has(struct octets octets, gsize place, gsize length)
{
    return place <= octets.length && length <= octets.length - place;
}

struct octets octets_part(struct octets octets, gsize place, gsize length)
{
    if (place >= octets.length)
        return (struct octets){0};
    return (struct octets){octets.at + place, MIN(length, octets.length - place)};
}

/* A number of up to eight octets, the lowest first. */
static guint64 number(struct octets octets, gsize place, gsize length)
{
    guint64 value = 0;
    if (!octets_has(octets, place, length))
        return 0;
    for (gsize i = length; i > 0; i--)
        value = value << 8 | octets.at[place + i - 1];
    return value;
}

guint8 octets_8(struct octets octets, gsize place)
{
    return (guint8)number(octets, place, 1);
}

guint16 octets_16(struct octets octets, gsize place)
{
    return (guint16)number(octets, place, 2);
}

guint32 octets_32(struct octets octets, gsize place)
{
    return (guint32)number(octets, place, 4);
}

gint16 octets_signed_16(struct octets octets, gsize place)
{
    return (gint16)octets_16(octets, place);
}

double octets_double(struct octets octets, gsize place)
{
    guint64 bits = number(octets, place, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
