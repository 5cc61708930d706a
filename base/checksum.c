#include "base/checksum.h"

#include <gnutls/crypto.h>
#include <stdio.h>

#define SHA256_BYTES 32

char *checksum_sha256(GBytes *content)
{
    guint8 digest[SHA256_BYTES];
    gsize length;
    const void *bytes = g_bytes_get_data(content, &length);
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, length, digest) < 0)
        return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, content);
    char *text = g_malloc(2 * SHA256_BYTES + 1);
    for (guint i = 0; i < SHA256_BYTES; i++)
        snprintf(text + 2 * (gsize)i, 3, "%02x", digest[i]);
    return text;
}
