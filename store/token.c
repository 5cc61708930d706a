#include "store/token.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

enum {
    BYTES = 16,
    CHARACTERS = 26, /* of 5 bits each */
    DAYS = 180,
};

/* Digits and capital letters without those that look alike (Crockford's base 32). */
static char *written(const guint8 bytes[BYTES])
{
    static const char characters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char *text = g_malloc0(CHARACTERS + 1);
    for (guint i = 0; i < CHARACTERS; i++) {
        guint value = 0;
        for (guint bit = i * 5; bit < i * 5 + 5; bit++)
            value = value << 1 | (bit < BYTES * 8 ? bytes[bit / 8] >> (7 - bit % 8) & 1 : 0);
        text[i] = characters[value];
    }
    return text;
}

char *token_hash(const char *token)
{
    return token ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, token, -1) : NULL;
}

static char *moment_in(gint64 days)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) then = g_date_time_add_days(now, (gint)days);
    return g_date_time_format(then, "%Y-%m-%dT%H:%M:%SZ");
}

char *token_reference(struct store *store, const char *purpose, gint64 message, const char *recipient,
                      json_t *submissions, GError **error)
{
    guint8 bytes[BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != BYTES) {
        fail(error, ERROR_INTERNAL, "the kernel gives no random numbers: %s", g_strerror(errno));
        return NULL;
    }
    g_autofree char *token = written(bytes);
    g_autofree char *hash = token_hash(token), *now = moment_in(0), *expires_at = moment_in(DAYS);
    if (!store_run(store, "token_new",
                   json_pack("{s:s, s:s, s:I, s:s, s:s, s:s}", "hash", hash, "purpose", purpose, "message",
                             (json_int_t)message, "recipient", recipient, "now", now, "expires_at",
                             expires_at),
                   NULL, error) ||
        (submissions &&
         !store_run(store, "token_cases", json_pack("{s:s, s:O}", "hash", hash, "submissions", submissions),
                    NULL, error)))
        return NULL;
    return g_strdup_printf("[sak %" G_GINT64_FORMAT "-%s]", message, token);
}
