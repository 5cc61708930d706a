#include "ingest/response_guard.h"

#include <string.h>

void response_guard_start(struct response_guard *guard)
{
    guard->literals = 0;
    guard->protocol = 0;
}

static const char *announce(struct response_guard *guard)
{
    if (guard->announced > RESPONSE_MAX_LITERAL)
        return "the server announces a literal that is too large";
    guard->brace = BRACE_CLOSED;
    return NULL;
}

/* "{123}" and "{123+}", wherever they stand: a literal only if nothing but blanks follows in the line. */
static const char *watch_brace(struct response_guard *guard, char c)
{
    if (c == '{') {
        guard->brace = BRACE_OPEN;
        guard->announced = 0;
    } else if (guard->brace == BRACE_OPEN && g_ascii_isdigit(c)) {
        guard->announced = MIN(guard->announced, G_MAXUINT32) * 10 + (guint64)(c - '0');
    } else if (guard->brace == BRACE_OPEN && c == '}') {
        return announce(guard);
    } else if (guard->brace == BRACE_OPEN ? c != '+' : c != ' ' && c != '\r') {
        guard->brace = BRACE_NONE;
    }
    return NULL;
}

static void watch_exists(struct response_guard *guard, char c)
{
    static const char word[] = " EXISTS";
    if (guard->exists_matched < strlen(word) && g_ascii_toupper(c) == word[guard->exists_matched])
        guard->exists_matched++;
    else
        guard->exists_matched = c == ' ';
    guard->exists |= guard->exists_matched == strlen(word);
}

static const char *end_line(struct response_guard *guard)
{
    if (guard->brace == BRACE_CLOSED) {
        guard->literal_left = guard->announced;
        guard->literals += guard->announced;
    } else {
        guard->line = 0;
        guard->depth = 0;
    }
    guard->brace = BRACE_NONE;
    guard->exists_matched = 0;
    return guard->literals > RESPONSE_MAX_LITERALS ? "the server's answer is too large" : NULL;
}

static const char *watch_line(struct response_guard *guard, char c)
{
    if (++guard->line > RESPONSE_MAX_LINE)
        return "the server sends a line that is too long";
    if (++guard->protocol > RESPONSE_MAX_PROTOCOL)
        return "the server's answer is too long";
    if (c == '\n')
        return end_line(guard);
    if (c == '(' && ++guard->depth > RESPONSE_MAX_DEPTH)
        return "the server's answer is nested too deeply";
    if (c == ')' && guard->depth)
        guard->depth--;
    watch_exists(guard, c);
    return watch_brace(guard, c);
}

const char *response_guard_pass(struct response_guard *guard, const char *bytes, size_t size)
{
    const char *wrong = NULL;
    for (const char *end = bytes + size; bytes < end && !wrong;) {
        if (guard->literal_left) {
            size_t part = MIN(guard->literal_left, (guint64)(end - bytes));
            guard->literal_left -= part;
            bytes += part;
        } else {
            wrong = watch_line(guard, *bytes++);
        }
    }
    return wrong;
}
