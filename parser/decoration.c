#include "parser/decoration.h"

#include <string.h>

#define SMALL_BYTES  (20u << 10)
#define SMALL_PIXELS 300000u

bool is_wrapping(const char *type)
{
    static const char *const types[] = {
        "application/pkcs7-signature", "application/x-pkcs7-signature",
        "application/pgp-signature",   "application/pgp-keys",
        "application/pgp-encrypted",   "application/applefile",
        "message/delivery-status",     "message/disposition-notification",
        "text/rfc822-headers",         NULL,
    };
    return g_strv_contains(types, type);
}

static guint32 big_endian(const guint8 *bytes, guint count)
{
    guint32 value = 0;
    for (guint i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* The frame header of a JPEG: segments follow each other, each with its length. */
static guint64 jpeg_pixels(const guint8 *bytes, gsize length)
{
    gsize at = 2;
    while (at + 9 < length && bytes[at] == 0xff) {
        guint8 kind = bytes[at + 1];
        if (kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 && kind != 0xc8 && kind != 0xcc)
            return (guint64)big_endian(bytes + at + 5, 2) * big_endian(bytes + at + 7, 2);
        at += 2 + big_endian(bytes + at + 2, 2);
    }
    return G_MAXUINT64;
}

/* From the file's own header; the largest number where it is none that we know. */
static guint64 picture_pixels(const guint8 *bytes, gsize length)
{
    if (length >= 24 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
        return (guint64)big_endian(bytes + 16, 4) * big_endian(bytes + 20, 4);
    if (length >= 10 && memcmp(bytes, "GIF8", 4) == 0)
        return (guint64)(bytes[6] | bytes[7] << 8) * (guint64)(bytes[8] | bytes[9] << 8);
    if (length >= 4 && memcmp(bytes, "\xff\xd8\xff", 3) == 0)
        return jpeg_pixels(bytes, length);
    return G_MAXUINT64;
}

bool is_small_picture(GBytes *content)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(content, &length);
    return length < SMALL_BYTES || picture_pixels(bytes, length) < SMALL_PIXELS;
}

bool html_shows(GBytes *html, const char *content_id)
{
    gsize length;
    const char *bytes = g_bytes_get_data(html, &length);
    g_autofree char *link = g_strconcat("cid:", content_id, NULL);
    return length && memmem(bytes, length, link, strlen(link)) != NULL;
}
