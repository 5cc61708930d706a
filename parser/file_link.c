#include "parser/file_link.h"

#include <string.h>

#define MAX_HOST 253u

/* Services for sharing files, by domain; a name below it counts, too. */
static const char *const domains[] = {
    "1drv.ms",     "onedrive.live.com", "sharepoint.com", "drive.google.com", "docs.google.com",
    "dropbox.com", "wetransfer.com",    "we.tl",          "icloud.com",       "box.com",
};

/* How the name of a host begins: in an address, and in one that is written inside another. */
static const char *const starts[] = {"https://", "http://", "https%3a%2f%2f", "http%3a%2f%2f"};

static bool is_of_domain(const char *host, const char *domain)
{
    gsize length = strlen(host), end = strlen(domain);
    if (length < end || g_ascii_strcasecmp(host + length - end, domain) != 0)
        return false;
    return length == end || host[length - end - 1] == '.';
}

static bool is_file_service(const char *start, gsize length)
{
    gsize end = 0;
    while (end < MIN(length, MAX_HOST) && (g_ascii_isalnum(start[end]) || strchr(".-", start[end])) &&
           start[end])
        end++;
    g_autofree char *host = g_strndup(start, end);
    for (gsize i = 0; i < G_N_ELEMENTS(domains); i++)
        if (is_of_domain(host, domains[i]))
            return true;
    return false;
}

bool file_link_stands_in(GBytes *text)
{
    gsize length;
    const char *bytes = g_bytes_get_data(text, &length);
    for (gsize at = 0; at < length; at++) {
        for (gsize i = 0; (bytes[at] | 0x20) == 'h' && i < G_N_ELEMENTS(starts); i++) {
            gsize start = strlen(starts[i]);
            if (length - at > start && g_ascii_strncasecmp(bytes + at, starts[i], start) == 0 &&
                is_file_service(bytes + at + start, length - at - start))
                return true;
        }
    }
    return false;
}
