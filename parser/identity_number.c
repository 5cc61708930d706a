#include "parser/identity_number.h"

#include "base/text.h"

#include <string.h>

/* The bytes of a blank, no-break space or hyphen at `text`, 0 for anything else. */
static size_t gap_length(const char *text)
{
    if (*text == ' ' || *text == '-' || *text == '.')
        return 1;
    return strncmp(text, "\u00a0", 2) == 0 ? 2 : 0;
}

static size_t digits_at(const char *text)
{
    return strspn(text, "0123456789");
}

/* The length of the number that begins at `text`, 0 where none does. No digit stands before it. */
static size_t number_length(const char *text)
{
    size_t first = digits_at(text), gap = first == 6 ? gap_length(text + 6) : 0;
    if (first != 11 && (!gap || digits_at(text + 6 + gap) != 5))
        return 0;
    size_t length = first == 11 ? 11 : 6 + gap + 5;
    g_autofree char *written = g_strndup(text, length);
    g_autofree char *digits = text_digits(written);
    return text_is_national_identity_number(digits) ? length : 0;
}

char *identity_numbers_hide(const char *text)
{
    GString *hidden = NULL;
    const char *kept = text;
    for (const char *p = text; *p;) {
        if (!g_ascii_isdigit(*p)) {
            p++;
            continue;
        }
        size_t length = number_length(p);
        if (!length) {
            p += digits_at(p);
            continue;
        }
        if (!hidden)
            hidden = g_string_new(NULL);
        g_string_append_len(hidden, kept, p - kept);
        g_string_append(hidden, "***********");
        kept = p += length;
    }
    if (!hidden)
        return NULL;
    g_string_append(hidden, kept);
    return g_string_free(hidden, FALSE);
}
