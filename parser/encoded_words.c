#include "parser/encoded_words.h"

#include <stdbool.h>
#include <string.h>

#define MAX_CHARSET 40
#define MAX_PAYLOAD 2000
#define MAX_GAP     20 /* white space and a line's end between two words */

/* "=?charset?B?payload?=", where it stands in the mail. */
struct word {
    const char *charset, *payload, *end;
    gsize charset_length, payload_length;
};

static gsize span(const char *from, const char *end, const char *stop, gsize most)
{
    gsize length = 0;
    while (from + length < end && length < most && !strchr(stop, from[length]) && from[length] > ' ')
        length++;
    return length;
}

static bool read_word(const char *at, const char *end, struct word *word)
{
    if (end - at < 8 || at[0] != '=' || at[1] != '?')
        return false;
    word->charset = at + 2;
    word->charset_length = span(word->charset, end, "?", MAX_CHARSET);
    const char *p = word->charset + word->charset_length;
    if (!word->charset_length || end - p < 5 || p[0] != '?' || (p[1] != 'B' && p[1] != 'b') || p[2] != '?')
        return false;
    word->payload = p + 3;
    word->payload_length = span(word->payload, end, "?", MAX_PAYLOAD);
    p = word->payload + word->payload_length;
    if (end - p < 2 || p[0] != '?' || p[1] != '=')
        return false;
    word->end = p + 2;
    return true;
}

/* A word of the same charset that follows with only white space between. */
static bool read_neighbour(const struct word *word, const char *end, struct word *next)
{
    const char *at = word->end;
    while (at < end && at - word->end < MAX_GAP && strchr(" \t\r\n", *at) && *at)
        at++;
    return at > word->end && read_word(at, end, next) && next->charset_length == word->charset_length &&
           g_ascii_strncasecmp(next->charset, word->charset, word->charset_length) == 0;
}

static void append_decoded(GByteArray *bytes, const struct word *word)
{
    g_autofree char *payload = g_strndup(word->payload, word->payload_length);
    gsize length;
    g_autofree guchar *decoded = g_base64_decode(payload, &length);
    g_byte_array_append(bytes, decoded, (guint)length);
}

/* The run that begins with `first` as one word, and where it ended; NULL where the word is alone. */
static char *join_run(const struct word *first, const char *end, const char **after)
{
    struct word word = *first, next;
    if (!read_neighbour(&word, end, &next))
        return NULL;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    append_decoded(bytes, &word);
    do {
        append_decoded(bytes, &next);
        word = next;
    } while (read_neighbour(&word, end, &next));
    g_autofree char *payload = g_base64_encode(bytes->data, bytes->len);
    *after = word.end;
    return g_strdup_printf("=?%.*s?B?%s?=", (int)first->charset_length, first->charset, payload);
}

/* The next "=?" from `at`, or NULL. Base64, most of a mail's bytes, has no question marks. */
static const char *find_start(const char *at, const char *end)
{
    for (const char *p = at; p < end && (p = memchr(p, '?', (gsize)(end - p))); p++)
        if (p > at && p[-1] == '=')
            return p - 1;
    return NULL;
}

GBytes *encoded_words_join(GBytes *raw)
{
    gsize length;
    const char *start = g_bytes_get_data(raw, &length);
    if (!length)
        return g_bytes_ref(raw);
    const char *end = start + length;
    GByteArray *joined = g_byte_array_new();
    const char *copied = start; /* up to here `joined` holds the mail, once it holds anything */
    const char *at = find_start(start, end);
    while (at) {
        struct word word;
        const char *next = at + 2;
        if (read_word(at, end, &word)) {
            next = word.end;
            g_autofree char *text = join_run(&word, end, &next);
            if (text) {
                g_byte_array_append(joined, (const guint8 *)copied, (guint)(at - copied));
                g_byte_array_append(joined, (const guint8 *)text, (guint)strlen(text));
                copied = next;
            }
        }
        at = find_start(next, end);
    }
    if (copied == start) {
        g_byte_array_unref(joined);
        return g_bytes_ref(raw);
    }
    g_byte_array_append(joined, (const guint8 *)copied, (guint)(end - copied));
    return g_byte_array_free_to_bytes(joined);
}
