#include "parser/form/scan.h"

#include <string.h>

gsize scan_digits(const char *at)
{
    gsize count = 0;
    while (g_ascii_isdigit(at[count]))
        count++;
    return count;
}

/* A digit of another script makes a number of what stands before it, and not one that we can read. */
static bool is_strange_digit(const char *at)
{
    return *at < 0 && g_unichar_isdigit(g_utf8_get_char(at));
}

const char *scan_number(const char *at, gsize least, gsize most, int *number)
{
    gsize count = scan_digits(at);
    if (count < least || count > most || is_strange_digit(at + count))
        return NULL;
    *number = 0;
    for (gsize i = 0; i < count; i++)
        *number = *number * 10 + at[i] - '0';
    return at + count;
}

const char *after_blank(const char *at)
{
    if (*at >= 0)
        return g_ascii_isspace(*at) || *at == '\v' ? at + 1 : at;
    return g_unichar_isspace(g_utf8_get_char(at)) ? g_utf8_next_char(at) : at;
}

const char *after_blanks(const char *at)
{
    for (const char *next; (next = after_blank(at)) != at;)
        at = next;
    return at;
}

bool is_one_of(char c, const char *signs)
{
    return c && strchr(signs, c);
}

const char *after_any(const char *at, const char *signs)
{
    return is_one_of(*at, signs) ? at + 1 : at;
}

const char *after_any_blanks(const char *at, const char *signs)
{
    return after_blanks(after_any(at, signs));
}

const char *scan_dash(const char *at)
{
    if (*at == '-')
        return at + 1;
    if (*at >= 0)
        return NULL;
    gunichar c = g_utf8_get_char(at);
    return (c >= 0x2010 && c <= 0x2014) || c == 0x2212 ? g_utf8_next_char(at) : NULL;
}

const char *after_dash(const char *at)
{
    const char *dash = scan_dash(at);
    return dash ? dash : at;
}

const char *scan_text(const char *at, const char *text)
{
    while (*text && *at == *text)
        at++, text++;
    return *text ? NULL : at;
}

const char *after_text(const char *at, const char *text)
{
    const char *behind = scan_text(at, text);
    return behind ? behind : at;
}

static bool is_word_at(const char *at)
{
    if (*at >= 0)
        return g_ascii_isalnum(*at) || *at == '_';
    return g_unichar_isalnum(g_utf8_get_char(at));
}

const char *scan_word(const char *at, const char *const *words)
{
    for (; *words; words++) {
        const char *end = scan_text(at, *words);
        if (end && !is_word_at(end))
            return end;
    }
    return NULL;
}

const char *after_letters(const char *at)
{
    while (*at > 0 ? g_ascii_isalpha(*at) : *at && g_unichar_isalpha(g_utf8_get_char(at)))
        at = g_utf8_next_char(at);
    return at;
}

const char *after_word(const char *at)
{
    while (is_word_at(at))
        at = g_utf8_next_char(at);
    return at;
}

void scan_lower(const char *text, char *lower, gsize size)
{
    for (const char *next; *text; text = next) {
        next = g_utf8_next_char(text);
        gsize length = (gsize)(next - text);
        if (length >= size)
            break;
        char other[6];
        if (*text > 0)
            *lower = g_ascii_tolower(*text);
        else if ((gsize)g_unichar_to_utf8(g_unichar_tolower(g_utf8_get_char(text)), other) == length)
            memcpy(lower, other, length);
        else
            memcpy(lower, text, length);
        lower += length;
        size -= length;
    }
    *lower = '\0';
}

/* "18", "18.30", "18:30", "1830": an hour of a day. */
static const char *scan_hour(const char *at, int *hour)
{
    int minute = 0;
    const char *whole = scan_number(at, 4, 4, hour);
    if (whole) {
        minute = *hour % 100;
        *hour /= 100;
        return *hour <= 24 && minute <= 59 ? whole : NULL;
    }
    at = scan_number(at, 1, 2, hour);
    if (at && is_one_of(*at, ".:") && scan_digits(at + 1) == 2)
        at = scan_number(at + 1, 2, 2, &minute);
    return at && *hour <= 24 && minute <= 59 ? at : NULL;
}

const char *scan_clock_hours(const char *at)
{
    int from, to;
    at = scan_hour(at, &from);
    at = at ? scan_dash(after_blanks(at)) : NULL;
    at = at ? scan_hour(after_blanks(at), &to) : NULL;
    return at && from >= 6 && from < to ? at : NULL;
}
