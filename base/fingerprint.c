#include "base/fingerprint.h"

#include <stdbool.h>
#include <string.h>

/* Fields that the servers on the way add; a name that ends with '-' stands for all that begin so. */
static const char *const trace_fields[] = {
    "Received",    "X-Received",  "Received-SPF", "Return-Path", "Delivered-To",           "X-Original-To",
    "Envelope-To", "X-Envelope-", "ARC-",         "X-Spam-",     "Authentication-Results", "X-MS-Exchange-",
};

static bool is_trace(const char *line, size_t length)
{
    const char *colon = memchr(line, ':', length);
    size_t name = colon ? (size_t)(colon - line) : 0;
    for (size_t i = 0; i < G_N_ELEMENTS(trace_fields); i++) {
        size_t known = strlen(trace_fields[i]);
        bool family = trace_fields[i][known - 1] == '-';
        if ((family ? name >= known : name == known) &&
            g_ascii_strncasecmp(line, trace_fields[i], known) == 0)
            return true;
    }
    return false;
}

/* The length of a line without its end; `next` receives where the next one begins. */
static size_t line_length(const char *line, const char *end, const char **next)
{
    const char *feed = memchr(line, '\n', (size_t)(end - line));
    const char *stop = feed ? feed : end;
    *next = feed ? feed + 1 : end;
    return (size_t)(stop - line) - (stop > line && stop[-1] == '\r');
}

char *fingerprint(GBytes *mail)
{
    gsize size;
    const char *line = g_bytes_get_data(mail, &size), *end = line + size, *next;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    bool header = true, passing = false;
    for (; line < end; line = next) {
        size_t length = line_length(line, end, &next);
        if (header && length == 0)
            header = passing = false;
        else if (header && *line != ' ' && *line != '\t')
            passing = is_trace(line, length);
        if (passing)
            continue;
        g_checksum_update(checksum, (const guchar *)line, (gssize)length);
        g_checksum_update(checksum, (const guchar *)"\n", 1);
    }
    return g_strdup(g_checksum_get_string(checksum));
}
